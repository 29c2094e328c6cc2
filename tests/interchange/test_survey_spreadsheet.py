"""Workbooks: values as texts, what was left out told, and the package looked through before it is opened."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.errors import DocumentError, LimitError, MissingExtraError
from collective_impact.files import Limits
from collective_impact.interchange import spreadsheet, tables
from collective_impact.interchange.spreadsheet import is_workbook, workbook_table

LIMITS = Limits()
Cell = str | float | bool | date | datetime | None


def workbook(*rows: list[Cell], name: str = "Answers") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(data: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == member else content)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_values_come_as_texts() -> None:
    row: list[Cell] = ["a, b", 4, 4.0, 2.5, True, None, date(2026, 3, 1), " x "]
    found = workbook_table(saved(workbook(["h"] * 8, row, [None] * 8)), LIMITS)
    assert found.rows == [["h"] * 8, ["a, b", "4", "4", "2.5", "TRUE", "", "2026-03-01 00:00:00", " x "]]
    assert (found.sheet, found.said, found.problems) == ("Answers", "from the sheet 'Answers'", ())


def test_the_first_visible_sheet_with_a_value_is_read_and_the_others_told() -> None:
    book = workbook([None], name="Empty")
    book.create_sheet("Hidden").append(["secret"])
    book["Hidden"].sheet_state = "hidden"
    book.create_sheet("Answers").append(["CA1"])
    book.create_sheet("More").append(["x"])
    found = workbook_table(saved(book), LIMITS)
    assert found.rows == [["CA1"]]
    assert [problem.message for problem in found.problems] == [
        "'Empty' is another sheet and is not read; 'Answers' is.",
        "'Hidden' is a hidden sheet and is not read; 'Answers' is.",
        "'More' is another sheet and is not read; 'Answers' is.",
    ]


def test_a_workbook_without_values_is_refused() -> None:
    with pytest.raises(DocumentError, match="There is nothing in it, or only in hidden sheets"):
        workbook_table(saved(workbook()), LIMITS)


def test_formulas_are_not_worked_out_and_errors_are_blank() -> None:
    data = saved(workbook(["h", "i", "j"], ["=1+1", "=2+2", "#N/A"], ["=1+1", "x", "=3"]))
    data = changed(data, SHEET, lambda text: text.replace(b"<f>2+2</f><v />", b"<f>2+2</f><v>4</v>"))
    found = workbook_table(data, LIMITS)
    assert found.rows == [["h", "i", "j"], ["", "4", ""], ["", "x", ""]]
    assert [(problem.code, problem.where) for problem in found.problems] == [
        ("error_cell", "sheet Answers, cell C2"),
        ("formula_without_value", "sheet Answers, cell A2"),
        ("formula_without_value", "sheet Answers, cell A3"),
        ("formula_without_value", "sheet Answers, cell C3"),
        ("formulas", None),
    ]
    assert found.problems[-1].message == "4 cells hold formulas; the stored values are read."


def test_formulas_on_another_sheet_are_not_told() -> None:
    book = workbook(["h"], [1])
    book.create_sheet("Sums").append(["=1+1"])
    found = workbook_table(saved(book), LIMITS)
    assert [problem.code for problem in found.problems] == ["other_sheet"]


def test_merged_cells_are_told() -> None:
    book = workbook(["h", "i"], [1, 2])
    book.active.merge_cells("A1:B1")
    found = workbook_table(saved(book), LIMITS)
    assert found.rows == [["h"], ["1", "2"]]
    assert [problem.code for problem in found.problems] == ["merged_cells"]


def test_a_wrong_size_written_in_the_sheet_hides_no_row() -> None:
    data = saved(workbook(["h", "i"], [1, 2], [3, 4]))
    data = changed(data, SHEET, lambda text: text.replace(b'ref="A1:B3"', b'ref="A1"'))
    assert workbook_table(data, LIMITS).rows == [["h", "i"], ["1", "2"], ["3", "4"]]


def test_a_text_longer_than_allowed_is_refused() -> None:
    with pytest.raises(LimitError, match="A text has more than 5 characters"):
        workbook_table(saved(workbook(["abcdef"])), Limits(text_length=5))


def test_without_openpyxl_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(workbook(["h"]))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match=r'pip install "collective-impact\[excel\]"') as caught:
        workbook_table(data, LIMITS)
    assert isinstance(caught.value.__cause__, ImportError)


def test_kinds_of_workbooks_are_told_apart() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert is_workbook(saved(workbook(["h"])))
    assert is_workbook(old)
    assert not is_workbook(b"a,b")
    with pytest.raises(DocumentError) as caught:
        workbook_table(old, LIMITS)
    assert [problem.code for problem in caught.value.problems] == ["unknown_format"]


def package(members: list[tuple[str, bytes]]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return stream.getvalue()


DOCTYPE = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aa'>]><x>&a;</x>"
PLAIN = saved(workbook(["h", "i"], [1, 2]))


def row(content: bytes) -> bytes:
    return changed(PLAIN, SHEET, lambda text: text.replace(b"</sheetData>", content + b"</sheetData>"))


def tail(content: bytes) -> bytes:
    return changed(PLAIN, SHEET, lambda text: text.replace(b"</sheetData>", b"</sheetData>" + content))


REFUSED: dict[str, tuple[Callable[[], bytes], type[DocumentError], str]] = {
    "zip bomb": (
        lambda: package([("xl/workbook.xml", b"0" * 40_000_000)]),
        LimitError,
        "bytes when unpacked",
    ),
    "many parts": (lambda: package([(f"xl/{n}.xml", b"") for n in range(300)]), LimitError, "300 parts"),
    "document type": (
        lambda: changed(PLAIN, "xl/workbook.xml", lambda _: DOCTYPE),
        DocumentError,
        "has a document type",
    ),
    "document type in UTF-16": (
        lambda: changed(PLAIN, "xl/workbook.xml", lambda _: DOCTYPE.decode().encode("utf-16")),
        DocumentError,
        "has a document type",
    ),
    "many merged ranges": (
        lambda: tail(b"<mergeCells>" + b'<mergeCell ref="A1:B1"/>' * 60_000 + b"</mergeCells>"),
        LimitError,
        "more than 50,000 tags",
    ),
    "far row": (
        lambda: row(b'<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>'),
        LimitError,
        "rows",
    ),
    "far column": (lambda: row(b'<row r="3"><c r="XFD3"><v>1</v></c></row>'), LimitError, "columns"),
    "no such column": (
        lambda: row(b'<row r="3"><c r="ZZZZZ3"><v>1</v></c></row>'),
        DocumentError,
        "no workbook",
    ),
    "no such text": (
        lambda: row(b'<row r="3"><c r="A3" t="s"><v>99</v></c></row>'),
        DocumentError,
        "no workbook",
    ),
    "no workbook": (lambda: package([("a.txt", b"hello")]), DocumentError, "no workbook"),
    "broken XML": (lambda: changed(PLAIN, SHEET, lambda text: text[:-30]), DocumentError, "no workbook"),
    "cut off": (lambda: PLAIN[: len(PLAIN) // 2], DocumentError, "no workbook"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_do_harm_is_refused(name: str) -> None:
    make, kind, said = REFUSED[name]
    data: bytes = make()
    with pytest.raises(DocumentError, match=said) as caught:
        workbook_table(data, LIMITS)
    assert type(caught.value) is kind


def test_one_name_for_two_parts_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = package([("xl/a.xml", b"1"), ("xl/a.xml", b"2")])
    with pytest.raises(DocumentError, match="two of its parts have one name"):
        workbook_table(data, LIMITS)


def test_an_encrypted_part_is_refused() -> None:
    data = bytearray(package([("xl/a.xml", b"1")]))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DocumentError, match="it is encrypted"):
        workbook_table(bytes(data), LIMITS)


def test_a_merged_range_over_the_whole_sheet_is_not_walked() -> None:
    data = tail(b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    assert workbook_table(data, LIMITS).rows == [["h", "i"], ["1", "2"]]


def test_cells_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST", tables.MOST._replace(cells=3))
    with pytest.raises(LimitError, match="more than 3 cells"):
        workbook_table(PLAIN, LIMITS)


@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    damaged = bytearray(PLAIN)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = workbook_table(bytes(damaged), LIMITS)
    except DocumentError:
        return
    assert len(found.rows) <= tables.MOST.rows
