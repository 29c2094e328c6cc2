"""What a command prints for other programs: JSON, and tables as CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

import collective_impact as ci
from collective_impact.display import plain

__all__ = ["csv_text", "json_text", "record_data"]

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
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(headers)
    table.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    """Return a text as one line that no spreadsheet takes for a formula, and a number as it is."""
    if not isinstance(value, str):
        return value
    return f"'{plain(value)}" if plain(value).startswith(_FORMULA_MARKS) else plain(value)
