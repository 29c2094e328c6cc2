from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

import collective_impact as ci
from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.measurement.breakdowns import Gap, Gaps, gaps
from collective_impact.model.indicator import Indicator, Series
from collective_impact.model.values import Place
from collective_impact.period import Period

YEARS = (2018, 2019, 2020, 2021)


def series(values: tuple[float | None, ...], years: tuple[int, ...] = YEARS, **fields: Any) -> Series:
    periods = tuple(Period.parse(str(year)) for year, _ in zip(years, values, strict=False))
    return Series(periods=periods, values=values, **fields)


def group(name: str, *values: float | None, **fields: Any) -> Series:
    return series(values, breakdown={"sex": name}, **fields)


def indicator(*held: Series, **fields: Any) -> Indicator:
    given = {
        "id": "I1",
        "unit": "percent",
        "measure": "percent",
        "direction": "increase",
        "about_people": False,
    }
    return Indicator(**{**given, "series": held, **fields})


def row(found: Gaps, name: str) -> Gap:
    return next(held for held in found.rows if held.group == name)


def test_gaps_by_hand() -> None:
    """Girls 60 62 66 72, boys 80 80 80 81: the gap is -20 -18 -14 -9, the ratio .75 .775 .825 .889."""
    found = gaps(indicator(group("girls", 60, 62, 66, 72), group("boys", 80, 80, 80, 81)))
    girls = row(found, "girls")
    assert (girls.reference, str(girls.period), girls.value, girls.reference_value) == (
        "boys",
        "2021",
        72,
        81,
    )
    assert girls.absolute == -9
    assert girls.relative == pytest.approx(8 / 9)
    assert (str(girls.first_period), girls.first_absolute, girls.first_relative) == ("2018", -20, 0.75)
    assert (girls.period_count, girls.absolute_trend, girls.relative_trend) == (4, "narrowing", "narrowing")
    boys = row(found, "boys")
    assert (boys.value, boys.absolute, boys.reason) == (81, None, "It is the group compared with.")
    assert (found.change_unit, found.minimum_cell, found.reason, found.cautions) == (
        "percentage_points",
        5,
        None,
        (),
    )


def test_the_gap_and_the_ratio_may_say_otherwise() -> None:
    """2 against 4, then 3 5.5, 4 7, 6 10: the gap grows, the ratio comes nearer to 1."""
    found = gaps(indicator(group("a", 2, 3, 4, 6), group("b", 4, 5.5, 7, 10)))
    assert (row(found, "a").absolute_trend, row(found, "a").relative_trend) == ("widening", "narrowing")


@pytest.mark.parametrize(
    ("direction", "reference"), [("increase", "b"), ("decrease", "a"), ("maintain", "b"), (None, "b")]
)
def test_the_best_off_group_is_the_one_compared_with(direction: Any, reference: str) -> None:
    found = gaps(indicator(group("a", 2), group("b", 4), group("c", 3), direction=direction))
    assert {held.reference for held in found.rows} == {reference}
    assert bool(found.cautions) == (direction not in ("increase", "decrease"))


def test_another_group_may_be_named() -> None:
    held = indicator(
        group("a", 2),
        group("b", 4),
        series((1,), breakdown={"age": "old"}),
        series((2,), breakdown={"age": "young"}),
    )
    found = gaps(held, versus={"sex": "a"})
    assert [(held.group, held.absolute) for held in found.rows] == [("a", None), ("b", 2)]
    assert [held.dimension for held in gaps(held).rows] == ["age", "age", "sex", "sex"]
    with pytest.raises(UnknownNameError, match="'c'"):
        gaps(held, versus={"sex": "c"})
    with pytest.raises(UnknownNameError, match="no figures for a group 'a'"):
        gaps(held, versus={"age": "a"})


def test_the_latest_period_with_two_groups_counts() -> None:
    held = indicator(group("a", 1, 2, 3), group("b", 4, 6), group("c", 5, None, 9))
    found = gaps(held, on=date(2019, 12, 31))
    assert (row(found, "b").value, row(found, "a").absolute) == (6, -4)
    assert row(found, "c").reason == "There is no figure for 2019."
    assert str(row(gaps(held), "a").period) == "2020"


def test_without_two_groups_there_are_no_gaps() -> None:
    for held in (indicator(), indicator(group("a", 1)), indicator(series((1,)))):
        found = gaps(held)
        assert found.rows == ()
        has_groups = any(series.breakdown for series in held.series)
        assert found.reason == (
            "No two groups have figures of all partners together for the same period."
            if has_groups
            else "No figures by group are recorded."
        )
    assert (
        gaps(indicator(series((1,), breakdown={"sex": "a"}, partner_id="P1"), group("b", 3), group("c", 4)))
        .rows[0]
        .group
        == "b"
    )


