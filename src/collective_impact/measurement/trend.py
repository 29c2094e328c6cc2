"""Is the curve turned? A series' trend, the forecast from its history, and how the new figures lie against it.

Turning the curve means to do better than the forecast, not better than last year (Friedman, 2005). The answer
says nothing of what turned it.
"""

from __future__ import annotations

from datetime import date
from math import inf
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

import attrs

from collective_impact.arithmetic import clamped, mean, rounded, total
from collective_impact.display import number, percent
from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.fields import about, did_you_mean, wrong_type
from collective_impact.measurement.points import Curve, change_unit, curve_of, series_of, target_of, year_of
from collective_impact.measurement.sentences import trend_sentence
from collective_impact.measurement.slope import (
    fitted,
    mann_kendall,
    slope_interval,
    spread_of_rounding,
    student_t,
)
from collective_impact.measurement.tables import as_html, as_text, trend_page
from collective_impact.model.indicator import Direction, Indicator, Series, Target
from collective_impact.period import Period, as_calendar, as_period
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collective_impact.display import Html
    from collective_impact.measurement.slope import Line

__all__ = ["FRIEDMAN", "Forecast", "Tendency", "Trend", "TrendRules", "Turned", "tendency_of", "trend"]

Tendency = Literal["rising", "falling", "no clear trend", "cannot tell"]
Turned = Literal["better", "on it", "worse", "cannot tell"]
FRIEDMAN = "Friedman (2005)"


@attrs.frozen(kw_only=True, repr=False, eq=False)
class TrendRules(Record):
    """How sure a trend must be before it is claimed."""

    writes_defaults: ClassVar[bool] = True

    confidence: float = attrs.field(
        default=0.9, metadata=about("Of intervals and tests.", low=0.5, high=0.999, source="convention")
    )
    minimum_points: int = attrs.field(
        default=3,
        metadata=about(
            "Figures, and figures of the history before a turn, under which nothing is claimed.",
            unit="figures",
            low=3,
            source="convention",
        ),
    )
    maximum_points: int = attrs.field(
        default=1000,
        metadata=about(
            "Figures above which another method is called for: all pairs are compared.",
            unit="figures",
            low=3,
            high=5000,
            source="convention",
        ),
    )


CAREFUL = TrendRules()


