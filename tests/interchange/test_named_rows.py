"""Rows under the names of a first row: what is assumed is told, and what is no such table refused by its name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from collective_impact.errors import DocumentError, LimitError
from collective_impact.files import Limits
from collective_impact.interchange.named_rows import named_rows
from collective_impact.interchange.remarks import Remarks
from collective_impact.interchange.tables import refused


def columns(cells: Sequence[str]) -> list[str | None]:
    if "a" not in cells:
        raise refused(DocumentError, "There is no a.", "missing_column")
    return [None if cell.startswith("-") else cell for cell in cells]


def read(
    folder: Path, text: str | bytes, limits: Limits | None = None
) -> tuple[list[tuple[str, dict[str, str]]], list[str]]:
    path = folder / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    remarks = Remarks()
    rows = list(named_rows(path, columns, "a list", remarks, limits or Limits()))
    return rows, [str(problem) for problem in remarks.problems()]


def test_rows_are_numbered_as_they_stand_and_blank_cells_left_out(tmp_path: Path) -> None:
    assert read(tmp_path, "\n , \na,-b,c\n\n1,2, \n ,3,\n'=4,,5\n") == (
        [("row 5", {"a": "1"}), ("row 7", {"a": "=4", "c": "5"})],
        [],
    )


def test_what_is_assumed_of_a_file_is_told(tmp_path: Path) -> None:
    rows, told = read(tmp_path, '"x,y,z";a\n1;é\n2;3;4\n'.encode("cp1252"))
    assert rows == [("row 2", {"x,y,z": "1", "a": "é"}), ("row 3", {"x,y,z": "2", "a": "3"})]
    assert told == [
        (
            "the document: list.csv is not UTF-8; it is read as Windows-1252. Look whether its letters are right."
            " Save it as CSV UTF-8."
        ),
        "the document: list.csv is read with ';' between its cells, as in its first row.",
        (
            "the document (row 3): list.csv: this row has more cells than there are columns; the last ones are not read."
            " Give the column a heading, or put a text with a separator in it between quotation marks."
        ),
    ]


@pytest.mark.parametrize("text", ["b,c\n1,2\n", ",,\n ,\n"])
def test_who_asks_for_columns_says_which_are_lacking(tmp_path: Path, text: str) -> None:
    with pytest.raises(DocumentError, match=r"list\.csv cannot be read as a list") as caught:
        read(tmp_path, text)
    assert [problem.message for problem in caught.value.problems] == ["There is no a."]


def test_a_table_that_cannot_be_split_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"list\.csv cannot be read as a list") as caught:
        read(tmp_path, 'a,b\n"1"2,3\n')
    assert [(problem.code, problem.where) for problem in caught.value.problems] == [("bad_syntax", "line 2")]
    with pytest.raises(LimitError, match=r"list\.csv cannot be read as a list"):
        read(tmp_path, "a,b\n" + "x" * 200_000)


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"])
def test_a_mark_of_another_encoding_is_not_taken_for_an_old_one(tmp_path: Path, mark: bytes) -> None:
    with pytest.raises(DocumentError, match="mark of UTF-16 or UTF-32"):
        read(tmp_path, mark + b"a")


def test_more_bytes_than_are_allowed_are_refused(tmp_path: Path) -> None:
    assert read(tmp_path, "a", Limits(bytes=1)) == ([], [])
    with pytest.raises(LimitError):
        read(tmp_path, "a\n", Limits(bytes=1))
