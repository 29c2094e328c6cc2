"""Suggestions: which rule fires, with what because, what is at stake, and what is never suggested."""

from __future__ import annotations

import sys
from datetime import date
from itertools import combinations
from math import comb
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.landscape.groups import groups_of
from collective_impact.landscape.inventory import Collaboration, Landscape, Organisation
from collective_impact.landscape.overlap import compare
from collective_impact.landscape.same_names import same_names
from collective_impact.landscape.suggestion_records import Suggestion, SuggestionRules, Suggestions
from collective_impact.landscape.suggestion_wording import suggestions_text
from collective_impact.landscape.suggestions import suggestions, verdict_on
from collective_impact.model.agenda import Outcome
from collective_impact.model.convening import Convening
from collective_impact.model.values import Cadence, Place, Population

ON = date(2026, 6, 1)
MONTHLY = Cadence(rule="FREQ=MONTHLY;BYMONTHDAY=1")


def table(id_: str, members: str, goals: str = "", **fields: Any) -> Collaboration:
    """Return a collaboration; each letter stands for a member, each figure for a goal."""
    return Collaboration(
        id=id_, name=f"Table {id_}", member_ids=tuple(members.upper()), outcome_ids=tuple(goals), **fields
    )


def here(*rows: Collaboration, **fields: Any) -> Landscape:
    members = sorted({id_ for row in rows for id_ in row.member_ids})
    goals = sorted({id_ for row in rows for id_ in row.outcome_ids})
    return Landscape(
        id="here",
        collaborations=rows,
        organisations=tuple(Organisation(id=id_) for id_ in members),
        outcomes=fields.pop("outcomes", tuple(Outcome(id=id_, name=f"Goal {id_}") for id_ in goals)),
        **fields,
    )


def asked(*rows: Collaboration, **fields: Any) -> tuple[Suggestion, ...]:
    found = suggestions(here(*rows, **fields), on=ON)
    return (*found.suggestions, *found.cannot_tell)


def kind(*rows: Collaboration) -> str:
    found = asked(*rows)
    return found[0].kind if found else "leave_alone"


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (("abcd", "1"), ("abcd", "1"), "consolidate"),
        (("abc", "123"), ("abcde", "12345"), "consolidate"),  # 3/5 on both: a limit belongs to the rule
        (("abcd", "1"), ("abcdefgh", "1"), "nest"),
        (("abcd", "1"), ("abcdefgh", "12"), "nest"),
        (("abcdefgh", "12"), ("abcd", "1"), "nest"),
        (("abcd", "12"), ("abcdefgh", "1"), "leave_alone"),  # fewer people, more goals: nothing lies within
        (("abcd", "1"), ("aefghi", "1"), "align"),
        (("abcd", "12"), ("efgh", "1"), "align"),  # 1/2 of the goals
        (("abcdef", "12"), ("abcdwxyz", "1"), "leave_alone"),  # goals alike, rosters at 4/10
        (("abcd", "1"), ("abcd", "2"), "coordinate"),
        (("abcd", "1"), ("abcdef", "2"), "coordinate"),
        (("abcd", "1"), ("abefg", "2"), "leave_alone"),
        (("ab", "1"), ("ab", "1"), "leave_alone"),  # two members are no table
        (("ab", "1"), ("ab", "2"), "leave_alone"),
    ],
)
def test_the_first_rule_that_holds_decides(one: tuple[str, str], other: tuple[str, str], wanted: str) -> None:
    assert kind(table("x", *one), table("y", *other)) == wanted


@pytest.mark.parametrize("aspect", ["places", "populations"])
def test_who_serves_others_or_elsewhere_is_not_asked_to_join(aspect: str) -> None:
    record = Place if aspect == "places" else Population
    north, south = ({aspect: (record(id=id_),)} for id_ in ("north", "south"))
    (found,) = asked(table("x", "abcd", "1", **north), table("y", "abcd", "1", **south))
    assert found.kind == "coordinate"
    assert f"recorded for other {'places' if aspect == 'places' else 'people'}." in found.because
    nested = asked(table("x", "abcd", "1", **north), table("y", "abcdefghij", "1", **south))
    assert nested == ()
    assert kind(table("x", "abcd", "1", **north), table("y", "abcd", "1")) == "consolidate"
    assert kind(table("x", "abcd", "1", **north), table("y", "abcd", "1", **north)) == "consolidate"


