"""Entities: an id, a title, dates that stand the right way round, and what is in force on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

import collective_impact as ci
from collective_impact.model.entity import in_force, reversed_dates
from collective_impact.testing import activities, days, partners

ON = date(2026, 6, 1)


@given(partners())
def test_a_title_is_the_name_or_else_the_id(partner: ci.Partner) -> None:
    assert partner.title == (partner.name or partner.id)


@pytest.mark.parametrize("cls", [ci.Partner, ci.Activity, ci.Initiative, ci.Convening, ci.BackboneRole])
def test_a_span_stands_the_right_way_round(cls: Any) -> None:
    given = {"partner_id": "P"} if cls is ci.BackboneRole else {}
    with pytest.raises(ci.InvalidRecordError, match=r"until \(2025-01-01\) lies before since \(2025-01-02\)"):
        cls(id="X", since=date(2025, 1, 2), until=date(2025, 1, 1), **given)
    assert list(reversed_dates(ci.Partner(id="X", since=ON, until=ON))) == []
    assert list(reversed_dates(ci.Place(id="L"))) == []


@given(activities(), days())
def test_what_is_in_force_has_begun_is_not_over_and_not_cancelled(activity: ci.Activity, on: date) -> None:
    begun = activity.since is None or activity.since <= on
    over = activity.until is not None and activity.until < on
    assert in_force(activity, on) is (begun and not over and activity.status != "cancelled")


def test_the_first_and_the_last_day_count() -> None:
    day = timedelta(days=1)
    record = ci.Partner(id="P", since=ON, until=ON)
    assert [in_force(record, ON + shift * day) for shift in (-1, 0, 1)] == [False, True, False]
    assert in_force(ci.Place(id="L"), ON)
