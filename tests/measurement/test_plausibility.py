from __future__ import annotations

from datetime import date
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measurement.planted import BOYS, GIRLS, ON, indicator, periods, series

from collective_impact.measurement.audit import AuditReport, audit
from collective_impact.measurement.audit_findings import AuditFinding
from collective_impact.measurement.plausibility import ROBUST, _far
from collective_impact.model.agenda import Agenda, Outcome
from collective_impact.model.indicator import Baseline, Indicator, Series, Target
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.model.values import Range

PARTNERS = (Partner(id="P1", name="Library"), Partner(id="P2", name="School"))
RATE: dict[str, Any] = {"unit": "percent", "measure": "percent"}


def report_of(*held: Series, **fields: Any) -> AuditReport:
    initiative = Initiative(id="x", partners=PARTNERS, indicators=(indicator("I", *held, **fields),))
    return audit(initiative, on=ON)


def found_in(report: AuditReport, code: str) -> AuditFinding:
    (found,) = [finding for finding in report.findings if finding.code == code]
    return found


@pytest.mark.parametrize(
    ("fields", "values", "expected"),
    [
        (RATE, (0, 100), None),
        (RATE, (-1, 50), "error"),
        ({**RATE, "unit": None}, (50, 101), "error"),
        ({**RATE, "valid_range": Range(minimum=-100)}, (-30, 130), None),
        ({**RATE, "valid_range": Range(minimum=-100)}, (-130, 0), "error"),
        ({**RATE, "valid_range": Range(maximum=20)}, (-130, 21), "error"),
        ({"unit": "fraction", "measure": "percent"}, (0.5, 1.2), "error"),
        ({"unit": "per_1000", "measure": "rate"}, (500, 1001), "warning"),
        ({"unit": "per_1000", "measure": "rate"}, (-5, 10), "error"),
        ({"unit": "per_1000", "measure": "rate", "valid_range": Range(maximum=900)}, (500, 901), "error"),
        ({"unit": "visits", "measure": None}, (-1, 1), "error"),
        ({"unit": None}, (-1, 1), "error"),
        ({"unit": "hours", "measure": None}, (-1, 1), "error"),
        ({"unit": "currency:USD", "measure": "currency"}, (-1, 1), None),
        ({"unit": "pint:degree_Celsius", "measure": None}, (-9, 1), None),
        ({**RATE, "limit": 90, "direction": "increase"}, (80, 91), "error"),
        ({**RATE, "limit": 10, "direction": "decrease"}, (9, 20), "error"),
        ({**RATE, "limit": 10}, (9, 20), None),
        ({"unit": "currency:USD", "measure": None, "limit": 10, "direction": "decrease"}, (9, 20), "error"),
        ({"limit": 10, "direction": "increase"}, (9, 11), "error"),
    ],
)
def test_possible_ranges(fields: dict[str, Any], values: tuple[float, ...], expected: str | None) -> None:
    held = [
        found.severity for found in report_of(series(*values), **fields).findings if found.code == "CI751"
    ]
    assert held == ([expected] if expected else [])


@pytest.mark.parametrize("fields", [{"unit": "score", "measure": "score"}, {"unit": None, "measure": None}])
def test_a_range_that_is_not_recorded_is_not_known(fields: dict[str, Any]) -> None:
    report = report_of(series(-5, 900), **fields)
    assert report.findings == ()
    assert next(c for c in report.checks if c.code == "CI751").unrecorded == ("indicators/I/valid_range",)


def test_what_is_outside_is_named_with_the_worst() -> None:
    found = found_in(report_of(series(101, 99, 250, None, 50), **RATE), "CI751")
    assert [str(period) for period in found.periods] == ["2021", "2023"]
    assert (found.expected, found.found) == (100, 250)
    assert "possible is 0 to 100" in found.observed
    below = found_in(report_of(series(5, -3, 5)), "CI751")
    assert "possible is 0 or more" in below.observed
    above = found_in(report_of(series(5, 9), valid_range=Range(maximum=8)), "CI751")
    assert "possible is up to 8" in above.observed


def test_baselines_and_targets_are_looked_at_and_gaps_are_not() -> None:
    report = report_of(
        series(5, 6),
        baselines=(Baseline(value=-2), Baseline(raw="few")),
        targets=(Target(value=-3, breakdown=GIRLS, versus=BOYS), Target(value=9)),
    )
    found = found_in(report, "CI751")
    assert (found.evidence, found.found) == (("indicators/I/baselines",), -2)


