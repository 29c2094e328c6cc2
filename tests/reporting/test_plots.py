"""Pictures: Axes come back, nothing global is touched, everything is labelled, no label lies over another."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from xml.etree import ElementTree as ET

import attrs
import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import collective_impact as ci
from collective_impact.errors import MissingExtraError
from collective_impact.model.activity import Activity, Contribution
from collective_impact.model.agenda import Agenda, Outcome
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner, Sector
from collective_impact.network import map_activities
from collective_impact.reporting import plot_coverage, plot_map, plots, svg
from collective_impact.reporting.canvas import whole_figure
from collective_impact.reporting.map_drawing import SECTORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ILLUSTRATION = Path(__file__).parents[2] / "examples" / "illustration.yaml"


def words(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def legend(ax: Axes) -> list[str]:
    found = ax.get_legend()
    return [] if found is None else [text.get_text() for text in found.get_texts()]


def overlapping(ax: Axes, texts: list[str]) -> list[tuple[str, str]]:
    figure = ax.figure
    assert isinstance(figure, Figure)
    canvas = FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    boxes = [
        (t.get_text(), t.get_window_extent(canvas.get_renderer())) for t in ax.texts if t.get_text() in texts
    ]
    return [(one, other) for (one, a), (other, b) in combinations(boxes, 2) if a.overlaps(b)]


def test_a_map_has_every_title_and_explains_what_occurs(small: Initiative) -> None:
    ax = plot_map(map_activities(small))
    drawn = {"Clinic", "School", "Idle", "coach", "van", "walk", "well", "read", "Nobody's (gap)"}
    assert set(words(ax)) == drawn | {"Partners", "Activities", "Outcomes"}
    assert len(words(ax)) == 12
    assert legend(ax) == [
        "education",
        "health",
        "sector not recorded",
        "hollow: no activity",
        "gap: no activity",
        "through a strategy",
        "reinforces (arrow: which one)",
        "hinders",
        "the larger the mark, the more activities or partners",
    ]
    assert ax.get_title() == "Small $x^2$ town"
    assert not any(text.get_parse_math() for text in (*ax.texts, ax.title))


def test_sectors_differ_by_marker_and_loads_by_size_and_a_gap_by_its_frame(small: Initiative) -> None:
    assert len({marker for _, marker in SECTORS.values()}) == len(SECTORS)
    assert len({colour for colour, _ in SECTORS.values()}) == len(SECTORS)
    assert set(SECTORS) == {*get_args(Sector), None}
    ax = plot_map(small)
    partners = [held for held in ax.collections if held.get_zorder() == 3][:3]
    school, clinic, idle = (float(held.get_sizes()[0]) for held in partners)  # type: ignore[attr-defined]
    assert sorted([school, clinic, idle], reverse=True) == [130, 74, 18]
    frames = [patch.get_linestyle() for patch in ax.patches if isinstance(patch, Rectangle)]
    assert sum(frame != frames[0] for frame in frames) == 1


def test_the_axes_that_are_given_are_drawn_on_and_pyplot_is_not_touched(small: Initiative) -> None:
    figure = Figure()
    left, right = figure.subplots(1, 2)
    assert plot_map(small, left) is left
    assert plot_coverage(small, ax=right) is right
    assert "collective_impact" not in str(mpl.rcParams.get("svg.hashsalt"))
    program = (
        "import sys, collective_impact as ci\n"
        "from collective_impact.reporting import plot_coverage, plot_map, svg\n"
        "x = ci.Initiative(id='x'); plot_map(x); plot_coverage(x); svg(x)\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert done.stdout.strip() == "False"


def test_nothing_recorded_is_said() -> None:
    empty = Initiative(id="x")
    assert "Nothing is recorded that could be drawn." in words(plot_map(empty))
    assert legend(plot_map(empty)) == legend(plot_map(empty, Figure().add_subplot())) == []
    assert words(plot_coverage(empty)) == [
        "No partner or no outcome is recorded, so there is nothing to draw."
    ]
    assert "<svg" in svg(empty)


def test_a_matrix_has_a_number_in_each_cell_and_names_gaps_and_single_partners(small: Initiative) -> None:
    ax = plot_coverage(small)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["read", "well", "Nobody's (gap)"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Clinic", "School", "Idle"]
    assert words(ax) == ["1", "1", "2", "1", "0", "0"]
    assert ax.images[0].get_array().tolist() == [[1, 1, 0], [2, 1, 0], [0, 0, 0]]  # type: ignore[union-attr]
    assert legend(ax) == ["0 activities", "1", "2 or more", "gap: no activity"]
    alone = plot_coverage(small.without("clinic"))
    assert [label.get_text() for label in alone.get_xticklabels()][:2] == [
        "read (one partner)",
        "well (one partner)",
    ]


def test_no_label_lies_over_another_with_twelve_partners() -> None:
    initiative = ci.read(ILLUSTRATION)
    ax = plot_map(initiative)
    assert len(ax.texts) > 12
    assert overlapping(ax, words(ax)) == []
    assert overlapping(plot_coverage(initiative), ["0", "1", "2", "3", "4"]) == []


def large(partners: int, activities: int, outcomes: int) -> Initiative:
    return Initiative(
        id="large",
        partners=tuple(
            Partner(id=f"P{n}", name=f"Partner with a rather long name {n}", sector="public")
            for n in range(partners)
        ),
        agenda=Agenda(outcomes=tuple(Outcome(id=f"O{n}", name="W" * 200) for n in range(outcomes))),
        activities=tuple(
            Activity(
                id=f"A{n}",
                name="An activity whose name is longer than any box is wide, and goes on",
                contributions=tuple(Contribution(partner_id=f"P{(n * k) % partners}") for k in (1, 7)),
                outcome_ids=(f"O{n % outcomes}",),
            )
            for n in range(activities)
        ),
    )


def test_the_picture_grows_with_its_rows_and_stays_readable() -> None:
    ax = plot_map(large(60, 120, 9))
    figure = ax.figure
    assert isinstance(figure, Figure)
    assert figure.get_size_inches()[1] > 20
    assert overlapping(ax, words(ax)) == []


def outside(ax: Axes) -> list[str]:
    """Return the words, the legend and the title that reach beyond the figure."""
    figure = whole_figure(ax)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw_without_rendering()
    held = [*ax.texts, ax.title, ax.get_legend(), *(ax.get_yticklabels() if ax.axison else [])]
    frame = figure.bbox.padded(1)
    found = []
    for artist in held:
        if artist is not None and artist.get_visible():
            box = artist.get_window_extent(renderer)
            if box.x0 < frame.x0 or box.x1 > frame.x1 or box.y0 < frame.y0 or box.y1 > frame.y1:
                found.append(str(artist))
    return found


@pytest.mark.parametrize("size", [(6, 4), (4, 3), (14, 7), (3, 9)])
@pytest.mark.parametrize("rows", [(12, 30, 6), (3, 4, 2), (60, 120, 10)])
def test_on_axes_of_ones_own_all_has_room(size: tuple[float, float], rows: tuple[int, int, int]) -> None:
    ax = plot_map(large(*rows), Figure(figsize=size).add_subplot())
    heads = [word for word in words(ax) if word.startswith(("Partners", "Activities", "Outcomes"))]
    assert overlapping(ax, [word for word in words(ax) if word not in heads]) == []
    assert outside(ax) == []
    assert len(heads) == 3


def test_on_axes_of_ones_own_what_has_no_room_is_counted_in_the_heading() -> None:
    ax = plot_map(large(60, 120, 10), Figure(figsize=(6, 4)).add_subplot())
    (partners,) = [word for word in words(ax) if word.startswith("Partners")]
    assert partners.endswith(" of 60)")
    assert {text.get_fontsize() for text in ax.texts if "Partner w" in text.get_text()} <= {4.0, 4.5}


def test_a_table_on_axes_of_ones_own_cuts_titles_to_the_room_beside_it() -> None:
    ax = plot_coverage(large(12, 30, 6), Figure(figsize=(6, 4)).add_subplot())
    assert outside(ax) == []
    free = plot_coverage(large(12, 30, 6), Figure(figsize=(6, 4), layout="constrained").add_subplot())
    labels = [[label.get_text() for label in held.get_yticklabels()] for held in (ax, free)]
    assert max(map(len, labels[0])) < 20 < max(map(len, labels[1]))


def test_a_name_of_blanks_gives_way_to_the_id_and_a_wide_title_to_the_width() -> None:
    blank = Initiative(
        id="x",
        name="W" * 10_000,
        partners=(Partner(id="P", name=" \u2003"), Partner(id="Q", name="x" * 10_000)),
    )
    ax = plot_map(blank)
    assert "P" in words(ax)
    assert len(ax.get_title()) < 80
    assert outside(ax) == []


@pytest.mark.parametrize(
    "name", ["W" * 200, "Many MIXED Words with m and w " * 5, "i" * 200, "UPPER CASE " * 20]
)
def test_a_title_stays_in_its_box(name: str) -> None:
    named = Initiative(
        id="x",
        partners=(Partner(id="P", name=name),),
        activities=(Activity(id="A", name=name, outcome_ids=("O",)),),
        agenda=Agenda(outcomes=(Outcome(id="O", name=name), Outcome(id="gap", name=name))),
    )
    ax = plot_map(named)
    figure = ax.figure
    assert isinstance(figure, Figure)
    canvas = FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    boxes = [patch.get_window_extent() for patch in ax.patches if isinstance(patch, Rectangle)]
    titles = [text.get_window_extent(canvas.get_renderer()) for text in ax.texts[:4]]
    assert titles[0].x0 >= 0
    for title in titles[1:]:
        assert any(box.x0 < title.x0 and title.x1 < box.x1 and box.overlaps(title) for box in boxes)


def test_of_more_than_can_be_drawn_the_busiest_are_drawn_and_the_rest_is_counted(
    small: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plots, "MOST_ROWS", 2)
    monkeypatch.setattr(plots, "MOST_COLUMNS", 1)
    assert "Partners (2 of 3)" in words(plot_map(small))
    assert legend(plot_coverage(small))[-1] == "drawn: 2 of 3 partners, 1 of 3 outcomes"


def test_an_activity_with_ten_thousand_partners_is_drawn_in_bounded_time() -> None:
    partners = tuple(Partner(id=f"P{n}") for n in range(10_000))
    parts = tuple(Contribution(partner_id=partner.id) for partner in partners)
    ax = plot_map(Initiative(id="x", partners=partners, activities=(Activity(id="A", contributions=parts),)))
    assert "Partners (500 of 10,000)" in words(ax)


def test_the_same_map_gives_the_same_svg_whatever_is_set_elsewhere(small: Initiative) -> None:
    first = svg(small)
    with mpl.rc_context({"font.size": 30, "svg.fonttype": "path"}):
        assert svg(attrs.evolve(small, partners=small.partners[::-1])) == first
        assert mpl.rcParams["font.size"] == 30
    assert "dc:date" not in first


def test_hostile_titles_are_text_in_the_svg() -> None:
    name = "</text><script>alert(1)</script>\u202e 漢字 $\\frac{"
    initiative = Initiative(id="x", name=name, partners=(Partner(id="P", name=name),))
    drawn = svg(initiative)
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(drawn).iter()}  # noqa: S314 - our own text
    assert "script" not in tags
    assert "漢字" in drawn


def test_without_matplotlib_the_extra_is_named(small: Initiative, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for draw in (plot_map, plot_coverage, svg):
        with pytest.raises(MissingExtraError, match=r'pip install "collective-impact\[report\]"'):
            draw(small)
