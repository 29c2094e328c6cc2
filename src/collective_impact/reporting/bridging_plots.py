"""Who joins the tables of a community, drawn as two columns on matplotlib (extra `report`).

An answer of `landscape.bridging_partners` comes in. Lines are told apart by their ends, not by colour alone, so that
the picture can be read in grey.
"""

from __future__ import annotations

from math import fsum, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from collective_impact.display import counted, number
from collective_impact.reporting.canvas import (
    FONT_SIZE,
    add_title,
    axes,
    say_instead,
    size_in_points,
    write,
)
from collective_impact.reporting.landscape_drawing import (
    add_words,
    fits,
    name_of,
    names_in_words,
    room_on,
    sided,
    width_of,
)
from collective_impact.reporting.layers import cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes

    from collective_impact.landscape.bridging import BridgingPartner, BridgingPartners

__all__ = ["plot_bridging_partners"]

MOST_PARTNERS, MOST_TABLES = 25, 60
"""How many of those with the greatest load are drawn, and how many of the tables at which most of them sit."""

ROW = 0.25
LEFT, RIGHT, WIDTH = 4.3, 8.0, 11.2
"""The height of a row; where the two columns of marks stand, and how wide all is: in inches."""

LEFT_LENGTH, RIGHT_LENGTH = 62, 46
FEWEST_LETTERS = 6
"""How many letters stand beside the marks, and how many of a name at least."""

SMALLEST, LARGEST = 14.0, 150.0
"""The areas of marks, in square points."""

HEADINGS = -1.1
"""How many rows above the first the headings stand."""

INKS = ("#1b1b1b", "#2b6ea8", "#d08a3c", "#5d8a3a", "#8a4f9e")
DASHES = ((0, ()), (0, (5.0, 1.5)), (0, (1.2, 1.2)), (0, (5.0, 1.5, 1.2, 1.5)))
"""Neighbours have another colour and another line, so that one can be followed in grey as well."""


