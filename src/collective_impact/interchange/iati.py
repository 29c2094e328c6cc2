"""IATI activity files, version 2.03, to one initiative with partners, activities, outcomes and indicators.

An IATI file says what was reported, not what was agreed: it has no backbone, no convening and no endorsement, and
none is made up. What is not read, changed or doubtful is told in the problems of the reading.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from collective_impact.errors import DocumentError, Problem, excerpt
from collective_impact.files import Limits
from collective_impact.files import read_bytes as bytes_of_file
from collective_impact.interchange.iati_activities import ActivityReader, Draft
from collective_impact.interchange.iati_file import ACTIVITY, IatiFile, kept
from collective_impact.interchange.iati_partners import read_partners
from collective_impact.interchange.iati_relations import groups, read_relations
from collective_impact.interchange.iati_terms import Places
from collective_impact.interchange.reading import Reading
from collective_impact.interchange.xml_text import Element, parse
from collective_impact.model.agenda import Agenda
from collective_impact.model.initiative import Initiative
from collective_impact.model.values import Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collective_impact.interchange.iati_activities import Read
    from collective_impact.interchange.iati_relations import Relations
    from collective_impact.model.activity import Contribution
    from collective_impact.model.agenda import Outcome

__all__ = ["read", "read_bytes"]

ROOT = "iati-activities"
KNOWN = "2.03"
OLDER = frozenset({"2.01", "2.02"})


def read(path: str | os.PathLike[str]) -> Reading[Initiative]:
    """Return the initiative that an IATI activity file describes, and what is to be known about the reading.

    Raises:
        DocumentError: the file cannot be opened, is no IATI activity file, or is of version 1.
        LimitError: it is larger than an IATI file may be.
    """
    if not isinstance(path, str | os.PathLike):
        raise DocumentError(f"An IATI file is named by a text or a path, found {excerpt(path)}.")
    data = bytes_of_file(path, Limits())
    name = os.path.basename(os.fsencode(path)).decode("utf-8", "replace")  # noqa: PTH119 - bytes, not a path
    try:
        return read_bytes(data, name=name)
    except DocumentError as error:
        raise type(error)(f"{excerpt(name)}: {error.message}", error.problems, error.count) from error


def read_bytes(data: bytes, *, name: str | None = None) -> Reading[Initiative]:
    """Return the initiative that the bytes of an IATI activity file describe; `name` is what the file is called.

    Every organisation that participates is a partner, every activity an activity, every result an outcome with
    its indicators. One activity, or one that holds all others, gives the initiative its id, name and dates;
    otherwise the organisation that reports does.

    Raises:
        DocumentError: the bytes are no IATI activity file, or one of version 1.
        LimitError: there is more of something than an IATI file may have.
    """
    if not isinstance(data, bytes | bytearray | memoryview):
        raise DocumentError(f"The bytes of a file are expected, found {excerpt(data)}. Encode a text first.")
    root = _rooted(parse(bytes(data), Limits()))
    elements = root.all(ACTIVITY)
    if not elements:
        raise _refused("There is no activity in this file.", "no_activity", root.line)
    file = IatiFile()
    version = _version(file, root, elements)
    value = _initiative(file, root, elements, Source(format="IATI", version=version, file=name))
    return Reading(value=value, problems=file.problems(root))


def _rooted(root: Element) -> Element:
    """Return the list of activities, also where a single activity is the whole file."""
    if root.tag == ACTIVITY:
        around = Element(ROOT, root.line, children=[root])
        root.parent = around
        return around
    if root.tag != ROOT:
        message = f"An IATI activity file begins with <{ROOT}>, this one with <{excerpt(root.tag)}>."
        hint = "IATI organisation files and elements in a namespace are not read."
        raise _refused(message, "wrong_root", root.line, hint)
    return root


def _version(file: IatiFile, root: Element, elements: Sequence[Element]) -> str | None:
    """Return the version that the file states; refuse one that would be half understood."""
    stated: dict[str, Element] = {}
    for element in (root, *elements):
        for name in element.attributes:
            if name.rpartition("}")[2] == "version":
                stated.setdefault(element.get(name) or "", element)
    stated.pop("", None)
    for version, element in stated.items():
        if version.partition(".")[0].lstrip("0") == "1":
            message = (
                f"This file is of IATI version {excerpt(version)}, which writes roles as words and names outside "
                f"of narratives. Only version 2 is read; reading this one by halves would be wrong."
            )
            hint = "Ask for the file in version 2.03, or convert it first."
            raise _refused(message, "old_version", element.line, hint)
        if version.partition(".")[0] != "2":
            raise _refused(f"'{excerpt(version)}' is no version of IATI.", "unknown_version", element.line)
        if version in OLDER:
            message = f"the file is of version {version}; it is read as {KNOWN}, which only adds to it."
            file.tell("older_version", message, element, severity="note")
        elif version != KNOWN:
            message = f"the version {excerpt(version)} is not known here; it is read as {KNOWN}."
            file.tell("unknown_version", message, element, "version")
    if not stated:
        message = f"the file does not state its version; it is read as {KNOWN}."
        file.tell("missing_version", message, root, "version", hint="Ask the publisher to state it.")
    return next(iter(stated), None)


def _initiative(file: IatiFile, root: Element, elements: Sequence[Element], source: Source) -> Initiative:
    identifiers = _identifiers(file, elements)
    relations = read_relations(file, elements, identifiers)
    lead = relations.lead(elements)
    named = identifiers[lead] if lead is not None else None
    initiative_id = (
        None if lead is None or named is None else file.told_id(named, "initiative", elements[lead])
    )
    ids = [
        file.told_id(identifier, "activity", element)
        if identifier
        else file.ids.take(f"activity-{number}", "activity")
        for number, (identifier, element) in enumerate(zip(identifiers, elements, strict=True), 1)
    ]
    partners, contributions = read_partners(file, elements)
    reporters = _reporters(file, elements)
    publishers: dict[str, _Reporter] = {}
    for reporter in reporters:
        if reporter is not None:
            publishers.setdefault(reporter.key, reporter)
    publisher = next(iter(publishers.values())) if len(publishers) == 1 else None
    if initiative_id is None:
        stem = (source.file or "").rpartition(".")[0] or source.file
        initiative_id = file.ids.take(publisher.key if publisher else stem or "initiative", "initiative")
    if lead is None:
        _tell_of_no_lead(file, root, relations, contributions)
    places = Places(file)
    own_places = [places.of_activity(element) for element in elements]
    reader = ActivityReader(file, places)
    read = [
        reader.read(
            Draft(
                element=element,
                identifier=identifiers[here],
                id=ids[here],
                part_of_id=None if parent is None else ids[parent],
                relations=relations.kept[here],
                places=own_places[here],
                contributions=contributions[here],
                reporter=reporter.key if reporter is not None and publisher is None else None,
                is_lead=here == lead,
            )
        )
        for here, (element, parent, reporter) in enumerate(
            zip(elements, relations.parents, reporters, strict=True)
        )
    ]
    outcomes = tuple(outcome for each in read for outcome in each.outcomes)
    if lead is not None:
        facts = _facts_of_lead(file, read[lead], elements[lead], outcomes)
    else:
        facts = {
            "name": publisher.name if publisher is not None else None,
            "agenda": Agenda(outcomes=outcomes),
        }
    names = ", ".join(each.name or each.key for each in publishers.values())
    return Initiative(
        id=initiative_id,
        partners=partners,
        indicators=tuple(indicator for each in read for indicator in each.indicators),
        activities=tuple(each.activity for each in read),
        source=attrs.evolve(
            source,
            original_id=named,
            note=f"Reported by {names}." if names else None,
            extra=kept({"reporting-org": [dict(each.facts) for each in publishers.values()]}),
        ),
        extra=kept(root.rest()),
        **facts,
    )


def _facts_of_lead(
    file: IatiFile, lead: Read, element: Element, outcomes: tuple[Outcome, ...]
) -> dict[str, Any]:
    """Return what the activity that is the whole says of the initiative."""
    activity = lead.activity
    if lead.objectives is not None:
        message = (
            "the objectives of the activity are read as the vision; whether partners share it is not said."
        )
        file.tell("vision_from_objectives", message, element, severity="note")
    return {
        "name": activity.name,
        "identifiers": activity.identifiers,
        "since": activity.since,
        "until": activity.until,
        "agenda": Agenda(vision=lead.objectives, population=activity.population, outcomes=outcomes),
    }


def _identifiers(file: IatiFile, elements: Sequence[Element]) -> list[str | None]:
    """Return the identifier of each activity; missing and repeated ones are told."""
    found: list[str | None] = []
    seen: set[str] = set()
    for element in elements:
        holder = file.child(element, "iati-identifier")
        identifier = holder.text.strip() if holder is not None else ""
        if holder is not None and not identifier:
            file.tell("missing_identifier", "the identifier is empty.", holder, severity="error")
        elif identifier and identifier in seen:
            message = f"the identifier '{excerpt(identifier)}' is used before; this activity gets another id."
            hint = "Where it is the same activity twice, remove one."
            file.tell("repeated_id", message, element, severity="error", hint=hint)
        seen.add(identifier)
        found.append(identifier or None)
    return found


class _Reporter(NamedTuple):
    """The organisation that reports an activity."""

    key: str
    name: str | None
    facts: Mapping[str, object]


def _reporters(file: IatiFile, elements: Sequence[Element]) -> list[_Reporter | None]:
    """Return who reports each activity; each organisation is told once to be neither partner nor backbone."""
    found: list[_Reporter | None] = []
    told: set[str] = set()
    for activity in elements:
        element = file.child(activity, "reporting-org")
        words = file.words(element)
        key = (element.attributes.get("ref", "").strip() or words.name) if element is not None else None
        if element is None or key is None:
            found.append(None)
            continue
        found.append(
            _Reporter(
                key,
                words.name,
                {
                    **element.rest(),
                    "name": words.text or "",
                    **({"narrative": words.others} if words.others else {}),
                },
            )
        )
        if key not in told:
            told.add(key)
            message = (
                f"'{excerpt(words.name or key)}' reports. That makes it neither a partner, unless it participates "
                "as well, nor the backbone; it is kept in source."
            )
            file.tell("publisher", message, element, severity="note")
    return found


def _tell_of_no_lead(
    file: IatiFile, root: Element, relations: Relations, contributions: Sequence[tuple[Contribution, ...]]
) -> None:
    """Tell that no activity holds all others, and where they do not even belong together."""
    message = (
        "no activity holds all the others; the initiative is named after who reports it, or after the file."
    )
    file.tell("no_lead", message, root, severity="note")
    shared = [
        [*(f"partner {each.partner_id}" for each in held), *(f"parent {ref}" for ref in outside)]
        for held, outside in zip(contributions, relations.outside, strict=True)
    ]
    count = groups(relations.parents, shared)
    if count > 1:
        message = f"the activities fall into {count:,} groups that share neither a parent nor a partner."
        hint = "They may be several initiatives: split the file where they are."
        file.tell("several_initiatives", message, root, hint=hint)


def _refused(message: str, code: str, line: int, hint: str | None = None) -> DocumentError:
    problem = Problem(path="", message=message, code=code, where=f"line {line}", hint=hint)
    return DocumentError("This is no IATI activity file that can be read.", [problem])
