"""A landscape as Mermaid and GraphML: everybody is in it, and no name can break out of its place."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import attrs
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact import landscape as room
from collective_impact.landscape import Body, Collaboration, Landscape, Organisation, compare, index_of
from collective_impact.reporting import landscape_graphml, mermaid

MILLBROOK = Path(__file__).parents[2] / "examples" / "landscape" / "landscape.json"
LINE = re.compile(
    r"""flowchart\ LR
    |\ \ subgraph\ \w+\["\w+"\]
    |\ \ end
    |\ {2,4}[bco]\d+\["(?:[^\W_]|[ ,.-]|\#\d+;)*"\]
    |\ \ [bco]\d+\ (?:-->|-\.\ oversees\ \.->)\ [bco]\d+
    |\ \ c\d+\ (?:--\ "\d+"\ ---|==\ "\d+,\ (?:nested|identical)"\ ===)\ c\d+
    |\ \ %%\ .*
    |\ \ classDef\ gap\ stroke-dasharray:\ 5\ 5
    |\ \ class\ [o\d,]+\ gap""",
    re.VERBOSE,
)
HOSTILE = [
    'a"] --> b["c',
    "end\nclick c0 href 'javascript:alert(1)'",
    "<script>alert(1)</script>&amp;",
    "%%{init: {}}%%",
    "\x00\x1b[2J\u202e"[1:],
    "שלום עולם \U0001f389",
    "word " * 2_000,
]


def county() -> Landscape:
    return Landscape(
        id="county",
        name="County & town",
        organisations=(
            Organisation(id="A", name="Alpha", sector="health"),
            Organisation(id="A2", name="Alfa", sector="public"),
            Organisation(id="B", name="Beta"),
        ),
        outcomes=(ci.Outcome(id="G", name="Reading"), ci.Outcome(id="H", name="Nobody's")),
        strategies=(ci.Strategy(id="S", name="Tutors"),),
        bodies=(
            Body(id="council", kind="council", member_ids=("A2",)),
            Body(id="board", answers_to_ids=("council",)),
        ),
        collaborations=(
            Collaboration(
                id="C1",
                name="First",
                member_ids=("A", "B"),
                outcome_ids=("G",),
                strategy_ids=("S",),
                overseen_by_ids=("board",),
                since=date(2020, 1, 1),
                hours_per_meeting=2,
                settings=("out of school", "in school"),
            ),
            Collaboration(
                id="C2", name="Second", member_ids=("A2",), outcome_ids=("G",), until=date(2024, 1, 1)
            ),
        ),
    ).merging("A", "A2")


def named(name: str) -> Landscape:
    members = (Organisation(id="A", name=name), Organisation(id="B", name=name))
    rows = tuple(
        Collaboration(id=id_, name=name, member_ids=("A", "B"), outcome_ids=("G",), overseen_by_ids=("X",))
        for id_ in ("C1", "C2")
    )
    return Landscape(
        id="L",
        name=name,
        organisations=members,
        collaborations=rows,
        outcomes=(ci.Outcome(id="G", name=name),),
        bodies=(Body(id="X", name=name),),
    )


def test_a_landscape_has_bodies_collaborations_and_goals() -> None:
    assert mermaid(county(), title="County") == (
        '---\ntitle: "County"\n---\nflowchart LR\n'
        '  subgraph bodies["Bodies"]\n'
        '    b0["board"]\n'
        '    b1["council"]\n'
        "  end\n"
        '  subgraph collaborations["Collaborations"]\n'
        '    c0["First #40;2 members#41;"]\n'
        '    c1["Second #40;1 member#41;"]\n'
        "  end\n"
        '  subgraph outcomes["Goals"]\n'
        '    o0["Reading"]\n'
        '    o1["Nobody#39;s #40;gap#41;"]\n'
        "  end\n"
        "  b1 -. oversees .-> b0\n"
        "  b0 -. oversees .-> c0\n"
        "  c0 --> o0\n"
        "  c1 --> o0\n"
        "  classDef gap stroke-dasharray: 5 5\n"
        "  class o1 gap\n"
    )
    later = mermaid(index_of(county(), on=date(2026, 1, 1)))
    assert "First" in later
    assert "Second" not in later


def test_where_goals_are_not_recorded_nothing_is_called_a_gap() -> None:
    thin = mermaid(county().including(Collaboration(id="C3")))
    assert "gap" not in thin
    assert 'c2["C3 #40;roster not recorded#41;"]' in thin


def test_a_comparison_has_its_pairs_with_what_they_share() -> None:
    held = {"a": {"x", "y"}, "b": {"x", "y"}, "c": {"y", "z"}, "d": {"w"}}
    assert mermaid(compare(held, draws=0)) == (
        "flowchart LR\n"
        '  c0["a"]\n  c1["b"]\n  c2["c"]\n'
        '  c0 == "2, identical" === c1\n'
        '  c0 -- "1" --- c2\n'
        '  c1 -- "1" --- c2\n'
    )
    nothing = mermaid(compare({"a": {"x"}, "b": {"y"}}, draws=0))
    assert nothing == "flowchart LR\n  %% No two collaborations share anything that is recorded.\n"
    assert "There is one collaboration" in mermaid(compare({"a": {"x"}}))
    assert mermaid(Landscape(id="L")).count("subgraph") == 3


def test_of_many_pairs_and_arrows_it_is_told_that_there_are_many() -> None:
    many = {f"c{at:02}": {"x"} for at in range(20)}
    text = mermaid(compare(many, draws=0))
    assert "  %% 130 more pairs share something and are not drawn\n" in text
    assert text.count("===") == 60
    goals = tuple(ci.Outcome(id=f"G{at}") for at in range(501))
    wide = Landscape(
        id="L",
        outcomes=goals,
        collaborations=(Collaboration(id="C", outcome_ids=tuple(g.id for g in goals)),),
    )
    assert "  %% 501 arrows: Mermaid draws more than 500 only where maxEdges is raised\n" in mermaid(wide)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_in_their_labels(name: str) -> None:
    check(named(name))


@given(st.text(min_size=1))
def test_no_name_breaks_out_of_its_label(name: str) -> None:
    check(named(name))


def check(landscape: Landscape) -> None:
    for text in (mermaid(landscape), mermaid(compare(landscape, draws=0))):
        lines = text.removesuffix("\n").split("\n")
        assert [line for line in lines if not LINE.fullmatch(line)] == []
        assert max(map(len, lines)) < 700
    graph = nx.read_graphml(io.BytesIO(landscape_graphml(landscape)[0].encode()))
    assert len(graph) == 6


def test_graphml_has_every_record_and_what_joins_them() -> None:
    text, problems = landscape_graphml(county())
    graph = nx.read_graphml(io.BytesIO(text.encode()))
    assert graph.graph["name"] == "County & town"
    assert dict(graph.nodes(data=True)) == {
        "collaboration:C1": {
            "kind": "collaboration",
            "label": "First",
            "since": "2020-01-01",
            "hours_per_meeting": 2.0,
            "settings": "in school|out of school",
        },
        "collaboration:C2": {"kind": "collaboration", "label": "Second", "until": "2024-01-01"},
        "organisation:A": {"kind": "organisation", "label": "Alpha", "sector": "health"},
        "organisation:B": {"kind": "organisation", "label": "Beta"},
        "outcome:G": {"kind": "outcome", "label": "Reading"},
        "outcome:H": {"kind": "outcome", "label": "Nobody's"},
        "strategy:S": {"kind": "strategy", "label": "Tutors"},
        "body:board": {"kind": "body", "label": "board"},
        "body:council": {"kind": "body", "label": "council", "body_kind": "council"},
    }
    assert {(one, other, facts["relation"]) for one, other, facts in graph.edges(data=True)} == {
        ("organisation:A", "collaboration:C1", "member_of"),
        ("organisation:B", "collaboration:C1", "member_of"),
        ("organisation:A", "collaboration:C2", "member_of"),
        ("organisation:A", "body:council", "member_of"),
        ("collaboration:C1", "outcome:G", "pursues"),
        ("collaboration:C2", "outcome:G", "pursues"),
        ("collaboration:C1", "strategy:S", "carries_out"),
        ("collaboration:C1", "body:board", "answers_to"),
        ("body:board", "body:council", "answers_to"),
    }
    assert [(problem.code, problem.severity) for problem in problems] == [("not_written", "note")]
    assert "initiatives" in problems[0].message


def test_what_stands_inside_initiatives_is_in_it_and_what_is_over_is_not() -> None:
    inside = ci.Initiative(
        id="C3",
        partners=(ci.Partner(id="P", name="Gamma", sector="faith"),),
        agenda=ci.Agenda(outcomes=(ci.Outcome(id="O"),), strategies=(ci.Strategy(id="T"),)),
    )
    index = index_of(county().including(inside), on=date(2026, 1, 1))
    text, _ = landscape_graphml(index)
    graph = nx.read_graphml(io.BytesIO(text.encode()))
    assert graph.nodes["organisation:C3/P"] == {"kind": "organisation", "label": "Gamma", "sector": "faith"}
    assert {"outcome:C3/O", "strategy:C3/T", "collaboration:C3"} <= set(graph)
    assert "collaboration:C2" not in graph


def test_the_order_of_records_changes_no_text() -> None:
    held = ci.read(MILLBROOK)
    assert isinstance(held, Landscape)
    turned = attrs.evolve(
        held,
        **{
            name: getattr(held, name)[::-1]
            for name in ("collaborations", "organisations", "outcomes", "strategies", "bodies", "decisions")
        },
    )
    for text_of in (mermaid, landscape_graphml, lambda each: mermaid(room.compare(each, draws=0))):
        assert text_of(turned) == text_of(held)
    graph = nx.read_graphml(io.BytesIO(landscape_graphml(held)[0].encode()))
    kinds = [facts["kind"] for _, facts in graph.nodes(data=True)]
    assert (kinds.count("collaboration"), kinds.count("organisation")) == (50, 400)
