"""Pictures of a report and of a survey: what is drawn is what is known, what is withheld is a word."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import attrs
import pytest
from matplotlib.figure import Figure

import collective_impact as ci
from collective_impact import survey
from collective_impact.errors import InvalidRecordError, MissingExtraError
from collective_impact.interchange import survey_exports
from collective_impact.reporting import plot_answers, plot_importance, plot_profile

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Rectangle

FOLDER = Path(__file__).parents[2] / "examples" / "partner_survey"
ASKED: ci.Instrument = ci.read(FOLDER / "instrument.yaml")
RATINGS = survey_exports.read(FOLDER / "export.csv", ASKED).value
SUBJECT: ci.Initiative = ci.read(FOLDER.parent / "illustration.yaml")
ON = date(2026, 6, 1)
FIVE = ci.Scale(key="five", minimum=1, maximum=5, dont_know=("?",))


def words(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def legend(ax: Axes) -> list[str]:
    found = ax.get_legend()
    return [] if found is None else [text.get_text() for text in found.get_texts()]


def rows(ax: Axes) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in ax.get_yticklabels()]


def dots(ax: Axes, marker: str) -> list[tuple[float, str]]:
    """Where the dots of a marker are, and what colour they are filled with."""
    return [
        (float(cast("Any", line.get_xdata())[0]), str(line.get_markerfacecolor()))
        for line in ax.lines
        if line.get_marker() == marker
    ]


def asked(*items: ci.Item, scales: tuple[ci.Scale, ...] = (FIVE,)) -> ci.Instrument:
    return ci.Instrument(key="k", kind="perceived", scales=scales, items=items)


def answers(instrument: ci.Instrument, **given: list[Any]) -> ci.RatingSet:
    lines = [
        {"rater": f"r{place}", "item": code, "value": value}
        for code, values in given.items()
        for place, value in enumerate(values)
    ]
    return ci.RatingSet.from_records(lines, instrument=instrument)


class TestProfile:
    def test_records_are_filled_and_people_open(self) -> None:
        report = ci.assess(SUBJECT, ratings=RATINGS, on=ON)
        ax = plot_profile(report)
        assert rows(ax)[3] == "Continuous communication begun"
        assert rows(ax)[0] == "Common agenda in place ?"
        assert [x for x, _ in dots(ax, "o")] == [c.score for c in report.conditions]
        assert dots(ax, "D") == [(c.perceived, "white") for c in report.conditions]
        assert all(colour != "white" for _, colour in dots(ax, "o"))
        assert [x for x, _ in dots(ax, "|")] == [c.said_low for c in report.conditions]
        assert words(ax) == ["absent", "begun", "partly in place", "in place"]
        assert legend(ax) == ["records show", "people say", "once more is recorded"]
        assert ax.get_xlabel() == "Score on 2026-06-01"

    def test_what_is_not_known_is_hollow_within_its_range(self) -> None:
        ax = plot_profile(ci.assess(ci.Initiative(id="i"), on=ON))
        assert set(dots(ax, "o")) == {(0.5, "white")}
        assert legend(ax) == ["not known", "once more is recorded"]

    def test_raters_are_squares(self) -> None:
        instrument = attrs.evolve(
            asked(ci.Item(code="q", scale="five", condition="common_agenda")), kind="rated"
        )
        said = answers(instrument, q=[3, 3])
        ax = plot_profile(ci.assess(ci.Initiative(id="i"), ratings=said, on=ON))
        assert dots(ax, "s") == [(0.5, "white")]
        assert (dots(ax, "D"), dots(ax, "|")) == ([], [])
        assert "raters judge" in legend(ax)

    def test_where_all_is_known_there_is_no_range(self) -> None:
        report = ci.assess(SUBJECT, on=ON)
        sure = attrs.evolve(
            report.conditions[3], low=report.conditions[3].score, high=report.conditions[3].score
        )
        ax = plot_profile(attrs.evolve(report, conditions=(sure,)))
        assert legend(ax) == ["records show"]

    def test_a_small_group_is_not_drawn(self) -> None:
        few = answers(asked(ci.Item(code="q", scale="five", condition="common_agenda")), q=[1, 2, 3, 4])
        ax = plot_profile(ci.assess(ci.Initiative(id="i"), ratings=few, on=ON))
        assert dots(ax, "D") == []


def both(scale: str = "five", key: str = "trust") -> tuple[ci.Item, ci.Item]:
    return (
        ci.Item(code=f"{key}1", scale=scale, construct=key),
        ci.Item(code=f"{key}2", scale=scale, construct=key, asks="importance"),
    )


class TestImportance:
    def test_each_topic_is_a_line_from_met_to_important(self) -> None:
        gaps = survey.gap_analysis(RATINGS)
        ax = plot_importance(gaps)
        assert rows(ax)[:2] == ["shared measurement", "mutually reinforcing activities"]
        assert [x for x, _ in dots(ax, "o")] == [gap.met for gap in gaps]
        assert dots(ax, "D") == [(gap.importance, "white") for gap in gaps]
        assert words(ax)[0] == "gap 2.22 (1.81 to 2.64)"
        assert legend(ax) == ["how far it is met", "how important it is"]
        assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1", "2", "3", "4", "5"]

    def test_what_is_withheld_says_so(self) -> None:
        said = answers(
            asked(*both(), *both(key="time")),
            trust1=[1] * 5, trust2=[5] * 5, time1=[2] * 4, time2=[3] * 6,
        )  # fmt: skip
        ax = plot_importance(survey.gap_analysis(said))
        assert words(ax) == ["gap 4.00", "withheld"]  # all said the same: no interval
        assert len(dots(ax, "o")) == 1

    def test_several_scales_share_one_from_0_to_100(self) -> None:
        ten = ci.Scale(key="ten", minimum=0, maximum=10)
        said = answers(
            asked(*both(), *both("ten", "time"), scales=(FIVE, ten)),
            trust1=[1] * 5, trust2=[5] * 5, time1=[5] * 5, time2=[10] * 5,
        )  # fmt: skip
        ax = plot_importance(survey.gap_analysis(said))
        assert dots(ax, "o") == [(0.0, "#1f4e79"), (0.5, "#1f4e79")]
        assert words(ax) == ["gap 100 points", "gap 50 points"]
        assert [tick.get_text() for tick in ax.get_xticklabels()][-1] == "100 %"

    def test_nothing_asked_both_ways(self) -> None:
        ax = plot_importance(survey.gap_analysis(answers(asked(both()[0]), trust1=[1] * 5)))
        assert words(ax) == ["Nothing was asked both ways, so there is nothing to draw."]
        assert legend(ax) == []


class TestAnswers:
    def test_numbers_add_up_and_what_is_no_number_stands_apart(self) -> None:
        instrument = asked(ci.Item(code="q", scale="five"), ci.Item(code="back", scale="five", reverse=True))
        said = answers(
            instrument,
            q=[1, 1, 4, 4, 5, 5, 5, 5, "dont_know", "not_applicable"],
            back=[1, 1, 1, 1, 1, 1, 1, 1, 1, None],
        )
        ax = plot_answers(said)
        assert rows(ax) == ["q (n 8)", "back (n 9, turned round)"]
        assert words(ax) == ["25", "25", "50", "20 %", "100", "10 %"]
        widths = [cast("Rectangle", patch).get_width() for patch in ax.patches]
        assert sum(widths[:5]) == pytest.approx(1)
        assert widths[5:8] == pytest.approx([0.1, 0.1, 0.0])
        assert legend(ax) == ["1", "2", "3", "4", "5", "don't know", "not for them", "blank"]

    def test_the_words_of_the_scale_explain_it(self) -> None:
        assert legend(plot_answers(RATINGS)) == [
            "1 strongly disagree", "2 disagree", "3 neither", "4 agree", "5 strongly agree", "don't know", "blank",
        ]  # fmt: skip

    def test_several_scales_are_told_by_their_ends(self) -> None:
        three = ci.Scale(key="three", minimum=1, maximum=3)
        instrument = asked(
            ci.Item(code="a", scale="five"), ci.Item(code="b", scale="three"), scales=(FIVE, three)
        )
        ax = plot_answers(answers(instrument, a=[1, 2, 3, 4, 5], b=[1, 2, 3, 1, 1]))
        assert legend(ax) == ["lowest answer", "highest answer"]

    def test_small_groups_are_a_word(self) -> None:
        instrument = asked(ci.Item(code="a", scale="five"), ci.Item(code="b", scale="five", reverse=True))
        ax = plot_answers(answers(instrument, a=[1, 2, 3, 4], b=[1, 1, 1, 1]))
        assert rows(ax) == ["a", "b (turned round)"]
        assert (words(ax), len(ax.patches), legend(ax)) == (["withheld", "withheld"], 0, [])

    def test_what_nobody_was_asked_is_another_word(self) -> None:
        instrument = asked(*both(), *both(key="time"), ci.Item(code="a", scale="five"))
        said = answers(instrument, trust1=[1, 2, 3, 4, 5], time1=[1, 2, 3, 4], time2=[5] * 5)
        assert words(plot_answers(said))[-2:] == ["withheld", "not asked"]
        assert sorted(words(plot_importance(survey.gap_analysis(said)))) == ["not asked", "withheld"]

    def test_one_person_more_makes_no_trace_of_four(self) -> None:
        instrument = asked(ci.Item(code="a", scale="five"), ci.Item(code="b", scale="five"))
        for values in ([1, 2, 3, 4], [5, 5, 5, 5]):
            ax = plot_answers(answers(instrument, a=[1, 2, 3, 4, 5], b=values))
            assert "withheld" in words(ax)
            assert len(ax.patches) in (0, 8)

    def test_nothing_asked(self) -> None:
        ax = plot_answers(ci.RatingSet(instrument=asked()))
        assert words(ax) == ["No item was asked, so there is nothing to draw."]

    def test_without_an_instrument_it_is_not_known_what_was_asked(self) -> None:
        with pytest.raises(InvalidRecordError, match="It is not known what was asked"):
            plot_answers(ci.RatingSet())


PLOTS: list[Callable[[Axes | None], Axes]] = [
    lambda ax: plot_profile(ci.assess(SUBJECT, ratings=RATINGS, on=ON), ax),
    lambda ax: plot_importance(survey.gap_analysis(RATINGS), ax),
    lambda ax: plot_answers(RATINGS, ax),
]


@pytest.mark.parametrize("plot", PLOTS)
def test_axes_of_ones_own_are_drawn_on_and_nothing_global_is_touched(plot: Callable[..., Axes]) -> None:
    own = Figure().add_subplot()
    assert plot(own) is own
    figure = plot(None).figure
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()


@pytest.mark.parametrize("plot", PLOTS)
def test_without_matplotlib_the_extra_is_named(
    plot: Callable[..., Axes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r'pip install "collective-impact\[report\]"'):
        plot(None)


def test_nothing_in_a_title_is_taken_for_a_formula_or_moves_a_line() -> None:
    instrument = asked(ci.Item(code="$x^2$\x1b[0m", scale="five", condition="common_agenda"))
    said = answers(instrument, **{"$x^2$\x1b[0m": [1, 2, 3, 4, 5]})
    ax = plot_answers(attrs.evolve(said, instrument=attrs.evolve(instrument, title="$a$\nb")))
    assert rows(ax) == [r"$x^2$\x1b[0m (n 5)"]
    assert ax.get_title() == "$a$ b"
    assert not ax.get_yticklabels()[0].get_parse_math()
    figure = ax.figure
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
