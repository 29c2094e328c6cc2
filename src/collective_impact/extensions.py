"""Packages that announce records by an entry point: opened only when a tag of that very package is met.

What they define is their own business; here it is only asked which of them may be opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from collective_impact.errors import DocumentError, excerpt
from collective_impact.record import TAG, class_of_tag

__all__ = ["ENTRY_POINTS", "demand_names", "open_extensions"]

ENTRY_POINTS = "collective_impact.extensions"


def demand_names(allowed: object) -> None:
    """Refuse what is neither None nor names of packages; one bare name would be taken letter by letter.

    Raises:
        DocumentError: with what to write instead.
    """
    if allowed is None or (
        isinstance(allowed, tuple | list | set | frozenset) and all(isinstance(name, str) for name in allowed)
    ):
        return
    message = f"extensions is a tuple of names of packages, or None for all, found {excerpt(allowed)}."
    hint = f" Write ({excerpt(allowed)!r},)." if isinstance(allowed, str) else ""
    raise DocumentError(message + hint)


def open_extensions(data: object, allowed: tuple[str, ...] | None) -> bool:
    """Open the installed packages whose tags stand in the data, where that is allowed; return whether any was."""
    wanted = {tag.partition(".")[0] for tag in _tags(data) if class_of_tag(tag) is None}
    if allowed is not None:
        wanted &= set(allowed)
    if not wanted:
        return False
    from importlib.metadata import entry_points  # noqa: PLC0415 - only a stranger's tag pays for it

    opened = False
    for point in sorted(entry_points(group=ENTRY_POINTS)):
        if point.value.partition(".")[0].partition(":")[0] in wanted:
            try:
                point.load()
            except Exception as error:
                package = point.dist.name if point.dist else point.value
                message = f"The extension {point.name!r} of {package} could not be opened: {error}"
                raise DocumentError(message) from error
            opened = True
    return opened


def _tags(data: object) -> Iterator[str]:
    stack = [data]
    while stack:
        held = stack.pop()
        if isinstance(held, Mapping):
            if isinstance(held.get(TAG), str):
                yield held[TAG]
            stack.extend(held.values())
        elif isinstance(held, list | tuple):
            stack.extend(item for item in held if isinstance(item, Mapping | list | tuple))
