"""Dataframes in and out: pandas, polars, pyarrow and whatever else narwhals knows. The only door to narwhals.

Columns of plain values enter and leave; the heavy work on a frame is left to its own engine. What a column means is
not known here.
"""

from __future__ import annotations

from datetime import date, datetime
from math import isnan
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from collective_impact.errors import InvalidRecordError, MissingExtraError, UnknownNameError, excerpt
from collective_impact.fields import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Backend = Literal["pandas", "polars", "pyarrow"]
    Kind = Literal["finite", "number", "text", "other"]

__all__ = ["BACKENDS", "Runs", "columns_of", "is_missing", "make", "runs", "text_of"]

BACKENDS = ("pandas", "polars", "pyarrow")
INTERLEAVED = 4
"""Rows for each run under which a frame is put in order first."""


class Runs(NamedTuple):
    """A frame cut into runs of rows that share their key."""

    keys: list[tuple[str, ...]]
    starts: list[int]
    """The position of the first row of each run, and one beyond the last row."""
    columns: Mapping[str, tuple[Any, ...]]
    """The other columns, whole."""
    kinds: Mapping[str, Kind]
    """What each of these columns holds."""
    rows: Sequence[int]
    """Which row of the frame, as it was given, stands at each position."""


def columns_of(frame: object) -> list[str]:
    """Return the names of the columns of a frame.

    Raises:
        MissingExtraError: narwhals is not installed.
        InvalidRecordError: this is no dataframe.
    """
    return list(_frame(frame).columns)


def runs(frame: object, key: Sequence[str], others: Sequence[str]) -> Runs:
    """Cut a frame into runs of rows that share the values of the columns `key`.

    A frame whose rows are mixed up is put in order by its own engine first; rows that share a key stay in their
    order. Numbers of `others` come as floats, missing ones as None or NaN; all else as the frame holds it. A column
    is `finite` where all its numbers are there and finite, and `text` where all its cells are texts.

    Raises:
        MissingExtraError: narwhals is not installed.
        InvalidRecordError: this is no dataframe.
    """
    table = _comparable(_frame(frame).select(*key, *others), key)
    length = len(table)
    rows: Sequence[int] = range(length)
    starts = _starts(table, key, length)
    if length > INTERLEAVED and len(starts) * INTERLEAVED > length and key:
        table, rows, starts, heads = _in_order(table, key)
    else:
        heads = table.select(*key)[starts] if key else None
    nw = _narwhals()
    columns: dict[str, tuple[Any, ...]] = {}
    kinds: dict[str, Kind] = {}
    for name in others:
        column = table[name]
        is_full = column.null_count() == 0
        kinds[name] = "text" if is_full and column.dtype == nw.String else "other"
        if column.dtype.is_numeric():
            column = column.cast(nw.Float64)
            kinds[name] = "finite" if is_full and column.is_finite().all() else "number"
        columns[name] = tuple(column.to_list())
    cells = [[text_of(value) for value in heads[name].to_list()] for name in key] if heads is not None else []
    keys: list[tuple[str, ...]] = list(zip(*cells, strict=True)) if key else [()] * len(starts)
    return Runs(keys, [*starts, length], columns, kinds, rows)


def is_missing(value: object) -> bool:
    """Return whether a cell holds nothing: None, NaN, or the NA and NaT of pandas."""
    if isinstance(value, float):
        return isnan(value)
    return value is None or type(value).__name__ in ("NAType", "NaTType")


