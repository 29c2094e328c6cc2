"""A number, or the reason why there is none: what every measure of agreement and reliability hands over.

A measure is a function that returns a number or None; `explained` asks the same function for the reason. Wrong
input is an error as everywhere; too little input is a reason.
"""

from __future__ import annotations

from functools import wraps
from math import isfinite, lcm
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec

from collective_impact.display import counted
from collective_impact.errors import InvalidRecordError, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Statistic", "UndefinedError", "check_lengths", "explained", "measure", "too_few", "whole_numbers"]

P = ParamSpec("P")


class Statistic(NamedTuple):
    """The value of a measure; where it is None, `reason` says why in one sentence."""

    value: float | None
    reason: str | None = None


class UndefinedError(Exception):
    """A measure says why it has no value; `measure` turns this into None, `explained` into a reason."""


def measure(work: Callable[P, float | None]) -> Callable[P, float | None]:
    """Return the function that gives the number of `work`, or None where that raises `UndefinedError`."""

    @wraps(work)
    def measured(*args: P.args, **kwargs: P.kwargs) -> float | None:
        return explained(measured, *args, **kwargs).value

    return measured


def explained(measured: Callable[P, float | None], *args: P.args, **kwargs: P.kwargs) -> Statistic:
    """Return the value of a measure of this room with the reason where there is none.

    `explained(krippendorff_alpha, table, level="ordinal")` is the long form of
    `krippendorff_alpha(table, level="ordinal")`.

    Raises:
        InvalidRecordError: this is no measure of this room, or what the measure itself refuses.
    """
    work: Any = getattr(measured, "__wrapped__", None)
    if work is None:
        raise InvalidRecordError(
            f"Only a measure of agreement or reliability can be explained, found {excerpt(measured)}."
        )
    try:
        return Statistic(work(*args, **kwargs))
    except UndefinedError as undefined:
        return Statistic(None, str(undefined))


def check_lengths(table: Sequence[Sequence[object]], row: str) -> int:
    """Return how many columns a table has; 0 for an empty one.

    Raises:
        InvalidRecordError: the rows differ in length; the first that does is named, counted from 1.
    """
    width = len(table[0]) if table else 0
    for position, held in enumerate(table, start=1):
        if len(held) != width:
            raise InvalidRecordError(
                f"Row {position} ({row}) has {len(held)} entries, the first row has {width}. Give every row "
                "the same columns, with None where there is no answer."
            )
    return width


def whole_numbers(values: Sequence[Any]) -> tuple[list[int], int]:
    """Return the numbers over one common denominator, a float read as the decimal that is printed for it.

    Raises:
        InvalidRecordError: a value is no finite number.
    """
    if all(type(value) is int for value in values):
        return list(values), 1
    from fractions import Fraction  # noqa: PLC0415 - only numbers with decimals pay for it

    exact = []
    for value in values:
        if not isinstance(value, int | float) or not isfinite(value):
            raise InvalidRecordError(
                f"Expected a finite number, found '{excerpt(value)}'. Give None where there is no answer."
            )
        exact.append(Fraction(float.__repr__(value)) if isinstance(value, float) else Fraction(value))
    scale = lcm(*[part.denominator for part in exact])
    return [part.numerator * (scale // part.denominator) for part in exact], scale


def too_few(count: int, one: str, fewest: int) -> str:
    """Return the reason that there are fewer persons, answers or organisations than an interval takes."""
    return f"{counted(count, f'{one} is', f'{one}s are')} too few for an interval; {fewest} are needed."
