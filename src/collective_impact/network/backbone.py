"""What runs through the partners that hold the backbone, and what falls without them.

A backbone should stand in the middle: how much it holds together is told beside what would be lost, and the
judgement is left to the reader.
"""

from __future__ import annotations

from datetime import date
from math import fsum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import attrs

from collective_impact.arithmetic import share
from collective_impact.fields import about
from collective_impact.model.entity import in_force
from collective_impact.network.co_delivery import co_delivery, fragmentation_of
from collective_impact.network.incidence import incidence, positions_in
from collective_impact.network.resilience import PartnerLoss, fragmentation_field, if_partner_leaves
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collective_impact.model.entity import Entity
    from collective_impact.network.incidence import Incidence, Subject

__all__ = ["BackboneLoad", "BackboneLoads", "backbone_holders", "backbone_load"]

_MOST_PARTNERS = 500
_MOST_STEPS = 5_000_000


def _count(text: str, unit: str) -> int:
    field: int = attrs.field(default=0, metadata=about(text, unit=unit, low=0))
    return field


@attrs.frozen(kw_only=True, repr=False, eq=False)
class BackboneLoad(Record):
    """What runs through one partner that holds a backbone role."""

    writes_defaults: ClassVar[bool] = True

    partner_id: str = attrs.field(metadata=about("The partner."))
    functions: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "The backbone functions that its roles in force hold, sorted.", source="Turner et al. (2012)"
        ),
    )
    activity_count: int = _count("Activities that it takes part in.", "activities")
    sole_activity_count: int = _count("Activities that it carries alone.", "activities")
    dependent_activity_count: int = _count(
        "Activities without it that depend, straight, on one with it.", "activities"
    )
    co_delivery_count: int = _count("Partners with which it shares an activity.", "partners")
    tie_count: int = _count("Partners with which a tie is reported, in either direction.", "partners")
    betweenness_share: float | None = attrs.field(
        default=None,
        metadata=about(
            "Of all that stands on shortest paths between two others in the network of shared activities and ties, the "
            "share that it bears; nothing where nobody stands between others, or that is not known.",
            low=0,
            high=1,
            source="Freeman (1977)",
        ),
    )
    fragmentation_before: float | None = fragmentation_field(
        "The share of pairs of partners that this network does not hold together, as it is."
    )
    fragmentation: float | None = fragmentation_field("The same among the others once it has left.")
    loss: PartnerLoss = attrs.field(metadata=about("What is lost when it leaves, by the strict rule."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class BackboneLoads(Record):
    """What runs through each partner that holds a backbone role in force."""

    writes_defaults: ClassVar[bool] = True

    rows: tuple[BackboneLoad, ...] = attrs.field(default=(), metadata=about("The partners, by sorted ids."))
    partner_count: int = _count("Partners on the map, these included.", "partners")
    activity_count: int = _count("Activities on the map.", "activities")
    reason: str | None = attrs.field(
        default=None,
        metadata=about("Why there is no row, or why nothing is said of the network, where that is so."),
    )


def backbone_load(subject: Subject, *, on: date | None = None) -> BackboneLoads:
    """Return what runs through the backbone and what falls without it (Turner, Merchant, Kania & Martin, 2012).

    Only partners on the map that hold a role in force are told of. The network is that of shared activities and
    of ties, in whichever direction they are reported; it is looked at where it has 500 partners at most, and
    partners x ends of ties do not exceed 5,000,000. A backbone should stand in its middle: what falls without it
    is the better question.
    """
    index = incidence(subject, on=on)
    holders = sorted(backbone_holders(index))
    reason = None
    if not holders:
        is_known = index.initiative.backbone_roles or index.initiative.is_complete("backbone_roles")
        reason = (
            "No partner on the map holds a backbone role." if is_known else "No backbone role is recorded."
        )
    tied = _tied(index)
    network, doubt = _network(index, tied) if holders else (None, None)
    return BackboneLoads(
        rows=tuple(_row(index, partner_id, tied, network) for partner_id in holders),
        partner_count=len(index.partners),
        activity_count=len(index.activities),
        reason=reason or doubt,
    )


class _Network(NamedTuple):
    """Partners by position: who is beside whom as masks, and how much of shortest paths each bears."""

    beside: list[int]
    loads: list[float]

    def fragmentation(self, without: int | None = None) -> float | None:
        """Return how far the network falls apart, as it is or without one partner."""
        left = (1 << len(self.beside)) - 1
        if without is not None:
            left ^= 1 << without
        sizes = []
        while left:
            group = edge = left & -left
            while edge:
                reached = 0
                for position in positions_in(edge):
                    reached |= self.beside[position]
                edge = reached & left & ~group
                group |= edge
            sizes.append(group.bit_count())
            left &= ~group
        return fragmentation_of(sizes)


def _tied(index: Incidence) -> list[int]:
    """Return for each partner the mask of those with whom a tie is reported, in either direction."""
    tied = [0] * len(index.partners)
    at = {partner.id: position for position, partner in enumerate(index.partners)}
    for tie in index.initiative.ties:
        one, other = at.get(tie.from_id), at.get(tie.to_id)
        if one is not None and other is not None and one != other:
            tied[one] |= 1 << other
            tied[other] |= 1 << one
    return tied


def _network(index: Incidence, tied: Sequence[int]) -> tuple[_Network | None, str | None]:
    """Return the network of shared activities and ties, or why nothing is said of it."""
    doubt = co_delivery(index).reason
    if doubt is not None and not any(tied):
        return None, f"{doubt} No tie is recorded either."
    beside = [
        (index.providers(own) | tied[position]) & ~(1 << position)
        for position, own in enumerate(index.activities_of_partner)
    ]
    count, ends = len(beside), sum(mask.bit_count() for mask in beside)
    if count > _MOST_PARTNERS or count * ends > _MOST_STEPS:
        return None, f"The network of {count} partners is too large to be looked at here: use `betweenness`."
    return _Network(beside, _loads([list(positions_in(mask)) for mask in beside])), None


def _loads(beside: Sequence[Sequence[int]]) -> list[float]:
    """Return on how many shortest paths between two others each position stands, each counted both ways.

    Brandes (2001), without a graph library.
    """
    loads = [0.0] * len(beside)
    for source in range(len(beside)):
        paths, depth = {source: 1}, {source: 0}
        order = [source]
        for here in order:
            for there in beside[here]:
                if there not in depth:
                    depth[there] = depth[here] + 1
                    paths[there] = 0
                    order.append(there)
                if depth[there] == depth[here] + 1:
                    paths[there] += paths[here]
        behind = dict.fromkeys(order, 0.0)
        for here in reversed(order[1:]):
            for there in beside[here]:
                if depth[there] == depth[here] - 1:
                    behind[there] += paths[there] / paths[here] * (1 + behind[here])
            loads[here] += behind[here]
    return loads


def backbone_holders(index: Incidence) -> frozenset[str]:
    """Return the ids of the partners on the map that hold a backbone role in force."""
    held = {role.partner_id for role in index.initiative.backbone_roles if _counts(role, index.on)}
    return frozenset(partner.id for partner in index.partners if partner.id in held)


def _row(index: Incidence, partner_id: str, tied: Sequence[int], network: _Network | None) -> BackboneLoad:
    position = index.partner_at(partner_id)
    total = fsum(network.loads) if network is not None else 0.0
    own = frozenset(index.activities_of_partner[position])
    roles = [role for role in index.initiative.backbone_roles if role.partner_id == partner_id]
    dependents = {
        one
        for (one, other), kinds in index.links.items()
        if "depends_on" in kinds and other in own and one not in own
    }
    return BackboneLoad(
        partner_id=partner_id,
        functions=tuple(sorted({f for role in roles if _counts(role, index.on) for f in role.functions})),
        activity_count=len(own),
        sole_activity_count=sum(index.partner_masks[activity].bit_count() == 1 for activity in own),
        dependent_activity_count=len(dependents),
        co_delivery_count=(index.providers(own) & ~(1 << position)).bit_count(),
        tie_count=tied[position].bit_count(),
        betweenness_share=share(network.loads[position], total) if network is not None and total else None,
        fragmentation_before=None if network is None else network.fragmentation(),
        fragmentation=None if network is None else network.fragmentation(without=position),
        loss=if_partner_leaves(index, partner_id),
    )


def _counts(role: Entity, on: date | None) -> bool:
    return on is None or in_force(role, on)
