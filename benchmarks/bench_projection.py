"""Projecting a large two-mode network onto its partners against networkx's own way, in one run, with equal numbers."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable
from itertools import accumulate
from typing import Any

import networkx as nx

from collective_impact.network import projection
from collective_impact.network.projection import project

ACTIVITIES, PARTNERS, MOST = 100_000, 1_000, 10
TOLERANCE = 1e-9


def network() -> nx.Graph[str]:
    """Return activities with one to ten partners each, a few of which take part in very many (Zipf)."""
    draw = random.Random(1)  # noqa: S311 - figures for a benchmark, the same on every run
    partners = [f"partner:P{i}" for i in range(PARTNERS)]
    loads = list(accumulate(1 / (i + 1) for i in range(PARTNERS)))
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(partners, bipartite=0)
    for i in range(ACTIVITIES):
        graph.add_node(f"activity:A{i}", bipartite=1)
        chosen = sorted(set(draw.choices(partners, cum_weights=loads, k=draw.randint(1, MOST))))
        graph.add_edges_from((partner, f"activity:A{i}") for partner in chosen)
    return graph


def processor_seconds(work: Callable[[], object], runs: int) -> float:
    """Return the median processor time of some work: networkx runs once, and so long that the clock would lie."""
    times = []
    for _ in range(runs):
        gc.collect()
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def compare(
    name: str, work: Callable[[], nx.Graph[str]], theirs: nx.Graph[str], slow: float, least: int | None
) -> None:
    """Print how many times faster than networkx some work is, and whether it gives the same ties."""
    ours = {frozenset(tie): held for *tie, held in work().edges(data="weight")}
    wanted = {frozenset(tie): held for *tie, held in theirs.edges(data="weight")}
    is_equal = ours.keys() == wanted.keys() and all(
        abs(ours[tie] - held) <= TOLERANCE * held for tie, held in wanted.items()
    )
    ratio = slow / processor_seconds(work, runs=5)
    verdict = "" if least is None else f"at least {least}: {'kept' if ratio >= least else 'MISSED'}; "
    print(f"{name:<40}{ratio:>6.0f} times faster  ({verdict}numbers {'equal' if is_equal else 'DIFFER'})")


def main() -> None:
    """Print how many times faster than networkx the projection is, with scipy and without, and check the numbers."""
    graph = network()
    nodes = [node for node, side in graph.nodes(data="bipartite") if side == 0]
    print(f"{ACTIVITIES:,} activities, {PARTNERS:,} partners, {graph.number_of_edges():,} memberships")
    ways: dict[str, Any] = {
        "count": nx.bipartite.weighted_projected_graph,
        "newman": nx.bipartite.collaboration_weighted_projected_graph,
    }
    with_scipy = projection._scipy_sparse  # noqa: SLF001 - the one switch between the two paths
    for weight, theirs in ways.items():
        made: list[nx.Graph[str]] = []
        slow = processor_seconds(lambda theirs=theirs, made=made: made.append(theirs(graph, nodes)), runs=1)  # type: ignore[misc]
        print(f"{weight}: {made[0].number_of_edges():,} ties")
        asked = (20, 40) if weight == "count" else (None, None)
        for name, find, least in (
            ("without scipy", lambda: None, asked[0]),
            ("with scipy", with_scipy, asked[1]),
        ):
            projection._scipy_sparse = find  # noqa: SLF001 - the same
            compare(
                f"{weight}, {name} / networkx",
                lambda weight=weight: project(graph, 0, weight=weight),  # type: ignore[misc]
                made[0],
                slow,
                least,
            )


if __name__ == "__main__":
    main()
