"""What was due and what was missed: recurrence rules and steps of calendar months. The only door to dateutil.

A rule is checked by a short ASCII grammar over RFC 5545 (RRULE, days and longer only) before dateutil sees
it, and dateutil never parses text. The file knows dates and rules, not convenings, meetings or scores.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, timedelta
from functools import cache, lru_cache, reduce
from operator import or_
from types import MappingProxyType
from typing import NamedTuple

from collective_impact.errors import InvalidRecordError, LimitError, excerpt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Final, Literal

    Frequency = Literal[0, 1, 2, 3]

__all__ = ["due", "kept", "months_before", "rule_fault"]

YEARLY: Final = 0
MONTHLY: Final = 1
WEEKLY: Final = 2
DAILY: Final = 3
FREQUENCIES: Mapping[str, Frequency] = MappingProxyType(
    {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
)
"""How often, numbered as dateutil numbers them."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
KEYS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST")
LONGEST_RULE = 200
LONGEST_NUMBER = 5
CYCLE = 400
"""Years after which dates and weekdays of the Gregorian calendar repeat."""

LONGEST_WINDOW = timedelta(days=146_097)
"""One cycle."""

EARLIEST_YEAR = 1000
LATEST_YEAR = 9998
SURE_DAYS = 28
"""Days that every month has."""


class _Rule(NamedTuple):
    frequency: Frequency
    interval: int = 1
    most: int | None = None
    until: date | None = None
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0


def rule_fault(rule: str) -> str | None:
    """Return why `rule` cannot be used, told to the person who wrote it, or None where it can.

    Accepted is an RRULE of RFC 5545, at most 200 characters, in capitals or not, `RRULE:` in front or not,
    with `FREQ` (DAILY, WEEKLY, MONTHLY, YEARLY), `INTERVAL` (1 to 1000), `COUNT` (1 to 10000) or `UNTIL`
    (`20241231`, or `20241231T235959Z`, of which the day is kept), `BYDAY` (MO to SU, with a number in front
    from -5 to 5 for MONTHLY and for YEARLY with BYMONTH, from -53 to 53 for YEARLY alone), `BYMONTHDAY`,
    `BYMONTH`, `BYSETPOS` beside BYDAY or BYMONTHDAY, and `WKST`. Refused are unknown and repeated keys,
    COUNT together with UNTIL, numbered and plain days in one BYDAY, BYMONTHDAY with WEEKLY, BYSETPOS with
    DAILY, and a rule that no date can ever match, such as 30 February.
    """
    try:
        _parsed(rule)
    except InvalidRecordError as error:
        return error.message
    return None


def due(rule: str, first: date, start: date, end: date) -> tuple[date, ...]:
    """Return the dates due by `rule`, counted from `first`, in the closed window from `start` to `end`.

    The dates are strictly increasing; a window that ends before it starts has none. A monthly or yearly rule
    that names no day falls on the day of `first`, and in a month that is too short for it on the month's last
    day, so that every month of the rule has exactly one date (RFC 5545 would leave such months out).

    Raises:
        InvalidRecordError: where `rule_fault` finds a fault, or `first` lies before the year 1000.
        LimitError: where the window is longer than 400 years.
    """
    parsed = _parsed(rule)
    if first.year < EARLIEST_YEAR:
        message = f"The first date due is {first}, before the year {EARLIEST_YEAR}. Write the year in full."
        raise InvalidRecordError(message)
    if end - start > LONGEST_WINDOW:
        message = f"The window from {start} to {end} is longer than 400 years. Ask for a shorter one."
        raise LimitError(message)
    return _due(parsed, first, start, min(end, parsed.until or end))


def kept(due_dates: Iterable[date], held_dates: Iterable[date]) -> tuple[date, ...]:
    """Return which due dates were kept, in order of time.

    Each held date answers the due date nearest to it, of two equally near ones the earlier; a due date is
    kept when at least one held date answers it. Neither order nor repetition matters.
    """
    wanted = sorted(set(due_dates))
    if not wanted:
        return ()
    answered = set()
    for held in held_dates:
        following = bisect_left(wanted, held)
        neighbours = wanted[max(following - 1, 0) : following + 1]
        answered.add(min(neighbours, key=lambda wished: abs(wished - held)))
    return tuple(sorted(answered))


