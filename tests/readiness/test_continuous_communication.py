"""CI401 to CI404 by hand: status, score, low, high, numerator, denominator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from collective_impact.finding import Finding
from collective_impact.model.convening import Channel, Convening, Meeting
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.model.values import Cadence

Numbers = Callable[..., tuple[Any, ...]]
Found = Callable[..., Finding]

UNKNOWN = ("unknown", None, 0.0, 1.0, None, None)
NOT_APPLICABLE = ("not_applicable", None, 0.0, 1.0, None, None)
NOTHING = ("not_met", 0.0, 0.0, 0.0, 0, 0)
THIRD, TWO_THIRDS = round(1 / 3, 12), round(2 / 3, 12)
QUARTERLY = Cadence(rule="FREQ=MONTHLY;INTERVAL=3", first=date(2025, 1, 10))
# Due by 1 June 2026 within 12 months: 10 July and 10 October 2025, 10 January and 10 April 2026.


@pytest.mark.parametrize("code", ["CI401", "CI402"])
def test_no_convenings(numbers: Numbers, code: str) -> None:
    assert numbers(code, Initiative(id="i")) == UNKNOWN
    assert numbers(code, Initiative(id="i", complete=("convenings",))) == NOTHING


@pytest.mark.parametrize("code", ["CI401", "CI402"])
def test_no_convening_has_begun(numbers: Numbers, code: str) -> None:
    later = Convening(id="c", cadence=QUARTERLY, member_ids=("p",), since=date(2026, 6, 2))
    initiative = Initiative(id="i", partners=(Partner(id="p"),), convenings=(later,))
    assert numbers(code, initiative) == NOT_APPLICABLE


class TestRegularMeetings:
    def made(
        self,
        *held: tuple[date, bool | None],
        complete: tuple[str, ...] = (),
        more: tuple[Convening, ...] = (),
        **fields: Any,
    ) -> Initiative:
        meetings = tuple(Meeting(id=f"m{n}", on=day, held=was) for n, (day, was) in enumerate(held))
        convening = Convening(id="c", meetings=meetings, **{"cadence": QUARTERLY, **fields})
        return Initiative(id="i", convenings=(convening, *more), complete=complete)

    def test_all_held(self, numbers: Numbers) -> None:
        days = (date(2025, 7, 10), date(2025, 10, 13), date(2026, 1, 9), date(2026, 4, 10))
        assert numbers("CI401", self.made(*((day, True) for day in days))) == ("met", 1.0, 1.0, 1.0, 4, 4)

    def test_a_meeting_answers_the_due_date_nearest_to_it(self, numbers: Numbers) -> None:
        # Both meetings are nearest to 10 July: one of four is kept.
        initiative = self.made((date(2025, 7, 1), True), (date(2025, 8, 1), True))
        assert numbers("CI401", initiative) == ("partly", 0.25, 0.25, 0.25, 1, 4)

    def test_held_or_not(self, numbers: Numbers, found: Found) -> None:
        initiative = self.made((date(2025, 7, 10), True), (date(2025, 10, 10), False))
        assert numbers("CI401", initiative) == ("partly", 0.25, 0.25, 0.25, 1, 4)
        one = found("CI401", initiative)
        assert one.observed == (
            "1 of 4 due meetings were held. Not so: c of 2025-10-10, c of 2026-01-10, c of 2026-04-10."
        )
        assert one.next_step == "Agree dates for the year ahead and keep them."
        none = self.made((date(2025, 10, 10), False))
        assert numbers("CI401", none) == ("not_met", 0.0, 0.0, 0.0, 0, 4)

    def test_not_recorded_whether_held(self, numbers: Numbers) -> None:
        initiative = self.made((date(2025, 7, 10), True), (date(2025, 10, 10), None))
        # 1 of 3, the fourth open: between 1/4 and 2/4.
        assert numbers("CI401", initiative) == ("partly", THIRD, 0.25, 0.5, 1, 3)

    def test_no_meetings_listed(self, numbers: Numbers) -> None:
        assert numbers("CI401", self.made()) == UNKNOWN
        declared = self.made(complete=("convenings/c/meetings",))
        assert numbers("CI401", declared) == ("not_met", 0.0, 0.0, 0.0, 0, 4)

    def test_meetings_of_earlier_years_answer_nothing(self, numbers: Numbers) -> None:
        for day in (date(2025, 4, 10), date(2025, 5, 20), date(2022, 1, 1)):
            assert numbers("CI401", self.made((day, True))) == ("not_met", 0.0, 0.0, 0.0, 0, 4)
        # Held three days early, before the window begins, for the first date due within it.
        cadence = Cadence(rule="FREQ=YEARLY", first=date(2020, 6, 3))
        early = self.made((date(2025, 5, 31), True), cadence=cadence)
        assert numbers("CI401", early) == ("met", 1.0, 1.0, 1.0, 1, 1)

    def test_meetings_after_the_day_are_not_seen(self, numbers: Numbers) -> None:
        assert numbers("CI401", self.made((date(2026, 6, 2), True)))[1] == 0

    def test_edges_of_the_window(self, numbers: Numbers) -> None:
        # Yearly on 1 June: 1 June 2025 is twelve months ago and out, 1 June 2026 is in.
        cadence = Cadence(rule="FREQ=YEARLY", first=date(2020, 6, 1))
        initiative = self.made((date(2025, 6, 1), True), cadence=cadence)
        assert numbers("CI401", initiative) == ("not_met", 0.0, 0.0, 0.0, 0, 1)
        assert numbers("CI401", initiative, window=13) == ("partly", 0.5, 0.5, 0.5, 1, 2)

    def test_since_the_convening_began_and_until_it_ended(self, numbers: Numbers) -> None:
        began = self.made((date(2026, 1, 10), True), since=date(2025, 10, 11))
        assert numbers("CI401", began) == ("partly", 0.5, 0.5, 0.5, 1, 2)
        ended = self.made((date(2025, 7, 10), True), until=date(2025, 10, 9))
        assert numbers("CI401", ended) == ("met", 1.0, 1.0, 1.0, 1, 1)

    def test_the_first_date_comes_from_the_beginning_or_the_first_meeting(self, numbers: Numbers) -> None:
        rule = Cadence(rule="FREQ=MONTHLY;INTERVAL=3")
        from_since = self.made((date(2026, 1, 10), True), cadence=rule, since=date(2026, 1, 10))
        assert numbers("CI401", from_since) == ("partly", 0.5, 0.5, 0.5, 1, 2)
        from_meeting = self.made((date(2026, 4, 2), True), cadence=rule)
        assert numbers("CI401", from_meeting) == ("met", 1.0, 1.0, 1.0, 1, 1)

    def test_a_rule_that_cannot_be_counted_from_anything(self, numbers: Numbers, found: Found) -> None:
        initiative = self.made(cadence=Cadence(rule="FREQ=MONTHLY"))
        assert numbers("CI401", initiative) == UNKNOWN
        assert found("CI401", initiative).unrecorded == ("convenings/c/cadence",)

    def test_no_cadence(self, numbers: Numbers) -> None:
        assert numbers("CI401", self.made(cadence=None)) == UNKNOWN
        declared = self.made(cadence=None, complete=("convenings/*/cadence",))
        assert numbers("CI401", declared) == NOT_APPLICABLE

    def test_a_second_convening_without_a_cadence_makes_all_open(
        self, numbers: Numbers, found: Found
    ) -> None:
        initiative = self.made((date(2025, 7, 10), True), more=(Convening(id="d"),))
        assert numbers("CI401", initiative) == ("partly", 0.25, 0.0, 1.0, 1, 4)
        assert found("CI401", initiative).unrecorded == ("convenings/d/cadence",)

    def test_nothing_was_due_yet(self, numbers: Numbers) -> None:
        new = self.made(cadence=Cadence(rule="FREQ=YEARLY", first=date(2027, 1, 1)))
        assert numbers("CI401", new) == NOT_APPLICABLE


class TestAttendance:
    def made(
        self,
        *came: str | None,
        members: str = "p q r",
        complete: tuple[str, ...] = (),
        more: tuple[Convening, ...] = (),
        **fields: Any,
    ) -> Initiative:
        """Return a convening with a meeting for each text that names who came; None where it is not recorded."""
        meetings = tuple(
            Meeting(
                id=f"m{n}",
                on=date(2026, 1, 1 + n),
                attendee_ids=tuple(who.split()) if who else (),
                **{"held": True, **fields},
            )
            for n, who in enumerate(came)
        )
        partners = (*(Partner(id=id_) for id_ in "pqrs"), Partner(id="left", until=date(2026, 5, 1)))
        convening = Convening(id="c", member_ids=tuple(members.split()), meetings=meetings)
        return Initiative(id="i", partners=partners, convenings=(convening, *more), complete=complete)

    def test_the_median_over_partners(self, numbers: Numbers, found: Found) -> None:
        # Of four meetings p came to 4, q to 2, r to none: the median of 1, 1/2, 0.
        initiative = self.made("p q", "p q", "p", "p left")
        assert numbers("CI402", initiative) == ("partly", 0.5, 0.5, 0.5, 0.5, 1)
        one = found("CI402", initiative)
        assert (
            one.observed
            == "The partner in the middle of 3, ordered by attendance, came to 50 % of its meetings."
        )
        assert one.against == ("partners/r",)
        assert one.evidence == ("partners/p", "partners/q")

    @pytest.mark.parametrize(
        ("members", "observed"),
        [
            ("p", "The one partner whose attendance is recorded came to 100 % of its meetings."),
            (
                "p q",
                "The two partners whose attendance is recorded came, on average, to 75 % of their meetings.",
            ),
            (
                "p q r s",
                "The two partners in the middle of 4, ordered by attendance, came, on average, to 25 % of their meetings.",
            ),
        ],
    )
    def test_who_stands_in_the_middle(self, found: Found, members: str, observed: str) -> None:
        initiative = self.made("p q", "p", members=members)
        assert found("CI402", initiative).observed == observed

    def test_everybody_and_nobody(self, numbers: Numbers) -> None:
        assert numbers("CI402", self.made("p q r")) == ("met", 1.0, 1.0, 1.0, 1.0, 1)
        assert numbers("CI402", self.made("left")) == ("not_met", 0.0, 0.0, 0.0, 0.0, 1)

    def test_a_meeting_without_a_list_widens_each_share(self, numbers: Numbers, found: Found) -> None:
        # p: 1 of 1, between 1/2 and 1. q and r: 0 of 1, between 0 and 1/2. Medians: 0, 0, 1/2.
        initiative = self.made("p", None)
        assert numbers("CI402", initiative) == ("not_met", 0.0, 0.0, 0.5, 0.0, 1)
        one = found("CI402", initiative)
        assert one.unrecorded == ("convenings/c/meetings/m1/attendee_ids",)
        assert one.observed.endswith("1 list of members or attendance is not recorded.")

    def test_nobodys_attendance_recorded(self, numbers: Numbers) -> None:
        assert numbers("CI402", self.made(None)) == UNKNOWN
        assert numbers("CI402", self.made()) == UNKNOWN
        assert numbers("CI402", self.made("p", members="")) == UNKNOWN

    def test_declared_complete(self, numbers: Numbers) -> None:
        lists = ("convenings/*/meetings/*/attendee_ids",)
        assert numbers("CI402", self.made(None, complete=lists)) == ("not_met", 0.0, 0.0, 0.0, 0.0, 1)
        # Nobody is listed, but whether it was held is not recorded either.
        assert numbers("CI402", self.made(None, complete=lists, held=None)) == UNKNOWN
        assert numbers("CI402", self.made("p q r", held=None))[0] == "met"

    def test_meetings_not_held_or_outside_the_window_do_not_count(self, numbers: Numbers) -> None:
        assert numbers("CI402", self.made("p", held=False)) == NOT_APPLICABLE
        assert numbers("CI402", self.made("p"), date(2027, 1, 1)) == NOT_APPLICABLE
        assert numbers("CI402", self.made("p q r"), date(2026, 12, 31))[0] == "met"
        assert numbers("CI402", self.made("p"), date(2025, 12, 31)) == NOT_APPLICABLE

    def test_a_convening_without_members_or_meetings_makes_all_open(
        self, numbers: Numbers, found: Found
    ) -> None:
        met = Meeting(id="x", on=date(2026, 1, 1), attendee_ids=("p",))
        for other, path in (
            (Convening(id="d", meetings=(met,)), "convenings/d/member_ids"),
            (Convening(id="d", member_ids=("p",)), "convenings/d/meetings"),
        ):
            initiative = self.made("p q r", more=(other,))
            assert numbers("CI402", initiative) == ("met", 1.0, 0.0, 1.0, 1.0, 1)
            assert found("CI402", initiative).unrecorded == (path,)

    def test_a_convening_known_to_have_no_members(self, numbers: Numbers) -> None:
        members = ("convenings/c/member_ids",)
        assert numbers("CI402", self.made("p", None, members="", complete=members)) == NOT_APPLICABLE

    def test_members_that_left_are_not_counted(self, numbers: Numbers) -> None:
        assert numbers("CI402", self.made("p", members="left")) == NOT_APPLICABLE


class TestChannelsKept:
    def made(self, *channels: dict[str, Any], complete: tuple[str, ...] = ()) -> Initiative:
        held = tuple(Channel(id=f"h{n}", **fields) for n, fields in enumerate(channels))
        return Initiative(id="i", channels=held, complete=complete)

    def test_three_kinds(self, numbers: Numbers) -> None:
        for inside in ("within", "across"):
            initiative = self.made(
                {"audience": inside, "between_meetings": True},
                {"audience": "public", "between_meetings": False},
            )
            assert numbers("CI403", initiative) == ("met", 1.0, 1.0, 1.0, 3, 3)

    def test_one_kind(self, numbers: Numbers, found: Found) -> None:
        initiative = self.made({"audience": "public", "between_meetings": False})
        assert numbers("CI403", initiative) == ("partly", THIRD, THIRD, THIRD, 1, 3)
        assert found("CI403", initiative).next_step == (
            "Open the kind of channel that is missing. Begin with one between meetings."
        )

    def test_what_is_not_recorded_widens(self, numbers: Numbers) -> None:
        # Public yes; inside no; between meetings not recorded: 1 of 2, between 1/3 and 2/3.
        assert numbers("CI403", self.made({"audience": "public"})) == ("partly", 0.5, THIRD, TWO_THIRDS, 1, 2)
        assert numbers("CI403", self.made({})) == UNKNOWN

    def test_declared_complete(self, numbers: Numbers) -> None:
        complete = ("channels/*/audience", "channels/*/between_meetings")
        assert numbers("CI403", self.made({}, complete=complete)) == ("not_met", 0.0, 0.0, 0.0, 0, 3)

    def test_no_channels(self, numbers: Numbers) -> None:
        assert numbers("CI403", self.made()) == UNKNOWN
        assert numbers("CI403", self.made(complete=("channels",))) == NOTHING


def test_records_cannot_answer_for_trust(numbers: Numbers) -> None:
    assert numbers("CI404", Initiative(id="i")) == UNKNOWN
