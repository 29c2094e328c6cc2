"""The small code lists of the IATI activity standard 2.03 that its reader acts upon, and our words for them.

Source: IATI code lists OrganisationRole, OrganisationType, ActivityStatus, ActivityDateType, DescriptionType,
RelatedActivityType, ResultType and IndicatorMeasure. Long lists (countries, sectors) are never checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from collective_impact.model.activity import ActivityStatus
from collective_impact.model.indicator import Direction, Measure
from collective_impact.model.partner import Sector
from collective_impact.record import EMPTY

__all__ = [
    "ACTIVITY_DATES",
    "ASCENDING",
    "CODED",
    "DESCRIPTIONS",
    "MEASURES",
    "NOT_READ",
    "ORGANISATION_TYPES",
    "RELATED",
    "RESULTS",
    "ROLES",
    "STATUSES",
    "Coded",
    "OrganisationType",
]

ROLES: Mapping[str, str] = {"1": "funding", "2": "accountable", "3": "extending", "4": "implementing"}


class OrganisationType(NamedTuple):
    """A term of the code list OrganisationType, and the sector that it stands for here."""

    code: str
    name: str
    sector: Sector


ORGANISATION_TYPES: Mapping[str, OrganisationType] = {
    found.code: found
    for found in (
        OrganisationType("10", "Government", "public"),
        OrganisationType("11", "Local Government", "public"),
        OrganisationType("15", "Other Public Sector", "public"),
        OrganisationType("21", "International NGO", "nonprofit"),
        OrganisationType("22", "National NGO", "nonprofit"),
        OrganisationType("23", "Regional NGO", "nonprofit"),
        OrganisationType("24", "Partner Country based NGO", "nonprofit"),
        OrganisationType("30", "Public Private Partnership", "other"),
        OrganisationType("40", "Multilateral", "other"),
        OrganisationType("60", "Foundation", "philanthropy"),
        OrganisationType("70", "Private Sector", "business"),
        OrganisationType("71", "Private Sector in Provider Country", "business"),
        OrganisationType("72", "Private Sector in Aid Recipient Country", "business"),
        OrganisationType("73", "Private Sector in Third Country", "business"),
        OrganisationType("80", "Academic, Training and Research", "education"),
        OrganisationType("90", "Other", "other"),
    )
}

STATUSES: Mapping[str, ActivityStatus] = {
    "1": "planned",
    "2": "active",
    "3": "active",
    "4": "finished",
    "5": "cancelled",
    "6": "suspended",
}
FINALISATION = "3"
"""A status that is read as active, like 2, so that its code has to be kept beside it."""

ACTIVITY_DATES: Mapping[str, str] = {
    "1": "planned start",
    "2": "actual start",
    "3": "planned end",
    "4": "actual end",
}

DESCRIPTIONS: Mapping[str, Literal["general", "objectives", "target_groups", "other"]] = {
    "1": "general",
    "2": "objectives",
    "3": "target_groups",
    "4": "other",
}

RELATED: Mapping[str, Literal["parent", "child", "sibling", "co_funded", "third_party"]] = {
    "1": "parent",
    "2": "child",
    "3": "sibling",
    "4": "co_funded",
    "5": "third_party",
}

RESULTS: Mapping[str, Literal["output", "outcome", "impact", "other"]] = {
    "1": "output",
    "2": "outcome",
    "3": "impact",
    "9": "other",
}

MEASURES: Mapping[str, Measure] = {
    "1": "count",
    "2": "percent",
    "3": "nominal",
    "4": "ordinal",
    "5": "qualitative",
}

ASCENDING: Mapping[str, Direction] = {
    "1": "increase",
    "true": "increase",
    "0": "decrease",
    "false": "decrease",
}


class Coded(NamedTuple):
    """How an element names a term: the scheme of its codes, by vocabulary where it has one.

    `default` is the vocabulary where none is stated, None where one must be; `known` is empty where any
    vocabulary may stand. A vocabulary without a scheme of its own becomes `{scheme}-{vocabulary}`.
    """

    scheme: str
    has_vocabulary: bool = True
    default: str | None = None
    schemes: Mapping[str, str] = EMPTY
    known: frozenset[str] = frozenset()


CODED: Mapping[str, Coded] = {
    "recipient-country": Coded("ISO-3166-1", has_vocabulary=False),
    "recipient-region": Coded("IATI-RegionVocabulary", default="1"),
    "sector": Coded("IATI-SectorVocabulary", default="1", schemes={"1": "OECD-DAC", "7": "SDG", "8": "SDG"}),
    "tag": Coded(
        "IATI-TagVocabulary",
        schemes={"2": "SDG", "3": "SDG"},
        known=frozenset({"1", "2", "3", "4", "5", "99"}),
    ),
    "policy-marker": Coded(
        "IATI-PolicyMarkerVocabulary", default="1", schemes={"1": "OECD-DAC-PolicyMarker"}
    ),
    "humanitarian-scope": Coded("IATI-HumanitarianScopeVocabulary"),
    "result/reference": Coded("IATI-ResultVocabulary", known=frozenset({"99"})),
    "indicator/reference": Coded(
        "IATI-IndicatorVocabulary",
        schemes={"9": "SDG"},
        known=frozenset({"1", "2", "3", "4", "5", "6", "7", "8", "9", "99"}),
    ),
}

NOT_READ: Mapping[str, str] = {
    "contact-info": "The names, addresses and numbers of persons are never read.",
    "transaction": "Payments are not read; who funds is read from participating-org.",
    "planned-disbursement": "Payments are not read; who funds is read from participating-org.",
    "budget": "Budgets of several periods are not added up; one is read where it is the only one.",
}
"""Why something is not read, where there is more to say than that it is not."""
