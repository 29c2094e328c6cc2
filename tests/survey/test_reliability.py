"""Intraclass correlations and Cronbach's alpha against published and hand-worked tables."""

from __future__ import annotations

from typing import Any

import pytest

from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.survey.reliability import Form, cronbach_alpha, icc, mean_squares
from collective_impact.survey.statistic import explained

# Shrout & Fleiss (1979), table 2: a row a target, a column a judge.
PUBLISHED: list[list[float | None]] = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]
FORMS: list[tuple[Form, float]] = [
    ("1,1", 0.1657),
    ("2,1", 0.2898),
    ("3,1", 0.7148),
    ("1,k", 0.4428),
    ("2,k", 0.6201),
    ("3,k", 0.9093),
]


@pytest.mark.parametrize(("form", "value"), FORMS)
def test_the_published_six_forms(form: Form, value: float) -> None:
    assert icc(PUBLISHED, form=form) == pytest.approx(value, abs=5e-5)
    gapped: list[list[float | None]] = [*PUBLISHED, [1, None, 1, 1]]
    assert icc(gapped, form=form) == icc(PUBLISHED, form=form)


def test_the_published_mean_squares() -> None:
    assert mean_squares(PUBLISHED) == pytest.approx((11.24, 32.49, 1.02, 6.26), abs=5e-3)
    tenths = [[(value or 0) / 10 for value in row] for row in PUBLISHED]
    assert mean_squares(tenths) == pytest.approx((0.1124, 0.3249, 0.0102, 0.0626), abs=5e-5)
    assert mean_squares([[1, 2]]) is None


def test_the_consistent_mean_is_cronbachs_alpha() -> None:
    assert cronbach_alpha(PUBLISHED) == icc(PUBLISHED, form="3,k")


def test_alpha_worked_by_hand() -> None:
    # Item variances 1 and 1, variance of totals 3: 2 * (1 - 2/3).
    assert cronbach_alpha([[1, 1], [2, 3], [3, 2]]) == pytest.approx(2 / 3)
    assert cronbach_alpha([[1, 1], [2, 2], [9, None], [3, 3]]) == 1


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([], "found 0 columns (judge)"),
        ([[1], [2]], "found 1 column (judge)"),
        ([[1, 2]], "found 1 complete row (a target)"),
        ([[1, 2], [None, 2]], "found 1 complete row (a target)"),
        ([[1, 1], [1, 1]], "vary too little between targets for ICC(2,k)"),
    ],
)
def test_too_little_has_a_reason(table: list[list[Any]], reason: str) -> None:
    value, why = explained(icc, table, form="2,k")
    assert value is None
    assert reason in str(why)


def test_alpha_without_different_totals_has_a_reason() -> None:
    value, why = explained(cronbach_alpha, [[1, 2], [2, 1]])
    assert value is None
    assert "the same total" in str(why)


def test_wrong_input_is_named() -> None:
    with pytest.raises(UnknownNameError, match="no form '4,k'.*Did you mean"):
        icc(PUBLISHED, form="4,k")  # type: ignore[arg-type]
    with pytest.raises(InvalidRecordError, match="Row 2"):
        icc([[1, 2], [1]], form="1,1")
    with pytest.raises(InvalidRecordError, match="found 'nan'"):
        cronbach_alpha([[1, 2], [float("nan"), 2]])
