"""The laws of the readiness checker (design, section 8), on generated initiatives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.codec import decode, encode
from collective_impact.model.links import links_of
from collective_impact.model.ordering import by_id
from collective_impact.readiness.framework import HEADLINE
from collective_impact.record import Record, inner_records
from collective_impact.testing import fillings, initiatives

DAY = date(2025, 6, 1)
ALL = ci.FIVE_CONDITIONS.including(ci.PRECONDITIONS, ci.EQUITY)


def assessed(initiative: ci.Initiative, framework: ci.Framework = ALL) -> ci.ReadinessReport:
    return ci.assess(initiative, framework, on=DAY)


def answers(report: ci.ReadinessReport) -> list[tuple[Any, ...]]:
    conditions = [(c.key, c.score, c.low, c.high, c.coverage, c.level) for c in report.conditions]
    findings = [
        (f.code, f.status, f.score, f.low, f.high, f.numerator, f.denominator) for f in report.findings
    ]
    return [*conditions, *findings]


@given(initiatives())
def test_law_bounds_every_score_lies_between_its_bounds_and_in_zero_to_one(initiative: ci.Initiative) -> None:
    report = assessed(initiative)
    both: tuple[ci.Finding | ci.ConditionResult, ...] = (*report.findings, *report.conditions)
    for held in both:
        assert 0 <= held.low <= held.high <= 1
        assert held.score is None or held.low <= held.score <= held.high
    for condition in report.conditions:
        assert condition.level_low <= condition.level_high
        assert condition.level is None or condition.level_low <= condition.level <= condition.level_high


@given(st.data())
def test_law_containment_filling_a_gap_lands_inside_the_old_bounds(data: st.DataObject) -> None:
    initiative = data.draw(initiatives())
    filled = data.draw(fillings(initiative))
    before, after = assessed(initiative), assessed(filled)
    for old, new in zip(before.findings, after.findings, strict=True):
        if new.status != "not_applicable" and old.status != "not_applicable":
            assert old.low <= new.low, (old, new)
            assert new.high <= old.high, (old, new)
            assert new.score is None or old.low <= new.score <= old.high, (old, new)
        elif old.status != new.status:
            assert (old.low, old.high) == (0, 1), (old, new)
    for was, now in zip(before.conditions, after.conditions, strict=True):
        assert was.low <= now.low, (was, now)
        assert now.high <= was.high, (was, now)
        assert was.level_low <= now.level_low <= now.level_high <= was.level_high
    assert before.gate in (after.gate, "cannot tell")
    assert set(before.in_place) <= set(after.in_place)


@given(st.data())
def test_law_missing_is_not_zero_unknown_findings_do_not_enter_the_score(data: st.DataObject) -> None:
    report = assessed(data.draw(initiatives()))
    for condition in report.conditions:
        known = [f.score for f in condition.headline if f.score is not None and f.weight]
        assert (condition.score is None) == (not known)
        if condition.score is not None:
            assert min(known) <= condition.score <= max(known)


@given(st.data())
def test_law_order_of_rows_changes_nothing(data: st.DataObject) -> None:
    initiative = data.draw(initiatives())
    shuffled = shuffle(initiative, data.draw(st.randoms(use_true_random=False)).shuffle)
    assert answers(assessed(shuffled)) == answers(assessed(initiative))


@given(st.data())
def test_law_order_of_entities_changes_no_byte(data: st.DataObject) -> None:
    initiative = data.draw(initiatives())
    shuffled = shuffle(initiative, data.draw(st.randoms(use_true_random=False)).shuffle, ci.Entity)
    assert by_id(shuffled) == by_id(initiative)
    before, after = assessed(initiative), assessed(shuffled)
    assert (after.conditions, str(after)) == (before.conditions, str(before))


def shuffle(record: Any, mix: Callable[[list[Any]], None], kind: type[Record] = Record) -> Any:
    if isinstance(record, ci.Series) or getattr(type(record), "mentioned", False):
        return record
    changes: dict[str, Any] = {}
    for name, cls, is_table in inner_records(type(record)):
        value = getattr(record, name)
        if is_table and value:
            rows = [shuffle(row, mix, kind) for row in value]
            if issubclass(cls, kind):
                mix(rows)
            changes[name] = tuple(rows)
        elif value:
            changes[name] = shuffle(value, mix, kind)
    return attrs.evolve(record, **changes) if changes else record


@given(initiatives())
def test_law_relabelling_ids_changes_only_names(initiative: ci.Initiative) -> None:
    """Ids turn round in their order, so that nothing may rest on which of them comes first."""
    found = sorted({link.id for link in links_of(initiative, ci.Initiative) if link.is_definition})
    names = {id_: f"z{len(found) - place:04d}" for place, id_ in enumerate(found)}
    renamed, _ = decode(rename(encode(initiative), names), ci.Initiative)
    before, after = assessed(initiative), assessed(renamed)
    assert answers(after) == answers(before)


def rename(data: Any, names: dict[str, str]) -> Any:
    if isinstance(data, dict):
        return {key: rename_field(key, held, names) for key, held in data.items()}
    return [rename(held, names) for held in data] if isinstance(data, list) else data


def rename_field(key: str, held: Any, names: dict[str, str]) -> Any:
    if key == "complete":
        return ["/".join(names.get(word, word) for word in pattern.split("/")) for pattern in held]
    if isinstance(held, str) and (key == "id" or key.endswith("_id")):
        return names.get(held, held)
    if isinstance(held, list) and key.endswith("_ids"):
        return [names.get(id_, id_) for id_ in held]
    return rename(held, names)


@given(initiatives(), st.sampled_from([0.25, 2, 10, 1000]))
def test_law_scaling_all_weights_changes_nothing(initiative: ci.Initiative, factor: float) -> None:
    scaled = attrs.evolve(
        ALL,
        conditions=tuple(
            attrs.evolve(c, criteria=tuple(attrs.evolve(r, weight=r.weight * factor) for r in c.criteria))
            for c in ALL.conditions
        ),
    )
    assert answers(assessed(initiative, scaled)) == answers(assessed(initiative))


@given(initiatives())
def test_law_weight_zero_is_the_same_as_leaving_a_criterion_out(initiative: ci.Initiative) -> None:
    without = ALL.without("CI103")
    weightless = attrs.evolve(
        ALL,
        conditions=tuple(
            attrs.evolve(
                c, criteria=tuple(attrs.evolve(r, weight=0) if r.code == "CI103" else r for r in c.criteria)
            )
            for c in ALL.conditions
        ),
    )
    one, other = assessed(initiative, without), assessed(initiative, weightless)
    for a, b in zip(one.conditions, other.conditions, strict=True):
        assert (a.score, a.low, a.high, a.coverage, a.level) == (b.score, b.low, b.high, b.coverage, b.level)


@given(initiatives())
def test_law_an_assessment_gives_the_same_twice_and_leaves_its_subject_alone(
    initiative: ci.Initiative,
) -> None:
    data = encode(initiative)
    first, second = assessed(initiative), assessed(initiative)
    assert first == second
    assert str(first) == str(second)
    assert encode(initiative) == data


Better = Callable[[ci.Initiative], ci.Initiative]


def every(table: str, change: Callable[[Any], Any]) -> Better:
    def better(initiative: ci.Initiative) -> ci.Initiative:
        changed: dict[str, Any] = {table: tuple(map(change, getattr(initiative, table)))}
        return attrs.evolve(initiative, **changed)

    return better


def hold_meetings(convening: ci.Convening) -> ci.Convening:
    kept = tuple(attrs.evolve(m, held=True) if m.held is False else m for m in convening.meetings)
    return attrs.evolve(convening, meetings=kept)


def endorse(initiative: ci.Initiative) -> ci.Initiative:
    if not initiative.agenda.endorsements:
        return initiative
    yes = tuple(ci.Endorsement(partner_id=p.id, on=date(2020, 1, 1)) for p in initiative.partners)
    return initiative.including(
        attrs.evolve(initiative.agenda, endorsements=initiative.agenda.endorsements + yes)
    )


def tie_activities(activity: ci.Activity, outcome_ids: tuple[str, ...]) -> ci.Activity:
    return activity if activity.outcome_ids else attrs.evolve(activity, outcome_ids=outcome_ids)


BETTER: dict[str, tuple[str, Better]] = {
    "a meeting that was called off is held": ("CI401", every("convenings", hold_meetings)),
    "a role gets dedicated time": (
        "CI501",
        every("backbone_roles", lambda r: r if r.fte is None else attrs.evolve(r, fte=r.fte + 1)),
    ),
    "a role becomes neutral": (
        "CI503",
        every("backbone_roles", lambda r: r if r.neutral is None else attrs.evolve(r, neutral=True)),
    ),
    "funding lasts longer": (
        "CI504",
        every(
            "backbone_roles",
            lambda r: attrs.evolve(r, funded_until=date(2031, 1, 1)) if r.funded_until else r,
        ),
    ),
    "a role takes on one more function": (
        "CI502",
        every("backbone_roles", lambda r: attrs.evolve(r, functions=(*r.functions, "policy"))),
    ),
    "the remaining partners endorse the agenda": ("CI104", endorse),
    "an activity is tied to an outcome": (
        "CI301",
        lambda i: every(
            "activities", lambda a: tie_activities(a, tuple(o.id for o in i.agenda.outcomes[:1]))
        )(i),
    ),
    "a channel becomes public": (
        "CI403",
        every(
            "channels", lambda c: attrs.evolve(c, between_meetings=True) if c.between_meetings is False else c
        ),
    ),
}


@pytest.mark.parametrize("name", sorted(BETTER))
@given(st.data())
def test_law_monotone_a_better_fact_never_lowers_a_score(name: str, data: st.DataObject) -> None:
    code, better = BETTER[name]
    initiative = data.draw(initiatives())
    before, after = assessed(initiative), assessed(better(initiative))
    old = next(f for f in before.findings if f.code == code)
    new = next(f for f in after.findings if f.code == code)
    assume(old.score is not None and new.score is not None)
    assert new.score is not None
    assert old.score is not None
    assert new.score >= old.score


@given(initiatives())
def test_law_an_unrelated_record_changes_no_score(initiative: ci.Initiative) -> None:
    other = initiative.including(
        ci.Evidence(id="unrelated-evidence", kind="a kind that nobody asks for", on=date(2025, 1, 1)),
        *(attrs.evolve(p, note="A note.") for p in initiative.partners[:1]),
    )
    assume(initiative.evidence)
    assert answers(assessed(other)) == answers(assessed(initiative))


@given(initiatives())
def test_law_separability_one_conditions_records_move_no_other(initiative: ci.Initiative) -> None:
    channel = ci.Channel(id="another-channel", audience="public", between_meetings=True)
    before, after = assessed(initiative), assessed(initiative.including(channel))
    for old, new in zip(before.conditions, after.conditions, strict=True):
        if old.key != "continuous_communication":
            assert attrs.evolve(new) == old


@given(initiatives())
def test_law_nothing_that_is_dated_later_is_seen(initiative: ci.Initiative) -> None:
    later = date(2099, 1, 1)
    # An empty table that is not declared complete stands for what is not recorded, so a first row may matter.
    records: dict[str, ci.Entity] = {
        "partners": ci.Partner(id="later-partner", sector="media", since=later),
        "activities": ci.Activity(id="later-activity", since=later),
        "evidence": ci.Evidence(id="later-evidence", kind="plan", on=later),
        "convenings": ci.Convening(id="later-convening", since=later),
    }
    if initiative.partners:
        records["backbone_roles"] = ci.BackboneRole(
            id="later-role", partner_id="later-partner", fte=3, since=later
        )
    other = initiative.including(*(row for table, row in records.items() if getattr(initiative, table)))
    assert answers(assessed(other)) == answers(assessed(initiative))


@given(initiatives())
def test_law_a_report_survives_plain_data(initiative: ci.Initiative) -> None:
    report = assessed(initiative)
    again = ci.from_data(ci.to_data(report), ci.ReadinessReport)
    assert again == report
    assert str(again) == str(report)


@given(initiatives())
def test_law_explanations_add_up(initiative: ci.Initiative) -> None:
    for condition in assessed(initiative).conditions:
        parts = [condition.contribution(f) for f in condition.findings if f.evidence_kind in HEADLINE]
        if condition.score is not None:
            assert sum(part for part in parts if part is not None) == pytest.approx(condition.score)
