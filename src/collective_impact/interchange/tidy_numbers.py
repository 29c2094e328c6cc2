"""Cells of a table that should be numbers: what is one, what stands for nothing, and what cannot be one.

A short ASCII grammar decides; `float` alone would take `1_000`, `nan` and digits of other scripts. What a number
counts is not known here, save for a sign that stands beside it in its cell.
"""

from __future__ import annotations

import re
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Literal, NamedTuple

from collective_impact.errors import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from collective_impact.errors import Severity

    Decimal = Literal[".", ",", "?"]

__all__ = ["MISSING_WORDS", "Cell", "Floats", "decimal_of", "plain_numbers", "read_cell"]

MISSING_WORDS = frozenset(
    {
        *(
            "..",
            "...",
            ".",
            "-",
            "--",
            "\u2013",
            "\u2014",
            ":",
            "*",
            "**",
            "?",
            "#",
            "#n/a",
            "n/a",
            "n.a.",
            "na",
            "n/k",
        ),
        *("null", "none", "nan", "nil", "missing", "unknown", "suppressed", "withheld", "not available"),
        *("not applicable", "no data", "x", "c", "z", "u", "[x]", "[c]", "[z]", "[u]", "[low]", "tbc", "tba"),
    }
)
"""Words that stand for a figure that there is not, in any case; zero is none of them."""

LONGEST = 60
MOST_REMEMBERED = 65_536
LONGEST_WHOLE_NUMBER = 25
BLANKS = str.maketrans({"\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2212": "-"})
BOUND = "<>≤≥~≈"


class Cell(NamedTuple):
    """What one cell says: a number or None, its text where that says more, a sign beside it, and what to tell."""

    value: float | None
    raw: str | None = None
    sign: str | None = None
    code: str | None = None
    message: str = ""
    severity: Severity = "warning"
    hint: str | None = None


class Floats(dict[str, float | None]):
    """Numbers by their text: published figures have few digits, so the same ones come again and again.

    What is new is read and remembered, up to 65,536 texts; after that `are_few` is False and nobody should ask.
    """

    are_few = True

    def __init__(self) -> None:
        super().__init__({"": None})

    def __missing__(self, text: str) -> float:
        """Return the number of a plain text, and remember it; raise ValueError where it is none."""
        number = float(text)
        if not isfinite(number) or "_" in text or not text.isascii():
            raise ValueError(text)
        self[text] = number
        self.are_few = len(self) < MOST_REMEMBERED
        return number


def plain_numbers(texts: Sequence[str], known: Floats) -> tuple[float | None, ...] | None:
    """Return the numbers of cells that are all plain numbers or blank, None where one of them is not.

    Plain is what JSON and every spreadsheet write: digits, a point, a sign, an exponent.
    """
    try:
        if known.are_few:
            return tuple(map(known.__getitem__, texts))
        values: tuple[float | None, ...] = (
            tuple([float(text) if text else None for text in texts])
            if "" in texts
            else tuple(map(float, texts))
        )
    except ValueError:
        return None
    joined = "".join(texts)
    if joined.isascii() and "_" not in joined and isfinite(sum(filter(None, values))):
        return values
    return None


def read_cell(text: str, decimal: Decimal = ".") -> Cell:
    """Return what a single cell says; `decimal` is the sign of decimals, `?` where two readings fit."""
    plain = " ".join(text.translate(BLANKS).split())
    if not plain:
        return Cell(None)
    if plain.casefold() in MISSING_WORDS:
        message = f"'{excerpt(plain)}' stands for a figure that is not there; the value is missing, not zero."
        return Cell(None, plain, code="missing_word", message=message)
    if plain[0] in BOUND:
        message = f"'{excerpt(plain)}' is a bound, not a value; the value is missing and the text is kept."
        return Cell(None, plain, code="bound", message=message)
    found = _shape().match(plain) if len(plain) <= LONGEST else None
    signs = [sign for sign in (found["before"], found["after"]) if sign] if found else []
    if found is None or len(signs) > 1 or (found["outer"] and found["inner"]):
        return _no_number(plain)
    digits, is_grouped = _digits(found["digits"], decimal)
    if digits is None:
        return _ambiguous(plain) if is_grouped else _no_number(plain, decimal)
    value = float((found["outer"] or found["inner"] or "") + digits + (found["exponent"] or ""))
    if not isfinite(value) or len(digits.partition(".")[0]) > LONGEST_WHOLE_NUMBER:
        return _no_number(plain)
    if signs:
        code = "percent_sign" if signs[0] == "%" else "currency_sign"
        message = f"'{excerpt(plain)}' is read as {value!r}; the sign {signs[0]} stands in the cell."
        hint = "Keep the unit in a column of its own, or in the name of the indicator."
        return Cell(value, plain, signs[0], code, message, "warning", hint)
    if is_grouped:
        message = f"'{excerpt(plain)}' is read as {value!r}."
        return Cell(value, plain, None, "thousands_separator", message, "note")
    return Cell(value)


