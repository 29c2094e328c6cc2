"""Dated proof: a document or event that a criterion may rest on.

What counts as proof for which criterion is said in `readiness`.
"""

from __future__ import annotations

from datetime import date

import attrs

from collective_impact.fields import about
from collective_impact.model.entity import Entity

__all__ = ["Evidence"]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Evidence(Entity):
    """A document or event that shows that something is so."""

    kind: str = attrs.field(
        metadata=about(
            "What it shows, in the words of the criteria or your own: plan, champion, resources, feedback."
        )
    )
    supports: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Codes of criteria, or ids of records, that it speaks for.")
    )
    on: date | None = attrs.field(
        default=None, metadata=about("Its date; proof without a date cannot be weighed.")
    )
    statement: str | None = attrs.field(default=None, metadata=about("What it says, in a sentence."))
    reference: str | None = attrs.field(default=None, metadata=about("Where it can be found."))
