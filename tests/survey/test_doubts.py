"""What is doubtful in answers is told by place, in columns and in rows; nothing of it is an error."""

from __future__ import annotations

import pytest

import collective_impact as ci
from collective_impact import survey

ASKED = ci.Instrument(
    key="k",
    kind="perceived",
    scales=(ci.Scale(key="five", minimum=1, maximum=5),),
    items=(ci.Item(code="a", scale="five"), ci.Item(code="b", scale="five")),
)


def test_each_doubt_is_told_where_it_stands() -> None:
    held = ci.RatingSet(
        items=("a", "a", "c", "b", "b", "a"),
        raters=("r", "r", "r", "r", "s", "s"),
        values=(1, 2, 3, 6, None, 3),
        codes=(None, None, None, None, "dont_know", None),
        partner_ids=("P", "P", None, "Q", "P", "P"),
        ratings=(
            ci.Rating(item="a", rater="s", value=9, group="g"),
            ci.Rating(item="b", rater="t", value=3, group="g"),
            ci.Rating(item="a", rater="t", value=3, group="h", wave="2"),
            ci.Rating(item="b", rater="t", value=3, group="h"),
            ci.Rating(item="a", rater="t", value=3, about_id="N1"),
            ci.Rating(item="a", rater="t", value=3, about_id="N2"),
        ),
    )
    found = survey.doubts(held, ASKED)
    assert [(doubt.path, doubt.code) for doubt in found] == [
        ("items/1", "repeated_answer"),
        ("items/2", "unknown_item"),
        ("values/3", "out_of_range"),
        ("partner_ids/3", "two_homes"),
        ("ratings/0/value", "out_of_range"),
        ("ratings/0/item", "repeated_answer"),
        ("ratings/3/item", "repeated_answer"),
        ("ratings/3/group", "two_homes"),
    ]
    assert {doubt.severity for doubt in found} == {"warning"}


def test_without_an_instrument_nothing_can_be_said() -> None:
    with pytest.raises(ci.InvalidRecordError, match="not known what was asked"):
        survey.doubts(ci.RatingSet())
    assert survey.doubts(ci.RatingSet(instrument=ASKED)) == ()
