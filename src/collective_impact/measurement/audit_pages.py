"""What an audit report says to people: in a terminal, in a notebook, and check by check.

Tables and escaping come from `display`; nothing is judged here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collective_impact.display import counted, html_table, number, tag, text_table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collective_impact.display import Html
    from collective_impact.finding import Finding
    from collective_impact.measurement.audit import AuditReport
    from collective_impact.measurement.audit_findings import AuditFinding

__all__ = ["explanation", "report_html", "report_text"]

MOST_FINDINGS = 50
HEADINGS = {"error": "Cannot be right", "warning": "Doubtful", "note": "Good to know"}
CAUTION = (
    "No judgement of partners: figures that look odd may be right. What is not recorded is not counted "
    "as a fault."
)


def _headline(report: AuditReport) -> str:
    if all(check.status == "not_applicable" for check in report.checks):
        return "No indicators are recorded, so nothing could be checked."
    if not report.findings:
        return "Nothing was found."
    counts = (f"{len(found)} {HEADINGS[severity].lower()}" for severity, found in report.by_severity.items())
    return f"{counted(len(report.findings), 'finding')}: {', '.join(counts)}."


def _day(report: AuditReport) -> str:
    return "no figure is recorded" if report.on is None else f"as of {report.on}"


def _open(report: AuditReport) -> Sequence[tuple[str, str, str]]:
    """Return the checks that could not tell everything, and of how much."""
    return [
        (check.code, check.title, str(len(check.unrecorded))) for check in report.checks if check.unrecorded
    ]


def report_text(report: AuditReport) -> str:
    """Return the report as text of at most 100 columns."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: AuditReport) -> Iterator[str]:
    yield wrapped(report.title)
    yield wrapped(f"Audit of the shared numbers, {_day(report)}")
    yield ""
    yield wrapped(_headline(report))
    for severity, found in report.by_severity.items():
        if found:
            yield ""
            yield HEADINGS[severity]
            for finding in found[:MOST_FINDINGS]:
                yield wrapped(f"{finding.code} {finding.title}: {finding.observed}", indent="  ")
                yield wrapped(f"Next: {finding.next_step}", indent="      ")
            if len(found) > MOST_FINDINGS:
                yield f"  ... and {len(found) - MOST_FINDINGS} more"
    rows = _open(report)
    if rows:
        yield ""
        yield text_table(("Check", "Not known for some", "How many"), rows, right=(2,))
    yield ""
    yield wrapped(CAUTION)


def report_html(report: AuditReport) -> Html:
    """Return the report as HTML for a notebook: tables only, all text escaped."""
    ordered = [finding for found in report.by_severity.values() for finding in found]
    rows = [
        (f.code, HEADINGS[f.severity], f.title, f.observed, number(f.expected), number(f.found), f.next_step)
        if f.expected is not None or f.found is not None
        else (f.code, HEADINGS[f.severity], f.title, f.observed, "", "", f.next_step)
        for f in ordered[:MOST_FINDINGS]
    ]
    parts: list[object] = [
        tag("h3", tag("bdi", report.title)),
        tag("p", f"Audit of the shared numbers, {_day(report)}"),
        tag("p", _headline(report)),
    ]
    if rows:
        headers = ("Code", "How sure", "Check", "Observed", "Expected", "Found", "Next step")
        parts.append(html_table(headers, rows, caption="Findings"))
    if len(ordered) > MOST_FINDINGS:
        parts.append(tag("p", f"... and {len(ordered) - MOST_FINDINGS} more"))
    if open_ := _open(report):
        parts.append(html_table(("Check", "Not known for some", "How many"), open_, caption="Not known"))
    parts.append(tag("p", CAUTION))
    return tag("section", *parts)


def explanation(check: Finding, findings: Sequence[AuditFinding]) -> str:
    """Return what stands behind one check, in full."""
    return "\n".join(_explanation(check, findings)) + "\n"


def _explanation(check: Finding, findings: Sequence[AuditFinding]) -> Iterator[str]:
    yield wrapped(f"{check.code} {check.title}")
    yield wrapped(f"Rule: {check.rule}")
    yield wrapped(f"Source: {check.source}")
    yield wrapped(check.observed)
    for finding in findings:
        yield ""
        yield wrapped(f"{HEADINGS[finding.severity]}: {finding.observed}")
        for words, value in (
            ("Expected", finding.expected),
            ("Found", finding.found),
            ("Difference", finding.difference),
        ):
            if value is not None:
                yield wrapped(f"{words}: {number(value)} {finding.unit or ''}", indent="  ")
        if finding.periods:
            yield wrapped(f"Periods: {', '.join(period.label for period in finding.periods)}", indent="  ")
        yield wrapped(f"See: {', '.join(finding.evidence)}", indent="  ")
        yield wrapped(f"Next: {finding.next_step}", indent="  ")
    if check.unrecorded:
        yield ""
        yield wrapped(f"Not recorded: {', '.join(check.unrecorded)}")
