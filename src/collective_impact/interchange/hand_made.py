"""A sheet that somebody typed, or any other export: one row of headings, below it a row for each rater.

Lines above the headings, such as a title, are passed over and told. Whatever no other format claims is read so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collective_impact.interchange.survey_columns import names_in
from collective_impact.interchange.survey_layout import (
    Column,
    Layout,
    cell,
    folded,
    grid_names,
    is_personal,
    rows_below,
    without,
)
from collective_impact.interchange.survey_reading import ExportReader
from collective_impact.interchange.table_words import rows_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from collective_impact.interchange.remarks import Remarks
    from collective_impact.interchange.survey_layout import Row
    from collective_impact.interchange.tables import Table

__all__ = ["layout", "read"]

_FIRST_ROWS = 20
_ADDRESSES = frozenset(
    {"email", "e-mail", "email address", "e-mail address", "e-mail-adresse", "adresse e-mail"}
)
_SUMMARY_WORDS = (
    "average|averages|mean|means|median|total|totals|sum|sums|durchschnitt|mittelwert|summe|gesamt|moyenne|somme"
    "|médiane|promedio|media|suma|média|gemiddelde|totaal|średnia|среднее|итого"
)
_SUMMARIES = frozenset(_SUMMARY_WORDS.split("|"))
_BELOW_SUMMARIES = frozenset(
    [
        "n",
        "count",
        "sd",
        "std dev",
        "standard deviation",
        "min",
        "max",
        "minimum",
        "maximum",
        "anzahl",
        "nombre",
    ]
)


def layout(table: Table, wanted: frozenset[str], remarks: Remarks) -> Layout:
    """Return how a sheet is laid out.

    The row of headings is the one of the first twenty that has the most of the names that are `wanted`; where
    none has any, the first with two cells or more. Rows that sum up others, such as an average, are left out and told.
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
        rows=without(
            rows_below(table, header + 1, len(headings), remarks), _summary(columns, wanted), remarks
        ),
        person=tuple(person),
    )


read = ExportReader(layout)
"""Return the answers of a sheet with a row a rater; arguments and errors are those of `survey_exports.read`."""


def _summary(columns: list[Column], wanted: frozenset[str]) -> Callable[[Row], str | None]:
    """Return what tells a row that sums up others, by the first of its cells that answers no item.

    Words that may be the key of a person, such as N, or a name, such as Max, count as such below another summary.
    """
    items = wanted - names_in(None)
    places = [column.place for column in columns if items.isdisjoint(map(folded, column.names))]
    seen = False

    def reason(row: Row) -> str | None:
        nonlocal seen
        first = folded(next((text for place in places if (text := cell(row.cells, place))), "")).rstrip(
            ":=. "
        )
        is_one = first in _SUMMARIES or (seen and first in _BELOW_SUMMARIES)
        seen = seen or is_one
        return "summaries of other rows, no answers" if is_one else None

    return reason


def _header(rows: list[list[str]], wanted: frozenset[str]) -> int:
    first = rows[:_FIRST_ROWS]
    counts = [sum(folded(text) in wanted for text in cells) for cells in first]
    if any(counts):
        return counts.index(max(counts))
    several = (row for row, cells in enumerate(first) if sum(bool(text.strip()) for text in cells) > 1)
    return next(several, 0)
