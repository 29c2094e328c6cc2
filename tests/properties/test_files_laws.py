"""What holds for all bytes, all plain data and at every moment of a save."""

from __future__ import annotations

import contextlib
import itertools
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.errors import CollectiveImpactError, DocumentError, Problem
from collective_impact.files import Limits, decode, write_atomic
from collective_impact.json_text import find_problems
from collective_impact.plain import dump, parse
from collective_impact.soundness import MAXIMUM_DIGITS, is_sound, unsound

if TYPE_CHECKING:
    from pathlib import Path

    from collective_impact.files import Format

LIMITS = Limits()
READABLE = st.sampled_from(["json", "yaml", "toml"])
WRITABLE = st.sampled_from(["json", "yaml"])

LARGEST = 10**MAXIMUM_DIGITS - 1
AWKWARD = (
    " \t\n\r\"'\\:-#,?[]{}&*!|>%@`~=<.0123456789_+eExXyYnNtTzZ"
    "\x01\x1b\x7f\x85\xa0\u2028\u2029\ufeff\ufffe\U0001f600\U0010ffff"
)
WORDS = [
    "", "~", "null", "NULL", "true", "FALSE", "yes", "NO", "on", "off", "y", "N", "=", "<<", "-", "---", "...", "%",
    "? ", ": ", "- a", "02134", "0089", "1:30", "12:30:45", "0x1F", "0o17", "1_000", "1,000", "1e5", "+1", "-0", ".5",
    "5.", ".inf", "-.inf", ".nan", "2024-03-31", "2024-03", "2024-Q1", "2001-12-14 21:59:43.10 -5", "a: b", "a #b",
    "*a", "&a", "!a", "a\nb", "a\n", "\na", "a\n\n", "\n", "\n\n", " a", "a ", "a \nb", "a\n b", "a\n\tb", "a\r\nb",
    "a" * 200, "a " * 100, "a\n" * 60, "--- " * 60, "\u0301" * 40,
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(WORDS),
    st.text(alphabet=AWKWARD, max_size=30),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=150),
)
NUMBERS = st.one_of(
    st.integers(-LARGEST, LARGEST),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        [0.0, -0.0, 5e-324, -5e-324, 1.7976931348623157e308, 1e16, 1e22, 1e-7, 0.1 + 0.2, LARGEST]
    ),
)
SINGLE = st.one_of(TEXTS, NUMBERS, st.booleans(), st.none())
PLAIN = st.recursive(
    SINGLE,
    lambda inner: st.one_of(st.lists(inner, max_size=8), st.dictionaries(TEXTS, inner, max_size=6)),
    max_leaves=30,
)


ANY_TEXT = st.text(st.characters(), max_size=6)
UNSOUND = st.one_of(
    SINGLE,
    ANY_TEXT,
    st.floats(),
    st.integers(10**24, 10**26),
    st.integers(-(10**26), -(10**24)),
    st.sampled_from([float("nan"), float("inf"), b"a", 1j, (), range(2), object()]),
)
PERHAPS_PLAIN = st.recursive(
    UNSOUND,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.one_of(ANY_TEXT, st.integers(), st.none()), inner, max_size=3),
    ),
    max_leaves=12,
)

JSON_PIECES = [
    *'{}[],:\\" 1é\0\ud800\n',
    *('"a"', '"b"', r"\ud83d", r"\ude00", r"\u0000", r'"\u0061"', '{"a":1,"a":2}'),
    *("-0", "1e999", "NaN", "9" * 26, "1" * 5000, "true", "null"),
]
YAML_PIECES = [
    *"[]{}'\"\t#~1a\n\x85\ufeff",
    *("- ", ": ", "? ", "  ", "\n  ", ", ", "&a", "*a", "!a ", "<<", "|\n", ">\n", r"\U00110000", r"\ud800"),
    *("---\n", "...\n", "%YAML 1.1\n", "1e999", "9" * 26),
]
TOML_PIECES = [
    *"[]{}.,=\"'\\# _1aé\n",
    *('"""', "'''", "2024-01-01", "07:32:00", "nan", "1e999", "9" * 26, r"\u0000", "[[", "]]", "0x"),
]
PIECES = st.sampled_from([JSON_PIECES, YAML_PIECES, TOML_PIECES]).flatmap(
    lambda pieces: st.lists(st.sampled_from(pieces), max_size=25).map("".join)
)


def spelled(value: object) -> str:
    """Tell True from 1, 1 from 1.0, -0.0 from 0.0, and one order of keys from another."""
    return repr(value)


def problems_or_data(text: str, file_format: Format, limits: Limits) -> tuple[tuple[Problem, ...], object]:
    try:
        return (), parse(text, file_format, limits)
    except CollectiveImpactError as error:
        return error.problems, None


