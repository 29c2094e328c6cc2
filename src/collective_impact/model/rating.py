"""What partners and raters say, in a document of its own beside the initiative, so that it can stay private.

A blank, "don't know" and "not applicable" are three different answers; none of them is a number. How answers
become scores is not said here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from math import isfinite
from typing import Literal

import attrs

from collective_impact.errors import Problem, excerpt
from collective_impact.fields import about
from collective_impact.model.backbone import BackboneFunction
from collective_impact.model.entity import Entry
from collective_impact.model.values import Source
from collective_impact.record import EMPTY

__all__ = ["Instrument", "Item", "Rating", "RatingSet", "Scale"]


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Scale(Entry):
    """The answers that an item allows, from the smallest to the largest number."""

    key: str = attrs.field(metadata=about("Its machine name, unique in the instrument."))
    minimum: float = attrs.field(metadata=about("The number of the lowest answer."))
    maximum: float = attrs.field(metadata=about("The number of the highest answer."))
    labels: Mapping[str, str] = attrs.field(
        default=EMPTY, hash=False, metadata=about("The words of the answers, by the number written as text.")
    )

    def check(self) -> Iterator[Problem]:
        """Yield a problem where the ends are equal, the wrong way round, or too far apart."""
        yield from super().check()
        if self.maximum <= self.minimum:
            message = f"maximum ({self.maximum}) must be above minimum ({self.minimum})."
            yield Problem(path="maximum", code="reversed_range", message=message)
        elif not isfinite(self.maximum - self.minimum):
            message = f"the way from {self.minimum} to {self.maximum} is too long to be worked with."
            hint = "Give the numbers of the answers that the item allows."
            yield Problem(path="maximum", code="out_of_range", message=message, hint=hint)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Item(Entry):
    """A question of an instrument, by its code only: other people's wording is cited, never copied."""

    code: str = attrs.field(metadata=about("Its code in the instrument."))
    scale: str = attrs.field(metadata=about("The key of its scale."))
    criterion: str | None = attrs.field(
        default=None, metadata=about("The code of the criterion that it speaks to.")
    )
    construct: str | None = attrs.field(default=None, metadata=about("The construct that it belongs to."))
    reverse: bool = attrs.field(default=False, metadata=about("Whether a high answer is a bad one."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Instrument(Entry):
    """A questionnaire or rubric: items, their scales, and the criteria that they speak to."""

    key: str = attrs.field(metadata=about("Its machine name."))
    title: str | None = attrs.field(default=None, metadata=about("What people call it."))
    kind: Literal["perceived", "rated"] = attrs.field(
        metadata=about("Whether people say how they see it, or raters judge by a rubric.")
    )
    scales: tuple[Scale, ...] = attrs.field(default=(), metadata=about("Its scales."))
    items: tuple[Item, ...] = attrs.field(default=(), metadata=about("Its items."))

    def check(self) -> Iterator[Problem]:
        """Yield problems of repeated codes and of items whose scale is not there."""
        yield from super().check()
        yield from _repeats("scales", "key", self.scales)
        yield from _repeats("items", "code", self.items)
        known = {scale.key for scale in self.scales}
        for position, item in enumerate(self.items):
            if item.scale not in known:
                message = f"there is no scale with the key '{excerpt(item.scale)}'."
                yield Problem(path=f"items/{position}/scale", code="dangling_id", message=message)


def _repeats(table: str, name: str, rows: tuple[Entry, ...]) -> Iterator[Problem]:
    seen: set[str] = set()
    for position, row in enumerate(rows):
        key = getattr(row, name)
        if key in seen:
            message = f"'{excerpt(key)}' stands here twice."
            yield Problem(path=f"{table}/{position}/{name}", code="repeated_id", message=message)
        seen.add(key)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Rating(Entry):
    """One answer of one person to one item. A blank answer is simply not there."""

    item: str = attrs.field(metadata=about("The code of the item."))
    rater: str = attrs.field(metadata=about("A key that stands for the person; never a name."))
    partner_id: str | None = attrs.field(
        default=None, metadata=about("The partner that the person belongs to.")
    )
    on: date | None = attrs.field(default=None, metadata=about("When it was given."))
    value: float | None = attrs.field(
        default=None, metadata=about("The answer as a number of the item's scale.")
    )
    code: Literal["dont_know", "not_applicable"] | None = attrs.field(
        default=None, metadata=about("Why there is no number.")
    )
    about_id: str | None = attrs.field(
        default=None,
        metadata=about("The indicator, tie or other record that the answer is about, if it is one."),
    )
    function: BackboneFunction | None = attrs.field(
        default=None, metadata=about("The backbone function that the answer is about, if it is one.")
    )

    def check(self) -> Iterator[Problem]:
        """Yield a problem where there is neither a number nor a reason for none, or both."""
        yield from super().check()
        if (self.value is None) == (self.code is None):
            message = "an answer has either a value or a code (dont_know, not_applicable)."
            yield Problem(
                path="value", code="contradiction", message=message, hint="Leave a blank answer out."
            )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class RatingSet(Entry):
    """The answers of one wave, with the instrument that they were asked by."""

    initiative_id: str | None = attrs.field(
        default=None, metadata=about("The initiative that they are about.")
    )
    wave: str | None = attrs.field(default=None, metadata=about("Which round of asking it was."))
    instrument: Instrument = attrs.field(metadata=about("What was asked."))
    ratings: tuple[Rating, ...] = attrs.field(default=(), metadata=about("The answers."))
    source: Source | None = attrs.field(default=None, metadata=about("Where they were read from.", last=True))

    def check(self) -> Iterator[Problem]:
        """Yield problems of answers to unknown items and of numbers outside their scale."""
        yield from super().check()
        scales = {scale.key: scale for scale in self.instrument.scales}
        items = {item.code: scales[item.scale] for item in self.instrument.items}
        for position, rating in enumerate(self.ratings):
            scale = items.get(rating.item)
            if scale is None:
                message = f"the instrument has no item with the code '{excerpt(rating.item)}'."
                yield Problem(path=f"ratings/{position}/item", code="dangling_id", message=message)
            elif rating.value is not None and not scale.minimum <= rating.value <= scale.maximum:
                message = f"{rating.value} lies outside the scale from {scale.minimum} to {scale.maximum}."
                yield Problem(path=f"ratings/{position}/value", code="out_of_range", message=message)
