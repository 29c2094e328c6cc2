from __future__ import annotations

from itertools import permutations
from math import factorial, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from collective_impact.measurement.slope import fitted, mann_kendall, slope_interval, student_t

values = st.lists(st.integers(-1000, 1000).map(lambda value: value / 8), min_size=3, max_size=15)


def test_the_slope_of_five_points_by_hand() -> None:
    """Pairs: 3, 1, 4/3, 2.5; -1, .5, 7/3; 2, 4; 6. In order: -1 .5 1 4/3 2 7/3 2.5 3 4 6."""
    line = fitted([0, 1, 2, 3, 4], [1, 4, 3, 5, 11])
    assert line.slopes == pytest.approx((-1, 0.5, 1, 4 / 3, 2, 7 / 3, 2.5, 3, 4, 6))
    assert line.slope == pytest.approx(13 / 6)
    residuals = [value - 13 / 6 * place for place, value in enumerate([1, 4, 3, 5, 11])]
    assert line.intercept == pytest.approx(sorted(residuals)[2])
    assert line.spread == pytest.approx(sqrt(sum((r - line.intercept) ** 2 for r in residuals) / 3))
    assert (line.centre, line.extent) == (2, 10)
    assert line.at(6) == pytest.approx(line.intercept + 13)
    assert line.error_at(6) == pytest.approx(line.spread * sqrt(1 + 1 / 5 + 16 / 10))
    assert line.error_at(6, 2) == pytest.approx(line.spread * sqrt(1 / 2 + 1 / 5 + 16 / 10))


def test_points_are_never_nearer_to_the_line_than_is_said() -> None:
    assert fitted([0, 1, 2], [1, 2, 3]).spread == 0
    assert fitted([0, 1, 2], [1, 2, 3], least_spread=0.3).spread == 0.3


@given(values)
def test_slope_and_intercept_are_those_of_scipy(y: list[float]) -> None:
    line = fitted([float(place) for place in range(len(y))], y)
    told = stats.theilslopes(y, range(len(y)), method="joint")
    assert line.slope == pytest.approx(told[0], rel=1e-9, abs=1e-9)
    assert line.intercept == pytest.approx(told[1], rel=1e-9, abs=1e-9)


def test_an_interval_takes_as_many_points_as_the_confidence_asks_for() -> None:
    """Of the 24 orders of four things one rises throughout: 2/24 is below 10 %, not below 5 %."""
    slopes = [1.0, 2, 3, 4, 5, 6]
    assert slope_interval(slopes, 4, 0.9) == (1, 6)
    assert slope_interval(slopes, 4, 0.95) is None
    assert slope_interval(slopes[:3], 3, 0.9) is None
    assert slope_interval(range(10), 5, 0.95) == (0, 9)


def test_the_interval_of_ten_points_is_that_of_the_printed_tables() -> None:
    """Kendall's table for n = 10: P(S >= 23) = 0.023; so the 12th of 45 slopes from either end at 95 %."""
    assert slope_interval(range(1, 46), 10, 0.95) == (12, 34)


def test_of_many_points_the_interval_is_the_usual_approximation() -> None:
    y = [float((37 * place) % 41) for place in range(40)]
    slopes = fitted([float(place) for place in range(40)], y).slopes
    told = stats.theilslopes(y, range(40), alpha=0.9)
    low, high = slope_interval(slopes, 40, 0.9) or (0, 0)
    assert low == pytest.approx(told[2], abs=0.02)
    assert high == pytest.approx(told[3], abs=0.02)


def test_rises_less_falls_by_hand() -> None:
    found = mann_kendall([1, 4, 3, 5])
    assert found.s == 4
    assert found.tau == pytest.approx(4 / 6)
    assert found.p_value == pytest.approx(2 * (1 + 3) / 24)
    assert found.is_exact


def test_p_counts_the_orders() -> None:
    y = [2.0, 1, 5, 3, 4]
    s = mann_kendall(y).s
    beyond = sum(abs(mann_kendall(order).s) >= abs(s) for order in permutations(y))
    assert mann_kendall(y).p_value == pytest.approx(beyond / factorial(5))


@given(values)
def test_without_ties_tau_and_p_are_those_of_scipy(y: list[float]) -> None:
    apart = [value + place / 1000 for place, value in enumerate(y)]
    found = mann_kendall(apart)
    told = stats.kendalltau(apart, range(len(y)), method="exact")
    assert found.tau == pytest.approx(told.statistic, abs=1e-12)
    assert found.p_value == pytest.approx(told.pvalue, abs=1e-12)


def test_ties_by_hand() -> None:
    """2 2 3 3 3 5: S = 11; the variance is (6·5·17 - 2·1·9 - 3·2·11) / 18 = 426/18."""
    found = mann_kendall([2, 2, 3, 3, 3, 5])
    assert found.s == 11
    assert found.tau == pytest.approx(11 / sqrt(15 * 11))
    assert found.p_value == pytest.approx(2 * stats.norm.sf(10 / sqrt(426 / 18)))
    assert not found.is_exact


def test_values_that_are_all_equal_have_no_trend() -> None:
    assert mann_kendall([3, 3, 3, 3]) == (0, None, 1.0, False)


def test_many_values_are_taken_as_normal() -> None:
    y = [float((7 * place) % 40 + place) for place in range(40)]
    found = mann_kendall(y)
    assert not found.is_exact
    assert 0 < found.p_value < 1


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 12, 33, 200])
@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.99])
def test_students_t_is_that_of_scipy(degrees: int, confidence: float) -> None:
    told = stats.t.ppf((1 + confidence) / 2, degrees)  # off by 2 in 10 to the 9th in old versions
    assert student_t(confidence, degrees) == pytest.approx(told, rel=1e-8)
