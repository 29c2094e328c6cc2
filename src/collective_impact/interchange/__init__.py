"""Foreign formats, one file for each: what other tools export comes in here and leaves as our own records.

A reader gives back a `Reading`: the value, and a problem for all that was left out, changed or doubtful. Nothing
here opens a network connection, and nothing else in the library knows a foreign format. A format is loaded when
its name is first touched: `interchange.kumu`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from collective_impact.interchange import edge_lists, graphml, iati, kumu

__all__ = ["edge_lists", "graphml", "iati", "kumu"]

_FORMATS = ("edge_lists", "graphml", "iati", "kumu")
"""The formats that people ask for by name, each in the file of that name."""


def __getattr__(name: str) -> ModuleType:
    if name not in _FORMATS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - the first touch pays for it

    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return [*__all__, *(name for name in globals() if name.startswith("__"))]
