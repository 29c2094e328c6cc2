"""Two criteria about recorded decisions, in a package of their own that an entry point announces.

An example of an extension. Both criteria look at the same meetings, which are collected once for an assessment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

import collective_impact as ci
from collective_impact.readiness.scoring import all_of, any_of

__all__ = ["DecisionsRecorded", "ForumsDecide"]


@attrs.frozen(kw_only=True)
class DecisionsRecorded(ci.Windowed):
    """Whether the meetings that took place left decisions behind."""

    code: str = "LOG1"
    title: str = "Decisions recorded"
    question: str = "Is it written down what each meeting decided?"
    rule: str = "The share of meetings held within the window for which a decision is recorded."
    next_step: str = "Write down at the end of each meeting what was decided."
    record_step: str = "Record for each meeting whether it was held, and what it decided."

    def assess(self, subject: ci.Initiative, context: ci.Context) -> ci.Finding:
        """Return the share of meetings with a decision."""
        if not subject.convenings:
            return self.none_of("convenings", context)
        meetings = _meetings(context, self.window)
        items = [item for convening in context.convenings for item in meetings[convening.id]]
        silent = _silent(context)
        return self.share([*items, *silent], "meetings left a decision", open_ended=bool(silent), past=True)


@attrs.frozen(kw_only=True)
class ForumsDecide(ci.Windowed):
    """Whether each forum that met decided anything."""

    code: str = "LOG2"
    title: str = "Every forum decides"
    question: str = "Does each forum that meets decide anything?"
    rule: str = "The share of convenings that met within the window and for which a decision is recorded."
    next_step: str = "Give each forum something to decide, or let it rest."
    record_step: str = "Record for each meeting whether it was held, and what it decided."

    def assess(self, subject: ci.Initiative, context: ci.Context) -> ci.Finding:
        """Return the share of forums with a decision."""
        if not subject.convenings:
            return self.none_of("convenings", context)
        meetings = _meetings(context, self.window)
        items = []
        for convening in context.convenings:
            held = meetings[convening.id]
            decided = any_of(all_of((item.counts, item.mark)) for item in held)
            met = any_of(item.counts for item in held)
            items.append(ci.CountedItem(f"convenings/{convening.id}/meetings", convening.title, decided, met))
        items = [item for item in items if item.counts is not False]
        return self.share([*items, *_silent(context)], "forums that met decided something")


def _meetings(context: ci.Context, months: int) -> Mapping[str, Sequence[ci.CountedItem]]:
    """Return the meetings of each convening that were held, or may have been, collected once."""

    def collect() -> Mapping[str, Sequence[ci.CountedItem]]:
        return {
            convening.id: [
                ci.CountedItem(
                    path,
                    f"{convening.title} of {meeting.on}",
                    context.stated(meeting.decisions, path),
                    meeting.held,
                )
                for meeting in context.meetings(convening, months)
                for path in (f"convenings/{convening.id}/meetings/{meeting.id}/decisions",)
            ]
            for convening in context.convenings
        }

    return context.shared(f"decision_log: meetings of {months} months", collect)


def _silent(context: ci.Context) -> list[ci.CountedItem]:
    """Return the convenings of which no meeting is recorded, as things that may count."""
    paths = {convening.id: f"convenings/{convening.id}/meetings" for convening in context.convenings}
    return [
        ci.CountedItem(paths[convening.id], convening.title, None, None)
        for convening in context.convenings
        if context.stated(convening.meetings, paths[convening.id]) is None
    ]
