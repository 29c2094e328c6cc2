"""Cycles among numbered things, against brute force on small graphs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collective_impact.network.cycles import knots, shortest_way


@st.composite
def arrows(draw: st.DrawFn) -> list[list[int]]:
    size = draw(st.integers(0, 7))
    places = st.integers(0, max(size - 1, 0))
    return [sorted(draw(st.sets(places, max_size=3)) - {here}) for here in range(size)]


def reach(held: list[list[int]]) -> list[list[int | None]]:
    """Return the fewest steps, one at least, from each to each (Floyd, 1962)."""
    far = 99
    steps = [[1 if there in row else far for there in range(len(held))] for row in held]
    for between in range(len(held)):
        for here in range(len(held)):
            for there in range(len(held)):
                steps[here][there] = min(steps[here][there], steps[here][between] + steps[between][there])
    return [[None if value >= far else value for value in row] for row in steps]


@given(arrows())
def test_a_knot_holds_what_can_be_reached_both_ways(held: list[list[int]]) -> None:
    steps = reach(held)
    expected = {
        tuple(
            other for other in range(len(held)) if other == one or (steps[one][other] and steps[other][one])
        )
        for one in range(len(held))
    }
    assert knots(held) == sorted(list(group) for group in expected if len(group) > 1)


@given(arrows())
def test_the_shortest_way_is_as_long_as_the_fewest_steps(held: list[list[int]]) -> None:
    steps = reach(held)
    for start in range(len(held)):
        for goal in range(len(held)):
            way, looked = shortest_way(held, start, goal, range(len(held)))
            assert (len(way) or None) == steps[start][goal]
            assert looked <= sum(map(len, held))
            assert way[:1] == ([start] if way else [])
            for here, there in zip(way, [*way[1:], goal], strict=False):
                assert there in held[here]


def test_only_places_within_are_passed() -> None:
    assert shortest_way([[1, 2], [0], [0]], 0, 0, {0, 2}) == ([0, 2], 3)


def test_a_long_way_needs_no_recursion() -> None:
    count = 20_000
    assert knots([[(here + 1) % count] for here in range(count)]) == [list(range(count))]
