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


def main() -> None:
    """Print the ratios."""
    for observations in (100_000, 1_000_000):
        text = json.dumps(document(observations=observations))
        print(f"{observations:,} observations, {len(text) / 1e6:.1f} MB of JSON")
        plain = seconds(lambda text=text: json.loads(text))  # type: ignore[misc]
        reading = seconds(lambda text=text: ci.read_text(text, "json"))  # type: ignore[misc]
        initiative = ci.read_text(text, "json")
        show("read with every check / json.loads", reading, plain, 3.0)
        pickling = seconds(lambda held=initiative: pickle.loads(pickle.dumps(held)))  # type: ignore[misc]  # noqa: S301
        show("pickle there and back / reading", pickling, reading, 1.2)
        assessing = seconds(lambda held=initiative: ci.assess(held, on=DAY))  # type: ignore[misc]
        show("assess / json.loads", assessing, plain, 0.5)
        if observations == 100_000:  # noqa: PLR2004 - the size that the promise is about
            ours = held_bytes(lambda text=text: ci.read_text(text, "json"))  # type: ignore[misc]
            theirs = held_bytes(lambda text=text: observations_as_objects(text))  # type: ignore[misc]
            show("memory / an attrs object for each observation", ours, theirs, 0.25)
    print("Assessing 1x, 10x and 100x the records, time for each record against 1x")
    times = {}
    for scale in (1, 10, 100):
        initiative = ci.from_data(document(scale, 20_000 * scale), ci.Initiative)
        times[scale] = seconds(lambda held=initiative: ci.assess(held, on=DAY), runs=3) / scale  # type: ignore[misc]
        show(f"  {scale}x", times[scale], times[1])


if __name__ == "__main__":
    main()