def decimal_of(texts: Iterable[str], *, is_comma_delimited: bool) -> Decimal:
    """Return the sign of decimals that a whole column of cells uses, `?` where both readings fit.

    `1,5` or `1.234,5` show a comma, `1.5` or `1,234.5` a point. Where a comma is only ever followed by three
    digits, it separates thousands in a comma-delimited file; elsewhere nobody can tell.
    """
    shows_comma = shows_point = has_doubtful = False
    for text in texts:
        if "," not in text and "." not in text:
            continue
        found = _shape().match(" ".join(text.translate(BLANKS).split())) if len(text) <= LONGEST else None
        if found is None:
            continue
        digits = found["digits"].replace(" ", "").replace("'", "")
        if _marked().match(digits) is None:
            continue
        last = max(digits.rfind(","), digits.rfind("."))
        mark, before, after = digits[last], digits[:last], digits[last + 1 :]
        both = "," in before or "." in before
        is_thousands = len(after) == 3 and 1 <= len(re.split("[,.]", before)[-1]) <= 3 and before != "0"  # noqa: PLR2004 - thousands
        if both and mark in before:
            shows_comma, shows_point = shows_comma or mark == ".", shows_point or mark == ","
        elif both or not is_thousands:
            shows_comma, shows_point = shows_comma or mark == ",", shows_point or mark == "."
        else:
            has_doubtful = has_doubtful or mark == ","
    if shows_comma and not shows_point:
        return ","
    return "?" if has_doubtful and not shows_point and not is_comma_delimited else "."


def _digits(text: str, decimal: Decimal) -> tuple[str | None, bool]:
    """Return the digits as Python writes them and whether thousands were separated; no digits where they do not fit."""
    compact = text.strip()
    mark = "." if decimal == "?" else decimal
    plain, grouped = _forms(mark)
    if decimal == "?" and _forms(",")[0].match(compact) and "," in compact:
        return None, True
    if plain.match(compact):
        return compact.replace(mark, "."), False
    found = grouped.match(compact)
    if found is None:
        return None, False
    whole, dot, rest = compact.partition(mark)
    return re.sub(r"[^0-9]", "", whole) + (dot and "." + rest), True


def _no_number(text: str, decimal: Decimal = ".") -> Cell:
    message = f"'{excerpt(text)}' is not a number; the value is missing and the text is kept."
    hint = "Write digits with a decimal point, and leave the cell blank where there is no figure."
    if decimal == "." and _forms(",")[0].match(text):
        hint = "Where the comma marks decimals, say so by decimal=','."
    return Cell(None, text, None, "not_a_number", message, "error", hint)


def _ambiguous(text: str) -> Cell:
    message = f"'{excerpt(text)}' may have thousands or decimals behind its comma; the value is missing."
    return Cell(
        None, text, None, "ambiguous_number", message, "error", "Say which by decimal=',' or decimal='.'."
    )


@cache
def _shape() -> re.Pattern[str]:
    unit = r"[$£€¥₹]|[A-Z]{3}(?![A-Z])"
    return re.compile(
        rf"(?P<outer>[-+])? ?(?P<before>{unit})? ?(?P<inner>[-+])?(?P<digits>[0-9.,'][0-9.,' ]*)"
        rf"(?P<exponent>[eE][-+]?[0-9]{{1,3}})? ?(?P<after>%|{unit})?\Z",
        re.ASCII,
    )


@cache
def _marked() -> re.Pattern[str]:
    """Return the form of digits with marks between them, of which the last may be that of decimals."""
    return re.compile(r"[0-9]*(?:[.,][0-9]+)+\Z", re.ASCII)


@cache
def _forms(mark: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the plain and the grouped form of digits where decimals stand behind `mark`."""
    dot, other = re.escape(mark), "." if mark == "," else ","
    plain = re.compile(rf"(?:[0-9]+(?:{dot}[0-9]*)?|{dot}[0-9]+)\Z", re.ASCII)
    grouped = re.compile(
        rf"[0-9]{{1,3}}(?P<by>[{other}' ])[0-9]{{3}}(?:(?P=by)[0-9]{{3}})*(?:{dot}[0-9]+)?\Z", re.ASCII
    )
    return plain, grouped
