"""Laws 13 and 14 over every way out: files, the command line, reports, chances, and what stands on pictures.

What can be worked out from `survey.score` is held by the laws of scores. Here it is held that nothing else leaves
by another door: each output says what `score` says or less, and what is withheld leaves no trace in it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact import survey
from collective_impact.cli import main
from collective_impact.readiness import spoken
from collective_impact.reporting import plot_answers, plot_importance, plot_profile
from collective_impact.survey import mean_intervals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ON = date(2026, 6, 1)
SUBJECT = ci.Initiative(id="i", agenda=ci.Agenda(problem="x"))
CODES = ("q0", "q1", "q2", "q3")
CRITERIA = {"q0": "CI107", "q1": "CI107", "q2": "CI404", "q3": None}
CONDITIONS = {"q0": "common_agenda", "q1": None, "q2": "continuous_communication", "q3": "shared_measurement"}
ASKED = ci.Instrument(
    key="k",
    kind="perceived",
    scales=(ci.Scale(key="s", minimum=1, maximum=5),),
    items=(
        *(
            ci.Item(code=c, scale="s", criterion=CRITERIA[c], condition=CONDITIONS[c], construct=c)
            for c in CODES
        ),
        *(ci.Item(code=f"{c}i", scale="s", construct=c, asks="importance") for c in CODES),
    ),
)
COLUMNS = [item.code for item in ASKED.items]
Rows = list[dict[str, Any]]


@pytest.fixture(autouse=True, scope="module")
def _few_draws() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(mean_intervals, "DRAWS", 20)
        patched.setattr(spoken, "DRAWS", 20)
        yield


class Export(NamedTuple):
    """A sheet with a row a rater, and the same answers as rows."""

    sheet: list[dict[str, Any]]

    @property
    def ratings(self) -> ci.RatingSet:
        rows = [
            {
                "rater": person["rater"], "organisation": person["organisation"], "group": person["group"],
                "item": code, "value": person[code],
            }
            for person in self.sheet
            for code in COLUMNS
        ]  # fmt: skip
        return ci.RatingSet.from_records(rows, instrument=ASKED)

    def write(self) -> None:
        with Path("export.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, ["rater", "organisation", "group", *COLUMNS])
            table.writeheader()
            table.writerows(self.sheet)


@st.composite
def exports(draw: st.DrawFn, most: int = 16, *, complete: bool = False) -> Export:
    answers = st.integers(1, 5) if complete else st.integers(1, 5) | st.none()
    persons = draw(st.integers(1, most))
    return Export(
        [
            {
                "rater": f"p{place}",
                "organisation": draw(st.sampled_from("AAABBC")),
                "group": draw(st.sampled_from("xxxxyyz")),
                **{code: draw(answers) for code in COLUMNS},
            }
            for place in range(persons)
        ]
    )


def others(export: Export, data: st.DataObject, whose: Callable[[dict[str, Any]], bool]) -> Export:
    """Return the same sheet where some persons gave other answers to the same items."""
    return Export(
        [
            {
                key: data.draw(st.integers(1, 5)) if key in COLUMNS and value is not None else value
                for key, value in person.items()
            }
            if whose(person)
            else person
            for person in export.sheet
        ]
    )


def printed(export: Export, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    ci.write(ASKED, "instrument.json")
    export.write()
    assert main(["survey", "export.csv", "--instrument", "instrument.json", *arguments]) == 0
    return capsys.readouterr().out


def drawn(ax: Axes) -> list[object]:
    """Return all words of a picture, where its dots and bars are, and how long they are."""
    found = ax.get_legend()
    words = [text.get_text() for text in (*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels())]
    dots = [(tuple(line.get_xdata()), line.get_marker()) for line in ax.lines]  # type: ignore[arg-type]
    bars = [(patch.get_x(), patch.get_width()) for patch in ax.patches if hasattr(patch, "get_x")]  # type: ignore[attr-defined]
    return [words, dots, bars, [text.get_text() for text in found.get_texts()] if found else []]


def as_report(ratings: ci.RatingSet) -> list[object]:
    report = ci.assess(SUBJECT, ratings=ratings, on=ON)
    return [
        ci.to_data(report),
        str(report),
        report._repr_html_(),
        *(report.explain(code) for code in ("CI107", "CI404", "shared_measurement")),
    ]


OUTPUTS: dict[str, Callable[[ci.RatingSet], object]] = {
    "report": as_report,
    "robustness": lambda ratings: ci.to_data(ci.robustness(ci.assess(SUBJECT, on=ON), ratings, draws=20)),
    "profile": lambda ratings: drawn(plot_profile(ci.assess(SUBJECT, ratings=ratings, on=ON))),
    "importance": lambda ratings: drawn(plot_importance(survey.gap_analysis(ratings))),
    "answers": lambda ratings: drawn(plot_answers(ratings)),
}


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=OUTPUTS)
@settings(max_examples=15)
@given(export=exports(4), data=st.data())
def test_law_14_four_persons_leave_no_trace(
    output: Callable[[ci.RatingSet], object], export: Export, data: st.DataObject
) -> None:
    changed = others(export, data, lambda _: True)
    assert output(export.ratings) == output(changed.ratings)


@pytest.mark.parametrize("by", ["group", "organisation", None])
@pytest.mark.parametrize("format_", ["text", "json", "csv"])
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(export=exports(4), data=st.data())
def test_law_14_four_persons_leave_no_trace_at_the_command_line(
    by: str | None,
    format_: str,
    export: Export,
    data: st.DataObject,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path_factory.mktemp("survey"))
        arguments = ["--format", format_, *(["--by", by] if by else [])]
        changed = others(export, data, lambda _: True)
        assert printed(export, capsys, *arguments) == printed(changed, capsys, *arguments)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(export=exports(), by=st.sampled_from(("group", "organisation")), data=st.data())
def test_law_14_a_withheld_group_moves_only_everybody_at_the_command_line(
    export: Export,
    by: str,
    data: st.DataObject,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    hidden = [g.labels[by] for g in survey.score(export.ratings, by=by) if g.persons is None]  # type: ignore[arg-type]
    changed = others(export, data, lambda person: person[by] in hidden)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path_factory.mktemp("survey"))
        for format_ in ("json", "csv"):
            texts = [printed(each, capsys, "--by", by, "--format", format_) for each in (export, changed)]
            if format_ == "json":
                groups = [json.loads(text)["scores"]["groups"] for text in texts]
            else:
                groups = [[row for row in csv.DictReader(io.StringIO(text)) if row[by]] for text in texts]
                for row in groups[0]:
                    is_hidden = row[by] in hidden
                    assert not (
                        is_hidden and any(row[name] for name in ("n", "mean", "sd", "score", "interval_low"))
                    )
            assert groups[0] == groups[1]


@settings(max_examples=40)
@given(export=exports())
def test_law_13_a_report_says_what_the_scores_say_or_less(export: Export) -> None:
    scores = survey.score(export.ratings)
    report = ci.assess(SUBJECT, ratings=export.ratings, on=ON)
    for condition in report.conditions:
        said = [
            f for f in condition.findings if f.evidence_kind == "perceived" and f.evidence == ("ratings",)
        ]
        for finding in said:
            is_whole = finding.code == condition.key
            topic = scores.condition(finding.code) if is_whole else scores.criterion(finding.code)
            assert finding.score == topic.score
            if topic.n is None:
                assert finding.workings == ()
                assert not any(mark.isdigit() for mark in finding.observed.replace("fewer than 5", ""))
        known = [f.score for f in said if f.score is not None]
        assert condition.perceived is None or condition.perceived in known
        if not known:
            assert (condition.said_low, condition.weakest_chance or 0) == (None, 0)


@settings(max_examples=40)
@given(export=exports())
def test_law_13_gaps_say_what_the_scores_say_or_less(export: Export) -> None:
    scores = survey.score(export.ratings)
    for gap in survey.gap_analysis(export.ratings):
        topic = scores.construct(gap.key)
        assert gap.met is None or gap.met == topic.mean
        assert gap.met is not None or (gap.n_met, gap.importance, gap.gap, gap.interval) == (None,) * 4


@settings(max_examples=25)
@given(export=exports())
def test_law_13_pictures_say_what_the_scores_say_or_less(export: Export) -> None:
    scores = survey.score(export.ratings)
    words, _, bars, _ = drawn(plot_answers(export.ratings))
    shown = [scores.item(code).n for code in CODES]
    assert isinstance(words, list)
    assert isinstance(bars, list)
    assert words.count("withheld") == shown.count(None)
    assert len(bars) == 8 * (len(shown) - shown.count(None))
    labels = [word for word in words if isinstance(word, str) and word.startswith("q")]
    assert labels == [code if n is None else f"{code} (n {n})" for code, n in zip(CODES, shown, strict=True)]
