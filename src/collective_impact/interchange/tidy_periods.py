"""Periods as people write them in tables: fiscal years, quarters, months by name, days in either order.

What `period` reads stays as it is; here are the other forms, and the two that a whole column decides: `2012-13`
and `03/04/2024`. Nothing is guessed for a single cell, and no missing part is filled in.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.period import Period, period_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["APRIL", "Periods", "is_period"]

APRIL = 4
LAST_YEAR = 9999
LONGEST = 40
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CENTURY = 100
DECEMBER = 12
FEW = 2


class Periods:
    """How the periods of one table are written; ask `read` for each text.

    `fiscal_year_starts` is the month (1 to 12) in which a year such as `2010/11` or `FY2011` begins; None stands
    for April, and then `FY2011`, which names a year by where it ends, cannot be read.
    """

    def __init__(self, texts: Iterable[str], fiscal_year_starts: int | None = None) -> None:
        self._starts = fiscal_year_starts
        self._day_first: bool | None = None
        self._split_years = False
        self.notes: list[tuple[str, str]] = []
        self._decide([_tidy(text) for text in texts])

    def read(self, text: str) -> Period:
        """Return the period that a text names.

        Raises:
            InvalidRecordError: it names none; the message says what was found and what to do.
        """
        plain = _tidy(text)
        if len(plain) > LONGEST:
            return Period.parse(plain)
        split = _SPLIT.match(plain)
        if split and (plain[4] == "/" or len(split[2]) == len("2024") or self._split_years):
            following = _following(split[1], split[2])
            if following is not None:
                return self._fiscal(int(split[1]), 12)
        elif period_fault(plain) is None:
            return Period.parse(plain)
        for pattern, make in _forms().items():
            found = pattern.match(plain)
            if found:
                return make(self, found)
        return Period.parse(plain)

    def _decide(self, texts: list[str]) -> None:
        """Look at all texts together for what one alone cannot tell."""
        short = [found for found in map(_SHORT.match, texts) if found]
        fit = [found for found in short if _following(found[1], found[2]) is not None]
        if fit and len(fit) == len(short):
            if any(not 1 <= int(found[2]) <= DECEMBER for found in fit):
                self._split_years = True
                message = f"'{fit[0][0]}' and the like are years over two calendar years, not months."
                self.notes.append(("split_years", message))
            elif len({found[0] for found in fit}) >= FEW:
                message = (
                    f"'{fit[0][0]}' and the like are read as months, as ISO 8601 has it; they may be years."
                )
                self.notes.append(("ambiguous_period", message))
        days = [found for found in map(_DAY.match, texts) if found]
        first = any(int(found[1]) > DECEMBER for found in days)
        second = any(int(found[2]) > DECEMBER for found in days)
        if first != second:
            self._day_first = first
            order = "day, month and year" if first else "month, day and year"
            self.notes.append(("day_order", f"Dates such as '{days[0][0]}' are read as {order}."))

    def _fiscal(self, year: int, months: int, begin: int = 0) -> Period:
        """Return so many months of the fiscal year that begins in a calendar year, from its month `begin` on."""
        if months == DECEMBER and self._starts in (None, APRIL):
            return Period.parse(f"{year}/{(year + 1) % CENTURY:02d}")
        return _months(year, (self._starts or APRIL) + begin, months)

    def _named_by_end(self, found: re.Match[str]) -> Period:
        if self._starts is None:
            message = (
                f"'{excerpt(found[0])}' names a fiscal year by one calendar year, and it is not known when such a "
                "year begins. Say so by fiscal_year_starts=7, for July for example."
            )
            raise InvalidRecordError(message)
        year = int(found[1])
        return self._fiscal(year if self._starts == 1 else year - 1, 12)

    def _quarter_of_fiscal(self, found: re.Match[str]) -> Period:
        if _following(found[1], found[2]) is None:
            return Period.parse(found[0])
        return self._fiscal(int(found[1]), 3, 3 * int(found[3]) - 3)

    def _split(self, found: re.Match[str]) -> Period:
        if _following(found[1], found[2]) is None:
            return Period.parse(found[0])
        return self._fiscal(int(found[1]), 12)

    def _years(self, found: re.Match[str]) -> Period:
        """Return a span of whole calendar years: `2016 - 18`."""
        first, last = int(found[1]), _ending(found[1], found[2])
        if last <= first:
            return Period.parse(found[0])
        return Period.parse(f"{first}-01-01/{last}-12-31")

    def _fiscal_years(self, found: re.Match[str]) -> Period:
        """Return a span of fiscal years: `2013/14 - 15/16`."""
        last = _ending(found[1], found[3])
        ends_right = _following(str(last), found[4]) is not None
        if _following(found[1], found[2]) is None or not ends_right or last <= int(found[1]):
            return Period.parse(found[0])
        return self._fiscal(int(found[1]), 12 * (last - int(found[1]) + 1))

    def _day(self, found: re.Match[str]) -> Period:
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if self._day_first is None and first != second:
            message = (
                f"'{excerpt(found[0])}' may be two different days, and no other date of the table tells which. "
                "Write 2024-03-31."
            )
            raise InvalidRecordError(message)
        day, month = (first, second) if self._day_first else (second, first)
        return Period.parse(f"{year}-{month:02d}-{day:02d}")


_SPLIT = re.compile(r"([1-9]\d{3})[/-](\d{2}|\d{4})\Z", re.ASCII)
_SHORT = re.compile(r"([1-9]\d{3})-(\d{2})\Z", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]([1-9]\d{3})\Z", re.ASCII)


def is_period(text: str) -> bool:
    """Return whether a text is a period by itself, as the header of a wide table has them."""
    try:
        Periods(()).read(text)
    except InvalidRecordError:
        return False
    return True


def _tidy(text: str) -> str:
    """Return a text with plain dashes and single blanks, a year without the `.0` of a spreadsheet or frame."""
    plain = " ".join(text.replace("\u2013", "-").replace("\u2014", "-").split())
    year = plain.partition(" [YR")[0]
    if plain.endswith(".0") and len(plain) == len("2024.0"):
        year = plain[:-2]
    return re.sub(r"\A(\d{4}-\d{2}-\d{2}) (\d{2}:)", r"\1T\2", year, flags=re.ASCII)


def _following(year: str, second: str) -> int | None:
    """Return the year after `year` where `second` stands for it, in two digits or four."""
    following = int(year) + 1
    return following if second in (str(following), str(following)[-2:]) and following <= LAST_YEAR else None


def _ending(first: str, second: str) -> int:
    """Return the year that `second` stands for in a span that begins with `first`."""
    return int(second) if len(second) == len("2024") else int(first[:2] + second)


def _months(year: int, month: int, count: int) -> Period:
    """Return `count` months from a month on, which may lie beyond December; a plain form where there is one."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last_year, last_month = year + (month + count - 2) // 12, (month + count - 2) % 12 + 1
    if count == 12 and month == 1:  # noqa: PLR2004 - a calendar year
        return Period.parse(f"{year}")
    if count == 3 and month % 3 == 1:  # noqa: PLR2004 - a calendar quarter
        return Period.parse(f"{year}-Q{month // 3 + 1}")
    if count == 1:
        return Period.parse(f"{year}-{month:02d}")
    end = date(last_year, last_month, monthrange(last_year, last_month)[1])
    return Period.parse(f"{year}-{month:02d}-01/{end}")


