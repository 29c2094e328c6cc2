"""Levels and their chances under drawn weights, by hand."""

from __future__ import annotations

from math import log

import pytest

from collective_impact.errors import InvalidRecordError
from collective_impact.survey.verdicts import (
    Aggregator,
    CriterionFigures,
    VerdictRules,
    chances,
    check_figures,
    combined,
    level,
    scenario,
    stated_score,
)

RULES = VerdictRules(cuts=(0.25, 0.5, 0.75), coverage_limit=0.5, practice_level=2)
NO, HALF, YES = (CriterionFigures(f"X{score}", score, score, score) for score in (0.0, 0.5, 1.0))
UNKNOWN = CriterionFigures("X9", None, 0.0, 1.0)


def test_two_criteria_at_the_ends_make_every_level_as_likely() -> None:
    found = chances(scenario([NO, YES], RULES), "arithmetic", RULES)
    assert found.levels == pytest.approx([0.25] * 4)
    assert (found.unknown, found.surely_practised, found.maybe_practised) == (0, 0.5, 0.5)


@pytest.mark.parametrize(
    ("aggregator", "score", "levels"),
    [("arithmetic", 0.75, [0, 0, 0.5, 0.5]), ("geometric", 0.5**0.5, None), ("minimum", 0.5, [0, 0, 1, 0])],
)
def test_each_mean(aggregator: Aggregator, score: float, levels: list[float] | None) -> None:
    held = scenario([HALF, YES], RULES)
    assert stated_score(held, aggregator) == pytest.approx(score)
    # The geometric mean 0.5 ** w reaches 0.75 where the uniform w is at most log 0.75 / log 0.5.
    reached = log(0.75) / log(0.5)
    assert chances(held, aggregator, RULES).levels == pytest.approx(levels or [0, 0, 1 - reached, reached])


def test_a_zero_stays_zero_in_the_geometric_mean() -> None:
    assert chances(scenario([NO, YES], RULES), "geometric", RULES).levels == [1, 0, 0, 0]
    everything = RULES._replace(cuts=(0.0, 0.5, 0.75))
    assert chances(scenario([HALF, YES], everything), "geometric", everything).levels[0] == 0


def test_a_critical_criterion_at_zero_holds_the_condition() -> None:
    critical = NO._replace(critical=True, weight=0.0)
    held = scenario([critical, YES], RULES)
    assert level(held, stated_score(held), RULES) == 0
    found = chances(held, "arithmetic", RULES)
    assert found.levels == [1, 0, 0, 0]
    assert (found.surely_practised, found.maybe_practised) == (0, 0)
    doubtful = scenario([UNKNOWN._replace(critical=True), YES, YES], RULES)
    assert level(doubtful, stated_score(doubtful), RULES) == 3
    assert chances(doubtful, "arithmetic", RULES)[2:] == (0, 1)


def test_what_is_not_known_widens_and_too_little_has_no_level() -> None:
    held = scenario([YES, UNKNOWN], RULES)
    assert level(held, stated_score(held), RULES) == 3
    found = chances(held, "arithmetic", RULES)
    assert (found.levels, found.surely_practised, found.maybe_practised) == ([0, 0, 0, 1], 0.5, 1)
    less = scenario([YES, UNKNOWN, UNKNOWN], RULES)
    assert level(less, stated_score(less), RULES) is None
    assert chances(less, "arithmetic", RULES).unknown == 1


@pytest.mark.parametrize("rows", [[], [UNKNOWN], [YES._replace(weight=0.0)]])
def test_nothing_known_has_no_score(rows: list[CriterionFigures]) -> None:
    held = scenario(rows, RULES)
    assert [stated_score(held, name) for name in ("arithmetic", "geometric", "minimum")] == [None] * 3
    assert chances(held, "arithmetic", RULES) == ([0, 0, 0, 0], 1, 0, 1)


def test_a_mean_under_drawn_weights() -> None:
    assert combined("arithmetic", [0.2, 0.6], [1, 3]) == pytest.approx(0.5)
    assert combined("geometric", [0.25, 1], [2, 2]) == pytest.approx(0.5)
    assert combined("geometric", [0.0, 1], [2, 2]) == 0
    assert combined("minimum", [0.3, 0.2], [1, 1]) == 0.2
    assert combined("arithmetic", [0.7, 0.7, 0.7], [0.1, 0.2, 0.3]) == 0.7
    assert combined("arithmetic", [0.2, 0.6], [0.0, 0.0]) == pytest.approx(0.4)


@pytest.mark.parametrize(
    "row",
    [
        YES._replace(high=1.1),
        YES._replace(low=-0.1),
        HALF._replace(low=0.6),
        UNKNOWN._replace(low=0.6, high=0.5),
        YES._replace(weight=-1),
        YES._replace(weight=float("inf")),
        YES._replace(score=float("nan")),
    ],
)
def test_figures_that_cannot_be_right_are_named(row: CriterionFigures) -> None:
    with pytest.raises(InvalidRecordError, match=f"figures of criterion '{row.code}'"):
        check_figures([NO, row])
