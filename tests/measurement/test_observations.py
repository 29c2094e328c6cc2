"""Series as tables, and back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact import measurement
from collective_impact.errors import UnknownNameError
from collective_impact.interchange import tidy
from collective_impact.model.indicator import Indicator, Series
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.model.values import Place
from collective_impact.period import Period

PLACE = Place(id="35", name="Ontario")
INITIATIVE = Initiative(
    id="X",
    partners=(Partner(id="P1"),),
    indicators=(
        Indicator(
            id="I1",
            name="Care",
            unit="percent",
            series=(
                Series(
                    periods=("2018", "2019"),
                    values=(1.5, None),
                    numerators=(3.0, None),
                    denominators=(200.0, 210.0),
                    statuses=("actual", "estimate"),
                    raw={"2019": "<5"},
                ),
                Series(place=PLACE, breakdown={"sex": "f"}, periods=("2018-Q1",), values=(2.0,)),
            ),
        ),
        Indicator(id="I2", series=(Series(partner_id="P1", periods=("2019",), values=(7.0,)),)),
    ),
)


def test_a_row_for_each_observation() -> None:
    rows = measurement.observations(INITIATIVE)
    assert list(rows[0]) == [
        *(
            "indicator_id",
            "indicator",
            "unit",
            "partner_id",
            "place_id",
            "place",
            "sex",
            "period",
            "start",
            "end",
        ),
        *("value", "numerator", "denominator", "status", "raw"),
    ]
    assert rows[1] == {
        **dict.fromkeys(("partner_id", "place_id", "place", "sex", "value", "numerator")),
        "indicator_id": "I1",
        "indicator": "Care",
        "unit": "percent",
        "period": "2019",
        "denominator": 210.0,
        "start": dt.date(2019, 1, 1),
        "end": dt.date(2019, 12, 31),
        "status": "estimate",
        "raw": "<5",
    }
    assert [
        (row["indicator_id"], row["partner_id"], row["place"], row["sex"], row["period"]) for row in rows[2:]
    ] == [
        ("I1", None, "Ontario", "f", "2018-Q1"),
        ("I2", "P1", None, None, "2019"),
    ]
    assert measurement.observations(INITIATIVE.indicators[1]) == [
        {name: cell for name, cell in rows[3].items() if name != "sex"}
    ]
    assert measurement.observations(Initiative(id="empty")) == []


def test_a_row_for_each_series() -> None:
    rows = measurement.matrix(INITIATIVE)
    assert list(rows[0])[6:] == ["sex", "2018-Q1", "2018", "2019"]
    assert [(row["2018-Q1"], row["2018"], row["2019"]) for row in rows] == [
        (None, 1.5, None),
        (2.0, None, None),
        (None, None, 7.0),
    ]
    assert measurement.matrix(Initiative(id="empty")) == []


def test_breakdowns_that_could_be_taken_for_other_columns() -> None:
    groups = {"Value": "a", "2019": "b", "breakdown_x": "c", "Area": "d", "value": "e"}
    indicator = Indicator(id="I", series=(Series(breakdown=groups, periods=("2018",), values=(1.0,)),))
    names = list(measurement.observations(indicator)[0])[6:11]
    assert names == [
        *("breakdown_2019", "Area", "breakdown_Value", "breakdown_breakdown_x", "breakdown_breakdown_value"),
    ]


@pytest.fixture(params=["pandas", "polars", "pyarrow"])
def backend(request: pytest.FixtureRequest) -> Any:
    pytest.importorskip("narwhals", reason="the extra [frames] is not installed")
    pytest.importorskip(request.param, reason=f"{request.param} is not installed")
    return request.param


def test_frames_come_back_as_the_same_series(backend: Any) -> None:
    frame = measurement.observations(INITIATIVE, backend=backend)
    assert type(frame).__module__.split(".")[0] == backend
    reading = tidy.read_frame(frame)
    assert [(problem.code, problem.severity) for problem in reading.problems] == [("columns", "note")]
    assert [indicator.series for indicator in reading.value.indicators] == [
        indicator.series for indicator in INITIATIVE.indicators
    ]
    assert [(found.id, found.name, found.unit) for found in reading.value.indicators] == [
        ("I1", "Care", "percent"),
        ("I2", None, None),
    ]
    wide = tidy.read_frame(measurement.matrix(INITIATIVE, backend=backend))
    assert [series.values for found in wide.value.indicators for series in found.series] == [
        (1.5, None),
        (2.0,),
        (None, 7.0),
    ]


def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        measurement.observations(INITIATIVE, backend="excel")  # type: ignore[arg-type]


LABELS = ["1999", "2000", "2001/02", "2003-Q1", "2003-Q2", "2004-05", "2004-06", "2005-01-01/2007-12-31"]


@st.composite
def indicators(draw: st.DrawFn) -> Indicator:
    """An indicator whose series differ in what they are about, each with periods of one length."""
    groups = draw(st.lists(st.sampled_from(["f", "m", "Value", "x y"]), unique=True, max_size=3))
    series = []
    for group in groups:
        labels = draw(st.sampled_from([LABELS[:2], LABELS[2:3], LABELS[3:5], LABELS[5:7], LABELS[7:]]))
        values = draw(
            st.lists(
                st.none() | st.floats(allow_nan=False, allow_infinity=False),
                min_size=len(labels),
                max_size=len(labels),
            )
        )
        periods = tuple(map(Period.parse, labels))
        name = draw(st.sampled_from(["sex", "Area", "value", "2019", "breakdown_x"]))
        series.append(Series(breakdown={name: group}, periods=periods, values=tuple(values)))
    series.sort(key=lambda each: sorted(each.breakdown.items()))
    return Indicator(id="I", series=tuple(series))


@given(indicators())
def test_read_observations_of_a_frame_is_the_identity(indicator: Indicator) -> None:
    pytest.importorskip("narwhals", reason="the extra [frames] is not installed")
    pytest.importorskip("polars", reason="polars is not installed")
    reading = tidy.read_frame(measurement.observations(indicator, backend="polars"))
    assert [found.series for found in reading.value.indicators] == (
        [indicator.series] if indicator.series else []
    )
