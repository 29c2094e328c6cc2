"""How important something is to people against how far they see it met: the gap, its quadrant and its rank.

Answers come in, a gap for each construct, criterion or condition goes out. What follows from a gap is for people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, get_args

import attrs

from collective_impact.arithmetic import share, total
from collective_impact.errors import InvalidRecordError, UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.model.instrument import Asks, Construct, Instrument, Item, Scale
from collective_impact.record import Record
from collective_impact.survey.group_figures import Group, Rules, hidden_topics, spread
from collective_impact.survey.intervals import Interval
from collective_impact.survey.mean_intervals import change_interval
from collective_impact.survey.persons import FEWEST, HALF, Kind, mean_mark, sheet_of, topics_of
from collective_impact.survey.topic_scores import NOT_ASKED, absence
from collective_impact.survey.withholding import ANYBODY, EVERYBODY

if TYPE_CHECKING:
    from datetime import date

    from collective_impact.model.rating import RatingSet
    from collective_impact.survey.persons import Mark, Topic

__all__ = ["STANDARDS_FOR_CHANGE", "GapAnalysis", "ImportanceGap", "Quadrant", "gap_analysis", "gap_between"]

Quadrant = Literal["concentrate here", "keep up the good work", "low priority", "possible overkill"]

MIDDLE = 0.5
"""Where important begins, and met: the middle of the scale. Martilla & James (1977) leave the place to judgement."""


@attrs.frozen(kw_only=True, repr=False, eq=False)
class ImportanceGap(Record):
    """Importance against met of one construct, criterion or condition, on the instrument's own scale."""

    writes_defaults: ClassVar[bool] = True

    kind: Kind | None = attrs.field(default=None, metadata=about("What it is about."))
    key: str = attrs.field(default="", metadata=about("The key or code of what it is about."))
    title: str | None = attrs.field(default=None, metadata=about("What people call it."))
    minimum: float = attrs.field(metadata=about("The lowest possible answer."))
    maximum: float = attrs.field(metadata=about("The highest possible answer."))
    n_importance: int | None = attrs.field(
        default=None, metadata=about("How many persons said how important it is.", low=0)
    )
    n_met: int | None = attrs.field(
        default=None, metadata=about("How many persons said how far it is met.", low=0)
    )
    importance: float | None = attrs.field(default=None, metadata=about("The mean importance."))
    met: float | None = attrs.field(default=None, metadata=about("The mean of how far it is met."))
    importance_sd: float | None = attrs.field(
        default=None, metadata=about("The sample standard deviation of importance over persons.", low=0)
    )
    met_sd: float | None = attrs.field(
        default=None, metadata=about("The sample standard deviation of met over persons.", low=0)
    )
    gap: float | None = attrs.field(default=None, metadata=about("Importance less met."))
    interval: Interval | None = attrs.field(default=None, metadata=about("The interval of the gap."))
    importance_share: float | None = attrs.field(
        default=None, metadata=about("Importance on 0 to 1.", low=0, high=1)
    )
    met_share: float | None = attrs.field(default=None, metadata=about("Met on 0 to 1.", low=0, high=1))
    gap_share: float | None = attrs.field(
        default=None, metadata=about("Importance less met, on 0 to 1 each.", low=-1, high=1)
    )
    quadrant: Quadrant | None = attrs.field(
        default=None,
        metadata=about("What its place among the four says.", source="Martilla & James (1977)"),
    )
    rank: int | None = attrs.field(
        default=None, metadata=about("1 for the largest gap on 0 to 1; equal gaps share a rank.", low=1)
    )
    tied_with: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about("Keys of others whose intervals overlap, so that their order may be chance."),
    )
    reason: str | None = attrs.field(default=None, metadata=about("Why figures are absent, where they are."))

    @property
    def absence(self) -> str:
        """What stands in the place of a figure that is absent: `withheld`, or `not asked`."""
        return absence(self.reason)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class GapAnalysis(Record):
    """The gaps of an instrument, the largest first; what is withheld comes last. Iterating gives each gap."""

    writes_defaults: ClassVar[bool] = True

    instrument: str = attrs.field(metadata=about("The key of the instrument."))
    cut: float = attrs.field(
        default=MIDDLE,
        metadata=about(
            "Where, on 0 to 1, important begins, and met.", low=0, high=1, source="convention: the middle"
        ),
    )
    minimum_group: int = attrs.field(
        metadata=about("No figure is of fewer persons.", low=2, source="convention of survey practice")
    )
    gaps: tuple[ImportanceGap, ...] = attrs.field(
        default=(), metadata=about("One for each thing that was asked about.")
    )

    def __iter__(self) -> Iterator[ImportanceGap]:
        yield from self.gaps

    def __len__(self) -> int:
        return len(self.gaps)

    def gap(self, key: str) -> ImportanceGap:
        """Return the gap of one construct, criterion or condition.

        Raises:
            UnknownNameError: nothing of that key was asked both ways.
        """
        known = {gap.key: gap for gap in self.gaps}
        if key not in known:
            hint = did_you_mean(str(key), [*known])
            raise UnknownNameError(f"Nothing called '{excerpt(key)}' was asked both ways. {hint}")
        return known[key]


