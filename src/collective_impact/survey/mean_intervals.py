"""Intervals of many means over the same persons, from one set of draws.

A table comes in, an interval for each of its columns goes out. For the mean of one column alone there is
`intervals.bootstrap_interval`, which works in the same way.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import attrs

from collective_impact.arithmetic import mean, rounded
from collective_impact.survey.intervals import Interval, finite_population
from collective_impact.survey.resampling import resampled_means, units_of
from collective_impact.survey.statistic import too_few

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

__all__ = ["CONFIDENCE", "DRAWS", "change_interval", "mean_intervals"]

CONFIDENCE = 0.95
DRAWS = 2_000
"""How often persons are drawn again; a convention."""
_ALL_THE_SAME = "All said the same, so drawing them again cannot show how far others could differ."


def mean_intervals(
    table: Sequence[Sequence[float | None]],
    clusters: Sequence[Hashable] | None = None,
    *,
    fewest: int = 5,
    population: int | None = None,
    seed: int = 0,
) -> list[Interval]:
    """Return the percentile interval of the mean of each column, by drawing rows again with replacement.

    `table` has a row a person and a column a topic, None where the person does not count for it; `clusters`,
    one a person, draws persons of one organisation together. An interval lies within the values of its column.
    It shrinks by `population`, the number of persons who could have answered. The order of persons and the names
    of organisations change nothing.

    None below `fewest` persons of a column, or organisations (*convention*), and where all said the same.

    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap; Cochran (1977).

    Raises:
        InvalidRecordError: fewer could have answered than did.
    """
    columns = [[value for value in column if value is not None] for column in zip(*table, strict=True)]
    units = units_of(table, clusters) if columns else []
    made = Interval(
        method="persons drawn again" if clusters is None else "organisations drawn again",
        n=len(units),
        confidence=CONFIDENCE,
        draws=DRAWS,
        population=population,
        seed=seed,
    )
    reasons = [_reason(column, units, fewest, is_clustered=clusters is not None) for column in columns]
    if all(reasons):
        drawn: list[list[float]] = [[] for _ in columns]
    else:
        chance = Random(seed).random  # noqa: S311 - nothing is kept secret by it
        draws = zip(*resampled_means(units, DRAWS, chance), strict=True)
        drawn = [sorted(value for value in column if value is not None) for column in draws]
    found = []
    for column, reason, ordered in zip(columns, reasons, drawn, strict=True):
        held = made if clusters is not None else attrs.evolve(made, n=len(column))
        if reason is None:
            middle, shrink = mean(column) or 0.0, finite_population(len(column), population)
            out = int((1 - CONFIDENCE) / 2 * len(ordered))
            low, high = (
                rounded(middle + (end - middle) * shrink)
                for end in (ordered[out], ordered[len(ordered) - 1 - out])
            )
            held = attrs.evolve(held, low=low, high=high)
        found.append(held if reason is None else attrs.evolve(held, reason=reason))
    return found


def change_interval(
    before: Mapping[str, float], after: Mapping[str, float], *, fewest: int = 5, seed: int = 0
) -> Interval:
    """Return the percentile interval of the mean of `after` less the mean of `before`, a number a person each.

    Persons are drawn again with all that they said, so who stands in both is compared with nobody but that person.
    Order and names of persons change nothing. None below `fewest` persons of either (*convention*).

    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap.
    """
    people = sorted({*before, *after})
    table = [[before.get(person), after.get(person)] for person in people]
    made = Interval(
        method="persons drawn again", n=len(people), confidence=CONFIDENCE, draws=DRAWS, seed=seed
    )
    few = min(len(before), len(after))
    if few < fewest:
        return attrs.evolve(made, reason=too_few(few, "person", fewest))
    if len(set(before.values())) == len(set(after.values())) == 1:
        return attrs.evolve(made, reason=_ALL_THE_SAME)
    chance = Random(seed).random  # noqa: S311 - nothing is kept secret by it
    found = sorted(
        later - earlier
        for earlier, later in resampled_means(units_of(table), DRAWS, chance)
        if earlier is not None and later is not None
    )
    out = int((1 - CONFIDENCE) / 2 * len(found))
    return attrs.evolve(made, low=rounded(found[out]), high=rounded(found[len(found) - 1 - out]))


def _reason(
    column: Sequence[float], units: Sequence[object], fewest: int, *, is_clustered: bool
) -> str | None:
    """Return why a column has no interval, where that is so."""
    if len(column) < fewest:
        return too_few(len(column), "person", fewest)
    if is_clustered and len(units) < fewest:
        return too_few(len(units), "organisation", fewest)
    if len(set(column)) == 1:
        return _ALL_THE_SAME
    return None
