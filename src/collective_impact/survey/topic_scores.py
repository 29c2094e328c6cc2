"""What scoring hands over: the figures of one topic, of one group of persons, and of all groups side by side.

Only their shape and the way to look into them is said here; they are worked out in `scoring`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

import attrs

from collective_impact.errors import UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.record import EMPTY, Record
from collective_impact.survey.intervals import Interval
from collective_impact.survey.persons import HALF, Kind

__all__ = ["NOT_ASKED", "GroupScores", "Scores", "TopicScore", "absence"]

NOT_ASKED = "Nobody here was asked about it."
"""The reason of a topic that nobody of the group said anything about; where that may be told, nothing is withheld."""


def absence(reason: str | None) -> str:
    """Return in two words at most why a figure is absent."""
    return "not asked" if reason == NOT_ASKED else "withheld"


@attrs.frozen(kw_only=True, repr=False, eq=False)
class TopicScore(Record):
    """What the persons of one group say about one item, construct, criterion or condition.

    Each person's own mean comes first, then the mean over persons, so that nobody weighs more by answering more.
    Mean, spread and interval are on the instrument's own scale, from `minimum` to `maximum`; where the items have
    scales of several ranges they are on 0 to 1, as `score` always is. All figures are absent where they would be
    of too few persons, or would reveal such a group.
    """

    writes_defaults: ClassVar[bool] = True

    kind: Kind = attrs.field(metadata=about("What it is about."))
    key: str = attrs.field(metadata=about("The code or key of what it is about."))
    title: str | None = attrs.field(default=None, metadata=about("What people call it."))
    items: tuple[str, ...] = attrs.field(metadata=about("The codes of its items."))
    minimum: float = attrs.field(metadata=about("The lowest possible mean."))
    maximum: float = attrs.field(metadata=about("The highest possible mean."))
    n: int | None = attrs.field(
        default=None, metadata=about("How many persons count: they answered enough of the items.", low=0)
    )
    coverage: float | None = attrs.field(
        default=None,
        metadata=about(
            "Numbers given / answers asked for; what is not applicable is not asked.", low=0, high=1
        ),
    )
    mean: float | None = attrs.field(default=None, metadata=about("The mean over persons."))
    sd: float | None = attrs.field(
        default=None, metadata=about("The sample standard deviation over persons.", low=0)
    )
    interval: Interval | None = attrs.field(
        default=None,
        metadata=about("The interval of the mean, within the scale, with its method and reason."),
    )
    score: float | None = attrs.field(
        default=None, metadata=about("The mean on 0 to 1, with every answer rescaled.", low=0, high=1)
    )
    band: str | None = attrs.field(
        default=None, metadata=about("What the authors of the instrument call such a mean; never converted.")
    )
    agreement: float | None = attrs.field(
        default=None,
        metadata=about(
            "r*_wg: 1 where all say the same, 0 where answers spread as if at random, below 0 where the group is "
            "split; the mean over the items, absent where one of them is withheld.",
            high=1,
            source="Lindell, Brandt & Whitney (1999)",
        ),
    )
    organisations: int | None = attrs.field(
        default=None, metadata=about("How many organisations the persons who count belong to.", low=0)
    )
    organisation_mean: float | None = attrs.field(
        default=None,
        metadata=about(
            "The mean over organisations of their own means, so that the largest does not outvote."
        ),
    )
    unweighted_mean: float | None = attrs.field(
        default=None,
        metadata=about(
            "Of everybody: the mean of the means of the groups that are shown, each counting once."
        ),
    )
    distribution: Mapping[str, int] = attrs.field(
        default=EMPTY,
        hash=False,
        metadata=about("Of an item: how many persons gave each answer, reverse items turned round."),
    )
    dont_know: int | None = attrs.field(
        default=None, metadata=about("Of an item: how many persons said that they do not know.", low=0)
    )
    not_applicable: int | None = attrs.field(
        default=None, metadata=about("Of an item: how many persons said that it is not for them.", low=0)
    )
    blank: int | None = attrs.field(
        default=None, metadata=about("Of an item: how many persons were asked and said nothing.", low=0)
    )
    reason: str | None = attrs.field(default=None, metadata=about("Why figures are absent, where they are."))

    @property
    def absence(self) -> str:
        """What stands in the place of a figure that is absent: `withheld`, or `not asked`."""
        return absence(self.reason)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class GroupScores(Record):
    """What one group of persons says, topic by topic."""

    writes_defaults: ClassVar[bool] = True

    labels: Mapping[str, str] = attrs.field(
        default=EMPTY,
        hash=False,
        metadata=about("Which group it is (`organisation: P1`, `wave: 2025`); empty for everybody."),
    )
    persons: int | None = attrs.field(
        default=None,
        metadata=about("How many persons answered anything; nothing where that is withheld.", low=0),
    )
    topics: tuple[TopicScore, ...] = attrs.field(
        default=(), metadata=about("The figures: items, constructs, criteria, conditions, each by key.")
    )

    def item(self, code: str) -> TopicScore:
        """Return the figures of one item.

        Raises:
            UnknownNameError: the instrument has no such item, or it asks how important something is.
        """
        return self._topic("item", code)

    def construct(self, key: str) -> TopicScore:
        """Return the figures of one construct.

        Raises:
            UnknownNameError: no item belongs to such a construct.
        """
        return self._topic("construct", key)

    def criterion(self, code: str) -> TopicScore:
        """Return the figures of one criterion.

        Raises:
            UnknownNameError: no item speaks to such a criterion.
        """
        return self._topic("criterion", code)

    def condition(self, key: str) -> TopicScore:
        """Return the figures of one condition.

        Raises:
            UnknownNameError: no item speaks to such a condition.
        """
        return self._topic("condition", key)

    def _topic(self, kind: Kind, key: str) -> TopicScore:
        known = {topic.key: topic for topic in self.topics if topic.kind == kind}
        if key not in known:
            message = (
                f"Nothing is asked about the {kind} '{excerpt(key)}'. {did_you_mean(str(key), [*known])}"
            )
            raise UnknownNameError(message)
        return known[key]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Scores(Record):
    """What everybody says, and what each group says.

    Iterating gives the groups, or everybody as the one group where nothing splits them; `construct`, `condition`,
    `criterion` and `item` give the figures of everybody, the pooled ones.
    """

    writes_defaults: ClassVar[bool] = True

    instrument: str = attrs.field(metadata=about("The key of the instrument."))
    kind: Literal["perceived", "rated"] = attrs.field(
        metadata=about("Whether people say how they see it, or raters judge by a rubric.")
    )
    by: tuple[str, ...] = attrs.field(default=(), metadata=about("What the persons are split by."))
    minimum_group: int = attrs.field(
        metadata=about("No figure is of fewer persons.", low=2, source="convention of survey practice")
    )
    answered_share: float = attrs.field(
        default=HALF,
        metadata=about(
            "The share of a topic's items that a person must have answered to count.",
            low=0,
            high=1,
            source="Fayers et al. (2001)",
        ),
    )
    population: int | None = attrs.field(
        default=None, metadata=about("How many persons could have answered, where that is known.", low=0)
    )
    seed: int = attrs.field(default=0, metadata=about("The seed of the draws behind the intervals."))
    everybody: GroupScores = attrs.field(metadata=about("All persons together."))
    groups: tuple[GroupScores, ...] = attrs.field(default=(), metadata=about("Each group, by its labels."))
    left_out: int = attrs.field(
        default=0,
        metadata=about("Answers to unknown items or outside their scale, which count nowhere.", low=0),
    )

    def __iter__(self) -> Iterator[GroupScores]:
        yield from self.groups or (self.everybody,)

    def __len__(self) -> int:
        return len(self.groups) or 1

    def __getitem__(self, position: int) -> GroupScores:
        return (self.groups or (self.everybody,))[position]

    def item(self, code: str) -> TopicScore:
        """Return what everybody says about one item; errors as in `GroupScores`."""
        return self.everybody.item(code)

    def construct(self, key: str) -> TopicScore:
        """Return what everybody says about one construct; errors as in `GroupScores`."""
        return self.everybody.construct(key)

    def criterion(self, code: str) -> TopicScore:
        """Return what everybody says about one criterion; errors as in `GroupScores`."""
        return self.everybody.criterion(code)

    def condition(self, key: str) -> TopicScore:
        """Return what everybody says about one condition; errors as in `GroupScores`."""
        return self.everybody.condition(key)

    def group(self, **labels: str) -> GroupScores:
        """Return the group with these labels: `scores.group(organisation="P1")`.

        Raises:
            UnknownNameError: there is no such group.
        """
        for group in self.groups:
            if dict(group.labels) == labels:
                return group
        known = "; ".join(_shown(group.labels) for group in self.groups[:_SHOWN_GROUPS])
        raise UnknownNameError(
            f"There is no group with {_shown(labels)}. Known: {known or 'everybody alone'}."
        )


_SHOWN_GROUPS = 10


def _shown(labels: Mapping[str, str]) -> str:
    parts = [f"{name} '{excerpt(label)}'" for name, label in labels.items()]
    return ", ".join(parts) or "no label"
