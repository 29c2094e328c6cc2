"""The map of mutually reinforcing activities: who does what towards which outcome, beside whom.

The names below come from the files of this room, each loaded with the first touch. Everything that the
readiness checker needs works without networkx.
"""

from __future__ import annotations

import sys
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collective_impact.network.coverage import Coverage, CoverageCell, coverage
    from collective_impact.network.incidence import Incidence, incidence
    from collective_impact.network.relations import (
        ActivitySets,
        Relation,
        Relations,
        duplicate_activities,
        reinforced_activities,
        relations,
    )
    from collective_impact.network.resilience import Departure, costliest, outcomes_lost

__all__ = [
    "ActivitySets",
    "Coverage",
    "CoverageCell",
    "Departure",
    "Incidence",
    "Relation",
    "Relations",
    "costliest",
    "coverage",
    "duplicate_activities",
    "incidence",
    "outcomes_lost",
    "reinforced_activities",
    "relations",
]

_FILES = {
    "ActivitySets": "relations",
    "Coverage": "coverage",
    "CoverageCell": "coverage",
    "Departure": "resilience",
    "Incidence": "incidence",
    "Relation": "relations",
    "Relations": "relations",
    "costliest": "resilience",
    "coverage": "coverage",
    "duplicate_activities": "relations",
    "incidence": "incidence",
    "outcomes_lost": "resilience",
    "reinforced_activities": "relations",
    "relations": "relations",
}


class _Room(ModuleType):
    """A package whose functions bear the names of its files: `network.coverage` is always the function."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _FILES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Room


def __getattr__(name: str) -> object:
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - the first touch pays for it

    value = getattr(import_module(f"{__name__}.{_FILES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, *(name for name in globals() if name.startswith("__"))]
