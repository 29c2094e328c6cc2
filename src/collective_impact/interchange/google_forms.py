"""Google Forms exports, from the form itself or from its sheet: one header row, answers in words.

A row of a grid is headed `Question [row]`. The first column is the time of sending, in the language of the form.
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

if TYPE_CHECKING:
    from collective_impact.interchange.remarks import Remarks
    from collective_impact.interchange.tables import Table

__all__ = ["layout", "read", "recognised"]

_TIMES = (
    "timestamp|zeitstempel|horodateur|marca temporal|carimbo de data/hora|informazioni cronologiche|tijdstempel"
    "|sygnatura czasowa|tidsstempel|tidsstämpel|aikaleima|časová značka|časové razítko|időbélyeg|marcaj de timp"
    "|marcă temporală|отметка времени|позначка часу|χρονική σήμανση|dấu thời gian|stempel waktu|חותמת זמן"
    "|طابع زمني|时间戳记|時間戳記|タイムスタンプ|타임스탬프"
    "|zaman damgası"  # noqa: RUF001 - as Turkish writes it
)
_TIME_WORDS = frozenset(map(folded, _TIMES.split("|")))


def recognised(table: Table) -> str | None:
    """Return by what a table is known to be a Google Forms export, None where it is none."""
    first = cell(table.rows[0], 0) if table.rows else ""
    return "its first column is the time of sending" if folded(first) in _TIME_WORDS else None


def layout(table: Table, _wanted: frozenset[str], remarks: Remarks) -> Layout:
    """Return how a Google Forms export is laid out."""
    headings = table.rows[0] if table.rows else []
    columns = tuple(_column(index, cell(headings, index)) for index in range(len(headings)))
    addresses = [column.place for column in columns if column.place and column.is_private]
    return Layout(
        title="Google Forms",
        columns=columns,
        rows=rows_below(table, 1, len(headings), remarks),
        person=tuple(addresses[:1]),
    )


read = ExportReader(layout)
"""Return the answers of a Google Forms export; arguments and errors are those of `survey_exports.read`."""


def _column(index: int, heading: str) -> Column:
    is_time = index == 0 and folded(heading) in _TIME_WORDS
    return Column(index, grid_names(heading, index), is_time or is_personal(heading))
