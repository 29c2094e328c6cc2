"""What a field of a record may hold: the check of each declared type and the words for what was found instead.

A check looks at one value by itself. What must hold between fields is said by the record, what must hold
between records by `model/initiative`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from functools import lru_cache
from math import isfinite
from types import MappingProxyType, NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from collective_impact.errors import Found, InvalidRecordError, Problem, excerpt
from collective_impact.period import Calendar, Period, period_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Check = Callable[[object, str, Found], None]

__all__ = [
    "EMPTY",
    "LONGEST_ID",
    "about",
    "check_of",
    "did_you_mean",
    "freeze",
    "name_of",
    "thaw",
    "wrong_type",
]

EMPTY: Mapping[str, Any] = MappingProxyType({})
"""The one empty read-only mapping, the default of every mapping field."""

DEEPEST = 200
"""How deep lists and mappings may stand in each other in a field: deeper than in any file by default."""

_PLAIN = frozenset({str, int, float, bool, NoneType})
_TEXTS = frozenset({str})
LARGEST_INTEGER = 10**25
LONGEST_ID = 200


def about(  # noqa: PLR0913 - each is one fact about a field, and most fields state one or two
    text: str,
    *,
    unit: str | None = None,
    low: float | None = None,
    high: float | None = None,
    source: str | None = None,
    refers_to: str | None = None,
    binds: bool = False,
    last: bool = False,
) -> dict[str, object]:
    """Return the metadata of a field: its meaning, unit, closed range, source and what its ids point at.

    `refers_to` names the record class (`"Partner"`) that an id field points at; `"self"` marks the id of the
    record itself. `binds` says that the record goes when what the field points at goes, though the field may
    be absent. `last` writes the field after the fields of the subclass.
    """
    facts = {
        "about": text,
        "unit": unit,
        "low": low,
        "high": high,
        "source": source,
        "refers_to": refers_to,
        "binds": binds,
        "last": last,
    }
    return {key: fact for key, fact in facts.items() if fact is not None and fact is not False}


_NAMES = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a date (2024-03-31)",
    Period: "a period (2024, 2024-03, 2024-Q1, 2023/24)",
    NoneType: "nothing",
    dict: "a mapping",
    list: "a list",
    tuple: "a list",
}


def name_of(kind: Any) -> str:  # noqa: ANN401 - a type expression
    """Return a type in words that a person who writes a file understands."""
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(name_of(part) for part in get_args(kind) if part is not NoneType)
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(map(str, get_args(kind)))
    if get_origin(kind) is tuple:
        return f"a list, each entry {name_of(get_args(kind)[0])}"
    if get_origin(kind) is Mapping or (isinstance(kind, type) and issubclass(kind, Mapping)):
        return "a mapping"
    if hasattr(kind, "__attrs_attrs__") and kind is not Period:
        return f"a mapping of {kind.__name__} fields"
    return _NAMES.get(kind, getattr(kind, "__name__", str(kind)))


def wrong_type(value: object, path: str, kind: Any) -> Problem:  # noqa: ANN401 - a type expression
    """Return the problem of a value that is not of the declared type."""
    shown = "" if value is None or isinstance(value, Mapping | list | tuple) else f" '{excerpt(value)}'"
    message = f"expected {name_of(kind)}, found {name_of(type(value))}{shown}."
    return Problem(path=path, code="wrong_type", message=message, hint=_hint(value, kind))


def _hint(value: object, kind: Any) -> str | None:  # noqa: ANN401 - a type expression
    if isinstance(value, list) and get_origin(kind) is tuple:
        return "In Python, write it as a tuple: (first, second)."
    if type(value) is str and kind in (bool, float, int):
        is_quoted = value.lower() in ("true", "false") if kind is bool else _looks_like_a_number(value)
        return "Text is never turned into one: write it without quotes." if is_quoted else None
    if type(value) is str and kind is Period:
        return period_fault(value)
    if kind is str and isinstance(value, int | float):
        return "Put it in quotes."
    return None


def _looks_like_a_number(text: str) -> bool:
    return text.isascii() and text[:25].strip("+-").replace(".", "", 1).isdigit()


def check_of(kind: Any, metadata: Mapping[str, Any]) -> Check | None:  # noqa: ANN401 - a type expression
    """Return the check of a declared type, with the range that its metadata state; None where all may enter."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        inner = [part for part in parts if part is not NoneType]
        if len(inner) != 1 or NoneType not in parts:
            return _instance_check(kind, tuple(p for p in parts if isinstance(p, type)))
        only = check_of(inner[0], metadata)
        return only and _unless_none(only)
    if origin is Literal:
        return _word_check(parts)
    if origin is tuple:
        return _rows_check(kind, parts[0], metadata)
    if origin is Mapping:
        return _mapping_check(kind, parts[1])
    if kind is float:
        return _number_check(metadata, float)
    if kind is int:
        return _number_check(metadata, int)
    if kind is str:
        return _text_check(is_id=metadata.get("refers_to") is not None)
    if kind in (date, bool, Period):
        return _exact_check(kind)
    return _instance_check(kind, (kind,)) if isinstance(kind, type) and kind is not Any else None


