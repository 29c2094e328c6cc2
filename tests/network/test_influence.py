"""What drives what: the toy by hand, strengths and signs, circles, limits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.network.records import activity, initiative

from collective_impact.errors import InvalidRecordError
from collective_impact.model.activity import Activity, Reinforcement
from collective_impact.model.initiative import Initiative
from collective_impact.network import influence as module_or_function
from collective_impact.network.influence import DEEPEST, Influence, influence

Answers = dict[str, Any]
Column = dict[str, Any]


def column(found: Influence, name: str) -> Column:
    return {row.activity_id: getattr(row, name) for row in found.rows}


def test_acceptance_6_the_influence_of_the_toy(toy: Initiative, toy_expected: Answers) -> None:
    found, expected = influence(toy, depth=2), toy_expected["influence"]
    assert [row.activity_id for row in found.rows] == expected["order"]
    assert column(found, "influence") == expected["direct_influence"]
    assert column(found, "dependence") == expected["direct_dependence"]
    assert column(found, "indirect_influence") == expected["two_step_influence"]
    assert column(found, "indirect_dependence") == expected["two_step_dependence"]
    two_step = {f"{row.from_id}->{row.to_id}": row.two_step for row in found.impacts if row.two_step}
    assert two_step == expected["two_step_signed"]
    direct = {f"{row.from_id}->{row.to_id}": row.direct for row in found.impacts if row.direct}
    assert direct == {"A3->A5": 1, "A4->A3": -1, "A5->A7": 1, "A6->A3": 1, "A6->A5": 1}
    assert found.assumed_count == 5
    assert found.reason is not None
    assert found.reason.startswith("The strength of 5 links is not recorded; each counts as 1")
    assert not found.settled


def test_chains_without_a_circle_are_followed_to_their_end(toy: Initiative) -> None:
    found = influence(toy)
    assert (found.depth, found.settled) == (3, True)
    assert column(found, "indirect_influence") == {
        "A1": 0, "A2": 0, "A3": 1, "A4": 2, "A5": 0, "A6": 3, "A7": 0
    }  # fmt: skip
    assert column(found, "quadrant") == {
        "A1": "autonomous",
        "A2": "autonomous",
        "A3": "relay",
        "A4": "driver",
        "A5": "relay",
        "A6": "driver",
        "A7": "result",
    }
    assert influence(toy, depth=3).settled
    assert influence(toy, depth=9) == found
    assert set(column(influence(toy, depth=1), "indirect_influence").values()) == {0}


def test_strengths_multiply_along_chains_and_equal_kinds_count_as_their_strongest() -> None:
    held = initiative(
        Activity(
            id="A",
            reinforcements=(
                Reinforcement(kind="supports", activity_id="B", strength=0.2),
                Reinforcement(kind="supports", activity_id="B", strength=0.5),
                Reinforcement(kind="refers_people", activity_id="B", strength=0.3),
                Reinforcement(kind="hinders", activity_id="B", strength=0.4),
                Reinforcement(kind="hinders", activity_id="C", strength=0),
            ),
        ),
        Activity(id="B", reinforcements=(Reinforcement(kind="hinders", activity_id="C", strength=0.5),)),
        Activity(id="C"),
    )
    found = influence(held)
    assert column(found, "influence") == {"A": 1.2, "B": 0.5, "C": 0}
    assert column(found, "indirect_influence") == {"A": 0.6, "B": 0, "C": 0}
    assert [(row.from_id, row.to_id, row.direct, row.two_step) for row in found.impacts] == [
        ("A", "B", 0.4, 0),
        ("A", "C", 0, -0.2),
        ("B", "C", -0.5, 0),
    ]
    assert (found.assumed_count, found.reason) == (0, None)


def test_in_a_circle_chains_grow_until_the_ranks_settle() -> None:
    ring = [activity(f"A{i}", links={"supports": f"A{(i + 1) % 3}"}) for i in range(3)]
    found = influence(initiative(*ring, activity("B", links={"supports": "A0 A1 A2"})))
    assert (found.depth, found.settled) == (2, True)
    assert column(found, "quadrant") == {"A0": "result", "A1": "result", "A2": "result", "B": "driver"}


def test_ranks_that_never_settle_are_said_to_be_open() -> None:
    ring = [activity(f"A{i}", links={"supports": f"A{(i + 1) % 3}"}) for i in range(3)]
    found = influence(initiative(*ring, activity("B", links={"supports": "A0 A1"})))
    assert (found.depth, found.settled) == (DEEPEST, False)
    assert column(found, "quadrant") == {"A0": "result", "A1": "result", "A2": "autonomous", "B": "driver"}
    assert found.reason is not None
    assert found.reason.endswith("Longer chains would still change the figures.")


def test_a_long_chain_is_cut_and_said_to_be_open() -> None:
    count = DEEPEST + 5
    chain = [
        activity(f"A{i:03}", links={"supports": f"A{i + 1:03}"} if i < count else {})
        for i in range(count + 1)
    ]
    found = influence(initiative(*chain))
    assert (found.depth, found.settled) == (DEEPEST, False)


def test_what_depends_on_what_is_no_influence() -> None:
    found = influence(initiative(activity("A"), activity("B", links={"depends_on": "A"})))
    assert column(found, "influence") == {"A": 0, "B": 0}
    assert column(found, "quadrant") == {"A": None, "B": None}
    assert (found.impacts, found.depth, found.settled) == ((), 0, True)
    assert found.reason == "No activity is recorded as supporting or hindering another one."


def test_pairs_are_not_listed_by_two_steps_where_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch, toy: Initiative
) -> None:
    import sys

    monkeypatch.setattr(sys.modules["collective_impact.network.influence"], "_MOST_TWO_STEPS", 1)
    found = influence(toy)
    assert {row.two_step for row in found.impacts} == {None}
    assert len(found.impacts) == 5
    assert found.reason is not None
    assert found.reason.endswith("There are too many chains of two links to list them by pairs.")


def test_an_empty_initiative_has_no_rows() -> None:
    found = influence(initiative())
    assert (found.rows, found.reason) == ((), "There is no activity on the map.")


@pytest.mark.parametrize("depth", [0, DEEPEST + 1, True, 1.0, "2"])
def test_a_depth_is_a_number_of_links(toy: Initiative, depth: Any) -> None:
    with pytest.raises(InvalidRecordError, match="from 1 to 50"):
        influence(toy, depth=depth)


def test_the_room_shows_the_function() -> None:
    assert module_or_function is influence


@given(st.lists(st.sets(st.integers(0, 5), max_size=4), min_size=1, max_size=6), st.integers(1, 6))
def test_the_figures_are_the_sums_of_matrix_powers(rows: list[set[int]], depth: int) -> None:
    count = len(rows)
    links = [
        sorted(other for other in row if other < count and other != here) for here, row in enumerate(rows)
    ]
    held = [
        activity(f"A{i}", links={"supports": " ".join(f"A{j}" for j in own)}) for i, own in enumerate(links)
    ]
    cells = [[int(there in row) for there in range(count)] for row in links]
    power, acts, suffers = cells, [0] * count, [0] * count
    for _ in range(depth - 1):
        power = [
            [sum(row[k] * cells[k][there] for k in range(count)) for there in range(count)] for row in power
        ]
        acts = [total + sum(row) for total, row in zip(acts, power, strict=True)]
        suffers = [total + sum(row[i] for row in power) for i, total in enumerate(suffers)]
    found = influence(initiative(*held), depth=depth)
    assert [row.indirect_influence for row in found.rows] == acts
    assert [row.indirect_dependence for row in found.rows] == suffers
