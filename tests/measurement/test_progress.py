from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

import collective_impact as ci
from collective_impact.errors import InvalidRecordError
from collective_impact.measurement.pace import PUBLISHED
from collective_impact.measurement.points import change_of, has_true_zero, series_of, year_of
from collective_impact.measurement.progress import Progress, progress
from collective_impact.model.indicator import Baseline, Indicator, Series, Target
from collective_impact.model.values import Place
from collective_impact.period import Period

GIRLS, BOYS = {"sex": "girls"}, {"sex": "boys"}
AIM = (Target(value=20, period=Period.parse("2030")),)


def periods(*labels: object) -> tuple[Period, ...]:
    return tuple(Period.parse(str(label)) for label in labels)


def series(values: dict[object, float | None], **fields: Any) -> Series:
    return Series(periods=periods(*values), values=tuple(values.values()), **fields)


def indicator(*held: Series, **fields: Any) -> Indicator:
    return Indicator(
        **{"id": "I1", "unit": "percent", "direction": "decrease", "targets": AIM, "series": held, **fields}
    )


EXAMPLE = series({2014: 70, 2015: 50, 2017: None, 2020: 40})


def test_the_published_example() -> None:
    found = progress(indicator(EXAMPLE))
    assert (found.baseline, found.latest, found.target) == (50, 40, 20)
    assert [str(held) for held in (found.baseline_period, found.latest_period, found.target_period)] == [
        "2015",
        "2020",
        "2030",
    ]
    assert (found.change, found.change_unit) == (-10, "percentage_points")
    assert found.share_of_way == pytest.approx(1 / 3)
    assert found.ratio == pytest.approx(0.737, abs=5e-4)
    assert found.pace_held == pytest.approx(-0.0436, abs=5e-5)
    assert found.pace_needed == pytest.approx(-0.0593, abs=5e-5)
    assert (found.verdict, found.method, found.reason) == ("moderate", "compound", None)
    assert "the figure of 2015, the first of 2015 or later" in found.why
    assert "By growth a year (compound) as published" in found.why
    assert found.rules == PUBLISHED


@pytest.mark.parametrize(
    ("latest", "verdict"),
    [
        (20, "achieved"),
        (10, "achieved"),
        (36, "on track"),
        (40, "moderate"),
        (48, "limited"),
        (51, "moving away"),
    ],
)
def test_each_verdict(latest: float, verdict: str) -> None:
    assert progress(indicator(series({2015: 50, 2020: latest}))).verdict == verdict


def test_a_linear_pace_where_it_is_asked_for() -> None:
    found = progress(indicator(EXAMPLE), method="linear")
    assert (found.method, found.pace_held, found.pace_needed, found.ratio) == ("linear", -2, -2, 1)
    assert found.verdict == "on track"
    with pytest.raises(InvalidRecordError, match="exponential"):
        progress(indicator(), method="exponential")  # type: ignore[arg-type]


def test_a_recorded_baseline_comes_first() -> None:
    held = (
        Baseline(value=80, period=Period.parse("2010")),
        Baseline(value=60, period=Period.parse("2016")),
        Baseline(value=9, period=Period.parse("2021")),
        Baseline(value=99, period=Period.parse("2017"), breakdown=GIRLS),
        Baseline(raw="many", period=Period.parse("2018")),
    )
    found = progress(indicator(EXAMPLE, baselines=held))
    assert (found.baseline, str(found.baseline_period)) == (60, "2016")
    assert found.why.startswith("The baseline is the recorded one.")


def test_older_figures_only_make_the_first_the_baseline() -> None:
    found = progress(indicator(series({2010: 50, 2012: 45, 2014: 40})))
    assert (found.baseline, str(found.baseline_period)) == (50, "2010")
    assert "the first there is" in found.why
    late = attrs.evolve(PUBLISHED, base_year=2012)
    assert progress(indicator(series({2010: 50, 2012: 45, 2014: 40})), rules=late).baseline == 45
    only = progress(indicator(series({2010: 50, 2020: 40})))
    assert (only.baseline, only.latest) == (50, 40)