def test_what_is_not_recorded_and_matters_is_not_told() -> None:
    found = suggestions(here(table("x", "abcd", "1"), table("y", "abcd")), on=ON)
    assert found.suggestions == ()
    (row,) = found.cannot_tell
    assert row.kind == "cannot_tell"
    assert row.because == (
        "All 4 members are the same (Jaccard 1). The goals of the two are not both recorded. Once that is recorded, "
        "it can be told whether they ought to talk."
    )
    assert (row.gain, row.loss, row.outcomes_jaccard) == (None, None, None)
    assert row.questions == ("Can the missing rosters and goals be written down?",)
    assert found.of_kind("cannot_tell") == (row,)
    (other,) = asked(table("x", "", "1"), table("y", "abcd", "1"))
    assert other.because.startswith(
        "The rosters of the two are not both recorded. The only goal of each is the same (Jaccard 1)."
    )
    assert other.members_jaccard is None


def test_what_is_not_recorded_and_changes_nothing_is_left_alone() -> None:
    found = suggestions(here(table("x", "abcdef", "1"), table("y", "abcdwxyz")), on=ON)
    assert (found.suggestions, found.cannot_tell, found.left_alone) == ((), (), 1)


def test_only_pairs_of_which_enough_is_recorded_are_left_alone() -> None:
    nothing = suggestions(here(table("x", ""), table("y", "")), on=ON)
    assert (nothing.unrecorded_pairs, nothing.undecided_pairs, nothing.left_alone) == (1, 0, 0)
    assert " 1 pair of which too little is recorded; no pairs left alone." in " ".join(str(nothing).split())
    rows = (
        table("v", "abc", "1"),
        table("w", "def", "2"),
        table("x", "ghi"),
        table("y", "", "1"),
        table("z", ""),
    )
    found = suggestions(here(*rows), on=ON)
    assert [row.collaboration_ids for row in found.cannot_tell] == [("v", "y")]
    assert (found.suggestions, found.unrecorded_pairs, found.left_alone) == ((), 8, 1)
    complete = ("collaborations/*/member_ids", "collaborations/*/outcome_ids")
    sure = suggestions(here(*rows, complete=complete), on=ON)
    assert [row.collaboration_ids for row in sure.suggestions] == [("v", "y")]
    assert (sure.unrecorded_pairs, sure.left_alone) == (0, 9)


def named(*rows: Collaboration, names: dict[str, str], **fields: Any) -> Landscape:
    held = here(*rows, **fields)
    return attrs.evolve(
        held,
        organisations=tuple(attrs.evolve(row, name=names.get(row.id)) for row in held.organisations),
    )


def asked_of(held: Landscape, ids: str) -> tuple[Suggestion, ...]:
    rows = tuple(row for row in held.collaborations if row.id in ids)
    return suggestions(attrs.evolve(held, collaborations=rows), on=ON).suggestions


HOUSES = {
    "A": "Alpha House", "B": "Beta House", "C": "Gamma House",
    "D": "Alpha House Inc", "E": "Beta House, Inc.", "F": "GAMMA HOUSE",
}  # fmt: skip


def test_undecided_matches_are_told_beside_what_is_suggested() -> None:
    held = named(table("x", "abc", "1"), table("y", "def", "1"), table("z", "dgh", "1"), names=HOUSES)
    (row,) = suggestions(held, on=ON).suggestions
    assert row.undecided_matches == 3
    assert row.because.endswith(
        "(at most 0.2). 3 likely matches of names among them are not decided on: they may share more or less."
    )
    (row,) = asked_of(held, "xy")
    assert row.because.startswith("They share none of 6 members (Jaccard 0).")
    assert row.undecided_matches == 3
    (row,) = asked_of(held, "xz")
    assert row.because.endswith(
        "1 likely match of names among them is not decided on: they may share more or less."
    )
    for decided in (held.merging("A", "D"), held.keeping_apart("A", "D")):
        (row,) = asked_of(decided, "xz")
        assert (row.undecided_matches, "likely" in row.because) == (0, False)


