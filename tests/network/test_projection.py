"""Projection and overlap: by definition, by every way of counting, as networkx has them, and at the limits."""

from __future__ import annotations

import sys
import tracemalloc
from itertools import combinations
from math import inf, isclose, nan, sqrt
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.network.records import activity, initiative

from collective_impact.errors import InvalidRecordError, LimitError, UnknownNameError
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.network import projection
from collective_impact.network.map import map_activities
from collective_impact.network.modes import two_mode_graph
from collective_impact.network.projection import Overlap, overlap, overlaps, project, projected

WEIGHTS = ("count", "newman", "jaccard", "simpson", "cosine")

Rows = list[list[int]]
rows_drawn = st.lists(st.sets(st.integers(0, 7)).map(sorted), max_size=9)


def slowly(rows: Rows, weight: str) -> dict[tuple[int, int], float]:
    """Return the definition, written out."""
    found = {}
    for one, other in combinations(range(len(rows)), 2):
        first, second = set(rows[one]), set(rows[other])
        shared = first & second
        if shared:
            sizes = {column: sum(column in row for row in rows) for column in shared}
            found[one, other] = {
                "count": len(shared),
                "newman": sum(1 / (size - 1) for size in sizes.values()),
                "jaccard": len(shared) / len(first | second),
                "simpson": len(shared) / min(len(first), len(second)),
                "cosine": len(shared) / sqrt(len(first) * len(second)),
            }[weight]
    return found


@pytest.mark.parametrize("weight", WEIGHTS)
@given(rows=rows_drawn)
def test_the_weights_are_those_of_the_definition(weight: Any, rows: Rows) -> None:
    found = projected(rows, weight)
    expected = slowly(rows, weight)
    assert list(found) == sorted(expected)
    assert all(isclose(found[pair], expected[pair], rel_tol=1e-9) for pair in expected)