def months_before(day: date, months: int) -> date:
    """Return the date `months` calendar months before `day`, or after it where `months` is negative.

    Where that month has no such day, its last day is returned: one month before 31 March is the end of
    February. Steps do not add up, so count them all from one day.

    Raises:
        InvalidRecordError: where the calendar, years 1 to 9999, has no such date.
    """
    from dateutil.relativedelta import relativedelta  # noqa: PLC0415 - only what counts months pays for it

    try:
        return day - relativedelta(months=months)
    except (ValueError, OverflowError):
        message = f"{excerpt(months)} months before {day} is outside the calendar, years 1 to 9999."
        raise InvalidRecordError(message) from None


@lru_cache(maxsize=512)
def _due(rule: _Rule, first: date, start: date, end: date) -> tuple[date, ...]:
    if end < max(start, first):
        return ()
    dates: list[date] = []
    longest_day = 31
    if not rule.weekdays and not rule.month_days:
        rule, longest_day = _with_day_of(rule, first)
    counted = 0
    for day in _expanded(rule, _anchor(rule, first, start), end):
        if day > end:
            break
        if day.day > longest_day:
            continue
        if day >= start:
            dates.append(day)
        counted += 1
        if counted == rule.most:
            break
    return tuple(dates)


def _with_day_of(rule: _Rule, first: date) -> tuple[_Rule, int]:
    if rule.frequency == DAILY:
        return rule, 31
    if rule.frequency == WEEKLY:
        return rule._replace(weekdays=((first.weekday(), 0),)), 31
    month_days = (first.day,) if first.day <= SURE_DAYS else (first.day, -1)
    months = rule.months or ((first.month,) if rule.frequency == YEARLY else ())
    return rule._replace(month_days=month_days, months=months), first.day


