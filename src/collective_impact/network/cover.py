"""The smallest set of partners that still reaches every outcome: how thin the whole could be spread.

It is no advice to part with the others: it says on how few the coverage could rest.
"""

from __future__ import annotations

from datetime import date
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, ClassVar

import attrs

from collective_impact.fields import about
from collective_impact.network.incidence import incidence, positions_in
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collective_impact.network.incidence import Subject

__all__ = ["Cover", "smallest_cover"]

_EXACT_BELOW = 20


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Cover(Record):
    """A set of partners that together carry an activity towards every outcome that has one."""

    writes_defaults: ClassVar[bool] = True

    partner_ids: tuple[str, ...] = attrs.field(default=(), metadata=about("The partners, sorted."))
    is_smallest: bool = attrs.field(
        metadata=about("Whether no smaller set would do; where False, a smaller one may.")
    )
    outcome_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("The outcomes that they cover, sorted.")
    )
    unrecorded_outcome_ids: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Outcomes with activities, but no partner of any, where the partners of some are not recorded: who "
            "would cover them is not known."
        ),
    )
    not_carried_outcome_ids: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Outcomes with activities that are known to have no partner on the map; no set of partners covers them."
        ),
    )
    rule: str = attrs.field(metadata=about("How the set was found."))
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is no partner in the set, where there is none.")
    )


def smallest_cover(subject: Subject, *, on: date | None = None) -> Cover:
    """Return the smallest set of partners that covers every outcome which a recorded partner works towards.

    Exact where fewer than 20 partners work towards an outcome: of equally small sets the one with the first
    ids. From 20 on the partner that adds most is taken again and again, of equal ones the first id (Chvatal,
    1979); such a set may be larger than needed by the factor 1 + ln(outcomes), and `is_smallest` is False.
    """
    index = incidence(subject, on=on)
    reached = [0] * len(index.partners)
    for partner, activities in enumerate(index.activities_of_partner):
        for activity in activities:
            reached[partner] |= index.outcome_masks[activity]
    wanted = 0
    for mask in reached:
        wanted |= mask
    useful = [partner for partner, mask in enumerate(reached) if mask]
    is_exact = len(useful) < _EXACT_BELOW
    chosen = _smallest(reached, useful, wanted) if is_exact else _greedy(reached, useful, wanted)
    nobody = frozenset(index.not_carried)
    open_ = [
        outcome
        for outcome, members in enumerate(index.activities_of_outcome)
        if members and not wanted >> outcome & 1 and outcome not in nobody
    ]
    return Cover(
        partner_ids=tuple(index.partners[partner].id for partner in sorted(chosen)),
        is_smallest=is_exact,
        outcome_ids=tuple(index.outcomes[outcome].id for outcome in positions_in(wanted)),
        unrecorded_outcome_ids=tuple(index.outcomes[outcome].id for outcome in open_),
        not_carried_outcome_ids=tuple(index.outcomes[outcome].id for outcome in sorted(nobody)),
        rule="All sets were compared, the small ones first."
        if is_exact
        else "The partner that adds most outcomes was taken again and again.",
        reason=None if chosen else "No recorded partner works towards an outcome.",
    )


def _smallest(reached: Sequence[int], useful: Sequence[int], wanted: int) -> list[int]:
    """Return the smallest set, the first of equal ones: sets are tried in the order of their size, then ids."""
    ahead = [0] * (len(useful) + 1)
    for place in range(len(useful) - 1, -1, -1):
        ahead[place] = ahead[place + 1] | reached[useful[place]]

    def tried(place: int, missing: int, room: int) -> list[int] | None:
        if not missing:
            return []
        while room and not missing & ~ahead[place]:
            partner = useful[place]
            place += 1
            if reached[partner] & missing:
                rest = tried(place, missing & ~reached[partner], room - 1)
                if rest is not None:
                    return [partner, *rest]
        return None

    found: list[int] | None = None
    size = 0
    while found is None:
        found = tried(0, wanted, size)
        size += 1
    return found


def _greedy(reached: Sequence[int], useful: Sequence[int], wanted: int) -> list[int]:
    """Return a small set; what a partner adds can only shrink, so that an old figure is a bound."""
    waiting = [(-reached[partner].bit_count(), partner) for partner in useful]
    heapify(waiting)
    chosen = []
    while wanted:
        bound, partner = heappop(waiting)
        adds = (reached[partner] & wanted).bit_count()
        if adds == -bound:
            chosen.append(partner)
            wanted &= ~reached[partner]
        elif adds:
            heappush(waiting, (-adds, partner))
    return chosen
