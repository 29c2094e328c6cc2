from __future__ import annotations

from datetime import date

import pytest
from tests.measurement.planted import GIRLS, ON, periods, series

from collective_impact.measurement.specification import (
    SPECIFICATION,
    due_on,
    is_broken_down,
    is_current,
    latest_ends,
    newest_allowed,
    reports_of,
    stated_fields,
    unfilled_ends,
)
from collective_impact.model.indicator import Baseline, Indicator, Series

OLDEST = date(2024, 12, 1)


def test_the_fields_that_are_stated() -> None:
    indicator = Indicator(id="I", unit="people", definition="", baselines=(Baseline(value=1),))
    stated = stated_fields(indicator)
    assert tuple(stated) == SPECIFICATION
    assert [name for name, held in stated.items() if held] == ["definition", "unit", "baselines"]


@pytest.mark.parametrize(
    ("frequency", "tolerance", "day"),
    [
        (12, 1.5, date(2024, 12, 1)),
        (1, 1.5, date(2026, 4, 16)),
        (3, 1.5, date(2026, 1, 17)),
        (12, 1, date(2025, 6, 1)),
    ],
)
def test_the_oldest_end_that_is_fresh(frequency: int, tolerance: float, day: date) -> None:
    assert newest_allowed(ON, frequency, tolerance) == day


def test_outside_the_calendar_all_is_fresh_and_nothing_is_due() -> None:
    assert newest_allowed(date(2, 1, 1), 240) == date.min
    assert due_on(date(9999, 12, 31), 240) == date.max


@pytest.mark.parametrize(
    ("frequency", "day"), [(12, date(2026, 6, 30)), (1, date(2026, 1, 15)), (3, date(2026, 2, 15))]
)
def test_a_figure_is_due_when_the_one_before_stops_being_fresh(frequency: int, day: date) -> None:
    assert due_on(date(2025, 12, 31), frequency) == day


def test_the_ends_of_the_latest_figures() -> None:
    indicator = Indicator(id="I", series=(series(1, 2, None), series(None, 5, None, breakdown=GIRLS)))
    assert latest_ends(indicator, ON) == (date(2024, 12, 31), date(2023, 12, 31))
    assert latest_ends(indicator, date(2024, 1, 1)) == (date(2023, 12, 31),)
    assert latest_ends(Indicator(id="I"), ON) == ()


def test_periods_without_a_figure_may_still_be_filled() -> None:
    held = Series(periods=periods(2022, 2023, 2024, 2027), values=(None, None, 3, None), raw={"2022": "<5"})
    assert list(unfilled_ends(held, ON)) == [date(2023, 12, 31)]
    assert list(unfilled_ends(series(1, 2), ON)) == []


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ((), None),
        ((series(1, 2),), True),
        ((series(1, at=(2025,)),), False),
        ((series(1, 2, at=(2020, 2021)),), False),
        ((series(1, None),), None),
        ((series(1, 2, None, at=(2019, 2020, 2025)),), None),
        ((series(1, None, at=(2019, 2020)),), False),
        ((series(None),), False),
    ],
)
def test_current_and_a_series(held: tuple[Series, ...], expected: bool | None) -> None:
    assert is_current(Indicator(id="I", series=held), ON, OLDEST) is expected


def test_without_a_frequency_only_the_number_of_figures_tells() -> None:
    assert is_current(Indicator(id="I", series=(series(1, 2),)), ON, None) is None
    assert is_current(Indicator(id="I", series=(series(1, None),)), ON, None) is None
    assert is_current(Indicator(id="I", series=(series(1),)), ON, None) is False
    assert reports_of(Indicator(id="I", series=(series(1, partner_id="a"),)), ("a",), ON, None) == {"a": None}


def test_who_reported() -> None:
    indicator = Indicator(
        id="I",
        series=(
            series(1, 2, partner_id="fresh"),
            series(1, None, at=(2020, 2025), partner_id="open"),
            series(1, at=(2020,), partner_id="old"),
        ),
    )
    ids = ("fresh", "open", "old", "silent")
    assert reports_of(indicator, ids, ON, OLDEST) == {
        "fresh": True,
        "open": None,
        "old": False,
        "silent": False,
    }
    assert set(reports_of(Indicator(id="I"), ids, ON, OLDEST).values()) == {None}
    for joint in (series(1, 2), series(None)):
        held = Indicator(id="I", series=(series(1, 2, partner_id="fresh"), joint))
        assert reports_of(held, ("fresh", "silent"), ON, OLDEST) == {"fresh": True, "silent": None}


def test_broken_down() -> None:
    assert is_broken_down(Indicator(id="I")) is None
    assert is_broken_down(Indicator(id="I", series=(series(1),))) is False
    assert is_broken_down(Indicator(id="I", series=(series(1), series(1, breakdown=GIRLS)))) is True
