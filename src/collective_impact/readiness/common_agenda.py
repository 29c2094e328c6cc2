"""Criteria of the first condition, a common agenda: CI101 to CI107.

How a finding is made from what is counted is `framework`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from collective_impact.display import counted
from collective_impact.errors import Problem
from collective_impact.finding import Finding
from collective_impact.model.agenda import Outcome
from collective_impact.model.indicator import Indicator
from collective_impact.model.initiative import Initiative
from collective_impact.readiness.context import Context
from collective_impact.readiness.documented import DocumentedCriterion, PerceivedCriterion
from collective_impact.readiness.framework import Condition, Counted, CountedItem, Criterion
from collective_impact.readiness.scoring import Mark, Tally, all_of, any_of

__all__ = [
    "COMMON_AGENDA",
    "AgendaEndorsed",
    "CrossSector",
    "JointApproach",
    "MeasurableGoals",
    "ProblemStated",
    "share_of_goals",
]


class ProblemStated(Criterion):
    """Whether the agenda says what the problem is, for whom and where."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of the three that are stated."""
        agenda = subject.agenda
        place = any_of((context.stated(agenda.place, "agenda/place"), context.stated(subject.place, "place")))
        items = [
            CountedItem("agenda/problem", "the problem", context.stated(agenda.problem, "agenda/problem")),
            CountedItem(
                "agenda/population", "the population", context.stated(agenda.population, "agenda/population")
            ),
            CountedItem("agenda/place", "the place", place),
        ]
        return self.share(
            items, "parts of the problem statement are there", "part of the problem statement is there"
        )


class MeasurableGoals(Criterion):
    """Whether each population goal can be measured: direction, target and date."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of goals with a complete indicator."""
        sentence = "population goals have an indicator with direction, target and date"
        return share_of_goals(self, subject, context, lambda held: _has_dated_target(held, context), sentence)


def share_of_goals(
    criterion: Criterion,
    subject: Initiative,
    context: Context,
    holds: Callable[[Indicator], Mark],
    sentence: str,
) -> Finding:
    """Return the share of population goals that have an indicator for which `holds` is true."""
    if not subject.agenda.outcomes:
        return criterion.none_of("agenda/outcomes", context)

    def mark(goal: Outcome) -> Mark:
        if not subject.indicators:
            return context.stated((), "indicators")
        return any_of(map(holds, context.indicators_by_outcome.get(goal.id, ())))

    items = [
        CountedItem(f"agenda/outcomes/{goal.id}", goal.title, mark(goal), counts)
        for goal, counts in context.goals
    ]
    return criterion.share(items, sentence)


def _has_dated_target(indicator: Indicator, context: Context) -> Mark:
    path = f"indicators/{indicator.id}"
    if not indicator.targets:
        dated = context.stated((), f"{path}/targets")
    else:
        dated = any_of(
            all_of(
                (True if target.value is not None or target.raw else None, True if target.period else None)
            )
            for target in indicator.targets
        )
    return all_of((context.stated(indicator.direction, f"{path}/direction"), dated))


class JointApproach(Criterion):
    """Whether each outcome has a strategy and an activity."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of outcomes that have both."""
        outcomes = subject.agenda.outcomes
        if not outcomes:
            return self.none_of("agenda/outcomes", context)
        planned = {id_ for strategy in subject.agenda.strategies for id_ in strategy.outcome_ids}
        served = context.served_outcome_ids
        no_strategies = None if subject.agenda.strategies else context.stated((), "agenda/strategies")
        no_activities = None if subject.activities else context.stated((), "activities")
        items = []
        for outcome in outcomes:
            has_strategy: Mark = outcome.id in planned or (
                False if subject.agenda.strategies else no_strategies
            )
            has_activity: Mark = outcome.id in served or (False if subject.activities else no_activities)
            mark = all_of((has_strategy, has_activity))
            items.append(CountedItem(f"agenda/outcomes/{outcome.id}", outcome.title, mark))
        return self.share(
            items, "outcomes have a strategy and an activity", "outcome has a strategy and an activity"
        )


class AgendaEndorsed(Criterion):
    """Whether the partners have said yes to the agenda."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of partners that endorsed it."""
        if not subject.partners:
            return self.none_of("partners", context)
        if not subject.agenda.endorsements and not context.is_complete("agenda/endorsements"):
            return self.unknown("No endorsement is recorded.", ["agenda/endorsements"])
        dated = {yes.partner_id for yes in subject.agenda.endorsements if yes.on and yes.on <= context.on}
        undated = {yes.partner_id for yes in subject.agenda.endorsements if yes.on is None}
        items = [
            CountedItem(f"partners/{p.id}", p.title, p.id in dated or (None if p.id in undated else False))
            for p in context.partners
        ]
        return self.share(
            items,
            "partners have endorsed the agenda with a date",
            "partner has endorsed the agenda with a date",
        )


