"""Who is joined to whom through what they share: one side of a two-mode network laid onto itself.

Works on rows of positions; a networkx graph is made only at the end. Whether an overlap is more than chance
would bring is the business of the null models.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import accumulate, chain, combinations, pairwise
from math import isfinite, sqrt
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from collective_impact.errors import InvalidRecordError, LimitError, excerpt
from collective_impact.network.modes import is_graph, known_word, sides, turned

if TYPE_CHECKING:
    from types import ModuleType

    import networkx as nx

    from collective_impact.network.incidence import Subject
    from collective_impact.network.modes import Mode, Rows

    Weight: TypeAlias = Literal["count", "newman", "jaccard", "simpson", "cosine"]
    Relation: TypeAlias = Literal["identical", "nested", "overlapping", "disjoint"]
    Pair: TypeAlias = tuple[int, int]

__all__ = ["MAXIMUM_TIES", "Overlap", "overlap", "overlaps", "project", "projected", "relation_of"]

MAXIMUM_TIES = 5_000_000
"""The most pairs that are held in memory, about 1 GB; what would make more is refused."""

_WORTH_SCIPY = 200_000
"""From so many meetings of two rows in a column on, scipy earns its import."""

_WAITING = 2_000_000
"""So many meetings may wait to be counted."""

_SHARES: dict[str, Callable[[float, int, int], float]] = {
    "jaccard": lambda shared, one, other: shared / (one + other - shared),
    "simpson": lambda shared, one, other: shared / min(one, other),
    "cosine": lambda shared, one, other: shared / sqrt(one * other),
}


class Overlap(NamedTuple):
    """How far two members have the same profile: the same outcomes, say, or the same activities."""

    one: Hashable
    other: Hashable
    shared: int
    """How many entries both have."""
    jaccard: float | None
    """Shared / entries that either has, in [0, 1]; None where both profiles are empty."""
    simpson: float | None
    """Shared / entries of the smaller profile, in [0, 1]; None where a profile is empty."""
    relation: Relation | None
    """None where both profiles are empty: nothing tells whether they differ."""


def project(
    subject: Subject | nx.Graph[Any],
    onto: Mode = "partner",
    via: Mode | None = None,
    weight: Weight = "count",
    minimum: float = 0.0,
) -> nx.Graph[Any]:
    """Return the members of one side, joined where they share members of the other, as a networkx graph.

    On a map, an initiative or its index, `onto` and `via` are kinds: partners through activities unless said
    otherwise; nodes are `partner:P1` with kind, id, label and sector. On a networkx graph they name sides as
    in `two_mode_graph`: a value of the node attribute `kind`, of `bipartite`, or a list of nodes; `via` is all other
    nodes unless said otherwise. Nodes stand in sorted order with their attributes, those without a tie too.
    A tie bears its `weight`, and ties below `minimum` are left out:

    - `count`: how many they share;
    - `newman`: the sum of 1/(n - 1) over what they share, where n take part, so that a small group joins its
      members more closely than a large one (Newman, 2001);
    - `jaccard`: shared / all that either has (Jaccard, 1901);
    - `simpson`: shared / all that the one with fewer has (Simpson, 1943);
    - `cosine`: shared / the geometric mean of what the two have (Salton & McGill, 1983).

    Raises:
        LimitError: there would be more than 5,000,000 ties, as where one activity has over 3,162 partners.
        UnknownNameError: a kind, node or weight that does not exist here.
        InvalidRecordError: the two sides cannot be told apart, or `minimum` is not a number.
    """
    import networkx as nx  # noqa: PLC0415 - only who asks for a graph pays for it

    modes = sides(subject, onto, via if via is not None or is_graph(subject) else "activity")
    weights = _projected(modes.rows, modes.columns, weight, minimum, modes.column_ids)
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(modes.row_nodes())
    nodes = list(graph)
    graph.add_weighted_edges_from((nodes[one], nodes[other], held) for (one, other), held in weights.items())
    return graph


def projected(rows: Rows, weight: Weight = "count", minimum: float = 0.0) -> dict[Pair, float]:
    """Return the weight of each two rows that share a column, the lower position first, in rising order.

    A row holds the positions of its columns, each once. Weights are those of `project`; they are the same
    whether scipy is installed or not.

    Raises:
        LimitError: there would be more than 5,000,000 pairs.
        UnknownNameError: no such weight.
        InvalidRecordError: `minimum` is not a number.
    """
    columns = turned(rows, 1 + max(map(max, filter(None, rows)), default=-1))
    return _projected(rows, columns, weight, minimum, range(len(columns)))


def overlap(
    subject: Subject | nx.Graph[Any], onto: Mode = "partner", via: Mode | None = None
) -> tuple[Overlap, ...]:
    """Return for each two members of one side how far they have the same profile on the other.

    Sides are named as in `project`; the profile of a partner is its outcomes unless said otherwise. On a map
    members are named by their ids, on a graph by their nodes. A busy member overlaps with many for that
    reason alone: compare with `null_test` before calling an overlap large (Jaccard, 1901; Simpson, 1943).

    Raises:
        LimitError: there are more than 5,000,000 pairs.
        UnknownNameError: a kind or node that does not exist here.
        InvalidRecordError: the two sides cannot be told apart.
    """
    modes = sides(subject, onto, via)
    return tuple(overlaps(modes.rows, modes.row_ids))


def overlaps(rows: Rows, ids: Sequence[Hashable] | None = None) -> Iterator[Overlap]:
    """Yield how far each two rows hold the same columns, in rising order; `ids` names the rows.

    A row holds the positions of its columns, each once.

    Raises:
        LimitError: there are more than 5,000,000 pairs.
    """
    names = range(len(rows)) if ids is None else ids
    if _pairs(len(rows)) > MAXIMUM_TIES:
        raise LimitError(
            f"{len(rows):,} members make {_pairs(len(rows)):,} pairs; at most {MAXIMUM_TIES:,} can be compared. "
            "Compare some of them, or project them: a projection holds only pairs that share something."
        )
    shared = projected(rows)
    for one, first in enumerate(rows):
        for other in range(one + 1, len(rows)):
            held = int(shared.get((one, other), 0))
            yield _overlap(names[one], names[other], held, (len(first), len(rows[other])))


def _overlap(one: Hashable, other: Hashable, shared: int, sizes: tuple[int, int]) -> Overlap:
    smaller, larger = sorted(sizes)
    return Overlap(
        one=one,
        other=other,
        shared=shared,
        jaccard=_rounded(_SHARES["jaccard"](shared, *sizes)) if larger else None,
        simpson=_rounded(_SHARES["simpson"](shared, *sizes)) if smaller else None,
        relation=relation_of(shared, *sizes),
    )


def relation_of(shared: int, one: int, other: int) -> Relation | None:
    """Return how two sets lie to each other, from how many entries both have and how many each."""
    if not shared:
        return "disjoint" if one or other else None
    if shared == max(one, other):
        return "identical"
    return "nested" if shared == min(one, other) else "overlapping"


def _projected(
    rows: Rows, columns: Rows, weight: Weight, minimum: float, names: Sequence[Hashable]
) -> dict[Pair, float]:
    known_word(weight, ("count", "newman", *_SHARES), "weight")
    if not isfinite(minimum):
        raise InvalidRecordError(f"The smallest weight to keep must be a number, found {minimum}.")
    found: dict[Pair, float] = {}
    sizes = [len(held) for held in rows]
    measure = _SHARES.get(weight)
    for one, tied in _ties(rows, columns, names, by_size=weight == "newman"):
        for other in sorted(tied):
            value = tied[other]
            if measure is not None:
                value = _rounded(measure(value, sizes[one], sizes[other]))
            if value >= minimum:
                found[one, other] = value
    return found


def _ties(
    rows: Rows, columns: Rows, names: Sequence[Hashable], *, by_size: bool
) -> Iterator[tuple[int, Mapping[int, float]]]:
    """Yield for rising rows how much they share with later ones, by whichever way costs least."""
    sizes = [len(members) for members in columns]
    largest = max(sizes, default=0)
    if _pairs(largest) > MAXIMUM_TIES:
        name = excerpt(names[sizes.index(largest)])
        raise LimitError(
            f"'{name}' is shared by {largest:,} members, which would make {_pairs(largest):,} ties; at most "
            f"{MAXIMUM_TIES:,} can be held. Leave it out: what so many share says little of any two of them."
        )
    meetings, pairs = sum(map(_pairs, sizes)), _pairs(sum(map(bool, rows)))
    if meetings >= _WORTH_SCIPY and min(meetings, pairs) <= MAXIMUM_TIES and not _is_crowded(columns, pairs):
        sparse = _scipy_sparse()
        if sparse is not None:
            return _by_product(rows, sizes, sparse, by_size=by_size)
    return _by_counting(columns, by_size=by_size)


def _by_counting(columns: Rows, *, by_size: bool) -> Iterator[tuple[int, Mapping[int, float]]]:
    if not by_size:
        return iter(sorted(_counted(columns).items()))
    groups: dict[int, list[Sequence[int]]] = {}
    for members in columns:
        groups.setdefault(len(members), []).append(members)
    found: dict[int, dict[int, float]] = {}
    for size in sorted(groups):
        for row, counts in _counted(groups[size]).items():
            tied = found.setdefault(row, {})
            for other, count in counts.items():
                tied[other] = tied.get(other, 0.0) + count / (size - 1)
        _refuse_too_many(found)
    return ((row, {other: _rounded(value) for other, value in found[row].items()}) for row in sorted(found))


def _counted(columns: Rows) -> Mapping[int, Mapping[int, int]]:
    """Return for each row how often it meets each later one."""
    if _is_crowded(columns, _pairs(len(set(chain.from_iterable(columns))))):
        return _by_masks(columns)
    found: dict[int, Counter[int]] = {}
    waiting: dict[int, list[int]] = {}
    count = 0
    for members in columns:
        later = list(reversed(members))
        while len(later) > 1:
            row = later.pop()
            waiting.setdefault(row, []).extend(later)
            count += len(later)
        if count > _WAITING:
            _count_waiting(waiting, found)
            count = 0
    _count_waiting(waiting, found)
    return found


def _is_crowded(columns: Rows, pairs: int) -> bool:
    """Return whether pairs of rows meet so often that asking each pair once costs less than each meeting."""
    meetings = sum(_pairs(len(members)) for members in columns)
    return meetings > pairs * (4 + len(columns) // 1_000) and pairs <= MAXIMUM_TIES


def _count_waiting(waiting: dict[int, list[int]], found: dict[int, Counter[int]]) -> None:
    for row, others in waiting.items():
        found.setdefault(row, Counter()).update(others)
    waiting.clear()
    _refuse_too_many(found)


def _refuse_too_many(found: Mapping[int, Mapping[int, float]]) -> None:
    if sum(map(len, found.values())) > MAXIMUM_TIES:
        raise LimitError(
            f"There would be more than {MAXIMUM_TIES:,} ties, which is more than can be held. Project some of "
            "the members, or leave out what very many of them share."
        )


def _by_masks(columns: Rows) -> Mapping[int, Mapping[int, int]]:
    """Return the same for crowded columns: each row as one whole number whose bits are its columns."""
    bits: dict[int, bytearray] = {}
    for column, members in enumerate(columns):
        for row in members:
            held = bits.setdefault(row, bytearray(len(columns) // 8 + 1))
            held[column // 8] |= 1 << column % 8
    masks = {row: int.from_bytes(bits[row], "little") for row in sorted(bits)}
    found: dict[int, dict[int, int]] = {row: {} for row in masks}
    for (row, mask), (other, others) in combinations(masks.items(), 2):
        count = (mask & others).bit_count()
        if count:
            found[row][other] = count
    return found


def _by_product(
    rows: Rows, sizes: Sequence[int], sparse: ModuleType, *, by_size: bool
) -> Iterator[tuple[int, Mapping[int, float]]]:
    """Yield the same from the product of the matrix with itself turned."""
    columns = list(chain.from_iterable(rows))
    starts = list(accumulate(map(len, rows), initial=0))
    shape = (len(rows), len(sizes))
    right = sparse.csr_array(([1] * len(columns), columns, starts), shape=shape)
    left = right
    if by_size:
        load = [1 / max(size - 1, 1) for size in sizes]
        loads = [load[column] for column in columns]
        left = sparse.csr_array((loads, columns, starts), shape=shape)
    product = sparse.triu(left @ right.T, k=1, format="csr")
    ends, others, values = product.indptr.tolist(), product.indices.tolist(), product.data.tolist()
    if by_size:
        values = [_rounded(value) for value in values]
    for row, (start, end) in enumerate(pairwise(ends)):
        yield row, dict(zip(others[start:end], values[start:end], strict=True))


def _scipy_sparse() -> ModuleType | None:
    try:
        return import_module("scipy.sparse")
    except ImportError:
        return None


def _rounded(value: float) -> float:
    """Return the number at 12 significant digits, as `arithmetic.rounded` does, quickly."""
    return float(f"{value:.11e}")


def _pairs(count: int) -> int:
    return count * (count - 1) // 2
