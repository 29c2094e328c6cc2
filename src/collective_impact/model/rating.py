"""What partners and raters say, in a document of its own beside the initiative, so that it can stay private.

A blank, "don't know" and "not applicable" are three different answers; none of them is a number. Answers stand in
columns, as an export gives them, or one by one, as a person writes them. How they become scores is not said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from collective_impact.errors import InvalidRecordError, Problem
from collective_impact.fields import about
from collective_impact.model.answer import COLUMNS, Answer, answers_of, columns_of
from collective_impact.model.backbone import BackboneFunction
from collective_impact.model.entity import Entry
from collective_impact.model.instrument import AnswerCode, Band, Construct, Instrument, Item, Scale
from collective_impact.model.values import Source

__all__ = ["Answer", "Band", "Construct", "Instrument", "Item", "Rating", "RatingSet", "Scale"]


_NEEDED = ("items", "raters", "values")
_SHORTEST_SALT = 8


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Rating(Entry):
    """One answer of one person to one item. A blank answer is simply not there."""

    item: str = attrs.field(metadata=about("The code of the item."))
    rater: str = attrs.field(metadata=about("A key that stands for the person; never a name."))
    partner_id: str | None = attrs.field(
        default=None, metadata=about("The partner that the person belongs to.")
    )
    group: str | None = attrs.field(
        default=None, metadata=about("The group that the person belongs to, a role or a coalition.")
    )
    wave: str | None = attrs.field(
        default=None, metadata=about("The round of asking, where it is not that of the whole set.")
    )
    on: date | None = attrs.field(default=None, metadata=about("When it was given."))
    value: float | None = attrs.field(
        default=None, metadata=about("The answer as a number of the item's scale.")
    )
    code: AnswerCode | None = attrs.field(default=None, metadata=about("Why there is no number."))
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
        yield from _contradictions("value", self.value, self.code)


def _contradictions(path: str, value: float | None, code: str | None) -> Iterator[Problem]:
    if (value is None) == (code is None):
        message = "an answer has either a value or a code (dont_know, not_applicable)."
        yield Problem(path=path, code="contradiction", message=message, hint="Leave a blank answer out.")


def _shared(column: Any) -> Any:  # noqa: ANN401 - what is no column is left for the record to refuse
    """Return a column of texts in which equal texts are one."""
    from sys import intern  # noqa: PLC0415 - only columns pay for it

    if not isinstance(column, tuple):
        return column
    return tuple([intern(text) if type(text) is str else text for text in column])


@attrs.frozen(kw_only=True, repr=False, eq=False)
class RatingSet(Entry):
    """Answers, in columns of equal length, one place for each answer, and with them what was asked.

    Iterating gives each as a `Rating`. A column that is empty says nothing of any answer. `ratings` holds the
    answers that are written one by one; they count like those in the columns and come after them.
    """

    initiative_id: str | None = attrs.field(
        default=None, metadata=about("The initiative that they are about.")
    )
    wave: str | None = attrs.field(default=None, metadata=about("Which round of asking it was."))
    instrument: Instrument | None = attrs.field(
        default=None, metadata=about("What was asked; absent where it stands in a document of its own.")
    )
    items: tuple[str, ...] = attrs.field(
        default=(), converter=_shared, metadata=about("The code of the item of each answer.")
    )
    raters: tuple[str, ...] = attrs.field(
        default=(), converter=_shared, metadata=about("A key for the person of each; never a name.")
    )
    values: tuple[float | None, ...] = attrs.field(
        default=(),
        metadata=about("Each answer as a number of its item's scale; nothing where it has a code."),
    )
    codes: tuple[AnswerCode | None, ...] = attrs.field(
        default=(), metadata=about("Why there is no number, where there is none.")
    )
    partner_ids: tuple[str | None, ...] = attrs.field(
        default=(), converter=_shared, metadata=about("The partner that the person of each belongs to.")
    )
    groups: tuple[str | None, ...] = attrs.field(
        default=(), converter=_shared, metadata=about("The group that the person of each belongs to.")
    )
    waves: tuple[str | None, ...] = attrs.field(
        default=(), converter=_shared, metadata=about("The round of asking, where the set has several.")
    )
    days: tuple[date | None, ...] = attrs.field(default=(), metadata=about("When each was given."))
    about_ids: tuple[str | None, ...] = attrs.field(
        default=(), converter=_shared, metadata=about("The record that each is about, if it is about one.")
    )
    functions: tuple[BackboneFunction | None, ...] = attrs.field(
        default=(), metadata=about("The backbone function that each is about, if it is about one.")
    )
    ratings: tuple[Rating, ...] = attrs.field(
        default=(), metadata=about("Answers one by one, as a person writes them; they count like the others.")
    )
    source: Source | None = attrs.field(default=None, metadata=about("Where they were read from.", last=True))

    @classmethod
    def from_records(
        cls,
        rows: Iterable[Mapping[str, Any]],
        *,
        instrument: Instrument | None = None,
        initiative_id: str | None = None,
    ) -> RatingSet:
        """Return the set of answers that rows of plain data describe, one row an answer.

        A row has the keys `rater`, `item` and `value`, and may have `organisation` (the id of the partner),
        `group`, `wave`, `on` (a date), `about_id` and `function`. A value is a number, `dont_know` or
        `not_applicable`, or, where `instrument` is given, the words of the item's scale. None, a blank text and
        NaN are blanks: they are no answers. A name may be a whole number, which is written as text.

        Raises:
            InvalidRecordError: rows cannot be right; its problems are all there are, with paths by row.
        """
        columns = columns_of(answers_of(rows, instrument))
        return cls(initiative_id=initiative_id, instrument=instrument, **columns)

    def check(self) -> Iterator[Problem]:
        """Yield problems of columns that do not fit each other, and of answers that do not fit the instrument."""
        yield from super().check()
        length = len(self.items)
        unequal = [
            Problem(
                path=name,
                code="unequal_columns",
                message=f"{len(column)} entries beside {length} items.",
                hint="Give one for each answer.",
            )
            for name in COLUMNS.values()
            for column in (getattr(self, name),)
            if len(column) != length and (column or name in _NEEDED)
        ]
        yield from unequal
        if not unequal:
            for position, (value, code) in enumerate(
                zip(self.values, self.codes or (None,) * length, strict=True)
            ):
                yield from _contradictions(f"values/{position}", value, code)
            yield from self._misfits()

    def __iter__(self) -> Iterator[Rating]:
        for answer in self._in_columns():
            yield Rating(**answer._asdict())
        yield from self.ratings

    def __len__(self) -> int:
        return len(self.items) + len(self.ratings)

    def __bool__(self) -> bool:
        return True

    def answers(self) -> Iterator[Answer]:
        """Yield every answer as a plain tuple, without making a record for each; the wave of the set filled in."""
        for answer in self._as_they_stand():
            yield answer._replace(wave=self.wave) if answer.wave is None is not self.wave else answer

    def of_wave(self, wave: str | None) -> RatingSet:
        """Return the answers of one round of asking, with all that is said of the whole set."""
        kept = (answer for answer in self.answers() if answer.wave == wave)
        columns = {
            **dict.fromkeys(COLUMNS.values(), ()),
            **columns_of(answer._replace(wave=None) for answer in kept),
        }
        return attrs.evolve(self, **columns, wave=wave, ratings=())

    def pseudonymised(self, salt: str) -> RatingSet:
        """Return the same answers under keys that nobody can lead back to a person without the salt.

        One salt gives a person the same key in every set, so that waves stay comparable; throw it away and the
        way back is gone. Notes, unknown keys, the source and the order of the answers go too, for they can tell
        who it was. Partners, groups and days stay: who is the only one of a group can still be told by it.

        Raises:
            InvalidRecordError: the salt has fewer than 8 characters.
        """
        from hashlib import blake2b  # noqa: PLC0415 - only a pseudonym pays for it

        if len(salt) < _SHORTEST_SALT:
            message = f"A salt needs at least {_SHORTEST_SALT} characters that nobody can guess."
            raise InvalidRecordError(message)
        key = blake2b(salt.encode("utf-8", "surrogatepass"), digest_size=32).digest()
        names = {
            rater: "r" + blake2b(rater.encode("utf-8", "surrogatepass"), key=key, digest_size=10).hexdigest()
            for rater in {*self.raters, *(row.rater for row in self.ratings)}
        }
        renamed = [answer._replace(rater=names[answer.rater]) for answer in self._as_they_stand()]
        renamed.sort(key=lambda answer: tuple((part is not None, str(part)) for part in answer))
        return RatingSet(
            initiative_id=self.initiative_id,
            wave=self.wave,
            instrument=self.instrument,
            **columns_of(renamed),
        )

    def _in_columns(self) -> Iterator[Answer]:
        none = (None,) * len(self.items)
        return map(Answer, *(getattr(self, name) or none for name in COLUMNS.values()))

    def _as_they_stand(self) -> Iterator[Answer]:
        yield from self._in_columns()
        for row in self.ratings:
            yield Answer(*(getattr(row, field) for field in COLUMNS))

    def _misfits(self) -> Iterator[Problem]:
        """Yield problems of answers to unknown items and of numbers outside their scale."""
        if self.instrument is None:
            return
        scales = {scale.key: scale for scale in self.instrument.scales}
        items = {item.code: scales[item.scale] for item in self.instrument.items}
        paths = [(f"items/{place}", f"values/{place}") for place in range(len(self.items))]
        paths.extend(
            (f"ratings/{place}/item", f"ratings/{place}/value") for place in range(len(self.ratings))
        )
        for answer, (item_path, value_path) in zip(self._as_they_stand(), paths, strict=True):
            scale = items.get(answer.item)
            if scale is None:
                message = f"the instrument has no item with the code {answer.item[:40]!r}."
                yield Problem(path=item_path, code="dangling_id", message=message)
            elif answer.value is not None and not scale.holds(answer.value):
                message = f"{answer.value} lies outside the scale from {scale.minimum} to {scale.maximum}."
                yield Problem(path=value_path, code="out_of_range", message=message)
