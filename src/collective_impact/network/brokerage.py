"""Who stands between others: structural holes, the roles of a broker between groups, and ties across groups.

Groups are the values of an attribute of the nodes, such as `sector`. Where it is not recorded nothing is known:
such a node is never a group of its own, and what hangs on it is counted beside the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from math import fsum
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import attrs

from collective_impact.arithmetic import rounded, share
from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.fields import about
from collective_impact.network.adjacency import adjacency
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx

    from collective_impact.network.adjacency import Adjacency

__all__ = ["Broker", "BrokerRoles", "ExternalInternal", "brokerage", "ei_index", "gould_fernandez"]


class Broker(NamedTuple):
    """How far a node's contacts are unknown to each other (Burt, 1992)."""

    size: int
    """How many others it is joined to."""
    effective_size: float | None
    """Contacts that are not redundant: size - 2t/size, with t ties among them; None for an isolate."""
    efficiency: float | None
    """Effective size / size, in (0, 1]; None for an isolate. It can be compared between few and many contacts."""
    constraint: float | None
    """How far its ties lead back to the same contacts: low for a broker; None for an isolate. It falls with
    the number of contacts by construction."""


class BrokerRoles(NamedTuple):
    """How often a node joins two others that are not joined themselves, by the groups of the three.

    All but `unknown` are None for a node whose own group is not recorded.
    """

    coordinator: int | None
    """All three are of one group."""
    itinerant: int | None
    """The other two are of one group, the broker of another."""
    representative: int | None
    """The broker passes on from its own group to another."""
    gatekeeper: int | None
    """The broker passes on from another group to its own."""
    liaison: int | None
    """All three are of different groups."""
    total: int | None
    unknown: int
    """Further such paths through this node on which the group of one of the three is not recorded."""


@attrs.frozen(kw_only=True, repr=False, eq=False)
class ExternalInternal(Record):
    """How far ties run between groups rather than within, beside what would be expected of these groups."""

    writes_defaults: ClassVar[bool] = True

    by: str = attrs.field(metadata=about("The attribute of the nodes whose values are the groups."))
    value: float | None = attrs.field(
        default=None,
        metadata=about(
            "(external - internal) / (external + internal); nothing without a tie between nodes of known group.",
            low=-1,
            high=1,
            source="Krackhardt & Stern (1988)",
        ),
    )
    expected: float | None = attrs.field(
        default=None,
        metadata=about(
            "The same over all possible pairs of these nodes: what ties would give that do not mind groups. "
            "The raw value mirrors the sizes of the groups, so compare it with this.",
            low=-1,
            high=1,
        ),
    )
    internal: int = attrs.field(default=0, metadata=about("Pairs joined within a group."))
    external: int = attrs.field(default=0, metadata=about("Pairs joined between two groups."))
    left_out: int = attrs.field(
        default=0, metadata=about("Pairs joined of which a node's group is not recorded; they count nowhere.")
    )
    group_sizes: tuple[int, ...] = attrs.field(
        default=(), metadata=about("Nodes in each group that is recorded, the largest first.")
    )
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is no value, where there is none.")
    )


def brokerage(graph: nx.Graph[Any]) -> dict[Hashable, Broker]:
    """Return for each node how far it stands between contacts that are not joined themselves (Burt, 1992).

    Two nodes count as joined when a tie points either way; ties are counted, not weighed. Effective size is
    taken as Borgatti (1997) puts it for such ties. Isolates have a size of 0 and None beside it.

    Raises:
        InvalidRecordError: this is no networkx graph.
    """
    held = adjacency(graph)
    sets = [set(others) for others in held.near]
    parts = [1 / len(others) if others else 0.0 for others in sets]
    return {node: _broker(position, sets, parts) for position, node in enumerate(held.nodes)}


def _broker(position: int, sets: Sequence[set[int]], parts: Sequence[float]) -> Broker:
    contacts = sets[position]
    size = len(contacts)
    if not size:
        return Broker(0, None, None, None)
    ties, shares = 0, []
    for contact in contacts:
        between = contacts & sets[contact]
        ties += len(between)
        shares.append((1 + fsum(map(parts.__getitem__, between))) / size)
    return Broker(
        size=size,
        effective_size=share(size * size - ties, size),
        efficiency=share(size * size - ties, size * size),
        constraint=rounded(fsum(part * part for part in shares)),
    )


