"""The figures of an initiative laid out for the audit: each series a column, cut off at the day looked at.

Calendars that are equal are worked through once. Nothing is judged here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from collective_impact.errors import excerpt
from collective_impact.units import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collective_impact.measurement.audit_rules import AuditRules
    from collective_impact.model.indicator import Indicator, Series
    from collective_impact.model.initiative import Initiative
    from collective_impact.period import Period
    from collective_impact.units import Kind

__all__ = ["Column", "Days", "Group", "Ledger", "Sheet", "months_of"]

Group = tuple[tuple[str, str], ...]
"""A breakdown as sorted pairs, so that it can be looked up."""

DAYS_IN_A_MONTH = 365.25 / 12


def months_of(period: Period) -> int:
    """Return the length of a period in whole months; 0 for days and weeks."""
    return round(((period.end - period.start).days + 1) / DAYS_IN_A_MONTH)


class Days(NamedTuple):
    """A calendar: its periods with their labels, ends and lengths in months."""

    periods: tuple[Period, ...]
    labels: tuple[str, ...]
    ends: tuple[date, ...]
    lengths: frozenset[int]

    @classmethod
    def of(cls, periods: tuple[Period, ...]) -> Days:
        """Return the calendar of some periods."""
        return cls(
            periods,
            tuple(period.label for period in periods),
            tuple(period.end for period in periods),
            frozenset(map(months_of, periods)),
        )


class Column(NamedTuple):
    """A series up to the day looked at, its figures without what is missing, and the lowest and highest of them."""

    series: Series
    partner_title: str | None
    partner_id: str | None
    place_id: str | None
    group: Group
    days: Days
    values: tuple[float | None, ...]
    figures: tuple[float, ...]
    low: float | None
    high: float | None

    @property
    def key(self) -> tuple[str | None, str | None, Group]:
        """Whose figures, where, of which group."""
        return self.partner_id, self.place_id, self.group

    @property
    def known(self) -> Sequence[Period]:
        """The periods that have a figure."""
        rows = zip(self.days.periods, self.values, strict=True)
        return [period for period, value in rows if value is not None]

    @property
    def falls(self) -> bool:
        """Whether a figure is below the one before."""
        return list(self.figures) != sorted(self.figures)

    @property
    def title(self) -> str:
        """What to call it before people: partner, place and group; "all" where it is of all."""
        place = self.series.place
        parts = [self.partner_title, place and place.title, *(word for _, word in self.group)]
        return " / ".join(excerpt(part) for part in parts if part is not None) or "all"

    @property
    def facts(self) -> Mapping[str, Any]:
        """What a finding says of the series that it is about."""
        return {"partner_id": self.partner_id, "place_id": self.place_id, "breakdown": dict(self.group)}

    def filled(self) -> Iterator[int]:
        """Yield the places of periods with a figure: a value or, where a value is no number, a text."""
        raw, labels = self.series.raw, self.days.labels
        for place, value in enumerate(self.values):
            if value is not None or labels[place] in raw:
                yield place


class Sheet(NamedTuple):
    """An indicator with its columns, in an order that does not depend on the order of its series."""

    indicator: Indicator
    columns: Sequence[Column]
    kind: Kind | None

    @property
    def path(self) -> str:
        """The pointer to the indicator."""
        return f"indicators/{self.indicator.id}"

    @property
    def title(self) -> str:
        """The title, cut short."""
        return excerpt(self.indicator.title)

    @property
    def lengths(self) -> frozenset[int]:
        """The lengths of its periods in months."""
        return frozenset().union(*(column.days.lengths for column in self.columns))

    def changed_between(self, before: Period, after: Period) -> bool:
        """Return whether the definition is recorded to have changed between two periods, or within the second."""
        return any(before.start < day <= after.end for day in self.indicator.definition_changes)

    @property
    def is_summed(self) -> bool | None:
        """Whether its figures add up; None where neither measure nor unit tells."""
        measure, kind = self.indicator.measure, self.kind
        if measure is None:
            return (
                None
                if kind is None or kind in ("time", "calendar", "physical")
                else kind in ("count", "currency")
            )
        return measure in ("count", "currency") and kind not in _NEVER_SUMMED

    @property
    def is_count(self) -> bool:
        """Whether its figures are counts."""
        return self.kind == "count" or self.indicator.measure == "count"

    @property
    def is_mean(self) -> bool:
        """Whether a figure of all lies between those of its parts."""
        measure = self.indicator.measure
        return measure in ("percent", "rate", "score") or (measure is None and self.kind in _MEANS)

    @property
    def is_share(self) -> bool:
        """Whether its figures are a percentage or rate of something."""
        return self.indicator.measure in ("percent", "rate") or self.kind in ("share", "rate")


_NEVER_SUMMED = ("share", "rate", "ratio", "score", "rank", "points_difference")
_MEANS = ("share", "rate", "ratio", "score")


class Ledger:
    """The sheets of an initiative, sorted by the ids of their indicators, up to a day."""

    def __init__(self, initiative: Initiative, rules: AuditRules, on: date | None) -> None:
        self.initiative = initiative
        self.rules = rules
        self._days: dict[tuple[int, str, str], Days] = {}
        self.on = _latest(initiative) if on is None else on
        ordered = sorted(initiative.indicators, key=lambda indicator: indicator.id)
        self.sheets = [self._sheet(indicator, is_cut=on is not None) for indicator in ordered]

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What partners are called, by their ids, cut short."""
        return {partner.id: excerpt(partner.title) for partner in self.initiative.partners}

    def _sheet(self, indicator: Indicator, *, is_cut: bool) -> Sheet:
        columns = [self._column(series, is_cut=is_cut) for series in indicator.series]
        if len(columns) > 1:
            columns.sort(key=_key)
            if len({column.key for column in columns}) < len(columns):
                columns.sort(key=_key_and_figures)
        return Sheet(indicator, columns, None if indicator.unit is None else kind_of(indicator.unit))

    def _column(self, series: Series, *, is_cut: bool) -> Column:
        days, values = self.days_of(series.periods), series.values
        if is_cut and self.on is not None and days.ends and days.ends[-1] > self.on:
            count = bisect_right(days.ends, self.on)
            days, values = self.days_of(series.periods[:count]), values[:count]
        return Column(
            series,
            None if series.partner_id is None else self.titles[series.partner_id],
            series.partner_id,
            None if series.place is None else series.place.id,
            tuple(sorted(series.breakdown.items())) if series.breakdown else (),
            days,
            values,
            *_figures(values),
        )

    def days_of(self, periods: tuple[Period, ...]) -> Days:
        """Return the calendar of some periods, the same object for equal ones."""
        if not periods:
            return _NO_DAYS
        key = len(periods), periods[0].label, periods[-1].label
        held = self._days.get(key)
        if held is None or (held.periods is not periods and held.periods != periods):
            held = self._days[key] = Days.of(periods)
        return held


_NO_DAYS = Days((), (), (), frozenset())


def _figures(values: tuple[float | None, ...]) -> tuple[tuple[float, ...], float | None, float | None]:
    """Return the figures that there are, the lowest and the highest of them."""
    figures: tuple[float, ...] = values  # type: ignore[assignment]
    ends: tuple[float | None, float | None]
    try:
        ends = min(figures), max(figures)
    except (TypeError, ValueError):
        ends = None, None
    if ends[0] is not None:
        return figures, *ends
    figures = tuple([value for value in values if value is not None])
    return (figures, min(figures), max(figures)) if figures else ((), None, None)


def _latest(initiative: Initiative) -> date | None:
    ends = (
        period.end
        for indicator in initiative.indicators
        for series in indicator.series
        for period in series.latest(date.max)
    )
    return max(ends, default=None)


def _key(column: Column) -> tuple[str, str, Group]:
    return column.partner_id or "", column.place_id or "", column.group


def _key_and_figures(column: Column) -> tuple[object, ...]:
    """Return what tells apart also two series for the same figures."""
    values = tuple((value is not None, value or 0.0) for value in column.values)
    return *_key(column), column.days.labels, values
