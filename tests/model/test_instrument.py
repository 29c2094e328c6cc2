"""Instruments: the words of a scale in several languages, constructs, bands, and an item in one construct only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.model.instrument import Band, Construct, plain_wording
from collective_impact.testing import assert_round_trips, instruments, records

Refused = Callable[..., dict[str, str]]
AGREE = ci.Scale(
    key="agree",
    minimum=1,
    maximum=5,
    labels={"1": "Strongly disagree", "3": "Neutral", "5": "Strongly agree"},
    aliases={"Stimme voll zu": 5, "tout à fait d'accord": 5, "weder noch": 3},
    dont_know=("Don't know", "weiß nicht", "99"),
    not_applicable=("Not applicable", "entfällt"),
    bands=(Band(label="concern", low=1), Band(label="borderline", low=3), Band(label="strength", low=4)),
)


def instrument(*items: ci.Item, constructs: tuple[Construct, ...] = ()) -> ci.Instrument:
    return ci.Instrument(key="q", kind="perceived", scales=(AGREE,), constructs=constructs, items=items)


@pytest.mark.parametrize(("minimum", "maximum"), [(1, 1), (2, 1)])
def test_a_scale_goes_up(refused: Refused, minimum: float, maximum: float) -> None:
    fields = {"aliases": {"far off": 99}, "minimum": minimum, "maximum": maximum}
    assert refused(ci.Scale, key="s", **fields) == {"maximum": "reversed_range"}


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Strongly agree", 5),
        ("  strongly   AGREE. ", 5),
        ("stimme voll zu!", 5),
        ("Tout à fait d\u2019accord", 5),
        ("neutral", 3),
        ("Weder noch", 3),
        ("don\u2019t know", "dont_know"),
        ("99", "dont_know"),
        ("Entfällt", "not_applicable"),
        ("4", 4),
        ("\uff14", 4),
        ("3,5", 3.5),
        ("3.0", 3),
        ("+2", 2),
        ("7", 7),
        ("", None),
        (" . ", None),
        ("agree, more or less", None),
        ("1e3", None),
        ("x" * 501, None),
        ("1" * 16, None),
    ],
)
def test_an_answer_in_words_has_a_meaning_in_any_language(text: str, meaning: object) -> None:
    found = AGREE.answer(text)
    assert (found, type(found)) == (meaning, type(meaning))


def test_neutral_blank_dont_know_and_not_applicable_are_four_things() -> None:
    assert [AGREE.answer(text) for text in ("Neutral", "", "weiß nicht", "Not applicable")] == [
        3, None, "dont_know", "not_applicable"
    ]  # fmt: skip
    assert (AGREE.holds(1), AGREE.holds(5), AGREE.holds(7), AGREE.holds(0.5)) == (True, True, False, False)


def test_a_label_that_says_nothing_clear_stands_for_nothing() -> None:
    scale = ci.Scale(key="s", minimum=1, maximum=3, labels={"1": "so", "2": "so", "high": "yes", "3": " "})
    assert scale.wordings() == {}
    assert scale.answer("so") is None


def test_words_of_a_scale_stand_for_one_thing_on_it(refused: Refused) -> None:
    found = refused(
        ci.Scale,
        key="s",
        minimum=1,
        maximum=3,
        labels={"1": "no", "3": "yes"},
        aliases={"oui": 3, "NO": 3, "loud": 4, "yes": 3, "": 2},
        dont_know=("oui", "?", "who knows"),
        not_applicable=("who knows.", "x" * 501),
    )
    assert found == {
        "aliases/loud": "out_of_range",
        "aliases/NO": "contradiction",
        "aliases/": "blank_wording",
        "dont_know/0": "contradiction",
        "not_applicable/0": "contradiction",
        "not_applicable/1": "blank_wording",
    }


def test_what_is_an_answer_is_not_dont_know_as_well(refused: Refused) -> None:
    found = refused(
        ci.Scale, key="s", minimum=1, maximum=5, dont_know=("5", "9", "0"), not_applicable=("4.0", "8")
    )
    assert found == {"dont_know/0": "contradiction", "not_applicable/0": "contradiction"}
    coded = ci.Scale(key="s", minimum=1, maximum=4, aliases={"4": 3, "5": 4}, dont_know=("3",))
    assert [coded.answer(text) for text in "12345"] == [1, 2, "dont_know", 3, 4]


def test_bands_rise_within_the_scale(refused: Refused) -> None:
    bands = (Band(label="a", low=2), Band(label="b", low=2), Band(label="c", low=9), Band(label="d", low=3))
    assert refused(ci.Scale, key="s", minimum=1, maximum=5, bands=bands) == {
        "bands/1/low": "not_increasing",
        "bands/2/low": "out_of_range",
        "bands/3/low": "not_increasing",
    }


def test_a_limit_belongs_to_the_band_above() -> None:
    assert [AGREE.band(mean) for mean in (1, 2.99, 3, 3.999, 4, 5)] == [
        "concern", "concern", "borderline", "borderline", "strength", "strength"
    ]  # fmt: skip
    assert ci.Scale(key="s", minimum=0, maximum=1, bands=(Band(label="b", low=0.5),)).band(0.4) is None


@given(st.integers(-5, 5), st.integers(1, 9), st.data())
def test_turning_round_twice_changes_nothing(minimum: int, width: int, data: st.DataObject) -> None:
    scale = ci.Scale(key="s", minimum=minimum, maximum=minimum + width)
    number = data.draw(st.integers(minimum, minimum + width))
    assert scale.reversed(scale.reversed(number)) == number
    assert scale.holds(scale.reversed(number))
    assert scale.reversed(minimum) == minimum + width


def test_an_instrument_asks_on_its_own_scales_and_each_thing_once(refused: Refused) -> None:
    items = tuple(ci.Item(code=code, scale=scale) for code, scale in (("Q1", "agree"), ("Q1", "other")))
    constructs = (Construct(key="c"), Construct(key="c"))
    fields = {"scales": (AGREE, AGREE), "constructs": constructs, "items": items}
    assert refused(ci.Instrument, key="q", kind="rated", **fields) == {
        "scales/1/key": "repeated_id",
        "constructs/1/key": "repeated_id",
        "items/1/code": "repeated_id",
        "items/1/scale": "dangling_id",
    }
    assert refused(ci.Instrument, key="q", kind="asked") == {"kind": "unknown_word"}


def test_an_item_in_two_constructs_is_told(refused: Refused) -> None:
    def rows(*constructs: str | None) -> dict[str, str]:
        items = tuple(ci.Item(code="Q1", scale="agree", construct=key) for key in constructs)
        return refused(ci.Instrument, key="q", kind="perceived", scales=(AGREE,), items=items)

    assert rows("trust", "openness") == {"items/1/construct": "two_constructs"}
    assert rows("trust", "trust") == rows("trust", None) == {"items/1/code": "repeated_id"}


def test_constructs_are_listed_or_only_named(refused: Refused) -> None:
    item = ci.Item(code="Q1", scale="agree", construct="trust")
    assert instrument(item).constructs == ()
    other = (Construct(key="openness"),)
    fields: dict[str, Any] = {"scales": (AGREE,), "constructs": other, "items": (item,)}
    assert refused(ci.Instrument, key="q", kind="perceived", **fields) == {"items/0/construct": "dangling_id"}


def test_what_an_item_speaks_to_is_said_by_itself_or_by_its_construct() -> None:
    construct = Construct(key="trust", condition="continuous_communication", criterion="CI404")
    items = (
        ci.Item(code="Q1", scale="agree", construct="trust"),
        ci.Item(code="Q2", scale="agree", construct="trust", condition="common_agenda", criterion="CI107"),
        ci.Item(code="Q3", scale="agree"),
    )
    asked = instrument(*items, constructs=(construct,))
    assert [asked.condition_of(item) for item in items] == [
        "continuous_communication", "common_agenda", None
    ]  # fmt: skip
    assert [asked.criterion_of(item) for item in items] == ["CI404", "CI107", None]
    assert asked.scale_of(items[0]) is AGREE


@settings(max_examples=25)
@given(instruments() | records(Band) | records(Construct) | st.just(AGREE))
def test_what_was_asked_comes_back_from_a_document(record: ci.Record) -> None:
    assert_round_trips(record)


def test_wordings_are_compared_without_their_dress() -> None:
    assert plain_wording(" STRONGLY\u00a0agree!. ") == plain_wording("strongly agree") == "strongly agree"
    assert plain_wording("Straße") == plain_wording("STRASSE")
