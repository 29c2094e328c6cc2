"""YAML: only its safe part is taken, by a rule of our own for words, and written so that nobody misreads it."""

from __future__ import annotations

import sys

import pytest
import yaml

from collective_impact import yaml_text
from collective_impact.errors import DocumentError, LimitError, MissingExtraError
from collective_impact.files import Limits
from collective_impact.plain import dump, parse

LIMITS = Limits()
ALIAS_BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGE_BOMB = "a0: &a0 {k0: 1}\n" + "".join(
    f"a{number}: &a{number} {{<<: [*a{number - 1}, *a{number - 1}], k{number}: 1}}\n"
    for number in range(1, 30)
)


def read(text: str, limits: Limits = LIMITS) -> object:
    return parse(text, "yaml", limits)


def refused(text: str, limits: Limits = LIMITS) -> DocumentError:
    with pytest.raises(DocumentError) as error:
        read(text, limits)
    return error.value


class TestWords:
    @pytest.mark.parametrize("word", ["", "~", "null", "Null", "NULL"])
    def test_nothing(self, word: str) -> None:
        assert read(f"a: {word}") == {"a": None}

    @pytest.mark.parametrize(
        ("word", "value"),
        [
            ("true", True),
            ("True", True),
            ("TRUE", True),
            ("false", False),
            ("False", False),
            ("FALSE", False),
        ],
    )
    def test_truth_values(self, word: str, value: bool) -> None:
        assert read(f"[{word}]") == [value]
        assert type(read(word)) is bool

    @pytest.mark.parametrize(
        ("word", "value"),
        [
            ("0", 0),
            ("-0", 0),
            ("+5", 5),
            ("-12", -12),
            ("9" * 25, 10**25 - 1),
            ("0.0", 0.0),
            ("-0.0", -0.0),
            ("1.50", 1.5),
            ("1e3", 1000.0),
            ("1E+3", 1000.0),
            ("-2.5e-03", -0.0025),
            ("5e-324", 5e-324),
            ("1e-999", 0.0),
        ],
    )
    def test_numbers(self, word: str, value: float) -> None:
        assert repr(read(f"- {word}")) == repr([value])

    @pytest.mark.parametrize(
        "word",
        [
            *("yes", "Yes", "no", "NO", "on", "OFF", "y", "n", "tRUE", "nULL", "None", "nil"),
            *("02134", "007", "-012", "00", "0x1F", "0o17", "0b11", "1_000", "1:30", "12:30:45", "1.2.3"),
            *(
                ".5",
                "5.",
                "1e",
                "e5",
                ".inf",
                "-.inf",
                ".nan",
                ".NaN",
                "Infinity",
                "NaN",
                "+",
                "-+1",
                "1 000",
                "1,5",
            ),
            *("2024-03-31", "2024-03", "2024-Q1", "2001-12-14t21:59:43.10-05:00", "٣", "=", "1a"),
        ],
    )
    def test_all_else_is_text(self, word: str) -> None:
        assert read(f"a: {word}") == {"a": word}

    @pytest.mark.parametrize("word", ["1", "true", "null", "", "~", "<<", "1e5", "9" * 400])
    def test_what_is_quoted_is_text(self, word: str) -> None:
        assert read(f"- '{word}'\n- \"{word}\"") == [word, word]

    def test_blocks_of_text_are_text(self) -> None:
        assert read("a: |\n  1\nb: >-\n  true\n  false\n") == {"a": "1\n", "b": "true false"}

    def test_keys_are_texts_as_they_are_spelled(self) -> None:
        text = "2024: a\ntrue: b\nNO: c\n02: d\n1.50: e\n'null': f\n\"<<\": g\n'': h\n2024-03-31: i\n"
        keys = ["2024", "true", "NO", "02", "1.50", "null", "<<", "", "2024-03-31"]
        assert read(text) == dict(zip(keys, "abcdefghi", strict=True))

    def test_escapes_of_two_halves_are_one_character(self) -> None:
        assert read(r'{"\ud83d\ude00": "\uD83D\uDE00 \U0001F600 é \u00e9"}') == {"😀": "😀 😀 é é"}

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("\ufeffa: 1", {"a": 1}),
            ("%YAML 1.1\n---\na: NO\n...\n", {"a": "NO"}),
            ("---\n", None),
            ("# remark\na: 1 # remark\n", {"a": 1}),
            ("- - 1\n  - {a: [], b: {}}\n-\n", [[1, {"a": [], "b": {}}], None]),
            ("? a\n: 1\n", {"a": 1}),
            ("{a, b: 1}", {"a": None, "b": 1}),
        ],
    )
    def test_forms_of_a_document(self, text: str, value: object) -> None:
        assert read(text) == value


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a: 1\nb: {c: 1, c: 2}", [("b/c", "duplicate_key", "line 2, column 11")]),
            ("1: a\n'1': b", [("1", "duplicate_key", "line 2, column 1")]),
            ("a: &x 1", [("a", "anchor_refused", "line 1, column 4")]),
            (
                "- &x [1]\n- *x\n",
                [("0", "anchor_refused", "line 1, column 3"), ("1", "alias_refused", "line 2, column 3")],
            ),
            ("*x : 1", [("", "alias_refused", "line 1, column 1")]),
            ("a: {<<: {b: 1}}", [("a/<<", "merge_refused", "line 1, column 5")]),
            ("a: !!python/object/apply:os.getcwd []", [("a", "tag_refused", "line 1, column 4")]),
            ("!!str a", [("", "tag_refused", "line 1, column 1")]),
            (
                "- ! 1\n- !x {}",
                [("0", "tag_refused", "line 1, column 3"), ("1", "tag_refused", "line 2, column 3")],
            ),
            ("--- a\n--- b", [("", "second_document", "line 2, column 1")]),
            ("a: 1\n...\n---\nb: 1", [("", "second_document", "line 3, column 1")]),
            ("a:\n  ~: 1", [("a/~", "key_refused", "line 2, column 3")]),
            ("null: 1", [("null", "key_refused", "line 1, column 1")]),
            ("?\n: 1", [("", "key_refused", "line 1, column 2")]),
            ("? [a]\n: b", [("", "key_refused", "line 1, column 3")]),
            ("- {{a: 1}: b}", [("0", "key_refused", "line 1, column 4")]),
            ("a: 1e999", [("a", "not_finite", "line 1, column 4")]),
            (f"- {'9' * 26}", [("0", "too_large_number", "line 1, column 3")]),
            (
                f"- {'1' * 400}\n- -{'1' * 5000}",
                [(f"{at}", "too_large_number", f"line {at + 1}, column 3") for at in (0, 1)],
            ),
            (r'a: "\ud800"', [("a", "bad_text", "line 1, column 4")]),
            (r'"a\0": 1', [("a\\x00", "bad_text", "line 1, column 1")]),
            ("a: \x07", [("", "bad_text", "line 1, column 4")]),
            ("a\0b", [("", "bad_text", "line 1, column 2")]),
            ("# nothing\n", [("", "empty", "line 1, column 1")]),
            ("", [("", "empty", "line 1, column 1")]),
        ],
    )
    def test_all_problems_with_path_and_place(self, text: str, expected: list[tuple[str, str, str]]) -> None:
        error = refused(text)
        assert [(each.path, each.code, each.where) for each in error.problems] == expected
        assert type(error) is DocumentError

    @pytest.mark.parametrize(
        ("text", "where", "said"),
        [
            ("\ta: 1", "line 1, column 1", "never with tabs"),
            ("a:\n\t- b", "line 2, column 1", "never with tabs"),
            ("name:value\nb: c", "line 2, column 2", "put a blank after the colon"),
            ("a: b: c", "line 1, column 5", "Quote texts that hold a colon"),
            ("a: 1\n b: 2", "line 2, column 3", "indent keys alike"),
            ("a: 1\nb\nc: 2", "line 3, column 1", "Write keys as `name: value`"),
            ("- a\nb: c", "line 2, column 1", "Check the indentation"),
            ("a: 'it's'", "line 1, column 8", "quotes inside of quoted texts"),
            ("a: %x", "line 1, column 4", "Put the text in quotes"),
            ("a: @x", "line 1, column 4", "Put the text in quotes"),
            ("a: [1, 2", "line 1, column 9", "a comma or a closing bracket is missing"),
            ("{a: 1", "line 1, column 6", "a comma or a closing bracket is missing"),
            ('a: "x', "line 1, column 6", "Add the quote"),
            ("a: |x\n b", "line 1, column 5", "This is not valid YAML"),
            ("%YAML 2.0\n--- a", "line 1, column 1", "This is not valid YAML"),
            (r'a: "\UFFFFFFFF"', "line 1, column 7", "out of range"),
            (r'a: "\U00110000"', "line 1, column 7", "out of range"),
            ("%YAML 1." + "1" * 5000 + "\n--- a", "line 1, column 9", "out of range"),
            ("a: !%ff b", "line 1, column 5", "This is not valid YAML"),
        ],
    )
    def test_mistakes_of_syntax_have_a_place_and_a_hint(self, text: str, where: str, said: str) -> None:
        (problem,) = refused(text).problems
        assert (problem.code, problem.where) == ("bad_syntax", where)
        assert said in str(problem)

    def test_problems_before_a_mistake_of_syntax_are_told_too(self) -> None:
        assert [problem.code for problem in refused("a: !x 1\na: &b 2\nc: [").problems] == [
            "tag_refused",
            "duplicate_key",
            "anchor_refused",
            "bad_syntax",
        ]

    @pytest.mark.parametrize(("bomb", "code"), [(ALIAS_BOMB, "alias_refused"), (MERGE_BOMB, "merge_refused")])
    def test_bombs(self, bomb: str, code: str) -> None:
        assert code in {problem.code for problem in refused(bomb).problems}

    @pytest.mark.parametrize(
        "text",
        [
            "[" * 10_000,
            "[" * 60_000,
            "- " * 10_000,
            "\n".join(" " * at + "a:" for at in range(1300)),
            '{"a": ' * 10_000,
        ],
    )
    def test_deep_nesting(self, text: str) -> None:
        error = refused(text)
        assert isinstance(error, LimitError)
        assert [problem.code for problem in error.problems] == ["too_deep"]
        assert error.problems[0].path.count("/") == 63

    def test_depth_is_counted_exactly(self) -> None:
        assert read("[{a: [1]}]", Limits(depth=3)) == [{"a": [1]}]
        assert refused("[{a: [[]]}]", Limits(depth=3)).problems[0].path == "0/a/0"

    def test_a_long_text_or_key(self) -> None:
        limits = Limits(text_length=5)
        assert read("{12345: abcde}", limits) == {"12345": "abcde"}
        for text in ("a: abcdef", "a: 'abcdef'", "abcdef: 1"):
            error = refused(text, limits)
            assert isinstance(error, LimitError)
            assert error.problems[0].code == "too_long"

    def test_too_many_values(self) -> None:
        assert read("[1, 2, 3]", Limits(yaml_events=9)) == [1, 2, 3]
        error = refused("[1, 2, 3]", Limits(yaml_events=6))
        assert isinstance(error, LimitError)
        assert [(problem.code, problem.path) for problem in error.problems] == [("too_many_values", "3")]
        assert "as JSON" in str(error)

    def test_a_large_initiative_is_within_the_limits(self) -> None:
        text = "".join(f"- id: P{number}\n  name: Partner\n  roles: [a, b]\n" for number in range(1000))
        partners = read(text)
        assert isinstance(partners, list)
        assert partners[-1] == {"id": "P999", "name": "Partner", "roles": ["a", "b"]}


