"""Pictures of a report and of what people say on matplotlib (extra `report`).

Results come in, Axes go out, drawn on the Axes given or on a figure of its own that needs no window. What is
withheld in a result is drawn as a word, never as a length; nothing here looks behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collective_impact.display import percent, plain
from collective_impact.errors import excerpt
from collective_impact.reporting.canvas import FONT_SIZE, add_legend, add_title, axes, need_matplotlib, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from collective_impact.model.instrument import Item, Scale
    from collective_impact.model.rating import RatingSet
    from collective_impact.readiness.report import ConditionResult, ReadinessReport
    from collective_impact.survey.importance import GapAnalysis, ImportanceGap
    from collective_impact.survey.topic_scores import TopicScore

__all__ = ["plot_answers", "plot_importance", "plot_profile"]

ROW = 0.55
"""The height of a row, in inches."""
LABEL_LENGTH = 30
MOST_ROWS = 200
SMALLEST_NUMBERED = 0.07
"""The smallest share that has room for its number."""

_RECORDS, _PEOPLE, _RATERS, _GREY = "#1f4e79", "#b3541e", "#4d7a3a", "#5f5f5f"
_BANDS = ("#ffffff", "#f4f4f4", "#e9e9e9", "#dddddd")
_LIGHTEST, _DARKEST = (0.90, 0.94, 0.98), (0.08, 0.25, 0.45)
_DARK_FROM = 0.55
_BELOW = 36.0


def plot_profile(report: ReadinessReport, ax: Axes | None = None) -> Axes:
    """Draw each condition as a dot with its range over the bands of the levels, and return the Axes.

    The filled dot is the score from the records, the bar behind it where the score can lie once more is
    recorded; a hollow dot in the middle of its bar says that the score is not known. The open diamond is what
    people say, the open square what raters judge, with the interval where there is one; they are never joined
    with the dot.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    from collective_impact.readiness.report import LEVELS  # noqa: PLC0415 - only a picture pays for it

    held = report.conditions[:MOST_ROWS]
    ax = axes(ax, (8.0, ROW * max(len(held), 2) + 2.0))
    edges = [0.0, *report.framework.level_cuts, 1.0]
    for low, high, colour, name in zip(edges, edges[1:], _BANDS, LEVELS, strict=False):
        ax.axvspan(low, high, facecolor=colour, edgecolor="none", zorder=0)
        write(ax, (low + high) / 2, -0.75, name, "center", color=_GREY)
    for place, condition in enumerate(held):
        _draw_condition(ax, place, condition)
    _rows(ax, [f"{_label(c.title)}\n{_level(c)}" for c in held], top=1.0)
    _percent_axis(ax, f"Score on {report.on}")
    add_legend(ax, _profile_legend(held), on_top=False, below=_BELOW)
    add_title(ax, report.subject_title)
    return ax


def _draw_condition(ax: Axes, place: int, condition: ConditionResult) -> None:
    known = condition.score is not None
    ax.plot(
        [condition.low, condition.high], [place, place], color=_RECORDS, alpha=0.35, linewidth=7,
        solid_capstyle="butt", zorder=2,
    )  # fmt: skip
    middle = (condition.low + condition.high) / 2
    ax.plot(
        [middle if condition.score is None else condition.score], [place], marker="o", markersize=9,
        markerfacecolor=_RECORDS if known else "white", markeredgecolor=_RECORDS if known else _GREY,
        linestyle="none", zorder=4, clip_on=False,
    )  # fmt: skip
    spoken = ((condition.perceived, "D", _PEOPLE, 0.24), (condition.rated, "s", _RATERS, -0.24))
    for score, marker, colour, below in spoken:
        if score is not None:
            if condition.said_low is not None and condition.said_high is not None:
                ends = [condition.said_low, condition.said_high]
                ax.plot(ends, [place + below] * 2, color=colour, linewidth=1.2, marker="|", zorder=3)
            ax.plot(
                [score], [place + below], marker=marker, markersize=7, markerfacecolor="white",
                markeredgecolor=colour, markeredgewidth=1.6, linestyle="none", zorder=5, clip_on=False,
            )  # fmt: skip


