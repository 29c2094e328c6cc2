"""Rows of a table gathered by what they are about: their periods as texts, their values as numbers.

What is no plain number is told, and its text is kept. Series are made of what is gathered here by another file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.errors import excerpt
from collective_impact.interchange.tidy_keys import Keys
from collective_impact.interchange.tidy_numbers import Floats, plain_numbers, read_cell
from collective_impact.interchange.tidy_units import fits
from collective_impact.record import EMPTY

if TYPE_CHECKING:
    from collective_impact.interchange.tidy_columns import Layout
    from collective_impact.interchange.tidy_keys import Measured
    from collective_impact.interchange.tidy_numbers import Decimal
    from collective_impact.interchange.tidy_problems import Tidings
    from collective_impact.model.indicator import Status

    Texts = tuple[str, ...]
    Values = tuple[float | None, ...]

__all__ = ["Column", "Gathered", "Piece"]

STATUSES: Mapping[str, Status] = {
    **dict.fromkeys(("", "a", "actual", "normal", "normal value", "undefined", "final", "b"), "actual"),
    **dict.fromkeys(
        ("e", "estimate", "estimated", "estimated value", "i", "imputed", "f", "forecast"), "estimate"
    ),
    **dict.fromkeys(("p", "provisional", "provisional value", "preliminary"), "provisional"),
    **dict.fromkeys(("m", "missing", "missing value", "o", "l", "h", "q", "not available"), "missing"),
}
"""Words and SDMX codes (CL_OBS_STATUS) for how sure a value is, by our word; a break in a series is an actual value."""


NO_TEXTS: Mapping[int, str] = MappingProxyType({})


class Column(NamedTuple):
    """Cells of one column: as texts, or as numbers where a frame holds them as such."""

    name: str
    texts: Sequence[str] = ()
    numbers: Values | None = None


class Piece(NamedTuple):
    """Observations of one series in the order of the table."""

    periods: Texts
    values: Values
    rows: Sequence[int]
    names: Sequence[str]
    """The column of each value in a wide table; otherwise the one column of them all."""
    raw: Mapping[int, str] = NO_TEXTS
    numerators: Values = ()
    denominators: Values = ()
    statuses: tuple[Status, ...] = ()

    def place(self, position: int) -> tuple[int, str]:
        """Return the row and the column of one value."""
        return self.rows[position], self.names[position if len(self.names) > 1 else 0]


class Gathered:
    """What was found in a table so far.

    `known_unit` is the unit of the indicator that is to be filled, where that is known.
    """

    def __init__(
        self, layout: Layout, tidings: Tidings, decimal: Decimal = ".", known_unit: str | None = None
    ) -> None:
        self.layout = layout
        self.decimal: Decimal = decimal
        self.keys = Keys(layout, tidings)
        self.calendars: dict[Texts, Texts] = {}
        self._tidings = tidings
        self._known_unit = known_unit
        self._floats = Floats()
        self._latest: Texts = ()
        self._value_name = (layout.header[layout.values[0][0]],) if layout.values else ()

    def plain(self, texts: Sequence[str]) -> Values | None:
        """Return the numbers of cells that are all plain numbers or blank, None where one of them is not."""
        return plain_numbers(texts, self._floats) if self.decimal == "." else None

    def add_plain(
        self, key: Texts, periods: Texts, numbers: Values, rows: Sequence[int], measure: str | None
    ) -> bool:
        """Add rows as `add` does, with values that are finite or missing; return False where they are to be scaled."""
        slot, power = self.keys.slot(key, measure, rows[0])
        if power:
            return False
        slot.pieces.append(Piece(self._known(periods), numbers, rows, self._value_name))
        return True

    def add(  # noqa: PLR0913 - each is one part of a run of rows
        self,
        key: Texts,
        periods: Texts,
        values: Column,
        rows: Sequence[int],
        *,
        measure: str | None = None,
        beside: Mapping[str, Column] = EMPTY,
        names: Sequence[str] = (),
    ) -> None:
        """Add rows whose key cells are the same: their periods, their values and what stands beside those."""
        slot, power = self.keys.slot(key, measure, rows[0])
        periods = self._known(periods)
        names = names or (values.name,)
        raw: dict[int, str] = {}
        piece = Piece(periods, (), rows, names, raw)
        numbers = self._numbers(values, piece, slot.measured, raw)
        if power:
            numbers = tuple(self._scaled(value, power, piece, at) for at, value in enumerate(numbers))
        if beside:
            piece = self._with_columns(piece, beside, raw)
        slot.pieces.append(piece._replace(values=numbers, raw=raw or NO_TEXTS))

    def _known(self, periods: Texts) -> Texts:
        """Return the equal texts that were met before, so that series share them."""
        if periods != self._latest:
            self._latest = self.calendars.setdefault(periods, periods)
        return self._latest

    def _with_columns(self, piece: Piece, beside: Mapping[str, Column], raw: dict[int, str]) -> Piece:
        statuses: tuple[Status, ...] = ()
        if "status" in beside:
            column = beside["status"]
            told: tuple[Status, ...] = tuple(
                [self._status(text, piece, at, column.name) for at, text in enumerate(column.texts)]
            )
            statuses = told if set(told) != {"actual"} else ()
        texts = beside["raw"].texts if "raw" in beside else ()
        raw.update((at, text) for at, text in enumerate(texts) if text.strip())
        return piece._replace(
            statuses=statuses,
            numerators=self._counts(beside.get("numerator"), piece),
            denominators=self._counts(beside.get("denominator"), piece),
        )

    def _counts(self, column: Column | None, piece: Piece) -> Values:
        """Return the counts of a column beside the values, nothing where there is none."""
        if column is None:
            return ()
        numbers = self._numbers(column, piece._replace(names=(column.name,)), None, {})
        return numbers if any(number is not None for number in numbers) else ()

    def _numbers(
        self, column: Column, piece: Piece, measured: Measured | None, raw: dict[int, str]
    ) -> Values:
        """Return the numbers of a column; what is no plain number is told, and its text goes to `raw`."""
        if column.numbers is not None:
            return self._finite(column.numbers, piece)
        values = self.plain(column.texts)
        if values is not None:
            return values
        read: list[float | None] = []
        for at, text in enumerate(column.texts):
            cell = read_cell(text, self.decimal)
            value = cell.value
            row, name = piece.place(at)
            if cell.raw is not None:
                raw[at] = cell.raw
            if cell.sign is not None and measured is not None and not self._sign_fits(cell.sign, measured):
                before = measured.unit or self._known_unit or measured.sign
                message = (
                    f"'{excerpt(text.strip())}' is in another unit than '{before}'; the value is missing."
                )
                hint = "An indicator has one unit: convert the figure, or give it an indicator of its own."
                self._tidings.tell(
                    "several_units", message, row=row, column=name, severity="error", hint=hint
                )
                value = None
            elif cell.code is not None:
                severity, hint_of_cell = cell.severity, cell.hint
                self._tidings.tell(
                    cell.code, cell.message, row=row, column=name, severity=severity, hint=hint_of_cell
                )
            read.append(value)
        return tuple(read)

    def _finite(self, numbers: Values, piece: Piece) -> Values:
        """Return the numbers of a frame without what is no number; an infinite one is told."""
        if None not in numbers and isfinite(sum(numbers)):  # type: ignore[arg-type]
            return numbers
        return tuple([self._finite_or_none(number, piece, at) for at, number in enumerate(numbers)])

    def _finite_or_none(self, number: float | None, piece: Piece, at: int) -> float | None:
        if number is None or number != number:  # noqa: PLR0124 - only NaN differs from itself
            return None
        if isfinite(number):
            return number
        row, name = piece.place(at)
        message = f"{number} is not a finite number; the value is missing."
        self._tidings.tell("not_a_number", message, row=row, column=name, severity="error")
        return None

    def _scaled(self, value: float | None, power: int, piece: Piece, at: int) -> float | None:
        """Return a value times a power of ten, rounded once."""
        from fractions import Fraction  # noqa: PLC0415 - only a table with multipliers pays for it

        if value is None:
            return None
        try:
            return float(Fraction(repr(value)) * 10**power)
        except OverflowError:
            return self._finite_or_none(float("inf"), piece, at)

    def _sign_fits(self, sign: str, measured: Measured) -> bool:
        if measured.unit is None and self._known_unit is None:
            measured.sign = measured.sign or sign
            return sign == measured.sign
        return fits(sign, measured.unit or self._known_unit)

    def _status(self, text: str, piece: Piece, at: int, name: str) -> Status:
        found = STATUSES.get(self.keys.code(text).casefold())
        if found is None:
            word = excerpt(text.strip())
            message = (
                f"{{count}} values have the status '{word}', which is not known; they are taken as actual."
            )
            self._tidings.tally("unknown_status", message, row=piece.rows[at], column=name)
        return found or "actual"
