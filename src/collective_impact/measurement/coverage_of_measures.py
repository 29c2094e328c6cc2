"""What the agenda wants and nobody measures, what is measured and nobody reports, and whose performance is behind it.

Only what is recorded of outcomes and indicators is looked at; figures are not, save whether there are any.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from collective_impact.errors import excerpt
from collective_impact.measurement.audit_findings import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collective_impact.measurement.audit_columns import Ledger, Sheet
    from collective_impact.measurement.audit_findings import Docket
    from collective_impact.model.agenda import Outcome
    from collective_impact.model.indicator import Indicator

__all__ = ["check_coverage"]


def check_coverage(ledger: Ledger, docket: Docket) -> None:
    """Look for indicators without figures and for outcomes that are not, or only partly, measured."""
    for sheet in ledger.sheets:
        _check_reported(sheet, ledger, docket)
    initiative = ledger.initiative
    measured: dict[str, list[Indicator]] = defaultdict(list)
    for sheet in ledger.sheets:
        for id_ in dict.fromkeys(sheet.indicator.outcome_ids):
            measured[id_].append(sheet.indicator)
    outcomes = sorted(initiative.agenda.outcomes, key=lambda outcome: outcome.id)
    with_system, with_silent = (_reached(outcomes, measured, level) for level in ("system", None))
    is_known = bool(ledger.sheets) or initiative.is_complete("indicators")
    for outcome in outcomes:
        if not is_known:
            docket.unknown("CI772", f"agenda/outcomes/{outcome.id}")
            continue
        docket.looked("CI772")
        if not measured[outcome.id]:
            docket.found(
                "CI772",
                f"No indicator measures the outcome {excerpt(outcome.title)}.",
                [f"agenda/outcomes/{outcome.id}"],
            )
        elif outcome.level is None:
            docket.unknown("CI773", f"agenda/outcomes/{outcome.id}/level")
            docket.unknown("CI774", f"agenda/outcomes/{outcome.id}/level")
        elif outcome.level == "population":
            own = measured[outcome.id]
            _check_population(outcome, own, docket)
            if any(indicator.level == "population" for indicator in own):
                silent = () if outcome.id in with_system else with_silent
                _check_systems(outcome, own, outcome.id in with_system, outcome.id in silent, docket)


def _check_reported(sheet: Sheet, ledger: Ledger, docket: Docket) -> None:
    pointer = f"{sheet.path}/series"
    has_figures = any(next(column.filled(), None) is not None for column in sheet.columns)
    if sheet.columns or ledger.initiative.is_complete(pointer):
        docket.looked("CI771")
        if not has_figures:
            held = "Its series hold no figure" if sheet.columns else "The records say that it has no series"
            docket.found("CI771", f"Nobody reports {sheet.title}. {held}.", [pointer])
        return
    docket.unknown("CI771", pointer)
    docket.found(
        "CI771",
        f"No figures of {sheet.title} are recorded, so it is not known whether anybody reports it.",
        [pointer],
        severity="note",
        status="unknown",
    )


def _reached(
    outcomes: Sequence[Outcome], measured: Mapping[str, Sequence[Indicator]], level: str | None
) -> set[str]:
    """Return the outcomes that have an indicator of a level, and all that those lead to."""
    leads_to = {outcome.id: outcome.leads_to_ids for outcome in outcomes}
    waiting = [id_ for id_ in leads_to if any(held.level == level for held in measured.get(id_, ()))]
    found = set(waiting)
    while waiting:
        for after in leads_to[waiting.pop()]:
            if after not in found:
                found.add(after)
                waiting.append(after)
    return found


def _check_population(outcome: Outcome, own: Sequence[Indicator], docket: Docket) -> None:
    levels = {indicator.level for indicator in own}
    silent = [f"indicators/{indicator.id}/level" for indicator in own if indicator.level is None]
    if "population" not in levels and silent:
        docket.unknown("CI773", *silent)
        docket.unknown("CI774", *silent)
        return
    docket.looked("CI773")
    if "population" not in levels:
        told = " and ".join(sorted(level for level in levels if level is not None))
        docket.found(
            "CI773",
            f"The population outcome {excerpt(outcome.title)} is measured at the level of {told} only, by "
            f"{listed(indicator.title for indicator in own)}.",
            _pointers(outcome, own),
        )


def _check_systems(
    outcome: Outcome, own: Sequence[Indicator], has_system: bool, is_silent: bool, docket: Docket
) -> None:
    """Look whether the performance of systems and settings is measured behind population indicators."""
    if is_silent and not has_system:
        docket.unknown("CI774", f"agenda/outcomes/{outcome.id}/leads_to_ids")
        return
    docket.looked("CI774")
    if not has_system:
        programmes = sum(indicator.level == "program" for indicator in own)
        beside = f" Indicators of single programmes stand beside it: {programmes}." if programmes else ""
        docket.found(
            "CI774",
            f"No indicator says how the systems and settings behind the population outcome "
            f"{excerpt(outcome.title)} perform: none of level system measures it, or an outcome that leads to it."
            f"{beside}",
            _pointers(outcome, own),
        )


def _pointers(outcome: Outcome, own: Sequence[Indicator]) -> list[str]:
    return [f"agenda/outcomes/{outcome.id}", *(f"indicators/{indicator.id}" for indicator in own)]
