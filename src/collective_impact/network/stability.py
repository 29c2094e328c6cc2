"""Who comes first, by how much, and would they still if some had not answered: rankings that say how sure they are.

Works on any function that gives each node of a graph a number. What the number means is the caller's affair.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from math import sqrt
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from collective_impact.arithmetic import clamped, mean, rounded, share, total
from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.network.modes import known_word, ordered
from collective_impact.network.null_models import defined

if TYPE_CHECKING:
    import networkx as nx

    Loss: TypeAlias = Literal["reporters", "ties"]
    Values: TypeAlias = Mapping[Hashable, float | None]
    Arc: TypeAlias = tuple[Any, ...]

__all__ = ["RankedNode", "Ranking", "ranking", "stability"]


_SHOWN = 3


class RankedNode(NamedTuple):
    """A node with its value and its place."""

    node: Hashable
    value: float | None
    rank: int | None
    """1 is the highest; equal values share the better place; None where there is no value."""


class Ranking(NamedTuple):
    """Nodes from the highest value down, with how far and how surely the first of them leads."""

    rows: tuple[RankedNode, ...]
    """Equal values stand in the order of their nodes, nodes without a value at the end."""
    leader: Hashable | None
    """The node with the highest value; None where two share it or there is no value."""
    gap_ratio: float | None
    """First value / second value; None where the second is not above 0 or there is none."""
    gap_difference: float | None
    """First value - second value; None where there is no second."""
    leader_share: float | None = None
    """Share of the draws in which the leader is first, alone; None without draws or a leader."""
    rank_correlation: float | None = None
    """Mean of Spearman's correlation with the ranks of the whole network; None without draws that have one."""
    draws: int = 0
    """In how many thinned networks the ranking was made again."""
    undefined_draws: int = 0
    """How many of the draws had no correlation: fewer than two values, or all of them equal."""
    kind: Loss | None = None
    """What was taken out in a draw."""
    missing: float | None = None
    """The share of it that was taken out, in (0, 1)."""
    taken_out: int = 0
    """How many reporters or ties that was in each draw."""
    seed: int | None = None
    reason: str | None = None
    """What is not known, and why, where something is not."""


def ranking(values: Values) -> Ranking:
    """Return the nodes by falling value, with the gap between the first and the second.

    Values count at 12 significant digits. A value that is None or not finite is no value.
    """
    held = {node: defined(values[node]) for node in ordered(values)}
    known = {node: value for node, value in held.items() if value is not None}
    falling = sorted(known, key=lambda node: -known[node])
    rows, rank = [], 0
    for place, node in enumerate(falling, start=1):
        if place == 1 or known[node] != known[falling[place - 2]]:
            rank = place
        rows.append(RankedNode(node, known[node], rank))
    rows += [RankedNode(node, None, None) for node, value in held.items() if value is None]
    if not falling:
        return Ranking(tuple(rows), None, None, None, reason="No node has a value.")
    if len(falling) == 1:
        return Ranking(tuple(rows), falling[0], None, None, reason="Only one node has a value.")
    first, second = known[falling[0]], known[falling[1]]
    is_shared = first == second
    leaders = [node for node in falling if known[node] == first]
    return Ranking(
        tuple(rows),
        leader=None if is_shared else falling[0],
        gap_ratio=share(first, second) if second > 0 else None,
        gap_difference=total((first, -second)),
        reason=f"The first place is shared: {_named(leaders)}." if is_shared else None,
    )


def stability(  # noqa: PLR0913 - each is one fact about the draws
    graph: nx.Graph[Any],
    stat: Callable[[nx.Graph[Any]], Values],
    *,
    missing: float = 0.10,
    kind: Loss = "reporters",
    draws: int = 500,
    seed: int = 0,
) -> Ranking:
    """Return a ranking with how surely it holds where some reports are missing, with the same seed the same.

    `stat` takes a networkx graph and gives each node a number, or None. In each draw a share `missing` of the
    `reporters` (what they report is lost: their outgoing ties in a directed graph, all their ties otherwise;
    they stay as nodes, and others may still name them) or of the `ties` (parallel ones go together) is taken
    out, at least one, and the ranking is made again (Costenbader & Valente, 2003; Borgatti, Carley &
    Krackhardt, 2006). Only nodes that report something count as reporters.
    Self-loops are dropped, from the whole network too.

    Raises:
        UnknownNameError: no such kind.
        InvalidRecordError: `missing` is not between 0 and 1, or `draws` is below 1.
    """
    from random import Random  # noqa: PLC0415 - only who draws pays for it

    known_word(kind, ("reporters", "ties"), "kind of loss")
    if not 0 < missing < 1:
        raise InvalidRecordError(f"The missing share must lie between 0 and 1, found {missing}.")
    if draws < 1:
        raise InvalidRecordError(f"Stability needs at least one draw, found {draws}.")
    nodes = ordered(graph)
    arcs = _arcs(graph, nodes)
    found = ranking(stat(_with(graph, nodes, arcs)))
    units = _units(arcs, kind, is_directed=graph.is_directed())
    if not units:
        return found._replace(reason=_both(found.reason, "There is no tie, so none can be missing."))
    count = max(1, int(missing * len(units) + 0.5))
    rng = Random(seed)  # noqa: S311 - chance for draws that can be repeated, no secret
    kept, correlations = 0, []
    for _ in range(draws):
        lost = {place for unit in rng.sample(units, count) for place in unit}
        left = [arc for place, arc in enumerate(arcs) if place not in lost]
        again = ranking(stat(_with(graph, nodes, left)))
        kept += found.leader is not None and again.leader == found.leader
        correlations.append(_correlation(found, again))
    known = [value for value in correlations if value is not None]
    undefined = draws - len(known)
    return found._replace(
        leader_share=None if found.leader is None else share(kept, draws),
        rank_correlation=mean(known),
        draws=draws,
        undefined_draws=undefined,
        kind=kind,
        missing=missing,
        taken_out=count,
        seed=seed,
        reason=_both(found.reason, _UNDEFINED.format(undefined, draws) if undefined else None),
    )


