"""How known publishers name the columns of their tables. Data only: which preset fits a table is found elsewhere.

A role is the word for what a column says; names are compared without regard to case, underscores and blanks.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

__all__ = ["PRESETS", "Preset"]


@attrs.frozen
class Preset:
    """How one publisher names the columns: for each role the names that may occur, the likeliest first."""

    roles: Mapping[str, tuple[str, ...]]
    signs: tuple[str, ...] = ()
    """Columns that must all be there for the table to be recognised."""
    totals: tuple[str, ...] = ()
    """Words that mean all, besides a blank cell."""


_OWN = ("indicator id", "indicator", "unit", "partner id", "place id", "place")
_OWN_ROLES = {
    "indicator": ("indicator id",),
    "indicator_name": ("indicator",),
    "unit": ("unit",),
    "partner": ("partner id",),
    "place": ("place id",),
    "place_name": ("place",),
}

PRESETS: Mapping[str, Preset] = {
    "observations": Preset(
        {
            **_OWN_ROLES,
            "period": ("period",),
            "value": ("value",),
            "status": ("status",),
            "numerator": ("numerator",),
            "denominator": ("denominator",),
            "raw": ("raw",),
            "ignore": ("start", "end"),
        },
        (*_OWN, "period", "start", "end", "value"),
    ),
    "matrix": Preset(_OWN_ROLES, _OWN),
    "sdmx_csv": Preset(
        {
            "period": ("time period",),
            "value": ("obs value",),
            "indicator": ("series", "indicator", "measure"),
            "unit": ("unit measure", "unit"),
            "multiplier": ("unit mult",),
            "place": ("ref area", "geo"),
            "status": ("obs status", "obs flag"),
            "ignore": (
                *("dataflow", "structure", "structure id", "structure name", "action", "freq", "decimals"),
                *("comment obs", "comment ts", "source detail", "time detail", "time format", "conf status"),
                *("last update", "indicator", "nature", "reporting type", "base per", "obs pre break"),
            ),
        },
        ("time period", "obs value"),
        ("_T", "_Z", "TOTAL"),
    ),
    "fingertips": Preset(
        {
            "period": ("time period",),
            "value": ("value",),
            "indicator": ("indicator id",),
            "indicator_name": ("indicator name",),
            "place": ("area code",),
            "place_name": ("area name",),
            "place_kind": ("area type",),
            "numerator": ("count",),
            "denominator": ("denominator",),
            "ignore": (
                *("parent code", "parent name", "lower ci 95.0 limit", "upper ci 95.0 limit"),
                *("lower ci 99.8 limit", "upper ci 99.8 limit", "value note", "recent trend", "new data"),
                *("compared to england value or percentiles", "compared to percentiles", "compared to goal"),
                *("compared to subnational parent value or percentiles", "time period sortable"),
                *("time period range", "category type"),
            ),
        },
        ("area code", "time period", "value"),
        ("Persons", "All ages"),
    ),
    "owid": Preset(
        {"period": ("year", "day"), "place": ("code",), "place_name": ("entity",)},
        ("entity",),
    ),
    "open_sdg": Preset(
        {
            "period": ("year",),
            "value": ("value",),
            "indicator": ("series",),
            "unit": ("units", "unit measure"),
            "multiplier": ("unit multiplier",),
            "place": ("geocode",),
            "place_name": ("geography", "region", "area", "local authority", "country"),
            "status": ("observation status",),
        },
        ("year", "value"),
    ),
    "tidy": Preset(
        {
            "period": (
                *("period", "time period", "year", "date", "time", "month", "quarter", "fiscal year"),
                *("financial year", "reporting period"),
            ),
            "value": ("value", "obs value", "figure", "amount", "result", "actual"),
            "indicator": ("indicator id", "indicator code", "indicator"),
            "indicator_name": ("indicator name", "indicator"),
            "unit": ("unit", "units", "unit measure", "unit of measurement"),
            "multiplier": ("unit multiplier", "unit mult"),
            "place": ("place id", "area code", "geocode", "geo code", "region code", "ref area"),
            "place_name": ("place", "place name", "area", "area name", "geography"),
            "partner": ("partner id", "partner", "organisation", "organization", "reporter"),
            "status": ("status", "observation status", "obs status"),
            "numerator": ("numerator",),
            "denominator": ("denominator",),
            "raw": ("raw",),
        }
    ),
    "wide": Preset({}),
}
"""The known layouts, from the one that is easiest to recognise to the one that fits most tables.

Sources: SDMX-CSV field guide (SDMX); Fingertips download (OHID); Our World in Data grapher CSV; Open SDG
documentation of data format. `observations` and `matrix` are what this library's `measurement` hands out, and
`tidy` and `wide` anybody's tables.
"""
