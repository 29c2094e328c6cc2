"""What the pictures of a landscape share: how large cells and words are, names beside rows, patterns that work in grey.

What a picture shows is not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import bidirectional

from collective_impact.reporting.canvas import (
    FONT_SIZE,
    LETTER,
    add_words_below,
    legend_rows,
    size_in_points,
    whole_figure,
)
from collective_impact.reporting.layers import cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

__all__ = [
    "EDGE",
    "NAME_LENGTH",
    "Room",
    "add_keys_and_words",
    "box",
    "count_of",
    "fits",
    "key",
    "name_of",
    "name_rows",
    "names_in_words",
    "room_on",
    "sided",
]

NAME_LENGTH = 42
EDGE = "#c8c8c8"
FEWEST_LETTERS = 6
SMALLEST_FONT = 4.0
LINE = 1.25
"""The height of a row beside that of its letters."""

PADDING = 8.0
LAID_OUT = 0.8
"""How much of the axes is left where a layout engine is still to make room for words beside them."""

NAMED = 3


class Room(NamedTuple):
    """How large words are, and how many letters of a name have room beside a row."""

    font: float = FONT_SIZE
    letters: int = NAME_LENGTH


def room_on(ax: Axes | None, rows: float) -> Room:
    """Return what so many rows have room for: as much as usual on a figure of our own."""
    if ax is None:
        return Room()
    font = max(SMALLEST_FONT, min(FONT_SIZE, _height(ax) / rows / LINE))
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
    return max(1, min(rows, most, int(_height(ax) / (SMALLEST_FONT * LINE))))


def _height(ax: Axes) -> float:
    """Return the height of axes in points, less what a layout engine will take of it."""
    return size_in_points(ax)[1] * (1.0 if whole_figure(ax).get_layout_engine() is None else LAID_OUT)


def name_of(titles: Mapping[str, str], id_: str, length: int = NAME_LENGTH) -> str:
    """Return what something is called, on one line and cut to a length; its id where that is blank."""
    return cut(titles.get(id_, id_), length) or cut(id_, length)


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


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun: `1 member`, `2 members`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def name_rows(ax: Axes, names: Sequence[str], font: float) -> None:
    """Write names beside the rows from the top, and hide the frame."""
    ax.set_yticks(range(len(names)), list(names), size=font)
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def add_keys_and_words(ax: Axes, handles: list[Any], words: str, font: float) -> None:
    """Add a legend no wider than the picture below it, and sentences below that."""
    add_words_below(ax, words)
    size = min(FONT_SIZE, font + 1.0)
    rows = legend_rows(handles, size, size_in_points(ax)[0])
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
