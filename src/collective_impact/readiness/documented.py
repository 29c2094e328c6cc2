"""Criteria that dated proof answers, and criteria that only people can answer.

Both kinds serve several conditions; which code asks for which proof is said in the files of the conditions.
"""

from __future__ import annotations

from typing import Any

import attrs

from collective_impact.fields import about
from collective_impact.finding import EvidenceKind, Finding
from collective_impact.readiness.context import Context
from collective_impact.readiness.framework import Criterion, Windowed
from collective_impact.readiness.scoring import Tally

__all__ = ["RATINGS_RULE", "DocumentedCriterion", "PerceivedCriterion"]

RATINGS_RULE = (
    "Each person's mean over the items of this code, where the person answered half of them or more, then the mean "
    "over persons, "
    "as (mean - lowest answer) / (highest - lowest answer)."
)
"""How answers of people become a score, whatever the criterion counts in the records."""


@attrs.frozen(kw_only=True, repr=False, eq=False)
class DocumentedCriterion(Windowed):
    """Met by evidence of its kind, or evidence that names its code, dated within the window."""

    evidence_kinds: tuple[EvidenceKind, ...] = ("documented",)
    rule: str = "Met by dated evidence of this kind, or that names this code, no older than the window."
    kind: str = attrs.field(metadata=about("The kind of evidence that it asks for."))
    window: int = attrs.field(
        default=24, metadata=about("How old the evidence may be.", unit="months", low=1, source="convention")
    )

    def assess(self, subject: Any, context: Context) -> Finding:  # noqa: ANN401, ARG002 - the context holds it
        """Return whether there is such evidence; unknown where none is recorded."""
        wanted, code = _folded(self.kind), self.code.casefold()
        matching = [
            proof
            for proof in context.evidence
            if _folded(proof.kind) == wanted
            or any(name.strip().casefold() == code for name in proof.supports)
        ]
        start = context.since(self.window)
        fresh = [proof for proof in matching if proof.on is not None and proof.on >= start]
        undated = [f"evidence/{proof.id}" for proof in matching if proof.on is None]
        label = self.kind.replace("_", " ")
        if fresh:
            latest = max(proof.on for proof in fresh if proof.on is not None)
            observed = (
                f"Evidence of kind {label!r} is there: {len(fresh)} with a date, the latest of {latest}."
            )
            return self.finding(
                Tally(1.0, 1.0, 1.0, 1, 1), observed, evidence=[f"evidence/{p.id}" for p in fresh]
            )
        if undated:
            return self.unknown(f"The evidence of kind {label!r} bears no date.", undated)
        if context.is_complete("evidence"):
            old = [f"evidence/{proof.id}" for proof in matching]
            observed = (
                f"All evidence is recorded, and none of kind {label!r} is from the last {self.window} months."
            )
            return self.finding(Tally(0.0, 0.0, 0.0, 0, 1), observed, against=old or ["evidence"])
        observed = f"No evidence of kind {label!r} from the last {self.window} months is recorded."
        return self.unknown(observed, ["evidence"])


def _folded(kind: str) -> str:
    """Return a kind of evidence so that case, blanks and dashes make no difference."""
    return "_".join(kind.casefold().replace("-", " ").replace("_", " ").split())


@attrs.frozen(kw_only=True, repr=False, eq=False)
class PerceivedCriterion(Criterion):
    """Answered by people only, in a survey or by raters; records never answer it."""

    evidence_kinds: tuple[EvidenceKind, ...] = ("perceived", "rated")
    rule: str = RATINGS_RULE
    next_step: str = (
        "Talk with the partners about what lies behind the answers, and agree one thing to change."
    )
    record_step: str = "Ask partners, or let two raters judge by a rubric, and give the answers as ratings."

    def assess(self, subject: Any, context: Context) -> Finding:  # noqa: ANN401, ARG002 - nothing there answers it
        """Return that it is not known what people would say; ratings make findings of their own."""
        return self.unknown("Records cannot answer this; no ratings about it were given.", ["ratings"])
