"""Kinds of errors and warnings, and the problem that they list.

Only kinds live here. The sentence that tells a person what went wrong is written where the check is.
Nothing in this file may import the rest of the library.
"""

from __future__ import annotations

import attrs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    Severity = Literal["error", "warning", "note"]

__all__ = [
    "MAXIMUM_PROBLEMS",
    "CollectiveImpactError",
    "CollectiveImpactWarning",
    "DocumentError",
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
    text = value if isinstance(value, str) else repr(value)[: 2 * _EXCERPT_LENGTH]
    shown = text[:_EXCERPT_LENGTH]
    safe = "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in shown
    )
    return safe + ("..." if len(text) > _EXCERPT_LENGTH else "")


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
    code: str
    severity: Severity = "error"
    where: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        place = self.path or "the document"
        if self.where:
            place = f"{place} ({self.where})"
        return f"{place}: {self.message}" + (f" {self.hint}" if self.hint else "")


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
