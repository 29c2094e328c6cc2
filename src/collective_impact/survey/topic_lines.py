"""Which topics hold the same answers: what can be worked out from what.

Topics and their items come in. Persons and figures are not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from collective_impact.survey.persons import Topic

__all__ = ["families_of", "lines_of"]


class _Family(NamedTuple):
    items: frozenset[str]
    topics: tuple[str, ...]
    wider: frozenset[frozenset[str]]
    """The items of each topic that is more than an item."""


def lines_of(topics: Sequence[Topic], asked: Collection[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Return which topics can be worked out from which others: from their items, or from narrower topics.

    Besides its items, a topic can be worked out from the constructs, criteria or conditions within it and the
    items that are in none of these. Items that nobody answered anything to are not `asked` and tell nothing.
    """
    items = {topic.id: frozenset(topic.items).intersection(asked) for topic in topics}
    held = [topic for topic in topics if items[topic.id]]
    by_item = {topic.key: topic.id for topic in held if topic.kind == "item"}
    lines = []
    for topic in held:
        if topic.kind == "item":
            continue
        lines.append((topic.id, tuple(by_item[code] for code in sorted(items[topic.id]))))
        for kind in ("construct", "criterion", "condition"):
            inner = [
                other.id
                for other in held
                if other.kind == kind and other is not topic and items[other.id] <= items[topic.id]
            ]
            if inner:
                rest = items[topic.id].difference(*(items[other] for other in inner))
                lines.append((topic.id, (*inner, *(by_item[code] for code in sorted(rest)))))
    return lines


def families_of(topics: Sequence[Topic], asked: Collection[str]) -> list[tuple[str, ...]]:
    """Return the topics that share items, where not all of them but the items have the same ones."""
    families: list[_Family] = []
    for topic in topics:
        items = frozenset(topic.items).intersection(asked)
        joined = _Family(items, (topic.id,), frozenset() if topic.kind == "item" else frozenset([items]))
        apart = []
        for family in families:
            if family.items.isdisjoint(items):
                apart.append(family)
            else:
                joined = _Family(
                    joined.items | family.items, family.topics + joined.topics, joined.wider | family.wider
                )
        families = [*apart, joined]
    return [family.topics for family in families if len(family.wider) > 1]
