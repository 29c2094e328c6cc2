"""From answers to persons: reverse items turned round, one row a person and wave, and what the items are about.

An instrument and a set of answers come in. Means over persons, small groups and intervals are not known here.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from collective_impact.arithmetic import share, weighted_mean
from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.model.instrument import Instrument
from collective_impact.model.rating import RatingSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from collective_impact.model.answer import Answer
    from collective_impact.model.instrument import AnswerCode, Asks, Item, Scale

__all__ = [
    "FEWEST",
    "HALF",
    "Kind",
    "Mark",
    "Person",
    "Sheet",
    "Tally",
    "Topic",
    "by_person",
    "instrument_of",
    "mean_mark",
    "sheet_of",
    "topics_of",
]

Kind = Literal["item", "construct", "criterion", "condition"]

HALF = 0.5
"""The share of its items that a person must answer to count for a topic: the half rule (Fayers et al., 2001)."""


FEWEST = {"perceived": 5, "rated": 2}
"""The fewest persons of a figure: five in a survey (a convention of survey practice), two independent raters of a
rubric (Tri-Ethnic Center, Community Readiness Model)."""


class Topic(NamedTuple):
    """What answers are about: an item, or the items of a construct, a criterion or a condition.

    `minimum` and `maximum` are those of the scale where all items have one range, else 0 and 1; `scale` is the
    scale where all items have the same one, so that its bands hold.
    """

    kind: Kind
    key: str
    title: str | None
    items: tuple[str, ...]
    minimum: float
    maximum: float
    scale: Scale | None

    @property
    def is_rescaled(self) -> bool:
        """Whether its items have scales of several ranges, so that only 0 to 1 holds for all."""
        return self.scale is None and (self.minimum, self.maximum) == (0, 1)

    @property
    def id(self) -> str:
        """A name that no other topic of the instrument has."""
        return f"{self.kind} {self.key}"


class Mark(NamedTuple):
    """One answer, or a person's own mean: on the scale itself, and on 0 to 1."""

    value: float
    score: float


class Person(NamedTuple):
    """What one person said in one wave: numbers by item, reverse items turned round, and codes by item.

    An item has several numbers where the person was asked about several things, and no code beside a number.
    """

    rater: str
    wave: str | None
    partner_id: str | None
    group: str | None
    marks: Mapping[str, tuple[Mark, ...]]
    codes: Mapping[str, AnswerCode]


class Sheet(NamedTuple):
    """All persons, in the order of wave and key, and which items anybody answered in each wave."""

    instrument: Instrument
    persons: tuple[Person, ...]
    asked: Mapping[str | None, frozenset[str]]
    left_out: int

    def tally(self, rows: Iterable[Person], topic: Topic) -> Tally:
        """Return what one person answered of the items that the person could have answered, in all waves.

        What nobody answered in a wave was not asked in it, and what a person calls not applicable was not for
        that person.
        """
        marks: list[Mark] = []
        answered = asked = 0
        for row in rows:
            known = self.asked[row.wave]
            for item in topic.items:
                held = row.marks.get(item)
                if held:
                    marks.extend(held)
                    answered += 1
                    asked += 1
                elif item in known and row.codes.get(item) != "not_applicable":
                    asked += 1
        return Tally(marks, answered, asked)


class Tally(NamedTuple):
    """What one person answered about a topic, and how many of how many items."""

    marks: list[Mark]
    answered: int
    asked: int

    def mark(self, topic: Topic, answered_share: float = 0.0) -> Mark | None:
        """Return the person's own mean; None where the person answered none of the items, or too few."""
        is_complete = self.answered == self.asked
        if not self.answered or not (is_complete or share(self.answered, self.asked) >= answered_share):
            return None
        if len(self.marks) == 1:
            value, score = self.marks[0]
        else:
            value, score = mean_mark(self.marks) or self.marks[0]
        return Mark(score if topic.is_rescaled else value, score)


def mean_mark(marks: Iterable[Mark]) -> Mark | None:
    """Return the exact mean of marks; None where there are none. What occurs often is added up once."""
    counts = Counter(marks)
    value = weighted_mean([mark.value for mark in counts], counts.values())
    score = weighted_mean([mark.score for mark in counts], counts.values())
    return None if value is None or score is None else Mark(value, score)


def by_person(rows: Iterable[Person]) -> dict[str, list[Person]]:
    """Return the rows of each person, by the person's key in order."""
    found: dict[str, list[Person]] = {}
    for row in rows:
        found.setdefault(row.rater, []).append(row)
    return dict(sorted(found.items()))


def instrument_of(ratings: RatingSet, instrument: Instrument | None = None) -> Instrument:
    """Return the instrument that is given, or else the one that the answers come with.

    Raises:
        InvalidRecordError: there is none, or these are no ratings or no instrument.
    """
    _demand(ratings, RatingSet, "a set of ratings")
    found = ratings.instrument if instrument is None else instrument
    if found is not None:
        _demand(found, Instrument, "an instrument")
    else:
        message = (
            "It is not known what was asked: these ratings come without an instrument. Give one, with the "
            "items and their scales."
        )
        raise InvalidRecordError(message)
    return found


