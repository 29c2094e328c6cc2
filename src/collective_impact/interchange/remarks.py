"""What is to be told of a file while it is read or written: problems one by one, and cases counted together.

At most 1,000 problems are held; the last one says how many more there were. What is worth telling is decided by
the files of the formats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from collective_impact.errors import MAXIMUM_PROBLEMS, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collective_impact.errors import Severity

__all__ = ["Remarks"]


@attrs.define
class _Counted:
    """Something that was met several times and is told once, with the place of the first case."""

    first: Problem
    many: str
    count: int = 1

    def problem(self) -> Problem:
        if self.count == 1:
            return self.first
        return attrs.evolve(self.first, message=self.many.replace("{count}", f"{self.count:,}", 1))


class Remarks:
    """A growing list of problems."""

    def __init__(self) -> None:
        self._told: list[Problem] = []
        self._count = 0
        self._counted: dict[tuple[str, str], _Counted] = {}

    def tell(  # noqa: PLR0913 - each is one fact of a problem
        self,
        code: str,
        message: str,
        path: str = "",
        where: str | None = None,
        *,
        severity: Severity = "warning",
        hint: str | None = None,
    ) -> None:
        """Add a problem."""
        if self._has_room():
            problem = Problem(
                path=path, message=message, code=code, severity=severity, where=where, hint=hint
            )
            self._told.append(problem)

    def add(self, problems: Iterable[Problem]) -> None:
        """Add problems that were made elsewhere."""
        self._told.extend(problem for problem in problems if self._has_room())

    def _has_room(self) -> bool:
        """Return whether one more problem is held, which is counted with this."""
        self._count += 1
        return self._count <= MAXIMUM_PROBLEMS

    def count(  # noqa: PLR0913 - each is one fact of a problem
        self,
        code: str,
        one: str,
        many: str,
        path: str = "",
        where: str | None = None,
        *,
        severity: Severity = "note",
        hint: str | None = None,
    ) -> None:
        """Count one more case of what is told once: in the words `one`, or in `many` with `{count}` at its start."""
        if not self.count_again(code, one):
            first = Problem(path=path, message=one, code=code, severity=severity, where=where, hint=hint)
            self._counted[code, one] = _Counted(first, many)

    def count_again(self, code: str, one: str) -> bool:
        """Count one more case of what was counted before, whose place nobody asks for; return whether it was."""
        found = self._counted.get((code, one))
        if found is not None:
            found.count += 1
        return found is not None

    def problems(self) -> tuple[Problem, ...]:
        """Return all that is to be told, counted cases last."""
        told = [*self._told, *(counted.problem() for counted in self._counted.values())]
        hidden = self._count - len(self._told) + max(0, len(told) - MAXIMUM_PROBLEMS)
        if hidden:
            message = f"{hidden + 1:,} more problems are not listed."
            last = Problem(path="", message=message, code="more_problems", severity="note")
            told = [*told[: MAXIMUM_PROBLEMS - 1], last]
        return tuple(told)
