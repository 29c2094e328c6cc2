"""Sets of which each two are joined: all of them, the same as networkx finds, and none where there are too many."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.network.adjacency import cliques

PAIRS = st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] != pair[1]))


def near(count: int, pairs: set[tuple[int, int]]) -> list[list[int]]:
    return [
        sorted({b if a == node else a for a, b in pairs if node in (a, b)}) for node in range(count)
    ]  # fmt: skip


@given(PAIRS, st.integers(1, 4))
def test_law_cliques_are_those_of_networkx(pairs: set[tuple[int, int]], least: int) -> None:
    graph: nx.Graph[int] = nx.Graph(sorted(pairs))
    graph.add_nodes_from(range(9))
    wanted = sorted(sorted(found) for found in nx.find_cliques(graph) if len(found) >= least)
    assert cliques(near(9, pairs), least=least, most=1_000) == wanted
    assert cliques(near(9, pairs), least=least, most=len(wanted)) == wanted
    assert not wanted or cliques(near(9, pairs), least=least, most=len(wanted) - 1) is None


def test_a_thousand_that_are_all_joined_are_one_and_too_many_are_none() -> None:
    everybody = list(range(1_000))
    assert cliques([everybody] * 1_000, least=3, most=1) == [everybody]
    all_but_one = [[other for other in range(40) if other not in (node, 39 - node)] for node in range(40)]
    assert cliques(all_but_one, least=3, most=1_000) is None
    assert cliques([], least=1, most=1) == []
