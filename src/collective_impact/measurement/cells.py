"""The groups of an indicator, and which of their figures must be withheld because few people stand behind them.

What is withheld is decided by `disclosure`, period by period; here it is said how many people a figure is of.
"""

from __future__ import annotations

from collections import defaultdict
from math import floor
from typing import TYPE_CHECKING

from collective_impact.disclosure import withheld
from collective_impact.measurement.points import Curve, curve_of, whole_of
from collective_impact.units import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from collective_impact.model.indicator import Indicator, Series
    from collective_impact.period import Period

    Dimension = tuple[str, ...]
    Groups = Mapping[str, Series]

__all__ = [
    "DEFAULT_MINIMUM",
    "dimensions",
    "group_name",
    "is_count",
    "shown_curve",
    "sizes_known",
    "withheld_cells",
]

DEFAULT_MINIMUM = 5
"""The fewest people of whom a figure is shown (convention; see `disclosure`)."""


def dimensions(
    indicator: Indicator, place_id: str | None = None
) -> tuple[dict[Dimension, dict[str, Series]], list[str]]:
    """Return the series of groups by what they are broken down by and by the group's name; and doubled groups.

    They are the series of all partners together for one place, everywhere unless given. A group that has two
    series is left out and named in the second list.
    """
    whole = whole_of(indicator)
    found: dict[Dimension, dict[str, Series]] = defaultdict(dict)
    doubled: dict[str, Dimension] = {}
    for series in indicator.series:
        place = None if series.place is None else series.place.id
        is_here = place == place_id or (place_id is None and place == whole.place_id)
        if series.breakdown and is_here and series.partner_id in (None, whole.partner_id):
            dimension, name = tuple(sorted(series.breakdown)), group_name(series.breakdown)
            if name in found[dimension]:
                doubled[name] = dimension
            found[dimension][name] = series
    for name, dimension in doubled.items():
        del found[dimension][name]
    ordered = {dimension: dict(sorted(found[dimension].items())) for dimension in sorted(found)}
    return ordered, sorted(doubled)


def group_name(breakdown: Mapping[str, str]) -> str:
    """Return what a group is called: its words, in the order of what they are words of."""
    return ", ".join(breakdown[key] for key in sorted(breakdown))


def is_count(indicator: Indicator) -> bool:
    """Return whether the figures of an indicator are counts, by its measure or else its unit."""
    if indicator.measure is not None:
        return indicator.measure == "count"
    return indicator.unit is not None and kind_of(indicator.unit) == "count"


def sizes_known(indicator: Indicator, groups: Groups) -> bool:
    """Return whether it is known of how many people the figures are, or whether they are not about people."""
    return (
        indicator.about_people is False
        or is_count(indicator)
        or all(series.denominators for series in groups.values())
    )


def withheld_cells(
    indicator: Indicator, groups: Groups, minimum: int = DEFAULT_MINIMUM
) -> set[tuple[str, Period]]:
    """Return the groups and periods whose figures must not be shown.

    A count is of as many people as it says; of a percentage or rate, numerator and denominator are looked at.
    Where groups are crossed (`age` and `sex`), one small cell withholds the whole table of its period, since the
    totals by age and by sex would reveal it. Nothing is withheld where `about_people` is false.
    """
    if indicator.about_people is False:
        return set()
    is_crossed = any(len(series.breakdown) > 1 for series in groups.values())
    hidden: set[tuple[str, Period]] = set()
    for counts in _counts(indicator, groups):
        for period, by_group in counts.items():
            found = withheld(by_group, minimum=minimum).groups
            hidden.update((name, period) for name in (groups if found and is_crossed else found))
    return hidden


def _counts(indicator: Indicator, groups: Groups) -> Iterator[Mapping[Period, Mapping[str, int]]]:
    columns = ("values",) if is_count(indicator) else ("numerators", "denominators")
    for column in columns:
        found: dict[Period, dict[str, int]] = defaultdict(dict)
        for name, series in groups.items():
            for period, count in zip(series.periods, getattr(series, column), strict=False):
                if count is not None:
                    found[period][name] = max(floor(count), 0)
        yield found


def shown_curve(indicator: Indicator, series: Series, place_id: str | None = None) -> Curve:
    """Return the figures of a series, None in place of those of a group that must be withheld."""
    if not series.breakdown:
        return curve_of(series)
    groups = dimensions(indicator, place_id)[0][tuple(sorted(series.breakdown))]
    hidden = withheld_cells(indicator, groups)
    name = group_name(series.breakdown)
    rows = zip(series.periods, series.values, strict=True)
    return Curve(series.periods, [None if (name, period) in hidden else value for period, value in rows])
