"""What no field has: the notes about keys and types of a document that are kept without being known.

It looks at records that were read, and at plain data that could not be; it changes neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from collective_impact.errors import DocumentError, Found, Problem, excerpt
from collective_impact.fields import did_you_mean
from collective_impact.record import TAG, Record, class_of_tag, field_plan, inner_records

__all__ = ["NAMESPACES", "has_links", "kept_keys", "refusal_of", "unknown_keys"]

NAMESPACES = ("iati", "network", "open_sdg")
"""Keys under which the readers of foreign formats keep what our records have no place for."""

_LINK_CODES = frozenset({"repeated_id", "dangling_id", "wrong_kind_of_id", "contradiction", "circle"})
_LONGEST_WORD = 60
_TOLD_HINTS = 100
_KEPT = "; it is kept as it is"


def kept_keys(record: Record, path: str, *, is_kept: bool = True) -> Found:
    """Return a note for each key that no field has; `is_kept` says so in the note, as when it was read."""
    found = Found()
    _look_at_record(record, path, found, is_kept=is_kept)
    return found


def _look_at_record(record: Record, path: str, found: Found, *, is_kept: bool) -> None:
    cls = type(record)
    for key, held in record.extra.items():
        if key == TAG:
            if found.has_room():
                found.append(_unknown_type_note(cls, held, path, is_kept=is_kept))
        elif key not in NAMESPACES and (key != "$schema" or path) and found.has_room():
            found.append(_unknown_field_note(cls, key, path, _KEPT if is_kept else "", len(found)))
    for name, _, is_table in inner_records(cls):
        held = getattr(record, name)
        if is_table:
            for position, row in enumerate(held):
                _look_at_record(row, f"{path}{name}/{position}/", found, is_kept=is_kept)
        elif held:
            _look_at_record(held, f"{path}{name}/", found, is_kept=is_kept)


def unknown_keys(data: object, declared: type[Record], path: str) -> Found:
    """Return a note for each key that no field has, in plain data that have other mistakes.

    Below a tag that cannot stand nothing is told: whose fields would be meant is not known.
    """
    found = Found()
    _look_at_data(data, declared, path, found)
    return found


def _look_at_data(data: object, declared: type[Record], path: str, found: Found) -> None:
    if not isinstance(data, Mapping):
        return
    cls = _class_of(data, declared)
    if cls is None:
        return
    fields = field_plan(cls)
    inner = {name: of for name, of, _ in inner_records(cls)}
    for key, held in data.items():
        if key not in fields and key not in (TAG, "$schema", *NAMESPACES):
            if found.has_room():
                found.append(_unknown_field_note(cls, key, path, "", len(found)))
        elif key in inner and isinstance(held, list):
            for position, row in enumerate(held):
                _look_at_data(row, inner[key], f"{path}{key}/{position}/", found)
        elif key in inner:
            _look_at_data(held, inner[key], f"{path}{key}/", found)


def _class_of(data: Mapping[str, object], declared: type[Record]) -> type[Record] | None:
    """Return whose fields plain data have, None where their tag cannot stand."""
    if TAG not in data:
        return declared
    tag = data[TAG]
    if not isinstance(tag, str):
        return None
    found = class_of_tag(tag)
    if found is None:
        return declared if declared.degrades else None
    return found if issubclass(found, declared) else None


def refusal_of(data: object, cls: type[Record], faults: Found) -> DocumentError:
    """Return the error of plain data that could not be read: of single fields, unknown keys, and links last."""
    many = "a mistake" if faults.total == 1 else f"{faults.total:,} mistakes"
    least = "at least " if faults.is_full else ""
    doubts = Found() if faults.is_full and not has_links(faults) else unknown_keys(data, cls, "")
    told = [
        *(problem for problem in faults if problem.code not in _LINK_CODES),
        *doubts,
        *(problem for problem in faults if problem.code in _LINK_CODES),
    ]
    return DocumentError(
        f"This {cls.__name__} cannot be read: {least}{many}.", told, faults.total + doubts.total
    )


def has_links(faults: Iterable[Problem]) -> bool:
    """Return whether any problem is about links between records."""
    return any(problem.code in _LINK_CODES for problem in faults)


def _unknown_type_note(cls: type[Record], tag: object, path: str, *, is_kept: bool) -> Problem:
    what = f"; it is read as {cls.__name__}, and nothing is lost" if is_kept else ""
    message = f"'{excerpt(tag)}' is not known here{what}."
    hint = "Import or install the package that defines it."
    return Problem(path=path + TAG, code="unknown_type", severity="warning", message=message, hint=hint)


def _unknown_field_note(cls: type[Record], key: str, path: str, kept: str, told: int) -> Problem:
    message = f"{cls.__name__} has no field '{excerpt(key)}'{kept}."
    near = ""
    if told < _TOLD_HINTS and len(key) <= _LONGEST_WORD:
        near = did_you_mean(key, [name for name in field_plan(cls) if name != "extra"])
    hint = near if near.startswith("Did") else None
    return Problem(
        path=path + excerpt(key), code="unknown_field", severity="warning", message=message, hint=hint
    )
