"""Pictures of a landscape: what is drawn, what is said in words, what is left out, and that no words overlap."""

from __future__ import annotations

import subprocess
import sys
import warnings
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import collective_impact as ci
from collective_impact.errors import MissingExtraError
from collective_impact.landscape import (
    AgeSpan,
    Collaboration,
    Landscape,
    Organisation,
    bridging_partners,
    compare,
    coverage,
)
from collective_impact.reporting import (
    bridging_plots,
    plot_bridging_partners,
    plot_community_coverage,
    plot_overlap,
    plot_shared_sets,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from matplotlib.axes import Axes
    from matplotlib.text import Text

ON = date(2026, 6, 1)
FOLDER = Path(__file__).parents[2] / "examples" / "landscape"
FIVE = (
    "ready-together-coalition",
    "school-readiness-task-force",
    "literacy-alliance",
    "reading-mentors-circle",
    "kind-start-network",
)


@cache
def millbrook(few: bool = False) -> Landscape:
    held = ci.read(FOLDER / "landscape.json")
    assert isinstance(held, Landscape)
    rows = tuple(row for row in held.collaborations if row.id in FIVE or not few)
    return attrs.evolve(held, collaborations=rows, complete=())


PLOTS: dict[str, Callable[..., Axes]] = {
    "overlap": lambda held, ax=None: plot_overlap(compare(held, draws=0, on=ON), ax),
    "sets": lambda held, ax=None: plot_shared_sets(compare(held, draws=0, on=ON), ax=ax),
    "coverage": lambda held, ax=None: plot_community_coverage(coverage(held, on=ON), ax),
    "bridging": lambda held, ax=None: plot_bridging_partners(bridging_partners(held, on=ON), ax=ax),
}
each_plot = pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)


