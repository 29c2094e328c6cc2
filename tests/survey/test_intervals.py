"""Intervals: inside the scale, shorter for small populations, none for too few, each telling how it was found."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pytest

from collective_impact import survey
from collective_impact.errors import InvalidRecordError
from collective_impact.survey.intervals import (
    answer_interval,
    bootstrap_interval,
    difference_interval,
    finite_population,
)

ANSWERS = [1, 2, 3, 4, 5, 5, 4, 4, 4]
MEAN = 32 / 9


def test_the_finite_population_correction() -> None:
    assert finite_population(9, 12) == pytest.approx(sqrt(3 / 11))
    assert round(finite_population(9, 12), 3) == 0.522
    assert finite_population(9, None) == 1
    assert finite_population(9, 9) == finite_population(1, 1) == 0
    for n in (13, 0):
        with pytest.raises(InvalidRecordError, match=f"{n} answered, of a population of 12"):
            finite_population(n, 12)


def test_persons_drawn_again() -> None:
    found = survey.bootstrap_interval(ANSWERS, seed=3)
    assert found.low is not None
    assert found.high is not None
    assert 1 <= found.low < MEAN < found.high <= 5
    # The standard error of nine answers, by theory.
    error = sqrt(sum((value - MEAN) ** 2 for value in ANSWERS)) / 9
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.1)
    assert (found.n, found.draws, found.seed, found.method) == (9, 2_000, 3, "persons drawn again")
    assert bootstrap_interval(ANSWERS, seed=3) == found
    assert bootstrap_interval(ANSWERS[::-1], seed=3) == found


def test_where_most_of_a_small_population_answered_it_is_shorter() -> None:
    whole, small = bootstrap_interval(ANSWERS), bootstrap_interval(ANSWERS, population=12)
    assert whole.low is not None
    assert small.low is not None
    assert MEAN - small.low == pytest.approx((MEAN - whole.low) * sqrt(3 / 11))
    everybody = bootstrap_interval(ANSWERS, population=9)
    assert everybody.low == everybody.high == pytest.approx(MEAN)


def test_organisations_drawn_again() -> None:
    answers = [1, 1, 5, 5, 1, 1, 5, 5, 3, 3]
    alone = bootstrap_interval(answers)
    clustered = bootstrap_interval(answers, organisations=list("aabbccddee"))
    assert clustered.n == 5
    assert clustered.method == "organisations drawn again"
    assert None not in (alone.low, alone.high, clustered.low, clustered.high)
    assert (clustered.high or 0) - (clustered.low or 0) > (alone.high or 0) - (alone.low or 0)
    assert bootstrap_interval(answers, organisations=list("vvwwxxyyzz")) == clustered


@pytest.mark.parametrize(
    ("values", "fields", "reason"),
    [
        ([1, 2, 3, 4], {}, "4 persons are too few for an interval; 5 are needed."),
        ([1], {}, "1 person is too few for an interval; 5 are needed."),
        ([], {}, "0 persons are too few for an interval; 5 are needed."),
        (
            [1, 2, 3, 4, 5],
            {"organisations": "aabbb"},
            "2 organisations are too few for an interval; 5 are needed.",
        ),
        (
            [4] * 6,
            {},
            "All answered the same, so drawing them again cannot show how far others could differ.",
        ),
    ],
)
def test_too_little_has_a_reason(values: list[float], fields: dict[str, Any], reason: str) -> None:
    found = bootstrap_interval(values, **fields)
    assert (found.low, found.high, found.reason) == (None, None, reason)


def test_a_census_of_equal_answers_is_certain() -> None:
    found = bootstrap_interval([4] * 6, population=6)
    assert (found.low, found.high, found.reason) == (4, 4, None)


def test_a_difference_of_two_groups() -> None:
    found = difference_interval([1, 2, 3, 4, 5], [3, 4, 5, 5, 5, 5])
    assert found.low is not None
    assert found.high is not None
    assert found.low < 1.5 < found.high
    assert found.n == 5
    assert difference_interval([2] * 5, [4, 4, 4, 4, 3]).low is not None
    assert difference_interval([2] * 5, [4] * 5).reason is not None
    assert (
        difference_interval([2] * 5, [4, 3]).reason == "2 persons are too few for an interval; 5 are needed."
    )
    apart = difference_interval([1, 2, 3, 4, 5], [3, 4, 5, 5, 5, 5], organisations=("abcde", "abcdef"))
    assert (apart.low, apart.method) == (found.low, "organisations drawn again")


def test_answers_on_a_scale() -> None:
    # Two options and a prior of two answers: a Beta(1, 6) for five answers of one kind.
    found = survey.answer_interval({0: 5, 1: 0}, prior=2, confidence=0.9)
    assert found.low == 0
    assert found.high == pytest.approx(1 - 0.05 ** (1 / 6), abs=1e-8)
    mirrored = survey.answer_interval({0: 0, 1: 5}, prior=2, confidence=0.9)
    assert mirrored.low == pytest.approx(0.05 ** (1 / 6), abs=1e-8)
    assert mirrored.high == 1
    assert (found.n, found.draws, found.seed, found.method) == (5, 0, None, "answers by their shares")


def test_answers_that_are_all_the_same_leave_room() -> None:
    found = answer_interval({1: 0, 2: 0, 3: 0, 4: 0, 5: 6})
    assert found.low == pytest.approx(3.855, abs=1e-3)
    assert found.high == 5
    small = answer_interval({1: 0, 2: 0, 3: 0, 4: 0, 5: 6}, population=7)
    assert small.low == pytest.approx(5 - (5 - 3.855) * sqrt(1 / 6), abs=1e-3)
    assert answer_interval({1: 0, 5: 6}, population=6).low == 5


def test_many_answers_come_to_the_usual_interval() -> None:
    counts: dict[float, int] = {1: 100, 2: 1000, 3: 100, 4: 4000, 5: 2}
    found = answer_interval(counts)
    n = sum(counts.values())
    middle = sum(option * count for option, count in counts.items()) / n
    error = sqrt(sum(count * (option - middle) ** 2 for option, count in counts.items())) / n
    assert found.low == pytest.approx(middle - 1.96 * error, abs=1e-3)
    assert found.high == pytest.approx(middle + 1.96 * error, abs=1e-3)


def test_too_few_answers_have_a_reason() -> None:
    assert answer_interval({1: 2, 2: 2}).reason == "4 answers are too few for an interval; 5 are needed."
    assert answer_interval({1: 1, 2: 0}).reason == "1 answer is too few for an interval; 5 are needed."
    assert answer_interval({1: 0, 2: 0}).reason == "0 answers are too few for an interval; 5 are needed."


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: answer_interval({1: 9}), "at least two options"),
        (lambda: answer_interval({1: 9, 2: -1}), "at least two options"),
        (lambda: answer_interval({1: 9, float("inf"): 1}), "at least two options"),
        (lambda: answer_interval({1: 9, 2: 1}, prior=0), "prior is a number of answers above 0, found 0"),
        (lambda: answer_interval({1: 9, 2: 1}, confidence=1), "between 0 and 1, found 1"),
        (lambda: bootstrap_interval(ANSWERS, confidence=95), "between 0 and 1, found 95"),
        (lambda: bootstrap_interval(ANSWERS, draws=0), "At least one draw is needed, found 0"),
        (lambda: bootstrap_interval(ANSWERS, population=8), "9 answered, of a population of 8"),
        (lambda: bootstrap_interval([1, float("nan")]), "Expected a finite number, found nan"),
        (lambda: bootstrap_interval(ANSWERS, organisations="ab"), "9 persons and 2 organisations"),
    ],
)
def test_what_cannot_be_is_refused(call: Any, message: str) -> None:
    with pytest.raises(InvalidRecordError) as caught:
        call()
    assert message in str(caught.value)