def test_pairs_with_undecided_matches_are_not_left_alone() -> None:
    names = HOUSES | {"G": "Delta"}
    rows = (table("x", "abg", "1"), table("y", "dehi", "2"), table("z", "gjkl", "3"))
    found = suggestions(named(*rows, names=names), on=ON)
    assert (found.suggestions, found.undecided_pairs, found.left_alone) == ((), 1, 2)
    assert "1 pair with likely matches that are not decided on; 2 pairs left alone." in " ".join(
        str(found).split()
    )
    shared = suggestions(named(*rows, names=names | {"J": "DELTA HOUSE", "B": "Delta House"}), on=ON)
    assert (shared.undecided_pairs, shared.left_alone) == (2, 1)
    silent = suggestions(named(table("x", "abc"), table("y", "def"), names=HOUSES), on=ON)
    assert (silent.unrecorded_pairs, silent.undecided_pairs, silent.left_alone) == (1, 0, 0)


def test_a_match_inside_one_roster_changes_its_size_and_so_what_it_shares() -> None:
    names = {"D": "Bee", "E": "Bee Inc."}
    held = named(table("x", "abcf", "1"), table("y", "abcde", "1"), names=names)
    found = suggestions(held, on=ON)
    assert (found.suggestions, found.undecided_pairs, found.left_alone) == ((), 1, 0)
    (decided,) = suggestions(held.including(*same_names(held)), on=ON).suggestions
    assert (decided.kind, decided.members_jaccard, decided.undecided_matches) == ("consolidate", 0.6, 0)
    both = named(table("x", "abde", "1"), table("y", "cde", "1"), names=names)
    found = suggestions(both, on=ON)
    assert (found.suggestions, found.undecided_pairs, found.left_alone) == ((), 1, 0)


@pytest.mark.parametrize(
    ("members", "goals"),
    [("abc", "2"), ("abc", "12")],  # the rosters share nothing, so that their sizes make no difference
)
def test_a_match_inside_a_roster_that_shares_no_member_changes_nothing(members: str, goals: str) -> None:
    held = named(table("x", members, goals), table("y", "deg", "134"), names={"D": "Bee", "E": "Bee Inc."})
    found = suggestions(held, on=ON)
    assert (found.suggestions, found.undecided_pairs, found.left_alone) == ((), 0, 1)


def test_matches_between_two_and_inside_one_count_together() -> None:
    names = dict.fromkeys("AD", "Alpha") | {"E": "Bee", "F": "Bee Inc."}
    found = suggestions(named(table("x", "abc", "1"), table("y", "defgh", "1"), names=names), on=ON)
    assert [row.undecided_matches for row in found.suggestions] == [2]


A_ROW = st.tuples(
    st.sets(st.sampled_from("abcdefgh"), min_size=1), st.sets(st.sampled_from("123"), min_size=1)
)


@given(A_ROW, A_ROW, st.sampled_from((("AB",), ("AB", "CD"), ("AC", "BD"), ("ABC",), ("AB", "CDE"))))
def test_law_no_decision_asks_anything_of_two_that_are_left_alone(
    one: tuple[set[str], set[str]], other: tuple[set[str], set[str]], alike: tuple[str, ...]
) -> None:
    rows = (
        table(id_, "".join(sorted(members)), "".join(sorted(goals)))
        for id_, (members, goals) in zip("xy", (one, other), strict=True)
    )
    held = named(*rows, names={letter: f"House {group}" for group in alike for letter in group})
    is_alone = suggestions(held, on=ON).left_alone
    matches = same_names(held)
    for count in range(len(matches) + 1):
        for some in combinations(matches, count):
            assert suggestions(held.including(*some), on=ON).left_alone >= is_alone


def test_goals_have_likely_matches_too() -> None:
    outcomes = (Outcome(id="1", name="Reading"), Outcome(id="2", name="READING"))
    (row,) = asked(table("x", "abc", "1"), table("y", "abc", "2"), outcomes=outcomes)
    assert (row.kind, row.undecided_matches) == ("coordinate", 1)


