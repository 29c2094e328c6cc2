"""Rankings: order, ties, gaps; and what is left of them where reporters or ties are missing."""

from __future__ import annotations

from itertools import combinations
from math import inf, isclose, nan
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.network.stability import RankedNode, Ranking, ranking, stability

Values = dict[Any, float | None]
values_drawn = st.dictionaries(
    st.sampled_from("abcdefgh"), st.none() | st.integers(-3, 5).map(float), max_size=8
)


def degrees(graph: nx.Graph[Any]) -> Values:
    return {node: float(count) for node, count in graph.degree()}


def named(graph: nx.Graph[Any]) -> Values:
    return {node: float(count) for node, count in graph.in_degree()}


def test_a_ranking_is_ordered_and_equal_values_share_a_place() -> None:
    found = ranking({"c": 2.0, "a": 3, "b": 2.0, "e": None, "d": 1.0, "f": nan})
    assert found.rows == (
        RankedNode("a", 3.0, 1),
        RankedNode("b", 2.0, 2),
        RankedNode("c", 2.0, 2),
        RankedNode("d", 1.0, 4),
        RankedNode("e", None, None),
        RankedNode("f", None, None),
    )
    assert (found.leader, found.gap_ratio, found.gap_difference, found.reason) == ("a", 1.5, 1.0, None)
    assert (found.draws, found.leader_share, found.rank_correlation, found.seed) == (0, None, None, None)


def test_a_shared_first_place_has_no_leader() -> None:
    found = ranking({"b": 2, "a": 2, "c": 1})
    assert (found.leader, found.gap_ratio, found.gap_difference) == (None, 1.0, 0.0)
    assert found.reason == "The first place is shared: a, b."
    assert ranking(dict.fromkeys("abcde", 1)).reason == "The first place is shared: a, b, c and 2 more."
    assert ranking({"a": 0.1 + 0.2, "b": 0.3}).leader is None


@pytest.mark.parametrize(
    ("values", "ratio", "difference"),
    [
        ({"a": 2, "b": 0}, None, 2.0),
        ({"a": 2, "b": -1}, None, 3.0),
        ({"a": -1, "b": -3}, None, 2.0),
        ({"a": 0.3, "b": 0.1}, 3.0, 0.2),
    ],
)
def test_a_ratio_needs_a_second_above_zero(values: Values, ratio: float | None, difference: float) -> None:
    found = ranking(values)
    assert (found.leader, found.gap_ratio, found.gap_difference) == ("a", ratio, difference)


def test_few_values_are_no_exception() -> None:
    assert ranking({}) == Ranking((), None, None, None, reason="No node has a value.")
    assert ranking({"a": None}).reason == "No node has a value."
    assert ranking({"a": inf, "b": 1}) == Ranking(
        (RankedNode("b", 1.0, 1), RankedNode("a", None, None)),
        "b",
        None,
        None,
        reason="Only one node has a value.",
    )


@given(values=values_drawn)
def test_the_order_of_the_values_makes_no_difference(values: Values) -> None:
    assert ranking(dict(reversed(values.items()))) == ranking(values)
    known = [row for row in ranking(values).rows if row.value is not None and row.rank is not None]
    assert [row.rank for row in known] == [
        1 + sum((other.value or 0) > (row.value or 0) for other in known) for row in known
    ]


def test_a_clear_leader_stays_first_in_every_draw() -> None:
    star = nx.star_graph(20)
    found = stability(star, degrees, kind="ties", draws=50)
    assert (found.leader, found.leader_share) == (0, 1.0)
    assert (found.gap_ratio, found.gap_difference) == (20.0, 19.0)
    assert (found.draws, found.kind, found.missing, found.taken_out, found.seed) == (50, "ties", 0.1, 2, 0)
    assert 0 < (found.rank_correlation or 0) < 1
    assert found.undefined_draws == 0
    assert found.reason is None


