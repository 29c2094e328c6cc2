"""Weights that could as well be others: Dirichlet weights, what a weighted mean does under them, and draws of them.

Numbers in, numbers out. Mean, spread and chances have closed forms, so nothing is drawn for them; draws are for
what has none.
"""

from __future__ import annotations

from math import atan, cos, exp, expm1, fsum, log, log1p, pi, sin, sqrt
from operator import sub
from typing import TYPE_CHECKING

from collective_impact.arithmetic import clamped, rounded, weighted_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Chance = Callable[[], float]
    """Gives the next number in [0, 1), as `random.Random(seed).random` does."""

__all__ = ["chance_at_least", "concentrations", "dirichlet_draw", "dirichlet_moments"]

_STEP = 0.1
_SWING = 0.6
_SMALL = 2e-5
_NEGLIGIBLE = 1e-14
_FAR = 200.0
_DECIMALS = 12


def concentrations(weights: Sequence[float], each: float = 1.0) -> list[float]:
    """Return the parameters of the Dirichlet distribution whose mean is in proportion to the weights.

    Their mean over the weights above 0 is `each`: at 1, equal weights may be any weights at all, every choice
    as likely as any other; the larger `each`, the closer the draws stay to the weights that are given.
    Multiplying all weights by a number changes nothing, and a weight of 0 stays 0.
    """
    held = [weight for weight in weights if weight]
    if held.count(held[0] if held else 0) == len(held):
        return [each if weight else 0.0 for weight in weights]
    middle = fsum(held) / len(held)
    return [each * weight / middle for weight in weights]


def dirichlet_moments(values: Sequence[float], shapes: Sequence[float]) -> tuple[float, float] | None:
    """Return mean and standard deviation of the weighted mean of `values` under Dirichlet weights.

    The mean is that of the weights themselves; the variance is theirs over (sum of shapes + 1). None where
    there is no shape above 0.

    Source: Kotz, Balakrishnan & Johnson (2000), Continuous Multivariate Distributions.
    """
    middle = weighted_mean(values, shapes)
    if middle is None:
        return None
    variance = weighted_mean([(value - middle) ** 2 for value in values], shapes) or 0.0
    return middle, rounded(sqrt(variance / (fsum(shapes) + 1)))


def chance_at_least(values: Sequence[float], shapes: Sequence[float], cut: float) -> float:
    """Return the probability that the weighted mean of `values` under Dirichlet weights reaches `cut`.

    A weighted mean reaches the cut where the sum of (value - cut) times gamma variables is not negative. With
    equal shapes of 1 that is a race of exponential times, which is counted out; otherwise it is a
    one-dimensional integral, summed to 10 decimals at least. Values must be finite, and a shape above 0.

    Source: Gil-Pelaez (1951), Note on the inversion theorem; Imhof (1961), for sums of this kind.
    """
    terms = [
        (value - cut, shape) for value, shape in zip(values, shapes, strict=True) if shape and value != cut
    ]
    if all(gap > 0 for gap, _ in terms):
        return 1.0
    if all(gap < 0 for gap, _ in terms):
        return 0.0
    if all(shape == 1 for _, shape in terms):
        return round(_race([gap for gap, _ in terms]), _DECIMALS)
    spread = sqrt(fsum(shape * gap * gap for gap, shape in terms))
    inverted = _imaginary_part([(gap / spread, shape) for gap, shape in terms])
    return round(clamped(0.5 + inverted / pi, 0.0, 1.0), _DECIMALS)


def _race(gaps: Sequence[float]) -> float:
    """Return the chance that exponential times in a row as long as the gaps above 0 outlast those below 0.

    Of two times that run, one ends first with a chance in proportion to the length of the other, and the rest
    of the other is as long again as if it had just begun. `chances` holds, for each number of positive gaps
    left, the chance that they outlast the negative gaps seen so far.
    """
    ahead, behind = [gap for gap in gaps if gap > 0], [-gap for gap in gaps if gap < 0]
    chances = [0.0, *(1.0 for _ in ahead)]
    for own in behind:
        for left, other in enumerate(ahead, start=1):
            chances[left] = (other * chances[left] + own * chances[left - 1]) / (own + other)
    return chances[-1]


def _imaginary_part(terms: Sequence[tuple[float, float]]) -> float:
    """Return the integral over u from 0 of the imaginary part of the characteristic function over u.

    Over log u the integrand is smooth and falls off on both sides, so equal steps are as good as exact; the
    farther the mean lies from 0, in standard deviations, the faster it swings and the smaller they must be.
    The terms are such that the standard deviation is 1. It begins in proportion to u, so what lies below
    the first step is a geometric row; and so is the rest, where shapes are so small that it falls off slowly.
    """
    place = log(
        _SMALL / max(fsum(abs(gap) * shape for gap, shape in terms), *(abs(gap) for gap, _ in terms), 1.0)
    )
    step = min(_STEP, _SWING / max(abs(fsum(gap * shape for gap, shape in terms)), 1.0))
    whole = fsum(shape for _, shape in terms)
    parts: list[float] = []
    while True:
        u = exp(place)
        size = exp(-0.5 * fsum(shape * log1p((gap * u) ** 2) for gap, shape in terms))
        parts.append(size * sin(fsum(shape * atan(gap * u) for gap, shape in terms)))
        if len(parts) == 1:
            parts.append(parts[0] / expm1(step))
        if size < _NEGLIGIBLE:
            return step * fsum(parts)
        if place > _FAR:
            return step * fsum([*parts, parts[-1] / expm1(whole * step)])
        place += step


def dirichlet_draw(shapes: Sequence[float], chance: Chance) -> list[float]:
    """Return weights in the proportions of one draw of the Dirichlet distribution; they need not add up to 1.

    With equal shapes of 1 they are the gaps between random points on a line, otherwise gamma draws. The only
    source of randomness is `chance`, whose sequence Python promises for a seed; so the draws are the same on
    every version.
    """
    if shapes.count(1) == len(shapes):
        points = sorted([0.0, 1.0, *[chance() for _ in shapes[1:]]])
        return list(map(sub, points[1:], points))
    return [_gamma_draw(shape, chance) for shape in shapes]


def _gamma_draw(shape: float, chance: Chance) -> float:
    """Return a draw of the gamma distribution with a shape above 0 (Marsaglia & Tsang, 2000)."""
    if shape < 1:
        return _gamma_draw(shape + 1, chance) * exp(log(1 - chance()) / shape)
    middle = shape - 1 / 3
    scale = 1 / sqrt(9 * middle)
    while True:
        normal = sqrt(-2 * log(1 - chance())) * cos(2 * pi * chance())
        root = 1 + scale * normal
        if root > 0:
            cube = root**3
            if log(1 - chance()) < 0.5 * normal * normal + middle * (1 - cube + log(cube)):
                return middle * cube
