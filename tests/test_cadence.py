"""Which recurrence rules are read, which dates they make due, which of those were kept; steps of months."""

from __future__ import annotations

import calendar
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise, takewhile
from unittest.mock import patch

import pytest
from dateutil.rrule import rrule, rrulestr
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from collective_impact.cadence import due, kept, months_before, rule_fault
from collective_impact.errors import InvalidRecordError, LimitError

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
FIRSTS = st.dates(min_value=date(9500, 1, 1), max_value=date(9540, 12, 31))
"""Late years: dateutil looks on to 9999 where a rule falls silent, and here that is not far."""

ANY_DAY = st.dates(min_value=date(1000, 1, 1))
SHORT_SPANS = st.integers(min_value=0, max_value=4000).map(lambda days: timedelta(days=days))


def listed(values: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.lists(values.map(str), min_size=1, max_size=4, unique=True).map(",".join)


def numbers(most: int) -> st.SearchStrategy[int]:
    return st.integers(1, most) | st.integers(-most, -1)


@st.composite
def rules(draw: st.DrawFn, *, ends: bool = True) -> str:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = {"FREQ": frequency, "INTERVAL": str(draw(st.integers(1, 15) | st.integers(1, 1000)))}
    months = draw(st.none() | listed(st.integers(1, 12)))
    if months:
        parts["BYMONTH"] = months
    if draw(st.booleans()):
        plain = st.sampled_from(WEEKDAYS)
        most = 5 if frequency == "MONTHLY" or months else 53
        numbered = st.builds("{}{}".format, numbers(most), plain)
        either = plain if frequency in ("DAILY", "WEEKLY") or draw(st.booleans()) else numbered
        parts["BYDAY"] = draw(listed(either))
    if frequency != "WEEKLY" and draw(st.booleans()):
        parts["BYMONTHDAY"] = draw(listed(numbers(31)))
    if frequency != "DAILY" and ("BYDAY" in parts or "BYMONTHDAY" in parts) and draw(st.booleans()):
        parts["BYSETPOS"] = draw(listed(numbers(4)))
    if draw(st.booleans()):
        parts["WKST"] = draw(st.sampled_from(WEEKDAYS))
    ending = draw(st.sampled_from(["", "COUNT", "UNTIL"])) if ends else ""
    if ending == "COUNT":
        parts["COUNT"] = str(draw(st.integers(1, 60)))
    if ending == "UNTIL":
        parts["UNTIL"] = draw(FIRSTS).strftime("%Y%m%d")
    keys = draw(st.permutations(sorted(parts)))
    rule = ";".join(f"{key}={parts[key]}" for key in keys)
    assume(rule_fault(rule) is None)
    return rule


def by_dateutil(rule: str, first: date, start: date, end: date) -> list[date]:
    whole = rrulestr(rule, dtstart=datetime(first.year, first.month, first.day))  # noqa: DTZ001 - days have no zone
    assert isinstance(whole, rrule)
    if "WKST" not in rule:
        whole = whole.replace(wkst=0)
    found = takewhile(lambda day: day <= end, (moment.date() for moment in whole))
    return [day for day in found if day >= start]


@settings(deadline=None)
@given(rules(), FIRSTS, st.integers(-2000, 8000), SHORT_SPANS)
@example("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", date(9500, 1, 3), 40, timedelta(days=100))
@example("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO,WE;BYSETPOS=2", date(9500, 1, 3), 40, timedelta(days=100))
@example("FREQ=DAILY;INTERVAL=7;BYDAY=MO", date(9500, 1, 2), 0, timedelta(days=1000))
@example("FREQ=DAILY;COUNT=3", date(9500, 1, 2), 2, timedelta(days=1000))
def test_dates_due_equal_dateutil_on_the_accepted_rules(
    rule: str, first: date, later: int, span: timedelta
) -> None:
    names_days = "BYDAY" in rule or "BYMONTHDAY" in rule
    assume(names_days or first.day <= 28 or "DAILY" in rule or "WEEKLY" in rule)
    start = first + timedelta(days=later)
    assert list(due(rule, first, start, start + span)) == by_dateutil(rule, first, start, start + span)


@settings(deadline=None)
@given(rules(), FIRSTS, SHORT_SPANS, SHORT_SPANS)
def test_counts_of_adjoining_windows_add_up(rule: str, first: date, one: timedelta, other: timedelta) -> None:
    day = timedelta(days=1)
    start, middle, end = first, first + one, first + one + other
    parts = due(rule, first, start, middle - day) + due(rule, first, middle, end - day)
    assert parts == due(rule, first, start, end - day)


@settings(deadline=None)
@given(rules(ends=False), ANY_DAY, ANY_DAY, SHORT_SPANS)
@example("FREQ=WEEKLY;BYDAY=SA,SU", date(9999, 12, 1), date(9999, 12, 1), timedelta(days=30))
@example("FREQ=DAILY", date(9999, 12, 1), date(9999, 12, 1), timedelta(days=30))
def test_dates_due_increase_strictly_inside_the_window(
    rule: str, first: date, start: date, span: timedelta
) -> None:
    end = start + min(span, date.max - start)
    found = due(rule, first, start, end)
    assert all(before < after for before, after in pairwise(found))
    assert all(max(start, first) <= day <= end for day in found)


@settings(deadline=None)
@given(rules(ends=False), st.dates(date(1990, 1, 1), date(2030, 1, 1)), SHORT_SPANS)
def test_moving_all_by_400_years_moves_the_dates_due(rule: str, first: date, span: timedelta) -> None:
    def moved(day: date, years: int) -> date:
        return day.replace(year=day.year + years)

    now = due(rule, first, first, first + span)
    for years in (-400, 400, 7600):
        later = due(rule, moved(first, years), moved(first, years), moved(first + span, years))
        assert later == tuple(moved(day, years) for day in now)


@given(st.integers(1, 40), ANY_DAY, st.integers(1, 48))
@example(1, date(2024, 1, 31), 14)
@example(1, date(2024, 1, 29), 14)
def test_a_monthly_rule_without_a_day_has_one_date_in_every_month(
    interval: int, first: date, count: int
) -> None:
    assume(first.year < 9800)
    found = due(f"FREQ=MONTHLY;INTERVAL={interval};COUNT={count}", first, first, date(first.year + 199, 1, 1))
    anchor = 12 * first.year + first.month
    for step, day in enumerate(found):
        assert 12 * day.year + day.month == anchor + step * interval
        assert day.day == min(first.day, calendar.monthrange(day.year, day.month)[1])
    assert len(found) == count


def test_a_monthly_rule_from_the_31st_falls_on_last_days() -> None:
    found = due("FREQ=MONTHLY", date(2023, 12, 31), date(2024, 1, 1), date(2024, 4, 30))
    assert found == (date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30))


