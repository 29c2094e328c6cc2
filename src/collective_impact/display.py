"""Rows to text tables and HTML tables, numbers to words for people: the only place that escapes.

Text of any origin may enter; what leaves cannot move a cursor, fake a line or become an element. There is no
colour, style, script or link here, and no knowledge of what a row is about.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Final
from unicodedata import category, east_asian_width

from collective_impact.arithmetic import clamped, rounded
from collective_impact.errors import UnknownNameError, excerpt

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

__all__ = [
    "NOT_KNOWN",
    "Html",
    "bar",
    "counted",
    "escaped",
    "html_table",
    "number",
    "percent",
    "plain",
    "tag",
    "text_table",
    "wrapped",
]

NOT_KNOWN: Final = "not known"
"""What people read where a value is missing."""

_ELEMENT_NAMES = (
    "article bdi caption dd details div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header li main ol"
    " p section small span strong summary table tbody td th thead tr ul"
)
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_ATTRIBUTE_NAMES = "aria-hidden aria-label aria-labelledby class colspan dir id lang role rowspan scope title"
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())

_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_BIDI_MARKS = (0x061C, 0x200E, 0x200F)
_VISIBLE = {
    **{code: f"\\x{code:02x}" for code in _CONTROLS},
    **{code: f"\\u{code:04x}" for code in _BIDI},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
_IN_TERMINAL = _VISIBLE | {code: f"\\u{code:04x}" for code in _BIDI_MARKS}
_IN_HTML = _VISIBLE | {
    ord("\t"): "\t",
    ord("\n"): "\n",
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    ord("'"): "&#39;",
}

_GAP = "  "
_NARROWEST = 4
_EXACT_BELOW = 1e15


class Html(str):
    """Text that is HTML already, made by `escaped`, `tag` and `Html.join`.

    Any other operation of `str` gives plain text, which is escaped when it enters HTML again.
    """

    __slots__ = ()

    def join(self, parts: Iterable[object], /) -> Html:
        """Return the parts with this between them, all escaped save those that are `Html`."""
        return Html(str.join(self, map(escaped, parts)))


def escaped(text: object) -> Html:
    """Return any text for HTML, between tags or in a double-quoted attribute; `Html` is returned as it is.

    Control and bidi control characters become visible escapes (line feed and tab stay), lone surrogates
    become U+FFFD, `None` becomes "not known".
    """
    return text if isinstance(text, Html) else Html(_text(text).translate(_IN_HTML))


def plain(text: object) -> str:
    r"""Return any text as one line for a terminal or a plain file, without blanks at its ends.

    Runs of white space, line breaks among them, become one blank; other control and bidi control characters
    become visible escapes (`\x1b`), lone surrogates U+FFFD, `None` "not known".
    """
    return " ".join(_text(text).split()).translate(_IN_TERMINAL)


def tag(name: str, *children: object, **attributes: object) -> Html:
    """Return an HTML element with its children, all escaped save those that are `Html`.

    Attribute names are written as Python allows: `class_="met"`, `aria_label="..."`.

    Raises:
        UnknownNameError: an element or attribute outside the short lists of those that cannot do harm.
    """
    if name not in _ELEMENTS:
        raise UnknownNameError(f"No element {excerpt(name)} here. Use one of: {_ELEMENT_NAMES}.")
    opening = [name]
    for key, value in attributes.items():
        attribute = key.rstrip("_").replace("_", "-")
        if attribute not in _ATTRIBUTES:
            raise UnknownNameError(f"No attribute {excerpt(attribute)} here. Use one of: {_ATTRIBUTE_NAMES}.")
        opening.append(f'{attribute}="{escaped(value)}"')
    return Html(f"<{' '.join(opening)}>{Html().join(children)}</{name}>")


def html_table(
    headers: Sequence[object], rows: Iterable[Sequence[object]], *, caption: object | None = None
) -> Html:
    """Return a `<table>` whose first column names the rows; every cell that is not `Html` is escaped.

    Raises:
        ValueError: there are no headers, or a row has more or fewer cells than there are headers.
    """
    top = [tag("th", _isolated(header), scope="col") for header in headers]
    body = []
    for row in rows:
        first, *others = (cell for _, cell in zip(headers, row, strict=True))
        cells = [tag("th", _isolated(first), scope="row"), *(tag("td", _isolated(cell)) for cell in others)]
        body.append(tag("tr", *cells))
    title = () if caption is None else (tag("caption", _isolated(caption)),)
    return tag("table", *title, tag("thead", tag("tr", *top)), tag("tbody", *body))


def text_table(
    headers: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    width: int = 100,
    right: Collection[int] = (),
) -> str:
    """Return an aligned table of plain text, at most `width` columns wide, long cells wrapped.

    `right` holds the places, from 0, of columns that are set flush right. Wide characters count two columns,
    combining marks none. A column is never made narrower than 4, so a table of very many columns is wider.

    Raises:
        ValueError: there are no headers, or a row has more or fewer cells than there are headers.
    """
    table = [[plain(cell) for cell in headers]]
    table.extend([plain(cell) for _, cell in zip(headers, row, strict=True)] for row in rows)
    natural = [max(map(_width, column)) for column in zip(*table, strict=True)]
    widths = _fitted(natural, width - len(_GAP) * (len(natural) - 1))
    head, *body = (_aligned(row, widths, right) for row in table)
    rule = _GAP.join("-" * size for size in widths).rstrip()
    return "\n".join([*head, rule, *(line for lines in body for line in lines)])


def wrapped(text: object, width: int = 100, indent: str = "") -> str:
    """Return `plain(text)` in lines of at most `width` columns, each begun with `indent`."""
    return "\n".join(f"{indent}{line}".rstrip() for line in _lines(plain(text), width - _width(indent)))


def number(value: float | None) -> str:
    """Return a number for people: `0.667`, `12`, `1,234.5`; "not known" for `None`.

    Three significant digits below 1, at most three decimals above; whole numbers in full.
    """
    if value is None:
        return NOT_KNOWN
    if isinstance(value, int):
        return f"{value:,}"
    tidy = rounded(value)
    if 1 <= abs(tidy) < _EXACT_BELOW:
        return f"{tidy:,.3f}".rstrip("0").rstrip(".")
    return f"{tidy:.3g}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 row`, `3 rows`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def percent(value: float | None) -> str:
    """Return a share in [0, 1] as a whole percentage, halves up: `67 %`; "not known" for `None`.

    Only 1 is `100 %` and only 0 is `0 %`; what would be rounded to them is `> 99 %` or `< 1 %`.
    """
    if value is None:
        return NOT_KNOWN
    whole = floor(rounded(100 * value) + 0.5)
    if value < 1 and whole == 100:  # noqa: PLR2004 - a percentage
        return "> 99 %"
    return "< 1 %" if value > 0 and whole == 0 else f"{whole} %"


def bar(low: float, score: float | None, high: float, width: int = 20) -> str:
    """Return a bar of `width` characters, 4 at least, for a share in [0, 1] with its bounds.

    Filled up to `low` (known), shaded from `low` to `high` (not known), dotted beyond; a stroke marks the
    score where the shaded part has room for it. Without a score only the range is drawn. Only 0 draws as
    nothing and only 1 as all.
    """
    size = max(width, 4)
    start, end = _cells(low, size), _cells(high, size)
    if low < high and start == end:
        start, end = (start - 1, end) if start > 1 else (start, end + 1)
    if score is None:
        return "·" * start + "▒" * (end - start) + "·" * (size - end)
    drawn = ["█"] * start + ["▒"] * (end - start) + ["·"] * (size - end)
    if end - start > 1:
        drawn[int(clamped(_cells(score, size) - 1, start, end - 1))] = "│"
    return "".join(drawn)


def _text(value: object) -> str:
    return NOT_KNOWN if value is None else str(value)


def _isolated(cell: object) -> Html:
    """Return the cell so that the direction of its script cannot reorder what stands around it."""
    return cell if isinstance(cell, Html) else tag("bdi", cell)


def _width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if category(character) in {"Mn", "Me", "Cf"} else 2 if east_asian_width(character) in "WF" else 1
        for character in text
    )


def _lines(text: str, width: int) -> list[str]:
    """Break a line at its blanks, and within a word only where the word alone is too wide."""
    room = max(width, _NARROWEST)
    lines: list[str] = []
    current, used = "", 0
    for word in text.split(" "):
        size = _width(word)
        if current and used + 1 + size <= room:
            current, used = f"{current} {word}", used + 1 + size
            continue
        if current:
            lines.append(current)
        *whole, current = _pieces(word, room) if size > room else [word]
        lines.extend(whole)
        used = _width(current)
    return [*lines, current]


def _pieces(word: str, room: int) -> list[str]:
    pieces, current, used = [], "", 0
    for character in word:
        size = _width(character)
        if used + size > room:
            pieces.append(current)
            current, used = "", 0
        current, used = current + character, used + size
    return [*pieces, current]


def _fitted(natural: Sequence[int], room: int) -> list[int]:
    """Return column widths that fit the room, taken from the widest columns first."""
    limit = max(_NARROWEST, min(room, max(natural)))
    while limit > _NARROWEST and sum(min(size, limit) for size in natural) > room:
        limit -= 1
    widths = [min(size, limit) for size in natural]
    spare = room - sum(widths)
    for place, size in enumerate(natural):
        if size > limit and spare > 0:
            widths[place] += 1
            spare -= 1
    return widths


def _aligned(row: Sequence[str], widths: Sequence[int], right: Collection[int]) -> list[str]:
    """Return the lines of one row of cells, wrapped and padded."""
    columns = []
    for place, (cell, size) in enumerate(zip(row, widths, strict=True)):
        padded = [(line, " " * (size - _width(line))) for line in _lines(cell, size)]
        columns.append([blanks + line if place in right else line + blanks for line, blanks in padded])
    height = max(map(len, columns))
    for column, size in zip(columns, widths, strict=True):
        column.extend([" " * size] * (height - len(column)))
    return [_GAP.join(parts).rstrip() for parts in zip(*columns, strict=True)]


def _cells(value: float, size: int) -> int:
    if value <= 0:
        return 0
    return size if value >= 1 else min(max(floor(value * size + 0.5), 1), size - 1)