def gould_fernandez(graph: nx.Graph[Any], by: str = "sector") -> dict[Hashable, BrokerRoles]:
    """Return for each node how often it plays each of the five roles of a broker (Gould & Fernandez, 1989).

    Counted are the paths a to broker to c of a directed graph without an arc from a to c. An undirected tie
    counts as two arcs: every three nodes then count twice, and gatekeeper equals representative. `by` names
    the attribute of the nodes whose values are the groups. A path on which a group is not recorded plays no
    role and is counted as `unknown`.

    Raises:
        InvalidRecordError: this is no networkx graph, or a group is not a plain value.
    """
    held = adjacency(graph)
    groups = _groups(graph, held, by)
    heads = [set(others) for others in held.out]
    return {
        node: _roles(held.into[position], groups[position], groups, position, heads)
        for position, node in enumerate(held.nodes)
    }


def _roles(
    sources: Iterable[int],
    own: Hashable | None,
    groups: Sequence[Hashable | None],
    position: int,
    heads: Sequence[set[int]],
) -> BrokerRoles:
    targets: dict[Hashable | None, set[int]] = {}
    for target in heads[position]:
        targets.setdefault(groups[target], set()).add(target)
    nobody: set[int] = set()
    counts: Counter[str] = Counter()
    for source in sources:
        group = groups[source]
        everyone = _open(heads[position], source, heads)
        if own is None or group is None:
            counts["unknown"] += everyone
            continue
        unknown = _open(targets.get(None, nobody), source, heads)
        same = _open(targets.get(own, nobody), source, heads)
        counts["unknown"] += unknown
        if group == own:
            counts["coordinator"] += same
            counts["representative"] += everyone - unknown - same
        else:
            back = _open(targets.get(group, nobody), source, heads)
            counts["gatekeeper"] += same
            counts["itinerant"] += back
            counts["liaison"] += everyone - unknown - same - back
    if own is None:
        return BrokerRoles(None, None, None, None, None, None, counts["unknown"])
    roles = {name: counts[name] for name in BrokerRoles._fields[:5]}
    return BrokerRoles(**roles, total=sum(roles.values()), unknown=counts["unknown"])


def _open(targets: set[int], source: int, heads: Sequence[set[int]]) -> int:
    """Return how many of these targets the source does not reach itself."""
    return len(targets - heads[source]) - (source in targets)


def ei_index(graph: nx.Graph[Any], by: str = "sector") -> ExternalInternal:
    """Return how far ties run between groups rather than within (Krackhardt & Stern, 1988).

    `by` names the attribute of the nodes whose values are the groups. Two nodes count as joined when a tie
    points either way. Ties of a node whose group is not recorded are left out, and counted.

    Raises:
        InvalidRecordError: this is no networkx graph, or a group is not a plain value.
    """
    held = adjacency(graph)
    groups = _groups(graph, held, by)
    internal = external = left_out = 0
    for one, other in held.pairs_joined():
        if groups[one] is None or groups[other] is None:
            left_out += 1
        elif groups[one] == groups[other]:
            internal += 1
        else:
            external += 1
    sizes = sorted(Counter(group for group in groups if group is not None).values(), reverse=True)
    known = sum(sizes)
    possible = known * (known - 1)
    within = sum(size * (size - 1) for size in sizes)
    ties = internal + external
    reason = f"No tie joins two nodes whose '{excerpt(by)}' is recorded."
    return ExternalInternal(
        by=by,
        value=share(external - internal, ties) if ties else None,
        expected=share(possible - 2 * within, possible) if possible else None,
        internal=internal,
        external=external,
        left_out=left_out,
        group_sizes=tuple(sizes),
        reason=None if ties else reason,
    )


def _groups(graph: nx.Graph[Any], held: Adjacency, by: str) -> list[Hashable | None]:
    """Return the group of each node; None where it is absent, or not a number."""
    groups: list[Hashable | None] = []
    for node in held.nodes:
        group = graph.nodes[node].get(by)
        if group is not None and not isinstance(group, Hashable):
            raise InvalidRecordError(
                f"The '{excerpt(by)}' of the node '{excerpt(node)}' is {excerpt(group)}. Give one plain value."
            )
        groups.append(group if group == group else None)  # noqa: PLR0124 - what is not a number differs from itself
    return groups
