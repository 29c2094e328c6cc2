"""The words in which a map travels: kinds of nodes, relations between them, and the columns that go with each.

All formats of networks (Kumu, GraphML, edge lists) share them; how a format spells them is its own business, and
so is what becomes of words that stand in nobody's table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from collective_impact.model.activity import Activity, ReinforcementKind
from collective_impact.model.agenda import Outcome, Strategy
from collective_impact.model.entity import Entity
from collective_impact.model.indicator import Indicator
from collective_impact.model.partner import Partner

__all__ = [
    "COLUMNS",
    "COMPUTED",
    "CONTRIBUTION",
    "ENDS",
    "KINDS",
    "NAMESPACE",
    "OTHER_KINDS",
    "REINFORCEMENT",
    "REINFORCEMENTS",
    "STRENGTHS",
    "TIE",
    "USUAL",
    "Edge",
    "Node",
    "Rows",
    "joined",
    "parted",
]

NAMESPACE = "network"
"""The key in `extra` under which a record keeps what a network file says of it and no field has."""

KINDS: Mapping[str, type[Entity]] = {
    "partner": Partner,
    "activity": Activity,
    "outcome": Outcome,
    "strategy": Strategy,
    "indicator": Indicator,
}
"""The kinds of nodes; the id of a node is its kind, a colon and the id of its record."""

OTHER_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("organization", "organisation", "agency", "member", "actor"), "partner"),
    **dict.fromkeys(("program", "programme", "project", "service", "intervention"), "activity"),
    **dict.fromkeys(("goal", "result", "objective"), "outcome"),
    **dict.fromkeys(("approach",), "strategy"),
    **dict.fromkeys(("measure",), "indicator"),
}
"""What maps of other people call these kinds."""

REINFORCEMENTS = frozenset(get_args(ReinforcementKind))
_BETWEEN_ACTIVITIES = frozenset({("activity", "activity")})
ENDS: Mapping[str, frozenset[tuple[str, str]]] = {
    "delivers": frozenset({("partner", "activity")}),
    "contributes_to": frozenset({("activity", "outcome")}),
    "carries_out": frozenset({("activity", "strategy")}),
    "serves": frozenset({("strategy", "outcome")}),
    "measures": frozenset({("indicator", "outcome")}),
    "leads_to": frozenset({("outcome", "outcome")}),
    "enables": frozenset({("outcome", "activity")}),
    "collaborates_with": frozenset({("partner", "partner")}),
    "part_of": frozenset({("activity", "activity"), ("partner", "partner")}),
    **dict.fromkeys(sorted(REINFORCEMENTS), _BETWEEN_ACTIVITIES),
}
"""Each relation, and the kinds of nodes from and to which it goes."""

USUAL: Mapping[tuple[str, str], str] = {
    pair: relation
    for relation, pairs in ENDS.items()
    if relation not in REINFORCEMENTS | {"part_of", "enables"}
    for pair in pairs
}
"""What a link whose word is not ours stands for, by the kinds that it joins; between activities, nothing."""

COLUMNS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "partner": (
        *((name, name) for name in ("sector", "roles", "since", "until", "decision_seats")),
        ("lived_experience_seats", "lived_experience_seats"),
        ("note", "note"),
    ),
    "activity": (
        ("activity_kind", "kind"),
        *((name, name) for name in ("status", "since", "until", "duration", "note")),
    ),
    "outcome": (("level", "level"), ("outcome_kind", "kind"), ("note", "note")),
    "strategy": (("level", "level"), ("note", "note")),
    "indicator": tuple(
        (name, name)
        for name in (
            *("level", "measure", "unit", "counted", "direction", "definition", "data_source", "frequency"),
            *("about_people", "counting", "accumulation", "limit", "note"),
        )
    ),
}
"""For each kind, a column and the field that it holds; `population` and `place` come beside them."""

CONTRIBUTION = (("role", "role"), ("note", "note"))
REINFORCEMENT = (("strength", "strength"), ("lag", "lag"), ("note", "note"))
TIE = (("name", "name"), ("intensity", "intensity"), ("note", "note"))

STRENGTHS = frozenset({"weight", "strength"})
"""What other tools call how strong a tie is."""

COMPUTED = frozenset({"gap", "sign"})
"""What the graph of a map says and no record does: worked out anew, never read."""


class Node(NamedTuple):
    """A record as a network file has it; `kind` is the word of the file, `path` and `where` say where it stands."""

    id: str
    kind: str | None
    label: str | None
    facts: dict[str, Any]
    path: str = ""
    where: str | None = None


class Edge(NamedTuple):
    """A link as a network file has it; `direction` is directed, mutual or undirected."""

    source: str
    target: str
    relation: str | None
    facts: dict[str, Any]
    direction: str = "directed"
    path: str = ""
    where: str | None = None


class Rows(NamedTuple):
    """A whole network: its nodes and its links."""

    nodes: list[Node]
    edges: list[Edge]


def joined(texts: list[str]) -> str:
    r"""Return texts as one, with a stroke between them; a stroke or backslash in a text follows a backslash."""
    return "|".join(text.replace("\\", "\\\\").replace("|", "\\|") for text in texts)


def parted(text: str) -> list[str]:
    """Return the texts that `joined` has put together."""
    parts: list[str] = [""]
    is_escaped = False
    for sign in text:
        if is_escaped or sign not in "\\|":
            parts[-1] += sign
            is_escaped = False
        elif sign == "|":
            parts.append("")
        else:
            is_escaped = True
    if is_escaped:
        parts[-1] += "\\"
    return parts
