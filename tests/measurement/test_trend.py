from __future__ import annotations

from datetime import date
from math import sqrt
from typing import Any

import pytest
from scipy import stats

import collective_impact as ci
from collective_impact.errors import InvalidRecordError
from collective_impact.measurement.trend import Trend, TrendRules, tendency_of, trend
from collective_impact.model.indicator import Indicator, Series, Target
from collective_impact.model.values import Range
from collective_impact.period import Period

YEARS = (2015, 2016, 2017, 2018, 2019, 2020, 2021)
RISING = (10, 12, 11, 13, 14)


def indicator(values: tuple[float | None, ...], **fields: Any) -> Indicator:
    series = Series(
        periods=tuple(Period.parse(str(2015 + place)) for place in range(len(values))), values=values
    )
    return Indicator(
        **{"id": "I1", "unit": "percent", "direction": "decrease", "series": (series,), **fields}
    )


def test_the_forecast_by_hand() -> None:
    """Slopes of 10 12 11 13 14: -1 .5 .5 1 1 1 1 1.5 2 2, median 1; residuals 10 11 9 10 10, median 10."""
    found = trend((YEARS, (*RISING, 12, 9)), direction="decrease", from_period=2020)
    assert (found.history_count, found.history_slope) == (5, 1)
    spread = sqrt((0 + 1 + 1 + 0 + 0) / 3)
    t = stats.t.ppf(0.95, 3)
    first, second = found.forecasts
    assert (first.period.label, first.expected, first.observed) == ("2020", 15, 12)
    assert first.high - 15 == pytest.approx(t * spread * sqrt(1 + 1 / 5 + 9 / 10))
    assert (second.expected, second.observed) == (16, 9)
    assert 16 - second.low == pytest.approx(t * spread * sqrt(1 + 1 / 5 + 16 / 10))
    assert found.departure == -5
    assert found.margin == pytest.approx(t * spread * sqrt(1 / 2 + 1 / 5 + 3.5**2 / 10))
    assert found.turned == "better"
    assert found.reason is None
    assert "the 2 figures on average from 2020 on lie 5 below the forecast" in found.why


@pytest.mark.parametrize(
    ("later", "direction", "turned"),
    [
        ((12, 9), "decrease", "better"),
        ((12, 9), "increase", "worse"),
        ((19, 21), "increase", "better"),
        ((19, 21), "decrease", "worse"),
        ((15, 16), "decrease", "on it"),
        ((14, 16), "increase", "on it"),
        ((12, 9), None, "cannot tell"),
        ((15, 16), None, "on it"),
    ],
)
def test_is_the_curve_turned(later: tuple[float, float], direction: Any, turned: str) -> None:
    found = trend((YEARS, (*RISING, *later)), direction=direction, from_period="2020")
    assert found.turned == turned
    assert (found.reason is None) == (turned != "cannot tell")


def test_better_than_the_forecast_is_not_better_than_last_year() -> None:
    found = trend((range(2013, 2020), (10, 20, 30.5, 40, 50, 60, 62)), direction="decrease")
    assert found.values[-1] > found.values[-2]
    assert found.turned == "better"


def test_without_a_turn_the_latest_figure_is_asked_about() -> None:
    found = trend((YEARS[:6], (*RISING, 5)), direction="decrease")
    assert (found.history_count, found.from_period) == (5, None)
    assert [row.period.label for row in found.forecasts] == ["2020"]
    assert found.turned == "better"
    assert "the figure from 2020 on lies 10 below the forecast" in found.why


def test_a_figure_on_the_line_lies_at_it() -> None:
    found = trend((YEARS[:6], (*RISING, 15)), direction="decrease")
    assert found.departure == 0
    assert "lies at the forecast" in found.why


