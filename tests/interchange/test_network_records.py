"""Nodes and links to records: what is understood, what is told, what is kept; nothing raises."""

from __future__ import annotations

from typing import Any

from collective_impact.interchange.network_records import initiative_of
from collective_impact.interchange.network_terms import Edge, Node, Rows
from collective_impact.interchange.remarks import Remarks
from collective_impact.model.activity import Contribution
from collective_impact.model.initiative import Initiative
from collective_impact.model.values import Place, Population, Range, Source


def built(nodes: list[Node], edges: list[Edge] | None = None) -> tuple[Initiative, list[str]]:
    remarks = Remarks()
    source = Source(format="test")
    value = initiative_of(Rows(nodes, edges or []), remarks, id="the file", name="File", source=source)
    return value, [f"{problem.code}: {problem.path}: {problem.message}" for problem in remarks.problems()]


def node(id_: str, kind: str | None = None, label: str | None = None, **facts: Any) -> Node:
    return Node(id_, kind, label, facts, f"nodes/{id_}", "row 2")


def codes(told: list[str]) -> list[str]:
    return [line.partition(":")[0] for line in told]


def test_kinds_are_read_from_a_column_or_from_the_id_and_other_words_are_told() -> None:
    value, told = built(
        [
            node("activity:A"),
            node("P", " Partner "),
            node("Q", "Organization"),
            node("R", "organization"),
            node("S", "Person"),
            node("odd:thing"),
            node("partner:", "Strategy"),
        ]
    )
    assert [record.id for record in value.partners] == ["P", "Q", "R"]
    assert [record.id for record in value.activities] == ["A"]
    assert [record.id for record in value.agenda.strategies] == ["partner:"]
    assert told == [
        "other_kind: nodes/Q: 1 node of the kind 'Organization' is read as partner.",
        "other_kind: nodes/R: 1 node of the kind 'organization' is read as partner.",
        "not_read: nodes/S: 1 node of the kind 'Person' is not read.",
        "not_read: nodes/odd:thing: 1 node without a kind is not read.",
    ]


def test_a_network_without_kinds_is_one_of_partners_and_ties() -> None:
    value, told = built([node("a"), node("b")], [Edge("a", "b", "knows", {"weight": 2})])
    assert [record.id for record in value.partners] == ["a", "b"]
    assert value.ties[0].intensity == 2
    assert value.ties[0].extra == {"network": {"original_relation": "knows"}}
    assert codes(told) == ["no_kind", "other_relation", "other_column"]
    assert built([])[1] == []


def test_ids_are_made_sound_and_told() -> None:
    value, told = built(
        [node("a/b", "partner", "a/b"), node("outcome:x", "outcome"), node("activity:x", "activity")]
    )
    assert value.partners[0].id == "a_b"
    assert value.partners[0].name == "a/b"
    assert value.activities[0].id == "x-activity"
    assert codes(told) == ["changed_id", "changed_id"]


def test_a_second_node_of_an_id_is_told_and_not_read() -> None:
    value, told = built([node("P", "partner", "First"), node("P", "partner", "Second")])
    assert [partner.name for partner in value.partners] == ["First"]
    assert told == ["repeated_id: nodes/P: the id 'P' stands here a second time; the first is read."]


def test_what_a_record_refuses_is_told_and_kept() -> None:
    facts = {"sector": "Clinics", "decision_seats": "many", "roles": ["a", 2], "since": "2025-01-01"}
    value, told = built([node("P", "partner", until="2024-01-01", note=3, empty=None, **facts)])
    (partner,) = value.partners
    assert partner.note == "3"
    assert partner.since is not None
    assert partner.extra["network"] == {
        "sector": "Clinics",
        "decision_seats": "many",
        "roles": ("a", 2),
        "until": "2024-01-01",
    }
    assert codes(told) == ["unknown_word", "wrong_type", "wrong_type", "reversed_dates"]
    assert all("It is kept in extra." in line for line in told)


def test_places_and_populations_are_the_same_wherever_they_are_mentioned() -> None:
    value, told = built(
        [
            node("A", "activity", population="6/12", place="north"),
            node("B", "activity", place="north", place_name="The north"),
            node("C", "activity", place="north", place_name="Elsewhere"),
            node("D", "outcome", place_name="The south", population={"deep": 1}),
        ]
    )
    first, second, third = value.activities
    assert first.population == Population(id="6_12", name="6/12")
    assert first.place == second.place == third.place == Place(id="north", name="The north")
    (outcome,) = value.agenda.outcomes
    assert outcome.place == Place(id="The south")
    assert outcome.extra["network"]["population"] == {"deep": 1}
    assert told == [
        "other_name: nodes/C: the place 'north' is called 'Elsewhere' here; the first name is kept."
    ]


def test_a_backbone_comes_back_with_its_functions() -> None:
    value, told = built(
        [
            node("P", "partner", backbone="true", backbone_functions="policy|funding"),
            node("Q", "partner", backbone=True),
            node("R", "partner", backbone=False),
            node("S", "partner", backbone="perhaps"),
            node("T", "partner", backbone=True, backbone_functions=["dancing"]),
        ]
    )
    assert [(role.partner_id, role.functions) for role in value.backbone_roles] == [
        ("P", ("policy", "funding")),
        ("Q", ()),
        ("T", ()),
    ]
    assert value.partners[3].extra["network"] == {"backbone": "perhaps"}
    assert value.partners[2].extra == {}
    assert codes(told) == ["no_functions", "unknown_word"]


