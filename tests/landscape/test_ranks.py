"""Ranks: only on request, with the ranks that are possible and how often they change."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.landscape.assessment_rows import AssessmentRow, ConditionRow
from collective_impact.landscape.ranks import ranks

ON = date(2026, 6, 1)


def row(
    position: int, score: float | None, low: float = 0.0, high: float = 1.0, key: str = "a"
) -> AssessmentRow:
    condition = ConditionRow(key=key, score=score, low=low, high=high, coverage=0.5)
    return AssessmentRow(
        position=position,
        subject_id=f"s{position}",
        subject_title=f"S {position}",
        framework="f",
        framework_version="1",
        on=ON,
        conditions=(condition,),
    )


def unread(position: int) -> AssessmentRow:
    return attrs.evolve(row(position, None), subject_id=None, subject_title=None)


def test_sharp_scores_keep_their_ranks() -> None:
    found = ranks([row(0, 0.2, 0.2, 0.2), row(1, 0.8, 0.8, 0.8), row(2, 0.8, 0.8, 0.8)], "a")
    assert [(r.subject_id, r.rank, r.best_rank, r.worst_rank, r.kept_share) for r in found.rows] == [
        ("s1", 1, 1, 1, 1.0),
        ("s2", 1, 1, 1, 1.0),
        ("s0", 3, 3, 3, 1.0),
    ]
    assert found.changed_share == 0


def test_wide_bounds_say_that_ranks_change() -> None:
    found = ranks([row(0, 0.5, 0.0, 1.0), row(1, 0.6, 0.0, 1.0), row(2, 0.05, 0.0, 0.1)], "a", draws=400)
    assert [(r.subject_id, r.rank, r.best_rank, r.worst_rank) for r in found.rows] == [
        ("s1", 1, 1, 3), ("s0", 2, 1, 3), ("s2", 3, 1, 3),
    ]  # fmt: skip
    assert found.changed_share is not None
    assert 0.2 < found.changed_share < 0.6
    assert found == ranks(
        [row(0, 0.5, 0.0, 1.0), row(1, 0.6, 0.0, 1.0), row(2, 0.05, 0.0, 0.1)], "a", draws=400
    )
    assert "do not publish" in found.caution


def test_without_a_score_there_is_no_rank() -> None:
    found = ranks([unread(0), row(1, None), row(2, 0.4, 0.4, 0.4)], "a")
    assert [(r.subject_id, r.rank, r.best_rank, r.worst_rank) for r in found.rows] == [
        ("s2", 1, 1, 2), ("s1", None, 1, 2),
    ]  # fmt: skip
    assert found.not_assessed == 1
    assert ranks([], "a").changed_share is None
    assert ranks([row(0, None)], "a").changed_share is None


def test_who_has_no_score_moves_the_others() -> None:
    known = [row(place, score, score, score) for place, score in enumerate((0.9, 0.5))]
    found = ranks([*known, row(2, None), row(3, None, 0.6, 0.8)], "a", draws=400)
    assert [(r.subject_id, r.rank, r.best_rank, r.worst_rank) for r in found.rows] == [
        ("s0", 1, 1, 3), ("s1", 2, 2, 4), ("s2", None, 1, 4), ("s3", None, 1, 4),
    ]  # fmt: skip
    first, second, *rest = [r.kept_share for r in found.rows]
    assert (first, second) == (pytest.approx(0.81, abs=0.06), pytest.approx(0.25, abs=0.06))
    assert rest == [None, None]
    assert found.changed_share == pytest.approx(0.47, abs=0.06)


@given(st.lists(st.none() | st.tuples(*[st.floats(0, 1)] * 3).map(sorted), max_size=8))
def test_law_a_rank_lies_among_the_possible_ones_and_order_changes_nothing(
    spans: list[list[float] | None],
) -> None:
    rows = [
        row(place, span[1], span[0], span[2]) if span else row(place, None)
        for place, span in enumerate(spans)
    ]
    found = ranks(rows, "a", draws=5)
    for held in found.rows:
        assert (held.rank is None) == (held.score is None)
        assert 1 <= held.best_rank <= (held.rank or held.best_rank) <= held.worst_rank <= len(rows)
    assert found == ranks(rows[::-1], "a", draws=5)


def test_what_cannot_be_ranked_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no condition 'b'"):
        ranks([row(0, 0.5)], "b")
    with pytest.raises(InvalidRecordError, match="a whole number, 1 or more, found 0"):
        ranks([], "a", draws=0)
    part: Any = 1.5
    with pytest.raises(InvalidRecordError, match="a whole number, 1 or more, found 1.5"):
        ranks([], "a", draws=part)
    with pytest.raises(InvalidRecordError, match="several frameworks or days"):
        ranks([row(0, 0.5), attrs.evolve(row(1, 0.5), on=date(2025, 1, 1))], "a")
