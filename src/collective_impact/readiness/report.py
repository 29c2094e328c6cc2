"""The report of an assessment: conditions, findings, and the three answers that are never made one.

It knows how to say itself in a terminal and in a notebook; pages and plots are functions elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

import attrs

from collective_impact.arithmetic import geometric_mean, mean, rounded, share
from collective_impact.digest import digest
from collective_impact.errors import Problem, UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.finding import EvidenceKind, Finding
from collective_impact.readiness.framework import HEADLINE, Condition, Framework
from collective_impact.readiness.scoring import Tally, level_of, weighted_tally
from collective_impact.record import Record

if TYPE_CHECKING:
    from collective_impact.model.entity import Entity
    from collective_impact.readiness.answers import Index, NextStep

__all__ = [
    "LEVELS",
    "ConditionResult",
    "ReadinessReport",
    "condition_result",
    "level_name",
]

DISAGREEMENT = 0.25
"""How far people or raters may be from the records before a report says so: one level; a convention."""
SURE = 0.8
"""The chance from which ratings alone name a weakest condition; a convention."""
LEVELS = ("absent", "begun", "partly in place", "in place")
Gate = Literal["yes", "no", "cannot tell"]


def level_name(level: int | None) -> str:
    """Return the words for a level from 0 to 3; None is "not enough information"."""
    return "not enough information" if level is None else LEVELS[level]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class ConditionResult(Record):
    """How far one condition is in place, and the findings that say so."""

    writes_defaults: ClassVar[bool] = True

    key: str = attrs.field(metadata=about("The machine name of the condition."))
    title: str = attrs.field(metadata=about("What people call it."))
    score: float | None = attrs.field(
        default=None,
        metadata=about("Weighted mean of the known structural and documented findings.", low=0, high=1),
    )
    low: float = attrs.field(
        default=0.0, metadata=about("The lowest score that fits the records.", low=0, high=1)
    )
    high: float = attrs.field(
        default=1.0, metadata=about("The highest score that fits the records.", low=0, high=1)
    )
    coverage: float = attrs.field(
        default=0.0, metadata=about("The known share of the weight that applies.", low=0, high=1)
    )
    level: int | None = attrs.field(
        default=None,
        metadata=about(
            "0 absent, 1 begun, 2 partly in place, 3 in place; None: not enough information.", low=0, high=3
        ),
    )
    level_low: int = attrs.field(
        default=0, metadata=about("The lowest level that fits the records.", low=0, high=3)
    )
    level_high: int = attrs.field(
        default=3, metadata=about("The highest level that fits the records.", low=0, high=3)
    )
    perceived: float | None = attrs.field(
        default=None,
        metadata=about(
            "What people say of it as a whole, or else the weighted mean of what they say of its criteria; beside "
            "the score, never in it.",
            low=0,
            high=1,
        ),
    )
    rated: float | None = attrs.field(
        default=None, metadata=about("The same of what raters judge; beside the score.", low=0, high=1)
    )
    said_low: float | None = attrs.field(
        default=None,
        metadata=about(
            "The lower end of the interval of what those asked say of it, where one figure says it.",
            low=0,
            high=1,
        ),
    )
    said_high: float | None = attrs.field(
        default=None, metadata=about("The upper end of that interval.", low=0, high=1)
    )
    weakest_chance: float | None = attrs.field(
        default=None,
        metadata=about(
            "The chance that those asked put it lowest of all conditions that they were asked about, with persons "
            "and weights drawn again; nothing where it cannot be drawn.",
            low=0,
            high=1,
        ),
    )
    findings: tuple[Finding, ...] = attrs.field(default=(), metadata=about("One or more for each criterion."))

    def check(self) -> Iterator[Problem]:
        """Yield a problem where the score lies outside its bounds, or a level beyond those that fit."""
        yield from super().check()
        for name, held, low, high in (
            ("score", self.score, self.low, self.high),
            ("level", self.level, self.level_low, self.level_high),
        ):
            if held is not None and not low <= held <= high:
                message = f"{held} does not lie between the lowest ({low}) and the highest ({high}) that fit."
                yield Problem(path=name, code="contradiction", message=message)

    @property
    def level_name(self) -> str:
        """The level in words."""
        return level_name(self.level)

    @property
    def difference(self) -> float | None:
        """What people say minus what the records show, in [-1, 1]; None where one of the two is not known."""
        if self.perceived is None or self.score is None:
            return None
        return rounded(self.perceived - self.score)

    @property
    def disagreements(self) -> tuple[EvidenceKind, ...]:
        """Which of perceived and rated lie a quarter of the scale or more from the score (*convention*)."""
        held: tuple[tuple[EvidenceKind, float | None], ...] = (
            ("perceived", self.perceived),
            ("rated", self.rated),
        )
        return tuple(
            kind
            for kind, said in held
            if said is not None and self.score is not None and rounded(abs(said - self.score)) >= DISAGREEMENT
        )

    @property
    def headline(self) -> tuple[Finding, ...]:
        """The findings that make the score: structural and documented ones that apply."""
        return tuple(f for f in self.findings if f.evidence_kind in HEADLINE and f.status != "not_applicable")

    def contribution(self, finding: Finding) -> float | None:
        """Return what a finding adds to the score: weight x score / known weight; None where it adds nothing."""
        known = [(f.score, f.weight) for f in self.headline if f.score is not None]
        total = weighted_tally(
            [Tally(score, 0, 1) for score, _ in known], [weight for _, weight in known]
        ).numerator
        if finding.score is None or not total or finding not in self.headline:
            return None
        return share(finding.score * finding.weight, total)


def condition_result(
    condition: Condition, findings: tuple[Finding, ...], framework: Framework
) -> ConditionResult:
    """Return the result of a condition from its findings, by the cuts and limits of a framework."""
    heads = [f for f in findings if f.evidence_kind in HEADLINE and f.status != "not_applicable"]
    tally = weighted_tally([_tally(f) for f in heads], [f.weight for f in heads])
    coverage = share(tally.numerator, tally.denominator) if tally.numerator and tally.denominator else 0.0
    critical = [f for f in heads if f.critical]
    if any(f.score == 0 for f in critical):
        level: int | None = 0
    elif tally.score is None or coverage < framework.coverage_limit:
        level = None
    else:
        level = level_of(tally.score, framework.level_cuts)
    lowest = 0 if any(f.low == 0 for f in critical) else level_of(tally.low, framework.level_cuts)
    highest = 0 if any(f.high == 0 for f in critical) else level_of(tally.high, framework.level_cuts)
    return ConditionResult(
        key=condition.key,
        title=condition.title,
        score=tally.score,
        low=tally.low,
        high=tally.high,
        coverage=coverage,
        level=level,
        level_low=lowest,
        level_high=highest,
        perceived=_stream(condition.key, findings, "perceived"),
        rated=_stream(condition.key, findings, "rated"),
        findings=findings,
    )


def _tally(finding: Finding) -> Tally:
    return Tally(finding.score, finding.low, finding.high)


def _stream(key: str, findings: tuple[Finding, ...], kind: EvidenceKind) -> float | None:
    """Return what a kind says of a condition: of it as a whole where that is known, else over its criteria."""
    held = [f for f in findings if f.evidence_kind == kind and f.status != "not_applicable"]
    whole = [f for f in held if f.code == key and f.score is not None]
    held = whole or [f for f in held if f.code != key]
    return weighted_tally([_tally(f) for f in held], [f.weight for f in held]).score


@attrs.frozen(kw_only=True, repr=False, eq=False)
class ReadinessReport(Record):
    """How far each condition is in place, from evidence, with the reason for every verdict.

    It is not a grade, not an evaluation of impact and no substitute for talking to partners.
    """

    writes_defaults: ClassVar[bool] = True

    framework: Framework = attrs.field(metadata=about("The rules that were applied."))
    subject_id: str = attrs.field(metadata=about("The id of what was assessed."))
    subject_title: str = attrs.field(metadata=about("What people call it."))
    subject_digest: str = attrs.field(
        metadata=about("A digest of all its records: equal records, equal digest.")
    )
    subject_until: date | None = attrs.field(
        default=None, metadata=about("The last day of what was assessed; absent means open.")
    )
    on: date = attrs.field(metadata=about("The day that the assessment looks at; nothing later is seen."))
    conditions: tuple[ConditionResult, ...] = attrs.field(
        default=(), metadata=about("One for each condition.")
    )

    _subject: Record | None = attrs.field(init=False, default=None, eq=False)

    @classmethod
    def about_subject(
        cls, subject: Entity, framework: Framework, on: date, conditions: tuple[ConditionResult, ...]
    ) -> ReadinessReport:
        """Return the report about a subject whose digest is worked out when it is first asked for."""
        made = cls(
            framework=framework,
            subject_id=subject.id,
            subject_title=subject.title,
            subject_digest="",
            subject_until=getattr(subject, "until", None),
            on=on,
            conditions=conditions,
        )
        object.__setattr__(made, "_subject", subject)
        object.__delattr__(made, "subject_digest")
        return made

    def __getattr__(self, name: str) -> str:
        """Work out the digest, the one field that may not be there yet."""
        if name != "subject_digest":
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        found = digest(object.__getattribute__(self, "_subject"))
        object.__setattr__(self, name, found)
        object.__setattr__(self, "_subject", None)
        return found

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the conditions."""
        return tuple(finding for condition in self.conditions for finding in condition.findings)

    def condition(self, key: str) -> ConditionResult:
        """Return the result of the condition with this key.

        Raises:
            UnknownNameError: the report has no such condition.
        """
        for condition in self.conditions:
            if condition.key == key:
                return condition
        known = [condition.key for condition in self.conditions]
        raise UnknownNameError(f"This report has no condition '{excerpt(key)}'. {did_you_mean(key, known)}")

    @property
    def gate(self) -> Gate:
        """Whether collective impact is practised: every condition at level 2 or 3 (Kania & Kramer, 2011).

        "cannot tell" where it depends on what is not recorded.
        """
        needed = self.framework.practice_level
        if any(condition.level_high < needed for condition in self.conditions) or not self.conditions:
            return "no" if self.conditions else "cannot tell"
        return "yes" if all(condition.level_low >= needed for condition in self.conditions) else "cannot tell"

    @property
    def in_place(self) -> tuple[str, ...]:
        """The keys of the conditions that are in place whatever gets recorded."""
        return tuple(c.key for c in self.conditions if c.level_low == len(LEVELS) - 1)

    @property
    def may_be_in_place(self) -> tuple[str, ...]:
        """The keys of the conditions that are in place, or may turn out to be once more is recorded."""
        return tuple(c.key for c in self.conditions if c.level_high == len(LEVELS) - 1)

    @property
    def weakest(self) -> tuple[str, ...]:
        """The key of the weakest condition, or the keys of those that cannot be told apart from it.

        One is named only where its highest score lies below every other one's lowest.
        """
        if not self.conditions:
            return ()
        bar = min(condition.high for condition in self.conditions)
        return tuple(condition.key for condition in self.conditions if condition.low <= bar)

    @property
    def weakest_said(self) -> str | None:
        """The key of the condition that ratings alone call the weakest, in 8 of 10 draws or more; else None."""
        sure = [c.key for c in self.conditions if c.weakest_chance is not None and c.weakest_chance >= SURE]
        return sure[0] if sure else None

    def index(self) -> Index:
        """Return geometric mean, arithmetic mean and minimum of the scores, side by side."""
        from collective_impact.readiness.answers import Index  # noqa: PLC0415 - only who asks pays for it

        missing = tuple(c.key for c in self.conditions if c.score is None)
        scores = [c.score for c in self.conditions if c.score is not None]
        low, high = (
            geometric_mean([c.low for c in self.conditions]),
            geometric_mean([c.high for c in self.conditions]),
        )
        if missing or not scores:
            return Index(missing=missing, low=low, high=high)
        return Index(
            geometric=geometric_mean(scores), arithmetic=mean(scores), minimum=min(scores), low=low, high=high
        )

    def next_steps(self, n: int = 3) -> tuple[NextStep, ...]:
        """Return the `n` steps that matter most.

        First what holds a whole condition back (a critical criterion at 0, then one that is not known), then
        by condition from the lowest score up, within it by how much weight could be gained.
        """
        from collective_impact.readiness.answers import NextStep  # noqa: PLC0415 - only who asks pays for it

        ranked = []
        for place, condition in enumerate(self.conditions):
            for finding in condition.headline:
                if finding.next_step and finding.weight:
                    blocks = finding.critical and finding.low == 0
                    urgency = 2 if not blocks else 0 if finding.score == 0 else 1
                    gain = finding.weight * (1 - finding.low)
                    ranked.append((urgency, condition.low, place, -gain, finding.code, condition, finding))
        ranked.sort(key=lambda row: row[:5])
        return tuple(
            NextStep(
                code=finding.code,
                condition=condition.title,
                text=finding.next_step or "",
                because=finding.observed,
                effort=finding.effort,
                who=finding.who,
            )
            for *_, condition, finding in ranked[: max(n, 0)]
        )

    def explain(self, code: str) -> str:
        """Return all that stands behind the findings of a criterion, so that they can be worked out by hand.

        Raises:
            UnknownNameError: the report has no finding of this code.
        """
        from collective_impact.readiness.wording import explanation  # noqa: PLC0415 - only a reader pays for it

        for condition in self.conditions:
            found = [finding for finding in condition.findings if finding.code == code]
            if found:
                return explanation(self, condition, found)
        known = sorted({finding.code for finding in self.findings})
        raise UnknownNameError(
            f"This report has no criterion '{excerpt(code)}'. {did_you_mean(code.upper(), known)}"
        )

    def __str__(self) -> str:
        from collective_impact.readiness.wording import report_text  # noqa: PLC0415 - only a reader pays for it

        return report_text(self)

    def _repr_html_(self) -> str:
        from collective_impact.readiness.wording import report_html  # noqa: PLC0415 - only a reader pays for it

        return report_html(self)
