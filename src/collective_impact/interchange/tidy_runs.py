"""Rows of a delimited text, gathered in the quickest way that fits them.

Where the key cells stand first in their lines and nothing is quoted, they are cut off the text: of whole runs of rows
about one series, or line by line where rows are mixed up. Otherwise rows come from `csv`. All ways give the same.
"""

from __future__ import annotations

from array import array
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from collective_impact.interchange.tidy_gathered import Column
from collective_impact.interchange.tidy_keys import cells_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from collective_impact.interchange.tidy_columns import Layout
    from collective_impact.interchange.tidy_gathered import Gathered
    from collective_impact.interchange.tidy_problems import Tidings
    from collective_impact.interchange.tidy_text import Rows

    Row = list[str]
    Get = Callable[[Row], tuple[str, ...]]

__all__ = ["UnequalError", "gather"]

ROWS_AT_ONCE = 4096
LEAST_WINDOW = 256
MOST_WINDOW = 1 << 20
SAMPLE = 1000
SHORT_RUN = 4
"""Rows for each run, in the sample, under which rows are gathered one by one rather than by runs."""


class UnequalError(Exception):
    """A row has another number of cells than the header."""


def gather(rows: Rows, layout: Layout, gathered: Gathered, tidings: Tidings) -> None:
    """Gather all rows of a table.

    Raises:
        UnequalError: a row has another number of cells than the header, which only a careful reading can tell of.
        IndexError: the same, of a row that is too short.
        csv.Error: a row cannot be split.
    """
    get = cells_at(tuple(layout.key))
    coming = rows.read(tidings)
    sample = list(islice(coming, SAMPLE))
    in_runs = sum(1 for _ in groupby(sample, get)) * SHORT_RUN <= len(sample)
    if layout.period_columns:
        _gather_wide(chain(sample, coming), get, layout, gathered)
        return
    found = rows.plain_text() if _keys_stand_first(layout) else None
    if found is not None:
        (_gather_text if in_runs else _gather_lines)(*found, rows.delimiter, layout, gathered)
    elif in_runs:
        _gather_runs(chain(sample, coming), get, layout, gathered)
    else:
        _gather_singly(chain(sample, coming), get, layout, gathered)


def _keys_stand_first(layout: Layout) -> bool:
    return bool(layout.key) and tuple(layout.key) == tuple(range(len(layout.key)))


def _gather_text(text: str, begin: int, delimiter: str, layout: Layout, gathered: Gathered) -> None:
    """Cut runs out of a text without quotation marks: lines that begin with the same key cells."""
    count = len(layout.key)
    rest = range(count, len(layout.header))
    step = len(rest) + 1
    mark = f"{delimiter}\n{delimiter}"
    end, row, window = len(text), 0, LEAST_WINDOW
    while begin < end:
        if text[begin] == "\n":
            begin += 1
            continue
        after = begin
        for _ in range(count):
            after = text.find(delimiter, after) + 1
            if after == 0:
                raise UnequalError
        start = text[begin:after]
        if "\n" in start:
            raise UnequalError
        stop = _end_of_run(text, start, begin, window)
        flat = text[after : stop - 1].replace("\n" + start, mark).split(delimiter)
        if not _is_whole(flat, step, text.count("\n", begin, stop)):
            stop = _end_by_lines(text, start, begin)
            flat = text[after : stop - 1].replace("\n" + start, mark).split(delimiter)
            if not _is_whole(flat, step, text.count("\n", begin, stop)):
                raise UnequalError
        window = min(max(2 * (stop - begin), LEAST_WINDOW), MOST_WINDOW)
        length = (len(flat) + 1) // step
        key = tuple(start[: -len(delimiter)].split(delimiter))
        cells = {place: tuple(flat[at::step]) for at, place in enumerate(rest)}
        _add(gathered, layout, key, cells, range(row, row + length))
        row += length
        begin = stop


def _is_whole(flat: list[str], step: int, lines: int) -> bool:
    """Return whether cells with a line break between lines are so many lines, each of `step` - 1 cells."""
    return len(flat) == lines * step - 1 and flat[step - 1 :: step].count("\n") == lines - 1


