"""Nestedness and specialisation, against small matrices worked out by hand and the definitions written out."""

from __future__ import annotations

from itertools import combinations
from math import isclose, log
from random import Random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.model.initiative import Initiative
from collective_impact.network.map import map_activities
from collective_impact.network.modes import turned, two_mode_graph
from collective_impact.network.two_mode import Specialisation, nestedness, nodf, specialisation, specialised

Rows = list[list[int]]
rows_drawn = st.lists(st.sets(st.integers(0, 6)).map(sorted), max_size=8)


def slowly(rows: Rows) -> float | None:
    """Return NODF by its definition, over the rows and columns that have a tie."""
    scores = []
    for side in (rows, turned(rows, 7)):
        for pair in combinations([set(held) for held in side if held], 2):
            fewer, more = sorted(pair, key=len)
            scores.append(100 * len(fewer & more) / len(fewer) if len(fewer) < len(more) else 0)
    return sum(scores) / len(scores) if scores else None


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[0, 1, 2], [0, 1], [0]], 100.0),  # a staircase
        ([[0, 1], [0, 1]], 0.0),  # equal totals
        ([[0, 1], [2]], 0.0),  # one row pair 0, three column pairs with equal totals
        (
            [[0, 1, 2], [2, 3]],
            100 * (1 / 2 + 3) / 7,
        ),  # 1 of 2 shared; column 2 has two ties, three others one
        ([[0, 1]], 0.0),
        ([[0]], None),
        ([[], [], [0]], None),
        ([], None),
    ],
)
def test_nestedness_by_hand(rows: Rows, expected: float | None) -> None:
    found = nestedness(rows)
    assert found == expected if found is None or expected is None else isclose(found, expected, rel_tol=1e-11)


@given(rows=rows_drawn)
def test_nestedness_is_that_of_the_definition(rows: Rows) -> None:
    found, expected = nestedness(rows), slowly(rows)
    assert (found is None) == (expected is None)
    assert found is None or expected is None or isclose(found, expected, abs_tol=1e-9)
    assert found is None or 0 <= found <= 100


@given(rows=rows_drawn, order=st.permutations(range(7)), chance=st.randoms(use_true_random=False))
def test_relabelling_and_turning_make_no_difference(rows: Rows, order: list[int], chance: Random) -> None:
    moved = [sorted(order[column] for column in row) for row in rows]
    chance.shuffle(moved)
    for other in (moved, turned(rows, 7)):
        assert nestedness(other) == nestedness(rows)
        assert specialised(other).mutual_information == specialised(rows).mutual_information
        assert specialised(other).share == specialised(rows).share


@given(rows=rows_drawn)
def test_who_has_no_tie_makes_no_difference(rows: Rows) -> None:
    assert nestedness([[], *rows]) == nestedness(rows)
    assert specialised([[], *rows]) == specialised(rows)


def test_specialisation_by_hand() -> None:
    apart = specialised([[0], [1], [2]])
    assert isclose(apart.mutual_information or 0, log(3), rel_tol=1e-11)
    assert (apart.share, apart.reason) == (1.0, None)
    alike = specialised([[0, 1, 2]] * 3)
    assert (alike.mutual_information, alike.share) == (0.0, 0.0)
    assert isclose(alike.row_entropy or 0, log(3), rel_tol=1e-11)
    half = specialised(
        [[0, 1], [1]]
    )  # 3 ties: H(row) = H(column) = -(2/3 ln 2/3 + 1/3 ln 1/3), H(both) = ln 3
    entropy = -(2 / 3 * log(2 / 3) + 1 / 3 * log(1 / 3))
    assert isclose(half.mutual_information or 0, 2 * entropy - log(3), rel_tol=1e-9)
    assert isclose(half.share or 0, (2 * entropy - log(3)) / entropy, rel_tol=1e-9)


def test_where_there_is_nothing_to_choose_from_the_share_is_unknown() -> None:
    one = specialised([[0], [0]])
    assert (one.mutual_information, one.share) == (0.0, None)
    assert one.reason == "All ties have one row or one column, so there is nothing to be specialised on."
    none = specialised([[], []])
    assert none == Specialisation(
        reason="There is no tie, so it is not known what anybody is specialised on."
    )


@given(rows=rows_drawn)
def test_specialisation_stays_in_its_bounds(rows: Rows) -> None:
    found = specialised(rows)
    if found.mutual_information is None:
        assert not any(rows)
    else:
        assert 0 <= found.mutual_information <= min(found.row_entropy or 0, found.column_entropy or 0) + 1e-11
        assert found.share is None or 0 <= found.share <= 1


def test_a_map_a_graph_and_rows_give_the_same(toy: Initiative) -> None:
    rows = [[], [1, 2], [0, 3], [0, 1, 2], [], [2]]  # partners by outcomes, from toy_expected.json
    graph = two_mode_graph(toy)
    assert nodf(toy) == nodf(map_activities(toy)) == nodf(graph) == nestedness(rows)
    assert specialisation(toy) == specialisation(graph) == specialised(rows)
    assert nodf(toy, "partner", "activity") == nodf(map_activities(toy).graph, "partner", "activity")
    assert nodf(
        nx.Graph(graph.edges), ["partner:P2", "partner:P3", "partner:P4", "partner:P6"]
    ) == nestedness(rows)


def test_nothing_is_no_exception() -> None:
    empty = Initiative(id="I")
    assert nodf(empty) is None
    assert nodf(nx.Graph()) is None
    assert specialisation(empty).share is None


def test_one_column_that_very_many_share_needs_no_list_of_pairs() -> None:
    count = 20_000
    rows = [[0], *([0, 1 + place % 2] for place in range(count - 1))]
    nested = nestedness(rows)
    assert nested is not None
    # rows: one of 1 in count - 1 of 2; columns: both small ones lie in the large one, and in no part of each other
    pairs = count * (count - 1) // 2 + 3
    assert abs(nested - 100 * (count - 1 + 2) / pairs) < 1e-9
