"""Series that national and city offices publish, read with the csv module: the published method, row by row."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from collective_impact.measurement.breakdowns import gaps
from collective_impact.measurement.progress import progress
from collective_impact.measurement.trend import trend
from collective_impact.model.indicator import Indicator, Series, Target
from collective_impact.period import Period

NOT_GROUPS = {"Year", "Value", "Units", "Unit measure", "Unit multiplier", "Observation status", "GeoCode"}


def read(path: Path, **wanted: str) -> tuple[Series, ...]:
    """Return the series of a file in the Open SDG shape, those rows only that have the wanted words."""
    columns: dict[tuple[tuple[str, str], ...], dict[Period, float | None]] = defaultdict(dict)
    with path.open(encoding="utf-8-sig", newline="") as held:
        for row in csv.DictReader(held):
            if all(row[key] == word for key, word in wanted.items()):
                group = tuple((key, word) for key, word in row.items() if word and key not in NOT_GROUPS)
                columns[group][Period.parse(row["Year"])] = float(row["Value"]) if row["Value"] else None
    return tuple(
        Series(
            breakdown=dict(group),
            periods=tuple(sorted(rows, key=str)),
            values=tuple(rows[at] for at in sorted(rows, key=str)),
        )
        for group, rows in columns.items()
    )


def indicator(series: tuple[Series, ...], **fields: Any) -> Indicator:
    return Indicator(**{"id": "I1", "series": series, "unit": "percent", **fields})


def growth(base: float, current: float, years: int) -> float:
    return float((current / base) ** (1 / years)) - 1


def test_tuberculosis_in_canada(shared_data: Path) -> None:
    series = read(shared_data / "indicators/cif-canada/indicator_3-12-1.csv")
    aim = (Target(value=0.1, period=Period.parse("2030")),)
    held = indicator(series, unit="per_100000", measure="rate", direction="decrease", targets=aim)
    found = progress(held)
    assert (found.baseline, found.latest, str(found.baseline_period), str(found.latest_period)) == (
        184.4,
        231.9,
        "2015",
        "2023",
    )
    ratio = -growth(184.4, 231.9, 8) / abs(growth(184.4, 0.1, 15))
    assert found.ratio == pytest.approx(ratio, rel=1e-9)
    assert (found.verdict, found.method) == ("moving away", "compound")
    apart = {row.group: row for row in gaps(held).rows}
    assert apart["Inuit"].reference == "Non-Inuit"
    assert apart["Inuit"].absolute == pytest.approx(268.6 - 45.1)
    assert apart["Inuit"].relative == pytest.approx(268.6 / 45.1)
    assert apart["Inuit"].period_count == 10
    assert gaps(held).parts[0].adds_up
    turned = trend(held, from_period=2020)
    assert (turned.history_count, len(turned.values)) == (6, 10)
    assert [row.period.label for row in turned.forecasts] == ["2020", "2021", "2022", "2023", "2030"]


def test_child_care_in_canada(shared_data: Path) -> None:
    series = read(shared_data / "indicators/cif-canada/indicator_4-3-1.csv")
    assert len(series) == 15
    found = progress(indicator(series, direction="increase", limit=100))
    assert (found.baseline, found.latest) == (59.9, 57.7)
    assert found.ratio == pytest.approx(growth(59.9, 57.7, 6), rel=1e-9)
    assert (found.verdict, found.method, found.change) == ("moving away", "compound", -2.2)
    shrunk = 1 - 0.599**4.44
    assert found.pace is not None
    assert found.pace.cuts == pytest.approx((0.015 * shrunk, 0.005 * shrunk, 0))


def test_exercise_in_canada_has_no_headline(shared_data: Path) -> None:
    series = read(shared_data / "indicators/cif-canada/indicator_3-5-1.csv")
    held = indicator(
        series,
        direction="increase",
        limit=100,
        targets=(
            Target(
                value=50,
                period=Period.parse("2030"),
                breakdown={"Sex": "Both sexes", "Age group": "Ages 5 to 17"},
            ),
        ),
    )
    found = progress(held)
    assert (found.verdict, found.latest) == ("not enough data", None)
    assert "no series of all together" in str(found.reason)
    (group,) = found.groups
    assert group.baseline == 37.6
    assert group.method == "linear"


def test_poverty_in_the_united_kingdom(shared_data: Path) -> None:
    series = read(shared_data / "indicators/ons-uk/indicator_1-2-1.csv")
    assert len(series) == 21
    held = indicator(series, direction="decrease")
    found = progress(held)
    assert (found.baseline, found.latest) == (16.6, 18.9)
    assert found.ratio == pytest.approx(-growth(16.6, 18.9, 3), rel=1e-9)
    assert found.verdict == "moving away"
    turned = trend(held, from_period=2015)
    assert (turned.history_count, turned.turned, turned.tendency) == (10, "worse", "falling")
    assert {row.dimension for row in gaps(held).rows} == {"Age", "Age and Sex", "Sex"}


def test_poverty_in_bristol_has_gaps_in_time(shared_data: Path) -> None:
    series = read(shared_data / "indicators/bristol/indicator_1-2-2.csv")
    assert sum(value is None for held in series for value in held.values) == 12
    after = next(held for held in series if held.breakdown == {"Group": "after housing costs"})
    found = progress(indicator((Series(periods=after.periods, values=after.values),), direction="decrease"))
    assert (found.baseline, found.latest) == (27.76, 27.26)
    assert found.verdict == "moderate"
    assert found.ratio == pytest.approx(-growth(27.76, 27.26, 3), rel=1e-9)


def test_schools_in_bristol_keep_two_units_apart(shared_data: Path) -> None:
    path = shared_data / "indicators/bristol/indicator_4-1-1.csv"
    first = read(path, Units="Key Stage 1 (%)", Subject="Reading")
    found = gaps(indicator(first, direction="increase"))
    boys = next(row for row in found.rows if "Boys" in row.group)
    assert "Girls" in str(boys.reference)
    assert boys.first_absolute == -7
