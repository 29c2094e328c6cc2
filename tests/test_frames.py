"""Dataframes of every backend, in and out."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

import pytest

from collective_impact import frames
from collective_impact.errors import InvalidRecordError, MissingExtraError, UnknownNameError

pytest.importorskip("narwhals", reason="the extra [frames] is not installed")
BACKENDS = ["pandas", "polars", "pyarrow"]


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    pytest.importorskip(name, reason=f"{name} is not installed")
    return name


def cut(
    backend: str, columns: dict[str, list[Any]], key: list[str], others: list[str]
) -> list[tuple[Any, ...]]:
    found = frames.runs(frames.make(columns, backend), key, others)
    return [
        (each, tuple(found.rows[begin:end]), *(found.columns[name][begin:end] for name in others))
        for each, begin, end in zip(found.keys, found.starts, found.starts[1:], strict=False)
    ]


def test_columns_come_back(backend: str) -> None:
    frame = frames.make({"a": [1, 2], "b": ["x", None]}, backend)
    assert type(frame).__module__.split(".")[0] == backend
    assert frames.columns_of(frame) == ["a", "b"]


def test_rows_in_runs_stay_where_they_are(backend: str) -> None:
    columns: dict[str, list[Any]] = {"k": ["b"] * 5 + ["a"] * 5, "v": [float(n) for n in range(10)]}
    assert cut(backend, columns, ["k"], ["v"]) == [
        (("b",), (0, 1, 2, 3, 4), (0.0, 1.0, 2.0, 3.0, 4.0)),
        (("a",), (5, 6, 7, 8, 9), (5.0, 6.0, 7.0, 8.0, 9.0)),
    ]


def test_rows_that_are_mixed_up_are_put_in_order(backend: str) -> None:
    columns: dict[str, list[Any]] = {"row": ["b", "a", "b", "a", "b", "a"], "v": [1, 2, 3, 4, 5, 6]}
    assert cut(backend, columns, ["row"], ["v"]) == [
        (("b",), (0, 2, 4), (1.0, 3.0, 5.0)),
        (("a",), (1, 3, 5), (2.0, 4.0, 6.0)),
    ]


def test_missing_keys_are_equal_to_each_other(backend: str) -> None:
    columns: dict[str, list[Any]] = {"k": [None] * 5 + ["a"] * 5 + [None] * 5, "v": list(range(15))}
    assert [(each[0], len(each[1])) for each in cut(backend, columns, ["k"], ["v"])] == [
        (("",), 5),
        (("a",), 5),
        (("",), 5),
    ]
    numbers: dict[str, list[Any]] = {"k": [None] * 5 + [1.0] * 5 + [1.5] * 5, "v": list(range(15))}
    assert [each[0] for each in cut(backend, numbers, ["k"], ["v"])] == [("",), ("1",), ("1.5",)]


def test_missing_keys_among_rows_that_are_mixed_up(backend: str) -> None:
    columns: dict[str, list[Any]] = {
        "row": [None, "a"] * 4,
        "number": [1, None, 2, None, 1, None, 2, None],
        "v": list(range(8)),
    }
    assert [each[:2] for each in cut(backend, columns, ["row", "number"], ["v"])] == [
        (("", "1"), (0, 4)),
        (("a", ""), (1, 3, 5, 7)),
        (("", "2"), (2, 6)),
    ]


def test_no_key_and_no_rows(backend: str) -> None:
    assert [(each[0], len(each[1])) for each in cut(backend, {"v": [1, 2, 3, 4, 5, 6]}, [], ["v"])] == [
        ((), 6)
    ]
    assert cut(backend, {"k": [], "v": []}, ["k"], ["v"]) == []


def test_what_a_column_holds_is_told(backend: str) -> None:
    columns: dict[str, list[Any]] = {
        "finite": [1, 2],
        "number": [1.5, float("inf")],
        "text": ["a", "b"],
        "other": ["a", None],
        "day": [dt.date(2020, 1, 1), dt.date(2020, 1, 2)],
    }
    found = frames.runs(frames.make(columns, backend), [], list(columns))
    expected = {**{name: name for name in columns}, "day": "other"}
    assert dict(found.kinds) == expected


def test_cells_as_texts() -> None:
    day = dt.datetime(2020, 1, 2, 3, 4)  # noqa: DTZ001 - frames hold days without a zone
    told = [frames.text_of(cell) for cell in ("x", None, float("nan"), 2015.0, 2.5, 3, day, day.date(), True)]
    assert told == ["x", "", "", "2015", "2.5", "3", "2020-01-02", "2020-01-02", "True"]


def test_categories_and_mixed_cells_are_compared_as_texts() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    mixed = pandas.DataFrame(
        {
            "c": pandas.Categorical(["a"] * 5 + ["b"] * 5),
            "o": pandas.Series([1, "x", None, dt.date(2020, 1, 1), 2.0] * 2, dtype=object),
            "v": range(10),
        }
    )
    assert list(frames.runs(mixed, ["c"], ["v"]).keys) == [("a",), ("b",)]
    assert sorted(set(frames.runs(mixed, ["o"], ["v"]).keys)) == [
        ("",),
        ("1",),
        ("2",),
        ("2020-01-01",),
        ("x",),
    ]


def test_names_that_are_no_texts_and_names_that_repeat() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    assert frames.columns_of(pandas.DataFrame({2015: [1], "a": [2]})) == ["2015", "a"]
    with pytest.raises(InvalidRecordError, match="same name"):
        frames.columns_of(pandas.DataFrame([[1, 2]], columns=["a", "a"]))


def test_a_lazy_frame_is_collected() -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    assert frames.columns_of(polars.LazyFrame({"a": [1]})) == ["a"]


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(InvalidRecordError, match="found list"):
        frames.columns_of([1, 2])


def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'polars'"):
        frames.make({"a": [1]}, "polar")


def test_a_missing_package_names_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingExtraError, match="pip install polars"):
        frames.make({"a": [1]}, "polars")
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(MissingExtraError, match=r"collective-impact\[frames\]"):
        frames.columns_of([1])
