"""The rows of a CSV file or workbook whose first row names its columns: a list of links or of collaborations.

What was assumed of the file is told. Which columns there are, and what a row means, is said by who asks for them.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from collective_impact.errors import DocumentError, excerpt
from collective_impact.files import read_bytes
from collective_impact.interchange.formula_guard import unguarded
from collective_impact.interchange.spreadsheet import is_workbook, workbook_table
from collective_impact.interchange.tables import Most, decoded, rows_of, separator_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from collective_impact.files import Limits
    from collective_impact.interchange.remarks import Remarks

__all__ = ["MOST", "named_rows", "refused_as"]

MOST = Most(rows=1_000_000, columns=5_000, cells=20_000_000)


def named_rows(
    path: str | os.PathLike[str],
    columns: Callable[[Sequence[str]], Sequence[str | None]],
    contents: str,
    remarks: Remarks,
    limits: Limits,
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield where each row stands and its cells by the names of their columns; blank cells and rows are left out.

    `columns` is given the cells of the first row that is not blank, and returns a name for each, None where a
    column is not read. The separator is what that row has most of. Row 1 is the first line of the file. An
    older encoding, another separator than the comma, and cells without a column are told.

    Raises:
        DocumentError: the file cannot be read, or not as the `contents` that it should have.
        LimitError: there are more rows, cells or bytes than are read.
        MissingExtraError: it is a workbook, and openpyxl is not installed.
    """
    name = excerpt(os.path.basename(os.fsdecode(path)))  # noqa: PTH119 - no pathlib for a name
    data = read_bytes(path, limits)
    names: Sequence[str | None] = ()
    with refused_as(name, contents, remarks):
        for number, cells in enumerate(_cells_of(data, name, remarks, limits), 1):
            held = [unguarded(cell) if cell.strip() else "" for cell in cells]
            if not any(held):
                continue
            if not names:
                names = columns(held)
                continue
            if any(held[len(names) :]):
                message = (
                    f"{name}: this row has more cells than there are columns; the last ones are not read."
                )
                hint = (
                    "Give the column a heading, or put a text with a separator in it between quotation marks."
                )
                remarks.tell("extra_cells", message, where=f"row {number}", hint=hint)
            named = zip(names, held, strict=False)
            row = {column: cell for column, cell in named if column is not None and cell}
            if row:
                yield f"row {number}", row
        if not names:
            columns(())


def _cells_of(data: bytes, name: str, remarks: Remarks, limits: Limits) -> Iterator[list[str]]:
    """Yield the cells of each row, whichever of the two the file is."""
    if is_workbook(data):
        table = workbook_table(data, limits)
        remarks.add(table.problems)
        yield from table.rows
        return
    text, is_utf_8 = decoded(data, limits)
    if not is_utf_8:
        message = f"{name} is not UTF-8; it is read as Windows-1252. Look whether its letters are right."
        remarks.tell("other_encoding", message, hint="Save it as CSV UTF-8.")
    separator = separator_of(text.lstrip("\r\n"), 1)
    if separator != ",":
        message = f"{name} is read with {separator!r} between its cells, as in its first row."
        remarks.tell("other_delimiter", message, severity="note")
    yield from rows_of(text, separator, MOST)


@contextlib.contextmanager
def refused_as(name: str, contents: str, remarks: Remarks) -> Iterator[None]:
    """Let an error that is raised below say what could not be read, as what, and which sheets were not looked at."""
    try:
        yield
    except DocumentError as error:
        message = f"{name} cannot be read as {contents}."
        others = [problem for problem in remarks.problems() if problem.code == "other_sheet"]
        raise type(error)(message, (*error.problems, *others), error.count + len(others)) from error
