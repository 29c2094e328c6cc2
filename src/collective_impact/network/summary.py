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
from collective_impact.network.relations import Relations
from collective_impact.network.resilience import resilience

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collective_impact.model.entity import Entity
    from collective_impact.network.incidence import Incidence

    Rows = list[tuple[str, ...]]

__all__ = ["map_html", "map_text"]

_SHOWN_NAMES = 5
_SHOWN_PARTNERS = 5
_MOST_PAIRS = 200_000


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
    return f"Map of activities: {excerpt(index.initiative.title)}{day}"


def _tables(index: Incidence) -> Iterator[_Table]:
    yield _Table("What is on the map", ("Kind", "Number"), _counts(index))
    yield _Table("Coverage", ("What", "Number", "Which"), _coverage(index))
    if index.activities:
        yield _Table("Pairs of activities", ("Relation", "Pairs"), _relations(index))
    if index.partners:
        headers = (
            "If this partner leaves",
            "Outcomes lost",
            "Lost by the strict rule",
            "Activities that end",
        )
        yield _Table("Who would be missed most", headers, _departures(index))


def _counts(index: Incidence) -> Rows:
    initiative = index.initiative
    counts = {
        "Partners": len(index.partners),
        "Activities": len(index.activities),
        "Outcomes": len(index.outcomes),
        "Strategies": len(index.strategies),
        "Indicators": len(initiative.indicators),
        "Reinforcements": sum(map(len, index.links.values())),
        "Ties between partners": len(initiative.ties),
    }
    return [(kind, number(count)) for kind, count in counts.items()]


def _coverage(index: Incidence) -> Rows:
    found = coverage(index)
    if found.reason is not None:
        return [("Outcomes with an activity", percent(None), found.reason)]
    double = duplicate_activities(index).sure
    rows: list[tuple[str, Sequence[Entity], Sequence[str]]] = [
        ("Outcomes without an activity (gaps)", index.outcomes, found.gaps),
        ("Outcomes that rest on one partner", index.outcomes, found.single_provider),
        ("Partners without an activity", index.partners, found.uncommitted_partner_ids),
        ("Activities without an outcome", index.activities, found.activities_without_outcome),
        (
            "Activities whose partners are not recorded",
            index.activities,
            found.activities_with_unrecorded_partners,
        ),
        ("Activities that duplicate another one", index.activities, double),
    ]
    share = ("Outcomes with an activity", number(len(found.covered)), percent(found.share))
    return [share, *((what, number(len(ids)), _names(index, held, ids)) for what, held, ids in rows)]


def _names(index: Incidence, held: Sequence[Entity], ids: Sequence[str]) -> str:
    names = [excerpt(held[index.positions[id_]].title) for id_ in ids[:_SHOWN_NAMES]]
    hidden = len(ids) - len(names)
    return "; ".join(names) + (f"; and {hidden} more" if hidden else "")


def _relations(index: Incidence) -> Rows:
    groups = (*index.activities_of_outcome, *index.activities_of_strategy)
    at_most = sum(len(members) * (len(members) - 1) // 2 for members in groups)
    if at_most > _MOST_PAIRS:
        return [("any", "too many to be counted here")]
    return [(kind, number(count)) for kind, count in Relations(index).counts().items()]


def _departures(index: Incidence) -> Rows:
    strict = Falls(index, "strict")
    rows: Rows = []
    for loss in resilience(index).rows[:_SHOWN_PARTNERS]:
        position = index.positions[loss.partner_id]
        rows.append(
            (
                excerpt(index.partners[position].title),
                number(len(loss.outcomes_lost)),
                number(len(strict.of(position).outcomes)),
                number(len(loss.activities_lost)),
            )
        )
    return rows
