"""Single values of network files: texts to what a field holds.

A value that is not of the field's kind is left as it is, for the record to refuse.
"""

from __future__ import annotations

import re
from datetime import date
from math import isfinite
from typing import Any, get_args, get_origin

from collective_impact.interchange.network_terms import parted

__all__ = ["NUMBER", "number", "typed"]

LONGEST_NUMBER = 60
LONGEST_WHOLE_NUMBER = 25
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
