"""What pictures are drawn on: the door to matplotlib (extra `report`), and words, titles and legends on it.

A figure of our own needs no window and touches no global state. What a picture shows is not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collective_impact.display import number, plain
from collective_impact.errors import MissingExtraError
from collective_impact.reporting.layers import cut

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from collective_impact.period import Period

__all__ = [
    "FONT_SIZE",
    "LEGEND_LINE",
    "LETTERS",
    "POINTS",
    "add_legend",
    "add_legend_inside",
    "add_title",
    "add_words_below",
    "axes",
    "label_periods",
    "label_values",
    "legend_rows",
    "need_matplotlib",
    "period_words",
    "say_instead",
    "shortened",
    "size_in_points",
    "whole_figure",
    "write",
]

FONT_SIZE = 8.0
TITLE_LENGTH = 70
LETTERS = 17
"""How many small letters fit into an inch."""

SHORTEST_LINE = 30

LEGEND_COLUMNS = 5
LEGEND_LINE = 1.5
"""The height of a line of a legend inside a picture beside that of its letters."""

LETTER = 0.56
"""The width of a common letter beside its height."""
POINTS = 72
"""Points of an inch."""


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
    return box.width * POINTS / dpi, box.height * POINTS / dpi


def add_title(  # noqa: PLR0913 - each is one fact about the title
    ax: Axes,
    title: str,
    above: float = 6.0,
    font: float = FONT_SIZE,
    *,
    below: str = "",
    inches: float | None = None,
) -> None:
    """Write a title on a few lines, so many points above the picture, and words below it.

    No line is wider than the picture, or than so many inches where the layout leaves it less room.
    """
    from textwrap import fill  # noqa: PLC0415 - only a plot pays for it

    size = font + 3
    points = size_in_points(ax)[0] if inches is None else inches * POINTS
    wide = max(10, min(TITLE_LENGTH, int(points / (size * LETTER))))
    words = fill(cut(title, 2 * TITLE_LENGTH), wide)
    words = f"{words}\n{fill(below, wide)}" if below else words
    ax.set_title(words, parse_math=False, size=size, pad=above)


def add_words_below(ax: Axes, words: str) -> None:
    """Write sentences under the picture, in lines of its width."""
    ax.set_xlabel(_lines(ax, words), parse_math=False, size=FONT_SIZE, labelpad=8, loc="left")


def shortened(words: str, length: int) -> str:
    """Return words on one line, without their middle where they are long: names often differ at their end only."""
    held, half = plain(words), length // 2
    return held if len(held) <= length else f"{held[:half]}...{held[half + 3 - length :]}"


def say_instead(ax: Axes, words: str) -> None:
    """Write sentences where there is nothing to draw."""
    ax.set_axis_off()
    write(ax, 0.5, 0.5, _lines(ax, words), "center")


def _lines(ax: Axes, words: str) -> str:
    from textwrap import fill  # noqa: PLC0415 - only a plot pays for it

    return fill(plain(words), max(int(_inches(ax) * LETTERS), SHORTEST_LINE))


def _inches(ax: Axes) -> float:
    """Return the width of the picture, before the layout makes the most of it."""
    return float(ax.get_window_extent().width / ax.figure.dpi)


def label_periods(ax: Axes, periods: Sequence[Period]) -> None:
    """Label the axis of years with periods as people write them: from the last one back, as there is room."""
    from collective_impact.measurement.points import year_of  # noqa: PLC0415 - only a plot over time pays for it

    found = {year_of(period): period_words(period) for period in periods}
    places = sorted(found, reverse=True)
    letters = max(map(len, found.values())) + 5
    room = (places[0] - places[-1]) * letters / (_inches(ax) * LETTERS)
    kept: list[float] = []
    for place in places:
        if not kept or kept[-1] - place >= room:
            kept.append(place)
    ax.set_xticks(kept, [found[place] for place in kept], size=FONT_SIZE)
    for label in ax.get_xticklabels():
        label.set_parse_math(False)


def label_values(ax: Axes, words: str) -> None:
    """Label the axis of values."""
    ax.set_ylabel(words, size=FONT_SIZE + 1, parse_math=False)
    ax.yaxis.set_major_formatter(lambda value, _: number(value))
    ax.tick_params(labelsize=FONT_SIZE)
    ax.spines[["top", "right"]].set_visible(False)


def period_words(period: Period) -> str:
    """Return how a period is written at an axis: a span of days by its first and last month."""
    start, _, end = period.label.partition("/")
    return f"{start[:7]} to {end[:7]}" if len(start) == len("2024-01-01") and end else period.label


def add_legend(ax: Axes, handles: list[Any], *, on_top: bool, below: float = 0.0) -> float:
    """Add a legend above the picture, or so many points below it, and return its height in points."""
    if not handles:
        return 0.0
    from matplotlib.transforms import ScaledTranslation  # noqa: PLC0415 - an extra, and costly to import

    figure: Any = ax.figure
    place = ax.transAxes + ScaledTranslation(0, -below / POINTS, figure.dpi_scale_trans)
    ax.legend(
        handles=handles,
        loc="lower center" if on_top else "upper center",
        bbox_to_anchor=(0.5, 1.0 if on_top else 0.0),
        bbox_transform=place,
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
