"""What must hold between the records of a landscape: its ids, what `complete` names, what decisions point at.

Records and plain data are walked alike, as in an initiative, but never into the initiatives inside: their ids
are their own.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from collective_impact.errors import Problem, excerpt
from collective_impact.fields import did_you_mean
from collective_impact.landscape.identities import entries
from collective_impact.model.links import link_problems
from collective_impact.record import Record, field_plan, inner_records

if TYPE_CHECKING:
    from collective_impact.landscape.identities import Kind
    from collective_impact.landscape.inventory import Landscape

__all__ = ["link_problems_of", "pattern_problems", "stated_keys"]

_LONGEST_PATTERN = 3


def link_problems_of(data: Record | Mapping[str, Any], cls: type[Record]) -> Iterator[Problem]:
    """Yield what does not fit between the ids of a landscape; those inside its initiatives are left alone."""
    rows = data.collaborations if isinstance(data, Record) else data.get("collaborations")  # type: ignore[attr-defined]
    whole = data.whole if isinstance(data, Record) else data.get("whole")  # type: ignore[attr-defined]
    if isinstance(rows, tuple | list) and any(_inside(row) is not None for row in rows):
        rows = tuple(_without_inside(row) for row in rows)
    elif whole is None:
        yield from link_problems(data, cls)
        return
    held = {name: getattr(data, name) for name in field_plan(cls)} if isinstance(data, Record) else dict(data)
    yield from link_problems({**held, "collaborations": rows, "whole": None}, cls)


def _inside(row: Any) -> Any:  # noqa: ANN401 - a record or plain data of any shape
    return row.get("initiative") if isinstance(row, Mapping) else getattr(row, "initiative", None)


def _without_inside(row: Any) -> Any:  # noqa: ANN401 - a record or plain data of any shape
    if _inside(row) is None:
        return row
    if isinstance(row, Mapping):
        return {key: value for key, value in row.items() if key != "initiative"}
    bare = copy.copy(row)
    object.__setattr__(bare, "initiative", None)
    return bare


def stated_keys(landscape: Landscape) -> tuple[dict[str, str], frozenset[str]]:
    """Return what decisions may be about, key to kind, and the collaborations whose file is not opened yet."""
    kinds: tuple[Kind, ...] = ("organisation", "outcome", "strategy")
    known: dict[str, str] = {entry.key: kind for kind in kinds for entry in entries(landscape, kind)}
    return known, frozenset(row.id for row in landscape.collaborations if row.file is not None)


def pattern_problems(landscape: Landscape) -> Iterator[Problem]:
    """Yield what is wrong with the paths that `complete` names."""
    tables = {inner.name: inner.cls for inner in inner_records(type(landscape)) if inner.is_table}
    for position, pattern in enumerate(landscape.complete):
        words = pattern.split("/")
        problem: tuple[str, str | None] | None = None
        if words[0] not in tables or len(words) not in (1, _LONGEST_PATTERN):
            problem = f"'{excerpt(pattern)}' names no table.", did_you_mean(words[0], sorted(tables))
        elif len(words) == _LONGEST_PATTERN:
            ids = {getattr(row, "id", None) for row in getattr(landscape, words[0])}
            fields = sorted(field_plan(tables[words[0]]))
            if words[1] != "*" and words[1] not in ids:
                message = f"'{excerpt(pattern)}' names no record with the id '{excerpt(words[1])}'."
                problem = message, "Use an id, or * for all."
            elif words[2] not in fields:
                problem = f"'{excerpt(pattern)}' names no field.", did_you_mean(words[2], fields)
        if problem:
            message, hint = problem
            yield Problem(path=f"complete/{position}", code="unknown_path", message=message, hint=hint)
