"""Robustness of a verdict against importing numpy and re-scoring; agreement against the krippendorff package.

That package and numpy are compared with where they are installed; the library needs neither.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any, get_args

from timing import process_seconds, seconds, show

from collective_impact.model.rating import Instrument, Item, Rating, RatingSet, Scale
from collective_impact.survey import CriterionFigures, VerdictRules, krippendorff_alpha, robustness
from collective_impact.survey.agreement import Level
from collective_impact.survey.person_scores import person_scores

RULES = VerdictRules(cuts=(0.25, 0.5, 0.75), coverage_limit=0.5, practice_level=2)
KEYS = ("agenda", "measurement", "activities", "communication", "backbone")
DRAWS = 10_000
RATERS = 200
SETUP = """
from collective_impact.survey import CriterionFigures, VerdictRules, robustness
rules = VerdictRules((0.25, 0.5, 0.75), 0.5, 2)
scores = [place * 37 % 101 / 100 for place in range(40)]
rows = {str(k): [CriterionFigures(f"X{k}{i}", s, s, s) for i, s in enumerate(scores[8 * k:][:8])] for k in range(5)}
"""


def seconds_in_turn(works: list[Callable[[], object]], runs: int = 41) -> list[float]:
    """Return the median time of each work, run in turn so that a slow moment hits all."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for place, work in enumerate(works):
            start = time.perf_counter()
            work()
            times[place].append(time.perf_counter() - start)
    return [statistics.median(held) for held in times]


def invented_conditions(draw: random.Random) -> dict[str, list[CriterionFigures]]:
    """Return five conditions of eight criteria each."""
    return {
        key: [
            CriterionFigures(f"{key}{place}", score, score, score)
            for place, score in enumerate(round(draw.random(), 2) for _ in range(8))
        ]
        for key in KEYS
    }


def show_weights() -> None:
    """Print what drawing weights costs in a fresh process, beside importing numpy in one."""
    scripts = {
        "set up": SETUP,
        "drawn": f"{SETUP}robustness(rows, rules, draws={DRAWS})",
        "bare": "pass",
        "numpy": "import numpy" if find_spec("numpy") else "pass",
    }
    times = process_seconds(scripts)
    if find_spec("numpy") is None:
        print("numpy is not installed: nothing to compare the drawing of weights with")
        return
    numpy = times["numpy"] - times["bare"]
    show(
        f"{DRAWS:,} draws of weights, 40 criteria / import numpy",
        times["drawn"] - times["set up"],
        numpy,
        2.0,
    )


def show_raters(draw: random.Random) -> None:
    """Print what raters drawn again cost, beside scoring the whole survey again for each draw."""
    conditions = invented_conditions(draw)
    codes = [row.code for rows in conditions.values() for row in rows]
    answers = {code: {f"r{rater}": draw.randint(0, 4) / 4 for rater in range(RATERS)} for code in codes}
    ratings = RatingSet(
        instrument=Instrument(
            key="invented",
            kind="perceived",
            scales=(Scale(key="five", minimum=0, maximum=4),),
            items=tuple(Item(code=code, scale="five", criterion=code) for code in codes),
        ),
        ratings=tuple(
            Rating(item=code, rater=rater, value=value * 4)
            for code, given in answers.items()
            for rater, value in given.items()
        ),
    )
    drawn = seconds(lambda: robustness(conditions, RULES, answers=answers, draws=DRAWS), runs=3)
    scored = seconds(lambda: person_scores(ratings), runs=5) * DRAWS
    show(f"{DRAWS:,} draws of {RATERS} raters / scoring the survey each time", drawn, scored, 0.1)
    print(f"  that is {scored / drawn:,.0f} times as fast")


def show_agreement(draw: random.Random) -> None:
    """Print what alpha costs on 500 raters x 200 units, beside the krippendorff package."""
    if find_spec("krippendorff") is None:
        print("krippendorff is not installed: nothing to compare alpha with")
        return
    package: Any = import_module("krippendorff")
    array: Any = import_module("numpy").array
    rows = [[draw.choice([1, 2, 3, 4, 5, None]) for _ in range(200)] for _ in range(500)]
    theirs = [[float("nan") if value is None else value for value in row] for row in rows]
    ready = array(theirs)
    for level in get_args(Level):
        ours, from_rows, from_array = seconds_in_turn(
            [
                partial(krippendorff_alpha, rows, level=level),
                partial(package.alpha, theirs, level_of_measurement=level),
                partial(package.alpha, ready, level_of_measurement=level),
            ]
        )
        show(f"alpha, {level}, 500 x 200 / krippendorff from the same rows", ours, from_rows, 1.0)
        show("  / krippendorff from an array that is ready", ours, from_array)


def main() -> None:
    """Print the ratios."""
    draw = random.Random(1)  # noqa: S311 - figures for a benchmark, the same on every run
    show_weights()
    show_raters(draw)
    show_agreement(draw)


if __name__ == "__main__":
    main()