def _level(condition: ConditionResult) -> str:
    is_open = condition.level is not None and condition.level_low != condition.level_high
    return f"{condition.level_name}{' ?' if is_open else ''}"


def _profile_legend(held: Sequence[ConditionResult]) -> list[Any]:
    kinds = (
        (any(c.score is not None for c in held), "records show", "o", _RECORDS, _RECORDS),
        (any(c.score is None for c in held), "not known", "o", "white", _GREY),
        (any(c.perceived is not None for c in held), "people say", "D", "white", _PEOPLE),
        (any(c.rated is not None for c in held), "raters judge", "s", "white", _RATERS),
    )
    from matplotlib.lines import Line2D  # noqa: PLC0415 - an extra, and costly to import
    from matplotlib.patches import Patch  # noqa: PLC0415 - the same

    handles: list[Any] = [
        _mark(Line2D, words, marker, face, edge) for is_there, words, marker, face, edge in kinds if is_there
    ]
    if any(c.low < c.high for c in held):
        handles.append(Patch(facecolor=_RECORDS, alpha=0.35, label="once more is recorded"))
    return handles


def plot_importance(gap_analysis: GapAnalysis, ax: Axes | None = None) -> Axes:
    """Draw for each topic how important it is and how far it is met, joined by a line, and return the Axes.

    The largest gap comes first. The filled dot is met, the open diamond important; the dashed line is where
    important and met begin. The scale is the instrument's own, or 0 to 100 % where topics have several. What is
    withheld says so. Source: Martilla & James (1977).

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    held = gap_analysis.gaps[:MOST_ROWS]
    scales = {(gap.minimum, gap.maximum) for gap in held}
    is_native = len(scales) == 1
    low, high = scales.pop() if is_native else (0.0, 1.0)
    ax = axes(ax, (8.0, ROW * max(len(held), 2) + 1.8))
    words = low + (high - low) * 1.04
    for place, gap in enumerate(held):
        met, important = (gap.met, gap.importance) if is_native else (gap.met_share, gap.importance_share)
        if met is None or important is None:
            write(ax, (low + high) / 2, place, gap.absence, "center", color=_GREY, style="italic")
            continue
        ends = (met, important)
        ax.plot(ends, [place, place], color="#9a9a9a", linewidth=2.5, zorder=2)
        for end, marker, face, edge in zip(ends, "oD", (_RECORDS, "white"), (_RECORDS, _PEOPLE), strict=True):
            ax.plot(
                [end], [place], marker=marker, markersize=8, markerfacecolor=face, markeredgecolor=edge,
                markeredgewidth=1.6, linestyle="none", zorder=4, clip_on=False,
            )  # fmt: skip
        write(ax, words, place, _gap_words(gap, is_native=is_native), "left")
    if held:
        cut = low + (high - low) * gap_analysis.cut
        ax.axvline(cut, color=_GREY, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
    else:
        write(ax, 0.5, 0.5, "Nothing was asked both ways, so there is nothing to draw.", "center")
    _rows(ax, [_label(gap.title or gap.key.replace("_", " ")) for gap in held], top=0.6)
    _scale_axis(ax, low, high, is_native=is_native)
    from matplotlib.lines import Line2D  # noqa: PLC0415 - an extra, and costly to import

    handles = [
        _mark(Line2D, "how far it is met", "o", _RECORDS, _RECORDS),
        _mark(Line2D, "how important it is", "D", "white", _PEOPLE),
    ]
    add_legend(ax, handles if held else [], on_top=False, below=_BELOW)
    add_title(ax, "Importance and met")
    return ax


def _gap_words(gap: ImportanceGap, *, is_native: bool) -> str:
    """Return the gap with its interval; on 0 to 100 % without, for it is on the topic's own scale."""
    if not is_native:
        return f"gap {(gap.gap_share or 0.0) * 100:.0f} points"
    found = gap.interval
    span = "" if found is None or found.low is None else f" ({found.low:.2f} to {found.high:.2f})"
    return f"gap {gap.gap:.2f}{span}"


