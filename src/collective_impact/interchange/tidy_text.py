"""The bytes of a delimited table to rows of cells: encoding, delimiter, header, and the rows that are no rows.

A quick way hands out rows as they come; a careful one, taken where the quick one stumbles, tells of every line that
cannot be split and goes on with the next. What the cells mean is not known here.
"""

from __future__ import annotations

import contextlib
import csv
import io
from itertools import islice
from typing import TYPE_CHECKING

import attrs

from collective_impact.errors import DocumentError, Problem, excerpt
from collective_impact.files import Limits, refusal
from collective_impact.interchange.tables import SEPARATORS, decoded, separator_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from collective_impact.interchange.tidy_problems import Tidings

__all__ = ["MOST_COLUMNS", "Rows", "open_rows"]

MOST_COLUMNS = 10_000
"""As many columns as a wide table of a few years of days may have."""

MOST_BROKEN_LINES = 1_000
SAYS_DELIMITER = "sep="


@attrs.define
class Rows:
    """The rows of one table below its header, to be gone through as often as need be."""

    data: bytes
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    header_line: int
    """The line on which the header begins, counted from 1."""
    first_line: int
    """The line on which the first row below it begins."""
    is_careful: bool = False
    _whole: str = attrs.field(default="", alias="whole")
    _lines: list[str] = attrs.field(factory=list)

    def read(self, tidings: Tidings | None = None) -> Iterator[list[str]]:
        """Return the rows as they come, or with care: then each has a cell for each column, and all else is told."""
        if not self.is_careful:
            stream = islice(self._text(), self.first_line - 1, None)
            return filter(None, csv.reader(stream, delimiter=self.delimiter, strict=True))
        return (row for _, row in self._carefully(tidings))

    def lines_of(self, wanted: set[int]) -> Mapping[int, int]:
        """Return on which line each wanted row begins; rows are counted as `read` hands them out."""
        rows = islice(self._carefully(None), max(wanted) + 1)
        return {number: line for number, (line, _) in enumerate(rows) if number in wanted}

    def plain_text(self) -> tuple[str, int] | None:
        """Return the text and where it goes on below the header, None where cells are quoted."""
        text, self._whole = self._whole, ""
        if self.is_careful or '"' in text:
            return None
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        begin = 0
        for _ in range(self.first_line - 1):
            begin = text.find("\n", begin) + 1
        if "\r" in text:
            return None
        return text if text.endswith("\n") else text + "\n", begin

    def _text(self) -> Iterator[str]:
        return io.TextIOWrapper(io.BytesIO(self.data), self.encoding, newline="")

    def _carefully(self, tidings: Tidings | None) -> Iterator[tuple[int, list[str]]]:
        """Yield each sound row with the line on which it begins."""
        if not self._lines:
            self._lines = list(self._text())
        begin, broken = self.first_line - 1, 0
        while begin < len(self._lines):
            for here, end, row in self._split(begin):
                if len(row) == len(self.header):
                    yield here + 1, row
                elif tidings and row:
                    self._tell_of_length(tidings, here + 1, row)
                begin = end
            if begin < len(self._lines):
                broken += 1
                if broken > MOST_BROKEN_LINES:
                    raise self._no_table(begin + 1)
                if tidings:
                    self._tell_of_break(tidings, begin + 1)
                begin += 1

    def _split(self, begin: int) -> Iterator[tuple[int, int, list[str]]]:
        """Yield rows with the lines on which they begin and on which the next begins, until one cannot be split."""
        lines, start, width = self._lines, begin, len(self.header)
        named = max((at for at, name in enumerate(self.header, 1) if name), default=width)
        rest = (lines[place] for place in range(begin, len(lines)))
        reader = csv.reader(rest, delimiter=self.delimiter, strict=True)
        with contextlib.suppress(csv.Error):
            for row in reader:
                end = start + reader.line_num
                cells = row[:width] if not any(row[width:]) else row
                if named <= len(cells) < width and cells:
                    cells = cells + [""] * (width - len(cells))
                if len(cells) != width and end - begin > 1:
                    return
                yield begin, end, cells
                begin = end

    def _tell_of_length(self, tidings: Tidings, line: int, row: list[str]) -> None:
        message = f"{len(row):,} cells stand below {len(self.header):,} columns; the row is not read."
        hint = "Give one cell for each column."
        if len(row) > len(self.header):
            names = SEPARATORS.get(self.delimiter, "the delimiter")
            hint = f"Put a text or number that holds {names} in quotation marks."
        tidings.tell("unequal_row", message, line=line, severity="error", hint=hint)

    def _tell_of_break(self, tidings: Tidings, line: int) -> None:
        message = (
            "this line cannot be split into cells: a quotation mark is not closed, or a cell is too long."
        )
        hint = "Close the quotation mark, or write it twice where it belongs to the text."
        tidings.tell("broken_line", message, line=line, severity="error", hint=hint)

    def _no_table(self, line: int) -> DocumentError:
        message = f"More than {MOST_BROKEN_LINES:,} lines cannot be split into cells."
        problem = Problem(path="", message=message, code="no_table", where=f"line {line}")
        return DocumentError("This is no delimited table.", [problem])