def test_a_monthly_rule_that_names_the_31st_leaves_short_months_out() -> None:
    found = due("FREQ=MONTHLY;BYMONTHDAY=31", date(2023, 12, 31), date(2024, 1, 1), date(2024, 4, 30))
    assert found == (date(2024, 1, 31), date(2024, 3, 31))


def test_a_yearly_rule_from_29_february_falls_on_the_last_day_of_february() -> None:
    found = due("FREQ=YEARLY", date(2024, 2, 29), date(2024, 1, 1), date(2028, 12, 31))
    assert [str(day) for day in found] == [
        "2024-02-29",
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]


def test_a_yearly_rule_over_several_months_keeps_one_date_in_each() -> None:
    found = due("FREQ=YEARLY;BYMONTH=1,2,4;COUNT=4", date(2023, 1, 31), date(2023, 1, 1), date(2030, 1, 1))
    assert [str(day) for day in found] == ["2023-01-31", "2023-02-28", "2023-04-30", "2024-01-31"]


def test_until_is_the_last_day_that_counts() -> None:
    for until in ("20240229", "20240229T000000Z", "20240229T235959"):
        found = due(
            f"rrule:freq=weekly;until={until}", date(2024, 2, 1), date(2024, 2, 10), date(2024, 12, 31)
        )
        assert found == (date(2024, 2, 15), date(2024, 2, 22), date(2024, 2, 29))


def test_a_window_that_ends_before_it_starts_or_before_the_first_date_has_no_dates() -> None:
    assert due("FREQ=DAILY", date(2024, 1, 1), date(2024, 3, 2), date(2024, 3, 1)) == ()
    assert due("FREQ=DAILY", date(2024, 1, 1), date(2023, 3, 1), date(2023, 12, 31)) == ()
    assert due("FREQ=DAILY", date(2024, 1, 1), date(2023, 3, 1), date(2024, 1, 1)) == (date(2024, 1, 1),)


def test_the_last_week_of_the_calendar_ends_the_search() -> None:
    rule, first = "FREQ=WEEKLY;INTERVAL=1000;BYDAY=SU", date(1980, 11, 2)
    assert due(rule, first, first, date(1998, 12, 31)) == (first,)


def test_the_last_week_of_a_cycle_is_whole() -> None:
    rule, first = "FREQ=WEEKLY;BYDAY=MO,SA;BYSETPOS=1,2", date(1999, 12, 1)
    found = due(rule, first, date(1999, 12, 20), date(1999, 12, 31))
    assert found == (date(1999, 12, 20), date(1999, 12, 25), date(1999, 12, 27))


