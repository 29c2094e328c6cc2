from __future__ import annotations

from typing import Any

import attrs
import pytest
from tests.measurement.planted import BOYS, GIRLS, NORTH, ON, SOUTH, indicator, series

from collective_impact.measurement.audit import AuditReport, audit
from collective_impact.measurement.audit_findings import AuditFinding
from collective_impact.measurement.audit_rules import AUDIT_RULES, AuditRules
from collective_impact.model.indicator import Series, Target
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.model.values import Place
from collective_impact.period import Period

PARTNERS = (
    Partner(id="P1", name="Library"),
    Partner(id="P2", name="School"),
    Partner(id="P3", part_of_id="P2"),
)


def report_of(*held: Series, rules: AuditRules = AUDIT_RULES, **fields: Any) -> AuditReport:
    initiative = Initiative(
        id="x",
        partners=PARTNERS,
        complete=("indicators/*/reporter_ids",),
        indicators=(indicator("I", *held, **fields),),
    )
    return audit(initiative, on=ON, rules=rules)


def found_in(report: AuditReport, code: str) -> AuditFinding:
    (found,) = [finding for finding in report.findings if finding.code == code]
    return found


def looked(report: AuditReport, code: str) -> float | None:
    return next(check.denominator for check in report.checks if check.code == code)


RATE: dict[str, Any] = {"unit": "percent", "measure": "percent"}


def test_by_how_much_and_where() -> None:
    report = report_of(
        series(30, 33, 31, 40),
        series(15, 16, None, 20, breakdown=GIRLS),
        series(15, 18, 13, 30, breakdown=BOYS),
    )
    found = found_in(report, "CI721")
    assert [str(period) for period in found.periods] == ["2023", "2025"]
    assert (found.expected, found.found, found.difference) == (40, 50, 10)
    assert "in 2023 and 2025, of 3 compared" in found.observed


def test_calendars_that_differ_are_compared_where_they_meet() -> None:
    report = report_of(
        series(30, 33, 31),
        series(15, 16, at=(2024, 2025), breakdown=GIRLS),
        series(18, 14, 15, 9, at=(2023, 2024, 2025, "2026-Q1"), breakdown=BOYS),
    )
    assert [str(period) for period in found_in(report, "CI721").periods] == ["2024"]
    assert (
        looked(
            report_of(series(1, at=(2024,)), series(1, breakdown=GIRLS), series(1, breakdown=BOYS)), "CI721"
        )
        is None
    )


def test_one_part_is_not_all() -> None:
    assert looked(report_of(series(30, 33), series(15, 16, breakdown=GIRLS)), "CI721") is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"unit": "currency:USD", "measure": "currency"}, None),
        ({"unit": "visits"}, "CI721"),
        ({"unit": None}, "CI721"),
        ({"unit": "hours"}, "CI721"),
        ({"unit": "visits", "measure": None}, "CI721"),
        ({"unit": "currency:USD", "measure": None}, None),
        ({"unit": "score", "measure": "score"}, "CI724"),
        ({"unit": "score", "measure": None}, "CI724"),
        ({"unit": "rank", "measure": None}, None),
        ({"unit": "percent", "measure": "count"}, None),
        ({"measure": "ordinal"}, None),
    ],
)
def test_what_is_summed_what_is_averaged_and_what_is_neither(
    fields: dict[str, Any], code: str | None
) -> None:
    report = report_of(series(1000.5), series(500, breakdown=GIRLS), series(500, breakdown=BOYS), **fields)
    assert {found.code for found in report.findings} & {"CI721", "CI724"} == ({code} if code else set())


@pytest.mark.parametrize("unit", ["hours", "pint:hectare", None])
def test_without_a_measure_it_is_not_known_whether_figures_add_up(unit: str | None) -> None:
    report = report_of(
        series(9), series(5, breakdown=GIRLS), series(5, breakdown=BOYS), unit=unit, measure=None
    )
    assert report.findings == ()
    assert next(c for c in report.checks if c.code == "CI721").unrecorded == ("indicators/I/measure",)


def test_partners_that_fall_short_are_a_note_unless_these_are_all() -> None:
    held = series(30, 33), series(10, 11, partner_id="P1"), series(20, 21, partner_id="P2")
    assert found_in(report_of(*held), "CI722").severity == "note"
    assert found_in(report_of(*held, reporter_ids=("P1", "P2")), "CI722").severity == "warning"
    assert found_in(report_of(*held, reporter_ids=("P1", "P2", "P3")), "CI722").severity == "note"