def test_rounded_figures_are_never_taken_as_exact() -> None:
    """0 0 0 0 then 1: a count of whole things, so half a thing either way is not known."""
    assert trend((YEARS[:5], (0, 0, 0, 0, 1)), direction="decrease").turned == "on it"
    assert trend((YEARS[:5], (0, 0, 0, 0, 9)), direction="decrease").turned == "worse"
    assert trend((YEARS[:5], (0.1, 0.1, 0.1, 0.1, 1)), direction="decrease").turned == "worse"
    found = trend((YEARS[:5], (0, 0, 0, 0, 1)))
    assert found.margin == pytest.approx(stats.t.ppf(0.95, 2) / sqrt(12) * sqrt(1 + 1 / 4 + 2.5**2 / 5))
    assert trend((YEARS[:5], (1e-7, 1e-7, 1e-7, 1e-7, 1)), direction="decrease").turned == "worse"


@pytest.mark.parametrize("count", [0, 1, 2])
def test_under_the_minimum_nothing_is_claimed(count: int) -> None:
    found = trend((YEARS[:count], RISING[:count]), direction="increase", from_period=2030)
    assert (found.turned, found.tendency, found.slope, found.forecasts) == (
        "cannot tell",
        "cannot tell",
        None,
        (),
    )
    assert f"The history has {count} figure" in str(found.reason)


def test_the_minimum_is_a_field() -> None:
    rules = TrendRules(minimum_points=6)
    assert (
        trend((YEARS, (*RISING, 12, 9)), direction="decrease", from_period=2020, rules=rules).turned
        == "cannot tell"
    )
    assert tendency_of(RISING, rules) == "cannot tell"
    with pytest.raises(InvalidRecordError, match="at least 3"):
        TrendRules(minimum_points=2)


def test_three_figures_have_a_slope_and_no_more() -> None:
    found = trend((YEARS[:3], (1, 2, 3)))
    assert (found.slope, found.s, found.tau) == (1, 3, 1)
    assert found.p_value == pytest.approx(1 / 3)
    assert (found.slope_low, found.slope_high, found.tendency) == (None, None, "cannot tell")
    assert "The history has 2 figures" in str(found.reason)


@pytest.mark.parametrize(
    ("values", "tendency"),
    [
        ((1, 2, 3, 4), "rising"),
        ((9, 7, 5, 3), "falling"),
        ((1, 2, 3, 2), "no clear trend"),
        ((4, 4, 4, 4), "no clear trend"),
    ],
)
def test_where_it_goes(values: tuple[float, ...], tendency: str) -> None:
    found = trend((YEARS[:4], values))
    assert found.tendency == tendency
    assert (found.tau is None) == (len(set(values)) == 1)


def test_figures_that_are_missing_are_left_out() -> None:
    whole = trend(((2015, 2017, 2018, 2020), (1, 3, 4, 6)))
    found = trend(((2015, 2016, 2017, 2018, 2019, 2020), (1, None, 3, 4, None, 6)))
    assert found == whole
    assert found.slope == 1


def test_a_period_across_the_turn_belongs_to_neither_side() -> None:
    found = trend((YEARS, (*RISING, 12, 9)), direction="decrease", from_period="2019-09")
    assert found.history_count == 4
    assert [row.period.label for row in found.forecasts] == ["2020", "2021"]


def test_without_a_figure_after_the_turn_there_is_a_forecast_to_come() -> None:
    aim = Target(value=5, period=Period.parse("2025"))
    found = trend(indicator(RISING, targets=(aim,)), from_period=2020)
    assert (found.turned, found.departure) == ("cannot tell", None)
    assert found.reason == "No figure is known from 2020 on."
    assert [(row.period.label, row.expected, row.observed) for row in found.forecasts] == [("2025", 20, None)]


def test_a_day_leaves_out_what_came_later() -> None:
    whole = indicator((*RISING, 12, 9))
    assert trend(whole, on=date(2020, 12, 30)).values == RISING
    assert trend(whole, on=date(2020, 12, 31)).values == (*RISING, 12)


def test_the_forecast_keeps_to_what_is_possible() -> None:
    within = Range(minimum=0, maximum=15.5)
    found = trend(indicator((*RISING, 15, 15.5), valid_range=within), from_period=2020)
    assert [(row.expected, row.high) for row in found.forecasts] == [(15, 15.5), (15.5, 15.5)]
    assert found.departure == 0


