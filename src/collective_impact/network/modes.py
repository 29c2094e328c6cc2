"""Two kinds of things and what joins them, as rows of positions: the form that all two-mode answers work on.

A map gives its rows from its index, a networkx graph from its ties. What is computed from the rows is said by
other files; here only the two sides are told apart, sorted and joined.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import attrs

from collective_impact.errors import InvalidRecordError, UnknownNameError, excerpt
from collective_impact.fields import did_you_mean
from collective_impact.network.incidence import incidence, positions_in

if TYPE_CHECKING:
    import networkx as nx

    from collective_impact.model.agenda import Strategy
    from collective_impact.model.entity import Entity
    from collective_impact.model.indicator import Indicator
    from collective_impact.network.incidence import Incidence, Subject

    Mode: TypeAlias = str | int | Iterable[Hashable]
    Rows: TypeAlias = Sequence[Sequence[int]]
    Node: TypeAlias = tuple[Hashable, dict[str, Any]]

__all__ = ["TwoMode", "is_graph", "joined", "known_word", "ordered", "sides", "turned", "two_mode_graph"]

H = TypeVar("H", bound=Hashable)
_KINDS = ("activity", "indicator", "outcome", "partner", "strategy")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TwoMode:
    """Two sides in sorted order, and what joins them: no column stands twice in a row."""

    row_ids: tuple[Hashable, ...]
    """What the caller knows the rows by: the ids of records, or the nodes of a graph."""
    column_ids: tuple[Hashable, ...]
    rows: Rows
    """For each row the positions of the columns that it is joined to, rising."""
    columns: Rows
    """For each column the positions of the rows that it is joined to, rising."""
    row_nodes: Callable[[], Iterator[Node]]
    """Yields the rows as nodes of a graph with their attributes; a record's node is `partner:P1`."""
    column_nodes: Callable[[], Iterator[Node]]

    def __repr__(self) -> str:
        return f"TwoMode({len(self.row_ids)} rows, {len(self.column_ids)} columns)"


def sides(subject: Subject | nx.Graph[Any], rows: Mode | None = None, columns: Mode | None = None) -> TwoMode:
    """Return two sides of a map or a graph, sorted, with what joins them; `two_mode_graph` says how to name them.

    Raises:
        UnknownNameError: a kind or node that does not exist here, or two kinds that nothing joins.
        InvalidRecordError: the two sides cannot be told apart, or a tie joins nodes of one side.
    """
    if is_graph(subject):
        return _of_graph(subject, 0 if rows is None else rows, columns)
    return _of_index(
        incidence(subject), "partner" if rows is None else rows, "outcome" if columns is None else columns
    )


def two_mode_graph(
    subject: Subject | nx.Graph[Any], rows: Mode | None = None, columns: Mode | None = None
) -> nx.Graph[Any]:
    """Return two sides of a map or a graph as a graph whose nodes bear `bipartite` 0 (rows) or 1 (columns).

    On a map, an initiative or its index, a side is a kind: `partner` (the rows, unless said otherwise),
    `outcome` (the columns, unless said otherwise), `activity`, `strategy` or `indicator`. Partners are joined
    to outcomes and strategies through their activities, activities to outcomes straight or through strategies.

    On a networkx graph a side is a number, the value of the node attribute `bipartite` (0 for the rows, unless
    said otherwise); a text, the value of the node attribute `kind`; or a list of nodes. Columns that are not
    named are all other nodes, and then a tie between two nodes of one side is an error; where both sides are
    named, only ties between them count. Directions, parallel edges and self-loops make no difference.

    Nodes keep their attributes and stand in sorted order, those without a tie too (Borgatti & Everett, 1997).

    Raises:
        UnknownNameError: a kind or node that does not exist here, or two kinds that nothing joins.
        InvalidRecordError: the two sides cannot be told apart, or a tie joins nodes of one side.
    """
    modes = sides(subject, rows, columns)
    return joined(tuple(modes.row_nodes()), tuple(modes.column_nodes()), modes.rows)


