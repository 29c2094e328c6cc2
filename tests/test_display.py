from __future__ import annotations

import pytest

from collective_impact.display import (
    Html,
    bar,
    counted,
    escaped,
    html_table,
    number,
    percent,
    plain,
    tag,
    text_table,
    wrapped,
)
from collective_impact.errors import InvalidRecordError, UnknownNameError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Parents & <b>Friends</b>", "Parents &amp; &lt;b&gt;Friends&lt;/b&gt;"),
        ("\" onclick='x'", "&quot; onclick=&#39;x&#39;"),
        ("a\u202eb\u2066c", "a\\u202eb\\u2066c"),
        ("a\x00b\x1bc\x85d\re", "a\\x00b\\x1bc\\x85d\\x0de"),
        ("a\ud800b", "a\ufffdb"),
        ("one\n\ttwo", "one\n\ttwo"),
        ("Łódź \u200f語", "Łódź \u200f語"),
        (12, "12"),
        (None, "not known"),
    ],
)
def test_escaped(text: object, expected: str) -> None:
    assert escaped(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Youth\n  Council\t", "Youth Council"),
        ("\x1b[2K\x1b[31mall met", "\\x1b[2K\\x1b[31mall met"),
        ("a\rb\u2028c\x85d\x0be\u3000f", "a b c d e f"),
        ("a\bb\x7fc\x9bd", "a\\x08b\\x7fc\\x9bd"),
        ("a\u202eb\u2069c\u200fd\u061ce", "a\\u202eb\\u2069c\\u200fd\\u061ce"),
        ("a\udfffb", "a\ufffdb"),
        ("<b> & co", "<b> & co"),
        (0.5, "0.5"),
        (None, "not known"),
    ],
)
def test_plain(text: object, expected: str) -> None:
    assert plain(text) == expected


def test_html_is_never_escaped_twice_and_text_always_once() -> None:
    fragment = tag("p", "a < b", tag("strong", "c & d"))
    assert fragment == "<p>a &lt; b<strong>c &amp; d</strong></p>"
    assert escaped(fragment) is fragment
    assert Html(", ").join(["<", fragment]) == f"&lt;, {fragment}"
    assert tag("p", "x" + fragment).startswith("<p>x&lt;p&gt;")


def test_attributes_are_quoted_and_named_as_python_allows() -> None:
    assert tag("td", class_='"met"', aria_label="2 of 3", colspan=2) == (
        '<td class="&quot;met&quot;" aria-label="2 of 3" colspan="2"></td>'
    )


@pytest.mark.parametrize("name", ["script", "style", "a", "img", "p onclick", ""])
def test_elements_that_can_do_harm_do_not_exist(name: str) -> None:
    with pytest.raises(UnknownNameError, match="No element"):
        tag(name)


@pytest.mark.parametrize("name", ["style", "href", "src", "onclick", "srcdoc", 'x="'])
def test_attributes_that_can_do_harm_do_not_exist(name: str) -> None:
    with pytest.raises(UnknownNameError, match="No attribute"):
        tag("p", **{name: "x"})


def test_html_table() -> None:
    assert html_table(["Name", "Share"], [["A & B", tag("strong", "67 %")]], caption="Who <is> in") == (
        "<table><caption><bdi>Who &lt;is&gt; in</bdi></caption>"
        '<thead><tr><th scope="col"><bdi>Name</bdi></th><th scope="col"><bdi>Share</bdi></th></tr></thead>'
        '<tbody><tr><th scope="row"><bdi>A &amp; B</bdi></th><td><strong>67 %</strong></td></tr>'
        "</tbody></table>"
    )
    assert html_table(["Name"], []) == (
        '<table><thead><tr><th scope="col"><bdi>Name</bdi></th></tr></thead><tbody></tbody></table>'
    )


@pytest.mark.parametrize("row", [[], ["a"], ["a", "b", "c"]])
def test_a_row_that_does_not_fit_its_headers_is_refused(row: list[str]) -> None:
    with pytest.raises(ValueError, match="argument 2"):
        html_table(["A", "B"], [row])
    with pytest.raises(ValueError, match="argument 2"):
        text_table(["A", "B"], [row])


def lines(*expected: str) -> str:
    return "\n".join(expected)


def test_text_table_aligns_columns() -> None:
    assert text_table(
        ["Condition", "Share"], [["Agenda", "67 %"], ["Backbone support", None]], right={1}
    ) == (
        lines(
            "Condition             Share",
            "----------------  ---------",
            "Agenda                 67 %",
            "Backbone support  not known",
        )
    )


