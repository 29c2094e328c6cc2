from __future__ import annotations

from typing import Any

import attrs
import pytest

import collective_impact as ci
from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.measurement.combining import Combined, RollUp, combine, roll_up
from collective_impact.measurement.progress import progress
from collective_impact.model.indicator import Indicator, Series
from collective_impact.model.values import Place
from collective_impact.period import Period

NORTH, SOUTH = Place(id="north"), Place(id="south")


def series(*values: float | None, years: tuple[object, ...] = (2020, 2021, 2022), **fields: Any) -> Series:
    periods = tuple(Period.parse(str(year)) for year, _ in zip(years, values, strict=False))
    return Series(periods=periods, values=values, **fields)


def by(partner: str, *values: float | None, **fields: Any) -> Series:
    return series(*values, partner_id=partner, **fields)


def indicator(*held: Series, **fields: Any) -> Indicator:
    return Indicator(**{"id": "I1", "unit": "sessions", "measure": "count", "series": held, **fields})


def over_partners(*held: Series, **fields: Any) -> Combined:
    (found,) = roll_up(indicator(*held, **fields), over="partner").rows
    return found


def test_counts_are_summed() -> None:
    found = over_partners(by("b", 1, 2, 3), by("a", 10, 20, 30))
    assert (found.parts, found.values, found.rule) == (("a", "b"), (11, 22, 33), "The sum of the parts.")
    assert over_partners(by("a", 0.1), by("b", 0.2)).values == (0.3,)


def test_what_is_missing_is_not_zero() -> None:
    found = over_partners(by("a", 10, None, 30), by("b", 1, 2))
    assert found.values == (11, None, None)
    assert found.known_values == (11, 2, 30)
    assert found.reported_counts == (2, 1, 1)
    assert over_partners(by("a", None), by("b", None)).known_values == (None,)


def test_a_partner_that_never_reported_is_missing() -> None:
    found = over_partners(by("a", 10), by("b", 1), reporter_ids=("a", "b", "c"))
    assert (found.missing_parts, found.part_count) == (("c",), 3)
    assert (found.values, found.known_values) == ((None,), (11,))
    assert "2 of 3" in str(found)


@pytest.mark.parametrize("unit", ["people", "students", "households", "schools"])
def test_people_of_two_partners_may_be_the_same(unit: str) -> None:
    held = (by("a", 10), by("b", 20))
    found = over_partners(*held, unit=unit)
    assert found.values == ()
    assert f"The same {unit} may be counted in two parts" in str(found.reason)
    assert over_partners(*held, unit=unit, counting="people").reason is not None
    assert over_partners(*held, unit=unit, counting="contacts").values == (30,)
    (vouched,) = roll_up(indicator(*held, unit=unit), over="partner", unduplicated=True).rows
    assert vouched.values == (30,)
    assert "nobody is counted twice" in str(vouched.rule)
    with pytest.raises(InvalidRecordError, match="may be counted in two parts"):
        found.as_series()


def test_counts_of_unknown_things_may_be_of_people() -> None:
    held = (by("a", 10), by("b", 20))
    assert "The same people" in str(over_partners(*held, unit=None).reason)
    assert over_partners(*held, unit=None, about_people=False).values == (30,)


def test_residents_live_in_one_place() -> None:
    held = indicator(series(10, place=NORTH), series(20, place=SOUTH), unit="people", level="population")
    (found,) = roll_up(held, over="place").rows
    assert (found.parts, found.values, found.place) == (("north", "south"), (30,), None)
    (clients,) = roll_up(attrs.evolve(held, level="program"), over="place").rows
    assert clients.values == ()


def test_places_of_several_kinds_may_lie_in_each_other() -> None:
    city, quarter = Place(id="north", kind="city"), Place(id="south", kind="neighbourhood")
    held = indicator(series(10, place=city), series(20, place=quarter), series(3))
    (found,) = roll_up(held, over="place").rows
    assert "Places of several kinds (city, neighbourhood)" in str(found.reason)
    (vouched,) = roll_up(held, over="place", unduplicated=True).rows
    assert vouched.values == (30,)


def of(partner: str, value: float, numerator: float | None, denominator: float | None) -> Series:
    return by(partner, value, numerators=(numerator,), denominators=(denominator,))


@pytest.mark.parametrize(
    ("unit", "measure", "value"),
    [
        ("percent", "percent", 20),
        ("percent", None, 20),
        (None, "percent", 20),
        ("fraction", "percent", 0.2),
        ("per_1000", "rate", 200),
        ("ratio", "rate", 0.2),
    ],
)
def test_rates_come_from_their_numerators_and_denominators(
    unit: str | None, measure: Any, value: float
) -> None:
    """10 of 20 and 10 of 80: 20 of 100, not the mean of 50 % and 12.5 %."""
    found = over_partners(of("a", 50, 10, 20), of("b", 12.5, 10, 80), unit=unit, measure=measure)
    assert (found.values, found.numerators, found.denominators) == ((value,), (20,), (100,))
    assert found.cautions == ("Who is counted in two parts counts in both.",)
    whole = over_partners(
        of("a", 50, 10, 20), of("b", 12.5, 10, 80), unit=unit, measure=measure, level="population"
    )
    assert whole.cautions == ()


