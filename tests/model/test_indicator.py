"""Indicators: units of the vocabulary, columns that fit each other, periods that increase."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given

import collective_impact as ci
from collective_impact.model.indicator import Measurement
from collective_impact.period import Calendar, Period
from collective_impact.testing import days, series

Refused = Callable[..., dict[str, str]]
YEARS: Any = ("2023", "2024", "2025")


def test_a_unit_is_of_the_vocabulary(refused: Refused) -> None:
    for unit in (None, "people", "percent", "currency:USD", "pint:hectare"):
        assert ci.Indicator(id="N", unit=unit).unit == unit
    assert refused(ci.Indicator, id="N", unit="peple") == {"unit": "unknown_unit"}


def test_periods_may_be_written_as_text(refused: Refused) -> None:
    written: Any = "2024-Q1"
    assert ci.Target(value=1, period=written).period == Period.parse("2024-Q1")
    assert type(ci.Series(periods=YEARS, values=(1, 2, 3)).periods) is Calendar
    assert refused(ci.Baseline, period="24") == {"period": "wrong_type"}
    assert refused(ci.Series, periods=["2024"], values=(1,)) == {"periods": "wrong_type"}
    assert refused(ci.Series, periods=("2024", "x"), values=(1, 2)) == {"periods/1": "wrong_type"}


@pytest.mark.parametrize("periods", [("2024", "2023"), ("2024", "2024"), ("2024", "2024-12")])
def test_periods_increase(refused: Refused, periods: tuple[str, ...]) -> None:
    assert refused(ci.Series, periods=periods, values=(1, 2)) == {"periods/1": "not_increasing"}


def test_columns_are_of_one_length(refused: Refused) -> None:
    assert refused(ci.Series, periods=YEARS) == {"values": "unequal_columns"}
    columns = {"numerators": (1,), "denominators": (1, 2, 3, 4), "statuses": ("actual",)}
    assert refused(ci.Series, periods=YEARS, values=(1, 2, 3), **columns) == dict.fromkeys(
        columns, "unequal_columns"
    )
    assert ci.Series(periods=YEARS, values=(1, None, 3), numerators=(1, None, 2)).numerators == (1, None, 2)


def test_texts_stand_beside_periods_of_the_series(refused: Refused) -> None:
    held = ci.Series(periods=YEARS, values=(1, None, 3), raw={"2024": "about half"})
    assert held.raw["2024"] == "about half"
    assert refused(ci.Series, periods=YEARS, values=(1, 2, 3), raw={"2022": "x"}) == {
        "raw/2022": "unknown_period"
    }


def test_a_series_hands_out_its_measurements() -> None:
    bare = ci.Series(periods=YEARS[:1], values=(1,))
    assert list(bare) == [Measurement(period=Period.parse("2023"), value=1)]
    full = ci.Series(
        periods=YEARS[:2], values=(0.5, None), numerators=(1, 2), denominators=(2, None),
        statuses=("actual", "missing"), raw={"2024": "none yet"},
    )  # fmt: skip
    assert list(full)[1] == Measurement(Period.parse("2024"), None, 2, None, "missing", "none yet")
    assert len(full) == 2


@given(series(), days())
def test_the_latest_periods_have_ended_and_have_a_figure(held: ci.Series, on: date) -> None:
    every = [
        period
        for period, value in zip(held.periods, held.values, strict=True)
        if period.end <= on and (value is not None or period.label in held.raw)
    ]
    for count in (1, 2, 10):
        assert held.latest(on, count) == every[::-1][:count]
    assert len(held) == len(list(held)) == len(held.periods)


def test_how_often_a_figure_is_due_is_counted_in_months(refused: Refused) -> None:
    assert ci.Indicator(id="N", frequency=240).frequency == 240
    assert refused(ci.Indicator, id="N", frequency=0) == {"frequency": "out_of_range"}
    assert refused(ci.Indicator, id="N", frequency=1.0) == {"frequency": "wrong_type"}


def test_a_key_of_raw_is_a_short_step() -> None:
    with pytest.raises(ci.InvalidRecordError) as caught:
        ci.Series(raw={"\x1b\n" + "x" * 500: "about five"})
    [problem] = caught.value.problems
    assert problem.path.startswith("raw/\\x1b\\nxxx")
    assert len(str(problem)) < 300
