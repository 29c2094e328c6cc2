"""One group of persons: who counts for which topic, and the figures of what they say.

Rows of persons come in, figures go out, without those that are told to be withheld. Which these are is worked out
elsewhere, for all groups together.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from math import ceil, sqrt
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from collective_impact.arithmetic import mean, rounded, share
from collective_impact.survey.mean_intervals import mean_intervals
from collective_impact.survey.persons import by_person, mean_mark
from collective_impact.survey.rater_agreement import r_star_wg
from collective_impact.survey.statistic import whole_numbers
from collective_impact.survey.topic_lines import families_of, lines_of
from collective_impact.survey.topic_scores import NOT_ASKED, GroupScores, TopicScore
from collective_impact.survey.withholding import ANYBODY, EVERYBODY, organisations_shown, withheld_cells

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

    from collective_impact.survey.intervals import Interval
    from collective_impact.survey.persons import Mark, Person, Sheet, Topic
    from collective_impact.survey.remainders import Answers, Blend

_MOST_STEPS = 20
"""Scales of more steps are shown by the answers that were given, not step by step; a convention."""

__all__ = ["Group", "Rules", "hidden_topics", "spread"]


class Rules(NamedTuple):
    """What holds for all groups of one scoring."""

    sheet: Sheet
    topics: list[Topic]
    answered_share: float
    minimum: int
    seed: int


class _Counted(NamedTuple):
    """What one person said about a topic: the person's own mean, and how many of how many items."""

    mark: Mark | None
    answered: int
    asked: int


def spread(values: Collection[float]) -> float | None:
    """Return the sample standard deviation, worked out exactly and rounded once; None below two values."""
    if len(values) < 2:  # noqa: PLR2004 - one value has no spread
        return None
    from fractions import Fraction  # noqa: PLC0415 - only scoring pays for it

    counts = Counter(values)
    numbers, scale = whole_numbers(list(counts))
    n = len(values)
    pairs = list(zip(numbers, counts.values(), strict=True))
    first, second = (sum(times * number**power for number, times in pairs) for power in (1, 2))
    return rounded(sqrt(Fraction(n * second - first * first, n * (n - 1) * scale * scale)))


