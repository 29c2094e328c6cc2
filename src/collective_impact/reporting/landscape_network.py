"""A landscape as GraphML, for Gephi, yEd, igraph and networkx: who sits where, what is pursued, who oversees whom.

What is recorded in a landscape comes in, and a text goes out; how GraphML is written is known to `interchange`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collective_impact.interchange.graphml import text_of
from collective_impact.interchange.network_terms import Edge, Node, Rows
from collective_impact.interchange.remarks import Remarks
from collective_impact.landscape.identities import entries
from collective_impact.landscape.profile import index_of
from collective_impact.reporting.landscape_diagrams import goals_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collective_impact.errors import Problem
    from collective_impact.landscape.inventory import Collaboration, Landscape
    from collective_impact.landscape.profile import LandscapeIndex

__all__ = ["landscape_graphml"]

_NOT_WRITTEN = (
    "Meetings, populations and places, decisions on who is who, the whole, and of initiatives all but partners, "
    "outcomes and strategies are not written: the network has no place for them."
)


def landscape_graphml(subject: Landscape | LandscapeIndex) -> tuple[str, tuple[Problem, ...]]:
    """Return a landscape as GraphML, and what of it is not in the text.

    Nodes are collaborations, organisations, outcomes, strategies and bodies; an id is a kind and a key,
    `organisation:O1`. An organisation is `member_of` collaborations and bodies; a collaboration `pursues` outcomes and
    `carries_out` strategies; collaborations and bodies `answers_to` bodies. What people decided to be one is one
    node. Of an index made with `index_of(..., on=...)`, collaborations that are not in force are left out.

    Raises:
        LimitError: there is more of it than a reader of ours would take in.
    """
    index = index_of(subject)
    remarks = Remarks()
    remarks.tell("not_written", _NOT_WRITTEN, severity="note")
    nodes, edges = list(_nodes(index)), list(_edges(index))
    text = text_of(Rows(nodes, edges), index.landscape.id, index.landscape.name, remarks)
    return text, remarks.problems()


def _nodes(index: LandscapeIndex) -> Iterator[Node]:
    leader_of = index.landscape.leaders()
    for profile in index.profiles:
        row = profile.collaboration
        yield Node(f"collaboration:{row.id}", "collaboration", row.title, dict(_facts(row)))
    sectors: dict[str, str] = {}
    keys: set[str] = set()
    for key, record in entries(index.landscape, "organisation"):
        keys.add(leader_of.get(key, key))
        sector: str | None = getattr(record, "sector", None)
        if sector is not None:
            sectors.setdefault(leader_of.get(key, key), sector)
    for key in sorted(keys):
        yield _named(index, "organisation", key, {"sector": sectors[key]} if key in sectors else {})
    for key in sorted(goals_of(index)):
        yield _named(index, "outcome", key, {})
    own = {leader_of.get(row.id, row.id) for row in index.landscape.strategies}
    for key in sorted(own.union(*(profile.strategies or () for profile in index.profiles))):
        yield _named(index, "strategy", key, {})
    for body in sorted(index.landscape.bodies, key=lambda body: body.id):
        yield Node(
            f"body:{body.id}", "body", body.title, {} if body.kind is None else {"body_kind": body.kind}
        )


def _named(index: LandscapeIndex, kind: str, key: str, facts: dict[str, Any]) -> Node:
    return Node(f"{kind}:{key}", kind, index.titles[key], facts)


def _facts(row: Collaboration) -> Iterator[tuple[str, Any]]:
    for name in ("since", "until"):
        day = getattr(row, name)
        if day is not None:
            yield name, day.isoformat()
    if row.hours_per_meeting is not None:
        yield "hours_per_meeting", row.hours_per_meeting
    if row.settings:
        yield "settings", sorted(row.settings)


def _edges(index: LandscapeIndex) -> Iterator[Edge]:
    leader_of = index.landscape.leaders()
    for profile in index.profiles:
        here = f"collaboration:{profile.id}"
        for key in sorted(profile.members or ()):
            yield Edge(f"organisation:{key}", here, "member_of", {})
        for key in sorted(profile.outcomes or ()):
            yield Edge(here, f"outcome:{key}", "pursues", {})
        for key in sorted(profile.strategies or ()):
            yield Edge(here, f"strategy:{key}", "carries_out", {})
        for id_ in sorted(set(profile.collaboration.overseen_by_ids)):
            yield Edge(here, f"body:{id_}", "answers_to", {})
    for body in sorted(index.landscape.bodies, key=lambda body: body.id):
        for key in sorted({leader_of.get(id_, id_) for id_ in body.member_ids}):
            yield Edge(f"organisation:{key}", f"body:{body.id}", "member_of", {})
        for id_ in sorted(set(body.answers_to_ids)):
            yield Edge(f"body:{body.id}", f"body:{id_}", "answers_to", {})
