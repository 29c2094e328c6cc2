"""Taking records away for good: what is asked when somebody leaves or something ends.

`Initiative.without` corrects the records, so what it empties is *not recorded*; here it is known to be gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from collective_impact.record import Record, field_plan

if TYPE_CHECKING:
    from collective_impact.model.initiative import Initiative

__all__ = ["once_gone"]


def once_gone(initiative: Initiative, *ids: str) -> Initiative:
    """Return an initiative without these records; each table that they leave empty counts as complete.

    Raises:
        UnknownNameError: no record has one of these ids.
    """
    after = initiative.without(*ids)
    emptied = sorted(set(_emptied(initiative, after, "")) - set(after.complete))
    return attrs.evolve(after, complete=(*after.complete, *emptied)) if emptied else after


def _emptied(before: Record, after: Record, path: str) -> Iterator[str]:
    for name in field_plan(type(before)):
        was, now = getattr(before, name), getattr(after, name)
        if was is now or name == "complete":
            continue
        if isinstance(was, tuple) and was and now == ():
            yield f"{path}{name}"
        elif isinstance(was, Record) and isinstance(now, Record):
            yield from _emptied(was, now, f"{path}{name}/")
        elif isinstance(was, tuple) and was and isinstance(was[0], Record) and hasattr(was[0], "id"):
            held = {record.id: record for record in was}
            for record in now:
                yield from _emptied(held[record.id], record, f"{path}{name}/{record.id}/")
