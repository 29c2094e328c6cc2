from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.arithmetic import (
    clamped,
    geometric_mean,
    mean,
    median,
    rounded,
    same,
    share,
    total,
    weighted_mean,
)

Average = Callable[[Iterable[float]], float | None]

FINITE = st.floats(allow_nan=False, allow_infinity=False)
SCORES = st.floats(0, 1)
DECIMALS = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
EXACT = st.fractions(0, 100, max_denominator=1000)
AVERAGES = pytest.mark.parametrize("average", [mean, geometric_mean, median])


def oracle(values: list[float], weights: list[float]) -> Fraction:
    exact = [Fraction(repr(value)) for value in values]
    loads = [Fraction(repr(weight)) for weight in weights]
    return sum((v * w for v, w in zip(exact, loads, strict=True)), Fraction(0)) / sum(loads, Fraction(0))


@given(FINITE)
def test_rounding_again_changes_nothing(value: float) -> None:
    once = rounded(value)
    assert rounded(once) == once
    assert repr(once) != "-0.0"
    assert same(value, once)


@given(FINITE, FINITE)
def test_rounding_keeps_order(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert rounded(low) <= rounded(high)


@given(FINITE, FINITE, FINITE)
def test_clamping_ends_inside_and_moves_nothing_that_is_inside(value: float, a: float, b: float) -> None:
    low, high = sorted((a, b))
    inside = clamped(value, low, high)
    assert low <= inside <= high
    assert inside == value or not low <= value <= high


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_law_5_a_share_of_a_part_lies_between_0_and_1(part: int, rest: int) -> None:
    assert 0 <= share(part, part + rest) <= 1
    assert share(part + rest, part + rest) == 1


@AVERAGES
@given(values=st.lists(SCORES, min_size=1))
def test_law_6_internality(average: Average, values: list[float]) -> None:
    result = average(values)
    assert result is not None
    assert min(values) <= result <= max(values)


@given(st.lists(FINITE, min_size=1))
def test_law_6_internality_at_any_size(values: list[float]) -> None:
    for average in (mean, median):
        result = average(values)
        assert result is not None
        assert min(values) <= result <= max(values)


@AVERAGES
@given(value=SCORES, count=st.integers(1, 30))
def test_law_7_idempotence(average: Average, value: float, count: int) -> None:
    assert average([value] * count) == value


@given(st.lists(st.tuples(SCORES, SCORES), min_size=1), st.randoms(use_true_random=False))
def test_law_8_order_changes_nothing(pairs: list[tuple[float, float]], random: object) -> None:
    mixed = list(pairs)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    for average in (weighted_mean, geometric_mean):
        assert average([v for v, _ in pairs], [w for _, w in pairs]) == average(
            [v for v, _ in mixed], [w for _, w in mixed]
        )
    assert median(v for v, _ in pairs) == median(v for v, _ in mixed)


@AVERAGES
@given(values=st.lists(SCORES, min_size=1), place=st.integers(0), better=SCORES)
def test_law_9_a_higher_value_never_lowers_the_mean(
    average: Average, values: list[float], place: int, better: float
) -> None:
    raised = list(values)
    raised[place % len(values)] = max(better, raised[place % len(values)])
    before, after = average(values), average(raised)
    assert before is not None
    assert after is not None
    assert after >= before


@given(st.lists(st.tuples(DECIMALS, DECIMALS), min_size=1))
def test_law_12_no_weight_gives_none_and_never_an_exception(pairs: list[tuple[float, float]]) -> None:
    values, weights = [v for v, _ in pairs], [w for _, w in pairs]
    for average in (weighted_mean, geometric_mean):
        assert (average(values, weights) is None) == (not any(weights))


@given(st.lists(st.tuples(DECIMALS, DECIMALS), min_size=1).filter(lambda pairs: any(w for _, w in pairs)))
def test_law_20_an_independent_scorer_agrees(pairs: list[tuple[float, float]]) -> None:
    values, weights = [v for v, _ in pairs], [w for _, w in pairs]
    assert weighted_mean(values, weights) == rounded(oracle(values, weights))
    assert mean(values) == rounded(oracle(values, [1.0] * len(values)))


@given(st.lists(st.tuples(SCORES, EXACT), min_size=1), st.fractions(Fraction(1, 1000), 1000))
def test_law_23_scaling_exact_weights_changes_nothing(
    pairs: list[tuple[float, Fraction]], factor: Fraction
) -> None:
    values, weights = [v for v, _ in pairs], [w for _, w in pairs]
    for average in (weighted_mean, geometric_mean):
        assert average(values, weights) == average(values, [w * factor for w in weights])


@given(st.lists(st.tuples(SCORES, DECIMALS), min_size=1), st.integers(-5, 5))
def test_law_23_scaling_decimal_weights_by_powers_of_two_changes_nothing(
    pairs: list[tuple[float, float]], power: int
) -> None:
    values, weights = [v for v, _ in pairs], [w for _, w in pairs]
    for average in (weighted_mean, geometric_mean):
        assert average(values, weights) == average(values, [w * 2.0**power for w in weights])


@given(st.lists(st.tuples(SCORES, SCORES), min_size=1), st.floats(0.001, 1000))
def test_law_23_scaling_any_weights_moves_at_most_the_last_digit(
    pairs: list[tuple[float, float]], factor: float
) -> None:
    held = [(v, w) for v, w in pairs if w > 1e-300]
    values, weights = [v for v, _ in held], [w for _, w in held]
    before, after = weighted_mean(values, weights), weighted_mean(values, [w * factor for w in weights])
    if before is None or after is None:
        assert before is after
    else:
        assert isclose(before, after, rel_tol=1.1e-11)


@given(st.lists(st.tuples(SCORES, DECIMALS)), SCORES)
def test_law_24_weight_zero_is_absent(pairs: list[tuple[float, float]], extra: float) -> None:
    values, weights = [v for v, _ in pairs], [w for _, w in pairs]
    for average in (weighted_mean, geometric_mean):
        assert average([*values, extra], [*weights, 0]) == average(values, weights)


@given(st.lists(SCORES), SCORES)
def test_law_24_weight_two_is_the_item_twice(values: list[float], extra: float) -> None:
    ones = [1] * len(values)
    assert weighted_mean([*values, extra], [*ones, 2]) == mean([*values, extra, extra])
    assert geometric_mean([*values, extra], [*ones, 2]) == geometric_mean([*values, extra, extra])


@given(st.lists(st.floats(0.001, 1), min_size=1))
def test_the_geometric_mean_is_at_most_the_arithmetic(values: list[float]) -> None:
    geometric, arithmetic = geometric_mean(values), mean(values)
    assert geometric is not None
    assert arithmetic is not None
    assert geometric <= arithmetic * (1 + 1e-11)


SHORT = st.tuples(st.integers(-(10**12), 10**12), st.integers(0, 7)).map(lambda held: held[0] / 10 ** held[1])


@given(st.lists(st.one_of(SHORT, FINITE.filter(lambda value: abs(value) < 1e300)), max_size=6))
def test_a_sum_is_that_of_the_decimals_that_are_printed_rounded_once(values: list[float]) -> None:
    exact = sum((Fraction(repr(value)) for value in values), Fraction(0))
    assert total(values) == rounded(exact)


@given(FINITE)
def test_a_float_and_the_fraction_that_it_is_are_rounded_alike(value: float) -> None:
    assert rounded(value) == rounded(Fraction(value))
