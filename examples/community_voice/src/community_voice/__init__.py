"""Community voice as a sixth condition: a condition as data, with one criterion of its own.

An example of an extension. The threshold of the criterion is a convention of this example, not a finding of
research.
"""

from __future__ import annotations

import attrs

import collective_impact as ci

__all__ = ["SIX", "VOICE", "DecisionSeats"]


@attrs.frozen(kw_only=True)
class DecisionSeats(ci.Criterion):
    """Whether partners give decision seats to people who live with the problem."""

    code: str = "VOICE1"
    title: str = "Seats for those who live with it"
    question: str = (
        "Does every partner that decides give enough of its seats to people who live with the problem?"
    )
    rule: str = (
        "The share of partners with decision seats of which at least `minimum_share` "
        "are held by people who live with the problem."
    )
    next_step: str = "Fill decision seats with people who live with the problem."
    record_step: str = "Record for each partner its decision seats, and how many of them such people hold."
    minimum_share: float = attrs.field(
        default=0.25,
        metadata=ci.about(
            "The share of a partner's seats that is enough.", low=0, high=1, source="convention"
        ),
    )

    def assess(self, subject: ci.Initiative, context: ci.Context) -> ci.Finding:
        """Return the share of partners that decide and give enough of their seats."""
        if not subject.partners:
            return self.none_of("partners", context)
        items = [self._item(partner, context) for partner in context.partners]
        return self.share(items, "partners with decision seats give enough of them")

    def _item(self, partner: ci.Partner, context: ci.Context) -> ci.CountedItem:
        """Return one partner, with None wherever something is not recorded."""
        path = f"partners/{partner.id}"
        seats, lived = partner.decision_seats, partner.lived_experience_seats
        if seats is None:
            return ci.CountedItem(path, partner.title, None, context.stated(None, f"{path}/decision_seats"))
        if lived is None and context.is_complete(f"{path}/lived_experience_seats"):
            lived = 0
        if not seats or lived is None:
            return ci.CountedItem(path, partner.title, None, seats > 0)
        return ci.CountedItem(path, partner.title, lived / seats >= self.minimum_share)


VOICE = ci.Condition(
    key="community_voice",
    title="Community voice",
    criteria=(
        DecisionSeats(),
        ci.DocumentedCriterion(
            code="VOICE2",
            title="Answers given",
            question="Did the community hear what became of what it said?",
            kind="feedback",
            window=12,
            next_step="Tell the community what was done with what it said, and keep a dated record.",
            record_step="Record dated evidence of kind feedback.",
        ),
    ),
)

SIX = attrs.evolve(
    ci.FIVE_CONDITIONS.including(VOICE), key="five_and_voice", title="Five conditions and community voice"
)
