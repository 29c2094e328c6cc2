"""Figures of partners, places or indicators put together, as far as their kind allows, and else not at all.

Counts are summed where nobody is counted twice, rates are worked out from their numerators and denominators,
percentages are never summed, currencies never mixed. A refusal says why. Nothing that is missing counts as 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import attrs

from collective_impact.arithmetic import rounded, total, weighted_mean
from collective_impact.errors import InvalidRecordError, UnknownNameError, excerpt
from collective_impact.fields import about
from collective_impact.measurement.kinds import Asked, Kind, Part, Refusal, kind_for
from collective_impact.measurement.points import series_of
from collective_impact.measurement.tables import as_html, as_text, combined_page
from collective_impact.model.indicator import Indicator, Series
from collective_impact.model.values import Place
from collective_impact.period import Period, as_calendar, out_of_order
from collective_impact.record import EMPTY, Record
from collective_impact.units import converter, unit_fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collective_impact.display import Html

__all__ = ["Combined", "Over", "RollUp", "combine", "roll_up"]

Over = Literal["partner", "place"]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Combined(Record):
    """Figures put together by period, or the reason why they cannot be."""

    writes_defaults: ClassVar[bool] = True

    title: str = attrs.field(metadata=about("What the figures are of."))
    unit: str | None = attrs.field(default=None, metadata=about("The unit of the combined figures."))
    breakdown: Mapping[str, str] = attrs.field(
        default=EMPTY, hash=False, metadata=about("The group; empty means all.")
    )
    place: Place | None = attrs.field(default=None, metadata=about("Where; absent means everywhere."))
    partner_id: str | None = attrs.field(default=None, metadata=about("The partner; absent means all."))
    parts: tuple[str, ...] = attrs.field(default=(), metadata=about("The partners, places or indicators."))
    missing_parts: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Partners that are expected to report and have no figures at all.")
    )
    periods: tuple[Period, ...] = attrs.field(default=(), converter=as_calendar, metadata=about("When."))
    values: tuple[float | None, ...] = attrs.field(
        default=(), metadata=about("All parts together; nothing where a part is not known.")
    )
    known_values: tuple[float | None, ...] = attrs.field(
        default=(), metadata=about("The parts that are known together; of a sum of counts a lower bound.")
    )
    reported_counts: tuple[int, ...] = attrs.field(
        default=(), metadata=about("How many parts are known.", unit="parts")
    )
    numerators: tuple[float | None, ...] = attrs.field(
        default=(), metadata=about("The sums above the line of a percentage or rate.")
    )
    denominators: tuple[float | None, ...] = attrs.field(
        default=(), metadata=about("The sums below the line.")
    )
    rule: str | None = attrs.field(default=None, metadata=about("How they were put together."))
    reason: str | None = attrs.field(default=None, metadata=about("Why they cannot be."))
    cautions: tuple[str, ...] = attrs.field(default=(), metadata=about("What to know before using them."))

    @property
    def part_count(self) -> int:
        """How many parts there are, those that never reported included."""
        return len(self.parts) + len(self.missing_parts)

    def as_series(self) -> Series:
        """Return the combined figures as a series.

        Raises:
            InvalidRecordError: they cannot be put together; the message is the reason.
        """
        if self.reason is not None:
            raise InvalidRecordError(self.reason)
        return Series(
            partner_id=self.partner_id,
            place=self.place,
            breakdown=self.breakdown,
            periods=self.periods,
            values=self.values,
            numerators=self.numerators,
            denominators=self.denominators,
            note=self.rule,
        )

    def __str__(self) -> str:
        return as_text(combined_page(self))

    def _repr_html_(self) -> Html:
        return as_html(combined_page(self))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class RollUp(Record):
    """The series of an indicator put together over partners or places, one row for each group left over."""

    writes_defaults: ClassVar[bool] = True

    indicator_id: str = attrs.field(metadata=about("The indicator."))
    over: Over = attrs.field(metadata=about("What was put together."))
    rows: tuple[Combined, ...] = attrs.field(default=(), metadata=about("The total first, then the groups."))
    reason: str | None = attrs.field(default=None, metadata=about("Why there is no row."))

    def added_to(self, indicator: Indicator) -> Indicator:
        """Return the indicator with the combined series beside its own; what it has already stays as it is."""
        held = {_key(series) for series in indicator.series}
        made = [row.as_series() for row in self.rows if row.reason is None]
        new = tuple(series for series in made if _key(series) not in held)
        return attrs.evolve(indicator, series=(*indicator.series, *new))

    def __str__(self) -> str:
        return self.reason or "\n\n".join(map(str, self.rows))

    def _repr_html_(self) -> Html:
        from collective_impact.display import tag  # noqa: PLC0415 - only a notebook pays for it

        return tag("section", self.reason or "", *(row._repr_html_() for row in self.rows))


def roll_up(indicator: Indicator, *, over: Over, unduplicated: bool | None = None) -> RollUp:
    """Return the series of an indicator put together over its partners, or over its places.

    Each group and place (or group and partner) that is left over gets a row of its own. A period has a value
    only where every part has one, every partner of `reporter_ids` included; `known_values` holds what is known.
    Counts of people are refused unless `unduplicated=True` says that nobody is counted by two, contacts are
    counted (`counting`), or residents (`level` population) of different places are.

    Raises:
        InvalidRecordError: `over` is neither partner nor place.
    """
    if over not in ("partner", "place"):
        raise InvalidRecordError(f"Roll up over 'partner' or 'place', found '{excerpt(over)}'.")
    groups: dict[tuple[object, ...], list[Part]] = defaultdict(list)
    for series in indicator.series:
        label = _part(series, over)
        if label is not None:
            groups[_rest(series, over)].append(Part(label, series))
    if not groups:
        return RollUp(indicator_id=indicator.id, over=over, reason=f"No figures are recorded by {over}.")
    rows = [
        _combined(Asked((indicator,), indicator.unit, over, unduplicated), groups[key], indicator.title)
        for key in sorted(groups)
    ]
    return RollUp(indicator_id=indicator.id, over=over, rows=tuple(rows))


def combine(
    indicators: Sequence[Indicator], *, unit: str | None = None, unduplicated: bool | None = None
) -> Combined:
    """Return the headlines of several indicators put together, in `unit` or that of the first.

    They must be of one measure, level and accumulation; units are converted (hours to days, hectares to square
    metres), currencies and counts of different things are not. Otherwise as `roll_up`.

    Raises:
        UnknownNameError: `unit` is not a unit.
        InvalidRecordError: there are no indicators.
    """
    if not indicators:
        raise InvalidRecordError("Give at least one indicator to combine.")
    fault = None if unit is None else unit_fault(unit)
    if fault is not None:
        raise UnknownNameError(fault)
    title = " + ".join(indicator.title for indicator in indicators)
    wanted = unit or indicators[0].unit
    asked = Asked(tuple(indicators), wanted, "indicator", unduplicated)
    try:
        parts = [_headline(indicator, wanted) for indicator in indicators]
        for name in ("measure", "level", "accumulation"):
            _refuse_two(name, indicators)
    except Refusal as refusal:
        return Combined(title=title, unit=wanted, reason=str(refusal))
    return _combined(asked, parts, title)


def _headline(indicator: Indicator, unit: str | None) -> Part:
    chosen = series_of(indicator)
    if chosen.series is None:
        raise Refusal(f"{indicator.title}: {chosen.reason}")
    if indicator.unit == unit:
        return Part(indicator.id, chosen.series)
    if indicator.unit is None or unit is None:
        raise Refusal("One has a unit, the other none. Record the unit of both.")
    try:
        return Part(indicator.id, chosen.series, *converter(indicator.unit, unit))
    except InvalidRecordError as error:
        raise Refusal(f"{indicator.title}: {error.message}") from None


def _refuse_two(name: str, indicators: Sequence[Indicator]) -> None:
    stated = sorted({held for indicator in indicators if (held := getattr(indicator, name)) is not None})
    if len(stated) > 1:
        raise Refusal(f"Their {name} is not the same: {' and '.join(stated)}.")


def _combined(asked: Asked, parts: list[Part], title: str) -> Combined:
    parts = sorted(parts, key=lambda part: part.label)
    first = parts[0].series
    is_apart = asked.over == "indicator"
    labels = tuple(part.label for part in parts)
    expected = asked.indicators[0].reporter_ids if asked.over == "partner" else ()
    missing = tuple(sorted(set(expected) - set(labels)))
    facts: dict[str, Any] = {
        "title": title,
        "unit": asked.unit,
        "breakdown": first.breakdown,
        "place": first.place if asked.over == "partner" else None,
        "partner_id": first.partner_id if asked.over == "place" else None,
        "parts": labels,
        "missing_parts": missing,
    }
    try:
        _refuse_doubles(labels, is_apart=is_apart)
        kind = kind_for(asked, parts)
        periods = _periods(parts)
    except Refusal as refusal:
        return Combined(**facts, reason=str(refusal))
    columns = _columns(kind, parts, periods, is_whole=not missing)
    return Combined(**facts, periods=periods, rule=kind.rule, cautions=kind.cautions, **columns)


def _refuse_doubles(labels: Sequence[str], *, is_apart: bool) -> None:
    doubled = next((label for label, after in pairwise(labels) if label == after), None)
    if doubled is not None:
        told = "is given twice" if is_apart else "has two series for the same figures"
        raise Refusal(f"{excerpt(doubled)} {told}; it would count twice.")


def _periods(parts: Sequence[Part]) -> tuple[Period, ...]:
    held = {period for part in parts for period in part.series.periods}
    periods = tuple(sorted(held, key=lambda period: (period.start, period.end, period.label)))
    place = out_of_order(periods)
    if place is not None:
        raise Refusal(
            f"The parts keep different calendars: {periods[place - 1]} stands beside {periods[place]}. "
            "Bring them to the same periods first."
        )
    return periods


def _columns(
    kind: Kind, parts: Sequence[Part], periods: Sequence[Period], *, is_whole: bool
) -> dict[str, Any]:
    held = [_by_period(kind, part) for part in parts]
    known = [[rows[period] for rows in held if period in rows] for period in periods]
    together = [_together(kind, rows) for rows in known]
    whole = [is_whole and len(rows) == len(parts) for rows in known]

    def sums(column: int) -> tuple[float | None, ...]:
        return tuple(
            total(row[column] for row in rows) if is_all else None
            for rows, is_all in zip(known, whole, strict=True)
        )

    return {
        "values": tuple(value if is_all else None for value, is_all in zip(together, whole, strict=True)),
        "known_values": tuple(together),
        "reported_counts": tuple(map(len, known)),
        "numerators": sums(0) if kind.way == "quotient" else (),
        "denominators": sums(1) if kind.way != "sum" else (),
    }


def _by_period(kind: Kind, part: Part) -> dict[Period, tuple[float, float]]:
    """Return what a part brings to each period where it is known: a number, and what it is by."""
    series = part.series
    tops = series.numerators if kind.way == "quotient" else series.values
    bases = (1.0,) * len(series) if kind.way == "sum" else series.denominators
    held: dict[Period, tuple[float, float]] = {}
    for period, top, base in zip(series.periods, tops, bases, strict=True):
        if top is not None and base is not None and base >= 0:
            held[period] = (top if kind.way == "quotient" else rounded(top * part.factor + part.offset), base)
    return held


def _together(kind: Kind, rows: Sequence[tuple[float, float]]) -> float | None:
    if not rows:
        return None
    if kind.way == "sum":
        return total(top for top, _ in rows)
    if kind.way == "weighted":
        return weighted_mean([top for top, _ in rows], [base for _, base in rows])
    base = total(base for _, base in rows)
    return rounded(kind.per * total(top for top, _ in rows) / base) if base else None


def _part(series: Series, over: Over) -> str | None:
    return series.partner_id if over == "partner" else None if series.place is None else series.place.id


def _rest(series: Series, over: Over) -> tuple[object, ...]:
    """Return what tells a series apart from those that it is not put together with."""
    other = (None if series.place is None else series.place.id) if over == "partner" else series.partner_id
    return tuple(sorted(series.breakdown.items())), other or ""


def _key(series: Series) -> tuple[object, ...]:
    return _rest(series, "partner"), series.partner_id
