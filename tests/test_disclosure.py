from __future__ import annotations

import pytest

from collective_impact.disclosure import Withheld, withheld
from collective_impact.errors import InvalidRecordError

NOTHING = Withheld()


def test_nothing_is_withheld_where_no_group_is_small() -> None:
    assert withheld({}) == NOTHING
    assert withheld({"north": 5, "south": 12}) == NOTHING
    assert withheld({"north": 5, "south": 12}, total_shown=False) == NOTHING


@pytest.mark.parametrize(
    ("counts", "groups"),
    [
        ({"a": 3, "b": 8, "c": 20}, "ab"),
        ({"a": 1, "b": 8, "c": 8}, "ab"),
        ({"a": 3, "b": 8, "c": 8}, "ab"),
        ({"a": 4, "b": 5, "c": 6, "d": 6}, "ab"),
        ({"a": 6, "b": 6, "c": 4, "d": 5}, "abcd"),
        ({"a": 2, "b": 3, "c": 40}, "ab"),
        ({"a": 0, "b": 0, "c": 12, "d": 30}, "abc"),
        ({"a": 4, "b": 4, "c": 12, "d": 30}, "abc"),
        ({"a": 0, "b": 5, "c": 7, "d": 9}, "abc"),
        ({"z": 3, "a": 5, "b": 5, "c": 9}, "zab"),
        ({"a": 0, "b": 0, "c": 8, "d": 8, "e": 30}, "abcd"),
        ({"a": 3, "b": 20}, "ab"),
    ],
    ids=[
        "the next smallest hides the only small one",
        "of two equal ones the first by label",
        "though both are as large as the first that is shown",
        "one with an earlier label could equal the first that is shown",
        "one with a later label could not",
        "two small ones hide each other",
        "two zeros do not",
        "nor two that are as large as small can be",
        "nor a zero and the smallest that is shown",
        "nor a group that can only equal the next",
        "past the first step equal groups go together",
        "all groups, but the total still shown",
    ],
)
def test_small_groups_fall_with_what_would_reveal_them(counts: dict[str, int], groups: str) -> None:
    assert withheld(counts) == Withheld(groups=frozenset(groups))


@pytest.mark.parametrize(
    "counts", [{"a": 3}, {"a": 0, "b": 5}, {"a": 4, "b": 4}, {"a": 1, "b": 2}, {"a": 0, "b": 0, "c": 0}]
)
def test_everything_is_withheld_where_nothing_less_would_do(counts: dict[str, int]) -> None:
    assert withheld(counts) == Withheld(groups=frozenset(counts), total=True)


def test_a_hidden_total_protects_the_small_groups_alone() -> None:
    assert withheld({"a": 3, "b": 8}, total_shown=False) == Withheld(groups=frozenset("a"), total=True)


def test_the_minimum_is_the_smallest_count_that_is_shown() -> None:
    assert withheld({"a": 9, "b": 10, "c": 15}, minimum=10) == Withheld(groups=frozenset("ab"))
    assert withheld({"a": 10, "b": 15}, minimum=10) == NOTHING


@pytest.mark.parametrize("count", [-1, 2.5, None])
def test_a_count_that_is_no_count_is_refused(count: int) -> None:
    with pytest.raises(InvalidRecordError, match="count of south"):
        withheld({"north": 7, "south": count})


def test_a_minimum_that_protects_nobody_is_refused() -> None:
    with pytest.raises(InvalidRecordError, match="minimum of 1"):
        withheld({"a": 3}, minimum=1)
