"""What may stand in plain data, where what may not stands, and that the quick look and the slow one agree."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from collective_impact.files import Limits
from collective_impact.soundness import (
    NOT_FINITE,
    TOO_MANY_DIGITS,
    is_sound,
    number_complaint,
    path_of,
    text_complaint,
    too_deep,
    unsound,
)

LIMITS = Limits(depth=5, text_length=20)


class Count(int):
    """A number of a type of its own."""


class Name(str):
    """A text of a type of its own."""

    __slots__ = ()


def found(data: object, limits: Limits = LIMITS) -> list[tuple[str, str]]:
    problems = list(unsound(data, limits))
    assert is_sound(data, limits, look_at_texts=True) is (not problems)
    return [(problem.path, problem.code) for problem in problems]


@pytest.mark.parametrize(
    "data",
    [
        None,
        True,
        "",
        0,
        -0.0,
        1e308,
        5e-324,
        10**25 - 1,
        1 - 10**25,
        [],
        {},
        (),
        ([], {}, "a" * 20),
        {"": "", "a": [1, 2.5, None, True, "x"], "b": {"c": ()}},
        [1e308, 1e308, -1e308, 10**24],
        [[[[[]]]]],
        {"a": {"a": {"a": {"a": {"a": 1}}}}},
        "\u2028\x85\x01\ufeff\U0001f600",
        ["é", "\U0001f600"],
    ],
)
def test_plain_data_within_bounds_are_sound(data: object) -> None:
    assert found(data) == []


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        (float("nan"), "", "not_finite"),
        ([1, {"a": float("inf")}], "1/a", "not_finite"),
        ([1.0, 2, float("-inf")], "2", "not_finite"),
        ([float("nan"), 10**24], "0", "not_finite"),
        ({"a": 10**25}, "a", "too_large_number"),
        ([0.5, -(10**25)], "1", "too_large_number"),
        ([10**400, 0.5], "0", "too_large_number"),
        ("a\0", "", "bad_text"),
        (["é\0"], "0", "bad_text"),
        (["a", "\ud800"], "1", "bad_text"),
        ({"a": "\udc00"}, "a", "bad_text"),
        ({"a": {"b\0": 1}}, "a/b\\x00", "bad_text"),
        ("a" * 21, "", "too_long"),
        ({"a" * 21: 1}, "a" * 21, "too_long"),
        ([[[[[[]]]]]], "0/0/0/0/0", "too_deep"),
        ([[[[[(1,)]]]]], "0/0/0/0/0", "too_deep"),
        ({"a": {"a": {"a": {"a": {"a": {}}}}}}, "a/a/a/a/a", "too_deep"),
        ({1: "a"}, "1", "wrong_type"),
        ({"a": {None: "a"}}, "a/None", "wrong_type"),
        ({Name("a"): 1}, "a", "wrong_type"),
        ([dt.date(2024, 1, 1)], "0", "wrong_type"),
        ({"a": {1, 2}}, "a", "wrong_type"),
        (Decimal(1), "", "wrong_type"),
        ([Fraction(1, 2)], "0", "wrong_type"),
        ([b"a"], "0", "wrong_type"),
        ([Count(1)], "0", "wrong_type"),
        (Name("a"), "", "wrong_type"),
        ([OrderedDict(a=1)], "0", "wrong_type"),
        (range(3), "", "wrong_type"),
    ],
)
def test_what_cannot_stand_is_named_with_its_path(data: object, path: str, code: str) -> None:
    assert found(data) == [(path, code)]


def test_all_problems_come_in_the_order_of_the_data() -> None:
    data = {"b": [float("nan"), {"d": "\0", 3: 1}], "a": 10**30, "c": {"x": [object()]}}
    assert found(data) == [
        ("b/0", "not_finite"),
        ("b/1/3", "wrong_type"),
        ("b/1/d", "bad_text"),
        ("a", "too_large_number"),
        ("c/x/0", "wrong_type"),
    ]


def test_a_type_is_named_but_no_value_is_shown() -> None:
    (problem,) = unsound({"a": Decimal("271828.18")}, LIMITS)
    assert "Decimal" in problem.message
    assert "271828" not in str(problem)


def test_data_that_hold_themselves_are_too_deep_and_end() -> None:
    parent: dict[str, Any] = {"children": []}
    for _ in range(30):
        parent["children"].append({"parent": parent})
    limits = Limits(depth=64)
    assert not is_sound(parent, limits, look_at_texts=True)
    assert next(unsound(parent, limits)).code == "too_deep"


def test_shared_parts_are_sound() -> None:
    shared = {"a": [1, 2]}
    assert found([shared, shared, {"b": shared}]) == []


def test_texts_may_be_passed_over_where_they_are_known_to_be_sound() -> None:
    assert is_sound({"a": "a" * 21}, LIMITS, look_at_texts=False)
    assert not is_sound({"a": [10**25]}, LIMITS, look_at_texts=False)


def test_numbers_of_exactly_the_greatest_size() -> None:
    assert number_complaint(10**25 - 1) is None
    assert number_complaint(10**25) is TOO_MANY_DIGITS
    assert number_complaint(-(10**25)) is TOO_MANY_DIGITS
    assert number_complaint(1.7976931348623157e308) is None
    assert number_complaint(float("inf")) is NOT_FINITE


def test_texts_of_exactly_the_greatest_length() -> None:
    assert text_complaint("a" * 20, LIMITS) is None
    complaint = text_complaint("a" * 21, LIMITS)
    assert complaint is not None
    assert complaint[0] == "The text has 21 characters; at most 20 are taken."


def test_depth_is_told() -> None:
    assert "more than 5 deep" in too_deep(LIMITS)[0]


def test_paths_are_printable_and_of_bounded_steps() -> None:
    assert path_of(["partners", 3, "since"]) == "partners/3/since"
    assert path_of([]) == ""
    assert path_of(["a\n\u202eb", "x" * 100]) == "a\\n\\u202eb/" + "x" * 80 + "..."


def test_a_step_of_any_type_becomes_a_short_text() -> None:
    assert path_of(["a", 3, 10**5000, "\x1b" * 2]) == "a/3/<int>/\\x1b\\x1b"


def test_many_texts_are_looked_through_together() -> None:
    many: dict[str, object] = {f"k{n}": "x" for n in range(5_000)}
    assert is_sound({"a": many}, Limits(), look_at_texts=True)
    assert not is_sound({"a": {**many, "b": "\0"}}, Limits(), look_at_texts=True)
    assert not is_sound({"a": {**many, 3: "b"}}, Limits(), look_at_texts=True)
