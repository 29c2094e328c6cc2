"""The index: what is on it, by which position, and what is left out."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from collective_impact.errors import UnknownNameError
from collective_impact.model.activity import Activity, Contribution, Reinforcement
from collective_impact.model.agenda import Agenda, Outcome, Strategy
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.network.incidence import incidence, positions_in

Answers = dict[str, Any]
DAY = date(2026, 6, 1)


def by(*partner_ids: str) -> tuple[Contribution, ...]:
    return tuple(Contribution(partner_id=id_) for id_ in partner_ids)


@pytest.fixture
def initiative() -> Initiative:
    return Initiative(
        id="I",
        agenda=Agenda(
            outcomes=(Outcome(id="O2"), Outcome(id="O1"), Outcome(id="O3")),
            strategies=(Strategy(id="S1", outcome_ids=("O1", "O3")), Strategy(id="S2")),
        ),
        partners=(Partner(id="P2"), Partner(id="P1", until=date(2025, 12, 31)), Partner(id="P3")),
        activities=(
            Activity(
                id="A3",
                contributions=by("P3", "P2", "P3"),
                outcome_ids=("O2",),
                strategy_ids=("S1", "S2"),
                reinforcements=(
                    Reinforcement(kind="supports", activity_id="A2"),
                    Reinforcement(kind="depends_on", activity_id="A2"),
                    Reinforcement(kind="supports", activity_id="A2"),
                    Reinforcement(kind="supports", activity_id="A4"),
                ),
            ),
            Activity(id="A1", since=date(2026, 6, 2)),
            Activity(
                id="A2",
                contributions=by("P1"),
                reinforcements=(
                    Reinforcement(kind="hinders", activity_id="A1"),
                    Reinforcement(kind="hinders", activity_id="A5"),
                ),
            ),
            Activity(id="A4", status="cancelled"),
            Activity(id="A5"),
        ),
        complete=("activities/A5/contributions",),
    )


def test_positions_follow_sorted_ids(initiative: Initiative) -> None:
    index = incidence(initiative)
    assert [partner.id for partner in index.partners] == ["P1", "P2", "P3"]
    assert [activity.id for activity in index.activities] == ["A1", "A2", "A3", "A5"]
    assert [outcome.id for outcome in index.outcomes] == ["O1", "O2", "O3"]
    assert [strategy.id for strategy in index.strategies] == ["S1", "S2"]
    assert (index.activity_at("A3"), index.partner_at("P3")) == (2, 2)
    assert repr(index) == "Incidence(3 partners, 4 activities, 3 outcomes, 2 strategies)"


def test_masks_join_an_activity_to_partners_strategies_and_outcomes(initiative: Initiative) -> None:
    index = incidence(initiative)
    assert index.partner_masks == (0, 0b001, 0b110, 0)
    assert index.strategy_masks == (0, 0, 0b11, 0)
    assert index.straight_outcome_masks == (0, 0, 0b010, 0)
    assert index.outcome_masks == (0, 0, 0b111, 0)


def test_the_way_back_lists_activities(initiative: Initiative) -> None:
    index = incidence(initiative)
    assert index.activities_of_partner == ((1,), (2,), (2,))
    assert index.activities_of_outcome == ((2,), (2,), (2,))
    assert index.activities_of_strategy == ((2,), (2,))


def test_empty_contributions_are_unrecorded_unless_declared(initiative: Initiative) -> None:
    assert incidence(initiative).unrecorded == {0}
    declared = attrs.evolve(initiative, complete=("activities/*/contributions",))
    assert incidence(declared).unrecorded == frozenset()
    undeclared = attrs.evolve(initiative, complete=())
    assert incidence(undeclared).unrecorded == {0, 3}


def test_links_hold_each_kind_once_and_hindering_makes_no_ally(initiative: Initiative) -> None:
    index = incidence(initiative)
    assert dict(index.links) == {(1, 0): {"hinders"}, (1, 3): {"hinders"}, (2, 1): {"supports", "depends_on"}}
    assert list(map(set, index.allies)) == [set(), {2}, {1}, set()]


def test_on_a_day_only_what_is_in_force_counts(initiative: Initiative) -> None:
    index = incidence(initiative, on=DAY)
    assert [partner.id for partner in index.partners] == ["P2", "P3"]
    assert [activity.id for activity in index.activities] == ["A2", "A3", "A5"]
    assert index.partner_masks == (0, 0b11, 0)
    assert index.unrecorded == frozenset()
    assert set(index.links) == {(0, 2), (1, 0)}


def test_an_index_is_handed_back_unless_another_day_is_asked_for(initiative: Initiative) -> None:
    index = incidence(initiative, on=DAY)
    assert incidence(index) is index
    assert incidence(index, on=DAY) is index
    later = incidence(index, on=date(2026, 6, 2))
    assert (later.on, [activity.id for activity in later.activities]) == (
        date(2026, 6, 2),
        ["A1", "A2", "A3", "A5"],
    )


def test_partners_of_an_activity_are_ids(initiative: Initiative) -> None:
    index = incidence(initiative)
    assert index.partners_of("A3") == ("P2", "P3")
    assert index.partners_of("A1") == ()
    assert index.providers((1, 2)) == 0b111
    assert index.providers(()) == 0


@pytest.mark.parametrize(
    ("on", "id_", "message"),
    [
        (None, "A4", "The activity 'A4' is cancelled"),
        (DAY, "A1", "The activity 'A1' is not in force on 2026-06-01"),
        (None, "O1", "There is no activity with the id 'O1'."),
        (None, "A33", "Did you mean 'A3'"),
    ],
)
def test_an_activity_that_is_not_on_the_map_is_told_why(
    initiative: Initiative, on: date | None, id_: str, message: str
) -> None:
    with pytest.raises(UnknownNameError, match=message):
        incidence(initiative, on=on).activity_at(id_)


def test_a_partner_that_is_not_on_the_map_is_told_why(initiative: Initiative) -> None:
    with pytest.raises(UnknownNameError, match="The partner 'P1' is not in force on 2026-06-01"):
        incidence(initiative, on=DAY).partner_at("P1")
    with pytest.raises(UnknownNameError, match=r"There is no partner with the id 'P9'\."):
        incidence(initiative).partner_at("P9")
    with pytest.raises(UnknownNameError, match=r"There is no partner with the id 'P9'\.\Z"):
        incidence(Initiative(id="I")).partner_at("P9")


def test_components_of_the_toy(toy: Initiative) -> None:
    assert incidence(toy).components() == (("P3", "P4", "P6"), ("P1",), ("P2",), ("P5",))


def test_components_join_over_several_activities_whatever_their_order() -> None:
    partners = tuple(Partner(id=f"P{number}") for number in range(6))
    pairs = [("P4", "P5"), ("P0", "P1"), ("P2", "P3"), ("P1", "P3"), ("P5", "P4")]
    activities = tuple(
        Activity(id=f"A{number}", contributions=by(*pair)) for number, pair in enumerate(pairs)
    )
    index = incidence(Initiative(id="I", partners=partners, activities=activities))
    assert index.components() == (("P0", "P1", "P2", "P3"), ("P4", "P5"))


def test_an_empty_initiative_has_an_empty_index() -> None:
    index = incidence(Initiative(id="I"))
    assert (index.partners, index.activities, index.components()) == ((), (), ())


def test_the_toy_joins_partners_to_outcomes(toy: Initiative, toy_expected: Answers) -> None:
    index = incidence(toy)
    for partner, activities in zip(index.partners, index.activities_of_partner, strict=True):
        mask = 0
        for position in activities:
            mask |= index.outcome_masks[position]
        found = [index.outcomes[position].id for position in positions_in(mask)]
        assert found == toy_expected["partner_outcomes"][partner.id]
