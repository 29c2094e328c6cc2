"""Backbones: functions x communities, staff and funding, gaps and load, support as activities."""

from __future__ import annotations

from datetime import date
from typing import Any

import collective_impact as ci
from collective_impact.landscape.backbones import FUNCTIONS, Backbones, backbones
from collective_impact.landscape.inventory import Collaboration, IdentityDecision, Landscape, Organisation

ON = date(2026, 6, 1)


def community(
    id_: str, *roles: ci.BackboneRole, activities: tuple[ci.Activity, ...] = (), **fields: Any
) -> ci.Initiative:
    partners = tuple(ci.Partner(id=name, name=name.title()) for name in ("hub", "town"))
    return ci.Initiative(
        id=id_,
        name=f"Community {id_}",
        partners=partners,
        backbone_roles=roles,
        activities=activities,
        **fields,
    )


def role(id_: str, partner: str, *functions: Any, **fields: Any) -> ci.BackboneRole:
    return ci.BackboneRole(id=id_, partner_id=partner, functions=functions, **fields)


def joined(*initiatives: ci.Initiative) -> Landscape:
    """Return a landscape in which the hub of every community is one organisation."""
    decisions = tuple(IdentityDecision(one=f"{i.id}/hub", other="hub", same=True) for i in initiatives)
    return Landscape(id="many", organisations=(Organisation(id="hub", name="The Hub"),)).including(
        *initiatives, *decisions
    )


def test_one_backbone_for_many_communities() -> None:
    help_ = ci.Activity(
        id="A1",
        name="Coaching days",
        kind="Technical-Assistance",
        contributions=(ci.Contribution(partner_id="hub"),),
    )
    others = (
        ci.Activity(id="A2", kind="mentoring", contributions=(ci.Contribution(partner_id="hub"),)),
        ci.Activity(id="A3", kind="facilitation", contributions=(ci.Contribution(partner_id="town"),)),
        ci.Activity(id="A4", contributions=(ci.Contribution(partner_id="hub"),)),
        ci.Activity(
            id="A5", kind="coaching", status="cancelled", contributions=(ci.Contribution(partner_id="hub"),)
        ),
    )
    one = community(
        "c1",
        role("B1", "hub", "funding", "policy", fte=0.5, funded_until=date(2027, 1, 1), services=("facilitation", "Technical assistance")),
        role("B2", "town", "public_will"),
        activities=(help_, *others),
    )  # fmt: skip
    two = community("c2", role("B1", "hub", "funding", fte=0.25, funded_until=date(2026, 9, 1)))
    three = community("c3")
    found = backbones(joined(one, two, three), on=ON)
    matrix = found.matrix()
    assert list(matrix) == list(FUNCTIONS)
    assert matrix["funding"] == {"c1": ("hub",), "c2": ("hub",), "c3": None}
    assert matrix["public_will"] == {"c1": ("c1/town",), "c2": (), "c3": None}
    assert len(found.gaps()) == 3 + 5
    hub, town = found.holders
    assert (hub.organisation_id, hub.name, hub.collaboration_ids) == ("hub", "The Hub", ("c1", "c2"))
    assert (hub.functions, hub.function_count) == (("policy", "funding"), 3)
    assert (hub.fte, hub.fte_per_community, hub.unknown_fte) == (0.75, 0.375, ())
    assert (hub.only_holder_in, hub.funded_until, hub.funding_unrecorded_in) == (
        ("c2",),
        date(2026, 9, 1),
        (),
    )
    assert [(s.collaboration_id, s.activity_id, s.title) for s in hub.support] == [
        ("c1", "A1", "Coaching days")
    ]
    assert (hub.services, hub.offered_only) == (("Technical assistance", "facilitation"), ("facilitation",))
    assert (town.organisation_id, town.fte, town.fte_per_community) == ("c1/town", None, None)
    assert (town.unknown_fte, town.funding_unrecorded_in) == (("c1/B2",), ("c1",))
    assert (found.unrecorded, found.thin, found.reason) == (("c3",), (), None)
    first, second, third = found.communities
    assert (first.holder_ids, first.single_holder, first.fte, first.unknown_fte) == (
        ("c1/town", "hub"), False, 0.5, ("B2",),
    )  # fmt: skip
    assert first.missing_functions == ("vision_and_strategy", "aligned_activities", "shared_measurement")
    assert (second.single_holder, second.funded_until) == (True, date(2026, 9, 1))
    assert (third.missing_functions, third.single_holder, third.fte) == (None, None, None)
    assert ci.from_data(ci.to_data(found), Backbones) == found


def test_roles_that_are_over_do_not_count_on_a_day_and_do_without_one() -> None:
    held = community("c", role("B", "hub", "funding", until=date(2020, 1, 1)))
    assert backbones([held]).matrix()["funding"] == {"c": ("c/hub",)}
    found = backbones([held], on=ON)
    assert found.matrix()["funding"] == {"c": ()}
    assert found.communities[0].single_holder is None


def test_collaborations_that_are_over_do_not_count_on_a_day_and_do_without_one() -> None:
    held = Landscape(
        id="here",
        collaborations=(
            Collaboration(
                id="c", until=date(2020, 1, 1), initiative=community("c", role("B", "hub", "funding"))
            ),
            Collaboration(id="x", until=date(2020, 1, 1)),
        ),
    )
    found = backbones(held)
    assert (found.matrix()["funding"], found.thin, found.reason) == ({"c": ("c/hub",)}, ("x",), None)
    found = backbones(held, on=ON)
    assert (found.cells, found.communities, found.holders, found.thin) == ((), (), (), ())
    assert found.reason == (
        "No collaboration in force on this day holds a whole initiative, so no backbone role can be recorded."
    )


def test_partners_that_are_over_hold_and_support_nothing_on_a_day() -> None:
    partners = (
        ci.Partner(id="hub", name="Hub", until=date(2020, 1, 1)),
        ci.Partner(id="heir", name="Hub again"),
    )
    gift = ci.Activity(id="A", kind="coaching", contributions=(ci.Contribution(partner_id="hub"),))
    inside = ci.Initiative(
        id="c",
        partners=partners,
        backbone_roles=(role("B", "hub", "funding"), role("D", "heir", "policy")),
        activities=(gift,),
    )
    held = Landscape(id="here").including(inside, IdentityDecision(one="c/hub", other="c/heir", same=True))
    (ever,) = backbones(held).holders
    assert (ever.functions, [row.activity_id for row in ever.support]) == (("policy", "funding"), ["A"])
    found = backbones(held, on=ON)
    assert found.matrix()["funding"] == {"c": ()}
    (now,) = found.holders
    assert (now.functions, now.support) == (("policy",), ())


def test_known_to_have_no_backbone_is_a_gap_and_not_unknown() -> None:
    found = backbones([community("c", complete=("backbone_roles",))])
    assert len(found.gaps()) == 6
    assert found.unrecorded == ()


def test_kinds_of_support_are_the_callers_to_choose() -> None:
    activity = ci.Activity(id="A", kind="translation", contributions=(ci.Contribution(partner_id="hub"),))
    held = community("c", role("B", "hub"), activities=(activity,))
    assert backbones([held]).holders[0].support == ()
    found = backbones([held], support_kinds=("translation",))
    assert [row.activity_id for row in found.holders[0].support] == ["A"]
    assert found.support_kinds == ("translation",)


def test_thin_collaborations_are_named() -> None:
    found = backbones(Landscape(id="here", collaborations=(Collaboration(id="x"),)))
    assert (found.thin, found.cells) == (("x",), ())
    assert found.reason == "No collaboration holds a whole initiative, so no backbone role can be recorded."
