"""Mermaid and DOT: three ranks, every line, and titles that cannot break out of their labels."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.model.activity import Activity, Contribution
from collective_impact.model.agenda import Agenda, Outcome
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.network import incidence, map_activities
from collective_impact.reporting import dot, mermaid

HOSTILE = [
    'a"] --> b["c',
    "end\nclick p0 href 'javascript:alert(1)'",
    "<script>alert(1)</script>",
    "#quot; #35; &quot; &#34;",
    "`**md**`\\",
    '\\"];\\N; label="x',
    "}\n}; digraph { x",
    "1. first",
    "%%{init: {}}%%",
    ":::gap",
    "\x00\x1b[2J\u202e"[1:],
    "[(){}<>]|;",
]

MERMAID_LINE = re.compile(
    r"""flowchart\ LR
    |\ \ subgraph\ \w+\["\w+"\]
    |\ \ end
    |\ \ \ \ [pao]\d+\["(?:[^\W_]|[ ,.-]|\#\d+;)*"\]
    |\ \ [pao]\d+\ (?:-->|-\.->|==\ [a-z ]+\ ==>|-\.\ hinders\ \.->)\ [pao]\d+
    |\ \ %%\ \d+\ arrows:\ .*
    |\ \ classDef\ gap\ stroke-dasharray:\ 5\ 5
    |\ \ class\ [o\d,]+\ gap""",
    re.VERBOSE,
)
DOT_LINE = re.compile(
    r"""digraph\ map\ \{|\ \ rankdir=LR;|\ \ label="(?:[^"\\]|\\\\|\\")*";|\ \ (?:node|edge)\ \[.*\];
    |\ \ subgraph\ cluster_\w+\ \{|\ \ \ \ label="\w+";|\ \ \}|\}
    |\ \ \ \ [pao]\d+\ \[label="(?:[^"\\]|\\\\|\\")*"(?:,\ style=dashed)?\];
    |\ \ [pao]\d+\ ->\ [pao]\d+(?:\ \[[a-z=\ ",_]+\])?;""",
    re.VERBOSE,
)


def named(name: str) -> Initiative:
    return Initiative(
        id="x",
        name=name,
        partners=(Partner(id="P", name=name),),
        activities=(Activity(id="A", name=name, contributions=(Contribution(partner_id="P"),)),),
        agenda=Agenda(outcomes=(Outcome(id="O", name=name),)),
    )


def test_mermaid_has_a_subgraph_for_each_rank_and_every_line(small: Initiative) -> None:
    assert mermaid(map_activities(small)) == (
        "flowchart LR\n"
        '  subgraph partners["Partners"]\n'
        '    p0["Clinic #40;health#41;"]\n'
        '    p1["Idle"]\n'
        '    p2["School #40;education#41;"]\n'
        "  end\n"
        '  subgraph activities["Activities"]\n'
        '    a0["coach"]\n'
        '    a1["van"]\n'
        '    a2["walk"]\n'
        "  end\n"
        '  subgraph outcomes["Outcomes"]\n'
        '    o0["Nobody#39;s #40;gap#41;"]\n'
        '    o1["read"]\n'
        '    o2["well"]\n'
        "  end\n"
        "  p0 --> a0\n"
        "  p2 --> a0\n"
        "  p2 --> a1\n"
        "  a0 -.-> o1\n"
        "  a0 --> o2\n"
        "  a1 --> o1\n"
        "  a0 == feeds data ==> a1\n"
        "  a0 -. hinders .-> a2\n"
        "  classDef gap stroke-dasharray: 5 5\n"
        "  class o0 gap\n"
    )


def test_mermaid_bears_a_title_where_one_is_given_that_stays_a_title(small: Initiative) -> None:
    text = mermaid(small, title='a "b" \\ c\n---\nflowchart TD')
    assert text.startswith('---\ntitle: "a \\"b\\" \\\\ c\\\\n---\\\\nflowchart TD"\n---\nflowchart LR\n')


def test_dot_has_a_cluster_for_each_rank_and_every_line(small: Initiative) -> None:
    text = dot(incidence(small))
    assert text.startswith('digraph map {\n  rankdir=LR;\n  label="Small $x^2$ town";\n')
    assert '    o0 [label="Nobody\'s (gap)", style=dashed];\n' in text
    assert text.endswith(
        "  p0 -> a0;\n"
        "  p2 -> a0;\n"
        "  p2 -> a1;\n"
        "  a0 -> o1 [style=dashed];\n"
        "  a0 -> o2;\n"
        "  a1 -> o1;\n"
        '  a0 -> a1 [label="feeds data", style=bold, constraint=false];\n'
        '  a0 -> a2 [label="hinders", style=dotted, constraint=false];\n'
        "}\n"
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_titles_stay_in_their_labels(name: str) -> None:
    check(named(name))


@given(st.text(min_size=1))
def test_no_title_breaks_out_of_its_label(name: str) -> None:
    check(named(name))


def check(initiative: Initiative) -> None:
    for text, line_of in ((mermaid(initiative), MERMAID_LINE), (dot(initiative), DOT_LINE)):
        lines = text.removesuffix("\n").split("\n")
        assert [line for line in lines if not line_of.fullmatch(line)] == []
        assert all(line.isprintable() for line in lines)
    assert not re.search(r"&(?!amp;)", dot(initiative))
    assert mermaid(initiative).splitlines() == mermaid(initiative).rstrip("\n").split("\n")


def test_a_title_of_any_length_is_cut() -> None:
    assert max(map(len, dot(named("word " * 2_000)).splitlines())) < 200


def test_more_arrows_than_mermaid_draws_are_told() -> None:
    partners = tuple(Partner(id=f"P{number}") for number in range(501))
    parts = tuple(Contribution(partner_id=partner.id) for partner in partners)
    many = Initiative(id="x", partners=partners, activities=(Activity(id="A", contributions=parts),))
    assert "\n  %% 501 arrows: Mermaid draws more than 500 only where maxEdges is raised\n" in mermaid(many)


def test_nothing_recorded_is_an_empty_diagram() -> None:
    assert mermaid(Initiative(id="x")).count("subgraph") == 3
    assert dot(Initiative(id="x")).count("cluster") == 3
