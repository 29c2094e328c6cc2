"""What is not recorded in an initiative, and the same initiative with one such thing said.

For those who try criteria on initiatives; what is generated, and how, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import attrs

from collective_impact.errors import InvalidRecordError
from collective_impact.model.activity import Activity, Contribution
from collective_impact.model.agenda import Agenda, Outcome, Strategy
from collective_impact.model.backbone import BackboneRole
from collective_impact.model.convening import Channel, Convening, Meeting
from collective_impact.model.evidence import Evidence
from collective_impact.model.indicator import Figure, Indicator, Series
from collective_impact.model.initiative import Initiative
from collective_impact.model.links import changes_of
from collective_impact.model.partner import Partner
from collective_impact.record import Record, field_plan, inner_records

__all__ = ["bare", "blanks", "fields_of", "replaced", "said", "worded"]


def fields_of(record: Record) -> dict[str, Any]:
    """Return the fields of a record with what they hold."""
    return {name: getattr(record, name) for name in field_plan(type(record))}


_EXEMPT = frozenset((
    "since", "until", "on", "first", "status", "complete", "identifiers", "codes", "extra", "note", "outcome_ids",
    "strategy_ids", "indicator_ids", "leads_to_ids", "enables_ids"))  # fmt: skip


def blanks(top: Initiative, record: Record, path: str = "") -> Iterator[tuple[Record, str, str]]:
    """Yield each record with a field that is not recorded, the field, and the path by which it is known."""
    cls, tables = type(record), {inner.name for inner in inner_records(type(record))}
    exempt = _EXEMPT | ({"place"} if issubclass(cls, Figure) else set())
    if issubclass(cls, Series) or getattr(cls, "mentioned", False):
        return
    for name, plan in field_plan(cls).items():
        held, here = getattr(record, name), path + name
        if held is None or (held == () and (name in tables or "refers_to" in plan.metadata)):
            if name not in exempt and not top.is_complete(here):
                yield record, name, here
        elif name in tables and isinstance(held, Record):
            yield from blanks(top, held, here + "/")
        elif name in tables:
            for row in held:
                yield from blanks(top, row, f"{here}/{getattr(row, 'id', '*')}/")


def replaced(initiative: Initiative, record: Record, filled: Any) -> Initiative:  # noqa: ANN401 - the same class
    """Return an initiative in which one record, or it itself, has given way to another."""
    changes = changes_of(
        type(initiative), fields_of(initiative).get, lambda row: filled if row is record else row
    )
    return attrs.evolve(filled if record is initiative else initiative, **changes)


def worded(initiative: Initiative) -> list[tuple[Record, str, tuple[Any, ...]]]:
    """Return each record with a field that is not recorded and takes one of few words, with the field and the words."""
    return [
        (record, name, words)
        for record, name, _ in blanks(initiative, initiative)
        if (words := _words(field_plan(type(record))[name].type))
    ]


def _words(kind: Any) -> tuple[Any, ...]:  # noqa: ANN401 - any type
    """Return the words that a type lists, yes and no among them; none where it lists none."""
    parts = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        return tuple(word for part in parts for word in _words(part))
    return (True, False) if kind is bool else parts if get_origin(kind) is Literal else ()


def said(initiative: Initiative, record: Record, name: str, words: tuple[Any, ...]) -> Iterator[Initiative]:
    """Yield the same initiative once for each word, said in that field; a word that the record refuses is left out."""
    for word in words:
        with suppress(InvalidRecordError):
            yield replaced(initiative, record, attrs.evolve(record, **{name: word}))


def bare(count: int) -> Initiative:
    """Return so many records of each kind, of which no more is known than that they are there."""
    numbers = range(count)
    return Initiative(
        id="bare",
        agenda=Agenda(
            outcomes=tuple(Outcome(id=f"O{n}") for n in numbers),
            strategies=tuple(Strategy(id=f"S{n}") for n in numbers),
        ),
        partners=tuple(Partner(id=f"P{n}") for n in numbers),
        indicators=tuple(Indicator(id=f"I{n}") for n in numbers),
        activities=tuple(
            Activity(id=f"A{n}", contributions=(Contribution(partner_id=f"P{n}"),)) for n in numbers
        ),
        convenings=tuple(
            Convening(id=f"C{n}", meetings=(Meeting(id=f"M{n}", on=date(2026, 5, n + 1)),)) for n in numbers
        ),
        channels=tuple(Channel(id=f"H{n}") for n in numbers),
        backbone_roles=tuple(BackboneRole(id=f"B{n}", partner_id=f"P{n}") for n in numbers),
        evidence=tuple(Evidence(id=f"E{n}", kind="plan") for n in numbers),
    )
