from __future__ import annotations

from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact import errors
from collective_impact.network import structure
from collective_impact.network.adjacency import adjacency, components
from collective_impact.network.structure import centralization, cohesion, density, fragmentation


def directed(*arcs: str) -> nx.DiGraph[str]:
    return nx.DiGraph([(arc[0], arc[1]) for arc in arcs])


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph[str]:
    count = draw(st.integers(0, 9))
    nodes = [f"n{i}" for i in range(count)]
    ends = st.sampled_from(nodes) if nodes else st.nothing()
    graph: nx.Graph[str] = draw(st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiDiGraph]))()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(draw(st.lists(st.tuples(ends, ends), max_size=20)) if nodes else [])
    return graph


def shuffled(graph: nx.Graph[Any], seed: int) -> nx.Graph[Any]:
    rng, other = Random(seed), graph.__class__()  # noqa: S311 - no secret
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(data=True))
    rng.shuffle(nodes)
    rng.shuffle(edges)
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    return other


@pytest.mark.parametrize("measure", [density, fragmentation, cohesion, centralization])
def test_what_is_no_graph_is_told_how_to_become_one(measure: Any) -> None:
    with pytest.raises(errors.InvalidRecordError, match=r"found int.*ties\(.*project\("):
        measure(3)


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_nodes_leave_figures_undefined(kind: Any, count: int) -> None:
    graph = kind()
    graph.add_nodes_from(range(count))
    graph.add_edges_from((node, node) for node in range(count))
    assert density(graph) == (0.0 if count == 2 else None)
    assert fragmentation(graph) == (1.0 if count == 2 else None)
    assert centralization(graph, "degree") is None
    assert centralization(graph, "betweenness") is None
    if graph.is_directed():
        assert centralization(graph, "in") is None
    held = cohesion(graph)
    assert (held.nodes, held.ties, held.isolates) == (count, 0, tuple(range(count)))
    assert (held.reciprocity, held.transitivity, held.mean_path) == (None, None, None)
    assert held.mean_degree == (0.0 if count else None)
    assert held.component_sizes == (1,) * count
    assert (held.deepest_core, held.deepest_core_nodes) == (0, tuple(range(count)))


def test_density_follows_the_direction_of_ties() -> None:
    assert density(nx.path_graph(3)) == pytest.approx(2 / 3)
    assert density(directed("ab", "ba", "bc")) == 0.5
    assert density(nx.complete_graph(4)) == 1.0


@pytest.mark.parametrize("kind", ["degree", "betweenness"])
def test_a_star_is_all_centre_and_a_ring_has_none(kind: Any) -> None:
    assert centralization(nx.star_graph(5), kind) == 1.0
    assert centralization(nx.cycle_graph(5), kind) == 0.0
    assert centralization(nx.DiGraph([(0, 1), (0, 2), (3, 0)]), kind) == 1.0


def test_in_and_out_centralization_tell_directions_apart() -> None:
    named_by_all = directed("ba", "ca", "da")
    assert centralization(named_by_all, "in") == 1.0
    assert centralization(named_by_all, "out") == pytest.approx(1 / 9)


def test_a_direction_that_is_not_there_is_an_error() -> None:
    with pytest.raises(errors.InvalidRecordError, match="no direction, so there is no 'in' centralization"):
        centralization(nx.path_graph(4), "in")
    with pytest.raises(errors.UnknownNameError, match="no kind of centralization 'degrees'.*degree"):
        centralization(nx.path_graph(4), "degrees")  # type: ignore[arg-type]


def test_fragmentation_is_the_share_of_pairs_that_no_path_joins() -> None:
    graph = nx.Graph([("a", "b"), ("b", "c")])
    graph.add_node("d")
    assert fragmentation(graph) == 0.5
    assert fragmentation(graph.subgraph("acd")) == 1.0
    assert fragmentation(directed("ba", "ca")) == 0.0


def test_cohesion_of_a_directed_graph_by_hand() -> None:
    # a <-> b -> c -> a, c -> d; e - f apart; g alone
    graph = directed("ab", "ba", "bc", "ca", "cd", "ef")
    graph.add_edge("g", "g")
    assert cohesion(graph) == structure.Cohesion(
        nodes=7,
        ties=6,
        pairs=5,
        density=pytest.approx(6 / 42),
        mean_degree=pytest.approx(10 / 7),
        component_sizes=(4, 2, 1),
        isolates=("g",),
        reciprocity=pytest.approx(2 / 6),
        transitivity=pytest.approx(3 / 5),
        mean_path=pytest.approx(16 / 12),
        cutpoints=("c",),
        deepest_core=2,
        deepest_core_nodes=("a", "b", "c"),
    )
    assert graph.has_edge("g", "g")


def test_parallel_ties_count_once_and_undirected_ones_have_no_reciprocity() -> None:
    held = cohesion(nx.MultiGraph([("a", "b"), ("b", "a"), ("b", "c")]))
    assert (held.ties, held.pairs, held.reciprocity, held.density) == (2, 2, None, pytest.approx(2 / 3))


def test_paths_are_followed_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.gnm_random_graph(40, 90, seed=1)
    whole = cohesion(graph).mean_path
    monkeypatch.setattr(structure, "_SOURCES", 7)
    assert cohesion(graph).mean_path == whole
    largest = max(nx.connected_components(graph), key=len)
    assert whole == pytest.approx(nx.average_shortest_path_length(graph.subgraph(largest)))


def test_positions_are_sorted_and_told() -> None:
    held = adjacency(directed("cb", "ba"))
    assert held.nodes == ("a", "b", "c")
    assert (held.out, held.into, held.near) == ([[], [0], [1]], [[1], [2], []], [[1], [0, 2], [1]])
    assert list(held.pairs_joined()) == [(0, 1), (1, 2)]
    assert repr(held) == "Adjacency(3 nodes, 2 ties)"
    assert components([[], [2], [1], [4], [3]]) == [[1, 2], [3, 4], [0]]


@given(graphs(), st.integers(0, 99))
def test_law_19_insertion_order_changes_nothing(graph: nx.Graph[str], seed: int) -> None:
    other = shuffled(graph, seed)
    assert cohesion(graph) == cohesion(other)
    assert fragmentation(graph) == fragmentation(other)
    assert centralization(graph, "betweenness") == centralization(other, "betweenness")


@given(graphs())
def test_law_47_figures_equal_the_definitions_of_networkx(graph: nx.Graph[str]) -> None:
    held = cohesion(graph)
    plain: nx.Graph[str] = nx.Graph(graph)
    plain.remove_edges_from(list(nx.selfloop_edges(plain)))
    if held.transitivity is not None:
        assert held.transitivity == pytest.approx(nx.transitivity(plain))
    assert sorted(held.component_sizes) == sorted(map(len, nx.connected_components(plain)))
    if held.density is not None and not graph.is_directed():
        assert held.density == pytest.approx(nx.density(plain))
    single: nx.DiGraph[str] = nx.DiGraph(graph)
    single.remove_edges_from(list(nx.selfloop_edges(single)))
    if graph.is_directed() and held.reciprocity is not None:
        assert held.reciprocity == pytest.approx(nx.overall_reciprocity(single))


@given(graphs())
def test_law_49_an_isolate_leaves_ties_as_they_are(graph: nx.Graph[str]) -> None:
    before = cohesion(graph)
    graph.add_node("alone")
    after = cohesion(graph)
    assert (after.ties, after.pairs, after.mean_path) == (before.ties, before.pairs, before.mean_path)
    assert set(after.isolates) == {*before.isolates, "alone"}