def _unless_none(check: Check) -> Check:
    def unless_none(value: object, path: str, problems: Found) -> None:
        if value is not None:
            check(value, path, problems)

    return unless_none


def _instance_check(kind: Any, classes: tuple[type, ...]) -> Check:  # noqa: ANN401 - a type expression
    def instance(value: object, path: str, problems: Found) -> None:
        if not isinstance(value, classes) and problems.has_room():
            problems.append(wrong_type(value, path, kind))

    return instance


def _exact_check(kind: type) -> Check:
    def exact(value: object, path: str, problems: Found) -> None:
        if type(value) is not kind and problems.has_room():
            problems.append(wrong_type(value, path, kind))

    return exact


def _word_check(words: tuple[object, ...]) -> Check:
    def word(value: object, path: str, problems: Found) -> None:
        if isinstance(value, str) and value in words:
            return
        if not problems.has_room():
            return
        if not isinstance(value, str):
            problems.append(wrong_type(value, path, Literal[words]))
            return
        message = f"'{excerpt(value)}' is not a word for this field."
        hint = did_you_mean(value, [str(word) for word in words])
        problems.append(Problem(path=path, code="unknown_word", message=message, hint=hint))

    return word


def did_you_mean(found: str, known: Sequence[str]) -> str:
    """Return a sentence that names the nearest known words, or all of them where none is near."""
    return _nearest(found[:LONGEST_ID], tuple(known))


