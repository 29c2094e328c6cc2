"""Law 20: a second scorer, written in fractions from the design alone, agrees on every generated case."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, get_args

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.readiness import independent_scorer as second

import collective_impact as ci
from collective_impact.arithmetic import rounded
from collective_impact.finding import EvidenceKind, Finding, status_of
from collective_impact.readiness.framework import Condition, Framework
from collective_impact.readiness.report import ConditionResult, ReadinessReport, condition_result
from collective_impact.testing import initiatives

ON = date(2026, 6, 1)
EVERYTHING = ci.FIVE_CONDITIONS.including(ci.EQUITY, ci.PRECONDITIONS)

twelfths = st.integers(0, 12).map(lambda n: round(n / 12, 12))
shares = st.one_of(twelfths, st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), st.floats(1e-9, 1).map(rounded))
weights = st.sampled_from([0, 0.1, 0.2, 0.3, 1, 1, 1, 2, 2.5, 7])


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    low, score, high = sorted(draw(st.tuples(shares, shares, shares)))
    fields: dict[str, Any] = draw(
        st.sampled_from(
            [
                {"status": status_of(score), "score": score, "low": low, "high": high},
                {"status": status_of(score), "score": score, "low": score, "high": score},
                {"status": status_of(0.0), "score": 0.0, "low": 0.0, "high": 0.0},
                {"status": "unknown"},
                {"status": "not_applicable"},
            ]
        )
    )
    kinds = get_args(EvidenceKind)
    return Finding(
        code="X",
        title="X",
        observed="seen",
        rule="r",
        source="s",
        evidence_kind=draw(st.sampled_from(kinds[:1] * 4 + kinds)),
        weight=draw(weights),
        critical=draw(st.booleans()),
        **fields,
    )


def made(conditions: list[list[Finding]]) -> ReadinessReport:
    framework = Framework(
        key="f",
        title="F",
        conditions=tuple(Condition(key=f"c{n}", title="C") for n in range(len(conditions))),
    )
    results = tuple(
        condition_result(condition, tuple(held), framework)
        for condition, held in zip(framework.conditions, conditions, strict=True)
    )
    return ReadinessReport(
        framework=framework, subject_id="i", subject_title="I", subject_digest="d", on=ON, conditions=results
    )


def answer(finding: Finding) -> second.Answer:
    return second.Answer(
        kind=finding.evidence_kind,
        applies=finding.status != "not_applicable",
        score=second.exact(finding.score),
        low=Fraction(str(finding.low)),
        high=Fraction(str(finding.high)),
        weight=Fraction(str(finding.weight)),
        critical=finding.critical,
    )


def agree(condition: ConditionResult) -> second.Verdict:
    """Hold that both scorers say the same of one condition, and return what the second one says."""
    verdict = second.condition([answer(finding) for finding in condition.findings])
    for name in ("score", "low", "high", "coverage", "perceived", "rated"):
        assert second.exact(getattr(condition, name)) == getattr(verdict, name), name
    for name in ("level", "level_low", "level_high"):
        assert getattr(condition, name) == getattr(verdict, name), name
    return verdict


def both_agree(report: ReadinessReport) -> None:
    verdicts = [agree(condition) for condition in report.conditions]
    keys = [condition.key for condition in report.conditions]
    assert report.gate == second.gate(verdicts)
    assert (len(report.in_place), len(report.may_be_in_place)) == second.in_place(verdicts)
    assert list(report.weakest) == [keys[place] for place in second.weakest(verdicts)]


@given(st.lists(st.lists(findings(), max_size=7), max_size=6))
def test_law_20_the_second_scorer_agrees_on_findings(conditions: list[list[Finding]]) -> None:
    both_agree(made(conditions))


@given(initiatives(), st.sampled_from([ON, date(2024, 2, 29), date(2030, 1, 1)]))
@settings(max_examples=40)
def test_law_20_the_second_scorer_agrees_on_initiatives(initiative: ci.Initiative, on: date) -> None:
    both_agree(ci.assess(initiative, EVERYTHING, on=on))


@given(st.lists(findings(), max_size=7), st.sampled_from([Fraction(1, 2), 2, 3, 10]))
def test_law_23_scaling_all_weights_changes_nothing(held: list[Finding], factor: Fraction) -> None:
    scaled = [attrs.evolve(f, weight=rounded(Fraction(str(f.weight)) * factor)) for f in held]
    before, after = made([held]).conditions[0], made([scaled]).conditions[0]
    assert attrs.evolve(after, findings=()) == attrs.evolve(before, findings=())


@given(st.lists(findings(), max_size=7), st.randoms(use_true_random=False))
def test_law_8_the_order_of_findings_changes_nothing(held: list[Finding], random: Any) -> None:
    shuffled = list(held)
    random.shuffle(shuffled)
    before, after = made([held]).conditions[0], made([shuffled]).conditions[0]
    assert attrs.evolve(after, findings=()) == attrs.evolve(before, findings=())


@given(st.lists(findings(), max_size=7))
def test_laws_5_and_11_scores_lie_in_their_bounds(held: list[Finding]) -> None:
    one = made([held]).conditions[0]
    assert 0 <= one.low <= one.high <= 1
    assert one.score is None or one.low <= one.score <= one.high
    assert one.level_low <= one.level_high
    assert one.level is None or one.level_low <= one.level <= one.level_high
