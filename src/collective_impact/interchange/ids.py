"""The ids of what is read from a foreign file: legal, near to what stands there, and each of one record only.

What an id names, and whether a change of it is told, is said by the readers.
"""

from __future__ import annotations

from collective_impact.fields import LONGEST_ID

__all__ = ["Ids"]

ROOM_FOR_ENDING = 30


class Ids:
    """The ids that are taken in one file."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._numbers: dict[tuple[str, str], int] = {}

    def take(self, wanted: str, kind: str) -> str:
        """Return an id that no other record has, as near to `wanted` as ids allow.

        Characters that no id may have become `_`. An id that is taken gets the kind of the record behind it,
        and a number where that is taken as well.
        """
        sound = "".join(sign if sign.isprintable() and sign not in "/*" else "_" for sign in wanted.strip())
        found = sound[:LONGEST_ID].strip() or kind
        start = found[: LONGEST_ID - ROOM_FOR_ENDING].strip()
        while found in self._taken:
            count = self._numbers.get((start, kind), 0) + 1
            self._numbers[start, kind] = count
            found = f"{start}-{kind}" if count == 1 else f"{start}-{kind}-{count}"
        self._taken.add(found)
        return found
