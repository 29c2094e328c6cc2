"""Rows of a dataframe, gathered by runs of rows about the same series. What a column says is found elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collective_impact import frames
from collective_impact.interchange.tidy_gathered import Column
from collective_impact.interchange.tidy_numbers import decimal_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collective_impact.frames import Kind, Runs
    from collective_impact.interchange.tidy_columns import Layout
    from collective_impact.interchange.tidy_gathered import Gathered

__all__ = ["gather_frame"]


def gather_frame(frame: object, layout: Layout, gathered: Gathered) -> None:
    """Gather all rows of a frame, by runs of rows about the same series."""
    header = layout.header
    values = layout.period_columns or tuple(place for place, _ in layout.values)
    places = (*(() if layout.period is None else (layout.period,)), *values, *layout.beside.values())
    cut = frames.runs(frame, [header[place] for place in layout.key], [header[place] for place in places])
    numeric = {
        *values,
        *(layout.beside[role] for role in ("numerator", "denominator") if role in layout.beside),
    }
    columns = {
        place: _Held(
            header[place], cut.columns[header[place]], cut.kinds[header[place]], is_numeric=place in numeric
        )
        for place in places
    }
    texts = [text for place in values for text in columns[place].texts if "," in text]
    gathered.decimal = decimal_of(texts, is_comma_delimited=True)
    if layout.period_columns:
        _gather_wide_frame(cut, [columns[place] for place in values], gathered)
        return
    periods = columns[layout.period or 0].texts
    is_plain = len(values) == 1 and not layout.beside and cut.kinds[header[values[0]]] == "finite"
    first = columns[values[0]].numbers if is_plain else None
    for key, begin, end in zip(cut.keys, cut.starts[:-1], cut.starts[1:], strict=True):
        rows = cut.rows[begin:end]
        dates = periods[begin:end]
        if first is not None and gathered.add_plain(key, dates, first[begin:end], rows, layout.values[0][1]):
            continue
        beside = {role: columns[place].part(begin, end) for role, place in layout.beside.items()}
        for place, measure in layout.values:
            cells = columns[place].part(begin, end)
            gathered.add(key, dates, cells, rows, measure=measure, beside=beside)


def _gather_wide_frame(cut: Runs, columns: Sequence[_Held], gathered: Gathered) -> None:
    names = tuple([column.name for column in columns])
    for key, begin, end in zip(cut.keys, cut.starts[:-1], cut.starts[1:], strict=True):
        for at in range(begin, end):
            cells = _across(columns, at)
            gathered.add(key, names, cells, [cut.rows[at]] * len(names), names=names)


class _Held:
    """One column of a frame: numbers where it holds nothing else and numbers are wanted, otherwise texts."""

    def __init__(self, name: str, cells: tuple[Any, ...], kind: Kind, *, is_numeric: bool) -> None:
        self.name = name
        self.numbers: tuple[float | None, ...] | None = None
        self.texts: tuple[str, ...] = ()
        if kind == "text":
            self.texts = cells
        elif is_numeric and (
            kind in ("finite", "number") or set(map(type, cells)) <= {float, int, type(None)}
        ):
            self.numbers = cells
        else:
            known = {cell: frames.text_of(cell) for cell in dict.fromkeys(cells)}
            self.texts = tuple([known[cell] for cell in cells])

    def part(self, begin: int, end: int) -> Column:
        """Return some of its cells."""
        if self.numbers is None:
            return Column(self.name, self.texts[begin:end])
        return Column(self.name, (), self.numbers[begin:end])


def _across(columns: Sequence[_Held], at: int) -> Column:
    """Return the cells of one row: numbers where all columns hold numbers, otherwise texts."""
    numbers = [column.numbers[at] for column in columns if column.numbers is not None]
    if len(numbers) == len(columns):
        return Column("", (), tuple(numbers))
    return Column(
        "", [column.texts[at] if column.numbers is None else _shown(column.numbers[at]) for column in columns]
    )


def _shown(number: float | None) -> str:
    """Return a number of a frame as the text that stands for it; nothing where there is none."""
    return "" if number is None or number != number else repr(number)  # noqa: PLR0124 - only NaN differs from itself
