"""Laws of this room, tried on generated figures."""

from __future__ import annotations

from typing import Any, Literal

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from collective_impact.measurement.breakdowns import gaps
from collective_impact.measurement.combining import roll_up
from collective_impact.measurement.pace import pace
from collective_impact.measurement.progress import Progress, progress
from collective_impact.measurement.trend import Trend, trend
from collective_impact.model.indicator import Baseline, Indicator, Series, Target
from collective_impact.period import Period

LEVELS = ("deterioration", "limited", "moderate", "substantial", "target_achieved")
Direction = Literal["increase", "decrease"]
MIRRORED: dict[Direction, Direction] = {"increase": "decrease", "decrease": "increase"}

positive = st.integers(1, 10_000).map(lambda value: value / 16)
number = st.integers(-10_000, 10_000).map(lambda value: value / 16)
directions: st.SearchStrategy[Direction] = st.sampled_from(("increase", "decrease"))
methods: st.SearchStrategy[Any] = st.sampled_from(("compound", "linear"))
columns = st.lists(number, min_size=4, max_size=10)
YEARS: dict[str, Any] = {"base_year": 2015, "current_year": 2021, "target_year": 2030}


@given(positive, positive, positive, directions, st.sampled_from((0.001, 0.25, 3.0, 100.0, 1e6)), methods)
def test_a_positive_factor_changes_no_ratio(
    base: float, current: float, aim: float, direction: Direction, factor: float, method: Any
) -> None:
    plain = pace(base, current, direction=direction, target=aim, method=method, **YEARS)
    scaled = pace(
        factor * base, factor * current, direction=direction, target=factor * aim, method=method, **YEARS
    )
    if plain.ratio is None:
        assert scaled.ratio is None
    else:
        assert scaled.ratio == pytest.approx(plain.ratio, rel=1e-7, abs=1e-9)


@given(number, number, number, directions, methods)
def test_values_and_direction_turned_round_give_the_same(
    base: float, current: float, aim: float, direction: Direction, method: Any
) -> None:
    assume(method == "linear" or 0 not in (base, aim))
    plain = pace(base, current, direction=direction, target=aim, method=method, **YEARS)
    turned = pace(-base, -current, direction=MIRRORED[direction], target=-aim, method=method, **YEARS)
    assert (turned.ratio, turned.status) == (plain.ratio, plain.status)


@given(positive, positive, st.none() | positive, directions, st.integers(-400, 400))
def test_shifting_the_years_changes_nothing(
    base: float, current: float, aim: float | None, direction: Direction, shift: int
) -> None:
    plain = pace(base, current, direction=direction, target=aim, **YEARS)
    moved = {key: year + shift for key, year in YEARS.items()}
    assert pace(base, current, direction=direction, target=aim, **moved) == plain


@given(number, st.tuples(number, number), number, directions, st.none() | st.integers(1, 1000).map(float))
def test_a_better_figure_is_never_judged_worse(
    base: float, currents: tuple[float, float], aim: float, direction: Direction, limit: float | None
) -> None:
    worse, better = sorted(currents, reverse=direction == "decrease")
    for target in (None, aim):
        low, high = (
            pace(
                base, current, direction=direction, target=target, limit=limit, method="linear", **YEARS
            ).status
            for current in (worse, better)
        )
        if "not_computable" not in (low, high):
            assert LEVELS.index(low) <= LEVELS.index(high)


@given(number, number, number, directions, st.sampled_from(("auto", "compound", "linear")))
def test_a_pace_has_a_ratio_or_a_reason_and_a_method(
    base: float, current: float, aim: float, direction: Direction, method: Any
) -> None:
    for target in (None, aim):
        found = pace(base, current, direction=direction, target=target, method=method, **YEARS)
        assert (found.ratio is None) == (found.reason is not None)
        assert found.method is not None
        assert found.why
        if method == "auto" and min(base, current, *([] if target is None else [target])) <= 0:
            assert found.method == "linear"


def indicator(values: list[float | None], shift: int = 0, **fields: Any) -> Indicator:
    periods = tuple(Period.parse(str(2015 + shift + place)) for place in range(len(values)))
    aim = Target(value=5, period=Period.parse(str(2040 + shift)))
    return Indicator(
        **{
            "id": "I1",
            "direction": "increase",
            "targets": (aim,),
            "series": (Series(periods=periods, values=tuple(values)),),
            **fields,
        }
    )


def figures(found: Progress | Trend) -> dict[str, Any]:
    left_out = {
        "why",
        "groups",
        "reason",
        "rules",
        "cautions",
        "periods",
        "forecasts",
        "from_period",
        "baseline_period",
        "latest_period",
        "target_period",
    }
    return {name: value for name, value in attrs.asdict(found, recurse=False).items() if name not in left_out}


@given(columns, st.sampled_from((0, 1, 4, 28, 400)))
def test_relabelling_the_periods_by_whole_years_changes_no_figure(values: list[float], shift: int) -> None:
    assert figures(progress(indicator([*values], shift))) == figures(progress(indicator([*values])))
    plain, moved = trend(indicator([*values])), trend(indicator([*values], shift))
    assert (moved.turned, moved.tendency, moved.s) == (plain.turned, plain.tendency, plain.s)
    assert moved.slope == pytest.approx(plain.slope, rel=1e-9, abs=1e-9)
    assert moved.margin == pytest.approx(plain.margin, rel=1e-6, abs=1e-9)