def test_positions_count_in_the_whole_week_that_holds_the_start_of_the_window() -> None:
    rule, first = "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1", date(2024, 1, 3)
    assert due(rule, first, date(2024, 2, 7), date(2024, 2, 12)) == (date(2024, 2, 12),)


@pytest.mark.parametrize(
    "end", [date(1000, 6, 1), date(2025, 12, 31), date(9598, 12, 31), date(9999, 12, 31)]
)
def test_the_search_is_moved_to_the_last_400_years_of_the_calendar(end: date) -> None:
    with patch.object(rrule, "__init__", autospec=True, side_effect=rrule.__init__) as asked:
        assert due("FREQ=DAILY;INTERVAL=3", end - timedelta(days=1), end - timedelta(days=1), end)
    assert asked.call_count == 1
    assert 9999 - asked.call_args.kwargs["dtstart"].year < 402


def test_the_first_day_of_the_week_does_not_come_from_the_program_around() -> None:
    rule, first = "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU", date(2024, 1, 2)
    expected = (date(2024, 1, 2), date(2024, 1, 7), date(2024, 1, 16), date(2024, 1, 21))
    before = calendar.firstweekday()
    calendar.setfirstweekday(calendar.SUNDAY)
    try:
        assert due(rule, first, first, date(2024, 1, 22)) == expected
    finally:
        calendar.setfirstweekday(before)


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", date(2024, 1, 2)),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO;COUNT=10000", date(1900, 1, 2)),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTH=3", date(1000, 1, 1)),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29", date(1001, 1, 1)),
        ("FREQ=YEARLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29", date(1999, 1, 1)),
    ],
)
def test_a_rule_that_this_first_date_never_meets_is_given_up_soon(rule: str, first: date) -> None:
    found: list[tuple[date, ...]] = []
    search = threading.Thread(
        target=lambda: found.append(due(rule, first, date(2024, 1, 1), date(2026, 12, 31))), daemon=True
    )
    search.start()
    search.join(timeout=10)
    assert found == [()]


def test_the_window_is_bounded() -> None:
    assert len(due("FREQ=YEARLY", date(1600, 1, 1), date(1600, 1, 1), date(1999, 12, 31))) == 400
    with pytest.raises(LimitError, match="from 1600-01-01 to 2000-01-02 is longer than 400 years"):
        due("FREQ=YEARLY", date(1600, 1, 1), date(1600, 1, 1), date(2000, 1, 2))


def test_a_first_date_before_the_year_1000_is_refused() -> None:
    with pytest.raises(InvalidRecordError, match="0201-01-01, before the year 1000"):
        due("FREQ=YEARLY", date(201, 1, 1), date(2024, 1, 1), date(2024, 12, 31))


