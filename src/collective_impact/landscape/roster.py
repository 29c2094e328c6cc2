"""A landscape that starts thin: one table of names, goals, strategies and members, as a sign-in list gives it.

A row for each member or all in one cell with `;` between them, both may be mixed. Nothing is merged: two
spellings are two organisations until somebody decides.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import attrs

from collective_impact.errors import excerpt
from collective_impact.files import Limits
from collective_impact.interchange.reading import Reading
from collective_impact.interchange.remarks import Remarks
from collective_impact.landscape.inventory import Body, Collaboration, Landscape, Organisation
from collective_impact.landscape.oversight import doubts
from collective_impact.landscape.roster_members import Members
from collective_impact.landscape.roster_rows import clean, parts, rows_of
from collective_impact.landscape.roster_words import ages_of, hours_of, rule_hint, rule_of
from collective_impact.model.agenda import Outcome, Strategy
from collective_impact.model.convening import Convening
from collective_impact.model.values import Cadence, Identifier, Place, Population, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    Group = tuple[str | None, int | None, int | None]

__all__ = ["read_roster"]

_LONGEST_SLUG = 80
_order = attrgetter("order")
_LISTS = ("goals", "strategies", "places", "settings", "overseen_by")


@attrs.define
class _Entry:
    """What the rows of one collaboration say together."""

    rows: list[str] = attrs.field(factory=list)
    lists: dict[str, dict[str, None]] = attrs.field(factory=lambda: {name: {} for name in _LISTS})
    groups: dict[Group, None] = attrs.field(factory=dict)
    rules: dict[str, None] = attrs.field(factory=dict)
    hours: dict[float, None] = attrs.field(factory=dict)


def read_roster(
    source: str | os.PathLike[str] | Iterable[Mapping[str, object]],
    *,
    id: str = "landscape",  # noqa: A002 - the field's own name
    name: str | None = None,
    limits: Limits | None = None,
) -> Reading[Landscape]:
    """Return the landscape that one table describes, and all that was left out or is doubtful.

    `source` is a CSV file, a workbook (.xlsx, extra `excel`), or rows as mappings from headers to values, as any
    sheet or dataframe gives them. Read are the columns name (needed), goals, strategies, members, identifier (of
    the one member of a row), places, population, ages, settings, meets, hours and overseen by, each under several
    headers; see `COLUMNS` in `roster_rows`. Cells hold several entries with `;` between them, those of mappings also
    a list, tuple or set of them. Rows of one name are one collaboration, and a member of one name one
    organisation, unless rows give it different identifiers of one register. Other columns are told and not read, so
    that names of persons stay out. Row 1 of a file is its header.

    The same rows in another order give the same landscape: ids are made from names in sorted order.

    Raises:
        DocumentError: the file cannot be read, is no table, or has no column for the name.
        LimitError: there are more rows, or bytes, than are read.
        MissingExtraError: it is a workbook, and openpyxl is not installed.
    """
    remarks = Remarks()
    reader = _Reader(remarks)
    for where, row in rows_of(source, remarks, limits or Limits()):
        reader.add(where, row)
    file = None
    if isinstance(source, str | os.PathLike):
        file = os.path.basename(os.fsencode(source)).decode("utf-8", "replace")  # noqa: PTH119 - bytes, not a path
    value = reader.landscape(id, name, Source(format="roster", file=file))
    if not value.collaborations:
        remarks.tell("empty", "there is no row with a name, so the landscape is empty.")
    for problem in doubts(value):
        remarks.tell(
            problem.code, problem.message, problem.path, problem.where, severity="warning", hint=problem.hint
        )
    return Reading(value=value, problems=remarks.problems())


class _Reader:
    """Gathers rows, then makes the records with ids of their own."""

    def __init__(self, remarks: Remarks) -> None:
        self.remarks = remarks
        self.entries: dict[str, _Entry] = {}
        self.members = Members(remarks)
        self.taken: set[str] = set()
        self.numbers: dict[str, int] = {}

    def add(self, where: str, row: Mapping[str, str]) -> None:
        title = clean(row.get("name", ""))
        if not title:
            message = "this row names no collaboration and is not read."
            hint = "Write the name in every row; merged cells lose it."
            self.remarks.tell("no_name", message, where=where, severity="error", hint=hint)
            return
        entry = self.entries.setdefault(title, _Entry())
        entry.rows.append(where)
        for column in _LISTS:
            entry.lists[column].update(dict.fromkeys(parts(row.get(column, ""))))
        self.members.add(title, row, where)
        self._add_groups(entry, row, where)
        self._add_meetings(entry, row, where)

    def _add_groups(self, entry: _Entry, row: Mapping[str, str], where: str) -> None:
        spans: list[tuple[int | None, int | None]] = []
        for text in parts(row.get("ages", "")):
            found = ages_of(text)
            if found is None:
                hint = "Write 0-5, birth to 5, under 5, 16+, 12 or all ages; for grades their ages, 5-18."
                self._not_read("ages", text, where, hint)
            else:
                spans.append(found)
        named: list[str | None] = [*parts(row.get("population", ""))]
        for who in named or ([None] if spans else []):
            for low, high in spans or [(None, None)]:
                entry.groups[who, low, high] = None

    def _add_meetings(self, entry: _Entry, row: Mapping[str, str], where: str) -> None:
        for text in _rule_parts(row.get("meets", "")):
            rule = rule_of(text)
            if rule is None:
                self._not_read("meets", text, where, rule_hint(text))
            else:
                entry.rules[rule] = None
        stated = clean(row.get("hours", ""))
        hours = hours_of(stated)
        if stated and hours is None:
            self._not_read("hours", stated, where, "Write a number of hours, 1.5, or 90 minutes.")
        elif hours is not None:
            entry.hours[hours] = None

    def _not_read(self, column: str, text: str, where: str, hint: str) -> None:
        message = f"'{excerpt(text)}' in the column {column} is not understood and not read."
        self.remarks.tell("not_read", message, where=where, hint=hint)

    def landscape(self, id_: str, name: str | None, source: Source) -> Landscape:
        self.taken.add(id_)
        rosters = self.members.rosters()
        ids = {kind: self._ids(kind, self._titles(kind)) for kind in ("name", "goals", "strategies")}
        meant = {organisation for roster in rosters.values() for organisation in roster}
        members = {
            organisation: self._id("members", organisation.name) for organisation in sorted(meant, key=_order)
        }
        ids |= {kind: self._ids(kind, self._titles(kind)) for kind in ("places", "overseen_by")}
        groups = self._populations()
        return Landscape(
            id=id_,
            name=name,
            collaborations=tuple(
                self._collaboration(
                    title,
                    tuple(members[each] for each in sorted(rosters.get(title, ()), key=_order)),
                    ids,
                    groups,
                )
                for title in sorted(self.entries)
            ),
            organisations=tuple(
                Organisation(
                    id=key,
                    name=organisation.name,
                    identifiers=tuple(
                        Identifier(scheme=scheme, value=value) for scheme, value in organisation.codes
                    ),
                )
                for organisation, key in members.items()
            ),
            outcomes=tuple(Outcome(id=key, name=title) for title, key in ids["goals"].items()),
            strategies=tuple(Strategy(id=key, name=title) for title, key in ids["strategies"].items()),
            bodies=tuple(Body(id=key, name=title) for title, key in ids["overseen_by"].items()),
            places=tuple(Place(id=key, name=title) for title, key in ids["places"].items()),
            source=source,
        )

    def _titles(self, kind: str) -> set[str]:
        if kind == "name":
            return set(self.entries)
        return set().union(*(entry.lists[kind] for entry in self.entries.values()))

    def _ids(self, kind: str, titles: Iterable[str]) -> dict[str, str]:
        return {title: self._id(kind, title) for title in sorted(titles)}

    def _id(self, kind: str, title: str) -> str:
        slug = re.sub(r"\W+", "-", title.casefold()).strip("-_")[:_LONGEST_SLUG].strip("-") or kind
        candidate, number = slug, self.numbers.get(slug, 1)
        while candidate in self.taken:
            number += 1
            candidate = f"{slug}-{number}"
        self.numbers[slug] = number
        self.taken.add(candidate)
        return candidate

    def _populations(self) -> dict[Group, Population]:
        found: set[Group] = set().union(*(entry.groups for entry in self.entries.values()))
        made: dict[Group, Population] = {}
        for who, low, high in sorted(found, key=lambda group: (group[0] or "", group[1] or 0, group[2] or 0)):
            title = who or (f"Ages {low} and over" if high is None else f"Ages {low} to {high}")
            made[who, low, high] = Population(
                id=self._id("population", title), name=title, age_from=low, age_to=high
            )
        return made

    def _collaboration(
        self,
        title: str,
        member_ids: tuple[str, ...],
        ids: Mapping[str, Mapping[str, str]],
        groups: Mapping[Group, Population],
    ) -> Collaboration:
        entry = self.entries[title]

        def held(column: str) -> tuple[str, ...]:
            return tuple(ids[column][text] for text in sorted(entry.lists[column]))

        key = ids["name"][title]
        fields: dict[str, Any] = {
            "member_ids": member_ids,
            "outcome_ids": held("goals"),
            "strategy_ids": held("strategies"),
            "overseen_by_ids": held("overseen_by"),
            "places": tuple(Place(id=id_) for id_ in held("places")),
            "populations": tuple(groups[group] for group in groups if group in entry.groups),
            "settings": tuple(sorted(entry.lists["settings"])),
        }
        convenings = tuple(
            Convening(id=self._id("convening", f"{key} meeting"), cadence=Cadence(rule=rule))
            for rule in sorted(entry.rules)
        )
        hours = next(iter(entry.hours)) if len(entry.hours) == 1 else None
        if len(entry.hours) > 1:
            stated = " or ".join(f"{each:g}" for each in sorted(entry.hours))
            message = f"a meeting takes {stated} hours; which, is not known."
            where = f"{entry.rows[0]} and others"
            self.remarks.tell("contradiction", message, where=where, hint="Say the same in every row.")
        return Collaboration(id=key, name=title, convenings=convenings, hours_per_meeting=hours, **fields)


def _rule_parts(cell: str) -> Sequence[str]:
    """Return what a cell says of meetings: a rule has semicolons of its own, and a line to itself."""
    lines = cell.splitlines()
    return [part for line in lines for part in ([clean(line)] if "=" in line else parts(line))]
