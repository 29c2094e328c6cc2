"""One table of answers in every shape gives one set of ratings; the shape is recognised, said, and overridden."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.errors import Problem, UnknownNameError
from collective_impact.interchange import google_forms, hand_made, kobotoolbox, qualtrics, surveymonkey
from collective_impact.interchange import survey_exports as exports
from collective_impact.interchange.reading import Reading
from collective_impact.model.instrument import Construct, Instrument, Item, Scale
from collective_impact.model.rating import RatingSet

Rows = list[list[str]]

AGREE = Scale(
    key="agree",
    minimum=1,
    maximum=5,
    labels={
        "1": "Strongly disagree",
        "2": "Disagree",
        "3": "Neither agree, nor disagree",
        "4": "Agree",
        "5": "Strongly agree",
    },
    aliases={"Stimme zu": 4, "Plutôt d'accord": 4, "agree_a_lot": 5},
    dont_know=("Don't know", "Weiß nicht", "88"),
    not_applicable=("Does not apply", "99"),
)
QUESTIONS = {"CA1": "We agree on the problem.", "CA2": "We share goals", "SM1": "We look at the same numbers"}
STEM = "How far do you agree?"
INSTRUMENT = Instrument(
    key="partners",
    kind="perceived",
    scales=(AGREE,),
    constructs=(Construct(key="agenda", condition="common_agenda"),),
    items=tuple(Item(code=code, scale="agree", headings=(text,)) for code, text in QUESTIONS.items()),
)
PARTNERS = {"North Clinic": "P1", "The North clinic": "P1", "School 4": "P2", "City": "P3"}
CODES = {
    **{label: number for number, label in AGREE.labels.items()},
    "Don't know": "88",
    "Does not apply": "99",
}

# A person: organisation, sector, code, and an answer to each item; a blank is a blank.
TABLE = [
    ("North Clinic", "health", "k01", ("Agree", "Neither agree, nor disagree", "Don't know")),
    ("the north clinic", "health", "k02", ("Strongly disagree", "", "Does not apply")),
    ("School 4", "education", "k03", ("Strongly agree", "Disagree", "Agree")),
    ("City", "public", "k04", ("", "", "Strongly disagree")),
    ("Elsewhere", "public", "k05", ("Agree", "Agree", "Agree")),
]
ABOUT = {"organisation": "Which organisation?", "group": "Sector", "rater": "Your own code"}


def in_words(answer: str) -> str:
    return answer


def in_codes(answer: str) -> str:
    return CODES.get(answer, "")


def as_qualtrics(of: Callable[[str], str]) -> Rows:
    tool = [
        "StartDate",
        "Status",
        "IPAddress",
        "Finished",
        "ResponseId",
        "RecipientLastName",
        "RecipientEmail",
    ]
    names = [*tool, "Q1", "Q2", "Q3", *(f"Q4_{n}" for n in (1, 2, 3))]
    texts = [*tool, *ABOUT.values(), *(f"{STEM} - {text}" for text in QUESTIONS.values())]
    ids = [f'{{"ImportId":"{name}"}}' for name in names]
    is_coded = of is in_codes
    start = [
        "2031-03-01 10:00:00",
        "0" if is_coded else "IP Address",
        "10.0.0.7",
        "1" if is_coded else "True",
    ]
    rows = [
        [*start, f"R_{n}", "Quill", f"quill{n}@example.org", *about, *map(of, answers)]
        for n, (*about, answers) in enumerate(TABLE)
    ]
    preview = ["2031-02-01 10:00:00", "1" if is_coded else "Survey Preview", *rows[0][2:]]
    return [names, texts, ids, preview, *rows]


def as_google_forms(of: Callable[[str], str]) -> Rows:
    head = ["Zeitstempel", "E-Mail-Adresse", *ABOUT.values(), *(f"{STEM} [{q}]" for q in QUESTIONS.values())]
    rows = [
        [f"2031/03/0{n + 1} 10:00:00 AM OEZ", f"quill{n}@example.org", *about, *map(of, answers)]
        for n, (*about, answers) in enumerate(TABLE)
    ]
    return [head, *rows]


def as_kobo(of: Callable[[str], str]) -> Rows:
    names = ["start", "about/org", "about/sector", "about/code", *(f"agenda/{code}" for code in QUESTIONS)]
    head = [*names, "_id", "_uuid", "_submission_time", "_validation_status", "_submitted_by", "__version__"]
    rows = [
        [
            "2031-03-01T10:00:00+01:00",
            *about,
            *map(of, answers),
            str(n),
            f"u-{n}",
            "2031-03-01",
            "",
            "quill",
            "v1",
        ]
        for n, (*about, answers) in enumerate(TABLE)
    ]
    turned_down = [*rows[0][:-5], "u-9", "2031-03-01", "Not approved", "quill", "v1"]
    return [head, turned_down, *rows]


def as_surveymonkey(of: Callable[[str], str]) -> Rows:
    tool = [
        "Respondent ID",
        "Collector ID",
        "Start Date",
        "End Date",
        "IP Address",
        "Email Address",
        "First Name",
    ]
    first = [*tool, *ABOUT.values(), STEM, "", ""]
    second = [""] * len(tool) + ["Open-Ended Response", "Response", "Response", *QUESTIONS.values()]
    rows = [
        [f"10{n}", "7", "03/01/2031", "03/01/2031", "10.0.0.7", "", "Philomena", *about, *map(of, answers)]
        for n, (*about, answers) in enumerate(TABLE)
    ]
    return [first, second, *reversed(rows)]


def as_hand_made(of: Callable[[str], str]) -> Rows:
    head = ["Name", *ABOUT.values(), *(f"{code}. {text}" for code, text in QUESTIONS.items()), ""]
    rows = [["Philomena Quill", *about, *map(of, answers), ""] for *about, answers in TABLE]
    return [["Partner survey, spring 2026"], [], head, *rows]


SHAPES: dict[str, Callable[[Callable[[str], str]], Rows]] = {
    "qualtrics": as_qualtrics,
    "google_forms": as_google_forms,
    "kobo": as_kobo,
    "surveymonkey": as_surveymonkey,
    "hand_made": as_hand_made,
}
KOBO_ABOUT = {"organisation": "org", "group": "sector", "rater": "code"}


def text_of(rows: Iterable[Sequence[str]], separator: str = ",") -> str:
    stream = StringIO()
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue()


def written(
    folder: Path, rows: Rows, *, ending: str = ".csv", separator: str = ",", encoding: str = "utf-8"
) -> Path:
    path = folder / f"export{ending}"
    if ending == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append([int(text) if text.isdigit() else text or None for text in row])
        book.save(path)
    else:
        path.write_bytes(text_of(rows, separator).encode(encoding))
    return path


def about(shape: str, *, with_codes: bool = True) -> dict[str, str]:
    roles = KOBO_ABOUT if shape == "kobo" else ABOUT
    return {role: heading for role, heading in roles.items() if with_codes or role != "rater"}


def without_source(reading: Reading[RatingSet]) -> RatingSet:
    return attrs.evolve(reading.value, source=None)


def codes_of(problems: Iterable[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def rows_of(value: RatingSet) -> list[tuple[Any, ...]]:
    return [(r.rater, r.partner_id, r.group, r.item, r.value, r.code) for r in value]


EXPECTED = [
    ("k01", "P1", "health", "CA1", 4, None),
    ("k01", "P1", "health", "CA2", 3, None),
    ("k01", "P1", "health", "SM1", None, "dont_know"),
    ("k02", "P1", "health", "CA1", 1, None),
    ("k02", "P1", "health", "SM1", None, "not_applicable"),
    ("k03", "P2", "education", "CA1", 5, None),
    ("k03", "P2", "education", "CA2", 2, None),
    ("k03", "P2", "education", "SM1", 4, None),
    ("k04", "P3", "public", "SM1", 1, None),
    ("k05", None, "public", "CA1", 4, None),
    ("k05", None, "public", "CA2", 4, None),
    ("k05", None, "public", "SM1", 4, None),
]
WAYS = [
    (".csv", ",", "utf-8"),
    (".csv", ";", "utf-8-sig"),
    (".csv", "|", "cp1252"),
    (".tsv", "\t", "utf-16"),
    (".xlsx", ",", "utf-8"),
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("of", [in_words, in_codes])
@pytest.mark.parametrize(("ending", "separator", "encoding"), WAYS)
def test_one_table_in_every_shape_gives_the_same_ratings(
    tmp_path: Path, shape: str, of: Callable[[str], str], ending: str, separator: str, encoding: str
) -> None:
    path = written(tmp_path, SHAPES[shape](of), ending=ending, separator=separator, encoding=encoding)
    reading = exports.read(path, INSTRUMENT, columns=about(shape), partners=PARTNERS, wave="2026")
    assert rows_of(reading.value) == EXPECTED
    assert reading.value.wave == "2026"
    assert reading.value.instrument == INSTRUMENT
    assert f"recognised as {shape}: " in reading.problems[0].message or ending == ".xlsx"
    assert [p.message for p in reading.problems if p.severity != "note"] == [
        "'Elsewhere' is no partner of the mapping (1 person)."
    ]


def test_without_codes_the_persons_are_numbered_the_same_in_every_shape(tmp_path: Path) -> None:
    found = []
    for shape, rows in SHAPES.items():
        path = written(tmp_path, rows(in_words))
        columns = about(shape, with_codes=False)
        reading = exports.read(path, INSTRUMENT, columns=columns, partners=PARTNERS, wave="2026")
        found.append(without_source(reading))
    assert all(value == found[0] for value in found)
    assert list(dict.fromkeys(found[0].raters)) == [f"2026-r{number}" for number in range(1, 6)]


READERS = {
    "qualtrics": qualtrics.read,
    "google_forms": google_forms.read,
    "kobo": kobotoolbox.read,
    "surveymonkey": surveymonkey.read,
    "hand_made": hand_made.read,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_each_reader_gives_what_the_door_gives(tmp_path: Path, shape: str) -> None:
    path = written(tmp_path, SHAPES[shape](in_words))
    one = READERS[shape](path, instrument=INSTRUMENT, columns=about(shape), partners=PARTNERS)
    other = exports.read(path, INSTRUMENT, columns=about(shape), partners=PARTNERS)
    assert one.value == other.value
    assert one.problems == other.problems[1:]
    assert one.value.source is not None
    assert one.value.source.file == "export.csv"


@pytest.mark.parametrize("shape", SHAPES)
def test_no_name_address_or_time_enters_the_ratings_or_the_problems(tmp_path: Path, shape: str) -> None:
    path = written(tmp_path, SHAPES[shape](in_words))
    reading = exports.read(path, INSTRUMENT, columns=about(shape))
    everything = f"{list(reading.value)} {ci.to_data(reading.value)} {reading.problems}"
    for secret in ("quill", "philomena", "example.org", "10.0.0.7", "2031", "r_0", "u-0", "'100'"):
        assert secret not in everything.lower()
    assert ci.read(ci.to_data(reading.value)) == reading.value


def test_what_is_not_recognised_is_a_sheet_with_a_row_a_rater(tmp_path: Path) -> None:
    path = written(tmp_path, [["rater", "CA1"], ["a1", "4"]])
    reading = exports.read(path, INSTRUMENT)
    assert codes_of(reading.problems) == ["recognised", "read_as", "no_column", "no_column", "column_read"]
    assert "hand_made" in reading.problems[0].message


def test_the_format_can_be_overridden(tmp_path: Path) -> None:
    rows = as_google_forms(in_words)
    rows[0][0] = "Zeit der Antwort"
    path = written(tmp_path, rows)
    reading = exports.read(path, INSTRUMENT, format="google_forms", columns=about("google_forms"))
    assert rows_of(reading.value)[0][3:] == ("CA1", 4, None)
    assert "recognised" not in codes_of(reading.problems)
    path = written(tmp_path, as_google_forms(in_words))
    reading = exports.read(path, INSTRUMENT, format="hand_made", columns=about("google_forms"))
    assert reading.problems[0].code == "other_format"
    assert "looks like google_forms" in reading.problems[0].message


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, as_google_forms(in_words))
    with pytest.raises(UnknownNameError, match="no format of surveys 'qualtric'. Did you mean 'qualtrics'"):
        exports.read(path, INSTRUMENT, format="qualtric")  # type: ignore[arg-type]
    with pytest.raises(
        UnknownNameError, match="no column of the kind 'organization'. Did you mean 'organisation'"
    ):
        exports.read(path, INSTRUMENT, columns={"organization": "x"})
    with pytest.raises(
        UnknownNameError, match="For the organisation, no column is headed 'Which organisatio'. Did"
    ):
        exports.read(path, INSTRUMENT, columns={"organisation": "Which organisatio"})
    path = written(tmp_path, [["CA1", "Org", "Org"], ["4", "a", "b"]])
    with pytest.raises(
        UnknownNameError, match="For the organisation, more than one column is headed 'Org'.$"
    ):
        exports.read(path, INSTRUMENT, columns={"organisation": "Org"})
    with pytest.raises(UnknownNameError, match="For the group, no column is headed 'something else'.$"):
        exports.read(path, INSTRUMENT, columns={"group": "something else"})


@pytest.mark.parametrize("rows", [["rater", "CA1", "CA2", "SM1"], ["Timestamp", "CA1", "CA2", "SM1"]])
def test_an_empty_export_is_an_empty_set_and_told(tmp_path: Path, rows: list[str]) -> None:
    reading = exports.read(written(tmp_path, [rows]), INSTRUMENT)
    assert len(reading.value) == 0
    assert [p.code for p in reading.problems if p.severity != "note"] == ["no_rows"]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("text", ["x\n", ",,,\n", "x\n,\n\n"])
def test_headings_alone_are_an_empty_set_in_every_format(tmp_path: Path, shape: Any, text: str) -> None:
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    reading = exports.read(path, INSTRUMENT, format=shape)
    assert len(reading.value) == 0
    assert codes_of(reading.problems).count("no_column") == 3
    assert "no_rows" in codes_of(reading.problems)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_order_of_rows_and_columns_changes_no_answer(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("order")
    rows = as_hand_made(in_words)[2:]
    order = data.draw(st.permutations(range(len(rows[0]) - 1)))
    body = data.draw(st.permutations(rows[1:]))
    path = written(folder, [[row[place] for place in order] for row in (rows[0], *body)])
    reading = exports.read(path, INSTRUMENT, columns=about("hand_made"), partners=PARTNERS)
    assert sorted(rows_of(reading.value), key=str) == sorted(EXPECTED, key=str)


@pytest.mark.parametrize("shape", SHAPES)
def test_reading_twice_gives_the_same(tmp_path: Path, shape: str) -> None:
    path = written(tmp_path, SHAPES[shape](in_codes))
    one, other = (exports.read(path, INSTRUMENT, columns=about(shape)) for _ in range(2))
    assert one == other
    assert ci.to_data(one.value) == ci.to_data(other.value)


def test_the_path_of_an_instrument_is_none(tmp_path: Path) -> None:
    with pytest.raises(
        ci.InvalidRecordError, match="found q.yaml. Read its file with collective_impact.read"
    ):
        exports.read(tmp_path / "any.csv", "q.yaml")  # type: ignore[arg-type]


def test_what_may_say_who_answered_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(
        "Name,Which organisation are you with?,CA1,Any thoughts?\nAnn,A,4,no\nAnn,A,2,\n", "utf-8"
    )
    reading = exports.read(path, INSTRUMENT)
    told = {problem.path or problem.code: problem.hint for problem in reading.problems}
    assert "columns={'rater': ...}. Names and addresses in it go no further." in str(
        told["nobody_told_apart"]
    )
    assert "call it 'organisation', or name" in str(told["Which organisation are you with?"])
    assert told["Any thoughts?"] is None
    assert len(reading.value) == 2

    columns = {"rater": "Name", "organisation": "Which organisation are you with?"}
    known = exports.read(path, INSTRUMENT, columns=columns)
    assert (known.value.raters, known.value.partner_ids, known.value.values) == (("r1",), ("A",), (2,))
    assert not {"nobody_told_apart", "unknown_answer"} & {problem.code for problem in known.problems}
