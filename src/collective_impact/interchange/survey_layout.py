"""How an export is laid out, whatever tool wrote it: its columns under all their names, and the rows of answers.

Each format says this of its own files in its own file. Which column holds an item, and what an answer means, is
said elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.errors import excerpt
from collective_impact.interchange.table_words import rows_in_words
from collective_impact.model.instrument import plain_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from collective_impact.interchange.remarks import Remarks
    from collective_impact.interchange.tables import Table

    LayoutOf = Callable[[Table, frozenset[str], Remarks], "Layout"]

__all__ = [
    "Column",
    "Layout",
    "Row",
    "cell",
    "folded",
    "grid_names",
    "is_personal",
    "rows_below",
    "shown",
    "without",
]

_LONGEST_HEADING = 500
_OF_A_GRID = re.compile(r"[^\[]*[^\s\[]\s*\[(.+)\]\s*", re.DOTALL)
_PERSONAL = """
name|full name|your name|first name|last name|surname|given name|family name|contact name|respondent name
email|e-mail|email address|e-mail address|your email|your email address|phone|phone number|telephone|mobile
ip|ip address|ipaddress|user name|username|recipient name|contact|address|date of birth
vorname|nachname|vor- und nachname|e-mail-adresse|telefon|telefonnummer|ip-adresse|nutzername|benutzername
nom|prénom|nom et prénom|adresse e-mail|adresse mail|courriel|téléphone|nom d'utilisateur|adresse ip
nombre|apellido|apellidos|nombre y apellidos|correo|correo electrónico|dirección de correo electrónico|teléfono
nombre de usuario|dirección ip|nome|sobrenome|cognome|nome e cognome|endereço de e-mail|telefone|telefono
indirizzo email|nome de usuário|nome utente|naam|voornaam|achternaam|e-mailadres|gebruikersnaam|telefoonnummer
imię|nazwisko|imię i nazwisko|adres e-mail|nazwa użytkownika|имя|фамилия|адрес электронной почты
"""
_PERSONAL_WORDS = frozenset(_PERSONAL.strip().replace("\n", "|").split("|"))


class Column(NamedTuple):
    """A column of answers."""

    place: int
    """Where it stands, counted from 0."""
    names: tuple[str, ...]
    """What an item may call it; the first is the most exact, and is shown."""
    is_private: bool = False
    """Whether it is about the person or the tool, and no question."""


class Row(NamedTuple):
    """A row of answers, with its number in the sheet, counted from 1."""

    number: int
    cells: list[str]


class Layout(NamedTuple):
    """The columns and rows of an export, with what is special to its format."""

    title: str
    """What people call the format."""
    columns: tuple[Column, ...]
    rows: list[Row]
    """The rows that are answers, oldest first."""
    person: tuple[int, ...] = ()
    """Columns by which a person is told from others, the best first; their contents go no further."""
    unfinished: frozenset[int] = frozenset()
    """Numbers of the rows that the person has not sent off."""
    blanks: frozenset[str] = frozenset()
    """Codes that stand for a blank, where the scale does not know them."""
    joins: str | None = None
    """What stands between several answers in one cell, where that could be taken for a part of one."""
    option_separator: str | None = None
    """What stands between a question and one of its options in the name of a column."""


def folded(heading: str) -> str:
    """Return a heading as headings are compared: as wordings are, by its first 500 characters."""
    return plain_wording(heading[:_LONGEST_HEADING])


def is_personal(*names: str) -> bool:
    """Return whether one of the names of a column says that it holds a name, an address or the like."""
    return any(re.sub(r"[\s_*?]+", " ", folded(name)).strip() in _PERSONAL_WORDS for name in names)


def grid_names(heading: str, place: int) -> tuple[str, ...]:
    """Return the names of a column that may be a row of a grid, headed `Question [row]`."""
    found = _OF_A_GRID.fullmatch(heading)
    return (heading, found[1].strip()) if found else (heading or f"column {place + 1}",)


def cell(cells: list[str], index: int) -> str:
    """Return a cell without the blanks around it; one beyond the end of its row is blank."""
    return cells[index].strip() if index < len(cells) else ""


def rows_below(table: Table, header: int, width: int, remarks: Remarks) -> list[Row]:
    """Return the rows below the header that have any answer, and tell of those with more cells than headings.

    Such a row is left out: a comma that is not in quotation marks has moved its answers.
    """
    found = []
    for number, cells in enumerate(table.rows[header:], header + 1):
        if not any(map(str.strip, cells)):
            continue
        if any(map(str.strip, cells[width:])):
            message = (
                f"the row has {len(cells)} cells under {width} headings, so that its answers may have moved; "
                f"it is left out."
            )
            hint = "Put answers that hold the separator into quotation marks, or give each column a heading."
            remarks.tell("row_too_long", message, path=f"row {number}", severity="error", hint=hint)
            continue
        found.append(Row(number, cells))
    return found


def without(rows: Iterable[Row], reason_of: Callable[[Row], str | None], remarks: Remarks) -> list[Row]:
    """Return the rows that nothing speaks against, and tell, for each reason, which rows are left out."""
    kept: list[Row] = []
    left_out: dict[str, list[int]] = {}
    for row in rows:
        reason = reason_of(row)
        if reason is None:
            kept.append(row)
        else:
            left_out.setdefault(reason, []).append(row.number)
    for reason, numbers in left_out.items():
        message = f"{reason}: {rows_in_words(numbers)} left out."
        remarks.tell("row_left_out", message, severity="note")
    return kept


def shown(column: Column) -> str:
    """Return what to call a column before people."""
    return excerpt(" ".join(column.names[0].split()))
