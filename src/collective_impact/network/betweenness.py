"""Who stands on the shortest paths between others.

A strength is turned into a distance before it counts as a length; no strength may enter as it is. Which answer
is large is for the reader to say, with the ranking of `stability`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import isfinite, lcm
from numbers import Integral, Real
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from collective_impact.errors import InvalidRecordError, Problem, excerpt
from collective_impact.network.adjacency import adjacency, from_neighbours

if TYPE_CHECKING:
    from fractions import Fraction
    from types import ModuleType

    import networkx as nx

    from collective_impact.network.adjacency import Adjacency, Neighbours

    Tie: TypeAlias = tuple[int, int]

__all__ = ["betweenness", "path_loads"]

_WORTH_SCIPY = 500
"""From so many nodes on, scipy earns its import."""

_BATCH = 64
_DEEPEST = 64
"""Where shortest paths are longer than this, whole columns for each step cost more than they save."""

_DECIMALS = 10
"""Fine enough that both ways agree to 1e-9 however large the number, coarse enough to hide their last bits."""

_LARGEST_SCALE = 10**15
_DIGITS = 10**12


def betweenness(graph: nx.Graph[Any], strength: str | None = None) -> dict[Hashable, float]:
    """Return for each node on how many shortest paths between others it stands (Freeman, 1977).

    Raw numbers: every pair of other nodes adds 1, shared among its shortest paths. An undirected graph counts
    each pair once, at most (n - 1)(n - 2)/2 in all; a directed one both ways, at most (n - 1)(n - 2). 0 for an
    isolate and wherever there are fewer than three nodes. Self-loops do not count, parallel ties once.

    `strength` names an attribute of the ties of which **more is stronger**: a tie is then 1/strength long
    (Newman, 2001), and the strongest of parallel ties counts. Where a scale runs backwards, turn it round first.

    Raises:
        InvalidRecordError: this is no networkx graph, or a tie bears no strength, or one that is not above 0;
            every such tie is named.
    """
    held = adjacency(graph)
    if strength is None:
        loads = path_loads(held.out, is_directed=held.is_directed)
    else:
        loads = _by_networkx(_with_distances(graph, held, strength), weight="distance")
    return dict(zip(held.nodes, loads, strict=True))


def path_loads(out: Neighbours, *, is_directed: bool) -> list[float]:
    """Return for each position on how many shortest paths it stands, ties all being equally long.

    The numbers are the same whether scipy is installed or not: by the algorithm of Brandes (2001), in batches
    of sources on a sparse matrix where there are 500 nodes or more and scipy is there, by networkx otherwise.
    """
    if len(out) >= _WORTH_SCIPY:
        sparse = _scipy_sparse()
        loads = None if sparse is None else _by_batches(out, sparse, is_directed=is_directed)
        if loads is not None:
            return loads
    return _by_networkx(from_neighbours(out, is_directed=is_directed))


def _by_networkx(graph: nx.Graph[int], weight: str | None = None) -> list[float]:
    import networkx as nx  # noqa: PLC0415 - only who asks for paths pays for it

    found = nx.betweenness_centrality(graph, normalized=False, weight=weight)
    return [round(found[position], _DECIMALS) for position in range(len(graph))]


def _by_batches(out: Neighbours, sparse: ModuleType, *, is_directed: bool) -> list[float] | None:
    """Return the loads by matrix products, 64 sources at once; None where paths are too long for that."""
    import numpy as np  # noqa: PLC0415 - scipy is there, so numpy is

    count = len(out)
    starts = np.cumsum([0, *map(len, out)])
    columns = np.array([other for others in out for other in others], dtype=np.int64)
    forward = sparse.csr_array((np.ones(len(columns)), columns, starts), shape=(count, count))
    backward = forward.T.tocsr() if is_directed else forward
    loads = np.zeros(count)
    for first in range(0, count, _BATCH):
        sources = np.arange(first, min(first + _BATCH, count))
        own = (sources, sources - first)
        paths = np.zeros((count, len(sources)))
        paths[own] = 1.0
        seen = paths > 0
        reached = paths
        levels = [seen.copy()]
        while True:
            reached = backward @ reached
            reached[seen] = 0.0
            level = reached > 0
            if not level.any():
                break
            if len(levels) == _DEEPEST:
                return None
            seen |= level
            paths = paths + reached
            levels.append(level)
        behind = np.zeros_like(paths)
        for nearer, level in zip(levels[-2:0:-1], levels[:1:-1], strict=True):
            passed = np.divide(1.0 + behind, paths, out=np.zeros_like(paths), where=level)
            behind += nearer * paths * (forward @ passed)
        loads += behind.sum(axis=1)
    return [round(load, _DECIMALS) for load in (loads if is_directed else loads / 2).tolist()]


def _scipy_sparse() -> ModuleType | None:
    try:
        from scipy import sparse  # noqa: PLC0415 - an extra, and dear to import
    except ImportError:
        return None
    found: ModuleType = sparse
    return found


def _with_distances(graph: nx.Graph[Any], held: Adjacency, strength: str) -> nx.Graph[int]:
    """Return the graph by position; its ties bear whole numbers as `distance`, in proportion to 1/strength."""
    at = {node: position for position, node in enumerate(held.nodes)}
    strongest: dict[Tie, Fraction] = {}
    problems: list[tuple[Tie, Problem]] = []
    for one, other, value in graph.edges(data=strength):
        if one == other:
            continue
        ends = (at[one], at[other])
        tie = ends if held.is_directed else (min(ends), max(ends))
        problem = _fault(f"{excerpt(held.nodes[tie[0]])} - {excerpt(held.nodes[tie[1]])}", value, strength)
        if problem is None:
            found = _exact(value)
            strongest[tie] = max(found, strongest.get(tie, found))
        else:
            problems.append((tie, problem))
    if problems:
        raise InvalidRecordError(
            f"'{excerpt(strength)}' cannot be turned into distances.",
            [problem for _, problem in sorted(problems, key=itemgetter(0))],
        )
    result = from_neighbours(held.out, is_directed=held.is_directed)
    for (source, target), length in _whole_numbers(strongest).items():
        result[source][target]["distance"] = length
    return result


def _exact(value: Real) -> Fraction:
    """Return a float as the decimal that is printed for it, so that strengths 0.1 and 0.2 stand as 1 to 2."""
    from fractions import Fraction  # noqa: PLC0415 - only a strength pays for it

    if isinstance(value, Fraction):
        return value
    return Fraction(int(value)) if isinstance(value, Integral) else Fraction(float.__repr__(float(value)))


def _fault(tie: str, value: object, strength: str) -> Problem | None:
    hint = "Give each tie a number above 0, more for a stronger one, or take the tie out."
    if value is None:
        message = f"the tie bears no '{excerpt(strength)}', so nothing says how strong it is."
        return Problem(path=tie, code="missing", message=message, hint=hint)
    if isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value):
        message = f"expected a number as '{excerpt(strength)}', found '{excerpt(value)}'."
        return Problem(path=tie, code="wrong_type", message=message, hint=hint)
    if value <= 0:
        message = f"'{excerpt(strength)}' is {excerpt(value)}, which is not above 0, so it has no distance."
        return Problem(path=tie, code="out_of_range", message=message, hint=hint)
    return None


def _whole_numbers(strengths: Mapping[Tie, Fraction]) -> dict[Tie, int]:
    """Return lengths as whole numbers, so that two paths of one length are equal whatever they add up.

    Exact where the strengths have a common scale, as the levels of an answer do; otherwise to 12 digits.
    """
    scale = 1
    for value in strengths.values():
        scale = lcm(scale, value.numerator)
        if scale > _LARGEST_SCALE:
            largest = max(strengths.values())
            return {tie: round(_DIGITS * largest / held) for tie, held in strengths.items()}
    return {tie: scale * held.denominator // held.numerator for tie, held in strengths.items()}
