"""Ranks: only on request, with the ranks that are possible and how often they change."""

from __future__ import annotations

from datetime import date

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
    assert [(r.subject_id, r.rank, r.kept_share) for r in found.rows] == [("s2", 1, 1.0), ("s1", None, None)]
    assert found.not_assessed == 1
    assert ranks([], "a").changed_share is None


@given(st.lists(st.tuples(*[st.floats(0, 1)] * 3).map(sorted), max_size=8))
def test_law_a_rank_lies_among_the_possible_ones_and_order_changes_nothing(spans: list[list[float]]) -> None:
    rows = [row(place, middle, low, high) for place, (low, middle, high) in enumerate(spans)]
    found = ranks(rows, "a", draws=5)
    for held in found.rows:
        assert held.rank is not None
        assert held.best_rank is not None
        assert held.worst_rank is not None
        assert 1 <= held.best_rank <= held.rank <= held.worst_rank <= len(rows)
    assert found == ranks(rows[::-1], "a", draws=5)


def test_what_cannot_be_ranked_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no condition 'b'"):
        ranks([row(0, 0.5)], "b")
    with pytest.raises(InvalidRecordError, match="at least one draw"):
        ranks([], "a", draws=0)
    with pytest.raises(InvalidRecordError, match="several frameworks or days"):
        ranks([row(0, 0.5), attrs.evolve(row(1, 0.5), on=date(2025, 1, 1))], "a")
