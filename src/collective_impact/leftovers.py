"""What no field has: the notes about keys and types of a document that are kept without being known.

It looks at records that were read, and at plain data that could not be; it changes neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from collective_impact.errors import Problem, excerpt
from collective_impact.fields import did_you_mean
from collective_impact.record import TAG, Record, class_of_tag, field_plan, inner_records

__all__ = ["NAMESPACES", "kept_keys", "unknown_keys"]

NAMESPACES = ("iati", "network")
"""Keys under which the readers of foreign formats keep what our records have no place for."""


def kept_keys(record: Record, path: str) -> Iterator[Problem]:
    """Yield a note for each key that no field has."""
    for key, held in record.extra.items():
        if key == TAG:
            yield _unknown_type_note(type(record), held, path)
        elif key not in NAMESPACES and (key != "$schema" or path):
            yield _unknown_field_note(type(record), key, path)
    for name, _, is_table in inner_records(type(record)):
        held = getattr(record, name)
        if is_table:
            for position, row in enumerate(held):
                yield from kept_keys(row, f"{path}{name}/{position}/")
        elif held:
            yield from kept_keys(held, f"{path}{name}/")


def unknown_keys(data: object, declared: type[Record], path: str) -> Iterator[Problem]:
    """Yield a note for each key that no field has, in plain data that have other mistakes."""
    if not isinstance(data, Mapping):
        return
    tag = data.get(TAG)
    found = class_of_tag(tag) if isinstance(tag, str) else None
    cls = found if found is not None and issubclass(found, declared) else declared
    inner = {name: of for name, of, _ in inner_records(cls)}
    for key, held in data.items():
        if key not in field_plan(cls) and key not in (TAG, "$schema", *NAMESPACES):
            yield _unknown_field_note(cls, key, path)
        elif key in inner and isinstance(held, list):
            for position, row in enumerate(held):
                yield from unknown_keys(row, inner[key], f"{path}{key}/{position}/")
        elif key in inner:
            yield from unknown_keys(held, inner[key], f"{path}{key}/")


def _unknown_type_note(cls: type[Record], tag: object, path: str) -> Problem:
    message = f"'{excerpt(tag)}' is not known here; it is read as {cls.__name__}, and nothing is lost."
    hint = "Import or install the package that defines it."
    return Problem(path=path + TAG, code="unknown_type", severity="warning", message=message, hint=hint)


def _unknown_field_note(cls: type[Record], key: str, path: str) -> Problem:
    message = f"{cls.__name__} has no field '{excerpt(key)}'; it is kept as it is."
    near = did_you_mean(key, [name for name in field_plan(cls) if name != "extra"])
    hint = near if near.startswith("Did") else None
    return Problem(path=path + key, code="unknown_field", severity="warning", message=message, hint=hint)
