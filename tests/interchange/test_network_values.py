"""Single values of network files: what a field makes of a text, and ids that belong to one record."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pytest

from collective_impact.interchange.network_values import number, typed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4", 4),
        ("-2.50", -2.5),
        ("+.5", 0.5),
        ("1e3", 1000.0),
        ("1e999", None),
        ("9" * 61, None),
        ("9" * 30, 1e30),
        ("1,5", None),
        ("nan", None),
        ("٣", None),
        ("", None),
    ],
)
def test_only_plain_numbers_are_numbers(text: str, value: float | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (["a", "b"], tuple[str, ...], ("a", "b")),
        ("a|b", tuple[str, ...], ("a", "b")),
        (7, tuple[str, ...], 7),
        ("2024-02-30", date | None, "2024-02-30"),
        ("2024-02-29", date | None, date(2024, 2, 29)),
        ("29.2.2024", date | None, "29.2.2024"),
        ("TRUE", bool | None, True),
        ("no", bool | None, "no"),
        ("3", int | None, 3),
        ("three", float | None, "three"),
        (3, str | None, "3"),
        (True, str | None, True),
        (2.5, float | None, 2.5),
        ("Public ", Literal["public", "other"] | None, "public"),
        ("Pub", Literal["public", "other"] | None, "Pub"),
        (" as it is ", str | None, " as it is "),
        ("x", str, "x"),
    ],
)
def test_a_value_becomes_what_the_field_holds_or_stays(value: Any, kind: Any, expected: object) -> None:
    found = typed(value, kind)
    assert found == expected
    assert type(found) is type(expected)
