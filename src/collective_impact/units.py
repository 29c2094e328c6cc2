"""Units of social measurement: a closed vocabulary, what each kind may become, and the only door to pint.

A unit in a file is a name of the table below or `currency:` with three capitals. Text of a file never reaches
pint, which is asked with constants of this file only, in a registry of our own, and only when two different
units of time or of physics are converted.
"""

from __future__ import annotations

from functools import cache, lru_cache
from math import isfinite
from threading import Lock
from types import MappingProxyType
from typing import Any, Literal

import attrs

from collective_impact.errors import InvalidRecordError, UnknownNameError, excerpt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from pint import UnitRegistry

__all__ = ["UNITS", "Kind", "Unit", "convert", "converter", "convertible", "kind_of", "unit_fault"]

Kind = Literal[
    "count",
    "share",
    "points_difference",
    "rate",
    "ratio",
    "score",
    "rank",
    "time",
    "calendar",
    "currency",
    "physical",
]
"""What a unit says of its numbers, and so what may be done with them. `calendar` is months and years."""

LONGEST_NAME = 60
LEAST_LIKENESS = 0.65
CURRENCY = "currency:"
PHYSICAL = "pint:"

COUNTED = (
    *("people", "adults", "children", "young_people", "older_people", "students", "parents", "families"),
    *("households", "participants", "volunteers", "staff", "full_time_equivalents", "organisations"),
    *("partners", "schools", "businesses", "communities", "sessions", "meetings", "events", "trainings"),
    *("referrals", "visits", "contacts", "calls", "enrolments", "placements", "meals", "items", "places"),
    *("cases", "incidents", "jobs", "homes", "grants", "policies", "births", "deaths"),
)
PER_WHOLE = {
    "fraction": 1,
    "percent": 100,
    "per_100": 100,
    "per_1000": 1000,
    "per_10000": 10_000,
    "per_100000": 100_000,
    "per_million": 1_000_000,
}
SCORED: Mapping[str, Kind] = {"score": "score", "points": "score", "rank": "rank", "ratio": "ratio"}
PINT_NAMES = {
    "time": {"minutes": "minute", "hours": "hour", "days": "day", "weeks": "week"},
    "length": {
        "pint:centimetre": "centimetre",
        "pint:metre": "metre",
        "pint:kilometre": "kilometre",
        "pint:inch": "inch",
        "pint:foot": "foot",
        "pint:yard": "yard",
        "pint:mile": "mile",
    },
    "area": {
        "pint:square_metre": "metre ** 2",
        "pint:square_kilometre": "kilometre ** 2",
        "pint:hectare": "hectare",
        "pint:acre": "statute_acre",
        "pint:square_foot": "foot ** 2",
        "pint:square_mile": "mile ** 2",
    },
    "volume": {
        "pint:millilitre": "millilitre",
        "pint:litre": "litre",
        "pint:cubic_metre": "metre ** 3",
        "pint:us_gallon": "gallon",
        "pint:imperial_gallon": "imperial_gallon",
    },
    "mass": {
        "pint:gram": "gram",
        "pint:kilogram": "kilogram",
        "pint:tonne": "tonne",
        "pint:ounce": "ounce",
        "pint:pound": "pound",
        "pint:short_ton": "short_ton",
    },
    "energy": {
        "pint:kilowatt_hour": "kilowatt * hour",
        "pint:megawatt_hour": "megawatt * hour",
        "pint:gigawatt_hour": "gigawatt * hour",
        "pint:megajoule": "megajoule",
        "pint:gigajoule": "gigajoule",
    },
    "power": {"pint:watt": "watt", "pint:kilowatt": "kilowatt", "pint:megawatt": "megawatt"},
    "temperature": {
        "pint:degree_Celsius": "degree_Celsius",
        "pint:degree_Fahrenheit": "degree_Fahrenheit",
        "pint:kelvin": "kelvin",
    },
    "speed": {
        "pint:metre_per_second": "metre / second",
        "pint:kilometre_per_hour": "kilometre / hour",
        "pint:mile_per_hour": "mile / hour",
    },
    "concentration": {
        "pint:microgram_per_cubic_metre": "microgram / metre ** 3",
        "pint:milligram_per_cubic_metre": "milligram / metre ** 3",
    },
}
SHORTHAND = {
    "%": "percent",
    "pp": "percentage_points",
    "share": "fraction",
    "proportion": "fraction",
    "km": "pint:kilometre",
    "kg": "pint:kilogram",
    "ha": "pint:hectare",
    "kwh": "pint:kilowatt_hour",
}
TOLD = {
    "points_difference": "a difference in percentage points",
    "time": "a length of time",
    "calendar": "a number of calendar months or years",
    "currency": "an amount of money",
}

