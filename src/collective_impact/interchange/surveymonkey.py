"""SurveyMonkey exports (CSV, XLSX), in words or numbers: two header rows, the question and below it its row or option.

A question that takes several columns stands over the first of them only. The newest answer comes first in the file;
here rows come oldest first, by the ids of the respondents, which grow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collective_impact.interchange.survey_layout import (
    Column,
    Layout,
    cell,
    folded,
    is_personal,
    rows_below,
)
from collective_impact.interchange.survey_reading import ExportReader

if TYPE_CHECKING:
    from collective_impact.interchange.remarks import Remarks
    from collective_impact.interchange.tables import Table

__all__ = ["layout", "read", "recognised"]

_OF_THE_TOOL_WORDS = (
    "respondent id|collector id|date created|date modified|start date|end date|ip address|email address|first name"
    "|last name|custom data 1|custom data|custom 1"
)
_OF_THE_TOOL = frozenset(_OF_THE_TOOL_WORDS.split("|"))
_WHOLE_QUESTION_WORDS = (
    "|response|responses|open-ended response|antwort|offene antwort|réponse|réponse libre|respuesta"
    "|respuesta abierta|resposta|risposta|antwoord"
)
_WHOLE_QUESTION = frozenset(_WHOLE_QUESTION_WORDS.split("|"))
_LONGEST_ID = 25


def recognised(table: Table) -> str | None:
    """Return by what a table is known to be a SurveyMonkey export, None where it is none."""
    first = {_plain(heading) for heading in table.rows[0]} if table.rows else set()
    is_known = {"respondent id", "collector id"} <= first
    return "its first row has Respondent ID and Collector ID" if is_known else None


def layout(table: Table, _wanted: frozenset[str], remarks: Remarks) -> Layout:
    """Return how a SurveyMonkey export is laid out."""
    questions = table.rows[0] if table.rows else []
    below = table.rows[1] if len(table.rows) > 1 else []
    has_two = not cell(below, 0)
    width = max(len(questions), len(below) if has_two else 0)
    columns = []
    question = ""
    for index in range(width):
        question = cell(questions, index) or (question if has_two else "")
        is_alone = bool(cell(questions, index)) and (index + 1 >= width or bool(cell(questions, index + 1)))
        part = cell(below, index) if has_two else ""
        columns.append(_column(index, question, part, is_alone=is_alone))
    places = {_plain(column.names[0]): column.place for column in columns}
    rows = rows_below(table, 2 if has_two else 1, width, remarks)
    numbers = places.get("respondent id", width)
    if all(_is_id(cell(row.cells, numbers)) for row in rows):
        rows.sort(key=lambda row: int(cell(row.cells, numbers)))
    person = [places[name] for name in ("email address", "respondent id") if name in places]
    return Layout(title="SurveyMonkey", columns=tuple(columns), rows=rows, person=tuple(person))


read = ExportReader(layout)
"""Return the answers of a SurveyMonkey export; arguments and errors are those of `survey_exports.read`."""


def _column(index: int, question: str, part: str, *, is_alone: bool) -> Column:
    if folded(part) in _WHOLE_QUESTION:
        names = [question]
    else:
        names = [f"{question} [{part}]", part, *([question] if is_alone else [])]
    is_private = _plain(question) in _OF_THE_TOOL or is_personal(question, part)
    return Column(index, tuple(filter(None, names)) or (f"column {index + 1}",), is_private)


def _plain(heading: str) -> str:
    return folded(heading).replace("_", " ")


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID
