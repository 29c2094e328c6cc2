"""An initiative, or a map of one, as nodes and links that any format of networks can hold.

Rows are sorted by kind and id, so that the order of records changes nothing. What a network has no place for
(figures, meetings, evidence) is counted and told, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from collective_impact.errors import excerpt
from collective_impact.interchange.network_terms import (
    COLUMNS,
    CONTRIBUTION,
    NAMESPACE,
    REINFORCEMENT,
    TIE,
    Edge,
    Node,
    Rows,
    joined,
)
from collective_impact.model.entity import in_force
from collective_impact.record import field_plan, thaw

if TYPE_CHECKING:
    from collective_impact.interchange.remarks import Remarks
    from collective_impact.model.activity import Activity
    from collective_impact.model.agenda import Outcome
    from collective_impact.model.entity import Entity
    from collective_impact.model.initiative import Initiative
    from collective_impact.model.partner import Partner, Tie
    from collective_impact.record import Record

    class Index(Protocol):
        """What of an initiative is on a map."""

        @property
        def initiative(self) -> Initiative: ...
        @property
        def on(self) -> date | None: ...
        @property
        def partners(self) -> tuple[Partner, ...]: ...
        @property
        def activities(self) -> tuple[Activity, ...]: ...

    class Map(Protocol):
        """A map, which carries its index."""

        @property
        def index(self) -> Index: ...

    Subject: TypeAlias = Initiative | Map | Index

__all__ = ["flat", "recorded_in", "rows_of"]

Fact = tuple[str, Any]

_NAMED = frozenset({"name"})
# What of each record travels otherwise than in a column: in its label, in links, or in columns of their own.
_ELSEWHERE: Mapping[str, frozenset[str]] = {
    "partner": _NAMED | {"part_of_id"},
    "activity": _NAMED
    | {"contributions", "outcome_ids", "strategy_ids", "population", "place", "part_of_id", "reinforcements"},
    "outcome": _NAMED | {"population", "place", "leads_to_ids", "enables_ids"},
    "strategy": _NAMED | {"outcome_ids"},
    "indicator": _NAMED | {"outcome_ids"},
    "population": _NAMED,
    "place": _NAMED,
    "backbone role": frozenset({"partner_id", "functions"}),
    "tie": frozenset({"from_id", "to_id", "scale", "reported_by_id"}),
    "contribution": frozenset({"partner_id"}),
    "reinforcement": frozenset({"activity_id", "kind"}),
    "agenda": frozenset({"outcomes", "strategies"}),
    "initiative": _NAMED
    | {"agenda", "partners", "indicators", "activities", "backbone_roles", "ties", "source"},
}


def recorded_in(subject: Subject) -> Initiative:
    """Return the initiative itself, or the one that a map is drawn from."""
    index: Any = getattr(subject, "index", subject)
    held: Initiative = getattr(index, "initiative", index)
    return held


def rows_of(subject: Subject, remarks: Remarks, *, reserved: frozenset[str] = frozenset()) -> Rows:
    """Return the nodes and links of an initiative or of a map, and tell what of it they do not hold.

    Of a map, what is not on it (not in force, cancelled) is left out. `reserved` are names that the format
    itself needs, under which no fact may stand.
    """
    return _Rows(subject, remarks, reserved).rows()


def flat(facts: Mapping[str, Any], remarks: Remarks) -> dict[str, str | float | bool]:
    """Return facts as single values: lists of texts in one text; what is deeper is left out and told."""
    found: dict[str, str | float | bool] = {}
    for name, value in facts.items():
        if isinstance(value, str | int | float):
            found[name] = value
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            found[name] = joined(value)
        else:
            shown = excerpt(name)
            one = f"1 value of {shown} is no single value and is not written."
            remarks.count(
                "not_written", one, f"{{count}} values of {shown} are no single values and are not written."
            )
    return found


class _Rows:
    """The rows of one initiative while they are put together."""

    def __init__(self, subject: Subject, remarks: Remarks, reserved: frozenset[str]) -> None:
        index: Any = getattr(subject, "index", subject)
        self.initiative = recorded_in(subject)
        self.partners: tuple[Partner, ...] = index.partners
        self.activities: tuple[Activity, ...] = index.activities
        self.on: date | None = None if index is self.initiative else index.on
        self.remarks = remarks
        self.reserved = reserved
        self.known: set[str] = set()

    def rows(self) -> Rows:
        initiative, agenda = self.initiative, self.initiative.agenda
        for noun in ("partners", "activities"):
            missing = len(getattr(initiative, noun)) - len(getattr(self, noun))
            if missing:
                message = f"{missing:,} {noun} of the initiative are not on the map and are not written."
                self.remarks.tell("not_on_map", message, noun, severity="note")
        self._left_out("initiative", initiative)
        self._left_out("agenda", agenda)
        tables: tuple[tuple[str, Iterable[Entity]], ...] = (
            ("partner", self.partners),
            ("activity", self.activities),
            ("outcome", agenda.outcomes),
            ("strategy", agenda.strategies),
            ("indicator", initiative.indicators),
        )
        nodes = [self._node(kind, record) for kind, records in tables for record in _sorted(records)]
        self.known.update(node.id for node in nodes)
        edges = [
            edge
            for kind, records in tables
            for record in _sorted(records)
            for edge in self._from(kind, record)
        ]
        edges.extend(self._tie(tie) for tie in _sorted(initiative.ties))
        ends = [edge for edge in edges if edge.source in self.known and edge.target in self.known]
        if len(ends) < len(edges):
            message = f"{len(edges) - len(ends):,} links to records that are not on the map are not written."
            self.remarks.tell("not_on_map", message, severity="note")
        return Rows(nodes, ends)

    def _node(self, kind: str, record: Entity) -> Node:
        facts = dict(self._facts(record, COLUMNS[kind]))
        if kind in ("activity", "outcome"):
            facts.update(self._mentions(cast("Activity | Outcome", record)))
        if kind == "partner":
            facts.update(self._backbone(record.id))
        self._left_out(kind, record, [field for _, field in COLUMNS[kind]])
        return Node(f"{kind}:{record.id}", kind, record.title, self._with_kept(record, facts))

    def _mentions(self, record: Activity | Outcome) -> Iterator[Fact]:
        for noun in ("population", "place"):
            mention = getattr(record, noun)
            if mention is not None:
                self._left_out(noun, mention)
                yield noun, mention.id
                name = self.initiative.get(mention.id).name
                if name is not None:
                    yield f"{noun}_name", name

    def _backbone(self, partner_id: str) -> Iterator[Fact]:
        roles = [role for role in self.initiative.backbone_roles if role.partner_id == partner_id]
        held = _sorted(role for role in roles if self.on is None or in_force(role, self.on))
        for role in held:
            self._left_out("backbone role", role)
        if held:
            yield "backbone", True
            functions: set[str] = set().union(*(role.functions for role in held))
            if functions:
                yield "backbone_functions", sorted(functions)

    def _from(self, kind: str, record: Any) -> Iterator[Edge]:  # noqa: ANN401 - a record of any kind
        here = f"{kind}:{record.id}"
        if kind in ("partner", "activity") and record.part_of_id is not None:
            yield Edge(here, f"{kind}:{record.part_of_id}", "part_of", {})
        if kind == "activity":
            yield from self._from_activity(here, record)
        elif kind == "outcome":
            yield from _plain(here, "leads_to", "outcome", record.leads_to_ids)
            yield from _plain(here, "enables", "activity", record.enables_ids)
        elif kind != "partner":
            relation = "serves" if kind == "strategy" else "measures"
            yield from _plain(here, relation, "outcome", record.outcome_ids)

    def _from_activity(self, here: str, activity: Activity) -> Iterator[Edge]:
        for part in sorted(activity.contributions, key=lambda part: (part.partner_id, part.role or "")):
            self._left_out("contribution", part, [field for _, field in CONTRIBUTION])
            facts = self._with_kept(part, dict(self._facts(part, CONTRIBUTION)))
            yield Edge(f"partner:{part.partner_id}", here, "delivers", facts)
        yield from _plain(here, "contributes_to", "outcome", activity.outcome_ids)
        yield from _plain(here, "carries_out", "strategy", activity.strategy_ids)
        for link in sorted(
            activity.reinforcements, key=lambda link: (link.activity_id, link.kind, repr(link))
        ):
            self._left_out("reinforcement", link, [field for _, field in REINFORCEMENT])
            facts = self._with_kept(link, dict(self._facts(link, REINFORCEMENT)))
            yield Edge(here, f"activity:{link.activity_id}", link.kind, facts)

    def _tie(self, tie: Tie) -> Edge:
        self._left_out("tie", tie, [field for _, field in TIE])
        facts = {"tie_id": tie.id, **dict(self._facts(tie, TIE))}
        if tie.scale is not None:
            ends = {"scale_minimum": tie.scale.minimum, "scale_maximum": tie.scale.maximum}
            facts.update((name, value) for name, value in ends.items() if value is not None)
        if tie.reported_by_id is not None:
            facts["reported_by"] = tie.reported_by_id
        return Edge(
            f"partner:{tie.from_id}", f"partner:{tie.to_id}", "collaborates_with", self._with_kept(tie, facts)
        )

    def _facts(self, record: Record, columns: Iterable[tuple[str, str]]) -> Iterator[Fact]:
        for column, field in columns:
            value = getattr(record, field)
            if value is not None and value not in ((), ""):
                yield column, _plain_value(value)

    def _with_kept(self, record: Record, facts: dict[str, Any]) -> dict[str, Any]:
        """Return facts together with those that a network file stated and no field has."""
        kept = record.extra.get(NAMESPACE)
        if isinstance(kept, Mapping):
            for name, value in sorted(thaw(kept).items()):
                if name in facts or name in self.reserved:
                    shown = excerpt(name)
                    one = f"1 value of {shown} in extra has no place beside the field of that name."
                    many = (
                        f"{{count}} values of {shown} in extra have no place beside the field of that name."
                    )
                    self.remarks.count("not_written", one, many)
                else:
                    facts[name] = value
        return facts

    def _left_out(self, kind: str, record: Record, columns: Iterable[str] = ()) -> None:
        """Count what is recorded and does not travel."""
        travels = {"id", *_ELSEWHERE[kind], *columns}
        for name, plan in field_plan(type(record)).items():
            value = getattr(record, name)
            if name == "extra":
                is_left = any(key != NAMESPACE for key in value)
            else:
                is_left = name not in travels and value is not plan.default and value != plan.default
            if is_left:
                one = f"{name} of 1 {kind}: not written, for a network has no place for it."
                many = f"{name} of {{count}} {kind} records: not written, for a network has no place for it."
                self.remarks.count("not_written", one, many)


def _plain(here: str, relation: str, kind: str, ids: Iterable[str]) -> Iterator[Edge]:
    for id_ in sorted(set(ids)):
        yield Edge(here, f"{kind}:{id_}", relation, {})


def _plain_value(value: Any) -> Any:  # noqa: ANN401 - a field's value
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def _sorted(records: Iterable[Any]) -> list[Any]:
    return sorted(records, key=lambda record: record.id)
