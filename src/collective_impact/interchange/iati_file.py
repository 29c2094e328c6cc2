"""One IATI file while it is being read: its problems, the ids that are taken, its texts, dates and numbers.

What a piece means for an initiative is said by the files that read it; here it is only taken out, or told about
where it cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from collective_impact.errors import excerpt
from collective_impact.interchange.iati_codes import NOT_READ
from collective_impact.interchange.ids import Ids
from collective_impact.interchange.remarks import Remarks
from collective_impact.record import EMPTY

if TYPE_CHECKING:
    from collective_impact.errors import Problem, Severity
    from collective_impact.interchange.xml_text import Element

__all__ = ["ACTIVITY", "IatiFile", "Words", "kept", "number"]

T = TypeVar("T")

ACTIVITY = "iati-activity"
UNDETERMINED = "und"
LONGEST_NUMBER = 60
LONGEST_WHOLE_NUMBER = 25
DAY = re.compile(
    r"([1-9]\d{3}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?(?:Z|[+-]\d{2}:\d{2})?\Z", re.ASCII
)
NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?\Z", re.ASCII)


class Words(NamedTuple):
    """The text of an element in one language, and its texts in others by language code."""

    text: str | None = None
    others: Mapping[str, str] = EMPTY
    language: str = UNDETERMINED

    @property
    def name(self) -> str | None:
        """The text on one line, with single blanks."""
        return " ".join(self.text.split()) if self.text else None


def kept(facts: Mapping[str, object]) -> dict[str, object]:
    """Return the `extra` of a record: what IATI says that no field has, without what is empty."""
    stated = {key: fact for key, fact in facts.items() if fact}
    return {"iati": stated} if stated else {}


def number(text: str) -> float | None:
    """Return the number that a text is, written as JSON writes numbers; None for all other texts."""
    found = NUMBER.match(text) if len(text) <= LONGEST_NUMBER else None
    if found is None:
        return None
    if found[1] is None and found[2] is None and len(text.lstrip("-")) <= LONGEST_WHOLE_NUMBER:
        return int(text)
    value = float(text)
    return value if isfinite(value) else None


class IatiFile:
    """What is known of one file while it is read."""

    def __init__(self) -> None:
        self._remarks = Remarks()
        self.ids = Ids()

    def tell(  # noqa: PLR0913 - each is one fact of a problem
        self,
        code: str,
        message: str,
        element: Element,
        attribute: str | None = None,
        *,
        severity: Severity = "warning",
        hint: str | None = None,
    ) -> None:
        """Add a problem with the path and line of an element, or of one of its attributes."""
        path, where = _place_of(element, attribute)
        self._remarks.tell(code, message, path, where, severity=severity, hint=hint)

    def count(  # noqa: PLR0913 - each is one fact of a problem
        self,
        code: str,
        one: str,
        many: str,
        element: Element,
        attribute: str | None = None,
        *,
        severity: Severity = "note",
        hint: str | None = None,
    ) -> None:
        """Count one more case of what is told once: in the words `one`, or in `many` with `{count}` at its start."""
        if not self._remarks.count_again(code, one):
            path, where = _place_of(element, attribute)
            self._remarks.count(code, one, many, path, where, severity=severity, hint=hint)

    def problems(self, root: Element) -> tuple[Problem, ...]:
        """Return all that is to be told, at last what nobody asked for below `root`; at most 1,000 problems."""
        for name, element in root.unread():
            self._count_unread(name, element)
        return self._remarks.problems()

    def _count_unread(self, name: str, element: Element) -> None:
        if name.startswith("@"):
            shown = f"{excerpt(name)} of {excerpt(element.tag or 'iati-activities')}"
            one, many = f"1 attribute {shown} is not read.", f"{{count}} attributes {shown} are not read."
            self.count("not_read", one, many, element, name[1:])
            return
        around = element.parent.tag if element.parent is not None else ""
        shown = excerpt(name if around in ("", ACTIVITY, "iati-activities") else f"{around}/{name}")
        one, many = f"1 {shown} element is not read.", f"{{count}} {shown} elements are not read."
        self.count("not_read", one, many, element, hint=NOT_READ.get(name))

    def told_id(self, original: str, kind: str, element: Element, attribute: str | None = None) -> str:
        """Take an id and return it; where it is not what stands in the file, that is told."""
        made = self.ids.take(original, kind)
        if made != original:
            message = (
                f"the id of this {kind} is '{excerpt(made)}' here, not '{excerpt(original)}': ids are short, have "
                "no '/' and no '*', and belong to one record. The original is kept in identifiers."
            )
            self.tell("changed_id", message, element, attribute, severity="note")
        return made

    def words(self, element: Element | None) -> Words:
        """Return the text of the narratives in the activity's language, else in English, else the first one.

        Texts in other languages come beside it; a text without a language is `und`.
        """
        if element is None:
            return Words()
        found: dict[str, list[str]] = {}
        for narrative in element.all("narrative"):
            if text := narrative.text.strip():
                found.setdefault(_language(narrative), []).append(text)
        if not found:
            if element.text.strip():
                message = "the text stands outside of a narrative element, as in IATI 1, and is not read."
                self.tell("no_narrative", message, element, hint="Put it into <narrative>.")
            return Words()
        texts = {language: "\n".join(held) for language, held in found.items()}
        wanted = (_language(_activity_of(element)), "en")
        chosen = next((language for language in wanted if language in texts), next(iter(texts)))
        return Words(texts.pop(chosen), texts, chosen)

    def child(self, element: Element, tag: str) -> Element | None:
        """Return the first child of a name, which the standard requires; that it is missing is told."""
        found = element.first(tag)
        if found is None:
            self.tell("missing_element", f"the element {tag} is missing.", element)
        return found

    def day(self, element: Element | None, holder: Element) -> date | None:
        """Return the `iso-date` of an element; where there is none, or no day, that is told and None returned."""
        text = element.get("iso-date") if element is not None else None
        if element is None or text is None:
            self.tell("missing_date", "a date is missing.", element or holder, severity="error")
            return None
        found = DAY.match(text)
        if found is not None:
            try:
                return date.fromisoformat(found[1])
            except ValueError:
                pass
        hint = "Write a day of the calendar as 2024-03-31."
        self.tell(
            "bad_date", f"'{excerpt(text)}' is not a date.", element, "iso-date", severity="error", hint=hint
        )
        return None

    def word(
        self, element: Element, name: str, words: Mapping[str, T], default: str | None = None
    ) -> T | None:
        """Return what the code in an attribute stands for; an absent or unknown code is told.

        An unknown code stays among the attributes that nobody asked for, so that it can be kept.
        """
        code = element.attributes.get(name, "").strip() or default
        if code is None:
            self.missing(element, name)
        elif code in words:
            element.get(name)
            return words[code]
        else:
            message = f"'{excerpt(code)}' is not in the code list of IATI 2.03."
            self.tell("unknown_code", message, element, name, hint=f"Known: {', '.join(words)}.")
        return None

    def missing(self, element: Element, name: str) -> None:
        """Tell that an attribute is missing which the standard requires."""
        self.tell("missing_attribute", f"the attribute {name} is missing.", element)


def _place_of(element: Element, attribute: str | None) -> tuple[str, str]:
    path = element.path
    if attribute is not None:
        path = f"{path}/@{excerpt(attribute)}" if path else f"@{excerpt(attribute)}"
    return path, f"line {element.line}"


def _language(element: Element) -> str:
    return (element.language or UNDETERMINED).lower()


def _activity_of(element: Element) -> Element:
    here = element
    while here.tag != ACTIVITY and here.parent is not None:
        here = here.parent
    return here