def test_a_baseline_without_a_date_gives_a_change_but_no_pace() -> None:
    held = (Baseline(value=50),)
    found = progress(indicator(series({2020: 40}), baselines=held))
    assert (found.change, found.pace) == (-10, None)
    assert found.share_of_way == pytest.approx(1 / 3)
    assert (found.verdict, found.ratio, found.method) == ("not enough data", None, None)
    assert (found.pace_held, found.pace_needed) == (None, None)
    assert "baseline bears no date" in str(found.reason)
    assert progress(indicator(series({2020: 60}), baselines=held)).verdict == "moving away"
    assert progress(indicator(series({2020: 20}), baselines=held)).verdict == "achieved"


def test_a_target_without_a_date_is_not_due_in_2030() -> None:
    found = progress(indicator(EXAMPLE, targets=(Target(value=20),)))
    assert (found.target, found.pace, found.verdict) == (20, None, "not enough data")
    assert "target bears no date" in str(found.reason)
    dated = (Target(value=20), Target(value=30, period=Period.parse("2025")))
    assert progress(indicator(EXAMPLE, targets=dated)).target == 30


def test_the_target_that_is_due_last_counts() -> None:
    held = tuple(
        Target(value=value, period=Period.parse(str(year))) for year, value in ((2030, 20), (2025, 45))
    )
    assert progress(indicator(EXAMPLE, targets=(*held, Target(raw="fewer")))).target == 20


def test_without_a_target_growth_is_judged() -> None:
    found = progress(indicator(EXAMPLE, targets=()))
    assert (found.target, found.share_of_way, found.pace_needed) == (None, None, None)
    assert found.ratio == pytest.approx(0.0436, abs=5e-5)
    assert found.verdict == "on track"


def test_a_single_figure_is_not_enough_unless_it_reaches_the_target() -> None:
    found = progress(indicator(series({2020: 40})))
    assert (found.verdict, found.baseline, found.latest, found.change) == ("not enough data", None, 40, None)
    assert "one figure" in str(found.reason)
    assert progress(indicator(series({2020: 15}))).verdict == "achieved"


def test_a_direction_that_is_not_recorded_is_not_guessed() -> None:
    found = progress(indicator(EXAMPLE, direction=None))
    assert found.verdict == "not enough data"
    assert found.share_of_way == pytest.approx(1 / 3)
    assert found.reason == "It is not recorded which way is better."


def test_to_maintain() -> None:
    found = progress(indicator(series({2015: 50, 2020: 50.5}), direction="maintain", targets=()))
    assert (found.verdict, found.share_of_way) == ("on track", None)
    assert progress(indicator(series({2015: 50, 2020: 60}), direction="maintain")).verdict == "moving away"
    assert progress(indicator(series({2020: 60}), direction="maintain")).verdict == "not enough data"


def test_words_have_no_progress() -> None:
    found = progress(indicator(EXAMPLE, measure="qualitative"))
    assert (found.verdict, found.latest) == ("not enough data", None)
    assert "words" in str(found.reason)


def test_a_day_leaves_out_what_came_later() -> None:
    held = indicator(EXAMPLE)
    assert progress(held, on=date(2020, 12, 30)).latest == 50
    assert progress(held, on=date(2020, 12, 31)) == progress(held)
    before = progress(held, on=date(2013, 12, 31))
    assert (before.verdict, before.reason) == ("not enough data", "No figure is known by that day.")


def test_quarters_and_days_lie_where_the_calendar_has_them() -> None:
    assert [year_of(Period.parse(text)) for text in ("2020", "2020-12", "2020-12-31", "2020-Q4")] == [
        2020.0
    ] * 4
    assert year_of(Period.parse("2020-06")) == 2019.5
    assert year_of(Period.parse("2023/24")) == 2023.25
    assert year_of(Period.parse("2020-02-29")) == year_of(Period.parse("2021-02-28")) - 1
    assert year_of(Period.parse("9999")) == 9999
    due = (Target(value=20, period=Period.parse("2030-12-31")),)
    found = progress(indicator(EXAMPLE, targets=due))
    assert found.pace == progress(indicator(EXAMPLE)).pace


