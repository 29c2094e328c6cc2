"""The words of network files: every relation has its ends, and lists of texts survive as one text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.interchange.network_terms import (
    COLUMNS,
    ENDS,
    KINDS,
    OTHER_KINDS,
    USUAL,
    joined,
    parted,
)
from collective_impact.record import field_plan


def test_every_column_is_a_field_of_its_kind() -> None:
    assert set(COLUMNS) == set(KINDS)
    assert set(OTHER_KINDS.values()) <= set(KINDS)
    for kind, columns in COLUMNS.items():
        assert {field for _, field in columns} <= set(field_plan(KINDS[kind]))


def test_a_link_with_a_word_of_its_own_stands_for_what_is_usual_between_its_ends() -> None:
    assert USUAL["partner", "activity"] == "delivers"
    assert USUAL["partner", "partner"] == "collaborates_with"
    assert ("activity", "activity") not in USUAL
    assert ("outcome", "activity") not in USUAL
    assert ENDS["depends_on"] == {("activity", "activity")}


@given(st.lists(st.text(alphabet="ab|\\ ", min_size=1), min_size=1))
def test_texts_in_one_cell_come_apart_as_they_were(texts: list[str]) -> None:
    assert parted(joined(texts)) == texts


@pytest.mark.parametrize(
    ("text", "texts"), [("lead|funds", ["lead", "funds"]), ("a\\", ["a\\"]), ("", [""]), ("a\\|b", ["a|b"])]
)
def test_a_foreign_text_comes_apart_at_its_strokes(text: str, texts: list[str]) -> None:
    assert parted(text) == texts
