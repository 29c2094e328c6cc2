"""Reading a tidy table of 1,000,000 observations in 20,000 series, from a file and from dataframes.

The references are what people write without this library: a loop over `csv.DictReader` that gathers periods and
values by series, `polars.read_csv` with a `group_by` into Python lists, and the group-by of each kind of frame. None
of them checks anything, makes records, or shares calendars.
"""

from __future__ import annotations

import csv
import random
import statistics
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import polars as pl
from timing import seconds, show

from collective_impact.interchange import tidy

KEY = ["indicator_id", "place_id", "sex", "age"]
MONTHS = [f"{year}-{month:02d}" for year in range(2020, 2025) for month in range(1, 11)]
RUNS = 5


def write_table(path: Path, digits: int | None, *, by_period: bool = False) -> None:
    """Write the table: 40 indicators, 50 places, 10 groups, 50 months; values of so many decimals, or all there are."""
    draw = random.Random(1)  # noqa: S311 - figures for a benchmark, the same on every run
    series = [
        f"I{i},place-{p},{sex},{10 * a}-{10 * a + 9}"
        for i in range(40)
        for p in range(50)
        for sex in ("girls", "boys")
        for a in range(5)
    ]
    pairs = (
        ((key, month) for month in MONTHS for key in series)
        if by_period
        else ((key, month) for key in series for month in MONTHS)
    )
    with path.open("w", encoding="utf-8") as stream:
        stream.write(",".join([*KEY, "period", "value"]) + "\n")
        for key, month in pairs:
            value = draw.uniform(0, 100)
            stream.write(f"{key},{month},{value if digits is None else round(value, digits)}\n")


def by_dict_reader(path: Path) -> object:
    """Return what a loop over `csv.DictReader` gathers."""
    found: dict[tuple[str, ...], tuple[list[str], list[float]]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            key = (row["indicator_id"], row["place_id"], row["sex"], row["age"])
            columns = found.setdefault(key, ([], []))
            columns[0].append(row["period"])
            columns[1].append(float(row["value"]))
    return found


def grouped_by_polars(frame: pl.DataFrame) -> object:
    """Return periods and values of each series as Python lists."""
    return frame.group_by(KEY, maintain_order=True).agg("period", "value").to_dict(as_series=False)


def grouped_by_pandas(frame: pd.DataFrame) -> object:
    """Return periods and values of each series as Python lists."""
    return frame.groupby(KEY, sort=False)[["period", "value"]].agg(list)


def bytes_kept(path: Path) -> float:
    """Return how many bytes an initiative holds for each observation."""
    tidy.read(path)
    tracemalloc.start()
    initiative = tidy.read(path).value
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / sum(len(series) for indicator in initiative.indicators for series in indicator.series)


def in_turn(**works: Callable[[], object]) -> dict[str, float]:
    """Return the median time of each work, run in turn so that a slow moment hits all."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(RUNS):
        for name, work in works.items():
            times[name].append(seconds(work, 1))
    return {name: statistics.median(held) for name, held in times.items()}


def show_file(path: Path, what: str) -> None:
    """Print the ratios for one file."""
    print(f"{what}, {path.stat().st_size / 1e6:.0f} MB")
    times = in_turn(
        ours=lambda: tidy.read(path),
        loop=lambda: by_dict_reader(path),
        polars=lambda: grouped_by_polars(pl.read_csv(path)),
    )
    show("reading / a loop over csv.DictReader", times["ours"], times["loop"], 0.5)
    show("reading / polars.read_csv and group_by into lists", times["ours"], times["polars"], 2.0)
    show("bytes kept for each observation / 1", bytes_kept(path), 1.0, 45.0)


def show_frames(path: Path) -> None:
    """Print the ratios for dataframes."""
    print("From dataframes")
    polars, pandas = pl.read_csv(path), pd.read_csv(path)
    mixed = polars.sort("period", maintain_order=True)
    times = in_turn(
        from_polars=lambda: tidy.read_frame(polars),
        polars=lambda: grouped_by_polars(polars),
        columnar=lambda: polars.group_by(KEY, maintain_order=True).agg("period", "value"),
        from_mixed=lambda: tidy.read_frame(mixed),
        mixed=lambda: grouped_by_polars(mixed),
        from_pandas=lambda: tidy.read_frame(pandas),
        pandas=lambda: grouped_by_pandas(pandas),
    )
    show("from polars / its own group_by into lists", times["from_polars"], times["polars"], 3.0)
    show("from pandas / its own groupby into lists", times["from_pandas"], times["pandas"], 3.0)
    show("from polars, sorted by period / its own group_by", times["from_mixed"], times["mixed"], 3.0)
    show("from polars / its group_by left in columns of polars", times["from_polars"], times["columnar"])


def main() -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        write_table(path, 2)
        show_file(path, "Series one after the other, two decimals")
        show_frames(path)
        write_table(path, None)
        show_file(path, "Series one after the other, 15 to 17 digits")
        write_table(path, 2, by_period=True)
        show_file(path, "Sorted by period, two decimals")


if __name__ == "__main__":
    main()