def test_too_many_matches_are_not_looked_for_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["collective_impact.landscape.undecided"], "MOST_MATCHES", 3)
    held = named(table("x", "abc", "1"), table("y", "def", "1"), names=HOUSES)
    assert suggestions(held, on=ON).suggestions[0].undecided_matches == 3
    same = ci.Identifier(scheme="X", value="1")
    more = attrs.evolve(
        held,
        organisations=tuple(
            attrs.evolve(row, identifiers=(same,) if row.id in "AD" else ()) for row in held.organisations
        ),
    )
    found = suggestions(more, on=ON)
    assert (found.suggestions[0].undecided_matches, found.undecided_pairs) == (None, None)
    assert "likely" not in found.suggestions[0].because
    assert found.undecided_reason == (
        "4 pairs of entries bear the same name or identifier; at most 3 are looked through."
    )
    assert "Likely matches were not looked for: 4 pairs" in str(found)
    monkeypatch.setattr(sys.modules["collective_impact.landscape.matching"], "MOST_NAMES", 3)
    assert "6 names cannot be compared" in (suggestions(held, on=ON).undecided_reason or "")


def test_known_to_have_none_is_not_unknown() -> None:
    rows = (table("x", "abcd"), table("y", "abcd"))
    found = suggestions(here(*rows, complete=("collaborations/*/outcome_ids",)), on=ON)
    assert (found.suggestions, found.cannot_tell) == ((), ())
    pair = compare(here(*rows, complete=("collaborations/*/outcome_ids",))).pairs[0]
    verdict = verdict_on(pair, SuggestionRules())
    assert verdict.because == "All 4 members are the same (Jaccard 1). Neither has any goals."


def test_a_suggestion_gives_its_numbers_and_asks_questions() -> None:
    (found,) = asked(table("y", "abcdefgh", "12"), table("x", "abcd", "1"))
    assert found.collaboration_ids == ("y", "x")
    assert found.titles == ("Table y", "Table x")
    assert found.because == (
        "They share 4 of 8 members (Jaccard 0.5; all 4 of the smaller are in the larger). "
        "They share 1 of 2 goals (Jaccard 0.5; the only one of the smaller is in the larger)."
    )
    assert (found.members_jaccard, found.outcomes_jaccard) == (0.5, 0.5)
    assert (
        found.questions[0]
        == "Would Table x work as well as a part of Table y, with a voice in what it decides?"
    )
    assert asked(table("a", "abcd", "1"), table("b", "abcdefgh", "1"))[0].collaboration_ids == ("b", "a")


def test_titles_with_marks_of_their_own_are_not_filled_in() -> None:
    odd = attrs.evolve(table("x", "abcd", "1"), name="{first} {others}")
    (found,) = asked(table("y", "abcdefgh", "12"), odd)
    assert found.questions[0].startswith("Would {first} {others} work as well as a part of Table y,")


def test_three_of_a_kind_are_one_group_and_their_pairs_are_not_told_again() -> None:
    rows = [table(id_, "abcd", "1") for id_ in "xyz"]
    (found,) = asked(*rows)
    assert (found.kind, found.collaboration_ids) == ("consolidate", ("x", "y", "z"))
    assert found.because == (
        "Each two of the 3 share most of their members (Jaccard at least 1; asked from 0.6 on) and of their goals "
        "(at least 1)."
    )
    (align,) = asked(table("x", "abc", "1"), table("y", "def", "1"), table("z", "ghi", "1"))
    assert (align.kind, align.collaboration_ids) == ("align", ("x", "y", "z"))
    (coordinate,) = asked(table("x", "abc", "1"), table("y", "abc", "2"), table("z", "abc", "3"))
    assert (coordinate.kind, len(coordinate.collaboration_ids)) == ("coordinate", 3)


def test_a_chain_is_no_group() -> None:
    rows = (table("x", "abcdef", "1"), table("y", "cdefgh", "1"), table("z", "efghij", "1"))
    rules = SuggestionRules(consolidate_members=0.5)
    found = suggestions(here(*rows), rules=rules, on=ON)
    assert [row.collaboration_ids for row in found.of_kind("consolidate")] == [("x", "y"), ("y", "z")]


@pytest.mark.parametrize("first", ["a", "z"])
def test_groups_do_not_depend_on_names(first: str) -> None:
    rows = (table(first, "abc", "2"), table("b", "def", "12"), table("c", "ghi", "1"), table("d", "jkl", "1"))
    found = [row.collaboration_ids for row in asked(*rows)]
    assert found == [("b", "c", "d"), tuple(sorted((first, "b")))]


