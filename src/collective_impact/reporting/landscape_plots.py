"""Pictures of what a community covers, and for which ages and places, on matplotlib (extra `report`).

An answer of `landscape.coverage` comes in. Whatever is told by a shade is told by a word as well, so that the
picture can be read in grey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from collective_impact.display import number
from collective_impact.reporting.canvas import (
    add_title,
    axes,
    say_instead,
    write,
)
from collective_impact.reporting.landscape_drawing import (
    EDGE,
    add_keys,
    add_words,
    box,
    fits,
    key,
    name_of,
    name_rows,
    names_in_words,
    room_on,
    sided,
    width_of,
)
from collective_impact.reporting.layers import cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes

    from collective_impact.landscape.coverage import AgeSpan, CellStatus, LandscapeCell, LandscapeCoverage

__all__ = ["plot_community_coverage"]

MOST_ROWS = 120
MOST_SPANS = 12
ROW, COLUMN, LABELS = 0.27, 1.25, 3.3
"""Heights and widths in inches; names stand beside the rows."""

SPAN_LENGTH = 20
BOLD = 0.85
"""How many bold letters have room for one other."""

_WORDS: dict[CellStatus, str] = {
    "gap": "gap: nobody",
    "single": "one collaboration only",
    "covered": "several",
    "crowded": "crowded",
    "unknown": "not known",
}
_LOOKS: dict[CellStatus, tuple[dict[str, Any], str]] = {
    "gap": ({"facecolor": "white", "edgecolor": "black", "linewidth": 1.6}, "black"),
    "single": ({"facecolor": "#dfecf6", "edgecolor": EDGE, "linewidth": 0.6}, "black"),
    "covered": ({"facecolor": "#97c1df", "edgecolor": EDGE, "linewidth": 0.6}, "black"),
    "crowded": ({"facecolor": "#08468b", "edgecolor": EDGE, "linewidth": 0.6}, "white"),
    "unknown": (
        {"facecolor": "white", "edgecolor": "#8a8a8a", "linewidth": 0.9, "linestyle": (0, (2.0, 2.0))},
        "#555555",
    ),
}
"""For each status the box of a cell and the colour of its words; what is outside has none."""


class _Line(NamedTuple):
    """A row of the picture: a goal by itself as a heading, or the cells of a goal in one place."""

    words: str
    cells: tuple[LandscapeCell, ...] = ()
    is_heading: bool = False


def plot_community_coverage(coverage: LandscapeCoverage, ax: Axes | None = None) -> Axes:
    """Draw for each goal, place and span of age how many collaborations serve it, and return the Axes.

    A gap has a thick frame, what one alone serves is light, a crowded cell dark, and each says so in words; what
    is not known has a dashed frame. At ages that a goal is not about there is no cell. A star is where those who
    serve do so in some of the settings only. At most 120 rows are drawn, those with most gaps; what is left out
    is said. Give Axes of your own their size first: words shrink to it.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    title = "Which goals are served at which ages"
    spans = coverage.spans[:MOST_SPANS]
    grid = _grid(coverage)
    if not grid:
        ax = axes(ax, (8.0, 2.0))
        add_title(ax, title)
        say_instead(ax, coverage.reason or "There are no cells.")
        return ax
    most = fits(ax, len(grid) + len(coverage.outcome_ids), MOST_ROWS)
    kept = _kept(grid, most, has_headings=bool(coverage.places))
    room = room_on(ax, len(kept) * 1.5)
    lines = list(_lines(coverage, kept, room.letters))
    room = room_on(ax, len(lines))
    natural = max(LABELS + COLUMN * len(spans), 7.5)
    wide = width_of(ax, natural - LABELS)
    ax = axes(ax, (natural, ROW * len(lines) + 2.0))
    add_title(ax, title)
    seen = _draw_cells(ax, lines, len(spans), room.font)
    name_rows(ax, [line.words for line in lines], room.font)
    for label, line in zip(ax.get_yticklabels(), lines, strict=True):
        label.set_fontweight("bold" if line.is_heading else "normal")
    ax.set_xticks(range(len(spans)), [_span_words(span) for span in spans], size=room.font)
    for label in ax.get_xticklabels():
        label.set_parse_math(False)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    handles = [
        key(_legend_words(coverage, status), **look) for status, (look, _) in _LOOKS.items() if status in seen
    ]
    add_words(ax, _words_below(coverage, kept, len(grid)), wide)
    add_keys(ax, handles, wide, room.font)
    return ax


