"""What runs through the backbone."""

from __future__ import annotations

from datetime import date

import attrs
from tests.network.records import activity, initiative

from collective_impact.model.backbone import BackboneRole
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner, Tie
from collective_impact.network.backbone import backbone_load
from collective_impact.network.resilience import if_partner_leaves


def test_the_backbone_of_the_toy_carries_one_activity(toy: Initiative) -> None:
    found = backbone_load(toy)
    (row,) = found.rows
    assert (row.partner_id, row.activity_count, row.sole_activity_count) == ("P1", 1, 1)
    assert (row.dependent_activity_count, row.co_delivery_count, row.tie_count) == (0, 0, 0)
    assert row.loss == if_partner_leaves(toy, "P1")
    assert (found.partner_count, found.activity_count, found.reason) == (6, 7, None)


def test_what_runs_through_each_holder() -> None:
    subject = initiative(
        activity("A", "P1 P2", "O1"),
        activity("B", "P1 P3", "O1"),
        activity("C", "P1", "O2", links={"depends_on": "A"}),
        activity("D", "P2", "O2", links={"depends_on": "A B"}),
        activity("E", "P2", "O2", links={"depends_on": "D", "supports": "C"}),
        backbone_roles=(
            BackboneRole(id="R1", partner_id="P1", functions=("policy", "funding")),
            BackboneRole(id="R2", partner_id="P1", functions=("public_will",), until=date(2020, 1, 1)),
            BackboneRole(id="R3", partner_id="P3"),
        ),
        ties=(
            Tie(id="T1", from_id="P1", to_id="P2"),
            Tie(id="T2", from_id="P2", to_id="P1"),
            Tie(id="T3", from_id="P3", to_id="P1"),
            Tie(id="T4", from_id="P1", to_id="P1"),
        ),
    )
    first, third = backbone_load(subject, on=date(2026, 1, 1)).rows
    assert (first.functions, first.activity_count, first.sole_activity_count) == (("funding", "policy"), 3, 1)
    assert (first.dependent_activity_count, first.co_delivery_count, first.tie_count) == (1, 2, 2)
    assert (third.partner_id, third.functions, third.tie_count) == ("P3", (), 1)
    assert backbone_load(subject).rows[0].functions == ("funding", "policy", "public_will")


def test_without_a_holder_there_is_a_reason() -> None:
    bare = Initiative(id="I", partners=(Partner(id="P1", until=date(2020, 1, 1)),))
    assert backbone_load(bare).reason == "No backbone role is recorded."
    told = attrs.evolve(bare, complete=("backbone_roles",))
    assert backbone_load(told).reason == "No partner on the map holds a backbone role."
    gone = attrs.evolve(
        bare,
        backbone_roles=(BackboneRole(id="R", partner_id="P1"),),
        ties=(Tie(id="T", from_id="P1", to_id="P1"),),
    )
    found = backbone_load(gone, on=date(2026, 1, 1))
    assert (found.rows, found.reason) == ((), "No partner on the map holds a backbone role.")
