"""What holds for all scores of answers: who answered first changes nothing, and no small group can be worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any, Literal, NamedTuple

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact import survey
from collective_impact.arithmetic import rounded
from collective_impact.model.instrument import Construct, Item, Scale
from collective_impact.survey import mean_intervals
from collective_impact.survey.persons import HALF, Person, Sheet, Topic, by_person, sheet_of, topics_of

FEWEST = 3
PRIME = 2**31 - 1
SCALE = Scale(key="five", minimum=1, maximum=5)
GROUPINGS: tuple[tuple[Literal["organisation", "group", "wave"], ...], ...] = (
    (), ("group",), ("organisation",), ("wave",), ("group", "organisation"), ("group", "wave")
)  # fmt: skip
Row = dict[str, Any]


@pytest.fixture(autouse=True, scope="module")
def _few_draws() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(mean_intervals, "DRAWS", 40)
        yield


class Case(NamedTuple):
    """Answers as rows of plain data, and what was asked."""

    instrument: ci.Instrument
    rows: list[Row]

    @property
    def ratings(self) -> ci.RatingSet:
        return ci.RatingSet.from_records(self.rows, instrument=self.instrument)


@st.composite
def cases(draw: st.DrawFn, *, complete: bool = False, waves: int = 1, most: int = 9) -> Case:
    """Return surveys of at most so many persons, who answer all items or, unless `complete`, leave some out."""
    codes = [f"q{place}" for place in range(draw(st.integers(1, 4)))]
    items = tuple(
        Item(
            code=code,
            scale="five",
            construct=draw(st.sampled_from("xy")),
            criterion=draw(st.sampled_from(("C1", "C2", None))),
            condition="c",
            reverse=draw(st.booleans()),
        )
        for code in codes
    )
    asked = ci.Instrument(
        key="k",
        kind="perceived",
        scales=(SCALE,),
        constructs=(Construct(key="x"), Construct(key="y", title="Why")),
        items=items,
    )
    values = st.integers(1, 5)
    answers = values if complete else values | st.sampled_from(("dont_know", "not_applicable", None))
    rows: list[Row] = []
    for place in range(draw(st.integers(0, most))):
        home = {
            "rater": f"p{place}",
            "organisation": draw(st.sampled_from("AAABBCD") | st.none()),
            "group": draw(st.sampled_from("aaabbc") | st.none()),
        }
        for wave in range(draw(st.integers(1, waves))):
            rows.extend({**home, "wave": wave, "item": code, "value": draw(answers)} for code in codes)
    return Case(asked, rows)


groupings = st.sampled_from(GROUPINGS)


@given(cases(waves=2), groupings, st.randoms(use_true_random=False))
def test_law_8_the_order_of_answers_changes_nothing(case: Case, by: Any, chance: Any) -> None:
    mixed = list(case.rows)
    chance.shuffle(mixed)
    items = list(case.instrument.items)
    chance.shuffle(items)
    asked = attrs.evolve(case.instrument, items=tuple(items))
    before = survey.score(case.ratings, by=by, minimum_group=FEWEST)
    assert survey.score(ci.RatingSet.from_records(mixed), asked, by=by, minimum_group=FEWEST) == before
    by_hand = ci.RatingSet(instrument=case.instrument, ratings=tuple(case.ratings))
    assert survey.score(by_hand, by=by, minimum_group=FEWEST) == before


@given(cases(waves=2), groupings, st.data())
def test_reversal_twice_changes_nothing(case: Case, by: Any, data: st.DataObject) -> None:
    turned = {item.code for item in case.instrument.items if data.draw(st.booleans())}
    items = [
        attrs.evolve(item, reverse=item.reverse != (item.code in turned)) for item in case.instrument.items
    ]
    rows = [
        {**row, "value": 6 - row["value"]} if row["item"] in turned and type(row["value"]) is int else row
        for row in case.rows
    ]
    again = Case(attrs.evolve(case.instrument, items=tuple(items)), rows)
    assert survey.score(again.ratings, by=by, minimum_group=FEWEST) == survey.score(
        case.ratings, by=by, minimum_group=FEWEST
    )


@given(cases(waves=2), groupings, st.sampled_from(("x", "y", "z")))
def test_adding_an_unanswered_item_changes_nothing(case: Case, by: Any, construct: str) -> None:
    new = Item(code="new", scale="five", construct=construct, criterion="C1", condition="c")
    constructs = (*case.instrument.constructs, Construct(key="z"))
    asked = attrs.evolve(case.instrument, constructs=constructs, items=(*case.instrument.items, new))
    blanks = [{**row, "item": "new", "value": None} for row in case.rows]
    after = survey.score(ci.RatingSet.from_records(case.rows + blanks), asked, by=by, minimum_group=FEWEST)
    before = survey.score(case.ratings, by=by, minimum_group=FEWEST)
    for was, now in zip([before.everybody, *before.groups], [after.everybody, *after.groups], strict=True):
        found = {(topic.kind, topic.key): topic for topic in now.topics}
        assert now.persons == was.persons
        for topic in was.topics:
            assert attrs.evolve(found[topic.kind, topic.key], items=topic.items) == topic


@given(cases(waves=2), st.sampled_from(("salt and pepper", "another one")))
def test_law_26_other_names_of_persons_and_organisations_change_nothing(case: Case, salt: str) -> None:
    before = survey.score(case.ratings, minimum_group=FEWEST)
    assert survey.score(case.ratings.pseudonymised(salt), minimum_group=FEWEST) == before
    names = {"A": "Z", "B": "Y", "C": "X", "D": "W", None: None}
    rows = [{**row, "organisation": names[row["organisation"]]} for row in case.rows]
    assert survey.score(Case(case.instrument, rows).ratings, minimum_group=FEWEST) == before


@given(cases(waves=2), groupings)
def test_laws_5_and_6_figures_lie_within_what_was_said(case: Case, by: Any) -> None:
    found = survey.score(case.ratings, by=by, minimum_group=FEWEST)
    for group in (found.everybody, *found.groups):
        for topic in group.topics:
            if topic.mean is None:
                assert (topic.n, topic.interval, topic.score, topic.agreement) == (None,) * 4
                assert topic.reason
                continue
            assert topic.n is not None
            assert topic.n >= FEWEST
            assert 1 <= topic.mean <= 5
            assert topic.score == pytest.approx((topic.mean - 1) / 4)
            assert 0 < (topic.coverage or 0) <= 1
            if topic.interval is not None and topic.interval.low is not None:
                assert 1 <= topic.interval.low <= (topic.interval.high or 0) <= 5
            if topic.kind == "item":
                assert sum(topic.distribution.values()) == topic.n


@given(st.integers(FEWEST, 7), st.integers(1, 5), st.integers(1, 4))
def test_law_7_who_all_say_the_same_average_the_same(people: int, value: int, count: int) -> None:
    items = tuple(Item(code=f"q{n}", scale="five", construct="x") for n in range(count))
    asked = ci.Instrument(key="k", kind="perceived", scales=(SCALE,), items=items)
    rows = [{"rater": who, "item": item.code, "value": value} for who in range(people) for item in items]
    found = survey.score(ci.RatingSet.from_records(rows), asked, minimum_group=FEWEST).construct("x")
    assert (found.mean, found.sd, found.agreement) == (value, 0, 1)


@given(cases(complete=True), st.data())
def test_law_9_a_better_answer_never_lowers_a_mean(case: Case, data: st.DataObject) -> None:
    if case.rows:
        place = data.draw(st.integers(0, len(case.rows) - 1))
        row = case.rows[place]
        item = next(item for item in case.instrument.items if item.code == row["item"])
        better = max(1, row["value"] - 1) if item.reverse else min(5, row["value"] + 1)
        rows = [*case.rows[:place], {**row, "value": better}, *case.rows[place + 1 :]]
        before = survey.score(case.ratings, minimum_group=FEWEST).everybody
        after = survey.score(Case(case.instrument, rows).ratings, minimum_group=FEWEST).everybody
        for was, now in zip(before.topics, after.topics, strict=True):
            assert (now.mean or 0) >= (was.mean or 0)
            assert now.n == was.n


@given(cases(waves=2))
def test_law_20_an_independent_scorer_agrees_for_the_checker(case: Case) -> None:
    found = survey.score(case.ratings, answered_share=0)
    for code in {item.criterion for item in case.instrument.items if item.criterion}:
        said: dict[str, list[Fraction]] = {}
        for row in case.rows:
            item = next(item for item in case.instrument.items if item.code == row["item"])
            if item.criterion == code and type(row["value"]) is int:
                part = 5 - row["value"] if item.reverse else row["value"] - 1
                said.setdefault(row["rater"], []).append(Fraction(part, 4))
        # A person's mean is rounded to 12 digits, as every mean that is worked on with.
        means = [Fraction(repr(rounded(sum(parts, Fraction()) / len(parts)))) for parts in said.values()]
        shown = found.criterion(code)
        if shown.n is not None or len(means) < 5:
            score = rounded(sum(means, Fraction()) / len(means)) if len(means) >= 5 else None
            assert (shown.n or len(means), shown.score) == (len(means), score)


# Privacy. The means that are shown are linear in the answers, so what can be worked out from them, by whoever knows
# exactly who answered what, is what linear algebra can: their span. Intervals are not; for them answers change places.


def rank(rows: list[list[Fraction]]) -> int:
    """Return the rank of a matrix, worked out modulo a large prime."""
    left = [[part.numerator * pow(part.denominator, -1, PRIME) % PRIME for part in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((place for place in range(found, len(left)) if left[place][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        inverse = pow(left[found][column], -1, PRIME)
        left[found] = [part * inverse % PRIME for part in left[found]]
        for place, row in enumerate(left):
            if place != found and row[column]:
                times = row[column]
                left[place] = [
                    (part - times * other) % PRIME for part, other in zip(row, left[found], strict=True)
                ]
        found += 1
    return found


class Shown(NamedTuple):
    """One group and topic: who counts, with the places of their answers, and what is shown of it."""

    labels: Mapping[str, str]
    topic: Topic
    members: dict[str, list[tuple[str, str | None, str]]]
    homes: dict[str, str | None]
    figures: survey.TopicScore

    def mean(self, raters: list[str], places: Mapping[Any, int]) -> list[Fraction]:
        """Return the mean over some persons as what it takes of each answer."""
        row = [Fraction(0)] * len(places)
        for rater in raters:
            for answer in self.members[rater]:
                row[places[answer]] += Fraction(1, len(raters) * len(self.members[rater]))
        return row

    def rows(self, places: Mapping[Any, int]) -> list[list[Fraction]]:
        """Return what is shown: the mean over persons, and over organisations."""
        if self.figures.mean is None:
            return []
        rows = [self.mean(list(self.members), places)]
        if self.figures.organisation_mean is not None:
            raters_of: dict[str, list[str]] = {}
            for rater in self.members:
                home = self.homes[rater]
                if home is not None:
                    raters_of.setdefault(home, []).append(rater)
            parts = [self.mean(raters, places) for raters in raters_of.values()]
            rows.append([sum(column, Fraction()) / len(parts) for column in zip(*parts, strict=True)])
        return rows


def table_of(case: Case, by: tuple[str, ...]) -> tuple[list[Shown], dict[Any, int]]:
    scores = survey.score(case.ratings, by=by, minimum_group=FEWEST)  # type: ignore[arg-type]
    sheet = sheet_of(case.ratings)
    places: dict[Any, int] = {}
    for person in sheet.persons:
        for item in sorted(person.marks):
            places[person.rater, person.wave, item] = len(places)
    table = []
    for group in (scores.everybody, *scores.groups):
        rows = [
            p for p in sheet.persons if group is scores.everybody or label_of(p, by) == dict(group.labels)
        ]
        homes = {person.rater: person.partner_id for person in rows}
        for topic, figures in zip(topics_of(sheet.instrument), group.topics, strict=True):
            members = {
                rater: [(p.rater, p.wave, item) for p in held for item in topic.items if item in p.marks]
                for rater, held in by_person(rows).items()
                if counts(sheet, held, topic)
            }
            table.append(Shown(group.labels, topic, members, homes, figures))
    return table, places


def label_of(person: Person, by: tuple[str, ...]) -> dict[str, str]:
    labels = {"organisation": person.partner_id, "group": person.group, "wave": person.wave}
    return {name: label for name in by if (label := labels[name]) is not None}


def counts(sheet: Sheet, rows: list[Person], topic: Topic) -> bool:
    return sheet.tally(rows, topic).mark(topic, HALF) is not None


@given(cases(complete=True, waves=2), groupings)
def test_law_13_no_small_group_can_be_worked_out_from_all_that_is_shown(case: Case, by: Any) -> None:
    table, places = table_of(case, by)
    shown = [row for cell in table for row in cell.rows(places)]
    known = rank(shown)
    for cell in table:
        if 0 < len(cell.members) < FEWEST:
            assert cell.figures.mean is None
            hidden = cell.mean(list(cell.members), places)
            assert rank([*shown, hidden]) > known, (dict(cell.labels), cell.topic.id)


@given(cases(waves=2), groupings)
def test_law_13_nothing_about_a_topic_can_be_worked_out_of_fewer_persons(case: Case, by: Any) -> None:
    """Even where answers are missing: no combination of what is shown of one topic rests on a few persons."""
    table, places = table_of(case, by)
    for topic in {cell.topic.id: cell.topic for cell in table}.values():
        shown = [row for cell in table if cell.topic.id == topic.id for row in cell.rows(places)]
        known = rank(shown)
        people = sorted({rater for rater, _, _ in places})
        for few in combinations(people, min(FEWEST - 1, len(people))):
            others = [place for (rater, _, _), place in places.items() if rater not in few]
            assert rank([[row[place] for place in others] for row in shown]) == known, (topic.id, few)


@given(cases(waves=2), groupings, st.data())
def test_law_14_what_a_withheld_group_says_moves_only_what_everybody_says(
    case: Case, by: Any, data: st.DataObject
) -> None:
    before = survey.score(case.ratings, by=by, minimum_group=FEWEST)
    hidden = [dict(group.labels) for group in before.groups if group.persons is None]
    names = {"organisation": "organisation", "group": "group", "wave": "wave"}

    def other(row: Row) -> Row:
        held = {name: str(row[key]) for name, key in names.items() if name in by and row[key] is not None}
        is_number = type(row["value"]) is int
        return {**row, "value": data.draw(st.integers(1, 5))} if held in hidden and is_number else row

    after = survey.score(
        Case(case.instrument, [other(row) for row in case.rows]).ratings, by=by, minimum_group=FEWEST
    )
    assert after.groups == before.groups
    if before.everybody.persons is None:
        assert after == before


@given(cases(complete=True, most=16), st.sampled_from(("organisation", "group")), st.data())
def test_law_14_who_of_the_withheld_groups_said_it_moves_nothing(
    case: Case, by: Literal["organisation", "group"], data: st.DataObject
) -> None:
    """Else whoever knows the seed could try out who of them may have said what, until the intervals are the same."""
    before = survey.score(case.ratings, by=by, minimum_group=FEWEST)
    hidden = {group.labels.get(by) for group in before.groups if group.persons is None}
    homes = {row["rater"]: row[by] for row in case.rows if row[by] in hidden}
    others = dict(zip(homes, data.draw(st.permutations(list(homes.values()))), strict=True))
    rows = [{**row, by: others.get(row["rater"], row[by])} for row in case.rows]
    assert survey.score(Case(case.instrument, rows).ratings, by=by, minimum_group=FEWEST) == before


OUTPUTS: list[Callable[[ci.RatingSet], ci.Record]] = [
    survey.score,
    lambda ratings: survey.score(ratings, by="organisation"),
    lambda ratings: survey.score(ratings, by=("group", "wave")),
    survey.gap_analysis,
    lambda ratings: survey.compare_waves(ratings.of_wave("0"), ratings.of_wave("1")),
]


@pytest.mark.parametrize("output", OUTPUTS)
@given(case=cases(complete=True, waves=2), data=st.data())
def test_law_14_four_persons_leave_no_trace_in_any_output(
    output: Callable[[ci.RatingSet], ci.Record], case: Case, data: st.DataObject
) -> None:
    important = [
        attrs.evolve(item, code=f"{item.code}?", asks="importance") for item in case.instrument.items
    ]
    asked = attrs.evolve(case.instrument, items=(*case.instrument.items, *important))
    few = [row for row in case.rows if row["rater"] in ("p0", "p1", "p2", "p3")]
    rows = few + [{**row, "item": f"{row['item']}?"} for row in few]
    others = [{**row, "value": data.draw(st.integers(1, 5))} for row in rows]
    found = [output(Case(asked, held).ratings) for held in (rows, others)]
    assert ci.to_data(found[0]) == ci.to_data(found[1])