def _month(year: str, month: str, text: str) -> Period:
    if not 1 <= int(month) <= DECEMBER:
        message = f"'{excerpt(text)}' is not a period. There is no month {month}; a year has 12."
        raise InvalidRecordError(message)
    return _months(int(year), int(month), 1)


def _named_month(name: str, year: str, text: str) -> Period:
    if name[:3].casefold() not in MONTHS:
        return Period.parse(text)
    return _months(int(year), MONTHS.index(name[:3].casefold()) + 1, 1)


def _week(year: str, week: str, text: str) -> Period:
    try:
        days = [date.fromisocalendar(int(year), int(week), day) for day in (1, 7)]
    except (ValueError, OverflowError):
        raise InvalidRecordError(f"'{excerpt(text)}' is not a period. There is no such week.") from None
    return Period.parse(f"{days[0]}/{days[1]}")


@cache
def _forms() -> Mapping[re.Pattern[str], Callable[[Periods, re.Match[str]], Period]]:
    year, split = r"([1-9]\d{3})", r"([1-9]\d{3})[/-](\d{2}|\d{4})"
    name = r"([A-Za-z]{3}|January|February|March|April|June|July|August|September|October|November|December|Sept)"
    made: dict[str, Callable[[Periods, re.Match[str]], Period]] = {
        rf"{year}-?Q([1-4])": lambda _, f: _months(int(f[1]), 3 * int(f[2]) - 2, 3),
        rf"Q([1-4])[ /-]?{year}": lambda _, f: _months(int(f[2]), 3 * int(f[1]) - 2, 3),
        rf"{split}[ -]?Q([1-4])": Periods._quarter_of_fiscal,  # noqa: SLF001 - this file's own class
        rf"{year}[- ]?[HS]([12])": lambda _, f: _months(int(f[1]), 6 * int(f[2]) - 5, 6),
        rf"{year}[- ]?M(\d{{1,2}})": lambda _, f: _month(f[1], f[2], f[0]),
        rf"(\d{{1,2}})/{year}": lambda _, f: _month(f[2], f[1], f[0]),
        rf"{year}-?A1?": lambda _, f: Period.parse(f[1]),
        rf"{year}-?W(\d{{1,2}})": lambda _, f: _week(f[1], f[2], f[0]),
        rf"{name}\.?[ -]{year}": lambda _, f: _named_month(f[1], f[2], f[0]),
        rf"{year}[ -]{name}": lambda _, f: _named_month(f[2], f[1], f[0]),
        rf"FY ?{split}": Periods._split,  # noqa: SLF001 - this file's own class
        rf"FY ?{year}": Periods._named_by_end,  # noqa: SLF001 - this file's own class
        rf"{year}/(\d{{1,2}})/(\d{{1,2}})": lambda _, f: Period.parse(
            f"{f[1]}-{int(f[2]):02d}-{int(f[3]):02d}"
        ),
        rf"{year} - (\d{{2}}|\d{{4}})": Periods._years,  # noqa: SLF001 - this file's own class
        rf"{year}-(\d{{4}})": Periods._years,  # noqa: SLF001 - this file's own class
        rf"{split} ?- ?(\d{{2}}|\d{{4}})[/-](\d{{2}}|\d{{4}})": Periods._fiscal_years,  # noqa: SLF001 - this file's own class
        _DAY.pattern.removesuffix(r"\Z"): Periods._day,  # noqa: SLF001 - this file's own class
    }
    return {re.compile(rf"{pattern}\Z", re.ASCII | re.IGNORECASE): make for pattern, make in made.items()}
