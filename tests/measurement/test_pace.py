from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest

import collective_impact as ci
from collective_impact.errors import InvalidRecordError
from collective_impact.measurement.pace import PUBLISHED, Pace, PaceRules, pace

DECADE: dict[str, Any] = {"base_year": 2015, "current_year": 2020}


def test_the_published_example() -> None:
    found = pace(50, 40, **DECADE, direction="decrease", target=20, target_year=2030)
    assert found.observed == pytest.approx(-0.0436, abs=5e-5)
    assert found.needed == pytest.approx(-0.0593, abs=5e-5)
    assert found.ratio == pytest.approx(0.737, abs=5e-4)
    assert (found.status, found.method, found.reason) == ("moderate", "compound", None)
    assert found.cuts == (0.95, 0.6, 0.0)


def test_a_target_without_a_year_is_due_in_2030_as_published() -> None:
    told = pace(50, 40, **DECADE, direction="decrease", target=20, target_year=2030)
    assert pace(50, 40, **DECADE, direction="decrease", target=20) == told


@pytest.mark.parametrize(
    ("current", "status"),
    [
        (20, "target_achieved"),
        (19, "target_achieved"),
        (30, "substantial"),
        (50, "limited"),
        (51, "deterioration"),
    ],
)
def test_the_levels_towards_a_target(current: float, status: str) -> None:
    found = pace(50, current, **DECADE, direction="decrease", target=20, target_year=2030)
    assert found.status == status


def test_a_target_that_is_met_stays_met_whatever_the_ratio() -> None:
    found = pace(50, 60, **DECADE, direction="increase", target=55, target_year=2015)
    assert (found.status, found.ratio) == ("target_achieved", None)
    assert found.reason == "The target is due no later than the baseline."


@pytest.mark.parametrize(
    ("growth", "status"),
    [
        (0.015, "substantial"),
        (0.0149, "moderate"),
        (0.005, "moderate"),
        (0.0049, "limited"),
        (0.0, "limited"),
        (-1e-6, "deterioration"),
    ],
)
def test_the_levels_without_a_target(growth: float, status: str) -> None:
    found = pace(100, 100 * (1 + growth), base_year=2015, current_year=2016, direction="increase")
    assert found.ratio == pytest.approx(growth, abs=1e-12)
    assert (found.status, found.needed) == (status, None)
    assert found.cuts == (0.015, 0.005, 0.0)


def test_near_its_limit_a_figure_has_less_to_do() -> None:
    found = pace(95, 95.5, **DECADE, direction="increase", limit=100)
    shrunk = 1 - 0.95**4.44
    assert found.cuts == pytest.approx((0.015 * shrunk, 0.005 * shrunk, 0))
    assert found.ratio == pytest.approx((95.5 / 95) ** 0.2 - 1)
    assert (found.status, found.method) == ("moderate", "compound")
    assert pace(95, 95.5, **DECADE, direction="increase").status == "limited"


@pytest.mark.parametrize(
    ("base", "direction", "limit", "shrunk"),
    [
        (100, "increase", 100, 0),
        (110, "increase", 100, 1),
        (15, "decrease", 10, 1 - 0.5**4.44),
        (25, "decrease", 10, 1),
        (5, "decrease", 10, 1),
        (5, "decrease", 0, 1),
        (-5, "increase", 10, 1),
        (-80, "decrease", -100, 1 - 0.8**4.44),
    ],
    ids=[
        "at it",
        "beyond it",
        "above a floor",
        "far above a floor",
        "below the floor",
        "a floor of 0",
        "across 0",
        "below 0",
    ],
)
def test_how_far_the_cuts_shrink(base: float, direction: Any, limit: float, shrunk: float) -> None:
    found = pace(base, base, **DECADE, direction=direction, limit=limit)
    assert found.cuts == pytest.approx((0.015 * shrunk, 0.005 * shrunk, 0))


@pytest.mark.parametrize(
    ("base", "current", "target", "limit", "why"),
    [
        (0, 5, 10, None, "is 0"),
        (10, 0, -5, None, "is 0"),
        (10, 5, 0, None, "is 0"),
        (-10, 5, 10, None, "both sides of 0"),
        (-10, -5, -2, None, "below 0"),
        (60, 70, 90, 100, "have a limit"),
    ],
)
def test_where_growth_says_nothing_change_is_linear(
    base: float, current: float, target: float, limit: float | None, why: str
) -> None:
    direction: Any = "increase" if target > base else "decrease"
    found = pace(base, current, **DECADE, direction=direction, target=target, target_year=2030, limit=limit)
    assert found.method == "linear"
    assert why in str(found.why)
    if found.status != "target_achieved":
        assert found.observed == pytest.approx((current - base) / 5)
        assert found.needed == pytest.approx((target - base) / 15)
        assert found.ratio == pytest.approx(3 * (current - base) / (target - base))


def test_a_linear_pace_worked_out_by_hand() -> None:
    found = pace(0, 4, **DECADE, direction="increase", target=30, target_year=2030)
    assert (found.observed, found.needed, found.ratio, found.status) == (0.8, 2.0, 0.4, "limited")
    found = pace(60, 66, **DECADE, direction="increase", method="linear")
    assert (found.observed, found.ratio, found.status) == (1.2, 0.02, "substantial")
    assert found.why == "By equal steps a year (linear), as was asked for."


def test_below_0_compound_growth_is_as_published_where_it_is_asked_for() -> None:
    found = pace(-50, -40, **DECADE, direction="increase", target=-20, target_year=2030, method="compound")
    assert found.ratio == pytest.approx(0.737, abs=5e-4)
    assert found.why == "By growth a year (compound), as was asked for."


