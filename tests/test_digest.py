"""Equal records have equal digests, different ones different digests, in every process."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact import digest as room
from collective_impact.digest import digest
from collective_impact.period import Calendar, Period
from collective_impact.record import inner_records
from collective_impact.testing import calendars, fillings, initiatives, partners

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=6,
)


@given(initiatives(), st.data())
def test_equal_records_have_equal_digests_and_others_have_others(
    initiative: ci.Initiative, data: st.DataObject
) -> None:
    copy = attrs.evolve(initiative)
    assert digest(copy) == digest(initiative)
    other = data.draw(fillings(initiative) | initiatives())
    assert (digest(other) == digest(initiative)) is (other == initiative)


@given(partners(extra=st.dictionaries(st.text(max_size=2), PLAIN, max_size=2)), st.data())
def test_what_no_field_has_counts_as_well(partner: ci.Partner, data: st.DataObject) -> None:
    extra = data.draw(st.dictionaries(st.text(max_size=2), PLAIN, max_size=2))
    other = attrs.evolve(partner, extra=extra)
    assert (digest(other) == digest(partner)) is (other == partner)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "y\x1fsector\x1fpublic"}, {"name": "y", "sector": "public"}),
        ({"extra": {"a": True}}, {"extra": {"a": "True"}}),
        ({"extra": {"a": None}}, {"extra": {"a": "None"}}),
        ({"extra": {"a": [["b"]]}}, {"extra": {"a": {"1": "b"}}}),
        ({"extra": {"a": ["b"]}}, {"extra": {"a": "[1"}}),
        ({"extra": {"a": 10**24}}, {"extra": {"a": 10**24 + 1}}),
        ({"roles": ("a", "b")}, {"roles": ("ab",)}),
        ({"roles": ("a", "b")}, {"roles": ("b", "a")}),
    ],
)
def test_what_looks_alike_is_told_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert digest(ci.Partner(id="P", **one)) != digest(ci.Partner(id="P", **other))


def test_the_class_counts() -> None:
    assert digest(ci.Baseline(value=1)) != digest(ci.Target(value=1))


@pytest.mark.parametrize("count", [3, 12])
def test_equal_numbers_are_equal_however_they_are_written(count: int) -> None:
    periods = tuple(Period.parse(str(2000 + place)) for place in range(count))
    values: tuple[float | None, ...] = (0.0, *(1.5,) * (count - 2), None)
    whole = ci.Series(periods=periods, values=values)
    assert digest(whole) == digest(attrs.evolve(whole, values=(0, *values[1:])))
    assert digest(whole) == digest(attrs.evolve(whole, values=(-0.0, *values[1:])))
    assert digest(whole) != digest(attrs.evolve(whole, values=(None, *values[1:])))


def test_a_long_column_of_words_counts_word_by_word() -> None:
    periods = tuple(Period.parse(str(2000 + place)) for place in range(12))
    words: list[Any] = ["actual"] * 12
    one = ci.Series(periods=periods, values=(1,) * 12, statuses=tuple(words))
    words[11] = "estimate"
    assert digest(one) != digest(attrs.evolve(one, statuses=tuple(words)))


@given(calendars())
def test_a_calendar_counts_as_its_periods_and_is_fed_once(periods: tuple[Period, ...]) -> None:
    rows = [ci.Series(periods=periods, values=(1,) * len(periods)) for _ in range(2)]
    assert type(rows[0].periods) is Calendar
    shared = attrs.evolve(rows[1], periods=rows[0].periods)
    one = ci.Indicator(id="N", series=(rows[0], shared))
    assert digest(one) == digest(ci.Indicator(id="N", series=tuple(rows)))
    longer = (*periods, Period.parse("2030"))
    other = attrs.evolve(rows[1], periods=longer, values=(1,) * len(longer))
    assert digest(one) != digest(ci.Indicator(id="N", series=(rows[0], other)))


def test_a_machine_of_the_other_byte_order_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    column = tuple(range(1, 20))
    here = room._as_bytes(column)
    monkeypatch.setattr(sys, "byteorder", "big" if sys.byteorder == "little" else "little")
    assert here is not None
    turned = [here[place : place + 8][::-1] for place in range(0, len(here), 8)]
    assert room._as_bytes(column) == b"".join(turned)


SCRIPT = """
import collective_impact as ci
from collective_impact.digest import digest
from collective_impact.plain import dump
one = ci.Initiative(id="I", name="x", partners=tuple(ci.Partner(id=f"P{n}") for n in range(20)),
    extra={"b": 1, "a": {"z": 1, "y": [1, None]}}, complete=("ties", "evidence"))
print(digest(one), dump(ci.to_data(one), "json"), dump(ci.to_data(one), "yaml"))
"""


def test_digest_and_bytes_are_the_same_for_any_hash_seed() -> None:
    found = {
        subprocess.run(  # noqa: S603 - our own lines
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(found) == 1


@given(initiatives(), st.randoms(use_true_random=False))
def test_law_the_order_of_rows_does_not_count(initiative: ci.Initiative, chance: random.Random) -> None:
    def shuffled(record: Any) -> Any:
        changes: dict[str, Any] = {}
        for name, cls, is_table in inner_records(type(record)):
            held = getattr(record, name)
            if is_table:
                rows = [shuffled(row) for row in held]
                if issubclass(cls, ci.Partner | ci.Activity | ci.Indicator | ci.Outcome | ci.Meeting):
                    chance.shuffle(rows)
                changes[name] = tuple(rows)
            elif held is not None:
                changes[name] = shuffled(held)
        return attrs.evolve(record, **changes)

    assert digest(shuffled(initiative)) == digest(initiative)


def test_the_order_of_values_counts() -> None:
    one, other = ci.Contribution(partner_id="P"), ci.Contribution(partner_id="Q")
    assert digest(ci.Activity(id="A", contributions=(one, other))) != digest(
        ci.Activity(id="A", contributions=(other, one))
    )
