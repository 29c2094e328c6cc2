"""Pairs of activities that do the same: uncoordinated ones and wanted ones."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.network.records import activity, initiative

from collective_impact.model.activity import Activity
from collective_impact.model.agenda import Outcome
from collective_impact.model.initiative import Initiative
from collective_impact.model.values import Place, Population
from collective_impact.network.duplication import duplicate_activities, duplication
from collective_impact.network.relations import relations

if TYPE_CHECKING:
    import pytest

Answers = dict[str, Any]
HERE: dict[str, Any] = {"population": Population(id="young"), "place": Place(id="north")}


def test_acceptance_2_the_pairs_of_the_toy(toy: Initiative, toy_expected: Answers) -> None:
    found = duplication(toy)
    told = {"possible duplication": found.uncoordinated, "coordinated": found.coordinated}
    for verdict, pairs in told.items():
        expected = [row for row in toy_expected["duplication"] if row["verdict"] == verdict]
        assert [list(row.activity_ids) for row in pairs] == [row["pair"] for row in expected]
        assert [list(row.outcome_ids) for row in pairs] == [row["shared_outcomes"] for row in expected]
    (pair,), (agreed,) = found.uncoordinated, found.coordinated
    assert (pair.verdict, pair.sure) == ("duplicates", True)
    assert pair.sentence == (
        '"A3" and "A4" both work towards "third-grade reading" for the same population in the same place, with no '
        "partner in common, and nothing coordinates them."
    )
    assert (agreed.verdict, agreed.sure) == ("coordinated", True)
    assert agreed.sentence.endswith("but a reinforcement coordinates them.")
    assert pair.rule != agreed.rule
    assert (found.share, found.possible_share, found.reason) == (0.285714285714, 0.285714285714, None)


def test_what_is_not_recorded_makes_a_pair_possible() -> None:
    found = duplication(initiative(activity("A", "P1", "O1", **HERE), activity("B", "P2", "O1")))
    (pair,) = found.uncoordinated
    assert not pair.sure
    assert pair.sentence == (
        '"A" and "B" both work towards "O1"; not recorded: the population of "B", the place of "B"; the rest agrees, '
        "and nothing coordinates them."
    )
    assert (found.share, found.possible_share) == (0, 1)


def test_a_partner_in_common_or_none_or_other_days_make_no_pair() -> None:
    one = activity("A", "P1 P2", "O1", until=date(2020, 1, 1), **HERE)
    for other in (
        activity("B", "P2", "O1", **HERE),
        activity("B", "P3", "O1", since=date(2021, 1, 1), **HERE),
        activity("B", "P3", "O2", **HERE),
    ):
        found = duplication(initiative(one, other))
        assert found.uncoordinated == found.coordinated == ()
    nobody = attrs.evolve(
        initiative(one, activity("B", "", "O1", **HERE)), complete=("activities/*/contributions",)
    )
    assert duplication(nobody).uncoordinated == ()


def test_an_activity_that_shares_two_outcomes_makes_one_pair() -> None:
    (pair,) = duplication(
        initiative(activity("A", "P1", "O1 O2", **HERE), activity("B", "P2", "O2 O1", **HERE))
    ).uncoordinated
    assert pair.outcome_ids == ("O1", "O2")


def test_of_very_many_pairs_the_first_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["collective_impact.network.duplication"], "MOST_PAIRS", 3)
    found = duplication(initiative(*(activity(f"A{i}", f"P{i}", "O1", **HERE) for i in range(4))))
    assert [pair.activity_ids for pair in found.uncoordinated] == [("A0", "A1"), ("A0", "A2"), ("A0", "A3")]
    assert found.reason == "More than 3 pairs do the same; the first of them are listed."
    assert found.share == 1


def test_an_activity_with_many_allies_is_asked_by_its_outcome_alone() -> None:
    allies = " ".join(f"B{i}" for i in range(5))
    held = initiative(
        activity("A", "P1", "O1", {"supports": allies}, **HERE),
        activity("C", "P2", "O1", **HERE),
        *(activity(f"B{i}", "P3", "O1" if i == 0 else "O2", **HERE) for i in range(5)),
    )
    assert duplicate_activities(held).sure == ("A", "B0", "C")


def test_an_empty_initiative_has_no_share() -> None:
    found = duplication(initiative())
    assert (found.share, found.possible_share, found.reason) == (
        None,
        None,
        "There is no activity on the map.",
    )


@st.composite
def initiatives(draw: st.DrawFn) -> Initiative:
    places = st.sampled_from([None, Place(id="north"), Place(id="south")])
    count = draw(st.integers(0, 6))
    held: list[Activity] = []
    for i in range(count):
        others = st.sampled_from([f"A{j}" for j in range(count) if j != i] or [""])
        held.append(
            activity(
                f"A{i}",
                draw(st.sampled_from(["", "P1", "P2", "P1 P2", "P3"])),
                draw(st.sampled_from(["O1", "O2", "O1 O2"])),
                {draw(st.sampled_from(["supports", "hinders"])): draw(st.one_of(st.just(""), others))},
                place=draw(places),
                population=draw(st.sampled_from([None, Population(id="young")])),
            )
        )
    whole = initiative(*held)
    outcomes = (Outcome(id="O1"), Outcome(id="O2"))
    return attrs.evolve(whole, agenda=attrs.evolve(whole.agenda, outcomes=outcomes))


@given(initiatives())
def test_the_uncoordinated_pairs_are_those_that_the_relations_call_duplicates(subject: Initiative) -> None:
    found = duplication(subject)
    expected = [(row.activity_ids, row.sure) for row in relations(subject) if row.kind == "duplicates"]
    hindered = {tuple(sorted(row.activity_ids)) for row in relations(subject) if row.kind == "hinders"}
    pairs = [(row.activity_ids, row.sure) for row in found.uncoordinated if row.activity_ids not in hindered]
    assert pairs == expected
    sure = {id_ for row in found.uncoordinated if row.sure for id_ in row.activity_ids}
    possible = {id_ for row in found.uncoordinated for id_ in row.activity_ids}
    assert duplicate_activities(subject) == (tuple(sorted(sure)), tuple(sorted(possible)))
