"""One IATI activity to one activity record, with the outcomes and indicators of its results.

How activities hang together and who takes part in them is known before this begins.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import attrs

from collective_impact.errors import excerpt
from collective_impact.interchange.iati_codes import ACTIVITY_DATES, DESCRIPTIONS, STATUSES
from collective_impact.interchange.iati_file import IatiFile, kept, number
from collective_impact.interchange.iati_results import ResultReader
from collective_impact.interchange.iati_terms import Places, codes_of
from collective_impact.model.activity import Activity, Contribution
from collective_impact.model.agenda import Outcome
from collective_impact.model.indicator import Indicator
from collective_impact.model.values import Identifier, Money, Population

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from collective_impact.interchange.xml_text import Element
    from collective_impact.model.activity import ActivityStatus
    from collective_impact.model.values import Place

__all__ = ["ActivityReader", "Draft", "Read"]

CODES = ("recipient-country", "recipient-region", "sector", "tag", "humanitarian-scope", "policy-marker")
CURRENCY = re.compile(r"[A-Z]{3}\Z", re.ASCII)
FINALISATION = "3"


class Draft(NamedTuple):
    """What is known of an activity before it is read: its ids, where it belongs, who takes part."""

    element: Element
    identifier: str | None
    id: str
    part_of_id: str | None
    relations: list[dict[str, str]]
    places: Mapping[str, Place]
    contributions: tuple[Contribution, ...]
    reporter: str | None
    is_lead: bool


class Read(NamedTuple):
    """What an activity gives: its record, its outcomes and indicators, and the objectives it states."""

    activity: Activity
    outcomes: list[Outcome]
    indicators: list[Indicator]
    objectives: str | None


@attrs.frozen
class ActivityReader:
    """Reads activities one after the other."""

    file: IatiFile
    places: Places

    def read(self, draft: Draft) -> Read:
        """Return the records of one activity."""
        element, file = draft.element, self.file
        start = draft.identifier or draft.id
        title = file.words(file.child(element, "title"))
        texts, other_texts = self._descriptions(element, with_objectives=draft.is_lead)
        since, until, other_dates = self._dates(element)
        status, other_status = self._status(element)
        results = ResultReader(file, self.places, draft.places, start)
        outcomes, indicators = results.read(element)
        who = texts.get("target_groups")
        all_places = list(draft.places.values())
        other_places = all_places[1:]
        if other_places:
            one = "1 activity has several locations; the first is its place, the others are kept in extra."
            many = "{count} activities have several locations; the first is the place, the others are kept in extra."
            file.count("several_places_of_activity", one, many, element)
        facts = {
            **element.rest(),
            "@xml:lang": element.language,
            "reporting-org": draft.reporter,
            "title": title.others,
            "description": other_texts,
            "activity-status": other_status,
            "activity-date": other_dates,
            "location": [other.title for other in other_places],
            "related-activity": draft.relations,
        }
        activity = Activity(
            id=draft.id,
            name=title.name,
            identifiers=(Identifier(scheme="IATI", value=draft.identifier),) if draft.identifier else (),
            contributions=draft.contributions,
            outcome_ids=tuple(outcome.id for outcome in outcomes),
            population=Population(id=file.ids.take(f"{start}-target-group", "population"), who=who)
            if who
            else None,
            place=all_places[0] if all_places else None,
            since=since,
            until=until,
            status=status,
            part_of_id=draft.part_of_id,
            budget=self._budget(element),
            codes=codes_of(file, element, CODES),
            note=texts.get("general"),
            extra=kept(facts),
        )
        return Read(activity, outcomes, indicators, texts.get("objectives"))

    def _descriptions(
        self, element: Element, *, with_objectives: bool
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        """Return the texts that have a field, by kind, and all the others by kind and language."""
        fields = {"general", "target_groups", *(["objectives"] if with_objectives else [])}
        texts: dict[str, list[str]] = {}
        others: dict[str, dict[str, list[str]]] = {}
        for each in element.all("description"):
            kind: str | None = self.file.word(each, "type", DESCRIPTIONS, "1")
            kind = kind or f"type {each.get('type')}"
            words = self.file.words(each)
            if words.text is None:
                continue
            spoken = dict(words.others)
            if kind in fields:
                texts.setdefault(kind, []).append(words.text)
            else:
                spoken[words.language] = words.text
            for language, text in spoken.items():
                others.setdefault(kind, {}).setdefault(language, []).append(text)
        return (
            {kind: "\n\n".join(held) for kind, held in texts.items()},
            {kind: {code: "\n\n".join(held) for code, held in by.items()} for kind, by in others.items()},
        )

    def _dates(self, element: Element) -> tuple[date | None, date | None, list[dict[str, str]]]:
        """Return the first and the last day, actual before planned, and the dates that neither of them is."""
        found: dict[str, date] = {}
        elements: dict[str, Element] = {}
        others: list[dict[str, str]] = []
        for each in element.all("activity-date"):
            kind = self.file.word(each, "type", ACTIVITY_DATES)
            day = self.file.day(each, each)
            if kind is None or day is None or kind in found:
                others.append({f"@{name}": value for name, value in each.attributes.items()})
                each.rest()
            else:
                found[kind], elements[kind] = day, each
        start = "actual start" if "actual start" in found else "planned start"
        end = "actual end" if "actual end" in found else "planned end"
        since, until = found.get(start), found.get(end)
        if since is not None and until is not None and until < since:
            message = f"the {end} ({until}) lies before the {start} ({since}); it is left out."
            self.file.tell(
                "reversed_dates", message, elements[end], severity="error", hint="Swap the two dates."
            )
            until, end = None, ""
        others.extend(
            {f"@{name}": value for name, value in each.attributes.items()}
            for kind, each in elements.items()
            if kind not in (start, end)
        )
        return since, until, others

    def _status(self, element: Element) -> tuple[ActivityStatus | None, dict[str, str]]:
        """Return the status, and what its element says beyond it: finalisation is a kind of active here."""
        found = self.file.child(element, "activity-status")
        if found is None:
            return None, {}
        status = self.file.word(found, "code", STATUSES)
        others = found.rest()
        if found.get("code") == FINALISATION:
            others["@code"] = FINALISATION
        return status, others

    def _budget(self, element: Element) -> Money | None:
        if sum(child.tag == "budget" for child in element.children) != 1:
            return None
        (found,) = element.all("budget")
        value = self.file.child(found, "value")
        if value is None:
            return None
        amount = number(value.text.strip())
        currency = value.get("currency") or element.attributes.get("default-currency", "").strip()
        if amount is None:
            message = f"'{excerpt(value.text.strip())}' is not a plain number; the budget is left out."
            self.file.tell(
                "not_a_number", message, value, hint="Write digits and a decimal point only: 1234.5"
            )
            return None
        if not CURRENCY.match(currency):
            message = f"the currency is not three capital letters, found '{excerpt(currency)}'; the budget is left out."
            self.file.tell("bad_currency", message, value, hint="Write a code of ISO 4217, such as USD.")
            return None
        days = {
            tag: each.get("iso-date") for tag in ("period-start", "period-end") for each in found.all(tag)
        }
        facts = {**found.rest(), **days, **value.rest()}
        return Money(amount=amount, currency=currency, extra=kept(facts))
