"""Exact means, shares and clamps: numbers in, numbers out, on every Python the same.

Sums are taken over integers and rounded once, at the end, to 12 significant digits. What a number means, and
what is to be done where it is missing, is the caller's business.
"""

from __future__ import annotations

from math import exp, fsum, isfinite, isnan, lcm, log
from operator import mul
from typing import TYPE_CHECKING

from collective_impact.errors import InvalidRecordError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    Number = float | Fraction

__all__ = [
    "clamped",
    "geometric_mean",
    "mean",
    "median",
    "rounded",
    "same",
    "share",
    "total",
    "weighted_mean",
]


MILLION = 1_000_000


def rounded(value: Number) -> float:
    """Return `value` at 12 significant digits; minus zero becomes zero, and rounding again changes nothing.

    Raises:
        InvalidRecordError: not finite, or beyond the range of a float.
    """
    if type(value) is float and isfinite(value):
        return float(f"{value:.11e}") + 0.0
    (held,) = _finite((value,))
    return _rounded(*held.as_integer_ratio())


def same(a: Number, b: Number) -> bool:
    """Return whether two numbers are equal at 12 significant digits, the precision of all results."""
    return rounded(a) == rounded(b)


def clamped(value: float, low: float, high: float) -> float:
    """Return `value`, or the nearer end of [`low`, `high`] where it lies outside; an end may be infinite.

    Raises:
        InvalidRecordError: `low` above `high`, or one of the three is not a number.
    """
    if isnan(value) or not low <= high:
        raise InvalidRecordError(
            f"Cannot bring {value} between {low} and {high}: give three numbers, with the lower end first."
        )
    return min(max(value, low), high)


def share(numerator: Number, denominator: Number) -> float:
    """Return `numerator / denominator`, rounded; in [0, 1] where 0 <= numerator <= denominator.

    Raises:
        InvalidRecordError: the denominator is not above 0, or a number is not finite.
    """
    part, whole = _finite((numerator, denominator))
    if whole <= 0:
        raise InvalidRecordError(
            f"A share needs a denominator above 0, found {whole}. Of nothing, the share is not known."
        )
    (above, below), (times, over) = _ratio(part), _ratio(whole)
    return _rounded(above * over, below * times)


def total(values: Iterable[Number]) -> float:
    """Return the exact sum, rounded once; 0 where there are no values.

    A float counts as the decimal that is printed for it: 0.1 + 0.2 is 0.3.

    Raises:
        InvalidRecordError: a value is not finite.
    """
    held = tuple(values)
    whole = _in_millionths(held)
    if whole is not None:
        return float(f"{whole / MILLION:.11e}") + 0.0
    amounts, scale = _integers(_finite(held))
    return _rounded(sum(amounts), scale)


def mean(values: Iterable[Number]) -> float | None:
    """Return the arithmetic mean, within [min, max] of the values; `None` where there are none.

    A float counts as the decimal that is printed for it: 0.1 is 1/10.

    Raises:
        InvalidRecordError: a value is not finite.
    """
    held = _finite(values)
    return _mean(held, [1] * len(held)) if held else None


def weighted_mean(values: Iterable[Number], weights: Iterable[Number]) -> float | None:
    """Return the weighted arithmetic mean, within [min, max] of the values that have a weight.

    `None` where the total weight is 0. A weight of 0 leaves its value out, a weight of 2 counts it twice.
    A float counts as the decimal that is printed for it, so weights 0.1, 0.2, 0.3 are exactly 1, 2, 3, and
    multiplying the weights by any number changes nothing (unless the product itself needs more digits than a
    float holds: then the result may differ in its last digit).

    Raises:
        InvalidRecordError: a number is not finite, a weight is negative, or there is not one weight a value.
    """
    held, loads = _weighed(_finite(values), weights)
    return _mean(held, loads) if held else None


