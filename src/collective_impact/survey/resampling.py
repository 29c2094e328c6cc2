"""Persons, or whole organisations, drawn again with replacement: what the means would have been with others.

A table of numbers comes in, means go out. The sums are taken over whole numbers, all columns of a person packed
into one, so that a draw of two hundred persons over forty columns is two hundred additions; no other package is
needed, and the draws for one seed are the same everywhere.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

from collective_impact.errors import InvalidRecordError, LimitError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from collective_impact.survey.weights import Chance

__all__ = ["Means", "resampled_means", "units_of"]

Means = list[float | None]
"""A mean for each column; None where nobody who was drawn gave an answer."""

Rows = list[tuple[float | None, ...]]

_FIELD_BITS = 64
_VALUE_BITS = 42
_MOST_ROWS = 2 ** (_FIELD_BITS - _VALUE_BITS - 1)


def units_of(
    table: Sequence[Sequence[float | None]], clusters: Sequence[Hashable] | None = None
) -> list[Rows]:
    """Return what is drawn as one: each person's row, or the rows of an organisation where clusters are given.

    The units are in the order of their numbers, so neither the order of persons nor their names nor those of
    their organisations change what is drawn.

    Raises:
        InvalidRecordError: there is not one cluster a row.
    """
    labels = range(len(table)) if clusters is None else clusters
    if len(labels) != len(table):
        raise InvalidRecordError(
            f"Found {len(table)} persons and {len(labels)} organisations. Give one organisation a person."
        )
    members: dict[Hashable, Rows] = {}
    for label, row in zip(labels, table, strict=True):
        members.setdefault(label, []).append(tuple(row))
    return sorted(
        (sorted(rows, key=_place) for rows in members.values()), key=lambda rows: [*map(_place, rows)]
    )


def _place(row: tuple[float | None, ...]) -> list[tuple[bool, float]]:
    return [(value is None, value or 0.0) for value in row]


def resampled_means(units: Sequence[Rows], draws: int, chance: Chance) -> Iterator[Means]:
    """Yield the means of the columns for each draw of as many units as there are, with replacement.

    A mean is over all answers of the persons who were drawn, each as often as drawn. Numbers are kept to
    2**-42 of the range of the table, far below the 12 digits of results.

    Raises:
        LimitError: more than two million rows.
    """
    count = len(units)
    if max(map(len, units)) * count > _MOST_ROWS:
        raise LimitError(
            f"At most {_MOST_ROWS:,} answers to an item can be drawn again. Take a sample of them."
        )
    held = [value for rows in units for row in rows for value in row if value is not None]
    low, high = min(held, default=0.0), max(held, default=0.0)
    step = (high - low) / 2**_VALUE_BITS or 1.0
    packed = [sum(_packed(row, low, step) for row in rows) for rows in units]
    columns = len(units[0][0])
    everyone = range(count)
    layout = Struct(f"<{2 * columns}Q")
    for _ in range(draws):
        drawn = sum([packed[int(chance() * count)] for _ in everyone])
        fields = layout.unpack(drawn.to_bytes(layout.size, "little"))
        yield [
            min(low + total / answers * step, high) if answers else None
            for total, answers in zip(fields[::2], fields[1::2], strict=True)
        ]


def _packed(row: Sequence[float | None], low: float, step: float) -> int:
    """Return a row as one whole number: for each column a field for its value and one that counts it."""
    fields = [(0, 0) if value is None else (round((value - low) / step), 1) for value in row]
    flat = [part for field in fields for part in field]
    return sum(part << (_FIELD_BITS * place) for place, part in enumerate(flat))
