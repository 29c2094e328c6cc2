"""What may be done with figures of which kind: summed, divided sum by sum, averaged by weight, or nothing.

Counts are summed where nobody is counted twice, rates come from numerators and denominators, percentages are
never summed. No figure is touched here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from collective_impact.errors import excerpt
from collective_impact.units import PER_WHOLE, UNITS, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collective_impact.model.indicator import Indicator, Measure, Series

__all__ = ["Asked", "Kind", "Part", "Refusal", "kind_for", "listed"]

COUNTED_TWICE = frozenset(
    (
        *("people", "adults", "children", "young_people", "older_people", "students", "parents", "families"),
        *("households", "participants", "volunteers", "staff", "organisations", "partners", "schools"),
        *("businesses", "communities"),
    )
)
"""Units whose every one may come to two partners and be counted by both; sessions or meals may not."""

INTENSIVE = frozenset(("temperature", "speed", "concentration"))
"""Dimensions in which two amounts do not add up to a third."""

_KINDS_OF: Mapping[str, tuple[str, ...]] = {
    "count": ("count", "time", "calendar", "physical"),
    "percent": ("share", "rate"),
    "rate": ("share", "rate", "ratio"),
    "currency": ("currency",),
}
"""What kinds of unit go with a measure that adds up or has a numerator."""


class Refusal(Exception):  # noqa: N818 - it never leaves this room
    """Why figures cannot be put together."""


class Part(NamedTuple):
    """One series to be put together, and how its numbers become numbers of the common unit."""

    label: str
    series: Series
    factor: float = 1.0
    offset: float = 0.0


class Kind(NamedTuple):
    """How figures of a kind are put together: by a sum, a quotient of sums or a weighted mean; `per` whole."""

    way: Literal["sum", "quotient", "weighted"]
    rule: str
    per: float = 1.0
    cautions: tuple[str, ...] = ()


class Asked(NamedTuple):
    """What is to be put together: whose figures, in which unit, over what, and what the asker vouches for."""

    indicators: tuple[Indicator, ...]
    unit: str | None
    over: Literal["partner", "place", "indicator"]
    unduplicated: bool | None


def kind_for(asked: Asked, parts: Sequence[Part]) -> Kind:
    """Return how figures are put together by their measure and unit.

    Raises:
        Refusal: they cannot be; the message says why.
    """
    indicators, unit = asked.indicators, asked.unit
    measure: Measure | None = next((held.measure for held in indicators if held.measure is not None), None)
    if measure in ("ordinal", "nominal", "qualitative"):
        raise Refusal(f"Values of a measure that is {measure} have no sum and no mean.")
    if measure is None and unit is None:
        raise Refusal(
            "Neither measure nor unit is recorded, so it is not known what may be done with the figures."
        )
    kind = None if unit is None else kind_of(unit)
    if measure == "score" or kind == "score":
        return _weighted(parts)
    if kind is None:
        if measure == "count":
            return _sum(asked)
        if measure == "percent":
            return _quotient(asked, parts, 100)
        raise Refusal(f"The unit of this {'amount' if measure == 'currency' else measure} is not recorded.")
    if measure is not None and kind not in _KINDS_OF[measure]:
        raise Refusal(f"The measure is {measure}, the unit {unit}: one of the two cannot be right.")
    if kind in ("share", "rate", "ratio"):
        return _quotient(asked, parts, PER_WHOLE.get(unit or "", 1))
    if kind in ("rank", "points_difference") or UNITS.get(unit or "", UNITS["items"]).dimension in INTENSIVE:
        raise Refusal(f"Figures in {unit} do not add up, and what their mean would be of is not recorded.")
    return _sum(asked)


def _sum(asked: Asked) -> Kind:
    _refuse_nested(asked)
    rule = "The sum of the parts."
    if all(held.counting == "contacts" for held in asked.indicators):
        return Kind("sum", f"{rule} Contacts are counted, not people.")
    if asked.unduplicated:
        return Kind("sum", f"{rule} Whoever asked for it says that nobody is counted twice.")
    if asked.over == "place" and all(held.level == "population" for held in asked.indicators):
        return Kind("sum", f"{rule} Everybody lives in one place.")
    uncertain = asked.unit in COUNTED_TWICE or (
        asked.unit is None and any(held.about_people is not False for held in asked.indicators)
    )
    if uncertain:
        counted = (asked.unit or "people").replace("_", " ")
        raise Refusal(
            f"The same {counted} may be counted in two parts. Say unduplicated=True if none are, "
            "or keep the parts apart."
        )
    return Kind("sum", rule)


def _quotient(asked: Asked, parts: Sequence[Part], per: float) -> Kind:
    _refuse_nested(asked)
    bare = [part.label for part in parts if not (part.series.numerators and part.series.denominators)]
    if bare:
        raise Refusal(
            "Percentages and rates are never summed; together they are worked out from numerators and "
            f"denominators, and those are not recorded for {listed(bare)}."
        )
    twice = not asked.unduplicated and asked.over != "place"
    twice = twice and not all(held.level == "population" for held in asked.indicators)
    cautions = ("Who is counted in two parts counts in both.",) if twice else ()
    return Kind("quotient", "The sum of the numerators by the sum of the denominators.", per, cautions)


def _weighted(parts: Sequence[Part]) -> Kind:
    bare = [part.label for part in parts if not part.series.denominators]
    if bare:
        raise Refusal(
            "Scores have a mean only by how many each is of, and those denominators are not recorded for "
            f"{listed(bare)}."
        )
    return Kind("weighted", "The mean of the parts by their denominators.")


def _refuse_nested(asked: Asked) -> None:
    if asked.over == "place" and not asked.unduplicated:
        places = [series.place for held in asked.indicators for series in held.series]
        kinds = sorted({place.kind for place in places if place is not None and place.kind is not None})
        if len(kinds) > 1:
            raise Refusal(
                f"Places of several kinds ({listed(kinds)}) may lie in each other. Say unduplicated=True if they "
                "do not."
            )


def listed(names: Sequence[str]) -> str:
    """Return names one after the other, each cut short."""
    return ", ".join(map(excerpt, names))
