"""Which organisation a name in a roster means: one for each name, several where identifiers tell them apart.

Rows enter one by one; organisations leave once all are in, so that the order of rows changes nothing. Whether two
of them are one is asked by `matching`, and decided by people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import attrs

from collective_impact.errors import excerpt
from collective_impact.landscape.identities import tops
from collective_impact.landscape.names import plain_identifier
from collective_impact.landscape.roster_rows import parts
from collective_impact.landscape.roster_words import identifier_of

if TYPE_CHECKING:
    from collective_impact.interchange.remarks import Remarks

__all__ = ["Meant", "Members"]

_MANY_COMMAS = 2
_SEVERAL = 2

Code: TypeAlias = tuple[str, str]
"""A register and what it calls an organisation, as written."""
_Codes: TypeAlias = frozenset[Code]
_Rows: TypeAlias = Mapping[_Codes, list[str]]
_NO_CODES: _Codes = frozenset()


@attrs.frozen(eq=False)
class Meant:
    """An organisation: what it is called, and its identifiers in sorted order; there is one object for each."""

    name: str
    codes: tuple[Code, ...]

    @property
    def order(self) -> tuple[str, tuple[Code, ...]]:
        """By what organisations are sorted; no two have the same."""
        return (self.name, self.codes)


class _Mention(NamedTuple):
    """A name in the roster of a collaboration, with the identifiers that its row gives."""

    where: str
    title: str
    name: str
    codes: _Codes


class Members:
    """The members that rows name, until all rows are in."""

    def __init__(self, remarks: Remarks) -> None:
        self._remarks = remarks
        self._mentions: list[_Mention] = []
        self._rows: dict[str, dict[_Codes, list[str]]] = {}

    def add(self, title: str, row: Mapping[str, str], where: str) -> None:
        """Add the members that a row of a collaboration names; what is doubtful in the row is told."""
        names = parts(row.get("members", ""))
        if len(names) == 1 and names[0].count(",") >= _MANY_COMMAS:
            message = f"'{excerpt(names[0])}' is read as one member; are these several?"
            hint = "Put ; between members, or a row for each."
            self._remarks.tell("commas", message, where=where, hint=hint)
        codes = frozenset(self._codes(row, len(names), where))
        for name in names:
            self._mentions.append(_Mention(where, title, name, codes))
            self._rows.setdefault(name, {}).setdefault(codes, []).append(where)

    def _codes(self, row: Mapping[str, str], members: int, where: str) -> Iterable[Code]:
        for text in parts(row.get("identifier", "")):
            found = identifier_of(text)
            if found is not None and members == 1:
                yield found
                continue
            message = f"'{excerpt(text)}' in the column identifier is not understood and not read."
            hint = "Write the register and the number, US-EIN 12-3456789, in a row with one member."
            self._remarks.tell("not_read", message, where=where, hint=hint)

    def rosters(self) -> dict[str, dict[Meant, None]]:
        """Return the organisations of each collaboration by its title; one name for several, and repeats, are told."""
        meant = {name: self._meant(name, self._rows[name]) for name in sorted(self._rows)}
        rosters: dict[str, dict[Meant, None]] = {}
        for mention in self._mentions:
            roster = rosters.setdefault(mention.title, {})
            organisation = meant[mention.name][mention.codes]
            if organisation in roster:
                message = f"'{excerpt(mention.name)}' stands twice in the roster of one collaboration; it counts once."
                self._remarks.tell("repeated_member", message, where=mention.where, severity="note")
            roster[organisation] = None
        return rosters

    def _meant(self, name: str, rows: _Rows) -> dict[_Codes, Meant]:
        """Return which organisation a name means, by the identifiers with which it stands."""
        registers = _registers_that_tell_apart(rows)
        groups = _groups_of(rows) if registers else []
        if registers:
            self._tell(name, rows, registers, len(groups))
        if len(groups) < _SEVERAL:
            return dict.fromkeys(rows, _organisation(name, rows))
        meant = {_NO_CODES: _organisation(name, ())}
        for group in groups:
            meant.update(dict.fromkeys(group, _organisation(name, group)))
        return meant

    def _tell(self, name: str, rows: _Rows, registers: Iterable[str], groups: int) -> None:
        stands = f"'{excerpt(name)}' has different identifiers of {excerpt(', '.join(registers))}"
        ends = f" and is read as {groups} organisations."
        if groups < _SEVERAL:
            ends = ", but its rows share another identifier; it is read as one organisation."
        where = _where([row for codes, stated in rows.items() if codes for row in stated])
        hint = "Where it is one, write the same identifier in every row; else give each a name of its own."
        self._remarks.tell("different_identifiers", stands + ends, where=where, hint=hint)
        if groups >= _SEVERAL and _NO_CODES in rows:
            message = (
                f"'{excerpt(name)}' stands here without an identifier and is read as another organisation."
            )
            hint = "Write its identifier, in a row with one member, or decide on it among the likely matches."
            self._remarks.tell("no_identifier", message, where=_where(rows[_NO_CODES]), hint=hint)


def _organisation(name: str, rows: Iterable[_Codes]) -> Meant:
    return Meant(name, tuple(sorted(_NO_CODES.union(*rows))))


def _where(rows: list[str]) -> str:
    return rows[0] if len(rows) == 1 else f"{rows[0]} and others"


def _plain(codes: _Codes) -> set[Code]:
    return {(scheme.casefold(), plain_identifier(value)) for scheme, value in codes}


def _registers_that_tell_apart(rows: Iterable[_Codes]) -> list[str]:
    """Return the registers of which rows have different identifiers, and no row has both."""
    stated: dict[str, list[set[Code]]] = {}
    for codes in rows:
        mine: dict[str, set[Code]] = {}
        for code in _plain(codes):
            mine.setdefault(code[0], set()).add(code)
        for register, held in mine.items():
            stated.setdefault(register, []).append(held)
    return [register.upper() for register in sorted(stated) if len(set(tops(stated[register]).values())) > 1]


def _groups_of(rows: Iterable[_Codes]) -> list[list[_Codes]]:
    """Return the identifiers of rows, those together that share one, straight or through others."""
    top_of = tops(filter(None, map(_plain, rows)))
    groups: dict[Code, list[_Codes]] = {}
    for codes in filter(None, rows):
        groups.setdefault(top_of[min(_plain(codes))], []).append(codes)
    return list(groups.values())
