"""What pictures are drawn on: the door to matplotlib (extra `report`), and words, titles and legends on it.

A figure of our own needs no window and touches no global state. What a picture shows is not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collective_impact.display import plain
from collective_impact.errors import MissingExtraError, excerpt

if TYPE_CHECKING:
    from types import ModuleType

    from matplotlib.axes import Axes

__all__ = ["FONT_SIZE", "add_legend", "add_title", "axes", "need_matplotlib", "write"]

FONT_SIZE = 8.0
TITLE_LENGTH = 70
LEGEND_COLUMNS = 5
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


def add_title(ax: Axes, title: str, above: float = 6.0) -> None:
    """Write a title on one or two lines, so many points above the picture."""
    from textwrap import fill  # noqa: PLC0415 - only a plot pays for it

    words = fill(plain(excerpt(title)), TITLE_LENGTH)
    ax.set_title(words, parse_math=False, size=FONT_SIZE + 3, pad=above)


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
