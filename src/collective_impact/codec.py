"""Records to plain data and back: the only door to cattrs.

A record's type is looked up by its `@type` when the data are read, so that a class defined later counts. All
mistakes are told at once, each with its path. Texts, files and versions are not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from sys import intern
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

import attrs

from collective_impact.errors import MAXIMUM_PROBLEMS, DocumentError, InvalidRecordError, Problem, excerpt
from collective_impact.extensions import open_extensions
from collective_impact.fields import name_of, wrong_type
from collective_impact.leftovers import kept_keys, unknown_keys
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

__all__ = ["decode", "encode"]

R = TypeVar("R", bound=Record)


class _FaultyError(Exception):
    """What is wrong with a piece of plain data, with paths that start at that piece."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def below(self, step: str) -> Iterator[Problem]:
        for problem in self.problems:
            yield attrs.evolve(problem, path=f"{step}/{problem.path}" if problem.path else step)


def decode(
    data: object, cls: type[R], *, extensions: tuple[str, ...] | None = None
) -> tuple[R, tuple[Problem, ...]]:
    """Return the record that plain data describe, and what was kept though no field has it.

    `cls` is what is expected; the data may name a subclass. Packages that announce records are opened only
    for a tag of their own: all installed ones where `extensions` is None, those named otherwise.

    Raises:
        DocumentError: the data do not describe such a record; its problems are all there are.
    """
    value, faults = _structured(data, cls)
    notes = () if value is None else tuple(kept_keys(value, ""))
    is_doubtful = value is None or any(note.code == "unknown_type" for note in notes)
    if is_doubtful and open_extensions(data, extensions):
        value, faults = _structured(data, cls)
        notes = () if value is None else tuple(kept_keys(value, ""))
    if value is None:
        many = "a mistake" if len(faults) == 1 else f"{len(faults)} mistakes"
        doubts = list(unknown_keys(data, cls, "")) if len(faults) < MAXIMUM_PROBLEMS else []
        message = f"This {cls.__name__} cannot be read: {many}."
        raise DocumentError(message, [*faults, *doubts], len(faults) + len(doubts))
    return value, notes


def _structured(data: object, cls: type[R]) -> tuple[R | None, list[Problem]]:
    try:
        return _converter().structure(data, cls), []
    except _FaultyError as error:
        return None, error.problems


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
            return date.fromisoformat(value)
        except ValueError:
            return value
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
        return converter.get_structure_hook(Union[tuple(inner)])  # noqa: UP007 - the parts are counted at run time
    hook = _hook_of(converter, inner[0])
    if hook is _as_it_stands:
        return hook
    return lambda value, _: None if value is None else hook(value, inner[0])


def _table_hook(converter: Converter, kind: Any) -> Hook:  # noqa: ANN401 - a type expression
    inner = get_args(kind)[0]
    hook = _hook_of(converter, inner)

    def read_table(value: Any, _: Any) -> Any:  # noqa: ANN401 - what is no list is left for the record to refuse
        if not isinstance(value, list | tuple):
            raise _FaultyError([wrong_type(value, "", kind)])
        if hook is _as_it_stands:
            return tuple(value)
        rows: list[Any] = []
        faults: list[Problem] = []
        for position, item in enumerate(value):
            try:
                rows.append(hook(item, inner))
            except _FaultyError as error:
                faults.extend(error.below(str(position)))
        if faults:
            raise _FaultyError(faults)
        return tuple(rows)

    return read_table


