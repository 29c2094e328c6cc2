"""How a network hangs together as a whole: density, centralization, fragmentation, cohesion.

Every function takes any networkx graph, leaves it as it is and drops its self-loops; parallel ties count once.
What the network is without somebody is the same question of the caller's own subgraph.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import fsum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from collective_impact.arithmetic import clamped, rounded, share
from collective_impact.errors import InvalidRecordError
from collective_impact.network.adjacency import adjacency, components, from_neighbours
from collective_impact.network.betweenness import path_loads
from collective_impact.network.modes import known_word

if TYPE_CHECKING:
    import networkx as nx

    from collective_impact.network.adjacency import Adjacency, Neighbours

    Kind: TypeAlias = Literal["degree", "betweenness", "in", "out"]

__all__ = ["Cohesion", "centralization", "cohesion", "density", "fragmentation"]

_KINDS = ("degree", "betweenness", "in", "out")
_FEWEST = 3
_SOURCES = 4_096
"""So many sources are followed at once, a bit for each, in half a kilobyte a node."""


class Cohesion(NamedTuple):
    """What a network's ties are like as a whole. Of a directed graph, arcs make `ties`, `density` and
    `reciprocity`; all else counts two nodes as joined when a tie points either way.
    """  # noqa: D205 - one thought

    nodes: int
    ties: int
    """Ties, or arcs where the graph is directed."""
    pairs: int
    """Pairs of nodes that are joined, whichever way the ties point."""
    density: float | None
    """Ties / possible ties, in [0, 1]; None for fewer than two nodes."""
    mean_degree: float | None
    """How many others a node is joined to, on average; None without nodes. Unlike density it can be compared
    between networks of different sizes."""
    component_sizes: tuple[int, ...]
    """How many nodes hang together, the largest group first; an isolate is a group of one."""
    isolates: tuple[Hashable, ...]
    """Nodes without a tie."""
    reciprocity: float | None
    """Arcs that are returned / arcs; None where the graph is undirected or has no arc (Wasserman & Faust, 1994)."""
    transitivity: float | None
    """Closed triads / all paths of two ties; None where there is no such path (Luce & Perry, 1949)."""
    mean_path: float | None
    """Ties on the shortest way between two nodes of the largest component, on average; of two components of one
    size, that with the first node. None where no two nodes are joined."""
    cutpoints: tuple[Hashable, ...]
    """Nodes without which their component falls apart (Harary, 1969)."""
    deepest_core: int
    """The largest k for which some nodes are each joined to k others among them (Seidman, 1983)."""
    deepest_core_nodes: tuple[Hashable, ...]
    """Those nodes; all of them where nothing is joined."""


def density(graph: nx.Graph[Any]) -> float | None:
    """Return ties / possible ties, in [0, 1]: of arcs where the graph is directed, of pairs otherwise.

    None for fewer than two nodes. It falls as a network grows: between networks of different sizes, compare
    the mean degree (Wasserman & Faust, 1994).

    Raises:
        InvalidRecordError: this is no networkx graph.
    """
    return _density(adjacency(graph))


def centralization(graph: nx.Graph[Any], kind: Kind = "degree") -> float | None:
    """Return how far a network turns on one node, from 0 (none stands out) to 1 (a star); Freeman (1979).

    - `degree`: the sum of what each degree lacks of the largest, over (n - 1)(n - 2);
    - `betweenness`: the same of betweenness over (n - 1)(n - 2)/2, divided by n - 1;
    - `in`, `out`: the same of in- and out-degrees of a directed graph, over (n - 1) squared.

    Of a directed graph, `degree` and `betweenness` count two nodes as joined when a tie points either way.
    None for fewer than three nodes.

    Raises:
        UnknownNameError: no such kind.
        InvalidRecordError: this is no networkx graph, or `in` or `out` is asked of an undirected one.
    """
    known_word(kind, _KINDS, "kind of centralization")
    held = adjacency(graph)
    count = len(held.nodes)
    if kind in ("in", "out") and not held.is_directed:
        raise InvalidRecordError(
            f"The ties of this graph have no direction, so there is no '{kind}' centralization. Ask for 'degree'."
        )
    if count < _FEWEST:
        return None
    if kind == "betweenness":
        loads = path_loads(held.near, is_directed=False)
        lacking = fsum(max(loads) - load for load in loads)
        return clamped(rounded(2 * lacking / ((count - 1) ** 2 * (count - 2))), 0.0, 1.0)
    if kind == "degree":
        return share(_lacking(held.near), (count - 1) * (count - 2))
    return share(_lacking(held.into if kind == "in" else held.out), (count - 1) ** 2)


def fragmentation(graph: nx.Graph[Any]) -> float | None:
    """Return the share of pairs of nodes that no path joins, from 0 (connected) to 1 (no ties); Borgatti (2006).

    Ties are followed whichever way they point. None for fewer than two nodes. What the network is after
    somebody has left is the fragmentation of the graph without that node.

    Raises:
        InvalidRecordError: this is no networkx graph.
    """
    near = adjacency(graph).near
    possible = len(near) * (len(near) - 1)
    joined = sum(len(group) * (len(group) - 1) for group in components(near))
    return share(possible - joined, possible) if possible else None


def cohesion(graph: nx.Graph[Any]) -> Cohesion:
    """Return the figures that describe a network as a whole, side by side; see `Cohesion` for each.

    Raises:
        InvalidRecordError: this is no networkx graph.
    """
    import networkx as nx  # noqa: PLC0415 - only who asks for cutpoints and cores pays for it

    held = adjacency(graph)
    near, count = held.near, len(held.nodes)
    groups = components(near)
    plain = from_neighbours(near)
    coreness = nx.core_number(plain)
    deepest = max(coreness.values(), default=0)
    return Cohesion(
        nodes=count,
        ties=held.ties,
        pairs=held.pairs,
        density=_density(held),
        mean_degree=share(2 * held.pairs, count) if count else None,
        component_sizes=tuple(map(len, groups)),
        isolates=tuple(node for node, others in zip(held.nodes, near, strict=True) if not others),
        reciprocity=_reciprocity(held),
        transitivity=_transitivity(near),
        mean_path=_mean_path(near, groups[0]) if held.pairs else None,
        cutpoints=tuple(held.nodes[position] for position in sorted(nx.articulation_points(plain))),
        deepest_core=deepest,
        deepest_core_nodes=tuple(held.nodes[at] for at in range(count) if coreness[at] == deepest),
    )


def _density(held: Adjacency) -> float | None:
    possible = len(held.nodes) * (len(held.nodes) - 1)
    return share(sum(map(len, held.out)), possible) if possible else None


def _lacking(joined: Neighbours) -> int:
    degrees = [len(others) for others in joined]
    return max(degrees) * len(degrees) - sum(degrees)


def _reciprocity(held: Adjacency) -> float | None:
    if not held.is_directed or not held.ties:
        return None
    both = sum(len(set(out).intersection(into)) for out, into in zip(held.out, held.into, strict=True))
    return share(both, held.ties)


def _transitivity(near: Neighbours) -> float | None:
    sets = [set(others) for others in near]
    paths = sum(len(others) * (len(others) - 1) for others in near)
    closed = sum(len(sets[one] & sets[other]) for one, others in enumerate(near) for other in others)
    return share(closed, paths) if paths else None


def _mean_path(near: Neighbours, group: Sequence[int]) -> float:
    """Return the mean distance within a component of two nodes or more.

    All sources of a batch are followed at once: a bit of a node's mask says whether a source has reached it.
    """
    at = {position: place for place, position in enumerate(group)}
    inside = [[at[other] for other in near[position]] for position in group]
    count, steps = len(group), 0
    for first in range(0, count, _SOURCES):
        sources = min(_SOURCES, count - first)
        reached = [0] * count
        for source in range(sources):
            reached[first + source] = 1 << source
        missing = (count - 1) * sources
        while missing:
            steps += missing
            further = []
            for place, others in enumerate(inside):
                mask = reached[place]
                for other in others:
                    mask |= reached[other]
                further.append(mask)
            reached = further
            missing = count * sources - sum(mask.bit_count() for mask in reached)
    return share(steps, count * (count - 1))
