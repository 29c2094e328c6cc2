"""Metadata of Open SDG indicators: YAML front matter, or a CSV table of two columns, to fields of an indicator.

What no field holds is kept under `extra`. The series are in another file; nothing is computed here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from collective_impact.errors import DocumentError, excerpt
from collective_impact.files import Limits, decode
from collective_impact.interchange.tidy_numbers import read_cell
from collective_impact.interchange.tidy_periods import Periods, is_period
from collective_impact.interchange.tidy_units import unit_of
from collective_impact.model.indicator import Baseline, Target
from collective_impact.model.values import Code, Identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from collective_impact.interchange.tidy_problems import Tidings
    from collective_impact.model.indicator import Direction, Indicator
    from collective_impact.period import Period

    Facts = Mapping[str, Any]

__all__ = ["facts_of", "filled", "unit_in"]

DIRECTIONS: Mapping[str, Direction] = {
    **dict.fromkeys(("positive", "increase"), "increase"),
    **dict.fromkeys(("negative", "decrease"), "decrease"),
}
MONTHS_BETWEEN = {
    "monthly": 1,
    "quarterly": 3,
    "biannual": 6,
    "half-yearly": 6,
    "annual": 12,
    "annually": 12,
    "yearly": 12,
    "biennial": 24,
    "triennial": 36,
    "every 5 years": 60,
    "quinquennial": 60,
}
LABELS = {
    "indicator available": "national_indicator_available",
    "indicator description": "national_indicator_description",
    "unit of measurement": "computation_units",
    "definitions": "computation_definitions",
    "calculations": "computation_calculations",
}
"""The words that stand in two-column tables for the names of the YAML form."""

SOURCE_LABEL = re.compile(
    r"source (\d+) (organisation|periodicity|link to data source text|link to data source)\Z"
)
SOURCE_NAMES = {
    "organisation": "organisation",
    "periodicity": "periodicity",
    "link to data source": "url",
    "link to data source text": "url_text",
}
DEFINING = ("national_indicator_description", "computation_definitions", "computation_calculations")
NAMING = ("national_indicator_available", "indicator_available", "indicator_name", "graph_title")
NOT_SAID = frozenset({"", "not applicable", "n/a", "none", "tbc", "tba"})
TRANSLATION_KEY = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+\Z", re.ASCII)
BREAK = re.compile(r"<br\s?/?>", re.IGNORECASE)
ELEMENT = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
MOST_SOURCES = 20


def facts_of(data: bytes, tidings: Tidings) -> Facts:
    """Return what a metadata file says, by the names of the YAML form; empty where it cannot be read, which is told.

    Raises:
        MissingExtraError: it is YAML, and PyYAML is not installed.
    """
    try:
        text = decode(data, Limits())
        if text.lstrip().startswith("---"):
            return _from_yaml(text, tidings)
    except DocumentError as error:
        for problem in error.problems:
            tidings.tell(
                problem.code, problem.message, column=problem.path, severity="error", hint=problem.hint
            )
        return {}
    return _from_table(text)


def unit_in(facts: Facts) -> str | None:
    """Return the unit that the metadata state, where it is one of the vocabulary."""
    return unit_of(_text(facts, "computation_units")).unit


def filled(indicator: Indicator, facts: Facts, tidings: Tidings) -> Indicator:
    """Return the indicator with what the metadata say where it says nothing itself."""
    told = unit_of(_text(facts, "computation_units"))
    options = list(_options(facts))
    found: dict[str, Any] = {
        "name": next(
            (name for key in NAMING if (name := _text(facts, key)) and not TRANSLATION_KEY.match(name)), None
        ),
        "definition": "\n\n".join(text for key in DEFINING if (text := _text(facts, key))) or None,
        "unit": told.unit,
        "measure": told.measure,
        "data_source": "; ".join(_sources(facts)) or None,
        "frequency": _frequency(facts, tidings),
        "direction": _one(options, "direction", _direction, tidings),
        "limit": _one(options, "limit", _number, tidings),
        "targets": tuple(_targets(options, tidings)),
        "baselines": tuple(_baselines(options, indicator, tidings)),
    }
    goal, number = _text(facts, "sdg_goal"), _text(facts, "indicator_number")
    if goal:
        found["codes"] = (Code(scheme="SDG", value=goal),)
    if number:
        found["identifiers"] = (Identifier(scheme="Open SDG", value=number),)
    changes = {
        name: value for name, value in found.items() if value and getattr(indicator, name) in (None, ())
    }
    if found["unit"] and indicator.unit and found["unit"] != indicator.unit:
        message = f"the metadata state the unit {found['unit']}, the values are in {indicator.unit}; the latter stays."
        tidings.tell("several_units", message, column="computation_units")
    extra = (
        {**indicator.extra, "open_sdg": {key: facts[key] for key in sorted(facts)}}
        if facts
        else indicator.extra
    )
    return attrs.evolve(indicator, **changes, extra=extra)


def _from_yaml(text: str, tidings: Tidings) -> Facts:
    """Return the mapping between the first two lines of dashes, or the whole text after the first one."""
    from collective_impact.yaml_text import load  # noqa: PLC0415 - only YAML pays for it

    lines = text.lstrip().splitlines()
    end = next((place for place, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), len(lines))
    limits = Limits()
    front = "\n".join(["", *lines[1:end]])
    if len(front.encode()) > limits.yaml_bytes:
        message = f"The front matter takes more than {limits.yaml_bytes:,} bytes."
        tidings.tell("too_large", message, severity="error")
        return {}
    found = load(front, limits)
    if not isinstance(found, dict):
        message = "The front matter is not a list of names with their values."
        tidings.tell(
            "wrong_type", message, line=1, severity="error", hint="Write `name: value` on each line."
        )
        return {}
    return {key: value for key, value in found.items() if value is not None}


def _from_table(text: str) -> Facts:
    """Return the pairs of a two-column table, by the names of the YAML form where the label is known."""
    import csv  # noqa: PLC0415 - only a table pays for it

    found: dict[str, str] = {}
    try:
        for row in csv.reader(text.splitlines(keepends=True)):
            cells = [cell.strip() for cell in row[:2]]
            if len(cells) > 1 and all(cells):
                found.setdefault(_name_of(cells[0]), cells[1])
    except csv.Error:
        return found
    return found


def _name_of(label: str) -> str:
    small = " ".join(label.casefold().split())
    source = SOURCE_LABEL.match(small)
    if source:
        return f"source_{SOURCE_NAMES[source[2]]}_{source[1]}"
    return LABELS.get(small, small.replace(" ", "_"))


def _text(facts: Facts, key: str) -> str:
    """Return what the metadata say under a name, as plain text; nothing where they say that there is nothing."""
    value = facts.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    plain = ELEMENT.sub("", BREAK.sub("\n", str(value)))
    lines = [" ".join(line.split()) for line in plain.splitlines()]
    joined = "\n".join(line for line in lines if line)
    return "" if joined.casefold() in NOT_SAID else joined


def _sources(facts: Facts) -> Iterator[str]:
    for number in range(1, MOST_SOURCES + 1):
        if facts.get(f"source_active_{number}") is False:
            continue
        parts = [_text(facts, f"source_{what}_{number}") for what in ("organisation", "url_text")]
        if any(parts):
            yield ": ".join(part for part in parts if part)


def _frequency(facts: Facts, tidings: Tidings) -> int | None:
    word = _text(facts, "source_periodicity_1")
    found = MONTHS_BETWEEN.get(word.casefold())
    if word and found is None:
        message = f"'{excerpt(word)}' is no frequency that is known; none is filled in."
        tidings.tell("unknown_frequency", message, column="source_periodicity_1", severity="note")
    return found


def _options(facts: Facts) -> Iterator[Facts]:
    """Yield the options of the progress calculation, or the same names where they stand by themselves."""
    options = facts.get("progress_calculation_options")
    if isinstance(options, list):
        yield from (option for option in options if isinstance(option, dict))
    else:
        names = ("direction", "target", "target_year", "base_year", "limit")
        own = {name: facts[name] for name in names if facts.get(name) not in (None, "")}
        if own:
            yield own


def _one(options: list[Facts], name: str, read: Any, tidings: Tidings) -> Any:  # noqa: ANN401 - a direction or a number
    """Return what all options say of one thing; where they differ, that is told and nothing filled in."""
    said = [read(option.get(name), name, tidings) for option in options if option.get(name) is not None]
    if len(set(said)) > 1:
        message = f"the options of the progress calculation differ in {name}; none is filled in."
        tidings.tell("contradiction", message, column=name)
        return None
    return said[0] if said else None


def _direction(value: object, name: str, tidings: Tidings) -> Direction | None:
    found = DIRECTIONS.get(str(value).strip().casefold())
    if found is None:
        message = f"'{excerpt(str(value))}' is no direction; Open SDG has positive and negative."
        tidings.tell("unknown_direction", message, column=name)
    return found


def _number(value: object, name: str, tidings: Tidings) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    found = read_cell(str(value)).value
    if found is None:
        tidings.tell(
            "not_a_number", f"'{excerpt(str(value))}' is not a number.", column=name, severity="error"
        )
    return found


def _year(option: Facts, name: str, tidings: Tidings) -> Period | None:
    value = option.get(name)
    if value is None:
        return None
    if not is_period(str(value)):
        tidings.tell("bad_period", f"'{excerpt(str(value))}' is not a year.", column=name, severity="error")
        return None
    return Periods(()).read(str(value))


def _targets(options: list[Facts], tidings: Tidings) -> Iterator[Target]:
    for option in options:
        if option.get("target") is None:
            continue
        value = _number(option["target"], "target", tidings)
        if value is not None:
            yield Target(value=value, period=_year(option, "target_year", tidings), breakdown=_group(option))


def _baselines(options: list[Facts], indicator: Indicator, tidings: Tidings) -> Iterator[Baseline]:
    """Yield the value of each base year, looked up in the series of its group."""
    for option in options:
        period = _year(option, "base_year", tidings)
        if period is None:
            continue
        group = _group(option)
        for series in indicator.series:
            if series.place is None and series.partner_id is None and dict(series.breakdown) == group:
                at = [
                    value for when, value in zip(series.periods, series.values, strict=True) if when == period
                ]
                yield Baseline(value=at[0] if at else None, period=period, breakdown=group)


def _group(option: Facts) -> dict[str, str]:
    """Return the group that an option is about: a list of fields with their values."""
    parts = option.get("disaggregation")
    named = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    return {
        str(part["field"]): str(part["value"])
        for part in named
        if part.get("field") is not None and part.get("value") not in (None, "")
    }
