"""The network of shared activities and what is left of it, against a count by hand and by brute force."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.network.records import activity, initiative

from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.network.co_delivery import co_delivery, fragmentation_of
from collective_impact.network.incidence import incidence


def test_the_toy_falls_apart_without_the_youth_club(toy: Initiative) -> None:
    found = co_delivery(incidence(toy))
    assert found.fragmentation == 0.8
    assert found.without == (0.7, 0.7, 0.9, 1.0, 0.7, 0.9)


def test_fragmentation_is_not_defined_for_fewer_than_two() -> None:
    assert [fragmentation_of(sizes) for sizes in ([], [1], [2], [1, 1])] == [None, None, 0, 1]
    lone = incidence(initiative(activity("A", "P1")))
    assert co_delivery(lone) == (None, (None,), None)
    assert co_delivery(incidence(initiative(complete=("activities",)))) == (None, (), None)
    assert co_delivery(incidence(initiative(activity("A", "P1 P2")))) == (0, (None, None), None)


def test_where_no_part_in_an_activity_is_recorded_nothing_is_known() -> None:
    partners = (Partner(id="P1"), Partner(id="P2"))
    for held in (initiative(partners=partners), initiative(activity("A"), partners=partners)):
        found = co_delivery(incidence(held))
        assert found[:2] == (None, (None, None))
        assert "not recorded who delivers" in str(found.reason)


@given(st.lists(st.sets(st.integers(0, 6), max_size=4), max_size=7))
def test_it_agrees_with_taking_each_partner_out(rows: list[set[int]]) -> None:
    held = [activity(f"A{i}", " ".join(f"P{j}" for j in sorted(row))) for i, row in enumerate(rows)]
    partners = tuple(Partner(id=f"P{i}") for i in range(7))
    whole = initiative(*held, partners=partners, complete=("activities", "activities/*/contributions"))
    found = co_delivery(incidence(whole))
    assert found.fragmentation == fragmentation_of(map(len, incidence(whole).components()))
    for place, partner in enumerate(partners):
        left = incidence(whole.without(partner.id)).components()
        assert found.without[place] == fragmentation_of(map(len, left))


def test_a_long_chain_needs_no_recursion() -> None:
    count = 5_000
    held = [activity(f"A{i}", f"P{i:05} P{i + 1:05}") for i in range(count)]
    found = co_delivery(incidence(initiative(*held)))
    assert found.fragmentation == found.without[0] == 0
    assert found.without[count // 2] == fragmentation_of([count // 2, count // 2])
