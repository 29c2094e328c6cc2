"""The rows of one table, from CSV, a workbook, or any other that hands out mappings, under the names we know.

Blank cells and words that stand for nothing are left out. What a row means is said by `roster`.
"""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from collective_impact.errors import DocumentError, LimitError, Problem, excerpt
from collective_impact.files import Limits, decode, read_bytes
from collective_impact.interchange.edge_lists import unguarded
from collective_impact.interchange.spreadsheet import is_old_workbook, is_workbook, workbook_table

if TYPE_CHECKING:
    from collective_impact.interchange.remarks import Remarks

    Rows: TypeAlias = Iterator[tuple[str, dict[str, str]]]

__all__ = ["COLUMNS", "clean", "parts", "rows_of"]

MOST_ROWS = 1_000_000
_DELIMITERS = ",;\t|"
_NOTHING = frozenset({"", "-", "--", "n/a", "na", "none", "nil", "null", "tbd", "tba", "unknown", "?"})

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name",
        "collaboration",
        "coalition",
        "network",
        "group",
        "initiative",
        "partnership",
        "task force",
    ),
    "goals": ("goal", "goals", "outcome", "outcomes", "result", "results", "purpose"),
    "strategies": ("strategy", "strategies", "approach", "approaches"),
    "members": (
        *("member", "members", "partner", "partners", "organisation", "organisations", "organization"),
        *("organizations", "roster", "agency", "agencies", "participant", "participants"),
    ),
    "identifier": ("identifier", "member identifier", "organisation identifier", "organization identifier"),
    "places": (
        "place",
        "places",
        "area",
        "areas",
        "county",
        "city",
        "neighbourhood",
        "neighborhood",
        "location",
    ),
    "population": ("population", "populations", "serves", "target group"),
    "ages": ("age", "ages", "age span", "age range"),
    "settings": ("setting", "settings"),
    "meets": ("meets", "meeting", "meetings", "cadence", "frequency", "meeting frequency"),
    "hours": ("hours", "hours per meeting", "meeting length"),
    "overseen_by": ("overseen by", "answers to", "reports to", "oversight"),
}
"""The columns that are read, each with the headers that name it; case, `_`, `-` and `(s)` make no difference."""

_KNOWN = {header: column for column, headers in COLUMNS.items() for header in headers}


