"""What each collaboration of a landscape has on record, as sets that can be laid over each other.

All answers of this room read it, so that thin entries and whole initiatives are treated alike. Sets hold the
keys that speak for what people decided to be one; what is not recorded is None, never an empty set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import attrs

from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.landscape.identities import entries, key_of
from collective_impact.landscape.inventory import Landscape
from collective_impact.model.entity import Entity, in_force
from collective_impact.model.initiative import Initiative

if TYPE_CHECKING:
    from collective_impact.landscape.identities import Kind
    from collective_impact.landscape.inventory import Collaboration
    from collective_impact.model.convening import Convening
    from collective_impact.model.values import Place, Population
    from collective_impact.record import Record

    Keys: TypeAlias = frozenset[str]

__all__ = ["OLDEST", "LandscapeIndex", "Profile", "demand_day", "folded", "index_of", "landscape_of"]

E = TypeVar("E", bound=Entity)
OLDEST = 130.0
"""The age at which an open span ends."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Profile:
    """One collaboration: what it has on record, from its own entry and from the initiative that it holds."""

    collaboration: Collaboration
    members: Keys | None
    outcomes: Keys | None
    strategies: Keys | None
    populations: Keys | None
    places: Keys | None
    settings: Keys | None
    ages: tuple[tuple[float, float], ...] | None
    """The spans of ages that it serves; None where no age is recorded."""
    convenings: Mapping[str, Convening]
    """Where its members meet, by key, sorted."""
    sits: Mapping[str, Keys]
    """For each convening, by its key, who sits in it."""

    @property
    def id(self) -> str:
        """The id of the collaboration."""
        return self.collaboration.id

    def __repr__(self) -> str:
        return f"Profile({self.id!r})"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class LandscapeIndex:
    """The profiles of a landscape in the order of their ids, and what to call the keys in them."""

    landscape: Landscape
    on: date | None
    profiles: tuple[Profile, ...]
    titles: Mapping[str, str]
    """What to call each organisation, outcome and strategy before people, by the key that speaks for it."""
    place_titles: Mapping[str, str]
    population_titles: Mapping[str, str]

    def __repr__(self) -> str:
        return f"LandscapeIndex({len(self.profiles)} collaborations)"


def folded(text: str) -> str:
    """Return a text as it is compared where nobody decides: without regard to case and blanks."""
    return " ".join(text.split()).casefold()


def landscape_of(subject: Landscape | Iterable[Initiative]) -> Landscape:
    """Return the landscape itself, or one that holds these initiatives, each as a collaboration of its id.

    Raises:
        InvalidRecordError: two initiatives have one id, or something is no initiative.
    """
    if isinstance(subject, Landscape):
        return subject
    if not isinstance(subject, Iterable):
        raise InvalidRecordError(f"Expected initiatives or a landscape, found {excerpt(subject)}.")
    held = tuple(subject)
    ids: set[str] = set()
    for record in held:
        if not isinstance(record, Initiative):
            raise InvalidRecordError(f"Expected initiatives or a landscape, found {excerpt(record)}.")
        if record.id in ids:
            raise InvalidRecordError(
                f"Two initiatives have the id '{excerpt(record.id)}'. Rename one of them."
            )
        ids.add(record.id)
    return Landscape(id="landscape").including(*held)


def index_of(
    subject: Landscape | Iterable[Initiative] | LandscapeIndex, *, on: date | None = None
) -> LandscapeIndex:
    """Return the index of a landscape, of those in force `on` a day, or of all where no day is given.

    Raises:
        InvalidRecordError: the subject is none of these, or the day is no date.
    """
    demand_day(on)
    if isinstance(subject, LandscapeIndex):
        return subject
    landscape = landscape_of(subject)
    leader_of = landscape.leaders()
    kinds: tuple[Kind, ...] = ("organisation", "outcome", "strategy")
    records = {entry.key: entry.record for kind in kinds for entry in entries(landscape, kind)}
    named = {key: record.title for key, record in records.items() if leader_of.get(key, key) == key}
    places = _fullest(_places(landscape))
    populations = _fullest(_populations(landscape))
    sorter = _Sorter(landscape, on, leader_of, places, populations)
    ordered = sorted(landscape.collaborations, key=lambda row: row.id)
    profiles = tuple(sorter.profile(row) for row in ordered if on is None or in_force(row, on))
    for profile in profiles:
        inside = profile.collaboration.initiative
        if inside is not None:
            places |= _fullest(_places_inside(inside), below=profile.id)
            populations |= _fullest(_populations_inside(inside), below=profile.id)
    return LandscapeIndex(
        landscape=landscape,
        on=on,
        profiles=profiles,
        titles=named,
        place_titles={folded(place.title): place.title for _, place in sorted(places.items())},
        population_titles={folded(group.title): group.title for _, group in sorted(populations.items())},
    )


