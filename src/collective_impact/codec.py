"""Records to plain data and back: the only door to cattrs.

A record's type is looked up by its `@type` when the data are read, so that a class defined later counts. All
mistakes are told at once, each with its path. Texts, files and versions are not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache
from sys import intern
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from collective_impact.errors import (
    MAXIMUM_PROBLEMS,
    FaultyError,
    Found,
    InvalidRecordError,
    Problem,
    excerpt,
)
from collective_impact.extensions import open_extensions
from collective_impact.fields import name_of, wrong_type
from collective_impact.leftovers import has_links, kept_keys, refusal_of
from collective_impact.period import Period, as_calendar
from collective_impact.record import (
    TAG,
    FieldPlan,
    Record,
    class_of_tag,
    field_plan,
    has_own_fields,
    inner_records,
    tag_of,
    thaw,
)

if TYPE_CHECKING:
    from cattrs import Converter

    Hook = Callable[[Any, Any], Any]

__all__ = ["decode", "encode", "structured"]

R = TypeVar("R", bound=Record)


def decode(
    data: object, cls: type[R], *, extensions: tuple[str, ...] | None = None
) -> tuple[R, tuple[Problem, ...]]:
    """Return the record that plain data describe, and what was kept though no field has it.

    `cls` is what is expected; the data may name a subclass. Packages that announce records are opened only
    for a tag of their own: all installed ones where `extensions` is None, those named otherwise.

    Raises:
        DocumentError: the data do not describe such a record. It lists the first 1,000 problems: of single fields,
            of keys that no field has, of links. Past those only faults of single fields are counted.
    """
    value, notes = structured(data, cls, extensions=extensions)
    return value, notes.listed()


def structured(data: object, cls: type[R], *, extensions: tuple[str, ...] | None = None) -> tuple[R, Found]:
    """Return what `decode` returns, with the number of notes that are not listed."""
    value, found = _attempted(data, cls)
    is_doubtful = value is None or found.is_full or any(note.code == "unknown_type" for note in found)
    if is_doubtful and open_extensions(data, extensions):
        value, found = _attempted(data, cls)
    if value is None:
        raise refusal_of(data, cls, found)
    return value, found


def _attempted(data: object, cls: type[R]) -> tuple[R | None, Found]:
    """Return the record and the notes about what was kept, or no record and the problems."""
    found = Found()
    try:
        value = _converter().get_structure_hook(cls)(data, found)
    except FaultyError:
        return None, found
    return value, kept_keys(value, "")


def encode(record: Record, declared: type[Record] | None = None) -> dict[str, Any]:
    """Return a record as plain data: what is stated, in the order of its fields, then what no field has.

    The tag is written where the record is of another class than `declared`.

    Raises:
        InvalidRecordError: the record is of an undecorated subclass, or holds what no file can hold.
    """
    data: dict[str, Any] = _converter().unstructure(record)
    if type(record) is not declared and TAG not in data:
        data = {TAG: tag_of(type(record)), **data}
    return data


@cache
def _converter() -> Converter:
    from cattrs import Converter  # noqa: PLC0415 - the first document pays for it

    converter = Converter()
    for plain in (str, int, float, bool, NoneType, Period):
        converter.register_structure_hook(plain, _as_it_stands)
    converter.register_structure_hook(date, _read_date)
    converter.register_structure_hook_factory(_is_left_to_the_record, lambda _: _as_it_stands)
    converter.register_structure_hook_factory(_is_optional, lambda kind: _optional_hook(converter, kind))
    converter.register_structure_hook_factory(_is_table, lambda kind: _table_hook(converter, kind))
    converter.register_structure_hook_factory(_is_record, lambda kind: _record_hook(converter, kind))
    converter.register_structure_hook_func(lambda kind: kind == tuple[Period, ...], _read_calendar)
    converter.register_unstructure_hook(date, lambda day: day.isoformat())
    converter.register_unstructure_hook(Period, lambda period: period.label)
    converter.register_unstructure_hook_factory(_is_record, lambda kind: _record_writer(converter, kind))
    return converter


def _is_record(kind: Any) -> bool:  # noqa: ANN401 - a type expression
    return isinstance(kind, type) and issubclass(kind, Record)


def _is_table(kind: Any) -> bool:  # noqa: ANN401 - a type expression
    return get_origin(kind) is tuple and get_args(kind)[1:] == (Ellipsis,)


def _is_optional(kind: Any) -> bool:  # noqa: ANN401 - a type expression
    return get_origin(kind) in (Union, UnionType) and NoneType in get_args(kind)


def _is_left_to_the_record(kind: Any) -> bool:  # noqa: ANN401 - a type expression
    is_union = get_origin(kind) in (Union, UnionType)
    return get_origin(kind) in (Literal, Mapping) or (is_union and _PLAIN.issuperset(get_args(kind)))


def _as_it_stands(value: Any, _: Any) -> Any:  # noqa: ANN401 - plain data; the record checks it
    return value


def _read_id(value: Any, _: Any) -> Any:  # noqa: ANN401 - what is no text is left for the record to refuse
    """Return an id as the one text that all that point at it share."""
    return intern(value) if type(value) is str else value


def _read_date(value: Any, _: Any) -> Any:  # noqa: ANN401 - what is no date is left for the record to refuse
    if isinstance(value, str) and len(value) == len("2024-03-31"):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return value
        return day if day.isoformat() == value else value
    return value


def _read_calendar(value: Any, _: Any) -> Any:  # noqa: ANN401 - what is no list is left for the record to refuse
    if not isinstance(value, list):
        return value
    return _calendar(tuple(value)) if set(map(type, value)) <= {str} else tuple(value)


@lru_cache(maxsize=64)
def _calendar(labels: tuple[str, ...]) -> tuple[Period, ...]:
    return as_calendar(labels)


def _optional_hook(converter: Converter, kind: Any) -> Hook:  # noqa: ANN401 - a type expression
    inner = [part for part in get_args(kind) if part is not NoneType]
    if len(inner) > 1:
        union: Any = Union[tuple(inner)]  # noqa: UP007 - the parts are counted at run time
        return _guarded(converter.get_structure_hook(union), union)
    hook = _hook_of(converter, inner[0])
    if hook is _as_it_stands:
        return hook
    return lambda value, found: None if value is None else hook(value, found)


def _table_hook(converter: Converter, kind: Any) -> Hook:  # noqa: ANN401 - a type expression
    inner = get_args(kind)[0]
    hook = _hook_of(converter, inner)

    def read_table(value: Any, found: Any) -> Any:  # noqa: ANN401 - what is no list is left for the record to refuse
        if type(found) is not Found:
            found = Found()
        if not isinstance(value, list | tuple):
            raise FaultyError.of(found, lambda: wrong_type(value, "", kind))
        if hook is _as_it_stands:
            return tuple(value)
        rows: list[Any] = []
        start: int | None = None
        for position, item in enumerate(value):
            try:
                rows.append(hook(item, found))
            except FaultyError as error:
                begin = error.put_below(str(position), found)
                start = begin if start is None else start
        if start is not None:
            raise FaultyError(found, start)
        return tuple(rows)

    return read_table


def _record_hook(converter: Converter, declared: type[Record]) -> Hook:  # noqa: C901 - one closure holds the steps of a class
    own_tag = tag_of(declared)
    known: list[tuple[dict[str, _Step], dict[str, str | None]]] = []

    def read_record(value: Any, found: Any) -> Any:  # noqa: ANN401 - plain data of any shape
        if type(found) is not Found:  # a stranger's hook stands between, and gave the type that it expects
            found = Found()
        if not isinstance(value, Mapping):
            if found.has_room():
                raise FaultyError.of(found, lambda: wrong_type(value, "", declared))
            return _UNREAD
        if TAG in value and value[TAG] != own_tag:
            cls = _named_class(value[TAG], declared, found)
            if cls is not declared:
                return converter.get_structure_hook(cls)(value, found)
        if not known:  # asked when it is first read, so that a record may hold others of its own kind
            known.append(_steps_of(converter, declared))
        steps, required = known[0]
        fields, extra, start = _read_fields(value, steps, required, own_tag, found)
        if start is None and len(found) < MAXIMUM_PROBLEMS:
            try:
                return declared(**fields, **({"extra": extra} if extra else {}))
            except InvalidRecordError as error:
                start = len(found)
                found.take(error.problems, error.count - len(error.problems))
        else:
            _check_the_rest(fields, steps, found)
            if start is None or start >= MAXIMUM_PROBLEMS:
                return _UNREAD
        raise _with_links(FaultyError(found, start), declared, value)

    return read_record


def _with_links(error: FaultyError, cls: type[Record], value: Mapping[str, Any]) -> FaultyError:
    """Return the error of a record once the links inside it are looked at, where nothing within has done so."""
    found, start = error.found, error.start
    if not found.is_full and not has_links(found[start:]):
        told = {problem.path for problem in found[start:]}
        found.take(problem for problem in cls.check_links(value) if problem.path not in told)
    return error


def _steps_of(converter: Converter, declared: type[Record]) -> tuple[dict[str, _Step], dict[str, str | None]]:
    """Return how each field of a record is read, and the meaning of those that it cannot be without."""
    holders = {name for name, *_ in inner_records(declared)}
    steps = {
        name: _Step(None if hook is _as_it_stands else hook, plan, name in holders)
        for name, plan in field_plan(declared).items()
        if name != "extra"
        for hook in (_read_id if _is_id(plan) else _hook_of(converter, plan.type),)
    }
    required = {name: step.plan.metadata.get("about") for name, step in steps.items() if step.plan.required}
    return steps, required


def _is_id(plan: FieldPlan) -> bool:
    return (
        "refers_to" in plan.metadata
        and str in (plan.type, *get_args(plan.type))
        and get_origin(plan.type) is not tuple
    )


class _Step(NamedTuple):
    """How the value of one field is read; without a hook it is taken as it stands."""

    hook: Hook | None
    plan: FieldPlan
    holds_records: bool


def _read_fields(
    value: Mapping[str, Any],
    steps: Mapping[str, _Step],
    required: Mapping[str, str | None],
    own_tag: str,
    found: Found,
) -> tuple[dict[str, Any], dict[str, Any], int | None]:
    """Return the fields that could be read, the keys that no field has, and where in `found` the others begin."""
    fields: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    start: int | None = None
    for key, held in value.items():
        step = steps.get(key)
        if step is None:
            if key != TAG or held != own_tag:
                extra[key] = held
        elif held is None:
            continue
        elif step.hook is None:
            fields[key] = held
        else:
            try:
                fields[key] = step.hook(held, found)
            except FaultyError as error:
                begin = error.put_below(key, found)
                start = begin if start is None else start
    for name, meaning in required.items():
        if value.get(name) is None:
            start = len(found) if start is None else start
            if found.has_room():
                found.append(Problem(path=name, code="missing", message="is missing.", hint=meaning))
    return fields, extra, start


def _check_the_rest(fields: Mapping[str, Any], steps: Mapping[str, _Step], found: Found) -> None:
    """Add what is wrong with the single fields of a record that cannot be made anyway.

    Records within it have been checked, and those that were not made any more cannot be.
    """
    for name, held in fields.items():
        step = steps[name]
        if step.plan.check is not None and not (found.is_full and step.holds_records):
            step.plan.check(held, name, found)


_UNREAD = object()
"""Stands for a record that was not made: as many problems are told as are kept, and that raises further up."""


def _hook_of(converter: Converter, kind: Any) -> Hook:  # noqa: ANN401 - a type expression
    """Return how a type is read; where a stranger's type fails in cattrs, the failure becomes a problem."""
    from cattrs.errors import StructureHandlerNotFoundError  # noqa: PLC0415 - the first document pays for it

    try:
        hook = converter.get_structure_hook(kind)
    except (StructureHandlerNotFoundError, NameError, TypeError) as error:
        message = f"No document can hold a field of the type {name_of(kind)}. Choose a plain type."
        raise InvalidRecordError(message) from error
    return hook if hook is _as_it_stands or hook.__module__ == __name__ else _guarded(hook, kind)


