"""Rater panels: marks that were given independently by a rubric, how far they agree, and what was agreed afterwards.

The marks of a rubric come in, one row for each thing that was judged goes out. Answers of a survey are refused, for
here every single mark is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import attrs

from collective_impact.arithmetic import median, share, total
from collective_impact.errors import InvalidRecordError, Problem, UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.record import Record
from collective_impact.survey.agreement import krippendorff_alpha
from collective_impact.survey.persons import FEWEST, by_person, mean_mark, sheet_of, topics_of
from collective_impact.survey.rater_agreement import ad
from collective_impact.survey.reliability import icc
from collective_impact.survey.statistic import explained

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from collective_impact.model.instrument import Instrument, Item
    from collective_impact.model.rating import RatingSet
    from collective_impact.survey.persons import Mark

__all__ = ["Panel", "PanelMark", "panel"]

STEP = 1.0
"""Marks that lie no further apart count as agreeing; a convention."""


@attrs.frozen(kw_only=True, repr=False, eq=False)
class PanelMark(Record):
    """What a panel says of one item: the marks of its raters, and the consensus with the disagreement kept.

    All marks are on the scale of the item, reverse items turned round.
    """

    writes_defaults: ClassVar[bool] = True

    item: str = attrs.field(metadata=about("The code of the item."))
    construct: str | None = attrs.field(default=None, metadata=about("The construct that it belongs to."))
    criterion: str | None = attrs.field(default=None, metadata=about("The criterion that it speaks to."))
    condition: str | None = attrs.field(default=None, metadata=about("The condition that it speaks to."))
    minimum: float = attrs.field(metadata=about("The lowest possible mark."))
    maximum: float = attrs.field(metadata=about("The highest possible mark."))
    n: int = attrs.field(metadata=about("How many raters gave a mark.", low=0))
    marks: tuple[float, ...] = attrs.field(
        default=(), metadata=about("The independent marks, the lowest first; whose they are is not told.")
    )
    mean: float | None = attrs.field(default=None, metadata=about("The mean of the marks."))
    median: float | None = attrs.field(default=None, metadata=about("The mark in the middle."))
    apart: float | None = attrs.field(
        default=None, metadata=about("How far the lowest and the highest mark lie apart.", low=0)
    )
    average_deviation: float | None = attrs.field(
        default=None,
        metadata=about(
            "The mean distance of the marks from their mean.",
            low=0,
            source="Burke, Finkelstein & Dusig (1999)",
        ),
    )
    agreed: bool | None = attrs.field(
        default=None, metadata=about("Whether the independent marks lie close enough together.")
    )
    consensus: float | None = attrs.field(
        default=None, metadata=about("The mark that the raters agreed on when they had talked about it.")
    )
    moved: float | None = attrs.field(
        default=None, metadata=about("The consensus less the mean of the independent marks.")
    )
    score: float | None = attrs.field(
        default=None,
        metadata=about("The consensus, or the mean where there is none, on 0 to 1.", low=0, high=1),
    )
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is no score, where there is none.")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Panel(Record):
    """What a panel of raters says, the lowest first, and how far its raters agree over all items.

    Iterating gives each `PanelMark`.
    """

    writes_defaults: ClassVar[bool] = True

    instrument: str = attrs.field(metadata=about("The key of the rubric."))
    raters: int = attrs.field(metadata=about("How many raters there are.", low=0))
    step: float = attrs.field(
        default=STEP,
        metadata=about("Marks that lie no further apart agree.", low=0, source="convention: one step"),
    )
    marks: tuple[PanelMark, ...] = attrs.field(
        default=(), metadata=about("One for each item; those without a score come last.")
    )
    alpha: float | None = attrs.field(
        default=None,
        metadata=about(
            "Krippendorff's alpha, ordinal, over all items.", high=1, source="Krippendorff (2011)"
        ),
    )
    alpha_reason: str | None = attrs.field(default=None, metadata=about("Why there is no alpha."))
    icc: float | None = attrs.field(
        default=None,
        metadata=about(
            "ICC(2,k), of the mean of the raters, over the items that all have marked.",
            high=1,
            source="Shrout & Fleiss (1979)",
        ),
    )
    icc_reason: str | None = attrs.field(default=None, metadata=about("Why there is no ICC."))

    def __iter__(self) -> Iterator[PanelMark]:
        yield from self.marks

    def __len__(self) -> int:
        return len(self.marks)

    def item(self, code: str) -> PanelMark:
        """Return what the panel says of one item.

        Raises:
            UnknownNameError: the rubric has no such item.
        """
        known = {mark.item: mark for mark in self.marks}
        if code not in known:
            hint = did_you_mean(str(code), [*known])
            raise UnknownNameError(f"The rubric has no item with the code '{excerpt(code)}'. {hint}")
        return known[code]

    def to_discuss(self) -> tuple[PanelMark, ...]:
        """Return the items on which the raters lie apart and have not agreed on a mark, the furthest apart first."""
        held = [mark for mark in self.marks if mark.agreed is False and mark.consensus is None]
        return tuple(sorted(held, key=lambda mark: (-(mark.apart or 0.0), mark.item)))


def panel(
    ratings: RatingSet,
    instrument: Instrument | None = None,
    *,
    consensus: Mapping[str, float] | None = None,
    step: float = STEP,
    on: date | None = None,
) -> Panel:
    """Return what raters say by a rubric: independent marks first, then the mark that they agreed on.

    `consensus` has the agreed mark of an item by its code, on the scale as it was used. It takes the place of the
    mean in the score; the marks that were given before stay beside it. An item needs two raters. Where a rater
    marked an item several times, for several things or waves, the mean of these is that rater's mark.

    Source: two independent scorers, then consensus, lowest dimension first: Tri-Ethnic Center, Community Readiness
    Model.

    Raises:
        InvalidRecordError: the answers are those of a survey, not of a rubric; it is not known what was asked; or
            an agreed mark lies outside its scale or is of an unknown item.
    """
    sheet = sheet_of(ratings, instrument, on=on)
    rubric = sheet.instrument
    if rubric.kind != "rated":
        message = (
            f"'{excerpt(rubric.key)}' asks people how they see it, and a panel would show what each of them said. "
            "Use score, or say in the instrument that its kind is 'rated'."
        )
        raise InvalidRecordError(message)
    items = {item.code: item for item in rubric.items if item.asks == "met"}
    agreed = _turned(consensus or {}, rubric, items)
    people = by_person(sheet.persons).values()
    table = {
        topic.key: [sheet.tally(rows, topic).mark(topic) for rows in people]
        for topic in topics_of(rubric)
        if topic.kind == "item"
    }
    rows = [
        _row(rubric, items[code], [mark for mark in held if mark is not None], agreed.get(code), step)
        for code, held in table.items()
    ]
    scores = [[None if mark is None else mark.score for mark in held] for held in table.values()]
    alpha = explained(krippendorff_alpha, [list(column) for column in zip(*scores, strict=True)], "ordinal")
    coefficient = explained(icc, scores, "2,k")
    return Panel(
        instrument=rubric.key,
        raters=len(people),
        step=step,
        marks=tuple(sorted(rows, key=lambda row: (row.score is None, row.score or 0.0, row.item))),
        alpha=alpha.value,
        alpha_reason=alpha.reason,
        icc=coefficient.value,
        icc_reason=coefficient.reason,
    )


def _turned(
    consensus: Mapping[str, float], rubric: Instrument, items: Mapping[str, Item]
) -> dict[str, float]:
    """Return the agreed marks, reverse items turned round."""
    found = {}
    problems = []
    for code, mark in consensus.items():
        if code not in items:
            message = f"the rubric has no item with the code '{excerpt(code)}'."
            hint = did_you_mean(str(code), [*items])
            problems.append(
                Problem(path=f"consensus/{excerpt(code)}", code="dangling_id", message=message, hint=hint)
            )
            continue
        item, scale = items[code], rubric.scale_of(items[code])
        if not scale.holds(mark):
            message = f"{mark} lies outside the scale from {scale.minimum} to {scale.maximum}."
            problems.append(Problem(path=f"consensus/{excerpt(code)}", code="out_of_range", message=message))
        found[code] = scale.reversed(mark) if item.reverse else mark
    if problems:
        raise InvalidRecordError("The panel cannot have agreed on these marks.", problems)
    return found


def _row(rubric: Instrument, item: Item, marks: list[Mark], agreed: float | None, step: float) -> PanelMark:
    scale = rubric.scale_of(item)
    bare = PanelMark(
        item=item.code,
        construct=item.construct,
        criterion=rubric.criterion_of(item),
        condition=rubric.condition_of(item),
        minimum=scale.minimum,
        maximum=scale.maximum,
        n=len(marks),
    )
    middle = mean_mark(marks)
    if middle is None or len(marks) < FEWEST["rated"]:
        many = "Nobody" if middle is None else "One rater alone"
        return attrs.evolve(bare, reason=f"{many} gave a mark; a panel needs two independent ones.")
    values = sorted(mark.value for mark in marks)
    apart = total((values[-1], -values[0]))
    score = middle.score
    if agreed is not None:
        score = share(agreed - scale.minimum, scale.maximum - scale.minimum)
    return attrs.evolve(
        bare,
        marks=tuple(values),
        mean=middle.value,
        median=median(values),
        apart=apart,
        average_deviation=ad(values),
        agreed=apart <= step,
        consensus=agreed,
        moved=None if agreed is None else total((agreed, -middle.value)),
        score=score,
    )
