"""How far an indicator has come: from where, to where, by when, and whether the pace will do.

The arithmetic of the pace is in `pace`; which figures speak for the indicator is chosen here, and said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

import attrs

from collective_impact.arithmetic import rounded, total
from collective_impact.fields import about
from collective_impact.measurement.cells import DEFAULT_MINIMUM, is_count, shown_curve
from collective_impact.measurement.pace import (
    BY_STEPS,
    PUBLISHED,
    Method,
    Pace,
    PaceRules,
    pace,
    refuse_unknown_words,
)
from collective_impact.measurement.points import (
    Curve,
    change_of,
    change_unit,
    curve_of,
    difference_of,
    has_true_zero,
    is_about,
    series_of,
    target_of,
    whole_of,
    year_of,
)
from collective_impact.measurement.sentences import progress_sentence
from collective_impact.measurement.tables import as_html, as_text, progress_page
from collective_impact.model.indicator import Baseline, Direction, Indicator
from collective_impact.period import Period, as_period
from collective_impact.record import EMPTY, Record

if TYPE_CHECKING:
    from collective_impact.display import Html

__all__ = ["Progress", "Verdict", "progress"]

Verdict = Literal["achieved", "on track", "moderate", "limited", "moving away", "not enough data"]

_VERDICTS: Mapping[str, Verdict] = {
    "target_achieved": "achieved",
    "substantial": "on track",
    "moderate": "moderate",
    "limited": "limited",
    "deterioration": "moving away",
    "not_computable": "not enough data",
}


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Progress(Record):
    """How far an indicator, or a gap between two of its groups, has come towards its target."""

    writes_defaults: ClassVar[bool] = True

    indicator_id: str = attrs.field(metadata=about("The indicator."))
    title: str = attrs.field(metadata=about("What people call it."))
    breakdown: Mapping[str, str] = attrs.field(
        default=EMPTY, hash=False, metadata=about("The group that it is about; empty means all.")
    )
    versus: Mapping[str, str] = attrs.field(
        default=EMPTY,
        hash=False,
        metadata=about("The group compared with: then every figure here is how far the two lie apart."),
    )
    place_id: str | None = attrs.field(default=None, metadata=about("Where; absent means everywhere."))
    unit: str | None = attrs.field(default=None, metadata=about("The unit of baseline, latest and target."))
    direction: Direction | None = attrs.field(default=None, metadata=about("Which way is better."))
    baseline: float | None = attrs.field(default=None, metadata=about("Where things stood."))
    baseline_period: Period | None = attrs.field(
        default=None, converter=as_period, metadata=about("When that was.")
    )
    latest: float | None = attrs.field(default=None, metadata=about("The latest figure."))
    latest_period: Period | None = attrs.field(
        default=None, converter=as_period, metadata=about("When that was.")
    )
    target: float | None = attrs.field(default=None, metadata=about("What is aimed at."))
    target_period: Period | None = attrs.field(
        default=None, converter=as_period, metadata=about("By the end of which period.")
    )
    change: float | None = attrs.field(
        default=None, metadata=about("Latest less baseline, in `change_unit`.")
    )
    change_unit: str | None = attrs.field(
        default=None, metadata=about("Percentage points for percents and fractions, else the unit itself.")
    )
    share_of_way: float | None = attrs.field(
        default=None,
        metadata=about("(latest - baseline) / (target - baseline): 0 at the baseline, 1 at the target."),
    )
    pace: Pace | None = attrs.field(
        default=None, metadata=about("The pace held, the pace needed, their ratio, and by which method.")
    )
    verdict: Verdict = attrs.field(default="not enough data", metadata=about("The answer in a word or two."))
    why: str = attrs.field(default="", metadata=about("How baseline, target and method were chosen."))
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is no verdict, or no pace, where there is none.")
    )
    cautions: tuple[str, ...] = attrs.field(
        default=(), metadata=about("What may make the comparison misleading.")
    )
    groups: tuple[Progress, ...] = attrs.field(
        default=(), metadata=about("The same for each group, place and gap between groups with a target.")
    )
    rules: PaceRules = attrs.field(default=PUBLISHED, metadata=about("The thresholds, each with its source."))

    @property
    def ratio(self) -> float | None:
        """The pace held / the pace needed (see `Pace.ratio`)."""
        return None if self.pace is None else self.pace.ratio

    @property
    def pace_held(self) -> float | None:
        """The pace held: compound, growth a year as a share; linear, change a year in the unit."""
        return None if self.pace is None else self.pace.observed

    @property
    def pace_needed(self) -> float | None:
        """The pace that reaches the target in time from the baseline, told as `pace_held` is."""
        return None if self.pace is None else self.pace.needed

    @property
    def method(self) -> str | None:
        """`compound` or `linear`, where a pace was asked for."""
        return None if self.pace is None else self.pace.method

    @property
    def sentence(self) -> str:
        """From where to where, how far towards the target, and whether that will do, in sentences."""
        return progress_sentence(self)

    def __str__(self) -> str:
        return as_text(progress_page(self))

    def _repr_html_(self) -> Html:
        return as_html(progress_page(self))


class _Subject(NamedTuple):
    """Whom a target is about: a group or everybody, compared with another or not, somewhere or everywhere."""

    breakdown: Mapping[str, str] = EMPTY
    versus: Mapping[str, str] = EMPTY
    place_id: str | None = None


class _Start(NamedTuple):
    """A baseline and how it was chosen."""

    value: float | None
    period: Period | None
    why: str


def progress(
    indicator: Indicator,
    *,
    on: date | None = None,
    method: Method = "auto",
    rules: PaceRules = PUBLISHED,
) -> Progress:
    """Return how far an indicator has come by a day, or by its latest figure.

    Its headline speaks for it: the series of no group, place and partner (`points.series_of` says what else
    may). The baseline is the recorded one that is latest before the latest figure; without any, the first figure
    of 2015 or later, as the national platforms have it, or else the first. The target is the one due last.
    `groups` answers for every group, place and gap (`Target.versus`) with a target of its own: a gap is how far
    two groups lie apart, should grow smaller, and is always judged by linear change.

    The verdict is that of `pace`. Without a date of baseline or target there is no pace, but what is achieved, or
    moves away, is still said. Source: Statistics Canada and Open SDG (pace); Friedman (2005).

    Raises:
        InvalidRecordError: the method is not one of the words, or figures lie farther apart than a float can
            tell.
    """
    refuse_unknown_words("maintain", method)
    asked = _Question(indicator, on, method, rules)
    whole = whole_of(indicator)
    subjects = {
        (*map(_key, (target.breakdown, target.versus)), place_id or ""): _Subject(
            target.breakdown, target.versus, place_id
        )
        for target in indicator.targets
        if target.value is not None
        for place_id in [None if target.place is None else target.place.id]
        if target.versus or not is_about(target, EMPTY, None, whole)
    }
    groups = tuple(asked.answer(subjects[key]) for key in sorted(subjects))
    return asked.answer(_Subject(), groups)


def _key(breakdown: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(breakdown.items()))


class _Question(NamedTuple):
    indicator: Indicator
    on: date | None
    method: Method
    rules: PaceRules

    def answer(self, subject: _Subject, groups: tuple[Progress, ...] = ()) -> Progress:
        indicator, is_gap = self.indicator, bool(subject.versus)
        target = target_of(indicator, *subject)
        aim = None if target is None or target.value is None else float(target.value)
        facts: dict[str, Any] = {
            "indicator_id": indicator.id,
            "title": indicator.title,
            **subject._asdict(),
            "unit": indicator.unit,
            "direction": "decrease" if is_gap else indicator.direction,
            "target": abs(aim) if is_gap and aim is not None else aim,
            "target_period": None if target is None else target.period,
            "change_unit": change_unit(indicator),
            "groups": groups,
            "rules": self.rules,
        }
        if indicator.measure in ("nominal", "qualitative"):
            return Progress(**facts, reason="Its values are words, which have no distance from each other.")
        curve, reason = self._curve(subject)
        place = curve.last(self.on)
        if place is None:
            return Progress(**facts, reason=reason or "No figure is known by that day.")
        facts |= {"latest": curve.values[place], "latest_period": curve.periods[place]}
        start = self._start(subject, curve, place)
        facts |= {"baseline": start.value, "baseline_period": start.period}
        facts |= self._judged(facts, subject, start)
        return Progress(**facts, cautions=tuple(self._cautions(facts, subject)))

    def _curve(self, subject: _Subject) -> tuple[Curve, str | None]:
        group, reason = self._shown(subject.breakdown, subject.place_id)
        if not subject.versus or reason is not None:
            return group, reason
        other, reason = self._shown(subject.versus, subject.place_id)
        if reason is not None:
            return other, reason
        apart = difference_of(group, other)
        reason = None if apart.periods else "The two groups have no period in common."
        return Curve(apart.periods, tuple(map(abs, apart.values))), reason

    def _shown(self, breakdown: Mapping[str, str], place_id: str | None) -> tuple[Curve, str | None]:
        chosen = series_of(self.indicator, breakdown, place_id)
        if chosen.series is None:
            return Curve((), ()), chosen.reason
        curve = shown_curve(self.indicator, chosen.series, place_id)
        is_withheld = curve.last(self.on) is None and curve_of(chosen.series).last(self.on) is not None
        return curve, "Withheld: few people stand behind the figures." if is_withheld else None

    def _start(self, subject: _Subject, curve: Curve, last: int) -> _Start:
        recorded = self._recorded(subject, curve.periods[last])
        if recorded is not None:
            return recorded
        place = curve.first(self.rules.base_year, last)
        if place is None:
            return _Start(None, None, "")
        period = curve.periods[place]
        year = self.rules.base_year
        told = f"the first of {year} or later" if period.start.year >= year else "the first there is"
        return _Start(curve.values[place], period, f"The baseline is the figure of {period}, {told}.")

    def _recorded(self, subject: _Subject, before: Period) -> _Start | None:
        found = self._baselines(subject.breakdown, subject.place_id, before)
        if subject.versus:
            others = {held.period: held for held in self._baselines(subject.versus, subject.place_id, before)}
            for held in found:
                if held.period in others:
                    apart = abs(total((_value(held), -_value(others[held.period]))))
                    return _Start(
                        apart, held.period, "The baseline is the gap between the recorded baselines."
                    )
            return None
        if not found:
            return None
        return _Start(_value(found[0]), found[0].period, "The baseline is the recorded one.")

    def _baselines(
        self, breakdown: Mapping[str, str], place_id: str | None, before: Period
    ) -> list[Baseline]:
        """Return the recorded baselines of a group before a period, the latest first, those without a date last."""
        whole = whole_of(self.indicator)
        may_be_small = (
            bool(breakdown) and self.indicator.about_people is not False and is_count(self.indicator)
        )
        found = [
            held
            for held in self.indicator.baselines
            if held.value is not None
            and not (may_be_small and held.value < DEFAULT_MINIMUM)
            and is_about(held, breakdown, place_id, whole)
            and (held.period is None or held.period.end < before.end)
        ]
        return sorted(
            found, key=lambda held: date.min if held.period is None else held.period.end, reverse=True
        )

    def _judged(self, facts: dict[str, Any], subject: _Subject, start: _Start) -> dict[str, Any]:
        latest, aim, direction = facts["latest"], facts["target"], facts["direction"]
        found: dict[str, Any] = {"why": start.why}
        if start.value is not None:
            found["change"] = change_of(self.indicator, latest, start.value)
            found["share_of_way"] = _share_of_way(start.value, latest, aim, direction)
        reason = _no_pace(facts)
        if reason is not None:
            return found | {"verdict": _without_pace(facts), "reason": reason}
        method, because = self._method(subject)
        held = pace(
            facts["baseline"],
            latest,
            base_year=year_of(facts["baseline_period"]),
            current_year=year_of(facts["latest_period"]),
            direction=direction,
            target=aim,
            target_year=None if aim is None else year_of(facts["target_period"]),
            limit=None if subject.versus else self.indicator.limit,
            method=method,
            rules=self.rules,
        )
        if because is not None:
            held = attrs.evolve(held, why=because)
        return found | {
            "pace": held,
            "verdict": _VERDICTS[held.status],
            "why": " ".join(part for part in (start.why, held.why) if part),
            "reason": held.reason,
        }

    def _method(self, subject: _Subject) -> tuple[Method, str | None]:
        if self.method != "auto":
            return self.method, None
        if subject.versus:
            return "linear", f"{BY_STEPS} because the figures are gaps."
        if not has_true_zero(self.indicator):
            return "linear", f"{BY_STEPS} because the 0 of this unit is not nothing."
        return "auto", None

    def _cautions(self, facts: dict[str, Any], subject: _Subject) -> Iterator[str]:
        first, last, due = facts["baseline_period"], facts["latest_period"], facts["target_period"]
        for day in self.indicator.definition_changes:
            if first is not None and first.start < day <= last.end:
                yield f"The definition changed on {day}, between baseline and latest: they may not compare."
        if due is not None and due.end < last.end and facts["verdict"] != "achieved":
            yield f"The target was due by {due.end} and is not reached."
        if subject.versus:
            yield from self._turned_round(facts, subject)

    def _turned_round(self, facts: dict[str, Any], subject: _Subject) -> Iterator[str]:
        group, _ = self._shown(subject.breakdown, subject.place_id)
        other, _ = self._shown(subject.versus, subject.place_id)
        known = difference_of(group, other)
        signs = dict(zip(known.periods, known.values, strict=True))
        if signs.get(facts["baseline_period"], 0.0) * signs[facts["latest_period"]] < 0:
            yield "The gap has turned round: the group that was behind is ahead now."


def _value(held: Baseline) -> float:
    return float(held.value or 0.0)


def _share_of_way(base: float, latest: float, aim: float | None, direction: str | None) -> float | None:
    way = 0.0 if aim is None else total((aim, -base))
    if not way or direction == "maintain":
        return None
    share = total((latest, -base)) / way
    return rounded(share) if isfinite(share) else None


def _no_pace(facts: dict[str, Any]) -> str | None:
    if facts["direction"] is None:
        return "It is not recorded which way is better."
    if facts["baseline"] is None:
        return "There is one figure; progress takes two, or a baseline."
    if facts["baseline_period"] is None:
        return "The baseline bears no date, so there is no pace to tell."
    if facts["target"] is not None and facts["target_period"] is None:
        return "The target bears no date, so there is no pace to compare with."
    return None


def _without_pace(facts: dict[str, Any]) -> Verdict:
    sign = {"increase": 1, "decrease": -1}.get(facts["direction"], 0)
    base, latest, aim = facts["baseline"], facts["latest"], facts["target"]
    if sign and aim is not None and sign * latest >= sign * aim:
        return "achieved"
    return "moving away" if base is not None and sign * latest < sign * base else "not enough data"
