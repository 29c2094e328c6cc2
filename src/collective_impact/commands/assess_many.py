"""The command `assess-many`: a row for each of any number of files, written as it comes.

Rows are made by `landscape.assess_many`; here they are said as CSV, JSON or Parquet, with little memory whatever
their number.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any, Final, Literal

import attrs

import collective_impact as ci
from collective_impact.commands.inputs import framework_named
from collective_impact.commands.outputs import csv_lines, record_data
from collective_impact.commands.terminal import BAD_INPUT, FINE, Answer, flow, tell
from collective_impact.errors import excerpt

if TYPE_CHECKING:
    from concurrent.futures import Executor

    Rows = Iterable[ci.AssessmentRow]

__all__ = ["ROW_FORMATS", "assess_many", "workers_of"]

ROW_FORMATS: Final = ("csv", "json", "parquet")
_MOST_WORKERS: Final = 61
"""More processes cannot be waited for on Windows."""
_TOLD: Final = 10
_ROWS_AT_ONCE: Final = 5_000
_WHOLE_NUMBERS: Final = ("position", "in_place", "may_be_in_place", "problem_count")


def workers_of(text: str) -> int:
    """Return the number of processes that an argument gives."""
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _MOST_WORKERS:
        return int(text)
    raise argparse.ArgumentTypeError(
        f"expected a number of processes from 1 to {_MOST_WORKERS}, found '{excerpt(text)}'"
    )


def assess_many(arguments: argparse.Namespace) -> Answer:
    """Write a row for each file; the answer is empty, and its code says whether all could be assessed."""
    from pathlib import Path  # noqa: PLC0415 - a text might be taken for a document

    rules, to = framework_named(arguments.framework), arguments.to
    write = _writer(arguments.format, to, arguments.files)
    tally = _Tally()
    with _processes(arguments.workers) as executor:
        rows = ci.assess_many(
            [Path(file) for file in arguments.files],
            rules,
            executor=executor,
            on=arguments.on,
            progress=_progress(is_shown=to is None),
        )
        write(tally.watching(map(_legible, rows)))
    if not tally.lost:
        return Answer("", FINE)
    hidden = tally.lost - len(tally.told)
    more = [f"... and {hidden:,} more"] if hidden else []
    head = f"{tally.lost:,} of {tally.count:,} files could not be assessed; their rows say why:"
    tell(head, *tally.told, *more)
    return Answer("", BAD_INPUT)


class _Tally:
    """Counts rows as they go by, and keeps the first ones that hold no assessment."""

    def __init__(self) -> None:
        self.count = 0
        self.lost = 0
        self.told: list[str] = []

    def watching(self, rows: Rows) -> Iterator[ci.AssessmentRow]:
        for row in rows:
            self.count += 1
            if not row.is_assessed:
                self.lost += 1
                if len(self.told) < _TOLD:
                    self.told.append(f"{row.source}: {row.problems[0]}")
            yield row


def _legible(row: ci.AssessmentRow) -> ci.AssessmentRow:
    """Return the row with a path that can be written, where the name of a file is no text."""
    if row.source is None or row.source.isascii():
        return row
    return attrs.evolve(row, source=row.source.encode("utf-8", "replace").decode("utf-8"))


@contextlib.contextmanager
def _processes(count: int) -> Iterator[Executor | None]:
    """Give an executor of so many processes, none for one; what it has not begun when it is left is dropped."""
    if count == 1:
        yield None
        return
    import signal  # noqa: PLC0415 - only who asks for processes pays for it
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - the same
    from multiprocessing import get_context  # noqa: PLC0415 - the same

    quiet = (signal.SIGINT, signal.SIG_IGN)
    pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=signal.signal, initargs=quiet)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _progress(*, is_shown: bool) -> Literal["bar"] | None:
    """Return that a bar is drawn: where people look at standard error, and no rows run through it there."""
    from importlib.util import find_spec  # noqa: PLC0415 - only this command pays for it

    if sys.stderr is None or not sys.stderr.isatty():
        return None
    if is_shown and sys.stdout is not None and sys.stdout.isatty():
        return None
    return "bar" if find_spec("tqdm") else None


def _writer(form: str, to: str | None, sources: Iterable[str]) -> Callable[[Rows], None]:
    """Return what writes rows to where they are to go, once it is clear that they can go there."""
    if form == "parquet":
        _pyarrow()
    if to is None:
        if form == "parquet":
            raise ci.DocumentError("Parquet is no text to look at. Name a file for it: --to rows.parquet.")
        return lambda rows: flow(_TEXTS[form](rows))
    if os.path.exists(to) and any(os.path.exists(path) and os.path.samefile(path, to) for path in sources):  # noqa: PTH110, PTH121 - no pathlib for a name
        raise ci.DocumentError(f"{excerpt(to)}: it is one of the files to be assessed. Choose another name.")
    from collective_impact.files import replacing  # noqa: PLC0415 - only who saves pays for it

    def save(rows: Rows) -> None:
        with replacing(to) as stream:
            if form == "parquet":
                _save_parquet(rows, stream)
            else:
                stream.writelines(piece.encode() for piece in _TEXTS[form](rows))

    return save


def _csv(rows: Rows) -> Iterator[str]:
    return csv_lines(_table(rows))


def _table(rows: Rows) -> Iterator[Iterable[object]]:
    for number, row in enumerate(rows):
        cells = row.flat()
        if not number:
            yield cells.keys()
        yield cells.values()


def _json(rows: Rows) -> Iterator[str]:
    """Yield one list, with a line for each row."""
    import json  # noqa: PLC0415 - only this format pays for it

    before = "[\n"
    for row in rows:
        yield before + json.dumps(record_data(row), ensure_ascii=False)
        before = ",\n"
    yield "\n]\n"


_TEXTS: Final[dict[str, Callable[[Rows], Iterator[str]]]] = {"csv": _csv, "json": _json}


def _pyarrow() -> Any:  # noqa: ANN401 - pyarrow has no types
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        import pyarrow.parquet  # noqa: PLC0415 - the same
    except ImportError as error:
        message = 'Parquet needs pyarrow: python -m pip install "collective-impact[landscape]".'
        raise ci.MissingExtraError(message) from error
    return pa


def _save_parquet(rows: Rows, stream: IO[bytes]) -> None:
    """Write rows as Parquet, some thousand at once, with the same type for a column whatever the first rows hold."""
    from itertools import islice  # noqa: PLC0415 - only this format pays for it

    pa = _pyarrow()
    flat = (row.flat() for row in rows)
    held = list(islice(flat, _ROWS_AT_ONCE))
    schema = pa.schema([(name, _type_of(name, pa)) for name in held[0]])
    with pa.parquet.ParquetWriter(stream, schema) as writer:
        while held:
            writer.write_table(pa.Table.from_pylist(held, schema=schema))
            held = list(islice(flat, _ROWS_AT_ONCE))


def _type_of(name: str, pa: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    if name in _WHOLE_NUMBERS or name.endswith(("_level", "_level_low", "_level_high")):
        return pa.int64()
    return pa.float64() if name.endswith(("_score", "_low", "_high", "_coverage")) else pa.string()
