"""How results become outcomes, and indicators with baselines, targets and series; which texts are numbers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collective_impact.codec import decode, encode
from collective_impact.interchange import iati
from collective_impact.interchange.iati_results import _label
from collective_impact.model.initiative import Initiative
from collective_impact.model.values import Code
from collective_impact.period import Period

if TYPE_CHECKING:
    from collective_impact.errors import Problem
    from collective_impact.interchange.reading import Reading
    from collective_impact.model.indicator import Indicator

TITLE = "<title><narrative>Title</narrative></title>"
LOCATIONS = "".join(
    f"<location ref='{ref}'><name><narrative>{name}</narrative></name></location>"
    for ref, name in (("L1", "North"), ("L2", "South"))
)


def read(results: str, locations: str = LOCATIONS) -> Reading[Initiative]:
    data = (
        "<iati-activities version='2.03'><iati-activity xml:lang='en'><iati-identifier>A</iati-identifier>"
        f"{locations}{results}</iati-activity></iati-activities>"
    )
    reading = iati.read_bytes(data.encode())
    assert decode(encode(reading.value), Initiative)[0] == reading.value
    return reading


def indicator(inner: str = "", attributes: str = "measure='1' ascending='1'") -> str:
    return f"<result type='2'>{TITLE}<indicator {attributes}>{TITLE}{inner}</indicator></result>"


def period(start: str, end: str, inner: str) -> str:
    return f"<period><period-start iso-date='{start}'/><period-end iso-date='{end}'/>{inner}</period>"


def only(reading: Reading[Initiative]) -> Indicator:
    (found,) = reading.value.indicators
    return found


def told(reading: Reading[Initiative], code: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.code == code]


def test_a_result_is_an_outcome_that_its_activity_works_towards() -> None:
    reading = read(
        "<result type='1' aggregation-status='1'><title><narrative>Schools</narrative>"
        "<narrative xml:lang='fr'>Écoles</narrative></title><description><narrative>Built.</narrative>"
        "</description><reference vocabulary='99' code='B1'/></result>" + indicator()
    )
    first, second = reading.value.agenda.outcomes
    assert (first.id, first.name, first.kind, first.level, first.note) == (
        "A-result-1",
        "Schools",
        "output",
        None,
        "Built.",
    )
    assert first.codes == (Code(scheme="IATI-ResultVocabulary-99", value="B1"),)
    assert first.extra["iati"] == {"@aggregation-status": "1", "title": {"fr": "Écoles"}}
    assert second.kind == "outcome"
    assert only(reading).outcome_ids == ("A-result-2",)
    assert reading.value.activities[0].outcome_ids == ("A-result-1", "A-result-2")


@pytest.mark.parametrize(
    ("code", "kind", "extra"), [("3", "impact", {}), ("9", None, {"iati": {"@type": "9"}})]
)
def test_a_result_of_another_type_has_no_kind_but_its_code(
    code: str, kind: str | None, extra: dict[str, object]
) -> None:
    (outcome,) = read(f"<result type='{code}'>{TITLE}</result>").value.agenda.outcomes
    assert (outcome.kind, outcome.extra) == (kind, extra)


def test_an_unknown_type_of_result_is_told_and_kept() -> None:
    reading = read(f"<result type='7'>{TITLE}</result>")
    (outcome,) = reading.value.agenda.outcomes
    assert (outcome.kind, outcome.extra) == (None, {"iati": {"@type": "7"}})
    assert [problem.path for problem in told(reading, "unknown_code")] == ["iati-activity[1]/result[1]/@type"]


@pytest.mark.parametrize(
    ("code", "measure", "unit"),
    [
        ("1", "count", None),
        ("2", "percent", "percent"),
        ("3", "nominal", None),
        ("4", "ordinal", None),
        ("5", "qualitative", None),
    ],
)
def test_the_measure_is_read_and_only_percent_is_a_unit(code: str, measure: str, unit: str | None) -> None:
    found = only(read(indicator(attributes=f"measure='{code}' ascending='1'")))
    assert (found.measure, found.unit) == (measure, unit)


@pytest.mark.parametrize(
    ("ascending", "direction"),
    [("1", "increase"), ("true", "increase"), ("0", "decrease"), ("false", "decrease"), ("yes", None)],
)
def test_ascending_says_which_way_is_better(ascending: str, direction: str | None) -> None:
    reading = read(indicator(attributes=f"measure='1' ascending='{ascending}'"))
    assert only(reading).direction == direction
    assert bool(told(reading, "unknown_code")) == (direction is None)
    assert not told(reading, "assumed_direction")


def test_an_indicator_without_ascending_is_taken_to_increase_and_that_is_told() -> None:
    reading = read(indicator(attributes="measure='1'"))
    assert only(reading).direction == "increase"
    (problem,) = told(reading, "assumed_direction")
    assert problem.severity == "warning"


def test_an_indicator_keeps_definition_references_and_other_languages() -> None:
    inner = (
        "<description><narrative>How.</narrative><narrative xml:lang='es'>Cómo.</narrative></description>"
        "<reference vocabulary='9' code='3.1.1'/><reference vocabulary='77' code='x' indicator-uri='u'/>"
        "<reference code='y'/><reference vocabulary='1'/>"
    )
    reading = read(indicator(inner))
    found = only(reading)
    assert found.definition == "How."
    assert [(code.scheme, code.value) for code in found.codes] == [
        ("SDG", "3.1.1"),
        ("IATI-IndicatorVocabulary-77", "x"),
        ("IATI-IndicatorVocabulary", "y"),
    ]
    assert found.codes[1].extra["iati"] == {"@indicator-uri": "u"}
    assert found.extra["iati"] == {"description": {"es": "Cómo."}}
    assert len(told(reading, "unknown_code")) == 1
    assert len(told(reading, "missing_attribute")) == 2


@pytest.mark.parametrize(
    ("attributes", "label", "problem"),
    [
        ("year='2020' iso-date='2020-06-30'", "2020-06-30", None),
        ("year='2020'", "2020", None),
        ("iso-date='2020-06-30'", "2020-06-30", None),
        ("year='2019' iso-date='2020-06-30'", "2020-06-30", "contradiction"),
        ("year='2019' iso-date='soon'", "2019", "bad_date"),
        ("year='20'", None, "bad_date"),
        ("", None, "missing_attribute"),
    ],
)
def test_a_baseline_is_of_its_day_else_of_its_year(
    attributes: str, label: str | None, problem: str | None
) -> None:
    reading = read(indicator(f"<baseline {attributes} value='45'/>"))
    (baseline,) = only(reading).baselines
    assert baseline.value == 45
    assert (baseline.period.label if baseline.period else None) == label
    assert {"bad_date", "contradiction", "missing_attribute"} & {
        found.code for found in reading.problems
    } == ({problem} if problem else set())


@pytest.mark.parametrize(
    ("text", "value", "raw"),
    [
        ("45", 45, None),
        ("52.5", 52.5, None),
        ("52.50", 52.5, "52.50"),
        (" 7 ", 7, None),
        ("1e3", 1000.0, "1e3"),
        ("1,234", None, "1,234"),
        ("52.50%", None, "52.50%"),
        ("None", None, "None"),
    ],
)
def test_only_plain_numbers_become_numbers_and_texts_stay(
    text: str, value: float | None, raw: str | None
) -> None:
    figures = f"<baseline year='2019' value='{text}'/>" + period(
        "2020-01-01", "2020-12-31", f"<target value='{text}'/><actual value='{text}'/>"
    )
    reading = read(indicator(figures))
    found = only(reading)
    assert [(each.value, each.raw) for each in (*found.baselines, *found.targets)] == [(value, raw)] * 2
    assert [(each.value, each.raw) for each in found.series[0]] == [(value, raw)]
    counted = told(reading, "not_a_number")
    assert [problem.message[:8] for problem in counted] == ([] if value is not None else ["3 values"])


def test_missing_values_are_missing_not_zero() -> None:
    figures = "<baseline year='2019'/>" + period("2020-01-01", "2020-12-31", "<target value=' '/><actual/>")
    reading = read(indicator(figures))
    found = only(reading)
    assert [(each.value, each.raw) for each in (*found.baselines, *found.targets)] == [(None, None)] * 2
    assert found.series[0].values == (None,)
    assert found.series[0].raw == {}
    assert [problem.message for problem in told(reading, "missing_value")] == ["3 figures have no value."]


def test_texts_of_qualitative_indicators_are_expected_and_only_counted() -> None:
    actuals = "<actual value='better'/><actual><comment><narrative>See report.</narrative></comment></actual>"
    reading = read(indicator(period("2020-01-01", "2020-12-31", actuals), "measure='5' ascending='1'"))
    assert [problem.severity for problem in told(reading, "text_value")] == ["note"]
    assert not told(reading, "missing_value")
    assert [series.note for series in only(reading).series][1].endswith("\n2020: See report.")  # type: ignore[union-attr]


def test_dimensions_and_locations_keep_values_apart() -> None:
    actuals = (
        "<actual value='1'/><actual value='2'><dimension name='sex' value='female'/></actual>"
        "<actual value='3'><location ref='L1'/><dimension name='sex' value='female'/></actual>"
        "<actual value='4'><location ref='L1'/><location ref='L2'/></actual>"
    )
    both = (
        period("2020-01-01", "2020-12-31", actuals)
        + period("2021-01-01", "2021-12-31", "<actual value='5'/>")
        + period(
            "2022-01-01", "2022-12-31", "<actual value='7'><location ref='L2'/><location ref='L1'/></actual>"
        )
        + period(
            "2021-01-01", "2021-12-31", "<actual value='6'><location ref='L2'/><location ref='L2'/></actual>"
        )
    )
    reading = read(indicator(both))
    assert [
        (s.place.name if s.place else None, dict(s.breakdown), s.values) for s in only(reading).series
    ] == [
        (None, {}, (1, 5)),
        (None, {"sex": "female"}, (2,)),
        ("North", {"sex": "female"}, (3,)),
        ("North + South", {}, (4, 7)),
        ("South", {}, (6,)),
    ]
    assert len(told(reading, "several_places")) == 1
    assert not told(reading, "overlapping_periods")


def test_a_broken_dimension_never_turns_a_group_into_the_total() -> None:
    actual = "<actual value='1'><dimension name='sex'/><dimension value='x'/><dimension name='sex' value='f'/></actual>"
    reading = read(indicator(period("2020-01-01", "2020-12-31", actual)))
    (series,) = only(reading).series
    assert series.breakdown == {"sex": "not stated + f", "dimension": "x"}
    assert len(told(reading, "missing_attribute")) == 2


def test_a_place_that_is_nowhere_described_is_told_and_never_everywhere() -> None:
    actual = "<actual value='1'><location ref='L9'/></actual><actual value='2'><location/></actual>"
    reading = read(indicator(period("2020-01-01", "2020-12-31", actual)))
    assert [series.place.id for series in only(reading).series if series.place] == ["L9", "unknown place"]
    assert [problem.path[-15:] for problem in told(reading, "dangling_id")] == ["location[1]/@ref"[-15:]] * 2


def test_comments_are_notes_and_other_languages_are_kept() -> None:
    comment = "<comment><narrative>Why.</narrative><narrative xml:lang='fr'>Pourquoi.</narrative></comment>"
    figures = f"<baseline year='2019' value='1'>{comment}</baseline>" + period(
        "2020-01-01",
        "2020-12-31",
        f"<target value='2'>{comment}</target><actual value='3'>{comment}</actual>",
    )
    found = only(read(indicator(figures)))
    for figure in (*found.baselines, *found.targets):
        assert (figure.note, figure.extra["iati"]) == ("Why.", {"comment": {"fr": "Pourquoi."}})
    assert found.series[0].note == "2020: Why."
    assert found.series[0].extra["iati"] == {"comment": {"2020": {"fr": "Pourquoi."}}}


def test_periods_are_put_in_order_and_may_touch() -> None:
    rows = [("2021-01-01", "2021-12-31", 2), ("2020-01-01", "2021-01-01", 1)]
    figures = "".join(period(start, end, f"<actual value='{value}'/>") for start, end, value in rows)
    reading = read(indicator(figures))
    (series,) = only(reading).series
    assert [held.label for held in series.periods] == ["2020-01-01/2021-01-01", "2021"]
    assert series.values == (1, 2)
    assert not told(reading, "overlapping_periods")


def test_repeated_and_overlapping_periods_stand_in_series_of_their_own_and_are_told() -> None:
    years = "".join(period(f"{y}-01-01", f"{y}-12-31", f"<actual value='{y}'/>") for y in (2019, 2020, 2021))
    whole = period("2019-01-01", "2021-12-31", "<actual value='9'/>")
    again = period("2020-01-01", "2020-12-31", "<actual value='8'/>")
    reading = read(indicator(whole + years + again))
    first, second, third = only(reading).series
    assert first.values == (2019, 2020, 2021)
    assert (second.values, third.values) == ((9,), (8,))
    assert second.note == "These periods repeat or overlap those of another series of the same group."
    assert len(told(reading, "overlapping_periods")) == 2


def test_a_series_beside_the_first_may_hold_several_values() -> None:
    years = "".join(
        period(f"{y}-01-01", f"{y}-12-31", f"<actual value='{y}'/><actual value='1'/>") for y in (2019, 2020)
    )
    reading = read(indicator(years))
    assert [series.values for series in only(reading).series] == [(2019, 2020), (1, 1)]
    assert "2 values" in told(reading, "overlapping_periods")[0].message


def test_what_no_series_can_hold_is_kept_whole_and_told() -> None:
    actual = (
        "<actual value='7'><location ref='L1'/><dimension name='sex' value='f'/>"
        "<comment><narrative>Late.</narrative><narrative xml:lang='fr'>Tard.</narrative></comment></actual>"
    )
    figures = period("2020-01-01", "2020-12-31", "<actual value='1'/>" * 5) + period("2020-13-01", "", actual)
    reading = read(indicator(figures + f"<period>{actual}</period>"))
    found = only(reading)
    assert [series.values for series in found.series] == [(1,)] * 4
    kept = {
        "@value": "7",
        "breakdown": {"sex": "f"},
        "place": "L1",
        "comment": "Late.",
        "comments": {"fr": "Tard."},
    }
    assert found.extra["iati"]["actual"] == (
        {**kept, "period": "2020-13-01/"},
        {**kept, "period": "/"},
        {"@value": "1", "period": "2020-01-01/2020-12-31"},
    )
    assert [problem.message[:15] for problem in told(reading, "no_series")] == ["3 actual values"]
    assert len(told(reading, "bad_date")) == 1
    assert len(told(reading, "missing_date")) == 3


def test_a_reversed_period_is_told_and_its_target_kept_without_it() -> None:
    reading = read(indicator(period("2021-01-01", "2020-01-01", "<target value='5'/>")))
    (target,) = only(reading).targets
    assert (target.value, target.period) == (5, None)
    assert [problem.severity for problem in told(reading, "reversed_dates")] == ["error"]


@pytest.mark.parametrize(
    ("since", "until", "label"),
    [
        ("2013-01-01", "2013-12-31", "2013"),
        ("2013-01-01", "2013-03-31", "2013-Q1"),
        ("2013-10-01", "2013-12-31", "2013-Q4"),
        ("2013-02-01", "2013-04-30", "2013-02-01/2013-04-30"),
        ("2024-02-01", "2024-02-29", "2024-02"),
        ("2023-07-01", "2024-06-30", "2023-07-01/2024-06-30"),
        ("2013-03-05", "2013-03-05", "2013-03-05"),
        ("2013-01-01", "2014-12-31", "2013-01-01/2014-12-31"),
        ("9999-01-01", "9999-12-31", "9999"),
    ],
)
def test_whole_years_quarters_and_months_bear_their_own_label(since: str, until: str, label: str) -> None:
    assert _label(date.fromisoformat(since), date.fromisoformat(until)) == label


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(9990, 1, 1)), st.integers(0, 800))
def test_a_label_names_the_very_same_days(since: date, length: int) -> None:
    until = since + timedelta(days=length)
    period_read = Period.parse(_label(since, until))
    assert (period_read.start, period_read.end) == (since, until)


SPANS = st.tuples(st.integers(0, 40), st.integers(0, 20), st.integers(0, 9), st.sampled_from(["", "f", "m"]))


@given(st.lists(SPANS, max_size=25))
def test_no_value_is_lost_whatever_the_periods(rows: list[tuple[int, int, int, str]]) -> None:
    begin = date(2020, 1, 1)
    figures = ""
    for start, length, value, sex in rows:
        group = f"<dimension name='sex' value='{sex}'/>" if sex else ""
        days = begin + timedelta(days=start), begin + timedelta(days=start + length)
        figures += period(str(days[0]), str(days[1]), f"<actual value='{value}'>{group}</actual>")
    found = only(read(indicator(figures), locations=""))
    values = [int(held) for series in found.series for held in series.values if held is not None]
    left_out = [int(held["@value"]) for held in found.extra.get("iati", {}).get("actual", ())]
    assert sorted(values + left_out) == sorted(value for _, _, value, _ in rows)
