"""Our own format: the envelope, its version, and reading and writing whole documents.

A document is one record (an initiative, a set of ratings, a framework, a report) with a line that names the
format. Bytes and syntax belong to `files`, the shape of records to `codec`, other people's formats to
`interchange`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from collective_impact.errors import (
    CollectiveImpactWarning,
    DocumentError,
    Found,
    InvalidRecordError,
    Problem,
    excerpt,
)
from collective_impact.record import Record, field_plan

if TYPE_CHECKING:
    from typing import Literal

    from collective_impact.files import Limits

__all__ = ["FORMAT", "from_data", "problems_in", "read", "read_text", "read_with_notes", "to_data", "write"]

FORMAT = "collective-impact/1"
"""The value of the key `format` in every document: the name of the format and its version."""

R = TypeVar("R", bound=Record)

_class = type


def read(
    source: str | os.PathLike[str] | Mapping[str, Any],
    *,
    strict: bool = False,
    extensions: tuple[str, ...] | None = None,
    limits: Limits | None = None,
) -> Any:  # noqa: ANN401 - the record that the document holds, an initiative where it does not say
    """Return the record that a document holds: an `Initiative` unless its `@type` says otherwise.

    `source` is a path (a text is always a path) to a file in JSON, YAML (extra `yaml`) or TOML, or a mapping
    of plain data. What no field has is kept in `extra` and told in one `CollectiveImpactWarning`; `strict`
    refuses it. Installed packages that announce records are opened when a tag of theirs is met: all of them
    where `extensions` is None, those named otherwise, none for `()`. `limits` bounds what is read.

    Raises:
        DocumentError: the document cannot be read; its `problems` list every mistake with its path.
    """
    _demand_usable(extensions, limits)
    data = _data_of(source, limits)
    return _read_data(data, strict=strict, extensions=extensions, name=_name_of(source))


def read_text(
    text: str,
    format: Literal["json", "yaml", "toml"],  # noqa: A002 - the field's own word
    *,
    strict: bool = False,
    extensions: tuple[str, ...] | None = None,
    limits: Limits | None = None,
) -> Any:  # noqa: ANN401 - the record that the document holds
    """Return the record that a text in JSON, YAML or TOML holds; all else is as in `read`."""
    from collective_impact.files import Limits  # noqa: PLC0415 - the first document pays for it
    from collective_impact.plain import parse  # noqa: PLC0415 - the first document pays for it

    _demand_usable(extensions, limits)
    if not isinstance(text, str):
        message = f"A text is expected, found {excerpt(text)}. Decode bytes first; read a file with read."
        raise DocumentError(message)
    name = f"this {excerpt(format)} text"
    try:
        data = parse(text, format, limits or Limits())
    except DocumentError as error:
        raise _told_of(name, error) from error
    return _read_data(data, strict=strict, extensions=extensions, name=name)


def read_with_notes(
    source: str | os.PathLike[str] | Mapping[str, Any], text_format: Literal["json", "yaml"] | None = None
) -> tuple[Any, tuple[Problem, ...]]:
    """Return the record that a document holds, and what was kept though no field has it.

    For those who read many documents and tell of doubts in their own way: nothing is warned of. `source` is a path
    or a mapping, as in `read`; with a `text_format` it is the text itself.

    Raises:
        DocumentError: the document cannot be read; its `problems` list every mistake with its path.
    """
    from collective_impact.codec import decode  # noqa: PLC0415 - the first document pays for it
    from collective_impact.files import Limits  # noqa: PLC0415 - the same
    from collective_impact.plain import parse  # noqa: PLC0415 - the same

    data = _data_of(source, None) if text_format is None else parse(str(source), text_format, Limits())
    body, cls = _opened(data, None)
    return decode(body, cls)


def problems_in(
    source: str | os.PathLike[str] | Mapping[str, Any], *, extensions: tuple[str, ...] | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong or doubtful in a document, at most 1,000 problems; empty where all is well.

    Mistakes in single fields come first, then keys that no field has, then links that do not fit. Where there
    are more problems than listed, a last one says how many. Nothing that stands in the document raises, not
    even broken syntax or a file that is not there.
    """
    from collective_impact.codec import structured  # noqa: PLC0415 - the first document pays for it

    found = Found()
    try:
        _demand_usable(extensions, None)
        data = _data_of(source, None)
        body, cls = _opened(data, extensions)
        _, notes = structured(body, cls, extensions=extensions)
    except DocumentError as error:
        found.take(error.problems, error.count - len(error.problems))
        return found.listed() or (Problem(path="", code="unreadable", message=error.message),)
    if isinstance(data, Mapping) and "format" not in data:
        hint = f"Begin the document with: format: {FORMAT}"
        message = "no version is stated; it is read as the present one."
        notes.take([Problem(path="format", code="no_format", severity="note", message=message, hint=hint)])
    return notes.listed()


