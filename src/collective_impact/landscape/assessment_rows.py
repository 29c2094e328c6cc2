"""One row for each of many assessments: small enough to send between processes, flat enough for a table.

A row never holds a number without its bounds and its coverage. Who comes before whom is not said here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

import attrs

from collective_impact.errors import Problem
from collective_impact.fields import about
from collective_impact.record import Record

if TYPE_CHECKING:
    from collective_impact.readiness.framework import Framework
    from collective_impact.readiness.report import ReadinessReport

    Cell = str | int | float | None

__all__ = ["AssessmentRow", "ConditionRow", "SourceProblem", "row_of", "row_without_report"]

MOST_PROBLEMS = 20
"""A row keeps so many problems (convention); it counts them all."""


@attrs.frozen(kw_only=True, repr=False, eq=False)
class SourceProblem(Record):
    """One thing that is wrong or doubtful in a source; see `Problem`."""

    writes_defaults: ClassVar[bool] = True

    path: str = attrs.field(metadata=about("Where in the document; empty for the whole."))
    message: str = attrs.field(metadata=about("What was found and why it cannot stand."))
    code: str = attrs.field(metadata=about("A stable machine name."))
    severity: str = attrs.field(default="error", metadata=about("error, warning or note."))
    hint: str | None = attrs.field(default=None, metadata=about("What to do."))

    def __str__(self) -> str:
        return f"{self.path or 'the document'}: {self.message}" + (f" {self.hint}" if self.hint else "")


@attrs.frozen(kw_only=True, repr=False, eq=False)
class ConditionRow(Record):
    """How far one condition is in place: the numbers of a `ConditionResult` without its findings."""

    writes_defaults: ClassVar[bool] = True

    key: str = attrs.field(metadata=about("The machine name of the condition."))
    score: float | None = attrs.field(
        default=None, metadata=about("The score of what is known.", low=0, high=1)
    )
    low: float = attrs.field(
        default=0.0, metadata=about("The lowest score that fits the records.", low=0, high=1)
    )
    high: float = attrs.field(
        default=1.0, metadata=about("The highest score that fits the records.", low=0, high=1)
    )
    coverage: float = attrs.field(
        default=0.0, metadata=about("The known share of the weight that applies.", low=0, high=1)
    )
    level: int | None = attrs.field(
        default=None,
        metadata=about("The level; nothing where there is not enough information.", low=0, high=3),
    )
    level_low: int = attrs.field(
        default=0, metadata=about("The lowest level that fits the records.", low=0, high=3)
    )
    level_high: int = attrs.field(
        default=3, metadata=about("The highest level that fits the records.", low=0, high=3)
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class AssessmentRow(Record):
    """What became of one source of many: its conditions, or the problems for which there are none.

    Where a source could not be assessed nothing is known, so every condition is there without a score and with
    bounds from 0 to 1.
    """

    writes_defaults: ClassVar[bool] = True

    position: int = attrs.field(metadata=about("Its place among the sources, counted from 0.", low=0))
    source: str | None = attrs.field(
        default=None, metadata=about("The path, as it was given; nothing for what is no file.")
    )
    subject_id: str | None = attrs.field(
        default=None, metadata=about("The id of what was assessed; nothing where it was not.")
    )
    subject_title: str | None = attrs.field(default=None, metadata=about("What people call it."))
    framework: str = attrs.field(metadata=about("The key of the framework that was asked."))
    framework_version: str = attrs.field(metadata=about("The version of its rules."))
    on: date = attrs.field(metadata=about("The day that all assessments of the run look at."))
    gate: str | None = attrs.field(
        default=None, metadata=about("Whether collective impact is practised: yes, no, cannot tell.")
    )
    in_place: int | None = attrs.field(
        default=None, metadata=about("Conditions that are in place for sure.", unit="conditions", low=0)
    )
    may_be_in_place: int | None = attrs.field(
        default=None,
        metadata=about("Conditions that are, or may turn out to be, in place.", unit="conditions", low=0),
    )
    weakest: tuple[str, ...] = attrs.field(
        default=(), metadata=about("The weakest condition, or those that cannot be told apart from it.")
    )
    conditions: tuple[ConditionRow, ...] = attrs.field(
        default=(), metadata=about("One for each condition of the framework.")
    )
    problems: tuple[SourceProblem, ...] = attrs.field(
        default=(), metadata=about(f"What is wrong or doubtful in the source; the first {MOST_PROBLEMS}.")
    )
    problem_count: int = attrs.field(
        default=0, metadata=about("How many problems there are in all.", unit="problems", low=0)
    )

    @property
    def is_assessed(self) -> bool:
        """Whether there is an assessment; where not, the problems say why."""
        return self.subject_id is not None

    def flat(self) -> dict[str, Cell]:
        """Return the row as one mapping of plain cells, the same columns for every row of a run.

        Each condition has the columns `<key>_score`, `_low`, `_high`, `_coverage`, `_level`, `_level_low` and
        `_level_high`, so that a table of rows (a dataframe, Parquet) never shows a number without its bounds.
        """
        cells: dict[str, Cell] = {
            "position": self.position,
            "source": self.source,
            "subject_id": self.subject_id,
            "subject_title": self.subject_title,
            "framework": self.framework,
            "framework_version": self.framework_version,
            "on": self.on.isoformat(),
            "gate": self.gate,
            "in_place": self.in_place,
            "may_be_in_place": self.may_be_in_place,
            "weakest": ";".join(self.weakest) or None,
        }
        for condition in self.conditions:
            for name in ("score", "low", "high", "coverage", "level", "level_low", "level_high"):
                cells[f"{condition.key}_{name}"] = getattr(condition, name)
        cells["problem_count"] = self.problem_count
        cells["problems"] = " | ".join(map(str, self.problems)) or None
        return cells


def row_of(
    report: ReadinessReport, position: int, source: str | None, notes: Iterable[Problem] = ()
) -> AssessmentRow:
    """Return the row of a report; `notes` are what was doubtful in its source."""
    doubts = tuple(notes)
    return AssessmentRow(
        position=position,
        source=source,
        subject_id=report.subject_id,
        subject_title=report.subject_title,
        framework=report.framework.key,
        framework_version=report.framework.version,
        on=report.on,
        gate=report.gate,
        in_place=len(report.in_place),
        may_be_in_place=len(report.may_be_in_place),
        weakest=report.weakest,
        conditions=tuple(
            ConditionRow(
                key=c.key,
                score=c.score,
                low=c.low,
                high=c.high,
                coverage=c.coverage,
                level=c.level,
                level_low=c.level_low,
                level_high=c.level_high,
            )
            for c in report.conditions
        ),
        problems=_kept(doubts),
        problem_count=len(doubts),
    )


def row_without_report(  # noqa: PLR0913, PLR0917 - each is one fact about a source that was not assessed
    position: int,
    source: str | None,
    framework: Framework,
    on: date,
    problems: tuple[Problem, ...],
    count: int | None = None,
) -> AssessmentRow:
    """Return the row of a source that could not be assessed, with what is wrong with it."""
    return AssessmentRow(
        position=position,
        source=source,
        framework=framework.key,
        framework_version=framework.version,
        on=on,
        conditions=tuple(ConditionRow(key=condition.key) for condition in framework.conditions),
        problems=_kept(problems),
        problem_count=len(problems) if count is None else count,
    )


def _kept(problems: tuple[Problem, ...]) -> tuple[SourceProblem, ...]:
    return tuple(
        SourceProblem(
            path=problem.path,
            message=problem.message,
            code=problem.code,
            severity=problem.severity,
            hint=problem.hint,
        )
        for problem in problems[:MOST_PROBLEMS]
    )
