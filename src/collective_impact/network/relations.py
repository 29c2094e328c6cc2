"""How each pair of activities stands to each other: by what is recorded of them, and by what they share.

Reinforcements are recorded; duplication and complement are worked out from outcomes, populations, places,
dates and partners. What that is worth in a readiness score is not known here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, get_args

import attrs

from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.fields import about
from collective_impact.network.incidence import Incidence, Likeness, bits, incidence, positions_in
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from collective_impact.model.activity import Activity, ReinforcementKind
    from collective_impact.model.entity import Entity
    from collective_impact.network.incidence import Subject

__all__ = [
    "ActivitySets",
    "PairCounts",
    "Relation",
    "RelationKind",
    "Relations",
    "listed",
    "not_recorded",
    "overlap_in_time",
    "quoted",
    "reinforced_activities",
    "relations",
    "titled",
    "titles_of",
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
_NOTHING: frozenset[ReinforcementKind] = frozenset()
_SHOWN_TITLES = 3
_PLAIN_LENGTH = 80


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

    @classmethod
    def of(cls, index: Incidence, sure: set[int], possible: set[int]) -> ActivitySets:
        """Return the sets of the activities at these positions."""
        ids = [activity.id for activity in index.activities]
        return cls(tuple(ids[p] for p in sorted(sure)), tuple(ids[p] for p in sorted(sure | possible)))


class PairCounts(NamedTuple):
    """How many pairs of activities there are of each kind, each pair under the first kind that fits."""

    kinds: dict[RelationKind, int]
    duplicates: int
    """Pairs that surely duplicate each other, those that also hinder each other included."""
    possible_duplicates: int
    """The same with those that may."""


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
        return sum(count for kind, count in self.counts().items() if kind != "unconnected")

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

    def counts(self) -> dict[RelationKind, int]:
        """Return how many pairs of each kind there are, the unconnected ones included; each pair counts once."""
        return self.pair_counts().kinds

    def pair_counts(self) -> PairCounts:
        """Return how many pairs there are of each kind, and how many duplicate each other whatever else is said.

        All partners of an activity are asked at once, so that the cost does not grow with the pairs.
        """
        index, count = self.index, len(self.index.activities)
        kinds = dict.fromkeys(get_args(RelationKind), 0)
        linked: dict[int, set[int]] = defaultdict(set)
        for pair in index.links:
            linked[min(pair)].add(max(pair))
        likeness = Likeness(index)
        sure = possible = joined = 0
        for one in range(count):
            later = (1 << count) - (2 << one)
            for other in linked[one]:
                kinds[_kind_of(index, one, other)] += 1
            rest = later & ~bits(linked[one], count)
            aims, ways = likeness.sharing(one)
            alike, known = likeness.of(one)
            doubles = aims & alike
            kinds["duplicates"] += (doubles & rest).bit_count()
            kinds["complements"] += ((aims | ways) & rest & ~doubles).bit_count()
            joined += ((aims | ways) & rest).bit_count() + len(linked[one])
            apart = doubles & later & ~bits(index.allies[one], count)
            possible += apart.bit_count()
            sure += (apart & known).bit_count()
        kinds["unconnected"] = count * (count - 1) // 2 - joined
        return PairCounts(kinds, sure, possible)

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


def relations(subject: Subject, *, on: date | None = None) -> Relations:
    """Return how each pair of activities stands, of those in force `on` a day or of all not cancelled.

    The first of these rules that fits decides: one hinders the other; one depends on the other (*follows*);
    any other reinforcement (*reinforces*); they share an outcome, a population, a place and some time, and
    have partners, none in common (*duplicates*; possibly so where a population, a place or the partners are
    not recorded); they share an outcome or a strategy otherwise (*complements*); else *unconnected*. An
    outcome is shared straight or through strategies; an absent date is open.
    """
    return Relations(incidence(subject, on=on))


def reinforced_activities(subject: Subject, *, on: date | None = None) -> ActivitySets:
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
    return ActivitySets.of(index, sure, possible)


def _kind_of(index: Incidence, one: int, other: int) -> RelationKind:
    said = index.links.get((one, other), _NOTHING) | index.links.get((other, one), _NOTHING)
    for kind, words in _RECORDED:
        if said & words:
            return kind
    if index.outcome_masks[one] & index.outcome_masks[other]:
        return "complements" if any(True for _ in _differences(index, one, other)) else "duplicates"
    return "complements" if index.strategy_masks[one] & index.strategy_masks[other] else "unconnected"


def _relation(index: Incidence, one: int, other: int) -> Relation:
    kind = _kind_of(index, one, other)
    titles = titles_of(index.activities[one], index.activities[other])
    shared = index.outcome_masks[one] & index.outcome_masks[other]
    order, sure = (one, other), True
    if kind == "duplicates":
        sentence, sure = _duplicating(index, one, other, titles, shared)
    elif kind == "complements":
        doing = "work towards" if shared else "carry out"
        ways = index.strategy_masks[one] & index.strategy_masks[other]
        what = listed(index.outcomes, shared) if shared else listed(index.strategies, ways)
        because = f": {'; '.join(_differences(index, one, other))}" if shared else ""
        sentence = f"{' and '.join(titles)} {doing} {what} and complement each other{because}."
    elif kind == "unconnected":
        both = " and ".join(titles)
        sentence = f"{both} share no outcome and no strategy, and neither records anything of the other."
    else:
        order, sentence = _recorded(index, one, other, titles, kind)
        if kind == "hinders" and other not in index.allies[one] and shared:
            sentence += _also(index, one, other, titles)
    return Relation(
        kind=kind,
        activity_ids=(index.activities[order[0]].id, index.activities[order[1]].id),
        outcome_ids=tuple([index.outcomes[position].id for position in positions_in(shared)]),
        rule=_RULES[kind],
        sentence=sentence,
        sure=sure,
    )


def _duplicating(
    index: Incidence, one: int, other: int, titles: tuple[str, str], shared: int
) -> tuple[str, bool]:
    both, towards = " and ".join(titles), f"work towards {listed(index.outcomes, shared)}"
    missing = ", ".join(not_recorded(index, one, other, titles))
    if missing:
        return f"{both} may duplicate each other: both {towards}; not recorded: {missing}.", False
    sentence = (
        f"{both} {towards} for the same population in the same place, with no partner in common and "
        "no reinforcement between them."
    )
    return sentence, True


def _also(index: Incidence, one: int, other: int, titles: tuple[str, str]) -> str:
    if any(True for _ in _differences(index, one, other)):
        return ""
    sure = not not_recorded(index, one, other, titles)
    return f" They {'also' if sure else 'may also'} duplicate each other."


def _recorded(
    index: Incidence, one: int, other: int, titles: tuple[str, str], kind: RelationKind
) -> tuple[tuple[int, int], str]:
    """Return which of the two comes first, and the sentence of what they record of each other."""
    words = dict(_RECORDED)[kind]
    forth = index.links.get((one, other), _NOTHING) & words
    back = index.links.get((other, one), _NOTHING) & words
    said = []
    if forth:
        said.append(f"{titles[0]} {_verbs(forth)} {titles[1]}")
    if back:
        said.append(f"{titles[1]} {_verbs(back)} {titles[0]}")
    rest = [
        f"{titles[place]} also {_verbs(held)} {titles[1 - place]}"
        for place, pair in enumerate(((one, other), (other, one)))
        if (held := index.links.get(pair, _NOTHING) - words)
    ]
    behind = f"; {', and '.join(rest)}" if rest else ""
    return (one, other) if forth else (other, one), f"{', and '.join(said)}{behind}."


def _verbs(kinds: Iterable[ReinforcementKind]) -> str:
    return " and ".join(verb for kind, verb in _VERBS.items() if kind in kinds)


def _differences(index: Incidence, one: int, other: int) -> Iterator[str]:
    """Yield what surely tells apart two activities that share an outcome."""
    a, b = index.activities[one], index.activities[other]
    if a.population is not None and b.population is not None and a.population.id != b.population.id:
        yield "they serve different populations"
    if a.place is not None and b.place is not None and a.place.id != b.place.id:
        yield "they are in different places"
    if not overlap_in_time(a, b):
        yield "they do not overlap in time"
    mine, others = index.partner_masks[one], index.partner_masks[other]
    if mine & others:
        yield "they have a partner in common"
    elif not (mine or one in index.unrecorded) or not (others or other in index.unrecorded):
        yield "no partner carries both or one of them"


def not_recorded(index: Incidence, one: int, other: int, titles: tuple[str, str]) -> list[str]:
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


def overlap_in_time(one: Activity, other: Activity) -> bool:
    """Return whether there is a day on which both run; an absent date is open."""
    return (one.until is None or other.since is None or other.since <= one.until) and (
        other.until is None or one.since is None or one.since <= other.until
    )


def titles_of(one: Activity, other: Activity) -> tuple[str, str]:
    """Return both titles in quotes, with the ids where the titles are the same."""
    first, second = (quoted(titled(held)) for held in (one, other))
    if first == second:
        return f"{first} ({excerpt(one.id)})", f"{second} ({excerpt(other.id)})"
    return first, second


def listed(records: Sequence[Entity], mask: int) -> str:
    """Return the titles of the records of a mask, in quotes, as far as a sentence can hold them."""
    titles = [quoted(titled(records[position])) for position in islice(positions_in(mask), _SHOWN_TITLES)]
    hidden = mask.bit_count() - len(titles)
    return ", ".join(titles) + (f" and {hidden} more" if hidden else "")


def titled(record: Entity) -> str:
    """Return what to call a record before people: its id where its name is empty to the eye."""
    return record.title if record.title.strip() else record.id


def quoted(title: str) -> str:
    """Return a title in quotes, shortened and made safe for a message where it needs to be."""
    is_plain = len(title) <= _PLAIN_LENGTH and title.isprintable()
    return f'"{title if is_plain else excerpt(title)}"'