def test_places_of_each_kind_by_themselves() -> None:
    school = Place(id="school", kind="school"), Place(id="other")
    held = (
        series(30),
        series(10, place=NORTH),
        series(19, place=SOUTH),
        *(series(14, place=place) for place in school),
    )
    report = report_of(*held)
    found = found_in(report, "CI723")
    assert (found.severity, found.found) == ("note", 29)
    assert looked(report, "CI723") == 1


def test_people_counted_once() -> None:
    def of(*values: float, **fields: Any) -> AuditReport:
        total, one, two = values
        held = series(total), series(one, partner_id="P1"), series(two, partner_id="P2")
        return report_of(
            *held, **{"unit": "people", "counting": "people", "reporter_ids": ("P1", "P2"), **fields}
        )

    assert of(25, 10, 20).findings == ()
    assert of(30, 10, 20).counts == {"CI734": 1}
    assert of(30, 30, 0).findings == ()
    assert of(31, 10, 20).counts == {"CI722": 1}
    assert of(25, 10, 20, counting="contacts").counts == {"CI722": 1}
    unknown = of(25, 10, 20, counting=None)
    assert unknown.counts == {"CI722": 1}
    assert next(c for c in unknown.checks if c.code == "CI734").unrecorded == ("indicators/I/counting",)
    assert of(30, 10, 20, level="population").findings == ()
    assert of(30, 10, 20, unit=None, about_people=True).counts == {"CI734": 1}
    assert of(30, 10, 20, unit=None).findings == ()


def test_a_total_that_is_the_sum_only_sometimes_was_not_added_up() -> None:
    held = series(30, 29), series(10, 10, partner_id="P1"), series(20, 20, partner_id="P2")
    assert report_of(*held, unit="people", counting="people", reporter_ids=("P1", "P2")).findings == ()


def test_counts_fit_exactly_and_amounts_nearly() -> None:
    held = series(1000), series(500, breakdown=GIRLS), series(501, breakdown=BOYS)
    assert report_of(*held).counts == {"CI721": 1}
    assert report_of(*held, rules=attrs.evolve(AUDIT_RULES, count_tolerance=1)).findings == ()
    money: dict[str, Any] = {"unit": "currency:USD", "measure": "currency"}
    assert report_of(*held, **money).findings == ()
    assert report_of(*held, **money, rules=attrs.evolve(AUDIT_RULES, sum_share=0.0005)).counts == {"CI721": 1}
    tenths = series(0.3), series(0.1, breakdown=GIRLS), series(0.2, breakdown=BOYS)
    assert report_of(*tenths, **money, rules=attrs.evolve(AUDIT_RULES, sum_share=0)).findings == ()


def test_a_percentage_lies_between_its_parts() -> None:
    def of(total: float) -> AuditReport:
        return report_of(series(total), series(40, place=NORTH), series(60, place=SOUTH), **RATE)

    assert of(40).findings == of(55).findings == of(60.02).findings == ()
    assert (found_in(of(61), "CI724").expected, found_in(of(39), "CI724").expected) == (60, 40)
    blank = report_of(series(None), series(40, place=NORTH), series(60, place=SOUTH), **RATE)
    assert looked(blank, "CI724") is None


def test_denominators_of_partners_may_overlap() -> None:
    def of(total: int, **one: Any) -> Series:
        return series(50, numerators=(total // 2,), denominators=(total,), **one)

    assert report_of(of(100), of(60, partner_id="P1"), of(60, partner_id="P2"), **RATE).findings == ()
    report = report_of(of(100), of(60, place=NORTH), of(60, place=SOUTH), **RATE)
    assert "the denominators do not add up" in found_in(report, "CI723").observed
    assert found_in(report, "CI723").unit is None


@pytest.mark.parametrize(
    ("value", "top", "base", "is_right"),
    [
        (33.3, 1, 3, True),
        (33, 1, 3, True),
        (34, 1, 3, True),
        (35, 1, 3, False),
        (33.2, 1, 3, False),
        (66.66, 2, 3, True),
        (100 / 3, 1, 3, True),
        (1e-7, 0, 3, True),
        (50, None, 3, True),
        (50, 1, None, True),
        (50, 1, 0, True),
        (None, 1, 3, True),
    ],
)
def test_a_figure_is_its_numerator_by_its_denominator(
    value: float | None, top: float | None, base: float | None, is_right: bool
) -> None:
    report = report_of(series(value, numerators=(top,), denominators=(base,)), **RATE)
    assert ("CI725" not in report.counts) is is_right


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"unit": "per_1000", "measure": "rate"}, 200),
        ({"unit": "fraction", "measure": "percent"}, 0.2),
        ({"unit": "ratio", "measure": "rate"}, 0.2),
        ({"unit": None, "measure": "percent"}, 20),
        ({"unit": "score", "measure": "score"}, 999),
    ],
)
def test_by_the_whole_of_its_unit(fields: dict[str, Any], value: float) -> None:
    assert "CI725" not in report_of(series(value, numerators=(2,), denominators=(10,)), **fields).counts