@pytest.mark.parametrize(
    ("unit", "measure", "change", "change_unit"),
    [
        ("percent", None, -10, "percentage_points"),
        ("fraction", None, -1000, "percentage_points"),
        (None, "percent", -10, "percentage_points"),
        (None, None, -10, None),
        ("people", "count", -10, "people"),
        ("currency:USD", None, -10, "currency:USD"),
    ],
)
def test_a_change_bears_its_unit(
    unit: str | None, measure: Any, change: float, change_unit: str | None
) -> None:
    found = progress(indicator(EXAMPLE, unit=unit, measure=measure))
    assert (found.change, found.change_unit) == (change, change_unit)


def test_a_change_is_told_as_a_person_would_subtract() -> None:
    assert change_of(indicator(), 0.3, 0.1) == 0.2
    assert change_of(indicator(unit="fraction"), 0.55, 0.5) == 5


def test_units_with_an_arbitrary_zero_are_linear() -> None:
    found = progress(indicator(EXAMPLE, unit="pint:degree_Celsius"))
    assert found.method == "linear"
    assert "0 of this unit is not nothing" in found.why
    assert not has_true_zero(indicator(unit="rank"))
    assert progress(indicator(EXAMPLE, unit="rank"), method="compound").method == "compound"


def test_a_limit_is_heeded() -> None:
    near = series({2015: 95, 2020: 95.5})
    assert progress(indicator(near, direction="increase", targets=())).verdict == "limited"
    assert progress(indicator(near, direction="increase", targets=(), limit=100)).verdict == "moderate"


def test_what_makes_the_comparison_doubtful_is_said() -> None:
    found = progress(indicator(EXAMPLE, definition_changes=(date(2013, 1, 1), date(2018, 1, 1))))
    assert found.cautions == (
        "The definition changed on 2018-01-01, between baseline and latest: they may not compare.",
    )
    due = (Target(value=20, period=Period.parse("2018")),)
    assert progress(indicator(EXAMPLE, targets=due)).cautions == (
        "The target was due by 2018-12-31 and is not reached.",
    )
    met = (Target(value=45, period=Period.parse("2018")),)
    assert progress(indicator(EXAMPLE, targets=met)).cautions == ()


def test_a_refused_pace_passes_its_reason_on() -> None:
    due = (Target(value=20, period=Period.parse("2015")),)
    found = progress(indicator(EXAMPLE, targets=due))
    assert (found.verdict, found.ratio) == ("not enough data", None)
    assert "no later than the baseline" in str(found.reason)


def test_a_way_of_no_length_has_no_share() -> None:
    assert progress(indicator(series({2015: 20, 2020: 30}))).share_of_way is None
    tiny = (Target(value=5e-324, period=Period.parse("2030")),)
    assert progress(indicator(series({2015: 0, 2020: 1e300}), targets=tiny)).share_of_way is None


TOTAL = series({2015: 50, 2020: 40})
DALE = Place(id="dale")


@pytest.mark.parametrize(
    "held",
    [
        (
            TOTAL,
            series({2020: 1}, breakdown=GIRLS),
            series({2020: 1}, partner_id="P1"),
            series({2020: 1}, place=DALE),
        ),
        (attrs.evolve(TOTAL, place=DALE), series({2020: 1}, breakdown=GIRLS, place=DALE)),
        (attrs.evolve(TOTAL, partner_id="P1"),),
        (attrs.evolve(TOTAL, partner_id="P1", place=DALE),),
    ],
    ids=["beside its parts", "all in one place", "all by one partner", "both"],
)
def test_the_headline_is_the_series_of_everybody(held: tuple[Series, ...]) -> None:
    found = progress(indicator(*held))
    assert (found.baseline, found.latest, found.verdict) == (50, 40, "moderate")


@pytest.mark.parametrize(
    ("held", "reporters", "reason"),
    [
        ((), (), "No figures are recorded."),
        ((TOTAL, TOTAL), (), "2 series for the same figures"),
        ((series({2020: 1}, breakdown=GIRLS),), (), "no series of all together"),
        (
            (series({2020: 1}, partner_id="P1"), series({2020: 1}, partner_id="P2")),
            (),
            "no series of all together",
        ),
        ((attrs.evolve(TOTAL, partner_id="P1"),), ("P1", "P2"), "no series of all together"),
    ],
)
def test_without_a_headline_nothing_speaks_for_the_indicator(
    held: tuple[Series, ...], reporters: tuple[str, ...], reason: str
) -> None:
    found = progress(indicator(*held, reporter_ids=reporters))
    assert found.verdict == "not enough data"
    assert reason in str(found.reason)
    assert found.target == 20


