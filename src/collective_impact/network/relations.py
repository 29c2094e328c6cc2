"""How each pair of activities stands to each other: by what is recorded of them, and by what they share.

Reinforcements are recorded; duplication and complement are worked out from outcomes, populations, places,
dates and partners. What that is worth in a readiness score is not known here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

import attrs

from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.fields import about
from collective_impact.network.incidence import Incidence, incidence, positions_in
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from collective_impact.model.activity import Activity, ReinforcementKind
    from collective_impact.model.entity import Entity
    from collective_impact.model.initiative import Initiative

__all__ = [
    "ActivitySets",
    "Relation",
    "RelationKind",
    "Relations",
    "duplicate_activities",
    "reinforced_activities",
    "relations",
]

RelationKind = Literal["reinforces", "follows", "duplicates", "complements", "hinders", "unconnected"]

_RULES: dict[RelationKind, str] = {
    "hinders": "One records that it hinders the other; this goes before every other rule.",
    "follows": "The first records that it depends on the second.",
    "reinforces": "The first records that it supports the second, feeds it data, shares a resource with it "
    "or refers people to it.",
    "duplicates": "They share an outcome, a population, a place and some time, have no partner in common, "
    "and no reinforcement joins them.",
    "complements": "They share an outcome or a strategy, but not also population, place and time under "
    "separate partners.",
    "unconnected": "They share no outcome and no strategy, and neither records anything of the other.",
}
_VERBS: dict[ReinforcementKind, str] = {
    "hinders": "hinders",
    "depends_on": "waits for",
    "supports": "supports",
    "feeds_data": "feeds data to",
    "shares_resource": "shares a resource with",
    "refers_people": "refers people to",
}
_RECORDED: tuple[tuple[RelationKind, frozenset[ReinforcementKind]], ...] = (
    ("hinders", frozenset({"hinders"})),
    ("follows", frozenset({"depends_on"})),
    ("reinforces", frozenset({"supports", "feeds_data", "shares_resource", "refers_people"})),
)
_SHOWN_TITLES = 3


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Relation(Record):
    """How two activities stand to each other, the rule that says so, and the same in one plain sentence."""

    writes_defaults: ClassVar[bool] = True

    kind: RelationKind = attrs.field(
        metadata=about(
            "The answer in one word; it reads from the first activity to the second.",
            source="Kania & Kramer (2011)",
        )
    )
    activity_ids: tuple[str, ...] = attrs.field(
        metadata=about(
            "The two activities, the one that hinders, follows or reinforces first; sorted otherwise."
        )
    )
    outcome_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("The outcomes that both work towards, straight or through strategies.")
    )
    rule: str = attrs.field(metadata=about("The rule that fired, in words."))
    sentence: str = attrs.field(metadata=about("One plain sentence with the titles of the activities."))
    sure: bool = attrs.field(
        default=True,
        metadata=about("False for a *possible* duplicate: population, place or partners are not recorded."),
    )


class ActivitySets(NamedTuple):
    """The activities of which something is surely so, and all of which it may be so, the sure ones included.

    Both are sorted ids. Whatever gets recorded later of what is missing now, the answer lies between the two.
    """

    sure: tuple[str, ...]
    possible: tuple[str, ...]


@attrs.frozen(eq=False, repr=False)
class Relations:
    """How every two activities of an initiative stand to each other.

    Iterating gives the pairs that are connected in any way, in the order of their ids, and `len` their
    number. The unconnected pairs, of which there may be as many as half of the activities squared, come on
    request. Nothing is kept: each relation is worked out when it is asked for.
    """

    index: Incidence

    def __iter__(self) -> Iterator[Relation]:
        for one, later in self._connected():
            for other in later:
                yield _relation(self.index, one, other)

    def __len__(self) -> int:
        return sum(len(later) for _, later in self._connected())

    def between(self, activity_id: str, other_id: str) -> Relation:
        """Return the relation of two activities, in whichever order they are named.

        Raises:
            UnknownNameError: no activity has one of the ids, or it is not in force.
            InvalidRecordError: the two are the same.
        """
        one, other = sorted((self.index.activity_at(activity_id), self.index.activity_at(other_id)))
        if one == other:
            message = (
                f"A relation joins two activities, found '{excerpt(activity_id)}' twice. Name another one."
            )
            raise InvalidRecordError(message)
        return _relation(self.index, one, other)

    def unconnected(self) -> Iterator[Relation]:
        """Yield the pairs that have nothing to do with each other, in the order of their ids."""
        for one, later in self._connected():
            joined = set(later)
            for other in range(one + 1, len(self.index.activities)):
                if other not in joined:
                    yield _relation(self.index, one, other)

    def _connected(self) -> Iterator[tuple[int, list[int]]]:
        """Yield each activity with the later ones that share something with it or are linked to it."""
        index = self.index
        linked: dict[int, set[int]] = defaultdict(set)
        for pair in index.links:
            linked[min(pair)].add(max(pair))
        for one in range(len(index.activities)):
            found = set(linked[one])
            for outcome in positions_in(index.outcome_masks[one]):
                found.update(index.activities_of_outcome[outcome])
            for strategy in positions_in(index.strategy_masks[one]):
                found.update(index.activities_of_strategy[strategy])
            yield one, sorted(other for other in found if other > one)


def relations(subject: Initiative | Incidence, *, on: date | None = None) -> Relations:
    """Return how each pair of activities stands, of those in force `on` a day or of all not cancelled.

    The first of these rules that fits decides: one hinders the other; one depends on the other (*follows*);
    any other reinforcement (*reinforces*); they share an outcome, a population, a place and some time, and
    have partners, none in common (*duplicates*; possibly so where a population, a place or the partners are
    not recorded); they share an outcome or a strategy otherwise (*complements*); else *unconnected*. An
    outcome is shared straight or through strategies; an absent date is open.
    """
    return Relations(incidence(subject, on=on))


def duplicate_activities(subject: Initiative | Incidence, *, on: date | None = None) -> ActivitySets:
    """Return the activities that do the same as another one beside them, and those that may do so.

    Two activities duplicate each other where they share an outcome, a population, a place and some time,
    both have partners, none in common, and no reinforcement joins them in either direction. That one hinders
    the other is no coordination, so it excuses nothing. Where a population, a place or the partners are not
    recorded and the rest agrees, both may be duplicates. Two providers may also be wanted; the records
    cannot say so.
    """
    index = incidence(subject, on=on)
    sure: set[int] = set()
    possible: set[int] = set()
    for members in index.activities_of_outcome:
        if len(members) > 1:
            _add_duplicates(index, members, sure, possible)
    return _sets(index, sure, possible)


def reinforced_activities(subject: Initiative | Incidence, *, on: date | None = None) -> ActivitySets:
    """Return the activities that a reinforcement joins to another partner's activity, and those it may join.

    Direction does not matter, and `hinders` does not count. The other activity is another partner's where it
    has a partner that this one lacks. Where the partners of one of the two are not recorded, it may be.
    """
    index = incidence(subject, on=on)
    sure: set[int] = set()
    possible: set[int] = set()
    for one, allies in enumerate(index.allies):
        for other in allies:
            if other in index.unrecorded:
                possible.add(one)
            elif index.partner_masks[other] & ~index.partner_masks[one]:
                (possible if one in index.unrecorded else sure).add(one)
    return _sets(index, sure, possible)


def _sets(index: Incidence, sure: set[int], possible: set[int]) -> ActivitySets:
    ids = [activity.id for activity in index.activities]
    return ActivitySets(tuple(ids[p] for p in sorted(sure)), tuple(ids[p] for p in sorted(sure | possible)))


def _add_duplicates(index: Incidence, members: Sequence[int], sure: set[int], possible: set[int]) -> None:
    """Add the duplicates among the activities of one outcome, by masks over these activities alone."""
    population: dict[str | None, int] = defaultdict(int)
    place: dict[str | None, int] = defaultdict(int)
    carries: dict[int, int] = defaultdict(int)
    carried = unrecorded = 0
    bits = {member: 1 << position for position, member in enumerate(members)}
    for member, bit in bits.items():
        activity, partners = index.activities[member], index.partner_masks[member]
        population[_id(activity.population)] |= bit
        place[_id(activity.place)] |= bit
        carried |= bit if partners else 0
        unrecorded |= bit if member in index.unrecorded else 0
        for partner in positions_in(partners):
            carries[partner] |= bit
    for member, bit in bits.items():
        if not bit & (carried | unrecorded) or member in sure:
            continue
        activity = index.activities[member]
        who, where = _id(activity.population), _id(activity.place)
        others = (carried | unrecorded) & ~bit
        for ally in index.allies[member]:
            others &= ~bits.get(ally, 0)
        for partner in positions_in(index.partner_masks[member]):
            others &= ~carries[partner]
        others &= population[who] | population[None] if who is not None else -1
        others &= place[where] | place[None] if where is not None else -1
        known = bit & carried and who is not None and where is not None
        if known and _any_at_once(index, member, others & carried & population[who] & place[where], members):
            sure.add(member)
        elif member not in possible and _any_at_once(index, member, others, members):
            possible.add(member)


def _any_at_once(index: Incidence, member: int, others: int, members: Sequence[int]) -> bool:
    activity = index.activities[member]
    return any(_overlap(activity, index.activities[members[position]]) for position in positions_in(others))


def _id(record: Entity | None) -> str | None:
    return None if record is None else record.id


def _overlap(one: Activity, other: Activity) -> bool:
    return (one.until is None or other.since is None or other.since <= one.until) and (
        other.until is None or one.since is None or one.since <= other.until
    )


def _relation(index: Incidence, one: int, other: int) -> Relation:
    titles = _titles(index.activities[one], index.activities[other])
    both = " and ".join(titles)
    shared = index.outcome_masks[one] & index.outcome_masks[other]
    ways = index.strategy_masks[one] & index.strategy_masks[other]
    differences, unknowns = _differences(index, one, other), _unknowns(index, one, other, titles)
    sure = not unknowns
    recorded = _recorded(index, one, other, titles)
    kind: RelationKind
    order = (one, other)
    if recorded is not None:
        kind, order, sentence = recorded
        if kind == "hinders" and shared and not differences and other not in index.allies[one]:
            sentence += f" They {'also' if sure else 'may also'} duplicate each other."
    elif shared and not differences:
        kind = "duplicates"
        towards = f"work towards {_listed(index.outcomes, shared)}"
        if sure:
            sentence = (
                f"{both} {towards} for the same population in the same place, with no partner in common and "
                "no reinforcement between them."
            )
        else:
            missing = ", ".join(unknowns)
            sentence = f"{both} may duplicate each other: both {towards}; not recorded: {missing}."
    elif shared or ways:
        kind = "complements"
        doing = "work towards" if shared else "carry out"
        what = _listed(index.outcomes, shared) if shared else _listed(index.strategies, ways)
        because = f": {'; '.join(differences)}" if shared else ""
        sentence = f"{both} {doing} {what} and complement each other{because}."
    else:
        kind = "unconnected"
        sentence = f"{both} share no outcome and no strategy, and neither records anything of the other."
    return Relation(
        kind=kind,
        activity_ids=tuple(index.activities[position].id for position in order),
        outcome_ids=tuple(index.outcomes[position].id for position in positions_in(shared)),
        rule=_RULES[kind],
        sentence=sentence,
        sure=sure or kind != "duplicates",
    )


def _recorded(
    index: Incidence, one: int, other: int, titles: tuple[str, str]
) -> tuple[RelationKind, tuple[int, int], str] | None:
    """Return what the two record of each other: the kind, which comes first, and the sentence."""
    forth, back = index.links.get((one, other), frozenset()), index.links.get((other, one), frozenset())
    for kind, words in _RECORDED:
        said = []
        if forth & words:
            said.append(f"{titles[0]} {_verbs(forth & words)} {titles[1]}")
        if back & words:
            said.append(f"{titles[1]} {_verbs(back & words)} {titles[0]}")
        if said:
            return kind, (one, other) if forth & words else (other, one), f"{', and '.join(said)}."
    return None


def _verbs(kinds: Iterable[ReinforcementKind]) -> str:
    return " and ".join(verb for kind, verb in _VERBS.items() if kind in kinds)


def _differences(index: Incidence, one: int, other: int) -> list[str]:
    """Return what surely tells apart two activities that share an outcome."""
    a, b = index.activities[one], index.activities[other]
    found: list[str] = []
    if a.population is not None and b.population is not None and a.population.id != b.population.id:
        found.append("they serve different populations")
    if a.place is not None and b.place is not None and a.place.id != b.place.id:
        found.append("they are in different places")
    if not _overlap(a, b):
        found.append("they do not overlap in time")
    if index.partner_masks[one] & index.partner_masks[other]:
        found.append("they have a partner in common")
    if any(not index.partner_masks[p] and p not in index.unrecorded for p in (one, other)):
        found.append("no partner carries both or one of them")
    return found


def _unknowns(index: Incidence, one: int, other: int, titles: tuple[str, str]) -> list[str]:
    """Return what is not recorded of two activities, in words."""
    found: list[str] = []
    for position, title in zip((one, other), titles, strict=True):
        activity = index.activities[position]
        missing = {
            "population": activity.population is None,
            "place": activity.place is None,
            "partners": position in index.unrecorded,
        }
        found.extend(f"the {noun} of {title}" for noun, is_missing in missing.items() if is_missing)
    return found


def _titles(one: Activity, other: Activity) -> tuple[str, str]:
    """Return both titles in quotes, with the ids where the titles are the same."""
    first, second = f'"{excerpt(one.title)}"', f'"{excerpt(other.title)}"'
    if first == second:
        return f"{first} ({excerpt(one.id)})", f"{second} ({excerpt(other.id)})"
    return first, second


def _listed(records: Sequence[Entity], mask: int) -> str:
    titles = [f'"{excerpt(records[position].title)}"' for position in positions_in(mask)]
    hidden = len(titles) - _SHOWN_TITLES
    return ", ".join(titles) if hidden <= 0 else f"{', '.join(titles[:_SHOWN_TITLES])} and {hidden} more"
