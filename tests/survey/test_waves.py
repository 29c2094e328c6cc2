"""Two rounds of asking: only common items, told by name, and the change with its interval."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

import collective_impact as ci
from collective_impact import survey
from collective_impact.model.instrument import Construct, Item, Scale

FIVE = Scale(key="five", minimum=1, maximum=5)
SEVEN = Scale(key="seven", minimum=1, maximum=7)
CONSTRUCTS = (Construct(key="trust", title="Trust", condition="talk", criterion="CI404"),)


def asked(*items: Item) -> ci.Instrument:
    return ci.Instrument(key="k", kind="perceived", scales=(FIVE, SEVEN), constructs=CONSTRUCTS, items=items)


def item(code: str, scale: str = "five", **fields: Any) -> Item:
    return Item(code=code, scale=scale, construct="trust", **fields)


BOTH = asked(item("a"), item("b"), item("c"))


def wave(name: str, people: Iterable[str], instrument: ci.Instrument = BOTH, **answers: Any) -> ci.RatingSet:
    rows = [
        {"rater": who, "item": code, "wave": name, "value": values[place % len(values)]}
        for code, values in answers.items()
        for place, who in enumerate(people)
    ]
    return ci.RatingSet.from_records(rows, instrument=instrument).of_wave(name)


def test_only_what_both_asked_is_compared_and_named() -> None:
    before = wave("2024", "abcdef", a=(1, 2), b=(5,))
    after = wave("2025", "abcdef", a=(4, 5), c=(1,))
    found = survey.compare_waves(before, after)
    assert (found.before_wave, found.after_wave) == ("2024", "2025")
    assert (found.items, found.only_before, found.only_after, found.asked_otherwise) == (
        ("a",),
        ("b",),
        ("c",),
        (),
    )
    trust = found.construct("trust")
    assert (trust.items, trust.before, trust.after, trust.change) == (("a",), 1.5, 4.5, 3)
    assert (trust.n_before, trust.n_after, trust.title) == (6, 6, "Trust")
    assert found.condition("talk").change == found.criterion("CI404").change == found.item("a").change == 3
    assert len(found) == len(list(found)) == 4
    with pytest.raises(ci.UnknownNameError, match="nothing in common about the item 'b'"):
        found.item("b")
    assert ci.from_data(ci.to_data(found), survey.WaveComparison) == found


def test_an_item_on_another_scale_or_turned_round_is_another_item() -> None:
    then = asked(item("a"), item("b"), item("c"), item("d", asks="importance"))
    now = asked(item("a", "seven"), item("b", reverse=True), item("c"), item("d", asks="importance"))
    before = wave("1", "abcde", then, a=(1,), b=(2,), c=(3,), d=(4,))
    after = wave("2", "abcde", now, a=(1,), b=(2,), c=(4,), d=(4,))
    found = survey.compare_waves(before, after)
    assert (found.items, found.asked_otherwise) == (("c",), ("a", "b"))
    assert found.construct("trust").change == 1
    assert survey.compare_waves(before, after, now).items == ("a", "b", "c")


def test_who_answered_twice_is_compared_with_nobody_else() -> None:
    values = (1, 2, 3, 4, 5)
    before = wave("1", "abcde", a=values)
    same = survey.compare_waves(before, wave("2", "abcde", a=values)).item("a")
    others = survey.compare_waves(before, wave("2", "fghij", a=values)).item("a")
    assert same.change == others.change == 0
    assert same.interval is not None
    assert others.interval is not None
    assert (same.interval.low, same.interval.high, same.interval.n) == (0, 0, 5)
    assert (others.interval.low or 0) < 0 < (others.interval.high or 0)
    assert others.interval.n == 10


def test_where_all_say_the_same_in_both_there_is_no_interval() -> None:
    found = survey.compare_waves(wave("1", "abcde", a=(1,)), wave("2", "abcde", a=(2,))).item("a")
    assert found.change == 1
    assert found.interval is not None
    assert (found.interval.low, "All said the same" in str(found.interval.reason)) == (None, True)


def test_a_small_round_is_withheld_with_the_other() -> None:
    large, small = wave("1", "abcdef", a=(1, 2)), wave("2", "abcd", a=(4,))
    for pair in ((large, small), (small, large)):
        found = survey.compare_waves(*pair).item("a")
        assert (found.n_before, found.n_after, found.before, found.after, found.change) == (None,) * 5
        assert "fewer than 5 persons" in str(found.reason)
    shown = survey.compare_waves(large, small, minimum_group=4).item("a")
    assert shown.change == 2.5
    assert shown.interval is not None
    assert shown.interval.reason == "4 persons are too few for an interval; 5 are needed."


def test_rounds_with_nothing_in_common() -> None:
    found = survey.compare_waves(wave("1", "abcde", a=(1,)), wave("2", "abcde", b=(1,)))
    assert (found.items, found.changes) == ((), ())
    empty = ci.RatingSet(instrument=BOTH)
    assert survey.compare_waves(empty, empty).only_after == ()