def from_data(data: object, type: type[R], *, extensions: tuple[str, ...] | None = None) -> R:  # noqa: A002
    """Return a record of this type from plain data, as `to_data` gives it; what no field has is kept.

    Raises:
        DocumentError: the data do not describe such a record, or are no plain data.
        InvalidRecordError: `type` is no record class.
    """
    from collective_impact.codec import decode  # noqa: PLC0415 - the first document pays for it
    from collective_impact.files import Limits  # noqa: PLC0415 - the same
    from collective_impact.plain import check_plain  # noqa: PLC0415 - the same

    _demand_usable(extensions, None)
    kind: object = type
    if not (isinstance(kind, _class) and issubclass(kind, Record)):
        message = f"type is a record class, such as Initiative or a subclass of it, found {excerpt(type)}."
        raise InvalidRecordError(message)
    data = dict(data) if isinstance(data, Mapping) else data
    check_plain(data, Limits())
    body, _ = _opened(data, ())
    return decode(body, type, extensions=extensions)[0]


def to_data(record: Record) -> dict[str, Any]:
    """Return a record as plain data (dictionaries, lists, texts, numbers), with the line that names the format.

    Raises:
        InvalidRecordError: the record is of an undecorated subclass, or holds what no file can hold.
    """
    from collective_impact.codec import encode  # noqa: PLC0415 - the first document pays for it

    if not isinstance(record, Record):
        message = f"Only a record can be turned into plain data, found {excerpt(record)}."
        raise InvalidRecordError(message)
    if "format" in field_plan(type(record)):
        message = (
            f"A {type(record).__name__} has a field 'format' of its own: write the record that holds it."
        )
        raise InvalidRecordError(message)
    if "format" in record.extra:
        message = "extra holds a key 'format', which the document itself needs. Choose another name."
        raise InvalidRecordError(message)
    return {"format": FORMAT, **encode(record)}


def write(record: Record, path: str | os.PathLike[str]) -> None:
    """Write a record to a JSON or YAML file, as the name of the file says.

    The old file stands until the new one is whole: whatever happens, one of the two is there.

    Raises:
        InvalidRecordError: the record holds what no file can hold.
        DocumentError: the file cannot be written, or its format is only read (TOML).
    """
    from collective_impact.files import format_of, write_atomic  # noqa: PLC0415 - only writing pays for it
    from collective_impact.plain import dump  # noqa: PLC0415 - only writing pays for it

    if not isinstance(path, str | os.PathLike):
        raise DocumentError(f"A file is named by a text or a path, found {excerpt(path)}.")
    write_atomic(path, dump(to_data(record), format_of(path)))


def _data_of(source: str | os.PathLike[str] | Mapping[str, Any], limits: Limits | None) -> object:
    from collective_impact import files  # noqa: PLC0415 - the first document pays for it
    from collective_impact.plain import check_plain, parse  # noqa: PLC0415 - the same

    bounds = limits or files.Limits()
    if isinstance(source, Mapping):
        data = dict(source)
        check_plain(data, bounds)
        return data
    if not isinstance(source, str | os.PathLike):
        message = f"A document is a path or a mapping, found {excerpt(source)}."
        raise DocumentError(message)
    kind = files.format_of(source)
    held = files.read_bytes(source, bounds, kind)
    try:
        return parse(files.decode(held, bounds), kind, bounds)
    except DocumentError as error:
        raise _told_of(_name_of(source), error) from error


