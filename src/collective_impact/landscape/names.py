"""Names of organisations as they are compared: without case, accents, legal forms and small words.

Texts in, texts and numbers out. What follows from two names being alike is said by `matching`.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["numbers_in", "plain_identifier", "plain_name"]

_LEGAL_FORMS = frozenset(
    (
        *("inc", "incorporated", "ltd", "limited", "llc", "llp", "lp", "pllc", "corp", "corporation", "co"),
        *("company", "plc", "cic", "cio", "gmbh", "ggmbh", "ev", "ag", "sa", "sarl", "bv", "nv", "ab", "as"),
        *("oy", "pty"),
    )
)
_SMALL_WORDS = frozenset(["the", "of", "and", "for", "a", "an", "in", "at"])
_NOT_A_WORD = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+(?:[+#]++(?![^\W_]))?")
_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "\u0131": "i"}
_TRANSLATED = str.maketrans(_LETTERS)


@lru_cache(maxsize=65_536)
def plain_name(name: str) -> str:
    """Return a name as sorted words without case, accents, punctuation, `&`, legal forms and small words.

    `+` and `#` stay where they end a word: C, C# and C++ are three. What would be left with nothing keeps all its
    words: `The Company` stays itself.
    """
    import unicodedata  # noqa: PLC0415 - only who compares names pays for it

    folded = unicodedata.normalize("NFKD", name).casefold().translate(_TRANSLATED)
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    joined = bare.replace("'", "").replace("\u2019", "").replace("&", " and ")
    words = _WORD.findall(_without_dots(joined))
    kept = [word for word in words if word not in _SMALL_WORDS]
    while len(kept) > 1 and kept[-1] in _LEGAL_FORMS:
        kept.pop()
    return " ".join(sorted(kept or words))


def _without_dots(text: str) -> str:
    """Return a text in which letters with dots between them are one word: `y.m.c.a.` is `ymca`."""
    return re.sub(r"\b((?:\w\.){2,})", lambda found: found[1].replace(".", "") + " ", text)


def numbers_in(plain: str) -> tuple[str, ...]:
    """Return the numbers in a plain name: School 12 and School 13 are two schools, however alike."""
    return tuple(re.findall(r"\d+", plain))


def plain_identifier(value: str) -> str:
    """Return an identifier without case, blanks and punctuation: 12-3456789 is 123456789."""
    return _NOT_A_WORD.sub("", value).casefold()