class Group:
    """Some persons, and for each topic those who count with their own means."""

    def __init__(self, rules: Rules, rows: Iterable[Person], whole: Group | None = None) -> None:
        """Take rows of persons; `whole` is the group of everybody, where this one is a part of it."""
        self.rules = rules
        self.people = by_person(rows)
        said: set[str] = set()
        for held in self.people.values():
            for row in held:
                said.update(row.marks, row.codes)
        self.counted: dict[str, dict[str, _Counted]] = {}
        self.marks: dict[str, dict[str, Mark]] = {}
        for topic in rules.topics:
            if not said.isdisjoint(topic.items):
                counted = self.counted[topic.id] = self._count(topic, whole)
                self.marks[topic.id] = {
                    rater: held.mark for rater, held in counted.items() if held.mark is not None
                }

    def _count(self, topic: Topic, whole: Group | None) -> dict[str, _Counted]:
        """Return each person's mean about a topic; who is in this group alone was looked at with everybody."""
        found: dict[str, _Counted] = {}
        for rater, rows in self.people.items():
            if whole is not None and len(whole.people[rater]) == len(rows):
                found[rater] = whole.counted[topic.id][rater]
            else:
                tally = self.rules.sheet.tally(rows, topic)
                mark = tally.mark(topic, self.rules.answered_share)
                found[rater] = _Counted(mark, tally.answered, tally.asked)
        return found

    @cached_property
    def _numbers(self) -> dict[str, Counter[str]]:
        """How many numbers each person gave to each item."""
        found = {}
        for rater, rows in self.people.items():
            numbers = found[rater] = Counter[str]()
            for row in rows:
                numbers.update({item: len(marks) for item, marks in row.marks.items()})
        return found

    def answers(self, topics: Sequence[str]) -> Counter[Answers]:
        """Return how many persons have answers that stand in their means over these topics in which way."""
        items = {topic.id: topic.items for topic in self.rules.topics if topic.id in topics}
        found: Counter[Answers] = Counter()
        for rater, numbers in self._numbers.items():
            held = {
                topic: sum(numbers[item] for item in items[topic])
                if rater in self.marks.get(topic, {})
                else 0
                for topic in topics
            }
            found[
                tuple(
                    tuple(
                        numbers[item] / held[topic] if held[topic] and item in items[topic] else 0.0
                        for topic in topics
                    )
                    for item in sorted(set().union(*items.values()))
                    if numbers[item]
                )
            ] += 1
        return found

    def blends(self, whole: str, parts: Sequence[str]) -> Counter[Blend]:
        """Return how many persons have their mean over `whole` made of their means over `parts` in which way."""
        from fractions import Fraction  # noqa: PLC0415 - only scoring pays for it

        items = {topic.id: topic.items for topic in self.rules.topics}
        ways: Counter[tuple[int | None, ...]] = Counter()
        for rater, answers in self._numbers.items():
            counts = rater in self.marks.get(whole, {})
            numbers = [
                counts * sum(answers[item] for item in items[part])
                if rater in self.marks.get(part, {})
                else None
                for part in parts
            ]
            ways[*numbers, counts * sum(answers[item] for item in items[whole])] += 1
        found: Counter[Blend] = Counter()
        for (*numbers, all_of_them), count in ways.items():
            known = [number for number in numbers if number is not None]
            if all_of_them or known:
                shares = [None if n is None else Fraction(n, all_of_them or 1) for n in numbers]
                found[*shares, Fraction((all_of_them or 0) - sum(known), all_of_them or 1)] += count
        return found

    def scores(
        self,
        hidden: Collection[str],
        labels: Mapping[str, str],
        *,
        unweighted: Mapping[str, float | None] | None = None,
        is_part_withheld: bool = False,
        population: int | None = None,
    ) -> GroupScores:
        """Return the figures of the group without those of the topics that are hidden (ANYBODY hides all of them).

        `unweighted` has the means of group means, where the group is everybody and is split: then it has no mean
        over organisations, which beside those of its groups could tell what a few persons said. So could an
        interval from draws of organisations where a part of the group is withheld: whoever knows the seed could
        try out what that part may have said. Then persons are drawn. `population` is how many could have answered,
        where that is known.
        """
        shown = [topic for topic in self.rules.topics if topic.id in self.marks and topic.id not in hidden]
        homes = {} if is_part_withheld else self.organisations()
        intervals = self._intervals(shown, homes, population)
        figures = {
            topic.id: {
                **self._figures(topic),
                "agreement": self._agreement(topic, hidden),
                "interval": intervals[topic.id],
                **(self._over_organisations(topic) if unweighted is None else {}),
            }
            for topic in shown
        }
        bare = {"reason": self._reason(is_withheld=ANYBODY in hidden)}
        withheld = {"reason": self._reason(is_withheld=True)}
        means = unweighted or {}
        return GroupScores(
            labels=labels,
            persons=None if ANYBODY in hidden else len(self.people),
            topics=tuple(
                TopicScore(
                    kind=topic.kind,
                    key=topic.key,
                    title=topic.title,
                    items=topic.items,
                    minimum=topic.minimum,
                    maximum=topic.maximum,
                    unweighted_mean=means.get(topic.id),
                    **figures.get(topic.id, withheld if topic.id in self.marks else bare),
                )
                for topic in self.rules.topics
            ),
        )

    def _reason(self, *, is_withheld: bool) -> str:
        if is_withheld:
            fewest = self.rules.minimum
            return f"Of fewer than {fewest} persons, or withheld because it would reveal what so few said."
        return NOT_ASKED

    def _figures(self, topic: Topic) -> dict[str, Any]:
        marks = self.marks[topic.id].values()
        middle = mean_mark(marks)
        figures = {
            "n": len(marks),
            "coverage": self._coverage(topic),
            "mean": middle and middle.value,
            "sd": spread([mark.value for mark in marks]),
            "score": middle and middle.score,
            "band": topic.scale.band(middle.value) if topic.scale and middle else None,
        }
        return figures | (self._answers(topic) if topic.kind == "item" else {})

    def _coverage(self, topic: Topic) -> float:
        counted = self.counted[topic.id].values()
        return share(sum(held.answered for held in counted), sum(held.asked for held in counted))

    def _agreement(self, topic: Topic, hidden: Collection[str]) -> float | None:
        """Return r*_wg over the items; where one that was answered is hidden, it would tell of it."""
        items = [
            item
            for item in self.rules.topics
            if item.kind == "item" and item.key in topic.items and item.id in self.marks
        ]
        if any(item.id in hidden for item in items):
            return None
        return mean([found for item in items if (found := self._agreements[item.id]) is not None])

    @cached_property
    def _agreements(self) -> dict[str, float | None]:
        return {
            item.id: r_star_wg(
                [mark.value for mark in self.marks[item.id].values()], ceil(item.maximum - item.minimum) + 1
            )
            for item in self.rules.topics
            if item.kind == "item" and item.id in self.marks
        }

    def _answers(self, topic: Topic) -> dict[str, Any]:
        """Return how often each answer to an item was given, and how often none."""
        counts = Counter(_text(mark.value) for mark in self.marks[topic.id].values())
        if float(topic.minimum).is_integer() and topic.maximum - topic.minimum <= _MOST_STEPS:
            steps = range(int(topic.minimum), int(topic.maximum) + 1)
            counts.update(dict.fromkeys(map(_text, steps), 0))
        codes: Counter[str] = Counter()
        for rater, rows in self.people.items():
            asked = [row for row in rows if topic.key in self.rules.sheet.asked[row.wave]]
            if asked and rater not in self.marks[topic.id]:
                said = {row.codes[topic.key] for row in asked if topic.key in row.codes}
                codes[min(said, default="blank")] += 1
        names = ("dont_know", "not_applicable", "blank")
        by_answer = dict(sorted(counts.items(), key=lambda entry: float(entry[0])))
        return {"distribution": by_answer, **{name: codes[name] for name in names}}

    @cached_property
    def _partners(self) -> dict[str, str | None]:
        """The organisation of each person; of several, the first in the alphabet."""
        return {
            rater: min((row.partner_id for row in rows if row.partner_id is not None), default=None)
            for rater, rows in self.people.items()
        }

    def _over_organisations(self, topic: Topic) -> dict[str, Any]:
        """Return the mean over organisations of their own means, where it may stand beside that over persons."""
        marks = self.marks[topic.id]
        members = self._members(marks)
        may_be_shown = organisations_shown(_sizes(members), self.rules.minimum)
        members.pop(None, None)
        if not members or not may_be_shown:
            return {}
        means = [mean([marks[rater].value for rater in raters]) or 0.0 for raters in members.values()]
        return {"organisations": len(means), "organisation_mean": mean(means)}

    def _members(self, raters: Iterable[str]) -> dict[str | None, list[str]]:
        members: dict[str | None, list[str]] = {}
        for rater in raters:
            members.setdefault(self._partners[rater], []).append(rater)
        return members

    def organisations(self) -> dict[str, str]:
        """Return the organisation of each person who has one, or nothing where persons are drawn one by one.

        Organisations are drawn where there are enough of them, and none so alone that an interval would tell what
        it said.
        """
        members = self._members(self.people)
        units = len(members.keys() - {None}) + len(members.get(None, ()))
        enough = self.rules.minimum <= units < len(self.people)
        if not enough or not organisations_shown(_sizes(members), self.rules.minimum):
            return {}
        return {rater: home for rater, home in self._partners.items() if home is not None}

    def _intervals(
        self, topics: list[Topic], homes: Mapping[str, str], population: int | None
    ) -> dict[str, Interval]:
        """Return the interval of each topic's mean, by drawing persons again, or whole organisations by `homes`.

        One set of draws serves all topics.
        """
        clusters: list[Hashable] = [homes.get(rater, (rater,)) for rater in self.people]
        table = [
            [mark.value if (mark := self.marks[topic.id].get(rater)) else None for topic in topics]
            for rater in self.people
        ]
        found = mean_intervals(
            table,
            clusters if homes else None,
            population=population,
            seed=self.rules.seed,
        )
        return {topic.id: interval for topic, interval in zip(topics, found, strict=True)}


