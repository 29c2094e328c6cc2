"""Importance against met: the published exemplar, quadrants, ranks, ties, and what is withheld."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

import collective_impact as ci
from collective_impact import survey
from collective_impact.model.instrument import Item, Scale
from collective_impact.survey import STANDARDS_FOR_CHANGE

FIVE = Scale(key="five", minimum=1, maximum=5)
TEN = Scale(key="ten", minimum=0, maximum=10)


def pair(key: str, *, scale: str = "five", other: str | None = None, **fields: Any) -> tuple[Item, Item]:
    return (
        Item(code=f"{key}?", scale=other or scale, asks="importance", **fields),
        Item(code=f"{key}!", scale=scale, **fields),
    )


def analysis(
    items: tuple[Item, ...], answers: Mapping[str, tuple[float, ...]], **fields: Any
) -> survey.GapAnalysis:
    """Return the gaps of these answers, item by item, a number a person."""
    asked = ci.Instrument(key="k", kind="perceived", scales=(FIVE, TEN), items=items)
    rows = [
        {"rater": place, "item": item, "value": value}
        for item, values in answers.items()
        for place, value in enumerate(values)
    ]
    return survey.gap_analysis(ci.RatingSet.from_records(rows, instrument=asked), **fields)


def test_the_published_means_of_the_leadership_capacity_audit() -> None:
    found = survey.gap_between(4.5, 2.4)
    assert (found.gap, found.importance_share, found.met_share, found.gap_share) == (2.1, 0.875, 0.35, 0.525)
    assert found.quadrant == "concentrate here"


@pytest.mark.parametrize(
    ("importance", "met", "quadrant"),
    [
        (3, 2.99, "concentrate here"),
        (3, 3, "keep up the good work"),
        (2.99, 2.99, "low priority"),
        (2.99, 3, "possible overkill"),
    ],
)
def test_a_cut_belongs_to_the_upper_side(importance: float, met: float, quadrant: str) -> None:
    assert survey.gap_between(importance, met).quadrant == quadrant
    assert survey.gap_between(importance, met, cut=1).quadrant == "low priority"


@pytest.mark.parametrize(
    ("importance", "met", "minimum", "maximum"), [(6, 2, 1, 5), (2, 0, 1, 5), (1, 1, 1, 1), (1, 1, 2, 1)]
)
def test_means_lie_on_their_scale(importance: float, met: float, minimum: float, maximum: float) -> None:
    with pytest.raises(ci.InvalidRecordError, match="must lie on the scale"):
        survey.gap_between(importance, met, minimum=minimum, maximum=maximum)


def test_three_standards_for_change() -> None:
    rows = [
        {
            "rater": n,
            "item": item.code,
            "value": (5, 4)[n % 2] if item.asks == "importance" else (2, 2, 3)[n % 3],
        }
        for n in range(10)
        for item in STANDARDS_FOR_CHANGE.items
    ]
    found = survey.gap_analysis(ci.RatingSet.from_records(rows), STANDARDS_FOR_CHANGE)
    assert [gap.key for gap in found] == ["aligned_coalitions", "engaged_stakeholders", "leadership_council"]
    assert {gap.rank for gap in found} == {1}
    gap = found.gap("leadership_council")
    assert (gap.n_importance, gap.n_met, gap.importance, gap.met, gap.gap) == (10, 10, 4.5, 2.3, 2.2)
    assert (gap.quadrant, gap.tied_with) == (
        "concentrate here", ("aligned_coalitions", "engaged_stakeholders")
    )  # fmt: skip
    assert gap.importance_sd == pytest.approx(0.52704628)
    assert gap.interval is not None
    assert (gap.interval.low or 0) < 2.2 < (gap.interval.high or 0)
    assert (len(found), found.instrument) == (3, "standards_for_change")
    with pytest.raises(ci.UnknownNameError, match="'leaders' was asked both ways"):
        found.gap("leaders")
    assert ci.from_data(ci.to_data(found), survey.GapAnalysis) == found


def test_the_largest_gap_comes_first_and_ties_are_named() -> None:
    items = (*pair("a", criterion="A"), *pair("b", criterion="B"), *pair("c", criterion="C"))
    answers = {
        "a?": (5,) * 6, "a!": (2, 2, 2, 2, 2, 2), "b?": (5,) * 6, "b!": (1, 2, 3, 1, 2, 3),
        "c?": (3, 2, 3, 3, 2, 3), "c!": (5,) * 6,
    }  # fmt: skip
    found = analysis(items, answers)
    assert [(gap.key, gap.rank, gap.gap) for gap in found] == [
        ("A", 1, 3), ("B", 1, 3), ("C", 3, pytest.approx(-7 / 3))
    ]  # fmt: skip
    assert [gap.tied_with for gap in found] == [("B",), ("A",), ()]
    a = found.gap("A").interval
    assert a is not None
    assert a.reason == "All said the same, so drawing them again cannot show how far others could differ."


def test_scales_of_two_ranges_are_compared_on_0_to_1() -> None:
    found = analysis(pair("a", other="ten", construct="A"), {"a?": (10,) * 5, "a!": (1, 2, 1, 2, 1)})
    gap = found.gap("A")
    assert (gap.minimum, gap.maximum, gap.importance, gap.met, gap.gap) == (0, 1, 1, 0.1, 0.9)
    mixed = (*pair("a", construct="A"), Item(code="more", scale="ten", construct="A"))
    assert analysis(mixed, {"a?": (5,) * 5, "a!": (1,) * 5, "more": (10,) * 5}).gap("A").met == 0.5


def test_criteria_and_conditions_are_compared_where_constructs_are_not() -> None:
    items = (
        *pair("a", construct="A", criterion="CI1"),
        *pair("b", criterion="CI2", condition="k"),
        *pair("c", condition="k"),
        Item(code="alone", scale="five", construct="Z"),
    )
    answers = dict.fromkeys(("a?", "a!", "b?", "b!", "c?", "c!"), (3,) * 5)
    found = {(gap.kind, gap.key) for gap in analysis(items, answers)}
    assert found == {("construct", "A"), ("criterion", "CI2"), ("condition", "k")}


def test_gaps_of_few_are_withheld_and_come_last() -> None:
    items = (*pair("a", construct="A"), *pair("b", construct="B"), *pair("c", construct="C"))
    answers = {"a?": (5,) * 4, "a!": (1,) * 9, "b?": (3,) * 5, "b!": (4,) * 6, "c!": (4,) * 6}
    found = analysis(items, answers)
    assert [(gap.key, gap.gap, gap.rank) for gap in found] == [
        ("B", -1, 1),
        ("A", None, None),
        ("C", None, None),
    ]
    assert "fewer than 5 persons" in str(found.gap("A").reason)
    assert (found.gap("A").n_met, found.gap("A").met) == (None, None)
    assert analysis(items, answers, minimum_group=4).gap("A").gap == 4
