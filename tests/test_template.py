"""Holds that a new file reads cleanly, as it stands and with its examples switched on."""

from __future__ import annotations

import re
from datetime import date

import pytest

import collective_impact as ci
from collective_impact.template import JSON_TEMPLATE, SCHEMA_NAME, YAML_TEMPLATE

SWITCHED_ON = re.sub(r"(?m)^( *)# (?!yaml-language-server)", r"\1", YAML_TEMPLATE)
NAMES = [name for name in JSON_TEMPLATE.split('"') if name.islower() and name.isidentifier()]


def test_the_template_reads_strictly_as_it_stands() -> None:
    assert ci.read_text(YAML_TEMPLATE, "yaml", strict=True) == ci.Initiative(
        id="my-initiative", name="My initiative"
    )


def test_both_formats_say_the_same() -> None:
    assert ci.read_text(JSON_TEMPLATE, "json", strict=True) == ci.read_text(YAML_TEMPLATE, "yaml")


def test_the_template_points_an_editor_at_the_schema() -> None:
    assert YAML_TEMPLATE.startswith(f"# yaml-language-server: $schema={SCHEMA_NAME}\n")


@pytest.mark.parametrize("section", NAMES)
def test_both_formats_have_the_same_sections(section: str) -> None:
    assert re.search(rf"(?m)^ *{section}:", YAML_TEMPLATE)


def test_with_all_examples_the_template_reads_strictly() -> None:
    initiative = ci.read_text(SWITCHED_ON, "yaml", strict=True)
    tables = [name for name in NAMES if name not in {"format", "since", "problem", "vision"}]
    for name in tables:
        held = getattr(initiative, name, None) or getattr(initiative.agenda, name, None)
        assert held, f"{name} has no example"


def test_each_condition_is_answered_by_an_example() -> None:
    report = ci.assess(ci.read_text(SWITCHED_ON, "yaml"), on=date(2026, 3, 1))
    for condition in report.conditions:
        assert condition.score is not None, condition.key


def test_the_first_three_sections_suffice() -> None:
    sections = re.split(r"(?m)^(?=## \d\. )", SWITCHED_ON)
    initiative = ci.read_text("".join(sections[:4]), "yaml", strict=True)
    assert initiative.partners
    assert ci.assess(initiative, on=date(2026, 3, 1)).condition("common_agenda").score is not None


def test_no_line_is_wider_than_a_screen() -> None:
    assert max(map(len, YAML_TEMPLATE.splitlines())) <= 100
