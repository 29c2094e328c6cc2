"""CI801 to CI805 by hand: status, score, low, high, numerator, denominator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from collective_impact.finding import Finding
from collective_impact.model.agenda import Agenda, Strategy
from collective_impact.model.evidence import Evidence
from collective_impact.model.indicator import Indicator, Target
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.readiness.equity import EQUITY
from collective_impact.readiness.frameworks import FIVE_CONDITIONS

Numbers = Callable[..., tuple[Any, ...]]
Found = Callable[..., Finding]

UNKNOWN = ("unknown", None, 0.0, 1.0, None, None)
NOT_APPLICABLE = ("not_applicable", None, 0.0, 1.0, None, None)
NOTHING = ("not_met", 0.0, 0.0, 0.0, 0, 0)
THIRD, TWO_THIRDS = round(1 / 3, 12), round(2 / 3, 12)

GAP = Target(value=2, period="2030", breakdown={"sex": "girls"}, versus={"sex": "boys"})
PLAIN = Target(value=2, period="2030", breakdown={"sex": "girls"})


class TestGapTargets:
    def made(
        self, *rows: tuple[bool | None, tuple[Target, ...]], complete: tuple[str, ...] = ()
    ) -> Initiative:
        indicators = tuple(
            Indicator(id=f"n{n}", about_people=about, targets=targets)
            for n, (about, targets) in enumerate(rows)
        )
        return Initiative(id="i", indicators=indicators, complete=complete)

    def test_indicators_about_people_with_a_target_for_a_gap(self, numbers: Numbers) -> None:
        assert numbers("CI801", self.made((True, (PLAIN, GAP)))) == ("met", 1.0, 1.0, 1.0, 1, 1)
        assert numbers("CI801", self.made((True, (GAP,)), (True, (PLAIN,)), (False, (PLAIN,)))) == (
            "partly", 0.5, 0.5, 0.5, 1, 2,
        )  # fmt: skip
        assert numbers("CI801", self.made((True, (PLAIN,)))) == ("not_met", 0.0, 0.0, 0.0, 0, 1)

    def test_what_is_not_recorded_widens(self, numbers: Numbers) -> None:
        # Surely 1 of 1; the second one may be about people, and its targets are not recorded.
        assert numbers("CI801", self.made((True, (GAP,)), (None, ()))) == ("met", 1.0, 0.5, 1.0, 1, 1)
        assert numbers("CI801", self.made((True, ()))) == UNKNOWN

    def test_declared_complete(self, numbers: Numbers) -> None:
        declared = self.made((True, ()), complete=("indicators/n0/targets",))
        assert numbers("CI801", declared) == ("not_met", 0.0, 0.0, 0.0, 0, 1)
        assert numbers("CI801", self.made()) == UNKNOWN
        assert numbers("CI801", self.made(complete=("indicators",))) == NOTHING

    def test_none_is_about_people(self, numbers: Numbers) -> None:
        assert numbers("CI801", self.made((False, (GAP,)))) == NOT_APPLICABLE


class TestSystemsChange:
    def made(self, *levels: str | None, complete: tuple[str, ...] = ()) -> Initiative:
        strategies = tuple(Strategy(id=f"s{n}", level=level) for n, level in enumerate(levels))  # type: ignore[arg-type]
        return Initiative(id="i", agenda=Agenda(strategies=strategies), complete=complete)

    def test_strategies_at_system_level(self, numbers: Numbers) -> None:
        assert numbers("CI802", self.made("system")) == ("met", 1.0, 1.0, 1.0, 1, 1)
        assert numbers("CI802", self.made("system", "program", "program")) == (
            "partly",
            THIRD,
            THIRD,
            THIRD,
            1,
            3,
        )
        assert numbers("CI802", self.made("program")) == ("not_met", 0.0, 0.0, 0.0, 0, 1)

    def test_a_level_that_is_not_recorded_widens(self, numbers: Numbers) -> None:
        assert numbers("CI802", self.made("system", "program", None)) == (
            "partly",
            0.5,
            THIRD,
            TWO_THIRDS,
            1,
            2,
        )
        assert numbers("CI802", self.made(None)) == UNKNOWN

    def test_declared_complete(self, numbers: Numbers) -> None:
        declared = self.made(None, complete=("agenda/strategies/*/level",))
        assert numbers("CI802", declared) == ("not_met", 0.0, 0.0, 0.0, 0, 1)
        assert numbers("CI802", self.made()) == UNKNOWN
        assert numbers("CI802", self.made(complete=("agenda/strategies",))) == NOTHING


class TestPowerShared:
    def made(self, *seats: tuple[int | None, int | None], complete: tuple[str, ...] = ()) -> Initiative:
        partners = tuple(
            Partner(id=f"p{n}", decision_seats=all_, lived_experience_seats=lived)
            for n, (all_, lived) in enumerate(seats)
        )
        return Initiative(id="i", partners=partners, complete=complete)

    def test_seats_held_by_people_with_lived_experience(self, numbers: Numbers) -> None:
        assert numbers("CI803", self.made((2, 2))) == ("met", 1.0, 1.0, 1.0, 2, 2)
        assert numbers("CI803", self.made((3, 1), (1, 0), (0, None))) == ("partly", 0.25, 0.25, 0.25, 1, 4)
        assert numbers("CI803", self.made((3, 0))) == ("not_met", 0.0, 0.0, 0.0, 0, 3)

    def test_seats_whose_holders_are_not_recorded_widen(self, numbers: Numbers, found: Found) -> None:
        # 1 of 2 known; two more seats open: between 1/4 and 3/4.
        initiative = self.made((2, 1), (2, None))
        assert numbers("CI803", initiative) == ("partly", 0.5, 0.25, 0.75, 1, 2)
        assert found("CI803", initiative).unrecorded == ("partners/p1",)
        assert found("CI803", initiative).observed.endswith("For 1 partner it is not recorded.")

    def test_an_unknown_number_of_seats_makes_all_open(self, numbers: Numbers) -> None:
        assert numbers("CI803", self.made((2, 1), (None, None))) == ("partly", 0.5, 0.0, 1.0, 1, 2)
        assert numbers("CI803", self.made((2, 1), (None, 1))) == ("partly", 0.5, 0.0, 1.0, 1, 2)

    def test_nothing_recorded(self, numbers: Numbers) -> None:
        assert numbers("CI803", self.made((None, None))) == UNKNOWN
        assert numbers("CI803", self.made((2, None))) == UNKNOWN
        assert numbers("CI803", self.made()) == UNKNOWN

    def test_declared_complete(self, numbers: Numbers) -> None:
        lived = self.made((2, None), complete=("partners/*/lived_experience_seats",))
        assert numbers("CI803", lived) == ("not_met", 0.0, 0.0, 0.0, 0, 2)
        none = self.made((None, None), (2, 1), complete=("partners/*/decision_seats",))
        assert numbers("CI803", none) == ("partly", 0.5, 0.5, 0.5, 1, 2)
        assert numbers("CI803", self.made(complete=("partners",))) == NOTHING

    def test_no_seats(self, numbers: Numbers) -> None:
        assert numbers("CI803", self.made((0, None))) == NOT_APPLICABLE
        left = Initiative(
            id="i",
            partners=(Partner(id="p", decision_seats=2, lived_experience_seats=1, until=date(2020, 1, 1)),),
        )
        assert numbers("CI803", left) == NOT_APPLICABLE


@pytest.mark.parametrize(("code", "kind"), [("CI804", "feedback"), ("CI805", "equity_owner")])
def test_shown_by_dated_evidence(numbers: Numbers, code: str, kind: str, on: date) -> None:
    initiative = Initiative(id="i", evidence=(Evidence(id="e", kind=kind, on=on),))
    assert numbers(code, initiative) == ("met", 1.0, 1.0, 1.0, 1, 1)
    assert numbers(code, Initiative(id="i")) == UNKNOWN
    declared = Initiative(id="i", complete=("evidence",))
    assert numbers(code, declared) == ("not_met", 0.0, 0.0, 0.0, 0, 1)


def test_equity_stands_beside_the_five_and_leaves_them_alone() -> None:
    six = FIVE_CONDITIONS.including(EQUITY)
    assert [c.key for c in six.conditions][-1] == "equity"
    assert (len(six.conditions), len(FIVE_CONDITIONS.conditions)) == (6, 5)
