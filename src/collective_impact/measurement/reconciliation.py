"""Parts against totals: groups, partners and places against all, figures against numerators and denominators.

Sums are compared for what adds up only; a percentage of all is looked for between those of its parts. What is
missing in one part is not compared.
"""

from __future__ import annotations

from collections import defaultdict
from math import fsum
from typing import TYPE_CHECKING, Literal, NamedTuple

from collective_impact.arithmetic import total
from collective_impact.display import number
from collective_impact.measurement.audit_findings import spread
from collective_impact.measurement.kinds import COUNTED_TWICE
from collective_impact.units import PER_WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from collective_impact.measurement.audit_columns import Column, Group, Ledger, Sheet
    from collective_impact.measurement.audit_findings import Docket
    from collective_impact.measurement.audit_rules import AuditRules, Severity
    from collective_impact.period import Period

__all__ = ["check_reconciliation", "more_or_less", "slack"]

Over = Literal["group", "partner", "place"]
Key = tuple[str | None, str | None, "Group"]
CODES: Mapping[Over, str] = {"group": "CI721", "partner": "CI722", "place": "CI723"}
CLOSE = 1e-9
"""The share by which two floats that stand for one number may differ."""


class _Family(NamedTuple):
    """Parts that stand beside a whole, and what they are parts by."""

    over: Over
    by: str
    whole: Column
    parts: Sequence[Column]

    @property
    def title(self) -> str:
        """What they are parts of, in words."""
        held = "" if self.whole.title == "all" else f" of {self.whole.title}"
        return f"by {self.by}{held}"


class _Sum(NamedTuple):
    """A period in which all parts and the whole have a figure."""

    period: Period
    parts: Sequence[float]
    whole: float

    @property
    def apart(self) -> float:
        """By how much the parts lie above the whole."""
        return fsum(self.parts) - self.whole


def check_reconciliation(ledger: Ledger, docket: Docket) -> None:
    """Look for figures and targets that do not fit each other."""
    for sheet in ledger.sheets:
        _check_quotients(sheet, ledger.rules, docket)
        is_summed = sheet.is_summed
        if len(sheet.columns) > 1:
            for family in _families(sheet):
                if is_summed is None and not sheet.is_mean:
                    docket.unknown(CODES[family.over], f"{sheet.path}/measure")
                elif is_summed:
                    _check_sums(sheet, family, "values", ledger.rules, docket)
                elif sheet.is_mean:
                    _check_between(sheet, family, ledger.rules, docket)
                    if family.over != "partner":
                        _check_sums(sheet, family, "denominators", ledger.rules, docket)


def _families(sheet: Sheet) -> Iterator[_Family]:
    """Yield the parts of each column that has some: its groups by one more word, its partners, its places."""
    by_key: dict[Key, Column] = {}
    for column in sheet.columns:
        by_key.setdefault(column.key, column)
    found: dict[tuple[Over, str, tuple[str, ...], Key], list[Column]] = defaultdict(list)
    for (partner_id, place_id, group), column in by_key.items():
        words = tuple(key for key, _ in group)
        for key in words:
            rest = tuple(pair for pair in group if pair[0] != key)
            found["group", key, words, (partner_id, place_id, rest)].append(column)
        if partner_id is not None:
            found["partner", "partner", (), (None, place_id, group)].append(column)
        if column.series.place is not None:
            kind = column.series.place.kind or "place"
            found["place", kind, (), (partner_id, None, group)].append(column)
    for (over, by, _, whole), parts in found.items():
        if whole in by_key and len(parts) > 1:
            yield _Family(over, by, by_key[whole], parts)


Name = Literal["values", "numerators", "denominators"]


def _sums(family: _Family, name: Name) -> list[_Sum]:
    """Return the periods in which the whole and all its parts have a figure."""
    columns = [family.whole, *family.parts]
    days = family.whole.days
    if all(column.days is days for column in columns):
        rows = [_held(column, name) for column in columns]
        table = zip(days.periods, zip(*rows, strict=False), strict=False)
    else:
        by_label = [dict(zip(column.days.labels, _held(column, name), strict=False)) for column in columns]
        labels = [label for label in days.labels if all(label in held for held in by_label)]
        at = dict(zip(days.labels, days.periods, strict=True))
        table = zip(
            (at[label] for label in labels),
            (tuple(held[label] for held in by_label) for label in labels),
            strict=True,
        )
    return [
        _Sum(period, [value for value in row[1:] if value is not None], row[0])
        for period, row in table
        if row and row[0] is not None and None not in row
    ]


def _held(column: Column, name: Name) -> Sequence[float | None]:
    """Return a column of a series up to the day looked at; empty where it is not kept."""
    held: Sequence[float | None] = getattr(column.series, name)
    return held[: len(column.values)]


def _check_sums(sheet: Sheet, family: _Family, name: Name, rules: AuditRules, docket: Docket) -> None:
    sums = _sums(family, name)
    if not sums:
        return
    code = CODES[family.over]
    docket.looked(code)
    is_count = name == "denominators" or sheet.is_count
    off = [held for held in sums if abs(held.apart) > slack(held.whole, is_count, rules)]
    if name == "values" and _may_overlap(sheet, family, rules):
        counting = sheet.indicator.counting
        if counting is None:
            docket.unknown("CI734", f"{sheet.path}/counting")
        else:
            docket.looked("CI734")
            off = [held for held in off if held.apart < 0]
            if not off:
                _simply_added(sheet, family, sums, docket)
    if not off:
        return
    worst = max(off, key=lambda held: abs(held.apart))
    parts = total(worst.parts)
    told = "denominators" if name == "denominators" else "parts"
    docket.found(
        code,
        f"{sheet.title} {family.title}: the {told} do not add up {spread([held.period for held in off])}, of "
        f"{len(sums)} compared. In {worst.period} they make {number(parts)}, the total says {number(worst.whole)}: "
        f"{more_or_less(total((parts, -worst.whole)))}.",
        [f"{sheet.path}/series"],
        severity=_severity(sheet, family, off),
        periods=tuple(held.period for held in off),
        expected=worst.whole,
        found=parts,
        unit=sheet.indicator.unit if name == "values" else None,
        **family.whole.facts,
    )


