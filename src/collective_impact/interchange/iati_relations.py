"""How the activities of an IATI file hang together: which is a part of which, which holds all the others.

What an activity is beside that is read in `iati`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from collective_impact.errors import excerpt
from collective_impact.interchange.iati_codes import RELATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from collective_impact.interchange.iati_file import IatiFile
    from collective_impact.interchange.xml_text import Element

__all__ = ["Relations", "groups", "read_relations"]


@attrs.define
class Relations:
    """For each activity: the position of the one that it is a part of, and the relations that say more.

    `outside` holds the refs of parents that are not in the file.
    """

    parents: list[int | None]
    kept: list[list[dict[str, str]]]
    outside: list[list[str]]

    def lead(self, activities: Sequence[Element]) -> int | None:
        """Return the position of the one activity of the first hierarchy that holds all others, if there is one."""
        tops = [position for position, parent in enumerate(self.parents) if parent is None]
        is_first = len(activities) == 1 or activities[tops[0]].attributes.get("hierarchy", "1").strip() == "1"
        return tops[0] if len(tops) == 1 and is_first else None


def read_relations(
    file: IatiFile, activities: Sequence[Element], identifiers: Sequence[str | None]
) -> Relations:
    """Read the related-activity elements; parents and children that are in the file become parts."""
    positions: dict[str, int] = {}
    for position, identifier in enumerate(identifiers):
        if identifier is not None:
            positions.setdefault(identifier, position)
    found = Relations([None] * len(activities), [[] for _ in activities], [[] for _ in activities])
    for position, activity in enumerate(activities):
        for element in activity.all("related-activity"):
            _read(file, element, position, positions, found)
    _cut_circles(file, activities, found.parents)
    return found


def _read(file: IatiFile, element: Element, here: int, positions: dict[str, int], found: Relations) -> None:
    kind = file.word(element, "type", RELATED)
    ref = element.get("ref")
    if ref is None:
        file.missing(element, "ref")
    there = positions.get(ref) if ref is not None else None
    if kind in ("parent", "child") and there is not None:
        child, parent = (here, there) if kind == "parent" else (there, here)
        if found.parents[child] in (None, parent):
            found.parents[child] = parent
            return
        message = "an activity is a part of one other here; this second one is kept in extra only."
        file.tell("second_parent", message, element, "ref")
    elif kind in ("parent", "child") and ref is not None:
        message = (
            f"the {kind} activity '{excerpt(ref)}' is not in this file; the relation is kept in extra only."
        )
        file.tell("not_in_file", message, element, "ref", severity="note")
        if kind == "parent":
            found.outside[here].append(ref)
    elif kind is not None and ref is not None:
        one = "1 related activity is neither parent nor child; the relation is kept in extra only."
        many = (
            "{count} related activities are neither parent nor child; the relations are kept in extra only."
        )
        file.count("other_relation", one, many, element)
    found.kept[here].append({f"@{name}": value for name, value in element.attributes.items()})
    element.rest()


def _cut_circles(file: IatiFile, activities: Sequence[Element], parents: list[int | None]) -> None:
    """Take away one link of each circle, so that nothing is a part of itself."""
    rounds = [0] * len(parents)
    for start in range(len(parents)):
        here: int | None = start
        while here is not None and not rounds[here]:
            rounds[here] = start + 1
            there = parents[here]
            if there is not None and rounds[there] == start + 1:
                message = (
                    "the activity is a part of itself, by way of others or straight; this link is left out."
                )
                file.tell("circle", message, activities[here], severity="error")
                parents[here] = there = None
            here = there


def groups(parents: Sequence[int | None], shared: Sequence[Iterable[str]]) -> int:
    """Return into how many groups activities fall, when a parent or a shared name brings two together."""
    leaders = list(range(len(parents)))

    def leader(position: int) -> int:
        while leaders[position] != position:
            leaders[position] = leaders[leaders[position]]
            position = leaders[position]
        return position

    first_with: dict[str, int] = {}
    for position, parent in enumerate(parents):
        if parent is not None:
            leaders[leader(position)] = leader(parent)
        for name in shared[position]:
            leaders[leader(position)] = leader(first_with.setdefault(name, position))
    return sum(leaders[position] == position for position in range(len(leaders)))
