"""An order in which those that are alike stand beside each other, for the rows of a matrix.

Positions and how alike two of them are come in, an order goes out. Nothing is known here of what they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import fsum

__all__ = ["clustered"]

Alike = Mapping[tuple[int, int], float]


def clustered(count: int, alike: Alike) -> list[int]:
    """Return the positions below `count` by clusters; those like nobody come last, in their own order.

    Average linkage (Sokal & Michener, 1958): the two clusters that are most alike on average become one, and are
    laid so that the ends that touch are as alike as can be; the closest stand at the beginning. Of equals the
    first in the order of positions is taken, so that the answer is always the same. `alike` holds pairs once, the
    lower position first; a pair that is not in it is not alike.
    """
    clusters = {at: [at] for at in range(count)}
    sums: dict[tuple[int, int], float] = {pair: value for pair, value in sorted(alike.items()) if value > 0}
    while sums:
        one, other = min(sums, key=lambda pair: (-_mean(pair, sums, clusters), pair))
        clusters[one] = _joined(clusters[one], clusters.pop(other), alike)
        merged: dict[tuple[int, int], float] = {}
        for (first, second), value in sums.items():
            ends = sorted({one if at == other else at for at in (first, second)})
            if len(ends) > 1:
                key = (ends[0], ends[1])
                merged[key] = merged.get(key, 0.0) + value
        sums = merged
    groups = sorted(clusters.values(), key=lambda group: (-len(group), min(group)))
    return [at for group in groups for at in _closest_first(group, alike)]


def _mean(pair: tuple[int, int], sums: Alike, clusters: Mapping[int, list[int]]) -> float:
    return round(sums[pair] / (len(clusters[pair[0]]) * len(clusters[pair[1]])), 12)


def _joined(one: list[int], other: list[int], alike: Alike) -> list[int]:
    """Return two clusters one after the other, each as it is or turned round."""
    ways = [(a, b) for a in (one, one[::-1]) for b in (other, other[::-1])]
    ways += [(b, a) for a, b in ways]
    left, right = max(ways, key=lambda way: _between(way[0][-1], way[1][0], alike))
    return [*left, *right]


def _closest_first(group: list[int], alike: Alike) -> list[int]:
    """Return a cluster from the end at which neighbours are most alike."""
    near = [_between(one, other, alike) for one, other in pairwise(group)]
    half = len(near) // 2
    return group[::-1] if fsum(near[len(near) - half :]) > fsum(near[:half]) else group


def _between(one: int, other: int, alike: Alike) -> float:
    return alike.get((min(one, other), max(one, other)), 0.0)
