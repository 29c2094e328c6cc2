"""Equity, CI801 to CI805: a bar of its own beside the five conditions (Kania et al., 2022).

It is never mixed into the five; include its condition in a framework of your own where you want to.
"""

from __future__ import annotations

from collective_impact.display import counted
from collective_impact.finding import Finding
from collective_impact.model.initiative import Initiative
from collective_impact.readiness.context import Context
from collective_impact.readiness.documented import DocumentedCriterion
from collective_impact.readiness.framework import Condition, CountedItem, Criterion, Framework
from collective_impact.readiness.scoring import Mark, Tally, any_of
from collective_impact.readiness.shared_measurement import about_people

__all__ = ["EQUITY", "GapTargets", "PowerShared", "SystemsChange"]

KANIA_2022 = "Kania et al. (2022)"


class GapTargets(Criterion):
    """Whether gaps between groups have a target."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of indicators about people with a gap target."""
        if not subject.indicators:
            return self.none_of("indicators", context)
        items = []
        for indicator, counts in about_people(subject, context):
            path = f"indicators/{indicator.id}/targets"
            mark: Mark = context.stated(indicator.targets, path) and any_of(
                bool(target.versus) for target in indicator.targets
            )
            items.append(CountedItem(path, indicator.title, mark, counts))
        return self.share(
            items,
            "indicators about people have a target for a gap",
            "indicator about people has a target for a gap",
        )


class SystemsChange(Criterion):
    """Whether strategies change systems beside programmes."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of strategies at system level."""
        if not subject.agenda.strategies:
            return self.none_of("agenda/strategies", context)
        items = []
        for strategy in subject.agenda.strategies:
            path = f"agenda/strategies/{strategy.id}"
            mark = context.stated(strategy.level, f"{path}/level") and strategy.level == "system"
            items.append(CountedItem(path, strategy.title, mark))
        return self.share(items, "strategies are at system level", "strategy is at system level")


class PowerShared(Criterion):
    """Whether people who live with the problem hold decision seats."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of seats."""
        from collective_impact.arithmetic import share  # noqa: PLC0415 - beside its only use

        if not subject.partners:
            return self.none_of("partners", context)
        seats = lived = open_seats = 0
        evidence: list[str] = []
        unknown: list[str] = []
        unsized = False
        for partner in context.partners:
            path = f"partners/{partner.id}"
            count = partner.decision_seats
            if count is None and context.is_complete(f"{path}/decision_seats"):
                continue
            share_of = partner.lived_experience_seats
            if share_of is None and (count == 0 or context.is_complete(f"{path}/lived_experience_seats")):
                share_of = 0
            if count is None or share_of is None:
                unknown.append(path)
                unsized = unsized or count is None
                open_seats += count or 0
            elif count:
                seats, lived = seats + count, lived + share_of
                evidence.append(path)
        if not seats:
            if unknown:
                return self.unknown("Who holds the decision seats is not recorded.", unknown)
            return self.finding(None, "The partners hold no decision seats.")
        low = 0.0 if unsized else share(lived, seats + open_seats)
        high = 1.0 if unsized else share(lived + open_seats, seats + open_seats)
        observed = f"{lived} of {seats} decision seats are held by people with lived experience."
        if unknown:
            observed += f" For {counted(len(unknown), 'partner')} it is not recorded."
        tally = Tally(share(lived, seats), low, high, lived, seats)
        return self.finding(tally, observed, evidence=evidence, unrecorded=unknown)


EQUITY = Framework(
    key="equity",
    title="Equity",
    conditions=(
        Condition(
            key="equity",
            title="Equity",
            source=KANIA_2022,
            criteria=(
                GapTargets(
                    code="CI801",
                    title="Gaps have targets",
                    question="Do indicators about people aim at closing gaps between groups?",
                    rule="The share of indicators about people with a target for the gap between two groups.",
                    source=f"{KANIA_2022}; ORS Impact & Spark (2018)",
                    next_step="Set a target for the gap between groups.",
                    record_step="Record which indicators are about people, and targets for the gap between two groups.",
                    effort="medium",
                    who="data working group",
                ),
                SystemsChange(
                    code="CI802",
                    title="Systems change beside programmes",
                    question="Do strategies change the systems around programmes, too?",
                    rule="The share of strategies at system level.",
                    source=KANIA_2022,
                    next_step="Add strategies that change policies, practices or flows of money.",
                    record_step="Record the level of each strategy: program or system.",
                    effort="large",
                    who="steering group",
                ),
                PowerShared(
                    code="CI803",
                    title="Power shared",
                    question="Do people who live with the problem decide, too?",
                    rule="The share of decision seats that are held by people with lived experience.",
                    source=KANIA_2022,
                    next_step="Give decision seats to people who live with the problem.",
                    record_step=(
                        "Record for each partner its decision seats, and "
                        "how many are held by people with lived experience."
                    ),
                    effort="large",
                    who="steering group",
                ),
                DocumentedCriterion(
                    code="CI804",
                    title="Acting with the community",
                    question="Does the community hear what became of what it said?",
                    source=KANIA_2022,
                    evidence_kinds=("documented", "rated"),
                    kind="feedback",
                    next_step="Tell the community what was done with what it said, and keep a dated record.",
                    record_step="Record dated evidence of feedback to and from the community.",
                    effort="medium",
                    who="backbone",
                ),
                DocumentedCriterion(
                    code="CI805",
                    title="Leadership and accountability for equity",
                    question="Does somebody answer for equity?",
                    source=KANIA_2022,
                    evidence_kinds=("documented", "rated"),
                    kind="equity_owner",
                    next_step="Agree who answers for equity, and keep a dated record.",
                    record_step="Record dated evidence of who answers for equity.",
                    effort="small",
                    who="steering group",
                ),
            ),
        ),
    ),
)
"""Whether equity is at the centre of the work (Kania et al., 2022)."""
