"""Figures that can hardly be: outside their possible range, above their base, or after a jump.

A figure is looked at beside its own series and what its indicator says of itself, never beside the world.
"""

from __future__ import annotations

from operator import sub
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.display import number
from collective_impact.measurement.audit_findings import spread
from collective_impact.units import PER_WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collective_impact.measurement.audit_columns import Column, Ledger, Sheet
    from collective_impact.measurement.audit_findings import Docket
    from collective_impact.measurement.audit_rules import AuditRules, Severity
    from collective_impact.period import Period

__all__ = ["check_plausibility", "possible_range"]

ROBUST = 1.4826
"""What makes the median absolute deviation of normal figures their standard deviation (Leys et al., 2013)."""


class Bounds(NamedTuple):
    """The lowest and the highest possible value; None where that end is open."""

    low: float | None
    high: float | None
    is_stated: bool


def check_plausibility(ledger: Ledger, docket: Docket) -> None:
    """Look for figures that can hardly be."""
    for sheet in ledger.sheets:
        _check_range(sheet, docket)
        for column in sheet.columns:
            if column.low is not None and column.high is not None:
                _check_base(sheet, column, docket)
                _check_jumps(sheet, column, ledger.rules, docket)


def possible_range(sheet: Sheet) -> Bounds | None:
    """Return the possible values of an indicator; None where nothing recorded tells."""
    indicator, kind = sheet.indicator, sheet.kind
    stated = indicator.valid_range
    if stated is not None:
        low, high = stated.minimum, stated.maximum
    elif kind in ("share", "rate"):
        low, high = 0.0, float(PER_WHOLE[indicator.unit or ""])
    elif indicator.measure == "percent" and kind is None:
        low, high = 0.0, 100.0
    elif kind in ("count", "time") or indicator.measure == "count":
        low, high = 0.0, None
    else:
        low, high = None, None
    limit = indicator.limit
    if limit is not None and indicator.direction == "increase":
        high = limit if high is None else min(high, limit)
    if limit is not None and indicator.direction == "decrease":
        low = limit if low is None else max(low, limit)
    is_unknown = low is None and high is None and kind in (None, "score")
    return None if is_unknown else Bounds(low, high, stated is not None)


def _check_range(sheet: Sheet, docket: Docket) -> None:
    bounds = possible_range(sheet)
    if bounds is None:
        docket.unknown("CI751", f"{sheet.path}/valid_range")
        return
    low, high = bounds.low, bounds.high
    severity: Severity = "warning" if sheet.kind == "rate" and not bounds.is_stated else "error"
    for column in sheet.columns:
        docket.looked("CI751")
        is_below = low is not None and column.low is not None and column.low < low
        is_above = high is not None and column.high is not None and column.high > high
        if is_below or is_above:
            _outside(sheet, column, bounds, "error" if is_below else severity, docket)
    figures = [("targets", held) for held in sheet.indicator.targets if not held.versus]
    for name, held in (*figures, *(("baselines", held) for held in sheet.indicator.baselines)):
        if held.value is None:
            continue
        docket.looked("CI751")
        bound = _bound(held.value, bounds)
        if bound is not None:
            docket.found(
                "CI751",
                f"One of the {name} of {sheet.title} is {number(held.value)}; possible is {_told(bounds)}.",
                [f"{sheet.path}/{name}"],
                severity="error" if bound == low else severity,
                place_id=None if held.place is None else held.place.id,
                breakdown=dict(held.breakdown),
                periods=() if held.period is None else (held.period,),
                expected=bound,
                found=held.value,
                unit=sheet.indicator.unit,
            )


def _bound(value: float, bounds: Bounds) -> float | None:
    """Return the end of the range that a value lies beyond."""
    if bounds.low is not None and value < bounds.low:
        return bounds.low
    return bounds.high if bounds.high is not None and value > bounds.high else None


def _told(bounds: Bounds) -> str:
    if bounds.low is None:
        return f"up to {number(bounds.high)}"
    return (
        f"{number(bounds.low)} or more"
        if bounds.high is None
        else f"{number(bounds.low)} to {number(bounds.high)}"
    )


def _outside(sheet: Sheet, column: Column, bounds: Bounds, severity: Severity, docket: Docket) -> None:
    off = [
        (abs(value - bound), period, value, bound)
        for period, value in zip(column.days.periods, column.values, strict=True)
        if value is not None and (bound := _bound(value, bounds)) is not None
    ]
    _, period, value, bound = max(off, key=lambda row: row[0])
    docket.found(
        "CI751",
        f"{sheet.title} of {column.title}: {number(value)} in {period}; possible is {_told(bounds)}. Beyond "
        f"it {spread([row[1] for row in off])}.",
        [f"{sheet.path}/series"],
        severity=severity,
        periods=tuple(row[1] for row in off),
        expected=bound,
        found=value,
        unit=sheet.indicator.unit,
        **column.facts,
    )


