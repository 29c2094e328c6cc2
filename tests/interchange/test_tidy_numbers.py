"""What a cell of a table says, and what it cannot say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.interchange.tidy_numbers import Floats, decimal_of, plain_numbers, read_cell


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("  ", None),
        ("12", 12.0),
        ("+3", 3.0),
        ("-0.5", -0.5),
        ("\u22120.5", -0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1.5E-2", 0.015),
        (" 7 ", 7.0),
    ],
)
def test_a_plain_number_says_no_more_than_its_value(text: str, value: float | None) -> None:
    cell = read_cell(text)
    assert (cell.value, cell.raw, cell.code) == (value, None, None)


@pytest.mark.parametrize(
    ("text", "decimal", "value", "code"),
    [
        ("1,234", ".", 1234.0, "thousands_separator"),
        ("1,234,567.8", ".", 1234567.8, "thousands_separator"),
        ("1 234,5", ",", 1234.5, "thousands_separator"),
        ("1\u00a0234", ".", 1234.0, "thousands_separator"),
        ("1'234", ".", 1234.0, "thousands_separator"),
        ("1.234.567", ",", 1234567.0, "thousands_separator"),
        ("$1,200", ".", 1200.0, "currency_sign"),
        ("£3.5", ".", 3.5, "currency_sign"),
        ("-£3.5", ".", -3.5, "currency_sign"),
        ("£-3.5", ".", -3.5, "currency_sign"),
        ("5 €", ".", 5.0, "currency_sign"),
        ("USD 5", ".", 5.0, "currency_sign"),
        ("52%", ".", 52.0, "percent_sign"),
        ("52,5 %", ",", 52.5, "percent_sign"),
    ],
)
def test_a_number_in_another_dress_is_read_and_told(text: str, decimal: str, value: float, code: str) -> None:
    cell = read_cell(text, decimal)  # type: ignore[arg-type]
    assert (cell.value, cell.code) == (value, code)
    assert cell.raw == " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("n/a", "missing_word"),
        ("..", "missing_word"),
        ("NaN", "missing_word"),
        ("\u2013", "missing_word"),
        ("<5", "bound"),
        (">95", "bound"),
        ("\u2264 3", "bound"),
        ("yes", "not_a_number"),
        ("1_000", "not_a_number"),
        ("\u0663", "not_a_number"),
        ("inf", "not_a_number"),
        ("1e999", "not_a_number"),
        ("9" * 40, "not_a_number"),
        ("1" * 100, "not_a_number"),
        ("$5 €", "not_a_number"),
        ("-£-5", "not_a_number"),
        ("1,23", "not_a_number"),
        ("12,34,567", "not_a_number"),
        ("(5)", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("20 of 30", "not_a_number"),
    ],
)
def test_what_is_no_number_is_missing_with_its_text(text: str, code: str) -> None:
    cell = read_cell(text)
    assert (cell.value, cell.code, cell.raw) == (None, code, text)


def test_a_decimal_comma_where_points_are_said_gets_a_hint() -> None:
    assert read_cell("1,23").hint == "Where the comma marks decimals, say so by decimal=','."
    assert "decimal point" in (read_cell("yes").hint or "")


def test_nobody_guesses_between_thousands_and_decimals() -> None:
    assert read_cell("1,234", "?").code == "ambiguous_number"
    assert read_cell("12.5", "?").value == 12.5
    assert read_cell("1 234", "?").value == 1234.0
    assert read_cell("1,234,567", "?").value == 1234567.0


@pytest.mark.parametrize(
    ("texts", "comma_delimited", "decimal"),
    [
        (["1", "2"], True, "."),
        (["1.5", "2"], True, "."),
        (["1,5", "2"], False, ","),
        (["1.234,5"], False, ","),
        (["1,234.5"], False, "."),
        (["1.234.567"], False, ","),
        (["1,234,567"], False, "."),
        (["1,234"], True, "."),
        (["1,234"], False, "?"),
        (["1,234", "0,5"], False, ","),
        (["1,234", "0.5"], False, "."),
        (["0,123"], False, ","),
        (["1,5", "1.5"], False, "."),
        (["a,b", "x" * 80 + ",1"], False, "."),
        (["1.234"], False, "."),
    ],
)
def test_the_sign_of_decimals_is_found_in_a_whole_column(
    texts: list[str], comma_delimited: bool, decimal: str
) -> None:
    assert decimal_of(texts, is_comma_delimited=comma_delimited) == decimal


def test_plain_numbers_are_remembered_only_as_long_as_they_repeat() -> None:
    known = Floats()
    assert plain_numbers(["1.5", "", "1.5"], known) == (1.5, None, 1.5)
    for bad in ("1_0", "x", "nan", "1e999", "\u0663"):
        assert plain_numbers(["1", bad], known) is None
    for number in range(70_000):
        plain_numbers([str(number)], known)
        if not known.are_few:
            break
    assert not known.are_few
    assert plain_numbers(["123456.25", ""], known) == (123456.25, None)
    assert plain_numbers(["123456.25"], known) == (123456.25,)
    for bad in ("1_0", "x", "nan", "1e999", "\u0663"):
        assert plain_numbers(["1", bad], known) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_comes_back_from_its_text(number: float) -> None:
    assert plain_numbers([repr(number)], Floats()) == (number,)
    if len(repr(number)) <= 60 and abs(number) < 1e20:
        assert read_cell(repr(number)).value == number


@given(st.text(max_size=80), st.sampled_from([".", ",", "?"]))
def test_any_text_is_a_number_or_is_missing_with_a_reason(text: str, decimal: str) -> None:
    cell = read_cell(text, decimal)  # type: ignore[arg-type]
    if cell.value is None and text.translate({0xA0: " ", 0x2009: " ", 0x202F: " "}).split():
        assert cell.code is not None
        assert cell.raw is not None