def test_the_largest_group_comes_first_and_of_equal_ones_the_most_alike() -> None:
    larger = [
        table(id_, members, "1") for id_, members in zip("pqrs", ("abc", "def", "ghi", "jkl"), strict=True)
    ]
    smaller = (table("t", "mno", "12"), table("u", "pqr", "2"), table("v", "stu", "23"))
    assert [row.collaboration_ids for row in asked(*larger, *smaller)] == [
        ("p", "q", "r", "s", "t"),
        ("t", "u"),
        ("u", "v"),
    ]  # fmt: skip
    strengths = {("a", "b"): 0.9, ("a", "c"): 0.6, ("b", "c"): 0.6, ("b", "d"): 0.5, ("c", "d"): 0.5}
    assert groups_of(strengths) == [("a", "b", "c")]
    assert groups_of(strengths | {("b", "d"): 0.6, ("c", "d"): 0.9}) == []


def test_where_too_many_groups_are_possible_there_are_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["collective_impact.landscape.groups"], "MOST_GROUPS", 0)
    found = suggestions(here(*[table(id_, "abcd", "1") for id_ in "xyz"]), on=ON)
    assert [row.collaboration_ids for row in found.suggestions] == [("x", "y"), ("x", "z"), ("y", "z")]
    assert found.groups_reason == "More than 1,000 groups are possible, so that pairs are told."
    assert found.groups_reason in str(found)


def test_groups_that_overlap_alike_are_never_more_than_their_pairs() -> None:
    letters = "abcdefghijklmnopqrstuvwx"
    rows = [
        table(f"t{at}{own}", letters[at : at + 2] + letters[at + own], "1")
        for at in range(0, 24, 4)
        for own in (2, 3)
    ]
    found = asked(*rows)
    assert {(row.kind, len(row.collaboration_ids)) for row in found} == {("align", 2)}
    assert len(found) == comb(12, 2) - 6


def test_one_that_holds_several_is_one_nest() -> None:
    (found, other) = asked(table("x", "abc", "1"), table("y", "def", "1"), table("z", "abcdefghij", "1"))
    assert (found.kind, found.collaboration_ids) == ("nest", ("z", "x", "y"))
    assert found.because == "Rosters and goals of 2 lie wholly within those of Table z."
    assert (other.kind, other.collaboration_ids) == ("align", ("x", "y"))
    assert found.members_jaccard == 0.3


def test_a_nest_within_a_nest_is_asked_too() -> None:
    rows = (table("x", "abcdefghij", "123"), table("y", "abcde", "12"), table("z", "abc", "1"))
    assert [(row.kind, row.collaboration_ids) for row in asked(*rows)] == [
        ("nest", ("x", "y", "z")),
        ("nest", ("y", "z")),
    ]  # fmt: skip


def test_rules_are_data_and_cannot_ask_two_things_of_one_pair() -> None:
    rows = (table("x", "abcd", "1"), table("y", "abwx", "1"))
    assert suggestions(here(*rows), on=ON).suggestions == ()
    loose = SuggestionRules(consolidate_members=0.3)
    assert [row.kind for row in suggestions(here(*rows), rules=loose, on=ON).suggestions] == ["consolidate"]
    with pytest.raises(InvalidRecordError, match="align_members_below: it lies above coordinate_members"):
        SuggestionRules(align_members_below=0.9)
    with pytest.raises(InvalidRecordError, match="coordinate_outcomes_below: it lies above align_outcomes"):
        SuggestionRules(coordinate_outcomes_below=0.6)


def test_every_threshold_says_that_it_is_a_convention() -> None:
    facts = [field.metadata for field in attrs.fields(SuggestionRules) if field.name != "extra"]
    assert {fact["source"] for fact in facts} == {"convention"}
    assert all("*convention*" in fact["about"] for fact in facts)


def meeting(
    id_: str, members: str, goals: str, hours: float | None, cadence: Cadence | None = MONTHLY
) -> Collaboration:
    convening = Convening(id=f"m-{id_}", cadence=cadence)
    return table(id_, members, goals, convenings=(convening,), hours_per_meeting=hours)