def _guarded(hook: Hook, kind: Any) -> Hook:  # noqa: ANN401 - a type expression
    def guarded(value: Any, found: Any) -> Any:  # noqa: ANN401 - plain data of any shape
        try:
            return hook(value, kind)
        except FaultyError:
            raise
        except Exception as error:
            reason = excerpt(str(error)) or type(error).__name__
            problem = Problem(path="", code="wrong_type", message=f"cannot be read: {reason}.")
            raise FaultyError.of(found if type(found) is Found else Found(), lambda: problem) from error

    return guarded


def _named_class(tag: object, declared: type[Record], found: Found) -> type[Record]:
    if not isinstance(tag, str):
        raise FaultyError.of(found, lambda: wrong_type(tag, TAG, str))
    cls = class_of_tag(tag)
    if cls is None and declared.degrades:
        return declared
    if cls is None:
        message = f"no {declared.__name__} is called '{excerpt(tag)}' here."
        hint = "Import or install the package that defines it."
        raise FaultyError.of(
            found, lambda: Problem(path=TAG, code="unknown_type", message=message, hint=hint)
        )
    if not issubclass(cls, declared):
        message = f"expected a {declared.__name__}, found '{excerpt(tag)}'."
        raise FaultyError.of(found, lambda: Problem(path=TAG, code="wrong_type", message=message))
    return cls


