"""The inventory: what fits together, what is refused with which path, and how decisions are kept."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import collective_impact as ci
from collective_impact.landscape.inventory import (
    Body,
    Collaboration,
    IdentityDecision,
    Landscape,
    Organisation,
)


def initiative(**fields: Any) -> ci.Initiative:
    partners = (ci.Partner(id="A", name="Alpha"), ci.Partner(id="P"))
    agenda = ci.Agenda(outcomes=(ci.Outcome(id="O1"),), strategies=(ci.Strategy(id="S1"),))
    return ci.Initiative(**{"id": "I", "partners": partners, "agenda": agenda, **fields})


def landscape(**fields: Any) -> Landscape:
    held: dict[str, Any] = {
        "id": "L",
        "organisations": (Organisation(id="A", name="Alpha"), Organisation(id="B")),
        "outcomes": (ci.Outcome(id="G"),),
        "strategies": (ci.Strategy(id="S", outcome_ids=("G",)),),
        "bodies": (Body(id="council"), Body(id="board", answers_to_ids=("council",), member_ids=("A",))),
        "collaborations": (
            Collaboration(id="C1", member_ids=("A", "B"), outcome_ids=("G",), overseen_by_ids=("board",)),
            Collaboration(id="C2", initiative=initiative()),
        ),
    }
    return Landscape(**{**held, **fields})


def faults(**fields: Any) -> dict[str, str]:
    with pytest.raises(ci.InvalidRecordError) as caught:
        landscape(**fields)
    return {problem.path: problem.code for problem in caught.value.problems}


def test_a_document_of_its_own_survives_reading_and_writing(tmp_path: Path) -> None:
    held = landscape(whole=ci.Initiative(id="A"), complete=("bodies", "collaborations/*/member_ids"))
    held = held.merging("A", "C2/A", because="one office").keeping_apart("A", "B")
    for name in ("landscape.json", "landscape.yaml"):
        ci.write(held, tmp_path / name)
        assert ci.read(tmp_path / name) == held
    assert pickle.loads(pickle.dumps(held)) == held  # noqa: S301 - our own


def test_a_subclass_of_a_stranger_and_unknown_keys_survive() -> None:
    data = {**ci.to_data(landscape()), "colour": "blue"}
    with pytest.warns(ci.CollectiveImpactWarning, match="colour"):
        assert ci.to_data(ci.read(data))["colour"] == "blue"


def test_the_ids_inside_an_initiative_are_its_own() -> None:
    assert landscape().get("A").name == "Alpha"
    assert landscape(whole=ci.Initiative(id="L")).whole is not None


def test_ids_of_the_landscape_are_unique_and_point_at_the_right_kind() -> None:
    found = faults(
        organisations=(Organisation(id="A"), Organisation(id="A")),
        collaborations=(
            Collaboration(id="C1", member_ids=("A", "nobody"), outcome_ids=("A",)),
            Collaboration(id="C2", initiative=initiative()),
        ),
    )
    assert found == {
        "organisations/1/id": "repeated_id",
        "collaborations/0/member_ids/1": "dangling_id",
        "collaborations/0/outcome_ids/0": "wrong_kind_of_id",
    }


def test_the_same_mistakes_are_told_of_plain_data_all_at_once() -> None:
    data = ci.to_data(landscape())
    data["collaborations"][0]["member_ids"] = ["nobody"]
    data["collaborations"][1]["since"] = "yesterday"
    data["collaborations"].append("no mapping")
    data["bodies"][0]["answers_to_ids"] = ["A"]
    found = {problem.path: problem.code for problem in ci.problems_in(data)}
    assert found == {
        "collaborations/0/member_ids/0": "dangling_id",
        "collaborations/1/since": "wrong_type",
        "collaborations/2": "wrong_type",
        "bodies/0/answers_to_ids/0": "wrong_kind_of_id",
    }


def test_mistakes_beside_a_whole_are_told_of_plain_data_too() -> None:
    data = {**ci.to_data(landscape(whole=ci.Initiative(id="L"))), "place": 3}
    del data["organisations"][1]
    data["collaborations"][1].pop("initiative")
    found = {problem.path: problem.code for problem in ci.problems_in(data)}
    assert found == {"place": "wrong_type", "collaborations/0/member_ids/1": "dangling_id"}


def test_an_initiative_stands_here_or_in_a_file() -> None:
    with pytest.raises(ci.InvalidRecordError, match="one truth"):
        Collaboration(id="C", initiative=initiative(), file="c.json")
    with pytest.raises(ci.InvalidRecordError, match="lies before since"):
        Collaboration(id="C", since=date(2025, 1, 1), until=date(2024, 1, 1))


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("convenings", "names no table"),
        ("collaborations/C1", "names no table"),
        ("collaborations/C9/member_ids", "names no record with the id 'C9'"),
        ("collaborations/*/colour", "names no field"),
        ("decisions/*/one/two", "names no table"),
        ("decisions/1/one", "names no record"),
    ],
)
def test_complete_names_tables_and_fields(pattern: str, message: str) -> None:
    with pytest.raises(ci.InvalidRecordError, match=message) as caught:
        landscape(complete=("bodies", pattern))
    assert [problem.path for problem in caught.value.problems] == ["complete/1"]


def test_complete_is_asked_by_path() -> None:
    held = landscape(complete=("bodies", "collaborations/*/member_ids", "collaborations/C1/convenings"))
    assert held.is_complete("bodies")
    assert held.is_complete("collaborations/C1/member_ids")
    assert held.is_complete("collaborations/C1/convenings")
    assert not held.is_complete("collaborations/C2/convenings")
    assert not held.is_complete("collaborations")


def test_a_decision_points_at_two_entries_of_one_kind() -> None:
    def decided(*rows: tuple[str, str, bool]) -> dict[str, str]:
        return faults(decisions=tuple(IdentityDecision(one=a, other=b, same=same) for a, b, same in rows))

    assert decided(("A", "nobody", True), ("C2/Q", "A", False)) == {
        "decisions/0/other": "dangling_id",
        "decisions/1/one": "dangling_id",
    }
    assert decided(("A", "C2/O1", True)) == {"decisions/0": "wrong_kind_of_id"}
    assert decided(("A", "B", True), ("B", "A", True)) == {"decisions/1": "repeated_id"}
    assert decided(("A", "B", True), ("B", "C2/A", True), ("A", "C2/A", False)) == {
        "decisions/2": "contradiction"
    }
    with pytest.raises(ci.InvalidRecordError, match="named twice"):
        IdentityDecision(one="A", other="A", same=True)


def test_a_decision_about_a_file_that_is_not_opened_waits() -> None:
    rows = (Collaboration(id="C3", file="c3.json"),)
    decisions = (IdentityDecision(one="A", other="C3/P1", same=True),)
    assert landscape(collaborations=rows, bodies=(), decisions=decisions).leaders()["C3/P1"] == "A"


def test_merging_keeps_both_entries_and_the_decision() -> None:
    before = landscape()
    after = before.merging("C2/A", "A", because="one office")
    assert before.decisions == ()
    assert after.organisations == before.organisations
    assert after.decisions[0].because == "one office"
    assert after.leaders() == {"A": "A", "C2/A": "A"}


def test_a_new_decision_takes_the_place_of_the_old_one_about_the_same_two() -> None:
    held = landscape().merging("A", "B").keeping_apart("B", "A")
    assert [(row.one, row.other, row.same) for row in held.decisions] == [("B", "A", False)]
    assert held.leaders() == {}


def test_decisions_go_on_through_others_in_any_order() -> None:
    held = landscape().merging("C2/A", "C2/P").merging("B", "C2/P").merging("B", "A")
    turned = landscape(decisions=tuple(reversed(held.decisions)))
    assert held.leaders() == turned.leaders() == dict.fromkeys(("A", "B", "C2/A", "C2/P"), "A")
    with pytest.raises(ci.InvalidRecordError, match="other decisions make them one"):
        held.keeping_apart("A", "C2/A")


def test_including_adds_or_replaces_by_id() -> None:
    held = landscape().including(
        Organisation(id="B", name="Beta"), Organisation(id="D"), Body(id="cabinet"), initiative(id="I2")
    )
    assert [row.id for row in held.organisations] == ["A", "B", "D"]
    assert held.get("B").name == "Beta"
    assert held.collaborations[-1].initiative is not None
    assert held.get("I2") is held.collaborations[-1]
    with pytest.raises(ci.InvalidRecordError, match="no table for a Partner"):
        held.including(ci.Partner(id="P"))


def test_a_thin_entry_grows_into_a_whole_initiative_and_keeps_what_it_states() -> None:
    held = landscape().including(initiative(id="C1", name="Ready"))
    grown = held.collaborations[0]
    assert (grown.name, grown.member_ids) == ("Ready", ("A", "B"))
    assert grown.initiative is not None
    named = Landscape(id="L", collaborations=(Collaboration(id="C", name="Thin", file="c.json"),))
    whole = named.including(initiative(id="C", name="Whole")).collaborations[0]
    assert (whole.name, whole.file) == ("Thin", None)


def test_what_is_not_there_is_told_with_what_is_near() -> None:
    held = landscape()
    assert held.get("council") is held.get("council")
    with pytest.raises(ci.UnknownNameError, match="Did you mean 'council'"):
        held.get("counsil")
