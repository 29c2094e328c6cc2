"""Text to plain data and back: JSON, YAML and TOML, each refused whole, with all that is wrong in it.

Text of any origin enters; only dicts with text keys, lists, texts, finite numbers, booleans and None leave.
What the data mean is for the codec to say; nothing is known about records here.
"""

from __future__ import annotations

import itertools
import re
import sys

from collective_impact import json_text
from collective_impact.errors import Problem, excerpt
from collective_impact.files import Limits, line_and_column, refusal
from collective_impact.soundness import DUPLICATE_KEY, TOO_MANY_DIGITS, is_sound, too_deep, unsound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from collective_impact.files import Format
    from collective_impact.soundness import Complaint

__all__ = ["check_plain", "dump", "parse"]

_NO_LENGTH = Limits(text_length=sys.maxsize)
_KEY_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+"""
_TOML_PLACE = re.compile(r" \(at (.+)\)\Z")
_TOML_TWICE = ("Cannot overwrite", "Cannot declare", "Duplicate")


def parse(text: str, file_format: Format, limits: Limits) -> object:
    """Return the plain data in `text`: dict, list, str, int, float, bool or None, whatever stands on top.

    YAML is read by the rule of `yaml_text.load`. Dates and times of TOML become ISO 8601 texts.

    Raises:
        DocumentError: listing the problems, each with its path and place where they are known. Codes:
            bad_syntax, bad_text, duplicate_key, not_finite, too_large_number, empty, unknown_format, and for
            YAML alias_refused, anchor_refused, tag_refused, merge_refused, key_refused, second_document.
        LimitError: all problems are about size: too_large, too_deep, too_long, too_many_values.
        MissingExtraError: the text is YAML, and PyYAML is not installed.
    """
    if file_format not in ("json", "yaml", "toml"):
        message = f"{excerpt(file_format)} is no format that can be read."
        problem = _problem((message, "unknown_format", "Known are json, yaml and toml."))
        raise refusal("The text cannot be read.", [problem], limits)
    _demand_size(text, file_format, limits)
    if file_format == "json":
        return _parse_json(text, limits)
    if file_format == "toml":
        return _parse_toml(text, limits)
    from collective_impact import yaml_text  # noqa: PLC0415 - only YAML pays for it

    return yaml_text.load(text, limits)


def dump(data: object, file_format: Format) -> str:
    """Return plain data as JSON or YAML that `parse` reads back as the very same data. Tuples become lists.

    Raises:
        DocumentError: something is no plain data, a number is not finite, or the format cannot be written.
        LimitError: lists and mappings stand more than 64 deep in each other.
        MissingExtraError: YAML is wanted, and PyYAML is not installed.
    """
    if file_format not in ("json", "yaml"):
        message = f"{excerpt(file_format)} cannot be written."
        problem = _problem((message, "unknown_format", "Save as JSON or YAML."))
        raise refusal("The data cannot be written.", [problem], _NO_LENGTH)
    check_plain(data, _NO_LENGTH)
    if file_format == "json":
        return json_text.render(data)
    from collective_impact import yaml_text  # noqa: PLC0415 - only YAML pays for it

    return yaml_text.render(data)


def check_plain(data: object, limits: Limits) -> None:
    """Refuse what is not plain data within `limits`, such as a value of another type or an infinite number.

    Only the types themselves count as plain, not what is derived from them; tuples pass as lists. Data that
    hold themselves are too deep. At most `limits.problems` problems are looked for.

    Raises:
        DocumentError: listing the problems with their paths; a LimitError where all are about size.
    """
    if not is_sound(data, limits, look_at_texts=True):
        problems = itertools.islice(unsound(data, limits), limits.problems)
        raise refusal("This is no plain data as a document holds it.", problems, limits)


def _demand_size(text: str, file_format: Format, limits: Limits) -> None:
    """Refuse a text that has more bytes in UTF-8 than its format may, or that has no such form."""
    allowed, hint = limits.bytes, "Split it, or allow more by Limits(bytes=...)."
    if file_format != "json":
        allowed = limits.yaml_bytes
        hint = "Save so large a document as JSON, or allow more by Limits(yaml_bytes=...)."
    size = len(text)
    if size <= allowed and not text.isascii():
        try:
            size = len(text.encode())
        except UnicodeEncodeError as error:
            complaint = ("Half a character (a lone surrogate) stands here.", "bad_text", "Remove it.")
            problem = _problem(complaint, line_and_column(text, error.start))
            raise refusal("The text cannot be read.", [problem], limits) from error
    if size > allowed:
        message = f"The text takes more than {allowed:,} bytes."
        problem = _problem((message, "too_large", hint))
        raise refusal("The text cannot be read.", [problem], limits)


def _parse_json(text: str, limits: Limits) -> object:
    value, doubtful = json_text.load(text)
    if not doubtful and is_sound(
        value, limits, look_at_texts=json_text.may_hold_longer(text, limits.text_length)
    ):
        return value
    problems = json_text.find_problems(text, limits)
    first = next(problems, None) or _problem(too_deep(limits))
    raise refusal("The text cannot be read as JSON.", itertools.chain([first], problems), limits)


def _parse_toml(text: str, limits: Limits) -> object:
    import tomllib  # noqa: PLC0415 - needed by readers of TOML only

    dotted = re.search(rf"(?<![\w.\\-]){_KEY_PART}(?:\.[ \t]*+{_KEY_PART}){{{limits.depth}}}", text)
    if dotted is not None:
        problem = _problem(too_deep(limits), line_and_column(text, dotted.start()))
        raise refusal("The text cannot be read as TOML.", [problem], limits)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = _toml_problem(str(error))
    except ValueError:
        problem = _problem(TOO_MANY_DIGITS)
    except RecursionError:
        problem = _problem(too_deep(limits))
    else:
        _write_dates_as_text(data)
        if is_sound(data, limits, look_at_texts=True):
            return data
        raise refusal("The text cannot be read as TOML.", unsound(data, limits), limits)
    raise refusal("The text cannot be read as TOML.", [problem], limits)


def _toml_problem(said: str) -> Problem:
    found = _TOML_PLACE.search(said)
    where = found[1] if found else None
    reason = _TOML_PLACE.sub("", said)
    if reason.startswith(_TOML_TWICE):
        return _problem(DUPLICATE_KEY, where)
    return _problem(
        (f"This is not TOML: {excerpt(reason)}.", "bad_syntax", "Put texts in double quotes."), where
    )


def _write_dates_as_text(data: dict[str, Any]) -> None:
    """Put texts in the place of dates and times, without recursion."""
    from datetime import date, time  # noqa: PLC0415 - the reader of TOML has loaded it

    waiting: list[Any] = [data]
    while waiting:
        container = waiting.pop()
        for key, value in container.items() if isinstance(container, dict) else enumerate(container):
            if isinstance(value, dict | list):
                waiting.append(value)
            elif isinstance(value, date | time):
                container[key] = value.isoformat()


def _problem(complaint: Complaint, where: str | None = None) -> Problem:
    message, code, hint = complaint
    return Problem(path="", message=message, code=code, where=where, hint=hint)
