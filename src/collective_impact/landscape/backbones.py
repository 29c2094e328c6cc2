"""A backbone that serves many communities: which functions it holds where, with what staff, and what is missing.

Communities are the collaborations of a landscape that hold a whole initiative. Whether a backbone does its work
well is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, get_args

import attrs

from collective_impact.arithmetic import share, total
from collective_impact.fields import about
from collective_impact.landscape.identities import entries, key_of
from collective_impact.landscape.profile import demand_day, landscape_of
from collective_impact.model.backbone import BackboneFunction
from collective_impact.model.entity import in_force
from collective_impact.record import Record

if TYPE_CHECKING:
    from collective_impact.landscape.inventory import Collaboration, Landscape
    from collective_impact.model.backbone import BackboneRole
    from collective_impact.model.entity import Entity
    from collective_impact.model.initiative import Initiative

__all__ = [
    "FUNCTIONS",
    "SUPPORT_KINDS",
    "BackboneCell",
    "BackboneHolder",
    "Backbones",
    "CommunityBackbone",
    "SupportActivity",
    "backbones",
]

FUNCTIONS: tuple[BackboneFunction, ...] = get_args(BackboneFunction)
"""The six functions (Turner, Merchant, Kania & Martin, 2012), in their order."""

SUPPORT_KINDS = ("technical assistance", "facilitation", "coaching", "training", "convening")
"""Kinds of activity that count as support of a community (*convention*); the first two: Nebraska Children."""


@attrs.frozen(kw_only=True, repr=False, eq=False)
class BackboneCell(Record):
    """One function in one community: who holds it."""

    writes_defaults: ClassVar[bool] = True

    function: str = attrs.field(metadata=about("The function.", source="Turner et al. (2012)"))
    collaboration_id: str = attrs.field(metadata=about("The community."))
    holder_ids: tuple[str, ...] | None = attrs.field(
        default=None,
        metadata=about("Who holds it, sorted; empty: nobody; nothing where no backbone role is recorded."),
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class CommunityBackbone(Record):
    """How one community is supported."""

    writes_defaults: ClassVar[bool] = True

    collaboration_id: str = attrs.field(metadata=about("The community."))
    title: str = attrs.field(metadata=about("What it is called."))
    holder_ids: tuple[str, ...] = attrs.field(default=(), metadata=about("Who holds a role there, sorted."))
    missing_functions: tuple[str, ...] | None = attrs.field(
        default=None,
        metadata=about("Functions that nobody holds; nothing where no backbone role is recorded."),
    )
    single_holder: bool | None = attrs.field(
        default=None, metadata=about("Whether all functions that are held hang on one and the same holder.")
    )
    fte: float | None = attrs.field(
        default=None,
        metadata=about(
            "Dedicated staff time, of the roles that state it; nothing where none does.",
            unit="full-time equivalents",
            low=0,
        ),
    )
    unknown_fte: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Roles of which the staff time is not recorded; it comes on top.")
    )
    funded_until: date | None = attrs.field(
        default=None,
        metadata=about("The first day on which the funding of a role ends, where one is recorded."),
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class SupportActivity(Record):
    """An activity by which a holder supports a community: technical assistance, facilitation and the like."""

    writes_defaults: ClassVar[bool] = True

    collaboration_id: str = attrs.field(metadata=about("The community."))
    activity_id: str = attrs.field(metadata=about("The activity, by its id there."))
    title: str = attrs.field(metadata=about("What it is called."))
    kind: str = attrs.field(metadata=about("What sort it is."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class BackboneHolder(Record):
    """An organisation that holds backbone roles, and what it carries in how many communities."""

    writes_defaults: ClassVar[bool] = True

    organisation_id: str = attrs.field(metadata=about("The key that speaks for it."))
    name: str = attrs.field(metadata=about("What it is called."))
    collaboration_ids: tuple[str, ...] = attrs.field(metadata=about("The communities, sorted."))
    functions: tuple[str, ...] = attrs.field(
        default=(), metadata=about("The functions that it holds anywhere, in the order of the six.")
    )
    function_count: int = attrs.field(
        default=0,
        metadata=about(
            "Functions that it holds, one in each community counted once.", unit="functions", low=0
        ),
    )
    fte: float | None = attrs.field(
        default=None,
        metadata=about(
            "Its staff time in all communities, of the roles that state it.",
            unit="full-time equivalents",
            low=0,
        ),
    )
    unknown_fte: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Roles of which the staff time is not recorded; it comes on top.")
    )
    fte_per_community: float | None = attrs.field(
        default=None,
        metadata=about(
            "Staff time / communities; nothing where one of its roles does not state it.",
            unit="full-time equivalents",
            low=0,
        ),
    )
    only_holder_in: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Communities in which nobody else holds a role.")
    )
    funded_until: date | None = attrs.field(
        default=None, metadata=about("The first day on which the funding of one of its roles ends.")
    )
    funding_unrecorded_in: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Communities in which the end of its funding is not recorded.")
    )
    services: tuple[str, ...] = attrs.field(
        default=(), metadata=about("What its roles offer, in free words, sorted.")
    )
    support: tuple[SupportActivity, ...] = attrs.field(
        default=(), metadata=about("Its activities of support, by community.")
    )
    offered_only: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Kinds of support that its roles offer, and of which no activity is recorded, sorted."
        ),
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Backbones(Record):
    """Functions x communities, and what each holder carries. A holder of much is not a fault."""

    writes_defaults: ClassVar[bool] = True

    cells: tuple[BackboneCell, ...] = attrs.field(
        default=(), metadata=about("A cell for each function and community, functions first.")
    )
    communities: tuple[CommunityBackbone, ...] = attrs.field(
        default=(), metadata=about("The communities, by sorted ids.")
    )
    holders: tuple[BackboneHolder, ...] = attrs.field(
        default=(), metadata=about("Who holds roles: those in most communities first, then by key.")
    )
    unrecorded: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Communities of which no backbone role is recorded.")
    )
    thin: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about("Collaborations without a whole initiative, of which roles cannot be recorded."),
    )
    support_kinds: tuple[str, ...] = attrs.field(
        default=SUPPORT_KINDS, metadata=about("Kinds of activity that count as support (*convention*).")
    )
    on: date | None = attrs.field(
        default=None, metadata=about("The day; nothing where all count, whenever they were in force.")
    )
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is nothing, where there is not.")
    )

    def matrix(self) -> dict[str, dict[str, tuple[str, ...] | None]]:
        """Return for each function, by community, who holds it; None where no role is recorded."""
        found: dict[str, dict[str, tuple[str, ...] | None]] = {function: {} for function in FUNCTIONS}
        for cell in self.cells:
            found[cell.function][cell.collaboration_id] = cell.holder_ids
        return found

    def gaps(self) -> tuple[BackboneCell, ...]:
        """Return the functions that nobody holds, community by community."""
        return tuple(cell for cell in self.cells if cell.holder_ids == ())


def backbones(
    subject: Landscape | Iterable[Initiative],
    *,
    support_kinds: Sequence[str] = SUPPORT_KINDS,
    on: date | None = None,
) -> Backbones:
    """Return who holds which backbone function in which community.

    `on` leaves out collaborations, partners, roles and activities that are not in force on that day. The same
    organisation in several communities is one holder where people decided so, see `Landscape.merging`. Functions
    may be spread over several holders (Pittman).
    """
    demand_day(on)
    landscape = landscape_of(subject)
    held_on_day = (row for row in landscape.collaborations if on is None or in_force(row, on))
    rows = sorted(held_on_day, key=lambda row: row.id)
    leader_of = landscape.leaders()
    found = [_Community(row, row.initiative, leader_of, on) for row in rows if row.initiative is not None]
    kinds = tuple(support_kinds)
    titles = {entry.key: entry.record.title for entry in entries(landscape, "organisation")}
    held: dict[str, list[_Community]] = {}
    for community in found:
        for holder in sorted(community.roles_of):
            held.setdefault(holder, []).append(community)
    holders = [_holder(key, titles[key], places, kinds) for key, places in sorted(held.items())]
    return Backbones(
        cells=tuple(community.cell(function) for function in FUNCTIONS for community in found),
        communities=tuple(community.summary() for community in found),
        holders=tuple(sorted(holders, key=lambda row: (-len(row.collaboration_ids), row.organisation_id))),
        unrecorded=tuple(community.row.id for community in found if not community.is_known),
        thin=tuple(row.id for row in rows if row.initiative is None),
        support_kinds=kinds,
        on=on,
        reason=None
        if found
        else f"No collaboration{' in force on this day' if on else ''} holds a whole initiative, so no backbone role "
        "can be recorded.",
    )


class _Community:
    """The backbone roles of one community, by the keys that speak for their holders."""

    def __init__(
        self, row: Collaboration, inside: Initiative, leader_of: Mapping[str, str], on: date | None
    ) -> None:
        self.row = row
        self.inside = inside
        self.on = on
        self.leader_of = leader_of
        self.present = {partner.id for partner in inside.partners if self._counts(partner)}
        self.roles = [
            role
            for role in sorted(inside.backbone_roles, key=lambda r: r.id)
            if self._counts(role) and role.partner_id in self.present
        ]
        self.is_known = bool(inside.backbone_roles) or inside.is_complete("backbone_roles")
        self.roles_of: dict[str, list[BackboneRole]] = {}
        for role in self.roles:
            self.roles_of.setdefault(self.key(role.partner_id), []).append(role)

    def _counts(self, record: Entity) -> bool:
        return self.on is None or in_force(record, self.on)

    def key(self, partner_id: str) -> str:
        own = key_of(self.row.id, partner_id)
        return self.leader_of.get(own, own)

    def functions_of(self, holder: str) -> set[str]:
        return {function for role in self.roles_of[holder] for function in role.functions}

    def cell(self, function: str) -> BackboneCell:
        ids = tuple(holder for holder in sorted(self.roles_of) if function in self.functions_of(holder))
        return BackboneCell(
            function=function, collaboration_id=self.row.id, holder_ids=ids if self.is_known else None
        )

    def summary(self) -> CommunityBackbone:
        held = {holder: self.functions_of(holder) for holder in self.roles_of}
        every = set().union(*held.values())
        carriers = [holder for holder, functions in held.items() if functions]
        return CommunityBackbone(
            collaboration_id=self.row.id,
            title=self.row.title,
            holder_ids=tuple(sorted(self.roles_of)),
            missing_functions=tuple(f for f in FUNCTIONS if f not in every) if self.is_known else None,
            single_holder=len(carriers) == 1 if carriers else None,
            fte=_fte(self.roles),
            unknown_fte=tuple(role.id for role in self.roles if role.fte is None),
            funded_until=_first_end(self.roles),
        )

    def support(self, holder: str, kinds: Sequence[str]) -> list[SupportActivity]:
        wanted = {_folded(kind) for kind in kinds}
        return [
            SupportActivity(
                collaboration_id=self.row.id,
                activity_id=activity.id,
                title=activity.title,
                kind=activity.kind,
            )
            for activity in sorted(self.inside.activities, key=lambda a: a.id)
            if activity.kind is not None
            and _folded(activity.kind) in wanted
            and self._counts(activity)
            and any(
                part.partner_id in self.present and self.key(part.partner_id) == holder
                for part in activity.contributions
            )
        ]


def _holder(key: str, name: str, places: Sequence[_Community], kinds: Sequence[str]) -> BackboneHolder:
    roles = [(place.row.id, role) for place in places for role in place.roles_of[key]]
    support = [activity for place in places for activity in place.support(key, kinds)]
    services = sorted({service for _, role in roles for service in role.services})
    done = {_folded(activity.kind) for activity in support}
    wanted = {_folded(kind) for kind in kinds}
    unknown = tuple(key_of(community, role.id) for community, role in roles if role.fte is None)
    held = [place.functions_of(key) for place in places]
    every = set().union(*held)
    fte = _fte([role for _, role in roles])
    return BackboneHolder(
        organisation_id=key,
        name=name,
        collaboration_ids=tuple(place.row.id for place in places),
        functions=tuple(function for function in FUNCTIONS if function in every),
        function_count=sum(map(len, held)),
        fte=fte,
        unknown_fte=unknown,
        fte_per_community=share(fte, len(places)) if fte is not None and not unknown else None,
        only_holder_in=tuple(place.row.id for place in places if len(place.roles_of) == 1),
        funded_until=_first_end([role for _, role in roles]),
        funding_unrecorded_in=tuple(
            place.row.id for place in places if any(role.funded_until is None for role in place.roles_of[key])
        ),
        services=tuple(services),
        support=tuple(support),
        offered_only=tuple(s for s in services if _folded(s) in wanted and _folded(s) not in done),
    )


def _fte(roles: Sequence[BackboneRole]) -> float | None:
    known = [role.fte for role in roles if role.fte is not None]
    return total(known) if known else None


def _first_end(roles: Sequence[BackboneRole]) -> date | None:
    return min((role.funded_until for role in roles if role.funded_until), default=None)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())
