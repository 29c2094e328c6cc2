"""Collective impact: a typed model, a readiness checker and a map of mutually reinforcing activities.

This file is a table of names, nothing else: each is looked up in its room when it is first touched (PEP 562),
so that importing the package costs about as much as importing nothing.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collective_impact.documents import FORMAT as FORMAT
    from collective_impact.documents import from_data as from_data
    from collective_impact.documents import problems_in as problems_in
    from collective_impact.documents import read as read
    from collective_impact.documents import read_text as read_text
    from collective_impact.documents import to_data as to_data
    from collective_impact.documents import write as write
    from collective_impact.errors import CollectiveImpactError as CollectiveImpactError
    from collective_impact.errors import CollectiveImpactWarning as CollectiveImpactWarning
    from collective_impact.errors import DocumentError as DocumentError
    from collective_impact.errors import InvalidRecordError as InvalidRecordError
    from collective_impact.errors import LimitError as LimitError
    from collective_impact.errors import MissingExtraError as MissingExtraError
    from collective_impact.errors import Problem as Problem
    from collective_impact.errors import UnknownNameError as UnknownNameError
    from collective_impact.fields import about as about
    from collective_impact.files import Limits as Limits
    from collective_impact.finding import Finding as Finding
    from collective_impact.landscape.assess_many import assess_many as assess_many
    from collective_impact.landscape.assessment_rows import AssessmentRow as AssessmentRow
    from collective_impact.landscape.assessment_rows import ConditionRow as ConditionRow
    from collective_impact.landscape.assessment_rows import SourceProblem as SourceProblem
    from collective_impact.landscape.backbones import BackboneCell as BackboneCell
    from collective_impact.landscape.backbones import BackboneHolder as BackboneHolder
    from collective_impact.landscape.backbones import Backbones as Backbones
    from collective_impact.landscape.backbones import CommunityBackbone as CommunityBackbone
    from collective_impact.landscape.backbones import SupportActivity as SupportActivity
    from collective_impact.landscape.bridging import BridgingPartner as BridgingPartner
    from collective_impact.landscape.bridging import BridgingPartners as BridgingPartners
    from collective_impact.landscape.community_conditions import COMMUNITY_CONDITIONS as COMMUNITY_CONDITIONS
    from collective_impact.landscape.community_criteria import AgendaFromBirth as AgendaFromBirth
    from collective_impact.landscape.community_criteria import AnswersToABody as AnswersToABody
    from collective_impact.landscape.community_criteria import AudiencesReached as AudiencesReached
    from collective_impact.landscape.community_criteria import CellsServed as CellsServed
    from collective_impact.landscape.community_criteria import CollaborationsInTouch as CollaborationsInTouch
    from collective_impact.landscape.community_criteria import CollaborationsMeet as CollaborationsMeet
    from collective_impact.landscape.community_criteria import CommunityCriterion as CommunityCriterion
    from collective_impact.landscape.community_criteria import GoalsPursued as GoalsPursued
    from collective_impact.landscape.community_criteria import HeardAbove as HeardAbove
    from collective_impact.landscape.community_criteria import LinkedToPerformance as LinkedToPerformance
    from collective_impact.landscape.community_criteria import NotDoubled as NotDoubled
    from collective_impact.landscape.community_criteria import OfTheWhole as OfTheWhole
    from collective_impact.landscape.community_criteria import SaidInTheCommunity as SaidInTheCommunity
    from collective_impact.landscape.community_criteria import WithinTheAgenda as WithinTheAgenda
    from collective_impact.landscape.coverage import AgeSpan as AgeSpan
    from collective_impact.landscape.coverage import LandscapeCell as LandscapeCell
    from collective_impact.landscape.coverage import LandscapeCoverage as LandscapeCoverage
    from collective_impact.landscape.inventory import Body as Body
    from collective_impact.landscape.inventory import Collaboration as Collaboration
    from collective_impact.landscape.inventory import IdentityDecision as IdentityDecision
    from collective_impact.landscape.inventory import Landscape as Landscape
    from collective_impact.landscape.inventory import Organisation as Organisation
    from collective_impact.landscape.matching import LikelyMatch as LikelyMatch
    from collective_impact.landscape.overlap_records import Chance as Chance
    from collective_impact.landscape.overlap_records import LandscapeOverlap as LandscapeOverlap
    from collective_impact.landscape.overlap_records import PairOverlap as PairOverlap
    from collective_impact.landscape.overlap_records import SharedSet as SharedSet
    from collective_impact.landscape.oversight import Oversight as Oversight
    from collective_impact.landscape.oversight import OversightCircle as OversightCircle
    from collective_impact.landscape.ranks import RankedRow as RankedRow
    from collective_impact.landscape.ranks import Ranks as Ranks
    from collective_impact.landscape.suggestion_records import Acknowledgement as Acknowledgement
    from collective_impact.landscape.suggestion_records import Gain as Gain
    from collective_impact.landscape.suggestion_records import Loss as Loss
    from collective_impact.landscape.suggestion_records import Suggestion as Suggestion
    from collective_impact.landscape.suggestion_records import SuggestionRules as SuggestionRules
    from collective_impact.landscape.suggestion_records import Suggestions as Suggestions
    from collective_impact.landscape.what_if import CellChange as CellChange
    from collective_impact.landscape.what_if import LandscapeFigures as LandscapeFigures
    from collective_impact.landscape.what_if import LandscapeWhatIf as LandscapeWhatIf
    from collective_impact.measurement.audit import AuditReport as AuditReport
    from collective_impact.measurement.audit_findings import AuditFinding as AuditFinding
    from collective_impact.measurement.audit_rules import AuditRules as AuditRules
    from collective_impact.measurement.breakdowns import Gap as Gap
    from collective_impact.measurement.breakdowns import Gaps as Gaps
    from collective_impact.measurement.breakdowns import PartsCheck as PartsCheck
    from collective_impact.measurement.combining import Combined as Combined
    from collective_impact.measurement.combining import RollUp as RollUp
    from collective_impact.measurement.pace import Pace as Pace
    from collective_impact.measurement.pace import PaceRules as PaceRules
    from collective_impact.measurement.progress import Progress as Progress
    from collective_impact.measurement.submission_grid import GridRow as GridRow
    from collective_impact.measurement.submission_grid import SubmissionGrid as SubmissionGrid
    from collective_impact.measurement.trend import Forecast as Forecast
    from collective_impact.measurement.trend import Trend as Trend
    from collective_impact.measurement.trend import TrendRules as TrendRules
    from collective_impact.model.activity import Activity as Activity
    from collective_impact.model.activity import Contribution as Contribution
    from collective_impact.model.activity import Reinforcement as Reinforcement
    from collective_impact.model.agenda import Agenda as Agenda
    from collective_impact.model.agenda import Endorsement as Endorsement
    from collective_impact.model.agenda import Outcome as Outcome
    from collective_impact.model.agenda import Strategy as Strategy
    from collective_impact.model.backbone import BackboneRole as BackboneRole
    from collective_impact.model.convening import Channel as Channel
    from collective_impact.model.convening import Convening as Convening
    from collective_impact.model.convening import Decision as Decision
    from collective_impact.model.convening import Meeting as Meeting
    from collective_impact.model.entity import Entity as Entity
    from collective_impact.model.entity import Entry as Entry
    from collective_impact.model.evidence import Evidence as Evidence
    from collective_impact.model.indicator import Baseline as Baseline
    from collective_impact.model.indicator import Indicator as Indicator
    from collective_impact.model.indicator import Measurement as Measurement
    from collective_impact.model.indicator import Series as Series
    from collective_impact.model.indicator import Target as Target
    from collective_impact.model.initiative import Initiative as Initiative
    from collective_impact.model.instrument import Band as Band
    from collective_impact.model.instrument import Construct as Construct
    from collective_impact.model.partner import Partner as Partner
    from collective_impact.model.partner import Tie as Tie
    from collective_impact.model.rating import Instrument as Instrument
    from collective_impact.model.rating import Item as Item
    from collective_impact.model.rating import Rating as Rating
    from collective_impact.model.rating import RatingSet as RatingSet
    from collective_impact.model.rating import Scale as Scale
    from collective_impact.model.values import Cadence as Cadence
    from collective_impact.model.values import Code as Code
    from collective_impact.model.values import Identifier as Identifier
    from collective_impact.model.values import Money as Money
    from collective_impact.model.values import Place as Place
    from collective_impact.model.values import Population as Population
    from collective_impact.model.values import Range as Range
    from collective_impact.model.values import Source as Source
    from collective_impact.network.backbone import BackboneLoad as BackboneLoad
    from collective_impact.network.backbone import BackboneLoads as BackboneLoads
    from collective_impact.network.brokerage import ExternalInternal as ExternalInternal
    from collective_impact.network.complementarity import Complementarity as Complementarity
    from collective_impact.network.cover import Cover as Cover
    from collective_impact.network.coverage import Coverage as Coverage
    from collective_impact.network.coverage import CoverageCell as CoverageCell
    from collective_impact.network.duplication import Double as Double
    from collective_impact.network.duplication import Duplication as Duplication
    from collective_impact.network.influence import CrossImpact as CrossImpact
    from collective_impact.network.influence import Influence as Influence
    from collective_impact.network.influence import InfluenceRow as InfluenceRow
    from collective_impact.network.loops import Loop as Loop
    from collective_impact.network.loops import Loops as Loops
    from collective_impact.network.null_models import NullTest as NullTest
    from collective_impact.network.relations import Relation as Relation
    from collective_impact.network.resilience import PartnerLoss as PartnerLoss
    from collective_impact.network.resilience import PartnerLosses as PartnerLosses
    from collective_impact.network.schedule import Circle as Circle
    from collective_impact.network.schedule import Schedule as Schedule
    from collective_impact.network.two_mode import Specialisation as Specialisation
    from collective_impact.period import Period as Period
    from collective_impact.readiness.answers import Index as Index
    from collective_impact.readiness.answers import NextStep as NextStep
    from collective_impact.readiness.assessment import assess as assess
    from collective_impact.readiness.assessment import compare as compare
    from collective_impact.readiness.assessment import what_if as what_if
    from collective_impact.readiness.backbone_support import DedicatedTime as DedicatedTime
    from collective_impact.readiness.backbone_support import FunctionsCovered as FunctionsCovered
    from collective_impact.readiness.backbone_support import FundingRunway as FundingRunway
    from collective_impact.readiness.backbone_support import Neutral as Neutral
    from collective_impact.readiness.common_agenda import AgendaEndorsed as AgendaEndorsed
    from collective_impact.readiness.common_agenda import CrossSector as CrossSector
    from collective_impact.readiness.common_agenda import JointApproach as JointApproach
    from collective_impact.readiness.common_agenda import MeasurableGoals as MeasurableGoals
    from collective_impact.readiness.common_agenda import ProblemStated as ProblemStated
    from collective_impact.readiness.comparison import Comparison as Comparison
    from collective_impact.readiness.comparison import ConditionChange as ConditionChange
    from collective_impact.readiness.comparison import FindingChange as FindingChange
    from collective_impact.readiness.context import Context as Context
    from collective_impact.readiness.continuous_communication import Attendance as Attendance
    from collective_impact.readiness.continuous_communication import ChannelsKept as ChannelsKept
    from collective_impact.readiness.continuous_communication import RegularMeetings as RegularMeetings
    from collective_impact.readiness.documented import DocumentedCriterion as DocumentedCriterion
    from collective_impact.readiness.documented import PerceivedCriterion as PerceivedCriterion
    from collective_impact.readiness.equity import EQUITY as EQUITY
    from collective_impact.readiness.equity import GapTargets as GapTargets
    from collective_impact.readiness.equity import PowerShared as PowerShared
    from collective_impact.readiness.equity import SystemsChange as SystemsChange
    from collective_impact.readiness.framework import Condition as Condition
    from collective_impact.readiness.framework import Counted as Counted
    from collective_impact.readiness.framework import CountedItem as CountedItem
    from collective_impact.readiness.framework import Criterion as Criterion
    from collective_impact.readiness.framework import Framework as Framework
    from collective_impact.readiness.framework import Tolerant as Tolerant
    from collective_impact.readiness.framework import Windowed as Windowed
    from collective_impact.readiness.frameworks import FIVE_CONDITIONS as FIVE_CONDITIONS
    from collective_impact.readiness.mutually_reinforcing_activities import Connectedness as Connectedness
    from collective_impact.readiness.mutually_reinforcing_activities import Differentiation as Differentiation
    from collective_impact.readiness.mutually_reinforcing_activities import Reinforced as Reinforced
    from collective_impact.readiness.mutually_reinforcing_activities import Resilience as Resilience
    from collective_impact.readiness.mutually_reinforcing_activities import TiedToOutcomes as TiedToOutcomes
    from collective_impact.readiness.mutually_reinforcing_activities import TieQuality as TieQuality
    from collective_impact.readiness.preconditions import PRECONDITIONS as PRECONDITIONS
    from collective_impact.readiness.report import ConditionResult as ConditionResult
    from collective_impact.readiness.report import ReadinessReport as ReadinessReport
    from collective_impact.readiness.robustness import robustness as robustness
    from collective_impact.readiness.scoring import Tally as Tally
    from collective_impact.readiness.shared_measurement import BrokenDown as BrokenDown
    from collective_impact.readiness.shared_measurement import CurrentSeries as CurrentSeries
    from collective_impact.readiness.shared_measurement import DataUsed as DataUsed
    from collective_impact.readiness.shared_measurement import GoalsMeasured as GoalsMeasured
    from collective_impact.readiness.shared_measurement import IndicatorsDefined as IndicatorsDefined
    from collective_impact.readiness.shared_measurement import ReportedByAll as ReportedByAll
    from collective_impact.readiness.shared_measurement import ShortList as ShortList
    from collective_impact.record import Record as Record
    from collective_impact.schema import json_schema as json_schema
    from collective_impact.survey.importance import GapAnalysis as GapAnalysis
    from collective_impact.survey.importance import ImportanceGap as ImportanceGap
    from collective_impact.survey.intervals import Interval as Interval
    from collective_impact.survey.panels import Panel as Panel
    from collective_impact.survey.panels import PanelMark as PanelMark
    from collective_impact.survey.robustness import ConditionChances as ConditionChances
    from collective_impact.survey.robustness import Driver as Driver
    from collective_impact.survey.robustness import Robustness as Robustness
    from collective_impact.survey.topic_scores import GroupScores as GroupScores
    from collective_impact.survey.topic_scores import Scores as Scores
    from collective_impact.survey.topic_scores import TopicScore as TopicScore
    from collective_impact.survey.waves import Change as Change
    from collective_impact.survey.waves import WaveComparison as WaveComparison

__version__ = "0.1.0"

_ROOMS = {
    "documents": (
        "FORMAT",
        "from_data",
        "problems_in",
        "read",
        "read_text",
        "to_data",
        "write",
    ),
    "errors": (
        "CollectiveImpactError",
        "CollectiveImpactWarning",
        "DocumentError",
        "InvalidRecordError",
        "LimitError",
        "MissingExtraError",
        "Problem",
        "UnknownNameError",
    ),
    "fields": ("about",),
    "files": ("Limits",),
    "finding": ("Finding",),
    "landscape.assess_many": ("assess_many",),
    "landscape.assessment_rows": (
        "AssessmentRow",
        "ConditionRow",
        "SourceProblem",
    ),
    "landscape.backbones": (
        "BackboneCell",
        "BackboneHolder",
        "Backbones",
        "CommunityBackbone",
        "SupportActivity",
    ),
    "landscape.bridging": (
        "BridgingPartner",
        "BridgingPartners",
    ),
    "landscape.community_conditions": ("COMMUNITY_CONDITIONS",),
    "landscape.community_criteria": (
        "AgendaFromBirth",
        "AnswersToABody",
        "AudiencesReached",
        "CellsServed",
        "CollaborationsInTouch",
        "CollaborationsMeet",
        "CommunityCriterion",
        "GoalsPursued",
        "HeardAbove",
        "LinkedToPerformance",
        "NotDoubled",
        "OfTheWhole",
        "SaidInTheCommunity",
        "WithinTheAgenda",
    ),
    "landscape.coverage": (
        "AgeSpan",
        "LandscapeCell",
        "LandscapeCoverage",
    ),
    "landscape.inventory": (
        "Body",
        "Collaboration",
        "IdentityDecision",
        "Landscape",
        "Organisation",
    ),
    "landscape.matching": ("LikelyMatch",),
    "landscape.overlap_records": (
        "Chance",
        "LandscapeOverlap",
        "PairOverlap",
        "SharedSet",
    ),
    "landscape.oversight": (
        "Oversight",
        "OversightCircle",
    ),
    "landscape.ranks": (
        "RankedRow",
        "Ranks",
    ),
    "landscape.suggestion_records": (
        "Acknowledgement",
        "Gain",
        "Loss",
        "Suggestion",
        "SuggestionRules",
        "Suggestions",
    ),
    "landscape.what_if": (
        "CellChange",
        "LandscapeFigures",
        "LandscapeWhatIf",
    ),
    "measurement.audit": ("AuditReport",),
    "measurement.audit_findings": ("AuditFinding",),
    "measurement.audit_rules": ("AuditRules",),
    "measurement.breakdowns": (
        "Gap",
        "Gaps",
        "PartsCheck",
    ),
    "measurement.combining": (
        "Combined",
        "RollUp",
    ),
    "measurement.pace": (
        "Pace",
        "PaceRules",
    ),
    "measurement.progress": ("Progress",),
    "measurement.submission_grid": (
        "GridRow",
        "SubmissionGrid",
    ),
    "measurement.trend": (
        "Forecast",
        "Trend",
        "TrendRules",
    ),
    "model.activity": (
        "Activity",
        "Contribution",
        "Reinforcement",
    ),
    "model.agenda": (
        "Agenda",
        "Endorsement",
        "Outcome",
        "Strategy",
    ),
    "model.backbone": ("BackboneRole",),
    "model.convening": (
        "Channel",
        "Convening",
        "Decision",
        "Meeting",
    ),
    "model.entity": (
        "Entity",
        "Entry",
    ),
    "model.evidence": ("Evidence",),
    "model.indicator": (
        "Baseline",
        "Indicator",
        "Measurement",
        "Series",
        "Target",
    ),
    "model.initiative": ("Initiative",),
    "model.instrument": (
        "Band",
        "Construct",
    ),
    "model.partner": (
        "Partner",
        "Tie",
    ),
    "model.rating": (
        "Instrument",
        "Item",
        "Rating",
        "RatingSet",
        "Scale",
    ),
    "model.values": (
        "Cadence",
        "Code",
        "Identifier",
        "Money",
        "Place",
        "Population",
        "Range",
        "Source",
    ),
    "network.backbone": (
        "BackboneLoad",
        "BackboneLoads",
    ),
    "network.brokerage": ("ExternalInternal",),
    "network.complementarity": ("Complementarity",),
    "network.cover": ("Cover",),
    "network.coverage": (
        "Coverage",
        "CoverageCell",
    ),
    "network.duplication": (
        "Double",
        "Duplication",
    ),
    "network.influence": (
        "CrossImpact",
        "Influence",
        "InfluenceRow",
    ),
    "network.loops": (
        "Loop",
        "Loops",
    ),
    "network.null_models": ("NullTest",),
    "network.relations": ("Relation",),
    "network.resilience": (
        "PartnerLoss",
        "PartnerLosses",
    ),
    "network.schedule": (
        "Circle",
        "Schedule",
    ),
    "network.two_mode": ("Specialisation",),
    "period": ("Period",),
    "readiness.answers": (
        "Index",
        "NextStep",
    ),
    "readiness.assessment": (
        "assess",
        "compare",
        "what_if",
    ),
    "readiness.backbone_support": (
        "DedicatedTime",
        "FunctionsCovered",
        "FundingRunway",
        "Neutral",
    ),
    "readiness.common_agenda": (
        "AgendaEndorsed",
        "CrossSector",
        "JointApproach",
        "MeasurableGoals",
        "ProblemStated",
    ),
    "readiness.comparison": (
        "Comparison",
        "ConditionChange",
        "FindingChange",
    ),
    "readiness.context": ("Context",),
    "readiness.continuous_communication": (
        "Attendance",
        "ChannelsKept",
        "RegularMeetings",
    ),
    "readiness.documented": (
        "DocumentedCriterion",
        "PerceivedCriterion",
    ),
    "readiness.equity": (
        "EQUITY",
        "GapTargets",
        "PowerShared",
        "SystemsChange",
    ),
    "readiness.framework": (
        "Condition",
        "Counted",
        "CountedItem",
        "Criterion",
        "Framework",
        "Tolerant",
        "Windowed",
    ),
    "readiness.frameworks": ("FIVE_CONDITIONS",),
    "readiness.mutually_reinforcing_activities": (
        "Connectedness",
        "Differentiation",
        "Reinforced",
        "Resilience",
        "TieQuality",
        "TiedToOutcomes",
    ),
    "readiness.preconditions": ("PRECONDITIONS",),
    "readiness.report": (
        "ConditionResult",
        "ReadinessReport",
    ),
    "readiness.robustness": ("robustness",),
    "readiness.scoring": ("Tally",),
    "readiness.shared_measurement": (
        "BrokenDown",
        "CurrentSeries",
        "DataUsed",
        "GoalsMeasured",
        "IndicatorsDefined",
        "ReportedByAll",
        "ShortList",
    ),
    "record": ("Record",),
    "schema": ("json_schema",),
    "survey.importance": (
        "GapAnalysis",
        "ImportanceGap",
    ),
    "survey.intervals": ("Interval",),
    "survey.panels": (
        "Panel",
        "PanelMark",
    ),
    "survey.robustness": (
        "ConditionChances",
        "Driver",
        "Robustness",
    ),
    "survey.topic_scores": (
        "GroupScores",
        "Scores",
        "TopicScore",
    ),
    "survey.waves": (
        "Change",
        "WaveComparison",
    ),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}
_MODULES = ("interchange", "landscape", "measurement", "network", "reporting", "survey", "testing")

__all__ = ["__version__", *sorted(_ROOM_OF)]  # noqa: PLE0604 # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    room = _ROOM_OF.get(name)
    if room is None and name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = __import__(f"{__name__}.{room or name}", fromlist=["_"])
    held = getattr(module, name) if room else module
    globals()[name] = held
    return held


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_MODULES})
