"""How far a mean of answers could be otherwise, by an interval that never leaves the scale.

Numbers come in, an interval with the way it was found goes out; which answers count and who must not be shown
is the caller's business. Persons are drawn again by a seed; answers on a declared scale have a closed form.
"""

from __future__ import annotations

from math import inf, isfinite, sqrt
from random import Random
from typing import TYPE_CHECKING, ClassVar, Literal

import attrs

from collective_impact.arithmetic import mean, rounded, weighted_mean
from collective_impact.errors import InvalidRecordError
from collective_impact.fields import about
from collective_impact.record import Record
from collective_impact.survey.resampling import resampled_means, units_of
from collective_impact.survey.statistic import too_few
from collective_impact.survey.weights import chance_at_least, dirichlet_moments

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from collective_impact.survey.resampling import Rows

__all__ = ["Interval", "answer_interval", "bootstrap_interval", "difference_interval", "finite_population"]

Method = Literal["persons drawn again", "organisations drawn again", "answers by their shares"]

_NEAREST = 1e-9


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Interval(Record):
    """An interval around a mean, with all that is needed to find it again; None at both ends has a reason."""

    writes_defaults: ClassVar[bool] = True

    low: float | None = attrs.field(default=None, metadata=about("Its lower end, in points of the scale."))
    high: float | None = attrs.field(default=None, metadata=about("Its upper end, in points of the scale."))
    reason: str | None = attrs.field(default=None, metadata=about("Why there is none, where there is none."))
    confidence: float = attrs.field(
        default=0.95, metadata=about("How often such an interval holds the true mean.", low=0, high=1)
    )
    method: Method = attrs.field(metadata=about("How it was found."))
    n: int = attrs.field(metadata=about("How many persons, or organisations, were drawn from.", low=0))
    population: int | None = attrs.field(
        default=None,
        metadata=about("Of how many persons, or organisations, they are; nothing: of very many.", low=0),
    )
    draws: int = attrs.field(
        default=0, metadata=about("How many draws were made; 0 for a closed form.", low=0)
    )
    seed: int | None = attrs.field(default=None, metadata=about("The seed of the draws."))


def finite_population(n: int, population: int | None) -> float:
    """Return sqrt((N - n)/(N - 1)), by which an interval shrinks where most of a small population answered.

    1 where the population is not known, 0 where everybody answered. 9 of 12 gives 0.522.

    Source: Cochran (1977), Sampling Techniques.

    Raises:
        InvalidRecordError: the population is smaller than the number who answered, or that is below 1.
    """
    if population is None:
        return 1.0
    if not 1 <= n <= population:
        raise InvalidRecordError(
            f"{n} answered, of a population of {population}. Give the number of those who could have answered."
        )
    return rounded(sqrt((population - n) / (population - 1))) if n < population else 0.0


def bootstrap_interval(  # noqa: PLR0913 - each is one thing that the interval says of itself
    values: Sequence[float],
    *,
    organisations: Sequence[Hashable] | None = None,
    population: int | None = None,
    confidence: float = 0.95,
    fewest: int = 5,
    draws: int = 2_000,
    seed: int = 0,
) -> Interval:
    """Return the percentile interval of the mean of `values`, a number a person, by drawing persons again.

    With `organisations`, one a person, whole organisations are drawn with all their persons, since colleagues
    answer alike; `population` then counts organisations. For a mean over organisations' own means, give those
    as `values`. The interval lies between the smallest and the largest value, and the order of persons or the
    names of organisations change nothing. With few persons it is a little too short.

    None below `fewest` persons or organisations (*convention*), and where all answered the same: then nobody
    who could be drawn would say otherwise; `answer_interval` has an answer there. Where everybody of the
    population answered, it is the mean itself.

    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap.

    Raises:
        InvalidRecordError: a value is not finite, there is not one organisation a person, the population is
            too small, or confidence or draws are out of their range.
    """
    middle = mean(values) or 0.0
    units = units_of([[value] for value in values], organisations)
    made = _blank(organisations is not None, len(units), population, confidence, draws, seed)
    shrink = finite_population(len(units), population) if units else 1.0
    reason = _too_little([units], made.method, fewest, is_census=shrink == 0)
    if reason:
        return attrs.evolve(made, reason=reason)
    found = _drawn(units, draws, Random(seed)) if shrink else []  # noqa: S311 - nothing is kept secret by it
    return _between(made, found, middle, shrink)


def difference_interval(  # noqa: PLR0913 - as above, for two groups
    before: Sequence[float],
    after: Sequence[float],
    *,
    organisations: tuple[Sequence[Hashable], Sequence[Hashable]] | None = None,
    confidence: float = 0.95,
    fewest: int = 5,
    draws: int = 2_000,
    seed: int = 0,
) -> Interval:
    """Return the percentile interval of the mean of `after` less that of `before`, groups of different people.

    Both groups are drawn again, each from itself. Where the same persons answered twice, give each person's
    own difference to `bootstrap_interval` instead: that is sharper. `n` is that of the smaller group; shapes,
    None and errors as there.
    """
    labels = organisations or (None, None)
    both = [
        units_of([[value] for value in values], label)
        for values, label in zip((before, after), labels, strict=True)
    ]
    made = _blank(organisations is not None, min(map(len, both)), None, confidence, draws, seed)
    reason = _too_little(both, made.method, fewest, is_census=False)
    if reason:
        return attrs.evolve(made, reason=reason)
    chance = Random(seed)  # noqa: S311 - nothing is kept secret by it
    first, second = (_drawn(units, draws, chance) for units in both)
    found = [later - earlier for earlier, later in zip(first, second, strict=True)]
    middle = (mean(after) or 0.0) - (mean(before) or 0.0)
    return _between(made, found, middle, 1.0)


