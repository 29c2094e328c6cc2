"""What the pictures of a landscape share: how large cells and words are, names beside rows, patterns that work in grey.

What a picture shows is not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import bidirectional

from collective_impact.reporting.canvas import (
    FONT_SIZE,
    LETTER,
    legend_rows,
    size_in_points,
    whole_figure,
)
from collective_impact.reporting.layers import without_middle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

__all__ = [
    "EDGE",
    "NAME_LENGTH",
    "Room",
    "add_keys",
    "add_words",
    "box",
    "fits",
    "key",
    "name_of",
    "name_rows",
    "names_in_words",
    "room_on",
    "sided",
    "width_of",
]

NAME_LENGTH = 52
EDGE = "#c8c8c8"
FEWEST_LETTERS = 6
SMALLEST_FONT = 4.0
LINE = 1.25
"""The height of a row beside that of its letters."""

FEWEST_IN_A_LINE = 30
LETTERS = 16
"""How many letters fit into an inch of a sentence."""

PADDING = 8.0
LAID_OUT = 0.8
"""How much of the axes is left where a layout engine is still to make room for words beside them."""

NAMED = 3


class Room(NamedTuple):
    """How large words are, and how many letters of a name have room beside a row."""

    font: float = FONT_SIZE
    letters: int = NAME_LENGTH


def room_on(ax: Axes | None, rows: float, columns: int = 1) -> Room:
    """Return what so many rows, and columns of short numbers, have room for; all there is on a figure of our own."""
    if ax is None:
        return Room()
    width, height = _size(ax)
    font = max(SMALLEST_FONT, min(FONT_SIZE, height / rows / LINE, width / columns / LINE))
    figure = whole_figure(ax)
    if figure.get_layout_engine() is not None:
        return Room(font)
    others = [other.bbox.x1 for other in figure.axes if other is not ax and other.bbox.x1 <= ax.bbox.x0]
    beside = (ax.bbox.x0 - max(others, default=0.0)) * 72 / figure.dpi - PADDING
    return Room(font, max(FEWEST_LETTERS, min(NAME_LENGTH, int(beside / (font * LETTER * 1.1)))))


def fits(ax: Axes | None, rows: int, most: int) -> int:
    """Return how many of so many rows have room, at the smallest words, and never more than `most`."""
    if ax is None:
        return min(rows, most)
    return max(1, min(rows, most, int(_size(ax)[1] / (SMALLEST_FONT * LINE))))


def _size(ax: Axes) -> tuple[float, float]:
    """Return the width and height of axes in points, less what a layout engine will take of them."""
    width, height = size_in_points(ax)
    left = 1.0 if whole_figure(ax).get_layout_engine() is None else LAID_OUT
    return width * left, height * left


def width_of(ax: Axes | None, natural: float) -> float:
    """Return how wide a picture is in inches, which on a figure of our own has this width."""
    return natural if ax is None else _size(ax)[0] / 72


def name_of(titles: Mapping[str, str], id_: str, length: int = NAME_LENGTH) -> str:
    """Return what something is called, on one line, without its middle where it is long; its id where that is blank."""
    return without_middle(titles.get(id_, id_), length) or without_middle(id_, length)


def sided(name: str) -> str:
    """Return a name after which words go on at its right, in whichever direction it is written itself."""
    is_from_right = any(bidirectional(sign) in ("R", "AL") for sign in name)
    return f"\u200e{name}\u200e" if is_from_right else name


def names_in_words(titles: Mapping[str, str], ids: Sequence[str]) -> str:
    """Return what some are called as a list in a sentence, the first few of them."""
    shown = [f'"{name_of(titles, id_)}"' for id_ in ids[:NAMED]]
    more = [f"{len(ids) - NAMED:,} more"] if len(ids) > NAMED else []
    *first, last = [*shown, *more]
    return f"{', '.join(first)} and {last}" if first else last


def name_rows(ax: Axes, names: Sequence[str], font: float) -> None:
    """Write names beside the rows from the top, and hide the frame."""
    ax.set_yticks(range(len(names)), list(names), size=font)
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def add_words(ax: Axes, words: Iterable[str], width: float) -> None:
    """Write sentences under the picture, which is so many inches wide."""
    from textwrap import fill  # noqa: PLC0415 - only a plot pays for it

    lines = fill(" ".join(words), max(FEWEST_IN_A_LINE, int(width * LETTERS)))
    ax.set_xlabel(lines, parse_math=False, size=FONT_SIZE, labelpad=8, loc="left")


def add_keys(ax: Axes, handles: list[Any], width: float, font: float) -> None:
    """Add a legend below the picture, no wider than it, and move the sentences down."""
    size = min(FONT_SIZE, font + 1.0)
    rows = legend_rows(handles, size, width * 72)
    ax.legend(
        handles=handles,
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        ncols=-(-len(handles) // rows),
        frameon=False,
        fontsize=size,
    )
    ax.xaxis.labelpad += rows * size * 1.8


def box(x: float, y: float, width: float = 1.0, height: float = 1.0, **style: Any) -> Patch:  # noqa: ANN401 - matplotlib's
    """Return a rectangle around a place."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - an extra, and costly to import

    return Rectangle((x - width / 2, y - height / 2), width, height, **style)


def key(label: str, **style: Any) -> Patch:  # noqa: ANN401 - matplotlib's
    """Return a handle of a legend that looks like a cell."""
    from matplotlib.patches import Patch  # noqa: PLC0415 - an extra, and costly to import

    return Patch(label=label, **style)
