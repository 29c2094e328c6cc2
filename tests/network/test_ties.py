from __future__ import annotations

import warnings
from typing import Any

import networkx as nx
import pytest

from collective_impact import errors
from collective_impact.model.backbone import BackboneRole
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner, Tie
from collective_impact.model.values import Range
from collective_impact.network.map import map_activities
from collective_impact.network.ties import ResponseRate, response_rate, ties

PLAIN = ("a", "b", "c", "d")


def tie(
    from_to: str, by: str | None = None, intensity: float | None = None, lowest: float | None = None
) -> Tie:
    scale = None if lowest is None else Range(minimum=lowest, maximum=4)
    id_ = f"{from_to} by {by} {intensity}"
    return Tie(
        id=id_, from_id=from_to[0], to_id=from_to[1], reported_by_id=by, intensity=intensity, scale=scale
    )


def initiative(*held: Tie) -> Initiative:
    return Initiative(id="I", partners=tuple(Partner(id=id_, name=id_.upper()) for id_ in PLAIN), ties=held)


def found(subject: Any, rule: Any, **asked: Any) -> list[str]:
    graph = ties(subject, rule, **asked)
    return sorted("".join(node[-1] for node in edge) for edge in graph.edges)


def named(*arcs: str) -> nx.DiGraph[str]:
    graph = nx.DiGraph([(arc[0], arc[1]) for arc in arcs])
    graph.add_nodes_from(PLAIN)
    return graph


# a and b name each other, a names c without an answer
NOMINATIONS = named("ab", "ba", "ac")


@pytest.mark.parametrize(
    ("rule", "undirected", "directed"),
    [
        ("any", ["ab", "ac"], ["ab", "ac", "ba", "ca"]),
        ("both", ["ab"], ["ab", "ba"]),
        ("sender", ["ab", "ac"], ["ab", "ac", "ba"]),
        ("receiver", ["ab", "ac"], ["ab", "ba", "ca"]),
    ],
)
def test_rules_over_nominations(rule: str, undirected: list[str], directed: list[str]) -> None:
    assert found(NOMINATIONS, rule) == undirected
    assert found(NOMINATIONS, rule, directed=True) == directed


# a and b confirm a's tie to b; b's tie to c is said by c only; c's to d is said by a, from outside; d's to a by d.
REPORTED = initiative(tie("ab", "a"), tie("ab", "b"), tie("bc", "c"), tie("cd", "a"), tie("da"))


@pytest.mark.parametrize(
    ("rule", "undirected", "directed"),
    [
        ("any", ["ab", "ad", "bc", "cd"], ["ab", "bc", "cd", "da"]),
        ("both", ["ab"], ["ab"]),
        ("sender", ["ab", "ad"], ["ab", "da"]),
        ("receiver", ["ab", "bc"], ["ab", "bc"]),
    ],
)
def test_rules_over_the_ties_of_an_initiative(rule: str, undirected: list[str], directed: list[str]) -> None:
    assert found(REPORTED, rule) == undirected
    assert found(REPORTED, rule, directed=True) == directed
    assert found(map_activities(REPORTED), rule) == undirected


def test_two_who_name_each_other_both_say_so_though_no_tie_is_said_twice() -> None:
    mutual = initiative(tie("ab"), tie("ba"))
    assert found(mutual, "both") == ["ab"]
    assert found(mutual, "both", directed=True) == []


def test_nodes_are_all_partners_on_the_map_with_what_is_known_of_them() -> None:
    held = Initiative(
        id="I",
        partners=(Partner(id="b", name="B", sector="health"), Partner(id="a", name="A")),
        backbone_roles=(BackboneRole(id="R", partner_id="a"),),
    )
    graph = ties(held)
    assert dict(graph.nodes) == {
        "partner:a": {"kind": "partner", "id": "a", "label": "A", "backbone": True},
        "partner:b": {"kind": "partner", "id": "b", "label": "B", "sector": "health", "backbone": False},
    }
    assert graph.graph == {"rule": "any"}
    assert not graph.is_directed()


def test_nodes_of_a_graph_keep_their_attributes_and_the_graph_stays_as_it_is() -> None:
    graph = nx.MultiDiGraph()
    graph.add_node("z", sector="health")
    graph.add_edge("a", "z", w=2)
    graph.add_edge("a", "z", w=2)
    held = ties(graph, strength="w", minimum_intensity=1, directed=True, rule="sender")
    assert list(held.nodes(data=True)) == [("a", {}), ("z", {"sector": "health"})]
    assert list(held.edges(data=True)) == [("a", "z", {"intensity": 2.0})]
    assert held.graph == {"rule": "sender", "minimum_intensity": 1}
    held.nodes["z"]["sector"] = "other"
    assert graph.nodes["z"] == {"sector": "health"}