def test_a_0_counts_as_published_where_compound_growth_is_asked_for() -> None:
    found = pace(50, 40, **DECADE, direction="decrease", target=0, target_year=2030, method="compound")
    assert found.needed == pytest.approx((0.001 / 50) ** (1 / 15) - 1)
    assert "a 0 is taken as 0.001" in str(found.why)
    grown = pace(0, 1, **DECADE, direction="increase", method="compound")
    assert grown.observed == pytest.approx(1000**0.2 - 1)
    assert pace(50, 0, **DECADE, direction="increase", method="compound").observed == -1


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ({"base": 5, "current": 6, "base_year": 2020, "current_year": 2020}, "two points in time"),
        ({"base": 5, "current": -6, "method": "compound"}, "both sides of 0"),
        (
            {"base": 5, "current": 6, "target": -9, "direction": "decrease", "method": "compound"},
            "both sides of 0",
        ),
        ({"base": 5, "current": 6, "target": 9, "target_year": 2015}, "no later than the baseline"),
        ({"base": 0, "current": 6}, "The baseline is 0"),
        ({"base": 1e-300, "current": 1e300, "current_year": 2015.01}, "too far apart for a pace"),
        ({"base": 1e300, "current": 1e-300}, "too far apart for a growth rate"),
        ({"base": -1e300, "current": 1e300, "current_year": 2015 + 1e-9}, "too far apart for a pace"),
        ({"base": 0, "current": 6, "direction": "maintain"}, "level to keep is 0"),
    ],
)
def test_a_refusal_gives_its_reason(numbers: dict[str, Any], reason: str) -> None:
    found = pace(**{**DECADE, "direction": "increase", **numbers})
    assert (found.status, found.ratio) == ("not_computable", None)
    assert reason in str(found.reason)
    assert found.method is not None


def test_a_baseline_at_its_target_has_no_pace_but_an_answer() -> None:
    worse = pace(50, 60, **DECADE, direction="decrease", target=50, target_year=2030)
    assert (worse.status, worse.ratio, worse.needed) == ("deterioration", None, 0.0)
    assert "stands at the target" in str(worse.reason)
    assert (
        pace(50, 50, **DECADE, direction="decrease", target=50, target_year=2030).status == "target_achieved"
    )
    assert pace(0, -6, **DECADE, direction="increase").status == "deterioration"


@pytest.mark.parametrize(
    ("yearly", "status"),
    [
        (0.0, "substantial"),
        (0.005, "substantial"),
        (-0.0049, "substantial"),
        (0.009, "moderate"),
        (0.014, "limited"),
        (0.016, "deterioration"),
    ],
)
def test_to_maintain_is_not_to_drift(yearly: float, status: str) -> None:
    found = pace(100, 100 * (1 + yearly), base_year=2019, current_year=2020, direction="maintain")
    assert found.ratio == pytest.approx(-abs(yearly), abs=1e-12)
    assert (found.status, found.needed) == (status, 0.0)


def test_to_maintain_a_level_that_was_not_there_at_first() -> None:
    level: dict[str, Any] = {"direction": "maintain", "target": 20, "target_year": 2030}
    assert pace(10, 10, **DECADE, **level).status == "limited", "no farther from it"
    assert pace(10, 9, **DECADE, **level).status == "deterioration"
    assert pace(20, 20, **DECADE, **level).status == "substantial"
    assert pace(20, 20, base_year=2015, current_year=2030, **level).status == "target_achieved"
    assert pace(0, 0, **DECADE, direction="maintain").status == "substantial"
    assert pace(0, 0, **DECADE, direction="maintain", method="compound").status == "deterioration"
    assert pace(0, 1, **DECADE, direction="maintain", limit=100).ratio == -0.002
    assert pace(-10, -10.1, **DECADE, direction="maintain").status == "substantial"


def test_the_thresholds_are_fields() -> None:
    strict = attrs.evolve(PUBLISHED, moderate=0.8)
    found = pace(50, 40, **DECADE, direction="decrease", target=20, target_year=2030, rules=strict)
    assert found.status == "limited"
    plan = attrs.fields_dict(PaceRules)
    assert all(field.metadata.get("source") for name, field in plan.items() if name != "extra")


@pytest.mark.parametrize("found", [math.nan, math.inf, "5", None, True, 10**400])
def test_what_is_no_finite_number_is_refused(found: Any) -> None:
    with pytest.raises(InvalidRecordError, match="finite numbers"):
        pace(found, 5, **DECADE, direction="increase")


def test_any_real_number_will_do() -> None:
    told = pace(50, 40, **DECADE, direction="decrease")
    numbers: dict[str, Any] = {"base": Fraction(50), "current": np.int64(40)}
    years: dict[str, Any] = {"base_year": np.int32(2015), "current_year": np.float32(2020)}
    assert pace(**numbers, **years, direction="decrease") == told


@pytest.mark.parametrize(("name", "word"), [("direction", "down"), ("method", "exponential")])
def test_an_unknown_word_is_refused(name: str, word: str) -> None:
    given: dict[str, Any] = {"direction": "increase", name: word}
    with pytest.raises(InvalidRecordError, match=word):
        pace(5, 6, **DECADE, **given)


def test_figures_beyond_a_float_are_an_error_of_the_records() -> None:
    with pytest.raises(InvalidRecordError, match="too large"):
        pace(-1.7e308, 1.7e308, **DECADE, direction="increase")


def test_there_and_back_as_plain_data() -> None:
    found = pace(50, 40, **DECADE, direction="decrease", target=20)
    assert ci.from_data(ci.to_data(found), Pace) == found