def _demand(held: object, kind: type, words: str) -> None:
    """Refuse what is of another kind, such as a path, or what a reader gives back instead of its value."""
    if isinstance(held, kind):
        return
    message = f"Expected {words}, found {excerpt(type(held).__name__)}."
    if isinstance(getattr(held, "value", None), kind):
        message += " What was read is its value: write .value behind it."
    elif isinstance(held, str):
        message += " A file is read by collective_impact.read."
    raise InvalidRecordError(message)


def topics_of(instrument: Instrument, asks: Asks = "met") -> list[Topic]:
    """Return what the items of an instrument that ask one thing are about: how far it is so, or how important."""
    scales = {scale.key: scale for scale in instrument.scales}
    items = [item for item in instrument.items if item.asks == asks]
    titles = {construct.key: construct.title for construct in instrument.constructs}
    groupings: tuple[tuple[Kind, Callable[[Item], str | None]], ...] = (
        ("item", lambda item: item.code),
        ("construct", lambda item: item.construct),
        ("criterion", instrument.criterion_of),
        ("condition", instrument.condition_of),
    )
    topics = []
    for kind, key_of in groupings:
        members: dict[str, list[Item]] = {}
        for item in items:
            key = key_of(item)
            if key is not None:
                members.setdefault(key, []).append(item)
        for key in sorted(members):
            title = titles.get(key) if kind == "construct" else None
            topics.append(_topic(kind, key, title, members[key], scales))
    return topics


def _topic(kind: Kind, key: str, title: str | None, items: list[Item], scales: Mapping[str, Scale]) -> Topic:
    held = [scales[item.scale] for item in items]
    ranges = {(scale.minimum, scale.maximum) for scale in held}
    minimum, maximum = ranges.pop() if len(ranges) == 1 else (0.0, 1.0)
    scale = held[0] if len({scale.key for scale in held}) == 1 else None
    return Topic(kind, key, title, tuple(sorted(item.code for item in items)), minimum, maximum, scale)


def sheet_of(ratings: RatingSet, instrument: Instrument | None = None, *, on: date | None = None) -> Sheet:
    """Return what each person said, of what was answered by the day `on`.

    Answers to items that the instrument does not have, and numbers outside their scale, are counted and left
    out. A person who names several partners or groups in one wave counts for the first in the alphabet.

    Raises:
        InvalidRecordError: neither the ratings nor the caller say what was asked.
    """
    known = instrument_of(ratings, instrument)
    turned = _turner(known)
    rows: dict[tuple[bool, str, str], list[tuple[Answer, Mark | None]]] = {}
    left_out = 0
    for answer in ratings.answers():
        if on is not None and answer.on is not None and answer.on > on:
            continue
        mark = turned(answer)
        if mark is False:
            left_out += 1
            continue
        rows.setdefault((answer.wave is not None, answer.wave or "", answer.rater), []).append((answer, mark))
    persons = tuple(_person(rows[key]) for key in sorted(rows))
    asked: dict[str | None, set[str]] = {}
    for person in persons:
        asked.setdefault(person.wave, set()).update(person.marks, person.codes)
    return Sheet(known, persons, {wave: frozenset(items) for wave, items in asked.items()}, left_out)


def _turner(instrument: Instrument) -> Callable[[Answer], Any]:
    """Return what gives the mark of an answer, None where it is a code, False where it cannot be used."""
    scales = {scale.key: scale for scale in instrument.scales}
    items = {item.code: (item, scales[item.scale]) for item in instrument.items}
    known: dict[tuple[str, float], Mark | Literal[False]] = {}

    def turned(answer: Answer) -> Mark | Literal[False] | None:
        if answer.item not in items:
            return False
        if answer.value is None:
            return None
        place = (answer.item, answer.value)
        if place not in known:
            item, scale = items[answer.item]
            known[place] = _mark(answer.value, item, scale)
        return known[place]

    return turned


def _mark(value: float, item: Item, scale: Scale) -> Mark | Literal[False]:
    if not scale.holds(value):
        return False
    number = scale.reversed(value) if item.reverse else value
    if float(number).is_integer():
        number = int(number)
    part = scale.maximum - value if item.reverse else value - scale.minimum
    return Mark(number, share(part, scale.maximum - scale.minimum))


def _person(rows: list[tuple[Answer, Mark | None]]) -> Person:
    marks: dict[str, list[Mark]] = {}
    codes: dict[str, list[AnswerCode]] = {}
    for answer, mark in rows:
        if mark is None:
            codes.setdefault(answer.item, []).append(answer.code or "dont_know")
        else:
            marks.setdefault(answer.item, []).append(mark)
    first = rows[0][0]
    return Person(
        rater=first.rater,
        wave=first.wave,
        partner_id=_first(answer.partner_id for answer, _ in rows),
        group=_first(answer.group for answer, _ in rows),
        marks={item: tuple(sorted(held)) for item, held in marks.items()},
        codes={item: min(held) for item, held in codes.items() if item not in marks},
    )


def _first(names: Iterable[str | None]) -> str | None:
    return min((name for name in names if name is not None), default=None)
