"""CI011 to CI017: each is met by dated evidence of its own kind, and three are critical."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from collective_impact.model.evidence import Evidence
from collective_impact.model.initiative import Initiative
from collective_impact.readiness.frameworks import FIVE_CONDITIONS
from collective_impact.readiness.preconditions import PRECONDITIONS

Numbers = Callable[..., tuple[Any, ...]]

KINDS = {
    "CI011": "champion",
    "CI012": "resources",
    "CI013": "urgency",
    "CI014": "convener",
    "CI015": "backbone_candidate",
    "CI016": "collaboration_history",
    "CI017": "funder_alignment",
}


@pytest.mark.parametrize(("code", "kind"), KINDS.items())
def test_met_with_dated_evidence_of_its_kind(numbers: Numbers, code: str, kind: str, on: date) -> None:
    for other in KINDS:
        initiative = Initiative(
            id="i", evidence=(Evidence(id="e", kind=kind, on=on),), complete=("evidence",)
        )
        expected = ("met", 1.0, 1.0, 1.0, 1, 1) if other == code else ("not_met", 0.0, 0.0, 0.0, 0, 1)
        assert numbers(other, initiative) == expected


def test_the_three_of_2012_are_required() -> None:
    (condition,) = PRECONDITIONS.conditions
    assert [c.code for c in condition.criteria] == list(KINDS)
    assert [c.code for c in condition.criteria if c.critical] == ["CI011", "CI012", "CI013"]


def test_they_are_never_mixed_into_the_five() -> None:
    codes = {criterion.code for condition in FIVE_CONDITIONS.conditions for criterion in condition.criteria}
    assert codes.isdisjoint(KINDS)
