"""Kumu's JSON ("blueprints"): an initiative or its map written as elements and connections, and read back.

An element is a node, its `type` the kind; a connection is a link, its `type` the relation. Kumu's own words are
known here (`description`, `direction`, `attributes`); what a node means is said by `network_records`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from collective_impact.errors import DocumentError, Problem, excerpt
from collective_impact.files import Limits, decode, read_bytes, write_atomic
from collective_impact.interchange.network_records import initiative_of
from collective_impact.interchange.network_rows import rows_of
from collective_impact.interchange.network_terms import Edge, Node, Rows
from collective_impact.interchange.reading import Reading
from collective_impact.interchange.remarks import Remarks
from collective_impact.model.values import Source
from collective_impact.plain import dump, parse

if TYPE_CHECKING:
    from collective_impact.interchange.network_rows import Subject
    from collective_impact.model.initiative import Initiative

__all__ = ["read", "text", "write"]

_ELEMENT = ("id", "_id", "label", "type", "element type")
_CONNECTION = ("id", "_id", "from", "to", "direction", "type", "connection type")
_RESERVED = frozenset({*_ELEMENT, *_CONNECTION, "attributes", "description"})
_DIRECTIONS = ("directed", "mutual", "undirected")


def write(subject: Subject, path: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Write an initiative, or a map of one, as Kumu's JSON, and return what of it is not in the file.

    Elements are partners, activities, outcomes, strategies and indicators, with the id `partner:P1`, their
    title as label, and their facts as fields; roles are on the connections. Equal records in another order give
    the same bytes. A map is written as it stands: what is not in force or cancelled is left out and told.

    Raises:
        DocumentError: the file cannot be written.
    """
    written, problems = text(subject)
    write_atomic(path, written)
    return problems


def text(subject: Subject) -> tuple[str, tuple[Problem, ...]]:
    """Return the text that `write` writes, and what of the subject is not in it."""
    remarks = Remarks()
    rows = rows_of(subject, remarks, reserved=_RESERVED)
    remarks.tell(
        "not_written",
        "The id and name of the initiative are not written; the name of the file stands for them when it is read.",
        severity="note",
    )
    data = {
        "elements": [
            {
                "id": node.id,
                "label": node.label,
                "type": node.kind,
                **_renamed(node.facts, "note", "description"),
            }
            for node in rows.nodes
        ],
        "connections": [
            {
                "from": edge.source,
                "to": edge.target,
                "direction": edge.direction,
                "type": edge.relation,
                **_renamed(edge.facts, "note", "description"),
            }
            for edge in rows.edges
        ],
    }
    return dump(data, "json"), remarks.problems()


def read(path: str | os.PathLike[str]) -> Reading[Initiative]:
    """Return the initiative that a Kumu file describes, and what is to be known about the reading.

    Elements of our kinds, and those that other maps call organization, project, goal and the like, become
    records; other elements are counted and told. Between a partner and an activity any connection is a
    contribution, and its type the role; between two partners it is a tie. A mutual connection is read in both
    directions. Fields that no record has are kept in `extra`.

    Raises:
        DocumentError: the file cannot be opened, is no JSON, or has no list of elements.
        LimitError: it is larger than a document may be.
    """
    limits = Limits()
    data = parse(decode(read_bytes(path, limits), limits), "json", limits)
    if not isinstance(data, Mapping) or not isinstance(data.get("elements"), list):
        message = "A Kumu file is an object with a list of 'elements' and a list of 'connections'."
        problem = Problem(
            path="elements", message=message, code="wrong_shape", hint="Export it from Kumu as JSON."
        )
        raise DocumentError("This is no Kumu file.", [problem])
    remarks = Remarks()
    nodes = list(_nodes(data["elements"], remarks))
    edges = list(_edges(data.get("connections") or [], nodes, remarks))
    for key in sorted(data.keys() - {"elements", "connections"}):
        message = "This part of the file says how the map looks, and is not read."
        remarks.tell("not_read", message, excerpt(key), severity="note")
    name = os.path.basename(os.fsencode(path)).decode("utf-8", "replace")  # noqa: PTH119 - bytes, not a path
    source = Source(format="Kumu", file=name)
    stem = name.rpartition(".")[0] or name
    value = initiative_of(Rows(nodes, edges), remarks, id=stem, name=None, source=source)
    return Reading(value=value, problems=remarks.problems())


def _nodes(elements: list[Any], remarks: Remarks) -> Iterator[Node]:
    for position, element in enumerate(elements):
        path = f"elements/{position}"
        row = _row(element, path, remarks)
        if row is None:
            continue
        label = _text(row, "label")
        id_ = _text(row, "id", "_id") or label
        if id_ is None:
            message = "this element has neither id nor label and is not read."
            remarks.tell("no_id", message, path, severity="error", hint="Give it a label.")
            continue
        kind = _text(row, "type", "element type")
        yield Node(id_, kind, label, _facts(row, _ELEMENT), path)


def _edges(connections: object, nodes: list[Node], remarks: Remarks) -> Iterator[Edge]:
    if not isinstance(connections, list):
        message = "This is to be a list of connections; none is read."
        remarks.tell("wrong_type", message, "connections", severity="error")
        return
    ids = {node.id for node in nodes}
    labels: dict[str, str] = {}
    for node in nodes:
        labels.setdefault(node.label or node.id, node.id)
    for position, connection in enumerate(connections):
        path = f"connections/{position}"
        row = _row(connection, path, remarks)
        if row is None:
            continue
        ends = [_text(row, end) or "" for end in ("from", "to")]
        source, target = (end if end in ids else labels.get(end, end) for end in ends)
        direction = (_text(row, "direction") or "directed").casefold()
        if direction not in _DIRECTIONS:
            message = f"'{excerpt(direction)}' is no direction; the connection is read as directed."
            hint = f"Known are {', '.join(_DIRECTIONS)}."
            remarks.tell("unknown_word", message, f"{path}/direction", hint=hint)
            direction = "directed"
        relation = _text(row, "type", "connection type")
        yield Edge(source, target, relation, _facts(row, _CONNECTION), direction, path)


def _row(item: object, path: str, remarks: Remarks) -> dict[str, Any] | None:
    """Return an element or connection with its attributes beside its own keys, None where it is no object."""
    if not isinstance(item, Mapping):
        message = f"expected an object in braces, found {excerpt(item)}; it is not read."
        remarks.tell("wrong_type", message, path, severity="error")
        return None
    attributes = item.get("attributes")
    if not isinstance(attributes, Mapping):
        return dict(item)
    return {**attributes, **{key: value for key, value in item.items() if key != "attributes"}}


def _facts(row: Mapping[str, Any], own: tuple[str, ...]) -> dict[str, Any]:
    return _renamed({key: value for key, value in row.items() if key not in own}, "description", "note")


def _renamed(facts: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    return {new if key == old else key: value for key, value in facts.items()}


def _text(row: Mapping[str, Any], *names: str) -> str | None:
    """Return the first of these values that is a text or a number, as a text without blanks around it."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return None
