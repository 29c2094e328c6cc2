"""Spans of calendar days and the few forms in which people write them: 2024, 2024-03, 2024-Q1, 2023/24.

A short ASCII grammar decides what enters; nothing is guessed and no missing part is filled in. The file does
not know what was measured in a period, how often something is due or what day today is.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import attrs

from collective_impact.errors import InvalidRecordError, excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Calendar", "Period", "as_calendar", "as_period", "out_of_order", "period_fault"]

FORMS = (
    "a year (2024), a month (2024-03), a quarter (2024-Q1), a year from April to March (2023/24), "
    "a day (2024-03-31) or two days with a slash between them (2023-07-01/2024-06-30)"
)
LONGEST_TEXT = 40
REMEMBERED_TEXTS = 4096
LAST_YEAR = 9999
APRIL = 4


@attrs.frozen(order=False)
class Period:
    """A closed span of calendar days: `start` and `end` both belong to it.

    `label` is the canonical text of the span, and `Period.parse(period.label) == period` always holds. Two
    periods are equal when days and label are: the year `2024` is not the interval `2024-01-01/2024-12-31`.
    Make one with `Period.parse`; the constructor refuses a label that does not say the same as the days.
    """

    start: date
    end: date
    label: str

    def __attrs_post_init__(self) -> None:
        _refuse_other_than_text(self.label)
        if _read(self.label) != (self.start, self.end, self.label):
            message = (
                f"A period from {self.start} to {self.end} cannot bear the label '{excerpt(self.label)}'. "
                "Use Period.parse, which works out the days from the label."
            )
            raise InvalidRecordError(message)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period that `text` names, in the years 1000 to 9999.

        Accepted are a year `2024`, a month `2024-03`, a quarter `2024-Q1` or `2024 Q1`, a day `2024-03-31`,
        an ISO 8601 date with time (the date is kept as it stands, the time and its zone are not), an interval
        of two days `2023-07-01/2024-06-30`, and a split year `2023/24`, `2023/2024` or `2023-2024`. That a
        split year runs from 1 April to 31 March is a convention of this library; any other fiscal year is
        written as an interval. `2009-10` is October 2009, as ISO 8601 has it, never the years 2009 and 2010.

        Raises:
            InvalidRecordError: where `text` is not text or has none of these forms; the message says what was
                found and what is accepted.
        """
        _refuse_other_than_text(text)
        return _parsed(text)

    def __str__(self) -> str:
        return self.label


def period_fault(text: str) -> str | None:
    """Return why `text` is not a period, told to the person who wrote it, or None where it is one."""
    try:
        Period.parse(text)
    except InvalidRecordError as error:
        return error.message
    return None


class Calendar(tuple[Period, ...]):
    """Periods known to be strictly increasing, so that all series that keep to them can share one check."""

    __slots__ = ()


def as_period(value: Period | str | int | None) -> Period | None:
    """Return the period that a text names, or a bare year; all else comes back for a record to refuse."""
    text = str(value) if type(value) is int and 0 < value <= LAST_YEAR else value
    if isinstance(text, str) and period_fault(text) is None:
        return Period.parse(text)
    return value  # type: ignore[return-value]


def as_calendar(values: Iterable[Period | str | int]) -> tuple[Period, ...]:
    """Return a `Calendar` of a tuple whose periods increase; all else comes back for a record to refuse."""
    if type(values) is Calendar or not isinstance(values, tuple):
        return values  # type: ignore[return-value]
    periods: tuple[Period, ...] = tuple(map(as_period, values))  # type: ignore[arg-type]
    return Calendar(periods) if out_of_order(periods) is None else periods


def out_of_order(periods: tuple[Period, ...]) -> int | None:
    """Return the position of the first entry that is no period or does not follow the one before, if any."""
    for position, here in enumerate(periods):
        if type(here) is not Period:
            return position
        if position:
            before = periods[position - 1]
            if here.start <= before.start or here.end <= before.end:
                return position
    return None


def _refuse_other_than_text(found: str) -> None:
    if not isinstance(found, str):
        message = f"Expected a period as text, found {excerpt(found)}. Write it in quotation marks."
        raise InvalidRecordError(message)


@lru_cache(maxsize=REMEMBERED_TEXTS)
def _parsed(text: str) -> Period:
    return Period(*_read(text))


def _read(text: str) -> tuple[date, date, str]:
    found = _grammar().match(text) if len(text) <= LONGEST_TEXT else None
    if found is None:
        raise _fault(text, f"Write {FORMS}.")
    parts = found.groupdict()
    year = int(parts["year"])
    if parts["since"]:
        return _interval(text, parts["since"], parts["until"])
    if parts["day"]:
        day = _day(text, parts["day"])
        return day, day, day.isoformat()
    second = parts["second"] or parts["short"]
    if second:
        return _split_year(text, year, second)
    if parts["quarter"]:
        quarter = int(parts["quarter"])
        return _months(year, 3 * quarter - 2, 3, f"{year}-Q{quarter}")
    if parts["month"]:
        month = int(parts["month"])
        if not 1 <= month <= 12:  # noqa: PLR2004 - the months of a year
            raise _fault(text, _hint_for_month(year, parts["month"]))
        return _months(year, month, 1, text)
    return _months(year, 1, 12, text)


@cache
def _grammar() -> re.Pattern[str]:
    day = r"[1-9]\d{3}-\d{2}-\d{2}"
    time = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?"
    return re.compile(
        rf"(?=(?P<year>[1-9]\d{{3}}))"
        rf"(?:(?P<since>{day})/(?P<until>{day})"
        rf"|(?P<day>{day})(?:T{time})?"
        r"|\d{4}(?:/(?P<short>\d{2})|[/-](?P<second>\d{4})|[- ]Q(?P<quarter>[1-4])|-(?P<month>\d{2}))?"
        r")\Z",
        re.ASCII,
    )


def _interval(text: str, since: str, until: str) -> tuple[date, date, str]:
    start, end = _day(text, since), _day(text, until)
    if end < start:
        raise _fault(text, "It ends before it starts: swap the two days.")
    return start, end, text


def _day(text: str, day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise _fault(text, f"There is no day {day} in the calendar.") from None


def _split_year(text: str, year: int, second: str) -> tuple[date, date, str]:
    following = str(year + 1)
    if second not in (following, following[-2:]) or year == LAST_YEAR:
        hint = "The second year of a split year is the one after the first: 2023/24."
        if len(second) == 2:  # noqa: PLR2004 - two digits may have been meant as a month
            hint += f" A month is written {year}-{second}."
        raise _fault(text, hint)
    return _months(year, APRIL, 12, f"{year}/{following[-2:]}")


def _hint_for_month(year: int, month: str) -> str:
    if month == str(year + 1)[-2:]:
        return (
            f"There is no month {month}. For the year from April {year} to March {year + 1} "
            f"write {year}/{month}; for a month write {year}-01 to {year}-12."
        )
    return f"There is no month {month}. Write {FORMS}."


def _months(year: int, month: int, count: int, label: str) -> tuple[date, date, str]:
    years, past = divmod(month - 1 + count, 12)
    if year + years > LAST_YEAR:
        return date(year, month, 1), date.max, label
    return date(year, month, 1), date(year + years, past + 1, 1) - timedelta(days=1), label


def _fault(text: str, hint: str) -> InvalidRecordError:
    return InvalidRecordError(f"'{excerpt(text)}' is not a period. {hint}")