@given(rows=rows_drawn)
def test_all_ways_of_counting_are_equal(rows: Rows) -> None:
    columns = [[row for row, held in enumerate(rows) if column in held] for column in range(8)]
    sizes = list(map(len, columns))
    sparse = projection._scipy_sparse()
    assert sparse is not None

    def pairs(ties: Any) -> dict[tuple[int, int], float]:
        return {(row, other): value for row, tied in ties for other, value in sorted(tied.items())}

    counted = pairs(projection._by_counting(columns, by_size=False))
    assert counted == pairs(projection._by_masks(columns).items())
    assert counted == pairs(projection._by_product(rows, sizes, sparse, by_size=False))
    weighed = pairs(projection._by_counting(columns, by_size=True))
    assert weighed == pairs(projection._by_product(rows, sizes, sparse, by_size=True))


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("way", ["counting", "product", "masks"])
def test_numbers_do_not_depend_on_what_is_installed(
    weight: Any, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [[column for column in range(40) if (row * 7 + column * column) % 11 < 3] for row in range(12)]
    plain = slowly(rows, weight)
    monkeypatch.setattr(projection, "_WORTH_SCIPY", 0 if way == "product" else inf)
    monkeypatch.setattr(projection, "_is_crowded", lambda _columns, _pairs: way == "masks")
    found = projected(rows, weight)
    assert found.keys() == plain.keys()
    assert all(isclose(found[pair], plain[pair], rel_tol=1e-9) for pair in plain)
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.delitem(sys.modules, "scipy.sparse", raising=False)
    assert projected(rows, weight) == found


@pytest.mark.parametrize("weight", ["count", "newman"])
def test_a_crowded_network_costs_its_pairs_and_not_its_meetings(
    weight: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        projection, "_count_waiting", lambda waiting, _found: waiting and pytest.fail("counted one by one")
    )
    monkeypatch.setattr(projection, "_scipy_sparse", lambda: pytest.fail("asked for scipy"))
    rows = [list(range(3_000)), [], *[list(range(1, 3_000))] * 40]
    found = projected(rows, weight)
    assert len(found) == 41 * 40 // 2
    assert found[0, 2] == (2_999 if weight == "count" else 74.975)  # 2999 columns of 41
    assert found[2, 3] == found[0, 2]


@given(rows=rows_drawn)
def test_the_newman_weights_sum_to_half_the_memberships_in_groups_of_two_or_more(rows: Rows) -> None:
    sizes = [sum(column in row for row in rows) for column in range(8)]
    assert isclose(
        sum(projected(rows, "newman").values()), sum(size for size in sizes if size > 1) / 2, abs_tol=1e-9
    )


@given(rows=rows_drawn)
def test_jaccard_is_never_above_cosine_nor_cosine_above_simpson(rows: Rows) -> None:
    jaccard, cosine, simpson = (projected(rows, weight) for weight in ("jaccard", "cosine", "simpson"))
    for pair, value in jaccard.items():
        assert 0 < value <= cosine[pair] <= simpson[pair] <= 1


@given(rows=rows_drawn, order=st.permutations(range(8)))
def test_the_order_of_columns_makes_no_difference(rows: Rows, order: list[int]) -> None:
    for weight in ("count", "newman"):
        moved = [[order[column] for column in row] for row in rows]
        assert projected(moved, weight) == projected(rows, weight)  # type: ignore[arg-type]


@given(rows=rows_drawn, minimum=st.floats(0, 3))
def test_a_minimum_leaves_out_what_is_below_it(rows: Rows, minimum: float) -> None:
    whole = projected(rows, "newman")
    assert projected(rows, "newman", minimum) == {
        pair: value for pair, value in whole.items() if value >= minimum
    }


def test_a_minimum_is_not_missed_by_a_rounding_error() -> None:
    groups = [2 + 1, 3 + 1, 6 + 1]  # 1/2 + 1/3 + 1/6 is 1
    rows: Rows = [
        [0, 1, 2],
        [0, 1, 2],
        *([column] for column, size in enumerate(groups) for _ in range(size - 2)),
    ]
    assert projected(rows, "newman", 1.0) == {(0, 1): 1.0}


@given(rows=rows_drawn)
def test_the_projection_is_that_of_networkx(rows: Rows) -> None:
    graph = nx.Graph()
    graph.add_nodes_from((f"r{row}" for row in range(len(rows))), bipartite=0)
    graph.add_nodes_from((f"c{column}" for column in range(8)), bipartite=1)
    graph.add_edges_from((f"r{row}", f"c{column}") for row, held in enumerate(rows) for column in held)
    nodes = [node for node, side in graph.nodes(data="bipartite") if side == 0]
    module = nx.bipartite
    for weight, theirs in (
        ("count", module.weighted_projected_graph(graph, nodes)),
        ("newman", module.collaboration_weighted_projected_graph(graph, nodes)),
        ("jaccard", module.overlap_weighted_projected_graph(graph, nodes)),
        ("simpson", module.overlap_weighted_projected_graph(graph, nodes, jaccard=False)),
    ):
        ours = project(graph, 0, weight=weight)  # type: ignore[arg-type]
        assert set(ours) == set(theirs)
        assert nx.utils.edges_equal(ours.edges, theirs.edges)
        assert all(
            isclose(ours.edges[tie]["weight"], held, rel_tol=1e-9)
            for *tie, held in theirs.edges(data="weight")
        )


def test_the_toy_gives_what_was_worked_out_by_hand(toy: Initiative, toy_expected: dict[str, Any]) -> None:
    for weight, key in (("count", "shared"), ("newman", "newman")):
        graph = project(toy, weight=weight)  # type: ignore[arg-type]
        assert list(graph) == [f"partner:P{number}" for number in range(1, 7)]
        expected = {
            tuple(pair.split("-")): held[key] for pair, held in toy_expected["co_delivery_edges"].items()
        }
        found = {tuple(node[8:] for node in tie): held for *tie, held in graph.edges(data="weight")}
        assert found == expected
    assert project(toy).nodes["partner:P2"] == {
        "kind": "partner", "id": "P2", "label": "School district", "sector": "education",
    }  # fmt: skip


def test_a_map_and_its_graph_give_the_same_ties(toy: Initiative) -> None:
    held = map_activities(toy)
    assert nx.utils.graphs_equal(project(held, "outcome"), project(toy, onto="outcome", via="activity"))
    graph = project(held.graph, "partner", "activity")
    assert nx.utils.edges_equal(graph.edges(data=True), project(held).edges(data=True))
    assert graph.nodes["partner:P2"]["sector"] == "education"


def test_ids_of_two_kinds_may_be_equal() -> None:
    graph = project(initiative(activity("same", "P1 P2")))
    assert list(graph.edges(data="weight")) == [("partner:P1", "partner:P2", 1)]


def test_the_given_graph_stays_as_it_is(toy: Initiative) -> None:
    graph = two_mode_graph(toy)
    before = graph.copy()
    made = project(graph, 0)
    made.nodes["partner:P1"]["label"] = "changed"
    assert nx.utils.graphs_equal(graph, before)


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_insertion_makes_no_difference(order: int) -> None:
    rows = [("b", 1), ("a", 1), ("c", 2), ("a", 2), ("a", 3), ("c", 3)]
    graph = nx.Graph(rows[::order])
    made = project(graph, ["c", "b", "a"][::order])
    assert list(made.edges(data="weight")) == [("a", "b", 1), ("a", "c", 2)]
    assert list(made) == ["a", "b", "c"]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_partners_are_no_exception(count: int) -> None:
    held = Initiative(id="I", partners=tuple(Partner(id=f"P{number}") for number in range(count)))
    graph = project(held)
    assert (len(graph), graph.number_of_edges()) == (count, 0)
    assert len(overlap(held)) == count // 2


def test_what_is_asked_for_wrongly_is_an_error() -> None:
    with pytest.raises(UnknownNameError, match="There is no weight 'newmann'. Did you mean 'newman'"):
        projected([], "newmann")  # type: ignore[arg-type]
    for minimum in (nan, inf):
        with pytest.raises(InvalidRecordError, match="The smallest weight to keep must be a number"):
            projected([], minimum=minimum)


def test_an_activity_of_ten_thousand_partners_is_refused_by_name_before_any_work() -> None:
    ids = " ".join(f"P{number}" for number in range(10_000))
    held = map_activities(initiative(activity("fair", ids), activity("A2", "P1 P2")))
    tracemalloc.start()
    with pytest.raises(
        LimitError,
        match="'fair' is shared by 10,000 members, which would make 49,995,000 ties; at most 5,000,000",
    ):
        project(held)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    with pytest.raises(LimitError, match="'0' is shared by 10,000 members"):
        projected([[0]] * 10_000)
    with pytest.raises(LimitError, match="10,000 members make 49,995,000 pairs"):
        overlap(held)


@pytest.mark.parametrize("weight", ["count", "newman"])
def test_many_small_groups_are_refused_when_they_make_too_many_ties(
    weight: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: Rows = [[] for _ in range(40)]
    for column, (one, other) in enumerate(combinations(range(40), 2)):
        rows[one].append(column)
        rows[other].append(column)
    monkeypatch.setattr(projection, "MAXIMUM_TIES", 780)
    monkeypatch.setattr(projection, "_WAITING", 100)
    assert len(projected(rows, weight)) == 780
    monkeypatch.setattr(projection, "MAXIMUM_TIES", 700)
    monkeypatch.setattr(projection, "_WORTH_SCIPY", 0)
    with pytest.raises(LimitError, match="There would be more than 700 ties"):
        projected(rows, weight)


def test_groups_of_many_sizes_are_refused_together(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: Rows = [[0, 1], [0, 1], [1], [2], [2], [2], [2]]
    monkeypatch.setattr(projection, "MAXIMUM_TIES", 6)
    with pytest.raises(LimitError, match="There would be more than 6 ties"):
        projected(rows, "newman")


def test_the_profiles_of_the_toy_overlap_as_worked_out_by_hand(
    toy: Initiative, toy_expected: dict[str, Any]
) -> None:
    found = {f"{held.one}-{held.other}": held for held in overlap(toy)}
    assert len(found) == 15
    for name in ("jaccard", "simpson"):
        for pair, expected in toy_expected[name].items():
            assert isclose(getattr(found[pair], name), expected, abs_tol=1e-9)
    assert found["P1-P5"] == Overlap("P1", "P5", 0, None, None, None)
    assert found["P1-P2"] == Overlap("P1", "P2", 0, 0.0, None, "disjoint")
    assert found["P2-P3"].relation == "disjoint"
    assert found["P2-P4"].relation == "nested"
    assert found["P3-P4"].relation == "overlapping"


def test_overlaps_name_their_rows() -> None:
    rows = [[0, 1], [0, 1], [1]]
    assert [held.relation for held in overlaps(rows)] == ["identical", "nested", "nested"]
    assert next(overlaps(rows, "abc"))[:3] == ("a", "b", 2)
    assert next(overlaps(rows))[:3] == (0, 1, 2)


def test_a_graph_compares_nodes() -> None:
    graph = nx.Graph([("a", 1), ("b", 1), ("b", 2)])
    assert overlap(graph, ["a", "b"]) == (Overlap("a", "b", 1, 0.5, 1.0, "nested"),)


@given(rows=rows_drawn)
def test_overlap_is_set_algebra(rows: Rows) -> None:
    for held in overlaps(rows):
        one, other = set(rows[held.one]), set(rows[held.other])  # type: ignore[call-overload]
        assert held.shared == len(one & other)
        assert (held.relation == "identical") == (one == other and bool(one))
        assert (held.relation == "nested") == (bool(one and other) and (one < other or other < one))
        assert (held.relation is None) == (not one and not other) == (held.jaccard is None)
        assert (held.simpson is None) == (not one or not other)
        if held.jaccard is not None and held.simpson is not None:
            assert held.jaccard <= held.simpson
