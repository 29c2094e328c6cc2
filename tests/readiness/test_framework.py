"""Criteria, conditions and frameworks as data: what may be put together, and how a finding is worded."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

import collective_impact as ci
from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.model.initiative import Initiative
from collective_impact.readiness.context import Context
from collective_impact.readiness.equity import EQUITY
from collective_impact.readiness.framework import (
    Condition,
    Counted,
    CountedItem,
    Criterion,
    Framework,
    Tolerant,
    Windowed,
)
from collective_impact.readiness.frameworks import FIVE_CONDITIONS
from collective_impact.readiness.preconditions import PRECONDITIONS
from collective_impact.readiness.scoring import Tally
from collective_impact.record import field_plan

ON = date(2026, 6, 1)
ALL = FIVE_CONDITIONS.including(EQUITY, PRECONDITIONS)
CODES = [criterion.code for condition in ALL.conditions for criterion in condition.criteria]


def criterion(code: str = "X1", **fields: object) -> Criterion:
    return Criterion(code=code, **fields)  # type: ignore[arg-type]


class TestTheRules:
    def test_codes_are_the_public_names_in_order(self) -> None:
        expected = [
            *(f"CI1{n:02}" for n in range(1, 8)),
            *(f"CI2{n:02}" for n in range(1, 8)),
            *(f"CI3{n:02}" for n in range(1, 8)),
            *(f"CI4{n:02}" for n in range(1, 5)),
            *(f"CI5{n:02}" for n in range(1, 6)),
            *(f"CI8{n:02}" for n in range(1, 6)),
            *(f"CI0{n:02}" for n in range(11, 18)),
        ]
        assert expected == CODES

    def test_the_critical_ones(self) -> None:
        critical = {code for code in CODES if ALL.criterion(code).critical}
        assert critical == {
            *("CI101", "CI102", "CI105", "CI201", "CI301", "CI401", "CI501"),
            *("CI011", "CI012", "CI013"),
        }

    def test_all_weigh_one_but_the_length_of_the_list(self) -> None:
        assert {code: ALL.criterion(code).weight for code in CODES if ALL.criterion(code).weight != 1} == {
            "CI206": 0
        }

    @pytest.mark.parametrize("code", CODES)
    def test_each_says_what_it_asks_counts_and_rests_on(self, code: str) -> None:
        one = ALL.criterion(code)
        assert one.question.endswith("?")
        assert one.rule.endswith(".")
        assert one.record_step.endswith(".")
        assert one.next_step.endswith(".") or one.headline_kind is None
        assert one.title
        assert one.source != "convention"
        assert one.effort is not None
        assert one.who is not None

    def test_which_kinds_answer_which(self) -> None:
        kinds = {code: ALL.criterion(code).evidence_kinds for code in CODES}
        assert {code for code, held in kinds.items() if "perceived" in held} == {
            "CI107", "CI307", "CI404", "CI505",
        }  # fmt: skip
        assert {code for code, held in kinds.items() if "rated" in held} >= {
            "CI106", "CI503", "CI804", "CI805",
        }  # fmt: skip
        headlines = {code: ALL.criterion(code).headline_kind for code in CODES}
        assert [code for code, kind in headlines.items() if kind is None] == [
            "CI107",
            "CI307",
            "CI404",
            "CI505",
        ]
        assert [code for code in CODES[:30] if headlines[code] == "documented"] == [
            "CI104", "CI106", "CI207", "CI306",
        ]  # fmt: skip

    def test_cuts_limit_and_their_sources(self) -> None:
        assert FIVE_CONDITIONS.level_cuts == (0.25, 0.5, 0.75)
        assert (FIVE_CONDITIONS.coverage_limit, FIVE_CONDITIONS.practice_level) == (0.5, 2)
        assert set(FIVE_CONDITIONS.sources) == {"level_cuts", "coverage_limit", "weights", "practice_level"}

    @pytest.mark.parametrize("framework", [FIVE_CONDITIONS, EQUITY, PRECONDITIONS])
    def test_a_framework_travels_in_a_file(self, framework: Framework) -> None:
        assert ci.from_data(ci.to_data(framework), Framework) == framework


class TestIncluding:
    def test_adds_or_replaces_and_leaves_the_original_alone(self) -> None:
        voice = Condition(key="voice", title="Voice", criteria=(criterion(),))
        six = FIVE_CONDITIONS.including(voice)
        assert [c.key for c in six.conditions] == [*(c.key for c in FIVE_CONDITIONS.conditions), "voice"]
        again = six.including(attrs.evolve(voice, title="Community voice"))
        assert again.condition("voice").title == "Community voice"
        assert len(again.conditions) == 6
        assert len(FIVE_CONDITIONS.conditions) == 5

    def test_takes_all_of_another_framework(self) -> None:
        assert [c.key for c in PRECONDITIONS.including(EQUITY).conditions] == ["preconditions", "equity"]

    def test_refuses_a_code_that_is_there_twice(self) -> None:
        double = Condition(key="again", title="Again", criteria=(criterion("CI101"),))
        with pytest.raises(
            InvalidRecordError, match=r"conditions/5/criteria/0/code: 'CI101' stands in this framework twice"
        ):
            FIVE_CONDITIONS.including(double)

    def test_refuses_a_key_that_is_there_twice(self) -> None:
        condition = Condition(key="a", title="A")
        with pytest.raises(InvalidRecordError, match="conditions/1/key: 'a' stands in this framework twice"):
            Framework(key="f", title="F", conditions=(condition, condition))


class TestWithout:
    def test_conditions_by_key_and_criteria_by_code(self) -> None:
        less = FIVE_CONDITIONS.without("backbone_support", "CI101", "CI207")
        assert len(less.conditions) == 4
        assert less.condition("common_agenda").criteria[0].code == "CI102"
        assert "CI207" not in {c.code for c in less.condition("shared_measurement").criteria}
        assert FIVE_CONDITIONS.criterion("CI101").code == "CI101"

    def test_an_unknown_name_gets_a_hint(self) -> None:
        with pytest.raises(
            UnknownNameError, match="'five_conditions' has no 'comon_agenda'.*'common_agenda'"
        ):
            FIVE_CONDITIONS.without("comon_agenda")

    @pytest.mark.parametrize("look", ["condition", "criterion"])
    def test_looking_up_what_is_not_there(self, look: str) -> None:
        with pytest.raises(UnknownNameError, match="has no 'CI999'"):
            getattr(FIVE_CONDITIONS, look)("CI999")


@pytest.mark.parametrize("cuts", [(0.5, 0.25, 0.75), (0.25, 0.25, 0.75), (0.25, 0.5), (0.1, 0.2, 0.3, 0.4)])
def test_three_cuts_that_increase(cuts: tuple[float, ...]) -> None:
    with pytest.raises(InvalidRecordError, match="three cuts that increase are needed"):
        Framework(key="f", title="F", level_cuts=cuts)


class TestCriterion:
    def test_its_assessment_is_to_be_written(self) -> None:
        initiative = Initiative(id="i")
        with pytest.raises(NotImplementedError, match="has no `assess` of its own"):
            criterion().assess(initiative, Context(initiative, ON))

    def test_thresholds_have_defaults_that_are_conventions(self) -> None:
        assert Windowed(code="X").window == 12
        assert Tolerant(code="X").tolerance == 1.5
        assert Counted(code="X", full_at=3).full_at == 3

    def test_without_a_tally_it_does_not_apply(self) -> None:
        one = criterion(next_step="Do it.", record_step="Record it.").finding(None, "Nothing.")
        assert (one.status, one.score, one.low, one.high, one.next_step) == (
            "not_applicable",
            None,
            0.0,
            1.0,
            None,
        )
        assert (one.numerator, one.denominator, one.effort, one.who) == (None, None, None, None)

    def test_the_step_where_it_is_not_met(self) -> None:
        held = criterion(
            next_step="Do it.", record_step="Record it.", effort="large", who="backbone", critical=True
        )
        one = held.finding(Tally(0.5, 0.5, 0.5, 1, 2), "Half.", begin_with="the first")
        assert (one.next_step, one.effort, one.who) == ("Do it. Begin with the first.", "large", "backbone")
        assert one.critical

    @pytest.mark.parametrize("tally", [Tally(None, 0, 1), Tally(1.0, 0.5, 1.0)])
    def test_the_step_where_it_is_not_known(self, tally: Tally) -> None:
        held = criterion(next_step="Do it.", record_step="Record it.", effort="large", who="backbone")
        one = held.finding(tally, "?", unrecorded=["a"])
        assert (one.next_step, one.effort, one.who) == ("Record it.", "small", "whoever keeps the records")

    def test_met_and_recorded_needs_no_step(self) -> None:
        one = criterion(next_step="Do it.", record_step="Record it.").finding(Tally(1.0, 1.0, 1.0), "Yes.")
        assert (one.next_step, one.effort, one.who) == (None, None, None)

    def test_steps_that_are_not_written(self) -> None:
        no_record_step = criterion(next_step="Do it.", effort="large").finding(Tally(None, 0, 1), "?")
        assert (no_record_step.next_step, no_record_step.effort) == ("Do it.", "large")
        no_next_step = criterion(record_step="Record it.").finding(Tally(0.0, 0, 0), "No.")
        assert no_next_step.next_step == "Record it."
        assert criterion().finding(Tally(0.0, 0, 0), "No.").next_step is None

    def test_a_share_names_three_and_counts_the_others(self) -> None:
        items = [CountedItem(f"t/{n}", f"item {n}", mark=False) for n in range(5)]
        items += [
            CountedItem("t/5", "open", mark=None),
            CountedItem("t/6", "doubtful", mark=True, counts=None),
        ]
        one = criterion(next_step="Do it.").share(items, "items are so")
        assert one.observed == (
            "0 of 5 items are so. Not yet: item 0, item 1, item 2 and 2 more. Not recorded: open, doubtful."
        )
        assert one.unrecorded == ("t/5", "t/6")
        assert one.next_step == "Do it. Begin with item 0."

    def test_a_share_points_at_each_place_once(self) -> None:
        items = [
            CountedItem("t", "a", mark=True),
            CountedItem("t", "b", mark=True),
            CountedItem("u", "c", mark=False),
        ]
        one = criterion().share(items, "items are so")
        assert (one.evidence, one.against) == (("t",), ("u",))
        assert (one.numerator, one.denominator) == (2, 3)

    def test_a_share_of_nothing(self) -> None:
        one = criterion().share([], "items are so")
        assert (one.status, one.observed) == (
            "not_applicable",
            "There is nothing to count: 0 of 0 items are so.",
        )
        assert criterion().share([], "items are so", open_ended=True).status == "unknown"
        assert criterion().share([CountedItem("t", "a", mark=None)], "items are so").observed == (
            "Nothing is recorded that tells how many items are so. Not recorded: a."
        )

    def test_a_share_of_what_is_past(self) -> None:
        one = criterion(next_step="Do it.").share([CountedItem("t", "a", mark=False)], "were so", past=True)
        assert (one.observed, one.next_step) == ("0 of 1 were so. Not so: a.", "Do it.")

    @pytest.mark.parametrize(
        ("marks", "observed"),
        [
            ((True,), "1 of 1 item is so."),
            ((True, None), "1 of 1 item is so. Not recorded: b."),
            ((True, True), "2 of 2 items are so."),
        ],
    )
    def test_one_item_is_told_as_one(self, marks: tuple[bool | None, ...], observed: str) -> None:
        items = [CountedItem(title, title, mark) for title, mark in zip("ab", marks, strict=False)]
        assert criterion().share(items, "items are so", "item is so").observed == observed

    def test_an_empty_table(self) -> None:
        held = criterion()
        empty = held.none_of(
            "agenda/outcomes", Context(Initiative(id="i", complete=("agenda/outcomes",)), ON)
        )
        assert (empty.status, empty.observed) == ("not_met", "The records say that there are no outcomes.")
        unknown = held.none_of("backbone_roles", Context(Initiative(id="i"), ON))
        assert (unknown.status, unknown.observed) == ("unknown", "No backbone roles are recorded.")


def test_a_framework_takes_no_bare_criterion() -> None:
    criterion: Any = ci.FIVE_CONDITIONS.criterion("CI101")
    with pytest.raises(
        ci.InvalidRecordError, match=r"found ProblemStated\. Put a criterion into the `criteria`"
    ):
        ci.FIVE_CONDITIONS.including(criterion)


def test_a_field_that_a_subclass_gives_another_default_keeps_what_is_said_of_it() -> None:
    plan = field_plan(ci.DocumentedCriterion)
    assert plan["rule"].metadata["about"] == field_plan(ci.Criterion)["rule"].metadata["about"]