@pytest.mark.parametrize(
    ("tops", "bases", "fields", "severity"),
    [
        ((5, 12), (10, 10), RATE, "error"),
        ((5, 12), (10, 10), {"unit": "per_1000", "measure": "rate"}, "warning"),
        ((5, 12), (10, 10), {**RATE, "valid_range": Range(minimum=0)}, None),
        ((5, 12), (10, 10), {**RATE, "valid_range": Range(maximum=150)}, None),
        ((5, 12), (10, 10), {**RATE, "valid_range": Range(maximum=100)}, "error"),
        ((5, -1), (10, 10), RATE, "error"),
        ((5, 1), (10, -10), {"unit": "per_1000", "measure": "rate"}, "error"),
        ((5, None), (10, None), RATE, None),
        ((), (10, -1), RATE, "error"),
        ((5, -1), (), RATE, "error"),
        ((5, 12), (10, 10), {"unit": "score", "measure": "score"}, None),
    ],
)
def test_numerators_and_their_base(
    tops: tuple[float, ...], bases: tuple[float, ...], fields: dict[str, Any], severity: str | None
) -> None:
    report = report_of(series(50, 60, numerators=tops, denominators=bases), **fields)
    held = [found.severity for found in report.findings if found.code == "CI752"]
    assert held == ([severity] if severity else [])


def test_a_negative_base_is_said() -> None:
    report = report_of(series(50, 60, numerators=(5, 6), denominators=(10, -10)), **RATE)
    assert "a count of -10 in 2025" in found_in(report, "CI752").observed


@pytest.mark.parametrize(
    ("values", "when"),
    [
        ((10, 11, 10, 12, 100, 101, 99), "2024"),
        ((100, 101, 99, 100, 10, 11, 10), "2024"),
        ((0.5, 0.51, 0.52, 0.53, 53, 54, 55), "2024"),
        ((10, 11, None, 12, 100, 101, 99), "2024"),
        ((10, 12, 14, 16, 18, 20, 22), ""),
        ((10, 20, 40, 80, 160, 320, 640), ""),
        ((10, 90, 15, 80, 5, 95, 20), ""),
        ((10, 11, 10, 12), ""),
        ((10, 10, 10, 10, 10), ""),
        ((0, 0, 0, 0, 0), ""),
        ((60, 61, 60, 62, 90, 91, 92), ""),
    ],
)
def test_jumps(values: tuple[float, ...], when: str) -> None:
    labels = tuple(range(2020, 2020 + len(values)))
    report = report_of(Series(periods=periods(*labels), values=values), frequency=None)
    assert [str(p) for found in report.findings for p in found.periods] == when.split()


def test_a_jump_at_a_recorded_change_is_none() -> None:
    held = series(10, 11, 10, 100, 101, 99)
    for day, count in (
        (date(2023, 1, 1), 0),
        (date(2022, 6, 1), 0),
        (date(2022, 1, 1), 1),
        (date(2024, 1, 1), 1),
    ):
        assert len(report_of(held, definition_changes=(day,)).findings) == count


def test_a_jump_that_stays_and_one_that_goes_back() -> None:
    stays = found_in(report_of(series(10, 11, 10, 100, 101, 99)), "CI753")
    assert (stays.expected, stays.found) == (10, 100)
    assert "does not go back at once" in stays.observed
    back = found_in(report_of(series(10, 11, 10, 100, 11, 12)), "CI753")
    assert "and back at once: one figure may be wrong" in back.observed


@given(
    st.lists(st.integers(-50, 50).map(lambda n: n / 4), min_size=4, max_size=40),
    st.sampled_from((0.5, 1.0, 3.0, 6.0)),
)
def test_law_steps_that_are_far_are_those_beyond_the_robust_deviation(
    steps: list[float], limit: float
) -> None:
    usual = median(steps)
    allowed = limit * ROBUST * median([abs(step - usual) for step in steps])
    assert list(_far(steps, limit)) == [p for p, step in enumerate(steps) if abs(step - usual) > allowed]


def test_running_totals_that_fall() -> None:
    def of(*values: float | None, **fields: Any) -> AuditReport:
        return report_of(series(*values), accumulation="cumulative", **fields)

    assert of(1, 2, 2, 3).findings == ()
    found = found_in(of(5, 4, None, 9, 2), "CI742")
    assert [str(period) for period in found.periods] == ["2022", "2025"]
    assert (found.expected, found.found) == (9, 2)
    assert of(5, 9, 1, 2, definition_changes=(date(2024, 1, 1),)).findings == ()


