"""Reinforcing loops: activities of several partners that strengthen each other in a circle.

Only links that strengthen count: support, data, resources and people that are passed on. What one activity
needs before it can begin is a matter of the schedule.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

import attrs

from collective_impact.fields import about
from collective_impact.network.cycles import knots, shortest_way
from collective_impact.network.incidence import incidence, positions_in
from collective_impact.network.relations import quoted, titled
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from collective_impact.model.activity import ReinforcementKind
    from collective_impact.network.incidence import Incidence, Subject

__all__ = ["Loop", "Loops", "loops"]

_STRENGTHENING: frozenset[ReinforcementKind] = frozenset(
    {"supports", "feeds_data", "shares_resource", "refers_people"}
)
_MOST_STEPS = 1_000_000
_MOST_LOOPS = 100
_SHOWN_TITLES = 6
_RULE = (
    "Each records that it supports the next, feeds it data, shares a resource with it or refers people to it."
)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Loop(Record):
    """A reinforcing cycle of activities across partners."""

    writes_defaults: ClassVar[bool] = True

    activity_ids: tuple[str, ...] = attrs.field(
        metadata=about("The activities in the order in which each strengthens the next, the first id first.")
    )
    partner_ids: tuple[str, ...] = attrs.field(
        metadata=about("The partners that carry them, as far as recorded, sorted.")
    )
    sure: bool = attrs.field(
        metadata=about(
            "False where one partner may carry them all, because the partners of some are not recorded, or where "
            "one of a pair that strengthens the other hinders it too, or is hindered by it."
        )
    )
    rule: str = attrs.field(default=_RULE, metadata=about("The rule that fired, in words."))
    sentence: str = attrs.field(metadata=about("One plain sentence with the titles of the activities."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Loops(Record):
    """The shortest reinforcing loop through each link that can lead across partners, by length, then by ids."""

    writes_defaults: ClassVar[bool] = True

    loops: tuple[Loop, ...] = attrs.field(default=(), metadata=about("The loops, the shortest first."))
    activity_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("All activities that stand in some reinforcing cycle, sorted.")
    )
    group_count: int = attrs.field(
        default=0,
        metadata=about(
            "How many groups of activities strengthen each other all round.", unit="groups", low=0
        ),
    )
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is no loop, or why not all are listed.")
    )


def loops(subject: Subject, *, limit: int = _MOST_LOOPS, on: date | None = None) -> Loops:
    """Return the reinforcing loops across partners (Senge, 1990; Kania & Kramer, 2011).

    A loop is a cycle of links that strengthen, carried by two partners at least. First the groups are found
    in which each activity reaches each; then, for each link inside a group that does not stay with one and the
    same partner, the shortest cycle through it. At most `limit` of them are listed. There may be more cycles
    than can be counted, so longer ones are not looked for, and a search that looks at more than a million
    links stops and says so.
    """
    index = incidence(subject, on=on)
    arrows: list[list[int]] = [[] for _ in index.activities]
    for (source, target), kinds in index.links.items():
        if kinds & _STRENGTHENING:
            arrows[source].append(target)
    groups = knots(arrows)
    found, is_whole = _shortest(index, arrows, groups)
    across = sorted((cycle for cycle in found if _is_across(index, cycle)), key=_by_length)
    reason = None
    if not groups:
        reason = "No activities strengthen each other in a circle."
    elif not is_whole:
        reason = "The circles are so many that the search for the shortest ones was stopped."
    elif len(across) > limit:
        reason = f"There are {len(across)} loops; the {limit} shortest are listed."
    elif not across:
        reason = (
            "Activities strengthen each other in a circle, but none was found that leads across partners."
        )
    return Loops(
        loops=tuple(_loop(index, cycle) for cycle in across[:limit]),
        activity_ids=tuple(index.activities[member].id for member in sorted(m for g in groups for m in g)),
        group_count=len(groups),
        reason=reason,
    )


def _shortest(
    index: Incidence, arrows: Sequence[Sequence[int]], groups: Sequence[Sequence[int]]
) -> tuple[set[tuple[int, ...]], bool]:
    """Return the shortest cycle through each link that may lead across partners, and whether all were tried."""
    found: set[tuple[int, ...]] = set()
    steps = 0
    for group in groups:
        members = frozenset(group)
        for source in group:
            for target in arrows[source]:
                if target not in members or _stays(index, source, target):
                    continue
                if steps > _MOST_STEPS:
                    return found, False
                way, looked = shortest_way(arrows, target, source, members)
                steps += looked
                found.add(_from_first([source, *way]))
    return found, True


def _stays(index: Incidence, source: int, target: int) -> bool:
    """Return whether a link surely stays with one and the same partner."""
    mask = index.partner_masks[source]
    return (
        mask == index.partner_masks[target]
        and mask.bit_count() < 2  # noqa: PLR2004 - across partners
        and index.unrecorded.isdisjoint((source, target))
    )


def _from_first(cycle: Sequence[int]) -> tuple[int, ...]:
    place = cycle.index(min(cycle))
    return (*cycle[place:], *cycle[:place])


def _by_length(cycle: Collection[int]) -> tuple[int, Collection[int]]:
    return (len(cycle), cycle)


def _is_across(index: Incidence, cycle: Sequence[int]) -> bool:
    return index.providers(cycle).bit_count() > 1 or not index.unrecorded.isdisjoint(cycle)


def _loop(index: Incidence, cycle: Sequence[int]) -> Loop:
    partners = index.providers(cycle)
    titles = [quoted(titled(index.activities[member])) for member in cycle[:_SHOWN_TITLES]]
    hidden = len(cycle) - len(titles)
    hindered = _hindered(index, cycle)
    behind = f" But {len(hindered)} of these pairs also hinder each other." if len(hindered) > 1 else ""
    if len(hindered) == 1:
        behind = " But {} and {} also hinder each other.".format(
            *(quoted(titled(index.activities[member])) for member in hindered[0])
        )
    way = ", which strengthens ".join(titles[1:]) + (f", and so on through {hidden} more" if hidden else "")
    return Loop(
        activity_ids=tuple(index.activities[member].id for member in cycle),
        partner_ids=tuple(index.partners[position].id for position in positions_in(partners)),
        sure=partners.bit_count() > 1 and not hindered,
        sentence=f"{titles[0]} strengthens {way}, which strengthens {titles[0]} in turn.{behind}",
    )


def _hindered(index: Incidence, cycle: Sequence[int]) -> list[tuple[int, int]]:
    """Return the pairs of a cycle, each once, of which one records that it hinders the other."""
    pairs = dict.fromkeys((min(pair), max(pair)) for pair in zip(cycle, (*cycle[1:], cycle[0]), strict=True))
    return [
        (one, other)
        for one, other in pairs
        if any("hinders" in index.links.get(pair, ()) for pair in ((one, other), (other, one)))
    ]
