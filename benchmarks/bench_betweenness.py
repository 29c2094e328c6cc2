"""Betweenness of a large partner network against networkx's own, in one run, and whether the numbers are equal."""

from __future__ import annotations

import networkx as nx
from timing import seconds, show

from collective_impact import network

NODES = 3_000
MEAN_DEGREE = 10
TOLERANCE = 1e-9


def main() -> None:
    """Print how much of networkx's time ours takes, and the largest difference between the two answers."""
    graph: nx.Graph[int] = nx.gnm_random_graph(NODES, NODES * MEAN_DEGREE // 2, seed=5)
    directed: nx.DiGraph[int] = nx.gnm_random_graph(NODES, NODES * MEAN_DEGREE // 2, seed=5, directed=True)
    print(f"{NODES:,} nodes, {graph.number_of_edges():,} ties")
    for name, held in (("undirected", graph), ("directed", directed)):
        theirs = nx.betweenness_centrality(held, normalized=False)
        ours = network.betweenness(held)
        apart = max(abs(ours[node] - theirs[node]) for node in held)
        verdict = "kept" if apart <= TOLERANCE else "MISSED"
        print(f"largest difference, {name}: {apart:.1e}  (at most {TOLERANCE}: {verdict})")
        slow = seconds(lambda held=held: nx.betweenness_centrality(held, normalized=False), runs=1)  # type: ignore[misc]
        fast = seconds(lambda held=held: network.betweenness(held), runs=3)  # type: ignore[misc]
        show(f"betweenness / networkx, {name}", fast, slow, 0.1)
        print(f"that is {slow / fast:.0f} times faster")


if __name__ == "__main__":
    main()