def test_a_leader_that_shares_its_place_in_a_draw_is_not_first_there() -> None:
    path = nx.path_graph(["a", "b", "c", "d"])
    path.add_edge(
        "b", "e"
    )  # b 3, c 2; of four ties one is lost: b stays first alone unless a, c or e leaves it
    found = stability(path, degrees, missing=0.25, kind="ties", draws=400)
    assert found.taken_out == 1
    # a-b lost: b 2, c 2; b-c lost: b 2, c 1; b-e lost: b 2, c 2; c-d lost: b 3, c 1
    assert abs((found.leader_share or 0) - 0.5) < 0.1


def test_missing_reporters_lose_what_they_report_and_are_still_named() -> None:
    graph = nx.DiGraph([("a", "x"), ("b", "x"), ("c", "y")])
    seen: list[set[tuple[str, str]]] = []

    def stat(drawn: nx.Graph[Any]) -> Values:
        assert set(drawn) == set("abcxy")
        seen.append(set(drawn.edges))
        return named(drawn)

    found = stability(graph, stat, missing=0.3, draws=60)
    assert found.taken_out == 1
    assert seen[0] == set(graph.edges)
    assert {frozenset(set(graph.edges) - left) for left in seen[1:]} == {
        frozenset({tie}) for tie in graph.edges
    }
    assert abs((found.leader_share or 0) - 1 / 3) < 0.2


def test_in_an_undirected_graph_a_missing_reporter_loses_all_its_ties() -> None:
    seen: list[int] = []

    def stat(drawn: nx.Graph[Any]) -> Values:
        seen.append(drawn.number_of_edges())
        return degrees(drawn)

    found = stability(nx.star_graph(3), stat, missing=0.25, draws=40)
    assert set(seen[1:]) == {0, 2}  # the hub is lost, or one of the three others
    assert found.undefined_draws == seen.count(0)
    assert (
        found.reason
        == f"In {seen.count(0)} of 40 draws the ranks cannot be compared: fewer than two values, or all of them equal."
    )


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_a_draw_keeps_the_kind_of_graph_and_all_attributes(kind: Any) -> None:
    graph = kind([("b", "a", {"weight": 2}), ("b", "a", {"weight": 3}), ("c", "b"), ("c", "c")], title="t")
    graph.nodes["a"]["sector"] = "health"
    before = graph.copy()
    seen = []

    def stat(drawn: nx.Graph[Any]) -> Values:
        seen.append(drawn)
        return degrees(drawn)

    stability(graph, stat, missing=0.5, kind="ties", draws=5)
    assert nx.utils.graphs_equal(graph, before)
    assert type(seen[0]) is kind
    assert list(seen[0]) == ["a", "b", "c"]
    assert seen[0].nodes["a"] == {"sector": "health"}
    assert seen[0].graph == {"title": "t"}
    weights = sorted(held["weight"] for *_, held in graph.edges(data=True) if held)
    assert sorted(held["weight"] for *_, held in seen[0].edges(data=True) if held) == weights
    assert nx.number_of_selfloops(seen[0]) == 0
    assert {drawn.number_of_edges() for drawn in seen[1:]} <= {1, len(weights)}


@pytest.mark.parametrize("kind", ["reporters", "ties"])
@given(ties=st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=15))
def test_the_order_of_insertion_makes_no_difference(kind: Any, ties: list[tuple[str, str]]) -> None:
    for make in (nx.Graph, nx.DiGraph):
        one, other = make(ties), make(ties[::-1])
        assert stability(one, degrees, kind=kind, draws=4) == stability(other, degrees, kind=kind, draws=4)


def test_another_seed_is_another_draw() -> None:
    graph = nx.path_graph(12)
    graph.add_edge(5, 7)
    assert stability(graph, degrees, draws=20) == stability(graph, degrees, draws=20)
    assert stability(graph, degrees, draws=20) != stability(graph, degrees, draws=20, seed=1)


