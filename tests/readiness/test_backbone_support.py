"""CI501 to CI505 by hand: status, score, low, high, numerator, denominator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, get_args

import attrs
import pytest

from collective_impact.finding import Finding
from collective_impact.model.backbone import BackboneFunction, BackboneRole
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner

Numbers = Callable[..., tuple[Any, ...]]
Found = Callable[..., Finding]

UNKNOWN = ("unknown", None, 0.0, 1.0, None, None)
NOTHING = ("not_met", 0.0, 0.0, 0.0, 0, 0)
MET = ("met", 1.0, 1.0, 1.0, 1, 1)
NOT_MET = ("not_met", 0.0, 0.0, 0.0, 0, 1)


def made(*roles: dict[str, Any], complete: tuple[str, ...] = ()) -> Initiative:
    return Initiative(
        id="i",
        partners=(Partner(id="p"),),
        backbone_roles=tuple(
            BackboneRole(id=f"r{n}", partner_id="p", **role) for n, role in enumerate(roles)
        ),
        complete=complete,
    )


@pytest.mark.parametrize("code", ["CI501", "CI502", "CI503", "CI504"])
class TestWithoutRoles:
    def test_no_roles(self, numbers: Numbers, code: str) -> None:
        assert numbers(code, made()) == UNKNOWN
        assert numbers(code, made(complete=("backbone_roles",))) == NOTHING

    def test_no_role_in_force(self, numbers: Numbers, found: Found, code: str) -> None:
        initiative = made({"until": date(2026, 5, 31)}, {"since": date(2026, 6, 2)})
        assert numbers(code, initiative) == ("not_met", 0.0, 0.0, 0.0, 0, 1)
        assert found(code, initiative).against == ("backbone_roles/r0",)

    def test_a_role_that_begins_later_is_not_seen(self, numbers: Numbers, code: str) -> None:
        assert numbers(code, made({"since": date(2026, 6, 2)})) == UNKNOWN


@pytest.mark.parametrize(
    ("code", "field", "yes", "no"), [("CI501", "fte", 0.5, 0.0), ("CI503", "neutral", True, False)]
)
class TestAnyRole:
    def test_one_role_is_enough(self, numbers: Numbers, code: str, field: str, yes: float, no: float) -> None:
        assert numbers(code, made({field: yes}, {field: no}, {})) == MET
        assert numbers(code, made({field: no})) == NOT_MET

    def test_not_recorded(self, numbers: Numbers, code: str, field: str, yes: float, no: float) -> None:
        assert numbers(code, made({})) == UNKNOWN
        assert numbers(code, made({field: no}, {})) == UNKNOWN
        assert numbers(code, made({}, {field: yes})) == MET

    def test_declared_complete(self, numbers: Numbers, code: str, field: str, yes: float, no: float) -> None:
        assert numbers(code, made({}, complete=(f"backbone_roles/*/{field}",))) == NOT_MET
        one = made({}, {field: no}, complete=("backbone_roles/r0/" + field,))
        assert numbers(code, one) == NOT_MET
        better: dict[str, Any] = {field: yes}
        assert numbers(code, one.including(attrs.evolve(one.backbone_roles[0], **better))) == MET


def test_what_is_not_recorded_is_said(found: Found) -> None:
    assert found("CI501", made({}, {})).observed == (
        "For 2 backbone roles it is not recorded whether they have dedicated time."
    )
    assert found("CI501", made({"fte": 0.0}, {})).unrecorded == ("backbone_roles/r1/fte",)
    assert found("CI503", made({"neutral": True}, {})).observed == (
        "1 of 2 backbone roles is neutral; one is enough."
    )
    assert found("CI503", made({"neutral": True})).observed == "1 of 1 backbone role is neutral."
    assert (
        found("CI503", made({"neutral": False}, {"neutral": False})).observed
        == "0 of 2 backbone roles are neutral."
    )
    assert (
        found("CI503", made({})).observed == "For 1 backbone role it is not recorded whether it is neutral."
    )


class TestFunctionsCovered:
    def test_functions_with_a_holder(self, numbers: Numbers, found: Found) -> None:
        assert numbers("CI502", made({"functions": get_args(BackboneFunction)})) == (
            "met",
            1.0,
            1.0,
            1.0,
            6,
            6,
        )
        shared = made({"functions": ("policy", "funding")}, {"functions": ("policy", "public_will")})
        assert numbers("CI502", shared) == ("partly", 0.5, 0.5, 0.5, 3, 6)
        assert found("CI502", shared).next_step == (
            "Find a holder for each function that has none. Begin with vision and strategy."
        )

    def test_an_empty_list_is_known(self, numbers: Numbers) -> None:
        assert numbers("CI502", made({})) == ("not_met", 0.0, 0.0, 0.0, 0, 6)

    def test_roles_that_are_over_hold_nothing(self, numbers: Numbers) -> None:
        initiative = made({"functions": ("policy",), "until": date(2026, 1, 1)}, {"functions": ("funding",)})
        assert numbers("CI502", initiative)[4:] == (1, 6)


class TestFundingRunway:
    def test_months_to_the_earliest_end(self, numbers: Numbers, found: Found) -> None:
        # 1 June 2026 to 1 June 2027: 12 months of 24.
        initiative = made({"funded_until": date(2027, 6, 1)}, {"funded_until": date(2029, 1, 1)})
        assert numbers("CI504", initiative) == ("partly", 0.5, 0.5, 0.5, 12.0, 24)
        assert found("CI504", initiative).observed == (
            "The funding that ends first lasts until 2027-06-01, another 12 months."
        )

    def test_part_of_a_month(self, numbers: Numbers) -> None:
        # 1 June to 16 July: 1 month and 15 of the 31 days of July, 46/31 months of 24.
        answer = numbers("CI504", made({"funded_until": date(2026, 7, 16)}))
        assert answer == ("partly", 0.0618279569892, 0.0618279569892, 0.0618279569892, 1.48387096774, 24)

    def test_the_end_of_a_month(self, numbers: Numbers) -> None:
        # 31 January to 28 February is one month.
        initiative = made({"funded_until": date(2026, 2, 28)})
        assert numbers("CI504", initiative, date(2026, 1, 31))[4] == 1.0
        # 31 January to 27 February: 27 of 28 days.
        initiative = made({"funded_until": date(2026, 2, 27)})
        assert numbers("CI504", initiative, date(2026, 1, 31))[4] == round(27 / 28, 12)

    def test_two_years_are_full(self, numbers: Numbers) -> None:
        for day in (date(2028, 6, 1), date(2040, 1, 1)):
            assert numbers("CI504", made({"funded_until": day})) == ("met", 1.0, 1.0, 1.0, 24, 24)
        assert numbers("CI504", made({"funded_until": date(2028, 5, 31)}))[0] == "partly"

    def test_what_is_past_is_nothing(self, numbers: Numbers, found: Found, on: date) -> None:
        for day in (on, date(2020, 1, 1)):
            assert numbers("CI504", made({"funded_until": day})) == ("not_met", 0.0, 0.0, 0.0, 0.0, 24)
        assert (
            found("CI504", made({"funded_until": on})).observed
            == f"The funding that ends first lasts until {on}."
        )
        assert found("CI504", made({"funded_until": date(2020, 1, 1)})).observed == (
            "The funding that ends first is over: it lasted until 2020-01-01."
        )

    def test_a_role_without_a_recorded_end_may_end_at_once(self, numbers: Numbers, found: Found) -> None:
        initiative = made({"funded_until": date(2027, 6, 1)}, {})
        assert numbers("CI504", initiative) == ("partly", 0.5, 0.0, 0.5, 12.0, 24)
        assert found("CI504", initiative).unrecorded == ("backbone_roles/r1/funded_until",)
        assert found("CI504", initiative).observed.endswith("For 1 role no end is recorded.")

    def test_nothing_recorded_and_declared_complete(self, numbers: Numbers, found: Found) -> None:
        assert numbers("CI504", made({}, {})) == UNKNOWN
        declared = made({"funded_until": date(2028, 6, 1)}, {}, complete=("backbone_roles/r1/funded_until",))
        assert numbers("CI504", declared) == ("not_met", 0.0, 0.0, 0.0, 0, 24)
        one = found("CI504", declared)
        assert one.observed == "1 backbone role has no funding."
        assert one.next_step == "Secure funding of every backbone role for the next 24 months."
        both = attrs.evolve(
            declared, complete=("backbone_roles/*/funded_until",), backbone_roles=made({}, {}).backbone_roles
        )
        assert found("CI504", both).observed == "2 backbone roles have no funding."

    def test_full_at_another_number(self, numbers: Numbers) -> None:
        assert numbers("CI504", made({"funded_until": date(2027, 6, 1)}), full_at=12)[0] == "met"


def test_records_cannot_answer_for_effectiveness(numbers: Numbers) -> None:
    assert numbers("CI505", made()) == UNKNOWN
