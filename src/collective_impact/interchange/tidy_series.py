"""Slots of gathered rows to the columns of series: in order of time, each period once, one length of period each.

What is left out, put in order or doubtful is told with its row. Which series belong to an indicator is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.interchange.tidy_gathered import Piece
from collective_impact.period import Calendar, as_calendar
from collective_impact.record import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collective_impact.interchange.tidy_gathered import Gathered
    from collective_impact.interchange.tidy_keys import Slot
    from collective_impact.interchange.tidy_periods import Periods
    from collective_impact.interchange.tidy_problems import Tidings
    from collective_impact.model.indicator import Status
    from collective_impact.period import Period

__all__ = ["Columns", "SeriesMaker"]

LONGEST_OF_KIND = (1, 7, 31, 92, 184, 366)
"""The days that a day, week, month, quarter, half and whole year have at most."""


class Columns(NamedTuple):
    """The columns of one finished series."""

    periods: tuple[Period, ...]
    values: tuple[float | None, ...]
    numerators: tuple[float | None, ...]
    denominators: tuple[float | None, ...]
    statuses: tuple[Status, ...]
    raw: Mapping[str, str]


class _Entry(NamedTuple):
    """One observation with its period."""

    period: Period
    piece: Piece
    position: int

    @property
    def value(self) -> float | None:
        return self.piece.values[self.position]

    @property
    def raw(self) -> str | None:
        return self.piece.raw.get(self.position)

    @property
    def place(self) -> tuple[int, str]:
        return self.piece.place(self.position)


@attrs.frozen(eq=False)
class SeriesMaker:
    """Makes the columns of series for one table; sequences of periods that occur often are read once."""

    reader: Periods
    tidings: Tidings
    period_name: str
    """The column of periods."""
    _calendars: dict[tuple[str, ...], tuple[Period, ...] | None] = attrs.field(factory=dict)

    def columns(self, slot: Slot) -> Iterator[Columns]:
        """Yield the columns of a series: one, or one for each length of period where lengths are mixed.

        A length that has no figure at all is left out where another one has.
        """
        if len(slot.pieces) > 1:
            slot.pieces[:] = [_joined(slot.pieces)]
        piece = slot.pieces[0]
        calendar = self._calendar(piece.periods)
        if type(calendar) is Calendar:
            raw = {calendar[at].label: text for at, text in piece.raw.items()} if piece.raw else EMPTY
            yield Columns(calendar, piece.values, piece.numerators, piece.denominators, piece.statuses, raw)
            return
        kinds: dict[int, list[_Entry]] = {}
        for entry in self._entries(slot, piece, calendar):
            kinds.setdefault(_kind(entry.period), []).append(entry)
        told = [kind for kind in sorted(kinds) if any(_says_something(entry) for entry in kinds[kind])]
        if len(told) > 1:
            row, name = next(iter(kinds.values()))[0].place
            message = (
                "{count} series mix periods of different length; each length becomes a series of its own."
            )
            self.tidings.tally("mixed_periods", message, row=row, column=name)
        for kind in told or sorted(kinds):
            yield _columns(list(self._once_each(kinds[kind])))

    def _calendar(self, texts: tuple[str, ...]) -> tuple[Period, ...] | None:
        """Return the periods of a sequence of texts, None where one of them names none."""
        if texts not in self._calendars:
            try:
                periods = tuple(map(self.reader.read, texts))
            except InvalidRecordError:
                self._calendars[texts] = None
            else:
                one_length = len(set(map(_kind, periods))) <= 1
                self._calendars[texts] = as_calendar(periods) if one_length else periods
        return self._calendars[texts]

    def _entries(self, slot: Slot, piece: Piece, calendar: tuple[Period, ...] | None) -> Iterator[_Entry]:
        if calendar is not None:
            yield from (_Entry(period, piece, at) for at, period in enumerate(calendar))
            return
        for position, text in enumerate(piece.periods):
            try:
                yield _Entry(self.reader.read(text), piece, position)
            except InvalidRecordError as error:
                self._tell_of_period(text, error.message, slot, piece, position)

    def _tell_of_period(self, text: str, message: str, slot: Slot, piece: Piece, position: int) -> None:
        code, told = "bad_period", f"{message} The row is not used."
        if not text.strip():
            if slot.is_whole and piece.values[position] is None and position not in piece.raw:
                return
            code, told = "missing_period", "the row has no period and is not used."
        row, _ = piece.place(position)
        self.tidings.tell(code, told, row=row, column=self.period_name, severity="error")

    def _once_each(self, entries: list[_Entry]) -> Iterator[_Entry]:
        """Yield entries in order of time, each period once."""
        ordered = sorted(entries, key=lambda entry: (entry.period.start, entry.period.end))
        late = next(
            (entry for entry, other in zip(entries, ordered, strict=True) if entry is not other), None
        )
        if late is not None:
            row, name = late.place
            message = "periods of {count} series are not in order of time; they are sorted."
            self.tidings.tally("unordered_periods", message, row=row, column=name)
        before = ordered[0]
        for entry in ordered[1:]:
            if entry.period == before.period:
                before = self._the_better(before, entry)
            elif entry.period.start > before.period.start and entry.period.end > before.period.end:
                yield before
                before = entry
            else:
                row, name = entry.place
                message = f"{entry.period} overlaps with {before.period} of the same series and is not used."
                self.tidings.tell("overlapping_period", message, row=row, column=name, severity="error")
        yield before

    def _the_better(self, first: _Entry, second: _Entry) -> _Entry:
        """Return which of two entries of one period stays; where both say something and differ, that is an error."""
        row, name = second.place
        if not _says_something(second) or (second.value, second.raw) == (first.value, first.raw):
            message = f"{second.period} stands here a second time for the same series and says nothing new."
            self.tidings.tell("repeated_period", message, row=row, column=name, severity="note")
            return first
        if not _says_something(first):
            message = f"{second.period} stands in the table before, without a value; this one is used."
            self.tidings.tell("repeated_period", message, row=row, column=name, severity="note")
            return second
        was, now = (
            f"'{excerpt(entry.raw)}'" if entry.raw is not None else repr(entry.value)
            for entry in (first, second)
        )
        message = f"{second.period} has {was} before and {now} here, for the same series; the first stays."
        hint = "Remove one of the two, or name what tells them apart in a column of its own."
        self.tidings.tell("repeated_period", message, row=row, column=name, severity="error", hint=hint)
        return first


def period_texts(gathered: Gathered) -> list[str]:
    """Return every text that stands for a period in a table, each once, in the order of the table."""
    return list(dict.fromkeys(text for texts in gathered.calendars for text in texts))


def _says_something(entry: _Entry) -> bool:
    return entry.value is not None or entry.raw is not None


def _joined(pieces: list[Piece]) -> Piece:
    """Return the pieces of one series as one piece."""
    raw: dict[int, str] = {}
    names: list[str] = []
    begin = 0
    for piece in pieces:
        length = len(piece.periods)
        raw.update((begin + at, text) for at, text in piece.raw.items())
        names.extend(piece.names if len(piece.names) == length else [piece.names[0]] * length)
        begin += length
    return Piece(
        tuple(chain.from_iterable(piece.periods for piece in pieces)),
        tuple(chain.from_iterable(piece.values for piece in pieces)),
        list(chain.from_iterable(piece.rows for piece in pieces)),
        tuple(names),
        raw,
        _beside(pieces, [piece.numerators for piece in pieces], None),
        _beside(pieces, [piece.denominators for piece in pieces], None),
        _beside(pieces, [piece.statuses for piece in pieces], "actual"),
    )


def _beside(pieces: list[Piece], columns: list[tuple[Any, ...]], nothing: str | None) -> tuple[Any, ...]:
    """Return a column of several pieces as one; where one of them does not have it, `nothing` stands for it."""
    if not any(columns):
        return ()
    padded = (
        column or (nothing,) * len(piece.periods) for piece, column in zip(pieces, columns, strict=True)
    )
    return tuple(chain.from_iterable(padded))


def _kind(period: Period) -> int:
    days = (period.end - period.start).days + 1
    return sum(days > longest for longest in LONGEST_OF_KIND)


def _columns(entries: list[_Entry]) -> Columns:
    first = entries[0].piece
    return Columns(
        as_calendar(tuple(entry.period for entry in entries)),
        tuple(entry.value for entry in entries),
        tuple(entry.piece.numerators[entry.position] for entry in entries) if first.numerators else (),
        tuple(entry.piece.denominators[entry.position] for entry in entries) if first.denominators else (),
        tuple(entry.piece.statuses[entry.position] for entry in entries) if first.statuses else (),
        {entry.period.label: entry.raw for entry in entries if entry.raw is not None},
    )