def _record_writer(converter: Converter, cls: type[Record]) -> Callable[[Any], dict[str, Any]]:
    if has_own_fields(cls):
        name = f"{cls.__module__}.{cls.__qualname__}"
        raise InvalidRecordError(f"{name} is not a record class. Put @attrs.frozen(kw_only=True) above it.")
    plans = [(name, plan) for name, plan in field_plan(cls).items() if name != "extra"]
    inner = {name: found for name, found, _ in inner_records(cls)}

    def write_record(record: Any) -> dict[str, Any]:  # noqa: ANN401 - always of this class
        data: dict[str, Any] = {TAG: record.extra[TAG]} if TAG in record.extra else {}
        for name, plan in plans:
            value = getattr(record, name)
            if cls.writes_defaults or (value is not plan.default and value != plan.default):
                data[name] = _written(value, inner.get(name), converter)
        data.update((key, thaw(held)) for key, held in record.extra.items() if key != TAG)
        return data

    return write_record


def _written(value: Any, declared: type[Record] | None, converter: Converter) -> Any:  # noqa: ANN401 - any field's value
    if isinstance(value, Record):
        return encode(value, declared)
    if isinstance(value, tuple | list):
        if declared is None and set(map(type, value)) <= _PLAIN:
            return list(value)
        return [_written(item, declared, converter) for item in value]
    if isinstance(value, Mapping):
        return {key: thaw(value[key]) for key in sorted(value, key=str)}
    return value if type(value) in _PLAIN else converter.unstructure(value)


_PLAIN = frozenset({str, int, float, bool, NoneType})
