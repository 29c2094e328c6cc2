"""Reinforcing loops across partners."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import attrs
from tests.network.records import activity, initiative

from collective_impact.model.initiative import Initiative
from collective_impact.network.loops import loops

if TYPE_CHECKING:
    import pytest


def ids(subject: Initiative, limit: int = 100) -> list[tuple[str, ...]]:
    return [loop.activity_ids for loop in loops(subject, limit=limit).loops]


def test_the_toy_has_no_loop(toy: Initiative) -> None:
    found = loops(toy)
    assert (found.loops, found.group_count) == ((), 0)
    assert found.reason == "No activities strengthen each other in a circle."


def test_a_loop_is_told_from_its_first_id_on() -> None:
    held = initiative(
        activity("C", "P1", links={"refers_people": "A"}),
        activity("A", "P1", links={"supports": "B"}),
        activity("B", "P2", links={"feeds_data": "C"}, name="Bee"),
    )
    (loop,) = loops(held).loops
    assert (loop.activity_ids, loop.partner_ids, loop.sure) == (("A", "B", "C"), ("P1", "P2"), True)
    assert loop.sentence == '"A" strengthens "Bee", which strengthens "C", which strengthens "A" in turn.'
    assert loops(held).activity_ids == ("A", "B", "C")
    assert loops(held).reason is None


def test_what_hinders_or_waits_makes_no_loop() -> None:
    held = initiative(
        activity("A", "P1", links={"supports": "B"}),
        activity("B", "P2", links={"hinders": "A", "depends_on": "A"}),
    )
    assert ids(held) == []


def test_a_loop_of_one_partner_alone_does_not_count() -> None:
    held = initiative(
        activity("A", "P1", links={"supports": "B"}), activity("B", "P1", links={"supports": "A"})
    )
    found = loops(held)
    assert (found.loops, found.activity_ids, found.group_count) == ((), ("A", "B"), 1)
    assert found.reason is not None
    assert "none was found that leads across partners" in found.reason


def test_a_loop_across_partners_is_found_behind_shorter_ones_that_are_not() -> None:
    held = initiative(
        activity("A", "P1", links={"supports": "B C"}),
        activity("B", "P1", links={"supports": "A"}),
        activity("C", "P2", links={"supports": "D"}),
        activity("D", "P2", links={"supports": "C B"}),
        activity("E", "P3", links={"supports": "A"}),
    )
    assert ids(held) == [("A", "C", "D", "B")]


def test_what_nobody_carries_does_not_make_a_second_partner() -> None:
    held = attrs.evolve(
        initiative(activity("A", "P1", links={"supports": "B"}), activity("B", links={"supports": "A"})),
        complete=("activities/*/contributions",),
    )
    assert ids(held) == []


def test_a_loop_whose_partners_are_not_recorded_may_count() -> None:
    held = initiative(activity("A", "P1", links={"supports": "B"}), activity("B", links={"supports": "A"}))
    assert [(loop.activity_ids, loop.sure) for loop in loops(held).loops] == [(("A", "B"), False)]


def test_a_loop_through_a_pair_that_also_hinders_is_not_sure() -> None:
    held = initiative(
        activity("A", "P1", links={"supports": "B"}),
        activity("B", "P2", links={"supports": "A", "hinders": "A"}),
    )
    (loop,) = loops(held).loops
    assert (loop.activity_ids, loop.sure) == (("A", "B"), False)
    assert loop.sentence == (
        '"A" strengthens "B", which strengthens "A" in turn. But "A" and "B" also hinder each other.'
    )
    ring = initiative(
        *(
            activity(f"A{i}", f"P{i}", links={"supports": f"A{(i + 1) % 3}", "hinders": f"A{(i + 2) % 3}"})
            for i in range(3)
        )
    )
    (loop,) = loops(ring).loops
    assert not loop.sure
    assert loop.sentence.endswith("But 3 of these pairs also hinder each other.")


def test_the_shortest_loop_through_each_link_is_listed_the_shortest_first() -> None:
    held = initiative(
        activity("A", "P1", links={"supports": "B C"}),
        activity("B", "P2", links={"supports": "C"}),
        activity("C", "P3", links={"supports": "A"}),
        activity("X", "P1", links={"supports": "Y"}),
        activity("Y", "P2", links={"supports": "X"}),
    )
    assert ids(held) == [("A", "C"), ("X", "Y"), ("A", "B", "C")]
    assert ids(held, limit=2) == [("A", "C"), ("X", "Y")]
    assert loops(held, limit=2).reason == "There are 3 loops; the 2 shortest are listed."
    assert loops(held).group_count == 2


def test_a_long_loop_is_told_in_part() -> None:
    count = 9
    ring = [activity(f"A{i}", f"P{i}", links={"supports": f"A{(i + 1) % count}"}) for i in range(count)]
    assert "and so on through 3 more" in loops(initiative(*ring)).loops[0].sentence


def test_where_all_support_all_the_answer_stays_short() -> None:
    count = 30
    everyone = [f"A{i:02}" for i in range(count)]
    held = [
        activity(id_, f"P{place}", links={"supports": " ".join(other for other in everyone if other != id_)})
        for place, id_ in enumerate(everyone)
    ]
    found = loops(initiative(*held))
    assert found.reason == "There are 435 loops; the 100 shortest are listed."
    assert {len(loop.activity_ids) for loop in found.loops} == {2}
    assert found.loops[0].activity_ids == ("A00", "A01")


def test_a_search_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["collective_impact.network.loops"], "_MOST_STEPS", 5)
    held = initiative(
        *(activity(f"A{i}", f"P{i}", links={"supports": f"A{(i + 1) % 3}"}) for i in range(3)),
        *(activity(f"B{i}", f"P{i}", links={"supports": f"B{(i + 1) % 3}"}) for i in range(3)),
    )
    found = loops(held)
    assert [loop.activity_ids for loop in found.loops] == [("A0", "A1", "A2")]
    assert found.group_count == 2
    assert found.reason is not None
    assert "stopped" in found.reason
