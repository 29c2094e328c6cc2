"""CI201 to CI207 by hand: status, score, low, high, numerator, denominator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from collective_impact.finding import Finding
from collective_impact.model.agenda import Agenda, Outcome
from collective_impact.model.convening import Convening, Decision, Meeting
from collective_impact.model.indicator import Baseline, Indicator, Series, Target
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner

Numbers = Callable[..., tuple[Any, ...]]
Found = Callable[..., Finding]

UNKNOWN = ("unknown", None, 0.0, 1.0, None, None)
NOT_APPLICABLE = ("not_applicable", None, 0.0, 1.0, None, None)
NOTHING = ("not_met", 0.0, 0.0, 0.0, 0, 0)
THIRD, TWO_THIRDS = round(1 / 3, 12), round(2 / 3, 12)

INDICATOR_CRITERIA = ("CI202", "CI203", "CI204", "CI205", "CI206")


@pytest.mark.parametrize("code", INDICATOR_CRITERIA)
def test_no_indicators(numbers: Numbers, code: str) -> None:
    assert numbers(code, Initiative(id="i")) == UNKNOWN
    assert numbers(code, Initiative(id="i", complete=("indicators",))) == NOTHING


class TestGoalsMeasured:
    def made(self, *levels: str | None, complete: tuple[str, ...] = ()) -> Initiative:
        goals = tuple(Outcome(id=f"o{n}", level="population") for n in range(len(levels)))
        indicators = tuple(
            Indicator(id=f"n{n}", outcome_ids=(f"o{n}",), level=level)  # type: ignore[arg-type]
            for n, level in enumerate(levels)
        )
        return Initiative(id="i", agenda=Agenda(outcomes=goals), indicators=indicators, complete=complete)

    def test_only_indicators_at_population_level_count(self, numbers: Numbers) -> None:
        assert numbers("CI201", self.made("population", "population")) == ("met", 1.0, 1.0, 1.0, 2, 2)
        assert numbers("CI201", self.made("population", "program")) == ("partly", 0.5, 0.5, 0.5, 1, 2)
        assert numbers("CI201", self.made("program", "system")) == ("not_met", 0.0, 0.0, 0.0, 0, 2)

    def test_an_indicator_without_a_level_widens(self, numbers: Numbers) -> None:
        assert numbers("CI201", self.made("population", "system", None)) == (
            "partly",
            0.5,
            THIRD,
            TWO_THIRDS,
            1,
            2,
        )
        assert numbers("CI201", self.made(None)) == UNKNOWN

    def test_an_indicator_known_to_have_no_level(self, numbers: Numbers) -> None:
        initiative = self.made(None, complete=("indicators/n0/level",))
        assert numbers("CI201", initiative) == ("not_met", 0.0, 0.0, 0.0, 0, 1)

    def test_an_outcome_without_a_level_widens(self, numbers: Numbers) -> None:
        outcomes = (Outcome(id="o0", level="population"), Outcome(id="o1"))
        indicators = (Indicator(id="n", outcome_ids=("o0",), level="population"),)
        initiative = Initiative(id="i", agenda=Agenda(outcomes=outcomes), indicators=indicators)
        assert numbers("CI201", initiative) == ("met", 1.0, 0.5, 1.0, 1, 1)

    def test_no_indicators_and_no_outcomes(self, numbers: Numbers) -> None:
        goals = Agenda(outcomes=(Outcome(id="o", level="population"),))
        assert numbers("CI201", Initiative(id="i", agenda=goals)) == UNKNOWN
        declared = Initiative(id="i", agenda=goals, complete=("indicators",))
        assert numbers("CI201", declared) == ("not_met", 0.0, 0.0, 0.0, 0, 1)
        assert numbers("CI201", Initiative(id="i")) == UNKNOWN
        assert numbers("CI201", Initiative(id="i", complete=("agenda/outcomes",))) == NOTHING

    def test_no_goal_among_the_outcomes(self, numbers: Numbers) -> None:
        initiative = Initiative(id="i", agenda=Agenda(outcomes=(Outcome(id="o", level="program"),)))
        assert numbers("CI201", initiative) == NOT_APPLICABLE


EIGHT: dict[str, Any] = {
    "definition": "children who read at grade level / all",
    "unit": "percent",
    "data_source": "school district",
    "frequency": 12,
    "baselines": (Baseline(value=1),),
    "targets": (Target(value=2),),
    "direction": "increase",
    "owner_id": "p",
}


def with_fields(*rows: dict[str, Any], complete: tuple[str, ...] = ()) -> Initiative:
    indicators = tuple(Indicator(id=f"n{n}", **fields) for n, fields in enumerate(rows))
    return Initiative(id="i", partners=(Partner(id="p"),), indicators=indicators, complete=complete)


class TestIndicatorsDefined:
    def test_eight_of_eight(self, numbers: Numbers) -> None:
        assert numbers("CI202", with_fields(EIGHT)) == ("met", 1.0, 1.0, 1.0, 1.0, 1)

    def test_three_of_five_known_fields_of_eight(self, numbers: Numbers, found: Found) -> None:
        three = {name: EIGHT[name] for name in ("definition", "unit", "data_source")}
        initiative = with_fields(three, complete=("indicators/*/frequency", "indicators/n0/baselines"))
        assert numbers("CI202", initiative) == ("partly", 0.6, 0.375, 0.75, 0.6, 1)
        one = found("CI202", initiative)
        assert one.observed == (
            "Of 8 fields of 1 indicator, 3 are filled in. 2 are known to have nothing. 3 are not recorded, and count "
            "neither way."
        )
        assert one.against == ("indicators/n0/frequency", "indicators/n0/baselines")
        assert len(one.unrecorded) == 3

    def test_the_mean_over_indicators(self, numbers: Numbers) -> None:
        # 8 of 8; 2 of 2 known with six open (low 2/8); nothing known at all (low 0, high 1).
        two = {name: EIGHT[name] for name in ("unit", "direction")}
        low = round((1 + 0.25 + 0) / 3, 12)
        assert numbers("CI202", with_fields(EIGHT, two, {})) == ("met", 1.0, low, 1.0, 2.0, 2)

    def test_known_to_have_none_of_the_fields(self, numbers: Numbers) -> None:
        complete = tuple(f"indicators/*/{name}" for name in EIGHT)
        assert numbers("CI202", with_fields({}, complete=complete)) == ("not_met", 0.0, 0.0, 0.0, 0.0, 1)

    def test_nothing_recorded(self, numbers: Numbers) -> None:
        assert numbers("CI202", with_fields({})) == UNKNOWN


def reported(*partners: str | None, period: str = "2025", **fields: Any) -> Indicator:
    series = tuple(Series(partner_id=partner, periods=(period,), values=(1,)) for partner in partners)
    return Indicator(id="n", series=series, **fields)


class TestReportedByAll:
    three = (Partner(id="p"), Partner(id="q"), Partner(id="r"))

    def made(self, *indicators: Indicator, complete: tuple[str, ...] = ()) -> Initiative:
        return Initiative(id="i", partners=self.three, indicators=indicators, complete=complete)

    def test_reports_that_came_in_of_those_expected(self, numbers: Numbers) -> None:
        all_in = reported("p", "q", frequency=12, reporter_ids=("p", "q"))
        assert numbers("CI203", self.made(all_in)) == ("met", 1.0, 1.0, 1.0, 2, 2)
        one_in = reported("p", frequency=12, reporter_ids=("p", "q", "r", "p"))
        assert numbers("CI203", self.made(one_in)) == ("partly", THIRD, THIRD, THIRD, 1, 3)
        other = reported("r", frequency=12, reporter_ids=("p", "q"))
        assert numbers("CI203", self.made(other)) == ("not_met", 0.0, 0.0, 0.0, 0, 2)

    def test_the_edge_of_one_and_a_half_times_the_frequency(self, numbers: Numbers) -> None:
        # Every 3 months: 4 months and 15 days before 1 June 2026 is 17 January 2026.
        for day, answer in (("2026-01-17", "met"), ("2026-01-16", "not_met")):
            indicator = reported("p", "q", period=day, frequency=3, reporter_ids=("p", "q"))
            assert numbers("CI203", self.made(indicator))[0] == answer
        # Every 12 months: 18 months before 1 June 2026 is 1 December 2024.
        for day, answer in (("2024-12-01", "met"), ("2024-11-30", "not_met")):
            indicator = reported("p", "q", period=day, frequency=12, reporter_ids=("p", "q"))
            assert numbers("CI203", self.made(indicator))[0] == answer

    def test_a_period_that_is_not_over_is_not_seen(self, numbers: Numbers) -> None:
        indicator = reported("p", "q", period="2026", frequency=12, reporter_ids=("p", "q"))
        assert numbers("CI203", self.made(indicator)) == ("not_met", 0.0, 0.0, 0.0, 0, 2)

    def test_another_tolerance(self, numbers: Numbers) -> None:
        indicator = reported("p", "q", period="2024", frequency=12, reporter_ids=("p", "q"))
        assert numbers("CI203", self.made(indicator), tolerance=1.0)[0] == "not_met"
        assert numbers("CI203", self.made(indicator), tolerance=1.5)[0] == "met"

    def test_a_figure_of_all_together_does_not_tell_who_reported(self, numbers: Numbers) -> None:
        indicator = reported("p", None, frequency=12, reporter_ids=("p", "q"))
        assert numbers("CI203", self.made(indicator)) == ("met", 1.0, 0.5, 1.0, 1, 1)

    def test_no_frequency_and_no_series_widen(self, numbers: Numbers) -> None:
        assert numbers("CI203", self.made(reported("p", reporter_ids=("p", "q")))) == UNKNOWN
        silent = reported(frequency=12, reporter_ids=("p", "q"))
        assert numbers("CI203", self.made(silent)) == UNKNOWN
        declared = self.made(silent, complete=("indicators/n/series",))
        assert numbers("CI203", declared) == ("not_met", 0.0, 0.0, 0.0, 0, 2)

    def test_no_reporters_recorded(self, numbers: Numbers, found: Found) -> None:
        assert numbers("CI203", self.made(reported("p", frequency=12))) == UNKNOWN
        assert numbers("CI203", Initiative(id="i", indicators=(Indicator(id="n"),))) == UNKNOWN
        assert found("CI203", Initiative(id="i", indicators=(Indicator(id="n"),))).unrecorded == (
            "indicators/n/reporter_ids",
        )

    def test_an_indicator_that_may_be_shared_widens(self, numbers: Numbers) -> None:
        shared = reported("p", "q", frequency=12, reporter_ids=("p", "q"))
        # Besides 2 of 2: three partners may be expected of the second one, of whom only p has reported.
        maybe = Indicator(
            id="m", frequency=12, series=(Series(partner_id="p", periods=("2025",), values=(1,)),)
        )
        # Worst: q and r are expected, 2/4. Best: nobody or p besides, 2/2.
        assert numbers("CI203", self.made(shared, maybe)) == ("met", 1.0, 0.5, 1.0, 2, 2)

    def test_no_indicator_is_shared(self, numbers: Numbers) -> None:
        alone = reported("p", frequency=12, reporter_ids=("p",))
        assert numbers("CI203", self.made(alone)) == NOT_APPLICABLE
        nobody = self.made(reported(frequency=12), complete=("indicators/n/reporter_ids",))
        assert numbers("CI203", nobody) == NOT_APPLICABLE

    def test_partners_that_left_are_not_expected(self, numbers: Numbers) -> None:
        partners = (Partner(id="p"), Partner(id="q"), Partner(id="r", until=date(2026, 1, 1)))
        indicator = reported("p", frequency=12, reporter_ids=("p", "q", "r"))
        initiative = Initiative(id="i", partners=partners, indicators=(indicator,))
        assert numbers("CI203", initiative) == ("partly", 0.5, 0.5, 0.5, 1, 2)


class TestCurrentSeries:
    def made(self, *ends: str, complete: tuple[str, ...] = (), **fields: Any) -> Initiative:
        series = (Series(periods=ends, values=(1,) * len(ends)),) if ends else ()
        return Initiative(id="i", indicators=(Indicator(id="n", series=series, **fields),), complete=complete)

    def test_two_periods_the_latest_fresh(self, numbers: Numbers) -> None:
        assert numbers("CI204", self.made("2024", "2025", frequency=12)) == ("met", 1.0, 1.0, 1.0, 1, 1)
        assert numbers("CI204", self.made("2025", frequency=12)) == ("not_met", 0.0, 0.0, 0.0, 0, 1)
        assert numbers("CI204", self.made("2022", "2023", frequency=12)) == ("not_met", 0.0, 0.0, 0.0, 0, 1)

    def test_the_edge_of_freshness(self, numbers: Numbers) -> None:
        assert numbers("CI204", self.made("2020", "2026-01-17", frequency=3))[0] == "met"
        assert numbers("CI204", self.made("2020", "2026-01-16", frequency=3))[0] == "not_met"

    def test_what_is_not_over_is_not_seen(self, numbers: Numbers) -> None:
        assert numbers("CI204", self.made("2025", "2026", frequency=12))[0] == "not_met"

    def test_two_series_of_one_period_are_no_series(self, numbers: Numbers) -> None:
        series = tuple(Series(partner_id=who, periods=("2025",), values=(1,)) for who in ("p", "q"))
        initiative = Initiative(
            id="i",
            partners=(Partner(id="p"), Partner(id="q")),
            indicators=(Indicator(id="n", frequency=12, series=series),),
        )
        assert numbers("CI204", initiative) == ("not_met", 0.0, 0.0, 0.0, 0, 1)

    def test_half_of_the_indicators(self, numbers: Numbers) -> None:
        good = Indicator(id="g", frequency=12, series=(Series(periods=("2024", "2025"), values=(1, 2)),))
        bad = Indicator(id="b", frequency=12, series=(Series(periods=("2025",), values=(1,)),))
        assert numbers("CI204", Initiative(id="i", indicators=(good, bad))) == ("partly", 0.5, 0.5, 0.5, 1, 2)

    def test_no_frequency_widens(self, numbers: Numbers) -> None:
        good = Indicator(id="g", frequency=12, series=(Series(periods=("2024", "2025"), values=(1, 2)),))
        open_ = Indicator(id="o", series=(Series(periods=("2024", "2025"), values=(1, 2)),))
        bad = Indicator(id="b", series=(Series(periods=("2025",), values=(1,)),))
        # Either open one may turn out to have no frequency and then does not count; the first may be fresh.
        assert numbers("CI204", Initiative(id="i", indicators=(good, open_, bad))) == (
            "met",
            1.0,
            THIRD,
            1.0,
            1,
            1,
        )
        assert numbers("CI204", Initiative(id="i", indicators=(open_,))) == UNKNOWN

    def test_no_series(self, numbers: Numbers) -> None:
        assert numbers("CI204", self.made(frequency=12)) == UNKNOWN
        declared = self.made(frequency=12, complete=("indicators/*/series",))
        assert numbers("CI204", declared) == ("not_met", 0.0, 0.0, 0.0, 0, 1)

    def test_no_indicator_has_a_frequency(self, numbers: Numbers) -> None:
        assert numbers("CI204", self.made("2025", complete=("indicators/n/frequency",))) == NOT_APPLICABLE


class TestBrokenDown:
    def made(self, *about: bool | None, complete: tuple[str, ...] = ()) -> Initiative:
        """Return an indicator for each answer; those at even places are broken down."""
        indicators = tuple(
            Indicator(
                id=f"n{n}",
                about_people=answer,
                series=(Series(breakdown={"sex": "girls"} if n % 2 == 0 else {}),),
            )
            for n, answer in enumerate(about)
        )
        return Initiative(id="i", indicators=indicators, complete=complete)

    def test_indicators_about_people(self, numbers: Numbers) -> None:
        assert numbers("CI205", self.made(True, False)) == ("met", 1.0, 1.0, 1.0, 1, 1)
        assert numbers("CI205", self.made(True, True)) == ("partly", 0.5, 0.5, 0.5, 1, 2)
        assert numbers("CI205", self.made(False, True)) == ("not_met", 0.0, 0.0, 0.0, 0, 1)

    def test_not_recorded_whether_about_people(self, numbers: Numbers) -> None:
        # Surely 1 of 1; the second, if about people, has no breakdown: 1/2 at worst.
        assert numbers("CI205", self.made(True, None)) == ("met", 1.0, 0.5, 1.0, 1, 1)
        assert numbers("CI205", self.made(None)) == UNKNOWN

    def test_none_is_about_people(self, numbers: Numbers) -> None:
        assert numbers("CI205", self.made(False)) == NOT_APPLICABLE
        declared = self.made(None, complete=("indicators/*/about_people",))
        assert numbers("CI205", declared) == NOT_APPLICABLE

    def test_no_series(self, numbers: Numbers) -> None:
        indicators = (Indicator(id="n", about_people=True),)
        assert numbers("CI205", Initiative(id="i", indicators=indicators)) == UNKNOWN
        declared = Initiative(id="i", indicators=indicators, complete=("indicators/n/series",))
        assert numbers("CI205", declared) == ("not_met", 0.0, 0.0, 0.0, 0, 1)


class TestShortList:
    def made(self, count: int) -> Initiative:
        return Initiative(id="i", indicators=tuple(Indicator(id=f"n{n}") for n in range(count)))

    def test_up_to_the_limit_is_full(self, numbers: Numbers) -> None:
        assert numbers("CI206", self.made(15)) == ("met", 1.0, 1.0, 1.0, 15, 15)
        assert numbers("CI206", self.made(20)) == ("partly", 0.75, 0.75, 0.75, 15, 20)
        assert numbers("CI206", self.made(4), full_at=1) == ("partly", 0.25, 0.25, 0.25, 1, 4)

    def test_it_weighs_nothing(self, found: Found) -> None:
        assert found("CI206", self.made(20)).weight == 0


class TestDataUsed:
    cites = Decision(text="more tutors", indicator_ids=("n",))
    silent = Decision(text="a party")

    def made(self, *meetings: Meeting, complete: tuple[str, ...] = ()) -> Initiative:
        return Initiative(
            id="i",
            indicators=(Indicator(id="n"),),
            convenings=(Convening(id="c", meetings=meetings),),
            complete=complete,
        )

    def test_decisions_that_cite_an_indicator(self, numbers: Numbers, found: Found, on: date) -> None:
        assert numbers("CI207", self.made(Meeting(id="m", on=on, decisions=(self.cites,)))) == (
            "met", 1.0, 1.0, 1.0, 1, 1,
        )  # fmt: skip
        mixed = self.made(Meeting(id="m", on=on, decisions=(self.cites, self.silent, self.silent)))
        assert numbers("CI207", mixed) == ("partly", THIRD, THIRD, THIRD, 1, 3)
        told = (f"{self.cites.text}: yes", f"{self.silent.text}: no", f"{self.silent.text}: no")
        assert found("CI207", mixed).workings == told
        none = self.made(Meeting(id="m", on=on, decisions=(self.silent,)))
        assert numbers("CI207", none) == ("not_met", 0.0, 0.0, 0.0, 0, 1)

    def test_it_names_no_past_decision_to_begin_with(self, found: Found, on: date) -> None:
        one = found("CI207", self.made(Meeting(id="m", on=on, decisions=(self.silent,))))
        assert one.observed == "0 of 1 decision cites an indicator. Not so: a party."
        assert one.next_step == (
            "Bring the figures to the meeting, and note which decision rests on which indicator."
        )

    def test_only_the_last_twelve_months(self, numbers: Numbers) -> None:
        meetings = (
            Meeting(id="old", on=date(2025, 6, 1), decisions=(self.silent,)),
            Meeting(id="new", on=date(2025, 6, 2), decisions=(self.cites,)),
            Meeting(id="later", on=date(2026, 6, 2), decisions=(self.silent,)),
        )
        assert numbers("CI207", self.made(*meetings)) == ("met", 1.0, 1.0, 1.0, 1, 1)
        assert numbers("CI207", self.made(*meetings), window=13) == ("partly", 0.5, 0.5, 0.5, 1, 2)

    def test_a_meeting_without_recorded_decisions_makes_all_open(
        self, numbers: Numbers, found: Found, on: date
    ) -> None:
        initiative = self.made(
            Meeting(id="m", on=on, decisions=(self.cites,)), Meeting(id="k", on=date(2026, 5, 1))
        )
        assert numbers("CI207", initiative) == ("met", 1.0, 0.0, 1.0, 1, 1)
        assert found("CI207", initiative).unrecorded == ("convenings/c/meetings/k/decisions",)

    def test_a_meeting_that_was_not_held_decided_nothing(self, numbers: Numbers, on: date) -> None:
        initiative = self.made(
            Meeting(id="m", on=on, decisions=(self.cites,)), Meeting(id="k", on=date(2026, 5, 1), held=False)
        )
        assert numbers("CI207", initiative) == ("met", 1.0, 1.0, 1.0, 1, 1)

    def test_nothing_recorded(self, numbers: Numbers, on: date) -> None:
        assert numbers("CI207", self.made()) == UNKNOWN
        assert numbers("CI207", self.made(Meeting(id="m", on=on))) == UNKNOWN

    def test_known_to_have_decided_nothing(self, numbers: Numbers, found: Found, on: date) -> None:
        declared = self.made(Meeting(id="m", on=on), complete=("convenings/*/meetings/*/decisions",))
        assert numbers("CI207", declared) == NOTHING
        assert found("CI207", declared).against == ("convenings/c/meetings/m/decisions",)
        assert numbers("CI207", self.made(complete=("convenings/c/meetings",))) == NOTHING

    def test_no_meeting_in_the_window(self, numbers: Numbers) -> None:
        old = Meeting(id="m", on=date(2020, 1, 1), decisions=(self.cites,))
        assert numbers("CI207", self.made(old)) == NOT_APPLICABLE
        later = Initiative(id="i", convenings=(Convening(id="c", since=date(2027, 1, 1)),))
        assert numbers("CI207", later) == NOT_APPLICABLE

    def test_no_convenings(self, numbers: Numbers) -> None:
        assert numbers("CI207", Initiative(id="i")) == UNKNOWN
        assert numbers("CI207", Initiative(id="i", complete=("convenings",))) == NOTHING
