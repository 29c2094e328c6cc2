"""Preconditions of collective impact, CI011 to CI017: what should be there before the five conditions are built.

They stand beside the five and are never mixed in.
"""

from __future__ import annotations

from collective_impact.finding import Effort
from collective_impact.readiness.documented import DocumentedCriterion
from collective_impact.readiness.framework import Condition, Framework

__all__ = ["PRECONDITIONS"]

FSG_2012 = "Hanleybrown, Kania & Kramer (2012)"
FSG_2014 = "FSG (2014)"


def _criterion(  # noqa: PLR0913, PLR0917 - a row of the table below
    code: str, title: str, kind: str, question: str, next_step: str, source: str, effort: Effort
) -> DocumentedCriterion:
    return DocumentedCriterion(
        code=code,
        title=title,
        kind=kind,
        question=question,
        source=source,
        critical=source == FSG_2012,
        next_step=next_step,
        record_step=f"Record dated evidence of kind '{kind}'.",
        effort=effort,
        who="conveners",
    )


PRECONDITIONS = Framework(
    key="preconditions",
    title="Preconditions",
    conditions=(
        Condition(
            key="preconditions",
            title="Preconditions",
            source=f"{FSG_2012}; {FSG_2014}",
            criteria=(
                _criterion(
                    "CI011",
                    "Influential champion",
                    "champion",
                    "Is there a champion whom leaders of all sectors will follow?",
                    "Win a champion, or a small group, whom leaders of all sectors respect.",
                    FSG_2012,
                    "large",
                ),
                _criterion(
                    "CI012",
                    "Adequate finance",
                    "resources",
                    "Is there money for the first two to three years?",
                    "Find an anchor funder for the first years.",
                    FSG_2012,
                    "large",
                ),
                _criterion(
                    "CI013",
                    "Urgency for change",
                    "urgency",
                    "Do people agree that this cannot wait?",
                    "Show with figures and stories why this cannot wait.",
                    FSG_2012,
                    "medium",
                ),
                _criterion(
                    "CI014",
                    "Neutral convener",
                    "convener",
                    "Is there somebody whose invitation all would accept?",
                    "Agree on a convener whose invitation all accept.",
                    FSG_2014,
                    "medium",
                ),
                _criterion(
                    "CI015",
                    "Backbone candidate",
                    "backbone_candidate",
                    "Is there an organisation that could support the whole?",
                    "Ask which organisations could carry backbone functions.",
                    FSG_2014,
                    "medium",
                ),
                _criterion(
                    "CI016",
                    "History of collaboration",
                    "collaboration_history",
                    "Have these organisations worked together before?",
                    "Begin with a small joint project that builds trust.",
                    FSG_2014,
                    "medium",
                ),
                _criterion(
                    "CI017",
                    "Funder alignment",
                    "funder_alignment",
                    "Do funders back one approach instead of many single programmes?",
                    "Bring the funders to one table.",
                    FSG_2014,
                    "large",
                ),
            ),
        ),
    ),
)
"""What ought to be there before an initiative begins (Hanleybrown, Kania & Kramer, 2012; FSG, 2014)."""
