"""Answers to scores by hand: who counts, which mean comes first, what is withheld and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import attrs
import pytest

import collective_impact as ci
from collective_impact import survey
from collective_impact.interchange.reading import Reading
from collective_impact.model.instrument import Band, Construct, Item, Scale
from collective_impact.survey.group_figures import spread
from collective_impact.survey.persons import sheet_of, topics_of
from collective_impact.survey.topic_lines import families_of, lines_of

FIVE = Scale(
    key="five",
    minimum=1,
    maximum=5,
    bands=(Band(label="concern", low=1), Band(label="borderline", low=3), Band(label="strength", low=4)),
)
TEN = Scale(key="ten", minimum=0, maximum=10)
ASKED = ci.Instrument(
    key="survey",
    kind="perceived",
    scales=(FIVE, TEN),
    constructs=(
        Construct(key="trust", title="Trust", condition="continuous_communication", criterion="CI404"),
        Construct(key="vision", condition="common_agenda"),
    ),
    items=(
        Item(code="t1", scale="five", construct="trust"),
        Item(code="t2", scale="five", construct="trust", reverse=True),
        Item(code="v1", scale="five", construct="vision", criterion="CI107"),
        Item(code="v2", scale="ten", construct="vision", criterion="CI107"),
        Item(code="weight", scale="five", construct="trust", asks="importance"),
        Item(code="age", scale="ten"),
    ),
)


def ratings(answers: Mapping[str, Mapping[str, Any]], **columns: Any) -> ci.RatingSet:
    """Return the answers of persons by item; `columns` says what else holds for a person, by the person's key."""
    rows = [
        {"rater": who, "item": item, "value": value, **{key: held.get(who) for key, held in columns.items()}}
        for who, given in answers.items()
        for item, value in given.items()
    ]
    return ci.RatingSet.from_records(rows, instrument=ASKED)


def alike(people: Iterable[str], **answers: Any) -> dict[str, dict[str, Any]]:
    return {who: dict(answers) for who in people}


def test_each_persons_mean_comes_first_then_the_mean_over_persons() -> None:
    # a: (5 + 1)/2 = 3; b to e: 5. Over persons (3 + 4 x 5)/5 = 4.6, over answers 26/6.
    answers = {"a": {"t1": 5, "t2": 5}, **alike("bcde", t1=5)}
    found = survey.score(ratings(answers)).construct("trust")
    assert (found.n, found.mean, found.score, found.band) == (5, 4.6, 0.9, "strength")
    assert (found.minimum, found.maximum, found.title, found.items) == (1, 5, "Trust", ("t1", "t2"))
    assert found.sd == pytest.approx(0.894427191, abs=1e-9)
    assert found.coverage == 0.6


def test_reverse_items_are_turned_round() -> None:
    found = survey.score(ratings(alike("abcde", t2=1)))
    assert (found.item("t2").mean, found.construct("trust").mean) == (5, 5)
    assert found.item("t2").distribution == {"1": 0, "2": 0, "3": 0, "4": 0, "5": 5}


def test_items_of_several_ranges_are_brought_to_0_to_1() -> None:
    found = survey.score(ratings(alike("abcde", v1=5, v2=5))).construct("vision")
    assert (found.minimum, found.maximum, found.mean, found.score, found.band) == (0, 1, 0.75, 0.75, None)
    one = survey.score(ratings(alike("abcde", v2=5)))
    assert (one.item("v2").mean, one.item("v2").score) == (5, 0.5)


@pytest.mark.parametrize(("share", "n"), [(0.0, 6), (0.5, 6), (0.51, 5), (1.0, 5)])
def test_a_person_counts_who_answered_enough(share: float, n: int) -> None:
    answers = {**alike("abcde", t1=5, t2=1), "f": {"t1": 5}}
    assert survey.score(ratings(answers), answered_share=share).construct("trust").n == n