@pytest.mark.parametrize(
    ("first", "second", "fields", "count"),
    [
        ((10, 22, 31, 44), (10, 9, 12, 11), {}, 1),
        ((10, 22, 31, 44), (10, 11, 12, 13), {}, 0),
        ((100, 112, 121, 134), (10, 9, 12, 11), {}, 0),
        ((10, 22, 21, 44), (10, 9, 12, 11), {}, 0),
        ((10, 22, 31), (10, 9, 12), {}, 0),
        ((10, 22, 31, 44), (10, 9, 12, 11), RATE, 0),
    ],
)
def test_a_series_that_looks_like_a_running_total(
    first: tuple[float, ...], second: tuple[float, ...], fields: dict[str, Any], count: int
) -> None:
    report = report_of(series(*first, partner_id="P1"), series(*second, partner_id="P2"), **fields)
    assert report.counts == ({"CI741": count} if count else {})


def test_series_that_are_not_kept_up() -> None:
    old, fresh = series(1, 2, at=(2020, 2021)), series(1, 2, breakdown=GIRLS)
    found = found_in(report_of(old, fresh), "CI761")
    assert (found.expected, found.found, found.unit) == (18, 54, "months")
    assert "the latest figure of all is of 2021, 54 months before 2026-06-01" in found.observed
    assert "the latest figure is of" in found_in(report_of(old), "CI761").observed
    text = Series(periods=periods(2024, 2025), values=(1, None), raw={"2025": "<5"})
    assert report_of(text).findings == ()
    blank = Series(periods=periods(2020, 2025), values=(1, None))
    assert report_of(blank).counts == {"CI761": 1}
    assert report_of(series(None), fresh).findings == ()


def test_what_expected_partners_owe_is_told_by_the_grid_alone() -> None:
    report = report_of(series(1, 2, at=(2020, 2021), partner_id="P1"), reporter_ids=("P1",))
    assert set(report.counts) == {"CI711", "CI712"}
    report = report_of(series(1, 2, at=(2020, 2021), partner_id="P1"))
    assert set(report.counts) == {"CI761"}


def test_without_a_frequency_age_is_not_known() -> None:
    report = report_of(series(1, 2, at=(2020, 2021)), frequency=None)
    assert report.findings == ()
    assert next(c for c in report.checks if c.code == "CI761").unrecorded == ("indicators/I/frequency",)


def measured(*held: Indicator, outcomes: tuple[Outcome, ...], complete: tuple[str, ...] = ()) -> AuditReport:
    return audit(
        Initiative(id="x", agenda=Agenda(outcomes=outcomes), indicators=held, complete=complete), on=ON
    )


def of(id_: str, level: Any, *outcomes: str) -> Indicator:
    return indicator(id_, series(3, 4), outcome_ids=outcomes, level=level)


GOAL = Outcome(id="O1", level="population")


def test_outcomes_that_nobody_measures() -> None:
    assert measured(outcomes=(GOAL,)).findings == ()
    assert measured(outcomes=(GOAL,), complete=("indicators",)).counts == {"CI772": 1}
    report = measured(of("a", None, "O2"), outcomes=(Outcome(id="O1"), Outcome(id="O2")))
    assert report.counts == {"CI772": 1}
    held = {check.code: check.unrecorded for check in report.checks}
    assert held["CI773"] == held["CI774"] == ("agenda/outcomes/O2/level",)
    assert measured(of("a", "program", "O1"), outcomes=(Outcome(id="O1", level="program"),)).findings == ()


def test_population_outcomes_measured_by_programmes() -> None:
    report = measured(of("a", "program", "O1"), of("b", "system", "O1"), outcomes=(GOAL,))
    assert report.counts == {"CI773": 1}
    assert (
        "at the level of program and system only, by Visits to a, Visits to b" in report.findings[0].observed
    )
    unknown = measured(of("a", "program", "O1"), of("b", None, "O1"), outcomes=(GOAL,))
    assert unknown.findings == ()
    assert {c.code for c in unknown.checks if c.unrecorded == ("indicators/b/level",)} == {"CI773", "CI774"}


def test_the_performance_of_systems_behind_a_population_outcome() -> None:
    system, chain = Outcome(id="O3", leads_to_ids=("O2",)), Outcome(id="O2", leads_to_ids=("O1", "O3"))
    outcomes = (GOAL, chain, system)
    own = of("a", "population", "O1")
    others = of("p", "program", "O2", "O1")
    assert measured(own, of("b", "system", "O1"), outcomes=(GOAL,)).findings == ()
    assert measured(own, others, of("b", "system", "O3"), outcomes=outcomes).findings == ()
    report = measured(own, others, of("b", "program", "O3"), outcomes=outcomes)
    assert report.counts == {"CI774": 1}
    assert "Indicators of single programmes stand beside it: 1." in report.findings[0].observed
    unknown = measured(own, others, of("b", None, "O3"), outcomes=outcomes)
    assert unknown.findings == ()
    check = next(c for c in unknown.checks if c.code == "CI774")
    assert "agenda/outcomes/O1/leads_to_ids" in check.unrecorded
