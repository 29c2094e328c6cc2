"""The real networks beside the project as networkx graphs, and the figures that are expected of them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import networkx as nx

Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected(data: Path, name: str) -> dict[str, Any]:
    """The reference figures of one network, by the name that they stand under."""
    held = json.loads((data / "networks" / "reference_dev.json").read_text(encoding="utf-8"))
    found: dict[str, Any] = held[name]
    return found


def tobacco(data: Path, name: str) -> nx.Graph[str]:
    """tccnt or tcdiss: 25 organisations, undirected; `contact` from 1 (yearly) to 5 (daily)."""
    folder = data / "networks" / "tobacco_indiana"
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from((row["id"], row) for row in rows(folder / f"{name}_nodes.csv"))
    for row in rows(folder / f"{name}_edges.csv"):
        contact = {"contact": int(row["contact"])} if "contact" in row else {}
        graph.add_edge(row["source"], row["target"], **contact)
    return graph


def emon(data: Path, name: str) -> nx.DiGraph[str]:
    """texas or mtsi: i reports contact with j; `frequency` runs from 1 (continuous) to 4 (once a day or less)."""
    folder = data / "networks" / "emon"
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from((row["id"], row) for row in rows(folder / f"{name}_nodes.csv"))
    for row in rows(folder / f"{name}_edges.csv"):
        graph.add_edge(row["source"], row["target"], frequency=int(row["frequency"]))
    return graph


def political(data: Path) -> nx.DiGraph[str]:
    """chemnet pol: 30 organisations and whom they exchange political information with."""
    folder = data / "networks" / "chemnet"
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from((row["id"], row) for row in rows(folder / "actors.csv"))
    graph.add_edges_from((row["source"], row["target"]) for row in rows(folder / "pol.csv"))
    return graph


def consortia(data: Path) -> nx.DiGraph[str]:
    """nfdi 2019: consortia naming each other; the 24th named nobody, was named by nobody and is not in the file."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    edges = rows(data / "networks" / "nfdi" / "edges_2019.csv")
    graph.add_edges_from((row["source"], row["target"]) for row in edges)
    return graph


def committees(data: Path) -> nx.Graph[str]:
    """chemnet committee: organisations (`bipartite` 0) and committees (1); nodes bear their side's name."""
    folder = data / "networks" / "chemnet"
    return _two_mode(
        ("actor", rows(folder / "actors.csv")),
        ("committee", rows(folder / "committees.csv")),
        rows(folder / "committee_membership.csv"),
    )


def southern_women(data: Path) -> nx.Graph[str]:
    """Davis, Gardner & Gardner: women (`bipartite` 0) and events (1); nodes bear their side's name."""
    folder = data / "networks" / "southern_women"
    return _two_mode(
        ("woman", rows(folder / "women.csv")),
        ("event", rows(folder / "events.csv")),
        rows(folder / "membership.csv"),
    )


def _two_mode(left: tuple[str, list[Row]], right: tuple[str, list[Row]], ties: list[Row]) -> nx.Graph[str]:
    """The same id may stand on both sides, so a node is `actor:BMA` or `committee:IPU`."""
    graph: nx.Graph[str] = nx.Graph()
    for side, (kind, members) in enumerate((left, right)):
        graph.add_nodes_from(
            (f"{kind}:{row['id']}", {"bipartite": side, "kind": kind, **row}) for row in members
        )
    for row in ties:
        ends = tuple(f"{kind}:{row[kind]}" for kind, _ in (left, right))
        assert all(end in graph for end in ends), row
        graph.add_edge(*ends)
    return graph
