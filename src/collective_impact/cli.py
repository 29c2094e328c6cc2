"""The command line: a row and a function for each command, and one place that turns mistakes into sentences.

A command takes parsed arguments and gives back text and an exit code; printing, warnings and errors are the
business of `main`. Nothing is worked out here that the library itself does not offer.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import collective_impact as ci
from collective_impact.display import number, percent, plain, wrapped
from collective_impact.errors import excerpt

if TYPE_CHECKING:
    from typing import NoReturn, TextIO

__all__ = ["main"]

FINE, BELOW, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

R = TypeVar("R")
_FRAMEWORKS: Final = ("five_conditions", "preconditions", "equity")
_LEVELS: Final = ("absent", "begun", "partly", "in-place")
_REMARKS_IN_FULL: Final = 10
_FORMULA_MARKS: Final = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
_COLUMNS: Final = (
    "code", "title", "evidence_kind", "status", "score", "low", "high", "numerator", "denominator", "weight",
    "observed", "next_step",
)  # fmt: skip


class _Answer(NamedTuple):
    """What a command prints on standard output, and its exit code."""

    text: str
    code: int = FINE


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
            warnings.showwarning = _telling(warnings.showwarning)
            answer = _answer(argv)
        failure = _write(sys.stdout, answer.text)
    except KeyboardInterrupt:
        return INTERRUPTED
    if failure is not None:
        _tell(f"The answer cannot be written: {failure.strerror or failure}.")
        return BAD_INPUT
    return answer.code


def _answer(argv: Sequence[str] | None) -> _Answer:
    try:
        parser = _parser()
        arguments = parser.parse_args(argv)
        if arguments.run is None:
            _write(sys.stderr, parser.format_help())
            return _Answer("", BAD_INPUT)
        answer: _Answer = arguments.run(arguments)
    except SystemExit as end:
        return _Answer("", BAD_INPUT if end.code else FINE)
    except ci.CollectiveImpactError as error:
        hidden = error.count - len(error.problems)
        more = [f"... and {hidden:,} more"] if hidden > 0 else []
        _tell(error.message, *map(str, error.problems), *more)
    except Exception as error:  # noqa: BLE001 - the last door: people are told, not shown a traceback
        fault = f"{type(error).__name__}: {excerpt(str(error))}"
        _tell(f"This is a fault of collective_impact, not yours ({fault}). Please report it.")
    else:
        return answer
    return _Answer("", BAD_INPUT)


def _write(stream: TextIO | None, text: str) -> OSError | None:
    """Write a text, and return what stood in the way; a reader that went away early does not."""
    if stream is None:
        return None
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        with contextlib.suppress(OSError):  # what is left in the buffer must not complain at the very end
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
        return None if isinstance(error, BrokenPipeError) else error
    return None


def _tell(sentence: str, *items: str) -> None:
    """Write a sentence to standard error, and below it a list."""
    _write(sys.stderr, "\n".join([plain(sentence), *(f"  - {plain(item)}" for item in items), ""]))


def _telling(otherwise: Callable[..., None]) -> Callable[..., None]:
    """Return what shows a warning of this library as a sentence, and leaves others to `otherwise`."""

    def show(message: Warning | str, category: type[Warning], *place: Any) -> None:  # noqa: ANN401 - handed on
        if not issubclass(category, ci.CollectiveImpactWarning):
            otherwise(message, category, *place)
            return
        sentence, *items = str(message).split("\n")
        _tell(sentence, *(item.strip().removeprefix("- ") for item in items))

    return show


def _program() -> str:
    """Return what to type so as to come here again."""
    is_module = sys.argv[0].replace("\\", "/").endswith("collective_impact/__main__.py")
    return "python -m collective_impact" if is_module else "collective-impact"


def _parser() -> _Parser:
    parser = _Parser(
        prog=_program(),
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


def _date(text: str) -> date:
    with contextlib.suppress(ValueError):
        found = date.fromisoformat(text)
        if found.isoformat() == text:
            return found
    raise argparse.ArgumentTypeError(f"expected a date such as 2026-06-01, found '{excerpt(text)}'")


def _level(text: str) -> int:
    word = text.strip().lower().replace(" ", "-").replace("_", "-").replace("partly-in-place", "partly")
    for level, name in enumerate(_LEVELS):
        if word in (name, str(level)):
            return level
    raise argparse.ArgumentTypeError(f"expected {', '.join(_LEVELS)} or 0 to 3, found '{excerpt(text)}'")


def _demo(arguments: argparse.Namespace) -> _Answer:  # noqa: ARG001 - a command takes its arguments
    path = os.path.join(os.path.dirname(__file__), "illustration.json")  # noqa: PTH118, PTH120 - no pathlib for a name
    report = ci.assess(ci.read(path), on=date(2026, 6, 1))
    program = _program()
    return _Answer(
        "An illustration: the place, the organisations and all figures are invented.\n\n"
        f"{report}\n"
        "What to try next\n"
        f"  {program} explain CI401             the rule behind a line\n"
        f"  {program} new my-initiative.yaml    your own file to fill in\n"
        f"  {program} check my-initiative.yaml  the report on it\n"
    )


def _check(arguments: argparse.Namespace) -> _Answer:
    framework = _framework(arguments.framework)
    path = arguments.ratings
    ratings = None if path is None else _record(path, ci.RatingSet, "a set of ratings")
    report = ci.assess(_initiative(arguments.file), framework, ratings=ratings, on=arguments.on)
    code = FINE if arguments.fail_on is None else _judged(report, arguments.fail_on)
    return _Answer(_FORMATS[arguments.format](report), code)


def _judged(report: ci.ReadinessReport, level: int) -> int:
    """Return the exit code for a level that every condition is to reach, and say which do not."""
    below = [f"{c.title}: {c.level_name}" for c in report.conditions if c.level is None or c.level < level]
    if below:
        _tell(f"Not known to be {_LEVELS[level]!r} or better (--fail-on):", *below)
    return BELOW if below else FINE


def _initiative(path: str) -> ci.Initiative:
    if not path.lower().endswith(".xml"):
        return _record(path, ci.Initiative, "an initiative")
    from collective_impact.interchange import iati  # noqa: PLC0415 - only a foreign file pays for it

    reading = iati.read(path)
    if reading.problems:
        few = len(reading.problems) <= _REMARKS_IN_FULL
        remarks = map(str, reading.problems) if few else _counted(reading.problems)
        _tell(f"{os.path.basename(path)}: remarks on how it was read ({len(reading.problems)}):", *remarks)  # noqa: PTH119 - no pathlib for a name
    return reading.value


def _counted(problems: Iterable[ci.Problem]) -> Iterator[str]:
    """Yield one line for each kind of problem: how often it occurs, and where first."""
    by_code: dict[str, list[ci.Problem]] = {}
    for problem in problems:
        by_code.setdefault(problem.code, []).append(problem)
    for code, found in by_code.items():
        yield f"{found[0]}" + (f" ({len(found)} such remarks: {code})" if len(found) > 1 else "")


def _record(path: str, kind: type[R], words: str) -> R:
    value = ci.read(path)
    if not isinstance(value, kind):
        name = os.path.basename(path)  # noqa: PTH119 - no pathlib for a name
        raise ci.DocumentError(f"{name}: it holds a record of the kind {type(value).__name__}, not {words}.")
    return value


def _framework(name: str) -> ci.Framework:
    key = name.lower().replace("-", "_")
    if key in _FRAMEWORKS:
        held: ci.Framework = getattr(ci, key.upper())
        return held
    if "." in name:
        return _record(name, ci.Framework, "a framework")
    known = f"{', '.join(_FRAMEWORKS)}, or a file that holds one"
    raise ci.UnknownNameError(f"There is no framework '{excerpt(name)}'. Known are {known}.")


def _json(data: dict[str, Any]) -> str:
    from collective_impact.plain import dump  # noqa: PLC0415 - only this format pays for it

    return dump(data, "json")


def _csv(report: ci.ReadinessReport) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(("condition", *_COLUMNS))
    for condition in report.conditions:
        for finding in condition.findings:
            cells = (condition.title, *(getattr(finding, column) for column in _COLUMNS))
            table.writerow(map(_cell, cells))
    return out.getvalue()


def _cell(value: object) -> object:
    """Return a text as one line that no spreadsheet takes for a formula, and a number as it is."""
    if not isinstance(value, str):
        return value
    return f"'{plain(value)}" if plain(value).startswith(_FORMULA_MARKS) else plain(value)


_FORMATS: Final[dict[str, Callable[[ci.ReadinessReport], str]]] = {
    "text": str, "json": lambda report: _json(ci.to_data(report)), "csv": _csv
}  # fmt: skip


def _explain(arguments: argparse.Namespace) -> _Answer:
    names = _FRAMEWORKS if arguments.framework is None else (arguments.framework,)
    framework, condition, criterion = _found(arguments.code, [_framework(name) for name in names])
    if arguments.file is None:
        return _Answer("".join(f"{wrapped(line, 80)}\n" for line in _rule(framework, condition, criterion)))
    report = ci.assess(_initiative(arguments.file), framework, on=arguments.on)
    return _Answer(report.explain(criterion.code))


def _found(code: str, frameworks: Sequence[ci.Framework]) -> tuple[ci.Framework, ci.Condition, ci.Criterion]:
    from collective_impact.fields import did_you_mean  # noqa: PLC0415 - only an explanation pays for it

    known = [(f, c, criterion) for f in frameworks for c in f.conditions for criterion in c.criteria]
    wanted = code.strip().casefold()
    for found in known:
        if found[2].code.casefold() == wanted:
            return found
    hint = did_you_mean(wanted, [criterion.code for *_, criterion in known])
    own = "" if len(frameworks) == 1 else " Name a file with a framework of your own by --framework."
    raise ci.UnknownNameError(f"There is no criterion '{excerpt(code)}'. {hint}{own}")


def _rule(framework: ci.Framework, condition: ci.Condition, criterion: ci.Criterion) -> Iterator[str]:
    """Yield what stands behind a criterion, whatever it is applied to."""
    from collective_impact.readiness.wording import SPEAKS  # noqa: PLC0415 - only an explanation pays for it

    yield f"{criterion.code} {criterion.title}"
    yield f"{condition.title}, in: {framework.title} (rules {framework.key}, version {framework.version})"
    yield ""
    yield f"Question: {criterion.question or 'not stated'}"
    yield f"Rule: {criterion.rule or 'not stated'}"
    yield f"Source: {criterion.source}"
    yield f"Evidence: {'; '.join(SPEAKS[kind] for kind in criterion.evidence_kinds)}"
    if criterion.record_step:
        yield f"Needs: {criterion.record_step}"
    yield from _settings(criterion)
    critical = "; critical: a known 0 keeps the whole condition at the lowest level"
    yield f"Weight: {number(criterion.weight)}{critical if criterion.critical else ''}"
    if criterion.next_step:
        who = f" ({criterion.who}, {criterion.effort} effort)" if criterion.who and criterion.effort else ""
        yield f"Next step where it is not met: {criterion.next_step}{who}"
    begun, partly, in_place = map(number, framework.level_cuts)
    cuts = f"begun from {begun}, partly in place from {partly}, in place from {in_place}"
    least = percent(framework.coverage_limit)
    yield f"Levels of its condition: {cuts}; no level where less than {least} of the weight is known."


def _settings(criterion: ci.Criterion) -> Iterator[str]:
    from collective_impact.record import field_plan  # noqa: PLC0415 - only an explanation pays for it

    usual = field_plan(ci.Criterion)
    for name, plan in field_plan(type(criterion)).items():
        if name not in usual:
            value, facts = getattr(criterion, name), plan.metadata
            shown = number(value) if isinstance(value, int | float) else str(value)
            unit = f" {facts['unit']}" if "unit" in facts else ""
            source = f" Source: {facts['source']}." if "source" in facts else ""
            yield f"Threshold {name}: {shown}{unit}. {facts.get('about', '')}{source}"


def _new(arguments: argparse.Namespace) -> _Answer:
    from shlex import quote  # noqa: PLC0415 - only this command pays for it

    from collective_impact.files import write_atomic  # noqa: PLC0415 - the same
    from collective_impact.template import JSON_TEMPLATE, SCHEMA_NAME, YAML_TEMPLATE  # noqa: PLC0415 - the same

    path, program = arguments.file, _program()
    ending = os.path.splitext(path)[1].lower()  # noqa: PTH122 - no pathlib for a name
    text = {".yaml": YAML_TEMPLATE, ".yml": YAML_TEMPLATE, ".json": JSON_TEMPLATE}.get(ending)
    if text is None:
        raise ci.DocumentError(f"{excerpt(path)}: a new file is YAML or JSON. Let its name end in .yaml.")
    if os.path.lexists(path):
        raise ci.DocumentError(f"{excerpt(path)}: it is there already. Choose another name.")
    write_atomic(path, text)
    schema = os.path.join(os.path.dirname(path), SCHEMA_NAME)  # noqa: PTH118, PTH120 - no pathlib for a name
    hint = (
        "JSON has no comments; a name in .yaml gives explanations and examples too."
        if ending == ".json"
        else "An editor that knows YAML helps you with it once the schema lies beside it:\n"
        f"  {program} schema > {quote(schema)}"
    )
    written = f"{plain(path)} is written. Fill in what you know, then:\n  {program} check {quote(path)}\n"
    return _Answer(f"{written}{hint}\n")


def _schema(arguments: argparse.Namespace) -> _Answer:  # noqa: ARG001 - a command takes its arguments
    return _Answer(_json(ci.json_schema()))


def _argument(name: str, words: str, **options: Any) -> tuple[str, dict[str, Any]]:  # noqa: ANN401 - argparse's
    return name, {"help": words, **options}


_FILE_WORDS: Final = "an initiative: .json, .yaml, .yml or .toml in our own format, or .xml of IATI 2.03"
_FAIL_WORDS: Final = (
    "exit with 1 where a condition is unknown or below: absent (0), begun (1), partly (2), in-place (3)"
)
_OWN_WORDS: Final = f"{', '.join(_FRAMEWORKS)}, or a file that holds a framework; "
_ON: Final = _argument("--on", "the day to look at (2026-06-01); default: today", type=_date, metavar="DATE")
_COMMANDS: Final[tuple[tuple[Any, ...], ...]] = (
    ("demo", _demo, "Show the report on an invented initiative."),
    (
        *("check", _check, "Report how far each condition is in place in a file, and what to do next."),
        _argument("file", _FILE_WORDS, metavar="FILE"),
        _ON,
        _argument("--framework", f"{_OWN_WORDS}default: the first", metavar="F", default=_FRAMEWORKS[0]),
        _argument("--ratings", "a file with what people say or raters judge", metavar="FILE"),
        _argument("--format", "default: text", choices=tuple(_FORMATS), default="text"),
        _argument("--fail-on", _FAIL_WORDS, metavar="LEVEL", type=_level),
    ),
    (
        *("explain", _explain, "Say what stands behind a criterion, or behind what was found in a file."),
        _argument("code", "the code of a criterion, such as CI205", metavar="CODE"),
        _argument("file", _FILE_WORDS, metavar="FILE", nargs="?"),
        _ON,
        _argument("--framework", f"{_OWN_WORDS}default: all three", metavar="F"),
    ),
    (
        *("new", _new, "Write a file to fill in, with explanations and examples."),
        _argument("file", "a name that ends in .yaml; or in .json, without comments", metavar="FILE"),
    ),
    ("schema", _schema, "Print the JSON Schema of the file format, for editors."),
)
"""The table of commands, a row for each: its name, its function, what it is for, its arguments."""
