"""What each person says about each criterion and condition, for whoever draws the persons again.

It rests on the same persons, rules and withholding as `scoring`; what is withheld there is empty here, so that
nothing is worked out from it. These scores are for arithmetic and never for a report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collective_impact.survey.group_figures import Group, Rules, hidden_topics
from collective_impact.survey.persons import FEWEST, HALF, sheet_of, topics_of
from collective_impact.survey.withholding import EVERYBODY

if TYPE_CHECKING:
    from datetime import date

    from collective_impact.model.rating import RatingSet
    from collective_impact.survey.persons import Kind

__all__ = ["PersonScores", "person_scores"]


class PersonScores(NamedTuple):
    """Each person's own mean in [0, 1] by criterion and by condition, and whom to draw together.

    What is withheld, or was asked and not answered, is there and empty. `organisations` is empty where persons
    are drawn one by one.
    """

    scores: dict[tuple[Kind, str], dict[str, float]]
    organisations: dict[str, str]
    fewest: int


def person_scores(ratings: RatingSet, *, on: date | None = None) -> PersonScores:
    """Return what each person says, by the rules of `score` as they are unless others are given.

    Answers dated after `on` are left out.

    Raises:
        InvalidRecordError: the ratings come without an instrument.
    """
    sheet = sheet_of(ratings, on=on)
    fewest = FEWEST[sheet.instrument.kind]
    group = Group(Rules(sheet, topics_of(sheet.instrument), HALF, fewest, 0), sheet.persons)
    hidden = hidden_topics(group)[EVERYBODY]
    scores: dict[tuple[Kind, str], dict[str, float]] = {
        (topic.kind, topic.key): {
            rater: mark.score
            for rater, mark in group.marks.get(topic.id, {}).items()
            if topic.id not in hidden
        }
        for topic in group.rules.topics
        if topic.kind in ("criterion", "condition")
    }
    return PersonScores(scores, group.organisations(), fewest)
