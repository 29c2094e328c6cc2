"""How a map is drawn: markers for partners, boxes for activities and outcomes, lines and arcs between them.

Distances along are in inches, down in rows. Whatever is told by colour is told by shape, line or word as well, so
that the picture can be read in grey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from collective_impact.reporting.canvas import (
    FONT_SIZE,
    LEGEND_LINE,
    add_legend,
    add_legend_inside,
    legend_rows,
    size_in_points,
    write,
)
from collective_impact.reporting.layers import short, untangled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.path import Path

    from collective_impact.reporting.layers import Item, Layers

__all__ = ["Room", "draw_map", "most_rows", "room_on", "size_of"]

SECTORS: dict[str | None, tuple[str, str]] = {
    "public": ("#1f4e9e", "o"),
    "nonprofit": ("#d1495b", "s"),
    "business": ("#3a3a3a", "^"),
    "philanthropy": ("#8e5ea2", "D"),
    "education": ("#e39d2d", "v"),
    "health": ("#2a9d8f", "P"),
    "faith": ("#7f5539", "X"),
    "tribal": ("#b5179e", "<"),
    "community": ("#55a630", ">"),
    "media": ("#4cc9f0", "p"),
    "labour": ("#9c6644", "h"),
    "other": ("#8d99ae", "8"),
    None: ("#6c757d", "*"),
}
"""For each sector a colour and a marker, so that it is known in grey as well; None is not recorded."""


PARTNER_X, ACTIVITY_X, ACTIVITY_END, OUTCOME_X, RIGHT = 2.9, 5.3, 8.6, 10.6, 14.0
PARTNER_LENGTH, ACTIVITY_LENGTH, OUTCOME_LENGTH = 42, 49, 51
FEWEST_ROWS = 3
MANY_ROWS = 60
MANY_LINES = 150
FEW_ARCS = 40
SMALLEST_FONT = 4.0
FEWEST_LETTERS = 18
"""So many letters of a partner's title are to be seen before words are made no smaller."""

LINE = 1.25
"""The height of a row beside that of its letters."""

WIDTH = RIGHT + 0.1
THROUGH = (0, (4.0, 3.0))
HINDERS = (0, (1.0, 1.5))


class _Place(NamedTuple):
    item: Item
    y: float


Places = dict[int, _Place]


class Room(NamedTuple):
    """How large words are, and how far a picture is narrower than one of its own size; all else follows them."""

    font: float = FONT_SIZE
    narrowed: float = 1.0
    head: float = 0.0
    """How many rows are kept free above for the legend."""

    @property
    def small(self) -> float:
        """How much smaller marks and lines are."""
        return min(self.font / FONT_SIZE, 1.3 * self.narrowed, 1.0)

    def letters(self, natural: int) -> int:
        """Return how many letters have room where so many have it in a picture of its own size."""
        return max(4, int(natural * self.narrowed * FONT_SIZE / self.font))


def most_rows(ax: Axes) -> int:
    """Return how many rows the axes have room for, at the smallest words."""
    return max(FEWEST_ROWS, int(size_in_points(ax)[1] * 0.8 / (SMALLEST_FONT * LINE)))


def room_on(ax: Axes, layers: Layers) -> Room:
    """Return how large words may be on these axes: as large as usual, or as small as rows and titles need."""
    width, height = size_in_points(ax)
    handles, rows = _handles(layers), _rows(layers)
    narrowed = min(1.0, width / (WIDTH * 72))
    font = FONT_SIZE
    while True:
        head = legend_rows(handles, font, width) * font * LEGEND_LINE
        row = (height - head) / (rows + 1.5)
        room = Room(font, narrowed)
        has_room = row >= font * LINE and room.letters(PARTNER_LENGTH) >= FEWEST_LETTERS
        if has_room or font <= SMALLEST_FONT:
            return room._replace(head=head / row if row > 0 else 0.0)
        font -= 0.5


def size_of(layers: Layers) -> tuple[float, float]:
    """Return the width and the height in inches that a picture of these layers needs."""
    rows = _rows(layers)
    return RIGHT + 0.3, rows * (0.24 if rows <= MANY_ROWS else 0.19) + 2.2


