"""What the shared numbers say and whether they may be trusted: progress, trends, gaps, roll-ups, the audit.

The names below come from the files of this room, each loaded with the first touch.
"""

from __future__ import annotations

import sys

from collective_impact.room import Room

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collective_impact.measurement.audit import AuditReport, audit
    from collective_impact.measurement.audit_findings import AuditFinding
    from collective_impact.measurement.audit_rules import AUDIT_RULES, CHECKS, AuditRules
    from collective_impact.measurement.breakdowns import Gap, Gaps, PartsCheck, gaps
    from collective_impact.measurement.combining import Combined, RollUp, combine, roll_up
    from collective_impact.measurement.observations import matrix, observations
    from collective_impact.measurement.pace import PUBLISHED, Pace, PaceRules, pace
    from collective_impact.measurement.progress import Progress, progress
    from collective_impact.measurement.submission_grid import GridRow, SubmissionGrid
    from collective_impact.measurement.trend import Forecast, Trend, TrendRules, trend

__all__ = [
    "AUDIT_RULES",
    "CHECKS",
    "PUBLISHED",
    "AuditFinding",
    "AuditReport",
    "AuditRules",
    "Combined",
    "Forecast",
    "Gap",
    "Gaps",
    "GridRow",
    "Pace",
    "PaceRules",
    "PartsCheck",
    "Progress",
    "RollUp",
    "SubmissionGrid",
    "Trend",
    "TrendRules",
    "audit",
    "combine",
    "gaps",
    "matrix",
    "observations",
    "pace",
    "progress",
    "roll_up",
    "trend",
]

_FILES = {
    "AUDIT_RULES": "audit_rules",
    "CHECKS": "audit_rules",
    "PUBLISHED": "pace",
    "AuditFinding": "audit_findings",
    "AuditReport": "audit",
    "AuditRules": "audit_rules",
    "Combined": "combining",
    "Forecast": "trend",
    "Gap": "breakdowns",
    "Gaps": "breakdowns",
    "GridRow": "submission_grid",
    "Pace": "pace",
    "PaceRules": "pace",
    "PartsCheck": "breakdowns",
    "Progress": "progress",
    "RollUp": "combining",
    "SubmissionGrid": "submission_grid",
    "Trend": "trend",
    "TrendRules": "trend",
    "audit": "audit",
    "combine": "combining",
    "gaps": "breakdowns",
    "matrix": "observations",
    "observations": "observations",
    "pace": "pace",
    "progress": "progress",
    "roll_up": "combining",
    "trend": "trend",
}

sys.modules[__name__].__class__ = Room
