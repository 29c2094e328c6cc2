"""Criteria of the five conditions at the level of a community: what they count in a landscape.

Which criteria a condition has, and their words, is said in `community_conditions`. What the collaborations have
agreed for the whole is an initiative of its own inside the landscape, and is asked what an initiative is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import attrs

from collective_impact.cadence import months_before
from collective_impact.fields import about
from collective_impact.finding import Finding
from collective_impact.landscape.community import CommunityContext
from collective_impact.landscape.doubles import doubles_of
from collective_impact.landscape.inventory import Body, Landscape
from collective_impact.landscape.profile import Profile
from collective_impact.landscape.suggestion_records import SuggestionRules
from collective_impact.model.agenda import Outcome
from collective_impact.readiness.context import Context
from collective_impact.readiness.documented import PerceivedCriterion
from collective_impact.readiness.framework import CountedItem, Criterion, Windowed
from collective_impact.readiness.scoring import Mark, all_of, any_of

__all__ = [
    "AgendaFromBirth",
    "AnswersToABody",
    "AudiencesReached",
    "CellsServed",
    "CollaborationsInTouch",
    "CollaborationsMeet",
    "CommunityCriterion",
    "GoalsPursued",
    "HeardAbove",
    "LinkedToPerformance",
    "NotDoubled",
    "OfTheWhole",
    "SaidInTheCommunity",
    "WithinTheAgenda",
]

_ALL_LEVELS = ("population", "system", "program")


@attrs.frozen(kw_only=True, repr=False, eq=False)
class CommunityCriterion(Criterion):
    """A question about a landscape. Subclass it, and write `judge` in place of `assess`."""

    subject_tag: ClassVar[str] = "collective_impact.Landscape"

    def assess(self, subject: Landscape, context: Context) -> Finding:
        """Return the finding about a landscape."""
        return self.judge(context.shared("community", lambda: CommunityContext(subject, context)))

    def judge(self, community: CommunityContext) -> Finding:
        """Return the finding; `community` carries what the criteria share."""
        raise NotImplementedError(f"The criterion {self.code!r} has no `judge` of its own. Write one.")

    def without_collaborations(self, community: CommunityContext) -> Finding | None:
        """Return the finding where no collaboration is recorded or in force."""
        if community.rows:
            return None
        if community.landscape.collaborations:
            return self.finding(None, "No collaboration is in force on this day.")
        return self.none_of("collaborations", community.context)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class SaidInTheCommunity(PerceivedCriterion):
    """Answered by people of the community only."""

    subject_tag: ClassVar[str] = "collective_impact.Landscape"


@attrs.frozen(kw_only=True, repr=False, eq=False)
class OfTheWhole(CommunityCriterion):
    """A question that is asked of an initiative, asked of what is agreed for the community as a whole."""

    asks: Criterion = attrs.field(metadata=about("The criterion that answers it."))

    def judge(self, community: CommunityContext) -> Finding:
        """Return what the criterion says of the whole, with pointers from the landscape."""
        if community.landscape.whole is None:
            return self.unknown("What is agreed for the community as a whole is not recorded.", ["whole"])
        found = self.asks.assess(community.whole, community.whole_context)
        return attrs.evolve(
            found,
            code=self.code,
            title=self.title,
            rule=self.rule,
            source=self.source,
            weight=self.weight,
            critical=self.critical,
            evidence=_below(found.evidence),
            against=_below(found.against),
            unrecorded=_below(found.unrecorded),
        )


def _below(pointers: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"whole/{pointer}" for pointer in pointers)


class AgendaFromBirth(CommunityCriterion):
    """Whether the goals of the whole reach from birth to young adulthood."""

    def judge(self, community: CommunityContext) -> Finding:
        """Return the share of the spans of age for which the whole has a goal."""
        if community.landscape.whole is None:
            return self.unknown("What is agreed for the community as a whole is not recorded.", ["whole"])
        outcomes = community.whole.agenda.outcomes
        if not outcomes:
            return self._empty(community)
        spans = [community.ages_of_goal(outcome) for outcome in outcomes]
        items = [
            CountedItem(
                "whole/agenda/outcomes",
                span.title.lower(),
                any_of(
                    None if ages is None else ages[0] <= span.age_to and ages[1] >= span.age_from
                    for ages in spans
                ),
            )
            for span in community.spans
        ]
        return self.share(
            items, "spans of age from birth to young adulthood have a goal of the whole", itemised=True
        )

    def _empty(self, community: CommunityContext) -> Finding:
        found = self.none_of("agenda/outcomes", community.whole_context)
        return attrs.evolve(found, against=_below(found.against), unrecorded=_below(found.unrecorded))


class GoalsPursued(CommunityCriterion):
    """Whether each goal of the whole is pursued by a collaboration."""

    def judge(self, community: CommunityContext) -> Finding:
        """Return the share of the goals of the whole that a collaboration pursues."""
        if community.landscape.whole is None or not community.whole.agenda.outcomes:
            return self.unknown("No goal of the community as a whole is recorded.", ["whole/agenda/outcomes"])
        pursued = frozenset().union(*(row.outcomes or () for row in community.index.profiles))
        silent = any(row.outcomes is None for row in community.index.profiles) or not community.rows
        items = []
        for goal in community.whole.agenda.outcomes:
            mark: Mark = any(key in pursued for key in community.keys_of_goal(goal)) or (
                None if silent else False
            )
            items.append(CountedItem(f"whole/agenda/outcomes/{goal.id}", goal.title, mark))
        return self.share(items, "goals of the whole are pursued by a collaboration")


class WithinTheAgenda(CommunityCriterion):
    """Whether each collaboration works towards a goal of the whole."""

    def judge(self, community: CommunityContext) -> Finding:
        """Return the share of the collaborations that share a goal with the whole."""
        absent = self.without_collaborations(community)
        if absent is not None:
            return absent
        if community.landscape.whole is None or not community.whole.agenda.outcomes:
            return self.unknown("No goal of the community as a whole is recorded.", ["whole/agenda/outcomes"])
        keys = {key for goal in community.whole.agenda.outcomes for key in community.keys_of_goal(goal)}
        items = [
            CountedItem(
                f"collaborations/{row.id}/outcome_ids",
                row.collaboration.title,
                None if row.outcomes is None else bool(keys & row.outcomes),
            )
            for row in community.index.profiles
        ]
        return self.share(items, "collaborations work towards a goal of the whole")


class LinkedToPerformance(CommunityCriterion):
    """Whether what children reach is measured beside how well systems and settings do."""

    def judge(self, community: CommunityContext) -> Finding:
        """Return the share of the goals of the whole with an indicator of each of the two kinds."""
        if community.landscape.whole is None or not community.whole.agenda.outcomes:
            return self.unknown("No goal of the community as a whole is recorded.", ["whole/agenda/outcomes"])
        context = community.whole_context
        items = [
            CountedItem(f"whole/agenda/outcomes/{goal.id}", goal.title, self._mark(goal, context), counts)
            for goal, counts in context.goals
        ]
        return self.share(
            items, "goals have an indicator of how people fare and one of how systems or settings perform"
        )

    def _mark(self, goal: Outcome, context: Context) -> Mark:
        if not context.initiative.indicators:
            return context.stated((), "indicators")
        held = context.indicators_by_outcome.get(goal.id, ())
        return all_of(
            any_of(
                i.level in levels if i.level else context.stated(None, f"indicators/{i.id}/level")
                for i in held
            )
            for levels in (_ALL_LEVELS[:1], _ALL_LEVELS[1:])
        )


class AnswersToABody(CommunityCriterion):
    """Whether the collaborations answer to decision makers."""

    def judge(self, community: CommunityContext) -> Finding:
        """Return the share of the collaborations that a body oversees."""
        absent = self.without_collaborations(community)
        if absent is not None:
            return absent
        items = []
        for row in community.rows:
            path = f"collaborations/{row.id}/overseen_by_ids"
            items.append(CountedItem(path, row.title, community.context.stated(row.overseen_by_ids, path)))
        return self.share(items, "collaborations answer to a council, board or other body")


class CollaborationsInTouch(CommunityCriterion):
    """Whether the collaborations are joined by members that sit in several of them."""

    def judge(self, community: CommunityContext) -> Finding:
        """Return the share of the collaborations that shared members join, straight or through others."""
        absent = self.without_collaborations(community)
        if absent is not None:
            return absent
        if len(community.rows) == 1:
            return self.finding(None, "There is one collaboration, so there is no other to be in touch with.")
        largest = community.largest_circle
        items = [
            CountedItem(
                f"collaborations/{row.id}/member_ids",
                row.collaboration.title,
                None if row.members is None else row.id in largest,
            )
            for row in community.index.profiles
        ]
        return self.share(items, "collaborations are joined with each other by shared members")


@attrs.frozen(kw_only=True, repr=False, eq=False)
class NotDoubled(CommunityCriterion):
    """Whether collaborations with the same people and goals know of each other."""

    rules: SuggestionRules = attrs.field(
        factory=SuggestionRules, metadata=about("From where on two are the same; each a *convention*.")
    )

    def judge(self, community: CommunityContext) -> Finding:
        """Return the share of the collaborations that do not stand beside one with the same people and goals."""
        absent = self.without_collaborations(community)
        if absent is not None:
            return absent
        doubles = doubles_of(community.index, self.rules)
        items = []
        for row in community.index.profiles:
            is_silent = row.members is None or row.outcomes is None or row.id in doubles.possible
            mark: Mark = False if row.id in doubles.certain else None if is_silent else True
            items.append(CountedItem(f"collaborations/{row.id}", row.collaboration.title, mark))
        return self.share(items, "collaborations do not stand beside another with the same people and goals")


class CellsServed(CommunityCriterion):
    """Whether each goal is pursued for each age that it is about, in each place."""

    def judge(self, community: CommunityContext) -> Finding:
        """Return the share of the cells, of goals that say their ages, that a collaboration serves."""
        absent = self.without_collaborations(community)
        if absent is not None:
            return absent
        cells = community.wanted_cells
        if not cells:
            observed = "For no goal of the landscape the ages are recorded that it is about."
            return self.unknown(observed, ["outcomes"])
        items = []
        for cell in cells:
            mark: Mark = None if cell.status == "unknown" else cell.status != "gap"
            title = community.index.titles[cell.outcome_id]
            words = [title, cell.span.replace("_", " "), cell.place]
            items.append(CountedItem(f"outcomes/{cell.outcome_id}", ", ".join(filter(None, words)), mark))
        return self.share(
            items, "combinations of goal, age and place are served by a collaboration", itemised=True
        )


class AudiencesReached(CommunityCriterion):
    """Whether talk goes on within levels, across them, and out to the public."""

    def judge(self, community: CommunityContext) -> Finding:
        """Return the share of the three audiences for which the whole has a channel."""
        if community.landscape.whole is None:
            return self.unknown("What is agreed for the community as a whole is not recorded.", ["whole"])
        context = community.whole_context
        channels = community.whole.channels
        if not channels:
            found = self.none_of("channels", context)
            return attrs.evolve(found, against=_below(found.against), unrecorded=_below(found.unrecorded))
        items = [
            CountedItem(
                "whole/channels",
                words,
                any_of(
                    channel.audience == audience
                    if channel.audience
                    else context.stated(None, f"channels/{channel.id}/audience")
                    for channel in channels
                ),
            )
            for audience, words in (
                ("within", "one within a level"),
                ("across", "one across levels"),
                ("public", "one to the public"),
            )
        ]
        return self.share(items, "kinds of channel are there", itemised=True)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class CollaborationsMeet(CommunityCriterion, Windowed):
    """Whether the collaborations meet at all."""

    def judge(self, community: CommunityContext) -> Finding:
        """Return the share of the collaborations that have a cadence, or met within the window."""
        absent = self.without_collaborations(community)
        if absent is not None:
            return absent
        items = [
            CountedItem(
                f"collaborations/{row.id}/convenings",
                row.collaboration.title,
                self._mark(row, community.context),
            )
            for row in community.index.profiles
        ]
        return self.share(items, "collaborations meet by a cadence, or met lately")

    def _mark(self, row: Profile, context: Context) -> Mark:
        if not row.convenings:
            inside = row.collaboration.initiative
            if inside is not None and inside.is_complete("convenings"):
                return False
            return context.stated((), f"collaborations/{row.id}/convenings")
        start = months_before(context.on, self.window)
        return (
            any(
                convening.cadence is not None
                or any(meeting.held and start < meeting.on <= context.on for meeting in convening.meetings)
                for convening in row.convenings.values()
            )
            or None
        )


class HeardAbove(CommunityCriterion):
    """Whether the collaborations have somebody in the body that they answer to."""

    def judge(self, community: CommunityContext) -> Finding:
        """Return the share of the overseen collaborations with a member in a body that oversees them."""
        absent = self.without_collaborations(community)
        if absent is not None:
            return absent
        bodies = {body.id: body for body in community.landscape.bodies}
        items = []
        for profile in community.index.profiles:
            ids = profile.collaboration.overseen_by_ids
            path = f"collaborations/{profile.id}/overseen_by_ids"
            counts = community.context.stated(ids, path)
            if counts is False:
                continue
            mark = any_of(self._mark(profile.members, bodies[id_], community) for id_ in ids)
            items.append(CountedItem(path, profile.collaboration.title, mark if ids else None, counts))
        return self.share(items, "collaborations have a member in a body that they answer to")

    def _mark(self, members: frozenset[str] | None, body: Body, community: CommunityContext) -> Mark:
        sitting = {community.leader_of.get(id_, id_) for id_ in body.member_ids}
        if members is not None and members & sitting:
            return True
        is_told = community.context.stated(body.member_ids, f"bodies/{body.id}/member_ids") is not None
        return None if members is None or not is_told else False
