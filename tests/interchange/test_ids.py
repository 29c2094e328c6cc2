"""Ids: legal for our records, near to what stood in the file, and never given twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collective_impact.interchange.ids import Ids
from collective_impact.model.values import Place


@given(st.lists(st.text(max_size=250), max_size=12))
def test_ids_are_legal_and_never_given_twice(wanted: list[str]) -> None:
    ids = Ids()
    made = [ids.take(text, "partner") for text in [*wanted, *wanted]]
    assert len(set(made)) == len(made)
    assert [Place(id=text).id for text in made] == made


def test_an_id_that_is_taken_gets_its_kind_then_a_number() -> None:
    ids = Ids()
    assert [ids.take("x", kind) for kind in ("activity", "activity", "activity", "place")] == [
        "x",
        "x-activity",
        "x-activity-2",
        "x-place",
    ]


def test_an_id_is_as_near_to_what_is_wanted_as_ids_may_be() -> None:
    ids = Ids()
    assert ids.take("a/b*c\n", "partner") == "a_b_c"
    assert ids.take("a/b*c", "partner") == "a_b_c-partner"
    assert ids.take("  ", "tie") == "tie"
    assert len(ids.take("x" * 300, "partner")) == 200
    assert ids.take("x" * 300, "partner") == f"{'x' * 170}-partner"