def test_due_refuses_a_rule_with_a_fault() -> None:
    with pytest.raises(InvalidRecordError) as caught:
        due("FREQ=HOURLY", date(2024, 1, 1), date(2024, 1, 1), date(2024, 12, 31))
    assert caught.value.message == rule_fault("FREQ=HOURLY")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "RRULE:FREQ=MONTHLY;BYDAY=1TU",
        "FREQ=MONTHLY;BYDAY=-1FR;WKST=SU",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1",
        "FREQ=YEARLY;BYDAY=+53MO",
        "FREQ=YEARLY;BYMONTH=2;BYDAY=5MO",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
        "FREQ=YEARLY;BYMONTHDAY=1;BYSETPOS=12",
        "FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=-2;COUNT=10000",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU",
        "FREQ=WEEKLY;BYDAY=MO;UNTIL=20241231T235959Z",
    ],
)
def test_a_rule_of_the_grammar_has_no_fault(rule: str) -> None:
    assert rule_fault(rule) is None


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("", "Write KEY=VALUE parts"),
        ("monthly", "Write KEY=VALUE parts"),
        ("FREQ=DAILY;", "Write KEY=VALUE parts"),
        ("FREQ=", "Write KEY=VALUE parts"),
        ("FREQ=DAILY;COUNT=٣", "other than plain letters and figures"),
        ("FREQ=DAILY\n", "write one of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ("FREQ=DAILY;COUNT=1\n", "COUNT has '1\\n'"),
        ("INTERVAL=2", "Add FREQ= and one of DAILY"),
        ("FREQ=HOURLY", "FREQ is 'HOURLY'; write one of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ("FREQ=DAILY;BYHOUR=9", "It has the key 'BYHOUR'; known are FREQ"),
        ("FREQ=YEARLY;BYEASTER=100000", "It has the key 'BYEASTER'"),
        ("FREQ=DAILY;FREQ=WEEKLY", "It has FREQ twice"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL has '0'; write a whole number from 1 to 1000"),
        ("FREQ=DAILY;INTERVAL=1001", "INTERVAL has '1001'"),
        ("FREQ=DAILY;INTERVAL=+1", "INTERVAL has '+1'"),
        ("FREQ=DAILY;INTERVAL=1.5", "INTERVAL has '1.5'"),
        ("FREQ=DAILY;INTERVAL=" + "9" * 100, "INTERVAL has '9999"),
        ("FREQ=DAILY;COUNT=10001", "COUNT has '10001'; write a whole number from 1 to 10000"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20241231", "It has both COUNT and UNTIL. Keep one"),
        ("FREQ=DAILY;UNTIL=2024-12-31", "UNTIL is '2024-12-31'; write a date as 20241231"),
        ("FREQ=DAILY;UNTIL=20241231T", "UNTIL is"),
        ("FREQ=DAILY;UNTIL=20241231Z", "UNTIL is"),
        ("FREQ=DAILY;UNTIL=20241231T240000Z", "UNTIL is"),
        ("FREQ=DAILY;UNTIL=20241231T236000Z", "UNTIL is"),
        ("FREQ=DAILY;UNTIL=20241231T235960", "UNTIL is"),
        ("FREQ=DAILY;UNTIL=20230229", "UNTIL names a day that is not in the calendar: 20230229"),
        ("FREQ=MONTHLY;BYDAY=XX", "BYDAY has 'XX'; write one of MO"),
        ("FREQ=MONTHLY;BYDAY=MO,", "BYDAY has ''"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY has '0'; write a whole number, not 0, from -5 to 5"),
        ("FREQ=MONTHLY;BYDAY=500MO", "from -5 to 5"),
        ("FREQ=YEARLY;BYDAY=54MO", "from -53 to 53"),
        ("FREQ=YEARLY;BYMONTH=12;BYDAY=53MO", "from -5 to 5"),
        ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY has '1MO'; a number goes with FREQ=MONTHLY or YEARLY only"),
        ("FREQ=MONTHLY;BYDAY=MO,1TU", "BYDAY mixes numbered and plain days"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY has '0'"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "from -31 to 31"),
        ("FREQ=MONTHLY;BYMONTHDAY=--1", "BYMONTHDAY has '--1'"),
        ("FREQ=MONTHLY;BYMONTH=13", "BYMONTH has '13'; write a whole number from 1 to 12"),
        ("FREQ=MONTHLY;BYMONTH=1,", "BYMONTH has ''"),
        ("FREQ=MONTHLY;BYMONTH=-1", "BYMONTH has '-1'"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367", "BYSETPOS has '367'"),
        ("FREQ=DAILY;WKST=1", "WKST has '1'"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY does not go with FREQ=WEEKLY"),
        ("FREQ=DAILY;BYDAY=MO;BYSETPOS=1", "BYSETPOS does not go with FREQ=DAILY"),
        ("FREQ=YEARLY;BYMONTH=1,2;BYSETPOS=1", "BYSETPOS picks from the days of BYDAY or BYMONTHDAY"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "No date can ever match it"),
        ("FREQ=DAILY;BYMONTH=4,6,9,11;BYMONTHDAY=31", "No date can ever match it"),
        ("FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=15", "No date can ever match it"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "No date can ever match it"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,MO;BYSETPOS=3,-3", "No date can ever match it"),
        ("FREQ=YEARLY;BYMONTHDAY=1;BYSETPOS=13", "No date can ever match it"),
        ("FREQ=DAILY;COUNT=" + "1" * 200, "It has 217 characters; at most 200 are read"),
    ],
)
def test_any_other_rule_is_refused_with_what_was_found_and_what_to_do(rule: str, told: str) -> None:
    fault = rule_fault(rule)
    assert fault is not None
    assert told in fault
    assert len(fault) < 500


def test_only_text_is_read_as_a_rule() -> None:
    assert rule_fault(5) == "Expected a recurrence rule as text, found 5."  # type: ignore[arg-type]


@given(st.text(alphabet="FREQ=DAILY;BMONTH1234567890,+-:TZ\n", max_size=60) | st.text())
def test_any_text_is_a_rule_or_has_a_printable_fault(text: str) -> None:
    fault = rule_fault(text)
    assert fault is None or fault.isprintable()


def test_each_held_date_answers_the_nearest_due_date() -> None:
    wanted = (date(2024, 1, 10), date(2024, 2, 10), date(2024, 3, 10))
    assert kept(wanted, [date(2024, 1, 12), date(2024, 3, 1)]) == (date(2024, 1, 10), date(2024, 3, 10))
    assert kept(wanted, [date(2020, 1, 1)]) == (date(2024, 1, 10),)
    assert kept(wanted, [date(2030, 1, 1)]) == (date(2024, 3, 10),)
    assert kept(wanted, [date(2024, 2, 9), date(2024, 2, 11)]) == (date(2024, 2, 10),)
    assert kept(wanted, []) == ()
    assert kept((), [date(2024, 1, 1)]) == ()


def test_of_two_equally_near_due_dates_the_earlier_is_answered() -> None:
    assert kept([date(2024, 1, 1), date(2024, 1, 3)], [date(2024, 1, 2)]) == (date(2024, 1, 1),)


NEAR_DAYS = st.lists(st.dates(date(2024, 1, 1), date(2024, 3, 31)), max_size=12)


@given(NEAR_DAYS, NEAR_DAYS)
def test_kept_dates_equal_the_slow_definition(wanted: list[date], held: list[date]) -> None:
    answers = {min(wanted, key=lambda day: (abs(day - one), day)) for one in held} if wanted else set()
    assert kept(wanted, held) == tuple(sorted(answers))


@given(NEAR_DAYS, NEAR_DAYS)
def test_order_and_repetition_do_not_change_what_was_kept(wanted: list[date], held: list[date]) -> None:
    assert kept(reversed(wanted + wanted), reversed(held + held)) == kept(wanted, held)


@given(NEAR_DAYS)
def test_holding_every_due_date_keeps_every_due_date(wanted: list[date]) -> None:
    assert kept(wanted, wanted) == tuple(sorted(set(wanted)))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2024, 3, 31), 12, date(2023, 3, 31)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2024, 1, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 31), -2, date(2024, 3, 31)),
        (date(2024, 5, 17), 0, date(2024, 5, 17)),
        (date(1, 1, 31), -(12 * 9998 + 11), date(9999, 12, 31)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


@pytest.mark.parametrize("months", [12 * 2024, -12 * 8000, 10**400, -(10**400)])
def test_a_step_out_of_the_calendar_is_refused(months: int) -> None:
    with pytest.raises(InvalidRecordError, match="outside the calendar") as caught:
        months_before(date(2024, 1, 1), months)
    assert len(caught.value.message) < 200


@given(ANY_DAY, st.integers(-500, 500))
def test_a_step_of_months_lands_in_that_month_on_the_nearest_day(day: date, months: int) -> None:
    assume(1500 < day.year < 9900)
    found = months_before(day, months)
    assert 12 * found.year + found.month == 12 * day.year + day.month - months
    assert found.day == min(day.day, calendar.monthrange(found.year, found.month)[1])


def test_importing_the_file_is_light() -> None:
    heavy = "{'dateutil', 'pint', 'decimal', 'statistics', 'logging', 'calendar'}"
    code = (
        "import sys; from collective_impact.cadence import rule_fault; "
        "assert rule_fault('FREQ=MONTHLY;BYDAY=1TU') is None; "
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - own code
    assert shown.stdout == "[]\n"


def found_by_dateutil(rule: str) -> bool:
    """Return whether dateutil finds a date of a rule in the 28 years that hold every kind of year."""
    dates = rrulestr(rule, dtstart=datetime(9972, 1, 1))  # noqa: DTZ001 - days have no zone
    return next(iter(dates), None) is not None


@settings(max_examples=300)
@given(rules(ends=False))
@example("FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=29")
@example("FREQ=YEARLY;BYDAY=53MO,53TU;BYMONTHDAY=31;BYSETPOS=2")
@example("FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2;BYDAY=SU;BYSETPOS=-1")
def test_law_a_rule_is_refused_where_dateutil_finds_no_date(rule: str) -> None:
    parts = [part for part in rule.split(";") if not part.startswith(("INTERVAL", "COUNT", "UNTIL"))]
    every = ";".join(parts)
    fault = rule_fault(every)
    if fault is None or fault.endswith("Check BYMONTH, BYMONTHDAY, BYDAY and BYSETPOS together."):
        assert (fault is None) == found_by_dateutil(every)


def test_rules_that_no_date_matches_are_told_with_little_work(
    calls: Callable[[Callable[[], object]], int],
) -> None:
    rules = [f"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;INTERVAL={number}" for number in range(1, 301)]
    assert rule_fault(rules[0]) is not None  # the table of days is made with the first
    assert calls(lambda: [rule_fault(rule) for rule in rules]) < 300 * 1_000
    assert all(map(rule_fault, rules))
