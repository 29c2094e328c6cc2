"""Gaps between groups, whether they close, and whether the parts make up the total.

Groups of few people are withheld together with what would reveal them. Why there is a gap is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

import attrs

from collective_impact.arithmetic import rounded, total
from collective_impact.errors import UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.measurement.cells import (
    DEFAULT_MINIMUM,
    dimensions,
    group_name,
    is_count,
    sizes_known,
    withheld_cells,
)
from collective_impact.measurement.points import change_of, change_unit, has_true_zero, series_of
from collective_impact.measurement.tables import as_html, as_text, gaps_page
from collective_impact.measurement.trend import CAREFUL, TrendRules, tendency_of
from collective_impact.model.indicator import Direction, Indicator, Series
from collective_impact.period import Period, as_calendar, as_period
from collective_impact.record import EMPTY, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from collective_impact.display import Html

__all__ = ["Gap", "GapTrend", "Gaps", "PartsCheck", "gaps"]

GapTrend = Literal["narrowing", "widening", "no clear trend", "cannot tell"]
KEPPEL = "Keppel et al. (2005)"
_WORDS: Mapping[str, GapTrend] = {
    "falling": "narrowing",
    "rising": "widening",
    "no clear trend": "no clear trend",
    "cannot tell": "cannot tell",
}


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Gap(Record):
    """How one group stands beside the group that it is compared with."""

    writes_defaults: ClassVar[bool] = True

    dimension: str = attrs.field(metadata=about("What the indicator is broken down by."))
    group: str = attrs.field(metadata=about("The group."))
    breakdown: Mapping[str, str] = attrs.field(
        default=EMPTY, hash=False, metadata=about("The group, as the records have it.")
    )
    reference: str | None = attrs.field(
        default=None,
        metadata=about("The group compared with: the best off, unless another was named.", source=KEPPEL),
    )
    period: Period | None = attrs.field(
        default=None,
        converter=as_period,
        metadata=about("The latest period in which two groups or more have a figure."),
    )
    value: float | None = attrs.field(default=None, metadata=about("The group's figure."))
    reference_value: float | None = attrs.field(
        default=None, metadata=about("The figure of the group compared with.")
    )
    absolute: float | None = attrs.field(
        default=None, metadata=about("The group's figure less the other, in `change_unit`.", source=KEPPEL)
    )
    relative: float | None = attrs.field(
        default=None, metadata=about("The group's figure / the other.", source=KEPPEL)
    )
    periods: tuple[Period, ...] = attrs.field(
        default=(),
        converter=as_calendar,
        metadata=about("The periods in which both have a figure that is shown."),
    )
    absolutes: tuple[float, ...] = attrs.field(default=(), metadata=about("The gap in each of them."))
    withheld_periods: tuple[Period, ...] = attrs.field(
        default=(),
        converter=as_calendar,
        metadata=about("The periods in which a figure of one of the two is withheld."),
    )
    first_period: Period | None = attrs.field(
        default=None,
        converter=as_period,
        metadata=about("The first period in which both have a figure that is shown."),
    )
    first_absolute: float | None = attrs.field(default=None, metadata=about("The gap then."))
    first_relative: float | None = attrs.field(default=None, metadata=about("The ratio then."))
    period_count: int = attrs.field(
        default=0,
        metadata=about("In how many periods both have a figure that is shown.", unit="periods", low=0),
    )
    absolute_trend: GapTrend = attrs.field(
        default="cannot tell",
        metadata=about("Whether the size of the gap falls or rises.", source="Mann (1945); Kendall (1975)"),
    )
    relative_trend: GapTrend = attrs.field(
        default="cannot tell",
        metadata=about(
            "Whether the ratio comes nearer to 1 or leaves it; it may say otherwise than the gap.",
            source="Mann (1945); Kendall (1975)",
        ),
    )
    withheld: bool = attrs.field(
        default=False,
        metadata=about("Whether the figure is withheld: few people, or it would reveal a group of few."),
    )
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is no gap, where there is none.")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class PartsCheck(Record):
    """Whether the groups of one breakdown make up the total, in the latest period that has them all."""

    writes_defaults: ClassVar[bool] = True

    dimension: str = attrs.field(metadata=about("What the indicator is broken down by."))
    period: Period | None = attrs.field(default=None, converter=as_period, metadata=about("The period."))
    parts: float | None = attrs.field(
        default=None, metadata=about("The sum of the groups: their counts, or their denominators.")
    )
    total: float | None = attrs.field(default=None, metadata=about("The count, or denominator, of all."))
    difference: float | None = attrs.field(
        default=None, metadata=about("Parts less total; absent where percentages have no denominators.")
    )
    adds_up: bool | None = attrs.field(
        default=None,
        metadata=about(
            "Whether the parts make up the total; without denominators, whether the total lies among the parts."
        ),
    )
    reason: str | None = attrs.field(default=None, metadata=about("Why that cannot be told."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Gaps(Record):
    """The gaps of an indicator by everything that it is broken down by."""

    writes_defaults: ClassVar[bool] = True

    indicator_id: str = attrs.field(metadata=about("The indicator."))
    title: str = attrs.field(metadata=about("What people call it."))
    unit: str | None = attrs.field(default=None, metadata=about("The unit of the figures."))
    change_unit: str | None = attrs.field(
        default=None, metadata=about("The unit of gaps: percentage points for percents and fractions.")
    )
    direction: Direction | None = attrs.field(default=None, metadata=about("Which way is better."))
    rows: tuple[Gap, ...] = attrs.field(default=(), metadata=about("A row for each group."))
    parts: tuple[PartsCheck, ...] = attrs.field(
        default=(), metadata=about("A row for each breakdown that stands beside a total.")
    )
    minimum_cell: int = attrs.field(
        default=DEFAULT_MINIMUM,
        metadata=about(
            "The fewest people of whom a figure is shown.", unit="people", low=2, source="convention"
        ),
    )
    reason: str | None = attrs.field(default=None, metadata=about("Why there are no gaps."))
    cautions: tuple[str, ...] = attrs.field(default=(), metadata=about("What to know before reading them."))

    def __str__(self) -> str:
        return as_text(gaps_page(self))

    def _repr_html_(self) -> Html:
        return as_html(gaps_page(self))


class _Table(NamedTuple):
    """The groups of one breakdown, what of them is withheld, and the day up to which they are looked at."""

    indicator: Indicator
    dimension: str
    groups: Mapping[str, Series]
    figures: Mapping[str, Mapping[Period, float]]
    hidden: set[tuple[str, Period]]
    rules: TrendRules

    def shown(self, name: str) -> dict[Period, float]:
        """Return the figures of a group that are not withheld."""
        return {at: value for at, value in self.figures[name].items() if (name, at) not in self.hidden}


def gaps(
    indicator: Indicator,
    *,
    on: date | None = None,
    versus: Mapping[str, str] | None = None,
    minimum_cell: int = DEFAULT_MINIMUM,
    rules: TrendRules = CAREFUL,
) -> Gaps:
    """Return how far each group stands from the best off, or from `versus`, absolutely and relatively.

    The best-off group of the latest period is the one compared with (Keppel et al., 2005), over the whole time;
    where it is not recorded which way is better, the highest. Both gaps are given since they may move apart.
    Whether a gap closes is asked of its size by the test of Mann (1945) and Kendall (1975). The figures are
    those of all partners together, up to the day `on`.

    Figures of fewer people than `minimum_cell` are withheld with what would reveal them, and enter neither gaps
    nor trends; where numbers of people are not recorded, a caution says so.

    Raises:
        UnknownNameError: no group is `versus`.
        InvalidRecordError: `minimum_cell` is below 2.
    """
    found, doubled = dimensions(indicator)
    if versus is not None:
        wanted, name = tuple(sorted(versus)), group_name(versus)
        if name not in found.get(wanted, {}):
            known = [known for groups in found.values() for known in groups]
            meant = did_you_mean(name, known)
            raise UnknownNameError(f"There are no figures for a group '{excerpt(name)}'. {meant}".strip())
        found = {wanted: found[wanted]}
    rows: list[Gap] = []
    parts: list[PartsCheck] = []
    cautions = [f"There are two series or more for {name}; it is left out." for name in doubled]
    for keys, groups in found.items():
        table = _Table(
            indicator,
            " and ".join(keys),
            groups,
            {name: _figures(series, on) for name, series in groups.items()},
            withheld_cells(indicator, groups, minimum_cell),
            rules,
        )
        if not sizes_known(indicator, groups):
            cautions.append(
                f"How many people stand behind the figures by {table.dimension} is not recorded, so small groups "
                "could not be looked for."
            )
        rows += _rows(table, None if versus is None else group_name(versus))
        parts += _parts(table, on)
    if rows and indicator.direction not in ("increase", "decrease") and versus is None:
        cautions.append("Which way is better is not recorded, so groups are compared with the highest.")
    return Gaps(
        indicator_id=indicator.id,
        title=indicator.title,
        unit=indicator.unit,
        change_unit=change_unit(indicator),
        direction=indicator.direction,
        rows=tuple(rows),
        parts=tuple(parts),
        minimum_cell=minimum_cell,
        reason=None if rows else _no_gap(indicator),
        cautions=tuple(cautions),
    )


def _no_gap(indicator: Indicator) -> str:
    if any(series.breakdown for series in indicator.series):
        return "No two groups have figures of all partners together for the same period."
    return "No figures by group are recorded."


def _figures(series: Series, on: date | None) -> dict[Period, float]:
    return {
        period: value
        for period, value in zip(series.periods, series.values, strict=True)
        if value is not None and (on is None or period.end <= on)
    }


def _latest(columns: list[Mapping[Period, float]], least: int) -> Period | None:
    """Return the latest period in which at least so many columns have a figure."""
    periods = {period for column in columns for period in column}
    common = [period for period in periods if sum(period in column for column in columns) >= least]
    return max(common, key=lambda period: (period.end, period.start, period.label), default=None)


def _rows(table: _Table, reference: str | None) -> Iterator[Gap]:
    period = _latest(list(table.figures.values()), 2)
    if period is None:
        return
    if reference is None:
        reference = _best_off(table, period)
    for name, series in table.groups.items():
        facts: dict[str, Any] = {
            "dimension": table.dimension,
            "group": name,
            "breakdown": series.breakdown,
            "reference": reference,
            "period": period,
            **_history(table, name, reference),
        }
        if (name, period) in table.hidden:
            yield Gap(
                **facts,
                withheld=True,
                reason="Withheld: it is of few people, or would reveal a group of few.",
            )
        elif period not in table.figures[name]:
            yield Gap(**facts, reason=f"There is no figure for {period}.")
        else:
            yield Gap(**facts, value=table.figures[name][period], **_gap(table, name, reference, period))


def _best_off(table: _Table, period: Period) -> str | None:
    sign = -1 if table.indicator.direction == "decrease" else 1
    shown = {name: figures[period] for name in table.groups if period in (figures := table.shown(name))}
    return max(sorted(shown), key=lambda name: sign * shown[name], default=None)


def _history(table: _Table, name: str, reference: str | None) -> dict[str, Any]:
    """Return the gap over time, and when it is withheld."""
    if reference is None or name == reference:
        return {}
    mine, other = table.shown(name), table.shown(reference)
    both = [at for at in _in_order(table.figures[name]) if at in table.figures[reference]]
    shown = [at for at in both if at in mine and at in other]
    return {
        "periods": tuple(shown),
        "absolutes": tuple(change_of(table.indicator, mine[at], other[at]) for at in shown),
        "withheld_periods": tuple(at for at in both if at not in shown),
    }


def _in_order(periods: Iterable[Period]) -> list[Period]:
    return sorted(periods, key=lambda period: (period.end, period.start))


def _gap(table: _Table, name: str, reference: str | None, period: Period) -> dict[str, Any]:
    if name == reference:
        return {"reason": "It is the group compared with."}
    other = {} if reference is None else table.shown(reference)
    if reference is None or period not in other:
        return {"reason": "The figure of the group compared with is withheld or missing."}
    mine = table.shown(name)
    both = _in_order(at for at in mine if at in other)
    apart = [change_of(table.indicator, mine[at], other[at]) for at in both]
    ratios = [_ratio(table.indicator, mine[at], other[at]) for at in both]
    away = [abs(total((ratio, -1))) for ratio in ratios if ratio is not None]
    place = both.index(period)
    return {
        "reference_value": other[period],
        "absolute": apart[place],
        "relative": ratios[place],
        "first_period": both[0],
        "first_absolute": apart[0],
        "first_relative": ratios[0],
        "period_count": len(both),
        "absolute_trend": _WORDS[tendency_of(list(map(abs, apart)), table.rules)],
        "relative_trend": _WORDS[tendency_of(away, table.rules)],
    }


def _ratio(indicator: Indicator, value: float, other: float) -> float | None:
    return rounded(value / other) if has_true_zero(indicator) and other > 0 and value >= 0 else None


def _parts(table: _Table, on: date | None) -> Iterator[PartsCheck]:
    """Yield how the groups stand to the total; nothing where no total is recorded."""
    whole = series_of(table.indicator).series
    if whole is None:
        return
    columns = [*table.figures.values(), _figures(whole, on)]
    period = _latest(columns, len(columns))
    if period is None:
        yield PartsCheck(
            dimension=table.dimension, reason="No period has figures of all groups and of the total."
        )
    elif any(at == period for _, at in table.hidden):
        yield PartsCheck(
            dimension=table.dimension, period=period, reason="Withheld, since figures of small groups are."
        )
    else:
        yield PartsCheck(dimension=table.dimension, period=period, **_sum(table, whole, period))


def _sum(table: _Table, whole: Series, period: Period) -> dict[str, Any]:
    if is_count(table.indicator):
        counts = [figures[period] for figures in table.figures.values()]
        of_all: float | None = _at(whole, "values", period)
    else:
        bases = [_at(series, "denominators", period) for series in table.groups.values()]
        counts = [base for base in bases if base is not None]
        of_all = _at(whole, "denominators", period) if len(counts) == len(bases) else None
    if of_all is not None:
        apart = total((*counts, -of_all))
        return {"parts": total(counts), "total": of_all, "difference": apart, "adds_up": apart == 0}
    if table.indicator.measure not in ("percent", "rate", "score"):
        return {"reason": "Only counts, or figures with denominators, add up."}
    values = [figures[period] for figures in table.figures.values()]
    mean = _at(whole, "values", period)
    return {"total": mean, "adds_up": mean is not None and min(values) <= mean <= max(values)}


def _at(series: Series, column: str, period: Period) -> float | None:
    held: dict[Period, float | None] = dict(zip(series.periods, getattr(series, column), strict=False))
    return held.get(period)
