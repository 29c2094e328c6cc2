"""Periods as tables write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.errors import InvalidRecordError
from collective_impact.interchange.tidy_periods import Periods, is_period


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2015", "2015"),
        ("2015.0", "2015"),
        (" 2015 ", "2015"),
        ("2015 [YR2015]", "2015"),
        ("2010/11", "2010/11"),
        ("2010-2011", "2010/11"),
        ("FY2010/11", "2010/11"),
        ("FY 2010-11", "2010/11"),
        ("2001 Q3", "2001-Q3"),
        ("2001Q3", "2001-Q3"),
        ("Q3 2001", "2001-Q3"),
        ("q3-2001", "2001-Q3"),
        ("2015/16 Q1", "2015-Q2"),
        ("2015/16 Q4", "2016-Q1"),
        ("2015-H1", "2015-01-01/2015-06-30"),
        ("2015-S2", "2015-07-01/2015-12-31"),
        ("2015M03", "2015-03"),
        ("2015-M3", "2015-03"),
        ("03/2015", "2015-03"),
        ("2015-A1", "2015"),
        ("2015-W01", "2014-12-29/2015-01-04"),
        ("Mar 2015", "2015-03"),
        ("March 2015", "2015-03"),
        ("Sept 2015", "2015-09"),
        ("2015 Mar", "2015-03"),
        ("2015/3/31", "2015-03-31"),
        ("2015-03-31 00:00:00", "2015-03-31"),
        ("2016 - 18", "2016-01-01/2018-12-31"),
        ("2016 \u2013 2018", "2016-01-01/2018-12-31"),
        ("2016-2018", "2016-01-01/2018-12-31"),
        ("2013/14 - 15/16", "2013-04-01/2016-03-31"),
        ("2013/14 - 2015/16", "2013-04-01/2016-03-31"),
        ("04/04/2015", "2015-04-04"),
        ("2015-12", "2015-12"),
    ],
)
def test_the_common_forms_are_read(text: str, label: str) -> None:
    assert Periods(()).read(text).label == label
    assert is_period(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "20223",
            "2015-13",
            "2015-00",
            "13/2015",
            "2015M13",
            "2015-W60",
            "9999-W52",
            "Foo 2015",
            "2015 Foo",
            "2010/13",
        ),
        *("2010/13 Q1", "FY2010/13", "2018 - 16", "2013/15 - 15/16", "2013/14 - 15/17", "2015/16 - 13/14"),
        *("2015/2/30", "2015 Q5", "x" * 100, "9999/00 Q4", "yesterday", "03/04/2015", "FY2011"),
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(InvalidRecordError):
        Periods(()).read(text)
    assert not is_period(text)


def test_a_fiscal_year_begins_when_it_is_said_to() -> None:
    july = Periods((), fiscal_year_starts=7)
    assert july.read("2010/11").label == "2010-07-01/2011-06-30"
    assert july.read("FY2011").label == "2010-07-01/2011-06-30"
    assert july.read("2010/11 Q2").label == "2010-Q4"
    assert july.read("2010/11 - 12/13").label == "2010-07-01/2013-06-30"
    assert Periods((), fiscal_year_starts=1).read("FY2011").label == "2011"
    assert Periods((), fiscal_year_starts=4).read("FY2011").label == "2010/11"
    assert Periods((), fiscal_year_starts=2).read("2010/11 Q1").label == "2010-02-01/2010-04-30"
    with pytest.raises(InvalidRecordError, match="fiscal_year_starts=7"):
        Periods(()).read("FY2011")


def test_split_years_with_a_dash_are_told_apart_from_months_by_the_whole_column() -> None:
    years = Periods(["2011-12", "2012-13", "2013-14"])
    assert [code for code, _ in years.notes] == ["split_years"]
    assert years.read("2011-12").label == "2011/12"
    doubtful = Periods(["2010-11", "2011-12"])
    assert [code for code, _ in doubtful.notes] == ["ambiguous_period"]
    assert doubtful.read("2010-11").label == "2010-11"
    months = Periods(["2012-11", "2012-12", "2012-13"])
    assert months.notes == []
    assert months.read("2012-12").label == "2012-12"
    with pytest.raises(InvalidRecordError, match="no month 13"):
        months.read("2012-13")
    assert Periods(["2010-11"]).notes == []


def test_the_order_of_day_and_month_is_found_in_the_whole_column() -> None:
    europe = Periods(["03/04/2015", "31/03/2015"])
    assert europe.read("03/04/2015").label == "2015-04-03"
    america = Periods(["03/04/2015", "03/31/2015"])
    assert america.read("03/04/2015").label == "2015-03-04"
    assert "month, day and year" in america.notes[0][1]
    both = Periods(["13/01/2015", "01/13/2015"])
    with pytest.raises(InvalidRecordError, match="two different days"):
        both.read("03/04/2015")


@given(st.text(max_size=60))
def test_any_text_is_a_period_or_refused(text: str) -> None:
    try:
        period = Periods([text]).read(text)
    except InvalidRecordError:
        return
    assert period.start <= period.end
