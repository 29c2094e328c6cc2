"""How texts, dates, numbers, codes and ids are taken out of an IATI file, and how problems are told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.errors import MAXIMUM_PROBLEMS
from collective_impact.files import Limits
from collective_impact.interchange.iati_file import IatiFile, Words, kept, number
from collective_impact.interchange.xml_text import Element, parse


def element(text: str) -> Element:
    return parse(text.encode(), Limits())


def codes(file: IatiFile) -> list[str]:
    return [problem.code for problem in file.problems(Element("", 0))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("45", 45),
        ("-3", -3),
        ("0", 0),
        ("52.50", 52.5),
        ("0.00", 0.0),
        ("1e3", 1000.0),
        ("1.5E-2", 0.015),
        ("9" * 25, int("9" * 25)),
        ("1" + "0" * 30, 1e30),
    ],
)
def test_a_plain_number_is_read(text: str, value: float) -> None:
    assert number(text) == value
    assert type(number(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        "1,234",
        "52.50%",
        "$3",
        "<5",
        "+5",
        "007",
        ".5",
        "5.",
        "1e999",
        "NaN",
        "inf",
        "1_000",
        "٣",
        "1 000",
        "0x10",
        "5\n",
        "1" * 61,
        "True",
    ],
)
def test_any_other_text_is_no_number(text: str) -> None:
    assert number(text) is None


@given(st.one_of(st.integers(-(10**25) + 1, 10**25 - 1), st.floats(allow_nan=False, allow_infinity=False)))
def test_every_number_is_read_back_from_its_own_text(value: float) -> None:
    text = repr(value)
    assert number(text.replace("e+", "e")) == value


def test_an_id_is_told_only_where_it_is_changed() -> None:
    file = IatiFile()
    here = element("<a/>")
    assert file.told_id("GB-1", "partner", here) == "GB-1"
    assert file.told_id("a/b*c\u200b", "partner", here, "ref") == "a_b_c_"
    (problem,) = file.problems(here)
    assert (problem.code, problem.path, problem.severity) == ("changed_id", "@ref", "note")


NARRATIVES = {
    "en": "<narrative xml:lang='en'>English</narrative>",
    "fr": "<narrative xml:lang='FR'>Français</narrative>",
    "es": "<narrative xml:lang='es'>  Español </narrative>",
}


@pytest.mark.parametrize(
    ("default", "spoken", "text"),
    [
        ("fr", ("es", "en", "fr"), "Français"),
        ("de", ("es", "fr", "en"), "English"),
        ("de", ("es", "fr"), "Español"),
        ("EN", ("fr", "en"), "English"),
    ],
)
def test_the_language_of_the_activity_comes_first_then_english(
    default: str, spoken: tuple[str, ...], text: str
) -> None:
    inner = "".join(NARRATIVES[language] for language in spoken)
    root = element(f"<l><iati-activity xml:lang='{default}'><title>{inner}</title></iati-activity></l>")
    title = root.children[0].children[0]
    words = IatiFile().words(title)
    assert words.text == text
    assert set(words.others) == set(spoken) - {words.language}


def test_texts_without_or_in_one_language_stay_together() -> None:
    words = IatiFile().words(element("<t><narrative>one</narrative><narrative> </narrative></t>"))
    assert words == Words("one", {}, "und")
    both = "<t xml:lang='en'><narrative>a  b</narrative><narrative>c\nd</narrative></t>"
    words = IatiFile().words(element(both))
    assert words.text == "a  b\nc\nd"
    assert words.name == "a b c d"
    assert Words().name is None


def test_a_text_outside_of_a_narrative_is_told_and_not_read() -> None:
    file = IatiFile()
    assert file.words(None) == Words()
    assert file.words(element("<title/>")) == Words()
    assert file.words(element("<title>Roads</title>")).text is None
    assert codes(file) == ["no_narrative"]


@pytest.mark.parametrize(
    "text", ["2024-03-31", " 2024-03-31 ", "2024-03-31Z", "2024-03-31+02:00", "2024-03-31T12:30:00Z"]
)
def test_a_day_is_read_also_with_a_zone_or_a_time(text: str) -> None:
    file = IatiFile()
    here = element(f"<d iso-date='{text}'/>")
    assert file.day(here, here) == date(2024, 3, 31)
    assert not codes(file)


@pytest.mark.parametrize("text", ["2024-02-30", "2024", "31/03/2024", "0024-01-01", "20240331", "soon"])
def test_what_is_no_day_is_told(text: str) -> None:
    file = IatiFile()
    here = element(f"<d iso-date='{text}'/>")
    assert file.day(here, here) is None
    (problem,) = file.problems(here)
    assert (problem.code, problem.severity, problem.path) == ("bad_date", "error", "@iso-date")
    assert text in problem.message


def test_a_missing_date_is_told_of_the_element_or_its_holder() -> None:
    file = IatiFile()
    holder = element("<p>\n<d/></p>")
    assert file.day(holder.children[0], holder) is None
    assert file.day(None, holder) is None
    assert [problem.where for problem in file.problems(Element("", 0))] == ["line 2", "line 1"]


def test_codes_are_looked_up_and_unknown_ones_stay_unread() -> None:
    file = IatiFile()
    known, unknown, absent = (element(f"<o {attribute}/>") for attribute in ("role='1'", "role='7'", ""))
    words = {"1": "funding"}
    assert file.word(known, "role", words) == "funding"
    assert file.word(unknown, "role", words) is None
    assert file.word(absent, "role", words) is None
    assert file.word(absent, "role", words, "1") == "funding"
    assert known.rest() == {}
    assert unknown.rest() == {"@role": "7"}
    first, second = file.problems(Element("", 0))
    assert (first.code, first.path, first.where) == ("unknown_code", "@role", "line 1")
    assert first.hint == "Known: 1."
    assert second.code == "missing_attribute"


def test_what_is_met_often_is_told_once_with_the_first_place() -> None:
    file = IatiFile()
    root = element("<iati-activities>\n<x/>\n<x/></iati-activities>")
    for child in root.all("x"):
        file.count("odd", "1 thing", "{count} things", child)
    (problem,) = file.problems(root)
    assert (problem.message, problem.where, problem.severity) == ("2 things", "line 2", "note")


def test_what_nobody_asked_for_is_told_once_for_each_name() -> None:
    root = element(
        "<iati-activities a='1'><iati-activity><fss/><fss/><title b='2'><fss/></title>"
        "</iati-activity><fss/></iati-activities>"
    )
    activity = root.all("iati-activity")[0]
    assert activity.first("title") is not None
    messages = [problem.message for problem in IatiFile().problems(root)]
    assert messages == [
        "1 attribute @a of iati-activities is not read.",
        "3 fss elements are not read.",
        "1 attribute @b of title is not read.",
        "1 title/fss element is not read.",
    ]


@pytest.mark.parametrize(("told", "shown", "hidden"), [(1000, 1000, 0), (1001, 1000, 2), (1500, 1000, 501)])
def test_at_most_a_thousand_problems_are_listed_and_the_rest_counted(
    told: int, shown: int, hidden: int
) -> None:
    file = IatiFile()
    here = element("<a/>")
    for _ in range(told):
        file.tell("odd", "odd", here)
    problems = file.problems(here)
    assert len(problems) == shown <= MAXIMUM_PROBLEMS
    assert (problems[-1].code == "more_problems") == bool(hidden)
    assert not hidden or problems[-1].message.startswith(f"{hidden} more")


def test_a_required_child_is_missed() -> None:
    file = IatiFile()
    here = element("<a><title/></a>")
    assert file.child(here, "title") is here.children[0]
    assert file.child(here, "status") is None
    assert codes(file) == ["missing_element"]


def test_nothing_is_kept_where_nothing_is_stated() -> None:
    assert kept({"a": "", "b": {}, "c": [], "d": None}) == {}
    assert kept({"a": "", "b": "x"}) == {"iati": {"b": "x"}}