def _demand_usable(extensions: object, limits: object) -> None:
    """Refuse arguments of another type than they have, before anything is done with them."""
    from collective_impact.extensions import demand_names  # noqa: PLC0415 - the first document pays for it
    from collective_impact.files import Limits  # noqa: PLC0415 - the same

    demand_names(extensions)
    if limits is not None and not isinstance(limits, Limits):
        raise DocumentError(f"limits is made with Limits(...), found {excerpt(limits)}.")


def _told_of(name: str, error: DocumentError) -> DocumentError:
    """Return an error of the same kind that says which document it is about."""
    return type(error)(f"{name}: {error.message}", error.problems, error.count)


def _name_of(source: str | os.PathLike[str] | Mapping[str, Any]) -> str:
    if isinstance(source, Mapping):
        return "this mapping"
    return excerpt(os.path.basename(os.fspath(source)))  # noqa: PTH119 - no pathlib for a name


def _opened(data: object, extensions: tuple[str, ...] | None) -> tuple[object, type[Record]]:
    """Return the body of a document without its envelope, and the class that it says it is."""
    from collective_impact.extensions import open_extensions  # noqa: PLC0415 - the first document pays for it
    from collective_impact.model.initiative import Initiative  # noqa: PLC0415 - the first document pays for it
    from collective_impact.record import TAG, class_of_tag  # noqa: PLC0415 - the first document pays for it

    if not isinstance(data, Mapping):
        return data, Initiative
    stated = data.get("format", FORMAT)
    if stated != FORMAT:
        raise DocumentError("This document cannot be read.", [_format_problem(stated)])
    body = {key: value for key, value in data.items() if key != "format"}
    tag = body.get(TAG)
    cls = class_of_tag(tag) if isinstance(tag, str) else None
    if cls is None and isinstance(tag, str) and open_extensions({TAG: tag}, extensions):
        cls = class_of_tag(tag)
    return body, cls or Initiative


def _format_problem(stated: object) -> Problem:
    name, _, version = FORMAT.partition("/")
    found = (stated if isinstance(stated, str) else "").partition("/")
    newer = (
        found[0] == name and found[2].isascii() and found[2].isdigit() and int(found[2][:9]) > int(version)
    )
    message = (
        f"the document is of version {excerpt(found[2])} of the format; this library knows version {version}."
        if newer
        else f"expected {FORMAT!r}, found '{excerpt(stated)}'."
    )
    hint = (
        "Install a newer version of the library." if newer else f"Begin the document with: format: {FORMAT}"
    )
    return Problem(path="format", code="unknown_format", message=message, hint=hint)


def _doubt_of_its_kind(data: object) -> str:
    """Return what to do where a document does not say what it holds and has not even the id of an initiative."""
    if not isinstance(data, Mapping) or not data or "@type" in data or "id" in data:
        return ""
    return (
        " It was read as an initiative. If it holds another record, say so by the key '@type', as in "
        "'@type': collective_impact.Framework."
    )


def _read_data(data: object, *, strict: bool, extensions: tuple[str, ...] | None, name: str) -> Record:
    from collective_impact.codec import structured  # noqa: PLC0415 - the first document pays for it

    try:
        body, cls = _opened(data, extensions)
        value, notes = structured(body, cls, extensions=extensions)
    except DocumentError as error:
        message = f"{name}: {error.message}{_doubt_of_its_kind(data)}"
        raise DocumentError(message, error.problems, error.count) from error
    if notes and strict:
        from collective_impact.leftovers import kept_keys  # noqa: PLC0415 - only a refusal pays for it

        problems = [attrs.evolve(note, severity="error") for note in kept_keys(value, "", is_kept=False)]
        message = f"{name}: it holds what no field has, and was read strictly."
        raise DocumentError(message, problems, notes.total)
    if notes:
        import warnings  # noqa: PLC0415 - only a doubt pays for it

        shown = "\n".join(f"  - {note}" for note in notes[:10])
        more = f"\n  ... and {notes.total - 10} more" if notes.total > 10 else ""  # noqa: PLR2004 - as many as shown
        warnings.warn(
            f"{name}: kept what no field has:\n{shown}{more}", CollectiveImpactWarning, stacklevel=3
        )
    return value