def demand_day(on: date | None) -> None:
    """Refuse a day that is no date; none at all will do.

    Raises:
        InvalidRecordError: it is something else, a moment with a time of day too.
    """
    from collective_impact.readiness.assessment import day_of  # noqa: PLC0415 - only a day pays for it

    if on is not None:
        day_of(on)


class _Sorter:
    """Makes the profiles of one landscape."""

    def __init__(
        self,
        landscape: Landscape,
        on: date | None,
        leader_of: Mapping[str, str],
        places: Mapping[str, Place],
        populations: Mapping[str, Population],
    ) -> None:
        self.landscape = landscape
        self.on = on
        self.leader_of = leader_of
        self.places = places
        self.populations = populations

    def profile(self, row: Collaboration) -> Profile:
        inside = row.initiative
        own_places = [self.places[place.id] for place in row.places]
        own_groups = [self.populations[group.id] for group in row.populations]
        convenings = {convening.id: convening for convening in row.convenings}
        sits: dict[str, frozenset[str]] = {}
        partner_ids: list[str] = []
        outcome_ids: list[str] = []
        strategy_ids: list[str] = []
        if inside is not None:
            partner_ids = [partner.id for partner in inside.partners if self._is_here(partner)]
            outcome_ids = [outcome.id for outcome in inside.agenda.outcomes]
            strategy_ids = [strategy.id for strategy in inside.agenda.strategies]
            own_places.extend(_fullest(_places_inside(inside)).values())
            own_groups.extend(_fullest(_populations_inside(inside)).values())
            present = frozenset(partner_ids)
            for convening in inside.convenings:
                key = key_of(row.id, convening.id)
                convenings[key] = convening
                if convening.member_ids:
                    sits[key] = self._keys(
                        key_of(row.id, id_) for id_ in present.intersection(convening.member_ids)
                    )
        members = self._known(row, inside, "member_ids", "partners", partner_ids)
        ages = [
            _ages(group) for group in own_groups if group.age_from is not None or group.age_to is not None
        ]
        here = {key: convenings[key] for key in sorted(convenings) if self._is_here(convenings[key])}
        return Profile(
            collaboration=row,
            members=members,
            outcomes=self._known(row, inside, "outcome_ids", "agenda/outcomes", outcome_ids),
            strategies=self._known(row, inside, "strategy_ids", "agenda/strategies", strategy_ids),
            populations=frozenset(folded(group.title) for group in own_groups) or None,
            places=frozenset(folded(place.title) for place in own_places) or None,
            settings=frozenset(folded(setting) for setting in row.settings) or None,
            ages=tuple(sorted(set(ages))) or None,
            convenings=here,
            sits={key: sits.get(key, members or frozenset()) for key in here},
        )

    def _is_here(self, record: Entity) -> bool:
        return self.on is None or in_force(record, self.on)

    def _keys(self, keys: Iterable[str]) -> frozenset[str]:
        return frozenset(self.leader_of.get(key, key) for key in keys)

    def _known(
        self, row: Collaboration, inside: Initiative | None, field: str, path: str, inner_ids: list[str]
    ) -> frozenset[str] | None:
        found = self._keys((*getattr(row, field), *(key_of(row.id, id_) for id_ in inner_ids)))
        is_known = self.landscape.is_complete(f"collaborations/{row.id}/{field}") or (
            inside is not None and inside.is_complete(path)
        )
        return found if found or is_known else None


def _ages(group: Population) -> tuple[float, float]:
    low = 0.0 if group.age_from is None else float(group.age_from)
    return low, OLDEST if group.age_to is None else float(group.age_to)


def _fullest(mentions: Iterable[E], below: str | None = None) -> dict[str, E]:
    """Return for each id the mention that states most; the others only repeat the id, or part of it."""
    found: dict[str, E] = {}
    for record in mentions:
        key = record.id if below is None else key_of(below, record.id)
        before = found.get(key)
        if before is None or len(repr(record)) > len(repr(before)):
            found[key] = record
    return found


def _places(landscape: Landscape) -> Iterator[Place]:
    yield from landscape.places
    yield from (landscape.place,) if landscape.place else ()
    yield from _each((*landscape.collaborations, *landscape.bodies), "places")
    yield from _one(landscape.outcomes, "place")


def _populations(landscape: Landscape) -> Iterator[Population]:
    yield from _each((*landscape.collaborations, *landscape.bodies), "populations")
    yield from _one(landscape.outcomes, "population")


def _places_inside(initiative: Initiative) -> Iterator[Place]:
    agenda = initiative.agenda
    yield from _one((initiative, agenda, *agenda.outcomes, *initiative.activities), "place")


def _populations_inside(initiative: Initiative) -> Iterator[Population]:
    agenda = initiative.agenda
    yield from _one((agenda, *agenda.outcomes, *initiative.activities), "population")


def _each(holders: Iterable[Record], name: str) -> Iterator[Any]:
    for holder in holders:
        yield from getattr(holder, name)


def _one(holders: Iterable[Record], name: str) -> Iterator[Any]:
    for holder in holders:
        held = getattr(holder, name)
        if held is not None:
            yield held
