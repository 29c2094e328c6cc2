"""How different the activities of one strategy are."""

from __future__ import annotations

from itertools import combinations
from math import sqrt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.network.records import activity, initiative

from collective_impact.model.agenda import Strategy
from collective_impact.model.initiative import Initiative
from collective_impact.model.values import Place, Population
from collective_impact.network.complementarity import Complementarity, complementarity

NORTH, SOUTH = Place(id="north"), Place(id="south")
YOUNG, OLD = Population(id="young"), Population(id="old")
S = Strategy(id="S", name="Read", outcome_ids=("O9",))


def only(subject: Initiative) -> Complementarity:
    (found,) = complementarity(subject)
    return found


def test_activities_that_do_the_same_do_not_complement_each_other() -> None:
    same: dict[str, Any] = {"strategy_ids": ("S",), "population": YOUNG, "place": NORTH}
    found = only(
        initiative(
            activity("A", "P1 P2", "O1 O2", **same), activity("B", "P2 P1", "O2 O1", **same), strategies=(S,)
        )
    )
    assert (found.share, found.outcome_overlap, found.partner_overlap) == (0, 1, 1)
    assert (found.population_overlap, found.place_overlap) == (1, 1)
    assert (found.outcome_count, found.population_count, found.place_count, found.partner_count) == (
        2,
        1,
        1,
        2,
    )


def test_activities_with_nothing_in_common_complement_each_other_in_full() -> None:
    found = only(
        initiative(
            activity("A", "P1", "O1", strategy_ids=("S",), population=YOUNG, place=NORTH),
            activity("B", "P2", "O2", strategy_ids=("S",), population=OLD, place=SOUTH),
            activity("C", "P1", "O1"),
            strategies=(S,),
        )
    )
    assert (found.share, found.activity_ids, found.reason) == (1, ("A", "B"), None)
    assert found.sentence == (
        'The 2 activities of "Read" reach 2 outcomes, 2 populations and 2 places through 2 partners.'
    )


def test_what_is_not_recorded_is_left_out() -> None:
    found = only(
        initiative(
            activity("A", "P1", strategy_ids=("S",), place=NORTH),
            activity("B", "P1 P2", strategy_ids=("S",), place=NORTH),
            activity("C", strategy_ids=("S",), place=SOUTH, population=OLD),
            strategies=(S,),
        )
    )
    assert (found.outcome_overlap, found.population_overlap) == (None, None)
    assert found.place_overlap == 0.333333333333
    assert found.partner_overlap == 0.707106781187
    assert found.share == 0.47977994274
    assert found.sentence == (
        'The 3 activities of "Read" reach 1 population and 2 places through 2 partners. Not recorded of '
        "them: outcomes."
    )
    bare = only(
        initiative(
            activity("A", strategy_ids=("S",)),
            activity("B", strategy_ids=("S",), place=NORTH),
            strategies=(S,),
        )
    )
    assert bare.sentence == bare.reason


def test_what_is_unknown_is_never_said_to_be_none() -> None:
    found = only(
        initiative(
            activity("A", "P1", strategy_ids=("S",)),
            activity("B", "P1", strategy_ids=("S",)),
            strategies=(S,),
        )
    )
    assert found.sentence == (
        'The 2 activities of "Read" are carried out through 1 partner. Not recorded of them: outcomes, '
        "populations and places."
    )


def test_with_fewer_than_two_activities_or_none_recorded_there_is_no_share() -> None:
    one = only(initiative(activity("A", "P1", strategy_ids=("S",)), strategies=(S,)))
    assert (one.share, one.reason) == (
        None,
        'Only one activity carries out "Read", so there is nothing to compare.',
    )
    none = only(initiative(strategies=(S,)))
    assert (none.share, none.sentence) == (
        None,
        'No activity carries out "Read", so there is nothing to compare.',
    )
    bare = only(
        initiative(activity("A", strategy_ids=("S",)), activity("B", strategy_ids=("S",)), strategies=(S,))
    )
    assert bare.share is None
    assert bare.reason is not None
    assert bare.reason.startswith("Of no two activities")


def test_strategies_are_told_by_sorted_ids(toy: Initiative) -> None:
    assert complementarity(toy) == ()
    held = initiative(strategies=(Strategy(id="T"), S))
    assert [row.strategy_id for row in complementarity(held)] == ["S", "T"]


@given(st.lists(st.sets(st.integers(0, 4), max_size=4), min_size=2, max_size=6))
def test_the_overlap_is_the_mean_cosine_over_all_pairs(rows: list[set[int]]) -> None:
    held = [
        activity(f"A{i}", " ".join(f"P{j}" for j in sorted(row)), strategy_ids=("S",))
        for i, row in enumerate(rows)
    ]
    found = only(initiative(*held, strategies=(S,)))
    pairs = [(a, b) for a, b in combinations([row for row in rows if row], 2)]
    if not pairs:
        assert found.partner_overlap is None
    else:
        expected = sum(len(a & b) / sqrt(len(a) * len(b)) for a, b in pairs) / len(pairs)
        assert found.partner_overlap is not None
        assert abs(found.partner_overlap - expected) < 1e-9
