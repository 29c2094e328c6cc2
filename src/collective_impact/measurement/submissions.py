"""Who sent figures for which period: a grid of partners by periods for each indicator that partners report.

Whether the figures are right is not asked here; only whether they are there, and over the agreed days.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.cadence import months_before
from collective_impact.display import counted
from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.measurement.audit_columns import months_of
from collective_impact.measurement.audit_findings import spread
from collective_impact.measurement.specification import due_on
from collective_impact.measurement.submission_grid import GridRow, SubmissionGrid
from collective_impact.period import Period, as_calendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from collective_impact.measurement.audit_columns import Column, Days, Ledger, Sheet
    from collective_impact.measurement.audit_findings import Docket
    from collective_impact.measurement.audit_rules import AuditRules
    from collective_impact.measurement.definitions import Alike
    from collective_impact.measurement.submission_grid import Cell
    from collective_impact.model.partner import Partner

__all__ = ["check_submissions"]

LARGEST_GROUP = 50
"""In how many indicators that are alike a partner's figures are looked for."""

EARLIEST_YEAR = 1000


Span = tuple[date, date]


class _Due(NamedTuple):
    """The periods in which figures are expected, and the day by which each is due, where that is known."""

    periods: tuple[Period, ...]
    dates: tuple[date | None, ...]
    spans: frozenset[Span]

    @classmethod
    def of(cls, periods: tuple[Period, ...], dates: Sequence[date | None]) -> _Due:
        """Return what is due in some periods that increase."""
        spans = frozenset((period.start, period.end) for period in periods)
        return cls(as_calendar(periods), tuple(dates), spans)

    def last(self, on: date) -> int:
        """Return the place of the last period that is due by a day; -1 where none is."""
        return max(
            (place for place, day in enumerate(self.dates) if day is not None and day <= on), default=-1
        )


class _Sheet(NamedTuple):
    """An indicator whose submissions are looked at: what is due, who sent what, and what came from all at once."""

    sheet: Sheet
    due: _Due
    last_due: int
    own: Mapping[str | None, Sequence[Column]]
    joint: frozenset[Span]
    named: frozenset[str]
    alike: Sequence[Alike]


def check_submissions(ledger: Ledger, docket: Docket, alike: Sequence[Alike]) -> Iterator[SubmissionGrid]:
    """Look for figures that partners owe, and yield the grid of each indicator that partners report."""
    partners = {partner.id: partner for partner in ledger.initiative.partners}
    groups: dict[str, list[Alike]] = defaultdict(list)
    for group in alike:
        if group.is_sure and len(group.sheets) <= LARGEST_GROUP:
            for sheet in group.sheets:
                groups[sheet.indicator.id].append(group)
    calendars: dict[tuple[object, ...], _Due] = {}
    for sheet in ledger.sheets:
        expected = sheet.indicator.reporter_ids
        if expected and not sheet.columns:
            docket.unknown("CI711", f"{sheet.path}/series")
        elif not expected and not ledger.initiative.is_complete(f"{sheet.path}/reporter_ids"):
            docket.unknown("CI711", f"{sheet.path}/reporter_ids")
        held = _submitted(sheet, ledger, groups[sheet.indicator.id], calendars)
        if held is not None:
            named = sorted({*expected, *(id_ for id_ in held.own if id_ is not None)})
            rows = tuple(_row(partners[id_], held) for id_ in named)
            for row in rows:
                if row.expected:
                    _note(row, held, docket)
            yield SubmissionGrid(
                indicator_id=sheet.indicator.id,
                title=sheet.indicator.title,
                periods=held.due.periods,
                rows=rows,
                reason=_reason(sheet, docket),
            )


