"""What stands behind a command's arguments: dates, levels, frameworks, and the records in files."""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, TypeVar

import attrs

import collective_impact as ci
from collective_impact.commands.terminal import tell
from collective_impact.errors import excerpt

__all__ = [
    "FRAMEWORKS",
    "LEVELS",
    "date_of",
    "framework_named",
    "initiative_in",
    "level_of",
    "ratings_in",
    "record_in",
    "tell_remarks",
]

R = TypeVar("R")
FRAMEWORKS: Final = ("five_conditions", "preconditions", "equity")
LEVELS: Final = ("absent", "begun", "partly", "in-place")
_REMARKS_IN_FULL: Final = 10
_OWN_ENDINGS: Final = (".json", ".yaml", ".yml", ".toml")


def date_of(text: str) -> date:
    """Return the date that an argument gives."""
    with contextlib.suppress(ValueError):
        found = date.fromisoformat(text)
        if found.isoformat() == text:
            return found
    raise argparse.ArgumentTypeError(f"expected a date such as 2026-06-01, found '{excerpt(text)}'")


def level_of(text: str) -> int:
    """Return the level that an argument gives, in words or as a number."""
    word = text.strip().lower().replace(" ", "-").replace("_", "-").replace("partly-in-place", "partly")
    for level, name in enumerate(LEVELS):
        if word in (name, str(level)):
            return level
    raise argparse.ArgumentTypeError(f"expected {', '.join(LEVELS)} or 0 to 3, found '{excerpt(text)}'")


def initiative_in(path: str) -> ci.Initiative:
    """Return the initiative in a file of ours, of IATI or in a table, and say how a foreign one was read."""
    if path.lower().endswith(".xml"):
        from collective_impact.interchange.iati import read  # noqa: PLC0415 - only a foreign file pays for it
    elif path.lower().endswith((".csv", ".tsv")):
        from collective_impact.interchange.tidy import read  # noqa: PLC0415 - only a foreign file pays for it
    else:
        return record_in(path, ci.Initiative, "an initiative")
    reading = read(path)
    tell_remarks(path, reading.problems)
    return reading.value


def ratings_in(path: str, instrument: str | None, export_format: Any = None) -> ci.RatingSet:  # noqa: ANN401 - argparse's
    """Return the ratings in a document of ours, or the answers in the export of a survey tool, and say how it was read.

    `instrument` is the file that says what was asked; a document may say that itself. Notes are counted where there
    are many; every answer that was left out or doubtful is listed.
    """
    asked = None if instrument is None else record_in(instrument, ci.Instrument, "an instrument")
    name = os.path.basename(path)  # noqa: PTH119 - no pathlib for a name
    if path.lower().endswith(_OWN_ENDINGS) or not path:
        ratings = record_in(path, ci.RatingSet, "a set of ratings")
        return ratings if asked is None else attrs.evolve(ratings, instrument=asked)
    if asked is None:
        raise ci.DocumentError(
            f"{name}: an export is read by what was asked. Say by --instrument which file holds that."
        )
    from collective_impact.interchange import survey_exports  # noqa: PLC0415 - only a survey pays for it

    try:
        reading = survey_exports.read(path, asked, format=export_format)
    except ci.DocumentError as error:
        if name in error.message:
            raise
        raise type(error)(f"{name}: {error.message}", error.problems, error.count) from None
    notes = {problem.code for problem in reading.problems if problem.severity == "note"}
    tell_remarks(path, reading.problems, notes)
    return reading.value


def tell_remarks(path: str, problems: Sequence[ci.Problem], counted: Container[str] | None = None) -> None:
    """Say how a foreign file was read: in full where it is short, else with the kinds in `counted` counted."""
    if problems:
        few = len(problems) <= _REMARKS_IN_FULL
        remarks = map(str, problems) if few else _counted(problems, counted)
        tell(f"{os.path.basename(path)}: remarks on how it was read ({len(problems)}):", *remarks)  # noqa: PTH119 - no pathlib for a name


def _counted(problems: Iterable[ci.Problem], codes: Container[str] | None) -> Iterator[str]:
    """Yield one line for each kind of problem in `codes`, or of any: how often it occurs, and where first."""
    by_code: dict[object, list[ci.Problem]] = {}
    for place, problem in enumerate(problems):
        key = problem.code if codes is None or problem.code in codes else place
        by_code.setdefault(key, []).append(problem)
    for found in by_code.values():
        yield f"{found[0]}" + (f" ({len(found)} such remarks: {found[0].code})" if len(found) > 1 else "")


def record_in(path: str, kind: type[R], words: str) -> R:
    """Return the record of a kind that a file holds; `words` name the kind in a complaint."""
    value = ci.read(path)
    if not isinstance(value, kind):
        name = os.path.basename(path)  # noqa: PTH119 - no pathlib for a name
        raise ci.DocumentError(f"{name}: it holds a record of the kind {type(value).__name__}, not {words}.")
    return value


def framework_named(name: str) -> ci.Framework:
    """Return one of our frameworks, or the one that a file holds."""
    key = name.lower().replace("-", "_")
    if key in FRAMEWORKS:
        held: ci.Framework = getattr(ci, key.upper())
        return held
    if "." in name:
        return record_in(name, ci.Framework, "a framework")
    known = f"{', '.join(FRAMEWORKS)}, or a file that holds one"
    raise ci.UnknownNameError(f"There is no framework '{excerpt(name)}'. Known are {known}.")
