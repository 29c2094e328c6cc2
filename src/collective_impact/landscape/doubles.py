"""Which collaborations stand beside another with the same people and goals, and which may, once more is decided on.

What ought to follow is said in `suggestions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collective_impact.arithmetic import share
from collective_impact.landscape.overlap import compare
from collective_impact.landscape.suggestions import verdict_on
from collective_impact.landscape.undecided import undecided_among

if TYPE_CHECKING:
    from collections.abc import Collection

    from collective_impact.landscape.profile import LandscapeIndex, Profile
    from collective_impact.landscape.suggestion_records import SuggestionRules

__all__ = ["Doubles", "doubles_of"]


class Doubles(NamedTuple):
    """The ids of collaborations that have a double."""

    certain: frozenset[str]
    """Those that have one, whatever is decided on likely matches."""
    possible: frozenset[str]
    """Those that may have one: too little is recorded of the two, or likely matches are not decided on."""


def doubles_of(index: LandscapeIndex, rules: SuggestionRules) -> Doubles:
    """Return who has a double, and who may have one, by the rule for `consolidate`.

    Where likely matches were not looked for, because there are too many, everybody may have one.

    Raises:
        LimitError: more than 5,000,000 pairs share something.
    """
    undecided = undecided_among(index)
    profiles = {row.id: row for row in index.profiles}
    certain: set[str] = set()
    possible = set(profiles) if undecided.reason else set()
    for pair in compare(index, draws=0).pairs:
        ids = (pair.one_id, pair.other_id)
        kind = verdict_on(pair, rules).kind
        if kind == "consolidate" and ids not in undecided.within:
            certain.update(ids)
        elif kind in {"consolidate", "cannot_tell"}:
            possible.update(ids)
    for ids in undecided.pairs:
        if _could_be(profiles[ids[0]], profiles[ids[1]], undecided.of(ids), rules):
            possible.update(ids)
    return Doubles(frozenset(certain), frozenset(possible))


def _could_be(
    one: Profile, other: Profile, matches: Collection[tuple[str, str]], rules: SuggestionRules
) -> bool:
    """Return whether two could come to fit the rule for `consolidate`, by likely matches or by what is not recorded."""
    return (
        all(row.members is None or len(row.members) >= rules.fewest_members for row in (one, other))
        and not _are_apart(one.populations, other.populations)
        and not _are_apart(one.places, other.places)
        and _could_share(one.members, other.members, matches, rules.consolidate_members)
        and _could_share(one.outcomes, other.outcomes, matches, rules.consolidate_outcomes)
    )


def _are_apart(one: frozenset[str] | None, other: frozenset[str] | None) -> bool:
    return one is not None and other is not None and one.isdisjoint(other)


def _could_share(
    one: frozenset[str] | None,
    other: frozenset[str] | None,
    matches: Collection[tuple[str, str]],
    least: float,
) -> bool:
    """Return whether the Jaccard of two sets may be so high: each match adds at most one to what they share."""
    if one is None or other is None:
        return True
    count = sum((one | other).issuperset(match) for match in matches)
    either = len(one | other) - count
    return either <= 0 or share(len(one & other) + count, either) >= least
