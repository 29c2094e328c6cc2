"""Partners, which are organisations' parts in one initiative, and the ties between them.

The organisation itself is not a record here: the same organisation in two initiatives is matched by identifiers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

import attrs

from collective_impact.errors import Problem
from collective_impact.fields import about
from collective_impact.model.entity import Entity, reversed_dates
from collective_impact.model.values import Range

__all__ = ["Partner", "Sector", "Tie"]

Sector = Literal[
    "public",
    "nonprofit",
    "business",
    "philanthropy",
    "education",
    "health",
    "faith",
    "tribal",
    "community",
    "media",
    "labour",
    "other",
]
"""The closed list of sectors. `other` is known, but never counts as a sector of its own."""

MOST_SEATS = 10_000_000


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Partner(Entity):
    """An organisation's part in this initiative (Kania & Kramer, 2011: actors from different sectors)."""

    sector: Sector | None = attrs.field(
        default=None, metadata=about("The sector that it belongs to.", source="Kania & Kramer (2011)")
    )
    roles: tuple[str, ...] = attrs.field(
        default=(), metadata=about("What it does here, in free words: funder, provider, convener.")
    )
    since: date | None = attrs.field(default=None, metadata=about("The day it joined."))
    until: date | None = attrs.field(
        default=None, metadata=about("The last day of its part; absent means open.")
    )
    decision_seats: int | None = attrs.field(
        default=None,
        metadata=about(
            "Seats with a vote that it fills in the governing body.", unit="seats", low=0, high=MOST_SEATS
        ),
    )
    lived_experience_seats: int | None = attrs.field(
        default=None,
        metadata=about(
            "How many of these are held by people who live with the problem.",
            unit="seats",
            low=0,
            high=MOST_SEATS,
            source="Kania et al. (2022)",
        ),
    )
    part_of_id: str | None = attrs.field(
        default=None, metadata=about("The partner that this one is a part of.", refers_to="Partner")
    )

    def check(self) -> Iterator[Problem]:
        """Yield problems of dates and of seats that exceed the seats there are."""
        yield from super().check()
        yield from reversed_dates(self)
        seats, lived = self.decision_seats, self.lived_experience_seats
        if seats is not None and lived is not None and lived > seats:
            message = f"{lived} seats of lived experience are more than the {seats} decision seats."
            yield Problem(path="lived_experience_seats", code="out_of_range", message=message)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Tie(Entity):
    """A working relation from one partner to another, as somebody reported it."""

    from_id: str = attrs.field(
        metadata=about("The partner from which the tie goes out.", refers_to="Partner")
    )
    to_id: str = attrs.field(metadata=about("The partner to which it goes.", refers_to="Partner"))
    intensity: float | None = attrs.field(
        default=None,
        metadata=about("How strong it is, on `scale`; more is stronger.", source="Frey et al. (2006)"),
    )
    scale: Range | None = attrs.field(
        default=None, metadata=about("The smallest and largest answer that the question allowed.")
    )
    reported_by_id: str | None = attrs.field(
        default=None, metadata=about("The partner that said so.", refers_to="Partner")
    )

    def check(self) -> Iterator[Problem]:
        """Yield a problem where the intensity lies outside its scale."""
        yield from super().check()
        if self.intensity is None or self.scale is None:
            return
        low, high = self.scale.minimum, self.scale.maximum
        if (low is not None and self.intensity < low) or (high is not None and self.intensity > high):
            message = f"{self.intensity} lies outside the scale from {low} to {high}."
            yield Problem(path="intensity", code="out_of_range", message=message)
