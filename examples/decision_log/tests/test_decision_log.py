"""Holds what an extender of criteria relies on: they are found by their tags, are fair and share their work."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import attrs
import decision_log
import pytest
from decision_log import DecisionsRecorded, ForumsDecide
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.testing import assert_is_a_fair_criterion

ON = date(2026, 6, 1)
FRAMEWORK = Path(__file__).parents[1] / "framework.json"
INITIATIVE = ci.Initiative(
    id="river",
    name="River (an illustration)",
    convenings=(
        ci.Convening(
            id="board",
            name="Board",
            meetings=(
                ci.Meeting(
                    id="b1", on=date(2026, 2, 1), held=True, decisions=(ci.Decision(text="Open a library"),)
                ),
                ci.Meeting(id="b2", on=date(2026, 3, 1), held=True),
                ci.Meeting(id="b3", on=date(2026, 4, 1), held=False),
                ci.Meeting(id="b4", on=date(2026, 5, 1)),
            ),
        ),
        ci.Convening(id="team", name="Team", meetings=(ci.Meeting(id="t1", on=date(2026, 3, 8), held=True),)),
    ),
    complete=("convenings/board/meetings/b2/decisions", "convenings/team/meetings/t1/decisions"),
)


def assessed(criterion: ci.Criterion, initiative: ci.Initiative = INITIATIVE) -> ci.Finding:
    return criterion.assess(initiative, ci.Context(initiative, ON))


def test_meetings_that_left_a_decision() -> None:
    found = assessed(DecisionsRecorded())
    assert (found.numerator, found.denominator) == (1, 3)
    assert (found.low, found.high) == (1 / 4, 2 / 4)
    assert found.evidence == ("convenings/board/meetings/b1/decisions",)
    assert found.unrecorded == ("convenings/board/meetings/b4/decisions",)


def test_forums_that_decided() -> None:
    found = assessed(ForumsDecide())
    assert (found.numerator, found.denominator, found.low, found.high) == (1, 2, 0.5, 0.5)
    assert found.against == ("convenings/team/meetings",)


def test_a_forum_whose_meetings_are_not_recorded_leaves_the_answer_open() -> None:
    more = INITIATIVE.including(ci.Convening(id="youth", name="Youth council"))
    recorded, forums = assessed(DecisionsRecorded(), more), assessed(ForumsDecide(), more)
    assert recorded.unrecorded[-1] == forums.unrecorded[-1] == "convenings/youth/meetings"
    assert (recorded.low, recorded.high) == (0, 1)
    assert (forums.low, forums.high) == pytest.approx((1 / 3, 2 / 3))


@pytest.mark.parametrize("criterion", [DecisionsRecorded(), ForumsDecide()], ids=lambda found: found.code)
def test_without_convenings_it_is_unknown_or_none(criterion: ci.Criterion) -> None:
    nothing = ci.Initiative(id="river")
    assert assessed(criterion, nothing).status == "unknown"
    assert assessed(criterion, attrs.evolve(nothing, complete=("convenings",))).status == "not_met"


@st.composite
def rivers(draw: st.DrawFn) -> ci.Initiative:
    """Initiatives that are all about meetings, so that hardly an example is spent on anything else."""
    days = st.dates(date(2023, 1, 1), date(2026, 12, 31))
    decisions = st.sampled_from([(), (ci.Decision(text="Open a library"),)])
    convenings = []
    for forum in range(draw(st.integers(1, 3))):
        meetings = tuple(
            ci.Meeting(
                id=f"{forum}-{place}",
                on=draw(days),
                held=draw(st.sampled_from([True, True, None, False])),
                decisions=draw(decisions),
            )
            for place in range(draw(st.integers(0, 3)))
        )
        convenings.append(ci.Convening(id=f"{forum}", meetings=meetings))
    return ci.Initiative(id="river", convenings=tuple(convenings))


@pytest.mark.parametrize("subjects", [None, rivers()], ids=["any", "meetings"])
@pytest.mark.parametrize(
    "criterion", [DecisionsRecorded(window=60), ForumsDecide(window=60)], ids=["LOG1", "LOG2"]
)
def test_the_criterion_is_fair(
    criterion: ci.Criterion, subjects: st.SearchStrategy[ci.Initiative] | None
) -> None:
    assert_is_a_fair_criterion(criterion, initiatives=subjects)


def test_both_look_at_meetings_that_are_collected_once() -> None:
    context = ci.Context(INITIATIVE, ON)
    DecisionsRecorded().assess(INITIATIVE, context)

    def collect() -> list[str]:
        raise AssertionError("collected twice")

    assert context.shared("decision_log: meetings of 12 months", collect)
    assert ForumsDecide().assess(INITIATIVE, context).code == "LOG2"


def test_a_fresh_interpreter_finds_us_by_our_entry_point() -> None:
    lines = (
        "import sys, collective_impact as ci; assert 'decision_log' not in sys.modules; "
        "found = ci.read(sys.argv[1], strict=True).conditions[0].criteria; "
        "print([(type(c).__name__, c.code, c.window, c.weight) for c in found])"
    )
    command = [sys.executable, "-c", lines, str(FRAMEWORK)]
    found = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own lines
    expected = [("DecisionsRecorded", "LOG1", 24, 1.0), ("ForumsDecide", "LOG2", 24, 2)]
    assert found.stdout.strip() == str(expected)


def test_where_packages_may_not_be_opened_the_file_is_refused() -> None:
    lines = "import sys, collective_impact as ci; ci.read(sys.argv[1], extensions=())"
    command = [sys.executable, "-c", lines, str(FRAMEWORK)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own lines
    assert found.returncode == 1
    assert "criteria/0/@type: no Criterion is called 'decision_log.DecisionsRecorded' here" in found.stderr


def test_all_that_the_package_offers_is_in_the_file() -> None:
    used = [type(criterion).__name__ for criterion in ci.read(FRAMEWORK).conditions[0].criteria]
    assert used == decision_log.__all__
