"""One door for three formats: sizes before work, TOML, and what can be written at all."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, cast

import pytest

from collective_impact.errors import DocumentError, LimitError
from collective_impact.files import Limits
from collective_impact.plain import check_plain, dump, parse

if TYPE_CHECKING:
    from collective_impact.files import Format

LIMITS = Limits()


def refused(text: str, file_format: Format = "toml", limits: Limits = LIMITS) -> DocumentError:
    with pytest.raises(DocumentError) as error:
        parse(text, file_format, limits)
    return error.value


class TestParse:
    def test_the_same_data_in_every_format(self) -> None:
        data = {"a": [1, 2.5, True, "NO"], "b": {"c": "é"}}
        assert parse('{"a": [1, 2.5, true, "NO"], "b": {"c": "é"}}', "json", LIMITS) == data
        assert parse("a: [1, 2.5, true, NO]\nb: {c: é}", "yaml", LIMITS) == data
        assert parse('a = [1, 2.5, true, "NO"]\n[b]\nc = "é"', "toml", LIMITS) == data

    def test_an_unknown_format(self) -> None:
        (problem,) = refused("a", cast("Format", "xlsx")).problems
        assert problem.code == "unknown_format"
        assert "json, yaml and toml" in str(problem)

    @pytest.mark.parametrize(("file_format", "text"), [("json", '"é"'), ("yaml", "é: 1"), ("toml", "é = 1")])
    def test_size_is_counted_in_bytes(self, file_format: Format, text: str) -> None:
        size = len(text.encode())
        if file_format != "toml":
            assert parse(text, file_format, Limits(bytes=size, yaml_bytes=size))
        error = refused(text, file_format, Limits(bytes=size - 1, yaml_bytes=size - 1))
        assert isinstance(error, LimitError)
        assert [problem.code for problem in error.problems] == ["too_large"]

    def test_a_text_of_too_many_characters_is_not_even_encoded(self) -> None:
        assert refused("\ud800" * 11, "json", Limits(bytes=10)).problems[0].code == "too_large"

    @pytest.mark.parametrize("file_format", ["json", "yaml", "toml"])
    def test_half_a_character_in_the_text_itself(self, file_format: Format) -> None:
        (problem,) = refused('"a\n\ud800"', file_format).problems
        assert (problem.code, problem.where) == ("bad_text", "line 2, column 1")


class TestToml:
    def test_dates_and_times_become_texts(self) -> None:
        text = (
            "a = 2024-03-31\nb = 07:32:00\nc = 1979-05-27T07:32:00Z\n"
            "d = [1979-05-27 07:32:00.5, [2024-01-01]]\n[[e]]\nf = {g = 2024-02-29}\n"
        )
        assert parse(text, "toml", LIMITS) == {
            "a": "2024-03-31",
            "b": "07:32:00",
            "c": "1979-05-27T07:32:00+00:00",
            "d": ["1979-05-27T07:32:00.500000", ["2024-01-01"]],
            "e": [{"f": {"g": "2024-02-29"}}],
        }

    def test_an_empty_document_is_an_empty_table(self) -> None:
        assert parse("# nothing\n", "toml", LIMITS) == {}

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a = 1\nb = = 2", ("", "bad_syntax", "line 2, column 5")),
            ("a = ", ("", "bad_syntax", "end of document")),
            ("a = 1 2", ("", "bad_syntax", "line 1, column 7")),
            ("[a]\nb = 1\n[a]", ("", "duplicate_key", "line 3, column 3")),
            ("a = 1\na = 2\n", ("", "duplicate_key", "line 2, column 6")),
            ("a = {b = 1, b = 2}", ("", "duplicate_key", "line 1, column 18")),
            ("a = {b = [1, nan]}", ("a/b/1", "not_finite", None)),
            ("a = -inf", ("a", "not_finite", None)),
            ("a = 1e999", ("a", "not_finite", None)),
            (f"a = {'1' * 400}", ("a", "too_large_number", None)),
            (f"a = {'1' * 5000}", ("", "too_large_number", None)),
            (f"a = 0x{'f' * 5000}", ("a", "too_large_number", None)),
            (r'a = "\u0000"', ("a", "bad_text", None)),
            (r'a = "\ud800"', ("", "bad_syntax", "line 1, column 12")),
            ("a = '\0'", ("", "bad_syntax", "line 1, column 6")),
        ],
    )
    def test_refusals(self, text: str, expected: tuple[str, str, str | None]) -> None:
        (problem,) = refused(text).problems
        assert (problem.path, problem.code, problem.where) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "a = " + "[" * 10_000,
            "a = " + "[" * 70 + "]" * 70,
            "a = " + "{a = " * 10_000,
            "[" + ".".join("a" * 10_000) + "]",
            ".".join("a" * 400_000) + " = 1",
            "b = {" + " . ".join("a" * 10_000) + " = 1}",
            ".".join(['"a b"'] * 10_000) + " = 1",
            "\t.".join(["'a b'"] * 10_000) + " = 1",
            r'"\"".' * 10_000 + "a = 1",
            "[a" + ".b" * 62 + "]\na.b.c = 1",
        ],
    )
    def test_deep_nesting(self, text: str) -> None:
        error = refused(text)
        assert isinstance(error, LimitError)
        assert [problem.code for problem in error.problems] == ["too_deep"]

    def test_depth_is_counted_exactly(self) -> None:
        assert parse("a.b.c = 1", "toml", Limits(depth=3)) == {"a": {"b": {"c": 1}}}
        (problem,) = refused("x = 1\na.b.c.d = 1", "toml", Limits(depth=3)).problems
        assert (problem.code, problem.where) == ("too_deep", "line 2, column 1")

    def test_many_quotes_take_no_more_time_than_few(self) -> None:
        assert refused('a = "' + r"\"" * 300_000).problems[0].code == "bad_syntax"

    def test_a_long_text(self) -> None:
        assert isinstance(refused("a = 'abcdef'", "toml", Limits(text_length=5)), LimitError)


class TestDump:
    @pytest.mark.parametrize("file_format", ["toml", "xlsx", "JSON"])
    def test_only_json_and_yaml_are_written(self, file_format: Format) -> None:
        with pytest.raises(DocumentError, match="Save as JSON or YAML") as error:
            dump({}, file_format)
        assert error.value.problems[0].code == "unknown_format"

    @pytest.mark.parametrize("file_format", ["json", "yaml"])
    def test_what_cannot_be_read_back_is_not_written(self, file_format: Format) -> None:
        data = {"a": [float("nan"), 10**25], "b": {2024: "x", "c": "\0"}, "d": dt.date(2024, 3, 31)}
        with pytest.raises(DocumentError) as error:
            dump(data, file_format)
        assert [(problem.path, problem.code) for problem in error.value.problems] == [
            ("a/0", "not_finite"),
            ("a/1", "too_large_number"),
            ("b/2024", "wrong_type"),
            ("b/c", "bad_text"),
            ("d", "wrong_type"),
        ]

    @pytest.mark.parametrize("file_format", ["json", "yaml"])
    def test_depth(self, file_format: Format) -> None:
        data: list[object] = []
        for _ in range(63):
            data = [data]
        assert parse(dump(data, file_format), file_format, LIMITS) == data
        with pytest.raises(LimitError):
            dump([data], file_format)
        data.append(data)
        with pytest.raises(LimitError):
            dump(data, file_format)

    @pytest.mark.parametrize("file_format", ["json", "yaml"])
    def test_a_text_longer_than_what_is_read_is_written_all_the_same(self, file_format: Format) -> None:
        data = {"note": "a" * 1_000_001}
        limits = Limits(text_length=2_000_000, yaml_bytes=2_000_000)
        assert parse(dump(data, file_format), file_format, limits) == data

    def test_not_more_problems_are_looked_for_than_are_told(self) -> None:
        with pytest.raises(DocumentError) as error:
            dump([float("nan")] * 5000, "json")
        assert len(error.value.problems) == error.value.count == 1000


def test_check_plain_takes_what_is_plain_and_names_what_is_not() -> None:
    check_plain({"a": [1, (2.5, None)]}, LIMITS)
    check_plain("a" * 10, Limits(text_length=10))
    with pytest.raises(LimitError):
        check_plain(["a" * 11], Limits(text_length=10))
    with pytest.raises(DocumentError) as error:
        check_plain({"a": {1, 2}}, LIMITS)
    assert error.value.problems[0].path == "a"


def test_reading_leaves_the_interpreter_as_it_was() -> None:
    before = (sys.getrecursionlimit(), sys.get_int_max_str_digits())
    formats: tuple[Format, ...] = ("json", "yaml", "toml")
    for file_format in formats:
        refused("[" * 100_000, file_format)
    assert (sys.getrecursionlimit(), sys.get_int_max_str_digits()) == before
