"""What changed from one round of asking to the next, by the items that both rounds asked, and which these are.

Two sets of answers come in, changes with their intervals go out. Why something changed is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import attrs

from collective_impact.arithmetic import total
from collective_impact.errors import UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.record import Record
from collective_impact.survey.group_figures import Group, Rules, hidden_topics
from collective_impact.survey.intervals import Interval
from collective_impact.survey.mean_intervals import change_interval
from collective_impact.survey.persons import FEWEST, HALF, Kind, mean_mark, sheet_of, topics_of
from collective_impact.survey.withholding import EVERYBODY

if TYPE_CHECKING:
    from collective_impact.model.instrument import Instrument
    from collective_impact.model.rating import RatingSet
    from collective_impact.survey.persons import Sheet, Topic

__all__ = ["Change", "WaveComparison", "compare_waves"]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Change(Record):
    """How one item, construct, criterion or condition changed, by the items that both rounds asked."""

    writes_defaults: ClassVar[bool] = True

    kind: Kind = attrs.field(metadata=about("What it is about."))
    key: str = attrs.field(metadata=about("The code or key of what it is about."))
    title: str | None = attrs.field(default=None, metadata=about("What people call it."))
    items: tuple[str, ...] = attrs.field(metadata=about("The codes of its items that both rounds asked."))
    minimum: float = attrs.field(metadata=about("The lowest possible mean."))
    maximum: float = attrs.field(metadata=about("The highest possible mean."))
    n_before: int | None = attrs.field(
        default=None, metadata=about("How many persons counted before.", low=0)
    )
    n_after: int | None = attrs.field(default=None, metadata=about("How many persons counted after.", low=0))
    before: float | None = attrs.field(default=None, metadata=about("The mean over persons before."))
    after: float | None = attrs.field(default=None, metadata=about("The mean over persons after."))
    change: float | None = attrs.field(default=None, metadata=about("After less before."))
    interval: Interval | None = attrs.field(
        default=None,
        metadata=about("The interval of the change; who answered twice is drawn with both answers."),
    )
    reason: str | None = attrs.field(default=None, metadata=about("Why figures are absent, where they are."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class WaveComparison(Record):
    """What changed between two rounds, and which items could be compared. Iterating gives each `Change`."""

    writes_defaults: ClassVar[bool] = True

    before_wave: str | None = attrs.field(default=None, metadata=about("The earlier round."))
    after_wave: str | None = attrs.field(default=None, metadata=about("The later round."))
    minimum_group: int = attrs.field(
        metadata=about("No figure is of fewer persons.", low=2, source="convention of survey practice")
    )
    items: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Items that both asked: these are compared.")
    )
    only_before: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Items that only the earlier asked.")
    )
    only_after: tuple[str, ...] = attrs.field(default=(), metadata=about("Items that only the later asked."))
    asked_otherwise: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about("Items that both asked, on scales of another range or the other way round."),
    )
    changes: tuple[Change, ...] = attrs.field(
        default=(), metadata=about("Items, constructs, criteria and conditions, each by key.")
    )

    def __iter__(self) -> Iterator[Change]:
        yield from self.changes

    def __len__(self) -> int:
        return len(self.changes)

    def item(self, code: str) -> Change:
        """Return the change of one item.

        Raises:
            UnknownNameError: the two rounds have no such item in common.
        """
        return self._change("item", code)

    def construct(self, key: str) -> Change:
        """Return the change of one construct; errors as in `item`."""
        return self._change("construct", key)

    def criterion(self, code: str) -> Change:
        """Return the change of one criterion; errors as in `item`."""
        return self._change("criterion", code)

    def condition(self, key: str) -> Change:
        """Return the change of one condition; errors as in `item`."""
        return self._change("condition", key)

    def _change(self, kind: Kind, key: str) -> Change:
        known = {change.key: change for change in self.changes if change.kind == kind}
        if key not in known:
            hint = did_you_mean(str(key), [*known])
            raise UnknownNameError(
                f"The two rounds have nothing in common about the {kind} '{excerpt(key)}'. {hint}"
            )
        return known[key]


def compare_waves(  # noqa: PLR0913 - each is one rule that the result states
    before: RatingSet,
    after: RatingSet,
    instrument: Instrument | None = None,
    *,
    answered_share: float = HALF,
    minimum_group: int | None = None,
    seed: int = 0,
) -> WaveComparison:
    """Return what changed between two rounds, by the items that anybody answered in both.

    Each set is one round as a whole; `ratings.of_wave("2025")` takes one out of a set that holds several. Items
    are the same where they have one code, one range of answers and one direction; constructs are those of the
    later instrument. A person with one key in both rounds is the same person. Rules of counting and of
    withholding are those of `score`, for each round by itself: where one is withheld, both are.

    Raises:
        InvalidRecordError: it is not known what was asked, or `minimum_group` is below 2.
    """
    sheets = (sheet_of(before, instrument), sheet_of(after, instrument))
    asked = [_asked(sheet) for sheet in sheets]
    both = sorted(asked[0].keys() & asked[1].keys())
    same = [code for code in both if asked[0][code] == asked[1][code]]
    later = sheets[1].instrument
    common = attrs.evolve(later, items=tuple(item for item in later.items if item.code in same))
    fewest = FEWEST[later.kind] if minimum_group is None else minimum_group
    topics = topics_of(common)
    groups = [Group(Rules(sheet, topics, answered_share, fewest, seed), sheet.persons) for sheet in sheets]
    hidden = set().union(*(hidden_topics(group)[EVERYBODY] for group in groups))
    return WaveComparison(
        before_wave=before.wave,
        after_wave=after.wave,
        minimum_group=fewest,
        items=tuple(same),
        only_before=tuple(sorted(asked[0].keys() - asked[1].keys())),
        only_after=tuple(sorted(asked[1].keys() - asked[0].keys())),
        asked_otherwise=tuple(code for code in both if code not in same),
        changes=tuple(_change(topic, groups, is_hidden=topic.id in hidden) for topic in topics),
    )


def _asked(sheet: Sheet) -> dict[str, tuple[float, float, bool]]:
    """Return range and direction of each item that anybody answered and that asks how far something is so."""
    scales = {scale.key: scale for scale in sheet.instrument.scales}
    answered: set[str] = set().union(*sheet.asked.values())
    return {
        item.code: (scales[item.scale].minimum, scales[item.scale].maximum, item.reverse)
        for item in sheet.instrument.items
        if item.code in answered and item.asks == "met"
    }


def _change(topic: Topic, groups: list[Group], *, is_hidden: bool) -> Change:
    bare = Change(
        kind=topic.kind,
        key=topic.key,
        title=topic.title,
        items=topic.items,
        minimum=topic.minimum,
        maximum=topic.maximum,
    )
    marks = [{} if is_hidden else group.marks.get(topic.id, {}) for group in groups]
    means = [mean_mark(held.values()) for held in marks]
    rules = groups[0].rules
    if means[0] is None or means[1] is None:
        few = f"Of fewer than {rules.minimum} persons, or withheld because it would reveal what so few said."
        return attrs.evolve(bare, reason=few)
    values = [{rater: mark.value for rater, mark in held.items()} for held in marks]
    return attrs.evolve(
        bare,
        n_before=len(values[0]),
        n_after=len(values[1]),
        before=means[0].value,
        after=means[1].value,
        change=total((means[1].value, -means[0].value)),
        interval=change_interval(values[0], values[1], seed=rules.seed),
    )
