"""Which cells of a table are withheld: small ones, and whatever they could be worked out from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from collective_impact.survey.withholding import ANYBODY, EVERYBODY, organisations_shown, withheld_cells

TOPIC = "t"


def table(**groups: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """Return the cells of groups of different people: how many of each group count for each topic, the first ones.

    The topic `all` is whoever answered anything.
    """
    cells: dict[tuple[str, str], int] = {}
    start = 0
    for group, counts in groups.items():
        for topic, count in counts.items():
            name = ANYBODY if topic == "all" else topic
            mask = ((1 << count) - 1) << start
            cells[group, name] = mask
            cells[EVERYBODY, name] = cells.get((EVERYBODY, name), 0) | mask
        start += counts["all"]
    return cells


def hidden(cells: Mapping[tuple[str, str], int], *lines: tuple[str, tuple[str, ...]]) -> set[str]:
    return {f"{group or 'everybody'} {topic}".strip() for group, topic in withheld_cells(cells, lines, 5)}


def test_where_all_are_large_nothing_is_withheld() -> None:
    assert hidden(table(a={"all": 5, TOPIC: 5}, b={"all": 9, TOPIC: 5})) == set()
    assert hidden({(EVERYBODY, ANYBODY): 0b11111, (EVERYBODY, TOPIC): 0b11111}) == set()


def test_nobody_is_withheld_as_a_whole() -> None:
    assert hidden({(EVERYBODY, ANYBODY): 0}) == {"everybody"}
    assert hidden(table(a={"all": 4, TOPIC: 4})) == {"everybody", "everybody t", "a", "a t"}


def test_a_small_group_takes_the_next_one_with_it_for_all_topics() -> None:
    cells = table(
        a={"all": 3, TOPIC: 3, "u": 3}, b={"all": 8, TOPIC: 8, "u": 5}, c={"all": 9, TOPIC: 6, "u": 5}
    )
    assert hidden(cells) == {"a", "a t", "a u", "b", "b t", "b u"}


def test_two_small_groups_are_not_enough_where_they_are_small_together() -> None:
    cells = table(
        a={"all": 2, TOPIC: 2}, b={"all": 2, TOPIC: 2}, c={"all": 9, TOPIC: 9}, d={"all": 12, TOPIC: 12}
    )
    assert hidden(cells) == {"a", "a t", "b", "b t", "c", "c t"}


def test_a_group_that_is_small_for_one_topic_takes_another_with_it_there_alone() -> None:
    cells = table(a={"all": 8, TOPIC: 4}, b={"all": 9, TOPIC: 9}, c={"all": 12, TOPIC: 12})
    assert hidden(cells) == {"a t", "b t"}


def test_where_the_small_count_would_follow_from_the_total_all_is_withheld() -> None:
    cells = table(a={"all": 6, TOPIC: 0}, b={"all": 9, TOPIC: 5})
    assert hidden(cells) == {"a t", "b t", "everybody t"}


def test_a_part_is_never_withheld_alone() -> None:
    cells = {(EVERYBODY, ANYBODY): 0xFF, (EVERYBODY, "whole"): 0xFF, (EVERYBODY, "x"): 0b1111}
    cells |= {(EVERYBODY, "y"): 0b11111111, (EVERYBODY, "z"): 0b1111110}
    line = ("whole", ("x", "y", "z"))
    assert hidden(cells, line) == {"everybody x", "everybody z"}
    assert hidden(cells, line, ("z", ("y",))) == {"everybody x", "everybody z", "everybody y"}


def test_a_topic_of_one_part_is_withheld_with_it() -> None:
    cells = {(EVERYBODY, ANYBODY): 0xFF, (EVERYBODY, "whole"): 0xFF, (EVERYBODY, "x"): 0b1111}
    assert hidden(cells, ("whole", ("x", "unasked"))) == {"everybody x", "everybody whole"}
    assert hidden(cells, ("x", ("whole",))) == {"everybody x", "everybody whole"}
    assert hidden(cells, ("whole", ("unasked",))) == {"everybody x"}


def test_a_part_that_is_withheld_in_one_group_is_withheld_in_another_too() -> None:
    sizes = {"all": 12, "whole": 12, "x": 12, "y": 11}
    cells = table(a={**sizes, "x": 4}, b=sizes, c={**sizes, "all": 20, "x": 20})
    found = hidden(cells, ("whole", ("x", "y")))
    assert {"a x", "a y", "b x", "b y"} <= found
    assert not {name for name in found if "everybody" in name or "whole" in name}


def test_what_some_groups_were_not_asked_hides_nothing() -> None:
    cells = table(a={"all": 8, TOPIC: 8}, b={"all": 9})
    assert hidden(cells) == set()


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({1: 12}, True),
        ({0: 12}, True),
        ({1: 1, 9: 9}, False),
        ({1: 5, 9: 9}, True),
        ({1: 1, 3: 3, 9: 9}, False),
        ({1: 2, 3: 3, 9: 9}, True),
        ({0: 4, 2: 10}, False),
        ({}, False),
    ],
)
def test_a_mean_over_organisations_must_not_single_out_a_few(sizes: Mapping[int, int], shown: bool) -> None:
    assert organisations_shown(Counter(sizes), 5) is shown
