"""What the command `landscape` says in words: short enough for a terminal, with titles in the place of ids.

Answers of the landscape come in; nothing is worked out here but what to show first, and of the rest how much it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from collective_impact import landscape as room
from collective_impact.display import NOT_KNOWN, plain, text_table, wrapped

if TYPE_CHECKING:
    Lines = Iterator[str]

__all__ = ["Seen", "text_of"]

WIDTH: Final = 80
_SHOWN: Final = 10
_TO_DECIDE: Final = 50
_SHOWN_SUGGESTIONS: Final = 40
_NOUNS: Final = {"organisation": "organisation", "outcome": "goal", "strategy": "strategy"}
_LONG_RUN: Final = 3
_BASIS: Final = {"identifier": "same identifier", "name": "same name", "spelling": "spelled alike"}


class Seen(NamedTuple):
    """All that is said of a landscape."""

    among: room.LandscapeIndex
    name: str
    on: date
    matches: Mapping[str, Sequence[room.LikelyMatch]]
    why_no_spellings: str | None
    decisions: Mapping[str, Sequence[room.IdentityDecision]]
    """What is taken for one in this run, since it has one name."""
    overlap: room.LandscapeOverlap
    bridging: room.BridgingPartners
    coverage: room.LandscapeCoverage | str
    """Or why there is none."""
    suggestions: room.Suggestions


def text_of(seen: Seen) -> str:
    """Return a landscape as text of at most 80 columns."""
    parts = (_opening, _who_is_who, _overlaps, _bridging, _coverage, _questions)
    if not seen.among.profiles:
        return "\n".join([*_opening(seen), "", "There is no collaboration to look at.", ""])
    return "\n".join("\n".join(part(seen)) + "\n" for part in parts)


def _opening(seen: Seen) -> Lines:
    profiles = seen.among.profiles
    yield wrapped(f"The landscape: {plain(seen.name)}", WIDTH, "  ").removeprefix("  ")
    left_out = len(seen.among.landscape.collaborations) - len(profiles)
    counts = [
        _counted(len(profiles), "collaboration"),
        f"{_recorded(seen.bridging.member_count, 'organisation')} at their tables",
        *([_recorded(len(seen.coverage.outcome_ids), "goal")] if not isinstance(seen.coverage, str) else []),
        _recorded(len({place for profile in profiles for place in profile.places or ()}), "place"),
    ]
    yield wrapped(f"As of {seen.on}: {'; '.join(counts)}.", WIDTH)
    if left_out:
        yield wrapped(f"{_counted(left_out, 'collaboration')} not in force on that day: left out.", WIDTH)


def _who_is_who(seen: Seen) -> Lines:
    yield "WHO IS WHO"
    if seen.why_no_spellings:
        yield wrapped(seen.why_no_spellings, WIDTH)
    for kind, decided in seen.decisions.items():
        if decided:
            yield _note(
                f"{_counted(len(decided), 'pair')} of entries with the same name or identifier: taken for one "
                f"{_NOUNS[kind]}, as you asked for."
            )
    if not any(seen.matches.values()):
        others = "other " if any(seen.decisions.values()) else ""
        yield f"No two {others}names look as if they stood for one thing."
        return
    for kind, rows in seen.matches.items():
        if rows:
            yield wrapped(f"{_counted(len(rows), 'pair')} of names may stand for one {_NOUNS[kind]}:", WIDTH)
            cells = [(f"{row.score:.2f}", row.one_name, row.other_name, _BASIS[row.basis]) for row in rows]
            yield from _table(
                ("Score", "Name", "Other name", "Why"), cells, "pair", right=(0,), most=_TO_DECIDE
            )
    is_same = any(row.basis != "spelling" for rows in seen.matches.values() for row in rows)
    option = (
        " --same-names takes for one, in this run, what has the same name or identifier." if is_same else ""
    )
    yield _note(
        "Nothing of this is merged: those who know them decide. Where two are one, write them alike in the roster, or "
        f"keep the decision in the landscape's document (`decisions`).{option} Until then overlaps may be larger than "
        "shown below."
    )


def _overlaps(seen: Seen) -> Lines:
    found = seen.overlap
    yield "WHO OVERLAPS WITH WHOM"
    if found.reason:
        yield _note(found.reason)
        return
    sharing = [pair for pair in found.pairs if pair.members is not None and pair.members.shared]
    verb = "shares" if len(sharing) == 1 else "share"
    yield wrapped(
        f"{_counted(len(sharing), 'pair')} of {found.pair_count:,} {verb} a member. The most alike:"
        if sharing
        else f"None of {_counted(found.pair_count, 'pair')} of collaborations is known to share a member"
        f"{', as long as nobody decides on the names above' if seen.matches['organisation'] else ''}.",
        WIDTH,
    )
    title = _titles(seen)
    cells = [
        (
            title[pair.one_id],
            title[pair.other_id],
            _shared(pair.members),
            NOT_KNOWN if pair.chance is None else f"{pair.chance.expected:.1f}",
            _shared(pair.outcomes),
        )
        for pair in sharing
    ]
    yield from _table(("One", "Other", "Shared members", "By chance", "Shared goals"), cells, "pair")
    if sharing:
        yield _note(
            "8 of 10 and 9: of 10 in the one and 9 in the other, 8 are in both. By chance: how many it would be on "
            f"average, if every table kept its size and everybody the number of their tables, and seats were dealt "
            f"at random ({found.draws:,} times). Busy members overlap anyway: it is a reason to talk, no finding."
        )
    yield from _silent("Whom they share is not known, as no roster is recorded", found.without_members, title)


def _bridging(seen: Seen) -> Lines:
    found = seen.bridging
    yield "WHO SITS AT SEVERAL TABLES"
    if found.reason:
        yield _note(found.reason)
        return
    count = len(found.partners)
    sits = "sits" if count == 1 else "sit"
    yield wrapped(
        f"{count:,} of {_counted(found.member_count, 'organisation')} {sits} at {found.minimum_tables} tables or more. "
        "Those at most tables:",
        WIDTH,
    )
    cells = [
        (
            partner.name,
            f"{partner.tables:,}",
            _amount(partner.meetings_per_month, is_part=bool(partner.unknown_meetings)),
            _amount(partner.hours_per_month, is_part=bool(partner.unknown_hours)),
            f"{partner.only_link_count:,}",
        )
        for partner in found.partners
    ]
    headers = ("Organisation", "Tables", "Meetings a month", "Hours a month", "Joins alone")
    yield from _table(headers, cells, "organisation", right=(1, 2, 3, 4))
    more = ""
    if any(cell.startswith("from ") for row in cells[:_SHOWN] for cell in row[2:4]):
        more = " From: of some of its tables it is not recorded how often or how long they meet; they come on top."
    yield _note(f"Joins alone: pairs of tables that no other organisation joins.{more}")


def _amount(value: float | None, *, is_part: bool) -> str:
    return NOT_KNOWN if value is None else f"{'from ' if is_part else ''}{value:,.1f}"


def _coverage(seen: Seen) -> Lines:
    from collective_impact.landscape.wanted import goal_ages  # noqa: PLC0415 - beside its only use

    found = seen.coverage
    yield "WHAT IS COVERED, AND WHAT IS NOT"
    if isinstance(found, str) or found.reason:
        yield wrapped(found if isinstance(found, str) else found.reason, WIDTH)
        return
    cells = found.wanted
    silent = set(found.outcome_ids) - goal_ages(seen.among.landscape).keys()
    served = {(cell.outcome_id, cell.span) for cell in cells if cell.collaboration_ids}
    gaps, doubtful = [], {}
    for cell in found.having("gap"):
        if cell.outcome_id in silent and (cell.outcome_id, cell.span) not in served:
            doubtful[cell.outcome_id, cell.span] = attrs.evolve(cell, place=None)
        else:
            gaps.append(cell)
    spans = ", ".join(f"{span.title.lower()} {span.age_from:g}-{span.age_to:g}" for span in found.spans)
    where = f" in {_counted(len(found.places), 'place')}" if found.places else ""
    yield wrapped(
        f"{_counted(len(found.outcome_ids), 'goal')} for the ages they are meant for ({spans}){where}: "
        f"{_counted(len(cells), 'combination')}.",
        WIDTH,
    )
    title = _titles(seen)
    for words, held in (
        ("Gaps, which nobody is recorded to fill", gaps),
        ("Served by one collaboration only", found.having("single")),
        (f"Crowded: served by {found.crowded_from} collaborations or more", found.having("crowded")),
    ):
        yield ""
        yield f"{words} ({len(held):,}){':' if held else '.'}"
        yield from _goals(held, found, title)
    if doubtful:
        yield ""
        yield wrapped(
            f"At these ages nobody works on the goal anywhere ({len(doubtful):,}). Whether it is meant for them is not "
            "recorded, so these may be gaps or none:",
            WIDTH,
        )
        yield from _goals(doubtful.values(), found, title)
    unknown = sum(cell.status == "unknown" for cell in cells)
    if unknown:
        yield ""
        yield _note(
            f"Not known ({unknown:,}): some may be served by collaborations whose ages, places or goals are not "
            "recorded."
        )


def _goals(
    cells: Iterable[room.LandscapeCell], found: room.LandscapeCoverage, title: Mapping[str, str]
) -> Lines:
    """Yield the cells by goal, the goals with the fewest of them first; places with the same ages stand together."""
    by_goal: dict[str, list[room.LandscapeCell]] = {}
    for cell in cells:
        by_goal.setdefault(cell.outcome_id, []).append(cell)
    ranked = sorted(by_goal, key=lambda goal: (len(by_goal[goal]), found.titles[goal], goal))
    for goal in ranked[:_SHOWN]:
        yield _item("-", found.titles[goal])
        yield from (_item(" ", line, "    ") for line in _places(by_goal[goal], found, title))
    if len(ranked) > _SHOWN:
        yield f"  {_counted(len(ranked) - _SHOWN, 'more goal')} not shown."


def _places(
    cells: Iterable[room.LandscapeCell], found: room.LandscapeCoverage, title: Mapping[str, str]
) -> Lines:
    order = [span.key for span in found.spans]
    by_place: dict[tuple[str | None, tuple[str, ...]], list[int]] = {}
    for cell in cells:
        alone = cell.collaboration_ids if cell.status == "single" else ()
        by_place.setdefault((cell.place, alone), []).append(order.index(cell.span))
    together: dict[tuple[tuple[int, ...], tuple[str, ...]], list[str | None]] = {}
    for (place, alone), held in by_place.items():
        together.setdefault((tuple(sorted(held)), alone), []).append(place)
    for (positions, alone), places in sorted(together.items(), key=lambda item: item[0]):
        where = f": {_joined([place for place in places if place is not None])}" if any(places) else ""
        whose = f" ({title[alone[0]]})" if alone else ""
        yield f"{_ages(positions, found)}{where}{whose}"


def _ages(positions: Sequence[int], found: room.LandscapeCoverage) -> str:
    """Return spans of age in words, those that follow each other as one."""
    runs: list[list[str]] = []
    before = None
    for position in positions:
        if before is None or position != before + 1:
            runs.append([])
        runs[-1].append(found.spans[position].title.lower())
        before = position
    return _joined(
        [word for run in runs for word in ([f"{run[0]} to {run[-1]}"] if len(run) >= _LONG_RUN else run)]
    )


def _questions(seen: Seen) -> Lines:
    from collective_impact.landscape.suggestion_wording import suggestions_text  # noqa: PLC0415 - the same

    yield "QUESTIONS FOR A CONVERSATION"
    yield suggestions_text(seen.suggestions, width=WIDTH, most=_SHOWN_SUGGESTIONS).rstrip("\n")
    if seen.suggestions.suggestions:
        yield ""
        yield _note(
            "Jaccard: of all that either has, the share that both have; 1 is the same, 0 is nothing in common."
        )


def _table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    noun: str,
    *,
    right: Sequence[int] = (),
    most: int = _SHOWN,
) -> Lines:
    if rows:
        yield text_table(headers, rows[:most], width=WIDTH, right=right)
    if len(rows) > most:
        yield f"{_counted(len(rows) - most, f'more {noun}')} not shown; --format json lists them."


def _note(text: str) -> str:
    return wrapped(text, WIDTH)


def _silent(lacking: str, ids: Sequence[str], title: Mapping[str, str]) -> Lines:
    if ids:
        more = [f"{len(ids) - _SHOWN:,} more"] if len(ids) > _SHOWN else []
        yield wrapped(f"{lacking}: {_joined([*(title[id_] for id_ in ids[:_SHOWN]), *more])}.", WIDTH)


def _titles(seen: Seen) -> dict[str, str]:
    return {profile.id: profile.collaboration.title for profile in seen.among.profiles}


def _shared(held: room.SharedSet | None) -> str:
    if held is None:
        return "not recorded"
    more = f" ({held.relation})" if held.relation in ("identical", "nested") else ""
    return f"{held.shared} of {held.one_count} and {held.other_count}{more}"


def _item(mark: str, text: str, indent: str = "  ") -> str:
    """Return a text behind a mark, its further lines set as far in as the first."""
    inner = f"{indent}  "
    return f"{indent}{mark} {wrapped(text, WIDTH, inner).removeprefix(inner)}"


def _joined(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _recorded(number: int, noun: str) -> str:
    return f"{_counted(number, noun)}{'' if number else ' recorded'}"


def _counted(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{f'{number:,}' if number else 'no'} {many}"
