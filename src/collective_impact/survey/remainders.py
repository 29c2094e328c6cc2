"""Whether a few persons stand apart when figures of the same answers are taken from each other.

How each person's means are made of the person's answers comes in, how few persons can be left goes out. What anybody
said is not known here.

A figure of a topic and those of its items hold the same answers twice. Who answered all items falls out of their
difference; who left some out stays in it. Where these are a few, the difference is what they said.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from fractions import Fraction

    Blend = tuple[Fraction | None, ...]
    """How one person's mean over a whole is made of that person's means over its parts, a share for each.

    None where the person does not count for the part; 0 where the person counts for the part and not for the
    whole. The last share is what the person's mean holds besides the parts.
    """
    Answers = tuple[tuple[float, ...], ...]
    """How one person's answers stand in several figures: for each answer its share in each of them."""
    Kind = tuple[Answers, int]
    """Such answers, and how many persons have them."""

__all__ = ["few_are_told", "least_left"]

_NOTHING = 1e-9
"""Below this a share is nothing: shares are fractions of few answers, worked out as they come."""


def least_left(blends: Mapping[Blend, int], hidden: Collection[int], most: int) -> int:
    """Return how few persons can be left when the shown parts are taken from the whole; `most` where more are.

    `blends` has how many persons have each blend, `hidden` the places of the parts that are not shown. Whoever
    looks may take each part as often as he likes; a person falls out where all parts that the person counts for
    are taken exactly as often as they stand in the person's mean.
    """
    kept: Counter[Blend] = Counter()
    left = 0
    for blend, count in blends.items():
        if blend[-1] or any(blend[place] for place in hidden):
            left += count
        else:
            kept[tuple(None if place in hidden else share for place, share in enumerate(blend[:-1]))] += count
    return _least(kept, left, most)


def _least(kept: Counter[Blend], left: int, most: int) -> int:
    """Return how few persons can be left, where `left` are for sure.

    Of a part that stands in several shares only one can be taken; whoever has another one is left. Persons who
    count for a part are many and those who may be left are few, so that few choices are open at each.
    """
    if left >= most:
        return most
    for place in range(len(next(iter(kept), ()))):
        counts: Counter[Fraction] = Counter()
        for blend, count in kept.items():
            if (share := blend[place]) is not None:
                counts[share] += count
        if len(counts) > 1:
            for share, count in counts.most_common():
                rest = Counter({blend: n for blend, n in kept.items() if blend[place] in (None, share)})
                most = _least(rest, left + counts.total() - count, most)
            return most
    return left


def few_are_told(kinds: Mapping[Answers, int], figures: Sequence[int], most: int) -> bool:
    """Return whether some sum of the figures, each taken as often as one likes, is of 1 to `most` persons only.

    `figures` are the places of those that are shown. The search is exact: whoever is not among the few has to fall
    out of the sum, which leaves fewer sums to take with every kind of answers.
    """
    ordered = sorted(kinds.items(), key=lambda entry: (-entry[1], entry[0]))
    shown = [
        (tuple(tuple(row[place] for place in figures) for row in answers), count)
        for answers, count in ordered
    ]
    sums = [[float(place == at) for place in range(len(figures))] for at in range(len(figures))]
    return _are_told(sums, shown, most, [])


def _are_told(sums: list[list[float]], kinds: Sequence[Kind], most: int, few: list[Answers]) -> bool:
    """Return whether a sum in which all before fall out, but for the few, can be of these and up to `most` others."""
    for at, (answers, count) in enumerate(kinds):
        if _stays(sums, answers):
            rest = kinds[at + 1 :]
            return _are_told(_without(sums, answers), rest, most, few) or (
                count <= most and _are_told(sums, rest, most - count, [*few, answers])
            )
    return any(_stays(sums, answers) for answers in few)


def _stays(sums: Sequence[Sequence[float]], answers: Answers) -> bool:
    return any(abs(_share(row, answer)) > _NOTHING for row in sums for answer in answers)


def _share(row: Sequence[float], answer: Sequence[float]) -> float:
    return sum(times * part for times, part in zip(row, answer, strict=True))


def _without(sums: Sequence[Sequence[float]], answers: Answers) -> list[list[float]]:
    """Return the sums, put together anew, in which these answers fall out."""
    left = [list(row) for row in sums]
    for answer in answers:
        pivot = max(left, key=lambda row: abs(_share(row, answer)), default=None)
        if pivot is not None and abs(_share(pivot, answer)) > _NOTHING:
            left.remove(pivot)
            for row in left:
                times = _share(row, answer) / _share(pivot, answer)
                row[:] = [part - times * other for part, other in zip(row, pivot, strict=True)]
    return left
