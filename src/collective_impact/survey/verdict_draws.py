"""A verdict asked again and again: under drawn weights, another mean, one criterion less, raters drawn again.

Figures come in, counts and chances go out; the records that hold them are made in `robustness`.
"""

from __future__ import annotations

from collections import Counter
from math import fsum, prod
from operator import mul, sub
from typing import TYPE_CHECKING, Literal, NamedTuple

from collective_impact.arithmetic import mean, rounded
from collective_impact.survey.resampling import resampled_means, units_of
from collective_impact.survey.verdicts import (
    Aggregator,
    Chances,
    CriterionFigures,
    Scenario,
    VerdictRules,
    chances,
    combined,
    level,
    scenario,
    stated_score,
)
from collective_impact.survey.weights import dirichlet_draw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collective_impact.survey.resampling import Rows
    from collective_impact.survey.weights import Chance

__all__ = ["Counted", "Panel", "Study", "panel_of", "without"]

Figures = list[CriterionFigures]


class Panel(NamedTuple):
    """The raters to draw from, and the condition and criterion that each column of their answers belongs to."""

    units: list[Rows]
    places: list[tuple[int, int]]
    raters: int
    withheld: tuple[str, ...]
    reason: str | None


class Counted(NamedTuple):
    """What was counted over draws; `by_raters` holds each condition's score where only raters were drawn.

    Without raters only the weakest conditions are counted, since the rest has closed forms.
    """

    weakest: list[int]
    may_be_weakest: list[int]
    levels: list[Counter[int | None]]
    practised: int
    not_practised: int
    by_raters: list[list[float]]
    other_levels: list[int]


def panel_of(
    figures: Sequence[Figures],
    answers: Mapping[str, Mapping[str, float]],
    organisations: Mapping[str, str],
    fewest: int,
) -> tuple[list[Figures], Panel]:
    """Return the figures with every answered criterion scored by its raters, and the raters to draw from."""
    scored = [list(rows) for rows in figures]
    shown: list[tuple[int, int]] = []
    withheld = []
    for place, rows in enumerate(figures):
        for gap, row in enumerate(rows):
            if row.code in answers:
                given = answers[row.code]
                is_shown = len(given) >= fewest
                scored[place][gap] = _scored(row, mean(given.values()) if is_shown else None)
                if is_shown:
                    shown.append((place, gap))
                else:
                    withheld.append(row.code)
    columns = [answers[figures[place][gap].code] for place, gap in shown]
    raters = sorted({rater for column in columns for rater in column})
    table = [[column.get(rater) for column in columns] for rater in raters]
    labels = [(rater in organisations, organisations.get(rater, rater)) for rater in raters]
    units = units_of(table, labels if organisations else None)
    reason = None
    if len(units) < fewest:
        if units:
            what = "organisations" if organisations else "raters"
            reason = f"Only {len(units)} {what} answered, fewer than {fewest}, so they were not drawn again."
        units = []
    return scored, Panel(units, shown, len(raters) if units else 0, tuple(withheld), reason)


def _scored(row: CriterionFigures, score: float | None) -> CriterionFigures:
    low, high = (0.0, 1.0) if score is None else (score, score)
    return row._replace(score=score, low=low, high=high)


def without(rows: Figures, gap: int) -> Figures:
    """Return the figures without those of one criterion."""
    return rows[:gap] + rows[gap + 1 :]


