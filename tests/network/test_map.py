"""The map: what it holds, what it hands on, what it says in short, and input that wishes it ill."""

from __future__ import annotations

import copy
import pickle
import re
import subprocess
import sys
from datetime import date, datetime
from typing import Any

import attrs
import pytest

from collective_impact import network
from collective_impact.documents import from_data, to_data
from collective_impact.errors import InvalidRecordError
from collective_impact.model.activity import Activity, Contribution, Reinforcement
from collective_impact.model.agenda import Agenda, Outcome, Strategy
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner, Tie
from collective_impact.model.values import Population
from collective_impact.network.incidence import incidence

Answers = dict[str, Any]
ANSWERS = [
    "backbone_load",
    "complementarity",
    "costliest",
    "coverage",
    "duplicate_activities",
    "duplication",
    "influence",
    "loops",
    "reinforced_activities",
    "resilience",
    "schedule",
    "smallest_cover",
]
LONG = "Überlänge <b>&amp;\u202e " * 500


def cells(text: str) -> list[str]:
    """Return the lines of tables with a stroke between their cells."""
    return [re.sub(" {2,}", " | ", line) for line in text.splitlines()]


def test_a_map_holds_its_index_and_hands_it_on(toy: Initiative) -> None:
    drawn = network.map_activities(toy, on=date(2026, 1, 1))
    assert (drawn.initiative, drawn.on) == (toy, date(2026, 1, 1))
    assert incidence(drawn) is drawn.index
    assert incidence(drawn, on=date(2026, 1, 2)).on == date(2026, 1, 2)
    assert network.map_activities(drawn) is drawn
    assert network.map_activities(drawn, on=date(2026, 1, 2)).on == date(2026, 1, 2)
    assert network.map_activities(drawn.index).index is drawn.index
    assert repr(drawn) == "ActivityMap(6 partners, 7 activities, 5 outcomes, 0 strategies)"


def test_every_answer_is_the_same_from_a_map_as_from_its_initiative(toy: Initiative) -> None:
    drawn = network.map_activities(toy)
    for name in [
        "backbone_load",
        "complementarity",
        "costliest",
        "coverage",
        "duplicate_activities",
        "duplication",
        "influence",
        "loops",
        "reinforced_activities",
        "resilience",
        "schedule",
        "smallest_cover",
    ]:
        function = getattr(network, name)
        assert function(drawn) == function(toy)
    assert list(network.relations(drawn)) == list(network.relations(toy))
    assert network.if_partner_leaves(drawn, "P2") == network.if_partner_leaves(toy, "P2")
    assert network.outcomes_lost(drawn, "P3") == network.outcomes_lost(toy, "P3")


def test_the_order_of_rows_changes_no_answer(toy: Initiative) -> None:
    other = attrs.evolve(
        toy,
        agenda=attrs.evolve(toy.agenda, outcomes=toy.agenda.outcomes[::-1]),
        partners=toy.partners[::-1],
        activities=tuple(
            attrs.evolve(
                held,
                contributions=held.contributions[::-1],
                outcome_ids=held.outcome_ids[::-1],
                reinforcements=held.reinforcements[::-1],
            )
            for held in toy.activities[::-1]
        ),
    )
    for name in ANSWERS:
        assert getattr(network, name)(other) == getattr(network, name)(toy)
    assert str(network.map_activities(other)) == str(network.map_activities(toy))


def test_the_summary_of_the_toy(toy: Initiative) -> None:
    text = str(network.map_activities(toy, on=date(2026, 1, 1)))
    for line in (
        "Map of activities: toy on 2026-01-01",
        "Outcomes without an activity (gaps) | 1 | youth employment",
        "Outcomes that rest on one partner | 1 | youth mental health",
        "Outcomes whose activities nobody carries | 0",
        "Outcomes with an activity | 4 | 80 %",
        "Duplicating activities (sure / possible) | 2 / 2 | A3; A4",
        "duplicates (sure / possible) | 1 / 1",
        "hinders | 1",
        "unconnected | 15",
        "Health clinic | 2 | 0 | 1 | 1",
    ):
        assert line in cells(text)
    assert "Faith coalition" not in text


def test_the_summary_in_a_notebook_holds_the_same_rows(toy: Initiative) -> None:
    page = network.map_activities(toy)._repr_html_()
    assert page.count("<table>") == page.count("</table>") == 4
    assert "<bdi>youth employment</bdi>" in page
    assert "<bdi>Health clinic</bdi>" in page


