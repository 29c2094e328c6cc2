"""What people write in a roster about ages, meetings, hours and identifiers, read by short grammars.

What a word could mean in two ways is not read: None tells that it is to be told.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from collective_impact.cadence import rule_fault

__all__ = ["Ages", "ages_of", "hours_of", "identifier_of", "rule_hint", "rule_of"]

_OLDEST = 130
_LONGEST_DAY = 24
_RULES = {
    "weekly": "FREQ=WEEKLY",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "every quarter": "FREQ=MONTHLY;INTERVAL=3",
    "twice a year": "FREQ=MONTHLY;INTERVAL=6",
    "yearly": "FREQ=YEARLY",
    "annually": "FREQ=YEARLY",
    "once a year": "FREQ=YEARLY",
}
_STEPS = {"other": 2, "second": 2, "two": 2, "three": 3, "four": 4, "six": 6}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PLACES = {
    **dict.fromkeys(("1st", "first"), 1),
    **dict.fromkeys(("2nd", "second"), 2),
    **dict.fromkeys(("3rd", "third"), 3),
    **dict.fromkeys(("4th", "fourth"), 4),
    "last": -1,
}
_NTH_DAY = re.compile(
    rf"(?:every |each |the )?({'|'.join(_PLACES)})(?: ?(?:and|&|/) ?({'|'.join(_PLACES)}))? ({'|'.join(_DAYS)})s?"
    r"(?: (?:(?:of|in) )?(?:the|each|every|a) month| monthly)?\Z"
)
_EVERY_STEP = re.compile(
    rf"every (?:({'|'.join(_STEPS)}|[1-9][0-9]?) )?(?:(month)s?|weeks?(?: on ({'|'.join(_DAYS)})s?)?)\Z"
)
_OTHER_DAY = re.compile(rf"(?:every|each) other ({'|'.join(_DAYS)})s?\Z")
_WEEKS = {"second": "two", "2nd": "two", "third": "three", "3rd": "three", "fourth": "four", "4th": "four"}
_SECOND_DAY = re.compile(rf"(?:every|each) ({'|'.join(_WEEKS)}) ({'|'.join(_DAYS)})s?\Z")
_EVERY_DAY = re.compile(rf"(?:every |each )?({'|'.join(_DAYS)})s?(?: every week)?\Z")
_AGES = re.compile(
    r"(?:ages? ?)?(prenatal|birth|\d{1,3})(?: ?(?:-|\u2013|\u2014|to|through) ?(?:age )?(\d{1,3})"
    r"| ?(\+|and (?:up|over|older)))?"
    r"(?: ?(?:years?|yrs?)(?: old)?)?\Z",
    re.ASCII,
)
_UNDER = re.compile(r"(?:ages? ?)?under (?:age )?(\d{1,3})(?: ?(?:years?|yrs?)(?: old)?)?\Z", re.ASCII)
_ALL_AGES = frozenset(("all", "all ages", "any age", "every age"))
_HOURS = re.compile(r"(\d{1,2})(?:[.,](\d{1,3}))? ?(?:h|hrs?|hours?)?\Z", re.ASCII)
_HOURS_AND_MINUTES = re.compile(
    r"(\d{1,2})(?::| ?(?:h|hrs?|hours?)(?: and)? ?)([0-5]\d)(?::00| ?min(?:s|utes?)?)?\Z", re.ASCII
)
_MINUTES = re.compile(r"(\d{1,4}) ?min(?:s|utes?)?\Z", re.ASCII)
_IDENTIFIER = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,40})(?:: ?| )(\S[\S ]{0,99})\Z", re.ASCII)


class Ages(NamedTuple):
    """A span of ages, open at its end where None."""

    low: int
    high: int | None


def ages_of(text: str) -> Ages | None:
    """Return the ages of `0-5`, `birth to 5`, `16+`, `under 5`, `14-18 years`, `all ages`; None for anything else.

    Ages are in whole years: under 5 is 0 to 4, and prenatal counts as 0. Grades are no ages: `K-12` is not read.
    """
    words = text.casefold()
    if words in _ALL_AGES:
        return Ages(0, None)
    under = _UNDER.match(words)
    if under:
        return Ages(0, int(under[1]) - 1) if 0 < int(under[1]) <= _OLDEST else None
    found = _AGES.match(words)
    if found is None:
        return None
    is_start = not found[1].isdecimal()
    low = 0 if is_start else int(found[1])
    high = None if found[3] else int(found[2]) if found[2] else low
    if low > _OLDEST or (high is not None and not low <= high <= _OLDEST) or (is_start and high == low):
        return None
    return Ages(low, high)


def rule_of(text: str) -> str | None:
    """Return the recurrence rule that a text is, or that its words stand for; None where it says something else.

    `biweekly` and `bimonthly` are not read: one half of those who write them mean twice, the other every two. Nor is
    `every second Tuesday`, which is that of a month to some and one in two to others; so with the third and fourth.
    """
    words = text.casefold()
    if words in _RULES:
        return _RULES[words]
    step = _EVERY_STEP.match(words)
    if step:
        number = int(_STEPS.get(step[1], step[1] or 1))
        return _stepped("MONTHLY" if step[2] else "WEEKLY", number, step[3])
    other = _OTHER_DAY.match(words)
    if other:
        return _stepped("WEEKLY", 2, other[1])
    if _SECOND_DAY.match(words):
        return None
    nth = _NTH_DAY.match(words)
    if nth:
        day = nth[3][:2].upper()
        places = dict.fromkeys(_PLACES[place] for place in nth.group(1, 2) if place)
        return f"FREQ=MONTHLY;BYDAY={','.join(f'{place}{day}' for place in places)}"
    every = _EVERY_DAY.match(words)
    if every:
        return _stepped("WEEKLY", 1, every[1])
    return None if rule_fault(text) else text.upper().removeprefix("RRULE:")


def _stepped(frequency: str, number: int, day: str | None) -> str:
    step = f";INTERVAL={number}" if number > 1 else ""
    return f"FREQ={frequency}{step}" + (f";BYDAY={day[:2].upper()}" if day else "")


def rule_hint(text: str) -> str:
    """Return what to write instead of words that `rule_of` does not read."""
    second = _SECOND_DAY.match(text.casefold())
    if second:
        day = second[2].capitalize()
        return f"Write {second[1]} {day} of the month, or every {_WEEKS[second[1]]} weeks on {day}."
    return "Write monthly, every two weeks, first and third Tuesday, or FREQ=MONTHLY;BYDAY=1TU."


def hours_of(text: str) -> float | None:
    """Return the hours of `1.5`, `1,5`, `2 h`, `1:30`, `1 h 30`, `90 min`; None for anything else or over a day."""
    words = text.casefold()
    if found := _HOURS.match(words):
        hours = float(f"{found[1]}.{found[2] or 0}")
    elif found := _HOURS_AND_MINUTES.match(words):
        hours = int(found[1]) + int(found[2]) / 60
    elif found := _MINUTES.match(words):
        hours = int(found[1]) / 60
    else:
        return None
    return hours if 0 < hours <= _LONGEST_DAY else None


def identifier_of(text: str) -> tuple[str, str] | None:
    """Return scheme and value of `US-EIN 12-3456789` or `GB-CHC: 1234567`; None where it says something else."""
    found = _IDENTIFIER.match(text)
    return (found[1], found[2].strip()) if found else None
