"""Overlap: the published figures, what is not known, the null beside it, and the laws."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.landscape import overlap
from collective_impact.landscape.chance import drawn, trade
from collective_impact.landscape.inventory import Collaboration, Landscape, Organisation
from collective_impact.landscape.overlap import compare
from collective_impact.landscape.overlap_records import Chance, LandscapeOverlap, SharedSet
from collective_impact.landscape.profile import index_of

SETS = st.dictionaries(
    st.sampled_from([f"C{number}" for number in range(7)]),
    st.frozensets(st.sampled_from([f"O{number}" for number in range(9)])),
    max_size=7,
)


def bare(found: LandscapeOverlap) -> list[Any]:
    return [attrs.evolve(pair, chance=None) for pair in found.pairs]


def test_the_committees_of_the_chemicals_network_give_the_published_figures(shared_data: Path) -> None:
    members: dict[str, set[str]] = {}
    path = shared_data / "networks" / "chemnet" / "committee_membership.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            members.setdefault(row["committee"], set()).add(row["actor"])
    found = compare(members)
    assert (len(found.collaboration_ids), found.pair_count, len(found.pairs)) == (20, 190, 190)
    pair = found.pair("EU COR", "EU APP")
    assert pair is not None
    assert pair.members is not None
    assert pair.members.shared == 14
    assert pair.members.jaccard == pytest.approx(0.777778, abs=1e-6)
    assert len(found.having("nested")) == 15
    assert [(row.one_id, row.other_id) for row in found.having("identical")] == [("AC NS", "CC OS")]
    assert found.pairs[0] == found.having("identical")[0]
    chance = pair.chance
    assert chance is not None
    assert chance.expected == pytest.approx(10.4, abs=0.5)
    assert 0 < chance.at_least_share < 0.1


def test_pairs_are_told_in_all_words() -> None:
    found = compare(
        {"a": ["x", "y"], "b": {"y", "x"}, "c": {"x"}, "d": {"x", "z"}, "e": {"q"}, "f": ()}, draws=0
    )
    rows = {(pair.one_id, pair.other_id): pair.members for pair in found.pairs}
    assert {key: held.relation for key, held in rows.items() if held} == {
        ("a", "b"): "identical",
        ("a", "c"): "nested",
        ("b", "c"): "nested",
        ("a", "d"): "overlapping",
        ("b", "d"): "overlapping",
        ("c", "d"): "nested",
    }
    assert found.pairs[0].shared_member_ids == ("x", "y")
    nested = rows["a", "c"]
    assert nested is not None
    assert (nested.shared, nested.one_count, nested.other_count, nested.jaccard, nested.simpson) == (
        1,
        2,
        1,
        0.5,
        1.0,
    )
    assert found.pair("e", "a") is None
    assert all(pair.chance is None for pair in found.pairs)
    with pytest.raises(ci.UnknownNameError, match="No collaboration 'g'"):
        found.pair("a", "g")


def test_two_sets_side_by_side_have_every_relation() -> None:
    make = overlap._shared_set
    assert make(0, 0, 0) == SharedSet(shared=0, one_count=0, other_count=0)
    assert (make(0, 0, 2).relation, make(0, 0, 2).jaccard, make(0, 0, 2).simpson) == ("disjoint", 0.0, None)


def landscape() -> Landscape:
    monthly = ci.Cadence(rule="FREQ=MONTHLY;BYDAY=1TU")
    inside = ci.Initiative(
        id="I",
        place=ci.Place(id="p", name="North"),
        partners=(ci.Partner(id="A", name="Alpha"),),
        agenda=ci.Agenda(outcomes=(ci.Outcome(id="G1"),), population=ci.Population(id="k", name="Children")),
        convenings=(ci.Convening(id="M", cadence=monthly),),
    )
    return Landscape(
        id="L",
        organisations=tuple(Organisation(id=id_) for id_ in "ABC"),
        outcomes=(ci.Outcome(id="G"),),
        strategies=(ci.Strategy(id="S"),),
        collaborations=(
            Collaboration(
                id="C1",
                member_ids=("A", "B", "B"),
                outcome_ids=("G",),
                strategy_ids=("S",),
                places=(ci.Place(id="n", name="NORTH "),),
                populations=(ci.Population(id="c", name="children"),),
                convenings=(ci.Convening(id="M1", cadence=ci.Cadence(rule="FREQ=MONTHLY;BYDAY=1TU,3TU")),),
            ),
            Collaboration(id="C2", initiative=inside),
            Collaboration(id="C3", outcome_ids=("G",)),
            Collaboration(id="C4", member_ids=("C",), until=date(2020, 1, 1)),
        ),
    )


def test_a_landscape_is_compared_on_all_aspects_and_what_is_not_recorded_is_nothing() -> None:
    held = landscape().merging("A", "C2/A").merging("G", "C2/G1")
    found = compare(held, on=date(2026, 1, 1), draws=5)
    first = found.pairs[0]
    assert (first.one_id, first.other_id) == ("C1", "C2")
    for aspect, shared, relation in (
        ("members", 1, "nested"),
        ("outcomes", 1, "identical"),
        ("populations", 1, "identical"),
        ("places", 1, "identical"),
        ("meeting_days", 12, "nested"),
    ):
        aspect_held = first.of(aspect)  # type: ignore[arg-type]
        assert aspect_held is not None, aspect
        assert (aspect_held.shared, aspect_held.relation) == (shared, relation), aspect
    assert first.strategies is None
    assert first.shared_outcome_ids == ("G",)
    assert found.on == date(2026, 1, 1)
    assert found.collaboration_ids == ("C1", "C2", "C3")
    assert found.titles == {"C1": "C1", "C2": "C2", "C3": "C3"}
    assert found.without_members == ("C3",)
    thin = found.pair("C1", "C3")
    assert thin is not None
    assert (thin.members, thin.chance) == (None, None)
    assert [pair.other_id for pair in compare(held, on=date(2026, 1, 1), ranked_by="outcomes").pairs] == [
        "C2",
        "C3",
        "C3",
    ]


def test_nothing_is_one_before_somebody_decides() -> None:
    found = compare(landscape(), draws=0, on=date(2026, 1, 1))
    assert [(pair.one_id, pair.other_id) for pair in found.pairs] == [("C1", "C3")]


def test_the_day_is_today_only_where_meetings_ask_for_one() -> None:
    held = landscape()
    assert compare(held).on is not None
    assert compare(held).collaboration_ids == ("C1", "C2", "C3", "C4")
    quiet = attrs.evolve(held, collaborations=held.collaborations[2:])
    assert compare(quiet).on is None


def test_a_result_travels_as_plain_data() -> None:
    found = compare(landscape().merging("A", "C2/A"), on=date(2026, 1, 1), draws=3)
    assert ci.from_data(ci.to_data(found), LandscapeOverlap) == found


@pytest.mark.parametrize(
    ("sets", "reason"), [({}, "is no collaboration"), ({"a": {"x"}}, "is one collaboration")]
)
def test_nothing_to_compare_is_said(sets: dict[str, set[str]], reason: str) -> None:
    found = compare(sets)
    assert (found.pairs, found.pair_count, found.titles) == ((), 0, {})
    assert reason in (found.reason or "")
    assert compare(Landscape(id="L")).reason is not None


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ({"a": "text"}, "a set of members for 'a'"),
        ({"a": 3}, "a set of members for 'a'"),
        ({"a": [["x"]]}, "cannot be told from others"),
        ({1: {"x"}}, "named by a text"),
        ([1], "Expected initiatives"),
        ([ci.Initiative(id="I"), ci.Initiative(id="I")], "Two initiatives have the id 'I'"),
    ],
)
def test_what_cannot_be_compared_is_refused(subject: Any, message: str) -> None:
    with pytest.raises(ci.InvalidRecordError, match=message):
        compare(subject)


def test_wrong_wishes_are_refused() -> None:
    wrong: Any
    for wrong in (-1, 1.5, "2", None):
        with pytest.raises(ci.InvalidRecordError, match=f"a whole number, 0 or more, found .?{wrong}"):
            compare({}, draws=wrong)
    wrong = None
    with pytest.raises(ci.InvalidRecordError, match="Expected initiatives or a landscape, found None"):
        compare(wrong)
    wrong = "2026"
    for subject in ({"a": {"x"}, "b": {"x"}}, Landscape(id="L"), index_of(Landscape(id="L"))):
        with pytest.raises(ci.InvalidRecordError, match="The day is a date, such as"):
            compare(subject, on=wrong)
    with pytest.raises(ci.UnknownNameError, match="Did you mean 'members'"):
        compare({}, ranked_by="member")  # type: ignore[arg-type]


def test_a_roster_of_ten_thousand_is_compared() -> None:
    crowd = {f"O{number}" for number in range(10_000)}
    found = compare({"list": crowd, "table": {"O1", "x"}, "other": {"y"}}, draws=2)
    assert [pair.members.shared for pair in found.pairs if pair.members] == [1]


@given(SETS, st.integers(0, 3))
def test_the_order_of_collaborations_changes_nothing(sets: Mapping[str, frozenset[str]], draws: int) -> None:
    turned = dict(reversed(list(sets.items())))
    assert compare(sets, draws=draws) == compare(turned, draws=draws)


@given(SETS, st.permutations(range(9)))
def test_other_names_for_members_change_no_number(
    sets: Mapping[str, frozenset[str]], order: list[int]
) -> None:
    names = {f"O{number}": f"N{place}" for number, place in enumerate(order)}
    renamed = {id_: {names[item] for item in held} for id_, held in sets.items()}
    before, after = compare(sets, draws=0), compare(renamed, draws=0)
    assert [attrs.evolve(pair, shared_member_ids=()) for pair in before.pairs] == [
        attrs.evolve(pair, shared_member_ids=()) for pair in after.pairs
    ]


@given(SETS)
def test_an_unrelated_collaboration_changes_no_pair(sets: Mapping[str, frozenset[str]]) -> None:
    more = {**sets, "unrelated": {"nobody else"}}
    assert compare(sets, draws=0).pairs == compare(more, draws=0).pairs


@given(SETS, st.frozensets(st.sampled_from([f"O{number}" for number in range(9)])))
def test_merging_two_equal_collaborations_loses_nothing(
    sets: Mapping[str, frozenset[str]], members: frozenset[str]
) -> None:
    twice, once = {**sets, "equal": members, "twin": members}, {**sets, "equal": members}
    kept = [pair for pair in compare(twice, draws=0).pairs if "twin" not in (pair.one_id, pair.other_id)]
    assert kept == list(compare(once, draws=0).pairs)


@given(SETS)
def test_shares_lie_in_bounds_and_jaccard_is_never_above_simpson(sets: Mapping[str, frozenset[str]]) -> None:
    for pair in compare(sets, draws=2).pairs:
        assert pair.members is not None
        assert pair.chance is not None
        assert 0 < (pair.members.jaccard or 0) <= (pair.members.simpson or 0) <= 1
        assert pair.shared_member_ids == tuple(sorted(sets[pair.one_id] & sets[pair.other_id]))
        assert 0 < pair.chance.at_least_share <= 1
        assert 0 <= pair.chance.expected <= min(pair.members.one_count, pair.members.other_count)


@given(st.lists(st.sets(st.integers(0, 8)), min_size=1, max_size=6), st.integers(0, 99))
def test_a_trade_keeps_every_roster_size_and_every_member_total(rows: list[set[int]], seed: int) -> None:
    held = [set(row) for row in rows]
    rng = random.Random(seed)  # noqa: S311 - a test
    for _ in range(20):
        trade(held, rng)
    assert [len(row) for row in held] == [len(row) for row in rows]
    for item in range(9):
        assert sum(item in row for row in held) == sum(item in row for row in rows)


def test_one_draw_has_no_spread_and_what_cannot_vary_no_z() -> None:
    (only,) = drawn([[0, 1], [1, 2]], [(0, 1, 1)], draws=1, seed=0)
    assert only.sd is None
    found = compare({"a": {"x", "y"}, "b": {"x", "y"}}, draws=4).pairs[0].chance
    assert found == Chance(expected=2.0, sd=0.0, z=None, at_least_share=1.0)


def test_the_same_seed_gives_the_same_draws_and_the_mean_is_near_the_curveball_mean() -> None:
    rng = random.Random(5)  # noqa: S311 - a test
    sets = {f"C{row}": set(rng.sample(range(30), rng.choice((3, 6, 12)))) for row in range(8)}
    one = compare(sets, draws=300, seed=1)
    assert one == compare(sets, draws=300, seed=1)
    other = compare(sets, draws=300, seed=2)
    assert one != other
    means = [[pair.chance.expected for pair in found.pairs if pair.chance] for found in (one, other)]
    assert all(abs(a - b) < 0.6 for a, b in zip(*means, strict=True))


def test_pairs_are_found_by_how_their_sets_stand() -> None:
    found = compare({"a": {"x", "y"}, "b": {"x", "y"}, "c": {"x"}, "d": {"y", "z"}}, draws=0)
    assert [(row.one_id, row.other_id) for row in found.having("identical")] == [("a", "b")]
    assert {(row.one_id, row.other_id) for row in found.having("nested")} == {("a", "c"), ("b", "c")}
    assert found.having("identical", "outcomes") == ()
