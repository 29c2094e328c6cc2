"""The landscape: the many collaborations of one community, what they share, and what none of them does.

The names below come from the files of this room, each loaded with the first touch.
"""

from __future__ import annotations

import sys

from collective_impact.room import Room

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collective_impact.landscape.assess_many import assess_many
    from collective_impact.landscape.assessment_rows import AssessmentRow, ConditionRow, SourceProblem
    from collective_impact.landscape.backbones import (
        BackboneCell,
        BackboneHolder,
        Backbones,
        CommunityBackbone,
        SupportActivity,
        backbones,
    )
    from collective_impact.landscape.bridging import BridgingPartner, BridgingPartners, bridging_partners
    from collective_impact.landscape.community_conditions import COMMUNITY_CONDITIONS
    from collective_impact.landscape.community_criteria import CommunityCriterion
    from collective_impact.landscape.coverage import (
        AGE_SPANS,
        AgeSpan,
        LandscapeCell,
        LandscapeCoverage,
        coverage,
    )
    from collective_impact.landscape.inventory import (
        Body,
        Collaboration,
        IdentityDecision,
        Landscape,
        Organisation,
    )
    from collective_impact.landscape.matching import LikelyMatch, likely_matches
    from collective_impact.landscape.opening import gathered, opened
    from collective_impact.landscape.overlap import compare
    from collective_impact.landscape.overlap_records import Chance, LandscapeOverlap, PairOverlap, SharedSet
    from collective_impact.landscape.oversight import Oversight, OversightCircle, doubts, oversight
    from collective_impact.landscape.profile import LandscapeIndex, Profile, index_of
    from collective_impact.landscape.ranks import RankedRow, Ranks, ranks
    from collective_impact.landscape.roster import read_roster
    from collective_impact.landscape.same_names import same_names
    from collective_impact.landscape.suggestion_records import (
        Acknowledgement,
        Gain,
        Loss,
        Suggestion,
        SuggestionRules,
        Suggestions,
    )
    from collective_impact.landscape.suggestions import suggestions
    from collective_impact.landscape.what_if import CellChange, LandscapeFigures, LandscapeWhatIf, what_if

__all__ = [
    "AGE_SPANS",
    "COMMUNITY_CONDITIONS",
    "Acknowledgement",
    "AgeSpan",
    "AssessmentRow",
    "BackboneCell",
    "BackboneHolder",
    "Backbones",
    "Body",
    "BridgingPartner",
    "BridgingPartners",
    "CellChange",
    "Chance",
    "Collaboration",
    "CommunityBackbone",
    "CommunityCriterion",
    "ConditionRow",
    "Gain",
    "IdentityDecision",
    "Landscape",
    "LandscapeCell",
    "LandscapeCoverage",
    "LandscapeFigures",
    "LandscapeIndex",
    "LandscapeOverlap",
    "LandscapeWhatIf",
    "LikelyMatch",
    "Loss",
    "Organisation",
    "Oversight",
    "OversightCircle",
    "PairOverlap",
    "Profile",
    "RankedRow",
    "Ranks",
    "SharedSet",
    "SourceProblem",
    "Suggestion",
    "SuggestionRules",
    "Suggestions",
    "SupportActivity",
    "assess_many",
    "backbones",
    "bridging_partners",
    "compare",
    "coverage",
    "doubts",
    "gathered",
    "index_of",
    "likely_matches",
    "opened",
    "oversight",
    "ranks",
    "read_roster",
    "same_names",
    "suggestions",
    "what_if",
]

_FILES = {
    "AGE_SPANS": "coverage",
    "Acknowledgement": "suggestion_records",
    "AgeSpan": "coverage",
    "AssessmentRow": "assessment_rows",
    "BackboneCell": "backbones",
    "BackboneHolder": "backbones",
    "Backbones": "backbones",
    "Body": "inventory",
    "BridgingPartner": "bridging",
    "BridgingPartners": "bridging",
    "COMMUNITY_CONDITIONS": "community_conditions",
    "CellChange": "what_if",
    "Chance": "overlap_records",
    "Collaboration": "inventory",
    "CommunityBackbone": "backbones",
    "CommunityCriterion": "community_criteria",
    "ConditionRow": "assessment_rows",
    "Gain": "suggestion_records",
    "IdentityDecision": "inventory",
    "Landscape": "inventory",
    "LandscapeCell": "coverage",
    "LandscapeCoverage": "coverage",
    "LandscapeFigures": "what_if",
    "LandscapeIndex": "profile",
    "LandscapeOverlap": "overlap_records",
    "LandscapeWhatIf": "what_if",
    "LikelyMatch": "matching",
    "Loss": "suggestion_records",
    "Organisation": "inventory",
    "Oversight": "oversight",
    "OversightCircle": "oversight",
    "PairOverlap": "overlap_records",
    "Profile": "profile",
    "RankedRow": "ranks",
    "Ranks": "ranks",
    "SharedSet": "overlap_records",
    "SourceProblem": "assessment_rows",
    "Suggestion": "suggestion_records",
    "SuggestionRules": "suggestion_records",
    "Suggestions": "suggestion_records",
    "SupportActivity": "backbones",
    "assess_many": "assess_many",
    "backbones": "backbones",
    "bridging_partners": "bridging",
    "compare": "overlap",
    "coverage": "coverage",
    "doubts": "oversight",
    "gathered": "opening",
    "index_of": "profile",
    "likely_matches": "matching",
    "opened": "opening",
    "oversight": "oversight",
    "ranks": "ranks",
    "read_roster": "roster",
    "same_names": "same_names",
    "suggestions": "suggestions",
    "what_if": "what_if",
}

sys.modules[__name__].__class__ = Room