def test_the_summary_asks_for_no_graph_library() -> None:
    code = (
        "import sys\nfrom collective_impact import network\n"
        "from collective_impact.model.initiative import Initiative\n"
        "drawn = network.map_activities(Initiative(id='I'))\n"
        "str(drawn), drawn._repr_html_(), repr(drawn)\n"
        "print('networkx' in sys.modules)\n"
        "drawn.graph\nprint('networkx' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout.split() == ["False", "True"]


def test_an_empty_initiative_has_a_map_and_sensible_answers() -> None:
    drawn = network.map_activities(Initiative(id="I"))
    assert "No activity is recorded" in str(drawn)
    assert "Pairs of activities" not in str(drawn)
    assert "Who would be missed most" not in drawn._repr_html_()
    assert len(drawn.graph) == 0


def test_text_of_any_kind_stays_text_in_the_summary() -> None:
    hostile = Initiative(
        id="I",
        name=LONG,
        agenda=Agenda(
            outcomes=(Outcome(id="O", name="<script>alert(1)</script>"), Outcome(id="G", name=LONG))
        ),
        partners=(Partner(id="P", name=LONG), Partner(id="Q", name="=1+1\n\x1b[31m")),
        activities=(
            Activity(id="A", name=LONG, contributions=(Contribution(partner_id="P"),), outcome_ids=("O",)),
        ),
    )
    drawn = network.map_activities(hostile)
    page, text = drawn._repr_html_(), str(drawn)
    assert "<script" not in page
    assert "<b>" not in page
    assert not {"\x1b", "\u202e"} & set(page + text)
    assert len(page) < 10_000
    assert drawn.graph.nodes["activity:A"]["label"] == LONG
    assert len(network.if_partner_leaves(drawn, "P").sentence) < 1_000


def test_many_names_are_told_in_part() -> None:
    gaps = tuple(Outcome(id=f"O{i}") for i in range(8))
    initiative = Initiative(id="I", agenda=Agenda(outcomes=gaps), activities=(Activity(id="A"),))
    assert "O0; O1; O2; O3; O4; and 3 more" in str(network.map_activities(initiative))


def test_what_nobody_carries_or_serves_and_who_waits_in_vain_has_a_row() -> None:
    day, old, young = date(2026, 1, 1), Population(id="old"), Population(id="young")
    held = Initiative(
        id="I",
        agenda=Agenda(
            outcomes=(
                Outcome(id="O1"),
                Outcome(id="O2", population=old),
                Outcome(id="O3", population=old, name="\u2003 "),
            )
        ),
        partners=(Partner(id="P", until=date(2025, 1, 1)), Partner(id="Q", name=" "), Partner(id="R")),
        activities=(
            Activity(id="A", contributions=(Contribution(partner_id="P"),), outcome_ids=("O1",)),
            Activity(
                id="B",
                contributions=(Contribution(partner_id="Q"),),
                outcome_ids=("O2",),
                population=young,
                reinforcements=(Reinforcement(kind="depends_on", activity_id="C"),),
            ),
            Activity(id="C", status="cancelled"),
            Activity(id="D", outcome_ids=("O3",)),
        ),
        ties=(
            Tie(id="t", from_id="P", to_id="Q"),
            Tie(id="u", from_id="Q", to_id="R"),
            Tie(id="v", from_id="Q", to_id="Q"),
        ),
    )
    text = str(network.map_activities(held, on=day))
    for line in (
        "Ties between partners | 1",
        "Outcomes whose activities nobody carries | 1 | O1",
        "Stated population or place not served | 1 | O2",
        "Stated population or place perhaps not served | 1 | O3",
        "Activities that no partner carries | 1 | A",
        "Activities that wait for one not on the map | 1 | B",
        "Q | 1 | 1 | 1 | 1",
    ):
        assert line in cells(text)
    assert "Stated population" not in str(
        network.map_activities(Initiative(id="I", activities=(Activity(id="A"),)))
    )


@pytest.mark.parametrize("wrong", ["x", [], {}, None, 3, Partner(id="P")])
def test_what_is_no_initiative_is_refused_with_what_to_give(wrong: Any) -> None:
    functions = [getattr(network, name) for name in ANSWERS]
    others = (network.map_activities, network.relations, network.ties, network.project, network.nodf)
    for function in (*functions, *others, network.specialisation, network.overlap, network.response_rate):
        with pytest.raises(
            InvalidRecordError, match="Expected an initiative, or a map or index of one, found"
        ):
            function(wrong)


@pytest.mark.parametrize("wrong", ["2024-01-01", datetime(2024, 1, 1), 2024])  # noqa: DTZ001 - none is a date
def test_a_day_that_is_no_date_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidRecordError, match=r"`on` is to be a date, such as date\(2026, 6, 1\), found"):
        network.map_activities(Initiative(id="I"), on=wrong)


