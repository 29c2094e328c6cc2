"""Which goals of a community are pursued for whom and where: outcomes x spans of age x places, with the gaps.

Where ages or places are not recorded, a cell is not called a gap: it is not known; at ages that a goal is not about
nothing is missing. Whether a collaboration does any good is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

import attrs

from collective_impact.errors import InvalidRecordError, LimitError
from collective_impact.fields import about
from collective_impact.landscape.identities import entries
from collective_impact.landscape.profile import OLDEST, folded, index_of
from collective_impact.landscape.tables import coverage_sheet, sheet_html, sheet_text
from collective_impact.landscape.wanted import goal_ages, is_wanted
from collective_impact.readiness.scoring import all_of
from collective_impact.record import EMPTY, Record

if TYPE_CHECKING:
    from collective_impact.landscape.inventory import Landscape
    from collective_impact.landscape.profile import LandscapeIndex, Profile
    from collective_impact.model.initiative import Initiative
    from collective_impact.readiness.scoring import Mark

__all__ = ["AGE_SPANS", "AgeSpan", "LandscapeCell", "LandscapeCoverage", "Silent", "coverage"]

CellStatus = Literal["outside", "gap", "unknown", "single", "covered", "crowded"]
MAXIMUM_CELLS = 100_000
CROWDED = 5


@attrs.frozen(kw_only=True, repr=False, eq=False)
class AgeSpan(Record):
    """A stretch of the way from birth to young adulthood."""

    key: str = attrs.field(metadata=about("Its machine name."))
    title: str = attrs.field(metadata=about("What people call it."))
    age_from: float = attrs.field(
        metadata=about("The youngest age, inclusive.", unit="years", low=0, high=OLDEST)
    )
    age_to: float = attrs.field(
        metadata=about("The oldest age, inclusive.", unit="years", low=0, high=OLDEST)
    )


AGE_SPANS: tuple[AgeSpan, ...] = (
    AgeSpan(key="early_years", title="Early years", age_from=0, age_to=4),
    AgeSpan(key="childhood", title="Childhood", age_from=5, age_to=10),
    AgeSpan(key="early_adolescence", title="Early adolescence", age_from=11, age_to=14),
    AgeSpan(key="adolescence", title="Adolescence", age_from=15, age_to=18),
    AgeSpan(key="young_adulthood", title="Young adulthood", age_from=19, age_to=24),
)
"""Birth to young adulthood (Pittman), cut by *convention*; give `coverage` your own where yours are others."""


@attrs.frozen(kw_only=True, repr=False, eq=False)
class LandscapeCell(Record):
    """One goal for one span of age in one place."""

    writes_defaults: ClassVar[bool] = True

    outcome_id: str = attrs.field(metadata=about("The key that speaks for the goal."))
    span: str = attrs.field(metadata=about("The key of the span of age."))
    place: str | None = attrs.field(
        default=None, metadata=about("The place, by name; nothing where the landscape names no place at all.")
    )
    status: CellStatus = attrs.field(
        metadata=about(
            "`outside`: the goal states other ages, so nobody is missed there; `gap`: nobody; `unknown`: nobody for "
            "certain, but somebody whose ages, places or goals are not recorded "
            "may; `single`: one collaboration; `crowded`: `crowded_from` or more; `covered`: in between."
        )
    )
    collaboration_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("The collaborations that pursue it there, sorted.")
    )
    possible_ids: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Those that pursue the goal and may do so there: their ages or places are not recorded."
        ),
    )
    organisation_count: int | None = attrs.field(
        default=None,
        metadata=about(
            "How many organisations stand behind them; nothing where a roster is not recorded, or where nobody serves "
            "the cell for certain, but somebody may.",
            low=0,
        ),
    )
    settings: tuple[str, ...] = attrs.field(
        default=(), metadata=about("The settings in which they do it, in school or out of it, sorted.")
    )
    missing_settings: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Settings found elsewhere in the landscape, but not here; empty where one of them records no setting."
        ),
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class LandscapeCoverage(Record):
    """The coverage of a community's goals from birth to young adulthood (the pipeline of Pittman)."""

    writes_defaults: ClassVar[bool] = True

    outcome_ids: tuple[str, ...] = attrs.field(default=(), metadata=about("The goals, sorted."))
    spans: tuple[AgeSpan, ...] = attrs.field(default=(), metadata=about("The spans of age."))
    places: tuple[str, ...] = attrs.field(default=(), metadata=about("The places, sorted by name."))
    titles: Mapping[str, str] = attrs.field(
        default=EMPTY,
        hash=False,
        metadata=about("What each goal is called, and each collaboration without goals."),
    )
    cells: tuple[LandscapeCell, ...] = attrs.field(
        default=(), metadata=about("A cell for each goal, span and place, in their order.")
    )
    crowded_from: int = attrs.field(
        default=CROWDED,
        metadata=about("From how many collaborations on a cell is crowded (*convention*).", low=2),
    )
    without_outcomes: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Collaborations whose goals are not recorded; they may fill any gap at their ages and in their places."
        ),
    )
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there are no cells, where there are none.")
    )

    @property
    def wanted(self) -> tuple[LandscapeCell, ...]:
        """The cells at ages that their goal is about; all those of a goal that states no ages."""
        return tuple(cell for cell in self.cells if cell.status != "outside")

    def having(self, status: CellStatus) -> tuple[LandscapeCell, ...]:
        """Return the cells of one status."""
        return tuple(cell for cell in self.cells if cell.status == status)

    def __str__(self) -> str:
        return sheet_text(coverage_sheet(self))

    def _repr_html_(self) -> str:
        return sheet_html(coverage_sheet(self))


