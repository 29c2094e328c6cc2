"""Criteria of the third condition, mutually reinforcing activities: CI301 to CI307.

They rest on the map of activities in `network`, worked out once for an assessment.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from collective_impact.arithmetic import mean, share
from collective_impact.display import counted
from collective_impact.finding import Finding
from collective_impact.model.activity import Activity
from collective_impact.model.initiative import Initiative
from collective_impact.network.departures import Departure, costliest
from collective_impact.network.duplication import duplicate_activities
from collective_impact.network.incidence import Incidence
from collective_impact.network.relations import reinforced_activities
from collective_impact.readiness.context import Context
from collective_impact.readiness.documented import DocumentedCriterion
from collective_impact.readiness.framework import Condition, CountedItem, Criterion
from collective_impact.readiness.scoring import Tally

__all__ = [
    "MUTUALLY_REINFORCING_ACTIVITIES",
    "Connectedness",
    "Differentiation",
    "Reinforced",
    "Resilience",
    "TieQuality",
    "TiedToOutcomes",
]


def _pointers(ids: Iterable[str], below: str = "") -> list[str]:
    return [f"activities/{id_}{below}" for id_ in ids]


def _has_open_links(activity: Activity, context: Context) -> bool:
    return context.stated(activity.reinforcements, f"activities/{activity.id}/reinforcements") is None


class TiedToOutcomes(Criterion):
    """Whether each activity works towards an outcome of the agenda."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of activities that are tied to an outcome."""
        if not subject.activities:
            return self.none_of("activities", context)
        index = context.map.index
        tied = {a.id for a, aims in zip(index.activities, index.outcome_masks, strict=True) if aims}
        items = [CountedItem(f"activities/{a.id}", a.title, a.id in tied) for a in context.activities]
        return self.share(items, "activities are tied to an outcome", "activity is tied to an outcome")


class Differentiation(Criterion):
    """Whether partners do different things, or the same in an agreed way."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of activities that duplicate no other."""
        if not subject.activities:
            return self.none_of("activities", context)
        count = len(context.activities)
        if not count:
            return self.finding(None, "No activity is in force on this day.")
        sure, possible = duplicate_activities(context.map)
        score, low = share(count - len(sure), count), share(count - len(possible), count)
        held = {activity.id: activity for activity in context.activities}
        open_ids = [id_ for id_ in sure if _has_open_links(held[id_], context)]
        settled = self._settled(context) if open_ids else sure
        high = share(count - len(settled), count)
        observed = f"{count - len(sure)} of {count} activities duplicate no other."
        if sure:
            observed += (
                f" Doing the same without being coordinated: {', '.join(held[i].title for i in sure[:3])}"
            )
            observed += f" and {len(sure) - 3} more." if len(sure) > 3 else "."  # noqa: PLR2004 - as many as shown
        if len(possible) > len(sure):
            observed += (
                f" {len(possible) - len(sure)} more may: population, place or partners are not recorded."
            )
        doubles = set(sure)
        unrecorded = _pointers(id_ for id_ in possible if id_ not in doubles)
        return self.finding(
            Tally(score, low, high, count - len(sure), count),
            observed,
            evidence=["activities"],
            against=_pointers(sure),
            unrecorded=[*unrecorded, *_pointers(open_ids, "/reinforcements")],
            begin_with=held[sure[0]].title if sure else None,
        )

    def _settled(self, context: Context) -> tuple[str, ...]:
        """Return the duplicates that stay so whatever reinforcements get recorded: neither side may add one."""
        index = context.map.index
        open_ = {p for p, activity in enumerate(index.activities) if _has_open_links(activity, context)}
        rows = (tuple(p for p in members if p not in open_) for members in index.activities_of_outcome)
        return duplicate_activities(attrs.evolve(index, activities_of_outcome=tuple(rows))).sure


class Reinforced(Criterion):
    """Whether activities of different partners reinforce each other."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of activities that are reinforced across partners."""
        if not subject.activities:
            return self.none_of("activities", context)
        if not context.activities:
            return self.finding(None, "No activity is in force on this day.")
        open_ids = {a.id for a in context.activities if _has_open_links(a, context)}
        if open_ids and not any(a.reinforcements for a in context.activities):
            return self.unknown(
                "No reinforcement is recorded.", _pointers(sorted(open_ids), "/reinforcements")
            )
        sure, possible = reinforced_activities(context.map)
        known, maybe = set(sure), set(possible) - set(sure)
        items = [
            CountedItem(
                f"activities/{a.id}", a.title, True if a.id in known else None if a.id in maybe else False
            )
            for a in context.activities
        ]
        found = self.share(items, "activities are joined to another partner's by a reinforcement")
        if found.score is None or not open_ids:
            return found
        joinable = len(context.activities) - len(known) if len(context.activities) > 1 else 0
        high = share(len(known) + joinable, len(items))
        unrecorded = dict.fromkeys((*found.unrecorded, *_pointers(sorted(open_ids), "/reinforcements")))
        return attrs.evolve(found, high=max(high, found.high), unrecorded=tuple(unrecorded))


