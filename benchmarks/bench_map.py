"""What the map's own answers cost beside importing networkx, and how that grows with the initiative."""

from __future__ import annotations

import random
from collections.abc import Callable

from timing import process_seconds, seconds, show

from collective_impact import network
from collective_impact.model.activity import Activity, Contribution, Reinforcement, ReinforcementKind
from collective_impact.model.agenda import Agenda, Outcome, Strategy
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.model.values import Place, Population

KINDS: tuple[ReinforcementKind, ...] = ("supports", "depends_on", "feeds_data", "refers_people", "hinders")


def invented(scale: int = 1) -> Initiative:
    """Return an initiative of 60 partners, 300 activities, 20 outcomes and 8 strategies a scale."""
    draw = random.Random(3)  # noqa: S311 - figures for a benchmark, the same on every run
    count = 300 * scale
    partners = [f"P{i}" for i in range(60 * scale)]
    outcomes = [f"O{i}" for i in range(20 * scale)]
    strategies = [f"S{i}" for i in range(8 * scale)]
    activities = []
    for i in range(count):
        earlier = draw.sample(range(i), min(i, draw.choice((0, 1, 1, 2))))
        activities.append(
            Activity(
                id=f"A{i}",
                name=f"Activity number {i}",
                contributions=tuple(
                    Contribution(partner_id=id_) for id_ in draw.sample(partners, draw.choice((1, 1, 2, 3)))
                ),
                outcome_ids=tuple(draw.sample(outcomes, draw.choice((1, 1, 2)))),
                strategy_ids=tuple(draw.sample(strategies, draw.choice((0, 1)))),
                population=Population(id=f"group {draw.randrange(6)}"),
                place=Place(id=f"place {draw.randrange(6)}"),
                duration=draw.randrange(1, 20),
                reinforcements=tuple(
                    Reinforcement(kind=draw.choice(KINDS), activity_id=f"A{j}") for j in earlier
                ),
            )
        )
    return Initiative(
        id="benchmark",
        agenda=Agenda(
            outcomes=tuple(Outcome(id=id_) for id_ in outcomes),
            strategies=tuple(
                Strategy(id=id_, outcome_ids=(outcomes[i % len(outcomes)],))
                for i, id_ in enumerate(strategies)
            ),
        ),
        partners=tuple(Partner(id=id_) for id_ in partners),
        activities=tuple(activities),
    )


def answers(initiative: Initiative) -> dict[str, Callable[[], object]]:
    """Return the steps that are timed, each over one and the same map."""
    drawn = network.map_activities(initiative)
    return {
        "map": lambda: network.map_activities(initiative),
        "coverage": lambda: network.coverage(drawn),
        "relations (each with its sentence)": lambda: list(network.relations(drawn)),
        "all departures, lenient": lambda: network.resilience(drawn),
        "all departures, strict": lambda: network.resilience(drawn, "strict"),
        "duplication": lambda: network.duplication(drawn),
        "complementarity": lambda: network.complementarity(drawn),
        "loops": lambda: network.loops(drawn),
        "schedule": lambda: network.schedule(drawn),
        "influence": lambda: network.influence(drawn),
        "smallest cover": lambda: network.smallest_cover(drawn),
    }


ASKED = (
    "map",
    "coverage",
    "relations (each with its sentence)",
    "all departures, lenient",
    "all departures, strict",
)


def main() -> None:
    """Print the ratios."""
    times = process_seconds({"bare": "pass", "networkx": "import networkx"}, runs=9)
    importing = times["networkx"] - times["bare"]
    steps = {name: seconds(step) for name, step in answers(invented()).items()}
    print(
        "60 partners, 300 activities, 20 outcomes, 8 strategies; ratios to importing networkx (fresh process)."
    )
    show(f"together: {', '.join(ASKED)}", sum(steps[name] for name in ASKED), importing, 1.0)
    for name, step in steps.items():
        show(f"  {name}", step, importing)
    for scale, runs in ((10, 3), (100, 1)):
        print(
            f"{scale} times the size: the cost of each step, in times of the cost at size 1 (linear: {scale})."
        )
        grown = {name: seconds(step, runs) for name, step in answers(invented(scale)).items()}
        for name, step in grown.items():
            show(f"  {name}", step, steps[name])


if __name__ == "__main__":
    main()
