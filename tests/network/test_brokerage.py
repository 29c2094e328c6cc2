from __future__ import annotations

from itertools import permutations
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact import errors
from collective_impact.network.brokerage import (
    Broker,
    BrokerRoles,
    brokerage,
    ei_index,
    gould_fernandez,
)


def grouped(graph: nx.Graph[str], groups: dict[str, Any], by: str = "sector") -> nx.Graph[str]:
    for node, group in groups.items():
        graph.add_node(node, **{by: group})
    return graph


@st.composite
def sectors(draw: st.DrawFn) -> nx.DiGraph[str]:
    nodes = [f"n{i}" for i in range(draw(st.integers(1, 7)))]
    graph: nx.DiGraph[str] = nx.DiGraph()
    for node in nodes:
        group = draw(st.sampled_from(["health", "education", "public", None]))
        graph.add_node(node, **({} if group is None else {"sector": group}))
    ends = st.sampled_from(nodes)
    graph.add_edges_from(draw(st.lists(st.tuples(ends, ends), max_size=25)))
    return graph


def test_a_broker_between_strangers_and_one_among_friends() -> None:
    star = brokerage(nx.star_graph(3))
    assert star[0] == Broker(size=3, effective_size=3.0, efficiency=1.0, constraint=pytest.approx(1 / 3))
    assert star[1] == Broker(size=1, effective_size=1.0, efficiency=1.0, constraint=1.0)
    triangle = brokerage(nx.complete_graph(3))
    assert triangle[0] == Broker(size=2, effective_size=1.0, efficiency=0.5, constraint=2 * 0.75**2)


def test_an_isolate_brokers_nothing_and_no_number_is_made_up() -> None:
    graph: nx.Graph[str] = nx.Graph([("a", "a")])
    assert brokerage(graph) == {"a": Broker(0, None, None, None)}
    assert brokerage(nx.Graph()) == {}


@given(sectors())
def test_law_47_brokerage_equals_the_definition_of_networkx(graph: nx.DiGraph[str]) -> None:
    plain: nx.Graph[str] = nx.Graph(graph)
    plain.remove_edges_from(list(nx.selfloop_edges(plain)))
    sizes, constraints = nx.effective_size(plain), nx.constraint(plain)
    for node, found in brokerage(graph).items():
        assert found.size == plain.degree(node)
        if found.size:
            assert found.effective_size == pytest.approx(sizes[node])
            assert found.constraint == pytest.approx(constraints[node])


def test_each_role_by_hand() -> None:
    # a -> v -> c, without a -> c
    roles = {
        ("A", "A", "A"): "coordinator",
        ("A", "B", "A"): "itinerant",
        ("A", "A", "B"): "representative",
        ("A", "B", "B"): "gatekeeper",
        ("A", "B", "C"): "liaison",
    }
    for groups, role in roles.items():
        graph = grouped(nx.DiGraph([("a", "v"), ("v", "c")]), dict(zip("avc", groups, strict=True)))
        found = gould_fernandez(graph)
        names = dict.fromkeys(BrokerRoles._fields, 0)
        assert found["v"]._asdict() == {**names, role: 1, "total": 1}
        assert found["a"].total == found["c"].total == 0


def test_a_path_that_is_closed_is_no_brokerage() -> None:
    graph = grouped(nx.DiGraph([("a", "v"), ("v", "c"), ("a", "c")]), dict.fromkeys("avc", "A"))
    assert gould_fernandez(graph)["v"].total == 0
    assert (
        gould_fernandez(grouped(nx.DiGraph([("a", "v"), ("v", "a")]), {"a": "A", "v": "B"}))["v"].total == 0
    )


def test_an_undirected_tie_counts_both_ways() -> None:
    graph = grouped(nx.Graph([("a", "v"), ("v", "c")]), {"a": "A", "v": "A", "c": "B"})
    found = gould_fernandez(graph)["v"]
    assert (found.gatekeeper, found.representative, found.total) == (1, 1, 2)


@pytest.mark.parametrize("unknown", "avc")
def test_a_group_that_is_not_recorded_plays_no_role_and_is_counted(unknown: str) -> None:
    graph = grouped(
        nx.DiGraph([("a", "v"), ("v", "c"), ("b", "v")]), {**dict.fromkeys("abvc", "A"), unknown: None}
    )
    found = gould_fernandez(graph)["v"]
    if unknown == "v":
        assert found == BrokerRoles(None, None, None, None, None, None, unknown=2)
    else:
        assert (found.total, found.unknown) == ((1, 1) if unknown == "a" else (0, 2))


def test_groups_may_stand_under_any_name_and_must_be_plain() -> None:
    graph = grouped(nx.DiGraph([("a", "v"), ("v", "c")]), {"a": 1, "v": float("nan"), "c": 2}, by="level")
    assert gould_fernandez(graph, by="level")["v"] == BrokerRoles(None, None, None, None, None, None, 1)
    graph.nodes["c"]["level"] = ["state"]
    with pytest.raises(errors.InvalidRecordError, match=r"The 'level' of the node 'c' is \['state'\]"):
        gould_fernandez(graph, by="level")
    with pytest.raises(errors.InvalidRecordError, match="Give one plain value"):
        ei_index(graph, by="level")


@given(sectors())
def test_law_47_roles_equal_counting_all_triples(graph: nx.DiGraph[str]) -> None:
    group = dict(graph.nodes(data="sector"))
    found = gould_fernandez(graph)
    for node in graph:
        expected = dict.fromkeys(BrokerRoles._fields, 0)
        for a, c in permutations([other for other in graph if other != node], 2):
            if graph.has_edge(a, node) and graph.has_edge(node, c) and not graph.has_edge(a, c):
                three = (group[a], group[node], group[c])
                if None in three:
                    expected["unknown"] += 1
                    continue
                role = {
                    (True, True): "coordinator",
                    (True, False): "representative",
                    (False, True): "gatekeeper",
                }.get((three[0] == three[1], three[1] == three[2]))
                expected[role or ("itinerant" if three[0] == three[2] else "liaison")] += 1
                expected["total"] += 1
        if group[node] is None:
            expected = {name: None if name != "unknown" else count for name, count in expected.items()}  # type: ignore[misc]
        assert found[node]._asdict() == expected


def test_ei_index_by_hand() -> None:
    graph = grouped(
        nx.DiGraph([("a", "b"), ("b", "a"), ("a", "c"), ("c", "d"), ("d", "e"), ("e", "e")]),
        {"a": "A", "b": "A", "c": "B", "d": "A", "e": None},
    )
    found = ei_index(graph)
    assert (found.internal, found.external, found.left_out) == (1, 2, 1)
    assert found.value == pytest.approx(1 / 3)
    assert found.expected == 0.0
    assert found.group_sizes == (3, 1)
    assert (found.by, found.reason) == ("sector", None)


@pytest.mark.parametrize("graph", [nx.Graph(), nx.path_graph(1), nx.path_graph(3)], ids=str)
def test_without_groups_nothing_is_said_and_the_reason_given(graph: nx.Graph[int]) -> None:
    found = ei_index(graph, by="sector")
    assert (found.value, found.expected, found.group_sizes) == (None, None, ())
    assert found.reason == "No tie joins two nodes whose 'sector' is recorded."
    assert found.left_out == graph.number_of_edges()


def test_groups_without_ties_still_have_an_expectation() -> None:
    graph = grouped(nx.Graph(), {"a": "A", "b": "B"})
    assert (ei_index(graph).value, ei_index(graph).expected) == (None, 1.0)
