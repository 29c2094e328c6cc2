"""Rows of texts from a file of rows: separated text here, sizes checked first, encoding and separator said.

Any bytes may enter; what leaves is a list of rows, each a list of texts, numbered as a spreadsheet numbers them.
What a row or a column means is not known here.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.errors import DocumentError, LimitError, Problem
from collective_impact.files import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collective_impact.files import Limits

__all__ = [
    "MOST",
    "SEPARATORS",
    "Most",
    "Table",
    "decoded",
    "refused",
    "rows_of",
    "separator_of",
    "text_table",
    "trimmed",
]

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
"""What may stand between cells; where two stand equally often, the first of them is meant."""

_MOST_SEPARATORS = 100_000
_SAMPLE = 50_000
_DECLARED = re.compile(r'"?sep=([,;\t|])"?[,;|]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_OTHER_MARKS = (*_UTF_16, b"\0\0\xfe\xff")


class Most(NamedTuple):
    """How many rows, columns and cells of a table are read."""

    rows: int
    columns: int
    cells: int

    def demand(self, row: int, columns: int, cells: int) -> None:
        """Refuse a table that has more, having come to this row.

        Raises:
            LimitError: there is more.
        """
        counts = zip((row, columns, cells), self, ("rows", "columns", "cells"), strict=True)
        for count, most, what in counts:
            if count > most:
                message = f"There are more than {most:,} {what}."
                raise refused(LimitError, message, "too_many_values", f"row {row}", "Split the file.")


MOST = Most(rows=200_000, columns=5_000, cells=4_000_000)
"""How much of a sheet of answers is read."""


class Table(NamedTuple):
    """The rows of a file as texts, and how they were read. Row 1 of the sheet is `rows[0]`."""

    rows: list[list[str]]
    said: str
    """How it was read, as the end of a sentence: `as UTF-8, separated by commas`."""
    sheet: str | None = None
    """The name of the sheet, where the file has sheets."""
    problems: tuple[Problem, ...] = ()


def text_table(data: bytes, limits: Limits) -> Table:
    """Return the rows of separated text: UTF-8, UTF-16 with its mark, or else Windows-1252, as is said.

    The separator is the comma, semicolon, tab or vertical bar that most rows have, or what a first line
    `sep=;` declares. At most 200,000 rows, 5,000 columns and 4,000,000 cells are read.

    Raises:
        LimitError: there is more.
        DocumentError: the bytes are no text, or a quotation mark is never closed.
    """
    text, encoding = _text_of(data, limits)
    declared = _DECLARED.match(text)
    separator = declared[1] if declared else separator_of(text)
    rows: list[list[str]] = [[]] if declared else []
    rows.extend(rows_of(text[declared.end() :] if declared else text, separator, MOST, len(rows)))
    said = f"as {encoding}, separated by {SEPARATORS[separator]}"
    return Table(rows=trimmed(rows), said=said)


def trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Return rows without the blank ones at the end, which spreadsheets leave behind."""
    end = len(rows)
    while end and not any(map(str.strip, rows[end - 1])):
        end -= 1
    return rows[:end]


def refused(
    kind: type[DocumentError], message: str, code: str, where: str | None = None, hint: str | None = None
) -> DocumentError:
    """Return the error of a file that holds no table which can be read."""
    problem = Problem(path="", message=message, code=code, where=where, hint=hint)
    return kind("The table cannot be read.", [problem])


def _text_of(data: bytes, limits: Limits) -> tuple[str, str]:
    if data.startswith(_UTF_16):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError as error:
            message = f"It begins with the mark of UTF-16, but byte {error.start} does not fit that encoding."
            raise refused(DocumentError, message, "bad_encoding", None, "Save the file as UTF-8.") from None
        return decode(text.encode(), limits), "UTF-16"
    text, is_utf_8 = decoded(data, limits)
    return text, "UTF-8" if is_utf_8 else "Windows-1252, for it is not UTF-8"


def decoded(data: bytes, limits: Limits) -> tuple[str, bool]:
    """Return a text and whether it is UTF-8; if not, it was read in the older encoding of Windows.

    Raises:
        DocumentError: it is neither of the two, or there is nothing in it.
        LimitError: more than `limits.bytes`.
    """
    try:
        return decode(data, limits), True
    except DocumentError as error:
        if error.problems[0].code != "bad_encoding" or data.startswith(_OTHER_MARKS):
            raise
        try:
            return data.decode("cp1252"), False
        except UnicodeDecodeError:
            raise error from None


def separator_of(text: str, rows: int | None = None) -> str:
    """Return the separator that stands, outside of quotation marks, in the most of the first rows, or of `rows`."""
    counts = list(islice(_separators_in(text[:_SAMPLE]), rows))
    return max(
        SEPARATORS,
        key=lambda sign: (sum(row[sign] > 0 for row in counts), sum(row[sign] for row in counts)),
    )


def _separators_in(text: str) -> Iterator[dict[str, int]]:
    """Yield how often each separator stands in each row."""
    counts = dict.fromkeys(SEPARATORS, 0)
    is_quoted = False
    for sign in text.replace("\r\n", "\n").replace("\r", "\n"):
        if sign == '"':
            is_quoted = not is_quoted
        elif not is_quoted and sign == "\n":
            yield counts
            counts = dict.fromkeys(SEPARATORS, 0)
        elif not is_quoted and sign in SEPARATORS:
            counts[sign] += 1
    yield counts


class _Lines:
    """The lines of a text, with the separators counted, so that no row grows without end."""

    def __init__(self, text: str, separator: str) -> None:
        from io import StringIO  # noqa: PLC0415 - only readers of tables pay for it

        self._lines = iter(StringIO(text, newline=""))
        self._separator = separator
        self.separators = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.separators += line.count(self._separator)
        if self.separators > _MOST_SEPARATORS:
            message = f"A row has more than {_MOST_SEPARATORS:,} separators."
            raise refused(LimitError, message, "too_many_values", None, "Look for a quote that never ends.")
        return line


def rows_of(text: str, separator: str, most: Most, before: int = 0) -> Iterator[list[str]]:
    """Yield the rows of separated text, `before` of which were taken out of it.

    Raises:
        LimitError: there are more than `most`, or a cell or a row grows without end.
        DocumentError: quotation marks are not closed, or stand in the middle of a cell that has them.
    """
    import csv  # noqa: PLC0415 - only readers of tables pay for it

    lines = _Lines(text, separator)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    cells = 0
    try:
        for number, row in enumerate(reader, before + 1):
            lines.separators = 0
            cells += len(row)
            most.demand(number, len(row), cells)
            yield row
    except csv.Error as error:
        where = f"line {reader.line_num + before}"
        if "field limit" in str(error):
            message = f"A single cell has more than {csv.field_size_limit():,} characters."
            hint = "Look for a quotation mark that is never closed."
            raise refused(LimitError, message, "too_long", where, hint) from None
        message = "A quotation mark is not closed, or stands in the middle of a cell in quotation marks."
        hint = "Export the file again, or double the quotation marks inside the cell."
        raise refused(DocumentError, message, "bad_syntax", where, hint) from None
