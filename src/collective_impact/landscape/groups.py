"""Pairs put together to groups in which each two are a pair, by what they share and never by their names.

Names of any things and numbers come in. What a pair is asked, and why, is not known here.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations, groupby
from typing import TYPE_CHECKING

from collective_impact.network.adjacency import cliques

if TYPE_CHECKING:
    from collections.abc import Mapping

    Ids = tuple[str, ...]
    Key = tuple[int, list[float]]

__all__ = ["MOST_GROUPS", "groups_of"]

MOST_GROUPS = 1_000
"""Where more sets than this could be groups, none is looked for (convention): so many are no help to anybody."""
_LEAST = 3


def groups_of(strengths: Mapping[Ids, float]) -> list[Ids] | None:
    """Return groups of three or more of which each two are a pair, sorted; `strengths` has each pair once, sorted.

    A group is as large as it can be. The largest come first, of equal ones those whose weakest pairs are the
    strongest; one that has a pair of an earlier group is left out, and its other pairs stay pairs. So do those of
    sets that share a pair and that only names could put in order. None where too many sets could be groups.
    """
    sets = _sets(strengths)
    if sets is None:
        return None
    taken: set[Ids] = set()
    found: list[Ids] = []
    ranked = sorted(((_key(ids, strengths), ids) for ids in sets), reverse=True)
    for _, equals in groupby(ranked, key=lambda row: row[0]):
        free = [ids for _, ids in equals if taken.isdisjoint(combinations(ids, 2))]
        uses = Counter(pair for ids in free for pair in combinations(ids, 2))
        alone = [ids for ids in free if all(uses[pair] == 1 for pair in combinations(ids, 2))]
        taken.update(pair for ids in alone for pair in combinations(ids, 2))
        found.extend(alone)
    return sorted(found)


def _key(ids: Ids, strengths: Mapping[Ids, float]) -> Key:
    return len(ids), sorted(strengths[pair] for pair in combinations(ids, 2))


def _sets(strengths: Mapping[Ids, float]) -> list[Ids] | None:
    """Return the sets of three or more that are as large as they can be; None where there are too many."""
    if len(strengths) < _LEAST:
        return []
    names = sorted({id_ for pair in strengths for id_ in pair})
    at = {id_: position for position, id_ in enumerate(names)}
    near: list[list[int]] = [[] for _ in names]
    for one, other in strengths:
        near[at[one]].append(at[other])
        near[at[other]].append(at[one])
    found = cliques(near, least=_LEAST, most=MOST_GROUPS)
    return (
        None if found is None else [tuple(names[position] for position in positions) for positions in found]
    )