@given(columns, st.sampled_from((0.5, 3.0, 100.0)), st.integers(-50, 50))
def test_the_share_of_the_way_is_the_same_on_any_scale(values: list[float], factor: float, more: int) -> None:
    def scaled(value: float) -> float:
        return factor * value + more

    aim = (Target(value=scaled(5), period=Period.parse("2040")),)
    plain = progress(indicator([*values]), method="linear")
    other = progress(indicator([scaled(value) for value in values], targets=aim), method="linear")
    if plain.share_of_way is None:
        assert other.share_of_way is None
        assert other.verdict == plain.verdict
        return
    assert other.share_of_way == pytest.approx(plain.share_of_way, rel=1e-9, abs=1e-9)
    assert other.ratio == pytest.approx(plain.ratio, rel=1e-9, abs=1e-9)


@given(columns)
def test_a_target_that_is_reached_is_the_whole_way(values: list[float]) -> None:
    assume(values[0] != values[-1])
    aim = (Target(value=values[-1], period=Period.parse("2040")),)
    assert progress(indicator([*values], targets=aim)).share_of_way == 1
    assert progress(indicator([*values, values[0]], targets=aim)).share_of_way == 0


@given(columns, st.lists(st.integers(0, 10), max_size=3))
def test_a_figure_that_is_missing_never_counts_as_0(values: list[float], places: list[int]) -> None:
    holes: list[float | None] = [None if place in places else value for place, value in enumerate(values)]
    assume(holes[0] is not None and holes[-1] is not None)
    plain = progress(indicator([*values]))
    found = progress(indicator(holes))
    assert (found.baseline, found.latest, found.pace) == (plain.baseline, plain.latest, plain.pace)


@given(columns)
def test_a_recorded_baseline_equal_to_the_first_figure_changes_no_figure(values: list[float]) -> None:
    held = (Baseline(value=values[0], period=Period.parse("2015")),)
    assert figures(progress(indicator([*values], baselines=held))) == figures(progress(indicator([*values])))


@given(columns, st.sampled_from((0.01, 0.1, 10.0, 100.0)))
def test_another_unit_turns_no_curve(values: list[float], factor: float) -> None:
    plain = trend(indicator([*values]))
    other = trend(indicator([round(factor * value, 12) for value in values]))
    if plain.margin and abs(abs(plain.departure or 0) - plain.margin) > 1e-6 * plain.margin:
        assert other.turned == plain.turned
    assert (other.s, other.tendency) == (plain.s, plain.tendency)


@given(columns)
def test_a_curve_turned_round_is_turned_the_other_way(values: list[float]) -> None:
    other = {"better": "worse", "worse": "better"}
    plain, turned = trend(indicator([*values])), trend(indicator([-value for value in values]))
    assert turned.turned == other.get(plain.turned, plain.turned)
    assert trend(indicator([-value for value in values], direction="decrease")).turned == plain.turned


counts = st.lists(st.integers(0, 40), min_size=2, max_size=6)


def groups(values: list[int], order: list[int]) -> Indicator:
    series = [
        Series(breakdown={"area": f"g{place}"}, periods=(Period.parse("2020"),), values=(value,))
        for place, value in enumerate(values)
    ]
    return indicator([], unit="people", measure="count", series=tuple(series[place] for place in order))


@given(counts, st.randoms(use_true_random=False))
def test_the_order_of_the_series_changes_nothing(values: list[int], chance: Any) -> None:
    order = list(range(len(values)))
    plain = gaps(groups(values, order))
    chance.shuffle(order)
    assert gaps(groups(values, order)) == plain


@given(counts)
def test_no_figure_of_a_small_group_is_shown_and_none_can_be_taken_from_the_total(values: list[int]) -> None:
    rows = gaps(groups(values, list(range(len(values))))).rows
    hidden = [row for row in rows if row.withheld]
    assert all(row.withheld for row, value in zip(rows, values, strict=True) if value < 5)
    assert len(hidden) != 1
    assert all(
        value is None
        for row in hidden
        for value in (row.value, row.absolute, row.relative, row.first_absolute)
    )


@given(st.integers(0, 4), st.integers(0, 4), st.lists(st.integers(10, 40), min_size=2, max_size=4))
def test_figures_that_are_withheld_change_nothing_that_is_shown(
    first: int, second: int, rest: list[int]
) -> None:
    one = groups([first, 4 - first, *rest], list(range(len(rest) + 2)))
    other = groups([second, 4 - second, *rest], list(range(len(rest) + 2)))
    assert gaps(one) == gaps(other)


@given(st.lists(st.none() | st.integers(0, 100), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_a_sum_is_whole_or_not_there(values: list[int | None], chance: Any) -> None:
    parts = [
        Series(partner_id=f"p{place}", periods=(Period.parse("2020"),), values=(value,))
        for place, value in enumerate(values)
    ]
    plain = roll_up(indicator([], unit="meals", series=tuple(parts)), over="partner")
    (row,) = plain.rows
    known = [value for value in values if value is not None]
    assert row.values == (sum(known) if len(known) == len(values) else None,)
    assert row.known_values == (sum(known) if known else None,)
    chance.shuffle(parts)
    assert roll_up(indicator([], unit="meals", series=tuple(parts)), over="partner") == plain
