"""Where in a table something was found, in words: cells as a spreadsheet names them, rows as a person does.

What was found there is said by the reader that found it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collective_impact.errors import excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["cell_name", "rows_in_words"]

_MOST_ROWS_NAMED = 10
_LETTERS = 26


def cell_name(sheet: str | None, row: int, column: int) -> str:
    """Return what a spreadsheet calls a cell: row 7 and column 2, counted from 1 and 0, are `cell C7`."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"sheet {excerpt(sheet)}, cell {letters}{row}" if sheet is not None else f"cell {letters}{row}"


def rows_in_words(rows: Sequence[int]) -> str:
    """Return row numbers as a person says them, the first ten of them by number."""
    shown = [str(row) for row in rows[:_MOST_ROWS_NAMED]]
    hidden = len(rows) - len(shown)
    if hidden:
        shown.append(f"{hidden:,} more")
    start = "row " if len(rows) == 1 else "rows "
    return start + (", ".join(shown[:-1]) + " and " + shown[-1] if len(shown) > 1 else shown[0])