def _sizes(members: Mapping[str | None, list[str]]) -> Counter[int]:
    """Return for each size of organisation (0: none is named) how many persons are in such ones."""
    sizes: Counter[int] = Counter()
    for partner, raters in members.items():
        sizes[0 if partner is None else len(raters)] += len(raters)
    return sizes


def _mask(raters: Iterable[str], places: Mapping[str, int]) -> int:
    """Return persons as one whole number with a bit each, set in bytes, for adding up grows with their square."""
    bits = bytearray(len(places) // 8 + 1)
    for rater in raters:
        place = places[rater]
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def _text(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else repr(number)


def hidden_topics(
    everybody: Group, groups: Mapping[str, Group] = MappingProxyType({})
) -> dict[str, set[str]]:
    """Return the topics to withhold of each group; the topic ANYBODY stands for the group as a whole.

    Groups have names of their own, in the order in which equals give way to each other; EVERYBODY is that of all.
    Where a person stands in several groups, all figures of everybody are withheld: each person counts once there,
    so that beside the groups they would tell what those said who are in one of them only.
    """
    rules = everybody.rules
    places = {rater: place for place, rater in enumerate(everybody.people)}
    overlap = bool(groups) and sum(len(group.people) for group in groups.values()) > len(places)
    cells = {}
    shown = groups if overlap else {EVERYBODY: everybody, **groups}
    for name, group in shown.items():
        cells[name, ANYBODY] = _mask(group.people, places)
        for topic, marks in group.marks.items():
            cells[name, topic] = _mask(marks, places)
    hidden: dict[str, set[str]] = {name: set() for name in (EVERYBODY, *groups)}
    asked: set[str] = set().union(*rules.sheet.asked.values())
    lines = lines_of(rules.topics, asked)
    blends = {
        (name, place): group.blends(whole, parts)
        for name, group in shown.items()
        for place, (whole, parts) in enumerate(lines)
    }
    families = {
        (name, family): group.answers(family)
        for name, group in shown.items()
        for family in families_of(rules.topics, asked)
    }
    for name, topic in withheld_cells(cells, lines, rules.minimum, blends, families):
        hidden[name].add(topic)
    if overlap:
        hidden[EVERYBODY] = {ANYBODY, *everybody.marks}
    return hidden
