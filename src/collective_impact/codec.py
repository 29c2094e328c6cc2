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
from collective_impact.fields import did_you_mean, wrong_type
from collective_impact.period import Period, as_calendar
from collective_impact.record import (
    FieldPlan,
    Record,
    field_plan,
    has_own_fields,
    inner_records,
    registered,
    tag_of,
    thaw,
)

if TYPE_CHECKING:
    from cattrs import Converter

    Hook = Callable[[Any, Any], Any]

__all__ = ["ENTRY_POINTS", "TAG", "class_of_tag", "decode", "encode"]

TAG = "@type"
ENTRY_POINTS = "collective_impact.extensions"
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
    notes = () if value is None else tuple(_kept(value, ""))
    if any(problem.code == "unknown_type" for problem in (*faults, *notes)) and _opened(data, extensions):
        value, faults = _structured(data, cls)
        notes = () if value is None else tuple(_kept(value, ""))
    if value is None:
        many = "a mistake" if len(faults) == 1 else f"{len(faults)} mistakes"
        doubts = list(_unknown_keys(data, cls, "")) if len(faults) < MAXIMUM_PROBLEMS else []
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
    return get_origin(kind) in (Literal, Mapping)


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
    hook = converter.get_structure_hook(inner[0])
    if hook is _as_it_stands:
        return hook
    return lambda value, _: None if value is None else hook(value, inner[0])


def _table_hook(converter: Converter, kind: Any) -> Hook:  # noqa: ANN401 - a type expression
    inner = get_args(kind)[0]
    hook = converter.get_structure_hook(inner)

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


def _record_hook(converter: Converter, declared: type[Record]) -> Hook:
    steps = {
        name: _Step(None if hook is _as_it_stands else hook, plan)
        for name, plan in field_plan(declared).items()
        if name != "extra"
        for hook in (_read_id if _is_id(plan) else _foreign(converter, plan),)
    }
    required = {name: step.plan.metadata.get("about") for name, step in steps.items() if step.plan.required}
    own_tag = tag_of(declared)

    def read_record(value: Any, _: Any) -> Any:  # noqa: ANN401 - plain data of any shape
        if not isinstance(value, Mapping):
            raise _FaultyError([wrong_type(value, "", declared)])
        if TAG in value and value[TAG] != own_tag:
            cls = _named_class(value[TAG], declared)
            if cls is not declared:
                return converter.get_structure_hook(cls)(value, cls)
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
            faults.extend(declared.check_links(value))
        raise _FaultyError(faults)

    return read_record


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


def _foreign(converter: Converter, plan: FieldPlan) -> Hook:
    """Return the hook of a field; where a stranger's type fails in cattrs, the failure becomes a problem."""
    hook = converter.get_structure_hook(plan.type)
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


def class_of_tag(tag: str) -> type[Record] | None:
    """Return the record class of a tag: one that is defined already, or one of this library's own."""
    found = registered(tag)
    package, _, name = tag.rpartition(".")
    if found is None and package == "collective_impact":
        import collective_impact  # noqa: PLC0415 - the face, which knows where our records live

        held = getattr(collective_impact, name, None) if name in collective_impact.__all__ else None
        found = held if isinstance(held, type) and issubclass(held, Record) else None
    return found


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


def _kept(record: Record, path: str) -> Iterator[Problem]:
    """Yield a note for each key that no field has."""
    for key, held in record.extra.items():
        if key == TAG:
            yield _unknown_type_note(type(record), held, path)
        elif key != "$schema" or path:
            yield _unknown_field_note(type(record), key, path)
    for name, _, is_table in inner_records(type(record)):
        held = getattr(record, name)
        if is_table:
            for position, row in enumerate(held):
                yield from _kept(row, f"{path}{name}/{position}/")
        elif held:
            yield from _kept(held, f"{path}{name}/")


def _unknown_keys(data: object, declared: type[Record], path: str) -> Iterator[Problem]:
    """Yield a note for each key that no field has, in plain data that have other mistakes."""
    if not isinstance(data, Mapping):
        return
    tag = data.get(TAG)
    found = class_of_tag(tag) if isinstance(tag, str) else None
    cls = found if found is not None and issubclass(found, declared) else declared
    inner = {name: of for name, of, _ in inner_records(cls)}
    for key, held in data.items():
        if key not in field_plan(cls) and key not in (TAG, "$schema"):
            yield _unknown_field_note(cls, key, path)
        elif key in inner and isinstance(held, list):
            for position, row in enumerate(held):
                yield from _unknown_keys(row, inner[key], f"{path}{key}/{position}/")
        elif key in inner:
            yield from _unknown_keys(held, inner[key], f"{path}{key}/")


def _unknown_type_note(cls: type[Record], tag: object, path: str) -> Problem:
    message = f"'{excerpt(tag)}' is not known here; it is read as {cls.__name__}, and nothing is lost."
    hint = "Import or install the package that defines it."
    return Problem(path=path + TAG, code="unknown_type", severity="warning", message=message, hint=hint)


def _unknown_field_note(cls: type[Record], key: str, path: str) -> Problem:
    message = f"{cls.__name__} has no field '{excerpt(key)}'; it is kept as it is."
    near = did_you_mean(key, [name for name in field_plan(cls) if name != "extra"])
    hint = near if near.startswith("Did") else None
    return Problem(path=path + key, code="unknown_field", severity="warning", message=message, hint=hint)


def _opened(data: object, allowed: tuple[str, ...] | None) -> bool:
    """Open the installed packages whose tags stand in the data, where that is allowed; return whether any was."""
    wanted = {tag.partition(".")[0] for tag in _tags(data) if class_of_tag(tag) is None}
    if allowed is not None:
        wanted &= set(allowed)
    if not wanted:
        return False
    from importlib.metadata import entry_points  # noqa: PLC0415 - only a stranger's tag pays for it

    opened = False
    for point in sorted(entry_points(group=ENTRY_POINTS)):
        if point.value.partition(".")[0].partition(":")[0] in wanted:
            try:
                point.load()
            except Exception as error:
                package = point.dist.name if point.dist else point.value
                message = f"The extension {point.name!r} of {package} could not be opened: {error}"
                raise DocumentError(message) from error
            opened = True
    return opened


def _tags(data: object) -> Iterator[str]:
    stack = [data]
    while stack:
        held = stack.pop()
        if isinstance(held, Mapping):
            if isinstance(held.get(TAG), str):
                yield held[TAG]
            stack.extend(held.values())
        elif isinstance(held, list | tuple):
            stack.extend(item for item in held if isinstance(item, Mapping | list | tuple))


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
        return thaw(value)
    return value if type(value) in _PLAIN else converter.unstructure(value)


_PLAIN = frozenset({str, int, float, bool, NoneType})
