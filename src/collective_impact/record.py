"""The frozen class that everything the library holds is made of: a record, its fields and its type tag.

A record checks itself once, when it is made, and lists all that is wrong with it. How records turn into plain
data is the codec's business; what a partner or an indicator is belongs to `model`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from operator import attrgetter
from types import MappingProxyType, SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

import attrs

from collective_impact.errors import InvalidRecordError, Problem, excerpt
from collective_impact.fields import about, check_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from collective_impact.fields import Check

__all__ = [
    "EMPTY",
    "TAG",
    "FieldPlan",
    "Inner",
    "Record",
    "class_of_tag",
    "field_plan",
    "freeze",
    "has_own_fields",
    "inner_records",
    "registered",
    "remembered",
    "rows_of",
    "tag_of",
    "thaw",
]

EMPTY: Mapping[str, Any] = MappingProxyType({})
"""The one empty read-only mapping, the default of every mapping field."""

T = TypeVar("T")

TAG = "@type"
"""The key of plain data that names the class of a record."""

_BY_TAG: dict[str, type[Record]] = {}


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Record:
    """A frozen record that checks itself when it is made and keeps what it does not know in `extra`.

    Extend it, or any record of the library, by a subclass under `@attrs.frozen(kw_only=True)`. Such a class
    is found again in files by its tag, `package.ClassName`. To check values against each other, override
    `check` and begin with `yield from super().check()`.
    """

    writes_defaults: ClassVar[bool] = False
    """Whether plain data spell out fields that hold their default; results do, recorded facts do not."""

    degrades: ClassVar[bool] = True
    """Whether data of an unknown subclass may be read as the declared class; behaviour may not."""

    extra: Mapping[str, Any] = attrs.field(
        default=EMPTY,
        hash=False,
        metadata=about("Keys of a file that no field has, kept as they are.", last=True),
    )

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not has_own_fields(cls):
            _register(cls)

    @classmethod
    def __attrs_init_subclass__(cls) -> None:
        _register(cls)

    def __attrs_post_init__(self) -> None:
        problems: list[Problem] = []
        values, rows = rows_of(type(self))
        for value, (name, default, check, is_mapping) in zip(values(self), rows, strict=True):
            if value is not default:
                if check is not None:
                    check(value, name, problems)
                if is_mapping and type(value) is not MappingProxyType:
                    object.__setattr__(self, name, freeze(value))
        if not problems:
            problems.extend(self.check())
        if problems:
            message = f"This {type(self).__name__}{_named(self)} cannot be right."
            raise InvalidRecordError(message, problems)

    def check(self) -> Iterator[Problem]:
        """Yield what is wrong between the fields of this record; each field by itself has passed already."""
        yield from self.check_links(self)

    @classmethod
    def check_links(cls, data: Record | Mapping[str, Any]) -> Iterator[Problem]:
        """Yield what is wrong between the records inside `data`, which may be plain data not yet read.

        Only a record that owns others, such as an initiative, has links to check. It is asked for plain data
        where a file has other mistakes, so that all of them are told at once.
        """
        del data
        yield from ()

    def __repr__(self) -> str:
        stated = []
        for name, plan in field_plan(type(self)).items():
            value = getattr(self, name)
            if value is not plan.default and value != plan.default:
                is_table = isinstance(value, tuple) and value != () and not isinstance(value[0], str)
                stated.append(f"{name}=<{len(value)}>" if is_table else f"{name}={value!r}")
        return f"{type(self).__name__}({', '.join(stated)})"

    def __eq__(self, other: object) -> bool:
        """Whether the other is of the same class and every field is equal.

        The library's own classes share this one method: making one for each would slow down every import.
        """
        if self is other:
            return True
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in field_plan(type(self)))

    def __hash__(self) -> int:
        plans = field_plan(type(self)).items()
        return hash((type(self), *(getattr(self, name) for name, plan in plans if not plan.is_mapping)))

    def __reduce__(self) -> tuple[Any, ...]:
        values = tuple(
            thaw(getattr(self, name)) if plan.is_mapping else getattr(self, name)
            for name, plan in field_plan(type(self)).items()
        )
        return (_rebuild, (type(self), values))


def has_own_fields(cls: type) -> bool:
    """Return whether a class declares fields that only attrs can make real; without any it needs no decorator."""
    declared = "__annotations__" in cls.__dict__ or "__annotate_func__" in cls.__dict__
    return declared and "__attrs_attrs__" not in cls.__dict__


def _register(cls: type[Record]) -> None:
    tag = tag_of(cls)
    known = _BY_TAG.get(tag)
    if known is not None and known.__module__ != cls.__module__:
        message = (
            f"two record classes would share the tag {tag!r}: one in {known.__module__}, one in "
            f"{cls.__module__}. Rename one of them."
        )
        raise InvalidRecordError(message)
    _BY_TAG[tag] = cls


def _rebuild(cls: type[Record], values: tuple[object, ...]) -> Record:
    made = object.__new__(cls)
    for (name, plan), value in zip(field_plan(cls).items(), values, strict=True):
        object.__setattr__(made, name, freeze(value) if plan.is_mapping else value)
    for attribute in attrs.fields(cls):
        if not attribute.init:
            object.__setattr__(made, attribute.name, _default_of(attribute))
    return made


def _named(record: object) -> str:
    name = getattr(record, "id", None) or getattr(record, "key", None) or getattr(record, "code", None)
    return f" ({excerpt(name)})" if isinstance(name, str) else ""


def tag_of(cls: type) -> str:
    """Return the type tag of a record class: its top package and its name, `collective_impact.Partner`."""
    return f"{cls.__module__.partition('.')[0]}.{cls.__name__}"


def registered(tag: str) -> type[Record] | None:
    """Return the record class of a tag, where its module has been imported."""
    return _BY_TAG.get(tag)


def class_of_tag(tag: str) -> type[Record] | None:
    """Return the record class of a tag: one that is defined already, or one of this library's own."""
    found = registered(tag)
    package, _, name = tag.rpartition(".")
    if found is None and package == "collective_impact":
        import collective_impact  # noqa: PLC0415 - the face, which knows where our records live

        held = getattr(collective_impact, name, None) if name in collective_impact.__all__ else None
        found = held if isinstance(held, type) and issubclass(held, Record) else None
    return found


