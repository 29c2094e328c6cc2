"""What a reader of a survey export has to say: each remark once, at its row and cell, and not more than 1,000.

Where something was found is put into words here; what was found is said by the reader that found it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collective_impact.errors import MAXIMUM_PROBLEMS, Problem, excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from collective_impact.errors import Severity

__all__ = ["Remarks", "cell_name", "counted", "rows_in_words"]

_MOST_ROWS_NAMED = 10
_LETTERS = 26


class Remarks:
    """The problems of one reading, in the order in which they were found."""

    def __init__(self) -> None:
        self._held: list[Problem] = []
        self._count = 0

    def tell(  # noqa: PLR0913 - each is one fact of a problem
        self,
        code: str,
        message: str,
        *,
        path: str = "",
        where: str | None = None,
        severity: Severity = "warning",
        hint: str | None = None,
    ) -> None:
        """Add a problem; from the thousandth on they are only counted."""
        self.add([Problem(path=path, message=message, code=code, severity=severity, where=where, hint=hint)])

    def add(self, problems: Iterable[Problem]) -> None:
        """Add problems that were made elsewhere."""
        for problem in problems:
            self._count += 1
            if len(self._held) < MAXIMUM_PROBLEMS:
                self._held.append(problem)

    def problems(self) -> tuple[Problem, ...]:
        """Return all that was told; where that was more than 1,000 problems, the last one says how many more."""
        hidden = self._count - len(self._held)
        if not hidden:
            return tuple(self._held)
        message = f"{hidden + 1:,} more problems are not listed."
        last = Problem(path="", message=message, code="more_problems", severity="note")
        return (*self._held[:-1], last)


def cell_name(sheet: str | None, row: int, column: int) -> str:
    """Return what a spreadsheet calls a cell: row 7 and column 2, counted from 1 and 0, are `cell C7`."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"sheet {excerpt(sheet)}, cell {letters}{row}" if sheet is not None else f"cell {letters}{row}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 row`, `3 rows`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def rows_in_words(rows: Sequence[int]) -> str:
    """Return row numbers as a person says them, the first ten of them by number."""
    shown = [str(row) for row in rows[:_MOST_ROWS_NAMED]]
    hidden = len(rows) - len(shown)
    if hidden:
        shown.append(f"{hidden:,} more")
    start = "row " if len(rows) == 1 else "rows "
    return start + (", ".join(shown[:-1]) + " and " + shown[-1] if len(shown) > 1 else shown[0])