def test_hours_are_those_of_who_sits_at_both_at_the_table_that_takes_less() -> None:
    found = suggestions(here(meeting("x", "abcd", "1", 2.0), meeting("y", "bcde", "1", 3.0)), on=ON)
    (row,) = found.suggestions
    assert row.gain is not None
    assert (row.gain.hours_per_month, row.gain.hours_reason) == (6.0, None)
    assert found.on == ON


def test_hours_that_are_not_known_have_a_reason() -> None:
    for other in (
        meeting("y", "abcd", "1", None),
        meeting("y", "abcd", "1", 1.0, None),
        table("y", "abcd", "1"),
    ):
        (row,) = asked(meeting("x", "abcd", "1", 2.0), other)
        assert row.gain is not None
        assert row.gain.hours_per_month is None
        assert row.gain.hours_reason == "How often or how long these meet is not recorded: Table y."
    (align,) = asked(meeting("x", "abc", "1", 2.0), meeting("y", "def", "1", 2.0))
    assert align.gain is not None
    assert align.gain.hours_reason == "Agreeing on goals saves no meeting by itself."


def test_the_day_is_today_only_where_meetings_are_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(date):
        @classmethod
        def today(cls) -> date:  # type: ignore[override]
            return date(2026, 2, 3)

    monkeypatch.setattr(sys.modules["collective_impact.landscape.suggestions"], "date", Clock)
    assert suggestions(here(table("x", "abc", "1"), table("y", "abc", "1"))).on is None
    assert suggestions(here(meeting("x", "abc", "1", 1.0), table("y", "abc", "1"))).on == date(2026, 2, 3)


def aged(id_: str, members: str, goals: str, place: str, low: float, high: float) -> Collaboration:
    ages = Population(id=f"p-{id_}", age_from=low, age_to=high)
    return table(id_, members, goals, places=(Place(id=place),), populations=(ages,))


def test_gaps_lie_within_goals_ages_and_places_taken_together() -> None:
    outcomes = (Outcome(id="1", name="Goal 1", population=Population(id="g", age_from=0, age_to=10)),)
    rows = (aged("x", "abc", "1", "north", 0, 4), aged("y", "def", "1", "south", 5, 14))
    found = suggestions(here(*rows, outcomes=outcomes), on=ON)
    (row,) = found.suggestions
    assert row.kind == "align"
    assert row.gain is not None
    assert [(cell.span, cell.place) for cell in row.gain.gaps] == [
        ("early_years", "south"), ("childhood", "north"),
    ]  # fmt: skip
    assert row.loss is not None
    assert row.loss.providers == ()
    assert found.titles["1"] == "Goal 1"


def test_coordinating_closes_no_gap() -> None:
    rows = (
        table("x", "abcd", "1", populations=(Population(id="p", age_from=0, age_to=4),)),
        table("y", "abcd", "2", populations=(Population(id="p"),)),
    )
    (row,) = asked(*rows)
    assert row.gain is not None
    assert (row.kind, row.gain.gaps, row.gain.gaps_reason) == ("coordinate", (), None)


def test_losses_of_joining() -> None:
    everyone = Population(id="all", age_from=0, age_to=4)
    north = Place(id="north")
    fields: dict[str, Any] = {"places": (north,), "populations": (everyone,)}
    rows = (table("x", "abcd", "1", **fields), table("y", "abce", "1", **fields), table("z", "aq", "2"))
    (row,) = asked(*rows)
    assert row.kind == "consolidate"
    assert row.loss is not None
    assert [(cell.outcome_id, cell.span) for cell in row.loss.providers] == [("1", "early_years")]
    assert row.loss.voices == ("D", "E")
    assert (row.loss.smallest_table, row.loss.joint_table) == (4, 5)
    (nest,) = asked(table("x", "abc", "1", **fields), table("y", "abcdefgh", "1", **fields))
    assert nest.loss is not None
    assert nest.loss.voices == ()
    assert (nest.loss.smallest_table, nest.loss.joint_table) == (3, 8)


