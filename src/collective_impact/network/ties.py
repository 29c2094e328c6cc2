"""Who works with whom, by what the two sides say: the rule that makes a tie of their reports.

Two sides seldom agree, so the rule is written into the graph that is made. How strong a tie must be to count is
the caller's to say; what ties are worth is not known here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from math import isfinite
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from collective_impact.arithmetic import mean, share
from collective_impact.errors import CollectiveImpactWarning, InvalidRecordError, excerpt
from collective_impact.network.backbone import backbone_holders
from collective_impact.network.incidence import incidence
from collective_impact.network.modes import is_graph, known_word, ordered

if TYPE_CHECKING:
    import networkx as nx

    from collective_impact.network.incidence import Incidence, Subject

    Rule: TypeAlias = Literal["any", "both", "sender", "receiver"]

__all__ = ["ResponseRate", "response_rate", "ties"]

_RULES = ("any", "both", "sender", "receiver")


class ResponseRate(NamedTuple):
    """Who reported anything. Who has no tie to report cannot be told from who did not answer."""

    share: float | None
    """Those who reported a tie / all, in [0, 1]; None where there is nobody."""
    answered: tuple[Hashable, ...]
    silent: tuple[Hashable, ...]


class _Report(NamedTuple):
    source: Hashable
    target: Hashable
    voice: Hashable
    """Who said so."""
    intensity: float | None
    lowest: float | None
    """The weakest answer that the question allowed, where that is known."""


class _Reported(NamedTuple):
    nodes: list[tuple[Hashable, dict[str, Any]]]
    reports: list[_Report]


def ties(
    subject: Subject | nx.DiGraph[Any],
    rule: Rule = "any",
    *,
    minimum_intensity: float | None = None,
    strength: str | None = None,
    directed: bool = False,
) -> nx.Graph[Any]:
    """Return who is tied to whom, by a rule about the two sides' reports (Krackhardt, 1987), as a networkx graph.

    - `any`: somebody says so, whoever it is;
    - `both`: both sides say so;
    - `sender`: the one from whom the tie goes out says so;
    - `receiver`: the one to whom it goes says so.

    On a map, an initiative or its index, the reports are its `Tie`s; nodes are `partner:P1` with kind, id,
    label, sector and backbone, those without a tie too. A tie keeps its direction whoever reports it, and one
    without `reported_by_id` counts as said by its sender. On a directed networkx graph an arc from i to j means
    that i names j; whether the named one says so too is whether it names i back. Unless `directed`, two are
    tied where the rule finds a tie either way, and for `both` where each of them speaks of the other, whichever
    way round.

    Weak answers are no ties unless asked for: reports at the lowest level of their scale, or at 0 or less, do
    not count unless `minimum_intensity` says from which intensity on they do; then a report without an
    intensity does not count. The intensity of a tie is the mean of the reports that count. `strength` names the
    attribute of the arcs that holds it on a networkx graph; **more must be stronger**. Equal reports count
    once. The graph's own attributes state the `rule` and the `minimum_intensity`.

    Warns:
        CollectiveImpactWarning: somebody named itself; that is left out.

    Raises:
        UnknownNameError: no such rule.
        InvalidRecordError: the graph is not directed, an intensity is not a number, or `minimum_intensity` is
            not a number or is asked of a graph without `strength`.
    """
    import networkx as nx  # noqa: PLC0415 - only who asks for a graph pays for it

    known_word(rule, _RULES, "rule")
    reported = _reported(subject, strength, minimum_intensity)
    graph: nx.Graph[Any] = nx.DiGraph() if directed else nx.Graph()
    graph.graph["rule"] = rule
    if minimum_intensity is not None:
        graph.graph["minimum_intensity"] = minimum_intensity
    graph.add_nodes_from(reported.nodes)
    at = {node: position for position, (node, _) in enumerate(reported.nodes)}
    found: dict[tuple[int, int], set[_Report]] = {}
    for report in reported.reports:
        if _counts(report, minimum_intensity):
            ends = (at[report.source], at[report.target])
            found.setdefault(ends if directed else (min(ends), max(ends)), set()).add(report)
    for one, other in sorted(found):
        source, target = reported.nodes[one][0], reported.nodes[other][0]
        held = _ruled(found[one, other], rule, {source, target})
        if held:
            intensity = mean(report.intensity for report in held if report.intensity is not None)
            graph.add_edge(source, target, **({} if intensity is None else {"intensity": intensity}))
    return graph


def response_rate(subject: Subject | nx.DiGraph[Any]) -> ResponseRate:
    """Return who reported a tie of any strength to somebody else, and who is silent.

    What silence does to the figures of a network: Costenbader & Valente (2003). Reports are read as in `ties`;
    partners on a map are named by their ids, on a graph by their nodes.

    Warns:
        CollectiveImpactWarning: somebody named itself; that is left out.

    Raises:
        InvalidRecordError: the graph is not directed.
    """
    reported = _reported(subject, None, None)
    voices = {report.voice for report in reported.reports}
    on_graph = is_graph(subject)
    names = [(node if on_graph else facts["id"], node in voices) for node, facts in reported.nodes]
    return ResponseRate(
        share=share(sum(spoke for _, spoke in names), len(names)) if names else None,
        answered=tuple(name for name, spoke in names if spoke),
        silent=tuple(name for name, spoke in names if not spoke),
    )


def _counts(report: _Report, minimum: float | None) -> bool:
    if minimum is not None:
        return report.intensity is not None and report.intensity >= minimum
    if report.intensity is None:
        return True
    return report.intensity > (0 if report.lowest is None else max(0, report.lowest))


def _ruled(reports: Iterable[_Report], rule: Rule, ends: set[Hashable]) -> list[_Report]:
    """Return the reports that the rule lets count for one tie; none where it finds no tie."""
    held = list(reports)
    if rule == "sender":
        return [report for report in held if report.voice == report.source]
    if rule == "receiver":
        return [report for report in held if report.voice == report.target]
    if rule == "both":
        own = [report for report in held if report.voice in ends]
        return own if {report.voice for report in own} == ends else []
    return held


def _reported(subject: Subject | nx.DiGraph[Any], strength: str | None, minimum: float | None) -> _Reported:
    if minimum is not None and not isfinite(minimum):
        raise InvalidRecordError(f"The smallest intensity to count must be a number, found {minimum}.")
    if not is_graph(subject):
        return _of_index(incidence(subject))
    if minimum is not None and strength is None:
        raise InvalidRecordError(
            "Say which attribute of the arcs holds the intensity: strength='contact', say. More must be stronger."
        )
    return _of_graph(subject, strength)


def _of_index(index: Incidence) -> _Reported:
    holders = backbone_holders(index)
    nodes: list[tuple[Hashable, dict[str, Any]]] = []
    for partner in index.partners:
        facts = {"kind": "partner", "id": partner.id, "label": partner.title, "sector": partner.sector}
        known = {name: value for name, value in facts.items() if value is not None}
        nodes.append((f"partner:{partner.id}", {**known, "backbone": partner.id in holders}))
    here = {partner.id for partner in index.partners}
    reports: list[_Report] = []
    alone: list[Hashable] = []
    for tie in sorted(index.initiative.ties, key=lambda tie: tie.id):
        if tie.from_id == tie.to_id:
            alone.append(tie.from_id)
        elif tie.from_id in here and tie.to_id in here:
            reports.append(
                _Report(
                    source=f"partner:{tie.from_id}",
                    target=f"partner:{tie.to_id}",
                    voice=f"partner:{tie.reported_by_id or tie.from_id}",
                    intensity=tie.intensity,
                    lowest=None if tie.scale is None else tie.scale.minimum,
                )
            )
    _warn(alone)
    return _Reported(nodes, reports)


def _of_graph(graph: nx.DiGraph[Any], strength: str | None) -> _Reported:
    if not graph.is_directed():
        raise InvalidRecordError(
            "The ties of this graph have no direction, so it does not say who named whom. Give a directed graph."
        )
    reports: list[_Report] = []
    alone: list[Hashable] = []
    for one, other, facts in _arcs(graph):
        if one == other:
            alone.append(one)
            continue
        intensity = None if strength is None else _intensity(facts.get(strength), one, other, strength)
        reports += (_Report(one, other, one, intensity, None), _Report(other, one, one, intensity, None))
    _warn(ordered(alone))
    return _Reported([(node, dict(graph.nodes[node])) for node in ordered(graph)], reports)


def _arcs(graph: nx.DiGraph[Any]) -> Iterator[tuple[Hashable, Hashable, dict[str, Any]]]:
    yield from graph.edges(data=True)


def _intensity(value: object, one: Hashable, other: Hashable, strength: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value):
        raise InvalidRecordError(
            f"The arc '{excerpt(one)}' - '{excerpt(other)}' bears '{excerpt(value)}' as '{excerpt(strength)}'. "
            "Give a number, or leave it out where it is not known."
        )
    return float(value)


def _warn(alone: Sequence[Hashable]) -> None:
    if alone:
        import warnings  # noqa: PLC0415 - only a doubt pays for it

        warnings.warn(
            f"Left out what somebody says of itself: '{excerpt(alone[0])}'"
            + (f" and {len(alone) - 1} more." if len(alone) > 1 else "."),
            CollectiveImpactWarning,
            stacklevel=5,
        )
