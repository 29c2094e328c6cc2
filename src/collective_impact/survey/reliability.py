"""How far marks of several judges, or items of one questionnaire, measure the same: variances set against each other.

Plain tables come in, numbers go out. Rows with a gap are left out as a whole, since these measures compare
complete rows only; Krippendorff's alpha (`agreement`) does without that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from collective_impact.arithmetic import rounded
from collective_impact.errors import UnknownNameError, excerpt
from collective_impact.fields import did_you_mean
from collective_impact.survey.statistic import UndefinedError, check_lengths, measure, whole_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    Table = Sequence[Sequence[float | None]]

__all__ = ["Form", "MeanSquares", "cronbach_alpha", "icc", "mean_squares"]

Form = Literal["1,1", "2,1", "3,1", "1,k", "2,k", "3,k"]

_FEWEST = 2


class MeanSquares(NamedTuple):
    """The mean squares of a table of targets and judges, in the square of the unit of the marks."""

    targets: float
    judges: float
    residual: float
    within: float


class _Squares(NamedTuple):
    """The same, exact."""

    targets: Fraction
    judges: Fraction
    residual: Fraction
    within: Fraction
    rows: int
    columns: int


@measure
def icc(table: Table, form: Form) -> float | None:
    """Return one of the six intraclass correlations of Shrout & Fleiss; at most 1.

    `table` has a row a target (what is rated) and a column a judge, as in the paper. Targets with a gap are
    left out. The form must be named, for they answer different questions: `1` each target has judges of its
    own, `2` the judges are a sample and their level counts, `3` these judges alone and only their order
    counts; `1` behind the comma asks about one judge's mark, `k` about the mean of all. ICC(1) and ICC(2) of
    the literature on groups are `1,1` and `1,k`.

    None where fewer than two targets are complete, where there is one judge, and where the marks do not vary
    in the way that the form divides by.

    Source: Shrout & Fleiss (1979), Intraclass correlations, Psychological Bulletin 86.

    Raises:
        InvalidRecordError: rows of different lengths, or a mark that is no finite number.
        UnknownNameError: there is no such form.
    """
    if form not in get_args(Form):
        raise UnknownNameError(
            f"There is no form '{excerpt(form)}' of the intraclass correlation. "
            f"{did_you_mean(str(form), [*get_args(Form)])}"
        )
    found = _squares(table)
    between, others = found.targets, found.columns - 1
    error = found.within if form.startswith("1") else found.residual
    shift = (found.judges - found.residual) / found.rows if form.startswith("2") else 0
    whole = between + shift if form.endswith("k") else between + others * error + found.columns * shift
    if whole <= 0:
        raise UndefinedError(f"The marks vary too little between targets for ICC({form}) to have a value.")
    return rounded((between - error) / whole)


def mean_squares(table: Table) -> MeanSquares | None:
    """Return the mean squares that the intraclass correlations rest on; shapes and gaps as in `icc`.

    None where fewer than two targets are complete or there is one judge.

    Source: Shrout & Fleiss (1979).

    Raises:
        InvalidRecordError: rows of different lengths, or a mark that is no finite number.
    """
    try:
        found = _squares(table)
    except UndefinedError:
        return None
    return MeanSquares(*(rounded(part) for part in found[:4]))


@measure
def cronbach_alpha(table: Table) -> float | None:
    """Return Cronbach's alpha: how far the items of a construct go together; at most 1, and below 0 if they do not.

    `table` has a row a person and a column an item; reverse items must be turned round before. Persons with a
    gap are left out. A high value does not show that the items measure one thing.

    None where there are fewer than two items or complete persons, or all persons have the same total.

    Source: Cronbach (1951), Coefficient alpha and the internal structure of tests.

    Raises:
        InvalidRecordError: rows of different lengths, or an answer that is no finite number.
    """
    from fractions import Fraction  # noqa: PLC0415 - only who asks pays for it

    rows, _ = _complete(table, "a person", "item")
    spread = _squared_deviations([sum(row) for row in rows])
    if not spread:
        raise UndefinedError(
            "All persons have the same total, so there is nothing that the items could explain."
        )
    items = len(rows[0])
    apart = sum(_squared_deviations(column) for column in zip(*rows, strict=True))
    return rounded(Fraction(items, items - 1) * (1 - Fraction(apart, spread)))


def _squared_deviations(values: Sequence[int]) -> int:
    """Return the sum of squared deviations from the mean, times the number of values."""
    return len(values) * sum(value * value for value in values) - sum(values) ** 2


def _complete(table: Table, row: str, column: str) -> tuple[list[list[int]], int]:
    """Return the rows without a gap as whole numbers, and how many of them make 1."""
    width = check_lengths(table, row)
    rows = [held for held in table if None not in held]
    if len(rows) < _FEWEST or width < _FEWEST:
        count, what = (
            (width, f"column{{}} ({column})") if width < _FEWEST else (len(rows), f"complete row{{}} ({row})")
        )
        lacking = what.format("" if count == 1 else "s")
        raise UndefinedError(f"Two rows and two columns are needed, found {count} {lacking}.")
    flat, scale = whole_numbers([value for held in rows for value in held])
    return [flat[start : start + width] for start in range(0, len(flat), width)], scale


def _squares(table: Table) -> _Squares:
    from fractions import Fraction  # noqa: PLC0415 - only who asks pays for it

    rows, scale = _complete(table, "a target", "judge")
    n, k = len(rows), len(rows[0])
    grand = sum(map(sum, rows)) ** 2
    by_target = n * sum(sum(row) ** 2 for row in rows)
    by_judge = k * sum(sum(column) ** 2 for column in zip(*rows, strict=True))
    single = n * k * sum(value * value for row in rows for value in row)
    unit = n * k * scale * scale
    return _Squares(
        Fraction(by_target - grand, unit * (n - 1)),
        Fraction(by_judge - grand, unit * (k - 1)),
        Fraction(single - by_target - by_judge + grand, unit * (n - 1) * (k - 1)),
        Fraction(single - by_target, unit * n * (k - 1)),
        n,
        k,
    )
