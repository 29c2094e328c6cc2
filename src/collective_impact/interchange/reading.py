"""What a reader of a foreign format gives back: the value, and what is to be known about how it was read.

Every reader returns this and nothing else. What a format looks like does not belong here.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import attrs

from collective_impact.errors import Problem

__all__ = ["Reading"]

T_co = TypeVar("T_co", covariant=True)


@attrs.frozen(kw_only=True)
class Reading(Generic[T_co]):
    """A value that was read from a foreign file, and a problem for all that was left out, changed or doubtful.

    `problems` holds at most 1,000 entries; where there were more, the last one says how many.
    """

    value: T_co
    problems: tuple[Problem, ...]
