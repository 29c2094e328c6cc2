"""Units as tables write them."""

from __future__ import annotations

import pytest

from collective_impact.interchange.tidy_units import fits, multiplier, unit_of


@pytest.mark.parametrize(
    ("text", "unit", "measure", "is_whole"),
    [
        ("%", "percent", "percent", True),
        ("Percentage (%)", "percent", "percent", True),
        ("percent", "percent", "percent", True),
        ("fraction", "fraction", None, True),
        ("Key Stage 1 (%)", "percent", "percent", False),
        ("Number per 100,000 population", "per_100000", "rate", False),
        ("per 1000 live births", "per_1000", "rate", False),
        ("per million", "per_million", "rate", False),
        ("per thousand", "per_1000", "rate", False),
        ("per 100", "per_100", "percent", False),
        ("per 1,234", None, None, False),
        ("Number", None, "count", True),
        ("GBP", "currency:GBP", "currency", True),
        ("currency:USD", "currency:USD", "currency", True),
        ("\u00a3", "currency:GBP", "currency", True),
        ("US dollars", "currency:USD", "currency", True),
        ("Persons", "people", "count", True),
        ("People", "people", "count", True),
        ("pint:hectare", "pint:hectare", None, True),
        ("hectares", "pint:hectare", None, True),
        ("rank", "rank", "ordinal", True),
        ("score", "score", "score", True),
        ("Percentage points", "percentage_points", None, True),
        ("% points", None, None, False),
        ("9**9**9", None, None, False),
        ("", None, None, False),
    ],
)
def test_a_unit_is_known_or_stays_text(
    text: str, unit: str | None, measure: str | None, is_whole: bool
) -> None:
    told = unit_of(text)
    assert (told.unit, told.measure, told.is_whole) == (unit, measure, is_whole)


@pytest.mark.parametrize(
    ("text", "power"),
    [("", 0), ("Units", 0), ("Thousands", 3), ("6", 6), ("99", None), ("\u0663", None), ("many", None)],
)
def test_a_multiplier_is_a_power_of_ten(text: str, power: int | None) -> None:
    assert multiplier(text) == power


@pytest.mark.parametrize(
    ("sign", "unit", "does"),
    [
        ("%", None, True),
        ("%", "percent", True),
        ("%", "people", False),
        ("$", "currency:CAD", True),
        ("$", "currency:EUR", False),
        ("$", "percent", False),
        ("\u20ac", "currency:EUR", True),
        ("\u20ac", "currency:GBP", False),
    ],
)
def test_a_sign_fits_its_unit(sign: str, unit: str | None, does: bool) -> None:
    assert fits(sign, unit) is does
