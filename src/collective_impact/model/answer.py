"""One answer as a plain tuple, and the way from rows of plain data to answers and from answers to columns.

It knows the words of an instrument's scales, and which keys a row may have; a set of answers is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from math import isfinite
from operator import index
from typing import Any, NamedTuple, cast, get_args

from collective_impact.errors import InvalidRecordError, Problem, excerpt
from collective_impact.fields import did_you_mean, wrong_type
from collective_impact.frames import is_missing
from collective_impact.model.backbone import BackboneFunction
from collective_impact.model.instrument import AnswerCode, Instrument, Scale

__all__ = ["COLUMNS", "Answer", "answers_of", "columns_of"]


class Answer(NamedTuple):
    """One answer, as a set of ratings hands it out for computing: the fields of a `Rating` without its note."""

    item: str
    rater: str
    partner_id: str | None = None
    group: str | None = None
    wave: str | None = None
    on: date | None = None
    value: float | None = None
    code: AnswerCode | None = None
    about_id: str | None = None
    function: BackboneFunction | None = None


COLUMNS = {
    "item": "items",
    "rater": "raters",
    "partner_id": "partner_ids",
    "group": "groups",
    "wave": "waves",
    "on": "days",
    "value": "values",
    "code": "codes",
    "about_id": "about_ids",
    "function": "functions",
}
"""The column of a set of ratings for each field of an answer, in the order of the fields."""

_NEEDED = ("item", "rater")
_NAMES = {
    "item": "item",
    "rater": "rater",
    "organisation": "partner_id",
    "group": "group",
    "wave": "wave",
    "about_id": "about_id",
}
"""The field of an answer for each key of a row that holds a name."""
_KEYS = (*_NAMES, "value", "on", "function")


def columns_of(answers: Iterable[object]) -> dict[str, Any]:
    """Return the columns that hold these answers or ratings; those in which nothing is stated are left out."""
    rows = [[getattr(answer, field) for field in COLUMNS] for answer in answers]
    columns = zip(COLUMNS.items(), zip(*rows, strict=True), strict=True) if rows else ()
    return {
        name: column
        for (field, name), column in columns
        if field in ("item", "rater", "value") or any(part is not None for part in column)
    }


def answers_of(rows: Iterable[Mapping[str, Any]], instrument: Instrument | None) -> list[Answer]:
    """Return the answers that rows of plain data hold, blanks left out; all mistakes at once.

    Raises:
        InvalidRecordError: rows cannot be right; each problem has the path of its row and key.
    """
    reader = _Reader(instrument)
    answers = [answer for position, row in enumerate(rows) if (answer := reader.answer(row, str(position)))]
    if reader.problems:
        raise InvalidRecordError("These answers cannot be read.", reader.problems)
    return answers


class _Reader:
    """Reads rows one by one and collects what is wrong with them."""

    def __init__(self, instrument: Instrument | None) -> None:
        self.problems: list[Problem] = []
        self.scales: dict[str, Scale] | None = None
        self.read: dict[tuple[str, str], float | AnswerCode | None] = {}
        if instrument is not None:
            scales = {scale.key: scale for scale in instrument.scales}
            self.scales = {item.code: scales[item.scale] for item in instrument.items}
        self.told: set[object] = set()

    def answer(self, row: Mapping[str, Any], place: str) -> Answer | None:
        if not isinstance(row, Mapping):
            self.problems.append(wrong_type(row, place, dict))
            return None
        for key in row:
            if key not in _KEYS and key not in self.told:
                self.told.add(key)
                message = "no answer has such a key; it first stands in this row."
                hint = f"{did_you_mean(str(key), list(_KEYS))} Leave out what is none of these."
                self.tell(f"{place}/{excerpt(key)}", "unknown_key", message, hint)
        names: dict[str, Any] = {
            field: self.name(row[key], place, key) if key in row else None for key, field in _NAMES.items()
        }
        for key in _NEEDED:
            held = row.get(key)
            if names[key] is None and (is_missing(held) or isinstance(held, str)):
                self.tell(f"{place}/{key}", "missing", "is missing.")
        on = self.day(row["on"], place) if "on" in row else None
        function = self.function(row["function"], place) if "function" in row else None
        value, code = self.value(row.get("value"), names["item"], place)
        if (value is None and code is None) or names["item"] is None or names["rater"] is None:
            return None
        return Answer(**names, on=on, function=function, value=value, code=code)

    def tell(self, path: str, code: str, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(path=path, code=code, message=message, hint=hint))

    def name(self, held: Any, place: str, key: str) -> str | None:  # noqa: ANN401 - plain data of any shape
        """Return a name; a whole number is one too. None where there is none."""
        if isinstance(held, str):
            return held if held.strip() else None
        if is_missing(held):
            return None
        number = int(held) if isinstance(held, float) and held.is_integer() else _whole(held)
        if number is None:
            self.problems.append(wrong_type(held, f"{place}/{key}", str))
            return None
        return str(number)

    def day(self, held: Any, place: str) -> date | None:  # noqa: ANN401 - plain data of any shape
        if type(held) is str and len(held) == len("2024-03-31"):
            try:
                return date.fromisoformat(held)
            except ValueError:
                pass
        if is_missing(held):
            return None
        if type(held) is not date:
            self.problems.append(wrong_type(held, f"{place}/on", date))
            return None
        return held

    def function(self, held: Any, place: str) -> BackboneFunction | None:  # noqa: ANN401 - plain data of any shape
        known = get_args(BackboneFunction)
        if is_missing(held):
            return None
        if held in known:
            return cast("BackboneFunction", held)
        message = f"'{excerpt(held)}' is no function of a backbone."
        self.tell(f"{place}/function", "unknown_word", message, did_you_mean(str(held), list(known)))
        return None

    def value(self, held: Any, item: str | None, place: str) -> tuple[float | None, AnswerCode | None]:  # noqa: ANN401
        """Return the number or the code of an answer; neither where it is blank or wrong."""
        scale = None if self.scales is None or item is None else self.scales.get(item)
        if self.scales is not None and item is not None and scale is None:
            message = f"the instrument has no item with the code '{excerpt(item)}'."
            self.tell(f"{place}/item", "dangling_id", message, did_you_mean(item, list(self.scales)))
            return None, None
        if isinstance(held, str):
            held = self.meaning(held, scale, f"{place}/value")
        if is_missing(held):
            return None, None
        if held in ("dont_know", "not_applicable"):
            return None, held
        number = float(held) if isinstance(held, float) else _whole(held)
        if number is None or (isinstance(number, float) and not isfinite(number)):
            self.problems.append(wrong_type(held, f"{place}/value", float))
            return None, None
        if scale is not None and not scale.holds(number):
            message = f"{number} lies outside the scale from {scale.minimum} to {scale.maximum}."
            self.tell(f"{place}/value", "out_of_range", message)
            return None, None
        return number, None

    def meaning(self, text: str, scale: Scale | None, path: str) -> float | AnswerCode | None:
        """Return what a text stands for; None where it is blank, or is told to be unknown."""
        if not text.strip():
            return None
        if text in get_args(AnswerCode):
            return cast("AnswerCode", text)
        if scale is None:
            message = f"'{excerpt(text)}' is no number, and without an instrument its words are not known."
            self.tell(path, "unknown_answer", message, "Give the instrument, or numbers and codes.")
            return None
        if (scale.key, text) not in self.read:
            self.read[scale.key, text] = scale.answer(text)
        meaning = self.read[scale.key, text]
        if meaning is None:
            message = f"'{excerpt(text)}' is no answer of the scale '{excerpt(scale.key)}'."
            hint = did_you_mean(text, [*scale.labels.values(), *scale.aliases])
            self.tell(path, "unknown_answer", message, hint)
        return meaning


def _whole(held: Any) -> int | None:  # noqa: ANN401 - plain data of any shape
    """Return a whole number of any kind (numpy has its own); None for all else, true and false too."""
    try:
        return None if isinstance(held, bool) else index(held)
    except TypeError:
        return None