def test_percentages_are_never_summed() -> None:
    found = over_partners(of("a", 50, 10, 20), by("b", 60), unit="percent", measure="percent")
    assert found.values == ()
    assert found.reason == (
        "Percentages and rates are never summed; together they are worked out from numerators and denominators, "
        "and those are not recorded for b."
    )


def test_a_rate_of_nobody_is_not_known() -> None:
    nobody = over_partners(of("a", 0, 0, 0), of("b", 0, 0, 0), unit="percent", measure="percent")
    assert (nobody.values, nobody.denominators) == ((None,), (0,))
    for numerator, denominator in ((None, 9), (9, None), (9, -9)):
        found = over_partners(
            of("a", 50, 10, 20), of("b", 0, numerator, denominator), unit="percent", measure="percent"
        )
        assert (found.values, found.known_values, found.reported_counts) == ((None,), (50,), (1,))
        assert (found.numerators, found.denominators) == ((None,), (None,))


def test_scores_have_a_weighted_mean() -> None:
    """3 by 10 answers and 4.5 by 20: 120/30."""
    held = (by("a", 3, denominators=(10,)), by("b", 4.5, denominators=(20,)))
    found = over_partners(*held, unit="score", measure=None)
    assert (found.values, found.numerators, found.denominators) == ((4,), (), (30,))
    assert found.rule == "The mean of the parts by their denominators."
    assert over_partners(*held, unit="days", measure="score").values == (4,)
    bare = over_partners(held[0], by("b", 4.5), unit="score", measure="score")
    assert "not recorded for b" in str(bare.reason)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"measure": "ordinal"}, "no sum and no mean"),
        ({"measure": "nominal"}, "no sum and no mean"),
        ({"measure": "qualitative", "unit": None}, "no sum and no mean"),
        ({"measure": None, "unit": None}, "Neither measure nor unit"),
        ({"measure": "currency", "unit": None}, "The unit of this amount"),
        ({"measure": "rate", "unit": None}, "The unit of this rate"),
        ({"measure": "count", "unit": "percent"}, "The measure is count, the unit percent"),
        ({"measure": "percent", "unit": "people"}, "one of the two cannot be right"),
        ({"measure": None, "unit": "rank"}, "do not add up"),
        ({"measure": None, "unit": "percentage_points"}, "do not add up"),
        ({"measure": "count", "unit": "pint:degree_Celsius"}, "do not add up"),
        ({"measure": None, "unit": "pint:metre_per_second"}, "do not add up"),
    ],
)
def test_a_refusal_says_why(fields: dict[str, Any], reason: str) -> None:
    found = over_partners(by("a", 3), by("b", 4), **fields)
    assert (found.values, found.rule) == ((), None)
    assert reason in str(found.reason)
    assert reason in str(found).replace("\n", " ")


@pytest.mark.parametrize("unit", ["currency:USD", "hours", "pint:hectare", "years", "meals"])
def test_amounts_are_summed(unit: str) -> None:
    assert over_partners(by("a", 3), by("b", 4), unit=unit, measure=None).values == (7,)


def test_each_group_and_place_is_put_together_by_itself() -> None:
    held = indicator(
        by("a", 1),
        by("b", 2),
        series(99),
        by("a", 3, breakdown={"sex": "girls"}),
        by("b", 4, breakdown={"sex": "girls"}),
        by("b", 5, place=NORTH),
    )
    found = roll_up(held, over="partner")
    assert [(row.breakdown, row.place, row.values) for row in found.rows] == [
        ({}, None, (3,)),
        ({}, NORTH, (5,)),
        ({"sex": "girls"}, None, (7,)),
    ]
    assert [(row.partner_id, row.values) for row in roll_up(held, over="place").rows] == [("b", (5,))]


def test_two_series_of_one_partner_would_count_twice() -> None:
    assert "a has two series for the same figures" in str(
        over_partners(by("a", 1), by("b", 2), by("a", 3)).reason
    )


def test_different_calendars_are_not_mixed() -> None:
    found = over_partners(by("a", 1, years=("2020-Q1",)), by("b", 2, years=("2020",)))
    assert "2020-Q1 stands beside 2020" in str(found.reason)
    apart = over_partners(by("a", 1, years=("2020-Q1",)), by("b", 2, years=("2021",)))
    assert (apart.values, apart.known_values) == ((None, None), (1, 2))


def test_without_parts_there_is_nothing_to_roll_up() -> None:
    found = roll_up(indicator(series(1)), over="partner")
    assert (found.rows, found.reason, str(found)) == (
        (),
        "No figures are recorded by partner.",
        "No figures are recorded by partner.",
    )
    assert "No figures are recorded by place." in roll_up(indicator(), over="place")._repr_html_()
    with pytest.raises(InvalidRecordError, match="'year'"):
        roll_up(indicator(), over="year")  # type: ignore[arg-type]


