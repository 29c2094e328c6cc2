"""What people say about each criterion, in the form that the checker asks for.

It rests on the same persons and means as `scoring`; small groups are withheld.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collective_impact.survey.persons import FEWEST, by_person, mean_mark, sheet_of, topics_of

if TYPE_CHECKING:
    from datetime import date

    from collective_impact.model.rating import RatingSet

__all__ = ["CriterionScore", "criterion_scores"]


class CriterionScore(NamedTuple):
    """What people say about a criterion: how many persons gave a number, and their mean, in [0, 1]."""

    persons: int
    score: float | None


def criterion_scores(ratings: RatingSet, *, on: date | None = None) -> dict[str, CriterionScore]:
    """Return the score of each criterion that the items of an instrument speak to.

    Reverse items are turned round; "don't know" and "not applicable" enter no mean, and whoever answered one item
    counts. The score is None where too few persons answered: under five for a survey, under two for a rubric.
    Answers dated after `on` are left out.

    Raises:
        InvalidRecordError: the ratings come without an instrument.
    """
    sheet = sheet_of(ratings, on=on)
    people = by_person(sheet.persons).values()
    scores = {}
    for topic in topics_of(sheet.instrument):
        if topic.kind == "criterion":
            tallies = (sheet.tally(rows, topic) for rows in people)
            marks = [mark for tally in tallies if (mark := tally.mark(topic)) is not None]
            middle = mean_mark(marks) if len(marks) >= FEWEST[sheet.instrument.kind] else None
            scores[topic.key] = CriterionScore(len(marks), middle and middle.score)
    return scores
