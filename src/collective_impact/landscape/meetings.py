"""When the collaborations of a landscape meet in the year from a day on, and how often.

A cadence that does not say on which day it falls still says how often. Only dates and counts leave this file.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.cadence import due, months_before

if TYPE_CHECKING:
    from collective_impact.landscape.profile import Profile
    from collective_impact.model.convening import Convening

__all__ = ["MONTHS", "Sittings", "meeting_days", "sittings", "year_from"]

MONTHS = 12


class Sittings(NamedTuple):
    """The meetings of one convening in a year; which of its days are certain, and how many there are."""

    days: frozenset[date] | None
    """None where its cadence does not say on which days it falls."""
    meetings: int | None
    """None where nothing is recorded of how often it meets."""


def year_from(on: date) -> tuple[date, date]:
    """Return the first and the last day of the twelve months that begin on a day."""
    return on, months_before(on, -MONTHS) - timedelta(days=1)


def sittings(convening: Convening, on: date) -> Sittings:
    """Return the meetings of a convening in the twelve months from a day on: those planned and those due."""
    start, end = year_from(on)
    begin, last = max(start, convening.since or start), min(end, convening.until or end)
    planned = {
        meeting.on
        for meeting in convening.meetings
        if begin <= meeting.on <= last and meeting.held is not False
    }
    cadence = convening.cadence
    if cadence is None:
        return Sittings(frozenset(planned), len(planned)) if planned else Sittings(None, None)
    dated = [meeting.on for meeting in convening.meetings]
    first = cadence.first or convening.since or min(dated, default=None)
    dates = set(due(cadence.rule, first or begin, begin, last))
    if first is None and not _names_its_days(cadence.rule):
        return Sittings(None, len(dates))
    return Sittings(frozenset(dates | planned), len(dates | planned))


def _names_its_days(rule: str) -> bool:
    """Return whether a rule fixes its days by itself, whenever it began."""
    parts = dict(part.split("=") for part in rule.upper().removeprefix("RRULE:").split(";"))
    if "COUNT" in parts or parts.get("INTERVAL", "1").lstrip("0+") != "1":
        return False
    if parts["FREQ"] == "YEARLY":
        return "BYMONTH" in parts and ("BYDAY" in parts or "BYMONTHDAY" in parts)
    return parts["FREQ"] == "DAILY" or "BYDAY" in parts or "BYMONTHDAY" in parts


def meeting_days(profile: Profile, on: date) -> frozenset[date] | None:
    """Return the days on which a collaboration meets; None where they are not recorded."""
    held = [sittings(convening, on).days for convening in profile.convenings.values()]
    found = [days for days in held if days is not None]
    return frozenset().union(*found) if found else None
