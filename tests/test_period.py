"""What texts name a period, which days it spans, and what a person is told about any other text."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collective_impact import period
from collective_impact.errors import InvalidRecordError
from collective_impact.period import Calendar, Period, as_calendar, as_period, out_of_order, period_fault

YEARS = st.integers(min_value=1000, max_value=9999)
SPLIT_YEARS = st.integers(min_value=1000, max_value=9998)
DAYS = st.dates(min_value=date(1000, 1, 1))


@st.composite
def intervals(draw: st.DrawFn) -> str:
    since, until = sorted((draw(DAYS), draw(DAYS)))
    return f"{since}/{until}"


LABELS = st.one_of(
    YEARS.map(str),
    st.builds("{:04d}-{:02d}".format, YEARS, st.integers(1, 12)),
    st.builds("{:04d}-Q{}".format, YEARS, st.integers(1, 4)),
    SPLIT_YEARS.map(lambda year: f"{year}/{(year + 1) % 100:02d}"),
    DAYS.map(str),
    intervals(),
)
ALMOST = st.text(alphabet="0123456789-/QT:Z+. \n٣", max_size=45)


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "2024"),
        ("9999", date(9999, 1, 1), date(9999, 12, 31), "9999"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28), "2023-02"),
        ("2009-10", date(2009, 10, 1), date(2009, 10, 31), "2009-10"),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31), "9999-12"),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31), "2024-Q1"),
        ("2024 Q4", date(2024, 10, 1), date(2024, 12, 31), "2024-Q4"),
        ("2023/24", date(2023, 4, 1), date(2024, 3, 31), "2023/24"),
        ("2023/2024", date(2023, 4, 1), date(2024, 3, 31), "2023/24"),
        ("2023-2024", date(2023, 4, 1), date(2024, 3, 31), "2023/24"),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 31), "1999/00"),
        ("1999-2000", date(1999, 4, 1), date(2000, 3, 31), "1999/00"),
        ("9998/99", date(9998, 4, 1), date(9999, 3, 31), "9998/99"),
        ("2024-03-31", date(2024, 3, 31), date(2024, 3, 31), "2024-03-31"),
        ("2024-03-31T23:59:59.123456789+00:00", date(2024, 3, 31), date(2024, 3, 31), "2024-03-31"),
        ("2024-03-31T00:00Z", date(2024, 3, 31), date(2024, 3, 31), "2024-03-31"),
        ("2024-03-31T00:00:00-0930", date(2024, 3, 31), date(2024, 3, 31), "2024-03-31"),
        ("2023-07-01/2024-06-30", date(2023, 7, 1), date(2024, 6, 30), "2023-07-01/2024-06-30"),
        ("2024-02-29/2024-02-29", date(2024, 2, 29), date(2024, 2, 29), "2024-02-29/2024-02-29"),
    ],
)
def test_each_accepted_form_spans_its_days(text: str, start: date, end: date, label: str) -> None:
    parsed = Period.parse(text)
    assert (parsed.start, parsed.end, parsed.label) == (start, end, label)
    assert str(parsed) == label
    assert period_fault(text) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Write a year (2024)"),
        ("24", "Write a year (2024)"),
        ("0999", "Write a year (2024)"),
        ("-2024", "Write a year (2024)"),
        ("2024\n", "'2024\\n' is not a period"),
        ("2024 ", "Write a year (2024)"),
        ("2024-Q5", "a quarter (2024-Q1)"),
        ("2024-q1", "a quarter (2024-Q1)"),
        ("٢٠٢٤", "Write a year (2024)"),
        ("20٢4", "Write a year (2024)"),
        ("2024-3", "a month (2024-03)"),
        ("31/03/2024", "a day (2024-03-31)"),
        ("2024-00", "There is no month 00. Write a year"),
        ("2024-13", "There is no month 13. Write a year"),
        ("2023-24", "For the year from April 2023 to March 2024 write 2023/24; for a month write 2023-01"),
        ("2024/03", "A month is written 2024-03."),
        ("2023/25", "the one after the first"),
        ("2023/2023", "the one after the first"),
        ("2023-2025", "the one after the first"),
        ("9999/00", "the one after the first"),
        ("2023-02-29", "There is no day 2023-02-29"),
        ("2023-02-29T10:00", "There is no day 2023-02-29"),
        ("2024-03-31T24:00", "Write a year (2024)"),
        ("2024-03-31T10:60", "Write a year (2024)"),
        ("2024-03-31T10", "Write a year (2024)"),
        ("2023-02-01/2023-02-30", "There is no day 2023-02-30"),
        ("2024-06-30/2023-07-01", "It ends before it starts: swap the two days."),
        ("2023-07/2024-06", "two days with a slash between them"),
        ("9**9**9", "Write a year (2024)"),
        ("2" * 1_000_000, "Write a year (2024)"),
    ],
)
def test_any_other_text_is_refused_with_what_was_found_and_what_to_do(text: str, told: str) -> None:
    with pytest.raises(InvalidRecordError) as caught:
        Period.parse(text)
    assert told in caught.value.message
    assert len(caught.value.message) < 500
    assert period_fault(text) == caught.value.message


@pytest.mark.parametrize("found", [2024, 2024.0, True, None, date(2024, 3, 31), ["2024"], b"2024"])
def test_only_text_is_read(found: object) -> None:
    with pytest.raises(InvalidRecordError, match="Expected a period as text"):
        Period.parse(found)  # type: ignore[arg-type]


@given(LABELS)
@example("1999/00")
@example("9999-12")
def test_a_label_names_its_own_period(label: str) -> None:
    parsed = Period.parse(label)
    assert parsed.label == label
    assert Period.parse(parsed.label) == parsed


@given(ALMOST | LABELS | LABELS.map(lambda label: label + "\n"))
def test_any_text_is_read_to_a_canonical_label_or_refused(text: str) -> None:
    fault = period_fault(text)
    if fault is None:
        parsed = Period.parse(text)
        assert parsed.start <= parsed.end
        assert text.isascii()
        assert Period.parse(parsed.label) == parsed
    else:
        assert fault
        assert fault.isprintable()


@given(SPLIT_YEARS)
def test_periods_of_one_kind_tile_the_calendar(year: int) -> None:
    kinds = [
        [str(year), str(year + 1)],
        [f"{year}-{month:02d}" for month in range(1, 13)] + [f"{year + 1}-01"],
        [f"{year}-Q{quarter}" for quarter in range(1, 5)] + [f"{year + 1}-Q1"],
        [f"{one}/{(one + 1) % 100:02d}" for one in (year, min(year + 1, 9998)) if year < 9998],
    ]
    for labels in kinds:
        spans = [Period.parse(label) for label in labels]
        for before, after in pairwise(spans):
            assert before.end + timedelta(days=1) == after.start


@given(st.integers(min_value=1000, max_value=9500), st.integers(min_value=1, max_value=12))
def test_shifting_by_400_years_changes_nothing(year: int, month: int) -> None:
    now, later = Period.parse(f"{year}-{month:02d}"), Period.parse(f"{year + 400}-{month:02d}")
    assert now.end - now.start == later.end - later.start
    assert now.start.weekday() == later.start.weekday()


def test_equality_is_over_days_and_label() -> None:
    year, interval = Period.parse("2024"), Period.parse("2024-01-01/2024-12-31")
    assert (year.start, year.end) == (interval.start, interval.end)
    assert year != interval
    assert Period.parse("2024 Q1") == Period.parse("2024-Q1")
    assert len({Period.parse("2023/24"), Period.parse("2023-2024"), Period.parse("2023/2024")}) == 1


def test_a_period_cannot_be_changed_or_ordered_and_survives_pickling() -> None:
    parsed = Period.parse("2024")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        parsed.label = "2025"  # type: ignore[misc]
    with pytest.raises(TypeError):
        parsed < Period.parse("2025")  # type: ignore[operator]  # noqa: B015 - the comparison itself must fail
    assert not hasattr(parsed, "__dict__")
    assert pickle.loads(pickle.dumps(parsed)) == parsed  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        (date(2024, 1, 1), date(2024, 12, 30), "2024"),
        (date(2024, 1, 1), date(2024, 3, 31), "2024 Q1"),
    ],
)
def test_a_label_that_contradicts_the_days_is_refused(start: date, end: date, label: str) -> None:
    with pytest.raises(InvalidRecordError, match="cannot bear the label"):
        Period(start, end, label)


def test_a_label_is_text() -> None:
    with pytest.raises(InvalidRecordError, match="Expected a period as text"):
        Period(date(2024, 1, 1), date(2024, 12, 31), 2024)  # type: ignore[arg-type]


def test_a_constructed_period_equals_the_parsed_one() -> None:
    assert Period(date(2024, 1, 1), date(2024, 12, 31), "2024") == Period.parse("2024")


def test_a_text_seen_before_is_not_read_again_and_the_memory_is_bounded() -> None:
    assert Period.parse("2024-Q3") is Period.parse("2024-Q3")
    assert period._parsed.cache_info().maxsize == 4096


def test_a_text_that_names_a_period_becomes_one_and_all_else_is_left_alone() -> None:
    assert as_period("2024 Q1") == Period.parse("2024-Q1")
    assert as_period(Period.parse("2024")) == Period.parse("2024")
    assert as_period("soon") == "soon"  # type: ignore[comparison-overlap]
    assert as_period(None) is None


def test_increasing_periods_become_a_calendar_and_all_else_is_left_for_a_record_to_refuse() -> None:
    years = as_calendar(("2022", Period.parse("2023"), "2024"))
    assert years == tuple(map(Period.parse, ("2022", "2023", "2024")))
    assert type(years) is Calendar
    assert as_calendar(years) is years
    assert type(as_calendar(("2023", "2022"))) is tuple
    assert as_calendar(("2022", "soon")) == (Period.parse("2022"), "soon")  # type: ignore[comparison-overlap]
    listed = ["2022"]
    assert as_calendar(listed) is listed  # type: ignore[comparison-overlap]


@pytest.mark.parametrize(
    ("labels", "position"),
    [
        ((), None),
        (("2022",), None),
        (("2022", "2023", "2024"), None),
        (("2022", "2022"), 1),
        (("2022", "2024", "2023"), 2),
        (("2022", "2022-06"), 1),
        (("2022-06", "2022"), 1),
        (("2022", "2022-06-01/2023-05-31"), None),
    ],
)
def test_the_first_period_out_of_order_is_named(labels: tuple[str, ...], position: int | None) -> None:
    assert out_of_order(tuple(map(Period.parse, labels))) == position


def test_an_entry_that_is_no_period_is_out_of_order() -> None:
    assert out_of_order((Period.parse("2022"), "2023")) == 1  # type: ignore[arg-type]


def test_importing_the_file_is_light() -> None:
    heavy = "{'dateutil', 'pint', 'decimal', 'statistics', 'logging', 'calendar'}"
    code = f"import sys, collective_impact.period; print(sorted({heavy} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - own code
    assert shown.stdout == "[]\n"


def test_a_number_is_a_period_only_where_it_is_a_year() -> None:
    for number in (10**5000, -2024, 0, 10_000):
        left: object = as_period(number)
        assert left == number
    assert as_period(2024) == Period.parse("2024")
