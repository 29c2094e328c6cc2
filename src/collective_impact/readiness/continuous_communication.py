"""Criteria of the fourth condition, continuous communication: CI401 to CI404.

What was due by a cadence is worked out in `cadence`; here it is set against what was held.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from collective_impact.arithmetic import median
from collective_impact.cadence import due, kept
from collective_impact.display import counted, percent
from collective_impact.finding import Finding
from collective_impact.model.convening import Channel, Convening
from collective_impact.model.initiative import Initiative
from collective_impact.readiness.context import Context
from collective_impact.readiness.documented import PerceivedCriterion
from collective_impact.readiness.framework import Condition, CountedItem, Criterion, Windowed
from collective_impact.readiness.scoring import Mark, Tally, any_of, share_tally

__all__ = ["CONTINUOUS_COMMUNICATION", "Attendance", "ChannelsKept", "RegularMeetings"]


class RegularMeetings(Windowed):
    """Whether meetings take place as often as agreed."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of due dates that were kept."""
        if not subject.convenings:
            return self.none_of("convenings", context)
        items: list[CountedItem] = []
        silent: list[str] = []
        for convening in context.convenings:
            path = f"convenings/{convening.id}"
            cadence = context.stated(convening.cadence, f"{path}/cadence")
            if cadence is None:
                silent.append(f"{path}/cadence")
            elif cadence:
                found = list(self._due(convening, path, context))
                items.extend(found)
                if not found and self._first(convening) is None:
                    silent.append(f"{path}/cadence")
        if not items and silent:
            return self.unknown("It is not recorded how often the convenings are due.", silent)
        found_ = self.share(
            items,
            "due meetings were held",
            "due meeting was held",
            open_ended=bool(silent),
            past=True,
            itemised=True,
        )
        return attrs.evolve(found_, unrecorded=(*found_.unrecorded, *silent)) if silent else found_

    def _first(self, convening: Convening) -> date | None:
        cadence = convening.cadence
        dated = [meeting.on for meeting in convening.meetings]
        return (cadence.first if cadence else None) or convening.since or min(dated, default=None)

    def _due(self, convening: Convening, path: str, context: Context) -> Iterator[CountedItem]:
        first = self._first(convening)
        if convening.cadence is None or first is None:
            return
        opening = max(first, convening.since or first)
        start = max(context.since(2 * self.window), opening)
        end = min(context.on, convening.until or context.on)
        dates = due(convening.cadence.rule, first, start, end)
        listed = context.stated(convening.meetings, f"{path}/meetings")
        meetings = list(context.meetings(convening, 2 * self.window))
        if start == opening and len(dates) > 1:
            half = (dates[1] - dates[0]) // 2
            meetings = [meeting for meeting in meetings if meeting.on >= dates[0] - half]
        held = set(kept(dates, (m.on for m in meetings if m.held)))
        maybe = set(kept(dates, (m.on for m in meetings if m.held is None)))
        for day in (day for day in dates if day > context.since(self.window)):
            mark: Mark = True if day in held else None if listed is None or day in maybe else False
            yield CountedItem(f"{path}/meetings", f"{convening.title} of {day}", mark)


FEW = {
    1: "The one partner whose attendance is recorded came to",
    2: "The two partners whose attendance is recorded came, on average, to",
}
"""Who the median is of, where nobody stands in the middle."""


def _in_the_middle(count: int) -> str:
    """Return who the median of so many partners is: of an even number the mean of two."""
    who, average = ("The partner", "") if count % 2 else ("The two partners", ", on average,")
    return FEW.get(count, f"{who} in the middle of {count}, ordered by attendance, came{average} to")


def _whose(count: int) -> str:
    return "its" if count % 2 else "their"


