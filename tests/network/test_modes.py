"""The two sides of a map or a graph: named, told apart, sorted and joined."""

from __future__ import annotations

from typing import Any

import attrs
import networkx as nx
import pytest
from tests.network.records import activity, initiative

from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.model.agenda import Strategy
from collective_impact.model.indicator import Indicator
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.network.incidence import incidence
from collective_impact.network.map import map_activities
from collective_impact.network.modes import known_word, ordered, sides, turned, two_mode_graph

Ties = dict[object, list[object]]


@pytest.fixture(scope="module")
def small() -> Initiative:
    held = initiative(
        activity("A1", "P1 P2", "O1"),
        activity("A2", "P2", strategy_ids=("S1",)),
        activity("A3", "P3"),
        strategies=(Strategy(id="S1", outcome_ids=("O2",)), Strategy(id="S2", outcome_ids=("O1", "O2"))),
    )
    indicators = (Indicator(id="I2", outcome_ids=("O2",)), Indicator(id="I1", outcome_ids=("O1", "O2")))
    return attrs.evolve(held, indicators=indicators)


def ties(subject: Any, rows: Any = None, columns: Any = None) -> Ties:
    modes = sides(subject, rows, columns)
    held = {
        row: [modes.column_ids[at] for at in found]
        for row, found in zip(modes.row_ids, modes.rows, strict=True)
    }
    back = turned(modes.rows, len(modes.column_ids))
    assert [list(column) for column in modes.columns] == back
    return held


@pytest.mark.parametrize(
    ("rows", "columns", "expected"),
    [
        ("partner", "activity", {"P1": ["A1"], "P2": ["A1", "A2"], "P3": ["A3"]}),
        ("activity", "partner", {"A1": ["P1", "P2"], "A2": ["P2"], "A3": ["P3"]}),
        ("partner", "outcome", {"P1": ["O1"], "P2": ["O1", "O2"], "P3": []}),
        ("outcome", "partner", {"O1": ["P1", "P2"], "O2": ["P2"]}),
        ("partner", "strategy", {"P1": [], "P2": ["S1"], "P3": []}),
        ("activity", "outcome", {"A1": ["O1"], "A2": ["O2"], "A3": []}),
        ("outcome", "activity", {"O1": ["A1"], "O2": ["A2"]}),
        ("strategy", "activity", {"S1": ["A2"], "S2": []}),
        ("strategy", "outcome", {"S1": ["O2"], "S2": ["O1", "O2"]}),
        ("indicator", "outcome", {"I1": ["O1", "O2"], "I2": ["O2"]}),
        ("outcome", "indicator", {"O1": ["I1"], "O2": ["I1", "I2"]}),
    ],
)
def test_a_map_joins_its_kinds(small: Initiative, rows: str, columns: str, expected: Ties) -> None:
    assert ties(small, rows, columns) == expected


def test_a_map_an_initiative_and_an_index_are_alike(small: Initiative) -> None:
    assert (
        ties(small)
        == ties(incidence(small))
        == ties(map_activities(small))
        == ties(small, "partner", "outcome")
    )


@pytest.mark.parametrize(
    ("rows", "columns"), [("partner", "partner"), ("partner", "indicator"), ("activity", "activity")]
)
def test_two_kinds_that_nothing_joins_are_an_error(small: Initiative, rows: str, columns: str) -> None:
    with pytest.raises(UnknownNameError, match=f"Nothing joins {rows} and {columns}"):
        sides(small, rows, columns)


def test_a_kind_that_does_not_exist_is_an_error(small: Initiative) -> None:
    with pytest.raises(UnknownNameError, match="There is no kind 'partners'. Did you mean 'partner'"):
        sides(small, "partners")
    with pytest.raises(UnknownNameError, match="There is no kind '0'"):
        sides(small, 0)
    with pytest.raises(UnknownNameError, match="no thing 'x'. Known: one, two"):
        known_word("x", ("one", "two"), "thing")


def test_what_is_made_says_how_large_it_is(small: Initiative) -> None:
    assert repr(sides(small)) == "TwoMode(3 rows, 2 columns)"


