"""The verdict on conditions as arithmetic alone: figures of criteria in, levels and their chances out.

The rules are those of the readiness checker, handed over as numbers, so that they can be asked again many times
under other weights. No report is known here and nothing is drawn.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from math import exp, fsum, inf, log
from operator import mul
from typing import TYPE_CHECKING, Literal, NamedTuple

from collective_impact.arithmetic import clamped, geometric_mean, share, total, weighted_mean
from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.survey.weights import chance_at_least, concentrations

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Aggregator",
    "Chances",
    "CriterionFigures",
    "Scenario",
    "VerdictRules",
    "chances",
    "check_figures",
    "combined",
    "level",
    "scenario",
    "stated_score",
]

Aggregator = Literal["arithmetic", "geometric", "minimum"]
"""How the criteria of one condition become its score."""


class CriterionFigures(NamedTuple):
    """What a criterion contributes: its score in [0, 1] or None, the bounds of it, its weight, whether critical."""

    code: str
    score: float | None
    low: float
    high: float
    weight: float = 1.0
    critical: bool = False


class VerdictRules(NamedTuple):
    """The rules of a framework: cuts between levels, the least coverage for a level, the level of practice."""

    cuts: tuple[float, ...]
    coverage_limit: float
    practice_level: int


class Scenario(NamedTuple):
    """One condition laid out for the arithmetic: columns of the criteria that have a weight.

    `held` tells whether a critical criterion at 0 holds the score, its lowest and its highest value down.
    """

    shapes: list[float]
    known_shapes: list[float]
    lows: list[float]
    highs: list[float]
    known: list[int]
    scores: list[float]
    has_level: bool
    is_complete: bool
    held: tuple[bool, bool, bool]


class Chances(NamedTuple):
    """The chance of each level, of none, and of reaching practice at the worst and at the best."""

    levels: list[float]
    unknown: float
    surely_practised: float
    maybe_practised: float


def check_figures(rows: Sequence[CriterionFigures]) -> None:
    """Check that scores lie within their bounds and these in [0, 1].

    Raises:
        InvalidRecordError: a score, bound or weight is out of its range; the criterion is named.
    """
    for row in rows:
        score = row.low if row.score is None else row.score
        if not (0 <= row.low <= score <= row.high <= 1 and 0 <= row.weight < inf):
            raise InvalidRecordError(
                f"The figures of criterion '{excerpt(row.code)}' cannot be right: low, score and high must lie "
                "in [0, 1] in this order, and the weight must not be negative."
            )


def scenario(rows: Sequence[CriterionFigures], rules: VerdictRules, concentration: float = 1.0) -> Scenario:
    """Return a condition laid out; `concentration` is how close drawn weights stay to the stated ones."""
    weighed = [row for row in rows if row.weight]
    known = [place for place, row in enumerate(weighed) if row.score is not None]
    critical = [row for row in rows if row.critical]
    is_complete = len(known) == len(weighed) and all(row.low == row.high for row in weighed)
    has_level = bool(known) and (
        len(known) == len(weighed)
        or share(total(weighed[place].weight for place in known), total(row.weight for row in weighed))
        >= rules.coverage_limit
    )
    shapes = concentrations([row.weight for row in weighed], concentration)
    return Scenario(
        shapes,
        [shapes[place] for place in known],
        [row.low for row in weighed],
        [row.high for row in weighed],
        known,
        [row.score for row in weighed if row.score is not None],
        has_level,
        is_complete and bool(weighed),
        (
            any(row.score == 0 for row in critical),
            any(row.low == 0 for row in critical),
            any(row.high == 0 for row in critical),
        ),
    )


def combined(aggregator: Aggregator, values: Sequence[float], weights: Sequence[float]) -> float:
    """Return the score of a condition under drawn weights; equal values give that value.

    Weights that are all too small for a float count as equal ones.
    """
    if aggregator == "minimum" or values.count(values[0]) == len(values):
        return min(values)
    if aggregator == "geometric" and 0 in values:
        return 0.0
    whole = fsum(weights)
    loads, whole = (weights, whole) if whole else ([1.0] * len(values), len(values))
    if aggregator == "arithmetic":
        return fsum(map(mul, loads, values)) / whole
    return exp(fsum(map(mul, loads, map(log, values))) / whole)


def stated_score(laid_out: Scenario, aggregator: Aggregator = "arithmetic") -> float | None:
    """Return the score of a condition under its stated weights; None where nothing is known."""
    if aggregator == "minimum":
        return min(laid_out.scores, default=None)
    average = geometric_mean if aggregator == "geometric" else weighted_mean
    return average(laid_out.scores, laid_out.known_shapes)


def level(laid_out: Scenario, score: float | None, rules: VerdictRules) -> int | None:
    """Return the level of a score; a cut belongs to the upper level, None is not enough information."""
    if laid_out.held[0]:
        return 0
    return bisect_right(rules.cuts, score) if laid_out.has_level and score is not None else None


def chances(laid_out: Scenario, aggregator: Aggregator, rules: VerdictRules) -> Chances:
    """Return the chances of a condition under drawn weights, in closed form: nothing is drawn for them.

    Under the arithmetic mean and the geometric one, a weighted mean of logarithms, they are those of a
    Dirichlet mixture; under the minimum weights play no part.
    """
    edge = rules.cuts[rules.practice_level - 1]
    surely = 0.0 if laid_out.held[1] else _reaching(laid_out.lows or [0.0], laid_out.shapes, edge, aggregator)
    maybe = 0.0 if laid_out.held[2] else _reaching(laid_out.highs or [1.0], laid_out.shapes, edge, aggregator)
    levels = [0.0] * (len(rules.cuts) + 1)
    if laid_out.held[0]:
        levels[0] = 1.0
    elif laid_out.has_level:
        reached = [
            1.0,
            *(_reaching(laid_out.scores, laid_out.known_shapes, cut, aggregator) for cut in rules.cuts),
            0.0,
        ]
        levels = [clamped(upper - lower, 0.0, 1.0) for upper, lower in pairwise(reached)]
    return Chances(levels, 0.0 if any(levels) else 1.0, surely, maybe)


def _reaching(values: Sequence[float], shapes: Sequence[float], cut: float, aggregator: Aggregator) -> float:
    lowest = min(values)
    if aggregator == "minimum" or lowest == max(values) or (aggregator == "geometric" and lowest == 0):
        return 1.0 if lowest >= cut else 0.0
    if aggregator == "arithmetic":
        return chance_at_least(values, shapes, cut)
    return chance_at_least(list(map(log, values)), shapes, log(cut)) if cut > 0 else 1.0
