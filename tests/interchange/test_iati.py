"""Whole IATI files: the figures of real ones, what names the initiative, and what hostile ones get."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import attrs
import pytest

from collective_impact.codec import decode, encode
from collective_impact.errors import DocumentError
from collective_impact.interchange import iati
from collective_impact.interchange.reading import Reading
from collective_impact.model.initiative import Initiative

if TYPE_CHECKING:
    from collective_impact.errors import Problem

ANNOTATED = "activity-standard-example-annotated.xml"
MINIMAL = "known-good-minimal.xml"
WORLD_BANK = "worldbank-activity.xml"
PERSONAL = ("person-name", "job-title", "telephone", "email", "mailing-address", "department", "website")


@pytest.fixture(scope="session")
def files(shared_data: Path) -> Path:
    return shared_data / "iati"


def document(*activities: str, attributes: str = "version='2.03'") -> bytes:
    return f"<iati-activities {attributes}>{''.join(activities)}</iati-activities>".encode()


def activity(identifier: str | None = "A", inner: str = "") -> str:
    named = "" if identifier is None else f"<iati-identifier>{identifier}</iati-identifier>"
    return f"<iati-activity xml:lang='en'>{named}{inner}</iati-activity>"


def told(reading: Reading[Initiative], code: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.code == code]


def refused(data: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        iati.read_bytes(data)
    return caught.value


def numbers(value: Initiative) -> list[float | None]:
    found: list[float | None] = []
    for indicator in value.indicators:
        found += [figure.value for figure in (*indicator.baselines, *indicator.targets)]
        found += [held for series in indicator.series for held in series.values]
    return found


# Real files


def test_the_world_bank_file_gives_its_known_figures(files: Path) -> None:
    reading = iati.read(files / WORLD_BANK)
    value = reading.value
    assert (value.id, value.source and value.source.version) == ("44000-P175662", "2.03")
    assert [partner.roles for partner in value.partners] == [
        ("accountable",),
        ("funding", "extending"),
        ("implementing",),
    ]
    assert len(value.activities[0].contributions) == 4
    assert len([partner for partner in value.partners if partner.identifiers]) == 1
    assert len(told(reading, "matched_by_name")) == 2
    assert Counter(outcome.kind for outcome in value.agenda.outcomes) == {"output": 10, "outcome": 4}
    measures = Counter(indicator.measure for indicator in value.indicators)
    assert measures == {"qualitative": 10, "percent": 2, "count": 2}
    assert sum(len(series) for indicator in value.indicators for series in indicator.series) == 14
    held = numbers(value)
    assert len(held) == 42
    assert len([number for number in held if number is not None]) == 12
    raws = [figure.raw for each in value.indicators for figure in (*each.baselines, *each.targets)]
    raws += [each.raw for indicator in value.indicators for series in indicator.series for each in series]
    assert len([raw for raw in raws if raw is not None]) == 42
    assert told(reading, "text_value")[0].message.startswith("30 values")
    assert value.activities[0].budget is None
    assert not [problem for problem in reading.problems if problem.severity != "note"]


def test_the_annotated_example_gives_its_known_figures(files: Path) -> None:
    value = iati.read(files / ANNOTATED).value
    assert [(partner.sector, partner.roles) for partner in value.partners] == [
        ("other", ("funding",)),
        ("public", ("accountable",)),
        ("nonprofit", ("extending",)),
    ]
    (indicator,) = value.indicators
    assert len(value.agenda.outcomes) == len(indicator.series) == 1
    assert indicator.measure == "count"
    assert numbers(value) == [10, 10, 11]
    assert [period.label for period in indicator.series[0].periods] == ["2013-Q1"]
    assert dict(indicator.series[0].breakdown) == {"sex": "female", "age": "adult"}
    assert value.name == "Activity title"
    assert set(value.activities[0].extra["iati"]["title"]) == {"fr", "es"}


def test_the_smallest_good_file_gives_its_known_figures(files: Path) -> None:
    reading = iati.read(files / MINIMAL)
    value = reading.value
    assert [(partner.id, partner.roles) for partner in value.partners] == [
        ("US-EIN-123", ("accountable",)),
        ("US-EIN-456", ("implementing",)),
    ]
    assert numbers(value) == [45, 60, 52.5]
    (indicator,) = value.indicators
    assert (indicator.measure, indicator.unit, indicator.direction) == ("percent", "percent", "increase")
    assert value.backbone_roles == ()
    assert {problem.code for problem in reading.problems} == {"not_in_file", "changed_id", "publisher"}


@pytest.mark.parametrize("name", [ANNOTATED, MINIMAL, WORLD_BANK])
def test_real_files_keep_the_law_of_the_codec(files: Path, name: str) -> None:
    value = iati.read(files / name).value
    assert decode(encode(value), Initiative)[0] == value
    assert iati.read_bytes((files / name).read_bytes(), name=name).value == value


@pytest.mark.parametrize("name", [ANNOTATED, WORLD_BANK])
def test_nothing_of_a_person_is_anywhere_in_the_reading(files: Path, name: str) -> None:
    reading = iati.read(files / name)
    everything = f"{encode(reading.value)} {[attrs.asdict(problem) for problem in reading.problems]}"
    found = [
        text.strip()
        for contact in ET.parse(files / name).iter("contact-info")  # noqa: S314 - a known file
        for element in contact
        if element.tag in PERSONAL
        for text in element.itertext()
        if text.strip()
    ]
    assert len(found) > 3
    assert not [text for text in found if text in everything]


# Hand-written files


CONTACT = (
    "<contact-info><person-name><narrative>Ada Example</narrative></person-name>"
    "<email>ada@example.org</email></contact-info>"
)


def test_contacts_are_counted_and_never_read() -> None:
    reading = iati.read_bytes(document(activity(inner=CONTACT + CONTACT)))
    (problem,) = told(reading, "not_read")
    assert problem.message == "2 contact-info elements are not read."
    assert (problem.path, problem.where) == ("iati-activity[1]/contact-info[1]", "line 1")
    assert "ada" not in f"{encode(reading.value)} {reading.problems}".lower()


def test_a_file_is_read_by_its_path_and_named_without_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "roads.xml"
    path.write_bytes(document(activity()))
    source = iati.read(str(path)).value.source
    assert source is not None
    assert (source.format, source.file, source.original_id) == ("IATI", "roads.xml", "A")
    with pytest.raises(DocumentError):
        iati.read(tmp_path / "absent.xml")


def test_a_file_whose_name_is_no_text_gives_one_that_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iati, "bytes_of_file", lambda *_: document(activity()))
    source = iati.read("folder/r\udcff.xml").value.source
    assert source is not None
    assert source.file is not None
    assert source.file.encode().endswith(b".xml")


def test_one_activity_gives_the_initiative_its_id_and_takes_another_itself() -> None:
    reading = iati.read_bytes(document(activity("A", "<title><narrative>Roads</narrative></title>")))
    value = reading.value
    assert (value.id, value.name, value.activities[0].id) == ("A", "Roads", "A-activity")
    assert value.identifiers == value.activities[0].identifiers
    (note,) = told(reading, "changed_id")
    assert (note.path, note.severity) == ("iati-activity[1]", "note")


def test_a_single_activity_may_be_the_whole_file() -> None:
    reading = iati.read_bytes(
        b"<iati-activity version='2.03'><iati-identifier>A</iati-identifier></iati-activity>"
    )
    assert reading.value.id == "A"
    assert {problem.path.partition("/")[0] for problem in reading.problems} == {"iati-activity[1]"}


@pytest.mark.parametrize("version", ["2.01", "2.02"])
def test_older_minor_versions_are_read_with_a_note(version: str) -> None:
    reading = iati.read_bytes(document(activity(), attributes=f"version='{version}'"))
    assert [problem.severity for problem in told(reading, "older_version")] == ["note"]
    assert reading.value.source is not None
    assert reading.value.source.version == version


@pytest.mark.parametrize(
    ("attributes", "code"),
    [("version='2.04'", "unknown_version"), ("", "missing_version"), ("version=' '", "missing_version")],
)
def test_a_version_that_is_new_or_missing_is_a_warning(attributes: str, code: str) -> None:
    reading = iati.read_bytes(document(activity(), attributes=attributes))
    assert [(problem.severity, problem.path) for problem in told(reading, code)] == [("warning", "@version")]


@pytest.mark.parametrize("attributes", ["version='1.05'", "version='01.03'", "version='1'"])
def test_version_one_is_refused_by_name_and_with_the_reason(attributes: str) -> None:
    error = refused(document(activity(), attributes=attributes))
    (problem,) = error.problems
    assert problem.code == "old_version"
    assert attributes.partition("'")[2].strip("'") in problem.message
    assert "roles as words" in problem.message


def test_a_version_at_an_activity_counts_also_from_a_namespace() -> None:
    inner = "<iati-activity xmlns:i='https://example.org/i' i:version='1.04'/>"
    assert refused(document(inner, attributes="")).problems[0].code == "old_version"
    reading = iati.read_bytes(document(inner.replace("1.04", "2.03"), attributes=""))
    assert not told(reading, "missing_version")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (document(activity(), attributes="version='3.00'"), "unknown_version"),
        (document(activity(), attributes="version='x'"), "unknown_version"),
        (document(), "no_activity"),
        (b"<iati-organisations version='2.03'/>", "wrong_root"),
        (b"<iati-activities xmlns='https://example.org/'/>", "wrong_root"),
        (b"", "empty"),
        (b"{}", "bad_syntax"),
    ],
)
def test_what_is_no_iati_activity_file_is_refused(data: bytes, code: str) -> None:
    assert [problem.code for problem in refused(data).problems] == [code]


REPORTER = "<reporting-org ref='R1' type='40'><narrative>Bank</narrative></reporting-org>"


def test_who_reports_is_kept_in_the_source_and_is_no_partner_and_no_backbone() -> None:
    reading = iati.read_bytes(document(activity("A", REPORTER), activity("B", REPORTER)))
    value = reading.value
    assert (value.id, value.name, value.partners, value.backbone_roles) == ("R1", "Bank", (), ())
    assert value.source is not None
    assert value.source.note == "Reported by Bank."
    assert value.source.extra["iati"]["reporting-org"] == ({"@ref": "R1", "@type": "40", "name": "Bank"},)
    (note,) = told(reading, "publisher")
    assert "backbone" in note.message
    assert [held.extra["iati"].get("reporting-org") for held in value.activities] == [None, None]


def test_of_several_who_report_each_activity_keeps_its_own() -> None:
    french = "<reporting-org><narrative>Fonds</narrative><narrative xml:lang='fr'>Le Fonds</narrative></reporting-org>"
    reading = iati.read_bytes(
        document(activity("A", REPORTER), activity("B", french), activity("C")), name="x.y.xml"
    )
    value = reading.value
    assert (value.id, value.name) == ("x.y", None)
    assert [held.extra["iati"].get("reporting-org") for held in value.activities] == ["R1", "Fonds", None]
    assert value.source is not None
    assert value.source.note == "Reported by Bank, Fonds."
    assert value.source.extra["iati"]["reporting-org"][1]["narrative"] == {"fr": "Le Fonds"}
    assert len(told(reading, "publisher")) == 2


@pytest.mark.parametrize(("name", "id_"), [("roads.xml", "roads"), ("roads", "roads"), (None, "initiative")])
def test_where_nobody_reports_the_file_names_the_initiative(name: str | None, id_: str) -> None:
    assert iati.read_bytes(document(activity("A"), activity("B")), name=name).value.id == id_


def test_a_partner_keeps_the_id_that_the_initiative_would_have_taken() -> None:
    org = "<participating-org ref='R1' role='1'/>"
    value = iati.read_bytes(document(activity("A", REPORTER + org), activity("B", REPORTER + org))).value
    assert ([partner.id for partner in value.partners], value.id) == (["R1"], "R1-initiative")


def test_a_repeated_identifier_is_an_error_and_nothing_is_lost() -> None:
    reading = iati.read_bytes(document(activity("A"), activity("B"), activity("A")))
    assert [held.id for held in reading.value.activities] == ["A", "B", "A-activity"]
    (problem,) = told(reading, "repeated_id")
    assert (problem.path, problem.severity) == ("iati-activity[3]", "error")


def test_missing_and_empty_identifiers_are_told_and_replaced() -> None:
    reading = iati.read_bytes(document(activity(None), activity(""), activity(None)))
    assert [held.id for held in reading.value.activities] == ["activity-1", "activity-2", "activity-3"]
    assert [problem.severity for problem in told(reading, "missing_identifier")] == ["error"]
    assert not told(reading, "repeated_id")
    assert iati.read_bytes(document(activity(None))).value.id == "initiative"


def test_an_identifier_that_is_no_legal_id_is_changed_told_and_kept() -> None:
    long = "x" * 300
    reading = iati.read_bytes(document(activity("GB/1*2"), activity(long)))
    first, second = reading.value.activities
    assert (first.id, first.identifiers[0].value) == ("GB_1_2", "GB/1*2")
    assert (second.id, second.identifiers[0].value) == ("x" * 200, long)
    assert len(told(reading, "changed_id")) == 2


def test_what_the_root_says_beside_its_version_is_kept() -> None:
    reading = iati.read_bytes(
        document(activity(), attributes="version='2.03' generated-datetime='2025-01-01T00:00:00Z'")
    )
    assert reading.value.extra["iati"] == {"@generated-datetime": "2025-01-01T00:00:00Z"}


def test_a_mark_and_another_encoding_change_nothing() -> None:
    text = document(activity("A", "<title><narrative>Écoles</narrative></title>")).decode()
    plain = iati.read_bytes(text.encode())
    assert iati.read_bytes(b"\xef\xbb\xbf" + text.encode()) == plain
    assert iati.read_bytes(f"<?xml version='1.0' encoding='UTF-16'?>{text}".encode("utf-16")) == plain


def test_at_most_a_thousand_problems_come_back() -> None:
    orgs = "<participating-org role='9'/>" * 1_500
    reading = iati.read_bytes(document(activity("A", orgs)))
    assert len(reading.problems) == 1_000
    assert reading.problems[-1].code == "more_problems"


def test_a_reading_is_a_value() -> None:
    reading = Reading(value=1, problems=())
    assert reading == Reading(value=1, problems=())
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        reading.value = 2  # type: ignore[misc]


@pytest.mark.parametrize("wrong", [None, 3, b"a.xml"])
def test_only_a_path_is_read(wrong: Any) -> None:
    with pytest.raises(DocumentError, match="named by a text or a path, found"):
        iati.read(wrong)


def test_only_bytes_are_read() -> None:
    wrong: Any = "<a/>"
    with pytest.raises(DocumentError, match="bytes of a file are expected"):
        iati.read_bytes(wrong)
    with pytest.raises(DocumentError):
        iati.read("\ud800")


def test_an_error_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "broken.xml").write_bytes(b"<a>")
    with pytest.raises(DocumentError, match=r"^broken\.xml: The XML cannot be read\."):
        iati.read(tmp_path / "broken.xml")