def test_dont_know_not_applicable_and_blank_enter_no_mean_and_are_counted_apart() -> None:
    answers = {
        **alike("abcde", t1=4, t2=2),
        **alike("fg", t1="dont_know", t2=2),
        "h": {"t1": "not_applicable", "t2": 2},
        **alike("ij", t2=2),
    }
    found = survey.score(ratings(answers))
    item = found.item("t1")
    assert (item.n, item.mean, item.dont_know, item.not_applicable, item.blank) == (5, 4, 2, 1, 2)
    assert item.coverage == pytest.approx(5 / 9)
    trust = found.construct("trust")
    assert (trust.n, trust.dont_know) == (10, None)
    assert trust.coverage == pytest.approx(15 / 19)
    # Not applicable leaves the base of that person, so h answered all that was for h; the other four answered half.
    assert survey.score(ratings(answers), answered_share=1).construct("trust").n == 6


def test_what_a_person_says_several_times_is_averaged_first() -> None:
    rows = [{"rater": "a", "item": "t1", "value": v, "about_id": str(v)} for v in (1, 5)]
    rows += [{"rater": who, "item": "t1", "value": 5} for who in "bcde"]
    rows.append({"rater": "b", "item": "t1", "value": "dont_know"})
    item = survey.score(ci.RatingSet.from_records(rows, instrument=ASKED)).item("t1")
    assert (item.n, item.mean, item.dont_know) == (5, 4.6, 0)
    assert item.distribution["3"] == 1


def test_conditions_and_criteria_come_through_constructs_or_straight() -> None:
    found = survey.score(ratings(alike("abcde", t1=4, t2=2, v1=3, v2=4)))
    assert found.condition("continuous_communication").mean == found.criterion("CI404").mean == 4
    assert found.condition("common_agenda").items == found.criterion("CI107").items == ("v1", "v2")
    kinds = [topic.kind for topic in found.everybody.topics]
    assert kinds == ["item"] * 5 + ["construct"] * 2 + ["criterion"] * 2 + ["condition"] * 2
    with pytest.raises(ci.UnknownNameError, match="about the condition 'common_agend'. Did you mean"):
        found.condition("common_agend")
    with pytest.raises(ci.UnknownNameError, match="about the item 'weight'"):
        found[0].item("weight")


def test_how_important_something_is_enters_no_score() -> None:
    answers = alike("abcde", t1=4, weight=1)
    assert survey.score(ratings(answers)).construct("trust").mean == 4


def test_the_largest_organisation_does_not_outvote() -> None:
    homes = {
        **dict.fromkeys("abcdef", "large"),
        **dict.fromkeys("gh", "small"),
        **dict.fromkeys("ijk", "third"),
    }
    answers = {**alike("abcdef", t1=5), **alike("gh", t1=1), **alike("ijk", t1=1)}
    found = survey.score(ratings(answers, organisation=homes)).item("t1")
    assert found.organisations == 3
    assert found.organisation_mean == pytest.approx(7 / 3)
    assert found.mean == pytest.approx(35 / 11)


def test_a_mean_over_organisations_that_would_reveal_a_person_is_withheld() -> None:
    # Of nine persons of one organisation and one of another, the two means would give the one person's answer.
    homes = {**dict.fromkeys("abcdefghi", "large"), "j": "small"}
    found = survey.score(ratings(alike("abcdefghij", t1=3), organisation=homes)).item("t1")
    assert (found.n, found.mean, found.organisations, found.organisation_mean) == (10, 3, None, None)
    alone = survey.score(ratings(alike("abcde", t1=3))).item("t1")
    assert (alone.organisations, alone.organisation_mean) == (None, None)
    each = survey.score(ratings(alike("abcde", t1=3), organisation={who: who for who in "abcde"})).item("t1")
    assert (each.organisations, each.organisation_mean) == (5, 3)


