"""What a command prints for other programs: JSON, and tables as CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator
from typing import Any, Final

import collective_impact as ci
from collective_impact.display import plain

__all__ = ["csv_lines", "csv_text", "json_text", "record_data"]

_FORMULA_MARKS: Final = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


def json_text(data: object) -> str:
    """Return plain data as JSON."""
    from collective_impact.plain import dump  # noqa: PLC0415 - only this format pays for it

    return dump(data, "json")


def record_data(record: ci.Record) -> dict[str, Any]:
    """Return the plain data of a record that stands within other data, which names the format once."""
    return {key: value for key, value in ci.to_data(record).items() if key != "format"}


def csv_text(headers: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table as CSV: a line for the headers, then a line for each row."""
    return "".join(csv_lines(itertools.chain([headers], rows)))


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield each row of a table as a line of CSV, one at a time."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    for row in rows:
        table.writerow(map(_cell, row))
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _cell(value: object) -> object:
    """Return a text as one line that no spreadsheet takes for a formula, and a number as it is."""
    if not isinstance(value, str):
        return value
    return f"'{plain(value)}" if plain(value).startswith(_FORMULA_MARKS) else plain(value)
