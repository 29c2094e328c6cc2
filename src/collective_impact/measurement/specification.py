"""What an indicator says of itself and how current its figures are: facts that checker and audit share.

Marks and numbers leave; what they are worth is said by a criterion or by the audit. Nothing is worked out of
the figures themselves here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from collective_impact.cadence import months_before
from collective_impact.errors import InvalidRecordError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from collective_impact.model.indicator import Indicator, Series

__all__ = [
    "SPECIFICATION",
    "TOLERANCE",
    "due_on",
    "is_broken_down",
    "is_current",
    "latest_ends",
    "newest_allowed",
    "reports_of",
    "stated_fields",
    "unfilled_ends",
]

SPECIFICATION = (
    "definition", "unit", "data_source", "frequency", "baselines", "targets", "direction", "owner_id"
)  # fmt: skip
"""The eight fields by which two people measure the same thing (Friedman, 2005)."""

TOLERANCE = 1.5
"""How many times its frequency a figure may be old (convention)."""

HALF_A_MONTH = timedelta(days=15)


def stated_fields(indicator: Indicator) -> dict[str, bool]:
    """Return for each field of `SPECIFICATION` whether the indicator states something there."""
    return {name: getattr(indicator, name) not in (None, ()) for name in SPECIFICATION}


def newest_allowed(on: date, frequency: int, tolerance: float = TOLERANCE) -> date:
    """Return the day on or after which a fresh figure's period ends: `on` less `tolerance` times `frequency`.

    `frequency` is in months; half a month counts as 15 days. Before the calendar begins all is fresh.
    """
    halves = round(frequency * tolerance * 2)
    try:
        return months_before(on, halves // 2) - HALF_A_MONTH * (halves % 2)
    except (InvalidRecordError, OverflowError):
        return date.min


def due_on(end: date, frequency: int, tolerance: float = TOLERANCE) -> date:
    """Return the day by which the figure of a period that ends on `end` is due.

    The figure before it then stops being fresh: `end` plus `tolerance` - 1 times `frequency`, in months; where
    the calendar ends before, on its last day.
    """
    halves = round(frequency * (tolerance - 1) * 2)
    try:
        return months_before(end, -(halves // 2)) + HALF_A_MONTH * (halves % 2)
    except (InvalidRecordError, OverflowError):
        return date.max


def latest_ends(indicator: Indicator, on: date, count: int = 2) -> tuple[date, ...]:
    """Return the ends of the last `count` periods up to `on` in which some series has a figure, latest first."""
    ends = {period.end for series in indicator.series for period in series.latest(on, count)}
    return tuple(sorted(ends, reverse=True)[:count])


def unfilled_ends(series: Series, on: date) -> Iterator[date]:
    """Yield the end of each period up to `on` that stands in a series without a figure: it may still come."""
    if None in series.values:
        for period, value in zip(series.periods, series.values, strict=True):
            if value is None and period.end <= on and period.label not in series.raw:
                yield period.end


def is_current(indicator: Indicator, on: date, oldest: date | None) -> bool | None:
    """Return whether there are figures of two periods or more, the latest ended on or after `oldest`.

    None where that is not known: nothing is recorded, it is not known how old figures may be (`oldest` is None),
    or a period that is listed without a figure would decide.
    """
    if not indicator.series:
        return None
    ends = set(latest_ends(indicator, on))
    found = _is_current(ends, oldest)
    if found is False:
        ends.update(end for series in indicator.series for end in unfilled_ends(series, on))
        return False if _is_current(ends, oldest) is False else None
    return found


def _is_current(ends: set[date], oldest: date | None) -> bool | None:
    if len(ends) < 2:  # noqa: PLR2004 - two make a series
        return False
    return None if oldest is None else max(ends) >= oldest


def reports_of(
    indicator: Indicator, partner_ids: Iterable[str], on: date, oldest: date | None
) -> Mapping[str, bool | None]:
    """Return for each partner whether it reported a figure whose period ended from `oldest` to `on`.

    None where that is not known: no figures are recorded at all, it is not known how old figures may be (`oldest`
    is None), there is a fresh series of all together, or a period that is listed without a figure would decide.
    """
    if oldest is None or not indicator.series:
        return dict.fromkeys(partner_ids)
    reporting: set[str | None] = set()
    open_: set[str | None] = set()
    for series in indicator.series:
        if any(period.end >= oldest for period in series.latest(on)):
            reporting.add(series.partner_id)
        elif any(end >= oldest for end in unfilled_ends(series, on)):
            open_.add(series.partner_id)
    nobody_knows = None in reporting or None in open_
    return {
        id_: True if id_ in reporting else None if nobody_knows or id_ in open_ else False
        for id_ in partner_ids
    }


def is_broken_down(indicator: Indicator) -> bool | None:
    """Return whether there is a series for a group; None where no figures are recorded."""
    if not indicator.series:
        return None
    return any(series.breakdown for series in indicator.series)
