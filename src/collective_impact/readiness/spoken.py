"""What people say or raters judge, as findings that stand beside those of the records.

Scores of a survey come in, findings go out. They rest on the same figures as `survey.score` of everybody, so that
whoever holds both can work out no more than from one of them; scores by group are another result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from collective_impact.arithmetic import share
from collective_impact.display import percent
from collective_impact.readiness.documented import RATINGS_RULE, PerceivedCriterion
from collective_impact.readiness.robustness import by_ratings_alone
from collective_impact.readiness.scoring import Tally
from collective_impact.survey.mean_intervals import CONFIDENCE
from collective_impact.survey.scoring import score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from collective_impact.finding import EvidenceKind, Finding
    from collective_impact.model.rating import RatingSet
    from collective_impact.readiness.framework import Condition, Criterion, Framework
    from collective_impact.survey.topic_scores import Scores, TopicScore

__all__ = ["Spoken", "spoken"]

WHOLE_SOURCE = "convention of survey practice: the mean of each person first"
DRAWS = 1_000
"""How often persons are drawn again for the chance of being the weakest; it is off by up to 3 in 100."""


class Spoken(NamedTuple):
    """What one set of ratings says: by criterion, by condition, and how likely each condition is the weakest."""

    kind: EvidenceKind
    criteria: Mapping[str, TopicScore]
    conditions: Mapping[str, TopicScore]
    weakest: Mapping[str, float]

    def about(self, criterion: Criterion) -> Finding | None:
        """Return what people say about a criterion, where they were asked and it can be answered that way."""
        found = self.criteria.get(criterion.code)
        if found is None or self.kind not in criterion.evidence_kinds:
            return None
        return self._finding(found, criterion)

    def about_whole(self, condition: Condition) -> Finding | None:
        """Return what people say about a condition as a whole, by the items that speak to it."""
        found = self.conditions.get(condition.key)
        if found is None:
            return None
        asked = PerceivedCriterion(code=condition.key, title=condition.title, source=WHOLE_SOURCE)
        return self._finding(found, asked)

    def beside(self, condition: Condition) -> dict[str, Any]:
        """Return what stands beside the score of a condition: how sure what is said is, where that is known.

        The interval is that of the one figure that speaks for the condition: the items about it as a whole, or
        its only criterion that is known.
        """
        whole = self.conditions.get(condition.key)
        figures = [whole] if whole is not None and whole.n is not None else []
        figures = figures or [
            found
            for criterion in condition.criteria
            if self.kind in criterion.evidence_kinds
            and (found := self.criteria.get(criterion.code))
            and found.n
        ]
        ends = _interval(figures[0]) if len(figures) == 1 else None
        chance = self.weakest.get(condition.key)
        return {
            **({} if ends is None else {"said_low": ends[0], "said_high": ends[1]}),
            **({} if chance is None else {"weakest_chance": chance}),
        }

    def _finding(self, found: TopicScore, criterion: Criterion) -> Finding:
        known = found.score
        said = criterion.finding(
            Tally(None, 0.0, 1.0) if known is None else Tally(known, known, known, known, 1),
            _observed(found, "people" if self.kind == "perceived" else "raters"),
            evidence=["ratings"],
            workings=[*_workings(found)],
            kind=self.kind,
        )
        return attrs.evolve(said, rule=RATINGS_RULE)


def spoken(ratings: RatingSet, framework: Framework, on: date) -> Spoken:
    """Return what ratings say by a day, in terms of a framework.

    Raises:
        InvalidRecordError: the ratings come without an instrument.
    """
    found: Scores = score(ratings, on=on)
    topics = found.everybody.topics
    drawn = by_ratings_alone(framework, ratings, on=on, leave_one_out=False, draws=DRAWS, seed=0)
    is_drawn = drawn.raters and len(drawn.conditions) > 1
    return Spoken(
        kind=found.kind,
        criteria={topic.key: topic for topic in topics if topic.kind == "criterion"},
        conditions={topic.key: topic for topic in topics if topic.kind == "condition"},
        weakest={held.key: held.weakest for held in drawn.conditions} if is_drawn else {},
    )


def _observed(found: TopicScore, who: str) -> str:
    if found.n is None or found.score is None:
        return f"Nothing of what {who} say can be shown. {found.reason}"
    parts = [f"{found.n} {who} put it at {found.score:.2f} on a scale from 0 to 1"]
    ends = _interval(found)
    if ends is not None:
        parts.append(f" ({CONFIDENCE * 100:.0f} % interval {ends[0]:.2f} to {ends[1]:.2f})")
    if found.agreement is not None:
        parts.append(f"; agreement {found.agreement:.2f}")
    return f"{''.join(parts)}."


def _interval(found: TopicScore) -> tuple[float, float] | None:
    """Return the interval of a mean on 0 to 1, where there is one."""
    held = found.interval
    if held is None or held.low is None or held.high is None:
        return None
    width = found.maximum - found.minimum
    return share(held.low - found.minimum, width), share(held.high - found.minimum, width)


def _workings(found: TopicScore) -> Iterator[str]:
    """Yield the figures behind a score on the instrument's own scale, and how each was found."""
    if found.n is None:
        return
    scale = f"{found.minimum:g} to {found.maximum:g}"
    sd = "" if found.sd is None else f", standard deviation {found.sd:.2f}"
    band = "" if found.band is None else f", which the instrument calls '{found.band}'"
    yield f"n {found.n}; mean {found.mean:.2f} on {scale}{sd}{band}"
    held = found.interval
    if held is not None and held.low is not None:
        yield (
            f"{CONFIDENCE * 100:.0f} % interval of the mean {held.low:.2f} to {held.high:.2f}: {held.method}, "
            f"{held.draws:,} draws, seed {held.seed}"
        )
    else:
        yield f"No interval: {held and held.reason}"
    if found.agreement is not None:
        yield f"Agreement r*_wg {found.agreement:.2f} (Lindell, Brandt & Whitney, 1999): 1 all alike, 0 as if at random"
    yield f"Numbers given: {percent(found.coverage)} of the answers asked for"
    if found.organisation_mean is not None:
        yield f"Mean over {found.organisations} organisations: {found.organisation_mean:.2f}"