def plot_answers(ratings: RatingSet, ax: Axes | None = None) -> Axes:
    """Draw how many persons gave each answer to each item, and apart from these who gave none; return the Axes.

    Bars on the left add up to all numbers given, from the lowest answer, light, to the highest, dark; reverse
    items are turned round, so dark is always good. The bars on the right are shares of all who were asked: "don't
    know", not applicable, and blank, which is never the middle of a scale. Items about importance are not drawn.
    Items that fewer than five persons answered, and what would reveal them, are withheld; items that nobody was
    asked say so. At most 200 items are
    drawn.

    Raises:
        MissingExtraError: matplotlib is not installed.
        InvalidRecordError: the ratings come without an instrument.
    """
    need_matplotlib()
    from collective_impact.survey.persons import instrument_of  # noqa: PLC0415 - only a picture pays for it
    from collective_impact.survey.scoring import score  # noqa: PLC0415 - the same

    asked = instrument_of(ratings)
    scored = {topic.key: topic for topic in score(ratings).everybody.topics if topic.kind == "item"}
    items = [item for item in asked.items if item.code in scored][:MOST_ROWS]
    ax = axes(ax, (8.0, ROW * 0.75 * max(len(items), 2) + 1.9))
    for place, item in enumerate(items):
        topic = scored[item.code]
        if topic.n is None:
            write(ax, 0.5, place, topic.absence, "center", color=_GREY, style="italic")
        else:
            _draw_answers(ax, place, topic, topic.n)
    if not items:
        write(ax, 0.5, 0.5, "No item was asked, so there is nothing to draw.", "center")
    _rows(ax, [_item_label(item, scored[item.code]) for item in items], top=0.6)
    _answer_axis(ax)
    drawn = [scored[item.code] for item in items if scored[item.code].n is not None]
    add_legend(
        ax, _answer_legend([asked.scale_of(item) for item in items], drawn), on_top=False, below=_BELOW
    )
    add_title(ax, asked.title or asked.key)
    return ax


_APART = 1.10
"""Where the bars of those who gave no number begin."""
_NO_NUMBER = (
    ("dont_know", "don't know", "////"),
    ("not_applicable", "not for them", "...."),
    ("blank", "blank", ""),
)


def _draw_answers(ax: Axes, place: int, topic: TopicScore, n: int) -> None:
    left = 0.0
    steps = sorted(topic.distribution.items(), key=lambda step: float(step[0]))
    width = topic.maximum - topic.minimum
    for answer, count in steps:
        share, part = count / n, (float(answer) - topic.minimum) / width
        ax.barh(place, share, left=left, height=0.72, color=_shade(part), edgecolor="white", linewidth=0.8)
        if share >= SMALLEST_NUMBERED:
            ink = "white" if part >= _DARK_FROM else "black"
            write(ax, left + share / 2, place, f"{share * 100:.0f}", "center", color=ink)
        left += share
    codes = [(getattr(topic, name) or 0, hatch) for name, _, hatch in _NO_NUMBER]
    asked = n + sum(count for count, _ in codes)
    left = _APART
    for count, hatch in codes:
        ax.barh(
            place, count / asked, left=left, height=0.72, facecolor="white", edgecolor=_GREY, hatch=hatch,
            linewidth=0.8 if count else 0,
        )  # fmt: skip
        left += count / asked
    if left > _APART:
        write(ax, left + 0.015, place, percent(1 - n / asked), "left", color=_GREY)


