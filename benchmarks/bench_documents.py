"""Reading a large document, holding it in memory, pickling and assessing it, against `json.loads` of its text."""

from __future__ import annotations

import json
import pickle
import tracemalloc
from collections.abc import Callable
from datetime import date

import attrs
from timing import document, seconds, show

import collective_impact as ci

DAY = date(2025, 12, 31)


@attrs.frozen
class Observation:
    """What an object for each observation would be."""

    partner_id: str
    period: str
    value: float


def held_bytes(make: Callable[[], object]) -> int:
    """Return the memory that a value holds once it is made."""
    tracemalloc.start()
    value = make()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del value
    return size


def observations_as_objects(text: str) -> list[Observation]:
    """Return an attrs object for each observation of a document."""
    return [
        Observation(series["partner_id"], period, value)
        for indicator in json.loads(text)["indicators"]
        for series in indicator["series"]
        for period, value in zip(series["periods"], series["values"], strict=True)
    ]


def show_size(observations: int) -> None:
    """Print the ratios for one number of observations."""
    text = json.dumps(document(observations=observations))
    initiative = ci.read_text(text, "json")
    print(f"{observations:,} observations, {len(text) / 1e6:.1f} MB of JSON")
    plain = seconds(lambda: json.loads(text))
    reading = seconds(lambda: ci.read_text(text, "json"))
    show("read with every check / json.loads", reading, plain, 3.0)
    pickling = seconds(lambda: pickle.loads(pickle.dumps(initiative)))  # noqa: S301
    show("pickle there and back / reading", pickling, reading, 1.2)
    assessing = seconds(lambda: ci.assess(initiative, on=DAY))
    show("assess / json.loads", assessing, plain, 0.5)
    ours, theirs = (
        held_bytes(lambda: ci.read_text(text, "json")),
        held_bytes(lambda: observations_as_objects(text)),
    )
    show("memory / an attrs object for each observation", ours, theirs, 0.25)


def show_scale(scale: int, reference: float | None) -> float:
    """Print the time for each record at one scale against the smallest; return it."""
    initiative = ci.from_data(document(scale, 20_000 * scale), ci.Initiative)
    each = seconds(lambda: ci.assess(initiative, on=DAY), runs=3) / scale
    show(f"  {scale}x", each, reference or each)
    return each


def main() -> None:
    """Print the ratios."""
    for observations in (100_000, 1_000_000):
        show_size(observations)
    print("Assessing 1x, 10x and 100x the records: time for each record, against 1x")
    reference = show_scale(1, None)
    for scale in (10, 100):
        show_scale(scale, reference)


if __name__ == "__main__":
    main()
