"""Edge lists (CSV): a table of links, and beside it a table of nodes, so that whoever has no link is kept.

Cells that a spreadsheet would take for a formula are written with an apostrophe in front, and read without it.
Commas, semicolons, tabs and strokes are taken as delimiters; what a node means is said by `network_records`.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from collective_impact.errors import DocumentError, Problem
from collective_impact.files import Limits, write_atomic
from collective_impact.interchange.formula_guard import guarded, unguarded
from collective_impact.interchange.named_rows import named_rows
from collective_impact.interchange.network_records import initiative_of
from collective_impact.interchange.network_rows import flat, rows_of
from collective_impact.interchange.network_terms import Edge, Node, Rows
from collective_impact.interchange.reading import Reading
from collective_impact.interchange.remarks import Remarks
from collective_impact.interchange.tables import refused
from collective_impact.model.values import Source

if TYPE_CHECKING:
    from collective_impact.interchange.network_rows import Subject
    from collective_impact.model.initiative import Initiative

    Table = Iterator[tuple[str, dict[str, str]]]

__all__ = ["guarded", "nodes_path", "read", "unguarded", "write"]

LONGEST_CELL = 100_000
_NODE_COLUMNS = ("id", "kind", "label")
_EDGE_COLUMNS = ("from", "to", "relation", "role")
_RESERVED = frozenset({*_NODE_COLUMNS, "from", "to", "relation", "source", "target", "type"})
_OTHER_NAMES = {"source": "from", "target": "to", "type": "relation"}


def write(subject: Subject, path: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Write the links of an initiative, or of a map of one, to `path` and its nodes to `nodes_path(path)`.

    Links have the columns from, to, relation, role, and one for each other fact that occurs; nodes have id,
    kind, label, and the same. The id of a node is its kind and its record's id, `partner:P1`. Several roles of
    one partner stand in one cell with `|` between them. The nodes are written first; the two files are not
    replaced in one step. What of the subject is not in them is returned.

    Raises:
        DocumentError: a file cannot be written.
    """
    remarks = Remarks()
    rows = rows_of(subject, remarks, reserved=_RESERVED)
    message = "The id and name of the initiative are not written; the name of the file stands for them when it is read."
    remarks.tell("not_written", message, severity="note")
    nodes = [
        {"id": node.id, "kind": node.kind, "label": node.label, **flat(node.facts, remarks)}
        for node in rows.nodes
    ]
    edges = [
        {"from": edge.source, "to": edge.target, "relation": edge.relation, **flat(edge.facts, remarks)}
        for edge in rows.edges
    ]
    write_atomic(nodes_path(path), _csv(_NODE_COLUMNS, nodes, remarks))
    write_atomic(path, _csv(_EDGE_COLUMNS, edges, remarks))
    return remarks.problems()


def nodes_path(path: str | os.PathLike[str]) -> str:
    """Return where the nodes of an edge list stand: `map.csv` has them in `map-nodes.csv`."""
    start, ending = os.path.splitext(os.fsdecode(path))  # noqa: PTH122 - no pathlib for a name
    return f"{start}-nodes{ending}"


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], remarks: Remarks) -> str:
    held = list(rows)
    others = {name: None for row in held for name in row if name not in columns}
    names = (*columns, *sorted(others))
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow([guarded(name) for name in names])
    for row in held:
        table.writerow([_cell(row.get(name), remarks) for name in names])
    return out.getvalue()


def _cell(value: object, remarks: Remarks) -> str:
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    if len(text) > LONGEST_CELL:
        one = f"1 text has more than {LONGEST_CELL:,} characters, which no cell holds; it is not written."
        many = f"{{count}} texts have more than {LONGEST_CELL:,} characters, which no cell holds; they are not written."
        remarks.count("not_written", one, many, severity="warning")
        return ""
    return guarded(text)


def read(path: str | os.PathLike[str]) -> Reading[Initiative]:
    """Return the initiative that a list of links, and of nodes beside it, describes, with remarks on the reading.

    The links have the columns `from` and `to` (or source, target), `relation` and any others; the nodes, in
    `nodes_path(path)` where there is such a file, `id`, `kind` and `label`. Without it every end of a link is a
    node, of the kind before the colon of its id; where no kind is stated at all, all are partners and their
    links ties. An end that is not among the nodes is told with its row and id; row 1 is the header.

    Raises:
        DocumentError: a file cannot be read, or lacks a column that it cannot be without.
        LimitError: it has more rows, or longer cells, than are read.
    """
    remarks = Remarks()
    edges = [
        Edge(
            row.pop("from", ""),
            row.pop("to", ""),
            row.pop("relation", None),
            dict(row),
            "directed",
            "",
            where,
        )
        for where, row in _table(path, ("from", "to"), remarks)
    ]
    beside = nodes_path(path)
    if os.path.exists(beside):  # noqa: PTH110 - no pathlib for a name
        nodes = [
            Node(id_, row.pop("kind", None), row.pop("label", None), dict(row), "", f"nodes, {where}")
            for where, row in _table(beside, ("id",), remarks)
            if (id_ := _id_of(row, where, remarks))
        ]
    else:
        ends = {end: edge.where for edge in edges for end in (edge.source, edge.target) if end}
        nodes = [Node(end, None, None, {}, "", where) for end, where in ends.items()]
    name = os.path.basename(os.fsencode(path)).decode("utf-8", "replace")  # noqa: PTH119 - bytes, not a path
    source = Source(format="edge list", file=name)
    stem = name.rpartition(".")[0] or name
    value = initiative_of(Rows(nodes, edges), remarks, id=stem, name=None, source=source)
    return Reading(value=value, problems=remarks.problems())


def _id_of(row: dict[str, str], where: str, remarks: Remarks) -> str | None:
    id_ = row.pop("id", None)
    if id_ is None:
        message = "this node has no id and is not read."
        remarks.tell("no_id", message, where=f"nodes, {where}", severity="error", hint="Give it an id.")
    return id_


def _table(path: str | os.PathLike[str], needed: Sequence[str], remarks: Remarks) -> Table:
    """Yield each row of a CSV file that is not blank, by column and without blank cells, and which it is."""

    def columns(cells: Sequence[str]) -> list[str]:
        header = _header(cells)
        lacking = next((column for column in needed if column not in header), None)
        if lacking is not None:
            message = f"There is no column '{lacking}' in the first row."
            hint = f"The first row names the columns, {' and '.join(needed)} among them."
            raise refused(DocumentError, message, "missing_column", "row 1", hint)
        return header

    for where, row in named_rows(path, columns, "a list of links or nodes", remarks, Limits()):
        for column in (*needed, "kind", "relation"):
            if column in row:
                row[column] = row[column].strip()
        yield where, row


def _header(cells: Sequence[str]) -> list[str]:
    """Return the names of columns; those that we know in our spelling, a repeated one with a number."""
    known = {*_NODE_COLUMNS, *_EDGE_COLUMNS}
    found: list[str] = []
    for position, cell in enumerate(cells):
        name = cell.strip()
        folded = _OTHER_NAMES.get(name.casefold(), name.casefold())
        name = folded if folded in known else name
        if not name or name in found:
            name = f"{name or 'column'} {position + 1}"
        found.append(name)
    return found