def coverage(
    subject: Landscape | LandscapeIndex | Iterable[Initiative],
    *,
    spans: Sequence[AgeSpan] = AGE_SPANS,
    crowded_from: int = CROWDED,
    on: date | None = None,
) -> LandscapeCoverage:
    """Return for each goal, span of age and place which collaborations pursue it there.

    A collaboration serves a span when one of its populations' ages overlaps it, and a place when it names it.
    Goals are those of all collaborations and of the landscape's own table; places those that
    collaborations name, and the landscape's own. At ages that a goal is not about, by its own population, its cell is
    `outside`: no gap, and no provider counts. A collaboration whose ages, places or goals are not recorded may
    serve whatever fits the rest of what is: there the cell is not known to be a gap. `on` leaves out what is not
    in force on that day.

    Raises:
        InvalidRecordError: a span is the wrong way round, stands twice, or `crowded_from` is below 2.
        LimitError: there would be more than 100,000 cells.
    """
    _check_spans(spans)
    if crowded_from < 2:  # noqa: PLR2004 - one alone is no crowd
        raise InvalidRecordError(f"One collaboration is no crowd. Give 2 or more, found {crowded_from}.")
    index = index_of(subject, on=on)
    outcomes = _outcomes(index)
    named = sorted(
        {folded(row.title) for row in index.landscape.places}.union(*(p.places or () for p in index.profiles))
    )
    places: list[str | None] = list(named) or [None]
    if len(outcomes) * len(spans) * len(places) > MAXIMUM_CELLS:
        raise LimitError(
            f"{len(outcomes):,} goals, {len(spans)} spans and {len(places):,} places make more than {MAXIMUM_CELLS:,} "
            "cells. Decide which goals are one, or ask for some of the collaborations."
        )
    maker = _Cells(index, crowded_from)
    cells = [maker.cell(key, span, place) for key in outcomes for span in spans for place in places]
    return LandscapeCoverage(
        outcome_ids=tuple(outcomes),
        spans=tuple(spans),
        places=tuple(index.place_titles[place] for place in named),
        titles={**outcomes, **{profile.id: profile.collaboration.title for profile in maker.silent.profiles}},
        cells=tuple(cells),
        crowded_from=crowded_from,
        without_outcomes=tuple(profile.id for profile in maker.silent.profiles),
        reason=None if cells else "No goal is recorded, so there is nothing to cover.",
    )