def _grid(coverage: LandscapeCoverage) -> dict[tuple[str, str | None], tuple[LandscapeCell, ...]]:
    """Return the cells of each goal in each place, in the order of the spans."""
    rows: dict[tuple[str, str | None], list[LandscapeCell]] = {}
    for cell in coverage.cells:
        rows.setdefault((cell.outcome_id, cell.place), []).append(cell)
    return {at: tuple(cells[:MOST_SPANS]) for at, cells in rows.items()}


def _kept(
    grid: dict[tuple[str, str | None], tuple[LandscapeCell, ...]], most: int, *, has_headings: bool
) -> dict[tuple[str, str | None], tuple[LandscapeCell, ...]]:
    """Return the rows with most gaps that have room, those alone served next, in their own order."""
    order = sorted(grid, key=lambda at: (-_count(grid[at], "gap"), -_count(grid[at], "single")))
    kept: set[tuple[str, str | None]] = set()
    goals: set[str] = set()
    for at in order:
        goals.add(at[0])
        if kept and len(kept) + 1 + (len(goals) if has_headings else 0) > most:
            break
        kept.add(at)
    return {at: cells for at, cells in grid.items() if at in kept}


def _count(cells: Sequence[LandscapeCell], status: CellStatus) -> int:
    return sum(cell.status == status for cell in cells)


def _lines(
    coverage: LandscapeCoverage, rows: dict[tuple[str, str | None], tuple[LandscapeCell, ...]], letters: int
) -> Iterator[_Line]:
    before = None
    for (goal, place), cells in rows.items():
        if place is None:
            yield _Line(sided(name_of(coverage.titles, goal, letters)), cells)
            continue
        if goal != before:
            yield _Line(sided(name_of(coverage.titles, goal, int(letters * BOLD))), is_heading=True)
        before = goal
        yield _Line(sided(cut(place, letters)), cells)


def _draw_cells(ax: Axes, lines: Sequence[_Line], width: int, font: float) -> set[CellStatus]:
    """Draw the cells, and return what occurs."""
    seen: set[CellStatus] = set()
    ax.set_xlim(-0.5, width - 0.5)
    ax.set_ylim(len(lines) - 0.45, -0.55)
    for y, line in enumerate(lines):
        for x, cell in enumerate(line.cells):
            if cell.status == "outside":
                continue
            seen.add(cell.status)
            look, ink = _LOOKS[cell.status]
            ax.add_patch(box(x, y, 0.94, 0.8, zorder=2.0, **look))
            style = {
                "size": font,
                "color": ink,
                "zorder": 3.0,
                "weight": "bold" if cell.status == "gap" else "normal",
            }
            write(ax, x, y, _cell_words(cell), "center", **style)
    return seen


def _cell_words(cell: LandscapeCell) -> str:
    count = len(cell.collaboration_ids)
    words = {"gap": "gap", "unknown": "not known", "single": "1 only", "crowded": f"{count}, crowded"}
    return words.get(cell.status, str(count)) + ("*" if cell.missing_settings else "")


def _span_words(span: AgeSpan) -> str:
    name = cut(span.title, SPAN_LENGTH) or cut(span.key, SPAN_LENGTH)
    return f"{name}\n{number(span.age_from)} to {number(span.age_to)}"


def _legend_words(coverage: LandscapeCoverage, status: CellStatus) -> str:
    return f"crowded: {coverage.crowded_from} or more" if status == "crowded" else _WORDS[status]


def _words_below(
    coverage: LandscapeCoverage, kept: dict[tuple[str, str | None], tuple[LandscapeCell, ...]], total: int
) -> Iterator[str]:
    yield "A figure is of collaborations."
    cells = [cell for row in kept.values() for cell in row]
    if any(cell.status == "outside" for cell in cells):
        yield "Blank: the goal is not about these ages."
    if any(cell.status == "unknown" for cell in cells):
        yield "Not known: nobody for certain, but somebody whose ages, places or goals are not recorded may."
    if any(cell.missing_settings for cell in cells):
        yield "*: only in some of the settings in which others work."
    if len(kept) < total:
        yield f"Drawn: {len(kept):,} of {total:,} rows, those with most gaps."
    if len(coverage.spans) > MOST_SPANS:
        yield f"Drawn: the first {MOST_SPANS} of {len(coverage.spans)} spans of age."
    if coverage.without_outcomes:
        yield f"The goals are not recorded of {names_in_words(coverage.titles, coverage.without_outcomes)}."
