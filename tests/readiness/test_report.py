"""From findings to conditions, and from conditions to the three answers: all by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import nextafter
from typing import Any

import attrs
import pytest

import collective_impact as ci
from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.finding import Finding, status_of
from collective_impact.readiness.framework import Condition, Framework
from collective_impact.readiness.frameworks import FIVE_CONDITIONS
from collective_impact.readiness.report import ConditionResult, ReadinessReport, condition_result, level_name

ON = date(2026, 6, 1)
RULES = Framework(key="f", title="F")


def finding(
    code: str,
    score: float | None,
    low: float | None = None,
    high: float | None = None,
    **fields: Any,
) -> Finding:
    values: dict[str, Any] = {
        "status": status_of(score),
        "title": code,
        "observed": "seen.",
        "rule": "r.",
        "source": "s",
        "low": low if low is not None else score or 0.0,
        "high": high if high is not None else 1.0 if score is None else score,
    }
    return Finding(code=code, score=score, **{**values, **fields})


def result(*findings: Finding, framework: Framework = RULES, key: str = "c") -> ConditionResult:
    return condition_result(Condition(key=key, title=key.title()), findings, framework)


def report(*conditions: ConditionResult, framework: Framework = RULES) -> ReadinessReport:
    return ReadinessReport(
        framework=framework,
        subject_id="i",
        subject_title="I",
        subject_digest="d",
        on=ON,
        conditions=conditions,
    )


def condition(key: str, low: float, high: float, score: float | None = None) -> ConditionResult:
    return result(finding(key, score if score is not None else low, low, high), key=key)


class TestConditionResult:
    def test_score_bounds_and_coverage(self) -> None:
        one = result(finding("a", 1.0, 0.5, 1.0), finding("b", 0.5), finding("c", None), finding("d", None))
        # (1 + 1/2)/2; (1/2 + 1/2)/4; (1 + 1/2 + 1 + 1)/4; two of four known.
        assert (one.score, one.low, one.high, one.coverage) == (0.75, 0.25, 0.875, 0.5)
        assert (one.level, one.level_low, one.level_high) == (3, 1, 3)

    def test_weights(self) -> None:
        one = result(finding("a", 1.0, weight=3), finding("b", 0.0, weight=1), finding("c", 0.5, weight=0))
        assert (one.score, one.low, one.high, one.coverage) == (0.75, 0.75, 0.75, 1.0)

    def test_what_does_not_apply_leaves_mean_bounds_and_coverage(self) -> None:
        one = result(finding("a", 0.5), finding("b", None, status="not_applicable"))
        assert (one.score, one.low, one.high, one.coverage) == (0.5, 0.5, 0.5, 1.0)
        assert [f.code for f in one.headline] == ["a"]

    def test_nothing_applies(self) -> None:
        one = result(finding("b", None, status="not_applicable"))
        assert (one.score, one.low, one.high, one.coverage, one.level) == (None, 0.0, 1.0, 0.0, None)
        assert (one.level_low, one.level_high) == (0, 3)

    def test_coverage_has_twelve_digits(self) -> None:
        assert result(finding("a", 0.5), finding("b", None), finding("c", None)).coverage == 0.333333333333

    @pytest.mark.parametrize(("cut", "level"), [(0.25, 1), (0.5, 2), (0.75, 3)])
    def test_levels_at_the_cuts_and_one_ulp_beside(self, cut: float, level: int) -> None:
        for score, expected in ((nextafter(cut, 0), level - 1), (cut, level), (nextafter(cut, 1), level)):
            one = result(finding("a", score))
            assert (one.level, one.level_low, one.level_high) == (expected, expected, expected)

    def test_no_level_under_the_coverage_limit_but_still_a_score(self) -> None:
        one = result(finding("a", 1.0), finding("b", None), finding("c", None))
        assert (one.level, one.score, one.level_name) == (None, 1.0, "not enough information")
        half = result(finding("a", 1.0), finding("b", None))
        assert (half.level, half.coverage) == (3, 0.5)
        none = attrs.evolve(RULES, coverage_limit=0.0)
        assert result(finding("a", None), framework=none).level is None

    def test_a_critical_zero_goes_before_all_else(self) -> None:
        known = [finding("b", 1.0), finding("c", 1.0), finding("d", 1.0)]
        held = result(finding("a", 0.0, critical=True), *known)
        assert (held.score, held.level, held.level_low, held.level_high) == (0.75, 0, 0, 0)
        uncovered = result(finding("a", 0.0, critical=True), finding("b", None), finding("c", None))
        assert (uncovered.level, uncovered.level_low, uncovered.level_high) == (0, 0, 0)
        assert result(finding("a", 0.0), *known).level == 3

    def test_a_critical_zero_that_may_turn_out_better(self) -> None:
        one = result(finding("a", 0.0, 0.0, 1.0, critical=True), finding("b", 1.0), finding("c", 1.0))
        assert (one.level, one.level_low, one.level_high) == (0, 0, 3)

    def test_a_critical_unknown_keeps_the_lowest_level_possible(self) -> None:
        one = result(finding("a", None, critical=True), *(finding(c, 1.0) for c in "bcd"))
        # The mean of the lows is 3/4, but a may turn out to be 0.
        assert (one.low, one.level, one.level_low, one.level_high) == (0.75, 3, 0, 3)
        partly = result(finding("a", 0.5, 0.25, 1.0, critical=True), *(finding(c, 1.0) for c in "bcd"))
        assert partly.level_low == 3

    def test_a_critical_criterion_that_does_not_apply_holds_nothing(self) -> None:
        one = result(finding("a", None, critical=True, status="not_applicable"), finding("b", 1.0))
        assert (one.level, one.level_low) == (3, 3)

    def test_what_people_say_stands_beside(self) -> None:
        said = [
            finding("a", 0.9, evidence_kind="perceived"),
            finding("b", 0.5, evidence_kind="perceived"),
            finding("c", None, evidence_kind="perceived", critical=True),
            finding("a", 0.0, evidence_kind="rated", critical=True),
        ]
        one = result(finding("a", 0.5), *said)
        assert (one.score, one.coverage, one.level) == (0.5, 1.0, 2)
        assert (one.perceived, one.rated, one.difference) == (0.7, 0.0, 0.2)

    def test_no_difference_where_one_is_not_known(self) -> None:
        assert result(finding("a", 0.5)).difference is None
        assert result(finding("a", 0.5, evidence_kind="perceived")).difference is None

    def test_what_a_finding_adds_to_the_score(self) -> None:
        findings = (
            finding("a", 1.0, weight=3), finding("b", 0.5), finding("c", None),
            finding("d", 0.5, evidence_kind="rated"), finding("e", None, status="not_applicable"),
        )  # fmt: skip
        one = result(*findings)
        assert [one.contribution(f) for f in findings] == [0.75, 0.125, None, None, None]
        assert one.score == 0.875
        unweighed = result(finding("a", 1.0, weight=0))
        assert unweighed.contribution(unweighed.findings[0]) is None


def test_names_of_levels() -> None:
    assert [level_name(level) for level in (0, 1, 2, 3, None)] == [
        "absent", "begun", "partly in place", "in place", "not enough information",
    ]  # fmt: skip


class TestGate:
    def test_yes_where_all_surely_reach_level_two(self) -> None:
        assert report(condition("a", 0.5, 0.5), condition("b", 0.9, 1.0)).gate == "yes"

    def test_no_where_one_surely_does_not(self) -> None:
        just_below = nextafter(0.5, 0)
        assert report(condition("a", 0.5, 1.0), condition("b", 0.0, just_below)).gate == "no"

    def test_cannot_tell_where_it_depends(self) -> None:
        assert report(condition("a", 0.9, 0.9), condition("b", 0.4, 0.5)).gate == "cannot tell"
        assert report(condition("a", 0.9, 0.9), result(finding("a", None), key="b")).gate == "cannot tell"

    def test_a_critical_zero_says_no(self) -> None:
        held = result(finding("a", 0.0, critical=True), finding("b", 1.0), finding("c", 1.0), key="b")
        assert report(condition("a", 0.9, 0.9), held).gate == "no"

    def test_no_conditions(self) -> None:
        assert report().gate == "cannot tell"

    def test_another_level(self) -> None:
        strict = attrs.evolve(RULES, practice_level=3)
        assert report(condition("a", 0.5, 0.5), framework=strict).gate == "no"


def test_how_many_are_in_place() -> None:
    one = report(condition("a", 0.75, 0.8), condition("b", 0.6, 0.9), condition("c", 0.1, 0.2))
    assert one.in_place == ("a",)
    assert one.may_be_in_place == ("a", "b")


class TestWeakest:
    def test_named_where_its_high_lies_below_every_other_low(self) -> None:
        assert report(condition("a", 0.5, 0.6), condition("b", 0.1, 0.4)).weakest == ("b",)

    def test_a_set_where_ranges_meet(self) -> None:
        meeting = report(condition("a", 0.4, 0.6), condition("b", 0.1, 0.4), condition("c", 0.7, 0.7))
        assert meeting.weakest == ("a", "b")
        assert report(condition("a", nextafter(0.4, 1), 0.6), condition("b", 0.1, 0.4)).weakest == ("b",)

    def test_ties_and_nothing(self) -> None:
        assert report(condition("a", 0.3, 0.3), condition("b", 0.3, 0.3)).weakest == ("a", "b")
        assert report().weakest == ()


class TestIndex:
    def test_three_means_side_by_side(self) -> None:
        index = report(condition("a", 0.25, 0.25), condition("b", 1.0, 1.0)).index()
        # The root of 1/4 x 1; the mean of 1/4 and 1; the lower one.
        assert (index.geometric, index.arithmetic, index.minimum) == (0.5, 0.625, 0.25)
        assert (index.low, index.high, index.missing) == (0.5, 0.5, ())

    def test_a_zero_stays_zero(self) -> None:
        index = report(condition("a", 0.0, 0.0), condition("b", 1.0, 1.0)).index()
        assert (index.geometric, index.arithmetic, index.minimum) == (0.0, 0.5, 0.0)

    def test_a_condition_without_a_score(self) -> None:
        index = report(condition("a", 0.25, 1.0, 0.5), result(finding("x", None), key="b")).index()
        assert (index.geometric, index.arithmetic, index.minimum, index.missing) == (None, None, None, ("b",))
        assert (index.low, index.high) == (0.0, 1.0)

    def test_no_conditions(self) -> None:
        index = report().index()
        assert (index.geometric, index.low, index.high, index.missing) == (None, None, None, ())


class TestNextSteps:
    def step(self, code: str, score: float | None, **fields: Any) -> Finding:
        return finding(
            code, score, **{"next_step": f"do {code}", "effort": "small", "who": "backbone", **fields}
        )

    def test_what_holds_back_comes_first_then_the_lowest_condition_then_the_largest_gain(self) -> None:
        high = result(
            self.step("h1", 0.9), self.step("h2", None, critical=True), self.step("h3", 0.9), self.step("h4", 1.0),
            key="high",
        )  # fmt: skip
        low = result(
            self.step("l1", 0.5), self.step("l2", 0.25), self.step("l3", 0.4, weight=2), self.step("l0", 0.5),
            key="low",
        )  # fmt: skip
        zero = result(
            self.step("z1", 0.0, critical=True), self.step("z2", 1.0), self.step("z3", 1.0), self.step("z4", 1.0),
            key="zero",
        )  # fmt: skip
        one = report(high, low, zero)
        # Gains in `low` (bounds 0.41): l3 2 x 0.6, l2 0.75, then l0 and l1 0.5 by code; `high` is at 0.7.
        assert [s.code for s in one.next_steps(9)] == [
            "z1", "h2", "l3", "l2", "l0", "l1", "h1", "h3", "h4",
        ]  # fmt: skip
        first = one.next_steps(1)[0]
        assert (first.text, first.condition, first.because, first.who, first.effort) == (
            "do z1", "Zero", "seen.", "backbone", "small",
        )  # fmt: skip

    def test_three_unless_asked_otherwise(self) -> None:
        one = report(result(*(self.step(f"a{n}", 0.5) for n in range(5))))
        assert (len(one.next_steps()), len(one.next_steps(0)), len(one.next_steps(-1))) == (3, 0, 0)

    def test_what_has_no_step_no_weight_or_only_people_to_answer_is_left_out(self) -> None:
        one = report(
            result(
                finding("a", 0.0), self.step("b", 0.0, weight=0), self.step("c", 0.0, evidence_kind="perceived"),
                self.step("d", None, status="not_applicable"),
            )
        )  # fmt: skip
        assert one.next_steps() == ()

    def test_a_critical_one_that_is_surely_above_zero_holds_nothing_back(self) -> None:
        one = report(result(self.step("b", 0.5, critical=True), self.step("a", 0.25)))
        assert [s.code for s in one.next_steps()] == ["a", "b"]


@pytest.fixture
def assessed() -> ReadinessReport:
    return ci.assess(ci.Initiative(id="i", name="Readers"), on=ON)


class TestReport:
    def test_what_it_is_about(self, assessed: ReadinessReport) -> None:
        assert (assessed.subject_id, assessed.subject_title, assessed.on) == ("i", "Readers", ON)
        assert assessed.framework == FIVE_CONDITIONS
        assert [f.code for f in assessed.findings][:2] == ["CI101", "CI102"]

    def test_conditions_by_key(self, assessed: ReadinessReport) -> None:
        assert assessed.condition("backbone_support").title == "Backbone support"
        with pytest.raises(
            UnknownNameError, match=r"no condition 'backbone'. Did you mean 'backbone_support'"
        ):
            assessed.condition("backbone")

    def test_an_unknown_code(self, assessed: ReadinessReport) -> None:
        with pytest.raises(UnknownNameError, match=r"no criterion 'ci110'. Did you mean 'CI"):
            assessed.explain("ci110")

    def test_the_digest_comes_when_it_is_asked_for(self) -> None:
        one = ci.assess(ci.Initiative(id="i"), on=ON)
        other = ci.assess(ci.Initiative(id="i", name="other"), on=ON)
        assert one.subject_digest == one.subject_digest
        assert one.subject_digest != other.subject_digest
        with pytest.raises(AttributeError, match="'ReadinessReport' object has no attribute 'grade'"):
            one.grade  # noqa: B018 - looking is what fails

    def test_it_survives_a_round_trip(self) -> None:
        initiative = ci.Initiative(
            id="i",
            name="Readers",
            agenda=ci.Agenda(problem="x", outcomes=(ci.Outcome(id="o"),)),
            partners=(ci.Partner(id="p", sector="public"),),
        )
        one = ci.assess(initiative, on=ON)
        again = ci.from_data(ci.to_data(one), ReadinessReport)
        assert again == one
        assert str(again) == str(one)
        assert again.next_steps() == one.next_steps()

    def test_it_is_a_value(self) -> None:
        def made() -> ReadinessReport:
            return ci.assess(ci.Initiative(id="i"), on=ON)

        assert made() == made()
        assert len({made(), made()}) == 1


def test_finding_fixture_is_the_one_of_the_room(found: Callable[..., Finding]) -> None:
    assert isinstance(found("CI101", ci.Initiative(id="i")), ci.Finding)


@pytest.mark.parametrize(("field", "value"), [("score", 0.9), ("level", 3)])
def test_a_result_that_contradicts_its_bounds_is_refused(field: str, value: float) -> None:
    sound = {
        "key": "c",
        "title": "C",
        "score": 0.5,
        "low": 0.25,
        "high": 0.75,
        "level": 1,
        "level_low": 1,
        "level_high": 2,
    }
    with pytest.raises(InvalidRecordError, match=f"{value} does not lie between"):
        ConditionResult(**{**sound, field: value})  # type: ignore[arg-type]
