"""Participating organisations of an IATI file: one partner for each organisation, one contribution for each role.

An organisation is known by its `ref`, else by its name. The organisation that reports is none of them, unless it
takes part as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import attrs

from collective_impact.errors import excerpt
from collective_impact.interchange.iati_codes import ORGANISATION_TYPES, ROLES
from collective_impact.interchange.iati_file import kept
from collective_impact.model.activity import Contribution
from collective_impact.model.partner import Partner
from collective_impact.model.values import Code, Identifier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collective_impact.interchange.iati_codes import OrganisationType
    from collective_impact.interchange.iati_file import IatiFile, Words
    from collective_impact.interchange.xml_text import Element

__all__ = ["read_partners"]

REGISTER = re.compile(r"([A-Z]{2}-[A-Z0-9]{2,10})-(\S+)\Z", re.ASCII)


class _Entry(NamedTuple):
    """One participating-org element."""

    activity: int
    element: Element
    ref: str | None
    words: Words

    @property
    def spelling(self) -> str:
        """The name as names are compared."""
        return (self.words.name or "").casefold()


@attrs.define
class _Organisation:
    """What the entries of one organisation say together."""

    id: str
    names: dict[str, str] = attrs.field(factory=dict)
    others: dict[str, str] = attrs.field(factory=dict)
    types: dict[str, OrganisationType] = attrs.field(factory=dict)
    roles: dict[str, None] = attrs.field(factory=dict)


def read_partners(
    file: IatiFile, activities: Sequence[Element]
) -> tuple[tuple[Partner, ...], list[tuple[Contribution, ...]]]:
    """Return the partners in the order of the file, and the contributions to each activity."""
    entries = [
        _Entry(position, element, element.get("ref"), file.words(element))
        for position, activity in enumerate(activities)
        for element in activity.all("participating-org")
    ]
    refs_by_name: dict[str, dict[str, None]] = {}
    for entry in entries:
        if entry.ref is not None and entry.spelling:
            refs_by_name.setdefault(entry.spelling, {})[entry.ref] = None
    organisations: dict[tuple[str, str], _Organisation] = {}
    contributions: list[dict[object, Contribution]] = [{} for _ in activities]
    for entry in entries:
        key = _key(file, entry, refs_by_name)
        if key is None:
            continue
        if key not in organisations:
            organisations[key] = _Organisation(_id_of(file, entry, key, refs_by_name))
        contribution = _contribution(file, entry, organisations[key])
        same = (contribution.partner_id, contribution.role, str(contribution.extra))
        contributions[entry.activity][same] = contribution
    partners = tuple(
        _partner(organisation, known_by if kind == "ref" else None)
        for (kind, known_by), organisation in organisations.items()
    )
    return partners, [tuple(held.values()) for held in contributions]


def _key(
    file: IatiFile, entry: _Entry, refs_by_name: Mapping[str, Mapping[str, None]]
) -> tuple[str, str] | None:
    if entry.ref is not None:
        return ("ref", entry.ref)
    if not entry.spelling:
        message = "the organisation has neither a ref nor a name; it is left out."
        file.tell("missing_name", message, entry.element, hint="Say which organisation takes part.")
        return None
    refs = list(refs_by_name.get(entry.spelling, ()))
    if len(refs) != 1:
        return ("name", entry.spelling)
    message = (
        f"'{excerpt(entry.words.name)}' has no ref; it is taken for '{excerpt(refs[0])}', which has its name."
    )
    file.tell("matched_by_name", message, entry.element, severity="note", hint="State the ref each time.")
    return ("ref", refs[0])


def _id_of(
    file: IatiFile, entry: _Entry, key: tuple[str, str], refs_by_name: Mapping[str, Mapping[str, None]]
) -> str:
    kind, known_by = key
    if kind == "ref":
        return file.told_id(known_by, "partner", entry.element, "ref" if entry.ref is not None else None)
    name = entry.words.name or ""
    message = f"'{excerpt(name)}' has no ref; it is known by its name only, and another spelling is another partner."
    several = len(refs_by_name.get(entry.spelling, ()))
    if several:
        message += f" It is none of the {several} organisations with a ref that have the same name."
    hint = "State its identifier in ref; org-id.guide lists the registers."
    file.tell("matched_by_name", message, entry.element, severity="note", hint=hint)
    return file.ids.take(name, "partner")


def _contribution(file: IatiFile, entry: _Entry, organisation: _Organisation) -> Contribution:
    element = entry.element
    role = file.word(element, "role", ROLES)
    if role is not None:
        organisation.roles[role] = None
    if "type" in element.attributes:
        found = file.word(element, "type", ORGANISATION_TYPES)
        if found is not None:
            first = next(iter(organisation.types.values()), found)
            if first.sector != found.sector:
                message = (
                    f"the type {found.code} is not the {first.code} that was stated before, which is taken."
                )
                file.tell("contradiction", message, element, "type", hint="Give an organisation one type.")
            organisation.types[found.code] = found
    if entry.spelling and entry.spelling not in organisation.names:
        if organisation.names:
            one = "1 other name stands with a ref that has one before; it is kept in extra."
            many = "{count} other names stand with a ref that has one before; they are kept in extra."
            file.count("other_name", one, many, element)
        organisation.names[entry.spelling] = entry.words.name or ""
    for language, text in entry.words.others.items():
        organisation.others.setdefault(language, text)
    return Contribution(partner_id=organisation.id, role=role, extra=kept(element.rest()))


def _partner(organisation: _Organisation, ref: str | None) -> Partner:
    names = list(organisation.names.values())
    types = list(organisation.types.values())
    return Partner(
        id=organisation.id,
        name=names[0] if names else None,
        sector=types[0].sector if types else None,
        roles=tuple(organisation.roles),
        identifiers=_identifiers(ref) if ref is not None else (),
        codes=tuple(
            Code(scheme="IATI-OrganisationType", value=found.code, name=found.name) for found in types
        ),
        extra=kept({"narrative": organisation.others, "other_names": names[1:]}),
    )


def _identifiers(ref: str) -> tuple[Identifier, ...]:
    """Return the ref as it stands and, where it has the form of org-id.guide, as the register's own number."""
    whole = Identifier(scheme="IATI", value=ref, kind="organisation")
    found = REGISTER.match(ref)
    return (whole, Identifier(scheme=found[1], value=found[2])) if found else (whole,)
