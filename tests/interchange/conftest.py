"""An invented collaboration that uses all that travels in a network file, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from collective_impact.model.activity import Activity, Contribution, Reinforcement
from collective_impact.model.agenda import Agenda, Outcome, Strategy
from collective_impact.model.backbone import BackboneRole
from collective_impact.model.indicator import Indicator
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner, Tie
from collective_impact.model.values import Place, Population, Range

Parts = Callable[[Initiative], dict[str, Any]]


@pytest.fixture(scope="session")
def parts() -> Parts:
    """Give the tables of an initiative that a network file carries."""
    return lambda initiative: {
        "partners": initiative.partners,
        "activities": initiative.activities,
        "indicators": initiative.indicators,
        "outcomes": initiative.agenda.outcomes,
        "strategies": initiative.agenda.strategies,
        "backbone roles": initiative.backbone_roles,
        "ties": initiative.ties,
    }


@pytest.fixture
def collaboration() -> Initiative:
    pupils = Population(id="pupils", name="Pupils, 6 to 12")
    north = Place(id="north", name="The north")
    return Initiative(
        id="riverside",
        name="Riverside & friends",
        partners=(
            Partner(
                id="clinic",
                name='Clinic "Zoë" <b>',
                sector="health",
                roles=("provider", "a|b\\"),
                since=date(2024, 1, 2),
                until=date(2027, 12, 31),
                decision_seats=2,
                lived_experience_seats=0,
                note="=1+1",
            ),
            Partner(id="office", sector="nonprofit"),
            Partner(id="reading", name="Same name", part_of_id="office"),
        ),
        agenda=Agenda(
            outcomes=(
                Outcome(id="gap", name="Nobody's"),
                Outcome(
                    id="read",
                    name="Same name",
                    level="population",
                    kind="impact",
                    population=pupils,
                    place=north,
                ),
                Outcome(id="well", leads_to_ids=("gap", "read"), enables_ids=("tutoring",)),
            ),
            strategies=(Strategy(id="early", name="Start early", outcome_ids=("read",), level="system"),),
        ),
        indicators=(
            Indicator(
                id="level-3", outcome_ids=("read", "well"), measure="percent", unit="percent", limit=99.5
            ),
            Indicator(id="stays", about_people=False, frequency=12),
        ),
        activities=(
            Activity(
                id="book-van",
                contributions=(
                    Contribution(partner_id="clinic"),
                    Contribution(partner_id="office", role="funds"),
                    Contribution(partner_id="office", role="leads", note="Until June"),
                ),
                outcome_ids=("read",),
                population=pupils,
                place=north,
                since=date(2025, 1, 1),
                duration=4,
                status="active",
                reinforcements=(
                    Reinforcement(kind="hinders", activity_id="tutoring"),
                    Reinforcement(kind="supports", activity_id="tutoring", strength=0.25, lag=2),
                ),
            ),
            Activity(id="summer", part_of_id="tutoring", kind="camp"),
            Activity(id="tutoring", name="Tutoring", strategy_ids=("early",), duration=2.5),
        ),
        backbone_roles=(
            BackboneRole(id="office-backbone", partner_id="office", functions=("funding", "policy")),
        ),
        ties=(
            Tie(id="T1", from_id="clinic", to_id="office", intensity=3, scale=Range(minimum=1, maximum=5)),
            Tie(id="T2", from_id="office", to_id="clinic", reported_by_id="clinic", name="trusts", note="-"),
        ),
    )
