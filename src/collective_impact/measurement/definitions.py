"""The same indicator kept more than once: alike by name, identifier or definition, and otherwise measured.

What figures they have is looked at only to say whether both hold the same ones.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from collective_impact.errors import excerpt
from collective_impact.measurement.audit_findings import listed
from collective_impact.units import convertible

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from collective_impact.measurement.audit_columns import Ledger, Sheet
    from collective_impact.measurement.audit_findings import Docket
    from collective_impact.model.agenda import Outcome

__all__ = ["Alike", "alike", "check_definitions"]

MOST_SHOWN = 5


class Alike(NamedTuple):
    """Indicators taken for the same one, whether name or identifier say so, and what each says of itself."""

    sheets: Sequence[Sheet]
    is_sure: bool
    profiles: Mapping[str, Sequence[Hashable]]

    def differ(self, one: str, other: str) -> bool:
        """Return whether two of them, by their ids, are recorded to be measured otherwise."""
        pairs = zip(self.profiles[one], self.profiles[other], strict=True)
        return any(a != b and a is not None and b is not None for a, b in pairs)


class _Aspect(NamedTuple):
    """One thing in which indicators that are alike may differ: its check, field, and what each says."""

    code: str
    name: str
    of: Callable[[Sheet], Hashable]
    told: Callable[[Sheet], str]


def check_definitions(ledger: Ledger, docket: Docket) -> list[Alike]:
    """Look for indicators that are kept twice, otherwise defined or not, and return those that are alike."""
    for sheet in ledger.sheets:
        _check_lengths(sheet, docket)
    docket.looked("CI706", len(ledger.sheets))
    outcomes = {outcome.id: outcome for outcome in ledger.initiative.agenda.outcomes}
    aspects = _aspects(outcomes)
    found = []
    for sheets, is_sure in alike(ledger.sheets, ledger.rules.definition_words):
        columns = [[aspect.of(sheet) for sheet in sheets] for aspect in aspects]
        agree = [_agree(*row, sheets, is_sure, docket) for row in zip(aspects, columns, strict=True)]
        if all(agree):
            _kept_twice(sheets, is_sure, docket)
        rows = zip(sheets, zip(*columns, strict=True), strict=True)
        found.append(Alike(sheets, is_sure, {sheet.indicator.id: profile for sheet, profile in rows}))
    return found


def alike(sheets: Sequence[Sheet], least_words: int) -> list[tuple[list[Sheet], bool]]:
    """Return groups of indicators that are alike: by name or identifier (sure), then by definition alone."""
    groups = [(group, True) for group in _groups(sheets, _sure_keys)]
    group_of = {sheet.indicator.id: place for place, (group, _) in enumerate(groups) for sheet in group}

    def definition(sheet: Sheet) -> Iterable[Hashable]:
        words = _words(sheet.indicator.definition)
        return (words,) if len(words) >= least_words else ()

    others = (
        (group, False)
        for group in _groups(sheets, definition)
        if len({group_of.get(sheet.indicator.id, sheet.indicator.id) for sheet in group}) > 1
    )
    return [*groups, *others]


def _sure_keys(sheet: Sheet) -> Iterable[Hashable]:
    indicator = sheet.indicator
    words = _words(indicator.name)
    if words:
        yield "name", tuple(sorted(words))
    for held in indicator.identifiers:
        yield "identifier", held.scheme.strip().casefold(), held.value.strip().casefold()


def _groups(sheets: Sequence[Sheet], keys_of: Callable[[Sheet], Iterable[Hashable]]) -> list[list[Sheet]]:
    """Return sheets that share a key, straight or through others, in the order of their ids."""
    root: dict[int, int] = {}
    first: dict[Hashable, int] = {}

    def top(place: int) -> int:
        while root.get(place, place) != place:
            root[place] = root.get(root[place], root[place])
            place = root[place]
        return place

    for place, sheet in enumerate(sheets):
        for key in keys_of(sheet):
            one, other = top(first.setdefault(key, place)), top(place)
            root[max(one, other)] = min(one, other)
    members: dict[int, list[Sheet]] = defaultdict(list)
    for place in sorted(root):
        members[top(place)].append(sheets[place])
    return [group for group in members.values() if len(group) > 1]


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"\w+")


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(_word().findall(normalize("NFKC", text).casefold())) if text else ()


def _aspects(outcomes: Mapping[str, Outcome]) -> Sequence[_Aspect]:
    def populations(sheet: Sheet) -> Mapping[str, str]:
        held = [outcomes[id_].population for id_ in sheet.indicator.outcome_ids]
        return {population.id: population.title for population in held if population is not None}

    def counted(sheet: Sheet, *, is_share: bool) -> Hashable:
        return (_words(sheet.indicator.counted) or None) if sheet.is_share is is_share else None

    return (
        _Aspect("CI701", "unit", lambda s: s.indicator.unit, lambda s: s.indicator.unit or ""),
        _Aspect(
            "CI702",
            "frequency",
            lambda s: s.indicator.frequency,
            lambda s: f"due every {s.indicator.frequency} months",
        ),
        _Aspect("CI702", "series", lambda s: s.lengths or None, lambda s: _months(s.lengths)),
        _Aspect(
            "CI703",
            "counted",
            lambda s: counted(s, is_share=True),
            lambda s: f"of {excerpt(s.indicator.counted)}",
        ),
        _Aspect(
            "CI704",
            "counted",
            lambda s: counted(s, is_share=False),
            lambda s: excerpt(s.indicator.counted),
        ),
        _Aspect("CI704", "level", lambda s: s.indicator.level, lambda s: f"level {s.indicator.level}"),
        _Aspect(
            "CI704",
            "outcome_ids",
            lambda s: frozenset(populations(s)) or None,
            lambda s: f"outcomes for {listed(populations(s).values())}",
        ),
        _Aspect(
            "CI705",
            "definition",
            lambda s: _words(s.indicator.definition) or None,
            lambda s: f"'{excerpt(s.indicator.definition)}'",
        ),
        _Aspect(
            "CI741",
            "accumulation",
            lambda s: s.indicator.accumulation,
            lambda s: s.indicator.accumulation or "",
        ),
    )


def _agree(
    aspect: _Aspect, values: Sequence[Hashable], sheets: Sequence[Sheet], is_sure: bool, docket: Docket
) -> bool:
    """Return whether indicators that are alike agree in an aspect, as far as they say; note where they do not."""
    said: dict[Hashable, list[Sheet]] = defaultdict(list)
    for sheet, value in zip(sheets, values, strict=True):
        said[value].append(sheet)
    silent = said.pop(None, [])
    stated = [sheet for sheet, value in zip(sheets, values, strict=True) if value is not None]
    if stated:
        docket.unknown(aspect.code, *(f"{sheet.path}/{aspect.name}" for sheet in silent))
    if len(stated) > 1:
        docket.looked(aspect.code)
    if len(said) < 2:  # noqa: PLR2004 - one is agreement
        return True
    parts = [f"{listed(sheet.title for sheet in held)}: {aspect.told(held[0])}" for held in said.values()]
    docket.found(
        aspect.code,
        f"{_taken(sheets, is_sure)} {_shown(parts)}.{_converts(aspect, said)}",
        [f"{sheet.path}/{aspect.name}" for sheet in stated],
        severity=None if is_sure else "note",
    )
    return False


def _shown(parts: Sequence[str]) -> str:
    hidden = len(parts) - MOST_SHOWN
    return "; ".join(parts[:MOST_SHOWN]) + (f"; and {hidden} more" if hidden > 0 else "")


def _taken(sheets: Sequence[Sheet], is_sure: bool) -> str:
    why = "name or identifier" if is_sure else "definition"
    return f"{len(sheets)} indicators are alike by {why} and differ."


def _converts(aspect: _Aspect, said: Mapping[Hashable, object]) -> str:
    if aspect.name != "unit":
        return ""
    first, *others = sorted(map(str, said))
    can = all(convertible(first, other) for other in others)
    return " The units convert into each other." if can else " The units do not convert into each other."


def _kept_twice(sheets: Sequence[Sheet], is_sure: bool, docket: Docket) -> None:
    held: dict[object, int] = defaultdict(int)
    for sheet in sheets:
        for key in {column.key for column in sheet.columns if column.high is not None}:
            held[key] += 1
    is_double = any(count > 1 for count in held.values())
    why = "name or identifier" if is_sure else "definition"
    told = (
        "hold figures for the same partner, place and group"
        if is_double
        else "hold figures of different ones"
    )
    docket.found(
        "CI706",
        f"{listed(sheet.title for sheet in sheets)}: alike by {why}, and nothing recorded tells them apart. "
        f"They {told if held else 'have no figures yet'}.",
        [sheet.path for sheet in sheets],
        severity=None if is_double and is_sure else "note",
    )


def _check_lengths(sheet: Sheet, docket: Docket) -> None:
    """Look whether all series of an indicator keep to periods of one length."""
    if not sheet.columns:
        return
    docket.looked("CI702")
    if len(sheet.lengths) > 1:
        by_length: dict[str, list[str]] = defaultdict(list)
        for column in sheet.columns:
            by_length[_months(column.days.lengths)].append(column.title)
        told = "; ".join(f"{months}: {listed(names)}" for months, names in sorted(by_length.items()))
        docket.found("CI702", f"{sheet.title} has figures over {told}.", [f"{sheet.path}/series"])


def _months(lengths: Iterable[int]) -> str:
    return "periods of " + " and ".join(
        f"{length} months" if length > 1 else "1 month" if length else "days or weeks"
        for length in sorted(lengths)
    )