def _end_of_run(text: str, start: str, begin: int, window: int) -> int:
    """Return where the line behind the last one begins that begins with `start`, in a window from `begin` on.

    The window is as long as two runs like the one before, and longer while the run goes on behind it. Other lines may
    stand in between.
    """
    line = "\n" + start
    while True:
        last = text.rfind(line, begin, begin + window)
        stop = text.find("\n", max(last + 1, begin)) + 1
        if window >= MOST_WINDOW or not text.startswith(start, stop):
            return stop
        window *= 2


def _end_by_lines(text: str, start: str, begin: int) -> int:
    """Return where the first line behind `begin` begins that does not begin with `start`."""
    while text.startswith(start, begin):
        begin = text.find("\n", begin) + 1
    return begin


def _gather_lines(text: str, begin: int, delimiter: str, layout: Layout, gathered: Gathered) -> None:
    """Gather lines of a text without quotation marks one by one, by the key cells that they begin with."""
    count = len(layout.key)
    step = len(layout.header) - count
    held: dict[str, tuple[list[str], array[int]]] = {}
    for number, line in enumerate(filter(None, text[begin:].split("\n"))):
        cells = line.rsplit(delimiter, step)
        found = held.get(cells[0])
        if found is None:
            if cells[0].count(delimiter) != count - 1:
                raise UnequalError
            found = held[cells[0]] = ([], array("Q"))
        del cells[0]
        found[0].extend(cells)
        found[1].append(number)
    for start, (flat, numbers) in held.items():
        if len(flat) != step * len(numbers):
            raise UnequalError
        columns = {count + at: tuple(flat[at::step]) for at in range(step)}
        _add(gathered, layout, tuple(start.split(delimiter)), columns, numbers)


def _gather_runs(stream: Iterator[Row], get: Get, layout: Layout, gathered: Gathered) -> None:
    row = 0
    places = range(len(layout.header))
    for key, group in groupby(stream, get):
        while batch := list(islice(group, ROWS_AT_ONCE)):
            try:
                cells = dict(zip(places, zip(*batch, strict=True), strict=True))
            except ValueError:
                raise UnequalError from None
            _add(gathered, layout, key, cells, range(row, row + len(batch)))
            row += len(batch)


def _gather_singly(stream: Iterator[Row], get: Get, layout: Layout, gathered: Gathered) -> None:
    width = len(layout.header)
    places = (layout.period or 0, *(place for place, _ in layout.values), *layout.beside.values())
    wanted, step = itemgetter(*places), len(places)
    held: dict[tuple[str, ...], tuple[list[str], array[int]]] = {}
    for number, row in enumerate(stream):
        if len(row) != width:
            raise UnequalError
        key = get(row)
        found = held.get(key)
        if found is None:
            found = held[key] = ([], array("Q"))
        found[0].extend(wanted(row))
        found[1].append(number)
    for key, (flat, numbers) in held.items():
        _add(
            gathered, layout, key, {place: tuple(flat[at::step]) for at, place in enumerate(places)}, numbers
        )


def _gather_wide(stream: Iterator[Row], get: Get, layout: Layout, gathered: Gathered) -> None:
    width = len(layout.header)
    names = tuple([layout.header[place] for place in layout.period_columns])
    cells = cells_at(layout.period_columns)
    for number, row in enumerate(stream):
        if len(row) != width:
            raise UnequalError
        gathered.add(get(row), names, Column("", cells(row)), [number] * len(names), names=names)


def _add(
    gathered: Gathered,
    layout: Layout,
    key: tuple[str, ...],
    cells: Mapping[int, tuple[str, ...]],
    rows: Sequence[int],
) -> None:
    """Add rows with one key, whose cells stand in columns."""
    header = layout.header
    periods = cells[layout.period or 0]
    if not layout.beside and len(layout.values) == 1:
        place, measure = layout.values[0]
        numbers = gathered.plain(cells[place])
        if numbers is not None and gathered.add_plain(key, periods, numbers, rows, measure):
            return
    beside = {role: Column(header[place], cells[place]) for role, place in layout.beside.items()}
    for place, measure in layout.values:
        gathered.add(key, periods, Column(header[place], cells[place]), rows, measure=measure, beside=beside)
