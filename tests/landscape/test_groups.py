"""Groups of which each two are a pair: as large as can be, the strongest of equal ones, none where there are too many."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from collective_impact.landscape.groups import groups_of

NAMES = "abcdefgh"
PAIRS = st.sets(st.sampled_from([*combinations(NAMES, 2)]))


def largest_sets(pairs: set[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the sets of three or more, each two a pair, to which nothing can be added, by trying all."""
    whole = [
        ids
        for size in range(3, len(NAMES) + 1)
        for ids in combinations(NAMES, size)
        if pairs.issuperset(combinations(ids, 2))
    ]
    return sorted(ids for ids in whole if not any(set(ids) < set(other) for other in whole))


@given(PAIRS)
def test_law_a_group_is_as_large_as_it_can_be(pairs: set[tuple[str, str]]) -> None:
    whole = largest_sets(pairs)
    found = groups_of(dict.fromkeys(sorted(pairs), 1.0))
    assert found is not None
    assert set(found) <= set(whole)
    held = [pair for ids in found for pair in combinations(ids, 2)]
    assert len(held) == len(set(held))
    largest = [ids for ids in whole if len(ids) == max(map(len, whole))]
    uses = Counter(pair for ids in largest for pair in combinations(ids, 2))
    assert {ids for ids in largest if all(uses[pair] == 1 for pair in combinations(ids, 2))} == {
        ids for ids in found if ids in largest
    }


def test_of_equal_ones_the_stronger_comes_first_and_where_names_would_choose_there_are_pairs() -> None:
    pairs: dict[tuple[str, ...], float] = {
        ("a", "b"): 0.5,
        ("a", "c"): 0.9,
        ("b", "c"): 0.9,
        ("b", "d"): 0.8,
        ("a", "d"): 0.8,
    }
    assert groups_of(pairs) == [("a", "b", "c")]
    assert groups_of({**pairs, ("a", "d"): 0.9, ("b", "d"): 0.9}) == []


def test_three_hundred_that_are_all_paired_are_one_and_too_many_are_none() -> None:
    everybody = tuple(f"{number:04}" for number in range(300))
    assert groups_of(dict.fromkeys(combinations(everybody, 2), 1.0)) == [everybody]
    but_one = {pair: 1.0 for pair in combinations(everybody[:40], 2) if int(pair[0]) + int(pair[1]) != 39}
    assert groups_of(but_one) is None
    assert groups_of({}) == groups_of({("a", "b"): 1.0}) == []
