"""The map of mutually reinforcing activities: who does what towards which outcome, beside whom.

The names below come from the files of this room, each loaded with the first touch. Everything that the
readiness checker needs works without networkx.
"""

from __future__ import annotations

import sys

from collective_impact.room import Room

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collective_impact.network.backbone import BackboneLoad, BackboneLoads, backbone_load
    from collective_impact.network.betweenness import betweenness
    from collective_impact.network.brokerage import (
        Broker,
        BrokerRoles,
        ExternalInternal,
        brokerage,
        ei_index,
        gould_fernandez,
    )
    from collective_impact.network.communities import Communities, communities
    from collective_impact.network.complementarity import Complementarity, complementarity
    from collective_impact.network.core_periphery import CorePeriphery, core_periphery
    from collective_impact.network.cover import Cover, smallest_cover
    from collective_impact.network.coverage import Coverage, CoverageCell, coverage
    from collective_impact.network.departures import Departure, costliest, outcomes_lost
    from collective_impact.network.duplication import Double, Duplication, duplicate_activities, duplication
    from collective_impact.network.incidence import Incidence, incidence
    from collective_impact.network.influence import CrossImpact, Influence, InfluenceRow, influence
    from collective_impact.network.loops import Loop, Loops, loops
    from collective_impact.network.map import ActivityMap, map_activities
    from collective_impact.network.modes import two_mode_graph
    from collective_impact.network.null_models import (
        NullTest,
        curveball,
        null_test,
        rewired,
        shuffled_labels,
    )
    from collective_impact.network.projection import Overlap, overlap, project
    from collective_impact.network.relations import (
        ActivitySets,
        Relation,
        Relations,
        reinforced_activities,
        relations,
    )
    from collective_impact.network.resilience import PartnerLoss, PartnerLosses, if_partner_leaves, resilience
    from collective_impact.network.schedule import Circle, Schedule, schedule
    from collective_impact.network.stability import RankedNode, Ranking, ranking, stability
    from collective_impact.network.structure import Cohesion, centralization, cohesion, density, fragmentation
    from collective_impact.network.ties import ResponseRate, response_rate, ties
    from collective_impact.network.two_mode import Specialisation, nodf, specialisation

__all__ = [
    "ActivityMap",
    "ActivitySets",
    "BackboneLoad",
    "BackboneLoads",
    "Broker",
    "BrokerRoles",
    "Circle",
    "Cohesion",
    "Communities",
    "Complementarity",
    "CorePeriphery",
    "Cover",
    "Coverage",
    "CoverageCell",
    "CrossImpact",
    "Departure",
    "Double",
    "Duplication",
    "ExternalInternal",
    "Incidence",
    "Influence",
    "InfluenceRow",
    "Loop",
    "Loops",
    "NullTest",
    "Overlap",
    "PartnerLoss",
    "PartnerLosses",
    "RankedNode",
    "Ranking",
    "Relation",
    "Relations",
    "ResponseRate",
    "Schedule",
    "Specialisation",
    "backbone_load",
    "betweenness",
    "brokerage",
    "centralization",
    "cohesion",
    "communities",
    "complementarity",
    "core_periphery",
    "costliest",
    "coverage",
    "curveball",
    "density",
    "duplicate_activities",
    "duplication",
    "ei_index",
    "fragmentation",
    "gould_fernandez",
    "if_partner_leaves",
    "incidence",
    "influence",
    "loops",
    "map_activities",
    "nodf",
    "null_test",
    "outcomes_lost",
    "overlap",
    "project",
    "ranking",
    "reinforced_activities",
    "relations",
    "resilience",
    "response_rate",
    "rewired",
    "schedule",
    "shuffled_labels",
    "smallest_cover",
    "specialisation",
    "stability",
    "ties",
    "two_mode_graph",
]

_FILES = {
    "ActivityMap": "map",
    "ActivitySets": "relations",
    "BackboneLoad": "backbone",
    "BackboneLoads": "backbone",
    "Broker": "brokerage",
    "BrokerRoles": "brokerage",
    "Circle": "schedule",
    "Cohesion": "structure",
    "Communities": "communities",
    "Complementarity": "complementarity",
    "CorePeriphery": "core_periphery",
    "Cover": "cover",
    "Coverage": "coverage",
    "CoverageCell": "coverage",
    "CrossImpact": "influence",
    "Departure": "departures",
    "Double": "duplication",
    "Duplication": "duplication",
    "ExternalInternal": "brokerage",
    "Incidence": "incidence",
    "Influence": "influence",
    "InfluenceRow": "influence",
    "Loop": "loops",
    "Loops": "loops",
    "NullTest": "null_models",
    "Overlap": "projection",
    "PartnerLoss": "resilience",
    "PartnerLosses": "resilience",
    "RankedNode": "stability",
    "Ranking": "stability",
    "Relation": "relations",
    "Relations": "relations",
    "ResponseRate": "ties",
    "Schedule": "schedule",
    "Specialisation": "two_mode",
    "backbone_load": "backbone",
    "betweenness": "betweenness",
    "brokerage": "brokerage",
    "centralization": "structure",
    "cohesion": "structure",
    "communities": "communities",
    "complementarity": "complementarity",
    "core_periphery": "core_periphery",
    "costliest": "departures",
    "coverage": "coverage",
    "curveball": "null_models",
    "density": "structure",
    "duplicate_activities": "duplication",
    "duplication": "duplication",
    "ei_index": "brokerage",
    "fragmentation": "structure",
    "gould_fernandez": "brokerage",
    "if_partner_leaves": "resilience",
    "incidence": "incidence",
    "influence": "influence",
    "loops": "loops",
    "map_activities": "map",
    "nodf": "two_mode",
    "null_test": "null_models",
    "outcomes_lost": "departures",
    "overlap": "projection",
    "project": "projection",
    "ranking": "stability",
    "reinforced_activities": "relations",
    "relations": "relations",
    "resilience": "resilience",
    "response_rate": "ties",
    "rewired": "null_models",
    "schedule": "schedule",
    "shuffled_labels": "null_models",
    "smallest_cover": "cover",
    "specialisation": "two_mode",
    "stability": "stability",
    "ties": "ties",
    "two_mode_graph": "modes",
}

sys.modules[__name__].__class__ = Room
