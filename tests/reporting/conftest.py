"""An invented collaboration with a gap, an idle partner, a strategy, and activities that help and hinder."""

from __future__ import annotations

import pytest

from collective_impact.model.activity import Activity, Contribution, Reinforcement
from collective_impact.model.agenda import Agenda, Outcome, Strategy
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner


@pytest.fixture
def small() -> Initiative:
    return Initiative(
        id="small",
        name="Small $x^2$ town",
        partners=(
            Partner(id="clinic", name="Clinic", sector="health"),
            Partner(id="idle", name="Idle"),
            Partner(id="school", name="School", sector="education"),
        ),
        agenda=Agenda(
            outcomes=(Outcome(id="gap", name="Nobody's"), Outcome(id="read"), Outcome(id="well")),
            strategies=(Strategy(id="early", outcome_ids=("read",)),),
        ),
        activities=(
            Activity(
                id="coach",
                contributions=(Contribution(partner_id="school"), Contribution(partner_id="clinic")),
                outcome_ids=("well",),
                strategy_ids=("early",),
                reinforcements=(
                    Reinforcement(kind="feeds_data", activity_id="van"),
                    Reinforcement(kind="hinders", activity_id="walk"),
                ),
            ),
            Activity(id="van", contributions=(Contribution(partner_id="school"),), outcome_ids=("read",)),
            Activity(id="walk"),
        ),
    )
