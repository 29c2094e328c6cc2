"""Who gave a row of answers: a key that stands for the person, the partner, the group, the wave; never a name.

Names, addresses and the ids of the tool serve to find the same person twice, and go no further. Answers are not
looked at here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.display import counted, plain
from collective_impact.errors import excerpt
from collective_impact.interchange.survey_columns import LONGEST_NAME, nearest
from collective_impact.interchange.survey_layout import Column, Layout, Row, cell, folded, shown
from collective_impact.interchange.table_words import rows_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collective_impact.interchange.remarks import Remarks

__all__ = ["Person", "persons"]

_CODE = re.compile(r"[^\s@]{1,2}|(?=.*[0-9])[^\s@:]{1,64}")
_MAIL = re.compile(r"\S@\S")
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\+?[0-9()/.-]{9,}")


class Person(NamedTuple):
    """A row of answers, and who gave them."""

    row: Row
    rater: str
    partner_id: str | None
    group: str | None
    wave: str | None


def persons(
    layout: Layout,
    roles: Mapping[str, Column],
    partners: Mapping[str, str] | None,
    wave: str | None,
    remarks: Remarks,
) -> list[Person]:
    """Return the persons behind the rows of an export, each once in a wave.

    The key of a person is what the rater's column says where that looks like a code (no blanks, no `@`, with a
    digit or of one or two characters); otherwise persons are numbered by their rows: `r1`, `r2`, with the wave
    in front where one is given, so that nobody is taken for somebody else of another wave.
    """
    column = roles.get("rater")
    rows = _once(layout, column, roles.get("wave"), remarks)
    keys = _keys(rows, column, wave, remarks)
    names = {role: _names(rows, roles.get(role), remarks) for role in ("organisation", "group", "wave")}
    organisations = _Organisations(partners, remarks)
    found = [
        Person(row, key, organisations.partner_id(organisation), group, of_wave)
        for row, key, organisation, group, of_wave in zip(rows, keys, *names.values(), strict=True)
    ]
    organisations.tell(roles.get("organisation"))
    return found


def _names(rows: Sequence[Row], column: Column | None, remarks: Remarks) -> list[str | None]:
    """Return what a column says of each row, on one line, control characters made visible; None where blank.

    An e-mail address is left out and told.
    """
    if column is None:
        return [None] * len(rows)
    names = [plain(cell(row.cells, column.place))[:LONGEST_NAME].strip() or None for row in rows]
    addresses = [row.number for row, name in zip(rows, names, strict=True) if name and _MAIL.search(name)]
    if addresses:
        message = f"what stands in {rows_in_words(addresses)} looks like an address, and is left out."
        remarks.tell("address_left_out", message, path=shown(column))
    return [None if name and _MAIL.search(name) else name for name in names]


def _once(layout: Layout, rater: Column | None, wave: Column | None, remarks: Remarks) -> list[Row]:
    """Return one row of each person and wave: the last one that was sent off."""
    places = (rater.place,) if rater is not None else layout.person
    if not places and layout.rows:
        message = "nothing tells who answered twice, so that each row counts as a person."
        hint = (
            "Where a column does, name it: columns={'rater': ...}. Names and addresses in it go no further."
        )
        remarks.tell("nobody_told_apart", message, severity="note", hint=hint)
    by_person: dict[object, list[Row]] = {}
    for row in layout.rows:
        found = next(((place, text) for place in places if (text := cell(row.cells, place).casefold())), None)
        of_wave = None if wave is None else folded(cell(row.cells, wave.place))
        by_person.setdefault(row.number if found is None else (found, of_wave), []).append(row)
    kept = set()
    for person, rows in by_person.items():
        last = max(enumerate(rows), key=lambda entry: (entry[1].number not in layout.unfinished, entry[0]))[1]
        kept.add(last.number)
        if len(rows) > 1 and isinstance(person, tuple):
            _tell_of_twice(layout, person[0][0], sorted(row.number for row in rows), last.number, remarks)
    return [row for row in layout.rows if row.number in kept]


def _tell_of_twice(layout: Layout, place: int, rows: Sequence[int], last: int, remarks: Remarks) -> None:
    name = shown(next(column for column in layout.columns if column.place == place))
    message = (
        f"{rows_in_words(rows)} are from the same person, by '{name}'; only row {last}, sent last, counts."
    )
    hint = "Where they are several persons, give each a code and name its column: columns={'rater': ...}."
    remarks.tell("same_rater", message, path=f"row {last}", hint=hint)


def _keys(rows: Sequence[Row], column: Column | None, wave: str | None, remarks: Remarks) -> list[str]:
    start = "r" if wave is None else f"{wave}-r"
    numbered = [f"{start}{number}" for number in range(1, len(rows) + 1)]
    if column is None:
        return numbered
    codes = [cell(row.cells, column.place) for row in rows]
    if column.is_private or not all(_is_code(code) for code in codes if code):
        message = f"what '{shown(column)}' holds may be names or addresses; the persons are numbered instead."
        hint = "Give codes without blanks and with a digit if the same persons are asked again."
        remarks.tell("raters_numbered", message, severity="note", hint=hint)
        return numbered
    missing = [row.number for row, code in zip(rows, codes, strict=True) if not code]
    if missing:
        message = f"the code of the person is missing in {rows_in_words(missing)}; a number stands for it."
        remarks.tell("rater_missing", message, path=shown(column))
    taken = set(codes)
    spelled: dict[str, str] = {}
    for code in sorted(taken):
        spelled.setdefault(code.casefold(), code)
    codes = [spelled[code.casefold()] for code in codes]
    return [code or _free(number, taken) for code, number in zip(codes, numbered, strict=True)]


def _free(key: str, taken: set[str]) -> str:
    while key in taken:
        key += "x"
    return key


def _is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None and _ADDRESS.fullmatch(text) is None and text.isprintable()


class _Organisations:
    """The names of organisations as an export writes them, and the partners that they stand for."""

    def __init__(self, partners: Mapping[str, str] | None, remarks: Remarks) -> None:
        self._remarks = remarks
        self._is_mapped = partners is not None
        self._ids = {folded(identifier): identifier for identifier in (partners or {}).values()}
        self._ids |= {folded(name): identifier for name, identifier in (partners or {}).items()}
        self._spelled = {folded(name): name for name in (partners or {})}
        self._counts: dict[str, int] = {}

    def partner_id(self, name: str | None) -> str | None:
        """Return the id of a partner by one of its names or its id; without a mapping the name itself."""
        if name is None:
            return None
        if not self._is_mapped:
            self._counts[name] = self._counts.get(name, 0) + 1
            return name
        found = self._ids.get(folded(name))
        if found is None:
            self._counts[name] = self._counts.get(name, 0) + 1
        return found

    def tell(self, column: Column | None) -> None:
        """Tell of names that stand for no partner, or that no mapping was given."""
        if column is None or not self._counts:
            return
        if not self._is_mapped:
            names = counted(len(self._counts), "name")
            message = f"no mapping was given: partners go by what the export calls them ({names})."
            hint = "Say which partner each is: partners={'Name in the export': 'id of the partner'}."
            self._remarks.tell("names_as_ids", message, path=shown(column), severity="note", hint=hint)
            return
        for name, count in sorted(self._counts.items(), key=lambda entry: (-entry[1], entry[0])):
            message = (
                f"'{excerpt(name)}' is no partner of the mapping ({counted(count, 'person', 'persons')})."
            )
            near = nearest(name, self._spelled.values())
            hint = "Add it to partners" + (
                f", as another name of '{excerpt(near)}' if it is that." if near else "."
            )
            self._remarks.tell("unknown_partner", message, path=shown(column), hint=hint)