def open_rows(data: bytes, limits: Limits, tidings: Tidings, delimiter: str | None = None) -> Rows:
    """Return the rows of the bytes of a table, with the encoding and the delimiter found and told.

    Raises:
        DocumentError: there is nothing in it, it is no text, or its header cannot be split.
        LimitError: it is larger than `limits.bytes`.
    """
    text, encoding = _decoded(data, limits, tidings)
    rows = Rows(data, encoding, delimiter or "", (), 1, 1, whole=text)
    lines = rows._text()  # noqa: SLF001 - the rows are being made
    before = 0
    head = ""
    for line in lines:
        before += 1
        if before == 1 and line.startswith(SAYS_DELIMITER) and len(line.strip()) == len(SAYS_DELIMITER) + 1:
            rows.delimiter = delimiter or line[len(SAYS_DELIMITER)]
        elif line.strip():
            head = line
            break
    rows.delimiter = rows.delimiter or separator_of(head, 1)
    if head.count(rows.delimiter) >= MOST_COLUMNS:
        message = (
            f"The header has {head.count(rows.delimiter) + 1:,} columns; at most {MOST_COLUMNS:,} are read."
        )
        hint = "Turn the table round, so that each observation is a row."
        problem = Problem(
            path="", message=message, code="too_many_columns", where=_place(tidings, before), hint=hint
        )
        raise refusal("This table cannot be read.", [problem], limits)
    reader = csv.reader(_from(head, lines), delimiter=rows.delimiter, strict=True)
    try:
        cells = next(reader)
    except csv.Error:
        message = "The header cannot be split into cells: a quotation mark is not closed."
        problem = Problem(path="", message=message, code="broken_line", where=_place(tidings, before))
        raise refusal("This table cannot be read.", [problem], limits) from None
    rows.header = tuple([" ".join(cell.split()) for cell in cells])
    rows.header_line = before
    rows.first_line = before + reader.line_num
    return rows


def _decoded(data: bytes, limits: Limits, tidings: Tidings) -> tuple[str, str]:
    """Return the text and how it is encoded: UTF-8, or else the older encoding of Windows, which is told."""
    text, is_utf_8 = decoded(data, limits)
    if is_utf_8:
        return text, "utf-8-sig"
    before, _, _ = data.decode("utf-8", "replace").partition("\ufffd")
    message = "the bytes are not UTF-8; the file is read as Windows-1252."
    line = before.count("\n") + 1
    tidings.tell("assumed_encoding", message, line=line, severity="note", hint="Save the file as UTF-8.")
    return text, "cp1252"


def _from(head: str, lines: Iterator[str]) -> Iterator[str]:
    yield head
    yield from lines


def _place(tidings: Tidings, line: int) -> str:
    return f"{excerpt(tidings.file)}, line {line}" if tidings.file else f"line {line}"