class Connectedness(Criterion):
    """Whether shared activities hold the partners together."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of partners in the largest component."""
        if not subject.partners:
            return self.none_of("partners", context)
        if not subject.activities:
            return self.none_of("activities", context)
        index = context.map.index
        if not index.partners:
            return self.finding(None, "No partner is in force on this day.")
        if len(index.partners) == 1:
            return self.finding(None, "A single partner has nobody to be held together with.")
        all_told = "activities/*/contributions" in subject.complete
        idle = {p.id for p, own in zip(index.partners, index.activities_of_partner, strict=True) if not own}
        if len(idle) == len(index.partners):
            if all_told:
                return self.finding(
                    Tally(0.0, 0.0, 0.0, 0, len(idle)), "No partner contributes to an activity."
                )
            return self.unknown(
                "It is not recorded which partners contribute to which activity.", ["activities"]
            )
        total, unknown = len(index.partners), 0 if all_told else len(idle)
        unrecorded = [] if all_told else [f"partners/{id_}" for id_ in sorted(idle)]
        unrecorded += [f"activities/{index.activities[p].id}/contributions" for p in sorted(index.unrecorded)]
        if total - unknown == 1:
            return self.unknown("The part of one partner alone is recorded.", unrecorded)
        largest = next(group for group in index.components() if not idle.issuperset(group))
        low = share(len(largest), total)
        high = 1.0 if unknown or index.unrecorded else low
        score = share(len(largest), total - unknown)
        observed = f"{len(largest)} of {total - unknown} partners are held together by shared activities."
        outside = sorted({p.id for p in index.partners} - set(largest) - (set() if all_told else idle))
        if unknown:
            noun = "partner" if unknown == 1 else "partners"
            observed += f" For {unknown} {noun} no part in an activity is recorded."
        return self.finding(
            Tally(score, low, high, len(largest), total - unknown),
            observed,
            evidence=[f"partners/{id_}" for id_ in largest],
            against=[f"partners/{id_}" for id_ in outside],
            unrecorded=unrecorded,
        )


class Resilience(Criterion):
    """Whether outcomes keep an activity when one partner leaves."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of outcomes that survive the costliest departure."""
        if not subject.activities:
            return self.none_of("activities", context)
        if not subject.agenda.outcomes:
            return self.none_of("agenda/outcomes", context)
        if not subject.partners:
            return self.none_of("partners", context)
        index = context.map.index
        dropped = frozenset(index.not_carried)
        served = [
            outcome.id
            for position, outcome in enumerate(index.outcomes)
            if index.activities_of_outcome[position] and position not in dropped
        ]
        pointers = [f"activities/{index.activities[p].id}/contributions" for p in sorted(index.unrecorded)]
        if served and not any(index.partner_masks):
            return self.unknown("It is not recorded which partners carry the activities.", pointers)
        best, worst = costliest(context.map), costliest(context.map, unrecorded_live=False)
        if not served or best is None or worst is None:
            behind = " that a partner carries" if dropped else ""
            return self.finding(None, f"No outcome has an activity{behind}.")
        total = len(served)
        kept, least = total - len(best.outcome_ids), total - len(worst.outcome_ids)
        if pointers:
            least = min(least, self._kept_without_unrecorded(index))
        observed = self._observed(subject, best, total, len(dropped))
        if pointers:
            observed += (
                f" For {counted(len(pointers), 'activity', 'activities')} the partners are not recorded."
            )
        return self.finding(
            Tally(share(kept, total), share(least, total), share(kept, total), kept, total),
            observed,
            evidence=[f"agenda/outcomes/{id_}" for id_ in served if id_ not in best.outcome_ids],
            against=[f"agenda/outcomes/{id_}" for id_ in best.outcome_ids],
            unrecorded=pointers,
        )

    def _observed(self, subject: Initiative, best: Departure, total: int, dropped: int) -> str:
        all_kept = f"All {total} outcomes" if total > 1 else "The 1 outcome that partners work towards"
        observed = f"{all_kept} would keep an activity if any one partner left."
        if best.outcome_ids:
            kept, title = total - len(best.outcome_ids), subject.get(best.partner_id).title
            observed = (
                f"{kept} of {total} outcomes would keep an activity if {title} left, the partner missed most."
            )
        return observed + (f" Of {dropped} more, nobody carries an activity any longer." if dropped else "")

    def _kept_without_unrecorded(self, index: Incidence) -> int:
        """Return how many outcomes have an activity of known partners: what a newcomer could not take along."""
        return sum(bool(index.providers(members)) for members in index.activities_of_outcome)


