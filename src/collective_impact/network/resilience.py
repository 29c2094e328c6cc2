"""What falls when a partner leaves: the outcomes that nobody is left to work towards.

Only activities, their partners and their dependencies count here; ties between partners are another question.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple

from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.network.incidence import Incidence, incidence

if TYPE_CHECKING:
    from collective_impact.model.initiative import Initiative

__all__ = ["Departure", "Rule", "costliest", "outcomes_lost"]

Rule = Literal["lenient", "strict"]
"""Lenient: an activity lives while one partner is left. Strict: all that it depends on must live too."""


class Departure(NamedTuple):
    """A partner that leaves, and the outcomes that are lost then, as sorted ids."""

    partner_id: str
    outcome_ids: tuple[str, ...]


def outcomes_lost(
    subject: Initiative | Incidence, partner_id: str, rule: Rule = "lenient", *, unrecorded_live: bool = True
) -> tuple[str, ...]:
    """Return the outcomes, as sorted ids, that have activities but none that lives once a partner has left.

    An activity that is known to have no partner does not live before either. One whose partners are not
    recorded lives, or else (`unrecorded_live=False`) falls as if this partner carried it alone: the two
    answers are the fewest and the most outcomes that this partner may take along. Activities that depend on
    each other in a circle live or fall together. What an activity depends on that is not on the map is not
    asked for.

    Raises:
        UnknownNameError: no partner has this id, or it is not in force.
        InvalidRecordError: the rule is neither lenient nor strict.
    """
    if rule not in ("lenient", "strict"):
        raise InvalidRecordError(f"The rule is 'lenient' or 'strict', found '{excerpt(rule)}'.")
    index = incidence(subject)
    left = ~(1 << index.partner_at(partner_id))
    fallen = {
        position
        for position, mask in enumerate(index.partner_masks)
        if not mask & left and not (unrecorded_live and position in index.unrecorded)
    }
    if rule == "strict":
        _add_dependents(index, fallen)
    return tuple(
        outcome.id
        for outcome, members in zip(index.outcomes, index.activities_of_outcome, strict=True)
        if members and fallen.issuperset(members)
    )


def costliest(subject: Initiative | Incidence, *, unrecorded_live: bool = True) -> Departure | None:
    """Return the partner whose leaving loses most outcomes by the lenient rule, the first id of equal ones.

    `unrecorded_live` is as in `outcomes_lost`. None where no partner is recorded.
    """
    index = incidence(subject)
    if not index.partners:
        return None
    losses: Counter[int] = Counter()
    for members in index.activities_of_outcome:
        providers = index.providers(members)
        if providers.bit_count() == 1 and not (unrecorded_live and not index.unrecorded.isdisjoint(members)):
            losses[providers.bit_length() - 1] += 1
    worst = min(range(len(index.partners)), key=lambda position: (-losses[position], position))
    partner_id = index.partners[worst].id
    return Departure(partner_id, outcomes_lost(index, partner_id, unrecorded_live=unrecorded_live))


def _add_dependents(index: Incidence, fallen: set[int]) -> None:
    dependents: dict[int, list[int]] = defaultdict(list)
    for (dependent, prerequisite), kinds in index.links.items():
        if "depends_on" in kinds:
            dependents[prerequisite].append(dependent)
    waiting = list(fallen)
    while waiting:
        for dependent in dependents[waiting.pop()]:
            if dependent not in fallen:
                fallen.add(dependent)
                waiting.append(dependent)