@given(
    values=st.lists(st.integers(0, 4), min_size=5, max_size=5),
    others=st.lists(st.integers(0, 4), min_size=5, max_size=5),
)
def test_the_correlation_is_that_of_scipy(values: list[int], others: list[int]) -> None:
    from scipy.stats import spearmanr

    answers = iter([values, others])
    found = stability(
        nx.path_graph(5), lambda graph: dict(zip(graph, map(float, next(answers)), strict=True)), draws=1
    )
    if len(set(values)) == 1 or len(set(others)) == 1:
        assert (found.rank_correlation, found.undefined_draws) == (None, 1)
    else:
        assert isclose(found.rank_correlation or 0.0, spearmanr(values, others).statistic, abs_tol=1e-9)


def test_only_nodes_with_a_value_in_both_are_compared() -> None:
    answers = iter([{0: 3.0, 1: 2.0, 2: 1.0, 3: None}, {0: 3.0, 1: 2.0, 3: 9.0}])
    found = stability(nx.path_graph(4), lambda _: next(answers), draws=1)
    assert (found.rank_correlation, found.leader, found.leader_share) == (1.0, 0, 0.0)


def test_where_no_draw_can_be_compared_nothing_is_said_of_the_leader() -> None:
    answers = iter([{0: 3.0, 1: 2.0, 2: 1.0}, {0: 1.0, 1: 1.0, 2: 1.0}, {}])
    found = stability(nx.path_graph(3), lambda _: next(answers), draws=2)
    assert (found.leader, found.leader_share, found.undefined_draws) == (0, None, 2)


def test_what_is_no_graph_and_what_gives_no_numbers_is_refused() -> None:
    wrong: Any = [1, 2]
    with pytest.raises(InvalidRecordError, match=r"Expected a networkx graph, found list \[1, 2\]"):
        stability(wrong, degrees)
    with pytest.raises(
        InvalidRecordError, match=r"Expected a mapping from nodes to numbers.*found list \[1, 2\]"
    ):
        ranking(wrong)
    with pytest.raises(InvalidRecordError, match="found int 3"):
        stability(nx.path_graph(3), lambda _: 3)  # type: ignore[arg-type, return-value]
    with pytest.raises(InvalidRecordError, match="`stat` is to give a number"):
        ranking({"a": "much"})  # type: ignore[dict-item]


def test_a_shared_first_place_has_no_share() -> None:
    found = stability(nx.cycle_graph(5), degrees, draws=10)
    assert (found.leader, found.leader_share) == (None, None)
    assert found.reason is not None
    assert found.reason.startswith("The first place is shared: 0, 1, 2 and 2 more. In 10 of 10 draws")


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("kind", ["reporters", "ties"])
def test_few_nodes_are_no_exception(count: int, kind: Any) -> None:
    graph = nx.empty_graph(count)
    found = stability(graph, degrees, kind=kind)
    assert (len(found.rows), found.draws, found.leader_share, found.rank_correlation) == (
        count,
        0,
        None,
        None,
    )
    assert found.reason is not None
    assert found.reason.endswith("There is no tie, so none can be missing.")
    graph.add_edges_from(combinations(range(count), 2))
    assert stability(graph, degrees, kind=kind, draws=2).rank_correlation is None


def test_what_is_asked_for_wrongly_is_an_error() -> None:
    graph = nx.path_graph(3)
    with pytest.raises(UnknownNameError, match="There is no kind of loss 'nodes'. Known: reporters, ties"):
        stability(graph, degrees, kind="nodes")  # type: ignore[arg-type]
    for missing in (0, 1, -0.1, nan):
        with pytest.raises(InvalidRecordError, match="The missing share must lie between 0 and 1"):
            stability(graph, degrees, missing=missing)
    with pytest.raises(InvalidRecordError, match="Stability needs at least one draw, found 0"):
        stability(graph, degrees, draws=0)
