"""For which ages a goal is: so that nobody looks for reading at ten among young adults.

A goal that states no ages is asked for at every age. Where nobody serves it, is said by `coverage`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from collective_impact.landscape.identities import entries
from collective_impact.landscape.profile import OLDEST

if TYPE_CHECKING:
    from collective_impact.landscape.coverage import AgeSpan, LandscapeCell
    from collective_impact.landscape.inventory import Landscape
    from collective_impact.model.values import Population

Ages = tuple[float, float]

__all__ = ["Ages", "ages_of", "goal_ages", "is_wanted", "wanted_among"]


def ages_of(group: Population | None) -> Ages | None:
    """Return the ages of a population; None where it states none."""
    if group is None or (group.age_from is None and group.age_to is None):
        return None
    low = 0.0 if group.age_from is None else float(group.age_from)
    return low, OLDEST if group.age_to is None else float(group.age_to)


def goal_ages(landscape: Landscape) -> dict[str, Ages]:
    """Return the ages that each goal states, by the key that speaks for it.

    Of several entries that are one the ages are taken together.
    """
    leader_of = landscape.leaders()
    found: dict[str, Ages] = {}
    for key, record in entries(landscape, "outcome"):
        ages = ages_of(getattr(record, "population", None))
        if ages is not None:
            leader = leader_of.get(key, key)
            low, high = found.get(leader, ages)
            found[leader] = min(low, ages[0]), max(high, ages[1])
    return found


def is_wanted(ages: Ages | None, span: AgeSpan) -> bool:
    """Return whether a goal for these ages, or one that states none, is asked for in a span of age."""
    return ages is None or (ages[0] <= span.age_to and ages[1] >= span.age_from)


def wanted_among(
    cells: Iterable[LandscapeCell], spans: Iterable[AgeSpan], ages: Mapping[str, Ages]
) -> tuple[LandscapeCell, ...]:
    """Return the cells at ages that their goal is about, or whose goal states no ages."""
    span_of = {span.key: span for span in spans}
    return tuple(cell for cell in cells if is_wanted(ages.get(cell.outcome_id), span_of[cell.span]))
