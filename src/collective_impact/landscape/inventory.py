"""The inventory of the collaborations of one community: a record with a document of its own.

It may start thin, a name, a goal and a roster for each, and grow until an entry is a whole initiative. What
overlaps, is missing or ought to be done is said by the other files of this room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from collective_impact.errors import InvalidRecordError, Problem, UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.landscape.identities import contradictions, leaders, same_pair
from collective_impact.landscape.inventory_links import link_problems_of, pattern_problems, stated_keys
from collective_impact.model.agenda import Outcome, Strategy
from collective_impact.model.convening import Convening
from collective_impact.model.entity import Entity, Entry, reversed_dates
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Sector
from collective_impact.model.values import Place, Population, Source
from collective_impact.record import Record, inner_records

__all__ = ["Body", "Collaboration", "IdentityDecision", "Landscape", "Organisation"]

_TRIED = 1_000
_HINT_LENGTH = 400


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Organisation(Entity):
    """An organisation of the community, whatever part it has in which collaboration."""

    other_names: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Other names and spellings of it, acronyms too.")
    )
    sector: Sector | None = attrs.field(
        default=None, metadata=about("The sector that it belongs to.", source="Kania & Kramer (2011)")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Body(Entity):
    """A council, board or cabinet that oversees collaborations, other bodies, or the whole."""

    kind: str | None = attrs.field(default=None, metadata=about("What it is, in free words: council, board."))
    answers_to_ids: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about("The bodies that it answers to; empty means none, or not recorded.", refers_to="Body"),
    )
    member_ids: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "The organisations that sit in it; empty means not recorded.", refers_to="Organisation"
        ),
    )
    populations: tuple[Population, ...] = attrs.field(
        default=(), metadata=about("Whom it is responsible for, with their ages.")
    )
    places: tuple[Place, ...] = attrs.field(default=(), metadata=about("Where."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Collaboration(Entity):
    """A coalition, task force or network (Pittman: fifty in a mid-size community), as much as is known of it.

    A thin entry has a name, goals, strategies and a roster. A full one holds its `initiative`, or names the
    `file` of it; what the entry itself states is added to that. An empty table means *not recorded*, unless
    `Landscape.complete` says otherwise.
    """

    member_ids: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about("The roster; a member that stands twice counts once.", refers_to="Organisation"),
    )
    outcome_ids: tuple[str, ...] = attrs.field(default=(), metadata=about("Its goals.", refers_to="Outcome"))
    strategy_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("How it wants to reach them.", refers_to="Strategy")
    )
    populations: tuple[Population, ...] = attrs.field(
        default=(), metadata=about("Whom it serves, with their ages.")
    )
    places: tuple[Place, ...] = attrs.field(default=(), metadata=about("Where it works."))
    settings: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Where it meets those it serves, in free words: in school, out of school.", source="Pittman"
        ),
    )
    convenings: tuple[Convening, ...] = attrs.field(
        default=(), metadata=about("Where its members meet, and how often; without lists of partners.")
    )
    hours_per_meeting: float | None = attrs.field(
        default=None, metadata=about("How long a meeting takes.", unit="hours", low=0, high=24)
    )
    overseen_by_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("The bodies that it answers to.", refers_to="Body")
    )
    since: date | None = attrs.field(default=None, metadata=about("The day it began."))
    until: date | None = attrs.field(default=None, metadata=about("Its last day; absent means open."))
    initiative: Initiative | None = attrs.field(
        default=None, metadata=about("All that is recorded of it; its ids are its own.")
    )
    file: str | None = attrs.field(
        default=None,
        metadata=about("The document that holds its initiative, as a path from the landscape's own."),
    )

    def check(self) -> Iterator[Problem]:
        """Yield problems of reversed dates, and of an initiative that stands here and in a file."""
        yield from super().check()
        yield from reversed_dates(self)
        if self.initiative is not None and self.file is not None:
            message = "an initiative stands here, and a file is named as well."
            hint = "Keep one of the two, so that there is one truth."
            yield Problem(path="file", code="contradiction", message=message, hint=hint)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class IdentityDecision(Entry):
    """What somebody decided: that two entries stand for one thing, or that they do not.

    A key is the id of an organisation, outcome or strategy of the landscape, or `collaboration/id` for a
    partner, outcome or strategy inside the initiative of a collaboration.
    """

    one: str = attrs.field(metadata=about("The key of the one entry."))
    other: str = attrs.field(metadata=about("The key of the other."))
    same: bool = attrs.field(metadata=about("Whether the two are one."))
    because: str | None = attrs.field(default=None, metadata=about("Why, in the words of who decided."))
    decided_by: str | None = attrs.field(default=None, metadata=about("Who decided: a role, not a person."))
    on: date | None = attrs.field(default=None, metadata=about("When."))

    def check(self) -> Iterator[Problem]:
        """Yield a problem of an entry that is compared with itself."""
        yield from super().check()
        if self.one == self.other:
            message = f"'{excerpt(self.one)}' is named twice; a decision is about two entries."
            yield Problem(path="other", code="contradiction", message=message)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Landscape(Entity):
    """The collaborations of one community, who takes part in them, and who oversees them.

    Ids are unique over all its records; those inside an initiative are the initiative's own. A table that is
    empty means *not recorded*; name it in `complete` to say that it is known: there is none.
    """

    place: Place | None = attrs.field(default=None, metadata=about("The community."))
    complete: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Paths of tables that hold all there is: `collaborations`, `bodies`, `collaborations/*/member_ids`, "
            "`collaborations/C1/convenings`."
        ),
    )
    collaborations: tuple[Collaboration, ...] = attrs.field(default=(), metadata=about("The collaborations."))
    organisations: tuple[Organisation, ...] = attrs.field(
        default=(), metadata=about("Who takes part, an entry for each spelling until somebody decides.")
    )
    outcomes: tuple[Outcome, ...] = attrs.field(
        default=(), metadata=about("The goals that collaborations name, and those that the community has.")
    )
    strategies: tuple[Strategy, ...] = attrs.field(
        default=(), metadata=about("The ways that collaborations take.")
    )
    bodies: tuple[Body, ...] = attrs.field(default=(), metadata=about("Who oversees whom."))
    places: tuple[Place, ...] = attrs.field(
        default=(), metadata=about("The places of the community that are to be served.")
    )
    decisions: tuple[IdentityDecision, ...] = attrs.field(
        default=(), metadata=about("Which entries are one, and which are not.")
    )
    whole: Initiative | None = attrs.field(
        default=None,
        metadata=about(
            "What the collaborations have agreed for the community as a whole: agenda, shared indicators, "
            "channels, backbone roles; its ids are its own.",
            source="Pittman",
        ),
    )
    source: Source | None = attrs.field(
        default=None, metadata=about("Where all this was read from.", last=True)
    )

    _held: dict[str, Entity] = attrs.field(init=False, eq=False, factory=dict)

    def check(self) -> Iterator[Problem]:
        """Yield problems of ids, of `complete`, and of decisions that point nowhere or contradict each other."""
        yield from super().check()
        yield from pattern_problems(self)
        known, is_open = stated_keys(self)
        seen: dict[tuple[str, str], int] = {}
        for position, decision in enumerate(self.decisions):
            for name in ("one", "other"):
                yield from _key_problems(
                    getattr(decision, name), f"decisions/{position}/{name}", known, is_open
                )
            kinds = {known.get(decision.one), known.get(decision.other)} - {None}
            if len(kinds) > 1:
                message = f"an {' and an '.join(sorted(map(str, kinds)))} can never be one."
                yield Problem(path=f"decisions/{position}", code="wrong_kind_of_id", message=message)
            first = seen.setdefault(same_pair(decision.one, decision.other), position)
            if first != position:
                message = f"these two are decided on already at decisions/{first}."
                hint = "Keep one decision about them."
                yield Problem(path=f"decisions/{position}", code="repeated_id", message=message, hint=hint)
        yield from contradictions(self.decisions)

    @classmethod
    def check_links(cls, data: Record | Mapping[str, Any]) -> Iterator[Problem]:
        """Yield what is wrong between the records of a landscape, or of its plain data; not inside initiatives."""
        return link_problems_of(data, cls)

    def is_complete(self, path: str) -> bool:
        """Return whether `complete` says that what stands at this path is all there is.

        `path` names a table, or a field of one row by its id: `collaborations/C1/member_ids`.
        """
        if path in self.complete:
            return True
        table, _, rest = path.partition("/")
        return bool(rest) and f"{table}/*/{rest.partition('/')[2]}" in self.complete

    def get(self, id: str) -> Entity:  # noqa: A002 - the field's own name
        """Return the record of the landscape with this id; what stands inside an initiative is asked there.

        Raises:
            UnknownNameError: no record has this id.
        """
        if not self._held:
            for inner in inner_records(Landscape):
                if inner.is_table and issubclass(inner.cls, Entity):
                    self._held.update((row.id, row) for row in getattr(self, inner.name))
        if id not in self._held:
            hint = did_you_mean(str(id), list(self._held)[:_TRIED])[:_HINT_LENGTH]
            raise UnknownNameError(f"There is no record with the id '{excerpt(id)}'. {hint}".strip())
        return self._held[id]

    def including(self, *records: Record) -> Landscape:
        """Return a landscape with these records: each is added, or takes the place of the one with its id.

        A decision takes the place of an earlier one about the same two. An `Initiative` is put into the
        collaboration of its id, which keeps all that it states; where there is none, it becomes one.

        Raises:
            InvalidRecordError: a kind has no table here, or the records do not fit each other.
        """
        tables: dict[str, Any] = {}
        for record in records:
            row: Any = record
            if isinstance(record, Initiative):
                row = _holding(record, tables.get("collaborations", self.collaborations))
            name = next(
                (i.name for i in inner_records(Landscape) if i.is_table and isinstance(row, i.cls)), None
            )
            if name is None:
                raise InvalidRecordError(f"A landscape has no table for a {type(record).__name__}.")
            held = tables.get(name, getattr(self, name))
            at = [position for position, before in enumerate(held) if _is_about_the_same(before, row)]
            tables[name] = (*held[: at[0]], row, *held[at[0] + 1 :]) if at else (*held, row)
        return attrs.evolve(self, **tables)

    def merging(self, one: str, other: str, *, because: str | None = None) -> Landscape:
        """Return a landscape in which it is decided that two entries stand for one thing.

        Both entries stay as they are; the decision is kept in the document and can be replaced by
        `keeping_apart`. Keys are those of `IdentityDecision`.

        Raises:
            InvalidRecordError: a key points nowhere, the two are of different kinds, or another decision says no.
        """
        return self.including(IdentityDecision(one=one, other=other, same=True, because=because))

    def keeping_apart(self, one: str, other: str, *, because: str | None = None) -> Landscape:
        """Return a landscape in which it is decided that two entries are not the same, however alike.

        Raises:
            InvalidRecordError: a key points nowhere, the two are of different kinds, or others join them.
        """
        return self.including(IdentityDecision(one=one, other=other, same=False, because=because))

    def leaders(self) -> Mapping[str, str]:
        """Return for each key that was decided to be the same as another the key that speaks for all of them."""
        return leaders(self.decisions)


def _holding(initiative: Initiative, rows: tuple[Collaboration, ...]) -> Collaboration:
    """Return the collaboration of the initiative's id, thin until now, with the initiative in it."""
    thin = next((row for row in rows if row.id == initiative.id), Collaboration(id=initiative.id))
    return attrs.evolve(thin, name=thin.name or initiative.name, initiative=initiative, file=None)


def _is_about_the_same(before: Any, row: Any) -> bool:  # noqa: ANN401 - rows of any table
    if isinstance(row, IdentityDecision):
        return same_pair(before.one, before.other) == same_pair(row.one, row.other)
    return bool(before.id == row.id)


def _key_problems(
    key: str, path: str, known: Mapping[str, str], is_open: frozenset[str]
) -> Iterator[Problem]:
    if key not in known and key.partition("/")[0] not in is_open:
        message = f"there is no organisation, outcome or strategy with the key '{excerpt(key)}'."
        hint = did_you_mean(key, list(known)[:_TRIED])[:_HINT_LENGTH]
        yield Problem(path=path, code="dangling_id", message=message, hint=hint or None)
