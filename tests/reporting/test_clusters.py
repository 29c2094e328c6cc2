"""The order of a matrix: those that are alike stand together, always in the same order."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from collective_impact.reporting.clusters import clustered

PAIRS = st.integers(0, 8).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.dictionaries(
            st.sampled_from(list(combinations(range(count), 2)) or [(0, 1)]),
            st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]),
            max_size=28 if count > 1 else 0,
        ),
    )
)


def test_those_that_are_alike_stand_beside_each_other_the_closest_first() -> None:
    alike = {(0, 3): 0.2, (1, 4): 0.9, (3, 4): 0.1, (2, 5): 0.0}
    assert clustered(6, alike) == [1, 4, 3, 0, 2, 5]
    assert clustered(6, {}) == [0, 1, 2, 3, 4, 5]
    assert clustered(0, {}) == []


def test_the_ends_that_touch_are_as_alike_as_can_be() -> None:
    chain = {(0, 1): 0.8, (2, 3): 0.8, (0, 3): 0.7, (1, 3): 0.1, (0, 2): 0.1, (1, 2): 0.1}
    assert clustered(4, chain) in ([1, 0, 3, 2], [2, 3, 0, 1])


def test_the_larger_cluster_comes_first() -> None:
    assert clustered(5, {(0, 1): 1.0, (2, 3): 0.5, (3, 4): 0.5, (2, 4): 0.5})[3:] == [0, 1]


@given(PAIRS)
def test_an_order_has_each_position_once_and_does_not_hang_on_the_order_of_pairs(
    given_pairs: tuple[int, dict[tuple[int, int], float]],
) -> None:
    count, alike = given_pairs
    found = clustered(count, alike)
    assert sorted(found) == list(range(count))
    assert clustered(count, dict(reversed(alike.items()))) == found
