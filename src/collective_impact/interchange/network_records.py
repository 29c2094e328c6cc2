"""Nodes and links of a network file to the records of an initiative, as far as they can be understood.

Rows of any origin enter. What cannot be read is told with the place where it stands; what no field has is kept
in `extra`. How a format spells its rows is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.interchange.ids import Ids
from collective_impact.interchange.network_links import Links, Resolved
from collective_impact.interchange.network_terms import (
    COLUMNS,
    COMPUTED,
    CONTRIBUTION,
    KINDS,
    NAMESPACE,
    OTHER_KINDS,
    REINFORCEMENT,
    STRENGTHS,
    TIE,
    Node,
    Rows,
)
from collective_impact.interchange.network_values import typed
from collective_impact.model.activity import Contribution, Reinforcement
from collective_impact.model.agenda import Agenda
from collective_impact.model.backbone import BackboneRole
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Tie
from collective_impact.model.values import Place, Population, Range
from collective_impact.record import Record, field_plan

if TYPE_CHECKING:
    from collective_impact.interchange.remarks import Remarks
    from collective_impact.model.values import Source

__all__ = ["initiative_of"]

R = TypeVar("R", bound=Record)


def initiative_of(rows: Rows, remarks: Remarks, *, id: str, name: str | None, source: Source) -> Initiative:  # noqa: A002 - the field's own name
    """Return the initiative that the nodes and links of a file describe, with remarks on what they do not say.

    `id` and `name` are those of the initiative; an id that a record has already, or that no id can be, is
    changed. A node whose kind is not ours is read where its kind is one that other maps use for the same
    thing. Where no node states a kind at all, every node is a partner.
    """
    return _Builder(remarks).initiative(rows, id, name, source)


class _Builder:
    """The records of one file while they are put together."""

    def __init__(self, remarks: Remarks) -> None:
        self.remarks = remarks
        self.ids = Ids()
        self.mentioned: dict[tuple[str, str], Place | Population] = {}
        self.names: dict[tuple[str, str], str] = {}

    def initiative(self, rows: Rows, id_: str, name: str | None, source: Source) -> Initiative:
        found = list(self._kinds(rows.nodes))
        nodes, kinds = [node for node, _ in found], {node.id: kind for node, kind in found}
        names = {node.id: self._named(node, kinds[node.id]) for node in nodes}
        links = Links(rows, kinds, names, self.remarks)
        ties = tuple(self._tie(link, links) for link in links.ties)
        for node in nodes:
            self._note_names(node.facts)
        made: dict[str, list[Any]] = {kind: [] for kind in KINDS}
        roles: list[BackboneRole] = []
        for node in nodes:
            kind = kinds[node.id]
            facts = {column: value for column, value in node.facts.items() if column not in COMPUTED}
            values = self._links_of(kind, links.of(node.id))
            if kind == "partner":
                roles.extend(self._backbone(facts, names[node.id], node))
            elif kind in ("activity", "outcome"):
                values.update(self._mentions(facts, node))
            label = None if node.label == names[node.id] else node.label
            values.update(id=names[node.id], name=label or None)
            made[kind].append(self._made(KINDS[kind], values, COLUMNS[kind], facts, node))
        return Initiative(
            id=self.ids.take(id_, "initiative"),
            name=name,
            partners=tuple(made["partner"]),
            activities=tuple(made["activity"]),
            indicators=tuple(made["indicator"]),
            agenda=Agenda(outcomes=tuple(made["outcome"]), strategies=tuple(made["strategy"])),
            backbone_roles=tuple(roles),
            ties=ties,
            source=source,
        )

    def _kinds(self, nodes: Iterable[Node]) -> Iterator[tuple[Node, str]]:
        """Yield each node that can be read with its kind in our words, each id once."""
        first: dict[str, Node] = {}
        for node in nodes:
            if first.setdefault(node.id, node) is not node:
                message = f"the id '{excerpt(node.id)}' stands here a second time; the first is read."
                self.remarks.tell("repeated_id", message, node.path, node.where, severity="error")
        stated = {node.id: _word(node) for node in first.values()}
        if first and not any(stated.values()):
            message = "No node states its kind, so all are read as partners."
            hint = "Give each a kind: partner, activity, outcome, strategy or indicator."
            self.remarks.tell("no_kind", message, severity="note", hint=hint)
            yield from ((node, "partner") for node in first.values())
            return
        for node in first.values():
            word = stated[node.id]
            kind = word if word in KINDS else OTHER_KINDS.get(word)
            if kind is None:
                shown = f"of the kind '{excerpt(node.kind or word)}'" if word else "without a kind"
                one = f"1 node {shown} is not read."
                hint = f"Known are {', '.join(KINDS)}."
                self.remarks.count(
                    "not_read",
                    one,
                    f"{{count}} nodes {shown} are not read.",
                    node.path,
                    node.where,
                    hint=hint,
                )
                continue
            if word != kind:
                one = f"1 node of the kind '{excerpt(node.kind or word)}' is read as {kind}."
                many = f"{{count}} nodes of the kind '{excerpt(node.kind or word)}' are read as {kind}."
                self.remarks.count("other_kind", one, many, node.path, node.where)
            yield node, kind

    def _named(self, node: Node, kind: str) -> str:
        """Return the id of a node's record: what stands behind its kind, made sound and the only one."""
        wanted = node.id.removeprefix(f"{kind}:")
        made = self.ids.take(wanted, kind)
        if made != wanted:
            message = (
                f"the id of this {kind} is '{excerpt(made)}' here, not '{excerpt(wanted)}': ids are short, have no "
                "'/' and no '*', and belong to one record."
            )
            self.remarks.tell("changed_id", message, node.path, node.where, severity="note")
        return made

    def _links_of(self, kind: str, links: Mapping[str, list[Resolved]]) -> dict[str, Any]:
        """Return the fields of a record that its links fill."""
        values: dict[str, Any] = {
            field: tuple(dict.fromkeys(link.other for link in found))
            for field, found in links.items()
            if field.endswith("_ids")
        }
        if "part_of_id" in links:
            values["part_of_id"] = links["part_of_id"][0].other
        if kind == "activity":
            values["contributions"] = tuple(
                self._made(Contribution, {"partner_id": link.other}, CONTRIBUTION, link.facts, link.edge)
                for link in links.get("contributions", ())
            )
            values["reinforcements"] = tuple(
                self._made(
                    Reinforcement,
                    {"kind": link.relation, "activity_id": link.other},
                    REINFORCEMENT,
                    link.facts,
                    link.edge,
                )
                for link in links.get("reinforcements", ())
            )
        return values

    def _note_names(self, facts: Mapping[str, Any]) -> None:
        for noun in ("population", "place"):
            wanted, name = _text(facts.get(noun)), _text(facts.get(f"{noun}_name"))
            if wanted is not None and name is not None:
                self.names.setdefault((noun, wanted), name)

    def _mentions(self, facts: dict[str, Any], node: Node) -> dict[str, Any]:
        """Take out of the facts whom an activity or outcome serves and where, each the same for all its mentions."""
        found: dict[str, Any] = {}
        for noun, cls in (("population", Population), ("place", Place)):
            text, name = _taken(facts, noun), _taken(facts, f"{noun}_name")
            wanted = text or name
            if wanted is None:
                continue
            known = self.mentioned.get((noun, wanted))
            if known is None:
                made = self.ids.take(wanted, noun)
                called = self.names.get((noun, wanted)) or (None if made == wanted else wanted)
                known = self.mentioned[noun, wanted] = cls(id=made, name=called)
            if name is not None and name != known.title:
                message = f"the {noun} '{excerpt(wanted)}' is called '{excerpt(name)}' here; the first name is kept."
                self.remarks.tell("other_name", message, node.path, node.where)
            found[noun] = known
        return found

    def _backbone(self, facts: dict[str, Any], partner_id: str, node: Node) -> Iterator[BackboneRole]:
        is_backbone = typed(facts.get("backbone"), bool | None)
        if isinstance(is_backbone, bool):
            del facts["backbone"]
        if is_backbone is not True:
            return
        functions = facts.pop("backbone_functions", None)
        if _is_blank(functions):
            message = "a backbone without functions counts as one that holds none of the six."
            self.remarks.tell("no_functions", message, node.path, node.where, severity="note")
        values = {"id": self.ids.take(f"{partner_id}-backbone", "role"), "partner_id": partner_id}
        columns = (("backbone_functions", "functions"),)
        yield self._made(BackboneRole, values, columns, {"backbone_functions": functions}, node)

    def _tie(self, link: Resolved, links: Links) -> Tie:
        facts = link.facts
        if not facts.keys() & {"tie_id", "intensity"}:
            self._take_strength(facts, link)
        wanted = _taken(facts, "tie_id") or f"tie {link.source} {link.other}"
        values: dict[str, Any] = {
            "id": self.ids.take(wanted.removeprefix("tie:"), "tie"),
            "from_id": link.source,
            "to_id": link.other,
        }
        reporter = _text(facts.get("reported_by"))
        if reporter is not None:
            found = links.partner(reporter)
            if found is None:
                message = f"reported_by names '{excerpt(reporter)}', which is no partner of this file."
                self.remarks.tell("unknown_id", message, link.edge.path, link.edge.where, severity="error")
            else:
                del facts["reported_by"]
                values["reported_by_id"] = found
        ends = {f"scale_{end}": end for end in ("minimum", "maximum")}
        stated = {column: facts.pop(column) for column in ends if column in facts}
        scale = self._made(Range, {}, tuple(ends.items()), stated, link.edge)
        if scale != Range():
            values["scale"] = scale
        return self._made(Tie, values, TIE, facts, link.edge)

    def _take_strength(self, facts: dict[str, Any], link: Resolved) -> None:
        """Take what other tools call weight or strength for the intensity of a tie, where it is a number."""
        for column in sorted(facts):
            value = typed(facts[column], float)
            is_number = isinstance(value, float | int) and not isinstance(value, bool)
            if column.casefold() in STRENGTHS and is_number:
                facts["intensity"] = facts.pop(column)
                one = f"1 tie has its '{column}' read as its intensity."
                many = f"{{count}} ties have their '{column}' read as their intensity."
                hint = "More must be stronger; where it is the other way round, turn the numbers round first."
                self.remarks.count("other_column", one, many, link.edge.path, link.edge.where, hint=hint)
                return

    def _made(
        self,
        cls: type[R],
        values: dict[str, Any],
        columns: tuple[tuple[str, str], ...],
        facts: dict[str, Any],
        place: Any,  # noqa: ANN401 - a node or an edge
    ) -> R:
        """Return a record of `values` and of what the facts say in these columns; the rest goes to `extra`.

        What the record refuses is told and stays among the rest.
        """
        plan = field_plan(cls)
        rest = {name: value for name, value in facts.items() if not _is_blank(value)}
        column_of: dict[str, str] = {}
        for column, field in columns:
            if column in rest:
                values[field] = typed(rest[column], plan[field].type)
                column_of[field] = column
        while True:
            left = {name: value for name, value in rest.items() if name not in column_of.values()}
            try:
                return cls(**values, **({"extra": {NAMESPACE: left}} if left else {}))
            except InvalidRecordError as error:
                problem = error.problems[0]
                field = problem.path.partition("/")[0]
                column = column_of.pop(field)
                del values[field]
                path = f"{place.path}/{column}" if place.path else column
                message = f"{problem.message} It is kept in extra."
                self.remarks.tell(
                    problem.code, message, path, place.where, severity="error", hint=problem.hint
                )


def _word(node: Node) -> str:
    """Return the kind that a node states, in its own column or in front of its id, as our words are spelled."""
    word = "_".join((node.kind or "").casefold().split())
    start = node.id.partition(":")[0]
    return word or (start if start in KINDS and start != node.id else "")


def _text(value: object) -> str | None:
    text = str(value).strip() if isinstance(value, str | int | float) else ""
    return text or None


def _taken(facts: dict[str, Any], name: str) -> str | None:
    """Take a single value out of the facts as a text; what is no single value stays."""
    text = _text(facts.get(name))
    if text is not None:
        del facts[name]
    return text


def _is_blank(value: object) -> bool:
    return value is None or value in ("", [], {})
