"""Pictures and diagrams of results: functions over results, so that none of them knows how it is drawn.

The names below come from the files of this room, each loaded with the first touch. Plots need matplotlib (extra
`report`), diagrams nothing.
"""

from __future__ import annotations

import sys

from collective_impact.room import Room

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collective_impact.reporting.bridging_plots import plot_bridging_partners
    from collective_impact.reporting.diagrams import dot, mermaid
    from collective_impact.reporting.landscape_network import landscape_graphml
    from collective_impact.reporting.landscape_plots import plot_community_coverage
    from collective_impact.reporting.measurement_plots import plot_gap, plot_trend
    from collective_impact.reporting.overlap_plots import plot_overlap, plot_shared_sets
    from collective_impact.reporting.plots import plot_coverage, plot_map, svg
    from collective_impact.reporting.submission_plots import plot_submissions
    from collective_impact.reporting.survey_plots import plot_answers, plot_importance, plot_profile

__all__ = [
    "dot",
    "landscape_graphml",
    "mermaid",
    "plot_answers",
    "plot_bridging_partners",
    "plot_community_coverage",
    "plot_coverage",
    "plot_gap",
    "plot_importance",
    "plot_map",
    "plot_overlap",
    "plot_profile",
    "plot_shared_sets",
    "plot_submissions",
    "plot_trend",
    "svg",
]

_FILES = {
    "dot": "diagrams",
    "landscape_graphml": "landscape_network",
    "mermaid": "diagrams",
    "plot_answers": "survey_plots",
    "plot_bridging_partners": "bridging_plots",
    "plot_community_coverage": "landscape_plots",
    "plot_coverage": "plots",
    "plot_gap": "measurement_plots",
    "plot_importance": "survey_plots",
    "plot_map": "plots",
    "plot_overlap": "overlap_plots",
    "plot_profile": "survey_plots",
    "plot_shared_sets": "overlap_plots",
    "plot_submissions": "submission_plots",
    "plot_trend": "measurement_plots",
    "svg": "plots",
}

sys.modules[__name__].__class__ = Room
