"""Single values of network files: texts to what a field holds, and ids that belong to one record only.

A value that is not of the field's kind is left as it is, for the record to refuse.
"""

from __future__ import annotations

import re
from datetime import date
from math import isfinite
from typing import Any, get_args, get_origin

from collective_impact.fields import LONGEST_ID
from collective_impact.interchange.network_terms import parted

__all__ = ["NUMBER", "Ids", "number", "typed"]

LONGEST_NUMBER = 60
LONGEST_WHOLE_NUMBER = 25
ROOM_FOR_ENDING = 30
NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?\Z", re.ASCII)
_WHOLE = re.compile(r"[-+]?[0-9]+\Z", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)


def number(text: str) -> float | None:
    """Return the number that a text is, a whole one where it has neither point nor exponent; None otherwise."""
    if len(text) > LONGEST_NUMBER or NUMBER.match(text) is None:
        return None
    if _WHOLE.match(text) and len(text) <= LONGEST_WHOLE_NUMBER:
        return int(text)
    value = float(text)
    return value if isfinite(value) else None


def typed(value: Any, kind: Any) -> Any:  # noqa: ANN401 - plain data and a type expression
    """Return a value of a file as the type of a field has it, or as it is where it cannot be."""
    if get_origin(kind) is tuple:
        items = parted(value) if isinstance(value, str) else value
        return tuple(items) if isinstance(items, list | tuple) else items
    parts = get_args(kind) or (kind,)
    if isinstance(value, str):
        return _from_text(value, parts)
    if str in parts and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _from_text(text: str, parts: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a value of one of these types
    spelled = text.strip()
    if date in parts and _DAY.match(spelled):
        try:
            return date.fromisoformat(spelled)
        except ValueError:
            return text
    if bool in parts and spelled.casefold() in ("true", "false"):
        return spelled.casefold() == "true"
    if int in parts or float in parts:
        found = number(spelled)
        return text if found is None else found
    words = [word for part in parts for word in get_args(part) if isinstance(word, str)]
    folded = "_".join(spelled.casefold().split())
    return folded if folded in words else text


class Ids:
    """The ids that are taken in one file."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._numbers: dict[tuple[str, str], int] = {}

    def made(self, wanted: str, kind: str) -> str:
        """Return an id that no other record has, as near to `wanted` as ids allow.

        Characters that no id may have become `_`. An id that is taken gets the kind of the record behind it,
        and a number where that is taken as well.
        """
        sound = "".join(sign if sign.isprintable() and sign not in "/*" else "_" for sign in wanted.strip())
        found = sound[:LONGEST_ID].strip() or kind
        start = found[: LONGEST_ID - ROOM_FOR_ENDING].strip()
        while found in self._taken:
            count = self._numbers.get((start, kind), 0) + 1
            self._numbers[start, kind] = count
            found = f"{start}-{kind}" if count == 1 else f"{start}-{kind}-{count}"
        self._taken.add(found)
        return found
