"""When collaborations meet: certain days, counts without days, and what is not recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import collective_impact as ci
from collective_impact.landscape.bridging import bridging_partners
from collective_impact.landscape.inventory import Collaboration, Landscape, Organisation
from collective_impact.landscape.meetings import Sittings, meeting_days, year_from
from collective_impact.landscape.meetings import sittings as sittings_of
from collective_impact.landscape.profile import index_of

DAY = date(2026, 1, 1)


def sittings(held: ci.Convening, on: date, **fields: Any) -> Sittings:
    return sittings_of(held, Collaboration(id="C", **fields), on)


def convening(rule: str | None = None, **fields: Any) -> ci.Convening:
    first = fields.pop("first", None)
    return ci.Convening(id="M", cadence=ci.Cadence(rule=rule, first=first) if rule else None, **fields)


def test_the_year_ends_the_day_before_it_comes_again() -> None:
    assert year_from(date(2024, 2, 29)) == (date(2024, 2, 29), date(2025, 2, 27))


@pytest.mark.parametrize(
    ("rule", "days_are_known", "count"),
    [
        ("FREQ=MONTHLY;BYDAY=1TU", True, 12),
        ("FREQ=MONTHLY;BYMONTHDAY=15", True, 12),
        ("RRULE:freq=weekly;byday=tu", True, 52),
        ("FREQ=DAILY", True, 365),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=1MO", True, 1),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1", True, 1),
        ("FREQ=YEARLY;BYMONTH=3", False, 1),
        ("FREQ=YEARLY;BYDAY=10MO", False, 1),
        ("FREQ=MONTHLY", False, 12),
        ("FREQ=MONTHLY;INTERVAL=3", False, 4),
        ("FREQ=MONTHLY;INTERVAL=5", False, 2),
        ("FREQ=YEARLY;INTERVAL=2", False, 1),
        ("FREQ=WEEKLY", False, 52),
        ("FREQ=WEEKLY;INTERVAL=2", False, 26),
        ("FREQ=WEEKLY;INTERVAL=3", False, 17),
        ("FREQ=DAILY;INTERVAL=2", False, 182),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", False, 52),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", False, 26),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=3", False, 3),
        ("FREQ=MONTHLY;INTERVAL=01;BYDAY=1TU", True, 12),
    ],
)
def test_a_rule_says_how_often_and_sometimes_when(rule: str, days_are_known: bool, count: int) -> None:
    found = sittings(convening(rule), DAY)
    assert (found.days is not None, found.meetings) == (days_are_known, count)


def test_a_first_date_or_a_meeting_fixes_the_days() -> None:
    held = sittings(convening("FREQ=MONTHLY", first=date(2025, 1, 20)), DAY)
    assert held.days is not None
    assert min(held.days) == date(2026, 1, 20)
    assert sittings(convening("FREQ=MONTHLY", since=date(2025, 1, 7)), DAY).meetings == 12
    met = (ci.Meeting(id="m", on=date(2025, 6, 3)),)
    held = sittings(convening("FREQ=MONTHLY", meetings=met), DAY)
    assert held.days is not None
    assert max(held.days) == date(2026, 12, 3)


def test_an_ended_convening_is_due_no_longer_and_planned_dates_count() -> None:
    assert sittings(convening("FREQ=MONTHLY;BYDAY=1TU", until=date(2026, 3, 31)), DAY).meetings == 3
    planned = (
        ci.Meeting(id="a", on=date(2026, 2, 2)),
        ci.Meeting(id="b", on=date(2026, 2, 9), held=False),
        ci.Meeting(id="c", on=date(2025, 2, 2)),
    )
    assert sittings(convening(meetings=planned), DAY) == (frozenset({date(2026, 2, 2)}), 1)
    assert sittings(convening(meetings=planned[1:]), DAY) == (None, None)
    assert sittings(convening(), DAY) == (None, None)


def test_a_collaboration_that_ends_or_begins_meets_only_while_it_is_there() -> None:
    ended, begun = {"until": date(2026, 3, 31)}, {"since": date(2026, 10, 1)}
    for rule in ("FREQ=MONTHLY;BYDAY=1TU", "FREQ=MONTHLY"):
        assert sittings(convening(rule), DAY, **ended).meetings == 3
        assert sittings(convening(rule), DAY, **begun).meetings == 3
        assert sittings(convening(rule, since=date(2026, 2, 1)), DAY, **ended).meetings == 2
    assert sittings(convening("FREQ=WEEKLY"), DAY, **ended).meetings == 13
    assert sittings(convening("FREQ=WEEKLY"), DAY, until=date(2026, 1, 3)).meetings == 1
    assert sittings(convening("FREQ=WEEKLY"), DAY, until=date(2025, 1, 3)).meetings == 0
    planned = convening(meetings=(ci.Meeting(id="m", on=date(2026, 5, 5)),))
    assert sittings(planned, DAY, **ended) == (None, None)
    row = Collaboration(
        id="C", member_ids=("A",), convenings=(convening("FREQ=MONTHLY"),), hours_per_meeting=2, **ended
    )
    held = Landscape(id="L", organisations=(Organisation(id="A"),), collaborations=(row,))
    (partner,) = bridging_partners(held, minimum_tables=1, on=DAY).partners
    assert (partner.meetings_per_month, partner.hours_per_month) == (0.25, 0.5)


def test_weekly_is_fifty_two_a_year_in_a_leap_year_too() -> None:
    assert sittings(convening("FREQ=WEEKLY"), date(2028, 1, 1)).meetings == 52
    assert sittings(convening("FREQ=MONTHLY"), date(2028, 2, 29)).meetings == 12


def test_days_of_a_collaboration_are_those_of_its_convenings_that_are_known() -> None:
    def days(*convenings: ci.Convening) -> frozenset[date] | None:
        row = Collaboration(id="C", convenings=convenings)
        return meeting_days(index_of(Landscape(id="L", collaborations=(row,))).profiles[0], DAY)

    assert days() is None
    assert days(convening("FREQ=MONTHLY")) is None
    both = days(convening("FREQ=MONTHLY"), ci.Convening(id="N", cadence=ci.Cadence(rule="FREQ=DAILY")))
    assert both is not None
    assert len(both) == 365