def test_a_ratio_needs_a_true_zero() -> None:
    assert (
        row(
            gaps(indicator(group("a", 2), group("b", 4), unit="percentage_points", measure=None)), "a"
        ).relative
        is None
    )
    assert row(gaps(indicator(group("a", -2), group("b", 4))), "a").relative is None
    assert row(gaps(indicator(group("a", -2), group("b", 0))), "a").relative is None
    assert row(gaps(indicator(group("a", 0.5), group("b", 0.55), unit="fraction")), "a").absolute == -5


def test_a_group_with_two_series_is_left_out_and_named() -> None:
    found = gaps(indicator(group("a", 2), group("a", 3), group("b", 4), group("c", 5)))
    assert [held.group for held in found.rows] == ["b", "c"]
    assert found.cautions == ("There are two series or more for a; it is left out.",)


def people(*held: Series, **fields: Any) -> Indicator:
    return indicator(*held, **{"unit": "people", "measure": "count", "about_people": True, **fields})


def test_a_small_group_is_withheld_with_the_next() -> None:
    found = gaps(people(group("a", 3), group("b", 8), group("c", 20), group("d", 30)))
    assert [(held.group, held.value, held.withheld) for held in found.rows] == [
        ("a", None, True),
        ("b", None, True),
        ("c", 20, False),
        ("d", 30, False),
    ]
    assert "few people" in str(row(found, "b").reason)
    assert "withheld" in str(found)


def test_the_smallest_cell_is_a_parameter() -> None:
    held = people(group("a", 3), group("b", 8), group("c", 20))
    assert not any(held.withheld for held in gaps(held, minimum_cell=3).rows)
    assert all(held.withheld for held in gaps(held, minimum_cell=10).rows[:2])
    with pytest.raises(InvalidRecordError, match="at least 2"):
        gaps(held, minimum_cell=1)


def test_figures_that_are_withheld_enter_no_gap_and_no_trend() -> None:
    found = gaps(people(group("a", 3, 10, 12, 14), group("b", 8, 11, 12, 14), group("c", 30, 31, 32, 33)))
    assert (row(found, "a").period_count, str(row(found, "a").first_period)) == (3, "2019")
    assert row(found, "a").absolute_trend == "cannot tell"


def test_all_but_the_best_may_be_withheld_or_all() -> None:
    found = gaps(people(group("a", 3), group("b", 20)))
    assert [held.withheld for held in found.rows] == [True, True]
    assert [held.reference for held in found.rows] == [None, None]
    found = gaps(people(group("a", 3), group("b", 8), group("c", 20), group("d", 30)), versus={"sex": "a"})
    assert row(found, "c").reason == "The figure of the group compared with is withheld or missing."


@pytest.mark.parametrize("about_people", [True, None])
def test_what_may_be_about_people_is_protected(about_people: bool | None) -> None:
    held = (group("a", 3), group("b", 8), group("c", 20))
    assert gaps(people(*held, about_people=about_people)).rows[0].withheld
    assert not gaps(people(*held, about_people=False)).rows[0].withheld
    assert gaps(people(*held, about_people=about_people, measure=None)).rows[0].withheld
    assert not gaps(people(*held, about_people=about_people, measure=None, unit="percent")).rows[0].withheld
    assert not gaps(people(*held, about_people=about_people, measure=None, unit=None)).rows[0].withheld


def of(name: str, value: float, numerator: float | None, denominator: float | None) -> Series:
    return group(name, value, numerators=(numerator,), denominators=(denominator,))


def test_percentages_of_few_people_are_withheld() -> None:
    by_base = indicator(of("a", 50, 2, 4), of("b", 60, 6, 10), of("c", 50, 20, 40), about_people=True)
    assert [held.withheld for held in gaps(by_base).rows] == [True, True, False]
    by_top = indicator(of("a", 5, 2, 40), of("b", 15, 6, 40), of("c", 50, 20, 40), about_people=True)
    assert [held.withheld for held in gaps(by_top).rows] == [True, True, False]
    unknown = indicator(of("a", 5, 20, None), of("b", 15, 60, 400), of("c", 50, 20, 40), about_people=True)
    assert not any(held.withheld for held in gaps(unknown).rows)


def test_where_sizes_are_not_recorded_a_caution_says_so() -> None:
    held = indicator(group("a", 2), group("b", 4), about_people=True)
    (caution,) = gaps(held).cautions
    assert "by sex is not recorded" in caution
    assert not row(gaps(held), "a").withheld


