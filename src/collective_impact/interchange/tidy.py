"""Tables of indicator series, tidy or wide, as CSV or as a dataframe, to one initiative that holds the indicators.

The layouts of Open SDG, SDMX-CSV, Our World in Data and Fingertips are recognised, and what was recognised is said;
any other table is read by a map of its columns. No row is dropped silently: each that cannot be read is a problem.
"""

from __future__ import annotations

import csv
import os
import re
from typing import TYPE_CHECKING, Any

from collective_impact.errors import MAXIMUM_PROBLEMS, DocumentError, InvalidRecordError, Problem, excerpt
from collective_impact.files import Limits
from collective_impact.files import read_bytes as bytes_of_file
from collective_impact.interchange.reading import Reading
from collective_impact.interchange.tidy_columns import lay_out
from collective_impact.interchange.tidy_gathered import Gathered
from collective_impact.interchange.tidy_indicators import Known, initiative_of
from collective_impact.interchange.tidy_numbers import decimal_of
from collective_impact.interchange.tidy_presets import PRESETS
from collective_impact.interchange.tidy_problems import Tidings
from collective_impact.interchange.tidy_runs import UnequalError, gather
from collective_impact.interchange.tidy_text import open_rows
from collective_impact.model.values import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from collective_impact.interchange.tidy_columns import Layout
    from collective_impact.interchange.tidy_numbers import Decimal
    from collective_impact.interchange.tidy_text import Rows
    from collective_impact.model.indicator import Indicator
    from collective_impact.model.initiative import Initiative

    Path = str | os.PathLike[str]
    Columns = str | Mapping[str, Any]

__all__ = ["PRESETS", "read", "read_bytes", "read_frame"]


def read(  # noqa: PLR0913 - each is one thing that a file does not say of itself
    path: Path,
    *,
    columns: Columns | None = None,
    indicator: Indicator | None = None,
    metadata: Path | None = None,
    delimiter: str | None = None,
    decimal: Decimal | None = None,
    fiscal_year_starts: int | None = None,
    limits: Limits | None = None,
) -> Reading[Initiative]:
    """Return the initiative with the indicators of a CSV file, and what is to be known about the reading.

    `columns` is the name of a preset (`open_sdg`, `sdmx_csv`, `owid`, `fingertips`, `tidy` or `wide`) or a map from
    roles to names of columns: `{"period": "Jahr", "value": "Wert", "breakdown": ["Geschlecht"]}`. Without it the
    layout is recognised. A column without a role is a breakdown. A blank value is missing, a blank breakdown is the
    total.

    `indicator` is the record to be filled where the table has one indicator: what it says stays, its series are
    those of the table. `metadata` is the Open SDG metadata of that indicator. `delimiter` and `decimal` (`.` or `,`)
    are found in the file where they are not given. `fiscal_year_starts` is the month in which years such as
    `2010/11` begin; April where it is not given.

    A table with two units becomes two indicators. Texts that are no numbers are kept in `Series.raw`.

    Raises:
        DocumentError: the file cannot be opened, is empty, or has no column of periods or of values.
        LimitError: it is larger than `limits` allow.
        UnknownNameError: there is no such preset or role.
        MissingExtraError: the metadata are YAML, and PyYAML is not installed.
    """
    limits = limits or Limits()
    found = None if metadata is None else (bytes_of_file(metadata, limits), _name_of(metadata))
    data, name = bytes_of_file(path, limits), _name_of(path)
    try:
        return read_bytes(
            data,
            name=name,
            columns=columns,
            indicator=indicator,
            metadata=found,
            delimiter=delimiter,
            decimal=decimal,
            fiscal_year_starts=fiscal_year_starts,
            limits=limits,
        )
    except DocumentError as error:
        raise type(error)(f"{excerpt(name)}: {error.message}", error.problems, error.count) from error


def read_bytes(  # noqa: PLR0913 - as `read`
    data: bytes,
    *,
    name: str | None = None,
    columns: Columns | None = None,
    indicator: Indicator | None = None,
    metadata: tuple[bytes, str] | None = None,
    delimiter: str | None = None,
    decimal: Decimal | None = None,
    fiscal_year_starts: int | None = None,
    limits: Limits | None = None,
) -> Reading[Initiative]:
    """Return what `read` does, from the bytes of a file that is called `name`.

    `metadata` are the bytes of the metadata file and its name.
    """
    _check_options(delimiter, decimal, fiscal_year_starts)
    limits = limits or Limits()
    tidings = Tidings(name)
    rows = open_rows(data, limits, tidings, delimiter)
    layout = lay_out(rows.header, columns, tidings, rows.header_line)
    about = _About(indicator, metadata)
    mark = decimal or _decimal(rows, layout, tidings)
    before = tidings.copy()
    gathered = Gathered(layout, tidings, mark, about.unit)
    try:
        gather(rows, layout, gathered, tidings)
    except (UnequalError, csv.Error, IndexError):
        tidings, rows.is_careful = before, True
        gathered = Gathered(layout, tidings, mark, about.unit)
        gather(rows, layout, gathered, tidings)
    return _reading(gathered, tidings, about, name, fiscal_year_starts, rows.lines_of)


