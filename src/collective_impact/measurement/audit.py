"""The audit of the shared numbers: whether they may be added up, compared and trusted, and what is not measured.

The checks are in files of their own; here they are put together, and the report says itself. The report is for
those who keep the figures: it tells numbers that a publication might have to withhold.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, ClassVar

import attrs

from collective_impact.errors import InvalidRecordError, UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.finding import Finding
from collective_impact.measurement.audit_columns import Ledger
from collective_impact.measurement.audit_findings import AuditFinding, Docket
from collective_impact.measurement.audit_pages import explanation, report_html, report_text
from collective_impact.measurement.audit_rules import AUDIT_RULES, AuditRules, Severity
from collective_impact.measurement.coverage_of_measures import check_coverage
from collective_impact.measurement.definitions import check_definitions
from collective_impact.measurement.double_counting import check_double_counting
from collective_impact.measurement.plausibility import check_plausibility
from collective_impact.measurement.reconciliation import check_reconciliation
from collective_impact.measurement.running_totals import check_running_totals
from collective_impact.measurement.staleness import check_staleness
from collective_impact.measurement.submission_grid import SubmissionGrid
from collective_impact.measurement.submissions import check_submissions
from collective_impact.measurement.target_sums import check_targets
from collective_impact.model.initiative import Initiative
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collective_impact.display import Html

__all__ = ["AuditReport", "audit"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@attrs.frozen(kw_only=True, repr=False, eq=False)
class AuditReport(Record):
    """What an audit found in the shared numbers of an initiative, what it looked at, and what it could not tell.

    It is no judgement of partners and no evaluation: figures that look odd may be right.
    """

    writes_defaults: ClassVar[bool] = True

    initiative_id: str = attrs.field(metadata=about("The id of the initiative."))
    title: str = attrs.field(metadata=about("What people call it."))
    on: date | None = attrs.field(
        default=None,
        metadata=about("The day looked at; absent where no figure is recorded and none was given."),
    )
    rules: AuditRules = attrs.field(default=AUDIT_RULES, metadata=about("The thresholds that were applied."))
    findings: tuple[AuditFinding, ...] = attrs.field(default=(), metadata=about("What was found, by code."))
    checks: tuple[Finding, ...] = attrs.field(
        default=(), metadata=about("For each check: things without a finding / things looked at.")
    )
    grids: tuple[SubmissionGrid, ...] = attrs.field(
        default=(), metadata=about("Partners by periods, for each indicator that partners report.")
    )

    @property
    def by_severity(self) -> Mapping[Severity, tuple[AuditFinding, ...]]:
        """The findings by severity, errors first."""
        return {
            severity: tuple(finding for finding in self.findings if finding.severity == severity)
            for severity in SEVERITIES
        }

    @property
    def counts(self) -> Mapping[str, int]:
        """How many findings there are of each code that has some."""
        return dict(sorted(Counter(finding.code for finding in self.findings).items()))

    def grid(self, indicator_id: str) -> SubmissionGrid:
        """Return who sent figures of an indicator for which period.

        Raises:
            UnknownNameError: no partner reports, or is expected to report, an indicator with this id.
        """
        for grid in self.grids:
            if grid.indicator_id == indicator_id:
                return grid
        known = [grid.indicator_id for grid in self.grids]
        meant = did_you_mean(str(indicator_id), known[:1000])
        raise UnknownNameError(f"No partner reports an indicator '{excerpt(indicator_id)}'. {meant}".strip())

    def explain(self, code: str) -> str:
        """Return what a check looks for, where that comes from, what it looked at and all that it found.

        Raises:
            UnknownNameError: there is no such check.
        """
        for check in self.checks:
            if check.code == code:
                return explanation(check, [found for found in self.findings if found.code == code])
        known = [check.code for check in self.checks]
        raise UnknownNameError(
            f"This report has no check '{excerpt(code)}'. {did_you_mean(str(code).upper(), known)}".strip()
        )

    def __str__(self) -> str:
        return report_text(self)

    def _repr_html_(self) -> Html:
        return report_html(self)


def audit(initiative: Initiative, *, on: date | None = None, rules: AuditRules = AUDIT_RULES) -> AuditReport:
    """Return what is wrong, doubtful or not measured in the shared numbers of an initiative.

    Figures of periods that end after `on` are not looked at. Without a date the end of the latest period that
    has a figure is the day, and all figures are looked at. What is not recorded is never a fault: a check then
    counts it as not known, and the one finding that rests on it (CI771) has the status `unknown`.

    The audit takes time in proportion to the figures. Sources stand with each check in `CHECKS`.

    Raises:
        InvalidRecordError: `initiative` is no initiative.
    """
    if not isinstance(initiative, Initiative):
        raise InvalidRecordError(f"Give an Initiative to audit, found {type(initiative).__name__}.")
    ledger, docket = Ledger(initiative, rules, on), Docket()
    alike = check_definitions(ledger, docket)
    grids = tuple(check_submissions(ledger, docket, alike))
    check_reconciliation(ledger, docket)
    check_double_counting(ledger, docket)
    check_targets(ledger, docket)
    check_running_totals(ledger, docket)
    check_plausibility(ledger, docket)
    check_staleness(ledger, docket)
    check_coverage(ledger, docket)
    return AuditReport(
        initiative_id=initiative.id,
        title=initiative.title,
        on=ledger.on,
        rules=rules,
        findings=docket.findings(),
        checks=tuple(docket.checks()),
        grids=grids,
    )
