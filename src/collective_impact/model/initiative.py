"""The initiative: everything that is recorded about one collaboration, and whether its records fit each other.

A single noun's rules are in that noun's file. What is weak is never refused here: it is scored elsewhere. The
files of the nouns are loaded when a first initiative is made, so that importing this one stays cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from collective_impact.errors import InvalidRecordError, Problem, UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.model.entity import Entity, reversed_dates
from collective_impact.model.links import changes_of, link_problems, links_of, without_ids
from collective_impact.record import Record, field_plan, inner_records

if TYPE_CHECKING:
    from collective_impact.model.activity import Activity
    from collective_impact.model.agenda import Agenda
    from collective_impact.model.backbone import BackboneRole
    from collective_impact.model.convening import Channel, Convening
    from collective_impact.model.evidence import Evidence
    from collective_impact.model.indicator import Indicator
    from collective_impact.model.partner import Partner, Tie
    from collective_impact.model.values import Place, Source

__all__ = ["Initiative"]


def _nothing_agreed() -> Agenda:
    from collective_impact.model.agenda import Agenda  # noqa: PLC0415 - the nouns load when they are needed

    return Agenda()


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Initiative(Entity):
    """Organisations of different sectors that commit to a common agenda (Kania & Kramer, 2011).

    A field that is absent, or a table that is empty, means *not recorded*. Name it in `complete` to say that it
    is known: there is none.
    """

    place: Place | None = attrs.field(default=None, metadata=about("Where it works."))
    since: date | None = attrs.field(default=None, metadata=about("The day it began."))
    until: date | None = attrs.field(default=None, metadata=about("Its last day; absent means open."))
    complete: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Paths of tables and fields that hold all there is, so that an empty one means none: `convenings`, "
            "`activities/*/outcome_ids`, `agenda/problem`, `indicators/I3/targets`."
        ),
    )
    agenda: Agenda = attrs.field(factory=_nothing_agreed, metadata=about("What the partners agreed."))
    partners: tuple[Partner, ...] = attrs.field(default=(), metadata=about("Who takes part."))
    indicators: tuple[Indicator, ...] = attrs.field(default=(), metadata=about("What is measured together."))
    activities: tuple[Activity, ...] = attrs.field(default=(), metadata=about("What is done."))
    convenings: tuple[Convening, ...] = attrs.field(default=(), metadata=about("Where partners meet."))
    channels: tuple[Channel, ...] = attrs.field(default=(), metadata=about("How they talk otherwise."))
    backbone_roles: tuple[BackboneRole, ...] = attrs.field(
        default=(), metadata=about("Who supports the whole.")
    )
    ties: tuple[Tie, ...] = attrs.field(default=(), metadata=about("Who works with whom, as reported."))
    evidence: tuple[Evidence, ...] = attrs.field(default=(), metadata=about("Dated proof."))
    source: Source | None = attrs.field(
        default=None, metadata=about("Where all this was read from.", last=True)
    )

    _held: dict[str, Entity] = attrs.field(init=False, eq=False, factory=dict)
    _complete: dict[str, list[list[str]]] = attrs.field(init=False, eq=False, factory=dict)

    def check(self) -> Iterator[Problem]:
        """Yield problems of reversed dates, of ids that are repeated or point nowhere, and of `complete`."""
        yield from super().check()
        yield from reversed_dates(self)
        for position, pattern in enumerate(self.complete):
            yield from self._check_pattern(pattern, f"complete/{position}")

    @classmethod
    def check_links(cls, data: Record | Mapping[str, Any]) -> Iterator[Problem]:
        """Yield what is wrong between the records of an initiative, or of its plain data."""
        return link_problems(data, cls)

    def _check_pattern(self, pattern: str, path: str) -> Iterator[Problem]:
        nodes: list[Record] = [self]
        cls: type[Record] = type(self)
        words = pattern.split("/")
        for depth, word in enumerate(words):
            names = {name for node in nodes for name in field_plan(type(node))} | set(field_plan(cls))
            if word not in names:
                message = f"'{excerpt(pattern)}' names no table or field."
                hint = did_you_mean(word, sorted(names - {"extra"}))
                yield Problem(path=path, code="unknown_path", message=message, hint=hint)
                return
            inner = {found.name: found for found in inner_records(cls)}.get(word)
            rest = words[depth + 1 :]
            if inner is None or not rest:
                if rest:
                    message = f"'{excerpt(pattern)}' goes on after the field {word!r}."
                    yield Problem(path=path, code="unknown_path", message=message)
                return
            cls, held = inner.cls, [getattr(node, word) for node in nodes if word in field_plan(type(node))]
            if not inner.is_table:
                nodes = [record for record in held if record is not None]
                continue
            rows = [row for table in held for row in table]
            key = words.pop(depth + 1)
            nodes = rows if key == "*" else [row for row in rows if getattr(row, "id", None) == key]
            if key != "*" and not nodes:
                message = f"'{excerpt(pattern)}' names no record with the id '{excerpt(key)}' in {word}."
                yield Problem(
                    path=path, code="unknown_path", message=message, hint="Use an id, or * for all."
                )
                return
        message = f"'{excerpt(pattern)}' ends at a record."
        yield Problem(
            path=path, code="unknown_path", message=message, hint="Name one of its tables or fields."
        )

    def is_complete(self, path: str) -> bool:
        """Return whether `complete` says that what stands at this path is all there is.

        `path` names one table or field, rows by their id: `convenings`, `activities/A1/contributions`.
        """
        if not self.complete:
            return False
        if not self._complete:
            self._complete[""] = [pattern.split("/") for pattern in self.complete if "*" in pattern]
            self._complete.update((pattern, []) for pattern in self.complete)
        words = path.split("/")
        return path in self._complete or any(_covers(pattern, words) for pattern in self._complete[""])

    def get(self, id: str) -> Entity:  # noqa: A002 - the field's own name
        """Return the record with this id, whatever its kind and wherever it sits.

        Raises:
            UnknownNameError: no record has this id.
        """
        if not self._held:
            for link in links_of(self, Initiative):
                if link.is_definition:
                    before = self._held.get(link.id)
                    if before is None or len(repr(link.holder)) > len(repr(before)):
                        self._held[link.id] = link.holder
        if id not in self._held:
            message = (
                f"There is no record with the id '{excerpt(id)}'. {did_you_mean(str(id), list(self._held))}"
            )
            raise UnknownNameError(message.strip())
        return self._held[id]

    def including(self, *records: Record) -> Initiative:
        """Return an initiative with these records: each is added, or takes the place of the one with its id.

        The table is found by the record's kind, also inside the agenda. A record without an id (an
        endorsement) is added; the agenda itself is replaced.

        Raises:
            InvalidRecordError: a kind has no table of its own, or the records do not fit each other.
        """
        changes: dict[str, Any] = {}

        def read(name: str) -> Any:  # noqa: ANN401 - any field's value
            return changes.get(name, getattr(self, name))

        for record in records:
            changes.update(self._including(record, read))
        return attrs.evolve(self, **changes)

    def _including(self, record: Record, read: Callable[[str], Any]) -> dict[str, Any]:
        replaced = False

        def change(inner: Record) -> Record:
            nonlocal replaced
            same = isinstance(inner, Entity) and isinstance(record, Entity) and inner.id == record.id
            if same and (isinstance(inner, type(record)) or isinstance(record, type(inner))):
                replaced = True
                return record
            return inner

        changes = changes_of(type(self), read, change)
        if replaced:
            return changes
        for found in inner_records(type(self)):
            if isinstance(record, found.cls):
                return {found.name: (*read(found.name), record) if found.is_table else record}
        agenda = read("agenda")
        for found in inner_records(type(agenda)):
            if isinstance(record, found.cls) and found.is_table:
                rows = (*getattr(agenda, found.name), record)
                return {"agenda": attrs.evolve(agenda, **{found.name: rows})}
        message = (
            f"An initiative has no table of its own for a {type(record).__name__}. "
            "Include the record that holds it instead, a convening for a meeting for example."
        )
        raise InvalidRecordError(message)

    def without(self, *ids: str) -> Initiative:
        """Return an initiative without the records of these ids, and without what points at them.

        An id in a list is dropped, an optional one emptied; what cannot be without it (a contribution, a
        backbone role, a tie, a partner's own series) goes as well.

        Raises:
            UnknownNameError: no record has one of these ids.
        """
        for id_ in ids:
            self.get(id_)
        changes, gone = without_ids(self, frozenset(ids))
        kept = tuple(pattern for pattern in self.complete if not gone.intersection(pattern.split("/")))
        return attrs.evolve(self, **changes, complete=kept)


def _covers(pattern: list[str], words: list[str]) -> bool:
    return len(pattern) == len(words) and all(a in ("*", b) for a, b in zip(pattern, words, strict=True))
