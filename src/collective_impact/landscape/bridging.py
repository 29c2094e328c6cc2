"""Who sits at several tables: the members that join collaborations, and what that costs them in meetings.

A load is not a fault: a partner that sits everywhere may hold the whole together. What ought to change is not
said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, ClassVar

import attrs

from collective_impact.arithmetic import share, total
from collective_impact.errors import InvalidRecordError
from collective_impact.fields import about
from collective_impact.landscape.meetings import MONTHS, sittings
from collective_impact.landscape.profile import index_of
from collective_impact.landscape.tables import bridging_sheet, sheet_html, sheet_text
from collective_impact.network.projection import projected
from collective_impact.record import EMPTY, Record

if TYPE_CHECKING:
    from collective_impact.landscape.inventory import Landscape
    from collective_impact.landscape.profile import LandscapeIndex, Profile
    from collective_impact.model.initiative import Initiative

__all__ = ["BridgingPartner", "BridgingPartners", "bridging_partners"]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class BridgingPartner(Record):
    """An organisation that sits at several tables, and what that asks of it."""

    writes_defaults: ClassVar[bool] = True

    organisation_id: str = attrs.field(metadata=about("The key that speaks for it."))
    name: str = attrs.field(metadata=about("What it is called."))
    collaboration_ids: tuple[str, ...] = attrs.field(metadata=about("The tables that it sits at, sorted."))
    tables: int = attrs.field(metadata=about("How many.", unit="collaborations", low=1))
    meetings_per_month: float | None = attrs.field(
        default=None,
        metadata=about("Meetings due a month, of those tables whose meetings are recorded.", low=0),
    )
    hours_per_month: float | None = attrs.field(
        default=None,
        metadata=about(
            "Hours of meetings a month, of those tables where they are known.", unit="hours", low=0
        ),
    )
    unknown_meetings: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about("Its tables of which it is not recorded how often they meet; they come on top."),
    )
    unknown_hours: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Its tables of which the hours are not known; they come on top.")
    )
    only_link_count: int = attrs.field(
        default=0, metadata=about("Pairs of collaborations that no other member joins.", unit="pairs", low=0)
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class BridgingPartners(Record):
    """The members of several collaborations: those at most tables first, then those with most hours."""

    writes_defaults: ClassVar[bool] = True

    partners: tuple[BridgingPartner, ...] = attrs.field(
        default=(), metadata=about("Who sits at several tables.")
    )
    titles: Mapping[str, str] = attrs.field(
        default=EMPTY, hash=False, metadata=about("What each collaboration is called, by its id.")
    )
    member_count: int = attrs.field(
        default=0, metadata=about("How many organisations sit at any table.", low=0)
    )
    minimum_tables: int = attrs.field(
        default=2, metadata=about("From how many tables on one is listed (*convention*).", low=1)
    )
    without_members: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Collaborations whose roster is not recorded.")
    )
    on: date | None = attrs.field(
        default=None,
        metadata=about(
            "The day from which twelve months of meetings are counted; nothing where there are none."
        ),
    )
    reason: str | None = attrs.field(default=None, metadata=about("Why nobody is listed, where nobody is."))

    def __str__(self) -> str:
        return sheet_text(bridging_sheet(self))

    def _repr_html_(self) -> str:
        return sheet_html(bridging_sheet(self))


def bridging_partners(
    subject: Landscape | LandscapeIndex | Iterable[Initiative],
    *,
    minimum_tables: int = 2,
    on: date | None = None,
) -> BridgingPartners:
    """Return the members of several collaborations, with the meetings and hours a month that this asks of them.

    Meetings are those due by the cadences, and those planned, in the twelve months from `on`, or from today
    where no day is given and there are meetings at all; a member sits in every convening of its collaboration
    unless the convening lists its members. `on` also leaves out what is not in force on that day.

    Raises:
        InvalidRecordError: `minimum_tables` is below 1.
    """
    if minimum_tables < 1:
        raise InvalidRecordError(f"Nobody sits at {minimum_tables} tables. Give 1 or more.")
    index = index_of(subject, on=on)
    day = on or index.on
    if day is None and any(profile.convenings for profile in index.profiles):
        day = date.today()  # noqa: DTZ011 - the caller gave no day; it is kept in the answer
    tables: dict[str, list[Profile]] = {}
    for profile in index.profiles:
        for member in sorted(profile.members or ()):
            tables.setdefault(member, []).append(profile)
    links = _only_links(index.profiles)
    load = {profile.id: _meetings_of(profile, day) for profile in index.profiles}
    partners = [
        _partner(member, index.titles.get(member, member), held, load, links.get(member, 0))
        for member, held in sorted(tables.items())
        if len(held) >= minimum_tables
    ]
    reason = None
    if not partners:
        reason = (
            f"No member is recorded at {minimum_tables} tables or more."
            if tables
            else "No roster is recorded, so it is not known who sits where."
        )
    return BridgingPartners(
        partners=tuple(
            sorted(partners, key=lambda p: (-p.tables, -(p.hours_per_month or 0), p.organisation_id))
        ),
        titles={profile.id: profile.collaboration.title for profile in index.profiles},
        member_count=len(tables),
        minimum_tables=minimum_tables,
        without_members=tuple(profile.id for profile in index.profiles if profile.members is None),
        on=day,
        reason=reason,
    )


def _meetings_of(profile: Profile, day: date | None) -> tuple[tuple[frozenset[str], int | None], ...]:
    """Return for each convening who sits in it and how many meetings a year it has."""
    if day is None:
        return ()
    return tuple(
        (profile.sits[key], sittings(convening, profile.collaboration, day).meetings)
        for key, convening in profile.convenings.items()
    )


def _partner(
    member: str,
    name: str,
    held: list[Profile],
    load: dict[str, tuple[tuple[frozenset[str], int | None], ...]],
    only_links: int,
) -> BridgingPartner:
    meetings: list[int] = []
    hours: list[float] = []
    unknown_meetings: list[str] = []
    unknown_hours: list[str] = []
    for profile in held:
        counts = [count for sitting, count in load[profile.id] if member in sitting]
        known = [count for count in counts if count is not None]
        length = profile.collaboration.hours_per_meeting
        if len(known) < len(counts) or not load[profile.id]:
            unknown_meetings.append(profile.id)
        if profile.id in unknown_meetings or (length is None and known):
            unknown_hours.append(profile.id)
        meetings.extend(known)
        if length is not None:
            hours.extend(length * count for count in known)
    return BridgingPartner(
        organisation_id=member,
        name=name,
        collaboration_ids=tuple(profile.id for profile in held),
        tables=len(held),
        meetings_per_month=share(sum(meetings), MONTHS) if meetings else None,
        hours_per_month=share(total(hours), MONTHS) if hours else None,
        unknown_meetings=tuple(unknown_meetings),
        unknown_hours=tuple(unknown_hours),
        only_link_count=only_links,
    )


def _only_links(profiles: tuple[Profile, ...]) -> dict[str, int]:
    """Return for each member how many pairs of collaborations nobody else joins."""
    members = sorted(frozenset().union(*(profile.members or () for profile in profiles)))
    at = {member: position for position, member in enumerate(members)}
    rows = [sorted(at[member] for member in profile.members or ()) for profile in profiles]
    found: dict[str, int] = {}
    for (one, other), shared in projected(rows).items():
        if shared == 1:
            (only,) = set(rows[one]).intersection(rows[other])
            found[members[only]] = found.get(members[only], 0) + 1
    return found
