"""YAML text to plain data and back: the only door to PyYAML, and open to a small, safe part of YAML alone.

One document of mappings, lists and single values enters; anchors, aliases, tags and merge keys do not.
Words are read by a short rule of our own, so that `NO`, `02134`, `1:30` and `2024-03-31` stay texts.
"""

from __future__ import annotations

import functools
import re

import attrs

from collective_impact.errors import MissingExtraError, Problem
from collective_impact.files import Limits, line_and_column, refusal
from collective_impact.soundness import (
    DUPLICATE_KEY,
    MAXIMUM_DIGITS,
    TOO_MANY_DIGITS,
    number_complaint,
    path_of,
    text_complaint,
    too_deep,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType
    from typing import Any

    import yaml

    from collective_impact.soundness import Complaint

__all__ = ["load", "render"]

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(_NULLS),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)((?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)")
_LIKE_A_NUMBER = re.compile(r"[-+]?\.?[0-9][0-9a-fA-FoOtTxXzZ_.:,+-]*|[yYnN]")
_OTHER_LINE_BREAK = re.compile("[\x85\u2028\u2029]")
_LITERAL = re.compile(r"(?! )(?:[^\n]*[^\n ]\n|\n)*(?:[^\n]*[^\n ])?")
_WIDTH = 100

_ALIAS: Complaint = (
    "References (*name) to other parts of the document are not taken.",
    "alias_refused",
    "Write the value out where it is needed.",
)
_ANCHOR: Complaint = (
    "Names for parts of the document (&name) are not taken.",
    "anchor_refused",
    "Remove the name, and write the value out where it is needed.",
)
_TAG: Complaint = ("Type marks (!name) are not taken.", "tag_refused", "Remove the mark.")
_MERGE: Complaint = (
    "Merge keys (<<) are not taken.",
    "merge_refused",
    "Write the merged keys out; put << in quotes where it is meant as text.",
)
_NO_KEY: Complaint = ("A key must be a text.", "key_refused", "Give the key a name, or put it in quotes.")
_SECOND_DOCUMENT: Complaint = (
    "Here a second document begins.",
    "second_document",
    "Put each document in a file of its own.",
)
_EMPTY: Complaint = ("There is nothing in it.", "empty", "Give at least one key and its value.")
_CONTROL_CHARACTER: Complaint = (
    "A control character or half a character stands here.",
    "bad_text",
    "Remove it, or write it as an escape in double quotes.",
)
_BAD_ESCAPE: Complaint = (
    "Before this place stands a number, in an escape or a directive, that is out of range.",
    "bad_syntax",
    "Write the character itself.",
)
_TAB: Complaint = (
    "A tab stands where only blanks may be.",
    "bad_syntax",
    "Indent with blanks, never with tabs.",
)
_SYNTAX: dict[str, tuple[str, str]] = {
    "mapping values are not allowed": (
        "Here a colon stands where no key can be.",
        "Quote texts that hold a colon; put a blank after the colon of each key; indent keys alike.",
    ),
    "could not find expected ':'": (
        "The line above is neither a key with a colon nor a list member.",
        "Write keys as `name: value`, with a blank after the colon.",
    ),
    "found character": ("A value may not begin with this character.", "Put the text in quotes."),
    "expected <block end>": (
        "This does not fit in with what stands before it.",
        "Check the indentation, and quotes inside of quoted texts.",
    ),
    "expected ',' or": (
        "Here a comma or a closing bracket is missing.",
        "Put a text that holds a comma, a colon or a bracket in quotes.",
    ),
    "found unexpected end of stream": ("A quoted text has no closing quote.", "Add the quote."),
}


def load(text: str, limits: Limits) -> object:
    """Return the plain data in `text`, which is to be no longer than `limits.yaml_bytes`.

    Keys are always texts, as they are spelled. Quoted values are texts. Unquoted ones are read as YAML 1.2 has
    it: nothing, `~` and `null` are None, `true` and `false` truth values, and digits, with a sign, a fraction
    or an exponent where wanted, a number. All else is text: `NO`, `yes`, `on`, `02134`, `1:30`, `0x1F`,
    `1_000`, `2024-03-31`, `.5`, `.inf`, `.nan`.

    Raises:
        DocumentError: listing all that is wrong, each with its path, line and column.
        LimitError: too many values, too deep, or a text too long.
        MissingExtraError: PyYAML is not installed.
    """
    yaml = _yaml()
    builder = _Builder(yaml, limits)
    try:
        loader = yaml.SafeLoader(text)
    except yaml.reader.ReaderError as error:
        builder.note(line_and_column(text, error.position), _CONTROL_CHARACTER)
    else:
        _build(loader, builder, text)
    if not builder.document and not builder.problems:
        builder.note("line 1, column 1", _EMPTY)
    if builder.problems:
        raise refusal("The text cannot be read as YAML.", builder.problems, limits)
    return builder.document[0]


def render(data: object) -> str:
    """Return sound plain data as YAML in block style, ending with a line break; keys stay in the order given.

    Lists of single values stand in brackets. Texts that this reader, or one that follows YAML 1.1, would take
    for something else are quoted.

    Raises:
        MissingExtraError: PyYAML is not installed.
    """
    text: str = _yaml().dump(
        data,
        Dumper=_dumper(),
        default_flow_style=False,
        allow_unicode=True,
        width=_WIDTH,
        sort_keys=False,
    )
    return text


def _yaml() -> ModuleType:
    try:
        import yaml  # noqa: PLC0415 - an extra, and costly to import
    except ImportError as error:
        raise MissingExtraError(
            'YAML needs PyYAML, which is not installed: pip install "collective-impact[yaml]"'
        ) from error
    return yaml


def _build(loader: yaml.SafeLoader, builder: _Builder, text: str) -> None:
    """Give the events of `loader` to `builder` until they end or the text turns out not to be YAML."""
    yaml = builder.yaml
    try:
        while loader.check_event():
            if not builder.take(loader.get_event()):  # type: ignore[no-untyped-call]
                return
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        builder.note(_place(mark), _syntax_complaint(error.problem, text[mark.index : mark.index + 1]))
    except (ValueError, OverflowError):
        builder.note(f"line {loader.line + 1}, column {loader.column + 1}", _BAD_ESCAPE)


def _syntax_complaint(problem: str, character: str) -> Complaint:
    if character == "\t":
        return _TAB
    for start, (message, hint) in _SYNTAX.items():
        if problem.startswith(start):
            return message, "bad_syntax", hint
    return "This is not valid YAML.", "bad_syntax", "Put texts with special characters in quotes."


def _place(mark: Any) -> str:  # noqa: ANN401 - the stubs know two kinds of marks, and None
    return f"line {mark.line + 1}, column {mark.column + 1}"


def _too_many(limits: Limits) -> Complaint:
    message = f"There are more than {limits.yaml_events:,} keys, values, beginnings and ends."
    hint = "Save so large a document as JSON, or allow more by Limits(yaml_events=...)."
    return message, "too_many_values", hint


def _whole(text: str) -> str:
    """Return `text` with the halves of characters, that two escapes in a row may stand for, put together."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


@attrs.define
class _Open:
    """A list or mapping whose end has not been met yet, and where in it the next value belongs."""

    value: list[object] | dict[str, object]
    key_is_next: bool = False
    key: str = ""

    @property
    def step(self) -> str | int | None:
        if isinstance(self.value, list):
            return len(self.value)
        return None if self.key_is_next else self.key

    def name(self, key: str) -> None:
        self.key, self.key_is_next = key, False

    def put(self, member: object) -> None:
        if isinstance(self.value, list):
            self.value.append(member)
        else:
            self.value[self.key] = member
            self.key_is_next = True


class _Builder:
    """Plain data growing from events, on a stack of its own, and the problems met on the way."""

    def __init__(self, yaml: ModuleType, limits: Limits) -> None:
        self.yaml = yaml
        self.limits = limits
        self.problems: list[Problem] = []
        self.document: list[object] = []
        self.open: list[_Open] = [_Open(self.document)]
        self.events = 0
        self.documents = 0

    def note(self, where: str, complaint: Complaint | None) -> None:
        if complaint is not None:
            steps = [level.step for level in self.open[1:]]
            path = path_of([step for step in steps if step is not None])
            message, code, hint = complaint
            self.problems.append(Problem(path=path, message=message, code=code, where=where, hint=hint))

    def take(self, event: yaml.Event) -> bool:
        """Take in one event; return False where going on makes no sense."""
        yaml = self.yaml
        where = _place(event.start_mark)
        self.events += 1
        if self.events > self.limits.yaml_events:
            self.note(where, _too_many(self.limits))
            return False
        if isinstance(event, yaml.NodeEvent):
            return self.take_node(event, where)
        if isinstance(event, yaml.CollectionEndEvent):
            closed = self.open.pop()
            self.open[-1].put(closed.value)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
        if self.documents > 1:
            self.note(where, _SECOND_DOCUMENT)
        return self.documents <= 1

    def take_node(self, event: Any, where: str) -> bool:  # noqa: ANN401 - PyYAML's types do not tell its kinds apart
        """Take in a reference, a single value, or the beginning of a list or mapping."""
        yaml = self.yaml
        here = self.open[-1]
        if isinstance(event, yaml.AliasEvent):
            self.note(where, _ALIAS)
            if here.key_is_next:
                here.name(f"*{event.anchor}")
            else:
                here.put(None)
            return True
        self.note(where, _ANCHOR if event.anchor is not None else None)
        self.note(where, _TAG if event.tag is not None else None)
        if isinstance(event, yaml.ScalarEvent):
            if here.key_is_next:
                self.take_key(event, here, where)
            else:
                here.put(self.read(event, where))
            return True
        if here.key_is_next or len(self.open) > self.limits.depth:
            self.note(where, _NO_KEY if here.key_is_next else too_deep(self.limits))
            return False
        is_list = isinstance(event, yaml.SequenceStartEvent)
        self.open.append(_Open([]) if is_list else _Open({}, key_is_next=True))
        return True

    def take_key(self, event: yaml.ScalarEvent, mapping: _Open, where: str) -> None:
        """Take in a key as it is spelled."""
        plain = event.style is None
        key = _whole(event.value)
        mapping.name(key)
        self.note(where, text_complaint(key, self.limits))
        self.note(where, _NO_KEY if plain and key in _NULLS else None)
        self.note(where, _MERGE if plain and key == "<<" else None)
        self.note(where, DUPLICATE_KEY if key in mapping.value else None)

    def read(self, event: yaml.ScalarEvent, where: str) -> object:
        """Return what a single value means."""
        value: str = event.value
        if event.style is None:
            if value in _WORDS:
                return _WORDS[value]
            found = _NUMBER.fullmatch(value)
            if found is not None:
                return self.read_number(found, where)
        text = _whole(value)
        self.note(where, text_complaint(text, self.limits))
        return text

    def read_number(self, found: re.Match[str], where: str) -> float | None:
        """Return the number that is spelled, None where it may not stand; its length is looked at first."""
        whole, rest = found.groups()
        if not rest and len(whole) > MAXIMUM_DIGITS:
            self.note(where, TOO_MANY_DIGITS)
            return None
        number = float(found[0]) if rest else int(found[0])
        self.note(where, number_complaint(number))
        return number


@functools.cache
def _dumper() -> type[yaml.SafeDumper]:
    """Return PyYAML's safe writer with our choice of styles, and without references."""
    yaml = _yaml()

    class Dumper(yaml.SafeDumper):  # type: ignore[misc, name-defined]
        def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML names the arguments
            return True

    Dumper.add_representer(str, _represent_text)
    Dumper.add_representer(list, _represent_list)
    Dumper.add_representer(tuple, _represent_list)
    return Dumper


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if _OTHER_LINE_BREAK.search(text):
        style = '"'
    elif "\n" in text:
        style = "|" if _LITERAL.fullmatch(text) else '"'
    elif _LIKE_A_NUMBER.fullmatch(text):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_list(dumper: yaml.SafeDumper, members: Sequence[object]) -> yaml.SequenceNode:
    on_one_line = not any(isinstance(member, dict | list | tuple) or _has_lines(member) for member in members)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", members, flow_style=on_one_line)


def _has_lines(member: object) -> bool:
    return isinstance(member, str) and "\n" in member
