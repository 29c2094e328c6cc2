"""Dirichlet weights: closed forms against exact fractions and against draws."""

from __future__ import annotations

from fractions import Fraction
from math import fsum, sqrt
from random import Random

import pytest

from collective_impact.survey.weights import (
    chance_at_least,
    concentrations,
    dirichlet_draw,
    dirichlet_moments,
)


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - draws that are the same on every run


def race(values: list[Fraction], shapes: list[int], cut: Fraction) -> Fraction:
    """The chance for whole shapes, exactly: each is as many exponential times in a row."""
    gaps = [value - cut for value, shape in zip(values, shapes, strict=True) for _ in range(shape)]
    ahead, behind = [gap for gap in gaps if gap > 0], [-gap for gap in gaps if gap < 0]
    row = [Fraction(0), *(Fraction(1) for _ in ahead)]
    for own in behind:
        for left, other in enumerate(ahead, start=1):
            row[left] = (other * row[left] + own * row[left - 1]) / (own + other)
    return row[-1]


def test_stated_weights_are_the_mean_of_what_is_drawn() -> None:
    assert concentrations([0.1, 0.1, 0, 0.1]) == [1, 1, 0, 1]
    assert concentrations([2, 1, 0], each=2) == pytest.approx([8 / 3, 4 / 3, 0])
    assert concentrations([20, 10, 0], each=2) == concentrations([2, 1, 0], each=2)
    assert concentrations([]) == concentrations([0])[1:] == []


def test_moments_worked_by_hand() -> None:
    # Of a uniform variable.
    assert dirichlet_moments([0, 1], [1, 1]) == pytest.approx((0.5, sqrt(1 / 12)))
    assert dirichlet_moments([0, 1, 0.5], [2, 1, 0]) == pytest.approx((1 / 3, sqrt(2 / 9 / 4)))
    assert dirichlet_moments([], []) is None


@pytest.mark.parametrize(
    ("values", "shapes", "cut", "chance"),
    [
        ([0, 1], [1, 1], 0.25, 0.75),
        ([0, 1], [0.5, 0.5], 0.25, 2 / 3),
        ([0, 1], [2, 1], 0.5, 0.25),
        ([0, 1, 0.3], [1, 1, 0], 0.25, 0.75),
        ([0.25, 1], [1, 1], 0.25, 1),
        ([0.25, 0], [1, 1], 0.25, 0),
        ([0.25, 0.25], [1, 1], 0.25, 1),
        ([0.2], [1], 0.25, 0),
        ([0, 1], [1e-5, 3e-5], 0.5, 0.75),
    ],
)
def test_chances_worked_by_hand(values: list[float], shapes: list[float], cut: float, chance: float) -> None:
    assert chance_at_least(values, shapes, cut) == pytest.approx(
        chance, abs=1e-10 if sum(shapes) > 0.1 else 1e-4
    )


def test_chances_of_whole_shapes_are_those_of_a_race() -> None:
    random = seeded(4)
    for _ in range(60):
        shapes = [random.choice([1, 1, 2, 5, 30]) for _ in range(random.randint(2, 6))]
        values = [Fraction(random.randint(0, 20), 20) for _ in shapes]
        cut = Fraction(random.randint(1, 99), 100)
        found = chance_at_least(list(map(float, values)), shapes, float(cut))
        reached = all(value >= cut for value in values)
        assert found == pytest.approx(1.0 if reached else float(race(values, shapes, cut)), abs=1e-10)


@pytest.mark.parametrize("shapes", [[1, 1, 1], [0.3, 0.2, 0.6], [0.7, 1.3, 6.5], [4, 2, 3]])
def test_draws_follow_the_closed_forms(shapes: list[float]) -> None:
    values, chance, many = [0.0, 0.4, 1.0], seeded(1).random, 20_000
    means = []
    for _ in range(many):
        weights = dirichlet_draw(shapes, chance)
        means.append(fsum(w * v for w, v in zip(weights, values, strict=True)) / fsum(weights))
    middle = fsum(means) / many
    expected = dirichlet_moments(values, shapes)
    assert expected is not None
    assert middle == pytest.approx(expected[0], abs=4 * expected[1] / sqrt(many))
    assert sqrt(fsum((m - middle) ** 2 for m in means) / many) == pytest.approx(expected[1], rel=0.03)
    for cut in (0.2, 0.5, 0.8):
        share = sum(mean >= cut for mean in means) / many
        assert share == pytest.approx(chance_at_least(values, shapes, cut), abs=4 * 0.5 / sqrt(many))


def test_the_draws_of_a_seed_stay_the_same() -> None:
    even = dirichlet_draw([1, 1, 1], seeded(7).random)
    assert even == [0.15084917392450192, 0.17298359090866045, 0.6761672351668376]
    assert fsum(even) == 1
    assert dirichlet_draw([0.5, 2, 3], seeded(7).random) == pytest.approx(
        [1.563915144860381, 0.813633508120242, 5.037866659701306], rel=1e-12
    )
