"""Records in the order of their ids: what is put in order, what is left alone, and what stays the same object."""

from __future__ import annotations

from datetime import date

import attrs

import collective_impact as ci
from collective_impact.model.ordering import by_id


def test_tables_are_put_in_order_at_any_depth_and_lists_of_values_are_not() -> None:
    lists = (ci.Contribution(partner_id="q"), ci.Contribution(partner_id="p"))
    meetings = tuple(ci.Meeting(id=id_, on=date(2025, 1, 1)) for id_ in "nm")
    initiative = ci.Initiative(
        id="i",
        agenda=ci.Agenda(outcomes=(ci.Outcome(id="o2"), ci.Outcome(id="o1"))),
        partners=(ci.Partner(id="q"), ci.Partner(id="p")),
        activities=(ci.Activity(id="a", contributions=lists),),
        convenings=(ci.Convening(id="c", meetings=meetings),),
    )
    ordered = by_id(initiative)
    assert [partner.id for partner in ordered.partners] == ["p", "q"]
    assert [outcome.id for outcome in ordered.agenda.outcomes] == ["o1", "o2"]
    assert [meeting.id for meeting in ordered.convenings[0].meetings] == ["m", "n"]
    assert ordered.activities[0].contributions == lists
    assert ordered.get("o2") is initiative.agenda.outcomes[0]


def test_what_stands_in_order_is_handed_back() -> None:
    initiative = ci.Initiative(id="i", partners=(ci.Partner(id="p"), ci.Partner(id="q")))
    assert by_id(initiative) is initiative
    assert by_id(initiative.partners[0]) is initiative.partners[0]


@attrs.frozen(kw_only=True)
class OrderedGroup(ci.Record):
    members: tuple[ci.Partner, ...] = ()


@attrs.frozen(kw_only=True)
class OrderedHolder(ci.Entity):
    groups: tuple[OrderedGroup, ...] = ()


def test_lists_of_values_are_looked_into() -> None:
    mixed = OrderedGroup(members=(ci.Partner(id="q"), ci.Partner(id="p")))
    ordered = by_id(OrderedHolder(id="h", groups=(mixed, OrderedGroup())))
    assert [[member.id for member in group.members] for group in ordered.groups] == [["p", "q"], []]
