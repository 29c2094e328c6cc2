"""How a command speaks: what it answers, sentences on standard error, and what to type to come here again.

Nothing that could move a cursor or fake a line reaches the terminal from here.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import collective_impact as ci
from collective_impact.display import plain

if TYPE_CHECKING:
    from typing import TextIO

__all__ = [
    "BAD_INPUT",
    "BELOW",
    "FINE",
    "INTERRUPTED",
    "Answer",
    "flow",
    "invocation",
    "tell",
    "telling",
    "write",
]

FINE, BELOW, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


class Answer(NamedTuple):
    """What a command prints on standard output, and its exit code."""

    text: str
    code: int = FINE


def write(stream: TextIO | None, text: str) -> OSError | None:
    """Write a text, and return what stood in the way; a reader that went away early does not."""
    error = _attempted(stream, text)
    return None if isinstance(error, BrokenPipeError) else error


def flow(pieces: Iterable[str]) -> None:
    """Write an answer piece by piece while it is made, and stop where nobody reads it any more.

    Raises:
        DocumentError: it cannot be written.
    """
    for piece in pieces:
        error = _attempted(sys.stdout, piece)
        if isinstance(error, BrokenPipeError):
            return
        if error is not None:
            raise ci.DocumentError(f"The answer cannot be written: {error.strerror or error}.")


def _attempted(stream: TextIO | None, text: str) -> OSError | None:
    if stream is None or not text:
        return None
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        with contextlib.suppress(OSError):  # what is left in the buffer must not complain at the very end
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
        return error
    return None


def tell(sentence: str, *items: str) -> None:
    """Write a sentence to standard error, and below it a list."""
    write(sys.stderr, "\n".join([plain(sentence), *(f"  - {plain(item)}" for item in items), ""]))


def telling(otherwise: Callable[..., None]) -> Callable[..., None]:
    """Return what shows a warning of this library as a sentence, and leaves others to `otherwise`."""

    def show(message: Warning | str, category: type[Warning], *place: Any) -> None:  # noqa: ANN401 - handed on
        if not issubclass(category, ci.CollectiveImpactWarning):
            otherwise(message, category, *place)
            return
        sentence, *items = str(message).split("\n")
        tell(sentence, *(item.strip().removeprefix("- ") for item in items))

    return show


def invocation() -> str:
    """Return what to type so as to come here again, where no virtual environment is active too."""
    from shlex import quote  # noqa: PLC0415 - the same
    from shutil import which  # noqa: PLC0415 - only who prints a hint pays for it

    is_module = sys.argv[0].replace("\\", "/").endswith("collective_impact/__main__.py")
    if not is_module:
        return "collective-impact"
    found = which("python")
    is_found = found is not None and os.path.abspath(found) == sys.executable  # noqa: PTH100 - no pathlib for a name
    python = "python" if is_found else sys.executable
    with contextlib.suppress(ValueError):  # where it lies on another drive
        python = min(python, os.path.relpath(sys.executable), key=len)
    return f"{quote(python)} -m collective_impact"