class TestWithoutPyYAML:
    def test_the_error_names_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "yaml", None)
        said = r'pip install "collective-impact\[yaml\]"'
        with pytest.raises(MissingExtraError, match=said) as error:
            read("a: 1")
        assert isinstance(error.value.__cause__, ImportError)
        with pytest.raises(MissingExtraError, match=said):
            dump({}, "yaml")


class TestWriting:
    def test_layout(self) -> None:
        data = {
            "b": 1,
            "a": {"x": "a text", "z": "Café"},
            "none": None,
            "flags": [True, False],
            "partners": [{"id": "P1", "roles": ["convener", "funder"]}, {"id": "P2"}],
            "empty": [],
            "nothing": {},
            "grid": [[1, 2], [3]],
            "pair": (1, -0.0),
            "note": "first line\nsecond: line\n",
            "lines": ["a\nb", "c"],
        }
        assert dump(data, "yaml") == (
            "b: 1\n"
            "a:\n  x: a text\n  z: Café\n"
            "none: null\n"
            "flags: [true, false]\n"
            "partners:\n- id: P1\n  roles: [convener, funder]\n- id: P2\n"
            "empty: []\n"
            "nothing: {}\n"
            "grid:\n- [1, 2]\n- [3]\n"
            "pair: [1, -0.0]\n"
            "note: |\n  first line\n  second: line\n"
            "lines:\n- |-\n  a\n  b\n- c\n"
        )

    @pytest.mark.parametrize(
        "text",
        [
            *("null", "~", "true", "False", "1", "-1", "1.5", "1e5", "+1", "1E-3"),
            *("NO", "yes", "On", "off", "y", "N", "02134", "0089", "1:30", "12:30:45", "0x1F", "0o17", "0b1"),
            *("1_000", "1,000", ".5", "5.", ".inf", ".nan", "2024-03-31", "2024-03", "=", "<<"),
        ],
    )
    def test_texts_that_look_like_something_else_are_quoted(self, text: str) -> None:
        assert dump({"a": text}, "yaml") == f"a: '{text}'\n"
        assert dump({text: 1}, "yaml") == f"'{text}': 1\n"

    def test_an_empty_text_or_key_is_quoted(self) -> None:
        assert dump({"": ""}, "yaml") == "? ''\n: ''\n"

    @pytest.mark.parametrize("text", ["Norway", "P1", "2024-Q1", "a b", "no way", "e5", "Café"])
    def test_other_texts_are_not(self, text: str) -> None:
        assert dump({"a": text}, "yaml") == f"a: {text}\n"

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("\x01", r'"\x01"'),
            ("\x85", r'"\N"'),
            ("a\u2028b", r'"a\Lb"'),
            ("\ufeff", r'"\uFEFF"'),
            ("a\tb", r'"a\tb"'),
            ("a\r\nb", r'"a\r\nb"'),
            ("a \nb", r'"a \nb"'),
            ("\n", "|2+\n\n"),
        ],
    )
    def test_characters_that_yaml_cannot_carry_raw_are_escaped(self, text: str, written: str) -> None:
        assert dump({"a": text}, "yaml").rstrip(".\n") == f"a: {written}".rstrip(".\n")
        assert read(dump({"a": text}, "yaml")) == {"a": text}

    def test_shared_parts_are_written_out(self) -> None:
        shared = {"x": [1]}
        assert dump({"a": shared, "b": shared}, "yaml") == "a:\n  x: [1]\nb:\n  x: [1]\n"

    def test_long_lists_and_texts_are_wrapped(self) -> None:
        written = dump({"a": list(range(1000, 1100)), "b": "word " * 60 + "end"}, "yaml")
        assert max(map(len, written.splitlines())) <= 110

    def test_another_reader_finds_the_same(self) -> None:
        data = {
            "a": ["NO", "02134", "1:30", "2024-03-31", "1e5", 1e5, 5e-324, 12, None, True, "é\n"],
            "1": {"2.5": "~"},
        }
        assert yaml.safe_load(dump(data, "yaml")) == data

    def test_the_writer_is_made_once(self) -> None:
        make = yaml_text._dumper
        assert make() is make()
