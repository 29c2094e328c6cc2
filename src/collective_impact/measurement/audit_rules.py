"""What the audit looks for: its checks with their rules and sources, and the thresholds that they are given.

The codes are public names and stay: CI7xx. No figure is looked at here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

import attrs

from collective_impact.fields import about
from collective_impact.measurement.specification import TOLERANCE
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collective_impact.finding import Effort

__all__ = ["AUDIT_RULES", "CHECKS", "AuditRules", "Check", "Severity"]

Severity = Literal["error", "warning", "note"]
"""It cannot be right, it is doubtful, or it is good to know."""


@attrs.frozen(kw_only=True, repr=False, eq=False)
class AuditRules(Record):
    """The thresholds of the audit; every one is a convention of this library unless it names a source."""

    writes_defaults: ClassVar[bool] = True

    tolerance: float = attrs.field(
        default=TOLERANCE,
        metadata=about("How many times its frequency a figure may be old.", low=1, source="convention"),
    )
    grid_periods: int = attrs.field(
        default=60,
        metadata=about(
            "How many periods back submissions are looked at.", unit="periods", low=1, high=1000,
            source="convention",
        ),
    )  # fmt: skip
    count_tolerance: float = attrs.field(
        default=0.0,
        metadata=about("By how much parts that are counts may miss their total.", low=0, source="convention"),
    )
    sum_share: float = attrs.field(
        default=0.001,
        metadata=about(
            "By what share of the total parts that are amounts may miss it, since they are rounded.",
            low=0, high=1, source="convention",
        ),
    )  # fmt: skip
    rounding_units: float = attrs.field(
        default=1.0,
        metadata=about(
            "By how many units of its last decimal a figure may miss its numerator by its denominator.",
            low=0, source="convention",
        ),
    )  # fmt: skip
    jump_share: float = attrs.field(
        default=0.5,
        metadata=about(
            "A jump is at least this share of the larger figure beside it.",
            low=0,
            high=1,
            source="convention",
        ),
    )
    jump_spread: float = attrs.field(
        default=6.0,
        metadata=about(
            "A jump lies at least this many robust standard deviations (1.4826 times the median absolute "
            "deviation) away from the usual step.",
            low=0, source="Leys et al. (2013), who take 2.5 to 3 for single values; 6 for steps: convention",
        ),
    )  # fmt: skip
    jump_points: int = attrs.field(
        default=5,
        metadata=about("The fewest figures in which a jump can be told.", low=4, source="convention"),
    )
    same_points: int = attrs.field(
        default=4,
        metadata=about(
            "The fewest figures of two partners that are not alike by chance.", low=2, source="convention"
        ),
    )
    running_points: int = attrs.field(
        default=4,
        metadata=about("The fewest figures that look like a running total.", low=3, source="convention"),
    )
    definition_words: int = attrs.field(
        default=4,
        metadata=about("The fewest words of a definition that tells two indicators alike.", low=1, source="convention"),
    )  # fmt: skip
    overlapping: tuple[str, ...] = attrs.field(
        default=("activity", "intervention", "program", "programme", "project", "service"),
        metadata=about(
            "What a breakdown is by where one person may stand in several groups.", source="convention"
        ),
    )


AUDIT_RULES = AuditRules()
"""The thresholds as they are unless you give others."""


class Check(NamedTuple):
    """One thing that the audit looks for."""

    title: str
    rule: str
    source: str
    next_step: str
    severity: Severity = "warning"
    effort: Effort = "small"
    who: str = "data working group"


_SAME = (
    "Indicators are taken for the same where name (in any order of its words) or identifier agree, or a definition "
    "of several words."
)
_SHARED = "Kania & Kramer (2011); Panhandle Partnership: the same indicators across all organisations"
_SUMS = "toladata/TolaActivity#667: parts and totals are separate facts; tolerance: convention"
_ONCE = "toladata/TolaActivity#624; SavageLearning/Machete#242: people are counted once"
_FRIEDMAN = "Friedman (2005)"

CHECKS: Mapping[str, Check] = {
    "CI701": Check(
        "The same indicator in another unit",
        f"{_SAME} Their units must agree.",
        _SHARED,
        "Agree on one unit and convert the figures, or give the two names that tell them apart.",
    ),
    "CI702": Check(
        "The same indicator over other periods",
        f"{_SAME} They must be due equally often, and periods must be of one length, also within one indicator.",
        _SHARED,
        "Agree on one calendar and ask for the figures by it.",
        effort="medium",
    ),
    "CI703": Check(
        "The same indicator with another denominator",
        f"{_SAME} What a percentage or rate is of (`counted`) must agree.",
        _SHARED,
        "Agree on what it is a share of, or give the two names that tell them apart.",
        effort="medium",
    ),
    "CI704": Check(
        "The same indicator for another population",
        f"{_SAME} What is counted, its level and the population of its outcomes must agree.",
        f"{_FRIEDMAN}: never mix the levels",
        "Agree on who is counted, or give the two names that tell them apart.",
        effort="medium",
    ),
    "CI705": Check(
        "The same indicator with another definition",
        f"{_SAME} Their definitions must agree word by word.",
        _SHARED,
        "Agree on one definition, or give the two names that tell them apart.",
        effort="medium",
    ),
    "CI706": Check(
        "The same indicator twice",
        f"{_SAME} It is kept once, with a series for each partner, place and group.",
        _ONCE,
        "Keep one of them and move the series of the other there.",
    ),
    "CI711": Check(
        "Figures missing",
        "A partner that is expected to report has no figure for a period, though the next one is due too or in.",
        _SHARED,
        "Ask for the figures, or record since when, or until when, the partner takes part.",
        effort="medium",
        who="backbone",
    ),
    "CI712": Check(
        "Figures late",
        "The last period that is due has no figure yet from a partner that is expected to report. Due: when the "
        "figure before stops being fresh.",
        f"{_SHARED}; when due: convention",
        "Ask for the figures that are due.",
        who="backbone",
    ),
    "CI713": Check(
        "Figures by another definition",
        "A partner's figures for a period are over other days, or stand under an indicator of the same name whose "
        "unit or definition is another.",
        _SHARED,
        "Ask the partner for the figures by the shared definition.",
        effort="medium",
        who="backbone",
    ),
    "CI721": Check(
        "Groups that do not add up to the total",
        "The sum over all groups of a breakdown is the total, for counts, amounts and denominators.",
        _SUMS,
        "Find the figure that is wrong or the group that is missing; if groups overlap, say so in a note.",
    ),
    "CI722": Check(
        "Partners that do not add up to the total",
        "The sum over all partners is the total, unless people are counted once however many serve them.",
        _SUMS,
        "Find the figure that is wrong or the partner that is missing.",
        effort="medium",
    ),
    "CI723": Check(
        "Places that do not add up to the total",
        "The sum over all places of one kind is the total.",
        _SUMS,
        "Find the figure that is wrong or the place that is missing.",
    ),
    "CI724": Check(
        "A total outside its parts",
        "A percentage, rate or score of all lies between the lowest and the highest of its groups, partners or "
        "places.",
        "akvo/akvo-product-design#186; a weighted mean lies within its values",
        "Work the total out from numerators and denominators, or find the group that is missing.",
    ),
    "CI725": Check(
        "A figure that is not its numerator by its denominator",
        "The figure is numerator / denominator in its unit, to the decimals that it is written with.",
        "akvo/akvo-product-design#186; rounding: convention",
        "Find out which of the three is wrong.",
        severity="error",
    ),
    "CI726": Check(
        "Targets unlike the sum of targets",
        "The target of all is the sum of the targets of groups, of places, or of the periods that it is made of. It "
        "may be meant otherwise.",
        "DevResults: a global target may differ from the sum of its parts",
        "Say in a note that the targets are meant so, or bring them in line.",
        severity="note",
    ),
    "CI731": Check(
        "Two series for the same figures",
        "A partner, place and group have one series.",
        _ONCE,
        "Keep one of the series.",
        severity="error",
    ),
    "CI732": Check(
        "The same figures from two partners",
        "Two partners do not hand in figures that are equal period by period.",
        _ONCE,
        "Ask whether both hand in figures of the same people.",
        effort="medium",
    ),
    "CI733": Check(
        "A partner counted within another",
        "Where a partner is part of another, only one of the two reports the figures.",
        _ONCE,
        "Ask whether the figures of the whole hold those of its part, and keep one of them.",
        effort="medium",
    ),
    "CI734": Check(
        "People of several parts simply added up",
        "People are counted once: where partners or programmes may serve the same people, the total lies below the "
        "sum unless nobody is served by two.",
        _ONCE,
        "Count the people of all together once, or say in a note that nobody is served by two.",
        severity="note",
        effort="large",
    ),
    "CI741": Check(
        "Running totals beside figures of single periods",
        "Figures of one indicator are all since the beginning or all of their period alone.",
        "toladata/TolaActivity; DevResults: incremental and cumulative are stated",
        "Ask who reports running totals, and agree on one way.",
        effort="medium",
    ),
    "CI742": Check(
        "A running total that falls",
        "A figure since the beginning never falls.",
        "by definition",
        "Find the figure that is wrong, or record that the figures are of single periods.",
        severity="error",
    ),
    "CI751": Check(
        "A figure outside its possible range",
        "Figures lie in the valid range; without one, percents from 0 to 100, fractions from 0 to 1, rates from 0 to "
        "their base, and counts from 0; and not beyond the limit.",
        "Open SDG (limit); else by definition",
        "Correct the figure, or record the valid range of the indicator.",
        severity="error",
    ),
    "CI752": Check(
        "A numerator above its base",
        "What is counted above the line is among what is counted below it.",
        "by definition",
        "Find out which of the two is wrong.",
        severity="error",
    ),
    "CI753": Check(
        "A jump that looks like another definition",
        "No step is both large beside the figures around it and far from the usual step, unless a change of "
        "definition is recorded there.",
        "Leys et al. (2013); cuts: convention",
        "Ask whether the definition or the unit changed, and record the day in definition_changes.",
        effort="medium",
    ),
    "CI761": Check(
        "A series that is not kept up",
        "The latest figure is no older than 1.5 times the frequency, or what the rules say instead.",
        f"{_FRIEDMAN}; 1.5 times: convention",
        "Bring the figures up to date, or say that the series has ended.",
        effort="medium",
    ),
    "CI771": Check(
        "Indicators that nobody reports",
        "Each indicator has a figure.",
        _FRIEDMAN,
        "Find out who can report it, or drop it.",
        effort="medium",
    ),
    "CI772": Check(
        "Outcomes that nobody measures",
        "Each outcome has an indicator.",
        f"Kania & Kramer (2011); {_FRIEDMAN}",
        "Choose an indicator for the outcome.",
        effort="medium",
    ),
    "CI773": Check(
        "Population outcomes measured by programmes only",
        "An outcome of a whole population has an indicator at population level: a programme's clients are not the "
        "population.",
        _FRIEDMAN,
        "Choose an indicator of the whole population for the outcome.",
        effort="medium",
    ),
    "CI774": Check(
        "No measure of systems and settings",
        "Beside its population indicators an outcome has one of how the systems and settings behind it perform: of "
        "level system, on the outcome or on one that leads to it.",
        "Pittman, Collective Impact 2.0 (Forum for Youth Investment)",
        "Choose an indicator of how the schools, services or other settings perform that the outcome rests on.",
        severity="note",
        effort="large",
    ),
}
"""Every check by its code."""
