"""Intervals of many means from one set of draws, and of a change between two."""

from __future__ import annotations

import pytest

from collective_impact.survey.intervals import bootstrap_interval
from collective_impact.survey.mean_intervals import change_interval, mean_intervals

VALUES = [1.0, 2.0, 3.0, 4.0, 5.0, 5.0]


def test_one_column_is_as_drawn_by_itself() -> None:
    (found,) = mean_intervals([[value] for value in VALUES], seed=3)
    alone = bootstrap_interval(VALUES, seed=3)
    assert (found.low, found.high, found.n, found.method) == (alone.low, alone.high, 6, alone.method)


def test_columns_may_have_gaps_and_reasons_of_their_own() -> None:
    rows = [[value, 3.0, value if place else None, None] for place, value in enumerate(VALUES)]
    full, same, gap, none = mean_intervals(rows)
    assert (full.reason, same.low, gap.reason, gap.n) == (None, None, None, 5)
    assert same.reason == "All said the same, so drawing them again cannot show how far others could differ."
    assert none.reason == "0 persons are too few for an interval; 5 are needed."
    assert 2 <= (gap.low or 0) < (gap.high or 0) <= 5


def test_without_columns_or_where_no_column_can_be_drawn_nothing_is() -> None:
    assert mean_intervals([]) == []
    assert mean_intervals([[], []]) == []
    (found,) = mean_intervals([[1.0], [2.0]])
    assert found.reason == "2 persons are too few for an interval; 5 are needed."


def test_organisations_are_drawn_with_all_their_persons() -> None:
    table = [[value] for value in VALUES]
    (few,) = mean_intervals(table, ["a", "a", "b", "b", "c", "c"])
    assert few.reason == "3 organisations are too few for an interval; 5 are needed."
    (found,) = mean_intervals(table, [*"abcde", "e"])
    assert (found.n, found.method, found.reason) == (5, "organisations drawn again", None)


def test_a_draw_may_miss_all_who_answered() -> None:
    rows: list[list[float | None]] = [[value] for value in VALUES]
    (found,) = mean_intervals([*rows, *([[None]] * 60)])
    assert found.n == 6
    assert found.reason is None
    gone = {str(place): value for place, value in enumerate(VALUES)}
    other = {f"x{place}": value for place, value in enumerate(VALUES * 9)}
    change = change_interval(gone, other)
    assert change.reason is None
    assert (change.low or 0) < (change.high or 0)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_change_is_after_less_before(seed: int) -> None:
    before = {str(place): value for place, value in enumerate(VALUES)}
    after = {who: value + 1 for who, value in before.items()}
    found = change_interval(before, after, seed=seed)
    assert (found.low, found.high, found.n, found.seed) == (1, 1, 6, seed)
    assert change_interval(dict(reversed(before.items())), after, seed=seed) == found
