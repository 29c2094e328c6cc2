"""What each tool writes in its own way: header rows, tests and previews, groups, grids, options, reviews."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from collective_impact.interchange import survey_exports as exports
from collective_impact.interchange.reading import Reading
from collective_impact.model.instrument import Instrument, Item, Scale
from collective_impact.model.rating import RatingSet

AGREE = Scale(key="agree", minimum=1, maximum=5, labels={"4": "Agree", "2": "Disagree"}, dont_know=("DK",))
CHOSEN = Scale(key="chosen", minimum=0, maximum=1)
ITEMS = tuple(Item(code=code, scale="agree") for code in ("CA1", "CA2"))
INSTRUMENT = Instrument(key="q", kind="perceived", scales=(AGREE, CHOSEN), items=ITEMS)


def instrument(*items: Item) -> Instrument:
    return Instrument(key="q", kind="perceived", scales=(AGREE, CHOSEN), items=items)


def item(code: str, *headings: str, scale: str = "agree") -> Item:
    return Item(code=code, scale=scale, headings=headings)


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reading(
        rows: list[list[str]], asked: Instrument | None = INSTRUMENT, **facts: Any
    ) -> Reading[RatingSet]:
        path = tmp_path / "export.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return exports.read(path, asked, **facts)

    return reading


def values(reading: Reading[RatingSet]) -> list[tuple[str, str, float | str | None]]:
    return [(r.rater, r.item, r.value if r.code is None else r.code) for r in reading.value]


def told(reading: Reading[RatingSet], *codes: str) -> list[str]:
    return [problem.message for problem in reading.problems if problem.code in codes]


def title(reading: Reading[RatingSet]) -> str:
    assert reading.value.source is not None
    return reading.value.source.format


TOOL = ["StartDate", "Status", "Finished", "ResponseId"]
QUALTRICS: Mapping[int, list[list[str]]] = {
    1: [],
    2: [["Start Date", "Response Type", "Finished", "Response ID", "We agree", "We share"]],
    3: [
        ["Startdatum", "Antworttyp", "Beendet", "Antwort-ID", "We agree", "We share"],
        [
            '{"ImportId":"startDate"}',
            "",
            "",
            "",
            '{"ImportId":"QID1_1","choiceId":"1"}',
            '{"ImportId":"QID1_2"}',
        ],
    ],
}
DAY = "2026-03-01 10:00:00"


class TestQualtrics:
    @pytest.mark.parametrize("rows", [1, 2, 3])
    def test_three_two_or_one_header_rows(self, read: Any, rows: int) -> None:
        answers = [[DAY, "IP Address", "True", "R_1", "Agree", "DK"], [DAY, "0", "1", "R_2", "2", ""]]
        reading = read([[*TOOL, "CA1", "CA2"], *QUALTRICS[rows], *answers])
        assert values(reading) == [("r1", "CA1", 4), ("r1", "CA2", "dont_know"), ("r2", "CA1", 2)]
        assert title(reading) == "Qualtrics"
        assert told(reading, "private_columns") == [
            "not read, for they are about the person or the tool: StartDate, Status, Finished, ResponseId."
        ]

    def test_an_item_is_found_by_name_text_statement_or_id(self, read: Any) -> None:
        head = [[*TOOL, "Q1_1", "Q1_2"], *QUALTRICS[3]]
        head[1][4:] = ["How far do you agree? - We agree", "How far do you agree? - We share"]
        row = [DAY, "0", "1", "R_1", "4", "2"]
        for one, other in (
            (item("Q1_1"), item("Q1_2")),
            (item("a", "We agree"), item("b", "We share")),
            (item("a", "How far do you agree? - We agree"), item("QID1_2")),
        ):
            reading = read([*head, row], instrument(one, other))
            assert values(reading) == [("r1", one.code, 4), ("r1", other.code, 2)]

    def test_previews_tests_and_spam_are_left_out_and_told(self, read: Any) -> None:
        states = [
            "Survey Preview",
            "Survey Test",
            "Spam",
            "1",
            "17",
            "2",
            "8",
            "40",
            "0",
            "4",
            "16",
            "IP Address",
            "Imported",
        ]
        rows = [[DAY, state, "1", f"R_{n}", "4", "4"] for n, state in enumerate(states)]
        channel = [[*row, ""] for row in rows]
        channel[-1][-1] = "preview"
        reading = read([[*TOOL, "CA1", "CA2", "DistributionChannel"], *channel])
        assert len(reading.value) == 2 * 4
        assert told(reading, "row_left_out") == [
            "previews: rows 2, 5, 6 and 14 left out.",
            "tests: rows 3 and 7 left out.",
            "marked as spam: rows 4, 8 and 9 left out.",
        ]

    def test_a_status_in_another_language_is_known_or_told(self, read: Any) -> None:
        statuses = [
            "IP-Adresse",
            "Umfragevorschau",
            "Aperçu de l'enquête",
            "Adresse IP",
            "Podgląd",
            "Podgląd",
        ]
        rows = [[DAY, status, "True", f"R_{n}", "4", "2"] for n, status in enumerate(statuses)]
        reading = read([[*TOOL, "CA1", "CA2"], *rows])
        assert told(reading, "row_left_out") == ["previews: rows 3 and 4 left out."]
        assert told(reading, "unknown_status") == [
            "the status 'Podgląd' is not known (2 rows); such rows count as answers."
        ]
        assert len({who for who, _, _ in values(reading)}) == 4

    def test_rows_that_were_not_sent_off_count_and_are_told(self, read: Any) -> None:
        rows = [[DAY, "0", "False", "R_1", "4", ""], [DAY, "0", "True", "R_2", "2", "2"]]
        reading = read([[*TOOL, "CA1", "CA2"], *rows])
        assert values(reading)[0] == ("r1", "CA1", 4)
        assert told(reading, "unfinished") == [
            "row 2 not sent off by the person; the answers count all the same."
        ]

    def test_what_was_sent_off_goes_before_what_was_not(self, read: Any) -> None:
        rows = [
            [DAY, "0", "True", "R_1", "a@b.org", "4", "4"],
            [DAY, "0", "True", "R_2", "A@b.org", "2", "2"],
            [DAY, "0", "False", "R_3", "a@b.org", "1", "1"],
            [DAY, "0", "True", "R_4", "", "5", "5"],
        ]
        reading = read([[*TOOL, "RecipientEmail", "CA1", "CA2"], *rows])
        assert values(reading) == [("r1", "CA1", 2), ("r1", "CA2", 2), ("r2", "CA1", 5), ("r2", "CA2", 5)]
        assert told(reading, "same_rater") == [
            "rows 2, 3 and 4 are from the same person, by 'RecipientEmail'; only row 3, sent last, counts."
        ]

    def test_a_question_seen_and_not_answered_is_blank(self, read: Any) -> None:
        reading = read([[*TOOL, "CA1", "CA2"], [DAY, "0", "1", "R_1", "-99", "4"]])
        assert values(reading) == [("r1", "CA2", 4)]
        assert told(reading, "seen_only") == [
            "1 cell holds the code of a question that was seen and not answered: blank."
        ]
        assert not told(reading, "out_of_range")

    def test_codes_that_the_tool_has_changed_are_aliases(self, read: Any) -> None:
        scale = Scale(key="agree", minimum=1, maximum=5, aliases={"11": 1, "15": 5}, dont_know=("-99",))
        asked = Instrument(key="q", kind="perceived", scales=(scale,), items=ITEMS)
        rows = [[DAY, "0", "1", "R_1", "11", "15"], [DAY, "0", "1", "R_2", "-99", "3"]]
        reading = read([[*TOOL, "CA1", "CA2"], *rows], asked)
        assert [value for *_, value in values(reading)] == [1, 5, "dont_know", 3]

    def test_codes_joined_by_a_comma_are_several_answers(self, read: Any) -> None:
        scale = Scale(key="agree", minimum=1, maximum=5, labels={"3": "1,5"})
        asked = Instrument(key="q", kind="perceived", scales=(scale,), items=ITEMS)
        reading = read([[*TOOL, "CA1", "CA2"], [DAY, "0", "1", "R_1", "4,5", "1,5"]], asked)
        assert values(reading) == [("r1", "CA2", 3)]
        (problem,) = [p for p in reading.problems if p.code == "unknown_answer"]
        assert problem.hint == (
            "It names several answers where one is expected. A number with a decimal comma is written with a point here."
        )

    def test_columns_of_the_tool_are_never_questions(self, read: Any) -> None:
        head = [*TOOL, "Duration (in seconds)", "Q_RecaptchaScore", "Progress", "Q1", "", "Q1_TEXT"]
        reading = read([head, [DAY, "0", "1", "R_1", "77", "0.9", "100", "4", "", "hello"]], None)
        assert values(reading) == [("r1", "Q1", 4)]
        assert told(reading, "unknown_column") == [
            "1 answer under this heading not read: no item has its name."
        ]


class TestGoogleForms:
    def test_grids_words_and_the_address(self, read: Any) -> None:
        asked = instrument(item("CA1", "We agree"), item("CA2", "How far? [We share]"))
        head = ["Horodateur", "Adresse e-mail", "How far? [We agree]", "How far? [We share]", "Comments"]
        rows = [
            ["01/03/2026", "a@b.org", "Agree", "DK", "well"],
            ["02/03/2026", "a@b.org", "Disagree", "", ""],
        ]
        reading = read([head, *rows], asked)
        assert values(reading) == [("r1", "CA1", 2)]
        assert title(reading) == "Google Forms"
        assert told(reading, "same_rater") == [
            "rows 2 and 3 are from the same person, by 'Adresse e-mail'; only row 3, sent last, counts."
        ]

    def test_one_statement_in_two_grids_is_told_and_solved_by_the_whole_heading(self, read: Any) -> None:
        head = ["Timestamp", "How important? [We agree]", "How far? [We agree]"]
        row = ["x", "5", "2"]
        reading = read(
            [head, row, row], instrument(item("CA1", "We agree"), item("I1", "How important? [We agree]"))
        )
        assert values(reading) == [("r1", "I1", 5), ("r2", "I1", 5)]
        assert told(reading, "several_columns") == [
            "2 columns have the name of this item, and none of them is read."
        ]

    def test_the_row_of_a_grid_is_no_organisation(self, read: Any) -> None:
        reading = read([["Timestamp", "Rate [Partner]", "Partner", "CA1"], ["x", "4", "Clinic", "4"]])
        assert [rating.partner_id for rating in reading.value] == ["Clinic"]

    def test_a_heading_may_begin_with_the_code_of_the_item(self, read: Any) -> None:
        head = ["Timestamp", "CA1. We agree", "How far? [CA2: We share]"]
        assert values(read([head, ["x", "4", "2"]])) == [("r1", "CA1", 4), ("r1", "CA2", 2)]


class TestKobo:
    def test_groups_are_taken_off(self, read: Any) -> None:
        head = ["start", "main/agenda/CA1", "CA2", "_uuid", ""]
        reading = read([head, ["x", "4", "DK", "u1", ""]])
        assert values(reading) == [("r1", "CA1", 4), ("r1", "CA2", "dont_know")]
        assert title(reading) == "KoboToolbox"

    def test_odk_parts_groups_by_a_dash_and_rejects(self, read: Any) -> None:
        head = ["SubmissionDate", "agenda-CA1", "agenda-CA2", "KEY", "SubmitterName", "ReviewState"]
        rows = [["x", "4", "2", "u1", "Quill", ""], ["x", "1", "1", "u2", "Quill", "rejected"]]
        reading = read([head, *rows])
        assert values(reading) == [("r1", "CA1", 4), ("r1", "CA2", 2)]
        assert title(reading) == "ODK"
        assert told(reading, "row_left_out") == ["Turned down by a reviewer: row 3 left out."]

    def test_the_same_submission_twice_counts_once(self, read: Any) -> None:
        reading = read([["CA1", "CA2", "_uuid"], ["4", "4", "u1"], ["4", "4", "u1"]])
        assert values(reading) == [("r1", "CA1", 4), ("r1", "CA2", 4)]

    OPTIONS = tuple(item(f"part/{option}", scale="chosen") for option in ("meals", "school", "sport"))

    def test_options_with_columns_of_their_own(self, read: Any) -> None:
        head = ["g/part", "g/part/meals", "g/part/school", "g/part/sport", "_uuid"]
        reading = read(
            [head, ["meals sport", "1", "0", "1", "u1"], ["", "", "", "", "u2"]], instrument(*self.OPTIONS)
        )
        assert [value for *_, value in values(reading)] == [1, 0, 1]
        assert told(reading, "empty_row") == ["row 3 without any answer to an item; left out."]

    def test_options_in_one_cell_give_the_same(self, read: Any) -> None:
        head = ["g/part", "_uuid"]
        reading = read([head, ["meals sport", "u1"], ["", "u2"]], instrument(*self.OPTIONS))
        assert [value for *_, value in values(reading)] == [1, 0, 1]
        assert not told(reading, "unknown_column")

    def test_options_with_blanks_in_their_names_are_not_guessed(self, read: Any) -> None:
        asked = instrument(
            item("part/Free meals", scale="chosen"), item("/meals"), item("part/"), *self.OPTIONS[:1]
        )
        reading = read([["part", "_uuid"], ["Free meals", "u1"]], asked)
        assert values(reading) == [("r1", "part/meals", 1)]
        assert len(told(reading, "no_column")) == 3


class TestSurveyMonkey:
    TOOL = ("Respondent ID", "Collector ID", "IP Address", "Email Address")

    def test_two_header_rows(self, read: Any) -> None:
        head = [
            [*self.TOOL, "How far?", "", "CA3?", "Other"],
            ["", "", "", "", "CA1", "CA2", "Response", "Please say"],
        ]
        rows = [
            ["12", "7", "1.1.1.1", "", "Agree", "DK", "4", "x"],
            ["11", "7", "1.1.1.1", "", "2", "", "5", ""],
        ]
        asked = instrument(*ITEMS, item("CA3", "CA3?"))
        reading = read([*head, *rows], asked)
        assert values(reading) == [
            ("r1", "CA1", 2),
            ("r1", "CA3", 5),
            ("r2", "CA1", 4),
            ("r2", "CA2", "dont_know"),
            ("r2", "CA3", 4),
        ]
        assert title(reading) == "SurveyMonkey"
        assert [p.path for p in reading.problems if p.code == "unknown_column"] == ["Other [Please say]"]

    def test_one_statement_below_two_questions_needs_the_whole_heading(self, read: Any) -> None:
        head = [[*self.TOOL, "Met?", "Important?"], ["", "", "", "", "We agree", "We agree"]]
        asked = instrument(item("CA1", "Met? [We agree]"), item("I1", "Important?"))
        reading = read([*head, ["1", "7", "", "", "2", "5"]], asked)
        assert values(reading) == [("r1", "CA1", 2), ("r1", "I1", 5)]

    def test_a_second_header_row_may_be_missing_and_headings_be_small(self, read: Any) -> None:
        head = ["respondent_id", "collector_id", "CA1", "CA2", ""]
        reading = read([head, ["1", "7", "4", "4", ""], ["n/a", "7", "2", "2", ""]])
        assert [value for *_, value in values(reading)] == [4, 4, 2, 2]


class TestHandMade:
    def test_a_row_a_rater(self, read: Any) -> None:
        rows = [
            ["Rater", "Organization", "Group", "Wave", "CA1", "CA2"],
            ["a1", "Clinic", "staff", "2025", "4", ""],
        ]
        reading = read(rows)
        (rating,) = reading.value
        found = (rating.rater, rating.partner_id, rating.group, rating.wave, rating.value)
        assert found == ("a1", "Clinic", "staff", "2025", 4)
        assert title(reading) == "hand-made sheet"

    def test_lines_above_the_headings_are_passed_over(self, read: Any) -> None:
        reading = read([["Our survey", "2026"], [], ["CA1", "CA2"], ["4", "2"]])
        assert values(reading) == [("r1", "CA1", 4), ("r1", "CA2", 2)]
        assert told(reading, "above_headings") == ["row 1 above the headings are not read."]

    def test_rows_that_sum_up_the_others_are_no_persons(self, read: Any) -> None:
        rows = [
            ["N", "1", "2"],
            ["Max", "2", "2"],
            ["Average:", "1.5", "2"],
            ["SD", "0.7", "0"],
            ["N", "2", "2"],
        ]
        reading = read([["rater", "CA1", "CA2"], *rows])
        assert len(values(reading)) == 4
        assert told(reading, "row_left_out") == [
            "summaries of other rows, no answers: rows 4, 5 and 6 left out."
        ]
        bare = read([["q1", "q2"], ["1", "2"], ["Total", "2"]], None)
        assert told(bare, "row_left_out") == ["summaries of other rows, no answers: row 3 left out."]

    def test_an_answer_may_be_called_average(self, read: Any) -> None:
        scale = Scale(key="agree", minimum=1, maximum=3, labels={"1": "poor", "2": "average", "3": "good"})
        asked = Instrument(key="q", kind="perceived", scales=(scale,), items=ITEMS)
        reading = read([["CA1", "CA2"], ["average", "good"]], asked)
        assert values(reading) == [("r1", "CA1", 2), ("r1", "CA2", 3)]

    def test_headings_in_another_language_are_headings_of_the_items(self, read: Any) -> None:
        asked = instrument(item("CA1", "Wir sind uns einig"), item("CA2", "Estamos de acuerdo"))
        reading = read([["Código", "estamos  de acuerdo:", "WIR SIND UNS EINIG"], ["k1", "2", "4"]], asked)
        assert values(reading) == [("r1", "CA1", 4), ("r1", "CA2", 2)]

    def test_the_same_address_is_the_same_person(self, read: Any) -> None:
        reading = read([["E-mail", "CA1", "CA2"], ["a@b.org", "4", "4"], ["a@b.org", "2", "2"]])
        assert values(reading) == [("r1", "CA1", 2), ("r1", "CA2", 2)]

    def test_without_an_instrument_numbers_are_read(self, read: Any) -> None:
        rows = [["Title"], ["rater", "x", "y", "name", "z", "x"], ["a1", "4", "DK", "7", "Agree", "1"]]
        rows.append(["a2", "not_applicable", "2,5", "7", "Agree", "2"])
        reading = read(rows, None)
        assert values(reading) == [("a1", "x", 4), ("a2", "x", "not_applicable"), ("a2", "y", 2.5)]
        assert reading.value.instrument is None
        assert told(reading, "several_columns") == [
            "a second column has this heading; only the first is read."
        ]
        (problem,) = [p for p in reading.problems if p.code == "unknown_answer"]
        assert (problem.path, problem.where) == ("y", "cell C3")
        assert problem.hint == (
            "Without an instrument only numbers, dont_know and not_applicable are read: give the instrument."
        )
