"""Persons and organisations drawn again: what is drawn, that it is fair, and that order means nothing."""

from __future__ import annotations

from math import fsum, sqrt
from random import Random

import pytest

from collective_impact.errors import InvalidRecordError, LimitError
from collective_impact.survey import resampling
from collective_impact.survey.resampling import resampled_means, units_of

TABLE: list[list[float | None]] = [[0.1, 1.0], [0.2, None], [0.7, 0.0], [0.7, 0.5]]


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - draws that are the same on every run


def test_each_draw_is_the_mean_of_whoever_was_drawn() -> None:
    units = units_of(TABLE)
    assert units == [[(0.1, 1.0)], [(0.2, None)], [(0.7, 0.0)], [(0.7, 0.5)]]
    numbers = iter([place / 4 + 0.01 for place in (0, 0, 3, 1, 1, 1, 1, 1, 2, 3, 2, 3)])
    drawn = list(resampled_means(units, 3, lambda: next(numbers)))
    assert drawn[0] == pytest.approx([1.1 / 4, 2.5 / 3])
    assert drawn[1][0] == pytest.approx(0.2)
    assert drawn[1][1] is None
    assert drawn[2] == pytest.approx([0.7, 0.25])


def test_organisations_are_drawn_with_all_their_persons() -> None:
    units = units_of(TABLE, ["b", "a", "b", "a"])
    assert units == [[(0.1, 1.0), (0.7, 0.0)], [(0.2, None), (0.7, 0.5)]]
    assert list(resampled_means(units, 1, lambda: 0.0)) == [pytest.approx([0.4, 0.5])]
    assert units_of(TABLE[::-1], ["x", "y", "x", "y"]) == units


def test_means_vary_as_theory_says() -> None:
    values = [float(value) for value in (1, 2, 2, 3, 5, 5, 4, 1)]
    middle = fsum(values) / 8
    spread = sqrt(fsum((value - middle) ** 2 for value in values) / 8)
    means = [
        row[0] or 0.0 for row in resampled_means(units_of([[v] for v in values]), 20_000, seeded(2).random)
    ]
    found = fsum(means) / len(means)
    assert found == pytest.approx(middle, abs=0.02)
    assert sqrt(fsum((m - found) ** 2 for m in means) / len(means)) == pytest.approx(
        spread / sqrt(8), rel=0.03
    )


def test_equal_values_stay_what_they_are() -> None:
    units = units_of([[0.7], [0.7], [0.7]])
    assert list(resampled_means(units, 2, seeded(0).random)) == [[0.7], [0.7]]
    assert list(resampled_means(units_of([[None]]), 1, seeded(0).random)) == [[None]]


def test_what_does_not_fit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidRecordError, match="Found 4 persons and 1 organisations"):
        units_of(TABLE, ["a"])
    monkeypatch.setattr(resampling, "_MOST_ROWS", 3)
    with pytest.raises(LimitError, match="At most 3 answers"):
        next(resampled_means(units_of(TABLE), 1, seeded(0).random))
