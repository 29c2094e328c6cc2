"""JSON: what is refused and where, that quick and slow reading agree, and how it is laid out when written."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.errors import DocumentError, LimitError
from collective_impact.files import Limits
from collective_impact.json_text import find_problems, load, may_hold_longer, render
from collective_impact.plain import parse

LIMITS = Limits()


def refused(text: str, limits: Limits = LIMITS) -> DocumentError:
    with pytest.raises(DocumentError) as error:
        parse(text, "json", limits)
    return error.value


class TestSyntax:
    @pytest.mark.parametrize(
        ("text", "where", "said"),
        [
            ("", "line 1, column 1", "A value is missing"),
            ("[1,\n2,]", "line 2, column 3", "No comma may stand before a closing bracket"),
            ('{"a": 1,\n}', "line 2, column 1", "No comma may stand before a closing bracket"),
            ("{'a': 1}", "line 1, column 2", "double quotes"),
            ("{a: 1}", "line 1, column 2", "a key in double quotes is missing"),
            ('{"a" 1}', "line 1, column 6", "the colon"),
            ("[1 2]", "line 1, column 4", "a comma or a closing bracket is missing"),
            ("[1", "line 1, column 3", "a comma or a closing bracket is missing"),
            ("[1] x", "line 1, column 5", "after the end"),
            ('{"a": 1}\n{"b": 2}', "line 2, column 1", "after the end"),
            ('["a', "line 1, column 2", "no closing quote"),
            ('["a\nb"]', "line 1, column 4", r"Write \n for a line break"),
            ('["a\tb"]', "line 1, column 4", r"Write \t for a tab"),
            (r'["\x"]', "line 1, column 3", "After a backslash"),
            (r'["\u12"]', "line 1, column 4", "After a backslash"),
            ("// x\n[]", "line 1, column 1", "no comments"),
            ("[True]", "line 1, column 2", "in small letters"),
            ("[None]", "line 1, column 2", "in small letters"),
            ("[.5]", "line 1, column 2", "A value is missing"),
            ("[01]", "line 1, column 3", "a comma or a closing bracket is missing"),
            ("[+1]", "line 1, column 2", "A value is missing"),
            ("[1_0]", "line 1, column 3", "a comma or a closing bracket is missing"),
            ("[٣]", "line 1, column 2", "A value is missing"),
            ("\ufeff[1]", "line 1, column 1", "This is not JSON."),
            ("\0", "line 1, column 1", "A value is missing"),
        ],
    )
    def test_place_and_sentence(self, text: str, where: str, said: str) -> None:
        error = refused(text)
        (problem,) = error.problems
        assert (problem.code, problem.where, problem.severity) == ("bad_syntax", where, "error")
        assert said in str(problem)
        assert isinstance(error.__cause__, json.JSONDecodeError)


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ('{"a": 1, "a": 2}', [("a", "duplicate_key", "line 1, column 10")]),
            (r'{"a": 1, "\u0061": 1}', [("a", "duplicate_key", "line 1, column 10")]),
            (
                '{"p": [{"x": 1},\n {"y": {"b": 1, "c": 2, "b": {"b": 1}}}]}',
                [("p/1/y/b", "duplicate_key", "line 2, column 25")],
            ),
            ('{"": 1, "": 2, "": 3}', [("", "duplicate_key", f"line 1, column {at}") for at in (9, 16)]),
            ("[NaN]", [("0", "not_finite", "line 1, column 2")]),
            (
                "[1,\n -Infinity, Infinity]",
                [("1", "not_finite", "line 2, column 2"), ("2", "not_finite", "line 2, column 13")],
            ),
            ("1e999", [("", "not_finite", "line 1, column 1")]),
            ('{"a": [0.5, -1e400]}', [("a/1", "not_finite", "line 1, column 13")]),
            (f"[{'9' * 26}]", [("0", "too_large_number", "line 1, column 2")]),
            (f"[-{'9' * 26}, 1]", [("0", "too_large_number", "line 1, column 2")]),
            (f"[{'1' * 400}]", [("0", "too_large_number", "line 1, column 2")]),
            (f"[{'1' * 5000}]", [("0", "too_large_number", "line 1, column 2")]),
            (f"[{'1' * 400}.0]", [("0", "not_finite", "line 1, column 2")]),
            (r'["\ud800"]', [("0", "bad_text", "line 1, column 2")]),
            (r'["a", "\uDE00\uD83D"]', [("1", "bad_text", "line 1, column 7")]),
            (r'["\\ud83d\ude00"]', [("0", "bad_text", "line 1, column 2")]),
            (r'["\ud83d\ud83d\ude00"]', [("0", "bad_text", "line 1, column 2")]),
            (r'{"a\u0000": 1}', [("a\\x00", "bad_text", "line 1, column 2")]),
            (
                '{"a": NaN,\n "b": "\\u0000",\n "a": 1e999}',
                [
                    ("a", "not_finite", "line 1, column 7"),
                    ("b", "bad_text", "line 2, column 7"),
                    ("a", "duplicate_key", "line 3, column 2"),
                    ("a", "not_finite", "line 3, column 7"),
                ],
            ),
        ],
    )
    def test_all_problems_with_path_and_place(self, text: str, expected: list[tuple[str, str, str]]) -> None:
        error = refused(text)
        assert [(each.path, each.code, each.where) for each in error.problems] == expected
        assert type(error) is DocumentError

    def test_a_long_text_or_key(self) -> None:
        limits = Limits(text_length=5)
        assert parse('{"12345": "1234\\n"}', "json", limits) == {"12345": "1234\n"}
        for text in ('{"a": "123456"}', '["a", {"123456": 1}]'):
            error = refused(text, limits)
            assert isinstance(error, LimitError)
            assert error.problems[0].code == "too_long"

    @pytest.mark.parametrize(
        "text",
        ["[" * 10_000, "[" * 10_000 + "]" * 10_000, '{"a":' * 10_000, "[" * 1_000_000, '[{"a":' * 300_000],
    )
    def test_deep_nesting(self, text: str) -> None:
        error = refused(text)
        assert isinstance(error, LimitError)
        (problem,) = error.problems
        assert problem.code == "too_deep"
        assert problem.where is not None
        assert problem.path.count("/") == 63

    def test_depth_is_counted_exactly(self) -> None:
        limits = Limits(depth=3)
        assert parse('[{"a": [1]}]', "json", limits) == [{"a": [1]}]
        assert refused('[{"a": [[]]}]', limits).problems[0].path == "0/a/0"

    def test_deeper_than_python_can_read_though_allowed(self) -> None:
        depth = 200_000
        error = refused("[" * depth + "]" * depth, Limits(depth=depth))
        assert isinstance(error, LimitError)
        assert [problem.where for problem in error.problems] == [None]

    @pytest.mark.parametrize(
        "rest", ["]]]]", r', "\x"]', ', "' + r"\"" * 100_000, "}", ", nope]", ":::", "", "é", ".x", "e", "-1"]
    )
    def test_what_follows_a_number_that_python_refuses_need_not_be_json(self, rest: str) -> None:
        error = refused("[" + "1" * 5000 + rest)
        assert [problem.code for problem in error.problems][:1] == ["too_large_number"]

    def test_many_problems_are_counted_and_few_are_held(self) -> None:
        error = refused("[" + "NaN, " * 5000 + "1]", Limits(problems=10))
        assert (len(error.problems), error.count) == (10, 5000)


class TestReading:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("null", None),
            (" [ ] ", []),
            ("[1, 1.0, -0, -0.0, 1E3, true, false]", [1, 1.0, 0, -0.0, 1000.0, True, False]),
            ('{"b": 1, "a": {"b": 2}}', {"b": 1, "a": {"b": 2}}),
            (r'"\ud83d\ude00 \u00e9 \\ud800 \\u0000 \/"', "😀 é \\ud800 \\u0000 /"),
            (r'["\\\\\ud83d\ude00", "\\"]', ["\\\\😀", "\\"]),
            (f"[{'9' * 25}, 1e300, 1e24]", [10**25 - 1, 1e300, 1e24]),
            ("0." + "1" * 5000, 0.1111111111111111),
            ("1e-999", 0.0),
        ],
    )
    def test_what_is_sound_is_taken(self, text: str, value: object) -> None:
        read = parse(text, "json", LIMITS)
        assert repr(read) == repr(value)

    def test_a_repeated_key_is_noticed_at_once(self) -> None:
        assert load('{"a": {"b": 1}, "b": 1}') == ({"a": {"b": 1}, "b": 1}, False)
        assert load('{"a": 1, "a": 2}')[1]

    def test_a_sound_text_has_no_problems(self) -> None:
        text = '{"a": [1, "x", {"a": {}, "b": [[], null]}], "b": "\\u0041"}'
        assert list(find_problems(text, LIMITS)) == []

    def test_the_limit_of_python_on_digits_may_be_lifted(self) -> None:
        before = sys.get_int_max_str_digits()
        sys.set_int_max_str_digits(0)
        try:
            assert refused("[" + "1" * 5000 + "]").problems[0].code == "too_large_number"
        finally:
            sys.set_int_max_str_digits(before)


class TestLayout:
    def test_mappings_take_a_line_for_each_key_and_lists_of_single_values_one(self) -> None:
        data: dict[str, Any] = {
            "b": 1,
            "a": [1, 2.5, None, True, False, "x"],
            "c": {},
            "d": [],
            "e": [[1, 2], [3], {"f": "é\n"}, []],
            "g": (1, 2),
        }
        assert render(data) == (
            "{\n"
            '  "b": 1,\n'
            '  "a": [1, 2.5, null, true, false, "x"],\n'
            '  "c": {},\n'
            '  "d": [],\n'
            '  "e": [\n'
            "    [1, 2],\n"
            "    [3],\n"
            "    {\n"
            '      "f": "é\\n"\n'
            "    },\n"
            "    []\n"
            "  ],\n"
            '  "g": [1, 2]\n'
            "}\n"
        )

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (None, "null"),
            (True, "true"),
            (-0.0, "-0.0"),
            (1e22, "1e+22"),
            (0.1 + 0.2, "0.30000000000000004"),
            (10**24, "1" + "0" * 24),
            ("\u2028\x7f/", '"\u2028\x7f/"'),
            ('\x01"\\', '"\\u0001\\"\\\\"'),
            ({}, "{}"),
            ([], "[]"),
            ((), "[]"),
            ([[]], "[\n  []\n]"),
        ],
    )
    def test_single_values(self, value: object, text: str) -> None:
        assert render(value) == text + "\n"

    def test_a_long_list_is_wrapped_with_as_many_on_each_line(self) -> None:
        lines = render({"values": [*range(1000, 1050), 1.25, None]}).splitlines()
        assert lines[1] == '  "values": ['
        assert lines[-2:] == ["  ]", "}"]
        assert {line.count(",") for line in lines[2:-3]} == {15}
        assert max(map(len, lines)) <= 100
        assert lines[2].startswith("    1000, 1001, ")

    def test_a_list_just_within_the_width_stays_on_one_line(self) -> None:
        assert len(render(["a" * 45, "b" * 45]).splitlines()) == 1
        lines = render(["a" * 49, "b" * 49]).splitlines()
        assert lines == ["[", '  "' + "a" * 49 + '",', '  "' + "b" * 49 + '"', "]"]

    def test_a_text_longer_than_a_line_stands_alone(self) -> None:
        assert render(["a" * 200, "b"]).splitlines() == ["[", f'  "{"a" * 200}",', '  "b"', "]"]

    def test_a_key_longer_than_a_line(self) -> None:
        assert render({"a" * 200: [1]}).splitlines()[1:3] == [f'  "{"a" * 200}": [', "    1"]


@given(
    st.recursive(
        st.text(max_size=9), lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=9), inner)
    )
)
def test_no_text_is_longer_than_the_quick_look_allows(value: Any) -> None:
    def longest(held: Any) -> int:
        if isinstance(held, str):
            return len(held)
        members = [*held, *held.values()] if isinstance(held, dict) else held
        return max(map(longest, members), default=0)

    for length in range(12):
        if not may_hold_longer(json.dumps(value, ensure_ascii=False), length):
            assert longest(value) <= length


@pytest.mark.parametrize(
    ("text", "length", "doubtful"),
    [
        ('["abcde"]', 5, False),
        ('["abcdef"]', 5, True),
        ('["abc", "d"]', 3, False),
        ('["a\\"b", "c", "d"]', 5, True),
        ('["a", 1, 2, 3, 4]', 5, True),
        ("7", 5, False),
    ],
)
def test_the_quick_look_at_lengths(text: str, length: int, doubtful: bool) -> None:
    assert may_hold_longer(text, length) is doubtful
