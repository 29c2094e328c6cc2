"""Running totals: those that fall, and those that stand beside figures of single periods.

What indicators that are alike say of themselves is compared in `definitions`.
"""

from __future__ import annotations

from operator import sub
from typing import TYPE_CHECKING

from collective_impact.display import number
from collective_impact.measurement.audit_findings import listed

if TYPE_CHECKING:
    from collective_impact.measurement.audit_columns import Column, Ledger, Sheet
    from collective_impact.measurement.audit_findings import Docket
    from collective_impact.measurement.audit_rules import AuditRules

__all__ = ["check_running_totals"]


def check_running_totals(ledger: Ledger, docket: Docket) -> None:
    """Look for running totals that fall, and for series that look like running totals beside others."""
    for sheet in ledger.sheets:
        _check_sheet(sheet, ledger.rules, docket)


def _check_sheet(sheet: Sheet, rules: AuditRules, docket: Docket) -> None:
    if sheet.indicator.accumulation == "cumulative":
        for column in sheet.columns:
            docket.looked("CI742")
            _check_fall(sheet, column, docket)
        return
    if len(sheet.columns) < 2 or not sheet.is_summed:  # noqa: PLR2004 - one beside another
        return
    docket.looked("CI741")
    rising = [column for column in sheet.columns if _looks_running(column, rules)]
    falling = [column for column in sheet.columns if column.partner_id is not None and column.falls]
    if rising and falling:
        docket.found(
            "CI741",
            f"{sheet.title}: the figures of {listed(column.title for column in rising)} look like running totals, "
            f"those of {listed(column.title for column in falling)} like figures of single periods.",
            [f"{sheet.path}/series", f"{sheet.path}/accumulation"],
        )


def _check_fall(sheet: Sheet, column: Column, docket: Docket) -> None:
    if not column.falls:
        return
    figures, periods = column.figures, column.known
    falls = [
        place
        for place in range(1, len(figures))
        if figures[place] < figures[place - 1]
        and not sheet.changed_between(periods[place - 1], periods[place])
    ]
    if falls:
        place = max(falls, key=lambda held: figures[held - 1] - figures[held])
        docket.found(
            "CI742",
            f"{sheet.title} of {column.title} is a running total and falls from {number(figures[place - 1])} to "
            f"{number(figures[place])} in {periods[place]}.",
            [f"{sheet.path}/series", f"{sheet.path}/accumulation"],
            periods=tuple(periods[held] for held in falls),
            expected=figures[place - 1],
            found=figures[place],
            unit=sheet.indicator.unit,
            **column.facts,
        )


def _looks_running(column: Column, rules: AuditRules) -> bool:
    """Return whether a partner's figures rise throughout and begin at about the size of a step."""
    figures = column.figures
    if column.partner_id is None or len(figures) < rules.running_points:
        return False
    steps: list[float] = list(map(sub, figures[1:], figures))
    low, high = min(steps), max(steps)
    return low > 0 and low / 2 <= figures[0] <= 2 * high
