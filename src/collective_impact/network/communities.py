"""Groups of nodes with more ties among them than to others, and whether chance would give as good ones.

The modularity of the best groups has no meaning by itself: sparse random networks have high ones too. It is
always given beside that of networks with the same degrees.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import sqrt
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from collective_impact.arithmetic import mean, rounded
from collective_impact.errors import InvalidRecordError
from collective_impact.network.adjacency import adjacency, from_neighbours
from collective_impact.network.null_models import rewired

if TYPE_CHECKING:
    from fractions import Fraction

    import networkx as nx

    from collective_impact.network.adjacency import Neighbours

__all__ = ["Communities", "communities"]


class Communities(NamedTuple):
    """The best groups that were found, and how they stand to those of random networks."""

    groups: tuple[tuple[Hashable, ...], ...]
    """The nodes of each group, sorted; the largest group first, equal ones by their first node."""
    modularity: float | None
    """Q, in [-1/2, 1): ties within groups, as a share, beyond what the degrees would give; None without ties."""
    random_mean: float | None
    """The mean Q of networks with the same degrees, their groups searched for in the same way."""
    random_sd: float | None
    """The standard deviation of their Q; None for fewer than two draws."""
    draws: int
    """How many such networks were drawn."""
    reason: str | None
    """Why there is no modularity, where there is none."""


def communities(graph: nx.Graph[Any], seeds: int = 20, seed: int = 0, *, draws: int = 20) -> Communities:
    """Return the groups of the highest modularity that Louvain finds in several runs (Blondel et al., 2008).

    Louvain runs `seeds` times, from `seed` on, over the sorted nodes: the same graph gives the same answer in
    whatever order it was put together. Two nodes count as joined when a tie points either way; ties are
    counted, not weighed; isolates are groups of one. The same search is made in `draws` networks rewired so
    that every degree is kept (Guimera, Sales-Pardo & Amaral, 2004); 0 leaves that out. Of several groupings
    with the same modularity (Newman & Girvan, 2004), the first by its groups is taken. The cost is that of
    `seeds` times `draws` + 1 runs: seconds for 60 nodes, minutes for a thousand.

    Raises:
        InvalidRecordError: this is no networkx graph, `seeds` is below 1, or `draws` is negative.
    """
    if seeds < 1 or draws < 0:
        raise InvalidRecordError(
            f"At least one run and no negative number of draws make sense, found seeds={seeds}, draws={draws}."
        )
    held = adjacency(graph)
    if not held.pairs:
        alone = tuple((node,) for node in held.nodes)
        return Communities(alone, None, None, None, 0, "No two nodes are tied, so no group stands out.")
    plain = from_neighbours(held.near)
    modularity, groups = _best(plain, seeds, seed)
    rng = Random(seed)  # noqa: S311 - draws that are to be repeated, no secret
    drawn = [_best(rewired(plain, rng), seeds, seed)[0] for _ in range(draws)]
    return Communities(
        groups=tuple(tuple(held.nodes[position] for position in group) for group in groups),
        modularity=rounded(modularity),
        random_mean=mean(drawn),
        random_sd=_deviation(drawn),
        draws=draws,
        reason=None,
    )


def _best(graph: nx.Graph[int], seeds: int, seed: int) -> tuple[Fraction, list[list[int]]]:
    import networkx as nx  # noqa: PLC0415 - only who asks for groups pays for it

    near = [sorted(graph[position]) for position in range(len(graph))]
    tried = {}
    for run in range(seeds):
        found = nx.community.louvain_communities(graph, weight=None, seed=seed + run)
        groups = sorted((sorted(group) for group in found), key=lambda group: (-len(group), group[0]))
        tried[repr(groups)] = groups
    scored = [(_modularity(near, groups), groups) for groups in tried.values()]
    return min(scored, key=lambda row: (-row[0], row[1]))


def _modularity(near: Neighbours, groups: Sequence[Sequence[int]]) -> Fraction:
    """Return Q, exactly."""
    from fractions import Fraction  # noqa: PLC0415 - only who asks for groups pays for it

    group_of = {position: number for number, group in enumerate(groups) for position in group}
    ends = sum(map(len, near))
    above = 0
    for number, group in enumerate(groups):
        within = sum(group_of[other] == number for position in group for other in near[position])
        degrees = sum(len(near[position]) for position in group)
        above += ends * within - degrees * degrees
    return Fraction(above, ends * ends)


def _deviation(values: Sequence[Fraction]) -> float | None:
    if len(values) < 2:  # noqa: PLR2004 - one value has no spread
        return None
    middle = sum(values) / len(values)
    return rounded(sqrt(sum((value - middle) ** 2 for value in values) / (len(values) - 1)))
