"""Terms of code lists and places, as IATI elements name them.

Which record a term or place belongs to is said by the file that reads the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collective_impact.errors import excerpt
from collective_impact.interchange.iati_codes import CODED
from collective_impact.interchange.iati_file import kept
from collective_impact.model.values import Code, Identifier, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from collective_impact.interchange.iati_codes import Coded
    from collective_impact.interchange.iati_file import IatiFile
    from collective_impact.interchange.xml_text import Element

__all__ = ["Places", "codes_of"]

DAC_MARKER = "OECD-DAC-PolicyMarker"
NOT_TARGETED = "0"
NO_REF = "unknown place"


def codes_of(file: IatiFile, holder: Element, names: Iterable[str]) -> tuple[Code, ...]:
    """Return the terms that children of these names stand for, each with the attributes that no field has.

    A name is the element's own (`sector`), or has its holder before it (`indicator/reference`).
    """
    found = [
        _code(file, element, CODED[name]) for name in names for element in holder.all(name.rpartition("/")[2])
    ]
    return tuple(code for code in found if code is not None)


def _code(file: IatiFile, element: Element, coded: Coded) -> Code | None:
    value = element.get("code")
    if value is None:
        file.missing(element, "code")
        return None
    scheme = _scheme(file, element, coded)
    words = file.words(element)
    if scheme == DAC_MARKER and element.attributes.get("significance", "").strip() == NOT_TARGETED:
        element.rest()
        one = "1 policy marker says: not targeted (significance 0); it is not among the codes."
        many = "{count} policy markers say: not targeted (significance 0); they are not among the codes."
        file.count("not_targeted", one, many, element, "significance")
        return None
    facts = {**element.rest(), "narrative": words.others}
    return Code(scheme=scheme, value=value, name=words.name, extra=kept(facts))


def _scheme(file: IatiFile, element: Element, coded: Coded) -> str:
    if not coded.has_vocabulary:
        return coded.scheme
    vocabulary = element.get("vocabulary") or coded.default
    if vocabulary is None:
        file.missing(element, "vocabulary")
        return coded.scheme
    if coded.known and vocabulary not in coded.known:
        message = f"'{excerpt(vocabulary)}' is not in the code list of IATI 2.03; the term is kept."
        hint = f"Known: {', '.join(sorted(coded.known, key=int))}."
        file.tell("unknown_code", message, element, "vocabulary", hint=hint)
    return coded.schemes.get(vocabulary) or f"{coded.scheme}-{vocabulary}"


class Places:
    """The places of a file: one record for each, however often it is mentioned."""

    def __init__(self, file: IatiFile) -> None:
        self._file = file
        self._known: dict[object, Place] = {}
        self._by_ref: dict[str, Place] = {}

    def of_activity(self, activity: Element) -> dict[str, Place]:
        """Return the places of an activity in the order of the file, by their `ref` or else by their id."""
        found: dict[str, Place] = {}
        for element in activity.all("location"):
            ref = element.get("ref")
            place = self._read(element, ref)
            found.setdefault(ref or place.id, place)
        return found

    def of_figure(self, own: Mapping[str, Place], figure: Element) -> Place | None:
        """Return the place of a baseline, target or actual value, None for everywhere.

        A value for several places together belongs to one place that stands for them all.
        """
        named: dict[str, Place] = {}
        for element in figure.all("location"):
            ref = element.get("ref")
            if ref is None:
                self._file.missing(element, "ref")
                ref = NO_REF
            place = own.get(ref) or self._by_ref.get(ref)
            if place is None:
                message = f"no location of this file has the ref '{excerpt(ref)}'."
                self._file.tell("dangling_id", message, element, "ref")
                place = self._by_ref[ref] = Place(id=self._file.told_id(ref, "place", element, "ref"))
            named[place.id] = place
        if len(named) <= 1:
            return next(iter(named.values()), None)
        return self._together(tuple(named[id_] for id_ in sorted(named)), figure)

    def _together(self, places: tuple[Place, ...], figure: Element) -> Place:
        key = tuple(place.id for place in places)
        if key not in self._known:
            name = " + ".join(place.title for place in places)
            note = "Several places together, as one figure names them."
            self._known[key] = Place(id=self._file.ids.take(" + ".join(key), "place"), name=name, note=note)
        one = "1 figure is for several places together; a place of its own stands for them."
        many = "{count} figures are for several places together; a place of its own stands for them."
        self._file.count("several_places", one, many, figure)
        return self._known[key]

    def _read(self, element: Element, ref: str | None) -> Place:
        words = self._file.words(element.first("name"))
        identifiers = [Identifier(scheme="IATI", value=ref)] if ref else []
        for each in element.all("location-id"):
            vocabulary, code = each.get("vocabulary"), each.get("code")
            if vocabulary is None or code is None:
                self._file.missing(each, "code" if code is None else "vocabulary")
            else:
                identifiers.append(Identifier(scheme=f"IATI-GeographicVocabulary-{vocabulary}", value=code))
        rest = element.rest()
        key = (words.text, *(tuple(sorted(facts.items())) for facts in (words.others, rest)), *identifiers)
        if key not in self._known:
            if ref is not None:
                made = self._file.told_id(ref, "place", element, "ref")
            else:
                made = self._file.ids.take(
                    words.name or (identifiers[0].value if identifiers else "place"), "place"
                )
            extra = kept({**rest, "name": words.others})
            place = Place(id=made, name=words.name, identifiers=tuple(identifiers), extra=extra)
            self._known[key] = place
            if ref is not None:
                self._by_ref.setdefault(ref, place)
        return self._known[key]
