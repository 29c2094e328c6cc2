"""What is to be told about a table while it is read: each problem with its file, line and column.

Rows are counted from 0 below the header; which line of the file a row begins on is looked up at the end, and only
where there is something to tell. What is a problem is said by the files that read cells, periods and columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collective_impact.errors import MAXIMUM_PROBLEMS, Problem, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from collective_impact.errors import Severity

__all__ = ["Tidings"]


class _Told(NamedTuple):
    """One thing to tell, before its row has a line."""

    row: int
    column: str
    line: int
    code: str
    message: str
    severity: Severity
    hint: str | None


class _Tally:
    """Something that was met several times and is told once, with the place of the first case."""

    def __init__(self, first: _Told) -> None:
        self.first = first
        self.count = 0


class Tidings:
    """The problems of one table: errors and warnings, and apart from them the notes, at most 1,000 of each."""

    def __init__(self, file: str | None = None) -> None:
        self.file = excerpt(file) if file else None
        self._serious: list[_Told] = []
        self._notes: list[_Told] = []
        self._tallies: dict[tuple[str, str], _Tally] = {}
        self._count = 0

    def copy(self) -> Tidings:
        """Return what was told so far, to go on from in another way."""
        other = Tidings()
        other.file, other._count = self.file, self._count
        other._serious, other._notes = list(self._serious), list(self._notes)
        return other

    def tell(  # noqa: PLR0913 - each is one fact of a problem
        self,
        code: str,
        message: str,
        *,
        row: int = -1,
        column: str = "",
        line: int = 0,
        severity: Severity = "warning",
        hint: str | None = None,
    ) -> None:
        """Add a problem of a row, counted from 0 below the header, or of a line where the row is not known."""
        self._count += 1
        held = self._notes if severity == "note" else self._serious
        if len(held) < MAXIMUM_PROBLEMS:
            held.append(_Told(row, column, line, code, message, severity, hint))

    def tally(  # noqa: PLR0913 - each is one fact of a problem
        self,
        code: str,
        message: str,
        *,
        row: int = -1,
        column: str = "",
        severity: Severity = "note",
        hint: str | None = None,
    ) -> None:
        """Count one more case of what is told once, at its first row, in words with `{count}`."""
        found = self._tallies.get((code, message))
        if found is None:
            told = _Told(row, column, 0, code, message, severity, hint)
            found = self._tallies[code, message] = _Tally(told)
        found.count += 1

    def problems(self, lines: Callable[[set[int]], Mapping[int, int]] | None = None) -> tuple[Problem, ...]:
        """Return at most 1,000 problems in the order of the table, errors and warnings before notes where too many.

        `lines` says on which line of the file each of some rows begins; without it a row is named by its number.
        """
        tallied = [
            tally.first._replace(message=tally.first.message.replace("{count}", f"{tally.count:,}"))
            for tally in self._tallies.values()
        ]
        serious = [*self._serious, *(told for told in tallied if told.severity != "note")]
        notes = [*(told for told in tallied if told.severity == "note"), *self._notes]
        total = self._count + len(tallied)
        kept = [*serious, *notes]
        if total > MAXIMUM_PROBLEMS:
            kept = kept[: MAXIMUM_PROBLEMS - 1]
        rows = {told.row for told in kept if told.row >= 0}
        found = lines(rows) if lines and rows else {}
        kept.sort(key=lambda told: (told.line or found.get(told.row, told.row), told.column))
        return tuple(self._listed(kept, total, found))

    def _listed(self, kept: list[_Told], total: int, lines: Mapping[int, int]) -> Iterator[Problem]:
        for told in kept:
            yield Problem(
                path="/".join(part for part in (_row_path(told.row), excerpt(told.column)) if part),
                message=told.message,
                code=told.code,
                severity=told.severity,
                where=self._where(told, lines),
                hint=told.hint,
            )
        if total > len(kept):
            message = f"{total - len(kept):,} more problems are not listed."
            yield Problem(path="", message=message, code="more_problems", severity="note", where=self.file)

    def _where(self, told: _Told, lines: Mapping[int, int]) -> str | None:
        line = told.line or lines.get(told.row, 0)
        row = f"row {told.row}" if told.row >= 0 else ""
        place = f"line {line}" if line else row
        column = f"column {excerpt(told.column)}" if told.column else ""
        return ", ".join(part for part in (self.file, place, column) if part) or None


def _row_path(row: int) -> str:
    return f"rows/{row}" if row >= 0 else ""
