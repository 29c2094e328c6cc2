"""Coverage over the whole community: gaps, single providers, crowded cells, and cells that are not known."""

from __future__ import annotations

from typing import Any

import pytest

import collective_impact as ci
from collective_impact.landscape import coverage as room_coverage
from collective_impact.landscape.coverage import AGE_SPANS, AgeSpan, LandscapeCoverage, coverage
from collective_impact.landscape.inventory import Collaboration, Landscape, Organisation


def row(id_: str, goals: str, ages: tuple[float, float] | None, places: str, **fields: Any) -> Collaboration:
    groups = (ci.Population(id=f"ages of {id_}", age_from=ages[0], age_to=ages[1]),) if ages else ()
    held = tuple(ci.Place(id=place) for place in places)
    return Collaboration(id=id_, outcome_ids=tuple(goals), populations=groups, places=held, **fields)


def landscape(*rows: Collaboration, goals: str = "GH", places: str = "", **fields: Any) -> Landscape:
    members = sorted({id_ for each in rows for id_ in each.member_ids})
    return Landscape(
        id="L",
        outcomes=tuple(ci.Outcome(id=id_, name=f"Goal {id_}") for id_ in goals),
        organisations=tuple(Organisation(id=id_) for id_ in members),
        places=tuple(ci.Place(id=id_, name=f"Place {id_}") for id_ in places),
        collaborations=rows,
        **fields,
    )


def statuses(found: LandscapeCoverage, goal: str) -> dict[tuple[str, str | None], str]:
    return {(cell.span, cell.place): cell.status for cell in found.cells if cell.outcome_id == goal}


def test_gaps_single_providers_and_crowded_cells_are_found() -> None:
    found = coverage(
        landscape(
            row("C1", "G", (0, 4), "n", member_ids=("A", "B"), settings=("in school",)),
            row("C2", "G", (3, 10), "n", member_ids=("B", "C"), settings=("out of school",)),
            row("C3", "G", (4, 4), "ns"),
            places="ns",
        ),
        crowded_from=3,
    )
    held = statuses(found, "G")
    assert held["early_years", "Place n"] == "crowded"
    assert held["early_years", "Place s"] == "single"
    assert held["childhood", "Place n"] == "single"
    assert held["childhood", "Place s"] == "gap"
    assert set(statuses(found, "H").values()) == {"gap"}
    assert len(found.cells) == 2 * len(AGE_SPANS) * 2
    assert [cell.collaboration_ids for cell in found.having("crowded")] == [("C1", "C2", "C3")]
    assert found.places == ("Place n", "Place s")
    assert found.titles == {"G": "Goal G", "H": "Goal H"}
    assert found.having("crowded")[0].organisation_count is None
    assert found.having("crowded")[0].missing_settings == ()
    childhood = next(cell for cell in found.cells if cell.span == "childhood" and cell.status == "single")
    assert (childhood.organisation_count, childhood.settings) == (2, ("out of school",))
    assert childhood.missing_settings == ("in school",)
    assert ci.from_data(ci.to_data(found), LandscapeCoverage) == found


def test_at_ages_that_a_goal_is_not_about_nothing_is_missing_and_nobody_is_alone() -> None:
    held = landscape(row("C1", "GH", (0, 10), "n"), goals="GH", places="ns")
    children = ci.Population(id="children", age_from=5, age_to=10)
    about = ci.Outcome(id="G", name="Goal G", population=children)
    found = coverage(held.including(about))
    assert statuses(found, "G") == {
        (span.key, place): "outside" if span.key != "childhood" else "single" if place == "Place n" else "gap"
        for span in AGE_SPANS
        for place in ("Place n", "Place s")
    }
    assert [cell.status for cell in found.wanted if cell.outcome_id == "G"] == ["single", "gap"]
    assert statuses(found, "H")["early_years", "Place n"] == "single"
    early = found.cells[0]
    assert (early.status, early.span, early.collaboration_ids) == ("outside", "early_years", ("C1",))
    assert set(found.having("gap")) == {cell for cell in found.wanted if cell.status == "gap"}
    text = str(found)
    assert text.startswith("25 % of 12 cells are served; 9 are gaps\n")
    assert "A blank is at an age that the goal is not about." in text
    assert "A blank" not in str(coverage(held))
    nobody = ci.Outcome(id="G", population=ci.Population(id="old", age_from=80))
    assert str(coverage(landscape(goals="").including(nobody))).startswith(
        "not known of 0 cells are served; 0"
    )


