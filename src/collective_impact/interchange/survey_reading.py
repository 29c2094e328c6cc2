"""From the file of a survey export to a set of ratings: opened, laid out, matched with an instrument, and told of.

How a format looks is said by its own file, which hands its layout in; nothing of a person but a key leaves here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from collective_impact.display import counted
from collective_impact.errors import DocumentError, excerpt
from collective_impact.files import Limits, read_bytes
from collective_impact.interchange.reading import Reading
from collective_impact.interchange.remarks import Remarks
from collective_impact.interchange.spreadsheet import is_workbook, workbook_table
from collective_impact.interchange.survey_answers import AnswerReader
from collective_impact.interchange.survey_columns import Matched, matched, names_in
from collective_impact.interchange.survey_layout import cell, shown
from collective_impact.interchange.survey_persons import Person, persons
from collective_impact.interchange.table_words import rows_in_words
from collective_impact.interchange.tables import Table, refused, text_table
from collective_impact.model.instrument import AnswerCode, Instrument
from collective_impact.model.rating import RatingSet
from collective_impact.model.values import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collective_impact.interchange.survey_layout import Layout, LayoutOf, Row

__all__ = ["NOTHING", "SURVEY_LIMITS", "Export", "ExportReader", "open_export", "ratings_in"]

NOTHING: Mapping[str, str] = MappingProxyType({})
SURVEY_LIMITS = Limits(bytes=64_000_000)
"""What is read of an export unless more is allowed: 64 MB, some twenty thousand persons with a hundred items."""
_MOST_NAMED = 10


class Export(NamedTuple):
    """A file that was opened: its name without the folder, and its rows."""

    name: str
    table: Table


def open_export(path: str | os.PathLike[str], limits: Limits | None = None) -> Export:
    """Return the rows of a file: separated text, or a workbook by its first bytes, whatever its name.

    Raises:
        DocumentError: it cannot be opened or holds no table.
        LimitError: it is larger than `limits` allow, 64 MB where none are given.
        MissingExtraError: it is a workbook, and openpyxl is not installed.
    """
    name = os.path.basename(os.fsencode(path)).decode("utf-8", "replace")  # noqa: PTH119 - bytes, not a path
    allowed = limits or SURVEY_LIMITS
    data = read_bytes(path, allowed)
    return Export(name, workbook_table(data, allowed) if is_workbook(data) else text_table(data, allowed))


class ExportReader(NamedTuple):
    """Reads the exports of one format; arguments and errors are those of `survey_exports.read`."""

    layout_of: LayoutOf

    def __call__(  # noqa: PLR0913 - each is one fact that the export does not hold
        self,
        path: str | os.PathLike[str],
        *,
        instrument: Instrument | None = None,
        columns: Mapping[str, str] = NOTHING,
        partners: Mapping[str, str] | None = None,
        wave: str | None = None,
        limits: Limits | None = None,
    ) -> Reading[RatingSet]:
        """Return the answers of a file that is laid out so."""
        return ratings_in(
            open_export(path, limits),
            self.layout_of,
            instrument=instrument,
            columns=columns,
            partners=partners,
            wave=wave,
            remarks=Remarks(),
        )


def ratings_in(  # noqa: PLR0913 - the same
    export: Export,
    layout_of: LayoutOf,
    *,
    instrument: Instrument | None,
    columns: Mapping[str, str],
    partners: Mapping[str, str] | None,
    wave: str | None,
    remarks: Remarks,
) -> Reading[RatingSet]:
    """Return the answers of an export that was opened, after the `remarks` that were made already.

    Raises:
        DocumentError: no column is an item.
        UnknownNameError: a column that was named is not there.
    """
    table = export.table
    remarks.add(table.problems)
    layout = layout_of(table, names_in(instrument), remarks)
    remarks.tell("read_as", f"read as {layout.title}, {table.said}.", severity="note")
    found = matched(layout, instrument, columns, remarks)
    if not layout.rows:
        remarks.tell("no_rows", "there is no row of answers.", hint="Check the filter of the export.")
    elif not found.questions:
        raise _nothing_found(layout, instrument)
    people = _people(layout, found, partners, wave, remarks)
    reader = AnswerReader(layout, table.sheet, remarks)
    answers = _columns(people, found, reader)
    reader.tell()
    source = Source(format=layout.title, file=export.name)
    value = RatingSet(instrument=instrument, wave=wave, source=source, **answers)
    return Reading(value=value, problems=remarks.problems())


def _people(
    layout: Layout,
    found: Matched,
    partners: Mapping[str, str] | None,
    wave: str | None,
    remarks: Remarks,
) -> list[Person]:
    """Return the persons who answered anything, and tell of rows without answers and of gaps."""
    places = [question.column.place for question in found.questions]
    empty = [row.number for row in layout.rows if not any(cell(row.cells, place) for place in places)]
    if empty:
        message = f"{rows_in_words(empty)} without any answer to an item; left out."
        remarks.tell("empty_row", message, severity="note")
    of_wave = found.roles.get("wave")
    if of_wave is not None and wave is not None:
        message = f"the wave of a row is what stands here; '{excerpt(wave)}' holds where it is blank."
        remarks.tell("wave_by_row", message, path=shown(of_wave), severity="note")
    without_any = set(empty)
    rows = [row for row in layout.rows if row.number not in without_any]
    people = persons(layout._replace(rows=rows), found.roles, partners, wave, remarks)
    _tell_of_gaps([person.row for person in people], places, layout.unfinished, remarks)
    return people


def _columns(people: Sequence[Person], found: Matched, reader: AnswerReader) -> dict[str, Any]:
    """Return the columns of a set of ratings, person by person, those in which nothing is stated left out."""
    items: list[str] = []
    meanings: list[float | AnswerCode] = []
    of_person: list[Person] = []
    for person in people:
        for question in found.questions:
            meaning = reader.meaning(question, person.row)
            if meaning is not None:
                items.append(question.item)
                meanings.append(meaning)
                of_person.append(person)
    columns = {
        "codes": tuple([meaning if isinstance(meaning, str) else None for meaning in meanings]),
        "partner_ids": tuple([person.partner_id for person in of_person]),
        "groups": tuple([person.group for person in of_person]),
        "waves": tuple([person.wave for person in of_person]),
    }
    return {
        "items": tuple(items),
        "raters": tuple([person.rater for person in of_person]),
        "values": tuple([None if isinstance(meaning, str) else meaning for meaning in meanings]),
        **{name: column for name, column in columns.items() if any(part is not None for part in column)},
    }


def _tell_of_gaps(
    rows: Sequence[Row], indexes: Sequence[int], unfinished: frozenset[int], remarks: Remarks
) -> None:
    """Tell of rows that were not sent off or are filled by less than half, and how much is blank in all."""
    open_rows = [row.number for row in rows if row.number in unfinished]
    if open_rows:
        message = f"{rows_in_words(open_rows)} not sent off by the person; the answers count all the same."
        remarks.tell("unfinished", message, severity="note")
    blanks = 0
    for row in rows:
        filled = sum(bool(cell(row.cells, index)) for index in indexes)
        blanks += len(indexes) - filled
        if 2 * filled < len(indexes):
            message = f"{filled} of {counted(len(indexes), 'item')} answered; the others are blank."
            remarks.tell("half_filled", message, path=f"row {row.number}", severity="note")
    if blanks:
        message = f"{blanks:,} of {counted(len(rows) * len(indexes), 'answer')} are blank, and are left out."
        remarks.tell("blank_answers", message, severity="note")


def _nothing_found(layout: Layout, instrument: Instrument | None) -> DocumentError:
    headings = [shown(column) for column in layout.columns if not column.is_private]
    listed = ", ".join(f"'{heading}'" for heading in headings[:_MOST_NAMED]) or "none"
    more = f" and {len(headings) - _MOST_NAMED:,} more" if len(headings) > _MOST_NAMED else ""
    if instrument is None:
        message = f"No column holds a number. The headings are: {listed}{more}."
        hint = "Give the instrument, so that the words of its scales are known."
    else:
        message = f"No column has the name of an item of the instrument. The headings are: {listed}{more}."
        hint = "Write them under `headings` of the items, or name the format yourself, such as qualtrics."
    return refused(DocumentError, message, "no_items", None, hint)