def draw_map(ax: Axes, layers: Layers, room: Room | None = None) -> float:
    """Draw the layers, and return the height of the legend above them in points.

    With a `room`, the axes are the reader's own: the legend stands inside, and nothing is above.
    """
    inside = room is not None
    room = room or Room()
    rows = _rows(layers)
    items = (layers.partners, layers.activities, layers.outcomes)
    partners, activities, outcomes = (
        _places(held, order, rows) for held, order in zip(items, untangled(layers), strict=True)
    )
    lines = len(layers.carries) + len(layers.reaches) + len(layers.reinforces)
    width = 0.9 if lines <= MANY_LINES else 0.6
    _draw_lines(ax, layers, (partners, activities, outcomes), width * room.small)
    _draw_partners(ax, partners, room)
    _draw_boxes(ax, activities, (ACTIVITY_X, ACTIVITY_END), ACTIVITY_LENGTH, room)
    _draw_boxes(ax, outcomes, (OUTCOME_X, RIGHT), OUTCOME_LENGTH, room)
    heads = (
        ("Partners", PARTNER_X, "right"),
        ("Activities", ACTIVITY_X, "left"),
        ("Outcomes", OUTCOME_X, "left"),
    )
    for (noun, x, align), held, count in zip(heads, items, layers.counts, strict=True):
        words = noun if len(held) == count else f"{noun} ({len(held):,} of {count:,})"
        write(ax, x + 0.08, -1.0, words, align, weight="bold", size=room.font * 1.25)
    if not any(layers.counts):
        write(ax, ACTIVITY_X, 1.0, "Nothing is recorded that could be drawn.", "left", size=room.font)
    ax.set_xlim(0, WIDTH)
    ax.set_ylim(rows, -1.5 - room.head)
    ax.set_axis_off()
    if inside:
        add_legend_inside(ax, _handles(layers), room.font)
        return 0.0
    return add_legend(ax, _handles(layers), on_top=True)


def _rows(layers: Layers) -> int:
    return max(len(layers.partners), len(layers.activities), len(layers.outcomes), FEWEST_ROWS)


def _places(items: Sequence[Item], order: Sequence[int], rows: int) -> Places:
    """Return where each item stands, the layer spread evenly over the height."""
    return {at: _Place(items[at], (row + 0.5) * rows / len(order) - 0.5) for row, at in enumerate(order)}


def _areas(places: Places) -> list[float]:
    """Return the areas of markers in square points: 18 without load, 130 for the greatest load of the layer."""
    greatest = max([1, *(place.item.load for place in places.values())])
    return [18 + 112 * place.item.load / greatest for place in places.values()]


def _draw_partners(ax: Axes, places: Places, room: Room) -> None:
    for place, full in zip(places.values(), _areas(places), strict=True):
        area = full * room.small**2
        colour, marker = SECTORS[place.item.sector]
        is_idle = place.item.load == 0
        face = "white" if is_idle else colour
        style: dict[str, Any] = {"c": face, "marker": marker, "edgecolors": colour, "linewidths": 1.0}
        ax.scatter(PARTNER_X, place.y, s=area, zorder=3, **style).set_in_layout(False)
        slant = "italic" if is_idle else "normal"
        words = short(place.item, room.letters(PARTNER_LENGTH))
        write(ax, PARTNER_X - 0.14, place.y, words, "right", style=slant, size=room.font)


def _draw_boxes(ax: Axes, places: Places, ends: tuple[float, float], length: int, room: Room) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - an extra, and costly to import

    left, right = ends
    for place in places.values():
        is_gap = place.item.is_gap
        behind = " (gap)" if is_gap else ""
        style: dict[str, Any] = {"facecolor": "#f0f0f0", "edgecolor": "#c4c4c4", "linewidth": 0.6}
        if is_gap:
            style = {"facecolor": "white", "edgecolor": "black", "linestyle": (0, (4, 2))}
            style["linewidth"] = 1.2 * room.small
        box = ax.add_patch(Rectangle((left, place.y - 0.4), right - left, 0.8, zorder=2.5, **style))
        box.set_in_layout(False)
        words = short(place.item, room.letters(length) - len(behind)) + behind
        write(ax, left + 0.28, place.y, words, "left", zorder=4, size=room.font)
    marked = [
        (place.y, area * 0.7 * room.small**2)
        for place, area in zip(places.values(), _areas(places), strict=True)
        if not place.item.is_gap
    ]
    heights, sizes = [y for y, _ in marked], [size for _, size in marked]
    marks = ax.scatter([left + 0.14] * len(marked), heights, s=sizes, c="#444444", linewidths=0, zorder=3)
    marks.set_in_layout(False)