@given(PLAIN, WRITABLE)
def test_what_is_written_is_read_back_exactly_and_written_again_the_same(
    data: object, file_format: Format
) -> None:
    written = dump(data, file_format)
    read = parse(decode(written.encode(), LIMITS), file_format, LIMITS)
    assert spelled(read) == spelled(data)
    assert dump(read, file_format) == written
    assert written.endswith("\n")
    assert not written.endswith("\n\n") or file_format == "yaml"


@given(st.lists(st.one_of(NUMBERS, st.none(), st.booleans()), max_size=200), st.integers(1, 20))
def test_lists_of_numbers_in_json_stay_within_a_hundred_columns(numbers: list[object], depth: int) -> None:
    data: object = {"values": numbers}
    for _ in range(depth):
        data = [data]
    assert max(map(len, dump(data, "json").splitlines())) <= 100


@given(
    st.one_of(st.binary(max_size=200), PIECES.map(lambda text: text.encode("utf-8", "surrogatepass"))),
    READABLE,
)
def test_any_bytes_give_plain_data_or_our_own_error(data: bytes, file_format: Format) -> None:
    with contextlib.suppress(DocumentError):
        problems, read = problems_or_data(decode(data, LIMITS), file_format, LIMITS)
        assert problems or is_sound(read, LIMITS, look_at_texts=True)


@given(st.one_of(ANY_TEXT, PIECES), READABLE, st.integers(1, 4), st.integers(1, 4))
def test_any_text_within_any_limits_gives_plain_data_or_our_own_error(
    text: str, file_format: Format, depth: int, length: int
) -> None:
    limits = Limits(depth=depth, text_length=length, problems=2)
    problems, read = problems_or_data(text, file_format, limits)
    assert len(problems) <= 2
    assert problems or is_sound(read, limits, look_at_texts=True)


@given(PERHAPS_PLAIN, st.integers(1, 4), st.integers(1, 8))
def test_the_quick_look_and_the_slow_one_agree(data: object, depth: int, length: int) -> None:
    limits = Limits(depth=depth, text_length=length)
    assert is_sound(data, limits, look_at_texts=True) is not any(unsound(data, limits))


@given(st.one_of(PLAIN.map(lambda data: dump(data, "json")), PIECES), st.integers(1, 4))
def test_json_is_accepted_exactly_where_the_slow_walk_finds_nothing(text: str, depth: int) -> None:
    limits = Limits(depth=depth)
    problems, _ = problems_or_data(text, "json", limits)
    other_kinds = {"bad_syntax", "bad_text"} & {problem.code for problem in problems}
    assert other_kinds or list(problems) == list(find_problems(text, limits))


@pytest.mark.parametrize("file_format", ["json", "yaml", "toml"])
@pytest.mark.parametrize(
    "piece", ["[", "{", '{"a":', "- ", "a.", "a: ", '"', "'", r"\"", "\n", "#", "9", "-", "\u0301", "é"]
)
def test_a_file_of_one_piece_over_and_over_takes_little_work(
    piece: str, file_format: Format, calls: Callable[[Callable[[], object]], int]
) -> None:
    for text in (piece * (60_000 // len(piece)), "a = " + piece * (60_000 // len(piece))):

        def work(text: str = text) -> None:
            with contextlib.suppress(CollectiveImpactError):
                parse(text, file_format, LIMITS)

        assert calls(work) < 100 * len(text)


SAVER = """
import itertools, sys
from collective_impact.files import write_atomic
print(flush=True)
for number in itertools.count():
    write_atomic(sys.argv[1], chr(97 + number % 26) * 200_000)
"""
SAVER_KILLED_AT_A_CALL = """
import os, signal, sys
from collective_impact.files import write_atomic
calls = 0
def counted(real):
    def call(*arguments, **named):
        global calls
        calls += 1
        if calls == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    return call
for name in ("stat", "open", "chmod", "fsync", "replace", "close", "scandir"):
    setattr(os, name, counted(getattr(os, name)))
write_atomic(sys.argv[1], "new" * 50_000)
"""


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_saver_killed_at_any_call_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    old, new = "old" * 50_000, "new" * 50_000
    found = []
    for call in itertools.count(1):
        path.write_text(old)
        command = [sys.executable, "-c", SAVER_KILLED_AT_A_CALL, str(path), str(call)]
        ended = subprocess.run(command, check=False).returncode  # noqa: S603 - this interpreter
        found.append(path.read_text())
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    assert len(found) > 5
    changed = found.index(new)
    assert found == [old] * changed + [new] * (len(found) - changed)
    write_atomic(path, "last")
    assert names_in(tmp_path) == ["a.json"]


def test_a_saver_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("a" * 200_000)
    for number in range(12):
        command = [sys.executable, "-c", SAVER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as saver:  # noqa: S603 - this interpreter
            assert saver.stdout is not None
            saver.stdout.readline()
            time.sleep(0.0037 * number)
            saver.kill()
        text = path.read_text()
        assert len(text) == 200_000
        assert text == text[0] * 200_000
    write_atomic(path, "last")
    assert names_in(tmp_path) == ["a.json"]
