"""How far the collaborations of a landscape are the same: members, outcomes, strategies, people, places, days.

Pairs are ranked, and beside the members that they share stands what busy members alone would bring. What
ought to follow from an overlap is not said here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import attrs

from collective_impact.arithmetic import rounded, share
from collective_impact.errors import InvalidRecordError, UnknownNameError, excerpt
from collective_impact.fields import did_you_mean
from collective_impact.landscape.chance import demand_draws, drawn
from collective_impact.landscape.meetings import meeting_days
from collective_impact.landscape.overlap_records import (
    ASPECTS,
    Aspect,
    Chance,
    LandscapeOverlap,
    PairOverlap,
    SharedSet,
)
from collective_impact.landscape.profile import LandscapeIndex, demand_day, index_of
from collective_impact.network.modes import ordered
from collective_impact.network.projection import projected, relation_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from collective_impact.landscape.inventory import Landscape
    from collective_impact.model.initiative import Initiative

    Subject: TypeAlias = (
        Landscape | LandscapeIndex | Iterable[Initiative] | Mapping[str, Collection[Hashable]]
    )
    Sets: TypeAlias = "dict[Aspect, Sequence[frozenset[Hashable] | None]]"

__all__ = ["ASPECTS", "Aspect", "Chance", "LandscapeOverlap", "PairOverlap", "SharedSet", "compare"]

_LISTING: tuple[Aspect, ...] = ("members", "outcomes", "strategies")
"""What two collaborations must share something of to be listed: a place or a day alone makes no overlap."""

DRAWS = 200


def compare(
    subject: Subject,
    *,
    ranked_by: Aspect = "members",
    draws: int = DRAWS,
    seed: int = 0,
    on: date | None = None,
) -> LandscapeOverlap:
    """Return for each two collaborations what they share, most alike first.

    `subject` is a landscape, initiatives, or a mapping from names to sets of members. Members, outcomes and
    strategies are those that people decided to be one, see `Landscape.merging`; populations and places are
    compared by name, without regard to case. Only pairs that share a member, an outcome or a strategy are
    listed, so the cost grows with those. `on` leaves out what is not in force on that day; meeting days are
    those of the twelve months from `on`, or from today where no day is given and there are meetings at all.

    `chance` says what the pair would share if only the size of each roster and the number of tables of each
    member were kept (curveball, Strona et al., 2014); it is a caution, never a test passed, and no finer than its
    draws, see `Chance`. 0 draws leave it out.

    Raises:
        InvalidRecordError: `draws` is below 0 or not whole, the subject is none of these, or the day is no date.
        UnknownNameError: no such aspect.
        LimitError: more than 5,000,000 pairs share something.
    """
    demand_draws(draws, least=0)
    if ranked_by not in ASPECTS:
        raise UnknownNameError(
            f"There is no aspect '{excerpt(ranked_by)}'. {did_you_mean(str(ranked_by), list(ASPECTS))}"
        )
    ids, titles, sets, day = _sets_of(subject, on)
    positions: dict[Aspect, list[list[int]]] = {name: _positions(sets[name]) for name in _LISTING}
    shared: dict[Aspect, dict[tuple[int, int], float]] = {
        name: projected(rows) for name, rows in positions.items()
    }
    listed = sorted(set().union(*shared.values()))
    maker = _Maker(ids, sets, shared)
    pairs = [maker.pair(one, other) for one, other in listed]
    if draws:
        meeting = [(one, other, int(shared["members"][one, other])) for one, other in shared["members"]]
        chances = drawn(positions["members"], meeting, draws=draws, seed=seed) if meeting else []
        found = {(one, other): chance for (one, other, _), chance in zip(meeting, chances, strict=True)}
        pairs = [
            attrs.evolve(pair, chance=_chance(found[at], int(shared["members"][at]))) if at in found else pair
            for at, pair in zip(listed, pairs, strict=True)
        ]
    return LandscapeOverlap(
        collaboration_ids=tuple(ids),
        titles=titles,
        pairs=tuple(sorted(pairs, key=lambda pair: _rank(pair, ranked_by))),
        pair_count=len(ids) * (len(ids) - 1) // 2,
        ranked_by=ranked_by,
        without_members=tuple(id_ for id_, held in zip(ids, sets["members"], strict=True) if held is None),
        on=day,
        draws=draws,
        seed=seed,
        reason=None if len(ids) > 1 else f"There {_count(len(ids))}, so there is no pair to compare.",
    )


def _count(number: int) -> str:
    return "is one collaboration" if number else "is no collaboration"


def _rank(pair: PairOverlap, aspect: Aspect) -> tuple[float, int, str, str]:
    held = pair.of(aspect)
    if held is None:
        return (1.0, 0, pair.one_id, pair.other_id)
    return (-(held.jaccard or 0.0), -held.shared, pair.one_id, pair.other_id)


def _sets_of(subject: Subject, on: date | None) -> tuple[list[str], dict[str, str], Sets, date | None]:
    """Return the ids, what they are called, their sets of each aspect, and the day that meetings count from."""
    demand_day(on)
    if isinstance(subject, Mapping):
        return _sets_of_mapping(cast("Mapping[Any, Any]", subject))
    index = index_of(subject, on=on)
    day = on or index.on
    if day is None and any(profile.convenings for profile in index.profiles):
        day = date.today()  # noqa: DTZ011 - the caller gave no day; it is kept in the answer
    sets: Sets = {name: [getattr(profile, name) for profile in index.profiles] for name in ASPECTS[:-1]}
    sets["meeting_days"] = [None if day is None else meeting_days(profile, day) for profile in index.profiles]
    titles = {profile.id: profile.collaboration.title for profile in index.profiles}
    return list(titles), titles, sets, day


def _sets_of_mapping(subject: Mapping[Any, Any]) -> tuple[list[str], dict[str, str], Sets, None]:
    strange = next((key for key in subject if not isinstance(key, str)), None)
    if strange is not None:
        raise InvalidRecordError(f"A collaboration is named by a text, found {excerpt(strange)}.")
    ids = sorted(subject)
    sets: Sets = dict.fromkeys(ASPECTS, [None] * len(ids))
    sets["members"] = [_member_set(id_, subject[id_]) for id_ in ids]
    return ids, {}, sets, None


def _member_set(id_: str, members: Collection[Hashable]) -> frozenset[Hashable]:
    if isinstance(members, str) or not isinstance(members, Collection):
        raise InvalidRecordError(
            f"Expected a set of members for '{excerpt(id_)}', found {excerpt(members)}. Give a list or a set of names."
        )
    try:
        return frozenset(members)
    except TypeError as error:
        raise InvalidRecordError(
            f"A member of '{excerpt(id_)}' cannot be told from others: {error}."
        ) from error


def _positions(sets: Sequence[frozenset[Hashable] | None]) -> list[list[int]]:
    """Return each set as rising positions; what is not recorded is a row without any."""
    named = ordered(set().union(*(held for held in sets if held)))
    at = {item: position for position, item in enumerate(named)}
    return [sorted(at[item] for item in held) if held else [] for held in sets]


class _Maker:
    """Makes the rows of pairs; sets of the same sizes that share the same are one record."""

    def __init__(
        self, ids: Sequence[str], sets: Sets, shared: Mapping[Aspect, Mapping[tuple[int, int], float]]
    ) -> None:
        self.ids = ids
        self.sets = sets
        self.shared = shared
        self.made: dict[tuple[int, int, int], SharedSet] = {}

    def pair(self, one: int, other: int) -> PairOverlap:
        aspects: dict[str, Any] = {name: self._of(name, one, other) for name in ASPECTS}
        return PairOverlap(
            one_id=self.ids[one],
            other_id=self.ids[other],
            shared_member_ids=self._ids_of_both("members", one, other),
            shared_outcome_ids=self._ids_of_both("outcomes", one, other),
            **aspects,
        )

    def _of(self, name: Aspect, one: int, other: int) -> SharedSet | None:
        first, second = self.sets[name][one], self.sets[name][other]
        if first is None or second is None:
            return None
        counted = self.shared.get(name)
        number = len(first & second) if counted is None else int(counted.get((one, other), 0))
        key = (number, len(first), len(second))
        if key not in self.made:
            self.made[key] = _shared_set(*key)
        return self.made[key]

    def _ids_of_both(self, name: Aspect, one: int, other: int) -> tuple[str, ...]:
        if (one, other) not in self.shared[name]:
            return ()
        first, second = self.sets[name][one], self.sets[name][other]
        return tuple(sorted(map(str, (first or frozenset()) & (second or frozenset()))))


def _shared_set(shared: int, one: int, other: int) -> SharedSet:
    smaller, larger = sorted((one, other))
    return SharedSet(
        shared=shared,
        one_count=one,
        other_count=other,
        jaccard=share(shared, one + other - shared) if larger else None,
        simpson=share(shared, smaller) if smaller else None,
        relation=relation_of(shared, one, other),
    )


def _chance(found: tuple[float, float | None, float], shared: int) -> Chance:
    expected, sd, at_least = found
    return Chance(
        expected=expected,
        sd=sd,
        z=rounded((shared - expected) / sd) if sd else None,
        at_least_share=at_least,
    )
