"""Criteria of the fifth condition, backbone support: CI501 to CI505.

The functions may be spread over several partners; what counts is that each has a holder.
"""

from __future__ import annotations

from datetime import date
from typing import get_args

from collective_impact.arithmetic import share, total
from collective_impact.cadence import months_before
from collective_impact.display import counted, number
from collective_impact.finding import Finding
from collective_impact.model.backbone import BackboneFunction
from collective_impact.model.initiative import Initiative
from collective_impact.readiness.context import Context
from collective_impact.readiness.documented import PerceivedCriterion
from collective_impact.readiness.framework import Condition, Counted, CountedItem, Criterion
from collective_impact.readiness.scoring import Mark, Tally, any_of

__all__ = ["BACKBONE_SUPPORT", "DedicatedTime", "FunctionsCovered", "FundingRunway", "Neutral"]


def _without_roles(criterion: Criterion, subject: Initiative, context: Context) -> Finding | None:
    """Return the finding where no role has begun by that day, or where all are over."""
    begun = [role for role in subject.backbone_roles if role.since is None or role.since <= context.on]
    if not begun:
        return criterion.none_of("backbone_roles", context)
    if not context.roles:
        pointers = [f"backbone_roles/{role.id}" for role in begun]
        observed = "No backbone role is in force on this day."
        return criterion.finding(Tally(0.0, 0.0, 0.0, 0, len(pointers)), observed, against=pointers)
    return None


def _any_role(criterion: Criterion, marks: list[tuple[str, Mark]], one: str, many: str) -> Finding:
    """Return whether one role at least meets a rule, as `one` says it of one role and `many` of several."""
    mark = any_of(found for _, found in marks)
    unrecorded = [path for path, found in marks if found is None]
    if mark is None:
        it = "it" if len(unrecorded) == 1 else "they"
        roles = counted(len(unrecorded), "backbone role")
        observed = f"For {roles} it is not recorded whether {it} {one if it == 'it' else many}."
        return criterion.unknown(observed, unrecorded)
    evidence = [path for path, found in marks if found]
    against = [] if mark else [path for path, _ in marks]
    score = 1.0 if mark else 0.0
    tally = Tally(score, score, score, int(mark), 1)
    told = one if 1 in (len(evidence), len(marks)) else many
    enough = "; one is enough" if 0 < len(evidence) < len(marks) else ""
    observed = f"{len(evidence)} of {counted(len(marks), 'backbone role')} {told}{enough}."
    return criterion.finding(tally, observed, evidence=evidence, against=against)


class DedicatedTime(Criterion):
    """Whether somebody has dedicated time for the whole."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return whether any role has dedicated time."""
        absent = _without_roles(self, subject, context)
        if absent:
            return absent
        marks = []
        for role in context.roles:
            path = f"backbone_roles/{role.id}/fte"
            marks.append((path, context.stated(role.fte, path) and (role.fte or 0) > 0))
        return _any_role(self, marks, "has dedicated time", "have dedicated time")


class FunctionsCovered(Criterion):
    """Whether each of the six backbone functions has a holder."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of the functions that have a holder."""
        absent = _without_roles(self, subject, context)
        if absent:
            return absent
        held = {function for role in context.roles for function in role.functions}
        items = [
            CountedItem("backbone_roles", function.replace("_", " "), function in held)
            for function in get_args(BackboneFunction)
        ]
        return self.share(items, "backbone functions have a holder")


class Neutral(Criterion):
    """Whether the backbone stands apart from any one partner's interest."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return whether any role is neutral."""
        absent = _without_roles(self, subject, context)
        if absent:
            return absent
        marks = []
        for role in context.roles:
            path = f"backbone_roles/{role.id}/neutral"
            marks.append((path, context.stated(role.neutral, path) and bool(role.neutral)))
        return _any_role(self, marks, "is neutral", "are neutral")


