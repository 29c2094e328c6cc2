"""The landscape as it would be if some collaborations became one, beside the landscape as it is.

A question asked of the records alone: nobody has agreed to anything, and what is lifted out of initiatives is
less than they held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from collective_impact.arithmetic import total
from collective_impact.display import number, plain, wrapped
from collective_impact.errors import InvalidRecordError, LimitError, UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.landscape.coverage import coverage
from collective_impact.landscape.inventory import Landscape
from collective_impact.landscape.lifting import merged
from collective_impact.landscape.profile import index_of
from collective_impact.landscape.stakes import hours_of, stakes_of
from collective_impact.landscape.suggestion_records import CAUTION, Gain, Loss
from collective_impact.record import Record

if TYPE_CHECKING:
    from collective_impact.landscape.profile import LandscapeIndex

    Cells = dict[tuple[str, str, str | None], str]

__all__ = ["CellChange", "LandscapeFigures", "LandscapeWhatIf", "what_if"]


def _count(text: str, unit: str | None = None) -> int:
    field: int = attrs.field(metadata=about(text, unit=unit, low=0))
    return field


@attrs.frozen(kw_only=True, repr=False, eq=False)
class LandscapeFigures(Record):
    """A landscape in a few numbers."""

    writes_defaults: ClassVar[bool] = True

    collaborations: int = _count("How many collaborations there are.", "collaborations")
    members: int = _count("Organisations that sit at any table.", "members")
    seats: int = _count("Seats at all tables together.", "seats")
    hours_per_month: float | None = attrs.field(
        default=None,
        metadata=about(
            "Hours of meetings of all members together, of the tables where they are known; nothing where of none.",
            unit="hours",
            low=0,
        ),
    )
    unknown_hours: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Collaborations whose hours are not known; they come on top.")
    )
    gaps: int | None = attrs.field(
        default=None, metadata=about("Cells of goal, age and place that nobody serves.", unit="cells", low=0)
    )
    unknown_cells: int | None = attrs.field(
        default=None, metadata=about("Cells of which that is not known.", unit="cells", low=0)
    )
    single: int | None = attrs.field(
        default=None, metadata=about("Cells that one collaboration serves.", unit="cells", low=0)
    )
    crowded: int | None = attrs.field(
        default=None, metadata=about("Cells that many serve.", unit="cells", low=0)
    )
    cells_reason: str | None = attrs.field(default=None, metadata=about("Why cells were not counted."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class CellChange(Record):
    """A goal for one span of age in one place that would be served otherwise."""

    writes_defaults: ClassVar[bool] = True

    outcome_id: str = attrs.field(metadata=about("The key that speaks for the goal."))
    span: str = attrs.field(metadata=about("The key of the span of age."))
    place: str | None = attrs.field(default=None, metadata=about("The place, by name."))
    before: str = attrs.field(metadata=about("How it is served: gap, unknown, single, covered, crowded."))
    after: str = attrs.field(
        metadata=about("How it would be, if the one table took up all goals for all its ages and places.")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class LandscapeWhatIf(Record):
    """What would be different if some collaborations became one."""

    writes_defaults: ClassVar[bool] = True

    into_id: str = attrs.field(metadata=about("The collaboration that takes in the others."))
    merged_ids: tuple[str, ...] = attrs.field(metadata=about("Those that it takes in."))
    landscape: Landscape = attrs.field(metadata=about("The landscape after it, to be asked anything."))
    before: LandscapeFigures = attrs.field(metadata=about("The landscape as it is."))
    after: LandscapeFigures = attrs.field(metadata=about("The landscape after it."))
    changed: tuple[CellChange, ...] = attrs.field(default=(), metadata=about("Cells that change."))
    gain: Gain = attrs.field(
        metadata=about("What could be gained; its hours are those of `before` less those of `after`.")
    )
    loss: Loss = attrs.field(metadata=about("What could be lost."))
    unrecorded: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about("Those of them whose roster or goals are not recorded, and so are missing."),
    )
    on: date | None = attrs.field(
        default=None,
        metadata=about("The day from which meetings are counted; nothing where none are recorded."),
    )
    caution: str = attrs.field(default=CAUTION, metadata=about("What this is, and what it is not."))

    def __str__(self) -> str:
        title = self.landscape.get(self.into_id).title
        lines = [f"What if {plain(title)} took in {len(self.merged_ids)} more?", wrapped(self.caution)]
        for name, label in (
            ("collaborations", "Collaborations"),
            ("seats", "Seats at all tables"),
            ("hours_per_month", "Hours of meetings a month, where known"),
            ("gaps", "Cells that nobody serves"),
            ("unknown_cells", "Cells of which that is not known"),
            ("single", "Cells that one serves"),
            ("crowded", "Cells that many serve"),
        ):
            was, now = getattr(self.before, name), getattr(self.after, name)
            lines.append(f"  {label}: {number(was)} -> {number(now)}")
        saved = self.gain.hours_per_month
        if saved is not None:
            word = "saved" if saved >= 0 else "more than now"
            lines.append(f"  Hours of meetings a month {word}: {number(abs(saved))}")
        if self.loss.voices:
            lines.append(f"  Members for whom one of these is the only table: {len(self.loss.voices)}")
        return "\n".join(lines) + "\n"


def what_if(landscape: Landscape, *, merge: Sequence[str], on: date | None = None) -> LandscapeWhatIf:
    """Return the landscape as it would be if the first of these collaborations took in the others.

    The first keeps its name, its meetings and all that it has; it takes over rosters, goals, ways, people,
    places, settings and whom the others answer to, while their meetings end. What stands inside the initiatives
    of the others is lifted into the landscape's own tables, and decisions on who is who go with it. All then sit
    in the meetings of the first, so that hours may be gained, or lost where it meets more than the others. The
    landscape that was given stays as it is. For several mergers, ask again of `landscape` in the answer.

    Raises:
        InvalidRecordError: there is no landscape, fewer than two are named, one is named twice, or the initiative
            of one is in a file that has not been opened.
        UnknownNameError: there is no such collaboration.
    """
    ids = _checked(landscape, merge)
    index = index_of(landscape, on=on)
    day = on
    if day is None and any(profile.convenings for profile in index.profiles):
        day = date.today()  # noqa: DTZ011 - the caller gave no day; it is kept in the answer
    present = {profile.id: profile for profile in index.profiles}
    over = [id_ for id_ in ids if id_ not in present]
    if over:
        raise InvalidRecordError(f"'{excerpt(over[0])}' is not in force on {on}, so it cannot be joined.")
    after, key_now = merged(landscape, ids)
    after_index = index_of(after, on=on)
    was, was_reason = _cells(index, key_now)
    now, now_reason = _cells(after_index, {})
    stakes = stakes_of(index, day)
    before, then = _figures(index, was, was_reason, day), _figures(after_index, now, now_reason, day)
    return LandscapeWhatIf(
        into_id=ids[0],
        merged_ids=tuple(ids[1:]),
        landscape=after,
        before=before,
        after=then,
        changed=tuple(
            CellChange(outcome_id=cell[0], span=cell[1], place=cell[2], before=was[cell], after=now[cell])
            for cell in now
            if cell in was and was[cell] != now[cell]
        ),
        gain=_gain(stakes.gain("consolidate", ids), before, then),
        loss=stakes.loss("consolidate", ids),
        unrecorded=tuple(id_ for id_ in ids if present[id_].members is None or present[id_].outcomes is None),
        on=day,
    )


def _gain(at_most: Gain, before: LandscapeFigures, after: LandscapeFigures) -> Gain:
    """Return the gain with the hours that the figures show, where those of all who become one are known."""
    was, now = before.hours_per_month, after.hours_per_month
    if at_most.hours_per_month is None or was is None or now is None:
        return at_most
    return attrs.evolve(at_most, hours_per_month=total((was, -now)))


def _checked(landscape: object, merge: Any) -> list[str]:  # noqa: ANN401 - whatever was given
    if not isinstance(landscape, Landscape):
        raise InvalidRecordError(f"Only a landscape can be asked what if, found {excerpt(landscape)}.")
    ids = list(merge) if isinstance(merge, Iterable) and not isinstance(merge, str) else [merge]
    if isinstance(merge, str) or not all(isinstance(id_, str) for id_ in ids):
        raise InvalidRecordError(f"Name the collaborations by a list of ids, found {excerpt(merge)}.")
    known = {row.id: row for row in landscape.collaborations}
    for id_ in ids:
        if id_ not in known:
            hint = did_you_mean(id_, list(known)[:1000])[:400]
            raise UnknownNameError(f"There is no collaboration '{excerpt(id_)}'. {hint}".strip())
        if ids.count(id_) > 1:
            raise InvalidRecordError(f"'{excerpt(id_)}' is named twice. Name each collaboration once.")
        if known[id_].file is not None:
            raise InvalidRecordError(
                f"The initiative of '{excerpt(id_)}' is in a file. Open it first: landscape.opened(...)."
            )
    if len(ids) < 2:  # noqa: PLR2004 - one takes in one other at least
        raise InvalidRecordError("It takes two collaborations to become one. Name at least two.")
    return ids


def _cells(index: LandscapeIndex, key_now: Mapping[str, str]) -> tuple[Cells, str | None]:
    """Return the status of each cell by goal, span and place, the goal by the key that it bears now."""
    try:
        found = coverage(index)
    except LimitError as error:
        return {}, error.message
    cells = {
        (key_now.get(cell.outcome_id, cell.outcome_id), cell.span, cell.place): cell.status
        for cell in found.wanted
    }
    return {**cells}, found.reason


def _figures(index: LandscapeIndex, cells: Cells, reason: str | None, day: date | None) -> LandscapeFigures:
    rosters = [profile.members or frozenset() for profile in index.profiles]
    hours = {profile.id: hours_of(profile, day) for profile in index.profiles}
    known: Iterable[float] = [each for held in hours.values() if held is not None for each in held.values()]
    statuses = list(cells.values())
    counted: dict[str, Any] = {
        name: statuses.count(status) if reason is None else None
        for name, status in (
            ("gaps", "gap"),
            ("unknown_cells", "unknown"),
            ("single", "single"),
            ("crowded", "crowded"),
        )
    }
    return LandscapeFigures(
        collaborations=len(index.profiles),
        members=len(frozenset().union(*rosters)),
        seats=sum(map(len, rosters)),
        hours_per_month=total(known) if any(held is not None for held in hours.values()) else None,
        unknown_hours=tuple(id_ for id_, held in hours.items() if held is None),
        cells_reason=reason,
        **counted,
    )
