"""A finding cannot contradict itself."""

from __future__ import annotations

import pytest

from collective_impact.errors import InvalidRecordError
from collective_impact.finding import Finding, Status, status_of


@pytest.mark.parametrize(
    ("score", "status"), [(None, "unknown"), (0, "not_met"), (0.5, "partly"), (1, "met")]
)
def test_a_score_has_one_status(score: float | None, status: Status) -> None:
    assert status_of(score) == status


@pytest.mark.parametrize(
    ("status", "score", "low", "high", "path"),
    [
        ("met", 0.5, 0, 1, "status"),
        ("unknown", 0.5, 0, 1, "status"),
        ("not_applicable", 0.5, 0, 1, "score"),
        ("partly", 0.5, 0.6, 1, "score"),
    ],
)
def test_what_contradicts_itself_is_refused(
    status: Status, score: float, low: float, high: float, path: str
) -> None:
    with pytest.raises(InvalidRecordError) as caught:
        Finding(
            code="X1",
            title="x",
            status=status,
            score=score,
            low=low,
            high=high,
            observed="o",
            rule="r",
            source="s",
        )
    assert [problem.path for problem in caught.value.problems] == [path]
