"""An initiative as nodes and links: what travels, what is left out and told, what a map leaves out."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from collective_impact.interchange.network_rows import flat, recorded_in, rows_of
from collective_impact.interchange.network_terms import Rows
from collective_impact.interchange.remarks import Remarks
from collective_impact.model.activity import Activity, Contribution
from collective_impact.model.agenda import Agenda
from collective_impact.model.backbone import BackboneRole
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner, Tie
from collective_impact.model.values import Money, Place, Range
from collective_impact.network import incidence, map_activities


def rows(subject: Any, **options: Any) -> tuple[Rows, list[str]]:
    remarks = Remarks()
    found = rows_of(subject, remarks, **options)
    return found, [problem.message for problem in remarks.problems()]


def test_nodes_are_named_by_kind_and_id_so_that_a_partner_may_bear_the_name_of_an_outcome(
    collaboration: Initiative,
) -> None:
    found, told = rows(collaboration)
    labels = [node.id for node in found.nodes if node.label == "Same name"]
    assert labels == ["partner:reading", "outcome:read"]
    assert told == []


def test_what_does_not_travel_is_counted_and_told() -> None:
    initiative = Initiative(
        id="x",
        place=Place(id="town"),
        complete=("ties",),
        agenda=Agenda(problem="Too few books."),
        activities=(
            Activity(id="A", budget=Money(amount=1, currency="USD"), place=Place(id="town", kind="city")),
            Activity(id="B", budget=Money(amount=2, currency="USD"), extra={"iati": {"a": 1}}),
        ),
        partners=(Partner(id="P"),),
        backbone_roles=(BackboneRole(id="R", partner_id="P", fte=0, name="Office"),),
    )
    _, told = rows(initiative)
    assert told == [
        "place of 1 initiative: not written, for a network has no place for it.",
        "complete of 1 initiative: not written, for a network has no place for it.",
        "problem of 1 agenda: not written, for a network has no place for it.",
        "name of 1 backbone role: not written, for a network has no place for it.",
        "fte of 1 backbone role: not written, for a network has no place for it.",
        "kind of 1 place: not written, for a network has no place for it.",
        "budget of 2 activity records: not written, for a network has no place for it.",
        "extra of 1 activity: not written, for a network has no place for it.",
    ]


def test_a_map_is_written_as_it_stands() -> None:
    initiative = Initiative(
        id="x",
        partners=(Partner(id="P", until=date(2024, 12, 31)), Partner(id="Q")),
        activities=(
            Activity(id="A", contributions=(Contribution(partner_id="P"), Contribution(partner_id="Q"))),
            Activity(id="B", status="cancelled"),
        ),
        backbone_roles=(
            BackboneRole(id="R", partner_id="Q", until=date(2024, 1, 1), functions=("policy",)),
            BackboneRole(id="S", partner_id="Q", since=date(2025, 1, 1)),
        ),
        ties=(Tie(id="T", from_id="P", to_id="Q", scale=Range(minimum=1)),),
    )
    drawn = map_activities(initiative, on=date(2025, 6, 1))
    found, told = rows(drawn)
    assert [node.id for node in found.nodes] == ["partner:Q", "activity:A"]
    assert found.nodes[0].facts == {"backbone": True}
    assert [(edge.source, edge.target) for edge in found.edges] == [("partner:Q", "activity:A")]
    assert told == [
        "1 partners of the initiative are not on the map and are not written.",
        "1 activities of the initiative are not on the map and are not written.",
        "2 links to records that are not on the map are not written.",
        "since of 1 backbone role: not written, for a network has no place for it.",
    ]
    assert recorded_in(drawn) is recorded_in(incidence(initiative)) is recorded_in(initiative) is initiative
    everything, _ = rows(initiative)
    assert everything.nodes[1].facts == {"backbone": True, "backbone_functions": ["policy"]}
    assert everything.edges[-1].facts == {"tie_id": "T", "scale_minimum": 1}


def test_what_a_network_file_said_before_is_written_again_unless_its_place_is_taken() -> None:
    kept = {"network": {"tags": ["a"], "sector": "Clinic", "type": "x"}}
    partner = Partner(id="P", sector="health", extra=kept)
    found, told = rows(Initiative(id="x", partners=(partner,)), reserved=frozenset({"type"}))
    assert found.nodes[0].facts == {"sector": "health", "tags": ["a"]}
    assert told == [
        "1 value of sector in extra has no place beside the field of that name.",
        "1 value of type in extra has no place beside the field of that name.",
    ]
    odd = attrs.evolve(partner, extra={"network": "not a mapping"})
    assert rows(Initiative(id="x", partners=(odd,)))[0].nodes[0].facts == {"sector": "health"}


def test_flat_facts_are_single_values() -> None:
    remarks = Remarks()
    facts = {"a": "x", "b": ["y", "z|"], "c": {"deep": 1}, "d": [1], "e": 2.5, "f": False}
    assert flat(facts, remarks) == {"a": "x", "b": "y|z\\|", "e": 2.5, "f": False}
    assert [problem.code for problem in remarks.problems()] == ["not_written", "not_written"]
