"""Series that are not kept up: whose latest figure is older than it is due.

What partners owe that are expected to report is told by the grid of `submissions`, and not again here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collective_impact.measurement.audit_findings import listed
from collective_impact.measurement.specification import newest_allowed

if TYPE_CHECKING:
    from datetime import date

    from collective_impact.measurement.audit_columns import Column, Ledger, Sheet
    from collective_impact.measurement.audit_findings import Docket
    from collective_impact.period import Period

__all__ = ["check_staleness"]


def check_staleness(ledger: Ledger, docket: Docket) -> None:
    """Look for series whose latest figure is too old."""
    allowed: dict[int, date] = {}
    for sheet in ledger.sheets:
        _check_sheet(sheet, ledger, allowed, docket)


def _check_sheet(sheet: Sheet, ledger: Ledger, allowed: dict[int, date], docket: Docket) -> None:
    frequency, on = sheet.indicator.frequency, ledger.on
    expected = set(sheet.indicator.reporter_ids)
    columns = [c for c in sheet.columns if c.partner_id not in expected]
    if on is None or not columns:
        return
    if frequency is None:
        docket.unknown("CI761", f"{sheet.path}/frequency")
        return
    if frequency not in allowed:
        allowed[frequency] = newest_allowed(on, frequency, ledger.rules.tolerance)
    oldest = allowed[frequency]
    held = [(period, column) for column in columns if (period := _last(column)) is not None]
    docket.looked("CI761", 1 if held else 0)
    stale = [(period, column) for period, column in held if period.end < oldest]
    if not stale:
        return
    period = min((period for period, _ in stale), key=lambda p: (p.end, p.start, p.label))
    age = 12 * (on.year - period.end.year) + on.month - period.end.month
    whose = "" if len(stale) == len(held) else f" of {listed(column.title for _, column in stale)}"
    docket.found(
        "CI761",
        f"{sheet.title}: the latest figure{whose} is of {period}, {age} months before {on}; a new one is due every "
        f"{frequency} months.",
        [f"{sheet.path}/series"],
        periods=tuple(sorted({p for p, _ in stale}, key=lambda p: (p.end, p.start, p.label))),
        expected=frequency * ledger.rules.tolerance,
        found=age,
        unit="months",
    )


def _last(column: Column) -> Period | None:
    if column.values and column.values[-1] is not None:
        return column.days.periods[-1]
    place = max(column.filled(), default=None)
    return None if place is None else column.days.periods[place]
