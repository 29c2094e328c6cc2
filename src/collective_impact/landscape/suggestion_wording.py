"""What suggestions say to people: the questions to ask each other, and the text for a terminal.

Questions are our own words. No verdict is made here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from collective_impact.display import number, plain, wrapped

if TYPE_CHECKING:
    from collective_impact.landscape.coverage import LandscapeCell
    from collective_impact.landscape.suggestion_records import (
        Gain,
        Loss,
        Suggestion,
        SuggestionKind,
        Suggestions,
    )

__all__ = ["questions_of", "suggestions_text"]

_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "consolidate": (
        "What does each of these do that the others do not, and would one table still do it?",
        "Who would lose a seat or a voice, and have they been asked?",
        "Who started each of them, who pays for it, and what have they promised to whom?",
        "If not one table: what would you each stop doing?",
    ),
    "nest": (
        "Would {others} work as well as a part of {first}, with a voice in what it decides?",
        "What is said in the smaller circle that would not be said in the larger one?",
        "Who would report to whom, and how often?",
    ),
    "align": (
        "Can you agree on one way to say and measure the goals that you share?",
        "Who does which part, for which ages and in which places, and what is nobody's part?",
        "Who would sit in for whom, so that nobody needs to sit at every table?",
    ),
    "coordinate": (
        "The same people come to each of these: could they meet on one day, or with one agenda?",
        "Does each goal get the time that it needs, or does one crowd out the other?",
        "Who watches that the people who carry all of it can?",
    ),
    "cannot_tell": ("Can the missing rosters and goals be written down?",),
}

_HEADINGS = {
    "consolidate": "Consolidate?",
    "nest": "Nest?",
    "align": "Align?",
    "coordinate": "Coordinate?",
}
_SHOWN = 3


def questions_of(kind: SuggestionKind, titles: Sequence[str]) -> tuple[str, ...]:
    """Return the questions that a kind of suggestion asks, with the titles of the collaborations where they help."""
    names = {"{first}": titles[0], "{others}": " and ".join(titles[1:])}
    asked = []
    for question in _QUESTIONS.get(kind, ()):
        parts = [question]
        for mark, title in names.items():
            parts = [piece for part in parts for piece in _filled(part, mark, title)]
        asked.append("".join(parts))
    return tuple(asked)


def _filled(text: str, mark: str, title: str) -> tuple[str, ...]:
    before, found, after = text.partition(mark)
    return (before, title, after) if found else (text,)


def suggestions_text(found: Suggestions, *, width: int = 100, most: int | None = None) -> str:
    """Return suggestions as text of at most `width` columns; `most` are shown, and of more it is said how many."""
    return "\n".join(_lines(found, width, most)) + "\n"


def _lines(found: Suggestions, width: int, most: int | None) -> Iterator[str]:
    shown = found.suggestions[:most]
    counts = (
        _counted(len(found.acknowledged), "collaboration"),
        f"{_counted(len(found.suggestions), 'conversation')} worth having",
        f"{_counted(len(found.cannot_tell) + found.unrecorded_pairs, 'pair')} of which too little is recorded",
        *(
            [f"{_counted(found.undecided_pairs, 'pair')} with likely matches that are not decided on"]
            if found.undecided_pairs
            else []
        ),
        f"{_counted(found.left_alone, 'pair')} left alone",
    )
    yield wrapped(f"{'; '.join(counts)}.", width)
    yield wrapped(found.caution, width)
    if found.undecided_reason:
        yield wrapped(f"Likely matches were not looked for: {found.undecided_reason}", width)
    for reason in filter(None, (found.groups_reason, found.reason)):
        yield wrapped(reason, width)
    before: Suggestion | None = None
    for row in shown:
        if before is None or row.kind != before.kind:
            yield ""
            yield _HEADINGS[row.kind]
        if before is None or row.questions != before.questions:
            yield from (_item("?", question, width) for question in row.questions)
        yield from _suggestion_lines(row, found.titles, width)
        before = row
    if len(shown) < len(found.suggestions):
        yield ""
        yield f"{_counted(len(found.suggestions) - len(shown), 'more conversation')} not shown here."


def _counted(number: int, noun: str) -> str:
    return f"{f'{number:,}' if number else 'no'} {noun}{'' if number == 1 else 's'}"


def _item(mark: str, text: str, width: int) -> str:
    """Return a text behind a mark, its further lines set as far in as the first."""
    return f"  {mark} {wrapped(text, width, '    ').removeprefix('    ')}"


def _suggestion_lines(row: Suggestion, titles: Mapping[str, str], width: int) -> Iterator[str]:
    yield _item("-", "; ".join(plain(title) for title in row.titles), width)
    yield wrapped(row.because, width, "    ")
    for label, parts in (
        ("Could be gained", _gained(row.gain, titles) if row.gain else []),
        ("Could be lost", _lost(row.loss, titles) if row.loss else []),
    ):
        if parts:
            yield wrapped(f"{label}: {'; '.join(parts)}.", width, "    ")


def _gained(gain: Gain, titles: Mapping[str, str]) -> list[str]:
    parts = []
    if gain.hours_per_month is not None:
        parts.append(f"up to {number(gain.hours_per_month)} hours of meetings a month")
    if gain.gaps:
        parts.append(f"gaps closed: {_cells(gain.gaps, titles)}")
    return parts


def _lost(loss: Loss, titles: Mapping[str, str]) -> list[str]:
    parts = []
    if loss.providers:
        parts.append(f"a second provider: {_cells(loss.providers, titles)}")
    if loss.voices:
        parts.append(f"members for whom it is the only table: {len(loss.voices)}")
    if loss.smallest_table is not None and loss.joint_table is not None:
        parts.append(
            f"a table of {loss.smallest_table}, in place of which there would be one of {loss.joint_table}"
        )
    return parts


def _cells(cells: Sequence[LandscapeCell], titles: Mapping[str, str]) -> str:
    shown = [
        ", ".join(filter(None, (titles[cell.outcome_id], cell.span.replace("_", " "), cell.place)))
        for cell in cells[:_SHOWN]
    ]
    more = len(cells) - len(shown)
    return " / ".join(shown) + (f" and {more} more" if more else "")
