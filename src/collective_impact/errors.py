"""Kinds of errors and warnings, and the problem that they list.

Only kinds live here. The sentence that tells a person what went wrong is written where the check is.
Nothing in this file may import the rest of the library.
"""

from __future__ import annotations

import attrs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Literal

    Severity = Literal["error", "warning", "note"]

__all__ = [
    "MAXIMUM_PROBLEMS",
    "CollectiveImpactError",
    "CollectiveImpactWarning",
    "DocumentError",
    "FaultyError",
    "Found",
    "InvalidRecordError",
    "LimitError",
    "MissingExtraError",
    "Problem",
    "UnknownNameError",
    "excerpt",
]

MAXIMUM_PROBLEMS = 1_000
_EXCERPT_LENGTH = 80
_SHOWN_PROBLEMS = 20


def excerpt(value: object) -> str:
    """Return `value` as a short, printable text for a message: at most 80 characters, controls escaped."""
    text = value if isinstance(value, str) else _shown(value)
    shown = text[:_EXCERPT_LENGTH]
    safe = "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in shown
    )
    return safe + ("..." if len(text) > _EXCERPT_LENGTH else "")


def _shown(value: object) -> str:
    """Return how a value shows itself, or of what type it is where it cannot: too long, too deep or broken."""
    try:
        return repr(value)[: 2 * _EXCERPT_LENGTH]
    except Exception:  # noqa: BLE001 - whatever a stranger's class does, the message about it must stand
        return f"<{type(value).__name__}>"


@attrs.frozen(kw_only=True)
class Problem:
    """One thing that is wrong or doubtful, told to the person who can mend it.

    `path` is where in the document (`partners/3/since`; rows are counted from 0; empty for the whole),
    `message` says what was found and why it cannot stand, `code` is a stable machine name such as
    `wrong_type`, `where` adds a place that a person can open (`line 12`, `sheet Partners, cell C4`,
    `id P3`), `hint` says what to do.
    """

    path: str
    message: str
    code: str = "invalid"
    severity: Severity = "error"
    where: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        place = self.path or "the document"
        if self.where:
            place = f"{place} ({self.where})"
        return f"{place}: {self.message}" + (f" {self.hint}" if self.hint else "")


class Found(list[Problem]):
    """Problems in the order in which they are found: the first 1,000 are kept, the others are only counted."""

    hidden = 0
    """How many were found and not kept."""

    @property
    def total(self) -> int:
        """How many were found in all."""
        return len(self) + self.hidden

    @property
    def is_full(self) -> bool:
        """Whether no further problem is kept."""
        return len(self) >= MAXIMUM_PROBLEMS

    def has_room(self) -> bool:
        """Return whether one more problem is to be made and appended; where it is not, it has been counted."""
        if len(self) < MAXIMUM_PROBLEMS:
            return True
        self.hidden += 1
        return False

    def take(self, problems: Iterable[Problem], hidden: int = 0) -> None:
        """Take over problems that were found elsewhere, and the number of those that were not kept there."""
        for problem in problems:
            if self.has_room():
                self.append(problem)
        self.hidden += hidden

    def listed(self) -> tuple[Problem, ...]:
        """Return the problems that were kept and, where there are more, a last one that says how many."""
        if not self.hidden:
            return tuple(self)
        message = f"{self.hidden:,} more problems are not listed."
        severity = self[-1].severity
        hint = "Mend these first, then ask again."
        return (*self, Problem(path="", message=message, code="more_problems", severity=severity, hint=hint))


class FaultyError(Exception):
    """A piece of plain data is faulty: what was found from `start` on is about it, with paths from that piece.

    It is caught where the data are read, and becomes a `DocumentError` once all has been looked at.
    """

    def __init__(self, found: Found, start: int) -> None:
        self.found = found
        self.start = start

    @classmethod
    def of(cls, found: Found, problem: Callable[[], Problem]) -> FaultyError:
        """Return the error of a piece that cannot be read at all."""
        start = len(found)
        if found.has_room():
            found.append(problem())
        return cls(found, start)

    def put_below(self, step: str, found: Found) -> int:
        """Put the step at which the piece stands before its paths; return where its problems begin in `found`."""
        start = self.start
        if self.found is not found:
            start = len(found)
            found.take(self.found, self.found.hidden)
        for place in range(start, len(found)):
            problem = found[place]
            path = f"{step}/{problem.path}" if problem.path else step
            found[place] = attrs.evolve(problem, path=path)
        return start


class CollectiveImpactError(Exception):
    """The root of all errors of this library.

    `problems` holds what was found, at most 1,000; `count` is how many there were in all.
    """

    def __init__(self, message: str, problems: Iterable[Problem] = (), count: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        held = tuple(problems)
        self.problems = held[:MAXIMUM_PROBLEMS]
        self.count = len(held) if count is None else count

    def __str__(self) -> str:
        shown = [f"  - {problem}" for problem in self.problems[:_SHOWN_PROBLEMS]]
        hidden = self.count - len(shown)
        if hidden > 0:
            shown.append(f"  ... and {hidden} more")
        return "\n".join([self.message, *shown])

    def __reduce__(self) -> tuple[type[CollectiveImpactError], tuple[str, tuple[Problem, ...], int]]:
        return (type(self), (self.message, self.problems, self.count))


class InvalidRecordError(CollectiveImpactError, ValueError):
    """A record that cannot be right: a wrong type or range, reversed dates, repeated or dangling ids."""


class DocumentError(CollectiveImpactError, ValueError):
    """A file, text or mapping that cannot be read or written."""


class LimitError(DocumentError):
    """Input larger or deeper than the `Limits` allow; refused before any work."""


class UnknownNameError(CollectiveImpactError, LookupError):
    """An id, code, key, unit or framework that does not exist here."""


class MissingExtraError(CollectiveImpactError, ImportError):
    """A part of the library that needs a package which is not installed; the message names the extra."""


class CollectiveImpactWarning(UserWarning):
    """The root of all warnings of this library."""
