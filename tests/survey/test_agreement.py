"""Krippendorff's alpha against the published example, and where it has no value."""

from __future__ import annotations

import pickle
from typing import Any, get_args

import pytest

from collective_impact import survey
from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.survey.agreement import Level, krippendorff_alpha
from collective_impact.survey.statistic import Statistic, explained

# Krippendorff (2011): 4 raters, 12 units, the last of which drops out.
PUBLISHED: list[list[int | None]] = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, None],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
LEVELS = pytest.mark.parametrize("level", get_args(Level))


@pytest.mark.parametrize(
    ("level", "alpha"),
    [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491), ("ratio", 0.7974)],
)
def test_the_published_example(level: Level, alpha: float) -> None:
    assert survey.krippendorff_alpha(PUBLISHED, level=level) == pytest.approx(alpha, abs=5e-5)


def test_a_table_worked_by_hand() -> None:
    # Units 1,1 / 2,2 / 1,2: observed 2 of 6 ordered pairs differ; by chance 2 * 3 * 3 of 6 * 5.
    assert krippendorff_alpha([[1, 2, 1], [1, 2, 2]], level="nominal") == pytest.approx(
        1 - (2 / 6) / (18 / 30)
    )


def test_decimals_and_words() -> None:
    halves = [[None if value is None else value / 2 for value in row] for row in PUBLISHED]
    assert krippendorff_alpha(halves, level="interval") == krippendorff_alpha(PUBLISHED, level="interval")
    words: list[list[Any]] = [[None if v is None else f"option {v}" for v in row] for row in PUBLISHED]
    assert krippendorff_alpha(words, level="nominal") == krippendorff_alpha(PUBLISHED, level="nominal")


def test_zero_twice_is_no_difference_at_the_ratio_level() -> None:
    # Ordered pairs that differ: 0 with 1 and 2 (by 1), 1 with 2 (by 1/9).
    assert krippendorff_alpha([[0, 1, 0], [0, 1, 2]], level="ratio") == pytest.approx(
        1 - 1 / ((3 * 2 + 3 * 1 + 2 / 9) / 5)
    )


@LEVELS
@pytest.mark.parametrize("table", [[], [[]], [[1, 2, 3]], [[1, None], [None, 2]], [[None], [None]]])
def test_without_two_ratings_of_a_unit_there_is_no_value(level: Level, table: list[list[Any]]) -> None:
    assert krippendorff_alpha(table, level=level) is None
    assert explained(krippendorff_alpha, table, level=level) == Statistic(
        None, "No unit has ratings by two raters, so there is nothing to compare."
    )


@LEVELS
def test_without_variation_there_is_no_value(level: Level) -> None:
    value, reason = explained(krippendorff_alpha, [[3, 3], [3, 3]], level=level)
    assert value is None
    assert reason == "All ratings are the same, so it cannot be told whether the raters tell units apart."


@pytest.mark.parametrize(
    ("table", "level", "message"),
    [
        ([[1, 2], [1]], "nominal", "Row 2 (a rater) has 1 entries, the first row has 2"),
        ([["a"], ["b"]], "ordinal", "Expected a finite number, found 'a'"),
        ([[1, float("inf")], [1, 2]], "interval", "Expected a finite number, found 'inf'"),
        ([[float("nan")], [1.0]], "nominal", "not a number (NaN)"),
        ([[-1], [1]], "ratio", "nothing below, found -1. Use the interval level"),
    ],
)
def test_values_that_a_level_cannot_take_are_named(
    table: list[list[Any]], level: Level, message: str
) -> None:
    with pytest.raises(InvalidRecordError) as caught:
        krippendorff_alpha(table, level=level)
    assert message in str(caught.value)


def test_an_unknown_level_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="'ordnal'. Did you mean 'ordinal'"):
        krippendorff_alpha(PUBLISHED, level="ordnal")  # type: ignore[arg-type]


def test_only_measures_can_be_explained() -> None:
    with pytest.raises(InvalidRecordError, match="Only a measure"):
        explained(lambda: 1.0)


def test_a_measure_can_be_sent_to_a_worker() -> None:
    assert pickle.loads(pickle.dumps(krippendorff_alpha)) is krippendorff_alpha  # noqa: S301 - our own


def test_the_room_tells_its_names() -> None:
    assert {name for name in dir(survey) if not name.startswith("__")} >= {"krippendorff_alpha", "icc"}
    for name in survey.__all__:
        assert getattr(survey, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'krippendorf'"):
        getattr(survey, "krippendorf")  # noqa: B009 - a name that is not there
