"""What a cell of an export means on the scale of its item: a number, a code, a blank, or nothing that is known.

A blank is no answer; "don't know" and "not applicable" are answers without a number. What a scale does not know is
told with its count and a mapping to add to the instrument; it is never guessed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, cast, get_args

from collective_impact.display import counted
from collective_impact.errors import excerpt
from collective_impact.interchange.survey_columns import is_number, nearest
from collective_impact.interchange.survey_layout import cell, folded, shown
from collective_impact.interchange.table_words import cell_name
from collective_impact.model.instrument import AnswerCode, Scale

if TYPE_CHECKING:
    from collections.abc import Container

    from collective_impact.interchange.remarks import Remarks
    from collective_impact.interchange.survey_columns import Question
    from collective_impact.interchange.survey_layout import Layout, Row

__all__ = ["AnswerReader"]

_DONT_KNOW_WORDS = (
    "don't know|dont know|do not know|i don't know|i do not know|dk|unsure|not sure|no opinion|weiss nicht"
    "|ich weiss nicht|ne sais pas|je ne sais pas|nsp|no sé|no sabe|não sei|não sabe|non so|weet niet"
    "|weet ik niet|nie wiem|не знаю"
)
_DONT_KNOW = frozenset(_DONT_KNOW_WORDS.split("|"))
_NOT_APPLICABLE_WORDS = (
    "n/a|na|n.a|not applicable|does not apply|entfällt|nicht zutreffend|non applicable|sans objet|no aplica"
    "|no procede|não se aplica|non applicabile|niet van toepassing|nvt|n.v.t|nie dotyczy|не применимо"
)
_NOT_APPLICABLE = frozenset(_NOT_APPLICABLE_WORDS.split("|"))
_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten",
    "null eins zwei drei vier fünf sechs sieben acht neun zehn",
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez",
    "zéro un deux trois quatre cinq six sept huit neuf dix",
)
_NUMBER_OF = {word: number for words in _NUMBER_WORDS for number, word in enumerate(words.split())}
_NUMBERED = re.compile(r"([0-9]{1,3})\s*(?:[-=:.)\u2010-\u2015]|\s)\s*(\S.*)", re.DOTALL)
_NUMBER_BEHIND = re.compile(r".*\S\s[(\[]([0-9]{1,3})[)\]]", re.DOTALL)
_LONGEST_TOLD = 60
_MOST_SUGGESTED = 200
_MOST_PARTS = 12


class _Unknown(NamedTuple):
    """An answer that means nothing that is known, as often as it was met."""

    times: int
    place: str
    column: str


class AnswerReader:
    """Reads cells one by one, and remembers what each text means on each scale and what could not be read."""

    def __init__(self, layout: Layout, sheet: str | None, remarks: Remarks) -> None:
        self._layout = layout
        self._sheet = sheet
        self._remarks = remarks
        self._known: dict[tuple[str | None, str], float | AnswerCode | None] = {}
        self._unknown: dict[tuple[str | None, str], _Unknown] = {}
        self._scales: dict[str | None, Scale] = {}
        self._seen_only = 0

    def meaning(self, question: Question, row: Row) -> float | AnswerCode | None:
        """Return what the cell of a question means; None where it is blank or could not be read, which is told."""
        text = cell(row.cells, question.column.place)
        if not text:
            return None
        if question.option is not None:
            text = "1" if question.option in map(folded, text.split()) else "0"
        scale = question.scale
        key = (None if scale is None else scale.key, text)
        if key not in self._known:
            self._known[key] = self._read(scale, text)
        found = self._known[key]
        if found is None:
            self._count(question, row, key)
        elif scale is not None and not isinstance(found, str) and not scale.holds(found):
            self._tell_outside(question, row, found, scale)
            return None
        return found

    def tell(self) -> None:
        """Tell of the answers that could not be read, the most frequent first, and what could be meant by each."""
        if self._seen_only:
            cells = counted(self._seen_only, "cell holds", "cells hold")
            message = f"{cells} the code of a question that was seen and not answered: blank."
            self._remarks.tell("seen_only", message, severity="note")
        order = sorted(self._unknown.items(), key=lambda entry: (-entry[1].times, str(entry[0])))
        for position, ((scale_key, text), found) in enumerate(order):
            scale = self._scales.get(scale_key)
            is_told = found.times > 1 or len(text) <= _LONGEST_TOLD
            named = f"'{excerpt(text)}'" if is_told else f"a text of {len(text):,} characters"
            message = f"{named} is no answer that is known ({counted(found.times, 'answer')})."
            hint = self._hint(scale, text) if is_told and position < _MOST_SUGGESTED else None
            self._remarks.tell("unknown_answer", message, path=found.column, where=found.place, hint=hint)

    def _read(self, scale: Scale | None, text: str) -> float | AnswerCode | None:
        if self._layout.joins and self._layout.joins in text and is_number(text) and not _says(scale, text):
            return None
        if scale is not None:
            found = scale.answer(text)
            return _numbered(scale, text) if found is None else found
        if text in get_args(AnswerCode):
            return cast("AnswerCode", text)
        if not is_number(text):
            return None
        number = float(text.replace(",", "."))
        return int(number) if number.is_integer() else number

    def _count(self, question: Question, row: Row, key: tuple[str | None, str]) -> None:
        before = self._unknown.get(key)
        if before is not None:
            self._unknown[key] = before._replace(times=before.times + 1)
            return
        place = cell_name(self._sheet, row.number, question.column.place)
        self._unknown[key] = _Unknown(1, place, shown(question.column))
        if question.scale is not None:
            self._scales[key[0]] = question.scale

    def _tell_outside(self, question: Question, row: Row, found: float, scale: Scale) -> None:
        if cell(row.cells, question.column.place) in self._layout.blanks:
            self._seen_only += 1
            return
        message = f"{found} lies outside the scale from {scale.minimum:g} to {scale.maximum:g}."
        where = cell_name(self._sheet, row.number, question.column.place)
        hint = f"If it is a code, add it to aliases, dont_know or not_applicable of the scale '{excerpt(scale.key)}'."
        path = f"row {row.number}/{shown(question.column)}"
        self._remarks.tell("out_of_range", message, path=path, where=where, hint=hint)

    def _hint(self, scale: Scale | None, text: str) -> str:
        if scale is None:
            return "Without an instrument only numbers, dont_know and not_applicable are read: give the instrument."
        several = _several(scale, text)
        if several is not None:
            return several
        name = f"the scale '{excerpt(scale.key)}'"
        plain = folded(text)
        for field, words in (("dont_know", _DONT_KNOW), ("not_applicable", _NOT_APPLICABLE)):
            if plain in words:
                return f'If so, add to {name}: {field}: ["{excerpt(text)}"].'
        numbered = _NUMBERED.fullmatch(text)
        said = None if numbered is None else scale.answer(numbered[2])
        if isinstance(said, str):
            return f'If so, add to {name}: {said}: ["{excerpt(text)}"].'
        if said is not None:
            return "Its number and its words say different things: see which of them the scale has wrong."
        number = _likely_number(scale, text)
        if number is not None:
            return f'If it means {number:g}, add to {name}: aliases: {{"{excerpt(text)}": {number:g}}}.'
        meanings = scale.wordings()
        near = nearest(plain, meanings)
        if near is None:
            return f"If it is an answer, add it to aliases, dont_know or not_applicable of {name}."
        meaning = meanings[near]
        if isinstance(meaning, str):
            return f"If it means '{excerpt(near)}', add to {name}: {meaning}: [\"{excerpt(text)}\"]."
        return f"If it means '{excerpt(near)}', add to {name}: aliases: {{\"{excerpt(text)}\": {meaning:g}}}."


def _several(scale: Scale, text: str) -> str | None:
    """Return what to say of a text that is two answers or more, None of any other."""
    if _is_several(scale, text):
        comma = " A number with a decimal comma is written with a point here." if is_number(text) else ""
        return f"It names several answers where one is expected.{comma}"
    numbered = _NUMBERED.fullmatch(text)
    if numbered is not None and is_number(numbered[2]):
        return "It is a range of two numbers where one is expected."
    return None


def _is_several(scale: Scale, text: str) -> bool:
    """Return whether a text is two answers or more, which may hold the sign that parts them."""
    known = scale.wordings()
    return any(_is_made_of(known, text.split(sign)[:_MOST_PARTS], sign) for sign in (";", ",", " "))


def _is_made_of(known: Container[str], parts: list[str], sign: str) -> bool:
    """Return whether parts, joined by a sign, are two answers or more, each a known wording or a number."""
    most = {0: 0}
    for end in range(1, len(parts) + 1):
        counts = [
            most[start] + 1
            for start in range(end)
            if start in most
            and (is_number(part := sign.join(parts[start:end]).strip()) or folded(part) in known)
        ]
        if counts:
            most[end] = max(counts)
    return most.get(len(parts), 0) > 1


def _says(scale: Scale | None, text: str) -> bool:
    return scale is not None and folded(text) in scale.wordings()


def _numbered(scale: Scale, text: str) -> float | None:
    """Return the number in `4 - Agree` where the scale calls the 4 so; None where the two do not fit."""
    found = _NUMBERED.fullmatch(text)
    if found is None:
        return None
    number = scale.answer(found[1])
    return number if not isinstance(number, str) and number == scale.answer(found[2]) else None


def _likely_number(scale: Scale, text: str) -> float | None:
    """Return the number of a scale that a text names in front, behind, or in words."""
    found = _NUMBERED.fullmatch(text) or _NUMBER_BEHIND.fullmatch(text)
    number = int(found[1]) if found else _NUMBER_OF.get(folded(text))
    return number if number is not None and scale.holds(number) else None
