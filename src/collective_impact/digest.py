"""A short text that stands for all that a record holds: equal records, equal digest.

It serves to tell whether two reports are about the same records; nothing is read from it.
"""

from __future__ import annotations

import sys
from array import array
from operator import attrgetter
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any

from collective_impact.period import Calendar
from collective_impact.record import Record, field_plan, rows_of, tag_of

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["digest"]

_id = attrgetter("id")
_BETWEEN = "\x1f"
_LONG_COLUMN = 8
_MINUS_NOUGHT = array("d", [-0.0]).tobytes()


def digest(record: Record) -> str:
    """Return a digest of a record: equal records have equal digests, on every machine and Python.

    The order of the rows in a table of entities does not count; that of values, such as roles, does.
    """
    from hashlib import blake2b  # noqa: PLC0415 - only what is compared later pays for it

    state = blake2b(digest_size=16)
    parts: list[str] = []
    columns: list[bytes] = []
    _Feeder(parts.append, columns.append).feed(record)
    state.update(b"".join(columns))
    whole = _BETWEEN.join(parts)
    if whole.count(_BETWEEN) >= len(parts):
        whole = _BETWEEN.join([*map(str, map(len, parts)), whole])
    state.update(whole.encode("utf-8", "surrogatepass"))
    return state.hexdigest()


class _Feeder:
    """Feeds a record to a digest: texts one by one, long columns of numbers as bytes."""

    def __init__(self, add: Callable[[str], object], add_bytes: Callable[[bytes], object]) -> None:
        self.add = add
        self.add_bytes = add_bytes
        self.calendars: dict[str, int] = {}
        self.known: dict[int, int] = {}

    def feed(self, value: Any) -> None:  # noqa: ANN401 - any field's value
        kind = type(value)
        if kind is str:
            self.add(value)
        elif isinstance(value, Record):
            self.add(tag_of(kind))
            values, rows = rows_of(kind)
            for held, (name, default, _, _) in zip(values(value), rows, strict=True):
                if held is not default and held != default:
                    self.add(name)
                    self.feed(held)
            self.add("end")
        elif isinstance(value, tuple):
            self._feed_tuple(value)
        elif kind is MappingProxyType:
            self.add(f"{{{len(value)}")
            for key in sorted(value):
                self.add(key)
                held = value[key]
                self.feed(f"'{held}" if type(held) is str else held)
        elif kind is float and not value.is_integer():
            self.add(repr(value))
        elif kind is int or kind is float or kind is bool:
            self.add(repr(int(value)))
        else:
            self.add(str(value))

    def _feed_tuple(self, value: tuple[Any, ...]) -> None:
        self.add(f"[{len(value)}")
        if type(value) is Calendar:
            self._feed_calendar(value)
            return
        column = _as_bytes(value) if len(value) > _LONG_COLUMN else None
        if column is not None:
            self.add_bytes(column)
            return
        if len(value) > 1 and isinstance(value[0], Record):
            value = _in_order(value)
        for item in value:
            self.feed(item)

    def _feed_calendar(self, value: Calendar) -> None:
        """Feed the labels of a calendar where it is new, else which of those before it is the same."""
        place = self.known.get(id(value))
        if place is None:
            labels = "/".join([period.label for period in value])
            place = self.calendars.get(labels)
            if place is None:
                place = self.calendars[labels] = len(self.calendars)
                self.add(labels)
            self.known[id(value)] = place
        self.add(str(place))


def _in_order(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a table of entities in the order of their ids, and one of other records as it stands."""
    has_ids = all("id" in field_plan(kind) for kind in set(map(type, rows)) if issubclass(kind, Record))
    return tuple(sorted(rows, key=_id)) if has_ids else rows


def _as_bytes(values: tuple[Any, ...]) -> bytes | None:
    """Return a column of numbers, with NaN where one is missing, as bytes; None where it holds other things."""
    try:
        column = array("d", values)
    except TypeError:
        if not set(map(type, values)) <= {float, int, NoneType}:
            return None
        column = array("d", [float("nan") if value is None else value for value in values])
    if _MINUS_NOUGHT in column.tobytes():
        column = array("d", [value + 0.0 for value in column])
    if sys.byteorder == "big":
        column.byteswap()
    return column.tobytes()
