"""Pictures of shared measures over time on matplotlib (extra `report`): a trend with its forecast, gaps between groups.

Every function draws on the Axes that it is given, or on a figure of its own that needs no window, and gives the Axes
back; none shows or saves anything. Figures of small groups are not in what is drawn; that they are withheld is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collective_impact.display import percent
from collective_impact.errors import excerpt
from collective_impact.measurement.audit_findings import spread
from collective_impact.measurement.breakdowns import gaps
from collective_impact.measurement.points import year_of
from collective_impact.measurement.sentences import amount, unit_words
from collective_impact.measurement.trend import Trend, trend
from collective_impact.model.indicator import Indicator
from collective_impact.reporting.canvas import (
    FONT_SIZE,
    add_legend,
    add_title,
    add_words_below,
    axes,
    label_periods,
    label_values,
    say_instead,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from matplotlib.axes import Axes

    from collective_impact.measurement.breakdowns import Gap, Gaps
    from collective_impact.period import Period

__all__ = ["plot_gap", "plot_trend"]

SIZE = (8.0, 4.6)
"""Width and height of a picture in inches."""

HISTORY, LATER, FORECAST, BAND = "#1f4e9e", "#000000", "#555555", "#d9d9d9"
FEW_POINTS, MANY_POINTS = 12, 60
"""Up to how many points are drawn large with their interval each, and up to how many are marked at all."""

MOST_GROUPS = 12
LINES = (
    ("#1f4e9e", "o", "-"),
    ("#d1495b", "s", "--"),
    ("#2a9d8f", "^", "-."),
    ("#3a3a3a", "D", ":"),
    ("#e39d2d", "v", "-"),
    ("#8e5ea2", "P", "--"),
)
"""For each group a colour, a marker and a line, so that it is known in grey as well."""

LABEL_LENGTH = 32
LEAST_APART = 0.055
"""How far two labels at the end of lines stand apart, as a share of the height of the picture."""

WORDS = {
    "increase": "higher is better",
    "decrease": "lower is better",
    "maintain": "to be kept where it is",
    None: "which way is better is not recorded",
}


def plot_trend(subject: Indicator | Trend, ax: Axes | None = None) -> Axes:
    """Draw a series with what its history lets expect, and return the Axes.

    Filled marks are the history, hollow ones the figures after it; the dashed line goes on by the slope of the history,
    the grey band is where figures come to lie by chance. A star is the target. Above stands in words whether the curve
    is turned, below how that was found. Of an indicator its headline is drawn, with the latest figure as the one
    after the history; give `measurement.trend(..., from_period=...)` for another turn.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    found = subject if isinstance(subject, Trend) else trend(subject)
    ax = axes(ax, SIZE)
    words = " ".join(part for part in (found.reason, found.why) if part)
    above = 0.0
    if found.periods:
        above = _draw_trend(ax, found)
        add_words_below(ax, words)
    else:
        say_instead(ax, f"No figures that could be drawn. {words}")
    add_title(ax, found.title or "Series", above + 8, below=_turned(found))
    return ax


def _turned(found: Trend) -> str:
    return {
        "better": "The curve is turned: better than the forecast",
        "on it": "The curve is not turned: on the forecast",
        "worse": "The curve has turned the wrong way: worse than the forecast",
        "cannot tell": "Whether the curve is turned cannot be told",
    }[found.turned]


