"""What joining, nesting or aligning collaborations could bring and cost: hours, gaps, providers, voices.

Everything is worked out from the records and holds at most; whether people want it is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.arithmetic import share, total
from collective_impact.errors import LimitError
from collective_impact.landscape.coverage import Silent, coverage
from collective_impact.landscape.meetings import MONTHS, sittings
from collective_impact.landscape.profile import folded
from collective_impact.landscape.suggestion_records import Acknowledgement, Gain, Loss

if TYPE_CHECKING:
    from collective_impact.landscape.coverage import AgeSpan, LandscapeCell
    from collective_impact.landscape.profile import LandscapeIndex, Profile
    from collective_impact.landscape.suggestion_records import SuggestionKind

__all__ = ["Stakes", "hours_of", "stakes_of"]

_JOINING = ("consolidate", "nest")
_NO_HOURS = {
    "align": "Agreeing on goals saves no meeting by itself.",
    "coordinate": "Agreeing on days saves no meeting by itself.",
}


class Stakes(NamedTuple):
    """What is looked up for every suggestion, worked out once for a landscape."""

    profiles: Mapping[str, Profile]
    hours: Mapping[str, Mapping[str, float] | None]
    """For each collaboration the hours a month of each member; None where they are not known."""
    tables: Mapping[str, int]
    """At how many tables each member sits."""
    gaps: tuple[LandscapeCell, ...]
    sole: tuple[LandscapeCell, ...]
    """Cells that one collaboration serves, and that no other may serve."""
    several: tuple[LandscapeCell, ...]
    """Cells with more than one collaboration."""
    spans: Mapping[str, AgeSpan]
    """The spans of the cells, by key."""
    cells_reason: str | None

    def gain(self, kind: SuggestionKind, ids: Sequence[str]) -> Gain:
        """Return what could be gained, at most."""
        hours, hours_reason = None, _NO_HOURS.get(kind)
        if hours_reason is None:
            hours, hours_reason = self._saved(ids)
        is_about_gaps = kind != "coordinate"
        return Gain(
            hours_per_month=hours,
            hours_reason=hours_reason,
            gaps=tuple(cell for cell in self.gaps if self._could_close(cell, ids)) if is_about_gaps else (),
            gaps_reason=self.cells_reason if is_about_gaps else None,
        )

    def _saved(self, ids: Sequence[str]) -> tuple[float | None, str | None]:
        silent = [id_ for id_ in ids if self.hours[id_] is None]
        if silent:
            named = ", ".join(self.profiles[id_].collaboration.title for id_ in silent)
            return None, f"How often or how long these meet is not recorded: {named}."
        of_member: dict[str, list[float]] = {}
        for id_ in ids:
            for member, hours in (self.hours[id_] or {}).items():
                of_member.setdefault(member, []).append(hours)
        saved = [hours for held in of_member.values() for hours in (*held, -max(held))]
        return max(0.0, total(saved)), None

    def _could_close(self, cell: LandscapeCell, ids: Sequence[str]) -> bool:
        held = [self.profiles[id_] for id_ in ids]
        span = self.spans[cell.span]
        return (
            any(cell.outcome_id in (profile.outcomes or ()) for profile in held)
            and any(
                span.age_from <= to and span.age_to >= from_
                for profile in held
                for from_, to in profile.ages or ()
            )
            and (cell.place is None or any(folded(cell.place) in (profile.places or ()) for profile in held))
        )

    def loss(self, kind: SuggestionKind, ids: Sequence[str]) -> Loss:
        """Return what could be lost; aligning and coordinating close no table, so they lose none of it."""
        if kind not in _JOINING:
            return Loss()
        group = set(ids)
        going = ids if kind == "consolidate" else ids[1:]
        rosters = [self.profiles[id_].members for id_ in ids]
        known = [roster for roster in rosters if roster is not None]
        everybody = frozenset().union(*known)
        return Loss(
            providers=tuple(cell for cell in self.several if group.issuperset(cell.collaboration_ids)),
            voices=tuple(
                sorted(m for id_ in going for m in self.profiles[id_].members or () if self.tables[m] == 1)
            ),
            smallest_table=min(map(len, known)) if len(known) == len(rosters) else None,
            joint_table=len(everybody) if len(known) == len(rosters) else None,
        )

    def acknowledgements(self) -> tuple[Acknowledgement, ...]:
        """Return what each collaboration alone brings."""
        pursuing: dict[str, int] = {}
        for profile in self.profiles.values():
            for outcome in profile.outcomes or ():
                pursuing[outcome] = pursuing.get(outcome, 0) + 1
        sole: dict[str, list[LandscapeCell]] = {}
        for cell in self.sole:
            sole.setdefault(cell.collaboration_ids[0], []).append(cell)
        return tuple(
            Acknowledgement(
                collaboration_id=id_,
                title=profile.collaboration.title,
                sole_outcomes=tuple(sorted(o for o in profile.outcomes or () if pursuing[o] == 1)),
                sole_cells=tuple(sole.get(id_, ())),
                sole_members=tuple(sorted(m for m in profile.members or () if self.tables[m] == 1)),
            )
            for id_, profile in self.profiles.items()
        )


def stakes_of(index: LandscapeIndex, on: date | None) -> Stakes:
    """Return what is looked up for the suggestions of a landscape; `on` is the day from which meetings count."""
    tables: dict[str, int] = {}
    for profile in index.profiles:
        for member in profile.members or ():
            tables[member] = tables.get(member, 0) + 1
    cells: tuple[LandscapeCell, ...] = ()
    spans: dict[str, AgeSpan] = {}
    silent = Silent(index)
    reason: str | None = None
    try:
        found = coverage(index)
    except LimitError as error:
        reason = error.message
    else:
        cells = found.wanted
        reason = found.reason
        spans = {span.key: span for span in found.spans}
    return Stakes(
        profiles={profile.id: profile for profile in index.profiles},
        hours={profile.id: hours_of(profile, on) for profile in index.profiles},
        tables=tables,
        gaps=tuple(cell for cell in cells if cell.status == "gap"),
        sole=tuple(cell for cell in cells if _is_sole(cell, spans, silent)),
        several=tuple(cell for cell in cells if len(cell.collaboration_ids) > 1),
        spans=spans,
        cells_reason=reason,
    )


def _is_sole(cell: LandscapeCell, spans: Mapping[str, AgeSpan], silent: Silent) -> bool:
    place = None if cell.place is None else folded(cell.place)
    return cell.status == "single" and not cell.possible_ids and not silent.may_serve(spans[cell.span], place)


def hours_of(profile: Profile, on: date | None) -> dict[str, float] | None:
    """Return the hours of meetings a month of each member, in the twelve months from a day.

    None where the roster, the length of a meeting, or how often one of its convenings meets is not recorded.
    """
    length = profile.collaboration.hours_per_meeting
    if length is None or on is None or not profile.convenings or profile.members is None:
        return None
    hours: dict[str, list[float]] = {member: [] for member in sorted(profile.members)}
    for key, convening in profile.convenings.items():
        count = sittings(convening, profile.collaboration, on).meetings
        if count is None:
            return None
        for member in profile.sits[key]:
            hours[member].append(length * count)
    return {member: share(total(held), MONTHS) for member, held in hours.items()}