def _shade(part: float) -> tuple[float, float, float]:
    red, green, blue = (
        light + (dark - light) * part for light, dark in zip(_LIGHTEST, _DARKEST, strict=True)
    )
    return red, green, blue


def _answer_axis(ax: Axes) -> None:
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    ax.set_xticks([*ticks, _APART], [*(percent(tick) for tick in ticks), "no number"])
    ax.get_xticklabels()[-1].set(ha="left")
    ax.set_xlim(0, max(1.5, ax.dataLim.x1 + 0.15))
    ax.axvline(_APART, color=_GREY, linewidth=0.8)
    ax.spines["bottom"].set_bounds(0, 1)
    ax.set_xlabel(
        "of those who gave a number; on the right: of all who were asked", size=FONT_SIZE, loc="left"
    )


def _answer_legend(scales: Sequence[Scale], drawn: Sequence[TopicScore]) -> list[Any]:
    from matplotlib.patches import Patch  # noqa: PLC0415 - an extra, and costly to import

    handles: list[Any] = []
    if drawn:
        first = drawn[0]
        is_one = len({scale.key for scale in scales}) == 1
        steps = sorted(map(float, first.distribution)) if is_one else [first.minimum, first.maximum]
        ends = ("lowest answer", "highest answer")
        for place, step in enumerate(steps):
            words = _answer_words(scales[0], step) if is_one else ends[place]
            part = (step - first.minimum) / (first.maximum - first.minimum)
            handles.append(Patch(facecolor=_shade(part), edgecolor="#888888", linewidth=0.5, label=words))
    for name, words, hatch in _NO_NUMBER:
        if any(getattr(topic, name) for topic in drawn):
            handles.append(Patch(facecolor="white", edgecolor=_GREY, hatch=hatch, label=words))
    return handles


def _answer_words(scale: Scale, step: float) -> str:
    number = f"{step:g}"
    return f"{number} {_label(scale.labels[number])}" if number in scale.labels else number


def _item_label(item: Item, topic: TopicScore) -> str:
    facts = [*([f"n {topic.n}"] if topic.n is not None else []), *(["turned round"] if item.reverse else [])]
    return f"{_label(item.code)} ({', '.join(facts)})" if facts else _label(item.code)


def _mark(line: Any, words: str, marker: str, face: str, edge: str) -> Any:  # noqa: ANN401 - matplotlib's
    return line(
        [], [], marker=marker, markersize=7, markerfacecolor=face, markeredgecolor=edge, markeredgewidth=1.6,
        linestyle="none", label=words,
    )  # fmt: skip


def _label(text: str) -> str:
    """Return a text of any origin for a label, on as many lines as it needs."""
    from textwrap import fill  # noqa: PLC0415 - only a picture pays for it

    return fill(plain(excerpt(text)), LABEL_LENGTH)


def _rows(ax: Axes, labels: Sequence[str], top: float) -> None:
    """Put a label at each row, the first on top."""
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(max(len(labels), 1) - 0.4, -top)
    ax.tick_params(length=0, labelsize=FONT_SIZE)
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)


def _percent_axis(ax: Axes, words: str) -> None:
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    ax.set_xlim(0, 1)
    ax.set_xticks(ticks, [percent(tick) for tick in ticks])
    ax.set_xlabel(words, size=FONT_SIZE)


def _scale_axis(ax: Axes, low: float, high: float, *, is_native: bool) -> None:
    ticks = [low + (high - low) * part for part in (0.0, 0.25, 0.5, 0.75, 1.0)]
    ax.set_xlim(low, low + (high - low) * 1.36)
    ax.spines["bottom"].set_bounds(low, high)
    ax.set_xticks(ticks, [f"{tick:g}" if is_native else percent(tick) for tick in ticks])
    ax.set_xlabel("Mean answer" if is_native else "Mean answer, from lowest to highest", size=FONT_SIZE)
