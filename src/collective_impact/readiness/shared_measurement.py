"""Criteria of the second condition, shared measurement: CI201 to CI207.

Whether the numbers themselves may be trusted is a question of its own; here it is asked whether there are any.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from collective_impact.finding import Finding
from collective_impact.measurement.specification import (
    SPECIFICATION,
    is_broken_down,
    is_current,
    newest_allowed,
    reports_of,
)
from collective_impact.model.indicator import Indicator
from collective_impact.model.initiative import Initiative
from collective_impact.readiness.common_agenda import share_of_goals
from collective_impact.readiness.context import Context
from collective_impact.readiness.framework import (
    Condition,
    Counted,
    CountedItem,
    Criterion,
    Tolerant,
    Windowed,
)
from collective_impact.readiness.scoring import Mark, Tally, mean_tally, share_tally

__all__ = [
    "SHARED_MEASUREMENT",
    "BrokenDown",
    "CurrentSeries",
    "DataUsed",
    "GoalsMeasured",
    "IndicatorsDefined",
    "ReportedByAll",
    "ShortList",
]


class GoalsMeasured(Criterion):
    """Whether each population goal is measured at population level."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of goals with a population indicator."""

        def holds(held: Indicator) -> Mark:
            if held.level:
                return held.level == "population"
            return context.stated(None, f"indicators/{held.id}/level")

        return share_of_goals(self, subject, context, holds, "population goals have a population indicator")


class IndicatorsDefined(Criterion):
    """Whether the indicators say all that two people need to measure the same thing."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the mean share of the eight fields."""
        if not subject.indicators:
            return self.none_of("indicators", context)
        parts: list[Tally] = []
        workings: list[str] = []
        against: list[str] = []
        unrecorded: list[str] = []
        stated = 0
        for indicator in subject.indicators:
            marks = []
            for name in SPECIFICATION:
                path = f"indicators/{indicator.id}/{name}"
                mark = context.stated(getattr(indicator, name), path)
                marks.append(mark)
                if mark is not True:
                    (unrecorded if mark is None else against).append(path)
            parts.append(share_tally(marks))
            known = len(marks) - marks.count(None)
            workings.append(f"{indicator.title}: {marks.count(True)} of {known} recorded fields")
            stated += marks.count(True)
        count = len(SPECIFICATION) * len(parts)
        noun = "indicator" if len(parts) == 1 else "indicators"
        observed = f"Of {count} fields of {len(parts)} {noun}, {stated} are filled in."
        if against:
            observed += f" {len(against)} are known to have nothing."
        if unrecorded:
            observed += f" {len(unrecorded)} are not recorded, and count neither way."
        evidence = [f"indicators/{indicator.id}" for indicator in subject.indicators]
        return self.finding(
            mean_tally(parts),
            observed,
            evidence=evidence,
            against=against,
            unrecorded=unrecorded,
            workings=workings,
        )


def _oldest(indicator: Indicator, context: Context, tolerance: float) -> date | None:
    """Return the day that a fresh figure's period ends on or after; None where no frequency is recorded."""
    frequency = indicator.frequency
    if not frequency:
        return None
    return context.shared(
        f"fresh {frequency} {tolerance}", lambda: newest_allowed(context.on, frequency, tolerance)
    )


class ReportedByAll(Tolerant):
    """Whether those who are expected to report a shared indicator do."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of expected reports that came in."""
        if not subject.indicators:
            return self.none_of("indicators", context)
        return self.share(
            list(self._pairs(subject, context)),
            "expected reports of shared indicators are in",
            "expected report of shared indicators is in",
            itemised=True,
        )

    def _pairs(self, subject: Initiative, context: Context) -> Iterator[CountedItem]:
        by_id = {partner.id: partner for partner in context.partners}
        for indicator in subject.indicators:
            named = dict.fromkeys(indicator.reporter_ids)
            if named:
                expected = [by_id[id_] for id_ in named if id_ in by_id]
            elif context.is_complete(f"indicators/{indicator.id}/reporter_ids"):
                continue
            elif context.stated(subject.partners, "partners") is None:
                yield CountedItem(f"indicators/{indicator.id}/reporter_ids", indicator.title, None, None)
                continue
            else:
                expected = list(context.partners)
            if len(expected) > 1:
                yield from self._pairs_of(indicator, expected, True if named else None, context)

    def _pairs_of(
        self, indicator: Indicator, expected: list[Any], counts: Mark, context: Context
    ) -> Iterator[CountedItem]:
        path = f"indicators/{indicator.id}"
        if context.stated(indicator.series, f"{path}/series") is False:
            known: Mark = False if indicator.frequency else None
            marks: Mapping[str, Mark] = dict.fromkeys((partner.id for partner in expected), known)
        else:
            oldest = _oldest(indicator, context, self.tolerance)
            marks = reports_of(indicator, [partner.id for partner in expected], context.on, oldest)
        for partner in expected:
            title = f"{indicator.title} from {partner.title}"
            yield CountedItem(f"{path}/series", title, marks[partner.id], counts)


