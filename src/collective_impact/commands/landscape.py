"""The command `landscape`: the collaborations of one community together, from a roster, an inventory or documents.

Files are gathered and answers collected here; how they are told in words is the business of `landscape_text`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Any, Final

import attrs

import collective_impact as ci
from collective_impact import landscape as room
from collective_impact.commands.inputs import initiative_in, tell_remarks
from collective_impact.commands.landscape_text import Seen, text_of
from collective_impact.commands.outputs import json_text, record_data
from collective_impact.commands.terminal import BAD_INPUT, FINE, Answer, tell
from collective_impact.errors import excerpt

__all__ = ["LANDSCAPE_FORMATS", "landscape"]

LANDSCAPE_VERSION: Final = 1
MOST_PAIRS: Final = 10_000
"""As JSON at most so many pairs are listed; of more it is said how many are left out."""
_MOST_OF_A_FILE: Final = 20
_TABLES: Final = (".csv", ".tsv", ".xlsx")
_KINDS: Final = ("organisation", "outcome", "strategy")


def landscape(arguments: argparse.Namespace) -> Answer:
    """Answer with the landscape in the format that is asked for; its code says whether all files could be used."""
    day = arguments.on or date.today()  # noqa: DTZ011 - the calendar day of whoever asks
    held, name, is_whole = _held_in(_once(arguments.files))
    decisions = _same_names(held) if arguments.same_names else {}
    held = attrs.evolve(held, decisions=(*held.decisions, *chain.from_iterable(decisions.values())))
    index = room.index_of(held, on=day)
    matches, why_not = _matches(held)
    covered: room.LandscapeCoverage | str
    try:
        covered = room.coverage(index)
    except ci.LimitError as error:
        covered = error.message
    seen = Seen(
        among=index,
        name=name,
        on=day,
        matches=matches,
        why_no_spellings=why_not,
        decisions=decisions,
        overlap=room.compare(index),
        bridging=room.bridging_partners(index),
        coverage=covered,
        suggestions=room.suggestions(index),
    )
    return Answer(LANDSCAPE_FORMATS[arguments.format](seen), FINE if is_whole else BAD_INPUT)


def _once(paths: Sequence[str]) -> list[str]:
    """Return each file once, and tell which were named again."""
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(os.path.realpath(path), []).append(path)
    again = [path for named in found.values() for path in named[1:]]
    if again:
        tell("Named more than once, and taken once:", *dict.fromkeys(again))
    return [named[0] for named in found.values()]


def _held_in(paths: Sequence[str]) -> tuple[room.Landscape, str, bool]:
    """Return the landscape in some files, what to call it, and whether every one of them could be used."""
    path, name = paths[0], os.path.basename(paths[0])  # noqa: PTH119 - no pathlib for a name
    if len(paths) > 1:
        return _gathered(paths)
    if path.lower().endswith(_TABLES):
        reading = room.read_roster(path)
        tell_remarks(path, reading.problems)
        return reading.value, name, True
    if path.lower().endswith(".xml"):
        return _gathered(paths)
    value = ci.read(path)
    if isinstance(value, ci.Initiative):
        return _gathered(paths)
    if not isinstance(value, room.Landscape):
        kind = type(value).__name__
        raise ci.DocumentError(
            f"{excerpt(name)}: it holds a record of the kind {kind}, not a landscape or an initiative."
        )
    opening = room.opened(value, os.path.dirname(path) or os.curdir)  # noqa: PTH120 - no pathlib for a name
    tell_remarks(path, (*opening.problems, *room.doubts(opening.value)))
    is_whole = all(problem.severity != "error" for problem in opening.problems)
    return opening.value, value.name or name, is_whole


def _gathered(paths: Sequence[str]) -> tuple[room.Landscape, str, bool]:
    """Return a landscape of the initiatives in some files, where there is one at least."""
    found: list[ci.Initiative] = []
    first_in: dict[str, str] = {}
    lost: list[str] = []
    for path in paths:
        name = excerpt(os.path.basename(path))  # noqa: PTH119 - no pathlib for a name
        try:
            if path.lower().endswith(_TABLES):
                raise ci.DocumentError(f"{name}: a roster is looked at by itself. Give it as the only file.")
            initiative = initiative_in(path)
        except ci.CollectiveImpactError as error:
            lost.append(path)
            tell(error.message, *_listed(error))
            continue
        first = first_in.get(initiative.id)
        if first is None:
            first_in[initiative.id] = name
            found.append(initiative)
            continue
        lost.append(path)
        same = f"{first} holds an initiative of the same id, '{excerpt(initiative.id)}'"
        tell(f"{name}: it is left out, since {same}. Give one of the two another id.")
    if not found:
        raise ci.DocumentError("None of these files can be used, so there is no landscape to see.")
    value = room.gathered(found).value
    tell_remarks("The landscape", room.doubts(value))
    count = len(found)
    return value, f"{count} file{'' if count == 1 else 's'}", not lost


def _listed(error: ci.CollectiveImpactError) -> Iterable[str]:
    yield from map(str, error.problems[:_MOST_OF_A_FILE])
    hidden = error.count - len(error.problems[:_MOST_OF_A_FILE])
    if hidden > 0:
        yield f"... and {hidden:,} more"


def _same_names(held: room.Landscape) -> dict[str, tuple[room.IdentityDecision, ...]]:
    """Return what is taken for one since it has one name, by kind; where there are too many names, nothing."""
    found: dict[str, tuple[room.IdentityDecision, ...]] = dict.fromkeys(_KINDS, ())
    for kind in _KINDS:
        with contextlib.suppress(
            ci.LimitError
        ):  # it is told once more, and shown, where spellings are compared
            found[kind] = room.same_names(held, kind)
    return found


def _matches(held: room.Landscape) -> tuple[dict[str, tuple[room.LikelyMatch, ...]], str | None]:
    """Return likely matches of each kind, by names alone where spellings cannot be compared, and why not."""
    why: str | None = None
    found: dict[str, tuple[room.LikelyMatch, ...]] = {}
    for kind in _KINDS:
        found[kind] = ()
        try:
            found[kind] = room.likely_matches(held, kind)
        except ci.MissingExtraError:
            found[kind] = room.likely_matches(held, kind, minimum=1)
            why = (
                'Spellings are not compared: that needs python -m pip install "collective-impact[landscape]".'
            )
        except ci.LimitError as error:
            why = why or error.message
    return found, why


def _json(seen: Seen) -> str:
    overlap = seen.overlap
    listed = attrs.evolve(overlap, pairs=overlap.pairs[:MOST_PAIRS])
    data: dict[str, Any] = {
        "landscape": LANDSCAPE_VERSION,
        "landscape_id": seen.among.landscape.id,
        "on": seen.on.isoformat(),
        "titles": {
            **{profile.id: profile.collaboration.title for profile in seen.among.profiles},
            **dict(seen.among.titles),
        },
        "decisions": [record_data(row) for rows in seen.decisions.values() for row in rows],
        "likely_matches": {kind: [record_data(row) for row in rows] for kind, rows in seen.matches.items()},
        "why_no_spellings": seen.why_no_spellings,
        "overlap": record_data(listed),
        "pairs_left_out": len(overlap.pairs) - len(listed.pairs),
        "bridging_partners": record_data(seen.bridging),
        "coverage": None if isinstance(seen.coverage, str) else record_data(seen.coverage),
        "why_no_coverage": seen.coverage if isinstance(seen.coverage, str) else seen.coverage.reason,
        "suggestions": record_data(seen.suggestions),
    }
    return json_text(data)


LANDSCAPE_FORMATS: Final[dict[str, Callable[[Seen], str]]] = {"text": text_of, "json": _json}
"""What `--format` may be, and how a landscape is said in it."""