class TestGroups:
    HOMES: Mapping[str, str] = {**dict.fromkeys("abcdef", "x"), **dict.fromkeys("ghijkl", "y")}

    def test_groups_and_both_grand_means(self) -> None:
        homes = {**self.HOMES, **dict.fromkeys("mnopqr", "y")}
        answers = {**alike("abcdef", t1=5), **alike("ghijklmnopqr", t1=2)}
        found = survey.score(ratings(answers, group=homes), by="group")
        assert [(dict(group.labels), group.persons) for group in found] == [
            ({"group": "x"}, 6),
            ({"group": "y"}, 12),
        ]
        assert [group.item("t1").mean for group in found] == [5, 2]
        assert (found.item("t1").mean, found.item("t1").unweighted_mean) == (3, 3.5)
        assert (len(found), found[1], found.group(group="y")) == (2, found.groups[1], found.groups[1])
        assert found.by == ("group",)

    def test_without_groups_everybody_is_the_group(self) -> None:
        found = survey.score(ratings(alike("abcde", t1=5)))
        assert (list(found), len(found), found[0]) == ([found.everybody], 1, found.everybody)
        assert found.item("t1").unweighted_mean is None
        with pytest.raises(ci.UnknownNameError, match="no group with wave '1'. Known: everybody alone"):
            found.group(wave="1")

    def test_groups_by_several_names_and_persons_without_one(self) -> None:
        waves = dict.fromkeys("abcdef", "2025")
        answers = alike("abcdefghijkl", t1=3)
        found = survey.score(ratings(answers, group=self.HOMES, wave=waves), by=["wave", "group", "wave"])
        assert found.by == ("wave", "group")
        assert [dict(group.labels) for group in found] == [{"group": "y"}, {"wave": "2025", "group": "x"}]
        with pytest.raises(ci.UnknownNameError, match="group 'z'. Known: group 'y'; wave '2025', group 'x'"):
            found.group(group="z")

    def test_a_small_group_is_withheld_with_the_one_that_would_reveal_it(self) -> None:
        homes = {**self.HOMES, **dict.fromkeys("mno", "z")}
        answers = {**alike("abcdefghijkl", t1=5), **alike("mno", t1=1)}
        found = survey.score(ratings(answers, group=homes), by="group")
        shown = {group.labels["group"]: group for group in found}
        hidden = [name for name, group in shown.items() if group.item("t1").mean is None]
        assert len(hidden) > 1
        assert "z" in hidden
        for name in hidden:
            item = shown[name].item("t1")
            assert (shown[name].persons, item.n, item.interval, item.coverage, dict(item.distribution)) == (
                None, None, None, None, {}
            )  # fmt: skip
            assert item.reason == shown["z"].item("t1").reason
            assert "fewer than 5 persons" in str(item.reason)
        assert found.item("t1").mean == pytest.approx(63 / 15)

    def test_where_nobody_may_be_shown_nothing_is(self) -> None:
        found = survey.score(ratings(alike("abcd", t1=5)), by="group")
        assert (found.everybody.persons, found.item("t1").mean) == (None, None)
        assert found.item("t2").reason == found.item("t1").reason
        assert found.item("t1").unweighted_mean is None

    def test_a_topic_that_a_group_was_not_asked_about_says_so(self) -> None:
        answers = {**alike("abcdef", t1=5, v1=1), **alike("ghijkl", t1=2)}
        found = survey.score(ratings(answers, group=self.HOMES), by="group")
        assert found[1].item("v1").reason == "Nobody here was asked about it."
        assert found[0].item("v1").mean == found.item("v1").mean == 1
        assert found.item("v2").reason == "Nobody here was asked about it."

    def test_unknown_groupings_are_named(self) -> None:
        with pytest.raises(ci.UnknownNameError, match="split by 'organization'. Did you mean 'organisation'"):
            survey.score(ratings({}), by="organization")  # type: ignore[arg-type]

    def test_no_answers_at_all(self) -> None:
        found = survey.score(ratings({}), by="wave")
        assert (found.groups, found.everybody.persons, found.item("t1").n) == ((), None, None)


