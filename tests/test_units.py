"""Which units there are, of which kind, what converts into what, and what a person is told of all others."""

from __future__ import annotations

import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from threading import Barrier
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact import units
from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.units import UNITS, Kind, convert, converter, convertible, kind_of, unit_fault

NAMES = sorted(UNITS)
CURRENCIES = st.from_regex(r"currency:[A-Z]{3}", fullmatch=True)
ANY_UNIT = st.sampled_from(NAMES) | CURRENCIES
PAIRS = [(a, b) for a in NAMES for b in NAMES if UNITS[a].dimension == UNITS[b].dimension]
STRAIGHT = [
    pair for pair in PAIRS if kind_of(pair[0]) != "physical" or UNITS[pair[0]].dimension != "temperature"
]
TEMPERATURES = [pair for pair in PAIRS if pair not in STRAIGHT]
NUMBERS = st.floats(min_value=1e-200, max_value=1e200) | st.floats(min_value=-1e200, max_value=-1e-200)


def ulps_apart(one: float, other: float) -> float:
    return abs(one - other) / math.ulp(one)


def printed_by(code: str) -> str:
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - own code
    return shown.stdout.strip()


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("people", "count"),
        ("places", "count"),
        ("percent", "share"),
        ("fraction", "share"),
        ("percentage_points", "points_difference"),
        ("per_100", "rate"),
        ("per_100000", "rate"),
        ("per_million", "rate"),
        ("ratio", "ratio"),
        ("score", "score"),
        ("points", "score"),
        ("rank", "rank"),
        ("hours", "time"),
        ("months", "calendar"),
        ("years", "calendar"),
        ("currency:USD", "currency"),
        ("pint:hectare", "physical"),
    ],
)
def test_each_unit_has_a_kind(unit: str, kind: str) -> None:
    assert unit_fault(unit) is None
    assert kind_of(unit) == kind


def test_every_kind_is_used_and_none_is_missing() -> None:
    assert {kind_of(unit) for unit in [*UNITS, "currency:EUR"]} == set(get_args(Kind))


def test_the_vocabulary_cannot_be_changed_and_is_keyed_by_name() -> None:
    with pytest.raises(TypeError):
        UNITS["widgets"] = UNITS["items"]  # type: ignore[index]
    assert all(unit.name == name for name, unit in UNITS.items())


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (0.25, "fraction", "percent", 25),
        (50, "percent", "fraction", 0.5),
        (5, "per_1000", "per_100000", 500),
        (5, "per_1000", "fraction", 0.005),
        (12.5, "percent", "per_1000", 125),
        (3, "per_million", "per_100", 0.0003),
        (18, "months", "years", 1.5),
        (2, "years", "months", 24),
        (90, "minutes", "hours", 1.5),
        (2, "weeks", "days", 14),
        (1, "pint:mile", "pint:kilometre", 1.609344),
        (1, "pint:square_mile", "pint:acre", 640),
        (1, "pint:acre", "pint:square_foot", 43_560),
        (1, "pint:hectare", "pint:square_metre", 10_000),
        (1, "pint:megawatt_hour", "pint:gigajoule", 3.6),
        (1, "pint:us_gallon", "pint:litre", 3.785411784),
        (1, "pint:short_ton", "pint:pound", 2000),
        (1, "pint:milligram_per_cubic_metre", "pint:microgram_per_cubic_metre", 1000),
        (36, "pint:kilometre_per_hour", "pint:metre_per_second", 10),
        (2, "pint:megawatt", "pint:kilowatt", 2000),
        (100, "pint:degree_Celsius", "pint:degree_Fahrenheit", 212),
        (-40, "pint:degree_Fahrenheit", "pint:degree_Celsius", -40),
        (0, "pint:degree_Celsius", "pint:kelvin", 273.15),
    ],
)
def test_known_conversions(value: float, unit: str, to: str, expected: float) -> None:
    assert convertible(unit, to)
    assert convert(value, unit, to) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(("unit", "to"), STRAIGHT)
def test_no_number_there_and_back_again_can_be_more_than_2_ulp_away(unit: str, to: str) -> None:
    there, back = (Fraction(converter(*pair)[0]) for pair in ((unit, to), (to, unit)))
    both_factors = float(abs(there * back - 1) * 2**53)
    two_roundings = 1 + 0.5
    assert both_factors + two_roundings < 3, "a difference is a whole number of ulp"
    assert converter(unit, to)[1] == 0


@given(st.sampled_from(STRAIGHT), NUMBERS)
def test_there_and_back_again_is_within_2_ulp(pair: tuple[str, str], value: float) -> None:
    unit, to = pair
    assert ulps_apart(value, convert(convert(value, unit, to), to, unit)) <= 2


@given(st.sampled_from(TEMPERATURES), st.floats(min_value=-1e6, max_value=1e6))
def test_temperatures_there_and_back_again_are_within_1e_12(pair: tuple[str, str], value: float) -> None:
    unit, to = pair
    back = convert(convert(value, unit, to), to, unit)
    assert math.isclose(back, value, rel_tol=1e-12, abs_tol=1e-12 * 460)


@given(st.sampled_from(PAIRS), NUMBERS)
def test_a_series_converts_as_its_numbers_do(pair: tuple[str, str], value: float) -> None:
    factor, offset = converter(*pair)
    assert isinstance(factor, float)
    assert isinstance(offset, float)
    assert convert(value, *pair) == value * factor + offset


