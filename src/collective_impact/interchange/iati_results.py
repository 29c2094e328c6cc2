"""Results of an IATI activity: outcomes, and indicators with their baselines, targets and series.

Numbers that are written as plain numbers become numbers; every other text stays beside them as it is. Whose
results these are, and what else an activity holds, is not known here.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import attrs

from collective_impact.errors import excerpt
from collective_impact.interchange.iati_codes import ASCENDING, MEASURES, RESULTS
from collective_impact.interchange.iati_file import IatiFile, Words, kept, number
from collective_impact.interchange.iati_terms import Places, codes_of
from collective_impact.model.agenda import Outcome
from collective_impact.model.indicator import Baseline, Indicator, Series, Target
from collective_impact.period import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collective_impact.interchange.xml_text import Element
    from collective_impact.model.indicator import Direction, Measure
    from collective_impact.model.values import Place

__all__ = ["ResultReader"]

YEAR = re.compile(r"[1-9]\d{3}\Z", re.ASCII)
YEAR_OF_MONTHS = 12
QUARTER_OF_MONTHS = 3
MOST_SERIES = 4
"""How many series one group may take up because its periods overlap: quarters, halves, years and all of them."""


class _Span(NamedTuple):
    """The period of a figure, and how the file writes its days, also where they are no period."""

    period: Period | None
    text: str = ""


class _Figure(NamedTuple):
    """A baseline, target or actual value of the file."""

    element: Element
    value: float | None
    raw: str | None
    breakdown: Mapping[str, str]
    place: Place | None
    comment: Words
    span: _Span

    @property
    def group(self) -> tuple[str | None, tuple[tuple[str, str], ...]]:
        return (self.place.id if self.place else None, tuple(sorted(self.breakdown.items())))


@attrs.frozen
class ResultReader:
    """Reads the results of one activity; `start` is what the ids of its records begin with."""

    file: IatiFile
    places: Places
    own_places: Mapping[str, Place]
    start: str

    def read(self, activity: Element) -> tuple[list[Outcome], list[Indicator]]:
        """Return an outcome for each result and the indicators under it, in the order of the file."""
        outcomes: list[Outcome] = []
        indicators: list[Indicator] = []
        for element in activity.all("result"):
            outcome = self._outcome(element)
            outcomes.append(outcome)
            indicators.extend(self._indicator(each, outcome.id) for each in element.all("indicator"))
        return outcomes, indicators

    def _outcome(self, element: Element) -> Outcome:
        kind = self.file.word(element, "type", RESULTS)
        title = self.file.words(self.file.child(element, "title"))
        description = self.file.words(element.first("description"))
        facts = {
            **({"@type": element.attributes["type"]} if kind == "other" else {}),
            **element.rest(),
            "title": title.others,
            "description": description.others,
        }
        return Outcome(
            id=self.file.ids.take(f"{self.start}-result-{element.position}", "outcome"),
            name=title.name,
            kind=None if kind == "other" else kind,
            codes=codes_of(self.file, element, ["result/reference"]),
            note=description.text,
            extra=kept(facts),
        )

    def _indicator(self, element: Element, outcome_id: str) -> Indicator:
        measure = self.file.word(element, "measure", MEASURES)
        title = self.file.words(self.file.child(element, "title"))
        description = self.file.words(element.first("description"))
        baselines = [self._baseline(each, measure) for each in element.all("baseline")]
        targets: list[_Figure] = []
        actuals: list[_Figure] = []
        for each in element.all("period"):
            span = self._span(each)
            targets.extend(self._figure(target, measure, span) for target in each.all("target"))
            actuals.extend(self._figure(actual, measure, span) for actual in each.all("actual"))
        series, left_out = self._series(actuals)
        direction = self._direction(element)
        facts = {
            **element.rest(),
            "title": title.others,
            "description": description.others,
            "actual": left_out,
        }
        return Indicator(
            id=self.file.ids.take(f"{outcome_id}-indicator-{element.position}", "indicator"),
            name=title.name,
            outcome_ids=(outcome_id,),
            measure=measure,
            unit="percent" if measure == "percent" else None,
            direction=direction,
            definition=description.text,
            codes=codes_of(self.file, element, ["indicator/reference"]),
            baselines=tuple(baselines),
            targets=tuple(
                Target(
                    value=each.value,
                    period=each.span.period,
                    breakdown=each.breakdown,
                    place=each.place,
                    raw=each.raw,
                    note=each.comment.text,
                    extra=kept({"comment": each.comment.others}),
                )
                for each in targets
            ),
            series=tuple(series),
            extra=kept(facts),
        )

    def _direction(self, element: Element) -> Direction | None:
        if "ascending" in element.attributes:
            return self.file.word(element, "ascending", ASCENDING)
        one = "1 indicator does not say which way is better; it is read as: more is better."
        many = "{count} indicators do not say which way is better; they are read as: more is better."
        hint = "IATI 1 gave this as the default of ascending; state ascending in the file."
        self.file.count("assumed_direction", one, many, element, severity="warning", hint=hint)
        return "increase"

    def _baseline(self, element: Element, measure: Measure | None) -> Baseline:
        found = self._figure(element, measure, _Span(self._baseline_period(element)))
        return Baseline(
            value=found.value,
            period=found.span.period,
            breakdown=found.breakdown,
            place=found.place,
            raw=found.raw,
            note=found.comment.text,
            extra=kept({**element.rest(), "comment": found.comment.others}),
        )

    def _baseline_period(self, element: Element) -> Period | None:
        year = element.get("year")
        day = self.file.day(element, element) if "iso-date" in element.attributes else None
        if day is not None:
            if year is not None and year != str(day.year):
                message = f"the year '{excerpt(year)}' is not that of the date {day}; the date is taken."
                self.file.tell("contradiction", message, element, "year")
            return Period.parse(day.isoformat())
        if year is None:
            self.file.missing(element, "year")
        elif YEAR.match(year):
            return Period.parse(year)
        else:
            self.file.tell("bad_date", f"'{excerpt(year)}' is not a year.", element, "year", severity="error")
        return None

    def _span(self, element: Element) -> _Span:
        ends = [element.first("period-start"), element.first("period-end")]
        text = "/".join("" if end is None else end.attributes.get("iso-date", "") for end in ends)
        since, until = (self.file.day(end, element) for end in ends)
        if since is None or until is None:
            return _Span(None, text)
        if until < since:
            message = f"the period ends ({until}) before it starts ({since}); it is left out."
            self.file.tell("reversed_dates", message, element, severity="error", hint="Swap the two dates.")
            return _Span(None, text)
        return _Span(Period.parse(_label(since, until)), text)

    def _figure(self, element: Element, measure: Measure | None, span: _Span) -> _Figure:
        text = element.get("value")
        value = None if text is None else number(text)
        if value is None:
            self._tell_of_no_number(element, text, measure)
        breakdown: dict[str, list[str]] = {}
        for each in element.all("dimension"):
            for name in ("name", "value"):
                if each.get(name) is None:
                    self.file.missing(each, name)
            breakdown.setdefault(each.get("name") or "dimension", []).append(
                each.get("value") or "not stated"
            )
        return _Figure(
            element=element,
            value=value,
            raw=None if value is not None and str(value) == text else text,
            breakdown={name: " + ".join(values) for name, values in breakdown.items()},
            place=self.places.of_figure(self.own_places, element),
            comment=self.file.words(element.first("comment")),
            span=span,
        )

    def _tell_of_no_number(self, element: Element, text: str | None, measure: Measure | None) -> None:
        if measure == "qualitative":
            if text is not None:
                one = "1 value of a qualitative indicator is a text; it is kept in raw."
                many = "{count} values of qualitative indicators are texts; they are kept in raw."
                self.file.count("text_value", one, many, element, "value")
        elif text is None:
            one, many = "1 figure has no value.", "{count} figures have no value."
            self.file.count("missing_value", one, many, element, severity="warning")
        else:
            one = "1 value is not a plain number; its text is kept in raw."
            many = "{count} values are not plain numbers; their texts are kept in raw."
            hint = "Write numbers with digits and a decimal point only: 1234.5"
            self.file.count("not_a_number", one, many, element, "value", severity="warning", hint=hint)

    def _series(self, actuals: list[_Figure]) -> tuple[list[Series], list[dict[str, object]]]:
        """Return the series of each group, and the actual values that no series can hold."""
        groups: dict[object, list[tuple[Period, _Figure]]] = {}
        left_out: list[_Figure] = []
        for each in actuals:
            if each.span.period is None:
                left_out.append(each)
            else:
                groups.setdefault(each.group, []).append((each.span.period, each))
        made: list[Series] = []
        for rows in groups.values():
            lanes: list[list[tuple[Period, _Figure]]] = []
            for row in sorted(rows, key=lambda row: (row[0].start, row[0].end)):
                lane = next((lane for lane in lanes if _follows(lane[-1][0], row[0])), None)
                if lane is None and len(lanes) < MOST_SERIES:
                    lanes.append([row])
                elif lane is None:
                    left_out.append(row[1])
                else:
                    lane.append(row)
            for lane in lanes[1:]:
                self._tell_of_overlap(lane[0][1], len(lane))
            made.extend(_series_of(lane, is_first=lane is lanes[0]) for lane in lanes)
        for each in left_out:
            one = "1 actual value fits no series, for its period; it is kept in extra."
            many = "{count} actual values fit no series, for their periods; they are kept in extra."
            self.file.count("no_series", one, many, each.element, severity="warning")
        return made, [_plain(each) for each in left_out]

    def _tell_of_overlap(self, figure: _Figure, count: int) -> None:
        values = "a value" if count == 1 else f"{count} values"
        message = f"the period repeats or overlaps others of the same group; {values} stand in a series beside theirs."
        hint = "Never add up the two series."
        self.file.tell("overlapping_periods", message, figure.element, hint=hint)


def _label(since: date, until: date) -> str:
    """Return how a span is written: as a year, quarter, month or day where it is a whole one."""
    whole_months = since.day == 1 and (until == date.max or (until + timedelta(days=1)).day == 1)
    months = (until.year - since.year) * YEAR_OF_MONTHS + until.month - since.month + 1
    if whole_months and months == YEAR_OF_MONTHS and since.month == 1:
        return f"{since.year}"
    if whole_months and months == QUARTER_OF_MONTHS and since.month % QUARTER_OF_MONTHS == 1:
        return f"{since.year}-Q{since.month // QUARTER_OF_MONTHS + 1}"
    if whole_months and months == 1:
        return f"{since.year}-{since.month:02d}"
    return since.isoformat() if since == until else f"{since}/{until}"


def _follows(before: Period, here: Period) -> bool:
    return here.start > before.start and here.end > before.end


def _series_of(lane: list[tuple[Period, _Figure]], *, is_first: bool) -> Series:
    rows = [(period.label, figure) for period, figure in lane]
    lines = [f"{label}: {figure.comment.text}" for label, figure in rows if figure.comment.text]
    if not is_first:
        lines.insert(0, "These periods repeat or overlap those of another series of the same group.")
    return Series(
        place=lane[0][1].place,
        breakdown=lane[0][1].breakdown,
        periods=tuple(period for period, _ in lane),
        values=tuple(figure.value for _, figure in lane),
        raw={label: figure.raw for label, figure in rows if figure.raw is not None},
        note="\n".join(lines) or None,
        extra=kept(
            {"comment": {label: figure.comment.others for label, figure in rows if figure.comment.others}}
        ),
    )


def _plain(figure: _Figure) -> dict[str, object]:
    """Return an actual value that no series can hold, as plain data."""
    facts: dict[str, object] = {
        "@value": figure.element.get("value"),
        "period": figure.span.text,
        "breakdown": dict(figure.breakdown),
        "place": figure.place.id if figure.place else None,
        "comment": figure.comment.text,
        "comments": dict(figure.comment.others),
    }
    return {key: fact for key, fact in facts.items() if fact}