def text_of(value: object) -> str:
    """Return a cell of a frame as text: nothing where it is missing, a day as ISO 8601 has it, `2015.0` as `2015`."""
    if isinstance(value, str):
        return value
    if is_missing(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def make(columns: Mapping[str, list[Any]], backend: str) -> Any:  # noqa: ANN401 - a frame of the backend
    """Return a frame of the backend (`pandas`, `polars` or `pyarrow`) with these columns.

    Raises:
        UnknownNameError: there is no such backend here.
        MissingExtraError: narwhals, or the backend itself, is not installed.
    """
    if backend not in BACKENDS:
        raise UnknownNameError(
            f"There is no backend {excerpt(backend)!r}. {did_you_mean(str(backend), list(BACKENDS))}"
        )
    nw = _narwhals()
    from importlib import import_module  # noqa: PLC0415 - only a frame pays for it

    try:
        import_module(backend)
    except ImportError as error:
        message = f"A frame of {backend} needs {backend}, which is not installed: pip install {backend}"
        raise MissingExtraError(message) from error
    return nw.from_dict(dict(columns), backend=backend).to_native()


def _narwhals() -> Any:  # noqa: ANN401 - the module; type checkers may not have it
    try:
        import narwhals  # noqa: PLC0415 - an extra, and costly to import
    except ImportError as error:
        message = 'Dataframes need narwhals, which is not installed: pip install "collective-impact[frames]"'
        raise MissingExtraError(message) from error
    return narwhals


def _frame(frame: object) -> Any:  # noqa: ANN401 - a frame of narwhals
    nw = _narwhals()
    try:
        found = nw.from_native(frame)
    except TypeError as error:
        message = f"Expected a dataframe of pandas, polars or pyarrow, found {excerpt(type(frame).__name__)}."
        raise InvalidRecordError(message) from error
    except nw.exceptions.DuplicateError as error:
        message = "Two columns of this dataframe bear the same name. Rename one of them."
        raise InvalidRecordError(message) from error
    whole = found.collect() if isinstance(found, nw.LazyFrame) else found
    named = {name: str(name) for name in whole.columns if not isinstance(name, str)}
    return whole.rename(named) if named else whole


def _comparable(table: Any, key: Sequence[str]) -> Any:  # noqa: ANN401 - a frame of narwhals
    """Return the table with keys that can be compared and sorted: categories, and cells of mixed kinds, as texts."""
    nw = _narwhals()
    for name in key:
        kind = table[name].dtype
        if kind in (nw.Categorical, nw.Enum):
            table = table.with_columns(nw.col(name).cast(nw.String))
        elif kind == nw.Object:
            table = table.with_columns(_texts(table[name]))
    return table


def _starts(table: Any, key: Sequence[str], length: int) -> list[int]:  # noqa: ANN401 - a frame of narwhals
    """Return the positions at which a key differs from the one before; missing cells are equal to each other."""
    if length == 0:
        return []
    changed = None
    for name in key:
        here = table[name]
        before = here.shift(1)
        differs = (here != before).fill_null(value=True) & ~(here.is_null() & before.is_null())
        changed = differs if changed is None else changed | differs
    found: list[int] = [] if changed is None else changed.arg_true().to_list()
    return found if found and found[0] == 0 else [0, *found]


def _in_order(table: Any, key: Sequence[str]) -> tuple[Any, list[int], list[int], Any]:  # noqa: ANN401 - frames of narwhals
    """Return the other columns with equal keys together, the rows they come from, where keys begin, and the keys.

    Keys are numbered as they first occur and the numbers sorted, which is quicker than sorting texts.
    """
    nw = _narwhals()
    row, number = _free("row", table.columns), _free("number", table.columns)
    for name in key:
        column = table[name]
        if column.null_count():
            texts = column.fill_null("") if column.dtype == nw.String else _texts(column)
            table = table.with_columns(texts.alias(name))
    keys = table.select(*key).unique(maintain_order=True).with_row_index(number)
    joined = table.with_row_index(row).join(keys, on=list(key), how="left").drop(*key)
    ordered = joined.sort(number, row)
    numbers = ordered[number]
    starts = (numbers != numbers.shift(1)).fill_null(value=True).arg_true().to_list()
    return ordered.drop(row, number), ordered[row].to_list(), starts, keys


def _texts(column: Any) -> Any:  # noqa: ANN401 - a series of narwhals
    """Return a column as texts."""
    nw = _narwhals()
    texts = [text_of(value) for value in column.to_list()]
    return nw.new_series(column.name, texts, nw.String, backend=column.implementation)


def _free(name: str, taken: Sequence[str]) -> str:
    """Return a name that no column has."""
    while name in taken:
        name += "_"
    return name
