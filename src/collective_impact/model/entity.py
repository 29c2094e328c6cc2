"""What every record of the model is: an entry that is addressed by its place, or an entity with an id.

Which kinds of records there are is said by the files of the nouns.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar

import attrs

from collective_impact.errors import Problem
from collective_impact.fields import about
from collective_impact.record import Record

if TYPE_CHECKING:
    from collective_impact.model.values import Code, Identifier

__all__ = ["Entity", "Entry", "in_force", "reversed_dates"]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Entry(Record):
    """A recorded fact that belongs to the record which holds it and is addressed by its position there."""

    note: str | None = attrs.field(
        default=None, metadata=about("Free text for people; nothing is computed from it.", last=True)
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Entity(Entry):
    """A record that others can point at: its `id` is unique in an initiative over all kinds."""

    mentioned: ClassVar[bool] = False
    """Whether the same id may stand in several places, each time for the same thing, as places do."""

    id: str = attrs.field(
        metadata=about(
            "Opaque and stable: at most 200 printable characters, without '/' and '*'. It is never shown as a title.",
            refers_to="self",
        )
    )
    name: str | None = attrs.field(default=None, metadata=about("What people call it."))
    identifiers: tuple[Identifier, ...] = attrs.field(
        default=(), metadata=about("What registers elsewhere call it.", last=True)
    )
    codes: tuple[Code, ...] = attrs.field(
        default=(), metadata=about("Terms of code lists that describe it.", last=True)
    )

    @property
    def title(self) -> str:
        """What to call it before people: its name, or its id where it has none."""
        return self.name or self.id


def reversed_dates(record: Entity) -> Iterator[Problem]:
    """Yield a problem where `until` of a record lies before its `since`."""
    since, until = getattr(record, "since", None), getattr(record, "until", None)
    if since is not None and until is not None and until < since:
        message = f"until ({until}) lies before since ({since})."
        yield Problem(path="until", code="reversed_dates", message=message, hint="Swap the two dates.")


def in_force(record: Entity, on: date) -> bool:
    """Return whether a record is in force on a day: begun, not over, not cancelled; undated records are."""
    since, until = getattr(record, "since", None), getattr(record, "until", None)
    return (
        (since is None or since <= on)
        and (until is None or until >= on)
        and getattr(record, "status", None) != "cancelled"
    )
