"""Bridging partners: tables, meetings and hours, what is not known of them, and whom they alone join."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.landscape.bridging import BridgingPartners, bridging_partners
from collective_impact.landscape.inventory import Collaboration, Landscape, Organisation

DAY = date(2026, 1, 1)


def meets(id_: str, rule: str | None = "FREQ=MONTHLY") -> tuple[ci.Convening, ...]:
    return (ci.Convening(id=id_, cadence=ci.Cadence(rule=rule) if rule else None),)


def landscape(*rows: Collaboration) -> Landscape:
    ids = sorted({id_ for row in rows for id_ in row.member_ids})
    return Landscape(id="L", organisations=tuple(Organisation(id=id_) for id_ in ids), collaborations=rows)


def test_load_is_counted_where_it_is_known_and_the_rest_is_named() -> None:
    found = bridging_partners(
        landscape(
            Collaboration(id="C1", member_ids=("A", "B"), convenings=meets("M1"), hours_per_meeting=2),
            Collaboration(id="C2", member_ids=("A", "C"), convenings=meets("M2", "FREQ=WEEKLY")),
            Collaboration(
                id="C3", member_ids=("A", "B", "C"), convenings=meets("M3", None), hours_per_meeting=1
            ),
            Collaboration(id="C4", member_ids=("A",)),
            Collaboration(id="C5"),
        ),
        on=DAY,
    )
    first, second, third = found.partners
    assert (first.organisation_id, first.name, first.tables) == ("A", "A", 4)
    assert first.meetings_per_month == pytest.approx((12 + 52) / 12)
    assert first.hours_per_month == 2.0
    assert first.unknown_meetings == ("C3", "C4")
    assert first.unknown_hours == ("C2", "C3", "C4")
    assert first.only_link_count == 4
    assert (second.organisation_id, second.hours_per_month, second.only_link_count) == ("B", 2.0, 0)
    assert (third.organisation_id, third.hours_per_month) == ("C", None)
    assert third.meetings_per_month == pytest.approx(52 / 12)
    assert (found.member_count, found.without_members, found.on, found.reason) == (3, ("C5",), DAY, None)
    assert found.titles == {f"C{number}": f"C{number}" for number in range(1, 6)}
    assert ci.from_data(ci.to_data(found), BridgingPartners) == found


def test_a_convening_that_lists_its_members_asks_only_of_them() -> None:
    inside = ci.Initiative(
        id="I",
        partners=(ci.Partner(id="P"), ci.Partner(id="Q")),
        convenings=(ci.Convening(id="M", cadence=ci.Cadence(rule="FREQ=MONTHLY"), member_ids=("P",)),),
    )
    held = landscape(Collaboration(id="C1", member_ids=("A", "B"))).including(
        Collaboration(id="C2", initiative=inside, hours_per_meeting=1.5)
    )
    found = bridging_partners(held.merging("A", "C2/P").merging("B", "C2/Q"), on=DAY)
    at = {partner.organisation_id: partner for partner in found.partners}
    assert (at["A"].hours_per_month, at["A"].unknown_hours) == (1.5, ("C1",))
    assert (at["B"].hours_per_month, at["B"].meetings_per_month) == (None, None)


def test_nobody_is_listed_for_a_reason() -> None:
    assert "not known who sits where" in (bridging_partners(Landscape(id="L")).reason or "")
    alone = landscape(Collaboration(id="C1", member_ids=("A",)))
    assert "at 2 tables or more" in (bridging_partners(alone).reason or "")
    assert bridging_partners(alone, minimum_tables=1).partners[0].tables == 1
    assert bridging_partners(alone).on is None
    with pytest.raises(ci.InvalidRecordError, match="Nobody sits at 0"):
        bridging_partners(alone, minimum_tables=0)


def test_the_day_is_today_where_meetings_ask_for_one() -> None:
    found = bridging_partners(landscape(Collaboration(id="C1", member_ids=("A",), convenings=meets("M"))))
    assert found.on is not None


@given(
    st.dictionaries(
        st.sampled_from(["C1", "C2", "C3", "C4"]),
        st.frozensets(st.sampled_from("ABCDE"), min_size=1),
        min_size=1,
    )
)
def test_tables_add_up_to_all_memberships_in_any_order(sets: Mapping[str, frozenset[str]]) -> None:
    rows = [Collaboration(id=id_, member_ids=tuple(held)) for id_, held in sets.items()]
    found = bridging_partners(landscape(*rows), minimum_tables=1)
    assert sum(partner.tables for partner in found.partners) == sum(map(len, sets.values()))
    assert found == bridging_partners(landscape(*reversed(rows)), minimum_tables=1)
    ids = sorted(sets)
    alone = sum(len(sets[a] & sets[b]) == 1 for at, a in enumerate(ids) for b in ids[at + 1 :])
    assert sum(partner.only_link_count for partner in found.partners) == alone