def test_a_baseline_of_the_one_place_is_that_of_everywhere() -> None:
    there = (Baseline(value=60, period=Period.parse("2016"), place=DALE),)
    assert progress(indicator(attrs.evolve(TOTAL, place=DALE), baselines=there)).baseline == 60
    assert progress(indicator(TOTAL, baselines=there)).baseline == 50


def test_groups_and_places_with_a_target_are_answered_beside() -> None:
    due = Period.parse("2030")
    held = indicator(
        TOTAL,
        series({2015: 40, 2020: 24}, breakdown=GIRLS),
        series({2015: 30, 2020: 33}, place=DALE),
        targets=(
            *AIM,
            Target(value=20, period=due, breakdown=GIRLS),
            Target(value=20, period=due, place=DALE),
            Target(value=20, period=due, breakdown=BOYS),
            Target(raw="fewer", breakdown={"sex": "x"}),
        ),
        about_people=True,
    )
    found = progress(held)
    assert [(group.breakdown, group.place_id, group.verdict) for group in found.groups] == [
        ({}, "dale", "moving away"),
        (BOYS, None, "not enough data"),
        (GIRLS, None, "on track"),
    ]
    assert found.groups[1].reason == "No figures are recorded for boys."
    assert found.verdict == "moderate"


def gap(girls: dict[object, float | None], boys: dict[object, float | None], **fields: Any) -> Progress:
    aim = Target(value=-2, period=Period.parse("2030"), breakdown=GIRLS, versus=BOYS)
    held = indicator(
        series(girls, breakdown=GIRLS),
        series(boys, breakdown=BOYS),
        targets=(aim,),
        **{"direction": "increase", **fields},
    )
    (found,) = progress(held).groups
    return found


def test_a_gap_target_by_hand() -> None:
    """60 against 80, then 68 against 82: the gap goes from 20 to 14, by 1.2 a year; 18 in 15 years are needed."""
    found = gap({2015: 60, 2020: 68, 2021: 70}, {2015: 80, 2018: 81, 2020: 82})
    assert (found.baseline, found.latest, found.target) == (20, 14, 2)
    assert (found.change, found.change_unit, found.direction) == (-6, "percentage_points", "decrease")
    assert (found.method, found.pace_held, found.pace_needed, found.ratio) == ("linear", -1.2, -1.2, 1)
    assert (found.verdict, found.versus) == ("on track", BOYS)
    assert "because the figures are gaps" in found.why
    assert str(found).startswith("I1 (gap of girls to boys): on track")


def test_a_gap_that_turns_round_is_said() -> None:
    found = gap({2015: 60, 2020: 85}, {2015: 80, 2020: 82})
    assert (found.baseline, found.latest) == (20, 3)
    assert found.cautions == ("The gap has turned round: the group that was behind is ahead now.",)


def test_a_gap_from_recorded_baselines() -> None:
    held = tuple(
        Baseline(value=value, period=Period.parse(str(year)), breakdown=group)
        for year, value, group in ((2014, 55, GIRLS), (2016, 61, GIRLS), (2014, 85, BOYS))
    )
    found = gap({2015: 60, 2020: 68}, {2015: 80, 2020: 82}, baselines=held)
    assert (found.baseline, str(found.baseline_period)) == (30, "2014")
    assert "gap between the recorded baselines" in found.why
    assert gap({2015: 60, 2020: 68}, {2015: 80, 2020: 82}, baselines=held[:2]).baseline == 20


@pytest.mark.parametrize(
    ("girls", "boys", "reason"),
    [
        ({2015: 60}, {2016: 80}, "no period in common"),
        ({2015: 60}, {}, "no period in common"),
    ],
)
def test_a_gap_without_a_common_period(
    girls: dict[object, float | None], boys: dict[object, float | None], reason: str
) -> None:
    found = gap(girls, boys)
    assert found.verdict == "not enough data"
    assert reason in str(found.reason)