def words(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def rows(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def legend(ax: Axes) -> list[str]:
    found = ax.get_legend()
    return [] if found is None else [text.get_text() for text in found.get_texts()]


def below(ax: Axes) -> str:
    return " ".join(ax.get_xlabel().split())


def drawn(ax: Axes) -> Figure:
    figure = ax.figure
    assert isinstance(figure, Figure)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # letters that the font lacks
        figure.draw_without_rendering()
    return figure


def all_text(ax: Axes) -> list[Text]:
    found = ax.get_legend()
    texts = [*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels(), ax.title, ax.xaxis.label]
    return [text for text in (*texts, *(found.get_texts() if found else ())) if text.get_text()]


def overlapping(texts: Iterable[Text]) -> list[tuple[str, str]]:
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    return [(one, other) for (one, a), (other, b) in combinations(boxes, 2) if a.overlaps(b)]


@each_plot
@pytest.mark.parametrize("few", [True, False])
def test_no_words_overlap_and_none_leave_the_picture(plot: Callable[..., Axes], few: bool) -> None:
    ax = plot(millbrook(few))
    figure = drawn(ax)
    texts = all_text(ax)
    assert overlapping(texts) == []
    named = [*ax.texts, *ax.get_yticklabels(), ax.title, ax.xaxis.label]
    assert not any(text.get_parse_math() for text in named)
    edges = figure.bbox
    for text in texts:
        box = text.get_window_extent()
        assert (edges.x0 <= box.x0, box.x1 <= edges.x1 + 1, edges.y0 <= box.y0 + 1) == (True,) * 3, (
            text.get_text()
        )


@each_plot
@pytest.mark.parametrize("layout", [None, "constrained"])
def test_the_axes_that_are_given_are_drawn_on(plot: Callable[..., Axes], layout: Any) -> None:
    figure = Figure(figsize=(14, 7), layout=layout)
    beside, ax = figure.subplots(1, 2)
    assert beside is not ax
    assert plot(millbrook(), ax) is ax
    drawn(ax)
    sizes = [text.get_fontsize() for text in ax.texts]
    assert 4.0 <= min(sizes) <= max(sizes) <= 9.0
    names = [label for label in ax.get_yticklabels() if label.get_text()]
    assert overlapping(names) == []
    if layout is None:
        assert all(label.get_window_extent().x0 >= beside.bbox.x1 for label in names)


@each_plot
def test_small_axes_hold_what_has_room_and_say_what_is_left_out(plot: Callable[..., Axes]) -> None:
    ax = Figure(figsize=(6, 1.6)).add_subplot()
    plot(millbrook(), ax)
    drawn(ax)
    assert overlapping(ax.get_yticklabels()) == []


def test_what_has_no_room_on_small_axes_is_told() -> None:
    told = {}
    for name, plot in PLOTS.items():
        told[name] = below(plot(millbrook(), Figure(figsize=(6, 1.6)).add_subplot()))
    assert "Not drawn: 1" in told["sets"]
    assert "of 50 collaborations, those of the pairs that come first." in told["overlap"]
    assert "of 32 rows, those with most gaps." in told["coverage"]
    assert "of 124 partners at 2 tables or more, those at most tables." in told["bridging"]
    assert "of their" in told["bridging"]
    one = plot_overlap(compare(millbrook(), draws=0, on=ON), Figure(figsize=(6, 0.05)).add_subplot())
    assert words(one) == ["There is room for one collaboration only."]


@each_plot
def test_an_empty_landscape_and_one_collaboration_are_told_in_a_sentence(plot: Callable[..., Axes]) -> None:
    alone = Landscape(
        id="L",
        organisations=(Organisation(id="A"),),
        collaborations=(Collaboration(id="C", member_ids=("A",)),),
    )
    for held in (Landscape(id="L"), alone):
        (said,) = words(plot(held))
        assert said.endswith(".")
        assert plot(held).get_title()
        assert words(plot(held, Figure().add_subplot())) == [said]


NAMES = (
    "new\nline $x^2_{$ and_under",
    '<b>html</b> & "] --> b["c',
    "a very long name " * 30,
    "שלום עולם ארגון \U0001f389",
    "  \t ",
    "$\\frac{1}{0}$ %%{init}%%",
    "W" * 80,
)


def hostile() -> Landscape:
    members = tuple(Organisation(id=f"o{at}", name=NAMES[at % 7]) for at in range(14))
    return Landscape(
        id="L",
        name=NAMES[0],
        organisations=members,
        places=(ci.Place(id="p", name=NAMES[3]), ci.Place(id="q", name=NAMES[0])),
        outcomes=tuple(ci.Outcome(id=f"g{at}", name=name) for at, name in enumerate(NAMES)),
        collaborations=tuple(
            Collaboration(
                id=f"c{at}",
                name=name,
                member_ids=tuple(m.id for m in members[:: at + 1]),
                outcome_ids=(f"g{at}",),
                populations=(ci.Population(id=f"x{at}", age_from=at, age_to=9),),
                places=(ci.Place(id="p"),),
            )
            for at, name in enumerate(NAMES)
        ),
    )


@each_plot
def test_no_name_breaks_a_picture(plot: Callable[..., Axes]) -> None:
    ax = plot(hostile())
    drawn(ax)
    assert overlapping([*ax.texts, *ax.get_yticklabels()]) == []
    assert not any("\n" in label for label in rows(ax))
    shown = " ".join([*rows(ax), *words(ax)])
    assert "new line $x^2_{$ and_under" in shown
    assert f"\u200e{NAMES[3][:8]}" in shown
    assert "a very long name" in shown
    assert ("c4" in shown) != ("g4" in shown)


def test_an_overlap_has_numbers_shades_frames_and_words() -> None:
    held = {"a": set("uvwxyz"), "b": set("uvwxyz"), "c": set("uv"), "d": set("k")}
    ax = plot_overlap(compare(held, draws=0))
    assert rows(ax) == ["a  1", "b  2", "c  3", "d  4"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "2", "3", "4"]
    assert sorted(words(ax)) == sorted(["6\nidentical"] * 2 + ["2\nnested"] * 4 + ["6", "6", "2", ""])
    assert legend(ax) == [
        "Jaccard 0.6 or more",
        "0.3 to 0.6",
        "identical",
        "nested: one lies inside the other",
        "how many each has",
    ]
    assert below(ax) == (
        'Identical: "a" and "b". Nested: "c" inside "a"; "c" inside "b". '
        'No member, goal or strategy is shared with another by "d". '
        "An overlap is a reason to talk, not a finding."
    )
    assert ax.get_title() == "Who shares members with whom"


def test_of_many_nested_pairs_the_first_are_named() -> None:
    held = {"a": set("uvwxy"), **{f"b{at}": {letter} for at, letter in enumerate("uvwxy")}}
    assert 'Nested: "b0" inside "a"; "b1" inside "a"; "b2" inside "a"; and 2 more.' in below(
        plot_overlap(compare(held, draws=0))
    )


def test_what_is_not_recorded_is_hatched() -> None:
    held = Landscape(
        id="L",
        organisations=(Organisation(id="A"), Organisation(id="B")),
        outcomes=(ci.Outcome(id="G"),),
        collaborations=(
            Collaboration(id="C1", member_ids=("A", "B"), outcome_ids=("G",)),
            Collaboration(id="C2", name="Second", outcome_ids=("G",)),
            Collaboration(id="C3", member_ids=("A",)),
        ),
    )
    ax = plot_overlap(compare(held, draws=0))
    assert legend(ax)[-2:] == ["not recorded", "how many each has"]
    assert sum(patch.get_hatch() is not None for patch in ax.patches) == 5
    assert 'The roster is not recorded of "Second".' in below(ax)
    goals = plot_overlap(compare(held, draws=0, ranked_by="outcomes"))
    assert goals.get_title() == "Who shares goals with whom"
    assert words(goals).count("1\nidentical") == 2
    assert 'The roster is not recorded of "Second".' in below(plot_shared_sets(compare(held, draws=0)))
    places = plot_overlap(compare(held, draws=0, ranked_by="places"))
    assert "Two that share no member, goal or strategy are left blank." in below(places)
    assert sum(patch.get_hatch() is not None for patch in places.patches) == 4


def test_of_very_many_collaborations_those_of_the_first_pairs_are_drawn() -> None:
    held = {f"c{at:03}": {f"m{at}", f"n{at // 2}" if at < 20 else f"k{at}"} for at in range(100)}
    ax = plot_overlap(compare(held, draws=0))
    names = [name.split()[0] for name in rows(ax)]
    assert set(names) == {f"c{at:03}" for at in range(80)}
    assert "Drawn: 80 of 100 collaborations" in below(ax)


def test_shared_sets_count_each_member_once() -> None:
    held = {"a": set("uvwxyz"), "b": set("uvwk"), "c": set("uq"), "d": {"p"}}
    ax = plot_shared_sets(compare(held, draws=0))
    assert rows(ax) == ["a (6)", "b (4)", "c (2)"]
    assert words(ax) == ["2", "1"]
    bars = [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_width() < 1]
    heights = [bar.get_height() for bar in bars]
    assert heights == [6.0, 3.0]
    assert "Not drawn" not in below(ax)
    joined = [line.get_ydata() for line in ax.lines if line.get_marker() == "None"]
    assert [list(map(int, ends)) for ends in joined] == [[0, 1], [0, 2]]


def test_of_many_shared_sets_those_of_one_member_are_left_out() -> None:
    ax = plot_shared_sets(compare(millbrook(), draws=0, on=ON))
    assert words(ax) == ["7", "5", "4", "2", "2", "2"]
    assert "Not drawn: 102 combinations of one member each, 108 in all." in below(ax)
    ring = {f"c{at:02}": {f"m{at}", f"m{(at + 1) % 30}"} for at in range(30)}
    many = plot_shared_sets(compare(ring, draws=0))
    assert words(many) == ["1"] * 24
    assert "Not drawn: 6 combinations of one member each, 30 in all." in below(many)
    double = {
        f"c{at:02}": {f"{x}{at}" for x in "mn"} | {f"{x}{(at + 1) % 25}" for x in "mn"} for at in range(25)
    }
    last = plot_shared_sets(compare(double, draws=0))
    assert "Not drawn: 1 combination of 2 members at most, 25 in all." in below(last)


def test_nothing_shared_is_told() -> None:
    (said,) = words(plot_shared_sets(compare({"a": {"x"}, "b": {"y"}}, draws=0)))
    assert said == "No two collaborations share a member, as far as rosters are recorded."


def covering(*rows: Collaboration, places: str = "", **fields: Any) -> Landscape:
    children = ci.Population(id="children", age_from=5, age_to=14)
    goals = (ci.Outcome(id="G", name="Reading", population=children), ci.Outcome(id="H", name=""))
    return Landscape(
        id="L",
        outcomes=goals,
        places=tuple(ci.Place(id=place) for place in places),
        collaborations=rows,
        **fields,
    )


def serving(id_: str, goal: str, ages: tuple[int, int] | None, setting: str = "") -> Collaboration:
    groups = (ci.Population(id=f"of {id_}", age_from=ages[0], age_to=ages[1]),) if ages else ()
    return Collaboration(
        id=id_, outcome_ids=(goal,), populations=groups, settings=(setting,) if setting else ()
    )


def test_coverage_has_a_word_in_each_cell_that_is_wanted() -> None:
    held = covering(
        serving("C1", "G", (5, 10), "in school"),
        serving("C2", "H", (0, 4), "out of school"),
        serving("C3", "H", (0, 4)),
    )
    ax = plot_community_coverage(coverage(held, crowded_from=2))
    assert rows(ax) == ["Reading", "H"]
    assert words(ax) == ["1 only*", "gap", "2, crowded", "gap", "gap", "gap", "gap"]
    assert [label.get_text() for label in ax.get_xticklabels()][:2] == [
        "Early years\n0 to 4",
        "Childhood\n5 to 10",
    ]
    assert legend(ax) == ["gap: nobody", "one collaboration only", "crowded: 2 or more"]
    assert below(ax) == (
        "A figure is of collaborations. Blank: the goal is not about these ages. "
        "*: only in some of the settings in which others work."
    )
    assert [text.get_fontweight() for text in ax.texts if text.get_text() == "gap"] == ["bold"] * 5


def test_coverage_has_a_heading_for_each_goal_where_there_are_places() -> None:
    silent = Collaboration(id="C9")
    held = covering(serving("C1", "G", (5, 14)), serving("C2", "G", (5, 14)), silent, places="sn")
    ax = plot_community_coverage(coverage(held))
    assert rows(ax) == ["Reading", "n", "s", "H", "n", "s"]
    assert [label.get_fontweight() for label in ax.get_yticklabels()] == ["bold", *["normal"] * 2] * 2
    assert set(words(ax)) == {"not known"}
    assert legend(ax) == ["not known"]
    assert "somebody whose ages, places or goals are not recorded may" in below(ax)
    assert below(ax).endswith('The goals are not recorded of "C9".')


def test_the_planted_gaps_are_seen_and_no_others() -> None:
    ax = plot_community_coverage(coverage(millbrook(), on=ON))
    assert words(ax).count("gap") == 4
    assert words(ax).count("1 only") == 9
    assert len(rows(ax)) == 8 + 32
    assert legend(ax) == ["gap: nobody", "one collaboration only", "several", "crowded: 5 or more"]


def test_of_very_many_rows_and_spans_some_are_drawn() -> None:
    goals = tuple(ci.Outcome(id=f"G{at:03}") for at in range(130))
    spans = [AgeSpan(key=f"s{at}", title=" ", age_from=at, age_to=at) for at in range(15)]
    held = Landscape(id="L", outcomes=goals, collaborations=(serving("C", "G000", (0, 20)),))
    ax = plot_community_coverage(coverage(held, spans=spans))
    assert rows(ax) == [f"G{at:03}" for at in range(1, 121)]
    assert [label.get_text() for label in ax.get_xticklabels()][-1] == "s11\n11 to 11"
    assert "Drawn: 120 of 130 rows, those with most gaps." in below(ax)
    assert "Drawn: the first 12 of 15 spans of age." in below(ax)


def joining(**facts: Any) -> Landscape:
    monthly = (ci.Convening(id="M", cadence=ci.Cadence(rule="FREQ=MONTHLY")),)
    return Landscape(
        id="L",
        organisations=(Organisation(id="A", name="Alpha"), Organisation(id="B"), Organisation(id="D")),
        collaborations=(
            Collaboration(
                id="C1", name="One", member_ids=("A", "D"), convenings=monthly, hours_per_meeting=2
            ),
            Collaboration(id="C2", member_ids=("A", "B"), **facts),
            Collaboration(id="C3", member_ids=("B", "A")),
            Collaboration(id="C4"),
        ),
    )


def test_bridging_partners_stand_by_load_and_their_tables_beside_them() -> None:
    ax = plot_bridging_partners(bridging_partners(joining(), on=ON))
    assert words(ax) == [
        "Partners",
        "Tables",
        "Alpha, 3 tables, 2+ hours",
        "B, 2 tables, hours not known",
        "One, 1",
        "C2, 2",
        "C3, 2",
    ]
    assert "+: the hours of some of its tables are not known and come on top." in below(ax)
    assert 'The roster is not recorded of "C4".' in below(ax)
    sizes = [float(mark.get_sizes()[0]) for mark in ax.collections]  # type: ignore[attr-defined]
    assert sizes == [42.0, 28.0, 14.0, 28.0, 28.0]
    assert len(ax.patches) == 5
    whole = plot_bridging_partners(bridging_partners(joining(), on=ON, minimum_tables=1))
    assert "D, 1 table, 2 hours" in words(whole)


def test_neighbours_differ_by_colour_and_by_line() -> None:
    looks = [
        (
            bridging_plots.INKS[at % len(bridging_plots.INKS)],
            bridging_plots.DASHES[at % len(bridging_plots.DASHES)],
        )
        for at in range(20)
    ]
    assert len(set(looks)) == 20


def test_the_partners_at_most_tables_are_drawn_and_the_rest_is_counted() -> None:
    ax = plot_bridging_partners(bridging_partners(millbrook(), on=ON))
    assert words(ax)[2] == "Dunmore Drummer Foundation, 10 tables, 10.3+ hours"
    assert len(words(ax)) == 2 + 25 + 50
    assert "Drawn: 25 of 124 partners at 2 tables or more, those at most tables." in below(ax)
    assert "of their" not in below(ax)


def test_no_picture_touches_pyplot_and_all_say_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import sys, collective_impact as ci\n"
        "from collective_impact import landscape, reporting\n"
        "held = landscape.Landscape(id='L')\n"
        "reporting.plot_overlap; reporting.plot_bridging_partners; reporting.mermaid(held)\n"
        "reporting.landscape_graphml(held); reporting.plot_community_coverage\n"
        "print(sorted({'matplotlib', 'networkx', 'numpy'} & set(sys.modules)))\n"
        "reporting.plot_overlap(landscape.compare({'a': {'x'}, 'b': {'x'}}))\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert done.stdout.split("\n")[:2] == ["[]", "False"]
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for plot in PLOTS.values():
        with pytest.raises(MissingExtraError, match="Plots need matplotlib"):
            plot(Landscape(id="L"))