class CurrentSeries(Tolerant):
    """Whether the indicators have figures, recent and more than one."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of indicators that are current."""
        if not subject.indicators:
            return self.none_of("indicators", context)
        items = []
        for indicator in subject.indicators:
            path = f"indicators/{indicator.id}"
            counts = context.stated(indicator.frequency, f"{path}/frequency")
            if counts is not False:
                items.append(
                    CountedItem(f"{path}/series", indicator.title, self._mark(indicator, context), counts)
                )
        return self.share(
            items,
            "indicators have a recent figure and an earlier one",
            "indicator has a recent figure and an earlier one",
        )

    def _mark(self, indicator: Indicator, context: Context) -> Mark:
        if not indicator.series:
            return context.stated((), f"indicators/{indicator.id}/series")
        return is_current(indicator, context.on, _oldest(indicator, context, self.tolerance))


class BrokenDown(Criterion):
    """Whether indicators about people are broken down by group."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of indicators about people with a breakdown."""
        if not subject.indicators:
            return self.none_of("indicators", context)
        items = []
        for indicator, counts in about_people(subject, context):
            path = f"indicators/{indicator.id}/series"
            mark = context.stated(indicator.series, path) and is_broken_down(indicator)
            items.append(CountedItem(path, indicator.title, mark, counts))
        return self.share(
            items,
            "indicators about people are broken down by group",
            "indicator about people is broken down by group",
        )


def about_people(subject: Initiative, context: Context) -> Iterator[tuple[Indicator, Mark]]:
    """Yield the indicators that are about people, or may be: with None where that is not recorded."""
    for indicator in subject.indicators:
        if indicator.about_people:
            yield indicator, True
        elif context.stated(indicator.about_people, f"indicators/{indicator.id}/about_people") is None:
            yield indicator, None


class ShortList(Counted):
    """Whether the list of shared indicators is short. It weighs nothing unless you give it a weight."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return how the number of indicators stands to the limit."""
        from collective_impact.arithmetic import share  # noqa: PLC0415 - beside its only use

        count = len(subject.indicators)
        if not count:
            return self.none_of("indicators", context)
        score = share(min(self.full_at, count), count)
        shared = "1 indicator is shared" if count == 1 else f"{count} indicators are shared"
        observed = f"{shared}; up to {self.full_at} count as a short list."
        return self.finding(
            Tally(score, score, score, min(self.full_at, count), count), observed, evidence=["indicators"]
        )


class DataUsed(Windowed):
    """Whether decisions rest on the shared figures."""

    def assess(self, subject: Initiative, context: Context) -> Finding:
        """Return the share of decisions that cite an indicator."""
        if not subject.convenings:
            return self.none_of("convenings", context)
        items: list[CountedItem] = []
        silent: list[str] = []
        empty: list[str] = []
        for convening in context.convenings:
            path = f"convenings/{convening.id}/meetings"
            if not convening.meetings:
                (empty if context.is_complete(path) else silent).append(path)
            for meeting in context.meetings(convening, self.window):
                if meeting.held is False:
                    continue
                pointer = f"{path}/{meeting.id}/decisions"
                if not meeting.decisions:
                    (empty if context.is_complete(pointer) else silent).append(pointer)
                items.extend(CountedItem(pointer, d.text, bool(d.indicator_ids)) for d in meeting.decisions)
        if not items:
            if silent:
                return self.unknown(f"No decision of the last {self.window} months is recorded.", silent)
            if not empty:
                return self.finding(None, f"No meeting lies within the last {self.window} months.")
            observed = f"The records say that nothing was decided in the last {self.window} months."
            return self.finding(Tally(0.0, 0.0, 0.0, 0, 0), observed, against=empty)
        found = self.share(
            items,
            "decisions cite an indicator",
            "decision cites an indicator",
            open_ended=bool(silent),
            past=True,
        )
        return attrs.evolve(found, unrecorded=tuple(silent)) if silent else found


