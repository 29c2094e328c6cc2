"""Figures that would count twice: doubled series, the same figures from two partners, a part beside its whole.

Parts and totals are compared in `reconciliation`; two indicators for one thing are found in `definitions`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from collective_impact.measurement.audit_findings import spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collective_impact.measurement.audit_columns import Column, Ledger, Sheet
    from collective_impact.measurement.audit_findings import Docket

__all__ = ["check_double_counting"]

DISTINCT = 3
"""How many different values figures have at least that are not alike by chance (convention)."""


def check_double_counting(ledger: Ledger, docket: Docket) -> None:
    """Look for series that hold figures of others."""
    wholes = {
        partner.id: partner.part_of_id
        for partner in ledger.initiative.partners
        if partner.part_of_id is not None
    }
    for sheet in ledger.sheets:
        if len(sheet.columns) < 2:  # noqa: PLR2004 - two to compare
            docket.looked("CI731", len(sheet.columns))
            continue
        _doubled(sheet, docket)
        _copied(sheet, ledger, docket)
        if wholes:
            _nested(sheet, wholes, ledger, docket)


def _doubled(sheet: Sheet, docket: Docket) -> None:
    held: dict[object, list[Column]] = defaultdict(list)
    for column in sheet.columns:
        held[column.key].append(column)
    docket.looked("CI731", len(held))
    for columns in held.values():
        if len(columns) > 1:
            docket.found(
                "CI731",
                f"{sheet.title} has {len(columns)} series for {columns[0].title}.",
                [f"{sheet.path}/series"],
                **columns[0].facts,
            )


def _copied(sheet: Sheet, ledger: Ledger, docket: Docket) -> None:
    """Look for partners whose figures are equal in every period that either has."""
    held: dict[object, dict[str, Column]] = defaultdict(dict)
    for column in sheet.columns:
        if column.partner_id is not None and len(column.figures) >= ledger.rules.same_points:
            held[column.place_id, column.group, column.days.labels, column.values][column.partner_id] = column
            docket.looked("CI732")
    for by_partner in held.values():
        first = next(iter(by_partner.values()))
        if len(by_partner) > 1 and len(set(first.figures)) >= DISTINCT:
            names = [ledger.titles[id_] for id_ in by_partner]
            docket.found(
                "CI732",
                f"{' and '.join(names)} sent the same {len(first.figures)} figures of {sheet.title}.",
                [f"{sheet.path}/series", *(f"partners/{id_}" for id_ in by_partner)],
                place_id=first.place_id,
                breakdown=dict(first.group),
                periods=first.days.periods,
            )


def _nested(sheet: Sheet, wholes: Mapping[str, str], ledger: Ledger, docket: Docket) -> None:
    """Look for partners that report beside the partner that they are part of."""
    by_partner: dict[str, list[Column]] = defaultdict(list)
    for column in sheet.columns:
        if column.partner_id is not None:
            by_partner[column.partner_id].append(column)
    for part, columns in by_partner.items():
        above = wholes.get(part)
        if above is not None:
            docket.looked("CI733")
        while above is not None:
            labels = _common(columns, by_partner.get(above, ()))
            if labels:
                periods = [p for column in columns for p in column.days.periods if p.label in labels]
                ordered = sorted(set(periods), key=lambda period: (period.end, period.start, period.label))
                docket.found(
                    "CI733",
                    f"{ledger.titles[part]} and {ledger.titles[above]}, which it is part of, both report "
                    f"{sheet.title} {spread(ordered)}.",
                    [f"{sheet.path}/series", f"partners/{part}", f"partners/{above}"],
                    partner_id=part,
                    periods=tuple(ordered),
                )
                break
            above = wholes.get(above)


def _common(parts: Sequence[Column], wholes: Sequence[Column]) -> frozenset[str]:
    """Return the labels of periods for which both have figures, of the same place and group."""
    found: set[str] = set()
    held = {(column.place_id, column.group): column for column in wholes}
    for column in parts:
        whole = held.get((column.place_id, column.group))
        if whole is not None:
            found.update(_labels(column) & _labels(whole))
    return frozenset(found)


def _labels(column: Column) -> set[str]:
    return {column.days.labels[place] for place in column.filled()}