class Study:
    """The conditions laid out once, to be asked about many times.

    Where criteria are left out in turn, `outs` holds the condition and the criterion of each.
    """

    def __init__(
        self,
        figures: list[Figures],
        rules: VerdictRules,
        aggregators: Sequence[Aggregator],
        concentration: float,
        *,
        leave_one_out: bool,
    ) -> None:
        self.figures = figures
        self.rules = rules
        self.aggregators = aggregators
        self.concentration = concentration
        self.full = [self.laid_out(rows) for rows in figures]
        outs = [(place, gap) for place, rows in enumerate(figures) for gap in range(len(rows))]
        self.outs = {out: self.laid_out(without(figures[out[0]], out[1])) for out in outs if leave_one_out}

    def laid_out(self, rows: Figures) -> Scenario:
        """Return one condition laid out under the rules of this study."""
        return scenario(rows, self.rules, self.concentration)

    def exact(self) -> tuple[list[tuple[list[float], float]], float, float]:
        """Return the chances of levels and of none for each condition, and those of the gate: yes and no.

        Weights of different conditions are drawn apart, so the gate's chance is a product, averaged over which
        criterion is left out and by which mean the criteria are combined.
        """
        every = len(self.outs) + 1
        levels: list[list[list[float]]] = [[] for _ in self.full]
        yes, maybe = [], []
        for aggregator in self.aggregators:
            whole = [chances(held, aggregator, self.rules) for held in self.full]
            for place, found in enumerate(whole):
                own = [
                    chances(held, aggregator, self.rules)
                    for (at, _), held in self.outs.items()
                    if at == place
                ]
                rest = whole[:place] + whole[place + 1 :]
                yes.append(_product(rest, "surely_practised") * fsum(part.surely_practised for part in own))
                maybe.append(_product(rest, "maybe_practised") * fsum(part.maybe_practised for part in own))
                many = [*own, *[found] * (every - len(own))]
                levels[place].append(
                    [*map(fsum, zip(*((*one.levels, one.unknown) for one in many), strict=True))]
                )
            yes.append(_product(whole, "surely_practised"))
            maybe.append(_product(whole, "maybe_practised"))
        times = every * len(self.aggregators)
        averaged = [[rounded(fsum(part) / times) for part in zip(*held, strict=True)] for held in levels]
        return (
            [(part[:-1], part[-1]) for part in averaged],
            rounded(fsum(yes) / times),
            rounded(1 - min(fsum(maybe) / times, 1.0)),
        )

    def counted(self, panel: Panel, draws: int, chance: Chance) -> Counted:
        """Return what came out of the draws, counted."""
        return self._raters_drawn(panel, draws, chance) if panel.units else self._weights_drawn(draws, chance)

    def _blank(self) -> Counted:
        every = range(len(self.full))
        return Counted(
            [0 for _ in every],
            [0 for _ in every],
            [Counter() for _ in every],
            0,
            0,
            [[] for _ in every],
            [0 for _ in every],
        )

    def _weights_drawn(self, draws: int, chance: Chance) -> Counted:
        """Draw weights by the batch: all draws that leave the same criterion out, by the same mean, at once."""
        found = self._blank()
        outs = [None, *self.outs]
        many = len(outs) * len(self.aggregators)
        sizes = Counter([int(chance() * many) for _ in range(draws)])
        for choice in sorted(sizes):
            by_mean, out = divmod(choice, len(outs))
            current = self._current(outs[out])
            drawn = [_bounds(held, self.aggregators[by_mean], sizes[choice], chance) for held in current]
            lows = zip(*(low for low, _ in drawn), strict=True)
            highs = zip(*(high for _, high in drawn), strict=True)
            for low, high in zip(lows, highs, strict=True):
                _count_weakest(found, low, high)
        return found

    def _current(self, out: tuple[int, int] | None) -> list[Scenario]:
        return [
            self.outs[out] if out is not None and out[0] == place else held
            for place, held in enumerate(self.full)
        ]

    def _raters_drawn(self, panel: Panel, draws: int, chance: Chance) -> Counted:
        """Draw raters, and with each draw of them weights, a mean, and a criterion to leave out."""
        found, rules = self._blank(), self.rules
        rated = sorted({place for place, _ in panel.places})
        stated = [level(held, stated_score(held), rules) for held in self.full]
        outs = [None, *self.outs]
        edge = rules.cuts[rules.practice_level - 1]
        yes = no = 0
        for means in resampled_means(panel.units, draws, chance):
            figures = [list(rows) for rows in self.figures]
            for (place, gap), score in zip(panel.places, means, strict=True):
                figures[place][gap] = _scored(figures[place][gap], score)
            out = outs[int(chance() * len(outs))]
            aggregator = self.aggregators[int(chance() * len(self.aggregators))]
            current = self._current(out)
            for place in rated:
                held = self.laid_out(figures[place])
                score = combined("arithmetic", held.scores, held.known_shapes) if held.scores else None
                found.other_levels[place] += level(held, score, rules) != stated[place]
                found.by_raters[place] += [] if score is None else [score]
                is_less = out is not None and out[0] == place
                current[place] = self.laid_out(without(figures[place], out[1])) if out and is_less else held
            drawn = [_drawn(held, aggregator, chance) for held in current]
            for place, (held, (_, score, _)) in enumerate(zip(current, drawn, strict=True)):
                found.levels[place][level(held, score, rules)] += 1
            both = list(zip(current, drawn, strict=True))
            yes += all(low >= edge and not held.held[1] for held, (low, _, _) in both)
            no += any(high < edge or held.held[2] for held, (_, _, high) in both)
            _count_weakest(found, [low for low, _, _ in drawn], [high for _, _, high in drawn])
        return found._replace(practised=yes, not_practised=no)


def _count_weakest(found: Counted, lows: Sequence[float], highs: Sequence[float]) -> None:
    """Count the conditions that may be the weakest, and the one that surely is where it is only one."""
    bar = min(highs)
    candidates = [place for place, low in enumerate(lows) if low <= bar]
    for place in candidates:
        found.may_be_weakest[place] += 1
    if len(candidates) == 1:
        found.weakest[candidates[0]] += 1


def _product(parts: Sequence[Chances], name: Literal["surely_practised", "maybe_practised"]) -> float:
    return prod(
        [part.surely_practised if name == "surely_practised" else part.maybe_practised for part in parts]
    )


def _drawn(held: Scenario, aggregator: Aggregator, chance: Chance) -> tuple[float, float | None, float]:
    """Return lowest, actual and highest score of a condition under one draw of weights."""
    if not held.shapes:
        return 0.0, None, 1.0
    weights = dirichlet_draw(held.shapes, chance)
    if held.is_complete:
        score = combined(aggregator, held.scores, weights)
        return score, score, score
    known = [weights[place] for place in held.known]
    return (
        combined(aggregator, held.lows, weights),
        combined(aggregator, held.scores, known) if known else None,
        combined(aggregator, held.highs, weights),
    )


def _bounds(
    held: Scenario, aggregator: Aggregator, draws: int, chance: Chance
) -> tuple[list[float], list[float]]:
    """Return the lowest and the highest scores of a condition under a number of draws of weights.

    Where every weighting is as likely and all is known, weights are the gaps between sorted random points, and
    the weighted mean is the last value plus the points times the steps between values.
    """
    if held.is_complete and aggregator == "arithmetic" and held.shapes.count(1) == len(held.shapes):
        values, others = held.scores, held.scores[1:]
        steps = list(map(sub, values, others))
        scores = [
            values[-1] + fsum(map(mul, sorted([chance() for _ in others]), steps)) for _ in range(draws)
        ]
        return scores, scores
    drawn = [_drawn(held, aggregator, chance) for _ in range(draws)]
    return [low for low, _, _ in drawn], [high for _, _, high in drawn]
