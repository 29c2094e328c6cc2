from __future__ import annotations

from fractions import Fraction
from math import fsum
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.survey.intervals import answer_interval, bootstrap_interval
from collective_impact.survey.resampling import resampled_means, units_of
from collective_impact.survey.robustness import Robustness, robustness
from collective_impact.survey.verdicts import (
    CriterionFigures,
    VerdictRules,
    chances,
    level,
    scenario,
    stated_score,
)
from collective_impact.survey.weights import chance_at_least, dirichlet_draw, dirichlet_moments

RULES = VerdictRules(cuts=(0.25, 0.5, 0.75), coverage_limit=0.5, practice_level=2)
SCORES = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]) | st.integers(0, 1000).map(lambda part: part / 1000)
SHAPES = st.sampled_from([0.2, 0.5, 1.0, 1.0, 2.5, 7.0])
MIXTURES = st.lists(st.tuples(SCORES, SHAPES), min_size=1, max_size=6)
ANSWERS = st.lists(st.integers(1, 5), min_size=5, max_size=20)


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - draws that are the same on every run


@st.composite
def criteria(draw: st.DrawFn) -> CriterionFigures:
    low, middle, high = sorted(draw(st.tuples(SCORES, SCORES, SCORES)))
    kind = draw(st.sampled_from(["known", "known", "bounded", "unknown"]))
    score, ends = {
        "known": (middle, (middle, middle)),
        "bounded": (middle, (low, high)),
        "unknown": (None, (0.0, 1.0)),
    }[kind]
    weight = draw(st.sampled_from([1.0, 1.0, 1.0, 2.0, 0.0]))
    return CriterionFigures(draw(st.sampled_from("ABCD")), score, *ends, weight, critical=draw(st.booleans()))


CONDITIONS = st.dictionaries(
    st.sampled_from("abc"), st.lists(criteria(), max_size=4, unique_by=lambda row: row.code), min_size=1
)


def asked(conditions: dict[str, list[CriterionFigures]]) -> Robustness:
    return robustness(conditions, RULES, draws=30)


@given(MIXTURES, SCORES, SCORES)
def test_chances_lie_in_0_to_1_and_fall_with_the_cut(
    mixture: list[tuple[float, float]], a: float, b: float
) -> None:
    values, shapes = zip(*mixture, strict=True)
    low, high = sorted((a, b))
    more, less = chance_at_least(values, shapes, low), chance_at_least(values, shapes, high)
    assert 0 <= less <= more + 1e-10
    assert more <= 1


@given(MIXTURES, SCORES)
def test_reaching_a_cut_and_missing_its_mirror_image_are_as_likely(
    mixture: list[tuple[float, float]], cut: float
) -> None:
    values, shapes = zip(*mixture, strict=True)
    if set(values) != {cut}:
        missed = 1 - chance_at_least([-value for value in values], shapes, -cut)
        reached = chance_at_least(values, shapes, cut)
        atom = all(value == cut for value in values)
        assert atom or reached == pytest.approx(missed, abs=1e-9)


@given(MIXTURES, st.integers(0, 5), SCORES)
def test_a_criterion_in_two_halves_is_the_same_criterion(
    mixture: list[tuple[float, float]], place: int, cut: float
) -> None:
    value, shape = mixture[place % len(mixture)]
    split = [*mixture, (value, shape / 2)]
    split[place % len(mixture)] = (value, shape / 2)
    whole, halves = (zip(*held, strict=True) for held in (mixture, split))
    (values, shapes), (more_values, more_shapes) = whole, halves
    assert chance_at_least(more_values, more_shapes, cut) == pytest.approx(
        chance_at_least(values, shapes, cut), abs=1e-9
    )
    assert dirichlet_moments(more_values, more_shapes) == pytest.approx(dirichlet_moments(values, shapes))


@given(st.lists(SHAPES, min_size=1, max_size=6), st.integers())
def test_drawn_weights_are_not_negative_and_have_a_sum(shapes: list[float], seed: int) -> None:
    weights = dirichlet_draw(shapes, seeded(seed).random)
    assert len(weights) == len(shapes)
    assert min(weights) >= 0
    assert fsum(weights) > 0


