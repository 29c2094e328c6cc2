"""What the criteria of one assessment share: the date, what is in force on it, and what is worked out once.

Everything here is asked for on demand and kept for this assessment alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from collective_impact.cadence import months_before
from collective_impact.model.agenda import Outcome
from collective_impact.model.entity import Entity, in_force

if TYPE_CHECKING:
    from collective_impact.model.activity import Activity
    from collective_impact.model.backbone import BackboneRole
    from collective_impact.model.convening import Convening, Meeting
    from collective_impact.model.evidence import Evidence
    from collective_impact.model.indicator import Indicator
    from collective_impact.model.initiative import Initiative
    from collective_impact.model.partner import Partner
    from collective_impact.network.incidence import Incidence
    from collective_impact.network.map import ActivityMap
    from collective_impact.network.relations import Relations
    from collective_impact.readiness.scoring import Mark

__all__ = ["Context"]

E = TypeVar("E", bound=Entity)
T = TypeVar("T")


class Context:
    """The shared view of an initiative on one day (`on`): nothing that begins later is seen.

    Where a framework is about another record, such as a landscape, that record stands in its place: its criteria
    ask for the day, for what is complete or stated, and for what they share.
    """

    def __init__(self, initiative: Any, on: date) -> None:  # noqa: ANN401 - what its framework is about
        self.initiative: Initiative = initiative
        self.on = on
        self._shared: dict[str, Any] = {}

    def is_complete(self, path: str) -> bool:
        """Return whether the initiative says that what stands at this path is all there is."""
        return self.initiative.is_complete(path)

    def stated(self, value: object, path: str) -> Mark:
        """Return whether a field or table states something: False where it is known to state nothing."""
        if value is not None and value != ():
            return True
        return False if self.is_complete(path) else None

    def shared(self, key: str, build: Callable[[], T]) -> T:
        """Return what `build` makes, made once for this assessment; for criteria of other packages."""
        if key not in self._shared:
            self._shared[key] = build()
        held: T = self._shared[key]
        return held

    def since(self, months: int) -> date:
        """Return the day after which something lies within the last `months` months."""
        return self.shared(f"since {months}", lambda: months_before(self.on, months))

    def _current(self, records: Iterable[E]) -> tuple[E, ...]:
        return tuple(record for record in records if in_force(record, self.on))

    @cached_property
    def partners(self) -> tuple[Partner, ...]:
        """The partners in force."""
        return self._current(self.initiative.partners)

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """The activities in force."""
        return self._current(self.initiative.activities)

    @cached_property
    def convenings(self) -> tuple[Convening, ...]:
        """The convenings that have begun; one that is over still counts for the time it ran."""
        return tuple(c for c in self.initiative.convenings if c.since is None or c.since <= self.on)

    @cached_property
    def roles(self) -> tuple[BackboneRole, ...]:
        """The backbone roles in force whose partner is in force too."""
        here = {partner.id for partner in self.partners}
        return tuple(
            role for role in self._current(self.initiative.backbone_roles) if role.partner_id in here
        )

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence that is not dated after the day; undated evidence is among it."""
        return tuple(e for e in self.initiative.evidence if e.on is None or e.on <= self.on)

    @cached_property
    def goals(self) -> tuple[tuple[Outcome, Mark], ...]:
        """The outcomes that are goals, at population level, or may be: with None where no level is recorded."""
        held: list[tuple[Outcome, Mark]] = []
        for outcome in self.initiative.agenda.outcomes:
            if outcome.level == "population":
                held.append((outcome, True))
            elif outcome.level is None and not self.is_complete(f"agenda/outcomes/{outcome.id}/level"):
                held.append((outcome, None))
        return tuple(held)

    @cached_property
    def indicators_by_outcome(self) -> dict[str, list[Indicator]]:
        """The indicators of each outcome, by its id."""
        held: dict[str, list[Indicator]] = {}
        for indicator in self.initiative.indicators:
            for outcome_id in dict.fromkeys(indicator.outcome_ids):
                held.setdefault(outcome_id, []).append(indicator)
        return held

    @cached_property
    def outcomes_of_strategy(self) -> dict[str, frozenset[str]]:
        """The outcomes that each strategy serves, by the strategy's id."""
        return {s.id: frozenset(s.outcome_ids) for s in self.initiative.agenda.strategies}

    def outcomes_of(self, activity: Activity) -> frozenset[str]:
        """Return the outcomes that an activity works towards, straight or through its strategies."""
        through = (self.outcomes_of_strategy[id_] for id_ in activity.strategy_ids)
        return frozenset(activity.outcome_ids).union(*through)

    @cached_property
    def served_outcome_ids(self) -> frozenset[str]:
        """The outcomes that an activity in force works towards."""
        return frozenset().union(*map(self.outcomes_of, self.activities))

    @cached_property
    def map(self) -> ActivityMap:
        """The map of activities in force, which the criteria on activities rest on."""
        from collective_impact.network.map import map_activities  # noqa: PLC0415 - only its criteria pay for it

        return map_activities(self.initiative, on=self.on)

    @property
    def incidence(self) -> Incidence:
        """Partners, activities and outcomes as one integer index."""
        return self.map.index

    @cached_property
    def relations(self) -> Relations:
        """How each pair of activities stands to each other."""
        from collective_impact.network.relations import relations  # noqa: PLC0415 - only its criteria pay for it

        return relations(self.map)

    def meetings(self, convening: Convening, months: int = 12) -> Iterator[Meeting]:
        """Yield the meetings of a convening that were dated within the last `months` months."""
        start = self.since(months)
        for meeting in convening.meetings:
            if start < meeting.on <= self.on:
                yield meeting
