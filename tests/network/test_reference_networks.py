"""The figures of real networks with one kind of nodes, computed by other software, with its tolerances."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from tests.network import reference

from collective_impact.network.betweenness import betweenness
from collective_impact.network.brokerage import BrokerRoles, brokerage, ei_index, gould_fernandez
from collective_impact.network.communities import communities
from collective_impact.network.core_periphery import core_periphery
from collective_impact.network.structure import centralization, cohesion, density, fragmentation
from collective_impact.network.ties import ties

RATIO = 1e-5
PATHS = 1e-4
NETWORKS: dict[str, Callable[[Path], nx.Graph[str]]] = {
    "tobacco_indiana/tcdiss": lambda data: reference.tobacco(data, "tcdiss"),
    "tobacco_indiana/tccnt": lambda data: reference.tobacco(data, "tccnt"),
    "emon/texas": lambda data: reference.emon(data, "texas"),
    "emon/mtsi": lambda data: reference.emon(data, "mtsi"),
    "chemnet/pol": reference.political,
    "nfdi/2019": reference.consortia,
}
DIRECTED = sorted(name for name in NETWORKS if not name.startswith("tobacco"))
every = pytest.mark.parametrize("name", sorted(NETWORKS))


def without(graph: nx.Graph[str], node: str) -> nx.Graph[str]:
    return graph.subgraph(set(graph) - {node})


def about(value: float, tolerance: float = RATIO) -> Any:
    return pytest.approx(value, abs=tolerance, rel=0)


@every
def test_cohesion(shared_data: Path, name: str) -> None:
    graph = NETWORKS[name](shared_data)
    held = cohesion(ties(graph) if graph.is_directed() else graph)
    wanted = reference.expected(shared_data, name)["undirected_any_direction"]
    assert (held.nodes, held.ties, held.pairs) == (len(graph), wanted["edges"], wanted["edges"])
    assert held.density == about(wanted["density"])
    assert held.mean_degree == about(wanted["mean_degree"])
    assert sorted(held.isolates) == sorted(wanted["isolates"])
    assert list(held.component_sizes) == wanted["component_sizes"]
    assert held.transitivity == about(wanted["transitivity"])
    assert held.mean_path == about(wanted["avg_path_length_largest_component"])
    assert list(held.cutpoints) == sorted(wanted["articulation_points"])
    assert (held.deepest_core, len(held.deepest_core_nodes)) == (
        wanted["max_coreness"],
        wanted["size_of_max_core"],
    )


@every
def test_centralization_and_fragmentation(shared_data: Path, name: str) -> None:
    graph = NETWORKS[name](shared_data)
    wanted = reference.expected(shared_data, name)["undirected_any_direction"]
    assert centralization(graph, "degree") == about(wanted["degree_centralization"])
    assert centralization(graph, "betweenness") == about(wanted["betweenness_centralization"])
    assert fragmentation(graph) == about(wanted["fragmentation"])
    for row in wanted["if_partner_leaves_top5"]:
        rest = without(graph, row["partner"])
        sizes = cohesion(rest).component_sizes
        assert fragmentation(rest) == about(row["fragmentation_after"])
        assert (sizes[0], len(sizes)) == (row["largest_component_after"], row["components_after"])


@every
def test_betweenness_and_brokerage(shared_data: Path, name: str) -> None:
    graph = NETWORKS[name](shared_data)
    wanted = reference.expected(shared_data, name)["undirected_any_direction"]
    loads = betweenness(ties(graph) if graph.is_directed() else graph)
    for node, value in wanted["betweenness_top5_raw"]:
        assert loads[node] == about(value, PATHS)
    brokers = brokerage(graph)
    for node, value in wanted["constraint_lowest5"]:
        assert brokers[node].constraint == about(value)
    for node, value in wanted["effective_size_top5"]:
        assert brokers[node].effective_size == about(value)
    constraints = sorted(row.constraint for row in brokers.values() if row.constraint is not None)
    assert constraints[:5] == [about(value) for _, value in wanted["constraint_lowest5"]]


@every
def test_core_periphery_fits_at_least_as_well(shared_data: Path, name: str) -> None:
    wanted = reference.expected(shared_data, name)["undirected_any_direction"]["core_periphery"]
    fit = core_periphery(NETWORKS[name](shared_data)).fit
    assert fit is not None
    assert fit >= wanted["fit_r"] - RATIO


@pytest.mark.parametrize("name", DIRECTED)
def test_directed_figures(shared_data: Path, name: str) -> None:
    graph = NETWORKS[name](shared_data)
    wanted = reference.expected(shared_data, name)["directed"]
    held = cohesion(graph)
    assert held.ties == wanted["arcs"]
    assert held.density == density(graph) == about(wanted["density"])
    assert held.reciprocity == about(wanted["arc_reciprocity"])
    assert centralization(graph, "in") == about(wanted["in_degree_centralization"])
    assert centralization(graph, "out") == about(wanted["out_degree_centralization"])
    loads = betweenness(graph)
    for node, value in wanted["betweenness_top5"]:
        assert loads[node] == about(value, PATHS)


@every
def test_groups(shared_data: Path, name: str) -> None:
    graph = NETWORKS[name](shared_data)
    for attribute, wanted in reference.expected(shared_data, name).get("attribute", {}).items():
        held = ei_index(graph, by=attribute)
        assert (held.external, held.internal) == (wanted["external_ties"], wanted["internal_ties"])
        assert held.value == about(wanted["EI_index"])
        assert held.expected == about(wanted["EI_expected_under_random_mixing"])
        assert list(held.group_sizes) == sorted(wanted["groups"].values(), reverse=True)
        roles = gould_fernandez(graph, by=attribute)
        totals = {role: sum(getattr(row, role) for row in roles.values()) for role in BrokerRoles._fields[:5]}
        assert totals == wanted["gould_fernandez_totals"]
        for row in wanted["gould_fernandez_top3"]:
            node = row.pop("node")
            assert roles[node]._asdict() == {**row, "unknown": 0}


@pytest.mark.parametrize("name", ["tobacco_indiana/tcdiss", "tobacco_indiana/tccnt"])
def test_the_lead_agency(shared_data: Path, name: str) -> None:
    graph = NETWORKS[name](shared_data)
    wanted = reference.expected(shared_data, name)["backbone"]
    (lead,) = wanted["lead_agency"]
    loads = betweenness(graph)
    assert loads[lead] == about(wanted["betweenness_raw"][0], PATHS)
    assert loads[lead] / sum(loads.values()) == about(wanted["share_of_total_betweenness"])
    assert brokerage(graph)[lead].size == wanted["degree"][0]
    assert density(without(graph, lead)) == about(wanted["density_without"])
    assert list(cohesion(without(graph, lead)).component_sizes) == wanted["component_sizes_without"]


def test_tcdiss_falls_apart_without_its_lead_agency(shared_data: Path) -> None:
    graph = NETWORKS["tobacco_indiana/tcdiss"](shared_data)
    assert cohesion(graph).cutpoints == ("ITPC",)
    assert fragmentation(without(graph, "ITPC")) == about(0.083333)
    assert gould_fernandez(graph, by="agency_cat_name")["ITPC"].total == 394


def test_a_search_in_mtsi_loses_its_police(shared_data: Path) -> None:
    graph = NETWORKS["emon/mtsi"](shared_data)
    assert len(cohesion(graph).isolates) == 5
    assert fragmentation(without(graph, "King.County.Police")) == about(0.772727)


def test_a_consortium_that_nobody_names_is_kept_where_it_is_listed(shared_data: Path) -> None:
    graph = NETWORKS["nfdi/2019"](shared_data)
    assert len(graph) == 23
    graph.add_node("the 24th")
    held = cohesion(graph)
    assert (held.nodes, held.isolates, held.component_sizes) == (24, ("the 24th",), (23, 1))
    assert held.mean_path == about(1.972332)


def test_the_levels_of_tccnt_can_be_asked_for(shared_data: Path) -> None:
    graph = nx.DiGraph(NETWORKS["tobacco_indiana/tccnt"](shared_data))
    weekly = ties(graph, minimum_intensity=4, strength="contact")
    assert 0 < weekly.number_of_edges() < ties(graph, strength="contact").number_of_edges() == 175


@pytest.mark.parametrize(("name", "best"), [("emon/texas", 0.2069), ("nfdi/2019", 0.3622)])
def test_communities_are_as_good_as_the_best_known(shared_data: Path, name: str, best: float) -> None:
    graph = NETWORKS[name](shared_data)
    held = communities(graph, draws=0)
    assert held.modularity is not None
    assert held.modularity >= best - 0.001
    turned: nx.DiGraph[str] = nx.DiGraph()
    turned.add_nodes_from(reversed(list(graph)))
    turned.add_edges_from(reversed(list(graph.edges)))
    assert communities(turned, draws=0) == held