def read_frame(  # noqa: PLR0913 - as `read`
    frame: object,
    *,
    name: str | None = None,
    columns: Columns | None = None,
    indicator: Indicator | None = None,
    metadata: Path | None = None,
    fiscal_year_starts: int | None = None,
) -> Reading[Initiative]:
    """Return what `read` does, from a dataframe of pandas, polars or pyarrow; `name` stands for the file's name.

    Problems name the row of the frame, counted from 0. Columns of `measurement.observations` and
    `measurement.matrix` are recognised.

    Raises:
        MissingExtraError: narwhals is not installed.
        InvalidRecordError: this is no dataframe.
    """
    from collective_impact import frames  # noqa: PLC0415 - only a frame pays for it
    from collective_impact.interchange.tidy_frame import gather_frame  # noqa: PLC0415 - only a frame pays for it

    _check_options(None, None, fiscal_year_starts)
    found = None if metadata is None else (bytes_of_file(metadata, Limits()), _name_of(metadata))
    tidings = Tidings(name)
    names = tuple(frames.columns_of(frame))
    layout = lay_out(names, columns, tidings, 0)
    about = _About(indicator, found)
    gathered = Gathered(layout, tidings, known_unit=about.unit)
    gather_frame(frame, layout, gathered)
    return _reading(gathered, tidings, about, name, fiscal_year_starts, None)


class _About:
    """What is known of the one indicator of a table besides its rows."""

    def __init__(self, given: Indicator | None, metadata: tuple[bytes, str] | None) -> None:
        self.given = given
        self.fill: Callable[[Indicator], Indicator] | None = None
        self.unit = given.unit if given is not None else None
        self.problems: Callable[[], tuple[Problem, ...]] = tuple
        if metadata is not None:
            from collective_impact.interchange.open_sdg_metadata import facts_of, filled, unit_in  # noqa: PLC0415 - only metadata pay for it

            tidings = Tidings(metadata[1])
            facts = facts_of(metadata[0], tidings)
            self.fill = lambda indicator: filled(indicator, facts, tidings)
            self.unit = self.unit or unit_in(facts)
            self.problems = tidings.problems


def _name_of(path: Path) -> str:
    return os.path.basename(os.fsencode(path)).decode("utf-8", "replace")  # noqa: PTH119 - bytes, not a path


def _check_options(delimiter: str | None, decimal: str | None, fiscal_year_starts: int | None) -> None:
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise InvalidRecordError(f"delimiter is a single sign such as ';', found {excerpt(delimiter)!r}.")
    if decimal not in (None, ".", ","):
        raise InvalidRecordError(f"decimal is '.' or ',', found {excerpt(decimal)!r}.")
    if fiscal_year_starts is not None and fiscal_year_starts not in range(1, 13):
        message = f"fiscal_year_starts is a month from 1 to 12, found {excerpt(fiscal_year_starts)}."
        raise InvalidRecordError(message)


def _decimal(rows: Rows, layout: Layout, tidings: Tidings) -> Decimal:
    """Return the sign of decimals; where no cell can hold a comma between digits, the cells are not gone through."""
    is_comma_delimited = rows.delimiter == ","
    if is_comma_delimited and b'"' not in rows.data:
        return "."
    pattern = rb'"[^",\n]*[0-9],[0-9]' if is_comma_delimited else rb"[0-9],[0-9]"
    if re.search(pattern, rows.data) is None:
        return "."
    places = layout.period_columns or tuple(position for position, _ in layout.values)
    try:
        texts = (row[place] for row in rows.read() for place in places)
        found = decimal_of(texts, is_comma_delimited=is_comma_delimited)
    except (csv.Error, IndexError):
        rows.is_careful = True
        texts = (row[place] for row in rows.read() for place in places)
        found = decimal_of(texts, is_comma_delimited=is_comma_delimited)
    if found == ",":
        tidings.tell("decimal_comma", "commas are taken for the sign of decimals.", severity="note")
    return found


def _reading(  # noqa: PLR0913, PLR0917 - each is one part of a reading
    gathered: Gathered,
    tidings: Tidings,
    about: _About,
    name: str | None,
    fiscal_year_starts: int | None,
    lines_of: Callable[[set[int]], Mapping[int, int]] | None,
) -> Reading[Initiative]:
    value = initiative_of(
        gathered,
        tidings,
        source=Source(format="CSV" if lines_of else "dataframe", file=name),
        known=Known(about.given, about.fill),
        fiscal_year_starts=fiscal_year_starts,
    )
    problems = (*tidings.problems(lines_of), *about.problems())
    if len(problems) > MAXIMUM_PROBLEMS:
        message = f"{len(problems) - MAXIMUM_PROBLEMS + 1:,} more problems are not listed."
        last = Problem(path="", message=message, code="more_problems", severity="note")
        problems = (*problems[: MAXIMUM_PROBLEMS - 1], last)
    return Reading(value=value, problems=problems)
