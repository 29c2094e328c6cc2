"""Which outcomes of the agenda have activities, which hang on one partner, and what stands beside the agenda.

A gap is an outcome without an activity, and one whose activities nobody carries any more is told beside it;
whether an activity does any good is not known here.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

import attrs

from collective_impact.arithmetic import share
from collective_impact.fields import about
from collective_impact.network.incidence import Incidence, incidence
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collective_impact.model.entity import Entity
    from collective_impact.network.incidence import Subject

    Cell = tuple[str | None, str | None]

__all__ = ["Coverage", "CoverageCell", "coverage"]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class CoverageCell(Record):
    """What is done towards one outcome for one population in one place."""

    writes_defaults: ClassVar[bool] = True

    outcome_id: str = attrs.field(metadata=about("The outcome."))
    population_id: str | None = attrs.field(
        default=None, metadata=about("Whom the activities serve; nothing where that is not recorded.")
    )
    place_id: str | None = attrs.field(
        default=None, metadata=about("Where they take place; nothing where that is not recorded.")
    )
    activity_count: int = attrs.field(
        metadata=about("How many activities; 0 is a gap.", unit="activities", low=0)
    )
    partner_count: int = attrs.field(
        metadata=about("How many partners are recorded as carrying them.", unit="partners", low=0)
    )
    unrecorded_count: int = attrs.field(
        default=0,
        metadata=about("How many of the activities have no recorded partners.", unit="activities", low=0),
    )
    possible_count: int = attrs.field(
        default=0,
        metadata=about(
            "Where the row has no activity: how many other activities of the outcome may serve it, because their "
            "population or place is not recorded.",
            unit="activities",
            low=0,
        ),
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Coverage(Record):
    """How far the activities reach the outcomes of the agenda, straight or through strategies.

    All ids are sorted. Where no activity is recorded at all, nothing is known: the share is None and the
    lists are empty.
    """

    writes_defaults: ClassVar[bool] = True

    covered: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Outcomes with an activity that a partner carries, or whose partners are not recorded."
        ),
    )
    gaps: tuple[str, ...] = attrs.field(default=(), metadata=about("Outcomes without an activity."))
    not_carried: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Outcomes with activities, none of which a partner on the map carries: nobody ever did, or all have left."
        ),
    )
    unserved: tuple[CoverageCell, ...] = attrs.field(
        default=(),
        metadata=about(
            "The population and place that an outcome states, where its activities are recorded as serving others; "
            "where `possible_count` is above 0, some may serve it."
        ),
    )
    single_provider: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Covered outcomes all of whose activities are carried by one and the same partner. An outcome "
            "with an activity whose partners are not recorded is not among them."
        ),
    )
    uncommitted_partner_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Partners that no activity records as contributing.")
    )
    activities_without_outcome: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Activities that work towards no outcome, straight or through a strategy.")
    )
    activities_without_partner: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Activities that are known to have no partner on the map: nobody ever had a part, or all left."
        ),
    )
    activities_with_unrecorded_partners: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Activities whose partners are not recorded; they may change what is said of partners."
        ),
    )
    share: float | None = attrs.field(
        default=None,
        metadata=about("Covered outcomes / outcomes; nothing where that is not known.", low=0, high=1),
    )
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is no share, where there is none.")
    )
    table: tuple[CoverageCell, ...] = attrs.field(
        default=(), metadata=about("A row for each outcome, population and place that occurs, gaps included.")
    )


def coverage(subject: Subject, *, on: date | None = None) -> Coverage:
    """Return which outcomes have activities, of those in force `on` a day or of all that are not cancelled.

    A gap's row in the table bears the population and the place that the outcome itself states. Where an outcome
    states one of them and none of its activities is recorded as serving it, the table has a row for it with 0
    activities, which is named in `unserved` too. `covered`, `gaps` and `not_carried` are all outcomes, each once.

    Raises:
        InvalidRecordError: this is no initiative and no map or index of one, or `on` is no date.
    """
    index = incidence(subject, on=on)
    initiative = index.initiative
    if not initiative.activities and not initiative.is_complete("activities"):
        return Coverage(reason="No activity is recorded, so it is not known which outcomes have one.")
    covered: list[str] = []
    gaps: list[str] = []
    single: list[str] = []
    dropped = frozenset(index.not_carried)
    table = tuple(_table(index))
    for position, (outcome, members) in enumerate(
        zip(index.outcomes, index.activities_of_outcome, strict=True)
    ):
        if position not in dropped:
            (covered if members else gaps).append(outcome.id)
        if index.providers(members).bit_count() == 1 and index.unrecorded.isdisjoint(members):
            single.append(outcome.id)
    open_ = frozenset(gaps)
    return Coverage(
        covered=tuple(covered),
        gaps=tuple(gaps),
        not_carried=tuple(index.outcomes[position].id for position in sorted(dropped)),
        unserved=tuple(row for row in table if not row.activity_count and row.outcome_id not in open_),
        single_provider=tuple(single),
        uncommitted_partner_ids=tuple(
            partner.id
            for partner, carried in zip(index.partners, index.activities_of_partner, strict=True)
            if not carried
        ),
        activities_without_outcome=tuple(
            activity.id
            for activity, mask in zip(index.activities, index.outcome_masks, strict=True)
            if not mask
        ),
        activities_without_partner=tuple(index.activities[position].id for position in index.without_partner),
        activities_with_unrecorded_partners=tuple(
            index.activities[position].id for position in sorted(index.unrecorded)
        ),
        share=share(len(covered), len(index.outcomes)) if index.outcomes else None,
        reason=None if index.outcomes else "The agenda states no outcome, so there is nothing to cover.",
        table=table,
    )


def _table(index: Incidence) -> Iterator[CoverageCell]:
    for outcome, members in zip(index.outcomes, index.activities_of_outcome, strict=True):
        cells: dict[Cell, list[int]] = {}
        for member in members:
            activity = index.activities[member]
            cells.setdefault((_id(activity.population), _id(activity.place)), []).append(member)
        stated = (_id(outcome.population), _id(outcome.place))
        possible = 0
        if not any(_serves(cell, stated) for cell in cells):
            possible = sum(len(held) for cell, held in cells.items() if _serves(cell, stated, perhaps=True))
            cells[stated] = []
        for population_id, place_id in sorted(cells, key=_order):
            held = cells[population_id, place_id]
            yield CoverageCell(
                outcome_id=outcome.id,
                population_id=population_id,
                place_id=place_id,
                activity_count=len(held),
                partner_count=index.providers(held).bit_count(),
                unrecorded_count=len(index.unrecorded.intersection(held)),
                possible_count=0 if held else possible,
            )


def _serves(cell: Cell, stated: Cell, *, perhaps: bool = False) -> bool:
    """Return whether activities of a cell serve what is stated, or may where theirs is not recorded."""
    return all(
        wanted is None or held == wanted or (perhaps and held is None)
        for held, wanted in zip(cell, stated, strict=True)
    )


def _id(record: Entity | None) -> str | None:
    return None if record is None else record.id


def _order(cell: Cell) -> tuple[str, str]:
    """What is not recorded comes first: no id is empty."""
    return (cell[0] or "", cell[1] or "")