@lru_cache(maxsize=1024)
def _nearest(found: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake pays for it

    spelled = {word.casefold(): word for word in known}
    near = get_close_matches(found.casefold(), list(spelled), n=2, cutoff=0.6)
    if near:
        return f"Did you mean {' or '.join(repr(spelled[word]) for word in near)}?"
    return f"Known: {', '.join(known)}." if known else ""


def _text_check(*, is_id: bool) -> Check:
    def text(value: object, path: str, problems: Found) -> None:
        if type(value) is not str:
            if problems.has_room():
                problems.append(wrong_type(value, path, str))
        elif is_id:
            reason = _id_fault(value)
            if reason and problems.has_room():
                problems.append(Problem(path=path, code="bad_id", message=reason))

    return text


def _id_fault(value: str) -> str | None:
    if not value or value != value.strip():
        return f"an id cannot be empty or begin or end with a blank, found '{excerpt(value)}'."
    if len(value) > LONGEST_ID:
        return f"an id has at most {LONGEST_ID} characters, found {len(value)}."
    if "/" in value or "*" in value or not value.isprintable():
        return f"an id has no '/', no '*' and no control characters, found '{excerpt(value)}'."
    return None


def _number_check(metadata: Mapping[str, Any], kind: type) -> Check:
    low, high = metadata.get("low"), metadata.get("high")
    allowed = (int,) if kind is int else (int, float)
    is_open = kind is float and low is None and high is None

    def number(value: object, path: str, problems: Found) -> None:
        if is_open and type(value) is float and isfinite(value):
            return
        if type(value) not in allowed:
            if problems.has_room():
                problems.append(wrong_type(value, path, kind))
            return
        assert isinstance(value, int | float)  # noqa: S101 - for type checkers
        fault = _number_fault(value)
        if fault is None and low is not None and value < low:
            fault = f"must be at least {low}, found {excerpt(value)}."
        if fault is None and high is not None and value > high:
            fault = f"must be at most {high}, found {excerpt(value)}."
        if fault is not None and problems.has_room():
            problems.append(Problem(path=path, code="out_of_range", message=fault))

    return number


def _number_fault(value: float) -> str | None:
    if isinstance(value, int):
        if abs(value) >= LARGEST_INTEGER:
            return "has more than 25 digits, which no count or share needs."
    elif not isfinite(value):
        return f"must be a finite number, found {value}."
    return None


def _rows_check(kind: Any, inner: Any, metadata: Mapping[str, Any]) -> Check:  # noqa: ANN401 - type expressions
    check = check_of(inner, metadata)
    parts = get_args(inner) if get_origin(inner) in (Union, UnionType) else (inner,)
    may_be_missing = NoneType in parts
    unranged_numbers = float in parts and not {"low", "high"} & metadata.keys()

    def rows(value: object, path: str, problems: Found) -> None:
        if not isinstance(value, tuple):
            if problems.has_room():
                problems.append(wrong_type(value, path, kind))
            return
        if check is None or (type(value) is Calendar and inner is Period):
            return
        if unranged_numbers and _all_sound(value, may_be_missing):
            return
        for position, item in enumerate(value):
            check(item, f"{path}/{position}", problems)

    return rows


def _all_sound(values: tuple[Any, ...], may_be_missing: bool) -> bool:
    """Return whether all are surely numbers, finite and of common size; where False, each is looked at by itself."""
    kinds = set(map(type, values))
    if NoneType in kinds and may_be_missing:
        kinds.discard(NoneType)
        values = tuple([value for value in values if value is not None])
    if kinds == {float}:
        return isfinite(sum(values))
    if not kinds <= {float, int}:
        return False
    try:
        return not values or (
            isfinite(sum(values)) and max(values) < LARGEST_INTEGER and -min(values) < LARGEST_INTEGER
        )
    except OverflowError:
        return False


def _mapping_check(kind: Any, inner: Any) -> Check:  # noqa: ANN401 - type expressions
    check = None if inner is Any else check_of(inner, {})

    def mapping(value: object, path: str, problems: Found) -> None:
        if not isinstance(value, Mapping):
            if problems.has_room():
                problems.append(wrong_type(value, path, kind))
            return
        for key, item in value.items():
            if type(key) is not str:
                if problems.has_room():
                    message = f"keys are text, found {excerpt(key)}."
                    problems.append(Problem(path=path, code="wrong_type", message=message))
            elif check is not None:
                check(item, f"{path}/{excerpt(key)}", problems)

    return mapping


def freeze(value: Any, *, path: str = "", is_plain: bool = False) -> Any:  # noqa: ANN401 - data of any shape
    """Return data that nobody can change: lists as tuples, mappings as read-only mappings.

    Values of other types stay as they are where they can be hashed, and are refused where `is_plain` is said.

    Raises:
        InvalidRecordError: lists and mappings stand too deep in each other, or something could be changed
            or is no plain data; `path` is where the data stand.
    """
    try:
        return _frozen(value, DEEPEST, is_plain)
    except _UnfitError:
        raise InvalidRecordError("These data cannot be kept.", [*_unfit(value, path, is_plain)]) from None


class _UnfitError(Exception):
    """Something cannot be frozen; where it stands is looked for afterwards."""


def _frozen(value: Any, depth: int, is_plain: bool) -> Any:  # noqa: ANN401 - data of any shape, often asked
    if type(value) in _PLAIN:
        return value
    if depth and isinstance(value, Mapping):
        if is_plain and not set(map(type, value)) <= _TEXTS:
            raise _UnfitError
        held = {key: _frozen(member, depth - 1, is_plain) for key, member in value.items()}
        return MappingProxyType(held) if held else EMPTY
    if depth and isinstance(value, list | tuple):
        return tuple([_frozen(member, depth - 1, is_plain) for member in value])
    if is_plain or not depth or not isinstance(value, Hashable):
        raise _UnfitError
    return value


def _unfit(value: Any, path: str, is_plain: bool) -> Iterator[Problem]:  # noqa: ANN401 - as above
    """Yield each thing that cannot be frozen, and the first one only that stands too deep."""
    waiting = [(path, value, DEEPEST)]
    while waiting:
        here, held, depth = waiting.pop()
        if isinstance(held, Mapping | list | tuple):
            if not depth:
                message = f"lists and mappings stand more than {DEEPEST} deep in each other."
                yield Problem(path=here, code="too_deep", message=message)
                return
            rows = list(held.items() if isinstance(held, Mapping) else enumerate(held))
            if is_plain and isinstance(held, Mapping) and not set(map(type, held)) <= _TEXTS:
                key = next(key for key, _ in rows if type(key) is not str)
                yield Problem(path=here, code="wrong_type", message=f"keys are text, found {excerpt(key)}.")
            waiting.extend((f"{here}/{excerpt(key)}", member, depth - 1) for key, member in reversed(rows))
        elif type(held) not in _PLAIN and (is_plain or not isinstance(held, Hashable)):
            message = f"a value of type {type(held).__name__} cannot be kept."
            hint = "Give text, a number, true, false, None, a list or a mapping with text keys."
            yield Problem(path=here, code="not_plain", message=message, hint=hint)


def thaw(value: Any) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return frozen plain data as ordinary lists and dictionaries."""
    if isinstance(value, Mapping):
        return {key: thaw(held) for key, held in value.items()}
    if isinstance(value, tuple):
        return [thaw(held) for held in value]
    return value
