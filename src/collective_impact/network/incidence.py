"""One integer index over an initiative: which partner carries which activity towards which outcome.

All answers of this room that rest on activities read it, so that an assessment walks the records once. Ids
are sorted before they become positions; no graph library and no judgement of what links mean may enter.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate, pairwise
from operator import or_
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

import attrs

from collective_impact.errors import InvalidRecordError, UnknownNameError, excerpt
from collective_impact.fields import did_you_mean
from collective_impact.model.entity import Entity, in_force

if TYPE_CHECKING:
    from collective_impact.model.activity import Activity, ReinforcementKind
    from collective_impact.model.agenda import Outcome, Strategy
    from collective_impact.model.initiative import Initiative
    from collective_impact.model.partner import Partner

    Subject: TypeAlias = "Initiative | Incidence | Indexed"

__all__ = ["Incidence", "Indexed", "Likeness", "bits", "incidence", "positions_in"]

E = TypeVar("E", bound=Entity)
_TRIED_IDS = 1_000
_HINT_LENGTH = 400
_LARGE_GROUP = 64


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Incidence:
    """The partners, activities, outcomes and strategies of an initiative by position, and what joins them.

    Positions count from 0 in the order of sorted ids. A mask is a whole number whose bit at a position says
    whether that record is joined. `on` is the day on which partners and activities are in force; where it is
    None, all are here that are not cancelled. What points at a record that is not here is left out.
    """

    initiative: Initiative
    on: date | None
    partners: tuple[Partner, ...]
    activities: tuple[Activity, ...]
    outcomes: tuple[Outcome, ...]
    strategies: tuple[Strategy, ...]
    partner_masks: tuple[int, ...]
    """For each activity, the partners that contribute to it."""
    outcome_masks: tuple[int, ...]
    """For each activity, the outcomes that it works towards, straight or through its strategies."""
    straight_outcome_masks: tuple[int, ...]
    """For each activity, the outcomes that it names itself."""
    strategy_masks: tuple[int, ...]
    """For each activity, the strategies that it carries out."""
    activities_of_partner: tuple[tuple[int, ...], ...]
    activities_of_outcome: tuple[tuple[int, ...], ...]
    activities_of_strategy: tuple[tuple[int, ...], ...]
    unrecorded: frozenset[int]
    """Activities whose partners are not recorded, though there may be some."""
    links: Mapping[tuple[int, int], frozenset[ReinforcementKind]]
    """What the first activity records of the second, `hinders` included."""
    allies: tuple[frozenset[int], ...]
    """For each activity, those joined to it by a reinforcement that does not hinder, in either direction."""
    positions: Mapping[str, int]
    """Where each id stands among the records of its kind."""

    def __repr__(self) -> str:
        counts = ("partners", "activities", "outcomes", "strategies")
        return f"Incidence({', '.join(f'{len(getattr(self, name))} {name}' for name in counts)})"

    def __reduce__(self) -> tuple[Any, ...]:
        values = [getattr(self, attribute.name) for attribute in attrs.fields(Incidence)]
        return (_restored, tuple(dict(value) if isinstance(value, Mapping) else value for value in values))

    def activity_at(self, activity_id: str) -> int:
        """Return the position of an activity.

        Raises:
            UnknownNameError: no activity has this id, or it is not in force.
        """
        return self._at(activity_id, self.activities, self.initiative.activities, "activity")

    def partner_at(self, partner_id: str) -> int:
        """Return the position of a partner.

        Raises:
            UnknownNameError: no partner has this id, or it is not in force.
        """
        return self._at(partner_id, self.partners, self.initiative.partners, "partner")

    def _at(self, id_: str, held: tuple[Entity, ...], recorded: tuple[Entity, ...], noun: str) -> int:
        position = self.positions.get(id_)
        if position is not None and position < len(held) and held[position].id == id_:
            return position
        if any(record.id == id_ for record in recorded):
            reason = "is cancelled" if self.on is None else f"is not in force on {self.on}"
            raise UnknownNameError(f"The {noun} '{excerpt(id_)}' {reason}, so it is not on this map.")
        hint = did_you_mean(id_, [record.id for record in held[:_TRIED_IDS]])[:_HINT_LENGTH]
        raise UnknownNameError(f"There is no {noun} with the id '{excerpt(id_)}'. {hint}".strip())

    def partners_of(self, activity_id: str) -> tuple[str, ...]:
        """Return the ids of the partners that carry an activity, sorted; empty where none is recorded.

        Raises:
            UnknownNameError: no activity has this id, or it is not in force.
        """
        mask = self.partner_masks[self.activity_at(activity_id)]
        return tuple(self.partners[position].id for position in positions_in(mask))

    def providers(self, positions: Iterable[int]) -> int:
        """Return the mask of all partners that carry one of these activities."""
        mask = 0
        for position in positions:
            mask |= self.partner_masks[position]
        return mask

    @property
    def without_partner(self) -> tuple[int, ...]:
        """Activities that are known to have no partner here, rising: none is recorded, or all have left."""
        return tuple(
            position
            for position, mask in enumerate(self.partner_masks)
            if not mask and position not in self.unrecorded
        )

    @property
    def not_carried(self) -> tuple[int, ...]:
        """Outcomes with activities all of which are known to have no partner, rising."""
        nobody = frozenset(self.without_partner)
        return tuple(
            position
            for position, members in enumerate(self.activities_of_outcome)
            if members and nobody.issuperset(members)
        )

    def components(self) -> tuple[tuple[str, ...], ...]:
        """Return the groups of partners that shared activities hold together, as sorted ids.

        The largest group comes first, equal ones by their first id. A partner that shares no activity is a
        group of its own.
        """
        leader = list(range(len(self.partners)))

        def leader_of(partner: int) -> int:
            while leader[partner] != partner:
                leader[partner] = leader[leader[partner]]
                partner = leader[partner]
            return partner

        for mask in self.partner_masks:
            for one, other in pairwise(positions_in(mask)):
                low, high = sorted((leader_of(one), leader_of(other)))
                leader[high] = low
        groups: dict[int, list[str]] = {}
        for position, partner in enumerate(self.partners):
            groups.setdefault(leader_of(position), []).append(partner.id)
        return tuple(sorted(map(tuple, groups.values()), key=lambda ids: (-len(ids), ids)))


def _restored(*values: Any) -> Incidence:  # noqa: ANN401 - the values of all fields
    names = [attribute.name for attribute in attrs.fields(Incidence)]
    held: list[Any] = [MappingProxyType(value) if isinstance(value, dict) else value for value in values]
    return Incidence(**dict(zip(names, held, strict=True)))


class Indexed(Protocol):
    """Whatever carries an index of its own, as a map does."""

    @property
    def index(self) -> Incidence:
        """The index that it rests on."""
        ...


def incidence(subject: Subject, *, on: date | None = None) -> Incidence:
    """Return the index of an initiative: of what is in force `on` a day, or of all that is not cancelled.

    An index that is made already, by itself or in a map, is handed back as it is, unless another day is asked
    for. An activity's partners count as not recorded where its `contributions` are empty and not named in
    `Initiative.complete`.

    Raises:
        InvalidRecordError: this is no initiative and no map or index of one, or `on` is no date.
    """
    if on is not None and (isinstance(on, datetime) or not isinstance(on, date)):
        raise InvalidRecordError(
            f"`on` is to be a date, such as date(2026, 6, 1), found {excerpt(repr(on))}."
        )
    if not isinstance(subject, Incidence):
        subject = _recorded(subject)
    if isinstance(subject, Incidence):
        return subject if on is None or on == subject.on else incidence(subject.initiative, on=on)
    partners = _by_id(partner for partner in subject.partners if on is None or in_force(partner, on))
    activities = _by_id(
        activity
        for activity in subject.activities
        if (activity.status != "cancelled" if on is None else in_force(activity, on))
    )
    outcomes, strategies = _by_id(subject.agenda.outcomes), _by_id(subject.agenda.strategies)
    at = {
        record.id: position
        for records in (partners, activities, outcomes, strategies)
        for position, record in enumerate(records)
    }
    served = {strategy.id: _mask(strategy.outcome_ids, at) for strategy in strategies}
    carried = [_mask([part.partner_id for part in activity.contributions], at) for activity in activities]
    straight = [_mask(activity.outcome_ids, at) for activity in activities]
    ways = [_mask(activity.strategy_ids, at) for activity in activities]
    aims = list(straight)
    unrecorded: list[int] = []
    for position, activity in enumerate(activities):
        for strategy_id in activity.strategy_ids:
            aims[position] |= served[strategy_id]
        if not activity.contributions and not subject.is_complete(f"activities/{activity.id}/contributions"):
            unrecorded.append(position)
    links = _links(activities, at)
    allies: list[set[int]] = [set() for _ in activities]
    for (source, target), kinds in links.items():
        if kinds != {"hinders"}:
            allies[source].add(target)
            allies[target].add(source)
    return Incidence(
        initiative=subject,
        on=on,
        partners=partners,
        activities=activities,
        outcomes=outcomes,
        strategies=strategies,
        partner_masks=tuple(carried),
        outcome_masks=tuple(aims),
        straight_outcome_masks=tuple(straight),
        strategy_masks=tuple(ways),
        activities_of_partner=_turned(carried, len(partners)),
        activities_of_outcome=_turned(aims, len(outcomes)),
        activities_of_strategy=_turned(ways, len(strategies)),
        unrecorded=frozenset(unrecorded),
        links=MappingProxyType(links),
        allies=tuple(map(frozenset, allies)),
        positions=MappingProxyType(at),
    )


def _recorded(subject: object) -> Initiative | Incidence:
    """Return the initiative itself, or the index that a map carries."""
    from collective_impact.model.initiative import Initiative  # noqa: PLC0415 - whoever has one has paid for it

    if isinstance(subject, Initiative):
        return subject
    index = getattr(subject, "index", None)
    if isinstance(index, Incidence):
        return index
    found = "None" if subject is None else f"{type(subject).__name__} {excerpt(subject)}"
    raise InvalidRecordError(
        f"Expected an initiative, or a map or index of one, found {found}. Read a file with "
        "collective_impact.read; several initiatives are mapped one by one. What measures any network also takes "
        "a networkx graph."
    )


def positions_in(mask: int) -> Iterator[int]:
    """Yield the positions of a mask, rising."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class Likeness:
    """Which activities are like one, as whole numbers whose bits are the positions of activities."""

    def __init__(self, index: Incidence) -> None:
        self.index, self.count = index, len(index.activities)
        self.groups: dict[str, dict[Hashable, list[int]]] = {}
        for name in ("population", "place", "since", "until"):
            held = self.groups.setdefault(name, defaultdict(list))
            for position, activity in enumerate(index.activities):
                value = getattr(activity, name)
                held[getattr(value, "id", value)].append(position)
        self.large: dict[tuple[str, Hashable], int] = {}
        self.carried = bits((one for one, mask in enumerate(index.partner_masks) if mask), self.count)
        self.told = self.carried | bits(index.unrecorded, self.count)
        self.days: dict[str, list[date]] = {}
        self.dated: dict[str, list[int]] = {}
        for name in ("since", "until"):
            days = self.days[name] = sorted(day for day in self.groups[name] if isinstance(day, date))
            masks = (bits(self.groups[name][day], self.count) for day in days)
            self.dated[name] = list(accumulate(masks, or_, initial=0))

    def sharing(self, one: int) -> tuple[int, int]:
        """Return those that share an outcome with one, and those that share a strategy."""
        index = self.index
        return (
            self._any("outcome", positions_in(index.outcome_masks[one]), index.activities_of_outcome),
            self._any("strategy", positions_in(index.strategy_masks[one]), index.activities_of_strategy),
        )

    def of(self, one: int) -> tuple[int, int]:
        """Return those that may do the same as one where they share an outcome, and of which that is known."""
        activity, own = self.index.activities[one], self.index.partner_masks[one]
        alike, known = (self.told if self.told >> one & 1 else 0), (self.carried if own else 0)
        for name in ("population", "place"):
            value, groups = getattr(activity, name), self.groups[name]
            same = 0 if value is None else self._bits(name, value.id, groups[value.id])
            known &= same
            if value is not None:
                alike &= same | self._bits(name, None, groups.get(None, ()))
        if alike:
            alike &= ~self._any("partner", positions_in(own), self.index.activities_of_partner)
            if activity.until is not None:
                ahead = bisect_right(self.days["since"], activity.until)
                alike &= self.dated["since"][ahead] | self._bits(
                    "since", None, self.groups["since"].get(None, ())
                )
            if activity.since is not None:
                alike &= ~self.dated["until"][bisect_left(self.days["until"], activity.since)]
        return alike, known

    def _any(self, kind: str, keys: Iterable[int], groups: Sequence[Sequence[int]]) -> int:
        mask = 0
        for key in keys:
            mask |= self._bits(kind, key, groups[key])
        return mask

    def _bits(self, kind: str, key: Hashable, members: Sequence[int]) -> int:
        """Return the mask of a group; that of a large one is kept, for it is asked for often."""
        if len(members) < _LARGE_GROUP:
            return bits(members, self.count)
        if (kind, key) not in self.large:
            self.large[kind, key] = bits(members, self.count)
        return self.large[kind, key]


