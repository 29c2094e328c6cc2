"""Small groups withheld, together with what would reveal them.

Counts of the parts of one total come in, the labels whose figures must not be shown go out. Nothing is shown,
formatted or averaged here, and two releases are not compared with each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from collective_impact.errors import InvalidRecordError, excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Withheld", "withheld"]

_SMALLEST_MINIMUM = 2


@attrs.frozen(kw_only=True)
class Withheld:
    """What must not be shown: the figures of `groups`, and the total as well where `total` is true.

    Every figure that rests on a withheld count falls with it: its share, its mean, its distribution.
    """

    groups: frozenset[str] = frozenset()
    total: bool = False


def withheld(counts: Mapping[str, int], *, minimum: int = 5, total_shown: bool = True) -> Withheld:
    """Return which parts of one total must be withheld, and whether the total must be as well.

    `counts` holds how many people each part has; the parts do not overlap and add up to the total. A count
    below `minimum` is small, zero too. Where the total is to be shown, the next smallest groups (by count,
    then label) are withheld with the small ones, as many as it takes until no withheld count has a single
    possible value, given the total, the shown counts and this rule. Where no choice of groups achieves that,
    or the total is small itself, all groups and the total are withheld. With `total_shown=False` only the
    small groups are withheld, and `total` is true because their protection rests on a hidden total.

    Somebody who knows this function and what was published, but not which of the withheld groups are small,
    cannot pin a withheld count either: so do not mark the small ones.

    Source: primary and secondary suppression, Hundepool et al. (2012), Statistical Disclosure Control.

    Raises:
        InvalidRecordError: a count is no whole number or negative, or `minimum` is below 2 (a withheld count
            could then only be 0).
    """
    _check(counts, minimum)
    ordered = sorted(counts, key=lambda label: (counts[label], label))
    figures = [counts[label] for label in ordered]
    small = sum(count < minimum for count in figures)
    if not small:
        return Withheld()
    if not total_shown:
        return Withheld(groups=frozenset(ordered[:small]), total=True)
    if sum(figures) >= minimum:
        for size in _sizes(figures, small):
            if _undetermined(ordered, figures, small, size, minimum):
                return Withheld(groups=frozenset(ordered[:size]))
    return Withheld(groups=frozenset(ordered), total=True)


def _check(counts: Mapping[str, object], minimum: int) -> None:
    if minimum < _SMALLEST_MINIMUM:
        raise InvalidRecordError(
            f"The smallest group to be shown must have at least 2 people, found a minimum of {minimum}."
        )
    for label, count in counts.items():
        if not isinstance(count, int) or count < 0:
            raise InvalidRecordError(
                f"The count of {excerpt(label)} must be a whole number from 0, found {excerpt(count)}."
            )


def _sizes(figures: Sequence[int], small: int) -> Iterator[int]:
    """Yield how many of the smallest groups to withhold: the fewest that can do, then more.

    A step past the first tells that the fewest did not do, so from there on groups of one size go together:
    then the withheld counts could be exchanged among their labels and the same would be published.
    """
    fewest = max(small, 2)
    for size in range(fewest, len(figures) + 1):
        if size in (fewest, len(figures)) or figures[size - 1] < figures[size]:
            yield size


def _undetermined(
    ordered: Sequence[str], figures: Sequence[int], small: int, size: int, minimum: int
) -> bool:
    """Return whether each of the `size` smallest groups could have two counts or more.

    Known of them: their sum; that the small ones lie below `minimum`; that the others do not, and come before the
    first shown group, by count, then label. At the fewest groups that can do, one with an earlier label may thus
    equal it; past these, groups of one size go together, and none may.
    """
    rest = sum(figures[:size])
    most = [rest] * size
    if size < len(figures):
        may_equal = size == max(small, 2)
        most = [figures[size] - (not may_equal or label > ordered[size]) for label in ordered[:size]]
    ranges = [(0, minimum - 1)] * small + [(minimum, high) for high in most[small:]]
    least, greatest = sum(low for low, _ in ranges), sum(high for _, high in ranges)
    return all(max(low, rest - greatest + high) < min(high, rest - least + low) for low, high in ranges)
