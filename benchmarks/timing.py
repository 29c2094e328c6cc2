"""Ratios against a reference that is measured in the same run, since times alone say nothing on a shared machine."""

from __future__ import annotations

import gc
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

Document = dict[str, Any]


def seconds(work: Callable[[], object], runs: int = 7) -> float:
    """Return the median time of some work; the garbage of one run is collected before the next."""
    times = []
    for _ in range(runs):
        gc.collect()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def seconds_in_turn(works: dict[str, Callable[[], object]], runs: int = 7) -> dict[str, float]:
    """Return the median time of each work, run in turn so that a slow moment hits all."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            gc.collect()
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(held) for name, held in times.items()}


def process_seconds(scripts: dict[str, str], runs: int = 15) -> dict[str, float]:
    """Return the median time of each script in a fresh process, run in turn so that a slow moment hits all."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {name: [] for name in scripts}
    for turn in range(runs + 1):
        for name, script in scripts.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", script], check=True, env=environment)
            if turn:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(held) for name, held in times.items()}


def show(name: str, value: float, reference: float, allowed: float | None = None) -> None:
    """Print one ratio, beside what the project allows itself."""
    ratio = value / reference
    verdict = "" if allowed is None else f"  (at most {allowed}: {'kept' if ratio <= allowed else 'MISSED'})"
    print(f"{name:<66}{ratio:>8.2f}{verdict}")


def document(scale: int = 1, observations: int = 100_000) -> Document:
    """Return the plain data of an invented initiative: 50 partners, 200 activities, 40 indicators a scale."""
    draw = random.Random(1)  # noqa: S311 - figures for a benchmark, the same on every run
    partners = [f"P{i}" for i in range(50 * scale)]
    outcomes = [f"O{i}" for i in range(10 * scale)]
    months = [f"{year}-{month:02d}" for year in range(2021, 2026) for month in range(1, 11)]
    series = observations // len(months) // (40 * scale)
    sectors = ["public", "nonprofit", "business", "health", "education"]
    return {
        "format": "collective-impact/1",
        "id": "benchmark",
        "agenda": {
            "problem": "An invented problem.",
            "population": {"id": "everybody"},
            "place": {"id": "here"},
            "outcomes": [{"id": id_, "level": "population"} for id_ in outcomes],
            "strategies": [
                {"id": f"S{i}", "outcome_ids": [outcomes[i % len(outcomes)]]} for i in range(5 * scale)
            ],
            "endorsements": [{"partner_id": id_, "on": "2024-01-01"} for id_ in partners[::2]],
        },
        "partners": [
            {"id": id_, "name": f"Partner {id_}", "sector": sectors[i % 5]} for i, id_ in enumerate(partners)
        ],
        "indicators": [
            {
                "id": f"I{i}",
                "outcome_ids": [outcomes[i % len(outcomes)]],
                "level": "population",
                "unit": "percent",
                "frequency": 12,
                "direction": "increase",
                "definition": "An invented definition.",
                "owner_id": partners[0],
                "reporter_ids": partners[:5],
                "targets": [{"value": 60.0, "period": "2030"}],
                "series": [
                    {
                        "partner_id": partners[k % len(partners)],
                        "periods": months,
                        "values": [round(draw.uniform(0, 100), 2) for _ in months],
                    }
                    for k in range(series)
                ],
            }
            for i in range(40 * scale)
        ],
        "activities": [
            {
                "id": f"A{i}",
                "contributions": [{"partner_id": id_} for id_ in draw.sample(partners, 3)],
                "outcome_ids": [outcomes[i % len(outcomes)]],
                "population": {"id": f"group-{i % 7}"},
                "place": {"id": f"place-{i % 5}"},
                "reinforcements": [{"kind": "supports", "activity_id": f"A{(i + 7) % (200 * scale)}"}],
            }
            for i in range(200 * scale)
        ],
        "convenings": [
            {
                "id": "C",
                "cadence": {"rule": "FREQ=MONTHLY", "first": "2024-01-10"},
                "member_ids": partners,
                "meetings": [
                    {"id": f"M{m}", "on": f"2025-{m:02d}-10", "held": True, "attendee_ids": partners[::2]}
                    for m in range(1, 13)
                ],
            }
        ],
        "backbone_roles": [{"id": "B", "partner_id": "P0", "fte": 1.0, "functions": ["policy"]}],
    }
