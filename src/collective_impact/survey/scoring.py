"""Answers to scores: each person's own mean first, then over persons and over organisations, group by group.

Answers and an instrument come in, typed results go out, in which no small group can be worked out. How a score is
cut into a level of readiness is not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from collective_impact.arithmetic import mean
from collective_impact.errors import UnknownNameError, excerpt
from collective_impact.fields import did_you_mean
from collective_impact.survey.group_figures import Group, Rules, hidden_topics
from collective_impact.survey.intervals import finite_population
from collective_impact.survey.persons import FEWEST, HALF, Person, sheet_of, topics_of
from collective_impact.survey.topic_scores import GroupScores, Scores
from collective_impact.survey.withholding import EVERYBODY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from collective_impact.model.instrument import Instrument
    from collective_impact.model.rating import RatingSet

__all__ = ["By", "score"]

By = Literal["organisation", "group", "wave"]

_FIELDS = {"organisation": "partner_id", "group": "group", "wave": "wave"}


def score(  # noqa: PLR0913 - each is one rule that a result states
    ratings: RatingSet,
    instrument: Instrument | None = None,
    *,
    by: By | Sequence[By] = (),
    on: date | None = None,
    answered_share: float = HALF,
    minimum_group: int | None = None,
    population: int | None = None,
    seed: int = 0,
) -> Scores:
    """Return what everybody, and each group by organisation, group or wave, says of each topic.

    Reverse items are turned round; "don't know", "not applicable" and blanks enter no mean. A person counts for a
    topic who answered `answered_share` of the items that anybody was asked; what a person says several times is
    averaged first. `instrument` is that of the ratings unless given; answers later than `on` are not seen.

    Figures of fewer than `minimum_group` persons (5; of a rubric 2) are withheld, and with them whatever they
    could be worked out from: in the same result, not over several calls with other groupings of the same answers.
    Whoever publishes, publishes one of them. Where a person stands in several groups, as in two waves, everybody's
    figures are withheld but for the mean of the groups. The intervals come from draws by `seed`, of organisations
    where there are enough, else of persons; for everybody always of persons where any group is withheld. Those of
    everybody shrink by `population`, the number of persons who could have answered (Cochran, 1977).

    Sources: person means first, both group means: survey practice; withholding: Hundepool et al. (2012).

    Raises:
        InvalidRecordError: neither ratings nor caller say what was asked, `minimum_group` is below 2, or fewer
            persons could have answered than did.
        UnknownNameError: there is no such grouping.
    """
    names = _checked((by,) if isinstance(by, str) else tuple(by))
    sheet = sheet_of(ratings, instrument, on=on)
    fewest = FEWEST[sheet.instrument.kind] if minimum_group is None else minimum_group
    rules = Rules(sheet, topics_of(sheet.instrument), answered_share, fewest, seed)
    members: dict[tuple[tuple[bool, str], ...], list[Person]] = {}
    for person in sheet.persons if names else ():
        labels = (getattr(person, _FIELDS[name]) for name in names)
        members.setdefault(tuple((label is not None, label or "") for label in labels), []).append(person)
    keys = sorted(members)
    everybody = Group(rules, sheet.persons)
    if everybody.people:
        finite_population(len(everybody.people), population)
    groups = {str(place).zfill(9): Group(rules, members[key], everybody) for place, key in enumerate(keys)}
    hidden = hidden_topics(everybody, groups)
    found = {
        place: group.scores(
            hidden[place], {name: label for name, (stated, label) in zip(names, key, strict=True) if stated}
        )
        for (place, group), key in zip(groups.items(), keys, strict=True)
    }
    return Scores(
        instrument=sheet.instrument.key,
        kind=sheet.instrument.kind,
        by=names,
        minimum_group=fewest,
        answered_share=answered_share,
        population=population,
        seed=seed,
        everybody=everybody.scores(
            hidden[EVERYBODY],
            {},
            unweighted=_unweighted(rules, found) if found else None,
            is_part_withheld=any(hidden[place] for place in groups),
            population=population,
        ),
        groups=tuple(found.values()),
        left_out=sheet.left_out,
    )


def _checked(names: tuple[By, ...]) -> tuple[By, ...]:
    for name in names:
        if name not in _FIELDS:
            hint = did_you_mean(str(name), [*_FIELDS])
            raise UnknownNameError(f"Persons cannot be split by '{excerpt(name)}'. {hint}")
    return tuple(dict.fromkeys(names))


def _unweighted(rules: Rules, found: Mapping[str, GroupScores]) -> dict[str, float | None]:
    """Return for each topic the mean of the means of the groups that are shown."""
    shown = [group.topics for group in found.values()]
    return {
        topic.id: mean([held[place].mean or 0.0 for held in shown if held[place].mean is not None])
        for place, topic in enumerate(rules.topics)
    }