def _check_spans(spans: Sequence[AgeSpan]) -> None:
    seen: set[str] = set()
    if not spans:
        raise InvalidRecordError("Give at least one span of age.")
    for span in spans:
        if span.age_to < span.age_from:
            raise InvalidRecordError(f"The span '{span.key}' ends before it begins: swap its two ages.")
        if span.key in seen:
            raise InvalidRecordError(
                f"The span '{span.key}' stands there twice. Give one of them another key."
            )
        seen.add(span.key)


def _outcomes(index: LandscapeIndex) -> dict[str, str]:
    """Return the title of each goal by the key that speaks for it, sorted by key."""
    leader_of = index.landscape.leaders()
    keys = {leader_of.get(row.id, row.id) for row in index.landscape.outcomes}
    keys = keys.union(*(profile.outcomes or () for profile in index.profiles))
    held = {entry.key for entry in entries(index.landscape, "outcome")}
    return {key: index.titles[key] for key in sorted(keys & held)}


class Silent:
    """The collaborations whose goals are not recorded: what they may be at work at."""

    def __init__(self, index: LandscapeIndex) -> None:
        self.profiles = [profile for profile in index.profiles if profile.outcomes is None]
        self.found: dict[tuple[str, str | None], bool] = {}

    def may_serve(self, span: AgeSpan, place: str | None) -> bool:
        """Return whether one of them may serve a span of age in a place, by its folded name."""
        at = (span.key, place)
        if at not in self.found:
            self.found[at] = any(_fits(profile, span, place) is not False for profile in self.profiles)
        return self.found[at]


class _Cells:
    """Makes the cells of one landscape."""

    def __init__(self, index: LandscapeIndex, crowded_from: int) -> None:
        self.titles = index.place_titles
        self.crowded_from = crowded_from
        self.settings = frozenset().union(*(profile.settings or () for profile in index.profiles))
        self.ages = goal_ages(index.landscape)
        self.silent = Silent(index)
        self.pursuing: dict[str, list[Profile]] = {}
        for profile in index.profiles:
            for key in profile.outcomes or ():
                self.pursuing.setdefault(key, []).append(profile)

    def cell(self, outcome: str, span: AgeSpan, place: str | None) -> LandscapeCell:
        certain: list[Profile] = []
        possible: list[str] = []
        for profile in self.pursuing.get(outcome, ()):
            fits = _fits(profile, span, place)
            if fits:
                certain.append(profile)
            elif fits is None:
                possible.append(profile.id)
        here = frozenset().union(*(profile.settings or () for profile in certain))
        is_told = bool(certain) and all(profile.settings is not None for profile in certain)
        is_open = bool(possible) or self.silent.may_serve(span, place)
        return LandscapeCell(
            outcome_id=outcome,
            span=span.key,
            place=None if place is None else self.titles[place],
            status=self._status(len(certain), is_open=is_open)
            if is_wanted(self.ages.get(outcome), span)
            else "outside",
            collaboration_ids=tuple(profile.id for profile in certain),
            possible_ids=tuple(possible),
            organisation_count=_organisations(certain) if certain or not is_open else None,
            settings=tuple(sorted(here)),
            missing_settings=tuple(sorted(self.settings - here)) if is_told else (),
        )

    def _status(self, count: int, *, is_open: bool) -> CellStatus:
        if not count:
            return "unknown" if is_open else "gap"
        if count == 1:
            return "single"
        return "crowded" if count >= self.crowded_from else "covered"


def _organisations(certain: Sequence[Profile]) -> int | None:
    rosters = [profile.members for profile in certain]
    return None if None in rosters else len(frozenset().union(*(roster or () for roster in rosters)))


def _fits(profile: Profile, span: AgeSpan, place: str | None) -> Mark:
    return all_of((_serves(profile, span), _works_in(profile, place)))


def _serves(profile: Profile, span: AgeSpan) -> Mark:
    if profile.ages is None:
        return None
    return any(low <= span.age_to and high >= span.age_from for low, high in profile.ages)


def _works_in(profile: Profile, place: str | None) -> Mark:
    if place is None:
        return True
    return None if profile.places is None else place in profile.places
