"""Pictures of a map on matplotlib (extra `report`).

Every function draws on the Axes that it is given, or on a figure of its own that needs no window, and gives the
Axes back; none shows or saves anything, and none touches the global state of pyplot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from collective_impact.display import plain
from collective_impact.errors import excerpt
from collective_impact.network.incidence import incidence, positions_in
from collective_impact.reporting.canvas import (
    FONT_SIZE,
    add_legend,
    add_title,
    axes,
    need_matplotlib,
    whole_figure,
    write,
)
from collective_impact.reporting.layers import layers_of, short
from collective_impact.reporting.map_drawing import draw_map, most_rows, room_on, size_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from collective_impact.network.incidence import Subject
    from collective_impact.reporting.layers import Layers

__all__ = ["plot_coverage", "plot_map", "svg"]

MOST_ROWS = 500
MOST_COLUMNS = 120
ROW = 0.24
"""The height of a row, in inches."""

PARTNER_LENGTH, OUTCOME_LENGTH = 40, 50
FEWEST_LETTERS = 5
PADDING = 5.0
WIDE_LETTER = 0.66
SMALL_FONT = 6.0
SLOPE = 0.71
"""How high a label that stands at 45 degrees is beside its length."""

_LEVELS = ("#ffffff", "#a9c9e2", "#2b5f94")
_INK = ("#767676", "#000000", "#ffffff")


def plot_map(subject: Subject, ax: Axes | None = None) -> Axes:
    """Draw partners, activities and outcomes from left to right, and return the Axes.

    A partner bears the colour and the marker of its sector. Markers grow with the load: how many activities a
    partner or an outcome has, how many partners an activity. An outcome without an activity is a gap and has a
    dashed frame. Lines to outcomes are dashed where they come through a strategy; arcs beside the activities
    say which reinforces which, and are dotted where one hinders another. Of each layer at most 500 are drawn,
    those with the greatest load, and the heading says how many there are.

    On Axes of your own, words are made smaller and titles cut until all has room, down to 4 points; of each
    layer as many are drawn as have room then. The legend stands inside. Give the Axes their size first.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    if ax is None:
        layers = layers_of(subject, MOST_ROWS)
        ax = axes(None, size_of(layers))
        add_title(ax, layers.title, draw_map(ax, layers) + 10)
        return ax
    need_matplotlib()
    layers = layers_of(subject, min(MOST_ROWS, most_rows(ax)))
    room = room_on(ax, layers)
    draw_map(ax, layers, room)
    add_title(ax, layers.title, font=room.font)
    return ax


def plot_coverage(subject: Subject, ax: Axes | None = None) -> Axes:
    """Draw how many activities each partner has towards each outcome, straight or through strategies.

    White is none, light one, dark two or more; the number stands in the cell. Partners and outcomes with most
    come first. A gap, an outcome without an activity, is hatched and says so, and so does an outcome all of
    whose activities are carried by one partner. At most 500 partners and 120 outcomes are drawn, those with
    the most activities. On Axes of your own, titles are cut to the room beside them, unless the figure has a layout
    engine that makes room.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    layers = layers_of(subject)
    table = _counts(subject)
    rows = _most([sum(count > 0 for count in row) for row in table], MOST_ROWS)
    columns = _most([sum(row[at] > 0 for row in table) for at in range(len(layers.outcomes))], MOST_COLUMNS)
    beside, above, font = _label_room(ax)
    ax = axes(ax, (3.6 + 0.5 * max(len(columns), 4) + 1.2, ROW * max(len(rows), 3) + 3.4))
    add_title(ax, layers.title, font=font)
    if not rows or not columns:
        ax.set_axis_off()
        write(ax, 0.5, 0.5, "No partner or no outcome is recorded, so there is nothing to draw.", "center")
        return ax
    from matplotlib.colors import ListedColormap  # noqa: PLC0415 - an extra, and costly to import

    shades = [[min(table[row][column], 2) for column in columns] for row in rows]
    ax.imshow(shades, cmap=ListedColormap(_LEVELS), vmin=0, vmax=2, aspect="auto")
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            count = table[row][column]
            if not layers.outcomes[column].is_gap:
                write(ax, x, y, str(count), "center", color=_INK[min(count, 2)], size=font)
    for x, column in enumerate(columns):
        if layers.outcomes[column].is_gap:
            ax.axvspan(
                x - 0.5, x + 0.5, facecolor="none", edgecolor="#555555", hatch="////", linewidth=0, zorder=1.5
            )
    ax.set_xticks(range(len(columns)), [_outcome_label(layers, table, column, above) for column in columns])
    ax.set_yticks(range(len(rows)), [short(layers.partners[row], beside) for row in rows])
    ax.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0, labelsize=font)
    for label in ax.get_xticklabels():
        label.set(rotation=45, ha="left", rotation_mode="anchor", parse_math=False)
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    ax.set_xticks([x - 0.5 for x in range(len(columns) + 1)], minor=True)
    ax.set_yticks([y - 0.5 for y in range(len(rows) + 1)], minor=True)
    ax.grid(which="minor", color="#bbbbbb", linewidth=0.6)
    ax.tick_params(which="minor", length=0)
    _coverage_legend(ax, layers, (len(rows), len(columns)))
    return ax


def svg(subject: Subject) -> str:
    """Return `plot_map` as the text of an SVG file: the same map gives the same text, whatever is set elsewhere.

    Titles are text in it, which can be searched and copied. It holds no date and no script, and what stands in
    a title cannot become an element.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    mpl = need_matplotlib()
    import io  # noqa: PLC0415 - only who saves pays for it
    import warnings  # noqa: PLC0415 - the same

    out = io.StringIO()
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a letter that the font lacks is still text in the file
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.hashsalt": "collective-impact", "svg.fonttype": "none"})
        ax = plot_map(subject)
        facts = {"Date": None, "Creator": None, "Title": plain(excerpt(incidence(subject).initiative.title))}
        cast("Figure", ax.figure).savefig(out, format="svg", metadata=facts)
    return out.getvalue()


