"""Which outcomes are covered, which hang on one partner, and what is not known of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from collective_impact.codec import decode, encode
from collective_impact.model.activity import Activity, Contribution
from collective_impact.model.agenda import Agenda, Outcome, Strategy
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.model.values import Place, Population
from collective_impact.network.coverage import Coverage, CoverageCell, coverage
from collective_impact.network.incidence import incidence

Answers = dict[str, Any]


def by(*partner_ids: str) -> tuple[Contribution, ...]:
    return tuple(Contribution(partner_id=id_) for id_ in partner_ids)


def test_acceptance_1_the_toy_is_covered_as_worked_out_by_hand(
    toy: Initiative, toy_expected: Answers
) -> None:
    found = coverage(toy)
    expected = toy_expected["coverage"]
    assert found.share == pytest.approx(expected["share"], abs=1e-5) == 0.8
    assert list(found.covered) == expected["covered"]
    assert list(found.gaps) == expected["gaps"] == ["O5"]
    assert list(found.single_provider) == expected["single_provider_outcomes"] == ["O4"]
    assert list(found.uncommitted_partner_ids) == toy_expected["uncommitted_partners"] == ["P5"]
    assert list(found.activities_without_outcome) == toy_expected["activities_with_no_outcome"] == ["A6"]
    assert found.activities_with_unrecorded_partners == found.activities_without_partner == ()
    assert found.not_carried == found.unserved == ()
    assert found.reason is None


def test_the_table_of_the_toy_counts_activities_and_partners(toy: Initiative, toy_expected: Answers) -> None:
    rows = {row.outcome_id: row for row in coverage(toy).table}
    assert list(rows) == ["O1", "O2", "O3", "O4", "O5"]
    for outcome_id, row in rows.items():
        assert row.activity_count == len(toy_expected["coverage"]["activities_per_outcome"][outcome_id])
        assert row.partner_count == len(toy_expected["coverage"]["partners_per_outcome"][outcome_id])
    assert (rows["O1"].population_id, rows["O1"].place_id) == ("age 0-5", "north")
    assert (rows["O5"].population_id, rows["O5"].place_id) == (None, None)


def test_each_population_and_place_has_a_row_and_a_gap_bears_those_of_the_outcome() -> None:
    young, old = Population(id="young"), Population(id="old")
    north, south = Place(id="north"), Place(id="south")
    initiative = Initiative(
        id="I",
        agenda=Agenda(outcomes=(Outcome(id="O1"), Outcome(id="O2", population=old, place=south))),
        partners=(Partner(id="P1"), Partner(id="P2")),
        activities=(
            Activity(id="A1", contributions=by("P1"), outcome_ids=("O1",), population=young, place=south),
            Activity(id="A2", contributions=by("P1"), outcome_ids=("O1",), population=young, place=north),
            Activity(id="A3", contributions=by("P2"), outcome_ids=("O1",), population=young, place=north),
            Activity(id="A4", outcome_ids=("O1",), population=young),
            Activity(id="A5", contributions=by("P1", "P2"), outcome_ids=("O1",), place=north),
        ),
    )
    assert coverage(initiative).table == (
        CoverageCell(outcome_id="O1", place_id="north", activity_count=1, partner_count=2),
        CoverageCell(
            outcome_id="O1", population_id="young", activity_count=1, partner_count=0, unrecorded_count=1
        ),
        CoverageCell(
            outcome_id="O1", population_id="young", place_id="north", activity_count=2, partner_count=2
        ),
        CoverageCell(
            outcome_id="O1", population_id="young", place_id="south", activity_count=1, partner_count=1
        ),
        CoverageCell(
            outcome_id="O2", population_id="old", place_id="south", activity_count=0, partner_count=0
        ),
    )


def test_an_outcome_is_covered_through_a_strategy() -> None:
    initiative = Initiative(
        id="I",
        agenda=Agenda(
            outcomes=(Outcome(id="O1"), Outcome(id="O2")),
            strategies=(Strategy(id="S1", outcome_ids=("O1",)), Strategy(id="S2")),
        ),
        activities=(Activity(id="A1", strategy_ids=("S1",)), Activity(id="A2", strategy_ids=("S2",))),
    )
    found = coverage(initiative)
    assert (found.covered, found.gaps, found.share) == (("O1",), ("O2",), 0.5)
    assert found.activities_without_outcome == ("A2",)


def test_an_outcome_with_unrecorded_partners_is_not_said_to_hang_on_one() -> None:
    initiative = Initiative(
        id="I",
        agenda=Agenda(outcomes=(Outcome(id="O1"),)),
        partners=(Partner(id="P1"), Partner(id="P2")),
        activities=(
            Activity(id="A1", contributions=by("P1"), outcome_ids=("O1",)),
            Activity(id="A2", outcome_ids=("O1",)),
        ),
    )
    found = coverage(initiative)
    assert (found.single_provider, found.activities_with_unrecorded_partners) == ((), ("A2",))
    declared = attrs.evolve(initiative, complete=("activities/A2/contributions",))
    known = coverage(declared)
    assert (known.single_provider, known.activities_with_unrecorded_partners) == (("O1",), ())


def test_on_a_day_what_is_over_covers_nothing() -> None:
    initiative = Initiative(
        id="I",
        agenda=Agenda(outcomes=(Outcome(id="O1"),)),
        partners=(Partner(id="P1"),),
        activities=(
            Activity(id="A1", contributions=by("P1"), outcome_ids=("O1",), until=date(2025, 12, 31)),
        ),
    )
    assert coverage(initiative, on=date(2025, 12, 31)).share == 1.0
    over = coverage(initiative, on=date(2026, 1, 1))
    assert (over.share, over.gaps, over.uncommitted_partner_ids) == (0.0, ("O1",), ("P1",))
    assert coverage(incidence(initiative, on=date(2026, 1, 1))) == over


def test_what_all_partners_have_left_is_no_gap_and_not_covered() -> None:
    initiative = Initiative(
        id="I",
        agenda=Agenda(outcomes=(Outcome(id="O1"), Outcome(id="O2"))),
        partners=(Partner(id="P1", until=date(2025, 12, 31)), Partner(id="P2")),
        activities=(
            Activity(id="A1", contributions=by("P1"), outcome_ids=("O1",)),
            Activity(id="A2", contributions=by("P2"), outcome_ids=("O2",)),
        ),
    )
    found = coverage(initiative, on=date(2026, 1, 1))
    assert (found.covered, found.gaps, found.not_carried, found.share) == (("O2",), (), ("O1",), 0.5)
    assert (found.activities_without_partner, found.activities_with_unrecorded_partners) == (("A1",), ())
    assert coverage(initiative).not_carried == ()


YOUNG, OLD, NORTH, SOUTH = Population(id="young"), Population(id="old"), Place(id="n"), Place(id="s")


@pytest.mark.parametrize(
    ("stated", "served", "possible"),
    [
        ({"population": OLD}, [{"population": YOUNG}], 0),
        ({"population": OLD}, [{"population": YOUNG}, {}], 1),
        ({"population": OLD}, [{"population": YOUNG}, {"population": OLD, "place": SOUTH}], None),
        ({"population": OLD, "place": NORTH}, [{"population": OLD, "place": SOUTH}], 0),
        ({"population": OLD, "place": NORTH}, [{"population": OLD}, {"place": SOUTH}], 1),
        ({"population": OLD, "place": NORTH}, [{}, {"place": NORTH}], 2),
        ({"place": NORTH}, [{"place": NORTH}], None),
        ({}, [{}, {"place": NORTH}], None),
    ],
)
def test_whom_an_outcome_names_and_no_activity_serves_is_unserved(
    stated: Any, served: list[Any], possible: int | None
) -> None:
    initiative = Initiative(
        id="I",
        agenda=Agenda(outcomes=(Outcome(id="O1", **stated), Outcome(id="O2", **stated))),
        activities=tuple(
            Activity(id=f"A{number}", outcome_ids=("O1",), **facts) for number, facts in enumerate(served)
        ),
    )
    found = coverage(initiative)
    assert found.gaps == ("O2",)
    empty = tuple(row for row in found.table if row.outcome_id == "O1" and not row.activity_count)
    assert found.unserved == empty
    assert sum(row.activity_count for row in found.table) == len(served)
    if possible is None:
        assert empty == ()
    else:
        ids = {f"{name}_id": record.id for name, record in stated.items()}
        cell = CoverageCell(
            outcome_id="O1", activity_count=0, partner_count=0, possible_count=possible, **ids
        )
        assert empty == (cell,)


def test_without_recorded_activities_nothing_is_known() -> None:
    initiative = Initiative(id="I", agenda=Agenda(outcomes=(Outcome(id="O1"),)), partners=(Partner(id="P1"),))
    found = coverage(initiative)
    assert found == Coverage(reason=found.reason)
    assert found.reason == "No activity is recorded, so it is not known which outcomes have one."
    none = coverage(attrs.evolve(initiative, complete=("activities",)))
    assert (none.share, none.reason, none.gaps) == (0.0, None, ("O1",))
    assert none.uncommitted_partner_ids == ("P1",)


def test_without_outcomes_there_is_a_reason_instead_of_a_share() -> None:
    found = coverage(Initiative(id="I", activities=(Activity(id="A1"),)))
    assert (found.share, found.reason) == (
        None,
        "The agenda states no outcome, so there is nothing to cover.",
    )
    assert found.activities_without_outcome == ("A1",)


def test_a_coverage_travels_as_plain_data(toy: Initiative) -> None:
    found = coverage(toy)
    data = encode(found, Coverage)
    assert data["table"][4]["activity_count"] == 0
    assert data["reason"] is None
    assert decode(data, Coverage) == (found, ())
