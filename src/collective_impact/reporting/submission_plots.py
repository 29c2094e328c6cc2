"""Pictures of who sent figures and who did not on matplotlib (extra `report`): partners by time, cell by cell.

Whatever is told by a shade is told by a mark as well, so that the picture can be read in grey. No figure is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from collective_impact.measurement.audit import AuditReport
from collective_impact.period import Period
from collective_impact.reporting.canvas import (
    FONT_SIZE,
    LETTERS,
    POINTS,
    add_legend,
    add_title,
    add_words_below,
    axes,
    period_words,
    say_instead,
    shortened,
    size_in_points,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matplotlib.axes import Axes

    from collective_impact.measurement.submission_grid import Cell, GridRow, SubmissionGrid

__all__ = ["plot_submissions"]

MOST_ROWS = 300
MOST_CELLS = 72
"""How many of the shortest periods fit beside each other; what is earlier is left out, and that is said."""

ROW, CELL, NARROW = 0.24, 0.5, 0.17
FEW_CELLS = 24
"""The height of a row, and the width of a cell in inches: of few cells, and of many."""

NARROWEST, MARGIN = 3.4, 0.4
"""The least width of all cells, so that a title fits above them, and what is beside them and the names, in inches."""

NAME_LENGTH = 44
WIDE_LETTERS = 13
"""How many letters of a name in bold fit into an inch."""

EDGE = 0.004
"""The share of the width that is left free at each end, so that the outermost lines are whole."""

SLANT = 30
LONGEST_LEVEL = len("2024-Q1")
SLANTED, GAP = 3, 1
"""How many letters take the room of a slanted label, and how many stay free between two labels."""

DAYS_IN_A_YEAR = 365.25


class _Look(NamedTuple):
    """How a cell is drawn: its face, its hatching, its mark and the colour of the mark."""

    face: str
    hatch: str
    mark: str
    ink: str


LOOKS: dict[Cell, _Look] = {
    "filled": _Look("#2b5f94", "", "", "white"),
    "late": _Look("#f2c14e", "", "L", "black"),
    "missing": _Look("#ffffff", "", "\N{MULTIPLICATION SIGN}", "#a4161a"),
    "other definition": _Look("#cfe0ee", "////", "o", "black"),
    "not due": _Look("#ffffff", "", "\N{MIDDLE DOT}", "#767676"),
    "not known": _Look("#e4e4e4", "", "?", "#555555"),
}
"""A look for each word of a grid; what is not expected has none."""


class _Line(NamedTuple):
    """A row of the picture: the name of an indicator, or what one partner sent of it."""

    words: str
    periods: Sequence[Period]
    row: GridRow | None

    def cells(self) -> Iterator[tuple[Period, Cell]]:
        """Yield the periods that have a cell in the picture."""
        words = () if self.row is None else self.row.cells
        for period, cell in zip(self.periods, words, strict=False):
            if cell in LOOKS:
                yield period, cell


def plot_submissions(subject: AuditReport | SubmissionGrid, ax: Axes | None = None) -> Axes:
    """Draw who sent figures for which period, and return the Axes.

    Dark is filled, a cross missing, an L late, hatching with an o by another definition, a question mark not known, a
    dot not due yet; what is not expected is blank. Of a report all its grids are drawn below each other, along one
    calendar, so that yearly cells are as wide as four quarters. At most 300 rows are drawn, of time what 72 of the
    shortest periods take; what is left out is said.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    is_report = isinstance(subject, AuditReport)
    found = subject.grids if isinstance(subject, AuditReport) else (subject,)
    grids = [grid for grid in found if grid.periods and grid.rows]
    lines = list(_lines(grids, has_heads=is_report))
    if not lines:
        ax = axes(ax, (8.0, 2.0))
        add_title(ax, subject.title, below="Who sent figures for which period")
        say_instead(ax, "No figures of partners are recorded that could be late or missing.")
        return ax
    drawn = lines[:MOST_ROWS]
    first, last, shortest = _calendar(drawn)
    count = round((last - first) / shortest)
    wide = max(count * (CELL if count <= FEW_CELLS else NARROW), NARROWEST)
    room = wide if ax is None else size_in_points(ax)[0] / POINTS
    names = max(len(line.words) for line in drawn) / WIDE_LETTERS
    ax = axes(ax, (names + wide + MARGIN, ROW * len(drawn) + 1.6))
    add_title(ax, subject.title, below="Who sent figures for which period", inches=room)
    present = _draw_lines(ax, drawn, first)
    _label_rows(ax, drawn)
    _label_time(ax, drawn, (first, last), room)
    below = [f"Drawn: {len(drawn)} of {len(lines)} rows."] if len(drawn) < len(lines) else []
    if any(_ends(period)[0] < first for line in drawn for period, _ in line.cells()):
        below.append("Earlier periods are left out.")
    below += [grid.reason for grid in grids if grid.reason and not is_report]
    add_words_below(ax, " ".join(below))
    add_legend(ax, _handles(present), on_top=False)
    return ax


