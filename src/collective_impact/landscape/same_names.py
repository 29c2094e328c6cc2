"""Decisions made ready for somebody who says: what bears the same identifier or the same name is one.

Nothing is decided here: the decisions count once they are included in a landscape. Names that are only alike are
left to those who know them, and what people have kept apart stays apart.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from collective_impact.landscape.identities import entries, leaders
from collective_impact.landscape.inventory import IdentityDecision
from collective_impact.landscape.matching import likely_matches, told_apart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collective_impact.landscape.identities import Kind
    from collective_impact.landscape.inventory import Landscape
    from collective_impact.landscape.matching import LikelyMatch

__all__ = ["same_names"]


def same_names(landscape: Landscape, kind: Kind = "organisation") -> tuple[IdentityDecision, ...]:
    """Return the decisions that take for one all entries of a kind with the same identifier or the same plain name.

    Names are the same where they differ at most in case, accents, small words and legal form, see
    `likely_matches`. Include them by `landscape.including(*decisions)` once you have looked through them. A pair that
    would join what somebody has kept apart is left out; so are pairs that earlier ones make one already, and names
    that would join entries to which one register gives different identifiers: which of them is meant, is not known.

    Raises:
        UnknownNameError: no such kind.
        LimitError: there are more names than can be compared.
    """
    leader_of = landscape.leaders()
    above: dict[str, str] = {}

    def top(key: str) -> str:
        key = leader_of.get(key, key)
        while key in above:
            key = above[key]
        return key

    apart = [(decision.one, decision.other) for decision in landscape.decisions if not decision.same]
    found = []
    matches = likely_matches(landscape, kind, minimum=1)
    several = _of_several(landscape, kind, matches)
    for match in matches:
        if match.basis == "name" and match.one in several:
            continue
        one, other = top(match.one), top(match.other)
        if one == other or any({top(first), top(second)} == {one, other} for first, second in apart):
            continue
        above[other] = one
        found.append(IdentityDecision(one=match.one, other=match.other, same=True, because=match.because))
    return tuple(found)


def _of_several(landscape: Landscape, kind: Kind, matches: Iterable[LikelyMatch]) -> set[str]:
    """Return the keys of all entries that would be one group with two that a register tells apart."""
    likely = [IdentityDecision(one=match.one, other=match.other, same=True) for match in matches]
    group_of = leaders([*landscape.decisions, *likely])
    held = list(entries(landscape, kind))
    groups: dict[str, list[int]] = {}
    for position, entry in enumerate(held):
        groups.setdefault(group_of.get(entry.key, entry.key), []).append(position)
    leader_of = landscape.leaders()
    decided = [leader_of.get(entry.key, entry.key) for entry in held]
    told = told_apart(held)
    return {
        held[position].key
        for group in groups.values()
        if any(decided[one] != decided[other] and told(one, other) for one, other in combinations(group, 2))
        for position in group
    }
