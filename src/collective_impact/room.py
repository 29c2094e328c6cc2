"""What a room shows: the names in its table, each loaded from its file with the first touch, and nothing before.

A room is a package whose `__init__` holds `__all__` and `_FILES`, and takes the class `Room`. It may not import
anything that a person who only opens the room would wait for.
"""

from __future__ import annotations

from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Room"]


class Room(ModuleType):
    """A package of names from its files; a function may bear the name of its file, and is then what the name means.

    `_FILES` says in which file each name stands, or None where the name is that of a file itself.
    """

    __all__: list[str]
    _FILES: Mapping[str, str | None]

    def __getattr__(self, name: str) -> object:
        if name not in self._FILES:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 - the first touch pays for it

        file = self._FILES[name]
        module = import_module(f"{self.__name__}.{file or name}")
        held = getattr(module, name) if file else module
        vars(self)[name] = held
        return held

    def __setattr__(self, name: str, value: object) -> None:
        if not (self._FILES.get(name) and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return [*self.__all__, *(name for name in vars(self) if name.startswith("__"))]
