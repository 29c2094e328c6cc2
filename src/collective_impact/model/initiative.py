"""The initiative: everything that is recorded about one collaboration, and whether its records fit each other.

A single noun's rules are in that noun's file. What is weak is never refused here: it is scored elsewhere. The
files of the nouns are loaded when a first initiative is made, so that importing this one stays cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from collective_impact.errors import Found, InvalidRecordError, Problem, UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.model.entity import Entity, reversed_dates
from collective_impact.model.links import changes_of, link_problems, links_of, near_ids, without_ids
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

_TOLD_HINTS = 20


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
        yield from self._check_complete()

    @classmethod
    def check_links(cls, data: Record | Mapping[str, Any]) -> Iterator[Problem]:
        """Yield what is wrong between the records of an initiative, or of its plain data."""
        return link_problems(data, cls)

    def _check_complete(self) -> Iterator[Problem]:
        """Yield a problem for each path that leads nowhere; a path that is repeated is looked at once."""
        levels = {"": _Level(type(self), [self])}
        first: dict[str, int] = {}
        for position, pattern in enumerate(self.complete):
            first.setdefault(pattern, position)
        found = Found()
        for pattern, position in first.items():
            fault = _fault_of(pattern, levels)
            if fault is not None and found.has_room():
                message, hint, known = fault
                if known:
                    hint = did_you_mean(hint, known) if len(found) < _TOLD_HINTS else ""
                path = f"complete/{position}"
                found.append(Problem(path=path, code="unknown_path", message=message, hint=hint or None))
        yield from found
        yield from [found[-1]] * found.hidden if found.hidden else ()

    def is_complete(self, path: str) -> bool:
        """Return whether `complete` says that what stands at this path is all there is.

        `path` names one table or field, rows by their id: `convenings`, `activities/A1/contributions`.

        Raises:
            InvalidRecordError: `path` is not a text.
        """
        if not isinstance(path, str):
            message = f"A path is a text, such as 'activities/A1/contributions', found {excerpt(path)}."
            raise InvalidRecordError(message)
        if not self.complete:
            return False
        complete = self._complete
        if not complete:
            complete = {pattern: [] for pattern in self.complete}
            complete[""] = [pattern.split("/") for pattern in self.complete if "*" in pattern]
            object.__setattr__(self, "_complete", complete)  # whole, so that no other thread sees half of it
        words = path.split("/")
        return path in complete or any(_covers(pattern, words) for pattern in complete[""])

    def get(self, id: str) -> Entity:  # noqa: A002 - the field's own name
        """Return the record with this id, whatever its kind and wherever it sits.

        Raises:
            UnknownNameError: no record has this id.
        """
        held = self._held
        if not held:
            held = _by_id(self)
            object.__setattr__(self, "_held", held)  # whole, so that no other thread sees half of it
        if not isinstance(id, str):
            raise UnknownNameError(f"An id is a text, found {excerpt(id)}. Give one id at a time.")
        if id not in held:
            raise UnknownNameError(f"There is no record with the id '{excerpt(id)}'. {near_ids(id, held)}")
        return held[id]

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
            InvalidRecordError: one of them is the initiative's own.
        """
        for id_ in ids:
            self.get(id_)
            if id_ == self.id:
                message = f"'{excerpt(id_)}' is the initiative itself, which cannot be taken out of itself."
                raise InvalidRecordError(message)
        changes, gone = without_ids(self, frozenset(ids))
        kept = tuple(pattern for pattern in self.complete if not gone.intersection(pattern.split("/")))
        return attrs.evolve(self, **changes, complete=kept)


class _Level:
    """The records at a path of tables and fields, and the names that may follow there."""

    def __init__(self, cls: type[Record], nodes: list[Record]) -> None:
        self.cls = cls
        self.nodes = nodes
        self.names = {name for kind in {cls, *map(type, nodes)} for name in field_plan(kind)}
        self.inner = {inner.name: inner for inner in inner_records(cls)}
        self.by_id: dict[str, list[Record]] = {}

    def below(self, name: str) -> _Level:
        """Return what stands in a field that holds records."""
        inner = self.inner[name]
        held = [getattr(node, name) for node in self.nodes if name in field_plan(type(node))]
        if inner.is_table:
            return _Level(inner.cls, [row for table in held for row in table])
        return _Level(inner.cls, [record for record in held if record is not None])

    def of_id(self, id_: str) -> _Level | None:
        """Return the rows of an id alone, None where there are none."""
        if not self.by_id:
            for node in self.nodes:
                self.by_id.setdefault(getattr(node, "id", ""), []).append(node)
        found = self.by_id.get(id_) if id_ else None
        return _Level(self.cls, found) if found else None


def _fault_of(pattern: str, levels: dict[str, _Level]) -> tuple[str, str, list[str]] | None:
    """Return why a path leads nowhere, what to do or which word is wrong, and the words that are known there.

    `levels` remembers what stands at the beginnings of paths that were gone before.
    """
    shown = excerpt(pattern)
    level, words, here = levels[""], pattern.split("/"), ""
    while words:
        word = words.pop(0)
        if word not in level.names:
            return f"'{shown}' names no table or field.", word, sorted(level.names - {"extra"})
        if not words:
            return None
        if word not in level.inner:
            return f"'{shown}' goes on after the field {word!r}.", "", []
        is_table = level.inner[word].is_table
        here = f"{here}/{word}"
        if here not in levels:
            levels[here] = level.below(word)
        level = levels[here]
        if is_table:
            key = words.pop(0)
            here = f"{here}/{key}"
            rows = level if key == "*" else levels.get(here) or level.of_id(key)
            if rows is None:
                message = f"'{shown}' names no record with the id '{excerpt(key)}' in {word}."
                return message, "Use an id, or * for all.", []
            level = levels[here] = rows
    return f"'{shown}' ends at a record.", "Name one of its tables or fields.", []


def _by_id(initiative: Initiative) -> dict[str, Entity]:
    """Return the records by id; of what is mentioned in several places the fullest mention."""
    held: dict[str, Entity] = {}
    for link in links_of(initiative, Initiative):
        if link.is_definition:
            before = held.get(link.id)
            if before is None or len(repr(link.holder)) > len(repr(before)):
                held[link.id] = link.holder
    return held


def _covers(pattern: list[str], words: list[str]) -> bool:
    return len(pattern) == len(words) and all(a in ("*", b) for a, b in zip(pattern, words, strict=True))
