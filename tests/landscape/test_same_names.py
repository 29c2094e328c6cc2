"""Decisions made ready for who says that one name is one organisation: what they join, and what they leave."""

from __future__ import annotations

from itertools import combinations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.landscape.inventory import IdentityDecision, Landscape, Organisation
from collective_impact.landscape.matching import likely_matches
from collective_impact.landscape.same_names import same_names

NAMES = ("Alpha Trust", "ALPHA TRUST", "Alpha Trust, Inc.", "Beta", "beta", "Alpha Trusd")


def landscape(*names: str, apart: tuple[tuple[str, str], ...] = ()) -> Landscape:
    return Landscape(
        id="L",
        organisations=tuple(Organisation(id=f"o{place}", name=name) for place, name in enumerate(names)),
        decisions=tuple(IdentityDecision(one=one, other=other, same=False) for one, other in apart),
    )


def joined(held: Landscape) -> list[tuple[str, str]]:
    return [(decision.one, decision.other) for decision in same_names(held)]


def test_the_same_names_become_one_and_those_alike_do_not() -> None:
    held = landscape(*NAMES)
    found = same_names(held)
    assert joined(held) == [("o0", "o1"), ("o0", "o2"), ("o3", "o4")]
    assert found[0].because is not None
    assert "differ only in case" in found[0].because
    assert held.decisions == ()
    after = held.including(*found)
    assert joined(after) == []
    assert {match.basis for match in likely_matches(after)} == {"spelling"}


def test_what_bears_one_identifier_is_one_whatever_its_name() -> None:
    number = (ci.Identifier(scheme="US-EIN", value="12-3456789"),)
    rows = tuple(Organisation(id=id_, name=id_, identifiers=number) for id_ in ("Left", "Right"))
    assert joined(Landscape(id="L", organisations=rows)) == [("Left", "Right")]


def test_a_name_that_may_be_either_of_two_that_a_register_tells_apart_joins_neither() -> None:
    numbers = {"o0": "12-3456789", "o1": "98-7654321"}
    plain = landscape("Alpha", "alpha", "ALPHA", "Beta", "beta")
    rows = tuple(
        attrs.evolve(row, identifiers=(ci.Identifier(scheme="US-EIN", value=numbers[row.id]),))
        if row.id in numbers
        else row
        for row in plain.organisations
    )
    held = attrs.evolve(plain, organisations=rows)
    assert {(match.one, match.other) for match in likely_matches(held)} >= {("o0", "o2"), ("o1", "o2")}
    assert joined(held) == [("o3", "o4")]
    assert joined(held.merging("o0", "o2")) == [("o3", "o4")]
    assert joined(held.merging("o0", "o1")) == [("o0", "o2"), ("o3", "o4")]


def test_what_people_keep_apart_stays_apart_through_others_too() -> None:
    held = landscape("Alpha", "alpha", "ALPHA", apart=(("o0", "o2"),))
    assert joined(held) == [("o0", "o1")]
    assert held.including(*same_names(held)).leaders() == {"o0": "o0", "o1": "o0"}


def test_what_is_joined_already_is_not_joined_again() -> None:
    held = landscape("Alpha", "alpha", "Other").merging("o1", "o2")
    after = held.including(*same_names(held))
    assert joined(held) == [("o0", "o1")]
    assert set(after.leaders().values()) == {"o0"}


def test_goals_are_asked_for_by_their_kind() -> None:
    outcomes = (ci.Outcome(id="a", name="Reading"), ci.Outcome(id="b", name="reading"))
    held = Landscape(id="L", outcomes=outcomes)
    assert [decision.other for decision in same_names(held, "outcome")] == ["b"]
    assert same_names(held) == ()
    with pytest.raises(ci.UnknownNameError, match="kind"):
        same_names(held, "goal")


@given(
    st.lists(st.sampled_from(NAMES), min_size=2, max_size=7),
    st.sets(st.sampled_from(list(combinations(range(7), 2))), max_size=4),
)
def test_including_them_never_contradicts_and_leaves_nothing_of_one_name_undecided(
    names: list[str], pairs: set[tuple[int, int]]
) -> None:
    kept = tuple((f"o{one}", f"o{other}") for one, other in sorted(pairs) if other < len(names))
    held = landscape(*names, apart=kept)
    after = held.including(*same_names(held))
    assert joined(after) == []
    leader_of = after.leaders()
    assert all(leader_of.get(one, one) != leader_of.get(other, other) for one, other in kept)
