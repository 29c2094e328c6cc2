"""Holds what an extender of frameworks relies on: six conditions stand beside five, and nobody mixes them up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import attrs
import pytest
from community_voice import SIX, VOICE, DecisionSeats
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.testing import assert_is_a_fair_criterion

ON = date(2026, 6, 1)
INITIATIVE = ci.Initiative(
    id="river",
    name="River (an illustration)",
    partners=(
        ci.Partner(id="council", decision_seats=4, lived_experience_seats=1),
        ci.Partner(id="school", decision_seats=3, lived_experience_seats=0),
        ci.Partner(id="library", decision_seats=0),
        ci.Partner(id="clinic", decision_seats=2),
        ci.Partner(id="bank"),
    ),
)


def seats(initiative: ci.Initiative, criterion: DecisionSeats | None = None) -> ci.Finding:
    return (criterion or DecisionSeats()).assess(initiative, ci.Context(initiative, ON))


def test_half_of_those_that_are_known_and_bounds_for_the_others() -> None:
    found = seats(INITIATIVE)
    assert (found.numerator, found.denominator, found.score) == (1, 2, 0.5)
    assert (found.low, found.high) == (1 / 4, 3 / 4)
    assert found.evidence == ("partners/council",)
    assert found.against == ("partners/school",)
    assert found.unrecorded == ("partners/clinic", "partners/bank")


def test_what_is_declared_complete_is_known() -> None:
    complete = ("partners/clinic/lived_experience_seats", "partners/bank/decision_seats")
    found = seats(attrs.evolve(INITIATIVE, complete=complete))
    assert (found.numerator, found.denominator, found.unrecorded) == (1, 3, ())
    assert found.low == found.high == found.score == pytest.approx(1 / 3)


def test_the_minimum_is_a_threshold_that_travels() -> None:
    strict = DecisionSeats(minimum_share=0.5)
    assert seats(INITIATIVE, strict).score == 0
    assert ci.from_data(ci.to_data(strict), DecisionSeats) == strict
    with pytest.raises(ci.InvalidRecordError, match="minimum_share: must be at most 1"):
        DecisionSeats(minimum_share=25)


@st.composite
def rivers(draw: st.DrawFn) -> ci.Initiative:
    """Initiatives that are all about seats, so that hardly an example is spent on anything else."""
    known = st.none() | st.integers(0, 4)
    partners = []
    for place in range(draw(st.integers(1, 4))):
        seats, lived = draw(known), draw(known)
        lived = lived if seats is None or lived is None else min(seats, lived)
        partners.append(ci.Partner(id=f"p{place}", decision_seats=seats, lived_experience_seats=lived))
    return ci.Initiative(id="river", partners=tuple(partners))


@pytest.mark.parametrize("subjects", [None, rivers()], ids=["any", "seats"])
def test_the_criterion_is_fair(subjects: st.SearchStrategy[ci.Initiative] | None) -> None:
    assert_is_a_fair_criterion(DecisionSeats(), initiatives=subjects)


def test_five_stay_five_and_a_report_names_its_framework() -> None:
    five, six = ci.assess(INITIATIVE, on=ON), ci.assess(INITIATIVE, SIX, on=ON)
    assert (len(ci.FIVE_CONDITIONS.conditions), len(SIX.conditions)) == (5, 6)
    assert (five.framework.key, six.framework.key) == ("five_conditions", "five_and_voice")
    assert "rules five_and_voice, version 1" in str(six)
    assert six.condition("community_voice").findings[0].code == "VOICE1"
    with pytest.raises(ci.UnknownNameError, match="no condition 'community_voice'"):
        five.condition("community_voice")


def test_two_reports_by_other_rules_say_so() -> None:
    change = ci.compare(ci.assess(INITIATIVE, on=ON), ci.assess(INITIATIVE, SIX, on=ON))
    assert "rules" in change.because
    assert {found.code: found.kind for found in change.findings}.keys() == {"VOICE1", "VOICE2"}


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_the_framework_is_a_document(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"six.{suffix}"
    ci.write(SIX, path)
    read = ci.read(path, strict=True)
    assert read == SIX
    assert read.condition("community_voice") == VOICE
    assert ci.assess(INITIATIVE, read, on=ON) == ci.assess(INITIATIVE, SIX, on=ON)


def test_behaviour_does_not_degrade(tmp_path: Path) -> None:
    path = tmp_path / "six.json"
    ci.write(SIX, path)
    path.write_text(path.read_text().replace("community_voice.", "not_installed."))
    with pytest.raises(ci.DocumentError, match=r"conditions/5/criteria/0/@type: no Criterion is called"):
        ci.read(path)
