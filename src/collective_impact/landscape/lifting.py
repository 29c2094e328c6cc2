"""Collaborations made one in a copy of the landscape; records inside initiatives are lifted into its own tables.

Keys change with that, so decisions on who is who are written anew. Whether anybody wants it is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from collective_impact.landscape.identities import key_of
from collective_impact.landscape.inventory import Collaboration, Landscape, Organisation
from collective_impact.model.agenda import Outcome, Strategy
from collective_impact.model.links import links_of
from collective_impact.model.values import Place, Population

if TYPE_CHECKING:
    from collective_impact.model.entity import Entity
    from collective_impact.model.initiative import Initiative

__all__ = ["merged"]

E = TypeVar("E", Place, Population)
_ID_FIELDS = ("member_ids", "outcome_ids", "strategy_ids", "overseen_by_ids")
_MENTIONED = ("populations", "places")


def merged(landscape: Landscape, ids: Sequence[str]) -> tuple[Landscape, dict[str, str]]:
    """Return the landscape in which the first collaboration has taken in the others, and which keys are new.

    None of them may name a file that has not been opened.
    """
    rows = {row.id: row for row in landscape.collaborations}
    first, others = rows[ids[0]], [rows[id_] for id_ in ids[1:]]
    lifter = _Lifter(landscape)
    thin = [lifter.thin(row) for row in others]
    fields: dict[str, Any] = {
        name: tuple(dict.fromkeys(id_ for row in (first, *thin) for id_ in getattr(row, name)))
        for name in (*_ID_FIELDS, "settings")
    }
    fields |= {
        name: _mentions(row for held in (first, *thin) for row in getattr(held, name)) for name in _MENTIONED
    }
    gone = set(ids[1:])
    joined = attrs.evolve(first, **fields)
    bare = attrs.evolve(
        landscape,
        collaborations=tuple(
            joined if row.id == first.id else row for row in landscape.collaborations if row.id not in gone
        ),
        organisations=(*landscape.organisations, *lifter.organisations),
        outcomes=(*landscape.outcomes, *lifter.outcomes),
        strategies=(*landscape.strategies, *lifter.strategies),
        complete=tuple(path for path in landscape.complete if _stands(path, ids, landscape)),
        decisions=tuple(
            attrs.evolve(
                row, one=lifter.key_now.get(row.one, row.one), other=lifter.key_now.get(row.other, row.other)
            )
            for row in landscape.decisions
        ),
    )
    return bare, lifter.key_now


def _mentions(held: Iterable[E]) -> tuple[E, ...]:
    """Return each place or population once, by its id; the mention that says most stands for it."""
    found: dict[str, E] = {}
    for row in held:
        before = found.get(row.id)
        if before is None or len(repr(row)) > len(repr(before)):
            found[row.id] = row
    return tuple(found.values())


def _stands(path: str, ids: Sequence[str], landscape: Landscape) -> bool:
    """Return whether a path of `complete` still holds: of what is joined only where it held of each part."""
    words = path.split("/")
    if words[0] != "collaborations" or len(words) == 1 or words[1] not in ids:
        return True
    return words[1] == ids[0] and (
        words[2] not in _ID_FIELDS
        or all(landscape.is_complete(f"collaborations/{id_}/{words[2]}") for id_ in ids)
    )


class _Lifter:
    """Takes what stands inside initiatives out into tables of the landscape, under ids of its own."""

    def __init__(self, landscape: Landscape) -> None:
        self.taken = {
            link.id for link in links_of(_without_insides(landscape), Landscape) if link.is_definition
        }
        self.key_now: dict[str, str] = {}
        self.organisations: list[Organisation] = []
        self.outcomes: list[Outcome] = []
        self.strategies: list[Strategy] = []

    def thin(self, row: Collaboration) -> Collaboration:
        """Return a collaboration whose initiative has become plain entries of the landscape."""
        inside = row.initiative
        if inside is None:
            return row
        agenda = inside.agenda
        goals = {outcome.id: self._id(row, outcome) for outcome in agenda.outcomes}
        places = {place.id: self._place(row, place) for place in _places_in(inside)}
        groups = {group.id: self._population(row, group) for group in _populations_in(inside)}
        for partner in inside.partners:
            self.organisations.append(
                Organisation(
                    id=self._id(row, partner),
                    name=partner.name,
                    sector=partner.sector,
                    identifiers=partner.identifiers,
                    codes=partner.codes,
                )
            )
        for outcome in agenda.outcomes:
            self.outcomes.append(
                Outcome(
                    id=goals[outcome.id],
                    name=outcome.name,
                    level=outcome.level,
                    kind=outcome.kind,
                    population=groups[outcome.population.id] if outcome.population else None,
                    place=places[outcome.place.id] if outcome.place else None,
                    leads_to_ids=tuple(goals[id_] for id_ in outcome.leads_to_ids),
                )
            )
        for strategy in agenda.strategies:
            self.strategies.append(
                Strategy(
                    id=self._id(row, strategy),
                    name=strategy.name,
                    level=strategy.level,
                    outcome_ids=tuple(goals[id_] for id_ in strategy.outcome_ids),
                )
            )
        return attrs.evolve(
            row,
            member_ids=(*row.member_ids, *self._keys(row, inside.partners)),
            outcome_ids=(*row.outcome_ids, *goals.values()),
            strategy_ids=(*row.strategy_ids, *self._keys(row, agenda.strategies)),
            places=(*row.places, *places.values()),
            populations=(*row.populations, *groups.values()),
            initiative=None,
        )

    def _id(self, row: Collaboration, record: Entity) -> str:
        made = self._free(row, record)
        self.key_now[key_of(row.id, record.id)] = made
        return made

    def _free(self, row: Collaboration, record: Entity) -> str:
        """Return an id that nothing in the landscape bears yet."""
        start = f"{row.id}:{record.id}"[:_LONGEST]
        made, number = start, 1
        while made in self.taken:
            number += 1
            made = f"{start}:{number}"
        self.taken.add(made)
        return made

    def _keys(self, row: Collaboration, records: Sequence[Entity]) -> tuple[str, ...]:
        return tuple(self.key_now[key_of(row.id, record.id)] for record in records)

    def _place(self, row: Collaboration, place: Place) -> Place:
        return Place(id=self._free(row, place), name=place.title, kind=place.kind)

    def _population(self, row: Collaboration, group: Population) -> Population:
        return Population(
            id=self._free(row, group),
            name=group.title,
            who=group.who,
            age_from=group.age_from,
            age_to=group.age_to,
        )


_LONGEST = 190


def _without_insides(landscape: Landscape) -> Mapping[str, Any]:
    """Return the tables of a landscape without its initiatives, whose ids are their own."""
    rows = tuple(attrs.evolve(row, initiative=None) for row in landscape.collaborations)
    tables = ("organisations", "outcomes", "strategies", "bodies", "places", "place", "id")
    return {**{name: getattr(landscape, name) for name in tables}, "collaborations": rows}


def _places_in(inside: Initiative) -> tuple[Place, ...]:
    agenda = inside.agenda
    holders: tuple[Any, ...] = (inside, agenda, *agenda.outcomes, *inside.activities)
    return _mentions(row.place for row in holders if row.place is not None)


def _populations_in(inside: Initiative) -> tuple[Population, ...]:
    agenda = inside.agenda
    holders: tuple[Any, ...] = (agenda, *agenda.outcomes, *inside.activities)
    return _mentions(row.population for row in holders if row.population is not None)
