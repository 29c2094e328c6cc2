"""What a report and a comparison say to people: in a terminal, in a notebook, and criterion by criterion.

Tables and escaping come from `display`; no verdict is made here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collective_impact.display import (
    Html,
    bar,
    counted,
    html_table,
    number,
    percent,
    plain,
    tag,
    text_table,
    wrapped,
)
from collective_impact.readiness.framework import SHOWN_TITLES
from collective_impact.readiness.report import DISAGREEMENT, LEVELS, SURE
from collective_impact.readiness.scoring import level_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collective_impact.finding import Finding
    from collective_impact.readiness.comparison import Comparison
    from collective_impact.readiness.report import ConditionResult, ReadinessReport

__all__ = ["comparison_html", "comparison_text", "explanation", "headline", "report_html", "report_text"]

STATUS = {
    "met": "in place",
    "partly": "partly",
    "not_met": "not yet",
    "unknown": "not known",
    "not_applicable": "does not apply",
}
SYMBOL = {"met": "+", "partly": "~", "not_met": "-", "unknown": "?", "not_applicable": "."}
SPEAKS = {
    "structural": "worked out from the records",
    "documented": "shown by dated records",
    "perceived": "what people say",
    "rated": "what raters judge",
}
CAUTION = (
    "This is not a grade, not an evaluation of impact and no substitute for talking to partners. "
    "What is not recorded is not counted as zero; it widens the range."
)


def headline(report: ReadinessReport) -> list[str]:
    """Return the verdict in sentences: how many are in place, what is weakest, whether all five are practised."""
    total = len(report.conditions)
    sure, may = len(report.in_place), len(report.may_be_in_place)
    first = f"{sure} of {total} in place" + (
        f" for sure, up to {may} once more is recorded." if may > sure else "."
    )
    titles = [report.condition(key).title for key in report.weakest]
    if total == 1 or not titles:
        second = ""
    elif len(titles) == 1:
        second = f"Weakest: {titles[0]}."
    elif len(titles) == total > SHOWN_TITLES:
        second = f"Weakest: cannot tell; any of the {total} may be it."
    else:
        second = f"Weakest: cannot tell {_listed(titles)} apart."
    needed = f"at least {LEVELS[report.framework.practice_level]}"
    third = {
        "yes": f"Every condition is {needed}: this is collective impact as it is practised.",
        "no": f"Not every condition is {needed} yet, and all are needed.",
        "cannot tell": f"Whether every condition is {needed} cannot be told from what is recorded.",
    }[report.gate]
    return [line for line in (first, second, third if total > 1 else "") if line]


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def _range(condition: ConditionResult) -> str:
    low, high = percent(condition.low), percent(condition.high)
    return low if low == high else f"{low} to {high}"


def _level(condition: ConditionResult) -> str:
    """Return the level in words, with a question mark where what is not recorded could change it."""
    is_open = condition.level is not None and condition.level_low != condition.level_high
    return f"{condition.level_name}{' ?' if is_open else ''}"


def report_text(report: ReadinessReport) -> str:
    """Return the report as text of at most 100 columns that needs no colour."""
    return "\n".join(_report_lines(report)) + "\n"


def _report_lines(report: ReadinessReport) -> Iterator[str]:
    framework = report.framework
    yield wrapped(report.subject_title)
    yield wrapped(
        f"{framework.title} (rules {framework.key}, version {framework.version}), as of {report.on}"
    )
    if report.subject_until is not None and report.subject_until < report.on:
        yield wrapped(f"It ended on {report.subject_until}.")
    yield ""
    for sentence in headline(report):
        yield wrapped(sentence)
    yield ""
    rows = [
        (c.title, _level(c), percent(c.score), _range(c), bar(c.low, c.score, c.high), percent(c.coverage))
        for c in report.conditions
    ]
    yield text_table(("Condition", "Level", "Score", "Range", "", "Known"), rows, right=(2, 3, 5)).rstrip(
        "\n"
    )
    yield "Bar: solid = sure, shaded = depends on what is not recorded. Known: share of the criteria answered."
    if any(_level(c).endswith("?") for c in report.conditions):
        yield "Level with ?: as far as recorded; what is not recorded could change it."
    rows_ = _spoken_rows(report)
    if rows_:
        yield ""
        yield text_table(_SPOKEN_HEADERS, rows_, right=(1, 2, 3, 4)).rstrip("\n")
        for sentence in spoken_sentences(report):
            yield wrapped(sentence)
    for condition in report.conditions:
        yield ""
        yield wrapped(f"{condition.title}: {_level(condition)}")
        for finding in condition.findings:
            yield from _finding_lines(finding)
    steps = report.next_steps()
    if steps:
        yield ""
        yield "Next steps"
        for place, step in enumerate(steps, start=1):
            who = f" ({step.who}, {step.effort} effort)" if step.who and step.effort else ""
            yield _hanging(f"{place}. ", f"{step.text}{who} [{step.code}]")
    yield ""
    yield wrapped(CAUTION)


_SPOKEN_HEADERS = ("Condition", "Records show", "People say", "Raters judge", "People - records")


def _spoken_rows(report: ReadinessReport) -> list[tuple[str, ...]]:
    return [
        (c.title, percent(c.score), percent(c.perceived), percent(c.rated), _signed(c.difference))
        for c in report.conditions
        if c.perceived is not None or c.rated is not None
    ]


def spoken_sentences(report: ReadinessReport) -> list[str]:
    """Return where people and records disagree, and which condition ratings alone call the weakest, if any."""
    found = []
    for kind, who in (("perceived", "people"), ("rated", "raters")):
        apart = [c.title for c in report.conditions if kind in c.disagreements]
        if apart:
            points = round(DISAGREEMENT * 100)
            found.append(f"Records and {who} are {points} points or more apart on {_listed(apart)}: ask why.")
    chances = [(c, c.weakest_chance) for c in report.conditions if c.weakest_chance is not None]
    sure = report.weakest_said
    if sure is not None:
        chance = report.condition(sure).weakest_chance
        title = report.condition(sure).title
        found.append(f"By what was said alone, the weakest is {title} (in {percent(chance)} of draws).")
    elif chances:
        found.append(
            f"By what was said alone, no condition is the weakest in {percent(SURE)} of draws: none is named."
        )
    return found


def _signed(value: float | None) -> str:
    return "not known" if value is None else f"{round(value * 100):+d} points"


def _hanging(mark: str, text: str) -> str:
    lines = wrapped(text, indent=" " * len(mark)).split("\n")
    return "\n".join([mark + lines[0][len(mark) :], *lines[1:]])


def _finding_lines(finding: Finding) -> Iterator[str]:
    kind = (
        "" if finding.evidence_kind in ("structural", "documented") else f" ({SPEAKS[finding.evidence_kind]})"
    )
    yield _hanging(
        f"  {SYMBOL[finding.status]} ",
        f"{finding.code} {finding.title}{kind}: {_answer(finding)}. {finding.observed}",
    )


def _answer(finding: Finding) -> str:
    """Return the status and the score in words, with the range where it is open."""
    if finding.score is None:
        return STATUS[finding.status]
    if finding.low == finding.high:
        return f"{STATUS[finding.status]}, {percent(finding.score)}"
    span = f"{percent(finding.low)} to {percent(finding.high)}"
    return f"{STATUS[finding.status]} as far as recorded, {percent(finding.score)} (range {span})"


def explanation(report: ReadinessReport, condition: ConditionResult, findings: Sequence[Finding]) -> str:
    """Return what stands behind the findings of one criterion, in full."""
    return "\n".join(_explanation_lines(report, condition, findings)) + "\n"


def _explanation_lines(
    report: ReadinessReport, condition: ConditionResult, findings: Sequence[Finding]
) -> Iterator[str]:
    for place, finding in enumerate(findings):
        if place:
            yield ""
        yield wrapped(f"{finding.code} {finding.title} ({condition.title}; {SPEAKS[finding.evidence_kind]})")
        yield wrapped(f"Answer: {STATUS[finding.status]}")
        yield wrapped(f"Observed: {finding.observed}")
        yield wrapped(f"Rule: {finding.rule or 'not stated'}")
        yield wrapped(f"Source: {finding.source}")
        yield from _arithmetic(condition, finding)
        for words, pointers in (
            ("Speaks for it", finding.evidence),
            ("Does not meet the rule", finding.against),
            ("Not recorded", finding.unrecorded),
        ):
            if pointers:
                yield wrapped(f"{words} ({len(pointers)}): {', '.join(pointers)}")
        if finding.workings:
            yield "Counted:"
            yield from (_hanging("  - ", line) for line in finding.workings)
        if finding.critical:
            yield wrapped("Critical: a known 0 here keeps the whole condition at the lowest level.")
        if finding.next_step:
            yield wrapped(f"Next step: {finding.next_step}")
    yield ""
    yield from _condition_arithmetic(report, condition)


def _arithmetic(condition: ConditionResult, finding: Finding) -> Iterator[str]:
    if finding.status == "not_applicable":
        yield "Arithmetic: it does not apply, so it is left out of score and range."
        return
    if finding.score is None:
        yield "Arithmetic: no score; the range is 0 to 1 and its weight counts as not known."
        return
    shown = f"{finding.score:.6g}"
    if finding.numerator is not None and finding.denominator:
        shown = f"{number(finding.numerator)} / {number(finding.denominator)} = {shown}"
    yield wrapped(f"Arithmetic: {shown}, range {finding.low:.6g} to {finding.high:.6g}")
    added = condition.contribution(finding)
    if added is not None:
        yield wrapped(
            f"Weight {number(finding.weight)}; it adds {added:.6g} to the score of {condition.title}."
        )


def _condition_arithmetic(report: ReadinessReport, condition: ConditionResult) -> Iterator[str]:
    heads = [f for f in condition.headline if f.weight]
    known = [f for f in heads if f.score is not None]
    asked = counted(len(heads), "criterion", "criteria")
    if condition.score is None:
        yield wrapped(f"{condition.title}: no score, since none of its {asked} is answered.")
        return
    terms = " + ".join(f"{number(f.weight)} x {f.score:.4g}" for f in known)
    weight = number(sum(f.weight for f in known) if all(f.weight == 1 for f in known) else None)
    below = weight if weight != "not known" else "known weight"
    yield wrapped(f"{condition.title}: ({terms}) / {below} = {condition.score:.6g}")
    cuts = report.framework.level_cuts
    reason = f"{len(known)} of {asked} answered, coverage {percent(condition.coverage)}"
    if condition.level is None:
        limit = percent(report.framework.coverage_limit)
        yield wrapped(f"Level: not enough information ({reason}, under {limit}).")
    elif condition.level < level_of(condition.score, cuts):
        yield wrapped(f"Level: {condition.level_name}, since a critical criterion is 0.")
    else:
        yield wrapped(f"Level: {condition.level_name} (cuts at {', '.join(map(number, cuts))}; {reason}).")


def report_html(report: ReadinessReport) -> Html:
    """Return the report as HTML for a notebook: tables only, all text escaped."""
    rows = [(c.title, _level(c), percent(c.score), _range(c), percent(c.coverage)) for c in report.conditions]
    parts: list[object] = [
        tag("h3", report.subject_title),
        tag("p", f"{report.framework.title}, version {report.framework.version}, as of {report.on}"),
        *(tag("p", sentence) for sentence in headline(report)),
        html_table(("Condition", "Level", "Score", "Range", "Known"), rows),
    ]
    spoken = _spoken_rows(report)
    if spoken:
        parts.append(html_table(_SPOKEN_HEADERS, spoken, caption="Records and people"))
        parts.extend(tag("p", sentence) for sentence in spoken_sentences(report))
    findings = [
        (f.code, c.title, f.title, STATUS[f.status], percent(f.score), f.observed, f.next_step or "")
        for c in report.conditions
        for f in c.findings
    ]
    headers = ("Code", "Condition", "Criterion", "Answer", "Score", "Observed", "Next step")
    parts.append(html_table(headers, findings, caption="Findings"))
    parts.append(tag("p", CAUTION))
    return tag("div", *parts)


def comparison_text(comparison: Comparison) -> str:
    """Return a comparison as text of at most 100 columns."""
    return "\n".join(_comparison_lines(comparison)) + "\n"


def _comparison_lines(comparison: Comparison) -> Iterator[str]:
    yield wrapped(f"Before: {comparison.before_title}, as of {comparison.before_on}")
    yield wrapped(f"After: {comparison.after_title}, as of {comparison.after_on}")
    yield wrapped(comparison.because)
    yield ""
    yield text_table(_CHANGE_HEADERS, _change_rows(comparison), right=(1, 2, 3, 4, 5)).rstrip("\n")
    for f in comparison.findings:
        before, after = _change(f.before_status, f.before_score), _change(f.after_status, f.after_score)
        yield _hanging("  ", f"{f.code} {f.title}: {_KINDS.get(f.kind, f.kind)}, {before} -> {after}")
    if not comparison.findings:
        yield "No finding differs."


_KINDS = {"other bounds": "another range is possible"}
_CHANGE_HEADERS = (
    "Condition",
    "Before",
    "After",
    "Known before",
    "Known after",
    "By records or day",
    "By rules",
)


def _change_rows(comparison: Comparison) -> list[tuple[str, ...]]:
    return [
        (
            c.title,
            percent(c.before),
            percent(c.after),
            percent(c.before_coverage),
            percent(c.after_coverage),
            _signed(c.by_data),
            _signed(c.by_rules),
        )
        for c in comparison.conditions
    ]


def _change(status: str | None, score: float | None) -> str:
    words = "not asked" if status is None else STATUS[status]
    return words if score is None else f"{words} ({percent(score)})"


def comparison_html(comparison: Comparison) -> Html:
    """Return a comparison as HTML for a notebook, all text escaped."""
    findings = [
        (
            f.code,
            f.title,
            _KINDS.get(f.kind, f.kind),
            _change(f.before_status, f.before_score),
            _change(f.after_status, f.after_score),
        )
        for f in comparison.findings
    ]
    return tag(
        "div",
        tag("p", plain(f"Before: {comparison.before_title}, as of {comparison.before_on}")),
        tag("p", plain(f"After: {comparison.after_title}, as of {comparison.after_on}")),
        tag("p", comparison.because),
        html_table(_CHANGE_HEADERS, _change_rows(comparison)),
        html_table(
            ("Code", "Criterion", "Change", "Before", "After"), findings, caption="Findings that differ"
        ),
    )
