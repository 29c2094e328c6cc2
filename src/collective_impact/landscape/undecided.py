"""Likely matches that nobody has decided on: by how much two collaborations may share more, or less, than on record.

Only identifiers and plain names count here, so that the answer is the same with rapidfuzz and without. Which of the
names are one is left to people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations, product
from math import comb
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from collective_impact.errors import LimitError
from collective_impact.landscape.identities import entries, same_pair
from collective_impact.landscape.matching import likely_matches
from collective_impact.landscape.names import plain_identifier, plain_name

if TYPE_CHECKING:
    from collective_impact.landscape.identities import Kind
    from collective_impact.landscape.inventory import Landscape
    from collective_impact.landscape.profile import LandscapeIndex

Pair: TypeAlias = tuple[str, str]
Held: TypeAlias = dict[Pair, set[Pair]]
Sets: TypeAlias = Mapping[str, frozenset[str]]

__all__ = ["Undecided", "undecided_among"]

MOST_MATCHES = 100_000
"""More pairs of the same name than this are not looked through (convention)."""


class Undecided(NamedTuple):
    """The likely matches that could change how much each two collaborations share.

    Each match stands there as the two keys that speak for its entries, by two ids of collaborations, sorted.
    """

    between: Mapping[Pair, set[Pair]]
    """Those by which the two may share more."""
    within: Mapping[Pair, set[Pair]]
    """Those inside the roster, or inside the goals, of one of two that share some of these, or may."""
    reason: str | None
    """Why they were not looked for, where they were not."""

    @property
    def pairs(self) -> set[Pair]:
        """The pairs of collaborations that have any."""
        return {*self.between, *self.within}

    def among(self, ids: Iterable[str]) -> int | None:
        """Return how many could change what any two of some share; None where they were not looked for."""
        if self.reason:
            return None
        return len(set[Pair]().union(*map(self.of, combinations(sorted(ids), 2))))

    def of(self, pair: Pair) -> set[Pair]:
        """Return those of one pair of collaborations."""
        return {*self.between.get(pair, ()), *self.within.get(pair, ())}


def undecided_among(index: LandscapeIndex) -> Undecided:
    """Return which likely matches of members and of goals would change how much two collaborations share."""
    landscape = index.landscape
    sets_of: dict[Kind, Sets] = {
        "organisation": {row.id: row.members or frozenset() for row in index.profiles},
        "outcome": {row.id: row.outcomes or frozenset() for row in index.profiles},
    }
    leader_of = landscape.leaders()
    between: Held = {}
    within: Held = {}
    try:
        _demand_few(landscape, sets_of)
        for kind, sets in sets_of.items():
            matches = {
                same_pair(leader_of.get(row.one, row.one), leader_of.get(row.other, row.other))
                for row in likely_matches(landscape, kind, minimum=1)
            }
            _sort_in(matches, sets, between, within)
    except LimitError as error:
        return Undecided({}, {}, error.message)
    return Undecided(between, within, None)


def _sort_in(matches: Iterable[Pair], sets: Sets, between: Held, within: Held) -> None:
    """Add the matches of a kind to the pairs whose sets of that kind they could change."""
    bearers: dict[str, set[str]] = {}
    for id_, keys in sets.items():
        for key in keys:
            bearers.setdefault(key, set()).add(id_)
    near: dict[str, set[str]] = {}
    inside: dict[str, set[Pair]] = {}
    for match in matches:
        one, other = (bearers.get(key, set()) for key in match)
        for first, second in product(one - other, other - one):
            between.setdefault(same_pair(first, second), set()).add(match)
            near.setdefault(first, set()).add(second)
            near.setdefault(second, set()).add(first)
        for id_ in one & other:
            inside.setdefault(id_, set()).add(match)
    for id_, held in inside.items():
        for other_id in near.get(id_, set()).union(*(bearers[key] for key in sets[id_])) - {id_}:
            within.setdefault(same_pair(id_, other_id), set()).update(held)


def _demand_few(landscape: Landscape, kinds: Iterable[Kind]) -> None:
    """Refuse a landscape in which so many entries are alike that looking at each two of them takes too long.

    Entries that people decided to be one count once.
    """
    leader_of = landscape.leaders()
    alike: dict[object, set[str]] = {}
    for kind in kinds:
        for key, record in entries(landscape, kind):
            names = (record.name, *getattr(record, "other_names", ()))
            marks: set[object] = {(kind, plain_name(name)) for name in names if name}
            marks |= {
                (kind, row.scheme.casefold(), plain_identifier(row.value)) for row in record.identifiers
            }
            for mark in marks:
                alike.setdefault(mark, set()).add(leader_of.get(key, key))
    count = sum(comb(len(bearers), 2) for bearers in alike.values())
    if count > MOST_MATCHES:
        raise LimitError(
            f"{count:,} pairs of entries bear the same name or identifier; at most {MOST_MATCHES:,} are looked through."
        )