def gap_between(
    importance: float, met: float, *, minimum: float = 1, maximum: float = 5, cut: float = MIDDLE
) -> ImportanceGap:
    """Return the gap between two means, such as published ones: 4.5 and 2.4 on 1 to 5 are 2.1 apart.

    What reaches the `cut`, on 0 to 1, is important, or met: concentrate here (important, not met), keep up the
    good work (both), low priority (neither), possible overkill (met, not important).

    Source: Martilla & James (1977), Importance-performance analysis.

    Raises:
        InvalidRecordError: a mean outside the scale, or a scale that does not go up.
    """
    if not (minimum < maximum and minimum <= importance <= maximum and minimum <= met <= maximum):
        message = f"Both means must lie on the scale, found {importance} and {met} on {minimum} to {maximum}."
        raise InvalidRecordError(message)
    width = maximum - minimum
    return ImportanceGap(
        minimum=minimum,
        maximum=maximum,
        importance=importance,
        met=met,
        gap=total((importance, -met)),
        **_places(share(importance - minimum, width), share(met - minimum, width), cut),
    )


def _places(importance: float, met: float, cut: float) -> dict[str, Any]:
    quadrants: dict[tuple[bool, bool], Quadrant] = {
        (True, False): "concentrate here",
        (True, True): "keep up the good work",
        (False, False): "low priority",
        (False, True): "possible overkill",
    }
    return {
        "importance_share": importance,
        "met_share": met,
        "gap_share": total((importance, -met)),
        "quadrant": quadrants[importance >= cut, met >= cut],
    }


def gap_analysis(  # noqa: PLR0913 - each is one rule that the result states
    ratings: RatingSet,
    instrument: Instrument | None = None,
    *,
    on: date | None = None,
    answered_share: float = HALF,
    minimum_group: int | None = None,
    cut: float = MIDDLE,
    seed: int = 0,
) -> GapAnalysis:
    """Return the gap of each construct that was asked both ways, or else of each criterion or condition.

    An item says by `asks` whether it asks how important something is or how far it is met. Both means are over
    the persons who answered; the interval draws persons again with both their answers. Rules of counting and of
    withholding are those of `score`.

    Source: Martilla & James (1977); the Leadership Capacity Audit of the Forum for Youth Investment asks so.

    Raises:
        InvalidRecordError: neither ratings nor caller say what was asked, or `minimum_group` is below 2.
    """
    sheet = sheet_of(ratings, instrument, on=on)
    fewest = FEWEST[sheet.instrument.kind] if minimum_group is None else minimum_group
    sides = []
    for asks in get_args(Asks)[::-1]:
        topics = topics_of(sheet.instrument, asks)
        group = Group(Rules(sheet, topics, answered_share, fewest, seed), sheet.persons)
        hidden = hidden_topics(group)[EVERYBODY]
        sides.append(_Side(group, {topic.id: topic for topic in topics}, hidden))
    important, met = sides
    rows: list[ImportanceGap] = []
    covered: set[str] = set()
    for id_, topic in met.topics.items():
        if topic.kind != "item" and id_ in important.topics and not covered.issuperset(topic.items):
            covered.update(topic.items)
            rows.append(_gap(important, met, id_, cut))
    return GapAnalysis(
        instrument=sheet.instrument.key, cut=cut, minimum_group=fewest, gaps=tuple(_ranked(rows))
    )


