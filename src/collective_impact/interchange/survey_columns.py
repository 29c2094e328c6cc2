"""Which column of an export holds which item, and which holds the rater, the organisation, the group, the wave.

What is not found, found twice or not asked for is told here. What an answer means is said elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.display import counted, plain
from collective_impact.errors import UnknownNameError, excerpt
from collective_impact.fields import did_you_mean
from collective_impact.interchange.survey_layout import cell, folded, shown

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from collective_impact.interchange.remarks import Remarks
    from collective_impact.interchange.survey_layout import Column, Layout
    from collective_impact.model.instrument import Instrument, Item, Scale

__all__ = [
    "LONGEST_NAME",
    "ROLES",
    "Matched",
    "Question",
    "is_number",
    "matched",
    "names_in",
    "nearest",
    "roles_of",
]

_WORDS = {
    "rater": "rater|rater id|rater_id|rater key|rater code|participant code|respondent code|your code",
    "organisation": (
        "organisation|organization|organisation name|organization name|name of organisation|name of organization"
        "|your organisation|your organization|partner|partner id|partner_id|partner organisation"
        "|partner organization|einrichtung|nom de l'organisation|organización|nombre de la organización"
        "|organização|organizzazione|organisatie|organizacja|организация"
    ),
    "group": "group|gruppe|groupe|grupo|gruppo|groep|grupa",
    "wave": "wave|welle|vague|ola|onda|golf",
}
ROLES = tuple(_WORDS)
"""What a column may hold beside answers."""
_ROLE_OF = {word: role for role, words in _WORDS.items() for word in words.split("|")}
_CODE_IN_FRONT = re.compile(r"\s*([^\s.:)\]]{1,40})\s*[.:)]\s+\S")
_IN_FRONT = 1_000
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?")
_LONGEST_COMPARED = 120
_NEAR = 0.7
LONGEST_NAME = 200
"""How many characters of a name are kept, of an organisation for example."""


class Question(NamedTuple):
    """A column that holds the answers to an item; of an option, the option whose choice is the answer 1."""

    item: str
    scale: Scale | None
    column: Column
    option: str | None = None


class Matched(NamedTuple):
    """What was found in the columns of an export."""

    questions: tuple[Question, ...]
    roles: Mapping[str, Column]


def is_number(text: str) -> bool:
    """Return whether a text is a short number; a comma may stand for the point."""
    return _NUMBER.fullmatch(text) is not None


def names_in(instrument: Instrument | None) -> frozenset[str]:
    """Return all that a heading may say: codes and headings of items, and the words for what is no answer."""
    items = () if instrument is None else instrument.items
    return frozenset(_ROLE_OF) | {folded(name) for item in items for name in (item.code, *item.headings)}


def roles_of(layout: Layout, wanted: Mapping[str, str], remarks: Remarks) -> dict[str, Column]:
    """Return the column of each role: the one that is `wanted` by its heading.

    A column of names or addresses tells who is the same rater, and serves for nothing else.

    Raises:
        UnknownNameError: there is no such role, or no column, or more than one, with such a heading.
    """
    found = {}
    ranked = _ranked(layout)
    for role, heading in wanted.items():
        if role not in ROLES:
            raise UnknownNameError(
                f"There is no column of the kind '{excerpt(role)}'. {did_you_mean(role, [*ROLES])}"
            )
        entries = ranked.get(folded(heading), [])
        best = [column for rank, column in entries if rank == entries[0][0]]
        if len(best) != 1:
            near = None if best else nearest(heading, [column.names[0] for column in layout.columns])
            hint = f" Did you mean '{excerpt(near)}'?" if near else ""
            state = "more than one column is" if best else "no column is"
            raise UnknownNameError(f"For the {role}, {state} headed '{excerpt(heading)}'.{hint}")
        if best[0].is_private and role != "rater":
            message = f"the column may hold names or addresses, so that it is not read as the {role}."
            hint = "Name another column, or give this one another heading if it holds none."
            remarks.tell("private_column", message, path=shown(best[0]), severity="error", hint=hint)
        else:
            found[role] = best[0]
    return found


def matched(
    layout: Layout, instrument: Instrument | None, wanted: Mapping[str, str], remarks: Remarks
) -> Matched:
    """Return the questions of an export, and the columns of rater, organisation, group and wave.

    An item is looked for by its code, then by its headings, then by its code in front of a heading. Without an
    instrument, every column with a number in it is an item of its own, under the name that the export gives it.

    Raises:
        UnknownNameError: a column of a role is not there.
    """
    roles = roles_of(layout, wanted, remarks)
    taken = {column.place for column in roles.values()}
    if instrument is not None:
        questions = tuple(_of_instrument(layout, instrument, taken, remarks))
        taken |= {question.column.place for question in questions}
        roles |= _usual_roles(layout, roles, taken)
    else:
        roles |= _usual_roles(layout, roles, taken)
        questions = tuple(_of_numbers(layout, {column.place for column in roles.values()}, remarks))
        taken |= {question.column.place for question in questions}
    taken |= {column.place for column in roles.values()}
    for role, column in roles.items():
        message = f"the {role} is read from '{shown(column)}'."
        remarks.tell("column_read", message, path=shown(column), severity="note")
    _tell_of_the_rest(layout, taken, instrument, roles, remarks)
    return Matched(questions, roles)


def _ranked(layout: Layout) -> dict[str, list[tuple[int, Column]]]:
    """Return the columns under each of their names, those for which it is most exact first."""
    found: dict[str, list[tuple[int, Column]]] = {}
    for column in layout.columns:
        for rank, name in enumerate(dict.fromkeys(map(folded, column.names))):
            found.setdefault(name, []).append((rank, column))
    found.pop("", None)
    return {name: sorted(columns, key=lambda entry: entry[0]) for name, columns in found.items()}


def _codes_in_front(layout: Layout) -> dict[str, list[tuple[int, Column]]]:
    """Return the columns whose heading begins with a code, as in `CA1. We agree on the problem`."""
    found: dict[str, list[tuple[int, Column]]] = {}
    for column in layout.columns:
        codes = {folded(match[1]) for name in column.names if (match := _CODE_IN_FRONT.match(name))}
        for code in codes:
            found.setdefault(code, []).append((_IN_FRONT, column))
    return found


def _usual_roles(layout: Layout, given: Mapping[str, Column], taken: set[int]) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column in layout.columns:
        names = column.names[:1] if column.names[0].endswith("]") else column.names
        role = next((role for name in names if (role := _ROLE_OF.get(folded(name)))), None)
        if role is not None and role not in given and column.place not in taken and not column.is_private:
            found.setdefault(role, column)
    return found


def _of_instrument(
    layout: Layout, instrument: Instrument, taken: set[int], remarks: Remarks
) -> Iterator[Question]:
    ranked, in_front = _ranked(layout), _codes_in_front(layout)
    scales = {scale.key: scale for scale in instrument.scales}
    held: dict[int, str] = {}
    for item in instrument.items:
        scale = scales[item.scale]
        column, several = _column_of(item, ranked, in_front, taken)
        option = _option_of(item, scale, layout, ranked) if column is None else None
        if option is not None:
            yield option
        elif column is None:
            _tell_of_missing(item, several, layout, remarks)
        elif column.place in held:
            message = f"its column already holds the item '{excerpt(held[column.place])}'."
            hint = "Give each item headings that no other has."
            remarks.tell("column_twice", message, path=excerpt(item.code), severity="error", hint=hint)
        else:
            held[column.place] = item.code
            yield Question(item.code, scale, column)


def _column_of(
    item: Item,
    ranked: Mapping[str, list[tuple[int, Column]]],
    in_front: Mapping[str, list[tuple[int, Column]]],
    taken: set[int],
) -> tuple[Column | None, int]:
    """Return the one column of an item, or None and how many columns have its name."""
    code = folded(item.code)
    several = 0
    names = (code, *map(folded, item.headings))
    for entries in (*(ranked.get(name, []) for name in names), in_front.get(code, [])):
        free = [entry for entry in entries if not entry[1].is_private and entry[1].place not in taken]
        best = [column for rank, column in free if rank == free[0][0]]
        if len(best) == 1:
            return best[0], 0
        several = several or len(best)
    return None, several


def _option_of(
    item: Item, scale: Scale, layout: Layout, ranked: Mapping[str, list[tuple[int, Column]]]
) -> Question | None:
    """Return the column in which an item is one of several options that stand in a cell, parted by blanks."""
    separator = layout.option_separator
    for name in (item.code, *item.headings) if separator else ():
        question, _, option = name.rpartition(separator or "")
        found = ranked.get(folded(question), [])
        is_one = len(found) == 1 and not found[0][1].is_private and len(option.split()) == 1
        if is_one and question:
            return Question(item.code, scale, found[0][1], folded(option))
    return None


def _tell_of_missing(item: Item, several: int, layout: Layout, remarks: Remarks) -> None:
    if several:
        message = f"{several} columns have the name of this item, and none of them is read."
        hint = "Write the whole heading of the right one under `headings` of the item."
        remarks.tell("several_columns", message, path=excerpt(item.code), severity="error", hint=hint)
        return
    message = "no column holds this item."
    known = [column.names[0] for column in layout.columns if not column.is_private]
    near = nearest(item.headings[0] if item.headings else item.code, known)
    hint = f"Is it '{excerpt(near)}'? " if near else ""
    hint += "Write the heading of its column under `headings` of the item."
    remarks.tell("no_column", message, path=excerpt(item.code), hint=hint)


def _of_numbers(layout: Layout, taken: set[int], remarks: Remarks) -> Iterator[Question]:
    held: dict[str, Column] = {}
    for column in layout.columns:
        is_free = column.place not in taken and not column.is_private
        if not (is_free and any(is_number(cell(row.cells, column.place)) for row in layout.rows)):
            continue
        name = plain(column.names[0])[:LONGEST_NAME].strip()
        if held.setdefault(name, column) is column:
            yield Question(name, None, column)
        else:
            message = "a second column has this heading; only the first is read."
            remarks.tell("several_columns", message, path=shown(column), severity="error", hint="Rename it.")


def _tell_of_the_rest(
    layout: Layout, taken: set[int], instrument: Instrument | None, roles: Container[str], remarks: Remarks
) -> None:
    items = () if instrument is None else instrument.items
    known = [name for item in items for name in (item.code, *item.headings)]
    private = [shown(column) for column in layout.columns if column.is_private and column.place not in taken]
    if private:
        message = f"not read, for they are about the person or the tool: {', '.join(private)}."
        remarks.tell("private_columns", message, severity="note")
    for column in layout.columns:
        count = sum(bool(cell(row.cells, column.place)) for row in layout.rows)
        if column.is_private or column.place in taken or not count:
            continue
        message = f"{counted(count, 'answer')} under this heading not read: no item has its name."
        near = nearest(column.names[0], known)
        role = _role_within(column.names[0], roles)
        hint = None
        if near:
            hint = f"If it is the item '{excerpt(near)}', write this heading under its `headings`."
        elif role:
            hint = f"If it says the {role} of each person, call it '{role}', or name it by columns={{'{role}': ...}}."
        remarks.tell("unknown_column", message, path=shown(column), hint=hint)


def _role_within(heading: str, found: Container[str]) -> str | None:
    """Return what a heading may say of the person, by one of its words, where no column was found for that."""
    words = re.findall(r"\w+", folded(heading))
    return next((role for word in words if (role := _ROLE_OF.get(word)) and role not in found), None)


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return what is written most like a text, None where nothing is written much like it."""
    from difflib import get_close_matches  # noqa: PLC0415 - only what is not known pays for it

    spelled = {name[:_LONGEST_COMPARED].casefold(): name for name in known}
    found = get_close_matches(text[:_LONGEST_COMPARED].casefold(), list(spelled), n=1, cutoff=_NEAR)
    return spelled[found[0]] if found else None