class FundingRunway(Counted):
    """How long the funding of the backbone lasts."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return how the months that are funded stand to those that are full."""
        absent = _without_roles(self, subject, context)
        if absent:
            return absent
        paths = {role.id: f"backbone_roles/{role.id}/funded_until" for role in context.roles}
        days = {role.id: role.funded_until for role in context.roles if role.funded_until}
        known_none = [paths[id_] for id_ in paths if id_ not in days and context.is_complete(paths[id_])]
        unrecorded = [paths[id_] for id_ in paths if id_ not in days and not context.is_complete(paths[id_])]
        if known_none:
            have = "has" if len(known_none) == 1 else "have"
            observed = f"{counted(len(known_none), 'backbone role')} {have} no funding."
            return self.finding(Tally(0.0, 0.0, 0.0, 0, self.full_at), observed, against=known_none)
        if not days:
            return self.unknown("It is not recorded until when the backbone is funded.", unrecorded)
        first = min(days.values())
        months = _months_until(context.on, first)
        score = min(1.0, share(months, self.full_at))
        left = number(round(months, 1))
        further = "" if left == "0" else f", another {left} month{'' if left == '1' else 's'}"
        observed = f"The funding that ends first lasts until {first}{further}."
        if first < context.on:
            observed = f"The funding that ends first is over: it lasted until {first}."
        if unrecorded:
            observed += f" For {counted(len(unrecorded), 'role')} no end is recorded."
        evidence = [paths[id_] for id_ in days]
        tally = Tally(score, 0.0 if unrecorded else score, score, min(months, self.full_at), self.full_at)
        return self.finding(tally, observed, evidence=evidence, unrecorded=unrecorded)


def _months_until(on: date, day: date) -> float:
    """Return the calendar months from `on` to `day`, the last one as a share of its days; 0 where it is past."""
    if day <= on:
        return 0.0
    whole = 12 * (day.year - on.year) + day.month - on.month
    if months_before(on, -whole) > day:
        whole -= 1
    start, end = months_before(on, -whole), months_before(on, -whole - 1)
    return total((whole, share((day - start).days, (end - start).days)))


BACKBONE_SUPPORT = Condition(
    key="backbone_support",
    title="Backbone support",
    source="Kania & Kramer (2011)",
    criteria=(
        DedicatedTime(
            code="CI501",
            title="Dedicated time",
            question="Does anybody have dedicated time to support the initiative as a whole?",
            rule="Met when a backbone role in force has dedicated staff time.",
            source="Kania & Kramer (2011)",
            critical=True,
            next_step="Agree who supports the whole, and free time for it.",
            record_step="Record the backbone roles and their staff time.",
            effort="large",
            who="steering group",
        ),
        FunctionsCovered(
            code="CI502",
            title="Six functions covered",
            question="Does each of the six backbone functions have a holder?",
            rule=(
                "The share of six functions with a holder: vision and strategy, aligned activities, shared "
                "measurement, public will, policy, funding."
            ),
            source="Turner, Merchant, Kania & Martin (2012)",
            next_step="Find a holder for each function that has none.",
            record_step="Record which functions each backbone role has.",
            effort="medium",
            who="steering group",
        ),
        Neutral(
            code="CI503",
            title="Neutral",
            question="Does the backbone stand apart from delivery and from any one partner's interest?",
            rule="Met when a backbone role in force is neutral.",
            source="Kania & Kramer (2011)",
            evidence_kinds=("structural", "rated"),
            next_step="Separate support of the whole from delivery, or share the role so that it serves all.",
            record_step="Record whether each backbone role is neutral.",
            effort="large",
            who="steering group",
        ),
        FundingRunway(
            code="CI504",
            full_at=24,
            title="Funding runway",
            question="For how long is the backbone paid for?",
            rule="Months to the earliest day on which a role's funding ends, over 24, at most 1.",
            source="Hanleybrown, Kania & Kramer (2012); 24 months: convention",
            next_step="Secure funding of every backbone role for the next 24 months.",
            record_step="Record until when each backbone role is funded.",
            effort="large",
            who="steering group",
        ),
        PerceivedCriterion(
            code="CI505",
            title="Effectiveness seen by partners",
            question="How well do the partners find the backbone functions performed?",
            source="Turner, Merchant, Kania & Martin (2012)",
            effort="medium",
            who="evaluator",
        ),
    ),
)
