"""How far raters agree beyond chance, whatever the level of measurement and however much is missing.

A plain table comes in, a number goes out. What a good value is depends on what is at stake and is not said here.
"""

from __future__ import annotations

from collections import Counter
from math import fsum, lcm
from typing import TYPE_CHECKING, Any, Literal, get_args

from collective_impact.arithmetic import share
from collective_impact.errors import InvalidRecordError, UnknownNameError, excerpt
from collective_impact.fields import did_you_mean
from collective_impact.survey.statistic import UndefinedError, check_lengths, measure, whole_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

__all__ = ["Level", "krippendorff_alpha"]

Level = Literal["nominal", "ordinal", "interval", "ratio"]

_FEWEST_PAIRED = 2


@measure
def krippendorff_alpha(table: Sequence[Sequence[Hashable | None]], level: Level) -> float | None:
    """Return Krippendorff's alpha: 1 is full agreement, 0 what chance would give, below 0 worse than chance.

    `table` has a row a rater and a column a unit (what is rated), None where a rater did not rate. Values are
    numbers; at the nominal level they may be words. A unit with fewer than two ratings drops out. Order of
    raters and units, and at the nominal level the names of the categories, change nothing. At the ratio level
    the work grows with the square of the number of different values.

    None where no unit has two ratings, and where all ratings are the same: then chance would agree as well.

    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability.

    Raises:
        InvalidRecordError: rows of different lengths, or a value that the level cannot take (text or an
            infinite number above the nominal level, a negative one at the ratio level, NaN anywhere).
        UnknownNameError: there is no such level.
    """
    if level not in get_args(Level):
        raise UnknownNameError(
            f"There is no level of measurement '{excerpt(level)}'. {did_you_mean(str(level), [*get_args(Level)])}"
        )
    check_lengths(table, "a rater")
    units, sizes = _pairable(table)
    totals: Counter[Any] = Counter()
    for unit in units:
        for value, count in unit.items():
            totals[value] += count
    disagreement = _disagreement(totals, level)
    expected = disagreement(totals)
    if not units:
        raise UndefinedError("No unit has ratings by two raters, so there is nothing to compare.")
    if not expected:
        raise UndefinedError(
            "All ratings are the same, so it cannot be told whether the raters tell units apart."
        )
    scale = lcm(*{size - 1 for size in sizes})
    parts = [disagreement(unit) * (scale // (size - 1)) for unit, size in zip(units, sizes, strict=True)]
    whole = scale * expected
    found = (sum(sizes) - 1) * (fsum(parts) if level == "ratio" else sum(parts))
    return share(whole - found, whole)


def _pairable(table: Sequence[Sequence[Hashable | None]]) -> tuple[list[Counter[Any]], list[int]]:
    """Return how often each value was given to each unit that two or more raters rated, and by how many."""
    units, sizes = [], []
    for column in zip(*table, strict=True):
        unit = Counter(column)
        size = len(column) - unit.pop(None, 0)
        if size >= _FEWEST_PAIRED:
            units.append(unit)
            sizes.append(size)
    return units, sizes


def _disagreement(totals: Counter[Any], level: Level) -> Callable[[Mapping[Any, int]], Any]:
    """Return the function that sums the differences over all pairs of the values in a count.

    Whether pairs are counted once or twice, and by which unit, cancels out: both observed and expected
    disagreement come from here.
    """
    if level == "nominal":
        if any(value != value for value in totals):  # noqa: PLR0124 - NaN alone differs from itself
            raise InvalidRecordError("A rating is not a number (NaN). Give None where there is no rating.")
        return _unlike_pairs
    values = sorted(totals) if all(isinstance(value, int | float) for value in totals) else list(totals)
    numbers, _ = whole_numbers(values)
    if level == "ratio":
        return _ratio_differences(values, numbers)
    if level == "ordinal":
        numbers, below = [], 0
        for value in values:
            numbers.append(2 * below + totals[value])
            below += totals[value]
    places = dict(zip(values, numbers, strict=True))

    def squares(counts: Mapping[Any, int]) -> int:
        """Sum the squared differences of places: n times the sum of squares less the square of the sum."""
        many = first = second = 0
        for value, count in counts.items():
            part = count * places[value]
            many += count
            first += part
            second += part * places[value]
        return many * second - first * first

    return squares


def _unlike_pairs(counts: Mapping[Any, int]) -> int:
    held = counts.values()
    return sum(held) ** 2 - sum(count * count for count in held)


def _ratio_differences(values: Sequence[Any], numbers: Sequence[int]) -> Callable[[Mapping[Any, int]], float]:
    if numbers and numbers[0] < 0:
        raise InvalidRecordError(
            f"The ratio level has a true zero and nothing below, found {values[0]}. Use the interval level."
        )
    places = dict(zip(values, numbers, strict=True))

    def differences(counts: Mapping[Any, int]) -> float:
        held = sorted((places[value], count) for value, count in counts.items())
        return fsum(
            times * count * ((place - other) / (place + other)) ** 2
            for position, (place, count) in enumerate(held)
            for other, times in held[:position]
        )

    return differences
