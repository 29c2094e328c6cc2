"""The three standards for change: importance, how well met, the gap, and what is withheld."""

from __future__ import annotations

from datetime import date
from math import sqrt
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.errors import InvalidRecordError
from collective_impact.landscape.standards import (
    STANDARDS,
    STANDARDS_FOR_CHANGE,
    StandardResult,
    StandardsReport,
    standards,
)
from collective_impact.model.rating import Rating, RatingSet

COUNCIL = "leadership_council"


def answers(*given_: tuple[str, str, str, float | None], on: date | None = None) -> RatingSet:
    """Return ratings from rows of rater, standard, question and value."""
    ratings = tuple(
        Rating(item=f"{key}/{question}", rater=who, value=value, code=None if value else "dont_know", on=on)
        for who, key, question, value in given_
    )
    return RatingSet(instrument=STANDARDS_FOR_CHANGE, ratings=ratings)


def both(
    who: str, importance: float, met: float, key: str = COUNCIL
) -> list[tuple[str, str, str, float | None]]:
    return [(who, key, "importance", importance), (who, key, "met", met)]


def test_the_instrument_asks_two_questions_of_three_standards_on_one_to_five() -> None:
    assert [item.code for item in STANDARDS_FOR_CHANGE.items] == [
        f"{standard.key}/{question}" for standard in STANDARDS for question in ("importance", "met")
    ]
    assert len(STANDARDS) == 3
    assert ci.from_data(ci.to_data(STANDARDS_FOR_CHANGE), type(STANDARDS_FOR_CHANGE)) == STANDARDS_FOR_CHANGE


def test_the_gap_of_the_published_audit() -> None:
    """Importance 4.5 and met 2.4 on 1 to 5: gap 2.1; rescaled .875 and .35 (Pittman; Martilla & James, 1977)."""
    importance, met = [5, 4, 5, 4, 5, 4, 5, 4, 5, 4], [2, 2, 3, 3, 2, 2, 3, 3, 2, 2]
    rows = [
        row
        for place, pair in enumerate(zip(importance, met, strict=True))
        for row in both(f"r{place}", *pair)
    ]
    found = standards(answers(*rows))
    first = found.rows[0]
    assert (first.key, first.persons) == (COUNCIL, 10)
    assert (first.importance, first.met, first.gap) == (4.5, 2.4, 2.1)
    assert (first.importance_share, first.met_share) == (0.875, 0.35)
    assert first.importance_sd == pytest.approx(sqrt(10 * 0.25 / 9))
    assert first.gap_sd is not None
    assert found.persons == 10


def test_fewer_than_five_are_withheld_with_a_reason() -> None:
    rows = [row for place in range(4) for row in both(f"r{place}", 5, 1)]
    first = standards(answers(*rows)).rows
    (few,) = [row for row in first if row.key == COUNCIL]
    assert (few.importance, few.gap, few.persons) == (None, None, 4)
    assert few.reason == "4 persons gave both numbers; a mean of fewer than 5 is withheld."
    assert first[1].reason == "Nobody gave both numbers; a mean of fewer than 5 is withheld."
    assert standards(answers(*rows), fewest_persons=3).rows[0].gap == 4


def test_only_who_gave_both_numbers_counts_and_dont_know_is_no_number() -> None:
    rows = [row for place in range(5) for row in both(f"r{place}", 4, 2)]
    more = [
        ("r5", COUNCIL, "importance", 1.0),
        ("r6", COUNCIL, "importance", 1.0),
        ("r6", COUNCIL, "met", None),
    ]
    found = standards(answers(*rows, *more))
    assert (found.rows[0].importance, found.rows[0].persons, found.persons) == (4, 5, 7)


def test_of_several_answers_of_a_person_the_mean_counts() -> None:
    rows = [row for place in range(5) for row in both(f"r{place}", 4, 2)]
    found = standards(answers(*rows, ("r0", COUNCIL, "met", 4.0)))
    assert found.rows[0].met == 2.2


def test_the_largest_gap_comes_first_and_later_answers_are_left_out() -> None:
    small = [row for place in range(5) for row in both(f"r{place}", 4, 3)]
    large = [row for place in range(5) for row in both(f"r{place}", 5, 2, "engaged_stakeholders")]
    found = standards(answers(*small, *large))
    assert [row.key for row in found.rows] == ["engaged_stakeholders", COUNCIL, "aligned_coalitions"]
    dated = answers(*small, on=date(2026, 5, 1))
    assert standards(dated, on=date(2026, 4, 30)).rows[0].persons == 0
    assert standards(dated, on=date(2026, 5, 1)).on == date(2026, 5, 1)


def test_what_is_of_another_instrument_is_refused() -> None:
    other = attrs.evolve(STANDARDS_FOR_CHANGE, items=STANDARDS_FOR_CHANGE.items[:2])
    with pytest.raises(InvalidRecordError, match="Ask by STANDARDS_FOR_CHANGE"):
        standards(RatingSet(instrument=other))
    scale = attrs.evolve(STANDARDS_FOR_CHANGE.scales[0], maximum=7)
    with pytest.raises(InvalidRecordError, match="Ask by STANDARDS_FOR_CHANGE"):
        standards(RatingSet(instrument=attrs.evolve(STANDARDS_FOR_CHANGE, scales=(scale,))))
    with pytest.raises(InvalidRecordError, match="tells who said what"):
        standards(answers(), fewest_persons=1)


def test_a_longer_questionnaire_that_holds_the_items_will_do() -> None:
    extra = ci.Item(code="more", scale="one_to_five")
    held = attrs.evolve(STANDARDS_FOR_CHANGE, items=(*STANDARDS_FOR_CHANGE.items, extra))
    ratings = RatingSet(instrument=held, ratings=(Rating(item="more", rater="r", value=1),))
    assert standards(ratings).persons == 0


def test_a_report_round_trips_and_holds_each_standard_once() -> None:
    found = standards(answers(*[row for place in range(5) for row in both(f"r{place}", 4, 3)]))
    assert ci.from_data(ci.to_data(found), StandardsReport) == found
    row = StandardResult(key="a", title="A", persons=0)
    with pytest.raises(InvalidRecordError, match="stands here twice"):
        StandardsReport(rows=(row, row))


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=5, max_size=9), st.randoms())
def test_law_order_changes_nothing_and_the_gap_is_the_difference(
    pairs: list[tuple[int, int]], rng: Any
) -> None:
    rows = [row for place, (one, other) in enumerate(pairs) for row in both(f"r{place}", one, other)]
    found = standards(answers(*rows))
    rng.shuffle(rows)
    assert standards(answers(*rows)) == found
    first = found.rows[0]
    assert first.gap is not None
    assert first.importance is not None
    assert first.met is not None
    assert first.gap == pytest.approx(first.importance - first.met)
