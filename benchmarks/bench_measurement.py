"""What progress and audit of many long series cost beside a hand-written pandas script (see `pandas_progress`).

Needs pandas. The pandas script starts from a frame in memory with parsed days, the library from an initiative in
memory; before anything is timed the two are asked for the same answers.
"""

from __future__ import annotations

import random
from math import isclose, isnan
from typing import TYPE_CHECKING

import pandas as pd
from pandas_progress import progress_by_group, progress_of
from timing import seconds, seconds_in_turn, show

from collective_impact import measurement
from collective_impact.model.indicator import Direction, Indicator, Series, Target
from collective_impact.model.initiative import Initiative
from collective_impact.period import as_calendar

if TYPE_CHECKING:
    from collective_impact.measurement import Progress

INDICATORS, POINTS, MISSING = 2_000, 500, 0.05
DIRECTIONS: tuple[Direction, ...] = ("increase", "decrease")
NUMBERS = ("baseline", "latest", "change", "share_of_way", "pace_held", "pace_needed", "ratio")


def invented(indicators: int = INDICATORS, points: int = POINTS) -> Initiative:
    """Return an initiative with as many indicators and as many months each; one figure in twenty is missing."""
    draw = random.Random(5)  # noqa: S311 - figures for a benchmark, the same on every run
    months = as_calendar(tuple(f"{1984 + at // 12}-{at % 12 + 1:02d}" for at in range(points)))
    made = []
    for at in range(indicators):
        level, step = draw.uniform(20, 60), draw.uniform(-0.02, 0.02)
        values = [
            None if draw.random() < MISSING else round(level + step * place + draw.gauss(0, 0.4), 2)
            for place in range(points)
        ]
        values[-1] = values[-1] or 40.0
        made.append(
            Indicator(
                id=f"I{at}",
                unit=("percent", "sessions")[at % 2],
                direction=DIRECTIONS[at % 3 == 0],
                frequency=1,
                limit=100.0 if at % 4 == 0 and at % 3 else None,
                targets=(Target(value=round(draw.uniform(30, 60), 2), period="2030-12"),)[: at % 5],
                series=(Series(periods=months, values=tuple(values)),),
            )
        )
    return Initiative(id="benchmark", indicators=tuple(made))


def frames_of(initiative: Initiative) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the same figures as a long frame, and what is known of each indicator."""
    ends = [str(period.end) for period in initiative.indicators[0].series[0].periods]
    figures = pd.DataFrame(
        {
            "indicator_id": [held.id for held in initiative.indicators for _ in ends],
            "end": pd.to_datetime(ends * len(initiative.indicators)),
            "value": [value for held in initiative.indicators for value in held.series[0].values],  # noqa: PD011 - a series of ours
        }
    )
    aims = [held.targets[0] if held.targets else None for held in initiative.indicators]
    due = [None if aim is None or aim.period is None else str(aim.period.end) for aim in aims]
    indicators = pd.DataFrame(
        {
            "direction": [-1 if held.direction == "decrease" else 1 for held in initiative.indicators],
            "target": [None if aim is None else aim.value for aim in aims],
            "target_end": pd.to_datetime(due),
            "limit": [held.limit for held in initiative.indicators],
        },
        index=pd.Index([held.id for held in initiative.indicators], name="indicator_id"),
    )
    return figures, indicators.astype({"target": float, "limit": float})


def check(ours: list[Progress], theirs: pd.DataFrame) -> None:
    """Stop where the two answers differ."""
    for found in ours:
        row = theirs.loc[found.indicator_id]
        for name in NUMBERS:
            mine, other = getattr(found, name), row[name]
            alike = isnan(other) if mine is None else isclose(mine, other, rel_tol=1e-9, abs_tol=1e-9)
            if not alike:
                raise SystemExit(f"{found.indicator_id}: {name} is {mine} here and {other} in pandas")
        if found.verdict != row["verdict"]:
            raise SystemExit(f"{found.indicator_id}: {found.verdict} here, {row['verdict']} in pandas")


def main() -> None:
    """Print the ratios."""
    initiative = invented()
    figures, indicators = frames_of(initiative)
    ours = [measurement.progress(held) for held in initiative.indicators]
    for script in (progress_of, progress_by_group):
        check(ours, script(figures, indicators))
    by_group = seconds(lambda: progress_by_group(figures, indicators), runs=1)
    times = seconds_in_turn(
        {
            "pandas": lambda: progress_of(figures, indicators),
            "progress": lambda: [measurement.progress(held) for held in initiative.indicators],
            "audit": lambda: measurement.audit(initiative),
        }
    )
    pandas, progress, audit = times.values()
    print(f"{INDICATORS:,} indicators of {POINTS} months each; pandas works out progress only.")
    print("Ratios to a pandas script that asks a function for each group:")
    show("  progress and audit together", progress + audit, by_group, 1.0)
    print("Ratios to a pandas script that works on whole columns throughout:")
    show("  progress", progress, pandas, 1.0)
    show("  audit", audit, pandas, 1.0)
    show("  progress and audit together", progress + audit, pandas, 1.0)


if __name__ == "__main__":
    main()
