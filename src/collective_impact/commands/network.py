"""The command that maps activities: `map`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, Final

import collective_impact as ci
from collective_impact import network
from collective_impact.commands.inputs import initiative_in
from collective_impact.commands.outputs import json_text, record_data
from collective_impact.commands.terminal import Answer, tell

__all__ = ["MAP_FORMATS", "draw"]


def draw(arguments: argparse.Namespace) -> Answer:
    """Answer with the map of a file; with `--without`, with what is lost and the map that is left."""
    initiative = initiative_in(arguments.file)
    losses = []
    if arguments.without is not None:
        from collective_impact.model.removal import once_gone  # noqa: PLC0415 - only this question pays for it

        losses = [
            network.if_partner_leaves(initiative, arguments.without, rule, on=arguments.on)
            for rule in ("lenient", "strict")
        ]
        initiative = once_gone(initiative, arguments.without, *losses[0].activities_lost)
    drawn = network.map_activities(initiative, on=arguments.on)
    return Answer(MAP_FORMATS[arguments.format](drawn, losses))


def _text(drawn: network.ActivityMap, losses: list[network.PartnerLoss]) -> str:
    lines = [f"By the {loss.rule} rule: {loss.sentence}" for loss in losses]
    return "\n".join([*lines, *([""] if lines else []), str(drawn)])


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
        "format": ci.FORMAT,
        "initiative_id": drawn.initiative.id,
        "on": None if drawn.on is None else drawn.on.isoformat(),
        "if_partner_leaves": [record_data(loss) for loss in losses],
        "relations": [record_data(relation) for relation in network.relations(drawn)],
        "complementarity": [record_data(row) for row in network.complementarity(drawn)],
        **{name: record_data(answer) for name, answer in answers.items()},
    }
    return json_text(data)


def _mermaid(drawn: network.ActivityMap, _: object) -> str:
    from collective_impact.reporting import mermaid  # noqa: PLC0415 - only this format pays for it

    return mermaid(drawn)


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
