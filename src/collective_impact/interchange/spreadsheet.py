"""A workbook (.xlsx) to rows of texts: the only door to openpyxl, which comes with the extra `excel`.

The package is looked through before any library opens it. Values enter; formulas are never worked out, and hidden
sheets, macros, pictures and links are never read. What a row means is not known here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from collective_impact.display import counted
from collective_impact.errors import DocumentError, LimitError, MissingExtraError, excerpt
from collective_impact.interchange.remarks import Remarks
from collective_impact.interchange.table_words import cell_name
from collective_impact.interchange.tables import MOST, Table, refused, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipInfo

    from collective_impact.files import Limits

__all__ = ["MOST_MEMBERS", "MOST_UNPACKED", "is_workbook", "workbook_table"]

MOST_MEMBERS = 200
MOST_UNPACKED = 30_000_000
MOST_TAGS = 50_000
"""How many tags may stand outside of the cells and their texts, where each becomes an object."""
_OLD = b"\xd0\xcf\x11\xe0"
_CELLS = re.compile(rb"<(?:\w+:)?sheetData[ >].*</(?:\w+:)?sheetData>", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell ")
_DAMAGED = "It is no workbook that can be read: {reason}."
_SAVE_AGAIN = "Open it, and save it as .xlsx or .csv again."


class _Sheet(NamedTuple):
    """A worksheet, with cells where it is the one that is read."""

    name: str
    is_visible: bool
    cells: list[list[Any]]


class _Package(NamedTuple):
    """What a look through the package has found."""

    formulas: bool
    merged: bool


def is_workbook(data: bytes) -> bool:
    """Return whether these are the bytes of a zip package, as an .xlsx file is, or of a workbook of the old format."""
    return data.startswith((b"PK\x03\x04", _OLD))


def workbook_table(data: bytes, limits: Limits) -> Table:
    """Return the rows of the first visible sheet that has any, each cell as text.

    A package has at most 200 members and 30 MB unpacked. Other sheets, error cells and formulas without a
    stored value are told in the problems of the table.

    Raises:
        LimitError: there is more than is read.
        DocumentError: it is no workbook, an old (.xls), damaged or encrypted one, or has a document type.
        MissingExtraError: openpyxl is not installed.
    """
    if data.startswith(_OLD):
        message = "It is a workbook of the old format (.xls), or one with a password."
        raise refused(DocumentError, message, "unknown_format", None, "Save it as .xlsx or .csv.")
    package = _looked_through(data)
    remarks = Remarks()
    sheets = _sheets(data, limits)
    chosen = next((sheet for sheet in sheets if sheet.cells), None)
    if chosen is None:
        raise refused(DocumentError, "There is nothing in it, or only in hidden sheets.", "empty")
    for other in sheets:
        if other is not chosen:
            kind = "another sheet" if other.is_visible else "a hidden sheet"
            message = f"'{excerpt(other.name)}' is {kind} and is not read; '{excerpt(chosen.name)}' is."
            hint = "Save it as a file of its own if it is the one to be read."
            remarks.tell("other_sheet", message, severity="note", hint=hint)
    rows = [
        [_text_of(cell, chosen.name, number, column, remarks) for column, cell in enumerate(row)]
        for number, row in enumerate(chosen.cells, 1)
    ]
    if package.formulas:
        _tell_of_formulas(_sheets(data, limits, chosen.name), rows, remarks)
    if package.merged:
        message = "some cells are merged; only the first of them holds the value, the others are blank."
        remarks.tell("merged_cells", message, severity="note")
    said = f"from the sheet '{excerpt(chosen.name)}'"
    return Table(rows=trimmed(rows), said=said, sheet=chosen.name, problems=remarks.problems())


def _looked_through(data: bytes) -> _Package:
    """Refuse a package that is too large, encrypted or damaged, or that could do harm."""
    from io import BytesIO  # noqa: PLC0415 - only readers of workbooks pay for it
    from zipfile import ZipFile  # noqa: PLC0415 - the same

    try:
        with ZipFile(BytesIO(data)) as package:
            members = package.infolist()
            _demand_modest(len(members), sum(member.file_size for member in members))
            _demand_plain(members)
            contents = {member.filename: package.read(member) for member in members}
    except DocumentError:
        raise
    except Exception as error:
        raise _damaged(excerpt(str(error)) or type(error).__name__) from error
    for name, content in contents.items():
        _demand_harmless(name, content)
    sheets = [content for name, content in contents.items() if "worksheets/" in name]
    return _Package(
        formulas=any(map(_FORMULA.search, sheets)),
        merged=any(map(_MERGED.search, sheets)),
    )


def _demand_plain(members: list[ZipInfo]) -> None:
    if len({member.filename for member in members}) < len(members):
        raise _damaged("two of its parts have one name")
    if any(member.flag_bits & 1 for member in members):
        raise _damaged("it is encrypted")


def _demand_modest(members: int, size: int) -> None:
    if members > MOST_MEMBERS:
        message = f"There are {members:,} parts in the workbook; at most {MOST_MEMBERS} are read."
        raise refused(LimitError, message, "too_many_values", None, _SAVE_AGAIN)
    if size > MOST_UNPACKED:
        message = f"It has {size:,} bytes when unpacked; at most {MOST_UNPACKED:,} are read."
        hint = "Save the sheet as .csv, or remove pictures and other sheets."
        raise refused(LimitError, message, "too_large", None, hint)


def _demand_harmless(name: str, content: bytes) -> None:
    plain = content.replace(b"\0", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        message = f"The part {excerpt(name)} has a document type (DOCTYPE), which no workbook needs."
        raise refused(DocumentError, message, "doctype", None, _SAVE_AGAIN)
    if "sharedStrings" not in name and _CELLS.sub(b"", content).count(b"<") > MOST_TAGS:
        message = f"The part {excerpt(name)} has more than {MOST_TAGS:,} tags beside its cells."
        raise refused(LimitError, message, "too_many_values", None, "Save the sheet as .csv.")


def _damaged(reason: str) -> DocumentError:
    return refused(DocumentError, _DAMAGED.format(reason=reason), "bad_syntax", None, _SAVE_AGAIN)


def _sheets(data: bytes, limits: Limits, wanted: str | None = None) -> list[_Sheet]:
    """Return the worksheets, with the cells of the first visible one that has a value.

    A formula is what it gave when the file was saved. Where a sheet is `wanted` by name, only that one comes
    with cells, and a formula is itself.
    """
    from io import BytesIO  # noqa: PLC0415 - only readers of workbooks pay for it
    from warnings import catch_warnings, simplefilter  # noqa: PLC0415 - the same

    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - the same
    except ImportError as error:
        message = (
            'Workbooks are read by openpyxl: run pip install "collective-impact[excel]", or save as .csv.'
        )
        raise MissingExtraError(message) from error
    found: list[_Sheet] = []
    is_done = False
    try:
        with catch_warnings():
            simplefilter("ignore")
            book = load_workbook(BytesIO(data), read_only=True, data_only=wanted is None, keep_links=False)
            for sheet in book.worksheets:
                is_visible = sheet.sheet_state == "visible"
                is_asked_for = is_visible and not is_done and wanted in (None, sheet.title)
                rows = list(_cells_of(sheet, limits)) if is_asked_for else []
                is_filled = any(cell.value is not None for row in rows for cell in row)
                is_done = is_done or is_filled
                found.append(_Sheet(sheet.title, is_visible, rows if is_filled else []))
    except DocumentError:
        raise
    except Exception as error:
        raise _damaged(excerpt(str(error)) or type(error).__name__) from error
    return found


def _cells_of(sheet: Any, limits: Limits) -> Iterator[list[Any]]:  # noqa: ANN401 - openpyxl has no types
    sheet.reset_dimensions()
    cells = 0
    for number, row in enumerate(sheet.iter_rows(max_row=MOST.rows + 1), 1):
        cells += len(row)
        MOST.demand(number, len(row), cells)
        for cell in row:
            if isinstance(cell.value, str) and len(cell.value) > limits.text_length:
                message = f"A text has more than {limits.text_length:,} characters."
                raise refused(LimitError, message, "too_long", f"row {number}", "Shorten it.")
        yield list(row)


def _text_of(cell: Any, sheet: str, row: int, column: int, remarks: Remarks) -> str:  # noqa: ANN401 - the same
    value = cell.value
    if cell.data_type == "e":
        message = f"here stands the error {excerpt(value)}; it counts as blank."
        remarks.tell("error_cell", message, where=cell_name(sheet, row, column), hint="Mend the formula.")
        return ""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value if isinstance(value, str) else str(value)


def _tell_of_formulas(sheets: list[_Sheet], rows: list[list[str]], remarks: Remarks) -> None:
    """Tell of formulas on the sheet: where no value was stored with one, the cell is blank."""
    count = 0
    for sheet in sheets:
        for number, row in enumerate(sheet.cells, 1):
            for column, cell in enumerate(row):
                if cell.data_type == "f":
                    count += 1
                    if not rows[number - 1][column]:
                        message = "here stands a formula whose value was not stored; it counts as blank."
                        where = cell_name(sheet.name, number, column)
                        remarks.tell("formula_without_value", message, where=where, hint=_SAVE_AGAIN)
    if count:
        message = (
            f"{counted(count, 'cell holds a formula', 'cells hold formulas')}; the stored values are read."
        )
        remarks.tell("formulas", message, severity="note")