class Attendance(Windowed):
    """Whether the partners come to the meetings they belong to."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the median attendance."""
        if not subject.convenings:
            return self.none_of("convenings", context)
        marks, silent, unlisted = self._collected(context)
        parts = {p.id: share_tally(marks[p.id]) for p in context.partners if p.id in marks}
        scores = [part.score for part in parts.values() if part.score is not None]
        if not scores:
            if silent or unlisted:
                return self.unknown("Nobody's attendance is recorded.", [*silent, *unlisted])
            return self.finding(None, "No partner belongs to a convening that met.")
        score = median(scores)
        low = 0.0 if silent else median([part.low for part in parts.values()]) or 0.0
        high = 1.0 if silent else median([part.high for part in parts.values()]) or 0.0
        observed = f"{_in_the_middle(len(scores))} {percent(score)} of {_whose(len(scores))} meetings."
        if silent or unlisted:
            count = len(silent) + len(unlisted)
            lists = counted(count, "list of members or attendance is", "lists of members or attendance are")
            observed += f" {lists} not recorded."
        below = sorted(
            id_ for id_, part in parts.items() if part.score is not None and part.score < (score or 0)
        )
        return self.finding(
            Tally(score, low, high, score, 1),
            observed,
            evidence=[f"partners/{id_}" for id_ in parts if id_ not in below],
            against=[f"partners/{id_}" for id_ in below],
            unrecorded=[*silent, *unlisted],
            workings=[
                f"{p.title}: came to {marks[p.id].count(True)} of {len(marks[p.id]) - marks[p.id].count(None)} meetings"
                for p in context.partners
                if p.id in marks
            ],
        )

    def _collected(self, context: Context) -> tuple[dict[str, list[Mark]], list[str], list[str]]:
        """Return the marks of each member, the convenings that cannot be counted, the lists that are missing."""
        marks: dict[str, list[Mark]] = {}
        silent: list[str] = []
        unlisted: list[str] = []
        for convening in context.convenings:
            path = f"convenings/{convening.id}"
            if context.stated(convening.member_ids, f"{path}/member_ids") is None:
                silent.append(f"{path}/member_ids")
            elif convening.member_ids and context.stated(convening.meetings, f"{path}/meetings") is None:
                silent.append(f"{path}/meetings")
            members = dict.fromkeys(convening.member_ids)
            for meeting in context.meetings(convening, self.window):
                if meeting.held is False:
                    continue
                pointer = f"{path}/meetings/{meeting.id}/attendee_ids"
                listed = context.stated(meeting.attendee_ids, pointer)
                is_open = listed is None or (meeting.held is None and not listed)
                if is_open and members:
                    unlisted.append(pointer)
                came = set(meeting.attendee_ids)
                for member in members:
                    marks.setdefault(member, []).append(None if is_open else member in came)
        return marks, silent, unlisted


class ChannelsKept(Criterion):
    """Whether there are channels beyond the meetings: between them, inside, and out to the public."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of the three kinds that are there."""
        if not subject.channels:
            return self.none_of("channels", context)
        between = any_of(
            context.stated(c.between_meetings, f"channels/{c.id}/between_meetings") and c.between_meetings
            for c in subject.channels
        )
        items = [
            CountedItem("channels", "one between meetings", between),
            CountedItem(
                "channels", "one among partners", self._speaks_to(subject, ("within", "across"), context)
            ),
            CountedItem("channels", "one to the public", self._speaks_to(subject, ("public",), context)),
        ]
        return self.share(items, "kinds of channel are there", "kind of channel is there")

    def _speaks_to(self, subject: Initiative, audiences: tuple[str, ...], context: Context) -> Mark:
        def mark(channel: Channel) -> Mark:
            stated = context.stated(channel.audience, f"channels/{channel.id}/audience")
            return stated and channel.audience in audiences

        return any_of(map(mark, subject.channels))


CONTINUOUS_COMMUNICATION = Condition(
    key="continuous_communication",
    title="Continuous communication",
    source="Kania & Kramer (2011)",
    criteria=(
        RegularMeetings(
            code="CI401",
            title="Regular meetings",
            question="Do the partners meet as often as they agreed?",
            rule=(
                "Of the dates due by the cadence in the last 12 months (or since the convening began), the share "
                "that was kept: a meeting that was held answers the due date nearest to it."
            ),
            source="Kania & Kramer (2011)",
            evidence_kinds=("structural", "documented"),
            critical=True,
            next_step="Agree dates for the year ahead and keep them.",
            record_step="Record for each convening its cadence and its meetings, held or not.",
            effort="small",
            who="backbone",
        ),
        Attendance(
            code="CI402",
            title="Attendance",
            question="Do the partners come to the meetings that they belong to?",
            rule=(
                "For each partner, meetings attended / held of the convenings it belongs to, in the last 12 months; "
                "then the median over partners."
            ),
            source="Kania & Kramer (2011)",
            evidence_kinds=("structural", "documented"),
            next_step="Ask the partners that stay away what would make the meetings worth their time.",
            record_step="Record the members of each convening and who came to its meetings.",
            effort="small",
            who="backbone",
        ),
        ChannelsKept(
            code="CI403",
            title="Channels",
            question="Do the partners talk between meetings, among themselves and with the public?",
            rule=(
                "How many of three kinds of channel there are: between meetings; within or across levels; public."
            ),
            source="Panhandle Partnership; Pittman",
            next_step="Open the kind of channel that is missing.",
            record_step="Record the channels, their audience and whether they are used between meetings.",
            effort="medium",
            who="backbone",
        ),
        PerceivedCriterion(
            code="CI404",
            title="Trust and openness",
            question="Do the partners trust each other and speak openly?",
            source="PARTNER (Varda); PSAT (Weiss et al., 2002)",
            effort="large",
            who="evaluator",
        ),
    ),
)
