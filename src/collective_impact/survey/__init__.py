"""What partners and raters say, made into scores. It knows neither activities nor measurement.

The names below come from the files of this room, each loaded with the first touch. Nothing here needs numpy.
"""

from __future__ import annotations

import sys

from collective_impact.room import Room

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collective_impact.survey.agreement import krippendorff_alpha
    from collective_impact.survey.doubts import doubts
    from collective_impact.survey.importance import (
        STANDARDS_FOR_CHANGE,
        GapAnalysis,
        ImportanceGap,
        gap_analysis,
        gap_between,
    )
    from collective_impact.survey.intervals import (
        Interval,
        answer_interval,
        bootstrap_interval,
        difference_interval,
        finite_population,
    )
    from collective_impact.survey.panels import Panel, PanelMark, panel
    from collective_impact.survey.rater_agreement import ad, r_star_wg, r_wg, weighted_kappa
    from collective_impact.survey.reliability import MeanSquares, cronbach_alpha, icc, mean_squares
    from collective_impact.survey.robustness import ConditionChances, Driver, Robustness, robustness
    from collective_impact.survey.scoring import score
    from collective_impact.survey.statistic import Statistic, explained
    from collective_impact.survey.topic_scores import GroupScores, Scores, TopicScore
    from collective_impact.survey.verdicts import CriterionFigures, VerdictRules
    from collective_impact.survey.waves import Change, WaveComparison, compare_waves

__all__ = [
    "STANDARDS_FOR_CHANGE",
    "Change",
    "ConditionChances",
    "CriterionFigures",
    "Driver",
    "GapAnalysis",
    "GroupScores",
    "ImportanceGap",
    "Interval",
    "MeanSquares",
    "Panel",
    "PanelMark",
    "Robustness",
    "Scores",
    "Statistic",
    "TopicScore",
    "VerdictRules",
    "WaveComparison",
    "ad",
    "answer_interval",
    "bootstrap_interval",
    "compare_waves",
    "cronbach_alpha",
    "difference_interval",
    "doubts",
    "explained",
    "finite_population",
    "gap_analysis",
    "gap_between",
    "icc",
    "krippendorff_alpha",
    "mean_squares",
    "panel",
    "r_star_wg",
    "r_wg",
    "robustness",
    "score",
    "weighted_kappa",
]

_FILES = {
    "STANDARDS_FOR_CHANGE": "importance",
    "Change": "waves",
    "ConditionChances": "robustness",
    "CriterionFigures": "verdicts",
    "Driver": "robustness",
    "GapAnalysis": "importance",
    "GroupScores": "topic_scores",
    "ImportanceGap": "importance",
    "Interval": "intervals",
    "MeanSquares": "reliability",
    "Panel": "panels",
    "PanelMark": "panels",
    "Robustness": "robustness",
    "Scores": "topic_scores",
    "Statistic": "statistic",
    "TopicScore": "topic_scores",
    "VerdictRules": "verdicts",
    "WaveComparison": "waves",
    "ad": "rater_agreement",
    "answer_interval": "intervals",
    "bootstrap_interval": "intervals",
    "compare_waves": "waves",
    "cronbach_alpha": "reliability",
    "difference_interval": "intervals",
    "doubts": "doubts",
    "explained": "statistic",
    "finite_population": "intervals",
    "gap_analysis": "importance",
    "gap_between": "importance",
    "icc": "reliability",
    "krippendorff_alpha": "agreement",
    "mean_squares": "reliability",
    "panel": "panels",
    "r_star_wg": "rater_agreement",
    "r_wg": "rater_agreement",
    "robustness": "robustness",
    "score": "scoring",
    "weighted_kappa": "rater_agreement",
}

sys.modules[__name__].__class__ = Room
