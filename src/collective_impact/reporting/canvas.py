"""What pictures are drawn on: the door to matplotlib (extra `report`), and words, titles and legends on it.

A figure of our own needs no window and touches no global state. What a picture shows is not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collective_impact.errors import MissingExtraError
from collective_impact.reporting.layers import cut

if TYPE_CHECKING:
    from types import ModuleType

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "FONT_SIZE",
    "LEGEND_LINE",
    "add_legend",
    "add_legend_inside",
    "add_title",
    "axes",
    "legend_rows",
    "need_matplotlib",
    "size_in_points",
    "whole_figure",
    "write",
]

FONT_SIZE = 8.0
TITLE_LENGTH = 70
LEGEND_COLUMNS = 5
LEGEND_LINE = 1.5
"""The height of a line of a legend inside a picture beside that of its letters."""

LETTER = 0.56
"""The width of a common letter beside its height."""


def need_matplotlib() -> ModuleType:
    """Return matplotlib.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import matplotlib as mpl  # noqa: PLC0415 - an extra, and costly to import
    except ImportError as error:
        raise MissingExtraError(
            'Plots need matplotlib, which is not installed: pip install "collective-impact[report]"'
        ) from error
    return mpl


def axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    """Return the Axes to draw on: those given, or those of a new figure of this size in inches."""
    need_matplotlib()
    if ax is not None:
        return ax
    from matplotlib.figure import Figure  # noqa: PLC0415 - an extra, and costly to import

    return Figure(figsize=size, layout="constrained").add_subplot()


def write(ax: Axes, x: float, y: float, words: str, align: str, **style: Any) -> None:  # noqa: ANN401 - matplotlib's
    """Write words at a place of the data; nothing in them is taken for a formula."""
    facts = {"size": FONT_SIZE, "va": "center", "parse_math": False, **style}
    ax.text(x, y, words, ha=align, **facts).set_in_layout(False)


def whole_figure(ax: Axes) -> Figure:
    """Return the figure that axes stand in, be it through a part of it."""
    return ax.figure.canvas.figure


def size_in_points(ax: Axes) -> tuple[float, float]:
    """Return the width and height of axes in points."""
    box, dpi = ax.bbox, whole_figure(ax).dpi
    return box.width * 72 / dpi, box.height * 72 / dpi


def add_title(ax: Axes, title: str, above: float = 6.0, font: float = FONT_SIZE) -> None:
    """Write a title on a few lines, so many points above the picture and no wider than it."""
    from textwrap import fill  # noqa: PLC0415 - only a plot pays for it

    size = font + 3
    wide = max(10, min(TITLE_LENGTH, int(size_in_points(ax)[0] / (size * LETTER))))
    ax.set_title(fill(cut(title, 2 * TITLE_LENGTH), wide), parse_math=False, size=size, pad=above)


def add_legend(ax: Axes, handles: list[Any], *, on_top: bool) -> float:
    """Add a legend above or below the picture, and return its height in points."""
    if not handles:
        return 0.0
    ax.legend(
        handles=handles,
        loc="lower center" if on_top else "upper center",
        bbox_to_anchor=(0.5, 1.0 if on_top else 0.0),
        ncols=LEGEND_COLUMNS,
        frameon=False,
        fontsize=FONT_SIZE,
    )
    return (len(handles) + LEGEND_COLUMNS - 1) // LEGEND_COLUMNS * FONT_SIZE * 1.8


def legend_rows(handles: list[Any], font: float, width: float) -> int:
    """Return in how many rows a legend of these handles fits into so many points."""
    return -(-len(handles) // _columns(handles, font, width)) if handles else 0


def add_legend_inside(ax: Axes, handles: list[Any], font: float) -> None:
    """Add a legend at the top inside the picture, no wider than it."""
    if handles:
        ax.legend(
            handles=handles,
            loc="upper center",
            ncols=_columns(handles, font, size_in_points(ax)[0]),
            frameon=False,
            fontsize=font,
            borderaxespad=0.0,
            borderpad=0.2,
            labelspacing=0.25,
            columnspacing=1.0,
            handletextpad=0.4,
            handlelength=1.6,
            markerscale=font / FONT_SIZE,
        )


def _columns(handles: list[Any], font: float, width: float) -> int:
    """Return in how many columns a legend fits into so many points."""
    longest = [len(str(handle.get_label())) for handle in handles]
    for columns in range(LEGEND_COLUMNS, 1, -1):
        rows = -(-len(longest) // columns)
        widest = [max(longest[at : at + rows]) for at in range(0, len(longest), rows)]
        if sum(letters * LETTER + 3.5 for letters in widest) * font <= width:
            return columns
    return 1
