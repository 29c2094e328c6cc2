"""Who answers to whom, circles told, and slips of an inventory told with their paths."""

from __future__ import annotations

import collective_impact as ci
from collective_impact.landscape.inventory import Body, Collaboration, Landscape, Organisation
from collective_impact.landscape.oversight import Oversight, doubts, oversight


def landscape(bodies: dict[str, str], rows: dict[str, str]) -> Landscape:
    return Landscape(
        id="L",
        bodies=tuple(
            Body(id=id_, name=f"Body {id_}", answers_to_ids=tuple(above)) for id_, above in bodies.items()
        ),
        collaborations=tuple(
            Collaboration(id=id_, overseen_by_ids=tuple(above)) for id_, above in rows.items()
        ),
    )


def test_one_council_oversees_the_whole_or_not() -> None:
    found = oversight(landscape({"a": "", "b": "a", "c": "b", "d": ""}, {"C1": "c", "C2": "a", "C3": "bc"}))
    assert (found.top_ids, found.under_one_top, found.without) == (("a", "d"), True, ())
    assert (found.overseen, found.idle_body_ids, found.circles) == (("C1", "C2", "C3"), ("d",), ())
    assert oversight(landscape({"a": "", "d": ""}, {"C1": "a", "C2": "d"})).under_one_top is False
    assert oversight(landscape({"a": ""}, {"C1": "a", "C2": ""})).without == ("C2",)
    assert oversight(landscape({"a": ""}, {"C1": "a", "C2": ""})).under_one_top is False
    assert ci.from_data(ci.to_data(found), Oversight) == found


def test_what_is_not_recorded_is_said() -> None:
    assert oversight(landscape({}, {"C1": ""})) == Oversight(without=("C1",), reason="No body is recorded.")
    assert oversight(landscape({}, {})).reason == "No collaboration is recorded."


def test_a_circle_is_told_and_the_rest_is_answered() -> None:
    held = landscape({"a": "b", "b": "c", "c": "a", "d": "", "e": "e"}, {"C1": "a", "C2": "d"})
    found = oversight(held)
    first, second = found.circles
    assert first.body_ids == ("a", "b", "c")
    assert first.sentence == "Body a answers to Body b answers to Body c answers to Body a."
    assert (second.body_ids, second.sentence) == (("e",), "Body e answers to Body e.")
    assert (found.top_ids, found.overseen) == (("d", "e"), ("C1", "C2"))
    told = [problem for problem in doubts(held) if problem.code == "circle"]
    assert [problem.path for problem in told] == ["bodies/0/answers_to_ids", "bodies/4/answers_to_ids"]
    assert {problem.severity for problem in told} == {"warning"}


def test_a_body_in_a_circle_that_also_answers_to_itself_is_told_once() -> None:
    assert [circle.body_ids for circle in oversight(landscape({"a": "ab", "b": "a"}, {})).circles] == [
        ("a", "b")
    ]


def test_slips_of_an_inventory_are_told_with_their_paths() -> None:
    crowd = tuple(Organisation(id=f"O{number}") for number in range(1_001))
    held = Landscape(
        id="L",
        organisations=crowd,
        collaborations=(
            Collaboration(id="C1", name="Ready by Five", member_ids=("O1", "O2", "O1", "O1")),
            Collaboration(id="C2", name="READY BY FIVE, Inc."),
            Collaboration(id="C3", name="Known", file="c3.json"),
            Collaboration(id="C4", initiative=ci.Initiative(id="I", partners=(ci.Partner(id="P"),))),
            Collaboration(id="C5", name="List", member_ids=tuple(row.id for row in crowd)),
            Collaboration(id="C6"),
        ),
        complete=("collaborations/C6/member_ids",),
    )
    found = {problem.path: (problem.code, problem.message) for problem in doubts(held)}
    assert {path: code for path, (code, _) in found.items()} == {
        "collaborations/0/member_ids/2": "repeated_member",
        "collaborations/1/member_ids": "empty_roster",
        "collaborations/1/name": "repeated_name",
        "collaborations/4/member_ids": "large_roster",
    }
    assert found["collaborations/0/member_ids/2"][1] == "'O1' stands 3 times in this roster; it counts once."
    assert (
        "'READY BY FIVE, Inc.' may be 'Ready by Five' (collaborations/0)" in found["collaborations/1/name"][1]
    )
    assert doubts(Landscape(id="L")) == ()
