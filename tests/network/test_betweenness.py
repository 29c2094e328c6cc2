from __future__ import annotations

import sys
from fractions import Fraction
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact import errors
from collective_impact.network.betweenness import betweenness

module = sys.modules["collective_impact.network.betweenness"]


@pytest.fixture
def by_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every network were a large one."""
    monkeypatch.setattr(module, "_WORTH_SCIPY", 0)


def networks() -> list[nx.Graph[int]]:
    """Directed and undirected, in pieces, with isolates, larger than one batch."""
    found = [
        nx.gnm_random_graph(count, ties, seed=count, directed=directed)
        for count, ties in ((0, 0), (1, 0), (2, 1), (5, 4), (70, 100), (150, 500))
        for directed in (False, True)
    ]
    return [*found, nx.disjoint_union(nx.path_graph(40), nx.star_graph(30))]


def test_raw_numbers_by_hand() -> None:
    assert betweenness(nx.path_graph(3)) == {0: 0.0, 1: 1.0, 2: 0.0}
    assert betweenness(nx.cycle_graph(4)) == dict.fromkeys(range(4), 0.5)
    assert betweenness(nx.DiGraph([("a", "b"), ("b", "c")])) == {"a": 0.0, "b": 1.0, "c": 0.0}
    assert betweenness(nx.Graph()) == {}


def test_self_loops_and_parallel_ties_change_nothing() -> None:
    graph = nx.MultiGraph([("a", "b"), ("a", "b"), ("b", "c"), ("a", "d"), ("d", "c"), ("b", "b")])
    assert betweenness(graph) == dict.fromkeys("abcd", 0.5)
    assert graph.number_of_edges() == 6


@pytest.mark.usefixtures("by_batches")
@pytest.mark.parametrize("graph", networks(), ids=str)
def test_batches_give_the_numbers_of_networkx(graph: nx.Graph[int]) -> None:
    assert betweenness(graph) == pytest.approx(nx.betweenness_centrality(graph, normalized=False), abs=1e-9)


@given(st.integers(0, 2**20), st.booleans())
def test_law_47_both_ways_agree(seed: int, directed: bool) -> None:
    graph = nx.gnp_random_graph(seed % 13, 0.3, seed=seed, directed=directed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_WORTH_SCIPY", 0)
        fast = betweenness(graph)
    assert fast == pytest.approx(betweenness(graph), abs=1e-9)


@pytest.mark.usefixtures("by_batches")
def test_without_scipy_and_for_long_paths_networkx_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.path_graph(100)
    expected = nx.betweenness_centrality(graph, normalized=False)
    assert betweenness(graph) == expected
    monkeypatch.setitem(sys.modules, "scipy", None)
    assert betweenness(graph) == expected


def test_more_strength_is_a_shorter_way() -> None:
    # a-c is weak: the way round over b is shorter.
    graph = nx.Graph()
    graph.add_edge("a", "b", contact=4)
    graph.add_edge("b", "c", contact=4)
    graph.add_edge("a", "c", contact=1)
    assert betweenness(graph)["b"] == 0.0
    assert betweenness(graph, strength="contact")["b"] == 1.0


@pytest.mark.parametrize("scale", [1, 0.1, Fraction(1, 7), np.float64(0.1), np.float32(0.5), np.int64(3)])
def test_ways_of_one_length_share_whatever_the_scale(scale: Any) -> None:
    # Three ties of strength 3 are as long as one of strength 1.
    graph = nx.Graph()
    for one, other in ("ab", "bc", "cd"):
        graph.add_edge(one, other, w=3 * scale)
    graph.add_edge("a", "d", w=1 * scale)
    expected = {"a": 0.0, "b": 1.5, "c": 1.5, "d": 0.0}
    assert betweenness(graph, strength="w") == pytest.approx(expected)


def test_strengths_without_a_common_scale_are_taken_to_twelve_digits() -> None:
    graph = nx.gnm_random_graph(30, 80, seed=2)
    for place, (one, other) in enumerate(graph.edges):
        graph[one][other].update(w=0.123456789 + place / 7, d=1 / (0.123456789 + place / 7))
    assert betweenness(graph, strength="w") == pytest.approx(
        nx.betweenness_centrality(graph, normalized=False, weight="d")
    )


def test_the_strongest_of_parallel_ties_counts_and_directions_are_kept() -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge("a", "c", w=1)
    graph.add_edge("a", "c", w=9)
    graph.add_edge("a", "b", w=4)
    graph.add_edge("b", "c", w=4)
    graph.add_edge("c", "c", w=-1)
    assert betweenness(graph, strength="w") == {"a": 0.0, "b": 0.0, "c": 0.0}
    graph.remove_edge("a", "c")
    graph.add_edge("c", "a", w=1)
    assert betweenness(graph, strength="w")["b"] == 1.0


def test_every_tie_without_a_proper_strength_is_named() -> None:
    graph = nx.Graph()
    for other, strength in {
        "b": None,
        "c": 0,
        "d": -2,
        "e": "5",
        "f": float("nan"),
        "g": True,
        "h": 3,
    }.items():
        graph.add_edge("a", other, **({} if strength is None else {"w": strength}))
    with pytest.raises(errors.InvalidRecordError, match="'w' cannot be turned into distances") as caught:
        betweenness(graph, strength="w")
    assert [(problem.path, problem.code) for problem in caught.value.problems] == [
        ("a - b", "missing"),
        ("a - c", "out_of_range"),
        ("a - d", "out_of_range"),
        ("a - e", "wrong_type"),
        ("a - f", "wrong_type"),
        ("a - g", "wrong_type"),
    ]
