"""The JSON Schema of our own format, made from the records themselves.

It uses draft-07 keywords only, so that editors complete and check YAML and JSON documents by it. It describes
single fields; what must hold between records only the library checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from collective_impact.documents import FORMAT
from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.fields import LONGEST_ID
from collective_impact.period import Period
from collective_impact.record import FieldPlan, Record, field_plan

__all__ = ["json_schema"]


def json_schema(cls: type[Record] | None = None) -> dict[str, Any]:
    """Return the JSON Schema (draft-07) of a document of this class, by default of an initiative.

    Keys that no field has are allowed, since they are kept.

    Raises:
        InvalidRecordError: `cls` is not a record class.
    """
    if cls is None:
        from collective_impact.model.initiative import Initiative  # noqa: PLC0415 - the default alone needs it

        cls = Initiative
    kind: object = cls
    if not (isinstance(kind, type) and issubclass(kind, Record)):
        message = f"cls is a record class, such as Initiative or a subclass of it, found {excerpt(cls)}."
        raise InvalidRecordError(message)
    definitions: dict[str, Any] = {}
    whole = _record_schema(cls, definitions)
    envelope = {"const": FORMAT, "description": "The name of the format and its version."}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"{cls.__name__} ({FORMAT})",
        **whole,
        "properties": {"format": envelope, **whole["properties"]},
        "definitions": dict(sorted(definitions.items())),
    }


def _record_schema(cls: type[Record], definitions: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "@type": {
            "type": "string",
            "description": "Names a subclass, package.ClassName; absent for the plain kind.",
        }
    }
    required = []
    for name, plan in field_plan(cls).items():
        if name != "extra":
            properties[name] = {**_field_schema(plan, definitions), **_own_words(cls, name)}
            if plan.required:
                required.append(name)
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if cls.__doc__:
        schema["description"] = " ".join(cls.__doc__.split("\n\n")[0].split())
    if required:
        schema["required"] = required
    return schema


def _own_words(cls: type[Record], name: str) -> dict[str, Any]:
    """Return how a text is written whose form the record itself checks: a unit, a recurrence rule."""
    kinds = {base.__name__ for base in cls.__mro__}
    if name == "rule" and "Cadence" in kinds:
        return {"pattern": _RULE}
    if name == "unit" and "Indicator" in kinds:
        from collective_impact.units import UNITS  # noqa: PLC0415 - only an indicator has a unit

        return {"anyOf": [{"enum": list(UNITS)}, {"pattern": "^currency:[A-Z]{3}$"}]}
    return {}


def _field_schema(plan: FieldPlan, definitions: dict[str, Any]) -> dict[str, Any]:
    facts = plan.metadata
    schema: dict[str, Any] = dict(_type_schema(plan.type, definitions, facts))
    if not plan.required:
        schema = _or_null(schema)
    words = [facts.get("about"), f"Unit: {facts['unit']}." if "unit" in facts else None]
    words.append(f"Source: {facts['source']}." if "source" in facts else None)
    return {**schema, "description": " ".join(word for word in words if word)}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of what may also be absent."""
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return {**schema, "type": [*kinds, *(["null"] if "null" not in kinds else [])]}
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {"anyOf": [schema, {"type": "null"}]}


def _type_schema(
    kind: Any,  # noqa: ANN401 - a type expression
    definitions: dict[str, Any],
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        inner = [part for part in parts if part is not NoneType]
        if inner == [float]:
            return {**_type_schema(float, definitions, facts), "type": ["number", "null"]}
        return _type_schema(inner[0], definitions, facts) if len(inner) == 1 else {}
    if origin is Literal:
        return {"enum": list(parts)}
    if origin is tuple:
        items = _type_schema(parts[0], definitions, facts)
        may_be_missing = NoneType in get_args(parts[0])
        return {"type": "array", "items": _or_null(items) if may_be_missing else items}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": {"type": "string"} if parts[1] is str else {}}
    if isinstance(kind, type) and issubclass(kind, Record):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = {}
            definitions[kind.__name__] = _record_schema(kind, definitions)
        return {"$ref": f"#/definitions/{kind.__name__}"}
    return _scalar_schema(kind, facts)


def _scalar_schema(kind: Any, facts: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - a type expression
    if kind is str and "refers_to" in facts:
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_ID, "pattern": _ID}
    bounds = {"minimum": facts.get("low"), "maximum": facts.get("high")} if kind in (int, float) else {}
    return _SCALARS.get(kind, {}) | {key: bound for key, bound in bounds.items() if bound is not None}


_ID = r"^[^\s/*](?:[^/*\u0000-\u001f\u007f]*[^\s/*])?$"
_DATE = r"^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$"
_RULE = r"^(?:[^;=]+=[^;=]+;)*(?:[Rr][Rr][Uu][Ll][Ee]:)?[Ff][Rr][Ee][Qq]=[A-Za-z]+(?:;[^;=]+=[^;=]+)*$"

_SCALARS: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    date: {"type": "string", "format": "date", "pattern": _DATE},
    Period: {"type": ["string", "integer"], "pattern": r"^[1-9]\d{3}", "minimum": 1000, "maximum": 9999},
}
