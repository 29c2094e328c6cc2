"""What a report answers when it is asked: the index of its conditions, and the next steps.

Both are worked out by the report; only their shape is said here.
"""

from __future__ import annotations

from typing import ClassVar

import attrs

from collective_impact.fields import about
from collective_impact.finding import Effort
from collective_impact.record import Record

__all__ = ["Index", "NextStep"]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Index(Record):
    """Three means of the conditions' scores, side by side (OECD/JRC, 2008); never a headline.

    The geometric mean lets a low condition weigh more than the arithmetic one; a zero stays zero. All are None
    where the score of a condition is not known; `low` and `high` bound the geometric mean.
    """

    writes_defaults: ClassVar[bool] = True

    geometric: float | None = attrs.field(default=None, metadata=about("The geometric mean.", low=0, high=1))
    arithmetic: float | None = attrs.field(
        default=None, metadata=about("The arithmetic mean.", low=0, high=1)
    )
    minimum: float | None = attrs.field(default=None, metadata=about("The lowest score.", low=0, high=1))
    low: float | None = attrs.field(default=None, metadata=about("The lowest geometric mean.", low=0, high=1))
    high: float | None = attrs.field(
        default=None, metadata=about("The highest geometric mean.", low=0, high=1)
    )
    missing: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Keys of the conditions without a score.")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class NextStep(Record):
    """One thing to do next, and why it comes where it comes."""

    writes_defaults: ClassVar[bool] = True

    code: str = attrs.field(metadata=about("The criterion that it serves."))
    condition: str = attrs.field(metadata=about("The title of its condition."))
    text: str = attrs.field(metadata=about("What to do, as one request."))
    because: str = attrs.field(metadata=about("What was observed."))
    effort: Effort | None = attrs.field(default=None, metadata=about("How much work it is."))
    who: str | None = attrs.field(default=None, metadata=about("The role that would take it."))
