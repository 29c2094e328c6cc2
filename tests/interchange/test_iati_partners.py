"""Which participating organisations are one partner, and what each contributes to which activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collective_impact.interchange import iati
from collective_impact.model.activity import Contribution
from collective_impact.model.values import Code, Identifier

if TYPE_CHECKING:
    from collective_impact.errors import Problem
    from collective_impact.interchange.reading import Reading
    from collective_impact.model.initiative import Initiative


def org(name: str = "", **attributes: str) -> str:
    stated = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return (
        f"<participating-org{stated}>{f'<narrative>{name}</narrative>' if name else ''}</participating-org>"
    )


def read(*activities: list[str]) -> Reading[Initiative]:
    inner = "".join(
        f"<iati-activity xml:lang='en'><iati-identifier>A{number}</iati-identifier>{''.join(orgs)}</iati-activity>"
        for number, orgs in enumerate(activities, 1)
    )
    own = "xmlns:ci='https://example.org/ci#'"
    return iati.read_bytes(f"<iati-activities version='2.03' {own}>{inner}</iati-activities>".encode())


def told(reading: Reading[Initiative], code: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.code == code]


def test_one_organisation_in_several_roles_is_one_partner() -> None:
    reading = read([org("Fund", ref="GB-CHC-1", role="1"), org("Fund", ref="GB-CHC-1", role="4")])
    (partner,) = reading.value.partners
    assert (partner.id, partner.name, partner.roles) == ("GB-CHC-1", "Fund", ("funding", "implementing"))
    assert partner.identifiers == (
        Identifier(scheme="IATI", value="GB-CHC-1", kind="organisation"),
        Identifier(scheme="GB-CHC", value="1"),
    )
    assert reading.value.activities[0].contributions == (
        Contribution(partner_id="GB-CHC-1", role="funding"),
        Contribution(partner_id="GB-CHC-1", role="implementing"),
    )
    assert not told(reading, "matched_by_name")


def test_the_same_organisation_in_two_activities_is_one_partner() -> None:
    reading = read([org("Fund", ref="44001", role="1")], [org("Fund", ref="44001", role="2")])
    (partner,) = reading.value.partners
    assert partner.roles == ("funding", "accountable")
    assert partner.identifiers == (Identifier(scheme="IATI", value="44001", kind="organisation"),)
    assert [len(activity.contributions) for activity in reading.value.activities] == [1, 1]


def test_without_a_ref_the_name_decides_and_that_is_told_once() -> None:
    reading = read([org("City  of X", role="1"), org("CITY of x", role="4"), org("City of Y", role="4")])
    assert [partner.id for partner in reading.value.partners] == ["City of X", "City of Y"]
    notes = told(reading, "matched_by_name")
    assert [note.path for note in notes] == [
        "iati-activity[1]/participating-org[1]",
        "iati-activity[1]/participating-org[3]",
    ]
    assert {note.severity for note in notes} == {"note"}


def test_a_name_alone_finds_the_one_ref_that_bears_it() -> None:
    reading = read([org("Fund", role="1"), org("fund", ref="GB-1", role="2")])
    (partner,) = reading.value.partners
    assert partner.id == "GB-1"
    assert partner.roles == ("funding", "accountable")
    (note,) = told(reading, "matched_by_name")
    assert note.path == "iati-activity[1]/participating-org[1]"


def test_a_name_that_two_refs_bear_is_neither_of_them() -> None:
    reading = read([org("Fund", role="1"), org("Fund", ref="B", role="2"), org("Fund", ref="C", role="2")])
    assert [partner.id for partner in reading.value.partners] == ["Fund", "B", "C"]
    (note,) = told(reading, "matched_by_name")
    assert "none of the 2" in note.message


def test_an_organisation_without_ref_and_name_is_left_out_and_told() -> None:
    reading = read([org(role="1"), org("Fund", role="1")])
    assert len(reading.value.partners) == 1
    (problem,) = told(reading, "missing_name")
    assert problem.path == "iati-activity[1]/participating-org[1]"


def test_a_ref_alone_is_enough() -> None:
    (partner,) = read([org(ref="GB-1", role="1")]).value.partners
    assert (partner.id, partner.name) == ("GB-1", None)


def test_other_names_of_a_ref_are_kept_and_counted() -> None:
    reading = read([org("Fund", ref="B", role="1"), org("The Fund", ref="B"), org("fund", ref="B", role="4")])
    (partner,) = reading.value.partners
    assert partner.name == "Fund"
    assert partner.extra["iati"]["other_names"] == ("The Fund",)
    assert [problem.message[:12] for problem in told(reading, "other_name")] == ["1 other name"]


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        ("10", "public"),
        ("11", "public"),
        ("15", "public"),
        ("21", "nonprofit"),
        ("24", "nonprofit"),
        ("30", "other"),
        ("40", "other"),
        ("60", "philanthropy"),
        ("70", "business"),
        ("73", "business"),
        ("80", "education"),
        ("90", "other"),
    ],
)
def test_the_type_gives_the_sector_and_stays_as_a_code(code: str, sector: str) -> None:
    (partner,) = read([org("A", ref="A", role="1", type=code)]).value.partners
    assert partner.sector == sector
    assert [(held.scheme, held.value) for held in partner.codes] == [("IATI-OrganisationType", code)]


def test_of_two_types_the_first_gives_the_sector() -> None:
    reading = read([org("A", ref="A", type="60", role="1"), org("A", ref="A", type="10", role="2")])
    (partner,) = reading.value.partners
    assert partner.sector == "philanthropy"
    assert partner.codes[1] == Code(scheme="IATI-OrganisationType", value="10", name="Government")
    (problem,) = told(reading, "contradiction")
    assert problem.path == "iati-activity[1]/participating-org[2]/@type"
    same = read([org("A", ref="A", type="10", role="1"), org("A", ref="A", type="11", role="2")])
    assert not told(same, "contradiction")


def test_unknown_codes_are_told_and_kept() -> None:
    reading = read([org("A", ref="A", role="9", type="99")])
    (partner,) = reading.value.partners
    assert (partner.sector, partner.roles, partner.codes) == (None, (), ())
    (contribution,) = reading.value.activities[0].contributions
    assert contribution.role is None
    assert contribution.extra["iati"] == {"@role": "9", "@type": "99"}
    assert [problem.path for problem in told(reading, "unknown_code")] == [
        "iati-activity[1]/participating-org[1]/@role",
        "iati-activity[1]/participating-org[1]/@type",
    ]


def test_a_missing_role_is_told() -> None:
    reading = read([org("A", ref="A")])
    assert reading.value.activities[0].contributions == (Contribution(partner_id="A"),)
    assert [problem.path for problem in told(reading, "missing_attribute")] == [
        "iati-activity[1]/participating-org[1]"
    ]


def test_what_an_entry_says_beside_its_role_is_kept_with_the_contribution() -> None:
    entry = org("A", ref="A", role="4", **{"ci:role": "backbone", "activity-id": "B-1"})
    value = read([entry, entry, org("A", ref="A", role="4")]).value
    first, second = value.activities[0].contributions
    assert first.extra["iati"] == {"@{https://example.org/ci#}role": "backbone", "@activity-id": "B-1"}
    assert second == Contribution(partner_id="A", role="implementing")
    assert value.backbone_roles == ()


def test_names_in_other_languages_are_kept() -> None:
    narratives = "<narrative>Agency</narrative><narrative xml:lang='fr'>Agence</narrative>"
    entry = f"<participating-org ref='A' role='1'>{narratives}</participating-org>"
    (partner,) = read([entry]).value.partners
    assert (partner.name, partner.extra["iati"]) == ("Agency", {"narrative": {"fr": "Agence"}})
