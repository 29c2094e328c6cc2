"""What busy members alone would bring: how much pairs of rosters share when only the totals are kept.

In every draw each collaboration keeps the size of its roster and each member the number of its tables. Rows of
positions in, numbers out; nothing here calls a number significant.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from operator import index
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.arithmetic import rounded, share
from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.network.null_models import curveball

if TYPE_CHECKING:
    from random import Random

__all__ = ["Drawn", "demand_draws", "drawn", "trade"]


def demand_draws(draws: int, *, least: int) -> None:
    """Refuse a number of draws that is not whole, or below the least.

    Raises:
        InvalidRecordError: it is not such a number.
    """
    try:
        is_enough = index(draws) >= least
    except TypeError:
        is_enough = False
    if not is_enough:
        raise InvalidRecordError(
            f"The number of draws is a whole number, {least} or more, found {excerpt(draws)}."
        )


class Drawn(NamedTuple):
    """How much one pair shares in the draws."""

    expected: float
    sd: float | None
    at_least: float
    """(1 + draws in which it shares at least as much as it does) / (1 + draws) (Phipson & Smyth, 2010)."""


def drawn(
    rows: Sequence[Sequence[int]], pairs: Sequence[tuple[int, int, int]], *, draws: int, seed: int
) -> list[Drawn]:
    """Return for each pair (row, other row, how much they share) what the draws share (Strona et al., 2014).

    The draws are one chain: it begins with `curveball`, five trades a row, and goes on with one trade a row
    from each draw to the next. The cost is linear in the pairs that are asked for.
    """
    from random import Random  # noqa: PLC0415 - only who draws pays for it

    rng = Random(seed)  # noqa: S311 - chance for a comparison that can be repeated, no secret
    held = [set(row) for row in curveball(rows, rng)]
    sums, squares, reached = [0] * len(pairs), [0] * len(pairs), [0] * len(pairs)
    for _ in range(draws):
        for _ in range(len(held)):
            trade(held, rng)
        for position, (one, other, observed) in enumerate(pairs):
            found = len(held[one] & held[other])
            sums[position] += found
            squares[position] += found * found
            reached[position] += found >= observed
    return [
        Drawn(
            expected=share(total, draws),
            sd=_deviation(total, square, draws),
            at_least=share(1 + reach, 1 + draws),
        )
        for total, square, reach in zip(sums, squares, reached, strict=True)
    ]


def trade(held: list[set[int]], rng: Random) -> None:
    """Let two rows throw together what only one of them has, and deal it out again, in place."""
    one, other = int(rng.random() * len(held)), int(rng.random() * len(held))
    if one == other:
        return
    here, there = held[one] - held[other], held[other] - held[one]
    if len(here) > len(there):
        one, other, here, there = other, one, there, here
    if here:
        pool = sorted(here | there)
        dealt = set(rng.sample(pool, len(here)))
        shared = held[one] & held[other]
        held[one], held[other] = shared | dealt, shared.union(pool) - dealt


def _deviation(total: int, squares: int, draws: int) -> float | None:
    """Return the standard deviation (n - 1), exact before the root is taken; None of one draw."""
    if draws == 1:
        return None
    return rounded(sqrt((draws * squares - total * total) / (draws * (draws - 1))))