def _record_hook(converter: Converter, declared: type[Record]) -> Hook:  # noqa: C901 - one closure holds the steps of a class
    own_tag = tag_of(declared)
    known: list[tuple[dict[str, _Step], dict[str, str | None]]] = []

    def read_record(value: Any, _: Any) -> Any:  # noqa: ANN401 - plain data of any shape
        if not isinstance(value, Mapping):
            raise _FaultyError([wrong_type(value, "", declared)])
        if TAG in value and value[TAG] != own_tag:
            cls = _named_class(value[TAG], declared)
            if cls is not declared:
                return converter.get_structure_hook(cls)(value, cls)
        if not known:  # asked when it is first read, so that a record may hold others of its own kind
            known.append(_steps_of(converter, declared))
        steps, required = known[0]
        fields, extra, faults = _read_fields(value, steps, own_tag)
        for name, meaning in required.items():
            if value.get(name) is None:
                faults.append(Problem(path=name, code="missing", message="is missing.", hint=meaning))
        if faults:
            _check_the_rest(fields, steps, faults)
        else:
            try:
                return declared(**fields, **({"extra": extra} if extra else {}))
            except InvalidRecordError as error:
                faults.extend(error.problems)
        if not any(problem.code in _LINK_CODES for problem in faults):
            told = {problem.path for problem in faults}
            faults.extend(problem for problem in declared.check_links(value) if problem.path not in told)
        raise _FaultyError(faults)

    return read_record


def _steps_of(converter: Converter, declared: type[Record]) -> tuple[dict[str, _Step], dict[str, str | None]]:
    """Return how each field of a record is read, and the meaning of those that it cannot be without."""
    steps = {
        name: _Step(None if hook is _as_it_stands else hook, plan)
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


def _read_fields(
    value: Mapping[str, Any], steps: Mapping[str, _Step], own_tag: str
) -> tuple[dict[str, Any], dict[str, Any], list[Problem]]:
    """Return the fields that could be read, the keys that no field has, and what is wrong with the others."""
    fields: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    faults: list[Problem] = []
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
                fields[key] = step.hook(held, step.plan.type)
            except _FaultyError as error:
                faults.extend(error.below(key))
    return fields, extra, faults


def _check_the_rest(fields: Mapping[str, Any], steps: Mapping[str, _Step], faults: list[Problem]) -> None:
    """Add what is wrong with the single fields of a record that cannot be made anyway."""
    for name, held in fields.items():
        check = steps[name].plan.check
        if check is not None:
            check(held, name, faults)


_LINK_CODES = frozenset({"repeated_id", "dangling_id", "wrong_kind_of_id", "contradiction", "circle"})


def _hook_of(converter: Converter, kind: Any) -> Hook:  # noqa: ANN401 - a type expression
    """Return how a type is read; where a stranger's type fails in cattrs, the failure becomes a problem."""
    from cattrs.errors import StructureHandlerNotFoundError  # noqa: PLC0415 - the first document pays for it

    try:
        hook = converter.get_structure_hook(kind)
    except (StructureHandlerNotFoundError, NameError, TypeError) as error:
        message = f"No document can hold a field of the type {name_of(kind)}. Choose a plain type."
        raise InvalidRecordError(message) from error
    if hook is _as_it_stands or hook.__module__ == __name__:
        return hook

    def guarded(value: Any, kind: Any) -> Any:  # noqa: ANN401 - plain data of any shape
        try:
            return hook(value, kind)
        except _FaultyError:
            raise
        except Exception as error:
            reason = excerpt(str(error)) or type(error).__name__
            problem = Problem(path="", code="wrong_type", message=f"cannot be read: {reason}.")
            raise _FaultyError([problem]) from error

    return guarded


def _named_class(tag: object, declared: type[Record]) -> type[Record]:
    if not isinstance(tag, str):
        raise _FaultyError([wrong_type(tag, TAG, str)])
    cls = class_of_tag(tag)
    if cls is None and declared.degrades:
        return declared
    if cls is None:
        message = f"no {declared.__name__} is called '{excerpt(tag)}' here."
        hint = "Import or install the package that defines it."
        raise _FaultyError([Problem(path=TAG, code="unknown_type", message=message, hint=hint)])
    if not issubclass(cls, declared):
        message = f"expected a {declared.__name__}, found '{excerpt(tag)}'."
        raise _FaultyError([Problem(path=TAG, code="wrong_type", message=message)])
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
