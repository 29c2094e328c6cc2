"""The map as a networkx graph: typed nodes, typed edges, in an order that the rows of a file cannot change.

The graph is for whoever wants to draw it, store it or hand it to networkx. Nothing is computed from it here,
and no answer of the readiness checker waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collective_impact.network.backbone import backbone_holders
from collective_impact.network.relations import titled

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    import networkx as nx

    from collective_impact.model.activity import Activity
    from collective_impact.model.entity import Entity
    from collective_impact.network.incidence import Incidence

    Value = str | int | float | bool
    Facts = dict[str, Value]
    Edge = tuple[str, str, str, Facts]

__all__ = ["activity_graph"]

_SIGNS: dict[str, int] = {
    "supports": 1,
    "hinders": -1,
    "feeds_data": 1,
    "shares_resource": 1,
    "refers_people": 1,
}


def activity_graph(index: Incidence) -> nx.MultiDiGraph[str]:
    """Return the graph of a map: partners, activities, outcomes, strategies, indicators, and what joins them.

    A node is its kind and id, `partner:P1`, with `kind`, `id` and `label`, and, where known: `sector` and
    `backbone` of a partner; `population`, `place`, `status`, `duration` of an activity; `level` and `gap` (no
    activity works towards it) of an outcome; `unit` of an indicator. The key of an edge is its `relation`; a
    second edge of that relation between the same two bears `#2`. What points at a record that is not on the
    map is left out, and two equal rows are one edge. Nodes and edges stand in the order of their ids.
    """
    import networkx as nx  # noqa: PLC0415 - only who asks for a graph pays for it

    initiative = index.initiative
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(id=initiative.id, label=initiative.title)
    for node, facts in _nodes(index):
        graph.add_node(node, **facts)
    seen: dict[tuple[str, str, str], int] = {}
    for source, target, relation, facts in _edges(index):
        if source in graph and target in graph:
            count = seen[source, target, relation] = seen.get((source, target, relation), 0) + 1
            key = relation if count == 1 else f"{relation}#{count}"
            graph.add_edge(source, target, key=key, relation=relation, **facts)
    return nx.freeze(graph)


def _known(**facts: Value | None) -> Facts:
    return {name: value for name, value in facts.items() if value is not None}


def _node(kind: str, record: Entity, **facts: Value | None) -> tuple[str, Facts]:
    return f"{kind}:{record.id}", _known(kind=kind, id=record.id, label=titled(record), **facts)


def _nodes(index: Incidence) -> Iterator[tuple[str, Facts]]:
    initiative, holders = index.initiative, backbone_holders(index)
    for partner in index.partners:
        yield _node("partner", partner, sector=partner.sector, backbone=partner.id in holders)
    for activity in index.activities:
        yield _node(
            "activity",
            activity,
            population=None if activity.population is None else activity.population.id,
            place=None if activity.place is None else activity.place.id,
            status=activity.status,
            duration=activity.duration,
        )
    is_known = bool(initiative.activities) or initiative.is_complete("activities")
    for outcome, members in zip(index.outcomes, index.activities_of_outcome, strict=True):
        yield _node("outcome", outcome, level=outcome.level, gap=not members if is_known else None)
    for strategy in index.strategies:
        yield _node("strategy", strategy)
    for indicator in sorted(initiative.indicators, key=lambda record: record.id):
        yield _node("indicator", indicator, unit=indicator.unit)


def _edges(index: Incidence) -> Iterator[Edge]:
    """Yield the edges in the order of their ids; some may end at a record that is not on the map."""
    for activity in index.activities:
        yield from _edges_of(activity)
    for strategy in index.strategies:
        yield from _plain("strategy", strategy.id, "serves", "outcome", strategy.outcome_ids)
    for outcome in index.outcomes:
        yield from _plain("outcome", outcome.id, "leads_to", "outcome", outcome.leads_to_ids)
    for indicator in sorted(index.initiative.indicators, key=lambda record: record.id):
        yield from _plain("indicator", indicator.id, "measures", "outcome", indicator.outcome_ids)
    for tie in sorted(index.initiative.ties, key=lambda held: (held.from_id, held.to_id, held.id)):
        facts = _known(intensity=tie.intensity, reported_by=tie.reported_by_id)
        yield f"partner:{tie.from_id}", f"partner:{tie.to_id}", "collaborates_with", facts


def _edges_of(activity: Activity) -> Iterator[Edge]:
    here = f"activity:{activity.id}"
    parts = {(part.partner_id, part.role or "") for part in activity.contributions}
    for partner_id, role in sorted(parts):
        yield f"partner:{partner_id}", here, "delivers", _known(role=role or None)
    yield from _plain("activity", activity.id, "contributes_to", "outcome", activity.outcome_ids)
    yield from _plain("activity", activity.id, "carries_out", "strategy", activity.strategy_ids)
    whole = () if activity.part_of_id is None else (activity.part_of_id,)
    yield from _plain("activity", activity.id, "part_of", "activity", whole)
    links = {(link.activity_id, link.kind, link.strength, link.lag) for link in activity.reinforcements}
    for other, kind, strength, lag in sorted(links, key=_order):
        yield here, f"activity:{other}", kind, _known(strength=strength, lag=lag, sign=_SIGNS.get(kind))


def _plain(kind: str, id_: str, relation: str, other: str, others: Iterable[str]) -> Iterator[Edge]:
    for other_id in sorted(set(others)):
        yield f"{kind}:{id_}", f"{other}:{other_id}", relation, {}


def _order(row: tuple[Hashable, ...]) -> tuple[Any, ...]:
    """Return what rows are sorted by where some of their numbers are absent."""
    return tuple((value is not None, value if value is not None else 0) for value in row)
