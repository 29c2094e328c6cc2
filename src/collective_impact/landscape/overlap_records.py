"""What a comparison of collaborations says: sets side by side, what chance would bring, pairs, and all of them.

How they are found is said by `overlap`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Literal

import attrs

from collective_impact.errors import UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.landscape.tables import overlap_sheet, sheet_html, sheet_text
from collective_impact.record import EMPTY, Record

__all__ = ["ASPECTS", "Aspect", "Chance", "LandscapeOverlap", "PairOverlap", "Relation", "SharedSet"]

Aspect = Literal["members", "outcomes", "strategies", "populations", "places", "meeting_days"]
Relation = Literal["identical", "nested", "overlapping", "disjoint"]
ASPECTS: tuple[Aspect, ...] = (
    "members",
    "outcomes",
    "strategies",
    "populations",
    "places",
    "meeting_days",
)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class SharedSet(Record):
    """How far two sets are the same."""

    writes_defaults: ClassVar[bool] = True

    shared: int = attrs.field(metadata=about("How many both have.", low=0))
    one_count: int = attrs.field(metadata=about("How many the first has.", low=0))
    other_count: int = attrs.field(metadata=about("How many the second has.", low=0))
    jaccard: float | None = attrs.field(
        default=None,
        metadata=about(
            "Shared / all that either has; nothing where both sets are empty.",
            low=0,
            high=1,
            source="Jaccard (1901)",
        ),
    )
    simpson: float | None = attrs.field(
        default=None,
        metadata=about(
            "Shared / all that the smaller has; nothing where one is empty.",
            low=0,
            high=1,
            source="Simpson (1943)",
        ),
    )
    relation: Relation | None = attrs.field(
        default=None,
        metadata=about("`nested` is wholly inside and smaller; nothing where both sets are empty."),
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Chance(Record):
    """How many members two rosters would share by the sizes of rosters and the busyness of members alone.

    It belongs to the whole landscape: another collaboration changes who is busy. With so many pairs side by
    side a small share of draws is no proof of anything. Draws go through members in the order of their ids, so that
    other ids give other draws: of draws that do not hang together a share has a standard error of at most
    0.5 / sqrt(draws), 0.035 for 200, and these, which follow from each other, may stray somewhat more.
    """

    writes_defaults: ClassVar[bool] = True

    expected: float = attrs.field(
        metadata=about("The mean of the draws.", unit="members", low=0, source="Strona et al. (2014)")
    )
    sd: float | None = attrs.field(
        default=None, metadata=about("The standard deviation of the draws (n - 1).", low=0)
    )
    z: float | None = attrs.field(
        default=None, metadata=about("(shared - expected) / sd; nothing where the draws do not differ.")
    )
    at_least_share: float = attrs.field(
        metadata=about(
            "(1 + draws that share at least as many) / (1 + draws).",
            low=0,
            high=1,
            source="Phipson & Smyth (2010)",
        )
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class PairOverlap(Record):
    """Two collaborations side by side. What is not recorded of one of the two is nothing, not zero."""

    writes_defaults: ClassVar[bool] = True

    one_id: str = attrs.field(metadata=about("The collaboration whose id comes first."))
    other_id: str = attrs.field(metadata=about("The other."))
    members: SharedSet | None = attrs.field(default=None, metadata=about("Their rosters."))
    outcomes: SharedSet | None = attrs.field(default=None, metadata=about("Their goals."))
    strategies: SharedSet | None = attrs.field(default=None, metadata=about("Their ways."))
    populations: SharedSet | None = attrs.field(default=None, metadata=about("Whom they serve."))
    places: SharedSet | None = attrs.field(default=None, metadata=about("Where they work."))
    meeting_days: SharedSet | None = attrs.field(
        default=None, metadata=about("The days on which they meet, in the twelve months from `on`.")
    )
    shared_member_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("The members of both, sorted.")
    )
    shared_outcome_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("The goals of both, sorted.")
    )
    chance: Chance | None = attrs.field(
        default=None,
        metadata=about(
            "What busy members alone would bring; nothing where they share no member, or nothing was drawn."
        ),
    )

    def of(self, aspect: Aspect) -> SharedSet | None:
        """Return one aspect by its name."""
        held: SharedSet | None = getattr(self, aspect)
        return held


@attrs.frozen(kw_only=True, repr=False, eq=False)
class LandscapeOverlap(Record):
    """The pairs of a landscape that share a member, a goal or a strategy, most alike first.

    The rank is a place in a list, not a verdict: a pair is worth a conversation when people say so.
    """

    writes_defaults: ClassVar[bool] = True

    collaboration_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("The collaborations that were compared, sorted.")
    )
    titles: Mapping[str, str] = attrs.field(
        default=EMPTY,
        hash=False,
        metadata=about("What each collaboration is called, by its id; empty where they have no other name."),
    )
    pairs: tuple[PairOverlap, ...] = attrs.field(
        default=(), metadata=about("The pairs that share something, ranked.")
    )
    pair_count: int = attrs.field(
        metadata=about("How many pairs there are, those not listed included.", low=0)
    )
    ranked_by: Aspect = attrs.field(
        default="members",
        metadata=about("Whose Jaccard ranks the pairs; ties by how many are shared, then by ids."),
    )
    without_members: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Collaborations whose roster is not recorded.")
    )
    on: date | None = attrs.field(
        default=None, metadata=about("The day from which meeting days are compared; nothing where none are.")
    )
    draws: int = attrs.field(default=0, metadata=about("How many times rosters were drawn at random.", low=0))
    seed: int = attrs.field(default=0, metadata=about("What the random numbers began with."))
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is nothing to compare, where there is not.")
    )

    def pair(self, one: str, other: str) -> PairOverlap | None:
        """Return what two collaborations share; None where it is nothing that is listed.

        Raises:
            UnknownNameError: one of them was not compared.
        """
        for id_ in (one, other):
            if id_ not in self.collaboration_ids:
                hint = did_you_mean(id_, list(self.collaboration_ids[:1000]))[:400]
                raise UnknownNameError(f"No collaboration '{excerpt(id_)}' was compared. {hint}".strip())
        wanted = {one, other}
        return next((pair for pair in self.pairs if {pair.one_id, pair.other_id} == wanted), None)

    def having(self, relation: Relation, aspect: Aspect = "members") -> tuple[PairOverlap, ...]:
        """Return the listed pairs whose sets stand in this relation, in rank order."""
        held = ((pair, pair.of(aspect)) for pair in self.pairs)
        return tuple(pair for pair, found in held if found is not None and found.relation == relation)

    def __str__(self) -> str:
        return sheet_text(overlap_sheet(self))

    def _repr_html_(self) -> str:
        return sheet_html(overlap_sheet(self))
