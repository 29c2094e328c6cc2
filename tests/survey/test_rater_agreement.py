"""Agreement within a group and between two raters, against hand-worked and derived values."""

from __future__ import annotations

from typing import Any

import pytest

from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.survey.rater_agreement import Weights, ad, r_star_wg, r_wg, weighted_kappa
from collective_impact.survey.statistic import explained

FIRST = [1, 2, 3, 3, 2, 1, 4, 1, 2]
SECOND = [1, 2, 3, 3, 2, 2, 4, 1, 2]
SCALE = [1, 2, 3, 4, 5]


def test_one_item_worked_by_hand() -> None:
    answers = [4, 4, None, 5, 3, 4]
    assert r_wg(answers, 5) == 0.75
    assert r_star_wg(answers, 5) == 0.75
    assert ad(answers) == 0.4
    assert ad([value and value / 10 for value in answers]) == 0.04


def test_a_split_group_counts_as_0_in_the_one_and_shows_in_the_other() -> None:
    # Sample variance 16/3 over 2.
    assert r_wg([1, 5, 1, 5], 5) == 0
    assert r_star_wg([1, 5, 1, 5], 5) == pytest.approx(1 - 8 / 3)


def test_several_items() -> None:
    # Variances 1/2 and 0: a quarter over 2 is 1/8; r_wg(2) is 2 * 7/8 over itself plus 1/8.
    table: list[list[float | None]] = [[4, 3, 1], [5, 3, None]]
    assert r_star_wg(table, 5) == 0.875
    assert r_wg(table, 5) == pytest.approx((7 / 4) / (7 / 4 + 1 / 8))
    assert ad(table) == 0.25


@pytest.mark.parametrize("answers", [[], [3], [None, 3], [[1, None], [None, 2]]])
def test_too_few_answers_have_a_reason(answers: list[Any]) -> None:
    reason = "No item has answers by two persons, so there is nothing to compare."
    assert explained(r_wg, answers, 5) == explained(ad, answers) == (None, reason)
    assert r_star_wg(answers, 5) is None


def test_answers_that_the_scale_cannot_give_are_refused() -> None:
    with pytest.raises(InvalidRecordError, match="4.5 points apart; a scale of 5 options allows 4"):
        r_wg([1, 5.5], 5)
    with pytest.raises(InvalidRecordError, match="at least 2 options, found 1"):
        r_star_wg([1, 1], 1)
    with pytest.raises(InvalidRecordError, match="Row 2 .a person. has 1 entries"):
        ad([[1, 2], [1]])


@pytest.mark.parametrize(("weights", "kappa"), [(None, 0.8448), ("linear", 0.8941), ("quadratic", 0.9396)])
def test_two_raters_of_the_published_example(weights: Weights | None, kappa: float) -> None:
    assert weighted_kappa(FIRST, SECOND, SCALE, weights=weights) == pytest.approx(kappa, abs=5e-5)
    assert weighted_kappa([*FIRST, None, 5], [*SECOND, 1, None], SCALE, weights) == pytest.approx(
        kappa, abs=5e-5
    )


def test_categories_have_the_declared_order_and_may_be_words() -> None:
    words = ["none", "some", "much"]
    apart = weighted_kappa(["none", "much", "some"], ["some", "much", "some"], words)
    # Observed one single step of 3 marks; by chance single steps (2 + 2 + 1)/9 and the double one 4 * 1/9.
    assert apart == pytest.approx(1 - (1 / 3) / (5 / 9 + 4 / 9))
    assert weighted_kappa(["none", "much", "some"], ["some", "much", "some"], words[::-1]) == apart


def test_where_kappa_has_no_value_it_says_why() -> None:
    assert explained(weighted_kappa, [1, None], [None, 1], SCALE).reason == (
        "No unit was marked by both raters, so there is nothing to compare."
    )
    assert "one and the same category" in str(explained(weighted_kappa, [1, 1], [1, 1], SCALE).reason)


@pytest.mark.parametrize(
    ("a", "b", "categories", "message"),
    [
        ([1], [1, 2], SCALE, "One rater has 1 marks, the other 2"),
        ([1], [1], [1, 2, 1], "A category stands twice"),
        ([1, 9], [1, 1], SCALE, "The mark '9' of unit 2 is none of the categories (1, 2, 3, 4, 5)"),
    ],
)
def test_marks_that_do_not_fit_are_named(
    a: list[int], b: list[int], categories: list[int], message: str
) -> None:
    with pytest.raises(InvalidRecordError) as caught:
        weighted_kappa(a, b, categories)
    assert message in str(caught.value)


def test_unknown_weights_are_told() -> None:
    with pytest.raises(UnknownNameError, match="'square'"):
        weighted_kappa([1], [1], SCALE, weights="square")  # type: ignore[arg-type]
