"""From an indicator to the figures that speak for it: which series is the whole, where a period lies in years.

Nothing is judged and nothing is added up here; a figure that is missing stays missing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.arithmetic import rounded, total
from collective_impact.record import EMPTY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collective_impact.model.indicator import Figure, Indicator, Series, Target
    from collective_impact.period import Period

__all__ = [
    "Chosen",
    "Curve",
    "Whole",
    "curve_of",
    "difference_of",
    "is_about",
    "series_of",
    "whole_of",
    "year_of",
]


class Curve(NamedTuple):
    """Periods in order and a figure, or None, for each."""

    periods: Sequence[Period]
    values: Sequence[float | None]

    def until(self, on: date | None) -> int:
        """Return how many of the periods had ended by a day; all of them where none is given."""
        return (
            len(self.periods) if on is None else bisect_right(self.periods, on, key=lambda period: period.end)
        )

    def last(self, on: date | None) -> int | None:
        """Return the place of the last figure by a day."""
        return next(
            (place for place in range(self.until(on) - 1, -1, -1) if self.values[place] is not None), None
        )

    def first(self, year: int, before: int) -> int | None:
        """Return the place of the first figure whose period begins in a year or later, or else of the first."""
        start = bisect_left(self.periods, year, key=lambda period: period.start.year)
        order = chain(range(start, before), range(min(start, before)))
        return next((place for place in order if self.values[place] is not None), None)

    def known(self, on: date | None) -> Known:
        """Return the periods that had ended by a day and have a figure, with the figures."""
        count = self.until(on)
        held = [
            (period, value)
            for period, value in zip(self.periods[:count], self.values[:count], strict=True)
            if value is not None
        ]
        return Known(tuple(period for period, _ in held), tuple(value for _, value in held))


class Known(NamedTuple):
    """Periods in order, each with its figure."""

    periods: tuple[Period, ...]
    values: tuple[float, ...]


class Whole(NamedTuple):
    """What counts as all of an indicator beside series that say so: the one place or partner of every series."""

    place_id: str | None
    partner_id: str | None


class Chosen(NamedTuple):
    """The series that was looked for, or why there is none."""

    series: Series | None
    reason: str | None = None


def year_of(period: Period) -> float:
    """Return where a period lies in years by its last day, so that 2020 is 2020 and March 2021 is 2020.25.

    Two periods of one length lie exactly as far apart as the calendar says; a target due on 31 December 2030
    lies where the year 2030 does.
    """
    end = period.end
    return (12 * end.year - 13 + end.month + end.day / monthrange(end.year, end.month)[1]) / 12


def whole_of(indicator: Indicator) -> Whole:
    """Return the place that all series name, if they name one, and the partner, if nobody else is expected."""
    if len(indicator.series) == 1:
        (only,) = indicator.series
        if only.place is None and only.partner_id is None:
            return Whole(None, None)
    places = {None if series.place is None else series.place.id for series in indicator.series}
    partners = {series.partner_id for series in indicator.series}
    place_id = places.pop() if len(places) == 1 else None
    partner_id = partners.pop() if len(partners) == 1 else None
    return Whole(place_id, partner_id if set(indicator.reporter_ids) <= {partner_id} else None)


def series_of(
    indicator: Indicator, breakdown: Mapping[str, str] = EMPTY, place_id: str | None = None
) -> Chosen:
    """Return the series of all partners together for a group (all, unless given) and a place (everywhere).

    The headline is the series without group, place and partner. Where every series names one and the same
    place, that place is everywhere; where all come from one partner and nobody else is expected to report,
    that partner is all.
    """
    whole = whole_of(indicator)
    found = [
        series
        for series in indicator.series
        if series.partner_id in (None, whole.partner_id) and is_about(series, breakdown, place_id, whole)
    ]
    if len(found) == 1:
        return Chosen(found[0])
    if found:
        return Chosen(None, f"There are {len(found)} series for the same figures; keep one of them.")
    if not indicator.series:
        return Chosen(None, "No figures are recorded.")
    if breakdown or place_id is not None:
        whose = f" for {', '.join(breakdown.values())}" if breakdown else ""
        where = f" in {place_id}" if place_id is not None else ""
        return Chosen(None, f"No figures are recorded{whose}{where}.")
    return Chosen(
        None,
        "There is no series of all together, only of parts (partners, groups or places). Record the total, or put "
        "the parts together with measurement.roll_up.",
    )


def is_about(held: Series | Figure, breakdown: Mapping[str, str], place_id: str | None, whole: Whole) -> bool:
    """Return whether a series, baseline or target is about a group and a place."""
    place = None if held.place is None else held.place.id
    return held.breakdown == breakdown and (
        place == place_id or (place_id is None and place == whole.place_id)
    )


def target_of(
    indicator: Indicator,
    breakdown: Mapping[str, str] = EMPTY,
    versus: Mapping[str, str] = EMPTY,
    place_id: str | None = None,
) -> Target | None:
    """Return the target that is due last; one without a date only where none has a date."""
    whole = whole_of(indicator)
    found = [
        target
        for target in indicator.targets
        if target.value is not None
        and target.versus == versus
        and is_about(target, breakdown, place_id, whole)
    ]
    dated = [target for target in found if target.period is not None]
    return max(dated, key=_due) if dated else (found[-1] if found else None)


def change_unit(indicator: Indicator) -> str | None:
    """Return the unit that a difference between two figures has: percentage points for percents and shares."""
    is_share = indicator.unit in ("percent", "fraction") or (
        indicator.unit is None and indicator.measure == "percent"
    )
    return "percentage_points" if is_share else indicator.unit


def _due(target: Target) -> date:
    return date.min if target.period is None else target.period.end


def change_of(indicator: Indicator, later: float, earlier: float) -> float:
    """Return how much more one figure is than another, in the unit that `change_unit` names."""
    change = total((later, -earlier))
    return rounded(100 * change) if indicator.unit == "fraction" else change


def has_true_zero(indicator: Indicator) -> bool:
    """Return whether the 0 of an indicator's unit is nothing of it, so that ratios and growth rates say something."""
    return indicator.unit not in (
        "pint:degree_Celsius",
        "pint:degree_Fahrenheit",
        "percentage_points",
        "rank",
    )


def curve_of(series: Series) -> Curve:
    """Return the figures of a series."""
    return Curve(series.periods, series.values)


def difference_of(group: Curve, versus: Curve) -> Known:
    """Return by how much a group lies above another in the periods where both have a figure."""
    there = dict(zip(versus.periods, versus.values, strict=True))
    held = [
        (period, total((value, -other)))
        for period, value in zip(group.periods, group.values, strict=True)
        if value is not None and (other := there.get(period)) is not None
    ]
    return Known(tuple(period for period, _ in held), tuple(value for _, value in held))
