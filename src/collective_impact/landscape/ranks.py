"""Who would come before whom among many assessments, and how often that changes under what is not known.

Rows come in no order of merit; whoever wants one has to ask here, and is told how little it may mean.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

import attrs

from collective_impact.arithmetic import mean, share, total
from collective_impact.errors import InvalidRecordError, UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.landscape.chance import demand_draws
from collective_impact.record import Record

if TYPE_CHECKING:
    from collective_impact.landscape.assessment_rows import AssessmentRow, ConditionRow

__all__ = ["RankedRow", "Ranks", "ranks"]

RANK_CAUTION = (
    "Ranks compare what is recorded as much as what is so. They change with what is not known: read the possible "
    "ranks beside each, and do not publish one without them."
)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class RankedRow(Record):
    """One subject with its rank by one condition, and the ranks that it may have as well."""

    writes_defaults: ClassVar[bool] = True

    position: int = attrs.field(metadata=about("Its place among the sources.", low=0))
    subject_id: str = attrs.field(metadata=about("What was assessed."))
    subject_title: str = attrs.field(metadata=about("What people call it."))
    score: float | None = attrs.field(default=None, metadata=about("The score.", low=0, high=1))
    low: float = attrs.field(metadata=about("The lowest score that fits the records.", low=0, high=1))
    high: float = attrs.field(metadata=about("The highest score that fits the records.", low=0, high=1))
    coverage: float = attrs.field(metadata=about("The known share of the weight.", low=0, high=1))
    rank: int | None = attrs.field(
        default=None,
        metadata=about(
            "1 is the highest score of all that have one, equal scores share a rank; nothing without a score.",
            low=1,
        ),
    )
    best_rank: int = attrs.field(
        metadata=about("The best rank that fits the records of all, those without a score included.", low=1)
    )
    worst_rank: int = attrs.field(
        metadata=about("The worst rank that fits the records of all, those without a score included.", low=1)
    )
    kept_share: float | None = attrs.field(
        default=None,
        metadata=about(
            "Share of the draws in which it has its rank among all; nothing without a rank.", low=0, high=1
        ),
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Ranks(Record):
    """The subjects by falling score of one condition, with how often their ranks change."""

    writes_defaults: ClassVar[bool] = True

    condition: str = attrs.field(metadata=about("The key of the condition."))
    caution: str = attrs.field(default=RANK_CAUTION, metadata=about("What ranks are not."))
    rows: tuple[RankedRow, ...] = attrs.field(
        default=(), metadata=about("Those with a score by rank, then those without.")
    )
    not_assessed: int = attrs.field(
        default=0, metadata=about("Sources that could not be assessed; they have no rank.", low=0)
    )
    changed_share: float | None = attrs.field(
        default=None,
        metadata=about(
            "How often ranks change: the mean, over subjects with a rank, of the share of draws in which they have "
            "another; nothing where none has a rank.",
            low=0,
            high=1,
        ),
    )
    draws: int = attrs.field(
        metadata=about(
            "How often a score was drawn anew for each, evenly and by itself between its bounds; between 0 and 1 where "
            "it has none (*convention*).",
            low=1,
        )
    )
    seed: int = attrs.field(metadata=about("What the random numbers began with."))


def ranks(rows: Iterable[AssessmentRow], condition: str, *, draws: int = 500, seed: int = 0) -> Ranks:
    """Return rows of `assess_many` ranked by one condition, with how often the ranks change under uncertainty.

    Each draw gives every subject a score between its bounds and ranks them anew; with the same seed the same. A
    subject without a score has no rank, and might have any: it takes part with every score from 0 to 1, so that the
    ranks of the others are no surer than they are. A source that could not be assessed takes no part.

    Raises:
        UnknownNameError: the rows have no such condition.
        InvalidRecordError: `draws` is below 1 or not whole, or the rows are of several frameworks or days.
    """
    demand_draws(draws, least=1)
    held = list(rows)
    runs = {(row.framework, row.framework_version, row.on) for row in held}
    if len(runs) > 1:
        raise InvalidRecordError("The rows are of several frameworks or days. Rank those of one run.")
    assessed = sorted(
        (row for row in held if row.is_assessed), key=lambda row: (row.subject_id or "", row.position)
    )
    pairs = [(row, _condition(row, condition)) for row in assessed]
    spans = [(0.0, 1.0) if c.score is None else (c.low, c.high) for _, c in pairs]
    by_score = sorted(-c.score for _, c in pairs if c.score is not None)
    own = [None if c.score is None else 1 + bisect_left(by_score, -c.score) for _, c in pairs]
    kept = _kept(spans, own, draws, seed)
    lows, highs = sorted(low for low, _ in spans), sorted(high for _, high in spans)
    ranked = [
        RankedRow(
            position=row.position,
            subject_id=row.subject_id or "",
            subject_title=row.subject_title or "",
            score=c.score,
            low=c.low,
            high=c.high,
            coverage=c.coverage,
            rank=rank,
            best_rank=1 + len(lows) - bisect_right(lows, high),
            worst_rank=1 + len(highs) - bisect_right(highs, low) - (high > low),
            kept_share=None if rank is None else share(times, draws),
        )
        for (row, c), (low, high), rank, times in zip(pairs, spans, own, kept, strict=True)
    ]
    shares = [row.kept_share for row in ranked if row.kept_share is not None]
    middle = mean(shares)
    return Ranks(
        condition=condition,
        rows=tuple(
            sorted(ranked, key=lambda row: (row.rank is None, row.rank or 0, row.subject_id, row.position))
        ),
        not_assessed=len(held) - len(assessed),
        changed_share=None if middle is None else total((1, -middle)),
        draws=draws,
        seed=seed,
    )


def _condition(row: AssessmentRow, key: str) -> ConditionRow:
    for condition in row.conditions:
        if condition.key == key:
            return condition
    known = [condition.key for condition in row.conditions]
    raise UnknownNameError(f"These rows have no condition '{excerpt(key)}'. {did_you_mean(str(key), known)}")


def _kept(
    spans: Sequence[tuple[float, float]], own: Sequence[int | None], draws: int, seed: int
) -> list[int]:
    """Return in how many draws each has its own rank among all."""
    from random import Random  # noqa: PLC0415 - only who ranks pays for it

    rng = Random(seed)  # noqa: S311 - chance for a caution that can be repeated, no secret
    kept = [0] * len(spans)
    for _ in range(draws):
        drawn = _places([low + (high - low) * rng.random() for low, high in spans])
        for position, place in enumerate(drawn):
            kept[position] += place == own[position]
    return kept


def _places(scores: Sequence[float]) -> list[int]:
    ordered = sorted(-score for score in scores)
    return [1 + bisect_left(ordered, -score) for score in scores]
