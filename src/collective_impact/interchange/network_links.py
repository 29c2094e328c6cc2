"""Links of a network file sorted out: what each stands for, whose record it belongs to, which are dropped and why.

An end that does not exist is told with its row and id. Links are counted once, and nothing is linked to itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from collective_impact.errors import excerpt
from collective_impact.interchange.network_terms import COMPUTED, ENDS, REINFORCEMENTS, USUAL

if TYPE_CHECKING:
    from collective_impact.interchange.network_terms import Edge, Rows
    from collective_impact.interchange.remarks import Remarks

__all__ = ["Links", "Resolved"]

# Of each relation: the field that it fills, and whether the record at its beginning holds that field.
_FIELDS: Mapping[str, tuple[str, bool]] = {
    "delivers": ("contributions", False),
    "contributes_to": ("outcome_ids", True),
    "carries_out": ("strategy_ids", True),
    "serves": ("outcome_ids", True),
    "measures": ("outcome_ids", True),
    "leads_to": ("leads_to_ids", True),
    "enables": ("enables_ids", True),
    "part_of": ("part_of_id", True),
    **dict.fromkeys(sorted(REINFORCEMENTS), ("reinforcements", True)),
}
_WITH_FACTS = REINFORCEMENTS | {"delivers", "collaborates_with"}


class Resolved(NamedTuple):
    """A link that is understood: from the record that holds it to the `other`, by our ids."""

    relation: str
    source: str
    other: str
    facts: dict[str, Any]
    edge: Edge


class Links:
    """The links of one file by the node whose record holds them."""

    def __init__(
        self, rows: Rows, kinds: Mapping[str, str], names: Mapping[str, str], remarks: Remarks
    ) -> None:
        self.kinds = kinds
        self.names = names
        self.remarks = remarks
        self.stated = {node.id for node in rows.nodes}
        self.ties: list[Resolved] = []
        self._of: dict[str, dict[str, list[Resolved]]] = {}
        seen: set[tuple[str, str, str, str]] = set()
        for edge in rows.edges:
            if self._has_ends(edge):
                for relation, source, target, facts in self._meant(edge):
                    key = (relation, source, target, repr(sorted(facts.items())))
                    if key in seen:
                        message = (
                            f"this link stands here a second time ({excerpt(_shown(edge))}); it counts once."
                        )
                        remarks.tell("repeated_row", message, edge.path, edge.where)
                    else:
                        seen.add(key)
                        self._add(relation, source, target, facts, edge)
        self._cut_circles()

    def of(self, node_id: str) -> Mapping[str, list[Resolved]]:
        """Return the links that the record of a node holds, by field."""
        return self._of.get(node_id, {})

    def partner(self, text: str) -> str | None:
        """Return our id of the partner that a text names, by its id in the file or by ours."""
        for node_id in (text, f"partner:{text}"):
            if self.kinds.get(node_id) == "partner":
                return self.names[node_id]
        return None

    def _has_ends(self, edge: Edge) -> bool:
        lost = [end for end in (edge.source, edge.target) if end not in self.stated]
        for end in lost:
            message = f"'{excerpt(end)}' is the id of nothing in this file; the link is not read."
            hint = "Check how the id is written, or add what it stands for."
            self.remarks.tell("unknown_id", message, edge.path, edge.where, severity="error", hint=hint)
        if lost:
            return False
        if edge.source not in self.kinds or edge.target not in self.kinds:
            one = "1 link to a node that is not read is not read either."
            many = "{count} links to nodes that are not read are not read either."
            self.remarks.count("not_read", one, many, edge.path, edge.where)
            return False
        if edge.source == edge.target:
            message = f"'{excerpt(edge.source)}' is linked to itself; the link is not read."
            self.remarks.tell("self_reference", message, edge.path, edge.where)
            return False
        return True

    def _meant(self, edge: Edge) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
        """Yield what a link stands for: nothing, a link, or one in each direction."""
        word = "_".join((edge.relation or "").casefold().split())
        facts = {name: value for name, value in edge.facts.items() if name not in COMPUTED}
        ways = [(edge.source, edge.target)]
        if edge.direction != "directed":
            ways.append((edge.target, edge.source))
        fitting = [
            (relation, way)
            for way in ways
            if (relation := self._relation(word, *self._ends(way))) is not None
        ]
        if not fitting:
            ends = " to ".join(self._ends(ways[0]))
            shown = f"'{excerpt(edge.relation or '')}' from {ends}"
            one = f"1 link {shown} stands for nothing here and is not read."
            many = f"{{count}} links {shown} stand for nothing here and are not read."
            self.remarks.count("not_read", one, many, edge.path, edge.where)
            return
        if edge.direction == "undirected":
            del fitting[1:]
        for relation, (source, target) in fitting:
            yield relation, source, target, self._facts(relation, word, facts, edge)

    def _ends(self, way: tuple[str, str]) -> tuple[str, str]:
        return self.kinds[way[0]], self.kinds[way[1]]

    def _relation(self, word: str, source: str, target: str) -> str | None:
        if (source, target) in ENDS.get(word, ()):
            return word
        return USUAL.get((source, target))

    def _facts(self, relation: str, word: str, facts: Mapping[str, Any], edge: Edge) -> dict[str, Any]:
        """Return the facts of a link; a word that is not ours becomes the role of a partner, or is kept."""
        own = dict(facts)
        if word and word != relation:
            shown = f"'{excerpt(edge.relation or '')}'"
            one = f"1 link {shown} is read as {relation}."
            self.remarks.count(
                "other_relation",
                one,
                f"{{count}} links {shown} are read as {relation}.",
                edge.path,
                edge.where,
            )
            own.setdefault("role" if relation == "delivers" else "original_relation", edge.relation)
        if relation not in _WITH_FACTS and own.keys() - {"original_relation"}:
            one = f"1 link {relation} says more than that it is there, which is not read."
            many = f"{{count}} links {relation} say more than that they are there, which is not read."
            self.remarks.count("not_read", one, many, edge.path, edge.where)
        return own if relation in _WITH_FACTS else {}

    def _add(self, relation: str, source: str, target: str, facts: dict[str, Any], edge: Edge) -> None:
        if relation == "collaborates_with":
            self.ties.append(Resolved(relation, self.names[source], self.names[target], facts, edge))
            return
        field, is_at_source = _FIELDS[relation]
        holder, other = (source, target) if is_at_source else (target, source)
        held = self._of.setdefault(holder, {}).setdefault(field, [])
        if field == "part_of_id" and held:
            message = f"'{excerpt(holder)}' is part of something already; this link is not read."
            self.remarks.tell("several_wholes", message, edge.path, edge.where)
            return
        held.append(Resolved(relation, self.names[holder], self.names[other], facts, edge))

    def _cut_circles(self) -> None:
        """Drop the link of each circle of parts with which the circle closes."""
        node_of = {name: node_id for node_id, name in self.names.items()}
        done: set[str] = set()
        for start in self._of:
            passed: dict[str, None] = {}
            here = start
            while here not in done and "part_of_id" in self._of.get(here, {}):
                passed[here] = None
                link = self._of[here]["part_of_id"][0]
                beyond = node_of[link.other]
                if beyond in passed:
                    del self._of[here]["part_of_id"]
                    message = f"'{excerpt(here)}' would be part of itself in the end; this link is not read."
                    self.remarks.tell("circle", message, link.edge.path, link.edge.where, severity="error")
                    break
                here = beyond
            done.update(passed)


def _shown(edge: Edge) -> str:
    return f"{edge.source} {edge.relation or 'to'} {edge.target}"
