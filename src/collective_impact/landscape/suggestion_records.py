"""What is suggested for collaborations that overlap: the shape of an answer, and the thresholds behind it.

How a suggestion is found is said in `suggestions`, what it would bring and cost in `stakes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar, Literal, TypeAlias

import attrs

from collective_impact.errors import Problem, UnknownNameError, excerpt
from collective_impact.fields import about
from collective_impact.landscape.coverage import LandscapeCell
from collective_impact.record import EMPTY, Record

__all__ = [
    "CAUTION",
    "Acknowledgement",
    "Gain",
    "Loss",
    "Suggestion",
    "SuggestionKind",
    "SuggestionRules",
    "Suggestions",
]

SuggestionKind: TypeAlias = Literal[
    "consolidate", "nest", "align", "coordinate", "leave_alone", "cannot_tell"
]

CAUTION = (
    "These are questions for a conversation, not decisions. They are worked out from rosters and goals as they are "
    "recorded; whether a collaboration does good, and what it means to those who sit in it, is not known here."
)


def _limit(default: float, text: str) -> float:
    field: float = attrs.field(
        default=default, metadata=about(f"{text} (*convention*).", low=0, high=1, source="convention")
    )
    return field


@attrs.frozen(kw_only=True, repr=False, eq=False)
class SuggestionRules(Record):
    """From where on an overlap asks for a conversation. No published rule is known: each is a *convention*."""

    writes_defaults: ClassVar[bool] = True

    consolidate_members: float = _limit(0.6, "Consolidate: the least Jaccard of the two rosters")
    consolidate_outcomes: float = _limit(0.6, "Consolidate: the least Jaccard of their goals")
    align_outcomes: float = _limit(0.5, "Align: the least Jaccard of their goals")
    align_members_below: float = _limit(0.3, "Align: what the Jaccard of their rosters stays below")
    coordinate_members: float = _limit(0.5, "Coordinate: the least Jaccard of their rosters")
    coordinate_outcomes_below: float = _limit(0.3, "Coordinate: what the Jaccard of their goals stays below")
    fewest_members: int = attrs.field(
        default=3,
        metadata=about(
            "The smaller roster must have so many members before anybody is asked to join tables (*convention*).",
            unit="members",
            low=1,
            source="convention",
        ),
    )

    def check(self) -> Iterator[Problem]:
        """Yield a problem where two rules would hold of one pair."""
        yield from super().check()
        for low, high in (
            ("align_members_below", "coordinate_members"),
            ("coordinate_outcomes_below", "align_outcomes"),
        ):
            if getattr(self, low) > getattr(self, high):
                message = f"it lies above {high}, so that one pair would be asked two things."
                yield Problem(path=low, code="contradiction", message=message, hint="Lower it.")


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Gain(Record):
    """What could be gained, at most, if people agreed."""

    writes_defaults: ClassVar[bool] = True

    hours_per_month: float | None = attrs.field(
        default=None,
        metadata=about(
            "Hours of meetings that members of several of these tables would save together, if each sat only at the "
            "one that takes most of its time; nothing where that is not known. In an answer of `what_if` the hours "
            "before less those after, below 0 where it would take more.",
            unit="hours",
        ),
    )
    hours_reason: str | None = attrs.field(default=None, metadata=about("Why there are no hours."))
    gaps: tuple[LandscapeCell, ...] = attrs.field(
        default=(),
        metadata=about(
            "Cells in which nobody pursues a goal, and which lie within the goals, ages and places of these "
            "collaborations taken together: they could close them if they agreed to."
        ),
    )
    gaps_reason: str | None = attrs.field(default=None, metadata=about("Why gaps were not looked for."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Loss(Record):
    """What could be lost."""

    writes_defaults: ClassVar[bool] = True

    providers: tuple[LandscapeCell, ...] = attrs.field(
        default=(),
        metadata=about(
            "Cells that only these collaborations serve, and that would be left with one provider."
        ),
    )
    voices: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Members of a table that would go who sit at no other anywhere, sorted.")
    )
    smallest_table: int | None = attrs.field(
        default=None,
        metadata=about(
            "Members of the smallest of these tables; nothing where a roster is not recorded.",
            unit="members",
            low=0,
        ),
    )
    joint_table: int | None = attrs.field(
        default=None,
        metadata=about(
            "Members of one table that takes in all: the more there are, the less each is heard.",
            unit="members",
            low=0,
        ),
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Suggestion(Record):
    """A question for two or more collaborations: whether to consolidate, nest, align or coordinate."""

    writes_defaults: ClassVar[bool] = True

    kind: SuggestionKind = attrs.field(
        metadata=about(
            "`consolidate`: become one; `nest`: become a working group of the first; `align`: agree on shared goals, "
            "measures and shares of the work; `coordinate`: agree on days and agendas of the same people; "
            "`leave_alone`; `cannot_tell`: too little is recorded.",
            source="Pittman, Collective Impact 2.0",
        )
    )
    collaboration_ids: tuple[str, ...] = attrs.field(
        metadata=about("The collaborations, sorted; of a nest the one that holds the others comes first.")
    )
    titles: tuple[str, ...] = attrs.field(metadata=about("What they are called, in the same order."))
    because: str = attrs.field(metadata=about("What the suggestion rests on, with its numbers."))
    members_jaccard: float | None = attrs.field(
        default=None,
        metadata=about("The Jaccard of their rosters; of a group the lowest of its pairs.", low=0, high=1),
    )
    outcomes_jaccard: float | None = attrs.field(
        default=None,
        metadata=about("The Jaccard of their goals; of a group the lowest of its pairs.", low=0, high=1),
    )
    gain: Gain | None = attrs.field(
        default=None, metadata=about("What could be gained; nothing where nothing is suggested.")
    )
    loss: Loss | None = attrs.field(
        default=None, metadata=about("What could be lost; nothing where nothing is suggested.")
    )
    undecided_matches: int | None = attrs.field(
        default=None,
        metadata=about(
            "Likely matches, by the same name or identifier of members or goals, between them or within one of them, "
            "that nobody has decided on: they may share more or less. Nothing where these were not looked for.",
            low=0,
        ),
    )
    questions: tuple[str, ...] = attrs.field(default=(), metadata=about("What to ask each other."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Acknowledgement(Record):
    """What one collaboration brings that no other does, to be said before anything is changed."""

    writes_defaults: ClassVar[bool] = True

    collaboration_id: str = attrs.field(metadata=about("The collaboration."))
    title: str = attrs.field(metadata=about("What it is called."))
    sole_outcomes: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Goals that no other collaboration is recorded to pursue, sorted.")
    )
    sole_cells: tuple[LandscapeCell, ...] = attrs.field(
        default=(),
        metadata=about("Goals, ages and places that it alone serves, and that no other may serve."),
    )
    sole_members: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Members who sit at no other table, sorted.")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Suggestions(Record):
    """What exists, and what it asks of people: acknowledge, align, sometimes consolidate (Pittman)."""

    writes_defaults: ClassVar[bool] = True

    caution: str = attrs.field(default=CAUTION, metadata=about("What these are, and what they are not."))
    suggestions: tuple[Suggestion, ...] = attrs.field(
        default=(),
        metadata=about("Groups and pairs worth a conversation: what to join first, what to coordinate last."),
    )
    cannot_tell: tuple[Suggestion, ...] = attrs.field(
        default=(), metadata=about("Pairs that share something, of which too little is recorded.")
    )
    unrecorded_pairs: int = attrs.field(
        default=0,
        metadata=about(
            "Pairs that share nothing on record, where the roster or the goals of one of the two are not recorded: "
            "whether they ought to talk cannot be told.",
            unit="pairs",
            low=0,
        ),
    )
    undecided_pairs: int | None = attrs.field(
        default=None,
        metadata=about(
            "Pairs of which nothing is asked by what is decided, but that may share more or less once likely matches "
            "between them, or within one of them, are decided on; nothing where these were not looked for.",
            unit="pairs",
            low=0,
        ),
    )
    undecided_reason: str | None = attrs.field(
        default=None, metadata=about("Why likely matches were not looked for, where they were not.")
    )
    groups_reason: str | None = attrs.field(
        default=None, metadata=about("Why pairs are told where groups would be, where they are.")
    )
    left_alone: int = attrs.field(
        default=0,
        metadata=about("Pairs of which enough is recorded, and nothing is asked.", unit="pairs", low=0),
    )
    acknowledged: tuple[Acknowledgement, ...] = attrs.field(
        default=(), metadata=about("What each collaboration alone brings, by sorted ids.")
    )
    titles: Mapping[str, str] = attrs.field(
        default=EMPTY,
        hash=False,
        metadata=about("What the goals and members that are named here are called, by their keys."),
    )
    rules: SuggestionRules = attrs.field(factory=SuggestionRules, metadata=about("The thresholds."))
    on: date | None = attrs.field(
        default=None,
        metadata=about("The day from which meetings are counted; nothing where none are recorded."),
    )
    reason: str | None = attrs.field(default=None, metadata=about("Why there is nothing to say."))

    def of_kind(self, kind: SuggestionKind) -> tuple[Suggestion, ...]:
        """Return the suggestions of one kind."""
        return tuple(found for found in (*self.suggestions, *self.cannot_tell) if found.kind == kind)

    def acknowledgement(self, collaboration_id: str) -> Acknowledgement:
        """Return what one collaboration alone brings.

        Raises:
            UnknownNameError: there is no such collaboration.
        """
        for row in self.acknowledged:
            if row.collaboration_id == collaboration_id:
                return row
        raise UnknownNameError(f"There is no collaboration '{excerpt(collaboration_id)}' here.")

    def __str__(self) -> str:
        from collective_impact.landscape.suggestion_wording import suggestions_text  # noqa: PLC0415 - readers pay

        return suggestions_text(self)