def test_two_in_one_cell_are_covered_and_their_organisations_count_once() -> None:
    rows = (
        row("C1", "G", (0, 24), "", member_ids=("A", "B")),
        row("C2", "G", (0, 24), "", member_ids=("B",)),
    )
    found = coverage(landscape(*rows, goals="G"))
    assert {cell.status for cell in found.cells} == {"covered"}
    assert {(cell.place, cell.organisation_count) for cell in found.cells} == {(None, 2)}


def test_what_is_not_recorded_is_no_gap() -> None:
    found = coverage(
        landscape(row("C1", "G", None, "n"), row("C2", "G", (0, 4), ""), row("C3", "H", (0, 4), "n"))
    )
    held = {(cell.outcome_id, cell.span): cell for cell in found.cells}
    assert held["G", "early_years"].possible_ids == ("C1", "C2")
    assert held["G", "adolescence"].possible_ids == ("C1",)
    assert held["G", "adolescence"].status == "unknown"
    assert held["G", "adolescence"].organisation_count is None
    assert held["H", "adolescence"].organisation_count == 0
    assert (held["H", "early_years"].status, held["H", "adolescence"].status) == ("single", "gap")
    silent = coverage(landscape(row("C3", "H", (0, 4), "n"), Collaboration(id="C4")))
    assert silent.without_outcomes == ("C4",)
    assert {cell.status for cell in silent.cells} == {"single", "unknown"}


def test_who_names_no_goal_opens_only_what_fits_its_ages_and_places() -> None:
    rows = (row("A", "G", (0, 4), "n"), row("C", "G", (15, 18), "s"))
    assert len(coverage(landscape(*rows, goals="G")).having("gap")) == 8

    def opened_by(ages: tuple[float, float] | None, places: str) -> set[tuple[str, str | None]]:
        found = coverage(landscape(*rows, row("Z", "", ages, places), goals="G"))
        return {(cell.span, cell.place) for cell in found.having("unknown")}

    assert opened_by((0, 4), "n") == set()
    assert opened_by((0, 4), "ns") == {("early_years", "s")}
    assert opened_by((0, 10), "") == {("early_years", "s"), ("childhood", "n"), ("childhood", "s")}
    assert {place for _, place in opened_by(None, "n")} == {"n"}
    assert len(opened_by(None, "")) == 8


def test_goals_that_people_decided_to_be_one_are_one() -> None:
    inside = ci.Initiative(id="I", agenda=ci.Agenda(outcomes=(ci.Outcome(id="O", name="Goal G!"),)))
    held = landscape(row("C1", "G", (0, 4), ""), goals="G").including(
        Collaboration(id="C2", initiative=inside)
    )
    assert coverage(held).outcome_ids == ("C2/O", "G")
    assert coverage(held.merging("C2/O", "G")).outcome_ids == ("G",)


def test_no_goal_is_a_reason_and_wrong_wishes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No goal is recorded" in (coverage(Landscape(id="L")).reason or "")
    held = landscape()
    span = AgeSpan(key="a", title="A", age_from=5, age_to=1)
    for spans, message in (
        ((), "at least one span"),
        ((span,), "ends before"),
        ((*AGE_SPANS, AGE_SPANS[0]), "twice"),
    ):
        with pytest.raises(ci.InvalidRecordError, match=message):
            coverage(held, spans=spans)
    with pytest.raises(ci.InvalidRecordError, match="no crowd"):
        coverage(held, crowded_from=1)
    monkeypatch.setitem(coverage.__globals__, "MAXIMUM_CELLS", 9)
    with pytest.raises(ci.LimitError, match="more than 9 cells"):
        coverage(held)
    assert room_coverage is coverage


def test_merging_two_equal_collaborations_loses_no_cell() -> None:
    one = row("C1", "G", (0, 12), "n", member_ids=("A",))
    both = coverage(landscape(one, row("C2", "G", (0, 12), "n", member_ids=("A",)), places="ns"))
    alone = coverage(landscape(one, places="ns"))
    served = [[cell.status in ("gap", "unknown") for cell in found.cells] for found in (both, alone)]
    assert served[0] == served[1]
    assert [cell.organisation_count for cell in both.cells] == [
        cell.organisation_count for cell in alone.cells
    ]