def test_links_to_nothing_to_itself_or_given_twice_are_told() -> None:
    nodes = [node("P", "partner"), node("A", "activity"), node("X", "person")]
    value, told = built(
        nodes,
        [
            Edge("P", "A", "delivers", {"role": "leads"}, where="row 2"),
            Edge("P", "A", "delivers", {"role": "leads"}, where="row 3"),
            Edge("P", "A", "delivers", {"role": "funds"}, where="row 4"),
            Edge("P", "nobody", "collaborates_with", {}, where="row 5"),
            Edge("nobody", "none", None, {}, where="row 6"),
            Edge("P", "P", "collaborates_with", {}, where="row 7"),
            Edge("P", "X", None, {}, where="row 8"),
            Edge("X", "A", None, {}, where="row 9"),
        ],
    )
    assert [part.role for part in value.activities[0].contributions] == ["leads", "funds"]
    assert codes(told) == ["repeated_row", *["unknown_id"] * 3, "self_reference", "not_read", "not_read"]
    assert "(P delivers A)" in told[0]
    assert "'nobody' is the id of nothing" in told[1]


def test_a_word_that_is_not_ours_is_read_by_what_it_joins() -> None:
    nodes = [
        node("P", "partner"),
        node("Q", "partner"),
        node("A", "activity"),
        node("B", "activity"),
        node("O", "outcome"),
    ]
    value, told = built(
        nodes,
        [
            Edge("P", "A", "Funds", {}),
            Edge("Q", "A", "Funds", {"role": "hosts"}),
            Edge("A", "O", "improves", {"weight": 2}),
            Edge("A", "B", "follows", {}),
            Edge("A", "P", "is led by", {}),
            Edge("A", "B", "Depends on", {"strength": "0.5", "sign": 1}),
            Edge("O", "A", None, {}, "undirected"),
            Edge("O", "B", None, {}),
        ],
    )
    first, second = value.activities
    assert first.contributions[0] == Contribution(partner_id="P", role="Funds")
    assert first.contributions[1].role == "hosts"
    assert first.outcome_ids == ("O",)
    (link,) = first.reinforcements
    assert (link.kind, link.activity_id, link.strength, link.extra) == ("depends_on", "B", 0.5, {})
    assert second.outcome_ids == ()
    assert told == [
        "repeated_row: : this link stands here a second time (O to A); it counts once.",
        "other_relation: : 2 links 'Funds' are read as delivers.",
        "other_relation: : 1 link 'improves' is read as contributes_to.",
        "not_read: : 1 link contributes_to says more than that it is there, which is not read.",
        "not_read: : 1 link 'follows' from activity to activity stands for nothing here and is not read.",
        "not_read: : 1 link 'is led by' from activity to partner stands for nothing here and is not read.",
        "not_read: : 1 link '' from outcome to activity stands for nothing here and is not read.",
    ]


def test_mutual_links_go_both_ways_and_undirected_ones_once() -> None:
    nodes = [node(id_, "partner") for id_ in "PQR"]
    value, _ = built(
        nodes, [Edge("P", "Q", None, {"tie_id": "T"}, "mutual"), Edge("Q", "R", None, {}, "undirected")]
    )
    assert [(tie.id, tie.from_id, tie.to_id) for tie in value.ties] == [
        ("T", "P", "Q"),
        ("T-tie", "Q", "P"),
        ("tie Q R", "Q", "R"),
    ]


def test_ties_keep_scale_and_reporter() -> None:
    nodes = [node("partner:P"), node("partner:Q")]
    value, told = built(
        nodes,
        [
            Edge(
                "partner:P",
                "partner:Q",
                "collaborates_with",
                {"scale_minimum": 1, "scale_maximum": 0, "reported_by": "Q"},
            ),
            Edge(
                "partner:Q",
                "partner:P",
                "collaborates_with",
                {"intensity": 9, "scale_maximum": 5, "reported_by": "partner:P"},
            ),
            Edge("partner:Q", "partner:P", "collaborates_with", {"reported_by": "Zoë"}),
        ],
    )
    first, second, third = value.ties
    assert first.reported_by_id == "Q"
    assert first.scale == Range(minimum=1, extra={"network": {"scale_maximum": 0}})
    assert second.reported_by_id == "P"
    assert second.intensity is None
    assert second.extra == {"network": {"intensity": 9}}
    assert third.extra == {"network": {"reported_by": "Zoë"}}
    assert codes(told) == ["reversed_range", "out_of_range", "unknown_id"]


def test_parts_have_one_whole_and_never_go_in_a_circle() -> None:
    nodes = [node(id_, "activity") for id_ in "ABCD"]
    pairs = ("AB", "BC", "CA", "AD", "DA")
    value, told = built(nodes, [Edge(first, second, "part_of", {}) for first, second in pairs])
    assert [activity.part_of_id for activity in value.activities] == ["B", "C", None, "A"]
    assert codes(told) == ["several_wholes", "circle"]
    assert "'C' would be part of itself" in told[1]


def test_the_initiative_gives_way_where_a_record_has_its_id() -> None:
    value, _ = built([node("partner:the file")])
    assert value.id == "the file-initiative"
    assert value.name == "File"
