"""Which activities do the same beside each other: uncoordinated, or coordinated and so perhaps wanted.

Two providers of one thing may be waste or a safety net. The records cannot say which; they say whether the
two partners have anything between them, and what that is worth in a readiness score is not known here.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

import attrs

from collective_impact.arithmetic import share
from collective_impact.fields import about
from collective_impact.network.incidence import Incidence, incidence, positions_in
from collective_impact.network.relations import (
    ActivitySets,
    listed,
    not_recorded,
    overlap_in_time,
    titles_of,
)
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collective_impact.model.entity import Entity
    from collective_impact.network.incidence import Subject

    Verdict = Literal["duplicates", "coordinated"]

__all__ = ["MOST_PAIRS", "Double", "Duplication", "duplicate_activities", "duplication"]

MOST_PAIRS = 10_000
"""How many pairs an answer lists at most; where many activities do the same, there are as many as their square."""

_SAME = "They share an outcome, a population, a place and some time, and have no partner in common"
_RULES: dict[Verdict, str] = {
    "duplicates": f"{_SAME}; no reinforcement joins them in either direction, or only one that hinders.",
    "coordinated": f"{_SAME}; but a reinforcement other than `hinders` joins them.",
}


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Double(Record):
    """Two activities that do the same for the same people in the same place, under separate partners."""

    writes_defaults: ClassVar[bool] = True

    verdict: Literal["duplicates", "coordinated"] = attrs.field(
        metadata=about(
            "Whether nothing joins the two, or a reinforcement does.", source="Kania & Kramer (2011)"
        )
    )
    activity_ids: tuple[str, ...] = attrs.field(metadata=about("The two activities, sorted."))
    outcome_ids: tuple[str, ...] = attrs.field(
        metadata=about("The outcomes that both work towards, straight or through strategies.")
    )
    sure: bool = attrs.field(
        metadata=about("False where a population, a place or the partners of one are not recorded.")
    )
    rule: str = attrs.field(metadata=about("The rule that fired, in words."))
    sentence: str = attrs.field(metadata=about("One plain sentence with the titles of the activities."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Duplication(Record):
    """The pairs of activities that do the same: uncoordinated ones beside coordinated ones, by sorted ids."""

    writes_defaults: ClassVar[bool] = True

    uncoordinated: tuple[Double, ...] = attrs.field(
        default=(), metadata=about("Pairs that duplicate each other, or may.")
    )
    coordinated: tuple[Double, ...] = attrs.field(
        default=(), metadata=about("Pairs that do the same in an agreed way: redundancy that may be wanted.")
    )
    share: float | None = attrs.field(
        default=None,
        metadata=about(
            "Activities that surely duplicate another one / activities; nothing where there are none.",
            low=0,
            high=1,
        ),
    )
    possible_share: float | None = attrs.field(
        default=None,
        metadata=about("The same with those that may duplicate another one.", low=0, high=1),
    )
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is no share, or why not all pairs are listed.")
    )


def duplication(subject: Subject, *, on: date | None = None) -> Duplication:
    """Return the pairs of activities that do the same, of those in force `on` a day or of all not cancelled.

    The same means: an outcome in common, straight or through strategies, the same population and place, some
    time in common (an absent date is open), partners on both sides and none in common. Such a pair is
    *coordinated* where a reinforcement joins the two in either direction, else it *duplicates* (Kania &
    Kramer, 2011: differentiated, yet coordinated). Where a population, a place or the partners are not
    recorded and the rest agrees, the pair is listed as not `sure`. At most 10,000 pairs are listed, the first
    by their ids; the shares always count all activities.
    """
    index = incidence(subject, on=on)
    count = len(index.activities)
    if not count:
        return Duplication(reason="There is no activity on the map.")
    found: dict[Verdict, list[Double]] = {"duplicates": [], "coordinated": []}
    reason = None
    for number, (one, other) in enumerate(_doubles(index)):
        if number == MOST_PAIRS:
            reason = f"More than {MOST_PAIRS:,} pairs do the same; the first of them are listed."
            break
        double = _double(index, one, other)
        found[double.verdict].append(double)
    sure, possible = duplicate_activities(index)
    return Duplication(
        uncoordinated=tuple(found["duplicates"]),
        coordinated=tuple(found["coordinated"]),
        share=share(len(sure), count),
        possible_share=share(len(possible), count),
        reason=reason,
    )


def duplicate_activities(subject: Subject, *, on: date | None = None) -> ActivitySets:
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
            _Row(index, members).add_duplicates(sure, possible)
    return ActivitySets.of(index, sure, possible)


class _Row:
    """The activities of one outcome, by masks over these activities alone, so that all are asked at once."""

    def __init__(self, index: Incidence, members: Sequence[int]) -> None:
        self.index = index
        self.members = members
        self.bits = {member: 1 << position for position, member in enumerate(members)}
        self.population: dict[str | None, int] = defaultdict(int)
        self.place: dict[str | None, int] = defaultdict(int)
        self.carries: dict[int, int] = defaultdict(int)
        self.carried = self.unrecorded = 0
        for member, bit in self.bits.items():
            activity, partners = index.activities[member], index.partner_masks[member]
            self.population[_id(activity.population)] |= bit
            self.place[_id(activity.place)] |= bit
            self.carried |= bit if partners else 0
            self.unrecorded |= bit if member in index.unrecorded else 0
            for partner in positions_in(partners):
                self.carries[partner] |= bit

    def same(self, member: int) -> int:
        """Return the mask of those that do, or may do, the same under other partners at some time."""
        bit, activity = self.bits[member], self.index.activities[member]
        who, where = _id(activity.population), _id(activity.place)
        others = (self.carried | self.unrecorded) & ~bit if bit & (self.carried | self.unrecorded) else 0
        others &= self.population[who] | self.population[None] if who is not None else -1
        others &= self.place[where] | self.place[None] if where is not None else -1
        for partner in positions_in(self.index.partner_masks[member]) if others else ():
            others &= ~self.carries[partner]
        return others

    def uncoordinated(self, member: int, others: int) -> int:
        """Return those of the others that no reinforcement joins to a member."""
        allies = self.index.allies[member]
        for ally in allies if len(allies) < len(self.members) else allies.intersection(self.members):
            others &= ~self.bits.get(ally, 0)
        return others

    def add_duplicates(self, sure: set[int], possible: set[int]) -> None:
        for member, bit in self.bits.items():
            others = 0 if member in sure else self.uncoordinated(member, self.same(member))
            if not others:
                continue
            activity = self.index.activities[member]
            who, where = _id(activity.population), _id(activity.place)
            known = bit & self.carried and who is not None and where is not None
            alike = others & self.carried & self.population[who] & self.place[where] if known else 0
            if self.at_once(member, alike):
                sure.add(member)
            elif member not in possible and self.at_once(member, others):
                possible.add(member)

    def at_once(self, member: int, others: int) -> bool:
        return any(True for _ in self.running_with(member, others))

    def running_with(self, member: int, others: int) -> Iterator[int]:
        """Yield the activities among the others that run at some time while a member does."""
        activity = self.index.activities[member]
        for position in positions_in(others):
            if overlap_in_time(activity, self.index.activities[self.members[position]]):
                yield self.members[position]


def _doubles(index: Incidence) -> Iterator[tuple[int, int]]:
    """Yield the pairs that do the same, or may, in the order of their ids; coordinated or not."""
    rows = [_Row(index, members) if len(members) > 1 else None for members in index.activities_of_outcome]
    for one, aims in enumerate(index.outcome_masks):
        found: set[int] = set()
        for outcome in positions_in(aims):
            row = rows[outcome]
            if row is not None:
                later = row.same(one) & -(row.bits[one] << 1)
                found.update(row.running_with(one, later))
        for other in sorted(found):
            yield one, other


def _double(index: Incidence, one: int, other: int) -> Double:
    verdict: Verdict = "coordinated" if other in index.allies[one] else "duplicates"
    titles = titles_of(index.activities[one], index.activities[other])
    shared = index.outcome_masks[one] & index.outcome_masks[other]
    missing = ", ".join(not_recorded(index, one, other, titles))
    what = f"{' and '.join(titles)} both work towards {listed(index.outcomes, shared)}"
    if missing:
        what += f"; not recorded: {missing}; the rest agrees"
    else:
        what += " for the same population in the same place, with no partner in common"
    end = {
        "duplicates": "and nothing coordinates them",
        "coordinated": "but a reinforcement coordinates them",
    }[verdict]
    return Double(
        verdict=verdict,
        activity_ids=(index.activities[one].id, index.activities[other].id),
        outcome_ids=tuple([index.outcomes[position].id for position in positions_in(shared)]),
        sure=not missing,
        rule=_RULES[verdict],
        sentence=f"{what}, {end}.",
    )


def _id(record: Entity | None) -> str | None:
    return None if record is None else record.id
