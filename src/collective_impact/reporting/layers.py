"""A map as three layers to be drawn: partners, activities, outcomes, and the lines between them.

Positions are those of the index (sorted ids), so that the order of records changes no picture. Nothing is known
here about how a picture is made.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from math import fsum
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import east_asian_width

from collective_impact.display import plain
from collective_impact.errors import excerpt
from collective_impact.network.incidence import incidence, positions_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from collective_impact.network.incidence import Incidence, Subject

__all__ = ["Item", "Layers", "cut", "layers_of", "short", "untangled", "without_middle"]

SWEEPS = 8
NARROW = frozenset("fijlrt I.,;:'!|()[]-")


class Item(NamedTuple):
    """Something in a layer; `load` is how many activities a partner or outcome has, or partners an activity."""

    id: str
    title: str
    load: int
    sector: str | None = None
    is_gap: bool = False


class Layers(NamedTuple):
    """What is drawn: the items of each layer, and lines as pairs of positions in them.

    A line of `reaches` says whether the activity names the outcome itself (else it comes through a strategy), one
    of `reinforces` what the first activity records of the second. Where a layer had more items than were
    wanted, those with the greatest load are here; the counts say how many there are in all.
    """

    title: str
    partners: tuple[Item, ...]
    activities: tuple[Item, ...]
    outcomes: tuple[Item, ...]
    carries: tuple[tuple[int, int], ...]
    reaches: tuple[tuple[int, int, bool], ...]
    reinforces: tuple[tuple[int, int, str], ...]
    counts: tuple[int, int, int]


def layers_of(subject: Subject, most: int | None = None) -> Layers:
    """Return the layers of a map, with at most `most` items in each."""
    index = incidence(subject)
    partners = [
        Item(partner.id, partner.title, len(carried), partner.sector)
        for partner, carried in zip(index.partners, index.activities_of_partner, strict=True)
    ]
    activities = [
        Item(activity.id, activity.title, mask.bit_count())
        for activity, mask in zip(index.activities, index.partner_masks, strict=True)
    ]
    known = bool(index.initiative.activities) or index.initiative.is_complete("activities")
    outcomes = [
        Item(outcome.id, outcome.title, len(members), is_gap=known and not members)
        for outcome, members in zip(index.outcomes, index.activities_of_outcome, strict=True)
    ]
    kept = [_heaviest(items, most) for items in (partners, activities, outcomes)]
    at_partner, at_activity, at_outcome = ({old: new for new, old in enumerate(held)} for held in kept)
    carries, reaches = [], []
    for old, activity in at_activity.items():
        carriers = positions_in(index.partner_masks[old])
        carries += [(at_partner[partner], activity) for partner in carriers if partner in at_partner]
        straight = index.straight_outcome_masks[old]
        aims = positions_in(index.outcome_masks[old])
        reaches += [
            (activity, at_outcome[outcome], bool(straight >> outcome & 1))
            for outcome in aims
            if outcome in at_outcome
        ]
    return Layers(
        title=index.initiative.title,
        partners=tuple(partners[old] for old in kept[0]),
        activities=tuple(activities[old] for old in kept[1]),
        outcomes=tuple(outcomes[old] for old in kept[2]),
        carries=tuple(sorted(carries)),
        reaches=tuple(reaches),
        reinforces=tuple(_reinforces(index, at_activity)),
        counts=(len(partners), len(activities), len(outcomes)),
    )


def _heaviest(items: Sequence[Item], most: int | None) -> list[int]:
    """Return the positions of the items with the greatest load, rising."""
    if most is None or len(items) <= most:
        return list(range(len(items)))
    return sorted(sorted(range(len(items)), key=lambda at: (-items[at].load, at))[:most])


def _reinforces(index: Incidence, at: dict[int, int]) -> Iterable[tuple[int, int, str]]:
    for (source, target), kinds in index.links.items():
        if source in at and target in at:
            for kind in sorted(kinds):
                yield at[source], at[target], kind


def short(item: Item, length: int) -> str:
    """Return a title on one line, cut to about the width of `length` common letters; the id where it is blank."""
    return cut(item.title, length) or cut(item.id, length)


def cut(title: str, length: int) -> str:
    """Return a text on one line, cut to about the width of `length` common letters."""
    text = plain(excerpt(plain(title)))
    widths = list(accumulate(map(_width, text)))
    if not text or widths[-1] <= length:
        return text
    return f"{text[: bisect_right(widths, length - 1)].rstrip()}\u2026"


def without_middle(title: str, length: int) -> str:
    """Return a text on one line, without its middle where it is wider than `length` common letters.

    Names often differ at their end only.
    """
    text = plain(excerpt(plain(title)))
    widths = list(accumulate(map(_width, reversed(text))))
    if not text or widths[-1] <= length:
        return text
    behind = bisect_right(widths, length // 2)
    return f"{cut(text, length - length // 2)}{text[len(text) - behind :].lstrip()}"


def _width(sign: str) -> float:
    """Return about how wide a letter is, 1 being the mean of letters as they occur in a text."""
    if sign in "mwMW@%" or east_asian_width(sign) in "WF":
        return 1.9
    if sign in NARROW:
        return 0.75
    return 1.25 if sign.isupper() else 1.13


def untangled(layers: Layers) -> tuple[list[int], list[int], list[int]]:
    """Return an order of partners, activities and outcomes in which lines cross less (Sugiyama et al., 1981).

    Each layer is sorted in turn by the mean place of what its items are joined to; items without a line come
    last. Eight sweeps are made, from the order of ids, so that the answer is always the same.
    """
    orders = [list(range(len(items))) for items in (layers.partners, layers.activities, layers.outcomes)]
    beside: list[list[list[tuple[int, int]]]] = [[[] for _ in order] for order in orders]
    for partner, activity in layers.carries:
        beside[0][partner].append((1, activity))
        beside[1][activity].append((0, partner))
    for activity, outcome, _ in layers.reaches:
        beside[1][activity].append((2, outcome))
        beside[2][outcome].append((1, activity))
    places = [_places(order) for order in orders]
    for sweep in range(SWEEPS):
        for layer in (1, 0, 2) if sweep % 2 else (1, 2, 0):
            means = {
                item: fsum(places[other][at] for other, at in joined) / len(joined)
                for item, joined in enumerate(beside[layer])
                if joined
            }
            orders[layer].sort(key=lambda item: (item not in means, round(means.get(item, 0.0), 9), item))
            places[layer] = _places(orders[layer])
    return orders[0], orders[1], orders[2]


def _places(order: Sequence[int]) -> dict[int, float]:
    return {item: (place + 0.5) / len(order) for place, item in enumerate(order)}