_LOCK = Lock()


@attrs.frozen
class Unit:
    """A unit: its `name` in files, its `kind`, and the `dimension` within which units convert.

    `per_whole` is how many of it make one whole of its dimension, where our own arithmetic converts it;
    `pint_name` is what pint calls it, where pint does. A unit with neither converts into nothing.
    """

    name: str
    kind: Kind
    dimension: str
    per_whole: int | None = None
    pint_name: str | None = None


def _vocabulary() -> Iterator[Unit]:
    for name in COUNTED:
        yield Unit(name, "count", name)
    for name, per_whole in PER_WHOLE.items():
        yield Unit(name, "rate" if name.startswith("per_") else "share", "share", per_whole)
    yield Unit("percentage_points", "points_difference", "percentage_points")
    for name, kind in SCORED.items():
        yield Unit(name, kind, name)
    yield Unit("years", "calendar", "calendar", 1)
    yield Unit("months", "calendar", "calendar", 12)
    for dimension, names in PINT_NAMES.items():
        for name, pint_name in names.items():
            yield Unit(name, "time" if dimension == "time" else "physical", dimension, None, pint_name)


UNITS: Mapping[str, Unit] = MappingProxyType({unit.name: unit for unit in _vocabulary()})
"""Every unit by its name, save currencies, which are any `currency:XXX` of the ISO 4217 form."""


def unit_fault(text: str) -> str | None:
    """Return why `text` is not a unit, told to the person who wrote it, or None where it is one.

    A unit is a name of `UNITS` or a currency as `currency:USD`. The sentence says which may have been meant.
    """
    if not isinstance(text, str):
        return f"Expected a unit as text, found {excerpt(text)}."
    if len(text) > LONGEST_NAME:
        return (
            f"'{excerpt(text)}' is not a unit: it has {len(text)} characters, a unit at most {LONGEST_NAME}."
        )
    if text in UNITS or _is_currency(text):
        return None
    return f"'{excerpt(text)}' is not a unit. {_hint(text)}"


def kind_of(unit: str) -> Kind:
    """Return the kind of a unit.

    Raises:
        UnknownNameError: where there is no such unit.
    """
    return _unit(unit).kind


def convertible(unit: str, to: str) -> bool:
    """Return whether numbers in `unit` can be told in `to` instead; every unit can be told in itself.

    Shares and rates convert among themselves, months and years do, and so do units of time and of one
    physical dimension. Counts of different things, currencies, scores and percentage points convert into
    nothing else.

    Raises:
        UnknownNameError: where there is no such unit.
    """
    return _unit(unit).dimension == _unit(to).dimension


def convert(value: float, unit: str, to: str) -> float:
    """Return `value`, a number in `unit`, as a number in `to`.

    There and back again gives the same number within 2 units in the last place, for temperatures within
    a relative 1e-12.

    Raises:
        UnknownNameError: where there is no such unit.
        InvalidRecordError: where `unit` does not convert into `to`, or the result is not a finite number.
    """
    factor, offset = converter(unit, to)
    try:
        result = value * factor + offset
    except OverflowError:
        result = float("inf")
    if not isfinite(result):
        message = f"{excerpt(value)} in '{unit}' is not a finite number in '{to}'. Check the number."
        raise InvalidRecordError(message)
    return result


