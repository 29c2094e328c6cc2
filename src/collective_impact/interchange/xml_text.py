"""XML from anywhere to a light tree: bytes enter, an `Element` leaves, and what could do harm is refused.

No document type, no entity and no encoding beyond those that every XML parser knows may enter; sizes are checked
while the parser goes. What an element means is the business of each format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from collective_impact.errors import DocumentError, LimitError, Problem, excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collective_impact.files import Limits

__all__ = ["Element", "parse"]

DEEPEST = 100
MOST_ELEMENTS = 200_000
MOST_ATTRIBUTES = 100
LONGEST_TOKEN = 500_000
PIECE = 65_536
ENCODINGS = frozenset({"UTF-8", "UTF-16", "UTF-16BE", "UTF-16LE", "ISO-8859-1", "US-ASCII"})
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@attrs.define(eq=False, repr=False)
class Element:
    """One element of a document, which remembers what of it has been asked for.

    Names from a namespace are written `{namespace}name`. `language` is the nearest `xml:lang`, its own or
    inherited; `position` counts the elements of the same name in the same parent from 1.
    """

    tag: str
    line: int
    parent: Element | None = None
    position: int = 1
    language: str | None = None
    attributes: dict[str, str] = attrs.field(factory=dict)
    children: list[Element] = attrs.field(factory=list)
    text: str = ""
    visited: bool = False
    asked: set[str] | None = None

    @property
    def path(self) -> str:
        """Where it stands below the root, as XPath writes it: `iati-activity[2]/title[1]`."""
        steps: list[str] = []
        here = self
        while here.parent is not None:
            steps.append(f"{excerpt(here.tag)}[{here.position}]")
            here = here.parent
        return "/".join(reversed(steps))

    def get(self, name: str) -> str | None:
        """Return an attribute without the blanks around it, None where it is absent or blank."""
        if self.asked is None:
            self.asked = set()
        self.asked.add(name)
        return self.attributes.get(name, "").strip() or None

    def rest(self) -> dict[str, str]:
        """Return the attributes that nobody asked for yet, as `@name`."""
        asked: set[str] = self.asked or set()
        self.asked = set(self.attributes)
        return {f"@{name}": value for name, value in self.attributes.items() if name not in asked}

    def all(self, tag: str) -> list[Element]:
        """Return the children of this name."""
        found = [child for child in self.children if child.tag == tag]
        for child in found:
            child.visited = True
        return found

    def first(self, tag: str) -> Element | None:
        """Return the first child of this name, if any."""
        found = next((child for child in self.children if child.tag == tag), None)
        if found is not None:
            found.visited = True
        return found

    def unread(self) -> Iterator[tuple[str, Element]]:
        """Yield what nobody asked for, below this element: children, and attributes as `@name`, with its holder.

        Children of a child that nobody asked for are not named one by one.
        """
        waiting: list[Element] = [self]
        while waiting:
            here = waiting.pop()
            for name in here.attributes:
                if name not in (here.asked or ()):
                    yield f"@{name}", here
            for child in here.children:
                if not child.visited:
                    yield child.tag, child
            waiting.extend(child for child in reversed(here.children) if child.visited)


def parse(data: bytes, limits: Limits) -> Element:
    """Return the root element of an XML document.

    At most `limits.bytes` bytes and texts of `limits.text_length` characters are read, elements stand at most
    100 deep, there are at most 200,000 of them, and none has more than 100 attributes.

    Raises:
        LimitError: the document is larger than that.
        DocumentError: it is not well-formed, has a document type, or is in an encoding that is not known here.
    """
    if len(data) > limits.bytes:
        message = f"There are {len(data):,} bytes; at most {limits.bytes:,} are read."
        raise _refused(LimitError, message, "too_large", None, "Split the file.")
    if not data or data.isspace():
        raise _refused(DocumentError, "There is nothing in it.", "empty", None)
    return _Builder(limits).build(data)


@attrs.define(eq=False)
class _Open:
    """An element that has begun and not ended yet."""

    element: Element
    pieces: list[str] = attrs.field(factory=list)
    length: int = 0
    seen: dict[str, int] = attrs.field(factory=dict)


class _Builder:
    """Puts the tree together while expat goes through the bytes."""

    def __init__(self, limits: Limits) -> None:
        from xml.parsers import expat  # noqa: PLC0415 - only readers of XML pay for it

        self.limits = limits
        self.count = 0
        self.open: list[_Open] = []
        self.expat = expat
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self.declaration
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.CharacterDataHandler = self.characters
        self.parser.EndElementHandler = self.end

    def build(self, data: bytes) -> Element:
        self.open.append(_Open(Element("", 0)))
        try:
            for begin in range(0, len(data), PIECE):
                end = min(begin + PIECE, len(data))
                self.parser.Parse(data[begin:end], end == len(data))
                if end - max(self.parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
                    raise self.limit(
                        f"A single tag or comment has more than {LONGEST_TOKEN:,} bytes.", "too_long"
                    )
        except self.expat.ExpatError as error:
            reason = self.expat.ErrorString(error.code)
            where = f"line {error.lineno}, column {error.offset + 1}"
            hint = "The file may be damaged or cut off: fetch or export it again."
            raise _refused(DocumentError, f"This is not XML: {reason}.", "bad_syntax", where, hint) from error
        root = self.open[0].element.children[0]
        root.parent = None
        return root

    def here(self) -> str:
        return f"line {self.parser.CurrentLineNumber}, column {self.parser.CurrentColumnNumber + 1}"

    def limit(self, message: str, code: str) -> DocumentError:
        return _refused(LimitError, message, code, self.here(), "Split the file, or ask who made it.")

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.upper() not in ENCODINGS:
            message = f"The encoding '{excerpt(encoding)}' is not read here."
            hint = f"Save the file as UTF-8. Read are {', '.join(sorted(ENCODINGS))}."
            raise _refused(DocumentError, message, "bad_encoding", self.here(), hint)

    def doctype(self, *_: object) -> None:
        message = (
            "There is a document type (DOCTYPE). It is refused, because it can define entities that read other "
            "files or grow without end."
        )
        hint = "Remove the DOCTYPE and write out the entities that it defines."
        raise _refused(DocumentError, message, "doctype", self.here(), hint)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) > DEEPEST:
            raise self.limit(f"Elements stand more than {DEEPEST} deep in each other.", "too_deep")
        if self.count > MOST_ELEMENTS:
            raise self.limit(f"There are more than {MOST_ELEMENTS:,} elements.", "too_many_values")
        if len(attributes) > MOST_ATTRIBUTES:
            raise self.limit(f"An element has more than {MOST_ATTRIBUTES} attributes.", "too_many_values")
        around, tag = self.open[-1], _clark(name)
        position = around.seen.get(tag, 0) + 1
        around.seen[tag] = position
        held = {_clark(key): value for key, value in attributes.items()}
        language = held.pop(XML_LANG, "").strip() or around.element.language
        line = self.parser.CurrentLineNumber
        element = Element(tag, line, around.element, position, language, held)
        around.element.children.append(element)
        self.open.append(_Open(element))

    def characters(self, text: str) -> None:
        here = self.open[-1]
        here.length += len(text)
        if here.length > self.limits.text_length:
            raise self.limit(f"A text has more than {self.limits.text_length:,} characters.", "too_long")
        here.pieces.append(text)

    def end(self, _name: str) -> None:
        done = self.open.pop()
        done.element.text = "".join(done.pieces)


def _clark(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    return f"{{{namespace}}}{local}" if namespace else name


def _refused(
    kind: type[DocumentError], message: str, code: str, where: str | None, hint: str | None = None
) -> DocumentError:
    problem = Problem(path="", message=message, code=code, where=where, hint=hint)
    return kind("The XML cannot be read.", [problem])
