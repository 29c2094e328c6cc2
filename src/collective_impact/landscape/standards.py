"""The three standards for change (Pittman), rated by leaders for importance and for how well they are met.

Questions are our own words. Answers come as a `RatingSet` of this instrument; small groups are withheld.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import sqrt
from typing import ClassVar, Literal

import attrs

from collective_impact.arithmetic import mean, rounded, share, total
from collective_impact.errors import InvalidRecordError, Problem, excerpt
from collective_impact.fields import about
from collective_impact.model.rating import Instrument, Item, RatingSet, Scale
from collective_impact.record import Record
from collective_impact.survey.scores import FEWEST_PERSONS

__all__ = ["STANDARDS", "STANDARDS_FOR_CHANGE", "Standard", "StandardResult", "StandardsReport", "standards"]

PITTMAN = "Pittman, Collective Impact 2.0; Leadership Capacity Audit (Forum for Youth Investment)"


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Standard(Record):
    """One of the three standards for change, with the two questions that are asked about it."""

    key: str = attrs.field(metadata=about("Its machine name."))
    title: str = attrs.field(metadata=about("What people call it."))
    importance_question: str = attrs.field(metadata=about("How important it is, asked in our own words."))
    met_question: str = attrs.field(metadata=about("How well it is met, asked in our own words."))
    source: str = attrs.field(default=PITTMAN, metadata=about("Where the standard comes from."))


STANDARDS: tuple[Standard, ...] = (
    Standard(
        key="leadership_council",
        title="One overarching leadership council",
        importance_question=(
            "How important is one council of leaders that looks at the whole way from birth to adulthood?"
        ),
        met_question="How far does this community have such a council today?",
    ),
    Standard(
        key="aligned_coalitions",
        title="Aligned coalitions and networks",
        importance_question="How important is it that coalitions and networks pull in one direction?",
        met_question="How far do they do so here today?",
    ),
    Standard(
        key="engaged_stakeholders",
        title="Engaged stakeholders",
        importance_question="How important is it that young people, families and all others concerned take part?",
        met_question="How far do they take part here today?",
    ),
)
"""The three standards; their wording is ours, no published instrument's."""

_QUESTIONS: tuple[Literal["importance", "met"], ...] = ("importance", "met")

STANDARDS_FOR_CHANGE = Instrument(
    key="standards_for_change",
    title="Three standards for change: importance, and how well met",
    kind="perceived",
    scales=(
        Scale(
            key="one_to_five",
            minimum=1,
            maximum=5,
            labels={"1": "not at all", "2": "a little", "3": "partly", "4": "largely", "5": "fully"},
        ),
    ),
    items=tuple(
        Item(code=f"{standard.key}/{question}", scale="one_to_five", construct=standard.key)
        for standard in STANDARDS
        for question in _QUESTIONS
    ),
)
"""The instrument: two items for each standard, from 1 to 5, by the codes `leadership_council/importance` and so on."""


