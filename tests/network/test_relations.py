"""How two activities stand to each other: which rule fires, in which direction, and how sure it is."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import attrs
import pytest

from collective_impact.codec import decode, encode
from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.model.activity import Activity, Contribution, Reinforcement, ReinforcementKind
from collective_impact.model.agenda import Agenda, Outcome, Strategy
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.model.values import Place, Population
from collective_impact.network.duplication import duplicate_activities
from collective_impact.network.incidence import incidence
from collective_impact.network.relations import (
    Relation,
    reinforced_activities,
    relations,
)

Answers = dict[str, Any]
READING = Activity(
    id="A1",
    name="Reading hour",
    contributions=(Contribution(partner_id="P1"),),
    outcome_ids=("O1",),
    population=Population(id="young"),
    place=Place(id="north"),
)
TUTORS = attrs.evolve(READING, id="A2", name="Tutors", contributions=(Contribution(partner_id="P2"),))


def pair(one: Activity = READING, other: Activity = TUTORS, complete: tuple[str, ...] = ()) -> Initiative:
    outcomes = tuple(Outcome(id=f"O{number}", name=f"Goal {number}") for number in range(1, 6))
    strategies = (Strategy(id="S1", name="Early start"), Strategy(id="S2", outcome_ids=("O2", "O1")))
    return Initiative(
        id="I",
        agenda=Agenda(outcomes=outcomes, strategies=strategies),
        partners=(Partner(id="P1"), Partner(id="P2"), Partner(id="P3")),
        activities=(one, other),
        complete=complete,
    )


def linked(one: Activity, *links: tuple[ReinforcementKind, str]) -> Activity:
    made = tuple(Reinforcement(kind=kind, activity_id=id_) for kind, id_ in links)
    return attrs.evolve(one, reinforcements=made)


def only(initiative: Initiative) -> Relation:
    return relations(initiative).between("A1", "A2")


def test_acceptance_2_duplication_in_the_toy(toy: Initiative, toy_expected: Answers) -> None:
    found = relations(toy)
    doubtful = [
        row["pair"] for row in toy_expected["duplication"] if row["verdict"] == "possible duplication"
    ]
    assert [list(duplicate_activities(toy).sure)] == doubtful == [["A3", "A4"]]
    assert duplicate_activities(toy).possible == ("A3", "A4")
    assert found.between("A3", "A4").outcome_ids == ("O2",)
    coordinated = found.between("A5", "A7")
    assert (coordinated.kind, coordinated.outcome_ids) == ("follows", ("O3",))


def test_the_toys_relations_by_hand(toy: Initiative) -> None:
    found = [(relation.kind, *relation.activity_ids) for relation in relations(toy)]
    assert found == [
        ("follows", "A2", "A1"),
        ("hinders", "A4", "A3"),
        ("follows", "A5", "A3"),
        ("reinforces", "A6", "A3"),
        ("reinforces", "A6", "A5"),
        ("follows", "A7", "A5"),
    ]


def test_every_pair_is_either_connected_or_not(toy: Initiative) -> None:
    found = relations(toy)
    connected = [frozenset(relation.activity_ids) for relation in found]
    apart = [relation.activity_ids for relation in found.unconnected()]
    assert len(found) == len(connected) == 6
    assert apart == sorted(apart)
    assert {relation.kind for relation in found.unconnected()} == {"unconnected"}
    pairs = {frozenset(two) for two in combinations((f"A{number}" for number in range(1, 8)), 2)}
    assert {*connected, *map(frozenset, apart)} == pairs
    assert len(connected) + len(apart) == len(pairs)


def test_two_providers_of_the_same_thing_duplicate_each_other() -> None:
    found = only(pair())
    assert (found.kind, found.sure, found.activity_ids, found.outcome_ids) == (
        "duplicates",
        True,
        ("A1", "A2"),
        ("O1",),
    )
    assert found.sentence == (
        '"Reading hour" and "Tutors" work towards "Goal 1" for the same population in the same place, with '
        "no partner in common and no reinforcement between them."
    )
    assert found.rule.startswith("They share an outcome, a population, a place and some time")
    assert duplicate_activities(pair()) == (("A1", "A2"), ("A1", "A2"))


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"population": Population(id="old")}, "they serve different populations"),
        ({"place": Place(id="south")}, "they are in different places"),
        (
            {"contributions": (Contribution(partner_id="P2"), Contribution(partner_id="P1"))},
            "they have a partner in common",
        ),
        ({"since": date(2026, 1, 2)}, "they do not overlap in time"),
        ({"contributions": ()}, "no partner carries both or one of them"),
    ],
)
def test_what_differs_makes_a_complement(change: dict[str, Any], because: str) -> None:
    one = attrs.evolve(READING, until=date(2026, 1, 1))
    initiative = pair(one, attrs.evolve(TUTORS, **change), complete=("activities/*/contributions",))
    found = only(initiative)
    assert (found.kind, found.sure) == ("complements", True)
    assert found.sentence == (
        f'"Reading hour" and "Tutors" work towards "Goal 1" and complement each other: {because}.'
    )
    assert duplicate_activities(initiative) == ((), ())


@pytest.mark.parametrize(
    ("since", "until", "kind"),
    [
        (date(2026, 3, 1), date(2026, 3, 1), "duplicates"),
        (date(2026, 6, 30), None, "duplicates"),
        (None, date(2026, 3, 1), "duplicates"),
        (None, date(2026, 2, 28), "complements"),
        (date(2026, 7, 1), None, "complements"),
        (None, None, "duplicates"),
    ],
)
def test_an_absent_date_is_open_and_the_last_day_counts(
    since: date | None, until: date | None, kind: str
) -> None:
    one = attrs.evolve(READING, since=date(2026, 3, 1), until=date(2026, 6, 30))
    other = attrs.evolve(TUTORS, since=since, until=until)
    assert only(pair(one, other)).kind == kind
    assert only(pair(attrs.evolve(other, id="A1"), attrs.evolve(one, id="A2"))).kind == kind
    assert bool(duplicate_activities(pair(one, other)).sure) == (kind == "duplicates")


@pytest.mark.parametrize(
    ("change", "unknown"),
    [
        ({"population": None}, 'the population of "Tutors"'),
        ({"place": None}, 'the place of "Tutors"'),
        ({"contributions": ()}, 'the partners of "Tutors"'),
        (
            {"population": None, "place": None, "contributions": ()},
            'the population of "Tutors", the place of "Tutors", the partners of "Tutors"',
        ),
    ],
)
def test_what_is_not_recorded_makes_a_possible_duplicate(change: dict[str, Any], unknown: str) -> None:
    initiative = pair(other=attrs.evolve(TUTORS, **change))
    found = only(initiative)
    assert (found.kind, found.sure) == ("duplicates", False)
    assert found.sentence == (
        '"Reading hour" and "Tutors" may duplicate each other: both work towards "Goal 1"; '
        f"not recorded: {unknown}."
    )
    assert duplicate_activities(initiative) == ((), ("A1", "A2"))


def test_a_known_difference_outweighs_what_is_not_recorded() -> None:
    initiative = pair(other=attrs.evolve(TUTORS, population=None, place=Place(id="south")))
    assert only(initiative).kind == "complements"
    assert duplicate_activities(initiative) == ((), ())


def test_unrecorded_partners_on_both_sides_may_still_be_different_ones() -> None:
    one, other = attrs.evolve(READING, contributions=()), attrs.evolve(TUTORS, contributions=())
    assert duplicate_activities(pair(one, other)) == ((), ("A1", "A2"))
    declared = pair(one, other, complete=("activities/A2/contributions",))
    assert duplicate_activities(declared) == ((), ())
    assert only(declared).kind == "complements"


def test_an_outcome_is_shared_through_a_strategy_too() -> None:
    through = attrs.evolve(TUTORS, outcome_ids=(), strategy_ids=("S2",))
    assert only(pair(other=through)).kind == "duplicates"


def test_a_strategy_alone_makes_a_complement() -> None:
    one = attrs.evolve(READING, outcome_ids=("O2",), strategy_ids=("S1",))
    other = attrs.evolve(TUTORS, strategy_ids=("S1",))
    found = only(pair(one, other))
    assert (found.kind, found.outcome_ids, len(relations(pair(one, other)))) == ("complements", (), 1)
    assert found.sentence == (
        '"Reading hour" and "Tutors" carry out "Early start" and complement each other.'
    )


def test_nothing_in_common_is_unconnected() -> None:
    initiative = pair(other=attrs.evolve(TUTORS, outcome_ids=("O2",)))
    found = only(initiative)
    assert (found.kind, found.sure) == ("unconnected", True)
    assert found.sentence == (
        '"Reading hour" and "Tutors" share no outcome and no strategy, '
        "and neither records anything of the other."
    )
    assert (list(relations(initiative)), list(relations(initiative).unconnected())) == ([], [found])


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("supports", "supports"),
        ("feeds_data", "feeds data to"),
        ("shares_resource", "shares a resource with"),
        ("refers_people", "refers people to"),
    ],
)
def test_a_reinforcement_keeps_its_direction(kind: ReinforcementKind, says: str) -> None:
    back = only(pair(other=linked(TUTORS, (kind, "A1"))))
    assert (back.kind, back.activity_ids, back.sentence) == (
        "reinforces",
        ("A2", "A1"),
        f'"Tutors" {says} "Reading hour".',
    )
    forth = only(pair(linked(READING, (kind, "A2"))))
    assert (forth.kind, forth.activity_ids) == ("reinforces", ("A1", "A2"))


def test_several_reinforcements_are_told_in_one_sentence() -> None:
    one = linked(READING, ("refers_people", "A2"), ("supports", "A2"))
    found = only(pair(one, linked(TUTORS, ("feeds_data", "A1"))))
    assert (found.kind, found.activity_ids) == ("reinforces", ("A1", "A2"))
    assert found.sentence == (
        '"Reading hour" supports and refers people to "Tutors", and "Tutors" feeds data to "Reading hour".'
    )


def test_dependence_comes_before_other_reinforcements_and_hindering_before_all() -> None:
    one = linked(READING, ("supports", "A2"))
    follows = only(pair(one, linked(TUTORS, ("depends_on", "A1"))))
    assert (follows.kind, follows.activity_ids, follows.sentence) == (
        "follows",
        ("A2", "A1"),
        '"Tutors" waits for "Reading hour"; "Reading hour" also supports "Tutors".',
    )
    one = linked(READING, ("depends_on", "A2"), ("hinders", "A2"))
    hinders = only(pair(one, linked(TUTORS, ("supports", "A1"))))
    assert (hinders.kind, hinders.activity_ids, hinders.sentence) == (
        "hinders",
        ("A1", "A2"),
        (
            '"Reading hour" hinders "Tutors"; "Reading hour" also waits for "Tutors", and "Tutors" also supports '
            '"Reading hour".'
        ),
    )


def test_a_large_map_is_counted_without_asking_each_pair() -> None:
    rows = tuple(
        attrs.evolve(READING, id=f"A{number}", contributions=(Contribution(partner_id=f"P{number % 2 + 1}"),))
        for number in range(70)
    )
    many = attrs.evolve(pair(), activities=rows)
    assert relations(many).counts()["duplicates"] == 35 * 35
    assert relations(many).counts()["complements"] == 35 * 34


def test_a_name_of_blanks_gives_way_to_the_id() -> None:
    assert '"A1" and "Tutors"' in only(pair(attrs.evolve(READING, name="  "))).sentence


def test_hindering_excuses_no_duplicate() -> None:
    one = linked(READING, ("hinders", "A2"))
    assert only(pair(one)).sentence == '"Reading hour" hinders "Tutors". They also duplicate each other.'
    assert duplicate_activities(pair(one)) == (("A1", "A2"), ("A1", "A2"))
    vague = pair(one, attrs.evolve(TUTORS, place=None))
    assert only(vague).sentence == '"Reading hour" hinders "Tutors". They may also duplicate each other.'
    assert duplicate_activities(vague) == ((), ("A1", "A2"))
    elsewhere = pair(one, attrs.evolve(TUTORS, place=Place(id="south")))
    assert only(elsewhere).sentence == '"Reading hour" hinders "Tutors".'
    supported = pair(one, linked(TUTORS, ("supports", "A1")))
    assert (only(supported).kind, duplicate_activities(supported)) == ("hinders", ((), ()))


def test_any_other_link_excuses_a_duplicate() -> None:
    for kind in ("supports", "depends_on", "feeds_data", "shares_resource", "refers_people"):
        initiative = pair(other=linked(TUTORS, (kind, "A1")))
        assert duplicate_activities(initiative) == ((), ())


def test_equal_titles_are_told_apart_by_id_and_long_ones_are_cut() -> None:
    one = attrs.evolve(READING, name="x" * 10_000)
    found = only(pair(one, attrs.evolve(TUTORS, name="x" * 10_000)))
    assert f'{"x" * 80}..." (A1) and "{"x" * 80}..." (A2) work towards' in found.sentence
    assert len(found.sentence) < 500


def test_many_shared_outcomes_are_named_in_part() -> None:
    ids = ("O1", "O2", "O3", "O4", "O5")
    one, other = attrs.evolve(READING, outcome_ids=ids), attrs.evolve(TUTORS, outcome_ids=ids)
    found = only(pair(one, other))
    assert found.outcome_ids == ids
    assert 'towards "Goal 1", "Goal 2", "Goal 3" and 2 more for' in found.sentence


def test_a_relation_needs_two_activities_that_are_on_the_map() -> None:
    found = relations(pair())
    assert found.between("A2", "A1") == found.between("A1", "A2")
    with pytest.raises(InvalidRecordError, match="found 'A1' twice"):
        found.between("A1", "A1")
    with pytest.raises(UnknownNameError, match="There is no activity with the id 'A7'"):
        found.between("A1", "A7")


def test_on_a_day_only_activities_in_force_are_related() -> None:
    initiative = pair(other=attrs.evolve(TUTORS, until=date(2025, 12, 31)))
    assert len(relations(initiative, on=date(2025, 12, 31))) == 1
    assert len(relations(initiative, on=date(2026, 1, 1))) == 0
    assert duplicate_activities(initiative, on=date(2026, 1, 1)) == ((), ())
    index = incidence(initiative, on=date(2026, 1, 1))
    assert (len(relations(index)), duplicate_activities(index)) == (0, ((), ()))


def test_both_activities_are_duplicates_though_one_of_them_has_an_ally() -> None:
    third = attrs.evolve(READING, id="A3", contributions=(Contribution(partner_id="P3"),))
    initiative = pair(other=linked(TUTORS, ("supports", "A1"))).including(third)
    assert duplicate_activities(initiative).sure == ("A1", "A2", "A3")


@pytest.mark.parametrize(
    ("one", "other", "complete", "sure", "possible"),
    [
        ("P1", "P2", "", "A1 A2", "A1 A2"),
        ("P1", "P1", "", "", ""),
        ("P1 P2", "P1", "", "A2", "A2"),
        ("P1 P2", "P2 P3", "", "A1 A2", "A1 A2"),
        ("P1", "", "", "", "A1 A2"),
        ("", "", "", "", "A1 A2"),
        ("P1", "", "activities/A2/contributions", "A2", "A2"),
        ("", "", "activities/A2/contributions", "", "A2"),
    ],
)
def test_a_reinforcement_counts_where_the_other_side_has_another_partner(
    one: str, other: str, complete: str, sure: str, possible: str
) -> None:
    def by(text: str) -> tuple[Contribution, ...]:
        return tuple(Contribution(partner_id=id_) for id_ in text.split())

    initiative = pair(
        attrs.evolve(READING, contributions=by(one)),
        attrs.evolve(linked(TUTORS, ("refers_people", "A1")), contributions=by(other)),
        complete=(complete,) if complete else (),
    )
    found = reinforced_activities(initiative)
    assert (found.sure, found.possible) == (tuple(sure.split()), tuple(possible.split()))


def test_hindering_reinforces_nothing() -> None:
    assert reinforced_activities(pair(linked(READING, ("hinders", "A2")))) == ((), ())
    assert reinforced_activities(pair()) == ((), ())


def test_reinforced_activities_of_the_toy(toy: Initiative) -> None:
    assert reinforced_activities(toy).sure == ("A1", "A3", "A5", "A6", "A7")
    assert reinforced_activities(toy, on=date(2026, 6, 1)).possible == ("A1", "A3", "A5", "A6", "A7")


def test_a_relation_travels_as_plain_data(toy: Initiative) -> None:
    for relation in relations(toy):
        assert decode(encode(relation, Relation), Relation) == (relation, ())