def _draw_trend(ax: Axes, found: Trend) -> float:
    """Draw what there is, and return the height of the legend above it in points."""
    years = [year_of(period) for period in found.periods]
    count = found.history_count if found.forecasts else len(years)
    style: dict[str, Any] = {"color": HISTORY, "marker": _marker(count, "o"), "markersize": 5, "zorder": 3}
    handles: list[Any] = ax.plot(years[:count], found.values[:count], label="history", **style)
    later = sum(row.observed is not None for row in found.forecasts)
    if later:
        between = slice(count - 1, len(years) - later + 1)
        ax.plot(years[between], found.values[between], color="#999999", linewidth=1.0, zorder=2)
        style = {"color": LATER, "marker": _marker(later, "D"), "markersize": 7 if later <= FEW_POINTS else 4}
        style |= {"markerfacecolor": "white", "markeredgewidth": 1.4, "linewidth": 1.2, "zorder": 4}
        handles += ax.plot(years[-later:], found.values[-later:], label="after the history", **style)
    if found.forecasts:
        handles += _draw_forecast(ax, found, years[count - 1])
    handles += _draw_target(ax, found)
    periods = [*found.periods, *(row.period for row in found.forecasts)]
    if found.target_period is not None:
        periods.append(found.target_period)
    label_periods(ax, periods)
    label_values(ax, ", ".join(part for part in (unit_words(found.unit), WORDS[found.direction]) if part))
    return add_legend(ax, handles, on_top=True)


def _marker(count: int, marker: str) -> str:
    return marker if count <= MANY_POINTS else ""


def _draw_forecast(ax: Axes, found: Trend, last: float) -> list[Any]:
    rows = found.forecasts
    ahead = [year_of(row.period) for row in rows]
    low, high = [row.low for row in rows], [row.high for row in rows]
    expected = [row.expected for row in rows]
    band = ax.fill_between(
        ahead,
        low,
        high,
        color=BAND,
        linewidth=0,
        zorder=1,
        label=f"chance ({percent(found.rules.confidence)})",
    )
    ends = [[middle - below for middle, below in zip(expected, low, strict=True)]]
    ends.append([above - middle for middle, above in zip(expected, high, strict=True)])
    if len(rows) <= FEW_POINTS:
        style: dict[str, Any] = {"fmt": "none", "ecolor": FORECAST, "elinewidth": 1.0, "capsize": 4}
        ax.errorbar(ahead, expected, yerr=ends, zorder=2, **style)
    start = expected[0] - (found.history_slope or 0.0) * (ahead[0] - last)
    line = ax.plot(
        [last, *ahead],
        [start, *expected],
        color=FORECAST,
        linestyle="--",
        marker="_" if len(rows) <= FEW_POINTS else "",
        markersize=9,
        zorder=2,
        label="forecast from the history",
    )
    return [*line, band]


def _draw_target(ax: Axes, found: Trend) -> list[Any]:
    if found.target is None:
        return []
    words = f"target: {amount(found.target, found.unit)}"
    if found.target_period is None:
        return [ax.axhline(found.target, color="black", linestyle=":", linewidth=1.2, label=words)]
    where = year_of(found.target_period)
    label = f"{words} by {found.target_period}"
    ax.axhline(found.target, color="black", linestyle=":", linewidth=0.8, zorder=1)
    return ax.plot(
        [where],
        [found.target],
        color="black",
        marker="*",
        markersize=13,
        linestyle="none",
        zorder=5,
        label=label,
    )


