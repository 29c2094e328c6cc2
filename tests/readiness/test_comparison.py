"""What differs between two reports, and whether it comes from other data or other rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

import collective_impact as ci
from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.model.partner import Sector
from collective_impact.readiness.comparison import Comparison, ConditionChange
from collective_impact.readiness.framework import Framework
from collective_impact.readiness.frameworks import FIVE_CONDITIONS

ON = date(2026, 6, 1)
FIVE_TWELFTHS: Any = pytest.approx(5 / 12)
THIRD: Any = pytest.approx(1 / 3)
TWELFTH: Any = pytest.approx(1 / 12)
STRICT = attrs.evolve(FIVE_CONDITIONS.without("CI105"), key="strict", level_cuts=(0.3, 0.6, 0.9))


def initiative(*sectors: Sector | None, problem: str | None = None, **fields: object) -> ci.Initiative:
    return ci.Initiative(
        id="i",
        agenda=ci.Agenda(problem=problem),
        partners=tuple(ci.Partner(id=f"p{n}", sector=sector) for n, sector in enumerate(sectors)),
        **fields,  # type: ignore[arg-type]
    )


def agenda(comparison: Comparison) -> ConditionChange:
    return next(change for change in comparison.conditions if change.key == "common_agenda")


BEFORE = initiative("public", "health", problem="x", complete=("agenda/population",))
AFTER = initiative("public", "health", "faith", "media", problem="x", complete=("agenda/population",))
# Before: CI101 1/2 and CI105 1/3. After: CI101 1/2 and CI105 1. By the strict rules: CI101 alone.


def assessed(
    subject: ci.Initiative, framework: Framework = FIVE_CONDITIONS, on: date = ON
) -> ci.ReadinessReport:
    return ci.assess(subject, framework, on=on)


class TestSplit:
    def test_other_data_same_rules(self) -> None:
        change = agenda(ci.compare(assessed(BEFORE), assessed(AFTER)))
        assert (change.before, change.after) == (FIVE_TWELFTHS, 0.75)
        assert (change.by_data, change.by_rules) == (THIRD, 0.0)

    def test_same_data_other_rules(self) -> None:
        comparison = ci.compare(assessed(BEFORE), assessed(BEFORE, STRICT))
        change = agenda(comparison)
        assert (change.before, change.after) == (FIVE_TWELFTHS, 0.5)
        assert (change.by_data, change.by_rules) == (0.0, TWELFTH)
        assert comparison.because == "The records are the same. The rules differ. The day is the same."

    def test_both_differ_and_nobody_can_tell_them_apart(self) -> None:
        change = agenda(ci.compare(assessed(BEFORE), assessed(AFTER, STRICT)))
        assert (change.before, change.after, change.by_data, change.by_rules) == (
            FIVE_TWELFTHS,
            0.5,
            None,
            None,
        )

    def test_both_differ_and_the_subjects_tell_them_apart(self) -> None:
        better = attrs.evolve(AFTER, complete=())
        comparison = ci.compare(assessed(BEFORE), assessed(better, STRICT), subjects=(BEFORE, better))
        change = agenda(comparison)
        # Rules: 5/12 to 1/2. Data: 1/2 to 1 of what is recorded.
        assert (change.after, change.by_rules, change.by_data) == (1.0, TWELFTH, 0.5)
        assert comparison.because == "The records differ. The rules differ. The day is the same."

    def test_the_same_records_on_another_day_by_other_rules(self) -> None:
        later = assessed(BEFORE, STRICT, date(2026, 7, 1))
        open_ = ci.compare(assessed(BEFORE), later)
        assert agenda(open_).by_data is None
        assert open_.because == "The records are the same. The rules differ. The day is another one."
        assert agenda(ci.compare(assessed(BEFORE), later, subjects=(BEFORE, BEFORE))).by_data == 0.0

    def test_a_condition_without_a_score_has_no_difference(self) -> None:
        change = next(
            c for c in ci.compare(assessed(BEFORE), assessed(AFTER)).conditions if c.key == "backbone_support"
        )
        assert (change.before, change.by_data, change.by_rules) == (None, None, None)
        assert (change.before_level, change.after_level, change.before_coverage) == (None, None, 0.0)


class TestSubjects:
    def test_wrong_subjects_are_refused(self) -> None:
        reports = assessed(BEFORE), assessed(AFTER)
        with pytest.raises(
            InvalidRecordError, match="The first subject is not the initiative that the first report"
        ):
            ci.compare(*reports, subjects=(AFTER, AFTER))
        with pytest.raises(InvalidRecordError, match="The second subject is not the initiative"):
            ci.compare(*reports, subjects=(BEFORE, BEFORE))

    def test_right_subjects_change_nothing_where_they_are_not_needed(self) -> None:
        reports = assessed(BEFORE), assessed(AFTER)
        assert ci.compare(*reports, subjects=(BEFORE, AFTER)) == ci.compare(*reports)


class TestConditions:
    def test_all_conditions_of_the_two(self) -> None:
        less = FIVE_CONDITIONS.without("common_agenda")
        gone = ci.compare(assessed(BEFORE), assessed(BEFORE, less))
        change = agenda(gone)
        assert (change.title, change.before, change.after) == ("Common agenda", FIVE_TWELFTHS, None)
        assert (change.after_level, change.after_coverage, change.by_rules, change.by_data) == (
            None,
            None,
            None,
            None,
        )
        come = agenda(ci.compare(assessed(BEFORE, less), assessed(BEFORE)))
        assert (come.before, come.before_level, come.before_coverage, come.after) == (
            None,
            None,
            None,
            FIVE_TWELFTHS,
        )


class TestFindings:
    def kinds(self, before: ci.Initiative, after: ci.Initiative) -> dict[str, str]:
        comparison = ci.compare(assessed(before), assessed(after))
        return {f.code: f.kind for f in comparison.findings}

    def test_better_and_worse(self) -> None:
        assert self.kinds(BEFORE, AFTER) == {"CI105": "better"}
        assert self.kinds(AFTER, BEFORE) == {"CI105": "worse"}

    def test_recorded_or_not(self) -> None:
        unrecorded = initiative(None, None, problem="x", complete=("agenda/population",))
        assert self.kinds(unrecorded, BEFORE) == {"CI105": "now recorded"}
        assert self.kinds(BEFORE, unrecorded) == {"CI105": "no longer recorded"}

    def test_other_bounds(self) -> None:
        wide = initiative("public", "health", None, problem="x", complete=("agenda/population",))
        assert self.kinds(BEFORE, wide)["CI105"] == "other bounds"

    def test_what_applies(self) -> None:
        goals = attrs.evolve(
            BEFORE, agenda=ci.Agenda(problem="x", outcomes=(ci.Outcome(id="o", level="system"),))
        )
        assert self.kinds(BEFORE, goals)["CI102"] == "no longer applies"
        assert self.kinds(goals, BEFORE)["CI102"] == "now applies"

    def test_asked_or_not(self) -> None:
        less = FIVE_CONDITIONS.without("CI105")
        comparison = ci.compare(assessed(BEFORE), assessed(BEFORE, less))
        (gone,) = comparison.findings
        assert (gone.code, gone.kind, gone.before_status, gone.after_status) == (
            "CI105",
            "no longer asked",
            "partly",
            None,
        )
        assert (gone.before_score, gone.after_score) == (0.333333333333, None)
        (come,) = ci.compare(assessed(BEFORE, less), assessed(BEFORE)).findings
        assert (come.kind, come.before_status, come.after_status) == ("now asked", None, "partly")

    def test_nothing(self) -> None:
        assert self.kinds(BEFORE, BEFORE) == {}


class TestWhatIf:
    def test_records_that_are_added(self) -> None:
        comparison = ci.what_if(
            BEFORE, ci.Partner(id="p9", sector="faith"), ci.Partner(id="p0", sector="media"), on=ON
        )
        (change,) = [f for f in comparison.findings if f.code == "CI105"]
        # media, health, faith.
        assert (change.before_score, change.after_score) == (0.333333333333, 0.666666666667)
        assert BEFORE.partners[0].sector == "public"

    def test_records_that_are_taken_away(self) -> None:
        comparison = ci.what_if(BEFORE, without=("p1",), on=ON)
        (change,) = [f for f in comparison.findings if f.code == "CI105"]
        assert (change.kind, change.after_score, change.after_status) == ("worse", 0.0, "not_met")

    def test_by_other_rules_and_on_the_day_given(self) -> None:
        comparison = ci.what_if(BEFORE, without=("p1",), framework=STRICT, on=ON)
        assert comparison.findings == ()
        assert (comparison.before_on, comparison.after_on) == (ON, ON)

    def test_both_look_at_today_unless_a_day_is_given(self) -> None:
        comparison = ci.what_if(BEFORE)
        assert comparison.before_on == comparison.after_on
        assert abs((date.today() - comparison.before_on).days) <= 1  # noqa: DTZ011 - the day of whoever asks

    def test_what_cannot_be(self) -> None:
        with pytest.raises(UnknownNameError, match="'p7'"):
            ci.what_if(BEFORE, without=("p7",), on=ON)
        with pytest.raises(InvalidRecordError):
            ci.what_if(BEFORE, ci.BackboneRole(id="r", partner_id="p7"), on=ON)


def test_a_comparison_survives_a_round_trip() -> None:
    comparison = ci.compare(assessed(BEFORE), assessed(AFTER, STRICT))
    again = ci.from_data(ci.to_data(comparison), Comparison)
    assert again == comparison
    assert str(again) == str(comparison)
