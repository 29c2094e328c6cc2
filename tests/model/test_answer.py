"""Rows of plain data to answers: names, numbers, words, blanks, and all that is wrong at once."""

from __future__ import annotations

from datetime import date, datetime
from math import inf, nan
from typing import Any

import pandas as pd
import pytest

import collective_impact as ci
from collective_impact.model.answer import COLUMNS, Answer, columns_of

ASKED = ci.Instrument(
    key="q",
    kind="perceived",
    scales=(
        ci.Scale(key="agree", minimum=1, maximum=5, labels={"5": "yes"}, dont_know=("?",)),
        ci.Scale(key="ten", minimum=0, maximum=10),
    ),
    items=(ci.Item(code="Q1", scale="agree"), ci.Item(code="Q2", scale="ten")),
)


class Whole:
    """A whole number of another package, as numpy has them."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __index__(self) -> int:
        return self.number


def answers(*rows: Any, instrument: ci.Instrument | None = None) -> list[Answer]:
    return list(ci.RatingSet.from_records(rows, instrument=instrument).answers())


def refused(*rows: Any, instrument: ci.Instrument | None = None) -> dict[str, str]:
    with pytest.raises(ci.InvalidRecordError, match="These answers cannot be read") as caught:
        ci.RatingSet.from_records(rows, instrument=instrument)
    assert all(problem.message for problem in caught.value.problems)
    return {problem.path: problem.code for problem in caught.value.problems}


def test_a_row_is_an_answer() -> None:
    row = {
        "rater": "r1",
        "organisation": "P1",
        "group": "residents",
        "wave": "2025",
        "item": "Q1",
        "value": 4,
        "on": date(2025, 3, 1),
        "about_id": "N1",
        "function": "funding",
    }
    found = Answer("Q1", "r1", "P1", "residents", "2025", date(2025, 3, 1), 4, None, "N1", "funding")
    assert answers(row) == answers({**row, "on": "2025-03-01"}) == [found]
    assert answers(row, instrument=ASKED) == [found]
    assert answers({"rater": "r1", "item": "Q1", "value": "dont_know"}) == [
        Answer("Q1", "r1", code="dont_know")
    ]


def test_a_set_keeps_what_it_is_about() -> None:
    made = ci.RatingSet.from_records([], instrument=ASKED, initiative_id="I")
    assert (made.initiative_id, made.instrument, len(made), list(made)) == ("I", ASKED, 0, [])


@pytest.mark.parametrize("blank", [None, "", "  ", nan, pd.NA, pd.NaT])
def test_blanks_are_no_answers(blank: object) -> None:
    nothing = {"rater": "r", "item": "Q1", "value": blank}
    assert answers(nothing, {"rater": "r", "item": "Q1"}) == []
    names = dict.fromkeys(("organisation", "group", "wave", "on", "about_id", "function"), blank)
    if isinstance(blank, str):
        del names["on"], names["function"]
    assert answers({"rater": "r", "item": "Q1", "value": 1, **names}) == [Answer("Q1", "r", value=1)]


def test_a_name_may_be_a_whole_number() -> None:
    row = {"rater": 7, "organisation": 3.0, "wave": Whole(2025), "item": "Q1", "value": Whole(3)}
    (found,) = answers(row)
    assert (found.rater, found.partner_id, found.wave, found.value) == ("7", "3", "2025", 3)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("yes", 5),
        (" YES ", 5),
        ("4", 4),
        ("?", "dont_know"),
        ("not_applicable", "not_applicable"),
        (2.5, 2.5),
    ],
)
def test_words_are_read_by_the_scale_of_the_item(value: object, expected: object) -> None:
    row = {"rater": "r", "item": "Q1", "value": value}
    (found, again) = answers(row, {**row, "rater": "s"}, instrument=ASKED)
    assert (found.code or found.value) == (again.code or again.value) == expected


def test_all_mistakes_are_told_with_their_row() -> None:
    good = {"rater": "r", "item": "Q1", "value": 1}
    assert refused(
        {**good, "value": 6},
        {**good, "value": "perhaps"},
        {**good, "value": "perhaps"},
        {**good, "item": "Q9"},
        {**good, "value": True},
        {**good, "value": inf},
        {**good, "value": [1]},
        {**good, "rater": True, "item": "  "},
        {"value": 1},
        {**good, "wave": 2.5},
        {**good, "on": "yesterday"},
        {**good, "on": "2025-13-01"},
        {**good, "on": datetime(2025, 1, 1)},  # noqa: DTZ001 - refused in any case
        {**good, "function": "fun"},
        {**good, "email": "x@example.org", 3: 4},
        {**good, "email": "y@example.org"},
        "Q1",
        instrument=ASKED,
    ) == {
        "0/value": "out_of_range",
        "1/value": "unknown_answer",
        "2/value": "unknown_answer",
        "3/item": "dangling_id",
        "4/value": "wrong_type",
        "5/value": "wrong_type",
        "6/value": "wrong_type",
        "7/rater": "wrong_type",
        "7/item": "missing",
        "8/rater": "missing",
        "8/item": "missing",
        "9/wave": "wrong_type",
        "10/on": "wrong_type",
        "11/on": "wrong_type",
        "12/on": "wrong_type",
        "13/function": "unknown_word",
        "14/email": "unknown_key",
        "14/3": "unknown_key",
        "16": "wrong_type",
    }


def test_without_an_instrument_words_are_not_known_and_any_number_is() -> None:
    row = {"rater": "r", "item": "anything"}
    assert refused({**row, "value": "4"}) == {"0/value": "unknown_answer"}
    assert [found.value for found in answers({**row, "value": 700})] == [700]


def test_columns_hold_what_is_stated() -> None:
    assert columns_of([]) == {}
    found = columns_of([Answer("Q1", "r", value=1), Answer("Q2", "s", group="g", code="dont_know")])
    assert found == {
        "items": ("Q1", "Q2"),
        "raters": ("r", "s"),
        "groups": (None, "g"),
        "values": (1, None),
        "codes": (None, "dont_know"),
    }
    assert columns_of([ci.Rating(item="Q1", rater="r", code="dont_know")])["values"] == (None,)
    assert tuple(COLUMNS) == Answer._fields
