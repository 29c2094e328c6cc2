"""A finding: what a judge of records hands over, with its evidence, arithmetic, source and next step.

Readiness criteria, audits and network checks all speak in findings. How findings are weighed against each
other is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

import attrs

from collective_impact.errors import Problem
from collective_impact.fields import about
from collective_impact.record import Record

__all__ = ["Effort", "EvidenceKind", "Finding", "Status", "status_of"]

EvidenceKind = Literal["structural", "documented", "perceived", "rated"]
"""Worked out from the records, shown by dated proof, said by people, judged by raters."""

Status = Literal["met", "partly", "not_met", "unknown", "not_applicable"]
Effort = Literal["small", "medium", "large"]


def status_of(score: float | None) -> Status:
    """Return the status of a score in [0, 1]: met at 1, not met at 0, partly between, unknown without one."""
    if score is None:
        return "unknown"
    return "met" if score == 1 else "not_met" if score == 0 else "partly"


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Finding(Record):
    """One answer of one criterion about one subject, which anybody can check.

    `score` is None where it is not known, and None never counts as zero. `low` and `high` say where the score
    can lie once everything that is not recorded gets recorded.
    """

    writes_defaults: ClassVar[bool] = True

    code: str = attrs.field(metadata=about("The public, stable name of the criterion."))
    title: str = attrs.field(metadata=about("What the criterion is about, in a few words."))
    evidence_kind: EvidenceKind = attrs.field(
        default="structural", metadata=about("Whether records, dated proof, people or raters speak here.")
    )
    status: Status = attrs.field(metadata=about("The answer in one word."))
    score: float | None = attrs.field(default=None, metadata=about("The answer as a number.", low=0, high=1))
    low: float = attrs.field(
        default=0.0, metadata=about("The lowest score that fits the records.", low=0, high=1)
    )
    high: float = attrs.field(
        default=1.0, metadata=about("The highest score that fits the records.", low=0, high=1)
    )
    numerator: float | None = attrs.field(default=None, metadata=about("The number above the line."))
    denominator: float | None = attrs.field(default=None, metadata=about("The number below the line."))
    observed: str = attrs.field(metadata=about("One sentence with its numbers: what the records show."))
    rule: str = attrs.field(metadata=about("How the score follows from that, in words."))
    source: str = attrs.field(metadata=about("Where the rule comes from: author and year, or *convention*."))
    workings: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "What was counted, line by line, where the pointers alone do not let one count again."
        ),
    )
    evidence: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Pointers, by id, to what speaks for it: `indicators/I3/targets`.")
    )
    against: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Pointers to what is counted and does not meet the rule.")
    )
    unrecorded: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about("Pointers to what is not recorded and could move the score within its bounds."),
    )
    next_step: str | None = attrs.field(default=None, metadata=about("What to do next, as one request."))
    effort: Effort | None = attrs.field(default=None, metadata=about("How much work the next step is."))
    who: str | None = attrs.field(
        default=None, metadata=about("The role that would take it, never a person.")
    )
    weight: float = attrs.field(
        default=1.0, metadata=about("How much it counts within its condition.", low=0)
    )
    critical: bool = attrs.field(
        default=False, metadata=about("Whether a known 0 here keeps the whole condition at the lowest level.")
    )

    def check(self) -> Iterator[Problem]:
        """Yield a problem where status, score and bounds contradict each other."""
        yield from super().check()
        if self.status != "not_applicable" and self.status != status_of(self.score):
            message = f"{self.status!r} does not go with a score of {self.score}."
            yield Problem(path="status", code="contradiction", message=message)
        if self.score is not None and self.status == "not_applicable":
            message = "what does not apply has no score."
            yield Problem(path="score", code="contradiction", message=message)
        if self.score is not None and not self.low <= self.score <= self.high:
            message = f"{self.score} does not lie between low ({self.low}) and high ({self.high})."
            yield Problem(path="score", code="contradiction", message=message)
