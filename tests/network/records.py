"""Short ways to write the records that the tests of this room need over and over."""

from __future__ import annotations

from typing import Any

from collective_impact.model.activity import Activity, Contribution, Reinforcement, ReinforcementKind
from collective_impact.model.agenda import Agenda, Outcome, Strategy
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner

Links = dict[ReinforcementKind, str]


def activity(
    id_: str, partners: str = "", outcomes: str = "", links: Links | None = None, **facts: Any
) -> Activity:
    """Return an activity with partners, outcomes and links named by ids between blanks."""
    return Activity(
        id=id_,
        contributions=tuple(Contribution(partner_id=partner) for partner in partners.split()),
        outcome_ids=tuple(outcomes.split()),
        reinforcements=tuple(
            Reinforcement(kind=kind, activity_id=other)
            for kind, others in (links or {}).items()
            for other in others.split()
        ),
        **facts,
    )


def initiative(*activities: Activity, strategies: tuple[Strategy, ...] = (), **facts: Any) -> Initiative:
    """Return an initiative of these activities with all partners and outcomes that they name."""
    partners = sorted({part.partner_id for held in activities for part in held.contributions})
    outcomes = {outcome for held in activities for outcome in held.outcome_ids}
    outcomes.update(outcome for held in strategies for outcome in held.outcome_ids)
    facts.setdefault("partners", tuple(Partner(id=id_) for id_ in partners))
    agenda = Agenda(outcomes=tuple(Outcome(id=id_) for id_ in sorted(outcomes)), strategies=strategies)
    return Initiative(id="I", agenda=agenda, activities=activities, **facts)
