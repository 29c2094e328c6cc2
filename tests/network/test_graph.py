"""The map as a networkx graph: nodes, edges, their attributes and their order."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import attrs
import networkx as nx
import pytest

from collective_impact.model.activity import Activity, Contribution, Reinforcement
from collective_impact.model.agenda import Agenda, Outcome, Strategy
from collective_impact.model.backbone import BackboneRole
from collective_impact.model.indicator import Indicator
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner, Tie
from collective_impact.model.values import Place, Population
from collective_impact.network import map_activities

Answers = dict[str, Any]


@pytest.fixture
def small() -> Initiative:
    return Initiative(
        id="I",
        name="Small",
        agenda=Agenda(
            outcomes=(
                Outcome(id="O2", level="population"),
                Outcome(id="O1", name="School", leads_to_ids=("O2", "O2")),
            ),
            strategies=(Strategy(id="S1", outcome_ids=("O2",)),),
        ),
        partners=(
            Partner(id="P2", sector="health"),
            Partner(id="P1"),
            Partner(id="P3", until=date(2020, 1, 1)),
        ),
        indicators=(
            Indicator(id="N2", unit="percent", outcome_ids=("O1", "O1")),
            Indicator(id="N1", outcome_ids=("O2",)),
        ),
        activities=(
            Activity(
                id="A2",
                contributions=(
                    Contribution(partner_id="P2", role="lead"),
                    Contribution(partner_id="P2"),
                    Contribution(partner_id="P2", role="lead"),
                    Contribution(partner_id="P1"),
                    Contribution(partner_id="P3"),
                ),
                outcome_ids=("O1",),
                strategy_ids=("S1",),
                population=Population(id="young"),
                place=Place(id="north"),
                status="active",
                duration=2.5,
                part_of_id="A1",
                reinforcements=(
                    Reinforcement(kind="supports", activity_id="A1", strength=0.5, lag=3),
                    Reinforcement(kind="supports", activity_id="A1"),
                    Reinforcement(kind="hinders", activity_id="A1", strength=0),
                    Reinforcement(kind="depends_on", activity_id="A1", lag=1),
                    Reinforcement(kind="supports", activity_id="gone"),
                ),
            ),
            Activity(id="A1"),
            Activity(id="gone", status="cancelled"),
        ),
        ties=(
            Tie(id="T2", from_id="P1", to_id="P2", reported_by_id="P2"),
            Tie(id="T1", from_id="P1", to_id="P2", intensity=3),
            Tie(id="T3", from_id="P3", to_id="P1"),
        ),
        backbone_roles=(
            BackboneRole(id="B1", partner_id="P1", until=date(2025, 1, 1)),
            BackboneRole(id="B2", partner_id="P2"),
        ),
    )


def test_nodes_are_typed_and_say_what_is_known(small: Initiative) -> None:
    graph = map_activities(small, on=date(2026, 1, 1)).graph
    assert dict(graph.nodes(data=True)) == {
        "partner:P1": {"kind": "partner", "id": "P1", "label": "P1", "backbone": False},
        "partner:P2": {"kind": "partner", "id": "P2", "label": "P2", "sector": "health", "backbone": True},
        "activity:A1": {"kind": "activity", "id": "A1", "label": "A1"},
        "activity:A2": {
            "kind": "activity",
            "id": "A2",
            "label": "A2",
            "population": "young",
            "place": "north",
            "status": "active",
            "duration": 2.5,
        },
        "outcome:O1": {"kind": "outcome", "id": "O1", "label": "School", "gap": False},
        "outcome:O2": {"kind": "outcome", "id": "O2", "label": "O2", "level": "population", "gap": False},
        "strategy:S1": {"kind": "strategy", "id": "S1", "label": "S1"},
        "indicator:N1": {"kind": "indicator", "id": "N1", "label": "N1"},
        "indicator:N2": {"kind": "indicator", "id": "N2", "label": "N2", "unit": "percent"},
    }
    assert graph.graph == {"id": "I", "label": "Small"}


def test_edges_bear_their_relation_and_equal_rows_are_one(small: Initiative) -> None:
    graph = map_activities(small, on=date(2026, 1, 1)).graph
    edges = [(source, target, key, facts) for source, target, key, facts in graph.edges(keys=True, data=True)]
    assert all(facts.pop("relation") == key.partition("#")[0] for _, _, key, facts in edges)
    assert edges == [
        ("partner:P1", "activity:A2", "delivers", {}),
        ("partner:P1", "partner:P2", "collaborates_with", {"intensity": 3}),
        ("partner:P1", "partner:P2", "collaborates_with#2", {"reported_by": "P2"}),
        ("partner:P2", "activity:A2", "delivers", {}),
        ("partner:P2", "activity:A2", "delivers#2", {"role": "lead"}),
        ("activity:A2", "outcome:O1", "contributes_to", {}),
        ("activity:A2", "strategy:S1", "carries_out", {}),
        ("activity:A2", "activity:A1", "part_of", {}),
        ("activity:A2", "activity:A1", "depends_on", {"lag": 1}),
        ("activity:A2", "activity:A1", "hinders", {"strength": 0, "sign": -1}),
        ("activity:A2", "activity:A1", "supports", {"sign": 1}),
        ("activity:A2", "activity:A1", "supports#2", {"strength": 0.5, "lag": 3, "sign": 1}),
        ("outcome:O1", "outcome:O2", "leads_to", {}),
        ("strategy:S1", "outcome:O2", "serves", {}),
        ("indicator:N1", "outcome:O2", "measures", {}),
        ("indicator:N2", "outcome:O1", "measures", {}),
    ]


def test_without_a_day_all_are_there_but_the_cancelled(small: Initiative) -> None:
    graph = map_activities(small).graph
    assert "partner:P3" in graph
    assert "activity:gone" not in graph
    assert graph.nodes["partner:P1"]["backbone"] is True


def test_a_gap_is_said_only_where_activities_are_recorded(small: Initiative) -> None:
    bare = attrs.evolve(small, activities=())
    assert "gap" not in map_activities(bare).graph.nodes["outcome:O1"]
    told = attrs.evolve(bare, complete=("activities",))
    assert map_activities(told).graph.nodes["outcome:O1"]["gap"] is True


def test_the_order_of_rows_changes_nothing(small: Initiative) -> None:
    def shuffled(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.Random(5).sample(rows, len(rows)))  # noqa: S311 - only an order

    other = attrs.evolve(
        small,
        agenda=attrs.evolve(small.agenda, outcomes=small.agenda.outcomes[::-1]),
        partners=small.partners[::-1],
        indicators=small.indicators[::-1],
        ties=small.ties[::-1],
        activities=tuple(
            attrs.evolve(
                held,
                contributions=held.contributions[::-1],
                reinforcements=shuffled(held.reinforcements),
            )
            for held in small.activities[::-1]
        ),
    )
    one, two = map_activities(small).graph, map_activities(other).graph
    assert list(one.nodes(data=True)) == list(two.nodes(data=True))
    assert list(one.edges(keys=True, data=True)) == list(two.edges(keys=True, data=True))


def test_the_graph_is_made_once_and_cannot_be_changed_by_those_who_share_it(small: Initiative) -> None:
    drawn = map_activities(small)
    assert drawn.graph is drawn.graph
    with pytest.raises(nx.NetworkXError, match="[Ff]rozen"):
        drawn.graph.add_node("more")
    own = drawn.graph.copy()
    own.add_node("more")
    assert "more" not in drawn.graph


def test_networkx_takes_it(toy: Initiative, toy_expected: Answers) -> None:
    graph = map_activities(toy).graph
    held = {
        tuple(sorted((a.removeprefix("partner:"), b.removeprefix("partner:"))))
        for activity in (node for node, kind in graph.nodes(data="kind") if kind == "activity")
        for a in graph.predecessors(activity)
        for b in graph.predecessors(activity)
        if a < b and graph.nodes[a]["kind"] == graph.nodes[b]["kind"] == "partner"
    }
    assert {"-".join(pair) for pair in held} == set(toy_expected["co_delivery_edges"])
    assert [graph.nodes[n]["id"] for n, gap in graph.nodes(data="gap") if gap] == toy_expected["coverage"][
        "gaps"
    ]
    assert nx.number_weakly_connected_components(graph) >= 1


def test_a_partner_that_bears_an_outcomes_title_is_a_node_of_its_own() -> None:
    initiative = Initiative(
        id="I",
        agenda=Agenda(outcomes=(Outcome(id="O", name="Read"),)),
        partners=(Partner(id="P", name="Read"),),
        activities=(Activity(id="A", contributions=(Contribution(partner_id="P"),), outcome_ids=("O",)),),
    )
    graph = map_activities(initiative).graph
    assert [graph.nodes[node]["label"] for node in ("partner:P", "outcome:O")] == ["Read", "Read"]
