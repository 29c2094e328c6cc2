"""How far the people of one group give the same answer, and how far two raters choose the same category.

Plain answers come in, numbers go out. r_wg and r*_wg set the spread of answers against that of answers given at
random over all options; where people answer towards one end anyway, that makes agreement look better than it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

from collective_impact.arithmetic import rounded, share
from collective_impact.errors import InvalidRecordError, UnknownNameError, excerpt
from collective_impact.fields import did_you_mean
from collective_impact.survey.statistic import UndefinedError, check_lengths, measure, whole_numbers

if TYPE_CHECKING:
    from collections.abc import Hashable
    from fractions import Fraction

    Answers = Sequence[float | None] | Sequence[Sequence[float | None]]

__all__ = ["Weights", "ad", "r_star_wg", "r_wg", "weighted_kappa"]

Weights = Literal["linear", "quadratic"]

_FEWEST = 2


@measure
def r_wg(answers: Answers, options: int) -> float | None:
    """Return r_wg: 1 where all persons say the same, 0 where answers spread as if given at random, or more.

    `answers` of one item are a list, a number a person; of several items a table, a row a person and a column
    an item: then it is r_wg(J). None is no answer. `options` is how many answers the scale has (5 for 1 to 5),
    which set the uniform spread (options squared - 1)/12 that the sample variance is set against. A larger
    variance counts as 0, as in the source.

    None where no item has two answers.

    Source: James, Demaree & Wolf (1984), Estimating within-group interrater reliability.

    Raises:
        InvalidRecordError: fewer than two options, answers further apart than the options allow, a row of
            another length, or an answer that is no finite number.
    """
    excess, items = _spread_share(answers, options)
    if excess >= 1:
        return 0.0
    return rounded(items * (1 - excess) / (items * (1 - excess) + excess))


@measure
def r_star_wg(answers: Answers, options: int) -> float | None:
    """Return r*_wg: 1 less the mean variance of the items over the uniform spread; below 0 the group is split.

    Shapes, errors and None as in `r_wg`, but it does not grow with the number of items and is not cut at 0.

    Source: Lindell, Brandt & Whitney (1999), A revised index of interrater agreement.
    """
    return rounded(1 - _spread_share(answers, options)[0])


@measure
def ad(answers: Answers) -> float | None:
    """Return the average deviation from the mean, in points of the scale; 0 where all persons say the same.

    Shapes as in `r_wg`; over several items it is the mean of the items' average deviations.

    None where no item has two answers.

    Source: Burke, Finkelstein & Dusig (1999), On average deviation indices.

    Raises:
        InvalidRecordError: a row of another length, or an answer that is no finite number.
    """
    from fractions import Fraction  # noqa: PLC0415 - only who asks pays for it

    deviations = []
    for item, scale in _items(answers):
        count, whole = len(item), sum(item)
        deviations.append(Fraction(sum(abs(count * value - whole) for value in item), count * count * scale))
    return rounded(sum(deviations, Fraction()) / len(deviations))


def _spread_share(answers: Answers, options: int) -> tuple[Fraction, int]:
    """Return the mean sample variance over the uniform one, and the number of items."""
    from fractions import Fraction  # noqa: PLC0415 - only who asks pays for it

    if options < _FEWEST:
        raise InvalidRecordError(f"A scale has at least 2 options, found {options}.")
    whole, items = Fraction(), 0
    for item, scale in _items(answers):
        if max(item) - min(item) > (options - 1) * scale:
            raise InvalidRecordError(
                f"Answers lie {rounded(Fraction(max(item) - min(item), scale)):g} points apart; a scale of "
                f"{options} options allows {options - 1}. Give the number of options that were offered."
            )
        count = len(item)
        squares = count * sum(value * value for value in item) - sum(item) ** 2
        whole += Fraction(squares, count * (count - 1) * scale * scale)
        items += 1
    return whole / items / Fraction(options * options - 1, 12), items


def _items(answers: Answers) -> list[tuple[list[int], int]]:
    """Return the answers to each item that two or more persons answered, as whole numbers with their scale."""
    rows = [row if isinstance(row, Sequence) else [row] for row in answers]
    check_lengths(rows, "a person")
    columns = ([value for value in column if value is not None] for column in zip(*rows, strict=True))
    items = [whole_numbers(column) for column in columns if len(column) >= _FEWEST]
    if not items:
        raise UndefinedError("No item has answers by two persons, so there is nothing to compare.")
    return items


@measure
def weighted_kappa(
    a: Sequence[Hashable | None],
    b: Sequence[Hashable | None],
    categories: Sequence[Hashable],
    weights: Weights | None = "quadratic",
) -> float | None:
    """Return Cohen's kappa of two raters: 1 is full agreement, 0 what chance would give.

    `a` and `b` are the marks of the two for the same units in the same order, None where there is none: such a
    pair is left out. `categories` is the declared scale in its order, used or not. A disagreement weighs by
    how many steps of it the marks lie apart (`linear`), by the square of that (`quadratic`), or always the
    same (None: plain kappa).

    None where there is no pair, and where both always chose one and the same category.

    Source: Cohen (1960; weighted: 1968).

    Raises:
        InvalidRecordError: lists of different lengths, a category twice, or a mark outside the categories.
        UnknownNameError: there are no such weights.
    """
    if weights is not None and weights not in get_args(Weights):
        raise UnknownNameError(
            f"There are no weights '{excerpt(weights)}'. {did_you_mean(str(weights), [*get_args(Weights)])} "
            "Give None for plain kappa."
        )
    pairs = _positions(a, b, categories)
    power = {"linear": 1, "quadratic": 2, None: 0}[weights]
    rows, columns = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    observed = len(pairs) * sum(abs(i - j) ** power for i, j in pairs if i != j)
    expected = sum(
        times * count * abs(i - j) ** power
        for i, times in rows.items()
        for j, count in columns.items()
        if i != j
    )
    if not pairs:
        raise UndefinedError("No unit was marked by both raters, so there is nothing to compare.")
    if not expected:
        raise UndefinedError(
            "Both raters chose one and the same category throughout, so agreement cannot be told from habit."
        )
    return share(expected - observed, expected)


def _positions(
    a: Sequence[Hashable | None], b: Sequence[Hashable | None], categories: Sequence[Hashable]
) -> list[tuple[int, int]]:
    places = {category: place for place, category in enumerate(categories)}
    if len(places) != len(categories):
        raise InvalidRecordError("A category stands twice in the scale. Name each once, in order.")
    if len(a) != len(b):
        raise InvalidRecordError(
            f"One rater has {len(a)} marks, the other {len(b)}. Give one mark a unit, None where there is none."
        )
    pairs = []
    for unit, pair in enumerate(zip(a, b, strict=True), start=1):
        if None not in pair:
            for mark in pair:
                if mark not in places:
                    raise InvalidRecordError(
                        f"The mark '{excerpt(mark)}' of unit {unit} is none of the categories "
                        f"({excerpt(', '.join(map(str, categories)))})."
                    )
            pairs.append((places[pair[0]], places[pair[1]]))
    return pairs
