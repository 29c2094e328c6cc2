"""The five conditions raised to the level of a community, CI901 to CI945 (Pittman): rules as data.

Five conditions inside each of fifty collaborations are not enough; here the same five are asked across them. What
each criterion counts is said in `community_criteria`.
"""

from __future__ import annotations

from collective_impact.finding import Effort
from collective_impact.landscape.community_criteria import (
    AgendaFromBirth,
    AnswersToABody,
    AudiencesReached,
    CellsServed,
    CollaborationsInTouch,
    CollaborationsMeet,
    GoalsPursued,
    HeardAbove,
    LinkedToPerformance,
    NotDoubled,
    OfTheWhole,
    SaidInTheCommunity,
    WithinTheAgenda,
)
from collective_impact.readiness.documented import DocumentedCriterion
from collective_impact.readiness.framework import Condition, Criterion, Framework
from collective_impact.readiness.frameworks import FIVE_CONDITIONS

__all__ = ["COMMUNITY_CONDITIONS"]

PITTMAN = "Pittman, Collective Impact 2.0 (Forum for Youth Investment)"
KANIA_KRAMER = "Kania & Kramer (2011)"
CONVENTION = "convention, after Pittman"
COUNCIL = "leadership council"


def _asked_of_the_whole(
    code: str, inner: str, question: str, *, source: str = PITTMAN, critical: bool = False
) -> OfTheWhole:
    """Return a criterion of the five conditions, asked of what is agreed for the community as a whole."""
    asks = FIVE_CONDITIONS.criterion(inner)
    return OfTheWhole(
        code=code,
        title=asks.title,
        question=question,
        rule=f"Of what is agreed for the whole: {asks.rule}",
        source=f"{source}; {asks.source}",
        evidence_kinds=asks.evidence_kinds,
        critical=critical,
        next_step=asks.next_step,
        record_step=f"Of the whole: {asks.record_step}",
        effort=asks.effort,
        who=asks.who,
        asks=asks,
    )


def _shown(  # noqa: PLR0913, PLR0917 - a row of the tables below
    code: str, title: str, kind: str, question: str, next_step: str, effort: Effort, who: str
) -> OfTheWhole:
    """Return a criterion that dated evidence of the whole answers."""
    record_step = f"Record dated evidence of kind '{kind}' in the whole."
    asks = DocumentedCriterion(
        code=code,
        title=title,
        kind=kind,
        question=question,
        source=PITTMAN,
        next_step=next_step,
        record_step=record_step,
        effort=effort,
        who=who,
    )
    return OfTheWhole(
        code=code,
        title=title,
        question=question,
        rule=asks.rule,
        source=PITTMAN,
        evidence_kinds=("documented", "rated"),
        next_step=next_step,
        record_step=record_step,
        effort=effort,
        who=who,
        asks=asks,
    )


def _said(code: str, title: str, question: str, source: str = PITTMAN) -> Criterion:
    return SaidInTheCommunity(
        code=code, title=title, question=question, source=source, effort="large", who="evaluator"
    )


