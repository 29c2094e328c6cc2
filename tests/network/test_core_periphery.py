from __future__ import annotations

from itertools import combinations
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact import errors
from collective_impact.network.core_periphery import core_periphery


def fit_of(graph: nx.Graph[Any], core: set[Any]) -> float | None:
    """The correlation, straight from its definition."""
    pairs = list(combinations(graph, 2))
    ties = [float(graph.has_edge(*pair)) for pair in pairs]
    ideal = [float(bool(core & set(pair))) for pair in pairs]
    means = sum(ties) / len(pairs), sum(ideal) / len(pairs)
    above = sum((a - means[0]) * (b - means[1]) for a, b in zip(ties, ideal, strict=True))
    below = sum((a - means[0]) ** 2 for a in ties) * sum((b - means[1]) ** 2 for b in ideal)
    return None if below < 1e-12 else float(above / below**0.5)


def test_a_star_is_a_core_of_one() -> None:
    assert core_periphery(nx.star_graph(5)) == ((0,), 1.0, None)


def test_a_core_whose_members_are_tied_and_that_all_hang_on() -> None:
    graph = nx.complete_graph(["a", "b", "c"])
    graph.add_edges_from((core, other) for core in "abc" for other in "defg")
    assert core_periphery(graph) == (("a", "b", "c"), 1.0, None)


@pytest.mark.parametrize("graph", [nx.Graph(), nx.empty_graph(4), nx.Graph([(1, 1)])], ids=str)
def test_without_ties_there_is_no_core(graph: nx.Graph[int]) -> None:
    assert core_periphery(graph) == ((), None, "No two nodes are tied, so there is no core.")


@pytest.mark.parametrize("count", [2, 3, 6])
def test_where_all_are_tied_nothing_tells_a_core(count: int) -> None:
    core, fit, reason = core_periphery(nx.complete_graph(count))
    assert (core, fit) == ((), None)
    assert reason == "All nodes are tied to each other, so nothing tells a core from the rest."


def test_a_negative_number_of_starts_is_refused() -> None:
    with pytest.raises(errors.InvalidRecordError, match="must not be negative, found -1"):
        core_periphery(nx.path_graph(4), starts=-1)


@given(st.integers(0, 2**16), st.booleans())
def test_law_47_the_best_of_all_cores_is_found_in_small_networks(seed: int, directed: bool) -> None:
    graph = nx.gnp_random_graph(3 + seed % 5, 0.5, seed=seed, directed=directed)
    core, fit, reason = core_periphery(graph)
    plain: nx.Graph[int] = nx.Graph(graph)
    found = [fit_of(plain, set(some)) for size in range(len(plain)) for some in combinations(plain, size)]
    known = [value for value in found if value is not None]
    assert (fit is None) == (reason is not None) == (not known)
    if known:
        assert fit == pytest.approx(max(known))
        assert fit == pytest.approx(fit_of(plain, set(core)))


def test_law_19_insertion_order_and_the_number_of_runs_change_nothing() -> None:
    graph = nx.gnm_random_graph(30, 90, seed=4)
    turned: nx.Graph[int] = nx.Graph()
    turned.add_nodes_from(reversed(list(graph)))
    turned.add_edges_from((b, a) for a, b in reversed(list(graph.edges)))
    assert core_periphery(turned) == core_periphery(graph) == core_periphery(graph)
