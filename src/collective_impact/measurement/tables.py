"""What results of this room show of themselves, as text and as HTML: a title, tables, sentences.

Nothing is worked out here. All that is shown goes through `display`, which escapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collective_impact.arithmetic import rounded
from collective_impact.display import NOT_KNOWN, html_table, number, percent, tag, text_table, wrapped
from collective_impact.measurement.sentences import unit_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collective_impact.display import Html
    from collective_impact.measurement.breakdowns import Gap, Gaps, PartsCheck
    from collective_impact.measurement.combining import Combined
    from collective_impact.measurement.pace import Pace
    from collective_impact.measurement.progress import Progress
    from collective_impact.measurement.trend import Trend
    from collective_impact.period import Period

__all__ = ["Page", "Table", "as_html", "as_text", "combined_page", "gaps_page", "progress_page", "trend_page"]


class Table(NamedTuple):
    """Headers, rows, and the places of the columns that are set flush right."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[int] = (1,)


class Page(NamedTuple):
    """What one result shows."""

    title: str
    tables: Sequence[Table]
    sentences: Sequence[str | None]
    lead: Sequence[str] = ()


def as_text(page: Page) -> str:
    """Return a page as plain text; what is None or has no rows is left out."""
    parts = [wrapped(page.title), "\n".join(map(wrapped, page.lead))]
    parts += [text_table(table.headers, table.rows, right=table.right) for table in page.tables if table.rows]
    parts.append("\n".join(wrapped(line) for line in page.sentences if line))
    return "\n\n".join(part for part in parts if part)


def as_html(page: Page) -> Html:
    """Return a page as an HTML section."""
    tables = [html_table(table.headers, table.rows) for table in page.tables if table.rows]
    lead, lines = ([tag("p", line) for line in held if line] for held in (page.lead, page.sentences))
    return tag("section", tag("h4", tag("bdi", page.title)), *lead, *tables, *lines)


def progress_page(found: Progress) -> Page:
    """Return baseline, latest, target, change, pace and verdict, and a line for each group."""
    unit = unit_words(found.change_unit)
    rows = [
        ("Baseline", number(found.baseline), _when(found.baseline_period)),
        ("Latest", number(found.latest), _when(found.latest_period)),
        ("Target", number(found.target), _when(found.target_period)),
    ]
    if found.change is not None:
        rows.append(("Change", number(found.change), unit))
    if found.share_of_way is not None:
        rows.append(("Share of the way", percent(found.share_of_way), ""))
    if found.pace is not None:
        is_growth = found.method == "compound"
        told = "growth a year" if is_growth else f"{unit} a year".strip()
        rows.append(("Pace held", _pace(found.pace_held, is_growth=is_growth), told))
        if found.pace_needed is not None:
            rows.append(("Pace needed", _pace(found.pace_needed, is_growth=is_growth), told))
        name = "Held / needed" if found.pace_needed else "Ratio"
        rows.append((name, number(found.ratio), _cuts(found.pace)))
    table = Table(("Item", "Value", "When, or unit"), rows)
    lead = [found.sentence, *(group.sentence for group in found.groups)]
    return Page(_progress_title(found), [table], [*found.cautions, found.why], lead)


def trend_page(found: Trend) -> Page:
    """Return slope, test and departure, and the forecast beside what came."""
    turned = {
        "better": "better than the forecast",
        "on it": "on the forecast",
        "worse": "worse than the forecast",
        "cannot tell": "cannot tell whether the curve is turned",
    }[found.turned]
    sure = percent(found.rules.confidence)
    unit = f" {unit_words(found.change_unit)}" if found.change_unit else ""
    facts = [
        ("Figures", f"{len(found.values)}, of them history {found.history_count}"),
        ("Tendency", found.tendency),
    ]
    if found.slope is not None:
        facts.append(("Slope a year (median of pairs)", f"{number(found.slope)}{unit}"))
    if found.slope_low is not None:
        facts.append((f"Its {sure} interval", f"{number(found.slope_low)} to {number(found.slope_high)}"))
    if found.p_value is not None:
        facts.append(("p of no trend (Mann-Kendall)", number(found.p_value)))
    if found.departure is not None:
        facts.append(("Departure from the forecast", f"{number(found.departure)}{unit}"))
        facts.append((f"What chance allows ({sure})", f"{number(found.margin)}{unit}"))
    rows = [
        (_when(row.period), number(row.expected), number(row.low), number(row.high), number(row.observed))
        for row in found.forecasts
    ]
    forecast = Table(("Period", "Forecast", "Low", "High", "Figure"), rows, (1, 2, 3, 4))
    title = f"{found.title or 'Series'}: {turned}"
    return Page(title, [Table(("Item", "Value"), facts, ()), forecast], [found.why], [found.sentence])


def gaps_page(found: Gaps) -> Page:
    """Return a row for each group beside the one compared with, and the parts beside the total."""
    rows = [(row.dimension, row.group, _when(row.period), *_gap_cells(row)) for row in found.rows]
    headers = (
        "By",
        "Group",
        "Period",
        "Value",
        "Against",
        "Gap",
        "Ratio",
        "Gap over time",
        "Ratio over time",
    )
    parts = [
        (row.dimension, _when(row.period), number(row.parts), number(row.total), row.reason or _adds_up(row))
        for row in found.parts
    ]
    tables = [
        Table(headers, rows, (3, 5, 6)),
        Table(("By", "Period", "Parts", "Total", "So"), parts, (2, 3)),
    ]
    return Page(f"{found.title}: gaps between groups", tables, [found.reason, *found.cautions])


def combined_page(found: Combined) -> Page:
    """Return the combined figures by period."""
    rows = [
        (_when(period), number(value), number(known), f"{count} of {found.part_count}")
        for period, value, known, count in zip(
            found.periods, found.values, found.known_values, found.reported_counts, strict=True
        )
    ]
    unit = unit_words(found.unit)
    headers = ("Period", f"Together{f' ({unit})' if unit else ''}", "Of those known", "Parts known")
    return Page(found.title, [Table(headers, rows, (1, 2, 3))], [found.reason, found.rule, *found.cautions])


def _progress_title(found: Progress) -> str:
    group = ", ".join(found.breakdown.values())
    if found.versus:
        group = f"gap of {group or 'all'} to {', '.join(found.versus.values())}"
    about_whom = ", ".join(part for part in (group, found.place_id) if part)
    return f"{found.title}{f' ({about_whom})' if about_whom else ''}: {found.verdict}"


def _pace(value: float | None, *, is_growth: bool) -> str:
    return f"{number(rounded(100 * value))} %" if is_growth and value is not None else number(value)


def _cuts(found: Pace) -> str:
    words = ("on track", "moderate", "limited")
    return ", ".join(f"{word} from {number(cut)}" for word, cut in zip(words, found.cuts, strict=False))


def _gap_cells(row: Gap) -> tuple[str, ...]:
    if row.withheld:
        return "withheld", "", "", "", "", ""
    if row.group == row.reference:
        return number(row.value), "", "", "", "", ""
    gap, ratio = number(row.absolute), number(row.relative)
    return number(row.value), row.reference or NOT_KNOWN, gap, ratio, row.absolute_trend, row.relative_trend


def _adds_up(row: PartsCheck) -> str:
    if row.difference is not None:
        return "they add up" if row.adds_up else f"they differ by {number(row.difference)}"
    return "the total lies among its parts" if row.adds_up else "the total lies outside its parts"


def _when(period: Period | None) -> str:
    return "" if period is None else period.label