COMMUNITY_AGENDA = Condition(
    key="community_agenda",
    title="One agenda from birth to young adulthood",
    source=f"{KANIA_KRAMER}; {PITTMAN}",
    criteria=(
        _asked_of_the_whole(
            "CI901",
            "CI101",
            "Does the community say what the problem is, for whom and where?",
            critical=True,
        ),
        AgendaFromBirth(
            code="CI902",
            title="From birth to young adulthood",
            question="Do the goals of the whole reach from birth to young adulthood?",
            rule=(
                "The share of the spans of age (0-4, 5-10, 11-14, 15-18, 19-24: convention) for which the whole has "
                "a goal; a goal without ages has those of the agenda."
            ),
            source=PITTMAN,
            next_step="Agree a goal for each stretch of the way from birth to young adulthood.",
            record_step="Record for each goal of the whole the ages that it is about.",
            effort="large",
            who=COUNCIL,
        ),
        GoalsPursued(
            code="CI903",
            title="Goals of the whole are pursued",
            question="Does some collaboration pursue each goal of the whole?",
            rule=(
                "The share of the goals of the whole that a collaboration in force pursues; a goal is the same by "
                "its id, by its name, or by a decision."
            ),
            source=PITTMAN,
            next_step="Ask which collaborations take up the goals that nobody pursues.",
            record_step="Record the goals of each collaboration.",
            effort="medium",
            who=COUNCIL,
        ),
        WithinTheAgenda(
            code="CI904",
            title="Collaborations work towards the whole",
            question="Does each collaboration work towards a goal of the whole?",
            rule="The share of the collaborations in force that share a goal with the whole.",
            source=PITTMAN,
            next_step="Ask each collaboration how its goals serve those of the whole, or what the whole overlooks.",
            record_step="Record the goals of each collaboration.",
            effort="medium",
            who=COUNCIL,
        ),
        _said("CI905", "Leaders see one agenda", "Do leaders of all sectors see one agenda and follow it?"),
    ),
)

COMMUNITY_MEASUREMENT = Condition(
    key="community_measurement",
    title="Shared measurement that links outcomes to performance",
    source=f"{KANIA_KRAMER}; {PITTMAN}",
    criteria=(
        _asked_of_the_whole("CI911", "CI201", "Is each goal of the whole measured?", critical=True),
        LinkedToPerformance(
            code="CI912",
            title="Outcomes linked to performance",
            question="Is what children reach measured beside how well systems and settings do?",
            rule=(
                "The share of the goals of the whole that have an indicator at population level and one at system "
                "or program level."
            ),
            source=PITTMAN,
            next_step="Agree for each goal how the performance of the systems and settings behind it is measured.",
            record_step="Record the level of each indicator of the whole: population, system or program.",
            effort="large",
            who="data working group",
        ),
        _asked_of_the_whole("CI913", "CI203", "Does everybody report the same indicators?"),
        _asked_of_the_whole("CI914", "CI204", "Are the shared figures current?"),
    ),
)

COMMUNITY_REINFORCEMENT = Condition(
    key="community_reinforcement",
    title="Reinforcing activities among coalitions and decision makers",
    source=f"{KANIA_KRAMER}; {PITTMAN}",
    criteria=(
        AnswersToABody(
            code="CI921",
            title="Collaborations answer to decision makers",
            question="Does each collaboration answer to a body of people who can decide?",
            rule="The share of the collaborations in force that a council, board or other body oversees.",
            source=PITTMAN,
            critical=True,
            next_step="Agree which body each collaboration reports to.",
            record_step="Record for each collaboration the bodies that oversee it.",
            effort="medium",
            who=COUNCIL,
        ),
        CollaborationsInTouch(
            code="CI922",
            title="Collaborations are in touch",
            question="Do members join the collaborations with each other?",
            rule=(
                "The share of the collaborations in force that belong to the largest circle joined by shared members."
            ),
            source=CONVENTION,
            next_step="Ask the collaborations that stand alone whom they would like at their table.",
            record_step="Record the roster of each collaboration.",
            effort="small",
            who="backbone",
        ),
        NotDoubled(
            code="CI923",
            title="No doubles side by side",
            question="Do collaborations with the same people and goals stand side by side?",
            rule=(
                "1 - the share of the collaborations that have most of their members and of their goals in common "
                "with another (Jaccard 0.6 or more of both: convention), and are not known to serve others. Not known "
                "where likely matches that nobody has decided on could change it."
            ),
            source=CONVENTION,
            next_step="Bring the collaborations with the same people and goals to one table and ask what each is for.",
            record_step="Record the roster and the goals of each collaboration, and decide on likely matches.",
            effort="medium",
            who=COUNCIL,
        ),
        CellsServed(
            code="CI924",
            title="No gaps on the way",
            question="Is each goal pursued for each age that it is about, in each place?",
            rule=(
                "Of the combinations of goal, span of age and place, for the ages that a goal is about, the share "
                "that a collaboration serves."
            ),
            source=PITTMAN,
            next_step="Ask who could take up what nobody does.",
            record_step="Record for each goal the ages it is about, for each collaboration ages and places.",
            effort="large",
            who=COUNCIL,
        ),
        _shown(
            "CI925",
            "Decision makers act",
            "policy_commitment",
            "Have decision makers bound themselves to the agenda: by a budget, a law, a rule?",
            "Ask decision makers for one commitment each, and keep a dated record.",
            "large",
            COUNCIL,
        ),
    ),
)