def _submitted(
    sheet: Sheet, ledger: Ledger, alike: Sequence[Alike], calendars: dict[tuple[object, ...], _Due]
) -> _Sheet | None:
    """Return what was sent of an indicator; None where partners have no part in it, or nothing was sent at all."""
    own: dict[str | None, list[Column]] = defaultdict(list)
    for column in sheet.columns:
        own[column.partner_id].append(column)
    if ledger.on is None or not own or (own.keys() == {None} and not sheet.indicator.reporter_ids):
        return None
    due = _due(sheet, ledger, ledger.on, calendars)
    joint = frozenset(_spans(own.get(None, ()), due))
    named = frozenset(sheet.indicator.reporter_ids)
    return _Sheet(sheet, due, due.last(ledger.on), own, joint, named, alike)


def _reason(sheet: Sheet, docket: Docket) -> str | None:
    if not sheet.indicator.reporter_ids:
        return "Who is expected to report is not recorded, so it is not known whether a figure is missing."
    if sheet.indicator.frequency is None:
        docket.unknown("CI712", f"{sheet.path}/frequency")
        return "How often figures are due is not recorded, so it is not known which are late."
    return None


def _due(sheet: Sheet, ledger: Ledger, on: date, calendars: dict[tuple[object, ...], _Due]) -> _Due:
    """Return the periods of an indicator up to the day looked at: those that are due, or else those there are."""
    known = {id(column.days): column.days for column in sheet.columns if column.days.periods}
    key = frozenset(known), sheet.indicator.frequency
    if key not in calendars:
        calendars[key] = _worked_out(list(known.values()), on, sheet.indicator.frequency, ledger.rules)
    return calendars[key]


def _worked_out(known: Sequence[Days], on: date, frequency: int | None, rules: AuditRules) -> _Due:
    lengths = Counter(months_of(days.periods[-1]) for days in known)
    if not lengths:
        return _Due.of((), ())
    most = rules.grid_periods
    length = frequency if frequency in lengths else min(lengths, key=lambda held: (-lengths[held], held))
    there = {p for days in known for p in days.periods[-most:] if months_of(p) == length}
    ordered = sorted(there, key=lambda period: (period.end, period.start, period.label))
    if frequency is None:
        apart: list[Period] = []
        for period in ordered:
            if not apart or apart[-1].end < period.start:
                apart.append(period)
        return _Due.of(tuple(apart[-most:]), [None] * len(apart[-most:]))
    periods = _stepped(ordered[0], ordered[-1], on, frequency, most)
    return _Due.of(periods, [due_on(period.end, frequency, rules.tolerance) for period in periods])