def bits(positions: Iterable[int], count: int) -> int:
    """Return the mask of these positions, of which there are `count`."""
    held = bytearray(count // 8 + 1)
    for position in positions:
        held[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(held, "little")


def _by_id(records: Iterable[E]) -> tuple[E, ...]:
    return tuple(sorted(records, key=lambda record: record.id))


def _mask(ids: Iterable[str], at: Mapping[str, int]) -> int:
    mask = 0
    for id_ in ids:
        if id_ in at:
            mask |= 1 << at[id_]
    return mask


def _turned(masks: list[int], count: int) -> tuple[tuple[int, ...], ...]:
    columns: list[list[int]] = [[] for _ in range(count)]
    for row, mask in enumerate(masks):
        for position in positions_in(mask):
            columns[position].append(row)
    return tuple(map(tuple, columns))


def _links(
    activities: tuple[Activity, ...], at: Mapping[str, int]
) -> dict[tuple[int, int], frozenset[ReinforcementKind]]:
    found: dict[tuple[int, int], set[ReinforcementKind]] = {}
    for source, activity in enumerate(activities):
        for link in activity.reinforcements:
            if link.activity_id in at:
                found.setdefault((source, at[link.activity_id]), set()).add(link.kind)
    return {pair: frozenset(kinds) for pair, kinds in sorted(found.items())}