def test_text_table_wraps_the_widest_columns_first() -> None:
    table = text_table(
        ["Code", "Observed", "Next step"],
        [["CI101", "1 of 3 is stated", "Write down the population and the place."], ["CI102", "", "-"]],
        width=32,
    )
    assert table == lines(
        "Code   Observed      Next step",
        "-----  ------------  -----------",
        "CI101  1 of 3 is     Write down",
        "       stated        the",
        "                     population",
        "                     and the",
        "                     place.",
        "CI102                -",
    )


def test_text_table_counts_wide_characters_twice_and_marks_not_at_all() -> None:
    assert text_table(["A", "B"], [["語", "x"], ["e\u0301", "y"], ["ab", "z"]]) == lines(
        "A   B", "--  -", "語  x", "e\u0301   y", "ab  z"
    )


def test_text_table_breaks_long_words_and_keeps_a_least_width() -> None:
    assert text_table(["A", "B"], [["語語語", "abcdef"]], width=3) == lines(
        "A     B", "----  ----", "語語  abcd", "語    ef"
    )


def test_text_table_without_text_has_no_blanks() -> None:
    assert text_table(["A", ""], [["", ""]]) == lines("A", "-", "")


def test_wrapped() -> None:
    assert wrapped("one two\nthree", 9, "  ") == lines("  one two", "  three")
    assert wrapped("", 9, "  ") == ""
    assert wrapped("to abcdefghij", 6) == lines("to", "abcdef", "ghij")
    assert wrapped("abcdefghij k", 6) == lines("abcdef", "ghij k")
    assert wrapped("abcdefgh", 2, "    ") == lines("    abcd", "    efgh")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2 / 3, "0.667"),
        (12, "12"),
        (12.0, "12"),
        (1234.5, "1,234.5"),
        (-1234567.8912, "-1,234,567.891"),
        (100.0, "100"),
        (0.5, "0.5"),
        (0.00012345, "0.000123"),
        (-0.0, "0"),
        (0, "0"),
        (12345678901234567890, "12,345,678,901,234,567,890"),
        (1.5e300, "1.5e+300"),
        (None, "not known"),
    ],
)
def test_number(value: float | None, expected: str) -> None:
    assert number(value) == expected


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidRecordError):
        number(float("nan"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2 / 3, "67 %"),
        (0.285, "29 %"),
        (0.125, "13 %"),
        (0, "0 %"),
        (1, "100 %"),
        (0.001, "< 1 %"),
        (5e-324, "< 1 %"),
        (0.005, "1 %"),
        (0.994, "99 %"),
        (0.995, "> 99 %"),
        (0.999, "> 99 %"),
        (0.9999999999999999, "> 99 %"),
        (1.5, "150 %"),
        (-0.2, "-20 %"),
        (None, "not known"),
    ],
)
def test_percent(value: float | None, expected: str) -> None:
    assert percent(value) == expected


@pytest.mark.parametrize(
    ("low", "score", "high", "expected"),
    [
        (0.5, 0.5, 0.5, "█████·····"),
        (0.3, 0.6, 0.8, "███▒▒│▒▒··"),
        (0.3, 0.3, 0.8, "███│▒▒▒▒··"),
        (0.3, 0.8, 0.8, "███▒▒▒▒│··"),
        (0, None, 1, "▒▒▒▒▒▒▒▒▒▒"),
        (0.2, None, 0.6, "··▒▒▒▒····"),
        (0, 0, 0, "··········"),
        (1, 1, 1, "██████████"),
        (0.001, 0.001, 0.001, "█·········"),
        (0.999, 0.999, 0.999, "█████████·"),
        (0.51, 0.52, 0.53, "████▒·····"),
        (0.01, 0.02, 0.03, "█▒········"),
    ],
)
def test_bar(low: float, score: float | None, high: float, expected: str) -> None:
    assert bar(low, score, high, width=10) == expected


def test_a_bar_is_never_too_short_to_read() -> None:
    assert bar(0.1, 0.5, 0.9, width=1) == bar(0.1, 0.5, 0.9, width=4) == "█│▒·"
    assert len(bar(0.5, 0.5, 0.5)) == 20


def test_a_number_with_its_noun() -> None:
    assert counted(1, "leaf", "leaves") == "1 leaf"
    assert counted(2, "leaf", "leaves") == "2 leaves"
    assert counted(2_000, "row") == "2,000 rows"