class CrossSector(Counted):
    """Whether the partners come from different sectors."""

    def check(self) -> Iterator[Problem]:
        """Yield a problem where one sector alone would be full."""
        yield from super().check()
        if self.full_at < 2:  # noqa: PLR2004 - different sectors are two at least
            yield Problem(
                path="full_at", code="out_of_range", message=f"must be at least 2, found {self.full_at}."
            )

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return how many sectors there are, against what is full."""
        if not subject.partners:
            return self.none_of("partners", context)
        if not context.partners:
            return self.finding(None, "No partner is in force on this day.")
        known = [p for p in context.partners if p.sector is not None]
        open_ = [p for p in context.partners if context.stated(p.sector, f"partners/{p.id}/sector") is None]
        pointers = [f"partners/{p.id}/sector" for p in open_]
        if not known and open_:
            return self.unknown(f"The sector of {counted(len(open_), 'partner')} is not recorded.", pointers)
        sectors = sorted({p.sector for p in known if p.sector} - {"other"})
        score, high = self._score(len(sectors)), self._score(len(sectors) + len(open_))
        named = ", ".join(sectors) or "none that counts"
        observed = f"The partners come from {counted(len(sectors), 'sector')}: {named}."
        if open_:
            observed += f" The sector of {counted(len(open_), 'partner')} is not recorded."
        steps = min(max(len(sectors) - 1, 0), self.full_at - 1)
        tally = Tally(score, score, high, steps, self.full_at - 1)
        evidence = [f"partners/{p.id}/sector" for p in known if p.sector != "other"]
        return self.finding(tally, observed, evidence=evidence, unrecorded=pointers)

    def _score(self, sectors: int) -> float:
        from collective_impact.arithmetic import share  # noqa: PLC0415 - beside its only use

        return share(min(max(sectors - 1, 0), self.full_at - 1), self.full_at - 1)


COMMON_AGENDA = Condition(
    key="common_agenda",
    title="Common agenda",
    source="Kania & Kramer (2011)",
    criteria=(
        ProblemStated(
            code="CI101",
            title="Problem, population and place stated",
            question="Do the partners say together what the problem is, whom it concerns and where?",
            rule="How many of three are stated: the problem, the population, the place.",
            source="Kania & Kramer (2011)",
            critical=True,
            next_step="Write down together what the problem is, whom it concerns and where.",
            record_step="Record problem, population and place in the agenda.",
            effort="small",
            who="steering group",
        ),
        MeasurableGoals(
            code="CI102",
            title="Measurable population goals",
            question="Does each goal for the population say which way, how far and by when?",
            rule=(
                "The share of population goals that have an indicator with a direction and a target with a date."
            ),
            source="Community Tool Box; Friedman (2005)",
            critical=True,
            next_step="Give each goal an indicator with a direction, a target and a date.",
            record_step="Record the goals as outcomes at population level, and their indicators with targets.",
            effort="medium",
            who="data working group",
        ),
        JointApproach(
            code="CI103",
            title="Joint approach",
            question="Is there, for each outcome, an agreed strategy and something that is done?",
            rule=(
                "The share of outcomes with a strategy and an activity, tied through the strategy or straight."
            ),
            source="Kania & Kramer (2011)",
            next_step="Agree a strategy and an activity for each outcome.",
            record_step="Record outcomes, strategies and activities, and tie them to each other.",
            effort="medium",
            who="steering group",
        ),
        AgendaEndorsed(
            code="CI104",
            title="Agenda endorsed",
            question="Have the partners said yes to the agenda, and when?",
            rule="The share of partners with a dated endorsement.",
            source="Kania & Kramer (2011)",
            evidence_kinds=("documented",),
            next_step="Ask the remaining partners to endorse the agenda.",
            record_step="Record who endorsed the agenda, and on which day.",
            effort="small",
            who="backbone",
        ),
        CrossSector(
            code="CI105",
            full_at=4,
            title="Cross-sector",
            question="Do the partners come from different sectors?",
            rule="(Distinct sectors - 1) / 3, at most 1; the sector 'other' does not count.",
            source="Kania & Kramer (2011); full at four sectors: convention",
            critical=True,
            next_step="Invite partners from sectors that are missing.",
            record_step="Record the sector of each partner.",
            effort="medium",
            who="steering group",
        ),
        DocumentedCriterion(
            code="CI106",
            title="Community helped define the problem",
            question="Did people who live with the problem help to define it?",
            source="Collective Impact Forum (2016); Kania et al. (2022)",
            evidence_kinds=("documented", "rated"),
            kind="community_definition",
            next_step="Work through the problem statement with people who live with it, and keep a dated record.",
            record_step="Record dated evidence of how the community helped to define the problem.",
            effort="medium",
            who="steering group",
        ),
        PerceivedCriterion(
            code="CI107",
            title="Common understanding",
            question="Do the partners understand the problem and the approach in the same way?",
            source="survey practice; Kania & Kramer (2011)",
            effort="medium",
            who="evaluator",
        ),
    ),
)
