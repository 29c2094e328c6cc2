"""What a field may hold: each declared type alone, its range, and the words for what was found instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.errors import Found, Problem
from collective_impact.fields import LARGEST_INTEGER, about, check_of, did_you_mean, name_of, wrong_type
from collective_impact.model.values import Place
from collective_impact.period import Period, as_calendar

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.dates(),
    st.just(Period.parse("2024")),
    st.lists(st.integers(), max_size=2),
    st.lists(st.integers(), max_size=2).map(tuple),
    st.dictionaries(st.text(max_size=2), st.text(max_size=2), max_size=2),
)


def problems(kind: Any, value: object, **facts: Any) -> list[Problem]:
    found = Found()
    check = check_of(kind, about("A field.", **facts))
    if check is not None:
        check(value, "f", found)
    return found


def test_about_keeps_what_is_stated() -> None:
    assert about("What.", low=0, binds=False, last=True, refers_to="Partner") == {
        "about": "What.",
        "low": 0,
        "last": True,
        "refers_to": "Partner",
    }
    assert about("What.") == {"about": "What."}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (str, "text"),
        (int, "a whole number"),
        (float | None, "a number"),
        (bool, "true or false"),
        (date, "a date (2024-03-31)"),
        (Literal["a", "b"], "one of a, b"),
        (tuple[str, ...], "a list, each entry text"),
        (Mapping[str, str], "a mapping"),
        (dict, "a mapping"),
        (int | str, "a whole number or text"),
        (Place, "a mapping of Place fields"),
        (Period, "a period (2024, 2024-03, 2024-Q1, 2023/24)"),
        (bytes, "bytes"),
        (Any, "Any"),
        ("a text", "a text"),
    ],
)
def test_a_type_is_named_in_words(kind: Any, words: str) -> None:
    if kind == "a text":
        assert name_of(kind) == "a text"
    else:
        assert name_of(kind).removeprefix("typing.") == words


@pytest.mark.parametrize(
    ("value", "kind", "message", "hint"),
    [
        ("5", int, "expected a whole number, found text '5'.", "write it without quotes"),
        ("-5.25", float, "expected a number, found text '-5.25'.", "write it without quotes"),
        ("five", int, "expected a whole number, found text 'five'.", None),
        ("True", bool, "expected true or false, found text 'True'.", "write it without quotes"),
        ("yes", bool, "expected true or false, found text 'yes'.", None),
        (5, str, "expected text, found a whole number '5'.", "Put it in quotes."),
        (None, str, "expected text, found nothing.", None),
        ([1], tuple[int, ...], "expected a list, each entry a whole number, found a list.", "as a tuple"),
        ({}, str, "expected text, found a mapping.", None),
        ("2024-13", Period, "found text '2024-13'.", "There is no month 13"),
        ("x" * 500, int, "found text", None),
    ],
)
def test_a_wrong_type_says_what_was_found(value: object, kind: Any, message: str, hint: str | None) -> None:
    problem = wrong_type(value, "a/b", kind)
    assert (problem.path, problem.code) == ("a/b", "wrong_type")
    assert message in problem.message
    assert len(problem.message) < 200
    assert problem.hint is None if hint is None else problem.hint is not None and hint in problem.hint


@given(ANYTHING, st.sampled_from([str, int, float, bool, date, Period]))
def test_types_are_never_coerced(value: object, kind: type) -> None:
    found = problems(kind, value)
    accepted: tuple[type, ...] = (int, float) if kind is float else (kind,)
    if type(value) not in accepted:
        assert [problem.code for problem in found] == ["wrong_type"]
    elif kind in (int, float):
        assert isinstance(value, int | float)
        sound = abs(value) < LARGEST_INTEGER if isinstance(value, int) else abs(value) < float("inf")
        assert [problem.code for problem in found] == ([] if sound else ["out_of_range"])
    else:
        assert found == []


def test_a_day_with_a_time_is_no_date() -> None:
    assert problems(date, datetime(2024, 3, 31))[0].code == "wrong_type"  # noqa: DTZ001 - refused anyway


@pytest.mark.parametrize(
    ("value", "facts", "told"),
    [
        (1.5, {"low": 2}, "must be at least 2, found 1.5."),
        (3, {"high": 2}, "must be at most 2, found 3."),
        (float("nan"), {}, "must be a finite number, found nan."),
        (float("inf"), {"low": 0}, "must be a finite number, found inf."),
        (-LARGEST_INTEGER, {}, "has more than 25 digits"),
    ],
)
def test_a_number_keeps_its_range(value: float, facts: dict[str, float], told: str) -> None:
    found = problems(float, value, **facts)
    assert [(problem.path, problem.code) for problem in found] == [("f", "out_of_range")]
    assert told in found[0].message


def test_the_ends_of_a_range_belong_to_it() -> None:
    assert problems(float, 0, low=0, high=1) == problems(float, 1.0, low=0, high=1) == []
    assert problems(float, LARGEST_INTEGER - 1) == []


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("", "cannot be empty"),
        (" a", "begin or end with a blank"),
        ("a\u00a0", "begin or end with a blank"),
        ("x" * 201, "at most 200 characters, found 201"),
        ("a/b", "no '/'"),
        ("a*", "no '*'"),
        ("a\nb", "no control characters"),
        ("a\u202eb", "no control characters"),
    ],
)
def test_an_id_is_printable_and_has_no_path_in_it(value: str, told: str) -> None:
    found = problems(str, value, refers_to="self")
    assert [problem.code for problem in found] == ["bad_id"]
    assert told.partition(" ")[2] in found[0].message
    assert problems(str, value) == []


def test_ids_of_any_script_are_taken() -> None:
    for value in ("P1", "São Tomé 2", "部門", "x" * 200):
        assert problems(str, value, refers_to="Partner") == []


def test_a_closed_word_is_told_with_the_nearest() -> None:
    [found] = problems(Literal["increase", "maintain"], "incraese")
    assert (found.code, found.hint) == ("unknown_word", "Did you mean 'increase'?")
    [found] = problems(Literal["increase", "decrease"], "up")
    assert found.hint == "Known: increase, decrease."
    [found] = problems(Literal["increase"], 3)
    assert found.code == "wrong_type"
    assert problems(Literal["increase"], "increase") == []


def test_the_nearest_words_are_found_in_any_case() -> None:
    assert did_you_mean("PARTNERS", ["partners", "ties"]) == "Did you mean 'partners'?"
    assert did_you_mean("zzz", []) == ""


def test_rows_are_a_tuple_and_each_is_looked_at() -> None:
    assert problems(tuple[str, ...], ["a"])[0].code == "wrong_type"
    found = problems(tuple[str, ...], ("a", 1, None))
    assert [problem.path for problem in found] == ["f/1", "f/2"]
    assert problems(tuple[Any, ...], (object(),)) == []
    calendar = as_calendar((Period.parse("2024"),))
    assert problems(tuple[Period, ...], calendar) == []
    assert [p.path for p in problems(tuple[float, ...], calendar)] == ["f/0"]


@pytest.mark.parametrize(
    ("values", "paths"),
    [
        ((), []),
        ((1.0, 2.0), []),
        ((1, 2.5), []),
        ((1e308, 1e308), []),
        ((10**24, 10**24), []),
        ((1, 10**400), ["f/1"]),
        ((1.0, 10**400), ["f/1"]),
        ((1.0, "2"), ["f/1"]),
        ((1.0, float("nan"), float("-inf")), ["f/1", "f/2"]),
        ((-LARGEST_INTEGER, 1), ["f/0"]),
        ((True,), ["f/0"]),
    ],
)
def test_a_column_of_numbers_is_looked_at_as_a_whole_first(
    values: tuple[object, ...], paths: list[str]
) -> None:
    assert [problem.path for problem in problems(tuple[float, ...], values)] == paths
    assert [problem.path for problem in problems(tuple[float | None, ...], values)] == paths


def test_a_column_may_have_gaps_where_it_says_so() -> None:
    assert problems(tuple[float | None, ...], (None, 1.0, None)) == []
    assert problems(tuple[float | None, ...], (None,)) == []
    assert [p.path for p in problems(tuple[float, ...], (None, 1.0))] == ["f/0"]


def test_a_column_with_a_range_is_looked_at_one_by_one() -> None:
    assert [p.path for p in problems(tuple[float, ...], (0.5, 1.5), high=1)] == ["f/1"]


def test_a_mapping_has_texts_for_keys() -> None:
    assert problems(Mapping[str, str], []) != []
    assert [p.path for p in problems(Mapping[str, str], {"a": 1, 2: "b"})] == ["f/a", "f"]
    assert problems(Mapping[str, Any], {"a": object()}) == []
    assert problems(Mapping[str, Any], {1: 2})[0].message == "keys are text, found 1."


def test_what_may_be_missing_may_be_missing() -> None:
    assert problems(str | None, None) == []
    assert problems(str | None, 3)[0].message.startswith("expected text")
    assert check_of(Any, {}) is None
    assert problems(Any | None, object()) == []


def test_one_of_several_types_is_enough() -> None:
    assert problems(int | str, 3) == problems(int | str, "3") == []
    assert problems(int | str, 3.0)[0].message.startswith("expected a whole number or text")
    assert problems(int | str | None, None) == []


@attrs.frozen
class Stranger:
    """A class that is no record."""


def test_any_class_can_be_the_type_of_a_field() -> None:
    assert problems(Stranger, Stranger()) == []
    assert (
        problems(Stranger, 1)[0].message == "expected a mapping of Stranger fields, found a whole number '1'."
    )


def test_past_a_thousand_problems_are_only_counted() -> None:
    many = 1_200
    for kind, value in (
        (tuple[int, ...], ("x",) * many),
        (tuple[int, ...], (10**30,) * many),
        (tuple[str, ...], (1,) * many),
        (tuple[date, ...], ("x",) * many),
        (tuple[Place, ...], ("x",) * many),
        (tuple[Literal["a"], ...], ("x", 3) * (many // 2)),
        (tuple[tuple[int, ...], ...], (3,) * many),
        (tuple[Mapping[str, int], ...], (3,) * many),
        (Mapping[str, int], dict.fromkeys(range(many), 1)),
    ):
        found = problems(kind, value)
        assert isinstance(found, Found)
        assert (len(found), found.total) == (1_000, many)
    found = problems(tuple[str, ...], ("a/b",) * many, refers_to="Partner")
    assert isinstance(found, Found)
    assert found.hidden == many - 1_000


def test_a_key_of_a_mapping_is_a_short_step() -> None:
    [problem] = problems(Mapping[str, str], {"\x1b" + "x" * 500: 3})
    assert problem.path.startswith("f/\\x1bxxx")
    assert len(problem.path) < 100