def slack(whole: float, is_count: bool, rules: AuditRules) -> float:
    """Return by how much parts may miss their total: counts hardly, amounts by a share since they are rounded."""
    return max(rules.count_tolerance if is_count else rules.sum_share * abs(whole), CLOSE * abs(whole))


def more_or_less(apart: float) -> str:
    """Return a difference in words: `3 too many`."""
    return f"{number(abs(apart))} too {'many' if apart > 0 else 'few'}"


def _severity(sheet: Sheet, family: _Family, off: Sequence[_Sum]) -> Severity:
    """Return a note where parts fall short and nobody has said that these are all of them."""
    is_short = all(held.apart < 0 for held in off)
    reporters = set(sheet.indicator.reporter_ids)
    is_whole = reporters and reporters <= {column.partner_id for column in family.parts}
    may_lack_parts = family.over == "place" or (family.over == "partner" and not is_whole)
    return "note" if is_short and may_lack_parts else "warning"


def _may_overlap(sheet: Sheet, family: _Family, rules: AuditRules) -> bool:
    """Return whether one person may be counted in two of the parts."""
    indicator = sheet.indicator
    is_apart = family.over == "partner" or (
        family.over == "group" and family.by.casefold() in rules.overlapping
    )
    is_once = indicator.unit in COUNTED_TWICE or (indicator.unit is None and indicator.about_people is True)
    return is_apart and is_once and indicator.counting != "contacts" and indicator.level != "population"


def _simply_added(sheet: Sheet, family: _Family, sums: Sequence[_Sum], docket: Docket) -> None:
    same = [held for held in sums if held.apart == 0 and sum(part > 0 for part in held.parts) > 1]
    if same and len(same) == len(sums):
        last = same[-1]
        docket.found(
            "CI734",
            f"{sheet.title} {family.title}: the total is the plain sum of its parts {spread([h.period for h in same])} "
            f"({number(last.whole)} in {last.period}). Whoever was served by two would be counted twice.",
            [f"{sheet.path}/series"],
            periods=tuple(held.period for held in same),
            found=last.whole,
            unit=sheet.indicator.unit,
            **family.whole.facts,
        )


def _check_between(sheet: Sheet, family: _Family, rules: AuditRules, docket: Docket) -> None:
    sums = _sums(family, "values")
    if not sums:
        return
    docket.looked("CI724")

    def outside(held: _Sum) -> float:
        return max(min(held.parts) - held.whole, held.whole - max(held.parts))

    off = [held for held in sums if outside(held) > slack(held.whole, False, rules)]
    if off:
        worst = max(off, key=outside)
        low, high = min(worst.parts), max(worst.parts)
        docket.found(
            "CI724",
            f"{sheet.title} {family.title}: the total lies outside its parts {spread([h.period for h in off])}, of "
            f"{len(sums)} compared. In {worst.period} it is {number(worst.whole)}, they lie from {number(low)} to "
            f"{number(high)}.",
            [f"{sheet.path}/series"],
            periods=tuple(held.period for held in off),
            expected=low if worst.whole < low else high,
            found=worst.whole,
            unit=sheet.indicator.unit,
            **family.whole.facts,
        )


def _check_quotients(sheet: Sheet, rules: AuditRules, docket: Docket) -> None:
    """Look whether figures are their numerators by their denominators."""
    unit = sheet.indicator.unit
    per = PER_WHOLE.get(unit or "", 1 if unit == "ratio" else None)
    if per is None and unit is None and sheet.indicator.measure == "percent":
        per = 100
    for column in sheet.columns:
        if per is None or not column.series.numerators or not column.series.denominators:
            continue
        tops, bases = _held(column, "numerators"), _held(column, "denominators")
        docket.looked("CI725")
        off: list[tuple[float, Period, float, float]] = []
        rows = zip(column.days.periods, column.values, tops, bases, strict=True)
        for period, value, top, base in rows:
            if value is not None and top is not None and base:
                expected = per * top / base
                apart = abs(value - expected)
                if apart > CLOSE * abs(expected) and apart > rules.rounding_units * _last_decimal(value):
                    off.append((apart, period, value, expected))
        if off:
            _, period, value, expected = max(off, key=lambda row: row[0])
            docket.found(
                "CI725",
                f"{sheet.title} of {column.title}: the figure is not its numerator by its denominator "
                f"{spread([row[1] for row in off])}. In {period} it is {number(value)}, they make {number(expected)}.",
                [f"{sheet.path}/series"],
                periods=tuple(row[1] for row in off),
                expected=expected,
                found=value,
                unit=unit,
                **column.facts,
            )


def _last_decimal(value: float) -> float:
    """Return the worth of the last decimal that a number is written with: 1 for 12, 0.1 for 12.5."""
    mantissa, _, exponent = repr(float(value)).partition("e")
    decimals = mantissa.partition(".")[2].rstrip("0")
    return float(10 ** (int(exponent or 0) - len(decimals)))
