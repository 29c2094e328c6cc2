"""What tree comes out of XML, and which XML never gets that far."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.errors import DocumentError, LimitError
from collective_impact.files import Limits
from collective_impact.interchange.xml_text import Element, parse

SAMPLE = """<?xml version="1.0" encoding="UTF-8"?>
<list xml:lang="en" xmlns:own="https://example.org/own#">
  <item name=" first " own:mark="yes">one <b>bold</b> word</item>
  <item xml:lang="FR" blank=" "><![CDATA[<two>]]> &amp; more</item>
  <own:item/>
</list>
"""
OWN = "{https://example.org/own#}"


def read(text: str) -> Element:
    return parse(text.encode(), Limits())


def refused(data: bytes, limits: Limits | None = None) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        parse(data, limits or Limits())
    return caught.value


def test_a_tree_knows_names_texts_lines_and_places() -> None:
    root = read(SAMPLE)
    first, second = root.all("item")
    foreign = root.children[2]
    assert (root.tag, root.path, root.line, root.parent) == ("list", "", 2, None)
    assert (first.text, first.children[0].text) == ("one  word", "bold")
    assert second.text == "<two> & more"
    assert (first.path, second.path, second.line) == ("item[1]", "item[2]", 4)
    assert first.children[0].path == "item[1]/b[1]"
    assert foreign.tag == f"{OWN}item"
    assert foreign.path == f"{OWN}item[1]"


def test_a_language_is_inherited_and_is_no_attribute() -> None:
    root = read(SAMPLE)
    assert [child.language for child in root.children] == ["en", "FR", "en"]
    assert root.children[0].children[0].language == "en"
    assert not root.attributes
    assert read("<a/>").language is None


def test_attributes_are_stripped_and_blank_ones_absent() -> None:
    first, second, _ = read(SAMPLE).children
    assert first.get("name") == "first"
    assert first.get("other") is None
    assert second.get("blank") is None


def test_the_rest_is_what_nobody_asked_for_and_only_once() -> None:
    first = read(SAMPLE).children[0]
    first.get("name")
    assert first.rest() == {f"@{OWN}mark": "yes"}
    assert first.rest() == {}


def test_what_nobody_asked_for_is_named_with_its_holder() -> None:
    root = read("<a w='0' x='1'><b y='2'><c/></b><b><d/></b><e><f z='3'/></e></a>")
    visited = root.first("b")
    assert root.get("w") == "0"
    assert visited is not None
    assert root.first("nothing") is None
    named = [(name, element.path) for name, element in root.unread()]
    assert named == [("@x", ""), ("b", "b[2]"), ("e", "e[1]"), ("@y", "b[1]"), ("c", "b[1]/c[1]")]


def test_a_long_foreign_name_is_cut_in_a_path() -> None:
    child = read(f"<a><{'n' * 5_000}/></a>").children[0]
    assert len(child.path) < 100


@pytest.mark.parametrize(
    "data",
    [
        "<a>é</a>".encode(),
        b"\xef\xbb\xbf" + "<a>é</a>".encode(),
        "<?xml version='1.0' encoding='utf-16'?><a>é</a>".encode("utf-16"),
        "<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>".encode("latin-1"),
        b"<?xml version='1.0' encoding='us-ascii'?><a>&#233;</a>",
        b"<?xml version='1.0'?><a>&#xE9;</a>",
    ],
)
def test_the_encodings_that_every_parser_knows_are_read(data: bytes) -> None:
    assert parse(data, Limits()).text == "é"


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-7", "cp037", "shift_jis", "zlib", "no-such-thing"])
def test_any_other_encoding_is_refused_by_name(encoding: str) -> None:
    error = refused(f"<?xml version='1.0' encoding='{encoding}'?><a/>".encode())
    assert error.problems[0].code == "bad_encoding"
    assert encoding in str(error)


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a><a/>",
        b"<!DOCTYPE a SYSTEM 'http://localhost/x.dtd'><a/>",
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        b"<!DOCTYPE a [<!ENTITY % x SYSTEM 'file:///etc/passwd'> %x;]><a/>",
        b"<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'><!ENTITY d '&c;&c;'>]><a>&d;</a>",
        "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE a><a/>".encode("utf-16"),
    ],
)
def test_a_document_type_is_refused_before_anything_is_looked_up(data: bytes) -> None:
    error = refused(data)
    assert [problem.code for problem in error.problems] == ["doctype"]
    assert "entities" in error.problems[0].message
    assert "line 1" in (error.problems[0].where or "")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"<a", "bad_syntax"),
        (b"<a></b>", "bad_syntax"),
        (b"<a/><b/>", "bad_syntax"),
        (b"<a>&nbsp;</a>", "bad_syntax"),
        (b"<a>\x00</a>", "bad_syntax"),
        (b"<a>\xff</a>", "bad_syntax"),
        (b"<a>&#xD800;</a>", "bad_syntax"),
        (b"<x:a/>", "bad_syntax"),
        (b"<a b='1' b='2'/>", "bad_syntax"),
        ("<a/>".encode("utf-32"), "bad_syntax"),
    ],
)
def test_what_is_no_xml_is_refused(data: bytes, code: str) -> None:
    error = refused(data)
    assert not isinstance(error, LimitError)
    assert [problem.code for problem in error.problems] == [code]


def test_a_mistake_has_line_and_column() -> None:
    problem = refused(b"<a>\n  <b></c>\n</a>").problems[0]
    assert problem.where == "line 2, column 8"
    assert "mismatched tag" in problem.message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<a>" * 1_000_000, "too_deep"),
        (b"<a>" + b"<b/>" * 250_000 + b"</a>", "too_many_values"),
        (b"<a " + b" ".join(b"x%d='1'" % n for n in range(101)) + b"/>", "too_many_values"),
        (b"<a " + b" ".join(b"x%d='1'" % n for n in range(1_000_000)) + b"/>", "too_long"),
        (b"<a x='" + b"y" * 5_000_000, "too_long"),
        (b"<!--" + b"y" * 5_000_000, "too_long"),
        (b"<a>" + b"y" * 5_000_000 + b"</a>", "too_long"),
        (b"<a>" + b"<b/>y" * 150_000 + b"y" * 1_000_000 + b"</a>", "too_long"),
    ],
    ids=["deep", "many", "attributes", "all attributes", "attribute", "comment", "text", "mixed"],
)
def test_what_is_too_large_is_refused_early(
    data: bytes, code: str, calls: Callable[[Callable[[], object]], int]
) -> None:
    error = refused(data)
    assert calls(lambda: refused(data)) < 10_000_000
    assert isinstance(error, LimitError)
    assert [problem.code for problem in error.problems] == [code]


def test_the_limits_of_the_caller_hold() -> None:
    assert refused(b"<a>12345</a>", Limits(bytes=11)).problems[0].code == "too_large"
    assert refused(b"<a>12345</a>", Limits(text_length=4)).problems[0].code == "too_long"
    assert parse(b"<a>12345</a>", Limits(bytes=12, text_length=5)).text == "12345"


def test_depth_and_attributes_may_go_up_to_the_limit() -> None:
    assert parse(b"<a>" * 100 + b"</a>" * 100, Limits()).tag == "a"
    attributes = " ".join(f"x{n}='1'" for n in range(100))
    assert len(read(f"<a {attributes}/>").attributes) == 100


def tree_or_refusal(data: bytes) -> bool:
    try:
        return parse(data, Limits()).parent is None
    except DocumentError as refusal:
        return bool(refusal.problems)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_tree_or_our_own_error(data: bytes) -> None:
    assert tree_or_refusal(data)


@given(st.data())
def test_any_damage_gives_a_tree_or_our_own_error(data: st.DataObject) -> None:
    sample = SAMPLE.encode()
    begin = data.draw(st.integers(0, len(sample)))
    end = data.draw(st.integers(begin, min(len(sample), begin + 20)))
    assert tree_or_refusal(sample[:begin] + data.draw(st.binary(max_size=6)) + sample[end:])
