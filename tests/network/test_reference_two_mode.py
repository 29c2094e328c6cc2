"""The two-mode figures of real networks and of the toy, as other programs and hands have worked them out.

Checks 5, 12 and 13 of the acceptance list, and how far brokers lead. The real networks stand beside the project; where they are absent
these tests skip and say so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from tests.network.reference import committees, consortia, emon, expected, southern_women, tobacco

from collective_impact.arithmetic import mean, total
from collective_impact.model.initiative import Initiative
from collective_impact.network.betweenness import betweenness
from collective_impact.network.null_models import null_test
from collective_impact.network.projection import Overlap, overlap, project
from collective_impact.network.stability import stability
from collective_impact.network.two_mode import nodf, specialisation

RATIO = 1e-5
NETWORKS = {"chemnet/committee": committees, "southern_women": southern_women}


@pytest.fixture(scope="module", params=sorted(NETWORKS))
def real(request: pytest.FixtureRequest, shared_data: Path) -> tuple[nx.Graph[Any], dict[str, Any]]:
    return NETWORKS[request.param](shared_data), expected(shared_data, request.param)


def named(node: object) -> str:
    return str(node).partition(":")[2]


def best(ties: Any, count: int) -> list[list[Any]]:
    """Return the strongest ties as the reference file writes them: names, and the weight at six digits."""
    rows = [[*sorted((named(one), named(other))), round(held, 6)] for one, other, held in ties]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))[:count]


def identical(rows: tuple[Overlap, ...]) -> set[frozenset[str]]:
    return {frozenset((named(row.one), named(row.other))) for row in rows if row.relation == "identical"}


def test_both_projections(real: tuple[nx.Graph[Any], dict[str, Any]]) -> None:
    graph, figures = real
    for side, name in ((0, "left_projection"), (1, "right_projection")):
        made = project(graph, side)
        weights = [held for *_, held in made.edges(data="weight")]
        assert (len(weights), sum(weights)) == (figures[name]["edges"], figures[name]["sum_shared"])
        assert abs(nx.density(made) - figures[name]["density"]) < RATIO
    weights = [held for *_, held in project(graph, 0).edges(data="weight")]
    assert max(weights) == figures["left_projection"]["max_shared"]
    assert (
        project(graph, 0, minimum=2).number_of_edges()
        == figures["left_projection"]["pairs_sharing_2_or_more"]
    )


def test_newman_weights(real: tuple[nx.Graph[Any], dict[str, Any]]) -> None:
    graph, figures = real
    ties = list(project(graph, 0, weight="newman").edges(data="weight"))
    assert abs(total(held for *_, held in ties) - figures["newman_weight_sum"]) < 1e-9
    assert total(held for *_, held in ties) == pytest.approx(graph.number_of_edges() / 2)
    theirs = [[*sorted(row[:2]), row[2]] for row in figures["newman_top5"]]
    assert best(ties, 5) == sorted(theirs, key=lambda row: (-row[2], row[0], row[1]))


def test_overlaps(real: tuple[nx.Graph[Any], dict[str, Any]]) -> None:
    graph, figures = real
    left, right = overlap(graph, 0), overlap(graph, 1)
    for name, key in (("jaccard", "mean_jaccard_all_pairs"), ("simpson", "mean_simpson_overlap_all_pairs")):
        found = mean(getattr(row, name) for row in left)
        assert found is not None
        assert abs(found - figures[key]) < RATIO
    assert identical(left) == {frozenset(pair) for pair in figures["left_identical_profiles"]}
    assert identical(right) == {frozenset(pair) for pair in figures["right_identical"]}
    assert sum(row.relation == "nested" for row in left) == figures["left_strict_subset_count"]
    assert sum(row.relation == "nested" for row in right) == figures["right_strict_subset_count"]
    strongest = {frozenset((named(row.one), named(row.other))): row for row in right}
    for one, other, shared, jaccard in figures["right_jaccard_top8_[a,b,shared,jaccard]"]:
        row = strongest[frozenset((one, other))]
        assert row.shared == shared
        assert row.jaccard == pytest.approx(jaccard, abs=RATIO)


def test_nestedness_and_specialisation(real: tuple[nx.Graph[Any], dict[str, Any]]) -> None:
    graph, figures = real
    assert nodf(graph) == pytest.approx(figures["nodf"]["total"], abs=RATIO)
    found, theirs = specialisation(graph), figures["entropy"]
    assert found.mutual_information == pytest.approx(theirs["mutual_information"], abs=RATIO)
    assert found.share == pytest.approx(theirs["mi_over_min_marginal"], abs=RATIO)
    assert found.row_entropy == pytest.approx(theirs["H_left"], abs=RATIO)
    assert found.column_entropy == pytest.approx(theirs["H_right"], abs=RATIO)


def test_nestedness_is_no_more_than_busy_members_bring(real: tuple[nx.Graph[Any], dict[str, Any]]) -> None:
    """What looks nested is mostly the spread of totals: neither network exceeds its degree-keeping null."""
    graph, _ = real
    found = null_test(graph, nodf, draws=60)
    assert found.p_high is not None
    assert found.p_high > 0.05
    assert found.mean == pytest.approx(found.observed, rel=0.1)


def test_the_committees_of_chemnet(shared_data: Path) -> None:
    graph = committees(shared_data)
    rows = overlap(graph, "committee", "actor")
    assert identical(rows) == {frozenset(("AC NS", "CC OS"))}
    assert sum(row.relation == "nested" for row in rows) == 15
    (pair,) = (row for row in rows if {named(row.one), named(row.other)} == {"EU COR", "EU APP"})
    assert (pair.shared, pair.jaccard) == (14, pytest.approx(0.777778, abs=RATIO))


@pytest.mark.parametrize(
    ("name", "ratio", "leader"),
    [("texas", 1.2, "Texas.Highway.Patrol"), ("nfdi", 1.4, "NFDI4Ing"), ("tcdiss", 6.7, "ITPC")],
)
def test_how_far_the_first_broker_leads(shared_data: Path, name: str, ratio: float, leader: str) -> None:
    graph = {"texas": emon, "nfdi": lambda data, _: consortia(data), "tcdiss": tobacco}[name](
        shared_data, name
    )
    found = stability(nx.Graph(graph), betweenness, draws=20)
    assert found.leader == leader
    assert found.gap_ratio is not None
    assert round(found.gap_ratio, 1) == ratio
    assert found.leader_share is not None
    assert found.rank_correlation is not None
    assert 0.5 < found.rank_correlation < 1


def test_the_toy_by_hand(toy: Initiative, toy_expected: dict[str, Any]) -> None:
    found = {(row.one, row.other): row for row in overlap(toy)}
    assert found["P2", "P4"].jaccard == pytest.approx(2 / 3)
    assert found["P3", "P4"].jaccard == 0.25
    assert found["P2", "P4"].simpson == 1
    for name in ("jaccard", "simpson"):
        for pair, value in toy_expected[name].items():
            one, other = pair.split("-")
            assert getattr(found[one, other], name) == pytest.approx(value)
    newman = project(toy, weight="newman")
    assert {tie: held["weight"] for tie, held in newman.edges.items()} == {
        ("partner:P3", "partner:P4"): 1.0,
        ("partner:P4", "partner:P6"): 1.0,
    }
    assert sorted(map(named, nx.isolates(newman))) == toy_expected["co_delivery_isolates"]
    assert list(map(named, nx.articulation_points(newman))) == toy_expected["co_delivery_articulation_points"]
