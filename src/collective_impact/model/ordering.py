"""Records in the order of their ids, so that nothing that is worked out depends on the order of rows.

Only tables of entities are put in order; lists of values keep the order that they were given.
"""

from __future__ import annotations

import copy
from operator import attrgetter, is_
from typing import Any, TypeVar

from collective_impact.model.entity import Entity
from collective_impact.record import Inner, Record, inner_records, remembered

__all__ = ["by_id"]

R = TypeVar("R", bound=Record)
_id = attrgetter("id")


def by_id(record: R) -> R:
    """Return an equal record whose tables of entities, at any depth, stand in the order of their ids.

    The record itself is handed back where all stand so already. It is not checked anew: order breaks no rule.
    """
    changed: dict[str, object] = {}
    for inner in remembered(type(record), "_ordered_fields", _ordered_fields):
        held: Any = getattr(record, inner.name)
        if not inner.is_table:
            kept = None if held is None else by_id(held)
            is_same = kept is held
        else:
            kept = (
                tuple(map(by_id, held)) if remembered(inner.cls, "_ordered_fields", _ordered_fields) else held
            )
            if issubclass(inner.cls, Entity):
                kept = tuple(sorted(kept, key=_id))
            is_same = all(map(is_, kept, held))
        if not is_same:
            changed[inner.name] = kept
    if not changed:
        return record
    made = copy.copy(record)
    for name, value in changed.items():
        object.__setattr__(made, name, value)
    return made


def _ordered_fields(cls: type[Record], above: frozenset[type[Record]] = frozenset()) -> tuple[Inner, ...]:
    """Return the fields of a class that hold tables of entities, or records that do."""
    above |= {cls}
    return tuple(
        inner
        for inner in inner_records(cls)
        if (inner.is_table and issubclass(inner.cls, Entity))
        or (inner.cls not in above and _ordered_fields(inner.cls, above))
    )