_UNDEFINED = "In {} of {} draws the ranks cannot be compared: fewer than two values, or all of them equal."


def _both(*reasons: str | None) -> str | None:
    return " ".join(filter(None, reasons)) or None


def _named(nodes: Sequence[Hashable]) -> str:
    shown = [excerpt(node) for node in nodes[:_SHOWN]]
    return ", ".join(shown) + (f" and {len(nodes) - _SHOWN} more" if len(nodes) > _SHOWN else "")


def _arcs(graph: nx.Graph[Any], nodes: Iterable[Hashable]) -> list[Arc]:
    """Return the ties with their keys and attributes in the order of their nodes, without self-loops."""
    at = {node: position for position, node in enumerate(nodes)}
    is_multi = graph.is_multigraph()
    rows = graph.edges(keys=True, data=True) if is_multi else graph.edges(data=True)
    arcs = []
    for one, other, *rest in rows:
        if one != other:
            ends = (one, other) if graph.is_directed() or at[one] < at[other] else (other, one)
            arcs.append((*ends, *rest))
    return sorted(arcs, key=lambda arc: (at[arc[0]], at[arc[1]], str(arc[2]) if is_multi else ""))


def _units(arcs: Iterable[Arc], kind: Loss, *, is_directed: bool) -> list[list[int]]:
    """Return what can be lost at once: the places of the ties of each reporter, or of each pair of nodes."""
    units: dict[Hashable, list[int]] = {}
    for place, arc in enumerate(arcs):
        if kind == "ties":
            units.setdefault(arc[:2], []).append(place)
        else:
            for reporter in arc[: 1 if is_directed else 2]:
                units.setdefault(reporter, []).append(place)
    return list(units.values())


def _with(graph: nx.Graph[Any], nodes: Iterable[Hashable], arcs: Iterable[Arc]) -> nx.Graph[Any]:
    """Return a graph of the same kind with all nodes, in sorted order, and these ties."""
    import networkx as nx  # noqa: PLC0415 - only who asks for a graph pays for it

    if graph.is_multigraph():
        copy: nx.Graph[Any] = nx.MultiDiGraph() if graph.is_directed() else nx.MultiGraph()
    else:
        copy = nx.DiGraph() if graph.is_directed() else nx.Graph()
    copy.graph.update(graph.graph)
    copy.add_nodes_from((node, graph.nodes[node]) for node in nodes)
    copy.add_edges_from(arcs)
    return copy


def _correlation(one: Ranking, other: Ranking) -> float | None:
    """Return Spearman's correlation (1904) of two rankings over the nodes that have a value in both."""
    values = [{row.node: row.value for row in held.rows if row.value is not None} for held in (one, other)]
    common = [node for node in values[0] if node in values[1]]
    first, second = (_middle_ranks([held[node] for node in common]) for held in values)
    count = len(common)
    middle = count + 1
    products = sum((x - middle) * (y - middle) for x, y in zip(first, second, strict=True))
    spreads = [sum((x - middle) ** 2 for x in ranks) for ranks in (first, second)]
    if not all(spreads):
        return None
    return rounded(clamped(products / sqrt(spreads[0] * spreads[1]), -1.0, 1.0))


def _middle_ranks(values: Sequence[float]) -> list[int]:
    """Return twice the rank of each value, whole numbers: equal values share the mean of their ranks."""
    ordered_values = sorted(values)
    first = {value: place for place, value in reversed(list(enumerate(ordered_values)))}
    last = {value: place for place, value in enumerate(ordered_values)}
    return [first[value] + last[value] + 2 for value in values]
