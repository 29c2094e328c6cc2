"""Who answers to whom in a landscape, and what in its inventory looks like a slip.

Bodies that answer to each other in a circle are possible, and are told; nothing here refuses a record.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import attrs

from collective_impact.errors import Problem, excerpt
from collective_impact.fields import about
from collective_impact.landscape.names import plain_name
from collective_impact.network.cycles import knots, shortest_way
from collective_impact.record import Record

if TYPE_CHECKING:
    from collective_impact.landscape.inventory import Collaboration, Landscape

__all__ = ["Oversight", "OversightCircle", "doubts", "oversight", "repeated_files"]

LARGEST_ROSTER = 1_000


@attrs.frozen(kw_only=True, repr=False, eq=False)
class OversightCircle(Record):
    """Bodies that answer to each other, so that nobody stands above them."""

    writes_defaults: ClassVar[bool] = True

    body_ids: tuple[str, ...] = attrs.field(metadata=about("All bodies of the circle, sorted."))
    way: tuple[str, ...] = attrs.field(
        metadata=about("A shortest way round: each answers to the next, and the last to the first.")
    )
    sentence: str = attrs.field(metadata=about("One plain sentence with the titles on that way."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Oversight(Record):
    """Who oversees the collaborations of a community. All ids are sorted."""

    writes_defaults: ClassVar[bool] = True

    top_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Bodies that answer to no other body; one alone oversees the whole.")
    )
    circles: tuple[OversightCircle, ...] = attrs.field(
        default=(), metadata=about("Bodies that answer to each other in a circle.")
    )
    overseen: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Collaborations that answer to a body.")
    )
    without: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Collaborations of which no body is recorded that they answer to.")
    )
    idle_body_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Bodies to which nobody answers, neither collaboration nor body.")
    )
    under_one_top: bool | None = attrs.field(
        default=None,
        metadata=about(
            "Whether every collaboration answers, straight or through others, to one and the same top body; "
            "nothing where no body is recorded.",
            source="Pittman",
        ),
    )
    reason: str | None = attrs.field(default=None, metadata=about("Why it is not known, where it is not."))


def oversight(landscape: Landscape) -> Oversight:
    """Return who answers to whom (the first of Pittman's standards asks for one overarching council)."""
    bodies = sorted(landscape.bodies, key=lambda body: body.id)
    at = {body.id: position for position, body in enumerate(bodies)}
    arrows = [sorted({at[id_] for id_ in body.answers_to_ids}) for body in bodies]
    rows = sorted(landscape.collaborations, key=lambda row: row.id)
    asked = {id_ for row in rows for id_ in row.overseen_by_ids} | {
        id_ for body in bodies for id_ in body.answers_to_ids if id_ != body.id
    }
    tops = [position for position, ahead in enumerate(arrows) if not set(ahead) - {position}]
    above = [_reached(arrows, {at[id_] for id_ in row.overseen_by_ids}) for row in rows]
    return Oversight(
        top_ids=tuple(bodies[position].id for position in tops),
        circles=tuple(_circles(landscape, arrows, [body.id for body in bodies])),
        overseen=tuple(row.id for row in rows if row.overseen_by_ids),
        without=tuple(row.id for row in rows if not row.overseen_by_ids),
        idle_body_ids=tuple(body.id for body in bodies if body.id not in asked),
        under_one_top=any(all(top in reached for reached in above) for top in tops)
        if bodies and rows
        else None,
        reason=None if bodies and rows else f"No {'body' if rows else 'collaboration'} is recorded.",
    )


def _reached(arrows: list[list[int]], start: set[int]) -> set[int]:
    reached, waiting = set(start), sorted(start)
    for here in waiting:
        for there in arrows[here]:
            if there not in reached:
                reached.add(there)
                waiting.append(there)
    return reached


def _circles(landscape: Landscape, arrows: list[list[int]], ids: list[str]) -> Iterator[OversightCircle]:
    alone = [[place] for place, ahead in enumerate(arrows) if place in ahead]
    groups = knots(arrows)
    inside = {place for group in groups for place in group}
    for group in sorted([*groups, *(group for group in alone if group[0] not in inside)]):
        way = [ids[place] for place in shortest_way(arrows, group[0], group[0], set(group))[0]]
        titles = [landscape.get(id_).title for id_ in way]
        yield OversightCircle(
            body_ids=tuple(ids[place] for place in group),
            way=tuple(way),
            sentence=f"{' answers to '.join([*titles, titles[0]])}.",
        )


def doubts(landscape: Landscape) -> tuple[Problem, ...]:
    """Return what looks like a slip in an inventory, each with its path, as warnings; empty where all is well.

    Told are empty and very large rosters (over 1,000: *convention*), members that stand twice, collaborations
    whose names differ only in case, accents or legal form, or that name one file, and bodies that answer to each
    other in a circle.
    """
    return (*_doubts(landscape), *repeated_files(landscape).values())


def repeated_files(landscape: Landscape) -> dict[int, Problem]:
    """Return a warning for each collaboration, by position, whose file an earlier one names as well."""
    first_at: dict[str, int] = {}
    found: dict[int, Problem] = {}
    for position, row in enumerate(landscape.collaborations):
        if row.file is None:
            continue
        first = first_at.setdefault(os.path.normpath(row.file), position)
        if first != position:
            before = landscape.collaborations[first]
            found[position] = Problem(
                path=f"collaborations/{position}/file",
                code="repeated_file",
                message=f"'{excerpt(row.title)}' and '{excerpt(before.title)}' (collaborations/{first}) name one file.",
                severity="warning",
                where=excerpt(row.file),
                hint="Keep one of the two, or name the file that belongs to each.",
            )
    return found


def _doubts(landscape: Landscape) -> Iterator[Problem]:
    first_at: dict[str, int] = {}
    for position, row in enumerate(landscape.collaborations):
        path = f"collaborations/{position}"
        yield from _roster_doubts(row, path, landscape)
        plain = plain_name(row.name) if row.name else ""
        first = first_at.setdefault(plain, position) if plain else position
        if first != position:
            before = landscape.collaborations[first]
            message = (
                f"'{excerpt(row.title)}' may be '{excerpt(before.title)}' (collaborations/{first}) once more."
            )
            hint = "Keep one of the two, or give them names that people can tell apart."
            yield Problem(
                path=f"{path}/name", code="repeated_name", message=message, severity="warning", hint=hint
            )
    for circle in oversight(landscape).circles:
        position = next(at for at, body in enumerate(landscape.bodies) if body.id == circle.way[0])
        message = f"bodies answer to each other in a circle: {excerpt(circle.sentence)}"
        hint = "Say which of them answers to the other, or leave it if it is so."
        path = f"bodies/{position}/answers_to_ids"
        yield Problem(path=path, code="circle", message=message, severity="warning", hint=hint)


def _roster_doubts(row: Collaboration, path: str, landscape: Landscape) -> Iterator[Problem]:
    inside = row.initiative.partners if row.initiative is not None else ()
    where = f"id {excerpt(row.id)}"
    is_known = landscape.is_complete(f"collaborations/{row.id}/member_ids")
    if not row.member_ids and not inside and row.file is None and not is_known:
        message = "no member is recorded, so nothing can be said of whom it shares with others."
        path_ = f"{path}/member_ids"
        yield Problem(path=path_, code="empty_roster", message=message, severity="warning", where=where)
    for id_, times in sorted(Counter(row.member_ids).items()):
        if times > 1:
            message = f"'{excerpt(id_)}' stands {times} times in this roster; it counts once."
            position = row.member_ids.index(id_, row.member_ids.index(id_) + 1)
            path_ = f"{path}/member_ids/{position}"
            yield Problem(
                path=path_, code="repeated_member", message=message, severity="warning", where=where
            )
    size = len(row.member_ids) + len(inside)
    if size > LARGEST_ROSTER:
        message = f"{size:,} members are more than sit at a table; is this a mailing list?"
        yield Problem(
            path=f"{path}/member_ids", code="large_roster", message=message, severity="warning", where=where
        )
