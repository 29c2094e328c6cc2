"""Whether a network has a dense core with a periphery that hangs on it, and how well that picture fits.

The best core is searched for, not proven. A fit is no yes or no: most real networks fit a little.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from math import sqrt
from operator import itemgetter
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from collective_impact.arithmetic import rounded
from collective_impact.errors import InvalidRecordError
from collective_impact.network.adjacency import adjacency

if TYPE_CHECKING:
    import networkx as nx

    from collective_impact.network.adjacency import Neighbours

    Move: TypeAlias = tuple[float, tuple[int, ...]]

__all__ = ["CorePeriphery", "core_periphery"]

_PREFIXES = 40
_BETTER = 1e-12


class CorePeriphery(NamedTuple):
    """The best core that was found, and how well the network fits it."""

    core: tuple[Hashable, ...]
    """The nodes of the core, sorted; none where there is no fit."""
    fit: float | None
    """The correlation r of ties with the ideal picture, in [-1, 1]; None where it is not defined."""
    reason: str | None
    """Why there is no fit, where there is none."""


def core_periphery(graph: nx.Graph[Any], *, starts: int = 50, seed: int = 0) -> CorePeriphery:
    """Return the core that fits best, and the correlation of the ties with its ideal (Borgatti & Everett, 2000).

    In the ideal picture the core is tied to everybody and the periphery only to the core. Two nodes count as
    joined when a tie points either way. The search climbs from the nodes of most ties, for up to 40 sizes of
    the core, and from `starts` cores drawn at random with the `seed`; one node at a time moves, or two change
    places, while the fit rises. The answer is the best found, and of equal ones the smallest and first by its
    nodes; with other node names another core may be found where several fit equally well.

    Raises:
        InvalidRecordError: this is no networkx graph, or `starts` is negative.
    """
    if starts < 0:
        raise InvalidRecordError(f"The number of random starts must not be negative, found {starts}.")
    held = adjacency(graph)
    count, ties = len(held.nodes), held.pairs
    if not ties:
        return CorePeriphery((), None, "No two nodes are tied, so there is no core.")
    if 2 * ties == count * (count - 1):
        return CorePeriphery(
            (), None, "All nodes are tied to each other, so nothing tells a core from the rest."
        )
    found = (_Search(held.near, start).climbed() for start in _starts(held.near, starts, seed))
    fit, core = min(found, key=lambda answer: (-rounded(answer[0]), len(answer[1]), answer[1]))
    return CorePeriphery(tuple(held.nodes[position] for position in core), rounded(fit), None)


def _starts(near: Neighbours, starts: int, seed: int) -> Iterator[list[int]]:
    count = len(near)
    busiest = sorted(range(count), key=lambda position: (-len(near[position]), position))
    sizes = {
        1 + place * (count - 2) // min(_PREFIXES, count - 1) for place in range(min(_PREFIXES, count - 1))
    }
    for size in sorted(sizes):
        yield busiest[:size]
    rng = Random(seed)  # noqa: S311 - a search that is to be repeated, no secret
    for _ in range(starts):
        yield sorted(rng.sample(range(count), rng.randint(1, count - 1)))


class _Search:
    """A core that is being improved: how many ties the periphery keeps to itself says how well it fits."""

    def __init__(self, near: Neighbours, core: Sequence[int]) -> None:
        self.near = near
        self.sets = [set(others) for others in near]
        self.count = len(near)
        self.ties = sum(map(len, near)) // 2
        self.inside = [False] * self.count
        for position in core:
            self.inside[position] = True
        # How many ties each node has to the periphery.
        self.outer = [sum(not self.inside[other] for other in others) for others in near]
        self.size = len(core)
        self.stray = sum(self.outer[at] for at in range(self.count) if not self.inside[at]) // 2

    def fit(self, size: int, stray: int) -> float:
        """Return r for a core of a size when so many ties run within the periphery."""
        pairs = self.count * (self.count - 1) // 2
        outside = self.count - size
        ideal = pairs - outside * (outside - 1) // 2
        if ideal in (0, pairs):
            return -1.0
        above = pairs * (self.ties - stray) - self.ties * ideal
        return above / sqrt(self.ties * (pairs - self.ties) * ideal * (pairs - ideal))

    def climbed(self) -> tuple[float, list[int]]:
        """Return the best fit that single moves and exchanges lead to, and its core, sorted."""
        fit = self.fit(self.size, self.stray)
        while True:
            core = [at for at in range(self.count) if self.inside[at]]
            outside = [at for at in range(self.count) if not self.inside[at]]
            moves = (self._single_move(core, outside), self._exchange(core, outside))
            better, moved = max(moves, key=itemgetter(0))
            if better <= fit + _BETTER:
                return fit, core
            fit = better
            for position in moved:
                self._turn(position)

    def _single_move(self, core: Sequence[int], outside: Sequence[int]) -> Move:
        """Return what comes of taking in the best node, or leaving out the best; both sides have nodes."""
        taken = max(outside, key=self.outer.__getitem__)
        left = min(core, key=self.outer.__getitem__)
        return max(
            (self.fit(self.size + 1, self.stray - self.outer[taken]), (taken,)),
            (self.fit(self.size - 1, self.stray + self.outer[left]), (left,)),
            key=itemgetter(0),
        )

    def _exchange(self, core: Sequence[int], outside: Sequence[int]) -> Move:
        """Return what comes of letting the best two change places."""
        closest = sorted(core, key=self.outer.__getitem__)
        busiest = sorted(outside, key=self.outer.__getitem__, reverse=True)
        best, pair = 0, (closest[0], busiest[0])
        for left in closest:
            if self.outer[left] - self.outer[busiest[0]] - 1 >= best:
                break
            for taken in busiest:
                change = self.outer[left] - self.outer[taken]
                if change - 1 >= best:
                    break
                change -= taken in self.sets[left]
                if change < best:
                    best, pair = change, (left, taken)
        return self.fit(self.size, self.stray + best), pair

    def _turn(self, position: int) -> None:
        """Move one node to the other side."""
        step = 1 if self.inside[position] else -1
        self.stray += step * self.outer[position]
        self.size -= step
        self.inside[position] = not self.inside[position]
        for other in self.near[position]:
            self.outer[other] += step
