"""The common agenda: what the partners want to change, for whom, how, and who has endorsed it.

How a change is measured belongs to `indicator`, what is done about it to `activity`.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import attrs

from collective_impact.fields import about
from collective_impact.model.entity import Entity, Entry
from collective_impact.model.values import Level, Place, Population

__all__ = ["Agenda", "Endorsement", "Outcome", "Strategy"]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Outcome(Entity):
    """A change that is wanted. A goal of the initiative is an outcome at population level."""

    level: Level | None = attrs.field(
        default=None,
        metadata=about(
            "Whether it is about a population, a system or a programme's clients.", source="Friedman (2005)"
        ),
    )
    kind: Literal["output", "outcome", "impact"] | None = attrs.field(
        default=None, metadata=about("Its place in the chain of results.", source="IATI 2.03, ResultType")
    )
    population: Population | None = attrs.field(default=None, metadata=about("Whose lives are to change."))
    place: Place | None = attrs.field(default=None, metadata=about("Where."))
    leads_to_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Outcomes that this one brings about.", refers_to="Outcome")
    )
    enables_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Activities that this outcome makes possible.", refers_to="Activity")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Strategy(Entity):
    """A joint way of bringing outcomes about; activities carry it out."""

    outcome_ids: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about("The outcomes that it serves; empty means that it serves none.", refers_to="Outcome"),
    )
    level: Literal["program", "system"] | None = attrs.field(
        default=None,
        metadata=about(
            "Whether it changes programmes or the systems around them.", source="Kania et al. (2022)"
        ),
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Endorsement(Entry):
    """A partner's yes to the agenda."""

    partner_id: str = attrs.field(metadata=about("Who endorsed it.", refers_to="Partner"))
    on: date | None = attrs.field(
        default=None, metadata=about("When; an endorsement without a date is weak proof.")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Agenda(Entry):
    """The shared understanding of the problem and the joint approach to it (Kania & Kramer, 2011)."""

    problem: str | None = attrs.field(
        default=None, metadata=about("The problem, as the partners understand it.")
    )
    vision: str | None = attrs.field(default=None, metadata=about("What will be different."))
    population: Population | None = attrs.field(default=None, metadata=about("Whose lives are to change."))
    place: Place | None = attrs.field(default=None, metadata=about("Where."))
    outcomes: tuple[Outcome, ...] = attrs.field(default=(), metadata=about("The changes that are wanted."))
    strategies: tuple[Strategy, ...] = attrs.field(default=(), metadata=about("The joint approaches."))
    endorsements: tuple[Endorsement, ...] = attrs.field(default=(), metadata=about("Who said yes, and when."))
