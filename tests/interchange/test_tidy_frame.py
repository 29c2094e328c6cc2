"""Dataframes of indicator series give what the same table in a file gives."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from collective_impact import frames
from collective_impact.errors import DocumentError
from collective_impact.interchange import tidy
from collective_impact.model.indicator import Indicator
from collective_impact.model.initiative import Initiative

pytest.importorskip("narwhals", reason="the extra [frames] is not installed")


@pytest.fixture(params=["pandas", "polars", "pyarrow"])
def backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    pytest.importorskip(name, reason=f"{name} is not installed")
    return name


def series_of(initiative: Initiative) -> list[Any]:
    return [
        (indicator.id, dict(series.breakdown), series.place, series.periods, series.values, dict(series.raw))
        for indicator in initiative.indicators
        for series in indicator.series
    ]


def test_a_frame_and_its_file_give_the_same(backend: str) -> None:
    columns: dict[str, list[Any]] = {
        "Year": [2018, 2019, 2018, 2019],
        "Sex": [None, None, "f", "f"],
        "GeoCode": [None, None, 35, 35],
        "Value": [1.5, None, 3.0, 4.0],
    }
    text = "Year,Sex,GeoCode,Value\n2018,,,1.5\n2019,,,\n2018,f,35,3\n2019,f,35,4\n"
    frame = tidy.read_frame(frames.make(columns, backend), name="x.csv")
    file = tidy.read_bytes(text.encode(), name="x.csv")
    assert series_of(frame.value) == series_of(file.value)
    assert frame.value.source is not None
    assert frame.value.source.format == "dataframe"
    assert [problem.where for problem in frame.problems] == ["x.csv"]


def test_rows_in_any_order(backend: str) -> None:
    rows = [(f"I{n % 3}", 1900 + n // 3, float(n)) for n in range(60)]
    names = ("indicator_id", "period", "value")
    mixed = frames.make(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)), backend)
    ordered = frames.make(dict(zip(names, map(list, zip(*sorted(rows), strict=True)), strict=True)), backend)
    assert tidy.read_frame(mixed).value == tidy.read_frame(ordered).value
    assert len(tidy.read_frame(mixed).value.indicators) == 3


def test_faults_in_a_frame_name_the_row(backend: str) -> None:
    columns: dict[str, list[Any]] = {
        "period": ["2018", "2019", "20223", "2021", "2022"],
        "value": [1.0, float("inf"), 3.0, float("nan"), 5.0],
    }
    reading = tidy.read_frame(frames.make(columns, backend))
    assert [(found.code, found.where, found.path) for found in reading.problems[1:]] == [
        ("not_a_number", "row 1, column value", "rows/1/value"),
        ("bad_period", "row 2, column period", "rows/2/period"),
    ]
    assert reading.value.indicators[0].series[0].values == (1.0, None, None, 5.0)


def test_texts_in_a_column_of_values(backend: str) -> None:
    columns: dict[str, list[Any]] = {"Year": [2018, 2019, 2020], "Value": ["1,5", None, "<5"]}
    reading = tidy.read_frame(frames.make(columns, backend))
    (series,) = reading.value.indicators[0].series
    assert (series.values, dict(series.raw)) == ((1.5, None, None), {"2020": "<5"})


def test_days_and_counts_beside_values(backend: str) -> None:
    columns: dict[str, list[Any]] = {
        "date": [dt.date(2020, 1, 1), dt.date(2020, 1, 2)],
        "value": [1, 2],
        "numerator": [3, None],
        "status": ["E", None],
        "unit_mult": [3, 3],
    }
    (series,) = tidy.read_frame(frames.make(columns, backend)).value.indicators[0].series
    assert [period.label for period in series.periods] == ["2020-01-01", "2020-01-02"]
    assert (series.values, series.numerators, series.statuses) == (
        (1000.0, 2000.0),
        (3.0, None),
        ("estimate", "actual"),
    )


def test_values_that_only_have_to_be_scaled(backend: str) -> None:
    columns: dict[str, list[Any]] = {
        "Year": [2018, 2019],
        "Unit multiplier": ["Thousands"] * 2,
        "Value": [1, 2],
    }
    (series,) = tidy.read_frame(frames.make(columns, backend)).value.indicators[0].series
    assert series.values == (1000.0, 2000.0)


def test_a_wide_frame(backend: str) -> None:
    columns: dict[str, list[Any]] = {"place": ["A", "B"], "2018": [1.0, None], "2019": [3, 4]}
    reading = tidy.read_frame(frames.make(columns, backend))
    assert [series.values for series in reading.value.indicators[0].series] == [(1.0, 3.0), (None, 4.0)]
    mixed: dict[str, list[Any]] = {"place": ["A", "B"], "2018": [1.5, None], "2019": ["3", "n/a"]}
    reading = tidy.read_frame(frames.make(mixed, backend))
    assert [series.values for series in reading.value.indicators[0].series] == [(1.5, 3.0), (None, None)]
    assert reading.problems[1].where == "row 1, column 2019"


def test_several_columns_of_values_and_what_is_given(backend: str, tmp_path: Path) -> None:
    columns: dict[str, list[Any]] = {"J": ["2018"], "A": [1], "B": [2]}
    reading = tidy.read_frame(frames.make(columns, backend), columns={"period": "J", "value": ["A", "B"]})
    assert [found.id for found in reading.value.indicators] == ["A", "B"]
    meta = tmp_path / "m.csv"
    meta.write_text("Unit of measurement,%\n", encoding="utf-8")
    given = Indicator(id="I", name="N")
    one = tidy.read_frame(
        frames.make({"Year": [2018], "Value": [1]}, backend), indicator=given, metadata=meta
    ).value.indicators[0]
    assert (one.id, one.name, one.unit) == ("I", "N", "percent")
    assert tidy.read_frame(frames.make({"Year": [], "Value": []}, backend)).value.indicators == ()
    with pytest.raises(DocumentError, match="No column of values"):
        tidy.read_frame(frames.make({"Year": [1]}, backend))
