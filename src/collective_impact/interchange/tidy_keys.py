"""What the key cells of a row mean: which indicator in which unit, which place and partner, which group.

Each distinct combination of cells is read once. The figures of the rows are gathered by another file.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import attrs

from collective_impact.errors import excerpt
from collective_impact.interchange.tidy_units import multiplier, unit_of
from collective_impact.record import EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from collective_impact.interchange.tidy_columns import Layout
    from collective_impact.interchange.tidy_gathered import Piece
    from collective_impact.interchange.tidy_problems import Tidings

    Key = tuple[str, ...]
    Items = tuple[tuple[str, str], ...]

__all__ = ["Keys", "Measured", "Slot", "cells_at"]


BREAKDOWN = "breakdown_"
"""What stands, in tables that this library hands out, before a breakdown that bears the name of another column."""


@attrs.define(eq=False)
class Measured:
    """One thing that is measured in one unit: what becomes an indicator."""

    indicator: str
    column: str | None
    """The name of the column of values, where there are several."""
    unit_text: str
    name: str | None
    unit: str | None
    first_row: int
    sign: str | None = None
    """The first sign that stood beside a value."""


@attrs.define(eq=False)
class Slot:
    """One series while its rows are gathered, and the power of ten that its values are multiplied by."""

    measured: Measured
    place: str | None
    partner: str | None
    items: Items
    breakdown: Mapping[str, str]
    pieces: list[Piece] = attrs.field(factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether the rows say nothing of what they are about, as empty rows do."""
        return not (self.items or self.place or self.partner or self.measured.indicator)


class _Subject(NamedTuple):
    """What the cells other than breakdowns say; `number` is the same for all cells that say the same."""

    number: int
    measured: Measured
    place: str | None
    partner: str | None
    power: int


class _Group(NamedTuple):
    """What the cells of breakdowns say."""

    number: int
    items: Items
    breakdown: Mapping[str, str]


def cells_at(positions: tuple[int, ...]) -> Callable[[Sequence[str]], Key]:
    """Return what takes the cells at these positions out of a row, as a tuple."""
    if len(positions) > 1:
        return itemgetter(*positions)
    return (lambda row: (row[positions[0]],)) if positions else (lambda _: ())


