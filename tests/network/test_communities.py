from __future__ import annotations

import subprocess
import sys

import networkx as nx
import pytest

from collective_impact import errors
from collective_impact.network.communities import communities


def two_cliques() -> nx.Graph[str]:
    graph = nx.compose(nx.complete_graph(list("abcd")), nx.complete_graph(list("wxyz")))
    graph.add_edge("d", "w")
    return graph


def test_two_cliques_by_hand() -> None:
    found = communities(two_cliques(), seeds=5, draws=4)
    assert found.groups == (("a", "b", "c", "d"), ("w", "x", "y", "z"))
    assert found.modularity == pytest.approx(2 * (6 / 13 - 0.25))
    assert found.modularity == pytest.approx(
        nx.community.modularity(two_cliques(), list(map(set, found.groups)))
    )
    assert found.random_mean is not None
    assert found.random_sd is not None
    assert found.random_mean + found.random_sd < found.modularity
    assert (found.draws, found.reason) == (4, None)


def test_ties_count_whichever_way_they_point_and_isolates_stand_alone() -> None:
    graph = nx.MultiDiGraph(two_cliques())
    graph.add_edge("q", "q")
    found = communities(graph, seeds=3, draws=1)
    assert found.groups == (("a", "b", "c", "d"), ("w", "x", "y", "z"), ("q",))
    assert found.random_mean is not None
    assert found.random_sd is None


def test_draws_may_be_left_out() -> None:
    found = communities(two_cliques(), draws=0)
    assert (found.random_mean, found.random_sd, found.draws) == (None, None, 0)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_without_ties_nothing_is_said_and_the_reason_given(count: int) -> None:
    found = communities(nx.empty_graph(count))
    assert found.groups == tuple((node,) for node in range(count))
    assert found[1:] == (None, None, None, 0, "No two nodes are tied, so no group stands out.")


def test_one_tie_is_one_group() -> None:
    found = communities(nx.path_graph(2), draws=2)
    assert (found.groups, found.modularity, found.random_mean, found.random_sd) == (((0, 1),), 0.0, 0.0, 0.0)


@pytest.mark.parametrize(("seeds", "draws"), [(0, 1), (1, -1)])
def test_runs_and_draws_must_make_sense(seeds: int, draws: int) -> None:
    with pytest.raises(errors.InvalidRecordError, match=f"seeds={seeds}, draws={draws}"):
        communities(two_cliques(), seeds=seeds, draws=draws)


def test_law_19_insertion_order_and_hash_seed_change_nothing() -> None:
    code = (
        "import sys, networkx as nx\n"
        "from collective_impact.network.communities import communities\n"
        "graph = nx.relabel_nodes(nx.gnm_random_graph(30, 80, seed=3), lambda node: f'n{node}')\n"
        "nodes, edges = list(graph), list(graph.edges)\n"
        "if sys.argv[1] == '1':\n"
        "    nodes.reverse(), edges.reverse()\n"
        "other = nx.Graph()\n"
        "other.add_nodes_from(nodes), other.add_edges_from(edges)\n"
        "print(communities(other, seeds=3, draws=2))\n"
    )
    answers = {
        subprocess.run(  # noqa: S603 - our own
            [sys.executable, "-c", code, turn],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for turn, seed in (("0", "0"), ("1", "1"))
    }
    assert len(answers) == 1
