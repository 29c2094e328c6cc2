"""A network of one kind of nodes as whole numbers: who is joined to whom, in an order that nothing can change.

All structure measures read it. Self-loops are dropped, parallel ties count once and the caller's graph is left
as it is; what a measure means does not belong here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from collective_impact.errors import InvalidRecordError
from collective_impact.network.modes import is_graph, ordered

if TYPE_CHECKING:
    import networkx as nx

    Neighbours: TypeAlias = Sequence[Sequence[int]]

__all__ = ["Adjacency", "adjacency", "cliques", "components", "from_neighbours"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Adjacency:
    """The nodes of a graph in sorted order, and for each the positions that it is joined to, rising."""

    nodes: tuple[Hashable, ...]
    out: Neighbours
    """Where its ties lead; the same as `near` where the graph is undirected."""
    into: Neighbours
    """Where ties to it come from; the same as `near` where the graph is undirected."""
    near: Neighbours
    """Whom it is joined to, whichever way the ties point."""
    is_directed: bool

    def __repr__(self) -> str:
        return f"Adjacency({len(self.nodes)} nodes, {self.ties} ties)"

    @property
    def ties(self) -> int:
        """How many ties there are, or arcs where the graph is directed."""
        return sum(map(len, self.out)) // (1 if self.is_directed else 2)

    @property
    def pairs(self) -> int:
        """How many pairs of nodes are joined, whichever way."""
        return sum(map(len, self.near)) // 2

    def pairs_joined(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs of nodes that are joined, the lower position first, in rising order."""
        for one, others in enumerate(self.near):
            for other in others:
                if one < other:
                    yield one, other


def adjacency(graph: nx.Graph[Any]) -> Adjacency:
    """Return the nodes and ties of a networkx graph by position.

    Raises:
        InvalidRecordError: this is no networkx graph.
    """
    if not is_graph(graph):
        raise InvalidRecordError(
            f"Expected a networkx graph, found {type(graph).__name__}. Of a map or an initiative, make one first: "
            "ties(...) for who reports working with whom, project(...) for who shares activities."
        )
    nodes = ordered(graph)
    at = {node: position for position, node in enumerate(nodes)}
    out: list[set[int]] = [set() for _ in nodes]
    into: list[set[int]] = [set() for _ in nodes]
    for node, others in graph.adjacency():
        here = at[node]
        for other in others:
            there = at[other]
            if here != there:
                out[here].add(there)
                into[there].add(here)
    heads = _rising(out)
    is_directed = graph.is_directed()
    return Adjacency(
        nodes=tuple(nodes),
        out=heads,
        into=_rising(into) if is_directed else heads,
        near=_rising(one | other for one, other in zip(out, into, strict=True)) if is_directed else heads,
        is_directed=is_directed,
    )


def components(near: Neighbours) -> list[list[int]]:
    """Return the groups of positions that hang together, each rising; the largest first, then by position."""
    seen = [False] * len(near)
    groups: list[list[int]] = []
    for start in range(len(near)):
        if seen[start]:
            continue
        seen[start] = True
        group = [start]
        for position in group:
            for other in near[position]:
                if not seen[other]:
                    seen[other] = True
                    group.append(other)
        groups.append(sorted(group))
    return sorted(groups, key=lambda group: (-len(group), group[0]))


def cliques(near: Neighbours, *, least: int, most: int) -> list[list[int]] | None:
    """Return the sets of `least` or more nodes of which each two are joined and to which none can be added.

    Each is rising, and they are sorted; None where there are more than `most`. Nodes that are joined and have the
    same neighbours stand together, and count as one in the search.
    """
    import networkx as nx  # noqa: PLC0415 - only what networkx works out pays for it

    twins: dict[tuple[int, ...], list[int]] = {}
    for node, others in enumerate(near):
        twins.setdefault(tuple(sorted({node, *others})), []).append(node)
    members = {together[0]: together for together in twins.values()}
    found = (
        sorted(node for first in firsts for node in members[first])
        for firsts in nx.find_cliques(from_neighbours(near).subgraph(members))
    )
    large = list(islice((nodes for nodes in found if len(nodes) >= least), most + 1))
    return sorted(large) if len(large) <= most else None


def from_neighbours(out: Neighbours, *, is_directed: bool = False) -> nx.Graph[int]:
    """Return a networkx graph of positions, for what networkx is to work out."""
    import networkx as nx  # noqa: PLC0415 - only what networkx works out pays for it

    graph: nx.Graph[int] = nx.DiGraph() if is_directed else nx.Graph()
    graph.add_nodes_from(range(len(out)))
    graph.add_edges_from(
        (one, other) for one, others in enumerate(out) for other in others if is_directed or one < other
    )
    return graph


def _rising(held: Iterable[set[int]]) -> list[list[int]]:
    return [sorted(others) for others in held]