def test_an_indicator_brings_its_direction_unit_and_title() -> None:
    found = trend(indicator((*RISING, 12, 9), name="Poverty"), from_period=2020)
    assert (found.indicator_id, found.title, found.unit, found.change_unit) == (
        "I1",
        "Poverty",
        "percent",
        "percentage_points",
    )
    assert (found.direction, found.turned) == ("decrease", "better")
    assert trend(indicator((*RISING, 12, 9)), from_period=2020, direction="increase").turned == "worse"
    assert trend(indicator(()).series[0]).reason == "The history has 0 figures; a forecast takes 3."


def test_an_indicator_without_a_headline_says_so() -> None:
    parts = Series(breakdown={"sex": "girls"})
    found = trend(indicator((), series=(parts,)))
    assert found.turned == "cannot tell"
    assert "no series of all together" in str(found.reason)


@pytest.mark.parametrize(
    ("values", "targets", "turned"),
    [
        ((*RISING, 11, 10), (Target(value=10, period=Period.parse("2030")),), "better"),
        ((*RISING, 11, 10), (Target(value=17, period=Period.parse("2030")),), "worse"),
        ((*RISING, 11, 10), (), "cannot tell"),
    ],
)
def test_to_maintain_is_judged_by_the_level_to_keep(
    values: tuple[float, ...], targets: tuple[Target, ...], turned: str
) -> None:
    found = trend(indicator(values, direction="maintain", targets=targets), from_period=2020)
    assert found.turned == turned
    assert (found.reason is None) == (turned != "cannot tell")


def test_a_series_of_very_many_figures_calls_for_another_method() -> None:
    days = tuple(f"20{year:02}-{month:02}" for year in range(10) for month in range(1, 13))
    found = trend((days, tuple(range(120))), rules=TrendRules(maximum_points=100))
    assert (found.slope, found.turned) == (None, "cannot tell")
    assert "There are 120 figures" in str(found.reason)


@pytest.mark.parametrize(
    ("subject", "match"),
    [
        (((2016, 2015), (1, 2)), "does not follow"),
        (((2015, 2016), (1,)), "1 entries beside 2 periods"),
        (((2015, "Spring"), (1, 2)), "Spring"),
        (((2015, 2016), (1, "two")), "two"),
        ((2015, 2016, 2017), "periods and values"),
        ("I1", "periods and values"),
    ],
)
def test_what_is_no_series_is_refused(subject: Any, match: str) -> None:
    with pytest.raises(InvalidRecordError, match=match):
        trend(subject)


@pytest.mark.parametrize(("name", "word"), [("direction", "down"), ("from_period", "last spring")])
def test_what_is_no_word_or_period_is_refused(name: str, word: str) -> None:
    with pytest.raises(InvalidRecordError, match=word):
        trend((YEARS, (*RISING, 12, 9)), **{name: word})  # type: ignore[arg-type]


def test_a_trend_is_shown_in_text_and_in_a_notebook() -> None:
    found = trend(indicator((*RISING, 12, 9), name="<b>Poverty</b>"), from_period=2020)
    text = str(found)
    assert text.startswith("<b>Poverty</b>: better than the forecast")
    assert "percentage points" in text
    assert "2021" in text
    html = found._repr_html_()
    assert "<b>" not in html
    assert "&lt;b&gt;Poverty" in html
    assert str(trend(((), ()))).startswith("Series: cannot tell")


def test_huge_figures_are_answered_or_refused_in_our_own_words() -> None:
    found = trend(
        (YEARS, tuple(1e200 * value for value in (*RISING, 12, 9))), direction="decrease", from_period=2020
    )
    assert found.turned == "better"
    with pytest.raises(InvalidRecordError):
        trend((YEARS[:4], (1.7e308, -1.7e308, 1.7e308, 1)))


def test_there_and_back_as_plain_data() -> None:
    found = trend(indicator((*RISING, 12, 9)), from_period=2020)
    assert ci.from_data(ci.to_data(found), Trend) == found
