"""A roster, as people keep it: every mess that it may hold, told and answered."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.interchange import named_rows
from collective_impact.landscape import roster_rows
from collective_impact.landscape.inventory import Landscape
from collective_impact.landscape.matching import likely_matches
from collective_impact.landscape.roster import read_roster
from collective_impact.landscape.roster_words import ages_of, hours_of, identifier_of, rule_hint, rule_of

CSV = """Collaboration,Goal,Strategies,Members,Places,Ages,Meets,Hours,Overseen by,E-mail
Ready by Five,Children ready for school,Home visits; Coaching,Alpha; Beta,North; South,0-5,first Tuesday,1.5,Council,a@b.c
Ready by Five,Children ready for school,,"Gamma, Inc.",,,,,,
Youth Net,Teens in work,,Alpha,,16+,monthly,,,
"""


def save(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "roster.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def codes(found: Any) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.where) for problem in found.problems]


def test_a_table_becomes_a_landscape(tmp_path: Path) -> None:
    found = read_roster(save(tmp_path, CSV), id="town", name="Town")
    held = found.value
    assert (held.id, held.name) == ("town", "Town")
    first, second = held.collaborations
    assert (first.id, first.name, first.hours_per_meeting) == ("ready-by-five", "Ready by Five", 1.5)
    assert first.member_ids == ("alpha", "beta", "gamma-inc")
    assert [row.name for row in held.organisations] == ["Alpha", "Beta", "Gamma, Inc."]
    assert [row.name for row in held.strategies] == ["Coaching", "Home visits"]
    assert first.outcome_ids == ("children-ready-for-school",)
    assert [(row.name, row.age_from, row.age_to) for row in first.populations] == [("Ages 0 to 5", 0, 5)]
    assert [(row.name, row.age_to) for row in second.populations] == [("Ages 16 and over", None)]
    assert first.convenings[0].cadence == ci.Cadence(rule="FREQ=MONTHLY;BYDAY=1TU")
    assert [row.name for row in held.places] == ["North", "South"]
    assert [place.id for place in first.places] == ["north", "south"]
    assert held.bodies[0].name == "Council"
    assert first.overseen_by_ids == ("council",)
    assert held.source == ci.Source(format="roster", file="roster.csv")
    assert codes(found) == [("unknown_column", "row 1")]
    assert "a@b.c" not in str(ci.to_data(held))
    assert ci.from_data(ci.to_data(held), Landscape) == held


def test_spellings_are_never_merged_but_can_be_asked_about(tmp_path: Path) -> None:
    text = "name,members\nA,United Way; UNITED WAY\nB,The United Way Inc; Unted Way; Café\nC,Cafe\n"
    held = read_roster(save(tmp_path, text)).value
    assert len(held.organisations) == 6
    found = {(match.one_name, match.other_name) for match in likely_matches(held)}
    assert ("Cafe", "Café") in found
    assert len(found) == 7


def test_every_mess_is_told_with_its_row(tmp_path: Path) -> None:
    text = (
        "\r\n"
        "name;Name ;members;ages;meets;hours;identifier;Notes;\r\n"
        ";;Nobody;;;;;;\r\n"
        "A;;Alpha;0 to five;biweekly;long;12;x;;surplus\r\n"
        "A;;Alpha;;;2;;;\r\n"
        'A;;"One, Two, Three";;;3;;;\r\n'
        ";;;;;;;;\r\n"
        "B;;n/a;12;FREQ=MONTHLY;2;;;\r\n"
        "b;;-;;;;;;\r\n"
    )
    found = read_roster(save(tmp_path, text))
    assert codes(found) == [
        ("other_delimiter", None),
        ("repeated_column", "row 1"),
        ("unknown_column", "row 1"),
        ("no_name", "row 3"),
        ("extra_cells", "row 4"),
        ("not_read", "row 4"),
        ("not_read", "row 4"),
        ("not_read", "row 4"),
        ("not_read", "row 4"),
        ("commas", "row 6"),
        ("repeated_member", "row 5"),
        ("contradiction", "row 4 and others"),
        ("empty_roster", "id b"),
        ("empty_roster", "id b-2"),
        ("repeated_name", None),
    ]
    assert [row.hours_per_meeting for row in found.value.collaborations] == [None, 2.0, None]
    assert found.value.collaborations[1].convenings[0].cadence == ci.Cadence(rule="FREQ=MONTHLY")


def test_a_rule_keeps_its_own_semicolons(tmp_path: Path) -> None:
    text = 'name,meets\nA,"FREQ=MONTHLY;BYDAY=1TU"\nA,weekly; quarterly\n'
    rules = [row.cadence for row in read_roster(save(tmp_path, text)).value.collaborations[0].convenings]
    assert rules == [
        ci.Cadence(rule=rule) for rule in ("FREQ=MONTHLY;BYDAY=1TU", "FREQ=MONTHLY;INTERVAL=3", "FREQ=WEEKLY")
    ]


def test_an_identifier_belongs_to_the_one_member_of_its_row(tmp_path: Path) -> None:
    text = "name,member,identifier\nA,Alpha,US-EIN 12-3456789\nB,Alpha; Beta,US-EIN 1\nC,Alpha,US-EIN 12-3456789; GB-CHC: 7\n"
    found = read_roster(save(tmp_path, text))
    assert codes(found) == [("not_read", "row 3")]
    alpha = found.value.get("alpha")
    assert [(row.scheme, row.value) for row in alpha.identifiers] == [
        ("GB-CHC", "7"),
        ("US-EIN", "12-3456789"),
    ]


FIRST, SECOND, CHARITY = "US-EIN 12-3456789", "US-EIN 98-7654321", "GB-CHC 7"


def churches(*identifiers: str) -> list[dict[str, object]]:
    return [
        {"name": name, "members": "First Church", "identifier": identifier}
        for name, identifier in zip("ABCDEF", identifiers, strict=False)
    ]


def test_one_name_with_two_numbers_of_one_register_is_two_organisations() -> None:
    found = read_roster(churches(FIRST, SECOND, "us-ein 123456789"))
    held = {row.id: [code.value for code in row.identifiers] for row in found.value.organisations}
    assert held == {"first-church": ["12-3456789", "123456789"], "first-church-2": ["98-7654321"]}
    assert [row.member_ids for row in found.value.collaborations] == [
        ("first-church",),
        ("first-church-2",),
        ("first-church",),
    ]
    assert likely_matches(found.value) == ()
    (problem,) = found.problems
    assert (problem.code, problem.severity, problem.where) == (
        "different_identifiers",
        "warning",
        "row 1 and others",
    )
    sentence = "'First Church' has different identifiers of US-EIN and is read as 2 organisations."
    assert problem.message == sentence


def test_the_name_alone_is_none_of_those_that_identifiers_tell_apart() -> None:
    rows = [*churches(FIRST, SECOND, CHARITY), {"name": "D", "members": "Other; First Church"}]
    found = read_roster(rows)
    first, second, third, fourth = found.value.collaborations
    assert len({*first.member_ids, *second.member_ids, *third.member_ids, *fourth.member_ids}) == 5
    assert fourth.member_ids == ("first-church", "other")
    assert found.value.get("first-church").identifiers == ()
    assert codes(found) == [("different_identifiers", "row 1 and others"), ("no_identifier", "row 4")]
    assert "'First Church' stands here without an identifier" in found.problems[1].message
    asked = {(match.one, match.other) for match in likely_matches(found.value)}
    assert {("first-church", other) for other in (*first.member_ids, *second.member_ids)} <= asked


def test_organisations_of_one_name_sit_beside_each_other_in_one_roster() -> None:
    rows = [{**row, "name": "A"} for row in churches(FIRST, SECOND, "", SECOND, "")]
    found = read_roster(rows)
    assert len(found.value.collaborations[0].member_ids) == 3
    assert codes(found) == [
        ("different_identifiers", "row 1 and others"),
        ("no_identifier", "row 3 and others"),
        ("repeated_member", "row 4"),
        ("repeated_member", "row 5"),
    ]


@pytest.mark.parametrize(
    ("identifiers", "told"),
    [
        ((FIRST, CHARITY, ""), []),
        ((f"{FIRST}; {CHARITY}", CHARITY, FIRST), []),
        ((f"{FIRST}; {SECOND}", SECOND, FIRST), []),
        ((f"{FIRST}; {CHARITY}", f"{SECOND}; {CHARITY}", ""), ["different_identifiers"]),
    ],
)
def test_one_name_is_one_organisation_where_its_rows_share_an_identifier_or_a_register_says_nothing(
    identifiers: tuple[str, ...], told: list[str]
) -> None:
    found = read_roster(churches(*identifiers))
    assert [row.id for row in found.value.organisations] == ["first-church"]
    assert [problem.code for problem in found.problems] == told
    assert all("it is read as one organisation." in problem.message for problem in found.problems)


@given(st.permutations([FIRST, SECOND, CHARITY, "", f"{SECOND}; GB-CHC 9"]))
def test_the_order_of_rows_does_not_change_who_is_told_apart(identifiers: list[str]) -> None:
    titles = dict(zip([FIRST, SECOND, CHARITY, "", f"{SECOND}; GB-CHC 9"], "ABCDE", strict=True))
    rows = [{**row, "name": titles[str(row["identifier"])]} for row in churches(*identifiers)]
    ordered = sorted(rows, key=lambda row: str(row["name"]))
    found = read_roster(rows)
    assert found.value == read_roster(ordered).value
    assert len(found.value.organisations) == 4


def test_very_many_organisations_of_one_name_are_read() -> None:
    rows: list[dict[str, object]] = [
        {"name": "A", "members": "Same", "identifier": f"US-EIN {number}"} for number in range(20_000)
    ]
    found = read_roster(rows)
    assert len(found.value.organisations) == 20_000
    assert codes(found) == [("different_identifiers", "row 1 and others"), ("large_roster", "id a")]


def test_people_with_and_without_ages() -> None:
    rows = [
        {"name": "A", "population": "Teens; Parents", "ages": "13-18"},
        {"name": "B", "population": "Parents"},
    ]
    first, second = read_roster(rows).value.collaborations
    assert [(row.name, row.age_from) for row in first.populations] == [("Parents", 13), ("Teens", 13)]
    assert [(row.name, row.age_from) for row in second.populations] == [("Parents", None)]


def test_rows_of_any_sheet_or_frame_are_read() -> None:
    rows: list[dict[str, object]] = [
        {"Name": "A", "Partner(s)": "Alpha\nBeta", "Hours": 2.0, "Ages": 12},
        {"Name": "B", "Partner(s)": None, "Hours": math.nan, "Setting": "in school", 7: "x"},  # type: ignore[dict-item]
        {"Name": pd.NA, "Partner(s)": pd.NA},
    ]
    found = read_roster(rows)
    first, second = found.value.collaborations
    assert (first.member_ids, first.hours_per_meeting) == (("alpha", "beta"), 2.0)
    assert (second.settings, second.hours_per_meeting) == (("in school",), None)
    assert codes(found) == [("unknown_column", "row 1"), ("empty_roster", "id b")]
    assert found.value.source == ci.Source(format="roster")
    with pytest.raises(ci.DocumentError, match="expected a mapping"):
        read_roster([3])  # type: ignore[list-item]
    with pytest.raises(ci.DocumentError, match="no column for the name"):
        read_roster([{"title": "A"}])


def test_a_list_in_a_cell_is_read_as_its_entries() -> None:
    rules = ["FREQ=MONTHLY;BYDAY=1TU", "weekly"]
    rows: list[dict[str, object]] = [
        {"name": "A", "members": ["x", "y"], "meets": rules},
        {"name": "B", "members": ("x", None, 7.0)},
        {"name": ["C"], "members": {"y", "x", "v", "w"}, "hours": [2]},
    ]
    found = read_roster(rows)
    first, second, third = found.value.collaborations
    assert [row.name for row in found.value.organisations] == ["7", "v", "w", "x", "y"]
    assert (first.member_ids, second.member_ids, third.member_ids) == (
        ("x", "y"),
        ("7", "x"),
        ("v", "w", "x", "y"),
    )
    assert [row.cadence for row in first.convenings] == [
        ci.Cadence(rule=rule) for rule in ("FREQ=MONTHLY;BYDAY=1TU", "FREQ=WEEKLY")
    ]
    assert (third.name, third.hours_per_meeting, found.problems) == ("C", 2.0, ())


def test_the_entries_of_a_set_are_told_in_their_order() -> None:
    found = read_roster([{"name": "A", "ages": {"old", "young", "any", "few", "more"}, "members": "x"}])
    assert [problem.message.split("'")[1] for problem in found.problems] == [
        "any",
        "few",
        "more",
        "old",
        "young",
    ]


@pytest.mark.parametrize("cell", [{"x": 1}, b"x", [["x"]], ("x", {}), range(3)])
def test_what_else_holds_things_is_told_and_not_read(cell: object) -> None:
    found = read_roster([{"name": "A", "members": cell, "note": {}}])
    assert found.value.organisations == ()
    assert codes(found)[1:] == [("wrong_type", "row 1"), ("empty_roster", "id a")]
    assert f"of the type {type(cell).__name__} in the column members is not read" in found.problems[1].message


def test_two_names_in_one_row_are_not_guessed_at() -> None:
    found = read_roster([{"name": ["A", "B"], "members": "x"}])
    assert codes(found) == [("wrong_type", "row 1"), ("no_name", "row 1"), ("empty", None)]


def test_a_sign_in_list_may_hold_persons_who_are_no_collaborations() -> None:
    found = read_roster([{"Name": "Jo", "Organization": "YMCA", "Coalition": "Early Start"}])
    assert [row.name for row in found.value.collaborations] == ["Early Start"]
    assert "'Name' is not read beside one that names collaborations" in found.problems[0].message
    beside = read_roster(
        [{"Name": "Jo", "Organization": "YMCA", "E-mail": "jo@example.org", "Coalition": "Early Start"}]
    )
    assert beside.value == found.value
    assert codes(beside) == [("unknown_column", "row 1"), ("unknown_column", "row 1")]
    asked = read_roster([{"Name": "Early Start", "E-mail": "jo@example.org", "Members": "YMCA"}])
    assert codes(asked) == [("unknown_column", "row 1"), ("persons", "row 1")]
    assert (asked.problems[1].severity, asked.value.collaborations[0].name) == ("warning", "Early Start")


@pytest.mark.parametrize(
    ("headers", "told", "members"),
    [
        ("Coalition,Participant,Organization,Email", "Participant", ["Right"]),
        ("Coalition,Participants,Member Organisations,Date", "Participants", ["Right"]),
        ("Coalition,participant,Signature,Date", "participant", []),
        ("Coalition,Participant(s),Note,Date", None, ["Left"]),
        ("Coalition,Participants,Members,Date", "Participants", ["Right"]),
        ("Coalition,Participants,Org,Title", "Participants", ["Right"]),
        ("Coalition,Participants,Contact e-mail,Date", "Participants", []),
        ("Coalition,Participants,First name,Date", "Participants", []),
    ],
)
def test_participants_are_persons_beside_organisations_or_addresses(
    tmp_path: Path, headers: str, told: str | None, members: list[str]
) -> None:
    found = read_roster(save(tmp_path, f"{headers}\nEarly Start,Left,Right,x\n"))
    assert [row.name for row in found.value.organisations] == members
    said = [problem.message for problem in found.problems if problem.code == "persons"]
    why = "is not read: beside a column of members or of addresses, it likely names persons."
    assert said == ([f"the column '{told}' {why}"] if told else [])


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("Collaboration name", "Member organizations"),
        ("Coalition_Name", "Member organisation(s)"),
        ("COALITION NAME", "Partner Organizations"),
    ],
)
def test_usual_headers_are_read(name: str, members: str) -> None:
    found = read_roster([{name: "A", members: "Alpha", "Duration": "2"}])
    (held,) = found.value.collaborations
    assert (held.name, held.member_ids, held.hours_per_meeting) == ("A", ("alpha",), 2.0)
    assert found.problems == ()


def test_ids_are_made_from_names_and_never_clash() -> None:
    rows = [
        {"name": "town"},
        {"name": "Town!", "members": "Town; ***; Ωmega"},
        {"name": "x" * 300, "members": "y"},
    ]
    held = read_roster(rows, id="town").value
    assert [row.id for row in held.collaborations] == ["town-2", "town-3", "x" * 80]
    assert [row.id for row in held.organisations] == ["members", "town-4", "y", "ωmega"]


def test_an_empty_table_is_said() -> None:
    found = read_roster([])
    assert (found.value, codes(found)) == (
        Landscape(id="landscape", source=ci.Source(format="roster")),
        [("empty", None)],
    )


def test_an_older_encoding_is_told_and_another_refused(tmp_path: Path) -> None:
    text = "name,members\nA,Café\n"
    found = read_roster(save(tmp_path, text, "cp1252"))
    assert codes(found) == [("other_encoding", None)]
    assert found.value.organisations[0].name == "Café"
    with pytest.raises(ci.DocumentError, match="mark of UTF-16"):
        read_roster(save(tmp_path, text, "utf-16"))
    path = tmp_path / "bad.csv"
    path.write_bytes(b"name\n\x81\n")
    with pytest.raises(ci.DocumentError, match="^bad.csv cannot be read as a list of collaborations"):
        read_roster(path)


def workbook(path: Path, *sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_says_what_the_same_csv_says(tmp_path: Path) -> None:
    rows = [["Name", "Members", "Hours", "Phone"], [], ["A", "X; Y", 1.5, "5"], ["B", "X", 2]]
    text = "Name,Members,Hours,Phone\n,,,\nA,X; Y,1.5,5\nB,X,2,\n"
    found = read_roster(workbook(tmp_path / "roster.xlsx", rows, [["other"]]))
    plain = read_roster(save(tmp_path, text))
    assert attrs.evolve(found.value, source=None) == attrs.evolve(plain.value, source=None)
    assert codes(found) == [("other_sheet", None), *codes(plain)]
    assert "'Sheet 1' is another sheet and is not read" in found.problems[0].message


def test_a_first_sheet_without_a_name_tells_of_the_others(tmp_path: Path) -> None:
    path = workbook(tmp_path / "roster.xlsx", [["Read me first"]], [["Name"], ["A"]])
    with pytest.raises(ci.DocumentError, match="no column for the name") as caught:
        read_roster(path)
    assert [problem.code for problem in caught.value.problems] == ["missing_column", "other_sheet"]
    assert "'Sheet 1' is another sheet and is not read; 'Sheet 0' is." in str(caught.value)
    assert "Save it as a file of its own" in str(caught.value)


def test_what_is_no_workbook_is_refused_by_its_name(tmp_path: Path) -> None:
    for name, content in (("roster.xlsx", b"PK\x03\x04 damaged"), ("roster.xls", b"\xd0\xcf\x11\xe0 old")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ci.DocumentError, match=f"^{name} cannot be read as a list of collaborations"):
            read_roster(tmp_path / name)
    with pytest.raises(ci.DocumentError, match="^empty.xlsx cannot be read"):
        read_roster(workbook(tmp_path / "empty.xlsx", []))


def test_what_is_no_table_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for text, message in (
        ('name\n"A" b,c\n', "quotation mark is not closed"),
        ("title\nA\n", "no column"),
        ("\0", "^roster.csv cannot be read"),
        (" \n", "nothing in it"),
    ):
        with pytest.raises(ci.DocumentError, match=message):
            read_roster(save(tmp_path, text))
    with pytest.raises(ci.DocumentError, match="no such file"):
        read_roster(tmp_path / "missing.csv")
    for held in (named_rows, roster_rows):
        monkeypatch.setattr(held, "MOST", named_rows.MOST._replace(rows=1))
    for source in (save(tmp_path, CSV), [{"name": "A"}, {"name": "B"}]):
        with pytest.raises(ci.LimitError, match="more than 1 rows"):
            read_roster(source)
    with pytest.raises(ci.LimitError, match="at most 5 are read"):
        read_roster(save(tmp_path, CSV), limits=ci.Limits(bytes=5))


def test_a_guarded_cell_is_read_without_its_apostrophe_and_controls_go(tmp_path: Path) -> None:
    held = read_roster(save(tmp_path, "name,members\nA,'=Alpha\x1b[31m\u202e\n")).value
    assert held.organisations[0].name == "=Alpha [31m"


def test_ten_thousand_members_are_read_and_told() -> None:
    found = read_roster([{"name": "A", "members": ";".join(f"Member {number}" for number in range(10_000))}])
    assert len(found.value.organisations) == 10_000
    assert codes(found) == [("large_roster", "id a")]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("0-5", (0, 5)),
        ("birth to 5", (0, 5)),
        ("Ages 14\u201318 years", (14, 18)),
        ("16+", (16, None)),
        ("18 and older", (18, None)),
        ("birth and up", (0, None)),
        ("12", (12, 12)),
        ("12 years old", (12, 12)),
        ("All ages", (0, None)),
        ("under 5", (0, 4)),
        ("Ages under 1 year", (0, 0)),
        ("birth through age 8", (0, 8)),
        ("Prenatal to 3", (0, 3)),
        ("prenatal", None),
        ("under 0", None),
        ("under 131", None),
        ("K-12", None),
        ("5-0", None),
        ("200", None),
        ("0-131", None),
        ("birth", None),
        ("young", None),
        ("\u0661\u0662", None),
    ],
)
def test_ages_in_words(text: str, ages: tuple[int, int | None] | None) -> None:
    assert ages_of(text) == ages


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Monthly", "FREQ=MONTHLY"),
        ("every two weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ("first Tuesday", "FREQ=MONTHLY;BYDAY=1TU"),
        ("every 3rd Thursday of the month", "FREQ=MONTHLY;BYDAY=3TH"),
        ("last Friday of each month", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("2nd Tuesday monthly", "FREQ=MONTHLY;BYDAY=2TU"),
        ("1st & 3rd Wednesdays", "FREQ=MONTHLY;BYDAY=1WE,3WE"),
        ("first and first Monday a month", "FREQ=MONTHLY;BYDAY=1MO"),
        ("Tuesdays", "FREQ=WEEKLY;BYDAY=TU"),
        ("second Tuesday", "FREQ=MONTHLY;BYDAY=2TU"),
        ("second Tuesday of every month", "FREQ=MONTHLY;BYDAY=2TU"),
        ("every second Tuesday of the month", "FREQ=MONTHLY;BYDAY=2TU"),
        ("every second and fourth Tuesday", "FREQ=MONTHLY;BYDAY=2TU,4TU"),
        ("every second Tuesday", None),
        ("every third Tuesday", None),
        ("each 4th Monday", None),
        ("every first Tuesday", "FREQ=MONTHLY;BYDAY=1TU"),
        ("each 2nd Tuesdays", None),
        ("every other Tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("every two weeks on Tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("every week on Tuesdays", "FREQ=WEEKLY;BYDAY=TU"),
        ("every week", "FREQ=WEEKLY"),
        ("every second week", "FREQ=WEEKLY;INTERVAL=2"),
        ("every 6 weeks", "FREQ=WEEKLY;INTERVAL=6"),
        ("every month", "FREQ=MONTHLY"),
        ("every six months", "FREQ=MONTHLY;INTERVAL=6"),
        ("every 0 weeks", None),
        ("every month on Tuesday", None),
        ("twice a month", None),
        ("rrule:freq=weekly", "FREQ=WEEKLY"),
        ("biweekly", None),
        ("bimonthly", None),
        ("when we can", None),
        ("FREQ=HOURLY", None),
    ],
)
def test_meetings_in_words(text: str, rule: str | None) -> None:
    assert rule_of(text) == rule


def test_what_meetings_can_be_written_as_is_read() -> None:
    assert rule_hint("twice a month").startswith("Write monthly, every two weeks, first and third Tuesday,")
    found = read_roster([{"name": "A", "members": "x", "meets": "Every second Tuesday"}])
    assert found.value.collaborations[0].convenings == ()
    hint = found.problems[0].hint
    assert hint == "Write second Tuesday of the month, or every two weeks on Tuesday."
    assert rule_of("second Tuesday of the month") != rule_of("every two weeks on Tuesday")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2", 2.0),
        ("1,5 h", 1.5),
        ("1.25 hours", 1.25),
        ("90 min", 1.5),
        ("90 minutes", 1.5),
        ("1:30", 1.5),
        ("01:30:00", 1.5),
        ("1 h 30", 1.5),
        ("2h15 min", 2.25),
        ("1 hour and 45 minutes", 1.75),
        ("0:00", None),
        ("1:75", None),
        ("2000 min", None),
        ("0", None),
        ("25", None),
        ("an hour", None),
        ("-1", None),
    ],
)
def test_hours_in_words(text: str, hours: float | None) -> None:
    assert hours_of(text) == hours


def test_identifiers_in_words() -> None:
    assert identifier_of("US-EIN 12-3456789") == ("US-EIN", "12-3456789")
    assert identifier_of("GB-CHC:1234") == ("GB-CHC", "1234")
    assert identifier_of("1234") is None


CELLS = st.sampled_from(
    [
        "",
        "A",
        "a",
        "Alpha; Beta",
        "alpha",
        "Beta\nBeta",
        "x" * 3,
        "n/a",
        "0-5",
        "monthly",
        "2",
        "EIN 1",
        "EIN 2",
    ]
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(
                ("name", "goals", "members", "identifier", "ages", "meets", "hours", "overseen by"), CELLS
            ),
        ),
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
def test_the_same_rows_in_another_order_give_the_same_landscape(
    rows: list[dict[str, str]], rng: random.Random
) -> None:
    full: list[dict[str, object]] = [{"name": "", **row} for row in rows]
    turned = list(full)
    rng.shuffle(turned)
    assert read_roster(full).value == read_roster(turned).value
