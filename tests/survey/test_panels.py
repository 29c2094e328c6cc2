"""Rater panels: independent marks, consensus with the disagreement kept, the lowest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

import collective_impact as ci
from collective_impact import survey
from collective_impact.model.instrument import Construct, Item, Scale

RUBRIC = ci.Instrument(
    key="rubric",
    kind="rated",
    scales=(Scale(key="four", minimum=0, maximum=3), Scale(key="nine", minimum=1, maximum=9)),
    constructs=(Construct(key="voice", condition="common_agenda", criterion="CI106"),),
    items=(
        Item(code="heard", scale="four", construct="voice"),
        Item(code="kept out", scale="four", reverse=True),
        Item(code="leaders", scale="nine"),
        Item(code="weight", scale="four", asks="importance"),
    ),
)


def panel(marks: Mapping[str, Mapping[str, float]], **fields: Any) -> survey.Panel:
    rows = [
        {"rater": who, "item": item, "value": value}
        for who, given in marks.items()
        for item, value in given.items()
    ]
    return survey.panel(ci.RatingSet.from_records(rows, instrument=RUBRIC), **fields)


MARKS = {
    "ann": {"heard": 1, "kept out": 0, "leaders": 2, "weight": 3},
    "bob": {"heard": 3, "kept out": 1, "leaders": 2},
    "cyd": {"heard": 1, "leaders": 3},
}


def test_the_lowest_comes_first_with_every_mark() -> None:
    found = panel(MARKS)
    assert [mark.item for mark in found] == ["leaders", "heard", "kept out"]
    heard = found.item("heard")
    assert (heard.n, heard.marks, heard.median, heard.apart, heard.agreed) == (3, (1, 1, 3), 1, 2, False)
    assert heard.mean == pytest.approx(5 / 3)
    assert heard.score == pytest.approx(5 / 9)
    assert heard.average_deviation == pytest.approx(8 / 9)
    assert (heard.construct, heard.criterion, heard.condition) == ("voice", "CI106", "common_agenda")
    assert (heard.minimum, heard.maximum, heard.consensus, heard.moved) == (0, 3, None, None)
    assert found.item("kept out").marks == (2, 3)
    assert (found.raters, len(found), found.instrument) == (3, 3, "rubric")
    with pytest.raises(ci.UnknownNameError, match="no item with the code 'hear'. Did you mean 'heard'"):
        found.item("hear")


def test_the_consensus_counts_and_the_disagreement_stays() -> None:
    found = panel(MARKS, consensus={"heard": 3, "kept out": 3})
    heard = found.item("heard")
    assert (heard.consensus, heard.score, heard.marks, heard.agreed) == (3, 1, (1, 1, 3), False)
    assert heard.moved == pytest.approx(4 / 3)
    turned = found.item("kept out")
    assert (turned.consensus, turned.score, turned.moved) == (0, 0, -2.5)
    assert [mark.item for mark in found] == ["kept out", "leaders", "heard"]


def test_what_lies_apart_is_to_be_discussed() -> None:
    assert [mark.item for mark in panel(MARKS).to_discuss()] == ["heard"]
    assert [mark.item for mark in panel(MARKS, step=0).to_discuss()] == ["heard", "kept out", "leaders"]
    assert panel(MARKS, consensus={"heard": 1}).to_discuss() == ()


def test_agreement_over_all_items() -> None:
    marks = {who: {"heard": 0, "kept out": 3, "leaders": 9} for who in ("ann", "bob")}
    found = panel(marks)
    assert (found.alpha, found.icc) == (1, 1)
    lonely = panel({"ann": MARKS["ann"]})
    assert (lonely.alpha, lonely.icc) == (None, None)
    assert lonely.alpha_reason
    assert lonely.icc_reason
    assert panel(MARKS).alpha_reason is None


def test_one_rater_is_no_panel() -> None:
    found = panel({"ann": {"heard": 2}})
    heard = found.item("heard")
    assert (heard.n, heard.marks, heard.mean, heard.score, heard.agreed) == (1, (), None, None, None)
    assert heard.reason == "One rater alone gave a mark; a panel needs two independent ones."
    assert found.item("leaders").reason == "Nobody gave a mark; a panel needs two independent ones."
    assert found.to_discuss() == ()


def test_a_panel_never_shows_what_single_persons_said_in_a_survey() -> None:
    asked = ci.Instrument(key="survey", kind="perceived", scales=RUBRIC.scales, items=RUBRIC.items[1:])
    rows = [{"rater": who, "item": "leaders", "value": 2} for who in "abcdef"]
    with pytest.raises(ci.InvalidRecordError, match="'survey' asks people how they see it"):
        survey.panel(ci.RatingSet.from_records(rows), asked)


def test_what_was_agreed_fits_the_rubric() -> None:
    with pytest.raises(ci.InvalidRecordError, match="cannot have agreed") as caught:
        panel(MARKS, consensus={"heard": 4, "hear": 1, "weight": 1})
    assert {problem.path: problem.code for problem in caught.value.problems} == {
        "consensus/heard": "out_of_range",
        "consensus/hear": "dangling_id",
        "consensus/weight": "dangling_id",
    }


def test_nobodys_names_are_in_the_result() -> None:
    text = str(ci.to_data(panel(MARKS, consensus={"heard": 2})))
    assert not any(who in text for who in MARKS)
    found = panel(MARKS)
    assert ci.from_data(ci.to_data(found), survey.Panel) == found
    rows = [{"rater": who, "item": "heard", "value": 1, "wave": wave} for who in "ab" for wave in (1, 2)]
    assert survey.panel(ci.RatingSet.from_records(rows, instrument=RUBRIC)).item("heard").n == 2
