from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.disclosure import Withheld, withheld

LABELS = "abcde"
Counts = tuple[int, ...]

tables = st.lists(st.integers(0, 14), max_size=5).map(tuple)
minimums = st.integers(2, 6)


@cache
def outcome(counts: Counts, minimum: int) -> Withheld:
    return withheld(dict(zip(LABELS, counts, strict=False)), minimum=minimum)


def sums(parts: int, total: int) -> Iterator[Counts]:
    """Yield all ways to write the total as that many counts."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in sums(parts - 1, total - first):
            yield (first, *others)


def hidden_places(counts: Counts, minimum: int) -> list[int]:
    groups = outcome(counts, minimum).groups
    return [place for place in range(len(counts)) if LABELS[place] in groups]


def possible(counts: Counts, places: list[int]) -> Iterator[Counts]:
    """Yield all tables that agree with what is shown: the total, and the counts at other places."""
    for tried in sums(len(places), sum(counts[place] for place in places)):
        table = list(counts)
        for place, count in zip(places, tried, strict=True):
            table[place] = count
        yield tuple(table)


def assert_undetermined(counts: Counts, places: list[int], tables: list[Counts]) -> None:
    assert counts in tables
    for place in places:
        assert len({table[place] for table in tables}) > 1, (LABELS[place], tables)


@given(tables, minimums)
def test_law_13_nothing_is_shown_of_fewer_than_the_minimum(counts: Counts, minimum: int) -> None:
    result = outcome(counts, minimum)
    shown = [count for label, count in zip(LABELS, counts, strict=False) if label not in result.groups]
    assert all(count >= minimum for count in shown)
    assert result.total or not result.groups or sum(counts) >= minimum
    assert bool(result.groups) == any(count < minimum for count in counts)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4).map(tuple), minimums)
def test_law_13_no_count_can_be_worked_out_by_who_knows_the_small_ones(counts: Counts, minimum: int) -> None:
    result, places = outcome(counts, minimum), hidden_places(counts, minimum)
    if result.groups and not result.total:
        small = [count < minimum for count in counts]
        agreeing = [t for t in possible(counts, places) if [count < minimum for count in t] == small]
        assert_undetermined(counts, places, agreeing)


@pytest.mark.parametrize(("groups", "minimum", "most"), [(2, 5, 12), (3, 3, 10), (4, 2, 5), (5, 2, 3)])
def test_law_13_no_count_can_be_worked_out_by_who_knows_the_function(
    groups: int, minimum: int, most: int
) -> None:
    for counts in product(range(most + 1), repeat=groups):
        result, places = outcome(counts, minimum), hidden_places(counts, minimum)
        if result.groups and not result.total:
            agreeing = [table for table in possible(counts, places) if outcome(table, minimum) == result]
            assert_undetermined(counts, places, agreeing)


@pytest.mark.parametrize(("groups", "minimum", "most"), [(1, 3, 9), (2, 3, 9), (3, 3, 8), (4, 2, 5)])
def test_law_13_nor_where_the_total_is_withheld_too(groups: int, minimum: int, most: int) -> None:
    everything = Withheld(groups=frozenset(LABELS[:groups]), total=True)
    agreeing = [c for c in product(range(most + 1), repeat=groups) if outcome(c, minimum) == everything]
    assert_undetermined((0,) * groups, list(range(groups)), agreeing)


@given(tables, minimums)
def test_law_13_withheld_groups_are_the_smallest(counts: Counts, minimum: int) -> None:
    groups = outcome(counts, minimum).groups
    hidden = [count for label, count in zip(LABELS, counts, strict=False) if label in groups]
    shown = [count for label, count in zip(LABELS, counts, strict=False) if label not in groups]
    assert max(hidden, default=0) <= min(shown, default=max(hidden, default=0))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), minimums, st.booleans())
def test_law_8_the_order_of_groups_changes_nothing(
    counts: list[int],
    minimum: int,
    total_shown: bool,
) -> None:
    pairs = list(zip(LABELS, counts, strict=False))
    results = {
        withheld(dict(mixed), minimum=minimum, total_shown=total_shown) for mixed in permutations(pairs)
    }
    assert len(results) == 1
