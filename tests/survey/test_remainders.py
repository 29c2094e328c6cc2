"""How few persons are left when the parts of a figure are taken from it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from collective_impact.survey.remainders import few_are_told, least_left

if TYPE_CHECKING:
    from collective_impact.survey.remainders import Answers, Blend

HALF, THIRD, NONE, ALL = Fraction(1, 2), Fraction(1, 3), Fraction(0), Fraction(1)


@pytest.mark.parametrize(
    ("blends", "hidden", "left"),
    [
        ({}, (), 0),
        ({(HALF, HALF, NONE): 9}, (), 0),
        ({(HALF, HALF, NONE): 9, (ALL, None, NONE): 1}, (), 1),
        ({(HALF, HALF, NONE): 9, (ALL, None, NONE): 7}, (), 5),
        ({(HALF, HALF, NONE): 3, (ALL, None, NONE): 9}, (), 3),
        ({(HALF, HALF, NONE): 9, (NONE, None, NONE): 2}, (), 2),
        ({(HALF, HALF, NONE): 9, (HALF, None, HALF): 2}, (), 2),
        ({(HALF, HALF, NONE): 9, (ALL, None, NONE): 1}, (0,), 5),
        ({(ALL, None, NONE): 4, (None, ALL, NONE): 9}, (0,), 4),
        ({(HALF, HALF, None, NONE): 6, (HALF, None, HALF, NONE): 6}, (), 0),
        ({(ALL, None, NONE): 6, (None, ALL, NONE): 6}, (), 0),
        ({(THIRD, THIRD, THIRD, NONE): 4, (HALF, HALF, None, NONE): 4, (None, None, ALL, NONE): 2}, (), 4),
        ({(HALF, HALF, NONE): 2, (ALL, None, NONE): 2, (None, ALL, NONE): 2}, (), 2),
    ],
    ids=[
        "nobody",
        "who answered all falls out",
        "who left one out does not",
        "nor do many, and they are counted to the limit",
        "the many may be those who left one out",
        "who counts for an item alone is left by it",
        "so is who holds something that is in no part",
        "a hidden part cannot be taken",
        "so only its persons are left",
        "in equal shares all fall out",
        "what each answered alone falls out in its own share",
        "the best choice is found",
        "though it is not the first",
    ],
)
def test_so_many_are_left(blends: dict[Blend, int], hidden: tuple[int, ...], left: int) -> None:
    assert least_left(blends, hidden, 5) == left


BOTH: Answers = ((0.5, 1, 0), (0.5, 0, 1))
FIRST: Answers = ((1, 1, 0),)
SECOND: Answers = ((1, 0, 1),)
ITEM_ALONE: Answers = ((0, 1, 0),)


@pytest.mark.parametrize(
    ("kinds", "figures", "are_told"),
    [
        ({}, (0, 1, 2), False),
        ({BOTH: 9}, (0, 1, 2), False),
        ({BOTH: 9, FIRST: 1}, (0, 1, 2), True),
        ({BOTH: 9, FIRST: 4}, (0, 1, 2), True),
        ({BOTH: 9, FIRST: 5}, (0, 1, 2), False),
        ({BOTH: 9, FIRST: 1}, (0, 1), False),
        ({BOTH: 9, FIRST: 1}, (), False),
        ({BOTH: 9, FIRST: 2, ITEM_ALONE: 2}, (0, 1, 2), True),
        ({BOTH: 9, FIRST: 3, ITEM_ALONE: 2}, (0, 1, 2), False),
        ({BOTH: 2, FIRST: 9, SECOND: 9}, (0, 1, 2), True),
        ({BOTH: 4}, (0,), True),
    ],
    ids=[
        "nobody",
        "the whole is the sum of its items",
        "one who left an item out stays",
        "so do four",
        "five are many",
        "without an item shown nothing can be taken off",
        "nothing is shown",
        "two who left one out and two who count for an item alone stay together",
        "five of both are many",
        "the few may be those who answered all",
        "few persons in all",
    ],
)
def test_a_sum_of_a_few_is_found(kinds: dict[Answers, int], figures: tuple[int, ...], are_told: bool) -> None:
    assert few_are_told(kinds, figures, 4) is are_told
