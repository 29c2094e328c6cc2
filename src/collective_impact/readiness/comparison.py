"""What differs between two reports, condition by condition and finding by finding.

Whether a difference comes from other data or other rules is worked out in `assessment`.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

import attrs

from collective_impact.fields import about
from collective_impact.finding import Finding, Status
from collective_impact.readiness.report import ReadinessReport
from collective_impact.record import Record

__all__ = ["Comparison", "ConditionChange", "FindingChange", "changed_findings"]

ChangeKind = Literal[
    "better",
    "worse",
    "now recorded",
    "no longer recorded",
    "now asked",
    "no longer asked",
    "now applies",
    "no longer applies",
    "other bounds",
]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class ConditionChange(Record):
    """How a condition stands in two reports."""

    writes_defaults: ClassVar[bool] = True

    key: str = attrs.field(metadata=about("The machine name of the condition."))
    title: str = attrs.field(metadata=about("What people call it."))
    before: float | None = attrs.field(default=None, metadata=about("Its score before.", low=0, high=1))
    after: float | None = attrs.field(default=None, metadata=about("Its score after.", low=0, high=1))
    before_level: int | None = attrs.field(default=None, metadata=about("Its level before.", low=0, high=3))
    after_level: int | None = attrs.field(default=None, metadata=about("Its level after.", low=0, high=3))
    before_coverage: float | None = attrs.field(
        default=None, metadata=about("Known share before.", low=0, high=1)
    )
    after_coverage: float | None = attrs.field(
        default=None, metadata=about("Known share after.", low=0, high=1)
    )
    by_data: float | None = attrs.field(
        default=None, metadata=about("The part of the difference that other records make.", low=-1, high=1)
    )
    by_rules: float | None = attrs.field(
        default=None, metadata=about("The part of the difference that other rules make.", low=-1, high=1)
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class FindingChange(Record):
    """A finding that differs between two reports."""

    writes_defaults: ClassVar[bool] = True

    code: str = attrs.field(metadata=about("The code of the criterion."))
    title: str = attrs.field(metadata=about("What the criterion is about."))
    kind: ChangeKind = attrs.field(metadata=about("What sort of difference it is."))
    before_status: Status | None = attrs.field(default=None, metadata=about("Absent where it was not asked."))
    after_status: Status | None = attrs.field(default=None, metadata=about("Absent where it is not asked."))
    before_score: float | None = attrs.field(default=None, metadata=about("The score before.", low=0, high=1))
    after_score: float | None = attrs.field(default=None, metadata=about("The score after.", low=0, high=1))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Comparison(Record):
    """Two reports side by side: what differs, and what it comes from."""

    writes_defaults: ClassVar[bool] = True

    before_title: str = attrs.field(metadata=about("What the first report is about."))
    before_on: date = attrs.field(metadata=about("The day that the first report looks at."))
    after_title: str = attrs.field(metadata=about("What the second report is about."))
    after_on: date = attrs.field(metadata=about("The day that the second report looks at."))
    because: str = attrs.field(metadata=about("One sentence: what differs in data, rules and date."))
    conditions: tuple[ConditionChange, ...] = attrs.field(
        default=(), metadata=about("All conditions of the two.")
    )
    findings: tuple[FindingChange, ...] = attrs.field(default=(), metadata=about("The findings that differ."))

    def __str__(self) -> str:
        from collective_impact.readiness.wording import comparison_text  # noqa: PLC0415 - only a reader pays for it

        return comparison_text(self)

    def _repr_html_(self) -> str:
        from collective_impact.readiness.wording import comparison_html  # noqa: PLC0415 - only a reader pays for it

        return comparison_html(self)


def changed_findings(before: ReadinessReport, after: ReadinessReport) -> tuple[FindingChange, ...]:
    """Return the findings whose status, score or bounds differ, in the order of the codes."""
    old = {(f.code, f.evidence_kind): f for f in before.findings}
    new = {(f.code, f.evidence_kind): f for f in after.findings}
    changes = []
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        kind = _kind(was, now)
        shown = now or was
        if kind is not None and shown is not None:
            changes.append(
                FindingChange(
                    code=shown.code,
                    title=shown.title,
                    kind=kind,
                    before_status=was.status if was else None,
                    after_status=now.status if now else None,
                    before_score=was.score if was else None,
                    after_score=now.score if now else None,
                )
            )
    return tuple(changes)


def _kind(was: Finding | None, now: Finding | None) -> ChangeKind | None:
    if was is None or now is None:
        return "now asked" if was is None else "no longer asked"
    if (was.status == "not_applicable") != (now.status == "not_applicable"):
        return "now applies" if was.status == "not_applicable" else "no longer applies"
    if was.score is not None and now.score is not None and was.score != now.score:
        return "better" if now.score > was.score else "worse"
    if (was.score is None) != (now.score is None):
        return "now recorded" if was.score is None else "no longer recorded"
    return "other bounds" if (was.low, was.high) != (now.low, now.high) else None