def freeze(value: Any) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return plain data that nobody can change: lists as tuples, mappings as read-only mappings."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: freeze(held) for key, held in value.items()}) if value else EMPTY
    if isinstance(value, list | tuple):
        return tuple(freeze(held) for held in value)
    return value


def thaw(value: Any) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return frozen plain data as ordinary lists and dictionaries."""
    if isinstance(value, Mapping):
        return {key: thaw(held) for key, held in value.items()}
    if isinstance(value, tuple):
        return [thaw(held) for held in value]
    return value


@attrs.frozen
class FieldPlan:
    """What is known of one field of a record class: its resolved type, default, check and metadata."""

    type: Any
    default: object
    check: Check | None
    is_mapping: bool
    metadata: Mapping[str, Any]

    @property
    def required(self) -> bool:
        """Whether a record cannot be made without this field."""
        return self.default is attrs.NOTHING


def remembered(cls: type[Record], name: str, make: Callable[[type[Record]], T]) -> T:
    """Return what `make` says of a record class, asked once for each class."""
    held: T | None = cls.__dict__.get(name)
    if held is None:
        held = make(cls)
        type.__setattr__(cls, name, held)
    return held


def field_plan(cls: type[Record]) -> Mapping[str, FieldPlan]:
    """Return the fields of a record class by name, as they are written: what is marked `last` at the end."""
    return remembered(cls, "_field_plan", _make_plan)


class _Rows(NamedTuple):
    """What is asked of every field of every record, laid out so that asking is quick."""

    values: Callable[[Record], tuple[Any, ...]]
    rows: tuple[tuple[str, object, Check | None, bool], ...]


def rows_of(cls: type[Record]) -> _Rows:
    """Return the fields of a record class laid out for quick asking: their values at once, and a row for each."""
    return remembered(cls, "_rows", _find_rows)


def _find_rows(cls: type[Record]) -> _Rows:
    plans = field_plan(cls).items()
    rows = tuple((name, plan.default, plan.check, plan.is_mapping) for name, plan in plans)
    getter = attrgetter(*(name for name, _ in plans))
    return _Rows(getter if len(rows) > 1 else lambda record: (getter(record),), rows)


def _make_plan(cls: type[Record]) -> Mapping[str, FieldPlan]:
    if "__attrs_attrs__" not in cls.__dict__:
        return field_plan(next(base for base in cls.__mro__[1:] if issubclass(base, Record)))
    inherited: dict[str, FieldPlan] = {}
    for base in reversed(cls.__mro__[1:]):
        if issubclass(base, Record):
            inherited.update(field_plan(base))
    attributes = [attribute for attribute in attrs.fields(cls) if attribute.init]
    own = {a.name: a.type for a in attributes if not (a.inherited and a.name in inherited)}
    types = _resolved(cls, own)
    plan = {}
    for attribute in attributes:
        if attribute.name not in own:
            plan[attribute.name] = inherited[attribute.name]
            continue
        kind = types[attribute.name]
        metadata = attribute.metadata
        if not metadata and attribute.name in inherited:
            metadata = inherited[attribute.name].metadata
        plan[attribute.name] = FieldPlan(
            kind, _default_of(attribute), check_of(kind, metadata), _is_mapping(kind), metadata
        )
    ordered = sorted(plan, key=lambda name: bool(plan[name].metadata.get("last")))
    return MappingProxyType({name: plan[name] for name in ordered})


def _default_of(attribute: attrs.Attribute[Any]) -> object:
    default: Any = attribute.default
    return default.factory() if hasattr(default, "factory") else default


def _resolved(cls: type, annotations: Mapping[str, Any]) -> dict[str, Any]:
    module = sys.modules.get(cls.__module__)
    known = _OwnNames(vars(module) if module else {})
    try:
        if all(isinstance(annotation, str) for annotation in annotations.values()):
            return {name: eval(annotation, {}, known) for name, annotation in annotations.items()}  # noqa: S307 - the program's own annotations
        return get_type_hints(SimpleNamespace(__annotations__=dict(annotations)), {}, known)
    except NameError as error:
        message = (
            f"{cls.__module__}.{cls.__qualname__} has a field whose type cannot be looked up ({error}). "
            "Import that type when the program runs, not only for type checkers, and define it at module level."
        )
        raise InvalidRecordError(message) from None


class _OwnNames(dict[str, Any]):
    """The names of a module, and those of the library's own face where the module lacks them at run time."""

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - whatever stands under the name
        import collective_impact  # noqa: PLC0415 - the face, which loads a name when it is touched

        if name in collective_impact.__all__:
            return getattr(collective_impact, name)
        raise KeyError(name)


def _is_mapping(kind: Any) -> bool:  # noqa: ANN401 - a type expression
    return get_origin(kind) is Mapping or any(get_origin(part) is Mapping for part in get_args(kind))


class Inner(NamedTuple):
    """A field that holds other records: one of them, or a table of them."""

    name: str
    cls: type[Record]
    is_table: bool


def inner_records(cls: type[Record]) -> tuple[Inner, ...]:
    """Return the fields of a record class that hold other records."""
    return remembered(cls, "_inner_records", _find_inner)


def _find_inner(cls: type[Record]) -> tuple[Inner, ...]:
    return tuple(
        Inner(name, part, get_origin(plan.type) is tuple)
        for name, plan in field_plan(cls).items()
        for part in (plan.type, *get_args(plan.type))
        if isinstance(part, type) and issubclass(part, Record)
    )
