"""Activities: what partners do, alone or together, and which activities reinforce which.

Duplication, complement and gaps are worked out from these records, never recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

import attrs

from collective_impact.errors import Problem
from collective_impact.fields import about
from collective_impact.model.entity import Entity, Entry, reversed_dates
from collective_impact.model.values import Money, Place, Population

__all__ = ["Activity", "ActivityStatus", "Contribution", "Reinforcement", "ReinforcementKind"]

ActivityStatus = Literal["planned", "active", "suspended", "finished", "cancelled"]
ReinforcementKind = Literal[
    "supports", "hinders", "depends_on", "feeds_data", "shares_resource", "refers_people"
]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Contribution(Entry):
    """A partner's part in an activity."""

    partner_id: str = attrs.field(metadata=about("Who.", refers_to="Partner"))
    role: str | None = attrs.field(
        default=None, metadata=about("In which role, in free words: lead, delivers, funds, hosts.")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Reinforcement(Entry):
    """What this activity does to, or needs of, another one."""

    kind: ReinforcementKind = attrs.field(
        metadata=about(
            "What passes between the two; only `hinders` is not wanted.", source="Kania & Kramer (2011)"
        )
    )
    activity_id: str = attrs.field(metadata=about("The other activity.", refers_to="Activity"))
    strength: float | None = attrs.field(
        default=None,
        metadata=about("How strong it is, as a share of the strongest thinkable.", low=0, high=1),
    )
    lag: float | None = attrs.field(
        default=None,
        metadata=about(
            "How long it takes to be felt, or how long the other must come before.", unit="weeks", low=0
        ),
    )
    evidence_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("What it is known from.", refers_to="Evidence")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Activity(Entity):
    """Something that partners do towards the agenda: a programme, a service, a campaign."""

    kind: str | None = attrs.field(
        default=None, metadata=about("What sort it is, in free words: mentoring, advocacy.")
    )
    contributions: tuple[Contribution, ...] = attrs.field(
        default=(), metadata=about("Who takes part, and how.")
    )
    outcome_ids: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about("The outcomes that it works towards straight; empty means none.", refers_to="Outcome"),
    )
    strategy_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("The strategies that it carries out.", refers_to="Strategy")
    )
    population: Population | None = attrs.field(default=None, metadata=about("Whom it serves."))
    place: Place | None = attrs.field(default=None, metadata=about("Where it takes place."))
    since: date | None = attrs.field(default=None, metadata=about("Its first day."))
    until: date | None = attrs.field(default=None, metadata=about("Its last day; absent means open."))
    duration: float | None = attrs.field(
        default=None, metadata=about("How long one round of it takes.", unit="weeks", low=0)
    )
    status: ActivityStatus | None = attrs.field(default=None, metadata=about("How far it has come."))
    part_of_id: str | None = attrs.field(
        default=None, metadata=about("The activity that it is a part of.", refers_to="Activity")
    )
    budget: Money | None = attrs.field(default=None, metadata=about("What is set aside for it."))
    reinforcements: tuple[Reinforcement, ...] = attrs.field(
        default=(), metadata=about("What it does to, or needs of, other activities.")
    )

    def check(self) -> Iterator[Problem]:
        """Yield problems of reversed dates and of an activity that reinforces itself."""
        yield from super().check()
        yield from reversed_dates(self)
        for position, link in enumerate(self.reinforcements):
            if link.activity_id == self.id:
                message = "an activity cannot reinforce itself."
                yield Problem(
                    path=f"reinforcements/{position}/activity_id", code="self_reference", message=message
                )
