"""Lines through few points: the Theil-Sen slope, the Mann-Kendall test and Student's t, numbers in, numbers out.

Made for 3 to some hundred points, without numpy: an answer is the same wherever it is worked out. What a number
means, and whether a rise is good, is not known here.
"""

from __future__ import annotations

from functools import lru_cache
from math import cos, erfc, factorial, fsum, hypot, pi, sin, sqrt
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.arithmetic import mean, median

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Line",
    "MannKendall",
    "fitted",
    "mann_kendall",
    "slope_interval",
    "spread_of_rounding",
    "student_t",
]

EXACT_UP_TO = 33
"""Up to so many points the distribution of Kendall's S is counted out; above, it is taken as normal."""


class Line(NamedTuple):
    """A line through points, how far they lie from it, and what a forecast from it needs.

    `slopes` are the slopes between all pairs of points, in order of size. `spread` is the standard deviation of
    the points round the line, by n - 2. `centre` is the mean of x, `extent` the sum of squares about it.
    """

    point_count: int
    slope: float
    intercept: float
    slopes: tuple[float, ...]
    spread: float
    centre: float
    extent: float

    def at(self, x: float) -> float:
        """Return the height of the line at x."""
        return self.intercept + self.slope * x

    def error_at(self, x: float, future_count: int = 1) -> float:
        """Return the standard error of the mean of `future_count` new points, whose mean x is given."""
        return self.spread * sqrt(
            1 / future_count + 1 / self.point_count + (x - self.centre) ** 2 / self.extent
        )


class MannKendall(NamedTuple):
    """Kendall's S (rises less falls among all pairs), tau-b, and the two-sided p of no trend at all."""

    s: int
    tau: float | None
    p_value: float
    is_exact: bool


def fitted(x: Sequence[float], y: Sequence[float], least_spread: float = 0.0) -> Line:
    """Return the Theil-Sen line (Theil, 1950; Sen, 1968): the median slope of all pairs, the median intercept.

    Three points or more, x strictly increasing. `least_spread` is what the points lie apart at the least, for
    example because they were rounded.
    """
    slopes = sorted(
        (y[later] - y[earlier]) / (x[later] - x[earlier])
        for later in range(len(x))
        for earlier in range(later)
    )
    slope = median(slopes) or 0.0
    intercept = median([high - slope * place for place, high in zip(x, y, strict=True)]) or 0.0
    away = [high - intercept - slope * place for place, high in zip(x, y, strict=True)]
    centre = mean(x) or 0.0
    return Line(
        point_count=len(x),
        slope=slope,
        intercept=intercept,
        slopes=tuple(slopes),
        spread=max(hypot(*away) / sqrt(len(x) - 2), least_spread),
        centre=centre,
        extent=fsum((place - centre) ** 2 for place in x),
    )


def slope_interval(slopes: Sequence[float], count: int, confidence: float) -> tuple[float, float] | None:
    """Return Sen's interval of the slope of `count` points: two of the ordered pair slopes (Sen, 1968).

    It comes from the exact distribution of S where that can be counted out, which ties only make wider than
    need be. None where so few points cannot give that confidence: 90 % takes 4 points, 95 % takes 5.
    """
    pairs = len(slopes)
    tail = (1 - confidence) / 2
    if count <= EXACT_UP_TO:
        beyond = _tails(count)
        out = next((steps for steps in range(pairs // 2, -1, -1) if beyond[steps] <= tail), None)
    else:
        from statistics import NormalDist  # noqa: PLC0415 - only a long series pays for it

        deviation = sqrt(count * (count - 1) * (2 * count + 5) / 18)
        out = int((pairs - NormalDist().inv_cdf(1 - tail) * deviation) / 2) - 1
    return None if out is None else (slopes[out], slopes[pairs - 1 - out])


def mann_kendall(y: Sequence[float]) -> MannKendall:
    """Return the test of Mann (1945) and Kendall (1975) for a trend in values that stand in order of time.

    Without ties p is exact up to 33 values; with ties, or above, it is the normal approximation with Kendall's
    correction for ties and for continuity. tau is None where all values are equal.
    """
    count = len(y)
    s = sum((y[j] > y[i]) - (y[j] < y[i]) for j in range(count) for i in range(j))
    pairs = count * (count - 1) // 2
    runs = [y.count(value) for value in set(y)]
    tied_pairs = sum(run * (run - 1) // 2 for run in runs)
    tau = s / sqrt(pairs * (pairs - tied_pairs)) if pairs > tied_pairs else None
    if not tied_pairs and count <= EXACT_UP_TO:
        return MannKendall(s, tau, min(1.0, 2 * _tails(count)[(pairs - abs(s)) // 2]), is_exact=True)
    ties = sum(run * (run - 1) * (2 * run + 5) for run in runs)
    variance = (count * (count - 1) * (2 * count + 5) - ties) / 18
    z = max(abs(s) - 1, 0) / sqrt(variance) if variance else 0.0
    return MannKendall(s, tau, erfc(z / sqrt(2)), is_exact=False)


def spread_of_rounding(values: Sequence[float]) -> float:
    """Return the standard deviation that rounding to the last decimal place of any of the values brings.

    The place is 0.1 for 12, 12.5 and 13. A rounded number has lost up to half a step either way: step / sqrt(12).
    """
    places = []
    for value in values:
        mantissa, _, exponent = repr(float(value)).partition("e")
        decimals = mantissa.partition(".")[2].rstrip("0")
        places.append(len(decimals) - int(exponent or 0))
    return float(10.0 ** -max(places) / sqrt(12))


def student_t(confidence: float, degrees: int) -> float:
    """Return the t that lies in -t to t with this probability, for whole degrees of freedom from 1 up.

    Found by halving from the closed sums for whole degrees (Abramowitz & Stegun, 1964, 26.7.3 and 26.7.4).
    """
    low, high = 0.0, pi / 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, degrees) < confidence else (low, middle)
    return sqrt(degrees) * sin(high) / cos(high)


def _inside(angle: float, degrees: int) -> float:
    """Return the probability of |t| <= sqrt(degrees) * tan(angle)."""
    squared = cos(angle) ** 2
    odd = degrees % 2
    term = cos(angle) if odd else 1.0
    parts = []
    for step in range(2 + odd, degrees + 1, 2):
        parts.append(term)
        term *= squared * (step - 1) / step
    if odd:
        return 2 / pi * (angle + sin(angle) * fsum(parts))
    return sin(angle) * fsum(parts)


@lru_cache(maxsize=EXACT_UP_TO + 1)
def _tails(count: int) -> tuple[float, ...]:
    """Return for k = 0, 1, .. the share of the orders of `count` things that have at most k pairs reversed."""
    orders = [1]
    for size in range(2, count + 1):
        longer = [0] * (len(orders) + size - 1)
        for place, ways in enumerate(orders):
            for more in range(size):
                longer[place + more] += ways
        orders = longer
    tails, reached = [], 0
    for ways in orders:
        reached += ways
        tails.append(reached / factorial(count))
    return tuple(tails)
