"""GraphML: an initiative or its map written for Gephi, yEd, igraph and networkx, and read back.

The writer knows nodes, links and flat data, and no graph library; the reader takes XML through the guard of
`xml_text`, so that no document type and no entity enters. Nested graphs, ports and hyperedges are not read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from collective_impact.errors import DocumentError, LimitError, Problem, excerpt
from collective_impact.files import Limits, read_bytes, write_atomic
from collective_impact.interchange.network_records import initiative_of
from collective_impact.interchange.network_rows import flat, recorded_in, rows_of
from collective_impact.interchange.network_terms import Edge, Node, Rows
from collective_impact.interchange.network_values import number
from collective_impact.interchange.reading import Reading
from collective_impact.interchange.remarks import Remarks
from collective_impact.interchange.xml_text import MOST_ELEMENTS, parse
from collective_impact.model.values import Source

if TYPE_CHECKING:
    from collective_impact.interchange.network_rows import Subject
    from collective_impact.interchange.xml_text import Element
    from collective_impact.model.initiative import Initiative

__all__ = ["read", "text", "text_of", "write"]

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_RESERVED = frozenset({"id", "kind", "label", "relation"})
_ESCAPES = {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    **{code: f"&#{code};" for code in (9, 10, 13)},
}
_UNWRITABLE = {
    **dict.fromkeys(set(range(32)) - {9, 10, 13}, "\ufffd"),
    **dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd"),
}
_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}
_NUMBERS = ("int", "long", "float", "double")


def write(subject: Subject, path: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Write an initiative, or a map of one, as GraphML, and return what of it is not in the file.

    A node's id is its kind and its record's id, `partner:P1`; `kind`, `label`, `relation`, `role` and all else
    are data. Several roles or functions of one record stand in one text with `|` between them. The graph bears
    the id and name of the initiative. Equal records in another order give the same bytes.

    Raises:
        DocumentError: the file cannot be written.
        LimitError: there is more of it than `read` would take in.
    """
    written, problems = text(subject)
    write_atomic(path, written)
    return problems


def text(subject: Subject) -> tuple[str, tuple[Problem, ...]]:
    """Return the text that `write` writes, and what of the subject is not in it."""
    remarks = Remarks()
    rows = rows_of(subject, remarks, reserved=_RESERVED)
    initiative = recorded_in(subject)
    return text_of(rows, initiative.id, initiative.name, remarks), remarks.problems()


def text_of(rows: Rows, graph_id: str, title: str | None, remarks: Remarks) -> str:
    """Return nodes and links of any kinds as GraphML; what of them has no form in it is added to the remarks.

    Raises:
        LimitError: there is more of it than `read` would take in.
    """
    nodes = [
        (node.id, {"kind": node.kind, "label": node.label, **flat(node.facts, remarks)})
        for node in rows.nodes
    ]
    edges = [
        (edge.source, edge.target, {"relation": edge.relation, **flat(edge.facts, remarks)})
        for edge in rows.edges
    ]
    node_keys, edge_keys = (
        _keys("n", [facts for _, facts in nodes]),
        _keys("e", [facts for *_, facts in edges]),
    )
    whole = {"name": title} if title else {}
    pieces = _Pieces(remarks)
    pieces.add(f'<graphml xmlns="{_NAMESPACE}">')
    for scope, keys in (("node", node_keys), ("edge", edge_keys), ("graph", _keys("g", [whole]))):
        for name, key in sorted(keys.items()):
            words = f'for="{scope}" attr.name={pieces.quoted(name)} attr.type="{key.type}"'
            pieces.add(f'  <key id="{key.id}" {words}/>')
    pieces.add(f'  <graph id={pieces.quoted(graph_id)} edgedefault="directed">')
    pieces.add_data("    ", whole, _keys("g", [whole]))
    for id_, facts in nodes:
        pieces.add(f"    <node id={pieces.quoted(id_)}>")
        pieces.add_data("      ", facts, node_keys)
        pieces.add("    </node>")
    for source, target, facts in edges:
        pieces.add(f"    <edge source={pieces.quoted(source)} target={pieces.quoted(target)}>")
        pieces.add_data("      ", facts, edge_keys)
        pieces.add("    </edge>")
    pieces.add("  </graph>\n</graphml>\n")
    return pieces.text()


class _Key(NamedTuple):
    """A name of data as GraphML declares it."""

    id: str
    type: str


def _keys(start: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, _Key]:
    """Return the key of each name that occurs: of one type where all its values are of one."""
    types: dict[str, set[type]] = {}
    for facts in rows:
        for name, value in facts.items():
            types.setdefault(name, set()).add(type(value))
    found = {}
    for position, (name, kinds) in enumerate(sorted(types.items())):
        kind: type = float if kinds == {int, float} else str if len(kinds) > 1 else next(iter(kinds))
        found[name] = _Key(f"{start}{position}", _TYPES[kind])
    return found


class _Pieces:
    """The lines of a GraphML text."""

    def __init__(self, remarks: Remarks) -> None:
        self.remarks = remarks
        self.lines = ['<?xml version="1.0" encoding="UTF-8"?>']

    def add(self, line: str) -> None:
        self.lines.append(line)

    def add_data(self, indent: str, facts: Mapping[str, Any], keys: Mapping[str, _Key]) -> None:
        for name, value in facts.items():
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            self.add(f'{indent}<data key="{keys[name].id}">{self.escaped(shown)}</data>')

    def quoted(self, value: str) -> str:
        return f'"{self.escaped(value)}"'

    def escaped(self, value: str) -> str:
        sound = value.translate(_UNWRITABLE)
        if sound != value:
            one = "1 text holds characters that XML has no form for; each is written as U+FFFD."
            many = "{count} texts hold characters that XML has no form for; each is written as U+FFFD."
            self.remarks.count("bad_text", one, many, severity="warning")
        return sound.translate(_ESCAPES)

    def text(self) -> str:
        count = sum(
            line.lstrip().startswith(("<node", "<edge", "<data", "<key", "<graph")) for line in self.lines
        )
        if count > MOST_ELEMENTS:
            message = f"It would have {count:,} elements; at most {MOST_ELEMENTS:,} are read again."
            problem = Problem(
                path="", message=message, code="too_many_values", hint="Write edge lists instead."
            )
            raise LimitError("This network is too large for GraphML.", [problem])
        return "\n".join(self.lines)


