"""Ratings: in columns or one by one, a number of the scale or a reason for none, and pseudonyms."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given

import collective_impact as ci
from collective_impact.model.answer import COLUMNS, Answer
from collective_impact.testing import rating_sets

Refused = Callable[..., dict[str, str]]
SCALE = ci.Scale(key="agree", minimum=1, maximum=5, labels={"1": "not at all"})
ASKED = ci.Instrument(
    key="q",
    kind="perceived",
    scales=(SCALE,),
    items=tuple(ci.Item(code=c, scale="agree") for c in ("Q1", "Q2")),
)
SALT = "not to be guessed"


def test_an_answer_has_a_number_or_a_reason(refused: Refused) -> None:
    for fields in ({}, {"value": 1, "code": "dont_know"}):
        assert refused(ci.Rating, item="Q1", rater="r", **fields) == {"value": "contradiction"}
    assert ci.Rating(item="Q1", rater="r", value=0).code is None
    assert ci.Rating(item="Q1", rater="r", code="not_applicable").value is None


def test_answers_fit_the_instrument(refused: Refused) -> None:
    rows: list[dict[str, Any]] = [
        {"value": 1},
        {"value": 5.0},
        {"code": "dont_know"},
        {"value": 5.5},
        {"value": 0},
        {"item": "Q3", "value": 3},
    ]
    ratings = tuple(ci.Rating(**{"item": "Q1", "rater": "r", **row}) for row in rows)
    assert refused(ci.RatingSet, instrument=ASKED, ratings=ratings) == {
        "ratings/3/value": "out_of_range",
        "ratings/4/value": "out_of_range",
        "ratings/5/item": "dangling_id",
    }
    assert ci.RatingSet(instrument=ASKED, ratings=ratings[:3]).ratings == ratings[:3]
    assert len(ci.RatingSet(ratings=ratings)) == 6
    items, values = ("Q1", "Q3", "Q1"), (1, 1, 9)
    assert refused(ci.RatingSet, instrument=ASKED, items=items, raters=("r",) * 3, values=values) == {
        "items/1": "dangling_id",
        "values/2": "out_of_range",
    }


def test_columns_are_of_one_length_and_an_answer_has_a_number_or_a_reason(refused: Refused) -> None:
    fields: dict[str, Any] = {"items": ("Q1", "Q2"), "raters": ("r", "s")}
    assert refused(ci.RatingSet, **fields) == {"values": "unequal_columns"}
    assert refused(ci.RatingSet, **fields, values=(1, 2), groups=("a",), days=(date(2025, 1, 1),) * 3) == {
        "groups": "unequal_columns",
        "days": "unequal_columns",
    }
    codes = (None, "dont_know")
    assert refused(ci.RatingSet, **fields, values=(None, 2), codes=codes) == {
        "values/0": "contradiction",
        "values/1": "contradiction",
    }
    assert refused(ci.RatingSet, **{**fields, "items": ["Q1", "Q2"]}, values=(1, 2)) == {
        "items": "wrong_type"
    }
    assert refused(ci.RatingSet, **{**fields, "raters": ("r", 1)}, values=(1, 2)) == {
        "raters/1": "wrong_type"
    }


def test_a_set_gives_its_answers_one_by_one_wherever_they_stand() -> None:
    row = ci.Rating(item="Q2", rater="s", group="b", code="not_applicable", note="by hand")
    both = ci.RatingSet(
        wave="2025",
        items=("Q1", "Q1"),
        raters=("r", "s"),
        values=(4, None),
        codes=(None, "dont_know"),
        waves=("2024", None),
        ratings=(row,),
    )
    assert list(both) == [
        ci.Rating(item="Q1", rater="r", wave="2024", value=4),
        ci.Rating(item="Q1", rater="s", code="dont_know"),
        row,
    ]
    assert (len(both), bool(both), bool(ci.RatingSet())) == (3, True, True)
    assert list(both.answers()) == [
        Answer("Q1", "r", wave="2024", value=4),
        Answer("Q1", "s", wave="2025", code="dont_know"),
        Answer("Q2", "s", group="b", wave="2025", code="not_applicable"),
    ]
    assert [answer.wave for answer in ci.RatingSet(ratings=(row,)).answers()] == [None]


def test_a_round_of_asking_is_taken_out() -> None:
    rows = [
        {"rater": "r", "item": "Q1", "value": 1, "wave": "2024"},
        {"rater": "r", "item": "Q1", "value": 2, "wave": "2025"},
        {"rater": "s", "item": "Q1", "value": 3},
    ]
    held = ci.RatingSet.from_records(rows, instrument=ASKED, initiative_id="I")
    last = held.of_wave("2025")
    assert (last.wave, last.waves, last.values, last.initiative_id) == ("2025", (), (2,), "I")
    assert [answer.value for answer in held.of_wave(None).answers()] == [3]
    assert len(held.of_wave("2026")) == 0
    by_hand = ci.RatingSet(wave="2025", ratings=(ci.Rating(item="Q1", rater="r", value=4),))
    assert list(by_hand.of_wave("2025").answers()) == list(by_hand.answers())


def test_documents_of_old_keep_reading_and_are_written_as_they_were() -> None:
    data = {
        "format": "collective-impact/1",
        "@type": "collective_impact.RatingSet",
        "wave": "2024",
        "instrument": {
            "key": "q",
            "kind": "perceived",
            "scales": [{"key": "agree", "minimum": 1, "maximum": 5, "labels": {"1": "no", "odd": "no"}}],
            "items": [{"code": "Q1", "scale": "agree", "construct": "trust", "reverse": True}],
        },
        "ratings": [
            {"item": "Q1", "rater": "r", "value": 4, "note": "late"},
            {"item": "Q1", "rater": "s", "code": "dont_know"},
        ],
    }
    read = ci.read(data, strict=True)
    assert ci.to_data(read) == data
    assert [answer.value for answer in read.answers()] == [4, None]


def test_columns_are_written_as_columns_and_equal_texts_are_one() -> None:
    rows = [{"rater": f"r{n % 2}", "item": "Q1", "value": n} for n in range(1, 5)]
    held = ci.RatingSet.from_records(rows)
    data = json.loads(json.dumps(ci.to_data(held)))
    assert (data["items"], data["raters"]) == (["Q1"] * 4, ["r1", "r0", "r1", "r0"])
    assert set(data) == {"format", "@type", "items", "raters", "values"}
    read = ci.read(data)
    assert read == held
    assert len(set(map(id, read.raters))) == 2
    assert set(map(id, read.raters)) == set(map(id, held.raters))


class TestPseudonyms:
    HELD = ci.RatingSet(
        initiative_id="I",
        wave="2025",
        instrument=ASKED,
        items=("Q2", "Q1"),
        raters=("Zoë", "Ann"),
        values=(2, 4),
        partner_ids=("P1", None),
        ratings=(
            ci.Rating(item="Q1", rater="Zoë", code="dont_know", note="she said", extra={"mail": "z@x"}),
        ),
        note="by Ann",
        source=ci.Source(format="csv", file="Ann.csv"),
        extra={"who": "Ann"},
    )

    def test_nothing_leads_back_to_a_person(self) -> None:
        hidden = self.HELD.pseudonymised(SALT)
        text = json.dumps(ci.to_data(hidden), ensure_ascii=False)
        assert not any(word in text for word in ("Zoë", "Ann", "she said", "z@x", SALT))
        assert (hidden.initiative_id, hidden.wave, hidden.instrument) == ("I", "2025", ASKED)
        assert all(name[0] == "r" and len(name) == 21 for name in hidden.raters)
        assert hidden.partner_ids.count("P1") == 1

    def test_a_person_keeps_one_key_under_one_salt(self) -> None:
        keys = {answer.rater for answer in self.HELD.pseudonymised(SALT).answers()}
        later = ci.RatingSet(items=("Q1",), raters=("Ann",), values=(1,)).pseudonymised(SALT)
        assert len(keys) == 2
        assert later.raters[0] in keys
        assert keys.isdisjoint(answer.rater for answer in self.HELD.pseudonymised("another salt").answers())

    def test_a_salt_that_can_be_guessed_is_refused(self) -> None:
        with pytest.raises(ci.InvalidRecordError, match="at least 8 characters"):
            self.HELD.pseudonymised("salt")

    @given(rating_sets())
    def test_the_order_of_answers_does_not_tell_who_came_first(self, ratings: ci.RatingSet) -> None:
        turned = ci.RatingSet(
            wave=ratings.wave,
            instrument=ratings.instrument,
            initiative_id=ratings.initiative_id,
            **{name: getattr(ratings, name)[::-1] for name in (*COLUMNS.values(), "ratings")},
        )
        hidden = ratings.pseudonymised(SALT)
        assert hidden == turned.pseudonymised(SALT)
        assert hidden == ratings.pseudonymised(SALT)
        assert len(hidden) == len(ratings)

        def plain(held: ci.RatingSet) -> list[str]:
            return sorted(str(answer._replace(rater="")) for answer in held.answers())

        assert plain(hidden) == plain(ratings)


def test_a_scale_is_no_longer_than_can_be_worked_with(refused: Refused) -> None:
    assert refused(ci.Scale, key="s", minimum=-1.7e308, maximum=1.7e308) == {"maximum": "out_of_range"}