class TestWaves:
    ROWS = tuple(
        {"rater": who, "item": item, "wave": wave, "value": value}
        for who in "abcde"
        for wave, item, value in (("1", "t1", 1), ("2", "t1", 5), ("2", "t2", 1))
    )

    def test_what_was_not_asked_in_a_wave_is_missed_by_nobody(self) -> None:
        found = survey.score(
            ci.RatingSet.from_records(self.ROWS, instrument=ASKED), by="wave", answered_share=1
        )
        assert [(g.construct("trust").n, g.construct("trust").mean) for g in found] == [(5, 1), (5, 5)]

    def test_over_all_waves_a_person_is_one_person(self) -> None:
        held = ci.RatingSet.from_records(self.ROWS, instrument=ASKED)
        found = survey.score(held)
        assert (found.everybody.persons, found.construct("trust").n) == (5, 5)
        assert found.construct("trust").mean == pytest.approx(11 / 3)
        assert found.item("t1").mean == 3

    def test_three_persons_in_two_waves_are_three(self) -> None:
        rows = [row for row in self.ROWS if str(row["rater"]) in "abc"]
        found = survey.score(ci.RatingSet.from_records(rows, instrument=ASKED), by="wave")
        assert found.item("t1").n is None
        assert all(group.item("t1").n is None for group in found)


def test_answers_that_cannot_be_used_are_counted() -> None:
    rows = [{"rater": who, "item": "t1", "value": 3} for who in "abcde"]
    rows += [{"rater": "a", "item": "colour", "value": 3}, {"rater": "a", "item": "t2", "value": 9}]
    held = ci.RatingSet.from_records(rows)
    found = survey.score(held, ASKED)
    assert (found.left_out, found.item("t1").n, found.item("t2").n) == (2, 5, None)
    with pytest.raises(ci.InvalidRecordError, match="not known what was asked"):
        survey.score(held)


def test_answers_of_later_days_are_not_seen() -> None:
    rows = [
        {"rater": who, "item": "t1", "value": 3, "on": date(2025, 6, n)} for n, who in enumerate("abcdef", 1)
    ]
    held = ci.RatingSet.from_records(rows, instrument=ASKED)
    assert survey.score(held, on=date(2025, 6, 5)).item("t1").n == 5
    assert survey.score(held, on=date(2025, 6, 4)).item("t1").n is None


def test_two_raters_of_a_rubric_are_enough_and_the_minimum_is_a_choice() -> None:
    rubric = ci.Instrument(
        key="r", kind="rated", scales=(FIVE,), items=(Item(code="t1", scale="five", construct="c"),)
    )
    held = ratings(alike("ab", t1=3))
    assert survey.score(held, rubric).minimum_group == 2
    assert survey.score(held, rubric).construct("c").mean == 3
    assert survey.score(held).item("t1").mean is None
    assert survey.score(held, minimum_group=2).item("t1").mean == 3
    with pytest.raises(ci.InvalidRecordError):
        survey.score(held, minimum_group=1)
    assert survey.score(ratings(alike("abcdefghi", t1=3)), minimum_group=10).item("t1").n is None


def test_agreement_is_over_the_items_and_is_absent_where_one_is_withheld() -> None:
    answers = {who: {"t1": value, "t2": 3} for who, value in zip("abcde", (4, 4, 5, 3, 4), strict=True)}
    found = survey.score(ratings(answers))
    assert found.item("t1").agreement == 0.75
    assert found.item("t2").agreement == 1
    assert found.construct("trust").agreement == 0.875
    few = survey.score(ratings({**alike("abcde", t1=3), "a": {"t1": 3, "t2": 1}}))
    assert (few.item("t1").n, few.item("t2").n, few.construct("trust").n) == (None, None, 5)
    assert few.construct("trust").agreement is None


def test_what_a_few_said_who_left_items_out_does_not_follow_from_a_topic_and_its_items() -> None:
    # Twice the construct less its items would be what the last persons said, who answered one item of two.
    def shown(left_out: str) -> tuple[int | None, ...]:
        answers = {**alike("abcdefghijk", t1=5, t2=1), **alike(left_out, t1=4)}
        found = survey.score(ratings(answers))
        return found.construct("trust").n, found.item("t1").n, found.item("t2").n

    assert shown("") == (11, 11, 11)
    assert shown("x") == (12, 12, None)
    assert shown("wxyz") == (15, 15, None)
    assert shown("vwxyz") == (16, 16, 11)


