"""The arithmetic of readiness: marks to scores with bounds, findings to a condition, scores to levels.

Numbers in, numbers out; no record is known here. What is not recorded widens the bounds and never counts as 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from collective_impact.arithmetic import clamped, mean, share, total, weighted_mean

__all__ = ["Mark", "Tally", "all_of", "any_of", "level_of", "mean_tally", "share_tally", "weighted_tally"]

Mark = bool | None
"""Whether one item meets a rule; None where that is not recorded."""


class Tally(NamedTuple):
    """A score with the bounds that hold whatever gets recorded, and the two numbers that it comes from."""

    score: float | None
    low: float
    high: float
    numerator: float | None = None
    denominator: float | None = None


UNKNOWN = Tally(None, 0.0, 1.0)


def any_of(marks: Iterable[Mark]) -> Mark:
    """Return whether any mark is met: True if one is, else None if one is not recorded, else False."""
    held = list(marks)
    return True if True in held else None if None in held else False


def all_of(marks: Iterable[Mark]) -> Mark:
    """Return whether all marks are met: False if one is not, else None if one is not recorded, else True."""
    held = list(marks)
    return False if False in held else None if None in held else True


def share_tally(marks: Sequence[Mark], doubtful: Sequence[Mark] = (), *, open_ended: bool = False) -> Tally:
    """Return the share of recorded items that meet a rule, with bounds for those that are not recorded.

    `marks` are the items that surely count, `doubtful` those of which it is not recorded whether they count.
    `open_ended` says that an unknown number of further items is not recorded: then the bounds are 0 and 1.
    """
    met, recorded, total = marks.count(True), len(marks) - marks.count(None), len(marks)
    if not recorded:
        return UNKNOWN
    if open_ended:
        return Tally(share(met, recorded), 0.0, 1.0, met, recorded)
    worst = len(doubtful) - doubtful.count(True)
    best = len(doubtful) - doubtful.count(False)
    low = share(met, total + worst)
    high = share(met + total - recorded + best, total + best)
    return Tally(share(met, recorded), low, high, met, recorded)


def mean_tally(parts: Sequence[Tally]) -> Tally:
    """Return the mean of the scores that are known, with the mean of all bounds around it."""
    known = [part.score for part in parts if part.score is not None]
    if not known:
        return UNKNOWN
    lows, highs = mean([part.low for part in parts]), mean([part.high for part in parts])
    return Tally(mean(known), lows or 0.0, highs or 0.0, total(known), len(known))


def weighted_tally(parts: Sequence[Tally], weights: Sequence[float]) -> Tally:
    """Return the weighted mean of the known scores; its bounds are the weighted means of all bounds.

    The numerator is the weight of the parts that are known, the denominator the weight of all: their share is
    the coverage. A part without weight counts for nothing.
    """
    whole = total(weights)
    if not whole:
        return Tally(None, 0.0, 1.0, 0.0, 0.0)
    pairs = [(part, weight) for part, weight in zip(parts, weights, strict=True) if part.score is not None]
    known = total(weight for _, weight in pairs)
    score = weighted_mean([part.score for part, _ in pairs if part.score is not None], [w for _, w in pairs])
    low = weighted_mean([part.low for part in parts], weights) or 0.0
    high = weighted_mean([part.high for part in parts], weights) or 0.0
    return Tally(None if score is None else clamped(score, low, high), low, high, known, whole)


def level_of(score: float, cuts: Sequence[float]) -> int:
    """Return how many cuts a score reaches: 0 below the first; a cut itself belongs to the upper level."""
    return sum(score >= cut for cut in cuts)