@attrs.frozen(kw_only=True, repr=False, eq=False)
class StandardResult(Record):
    """How people rate one standard. Where fewer than five answered, numbers are withheld."""

    writes_defaults: ClassVar[bool] = True

    key: str = attrs.field(metadata=about("The machine name of the standard."))
    title: str = attrs.field(metadata=about("What people call it."))
    persons: int = attrs.field(metadata=about("Persons who gave both numbers.", unit="persons", low=0))
    importance: float | None = attrs.field(
        default=None, metadata=about("Mean importance, from 1 to 5.", low=1, high=5)
    )
    importance_sd: float | None = attrs.field(
        default=None, metadata=about("Its standard deviation over persons (n - 1).", low=0)
    )
    met: float | None = attrs.field(
        default=None, metadata=about("Mean of how well it is met, from 1 to 5.", low=1, high=5)
    )
    met_sd: float | None = attrs.field(
        default=None, metadata=about("Its standard deviation over persons (n - 1).", low=0)
    )
    gap: float | None = attrs.field(
        default=None,
        metadata=about(
            "Importance - met, of the same persons.", low=-4, high=4, source="Martilla & James (1977)"
        ),
    )
    gap_sd: float | None = attrs.field(
        default=None, metadata=about("The standard deviation of the persons' own gaps (n - 1).", low=0)
    )
    importance_share: float | None = attrs.field(
        default=None, metadata=about("Importance as (mean - 1) / 4.", low=0, high=1)
    )
    met_share: float | None = attrs.field(
        default=None, metadata=about("Met as (mean - 1) / 4.", low=0, high=1)
    )
    reason: str | None = attrs.field(default=None, metadata=about("Why there are no numbers."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class StandardsReport(Record):
    """The three standards, the largest gap first; standards without numbers at the end."""

    writes_defaults: ClassVar[bool] = True

    rows: tuple[StandardResult, ...] = attrs.field(metadata=about("One for each standard."))
    fewest_persons: int = attrs.field(
        default=FEWEST_PERSONS,
        metadata=about("Below so many persons numbers are withheld (*convention*).", unit="persons", low=2),
    )
    persons: int = attrs.field(
        default=0, metadata=about("Persons who answered anything.", unit="persons", low=0)
    )
    on: date | None = attrs.field(
        default=None, metadata=about("Answers after this day are left out; nothing where all count.")
    )

    def check(self) -> Iterator[Problem]:
        """Yield a problem where a standard stands twice."""
        yield from super().check()
        keys = [row.key for row in self.rows]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                message = f"'{excerpt(key)}' stands here twice."
                yield Problem(path=f"rows/{position}/key", code="repeated_id", message=message)


def standards(
    ratings: RatingSet, *, fewest_persons: int = FEWEST_PERSONS, on: date | None = None
) -> StandardsReport:
    """Return how important leaders find each standard for change and how well met, with the gap between.

    Only persons who gave both numbers of a standard count for it, so that the gap is theirs; of several answers
    of a person to one item the mean counts. "Don't know" enters no mean.

    Raises:
        InvalidRecordError: the ratings are of another instrument, or `fewest_persons` is below 2.
    """
    codes = {item.code for item in STANDARDS_FOR_CHANGE.items}
    scales = {scale.key: (scale.minimum, scale.maximum) for scale in ratings.instrument.scales}
    held = {item.code: scales[item.scale] for item in ratings.instrument.items}
    if not codes <= held.keys() or any(held[code] != (1, 5) for code in codes):
        raise InvalidRecordError(
            f"These ratings are of the instrument '{excerpt(ratings.instrument.key)}'. Ask by STANDARDS_FOR_CHANGE."
        )
    if fewest_persons < 2:  # noqa: PLR2004 - a mean of one person is that person's answer
        raise InvalidRecordError(
            f"A mean of one person tells who said what. Give 2 or more, found {fewest_persons}."
        )
    answers: dict[str, dict[str, list[float]]] = {code: {} for code in sorted(codes)}
    persons: set[str] = set()
    for rating in ratings.ratings:
        is_later = on is not None and rating.on is not None and rating.on > on
        if rating.item in answers and not is_later:
            persons.add(rating.rater)
            if rating.value is not None:
                answers[rating.item].setdefault(rating.rater, []).append(rating.value)
    rows = [_row(standard, answers, fewest_persons) for standard in STANDARDS]
    ranked = sorted(rows, key=lambda row: (row.gap is None, -(row.gap or 0.0)))
    return StandardsReport(rows=tuple(ranked), fewest_persons=fewest_persons, persons=len(persons), on=on)


def _row(standard: Standard, answers: dict[str, dict[str, list[float]]], fewest: int) -> StandardResult:
    important, met = (
        {rater: mean(given) or 0.0 for rater, given in answers[f"{standard.key}/{question}"].items()}
        for question in _QUESTIONS
    )
    both = sorted(important.keys() & met.keys())
    if len(both) < fewest:
        few = f"{len(both)} persons gave both numbers" if both else "Nobody gave both numbers"
        reason = f"{few}; a mean of fewer than {fewest} is withheld."
        return StandardResult(key=standard.key, title=standard.title, persons=len(both), reason=reason)
    first, second = [important[rater] for rater in both], [met[rater] for rater in both]
    middle, reached = mean(first) or 0.0, mean(second) or 0.0
    gaps = [total((one, -other)) for one, other in zip(first, second, strict=True)]
    return StandardResult(
        key=standard.key,
        title=standard.title,
        persons=len(both),
        importance=middle,
        importance_sd=_deviation(first),
        met=reached,
        met_sd=_deviation(second),
        gap=total((middle, -reached)),
        gap_sd=_deviation(gaps),
        importance_share=share(total((middle, -1)), 4),
        met_share=share(total((reached, -1)), 4),
    )


def _deviation(values: list[float]) -> float:
    """Return the standard deviation (n - 1) of two values or more."""
    middle = mean(values) or 0.0
    squares = total((value - middle) ** 2 for value in values)
    return rounded(sqrt(squares / (len(values) - 1)))
