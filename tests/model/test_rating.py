"""Ratings: an answer is a number of its scale or a reason for none, never both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import collective_impact as ci

Refused = Callable[..., dict[str, str]]
SCALE = ci.Scale(key="agree", minimum=1, maximum=5, labels={"1": "not at all"})
ASKED = ci.Instrument(key="q", kind="perceived", scales=(SCALE,), items=(ci.Item(code="Q1", scale="agree"),))


@pytest.mark.parametrize(("minimum", "maximum"), [(1, 1), (2, 1)])
def test_a_scale_goes_up(refused: Refused, minimum: float, maximum: float) -> None:
    assert refused(ci.Scale, key="s", minimum=minimum, maximum=maximum) == {"maximum": "reversed_range"}


def test_an_instrument_asks_on_its_own_scales_and_each_thing_once(refused: Refused) -> None:
    items = tuple(ci.Item(code=code, scale=scale) for code, scale in (("Q1", "agree"), ("Q1", "other")))
    assert refused(ci.Instrument, key="q", kind="rated", scales=(SCALE, SCALE), items=items) == {
        "scales/1/key": "repeated_id",
        "items/1/code": "repeated_id",
        "items/1/scale": "dangling_id",
    }
    assert refused(ci.Instrument, key="q", kind="asked") == {"kind": "unknown_word"}


def test_an_answer_has_a_number_or_a_reason(refused: Refused) -> None:
    for fields in ({}, {"value": 1, "code": "dont_know"}):
        assert refused(ci.Rating, item="Q1", rater="r", **fields) == {"value": "contradiction"}
    assert ci.Rating(item="Q1", rater="r", value=0).code is None
    assert ci.Rating(item="Q1", rater="r", code="not_applicable").value is None


def test_answers_fit_the_instrument(refused: Refused) -> None:
    rows: list[dict[str, Any]] = [
        {"value": 1},
        {"value": 5.0},
        {"code": "dont_know"},
        {"value": 5.5},
        {"value": 0},
        {"item": "Q2", "value": 3},
    ]
    ratings = tuple(ci.Rating(**{"item": "Q1", "rater": "r", **row}) for row in rows)
    assert refused(ci.RatingSet, instrument=ASKED, ratings=ratings) == {
        "ratings/3/value": "out_of_range",
        "ratings/4/value": "out_of_range",
        "ratings/5/item": "dangling_id",
    }
    assert ci.RatingSet(instrument=ASKED, ratings=ratings[:3]).ratings == ratings[:3]


def test_a_scale_is_no_longer_than_can_be_worked_with(refused: Refused) -> None:
    assert refused(ci.Scale, key="s", minimum=-1.7e308, maximum=1.7e308) == {"maximum": "out_of_range"}
