"""What cells mean, who gave them, and what is told of those that could not be read."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.errors import DocumentError, LimitError, Problem
from collective_impact.files import Limits
from collective_impact.interchange import survey_exports as exports
from collective_impact.interchange.reading import Reading
from collective_impact.interchange.table_words import cell_name, rows_in_words
from collective_impact.model.instrument import Instrument, Item, Scale
from collective_impact.model.rating import RatingSet

AGREE = Scale(
    key="agree",
    minimum=1,
    maximum=5,
    labels={"1": "Disagree", "3": "Yes, mostly", "5": "Agree"},
    aliases={"Sim": 5},
    dont_know=("Don't know",),
    not_applicable=("Not for us",),
)
INSTRUMENT = Instrument(
    key="q",
    kind="perceived",
    scales=(AGREE,),
    items=tuple(Item(code=code, scale="agree") for code in ("CA1", "CA2")),
)


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reading(*rows: list[str], asked: Instrument = INSTRUMENT, **facts: Any) -> Reading[RatingSet]:
        path = tmp_path / "export.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return exports.read(path, asked, **facts)

    return reading


def told(reading: Reading[RatingSet], code: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.code == code]


def answered(read: Any, *texts: str) -> list[float | str | None]:
    reading = read(["n", "CA1"], *([str(n), text] for n, text in enumerate(texts)))
    return [rating.value if rating.code is None else rating.code for rating in reading.value]


class TestAnswers:
    def test_words_numbers_and_both_together(self, read: Any) -> None:
        texts = [
            "agree",
            "5",
            "5.0",
            "2,5",
            "sim",
            " Yes,  mostly ",
            "3 - Yes, mostly",
            "1: disagree",
            "5) Sim",
        ]
        assert answered(read, *texts) == [5, 5, 5, 2.5, 5, 3, 3, 1, 5]

    def test_blank_dont_know_and_not_applicable_are_three(self, read: Any) -> None:
        assert answered(read, "", "  ", "don\u2019t know", "not for us") == ["dont_know", "not_applicable"]

    def test_nothing_is_guessed_and_everything_told_with_its_count_and_a_mapping(self, read: Any) -> None:
        asked = {
            "Agre": "If it means 'agree', add to the scale 'agree': aliases: {\"Agre\": 5}.",
            "Not for as": "If it means 'not for us', add to the scale 'agree': not_applicable: [\"Not for as\"].",
            "four": "If it means 4, add to the scale 'agree': aliases: {\"four\": 4}.",
            "4 = quite": "If it means 4, add to the scale 'agree': aliases: {\"4 = quite\": 4}.",
            "3 - Agree": "Its number and its words say different things: see which of them the scale has wrong.",
            "9 - not for us": "If so, add to the scale 'agree': not_applicable: [\"9 - not for us\"].",
            "Quite (4)": "If it means 4, add to the scale 'agree': aliases: {\"Quite (4)\": 4}.",
            "Weiß nicht": "If so, add to the scale 'agree': dont_know: [\"Weiß nicht\"].",
            "N/A": "If so, add to the scale 'agree': not_applicable: [\"N/A\"].",
            "Agree;Disagree": "It names several answers where one is expected.",
            "agree, Yes, mostly": "It names several answers where one is expected.",
            "agree, perhaps": "If it is an answer, add it to aliases, dont_know or not_applicable of the scale 'agree'.",
            "1 5": "It names several answers where one is expected.",
            "1500 gymnastics, 60 preschool": (
                "If it is an answer, add it to aliases, dont_know or not_applicable of the scale 'agree'."
            ),
            "=HYPERLINK(1)": "If it is an answer, add it to aliases, dont_know or not_applicable of the scale 'agree'.",
        }
        head, *rows = ["CA1", "CA2"], *([text, "Agre"] for text in asked)
        reading = read(head, *rows)
        assert len(reading.value) == 0
        found = told(reading, "unknown_answer")
        assert found[0].message == f"'Agre' is no answer that is known ({len(asked) + 1} answers)."
        assert {problem.message.split("'")[1]: problem.hint for problem in found} == asked
        assert len(found) == len(asked)
        assert (found[1].path, found[0].where) == ("CA1", "cell A2")

    def test_the_suggested_mapping_works(self, read: Any) -> None:
        scale = Scale(key="agree", minimum=1, maximum=5, aliases={"Agre": 5}, dont_know=("unsure",))
        asked = Instrument(key="q", kind="perceived", scales=(scale,), items=INSTRUMENT.items)
        reading = read(["CA1", "CA2"], ["Agre", "Unsure"], asked=asked)
        assert [rating.value for rating in reading.value] == [5, None]
        assert not told(reading, "unknown_answer")

    def test_a_long_text_of_one_person_is_not_quoted(self, read: Any) -> None:
        remark = "My director never listens, and everybody in our small office knows about it."
        reading = read(["CA1", "CA2"], [remark, "Agree"])
        (problem,) = told(reading, "unknown_answer")
        assert problem.message == f"a text of {len(remark)} characters is no answer that is known (1 answer)."
        assert problem.hint is None
        assert "director" not in str(reading.problems)

    def test_answers_outside_the_scale_are_told_with_row_and_column(self, read: Any) -> None:
        reading = read(["CA1", "CA2"], ["6", "Agree"], ["0", "-1"])
        assert [(p.path, p.where) for p in told(reading, "out_of_range")] == [
            ("row 2/CA1", "cell A2"),
            ("row 3/CA1", "cell A3"),
            ("row 3/CA2", "cell B3"),
        ]
        assert told(reading, "out_of_range")[0].message == "6 lies outside the scale from 1 to 5."
        assert len(reading.value) == 1

    def test_gaps_are_told(self, read: Any) -> None:
        items = tuple(Item(code=code, scale="agree") for code in "ABC")
        asked = Instrument(key="q", kind="perceived", scales=(AGREE,), items=items)
        reading = read(
            ["A", "B", "C"], ["1", "", ""], ["1", "1", ""], ["", "", ""], ["1", "1", "1"], asked=asked
        )
        assert [p.message for p in told(reading, "half_filled")] == [
            "1 of 3 items answered; the others are blank."
        ]
        assert [p.path for p in told(reading, "half_filled")] == ["row 2"]
        assert [p.message for p in told(reading, "blank_answers")] == [
            "3 of 9 answers are blank, and are left out."
        ]

    def test_a_row_with_more_cells_than_headings_is_left_out(self, read: Any) -> None:
        reading = read(["CA1", "CA2"], ["1", "5", "moved"], ["1", "5", ""], ["1"])
        assert [(rating.rater, rating.value) for rating in reading.value] == [("r1", 1), ("r1", 5), ("r2", 1)]
        assert [p.path for p in told(reading, "row_too_long")] == ["row 2"]

    def test_a_thousand_problems_and_their_number(self, read: Any) -> None:
        reading = read(["CA1", "CA2"], *(["7", str(n)] for n in range(6, 1206)))
        assert len(reading.problems) == 1_000
        assert reading.problems[-1].message.endswith("more problems are not listed.")
        reading = read(["CA1", "CA2"], *(["1", f"word {n}"] for n in range(300)))
        assert sum(problem.hint is not None for problem in told(reading, "unknown_answer")) == 200


class TestColumns:
    def test_what_is_missing_or_not_asked_for_is_told_with_what_is_near(self, read: Any) -> None:
        items = (
            Item(code="A", scale="agree", headings=("We share the goals",)),
            Item(code="CA1", scale="agree"),
        )
        asked = Instrument(key="q", kind="perceived", scales=(AGREE,), items=items)
        reading = read(["We share our goals", "CA1", "", "Blank"], ["5", "1", "x", ""], asked=asked)
        (missing,) = told(reading, "no_column")
        assert (missing.path, missing.message) == ("A", "no column holds this item.")
        assert missing.hint is not None
        assert missing.hint.startswith("Is it 'We share our goals'? ")
        unknown = told(reading, "unknown_column")
        assert [problem.path for problem in unknown] == ["We share our goals", "column 3"]
        assert [problem.hint for problem in unknown] == [
            "If it is the item 'We share the goals', write this heading under its `headings`.",
            None,
        ]

    def test_an_item_in_two_columns_and_two_items_in_one(self, read: Any) -> None:
        items = (*INSTRUMENT.items, Item(code="B", scale="agree", headings=("CA2",)))
        asked = Instrument(key="q", kind="perceived", scales=(AGREE,), items=items)
        reading = read(["CA1", "CA1", "CA2"], ["1", "5", "3"], asked=asked)
        assert [(rating.item, rating.value) for rating in reading.value] == [("CA2", 3)]
        assert [p.path for p in told(reading, "several_columns")] == ["CA1"]
        assert [p.message for p in told(reading, "column_twice")] == [
            "its column already holds the item 'CA2'."
        ]

    def test_no_item_at_all_is_an_error_that_lists_the_headings(self, read: Any, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match="No column has the name of an item") as caught:
            read([f"h{n}" for n in range(12)], ["1"] * 12)
        assert "'h0', 'h1'" in caught.value.problems[0].message
        assert caught.value.problems[0].message.endswith("and 2 more.")
        (tmp_path / "words.csv").write_text("name,a\nx,Agree\n", encoding="utf-8")
        with pytest.raises(DocumentError, match="No column holds a number. The headings are: 'a'") as caught:
            exports.read(tmp_path / "words.csv")
        assert caught.value.problems[0].code == "no_items"

    def test_a_personal_column_is_no_item(self, read: Any) -> None:
        asked = Instrument(
            key="q",
            kind="perceived",
            scales=(AGREE,),
            items=(*INSTRUMENT.items, Item(code="Phone", scale="agree")),
        )
        reading = read(["Phone", "CA1", "CA2"], ["4", "4", "4"], asked=asked)
        assert {rating.item for rating in reading.value} == {"CA1", "CA2"}


class TestPersons:
    @pytest.mark.parametrize("code", ["k1", "AB", "7", "north-07", "R_3kd9"])
    def test_codes_are_kept(self, read: Any, code: str) -> None:
        assert read(["Rater", "CA1"], [code, "1"]).value.raters == (code,)

    @pytest.mark.parametrize(
        "name",
        [
            "Jane Doe",
            "jane@example.org",
            "Jane",
            "jane7@example.org",
            "10.0.0.7",
            "2001:db8::1",
            "+49 40 1234567",
        ],
    )
    def test_what_may_be_a_name_is_numbered(self, read: Any, name: str) -> None:
        reading = read(["Rater", "CA1"], ["k1", "1"], [name, "5"], wave="w1")
        assert reading.value.raters == ("w1-r1", "w1-r2")
        assert len(told(reading, "raters_numbered")) == 1
        assert name not in str(reading.problems)

    def test_a_column_of_names_serves_to_find_the_same_person_only(self, read: Any) -> None:
        reading = read(["E-mail", "CA1"], ["k1", "1"], ["K1", "5"], ["k2", "3"], columns={"rater": "e-mail"})
        assert [(rating.rater, rating.value) for rating in reading.value] == [("r1", 5), ("r2", 3)]
        assert told(reading, "same_rater")[0].message == (
            "rows 2 and 3 are from the same person, by 'E-mail'; only row 3, sent last, counts."
        )

    def test_a_missing_code_is_told_and_no_one_elses(self, read: Any) -> None:
        reading = read(["Rater", "CA1"], ["r2", "1"], ["", "5"], ["", "3"])
        assert reading.value.raters == ("r2", "r2x", "r3")
        assert told(reading, "rater_missing")[0].message == (
            "the code of the person is missing in rows 3 and 4; a number stands for it."
        )

    def test_the_same_person_in_two_waves_is_no_repetition(self, read: Any) -> None:
        rows = [["k1", "1", "2024"], ["k1", "5", "2025"], ["k1", "3", "2025"]]
        reading = read(["Rater", "CA1", "Wave"], *rows)
        assert [(rating.wave, rating.value) for rating in reading.value] == [("2024", 1), ("2025", 3)]
        assert len(told(reading, "same_rater")) == 1

    def test_a_key_is_one_in_any_case_and_a_wave_stands_where_a_row_says_none(self, read: Any) -> None:
        rows = [["k1", "1", "2024"], ["K1", "5", "2025"], ["k2", "3", ""]]
        reading = read(["Rater", "CA1", "Wave"], *rows, wave="2026")
        assert [rating.rater for rating in reading.value] == ["K1", "K1", "k2"]
        assert [answer.wave for answer in reading.value.answers()] == ["2024", "2025", "2026"]
        assert [p.message for p in told(reading, "wave_by_row")] == [
            "the wave of a row is what stands here; '2026' holds where it is blank."
        ]

    def test_a_range_is_not_one_answer(self, read: Any) -> None:
        (problem,) = told(read(["CA1"], ["4-5"]), "unknown_answer")
        assert problem.hint == "It is a range of two numbers where one is expected."

    def test_organisations_become_partners_by_their_names(self, read: Any) -> None:
        rows = [
            ["north  CLINIC.", "1"],
            ["p1", "1"],
            ["Nort Clinic", "1"],
            ["Nort Clinic", "1"],
            ["?", "1"],
            ["", "1"],
        ]
        partners = {"North Clinic": "P1", "School": "P2"}
        reading = read(["Organisation", "CA1"], *rows, partners=partners)
        assert [rating.partner_id for rating in reading.value] == ["P1", "P1", None, None, None, None]
        assert [(problem.message, problem.hint) for problem in told(reading, "unknown_partner")] == [
            (
                "'Nort Clinic' is no partner of the mapping (2 persons).",
                "Add it to partners, as another name of 'North Clinic' if it is that.",
            ),
            ("'?' is no partner of the mapping (1 person).", "Add it to partners."),
        ]
        assert not told(read(["Organisation", "CA1"], ["School", "1"], partners=partners), "unknown_partner")

    def test_without_a_mapping_names_stand_as_ids_and_cannot_move_a_cursor(self, read: Any) -> None:
        reading = read(["Organisation", "Group", "CA1"], ["A \x1b[31m B", "x" * 300, "1"])
        (rating,) = reading.value
        assert rating.partner_id == "A \\x1b[31m B"
        assert rating.group == "x" * 200
        assert (
            told(reading, "names_as_ids")[0].message
            == "no mapping was given: partners go by what the export calls them (1 name)."
        )

    def test_addresses_enter_neither_as_group_nor_as_organisation(self, read: Any) -> None:
        rows = [["jane@example.org", "jane@example.org", "1"], ["Clinic", "", "5"]]
        reading = read(["Organisation", "E-mail", "CA1"], *rows, columns={"group": "E-mail"})
        assert [(rating.partner_id, rating.group) for rating in reading.value] == [
            (None, None),
            ("Clinic", None),
        ]
        assert [p.message for p in told(reading, "address_left_out")] == [
            "what stands in row 2 looks like an address, and is left out."
        ]
        assert [p.message for p in told(reading, "private_column")] == [
            "the column may hold names or addresses, so that it is not read as the group."
        ]
        assert "jane" not in f"{list(reading.value)}{reading.problems}"


class TestHostileInput:
    def test_a_large_file_is_refused_before_it_is_opened(self, tmp_path: Path) -> None:
        path = tmp_path / "large.csv"
        with path.open("wb") as stream:
            stream.truncate(200_000_000)
        with pytest.raises(LimitError, match="200,000,000 bytes; at most 64,000,000 are read"):
            exports.read(path, INSTRUMENT)
        with pytest.raises(LimitError):
            exports.read(path, INSTRUMENT, limits=Limits(bytes=10))

    def test_an_old_workbook_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "old.xls"
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
        with pytest.raises(DocumentError, match="old format"):
            exports.read(path, INSTRUMENT)

    def test_no_control_character_enters_a_message(self, read: Any) -> None:
        nasty = "\x1b]0;owned\x07\u202e"
        reading = read(
            [f"h{nasty}", "CA1", "CA2", f"CA2{nasty}"], ["x", nasty, nasty, "y"], ["z", nasty, "4", ""]
        )
        text = "".join(map(str, reading.problems))
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "\x07" not in text

    @given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=6))
    def test_any_table_is_read_or_refused(
        self, tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
    ) -> None:
        path = tmp_path_factory.mktemp("any") / "export.csv"
        with path.open("w", encoding="utf-8", errors="replace", newline="") as stream:
            csv.writer(stream).writerows([["CA1", "CA2", "Rater", "Wave"], *rows])
        for form in (None, *exports.FORMATS):
            for asked in (INSTRUMENT, None):
                try:
                    reading = exports.read(path, asked, format=form)
                except DocumentError:
                    continue
                assert len(reading.problems) <= 1_000
                assert all(rating.rater for rating in reading.value)


def test_cells_are_called_as_spreadsheets_call_them() -> None:
    assert [cell_name(None, 1, place) for place in (0, 25, 26, 701, 702)] == [
        f"cell {name}1" for name in ("A", "Z", "AA", "ZZ", "AAA")
    ]
    assert cell_name("Answers", 7, 2) == "sheet Answers, cell C7"


def test_rows_are_named_ten_at_most() -> None:
    assert rows_in_words([3]) == "row 3"
    assert rows_in_words([3, 5]) == "rows 3 and 5"
    assert rows_in_words(range(1, 14)) == "rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 3 more"
