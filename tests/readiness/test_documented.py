"""Criteria that dated proof answers: the window's edges, undated proof, what names the code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from collective_impact.errors import InvalidRecordError
from collective_impact.finding import Finding
from collective_impact.model.evidence import Evidence
from collective_impact.model.initiative import Initiative
from collective_impact.readiness.context import Context
from collective_impact.readiness.documented import DocumentedCriterion, PerceivedCriterion

Found = Callable[..., Finding]
Numbers = Callable[..., tuple[Any, ...]]

UNKNOWN = ("unknown", None, 0.0, 1.0, None, None)
MET = ("met", 1.0, 1.0, 1.0, 1, 1)
NOT_MET = ("not_met", 0.0, 0.0, 0.0, 0, 1)


def made(*proofs: Evidence, complete: tuple[str, ...] = ()) -> Initiative:
    return Initiative(id="i", evidence=proofs, complete=complete)


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        (date(2024, 5, 31), "unknown"),
        (date(2024, 6, 1), "met"),
        (date(2026, 6, 1), "met"),
        (date(2026, 6, 2), "unknown"),
    ],
)
def test_edges_of_twenty_four_months(numbers: Numbers, day: date, answer: str) -> None:
    assert numbers("CI306", made(Evidence(id="e", kind="plan", on=day)))[0] == answer


def test_another_window(numbers: Numbers) -> None:
    proof = made(Evidence(id="e", kind="plan", on=date(2026, 4, 30)))
    assert numbers("CI306", proof, window=1)[0] == "unknown"
    assert numbers("CI306", proof, window=2)[0] == "met"


def test_kinds_are_compared_trimmed_and_without_case(numbers: Numbers, on: date) -> None:
    assert numbers("CI306", made(Evidence(id="e", kind=" Plan ", on=on))) == MET
    assert numbers("CI306", made(Evidence(id="e", kind="plans", on=on))) == UNKNOWN


def test_proof_that_names_the_code_counts_whatever_its_kind(numbers: Numbers, on: date) -> None:
    assert numbers("CI306", made(Evidence(id="e", kind="minutes", supports=("CI306",), on=on))) == MET
    assert numbers("CI306", made(Evidence(id="e", kind="minutes", supports=("CI307",), on=on))) == UNKNOWN


def test_undated_proof_is_unknown_even_where_all_is_recorded(numbers: Numbers, found: Found) -> None:
    undated = made(Evidence(id="e", kind="plan"), complete=("evidence",))
    assert numbers("CI306", undated) == UNKNOWN
    assert found("CI306", undated).unrecorded == ("evidence/e",)
    assert found("CI306", undated).observed == "The evidence of kind 'plan' bears no date."


def test_no_match(numbers: Numbers, found: Found) -> None:
    assert numbers("CI306", made()) == UNKNOWN
    assert (
        found("CI306", made()).observed == "No evidence of kind 'plan' from the last 24 months is recorded."
    )
    assert numbers("CI306", made(complete=("evidence",))) == NOT_MET
    assert found("CI306", made(complete=("evidence",))).against == ("evidence",)


def test_old_proof_where_all_is_recorded(numbers: Numbers, found: Found) -> None:
    old = made(Evidence(id="e", kind="plan", on=date(2020, 1, 1)), complete=("evidence",))
    assert numbers("CI306", old) == NOT_MET
    assert found("CI306", old).against == ("evidence/e",)


def test_what_is_said_of_proof(found: Found, on: date) -> None:
    one = found(
        "CI106",
        made(
            Evidence(id="e", kind="community_definition", on=on),
            Evidence(id="f", kind="community_definition", on=date(2026, 1, 1)),
            Evidence(id="g", kind="community_definition"),
        ),
    )
    assert one.observed == (
        "Evidence of kind 'community definition' is there: 2 with a date, the latest of 2026-06-01."
    )
    assert one.evidence == ("evidence/e", "evidence/f")
    assert (one.evidence_kind, one.next_step) == ("documented", None)


def test_a_window_is_a_month_at_least() -> None:
    with pytest.raises(InvalidRecordError, match="window"):
        DocumentedCriterion(code="X1", kind="plan", window=0)


def test_what_only_people_can_answer(on: date) -> None:
    criterion = PerceivedCriterion(code="X2")
    initiative = Initiative(id="i")
    one = criterion.assess(initiative, Context(initiative, on))
    assert criterion.headline_kind is None
    assert (one.status, one.evidence_kind, one.title) == ("unknown", "perceived", "X2")
    assert one.next_step == criterion.record_step
