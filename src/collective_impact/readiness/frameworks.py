"""The framework of the five conditions (Kania & Kramer, 2011)."""

from __future__ import annotations

from collective_impact.readiness.backbone_support import BACKBONE_SUPPORT
from collective_impact.readiness.common_agenda import COMMON_AGENDA
from collective_impact.readiness.continuous_communication import CONTINUOUS_COMMUNICATION
from collective_impact.readiness.framework import Framework
from collective_impact.readiness.mutually_reinforcing_activities import MUTUALLY_REINFORCING_ACTIVITIES
from collective_impact.readiness.shared_measurement import SHARED_MEASUREMENT

__all__ = ["FIVE_CONDITIONS"]

FIVE_CONDITIONS = Framework(
    key="five_conditions",
    title="The five conditions of collective impact",
    conditions=(
        COMMON_AGENDA,
        SHARED_MEASUREMENT,
        MUTUALLY_REINFORCING_ACTIVITIES,
        CONTINUOUS_COMMUNICATION,
        BACKBONE_SUPPORT,
    ),
    sources={
        "level_cuts": "convention",
        "coverage_limit": "convention",
        "weights": "convention: all criteria weigh the same, the length of the list nothing",
        "practice_level": "convention; that all five are needed: Kania & Kramer (2011)",
    },
)
"""What collective impact asks of one initiative (Kania & Kramer, 2011): five conditions, all needed together."""
