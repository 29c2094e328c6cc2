"""What runs through the partners that hold the backbone, and what falls without them.

A backbone should stand in the middle: how much it holds together is told beside what would be lost, and the
judgement is left to the reader.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, ClassVar

import attrs

from collective_impact.fields import about
from collective_impact.model.entity import in_force
from collective_impact.network.incidence import incidence
from collective_impact.network.resilience import PartnerLoss, if_partner_leaves
from collective_impact.record import Record

if TYPE_CHECKING:
    from collective_impact.model.entity import Entity
    from collective_impact.network.incidence import Incidence, Subject

__all__ = ["BackboneLoad", "BackboneLoads", "backbone_holders", "backbone_load"]


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
    loss: PartnerLoss = attrs.field(metadata=about("What is lost when it leaves, by the strict rule."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class BackboneLoads(Record):
    """What runs through each partner that holds a backbone role in force."""

    writes_defaults: ClassVar[bool] = True

    rows: tuple[BackboneLoad, ...] = attrs.field(default=(), metadata=about("The partners, by sorted ids."))
    partner_count: int = _count("Partners on the map, these included.", "partners")
    activity_count: int = _count("Activities on the map.", "activities")
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is no row, where there is none.")
    )


def backbone_load(subject: Subject, *, on: date | None = None) -> BackboneLoads:
    """Return what runs through the backbone and what falls without it (Turner, Merchant, Kania & Martin, 2012).

    Only partners on the map that hold a role in force are told of. The share of all shortest paths that run
    through them is `betweenness` of the graph of ties.
    """
    index = incidence(subject, on=on)
    holders = sorted(backbone_holders(index))
    reason = None
    if not holders:
        is_known = index.initiative.backbone_roles or index.initiative.is_complete("backbone_roles")
        reason = (
            "No partner on the map holds a backbone role." if is_known else "No backbone role is recorded."
        )
    tied: dict[str, set[str]] = defaultdict(set)
    on_map = {partner.id for partner in index.partners}
    for tie in index.initiative.ties:
        if tie.from_id != tie.to_id and {tie.from_id, tie.to_id} <= on_map:
            tied[tie.from_id].add(tie.to_id)
            tied[tie.to_id].add(tie.from_id)
    return BackboneLoads(
        rows=tuple(_row(index, partner_id, len(tied[partner_id])) for partner_id in holders),
        partner_count=len(index.partners),
        activity_count=len(index.activities),
        reason=reason,
    )


def backbone_holders(index: Incidence) -> frozenset[str]:
    """Return the ids of the partners on the map that hold a backbone role in force."""
    held = {role.partner_id for role in index.initiative.backbone_roles if _counts(role, index.on)}
    return frozenset(partner.id for partner in index.partners if partner.id in held)


def _row(index: Incidence, partner_id: str, tie_count: int) -> BackboneLoad:
    position = index.partner_at(partner_id)
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
        tie_count=tie_count,
        loss=if_partner_leaves(index, partner_id),
    )


def _counts(role: Entity, on: date | None) -> bool:
    return on is None or in_force(role, on)
