"""How partners talk: convenings with their meetings, and channels between meetings.

A convening is the standing forum, a meeting is one date of it. What was due by a cadence is worked out in
`cadence`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

import attrs

from collective_impact.errors import Problem
from collective_impact.fields import about
from collective_impact.model.entity import Entity, Entry, reversed_dates
from collective_impact.model.values import Cadence

__all__ = ["Audience", "Channel", "Convening", "ConveningLevel", "Decision", "Meeting"]

Audience = Literal["within", "across", "public"]
ConveningLevel = Literal["leadership", "working_group", "community"]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Decision(Entry):
    """Something that a meeting decided."""

    text: str = attrs.field(metadata=about("What was decided."))
    indicator_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("The indicators that the decision rests on.", refers_to="Indicator")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Meeting(Entity):
    """One date of a convening."""

    on: date = attrs.field(metadata=about("The day."))
    held: bool | None = attrs.field(
        default=None, metadata=about("Whether it took place; absent means not known.")
    )
    attendee_ids: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about("The partners that were there; empty means not recorded.", refers_to="Partner"),
    )
    decisions: tuple[Decision, ...] = attrs.field(
        default=(), metadata=about("What was decided; empty means not recorded.")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Convening(Entity):
    """A standing forum where partners meet."""

    level: ConveningLevel | None = attrs.field(default=None, metadata=about("Who meets there."))
    member_ids: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about("The partners that belong to it; empty means not recorded.", refers_to="Partner"),
    )
    cadence: Cadence | None = attrs.field(default=None, metadata=about("How often it is due."))
    since: date | None = attrs.field(default=None, metadata=about("The day it began."))
    until: date | None = attrs.field(default=None, metadata=about("Its last day; absent means open."))
    meetings: tuple[Meeting, ...] = attrs.field(default=(), metadata=about("Its dates, past and planned."))

    def check(self) -> Iterator[Problem]:
        """Yield a problem of reversed dates."""
        yield from super().check()
        yield from reversed_dates(self)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Channel(Entity):
    """A way of talking other than a meeting: a newsletter, a shared workspace, a public dashboard."""

    kind: str | None = attrs.field(default=None, metadata=about("What it is, in free words."))
    audience: Audience | None = attrs.field(
        default=None,
        metadata=about(
            "Within one level of the initiative, across its levels, or out to the public.", source="Pittman"
        ),
    )
    two_way: bool | None = attrs.field(default=None, metadata=about("Whether those who read can answer."))
    between_meetings: bool | None = attrs.field(
        default=None, metadata=about("Whether it is used between meetings.", source="Kania & Kramer (2011)")
    )
    cadence: Cadence | None = attrs.field(default=None, metadata=about("How often something appears there."))