def plot_gap(subject: Gaps | Indicator, ax: Axes | None = None) -> Axes:
    """Draw how far each group lies from the one that it is compared with over time, and return the Axes.

    The line at 0 is the group compared with. Where a figure of one of the two is withheld, since few people stand
    behind it or it would reveal such a group, the line is broken, a `w` stands at its foot, and it is said below. Of
    more than 12 groups those that lie farthest are drawn, and their number is said.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    found = gaps(subject) if isinstance(subject, Indicator) else subject
    ax = axes(ax, SIZE)
    rows = [row for row in found.rows if row.periods]
    drawn = sorted(rows, key=lambda row: -abs(row.absolutes[-1]))[:MOST_GROUPS]
    left = (
        f"Drawn: {len(drawn)} of {len(rows)} groups, those farthest apart." if len(drawn) < len(rows) else ""
    )
    words = " ".join(part for part in (found.reason, left, _withheld(found)) if part)
    by = " and ".join(sorted({row.dimension for row in drawn})) or "group"
    add_title(ax, f"{found.title}: gaps by {by}")
    if drawn:
        _draw_gaps(ax, found, drawn)
        add_words_below(ax, words)
    else:
        say_instead(ax, f"No gap between groups that could be drawn. {words}")
    return ax


def _draw_gaps(ax: Axes, found: Gaps, rows: Sequence[Gap]) -> None:
    ends: list[tuple[float, float, str]] = []
    hidden: set[Period] = set()
    references, dimensions = {row.reference for row in rows}, {row.dimension for row in rows}
    for place, row in enumerate(rows):
        held = dict(zip(row.periods, row.absolutes, strict=True))
        every = sorted({*row.periods, *row.withheld_periods}, key=lambda period: (period.end, period.start))
        colour, marker, line = LINES[place % len(LINES)]
        heights = [held.get(period, float("nan")) for period in every]
        ax.plot(
            [year_of(period) for period in every],
            heights,
            color=colour,
            marker=marker if len(every) <= MANY_POINTS else "",
            linestyle=line,
            markerfacecolor=colour if place < len(LINES) else "white",
            ms=6,
        )
        ends.append((year_of(row.periods[-1]), row.absolutes[-1], _label(row, references, dimensions)))
        hidden.update(row.withheld_periods)
    ax.axhline(0, color="black", linewidth=1.0)
    ax.margins(y=0.12)
    drawn = {period for row in rows for period in (*row.periods, *row.withheld_periods)}
    label_periods(ax, sorted(drawn, key=lambda period: (period.end, period.start)))
    _label_ends(ax, ends)
    for period in sorted(hidden, key=lambda held: held.end):
        ax.annotate(
            "w", (year_of(period), 0.015), xycoords=("data", "axes fraction"), ha="center", size=FONT_SIZE
        )
    to = (
        f'"{shortened(min(map(str, references)), LABEL_LENGTH)}"'
        if len(references) == 1
        else "the group compared with"
    )
    label_values(ax, f"{unit_words(found.change_unit)} above or below {to}".strip())


def _label(row: Gap, references: Collection[object], dimensions: Collection[object]) -> str:
    """Return whose line it is and where the gap goes, with what else tells it from the others."""
    by = f"{shortened(row.dimension, LABEL_LENGTH)}: " if len(dimensions) > 1 else ""
    to = f' to "{shortened(row.reference or "", LABEL_LENGTH)}"' if len(references) > 1 else ""
    return f"{by}{shortened(row.group, LABEL_LENGTH)}{to}, {row.absolute_trend}"


def _withheld(found: Gaps) -> str:
    parts = [
        f"{excerpt(row.group)} {spread(row.withheld_periods)}" for row in found.rows if row.withheld_periods
    ]
    parts += [excerpt(row.group) for row in found.rows if row.withheld and not row.withheld_periods]
    if not parts:
        return ""
    return f"Withheld (w), since few people stand behind it or it would reveal a group of few: {'; '.join(parts)}."


def _label_ends(ax: Axes, ends: Sequence[tuple[float, float, str]]) -> None:
    """Write a label beside the end of each line, none over another."""
    low, high = ax.get_ylim()
    ordered = sorted(ends, key=lambda end: end[1])
    places = _apart([(y - low) / (high - low) for _, y, _ in ordered], LEAST_APART)
    for (x, y, words), place in zip(ordered, places, strict=True):
        ax.annotate(
            words,
            (x, y),
            (1.02, place),
            textcoords="axes fraction",
            size=FONT_SIZE,
            va="center",
            parse_math=False,
            arrowprops={"arrowstyle": "-", "color": "#aaaaaa", "linewidth": 0.6, "relpos": (0, 0.5)},
        )


def _apart(heights: Sequence[float], least: float) -> list[float]:
    """Return heights in the same order, moved so that each lies at least so far above the one before."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + least) if placed else height)
    over = max(placed[-1] - 1.0, 0.0)
    for at in range(len(placed) - 1, -1, -1):
        ceiling = 1.0 if at == len(placed) - 1 else placed[at + 1] - least
        placed[at] = min(placed[at], ceiling) if over else placed[at]
    return placed
