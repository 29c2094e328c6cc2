"""Backbone roles: which partner holds which of the six backbone functions, with what time and money.

Several partners may share the functions, and one may hold more than one role.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

import attrs

from collective_impact.errors import Problem
from collective_impact.fields import about
from collective_impact.model.entity import Entity, reversed_dates

__all__ = ["BackboneFunction", "BackboneRole"]

BackboneFunction = Literal[
    "vision_and_strategy", "aligned_activities", "shared_measurement", "public_will", "policy", "funding"
]
"""The six functions of a backbone (Turner, Merchant, Kania & Martin, 2012)."""


@attrs.frozen(kw_only=True, repr=False, eq=False)
class BackboneRole(Entity):
    """A partner's dedicated support of the initiative as a whole (Kania & Kramer, 2011)."""

    partner_id: str = attrs.field(metadata=about("Who holds it.", refers_to="Partner"))
    functions: tuple[BackboneFunction, ...] = attrs.field(
        default=(),
        metadata=about(
            "Which of the six functions; empty means none of them.", source="Turner et al. (2012)"
        ),
    )
    fte: float | None = attrs.field(
        default=None, metadata=about("Dedicated staff time.", unit="full-time equivalents", low=0)
    )
    neutral: bool | None = attrs.field(
        default=None,
        metadata=about("Whether its holder stands apart from delivery and from any one partner's interest."),
    )
    services: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about("What it offers, in free words: facilitation, technical assistance, funding."),
    )
    funded_until: date | None = attrs.field(
        default=None, metadata=about("The day to which its funding is secured.")
    )
    since: date | None = attrs.field(default=None, metadata=about("The day it was taken up."))
    until: date | None = attrs.field(default=None, metadata=about("Its last day; absent means open."))

    def check(self) -> Iterator[Problem]:
        """Yield a problem of reversed dates."""
        yield from super().check()
        yield from reversed_dates(self)