def _stepped(first: Period, last: Period, on: date, frequency: int, most: int) -> tuple[Period, ...]:
    """Return the last periods up to a day, in steps of a frequency from one of them, none before the first."""
    since = 12 * (on.year - last.end.year) + on.month - last.end.month
    steps = range(since // frequency - most, since // frequency + 1)
    periods = [_shifted(last, step * frequency) for step in steps]
    there = [held for held in periods if held is not None and held.start >= first.start and held.end <= on]
    return tuple(there[-most:])


def _shifted(period: Period, months: int) -> Period | None:
    """Return the period so many months later, written alike; None beyond the calendar."""
    one = timedelta(days=1)
    try:
        start = months_before(period.start, -months)
        end = months_before(period.end + one, -months) - one
    except (InvalidRecordError, OverflowError):
        return None
    year, label = start.year, period.label
    if year < EARLIEST_YEAR:
        return None
    texts = {4: f"{year}", 10: f"{start}", 7: f"{start:%Y-%m}"}
    if "Q" in label:
        texts[7] = f"{year}-Q{(start.month + 2) // 3}"
    elif "/" in label:
        texts[7] = f"{year}/{(year + 1) % 100:02d}"
    found = Period.parse(texts.get(len(label), f"{start}/{end}"))
    return found if (found.start, found.end) == (start, end) else Period.parse(f"{start}/{end}")


def _row(partner: Partner, held: _Sheet) -> GridRow:
    own = held.own.get(partner.id, ())
    days = frozenset(_spans(own, held.due))
    cell = _Cells(
        partner,
        held,
        days,
        tuple(sorted(days - held.due.spans)),
        frozenset(_spans(_elsewhere(partner.id, held), held.due)),
        min((column.days.periods[place].start for column in own for place in _first(column)), default=None),
        max((end for _, end in days), default=None),
    )
    return GridRow(
        partner_id=partner.id,
        title=partner.title,
        expected=partner.id in held.named if held.named else None,
        cells=tuple(cell.of(place) for place in range(len(held.due.periods))),
    )


class _Cells(NamedTuple):
    """What one partner sent, and what each period of the grid shows of it."""

    partner: Partner
    held: _Sheet
    days: frozenset[Span]
    other_days: tuple[Span, ...]
    elsewhere: frozenset[Span]
    first: date | None
    latest: date | None

    def of(self, place: int) -> Cell:
        """Return the word for a period."""
        period, due = self.held.due.periods[place], self.held.due.dates[place]
        start, end = here = period.start, period.end
        if here in self.days:
            return "filled"
        if here in self.elsewhere or any(s <= end and start <= e for s, e in self.other_days):
            return "other definition"
        named, partner = self.held.named, self.partner
        is_joint = not self.held.own.get(partner.id) and here in self.held.joint
        if is_joint and named == {partner.id}:
            return "filled"
        if (named and partner.id not in named) or _is_away(partner, period):
            return "not expected"
        is_before = partner.since is None and self.first is not None and end < self.first
        if not named or is_joint or is_before:
            return "not known"
        if self.latest is not None and self.latest > end:
            return "missing"
        if due is None:
            return "not known"
        last = self.held.last_due
        return "missing" if place < last else "late" if place == last else "not due"


def _first(column: Column) -> Iterator[int]:
    return islice(column.filled(), 1)


def _elsewhere(partner_id: str, held: _Sheet) -> Iterator[Column]:
    """Yield what a partner sent under indicators that are alike and measured otherwise."""
    here = held.sheet.indicator.id
    for group in held.alike:
        for sheet in group.sheets:
            if sheet.indicator.id != here and group.differ(here, sheet.indicator.id):
                yield from (column for column in sheet.columns if column.partner_id == partner_id)


def _is_away(partner: Partner, period: Period) -> bool:
    """Return whether a partner did not take part in the whole of a period."""
    since, until = partner.since, partner.until
    return (since is not None and since > period.start) or (until is not None and until < period.end)


def _spans(columns: Iterable[Column], due: _Due) -> Iterator[Span]:
    """Yield the first and last days of all figures, from the first period of the grid on."""
    if due.periods:
        for column in columns:
            periods, raw = column.days.periods, column.series.raw
            for place in range(bisect_left(column.days.ends, due.periods[0].start), len(periods)):
                period = periods[place]
                if column.values[place] is not None or period.label in raw:
                    yield period.start, period.end


def _note(row: GridRow, held: _Sheet, docket: Docket) -> None:
    sheet, due = held.sheet, held.due
    told: tuple[tuple[Cell, str, str], ...] = (
        ("missing", "CI711", "{name} has sent no figure for {title} {when}; {looked} looked at."),
        ("late", "CI712", "{name} has not yet sent the figure of {last} for {title}, which is due."),
        (
            "other definition",
            "CI713",
            "{name} has sent figures for {title} {when} by another definition, or over other days.",
        ),
    )
    looked = counted(len(due.periods), "period was", "periods were")
    facts = {"name": excerpt(row.title), "title": sheet.title, "looked": looked}
    for cell, code, words in told:
        docket.looked(code)
        periods = tuple(p for p, word in zip(due.periods, row.cells, strict=True) if word == cell)
        if not periods:
            continue
        observed = words.format_map(facts | {"when": spread(periods), "last": periods[-1]})
        docket.found(
            code,
            observed,
            [f"{sheet.path}/series", f"partners/{row.partner_id}"],
            partner_id=row.partner_id,
            periods=periods,
        )
