"""When the collaborations of a landscape meet in the year from a day on, and how often.

A cadence that does not say on which day it falls still says how often. Only dates and counts leave this file.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.cadence import due, months_before

if TYPE_CHECKING:
    from collective_impact.landscape.inventory import Collaboration
    from collective_impact.landscape.profile import Profile
    from collective_impact.model.convening import Convening

__all__ = ["MONTHS", "Sittings", "meeting_days", "sittings", "year_from"]

MONTHS = 12
_DAYS = {"DAILY": 1, "WEEKLY": 7}
_DAYS_OF_A_MONTH = 365.25 / 12


class Sittings(NamedTuple):
    """The meetings of one convening in a year; which of its days are certain, and how many there are."""

    days: frozenset[date] | None
    """None where its cadence does not say on which days it falls."""
    meetings: int | None
    """None where nothing is recorded of how often it meets."""


def year_from(on: date) -> tuple[date, date]:
    """Return the first and the last day of the twelve months that begin on a day."""
    return on, months_before(on, -MONTHS) - timedelta(days=1)


def sittings(convening: Convening, of: Collaboration, on: date) -> Sittings:
    """Return the meetings of a convening of a collaboration in the twelve months from a day on: planned and due.

    What lies before either of the two began, or after either has ended, does not count. Where nothing says on which
    day the first falls, a rule has as many as whole steps fit in, to the nearest and at least one: weekly is 52 a year.
    """
    start, end = year_from(on)
    begin = max(convening.since or start, of.since or start, start)
    last = min(convening.until or end, of.until or end, end)
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
    if first is None and not _names_its_days(cadence.rule):
        return Sittings(None, len(due(cadence.rule, begin, begin, _whole_steps(cadence.rule, begin, last))))
    days = planned.union(due(cadence.rule, first or begin, begin, last))
    return Sittings(frozenset(days), len(days))


def _parts(rule: str) -> dict[str, str]:
    return dict(part.split("=") for part in rule.upper().removeprefix("RRULE:").split(";"))


def _whole_steps(rule: str, begin: date, last: date) -> date:
    """Return the last day of the whole steps of a rule that fit between two days."""
    parts = _parts(rule)
    step, days = int(parts.get("INTERVAL", "1")), (last - begin).days + 1
    if parts["FREQ"] in _DAYS:
        step *= _DAYS[parts["FREQ"]]
        return min(last, begin + timedelta(days=max(1, round(days / step)) * step - 1))
    step *= MONTHS if parts["FREQ"] == "YEARLY" else 1
    steps = max(1, round(days / (step * _DAYS_OF_A_MONTH)))
    return min(last, months_before(begin, -steps * step) - timedelta(days=1))


def _names_its_days(rule: str) -> bool:
    """Return whether a rule fixes its days by itself, whenever it began."""
    parts = _parts(rule)
    if "COUNT" in parts or parts.get("INTERVAL", "1").lstrip("0+") != "1":
        return False
    if parts["FREQ"] == "YEARLY":
        return "BYMONTH" in parts and ("BYDAY" in parts or "BYMONTHDAY" in parts)
    return parts["FREQ"] == "DAILY" or "BYDAY" in parts or "BYMONTHDAY" in parts


def meeting_days(profile: Profile, on: date) -> frozenset[date] | None:
    """Return the days on which a collaboration meets; None where they are not recorded."""
    held = [sittings(convening, profile.collaboration, on).days for convening in profile.convenings.values()]
    found = [days for days in held if days is not None]
    return frozenset().union(*found) if found else None
