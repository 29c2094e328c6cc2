"""Laws that reading a table keeps, whatever stands in it."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.codec import decode, encode
from collective_impact.errors import CollectiveImpactError
from collective_impact.interchange import tidy
from collective_impact.interchange.open_sdg_metadata import facts_of, filled
from collective_impact.interchange.tidy_problems import Tidings
from collective_impact.model.indicator import Indicator
from collective_impact.model.initiative import Initiative

CELLS = st.sampled_from(
    [
        "",
        "2018",
        "2019",
        "1",
        "1,5",
        "1.234",
        "x",
        '"',
        '""',
        '"a\nb"',
        "<5",
        "n/a",
        "%",
        "\u00a35",
        "20223",
        " ",
        "\u2013",
    ]
)
HEADERS = st.sampled_from(
    [
        "Year",
        "Value",
        "Sex",
        "Units",
        "GeoCode",
        "2018",
        "2019",
        "period",
        "value",
        "indicator",
        "partner",
        "",
        "status",
    ]
)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_our_own_error(data: bytes) -> None:
    for option in ({}, {"columns": "tidy"}, {"columns": "wide"}, {"columns": {"period": "a", "value": "b"}}):
        try:
            reading = tidy.read_bytes(data, **option)
        except CollectiveImpactError:
            continue
        assert isinstance(reading.value, Initiative)


@given(
    st.lists(HEADERS, min_size=1, max_size=6),
    st.lists(st.lists(CELLS, max_size=7), max_size=12),
    st.sampled_from([",", ";", "\t"]),
)
def test_any_table_is_sound_or_refused(header: list[str], rows: list[list[str]], delimiter: str) -> None:
    text = "\n".join(delimiter.join(cells) for cells in [header, *rows])
    try:
        reading = tidy.read_bytes(text.encode(), name="a.csv")
    except CollectiveImpactError:
        return
    value, problems = decode(encode(reading.value), Initiative)
    assert value == reading.value
    assert {problem.code for problem in problems} <= {"unknown_field"}
    assert all(problem.where is not None for problem in reading.problems)


@given(st.binary(max_size=200))
def test_any_metadata_fill_or_are_told(data: bytes) -> None:
    for prefix in (b"", b"---\n"):
        tidings = Tidings("m")
        indicator = filled(Indicator(id="I"), facts_of(prefix + data, tidings), tidings)
        assert indicator.id == "I"


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "f", "m"]),
        st.sampled_from(["", "North", "South"]),
        st.integers(1990, 2020),
        st.none() | st.integers(-999, 999),
    ),
    unique_by=lambda row: row[:3],
    max_size=30,
)


def written(rows: list[tuple[str, str, int, int | None]]) -> bytes:
    lines = [f"{sex},{place},{year},{'' if value is None else value}\n" for sex, place, year, value in rows]
    return ("sex,place,period,value\n" + "".join(lines)).encode()


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    rows: list[tuple[str, str, int, int | None]], order: random.Random
) -> None:
    shuffled = order.sample(rows, len(rows))
    assert tidy.read_bytes(written(rows)).value == tidy.read_bytes(written(shuffled)).value


@given(ROWS)
def test_every_row_of_a_clean_table_is_an_observation(rows: list[tuple[str, str, int, int | None]]) -> None:
    reading = tidy.read_bytes(written(rows))
    found = {
        (series.breakdown.get("sex", ""), series.place.id if series.place else "", int(period.label), value)
        for indicator in reading.value.indicators
        for series in indicator.series
        for period, value in zip(series.periods, series.values, strict=True)
    }
    assert found == set(rows)


PLANTED = ["yes", "<5", "n/a", "..", "\u00a35", '"1,200"', "20223", "2012-13", "", "2012,1,2"]


@given(st.lists(st.sampled_from(PLANTED), max_size=6))
def test_each_planted_fault_is_told_at_its_line_and_nothing_else_is(faults: list[str]) -> None:
    lines, expected = [], []
    for number, fault in enumerate(faults):
        lines.append(f"g{number},2000-06,1\n")
        is_period = fault in ("20223", "2012-13", "2012,1,2", "")
        lines.append(f"g{number},{fault},1\n" if is_period else f"g{number},2001-06,{fault}\n")
        expected.append(2 * number + 3)
    reading = tidy.read_bytes(("sex,period,value\n" + "".join(lines)).encode(), name="a.csv")
    told = [problem.where for problem in reading.problems if problem.code != "columns"]
    assert [int((where or "").split("line ")[1].split(",")[0]) for where in told] == expected
    assert sum(len(series) for found in reading.value.indicators for series in found.series) >= len(faults)


HOSTILE = {
    "unclosed quotation marks": "Year,Value\n" + '2018,"x\n' * 900,
    "text in every cell": "Year,Value\n" + "".join(f"{1000 + n % 9000},yes {n}\n" for n in range(60_000)),
    "a series for each row": "sex,period,value\n" + "".join(f"g{n},2018,1\n" for n in range(60_000)),
    "one period again and again": "period,value\n" + "2018,1\n" * 60_000,
    "ids that are long and alike": "place_id,period,value\n"
    + "".join(f"{'x' * 250}{n},2018,1\n" for n in range(10_000)),
    "a unit for each row": "period,unit,value\n" + "".join(f"2018,u{n},1\n" for n in range(5_000)),
    "two series that take turns": "indicator,sex,period,value\n"
    + "".join(f"I,{'ab'[n // 40 % 2]},{1000 + n // 80}-{n % 12 + 1:02},1\n" for n in range(60_000)),
    "a column for each period": "place,"
    + ",".join(str(year) for year in range(1000, 9000))
    + "\n"
    + "A\n" * 50,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_tables_take_work_in_proportion(
    name: str, calls: Callable[[Callable[[], object]], int]
) -> None:
    limit = csv.field_size_limit()
    data = HOSTILE[name].encode()
    assert calls(lambda: tidy.read_bytes(data)) < 30 * len(data)
    assert len(tidy.read_bytes(data).problems) <= 1_000
    assert csv.field_size_limit() == limit