def geometric_mean(values: Iterable[Number], weights: Iterable[Number] | None = None) -> float | None:
    """Return the geometric mean, within [min, max] of the values that have a weight; a zero stays zero.

    Weights are equal unless given. `None` where the total weight is 0 or there are no values.

    Raises:
        InvalidRecordError: a value or weight is negative or not finite, or there is not one weight a value.
    """
    given = _finite(values)
    held, loads = _weighed(given, [1] * len(given) if weights is None else weights)
    if not held:
        return None
    floats = [_quotient(*value.as_integer_ratio()) for value in held]
    lowest, highest = min(floats), max(floats)
    if lowest < 0:
        raise InvalidRecordError(
            f"A geometric mean takes no value below 0, found {lowest}. Use the arithmetic mean instead."
        )
    if lowest == 0:
        return 0.0
    total = sum(loads)
    exponent = fsum(load / total * log(value) for load, value in zip(loads, floats, strict=True))
    return _inside(rounded(exp(clamped(exponent, log(lowest), log(highest)))), held)


def median(values: Iterable[Number]) -> float | None:
    """Return the middle value, or the exact mean of the two in the middle; `None` where there are none.

    Raises:
        InvalidRecordError: a value is not finite.
    """
    ordered = sorted(_finite(values))
    count = len(ordered)
    return mean(ordered[(count - 1) // 2 : count // 2 + 1])


def _finite(values: Iterable[Number]) -> tuple[Number, ...]:
    held = tuple(values)
    for value in held:
        if isinstance(value, float) and not isfinite(value):
            raise InvalidRecordError(f"Expected a finite number, found {value}. Leave out what is not known.")
    return held


def _in_millionths(values: Sequence[Number]) -> int | None:
    """Return the sum as a whole number of millionths; None where a value has more decimals or many digits.

    A float of at most 15 digits is the nearest to one decimal of so many digits only, the one that is printed.
    """
    whole = 0
    for value in values:
        if type(value) is not float or not -MILLION < value < MILLION:
            return None
        amount = round(value * MILLION)
        if amount / MILLION != value:
            return None
        whole += amount
    return whole


def _ratio(value: Number) -> tuple[int, int]:
    """Return numerator and denominator, a float read as the shortest decimal that stands for it."""
    if not isinstance(value, float):
        return value.as_integer_ratio()
    mantissa, _, exponent = float.__repr__(value).partition("e")
    whole, _, decimals = mantissa.partition(".")
    digits, power = int(whole + decimals), int(exponent or 0) - len(decimals)
    return (digits * 10**power, 1) if power >= 0 else (digits, 10**-power)


def _integers(values: Iterable[Number]) -> tuple[list[int], int]:
    """Return the values over one common denominator."""
    ratios = [_ratio(value) for value in values]
    scale = lcm(*[below for _, below in ratios])
    return [above * (scale // below) for above, below in ratios], scale


def _weighed(values: Sequence[Number], weights: Iterable[Number]) -> tuple[list[Number], list[int]]:
    """Return the values that have a weight, with their weights in proportion as integers."""
    given = _finite(weights)
    if len(given) != len(values):
        raise InvalidRecordError(
            f"Found {len(values)} values and {len(given)} weights. Give one weight for each value."
        )
    if any(weight < 0 for weight in given):
        raise InvalidRecordError(
            f"A weight must not be negative, found {min(given)}. Use 0 to leave a value out."
        )
    held = [value for value, weight in zip(values, given, strict=True) if weight]
    return held, _integers(weight for weight in given if weight)[0]


def _mean(values: Sequence[Number], loads: list[int]) -> float:
    amounts, scale = _integers(values)
    return _inside(_rounded(sum(map(mul, loads, amounts)), sum(loads) * scale), values)


def _inside(value: float, values: Sequence[Number]) -> float:
    """Return `value` in [min, max]: rounding must not take a mean out of its values."""
    low, high = (end if isinstance(end, (int, float)) else rounded(end) for end in (min(values), max(values)))
    return float(min(max(value, low), high)) + 0.0


def _rounded(numerator: int, denominator: int) -> float:
    return float(f"{_quotient(numerator, denominator):.11e}") + 0.0


def _quotient(numerator: int, denominator: int) -> float:
    """Return the nearest float: dividing integers rounds once, however long they are."""
    try:
        return numerator / denominator
    except OverflowError as error:
        raise InvalidRecordError("A number is too large to be worked with. Use a larger unit.") from error