COMMUNITY_COMMUNICATION = Condition(
    key="community_communication",
    title="Communication within and across levels and out to the public",
    source=f"{KANIA_KRAMER}; {PITTMAN}",
    criteria=(
        _asked_of_the_whole(
            "CI931", "CI401", "Does the table for the whole meet as often as it agreed?", critical=True
        ),
        AudiencesReached(
            code="CI932",
            title="Within, across, public",
            question="Is there a channel within levels, one across them and one to the public?",
            rule="How many of three audiences the channels of the whole have: within, across, public.",
            source=PITTMAN,
            next_step="Open the kind of channel that is missing.",
            record_step="Record the channels of the whole and their audience.",
            effort="medium",
            who="backbone",
        ),
        CollaborationsMeet(
            code="CI933",
            title="Collaborations meet",
            question="Does each collaboration meet?",
            rule="The share of the collaborations in force with a cadence, or a meeting in the last 12 months.",
            source=KANIA_KRAMER,
            next_step="Ask the collaborations that do not meet whether they still want to be one.",
            record_step="Record when each collaboration meets.",
            effort="small",
            who="backbone",
        ),
        HeardAbove(
            code="CI934",
            title="Heard above",
            question="Does each collaboration have somebody in the body that it answers to?",
            rule=(
                "Of the collaborations that a body oversees, the share with a member in one of the bodies that "
                "oversee it."
            ),
            source=CONVENTION,
            next_step="Agree who speaks for each collaboration in the body that it answers to.",
            record_step="Record the members of each body.",
            effort="small",
            who=COUNCIL,
        ),
        _said(
            "CI935",
            "Trust across levels",
            "Do people of different levels trust each other and speak openly?",
        ),
    ),
)

COMMUNITY_BACKBONE = Condition(
    key="community_backbone",
    title="Backbone support organised for the whole",
    source=f"{KANIA_KRAMER}; {PITTMAN}",
    criteria=(
        _asked_of_the_whole(
            "CI941", "CI501", "Does anybody have dedicated time to support the whole?", critical=True
        ),
        _asked_of_the_whole(
            "CI942", "CI502", "Does each of the six functions have a holder, be it one or several?"
        ),
        _shown(
            "CI943",
            "Holders work as one",
            "backbone_agreement",
            "Have those who hold functions of the backbone agreed who does what for the whole?",
            "Write down who holds which function for the whole, and let all holders agree.",
            "small",
            "backbone",
        ),
        _asked_of_the_whole("CI944", "CI504", "For how long is the support of the whole paid for?"),
        _said(
            "CI945",
            "Effectiveness seen in the community",
            "How well do people find the backbone functions performed for the whole?",
        ),
    ),
)

COMMUNITY_CONDITIONS = Framework(
    key="community_conditions",
    title="The five conditions at community level",
    conditions=(
        COMMUNITY_AGENDA,
        COMMUNITY_MEASUREMENT,
        COMMUNITY_REINFORCEMENT,
        COMMUNITY_COMMUNICATION,
        COMMUNITY_BACKBONE,
    ),
    sources={
        "level_cuts": "convention",
        "coverage_limit": "convention",
        "weights": "convention: all criteria weigh the same",
        "practice_level": f"convention; that the five are needed across collaborations: {PITTMAN}",
    },
)
"""The five conditions across the collaborations of a community (Pittman), asked of a `Landscape`."""