def test_what_each_alone_brings_is_acknowledged() -> None:
    young = (Population(id="young", age_from=0, age_to=4),)
    teens = (Population(id="teens", age_from=11, age_to=14),)
    rows = (
        table("x", "abc", "12", populations=young),
        table("y", "cd", "1"),
        table("z", "", populations=teens),
    )
    found = suggestions(here(*rows), on=ON)
    mine = found.acknowledgement("x")
    assert (mine.sole_outcomes, mine.sole_members) == (("2",), ("A", "B"))
    assert [(cell.outcome_id, cell.span) for cell in mine.sole_cells] == [
        ("2", "early_years")
    ]  # 1 may be y's too
    assert [row.collaboration_id for row in found.acknowledged] == ["x", "y", "z"]
    with pytest.raises(UnknownNameError, match="no collaboration 'q'"):
        found.acknowledgement("q")
    alone = suggestions(here(table("x", "abc", "1", populations=young)), on=ON).acknowledgement("x")
    assert [cell.span for cell in alone.sole_cells] == ["early_years"]


def test_what_one_whose_goals_are_not_recorded_may_serve_is_nobodys_alone() -> None:
    young = (Population(id="young", age_from=0, age_to=4),)
    here_, there = (Place(id="here-1", name="Here"),), (Place(id="there-1", name="There"),)
    mine = table("x", "abc", "1", populations=young, places=here_)
    for fields in ({"populations": young, "places": here_}, {"populations": young}, {"places": here_}, {}):
        found = suggestions(here(mine, table("y", "d", **fields)), on=ON)
        assert found.acknowledgement("x").sole_cells == ()
    for fields in ({"places": there}, {"populations": (Population(id="teens", age_from=11, age_to=14),)}):
        found = suggestions(here(mine, table("y", "d", **fields)), on=ON)
        (cell,) = found.acknowledgement("x").sole_cells
        assert (cell.span, cell.place) == ("early_years", "Here")


def test_too_many_cells_are_not_looked_through_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["collective_impact.landscape.coverage"], "MAXIMUM_CELLS", 2)
    (row,) = asked(table("x", "abcd", "1"), table("y", "abcd", "1"))
    assert row.gain is not None
    assert "make more than" in (row.gain.gaps_reason or "")


def test_initiatives_are_compared_as_they_are() -> None:
    agenda = ci.Agenda(outcomes=(ci.Outcome(id="o"),))
    found = suggestions([ci.Initiative(id="a", agenda=agenda), ci.Initiative(id="b", agenda=agenda)], on=ON)
    assert (found.suggestions, found.unrecorded_pairs, found.left_alone) == ((), 1, 0)


@pytest.mark.parametrize("count", [0, 1])
def test_without_a_pair_there_is_a_reason(count: int) -> None:
    found = suggestions(here(*[table("x", "abc", "1")][:count]), on=ON)
    assert (found.suggestions, found.left_alone) == ((), 0)
    assert "there is no pair to compare" in (found.reason or "")


def test_suggestions_round_trip_and_say_what_they_are_not() -> None:
    rows = (aged("x", "abcd", "1", "north", 0, 4), aged("y", "abce", "1", "north", 0, 4), table("z", "abcd"))
    found = suggestions(here(*rows), on=ON)
    assert ci.from_data(ci.to_data(found), Suggestions) == found
    assert "questions for a conversation, not decisions" in found.caution


def test_the_text_holds_what_people_need() -> None:
    outcomes = tuple(Outcome(id=id_, name=f"Goal {id_}") for id_ in "12345")
    young, north = Population(id="young", age_from=0, age_to=4), Place(id="north")
    fields: dict[str, Any] = {"populations": (young,), "places": (north,)}
    convening = {"hours_per_meeting": 2.0}
    rows = (
        table("x", "abcd", "1", convenings=(Convening(id="m1", cadence=MONTHLY),), **convening, **fields),
        table("y", "abce", "1", convenings=(Convening(id="m2", cadence=MONTHLY),), **convening, **fields),
        table("v", "klmn", "2345", **fields),
        table("w", "opqr", "2345", populations=(Population(id="old", age_from=5, age_to=10),), places=(Place(id="south"),)),
        table("u", "stu", "1"),
    )  # fmt: skip
    lines = str(suggestions(here(*rows, outcomes=outcomes), on=ON))
    assert max(map(len, lines.splitlines())) <= 100
    assert "\nConsolidate?\n  ? What does each" in lines
    text = " ".join(lines.split())
    assert text.startswith("5 collaborations; 4 conversations worth having;")
    assert "up to 6 hours of meetings a month" in text
    assert "members for whom it is the only table: 2" in text
    assert "gaps closed: Goal 2, early years, south / Goal 2, childhood, north" in text
    assert "and 5 more" in text
    narrow = suggestions_text(suggestions(here(*rows, outcomes=outcomes), on=ON), width=60, most=1)
    assert max(map(len, narrow.splitlines())) <= 60
    assert narrow.endswith("\n3 more conversations not shown here.\n")
    nothing = str(suggestions(here(table("x", "abc", "1")), on=ON))
    assert nothing.startswith("1 collaboration; no conversations worth having;")
    assert "there is no pair to compare" in nothing