def answer_interval(
    counts: Mapping[float, int],
    *,
    prior: float = 1.0,
    population: int | None = None,
    confidence: float = 0.95,
    fewest: int = 5,
) -> Interval:
    """Return the interval of the mean answer on a declared scale, from how often each option was chosen.

    `counts` names every option that was offered, chosen or not: `{1: 0, 2: 0, 3: 1, 4: 3, 5: 2}`. What the
    shares of the options could be follows a Dirichlet distribution: the counts, and `prior` answers spread
    evenly over all options (one in all, as Perks did; *convention*). So it does not collapse where all answered
    the same, stays within the scale, and needs no draws. It reaches to the mean that was found in any case.

    None below `fewest` answers (*convention*).

    Source: Agresti & Hitchcock (2005), Bayesian inference for categorical data analysis; Perks (1947).

    Raises:
        InvalidRecordError: fewer than two options, an option that is not finite, a count or prior out of its
            range, a population that is too small, or a confidence that is not between 0 and 1.
    """
    if len(counts) < 2 or not all(map(isfinite, counts)) or min(counts.values()) < 0:  # noqa: PLR2004
        raise InvalidRecordError(
            "Name at least two options of the scale, each with the count of its answers."
        )
    if not 0 < prior < inf:
        raise InvalidRecordError(f"The prior is a number of answers above 0, found {prior}.")
    n = sum(counts.values())
    made = Interval(
        method="answers by their shares", n=n, population=population, confidence=_checked(confidence)
    )
    shrink = finite_population(n, population) if n else 1.0
    if n < fewest:
        return attrs.evolve(made, reason=too_few(n, "answer", fewest))
    options = sorted(counts)
    middle = weighted_mean(options, [counts[option] for option in options]) or 0.0
    shapes = [counts[option] + prior / len(options) for option in options]
    tail = (1 - confidence) / 2
    ends = [_quantile(options, shapes, part) if shrink else middle for part in (tail, 1 - tail)]
    return _shrunk(made, min(ends[0], middle), max(ends[1], middle), middle, shrink)


def _quantile(options: Sequence[float], shapes: Sequence[float], part: float) -> float:
    """Return the mean answer that lies above a part of the distribution, by false position.

    Cantelli's inequality says how far from the mean it can lie. An end that stays twice counts half, so that
    both close in (the Illinois rule).
    """
    middle, spread = dirichlet_moments(options, shapes) or (options[0], 0.0)
    low = max(options[0], middle - spread * sqrt((1 - part) / part))
    high = min(options[-1], middle + spread * sqrt(part / (1 - part)))
    nearest = _NEAREST * (options[-1] - options[0])
    above, below = (chance_at_least(options, shapes, end) - (1 - part) for end in (low, high))
    was_above: bool | None = None
    while True:
        guess = low + (high - low) * above / (above - below)
        found = chance_at_least(options, shapes, guess) - (1 - part)
        if abs(found) < _NEAREST or high - low < nearest:
            return guess
        if found > 0:
            low, above, below = guess, found, below / 2 if was_above is True else below
        else:
            high, below, above = guess, found, above / 2 if was_above is False else above
        was_above = found > 0


def _blank(  # noqa: PLR0913, PLR0917 - what an interval says of itself
    is_clustered: bool, n: int, population: int | None, confidence: float, draws: int, seed: int
) -> Interval:
    if draws < 1:
        raise InvalidRecordError(f"At least one draw is needed, found {draws}.")
    return Interval(
        method="organisations drawn again" if is_clustered else "persons drawn again",
        n=n,
        population=population,
        confidence=_checked(confidence),
        draws=draws,
        seed=seed,
    )


def _checked(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise InvalidRecordError(f"The confidence lies between 0 and 1, found {confidence}. 0.95 is usual.")
    return confidence


def _too_little(groups: Sequence[list[Rows]], method: Method, fewest: int, *, is_census: bool) -> str | None:
    """Return why nobody can be drawn again, where that is so."""
    who = method.partition(" ")[0].removesuffix("s")
    for units in groups:
        if len(units) < fewest:
            return too_few(len(units), who, fewest)
    if is_census or any(len({row for rows in units for row in rows}) > 1 for units in groups):
        return None
    return "All answered the same, so drawing them again cannot show how far others could differ."


def _drawn(units: list[Rows], draws: int, chance: Random) -> list[float]:
    """Return the mean of each draw; everybody has a number here, so none is missing."""
    return [means[0] or 0.0 for means in resampled_means(units, draws, chance.random)]


def _between(made: Interval, found: list[float], middle: float, shrink: float) -> Interval:
    """Return the interval that leaves an equal part of the draws out on either side."""
    ordered = sorted(found) or [middle]
    out = int((1 - made.confidence) / 2 * len(ordered))
    return _shrunk(made, ordered[out], ordered[len(ordered) - 1 - out], middle, shrink)


def _shrunk(made: Interval, low: float, high: float, middle: float, shrink: float) -> Interval:
    low, high = (rounded(middle + (end - middle) * shrink) for end in (low, high))
    return attrs.evolve(made, low=low, high=high)
