"""Separated text: encodings, separators, sizes; all of them said, and none guessed in silence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.errors import DocumentError, LimitError
from collective_impact.files import Limits
from collective_impact.interchange import tables
from collective_impact.interchange.tables import text_table

LIMITS = Limits(bytes=1_000_000)


def table(text: str | bytes, limits: Limits = LIMITS) -> tables.Table:
    return text_table(text if isinstance(text, bytes) else text.encode(), limits)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a,b\n1,2\n", "as UTF-8, separated by commas"),
        (b"\xef\xbb\xbfa;b\r\n1;2\r\n", "as UTF-8, separated by semicolons"),
        (b"a\tb\r1\t2", "as UTF-8, separated by tabs"),
        (b"a|b\n1|2\n\n ,\n", "as UTF-8, separated by vertical bars"),
        ("a,b\n1,2".encode("utf-16"), "as UTF-16, separated by commas"),
        (b"\xfe\xff" + "a,b\n1,2".encode("utf-16-be"), "as UTF-16, separated by commas"),
        (b'"sep=;"\na;b\n1;2', "as UTF-8, separated by semicolons"),
    ],
)
def test_what_a_file_is_written_in_is_found_and_said(data: bytes, said: str) -> None:
    found = table(data)
    assert found.said == said
    body = [row for row in found.rows if row != []]
    assert body[:2] == [["a", "b"], ["1", "2"]]


def test_a_declared_separator_keeps_the_numbers_of_the_rows() -> None:
    assert table("sep=;\na;b\n").rows == [[], ["a", "b"]]
    assert table("sep=;").rows == []


def test_an_old_encoding_is_said() -> None:
    found = table("Müller,Café\n".encode("cp1252"))
    assert found.rows == [["Müller", "Café"]]
    assert found.said == "as Windows-1252, for it is not UTF-8, separated by commas"


def test_the_separator_is_the_one_that_most_rows_have() -> None:
    found = table('"Rate, please";Other\n"a;b";"1,2,3,4"\n"x\n,y";2\n')
    assert found.rows == [["Rate, please", "Other"], ["a;b", "1,2,3,4"], ["x\n,y", "2"]]
    assert table("one column\n4\n").said.endswith("commas")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"a\0b", "bad_text"),
        (b"\xff\xfe\x00\xd8a\x00", "bad_encoding"),
        (b"\x81\x8d\x90", "bad_encoding"),
        (b'a,b\n"1,2\n', "bad_syntax"),
        (b'a,b\n"1"x,2\n', "bad_syntax"),
        (b"\xff\xfe", "empty"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        table(data)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_quotation_mark_that_is_never_closed_is_found_early() -> None:
    with pytest.raises(LimitError) as caught:
        table('a,b\n"1,2\n' + "3,4\n" * 60_000)
    assert caught.value.problems[0].code == "too_long"
    with pytest.raises(LimitError) as caught:
        table("," * 200_000)
    assert caught.value.problems[0].code == "too_many_values"


@pytest.mark.parametrize(
    ("what", "most"),
    [("rows", 3), ("columns", 2), ("cells", 8)],
)
def test_sizes_are_limited(monkeypatch: pytest.MonkeyPatch, what: str, most: int) -> None:
    rows = "a,b,c\n" * 4
    assert len(table(rows).rows) == 4
    monkeypatch.setattr(tables, "MOST", tables.MOST._replace(**{what: most}))
    with pytest.raises(LimitError, match=f"There are more than {most} {what}"):
        table(rows)


def test_bytes_are_limited_in_every_encoding() -> None:
    for data in (b"a" * 100, "a" * 40 + "é" * 40, ("é" * 80).encode("utf-16")):
        with pytest.raises(LimitError):
            table(data, Limits(bytes=99))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    try:
        found = table(data)
    except DocumentError:
        return
    assert all(isinstance(text, str) for row in found.rows for text in row)


CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_quoted_cells_come_back_as_they_were(rows: list[list[str]], separator: str) -> None:
    kept: list[list[Any]] = [["h1", "h2"], *rows, ["end", "end"]]
    lines = [separator.join('"' + text.replace('"', '""') + '"' for text in row) for row in kept]
    assert table("\n".join(lines)).rows == kept