def joined(rows: Sequence[Node], columns: Sequence[Node], ties: Rows) -> nx.Graph[Any]:
    """Return the two-mode graph of these nodes, joined as the rows of positions say."""
    import networkx as nx  # noqa: PLC0415 - only who asks for a graph pays for it

    graph: nx.Graph[Any] = nx.Graph()
    for side, nodes in enumerate((rows, columns)):
        graph.add_nodes_from((node, {**facts, "bipartite": side}) for node, facts in nodes)
    graph.add_edges_from(
        (node, columns[position][0]) for (node, _), held in zip(rows, ties, strict=True) for position in held
    )
    return graph


def is_graph(subject: object) -> bool:
    """Return whether this is a networkx graph, without importing networkx."""
    return hasattr(subject, "adjacency")


def ordered(nodes: Iterable[H]) -> list[H]:
    """Return nodes in the order that all answers are worked out in: by kind of value, then by its text."""
    held = list(nodes)
    if all(type(node) is str for node in held):
        return sorted(held, key=str)
    return sorted(held, key=lambda node: (type(node).__name__, str(node)))


def turned(rows: Iterable[Iterable[int]], count: int) -> list[list[int]]:
    """Return for each of `count` columns the positions of the rows that hold it, rising."""
    columns: list[list[int]] = [[] for _ in range(count)]
    for row, held in enumerate(rows):
        for position in held:
            columns[position].append(row)
    return columns


def known_word(word: str, known: Iterable[str], noun: str) -> str:
    """Return the word, if it is one of those known.

    Raises:
        UnknownNameError: it is not; the message names the nearest.
    """
    words = list(known)
    if word not in words:
        raise UnknownNameError(f"There is no {noun} '{excerpt(word)}'. {did_you_mean(str(word), words)}")
    return word


def _of_index(index: Incidence, rows: Mode, columns: Mode) -> TwoMode:
    kinds = [
        known_word(mode if isinstance(mode, str) else repr(mode), _KINDS, "kind") for mode in (rows, columns)
    ]
    here, there = (_records(index, kind) for kind in kinds)
    held = _told(index, *kinds)
    over = _told(index, *reversed(kinds)) if held is None else turned(held, len(there))
    if over is None:
        raise UnknownNameError(
            f"Nothing joins {kinds[0]} and {kinds[1]}: name two kinds that do, such as partner and outcome."
        )
    return TwoMode(
        row_ids=tuple(record.id for record in here),
        column_ids=tuple(record.id for record in there),
        rows=turned(over, len(here)) if held is None else held,
        columns=over,
        row_nodes=partial(_record_nodes, kinds[0], here),
        column_nodes=partial(_record_nodes, kinds[1], there),
    )


def _records(index: Incidence, kind: str) -> tuple[Entity, ...]:
    if kind == "indicator":
        return _indicators(index)
    held: tuple[Entity, ...] = {
        "partner": index.partners,
        "activity": index.activities,
        "outcome": index.outcomes,
        "strategy": index.strategies,
    }[kind]
    return held


def _indicators(index: Incidence) -> tuple[Indicator, ...]:
    return tuple(sorted(index.initiative.indicators, key=lambda record: record.id))


def _record_nodes(kind: str, records: Iterable[Entity]) -> Iterator[Node]:
    for record in records:
        facts = {"kind": kind, "id": record.id, "label": record.title}
        sector = getattr(record, "sector", None)
        yield f"{kind}:{record.id}", facts if sector is None else {**facts, "sector": sector}


def _told(index: Incidence, rows: str, columns: str) -> Rows | None:
    if columns == "activity":
        return {
            "partner": index.activities_of_partner,
            "outcome": index.activities_of_outcome,
            "strategy": index.activities_of_strategy,
        }.get(rows)
    if rows == "partner" and columns in ("outcome", "strategy"):
        masks = index.outcome_masks if columns == "outcome" else index.strategy_masks
        return [_union(masks, held) for held in index.activities_of_partner]
    if columns == "outcome" and rows in ("strategy", "indicator"):
        at = {record.id: position for position, record in enumerate(index.outcomes)}
        records: Sequence[Strategy | Indicator] = (
            index.strategies if rows == "strategy" else _indicators(index)
        )
        return [sorted({at[id_] for id_ in record.outcome_ids if id_ in at}) for record in records]
    return None


