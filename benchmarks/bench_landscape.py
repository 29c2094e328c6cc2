"""What comparing the collaborations of a community costs beside importing pandas, and how that grows."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

from timing import process_seconds, seconds, show

from collective_impact import landscape
from collective_impact.landscape.inventory import Collaboration, Landscape, Organisation
from collective_impact.model.agenda import Outcome
from collective_impact.model.convening import Convening
from collective_impact.model.values import Cadence, Place, Population

RULES = ("FREQ=MONTHLY;BYDAY=1TU", "FREQ=MONTHLY;BYDAY=2WE", "FREQ=WEEKLY;BYDAY=TH", "FREQ=MONTHLY")


def invented(collaborations: int = 50, organisations: int = 400, memberships: int = 700) -> Landscape:
    """Return a landscape with that many collaborations, organisations and seats, goals, places and meetings."""
    draw = random.Random(11)  # noqa: S311 - figures for a benchmark, the same on every run
    outcomes = [f"G{i}" for i in range(max(12, collaborations // 4))]
    size = memberships // collaborations
    rows = []
    for i in range(collaborations):
        low = draw.randrange(20)
        rows.append(
            Collaboration(
                id=f"C{i}",
                member_ids=tuple(f"O{j}" for j in draw.sample(range(organisations), size + i % 5 - 2)),
                outcome_ids=tuple(draw.sample(outcomes, draw.choice((1, 1, 2, 3)))),
                places=(Place(id=f"place {draw.randrange(6)}"),),
                populations=(Population(id=f"ages {low}", age_from=low, age_to=low + 5),),
                convenings=(Convening(id=f"M{i}", cadence=Cadence(rule=draw.choice(RULES))),),
                hours_per_meeting=1.5,
            )
        )
    return Landscape(
        id="benchmark",
        organisations=tuple(
            Organisation(id=f"O{i}", name=f"Organisation of street {i}") for i in range(organisations)
        ),
        outcomes=tuple(Outcome(id=id_) for id_ in outcomes),
        collaborations=tuple(rows),
    )


def sets(collaborations: int, organisations: int, size: int) -> dict[str, set[int]]:
    """Return that many rosters of a size, drawn from so many organisations."""
    draw = random.Random(12)  # noqa: S311 - figures for a benchmark, the same on every run
    return {f"C{i}": set(draw.sample(range(organisations), size)) for i in range(collaborations)}


def main() -> None:
    """Print the ratios."""
    small = invented()
    steps: dict[str, Callable[[], object]] = {
        "compare, 200 null draws included": lambda: landscape.compare(small),
        "  without draws": lambda: landscape.compare(small, draws=0),
        "bridging partners with their load": lambda: landscape.bridging_partners(small),
        "coverage of goals x ages x places": lambda: landscape.coverage(small),
        "doubts": lambda: landscape.doubts(small),
    }
    if find_spec("rapidfuzz"):
        steps["likely matches (rapidfuzz)"] = lambda: landscape.likely_matches(small)
    times = {name: seconds(step) for name, step in steps.items()}
    if find_spec("pandas"):
        processes = process_seconds({"bare": "pass", "pandas": "import pandas"}, runs=9)
        importing, words = processes["pandas"] - processes["bare"], "importing pandas (fresh process)"
    else:
        processes = process_seconds({"bare": "pass", "networkx": "import networkx"}, runs=9)
        importing = processes["networkx"] - processes["bare"]
        words = "importing networkx (fresh process); pandas, the yardstick, is not installed"
    print(f"50 collaborations, 400 organisations, 700 seats; ratios to {words}.")
    for name, value in times.items():
        show(name, value, importing, 1.0 if name.startswith("compare") else None)

    print("1,000 collaborations of 20 members: cost of one overlapping pair, in times of that at the fewest.")
    costs: dict[int, float] = {}
    for organisations in (40_000, 20_000, 8_000, 4_000):
        held = sets(1_000, organisations, 20)
        work = partial(landscape.compare, held, draws=0)
        costs[len(work().pairs)] = seconds(work)
    fewest = min(costs)
    for pairs, cost in costs.items():
        show(f"  {pairs:,} overlapping pairs", cost / pairs, costs[fewest] / fewest, 1.5)
    tenth, whole = sets(100, 2_000, 20), sets(1_000, 20_000, 20)
    small_pairs, large_pairs = (len(landscape.compare(held, draws=0).pairs) for held in (tenth, whole))
    small_cost = seconds(partial(landscape.compare, tenth, draws=0)) / small_pairs
    large_cost = seconds(partial(landscape.compare, whole, draws=0)) / large_pairs
    words = f"  20,000 seats, {large_pairs:,} pairs, beside a tenth, {small_pairs:,} pairs: a pair"
    show(words, large_cost, small_cost, 1.5)
    held = whole
    plain = seconds(partial(landscape.compare, held, draws=0), 3)
    show(
        "  20,000 organisations: ten null draws, in times of no draw",
        seconds(partial(landscape.compare, held, draws=10), 1),
        plain,
    )


if __name__ == "__main__":
    main()