def read(path: str | os.PathLike[str]) -> Reading[Initiative]:
    """Return the initiative that a GraphML file describes, and what is to be known about the reading.

    The kind of a node is its data `kind` (or `type`), else what stands before the colon in its id; the
    relation of an edge is its data `relation` (or `type`, or `label`). A network without any kind is read as
    partners and the ties between them. Data that no record has are kept in `extra`.

    Raises:
        DocumentError: the file cannot be opened, is no GraphML, or has a document type.
        LimitError: it is larger than an XML file may be here.
    """
    limits = Limits()
    root = parse(read_bytes(path, limits), limits)
    graph = next((child for child in root.children if _local(child) == "graph"), None)
    if _local(root) != "graphml" or graph is None:
        message = (
            f"A GraphML file is a <graphml> with a <graph> in it, this one begins with <{excerpt(root.tag)}>."
        )
        problem = Problem(path="", message=message, code="wrong_root", where=f"line {root.line}")
        raise DocumentError("This is no GraphML file.", [problem])
    remarks = Remarks()
    keys = {
        key: element for element in root.children if _local(element) == "key" and (key := element.get("id"))
    }
    nodes: list[Node] = []
    edges: list[Edge] = []
    directed = graph.get("edgedefault") != "undirected"
    for child in graph.children:
        noun, where = _local(child), f"line {child.line}"
        if noun == "node":
            nodes.extend(_nodes(child, keys, where, remarks))
        elif noun == "edge":
            edges.append(_edge(child, keys, where, remarks, directed=directed))
    for child in (*root.children, *graph.children):
        if child is not graph and _local(child) not in ("node", "edge", "key", "data"):
            _not_read(child, remarks)
    facts = _data(graph, keys, remarks)
    name = os.path.basename(os.fsencode(path)).decode("utf-8", "replace")  # noqa: PTH119 - bytes, not a path
    value = initiative_of(
        Rows(nodes, edges),
        remarks,
        id=graph.get("id") or name.rpartition(".")[0] or name,
        name=_taken(facts, "name", "label"),
        source=Source(format="GraphML", file=name),
    )
    return Reading(value=value, problems=remarks.problems())


def _nodes(element: Element, keys: Mapping[str, Element], where: str, remarks: Remarks) -> Iterator[Node]:
    id_ = element.get("id")
    if id_ is None:
        message = "this node has no id and is not read."
        remarks.tell("no_id", message, _path(element), where, severity="error", hint="Give it an id.")
        return
    facts = _data(element, keys, remarks)
    kind, label = _taken(facts, "kind", "type"), _taken(facts, "label")
    if id_ == f"{kind}:{facts.get('id')}":
        del facts["id"]
    yield Node(id_, kind, label, facts, _path(element), where)


def _edge(
    element: Element, keys: Mapping[str, Element], where: str, remarks: Remarks, *, directed: bool
) -> Edge:
    facts = _data(element, keys, remarks)
    relation = _taken(facts, "relation", "type", "label")
    stated = element.get("directed")
    is_directed = directed if stated is None else stated == "true"
    direction = "directed" if is_directed else "undirected"
    ends = element.get("source") or "", element.get("target") or ""
    return Edge(*ends, relation, facts, direction, _path(element), where)


def _data(element: Element, keys: Mapping[str, Element], remarks: Remarks) -> dict[str, Any]:
    """Return the data of a node, an edge or a graph by name, those included that a key has as default."""
    scope = _local(element)
    found: dict[str, Any] = {}
    for key in keys.values():
        default = next((child for child in key.children if _local(child) == "default"), None)
        if default is not None and key.attributes.get("for") in (scope, "all"):
            found[_name(key)] = _value(default.text, key)
    for child in element.children:
        held = keys.get(child.attributes.get("key", ""))
        if _local(child) == "data" and held is not None and not child.children:
            found[_name(held)] = _value(child.text, held)
        elif scope != "graph":
            _not_read(child, remarks)
    return found


def _name(key: Element) -> str:
    return key.attributes.get("attr.name") or key.attributes["id"]


def _value(written: str, key: Element) -> str | float | bool:
    kind = key.attributes.get("attr.type")
    if kind == "boolean" and written.strip().casefold() in ("true", "false", "1", "0"):
        return written.strip().casefold() in ("true", "1")
    found = number(written.strip()) if kind in _NUMBERS else None
    return written if found is None else found


def _taken(facts: dict[str, Any], *names: str) -> str | None:
    """Take the first of these names that has more than blanks out of the facts, as a text."""
    for name in names:
        text = str(facts.pop(name, ""))
        if text.strip():
            return text
    return None


def _not_read(element: Element, remarks: Remarks) -> None:
    shown = excerpt(_local(element))
    one, many = f"1 element {shown} is not read.", f"{{count}} elements {shown} are not read."
    remarks.count("not_read", one, many, _path(element), f"line {element.line}")


def _path(element: Element) -> str:
    return element.path.replace(f"{{{_NAMESPACE}}}", "")


def _local(element: Element) -> str:
    return element.tag.removeprefix(f"{{{_NAMESPACE}}}")
