"""JSON text to plain data and back: strict, quick, and with the place of every mistake.

Reading leans on the standard library's scanner; only a doubtful text is gone through once more, slowly, to
name each place. Nothing here opens a file or knows what the data mean.
"""

from __future__ import annotations

import contextlib
import math
import re

from collective_impact.errors import MAXIMUM_PROBLEMS, Problem
from collective_impact.files import Limits, line_and_column, refusal
from collective_impact.soundness import (
    DUPLICATE_KEY,
    MAXIMUM_DIGITS,
    NOT_FINITE,
    TOO_MANY_DIGITS,
    path_of,
    text_complaint,
    too_deep,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from json import JSONDecodeError
    from typing import Any

    from collective_impact.soundness import Complaint

__all__ = ["find_problems", "load", "may_hold_longer", "render"]

_WIDTH = 100
_CONTAINERS = frozenset({dict, list, tuple})
_WORDS = frozenset({"true", "false", "null"})
_SUSPECT_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_SOUND_ESCAPE = re.compile(
    r"\\(?:[^u]"
    r"|u(?!0000|[dD][89a-fA-F])[0-9a-fA-F]{4}"
    r"|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)
_TOKEN = re.compile(
    r'"((?:[^"\\]|\\.)*+)"?'
    r"|([\[\]{},])"
    r'|(-?[0-9]++(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?|[^\s\[\]{},:"]++)',
    re.DOTALL,
)

_TRAILING_COMMA = re.compile(r",\s*+(?=[\]}])")

_SYNTAX = {
    "Expecting value": "A value is missing here, or it is not written as in JSON.",
    "Expecting ','": "Here a comma or a closing bracket is missing.",
    "Expecting ':'": "Here the colon between a key and its value is missing.",
    "Expecting property name": "Here a key in double quotes is missing.",
    "Unterminated string": "The text that begins here has no closing quote.",
    "Invalid control character": "A line break, a tab or another control character stands in a text.",
    "Invalid \\": 'After a backslash in a text stands one of " \\ / b f n r t, or u and four digits.',
    "Extra data": "Something follows after the end of the document.",
    "Illegal trailing comma": "Here a comma stands before a closing bracket.",
}
_SYNTAX_HINTS = {
    "'": "Texts and keys stand in double quotes.",
    "]": "No comma may stand before a closing bracket.",
    "}": "No comma may stand before a closing bracket.",
    "/": "JSON has no comments.",
    "#": "JSON has no comments.",
    "T": "The words are true, false and null, in small letters.",
    "F": "The words are true, false and null, in small letters.",
    "N": "The words are true, false and null, in small letters.",
    "\n": "Write \\n for a line break.",
    "\t": "Write \\t for a tab.",
}


def load(text: str) -> tuple[object, bool]:
    """Return the plain data in `text`, and whether it is doubtful: then `find_problems` must be asked.

    A key given twice, half a character, NUL, too long a number or too deep a nesting are noticed here;
    the caller looks at depth, numbers and lengths of what comes back.

    Raises:
        DocumentError: the text is not JSON; the place is named.
    """
    import json  # noqa: PLC0415 - only readers of JSON need it

    repeated: list[bool] = []

    def without_repetition(pairs: list[tuple[str, object]]) -> dict[str, object]:
        mapping = dict(pairs)
        if len(mapping) != len(pairs):
            repeated.append(True)
        return mapping

    try:
        value = json.loads(text, object_pairs_hook=without_repetition)
    except json.JSONDecodeError as error:
        raise refusal("The text is not JSON.", [_syntax_problem(error)], Limits()) from error
    except (ValueError, RecursionError):
        return None, True
    return value, bool(repeated) or _has_bad_escape(text)


def _syntax_problem(error: JSONDecodeError) -> Problem:
    message = next(
        (found for start, found in _SYNTAX.items() if error.msg.startswith(start)), "This is not JSON."
    )
    comma = _TRAILING_COMMA.match(
        error.doc, error.pos
    )  # Python 3.13 points at the comma, others at the bracket
    place = comma.end() if comma else error.pos
    hint = _SYNTAX_HINTS.get(error.doc[place : place + 1])
    where = line_and_column(error.doc, place)
    return Problem(path="", message=message, code="bad_syntax", where=where, hint=hint)


def _has_bad_escape(text: str) -> bool:
    """Return whether an escape in valid JSON stands for NUL or for half a character.

    Outside of texts there is no backslash, so taking away what is sound, from left to right, leaves the rest.
    """
    return "\\" in text and _SUSPECT_ESCAPE.search(text) is not None and "\\" in _SOUND_ESCAPE.sub("", text)


def may_hold_longer(text: str, length: int) -> bool:
    """Return whether a text within this JSON may have more than `length` characters.

    Quick, and never wrong when it says no: then a quotation mark that is no part of a text comes often enough.
    """
    if len(text) > length and '\\"' in text:
        return True
    at = -1
    while len(text) - at - 1 > length:
        mark = text.rfind('"', at + 1, at + length + 2)
        if mark < 0:
            return True
        at = mark
    return False


def find_problems(text: str, limits: Limits) -> Iterator[Problem]:
    """Go slowly through a doubtful text and yield what is wrong in it, each with its path and place.

    What follows after the first place that is not JSON, or that is too deep, is not looked at.
    """
    with contextlib.suppress(ValueError, IndexError):
        yield from _Inspector(text, limits).problems()


class _Inspector:
    """One slow walk over the tokens of a text, which knows where it is and what keys it passed on its way."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.steps: list[str | int] = []
        self.keys: list[set[str] | None] = []
        self.key_is_next = False
        self.line = 1
        self.line_start = 0
        self.counted = 0
        self.told = 0
        self.last: dict[str, Problem] = {}

    def problems(self) -> Iterator[Problem]:
        for token in _TOKEN.finditer(self.text):
            string, mark, word = token.groups()
            if string is not None:
                yield from self.in_text(token, string)
            elif word is not None:
                yield from self.in_word(token, word)
            elif mark in "{[" and len(self.keys) == self.limits.depth:
                yield self.problem(token, too_deep(self.limits))
                return
            else:
                self.step(mark)

    def step(self, mark: str) -> None:
        if mark in "{[":
            self.key_is_next = mark == "{"
            self.keys.append(set() if self.key_is_next else None)
            self.steps.append("" if self.key_is_next else 0)
        elif mark in "}]":
            self.key_is_next = False
            self.keys.pop()
            self.steps.pop()
        else:
            self.key_is_next = self.keys[-1] is not None
            last = self.steps[-1]
            if isinstance(last, int):
                self.steps[-1] = last + 1

    def in_text(self, token: re.Match[str], string: str) -> Iterator[Problem]:
        value = _unescaped(token.group()) if "\\" in string else string
        seen = self.keys[-1] if self.key_is_next else None
        if seen is not None:
            self.key_is_next = False
            self.steps[-1] = value
            if value in seen:
                yield self.problem(token, DUPLICATE_KEY)
            seen.add(value)
        complaint = text_complaint(value, self.limits)
        if complaint is not None:
            yield self.problem(token, complaint)

    def in_word(self, token: re.Match[str], word: str) -> Iterator[Problem]:
        digits = word.removeprefix("-")
        if digits.isdigit():
            if len(digits) > MAXIMUM_DIGITS:
                yield self.problem(token, TOO_MANY_DIGITS)
        elif word not in _WORDS and not math.isfinite(float(word)):
            yield self.problem(token, NOT_FINITE)

    def problem(self, token: re.Match[str], complaint: Complaint) -> Problem:
        """Return the problem of a token; past those that an error holds the last of its kind, to be counted."""
        message, code, hint = complaint
        self.told += 1
        if self.told > MAXIMUM_PROBLEMS and code in self.last:
            return self.last[code]
        index = token.start()
        self.line += self.text.count("\n", self.counted, index)
        self.line_start = max(self.line_start, self.text.rfind("\n", self.counted, index) + 1)
        self.counted = index
        where = f"line {self.line}, column {index - self.line_start + 1}"
        path = path_of(self.steps)
        self.last[code] = Problem(path=path, message=message, code=code, where=where, hint=hint)
        return self.last[code]


def render(data: object) -> str:
    """Return sound plain data as JSON, two blanks to a level, ending with a line break.

    Keys stay in the order given. A list without lists and mappings in it stands on one line, or on as many
    of about 100 columns as it needs, with the same number of members on each.
    """
    renderer = _Renderer()
    renderer.add(data, "", 0)
    return "".join([*renderer.parts, "\n"])


class _Renderer:
    """The pieces of a text that grows, and how each kind of single value is written."""

    def __init__(self) -> None:
        from json.encoder import encode_basestring  # noqa: PLC0415 - needed by writers of JSON only

        self.parts: list[str] = []
        self.writers: dict[type, Callable[[Any], str]] = {
            str: encode_basestring,
            int: int.__repr__,
            float: float.__repr__,
            bool: {True: "true", False: "false"}.__getitem__,
            type(None): {None: "null"}.__getitem__,
        }

    def add(self, value: Any, indent: str, column: int) -> None:  # noqa: ANN401 - plain data of any kind
        """Add `value`; its line is indented by `indent`, and `column` characters stand before it there."""
        writer = self.writers.get(type(value))
        if writer is not None:
            self.parts.append(writer(value))
        elif not value:
            self.parts.append("{}" if isinstance(value, dict) else "[]")
        elif isinstance(value, dict):
            self.add_mapping(value, indent)
        else:
            self.add_list(value, indent, column)

    def add_mapping(self, mapping: dict[str, object], indent: str) -> None:
        """Add a mapping that is not empty, with a line for each key."""
        inner = indent + "  "
        quoted = self.writers[str]
        before = f"{{\n{inner}"
        for key, member in mapping.items():
            name = f"{quoted(key)}: "
            self.parts.append(before + name)
            self.add(member, inner, len(name))
            before = f",\n{inner}"
        self.parts.append(f"\n{indent}}}")

    def add_list(self, members: Sequence[object], indent: str, column: int) -> None:
        """Add a list that is not empty: in lines as full as they may be where its members are single values."""
        inner = indent + "  "
        if set(map(type, members)).isdisjoint(_CONTAINERS):
            self.add_row(members, indent, column)
            return
        before = f"[\n{inner}"
        for member in members:
            self.parts.append(before)
            self.add(member, inner, 0)
            before = f",\n{inner}"
        self.parts.append(f"\n{indent}]")

    def add_row(self, values: Sequence[object], indent: str, column: int) -> None:
        kinds = set(map(type, values))
        if len(kinds) == 1:
            texts = list(map(self.writers[kinds.pop()], values))
        else:
            texts = [self.writers[type(value)](value) for value in values]
        if len(indent) + column + sum(map(len, texts)) + 2 * len(texts) <= _WIDTH:
            self.parts.append(f"[{', '.join(texts)}]")
            return
        between = f"\n{indent}  "
        per_line = max(1, (_WIDTH - len(between)) // (max(map(len, texts)) + 2))
        lines = [", ".join(texts[start : start + per_line]) for start in range(0, len(texts), per_line)]
        self.parts.append(f"[{between}{(',' + between).join(lines)}\n{indent}]")


def _unescaped(quoted: str) -> str:
    import json  # noqa: PLC0415 - needed for a doubtful text only

    text: str = json.loads(quoted)
    return text