def _check_base(sheet: Sheet, column: Column, docket: Docket) -> None:
    """Look for numerators above their denominators, and for counts below 0 in either."""
    tops, bases = column.series.numerators, column.series.denominators
    if not sheet.is_share or not (tops or bases):
        return
    docket.looked("CI752")
    valid = sheet.indicator.valid_range
    whole = PER_WHOLE.get(sheet.indicator.unit or "", 100)
    may_exceed = valid is not None and (valid.maximum is None or valid.maximum > whole)
    off: list[tuple[float, Period, float, float]] = []
    for place, period in enumerate(column.days.periods):
        top, base = tops[place] if tops else None, bases[place] if bases else None
        if top is not None and base is not None and top > base >= 0 and not may_exceed:
            off.append((top - base, period, top, base))
        off.extend((-held, period, held, 0.0) for held in (top, base) if held is not None and held < 0)
    if off:
        _, period, found, expected = max(off, key=lambda row: row[0])
        periods = tuple(dict.fromkeys(row[1] for row in off))
        told = f"{number(found)} of {number(expected)}" if found > expected else f"a count of {number(found)}"
        docket.found(
            "CI752",
            f"{sheet.title} of {column.title}: {told} in {period}. So it is {spread(periods)}.",
            [f"{sheet.path}/series"],
            severity="warning" if sheet.kind == "rate" and found > expected else "error",
            periods=periods,
            expected=expected,
            found=found,
            **column.facts,
        )


def _check_jumps(sheet: Sheet, column: Column, rules: AuditRules, docket: Docket) -> None:
    """Look for steps that are both large beside the figures around them and far from the usual step."""
    figures = column.figures
    if column.low is None or column.high is None or len(figures) < rules.jump_points:
        return
    docket.looked("CI753")
    if column.low > 0 and column.high - column.low < rules.jump_share * column.high:
        return
    steps: list[float] = list(map(sub, figures[1:], figures))
    rise, fall = max(steps), -min(steps)
    if column.low > 0 and max(rise, fall) < rules.jump_share * column.low:
        return
    far = _far(steps, rules.jump_spread)
    found = [
        place
        for place in far
        if abs(steps[place]) >= rules.jump_share * max(abs(figures[place]), abs(figures[place + 1]))
        and not sheet.changed_between(*column.known[place : place + 2])
    ]
    if found:
        _jump(sheet, column, found, docket)


def _far(steps: Sequence[float], spread_: float) -> Sequence[int]:
    """Return the places of steps that lie further from the usual one than so many robust standard deviations.

    The median absolute deviation is at least the smaller distance from the median to a quartile, which is known
    at once and mostly settles it.
    """
    ordered = sorted(steps)
    count = len(ordered)
    usual = _middle(ordered)
    widest = max(usual - ordered[0], ordered[-1] - usual)
    least = min(usual - ordered[count // 4], ordered[-1 - count // 4] - usual)
    if widest <= spread_ * ROBUST * least:
        return ()
    allowed = spread_ * ROBUST * _middle(sorted([abs(step - usual) for step in steps]))
    if widest <= allowed:
        return ()
    return [place for place, step in enumerate(steps) if abs(step - usual) > allowed]


def _middle(ordered: Sequence[float]) -> float:
    count = len(ordered)
    return (ordered[(count - 1) // 2] + ordered[count // 2]) / 2


def _jump(sheet: Sheet, column: Column, found: Sequence[int], docket: Docket) -> None:
    figures, periods = column.figures, column.known

    def size(place: int) -> float:
        return abs(figures[place + 1] - figures[place])

    place = max(found, key=size)
    goes_back = place + 1 in found and len(found) > 1
    told = "and back at once: one figure may be wrong" if goes_back else "and does not go back at once"
    docket.found(
        "CI753",
        f"{sheet.title} of {column.title}: from {number(figures[place])} in {periods[place]} to "
        f"{number(figures[place + 1])} in {periods[place + 1]}, {told}. Jumps "
        f"{spread([periods[held + 1] for held in found])}.",
        [f"{sheet.path}/series", f"{sheet.path}/definition_changes"],
        periods=tuple(periods[held + 1] for held in found),
        expected=figures[place],
        found=figures[place + 1],
        unit=sheet.indicator.unit,
        **column.facts,
    )