class _Side(NamedTuple):
    """What is known of one of the two questions: who said what about each topic, and what must not be told."""

    group: Group
    topics: Mapping[str, Topic]
    hidden: set[str]

    def marks(self, id_: str) -> dict[str, Mark]:
        return {} if id_ in self.hidden else self.group.marks.get(id_, {})

    def was_asked(self, id_: str) -> bool:
        """Return whether anybody was asked, or it must not be told that nobody was."""
        return id_ in self.group.marks or ANYBODY in self.hidden


def _gap(important: _Side, met: _Side, id_: str, cut: float) -> ImportanceGap:
    topic, other = met.topics[id_], important.topics[id_]
    is_native = not (topic.is_rescaled or other.is_rescaled) and topic[4:6] == other[4:6]
    minimum, maximum = (topic.minimum, topic.maximum) if is_native else (0.0, 1.0)
    bare = ImportanceGap(kind=topic.kind, key=topic.key, title=topic.title, minimum=minimum, maximum=maximum)
    sides = [side.marks(id_) for side in (important, met)]
    means = [mean_mark(marks.values()) for marks in sides]
    rules = met.group.rules
    if means[0] is None or means[1] is None:
        few = f"Of fewer than {rules.minimum} persons, or withheld because it would reveal what so few said."
        was_asked = all(side.was_asked(id_) for side in (important, met))
        return attrs.evolve(bare, reason=few if was_asked else NOT_ASKED)
    values = [
        {rater: mark.value if is_native else mark.score for rater, mark in marks.items()} for marks in sides
    ]
    first, second = (mean.value if is_native else mean.score for mean in means if mean is not None)
    between = gap_between(first, second, minimum=minimum, maximum=maximum, cut=cut)
    places = _places(means[0].score, means[1].score, cut)
    return attrs.evolve(
        bare,
        n_importance=len(values[0]),
        n_met=len(values[1]),
        importance=first,
        met=second,
        importance_sd=spread(values[0].values()),
        met_sd=spread(values[1].values()),
        gap=between.gap,
        interval=change_interval(values[1], values[0], seed=rules.seed),
        **places,
    )


def _ranked(rows: list[ImportanceGap]) -> Iterator[ImportanceGap]:
    """Yield the gaps from the largest on 0 to 1, each with its rank and those that it cannot be told from."""
    known = [row for row in rows if row.gap_share is not None]
    ordered = sorted(known, key=lambda row: (-_share(row), row.key, row.kind or ""))
    for row in ordered:
        rank = 1 + sum(_share(other) > _share(row) for other in known)
        tied = [other.key for other in ordered if other is not row and _overlap(row, other)]
        yield attrs.evolve(row, rank=rank, tied_with=tuple(tied))
    yield from sorted((row for row in rows if row.gap_share is None), key=lambda row: row.key)


def _share(row: ImportanceGap) -> float:
    return row.gap_share or 0.0


def _overlap(row: ImportanceGap, other: ImportanceGap) -> bool:
    (low, high), (below, above) = _ends(row), _ends(other)
    return low <= above and below <= high


def _ends(row: ImportanceGap) -> tuple[float, float]:
    """Return the interval of a gap on 0 to 1; the gap itself where there is none."""
    held = row.interval
    if held is None or held.low is None or held.high is None:
        return _share(row), _share(row)
    width = row.maximum - row.minimum
    return held.low / width, held.high / width


def _standards() -> Instrument:
    standards = {
        "leadership_council": "One leadership council over all, from birth to adulthood",
        "aligned_coalitions": "Coalitions and networks that are aligned",
        "engaged_stakeholders": "Stakeholders who are engaged",
    }
    return Instrument(
        key="standards_for_change",
        title="Three standards for change: how important, and how far met",
        kind="perceived",
        scales=(Scale(key="one_to_five", minimum=1, maximum=5),),
        constructs=tuple(Construct(key=key, title=title) for key, title in standards.items()),
        items=tuple(
            Item(code=f"{key}_{asks}", scale="one_to_five", construct=key, asks=asks)
            for key in standards
            for asks in get_args(Asks)
        ),
    )


STANDARDS_FOR_CHANGE = _standards()
"""The three standards that Karen Pittman names, each asked both ways on 1 to 5; titles are ours, not the audit's."""