def _lines(grids: Sequence[SubmissionGrid], *, has_heads: bool) -> Iterator[_Line]:
    for grid in grids:
        if has_heads:
            yield _Line(shortened(grid.title, NAME_LENGTH), grid.periods, None)
        for row in grid.rows:
            yield _Line(shortened(row.title, NAME_LENGTH), grid.periods, row)


def _ends(period: Period) -> tuple[float, float]:
    """Return where a period begins and ends, in years."""
    return period.start.toordinal() / DAYS_IN_A_YEAR, (period.end.toordinal() + 1) / DAYS_IN_A_YEAR


def _calendar(lines: Sequence[_Line]) -> tuple[float, float, float]:
    """Return where the picture begins and ends, and the length of the shortest period."""
    shown = [period for line in lines for period, _ in line.cells()] or lines[-1].periods
    spans = [_ends(period) for period in shown]
    shortest = min(end - start for start, end in spans)
    last = max(end for _, end in spans)
    earliest = max(min(start for start, _ in spans), last - MOST_CELLS * shortest * 1.02)
    kept = [start for start, _ in spans if start >= earliest]
    return min(kept), last, shortest


def _draw_lines(ax: Axes, lines: Sequence[_Line], first: float) -> set[Cell]:
    """Draw the cells, and return the words that occur."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - an extra, and costly to import

    present: set[Cell] = set()
    for y, line in enumerate(lines):
        for period, cell in line.cells():
            (start, end), look = _ends(period), LOOKS[cell]
            if start < first:
                continue
            present.add(cell)
            style: dict[str, Any] = {"facecolor": look.face, "edgecolor": "#888888", "linewidth": 0.6}
            box = Rectangle((start, y - 0.42), end - start, 0.84, hatch=look.hatch, **style)
            ax.add_patch(box).set_in_layout(False)
            if look.mark:
                write(ax, (start + end) / 2, y, look.mark, "center", color=look.ink, weight="bold")
    return present


def _label_rows(ax: Axes, lines: Sequence[_Line]) -> None:
    ax.set_ylim(len(lines) - 0.4, -0.6)
    ax.set_yticks(range(len(lines)), [line.words for line in lines], size=FONT_SIZE)
    for label, line in zip(ax.get_yticklabels(), lines, strict=True):
        label.set(parse_math=False, weight="bold" if line.row is None else "normal")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def _label_time(ax: Axes, lines: Sequence[_Line], ends: tuple[float, float], inches: float) -> None:
    """Label the periods, the shortest first, where they are few, and else the years, as so many inches allow."""
    first, last = ends
    edge = EDGE * (last - first)
    ax.set_xlim(first - edge, last + edge)
    ax.xaxis.tick_top()
    shown = {p for line in lines for p in line.periods if first <= _ends(p)[0] and _ends(p)[1] <= last}
    spans = sorted(
        (round(12 * (end - start)), -start, (start + end) / 2, period_words(period))
        for period in shown
        for start, end in (_ends(period),)
    )
    shortest = min(end - start for start, end in map(_ends, shown))
    is_few = round((last - first) / shortest) <= FEW_CELLS
    found = [(place, words) for *_, place, words in spans] if is_few else _years(shown, first, last)
    ticks = dict(sorted(_with_room(found, (last - first) / (inches * LETTERS))))
    ax.set_xticks(list(ticks), list(ticks.values()), size=FONT_SIZE)
    for label in ax.get_xticklabels():
        label.set_parse_math(False)
        if len(label.get_text()) > LONGEST_LEVEL:
            label.set(rotation=SLANT, ha="left", rotation_mode="anchor")


def _years(periods: Iterable[Period], first: float, last: float) -> Iterator[tuple[float, str]]:
    """Yield the middle of what is drawn of each year, and its name, the latest first."""
    days = [day for period in periods for day in (period.start, period.end)]
    for year in range(max(days).year, min(days).year - 1, -1):
        start, end = _ends(Period.parse(f"{year:04d}"))
        yield (max(start, first) + min(end, last)) / 2, str(year)


def _with_room(labels: Iterable[tuple[float, str]], letter: float) -> list[tuple[float, str]]:
    """Return the labels that do not run into one before them, by the width of a letter."""
    kept: list[tuple[float, str]] = []
    for place, words in labels:
        if all(abs(place - there) >= (_room(words) + _room(held)) / 2 * letter for there, held in kept):
            kept.append((place, words))
    return kept


def _room(words: str) -> int:
    """Return how many letters wide a label is, with what stays free beside it."""
    return GAP + (SLANTED if len(words) > LONGEST_LEVEL else len(words))


def _handles(present: set[Cell]) -> list[Any]:
    from matplotlib.patches import Patch  # noqa: PLC0415 - an extra, and costly to import

    return [
        Patch(
            facecolor=look.face,
            edgecolor="#888888",
            hatch=look.hatch,
            label=f"{cell} ({look.mark})" if look.mark else cell,
        )
        for cell, look in LOOKS.items()
        if cell in present
    ]
