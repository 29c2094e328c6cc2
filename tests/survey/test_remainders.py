"""How few persons are left when the parts of a figure are taken from it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from collective_impact.survey.remainders import least_left

if TYPE_CHECKING:
    from collective_impact.survey.remainders import Blend

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
