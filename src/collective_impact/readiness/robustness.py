"""How far a verdict holds: the figures of a report, or of ratings alone, handed to the draws of `survey`.

What comes back is chances. No verdict is made here, and no report is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collective_impact.errors import InvalidRecordError, excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from collective_impact.model.rating import RatingSet
    from collective_impact.readiness.framework import Condition, Framework
    from collective_impact.readiness.report import ReadinessReport
    from collective_impact.survey.person_scores import PersonScores
    from collective_impact.survey.robustness import Robustness
    from collective_impact.survey.verdicts import Aggregator, CriterionFigures, VerdictRules

__all__ = ["by_ratings_alone", "check_about", "robustness"]


def robustness(  # noqa: PLR0913 - each is one thing that could as well be otherwise
    report: ReadinessReport,
    ratings: RatingSet | None = None,
    *,
    aggregators: Sequence[Aggregator] = ("arithmetic",),
    leave_one_out: bool = True,
    concentration: float = 1.0,
    draws: int = 10_000,
    seed: int = 0,
) -> Robustness:
    """Return the chance of each level, of the gate and of each weakest condition, and what drives them.

    Without `ratings` it is the headline of the report that is asked again, under other weights of its criteria,
    by other means and with one criterion left out. With `ratings` it is what they alone would say of the
    conditions that they are about, with persons drawn again as well; the two are never mixed, as ratings do not
    move the headline. Small groups count as not known, and no criterion is left out where it is all that people
    were asked about a condition. The other arguments are those of `survey.robustness`.

    Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 7.

    Raises:
        InvalidRecordError: this is no report, the ratings are about another initiative, or a number is out of
            its range.
        UnknownNameError: there is no such aggregator.
    """
    from collective_impact.readiness.report import ReadinessReport  # noqa: PLC0415 - only who asks pays for it
    from collective_impact.survey.robustness import robustness as drawn  # noqa: PLC0415 - the same
    from collective_impact.survey.verdicts import CriterionFigures  # noqa: PLC0415 - the same

    if not isinstance(report, ReadinessReport):
        message = f"Only a report has a verdict, found {excerpt(report)}. Assess the initiative first."
        raise InvalidRecordError(message)
    if ratings is not None:
        check_about(ratings, report.subject_id)
        return by_ratings_alone(
            report.framework,
            ratings,
            on=report.on,
            aggregators=aggregators,
            leave_one_out=leave_one_out,
            concentration=concentration,
            draws=draws,
            seed=seed,
        )
    figures = {
        condition.key: [
            CriterionFigures(f.code, f.score, f.low, f.high, f.weight, f.critical) for f in condition.headline
        ]
        for condition in report.conditions
    }
    return drawn(
        figures,
        _rules(report.framework),
        aggregators=aggregators,
        leave_one_out=leave_one_out,
        concentration=concentration,
        draws=draws,
        seed=seed,
    )


def check_about(ratings: RatingSet, subject_id: str) -> None:
    """Check that these are ratings that say what was asked, and are about an initiative or do not say which.

    Raises:
        InvalidRecordError: they are something else, come without an instrument, or are about another one.
    """
    from collective_impact.survey.persons import instrument_of  # noqa: PLC0415 - only ratings pay for it

    instrument_of(ratings)
    if ratings.initiative_id not in (None, subject_id):
        message = (
            f"The ratings are about '{excerpt(ratings.initiative_id)}', not about '{excerpt(subject_id)}'."
        )
        raise InvalidRecordError(message)


def by_ratings_alone(  # noqa: PLR0913 - as above
    framework: Framework,
    ratings: RatingSet,
    *,
    on: date,
    aggregators: Sequence[Aggregator] = ("arithmetic",),
    leave_one_out: bool = True,
    concentration: float = 1.0,
    draws: int,
    seed: int,
) -> Robustness:
    """Return the chances of the verdicts that ratings alone would give, for the conditions that they are about.

    A condition whose items speak to it as a whole is scored by them, another one by its criteria that ratings of
    this kind can answer. No criterion is critical here: people's opinion holds nothing down by itself; and none is
    left out where it would be all that is known of a condition.
    """
    from collective_impact.survey.person_scores import person_scores  # noqa: PLC0415 - only ratings pay for it
    from collective_impact.survey.robustness import robustness as drawn  # noqa: PLC0415 - the same

    said = person_scores(ratings, on=on)
    kind = ratings.instrument.kind if ratings.instrument else None
    answers: dict[str, dict[str, float]] = {}
    figures = {}
    for condition in framework.conditions:
        rows = _spoken_figures(condition, said, kind, answers)
        if rows:
            figures[condition.key] = rows
    return drawn(
        figures,
        _rules(framework),
        answers=answers,
        organisations=said.organisations,
        fewest=said.fewest,
        aggregators=aggregators,
        leave_one_out=leave_one_out and min(map(len, figures.values()), default=0) > 1,
        concentration=concentration,
        draws=draws,
        seed=seed,
    )


def _rules(framework: Framework) -> VerdictRules:
    from collective_impact.survey.verdicts import VerdictRules  # noqa: PLC0415 - only who asks pays for it

    return VerdictRules(framework.level_cuts, framework.coverage_limit, framework.practice_level)


def _spoken_figures(
    condition: Condition, said: PersonScores, kind: str | None, answers: dict[str, dict[str, float]]
) -> list[CriterionFigures]:
    """Return what ratings are asked about in a condition, and add each person's answers to `answers`."""
    from collective_impact.survey.verdicts import CriterionFigures  # noqa: PLC0415 - only who asks pays for it

    whole = said.scores.get(("condition", condition.key))
    if whole:
        answers[condition.key] = whole
        return [CriterionFigures(condition.key, None, 0.0, 1.0)]
    rows = []
    for criterion in condition.criteria:
        given = said.scores.get(("criterion", criterion.code))
        if given is not None and kind in criterion.evidence_kinds:
            answers[criterion.code] = given
            rows.append(CriterionFigures(criterion.code, None, 0.0, 1.0, criterion.weight))
    return rows or ([] if whole is None else [CriterionFigures(condition.key, None, 0.0, 1.0)])
