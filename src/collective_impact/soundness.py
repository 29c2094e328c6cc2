"""What plain data may hold: dicts with text keys, lists, texts, numbers, truth values and None, in bounds.

One quick look says whether all is well; a slow one names each place that is not. Readers and writers of every
format ask here, so that what one of them writes another may read. No text is parsed here, no file is opened.
"""

from __future__ import annotations

import math
import re

from collective_impact.errors import Problem, excerpt
from collective_impact.files import Limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import Any

    Complaint = tuple[str, str, str]

__all__ = [
    "DUPLICATE_KEY",
    "MAXIMUM_DIGITS",
    "NOT_FINITE",
    "TOO_MANY_DIGITS",
    "is_sound",
    "number_complaint",
    "path_of",
    "text_complaint",
    "too_deep",
    "unsound",
]

MAXIMUM_DIGITS = 25
"""How many digits a whole number may have: enough for any count, too few to stall a reader."""

DUPLICATE_KEY: Complaint = (
    "The key is given twice in one mapping.",
    "duplicate_key",
    "Keep one of the two, or name them differently.",
)
NOT_FINITE: Complaint = (
    "A number must be finite and below 1.8e308.",
    "not_finite",
    "Leave out what is not known; do not write it as NaN or infinity.",
)
TOO_MANY_DIGITS: Complaint = (
    f"A whole number may have {MAXIMUM_DIGITS} digits at most.",
    "too_large_number",
    "If it is an identifier, write it as text, in quotes.",
)

_BAD_CHARACTER = re.compile("[\0\ud800-\udfff]")
_TOO_LARGE = 10**MAXIMUM_DIGITS
_TEXTS = frozenset({str})
_TOGETHER = 4096
_NUMBERS = frozenset({int, float})
_CONTAINERS = frozenset({dict, list, tuple})
_LEAVES = _NUMBERS | _TEXTS | {bool, type(None)}
_PLAIN = _CONTAINERS | _LEAVES


def path_of(steps: Sequence[object]) -> str:
    """Return keys and positions, from the top down, as a path: `partners/3/since`."""
    return "/".join([excerpt(step) for step in steps])


def too_deep(limits: Limits) -> Complaint:
    """Return the complaint about lists and mappings nested deeper than `limits.depth`."""
    message = f"Lists and mappings stand more than {limits.depth} deep in each other."
    return message, "too_deep", "Check for a bracket that is not closed."


def number_complaint(number: float) -> Complaint | None:
    """Return what is wrong with a number: infinite, not a number, or an integer of too many digits."""
    if isinstance(number, int):
        return None if -_TOO_LARGE < number < _TOO_LARGE else TOO_MANY_DIGITS
    return None if math.isfinite(number) else NOT_FINITE


def text_complaint(text: str, limits: Limits) -> Complaint | None:
    """Return what is wrong with a text: longer than `limits.text_length`, NUL, or half a character in it."""
    if len(text) > limits.text_length:
        message = f"The text has {len(text):,} characters; at most {limits.text_length:,} are taken."
        return message, "too_long", "Shorten it, or allow more by Limits(text_length=...)."
    if _BAD_CHARACTER.search(text):
        message = "There is a NUL or half a character (a lone surrogate) in the text."
        return message, "bad_text", "Write the text anew."
    return None


def is_sound(data: object, limits: Limits, *, look_at_texts: bool) -> bool:
    """Return whether `data` are plain, finite and not too deep: quick, by whole lists rather than values.

    `look_at_texts` may be False where keys and texts are known to be texts, short and whole.
    """
    level: list[Any] = [[data]]
    texts: list[str] = []
    for _ in range(limits.depth + 1):
        below: list[Any] = []
        for container in level:
            values = container.values() if type(container) is dict else container
            kinds = set(map(type, values))
            if look_at_texts and not _texts_are_sound_with(texts, container, values, kinds, limits):
                return False
            if not kinds <= _LEAVES:
                if not kinds <= _PLAIN:
                    return False
                below += values if kinds <= _CONTAINERS else [v for v in values if type(v) in _CONTAINERS]
            if not kinds.isdisjoint(_NUMBERS) and not _numbers_are_sound(values, kinds):
                return False
        level = _once_each(below)
        if not level:
            return _texts_are_sound(texts, limits)
    return False


def _texts_are_sound_with(
    texts: list[str],
    container: Any,  # noqa: ANN401 - plain data
    values: Any,  # noqa: ANN401 - plain data
    kinds: set[type],
    limits: Limits,
) -> bool:
    """Put the keys and texts of a container with those that wait; once they are many, return whether all may stand."""
    if type(container) is dict:
        texts += container
    if str in kinds:
        texts += values if kinds == _TEXTS else [value for value in values if type(value) is str]
    if len(texts) <= _TOGETHER:
        return True
    are_sound = _texts_are_sound(texts, limits)
    texts.clear()
    return are_sound


def unsound(data: object, limits: Limits) -> Iterator[Problem]:
    """Yield each thing in `data` that cannot stand, with its path, in the order of the data."""
    steps: list[object] = [None]
    waiting: list[Iterator[tuple[object, object]]] = [iter([(None, data)])]
    while waiting:
        member = next(waiting[-1], None)
        if member is None:
            waiting.pop()
            steps.pop()
            continue
        steps[-1], value = member
        complaint = _complaint(value, len(waiting) - 1, limits)
        if complaint is not None:
            yield _problem(steps[1:], complaint)
        elif isinstance(value, dict):
            for key in value:
                complaint = text_complaint(key, limits) if type(key) is str else _strange(key, "key")
                if complaint is not None:
                    yield _problem([*steps[1:], key], complaint)
            waiting.append(iter(value.items()))
            steps.append(None)
        elif isinstance(value, list | tuple):
            waiting.append(enumerate(value))
            steps.append(None)


def _once_each(containers: list[object]) -> list[object]:
    """Return each container once, so that one which holds itself does not multiply from level to level."""
    return list({id(container): container for container in containers}.values())


def _numbers_are_sound(values: Collection[Any], kinds: set[type]) -> bool:
    """Return whether all numbers among the values may stand; only where their sum may hide one are all asked."""
    if kinds == {float} and math.isfinite(sum(values)):
        return True
    if kinds == {int} and max(values) < _TOO_LARGE and -min(values) < _TOO_LARGE:
        return True
    return not any(number_complaint(value) for value in values if type(value) in _NUMBERS)


def _texts_are_sound(texts: Collection[str], limits: Limits) -> bool:
    """Return whether all are texts and may stand; together they are looked through faster than one by one."""
    if not set(map(type, texts)) <= _TEXTS:
        return False
    if max(map(len, texts), default=0) > limits.text_length:
        return False
    joined = "".join(texts)
    return "\0" not in joined if joined.isascii() else _BAD_CHARACTER.search(joined) is None


def _complaint(value: object, depth: int, limits: Limits) -> Complaint | None:
    kind = type(value)
    if kind in _CONTAINERS:
        return too_deep(limits) if depth >= limits.depth else None
    if isinstance(value, str) and kind is str:
        return text_complaint(value, limits)
    if isinstance(value, int | float) and kind in _NUMBERS:
        return number_complaint(value)
    return None if kind in _PLAIN else _strange(value, "value")


def _strange(value: object, what: str) -> Complaint:
    message = f"A {what} of type {type(value).__name__} is no plain data."
    return message, "wrong_type", "Give text, a number, true, false, None, a list or a dict with text keys."


def _problem(steps: Sequence[object], complaint: Complaint) -> Problem:
    message, code, hint = complaint
    return Problem(path=path_of(steps), message=message, code=code, hint=hint)
