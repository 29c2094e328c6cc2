"""Which codes an activity bears, and which of its places are one and the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collective_impact.codec import decode, encode
from collective_impact.interchange import iati
from collective_impact.model.initiative import Initiative
from collective_impact.model.values import Identifier

if TYPE_CHECKING:
    from collective_impact.errors import Problem
    from collective_impact.interchange.reading import Reading


def read(*activities: str) -> Reading[Initiative]:
    inner = "".join(
        f"<iati-activity xml:lang='en'><iati-identifier>A{number}</iati-identifier>{held}</iati-activity>"
        for number, held in enumerate(activities, 1)
    )
    reading = iati.read_bytes(f"<iati-activities version='2.03'>{inner}</iati-activities>".encode())
    assert decode(encode(reading.value), Initiative)[0] == reading.value
    return reading


def told(reading: Reading[Initiative], code: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.code == code]


@pytest.mark.parametrize(
    ("element", "scheme"),
    [
        ("<recipient-country code='X'/>", "ISO-3166-1"),
        ("<recipient-region code='X'/>", "IATI-RegionVocabulary-1"),
        ("<recipient-region code='X' vocabulary='99'/>", "IATI-RegionVocabulary-99"),
        ("<sector code='X'/>", "OECD-DAC"),
        ("<sector code='X' vocabulary='2'/>", "IATI-SectorVocabulary-2"),
        ("<sector code='X' vocabulary='7'/>", "SDG"),
        ("<tag code='X' vocabulary='3'/>", "SDG"),
        ("<tag code='X' vocabulary='99'/>", "IATI-TagVocabulary-99"),
        ("<humanitarian-scope code='X' vocabulary='1-2'/>", "IATI-HumanitarianScopeVocabulary-1-2"),
        ("<policy-marker code='X' significance='1'/>", "OECD-DAC-PolicyMarker"),
        ("<policy-marker code='X' vocabulary='99' significance='0'/>", "IATI-PolicyMarkerVocabulary-99"),
    ],
)
def test_terms_become_codes_of_their_vocabulary(element: str, scheme: str) -> None:
    reading = read(element)
    (code,) = reading.value.activities[0].codes
    assert (code.scheme, code.value) == (scheme, "X")
    assert not told(reading, "unknown_code")
    assert not told(reading, "missing_attribute")


def test_a_term_keeps_its_name_and_all_that_no_field_has() -> None:
    names = "<narrative>Water</narrative><narrative xml:lang='fr'>Eau</narrative>"
    (code,) = (
        read(f"<sector code='1' percentage='50' vocabulary='2'>{names}</sector>").value.activities[0].codes
    )
    assert code.name == "Water"
    assert code.extra["iati"] == {"@percentage": "50", "narrative": {"fr": "Eau"}}


def test_a_marker_that_says_not_targeted_is_no_code_and_is_counted() -> None:
    reading = read("<policy-marker code='1' significance='0'/><policy-marker code='2' significance='0'/>")
    assert reading.value.activities[0].codes == ()
    (problem,) = told(reading, "not_targeted")
    assert problem.message.startswith("2 policy markers")


def test_terms_without_code_or_vocabulary_are_told() -> None:
    reading = read("<sector/><tag code='X'/><tag code='Y' vocabulary='77'/>")
    codes = reading.value.activities[0].codes
    assert [(code.scheme, code.value) for code in codes] == [
        ("IATI-TagVocabulary", "X"),
        ("IATI-TagVocabulary-77", "Y"),
    ]
    assert [problem.path for problem in told(reading, "missing_attribute")] == [
        "iati-activity[1]/sector[1]",
        "iati-activity[1]/tag[1]",
    ]
    assert [problem.path for problem in told(reading, "unknown_code")] == [
        "iati-activity[1]/tag[2]/@vocabulary"
    ]


def location(name: str = "", ref: str = "", inner: str = "") -> str:
    named = f"<name><narrative>{name}</narrative></name>" if name else ""
    return f"<location{f' ref={ref!r}' if ref else ''}>{named}{inner}</location>"


def test_the_first_location_is_the_place_and_the_others_are_kept() -> None:
    number = "<location-id vocabulary='G1' code='250441'/>"
    reading = read(location("Amman", "L1", number) + location("Zarqa", "L2"))
    activity = reading.value.activities[0]
    assert activity.place is not None
    assert (activity.place.id, activity.place.name) == ("L1", "Amman")
    assert activity.place.identifiers == (
        Identifier(scheme="IATI", value="L1"),
        Identifier(scheme="IATI-GeographicVocabulary-G1", value="250441"),
    )
    assert activity.extra["iati"]["location"] == ("Zarqa",)
    assert len(told(reading, "several_places_of_activity")) == 1


@pytest.mark.parametrize(
    ("written", "id_"),
    [
        (location("Amman"), "Amman"),
        (location(inner="<location-id vocabulary='G1' code='25'/>"), "25"),
        (location(), "place"),
    ],
)
def test_a_place_without_a_ref_gets_an_id_from_what_is_known(written: str, id_: str) -> None:
    place = read(written).value.activities[0].place
    assert place is not None
    assert place.id == id_


def test_the_same_place_in_two_activities_is_one_place() -> None:
    one, two = read(location("Amman", "L1"), location("Amman", "L1")).value.activities
    assert one.place == two.place


def test_one_ref_for_two_places_gives_two_ids_and_is_told() -> None:
    reading = read(location("Amman", "L1"), location("Zarqa", "L1"))
    assert [activity.place.id for activity in reading.value.activities if activity.place] == [
        "L1",
        "L1-place",
    ]
    assert any("'L1-place'" in problem.message for problem in told(reading, "changed_id"))


def test_a_figure_finds_a_place_that_another_activity_describes() -> None:
    result = (
        "<result type='1'><indicator measure='1'><baseline year='2020' value='1'><location ref='L1'/></baseline>"
        "</indicator></result>"
    )
    reading = read(result, location("Amman", "L1"))
    place = reading.value.indicators[0].baselines[0].place
    assert place is not None
    assert place.name == "Amman"
    assert not told(reading, "dangling_id")


def test_names_in_other_languages_and_foreign_attributes_stay_with_the_place() -> None:
    inner = "<name><narrative>Sea</narrative><narrative xml:lang='fr'>Mer</narrative></name>"
    place = read(f"<location own='1'>{inner}</location>").value.activities[0].place
    assert place is not None
    assert place.extra["iati"] == {"@own": "1", "name": {"fr": "Mer"}}


def test_a_number_of_a_place_needs_code_and_vocabulary() -> None:
    reading = read(location("Amman", inner="<location-id code='1'/><location-id vocabulary='G1'/>"))
    assert reading.value.activities[0].place is not None
    assert [problem.message for problem in told(reading, "missing_attribute")] == [
        "the attribute vocabulary is missing.",
        "the attribute code is missing.",
    ]