def _anchor(rule: _Rule, first: date, start: date) -> date:
    """Return a date in step with `first`, a whole interval or more before `start`, to count from."""
    if rule.most is not None or start <= first:
        return first
    years, months, days = start.year - first.year, start.month - first.month, (start - first).days
    passed = (years, 12 * years + months, days // 7, days)[rule.frequency]
    steps = (passed // rule.interval - 1) * rule.interval
    if steps <= 0:
        return first
    if rule.frequency == YEARLY:
        return date(first.year + steps, 1, 1)
    if rule.frequency == MONTHLY:
        years, month = divmod(first.month - 1 + steps, 12)
        return date(first.year + years, month + 1, 1)
    return first + timedelta(days=steps * (7 if rule.frequency == WEEKLY else 1))


def _expanded(rule: _Rule, anchor: date, end: date) -> Iterator[date]:
    """Yield the dates of a rule from `anchor` on; a rule that falls silent ends within 400 years of `end`.

    dateutil looks for the next date until the year 9999, so the question is moved there by whole cycles. Past
    the last week of that year it fails with ValueError; all that was asked for has been given by then.
    """
    from dateutil.rrule import rrule, weekday  # noqa: PLC0415 - only what has a cadence pays for it

    moved = (LATEST_YEAR - end.year) // CYCLE * CYCLE
    moments = rrule(
        rule.frequency,
        dtstart=datetime(anchor.year + moved, anchor.month, anchor.day),  # noqa: DTZ001 - days have no zone
        interval=rule.interval,
        wkst=rule.week_start,
        byweekday=[weekday(day, number or None) for day, number in rule.weekdays] or None,
        bymonthday=rule.month_days or None,
        bymonth=rule.months or None,
        bysetpos=rule.positions or None,
    )
    try:
        for moment in moments:
            yield date(moment.year - moved, moment.month, moment.day)
    except ValueError:
        return


def _parsed(rule: str) -> _Rule:
    if not isinstance(rule, str):
        message = f"Expected a recurrence rule as text, found {excerpt(rule)}."
        raise InvalidRecordError(message)
    if len(rule) > LONGEST_RULE:
        raise _fault(rule, f"It has {len(rule)} characters; at most {LONGEST_RULE} are read.")
    return _parsed_text(rule)


@lru_cache(maxsize=1024)
def _parsed_text(text: str) -> _Rule:
    parts = _parts(text)
    frequency = _frequency(text, parts)
    rule = _Rule(
        frequency=frequency,
        interval=_whole(text, "INTERVAL", parts.get("INTERVAL", "1"), 1, 1000),
        most=_whole(text, "COUNT", parts["COUNT"], 1, 10_000) if "COUNT" in parts else None,
        until=_until(text, parts["UNTIL"]) if "UNTIL" in parts else None,
        weekdays=_weekdays(text, parts, frequency),
        month_days=_wholes(text, parts, "BYMONTHDAY", -31, 31),
        months=_wholes(text, parts, "BYMONTH", 1, 12),
        positions=_wholes(text, parts, "BYSETPOS", -366, 366),
        week_start=_weekday(text, "WKST", parts.get("WKST", "MO")),
    )
    _refuse_what_does_not_fit(text, rule)
    return rule


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    if not text.isascii():
        raise _fault(text, "It has other than plain letters and figures.")
    for part in text.upper().removeprefix("RRULE:").split(";"):
        key, equals, value = part.partition("=")
        if not (equals and value):
            raise _fault(text, "Write KEY=VALUE parts with semicolons between them: FREQ=MONTHLY;BYDAY=1TU.")
        if key not in KEYS:
            raise _fault(text, f"It has the key '{excerpt(key)}'; known are {', '.join(KEYS)}.")
        if key in parts:
            raise _fault(text, f"It has {key} twice. Write it once, values with commas between them.")
        parts[key] = value
    return parts


def _frequency(text: str, parts: dict[str, str]) -> Frequency:
    if "FREQ" not in parts:
        raise _fault(text, f"It does not say how often. Add FREQ= and one of {', '.join(FREQUENCIES)}.")
    if parts["FREQ"] not in FREQUENCIES:
        raise _fault(text, f"FREQ is '{excerpt(parts['FREQ'])}'; write one of {', '.join(FREQUENCIES)}.")
    return FREQUENCIES[parts["FREQ"]]


def _whole(text: str, key: str, value: str, low: int, high: int) -> int:
    digits = value[1:] if value[:1] in ("+", "-") and low < 0 else value
    if digits.isdigit() and len(digits) <= LONGEST_NUMBER and low <= int(value) <= high and int(value):
        return int(value)
    kind = "a whole number" if low > 0 else "a whole number, not 0,"
    raise _fault(text, f"{key} has '{excerpt(value)}'; write {kind} from {low} to {high}.")


def _wholes(text: str, parts: dict[str, str], key: str, low: int, high: int) -> tuple[int, ...]:
    if key not in parts:
        return ()
    return tuple(_whole(text, key, value, low, high) for value in parts[key].split(","))


def _weekday(text: str, key: str, value: str) -> int:
    if value not in WEEKDAYS:
        raise _fault(text, f"{key} has '{excerpt(value)}'; write one of {', '.join(WEEKDAYS)}.")
    return WEEKDAYS.index(value)


def _weekdays(text: str, parts: dict[str, str], frequency: int) -> tuple[tuple[int, int], ...]:
    """Return the weekdays of BYDAY, 0 for Monday, each with its number or 0 for every one."""
    if "BYDAY" not in parts:
        return ()
    most = 5 if frequency == MONTHLY or "BYMONTH" in parts else 53
    found = []
    for value in parts["BYDAY"].split(","):
        day = _weekday(text, "BYDAY", value[-2:])
        number = _whole(text, "BYDAY", value[:-2], -most, most) if value[:-2] else 0
        if number and frequency > MONTHLY:
            raise _fault(
                text, f"BYDAY has '{excerpt(value)}'; a number goes with FREQ=MONTHLY or YEARLY only."
            )
        found.append((day, number))
    if len({number == 0 for _, number in found}) > 1:
        raise _fault(text, "BYDAY mixes numbered and plain days. Write all with a number or none.")
    return tuple(found)


def _until(text: str, value: str) -> date:
    day, separator, time = value.partition("T")
    clock = time.removesuffix("Z")
    if day.isdigit() and len(day) == len("20241231") and (not separator or _is_clock(clock)):
        try:
            return date(int(day[:4]), int(day[4:6]), int(day[6:]))
        except ValueError:
            raise _fault(text, f"UNTIL names a day that is not in the calendar: {day}.") from None
    raise _fault(text, f"UNTIL is '{excerpt(value)}'; write a date as 20241231 or 20241231T235959Z.")


def _is_clock(text: str) -> bool:
    return (
        text.isdigit() and len(text) == len("235959") and text[:2] < "24" and max(text[2:4], text[4:]) < "60"
    )


def _refuse_what_does_not_fit(text: str, rule: _Rule) -> None:
    if rule.most and rule.until:
        raise _fault(text, "It has both COUNT and UNTIL. Keep one of them.")
    if rule.month_days and rule.frequency == WEEKLY:
        raise _fault(text, "BYMONTHDAY does not go with FREQ=WEEKLY. Write FREQ=MONTHLY or take it out.")
    if rule.positions and rule.frequency == DAILY:
        raise _fault(text, "BYSETPOS does not go with FREQ=DAILY: a day has one date. Take it out.")
    if rule.positions and not (rule.weekdays or rule.month_days):
        raise _fault(text, "BYSETPOS picks from the days of BYDAY or BYMONTHDAY. Add one of them.")
    if not _can_match(rule):
        raise _fault(
            text, "No date can ever match it. Check BYMONTH, BYMONTHDAY, BYDAY and BYSETPOS together."
        )


def _can_match(rule: _Rule) -> bool:
    """Return whether any date matches a rule, told from a table of all kinds of years."""
    if rule.frequency == WEEKLY:
        return not rule.positions or min(map(abs, rule.positions)) <= len(set(rule.weekdays))
    if not rule.positions and not (rule.month_days and (rule.months or rule.weekdays)):
        return True
    days, months, years = _days()
    within = "year" if rule.frequency == YEARLY and not rule.months else "month"
    found = -1
    for asked in (
        [("in month", 0, month) for month in rule.months],
        [("day", 0, day) for day in rule.month_days],
        [(within, day, number) for day, number in rule.weekdays],
    ):
        if asked:
            found &= reduce(or_, [days.get(key, 0) for key in asked])
    least = min(map(abs, rule.positions), default=1)
    return any(
        (found & span).bit_count() >= least for span in (years if rule.frequency == YEARLY else months)
    )


@cache
def _days() -> tuple[dict[tuple[str, int, int], int], list[int], list[int]]:
    """Return the days of each kind of year as bits: by what a rule asks of a day, by months and by years.

    A year is of one of 14 kinds: with 29 February or without, and by the weekday on which it begins.
    """
    from calendar import isleap, monthrange  # noqa: PLC0415 - only a doubtful rule pays for it

    kinds = {(isleap(year), date(year, 1, 1).weekday()): year for year in range(2001, 2029)}
    days: dict[tuple[str, int, int], int] = {}
    months: dict[tuple[int, int], int] = {}
    years: dict[int, int] = {}
    bit = 1
    for year in kinds.values():
        length = 366 if isleap(year) else 365
        for place in range(length):
            day = date(year, 1, 1) + timedelta(days=place)
            weekday, left = day.weekday(), monthrange(year, day.month)[1] - day.day
            asked = [("in month", 0, day.month), ("day", 0, day.day), ("day", 0, -left - 1)]
            for within, before, after in (("month", day.day - 1, left), ("year", place, length - place - 1)):
                numbers = (0, before // 7 + 1, -(after // 7) - 1)
                asked += [(within, weekday, number) for number in numbers]
            for key in asked:
                days[key] = days.get(key, 0) | bit
            months[year, day.month] = months.get((year, day.month), 0) | bit
            years[year] = years.get(year, 0) | bit
            bit <<= 1
    return days, list(months.values()), list(years.values())


def _fault(rule: str, hint: str) -> InvalidRecordError:
    return InvalidRecordError(f"'{excerpt(rule)}' is not a recurrence rule that can be used. {hint}")
