"""The commands that assess: `demo`, `check` and `explain`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

import collective_impact as ci
from collective_impact import measurement
from collective_impact.commands.inputs import FRAMEWORKS, LEVELS, framework_named, initiative_in, ratings_in
from collective_impact.commands.measurement import explain_check
from collective_impact.commands.outputs import csv_text, json_text
from collective_impact.commands.terminal import BELOW, FINE, Answer, invocation, tell
from collective_impact.display import number, percent, wrapped
from collective_impact.errors import excerpt

__all__ = ["FORMATS", "check", "demo", "explain"]

_COLUMNS: Final = (
    "code", "title", "evidence_kind", "status", "score", "low", "high", "numerator", "denominator", "weight",
    "observed", "next_step",
)  # fmt: skip


def demo(arguments: argparse.Namespace) -> Answer:  # noqa: ARG001 - a command takes its arguments
    """Answer with the report on the illustration."""
    path = os.path.join(os.path.dirname(ci.__file__), "illustration.json")  # noqa: PTH118, PTH120 - no pathlib for a name
    report = ci.assess(ci.read(path), on=date(2026, 6, 1))
    program = invocation()
    return Answer(
        "An illustration: the place, the organisations and all figures are invented.\n\n"
        f"{report}\n"
        "What to try next\n"
        f"  {program} explain CI401             the rule behind a line\n"
        f"  {program} new my-initiative.yaml    your own file to fill in\n"
        f"  {program} check my-initiative.yaml  the report on it\n"
    )


def check(arguments: argparse.Namespace) -> Answer:
    """Answer with the report on a file, in the format that is asked for."""
    framework = framework_named(arguments.framework)
    if arguments.ratings is None and arguments.instrument is not None:
        raise ci.DocumentError("--instrument says what was asked in the file of --ratings: give both.")
    path = arguments.ratings
    ratings = None if path is None else ratings_in(path, arguments.instrument)
    report = ci.assess(initiative_in(arguments.file), framework, ratings=ratings, on=arguments.on)
    code = FINE if arguments.fail_on is None else _judged(report, arguments.fail_on)
    return Answer(FORMATS[arguments.format](report), code)


def _judged(report: ci.ReadinessReport, level: int) -> int:
    """Return the exit code for a level that every condition is to reach, and say which do not."""
    below = [f"{c.title}: {c.level_name}" for c in report.conditions if c.level is None or c.level < level]
    if below:
        tell(f"Not known to be {LEVELS[level]!r} or better (--fail-on):", *below)
    return BELOW if below else FINE


def _csv(report: ci.ReadinessReport) -> str:
    return csv_text(
        ("condition", *_COLUMNS),
        (
            (condition.title, *(getattr(finding, column) for column in _COLUMNS))
            for condition in report.conditions
            for finding in condition.findings
        ),
    )


FORMATS: Final[dict[str, Callable[[ci.ReadinessReport], str]]] = {
    "text": str, "json": lambda report: json_text(ci.to_data(report)), "csv": _csv
}  # fmt: skip


def explain(arguments: argparse.Namespace) -> Answer:
    """Answer with what stands behind a criterion or a check of the audit, or behind what was found in a file."""
    code = arguments.code.strip().upper()
    if code in measurement.CHECKS:
        return explain_check(code, arguments)
    names = FRAMEWORKS if arguments.framework is None else (arguments.framework,)
    framework, condition, criterion = _found(arguments.code, [framework_named(name) for name in names])
    if arguments.file is None:
        return Answer("".join(f"{wrapped(line, 80)}\n" for line in _rule(framework, condition, criterion)))
    report = ci.assess(initiative_in(arguments.file), framework, on=arguments.on)
    return Answer(report.explain(criterion.code))


def _found(code: str, frameworks: Sequence[ci.Framework]) -> tuple[ci.Framework, ci.Condition, ci.Criterion]:
    from collective_impact.fields import did_you_mean  # noqa: PLC0415 - only an explanation pays for it

    known = [(f, c, criterion) for f in frameworks for c in f.conditions for criterion in c.criteria]
    wanted = code.strip().casefold()
    for found in known:
        if found[2].code.casefold() == wanted:
            return found
    hint = did_you_mean(wanted, [*(criterion.code for *_, criterion in known), *measurement.CHECKS])
    own = "" if len(frameworks) == 1 else " Name a file with a framework of your own by --framework."
    raise ci.UnknownNameError(f"There is no criterion '{excerpt(code)}'. {hint}{own}")


def _rule(framework: ci.Framework, condition: ci.Condition, criterion: ci.Criterion) -> Iterator[str]:
    """Yield what stands behind a criterion, whatever it is applied to."""
    from collective_impact.readiness.wording import SPEAKS  # noqa: PLC0415 - only an explanation pays for it

    yield f"{criterion.code} {criterion.title}"
    yield f"{condition.title}, in: {framework.title} (rules {framework.key}, version {framework.version})"
    yield ""
    yield f"Question: {criterion.question or 'not stated'}"
    yield f"Rule: {criterion.rule or 'not stated'}"
    yield f"Source: {criterion.source}"
    yield f"Evidence: {'; '.join(SPEAKS[kind] for kind in criterion.evidence_kinds)}"
    if criterion.record_step:
        yield f"Needs: {criterion.record_step}"
    yield from _settings(criterion)
    critical = "; critical: a known 0 keeps the whole condition at the lowest level"
    yield f"Weight: {number(criterion.weight)}{critical if criterion.critical else ''}"
    if criterion.next_step:
        who = f" ({criterion.who}, {criterion.effort} effort)" if criterion.who and criterion.effort else ""
        yield f"Next step where it is not met: {criterion.next_step}{who}"
    begun, partly, in_place = map(number, framework.level_cuts)
    cuts = f"begun from {begun}, partly in place from {partly}, in place from {in_place}"
    least = percent(framework.coverage_limit)
    yield f"Levels of its condition: {cuts}; no level where less than {least} of the weight is known."


def _settings(criterion: ci.Criterion) -> Iterator[str]:
    from collective_impact.record import field_plan  # noqa: PLC0415 - only an explanation pays for it

    usual = field_plan(ci.Criterion)
    for name, plan in field_plan(type(criterion)).items():
        if name not in usual:
            value, facts = getattr(criterion, name), plan.metadata
            shown = number(value) if isinstance(value, int | float) else str(value)
            unit = f" {facts['unit']}" if "unit" in facts else ""
            source = f" Source: {facts['source']}." if "source" in facts else ""
            yield f"Threshold {name}: {shown}{unit}. {facts.get('about', '')}{source}"
