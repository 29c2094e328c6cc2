"""Pictures of trends, gaps and submissions: what is drawn, what is said in words, what is withheld."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from itertools import combinations
from math import isnan
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from collective_impact.errors import MissingExtraError
from collective_impact.measurement import audit, gaps, trend
from collective_impact.measurement.submission_grid import GridRow, SubmissionGrid
from collective_impact.model.indicator import Indicator, Series, Target
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.period import Period
from collective_impact.reporting import plot_gap, plot_submissions, plot_trend, submission_plots

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from matplotlib.text import Text


def series(*values: float | None, labels: list[str] | None = None, **facts: Any) -> Series:
    periods = labels or [str(2020 + at) for at in range(len(values))]
    return Series(periods=tuple(Period.parse(label) for label in periods), values=values, **facts)


def measured(
    *columns: Series, target: float | None = None, due: str | None = "2030", **facts: Any
) -> Indicator:
    period = None if due is None else Period.parse(due)
    targets = () if target is None else (Target(value=target, period=period),)
    return Indicator(
        id="i", **{"name": "Readers $x^2$", "unit": "people", **facts}, series=columns, targets=targets
    )


def months(first: int, last: int) -> list[str]:
    return [f"{year}-{month:02d}" for year in range(first, last + 1) for month in range(1, 13)]


def legend(ax: Axes) -> list[str]:
    found = ax.get_legend()
    return [] if found is None else [text.get_text() for text in found.get_texts()]


def ticks(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_xticklabels()]


def heights(line: Line2D) -> list[float]:
    held: list[float] = np.asarray(line.get_ydata(), dtype=float).tolist()
    return held


def words(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def overlapping(ax: Axes, texts: list[Text]) -> list[tuple[str, str]]:
    figure = ax.figure
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    return [(one, other) for (one, a), (other, b) in combinations(boxes, 2) if a.overlaps(b)]


def test_a_trend_has_history_forecast_target_direction_and_verdict() -> None:
    ax = plot_trend(measured(series(10, 11, 12, 13, 20), target=30, direction="increase"))
    assert ax.get_title() == "Readers $x^2$\nThe curve is turned: better than the forecast"
    assert legend(ax) == [
        "history",
        "after the history",
        "forecast from the history",
        "chance (90 %)",
        "target: 30 people by 2030",
    ]
    assert ax.get_ylabel() == "people, higher is better"
    assert ax.get_xlabel().startswith("By the history of 4 figures (2020 to 2023)")
    assert ticks(ax) == ["2030", "2024", "2023", "2022", "2021", "2020"]
    history, later = ax.lines[0], ax.lines[2]
    assert (heights(history), heights(later)) == ([10, 11, 12, 13], [20])
    assert len(ax.collections) == 2
    assert not ax.title.get_parse_math()


@pytest.mark.parametrize(
    ("last", "direction", "title"),
    [
        (14, "increase", "The curve is not turned: on the forecast"),
        (1, "increase", "The curve has turned the wrong way: worse than the forecast"),
        (99, None, "Whether the curve is turned cannot be told"),
    ],
)
def test_the_verdict_is_told_in_words(last: float, direction: Any, title: str) -> None:
    ax = plot_trend(measured(series(10, 11, 12, 13, last), direction=direction, unit=None))
    assert ax.get_title().split("\n")[1] == title
    assert legend(ax)[-1] == "chance (90 %)"
    assert ax.get_ylabel() in ("higher is better", "which way is better is not recorded")


def test_what_belongs_to_neither_time_is_joined_and_not_marked() -> None:
    halves = ["2020", "2021", "2022", "2022-07-01/2023-06-30", "2023-07-01/2024-06-30"]
    found = trend(measured(series(1, 2, 3, 9, 5, labels=halves)), from_period="2023")
    ax = plot_trend(found)
    assert heights(ax.lines[1]) == [3, 9, 5]
    assert heights(ax.lines[2]) == [5]
    assert "2023-07 to 2024-06" in ticks(ax)


def test_without_a_forecast_the_figures_and_the_reason_are_shown() -> None:
    ax = plot_trend(measured(series(1, 2), target=9, due=None))
    assert legend(ax) == ["history", "target: 9 people"]
    assert ax.get_xlabel() == "The history has 1 figure; a forecast takes 3."
    assert heights(ax.lines[0]) == [1, 2]
    one = plot_trend(measured(series(5)))
    assert ticks(one) == ["2020"]


def test_nothing_recorded_is_said() -> None:
    assert words(plot_trend(measured())) == ["No figures that could be drawn. No figures are recorded."]
    assert plot_trend(trend(((), ()))).get_title().startswith("Series\n")
    assert words(plot_gap(measured())) == [
        "No gap between groups that could be drawn. No figures by group are recorded."
    ]
    nothing = plot_submissions(audit(Initiative(id="x")))
    assert words(nothing) == ["No figures of partners are recorded that could be late or missing."]


def test_a_long_series_is_a_line_whose_labels_do_not_overlap() -> None:
    labels = months(2000, 2019)
    held = measured(series(*(float(at % 7) for at in range(240)), labels=labels), target=9, due="2030-12")
    ax = plot_trend(trend(held, from_period="2018-01"))
    assert ax.lines[0].get_marker() == ""
    assert len(ax.collections) == 1
    assert overlapping(ax, ax.get_xticklabels()) == []
    assert ticks(ax)[0] == "2030-12"


def group(name: str, *values: float | None, **facts: Any) -> Series:
    return series(*values, breakdown={"sex": name}, **facts)


def test_gaps_over_time_are_labelled_and_what_is_withheld_is_said() -> None:
    held = measured(group("a", 12, 3, 14, 16), group("b", 20, 22, 24, 28), about_people=True)
    ax = plot_gap(held)
    assert ax.get_title() == "Readers $x^2$: gaps by sex"
    assert ax.get_ylabel() == 'people above or below "b"'
    gap = heights(ax.lines[0])
    assert gap[::2] == [-8, -10]
    assert isnan(gap[1])
    assert words(ax) == ["a, cannot tell", "w"]
    assert ax.get_xlabel().startswith("Withheld (w), since few people stand behind it")
    assert ax.get_xlabel().endswith("a in 2021.")
    assert "3" not in ax.get_xlabel()


def test_the_latest_gap_may_be_withheld() -> None:
    held = measured(group("a", 12, 13, 3), group("b", 20, 22, 4), group("c", 30, 32, 44), about_people=True)
    found = gaps(held)
    assert [row.withheld for row in found.rows] == [True, True, False]
    ax = plot_gap(found)
    assert "a in 2022; b in 2022" in ax.get_xlabel().replace("\n", " ")
    lone = measured(group("a", 3), group("b", 4), group("c", 44), about_people=True)
    assert "a in 2020; b in 2020" in words(plot_gap(lone))[0].replace("\n", " ")


def test_groups_that_nothing_is_left_of_are_named() -> None:
    held = measured(group("a", 3), group("b", 4), about_people=True)
    assert "Withheld (w)" in words(plot_gap(held))[0]
    assert words(plot_gap(held))[0].endswith("a; b.")


def test_several_breakdowns_name_theirs_and_whom_they_are_compared_with() -> None:
    ages = (series(1, 2, breakdown={"age": "old"}), series(3, 5, breakdown={"age": "young"}))
    ax = plot_gap(measured(group("a", 1, 2), group("b", 3, 4), *ages, about_people=False))
    assert ax.get_title().endswith("gaps by age and sex")
    assert ax.get_ylabel() == "people above or below the group compared with"
    assert sorted(words(ax)) == ['age: old to "young", cannot tell', 'sex: a to "b", cannot tell']


def test_many_groups_are_cut_to_those_farthest_apart_and_their_labels_kept_apart() -> None:
    names = [f"Neighbourhood whose name is rather long and differs at its end {at}" for at in range(15)]
    held = measured(*(group(name, 5, 10 + at / 9) for at, name in enumerate(names)), about_people=False)
    ax = plot_gap(held)
    assert len(ax.lines) == 13
    assert "Drawn: 12 of 14 groups" in ax.get_xlabel()
    assert overlapping(ax, list(ax.texts)) == []
    assert len(set(words(ax))) == 12


PARTNERS = tuple(Partner(id=f"P{at}", name=f"Partner {at}") for at in range(3))


def grid(
    *cells: tuple[Any, ...], labels: list[str] | None = None, reason: str | None = None
) -> SubmissionGrid:
    periods = labels or [str(2020 + at) for at in range(len(cells[0]))]
    rows = tuple(
        GridRow(partner_id=f"P{at}", title=f"Partner {at}", cells=row) for at, row in enumerate(cells)
    )
    return SubmissionGrid(
        indicator_id="i",
        title="Readers",
        periods=tuple(Period.parse(label) for label in periods),
        rows=rows,
        reason=reason,
    )


def boxes(ax: Axes) -> list[Rectangle]:
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def test_each_word_of_a_grid_has_a_shade_and_a_mark() -> None:
    ax = plot_submissions(
        grid(
            ("filled", "late", "missing", "other definition"),
            ("not due", "not known", "not expected", "filled"),
            reason="Who is expected is not recorded.",
        )
    )
    assert words(ax) == ["L", "\N{MULTIPLICATION SIGN}", "o", "·", "?"]
    assert len(boxes(ax)) == 7
    assert legend(ax) == [
        "filled",
        "late (L)",
        "missing (\N{MULTIPLICATION SIGN})",
        "other definition (o)",
        "not due (·)",
        "not known (?)",
    ]
    assert ticks(ax) == ["2020", "2021", "2022", "2023"]
    assert ax.get_title() == "Readers\nWho sent figures for which period"
    assert ax.get_xlabel() == "Who is expected is not recorded."
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Partner 0", "Partner 1"]
    looks = submission_plots.LOOKS.values()
    assert len({look.mark for look in looks}) == len(looks)


def test_a_report_is_one_picture_along_one_calendar() -> None:
    quarters = [f"{year}-Q{quarter}" for year in (2024, 2025) for quarter in (1, 2, 3, 4)]
    yearly = Indicator(
        id="a", name="Yearly", frequency=12, reporter_ids=("P0",), series=(series(1, 2, labels=["2024", "2025"], partner_id="P0"),)
    )  # fmt: skip
    often = Indicator(
        id="b", name="Often", frequency=3, reporter_ids=("P1", "P2"), series=(series(*range(8), labels=quarters, partner_id="P1"),)
    )  # fmt: skip
    report = audit(Initiative(id="x", partners=PARTNERS, indicators=(yearly, often)), on=date(2026, 1, 31))
    ax = plot_submissions(report)
    rows = ax.get_yticklabels()
    assert [label.get_text() for label in rows] == ["Yearly", "Partner 0", "Often", "Partner 1", "Partner 2"]
    assert [label.get_fontweight() for label in rows] == ["bold", "normal", "bold", "normal", "normal"]
    assert ticks(ax) == quarters
    widths = [round(4 * box.get_width()) for box in boxes(ax)]
    assert sorted(set(widths)) == [1, 4]


def test_labels_of_spans_are_slanted_and_what_is_earlier_is_said() -> None:
    spans = [f"{year}-07-01/{year + 1}-06-30" for year in range(2020, 2023)]
    ax = plot_submissions(grid(("filled",) * 3, labels=spans))
    assert ticks(ax) == ["2020-07 to 2021-06", "2021-07 to 2022-06", "2022-07 to 2023-06"]
    assert {label.get_rotation() for label in ax.get_xticklabels()} == {30}
    long = plot_submissions(grid(("filled",) * 119 + ("late",), labels=months(2015, 2024)))
    assert long.get_xlabel() == "Earlier periods are left out."
    assert len(boxes(long)) == 67  # as many as there is room for if all were as short as a February
    assert ticks(long)[-1] == "2024"


def sent(id_: str, frequency: int, labels: list[str]) -> Indicator:
    column = series(*map(float, range(len(labels))), labels=labels, partner_id="P0")
    return Indicator(id=id_, name=id_, frequency=frequency, reporter_ids=("P0",), series=(column,))


MONTHS = [f"2026-{month:02d}" for month in (1, 2, 3)]


@pytest.mark.parametrize(
    ("others", "labels"),
    [
        ([], MONTHS),
        ([sent("b", 12, ["2025"])], ["2025", *MONTHS]),
        ([sent("b", 3, ["2026-Q1"])], MONTHS),
        ([sent("b", 12, ["2023", "2024", "2025"])], ["2023", "2024", "2025", "2026"]),
        ([sent("b", 12, ["2025/26"])], ["2025/26", *MONTHS]),
    ],
)
def test_periods_are_labelled_whatever_the_frequencies(others: list[Indicator], labels: list[str]) -> None:
    monthly = sent("a", 1, MONTHS)
    held = Initiative(id="x", partners=PARTNERS, indicators=(monthly, *others))
    ax = plot_submissions(audit(held, on=date(2026, 4, 1)))
    assert [label for label in ticks(ax) if label in labels] == ticks(ax)
    assert len(ticks(ax)) >= min(len(labels), 2)
    assert overlapping(ax, ax.get_xticklabels()) == []


def test_labels_that_run_into_each_other_are_left_out() -> None:
    ax = plot_submissions(
        grid(("filled",) * 18, labels=months(2024, 2025)[:18]), Figure(figsize=(4, 2)).subplots()
    )
    assert 1 < len(ticks(ax)) < 18
    assert set(ticks(ax)) < set(months(2024, 2025))
    assert overlapping(ax, ax.get_xticklabels()) == []


@pytest.mark.parametrize("cells", [1, 3, 30])
@pytest.mark.parametrize("name", ["P", "The association of all the parents and teachers of the north"])
@pytest.mark.parametrize(
    "title", ["Readers", "How many children read a book of their own on most days of a week"]
)
def test_title_and_last_cell_lie_within_the_picture(cells: int, name: str, title: str) -> None:
    row = GridRow(partner_id="P0", title=name, cells=("filled",) * cells)
    held = attrs.evolve(
        grid(("filled",) * cells, labels=months(2020, 2025)[:cells]), title=title, rows=(row,)
    )
    ax = plot_submissions(held)
    figure = ax.figure
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    for box in (ax.title.get_window_extent(), *(label.get_window_extent() for label in ax.get_yticklabels())):
        assert 0 <= box.x0 < box.x1 <= figure.bbox.width
    assert max(box.get_window_extent().x1 for box in boxes(ax)) < ax.get_window_extent().x1


def test_a_grid_of_what_is_not_expected_is_empty_and_still_drawn() -> None:
    ax = plot_submissions(grid(("not expected",) * 2))
    assert (boxes(ax), legend(ax), ticks(ax)) == ([], [], ["2020", "2021"])


def test_of_many_rows_so_many_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submission_plots, "MOST_ROWS", 1)
    assert plot_submissions(grid(("filled",), ("late",))).get_xlabel() == "Drawn: 1 of 2 rows."


def test_the_axes_that_are_given_are_drawn_on_and_pyplot_is_not_touched() -> None:
    left, middle, right = Figure().subplots(1, 3)
    assert plot_trend(measured(), left) is left
    assert plot_gap(measured(), ax=middle) is middle
    assert plot_submissions(grid(("filled",)), right) is right
    program = (
        "import sys, collective_impact as ci\n"
        "from collective_impact.reporting import plot_gap, plot_submissions, plot_trend\n"
        "x = ci.Indicator(id='x', series=(ci.Series(periods=(2020, 2021, 2022, 2023), values=(1, 2, 3, 4)),))\n"
        "plot_trend(x); plot_gap(x); plot_submissions(ci.measurement.audit(ci.Initiative(id='x')))\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert done.stdout.strip() == "False"


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    draws: tuple[Callable[[], object], ...] = (
        lambda: plot_trend(measured()),
        lambda: plot_gap(measured()),
        lambda: plot_submissions(grid(("late",))),
    )
    for draw in draws:
        with pytest.raises(MissingExtraError, match=r'pip install "collective-impact\[report\]"'):
            draw()
