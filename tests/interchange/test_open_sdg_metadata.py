"""Open SDG metadata: what fills the indicator, what is kept, and what is told."""

from __future__ import annotations

import pytest

from collective_impact.files import Limits
from collective_impact.interchange import tidy
from collective_impact.interchange.open_sdg_metadata import facts_of, filled, unit_in
from collective_impact.interchange.tidy_problems import Tidings
from collective_impact.model.indicator import Indicator, Series, Target
from collective_impact.model.values import Code, Identifier

YAML = """---
indicator_name: global_indicators.3-12-1-title
national_indicator_available: Tuberculosis  rate
indicator_number: 3.12.1
sdg_goal: '3'
national_indicator_description: First.<br><br>Second <a href="x">part</a>.
computation_definitions: Not applicable
computation_calculations: |-
  Cases / people
computation_units: Number per 100,000 population
source_active_1: true
source_organisation_1: Health Agency
source_url_text_1: Tables
source_periodicity_1: Annual
source_active_2: false
source_organisation_2: Nobody
source_url_text_3: Only a link
published: true
proxy:
progress_calculation_options:
- direction: negative
  target: 0.1
  target_year: 2030
  base_year: 2015
  limit: 0
---
Text behind the front matter: not read.
"""


def fill(text: str, indicator: Indicator | None = None) -> tuple[Indicator, list[str]]:
    tidings = Tidings("meta")
    facts = facts_of(text.encode(), tidings)
    made = filled(indicator or Indicator(id="I"), facts, tidings)
    return made, [f"{found.code} {found.path}" for found in tidings.problems()]


def test_front_matter_fills_the_indicator() -> None:
    series = (Series(periods=("2015", "2016"), values=(3.0, 2.0)), Series(breakdown={"Sex": "f"}))
    indicator, problems = fill(YAML, Indicator(id="I", series=series))
    assert problems == []
    assert indicator.name == "Tuberculosis rate"
    assert indicator.definition == "First.\nSecond part.\n\nCases / people"
    assert (indicator.unit, indicator.measure, indicator.frequency) == ("per_100000", "rate", 12)
    assert indicator.data_source == "Health Agency: Tables; Only a link"
    assert (indicator.direction, indicator.limit) == ("decrease", None)
    assert [(target.value, str(target.period)) for target in indicator.targets] == [(0.1, "2030")]
    assert [(base.value, str(base.period)) for base in indicator.baselines] == [(3.0, "2015")]
    assert indicator.codes == (Code(scheme="SDG", value="3"),)
    assert indicator.identifiers == (Identifier(scheme="Open SDG", value="3.12.1"),)
    assert indicator.extra["open_sdg"]["published"] is True
    assert "proxy" not in indicator.extra["open_sdg"]


def test_what_the_indicator_says_itself_stays() -> None:
    own = Indicator(id="I", name="Own", direction="increase", unit="percent", targets=(Target(value=1),))
    indicator, problems = fill(YAML, own)
    assert (indicator.name, indicator.direction, indicator.unit) == ("Own", "increase", "percent")
    assert indicator.targets == own.targets
    assert problems == ["several_units computation_units"]


def test_a_two_column_table_fills_the_indicator() -> None:
    text = (
        "\ufeffNational metadata,\r\nIndicator available,Poverty\r\nUnit of measurement,Percentage (%)\r\n"
        'Definitions,"Poor, that is."\r\nSource 1 organisation,Charity\r\nSource 1 periodicity,Annual\r\n'
        "Source 1 link to data source text,Table 1\r\nSource 1 link to data source,http\r\nDirection,positive\r\n"
        "Target,10%\r\nOther information,x\r\nalone\r\n"
    )
    indicator, problems = fill(text)
    assert problems == []
    assert (indicator.name, indicator.unit, indicator.definition) == ("Poverty", "percent", "Poor, that is.")
    assert (indicator.data_source, indicator.frequency) == ("Charity: Table 1", 12)
    assert (indicator.direction, indicator.targets[0].value, indicator.targets[0].period) == (
        "increase",
        10.0,
        None,
    )
    assert indicator.extra["open_sdg"]["other_information"] == "x"
    assert unit_in(facts_of(text.encode(), Tidings())) == "percent"


def test_groups_have_targets_and_baselines_of_their_own() -> None:
    text = """---
progress_calculation_options:
- disaggregation:
  - {field: Sex, value: f}
  - {field: Age, value: ''}
  - x
  direction: positive
  target: '1,000'
  base_year: 1999
  limit: 100
- direction: negative
  limit: 100
- 5
---"""
    series = (Series(breakdown={"Sex": "f"}, periods=("2000",), values=(1.0,)),)
    indicator, problems = fill(text, Indicator(id="I", series=series))
    assert [(target.value, dict(target.breakdown)) for target in indicator.targets] == [
        (1000.0, {"Sex": "f"})
    ]
    assert [(base.value, str(base.period)) for base in indicator.baselines] == [(None, "1999")]
    assert (indicator.direction, indicator.limit) == (None, 100.0)
    assert problems == ["contradiction direction"]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("---\n- a\n---", ["wrong_type "]),
        ("---\na: &x 1\n---", ["anchor_refused a"]),
        ("---\nsource_periodicity_1: Occasional\n---", ["unknown_frequency source_periodicity_1"]),
        ("---\ndirection: sideways\n---", ["unknown_direction direction"]),
        ("---\ntarget: high\ntarget_year: soon\n---", ["not_a_number target"]),
        ("---\ntarget: 5\ntarget_year: soon\n---", ["bad_period target_year"]),
        ("---\nlimit: true\n---", ["not_a_number limit"]),
        ("", ["empty "]),
        ("---\na: " + "x" * Limits().yaml_bytes + "\n---", ["too_large "]),
    ],
)
def test_metadata_that_cannot_be_used_are_told(text: str, problems: list[str]) -> None:
    indicator, found = fill(text)
    assert found == problems
    assert indicator.targets == () or indicator.targets[0].period is None


def test_a_table_that_cannot_be_split_gives_what_stands_before() -> None:
    indicator, _ = fill("Indicator available,Ducks\nx," + "y" * 200_000 + "\n")
    assert indicator.name == "Ducks"
    assert fill("---\nindicator_name: Ducks\n")[0].name == "Ducks"


def test_problems_of_the_metadata_stand_beside_those_of_the_table() -> None:
    reading = tidy.read_bytes(
        b"Year,Value\n2019,5\n", name="a.csv", metadata=(b"---\nlimit: high\n---\n", "a.md")
    )
    assert [(found.code, found.where) for found in reading.problems[1:]] == [
        ("not_a_number", "a.md, column limit")
    ]
    many = tidy.read_bytes(
        ("Year,Value\n" + "".join(f"{1000 + n},n/a\n" for n in range(1200))).encode(),
        metadata=(b"---\nlimit: high\n---\n", "a.md"),
    )
    assert len(many.problems) == 1000
    assert many.problems[-1].code == "more_problems"
