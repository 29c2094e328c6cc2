from __future__ import annotations

from html.parser import HTMLParser
from unicodedata import category, east_asian_width

from hypothesis import example, given
from hypothesis import strategies as st

from collective_impact.display import bar, escaped, html_table, percent, plain, tag, text_table, wrapped

HOSTILE = st.sampled_from(
    [
        "</td><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='x",
        "</table>",
        "<!--",
        "]]>",
        "<?x",
        "&lt;b&gt;",
        "&#60;",
        "&",
        "\x1b[2J",
        "a\nb",
        "\u202etxt.exe",
        "\x00",
        "\ud800",
        "javascript:alert(1)",
    ]
)
texts = st.lists(st.one_of(HOSTILE, st.text(st.characters())), max_size=4).map("".join)
BIDI = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


class Tree(HTMLParser):
    """The events of a document, its text and attribute values kept apart."""

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[object] = []
        self.texts: list[str] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, [name for name, _ in attrs]))
        self.texts.extend(value or "" for _, value in attrs)

    def handle_endtag(self, tag: str) -> None:
        self.elements.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.elements.append(("declaration", decl))

    def handle_pi(self, data: str) -> None:
        self.elements.append(("instruction", data))

    def unknown_decl(self, data: str) -> None:
        self.elements.append(("unknown", data))


def page(text: str) -> str:
    table = html_table([text, "b"], [[text, text], [tag("em", text, title=text), None]], caption=text)
    return tag("section", table, text, class_=text, aria_label=text)


def columns(text: str) -> int:
    return sum(
        0 if category(c) in {"Mn", "Me", "Cf"} else 2 if east_asian_width(c) in {"W", "F"} else 1
        for c in text
    )


def in_columns(line: str) -> str:
    """Return the line with one character for each column of a terminal."""
    return "".join("wide"[: columns(c)] if columns(c) != 1 else c for c in line)


@given(texts)
@example("</bdi></th></tr></table><script>")
def test_law_17_any_text_leaves_the_element_tree_as_it_is(text: str) -> None:
    assert Tree(page(text)).elements == Tree(page("Plain Name")).elements


@given(texts)
def test_law_17_the_text_itself_arrives_save_what_would_do_harm(text: str) -> None:
    harmless = "".join(c for c in text if category(c) not in {"Cc", "Cs"} and c not in BIDI)
    if harmless == text and text:
        assert Tree(tag("p", text, title=text)).texts == [text, text]
    encoded = escaped(text).encode("utf-8").decode("utf-8")
    assert not set(encoded) & (BIDI | {"<", ">", '"', "'", "\x00", "\x1b", "\r"})


@given(texts)
def test_plain_text_is_one_line_that_moves_no_cursor(text: str) -> None:
    shown = plain(text)
    assert len(shown.splitlines()) <= 1
    assert shown == shown.strip()
    assert not {category(c) for c in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(shown) & (BIDI | {"\u061c", "\u200e", "\u200f"})
    assert plain(shown) == shown


@given(st.lists(st.tuples(texts, texts), max_size=4), st.integers(20, 60), st.sets(st.integers(0, 1)))
def test_a_text_table_keeps_its_width_and_its_columns(
    rows: list[tuple[str, str]], width: int, right: set[int]
) -> None:
    lines = text_table(["Name", "What"], rows, width=width, right=right).split("\n")
    rule = lines[1]
    first = len(rule.split("  ")[0])
    assert set(rule) == {"-", " "}
    for line in lines:
        assert line == line.rstrip()
        assert columns(line) <= columns(rule) <= width
        assert not in_columns(line)[first : first + 2].strip()


@given(st.lists(st.tuples(texts, texts), max_size=4), st.integers(20, 60))
def test_a_text_table_loses_no_character(rows: list[tuple[str, str]], width: int) -> None:
    table = text_table(["Name", "What"], rows, width=width)
    shown = sorted(table.split("\n", 2)[2] if rows else "")
    expected = sorted("".join(plain(cell) for row in rows for cell in row))
    assert [c for c in shown if not c.isspace()] == [c for c in expected if not c.isspace()]


@given(texts, st.integers(4, 40))
def test_wrapped_text_keeps_its_words_and_its_width(text: str, width: int) -> None:
    lines = wrapped(text, width).split("\n")
    assert all(columns(line) <= width and line == line.strip() for line in lines)
    assert "".join(lines).replace(" ", "") == plain(text).replace(" ", "")


@given(st.floats(0, 1))
def test_law_10_only_all_is_a_hundred_percent_and_only_nothing_is_zero(value: float) -> None:
    assert (percent(value) == "100 %") == (value == 1)
    assert (percent(value) == "0 %") == (value == 0)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted), st.integers(4, 60))
def test_law_11_a_bar_shows_what_is_not_known(bounds: list[float], width: int) -> None:
    low, score, high = bounds
    drawn, range_only = bar(low, score, high, width), bar(low, None, high, width)
    assert len(drawn) == len(range_only) == width
    assert ("▒" in drawn) == ("▒" in range_only) == (low < high)
    assert ("█" in drawn) == (low > 0)
    assert ("█" * width == drawn) == (low == 1)
    assert (drawn[-1] == "·") == (high < 1)
