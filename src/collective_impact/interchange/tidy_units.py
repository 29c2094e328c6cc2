"""Units as tables write them, to units of the library's vocabulary and the kind of number that they make.

A unit that is not surely one of the vocabulary stays text: it is kept beside the indicator, and told.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import attrs

from collective_impact.units import UNITS, kind_of, unit_fault

if TYPE_CHECKING:
    from collective_impact.model.indicator import Measure

__all__ = ["Told", "fits", "multiplier", "unit_of"]

SHARES = {
    *("%", "percent", "per cent", "percentage", "percentages", "percentage (%)", "percent (%)", "pt", "pct"),
    *("proportion (%)", "in %"),
}
NAMES = {
    "percentage points": "percentage_points",
    "pp": "percentage_points",
    "people": "people",
    "persons": "people",
    "ps": "people",
    "hrs": "hours",
    "hour": "hours",
    "day": "days",
    "year": "years",
    "ha": "pint:hectare",
    "hectares": "pint:hectare",
    "km": "pint:kilometre",
    "kilometres": "pint:kilometre",
    "km2": "pint:square_kilometre",
    "tonnes": "pint:tonne",
    "t": "pint:tonne",
    "kg": "pint:kilogram",
    "us$": "currency:USD",
    "us dollars": "currency:USD",
    "canadian dollars": "currency:CAD",
    "£": "currency:GBP",
    "€": "currency:EUR",
    "₹": "currency:INR",
    "pounds sterling": "currency:GBP",
    "euro": "currency:EUR",
    "euros": "currency:EUR",
}
CURRENCIES = frozenset(
    {
        *(
            "AUD",
            "BRL",
            "CAD",
            "CHF",
            "CNY",
            "CZK",
            "DKK",
            "EUR",
            "GBP",
            "HKD",
            "IDR",
            "INR",
            "JPY",
            "KES",
            "KRW",
        ),
        *("MXN", "NGN", "NOK", "NZD", "PHP", "PLN", "SEK", "SGD", "USD", "ZAR"),
    }
)
COUNTS = frozenset({"number", "numbers", "count", "no", "no.", "#", "units", "nr"})
PER = re.compile(
    r"\bper (1,?000,?000|100,?000|10,?000|1,?000|100|million|thousand)(?![0-9,.]*[0-9])\b", re.ASCII
)
PER_NAMES = {"1000000": "per_million", "million": "per_million", "thousand": "per_1000"}
PERCENT = re.compile(r"%|\bper ?cent(?:age)?\b")
POWERS = {
    "": 0,
    "units": 0,
    "unit": 0,
    "undefined": 0,
    "hundreds": 2,
    "thousands": 3,
    "millions": 6,
    "billions": 9,
    "trillions": 12,
}
LARGEST_POWER = 15
FEW_DIGITS = 2
POINTS = re.compile(r"\bpoints?\b")
MEASURES: dict[str, Measure] = {
    "count": "count",
    "rate": "rate",
    "currency": "currency",
    "score": "score",
    "rank": "ordinal",
}


@attrs.frozen
class Told:
    """What a text says of a unit: the unit, where it is surely one, the kind of number, and whether it says no more."""

    unit: str | None = None
    measure: Measure | None = None
    is_whole: bool = False
    """Whether the text is a unit and nothing else, so that two such texts mean the same."""


@lru_cache(maxsize=1024)
def unit_of(text: str) -> Told:
    """Return what a text says of a unit: `Percentage (%)`, `Number per 100,000 population`, `GBP`."""
    plain = " ".join(text.split())
    small = plain.casefold()
    code = plain.removeprefix("currency:")
    if plain in UNITS or (plain != code and unit_fault(plain) is None):
        return Told(plain, _measure(plain), is_whole=True)
    if small in SHARES:
        return Told("percent", "percent", is_whole=True)
    if small in COUNTS:
        return Told(None, "count", is_whole=True)
    if code.upper() in CURRENCIES and small not in NAMES:
        return Told(f"currency:{code.upper()}", "currency", is_whole=True)
    named = NAMES.get(small) or (small if small in UNITS else None)
    if named is not None:
        return Told(named, _measure(named), is_whole=True)
    per = PER.search(small)
    if per is not None:
        digits = per[1].replace(",", "")
        unit = PER_NAMES.get(digits, f"per_{digits}")
        return Told(unit, "percent" if unit == "per_100" else "rate")
    if PERCENT.search(small) and POINTS.search(small) is None:
        return Told("percent", "percent")
    return Told()


def multiplier(text: str) -> int | None:
    """Return the power of ten that figures are to be multiplied by, None where the text names none.

    `Thousands` and `3` both stand for a thousand: SDMX gives the exponent (`UNIT_MULT`).
    """
    small = text.strip().casefold()
    if small in POWERS:
        return POWERS[small]
    if small.isascii() and small.isdigit() and len(small) <= FEW_DIGITS and int(small) <= LARGEST_POWER:
        return int(small)
    return None


def fits(sign: str, unit: str | None) -> bool:
    """Return whether a sign beside a number may belong to a unit, or to the sign that was met before.

    A dollar sign fits every currency but those that have a sign of their own.
    """
    if unit is None:
        return True
    own = unit_of(sign).unit
    if own is not None:
        return own == unit
    return unit.startswith("currency:") and unit not in ("currency:GBP", "currency:EUR", "currency:INR")


def _measure(unit: str) -> Measure | None:
    kind = kind_of(unit)
    if kind == "share":
        return "percent" if unit == "percent" else None
    return MEASURES.get(kind)
