"""The three layers that are drawn: their lines, their loads, their order, and what is left out of large ones."""

from __future__ import annotations

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from collective_impact.model.initiative import Initiative
from collective_impact.network import map_activities
from collective_impact.reporting.layers import Item, layers_of, short, untangled
from collective_impact.testing import initiatives


def test_layers_hold_items_loads_and_lines(small: Initiative) -> None:
    layers = layers_of(map_activities(small))
    assert layers.title == "Small $x^2$ town"
    assert [(item.id, item.load, item.sector) for item in layers.partners] == [
        ("clinic", 1, "health"),
        ("idle", 0, None),
        ("school", 2, "education"),
    ]
    assert [(item.id, item.load) for item in layers.activities] == [("coach", 2), ("van", 1), ("walk", 0)]
    assert [(item.id, item.load, item.is_gap) for item in layers.outcomes] == [
        ("gap", 0, True),
        ("read", 2, False),
        ("well", 1, False),
    ]
    assert layers.carries == ((0, 0), (2, 0), (2, 1))
    assert layers.reaches == ((0, 1, False), (0, 2, True), (1, 1, True))
    assert layers.reinforces == ((0, 1, "feeds_data"), (0, 2, "hinders"))
    assert layers.counts == (3, 3, 3)


def test_an_outcome_is_no_gap_where_no_activity_is_recorded_at_all(small: Initiative) -> None:
    bare = attrs.evolve(small, activities=())
    assert not any(outcome.is_gap for outcome in layers_of(bare).outcomes)
    known = attrs.evolve(bare, complete=("activities",))
    assert all(outcome.is_gap for outcome in layers_of(known).outcomes)


def test_of_large_layers_those_with_the_greatest_load_are_drawn(small: Initiative) -> None:
    layers = layers_of(small, 1)
    assert [layer[0].id for layer in (layers.partners, layers.activities, layers.outcomes)] == [
        "school",
        "coach",
        "read",
    ]
    assert layers.carries == ((0, 0),)
    assert layers.reaches == ((0, 0, False),)
    assert layers.reinforces == ()
    assert layers.counts == (3, 3, 3)


def test_titles_are_cut_to_one_short_line() -> None:
    assert short(Item("a", "one\n two\u202e", 0), 20) == "one two\\u202e"
    cut = short(Item("a", "x" * 10_000, 0), 20)
    assert cut == "x" * 16 + "\u2026"
    assert short(Item("a", "i" * 10_000, 0), 20) == "i" * 25 + "\u2026"
    assert short(Item("an id", " \u2003", 0), 20) == "an id"


def test_what_has_no_line_comes_last_and_lines_do_not_cross(small: Initiative) -> None:
    layers = layers_of(small)
    partners, activities, outcomes = untangled(layers)
    assert partners[-1] == 1
    assert activities[-1] == 2
    assert outcomes[-1] == 0


@settings(max_examples=30)
@given(initiatives(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_no_picture(initiative: Initiative, random: st.DrawFn) -> None:
    tables = {name: list(getattr(initiative, name)) for name in ("partners", "activities")}
    for rows in tables.values():
        random.shuffle(rows)  # type: ignore[attr-defined]
    shuffled = attrs.evolve(initiative, **{name: tuple(rows) for name, rows in tables.items()})
    assert layers_of(shuffled) == layers_of(initiative)
    layers = layers_of(initiative)
    for order, items in zip(untangled(layers), layers[1:4], strict=True):
        assert sorted(order) == list(range(len(items)))
