"""GraphML: a round trip, other libraries' files, and what could do harm refused before it is parsed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from collective_impact.errors import DocumentError, LimitError
from collective_impact.interchange import graphml
from collective_impact.interchange.reading import Reading
from collective_impact.model.activity import Activity, Contribution
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.network import map_activities

HEAD = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
KEYS = "".join(
    f'<key id="{name}" for="all" attr.name="{name}" attr.type="{kind}"/>'
    for name, kind in {
        "kind": "string",
        "label": "string",
        "relation": "string",
        "x": "double",
        "ok": "boolean",
    }.items()
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "map.graphml"


def read(path: Path, inside: str, head: str = HEAD + KEYS) -> Reading[Initiative]:
    path.write_text(f"{head}{inside}</graphml>", encoding="utf-8")
    return graphml.read(path)


def told(reading: Reading[Initiative]) -> list[tuple[str, str]]:
    return [(problem.code, problem.path) for problem in reading.problems]


def test_a_collaboration_comes_back_whole(collaboration: Initiative, parts: Any, path: Path) -> None:
    assert graphml.write(map_activities(collaboration), path) == ()
    reading = graphml.read(path)
    assert reading.problems == ()
    assert parts(reading.value) == parts(collaboration)
    assert (reading.value.id, reading.value.name) == ("riverside", "Riverside & friends")


def test_networkx_reads_it_as_the_graph_of_the_map(collaboration: Initiative, path: Path) -> None:
    graphml.write(collaboration, path)
    theirs, ours = nx.read_graphml(path), map_activities(collaboration).graph
    assert set(theirs) == set(ours)
    computed = ("id", "gap", "backbone")
    for name, facts in ours.nodes(data=True):
        shared = {key: value for key, value in facts.items() if key not in computed}
        assert shared.items() <= theirs.nodes[name].items()
    links = {(*ends, facts["relation"]) for *ends, facts in theirs.edges(data=True)}
    assert {(*ends, facts["relation"]) for *ends, facts in ours.edges(data=True)} < links


def test_what_networkx_writes_is_read(collaboration: Initiative, path: Path) -> None:
    nx.write_graphml(nx.MultiDiGraph(map_activities(collaboration).graph), path)
    value = graphml.read(path).value
    assert value.id == "riverside"
    assert [partner.title for partner in value.partners] == [
        partner.title for partner in collaboration.partners
    ]
    assert [partner.extra for partner in value.partners] == [{}] * 3
    for theirs, ours in zip(value.activities, collaboration.activities, strict=True):
        assert {(part.partner_id, part.role) for part in theirs.contributions} == {
            (part.partner_id, part.role) for part in ours.contributions
        }
        assert theirs.reinforcements == ours.reinforcements
        assert (theirs.outcome_ids, theirs.strategy_ids) == (ours.outcome_ids, ours.strategy_ids)
    assert len(value.ties) == 2


def test_an_initiative_without_a_name_or_a_record_is_written(path: Path) -> None:
    graphml.write(Initiative(id="x"), path)
    value = graphml.read(path).value
    assert (value.id, value.name, value.partners) == ("x", None, ())


def test_values_of_different_types_under_one_name_are_texts(path: Path) -> None:
    partners = tuple(
        Partner(id=id_, extra={"network": {"x": value, "y": number}})
        for id_, value, number in (("P", 1, 1), ("Q", True, 2.5), ("R", "a", 3))
    )
    graphml.write(Initiative(id="x", partners=partners), path)
    kept = [partner.extra["network"] for partner in graphml.read(path).value.partners]
    assert kept == [{"x": "1", "y": 1}, {"x": "true", "y": 2.5}, {"x": "a", "y": 3}]


def test_hostile_texts_stay_texts_and_what_xml_has_no_form_for_is_told(path: Path) -> None:
    name = ']]></data><node id="x">&lt;\x01\t\r\n\'\ufffe' + "é" * 10_000
    left_out = graphml.write(Initiative(id="<&>\"'", partners=(Partner(id='"<P>', name=name),)), path)
    assert [problem.code for problem in left_out] == ["bad_text"]
    value = graphml.read(path).value
    assert value.id == "<&>\"'"
    assert value.partners == (
        Partner(id='"<P>', name=name.replace("\x01", "\ufffd").replace("\ufffe", "\ufffd")),
    )


def test_an_undirected_network_of_somebody_else_is_read(path: Path) -> None:
    inside = (
        '<graph edgedefault="undirected"><data key="label">Town</data>'
        '<node id="a"><data key="x">1</data><data key="ok">1</data></node><node id="b"><data key="x">many</data></node>'
        '<edge source="a" target="b"/><edge source="b" target="a" directed="true"><data key="ok">no</data></edge></graph>'
    )
    reading = read(path, inside)
    assert reading.value.name == "Town"
    assert reading.value.id == "map"
    assert [partner.extra for partner in reading.value.partners] == [
        {"network": {"x": 1, "ok": True}},
        {"network": {"x": "many"}},
    ]
    assert [(tie.from_id, tie.to_id) for tie in reading.value.ties] == [("a", "b"), ("b", "a")]
    assert reading.value.ties[1].extra == {"network": {"ok": "no"}}
    assert told(reading) == [("no_kind", "")]


def test_defaults_count_and_what_is_not_known_is_told(path: Path) -> None:
    inside = (
        '<key id="d" for="node" attr.name="kind"><default>partner</default></key><key id="e" for="edge"/><key/>'
        '<desc/><graph><desc/><node id="a"><data key="d">activity</data><port/></node><node id="b"><data key="label"> </data></node><node/>'
        '<edge source="b" target="a"><data key="e">x</data><data key="relation"><deep/></data></edge><edge/>'
        "<hyperedge/></graph><graph/>"
    )
    reading = read(path, inside)
    assert [record.id for record in reading.value.partners] == ["b"]
    assert reading.value.activities[0].contributions[0].extra == {"network": {"e": "x"}}
    assert told(reading) == [
        ("no_id", "graph[1]/node[3]"),
        ("unknown_id", "graph[1]/edge[2]"),
        ("unknown_id", "graph[1]/edge[2]"),
        ("not_read", "graph[1]/node[1]/port[1]"),
        ("not_read", "graph[1]/edge[1]/data[2]"),
        ("not_read", "desc[1]"),
        ("not_read", "graph[2]"),
        ("not_read", "graph[1]/hyperedge[1]"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<graphml/>",
        "<gexf><graph/></gexf>",
        '<!DOCTYPE g [<!ENTITY a "aaaa">]><graphml><graph id="&a;"/></graphml>',
        '<!DOCTYPE g SYSTEM "file:///etc/passwd"><graphml><graph/></graphml>',
        "<graphml><graph>&unknown;</graph></graphml>",
        "not xml",
    ],
)
def test_what_is_no_graphml_or_could_do_harm_is_refused(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError):
        graphml.read(path)


def test_more_than_could_be_read_again_is_not_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphml, "MOST_ELEMENTS", 50)
    parts = tuple(Contribution(partner_id=f"P{number}") for number in range(20))
    partners = tuple(Partner(id=part.partner_id) for part in parts)
    initiative = Initiative(id="x", partners=partners, activities=(Activity(id="A", contributions=parts),))
    with pytest.raises(LimitError, match="too large for GraphML"):
        graphml.write(initiative, path)
    assert not path.exists()
