"""Likely matches between collaborations that nobody has decided on: what two may share beyond what is on record.

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

__all__ = ["Undecided", "undecided_among"]

MOST_MATCHES = 100_000
"""More pairs of the same name than this are not looked through (convention)."""


class Undecided(NamedTuple):
    """The likely matches that lie between each two collaborations."""

    between: Mapping[Pair, frozenset[Pair]]
    """By two ids, sorted: each match as the two keys that speak for its entries. Only pairs that have any."""
    reason: str | None
    """Why they were not looked for, where they were not."""

    def among(self, ids: Iterable[str]) -> int | None:
        """Return how many lie between any two of some collaborations; None where they were not looked for."""
        if self.reason:
            return None
        return len(frozenset().union(*(self.between.get(two, ()) for two in combinations(sorted(ids), 2))))


def undecided_among(index: LandscapeIndex) -> Undecided:
    """Return which likely matches of members and of goals would let two collaborations share more than they do."""
    landscape = index.landscape
    kinds: tuple[Kind, ...] = ("organisation", "outcome")
    try:
        _demand_few(landscape, kinds)
        found = [match for kind in kinds for match in likely_matches(landscape, kind, minimum=1)]
    except LimitError as error:
        return Undecided({}, error.message)
    leader_of = landscape.leaders()
    matches = {same_pair(*(leader_of.get(key, key) for key in (match.one, match.other))) for match in found}
    tables: dict[str, set[str]] = {}
    for profile in index.profiles:
        for key in (*(profile.members or ()), *(profile.outcomes or ())):
            tables.setdefault(key, set()).add(profile.id)
    between: dict[Pair, set[Pair]] = {}
    for match in matches:
        one, other = (tables.get(key, set()) for key in match)
        for first, second in product(one - other, other - one):
            between.setdefault(same_pair(first, second), set()).add(match)
    return Undecided({pair: frozenset(held) for pair, held in between.items()}, None)


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
