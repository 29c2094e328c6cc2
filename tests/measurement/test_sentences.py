"""What progress and trend say in sentences: every verdict, every kind of subject, nothing that is not known."""

from __future__ import annotations

from typing import Any

import pytest

from collective_impact.measurement import progress, trend
from collective_impact.measurement.sentences import amount
from collective_impact.model.indicator import Baseline, Indicator, Series, Target
from collective_impact.model.values import Place
from collective_impact.period import Period


def series(*values: float | None, first: int = 2020, **facts: Any) -> Series:
    periods = tuple(Period.parse(str(first + at)) for at in range(len(values)))
    return Series(periods=periods, values=values, **facts)


def said(*values: float | None, target: float | None = None, due: str | None = "2030", **facts: Any) -> str:
    targets = () if target is None else (Target(value=target, period=due),)
    facts = {"name": "Readers", "direction": "increase", "unit": "people", **facts}
    return progress(
        Indicator(id="i", series=(series(*values),) if values else (), targets=targets, **facts)
    ).sentence


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (said(), '"Readers": No figures are recorded.'),
        (said(target=9), '"Readers": No figures are recorded. The target is 9 people by 2030.'),
        (said(5), '"Readers" stood at 5 people in 2020. That is not enough data for a verdict. There is one figure; progress takes two, or a baseline.'),
        (said(5, 5, direction=None), '"Readers" stands where it stood (2020): at 5 people (2021). That is not enough data for a verdict. It is not recorded which way is better.'),
        (said(5, 10, target=9), '"Readers" rose from 5 (2020) to 10 people (2021). The target of 9 people by 2030 is reached. Verdict: achieved.'),
        (said(5, 10, target=9, due=None), '"Readers" rose from 5 (2020) to 10 people (2021). The target of 9 people is reached. Verdict: achieved.'),
        (said(50, 60, target=150), '"Readers" rose from 50 (2020) to 60 people (2021). That is 10 % of the way to the target of 150 people by 2030. It moves at 172 % of the pace that it takes to get there in time. Verdict: on track.'),
        (said(50, 49, target=150), '"Readers" fell from 50 (2020) to 49 people (2021). The target is 150 people by 2030. It moves the wrong way. Verdict: moving away.'),
        (said(50, 49, target=150, due=None), '"Readers" fell from 50 (2020) to 49 people (2021). The target is 150 people. It moves the wrong way. Verdict: moving away. The target bears no date, so there is no pace to compare with.'),
        (said(50, 51), '"Readers" rose from 50 (2020) to 51 people (2021). No target is recorded; it moves 2 % a year the right way. Verdict: on track.'),
        (said(50, 49.5, unit="percent"), '"Readers" fell from 50 % (2020) to 49.5 % (2021), by 0.5 percentage points. No target is recorded; it moves 1 % a year the wrong way. Verdict: moving away.'),
        (said(50, 51, direction="maintain", target=50), '"Readers" rose from 50 (2020) to 51 people (2021). The level to keep is 50 people. It has drifted 2 % a year from there. Verdict: moving away.'),
        (said(0, 0), '"Readers" stands where it stood (2020): at 0 people (2021). That is not enough data for a verdict. The baseline is 0, so there is no pace to compare with.'),
    ],
)  # fmt: skip
def test_progress_in_sentences(told: str, expected: str) -> None:
    assert told == expected


def test_a_baseline_without_a_date_has_none_in_its_sentence() -> None:
    held = Indicator(id="i", direction="increase", series=(series(7),), baselines=(Baseline(value=4),))
    assert progress(held).sentence.startswith('"i" rose from 4 to 7 (2020).')


def test_groups_places_and_gaps_are_named() -> None:
    low, other, dale = {"income": "low"}, {"income": "other"}, Place(id="dale")
    held = Indicator(
        id="i",
        unit="percent",
        direction="increase",
        about_people=False,
        series=(
            series(10, 20, breakdown=low),
            series(30, 35, breakdown=other),
            series(1, 1, place=dale),
            series(5, 6),
        ),
        targets=(
            Target(value=5, period="2030", breakdown=low, versus=other),
            Target(value=40, period="2030", breakdown=low),
            Target(value=4, period="2030", place=dale),
            Target(value=2, period="2030", versus=other),
        ),
    )
    assert [group.sentence.partition(".")[0] for group in progress(held).groups] == [
        '"i" in dale stands where it stood (2020): at 1 % (2021)',
        'The gap between all and other in "i" widened from 25 (2020) to 29 percentage points (2021)',
        '"i" of low rose from 10 % (2020) to 20 % (2021), by 10 percentage points',
        'The gap between low and other in "i" narrowed from 20 (2020) to 15 percentage points (2021)',
    ]


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ((10, 11, 12, 13, 20), 'The curve is turned: "i" does better'),
        ((10, 11, 12, 13, 14), 'The curve is not turned: "i" goes on'),
        ((10, 11, 12, 13, 9), 'The curve has turned the wrong way: "i" does worse'),
        ((10, 11), 'Whether the curve of "i" is turned cannot be told. The history has 1 figure; a forecast takes 3.'),
    ],
)  # fmt: skip
def test_the_curve_in_sentences(values: tuple[float, ...], start: str) -> None:
    found = trend(Indicator(id="i", direction="increase", series=(series(*values),)))
    assert found.sentence.startswith(start)
    assert "would bring" not in found.sentence


def test_where_the_history_leads_is_told_beside_the_target() -> None:
    aims = (Target(value=30.0, period="2030"),)
    held = Indicator(
        id="i", unit="currency:USD", direction="increase", series=(series(10, 11, 12, 13),), targets=aims
    )
    found = trend(held)
    assert (found.target, str(found.target_period)) == (30, "2030")
    assert found.sentence.endswith("2030 would bring 20 USD (8.21 to 31.8); the target is 30 USD.")
    assert trend(((2020, 2021), (1, 2))).sentence.startswith("Whether the curve of the series is turned")


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1234567.891, "people", "1,234,568 people"),
        (85.2579, "percent", "85.3 %"),
        (0.012345, "fraction", "0.0123"),
        (12, "per_1000", "12 per 1000"),
        (-4.5678, None, "-4.57"),
    ],
)
def test_amounts_are_told_to_three_digits(value: float, unit: str | None, expected: str) -> None:
    assert amount(value, unit) == expected
