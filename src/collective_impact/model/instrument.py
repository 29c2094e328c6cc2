"""What was asked: scales with the words of their answers, items, the constructs that they form, and what for.

Anybody can write an instrument as a file. Other people's instruments enter by the codes of their items, never by
their wording. What was answered, and how answers become scores, is not said here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Literal

import attrs

from collective_impact.errors import Problem, excerpt
from collective_impact.fields import about
from collective_impact.model.entity import Entry
from collective_impact.record import EMPTY

__all__ = ["AnswerCode", "Asks", "Band", "Construct", "Instrument", "Item", "Scale", "plain_wording"]

AnswerCode = Literal["dont_know", "not_applicable"]
"""Why an answer is no number. Neither is a blank, and neither is the middle of a scale."""

Asks = Literal["met", "importance"]
"""What an item asks: how far something is so, or how important it is."""

_LONGEST_WORDING = 500


def plain_wording(text: str) -> str:
    """Return a wording as wordings are compared: without case, outer blanks, closing marks, curly apostrophes.

    Empty where there is no wording, or one of more than 500 characters, which is no answer of a scale.
    """
    from unicodedata import normalize  # noqa: PLC0415 - only answers in words pay for it

    if len(text) > _LONGEST_WORDING:
        return ""
    plain = normalize("NFKC", text.replace("\u2019", "'")).casefold()
    return " ".join(plain.split()).rstrip(" .:;!")


def _number(text: str) -> float | None:
    """Return the number that a short text is, whole numbers as such; a comma may stand for the point."""
    import re  # noqa: PLC0415 - only answers in words pay for it

    if not re.fullmatch(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?", text):
        return None
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Band(Entry):
    """What an instrument calls the means from some number on, in its own words and on its own scale."""

    label: str = attrs.field(metadata=about("What its authors call such a mean, `strength` for example."))
    low: float = attrs.field(metadata=about("The lowest mean that is called so."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Scale(Entry):
    """The answers that an item allows, from the smallest to the largest number."""

    key: str = attrs.field(metadata=about("Its machine name, unique in the instrument."))
    minimum: float = attrs.field(metadata=about("The number of the lowest answer."))
    maximum: float = attrs.field(metadata=about("The number of the highest answer."))
    labels: Mapping[str, str] = attrs.field(
        default=EMPTY, hash=False, metadata=about("The words of the answers, by the number written as text.")
    )
    aliases: Mapping[str, float] = attrs.field(
        default=EMPTY,
        hash=False,
        metadata=about("Other words for its answers, in any language: the number that each stands for."),
    )
    dont_know: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Words or codes, in any language, that say: I do not know.")
    )
    not_applicable: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Words or codes, in any language, that say: this is not for me to answer.")
    )
    bands: tuple[Band, ...] = attrs.field(
        default=(),
        metadata=about(
            "What the authors of the instrument call its means, from the lowest on; never converted."
        ),
    )

    def check(self) -> Iterator[Problem]:
        """Yield problems of ends, of words that stand for nothing on the scale or for two things, of bands."""
        yield from super().check()
        if self.maximum <= self.minimum:
            message = f"maximum ({self.maximum}) must be above minimum ({self.minimum})."
            yield Problem(path="maximum", code="reversed_range", message=message)
            return
        if not isfinite(self.maximum - self.minimum):
            message = f"the way from {self.minimum} to {self.maximum} is too long to be worked with."
            hint = "Give the numbers of the answers that the item allows."
            yield Problem(path="maximum", code="out_of_range", message=message, hint=hint)
            return
        for word, number in self.aliases.items():
            if not self.holds(number):
                message = f"{number} lies outside the scale from {self.minimum} to {self.maximum}."
                yield Problem(path=f"aliases/{excerpt(word)}", code="out_of_range", message=message)
        yield from self._check_words()
        for position, band in enumerate(self.bands):
            if not self.holds(band.low):
                message = f"{band.low} lies outside the scale from {self.minimum} to {self.maximum}."
                yield Problem(path=f"bands/{position}/low", code="out_of_range", message=message)
            if position and band.low <= self.bands[position - 1].low:
                message = f"{band.low} does not lie above the band before it."
                yield Problem(path=f"bands/{position}/low", code="not_increasing", message=message)

    def holds(self, number: float) -> bool:
        """Return whether a number lies on the scale."""
        return self.minimum <= number <= self.maximum

    def reversed(self, number: float) -> float:
        """Return the answer that lies as far from the other end: minimum + maximum - number."""
        from collective_impact.arithmetic import total  # noqa: PLC0415 - only scoring pays for it

        return total((self.minimum, self.maximum, -number))

    def wordings(self) -> dict[str, float | AnswerCode]:
        """Return what each wording stands for, by the wording as `plain_wording` gives it.

        A wording that two labels share stands for nothing, and so does a label whose key is no number.
        """
        found: dict[str, float | AnswerCode] = {}
        shared: set[str] = set()
        for key, label in self.labels.items():
            number, plain = _number(key), plain_wording(label)
            if number is not None and found.setdefault(plain, number) != number:
                shared.add(plain)
        for plain in shared:
            del found[plain]
        found.update((plain_wording(word), number) for word, number in self.aliases.items())
        found.update((plain_wording(word), "dont_know") for word in self.dont_know)
        found.update((plain_wording(word), "not_applicable") for word in self.not_applicable)
        found.pop("", None)
        return found

    def answer(self, text: str) -> float | AnswerCode | None:
        """Return what a written answer stands for: a number, a code, or None where that is not known.

        Words come first, then numbers, which may lie outside the scale (ask `holds`). A blank is no answer.
        """
        plain = plain_wording(text)
        return self.wordings().get(plain, _number(plain))

    def band(self, mean: float) -> str | None:
        """Return what the authors of the instrument call a mean; a limit belongs to the band above it."""
        reached = [band.label for band in self.bands if band.low <= mean]
        return reached[-1] if reached else None

    def _check_words(self) -> Iterator[Problem]:
        known: dict[str, object] = {}
        for key, label in self.labels.items():
            known.setdefault(plain_wording(label), _number(key))
        rows = [(f"aliases/{excerpt(word)}", word, number) for word, number in self.aliases.items()]
        for code, words in (("dont_know", self.dont_know), ("not_applicable", self.not_applicable)):
            rows.extend((f"{code}/{position}", word, code) for position, word in enumerate(words))  # type: ignore[misc]
        for path, word, meaning in rows:
            plain = plain_wording(word)
            if not plain:
                message = "a blank is no answer, and one of more than 500 characters is none either."
                yield Problem(path=path, code="blank_wording", message=message)
            elif known.setdefault(plain, meaning) != meaning:
                message = f"'{excerpt(word)}' already stands for {known[plain]}."
                yield Problem(path=path, code="contradiction", message=message, hint="Keep one of the two.")
            elif isinstance(meaning, str) and self._is_answer(plain):
                message = (
                    f"'{excerpt(word)}' is an answer of the scale from {self.minimum} to {self.maximum}."
                )
                hint = "Let the scale end before it, or give the answer another number by aliases."
                yield Problem(path=path, code="contradiction", message=message, hint=hint)

    def _is_answer(self, text: str) -> bool:
        """Return whether a text is a number of the scale that no other words stand for."""
        number = _number(text)
        return number is not None and self.holds(number) and number not in self.aliases.values()


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Item(Entry):
    """A question of an instrument, by its code only: other people's wording is cited, never copied."""

    code: str = attrs.field(metadata=about("Its code in the instrument."))
    scale: str = attrs.field(metadata=about("The key of its scale."))
    criterion: str | None = attrs.field(
        default=None, metadata=about("The code of the criterion that it speaks to.")
    )
    construct: str | None = attrs.field(default=None, metadata=about("The construct that it belongs to."))
    condition: str | None = attrs.field(
        default=None,
        metadata=about("The key of the condition that it speaks to, where its construct does not say it."),
    )
    reverse: bool = attrs.field(default=False, metadata=about("Whether a high answer is a bad one."))
    asks: Asks = attrs.field(
        default="met",
        metadata=about(
            "Whether it asks how far something is so, or how important it is; importance enters no score."
        ),
    )
    headings: tuple[str, ...] = attrs.field(
        default=(), metadata=about("What the column is called in exports, where that is not the code.")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Construct(Entry):
    """What several items ask about together, and the condition or criterion that it speaks to."""

    key: str = attrs.field(metadata=about("Its machine name, unique in the instrument; items name it."))
    title: str | None = attrs.field(default=None, metadata=about("What people call it."))
    condition: str | None = attrs.field(
        default=None, metadata=about("The key of the condition that its items speak to.")
    )
    criterion: str | None = attrs.field(
        default=None, metadata=about("The code of the criterion that its items speak to.")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Instrument(Entry):
    """A questionnaire or rubric: items, their scales, and the criteria that they speak to."""

    key: str = attrs.field(metadata=about("Its machine name."))
    title: str | None = attrs.field(default=None, metadata=about("What people call it."))
    kind: Literal["perceived", "rated"] = attrs.field(
        metadata=about("Whether people say how they see it, or raters judge by a rubric.")
    )
    scales: tuple[Scale, ...] = attrs.field(default=(), metadata=about("Its scales."))
    constructs: tuple[Construct, ...] = attrs.field(
        default=(), metadata=about("What its items ask about together; empty where only items name them.")
    )
    items: tuple[Item, ...] = attrs.field(default=(), metadata=about("Its items."))

    def check(self) -> Iterator[Problem]:
        """Yield problems of repeated names, and of items whose scale or construct is not there or is two."""
        yield from super().check()
        yield from _repeats("scales", "key", self.scales)
        yield from _repeats("constructs", "key", self.constructs)
        yield from self._check_items()

    def scale_of(self, item: Item) -> Scale:
        """Return the scale that an item is answered on."""
        return next(scale for scale in self.scales if scale.key == item.scale)

    def condition_of(self, item: Item) -> str | None:
        """Return the key of the condition that an item speaks to: its own, or that of its construct."""
        return item.condition or getattr(self._construct_of(item), "condition", None)

    def criterion_of(self, item: Item) -> str | None:
        """Return the code of the criterion that an item speaks to: its own, or that of its construct."""
        return item.criterion or getattr(self._construct_of(item), "criterion", None)

    def _construct_of(self, item: Item) -> Construct | None:
        return next((construct for construct in self.constructs if construct.key == item.construct), None)

    def _check_items(self) -> Iterator[Problem]:
        scales = {scale.key for scale in self.scales}
        constructs = {construct.key for construct in self.constructs}
        seen: dict[str, Item] = {}
        for position, item in enumerate(self.items):
            before = seen.setdefault(item.code, item)
            if before is not item:
                yield _second_place(before, item, position)
            if item.scale not in scales:
                message = f"there is no scale with the key '{excerpt(item.scale)}'."
                yield Problem(path=f"items/{position}/scale", code="dangling_id", message=message)
            if constructs and item.construct is not None and item.construct not in constructs:
                message = f"there is no construct with the key '{excerpt(item.construct)}'."
                yield Problem(path=f"items/{position}/construct", code="dangling_id", message=message)


def _second_place(before: Item, item: Item, position: int) -> Problem:
    """Return the problem of an item that stands twice: once too often, or in two constructs."""
    if None in (before.construct, item.construct) or before.construct == item.construct:
        message = f"'{excerpt(item.code)}' stands here twice."
        return Problem(path=f"items/{position}/code", code="repeated_id", message=message)
    message = (
        f"'{excerpt(item.code)}' is an item of '{excerpt(before.construct)}' already, and cannot be one of "
        f"'{excerpt(item.construct)}' as well."
    )
    hint = "Let it belong to the one construct that it was made for."
    return Problem(path=f"items/{position}/construct", code="two_constructs", message=message, hint=hint)


def _repeats(table: str, name: str, rows: tuple[Entry, ...]) -> Iterator[Problem]:
    seen: set[str] = set()
    for position, row in enumerate(rows):
        key = getattr(row, name)
        if key in seen:
            message = f"{key[:40]!r} stands here twice."
            yield Problem(path=f"{table}/{position}/{name}", code="repeated_id", message=message)
        seen.add(key)
