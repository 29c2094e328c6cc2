"""Levels, starts, slack and the critical path; durations that are not known; circles."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.network.records import activity, initiative

from collective_impact.model.activity import Activity, Reinforcement
from collective_impact.model.initiative import Initiative
from collective_impact.network.schedule import schedule

Answers = dict[str, Any]


def after(other: str, lag: float | None = None) -> Reinforcement:
    return Reinforcement(kind="depends_on", activity_id=other, lag=lag)


def test_acceptance_4_the_schedule_of_the_toy(toy: Initiative, toy_expected: Answers) -> None:
    found, expected = schedule(toy), toy_expected["schedule"]
    assert found.finish == expected["finish_weeks"] == 22
    assert list(found.critical_path) == expected["critical_path"]
    assert dict(found.earliest) == expected["earliest_start"]
    assert dict(found.slack) == expected["slack"]
    assert dict(found.latest) == {"A1": 12, "A2": 16, "A3": 0, "A4": 14, "A5": 8, "A6": 19, "A7": 20}
    assert dict(found.level) == {"A1": 0, "A2": 1, "A3": 0, "A4": 0, "A5": 1, "A6": 0, "A7": 2}
    assert (found.reason, found.circles, found.unscheduled_ids, found.unknown_duration_ids) == (
        None,
        (),
        (),
        (),
    )


def test_a_lag_passes_between_the_two_and_the_longest_of_several_counts() -> None:
    found = schedule(
        initiative(
            Activity(id="A", duration=2),
            Activity(id="B", duration=1.5, reinforcements=(after("A", 3), after("A"), after("A", 1))),
        )
    )
    assert (found.earliest["B"], found.finish, found.critical_path) == (5, 6.5, ("A", "B"))


def test_parts_of_weeks_are_the_decimals_that_were_written() -> None:
    found = schedule(
        initiative(
            Activity(id="A", duration=0.1),
            Activity(id="B", duration=0.2, reinforcements=(after("A"),)),
            Activity(id="C", duration=0.3),
        )
    )
    assert found.finish == 0.3
    assert set(found.slack.values()) == {0}


def test_of_equal_paths_the_one_with_the_first_ids_is_named() -> None:
    found = schedule(
        initiative(
            Activity(id="B", duration=1),
            Activity(id="A", duration=1),
            Activity(id="D", duration=1, reinforcements=(after("B"), after("A"))),
            Activity(id="C", duration=1, reinforcements=(after("B"), after("A"))),
        )
    )
    assert found.critical_path == ("A", "C")


def test_an_unknown_duration_is_named_and_makes_lower_bounds() -> None:
    activities = [Activity(id=f"A{i}") for i in range(5)]
    found = schedule(initiative(*activities, Activity(id="B", duration=4, reinforcements=(after("A0"),))))
    assert found.unknown_duration_ids == ("A0", "A1", "A2", "A3", "A4")
    assert (found.finish, found.earliest["B"]) == (4, 0)
    assert found.reason is not None
    assert found.reason.startswith("The duration of A0, A1, A2 and 2 more is not recorded: earliest")


def test_one_unknown_duration_is_told_by_its_id() -> None:
    found = schedule(initiative(Activity(id="A"), Activity(id="B", duration=4)))
    assert found.reason is not None
    assert found.reason.startswith("The duration of A is not recorded: ")


def test_without_any_duration_there_are_levels_but_no_weeks() -> None:
    found = schedule(initiative(Activity(id="A"), Activity(id="B", reinforcements=(after("A", 2),))))
    assert dict(found.level) == {"A": 0, "B": 1}
    assert (found.finish, dict(found.earliest), found.critical_path) == (None, {}, ())
    assert found.reason == "No duration is recorded, so there are no weeks."


def test_a_circle_is_listed_and_the_rest_is_answered() -> None:
    found = schedule(
        initiative(
            Activity(id="A", duration=2),
            Activity(id="B", name="Bee", duration=1, reinforcements=(after("C"), after("A"))),
            Activity(id="C", duration=1, reinforcements=(after("B"),)),
            Activity(id="D", duration=1, reinforcements=(after("C"),)),
            Activity(id="E", duration=3, reinforcements=(after("A"),)),
        )
    )
    (circle,) = found.circles
    assert (circle.activity_ids, circle.way) == (("B", "C"), ("B", "C"))
    assert circle.sentence == '"Bee" waits for "C" waits for "Bee": none of them could begin.'
    assert found.unscheduled_ids == ("B", "C", "D")
    assert (found.finish, found.critical_path, dict(found.slack)) == (5, ("A", "E"), {"A": 0, "E": 0})
    assert found.reason is not None
    assert found.reason.startswith("3 activities wait in a circle")


def test_a_long_circle_is_told_in_part_and_leaves_nothing() -> None:
    found = schedule(
        initiative(
            *(Activity(id=f"A{i}", duration=1, reinforcements=(after(f"A{(i + 1) % 7}"),)) for i in range(7))
        )
    )
    assert "and so on through 3 more, waits for" in found.circles[0].sentence
    assert (found.finish, dict(found.level), len(found.circles[0].way)) == (None, {}, 7)


def test_what_is_not_on_the_map_is_not_waited_for() -> None:
    held = initiative(
        Activity(id="A", duration=5, until=date(2020, 1, 1)),
        Activity(id="B", duration=1, reinforcements=(after("A"),)),
    )
    assert schedule(held).finish == 6
    assert schedule(held, on=date(2026, 1, 1)).finish == 1
    assert schedule(held, on=date(2026, 1, 1)).waiting_in_vain_ids == ()


def test_who_waits_for_what_is_not_done_and_not_on_the_map_is_named() -> None:
    held = initiative(
        Activity(id="A", status="cancelled", until=date(2020, 1, 1)),
        Activity(id="B", status="finished", since=date(2027, 1, 1)),
        Activity(id="C", duration=1, reinforcements=(after("A"), after("B"))),
        Activity(id="D", duration=1, reinforcements=(after("B"), after("C"))),
        Activity(id="E", duration=1, reinforcements=(Reinforcement(kind="supports", activity_id="A"),)),
        Activity(id="F", since=date(2027, 1, 1)),
        *(Activity(id=f"G{i}", duration=1, reinforcements=(after("F"),)) for i in range(3)),
    )
    assert schedule(held).waiting_in_vain_ids == ("C",)
    found = schedule(held, on=date(2026, 1, 1))
    assert found.waiting_in_vain_ids == ("C", "G0", "G1", "G2")
    assert found.reason == ("What C, G0, G1 and 1 more depends on is not on the map, and is not waited for.")


def test_an_empty_initiative_has_an_empty_schedule() -> None:
    found = schedule(initiative())
    assert (found.finish, found.reason) == (None, "There is no activity on the map.")


@given(st.lists(st.tuples(st.integers(0, 5), st.sets(st.integers(0, 6), max_size=3)), max_size=7))
def test_starts_are_in_order_and_slack_is_never_negative(rows: list[tuple[int, set[int]]]) -> None:
    held = [
        activity(
            f"A{i}", duration=weeks, links={"depends_on": " ".join(f"A{j}" for j in sorted(needs) if j < i)}
        )
        for i, (weeks, needs) in enumerate(rows)
    ]
    found = schedule(initiative(*held))
    assert min(found.slack.values(), default=0) == 0
    for one in held:
        assert found.finish is not None
        assert found.latest[one.id] + (one.duration or 0) <= found.finish
        for link in one.reinforcements:
            need = next(other for other in held if other.id == link.activity_id)
            assert found.earliest[one.id] >= found.earliest[need.id] + (need.duration or 0)
            assert found.latest[one.id] >= found.latest[need.id] + (need.duration or 0)
    assert all(found.slack[id_] == 0 for id_ in found.critical_path)
