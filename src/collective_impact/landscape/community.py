"""What the criteria of a community share in one assessment: the index of the landscape, and what is agreed for all.

Everything is asked for on demand and kept for this assessment alone.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from collective_impact.errors import LimitError
from collective_impact.landscape.coverage import AGE_SPANS, coverage
from collective_impact.landscape.profile import folded, index_of
from collective_impact.landscape.wanted import ages_of, goal_ages, wanted_among
from collective_impact.model.initiative import Initiative
from collective_impact.network.projection import projected
from collective_impact.readiness.context import Context

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collective_impact.landscape.coverage import AgeSpan, LandscapeCell
    from collective_impact.landscape.inventory import Collaboration, Landscape
    from collective_impact.landscape.profile import LandscapeIndex
    from collective_impact.model.agenda import Outcome

__all__ = ["CommunityContext"]


class CommunityContext:
    """The shared view of a landscape on one day: collaborations that are over, or not begun, are not seen."""

    def __init__(self, landscape: Landscape, context: Context) -> None:
        self.landscape = landscape
        self.context = context
        self.spans: tuple[AgeSpan, ...] = AGE_SPANS

    @cached_property
    def index(self) -> LandscapeIndex:
        """The profiles of the collaborations in force."""
        return index_of(self.landscape, on=self.context.on)

    @property
    def rows(self) -> tuple[Collaboration, ...]:
        """The collaborations in force, by sorted ids."""
        return tuple(profile.collaboration for profile in self.index.profiles)

    @cached_property
    def leader_of(self) -> Mapping[str, str]:
        """The key that speaks for each key on which people decided."""
        return self.landscape.leaders()

    @cached_property
    def whole(self) -> Initiative:
        """What is agreed for the community as a whole; an empty initiative where nothing is recorded."""
        return self.landscape.whole or Initiative(id=self.landscape.id)

    @cached_property
    def whole_context(self) -> Context:
        """The context in which the whole is asked what an initiative is asked."""
        return Context(self.whole, self.context.on)

    @cached_property
    def _keys_by_name(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, title in self.index.titles.items():
            found.setdefault(folded(title), set()).add(key)
        return found

    @cached_property
    def _keys_by_id(self) -> dict[str, str]:
        return {row.id: self.leader_of.get(row.id, row.id) for row in self.landscape.outcomes}

    def keys_of_goal(self, goal: Outcome) -> set[str]:
        """Return the keys that a goal of the whole has in the landscape: those of its id, or of its name.

        Case and blanks make no difference in a name. What is the same under another name is told by a decision
        between entries of the landscape, one of which bears this id or name.
        """
        keys = set(self._keys_by_name.get(folded(goal.title), ()))
        if goal.id in self._keys_by_id:
            keys.add(self._keys_by_id[goal.id])
        return keys

    def ages_of_goal(self, goal: Outcome) -> tuple[float, float] | None:
        """Return the ages that a goal of the whole is about: its own, or else those of the whole agenda."""
        return ages_of(goal.population) or ages_of(self.whole.agenda.population)

    @cached_property
    def wanted_cells(self) -> tuple[LandscapeCell, ...]:
        """The cells of goals that say for which ages they are, at those ages."""
        wanted = goal_ages(self.landscape)
        for goal in self.whole.agenda.outcomes:
            ages = self.ages_of_goal(goal)
            if ages is not None:
                wanted.update((key, ages) for key in sorted(self.keys_of_goal(goal)) if key not in wanted)
        try:
            cells = coverage(self.index).cells if wanted else ()
        except LimitError:
            return ()
        return wanted_among((cell for cell in cells if cell.outcome_id in wanted), self.spans, wanted)

    @cached_property
    def largest_circle(self) -> frozenset[str]:
        """The collaborations of the largest circle that shared members join; of equal ones the first by ids."""
        profiles = self.index.profiles
        members = sorted(frozenset().union(*(profile.members or () for profile in profiles)))
        at = {member: position for position, member in enumerate(members)}
        joined = projected([sorted(at[member] for member in profile.members or ()) for profile in profiles])
        group_of = {position: [position] for position in range(len(profiles))}
        for one, other in joined:
            first, second = group_of[one], group_of[other]
            if first is not second:
                first.extend(second)
                group_of.update(dict.fromkeys(second, first))
        largest = max(group_of.values(), key=lambda group: (len(group), -min(group)), default=[])
        return frozenset(profiles[position].id for position in largest) if len(largest) > 1 else frozenset()
