"""The commands that look at the shared numbers: `measure` and `audit`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import collective_impact as ci
from collective_impact import measurement
from collective_impact.commands.inputs import initiative_in
from collective_impact.commands.outputs import csv_text, json_text, record_data
from collective_impact.commands.terminal import Answer
from collective_impact.display import NOT_KNOWN, text_table, wrapped
from collective_impact.errors import excerpt

__all__ = ["AUDIT_FORMATS", "MEASURE_FORMATS", "audit", "explain_check", "measure"]

_PROGRESS_COLUMNS: Final = (
    "unit", "direction", "baseline", "baseline_period", "latest", "latest_period", "target", "target_period",
    "change", "change_unit", "share_of_way", "pace_held", "pace_needed", "method", "ratio", "verdict", "reason",
)  # fmt: skip
_TREND_COLUMNS: Final = (
    "tendency", "slope", "slope_low", "slope_high", "p_value", "history_count", "departure", "margin", "turned",
)  # fmt: skip
_FINDING_COLUMNS: Final = (
    "code", "severity", "status", "title", "observed", "evidence", "partner_id", "place_id", "breakdown", "periods",
    "expected", "found", "unit", "rule", "source", "next_step", "effort", "who",
)  # fmt: skip
_CURVES: Final = {
    "better": "better than forecast",
    "on it": "on the forecast",
    "worse": "worse than forecast",
    "cannot tell": "cannot tell",
}
_OPEN_CELLS: Final = ("missing", "late", "other definition")
_MOST_GRIDS: Final = 20


class _Measured(NamedTuple):
    """What is to be said of an initiative: the day, and for each indicator its progress and its trend."""

    initiative: ci.Initiative
    on: date | None
    is_one: bool
    rows: Sequence[tuple[ci.Progress, ci.Trend]]


def measure(arguments: argparse.Namespace) -> Answer:
    """Answer with the progress and the trend of all indicators of a file, or of one."""
    initiative, on = initiative_in(arguments.file), arguments.on
    chosen = initiative.indicators
    if arguments.indicator is not None:
        chosen = (_named(initiative, arguments.indicator),)
    rows = [(measurement.progress(held, on=on), measurement.trend(held, on=on)) for held in chosen]
    found = _Measured(initiative, on, arguments.indicator is not None, rows)
    return Answer(MEASURE_FORMATS[arguments.format](found))


def audit(arguments: argparse.Namespace) -> Answer:
    """Answer with what is wrong, doubtful or not measured in the shared numbers of a file."""
    report = measurement.audit(initiative_in(arguments.file), on=arguments.on)
    return Answer(AUDIT_FORMATS[arguments.format](report))


def explain_check(code: str, arguments: argparse.Namespace) -> Answer:
    """Answer with what a check of the audit looks for; with a file, also with what it found there."""
    if arguments.file is not None:
        report = measurement.audit(initiative_in(arguments.file), on=arguments.on)
        return Answer(report.explain(code))
    check = measurement.CHECKS[code]
    lines = (
        f"{code} {check.title}",
        "A check of the audit of the shared numbers.",
        "",
        f"Rule: {check.rule}",
        f"Source: {check.source}",
        f"Next step where something is found: {check.next_step} ({check.who}, {check.effort} effort)",
    )
    return Answer("".join(f"{wrapped(line, 80)}\n" for line in lines))


def _named(initiative: ci.Initiative, id_: str) -> ci.Indicator:
    from collective_impact.fields import did_you_mean  # noqa: PLC0415 - only a question about one pays for it

    for indicator in initiative.indicators:
        if indicator.id == id_:
            return indicator
    known = [indicator.id for indicator in initiative.indicators]
    hint = did_you_mean(id_, known[:1000])
    raise ci.UnknownNameError(f"There is no indicator with the id '{excerpt(id_)}'. {hint}".strip())


def _measure_text(found: _Measured) -> str:
    if found.is_one:
        return "\n\n".join(f"{progress}\n\n{trend}" for progress, trend in found.rows) + "\n"
    day = "" if found.on is None else f", as of {found.on}"
    parts = [wrapped(found.initiative.title), wrapped(f"Progress of the shared measures{day}")]
    if not found.rows:
        return "\n".join([*parts, "", "No indicators are recorded.", ""])
    headers = ("Indicator", "From", "To", "Target", "Progress", "Curve")
    table = text_table(headers, map(_cells, found.rows))
    sentences = (wrapped(line) for row in found.rows for line in ("", *_sentences(*row)))
    return "\n".join([*parts, "", table, *sentences, ""])


def _cells(row: tuple[ci.Progress, ci.Trend]) -> tuple[str, ...]:
    progress, trend = row
    return (
        excerpt(progress.title),
        _figure(progress.baseline, progress.baseline_period),
        _figure(progress.latest, progress.latest_period),
        _figure(progress.target, progress.target_period),
        progress.verdict,
        _CURVES[trend.turned],
    )


def _figure(value: float | None, period: ci.Period | None) -> str:
    from collective_impact.measurement.sentences import amount  # noqa: PLC0415 - only a table of all pays for it

    if value is None:
        return NOT_KNOWN
    return amount(value, None) if period is None else f"{amount(value, None)} ({period})"


def _sentences(progress: ci.Progress, trend: ci.Trend) -> Iterator[str]:
    """Yield what is said of an indicator; a reason that progress has given is not given again."""
    yield progress.sentence
    for group in progress.groups:
        yield group.sentence
    if progress.latest is not None:
        yield trend.sentence
    yield from progress.cautions


def _measure_json(found: _Measured) -> str:
    rows = [
        {"progress": record_data(progress), "trend": record_data(trend)} for progress, trend in found.rows
    ]
    data: dict[str, Any] = {
        "format": ci.FORMAT,
        "initiative_id": found.initiative.id,
        "on": None if found.on is None else found.on.isoformat(),
        "indicators": rows,
    }
    return json_text(data)


def _measure_csv(found: _Measured) -> str:
    """Return a row for each indicator, and one for each of its groups, places and gaps that have a target."""
    headers = ("indicator_id", "title", "group", "versus", "place_id", *_PROGRESS_COLUMNS, *_TREND_COLUMNS)
    return csv_text(headers, (row for progress, trend in found.rows for row in _rows(progress, trend)))


def _rows(progress: ci.Progress, trend: ci.Trend | None) -> Iterator[list[object]]:
    facts = [getattr(progress, name) for name in _PROGRESS_COLUMNS]
    curve = [None if trend is None else getattr(trend, name) for name in _TREND_COLUMNS]
    whose = [_pairs(progress.breakdown), _pairs(progress.versus), progress.place_id]
    yield [progress.indicator_id, progress.title, *whose, *map(_cell, facts), *curve]
    for group in progress.groups:
        yield from _rows(group, None)


def _pairs(breakdown: Any) -> str:  # noqa: ANN401 - a mapping of a record
    return "; ".join(f"{key}: {word}" for key, word in sorted(breakdown.items()))


def _cell(value: object) -> object:
    return value.label if isinstance(value, ci.Period) else value


def _audit_text(report: ci.AuditReport) -> str:
    from collective_impact.measurement.submission_grid import grids_text  # noqa: PLC0415 - only a text pays for it

    open_ = [grid for grid in report.grids if any(grid.count(cell) for cell in _OPEN_CELLS)]
    if not open_:
        return str(report)
    more = f" (the first {_MOST_GRIDS} of {len(open_)} measures)" if len(open_) > _MOST_GRIDS else ""
    return f"{report}\nWho sent figures, where some are open{more}\n\n{grids_text(open_[:_MOST_GRIDS])}\n"


def _audit_csv(report: ci.AuditReport) -> str:
    return csv_text(_FINDING_COLUMNS, (_finding_row(finding) for finding in report.findings))


def _finding_row(finding: ci.AuditFinding) -> list[object]:
    told = {
        "evidence": "; ".join(finding.evidence),
        "breakdown": _pairs(finding.breakdown),
        "periods": "; ".join(period.label for period in finding.periods),
    }
    return [told.get(name, getattr(finding, name)) for name in _FINDING_COLUMNS]


MEASURE_FORMATS: Final[dict[str, Callable[[_Measured], str]]] = {
    "text": _measure_text, "json": _measure_json, "csv": _measure_csv
}  # fmt: skip
"""What `--format` of `measure` may be, and how progress is said in it."""

AUDIT_FORMATS: Final[dict[str, Callable[[ci.AuditReport], str]]] = {
    "text": _audit_text, "json": lambda report: json_text(ci.to_data(report)), "csv": _audit_csv
}  # fmt: skip
"""What `--format` of `audit` may be, and how a report is said in it."""
