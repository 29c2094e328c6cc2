"""Null models: what each keeps, that all networks are equally likely, and the arithmetic of the test."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations
from math import isclose, nan
from random import Random
from statistics import mean, stdev
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.model.initiative import Initiative
from collective_impact.network.modes import turned, two_mode_graph
from collective_impact.network.null_models import NullTest, curveball, null_test, rewired, shuffled_labels
from collective_impact.network.two_mode import nodf

Rows = list[list[int]]
rows_drawn = st.lists(st.sets(st.integers(0, 6)).map(sorted), max_size=8)
ties_drawn = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30)


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - draws that can be repeated


def totals(rows: Rows) -> tuple[list[int], list[int]]:
    return list(map(len, rows)), list(map(len, turned(rows, 7)))


def even(counts: Counter[Any], kinds: int) -> bool:
    """Whether all kinds came, each within five standard errors of an equal share."""
    draws = sum(counts.values())
    share = 1 / kinds
    slack = 5 * (share * (1 - share) / draws) ** 0.5
    return len(counts) == kinds and all(abs(count / draws - share) < slack for count in counts.values())


@given(rows=rows_drawn, seed=st.integers(0, 99))
def test_curveball_keeps_every_row_and_column_total_in_every_draw(rows: Rows, seed: int) -> None:
    rng, before = chance(seed), [list(row) for row in rows]
    for _ in range(3):
        drawn = curveball(rows, rng)
        assert totals(drawn) == totals(rows)
        assert all(row == sorted(set(row)) for row in drawn)
    assert rows == before
    assert curveball(rows, chance(seed)) == curveball([tuple(row) for row in rows], chance(seed))


def test_curveball_draws_every_matrix_equally_often() -> None:
    rows = [[0], [1], [0, 1], [2]]
    rng = chance(1)
    seen = Counter(tuple(map(tuple, curveball(rows, rng))) for _ in range(3000))
    possible = {
        made for made in matrices(list(map(len, rows))) if list(map(len, turned(made, 3))) == [2, 2, 1]
    }
    assert seen.keys() == possible
    assert even(seen, len(possible))


def matrices(sizes: list[int]) -> set[tuple[tuple[int, ...], ...]]:
    """Return all matrices of three columns with these row totals."""
    made: set[tuple[tuple[int, ...], ...]] = {()}
    for size in sizes:
        made = {(*rows, row) for rows in made for row in combinations(range(3), size)}
    return made


@given(ties=ties_drawn, seed=st.integers(0, 99))
@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_rewiring_keeps_every_degree_and_makes_no_loop_or_parallel(
    kind: Any, ties: list[tuple[int, int]], seed: int
) -> None:
    given_graph = kind(ties)
    given_graph.add_node("alone", colour="red")
    simple = (nx.DiGraph if given_graph.is_directed() else nx.Graph)(tie for tie in ties if tie[0] != tie[1])
    simple.add_nodes_from(given_graph)
    before = given_graph.copy()
    drawn = rewired(given_graph, chance(seed))
    assert nx.utils.graphs_equal(given_graph, before)
    assert type(drawn) is type(simple)
    assert nx.number_of_selfloops(drawn) == 0
    assert dict(drawn.degree()) == dict(simple.degree())
    if given_graph.is_directed():
        assert dict(drawn.out_degree()) == dict(simple.out_degree())
    assert drawn.nodes["alone"] == {"colour": "red"}
    assert drawn.nodes["alone"] is not given_graph.nodes["alone"]


@given(ties=ties_drawn, seed=st.integers(0, 99))
@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
def test_the_order_of_insertion_makes_no_difference_to_a_draw(
    kind: Any, ties: list[tuple[int, int]], seed: int
) -> None:
    one, other = kind(ties), kind(ties[::-1])
    assert list(rewired(one, chance(seed)).edges) == list(rewired(other, chance(seed)).edges)


def test_rewiring_draws_every_graph_equally_often() -> None:
    seen = Counter(
        frozenset(map(frozenset, rewired(nx.path_graph(5), chance(seed)).edges)) for seed in range(3000)
    )
    assert even(seen, 7)  # the seven simple graphs with degrees 1, 2, 2, 2, 1


def test_rewiring_reaches_every_directed_graph() -> None:
    start = nx.DiGraph([(0, 1), (1, 2), (2, 3), (3, 0), (0, 2)])
    seen = Counter(frozenset(rewired(start, chance(seed)).edges) for seed in range(3000))
    arcs = list(permutations(range(4), 2))
    wanted = dict(start.out_degree()), dict(start.in_degree())
    possible = {
        frozenset(chosen)
        for chosen in combinations(arcs, 5)
        if all(sum(one == node for one, _ in chosen) == wanted[0][node] for node in range(4))
        and all(sum(other == node for _, other in chosen) == wanted[1][node] for node in range(4))
    }
    assert seen.keys() == possible
    triangle = nx.DiGraph([(0, 1), (1, 2), (2, 0)])
    assert len({frozenset(rewired(triangle, chance(seed)).edges) for seed in range(40)}) == 2


def with_sectors() -> nx.Graph[Any]:
    graph = nx.Graph([("a", "b"), ("c", "d"), ("b", "c")])
    for node, sector in zip("abcd", ("x", "x", "y", "y"), strict=True):
        graph.nodes[node]["sector"] = sector
    graph.add_node("e")
    return graph


def inside(graph: nx.Graph[Any]) -> int:
    return sum(
        graph.nodes[one].get("sector") == graph.nodes[other].get("sector") for one, other in graph.edges
    )


def test_labels_are_shuffled_among_those_that_have_one() -> None:
    graph = with_sectors()
    seen = Counter(
        tuple(shuffled_labels(graph, chance(seed), "sector").nodes[node]["sector"] for node in "abcd")
        for seed in range(3000)
    )
    assert even(seen, 6)
    drawn = shuffled_labels(graph, chance(1), "sector")
    assert drawn.edges == graph.edges
    assert "sector" not in drawn.nodes["e"]
    assert nx.utils.graphs_equal(graph, with_sectors())


def test_the_numbers_of_a_test_are_those_of_its_draws() -> None:
    values = iter([5.0, *range(10)])
    found = null_test(nx.path_graph(4), lambda _: next(values), "rewire", draws=10, seed=3)
    drawn = list(range(10))
    assert (found.null, found.draws, found.seed, found.undefined_draws) == ("rewire", 10, 3, 0)
    assert (found.observed, found.mean) == (5.0, mean(drawn))
    assert isclose(found.sd or 0, stdev(drawn), rel_tol=1e-11)
    assert isclose(found.z or 0, (5 - mean(drawn)) / stdev(drawn), rel_tol=1e-11)
    assert (found.p_high, found.p_low, found.p) == (pytest.approx(6 / 11), pytest.approx(7 / 11), 1.0)
    assert found.reason is None


def test_the_smallest_p_is_one_in_draws_and_one() -> None:
    values = iter([100.0, *range(99)])
    found = null_test(nx.path_graph(4), lambda _: next(values), "rewire", draws=99)
    assert (found.p_high, found.p_low, found.p) == (0.01, 1.0, 0.02)


def test_draws_without_a_number_are_counted_and_said() -> None:
    values = iter([1.0, None, 2.0, nan, 4.0])
    found = null_test(nx.path_graph(4), lambda _: next(values), "rewire", draws=4)
    assert (found.undefined_draws, found.mean) == (2, 3.0)
    assert found.reason == "2 of 4 draws gave no number and are left out."
    none = null_test(nx.path_graph(4), numbers(1.0, None, None), "rewire", draws=2)
    assert (none.observed, none.mean, none.p, none.undefined_draws) == (1.0, None, None, 2)
    assert none.reason == "The number is not defined for any of the 2 draws."


def numbers(*values: float | None) -> Any:
    left = iter(values)
    return lambda _: next(left)


def test_where_the_network_has_no_number_nothing_is_drawn() -> None:
    found = null_test(nx.Graph(), numbers(None), "rewire")
    assert found == NullTest(
        null="rewire",
        draws=1000,
        seed=0,
        reason="The number is not defined for the network itself, so nothing was drawn.",
    )


def test_draws_that_are_all_equal_have_no_z() -> None:
    found = null_test(nx.path_graph(3), nx.density, "rewire", draws=5)
    assert (found.sd, found.z, found.p) == (0.0, None, 1.0)
    assert found.reason == "All draws gave the same number, so there is no z."
    one = null_test(nx.path_graph(3), nx.density, "rewire", draws=1)
    assert (one.sd, one.z, one.mean) == (None, None, one.observed)
    assert one.reason == "One draw gave a number, so there is no spread and no z."


def test_labels_against_an_exact_answer() -> None:
    found = null_test(with_sectors(), inside, "labels", by="sector", draws=2000)
    assert found.observed == 2
    # of the 6 ways to label a path of four with two pairs, 2 leave two ties inside, 2 none, 2 one
    assert abs((found.mean or 0) - 1.0) < 0.1
    assert abs((found.p_high or 0) - 1 / 3) < 0.06


def test_curveball_keeps_sides_and_attributes(toy: Initiative) -> None:
    graph = two_mode_graph(toy)
    seen: list[nx.Graph[Any]] = []

    def stat(drawn: nx.Graph[Any]) -> float | None:
        seen.append(drawn)
        return nodf(drawn)

    found = null_test(graph, stat, draws=50)
    assert found.observed == nodf(graph)
    assert found == null_test(graph.copy(), nodf, draws=50)
    assert found != null_test(graph, nodf, draws=50, seed=1)
    for drawn in seen:
        assert dict(drawn.nodes(data=True)) == dict(graph.nodes(data=True))
        assert dict(drawn.degree()) == dict(graph.degree())
        assert nx.bipartite.is_bipartite_node_set(
            drawn, [node for node in graph if node.startswith("partner")]
        )


def test_what_is_asked_for_wrongly_is_an_error() -> None:
    graph = with_sectors()
    with pytest.raises(UnknownNameError, match="There is no null model 'rewired'. Did you mean 'rewire'"):
        null_test(graph, inside, "rewired")  # type: ignore[arg-type]
    with pytest.raises(InvalidRecordError, match="A null test needs at least one draw, found 0"):
        null_test(graph, inside, "rewire", draws=0)
    with pytest.raises(InvalidRecordError, match="Say in `by` which node attribute"):
        null_test(graph, inside, "labels")
    unknown = null_test(graph, inside, "labels", by="sectors")
    assert (unknown.observed, unknown.p) == (None, None)
    assert unknown.reason == "No node records 'sectors', so there is nothing to shuffle."
    wrong: Any = "no graph"
    with pytest.raises(
        InvalidRecordError, match="Expected a networkx graph, found str no graph. A map has several"
    ):
        null_test(wrong, inside)
    with pytest.raises(
        InvalidRecordError, match="is to give a number, or None where there is none, found str much"
    ):
        null_test(graph, lambda _: "much", "rewire")  # type: ignore[arg-type, return-value]
    with pytest.raises(InvalidRecordError, match="'rewire' shuffles no attribute"):
        null_test(graph, inside, "rewire", by="sector")
    with pytest.raises(InvalidRecordError, match="has the attribute 'bipartite'"):
        null_test(graph, inside)


@pytest.mark.parametrize(("null", "by"), [("curveball", None), ("rewire", None), ("labels", "sector")])
@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_nodes_are_no_exception(null: Any, by: str | None, count: int) -> None:
    graph = nx.Graph()
    graph.add_nodes_from(range(count), bipartite=0, sector="x")
    found = null_test(graph, lambda drawn: drawn.number_of_edges(), null, draws=3, by=by)
    assert (found.observed, found.mean, found.p) == (0, 0, 1)
