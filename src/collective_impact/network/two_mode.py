"""Two questions to a whole two-mode network: are the specialists nested in the generalists, and how special are all?

The arithmetic works on rows of positions, without networkx. Both numbers are pushed about by the size and the
filling of the network: set them beside a null model before reading them.
"""

from __future__ import annotations

from itertools import chain
from math import fsum, log
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from collective_impact.arithmetic import clamped, rounded, share
from collective_impact.fields import about
from collective_impact.network.modes import sides, turned
from collective_impact.network.projection import projected
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    import networkx as nx

    from collective_impact.network.incidence import Subject
    from collective_impact.network.modes import Mode, Rows

__all__ = ["Specialisation", "nestedness", "nodf", "specialisation", "specialised"]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Specialisation(Record):
    """How much is known of the column of a tie once its row is known, all ties counting as equal."""

    writes_defaults: ClassVar[bool] = True

    mutual_information: float | None = attrs.field(
        default=None,
        metadata=about(
            "H(row) + H(column) - H(both); 0 where every row is joined to every column alike.",
            unit="nats",
            low=0,
        ),
    )
    row_entropy: float | None = attrs.field(
        default=None,
        metadata=about("H(row): how evenly the ties are spread over the rows.", unit="nats", low=0),
    )
    column_entropy: float | None = attrs.field(
        default=None,
        metadata=about("H(column): how evenly they are spread over the columns.", unit="nats", low=0),
    )
    share: float | None = attrs.field(
        default=None,
        metadata=about(
            "Mutual information / the smaller of H(row) and H(column): 1 where a row has columns that no other has.",
            low=0,
            high=1,
        ),
    )
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is no number, where there is none.")
    )


def nodf(
    subject: Subject | nx.Graph[Any], rows: Mode | None = None, columns: Mode | None = None
) -> float | None:
    """Return how far the ties of those with fewer lie within the ties of those with more, from 0 to 100.

    NODF (Almeida-Neto et al., 2008): the mean over all pairs of rows and all pairs of columns of the share of
    the smaller one's ties that the larger one has too; a pair with equal totals scores 0. Sides are named as
    in `two_mode_graph`: partners and outcomes of a map, or the sides 0 and 1 of the node attribute `bipartite` of a
    graph, unless said otherwise. Who has no tie is left out. None where there is no pair.

    Raises:
        LimitError: more than 5,000,000 pairs of one side share something.
        UnknownNameError: a kind or node that does not exist here.
        InvalidRecordError: the two sides cannot be told apart.
    """
    return nestedness(sides(subject, rows, columns).rows)


def nestedness(rows: Rows) -> float | None:
    """Return NODF of rows that hold the positions of their columns, each once; see `nodf`."""
    both = [rows, turned(rows, 1 + max(map(max, filter(None, rows)), default=-1))]
    counts = [sum(map(bool, side)) for side in both]
    pairs = sum(count * (count - 1) // 2 for count in counts)
    return share(100 * sum(map(_nested, both)), pairs) if pairs else None


def _nested(rows: Rows) -> Fraction:
    """Return the sum over pairs with unequal totals of shared / the smaller total."""
    from fractions import Fraction  # noqa: PLC0415 - only who asks for an exact sum pays for it

    sizes = [len(held) for held in rows]
    shared: dict[int, int] = {}
    for (one, other), count in projected(rows).items():
        if sizes[one] != sizes[other]:
            smaller = min(sizes[one], sizes[other])
            shared[smaller] = shared.get(smaller, 0) + int(count)
    return sum((Fraction(count, smaller) for smaller, count in shared.items()), Fraction())


def specialisation(
    subject: Subject | nx.Graph[Any], rows: Mode | None = None, columns: Mode | None = None
) -> Specialisation:
    """Return how specialised the rows are on columns: mutual information in nats, and its share of the most.

    The variant for ties that are there or not (Shannon, 1948; as an index of specialisation, Blüthgen et al.,
    2006); not H2', which standardises by a heuristic minimum. Sides are named as in `nodf`.

    Raises:
        UnknownNameError: a kind or node that does not exist here.
        InvalidRecordError: the two sides cannot be told apart.
    """
    return specialised(sides(subject, rows, columns).rows)


def specialised(rows: Rows) -> Specialisation:
    """Return the specialisation of rows that hold the positions of their columns, each once."""
    totals = [len(held) for held in rows]
    ties = sum(totals)
    if not ties:
        return Specialisation(reason="There is no tie, so it is not known what anybody is specialised on.")
    over: dict[int, int] = {}
    for column in chain.from_iterable(rows):
        over[column] = over.get(column, 0) + 1
    row_entropy, column_entropy = _entropy(totals, ties), _entropy(over.values(), ties)
    most = min(row_entropy, column_entropy)
    surprise = fsum(log(ties / (len(held) * over[column])) for held in rows for column in held)
    information = clamped(surprise / ties, 0.0, most)
    return Specialisation(
        mutual_information=rounded(information),
        row_entropy=rounded(row_entropy),
        column_entropy=rounded(column_entropy),
        share=share(information, most) if most else None,
        reason=None
        if most
        else "All ties have one row or one column, so there is nothing to be specialised on.",
    )


def _entropy(totals: Iterable[int], ties: int) -> float:
    """Return how evenly the ties are spread, in nats; 0 where all are in one place."""
    return fsum(total * log(ties / total) for total in totals if total) / ties
