"""How different the activities are that carry out one strategy together: few things twice, many things once.

Only activities of the same strategy are compared, for only there does it matter that they do not do the same.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from math import fsum, sqrt
from typing import TYPE_CHECKING, ClassVar

import attrs

from collective_impact.arithmetic import clamped, mean, rounded
from collective_impact.fields import about
from collective_impact.network.incidence import incidence, positions_in
from collective_impact.network.relations import quoted, titled
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from collective_impact.network.incidence import Incidence, Subject

__all__ = ["Complementarity", "complementarity"]

_RULE = (
    "1 - the mean of the known overlaps by outcome, population, place and partner; an overlap is the mean cosine "
    "over all pairs of the strategy's activities of which both record something."
)


def _overlap(noun: str) -> float | None:
    field: float | None = attrs.field(
        default=None,
        metadata=about(
            f"How far two of the activities have the {noun} in common, on average; nothing where fewer than two "
            "record any.",
            low=0,
            high=1,
            source="Salton & McGill (1983)",
        ),
    )
    return field


def _count(noun: str) -> int:
    field: int = attrs.field(
        default=0, metadata=about(f"How many different {noun} they reach together.", unit=noun, low=0)
    )
    return field


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Complementarity(Record):
    """How far the activities of one strategy do different things, and how much they reach together."""

    writes_defaults: ClassVar[bool] = True

    strategy_id: str = attrs.field(metadata=about("The strategy."))
    activity_ids: tuple[str, ...] = attrs.field(metadata=about("The activities that carry it out, sorted."))
    share: float | None = attrs.field(
        default=None,
        metadata=about(
            "1 where no two activities have anything in common, 0 where all do the same; nothing where that is "
            "not known.",
            low=0,
            high=1,
            source="Kania & Kramer (2011); the mean of the four overlaps is a convention",
        ),
    )
    outcome_overlap: float | None = _overlap("outcomes that they name")
    population_overlap: float | None = _overlap("population")
    place_overlap: float | None = _overlap("place")
    partner_overlap: float | None = _overlap("partners")
    outcome_count: int = _count("outcomes")
    population_count: int = _count("populations")
    place_count: int = _count("places")
    partner_count: int = _count("partners")
    rule: str = attrs.field(default=_RULE, metadata=about("How the share is worked out."))
    sentence: str = attrs.field(metadata=about("One plain sentence with the title of the strategy."))
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is no share, where there is none.")
    )


def complementarity(subject: Subject, *, on: date | None = None) -> tuple[Complementarity, ...]:
    """Return for each strategy how different the activities are that carry it out, by sorted ids.

    Partners complement each other where what they do within a shared strategy overlaps little and reaches
    much together (Kania & Kramer, 2011). Each activity has four profiles: the outcomes that it names itself
    (those of the strategy are common to all), its population, its place and its partners. The overlap of two
    profiles is their cosine, shared / sqrt(size x size): 1 where they are the same, 0 where nothing is shared.
    Of two activities without any, nothing is known, so they are left out, and with fewer than two activities
    there is no share. The cost is linear in the links, not in the pairs.
    """
    index = incidence(subject, on=on)
    return tuple(
        _of_strategy(index, position, members)
        for position, members in enumerate(index.activities_of_strategy)
    )


def _of_strategy(index: Incidence, position: int, members: tuple[int, ...]) -> Complementarity:
    strategy = index.strategies[position]
    title = quoted(titled(strategy))
    held = [index.activities[member] for member in members]
    outcomes, outcome_count = _common(
        tuple(positions_in(index.straight_outcome_masks[member])) for member in members
    )
    populations, population_count = _common(
        () if activity.population is None else (activity.population.id,) for activity in held
    )
    places, place_count = _common(() if activity.place is None else (activity.place.id,) for activity in held)
    partners, partner_count = _common(tuple(positions_in(index.partner_masks[member])) for member in members)
    overlap = mean(part for part in (outcomes, populations, places, partners) if part is not None)
    reason = None
    if len(members) < 2:  # noqa: PLR2004 - a pair
        some = "Only one activity carries" if members else "No activity carries"
        reason = f"{some} out {title}, so there is nothing to compare."
    elif overlap is None:
        reason = f"Of no two activities of {title} are outcomes, populations, places or partners recorded."
    counts = {"outcome": outcome_count, "population": population_count, "place": place_count}
    reached = _and([_counted(count, noun) for noun, count in counts.items() if count])
    doing = f"reach {reached}" if reached else "are carried out"
    through = f" through {_counted(partner_count, 'partner')}" if partner_count else ""
    missing = [f"{noun}s" for noun, count in {**counts, "partner": partner_count}.items() if not count]
    behind = f" Not recorded of them: {_and(missing)}." if missing else ""
    return Complementarity(
        strategy_id=strategy.id,
        activity_ids=tuple(activity.id for activity in held),
        share=None if overlap is None else rounded(1 - overlap),
        outcome_overlap=outcomes,
        population_overlap=populations,
        place_overlap=places,
        partner_overlap=partners,
        outcome_count=outcome_count,
        population_count=population_count,
        place_count=place_count,
        partner_count=partner_count,
        sentence=reason or f"The {len(members)} activities of {title} {doing}{through}.{behind}",
        reason=reason,
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _and(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _common(profiles: Iterable[tuple[Hashable, ...]]) -> tuple[float | None, int]:
    """Return the mean cosine over all pairs of profiles that are not empty, and how many things they hold.

    Summed over pairs, the cosine is half of (sum of weights)^2 - (sum of squares) for each thing that is held,
    with 1/sqrt(size) as the weight of a profile.
    """
    weights: defaultdict[Hashable, list[float]] = defaultdict(list)
    count = 0
    for profile in profiles:
        if profile:
            count += 1
            for thing in profile:
                weights[thing].append(1 / sqrt(len(profile)))
    if count < 2:  # noqa: PLR2004 - a pair
        return None, len(weights)
    shared = fsum(
        fsum(held) ** 2 - fsum(weight * weight for weight in held)
        for held in weights.values()
        if len(held) > 1
    )
    return rounded(clamped(shared / (count * (count - 1)), 0.0, 1.0)), len(weights)