def test_the_intensity_is_the_mean_of_the_reports_that_count() -> None:
    held = initiative(
        tie("ab", "a", 3), tie("ab", "b", 2), tie("ba", "b", 4), tie("bc", "b"), tie("bc", "c", 1)
    )
    assert ties(held).edges["partner:a", "partner:b"] == {"intensity": 3.0}
    assert ties(held, "sender").edges["partner:a", "partner:b"] == {"intensity": 3.5}
    assert ties(held, "sender").edges["partner:b", "partner:c"] == {}
    assert ties(held, minimum_intensity=3).edges["partner:a", "partner:b"] == {"intensity": 3.5}


def test_equal_reports_count_once() -> None:
    twice = [Tie(id=str(row), from_id="a", to_id="b", intensity=1) for row in range(2)]
    held = initiative(*twice, tie("ba", "b", 4))
    assert ties(held).edges["partner:a", "partner:b"] == {"intensity": 2.5}


def test_weak_levels_are_no_ties_unless_asked_for() -> None:
    held = initiative(
        tie("ab", None, 1, lowest=1), tie("bc", None, 2, lowest=1), tie("cd", None, 0), tie("ad")
    )
    assert found(held, "any") == ["ad", "bc"]
    assert found(held, "any", minimum_intensity=1) == ["ab", "bc"]
    assert found(held, "any", minimum_intensity=0) == ["ab", "bc", "cd"]
    assert found(held, "any", minimum_intensity=2) == ["bc"]


def test_a_weak_report_does_not_count_for_both() -> None:
    held = initiative(tie("ab", "a", 3), tie("ab", "b", 1))
    assert found(held, "both") == ["ab"]
    assert found(held, "both", minimum_intensity=2) == []
    assert found(held, "any", minimum_intensity=2) == ["ab"]


def test_a_graph_must_say_where_its_intensity_is() -> None:
    graph = nx.DiGraph()
    graph.add_edge("a", "b", contact=5)
    graph.add_edge("c", "a", contact=2)
    graph.add_edge("c", "b")
    with pytest.raises(errors.InvalidRecordError, match="strength='contact', say. More must be stronger"):
        ties(graph, minimum_intensity=3)
    assert found(graph, "any", minimum_intensity=3, strength="contact") == ["ab"]
    assert found(graph, "any", strength="contact") == ["ab", "ac", "bc"]


@pytest.mark.parametrize("value", ["5", float("nan"), True])
def test_an_intensity_that_is_no_number_is_named(value: Any) -> None:
    graph = nx.DiGraph()
    graph.add_edge("a", "b", w=value)
    with pytest.raises(errors.InvalidRecordError, match=r"The arc 'a' - 'b' bears '.*' as 'w'"):
        ties(graph, strength="w")


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(errors.InvalidRecordError, match="no direction, so it does not say who named whom"):
        ties(nx.Graph())  # type: ignore[arg-type]
    with pytest.raises(errors.UnknownNameError, match="no rule 'either'"):
        ties(NOMINATIONS, "either")  # type: ignore[arg-type]
    with pytest.raises(errors.InvalidRecordError, match="must be a number, found nan"):
        ties(REPORTED, minimum_intensity=float("nan"))


def test_what_somebody_says_of_itself_is_left_out_with_a_warning() -> None:
    with pytest.warns(errors.CollectiveImpactWarning, match="says of itself: 'a' and 1 more"):
        assert found(named("aa", "bb", "ab"), "any") == ["ab"]
    with pytest.warns(errors.CollectiveImpactWarning, match="says of itself: 'a'\\."):
        assert found(initiative(tie("aa"), tie("ab")), "any") == ["ab"]
    with pytest.warns(errors.CollectiveImpactWarning, match="says of itself"):
        assert response_rate(named("aa")).answered == ()


def test_ties_of_who_is_not_on_the_map_are_left_out() -> None:
    from datetime import date

    held = Initiative(
        id="I",
        partners=(Partner(id="a", name="A"), Partner(id="b", name="B", until=date(2020, 1, 1))),
        ties=(tie("ab"), tie("ba")),
    )
    assert list(ties(map_activities(held, on=date(2024, 1, 1))).edges) == []
    assert list(ties(held).edges) == [("partner:a", "partner:b")]


def test_who_answered() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert response_rate(REPORTED) == ResponseRate(1.0, ("a", "b", "c", "d"), ())
        assert response_rate(initiative(tie("ab", "b", 0))) == ResponseRate(0.25, ("b",), ("a", "c", "d"))
        assert response_rate(NOMINATIONS) == ResponseRate(0.5, ("a", "b"), ("c", "d"))
        assert response_rate(nx.DiGraph()) == ResponseRate(None, (), ())
        assert response_rate(Initiative(id="I")).share is None


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_partners_give_few_ties(count: int) -> None:
    graph: nx.DiGraph[int] = nx.DiGraph(nx.path_graph(count, create_using=nx.DiGraph))
    assert ties(graph).number_of_edges() == max(0, count - 1)
    assert ties(graph, "both").number_of_nodes() == count
