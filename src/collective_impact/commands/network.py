"""The command that maps activities: `map`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from itertools import islice
from typing import Any, Final

import collective_impact as ci
from collective_impact import network
from collective_impact.commands.inputs import initiative_in
from collective_impact.commands.outputs import json_text, record_data
from collective_impact.commands.terminal import Answer, tell
from collective_impact.display import plain

__all__ = ["MAP_FORMATS", "MAP_VERSION", "MOST_RELATIONS", "draw"]

MAP_VERSION: Final = 1
"""The key `map` of the JSON bears it; it is no document that `read` takes."""

MOST_RELATIONS: Final = 10_000
_TITLE, _NAME = 40, 25


def draw(arguments: argparse.Namespace) -> Answer:
    """Answer with the map of a file; with `--without`, with what is lost and the map that is left."""
    initiative = initiative_in(arguments.file)
    partner, *others = arguments.without or [None]
    if others:
        raise ci.InvalidRecordError("Give --without once: what is lost is told of one partner at a time.")
    losses: list[network.PartnerLoss] = []
    if partner is not None:
        import attrs  # noqa: PLC0415 - only this question pays for it

        from collective_impact.model.removal import once_gone  # noqa: PLC0415 - the same

        losses = [
            network.if_partner_leaves(initiative, partner, rule, on=arguments.on)
            for rule in ("lenient", "strict")
        ]
        left = initiative.get(partner)
        initiative = attrs.evolve(
            once_gone(initiative, partner, *losses[0].activities_lost),
            name=f"{_cut(initiative, _TITLE)} without {_cut(left, _NAME)}",
        )
        if arguments.format not in ("text", "json"):
            tell(f"This is the map without {_cut(left, _NAME)}:", *_sentences(losses))
    drawn = network.map_activities(initiative, on=arguments.on)
    return Answer(MAP_FORMATS[arguments.format](drawn, losses))


def _cut(record: ci.Entity, length: int) -> str:
    """Return a title on one line, so short that both fit into the title of a picture."""
    words = plain(record.title) or record.id
    return words if len(words) <= length else f"{words[: length - 1].rstrip()}\u2026"


def _sentences(losses: list[network.PartnerLoss]) -> list[str]:
    return [f"By the {loss.rule} rule: {loss.sentence}" for loss in losses]


def _text(drawn: network.ActivityMap, losses: list[network.PartnerLoss]) -> str:
    return "\n".join([*_sentences(losses), *([""] if losses else []), str(drawn), ""])


def _json(drawn: network.ActivityMap, losses: list[network.PartnerLoss]) -> str:
    answers = {
        "coverage": network.coverage(drawn),
        "duplication": network.duplication(drawn),
        "loops": network.loops(drawn),
        "schedule": network.schedule(drawn),
        "influence": network.influence(drawn),
        "resilience": network.resilience(drawn),
        "smallest_cover": network.smallest_cover(drawn),
        "backbone": network.backbone_load(drawn),
    }
    data: dict[str, Any] = {
        "map": MAP_VERSION,
        "initiative_id": drawn.initiative.id,
        "on": None if drawn.on is None else drawn.on.isoformat(),
        "if_partner_leaves": [record_data(loss) for loss in losses],
        "relations": _relations(drawn),
        "complementarity": [record_data(row) for row in network.complementarity(drawn)],
        **{name: record_data(answer) for name, answer in answers.items()},
    }
    return json_text(data)


def _relations(drawn: network.ActivityMap) -> dict[str, Any]:
    """Return how many pairs of each kind there are, and those that are connected, as far as they are listed."""
    found = network.relations(drawn)
    counts = found.counts()
    listed = [record_data(relation) for relation in islice(found, MOST_RELATIONS)]
    connected = sum(count for kind, count in counts.items() if kind != "unconnected")
    return {"counts": counts, "connected": listed, "left_out": connected - len(listed)}


def _mermaid(drawn: network.ActivityMap, losses: list[network.PartnerLoss]) -> str:
    from collective_impact.reporting import mermaid  # noqa: PLC0415 - only this format pays for it

    return mermaid(drawn, title=drawn.initiative.title if losses else None)


def _dot(drawn: network.ActivityMap, _: object) -> str:
    from collective_impact.reporting import dot  # noqa: PLC0415 - only this format pays for it

    return dot(drawn)


def _svg(drawn: network.ActivityMap, _: object) -> str:
    from collective_impact.reporting import svg  # noqa: PLC0415 - only this format pays for it

    return svg(drawn)


def _graphml(drawn: network.ActivityMap, _: object) -> str:
    from collective_impact.interchange import graphml  # noqa: PLC0415 - only this format pays for it

    return _written(*graphml.text(drawn))


def _kumu(drawn: network.ActivityMap, _: object) -> str:
    from collective_impact.interchange import kumu  # noqa: PLC0415 - only this format pays for it

    return _written(*kumu.text(drawn))


def _written(text: str, problems: tuple[ci.Problem, ...]) -> str:
    if problems:
        tell("What this format has no place for:", *map(str, problems))
    return text


MAP_FORMATS: Final[dict[str, Callable[[network.ActivityMap, list[network.PartnerLoss]], str]]] = {
    "text": _text,
    "mermaid": _mermaid,
    "dot": _dot,
    "graphml": _graphml,
    "kumu": _kumu,
    "svg": _svg,
    "json": _json,
}
"""What `--format` may be, and how a map is said in it."""