def test_entries_that_are_decided_to_be_one_count_once_against_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.modules["collective_impact.landscape.undecided"], "MOST_MATCHES", 2)
    names = dict.fromkeys("ABCDE", "Bee")
    held = named(table("x", "ab", "1"), table("y", "cde", "1"), names=names)
    assert suggestions(held, on=ON).undecided_reason is not None
    decided = held.including(*same_names(held))
    found = suggestions(decided, on=ON)
    assert (found.undecided_reason, found.undecided_pairs, found.left_alone) == (None, 0, 1)
    two = held.merging("A", "B").merging("C", "D").merging("D", "E")
    (row,) = suggestions(two, on=ON).suggestions
    assert row.undecided_matches == 1
    assert suggestions(two.keeping_apart("B", "E"), on=ON).suggestions[0].undecided_matches == 0


LETTERS = st.text("abcdef", max_size=6).map(lambda text: "".join(sorted(set(text))))
GOALS = st.text("123", max_size=3).map(lambda text: "".join(sorted(set(text))))


@given(st.lists(st.tuples(LETTERS, GOALS), max_size=5))
def test_law_order_of_rows_changes_nothing_and_every_pair_is_counted(held: list[tuple[str, str]]) -> None:
    rows = [table(f"c{place}", members, goals) for place, (members, goals) in enumerate(held)]
    found = suggestions(here(*rows), on=ON)
    assert found == suggestions(here(*rows[::-1]), on=ON)
    pairs = {
        frozenset(two)
        for row in (*found.suggestions, *found.cannot_tell)
        for two in combinations(row.collaboration_ids, 2)
        if row.kind != "nest" or row.collaboration_ids[0] in two
    }
    counted = found.unrecorded_pairs + (found.undecided_pairs or 0) + found.left_alone
    assert len(pairs) + counted == comb(len(rows), 2)
    for row in (*found.suggestions, *found.cannot_tell):
        assert row.because
        assert row.questions
        assert len(set(row.collaboration_ids)) == len(row.collaboration_ids) >= 2


@given(st.lists(st.tuples(LETTERS, GOALS), min_size=2, max_size=2))
def test_law_an_unrelated_collaboration_changes_no_verdict(held: list[tuple[str, str]]) -> None:
    rows = [table(f"c{place}", members, goals) for place, (members, goals) in enumerate(held)]
    before = [(row.kind, row.collaboration_ids, row.because) for row in asked(*rows)]
    after = [(row.kind, row.collaboration_ids, row.because) for row in asked(*rows, table("z", "xyz", "9"))]
    assert before == after


@given(st.lists(st.tuples(LETTERS, GOALS), max_size=7), st.permutations("abcdefg"))
def test_law_other_names_change_no_suggestion(held: list[tuple[str, str]], names: list[str]) -> None:
    def found(ids: list[str], back: dict[str, str]) -> set[tuple[object, ...]]:
        rows = [table(id_, members, goals) for id_, (members, goals) in zip(ids, held, strict=False)]
        return {
            (
                row.kind,
                row.kind == "nest" and back[row.collaboration_ids[0]],
                frozenset(back[id_] for id_ in row.collaboration_ids),
                row.members_jaccard,
                row.outcomes_jaccard,
                row.loss and row.loss.voices,
            )
            for row in asked(*rows)
        }

    plain = list("abcdefg")
    assert found(names, dict(zip(names, plain, strict=True))) == found(plain, {id_: id_ for id_ in plain})
