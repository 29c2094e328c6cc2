"""Targets against targets: the target of all beside those of groups, of places, and of the periods within it.

That they differ is a note, not a fault: a target for all may be meant otherwise than the sum of its parts.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.arithmetic import total
from collective_impact.display import number
from collective_impact.measurement.reconciliation import more_or_less, slack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from collective_impact.measurement.audit_columns import Group, Ledger, Sheet
    from collective_impact.measurement.audit_findings import Docket
    from collective_impact.measurement.audit_rules import AuditRules
    from collective_impact.model.indicator import Target
    from collective_impact.period import Period

__all__ = ["check_targets"]

Whose = tuple[str | None, "Group"]
Aims = dict[Whose, dict["Period | None", float]]


class _Aim(NamedTuple):
    """A target of all, and the targets that make it up."""

    by: str
    whose: Whose
    period: Period | None
    whole: float
    parts: Sequence[float]


def check_targets(ledger: Ledger, docket: Docket) -> None:
    """Look for targets of all that are not the sum of the targets of their parts."""
    for sheet in ledger.sheets:
        if sheet.is_summed and len(sheet.indicator.targets) > 1:
            for aim in _aims(sheet):
                _check(sheet, aim, ledger.rules, docket)


def _aims(sheet: Sheet) -> Iterator[_Aim]:
    held: Aims = defaultdict(dict)
    for target in sheet.indicator.targets:
        if target.value is not None and not target.versus:
            held[_whose(target)][target.period] = target.value
    yield from _over_parts(held)
    if sheet.indicator.accumulation == "incremental":
        for whose, by_period in held.items():
            for span, inner in _tiled(by_period):
                yield _Aim("over time", whose, span, by_period[span], inner)


def _over_parts(held: Aims) -> Iterator[_Aim]:
    parts: dict[tuple[str, Whose, Period | None], list[float]] = defaultdict(list)
    for (place_id, group), by_period in held.items():
        for by, whose in _wholes(place_id, group):
            for period, value in by_period.items():
                parts[by, whose, period].append(value)
    for (by, whose, period), values in parts.items():
        whole = held.get(whose, {}).get(period)
        if whole is not None and len(values) > 1:
            yield _Aim(by, whose, period, whole, values)


def _wholes(place_id: str | None, group: Group) -> Iterator[tuple[str, Whose]]:
    """Yield what the target of a place and group is a part of, and by what."""
    for key, _ in group:
        yield f"by {key}", (place_id, tuple(pair for pair in group if pair[0] != key))
    if place_id is not None:
        yield "by place", (None, group)


def _whose(target: Target) -> Whose:
    place_id = None if target.place is None else target.place.id
    return place_id, tuple(sorted(target.breakdown.items()))


def _tiled(by_period: Mapping[Period | None, float]) -> Iterator[tuple[Period, Sequence[float]]]:
    """Yield each period that shorter ones fill without gap or overlap, with the targets of those."""
    dated = sorted((held for held in by_period if held is not None), key=lambda held: (held.end, held.label))
    shortest: dict[date, Period] = {}
    for period in dated:
        shortest.setdefault(period.start, period)
    for whole in dated:
        inner: list[float] = []
        here = whole.start
        while here in shortest and shortest[here] is not whole and shortest[here].end <= whole.end:
            inner.append(by_period[shortest[here]])
            if shortest[here].end == whole.end:
                break
            here = shortest[here].end + timedelta(days=1)
        else:
            continue
        if len(inner) > 1:
            yield whole, inner


def _check(sheet: Sheet, aim: _Aim, rules: AuditRules, docket: Docket) -> None:
    docket.looked("CI726")
    found = total(aim.parts)
    if abs(found - aim.whole) <= slack(aim.whole, sheet.is_count, rules):
        return
    docket.found(
        "CI726",
        f"The targets of {sheet.title} {aim.by} make {number(found)}"
        f"{'' if aim.period is None else f' for {aim.period}'}, the target of all is {number(aim.whole)}: "
        f"{more_or_less(total((found, -aim.whole)))}.",
        [f"{sheet.path}/targets"],
        place_id=aim.whose[0],
        breakdown=dict(aim.whose[1]),
        periods=() if aim.period is None else (aim.period,),
        expected=aim.whole,
        found=found,
        unit=sheet.indicator.unit,
    )
