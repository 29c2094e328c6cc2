"""What drives what: how strongly activities act on each other, straight and along chains, with their signs.

Only recorded links with a sign count: what supports and what hinders. What depends on what is a matter of the
schedule.
"""

from __future__ import annotations

from datetime import date
from math import fsum
from typing import TYPE_CHECKING, ClassVar, Literal

import attrs

from collective_impact.arithmetic import mean, rounded
from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.fields import about
from collective_impact.network.cycles import knots
from collective_impact.network.incidence import incidence
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from collective_impact.network.incidence import Incidence, Subject

    Quadrant = Literal["driver", "relay", "result", "autonomous"]
    Cells = Sequence[Mapping[int, float]]

__all__ = ["DEEPEST", "CrossImpact", "Influence", "InfluenceRow", "influence"]

DEEPEST = 50
"""The longest chain that is followed, in steps."""
_MOST_TWO_STEPS = 200_000


def _figure(text: str, source: str | None = None) -> float:
    field: float = attrs.field(metadata=about(text, low=0, source=source))
    return field


@attrs.frozen(kw_only=True, repr=False, eq=False)
class InfluenceRow(Record):
    """How much one activity acts on the others and is acted on, whatever the sign."""

    writes_defaults: ClassVar[bool] = True

    activity_id: str = attrs.field(metadata=about("The activity."))
    influence: float = _figure("The strengths of its links to others, added up.", "Godet (1994)")
    dependence: float = _figure("The strengths of the links of others to it, added up.", "Godet (1994)")
    indirect_influence: float = _figure(
        "The same along all chains of 2 to `depth` links, each the product of its strengths.", "Godet (1994)"
    )
    indirect_dependence: float = _figure("The same along all chains of 2 to `depth` links that end at it.")
    quadrant: Literal["driver", "relay", "result", "autonomous"] | None = attrs.field(
        default=None,
        metadata=about(
            "By influence and dependence above their means: a driver acts and is not acted on, a relay does "
            "both, a result is acted on, an autonomous one stands apart; nothing where no link has a sign.",
            source="Godet (1994)",
        ),
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class CrossImpact(Record):
    """What one activity does to another: more than 0 furthers it, less hampers it."""

    writes_defaults: ClassVar[bool] = True

    from_id: str = attrs.field(metadata=about("The activity that acts."))
    to_id: str = attrs.field(metadata=about("The activity that is acted on."))
    direct: float = attrs.field(metadata=about("The strengths of its links, `hinders` below 0, added up."))
    two_step: float | None = attrs.field(
        default=None,
        metadata=about(
            "The same through one activity between, strengths and signs multiplied; nothing where that was not "
            "worked out."
        ),
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Influence(Record):
    """How activities act on each other, straight and along chains."""

    writes_defaults: ClassVar[bool] = True

    rows: tuple[InfluenceRow, ...] = attrs.field(
        default=(), metadata=about("A row for each activity, by sorted ids.")
    )
    impacts: tuple[CrossImpact, ...] = attrs.field(
        default=(), metadata=about("The pairs between which there is an effect, in one step or two, sorted.")
    )
    depth: int = attrs.field(
        default=0,
        metadata=about("How long the longest chains are that count, in links.", unit="links", low=0),
    )
    settled: bool = attrs.field(
        default=True,
        metadata=about(
            "Whether longer chains would leave the ranks of all rows as they are, as far as tried."
        ),
    )
    assumed_count: int = attrs.field(
        default=0,
        metadata=about("How many links have no recorded strength; each counts as 1.", unit="links", low=0),
    )
    reason: str | None = attrs.field(
        default=None, metadata=about("Why figures are missing, or what they take for granted.")
    )


def influence(subject: Subject, depth: int | None = None, *, on: date | None = None) -> Influence:
    """Return what drives what, by cross-impact in the manner of MICMAC (Godet, 1994).

    Each pair of activities has an effect: the strengths of its links added up, `hinders` below 0. A link
    without a recorded strength counts as 1, the strongest; equal kinds of link between the same two count
    once, as their strongest. Ranks are by strength whatever the sign; the signs are in `impacts`. Indirect
    figures add up all chains of 2 to `depth` links. Without a `depth`, chains are followed to their end where
    activities do not act on each other in a circle, and else until the ranks settle; never beyond 50 links.

    Raises:
        InvalidRecordError: `depth` is not a whole number from 1 to 50.
    """
    if depth is not None and not (type(depth) is int and 1 <= depth <= DEEPEST):
        message = f"The depth is a whole number of links from 1 to {DEEPEST}, found '{excerpt(depth)}'."
        raise InvalidRecordError(message)
    index = incidence(subject, on=on)
    signed, sizes, assumed = _cells(index)
    if not index.activities:
        return Influence(reason="There is no activity on the map.")
    turned = _turned(sizes)
    chains = _Chains(sizes), _Chains(turned)
    steps, settled = _follow(chains, depth, is_circular=bool(knots([list(row) for row in sizes])))
    direct = [chain.first for chain in chains]
    means = [mean(column) or 0.0 for column in direct]
    has_links = any(direct[0])
    rows = tuple(
        InfluenceRow(
            activity_id=activity.id,
            influence=rounded(direct[0][one]),
            dependence=rounded(direct[1][one]),
            indirect_influence=rounded(chains[0].total[one]),
            indirect_dependence=rounded(chains[1].total[one]),
            quadrant=_quadrant(direct[0][one] > means[0], direct[1][one] > means[1]) if has_links else None,
        )
        for one, activity in enumerate(index.activities)
    )
    is_small = (
        sum(len(row) * len(column) for row, column in zip(sizes, turned, strict=True)) <= _MOST_TWO_STEPS
    )
    return Influence(
        rows=rows,
        impacts=tuple(_impacts(index, signed, is_small=is_small)),
        depth=steps,
        settled=settled,
        assumed_count=assumed,
        reason=_reason(assumed, settled=settled, has_links=has_links, is_small=is_small),
    )


class _Chains:
    """How strongly each activity acts along chains of a growing number of links."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.first = self.latest = [fsum(row.values()) for row in cells]
        self.total = [0.0] * len(cells)

    def lengthen(self) -> None:
        held = self.latest
        self.latest = [fsum(size * held[there] for there, size in row.items()) for row in self.cells]
        self.total = [fsum(pair) for pair in zip(self.total, self.latest, strict=True)]

    def ranks(self) -> list[int]:
        both = [rounded(fsum(pair)) for pair in zip(self.first, self.total, strict=True)]
        places = {value: place for place, value in enumerate(sorted(set(both)))}
        return [places[value] for value in both]


def _follow(chains: Sequence[_Chains], depth: int | None, *, is_circular: bool) -> tuple[int, bool]:
    """Lengthen the chains as far as asked; return how far, and whether their ranks stand still."""
    steps = 1 if any(chains[0].first) else 0
    still = not steps
    while not still and steps < (depth or DEEPEST):
        before = [chain.ranks() for chain in chains]
        for chain in chains:
            chain.lengthen()
        if not any(chains[0].latest):
            return steps, True
        steps += 1
        still = depth is None and is_circular and before == [chain.ranks() for chain in chains]
    return steps, still or not _goes_on(chains[0])


def _goes_on(chain: _Chains) -> bool:
    return any(chain.latest[there] for row in chain.cells for there in row)


def _cells(index: Incidence) -> tuple[list[dict[int, float]], list[dict[int, float]], int]:
    """Return the effects with their signs, their sizes, and how many links have no recorded strength."""
    signed: list[dict[int, float]] = []
    sizes: list[dict[int, float]] = []
    assumed = 0
    for activity in index.activities:
        strongest: dict[tuple[int, str], float] = {}
        unknown: set[tuple[int, str]] = set()
        for link in activity.reinforcements:
            if link.kind != "depends_on" and link.activity_id in index.positions:
                key = (index.positions[link.activity_id], link.kind)
                strongest[key] = max(strongest.get(key, 0.0), 1.0 if link.strength is None else link.strength)
                if link.strength is None:
                    unknown.add(key)
        assumed += len(unknown)
        parts: dict[int, list[float]] = {}
        for (there, kind), strength in sorted(strongest.items()):
            if strength:
                parts.setdefault(there, []).append(-strength if kind == "hinders" else strength)
        signed.append({there: fsum(held) for there, held in parts.items()})
        sizes.append({there: fsum(map(abs, held)) for there, held in parts.items()})
    return signed, sizes, assumed


def _turned(cells: Cells) -> list[dict[int, float]]:
    turned: list[dict[int, float]] = [{} for _ in cells]
    for here, row in enumerate(cells):
        for there, value in row.items():
            turned[there][here] = value
    return turned


def _quadrant(acts: bool, is_acted_on: bool) -> Quadrant:
    if acts:
        return "relay" if is_acted_on else "driver"
    return "result" if is_acted_on else "autonomous"


def _impacts(index: Incidence, signed: Cells, *, is_small: bool) -> Iterator[CrossImpact]:
    ids = [activity.id for activity in index.activities]
    for here, row in enumerate(signed):
        ways: dict[int, list[float]] = {}
        for between, first in row.items() if is_small else ():
            for there, second in signed[between].items():
                ways.setdefault(there, []).append(first * second)
        for there in sorted({*row, *ways}):
            yield CrossImpact(
                from_id=ids[here],
                to_id=ids[there],
                direct=rounded(row.get(there, 0.0)),
                two_step=rounded(fsum(ways.get(there, ()))) if is_small else None,
            )


def _reason(assumed: int, *, settled: bool, has_links: bool, is_small: bool) -> str | None:
    if not has_links:
        return "No activity is recorded as supporting or hindering another one."
    said = []
    if assumed:
        said.append(f"The strength of {assumed} links is not recorded; each counts as 1, the strongest.")
    if not settled:
        said.append("Longer chains would still change the figures.")
    if not is_small:
        said.append("There are too many chains of two links to list them by pairs.")
    return " ".join(said) or None