def clean(text: str) -> str:
    """Return a text on one line, composed (NFC), without control characters and needless blanks."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in composed).split())


def parts(cell: str) -> list[str]:
    """Return the entries of a cell: those between semicolons or on lines of their own."""
    found = [clean(part) for line in cell.splitlines() for part in line.split(";")]
    return [part for part in found if part.casefold() not in _NOTHING]


def rows_of(
    source: str | os.PathLike[str] | Iterable[Mapping[str, object]], remarks: Remarks, limits: Limits
) -> Rows:
    """Yield where each row stands and its cells by our names for columns; blank cells and rows are left out.

    Raises:
        DocumentError: the file cannot be read, is no table, or has no column for the name.
        LimitError: there are more rows, or bytes, than are read.
    """
    if isinstance(source, str | os.PathLike):
        yield from _rows_of_file(source, remarks, limits)
        return
    columns: dict[object, str | None] = {}
    for number, row in enumerate(source, start=1):
        if not isinstance(row, Mapping):
            problem = Problem(
                path="", code="wrong_type", message=f"expected a mapping, found {excerpt(row)}."
            )
            raise _refused("These rows", problem)
        _check_count(number, "These rows")
        new = [header for header in row if header not in columns]
        if new:
            columns.update(
                zip(new, _columns([str(header) for header in new], remarks, columns.values()), strict=True)
            )
        if number == 1:
            _demand_name(columns.values(), "These rows")
        cells = {columns[header]: _text_of(value) for header, value in row.items()}
        held = {column: cell for column, cell in cells.items() if column is not None and parts(cell)}
        if held:
            yield f"row {number}", held


def _text_of(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - what is not a number is not equal to itself
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _rows_of_file(path: str | os.PathLike[str], remarks: Remarks, limits: Limits) -> Rows:
    name = excerpt(os.path.basename(os.fsdecode(path)))  # noqa: PTH119 - no pathlib for a name
    columns: list[str | None] = []
    for number, cells in _cells_of_file(path, name, remarks, limits):
        _check_count(number, name)
        if not columns:
            if any(cell.strip() for cell in cells):
                columns = _columns([unguarded(cell) for cell in cells], remarks, ())
                _demand_name(columns, name)
            continue
        if any(cell.strip() for cell in cells[len(columns) :]):
            message = "this row has more cells than there are columns; the last ones are not read."
            hint = "A name with a comma in it needs quotes around it."
            remarks.tell("extra_cells", message, where=f"row {number}", hint=hint)
        named = zip(columns, map(unguarded, cells), strict=False)
        held = {column: cell for column, cell in named if column is not None and parts(cell)}
        if held:
            yield f"row {number}", held


def _cells_of_file(
    path: str | os.PathLike[str], name: str, remarks: Remarks, limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row with its number, from a workbook or from separated text."""
    data = read_bytes(path, limits)
    try:
        if is_workbook(data) or is_old_workbook(data):
            table = workbook_table(data, limits)
            for problem in table.problems:
                remarks.tell(
                    problem.code,
                    problem.message,
                    problem.path,
                    problem.where,
                    severity=problem.severity,
                    hint=problem.hint,
                )
            yield from enumerate(table.rows, start=1)
            return
        text = _text(data, name, remarks, limits)
    except DocumentError as error:
        raise type(error)(f"{name}: {error.message}", error.problems, error.count) from error
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    if first.count(delimiter) and delimiter != ",":
        message = f"{name} is read with {delimiter!r} between its cells, as in its first row."
        remarks.tell("other_delimiter", message, severity="note")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from enumerate(lines, start=1)
    except csv.Error as error:
        message = f"This is no table with quoted cells: {excerpt(str(error))}."
        hint = "Save it as CSV (UTF-8) once more; no cell may hold more than 131,072 characters."
        where = f"line {lines.line_num}"
        raise _refused(
            name, Problem(path="", message=message, code="bad_syntax", where=where, hint=hint)
        ) from error


def _columns(headers: Sequence[str], remarks: Remarks, taken: Iterable[str | None]) -> list[str | None]:
    """Return our names for the columns; None for those that are not read, which are told without their cells."""
    found: list[str | None] = []
    before = set(taken)
    for header in headers:
        written = clean(header)
        plain = " ".join(written.casefold().replace("(s)", "s").replace("_", " ").replace("-", " ").split())
        column = _KNOWN.get(plain)
        if column is not None and (column in found or column in before):
            message = f"the column '{excerpt(written)}' says the same as another one and is not read."
            remarks.tell("repeated_column", message, where="row 1", hint="Keep one of the two.")
            column = None
        elif column is None and written:
            message = (
                f"the column '{excerpt(written)}' is not read; names and addresses of persons never are."
            )
            remarks.tell("unknown_column", message, where="row 1", severity="note")
        found.append(column)
    return found


def _demand_name(columns: Iterable[str | None], name: str) -> None:
    if "name" not in columns:
        message = "There is no column for the name of a collaboration in the first row."
        hint = f"Call it one of {', '.join(COLUMNS['name'])}."
        raise _refused(
            name, Problem(path="", message=message, code="missing_column", where="row 1", hint=hint)
        )


def _check_count(number: int, name: str) -> None:
    if number > MOST_ROWS:
        message = f"There are more than {MOST_ROWS:,} rows."
        raise _refused(
            name, Problem(path="", message=message, code="too_many_values", hint="Split the table.")
        )


def _text(data: bytes, name: str, remarks: Remarks, limits: Limits) -> str:
    """Return the text of a file in UTF-8, or in the older encoding of Windows, which is told."""
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


def _refused(name: str, problem: Problem) -> DocumentError:
    kind = LimitError if problem.code == "too_many_values" else DocumentError
    return kind(f"{name} cannot be read as a list of collaborations.", [problem])