def converter(unit: str, to: str) -> tuple[float, float]:
    """Return `factor` and `offset` so that `x * factor + offset` in `to` is what `x` is in `unit`.

    Ask once for a series. The offset is 0 save for temperatures, which are taken as temperatures, never as
    differences between two.

    Raises:
        UnknownNameError: where there is no such unit.
        InvalidRecordError: where `unit` does not convert into `to`; the message says why.
    """
    source, target = _unit(unit), _unit(to)
    if source.dimension != target.dimension:
        raise InvalidRecordError(f"'{unit}' does not convert into '{to}': {_reason(source, target)}")
    return (1.0, 0.0) if unit == to else _affine(source, target)


def _unit(name: str) -> Unit:
    fault = unit_fault(name)
    if fault:
        raise UnknownNameError(fault)
    return UNITS.get(name) or Unit(name, "currency", name)


def _is_currency(text: str) -> bool:
    code = text.removeprefix(CURRENCY)
    return text.startswith(CURRENCY) and _is_code(code)


def _is_code(text: str) -> bool:
    return len(text) == len("USD") and text.isascii() and text.isalpha() and text.isupper()


def _hint(text: str) -> str:
    if text.lower().startswith(CURRENCY) or _is_code(text):
        code = text[-3:].upper()
        example = CURRENCY + (code if _is_code(code) else "USD")
        return f"Write a currency as {CURRENCY} and three capitals, {example} for example."
    meant = _meant(text)
    if meant:
        return f"Did you mean '{meant}'?"
    if text.startswith(PHYSICAL):
        return f"Physical units are {', '.join(name for name in UNITS if name.startswith(PHYSICAL))}."
    return (
        "Write for example people, sessions, percent, per_1000, score, currency:USD or pint:hectare, "
        "or count in items and say elsewhere what they are."
    )


def _meant(text: str) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake pays for it

    spelt = text.strip().lower().replace(" ", "_").replace("-", "_")
    names = {**{name.removeprefix(PHYSICAL).lower(): name for name in UNITS}, **SHORTHAND}
    close = get_close_matches(spelt.removeprefix(PHYSICAL), names, n=1, cutoff=LEAST_LIKENESS)
    return names[close[0]] if close else None


def _reason(source: Unit, target: Unit) -> str:
    kinds = {source.kind, target.kind}
    if "points_difference" in kinds and kinds & {"share", "rate"}:
        return (
            "percentage points are the difference between two percents, not a level. "
            "Record the two percents themselves, or keep the difference in percentage_points."
        )
    if kinds == {"count"}:
        return "they count different things. Record each as an indicator of its own."
    if kinds == {"currency"}:
        return "no exchange rate is known here. Convert the amounts first, and note the rate and its date."
    if kinds == {"time", "calendar"}:
        return "months and years have no fixed number of days. Count between dates instead."
    if kinds == {"score"}:
        return "they are marks on different scales."
    return f"the one is {_told(source)}, the other {_told(target)}."


def _told(unit: Unit) -> str:
    return (
        f"a measure of {unit.dimension}" if unit.kind == "physical" else TOLD.get(unit.kind, f"a {unit.kind}")
    )


@lru_cache(maxsize=1024)
def _affine(source: Unit, target: Unit) -> tuple[float, float]:
    if source.per_whole and target.per_whole:
        return target.per_whole / source.per_whole, 0.0
    factor, offset = _by_pint(source, target)
    return float(factor), float(offset)


def _by_pint(source: Unit, target: Unit) -> tuple[Fraction, Fraction]:
    from fractions import Fraction  # noqa: PLC0415 - only a conversion pays for it

    with _LOCK:
        registry = _registry()
        at_nought, at_one = (
            registry.Quantity(Fraction(number), source.pint_name).to(target.pint_name).magnitude
            for number in (0, 1)
        )
    return at_one - at_nought, at_nought


@cache
def _registry() -> UnitRegistry[Any]:
    """Return our own registry, complete from the start and exact; nobody outside this file sees it."""
    from fractions import Fraction  # noqa: PLC0415 - only a conversion pays for it

    from pint import UnitRegistry  # noqa: PLC0415 - only a conversion pays for it

    exact: Any = Fraction
    registry: UnitRegistry[Any] = UnitRegistry(non_int_type=exact)
    registry.define("statute_acre = 4840 * yard ** 2")  # pint's acre is of the survey foot, given up in 2022
    return registry