@given(ANY_UNIT, ANY_UNIT)
def test_a_wrong_dimension_is_always_an_error(unit: str, to: str) -> None:
    assert convertible(unit, to) == convertible(to, unit)
    if convertible(unit, to):
        assert math.isfinite(convert(1.0, unit, to))
    else:
        with pytest.raises(InvalidRecordError, match=f"'{unit}' does not convert into '{to}': "):
            converter(unit, to)
        with pytest.raises(InvalidRecordError, match=f"'{unit}' does not convert into '{to}': "):
            convert(1.0, unit, to)


@pytest.mark.parametrize("unit", [*NAMES, "currency:USD"])
def test_every_unit_converts_into_itself_unchanged(unit: str) -> None:
    assert converter(unit, unit) == (1.0, 0.0)
    assert convert(0.1, unit, unit) == 0.1


@pytest.mark.parametrize(
    ("unit", "to", "told"),
    [
        ("percentage_points", "percent", "Record the two percents themselves"),
        ("fraction", "percentage_points", "the difference between two percents, not a level"),
        ("per_100", "percentage_points", "the difference between two percents, not a level"),
        ("percentage_points", "people", "the one is a difference in percentage points, the other a count"),
        ("people", "households", "they count different things"),
        ("currency:USD", "currency:EUR", "no exchange rate is known here"),
        ("months", "days", "no fixed number of days"),
        ("weeks", "years", "no fixed number of days"),
        ("people", "percent", "the one is a count, the other a share"),
        ("currency:USD", "people", "the one is an amount of money, the other a count"),
        ("pint:metre", "pint:hectare", "the one is a measure of length, the other a measure of area"),
        ("hours", "score", "the one is a length of time, the other a score"),
        ("years", "score", "the one is a number of calendar months or years, the other a score"),
        ("score", "points", "they are marks on different scales"),
    ],
)
def test_a_wrong_pair_is_refused_with_the_reason(unit: str, to: str, told: str) -> None:
    with pytest.raises(InvalidRecordError) as caught:
        convert(1.0, unit, to)
    assert told in caught.value.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("%", "Did you mean 'percent'?"),
        ("pct.", "Write for example people"),
        ("percentage points", "Did you mean 'percentage_points'?"),
        ("Households", "Did you mean 'households'?"),
        ("organizations", "Did you mean 'organisations'?"),
        ("per 1000", "Did you mean 'per_1000'?"),
        ("meter", "Did you mean 'pint:metre'?"),
        ("pint:hectares", "Did you mean 'pint:hectare'?"),
        ("km", "Did you mean 'pint:kilometre'?"),
        ("celsius", "Did you mean 'pint:degree_Celsius'?"),
        ("USD", "currency:USD for example"),
        ("currency:eur", "currency:EUR for example"),
        ("currency:", "currency:USD for example"),
        ("currency:EURO", "Write a currency as currency: and three capitals"),
        ("currency:ÉUR", "currency:USD for example"),
        ("pint:9**9**9", "Physical units are pint:centimetre, pint:metre"),
        ("9**9**9", "Write for example people"),
        ("unit", "is not a unit"),
        ("", "Write for example people"),
        ("people\n", "'people\\n' is not a unit. Did you mean 'people'?"),
        ("people\x00", "'people\\x00' is not a unit"),
        ("a" * 61, "it has 61 characters, a unit at most 60"),
        ("a" * 1_000_000, "it has 1000000 characters, a unit at most 60"),
    ],
)
def test_any_other_text_is_refused_with_a_guess_at_what_was_meant(text: str, told: str) -> None:
    fault = unit_fault(text)
    assert fault is not None
    assert told in fault
    assert len(fault) < 2000
    for refused in (
        lambda: kind_of(text),
        lambda: convertible("people", text),
        lambda: convert(1.0, text, text),
    ):
        with pytest.raises(UnknownNameError) as caught:
            refused()
        assert caught.value.message == fault


@given(st.text(max_size=70) | st.text(alphabet="currency:pint_per%9*USD ", max_size=70))
def test_any_text_is_a_unit_or_has_a_printable_fault(text: str) -> None:
    fault = unit_fault(text)
    assert (text in UNITS or text.startswith("currency:")) if fault is None else fault.isprintable()


def test_only_text_is_a_unit() -> None:
    assert unit_fault(["people"]) == "Expected a unit as text, found ['people']."  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e308, 10**400])
def test_a_result_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(InvalidRecordError, match="in 'fraction' is not a finite number in 'percent'"):
        convert(value, "fraction", "percent")


def test_many_threads_build_one_registry_and_get_the_same_answers() -> None:
    alone = {pair: converter(*pair) for pair in PAIRS}
    units._registry.cache_clear()
    units._affine.cache_clear()
    together = Barrier(8)

    def all_pairs(_: int) -> dict[tuple[str, str], tuple[float, float]]:
        together.wait()
        return {pair: converter(*pair) for pair in PAIRS}

    with ThreadPoolExecutor(8) as threads:
        assert all(found == alone for found in threads.map(all_pairs, range(8)))
    assert units._registry.cache_info().misses == 1


def test_importing_refusing_and_own_arithmetic_load_neither_pint_nor_dateutil() -> None:
    heavy = "{'dateutil', 'pint', 'decimal', 'statistics', 'logging'}"
    code = (
        "import sys; from collective_impact.units import convert, converter, unit_fault; "
        "assert unit_fault('people') is None; assert unit_fault('9**9**9'); "
        "assert convert(5.0, 'fraction', 'percent') == 500.0; "
        "assert converter('pint:metre', 'pint:metre') == (1.0, 0.0); "
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    assert printed_by(code) == "[]"


def test_the_registry_of_the_program_around_is_left_alone() -> None:
    code = (
        "import pint; from collective_impact.units import convert; convert(1.0, 'hours', 'minutes'); "
        "print(type(pint.application_registry.get()).__name__)"
    )
    assert printed_by(code) == "LazyRegistry"
