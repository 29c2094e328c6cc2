"""A landscape, and what its collaborations share, as lines of a Mermaid flowchart.

What is recorded or compared comes in; every title is escaped. What overlaps is not worked out here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collective_impact.display import plain
from collective_impact.landscape.inventory import Landscape
from collective_impact.landscape.overlap_records import LandscapeOverlap
from collective_impact.landscape.profile import LandscapeIndex, index_of
from collective_impact.reporting.layers import cut
from collective_impact.reporting.mermaid_text import label, too_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["goals_of", "lines_of"]

LONGEST_LABEL = 60
MOST_PAIRS = 60
"""How many pairs of a comparison one can still tell apart."""


def lines_of(subject: object) -> list[str] | None:
    """Return the lines of a Mermaid flowchart below its first; None for what is no landscape or comparison.

    Of a landscape: who oversees whom, the collaborations, and the goals that they pursue, a subgraph for each; a
    goal that nobody pursues has a dashed frame and says so. Of a comparison: the 60 pairs that come first among
    those that share something of what they are ranked by, with how many; a thick line joins two of which one is
    identical with, or lies inside, the other. A comment says how many are left out.
    """
    if isinstance(subject, LandscapeOverlap):
        return list(_overlap_lines(subject))
    if isinstance(subject, Landscape | LandscapeIndex):
        return list(_inventory_lines(index_of(subject)))
    return None


def _overlap_lines(comparison: LandscapeOverlap) -> Iterator[str]:
    pairs = [
        (pair, held) for pair in comparison.pairs if (held := pair.of(comparison.ranked_by)) and held.shared
    ]
    drawn = pairs[:MOST_PAIRS]
    if not drawn:
        yield f"  %% {plain(comparison.reason or 'No two collaborations share anything that is recorded.')}"
    if len(drawn) < len(pairs):
        yield f"  %% {len(pairs) - len(drawn)} more pairs share something and are not drawn"
    ids = sorted({id_ for pair, _ in drawn for id_ in (pair.one_id, pair.other_id)})
    at = {id_: f"c{position}" for position, id_ in enumerate(ids)}
    yield from (f'  {at[id_]}["{label(_name(comparison.titles, id_))}"]' for id_ in ids)
    for pair, held in drawn:
        is_close = held.relation in ("identical", "nested")
        words = f"{held.shared}, {held.relation}" if is_close else f"{held.shared}"
        left, right = ("==", "===") if is_close else ("--", "---")
        yield f'  {at[pair.one_id]} {left} "{words}" {right} {at[pair.other_id]}'


def _inventory_lines(index: LandscapeIndex) -> Iterator[str]:
    landscape = index.landscape
    bodies = sorted(landscape.bodies, key=lambda body: body.id)
    goals = sorted(goals_of(index))
    at = {f"body:{body.id}": f"b{position}" for position, body in enumerate(bodies)}
    at |= {f"collaboration:{profile.id}": f"c{position}" for position, profile in enumerate(index.profiles)}
    at |= {f"outcome:{key}": f"o{position}" for position, key in enumerate(goals)}
    over = [(id_, f"body:{body.id}") for body in bodies for id_ in sorted(set(body.answers_to_ids))]
    over += [
        (id_, f"collaboration:{profile.id}")
        for profile in index.profiles
        for id_ in sorted(set(profile.collaboration.overseen_by_ids))
    ]
    arrows = [f"{at[f'body:{id_}']} -. oversees .-> {at[under]}" for id_, under in over]
    arrows += [
        f"{at[f'collaboration:{profile.id}']} --> {at[f'outcome:{key}']}"
        for profile in index.profiles
        for key in sorted(profile.outcomes or ())
    ]
    pursued = frozenset().union(*(profile.outcomes or () for profile in index.profiles))
    known = all(profile.outcomes is not None for profile in index.profiles)
    gaps = [key for key in goals if known and key not in pursued]
    yield from too_many(len(arrows))
    yield from _rank(
        "bodies", "Bodies", ((at[f"body:{body.id}"], body.title, body.id, "") for body in bodies)
    )
    rows = (
        (at[f"collaboration:{p.id}"], p.collaboration.title, p.id, _roster(p.members)) for p in index.profiles
    )
    yield from _rank("collaborations", "Collaborations", rows)
    yield from _rank(
        "outcomes",
        "Goals",
        ((at[f"outcome:{key}"], index.titles[key], key, "gap" if key in gaps else "") for key in goals),
    )
    yield from (f"  {arrow}" for arrow in arrows)
    if gaps:
        yield "  classDef gap stroke-dasharray: 5 5"
        yield f"  class {','.join(at[f'outcome:{key}'] for key in gaps)} gap"


def _rank(noun: str, title: str, rows: Iterable[tuple[str, str, str, str]]) -> Iterator[str]:
    yield f'  subgraph {noun}["{title}"]'
    for id_, name, key, known in rows:
        words = cut(name, LONGEST_LABEL) or cut(key, LONGEST_LABEL)
        yield f'    {id_}["{label(f"{words} ({known})" if known else words)}"]'
    yield "  end"


def _roster(members: frozenset[str] | None) -> str:
    if members is None:
        return "roster not recorded"
    return f"{len(members)} member" + ("" if len(members) == 1 else "s")


def _name(titles: Mapping[str, str], id_: str) -> str:
    return cut(titles.get(id_, id_), LONGEST_LABEL) or cut(id_, LONGEST_LABEL)


def goals_of(index: LandscapeIndex) -> set[str]:
    """Return the keys of the goals of the landscape's own table, and of those in force."""
    leader_of = index.landscape.leaders()
    own = {leader_of.get(row.id, row.id) for row in index.landscape.outcomes}
    return own.union(*(profile.outcomes or () for profile in index.profiles))
