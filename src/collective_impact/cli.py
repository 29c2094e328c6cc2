"""The command line: a row for each command, and one place that turns mistakes into sentences.

A command is a function of `commands`, which takes parsed arguments and gives back text and an exit code;
printing, warnings and errors are the business of `main`.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import collective_impact as ci
from collective_impact.commands.assess_many import ROW_FORMATS, assess_many, workers_of
from collective_impact.commands.files import new, schema
from collective_impact.commands.inputs import FRAMEWORKS, date_of, level_of
from collective_impact.commands.landscape import LANDSCAPE_FORMATS, landscape
from collective_impact.commands.measurement import AUDIT_FORMATS, MEASURE_FORMATS, audit, measure
from collective_impact.commands.network import MAP_FORMATS, draw
from collective_impact.commands.readiness import FORMATS, check, demo, explain
from collective_impact.commands.survey import SURVEY_FORMATS, score
from collective_impact.commands.terminal import (
    BAD_INPUT,
    FINE,
    INTERRUPTED,
    Answer,
    invocation,
    tell,
    telling,
    write,
)
from collective_impact.display import plain
from collective_impact.errors import excerpt

if TYPE_CHECKING:
    from typing import NoReturn

__all__ = ["main"]


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints cannot move a cursor or fake a line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and end."""
        self.print_usage(sys.stderr)
        self.exit(BAD_INPUT, f"{self.prog}: {plain(message)}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; `argv` is what the process was started with by default.

    0: fine. 1: only with `--fail-on`, a condition lies below the level or is not known. 2: bad input, or a
    fault of the library. 130: interrupted. Standard output and error are set to UTF-8.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", ci.CollectiveImpactWarning)
            warnings.showwarning = telling(warnings.showwarning)
            answer = _answer(argv)
        failure = write(sys.stdout, answer.text)
    except KeyboardInterrupt:
        return INTERRUPTED
    if failure is not None:
        tell(f"The answer cannot be written: {failure.strerror or failure}.")
        return BAD_INPUT
    return answer.code


def _answer(argv: Sequence[str] | None) -> Answer:
    try:
        parser = _parser()
        arguments = parser.parse_args(argv)
        if arguments.run is None:
            write(sys.stderr, parser.format_help())
            return Answer("", BAD_INPUT)
        answer: Answer = arguments.run(arguments)
    except SystemExit as end:
        return Answer("", BAD_INPUT if end.code else FINE)
    except ci.CollectiveImpactError as error:
        hidden = error.count - len(error.problems)
        more = [f"... and {hidden:,} more"] if hidden > 0 else []
        tell(error.message, *map(str, error.problems), *more)
    except Exception as error:  # noqa: BLE001 - the last door: people are told, not shown a traceback
        fault = f"{type(error).__name__}: {excerpt(str(error))}"
        tell(f"This is a fault of collective_impact, not yours ({fault}). Please report it.")
    else:
        return answer
    return Answer("", BAD_INPUT)


def _parser() -> _Parser:
    parser = _Parser(
        prog=invocation(),
        description="How far the five conditions of collective impact are in place, from what is recorded.",
        epilog="Begin with demo. Exit codes: 0 fine; 1 only with --fail-on; 2 bad input.",
        allow_abbrev=False,
    )
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command, run, words, *arguments in _COMMANDS:
        own = commands.add_parser(command, help=words, description=words, allow_abbrev=False)
        own.set_defaults(run=run)
        for name, options in arguments:
            own.add_argument(name, **options)
    return parser


def _argument(name: str, words: str, **options: Any) -> tuple[str, dict[str, Any]]:  # noqa: ANN401 - argparse's
    return name, {"help": words, **options}


_FILE_WORDS: Final = (
    "an initiative: .json, .yaml, .yml or .toml in our own format, an .xml of IATI 2.03, or figures in a .csv"
)
_FAIL_WORDS: Final = (
    "exit with 1 where a condition is unknown or below: absent (0), begun (1), partly (2), in-place (3)"
)
_OWN_WORDS: Final = f"{', '.join(FRAMEWORKS)}, or a file that holds a framework; "
EXPORT_FORMATS: Final = ("qualtrics", "surveymonkey", "kobo", "google_forms", "hand_made")
_ON: Final = _argument(
    "--on", "the day to look at (2026-06-01); default: today", type=date_of, metavar="DATE"
)
_COMMANDS: Final[tuple[tuple[Any, ...], ...]] = (
    ("demo", demo, "Show the report on an invented initiative."),
    (
        *("check", check, "Report how far each condition is in place in a file, and what to do next."),
        _argument("file", _FILE_WORDS, metavar="FILE"),
        _ON,
        _argument("--framework", f"{_OWN_WORDS}default: the first", metavar="F", default=FRAMEWORKS[0]),
        _argument(
            "--ratings", "what people say or raters judge: a document, or a survey export", metavar="FILE"
        ),
        _argument("--instrument", "what was asked in the ratings; an export needs it", metavar="FILE"),
        _argument("--format", "default: text", choices=tuple(FORMATS), default="text"),
        _argument("--fail-on", _FAIL_WORDS, metavar="LEVEL", type=level_of),
    ),
    (
        *("map", draw, "Map which activities of which partners support, duplicate or follow each other."),
        _argument("file", _FILE_WORDS, metavar="FILE"),
        _argument(
            "--on", "the day to look at; default: all that is not cancelled", type=date_of, metavar="DATE"
        ),
        _argument(
            "--without",
            "show what is lost when this partner leaves, and what is left",
            metavar="PARTNER",
            action="append",
        ),
        _argument(
            "--format", "default: text; svg needs matplotlib", choices=tuple(MAP_FORMATS), default="text"
        ),
    ),
    (
        *("measure", measure, "Tell how far the shared measures have come, and whether the curve is turned."),
        _argument("file", _FILE_WORDS, metavar="FILE"),
        _argument("--indicator", "one indicator in full, by its id; default: all", metavar="ID"),
        _argument("--on", "the day to look at; default: all figures", type=date_of, metavar="DATE"),
        _argument("--format", "default: text", choices=tuple(MEASURE_FORMATS), default="text"),
    ),
    (
        *("audit", audit, "Look for what is wrong, doubtful, late or not measured in the shared numbers."),
        _argument("file", _FILE_WORDS, metavar="FILE"),
        _argument(
            "--on", "the day to look at; default: the end of the latest period", type=date_of, metavar="DATE"
        ),
        _argument("--format", "default: text", choices=tuple(AUDIT_FORMATS), default="text"),
    ),
    (
        *("survey", score, "Score the export of a survey tool, with intervals and agreement."),
        _argument(
            "export",
            "what Qualtrics, Google Forms, KoboToolbox, SurveyMonkey or a sheet gave, .csv or .xlsx; or our ratings",
            metavar="EXPORT",
        ),
        _argument(
            "--instrument",
            "a file that says what was asked: items, scales, what they speak to; an export needs it",
            metavar="FILE",
        ),
        _argument(
            "--by",
            "one result for each of them; default: everybody alone",
            choices=("group", "wave", "organisation"),
        ),
        _argument("--export-format", "default: as it is recognised", choices=EXPORT_FORMATS),
        _argument("--format", "default: text", choices=tuple(SURVEY_FORMATS), default="text"),
    ),
    (
        *(
            "landscape",
            landscape,
            "See the collaborations of one community together: overlaps, gaps, questions.",
        ),
        _argument(
            "files",
            "one roster (.csv, .tsv, .xlsx) or one landscape; or an initiative for each collaboration",
            metavar="FILE",
            nargs="+",
        ),
        _ON,
        _argument(
            "--same-names",
            "take for one what has the same identifier or name; nothing is merged otherwise",
            action="store_true",
        ),
        _argument("--format", "default: text", choices=tuple(LANDSCAPE_FORMATS), default="text"),
    ),
    (
        *("assess-many", assess_many, "Assess many files by the same rules on the same day, a row for each."),
        _argument("files", "documents in our own format", metavar="FILE", nargs="+"),
        _ON,
        _argument("--framework", f"{_OWN_WORDS}default: the first", metavar="F", default=FRAMEWORKS[0]),
        _argument("--workers", "how many processes; default: 1", metavar="N", type=workers_of, default=1),
        _argument("--format", "default: csv; parquet needs pyarrow", choices=ROW_FORMATS, default="csv"),
        _argument("--to", "a file for the rows; parquet needs one", metavar="FILE"),
    ),
    (
        *(
            "explain",
            explain,
            "Say what stands behind a criterion or a check, or behind what was found in a file.",
        ),
        _argument(
            "code",
            "the code of a criterion, such as CI205, or of a check of the audit, such as CI711",
            metavar="CODE",
        ),
        _argument("file", _FILE_WORDS, metavar="FILE", nargs="?"),
        _ON,
        _argument("--framework", f"{_OWN_WORDS}default: all three", metavar="F"),
    ),
    (
        *("new", new, "Write a file to fill in, with explanations and examples."),
        _argument("file", "a name that ends in .yaml; or in .json, without comments", metavar="FILE"),
    ),
    ("schema", schema, "Print the JSON Schema of the file format, for editors."),
)
"""The table of commands, a row for each: its name, its function, what it is for, its arguments."""
