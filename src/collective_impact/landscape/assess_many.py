"""Assessing many sources by the same rules on the same day, one row each, with or without an executor.

A source that cannot be read or assessed is a row with its problems, never the end of the run. How work is sent
out is said in `batches`; what a row holds, in `assessment_rows`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from collective_impact.errors import (
    CollectiveImpactError,
    InvalidRecordError,
    MissingExtraError,
    Problem,
    excerpt,
)
from collective_impact.landscape.assessment_rows import AssessmentRow, row_of, row_without_report
from collective_impact.landscape.batches import in_order
from collective_impact.record import Record

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from collective_impact.readiness.framework import Framework

    Source: TypeAlias = str | os.PathLike[str] | Mapping[str, Any] | Record
    Step: TypeAlias = Callable[[int, int | None], object]
    Numbered: TypeAlias = tuple[int, Source]

__all__ = ["assess_many"]


def assess_many(
    sources: Iterable[Source],
    framework: Framework | None = None,
    *,
    executor: Executor | None = None,
    on: date | None = None,
    progress: Step | Literal["bar"] | None = None,
) -> Iterator[AssessmentRow]:
    """Return a row for each source, one after the other and in their order, all as of one day.

    A source is a path; the text of a document (a text that has a line break or begins with `{`: JSON where it
    begins with `{`, else YAML); a mapping of plain data; or a record. `framework` is the five conditions
    unless another is given; `on` is today unless given, the same day for the first and the last. Sources are
    taken and rows are given one at a time, so that any number of them needs little memory: use them as they
    come, or take `list(...)` of them.

    With an `executor` (of `concurrent.futures`, or what behaves like one, such as Dask's
    `Client.get_executor()`) batches are sent by its `submit`; workers read the sources themselves, so paths
    must mean the same to them. Paths cost nothing to send, a record as much as assessing it. Rows are the same
    as without. `progress` is called with the number of rows so far and of all sources (None where that is not
    known) after each row; "bar" draws a bar with tqdm (extra `landscape`).

    What is doubtful in a source, such as a field that is not known, is told among the problems of its row.

    Raises:
        InvalidRecordError: no framework, no date, no executor, one source or none in place of many, or progress of
            another kind.
        MissingExtraError: a bar is asked for and tqdm is not installed.
    """
    from collective_impact.readiness.assessment import day_of, rules_of  # noqa: PLC0415 - who assesses pays for it

    rules, day = rules_of(framework), day_of(on)
    if isinstance(sources, str | os.PathLike | Mapping | Record):
        message = f"Give a list of sources, found one: {excerpt(sources)}. Put it in brackets."
        raise InvalidRecordError(message)
    if not isinstance(sources, Iterable):
        raise InvalidRecordError(f"Give a list of sources, found {excerpt(sources)}.")
    if executor is not None and not callable(getattr(executor, "submit", None)):
        message = f"An executor has a method `submit`, found {excerpt(executor)}."
        raise InvalidRecordError(message)
    count = len(sources) if isinstance(sources, Sized) else None
    rows = _rows(enumerate(sources), rules, day, executor)
    if progress is None:
        return rows
    if progress == "bar":
        return _with_bar(rows, _bar(count))
    if callable(progress):
        return _told(rows, progress, count)
    message = f'Progress is a function of two numbers, or "bar", found {excerpt(progress)}.'
    raise InvalidRecordError(message)


def _rows(
    sources: Iterator[Numbered], rules: Framework, day: date, executor: Executor | None
) -> Iterator[AssessmentRow]:
    if executor is None:
        return (_row(position, source, rules, day) for position, source in sources)
    work = partial(_rows_of_batch, rules=rules, day=day)
    return in_order(sources, work, executor, lost=partial(_lost, rules=rules, day=day))


def _told(rows: Iterator[AssessmentRow], step: Step, count: int | None) -> Iterator[AssessmentRow]:
    for row in rows:
        step(row.position + 1, count)
        yield row


def _bar(count: int | None) -> AbstractContextManager[Any]:
    try:
        from tqdm import tqdm  # noqa: PLC0415 - only who wants a bar pays for it
    except ImportError as error:
        message = 'A bar needs tqdm: python -m pip install "collective-impact[landscape]".'
        raise MissingExtraError(message) from error
    bar: AbstractContextManager[Any] = tqdm(total=count, unit=" sources", leave=False, delay=0.5)
    return bar


def _with_bar(rows: Iterator[AssessmentRow], bar: AbstractContextManager[Any]) -> Iterator[AssessmentRow]:
    with bar as drawn:
        for row in rows:
            drawn.update()
            yield row


def _rows_of_batch(batch: tuple[Numbered, ...], rules: Framework, day: date) -> tuple[AssessmentRow, ...]:
    """Return the rows of a batch; what a worker is sent."""
    return tuple(_row(position, source, rules, day) for position, source in batch)


def _row(position: int, source: Source, rules: Framework, day: date) -> AssessmentRow:
    from collective_impact.readiness.assessment import assess  # noqa: PLC0415 - who assesses pays for it

    try:
        subject, notes = _read(source)
        return row_of(assess(subject, rules, on=day), position, _path_of(source), notes)
    except CollectiveImpactError as error:
        told = error.problems or (Problem(path="", code=_code_of(error), message=error.message),)
        return row_without_report(position, _path_of(source), rules, day, told, max(error.count, len(told)))
    except Exception as error:  # noqa: BLE001 - one bad source is never the end of the run
        return _lost((position, source), error, rules, day, code="internal")


def _code_of(error: CollectiveImpactError) -> str:
    return "not_assessed" if isinstance(error, InvalidRecordError) else "unreadable"


def _lost(
    numbered: Numbered, error: BaseException, rules: Framework, day: date, *, code: str = "worker_lost"
) -> AssessmentRow:
    """Return the row of a source that came to grief outside of what this library tells in its own words."""
    position, source = numbered
    reason = f"{type(error).__name__}: {excerpt(str(error))}"
    if code == "internal":
        message, hint = f"it could not be assessed ({reason}).", None
    else:
        message = f"the worker or the executor was lost while it had this source ({reason})."
        hint = "Assess it again by itself to see whether the source is the cause."
    problem = Problem(path="", code=code, message=message, hint=hint)
    return row_without_report(position, _path_of(source), rules, day, (problem,))


def _is_text(source: str) -> bool:
    return "\n" in source or source.lstrip().startswith("{")


def _path_of(source: Source) -> str | None:
    if isinstance(source, str):
        return None if _is_text(source) else source
    return os.fspath(source) if isinstance(source, os.PathLike) else None


def _read(source: Source) -> tuple[Any, tuple[Problem, ...]]:
    """Return the record of a source, and what was kept though no field has it."""
    if isinstance(source, Record):
        return source, ()
    from collective_impact.documents import read_with_notes  # noqa: PLC0415 - only what is read pays for it

    if isinstance(source, str) and _is_text(source):
        return read_with_notes(source, "json" if source.lstrip().startswith("{") else "yaml")
    return read_with_notes(source)
