"""Answers to scores, criterion by criterion.

A person's own mean comes first, then the mean over persons, so that nobody weighs more by answering more.
Small groups are withheld.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from collective_impact.arithmetic import mean, share
from collective_impact.model.rating import Item, RatingSet, Scale

__all__ = ["FEWEST_PERSONS", "FEWEST_RATERS", "CriterionScore", "criterion_scores"]

FEWEST_PERSONS = 5
"""Below this number of persons a mean of answers is withheld; a convention of survey practice."""
FEWEST_RATERS = 2
"""A rubric needs two independent raters (Tri-Ethnic Center, Community Readiness Model)."""


class CriterionScore(NamedTuple):
    """What people say about a criterion: how many persons gave a number, and their mean, in [0, 1]."""

    persons: int
    score: float | None


def criterion_scores(ratings: RatingSet, *, on: date | None = None) -> dict[str, CriterionScore]:
    """Return the score of each criterion that the items of an instrument speak to.

    Reverse items are turned round; "don't know" and "not applicable" enter no mean. The score is None where
    too few persons answered: under five for a survey, under two for a rubric. Answers dated after `on` are
    left out.
    """
    instrument = ratings.instrument
    scales = {scale.key: scale for scale in instrument.scales}
    items = {item.code: item for item in instrument.items if item.criterion}
    answers: dict[str, dict[str, list[float]]] = {
        item.criterion: {} for item in items.values() if item.criterion
    }
    for rating in ratings.ratings:
        item = items.get(rating.item)
        is_later = on is not None and rating.on is not None and rating.on > on
        if item and item.criterion and rating.value is not None and not is_later:
            of_person = answers[item.criterion].setdefault(rating.rater, [])
            of_person.append(_rescaled(rating.value, item, scales[item.scale]))
    fewest = FEWEST_PERSONS if instrument.kind == "perceived" else FEWEST_RATERS
    scores = {}
    for code, by_person in sorted(answers.items()):
        means = [m for rater in sorted(by_person) if (m := mean(by_person[rater])) is not None]
        scores[code] = CriterionScore(len(means), mean(means) if len(means) >= fewest else None)
    return scores


def _rescaled(value: float, item: Item, scale: Scale) -> float:
    part = scale.maximum - value if item.reverse else value - scale.minimum
    return share(part, scale.maximum - scale.minimum)
