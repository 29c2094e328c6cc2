"""Tables of indicator series: what is read, what is told, and that the rest of a bad file still counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from collective_impact.codec import decode, encode
from collective_impact.errors import DocumentError, InvalidRecordError, LimitError, Problem, UnknownNameError
from collective_impact.files import Limits
from collective_impact.interchange import tidy
from collective_impact.interchange.reading import Reading
from collective_impact.model.indicator import Baseline, Indicator, Series, Target
from collective_impact.model.initiative import Initiative
from collective_impact.model.values import Place


def read(text: str | bytes, **options: Any) -> Reading[Initiative]:
    data = text.encode() if isinstance(text, str) else text
    return tidy.read_bytes(data, **{"name": "data.csv", **options})


def only(reading: Reading[Initiative]) -> Indicator:
    (indicator,) = reading.value.indicators
    return indicator


def rows_of(indicator: Indicator) -> list[tuple[Any, ...]]:
    return [
        (
            *(f"{name}={group}" for name, group in sorted(series.breakdown.items())),
            *([series.place.id] if series.place else []),
            *([series.partner_id] if series.partner_id else []),
            {period.label: value for period, value in zip(series.periods, series.values, strict=True)},
        )
        for series in indicator.series
    ]


def told(reading: Reading[Initiative], *, notes: bool = False) -> list[tuple[str, str | None]]:
    return [
        (problem.code, problem.where)
        for problem in reading.problems
        if problem.code != "columns" and (notes or problem.severity != "note")
    ]


def problem(reading: Reading[Initiative], code: str) -> Problem:
    return next(found for found in reading.problems if found.code == code)


# What is in a table


def test_a_tidy_table_becomes_one_indicator() -> None:
    reading = read("Year,Sex,Value\n2019,,5\n2020,,6\n2019,girls,4\n2020,girls,\n")
    indicator = only(reading)
    assert (indicator.id, reading.value.id) == ("data", "data-initiative")
    assert rows_of(indicator) == [({"2019": 5.0, "2020": 6.0},), ("Sex=girls", {"2019": 4.0, "2020": None})]
    assert [found.code for found in reading.problems] == ["columns"]
    assert "open_sdg" in reading.problems[0].message
    assert reading.problems[0].where == "data.csv, line 1"
    source = reading.value.source
    assert source is not None
    assert (source.format, source.version, source.file) == ("CSV", "open_sdg", "data.csv")
    assert decode(encode(reading.value), Initiative)[0] == reading.value


def test_a_wide_table_is_turned_round() -> None:
    reading = read("indicator,place,2019,2020,note\nI1,North,5,n/a,x\nI1,South,1,2,\n")
    indicator = only(reading)
    assert indicator.id == "I1"
    assert rows_of(indicator) == [
        ("note=x", "North", {"2019": 5.0, "2020": None}),
        ("South", {"2019": 1.0, "2020": 2.0}),
    ]
    assert told(reading) == [("missing_word", "data.csv, line 2, column 2020")]


def test_blank_means_missing_and_blank_breakdown_means_total() -> None:
    indicator = only(read("Year,Sex,Value\n2019,,\n2019,  ,\n"))
    assert rows_of(indicator) == [({"2019": None},)]


def test_two_reporting_partners_are_partners() -> None:
    reading = read("period,partner,value\n2019,Ys,1\n2019,Xs,2\n")
    assert [partner.id for partner in reading.value.partners] == ["Xs", "Ys"]
    assert rows_of(only(reading)) == [("Xs", {"2019": 2.0}), ("Ys", {"2019": 1.0})]


def test_ids_stay_apart_over_all_kinds() -> None:
    reading = read("indicator,period,partner,place_id,value\nA,2019,A,A/b,1\nA,2019,A,A*b,2\n", name="A.csv")
    assert [found.id for found in reading.value.indicators] == ["A"]
    assert [found.id for found in reading.value.partners] == ["A-partner"]
    assert [series.place.id for series in only(reading).series if series.place] == ["A_b", "A_b-place"]
    assert reading.value.id == "A-initiative"
    assert read("indicator,period,value\n///,2019,1\n").value.indicators[0].id == "___"
    many = read("place_id,period,value\n" + "".join(f"{'x' * 199}{n:03},2019,1\n" for n in range(30)))
    assert len({s.place.id for s in only(many).series if s.place}) == 30


def test_counts_statuses_and_multipliers_stand_beside_the_values() -> None:
    text = (
        "period,value,numerator,denominator,status,unit multiplier,unit\n"
        "2018,1.5,3,200,A,Thousands,people\n2019,2,x,,e,Thousands,people\n2020,,,,weird,Thousands,people\n"
    )
    reading = read(text)
    (series,) = only(reading).series
    assert series.values == (1500.0, 2000.0, None)
    assert series.numerators == (3.0, None, None)
    assert series.denominators == (200.0, None, None)
    assert series.statuses == ("actual", "estimate", "actual")
    assert (only(reading).unit, only(reading).measure) == ("people", "count")
    assert told(reading, notes=True) == [
        ("multiplied", "data.csv, line 2"),
        ("missing_word", "data.csv, line 3, column numerator"),
        ("unknown_status", "data.csv, line 4, column status"),
    ]
    plain = only(read("period,value,status,numerator\n2018,1,,\n")).series[0]
    assert (plain.statuses, plain.numerators) == ((), ())


def test_an_unknown_multiplier_and_an_overflow_are_told() -> None:
    reading = read("period,value,unit_mult\n2018,1,lots\n2019,1e305,12\n")
    assert told(reading) == [
        ("unknown_multiplier", "data.csv, line 2"),
        ("not_a_number", "data.csv, line 3, column value"),
    ]
    assert rows_of(only(reading)) == [({"2018": 1.0, "2019": None},)]


# Presets


def test_sdmx_csv_with_and_without_labels() -> None:
    plain = "DATAFLOW,SERIES,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT,OBS_STATUS\n"
    body = "F,SI_POV,GB,_T,2019,18.6,PT,0,A\nF,SI_POV,GB,F,2019,19,PT,0,E\n"
    reading = read(plain + body)
    indicator = only(reading)
    assert (indicator.id, indicator.unit) == ("SI_POV", "percent")
    assert rows_of(indicator) == [("GB", {"2019": 18.6}), ("SEX=F", "GB", {"2019": 19.0})]
    assert "not read: DATAFLOW" in reading.problems[0].message
    labelled = (
        "SERIES: Series,REF_AREA: Area,SEX: Sex,TIME_PERIOD: Time,OBS_VALUE: Value,OBS_STATUS: Status\n"
        "SI_POV: Poverty,GB: Britain,F: Female,2019,19,E: Estimate\n"
    )
    again = only(read(labelled))
    assert rows_of(again) == [("SEX=F", "GB", {"2019": 19.0})]
    assert again.series[0].statuses == ("estimate",)


def test_our_world_in_data_has_one_indicator_for_each_column_of_values() -> None:
    reading = read("Entity,Code,Year,Poverty rate,Gini\nFrance,FRA,2019,3,0.3\nEurope,,2019,4,\n")
    assert [found.id for found in reading.value.indicators] == ["Gini", "Poverty rate"]
    assert [found.name for found in reading.value.indicators] == ["Gini", "Poverty rate"]
    assert rows_of(reading.value.indicators[1]) == [("Europe", {"2019": 4.0}), ("FRA", {"2019": 3.0})]
    places = [series.place for series in reading.value.indicators[1].series]
    assert places == [Place(id="Europe", name="Europe"), Place(id="FRA", name="France")]
    single = read("Entity,Code,Day,Cases\nFrance,FRA,2020-03-01,1\n")
    assert (only(single).id, only(single).name) == ("Cases", "Cases")
    mixed = read("Entity,Code,Year,A,B\nx,,2019,1,2\ny,,2019,3,4\nx,,2020,1,2\ny,,2020,3,4\n")
    assert [len(found.series) for found in mixed.value.indicators] == [2, 2]


def test_fingertips() -> None:
    reading = read(
        "Indicator ID,Indicator Name,Area Code,Area Name,Area Type,Sex,Age,Time period,Value,Count,Denominator\n"
        "90362,Smoking,E06000023,Bristol,UA,Persons,18+ yrs,2016 - 18,16.9,30,\n"
        "90362,Smoking,E06000023,Bristol City,UA,Female,All ages,2016 - 18,15,10,20\n"
    )
    indicator = only(reading)
    assert (indicator.id, indicator.name) == ("90362", "Smoking")
    assert rows_of(indicator) == [
        ("Age=18+ yrs", "E06000023", {"2016-01-01/2018-12-31": 16.9}),
        ("Sex=Female", "E06000023", {"2016-01-01/2018-12-31": 15.0}),
    ]
    assert indicator.series[0].place == Place(id="E06000023", name="Bristol", kind="UA")
    assert told(reading) == [("several_names", "data.csv, line 3")]


def test_open_sdg_takes_a_geography_for_a_place_only_beside_its_codes() -> None:
    with_code = only(read("Year,Geography,GeoCode,Value\n2019,,,5\n2019,Ontario,35,4\n2019,North,,3\n"))
    assert [series.place for series in with_code.series] == [
        None,
        Place(id="35", name="Ontario"),
        Place(id="North", name="North"),
    ]
    without = only(read("Year,Geography,Value\n2019,Ontario,4\n"))
    assert rows_of(without) == [("Geography=Ontario", {"2019": 4.0})]


def test_a_preset_can_be_overridden() -> None:
    text = "Year,Geography,Value\n2019,Ontario,4\n"
    assert rows_of(only(read(text, columns="tidy"))) == [("Ontario", {"2019": 4.0})]
    with pytest.raises(UnknownNameError, match="Did you mean 'open_sdg'"):
        read(text, columns="open-sdg")
    assert "as tidy" in read(text, columns="tidy").problems[0].message


# A map of one's own


def test_columns_by_a_map() -> None:
    text = "Jahr;Wert;Geschlecht;Ort;Rest\n2019;1,5;w;Bonn;x\n"
    mapped = {"period": "Jahr", "value": "Wert", "place": "Ort", "breakdown": ["Geschlecht"]}
    reading = read(text, columns=mapped)
    assert rows_of(only(reading)) == [("Geschlecht=w", "Bonn", {"2019": 1.5})]
    assert "not read: Rest" in problem(reading, "columns").message
    assert problem(reading, "decimal_comma").severity == "note"
    rest = read(text, columns={"period": "Jahr", "value": "Wert"})
    assert rows_of(only(rest)) == [("Geschlecht=w", "Ort=Bonn", "Rest=x", {"2019": 1.5})]


def test_a_map_of_a_wide_table_and_of_several_values() -> None:
    wide = read("Ort;2019;2020\nBonn;1;2\n", columns={"place": "Ort"})
    assert rows_of(only(wide)) == [("Bonn", {"2019": 1.0, "2020": 2.0})]
    several = read("J,A,B\n2019,1,2\n", columns={"period": "J", "value": ["A", "B"]})
    assert [found.id for found in several.value.indicators] == ["A", "B"]


def test_a_map_that_does_not_fit_is_told() -> None:
    text = "Year,Value,Sex\n2019,1,g\n"
    reading = read(text, columns={"period": "Year", "value": "Value", "place": "Sx", "partner": "Year"})
    assert told(reading) == [
        ("missing_column", "data.csv, line 1, column Sx"),
        ("missing_column", "data.csv, line 1, column Year"),
    ]
    assert "'Sex'" in (reading.problems[0].hint or reading.problems[1].hint or "")
    for wrong, message in (
        ({"periode": "Year"}, "Did you mean 'period'"),
        ({"period": ["Year", "Value"]}, "one column"),
        ({"period": 4}, "one column"),
    ):
        with pytest.raises(UnknownNameError, match=message):
            read(text, columns=wrong)


# What the caller and the metadata know


def test_a_given_indicator_is_filled() -> None:
    place = Place(id="35", name="Ontario, Canada")
    given = Indicator(
        id="I1",
        name="Child care",
        unit="percent",
        outcome_ids=("O1",),
        owner_id="P1",
        reporter_ids=("P1", "P2"),
        targets=(Target(value=80, place=place),),
        baselines=(Baseline(value=1),),
    )
    reading = read("Year,Geography,GeoCode,Value\n2019,Ontario,35,4%\n", indicator=given)
    indicator = only(reading)
    assert (indicator.id, indicator.name, indicator.unit, indicator.measure) == (
        "I1",
        "Child care",
        "percent",
        None,
    )
    assert indicator.series[0].place is place
    assert [partner.id for partner in reading.value.partners] == ["P1", "P2"]
    assert [outcome.id for outcome in reading.value.agenda.outcomes] == ["O1"]
    assert only(read("Year,Value\n2019,4\n", indicator=Indicator(id="x"))).unit is None


def test_a_given_unit_that_differs_from_the_table_is_told() -> None:
    given = Indicator(id="I1", unit="people")
    reading = read("Year,Units,Value\n2019,%,4\n", indicator=given)
    assert only(reading).unit == "people"
    assert told(reading) == [("several_units", "data.csv, line 2")]


def test_what_is_said_of_one_indicator_is_not_filled_into_several() -> None:
    reading = read("indicator,period,value\nA,2019,1\nB,2019,2\n", indicator=Indicator(id="I1", name="N"))
    assert [(found.id, found.name) for found in reading.value.indicators] == [("A", None), ("B", None)]
    assert told(reading) == [("several_indicators", "data.csv")]


# Files


def test_delimiters_marks_and_encodings() -> None:
    expected = [("Name=Zo\u00eb", {"2019": 1.5})]
    for delimiter in (",", ";", "\t", "|"):
        text = "Year,Name,Value\n2019,Zo\u00eb,1.5\n".replace(",", delimiter)
        assert rows_of(only(read(text))) == expected
        assert rows_of(only(read("\ufeff" + text.replace("\n", "\r\n")))) == expected
        assert rows_of(only(read(text.replace("\n", "\r")))) == expected
    old = read("Year,Name,Value\n2019,Zo\u00eb,1.5\n".encode("cp1252"))
    assert rows_of(only(old)) == expected
    assert ("assumed_encoding", "data.csv, line 2") in told(old, notes=True)
    declared = read("sep=;\nYear;Name;Value\n2019;Zo\u00eb;1.5\n")
    assert rows_of(only(declared)) == expected
    own = read("Year#Name#Value\n2019#Zo\u00eb#1.5\n", delimiter="#")
    assert rows_of(only(own)) == expected
    assert rows_of(only(read("\n\nYear,Name,Value\n\n2019,Zo\u00eb,1.5\n\n"))) == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"delimiter": ";;"}, "delimiter"),
        ({"decimal": ";"}, "decimal"),
        ({"fiscal_year_starts": 13}, "month"),
    ],
)
def test_options_that_cannot_be_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidRecordError, match=message):
        read("Year,Value\n2019,1\n", **options)


def test_files_are_read_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "indicator_3-1.csv"
    path.write_text("Year,Value\n2019,1\n", encoding="utf-8")
    meta = tmp_path / "3-1.meta.csv"
    meta.write_text("Indicator available,Ducks\nUnit of measurement,%\n", encoding="utf-8")
    indicator = only(tidy.read(path, metadata=meta))
    assert (indicator.id, indicator.name, indicator.unit) == ("3-1", "Ducks", "percent")
    assert only(tidy.read(str(path))).name is None
    with pytest.raises(DocumentError, match="no such file"):
        tidy.read(tmp_path / "none.csv")
    with pytest.raises(LimitError):
        tidy.read(path, limits=Limits(bytes=5))


# Bad input: every fault is listed with file, line and column, and the rest still counts


def test_text_in_number_cells() -> None:
    reading = read('Year,Value\n2016,"$1,200"\n2017,n/a\n2018,..\n2019,<5\n2020,yes\n2021,"1,234"\n2022,7\n')
    (series,) = only(reading).series
    assert series.values == (1200.0, None, None, None, None, 1234.0, 7.0)
    assert dict(series.raw) == {
        "2016": "$1,200",
        "2017": "n/a",
        "2018": "..",
        "2019": "<5",
        "2020": "yes",
        "2021": "1,234",
    }
    assert told(reading, notes=True) == [
        ("currency_sign", "data.csv, line 2, column Value"),
        ("missing_word", "data.csv, line 3, column Value"),
        ("missing_word", "data.csv, line 4, column Value"),
        ("bound", "data.csv, line 5, column Value"),
        ("not_a_number", "data.csv, line 6, column Value"),
        ("thousands_separator", "data.csv, line 7, column Value"),
    ]
    assert [found.path for found in reading.problems if found.code == "bound"] == ["rows/3/Value"]
    assert (only(reading).unit, only(reading).measure) == (None, "currency")


def test_a_sign_in_the_cells_tells_the_unit() -> None:
    assert only(read("Year,Value\n2019,52%\n")).unit == "percent"
    assert only(read("Year,Value\n2019,\u00a35\n")).unit == "currency:GBP"


def test_a_second_column_may_say_what_the_unit_is() -> None:
    indicator = only(read("Year,Units,Unit measure,Value\n2019,Homes in need,Percentage (%),5\n"))
    assert (indicator.unit, indicator.measure, indicator.extra) == ("percent", "percent", {})


def test_two_units_in_one_column_of_values() -> None:
    reading = read("Year,Value\n2018,\u00a35\n2019,\u20ac6\n2020,7\n")
    assert rows_of(only(reading)) == [({"2018": 5.0, "2019": None, "2020": 7.0},)]
    assert only(reading).series[0].raw["2019"] == "\u20ac6"
    assert told(reading) == [
        ("currency_sign", "data.csv, line 2, column Value"),
        ("several_units", "data.csv, line 3, column Value"),
    ]
    known = read("Year,Units,Value\n2018,%,5%\n2019,%,\u00a36\n")
    assert told(known) == [
        ("percent_sign", "data.csv, line 2, column Value"),
        ("several_units", "data.csv, line 3, column Value"),
    ]


def test_two_units_in_a_column_of_units_are_two_indicators() -> None:
    reading = read(
        "Year,Units,Value\n2018,Key Stage 1 (%),5\n2018,Key Stage 2 (%),6\n2018,,7\n", name="4.csv"
    )
    assert [(found.id, found.name) for found in reading.value.indicators] == [
        ("4 Key Stage 1 (%)", "Key Stage 1 (%)"),
        ("4 Key Stage 2 (%)", "Key Stage 2 (%)"),
        ("4 without unit", None),
    ]
    assert told(reading) == [
        ("several_units", "4.csv, line 3, column Units"),
        ("several_units", "4.csv, line 4, column Units"),
    ]
    same = read("Year,Units,Value\n2018,%,5\n2019,percent,6\n2020,Fathoms,1\n")
    assert [(found.id, len(found.series[0])) for found in same.value.indicators] == [
        ("data %", 2),
        ("data Fathoms", 1),
    ]
    fathoms = next(found for found in same.value.indicators if "Fathoms" in found.id)
    assert fathoms.extra["tidy"] == {"unit": "Fathoms"}


def test_the_same_period_twice() -> None:
    text = "Year,Value\n2018,\n2018,5\n2018,\n2018,5\n2018,<5\n2018,6\n2019,1\n"
    reading = read(text)
    assert rows_of(only(reading)) == [({"2018": 5.0, "2019": 1.0},)]
    assert [(found.code, found.severity, found.where) for found in reading.problems[1:]] == [
        ("repeated_period", "note", "data.csv, line 3, column Value"),
        ("repeated_period", "note", "data.csv, line 4, column Value"),
        ("repeated_period", "note", "data.csv, line 5, column Value"),
        ("bound", "warning", "data.csv, line 6, column Value"),
        ("repeated_period", "error", "data.csv, line 6, column Value"),
        ("repeated_period", "error", "data.csv, line 7, column Value"),
    ]
    assert "5.0 before and 6.0 here" in reading.problems[-1].message


def test_periods_out_of_order_are_sorted() -> None:
    reading = read("Year,Sex,Value\n2020,g,2\n2019,g,1\n2020,b,4\n2018,b,3\n2019,b,3.5\n")
    assert rows_of(only(reading)) == [
        ("Sex=b", {"2018": 3.0, "2019": 3.5, "2020": 4.0}),
        ("Sex=g", {"2019": 1.0, "2020": 2.0}),
    ]
    assert told(reading, notes=True) == [("unordered_periods", "data.csv, line 4, column Value")]
    assert "2 series" in problem(reading, "unordered_periods").message


def test_periods_that_are_none() -> None:
    reading = read("period,value\n2012-11,1\n2012-12,2\n2012-13,3\n20223,4\n,5\n,\n2013-01,6\n")
    assert rows_of(only(reading)) == [({"2012-11": 1.0, "2012-12": 2.0, "2013-01": 6.0},)]
    assert told(reading) == [
        ("bad_period", "data.csv, line 4, column period"),
        ("bad_period", "data.csv, line 5, column period"),
        ("missing_period", "data.csv, line 6, column period"),
    ]
    assert "no month 13" in problem(reading, "bad_period").message
    nothing = read("period,value\nyesterday,1\n")
    assert only(nothing).series == ()


def test_periods_of_different_length_and_periods_that_overlap() -> None:
    reading = read(
        "period,value\n2018,1\n2018-Q1,2\n2018-Q2,3\n2019,4\n2018-06-30/2019-07-01,5\n2018-01-01/2018-12-31,6\n"
    )
    assert rows_of(only(reading)) == [
        ({"2018-Q1": 2.0, "2018-Q2": 3.0},),
        ({"2018": 1.0, "2019": 4.0},),
        ({"2018-06-30/2019-07-01": 5.0},),
    ]
    assert told(reading, notes=True) == [
        ("mixed_periods", "data.csv, line 2, column value"),
        ("unordered_periods", "data.csv, line 5, column value"),
        ("overlapping_period", "data.csv, line 7, column value"),
    ]


def test_conventions_of_a_column_of_periods_are_told() -> None:
    reading = read("period,value\n2011-12,1\n2012-13,2\n")
    assert rows_of(only(reading)) == [({"2011/12": 1.0, "2012/13": 2.0},)]
    assert told(reading, notes=True) == [("split_years", "data.csv, column period")]
    assert told(read("period,value\n2010-11,1\n2011-12,2\n")) == [
        ("ambiguous_period", "data.csv, column period")
    ]
    school = read("period,value\n2010/11,1\n", fiscal_year_starts=9)
    assert rows_of(only(school)) == [({"2010-09-01/2011-08-31": 1.0},)]


def test_decimal_commas_and_thousands() -> None:
    reading = read('Year;Value\n2018;1.234\n2019;"2.345,5"\n2020;0,5\n')
    assert rows_of(only(reading)) == [({"2018": 1234.0, "2019": 2345.5, "2020": 0.5},)]
    doubtful = read("Year;Value\n2018;1,234\n2019;5\n")
    assert told(doubtful) == [("ambiguous_number", "data.csv, line 2, column Value")]
    assert rows_of(only(read("Year;Value\n2018;1,234\n", decimal=","))) == [({"2018": 1.234},)]
    assert rows_of(only(read("Year;Value\n2018;1,234\n", decimal="."))) == [({"2018": 1234.0},)]
    unquoted = read("Year,Value\n2018,1,234\n2019,5\n")
    assert told(unquoted) == [("unequal_row", "data.csv, line 2")]
    assert "commas in quotation marks" in (problem(unquoted, "unequal_row").hint or "")
    assert rows_of(only(unquoted)) == [({"2019": 5.0},)]
    broken = read('Year;Value\n2018;1,5\n2019;"x\n2020\n2021;2,5;;\n')
    assert rows_of(only(broken)) == [({"2018": 1.5, "2021": 2.5},)]


def test_columns_missing_or_doubled() -> None:
    doubled = read("Year,Value,value,\n2018,1,2,3\n")
    assert rows_of(only(doubled)) == [({"2018": 1.0},)]
    assert told(doubled) == [
        ("unnamed_column", "data.csv, line 1"),
        ("repeated_column", "data.csv, line 1, column value"),
    ]
    ragged = read("Year,Value,,\n2018,1\n2019,2,,\n2020,3,,,,\n2021,4,,x,y\n")
    assert rows_of(only(ragged)) == [({"2018": 1.0, "2019": 2.0, "2020": 3.0},)]
    assert told(ragged) == [("unnamed_column", "data.csv, line 1"), ("unequal_row", "data.csv, line 5")]
    unnamed = read("Year,,Value\n2018,x,1\n")
    assert told(unnamed) == [("unnamed_column", "data.csv, line 1")]
    assert rows_of(only(unnamed)) == [({"2018": 1.0},)]
    for text, lacking in (
        ("Year,Sex\n2018,g\n", "values"),
        ("Sex,Value\ng,1\n", "periods"),
        ("Sex\ng\n", "periods"),
    ):
        with pytest.raises(DocumentError, match=f"No column of {lacking}") as caught:
            read(text)
        assert caught.value.problems[0].where == "data.csv, line 1"
        assert caught.value.problems[0].code == "missing_column"


def test_an_empty_file_and_a_header_alone() -> None:
    for data in (b"", b"\n\n", b"\xef\xbb\xbf"):
        with pytest.raises(DocumentError) as caught:
            read(data)
        assert caught.value.problems[0].code == "empty"
    alone = read("Year,Value\n")
    assert alone.value.indicators == ()
    assert read("Year,Value").value.indicators == ()


def test_a_header_of_a_million_columns_is_refused_at_once() -> None:
    with pytest.raises(DocumentError, match="1,000,002 columns") as caught:
        read("Year," + "x," * 1_000_000 + "Value\n")
    assert caught.value.problems[0].where == "data.csv, line 1"
    with pytest.raises(DocumentError) as nameless:
        read("Year," + "x," * 1_000_000 + "Value\n", name=None)
    assert nameless.value.problems[0].where == "line 1"


def test_lines_that_cannot_be_split() -> None:
    reading = read('Year,Sex,Value\n2018,"g,1\n2019,"g"x,2\n2020,"g\nh",3\n2021,b\n2022,b,4\n,,\n2023,"b,5\n')
    assert rows_of(only(reading)) == [("Sex=b", {"2022": 4.0}), ("Sex=g h", {"2020": 3.0})]
    assert told(reading) == [
        ("broken_line", "data.csv, line 2"),
        ("broken_line", "data.csv, line 3"),
        ("line_break", "data.csv, line 4"),
        ("unequal_row", "data.csv, line 6"),
        ("broken_line", "data.csv, line 9"),
    ]
    merged = read('Year,Sex,Value\n2018,"g,1\n2019,b",2,3\n2020,b,4\n')
    assert told(merged) == [("broken_line", "data.csv, line 2"), ("unequal_row", "data.csv, line 3")]
    assert rows_of(only(merged)) == [("Sex=b", {"2020": 4.0})]
    with pytest.raises(DocumentError, match="No column"):
        read("sep=;\n")
    with pytest.raises(DocumentError, match="quotation mark is not closed"):
        read('Year,"Value\n2018,1\n')
    with pytest.raises(DocumentError, match="no delimited table"):
        read("Year,Value\n" + '2018,"x\n' * 1500)


def test_bytes_that_are_no_text() -> None:
    for data in (b"\xff\xfeY\x00", b"Year,Value\n\x00", b"Year,Value\n2018,\x81\n"):
        with pytest.raises(DocumentError):
            read(data)


def test_problems_are_counted_beyond_a_thousand() -> None:
    lines = "".join(f"{1000 + n},n/a\n" for n in range(1500)) + "20223,1\n"
    reading = read("Year,Value\n" + lines)
    assert len(reading.problems) == 1000
    assert reading.problems[-1].code == "more_problems"
    assert reading.problems[-1].message.startswith("503 more")
    assert len(only(reading).series[0]) == 1500


# Ways of reading that must come to the same


def test_runs_single_rows_and_quoted_rows_give_the_same() -> None:
    places = ["North", "South", "East"]
    lines = [f"I1,{place},{year},{year % 7}.{len(place)}" for place in places for year in range(1000, 1500)]
    header = "indicator,place,period,value\n"
    by_run = read(header + "\n".join(lines))
    by_year = read(header + "\n".join(sorted(lines, key=lambda line: line.split(",")[2])) + "\n")
    quoted = read(header + "\n".join(f'"{line.replace(",", chr(34) + "," + chr(34))}"' for line in lines))
    moved = read(
        "period,value,indicator,place\n"
        + "\n".join(",".join(line.split(",")[2:] + line.split(",")[:2]) for line in lines)
    )
    assert by_run.value == by_year.value == quoted.value == moved.value
    assert sum(len(series) for series in only(by_run).series) == 1500


def test_a_run_that_is_interrupted_and_goes_on() -> None:
    def block(place: str, first: int, last: int) -> str:
        return "".join(f"I,{place},{year},{year}\n" for year in range(first, last))

    text = "indicator,place,period,value\n" + block("A", 1000, 1060) + block("B", 1000, 1060)
    text += (
        block("A", 1060, 1063)
        + block("B", 1060, 1063)
        + block("A", 1063, 1100)
        + "\n"
        + block("B", 1063, 1100)
    )
    for source in (text, text.replace("\n", "\r\n")):
        reading = read(source)
        assert told(reading, notes=True) == []
        assert [len(series) for series in only(reading).series] == [100, 100]
        assert only(reading).series[0].values == tuple(float(year) for year in range(1000, 1100))
    short = read(text + "I,A,1\n" + block("A", 1100, 1110))
    assert told(short) == [("unequal_row", "data.csv, line 203")]
    assert len(only(short).series[0]) == 110
    for end in ("I\n", "I,A\n", "I\nA,1\n", "I,A,1,2,3\nI,A,1\n"):
        assert {code for code, _ in told(read(text + block("A", 1100, 1103) + end))} == {"unequal_row"}


def test_lines_that_are_mixed_up_and_of_another_length() -> None:
    text = "indicator,place,period,value\n" + "".join(
        f"I,p{n % 40},{1000 + n // 40},1\n" for n in range(2000)
    )
    assert told(read(text), notes=True) == []
    for end in ("I,p1,2000\n", "I,p1,p2,2000,1\n", "2000,1\n", "2000\n"):
        assert told(read(text + end)) == [("unequal_row", "data.csv, line 2002")]
    single = "place,period,value\n" + "".join(f"p{n % 40},{1000 + n // 40},1\n" for n in range(2000))
    assert told(read(single + "p1,2000\n")) == [("unequal_row", "data.csv, line 2002")]


def test_a_very_long_run_is_read_in_pieces() -> None:
    text = "sex,period,value\n" + "".join(
        f"g,{1000 + n // 12}-{n % 12 + 1:02},{n % 9}.{'1' * 30}\n" for n in range(30_000)
    )
    reading = read(text)
    assert told(reading, notes=True) == []
    assert len(only(reading).series[0]) == 30_000
    for source in (text.replace("\n", "\r"), text.replace("\n", "\r\n")):
        assert only(read(source)).series == only(reading).series
    short = read("place," + text.replace("g,", "p,g,") + "p\nq,r,2000-01,5\n")
    assert told(short) == [("unequal_row", "data.csv, line 30002")]
    mixed = read(text + "g,4000,yes\n")
    assert told(mixed, notes=True)[-1] == ("not_a_number", "data.csv, line 30002, column value")


def test_pieces_of_one_series_keep_what_stands_beside_the_values() -> None:
    text = "period,value,status,numerator,sex\n" + "".join(
        f"{1000 + n // 12}-{n % 12 + 1:02},1,{'E' if n > 5000 else ''},{n if n > 5000 else ''},g\n"
        for n in range(10_000)
    )
    (series,) = only(read(text)).series
    assert series.statuses.count("estimate") == 4999
    assert series.numerators[5000:5002] == (None, 5001.0)


@pytest.mark.parametrize("line", ["2018,1,2\n", "2018\n"])
def test_a_wide_or_single_row_of_another_length_is_told(line: str) -> None:
    wide = read("place,2018,2019\nA,1,2\n" + line.replace("2018", "B") * 2 + "C,1\n")
    assert ("unequal_row", "data.csv, line 5") in told(wide)
    single = read("period,value\n2017,5\n" + line + "2019,5\n")
    assert told(single) == [("unequal_row", "data.csv, line 3")]


# Real files


def headline(indicator: Indicator) -> list[Series]:
    return [series for series in indicator.series if not series.breakdown and series.place is None]


@pytest.mark.parametrize(
    ("file", "metadata", "rows", "series", "headline_rows", "blanks"),
    [
        ("cif-canada/indicator_3-12-1.csv", "cif-canada/3-12-1.md", 30, 3, 10, 0),
        ("cif-canada/indicator_4-3-1.csv", "cif-canada/4-3-1.md", 71, 15, 4, 0),
        ("cif-canada/indicator_3-5-1.csv", "cif-canada/3-5-1.md", 57, 16, 0, 0),
        ("ons-uk/indicator_1-2-1.csv", "ons-uk/1-2-1.md", 294, 21, 14, 0),
        ("bristol/indicator_4-1-1.csv", "bristol/4-1-1.meta.csv", 102, 6, 0, 0),
        ("bristol/indicator_1-2-2.csv", "bristol/1-2-2.meta.csv", 36, 6, 0, 12),
    ],
)
def test_real_series_are_read_whole(
    shared_data: Path, file: str, metadata: str, rows: int, series: int, headline_rows: int, blanks: int
) -> None:
    folder = shared_data / "indicators"
    expected = _counted(folder / file)
    assert expected == (rows, series, headline_rows, blanks)
    reading = tidy.read(folder / file, metadata=folder / metadata)
    found = reading.value.indicators
    held = [each for indicator in found for each in indicator.series]
    about = {(tuple(sorted(each.breakdown.items())), each.place.id if each.place else None) for each in held}
    assert sum(map(len, held)) == rows
    assert len(about) == series
    assert sum(len(each) for indicator in found for each in headline(indicator)) == headline_rows
    assert sum(value is None for each in held for value in each.values) == blanks
    assert {found.severity for found in reading.problems} <= {"note", "warning"}
    assert decode(encode(reading.value), Initiative)[0] == reading.value
    assert all(indicator.unit is not None for indicator in found)


def _counted(path: Path) -> tuple[int, int, int, int]:
    """Rows, series, headline rows and blanks of an Open SDG file, counted by another way."""
    import csv

    passed = {"Year", "Value", "Units", "Unit measure", "Unit multiplier", "Observation status"}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    groups = [tuple(cell for name, cell in row.items() if name not in passed) for row in rows]
    return (
        len(rows),
        len(set(groups)),
        sum(not any(group) for group in groups),
        sum(not row["Value"] for row in rows),
    )


def test_the_canadian_target_is_read(shared_data: Path) -> None:
    folder = shared_data / "indicators" / "cif-canada"
    indicator = only(tidy.read(folder / "indicator_3-12-1.csv", metadata=folder / "3-12-1.md"))
    (target,) = indicator.targets
    assert (target.value, str(target.period), indicator.direction) == (0.1, "2030", "decrease")
    assert (indicator.unit, indicator.measure, indicator.frequency) == ("per_100000", "rate", 12)
    assert indicator.limit is None
    assert headline(indicator)[0].values[:2] == (204.5, 184.4)
    child_care = only(tidy.read(folder / "indicator_4-3-1.csv", metadata=folder / "4-3-1.md"))
    assert (child_care.direction, child_care.limit) == ("increase", 100.0)