def test_the_graph_of_a_map_bears_kinds_and_sides() -> None:
    held = initiative(
        activity("A1", "P1", "O1"), partners=(Partner(id="P2"), Partner(id="P1", name="One", sector="health"))
    )
    graph = two_mode_graph(held)
    assert list(graph.nodes(data=True)) == [
        ("partner:P1", {"kind": "partner", "id": "P1", "label": "One", "sector": "health", "bipartite": 0}),
        ("partner:P2", {"kind": "partner", "id": "P2", "label": "P2", "bipartite": 0}),
        ("outcome:O1", {"kind": "outcome", "id": "O1", "label": "O1", "bipartite": 1}),
    ]
    assert list(graph.edges) == [("partner:P1", "outcome:O1")]


def two_sides() -> nx.Graph[Any]:
    graph = nx.Graph([("b", 2), ("a", 1), ("a", 2)])
    graph.add_nodes_from(["a", "b", "c"], bipartite=0)
    graph.add_nodes_from([1, 2], bipartite=1, colour="red")
    return graph


def test_a_graph_tells_its_sides_by_bipartite() -> None:
    expected = {"a": [1, 2], "b": [2], "c": []}
    assert ties(two_sides()) == expected
    assert ties(two_sides(), 0, 1) == expected
    assert ties(two_sides(), 1) == {1: ["a"], 2: ["a", "b"]}


def test_a_graph_takes_the_nodes_themselves() -> None:
    bare = nx.Graph(two_sides().edges)
    assert ties(bare, ["b", "a", "a"]) == {"a": [1, 2], "b": [2]}
    assert ties(bare, ["b"], [1, 2]) == {"b": [2]}


def test_a_graph_tells_its_sides_by_kind(small: Initiative) -> None:
    graph = map_activities(small).graph
    found = ties(graph, "partner", "activity")
    assert found["partner:P2"] == ["activity:A1", "activity:A2"]
    assert ties(graph, "activity", "partner")["activity:A1"] == ["partner:P1", "partner:P2"]


def test_direction_parallels_and_loops_make_no_difference() -> None:
    rows = [("a", 1), (1, "a"), ("a", 1), (2, "b"), ("a", 2), ("a", "a")]
    for kind in (nx.MultiDiGraph, nx.DiGraph, nx.MultiGraph, nx.Graph):
        assert ties(kind(rows), ["a", "b"]) == {"a": [1, 2], "b": [2]}


def test_the_graph_of_a_graph_is_a_copy_in_sorted_order() -> None:
    given = two_sides()
    made = two_mode_graph(given)
    assert list(made) == ["a", "b", "c", 1, 2]
    assert made.nodes[1] == {"bipartite": 1, "colour": "red"}
    made.nodes[1]["colour"] = "blue"
    assert given.nodes[1]["colour"] == "red"


def test_sides_that_cannot_be_told_apart_are_an_error() -> None:
    bare = nx.Graph([("a", 1)])
    with pytest.raises(InvalidRecordError, match="No node of this graph has the attribute 'bipartite'"):
        sides(bare)
    with pytest.raises(InvalidRecordError, match="No node of this graph has the attribute 'kind'"):
        sides(bare, "partner")
    with pytest.raises(UnknownNameError, match="There is no node 'z'"):
        sides(bare, ["z"])
    with pytest.raises(InvalidRecordError, match="'a' is on both sides"):
        sides(bare, ["a"], ["a", 1])
    bare.nodes["a"]["bipartite"] = 0
    with pytest.raises(InvalidRecordError, match="The node '1' has no attribute 'bipartite'"):
        sides(bare)


def test_a_tie_that_stays_on_one_side_is_an_error() -> None:
    rows = nx.Graph([("a", 1), ("b", 1), ("a", "b")])
    with pytest.raises(InvalidRecordError, match="The tie 'a' - 'b' joins two nodes of one side"):
        sides(rows, ["a", "b"])
    with pytest.raises(InvalidRecordError, match="The tie 'a' - 'b' joins two nodes of one side"):
        sides(rows, [1])
    assert ties(rows, ["a", "b"], [1]) == {"a": [1], "b": [1]}


def test_nothing_has_two_empty_sides() -> None:
    assert ties(nx.Graph()) == {}
    assert ties(nx.Graph(), "partner", "activity") == {}
    assert ties(Initiative(id="I")) == {}


def test_order_goes_by_kind_of_value_and_text() -> None:
    assert ordered({"b", "a"}) == ["a", "b"]
    assert ordered([10, "b", 9, "a"]) == [10, 9, "a", "b"]
