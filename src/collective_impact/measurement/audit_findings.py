"""What the audit hands over: a finding for each thing that it saw, and a tally of what each check looked at.

How something is found is the business of the checks; the words that a check always says come from the rules.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import attrs

from collective_impact.arithmetic import rounded, share
from collective_impact.errors import excerpt
from collective_impact.fields import about
from collective_impact.finding import Effort, Finding, status_of
from collective_impact.measurement.audit_rules import CHECKS, Severity
from collective_impact.period import Period
from collective_impact.record import EMPTY, Record

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["AuditFinding", "Docket", "listed", "spread"]

LONGEST_LIST = 5


@attrs.frozen(kw_only=True, repr=False, eq=False)
class AuditFinding(Record):
    """One thing about the shared numbers that is wrong, doubtful or good to know, which anybody can check.

    Its status is `not_met` where the records show it, and `unknown` where they only do not say otherwise.
    """

    writes_defaults: ClassVar[bool] = True

    code: str = attrs.field(metadata=about("The public, stable name of the check."))
    title: str = attrs.field(metadata=about("What was found, in a few words."))
    severity: Severity = attrs.field(
        metadata=about("It cannot be right (error), is doubtful (warning) or good to know (note).")
    )
    status: Literal["not_met", "unknown"] = attrs.field(
        default="not_met", metadata=about("Whether the records show it, or it is not known.")
    )
    observed: str = attrs.field(metadata=about("What the records show, with its numbers."))
    rule: str = attrs.field(metadata=about("What was expected."))
    source: str = attrs.field(metadata=about("Where the rule comes from: author and year, or *convention*."))
    evidence: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Pointers, by id, to the records: `indicators/I3/series`.")
    )
    partner_id: str | None = attrs.field(
        default=None, metadata=about("Whose series, where it is one partner's.")
    )
    place_id: str | None = attrs.field(
        default=None, metadata=about("The place of the series, where it has one.")
    )
    breakdown: Mapping[str, str] = attrs.field(
        default=EMPTY, hash=False, metadata=about("The group of the series; empty means all.")
    )
    periods: tuple[Period, ...] = attrs.field(default=(), metadata=about("The periods it is about."))
    expected: float | None = attrs.field(
        default=None, metadata=about("The number that was expected, in `unit`; where several, of the worst.")
    )
    found: float | None = attrs.field(default=None, metadata=about("The number that was found there."))
    unit: str | None = attrs.field(default=None, metadata=about("The unit of the two."))
    next_step: str = attrs.field(metadata=about("What to do next, as one request."))
    effort: Effort | None = attrs.field(default=None, metadata=about("How much work that is."))
    who: str | None = attrs.field(
        default=None, metadata=about("The role that would take it, never a person.")
    )

    @property
    def difference(self) -> float | None:
        """How much more was found than expected; None where there are no two numbers."""
        if self.expected is None or self.found is None:
            return None
        from collective_impact.arithmetic import total  # noqa: PLC0415 - beside its only use

        return total((self.found, -self.expected))


class Docket:
    """What the checks of one audit found, how much they looked at, and what they could not tell."""

    def __init__(self) -> None:
        self._findings: list[AuditFinding] = []
        self._looked: Counter[str] = Counter()
        self._unknown: dict[str, dict[str, None]] = defaultdict(dict)

    def looked(self, code: str, count: int = 1) -> None:
        """Note that a check looked at so many things more."""
        self._looked[code] += count

    def unknown(self, code: str, *pointers: str) -> None:
        """Note what is not recorded, so that a check could not look at it."""
        self._unknown[code].update(dict.fromkeys(pointers))

    def found(
        self,
        code: str,
        observed: str,
        evidence: Sequence[str],
        *,
        severity: Severity | None = None,
        **facts: Any,  # noqa: ANN401 - fields of a finding
    ) -> None:
        """Note a finding; what its check always says is added."""
        check = CHECKS[code]
        for name in ("expected", "found"):
            if facts.get(name) is not None:
                facts[name] = rounded(facts[name])
        self._findings.append(
            AuditFinding(
                code=code,
                title=check.title,
                severity=severity or check.severity,
                observed=observed,
                rule=check.rule,
                source=check.source,
                evidence=tuple(evidence),
                next_step=check.next_step,
                effort=check.effort,
                who=check.who,
                **facts,
            )
        )

    def findings(self) -> tuple[AuditFinding, ...]:
        """Return the findings by code, then by what they are about."""
        return tuple(sorted(self._findings, key=_order))

    def checks(self) -> Iterator[Finding]:
        """Yield for each check what it looked at: things without a finding / things looked at."""
        shown = [finding for finding in self._findings if finding.status == "not_met"]
        faulty = Counter(finding.code for finding in shown)
        against: dict[str, dict[str, None]] = defaultdict(dict)
        for finding in sorted(shown, key=_order):
            against[finding.code].update(dict.fromkeys(finding.evidence))
        for code, check in CHECKS.items():
            looked, open_ = self._looked[code], sorted(self._unknown[code])
            score = share(looked - faulty[code], looked) if looked else None
            whole = looked + len(open_)
            yield Finding(
                code=code,
                title=check.title,
                status=status_of(score) if whole else "not_applicable",
                score=score,
                low=share(looked - faulty[code], whole) if whole else 0.0,
                high=share(whole - faulty[code], whole) if whole else 1.0,
                numerator=looked - faulty[code] if looked else None,
                denominator=looked or None,
                observed=_tally(looked, faulty[code], len(open_)),
                rule=check.rule,
                source=check.source,
                against=tuple(against[code]),
                unrecorded=tuple(open_),
                next_step=check.next_step if faulty[code] else None,
                effort=check.effort if faulty[code] else None,
                who=check.who if faulty[code] else None,
            )


def _order(finding: AuditFinding) -> tuple[object, ...]:
    return (
        finding.code,
        finding.evidence,
        finding.partner_id or "",
        finding.place_id or "",
        tuple(sorted(finding.breakdown.items())),
        tuple(period.label for period in finding.periods),
        finding.observed,
    )


def _tally(looked: int, faulty: int, unrecorded: int) -> str:
    if not looked and not unrecorded:
        return "There is nothing to look at."
    told = f"Looked at {looked}, found {faulty}."
    return f"{told} Not known for {unrecorded}." if unrecorded else told


def listed(names: Iterable[str]) -> str:
    """Return the first names one after the other, each cut short, and how many more there are."""
    held = list(names)
    shown = ", ".join(map(excerpt, held[:LONGEST_LIST]))
    return shown if len(held) <= LONGEST_LIST else f"{shown} and {len(held) - LONGEST_LIST} more"


def spread(periods: Sequence[Period]) -> str:
    """Return when, in words: `in 2021`, `in 2019 and 2023`, or `in 3 periods from 2019 to 2023`."""
    if len(periods) <= 2:  # noqa: PLR2004 - more are told by the first and the last
        return f"in {' and '.join(period.label for period in periods)}"
    return f"in {len(periods)} periods from {periods[0].label} to {periods[-1].label}"