def _counts(subject: Subject) -> list[list[int]]:
    """Return for each partner how many of its activities work towards each outcome."""
    index = incidence(subject)
    table = [[0] * len(index.outcomes) for _ in index.partners]
    for partner, carried in enumerate(index.activities_of_partner):
        for activity in carried:
            for outcome in positions_in(index.outcome_masks[activity]):
                table[partner][outcome] += 1
    return table


def _most(totals: Sequence[int], most: int) -> list[int]:
    return sorted(range(len(totals)), key=lambda at: (-totals[at], at))[:most]


def _label_room(ax: Axes | None) -> tuple[int, int, float]:
    """Return how many letters have room beside and above the axes, and how large they are."""
    if ax is None or whole_figure(ax).get_layout_engine() is not None:
        return PARTNER_LENGTH, OUTCOME_LENGTH, FONT_SIZE
    figure = whole_figure(ax)
    dots, letter = 72 / figure.dpi, WIDE_LETTER * SMALL_FONT
    others = [other.bbox.x1 for other in figure.axes if other is not ax and other.bbox.x1 <= ax.bbox.x0]
    beside = (ax.bbox.x0 - max(others, default=0.0)) * dots - PADDING
    above = (figure.bbox.height - ax.bbox.y1) * dots - PADDING - 3 * SMALL_FONT
    return (
        max(FEWEST_LETTERS, min(PARTNER_LENGTH, int(beside / letter))),
        max(FEWEST_LETTERS, min(OUTCOME_LENGTH, int(above / (letter * SLOPE)))),
        SMALL_FONT,
    )


def _outcome_label(layers: Layers, table: Sequence[Sequence[int]], column: int, length: int) -> str:
    outcome = layers.outcomes[column]
    providers = sum(row[column] > 0 for row in table)
    ends = " (gap)" if outcome.is_gap else " (one partner)" if providers == 1 else ""
    room = length - len(ends)
    return short(outcome, room) + ends if room >= FEWEST_LETTERS else short(outcome, length)


def _coverage_legend(ax: Axes, layers: Layers, drawn: tuple[int, int]) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415 - an extra, and costly to import

    words = ("0 activities", "1", "2 or more")
    handles: list[Any] = [
        Patch(facecolor=colour, edgecolor="#bbbbbb", label=label)
        for colour, label in zip(_LEVELS, words, strict=True)
    ]
    if any(outcome.is_gap for outcome in layers.outcomes):
        handles.append(Patch(facecolor="white", edgecolor="#555555", hatch="////", label="gap: no activity"))
    counts = (layers.counts[0], layers.counts[2])
    if drawn != counts:
        words_left = f"drawn: {drawn[0]:,} of {counts[0]:,} partners, {drawn[1]:,} of {counts[1]:,} outcomes"
        handles.append(Patch(facecolor="none", edgecolor="none", label=words_left))
    add_legend(ax, handles, on_top=False)