def _as_given(value: Period | str | int) -> Period:
    return as_period(value)  # type: ignore[return-value] # what is no period is refused by its check


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Forecast(Record):
    """What the history lets expect for one period, and what came."""

    writes_defaults: ClassVar[bool] = True

    period: Period = attrs.field(converter=_as_given, metadata=about("The period."))
    expected: float = attrs.field(metadata=about("The height of the line, in the indicator's unit."))
    low: float = attrs.field(metadata=about("The lower end of the forecast interval."))
    high: float = attrs.field(metadata=about("The upper end of the forecast interval."))
    observed: float | None = attrs.field(default=None, metadata=about("The figure that came, if any."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Trend(Record):
    """How a series moves, what its history lets expect, and whether the curve is turned.

    The slope is that of all figures; the forecast rests on the history alone.
    """

    writes_defaults: ClassVar[bool] = True

    indicator_id: str | None = attrs.field(
        default=None, metadata=about("The indicator; absent for bare numbers.")
    )
    title: str | None = attrs.field(default=None, metadata=about("What people call it."))
    unit: str | None = attrs.field(default=None, metadata=about("The unit of the figures."))
    change_unit: str | None = attrs.field(
        default=None, metadata=about("The unit of differences and, by the year, of slopes.")
    )
    direction: Direction | None = attrs.field(default=None, metadata=about("Which way is better."))
    target: float | None = attrs.field(
        default=None, metadata=about("What is aimed at, where it is recorded.")
    )
    target_period: Period | None = attrs.field(
        default=None, converter=as_period, metadata=about("By the end of which period.")
    )
    periods: tuple[Period, ...] = attrs.field(
        default=(), converter=as_calendar, metadata=about("When there are figures.")
    )
    values: tuple[float, ...] = attrs.field(default=(), metadata=about("The figures."))
    slope: float | None = attrs.field(
        default=None,
        metadata=about("The median slope of all pairs, a year.", source="Theil (1950); Sen (1968)"),
    )
    slope_low: float | None = attrs.field(
        default=None, metadata=about("The lower end of its interval.", source="Sen (1968)")
    )
    slope_high: float | None = attrs.field(
        default=None, metadata=about("The upper end of its interval.", source="Sen (1968)")
    )
    s: int | None = attrs.field(
        default=None,
        metadata=about("Rises less falls among all pairs.", source="Mann (1945); Kendall (1975)"),
    )
    tau: float | None = attrs.field(
        default=None, metadata=about("Kendall's tau-b.", low=-1, high=1, source="Kendall (1975)")
    )
    p_value: float | None = attrs.field(
        default=None,
        metadata=about(
            "How often so clear a rise or fall comes by chance alone, two-sided; exact where no two figures "
            "are equal.",
            low=0,
            high=1,
            source="Mann (1945); Kendall (1975)",
        ),
    )
    tendency: Tendency = attrs.field(
        default="cannot tell", metadata=about("Where it goes, by the test and the confidence.")
    )
    from_period: Period | None = attrs.field(
        default=None,
        converter=as_period,
        metadata=about("The first period of the new time, where one was named."),
    )
    history_count: int = attrs.field(
        default=0, metadata=about("How many figures, from the first, are the history.", unit="figures", low=0)
    )
    history_slope: float | None = attrs.field(
        default=None, metadata=about("The slope of the history, a year: the forecast goes on by it.")
    )
    forecasts: tuple[Forecast, ...] = attrs.field(
        default=(), metadata=about("For each later figure, and for the target's period.", source=FRIEDMAN)
    )
    departure: float | None = attrs.field(
        default=None, metadata=about("The later figures less their forecasts, on average.")
    )
    margin: float | None = attrs.field(
        default=None, metadata=about("How far they may depart by chance, at this confidence.", low=0)
    )
    turned: Turned = attrs.field(
        default="cannot tell",
        metadata=about("Whether the later figures are better than the forecast.", source=FRIEDMAN),
    )
    why: str = attrs.field(default="", metadata=about("How the answer came about, in sentences."))
    reason: str | None = attrs.field(
        default=None, metadata=about("Why it cannot be told, where it cannot be.")
    )
    rules: TrendRules = attrs.field(default=CAREFUL, metadata=about("The confidence and the minimum."))

    @property
    def sentence(self) -> str:
        """Whether the curve is turned, and where it leads, in sentences."""
        return trend_sentence(self)

    def __str__(self) -> str:
        return as_text(trend_page(self))

    def _repr_html_(self) -> Html:
        return as_html(trend_page(self))


def trend(
    subject: Indicator | Series | tuple[Sequence[Period | str | int], Sequence[float | None]],
    *,
    on: date | None = None,
    from_period: Period | str | int | None = None,
    direction: Direction | None = None,
    rules: TrendRules = CAREFUL,
) -> Trend:
    """Return the trend of an indicator's headline, of a series, or of periods and values.

    The slope is the median slope of all pairs (Theil, 1950) with the interval of Sen (1968); the test is that of
    Mann (1945) and Kendall (1975). The figures that ended before `from_period` are the history; without one, all
    but the latest are. The forecast is the history's Theil-Sen line with Student's t times the spread round it
    (in simulations, 4 to 12 points with normal or heavy-tailed errors, its 90 % interval held 87 to 93 %). The
    answer compares the mean departure of the later figures with what chance allows: `better`, `on it`, `worse`,
    or `cannot tell`. Where figures of neighbouring periods hang together, chance allows more than is told here.

    `on` leaves out what had not ended by that day. `direction` says which way is better for bare numbers; an
    indicator has its own. To maintain, nearer to the target than the forecast is better.

    Raises:
        InvalidRecordError: periods and values do not fit each other, a word or period is not one, or figures lie
            farther apart than a float can tell.
    """
    curve, indicator, reason = _curve_of(subject)
    if indicator is not None and direction is None:
        direction = indicator.direction
    if direction not in (None, "increase", "decrease", "maintain"):
        meant = did_you_mean(str(direction), ["increase", "decrease", "maintain"])
        raise InvalidRecordError(f"'{excerpt(direction)}' is not a direction. {meant}")
    start = as_period(from_period)
    if start is not None and not isinstance(start, Period):
        raise InvalidRecordError(
            "A trend has a first period of the new time.", [wrong_type(start, "from_period", Period)]
        )
    known = curve.known(on)
    asked = _Question(known.periods, known.values, start, direction, indicator, rules)
    facts: dict[str, Any] = {"reason": reason} if reason else {**_slope(asked), **_answer(asked)}
    return Trend(
        indicator_id=None if indicator is None else indicator.id,
        title=None if indicator is None else indicator.title,
        unit=None if indicator is None else indicator.unit,
        change_unit=None if indicator is None else change_unit(indicator),
        direction=direction,
        target=None if asked.target is None else asked.target.value,
        target_period=None if asked.target is None else asked.target.period,
        periods=tuple(known.periods),
        values=known.values,
        from_period=start,
        rules=rules,
        **facts,
    )


def tendency_of(values: Sequence[float], rules: TrendRules = CAREFUL) -> Tendency:
    """Return where values that stand in order of time go; nothing is claimed that so few could not show."""
    enough = rules.minimum_points <= len(values) <= rules.maximum_points
    pairs = len(values) * (len(values) - 1) // 2
    if not enough or slope_interval(range(pairs), len(values), rules.confidence) is None:
        return "cannot tell"
    test = mann_kendall(values)
    if test.p_value > total((1, -rules.confidence)):
        return "no clear trend"
    return "rising" if test.s > 0 else "falling"


def _curve_of(subject: object) -> tuple[Curve, Indicator | None, str | None]:
    if isinstance(subject, Indicator):
        chosen = series_of(subject)
        return curve_of(chosen.series) if chosen.series else Curve((), ()), subject, chosen.reason
    if isinstance(subject, Series):
        return curve_of(subject), None, None
    if not (isinstance(subject, tuple) and len(subject) == 2):  # noqa: PLR2004 - periods and values
        raise InvalidRecordError(
            "Give an indicator, a series, or periods and values: ((2019, 2020), (3.5, 4))."
        )
    series = Series(periods=tuple(subject[0]), values=tuple(subject[1]))
    return curve_of(series), None, None


class _Question(NamedTuple):
    """What is asked: the figures that are known, when the new time begins, and which way is better."""

    periods: Sequence[Period]
    values: tuple[float, ...]
    start: Period | None
    direction: Direction | None
    indicator: Indicator | None
    rules: TrendRules

    @property
    def target(self) -> Target | None:
        return None if self.indicator is None else target_of(self.indicator)


def _slope(asked: _Question) -> dict[str, Any]:
    values, rules = asked.values, asked.rules
    if not rules.minimum_points <= len(values) <= rules.maximum_points:
        return {}
    line = fitted([year_of(period) for period in asked.periods], values)
    interval = slope_interval(line.slopes, len(values), rules.confidence)
    test = mann_kendall(values)
    return {
        "slope": rounded(line.slope),
        "slope_low": None if interval is None else rounded(interval[0]),
        "slope_high": None if interval is None else rounded(interval[1]),
        "s": test.s,
        "tau": None if test.tau is None else rounded(test.tau),
        "p_value": rounded(test.p_value),
        "tendency": tendency_of(values, rules),
    }


def _answer(asked: _Question) -> dict[str, Any]:
    """Return the forecast and how the later figures lie against it."""
    rules, periods = asked.rules, asked.periods
    if len(periods) > rules.maximum_points:
        return {
            "reason": f"There are {len(periods)} figures; this method compares all pairs and is made for short "
            f"series, up to {rules.maximum_points}."
        }
    count, later = _cut(asked)
    if count < rules.minimum_points:
        told = "1 figure" if count == 1 else f"{count} figures"
        return {
            "history_count": count,
            "reason": f"The history has {told}; a forecast takes {rules.minimum_points}.",
        }
    history = asked.values[:count]
    years = [year_of(period) for period in periods[:count]]
    line = fitted(years, history, spread_of_rounding(history))
    times = student_t(rules.confidence, count - 2)
    rows = [_forecast(asked, line, times, periods[place], asked.values[place]) for place in later]
    facts: dict[str, Any] = {"history_count": count, "history_slope": rounded(line.slope)}
    due = asked.target.period if asked.target is not None else None
    ahead = [_forecast(asked, line, times, due, None)] if due and due.end > periods[-1].end else []
    facts["forecasts"] = (*rows, *ahead)
    if not rows:
        return {**facts, "reason": f"No figure is known from {asked.start} on."}
    centre = total(year_of(row.period) for row in rows) / len(rows)
    margin = rounded(times * line.error_at(centre, len(rows)))
    observed = [row.observed for row in rows if row.observed is not None]
    departure = total((mean(observed) or 0.0, -(mean(row.expected for row in rows) or 0.0)))
    return {
        **facts,
        "departure": departure,
        "margin": margin,
        **_turned(asked, rows, departure, margin, count),
    }


def _cut(asked: _Question) -> tuple[int, range]:
    """Return how many figures are the history, and the places of the later ones.

    A period that begins before the new time and ends in it belongs to neither.
    """
    count = len(asked.periods)
    if asked.start is None:
        return max(count - 1, 0), range(max(count - 1, 0), count)
    history = sum(period.end < asked.start.start for period in asked.periods)
    first = sum(period.start < asked.start.start for period in asked.periods)
    return history, range(first, count)


def _forecast(asked: _Question, line: Line, times: float, period: Period, observed: float | None) -> Forecast:
    year = year_of(period)
    expected, margin = line.at(year), times * line.error_at(year)
    possible = None if asked.indicator is None else asked.indicator.valid_range
    lowest = -inf if possible is None or possible.minimum is None else possible.minimum
    highest = inf if possible is None or possible.maximum is None else possible.maximum
    middle, low, high = (
        rounded(clamped(value, lowest, highest)) for value in (expected, expected - margin, expected + margin)
    )
    return Forecast(period=period, expected=middle, low=low, high=high, observed=observed)


def _turned(
    asked: _Question, rows: list[Forecast], departure: float, margin: float, count: int
) -> dict[str, Any]:
    first, last = asked.periods[0], asked.periods[count - 1]
    figures = "the figure" if len(rows) == 1 else f"the {len(rows)} figures on average"
    beside = "at" if not departure else "above" if departure > 0 else "below"
    size = "" if not departure else f"{number(abs(departure))} "
    why = (
        f"By the history of {count} figures ({first} to {last}), {figures} from {rows[0].period} on "
        f"{'lies' if len(rows) == 1 else 'lie'} {size}{beside} the forecast; up to {number(margin)} either way "
        f"comes by chance ({percent(asked.rules.confidence)} interval)."
    )
    if abs(departure) <= margin:
        return {"turned": "on it", "why": why}
    if asked.direction == "maintain":
        level = None if asked.target is None else asked.target.value
        if level is None:
            return {
                "why": why,
                "reason": "To judge a figure that is to be maintained takes a target, its level.",
            }
        reached = total((departure, mean(row.expected for row in rows) or 0.0, -level))
        expected = total((mean(row.expected for row in rows) or 0.0, -level))
        return {"turned": "better" if abs(reached) < abs(expected) else "worse", "why": why}
    if asked.direction is None:
        return {"why": why, "reason": "It is not recorded which way is better."}
    better = (departure > 0) == (asked.direction == "increase")
    return {"turned": "better" if better else "worse", "why": why}
