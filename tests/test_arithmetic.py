from __future__ import annotations

from fractions import Fraction
from math import copysign, inf, nan, nextafter

import pytest

from collective_impact.arithmetic import (
    clamped,
    geometric_mean,
    mean,
    median,
    rounded,
    same,
    share,
    weighted_mean,
)
from collective_impact.errors import InvalidRecordError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1 + 0.2, 0.3),
        (Fraction(2, 3), 0.666666666667),
        (1234567890123, 1234567890120.0),
        (5e-324, 5e-324),
        (1.7976931348623157e308, 1.79769313486e308),
        (Fraction(1, 10**400), 0.0),
    ],
)
def test_rounded_keeps_twelve_significant_digits(value: float | Fraction, expected: float) -> None:
    assert rounded(value) == expected


def test_rounded_gives_no_minus_zero() -> None:
    assert copysign(1, rounded(-0.0)) == 1
    assert copysign(1, rounded(Fraction(-1, 10**400))) == 1


@pytest.mark.parametrize("value", [nan, inf, -inf, 10**400, Fraction(10**400, 3)])
def test_rounded_refuses_what_no_float_holds(value: float | Fraction) -> None:
    with pytest.raises(InvalidRecordError):
        rounded(value)


def test_same_is_judged_at_twelve_digits() -> None:
    assert same(0.1 + 0.2, 0.3)
    assert same(Fraction(1, 3), 0.333333333333)
    assert not same(0.3, 0.300000000002)


def test_clamped() -> None:
    assert clamped(0.5, 0, 1) == 0.5
    assert clamped(-1, 0, 1) == 0
    assert clamped(7, 0, 1) == 1
    assert clamped(7, 0, inf) == 7


@pytest.mark.parametrize(("value", "low", "high"), [(0.5, 1, 0), (nan, 0, 1), (0.5, nan, 1), (0.5, 0, nan)])
def test_clamped_refuses_what_has_no_answer(value: float, low: float, high: float) -> None:
    with pytest.raises(InvalidRecordError, match="lower end first"):
        clamped(value, low, high)


def test_share() -> None:
    assert share(34, 53) == 0.641509433962
    assert share(0.3, 0.1) == 3
    assert share(Fraction(3, 5), 1) == 0.6
    assert share(0, 5) == 0


@pytest.mark.parametrize("denominator", [0, -1, 0.0, nan, inf])
def test_share_of_nothing_is_refused(denominator: float) -> None:
    with pytest.raises(InvalidRecordError):
        share(1, denominator)


@pytest.mark.parametrize("count", [3, 6, 12, 24])
@pytest.mark.parametrize("value", [0.7, 0.1, 0.2, 0.8, 0.1 + 0.2])
def test_raters_who_agree_average_what_they_said(count: int, value: float) -> None:
    assert mean([value] * count) == value
    assert weighted_mean([value] * count, [0.1] * count) == value
    assert geometric_mean([value] * count) == value


def test_mean() -> None:
    assert mean([]) is None
    assert mean([0.1, 0.2, 0.3]) == 0.2
    assert mean([1e16, 1.0, -1e16]) == 0.333333333333
    assert mean([1e-300, 1e300]) == 5e299
    assert mean([Fraction(1, 3), Fraction(1, 3)]) == 0.333333333333
    assert mean([1234567890123]) == 1234567890123
    assert mean([10**400, -(10**400)]) == 0
    assert mean(value for value in (1, 2)) == 1.5
    assert copysign(1, mean([-0.0]) or 0.0) == 1


def test_a_mean_is_no_further_out_than_its_values() -> None:
    low = 0.1234567890123
    assert mean([low, nextafter(low, 1)]) == low
    assert mean([-low, nextafter(-low, -1)]) == -low


@pytest.mark.parametrize("values", [[nan], [0.5, inf], [10**400]])
def test_a_mean_of_what_is_not_finite_is_refused(values: list[float]) -> None:
    with pytest.raises(InvalidRecordError):
        mean(values)


def test_weighted_mean() -> None:
    assert weighted_mean([], []) is None
    assert weighted_mean([0.5, 0.7], [0, 0.0]) is None
    assert weighted_mean([1, 0, 0], [0.1, 0.2, 0.3]) == weighted_mean([1, 0, 0], [1, 2, 3])
    assert weighted_mean([1, 0], [Fraction(1, 3), Fraction(2, 3)]) == 0.333333333333
    assert weighted_mean([0.5, 0.9], [1, 0]) == 0.5
    assert weighted_mean([0.5, 1], [1e-5, 1e20]) == 1


@pytest.mark.parametrize(
    ("weights", "told"),
    [([1], "1 weights"), ([1, 1, 1], "3 weights"), ([1, -0.5], "-0.5"), ([1, nan], "nan"), ([1, inf], "inf")],
)
def test_weights_that_cannot_be_right_are_refused(weights: list[float], told: str) -> None:
    for average in (weighted_mean, geometric_mean):
        with pytest.raises(InvalidRecordError, match=told):
            average([0.2, 0.4], weights)


def test_geometric_mean() -> None:
    assert geometric_mean([]) is None
    assert geometric_mean([0.5], [0]) is None
    assert geometric_mean([4, 9]) == 6
    assert geometric_mean([0.25, 1], [1, 3]) == 0.707106781187
    assert geometric_mean([0, 1, 1]) == 0
    assert geometric_mean([0, 0.3], [0, 1]) == 0.3
    assert geometric_mean([Fraction(1, 4), 1]) == 0.5
    assert geometric_mean([Fraction(1, 10**400), 1]) == 0
    assert geometric_mean([1.7976931348623157e308] * 3) == 1.7976931348623157e308


def test_geometric_mean_as_published_for_the_human_development_index() -> None:
    assert round(geometric_mean([0.9844, 0.9203, 0.9828]) or 0, 3) == 0.962


def test_geometric_mean_refuses_a_negative_value() -> None:
    with pytest.raises(InvalidRecordError, match="below 0"):
        geometric_mean([0.5, -0.1])


def test_median() -> None:
    assert median([]) is None
    assert median([0.9, 0.1, 0.7]) == 0.7
    assert median([0.4, 0.1, 0.3, 0.2]) == 0.25
    assert median([0.1 + 0.2]) == 0.1 + 0.2
    with pytest.raises(InvalidRecordError):
        median([0.1, nan])
