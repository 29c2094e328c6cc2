"""What one activity says of itself: texts, dates, status, budget; nothing is claimed that it does not say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from collective_impact.codec import decode, encode
from collective_impact.interchange import iati
from collective_impact.model.initiative import Initiative
from collective_impact.model.values import Identifier

if TYPE_CHECKING:
    from collective_impact.errors import Problem
    from collective_impact.interchange.reading import Reading
    from collective_impact.model.activity import Activity


def read(inner: str, attributes: str = "xml:lang='en'") -> Reading[Initiative]:
    data = (
        f"<iati-activities version='2.03'><iati-activity {attributes}><iati-identifier>A</iati-identifier>"
        f"{inner}</iati-activity></iati-activities>"
    )
    reading = iati.read_bytes(data.encode())
    assert decode(encode(reading.value), Initiative)[0] == reading.value
    return reading


def only(reading: Reading[Initiative]) -> Activity:
    (found,) = reading.value.activities
    return found


def told(reading: Reading[Initiative], code: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.code == code]


def description(text: str, kind: str = "", rest: str = "") -> str:
    stated = f" type='{kind}'" if kind else ""
    return f"<description{stated}><narrative>{text}</narrative>{rest}</description>"


def test_title_and_attributes_that_no_field_has_are_kept() -> None:
    title = "<title><narrative>Roads</narrative><narrative xml:lang='fr'>Routes</narrative></title>"
    found = only(read(title, "xml:lang='en' hierarchy='1' humanitarian='0'"))
    assert found.name == "Roads"
    assert found.identifiers == (Identifier(scheme="IATI", value="A"),)
    assert found.extra["iati"] == {
        "@hierarchy": "1",
        "@humanitarian": "0",
        "@xml:lang": "en",
        "title": {"fr": "Routes"},
    }


def test_general_descriptions_are_the_note_and_objectives_the_vision_which_is_told() -> None:
    french = "<narrative xml:lang='fr'>Objectifs.</narrative>"
    reading = read(
        description("First.")
        + description("Second.", "1")
        + description("Aims.", "2", french)
        + description("Girls.", "3")
    )
    found, agenda = only(reading), reading.value.agenda
    assert found.note == "First.\n\nSecond."
    assert agenda.vision == "Aims."
    assert agenda.problem is None
    assert found.population is not None
    assert (found.population.id, found.population.who) == ("A-target-group", "Girls.")
    assert agenda.population == found.population
    assert found.extra["iati"]["description"] == {"objectives": {"fr": "Objectifs."}}
    assert [problem.severity for problem in told(reading, "vision_from_objectives")] == ["note"]


def test_without_objectives_and_target_groups_the_agenda_says_nothing() -> None:
    reading = read(description("General."))
    assert (reading.value.agenda.vision, reading.value.agenda.population) == (None, None)
    assert not told(reading, "vision_from_objectives")


def test_other_and_unknown_descriptions_are_kept_by_kind_and_language() -> None:
    reading = read(description("Other.", "4") + description("New.", "8") + "<description/>")
    assert only(reading).note is None
    assert only(reading).extra["iati"]["description"] == {"other": {"en": "Other."}, "type 8": {"en": "New."}}
    assert len(told(reading, "unknown_code")) == 1


@pytest.mark.parametrize(
    ("dates", "since", "until"),
    [
        ("1:2020-01-01 3:2021-01-01", "2020-01-01", "2021-01-01"),
        ("1:2020-01-01 2:2020-02-02 3:2021-01-01 4:2021-02-02", "2020-02-02", "2021-02-02"),
        ("2:2020-02-02 3:2021-01-01", "2020-02-02", "2021-01-01"),
        ("4:2021-02-02", None, "2021-02-02"),
        ("", None, None),
    ],
)
def test_actual_dates_go_before_planned_ones(dates: str, since: str | None, until: str | None) -> None:
    pairs = [pair.split(":") for pair in dates.split()]
    inner = "".join(f"<activity-date type='{kind}' iso-date='{day}'/>" for kind, day in pairs)
    reading = read(inner)
    found = only(reading)
    expected = tuple(day and date.fromisoformat(day) for day in (since, until))
    assert (found.since, found.until) == expected == (reading.value.since, reading.value.until)
    others = found.extra["iati"].get("activity-date", ())
    assert {held["@iso-date"] for held in others} == {day for _, day in pairs} - {since, until}


def test_dates_that_cannot_be_are_left_out_told_and_kept() -> None:
    reading = read(
        "<activity-date type='2' iso-date='2021-01-01'/><activity-date type='4' iso-date='2020-01-01'/>"
        "<activity-date type='1' iso-date='next year'/><activity-date type='9' iso-date='2020-05-05'/>"
        "<activity-date type='2' iso-date='2022-01-01'/>"
    )
    found = only(reading)
    assert (found.since, found.until) == (date(2021, 1, 1), None)
    (problem,) = told(reading, "reversed_dates")
    assert (problem.path, problem.severity) == ("iati-activity[1]/activity-date[2]", "error")
    assert len(told(reading, "bad_date")) == len(told(reading, "unknown_code")) == 1
    assert [held["@iso-date"] for held in found.extra["iati"]["activity-date"]] == [
        "next year",
        "2020-05-05",
        "2022-01-01",
        "2020-01-01",
    ]


@pytest.mark.parametrize(
    ("code", "status", "kept"),
    [
        ("1", "planned", None),
        ("2", "active", None),
        ("3", "active", {"@code": "3"}),
        ("4", "finished", None),
        ("5", "cancelled", None),
        ("6", "suspended", None),
        ("8", None, {"@code": "8"}),
    ],
)
def test_the_status_is_one_of_our_words(code: str, status: str | None, kept: dict[str, str] | None) -> None:
    reading = read(f"<activity-status code='{code}'/>")
    found = only(reading)
    assert found.status == status
    assert found.extra["iati"].get("activity-status") == kept
    assert bool(told(reading, "unknown_code")) == (status is None)


def test_a_missing_status_and_title_are_told() -> None:
    missing = [problem.message for problem in told(read(""), "missing_element")]
    assert missing == [
        f"the element {name} is missing." for name in ("reporting-org", "title", "activity-status")
    ]


BUDGET = (
    "<budget type='1' status='2'><period-start iso-date='2014-01-01'/><period-end iso-date='2014-12-31'/>"
    "<value currency='EUR' value-date='2014-01-01'>3000.50</value></budget>"
)


def test_a_single_budget_is_read_with_what_it_says_of_its_period() -> None:
    found = only(read(BUDGET)).budget
    assert found is not None
    assert (found.amount, found.currency) == (3000.5, "EUR")
    assert found.extra["iati"] == {
        "@type": "1",
        "@status": "2",
        "period-start": "2014-01-01",
        "period-end": "2014-12-31",
        "@value-date": "2014-01-01",
    }


def test_several_budgets_are_never_added_up() -> None:
    reading = read(BUDGET + BUDGET)
    assert only(reading).budget is None
    (problem,) = told(reading, "not_read")
    assert problem.message == "2 budget elements are not read."
    assert problem.hint is not None
    assert "added up" in problem.hint


def test_the_currency_of_the_activity_holds_where_the_value_has_none() -> None:
    found = only(read("<budget><value>5</value></budget>", "default-currency='USD'")).budget
    assert found is not None
    assert (found.amount, found.currency) == (5, "USD")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "missing_element"),
        ("<value currency='EUR'>3,000</value>", "not_a_number"),
        ("<value currency='EUR'/>", "not_a_number"),
        ("<value>3000</value>", "bad_currency"),
        ("<value currency='euro'>3000</value>", "bad_currency"),
    ],
)
def test_a_budget_that_cannot_be_read_is_left_out_and_told(value: str, code: str) -> None:
    reading = read(f"<title/><activity-status code='2'/><reporting-org/><budget>{value}</budget>")
    assert only(reading).budget is None
    assert len(told(reading, code)) == 1


def test_money_and_documents_are_counted_and_not_read() -> None:
    reading = read("<transaction/><transaction/><transaction/><document-link/>")
    assert [problem.message for problem in told(reading, "not_read")] == [
        "3 transaction elements are not read.",
        "1 document-link element is not read.",
    ]


def test_nothing_is_claimed_that_iati_cannot_say() -> None:
    value = read(
        "<reporting-org ref='R'/><participating-org ref='R' role='2'><narrative>R</narrative></participating-org>"
    ).value
    assert (value.backbone_roles, value.convenings, value.channels, value.evidence) == ((), (), (), ())
    assert (value.agenda.endorsements, value.agenda.strategies, value.complete) == ((), (), ())