def test_a_roll_up_gives_an_indicator_its_headline() -> None:
    held = indicator(by("a", 10, None, 30), by("b", 1, 2, 3), direction="increase")
    found = roll_up(held, over="partner").added_to(held)
    assert len(found.series) == 3
    assert found.series[-1].values == (11, None, 33)
    assert (progress(found).baseline, progress(found).latest) == (11, 33)
    assert roll_up(found, over="partner").added_to(found) == found, "a total that is there stays"
    refused = attrs.evolve(held, unit="people")
    assert roll_up(refused, over="partner").added_to(refused) == refused


def test_a_roll_up_over_places_keeps_the_partner() -> None:
    held = indicator(by("a", 1, place=NORTH), by("a", 2, place=SOUTH))
    (made,) = (row.as_series() for row in roll_up(held, over="place").rows)
    assert (made.partner_id, made.place, made.values) == ("a", None, (3,))


def one(id_: str, *values: float | None, **fields: Any) -> Indicator:
    return indicator(series(*values), **{"id": id_, **fields})


def test_units_are_converted() -> None:
    days, hours = one("d", 1, 2, unit="days"), one("h", 12, 24, unit="hours")
    assert combine([days, hours]).values == (1.5, 3)
    assert combine([days, hours], unit="hours").values == (36, 72)
    assert combine([days, hours], unit="hours").unit == "hours"
    assert combine(
        [one("a", 1, unit="pint:hectare"), one("b", 500, unit="pint:square_metre")], unit="pint:square_metre"
    ).values == (10500,)
    assert combine([one("y", 1, unit="years"), one("m", 6, unit="months")]).values == (1.5,)


def test_rates_of_several_units_need_no_conversion() -> None:
    first = indicator(
        series(50, numerators=(10,), denominators=(20,)), id="a", unit="percent", measure="percent"
    )
    second = indicator(
        series(125, numerators=(10,), denominators=(80,)), id="b", unit="per_1000", measure="percent"
    )
    assert combine([first, second], unit="fraction").values == (0.2,)


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({"unit": "currency:EUR"}, "no exchange rate"),
        ({"unit": "meals"}, "does not convert"),
        ({"unit": None}, "One has a unit, the other none"),
        ({"measure": "score"}, "Their measure is not the same: currency and score"),
        ({"level": "program"}, "Their level is not the same: population and program"),
        ({"accumulation": "cumulative"}, "Their accumulation is not the same: cumulative and incremental"),
        ({"series": ()}, "No figures are recorded"),
        ({"id": "a"}, "a is given twice"),
    ],
)
def test_what_does_not_go_together_is_refused(second: dict[str, Any], reason: str) -> None:
    shared = {
        "unit": "currency:USD",
        "measure": "currency",
        "level": "population",
        "accumulation": "incremental",
    }
    found = combine([one("a", 1, **shared), one("b", 2, **{**shared, **second})])
    assert found.values == ()
    assert reason in str(found.reason)


def test_no_unit_beside_a_unit_asked_for() -> None:
    assert combine([one("a", 1, unit=None, about_people=False)], unit="sessions").reason is not None
    assert combine([one("a", 1, unit=None, about_people=False)]).values == (1,)
    assert combine([one("a", 1, unit=None), one("b", 1)]).reason is not None
    with pytest.raises(UnknownNameError, match="session"):
        combine([one("a", 1)], unit="session")
    with pytest.raises(InvalidRecordError, match="at least one"):
        combine([])


def test_people_of_several_indicators() -> None:
    pair = [one("a", 1, unit="people"), one("b", 2, unit="people")]
    assert "may be counted in two parts" in str(combine(pair).reason)
    assert combine(pair, unduplicated=True).values == (3,)


def test_combined_figures_are_shown_in_text_and_in_a_notebook() -> None:
    found = roll_up(
        indicator(by("a", 10, None), by("b", 1, 2), name="<u>Hours</u>", unit="hours"), over="partner"
    )
    text = str(found)
    assert text.startswith("<u>Hours</u>")
    assert "Together (hours)" in text
    assert "not known" in text
    assert "<u>" not in found._repr_html_()
    assert "&lt;u&gt;Hours" in found.rows[0]._repr_html_()
    assert "(" not in str(over_partners(by("a", 1), unit=None, about_people=False)).splitlines()[2]


def test_there_and_back_as_plain_data() -> None:
    found = roll_up(
        indicator(of("a", 50, 10, 20), of("b", 12.5, 10, 80), unit="percent", measure="percent"),
        over="partner",
    )
    assert ci.from_data(ci.to_data(found), RollUp) == found
    assert ci.from_data(ci.to_data(found.rows[0]), Combined) == found.rows[0]
