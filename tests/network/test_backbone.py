"""What runs through the backbone."""

from __future__ import annotations

from datetime import date

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.network.records import activity, initiative

from collective_impact.model.backbone import BackboneRole
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner, Tie
from collective_impact.network.backbone import backbone_load
from collective_impact.network.betweenness import betweenness
from collective_impact.network.projection import project
from collective_impact.network.resilience import if_partner_leaves
from collective_impact.network.structure import fragmentation


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


def test_how_much_of_the_network_runs_through_the_backbone() -> None:
    subject = initiative(
        activity("A", "P1 P2"),
        activity("B", "P1 P3"),
        activity("C", "P4"),
        backbone_roles=(BackboneRole(id="R1", partner_id="P1"), BackboneRole(id="R4", partner_id="P4")),
        ties=(Tie(id="T", from_id="P4", to_id="P3"), Tie(id="U", from_id="P4", to_id="gone")),
        partners=(*(Partner(id=f"P{i}") for i in range(1, 5)), Partner(id="gone", until=date(2020, 1, 1))),
    )
    first, fourth = backbone_load(subject, on=date(2026, 1, 1)).rows
    # P2 - P1 - P3 - P4: P1 stands between P2 and two others, P3 between P4 and two others
    assert (first.betweenness_share, fourth.betweenness_share) == (0.5, 0)
    assert (first.fragmentation_before, first.fragmentation, fourth.fragmentation) == (0, 0.666666666667, 0)


@given(st.lists(st.sets(st.integers(0, 7), max_size=3), max_size=9))
def test_the_share_is_that_of_betweenness(rows: list[set[int]]) -> None:
    partners = tuple(Partner(id=f"P{i}") for i in range(8))
    subject = initiative(
        *(activity(f"A{i}", " ".join(f"P{j}" for j in sorted(row))) for i, row in enumerate(rows)),
        partners=partners,
        backbone_roles=tuple(BackboneRole(id=f"R{i}", partner_id=f"P{i}") for i in range(8)),
        complete=("activities", "activities/*/contributions"),
    )
    graph = project(subject)
    loads = betweenness(graph)
    total = sum(loads.values())
    for row in backbone_load(subject).rows:
        node = f"partner:{row.partner_id}"
        if total:
            assert abs((row.betweenness_share or 0) - loads[node] / total) < 1e-9
        else:
            assert row.betweenness_share is None
        assert row.fragmentation_before == fragmentation(graph)
        graph_left = graph.subgraph(other for other in graph if other != node)
        assert row.fragmentation == fragmentation(graph_left)


def test_a_network_that_is_too_large_or_not_recorded_is_left_out_with_a_reason() -> None:
    roles = (BackboneRole(id="R", partner_id="P000"),)
    many = initiative(activity("A", " ".join(f"P{i:03}" for i in range(501))), backbone_roles=roles)
    found = backbone_load(many)
    assert (found.rows[0].betweenness_share, found.rows[0].fragmentation) == (None, None)
    assert found.reason == "The network of 501 partners is too large to be looked at here: use `betweenness`."
    bare = backbone_load(initiative(partners=(Partner(id="P000"), Partner(id="Q")), backbone_roles=roles))
    assert bare.rows[0].fragmentation_before is None
    assert str(bare.reason).endswith("No tie is recorded either.")


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
