"""Would chance alone do the same: networks drawn at random, and a number set beside what they give.

A null model keeps what must not count as a finding: how busy every member is, or how large every group. What
is tested is the caller's function; nothing here calls a number significant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import isfinite, sqrt
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

import attrs

from collective_impact.arithmetic import mean, rounded, share
from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.fields import about
from collective_impact.network.modes import joined, known_word, ordered, sides
from collective_impact.record import Record

if TYPE_CHECKING:
    from fractions import Fraction
    from random import Random

    import networkx as nx

    from collective_impact.network.modes import Node, Rows

    Null: TypeAlias = Literal["curveball", "labels", "rewire"]
    Statistic: TypeAlias = Callable[[nx.Graph[Any]], float | None]

__all__ = ["NullTest", "curveball", "defined", "null_test", "rewired", "shuffled_labels"]

_TRADES_PER_ROW = 5
_TRIES_PER_TIE = 10
_TURNS = 10
"""One try in so many turns a directed triangle round; the others let two arcs swap heads."""


@attrs.frozen(kw_only=True, repr=False, eq=False)
class NullTest(Record):
    """A number of a network beside the same number of networks drawn at random."""

    writes_defaults: ClassVar[bool] = True

    null: str = attrs.field(
        metadata=about("What was drawn: `curveball`, `labels` or `rewire`; see `null_test`.")
    )
    draws: int = attrs.field(metadata=about("How many networks were drawn.", unit="draws", low=1))
    undefined_draws: int = attrs.field(
        default=0,
        metadata=about("How many of them gave no number; they are left out.", unit="draws", low=0),
    )
    seed: int = attrs.field(metadata=about("What the random numbers began with."))
    observed: float | None = attrs.field(
        default=None, metadata=about("The number of the network itself; nothing where it is not defined.")
    )
    mean: float | None = attrs.field(default=None, metadata=about("The mean of the draws."))
    sd: float | None = attrs.field(
        default=None, metadata=about("The standard deviation of the draws (n - 1).", low=0)
    )
    z: float | None = attrs.field(
        default=None,
        metadata=about("(observed - mean) / sd; nothing where there are not two draws that differ."),
    )
    p_high: float | None = attrs.field(
        default=None,
        metadata=about(
            "One-sided: (1 + draws at least as high as observed) / (1 + draws that gave a number).",
            low=0,
            high=1,
        ),
    )
    p_low: float | None = attrs.field(
        default=None,
        metadata=about(
            "One-sided: (1 + draws at least as low as observed) / (1 + draws that gave a number).",
            low=0,
            high=1,
        ),
    )
    p: float | None = attrs.field(
        default=None, metadata=about("Two-sided: twice the smaller of the two, at most 1.", low=0, high=1)
    )
    reason: str | None = attrs.field(
        default=None, metadata=about("What is not known, and why, where something is not.")
    )


def null_test(  # noqa: PLR0913 - each is one fact about the test
    graph: nx.Graph[Any],
    stat: Statistic,
    null: Null = "curveball",
    *,
    draws: int = 1000,
    seed: int = 0,
    by: str | None = None,
) -> NullTest:
    """Return a number of a network beside that of networks drawn at random, with the same seed the same.

    `stat` takes a networkx graph and returns a number, or None where there is none. The null models:

    - `curveball`: a two-mode graph in which every node keeps its number of ties (Strona et al., 2014); the
      sides are told by the node attribute `bipartite`, 0 and 1 (of a map: `two_mode_graph(map)`);
    - `labels`: the same ties, with the values of the node attribute `by` shuffled among the nodes that have it;
    - `rewire`: a graph of one kind of nodes in which every node keeps its degree; see `rewired`.

    Nodes keep their attributes; with `curveball` and `rewire` ties lose theirs, and with `curveball` their
    direction. A p-value cannot fall below
    1/(1 + draws) (Phipson & Smyth, 2010): 1000 draws do not bear many tests at once.

    Raises:
        UnknownNameError: no such null model.
        InvalidRecordError: `by` is missing where it is needed or given where it is not, no node has it, the
            two sides cannot be told apart, or `draws` is below 1.
    """
    from random import Random  # noqa: PLC0415 - only who draws pays for it

    known_word(null, ("curveball", "labels", "rewire"), "null model")
    if draws < 1:
        raise InvalidRecordError(f"A null test needs at least one draw, found {draws}.")
    rng = Random(seed)  # noqa: S311 - chance for a test that can be repeated, no secret
    draw = _drawer(graph, null, by, rng)
    observed = defined(stat(graph))
    told: dict[str, Any] = {"null": null, "draws": draws, "seed": seed}
    if observed is None:
        return NullTest(
            **told, reason="The number is not defined for the network itself, so nothing was drawn."
        )
    values = [value for value in (defined(stat(draw())) for _ in range(draws)) if value is not None]
    missing = draws - len(values)
    told |= {"observed": observed, "undefined_draws": missing}
    if not values:
        return NullTest(**told, reason=f"The number is not defined for any of the {draws} draws.")
    sd = _deviation(values)
    middle = mean(values) or 0.0
    high = share(1 + sum(value >= observed for value in values), 1 + len(values))
    low = share(1 + sum(value <= observed for value in values), 1 + len(values))
    reasons = [f"{missing} of {draws} draws gave no number and are left out."] if missing else []
    if sd is None:
        reasons.append("One draw gave a number, so there is no spread and no z.")
    elif not sd:
        reasons.append("All draws gave the same number, so there is no z.")
    return NullTest(
        **told,
        mean=middle,
        sd=sd,
        z=rounded((observed - middle) / sd) if sd else None,
        p_high=high,
        p_low=low,
        p=min(1.0, rounded(2 * min(high, low))),
        reason=" ".join(reasons) or None,
    )


def curveball(rows: Rows, rng: Random) -> list[list[int]]:
    """Return rows drawn at random in which every row and every column keeps its total (Strona et al., 2014).

    A row holds the positions of its columns, each once. Five trades a row (convention): in a
    trade two rows throw together what only one of them has, and deal it out again.
    """
    held = [set(row) for row in rows]
    count = len(held)
    for _ in range(_TRADES_PER_ROW * count if count > 1 else 0):
        one, other = rng.sample(range(count), 2)
        shared = held[one] & held[other]
        pool = sorted(held[one] ^ held[other])
        rng.shuffle(pool)
        size = len(held[one]) - len(shared)
        held[one], held[other] = shared.union(pool[:size]), shared.union(pool[size:])
    return [sorted(row) for row in held]


def shuffled_labels(graph: nx.Graph[Any], rng: Random, by: str) -> nx.Graph[Any]:
    """Return the graph with the values of a node attribute shuffled among the nodes that have it.

    Nodes without the attribute stay without it; ties and all other attributes stay as they are.
    """
    holders = [node for node in ordered(graph) if by in graph.nodes[node]]
    values = [graph.nodes[node][by] for node in holders]
    rng.shuffle(values)
    copy = graph.copy()
    for node, value in zip(holders, values, strict=True):
        copy.nodes[node][by] = value
    return copy


def rewired(graph: nx.Graph[Any], rng: Random) -> nx.Graph[Any]:
    """Return a graph drawn at random with the same nodes and the same degree of each (Maslov & Sneppen, 2002).

    A directed graph keeps in- and out-degrees, and directed triangles are turned round too, without which not
    every graph could be reached (Roberts & Coolen, 2012). Ten tries a tie; a try that would make a self-loop
    or a parallel edge changes nothing, so that all graphs are equally likely in the long run. Self-loops are
    dropped first and parallel edges count once. Nodes keep their attributes, ties lose theirs.
    """
    nodes = [(node, dict(graph.nodes[node])) for node in ordered(graph)]
    at = {node: position for position, (node, _) in enumerate(nodes)}
    is_directed = graph.is_directed()
    arcs = {(at[one], at[other]) for one, other in graph.edges() if one != other}
    if not is_directed:
        arcs = {(min(arc), max(arc)) for arc in arcs}
    ties = sorted(arcs)
    if is_directed:
        _swap_arcs(ties, len(nodes), rng)
    else:
        _swap_ties(ties, rng)
    return _graph(nodes, ties, is_directed=is_directed)


def _swap_ties(ties: list[tuple[int, int]], rng: Random) -> None:
    """Let pairs of ties swap ends, in place: a-b and c-d become a-d and c-b."""
    held, count, draw = set(ties), len(ties), rng.random
    for _ in range(_TRIES_PER_TIE * count):
        first, second = int(draw() * count), int(draw() * count)
        (a, b), (c, d) = ties[first], ties[second]
        if draw() < 0.5:  # noqa: PLR2004 - a coin: which ends are swapped
            c, d = d, c
        one = (a, d) if a < d else (d, a)
        other = (c, b) if c < b else (b, c)
        if a != d and c != b and one not in held and other not in held:
            held -= {ties[first], ties[second]}
            held |= {one, other}
            ties[first], ties[second] = one, other


def _swap_arcs(arcs: list[tuple[int, int]], nodes: int, rng: Random) -> None:
    """Let pairs of arcs swap heads, in place, and now and then turn a directed triangle round."""
    at, count, draw = {arc: place for place, arc in enumerate(arcs)}, len(arcs), rng.random
    for _ in range(_TRIES_PER_TIE * count):
        first = int(draw() * count)
        a, b = arcs[first]
        if draw() * _TURNS < 1:
            c = int(draw() * nodes)
            old, new = [(a, b), (b, c), (c, a)], [(b, a), (c, b), (a, c)]
        else:
            c, d = arcs[int(draw() * count)]
            old, new = [(a, b), (c, d)], [(a, d), (c, b)]
        if all(arc in at for arc in old) and not any(arc in at or arc[0] == arc[1] for arc in new):
            places = [at.pop(arc) for arc in old]
            for place, arc in zip(places, new, strict=True):
                at[arc] = place
                arcs[place] = arc


def _graph(nodes: Sequence[Node], ties: Iterable[tuple[int, int]], *, is_directed: bool) -> nx.Graph[Any]:
    import networkx as nx  # noqa: PLC0415 - only who asks for a graph pays for it

    graph: nx.Graph[Any] = nx.DiGraph() if is_directed else nx.Graph()
    graph.add_nodes_from((node, dict(facts)) for node, facts in nodes)
    graph.add_edges_from((nodes[one][0], nodes[other][0]) for one, other in sorted(ties))
    return graph


def defined(value: float | None) -> float | None:
    """Return a finite number at 12 significant digits, where equal is judged; None for anything else."""
    return rounded(float(value)) if value is not None and isfinite(value) else None


def _drawer(graph: nx.Graph[Any], null: str, by: str | None, rng: Random) -> Callable[[], nx.Graph[Any]]:
    if null != "labels" and by is not None:
        raise InvalidRecordError(f"'{null}' shuffles no attribute. Leave out `by`, or say null='labels'.")
    if null == "rewire":
        return partial(rewired, graph, rng)
    if null == "curveball":
        modes = sides(graph)
        nodes = tuple(modes.row_nodes()), tuple(modes.column_nodes())
        return lambda: joined(*nodes, curveball(modes.rows, rng))
    if by is None:
        raise InvalidRecordError("Say in `by` which node attribute is to be shuffled.")
    if len(graph) and not any(by in facts for _, facts in graph.nodes(data=True)):
        raise InvalidRecordError(f"No node of this graph has the attribute '{excerpt(by)}'.")
    return partial(shuffled_labels, graph, rng, by)


def _deviation(values: Sequence[float]) -> float | None:
    """Return the standard deviation, exact before the root is taken; None of one value."""
    from fractions import Fraction  # noqa: PLC0415 - only who asks for an exact sum pays for it

    if len(values) == 1:
        return None
    exact: list[Fraction] = [Fraction(value) for value in values]
    middle = sum(exact, Fraction()) / len(exact)
    squares = sum(((value - middle) ** 2 for value in exact), Fraction())
    return rounded(sqrt(squares / (len(exact) - 1)))
