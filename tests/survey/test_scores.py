"""Answers to scores by hand: person mean first, reverse items, small groups withheld."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pytest

from collective_impact.model.rating import Instrument, Item, Rating, RatingSet, Scale
from collective_impact.survey.scores import CriterionScore, criterion_scores

FIVE = Scale(key="five", minimum=1, maximum=5)


def answers(
    *rows: tuple[str, str, float | None],
    kind: Literal["perceived", "rated"] = "perceived",
    items: tuple[Item, ...] | None = None,
    **fields: Any,
) -> RatingSet:
    held = items or (
        Item(code="q1", scale="five", criterion="CI107"),
        Item(code="q2", scale="five", criterion="CI107"),
        Item(code="back", scale="five", criterion="CI404", reverse=True),
        Item(code="age", scale="five"),
    )
    return RatingSet(
        instrument=Instrument(
            key="k", kind=kind, scales=(FIVE, Scale(key="ten", minimum=0, maximum=10)), items=held
        ),
        ratings=tuple(
            Rating(item=item, rater=who, value=value, code="dont_know" if value is None else None, **fields)
            for who, item, value in rows
        ),
    )


def test_each_persons_mean_comes_first() -> None:
    # a says 5 and 1 (mean 1/2), b to e say 5 once (1): (1/2 + 4)/5, not 5 of 6 answers.
    rows = [("a", "q1", 5.0), ("a", "q2", 1.0), *((who, "q1", 5.0) for who in "bcde")]
    assert criterion_scores(answers(*rows))["CI107"] == CriterionScore(5, 0.9)


def test_reverse_items_are_turned_round() -> None:
    rows = [(who, "back", value) for who, value in zip("abcde", (1.0, 1.0, 5.0, 5.0, 2.0), strict=True)]
    # 1, 1, 0, 0 and 3/4.
    assert criterion_scores(answers(*rows))["CI404"] == CriterionScore(5, 0.55)


def test_scales_are_brought_to_0_to_1() -> None:
    items = (Item(code="t", scale="ten", criterion="CI107"), Item(code="f", scale="five", criterion="CI107"))
    rows = [*((who, "t", 10.0) for who in "abc"), *((who, "f", 1.0) for who in "de")]
    assert criterion_scores(answers(*rows, items=items))["CI107"] == CriterionScore(5, 0.6)


@pytest.mark.parametrize(("persons", "score"), [(4, None), (5, 0.5)])
def test_fewer_than_five_persons_are_withheld(persons: int, score: float | None) -> None:
    rows = [(f"r{n}", "q1", 3.0) for n in range(persons)]
    assert criterion_scores(answers(*rows))["CI107"] == CriterionScore(persons, score)


@pytest.mark.parametrize(("raters", "score"), [(1, None), (2, 0.5)])
def test_a_rubric_needs_two_raters(raters: int, score: float | None) -> None:
    rows = [(f"r{n}", "q1", 3.0) for n in range(raters)]
    assert criterion_scores(answers(*rows, kind="rated"))["CI107"] == CriterionScore(raters, score)


def test_one_person_who_answers_often_is_one_person() -> None:
    rows = [("a", item, 5.0) for item in ("q1", "q2")] * 3
    assert criterion_scores(answers(*rows))["CI107"] == CriterionScore(1, None)


def test_what_is_no_number_enters_no_mean() -> None:
    rows = [*((who, "q1", 5.0) for who in "abcde"), ("a", "q2", None), ("f", "q1", None)]
    assert criterion_scores(answers(*rows))["CI107"] == CriterionScore(5, 1.0)


def test_what_nobody_answered_and_what_speaks_to_no_criterion() -> None:
    found = criterion_scores(answers(("a", "age", 3.0)))
    assert found == {"CI107": CriterionScore(0, None), "CI404": CriterionScore(0, None)}


def test_three_who_say_the_same_average_the_same() -> None:
    items = (Item(code="t", scale="ten", criterion="CI107"),)
    rows = [(who, "t", 7.0) for who in "abcdefg"]
    assert criterion_scores(answers(*rows, items=items))["CI107"].score == 0.7


def test_answers_dated_later_are_left_out() -> None:
    rows = [(who, "q1", 5.0) for who in "abcde"]
    on = date(2026, 6, 1)
    for day, persons in ((on, 5), (date(2026, 6, 2), 0), (None, 5)):
        assert criterion_scores(answers(*rows, on=day), on=on)["CI107"].persons == persons
    assert criterion_scores(answers(*rows, on=date(2026, 6, 2)))["CI107"].persons == 5


def test_the_order_of_answers_does_not_matter() -> None:
    rows = [
        (who, item, value)
        for who, value in zip("abcdef", (1, 2, 3, 4, 5, 2), strict=True)
        for item in ("q1", "q2")
    ]
    assert criterion_scores(answers(*rows)) == criterion_scores(answers(*reversed(rows)))