@given(CONDITIONS)
def test_all_chances_add_up_to_1(conditions: dict[str, list[CriterionFigures]]) -> None:
    found = asked(conditions)
    for part in found.conditions:
        assert fsum([*part.levels, part.unknown]) == pytest.approx(1)
        assert part.weakest <= part.may_be_weakest
    assert fsum([found.gate_yes or 0, found.gate_no or 0, found.gate_cannot_tell or 0]) == pytest.approx(1)


@given(st.lists(criteria(), max_size=5))
def test_the_stated_level_has_a_chance(rows: list[CriterionFigures]) -> None:
    held = scenario(rows, RULES)
    stated = level(held, stated_score(held), RULES)
    found = chances(held, "arithmetic", RULES)
    lowest, highest = min(held.scores, default=0.0), max(held.scores, default=0.0)
    touches = {cut for cut in RULES.cuts if cut == highest and lowest < cut}
    assert stated is not None or found.unknown == 1
    assert stated is None or touches or found.levels[stated] > 0


@given(CONDITIONS, st.randoms())
def test_the_order_of_criteria_and_a_scale_of_weights_change_no_exact_chance(
    conditions: dict[str, list[CriterionFigures]], random: Random
) -> None:
    again = {
        key: random.sample([row._replace(weight=row.weight * 4) for row in rows], len(rows))
        for key, rows in conditions.items()
    }
    one, other = asked(conditions), asked(again)
    for part, same in zip(one.conditions, other.conditions, strict=True):
        assert same.levels == pytest.approx(part.levels, abs=1e-9)
    assert other.gate_yes == pytest.approx(one.gate_yes, abs=1e-9)
    assert [held.other_level for held in other.drivers] == pytest.approx(
        [held.other_level for held in one.drivers], abs=1e-9
    )


@given(CONDITIONS, st.data())
def test_recording_what_is_not_known_never_makes_the_gate_less_certain(
    conditions: dict[str, list[CriterionFigures]], data: st.DataObject
) -> None:
    filled = {
        key: [
            row
            if row.score is not None
            else row._replace(score=(score := data.draw(SCORES)), low=score, high=score)
            for row in rows
        ]
        for key, rows in conditions.items()
    }
    before, after = asked(conditions), asked(filled)
    assert (after.gate_yes or 0) >= (before.gate_yes or 0) - 1e-9
    assert (after.gate_no or 0) >= (before.gate_no or 0) - 1e-9


@given(ANSWERS, st.randoms(), st.integers(0, 3))
def test_an_interval_lies_within_the_answers_whatever_their_order(
    answers: list[int], random: Random, more: int
) -> None:
    found = bootstrap_interval(answers, draws=60, population=len(answers) + more)
    shuffled = random.sample(answers, len(answers))
    assert bootstrap_interval(shuffled, draws=60, population=len(answers) + more) == found
    if found.low is not None and found.high is not None:
        assert min(answers) <= found.low <= found.high <= max(answers)
    else:
        assert len(set(answers)) == 1
        assert more > 0


@given(st.lists(st.integers(0, 12), min_size=2, max_size=6).filter(lambda counts: sum(counts) >= 5))
def test_an_interval_of_answers_stays_in_the_scale_holds_the_mean_and_mirrors(counts: list[int]) -> None:
    found = answer_interval(dict(enumerate(counts)))
    mirrored = answer_interval(dict(enumerate(reversed(counts))))
    top = len(counts) - 1
    middle = fsum(option * count for option, count in enumerate(counts)) / sum(counts)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= middle + 1e-9
    assert middle - 1e-9 <= found.high <= top
    assert (mirrored.low, mirrored.high) == pytest.approx((top - found.high, top - found.low), abs=1e-6)


@given(st.lists(st.lists(st.none() | SCORES, min_size=2, max_size=2), min_size=1, max_size=6), st.integers())
def test_drawn_means_are_those_of_a_slow_count(table: list[list[float | None]], seed: int) -> None:
    units = units_of(table)
    slow = seeded(seed)
    for means in resampled_means(units, 3, seeded(seed).random):
        rows = [units[int(slow.random() * len(units))][0] for _ in units]
        for column, mean in zip(zip(*rows, strict=True), means, strict=True):
            held = [Fraction(value) for value in column if value is not None]
            assert mean == (pytest.approx(float(sum(held) / len(held)), abs=1e-12) if held else None)