SHARED_MEASUREMENT = Condition(
    key="shared_measurement",
    title="Shared measurement",
    source="Kania & Kramer (2011)",
    criteria=(
        GoalsMeasured(
            code="CI201",
            title="Each goal is measured",
            question="Is there a population indicator for each goal?",
            rule="The share of population goals with an indicator at population level.",
            source="Kania & Kramer (2011); Friedman (2005)",
            critical=True,
            next_step="Choose an indicator at population level for each goal.",
            record_step=(
                "Record the level of outcomes and indicators, and which indicator measures which outcome."
            ),
            effort="medium",
            who="data working group",
        ),
        IndicatorsDefined(
            code="CI202",
            title="Indicators defined",
            question=(
                "Does each indicator say what is measured, from what, how often, from where to where, and by whom?"
            ),
            rule=(
                "For each indicator the share of eight fields that are stated: definition, unit, data source, "
                "frequency, baseline, target, direction, owner; then the mean over indicators."
            ),
            source="Friedman (2005)",
            next_step="Complete what is missing in the indicators.",
            record_step="Record definition, unit, source, frequency, baseline, target, direction and owner.",
            effort="small",
            who="data working group",
        ),
        ReportedByAll(
            code="CI203",
            title="Same indicators across partners",
            question="Do the partners that share an indicator all report it?",
            rule=(
                "Of all pairs of a shared indicator and a partner that is expected to report it, the share with a "
                "figure no older than 1.5 times the frequency. Shared: two or more partners are expected."
            ),
            source="Panhandle Partnership; Nebraska Children; 1.5 times: convention",
            next_step="Ask for the figures that are due.",
            record_step=(
                "Record for each indicator who is expected to report it, how often, and what they reported."
            ),
            effort="medium",
            who="backbone",
        ),
        CurrentSeries(
            code="CI204",
            title="Current, and a series",
            question="Are there recent figures for each indicator, and earlier ones to compare with?",
            rule=(
                "The share of indicators with a frequency that have figures for two periods or more, the latest ended "
                "no longer ago than 1.5 times the frequency."
            ),
            source="Friedman (2005); 1.5 times: convention",
            next_step="Bring the figures up to date.",
            record_step="Record how often each indicator is due, and its figures.",
            effort="medium",
            who="data working group",
        ),
        BrokenDown(
            code="CI205",
            title="Broken down by group",
            question="Do indicators about people show how different groups fare?",
            rule="The share of indicators about people that have a series for a group.",
            source="StriveTogether; Kania et al. (2022)",
            next_step="Break indicators about people down by group.",
            record_step="Record which indicators are about people, and their figures by group.",
            effort="large",
            who="data working group",
        ),
        ShortList(
            code="CI206",
            full_at=15,
            title="A short list",
            question="Is the list of shared indicators short enough to be kept up?",
            rule=(
                "1 up to the limit, then limit / number of indicators. It has no weight: a longer list can be right."
            ),
            source="Panhandle Partnership; Kania & Kramer (2011); limit: convention",
            weight=0.0,
            next_step="Ask which indicators nobody would miss.",
            record_step="Record the indicators.",
            effort="medium",
            who="data working group",
        ),
        DataUsed(
            code="CI207",
            title="Data used to decide",
            question="Do decisions rest on the shared figures?",
            rule="Of the decisions of the last 12 months, the share that cites an indicator.",
            source="Cabaj & Weaver (2016)",
            evidence_kinds=("documented",),
            next_step="Bring the figures to the meeting, and note which decision rests on which indicator.",
            record_step="Record the decisions of each meeting and the indicators that they rest on.",
            effort="small",
            who="steering group",
        ),
    ),
)
