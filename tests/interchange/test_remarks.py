"""Remarks: problems one by one, cases counted together, and never more than a thousand."""

from __future__ import annotations

from collective_impact.errors import MAXIMUM_PROBLEMS, Problem
from collective_impact.interchange.remarks import Remarks


def test_cases_of_one_kind_are_told_once_and_last() -> None:
    remarks = Remarks()
    for row in range(3):
        remarks.count("not_read", "1 thing is not read.", "{count} things are not read.", where=f"row {row}")
    remarks.count("other", "1 other thing.", "{count} other things.")
    remarks.tell("bad", "it is bad.", "here", "row 9", severity="error", hint="Mend it.")
    told = remarks.problems()
    assert [str(problem) for problem in told] == [
        "here (row 9): it is bad. Mend it.",
        "the document (row 0): 3 things are not read.",
        "the document: 1 other thing.",
    ]
    assert [problem.severity for problem in told] == ["error", "note", "note"]


def test_at_most_a_thousand_are_listed_and_the_last_says_how_many_more() -> None:
    remarks = Remarks()
    for row in range(MAXIMUM_PROBLEMS + 5):
        remarks.tell("bad", "it is bad.", where=f"row {row}")
    remarks.count("not_read", "1 thing.", "{count} things.")
    told = remarks.problems()
    assert len(told) == MAXIMUM_PROBLEMS
    assert told[-1].message == "7 more problems are not listed."


def test_a_thousand_are_all_listed() -> None:
    remarks = Remarks()
    for number in range(MAXIMUM_PROBLEMS):
        remarks.tell("x", str(number))
    assert len(remarks.problems()) == MAXIMUM_PROBLEMS
    assert remarks.problems()[-1].message == "999"
    remarks.tell("x", "one more")
    assert len(remarks.problems()) == MAXIMUM_PROBLEMS
    assert remarks.problems()[-1].message == "2 more problems are not listed."


def test_problems_that_were_made_elsewhere_stand_where_they_were_added() -> None:
    remarks = Remarks()
    remarks.tell("first", "one.")
    remarks.add([Problem(path="", message=f"{number}.", code="made") for number in range(MAXIMUM_PROBLEMS)])
    told = remarks.problems()
    assert [problem.code for problem in told[:2]] == ["first", "made"]
    assert told[-1].message == "2 more problems are not listed."


def test_a_case_is_counted_again_only_where_it_was_counted_before() -> None:
    remarks = Remarks()
    assert not remarks.count_again("not_read", "1 thing.")
    remarks.count("not_read", "1 thing.", "{count} things.", where="row 1")
    assert remarks.count_again("not_read", "1 thing.")
    assert [str(problem) for problem in remarks.problems()] == ["the document (row 1): 2 things."]
