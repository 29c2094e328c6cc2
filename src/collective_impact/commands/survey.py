"""The command that scores a survey export: `survey`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import collective_impact as ci
from collective_impact.commands.inputs import ratings_in
from collective_impact.commands.outputs import csv_text, json_text
from collective_impact.commands.terminal import Answer
from collective_impact.display import NOT_KNOWN, percent, text_table, wrapped

if TYPE_CHECKING:
    from collective_impact.survey.importance import GapAnalysis, ImportanceGap
    from collective_impact.survey.topic_scores import GroupScores, Scores, TopicScore

__all__ = ["SURVEY_FORMATS", "score"]

_HEADERS: Final = ("About", "Persons", "Mean", "Interval", "SD", "Agreement", "Answered")
_COLUMNS: Final = (
    "kind", "key", "title", "minimum", "maximum", "n", "coverage", "mean", "sd", "score", "band", "agreement",
    "organisations", "organisation_mean", "unweighted_mean", "dont_know", "not_applicable", "blank", "reason",
)  # fmt: skip


def score(arguments: argparse.Namespace) -> Answer:
    """Answer with what everybody, or each group, says of each topic; small groups are withheld.

    Where nobody answered, the text says that instead. Importance against met is shown for everybody only: beside the
    figures of groups it could tell those that are withheld.
    """
    from collective_impact import survey  # noqa: PLC0415 - only this command pays for it

    ratings = ratings_in(arguments.export, arguments.instrument, arguments.export_format)
    if arguments.format == "text" and not len(ratings):
        return Answer("There are no answers.\n")
    found = survey.score(ratings, by=() if arguments.by is None else arguments.by)
    asked = ratings.instrument
    both = asked is not None and any(item.asks == "importance" for item in asked.items)
    gaps = survey.gap_analysis(ratings) if both and arguments.by is None else None
    return Answer(SURVEY_FORMATS[arguments.format](found, gaps, asked))


def _text(found: Scores, gaps: GapAnalysis | None, asked: ci.Instrument | None) -> str:
    return "\n".join(_lines(found, gaps, asked)) + "\n"


def _lines(found: Scores, gaps: GapAnalysis | None, asked: ci.Instrument | None) -> Iterator[str]:
    who = "people say" if found.kind == "perceived" else "raters judge"
    yield wrapped(f"What {who}: {(asked and asked.title) or found.instrument}")
    if found.left_out:
        yield wrapped(f"{found.left_out:,} answers to unknown items or outside their scale count nowhere.")
    for group in (found.everybody, *found.groups):
        shown = _shown(group)
        if group is found.everybody or any(topic.n is not None for topic in shown):
            yield ""
            count = "persons withheld" if group.persons is None else f"{group.persons:,} persons"
            yield wrapped(f"{_name(group, found)}: {count}")
            yield text_table(_HEADERS, map(_row, shown), right=(1, 2, 4, 5, 6)).rstrip("\n")
    silent = [_name(group, found) for group in found.groups if all(topic.n is None for topic in group.topics)]
    if silent:
        yield ""
        yield wrapped(f"Withheld as a whole: {'; '.join(silent)}.")
    if found.groups and all(topic.n is None for topic in found.everybody.topics):
        yield ""
        yield wrapped(
            "Everybody is withheld where persons stand in several groups, as in two waves, or where beside the groups "
            "it would tell what few said."
        )
    if gaps is not None:
        yield ""
        yield "Importance against met, the largest gap first"
        rows = [(gap.title or gap.key, *_gap(gap)) for gap in gaps]
        headers = ("About", "Importance", "Met", "Gap", "Interval", "Which means")
        yield text_table(headers, rows, right=(1, 2, 3)).rstrip("\n")
    yield ""
    yield wrapped(
        f"Each person's mean first, of those who answered {percent(found.answered_share)} of the items or more. "
        f"{_drawn(found)}Agreement: r*_wg, 1 all alike, 0 as if at random. Withheld: fewer "
        f"than {found.minimum_group} persons, or it would tell what so few said. Publish one grouping only."
    )


def _drawn(found: Scores) -> str:
    """Return how the intervals that are shown were found."""
    held = [topic.interval for group in (found.everybody, *found.groups) for topic in group.topics]
    methods = sorted(
        {interval.method for interval in held if interval is not None and interval.low is not None}
    )
    return f"Interval: 95 %, {' or '.join(methods)} (seed {found.seed}). " if methods else ""


def _name(group: GroupScores, found: Scores) -> str:
    if group is found.everybody:
        return "Everybody"
    return ", ".join(f"{name} {group.labels.get(name, 'not stated')}" for name in found.by)


def _shown(group: GroupScores) -> list[TopicScore]:
    """Return the topics that a reader wants: all but items, or items where there is nothing else."""
    wide = [topic for topic in group.topics if topic.kind != "item"]
    return wide or list(group.topics)


def _row(topic: TopicScore) -> tuple[str, ...]:
    return (
        f"{topic.title or topic.key} ({topic.kind})",
        *_figures(topic),
    )


def _figures(topic: TopicScore) -> tuple[str, ...]:
    if topic.n is None:
        return (topic.absence,) * (len(_HEADERS) - 1)
    return (
        _number(topic.n),
        f"{_number(topic.mean)}{f' ({topic.band})' if topic.band else ''}",
        _interval(topic.interval),
        _number(topic.sd),
        "withheld" if topic.agreement is None else _number(topic.agreement),
        percent(topic.coverage),
    )


def _gap(gap: ImportanceGap) -> tuple[str, ...]:
    if gap.quadrant is None:
        return (gap.absence,) * 5
    return (
        _number(gap.importance), _number(gap.met), _number(gap.gap), _interval(gap.interval), gap.quadrant
    )  # fmt: skip


def _number(value: float | None) -> str:
    return NOT_KNOWN if value is None else f"{value:,}" if isinstance(value, int) else f"{value:.2f}"


def _interval(held: ci.Interval | None) -> str:
    if held is None or held.low is None or held.high is None:
        return "none"
    return f"{held.low:.2f} to {held.high:.2f}"


def _json(found: Scores, gaps: GapAnalysis | None, _: object) -> str:
    data: dict[str, Any] = {
        "format": ci.FORMAT,
        "scores": _plain(found),
        "gap_analysis": None if gaps is None else _plain(gaps),
    }
    return json_text(data)


def _plain(record: ci.Record) -> dict[str, Any]:
    return {key: value for key, value in ci.to_data(record).items() if key != "format"}


def _csv(found: Scores, _: object, __: object) -> str:
    return csv_text(
        (*found.by, *_COLUMNS, "interval_low", "interval_high"),
        (
            (
                *(group.labels.get(name) for name in found.by),
                *(getattr(topic, column) for column in _COLUMNS),
                topic.interval and topic.interval.low,
                topic.interval and topic.interval.high,
            )
            for group in (found.everybody, *found.groups)
            for topic in group.topics
        ),
    )


SURVEY_FORMATS: Final[dict[str, Callable[[Scores, GapAnalysis | None, ci.Instrument | None], str]]] = {
    "text": _text,
    "json": _json,
    "csv": _csv,
}
"""What `--format` may be, and how scores are said in it."""
