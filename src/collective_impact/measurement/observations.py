"""The series of an initiative as tables: tidy, a row for each observation, or wide, a row for each series.

What enters is an initiative or one indicator; what leaves are plain rows or a dataframe, and `interchange.tidy` reads
both back. Nothing is withheld here: small groups are the business of whoever publishes the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from collective_impact.model.indicator import Indicator
from collective_impact.period import period_fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from collective_impact.frames import Backend
    from collective_impact.model.indicator import Series
    from collective_impact.model.initiative import Initiative
    from collective_impact.period import Period

    Table = dict[str, list[Any]]

__all__ = ["matrix", "observations"]

SUBJECT = ("indicator_id", "indicator", "unit", "partner_id", "place_id", "place")
"""The columns that say what a series is about, before those of the breakdowns."""

FIGURES = ("period", "start", "end", "value", "numerator", "denominator", "status", "raw")
"""The columns of one observation, behind those of the breakdowns."""

BREAKDOWN = "breakdown_"
"""What stands before the name of a breakdown that could be taken for another column."""


class _Row(NamedTuple):
    """One series with the indicator that it belongs to."""

    indicator: Indicator
    series: Series


def observations(subject: Initiative | Indicator, *, backend: Backend | None = None) -> Any:  # noqa: ANN401 - rows or a frame
    """Return every observation as a row: what it is about, its group, its period and its figures.

    Columns: `indicator_id`, `indicator` (its name), `unit`, `partner_id`, `place_id`, `place` (its name); one for
    each breakdown, by name; `period` (as text), `start` and `end` (days), `value` in the unit, `numerator`,
    `denominator`, `status`, `raw`. Where something is not recorded or means all, the cell is None. A breakdown that
    could be taken for one of these columns, or for a period, has `breakdown_` before it. Rows are in the order of
    the indicators and their series.

    Without a backend: a list of dicts. With `pandas`, `polars` or `pyarrow`: a dataframe.

    Raises:
        UnknownNameError: there is no such backend.
        MissingExtraError: narwhals, or the backend, is not installed.
    """
    rows = _rows(subject)
    dimensions = _dimensions(rows)
    table: Table = {name: [] for name in (*SUBJECT, *dimensions.values(), *FIGURES)}
    for row in rows:
        count = len(row.series)
        for name, cell in _subject(row, dimensions).items():
            table[name].extend([cell] * count)
        for name, cells in _figures(row.series).items():
            table[name].extend(cells)
    return _handed_out(table, backend)


def matrix(subject: Initiative | Indicator, *, backend: Backend | None = None) -> Any:  # noqa: ANN401 - rows or a frame
    """Return every series as a row: what it is about, its group, and a column of values for each period.

    The columns before the periods are those of `observations`; periods are named by their label and stand in order
    of time, a longer one behind a shorter one that begins on the same day. Where a series has no such period, or no
    value in it, the cell is None.

    Raises:
        UnknownNameError: there is no such backend.
        MissingExtraError: narwhals, or the backend, is not installed.
    """
    rows = _rows(subject)
    dimensions = _dimensions(rows)
    periods = {period for row in rows for period in row.series.periods}
    labels = [period.label for period in sorted(periods, key=_order)]
    table: Table = {name: [] for name in (*SUBJECT, *dimensions.values(), *labels)}
    for row in rows:
        values = dict(zip([period.label for period in row.series.periods], row.series.values, strict=True))
        for name, cell in {
            **_subject(row, dimensions),
            **{label: values.get(label) for label in labels},
        }.items():
            table[name].append(cell)
    return _handed_out(table, backend)


def _rows(subject: Initiative | Indicator) -> list[_Row]:
    indicators = (subject,) if isinstance(subject, Indicator) else subject.indicators
    return [_Row(indicator, series) for indicator in indicators for series in indicator.series]


def _dimensions(rows: Iterable[_Row]) -> dict[str, str]:
    """Return the column of each breakdown that occurs, in the order of the alphabet."""
    taken = {_bare(name) for name in (*SUBJECT, *FIGURES)}
    columns: dict[str, str] = {}
    for name in sorted({name for row in rows for name in row.series.breakdown}):
        column = BREAKDOWN + name if name.startswith(BREAKDOWN) or period_fault(name) is None else name
        while _bare(column) in taken:
            column = BREAKDOWN + column
        taken.add(_bare(column))
        columns[name] = column
    return columns


def _bare(name: str) -> str:
    """Return a name as those compare it who do not mind case, underscores and blanks."""
    return " ".join(name.replace("_", " ").casefold().split())


def _subject(row: _Row, dimensions: dict[str, str]) -> dict[str, str | None]:
    indicator, series = row
    place = series.place
    return {
        "indicator_id": indicator.id,
        "indicator": indicator.name,
        "unit": indicator.unit,
        "partner_id": series.partner_id,
        "place_id": None if place is None else place.id,
        "place": None if place is None else place.name,
        **{column: series.breakdown.get(name) for name, column in dimensions.items()},
    }


def _figures(series: Series) -> dict[str, Sequence[Any]]:
    periods, nothing = series.periods, [None] * len(series)
    labels = [period.label for period in periods]
    return {
        "period": labels,
        "start": [period.start for period in periods],
        "end": [period.end for period in periods],
        "value": series.values,
        "numerator": series.numerators or nothing,
        "denominator": series.denominators or nothing,
        "status": series.statuses or nothing,
        "raw": [series.raw.get(label) for label in labels] if series.raw else nothing,
    }


def _order(period: Period) -> tuple[date, date, str]:
    return period.start, period.end, period.label


def _handed_out(table: Table, backend: Backend | None) -> Any:  # noqa: ANN401 - rows or a frame
    if backend is None:
        names = tuple(table)
        return [dict(zip(names, cells, strict=True)) for cells in zip(*table.values(), strict=True)]
    from collective_impact import frames  # noqa: PLC0415 - only a frame pays for it

    return frames.make(table, backend)