def target(value: float | None, period: str | None = "2027", **fields: Any) -> Target:
    return Target(value=value, period=None if period is None else Period.parse(period), **fields)


@pytest.mark.parametrize(
    ("targets", "fields", "count"),
    [
        ([target(50), target(20, breakdown=GIRLS), target(25, breakdown=BOYS)], {}, 1),
        ([target(45), target(20, breakdown=GIRLS), target(25, breakdown=BOYS)], {}, 0),
        ([target(50), target(20, breakdown=GIRLS)], {}, 0),
        ([target(50, None), target(20, None, place=NORTH), target(25, None, place=SOUTH)], {}, 1),
        ([target(50, "2028"), target(20, place=NORTH), target(25, place=SOUTH)], {}, 0),
        ([target(50), target(20, breakdown=GIRLS), target(None, breakdown=BOYS)], {}, 0),
        ([target(50), target(-9, breakdown=GIRLS, versus=BOYS), target(25, breakdown=BOYS)], {}, 0),
        ([target(50), target(40, breakdown=GIRLS), target(60, breakdown=BOYS)], RATE, 0),
        ([target(50), target(20, "2027-Q1"), target(25, "2027-Q2")], {"accumulation": "incremental"}, 0),
        ([target(50, "2027-01-01/2027-06-30"), target(20, "2027-Q1"), target(25, "2027-Q2")], {"accumulation": "incremental"}, 1),
        ([target(50, "2027-01-01/2027-06-30"), target(20, "2027-Q1"), target(25, "2027-Q2")], {"accumulation": "cumulative"}, 0),
        ([target(50, "2027-01-01/2027-03-31"), target(20, "2027-Q1")], {"accumulation": "incremental"}, 0),
    ],
)  # fmt: skip
def test_targets_beside_the_sum_of_targets(targets: list[Target], fields: dict[str, Any], count: int) -> None:
    assert report_of(series(30, 33), targets=tuple(targets), **fields).counts == (
        {"CI726": count} if count else {}
    )


def test_the_note_on_targets_says_for_whom_and_when() -> None:
    found = found_in(
        report_of(
            series(30),
            targets=(
                target(9, place=NORTH),
                target(4, place=NORTH, breakdown=GIRLS),
                target(6, place=NORTH, breakdown=BOYS),
            ),
        ),
        "CI726",
    )
    assert (found.place_id, found.expected, found.found, found.severity) == ("north", 9, 10, "note")
    assert found.observed == (
        "The targets of Visits to I by sex make 10 for 2027, the target of all is 9: 1 too many."
    )


def test_a_partner_within_another_is_found_over_two_steps_and_only_where_both_have_figures() -> None:
    partners = (*PARTNERS, Partner(id="P4", part_of_id="P3"))

    def of(*held: Series) -> AuditReport:
        initiative = Initiative(id="x", partners=partners, indicators=(indicator("I", *held),))
        return audit(initiative, on=ON)

    report = of(series(9, partner_id="P2"), series(4, partner_id="P4"))
    assert found_in(report, "CI733").evidence == ("indicators/I/series", "partners/P4", "partners/P2")
    assert of(series(9, partner_id="P2", at=(2024,)), series(4, partner_id="P4")).findings == ()
    assert of(series(9, partner_id="P2", place=NORTH), series(4, partner_id="P4")).findings == ()
    assert of(series(9, partner_id="P1"), series(4, partner_id="P4")).findings == ()


def test_figures_that_agree_by_chance_are_not_copied() -> None:
    def of(*values: float, **fields: Any) -> AuditReport:
        return report_of(series(*values, partner_id="P1"), series(*values, partner_id="P2", **fields))

    assert of(3, 4, 5, 6).counts == {"CI732": 1}
    assert of(3, 4, 5).findings == ()
    assert of(3, 3, 4, 4).findings == ()
    assert of(3, 4, 5, 6, place=NORTH).findings == ()