def test_a_map_its_index_and_its_relations_can_be_stored_and_copied(toy: Initiative) -> None:
    drawn = network.map_activities(toy, on=date(2026, 1, 1))
    assert len(drawn.graph)
    for copied in (pickle.loads(pickle.dumps(drawn)), copy.deepcopy(drawn), copy.copy(drawn)):  # noqa: S301 - our own
        assert (str(copied), copied.on, copied.initiative) == (str(drawn), drawn.on, toy)
        with pytest.raises(TypeError):
            copied.index.links[0, 1] = frozenset()  # type: ignore[index]
    assert list(copy.deepcopy(network.relations(drawn))) == list(network.relations(drawn))


def test_an_activity_with_ten_thousand_partners_is_answered() -> None:
    count = 10_000
    initiative = Initiative(
        id="I",
        agenda=Agenda(outcomes=(Outcome(id="O"),), strategies=(Strategy(id="S", outcome_ids=("O",)),)),
        partners=tuple(Partner(id=f"P{i}") for i in range(count)),
        activities=(
            Activity(
                id="A",
                contributions=tuple(Contribution(partner_id=f"P{i}") for i in range(count)),
                strategy_ids=("S",),
                reinforcements=(Reinforcement(kind="supports", activity_id="B"),),
            ),
            Activity(id="B", contributions=(Contribution(partner_id="P7"),), outcome_ids=("O",)),
        ),
    )
    drawn = network.map_activities(initiative)
    assert network.coverage(drawn).share == 1
    assert network.resilience(drawn).share == 1
    assert network.if_partner_leaves(drawn, "P7").activities_lost == ("B",)
    assert network.if_partner_leaves(drawn, "P0").fragmentation == 0
    assert len(network.smallest_cover(drawn).partner_ids) == 1
    assert drawn.graph.number_of_edges() == count + 5


def test_circles_of_every_kind_are_no_trouble() -> None:
    ring = [
        Activity(
            id=f"A{i}",
            contributions=(Contribution(partner_id=f"P{i % 2}"),),
            outcome_ids=("O",),
            reinforcements=(
                Reinforcement(kind="depends_on", activity_id=f"A{(i + 1) % 4}"),
                Reinforcement(kind="supports", activity_id=f"A{(i + 1) % 4}", strength=0),
                Reinforcement(kind="hinders", activity_id=f"A{(i + 3) % 4}"),
            ),
        )
        for i in range(4)
    ]
    initiative = Initiative(
        id="I",
        agenda=Agenda(outcomes=(Outcome(id="O", leads_to_ids=("O",)),)),
        partners=(Partner(id="P0"), Partner(id="P1")),
        activities=tuple(ring),
    )
    drawn = network.map_activities(initiative)
    assert [circle.activity_ids for circle in network.schedule(drawn).circles] == [("A0", "A1", "A2", "A3")]
    assert network.loops(drawn).loops[0].activity_ids == ("A0", "A1", "A2", "A3")
    assert network.if_partner_leaves(drawn, "P0").outcomes_lost == ("O",)
    assert network.influence(drawn).settled
    assert str(drawn)


def test_a_negative_strength_never_gets_as_far() -> None:
    with pytest.raises(ValueError, match="cannot be right"):
        Reinforcement(kind="supports", activity_id="A", strength=-0.1)


def test_the_records_of_the_room_survive_plain_data(toy: Initiative) -> None:
    drawn = network.map_activities(attrs.evolve(toy))
    for held in (
        network.duplication(drawn),
        network.loops(drawn),
        network.schedule(drawn),
        network.influence(drawn),
        network.resilience(drawn),
        network.smallest_cover(drawn),
        network.backbone_load(drawn),
    ):
        assert from_data(to_data(held), type(held)) == held


def test_projections_and_ties_are_at_hand(toy: Initiative) -> None:
    drawn = network.map_activities(toy)
    assert set(drawn.project().edges) == set(network.project(toy).edges) != set()
    assert (
        drawn.project(onto="partner", via="outcome", weight="simpson").edges["partner:P2", "partner:P4"][
            "weight"
        ]
        == 1
    )
    tied = attrs.evolve(toy, ties=(Tie(id="t", from_id="P1", to_id="P2", intensity=3),))
    assert list(network.map_activities(tied).ties(minimum_intensity=2).edges) == [
        ("partner:P1", "partner:P2")
    ]
