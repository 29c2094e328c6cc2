"""The rows of one table, from CSV, a workbook, or any other that hands out mappings, under the names we know.

Blank cells and words that stand for nothing are left out. What a row means is said by `roster`.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from collective_impact.errors import DocumentError, excerpt
from collective_impact.frames import is_missing
from collective_impact.interchange.named_rows import MOST, named_rows, refused_as
from collective_impact.interchange.tables import refused

if TYPE_CHECKING:
    from collective_impact.errors import Severity
    from collective_impact.files import Limits
    from collective_impact.interchange.remarks import Remarks

    Rows: TypeAlias = Iterator[tuple[str, dict[str, str]]]

__all__ = ["COLUMNS", "clean", "parts", "rows_of"]

_CONTENTS = "a list of collaborations"
_NOTHING = frozenset({"", "-", "--", "n/a", "na", "none", "nil", "null", "tbd", "tba", "unknown", "?"})
_LISTS = (list, tuple, set, frozenset)
_ORGANISATIONS = (
    *("organisation", "organisations", "org", "orgs", "agency", "agencies"),
    *("member organisation", "member organisations", "partner organisation", "partner organisations"),
)
_PARTICIPANTS = ("participant", "participants")
"""Headers that name persons as often as organisations."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name",
        "collaboration",
        "collaboration name",
        "coalition",
        "coalition name",
        "network",
        "group",
        "initiative",
        "partnership",
        "task force",
    ),
    "goals": ("goal", "goals", "outcome", "outcomes", "result", "results", "purpose"),
    "strategies": ("strategy", "strategies", "approach", "approaches"),
    "members": ("member", "members", "partner", "partners", "roster", *_ORGANISATIONS, *_PARTICIPANTS),
    "identifier": ("identifier", "member identifier", "organisation identifier"),
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
    "hours": ("hours", "hours per meeting", "meeting length", "duration"),
    "overseen_by": ("overseen by", "answers to", "reports to", "oversight"),
}
"""The columns that are read, each with its headers; case, `_`, `-`, `(s)` and `organization` make no difference."""

_KNOWN = {header: column for column, headers in COLUMNS.items() for header in headers}
_OF_PERSONS = frozenset(
    ("mail", "email", "phone", "telephone", "mobile", "cell", "signature", "surname", "first", "last")
)
"""Words of headers beside which a bare `Name`, or participants, are more likely to be persons who signed in."""


class _Unread(NamedTuple):
    """Why a column is not read."""

    code: str
    says: str
    severity: Severity
    hint: str | None = None


_NO_COLLABORATION = _Unread("unknown_column", "is not read beside one that names collaborations.", "note")
_PERSONS = _Unread(
    "persons",
    "is not read: beside a column of members or of addresses, it likely names persons.",
    "warning",
    "Where it names organisations, call it 'members'.",
)
_REPEATED = _Unread(
    "repeated_column", "says the same as another one and is not read.", "warning", "Keep one of the two."
)
_UNKNOWN = _Unread("unknown_column", "is not read; names and addresses of persons never are.", "note")


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
        rows = named_rows(source, lambda headers: _columns(headers, remarks), _CONTENTS, remarks, limits)
    else:
        rows = _rows_of_mappings(source, remarks)
    for where, row in rows:
        held = {column: cell for column, cell in row.items() if parts(cell)}
        if held:
            yield where, held


def _rows_of_mappings(source: Iterable[Mapping[str, object]], remarks: Remarks) -> Rows:
    columns: dict[object, str | None] = {}
    with refused_as("These rows", _CONTENTS, remarks):
        for number, row in enumerate(source, start=1):
            if not isinstance(row, Mapping):
                raise refused(DocumentError, f"expected a mapping, found {excerpt(row)}.", "wrong_type")
            MOST.demand(number, len(row), 0)
            new = [header for header in row if header not in columns]
            if new or number == 1:
                found = _columns([str(header) for header in new], remarks, columns.values())
                columns.update(zip(new, found, strict=True))
            cells: dict[str, str] = {}
            for header, value in row.items():
                column = columns[header]
                if column is not None:
                    cells[column] = _text_of(value, column, f"row {number}", remarks)
            yield f"row {number}", cells


def _text_of(value: object, column: str, where: str, remarks: Remarks) -> str:
    """Return a cell as text, the entries of a list on lines of their own; what holds anything else is told."""
    entries = value if isinstance(value, _LISTS) else (value,)
    if any(isinstance(entry, Iterable) and not isinstance(entry, str) for entry in entries):
        message = f"a cell of the type {type(value).__name__} in the column {column} is not read."
        remarks.tell("wrong_type", message, where=where, hint="Write a text, a number, or a list of those.")
        return ""
    if column == "name" and len(entries) > 1:
        message = f"{len(entries)} names of collaborations in one row are not read."
        remarks.tell("wrong_type", message, where=where, hint="Write a row for each collaboration.")
        return ""
    texts = [_text_of_one(entry) for entry in entries]
    return "\n".join(sorted(texts) if isinstance(value, set | frozenset) else texts)


def _text_of_one(value: object) -> str:
    if is_missing(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _columns(headers: Sequence[str], remarks: Remarks, taken: Iterable[str | None] = ()) -> list[str | None]:
    """Return our names for columns beside those that are taken; None for those not read, which are told by header."""
    plains = [_plain(header) for header in headers]
    names_apart = any(_KNOWN.get(plain) == "name" != plain for plain in plains)
    has_addresses = any(not _OF_PERSONS.isdisjoint(plain.split()) for plain in plains)
    has_members = any(_KNOWN.get(plain) == "members" and plain not in _PARTICIPANTS for plain in plains)
    found: list[str | None] = []
    held = set(taken)
    for header, plain in zip(headers, plains, strict=True):
        written, column = clean(header), _KNOWN.get(plain)
        unread = None
        if plain == "name" and names_apart:
            unread = _NO_COLLABORATION
        elif plain in _PARTICIPANTS and (has_addresses or has_members):
            unread = _PERSONS
        elif column is not None and column in held:
            unread = _REPEATED
        elif column is None and written:
            unread = _UNKNOWN
        if unread is not None:
            message = f"the column '{excerpt(written)}' {unread.says}"
            remarks.tell(unread.code, message, where="row 1", severity=unread.severity, hint=unread.hint)
            column = None
        found.append(column)
        held.add(column)
    if "name" not in held:
        message = "There is no column for the name of a collaboration in the first row."
        hint = f"Call it one of {', '.join(COLUMNS['name'])}."
        raise refused(DocumentError, message, "missing_column", "row 1", hint)
    if ("name", "name") in zip(plains, found, strict=True) and has_addresses:
        message = (
            "'Name' is read as the name of a collaboration, though it stands beside an address of persons."
        )
        hint = "Where it names persons, delete the column, and call that of collaborations 'collaboration'."
        remarks.tell("persons", message, where="row 1", severity="warning", hint=hint)
    return found


def _plain(header: str) -> str:
    written = clean(header).casefold().replace("(s)", "s").replace("organiz", "organis")
    return " ".join(written.replace("_", " ").replace("-", " ").split())
