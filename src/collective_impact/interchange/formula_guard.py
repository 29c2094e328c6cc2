"""Cells that a spreadsheet would take for a formula: written with an apostrophe in front, and read without it."""

from __future__ import annotations

import re

from collective_impact.interchange.network_values import NUMBER

__all__ = ["guarded", "unguarded"]

_FORMULA = re.compile("['\\s]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n]")


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; numbers stay as they are (OWASP, CSV injection)."""
    return f"'{text}" if _FORMULA.match(text) and not NUMBER.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text
