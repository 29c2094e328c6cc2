"""The network of partners that deliver activities together, and what is left of it without each of them.

Partners are joined where they share an activity. All departures are answered in one walk over who carries
what, so that sixty or six thousand partners cost about the same each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collective_impact.arithmetic import share
from collective_impact.network.incidence import positions_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from collective_impact.network.incidence import Incidence

__all__ = ["CoDelivery", "co_delivery", "fragmentation_of"]


_NOT_RECORDED = (
    "It is not recorded who delivers which activity, so it is not known what holds partners together."
)


class CoDelivery(NamedTuple):
    """Fragmentation of the co-delivery network as it is, and once each partner, by position, has left."""

    fragmentation: float | None
    without: tuple[float | None, ...]
    reason: str | None = None
    """Why nothing is known, where that is so."""


def fragmentation_of(sizes: Iterable[int]) -> float | None:
    """Return the share of pairs that nothing holds together, from the sizes of all groups (Borgatti, 2006).

    F = 1 - sum of s(s - 1) / n(n - 1) over the groups: 0 where all hold together, 1 where each stands alone.
    None for fewer than two.
    """
    held = list(sizes)
    return _fragmentation(sum(held), sum(size * (size - 1) for size in held))


def _fragmentation(count: int, joined: int) -> float | None:
    pairs = count * (count - 1)
    return share(pairs - joined, pairs) if pairs > 0 else None


def co_delivery(index: Incidence) -> CoDelivery:
    """Return how the co-delivery network of a map holds together, with all partners and without each one.

    Partners and activities are the two kinds of places of one graph; where a partner is a cutpoint of it
    (Tarjan, 1972), the groups that fall apart are counted in the same walk. The cost is linear in the
    contributions. Where no part of anybody in an activity is recorded, nothing is known of it.
    """
    count = len(index.partners)
    activities = index.initiative.activities or index.initiative.is_complete("activities")
    if not any(index.partner_masks) and (index.unrecorded or not activities):
        return CoDelivery(None, (None,) * count, _NOT_RECORDED)
    carried = [tuple(positions_in(mask)) for mask in index.partner_masks]
    walk = _Walk(count, [*index.activities_of_partner, *carried])
    joined, parts = walk.joined, walk.parts
    whole = sum(joined[group] for group in set(walk.group_of[:count]))
    without = []
    for partner in range(count):
        group = walk.group_of[partner]
        rest = walk.size[group] - 1 - sum(parts[partner])
        left = sum(size * (size - 1) for size in (*parts[partner], rest))
        without.append(_fragmentation(count - 1, whole - joined[group] + left))
    return CoDelivery(_fragmentation(count, whole), tuple(without))


class _Walk:
    """A depth-first walk over partners (the first `count` places) and activities, with what hangs on each."""

    def __init__(self, count: int, ways: Sequence[Sequence[int]]) -> None:
        self.count = count
        self.ways = ways
        self.number = [0] * len(ways)
        self.lowest = [0] * len(ways)
        self.below = [0] * len(ways)
        self.parts: list[list[int]] = [[] for _ in range(count)]
        self.group_of = [0] * len(ways)
        self.size: dict[int, int] = {}
        self.joined: dict[int, int] = {}
        self._met = 0
        for start in range(count):
            if not self.number[start]:
                self._walk(start)
                self.size[start] = size = self.below[start]
                self.joined[start] = size * (size - 1)

    def _around(self, place: int) -> Sequence[int]:
        if place >= self.count:
            return self.ways[place]
        return [self.count + activity for activity in self.ways[place]]

    def _enter(self, place: int, start: int) -> None:
        self._met += 1
        self.number[place] = self.lowest[place] = self._met
        self.below[place] = int(place < self.count)
        self.group_of[place] = start

    def _walk(self, start: int) -> None:
        self._enter(start, start)
        way = [(start, iter(self._around(start)))]
        while way:
            here, ahead = way[-1]
            for there in ahead:
                if not self.number[there]:
                    self._enter(there, start)
                    way.append((there, iter(self._around(there))))
                    break
                self.lowest[here] = min(self.lowest[here], self.number[there])
            else:
                way.pop()
                if way:
                    self._return(way[-1][0], here)

    def _return(self, above: int, here: int) -> None:
        self.lowest[above] = min(self.lowest[above], self.lowest[here])
        self.below[above] += self.below[here]
        if above < self.count and self.lowest[here] >= self.number[above]:
            self.parts[above].append(self.below[here])
