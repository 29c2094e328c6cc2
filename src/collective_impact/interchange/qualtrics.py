"""Qualtrics exports (CSV, TSV, XLSX), as choice text or as numeric values, with three, two or one header rows.

The first row holds the names of the questions, the second their texts, the third the ids by which Qualtrics knows
them. Previews, tests and spam are no answers of partners; rows that were not sent off are kept and told.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from collective_impact.display import counted
from collective_impact.errors import excerpt
from collective_impact.interchange.survey_layout import (
    Column,
    Layout,
    Row,
    cell,
    folded,
    is_personal,
    rows_below,
    without,
)
from collective_impact.interchange.survey_reading import ExportReader

if TYPE_CHECKING:
    from collective_impact.interchange.remarks import Remarks
    from collective_impact.interchange.tables import Table

__all__ = ["layout", "read", "recognised"]

_OF_THE_TOOL_WORDS = """
    startdate enddate status ipaddress progress duration finished recordeddate responseid responseset
    recipientlastname recipientfirstname recipientemail externalreference externaldatareference locationlatitude
    locationlongitude locationaccuracy distributionchannel userlanguage
"""
_OF_THE_TOOL = frozenset(_OF_THE_TOOL_WORDS.split())
_IMPORT_ID = re.compile(r'"ImportId"\s*:\s*"([^"]{1,200})"')
_CODE_OF_ITS_OWN = re.compile(r"q_[a-z]{4,}")
_STATUS_BITS = {1: "previews", 2: "tests", 8: "marked as spam"}
"""What a numeric status says, bit by bit; 4 is imported, 16 offline, 32 from a mailing of staff: all are answers."""
_STATUS_WORDS = {
    **dict.fromkeys(("preview", "vorschau", "aperçu", "vista previa", "anteprima"), "previews"),
    "test": "tests",
    "spam": "marked as spam",
}
_ANSWERS = ("ip", "import", "offline")
"""How a word in the status of an answer begins, in most languages."""
_NOT = frozenset({"false", "0", "no", "falsch", "faux", "falso"})


def recognised(table: Table) -> str | None:
    """Return by what a table is known to be a Qualtrics export, None where it is none."""
    if _header_rows(table) == 3:  # noqa: PLR2004 - the names, the texts, the ids
        return "its third row holds ImportIds"
    first = {folded(name) for name in table.rows[0]} if table.rows else set()
    has_names = "responseid" in first and {"startdate", "finished", "recordeddate"} & first
    return "its first row has ResponseId and the dates of Qualtrics" if has_names else None


def layout(table: Table, _wanted: frozenset[str], remarks: Remarks) -> Layout:
    """Return how a Qualtrics export is laid out."""
    header = _header_rows(table)
    names, texts, ids = (table.rows[row] if row < min(header, len(table.rows)) else [] for row in range(3))
    columns = tuple(_column(index, cell(names, index), texts, ids) for index in range(len(names)))
    places = {folded(column.names[0]): column.place for column in columns}
    status, channel = places.get("status", len(names)), places.get("distributionchannel", len(names))
    finished = places.get("finished", len(names))

    def reason(row: Row) -> str | None:
        if folded(cell(row.cells, channel)) == "preview":
            return "previews"
        return _status(cell(row.cells, status))

    rows = without(rows_below(table, header, len(names), remarks), reason, remarks)
    _tell_of_statuses([cell(row.cells, status) for row in rows], remarks)
    unfinished = frozenset(row.number for row in rows if folded(cell(row.cells, finished)) in _NOT)
    person = [
        places[name] for name in ("recipientemail", "externalreference", "responseid") if name in places
    ]
    return Layout(
        title="Qualtrics",
        columns=columns,
        rows=rows,
        person=tuple(person),
        unfinished=unfinished,
        blanks=frozenset({"-99"}),
        joins=",",
    )


read = ExportReader(layout)
"""Return the answers of a Qualtrics export; arguments and errors are those of `survey_exports.read`."""


def _header_rows(table: Table) -> int:
    """Return how many rows of headings there are: three; two or one where somebody took the others off."""
    rows = table.rows
    if len(rows) > 2 and any(_IMPORT_ID.search(text) for text in rows[2]):  # noqa: PLR2004 - the third row
        return 3
    dates = [index for index, name in enumerate(rows[0] if rows else []) if folded(name) == "startdate"]
    is_text = len(rows) > 1 and any(not cell(rows[1], index)[:1].isdigit() for index in dates)
    return 2 if is_text else 1


def _column(index: int, name: str, texts: list[str], ids: list[str]) -> Column:
    text = cell(texts, index)
    found = _IMPORT_ID.search(cell(ids, index))
    names = [name, text, text.rpartition(" - ")[2], found[1] if found else ""]
    plain = re.sub(r"\(.*|\W", "", folded(name))
    is_private = (
        plain in _OF_THE_TOOL or _CODE_OF_ITS_OWN.match(folded(name)) is not None or is_personal(name, text)
    )
    return Column(index, tuple(dict.fromkeys(filter(None, names))) or (f"column {index + 1}",), is_private)


def _tell_of_statuses(statuses: list[str], remarks: Remarks) -> None:
    """Tell of words that are not known, since they may say that a row is a preview."""
    counts = Counter(text for text in statuses if text and not text.isdigit())
    for text, count in sorted(counts.items()):
        if not any(word.startswith(_ANSWERS) for word in re.split(r"\W+", folded(text))):
            rows = counted(count, "row")
            message = f"the status '{excerpt(text)}' is not known ({rows}); such rows count as answers."
            hint = "Where they are previews or tests, delete them, or export the survey in English."
            remarks.tell("unknown_status", message, path="Status", hint=hint)


def _status(status: str) -> str | None:
    if status.isascii() and status.isdigit() and len(status) <= 3:  # noqa: PLR2004 - the largest is 48
        return next((words for bit, words in _STATUS_BITS.items() if int(status) & bit), None)
    return next((words for word, words in _STATUS_WORDS.items() if word in folded(status)), None)
