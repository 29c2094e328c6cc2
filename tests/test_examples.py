"""The examples read strictly, keep to the schema and say what they were written to say.

The illustration has a verdict that is pinned here; the three others hold nothing but what their public
descriptions state, so that they must come out as not known.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft7Validator, FormatChecker  # type: ignore[import-untyped]  # it bears no types

import collective_impact as ci
from collective_impact.files import Limits
from collective_impact.interchange import survey_exports
from collective_impact.model.activity import ReinforcementKind
from collective_impact.model.backbone import BackboneFunction
from collective_impact.model.links import links_of
from collective_impact.plain import parse
from collective_impact.schema import json_schema

EXAMPLES = Path(__file__).parents[1] / "examples"
ILLUSTRATION = EXAMPLES / "illustration.yaml"
COPY = Path(ci.__file__).with_name("illustration.json")
PUBLIC = tuple(
    EXAMPLES / f"{name}.yaml"
    for name in ("midlands_mentoring_partnership", "nebraska_children", "panhandle_partnership")
)
ALL = (ILLUSTRATION, *PUBLIC)
FRAMEWORKS = (ci.FIVE_CONDITIONS, ci.PRECONDITIONS, ci.EQUITY)
ON = date(2026, 6, 1)

each_example = pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
each_public_one = pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.stem)


def read(path: Path) -> ci.Initiative:
    found = ci.read(path, strict=True)
    assert isinstance(found, ci.Initiative)
    return found


def plain(path: Path) -> object:
    return parse(path.read_text(encoding="utf-8"), "yaml", Limits())


def single_values(data: object) -> Iterator[object]:
    if isinstance(data, dict):
        for value in data.values():
            yield from single_values(value)
    elif isinstance(data, list):
        for value in data:
            yield from single_values(value)
    else:
        yield data


@pytest.fixture(scope="module")
def illustration() -> ci.Initiative:
    return read(ILLUSTRATION)


@pytest.fixture(scope="module")
def report(illustration: ci.Initiative) -> ci.ReadinessReport:
    return ci.assess(illustration, on=ON)


def test_no_example_is_left_out() -> None:
    assert sorted(EXAMPLES.glob("*.yaml")) == sorted(ALL)
    told = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"`{path.name}`" in told for path in ALL)


@each_example
def test_an_example_begins_with_a_comment_and_the_format(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert next(line for line in lines if not line.startswith("#")) == f"format: {ci.FORMAT}"


@each_example
def test_an_example_reads_strictly_without_a_problem(path: Path) -> None:
    assert ci.problems_in(path) == ()
    assert ci.from_data(ci.to_data(read(path)), ci.Initiative) == read(path)


@each_example
def test_an_example_keeps_to_the_schema(path: Path) -> None:
    validator = Draft7Validator(json_schema(), format_checker=FormatChecker())
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(plain(path))] == []


@each_example
@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.key)
def test_an_example_can_be_assessed(path: Path, framework: ci.Framework) -> None:
    found = ci.assess(read(path), framework, on=ON)
    assert len(found.conditions) == len(framework.conditions)
    assert read(path).title in str(found)


@each_example
def test_what_evidence_supports_is_a_criterion_or_a_record(path: Path) -> None:
    initiative = read(path)
    codes = {
        c.code for framework in FRAMEWORKS for condition in framework.conditions for c in condition.criteria
    }
    ids = {link.id for link in links_of(initiative, ci.Initiative) if link.is_definition}
    named = {name for proof in initiative.evidence for name in proof.supports}
    assert named <= codes | ids


@each_example
def test_every_place_and_population_has_a_name_somewhere(path: Path) -> None:
    named: dict[str, bool] = {}
    for link in links_of(read(path), ci.Initiative):
        if link.is_definition and issubclass(link.cls, ci.Place | ci.Population):
            named[link.id] = named.get(link.id, False) or bool(link.holder.name)
    assert [id_ for id_, found in named.items() if not found] == []


# The three public ones


@each_public_one
@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.key)
def test_a_public_description_is_not_enough_for_a_level(path: Path, framework: ci.Framework) -> None:
    found = ci.assess(read(path), framework, on=ON)
    assert [condition.level for condition in found.conditions] == [None] * len(framework.conditions)
    assert found.gate == "cannot tell"
    assert found.in_place == ()


@each_public_one
@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.key)
def test_absence_alone_never_makes_a_critical_zero(path: Path, framework: ci.Framework) -> None:
    critical = [f for f in ci.assess(read(path), framework, on=ON).findings if f.critical]
    assert [f.code for f in critical if f.score == 0 or f.high == 0] == []


@each_public_one
def test_a_public_example_holds_no_number_no_year_and_claims_no_completeness(path: Path) -> None:
    values = list(single_values(plain(path)))
    assert [value for value in values if isinstance(value, int | float)] == []
    assert [value for value in values if re.search(r"\b\d{4}\b", str(value))] == []
    assert read(path).complete == ()


@each_public_one
def test_a_public_example_names_no_organisation_but_its_own(path: Path) -> None:
    initiative = read(path)
    assert all(partner.title in initiative.title for partner in initiative.partners)
    assert {proof.on for proof in initiative.evidence} == {None}


def test_what_the_public_descriptions_say_of_the_backbone() -> None:
    midlands, nebraska, panhandle = map(read, PUBLIC)
    assert midlands.backbone_roles == ()
    assert [role.functions for role in nebraska.backbone_roles] == [("funding",)]
    assert [role.functions for role in panhandle.backbone_roles] == [("aligned_activities", "funding")]


# The illustration


def test_the_copy_in_the_package_equals_the_illustration(illustration: ci.Initiative, tmp_path: Path) -> None:
    assert read(COPY) == illustration
    ci.write(illustration, tmp_path / COPY.name)
    assert (tmp_path / COPY.name).read_bytes() == COPY.read_bytes()


def test_the_copy_needs_no_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert read(COPY).id == "riverbend-onward"


def test_the_illustration_says_that_it_is_invented(illustration: ci.Initiative) -> None:
    assert "invented" in illustration.title
    assert "invented" in ILLUSTRATION.read_text(encoding="utf-8").splitlines()[0]


def test_the_illustration_has_something_of_everything(illustration: ci.Initiative) -> None:
    tables = (
        "partners",
        "indicators",
        "activities",
        "convenings",
        "channels",
        "backbone_roles",
        "ties",
        "evidence",
    )
    assert {name: len(getattr(illustration, name)) for name in tables} == {
        "partners": 12,
        "indicators": 10,
        "activities": 26,
        "convenings": 3,
        "channels": 4,
        "backbone_roles": 2,
        "ties": 8,
        "evidence": 12,
    }
    assert len({partner.sector for partner in illustration.partners}) == 8
    kinds = {link.kind for activity in illustration.activities for link in activity.reinforcements}
    assert kinds == set(get_args(ReinforcementKind))
    held = [function for role in illustration.backbone_roles for function in role.functions]
    assert sorted(held) == sorted(get_args(BackboneFunction))
    assert len({role.partner_id for role in illustration.backbone_roles}) == 2
    assert any(target.versus for indicator in illustration.indicators for target in indicator.targets)


def test_every_record_of_the_illustration_is_used(illustration: ci.Initiative) -> None:
    agenda = illustration.agenda
    pointed = {link.id for link in links_of(illustration, ci.Initiative) if not link.is_definition}
    used = (*illustration.partners, *agenda.outcomes, *agenda.strategies)
    assert [record.id for record in used if record.id not in pointed] == []
    measured = {id_ for indicator in illustration.indicators for id_ in indicator.outcome_ids}
    assert measured == {outcome.id for outcome in agenda.outcomes}
    cited = {
        id_
        for c in illustration.convenings
        for m in c.meetings
        for d in m.decisions
        for id_ in d.indicator_ids
    }
    assert cited == {"graduation-rate", "chronic-absence", "matches-that-last", "pupils-with-mentor"}


def test_figures_of_the_illustration_agree_with_their_counts(illustration: ci.Initiative) -> None:
    checked = 0
    for indicator in illustration.indicators:
        for series in indicator.series:
            for found in series:
                if found.numerator is not None and found.denominator:
                    assert found.value == round(100 * found.numerator / found.denominator, 1), indicator.id
                    checked += 1
    assert checked == 51


@pytest.mark.parametrize("id_", ["graduation-rate", "chronic-absence"])
def test_groups_of_the_illustration_add_up(illustration: ci.Initiative, id_: str) -> None:
    indicator: Any = illustration.get(id_)
    total, *groups = indicator.series
    for name in ("numerators", "denominators"):
        columns = zip(*(getattr(group, name) for group in groups), strict=True)
        assert [int(sum(column)) for column in columns] == list(getattr(total, name))


def test_the_verdict_of_the_illustration(report: ci.ReadinessReport) -> None:
    assert {condition.key: condition.level for condition in report.conditions} == {
        "common_agenda": 3,
        "shared_measurement": 2,
        "mutually_reinforcing_activities": 3,
        "continuous_communication": 1,
        "backbone_support": 3,
    }
    assert [(c.level_low, c.level_high) for c in report.conditions] == [
        (2, 3),
        (2, 3),
        (3, 3),
        (1, 1),
        (3, 3),
    ]
    assert report.gate == "no"
    assert report.in_place == ("mutually_reinforcing_activities", "backbone_support")
    assert len(report.may_be_in_place) == 4
    assert report.weakest == ("continuous_communication",)
    assert {step.condition for step in report.next_steps(3)} == {"Continuous communication"}


def test_what_the_illustration_leaves_open(report: ci.ReadinessReport) -> None:
    held = {f.code: f for f in report.findings}
    assert held["CI106"].score is None
    for code in ("CI102", "CI203", "CI207", "CI302"):
        assert held[code].low < held[code].high
    assert [f.code for f in report.findings if f.critical and f.low == 0] == []
    assert held["CI305"].against == ("agenda/outcomes/feeling-well",)
    assert held["CI302"].against == ("activities/club-tutoring", "activities/homework-hall")


def test_meetings_that_are_held_are_all_that_is_missing(illustration: ci.Initiative) -> None:
    held = tuple(
        ci.Convening(
            id=convening.id,
            name=convening.name,
            member_ids=convening.member_ids,
            cadence=convening.cadence,
            since=convening.since,
            meetings=tuple(
                ci.Meeting(
                    id=m.id, on=m.on, held=True, attendee_ids=convening.member_ids, decisions=m.decisions
                )
                for m in convening.meetings
            ),
        )
        for convening in illustration.convenings
    )
    after = ci.assess(illustration.including(*held), on=ON)
    assert after.condition("continuous_communication").level == 3
    assert after.gate == "yes"


def test_the_other_frameworks_on_the_illustration(illustration: ci.Initiative) -> None:
    before = ci.assess(illustration, ci.PRECONDITIONS, on=ON).conditions[0]
    assert (before.level, before.level_low) == (3, 2)
    equity = ci.assess(illustration, ci.EQUITY, on=ON).conditions[0]
    assert (equity.level, equity.level_high) == (1, 2)


def test_the_invented_survey_reads_with_notes_alone() -> None:
    folder = EXAMPLES / "partner_survey"
    assert ci.problems_in(folder / "instrument.yaml") == ()
    reading = survey_exports.read(folder / "export.csv", ci.read(folder / "instrument.yaml", strict=True))
    assert {problem.severity for problem in reading.problems} == {"note"}
    partners = {partner.id for partner in read(ILLUSTRATION).partners}
    assert set(reading.value.partner_ids) == partners
    assert len({*reading.value.raters}) == 26
