"""Indicators: what is measured, by whom, how often, and the series, baselines and targets that belong to it.

An indicator has one unit. A series is columns for one reporting partner, place and breakdown. Whether the
numbers may be trusted is not asked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

import attrs

from collective_impact.errors import Problem, excerpt
from collective_impact.fields import about
from collective_impact.model.entity import Entity, Entry
from collective_impact.model.values import Level, Place, Range
from collective_impact.period import Calendar, Period, as_calendar, as_period, out_of_order
from collective_impact.record import EMPTY

__all__ = ["Baseline", "Direction", "Indicator", "Measure", "Measurement", "Series", "Status", "Target"]

Measure = Literal["count", "percent", "rate", "currency", "score", "ordinal", "nominal", "qualitative"]
Direction = Literal["increase", "decrease", "maintain"]
Status = Literal["actual", "estimate", "provisional", "missing"]


class Measurement(NamedTuple):
    """One value of a series, as a series hands it out when it is iterated."""

    period: Period
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    status: Status | None = None
    raw: str | None = None


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Figure(Entry):
    """A single agreed number of an indicator, in the indicator's unit; texts that are no number stay in `raw`."""

    value: float | None = attrs.field(
        default=None, metadata=about("The number; absent where only a text is known.")
    )
    period: Period | None = attrs.field(
        default=None,
        converter=as_period,
        metadata=about("The period that it is about, or is due by the end of."),
    )
    breakdown: Mapping[str, str] = attrs.field(
        default=EMPTY,
        hash=False,
        metadata=about("The group that it is about (`sex: girls`); empty means all."),
    )
    place: Place | None = attrs.field(default=None, metadata=about("Where; absent means everywhere."))
    raw: str | None = attrs.field(
        default=None, metadata=about("The text of the source where it says more than the number.")
    )