def plot_bridging_partners(bridging: BridgingPartners, ax: Axes | None = None) -> Axes:
    """Draw the partners at several tables on the left, these tables on the right, and return the Axes.

    Partners stand by their load, the greatest first, with the number of tables and the hours of meetings a month. The
    larger a mark, the more tables a partner sits at, or the more of these partners sit at a table. A plus says that
    the hours of some tables are not known. Tables stand where lines cross less. At most 25 partners are drawn,
    and of their tables at most 60, those with most of them; how many are left out is said. Give Axes of your own
    their size first: words shrink to it.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    title = "Who sits at several tables"
    partners = bridging.partners[: fits(ax, len(bridging.partners), MOST_PARTNERS)]
    if not partners:
        ax = axes(ax, (8.0, 2.0))
        add_title(ax, title)
        say_instead(ax, bridging.reason or "No member is listed.")
        return ax
    sitting: dict[str, list[int]] = {}
    for place, partner in enumerate(partners):
        for id_ in partner.collaboration_ids:
            sitting.setdefault(id_, []).append(place)
    most = fits(ax, len(sitting), MOST_TABLES)
    kept = sorted(sitting, key=lambda id_: (-len(sitting[id_]), id_))[:most]
    tables = sorted(kept, key=lambda id_: (fsum(sitting[id_]) / len(sitting[id_]), id_))
    rows = max(len(partners), len(tables))
    font = room_on(ax, rows + 2.0).font
    narrowed = 1.0 if ax is None else min(1.0, size_in_points(ax)[0] / (WIDTH * 72))
    wide = width_of(ax, WIDTH)
    ax = axes(ax, (WIDTH + 0.2, ROW * (rows + 2.0) + 1.1))
    add_title(ax, title)
    _frame(ax, rows)
    columns = _Columns(ax, font, narrowed)
    left = _places(len(partners), rows)
    right = dict(zip(tables, _places(len(tables), rows), strict=True))
    for place, partner in enumerate(partners):
        ends = [right[id_] for id_ in partner.collaboration_ids if id_ in right]
        columns.lines(place, left[place], ends, partner.tables / partners[0].tables)
    columns.heading(LEFT, "Partners", "right")
    columns.heading(RIGHT, "Tables", "left")
    for place, partner in enumerate(partners):
        mark = _Mark(
            name_of({partner.organisation_id: partner.name}, partner.organisation_id),
            _load_words(partner),
            left[place],
            partner.tables,
        )
        columns.mark(mark, LEFT, INKS[place % len(INKS)])
    for id_, y in right.items():
        mark = _Mark(name_of(bridging.titles, id_), str(len(sitting[id_])), y, len(sitting[id_]))
        columns.mark(mark, RIGHT, "#444444")
    add_words(ax, _words_below(bridging, len(partners), len(tables), len(sitting)), wide)
    return ax


class _Mark(NamedTuple):
    """A mark with its words, its place from the top, and what its size is of."""

    name: str
    load: str
    y: float
    size: int


def _places(count: int, rows: int) -> list[float]:
    """Return where so many marks stand in so many rows: spread, with as much room above as below."""
    step = rows / count
    return [(place + 0.5) * step - 0.5 for place in range(count)]


def _frame(ax: Axes, rows: int) -> None:
    ax.set_xlim(0.0, WIDTH)
    ax.set_ylim(rows - 0.4, HEADINGS - 0.6)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)


def _load_words(partner: BridgingPartner) -> str:
    tables = counted(partner.tables, "table")
    if partner.hours_per_month is None:
        return f"{tables}, hours not known"
    more = "+" if partner.unknown_hours else ""
    return f"{tables}, {number(round(partner.hours_per_month, 1))}{more} hours"


class _Columns:
    """The two columns of a picture while they are drawn; it is `narrowed` beside one on a figure of our own."""

    def __init__(self, ax: Axes, font: float, narrowed: float) -> None:
        self.ax = ax
        self.font = font
        self.narrowed = narrowed
        self.room = narrowed * FONT_SIZE / font
        self.small = min(font / FONT_SIZE, narrowed)

    def heading(self, x: float, words: str, align: str) -> None:
        """Write what stands in a column above it."""
        write(self.ax, x, HEADINGS, words, align, size=self.font + 1, weight="bold")

    def lines(self, place: int, y: float, ends: Sequence[float], weight: float) -> None:
        """Draw lines from a partner to its tables, the heavier, the more it sits at beside the first."""
        from matplotlib.patches import PathPatch  # noqa: PLC0415 - an extra, and costly to import
        from matplotlib.path import Path  # noqa: PLC0415 - the same

        bend = (RIGHT - LEFT) * 0.4
        ink, dash = INKS[place % len(INKS)], DASHES[place % len(DASHES)]
        codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
        for end in ends:
            way = [(LEFT, y), (LEFT + bend, y), (RIGHT - bend, end), (RIGHT, end)]
            style: dict[str, Any] = {
                "facecolor": "none",
                "edgecolor": ink,
                "linewidth": (0.5 + weight) * self.small,
            }
            self.ax.add_patch(PathPatch(Path(way, codes), linestyle=dash, alpha=0.5 + 0.4 * weight, **style))

    def mark(self, mark: _Mark, x: float, ink: str) -> None:
        """Draw a mark with its words on the outer side."""
        area = min(LARGEST, SMALLEST + 14.0 * (mark.size - 1)) * self.small
        self.ax.scatter([x], [mark.y], s=area, color=ink, edgecolors="white", linewidths=0.5, zorder=2.0)
        is_left = x == LEFT
        letters = int((LEFT_LENGTH if is_left else RIGHT_LENGTH) * self.room) - len(mark.load) - 2
        words = f"{sided(cut(mark.name, max(letters, FEWEST_LETTERS)))}, {mark.load}"
        beside = (sqrt(area) / 2 + 4.0) / (72 * self.narrowed)
        place, align = (x - beside, "right") if is_left else (x + beside, "left")
        write(self.ax, place, mark.y, words, align, size=self.font)


def _words_below(bridging: BridgingPartners, partners: int, tables: int, of_tables: int) -> Iterator[str]:
    yield (
        "Beside a partner stand how many tables it sits at, and its hours of meetings a month; beside a table, how "
        "many of these partners sit there. The larger the number, the larger the mark."
    )
    if any(p.unknown_hours and p.hours_per_month is not None for p in bridging.partners[:partners]):
        yield "+: the hours of some of its tables are not known and come on top."
    total = len(bridging.partners)
    if partners < total:
        at_least = f"{bridging.minimum_tables} tables or more"
        yield f"Drawn: {partners} of {total:,} partners at {at_least}, those at most tables."
    if tables < of_tables:
        yield f"Drawn: {tables} of their {of_tables:,} tables."
    if bridging.without_members:
        yield f"The roster is not recorded of {names_in_words(bridging.titles, bridging.without_members)}."
