"""A sheet that somebody typed, or any other export: one row of headings, below it a row for each rater.

Lines above the headings, such as a title, are passed over and told. Whatever no other format claims is read so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collective_impact.interchange.survey_layout import (
    Column,
    Layout,
    cell,
    folded,
    grid_names,
    is_personal,
    rows_below,
)
from collective_impact.interchange.survey_reading import ExportReader
from collective_impact.interchange.table_words import rows_in_words

if TYPE_CHECKING:
    from collective_impact.interchange.remarks import Remarks
    from collective_impact.interchange.tables import Table

__all__ = ["layout", "read"]

_FIRST_ROWS = 20
_ADDRESSES = frozenset(
    {"email", "e-mail", "email address", "e-mail address", "e-mail-adresse", "adresse e-mail"}
)


def layout(table: Table, wanted: frozenset[str], remarks: Remarks) -> Layout:
    """Return how a sheet is laid out.

    The row of headings is the one of the first twenty that has the most of the names that are `wanted`; where
    none has any, the first with two cells or more.
    """
    header = _header(table.rows, wanted)
    above = [number for number, cells in enumerate(table.rows[:header], 1) if any(map(str.strip, cells))]
    if above:
        message = f"{rows_in_words(above)} above the headings are not read."
        remarks.tell("above_headings", message, severity="note")
    headings = table.rows[header] if table.rows else []
    while headings and not headings[-1].strip():
        headings = headings[:-1]
    columns = [
        Column(index, grid_names(cell(headings, index), index), is_personal(cell(headings, index)))
        for index in range(len(headings))
    ]
    person = [column.place for column in columns if folded(column.names[0]) in _ADDRESSES]
    return Layout(
        title="hand-made sheet",
        columns=tuple(columns),
        rows=rows_below(table, header + 1, len(headings), remarks),
        person=tuple(person),
    )


read = ExportReader(layout)
"""Return the answers of a sheet with a row a rater; arguments and errors are those of `survey_exports.read`."""


def _header(rows: list[list[str]], wanted: frozenset[str]) -> int:
    first = rows[:_FIRST_ROWS]
    counts = [sum(folded(text) in wanted for text in cells) for cells in first]
    if any(counts):
        return counts.index(max(counts))
    several = (row for row, cells in enumerate(first) if sum(bool(text.strip()) for text in cells) > 1)
    return next(several, 0)