def test_nor_what_a_few_of_a_group_said_from_everybody_and_the_other_groups() -> None:
    answers = {**alike("abcdefgh", t1=5, t2=1), **alike("uvwxyz", t1=4), **alike("ijklmnop", t1=3, t2=2)}
    homes = dict.fromkeys("abcdefghuvwxy", "east") | dict.fromkeys("ijklmnopz", "west")
    found = survey.score(ratings(answers, group=homes), by="group")
    east, west = found
    assert (east.construct("trust").n, west.construct("trust").n) == (13, 9)
    assert found.construct("trust").n == 22
    assert [held.item("t2").n for held in (found.everybody, east, west)] == [None, 8, None]


class TestIntervals:
    def test_the_interval_lies_within_the_scale_around_the_mean(self) -> None:
        answers = {who: {"t1": 1 + place % 5} for place, who in enumerate("abcdefghij")}
        found = survey.score(ratings(answers)).item("t1")
        assert found.interval is not None
        assert found.mean is not None
        low, high = found.interval.low or 0, found.interval.high or 0
        assert 1 <= low < found.mean < high <= 5
        assert (found.interval.n, found.interval.method, found.interval.seed) == (
            10,
            "persons drawn again",
            0,
        )

    def test_who_answers_of_a_small_population_leaves_little_open(self) -> None:
        answers = {who: {"t1": 1 + place % 5} for place, who in enumerate("abcdefghi")}
        widths = []
        for population in (None, 12, 9):
            found = survey.score(ratings(answers), population=population)
            interval = found.item("t1").interval
            assert interval is not None
            assert (found.population, interval.population) == (population, population)
            widths.append((interval.high or 0) - (interval.low or 0))
        assert widths[1] == pytest.approx(0.522 * widths[0], rel=1e-3)
        assert widths[2] == 0
        same = ratings(alike("abcdefghi", t1=3))
        for given in (ratings(answers), same):
            with pytest.raises(ci.InvalidRecordError, match="9 answered, of a population of 8"):
                survey.score(given, population=8)
        assert survey.score(ratings({}), population=8).everybody.persons is None

    def test_organisations_are_drawn_where_none_is_alone(self) -> None:
        pairs = dict(zip("abcdefghij", "ABCDE" * 2, strict=True))
        answers = {who: {"t1": 1 + ord(pairs[who]) % 5} for who in pairs}
        found = survey.score(ratings(answers, organisation=pairs)).item("t1").interval
        assert found is not None
        assert (found.method, found.n) == ("organisations drawn again", 5)
        lonely = {**pairs, "j": "F"}
        wide = {who: {"t1": 1 + ord(lonely[who]) % 5} for who in lonely}
        alone = survey.score(ratings(wide, organisation=lonely)).item("t1").interval
        assert alone is not None
        assert (alone.method, alone.n) == ("persons drawn again", 10)

    @pytest.mark.parametrize(("smallest", "method"), [(3, "persons"), (6, "organisations")])
    def test_organisations_are_not_drawn_beside_one_that_is_withheld(
        self, smallest: int, method: str
    ) -> None:
        # Draws by a known seed are a test of every guess at what the withheld ones said.
        sizes = (smallest, 7, 9, 9, 10, 11, 12, 12)
        homes = {f"{home}-{who}": f"O{home}" for home, size in enumerate(sizes) for who in range(size)}
        answers = {who: {"t1": 1 + place * place % 5} for place, who in enumerate(homes)}
        found = survey.score(ratings(answers, organisation=homes), by="organisation")
        assert (found.groups[0].persons is None) == (smallest < 5)
        interval = found.item("t1").interval
        assert interval is not None
        assert interval.method == f"{method} drawn again"

    def test_where_all_say_the_same_there_is_a_reason_and_no_interval(self) -> None:
        found = survey.score(ratings(alike("abcde", t1=3))).item("t1").interval
        assert found is not None
        assert (found.low, found.high) == (None, None)
        assert "All said the same" in str(found.reason)

    def test_another_seed_another_draw(self) -> None:
        answers = {who: {"t1": place % 5 + 1, "t2": 1} for place, who in enumerate("abcdefghijk")}
        found = {str(survey.score(ratings(answers), seed=seed).item("t1").interval) for seed in (0, 0, 1, 2)}
        assert len(found) > 1


