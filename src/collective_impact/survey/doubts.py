"""What is doubtful in a set of answers: for whoever holds the data, never for a report.

Answers and an instrument come in, problems with the place of each answer go out. Nothing is changed or left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collective_impact.errors import Problem, excerpt
from collective_impact.model.answer import COLUMNS
from collective_impact.survey.persons import instrument_of

if TYPE_CHECKING:
    from collective_impact.model.answer import Answer
    from collective_impact.model.instrument import Instrument
    from collective_impact.model.rating import RatingSet

__all__ = ["doubts"]


def doubts(ratings: RatingSet, instrument: Instrument | None = None) -> tuple[Problem, ...]:
    """Return what scoring leaves out or has to settle, answer by answer.

    Answers to items that the instrument does not have and numbers outside their scale count nowhere; of answers
    that a person gave twice to the same item the mean counts; of several partners or groups that one person names
    in one wave, the first in the alphabet.

    Raises:
        InvalidRecordError: neither ratings nor caller say what was asked.
    """
    known = instrument_of(ratings, instrument)
    scales = {scale.key: scale for scale in known.scales}
    items = {item.code: scales[item.scale] for item in known.items}
    columns = len(ratings.items)
    seen: set[Answer] = set()
    homes: dict[tuple[str | None, str, str], str] = {}
    found: list[Problem] = []

    def tell(place: int, column: str, code: str, message: str) -> None:
        """Add a problem at an answer: in a column, or in a row that is written by itself."""
        row = f"ratings/{place - columns}/{column}" if place >= columns else f"{COLUMNS[column]}/{place}"
        found.append(Problem(path=row, code=code, severity="warning", message=message))

    for place, answer in enumerate(ratings.answers()):
        scale = items.get(answer.item)
        if scale is None:
            message = f"the instrument has no item with the code '{excerpt(answer.item)}'; it counts nowhere."
            tell(place, "item", "unknown_item", message)
        elif answer.value is not None and not scale.holds(answer.value):
            message = f"it lies outside the scale from {scale.minimum} to {scale.maximum}; it counts nowhere."
            tell(place, "value", "out_of_range", message)
        same = answer._replace(partner_id=None, group=None, on=None, value=None, code=None)
        if same in seen:
            message = "this person answered this item in this wave already; the mean counts."
            tell(place, "item", "repeated_answer", message)
        seen.add(same)
        for column in ("partner_id", "group"):
            name = getattr(answer, column)
            if name is not None and homes.setdefault((answer.wave, answer.rater, column), name) != name:
                message = (
                    "this person stands elsewhere in this wave as well; the first in the alphabet counts."
                )
                tell(place, column, "two_homes", message)
    return tuple(found)
