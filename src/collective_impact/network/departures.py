"""What falls when a partner leaves: the outcomes that nobody is left to work towards.

Only activities, their partners and their dependencies count here; ties between partners are another question.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple

from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.network.incidence import Incidence, incidence, positions_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collective_impact.network.incidence import Subject

__all__ = ["Departure", "Fall", "Falls", "Rule", "costliest", "outcomes_lost"]

Rule = Literal["lenient", "strict"]
"""Lenient: an activity lives while one partner is left. Strict: all that it depends on must live too."""


class Departure(NamedTuple):
    """A partner that leaves, and the outcomes that are lost then, as sorted ids."""

    partner_id: str
    outcome_ids: tuple[str, ...]


def outcomes_lost(
    subject: Subject, partner_id: str, rule: Rule = "lenient", *, unrecorded_live: bool = True
) -> tuple[str, ...]:
    """Return the outcomes, as sorted ids, for which no activity lives any more once a partner has left.

    An outcome of which no activity lived before is not lost with this partner: an activity that is known to
    have no partner does not live, nor, by the strict rule, what waits for it. One whose partners are not
    recorded lives, or else (`unrecorded_live=False`) falls as if this partner carried it alone: the two
    answers are the fewest and the most outcomes that this partner may take along. What is lost by the lenient
    rule is lost by the strict one too. Activities that depend on each other in a circle live or fall together.
    What an activity depends on that is not on the map is not asked for.

    The lenient rule is the one without saying here and in `costliest`, for the readiness criterion CI305 rests
    on it: dependencies are rarely recorded in full. `if_partner_leaves` and `resilience` ask by the strict one.

    Raises:
        UnknownNameError: no partner has this id, or it is not in force.
        InvalidRecordError: the rule is neither lenient nor strict.
    """
    index = incidence(subject)
    falls = Falls(index, rule, unrecorded_live=unrecorded_live)
    return tuple(index.outcomes[outcome].id for outcome in falls.of(index.partner_at(partner_id)).outcomes)


def costliest(subject: Subject, *, unrecorded_live: bool = True) -> Departure | None:
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


class Fall(NamedTuple):
    """What falls with one partner, as sorted positions."""

    activities: tuple[int, ...]
    """Carried by this partner alone."""
    blocked: tuple[int, ...]
    """Not among these, but dependent on them, straight or along a chain."""
    outcomes: tuple[int, ...]
    """With an activity that lives before, and none by the rule after."""


class Falls:
    """What falls with each partner, by one rule: what all departures have in common is worked out once.

    Raises:
        InvalidRecordError: the rule is neither lenient nor strict.
    """

    lost_before: tuple[int, ...]
    """Outcomes with activities, none of which lives by the rule even while all partners stay."""

    def __init__(self, index: Incidence, rule: Rule, *, unrecorded_live: bool = True) -> None:
        if rule not in ("lenient", "strict"):
            raise InvalidRecordError(f"The rule is 'lenient' or 'strict', found '{excerpt(rule)}'.")
        self._index = index
        self._is_strict = rule == "strict"
        self._dependents: dict[int, list[int]] = defaultdict(list)
        for (dependent, prerequisite), kinds in index.links.items():
            if "depends_on" in kinds:
                self._dependents[prerequisite].append(dependent)
        self._alone: dict[int, list[int]] = defaultdict(list)
        for position, mask in enumerate(index.partner_masks):
            if mask.bit_count() == 1:
                self._alone[mask.bit_length() - 1].append(position)
        dead = index.without_partner
        self._dead = self._falling(dead if unrecorded_live else (*dead, *index.unrecorded))
        self._alive = self._living(self._dead)
        before = self._alive if unrecorded_live else self._living(self._falling(dead))
        members = index.activities_of_outcome
        self.lost_before = tuple(o for o, count in enumerate(before) if members[o] and not count)
        self._lost = [o for o, count in enumerate(before) if count and not self._alive[o]]
        self._lenient = (
            Falls(index, "lenient", unrecorded_live=unrecorded_live) if self._is_strict and dead else None
        )

    def of(self, partner: int) -> Fall:
        """Return what falls when the partner at this position leaves."""
        activities = self._alone.get(partner, [])
        blocked = sorted(self._waiting_for(activities).difference(activities))
        touched: Counter[int] = Counter()
        for activity in (*activities, *blocked) if self._is_strict else activities:
            if activity not in self._dead:
                touched.update(positions_in(self._index.outcome_masks[activity]))
        outcomes = {
            *self._lost,
            *(outcome for outcome, count in touched.items() if count == self._alive[outcome]),
        }
        if self._lenient is not None:
            outcomes.update(self._lenient.of(partner).outcomes)
        return Fall(tuple(activities), tuple(blocked), tuple(sorted(outcomes)))

    def _falling(self, activities: Iterable[int]) -> set[int]:
        return self._waiting_for(activities) if self._is_strict else set(activities)

    def _living(self, dead: set[int]) -> list[int]:
        """Return for each outcome how many of its activities are not among the dead."""
        return [
            sum(member not in dead for member in members) for members in self._index.activities_of_outcome
        ]

    def _waiting_for(self, fallen: Iterable[int]) -> set[int]:
        """Return these activities with all that depend on them, straight or along a chain."""
        found = set(fallen)
        waiting = list(found)
        while waiting:
            for dependent in self._dependents.get(waiting.pop(), ()):
                if dependent not in found:
                    found.add(dependent)
                    waiting.append(dependent)
        return found
