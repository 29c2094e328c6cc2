"""Problems and errors: short and printable whatever was found, the first thousand kept, the others counted."""

from __future__ import annotations

import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.errors import (
    MAXIMUM_PROBLEMS,
    CollectiveImpactError,
    FaultyError,
    Found,
    Problem,
    excerpt,
)

ONE = Problem(path="a", message="is wrong.")


class Shy:
    """A stranger's value that does not even show itself."""

    def __repr__(self) -> str:
        raise RuntimeError("no")


def deep() -> list[Any]:
    held: list[Any] = []
    for _ in range(10_000):
        held = [held]
    return held


@given(
    st.text()
    | st.integers()
    | st.floats()
    | st.binary()
    | st.lists(st.text(), max_size=3)
    | st.just("\x1b" * 99)
)
def test_an_excerpt_is_short_and_printable(value: object) -> None:
    shown = excerpt(value)
    assert shown.isprintable()
    assert len(shown) <= 10 * 80 + 3


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (10**5000, "<int>"),
        (deep(), "<list>"),
        (Shy(), "<Shy>"),
        ([Shy()], "<list>"),
        ("a\x1b[31m\n", "a\\x1b[31m\\n"),
    ],
    ids=["digits", "depth", "shy", "within", "controls"],
)
def test_what_cannot_be_shown_is_named_by_its_type(value: object, shown: str) -> None:
    assert excerpt(value) == shown


def test_a_problem_needs_a_place_and_a_sentence() -> None:
    assert (ONE.code, ONE.severity, str(ONE)) == ("invalid", "error", "a: is wrong.")


def test_the_first_thousand_are_kept_and_the_others_counted() -> None:
    found = Found()
    assert (found.total, found.is_full, found.listed()) == (0, False, ())
    found.take([ONE] * 1_200, hidden=300)
    assert (len(found), found.hidden, found.total, found.is_full) == (MAXIMUM_PROBLEMS, 500, 1_500, True)
    assert not found.has_room()
    listed = found.listed()
    assert len(listed) == MAXIMUM_PROBLEMS + 1
    assert (listed[-1].code, listed[-1].message) == ("more_problems", "501 more problems are not listed.")
    assert listed[:-1] == (ONE,) * MAXIMUM_PROBLEMS


def test_a_faulty_piece_is_put_below_the_step_at_which_it_stands() -> None:
    found = Found([ONE])
    error = FaultyError.of(found, lambda: Problem(path="", message="is no list."))
    assert error.put_below("partners", found) == 1
    assert FaultyError(found, 0).put_below("7", found) == 0
    assert [problem.path for problem in found] == ["7/a", "7/partners"]
    other = Found()
    assert error.put_below("x", other) == 0
    assert [problem.path for problem in other] == ["x/7/a", "x/7/partners"]
    found.take([ONE] * MAXIMUM_PROBLEMS)
    assert FaultyError.of(found, lambda: ONE).start == MAXIMUM_PROBLEMS
    assert found.hidden == 3


def test_an_error_says_how_many_there_are() -> None:
    error = CollectiveImpactError("No.", [attrs.evolve(ONE, path=str(n)) for n in range(1_100)], 1_500)
    assert (len(error.problems), error.count) == (MAXIMUM_PROBLEMS, 1_500)
    assert str(error).endswith("... and 1480 more")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - an error of our own
    assert (str(again), again.count, again.problems) == (str(error), 1_500, error.problems)
