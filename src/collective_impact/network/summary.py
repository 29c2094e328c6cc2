"""A map in short, as text and as tables: what there is, what is covered, what stands to what, who would be missed.

The answers come from the other files of the room; here they are only put into rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collective_impact.display import Html, html_table, number, percent, plain, tag, text_table
from collective_impact.errors import excerpt
from collective_impact.network.coverage import coverage
from collective_impact.network.departures import Falls
from collective_impact.network.duplication import duplicate_activities
from collective_impact.network.relations import Relations, titled
from collective_impact.network.resilience import resilience
from collective_impact.network.schedule import schedule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collective_impact.model.entity import Entity
    from collective_impact.network.coverage import Coverage
    from collective_impact.network.incidence import Incidence

    Rows = list[tuple[str, ...]]

__all__ = ["map_html", "map_text"]

_SHOWN_NAMES = 5
_SHOWN_PARTNERS = 5


class _Table(NamedTuple):
    title: str
    headers: tuple[str, ...]
    rows: Rows


def map_text(index: Incidence) -> str:
    """Return the summary of a map as plain text."""
    parts = [plain(_title(index))]
    parts += [f"{table.title}\n{text_table(table.headers, table.rows)}" for table in _tables(index)]
    return "\n\n".join(parts)


def map_html(index: Incidence) -> Html:
    """Return the summary of a map as HTML tables; all text is escaped."""
    tables = [html_table(table.headers, table.rows, caption=table.title) for table in _tables(index)]
    return tag("div", tag("h3", tag("bdi", _title(index))), *tables)


def _title(index: Incidence) -> str:
    day = "" if index.on is None else f" on {index.on}"
    return f"Map of activities: {excerpt(titled(index.initiative))}{day}"


def _tables(index: Incidence) -> Iterator[_Table]:
    yield _Table("What is on the map", ("Kind", "Number"), _counts(index))
    yield _Table("Coverage", ("What", "Number", "Which"), _coverage(index))
    if index.activities:
        title = "Pairs of activities, each under the first kind that fits; duplicates also where one hinders the other"
        yield _Table(title, ("Relation", "Pairs"), _relations(index))
    if index.partners:
        headers = (
            "If this partner leaves",
            "Outcomes lost",
            "May be lost too",
            "Lost by the lenient rule",
            "Activities that end",
        )
        yield _Table("Who would be missed most", headers, _departures(index))


def _counts(index: Incidence) -> Rows:
    initiative = index.initiative
    here = {partner.id for partner in index.partners}
    counts = {
        "Partners": len(index.partners),
        "Activities": len(index.activities),
        "Outcomes": len(index.outcomes),
        "Strategies": len(index.strategies),
        "Indicators": len(initiative.indicators),
        "Reinforcements": sum(map(len, index.links.values())),
        "Ties between partners": sum(
            tie.from_id in here and tie.to_id in here and tie.from_id != tie.to_id for tie in initiative.ties
        ),
    }
    return [(kind, number(count)) for kind, count in counts.items()]


def _coverage(index: Incidence) -> Rows:
    found = coverage(index)
    if found.reason is not None:
        return [("Outcomes with an activity", percent(None), found.reason)]
    sure, possible = duplicate_activities(index)
    rows: list[tuple[str, Sequence[Entity], Sequence[str]]] = [
        ("Outcomes without an activity (gaps)", index.outcomes, found.gaps),
        ("Outcomes whose activities nobody carries", index.outcomes, found.not_carried),
        *_unserved(index, found),
        ("Outcomes that rest on one partner", index.outcomes, found.single_provider),
        ("Partners without an activity", index.partners, found.uncommitted_partner_ids),
        ("Activities without an outcome", index.activities, found.activities_without_outcome),
        ("Activities that no partner carries", index.activities, found.activities_without_partner),
        (
            "Activities whose partners are not recorded",
            index.activities,
            found.activities_with_unrecorded_partners,
        ),
    ]
    in_vain = schedule(index).waiting_in_vain_ids
    if in_vain:
        rows.append(("Activities that wait for one not on the map", index.activities, in_vain))
    share = ("Outcomes with an activity", number(len(found.covered)), percent(found.share))
    double = (
        "Duplicating activities (sure / possible)",
        f"{number(len(sure))} / {number(len(possible))}",
        _names(index, index.activities, possible),
    )
    return [share, *((what, number(len(ids)), _names(index, held, ids)) for what, held, ids in rows), double]


def _unserved(index: Incidence, found: Coverage) -> Iterator[tuple[str, Sequence[Entity], Sequence[str]]]:
    """Yield rows of the outcomes whose own population and place no activity serves, or none for sure."""
    words = {
        False: "Stated population or place not served",
        True: "Stated population or place perhaps not served",
    }
    for perhaps, what in words.items():
        ids = [row.outcome_id for row in found.unserved if bool(row.possible_count) == perhaps]
        if ids:
            yield what, index.outcomes, ids


def _names(index: Incidence, held: Sequence[Entity], ids: Sequence[str]) -> str:
    names = [excerpt(titled(held[index.positions[id_]])) for id_ in ids[:_SHOWN_NAMES]]
    hidden = len(ids) - len(names)
    return "; ".join(names) + (f"; and {hidden} more" if hidden else "")


def _relations(index: Incidence) -> Rows:
    counts = Relations(index).pair_counts()
    rows = {kind: number(count) for kind, count in counts.kinds.items()}
    del rows["duplicates"]
    doubles = f"{number(counts.duplicates)} / {number(counts.possible_duplicates)}"
    return [("duplicates (sure / possible)", doubles), *rows.items()]


def _departures(index: Incidence) -> Rows:
    lenient = Falls(index, "lenient")
    rows: Rows = []
    for loss in resilience(index).rows[:_SHOWN_PARTNERS]:
        position = index.positions[loss.partner_id]
        rows.append(
            (
                excerpt(titled(index.partners[position])),
                number(len(loss.outcomes_lost)),
                number(len(loss.outcomes_possibly_lost)),
                number(len(lenient.of(position).outcomes)),
                number(len(loss.activities_lost)),
            )
        )
    return rows
