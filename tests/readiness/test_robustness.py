"""How far a verdict holds: the headline under other weights, and what ratings alone would say."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

import collective_impact as ci
from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.finding import Finding, status_of
from collective_impact.readiness.framework import Condition, Criterion, Framework
from collective_impact.readiness.report import ReadinessReport, condition_result
from collective_impact.readiness.robustness import robustness

SUBJECT = ci.Initiative(id="i")
ON = ci.Period.parse("2026-06-01").start


def rules(*keys: str) -> Framework:
    """Conditions of two criteria each: `a` has A1, which people can answer, and A2."""
    return Framework(
        key="f",
        title="F",
        conditions=tuple(
            Condition(
                key=key,
                title=key,
                criteria=(
                    Criterion(code=f"{key.upper()}1", evidence_kinds=("structural", "perceived")),
                    Criterion(code=f"{key.upper()}2"),
                ),
            )
            for key in keys
        ),
    )


def report(**scores: tuple[float | None, float | None]) -> ReadinessReport:
    framework = rules(*scores)
    results = []
    for condition in framework.conditions:
        findings = [
            Finding(
                code=criterion.code, title="t", status=status_of(score), score=score, observed="o", rule="r",
                source="s", low=0.0 if score is None else score, high=1.0 if score is None else score,
            )
            for criterion, score in zip(condition.criteria, scores[condition.key], strict=True)
        ]  # fmt: skip
        results.append(condition_result(condition, tuple(findings), framework))
    return ReadinessReport.about_subject(SUBJECT, framework, ON, tuple(results))


def said(**answers: tuple[float, ...]) -> ci.RatingSet:
    """Answers on 0 to 4 to an item for each key: a criterion in capitals, or a condition."""
    items = tuple(
        ci.Item(code=key, scale="s", **({"criterion": key} if key.isupper() else {"condition": key}))
        for key in answers
    )
    asked = ci.Instrument(
        key="k", kind="perceived", scales=(ci.Scale(key="s", minimum=0, maximum=4),), items=items
    )
    rows = [
        {"item": key, "rater": f"r{n}", "value": value}
        for key, given in answers.items()
        for n, value in enumerate(given)
    ]
    return ci.RatingSet.from_records(rows, instrument=asked)


class TestOfAReport:
    def test_what_does_not_hang_on_weights_is_sure(self) -> None:
        found = robustness(report(a=(1.0, 1.0), b=(0.0, 0.0)), draws=100)
        assert [c.levels for c in found.conditions] == [(0, 0, 0, 1), (1, 0, 0, 0)]
        assert (found.gate_no, found.weakest, found.draws) == (1.0, "b", 100)

    def test_a_mixed_condition_can_be_anything(self) -> None:
        # The weight of the criterion that is met is uniform: a quarter of it lies in each level.
        found = robustness(report(a=(1.0, 0.0), b=(1.0, 1.0)), leave_one_out=False, draws=100)
        assert found.conditions[0].levels == pytest.approx((0.25,) * 4)
        assert found.gate_yes == pytest.approx(0.5)
        assert found.drivers[0].condition == "a"

    def test_what_is_not_known_widens(self) -> None:
        found = robustness(report(a=(1.0, None), b=(0.0, 0.0)), leave_one_out=False, draws=50)
        assert found.conditions[0].level == 3  # half of it is known, which is enough
        assert found.weakest == "b"

    def test_the_stated_levels_are_those_of_the_report(self) -> None:
        one = report(a=(1.0, 0.25), b=(None, None), c=(0.5, 0.0))
        assert [c.level for c in robustness(one, draws=10).conditions] == [c.level for c in one.conditions]

    def test_a_single_condition_is_not_the_weakest_of_anything(self) -> None:
        assert robustness(report(a=(0.0, 0.0)), draws=10).weakest is None

    def test_a_real_report(self) -> None:
        found = ci.robustness(
            ci.assess(ci.Initiative(id="i", agenda=ci.Agenda(problem="x")), on=ON), draws=20
        )
        assert [c.key for c in found.conditions] == [c.key for c in ci.FIVE_CONDITIONS.conditions]
        assert found.weakest is None

    @pytest.mark.parametrize("other", [None, "report", SUBJECT])
    def test_only_a_report_has_a_verdict(self, other: Any) -> None:
        with pytest.raises(InvalidRecordError, match="Only a report has a verdict, found"):
            robustness(other)

    def test_an_unknown_mean_is_told(self) -> None:
        name: Any = "geometrical"
        with pytest.raises(UnknownNameError, match="Did you mean 'geometric'"):
            robustness(report(a=(1.0, 1.0)), aggregators=(name,))


LOW, HIGH = (0, 1, 0, 1, 0, 1, 1), (4, 3, 4, 4, 3, 4, 4)


class TestOfRatingsAlone:
    def test_they_name_a_weakest_condition_whatever_the_records_say(self) -> None:
        found = robustness(report(a=(1.0, 1.0), b=(0.0, 0.0)), said(A1=LOW, B1=HIGH), draws=200)
        assert (found.weakest, found.raters) == ("a", 7)
        assert [c.level for c in found.conditions] == [0, 3]  # 1/7 and 13/14

    def test_a_condition_that_nobody_was_asked_about_is_left_out(self) -> None:
        found = robustness(report(a=(1.0, 1.0), b=(0.0, 0.0)), said(A1=LOW), draws=20)
        assert [c.key for c in found.conditions] == ["a"]

    def test_the_items_of_a_condition_go_before_those_of_its_criteria(self) -> None:
        both = said(a=HIGH, A1=LOW)
        (held,) = robustness(report(a=(1.0, 1.0)), both, draws=20).conditions
        assert held.level == 3

    def test_a_criterion_that_people_cannot_answer_says_nothing(self) -> None:
        found = robustness(report(a=(1.0, 1.0)), said(A2=LOW), draws=20)
        assert (found.conditions, found.reason) == ((), "There is no condition, so there is no verdict.")

    def test_too_few_persons_are_not_known(self) -> None:
        found = robustness(report(a=(1.0, 1.0), b=(0.0, 0.0)), said(A1=LOW, b=(0, 0, 0)), draws=50)
        assert found.withheld == ()
        assert (found.conditions[1].unknown, found.weakest) == (1.0, None)

    def test_too_few_about_a_criterion_is_withheld_by_name(self) -> None:
        found = robustness(report(a=(1.0, 1.0), b=(0.0, 0.0)), said(A1=LOW, B1=(0, 0, 0)), draws=50)
        assert (found.withheld, found.conditions[1].level) == (("B1",), None)

    def test_answers_after_the_day_are_not_seen(self) -> None:
        later = ci.Period.parse("2026-06-02").start
        rows = [{"item": "A1", "rater": f"r{n}", "value": 0, "on": later} for n in range(9)]
        late = ci.RatingSet.from_records(rows, instrument=said(A1=LOW).instrument)
        assert robustness(report(a=(1.0, 1.0)), late, draws=20).raters == 0

    def test_whole_organisations_are_drawn_where_there_are_enough(self) -> None:
        rows = [
            {"item": "A1", "rater": f"r{n}", "value": n % 5, "organisation": f"p{n // 2}"} for n in range(12)
        ]
        asked = said(A1=LOW).instrument
        found = robustness(report(a=(1.0, 1.0)), ci.RatingSet.from_records(rows, instrument=asked), draws=50)
        alone = [{**row, "organisation": None} for row in rows]
        other = robustness(report(a=(1.0, 1.0)), ci.RatingSet.from_records(alone, instrument=asked), draws=50)
        assert found.raters == other.raters == 12
        assert found.drivers != other.drivers

    def test_ratings_about_another_initiative_are_refused(self) -> None:
        other = attrs.evolve(said(A1=LOW), initiative_id="other")
        with pytest.raises(InvalidRecordError, match="about 'other', not about 'i'"):
            robustness(report(a=(1.0, 1.0)), other)

    def test_ratings_without_an_instrument_are_refused(self) -> None:
        rows = [{"item": "A1", "rater": "r", "value": 1}]
        with pytest.raises(InvalidRecordError, match="It is not known what was asked"):
            robustness(report(a=(1.0, 1.0)), ci.RatingSet.from_records(rows))