def test_one_small_cell_of_a_crossed_table_withholds_it_all() -> None:
    """Else the totals by sex and by age would give it away."""
    crossed = [
        series((count,), breakdown={"sex": sex, "age": age})
        for count, sex, age in (
            (3, "girls", "young"),
            (30, "girls", "old"),
            (40, "boys", "young"),
            (50, "boys", "old"),
        )
    ]
    found = gaps(people(*crossed))
    assert all(held.withheld for held in found.rows)
    assert {held.dimension for held in found.rows} == {"age and sex"}
    assert [held.group for held in found.rows] == ["old, boys", "old, girls", "young, boys", "young, girls"]
    larger = [attrs.evolve(crossed[0], values=(7,)), *crossed[1:]]
    assert not any(held.withheld for held in gaps(people(*larger)).rows)


@pytest.mark.parametrize(
    ("total", "difference", "adds_up"), [((50,), 0, True), ((45,), 5, False), ((0.1 + 0.2,), 49.7, False)]
)
def test_parts_beside_the_total(total: tuple[float, ...], difference: float, adds_up: bool) -> None:
    (found,) = gaps(people(group("a", 20), group("b", 30), series(total))).parts
    assert (found.dimension, str(found.period), found.parts) == ("sex", "2018", 50)
    assert (found.difference, found.adds_up) == (difference, adds_up)


def test_denominators_beside_the_total() -> None:
    whole = series((55,), numerators=(55,), denominators=(100,))
    (found,) = gaps(indicator(of("a", 50, 20, 40), of("b", 60, 36, 60), whole)).parts
    assert (found.parts, found.total, found.difference, found.adds_up) == (100, 100, 0, True)


@pytest.mark.parametrize(
    ("total", "adds_up"), [(2.0, True), (3.5, True), (4.0, True), (4.5, False), (1.9, False)]
)
def test_a_total_percentage_lies_among_its_parts(total: float, adds_up: bool) -> None:
    found = gaps(indicator(group("a", 2), group("b", 4), series((total,))))
    (check,) = found.parts
    assert (check.total, check.parts, check.difference, check.adds_up) == (total, None, None, adds_up)
    assert ("among" if adds_up else "outside") in str(found)


def test_what_cannot_be_checked_says_why() -> None:
    (found,) = gaps(indicator(group("a", 2), group("b", 4), series((6,), (2030,)))).parts
    assert found.reason == "No period has figures of all groups and of the total."
    (found,) = gaps(
        indicator(group("a", 2), group("b", 4), series((6,)), measure="currency", unit="currency:USD")
    ).parts
    assert found.reason == "Only counts, or figures with denominators, add up."
    (found,) = gaps(people(group("a", 3), group("b", 8), group("c", 20), series((31,)))).parts
    assert (found.parts, found.difference) == (None, None)
    assert found.reason == "Withheld, since figures of small groups are."
    (found,) = gaps(
        indicator(of("a", 2, 1, None), of("b", 4, 1, 9), series((3,)), measure="score", unit="score")
    ).parts
    assert found.adds_up


def test_groups_of_the_one_place_are_those_of_everywhere() -> None:
    dale = Place(id="dale")
    held = indicator(group("a", 2, place=dale), group("b", 4, place=dale), series((3,), place=dale))
    assert row(gaps(held), "a").absolute == -2
    assert gaps(held).parts[0].adds_up
    both = indicator(group("a", 2, place=dale), group("a", 9), group("b", 4), series((3,), place=dale))
    assert row(gaps(both), "b").absolute == -5


def test_gaps_are_shown_in_text_and_in_a_notebook() -> None:
    found = gaps(people(group("<a>", 20), group("b", 30), series((45,))))
    text = str(found)
    assert "gaps between groups" in text
    assert "they differ by 5" in text
    html = found._repr_html_()
    assert "<a>" not in html
    assert "&lt;a&gt;" in html
    assert "they add up" in str(gaps(people(group("a", 20), group("b", 30), series((50,)))))
    assert "No figures by group" in str(gaps(indicator()))
    lone = gaps(people(group("a", 20), group("b", 30), group("c", None, 9)))
    assert "not known" in str(lone)


def test_there_and_back_as_plain_data() -> None:
    found = gaps(people(group("a", 3), group("b", 8), group("c", 20), series((31,))))
    assert ci.from_data(ci.to_data(found), Gaps) == found


def test_the_gap_over_time_has_its_periods_and_those_that_are_withheld() -> None:
    found = gaps(people(group("a", 12, 3, 14, 16), group("b", 20, 22, None, 24), group("c", 9, 9, 9, 9)))
    held = row(found, "a")
    assert held.reference == "b"
    assert [str(period) for period in held.periods] == ["2018", "2021"]
    assert held.absolutes == (-8, -8)
    assert [str(period) for period in held.withheld_periods] == ["2019"]
    assert (row(found, "b").periods, row(found, "b").withheld_periods) == ((), ())
