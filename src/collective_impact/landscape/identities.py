"""Which entries of a landscape stand for one thing, as people have decided: keys in, groups out.

An entry is addressed by its key: its id, or `collaboration/id` for a record inside a whole initiative. What is
likely, and who may decide, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from collective_impact.errors import Problem, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable

    from collective_impact.landscape.inventory import IdentityDecision, Landscape
    from collective_impact.model.entity import Entity

__all__ = ["Keyed", "Kind", "contradictions", "entries", "key_of", "leaders", "same_pair", "tops"]

Kind: TypeAlias = Literal["organisation", "outcome", "strategy"]
"""What may stand under several names: an organisation, which is a partner inside an initiative, or a goal or way."""


class Keyed(NamedTuple):
    """A record of a landscape under the key that tells it from all others."""

    key: str
    record: Entity


def entries(landscape: Landscape, kind: Kind) -> Iterator[Keyed]:
    """Yield the entries of a kind: those of the landscape's own table, then those inside its initiatives."""
    own = {
        "organisation": landscape.organisations,
        "outcome": landscape.outcomes,
        "strategy": landscape.strategies,
    }[kind]
    yield from (Keyed(row.id, row) for row in own)
    for collaboration in landscape.collaborations:
        inside = collaboration.initiative
        if inside is not None:
            rows = {
                "organisation": inside.partners,
                "outcome": inside.agenda.outcomes,
                "strategy": inside.agenda.strategies,
            }[kind]
            yield from (Keyed(key_of(collaboration.id, row.id), row) for row in rows)


def key_of(collaboration_id: str, record_id: str) -> str:
    """Return how a record inside the initiative of a collaboration is addressed in the landscape."""
    return f"{collaboration_id}/{record_id}"


def same_pair(one: str, other: str) -> tuple[str, str]:
    """Return two keys in the order that makes a pair the same from either side."""
    return (one, other) if one <= other else (other, one)


def _rank(key: str) -> tuple[bool, str]:
    """Entries of the landscape's own tables speak for those inside initiatives."""
    return ("/" in key, key)


def tops(sets: Iterable[Iterable[Any]], rank: Callable[[Any], Any] | None = None) -> dict[Any, Any]:
    """Return for each key the first, by rank, of all that it is joined to by standing in one set, straight or not."""
    parent: dict[Any, Any] = {}

    def top(key: Any) -> Any:  # noqa: ANN401 - a key of any kind that has an order
        while (above := parent.setdefault(key, key)) != key:
            parent[key] = parent[above]
            key = above
        return key

    for members in sets:
        first, *others = sorted({top(key) for key in members}, key=rank)
        for other in others:
            parent[other] = first
    return {key: top(key) for key in sorted(parent)}


def leaders(decisions: Iterable[IdentityDecision]) -> dict[str, str]:
    """Return for each key that was decided to be the same as another the key that speaks for all of them.

    That is the first by id of the landscape's own entries, or else of those inside initiatives, so that the
    order of decisions changes nothing.
    """
    return tops(((decision.one, decision.other) for decision in decisions if decision.same), _rank)


def contradictions(decisions: Iterable[IdentityDecision]) -> Iterator[Problem]:
    """Yield a problem for each decision that keeps apart what others, taken together, make one."""
    held = tuple(decisions)
    leader_of = leaders(held)
    for position, decision in enumerate(held):
        one, other = decision.one, decision.other
        if not decision.same and leader_of.get(one, one) == leader_of.get(other, other):
            message = f"'{excerpt(one)}' and '{excerpt(other)}' are kept apart here, but other decisions make them one."
            hint = "Take back one of the decisions that join them, or this one."
            yield Problem(path=f"decisions/{position}", code="contradiction", message=message, hint=hint)
