"""The answers of this room in short, as text and as tables for people to look at.

Answers come in, rows go out; nothing is computed here that is not in the answer already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collective_impact.display import Html, html_table, number, percent, plain, tag, text_table, wrapped
from collective_impact.errors import excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collective_impact.landscape.bridging import BridgingPartners
    from collective_impact.landscape.coverage import LandscapeCell, LandscapeCoverage
    from collective_impact.landscape.overlap import LandscapeOverlap

__all__ = ["Sheet", "bridging_sheet", "coverage_sheet", "overlap_sheet", "sheet_html", "sheet_text"]

_SHOWN = 20


class Sheet(NamedTuple):
    """A heading, a table, and what is to be known beside it."""

    title: str
    headers: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: tuple[str, ...]


def sheet_text(sheet: Sheet) -> str:
    """Return a sheet as plain text."""
    table = [text_table(sheet.headers, sheet.rows)] if sheet.rows else []
    return "\n".join([plain(sheet.title), *table, *map(wrapped, sheet.notes)])


def sheet_html(sheet: Sheet) -> Html:
    """Return a sheet as HTML; all text is escaped."""
    table = (
        [html_table(sheet.headers, sheet.rows, caption=sheet.title)]
        if sheet.rows
        else [tag("p", sheet.title)]
    )
    return tag("div", *table, *(tag("p", note) for note in sheet.notes))


def _notes(hidden: str, silent: Sequence[str], lacking: str, reason: str | None) -> tuple[str, ...]:
    notes = [hidden] if hidden else []
    if silent:
        named = ", ".join(excerpt(id_) for id_ in silent[:_SHOWN])
        more = f" and {len(silent) - _SHOWN:,} more" if len(silent) > _SHOWN else ""
        notes.append(f"{lacking} not recorded of {named}{more}.")
    return (*notes, *((reason,) if reason else ()))


def _hidden(shown: int, of: int, noun: str) -> str:
    return f"{of - shown:,} more {noun} are not shown." if of > shown else ""


def overlap_sheet(found: LandscapeOverlap) -> Sheet:
    """Return the pairs that come first, with what busy members alone would bring beside what they share."""
    rows = []
    for pair in found.pairs[:_SHOWN]:
        cells = [excerpt(pair.one_id), excerpt(pair.other_id)]
        for held in (pair.members, pair.outcomes):
            if held is None:
                cells.append("not recorded")
            else:
                cells.append(
                    f"{held.shared} of {held.one_count} and {held.other_count}, {held.relation or 'both empty'}"
                )
        cells.append("" if pair.chance is None else number(pair.chance.expected))
        rows.append(tuple(cells))
    notes = _notes(
        _hidden(len(rows), len(found.pairs), "pairs"), found.without_members, "The roster is", found.reason
    )
    if any(pair.chance is not None for pair in found.pairs):
        caution = (
            f"By chance: shared members on average in {found.draws:,} draws that keep every roster's size and every "
            "member's number of tables. An overlap is a reason to talk, not a finding."
        )
        notes = (caution, *notes)
    title = f"{len(found.pairs):,} of {found.pair_count:,} pairs share a member, a goal or a strategy"
    return Sheet(title, ("One", "Other", "Members", "Goals", "By chance"), rows, notes)


def bridging_sheet(found: BridgingPartners) -> Sheet:
    """Return the members at most tables, with what is known of their load."""
    rows = [
        (
            excerpt(partner.name),
            str(partner.tables),
            number(partner.meetings_per_month),
            number(partner.hours_per_month),
            str(len(partner.unknown_hours)),
            str(partner.only_link_count),
        )
        for partner in found.partners[:_SHOWN]
    ]
    headers = (
        "Member",
        "Tables",
        "Meetings a month",
        "Hours a month",
        "Tables not counted",
        "Pairs it alone joins",
    )
    notes = _notes(
        _hidden(len(rows), len(found.partners), "members"),
        found.without_members,
        "The roster is",
        found.reason,
    )
    title = f"{len(found.partners):,} of {found.member_count:,} members sit at {found.minimum_tables} tables or more"
    return Sheet(title, headers, rows, notes)


def coverage_sheet(found: LandscapeCoverage) -> Sheet:
    """Return the grid of goals and places by spans of age: how many collaborations, or that it is a gap."""
    grid: dict[tuple[str, str | None], list[str]] = {}
    for cell in found.cells:
        grid.setdefault((cell.outcome_id, cell.place), []).append(_word(cell))
    rows = [
        (excerpt(found.titles[outcome]), excerpt(place or "not recorded"), *words)
        for (outcome, place), words in list(grid.items())[:_SHOWN]
    ]
    headers = ("Goal", "Place", *(span.title for span in found.spans))
    notes = _notes(
        _hidden(len(rows), len(grid), "rows"), found.without_outcomes, "The goals are", found.reason
    )
    wanted = found.wanted
    if len(wanted) < len(found.cells):
        notes = ("A blank is at an age that the goal is not about.", *notes)
    covered = sum(cell.status not in ("gap", "unknown") for cell in wanted)
    gaps = len(found.having("gap"))
    share = percent(covered / len(wanted)) if wanted else percent(None)
    title = f"{share} of {len(wanted):,} cells are served; {gaps:,} are gaps"
    return Sheet(title, headers, rows, notes)


def _word(cell: LandscapeCell) -> str:
    count = len(cell.collaboration_ids)
    words = {
        "outside": "",
        "gap": "gap",
        "unknown": "not known",
        "single": "1 only",
        "crowded": f"{count}, crowded",
    }
    return words.get(cell.status, str(count))
