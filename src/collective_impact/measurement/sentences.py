"""What progress and trend say in plain sentences: for people who read no tables and know no statistics.

Nothing is worked out here; numbers are told to three digits, and what is not known is said to be so.
"""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

from collective_impact.display import number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collective_impact.measurement.progress import Progress
    from collective_impact.measurement.trend import Trend

__all__ = ["amount", "progress_sentence", "subject_of", "trend_sentence", "unit_words"]

BARE = ("fraction", "rank", "ratio", "score")
"""Units whose name behind a number says nothing to a reader."""

DIGITS = 3


def progress_sentence(found: Progress) -> str:
    """Return from where to where, how far towards the target, and whether that will do."""
    if found.latest is None:
        return " ".join((f"{subject_of(found)}: {found.reason}", *_target(found)))
    return " ".join((_way(found), *_target(found), _verdict(found)))


def trend_sentence(found: Trend) -> str:
    """Return whether the curve is turned, and where its history would lead."""
    whose = "the series" if found.title is None else f'"{found.title}"'
    if found.turned == "cannot tell":
        return f"Whether the curve of {whose} is turned cannot be told. {found.reason}"
    told = {
        "better": f"The curve is turned: {whose} does better than its history let expect.",
        "on it": f"The curve is not turned: {whose} goes on as its history let expect.",
        "worse": f"The curve has turned the wrong way: {whose} does worse than its history let expect.",
    }[found.turned]
    ahead = next((row for row in found.forecasts if row.observed is None), None)
    if ahead is None:
        return told
    low, high = _about(ahead.low), _about(ahead.high)
    aim = "" if found.target is None else f"; the target is {amount(found.target, found.unit)}"
    expected = amount(ahead.expected, found.unit)
    return f"{told} By its history alone, {ahead.period} would bring {expected} ({low} to {high}){aim}."


def subject_of(found: Progress) -> str:
    """Return whose figures they are: the title, and the group, place or gap."""
    group, other = ", ".join(found.breakdown.values()), ", ".join(found.versus.values())
    where = f" in {found.place_id}" if found.place_id else ""
    if other:
        return f'The gap between {group or "all"} and {other}{where} in "{found.title}"'
    return f'"{found.title}"{f" of {group}" if group else ""}{where}'


def unit_words(unit: str | None) -> str:
    """Return a unit as people write it: `currency:USD` is USD."""
    return (unit or "").rpartition(":")[2].replace("_", " ")


def amount(value: float, unit: str | None) -> str:
    """Return a number to three digits, with its unit where that says something."""
    if unit == "percent":
        return f"{_about(value)} %"
    return _about(value) if unit is None or unit in BARE else f"{_about(value)} {unit_words(unit)}"


def _about(value: float) -> str:
    """Return a number to three digits, whole numbers in full."""
    if value in (0, floor(value)):
        return number(value)
    return number(round(value, max(DIGITS - 1 - floor(log10(abs(value))), 0)))


def _unit(found: Progress) -> str | None:
    """Return the unit of the figures: two percents lie percentage points apart."""
    return "percentage_points" if found.versus and found.unit == "percent" else found.unit


def _way(found: Progress) -> str:
    latest, change, when = amount(found.latest or 0.0, _unit(found)), found.change, found.latest_period
    if found.baseline is None or change is None:
        return f"{subject_of(found)} stood at {latest} in {when}."
    since = "" if found.baseline_period is None else f" ({found.baseline_period})"
    if change == 0:
        return f"{subject_of(found)} stands where it stood{since}: at {latest} ({when})."
    words = ("narrowed", "widened") if found.versus else ("fell", "rose")
    is_percent = _unit(found) == "percent"
    start = amount(found.baseline, "percent" if is_percent else None)
    by = f", by {amount(abs(change), found.change_unit)}" if is_percent else ""
    return f"{subject_of(found)} {words[change > 0]} from {start}{since} to {latest} ({when}){by}."


def _target(found: Progress) -> Iterator[str]:
    if found.target is None:
        return
    by = "" if found.target_period is None else f" by {found.target_period}"
    level = amount(found.target, _unit(found))
    aim = f"{level}{by}"
    if found.direction == "maintain":
        yield f"The level to keep is {level}."
    elif found.verdict == "achieved":
        yield f"The target of {aim} is reached."
    elif found.share_of_way is not None and found.share_of_way > 0:
        yield f"That is {percent(found.share_of_way)} of the way to the target of {aim}."
    else:
        yield f"The target is {aim}."


def _verdict(found: Progress) -> str:
    if found.ratio is None or found.verdict == "not enough data":
        reason = f" {found.reason}" if found.reason else ""
        return {
            "achieved": "Verdict: achieved.",
            "moving away": f"It moves the wrong way. Verdict: moving away.{reason}",
        }.get(found.verdict, f"That is not enough data for a verdict.{reason}")
    return f"{_pace(found, found.ratio)}Verdict: {found.verdict}."


def _pace(found: Progress, ratio: float) -> str:
    if found.direction == "maintain":
        return f"It has drifted {_a_year(-ratio)} from there. "
    if found.verdict == "achieved":
        return ""
    if found.pace_needed is not None:
        if ratio < 0:
            return "It moves the wrong way. "
        return f"It moves at {percent(ratio)} of the pace that it takes to get there in time. "
    way = "right" if ratio >= 0 else "wrong"
    return f"No target is recorded; it moves {_a_year(abs(ratio))} the {way} way. "


def _a_year(share: float) -> str:
    return f"{_about(100 * share)} % a year"