def _draw_lines(ax: Axes, layers: Layers, places: tuple[Places, Places, Places], width: float) -> None:
    partners, activities, outcomes = places
    curves: dict[tuple[str, Any], list[Path]] = {}
    for partner, activity in layers.carries:
        place = partners[partner]
        style = (SECTORS[place.item.sector][0], "-")
        path = _curve((PARTNER_X + 0.06, place.y), (ACTIVITY_X, activities[activity].y))
        curves.setdefault(style, []).append(path)
    for activity, outcome, straight in layers.reaches:
        path = _curve((ACTIVITY_END, activities[activity].y), (OUTCOME_X, outcomes[outcome].y))
        curves.setdefault(("#808080", "-" if straight else THROUGH), []).append(path)
    _add_curves(ax, curves, width)
    count, rows = len(layers.reinforces), _rows(layers)
    alpha = min(1.0, max(0.3, FEW_ARCS / max(count, 1)))
    for source, target, kind in layers.reinforces:
        start, end = activities[source].y, activities[target].y
        line = HINDERS if kind == "hinders" else "-"
        look: dict[str, Any] = {
            "linewidth": width * (1.0 if count <= FEW_ARCS else 0.7),
            "linestyle": line,
            "alpha": alpha,
        }
        _draw_arc(ax, start, end, rows, look)


def _curve(start: tuple[float, float], end: tuple[float, float], reach: float | None = None) -> Path:
    from matplotlib.path import Path  # noqa: PLC0415 - an extra, and costly to import

    (x0, y0), (x1, y1) = start, end
    middle = (x0 + x1) / 2 if reach is None else reach
    return Path([(x0, y0), (middle, y0), (middle, y1), (x1, y1)], [Path.MOVETO, *[Path.CURVE4] * 3])


def _add_curves(ax: Axes, curves: Mapping[tuple[str, Any], list[Path]], width: float) -> None:
    from matplotlib.collections import PathCollection  # noqa: PLC0415 - an extra, and costly to import

    for (colour, line), paths in curves.items():
        style: dict[str, Any] = {
            "edgecolors": colour,
            "linestyles": [line],
            "linewidths": width,
            "alpha": 0.75,
        }
        drawn = PathCollection(paths, facecolors="none", zorder=1, **style)
        drawn.set_in_layout(False)
        ax.add_collection(drawn, autolim=False)


def _draw_arc(ax: Axes, start: float, end: float, rows: int, style: Mapping[str, Any]) -> None:
    """Draw an arc beside the activities that bends the farther out the longer it is, with an arrow head."""
    from matplotlib.patches import FancyArrowPatch  # noqa: PLC0415 - an extra, and costly to import

    far = min(0.12 * abs(end - start), 1.6 * (abs(end - start) / rows) ** 0.6)
    beside = end + (0.18 if start > end else -0.18)
    path = _curve((ACTIVITY_END, start), (ACTIVITY_END, beside), ACTIVITY_END + 0.35 + far)
    head = 7 if style["alpha"] == 1 else 5
    arrow = FancyArrowPatch(
        path=path, arrowstyle="-|>", mutation_scale=head, color="black", zorder=2, **style
    )
    ax.add_patch(arrow).set_in_layout(False)


def _handles(layers: Layers) -> list[Any]:
    """Return what the legend explains: only what occurs in the picture."""
    from matplotlib.lines import Line2D  # noqa: PLC0415 - an extra, and costly to import
    from matplotlib.patches import Patch  # noqa: PLC0415 - an extra, and costly to import

    def mark(colour: str, marker: str, label: str, **style: Any) -> Line2D:  # noqa: ANN401 - matplotlib's
        return Line2D([], [], color=colour, marker=marker, linestyle="none", label=label, **style)

    present = {partner.sector for partner in layers.partners}
    found: list[Any] = [
        mark(colour, marker, sector or "sector not recorded")
        for sector, (colour, marker) in SECTORS.items()
        if sector in present
    ]
    if any(partner.load == 0 for partner in layers.partners):
        found.append(mark("black", "o", "hollow: no activity", markerfacecolor="white"))
    if any(outcome.is_gap for outcome in layers.outcomes):
        found.append(Patch(facecolor="white", edgecolor="black", linestyle="--", label="gap: no activity"))
    if any(not straight for *_, straight in layers.reaches):
        found.append(Line2D([], [], color="#808080", linestyle="--", label="through a strategy"))
    kinds = {kind for *_, kind in layers.reinforces}
    if kinds - {"hinders"}:
        found.append(Line2D([], [], color="black", label="reinforces (arrow: which one)"))
    if "hinders" in kinds:
        found.append(Line2D([], [], color="black", linestyle=":", label="hinders"))
    if any(layers.counts):
        found.append(
            Line2D([], [], color="none", label="the larger the mark, the more activities or partners")
        )
    return found
