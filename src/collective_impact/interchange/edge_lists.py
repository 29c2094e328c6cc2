"""Edge lists (CSV): a table of links, and beside it a table of nodes, so that whoever has no link is kept.

Cells that a spreadsheet would take for a formula are written with an apostrophe in front, and read without it.
Commas, semicolons, tabs and strokes are taken as delimiters; what a node means is said by `network_records`.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from collective_impact.errors import DocumentError, LimitError, Problem, excerpt
from collective_impact.files import Limits, decode, read_bytes, write_atomic
from collective_impact.interchange.network_records import initiative_of
from collective_impact.interchange.network_rows import flat, rows_of
from collective_impact.interchange.network_terms import Edge, Node, Rows
from collective_impact.interchange.network_values import NUMBER
from collective_impact.interchange.reading import Reading
from collective_impact.interchange.remarks import Remarks
from collective_impact.model.values import Source

if TYPE_CHECKING:
    from collective_impact.interchange.network_rows import Subject
    from collective_impact.model.initiative import Initiative

    Table = Iterator[tuple[str, dict[str, str]]]

__all__ = ["guarded", "nodes_path", "read", "unguarded", "write"]

MOST_ROWS = 1_000_000
LONGEST_CELL = 100_000
_NODE_COLUMNS = ("id", "kind", "label")
_EDGE_COLUMNS = ("from", "to", "relation", "role")
_RESERVED = frozenset({*_NODE_COLUMNS, "from", "to", "relation", "source", "target", "type"})
_OTHER_NAMES = {"source": "from", "target": "to", "type": "relation"}
_DELIMITERS = ",;\t|"
_FORMULA = re.compile("['\\s]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n]")


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


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; numbers stay as they are (OWASP, CSV injection)."""
    return f"'{text}" if _FORMULA.match(text) and not NUMBER.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


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
    name = excerpt(os.path.basename(os.fsdecode(path)))  # noqa: PTH119 - no pathlib for a name
    text = _text(path, name, remarks)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, name, remarks), strict=True)
    header: list[str] = []
    count = 0
    try:
        for cells in lines:
            count += 1
            if count == 1:
                header = _header(cells)
                lacking = [column for column in needed if column not in header]
                if lacking:
                    message = f"There is no column '{lacking[0]}' in the first row."
                    hint = f"The first row names the columns, {' and '.join(needed)} among them."
                    problem = Problem(
                        path="", message=message, code="missing_column", where="row 1", hint=hint
                    )
                    raise _refused(name, problem)
                continue
            if count > MOST_ROWS:
                message = f"There are more than {MOST_ROWS:,} rows."
                problem = Problem(path="", message=message, code="too_many_values", hint="Split the file.")
                raise _refused(name, problem)
            where = f"row {count}"
            if len(cells) > len(header) and any(cells[len(header) :]):
                message = (
                    f"{name}: this row has more cells than there are columns; the last ones are not read."
                )
                remarks.tell("extra_cells", message, where=where)
            row = {
                column: unguarded(cell) for column, cell in zip(header, cells, strict=False) if cell.strip()
            }
            for column in (*needed, "kind", "relation"):
                if column in row:
                    row[column] = row[column].strip()
            if row:
                yield where, row
    except csv.Error as error:
        message = f"This is no table with quoted cells: {excerpt(str(error))}."
        hint = "Save it as CSV (UTF-8) once more; no cell may hold more than 131,072 characters."
        where = f"line {lines.line_num}"
        problem = Problem(path="", message=message, code="bad_syntax", where=where, hint=hint)
        raise _refused(name, problem) from error


def _header(cells: Sequence[str]) -> list[str]:
    """Return the names of columns; those that we know in our spelling, a repeated one with a number."""
    known = {*_NODE_COLUMNS, *_EDGE_COLUMNS}
    found: list[str] = []
    for position, cell in enumerate(cells):
        name = unguarded(cell).strip()
        folded = _OTHER_NAMES.get(name.casefold(), name.casefold())
        name = folded if folded in known else name
        if not name or name in found:
            name = f"{name or 'column'} {position + 1}"
        found.append(name)
    return found


def _text(path: str | os.PathLike[str], name: str, remarks: Remarks) -> str:
    """Return the text of a file in UTF-8, or in the older encoding of Windows, which is told."""
    limits = Limits()
    data = read_bytes(path, limits)
    try:
        return decode(data, limits)
    except DocumentError as error:
        if error.problems[0].code != "bad_encoding" or data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise error from None
    message = f"{name} is not UTF-8; it is read as Windows-1252. Look whether its letters are right."
    remarks.tell("other_encoding", message, hint="Save it as CSV UTF-8.")
    return text


def _delimiter(text: str, name: str, remarks: Remarks) -> str:
    first = text.lstrip("\r\n").partition("\n")[0]
    found = max(_DELIMITERS, key=first.count)
    if first.count(found) and found != ",":
        message = f"{name} is read with {found!r} between its cells, as in its first row."
        remarks.tell("other_delimiter", message, severity="note")
    return found


def _refused(name: str, problem: Problem) -> DocumentError:
    kind = LimitError if problem.code == "too_many_values" else DocumentError
    return kind(f"{name} cannot be read as a list of links or nodes.", [problem])
