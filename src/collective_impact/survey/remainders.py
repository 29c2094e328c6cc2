"""Whether a few persons stand apart when the parts of a figure are taken from it.

How each person's mean over a topic is made of that person's means over its parts comes in, yes or no goes out. What
anybody said is not known here.

A figure of a topic and those of its items hold the same answers twice. Who answered all items falls out of their
difference; who left some out stays in it. Where these are a few, the difference is what they said.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from fractions import Fraction

    Blend = tuple[Fraction | None, ...]
    """How one person's mean over a whole is made of that person's means over its parts, a share for each.

    None where the person does not count for the part; 0 where the person counts for the part and not for the
    whole. The last share is what the person's mean holds besides the parts.
    """

__all__ = ["least_left"]


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