class Keys:
    """The keys of one table, and what they were read as."""

    def __init__(self, layout: Layout, tidings: Tidings) -> None:
        self.slots: dict[tuple[int, int], Slot] = {}
        self.measures: dict[tuple[str, str | None, str], Measured] = {}
        self.places: dict[str, dict[str, str]] = {}
        self._layout = layout
        self._tidings = tidings
        self._subjects: dict[str | None, dict[Key, _Subject]] = {}
        self._numbers: dict[tuple[object, ...], int] = {}
        self._groups: dict[Key, _Group] = {}
        self._shared: dict[Items, _Group] = {}
        roles = list(layout.key.values())
        places = list(layout.key)
        broken = [at for at, role in enumerate(roles) if role == "breakdown"]
        other = [at for at, role in enumerate(roles) if role != "breakdown"]
        self._broken, self._other = cells_at(tuple(broken)), cells_at(tuple(other))
        self._roles = [roles[at] for at in other]
        self._names = [self._code(layout.header[places[at]], is_header=True) for at in broken]

    def slot(self, key: Key, column: str | None, row: int) -> tuple[Slot, int]:
        """Return the series that rows with these key cells belong to, and the power of ten of their values.

        `column` is the name of the column of values, where there are several; `row` the first row with this key.
        """
        known = self._subjects.get(column)
        if known is None:
            known = self._subjects[column] = {}
        cells = self._other(key)
        subject = known.get(cells)
        if subject is None:
            self._look_for_line_breaks(cells, row)
            subject = known[cells] = self._subject(cells, column, row)
        cells = self._broken(key)
        group = self._groups.get(cells)
        if group is None:
            self._look_for_line_breaks(cells, row)
            group = self._groups[cells] = self._group(cells)
        about = (subject.number, group.number)
        slot = self.slots.get(about)
        if slot is None:
            slot = self.slots[about] = Slot(
                subject.measured, subject.place, subject.partner, group.items, group.breakdown
            )
        return slot, subject.power

    def code(self, text: str) -> str:
        """Return a cell without blanks around it, and without its label where cells have labels."""
        return self._code(text)

    def _code(self, text: str, *, is_header: bool = False) -> str:
        plain = text if is_header else " ".join(text.split())
        if is_header and self._layout.is_own:
            return text.removeprefix(BREAKDOWN)
        return plain.partition(": ")[0] if self._layout.has_labels else plain

    def _look_for_line_breaks(self, cells: Key, row: int) -> None:
        """Tell of cells that go on over a line: a quotation mark that is missing swallows rows like this."""
        if any("\n" in text for text in cells):
            message = "{count} texts go over several lines; check that no quotation mark is missing there."
            self._tidings.tally("line_break", message, row=row, severity="warning")

    def _group(self, cells: Key) -> _Group:
        codes = zip(self._names, map(self._code, cells), strict=True)
        totals = self._layout.totals
        items = tuple(sorted((name, code) for name, code in codes if code and code not in totals))
        found = self._shared.get(items)
        if found is None:
            breakdown = MappingProxyType(dict(items)) if items else EMPTY
            found = self._shared[items] = _Group(len(self._shared), items, breakdown)
        return found

    def _subject(self, cells: Key, column: str | None, row: int) -> _Subject:
        said: dict[str, list[str]] = {}
        for role, text in zip(self._roles, cells, strict=True):
            code = self._code(text)
            if code:
                said.setdefault(role, []).append(code)
        place = _first(said, "place") or _first(said, "place_name")
        if place is not None:
            self._note_place(place, said, row)
        measured = self._measured(said, column, row)
        partner = _first(said, "partner")
        power = self._power(_first(said, "multiplier") or "", row)
        about = (measured, place, partner)
        number = self._numbers.setdefault(about, len(self._numbers))
        return _Subject(number, measured, place, partner, power)

    def _measured(self, said: Mapping[str, list[str]], column: str | None, row: int) -> Measured:
        texts = said.get("unit") or [""]
        told = unit_of(texts[0])
        unit_key = (told.unit or texts[0].casefold()) if told.is_whole else texts[0]
        about = (" ".join(said.get("indicator", ())), column, unit_key)
        found = self.measures.get(about)
        if found is None:
            unit = next((unit for unit in (unit_of(text).unit for text in texts) if unit), None)
            name = _first(said, "indicator_name")
            found = self.measures[about] = Measured(about[0], column, texts[0], name, unit, row)
        return found

    def _note_place(self, place: str, said: Mapping[str, list[str]], row: int) -> None:
        known = self.places.setdefault(place, {})
        for role in ("place_name", "place_kind"):
            text = _first(said, role)
            if text and known.setdefault(role, text) != text:
                message = (
                    f"the place '{excerpt(place)}' is called '{excerpt(known[role])}' and '{excerpt(text)}'; "
                    "the first stays."
                )
                self._tidings.tally("several_names", message, row=row, severity="warning")

    def _power(self, text: str, row: int) -> int:
        power = multiplier(text)
        if power is None:
            message = f"'{excerpt(text)}' is no multiplier that is known; the values are taken as they stand."
            hint = "Write Units, Thousands, Millions, or the power of ten."
            self._tidings.tally("unknown_multiplier", message, row=row, severity="error", hint=hint)
        elif power:
            message = f"values are multiplied by 10^{power}, as their column says."
            self._tidings.tally("multiplied", message, row=row)
        return power or 0


def _first(said: Mapping[str, list[str]], role: str) -> str | None:
    """Return what the first column with a role says, None where all are blank."""
    texts = said.get(role)
    return texts[0] if texts else None