def test_a_gap_to_nobody() -> None:
    aim = Target(value=2, period=Period.parse("2030"), breakdown=GIRLS, versus=BOYS)
    for there, absent in ((GIRLS, "boys"), (BOYS, "girls")):
        (found,) = progress(indicator(series({2015: 60}, breakdown=there), targets=(aim,))).groups
        assert found.reason == f"No figures are recorded for {absent}."


def test_a_target_of_a_place_without_figures() -> None:
    due = Period.parse("2030")
    aims = (Target(value=2, period=due, place=DALE), Target(value=2, period=due, place=DALE, breakdown=BOYS))
    found = progress(indicator(series({2015: 60}), targets=aims))
    assert [group.reason for group in found.groups] == [
        "No figures are recorded in dale.",
        "No figures are recorded for boys in dale.",
    ]


def test_a_gap_of_everybody_to_a_group() -> None:
    aim = Target(value=0, period=Period.parse("2030"), versus=BOYS)
    found = progress(
        indicator(series({2015: 60, 2020: 60}), series({2015: 80, 2020: 70}, breakdown=BOYS), targets=(aim,))
    )
    (group,) = found.groups
    assert (group.baseline, group.latest, group.target) == (20, 10, 0)
    assert "gap of all to boys" in str(group)
    assert found.target is None


def test_small_groups_have_no_figures_here_either() -> None:
    aim = Target(value=2, period=Period.parse("2030"), breakdown=GIRLS)
    small = (Baseline(value=3, period=Period.parse("2014"), breakdown=GIRLS),)
    held = indicator(
        series({2015: 40, 2020: 33}),
        series({2015: 10, 2020: 3}, breakdown=GIRLS),
        series({2015: 30, 2020: 30}, breakdown=BOYS),
        unit="people",
        measure="count",
        targets=(aim,),
        baselines=small,
    )
    (found,) = progress(held).groups
    assert (found.latest, str(found.latest_period)) == (10, "2015")
    (found,) = progress(held, on=date(2015, 12, 31)).groups
    assert found.baseline is None
    everywhere = attrs.evolve(held, series=(*held.series[:1], series({2020: 3}, breakdown=GIRLS)))
    (found,) = progress(everywhere).groups
    assert (found.latest, found.reason) == (None, "Withheld: few people stand behind the figures.")
    (found,) = progress(attrs.evolve(everywhere, about_people=False)).groups
    assert (found.baseline, found.latest) == (3, 3)


def test_progress_is_shown_in_text_and_in_a_notebook() -> None:
    found = progress(indicator(EXAMPLE, name="<i>Poverty</i>"))
    text = str(found)
    assert text.startswith("<i>Poverty</i>: moderate")
    assert "-4.365 %" in text
    assert "on track from 0.95, moderate from 0.6, limited from 0" in text
    assert "33 %" in text
    html = found._repr_html_()
    assert "<i>" not in html
    assert "&lt;i&gt;Poverty" in html
    linear = str(progress(indicator(EXAMPLE), method="linear"))
    assert "percentage points a year" in linear
    assert "not known" in str(progress(indicator()))
    assert "Pace needed" in text
    assert "Pace needed" not in str(progress(indicator(EXAMPLE, targets=())))


def test_figures_beyond_a_float_are_an_error_of_the_records() -> None:
    with pytest.raises(InvalidRecordError, match="too large"):
        progress(indicator(series({2015: -1.7e308, 2020: 1.7e308})))


def test_there_and_back_as_plain_data() -> None:
    found = gap({2015: 60, 2020: 68}, {2015: 80, 2020: 82})
    assert ci.from_data(ci.to_data(found), Progress) == found
    whole = progress(indicator(EXAMPLE, targets=(*AIM, Target(value=1, breakdown=GIRLS))))
    assert ci.from_data(ci.to_data(whole), Progress) == whole


def test_a_group_has_one_series() -> None:
    held = indicator(TOTAL, series({2020: 1}, breakdown=GIRLS), series({2020: 2}, breakdown=GIRLS))
    assert "2 series" in str(series_of(held, GIRLS).reason)
