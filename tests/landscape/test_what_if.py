"""What if: the landscape after a merger, what is lifted out of initiatives, and that nothing is lost."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.landscape.inventory import (
    Body,
    Collaboration,
    IdentityDecision,
    Landscape,
    Organisation,
)
from collective_impact.landscape.lifting import merged
from collective_impact.landscape.profile import index_of
from collective_impact.landscape.what_if import LandscapeWhatIf, what_if
from collective_impact.model.agenda import Agenda, Outcome, Strategy
from collective_impact.model.convening import Convening
from collective_impact.model.values import Cadence, Place, Population

ON = date(2026, 6, 1)
MONTHLY = Cadence(rule="FREQ=MONTHLY;BYMONTHDAY=1")
YOUNG = Population(id="young", name="Young", age_from=0, age_to=4)
OLDER = Population(id="older", name="Older", age_from=5, age_to=10)
NORTH, SOUTH = Place(id="north", name="North"), Place(id="south", name="South")


def thin(id_: str, members: str, goals: str = "1", **fields: Any) -> Collaboration:
    return Collaboration(
        id=id_, name=f"Table {id_}", member_ids=tuple(members), outcome_ids=tuple(goals), **fields
    )


def here(*rows: Collaboration, **fields: Any) -> Landscape:
    members = sorted({id_ for row in rows for id_ in row.member_ids})
    goals = sorted({id_ for row in rows for id_ in row.outcome_ids})
    return Landscape(
        id="here",
        collaborations=rows,
        organisations=(*fields.pop("organisations", ()), *(Organisation(id=id_) for id_ in members)),
        outcomes=tuple(Outcome(id=id_, name=f"Goal {id_}") for id_ in goals),
        **fields,
    )


def whole(id_: str, **fields: Any) -> Collaboration:
    """Return a collaboration that holds an initiative of two partners, two goals and a strategy."""
    agenda = Agenda(
        population=YOUNG,
        outcomes=(
            Outcome(id="O1", name="Reading", population=YOUNG, place=NORTH, leads_to_ids=("O2",)),
            Outcome(id="O2", name="Work"),
        ),
        strategies=(Strategy(id="S1", name="Tutors", outcome_ids=("O1",)),),
    )
    partners = (
        ci.Partner(
            id="P1", name="Library", sector="public", identifiers=(ci.Identifier(scheme="X", value="1"),)
        ),
        ci.Partner(id="P2", name="School"),
    )
    activity = ci.Activity(id="A1", place=Place(id="north"), population=OLDER)
    inside = ci.Initiative(
        id=f"inside-{id_}",
        place=Place(id="north", name="North"),
        agenda=agenda,
        partners=partners,
        activities=(activity,),
    )
    return Collaboration(id=id_, name=f"Table {id_}", initiative=inside, **fields)


def test_the_first_takes_in_the_others_and_keeps_its_own() -> None:
    first = thin(
        "x", "ab", "1", places=(NORTH,), populations=(YOUNG,), settings=("in school",), overseen_by_ids=("B1",),
        convenings=(Convening(id="m1", cadence=MONTHLY),), hours_per_meeting=2.0,
    )  # fmt: skip
    other = thin(
        "y", "bc", "12", places=(Place(id="north"), SOUTH), populations=(OLDER,), settings=("in school", "at home"),
        overseen_by_ids=("B2",), convenings=(Convening(id="m2", cadence=MONTHLY),), hours_per_meeting=1.0,
    )  # fmt: skip
    before = here(first, other, thin("z", "d", "2"), bodies=(Body(id="B1"), Body(id="B2")))
    found = what_if(before, merge=["x", "y"], on=ON)
    assert (found.into_id, found.merged_ids) == ("x", ("y",))
    one, rest = found.landscape.collaborations
    assert (one.id, one.name, rest.id) == ("x", "Table x", "z")
    assert one.member_ids == ("a", "b", "c")
    assert one.outcome_ids == ("1", "2")
    assert one.places == (NORTH, SOUTH)
    assert one.populations == (YOUNG, OLDER)
    assert one.settings == ("in school", "at home")
    assert one.overseen_by_ids == ("B1", "B2")
    assert [convening.id for convening in one.convenings] == ["m1"]
    assert len(before.collaborations) == 3


def test_the_figures_before_and_after() -> None:
    convened = {"hours_per_meeting": 2.0, "populations": (YOUNG,)}
    before = here(
        thin("x", "ab", "1", convenings=(Convening(id="m1", cadence=MONTHLY),), **convened),
        thin("y", "bc", "2", convenings=(Convening(id="m2", cadence=MONTHLY),), **convened),
        thin("z", "d", "3"),
    )
    found = what_if(before, merge=["x", "y"], on=ON)
    was, now = found.before, found.after
    assert (was.collaborations, was.members, was.seats, was.hours_per_month) == (3, 4, 5, 8.0)
    assert (now.collaborations, now.members, now.seats, now.hours_per_month) == (2, 4, 4, 6.0)
    assert was.unknown_hours == now.unknown_hours == ("z",)
    assert found.gain.hours_per_month == 2.0
    assert found.loss.voices == ("a", "c")
    assert found.unrecorded == ()
    assert ci.from_data(ci.to_data(found), LandscapeWhatIf) == found


def test_the_hours_that_are_gained_are_those_of_the_figures() -> None:
    weekly = Convening(id="m2", cadence=Cadence(rule="FREQ=WEEKLY"))
    rows = (
        thin("a", "xyzw", convenings=(Convening(id="m1", cadence=MONTHLY),), hours_per_meeting=1.5),
        thin("b", "xyzq", convenings=(weekly,), hours_per_meeting=2.0),
        thin("c", "xk", convenings=(attrs.evolve(weekly, id="m3"),), hours_per_meeting=2.0),
    )
    for merge, wanted, said in (
        (["a", "b"], 33.1666666667, "a month saved: 33.167"),
        (["b", "a"], -2.6666666667, "a month more than now: 2.667"),
    ):
        found = what_if(here(*rows), merge=merge, on=ON)
        was, now = found.before.hours_per_month, found.after.hours_per_month
        assert was is not None
        assert now is not None
        assert found.gain.hours_per_month == pytest.approx(was - now)
        assert found.gain.hours_per_month == wanted
        assert f"\n  Hours of meetings {said}\n" in str(found)
    silent = what_if(here(rows[0], thin("d", "xy")), merge=["a", "d"], on=ON)
    assert silent.gain.hours_per_month is None
    assert silent.gain.hours_reason == "How often or how long these meet is not recorded: Table d."
    assert "saved" not in str(silent)


def test_cells_that_change_are_listed() -> None:
    one = thin("x", "ab", "1", places=(NORTH,), populations=(YOUNG,))
    other = thin("y", "bc", "1", places=(SOUTH,), populations=(OLDER,))
    double = thin("z", "cd", "1", places=(NORTH,), populations=(YOUNG,))
    found = what_if(here(one, other, double), merge=["x", "y"], on=ON)
    changed = {(cell.span, cell.place, cell.before, cell.after) for cell in found.changed}
    assert changed == {
        ("early_years", "South", "gap", "single"),
        ("childhood", "North", "gap", "single"),
    }
    again = what_if(here(one, other, double), merge=["z", "x"], on=ON)
    assert {(cell.before, cell.after) for cell in again.changed} == {("covered", "single")}


def test_initiatives_are_lifted_into_the_landscape() -> None:
    decisions = (
        IdentityDecision(one="w/P1", other="lib", same=True),
        IdentityDecision(one="w/O1", other="1", same=True),
        IdentityDecision(one="a", other="lib", same=False),
    )
    taken = Organisation(id="w:P2")
    before = here(
        thin("x", "a", "1"), whole("w"), organisations=(Organisation(id="lib"), taken), decisions=decisions
    )
    found = what_if(before, merge=["x", "w"], on=ON)
    after = found.landscape
    (row,) = after.collaborations
    assert row.initiative is None
    assert row.member_ids == ("a", "w:P1", "w:P2:2")
    assert row.outcome_ids == ("1", "w:O1", "w:O2")
    assert row.strategy_ids == ("w:S1",)
    library = after.get("w:P1")
    assert isinstance(library, Organisation)
    assert (library.name, library.sector, library.identifiers[0].value) == ("Library", "public", "1")
    goal = after.get("w:O1")
    assert isinstance(goal, Outcome)
    assert goal.leads_to_ids == ("w:O2",)
    assert (goal.population and goal.population.age_to, goal.place and goal.place.name) == (4, "North")
    assert {place.name for place in row.places} == {"North"}
    assert {group.name for group in row.populations} == {"Young", "Older"}
    assert {(d.one, d.other) for d in after.decisions} == {("w:P1", "lib"), ("w:O1", "1"), ("a", "lib")}
    profile = index_of(after).profiles[0]
    assert profile.members == frozenset({"a", "lib", "w:P2:2"})


def test_an_initiative_of_the_first_stays_whole() -> None:
    found = what_if(here(whole("w"), thin("x", "a", "1")), merge=["w", "x"], on=ON)
    (row,) = found.landscape.collaborations
    assert row.initiative is not None
    assert row.member_ids == ("a",)
    assert index_of(found.landscape).profiles[0].members == frozenset({"a", "w/P1", "w/P2"})


def test_what_is_complete_stays_so_only_where_it_was_of_all() -> None:
    complete = (
        "collaborations/x/member_ids", "collaborations/y/member_ids", "collaborations/x/outcome_ids",
        "collaborations/x/convenings", "collaborations/z/member_ids", "bodies", "collaborations",
    )  # fmt: skip
    rows = (thin("x", "", ""), thin("y", "", ""), thin("z", "", ""))
    after, _ = merged(here(*rows, complete=complete), ["x", "y"])
    assert after.complete == (
        "collaborations/x/member_ids", "collaborations/x/convenings", "collaborations/z/member_ids", "bodies",
        "collaborations",
    )  # fmt: skip


def test_what_is_not_recorded_is_named() -> None:
    found = what_if(here(thin("x", "a", "1"), thin("y", "")), merge=["x", "y"], on=ON)
    assert found.unrecorded == ("y",)
    assert found.loss.smallest_table is None


def test_the_text_shows_both_sides() -> None:
    text = str(what_if(here(thin("x", "ab", "1"), thin("y", "bc", "1")), merge=["x", "y"], on=ON))
    assert text.startswith("What if Table x took in 1 more?\n")
    assert "  Collaborations: 2 -> 1\n" in text
    assert "  Cells that nobody serves: 0 -> 0\n  Cells of which that is not known: 5 -> 5\n" in text
    assert "  Hours of meetings a month, where known: not known -> not known\n" in text
    assert "only table: 2" in text
    same = str(what_if(here(thin("x", "ab"), thin("y", "ab")), merge=["x", "y"], on=ON))
    assert "only table" not in same


def test_the_day_is_today_where_meetings_are_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(date):
        @classmethod
        def today(cls) -> date:  # type: ignore[override]
            return date(2026, 2, 3)

    monkeypatch.setattr(sys.modules["collective_impact.landscape.what_if"], "date", Clock)
    meeting = (Convening(id="m1", cadence=MONTHLY),)
    assert what_if(here(thin("x", "a"), thin("y", "b")), merge=["x", "y"]).on is None
    assert what_if(here(thin("x", "a", convenings=meeting), thin("y", "b")), merge=["x", "y"]).on == date(
        2026, 2, 3
    )


def test_too_many_cells_are_said_and_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["collective_impact.landscape.coverage"], "MAXIMUM_CELLS", 2)
    found = what_if(here(thin("x", "a"), thin("y", "b")), merge=["x", "y"], on=ON)
    assert (found.before.gaps, found.after.single, found.changed) == (None, None, ())
    assert "make more than" in (found.before.cells_reason or "")


def test_what_cannot_be_merged_is_refused() -> None:
    rows = (
        thin("x", "a"), thin("y", "b", until=date(2020, 1, 1)),
        Collaboration(id="f", file="f.json"), thin("z", "c"),
    )  # fmt: skip
    held = here(*rows)
    wrong: Any = [1, 2]
    text: Any = "xy"
    with pytest.raises(InvalidRecordError, match="by a list of ids"):
        what_if(held, merge=text)
    with pytest.raises(InvalidRecordError, match="by a list of ids"):
        what_if(held, merge=wrong)
    nothing: Any = None
    with pytest.raises(InvalidRecordError, match="by a list of ids, found None"):
        what_if(held, merge=nothing)
    with pytest.raises(InvalidRecordError, match="Only a landscape can be asked what if, found None"):
        what_if(nothing, merge=["x", "z"])
    with pytest.raises(InvalidRecordError, match="Name at least two"):
        what_if(held, merge=["x"])
    with pytest.raises(InvalidRecordError, match="'x' is named twice"):
        what_if(held, merge=["x", "x"])
    with pytest.raises(InvalidRecordError, match="Open it first"):
        what_if(held, merge=["x", "f"])
    with pytest.raises(InvalidRecordError, match="'y' is not in force on 2026-06-01"):
        what_if(held, merge=["x", "y"], on=ON)
    with pytest.raises(UnknownNameError, match="no collaboration 'q'"):
        what_if(held, merge=["x", "q"])


LETTERS = st.text("abcdef", min_size=1, max_size=5).map(lambda text: "".join(sorted(set(text))))
GOALS = st.text("123", min_size=1, max_size=3).map(lambda text: "".join(sorted(set(text))))


@given(LETTERS, GOALS, st.lists(st.tuples(LETTERS, GOALS), max_size=3))
def test_law_merging_two_equal_collaborations_loses_nothing(
    members: str, goals: str, others: list[tuple[str, str]]
) -> None:
    fields: dict[str, Any] = {"populations": (YOUNG,), "places": (NORTH,)}
    twins = [thin(id_, members, goals, **fields) for id_ in ("x", "y")]
    rest = [thin(f"z{place}", *row, **fields) for place, row in enumerate(others)]
    before = here(*twins, *rest)
    found = what_if(before, merge=["x", "y"], on=ON)
    after = {profile.id: profile for profile in index_of(found.landscape).profiles}
    for profile in index_of(before).profiles:
        if profile.id != "y":
            now = after[profile.id]
            assert (now.members, now.outcomes, now.places, now.ages) == (
                profile.members, profile.outcomes, profile.places, profile.ages,
            )  # fmt: skip
    assert found.after.members == found.before.members
    assert found.after.gaps == found.before.gaps
    assert found.landscape == attrs.evolve(
        before, collaborations=tuple(row for row in before.collaborations if row.id != "y")
    )
