"""Marks to scores with bounds, findings to a condition, scores to levels: all by hand."""

from __future__ import annotations

from itertools import product
from math import nextafter

import pytest

from collective_impact.readiness.scoring import (
    Mark,
    Tally,
    all_of,
    any_of,
    level_of,
    mean_tally,
    share_tally,
    weighted_tally,
)

UNKNOWN = (None, 0.0, 1.0, None, None)


@pytest.mark.parametrize(
    ("marks", "some", "every"),
    [
        ((), False, True),
        ((True, None, False), True, False),
        ((None, False), None, False),
        ((True, None), True, None),
        ((True, True), True, True),
        ((False, False), False, False),
    ],
)
def test_any_and_all_of_three_values(marks: tuple[Mark, ...], some: Mark, every: Mark) -> None:
    assert any_of(marks) is some
    assert all_of(marks) is every


def test_share_over_recorded_items_with_bounds_for_the_others() -> None:
    # 3 of 5 known fields of 8: 3/5, at worst 3/8, at best (3 + 3)/8.
    marks = [True, True, True, False, False, None, None, None]
    assert share_tally(marks) == (0.6, 0.375, 0.75, 3, 5)


def test_share_with_everything_recorded_has_no_width() -> None:
    assert share_tally([True, False, True, True]) == (0.75, 0.75, 0.75, 3, 4)


def test_share_of_nothing_recorded_is_unknown() -> None:
    assert share_tally([]) == share_tally([None, None]) == share_tally([None], [True]) == UNKNOWN


def test_items_of_which_it_is_not_recorded_whether_they_count() -> None:
    # Surely counted: 1 of 2. Doubtful: one that meets the rule, one that does not, one that nobody knows.
    # Worst: the last two count and fail, 1/4. Best: the first and the last count and meet it, 3/4.
    assert share_tally([True, False], [True, False, None]) == (0.5, 0.25, 0.75, 1, 2)


def test_open_ended_shares_keep_the_score_and_lose_the_bounds() -> None:
    assert share_tally([True, False, False, False], open_ended=True) == (0.25, 0.0, 1.0, 1, 4)


def test_bounds_of_a_share_are_those_that_filling_can_reach() -> None:
    marks: list[Mark] = [True, False, None, None]
    doubtful: list[Mark] = [None, True, False]
    reached = []
    for first, second, counts, met in product(
        [True, False], [True, False], product([True, False], repeat=3), [True, False]
    ):
        filled = [True, False, first, second]
        filled += [mark for mark, one in zip((met, True, False), counts, strict=True) if one]
        reached.append(filled.count(True) / len(filled))
    tally = share_tally(marks, doubtful)
    assert (tally.low, tally.high) == pytest.approx((min(reached), max(reached)))


def test_mean_of_shares_leaves_out_what_is_unknown_but_not_from_the_bounds() -> None:
    parts = [Tally(0.5, 0.25, 0.75), Tally(1.0, 1.0, 1.0), Tally(None, 0.0, 1.0)]
    # Score (1/2 + 1)/2; low (1/4 + 1 + 0)/3; high (3/4 + 1 + 1)/3.
    assert mean_tally(parts) == (0.75, round(1.25 / 3, 12), round(2.75 / 3, 12), 1.5, 2)


def test_mean_of_nothing_known_is_unknown() -> None:
    assert mean_tally([]) == mean_tally([Tally(None, 0.0, 1.0)]) == UNKNOWN


def test_weighted_mean_bounds_and_known_weight() -> None:
    parts = [Tally(1.0, 0.5, 1.0), Tally(0.25, 0.25, 0.25), Tally(None, 0.0, 1.0)]
    # Score (1x1 + 3x0.25)/4 = 1.75/4; low (0.5 + 0.75 + 0)/8; high (1 + 0.75 + 4)/8; known 4 of 8.
    assert weighted_tally(parts, [1, 3, 4]) == (0.4375, 0.15625, 0.71875, 4.0, 8.0)


def test_a_part_without_weight_counts_for_nothing() -> None:
    parts = [Tally(1.0, 1.0, 1.0), Tally(0.0, 0.0, 0.0)]
    assert weighted_tally(parts, [1, 0]) == (1.0, 1.0, 1.0, 1.0, 1.0)
    assert weighted_tally(parts, [0, 0]) == weighted_tally([], []) == (None, 0.0, 1.0, 0.0, 0.0)


def test_known_parts_without_weight_give_no_score() -> None:
    parts = [Tally(1.0, 1.0, 1.0), Tally(None, 0.0, 1.0)]
    assert weighted_tally(parts, [0, 2]) == (None, 0.0, 1.0, 0.0, 2.0)


def test_decimal_weights_are_exact() -> None:
    parts = [Tally(0.7, 0.7, 0.7)] * 3
    assert weighted_tally(parts, [0.1, 0.2, 0.3]) == (0.7, 0.7, 0.7, 0.6, 0.6)


@pytest.mark.parametrize(("cut", "level"), [(0.25, 1), (0.5, 2), (0.75, 3)])
def test_a_cut_belongs_to_the_upper_level_and_one_ulp_below_does_not(cut: float, level: int) -> None:
    cuts = (0.25, 0.5, 0.75)
    assert level_of(cut, cuts) == level
    assert level_of(nextafter(cut, 1), cuts) == level
    assert level_of(nextafter(cut, 0), cuts) == level - 1


def test_ends_of_the_scale() -> None:
    assert (level_of(0.0, (0.25, 0.5, 0.75)), level_of(1.0, (0.25, 0.5, 0.75))) == (0, 3)
