"""The smallest set of partners that reaches every outcome."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from tests.network.records import activity, initiative

from collective_impact.model.initiative import Initiative
from collective_impact.network.cover import smallest_cover


def test_two_partners_reach_all_that_is_covered_in_the_toy(toy: Initiative) -> None:
    found = smallest_cover(toy)
    assert (found.partner_ids, found.is_smallest) == (("P2", "P3"), True)
    assert (found.outcome_ids, found.unrecorded_outcome_ids) == (("O1", "O2", "O3", "O4"), ())
    assert found.rule == "All sets were compared, the small ones first."


def test_what_no_recorded_partner_reaches_is_named() -> None:
    found = smallest_cover(
        initiative(activity("A", "P1", "O1"), activity("B", "", "O2"), activity("C", "P2"))
    )
    assert (found.partner_ids, found.unrecorded_outcome_ids) == (("P1",), ("O2",))
    assert found.reason is None


def test_what_nobody_carries_is_not_called_unrecorded() -> None:
    held = initiative(
        activity("A", "P1", "O1"),
        activity("B", "", "O2"),
        activity("C", "", "O2 O3"),
        complete=("activities/C/contributions",),
    )
    found = smallest_cover(held)
    assert (found.unrecorded_outcome_ids, found.not_carried_outcome_ids) == (("O2",), ("O3",))


def test_nothing_to_cover_needs_nobody() -> None:
    found = smallest_cover(initiative())
    assert (found.partner_ids, found.is_smallest) == ((), True)
    assert found.reason == "No recorded partner works towards an outcome."


def test_from_twenty_on_the_greedy_way_is_taken_and_said() -> None:
    rows = [activity(f"A{i:02}", f"P{i:02}", f"O{i} O{i + 1}") for i in range(20)]
    found = smallest_cover(initiative(*rows))
    assert not found.is_smallest
    assert found.rule == "The partner that adds most outcomes was taken again and again."
    assert len(found.outcome_ids) == 21
    assert found.partner_ids == (*(f"P{i:02}" for i in range(0, 19, 2)), "P19")
    assert smallest_cover(initiative(*rows[:19])).is_smallest


@given(st.lists(st.sets(st.integers(0, 6), max_size=4), max_size=7))
def test_it_is_the_first_of_the_smallest_sets(rows: list[set[int]]) -> None:
    held = [activity(f"A{i}", f"P{i}", " ".join(f"O{j}" for j in sorted(row))) for i, row in enumerate(rows)]
    wanted = set().union(*rows)
    expected = next(
        chosen
        for size in range(len(rows) + 1)
        for chosen in combinations(range(len(rows)), size)
        if set().union(*(rows[i] for i in chosen)) == wanted
    )
    assert smallest_cover(initiative(*held)).partner_ids == tuple(f"P{i}" for i in expected)


@given(st.lists(st.sets(st.integers(0, 9), min_size=1, max_size=4), min_size=20, max_size=24))
def test_the_greedy_set_covers_all_and_none_of_it_was_for_nothing(rows: list[set[int]]) -> None:
    held = [activity(f"A{i}", f"P{i}", " ".join(f"O{j}" for j in sorted(row))) for i, row in enumerate(rows)]
    found = smallest_cover(initiative(*held))
    chosen = [rows[int(id_[1:])] for id_ in found.partner_ids]
    assert set().union(*chosen) == set().union(*rows)
    assert max(map(len, chosen)) == max(map(len, rows))
