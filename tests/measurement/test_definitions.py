from __future__ import annotations

from typing import Any

import pytest
from tests.measurement.planted import NORTH, ON, SOUTH, indicator, series

from collective_impact.measurement.audit import AuditReport, audit
from collective_impact.model.indicator import Indicator
from collective_impact.model.initiative import Initiative
from collective_impact.model.values import Identifier


def report_of(*held: Indicator) -> AuditReport:
    return audit(Initiative(id="x", complete=("indicators/*/reporter_ids",), indicators=held), on=ON)


def named(id_: str, name: str | None = "Talks", **fields: Any) -> Indicator:
    return indicator(id_, series(3, 4), name=name, **fields)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Graduation rate, high school", "high SCHOOL: graduation-rate"),
        ("\uff34\uff41lks", "talks"),
        ("Straße", "STRASSE"),
    ],
)
def test_names_are_alike_whatever_their_order_case_and_points(one: str, other: str) -> None:
    assert report_of(named("a", one), named("b", other)).counts == {"CI706": 1}


@pytest.mark.parametrize(
    ("one", "other"), [("Grade 3", "Grade 4"), ("Talks", "Talk"), ("!", "?"), (None, None)]
)
def test_other_names_are_not(one: str | None, other: str | None) -> None:
    assert report_of(named("a", one), named("b", other)).findings == ()


def test_chains_of_names_and_identifiers() -> None:
    one = (Identifier(scheme="IRIS", value="1"), Identifier(scheme="X", value="1"))
    report = report_of(
        named("a", "Talks"), named("b", "Talks", identifiers=one), named("c", "Lectures", identifiers=one[:1]),
        named("d", "Meals"), named("e", "Bags", identifiers=one[1:]),
    )  # fmt: skip
    (found,) = report.findings
    assert found.evidence == ("indicators/a", "indicators/b", "indicators/c", "indicators/e")


@pytest.mark.parametrize(
    ("first", "second", "said", "severity"),
    [
        ([series(3, 4)], [series(5, 6)], "the same partner, place and group", "warning"),
        ([series(3, 4, place=NORTH)], [series(5, 6, place=SOUTH)], "figures of different ones", "note"),
        ([], [], "no figures yet", "note"),
    ],
)
def test_kept_twice(first: list[Any], second: list[Any], said: str, severity: str) -> None:
    report = report_of(indicator("a", *first, name="Talks"), indicator("b", *second, name="Talks"))
    (found,) = [f for f in report.findings if f.code == "CI706"]
    assert said in found.observed
    assert found.severity == severity


def test_what_one_does_not_say_is_not_known_and_no_difference() -> None:
    report = report_of(named("a", counted="children"), named("b", level=None))
    assert report.counts == {"CI706": 1}
    held = {check.code: check for check in report.checks}
    assert (
        held["CI704"].unrecorded == ("indicators/a/level", "indicators/b/counted", "indicators/b/level")[1:]
    )
    assert held["CI703"].status == "not_applicable"


def test_units_that_convert_and_units_that_do_not() -> None:
    (found,) = report_of(named("a", unit="hours"), named("b", unit="days"), named("c", unit="hours")).findings
    assert found.observed.endswith("Talks, Talks: hours; Talks: days. The units convert into each other.")
    (found,) = report_of(named("a", unit="visits"), named("b", unit="meals")).findings
    assert found.observed.endswith("The units do not convert into each other.")


def test_many_differences_are_cut() -> None:
    held = [named(f"i{n}", definition=f"Definition {n}.") for n in range(8)]
    (found,) = report_of(*held).findings
    assert found.observed.endswith("; and 3 more.")
    assert len(found.evidence) == 8


def test_alike_by_definition_alone_is_a_note() -> None:
    words = {"definition": "Talks that were held in full."}
    report = report_of(named("a", "One", **words), named("b", "Two", **words, unit="meetings"))
    (found,) = report.findings
    assert (found.code, found.severity) == ("CI701", "note")
    assert "alike by definition" in found.observed
    short = {"definition": "Talks."}
    assert report_of(named("a", "One", **short), named("b", "Two", **short)).findings == ()


def test_those_alike_by_name_are_not_told_again_for_their_definition() -> None:
    words = {"definition": "Talks that were held in full."}
    report = report_of(named("a", **words), named("b", **words))
    assert report.counts == {"CI706": 1}
    report = report_of(named("a", **words), named("b", **words), named("c", "Lectures", **words))
    assert [found.severity for found in report.findings] == ["warning", "note"]


def test_periods_of_other_lengths_in_two_that_are_alike() -> None:
    years = indicator("a", series(3, 4), name="Talks", frequency=None)
    days = indicator("b", series(3, at=("2025-03-01",)), name="Talks", frequency=None)
    months = indicator("c", series(3, at=("2025-03",)), name="Talks", frequency=None)
    (found,) = report_of(years, days, months).findings
    assert found.code == "CI702"
    for words in ("periods of 12 months", "periods of days or weeks", "periods of 1 month"):
        assert words in found.observed
