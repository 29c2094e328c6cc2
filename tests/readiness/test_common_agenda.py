"""CI101 to CI107 by hand: status, score, low, high, numerator, denominator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest

from collective_impact.errors import InvalidRecordError
from collective_impact.finding import Finding
from collective_impact.model.activity import Activity
from collective_impact.model.agenda import Agenda, Endorsement, Outcome, Strategy
from collective_impact.model.evidence import Evidence
from collective_impact.model.indicator import Indicator, Target
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner, Sector
from collective_impact.model.values import Place, Population
from collective_impact.readiness.common_agenda import CrossSector

Numbers = Callable[..., tuple[Any, ...]]
Found = Callable[..., Finding]

UNKNOWN = ("unknown", None, 0.0, 1.0, None, None)
NOT_APPLICABLE = ("not_applicable", None, 0.0, 1.0, None, None)
NOTHING = ("not_met", 0.0, 0.0, 0.0, 0, 0)
TOWN = Place(id="town")
CHILDREN = Population(id="children")


def outcomes(*levels: str | None) -> tuple[Outcome, ...]:
    return tuple(Outcome(id=f"o{n}", level=level) for n, level in enumerate(levels))  # type: ignore[arg-type]


class TestProblemStated:
    def test_all_three(self, numbers: Numbers) -> None:
        agenda = Agenda(problem="Few can read", population=CHILDREN, place=TOWN)
        assert numbers("CI101", Initiative(id="i", agenda=agenda)) == ("met", 1.0, 1.0, 1.0, 3, 3)

    def test_the_place_of_the_initiative_is_enough(self, numbers: Numbers) -> None:
        initiative = Initiative(id="i", place=TOWN, agenda=Agenda(problem="x", population=CHILDREN))
        assert numbers("CI101", initiative) == ("met", 1.0, 1.0, 1.0, 3, 3)

    def test_what_is_not_recorded_widens(self, numbers: Numbers) -> None:
        # 1 of 1 recorded; the other two may be missing (1/3) or there (3/3).
        low = round(1 / 3, 12)
        assert numbers("CI101", Initiative(id="i", agenda=Agenda(problem="x"))) == (
            "met",
            1.0,
            low,
            1.0,
            1,
            1,
        )

    def test_what_is_known_to_be_missing_counts(self, numbers: Numbers) -> None:
        initiative = Initiative(
            id="i", agenda=Agenda(problem="x"), complete=("agenda/population", "agenda/place")
        )
        # The problem is there, the population is not; the place may still be the initiative's own.
        assert numbers("CI101", initiative) == ("partly", 0.5, round(1 / 3, 12), round(2 / 3, 12), 1, 2)

    def test_nothing_stated(self, numbers: Numbers) -> None:
        complete = ("agenda/problem", "agenda/population", "agenda/place", "place")
        assert numbers("CI101", Initiative(id="i", complete=complete)) == ("not_met", 0.0, 0.0, 0.0, 0, 3)

    def test_nothing_recorded(self, numbers: Numbers) -> None:
        assert numbers("CI101", Initiative(id="i")) == UNKNOWN


class TestMeasurableGoals:
    def goal(self, *complete: str, **fields: Any) -> Initiative:
        return Initiative(
            id="i",
            agenda=Agenda(outcomes=outcomes("population")),
            indicators=(Indicator(id="n", outcome_ids=("o0",), **fields),),
            complete=complete,
        )

    def test_direction_target_and_date(self, numbers: Numbers) -> None:
        initiative = self.goal(direction="increase", targets=(Target(value=9, period="2030"),))
        assert numbers("CI102", initiative) == ("met", 1.0, 1.0, 1.0, 1, 1)

    def test_a_target_in_words_will_do(self, numbers: Numbers) -> None:
        initiative = self.goal(direction="maintain", targets=(Target(raw="all", period="2030"),))
        assert numbers("CI102", initiative) == ("met", 1.0, 1.0, 1.0, 1, 1)

    @pytest.mark.parametrize(
        "fields",
        [
            {"targets": (Target(value=9, period="2030"),)},
            {"direction": "increase"},
            {"direction": "increase", "targets": (Target(value=9),)},
            {"direction": "increase", "targets": (Target(period="2030"),)},
        ],
    )
    def test_one_part_not_recorded(self, numbers: Numbers, fields: dict[str, Any]) -> None:
        assert numbers("CI102", self.goal(**fields)) == UNKNOWN

    @pytest.mark.parametrize("known_none", ["indicators/n/direction", "indicators/n/targets"])
    def test_one_part_known_to_be_missing(self, numbers: Numbers, known_none: str) -> None:
        assert numbers("CI102", self.goal(known_none)) == ("not_met", 0.0, 0.0, 0.0, 0, 1)

    def test_a_goal_without_any_indicator_of_its_own(self, numbers: Numbers) -> None:
        initiative = Initiative(
            id="i",
            agenda=Agenda(outcomes=outcomes("population", "population")),
            indicators=(
                Indicator(
                    id="n",
                    outcome_ids=("o0",),
                    direction="decrease",
                    targets=(Target(value=1, period="2030"), Target(value=2)),
                ),
            ),
        )
        assert numbers("CI102", initiative) == ("partly", 0.5, 0.5, 0.5, 1, 2)

    def test_a_goal_whose_level_is_not_recorded_widens(self, numbers: Numbers) -> None:
        initiative = Initiative(
            id="i",
            agenda=Agenda(outcomes=outcomes("population", None, "system")),
            indicators=(
                Indicator(
                    id="n",
                    outcome_ids=("o0",),
                    direction="decrease",
                    targets=(Target(value=1, period="2030"),),
                ),
            ),
        )
        # Surely 1 of 1; the second may be a goal, and has no indicator: 1/2 at worst.
        assert numbers("CI102", initiative) == ("met", 1.0, 0.5, 1.0, 1, 1)

    def test_no_indicators(self, numbers: Numbers) -> None:
        initiative = Initiative(id="i", agenda=Agenda(outcomes=outcomes("population")))
        assert numbers("CI102", initiative) == UNKNOWN
        declared = attrs.evolve(initiative, complete=("indicators",))
        assert numbers("CI102", declared) == ("not_met", 0.0, 0.0, 0.0, 0, 1)

    def test_no_outcomes(self, numbers: Numbers) -> None:
        assert numbers("CI102", Initiative(id="i")) == UNKNOWN
        assert numbers("CI102", Initiative(id="i", complete=("agenda/outcomes",))) == NOTHING

    def test_no_goal_among_the_outcomes(self, numbers: Numbers) -> None:
        initiative = Initiative(id="i", agenda=Agenda(outcomes=outcomes("system", "program")))
        assert numbers("CI102", initiative) == NOT_APPLICABLE


class TestJointApproach:
    def made(self, *complete: str, strategies: bool = True, activities: bool = True) -> Initiative:
        return Initiative(
            id="i",
            agenda=Agenda(
                outcomes=outcomes("population", "system", None),
                strategies=(Strategy(id="s", outcome_ids=("o0", "o1")),) if strategies else (),
            ),
            activities=(
                Activity(id="a", outcome_ids=("o0",)),
                Activity(id="over", outcome_ids=("o1",), until=date(2026, 5, 31)),
            )
            if activities
            else (),
            complete=complete,
        )

    def test_both_are_needed_of_any_outcome(self, numbers: Numbers) -> None:
        # o0 has both; o1's activity is over; o2 has neither.
        assert numbers("CI103", self.made()) == (
            "partly",
            round(1 / 3, 12),
            round(1 / 3, 12),
            round(1 / 3, 12),
            1,
            3,
        )

    def test_an_activity_through_the_strategy(self, numbers: Numbers) -> None:
        initiative = Initiative(
            id="i",
            agenda=Agenda(
                outcomes=outcomes("population"), strategies=(Strategy(id="s", outcome_ids=("o0",)),)
            ),
            activities=(Activity(id="a", strategy_ids=("s",)),),
        )
        assert numbers("CI103", initiative) == ("met", 1.0, 1.0, 1.0, 1, 1)

    def test_no_strategies_recorded(self, numbers: Numbers) -> None:
        # o0 may still get one; o1 and o2 have no activity in force, so they cannot meet it: 0 of 2, at best 1/3.
        assert numbers("CI103", self.made(strategies=False)) == ("not_met", 0.0, 0.0, round(1 / 3, 12), 0, 2)

    def test_no_activities_recorded(self, numbers: Numbers) -> None:
        # o2 has no strategy; the other two may get an activity: 0 of 1, at best 2/3.
        assert numbers("CI103", self.made(activities=False)) == ("not_met", 0.0, 0.0, round(2 / 3, 12), 0, 1)

    @pytest.mark.parametrize("table", ["activities", "agenda/strategies"])
    def test_declared_complete(self, numbers: Numbers, table: str) -> None:
        initiative = self.made(table, strategies=table == "activities", activities=table != "activities")
        assert numbers("CI103", initiative) == ("not_met", 0.0, 0.0, 0.0, 0, 3)

    def test_neither_recorded(self, numbers: Numbers) -> None:
        assert numbers("CI103", self.made(strategies=False, activities=False)) == UNKNOWN

    def test_no_outcomes(self, numbers: Numbers) -> None:
        assert numbers("CI103", Initiative(id="i")) == UNKNOWN
        assert numbers("CI103", Initiative(id="i", complete=("agenda/outcomes",))) == NOTHING


class TestAgendaEndorsed:
    def made(self, *endorsed: tuple[str, date | None], complete: tuple[str, ...] = ()) -> Initiative:
        return Initiative(
            id="i",
            partners=(
                Partner(id="p"),
                Partner(id="q"),
                Partner(id="r"),
                Partner(id="left", until=date(2026, 5, 1)),
            ),
            agenda=Agenda(endorsements=tuple(Endorsement(partner_id=who, on=when) for who, when in endorsed)),
            complete=complete,
        )

    def test_dated_endorsements_of_partners_in_force(self, numbers: Numbers, on: date) -> None:
        assert numbers("CI104", self.made(("p", on), ("left", on))) == (
            "partly", round(1 / 3, 12), round(1 / 3, 12), round(1 / 3, 12), 1, 3,
        )  # fmt: skip
        assert numbers("CI104", self.made(("p", on), ("q", on), ("r", on))) == ("met", 1.0, 1.0, 1.0, 3, 3)

    def test_nothing_dated_after_the_day_is_seen(self, numbers: Numbers) -> None:
        assert numbers("CI104", self.made(("p", date(2026, 6, 2)))) == ("not_met", 0.0, 0.0, 0.0, 0, 3)

    def test_an_endorsement_without_a_date_is_not_known(self, numbers: Numbers, on: date) -> None:
        # p yes, r no, q open: 1 of 2, between 1/3 and 2/3.
        answer = numbers("CI104", self.made(("p", on), ("q", None)))
        assert answer == ("partly", 0.5, round(1 / 3, 12), round(2 / 3, 12), 1, 2)

    def test_no_endorsement(self, numbers: Numbers) -> None:
        assert numbers("CI104", self.made()) == UNKNOWN
        declared = self.made(complete=("agenda/endorsements",))
        assert numbers("CI104", declared) == ("not_met", 0.0, 0.0, 0.0, 0, 3)

    def test_no_partners(self, numbers: Numbers) -> None:
        assert numbers("CI104", Initiative(id="i")) == UNKNOWN
        assert numbers("CI104", Initiative(id="i", complete=("partners",))) == NOTHING

    def test_no_partner_in_force(self, numbers: Numbers, on: date) -> None:
        initiative = Initiative(
            id="i",
            partners=(Partner(id="p", since=date(2027, 1, 1)),),
            agenda=Agenda(endorsements=(Endorsement(partner_id="p", on=on),)),
        )
        assert numbers("CI104", initiative) == NOT_APPLICABLE


class TestCrossSector:
    def made(self, *sectors: Sector | None, complete: tuple[str, ...] = ()) -> Initiative:
        partners = tuple(Partner(id=f"p{n}", sector=sector) for n, sector in enumerate(sectors))
        return Initiative(id="i", partners=partners, complete=complete)

    def test_four_sectors_are_full(self, numbers: Numbers) -> None:
        initiative = self.made("public", "health", "faith", "media", "labour")
        assert numbers("CI105", initiative) == ("met", 1.0, 1.0, 1.0, 3, 3)

    def test_distinct_sectors_less_one(self, numbers: Numbers) -> None:
        third = round(1 / 3, 12)
        assert numbers("CI105", self.made("public", "public", "health")) == (
            "partly",
            third,
            third,
            third,
            1,
            3,
        )
        assert numbers("CI105", self.made("public")) == ("not_met", 0.0, 0.0, 0.0, 0, 3)

    def test_other_never_adds_a_sector(self, numbers: Numbers, found: Found) -> None:
        assert numbers("CI105", self.made("public", "other")) == ("not_met", 0.0, 0.0, 0.0, 0, 3)
        only_other = found("CI105", self.made("other"))
        assert only_other.score == 0
        assert only_other.observed == "The partners come from 0 sectors: none that counts."

    def test_partners_without_a_sector_widen(self, numbers: Numbers, found: Found) -> None:
        initiative = self.made("public", "health", None)
        assert numbers("CI105", initiative) == (
            "partly",
            round(1 / 3, 12),
            round(1 / 3, 12),
            round(2 / 3, 12),
            1,
            3,
        )
        assert found("CI105", initiative).unrecorded == ("partners/p2/sector",)
        assert found("CI105", self.made("public", None)).observed == (
            "The partners come from 1 sector: public. The sector of 1 partner is not recorded."
        )
        assert found("CI105", self.made(None)).observed == "The sector of 1 partner is not recorded."
        # One sector and six open ones: at best four sectors or more.
        assert numbers("CI105", self.made("public", *[None] * 6)) == ("not_met", 0.0, 0.0, 1.0, 0, 3)

    def test_no_sector_recorded(self, numbers: Numbers) -> None:
        assert numbers("CI105", self.made(None, None)) == UNKNOWN

    def test_known_to_have_no_sector(self, numbers: Numbers) -> None:
        initiative = self.made(None, None, complete=("partners/*/sector",))
        assert numbers("CI105", initiative) == ("not_met", 0.0, 0.0, 0.0, 0, 3)

    def test_no_partners(self, numbers: Numbers) -> None:
        assert numbers("CI105", Initiative(id="i")) == UNKNOWN
        assert numbers("CI105", Initiative(id="i", complete=("partners",))) == NOTHING

    def test_no_partner_in_force(self, numbers: Numbers) -> None:
        initiative = Initiative(id="i", partners=(Partner(id="p", until=date(2020, 1, 1)),))
        assert numbers("CI105", initiative) == NOT_APPLICABLE

    def test_full_at_another_number(self, numbers: Numbers) -> None:
        assert numbers("CI105", self.made("public", "health"), full_at=2) == ("met", 1.0, 1.0, 1.0, 1, 1)
        with pytest.raises(InvalidRecordError, match="full_at: must be at least 2, found 1"):
            CrossSector(code="X", full_at=1)


def test_community_definition_is_shown_by_dated_evidence(numbers: Numbers, on: date) -> None:
    initiative = Initiative(id="i", evidence=(Evidence(id="e", kind="community_definition", on=on),))
    assert numbers("CI106", initiative) == ("met", 1.0, 1.0, 1.0, 1, 1)
    assert numbers("CI106", Initiative(id="i")) == UNKNOWN


def test_records_cannot_answer_for_common_understanding(found: Found, numbers: Numbers) -> None:
    assert numbers("CI107", Initiative(id="i")) == UNKNOWN
    assert found("CI107", Initiative(id="i")).evidence_kind == "perceived"


def test_what_the_findings_point_at(found: Found) -> None:
    initiative = Initiative(id="i", agenda=Agenda(problem="x"), complete=("agenda/population",), place=None)
    one = found("CI101", initiative)
    assert one.evidence == ("agenda/problem",)
    assert one.against == ("agenda/population",)
    assert one.unrecorded == ("agenda/place",)
    assert one.observed == (
        "1 of 2 parts of the problem statement are there. Not yet: the population. Not recorded: the place."
    )
    assert one.next_step == (
        "Write down together what the problem is, whom it concerns and where. Begin with the population."
    )