def _union(masks: Sequence[int], members: Iterable[int]) -> list[int]:
    mask = 0
    for member in members:
        mask |= masks[member]
    return list(positions_in(mask))


def _of_graph(graph: nx.Graph[Any], rows: Mode, columns: Mode | None) -> TwoMode:
    here = _side(graph, rows)
    if columns is not None:
        there = _side(graph, columns)
    elif isinstance(rows, int):
        there = _other_side(graph, rows)
    else:
        held = set(here)
        there = [node for node in graph if node not in held]
    at = {node: position for position, node in enumerate(ordered(here))}
    over = {node: position for position, node in enumerate(ordered(there))}
    both = ordered(at.keys() & over.keys())
    if both:
        raise InvalidRecordError(f"The node '{excerpt(both[0])}' is on both sides. Name each node once.")
    found = _ties(graph, at, over, is_whole=columns is None)
    return TwoMode(
        row_ids=tuple(at),
        column_ids=tuple(over),
        rows=turned(found, len(at)),
        columns=found,
        row_nodes=partial(_graph_nodes, graph, at),
        column_nodes=partial(_graph_nodes, graph, over),
    )


def _graph_nodes(graph: nx.Graph[Any], nodes: Iterable[Hashable]) -> Iterator[Node]:
    for node in nodes:
        yield node, dict(graph.nodes[node])


def _side(graph: nx.Graph[Any], mode: Mode) -> list[Hashable]:
    if isinstance(mode, str | int):
        name = "kind" if isinstance(mode, str) else "bipartite"
        told: dict[Hashable, object] = dict(graph.nodes(data=name))
        if told and all(value is None for value in told.values()):
            raise InvalidRecordError(
                f"No node of this graph has the attribute '{name}', so its two sides cannot be told apart. "
                "Set it, or give the nodes of one side as a list."
            )
        return [node for node, value in told.items() if value == mode]
    found = list(dict.fromkeys(mode))
    for node in found:
        if node not in graph:
            raise UnknownNameError(f"There is no node '{excerpt(node)}' in this graph.")
    return found


def _other_side(graph: nx.Graph[Any], side: int) -> list[Hashable]:
    told: dict[Hashable, object] = dict(graph.nodes(data="bipartite"))
    if None in told.values():
        node = ordered(node for node, value in told.items() if value is None)[0]
        raise InvalidRecordError(
            f"The node '{excerpt(node)}' has no attribute 'bipartite'. Set it to 0 or 1 on every node, or give "
            "the nodes of both sides."
        )
    return [node for node, value in told.items() if value != side]


def _ties(
    graph: nx.Graph[Any], at: Mapping[Hashable, int], over: Mapping[Hashable, int], *, is_whole: bool
) -> list[list[int]]:
    """Return for each column the positions of the rows that it is joined to, rising."""
    near: dict[Hashable, Collection[Hashable]] = dict(graph.adjacency())
    if graph.is_directed():
        both = {node: set(others) for node, others in near.items()}
        for node, others in near.items():
            for other in others:
                both[other].add(node)
        near = dict(both)
    found = [sorted(at[other] for other in near[node] if other in at) for node in over]
    if is_whole and sum(map(len, near.values())) != 2 * sum(map(len, found)):
        _refuse_ties_within(near, at, over)
    return found


def _refuse_ties_within(near: Mapping[Hashable, Collection[Hashable]], *both: Mapping[Hashable, int]) -> None:
    """Refuse the first tie that stays on one side; a self-loop is no tie."""
    for side in both:
        for node in side:
            for other in ordered(near[node]):
                if other in side and other != node:
                    raise InvalidRecordError(
                        f"The tie '{excerpt(node)}' - '{excerpt(other)}' joins two nodes of one side. Take it "
                        "out, or name the nodes of both sides: then only ties between them count."
                    )