class TieQuality(Criterion):
    """How strong partners say their working relations are. It never moves the headline."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the mean intensity, on the scale from 0 to 1."""
        current = {partner.id for partner in context.partners}
        known: list[float] = []
        for tie in subject.ties:
            between_two = tie.from_id != tie.to_id and {tie.from_id, tie.to_id} <= current
            if tie.scale and tie.intensity is not None and between_two:
                low, high = tie.scale.minimum, tie.scale.maximum
                if low is not None and high is not None and high > low:
                    known.append(share(tie.intensity - low, high - low))
        score = mean(known)
        if score is None:
            return self.unknown("No tie with an intensity and its scale is recorded.", ["ties"])
        ties = counted(len(known), "reported tie")
        observed = f"The average strength of {ties} is {score:.2f} on a scale from 0 to 1."
        return self.finding(Tally(score, score, score, score, 1), observed, evidence=["ties"])


MUTUALLY_REINFORCING_ACTIVITIES = Condition(
    key="mutually_reinforcing_activities",
    title="Mutually reinforcing activities",
    source="Kania & Kramer (2011)",
    criteria=(
        TiedToOutcomes(
            code="CI301",
            title="Activities tied to outcomes",
            question="Does each activity work towards an outcome of the agenda?",
            rule="The share of activities that are tied to an outcome, straight or through a strategy.",
            source="Kania & Kramer (2011)",
            critical=True,
            next_step="Tie each activity to an outcome, or ask whether it belongs to the initiative.",
            record_step="Record the activities and the outcomes that they work towards.",
            effort="small",
            who="backbone",
        ),
        Differentiation(
            code="CI302",
            title="Differentiation",
            question="Do partners do different things, or the same in an agreed way?",
            rule=(
                "1 - the share of activities that do the same as another partner's (same outcome, population, place "
                "and time) without any reinforcement between the two."
            ),
            source="Kania & Kramer (2011)",
            next_step="Bring the partners of activities that do the same together, and agree who does what.",
            record_step="Record population, place and partners of each activity, and what reinforces what.",
            effort="medium",
            who="working group",
        ),
        Reinforced(
            code="CI303",
            title="Reinforcement",
            question="Do activities of different partners reinforce each other?",
            rule=(
                "The share of activities with a reinforcement, in either direction, to an activity of another partner; "
                "what hinders does not count."
            ),
            source="Kania & Kramer (2011)",
            next_step="Ask each partner what it could pass on to, or take from, another one's activity.",
            record_step="Record what reinforces what: refers people, feeds data, shares resources, depends on.",
            effort="medium",
            who="working group",
        ),
        Connectedness(
            code="CI304",
            title="Connectedness",
            question="Do shared activities hold the partners together?",
            rule=(
                "Partners in the largest group that shared activities hold together / all partners, of those whose "
                "part in an activity, or that they have none, is recorded. It takes two partners."
            ),
            source="PARTNER (Varda)",
            next_step="Find something that the partners outside the largest group could do together with it.",
            record_step="Record which partners contribute to which activity.",
            effort="medium",
            who="backbone",
        ),
        Resilience(
            code="CI305",
            title="Resilience",
            question="Would each outcome keep an activity if any one partner left?",
            rule=(
                "Of the outcomes that have an activity which somebody carries, the share that keeps one when the "
                "partner leaves whose leaving costs most; an activity lives while one partner is left."
            ),
            source="Provan & Kenis (2008)",
            next_step="Find a second partner for outcomes that rest on one.",
            record_step="Record which partners contribute to which activity.",
            effort="large",
            who="steering group",
        ),
        DocumentedCriterion(
            code="CI306",
            title="Joint plan of action",
            question="Is there a joint plan of action, and is it recent?",
            source="Hanleybrown, Kania & Kramer (2012)",
            kind="plan",
            next_step="Write a joint plan of action, and date it.",
            record_step="Record dated evidence of the joint plan of action.",
            effort="medium",
            who="steering group",
        ),
        TieQuality(
            code="CI307",
            title="Tie quality",
            question="How strong do the partners say their working relations are?",
            rule="The mean over ties of (intensity - lowest) / (highest - lowest answer of the scale).",
            source="Frey et al. (2006); Varda",
            evidence_kinds=("perceived",),
            next_step="Talk about the ties that the two sides see differently.",
            record_step=(
                "Ask partners how closely they work with each other, and record the ties with their scale."
            ),
            effort="medium",
            who="evaluator",
        ),
    ),
)