class Baseline(Figure):
    """Where things stood before."""


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Target(Figure):
    """What is aimed at by the end of a period."""

    versus: Mapping[str, str] = attrs.field(
        default=EMPTY,
        hash=False,
        metadata=about(
            "The group compared with: then the value is the gap between the two groups, in the indicator's unit.",
            source="Kania et al. (2022)",
        ),
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Series(Entry):
    """Values over time for one reporting partner, one place and one group, in columns of equal length."""

    partner_id: str | None = attrs.field(
        default=None,
        metadata=about(
            "Who reported it; absent means all partners together.", refers_to="Partner", binds=True
        ),
    )
    place: Place | None = attrs.field(default=None, metadata=about("Where; absent means everywhere."))
    breakdown: Mapping[str, str] = attrs.field(
        default=EMPTY, hash=False, metadata=about("The group (`sex: girls`); empty means the total.")
    )
    periods: tuple[Period, ...] = attrs.field(
        default=(), converter=as_calendar, metadata=about("When, strictly increasing.")
    )
    values: tuple[float | None, ...] = attrs.field(
        default=(), metadata=about("How much, in the indicator's unit; nothing where it is missing.")
    )
    numerators: tuple[float | None, ...] = attrs.field(
        default=(), metadata=about("The counts above the line of a percentage or rate; empty where not kept.")
    )
    denominators: tuple[float | None, ...] = attrs.field(
        default=(), metadata=about("The counts below the line; empty where not kept.")
    )
    statuses: tuple[Status, ...] = attrs.field(
        default=(), metadata=about("How sure each value is; empty means that all are actual.")
    )
    raw: Mapping[str, str] = attrs.field(
        default=EMPTY,
        hash=False,
        metadata=about("Texts of the source that say more than the number, by the period's label."),
    )

    def check(self) -> Iterator[Problem]:
        """Yield problems of columns that do not fit each other."""
        yield from super().check()
        position = None if type(self.periods) is Calendar else out_of_order(self.periods)
        if position is not None:
            before, here = self.periods[position - 1], self.periods[position]
            message = f"{here} does not follow {before}."
            hint = "List the periods from the earliest to the latest, each once."
            yield Problem(path=f"periods/{position}", code="not_increasing", message=message, hint=hint)
        length = len(self.periods)
        for name in ("values", "numerators", "denominators", "statuses"):
            column = getattr(self, name)
            if len(column) != length and (column or name == "values"):
                message = f"{len(column)} entries beside {length} periods."
                yield Problem(
                    path=name, code="unequal_columns", message=message, hint="Give one for each period."
                )
        if self.raw:
            labels = {period.label for period in self.periods}
            for key in self.raw:
                if key not in labels:
                    message = f"no period of this series is written '{excerpt(key)}'."
                    yield Problem(path=f"raw/{excerpt(key)}", code="unknown_period", message=message)

    def __iter__(self) -> Iterator[Measurement]:
        for position, (period, value) in enumerate(zip(self.periods, self.values, strict=True)):
            yield Measurement(
                period=period,
                value=value,
                numerator=self.numerators[position] if self.numerators else None,
                denominator=self.denominators[position] if self.denominators else None,
                status=self.statuses[position] if self.statuses else None,
                raw=self.raw.get(period.label),
            )

    def __len__(self) -> int:
        return len(self.periods)

    def latest(self, on: date, count: int = 1) -> list[Period]:
        """Return the last `count` periods that ended by `on` and have a figure, the latest first.

        A figure is a value or, where a value is no number, a text.
        """
        found: list[Period] = []
        for position in range(len(self.periods) - 1, -1, -1):
            period = self.periods[position]
            if period.end <= on and (self.values[position] is not None or period.label in self.raw):
                found.append(period)
                if len(found) == count:
                    break
        return found


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Indicator(Entity):
    """A measure that partners agreed to share."""

    outcome_ids: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "The outcomes that it measures; empty means that it measures none.", refers_to="Outcome"
        ),
    )
    level: Level | None = attrs.field(
        default=None, metadata=about("Whose figure it is; never mix the levels.", source="Friedman (2005)")
    )
    measure: Measure | None = attrs.field(
        default=None, metadata=about("The kind of number; it decides which arithmetic is allowed.")
    )
    unit: str | None = attrs.field(
        default=None,
        metadata=about("A unit of the library's vocabulary: `people`, `percent`, `pint:hectare`."),
    )
    counted: str | None = attrs.field(
        default=None, metadata=about("What a count counts, or what a percentage is a percentage of.")
    )
    direction: Direction | None = attrs.field(default=None, metadata=about("Which way is better."))
    definition: str | None = attrs.field(
        default=None, metadata=about("How it is worked out, so that two would agree.")
    )
    data_source: str | None = attrs.field(default=None, metadata=about("Where the figures come from."))
    frequency: int | None = attrs.field(
        default=None, metadata=about("How often a new figure is due.", unit="months", low=1, high=240)
    )
    owner_id: str | None = attrs.field(
        default=None, metadata=about("Who answers for it.", refers_to="Partner")
    )
    reporter_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Who is expected to report it.", refers_to="Partner")
    )
    about_people: bool | None = attrs.field(
        default=None, metadata=about("Whether it is about persons, so that it can be broken down by group.")
    )
    counting: Literal["people", "contacts"] | None = attrs.field(
        default=None, metadata=about("Whether a person who came twice is counted once or twice.")
    )
    accumulation: Literal["incremental", "cumulative"] | None = attrs.field(
        default=None, metadata=about("Whether a figure is for its period alone or since the beginning.")
    )
    baselines: tuple[Baseline, ...] = attrs.field(default=(), metadata=about("Where things stood before."))
    targets: tuple[Target, ...] = attrs.field(default=(), metadata=about("What is aimed at, by when."))
    limit: float | None = attrs.field(
        default=None, metadata=about("The best value there can be.", source="Open SDG")
    )
    valid_range: Range | None = attrs.field(default=None, metadata=about("What values are possible."))
    definition_changes: tuple[date, ...] = attrs.field(
        default=(), metadata=about("Days from which on the definition was another one.")
    )
    series: tuple[Series, ...] = attrs.field(default=(), metadata=about("The figures."))

    def check(self) -> Iterator[Problem]:
        """Yield a problem where the unit is not one of the vocabulary."""
        yield from super().check()
        if self.unit is not None:
            from collective_impact.units import unit_fault  # noqa: PLC0415 - only what has a unit pays for it

            fault = unit_fault(self.unit)
            if fault is not None:
                yield Problem(path="unit", code="unknown_unit", message=fault)
