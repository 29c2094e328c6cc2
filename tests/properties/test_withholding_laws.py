"""Law 13, exactly: no sum over the figures that are shown is of a few persons only.

A mean with its number of persons is a sum of answers, each with a known weight. If some combination of the sums that
are shown is of one or two persons (fewer than the minimum), then what is shown has a lower rank without these persons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact import survey

if TYPE_CHECKING:
    from collective_impact.survey.topic_scores import Scores, TopicScore

MINIMUM = 3
CODES = ("a", "b", "c")
FLAT = ci.Instrument(
    key="k",
    kind="perceived",
    scales=(ci.Scale(key="s", minimum=1, maximum=5),),
    items=tuple(ci.Item(code=code, scale="s", condition="common_agenda") for code in CODES),
)
LAYERED = attrs.evolve(
    FLAT,
    items=tuple(
        attrs.evolve(item, construct=construct) for item, construct in zip(FLAT.items, "xxy", strict=True)
    ),
)
Answers = Mapping[str, bool]
Persons = Sequence[tuple[str, Answers]]
Sum = Mapping[tuple[int, str], float]

persons = st.lists(
    st.tuples(
        st.sampled_from("ghi"), st.fixed_dictionaries({code: st.integers(0, 4).map(bool) for code in CODES})
    ),
    min_size=3,
    max_size=11,
)


def scored(people: Persons, asked: ci.Instrument = FLAT, *, split: bool = False) -> Scores:
    rows = [
        {"rater": str(who), "group": group, "item": code, "value": 3 if said[code] else "dont_know"}
        for who, (group, said) in enumerate(people)
        for code in CODES
    ]
    ratings = ci.RatingSet.from_records(rows, instrument=asked)
    return survey.score(ratings, by="group" if split else (), minimum_group=MINIMUM)


def sum_of(people: Persons, group: str | None, topic: TopicScore) -> Sum:
    """Return the weight of each answer in the sum of the persons' own means."""
    weights: dict[tuple[int, str], float] = {}
    for who, (home, said) in enumerate(people):
        answered = [code for code in topic.items if said[code]]
        if group in (None, home) and answered and 2 * len(answered) >= len(topic.items):
            weights |= {(who, code): 1 / len(answered) for code in answered}
    return weights


def sums(people: Persons, scores: Scores) -> Iterator[Sum]:
    for held in (scores.everybody, *scores.groups):
        for topic in held.topics:
            if topic.n is not None:
                found = sum_of(people, held.labels.get("group"), topic)
                assert len({who for who, _ in found}) == topic.n
                yield found


def those_who_stand_apart(people: Persons, shown: Sequence[Sum]) -> list[tuple[int, ...]]:
    places = sorted({place for held in shown for place in held})
    table = np.array([[held.get(place, 0.0) for place in places] for held in shown])
    return [
        few
        for size in range(1, MINIMUM)
        for few in combinations(range(len(people)), size)
        if np.linalg.matrix_rank(table[:, [place[0] not in few for place in places]])
        < np.linalg.matrix_rank(table)
    ]


@given(persons, st.booleans())
def test_law_13_no_sum_of_what_is_shown_is_of_a_few_persons(people: Persons, split: bool) -> None:
    shown = list(sums(people, scored(people, split=split)))
    assert not shown or those_who_stand_apart(people, shown) == []


@given(persons)
def test_law_13_nor_over_a_condition_its_constructs_and_their_items(people: Persons) -> None:
    shown = list(sums(people, scored(people, LAYERED)))
    assert not shown or those_who_stand_apart(people, shown) == []


@pytest.mark.parametrize("left_out", [1, 2])
def test_and_a_few_who_stand_apart_are_seen(left_out: int) -> None:
    whole, part = dict.fromkeys(CODES, True), {"a": True, "b": True, "c": False}
    people = [("g", whole)] * 5 + [("g", part)] * left_out
    topics = scored([("g", whole)] * 5).everybody.topics
    shown = [sum_of(people, None, topic) for topic in topics]
    assert tuple(range(5, 5 + left_out)) in those_who_stand_apart(people, shown)