def test_results_are_documents() -> None:
    answers = {**alike("abcdef", t1=5, v2=3.5), **alike("ghijkl", t1=2, v2=7)}
    found = survey.score(ratings(answers, group=TestGroups.HOMES), by="group")
    assert ci.from_data(ci.to_data(found), survey.Scores) == found


def test_answers_are_counted_from_the_lowest_whoever_came_first() -> None:
    answers = {who: {"v2": value} for who, value in zip("abcdef", (10, 2.5, 9, 0, 10, 2), strict=True)}
    found = survey.score(ratings(answers)).item("v2").distribution
    assert list(found) == ["0", "1", "2", "2.5", "3", "4", "5", "6", "7", "8", "9", "10"]


def test_a_long_scale_is_not_shown_step_by_step() -> None:
    slider = Scale(key="s", minimum=0, maximum=100)
    asked = ci.Instrument(key="k", kind="perceived", scales=(slider,), items=(Item(code="q", scale="s"),))
    rows = [
        {"rater": who, "item": "q", "value": value}
        for who, value in zip("abcde", (1, 2.5, 2.5, 99, 1), strict=True)
    ]
    found = survey.score(ci.RatingSet.from_records(rows), asked).item("q")
    assert found.distribution == {"1": 2, "2.5": 2, "99": 1}


def test_who_names_two_homes_counts_for_the_first() -> None:
    rows = [
        {"rater": "a", "item": item, "value": 3, "group": group} for item, group in (("t1", "y"), ("t2", "x"))
    ]
    (person,) = sheet_of(ci.RatingSet.from_records(rows, instrument=ASKED)).persons
    assert person.group == "x"


def test_topics_can_be_worked_out_from_items_and_from_narrower_topics() -> None:
    lines = lines_of(topics_of(ASKED), {"t1", "t2", "v1"})
    assert ("construct trust", ("item t1", "item t2")) in lines
    assert ("condition common_agenda", ("construct vision",)) in lines
    assert ("construct vision", ("criterion CI107",)) in lines
    assert ("criterion CI107", ("construct vision",)) in lines
    assert ("construct vision", ("item v1",)) in lines
    wider = attrs.evolve(ASKED, items=(*ASKED.items[:3], attrs.evolve(ASKED.items[3], construct="trust")))
    assert ("construct trust", ("item t1", "item t2", "item v2")) in lines_of(
        topics_of(wider), {"t1", "t2", "v2"}
    )
    assert ("criterion CI107", ("construct vision", "item v2")) in lines_of(
        topics_of(wider), {"v1", "v2", "t1"}
    )


def test_topics_of_the_same_items_are_no_family() -> None:
    assert families_of(topics_of(ASKED), {"t1", "t2"}) == []
    wider = attrs.evolve(ASKED, items=(*ASKED.items[:3], attrs.evolve(ASKED.items[3], criterion="CI106")))
    (family,) = families_of(topics_of(wider), {"t1", "t2", "v1", "v2"})
    assert set(family) == {
        "item v1", "item v2", "construct vision", "criterion CI106", "criterion CI107", "condition common_agenda",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], None), ([3], None), ([1, 5], 8**0.5), ([4, 4, 5, 3, 4], 0.5**0.5), ([0.1] * 3, 0)],
)
def test_spread_is_that_of_a_sample(values: list[float], expected: float | None) -> None:
    assert spread(values) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    "score", [survey.score, survey.gap_analysis, lambda held: survey.compare_waves(held, held)]
)
def test_what_is_no_set_of_ratings_is_refused(score: Any) -> None:
    with pytest.raises(
        ci.InvalidRecordError, match=r"found Reading. What was read is its value: write .value behind"
    ):
        score(Reading(value=ratings({}), problems=()))
    with pytest.raises(ci.InvalidRecordError, match=r"found str. A file is read by collective_impact.read."):
        score("ratings.json")
    with pytest.raises(ci.InvalidRecordError, match=r"Expected a set of ratings, found list.$"):
        score([{"rater": "a"}])


def test_what_is_no_instrument_is_refused() -> None:
    with pytest.raises(ci.InvalidRecordError, match="Expected an instrument, found dict"):
        survey.score(ratings({}), {})  # type: ignore[arg-type]
