"""CI301 to CI307 by hand: status, score, low, high, numerator, denominator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest

from collective_impact.arithmetic import rounded
from collective_impact.finding import Finding
from collective_impact.model.activity import Activity, Contribution, Reinforcement, ReinforcementKind
from collective_impact.model.agenda import Agenda, Outcome, Strategy
from collective_impact.model.evidence import Evidence
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner, Tie
from collective_impact.model.values import Place, Population, Range

Numbers = Callable[..., tuple[Any, ...]]
Found = Callable[..., Finding]

UNKNOWN = ("unknown", None, 0.0, 1.0, None, None)
NOT_APPLICABLE = ("not_applicable", None, 0.0, 1.0, None, None)
NOTHING = ("not_met", 0.0, 0.0, 0.0, 0, 0)
THIRD, TWO_THIRDS = round(1 / 3, 12), round(2 / 3, 12)
OVER = date(2026, 5, 31)
ALL_LINKS = "activities/*/reinforcements"
ALL_PARTS = "activities/*/contributions"

TOWN, CHILDREN = Place(id="town"), Population(id="children")


def activity(
    id_: str,
    *partners: str,
    outcomes: tuple[str, ...] = ("o",),
    links: tuple[tuple[ReinforcementKind, str], ...] = (),
    **fields: Any,
) -> Activity:
    return Activity(
        id=id_,
        contributions=tuple(Contribution(partner_id=p) for p in partners),
        outcome_ids=outcomes,
        reinforcements=tuple(Reinforcement(kind=kind, activity_id=other) for kind, other in links),
        **{"place": TOWN, "population": CHILDREN, **fields},
    )


def made(*activities: Activity, complete: tuple[str, ...] = (), outcomes: str = "o") -> Initiative:
    names = sorted({part.partner_id for a in activities for part in a.contributions} | {"p", "q"})
    return Initiative(
        id="i",
        agenda=Agenda(outcomes=tuple(Outcome(id=id_) for id_ in outcomes.split())),
        partners=tuple(Partner(id=name) for name in names),
        activities=activities,
        complete=complete,
    )


@pytest.mark.parametrize("code", ["CI301", "CI302", "CI303", "CI304", "CI305"])
class TestWithoutActivities:
    def test_no_activities(self, numbers: Numbers, code: str) -> None:
        assert numbers(code, made()) == UNKNOWN
        assert numbers(code, made(complete=("activities",))) == NOTHING


@pytest.mark.parametrize("code", ["CI301", "CI302", "CI303"])
def test_no_activity_in_force(numbers: Numbers, code: str) -> None:
    assert numbers(code, made(activity("a", "p", until=OVER))) == NOT_APPLICABLE
    assert numbers(code, made(activity("a", "p", status="cancelled"))) == NOT_APPLICABLE


class TestTiedToOutcomes:
    def test_straight_or_through_a_strategy(self, numbers: Numbers) -> None:
        through = Activity(id="b", strategy_ids=("s",))
        initiative = Initiative(
            id="i",
            agenda=Agenda(
                outcomes=(Outcome(id="o"),),
                strategies=(Strategy(id="s", outcome_ids=("o",)), Strategy(id="t")),
            ),
            activities=(activity("a", outcomes=("o",)), through),
        )
        assert numbers("CI301", initiative) == ("met", 1.0, 1.0, 1.0, 2, 2)
        empty = initiative.including(Activity(id="c", strategy_ids=("t",)))
        assert numbers("CI301", empty) == ("partly", TWO_THIRDS, TWO_THIRDS, TWO_THIRDS, 2, 3)

    def test_links_count_as_known_even_when_empty(self, numbers: Numbers) -> None:
        assert numbers("CI301", made(Activity(id="a"))) == ("not_met", 0.0, 0.0, 0.0, 0, 1)

    def test_what_is_over_is_not_counted(self, numbers: Numbers) -> None:
        initiative = made(activity("a"), Activity(id="b", until=OVER))
        assert numbers("CI301", initiative) == ("met", 1.0, 1.0, 1.0, 1, 1)


class TestDifferentiation:
    def test_nothing_in_common(self, numbers: Numbers) -> None:
        initiative = made(activity("a", "p"), activity("b", "q", outcomes=()))
        assert numbers("CI302", initiative) == ("met", 1.0, 1.0, 1.0, 2, 2)

    def test_an_uncoordinated_pair(self, numbers: Numbers, found: Found) -> None:
        initiative = made(
            activity("a", "p"), activity("b", "q"), activity("c", "p", outcomes=()), complete=(ALL_LINKS,)
        )
        assert numbers("CI302", initiative) == ("partly", THIRD, THIRD, THIRD, 1, 3)
        one = found("CI302", initiative)
        assert one.against == ("activities/a", "activities/b")
        assert one.observed == (
            "1 of 3 activities duplicate no other. Doing the same without being coordinated: a, b."
        )
        assert one.next_step is not None
        assert one.next_step.endswith("Begin with a.")
        pair = made(activity("a", "p"), activity("b", "q"), complete=(ALL_LINKS,))
        assert numbers("CI302", pair) == ("not_met", 0.0, 0.0, 0.0, 0, 2)

    def test_more_than_three_are_counted_not_named(self, found: Found) -> None:
        initiative = made(*(activity(id_, f"of {id_}") for id_ in "abcde"), complete=(ALL_LINKS,))
        assert found("CI302", initiative).observed == (
            "0 of 5 activities duplicate no other. Doing the same without being coordinated: a, b, c and 2 more."
        )

    def test_a_reinforcement_either_way_excuses(self, numbers: Numbers) -> None:
        for links in ({"a": (("supports", "b"),)}, {"b": (("refers_people", "a"),)}):
            initiative = made(*(activity(n, p, links=links.get(n, ())) for n, p in (("a", "p"), ("b", "q"))))  # type: ignore[arg-type]
            assert numbers("CI302", initiative) == ("met", 1.0, 1.0, 1.0, 2, 2)

    def test_hindering_excuses_nothing(self, numbers: Numbers) -> None:
        initiative = made(
            activity("a", "p", links=(("hinders", "b"),)), activity("b", "q"), complete=(ALL_LINKS,)
        )
        assert numbers("CI302", initiative) == ("not_met", 0.0, 0.0, 0.0, 0, 2)

    def test_a_reinforcement_may_still_be_recorded(self, numbers: Numbers, found: Found) -> None:
        initiative = made(activity("a", "p"), activity("b", "q"))
        assert numbers("CI302", initiative) == ("not_met", 0.0, 0.0, 1.0, 0, 2)
        assert found("CI302", initiative).unrecorded == (
            "activities/a/reinforcements",
            "activities/b/reinforcements",
        )

    def test_one_side_is_enough_to_record_it(self, numbers: Numbers) -> None:
        # Nothing more can be recorded at a and c; b may still record that it supports a.
        before = made(
            activity("a", "p"),
            activity("b", "q"),
            activity("c", "r"),
            complete=("activities/a/reinforcements", "activities/c/reinforcements"),
        )
        # At best b supports both; but a and c stay a pair: high 1/3.
        assert numbers("CI302", before) == ("not_met", 0.0, 0.0, THIRD, 0, 3)
        after = before.including(activity("b", "q", links=(("supports", "a"), ("supports", "c"))))
        assert numbers("CI302", after) == ("partly", THIRD, THIRD, THIRD, 1, 3)
        pair = made(activity("a", "p"), activity("b", "q"), complete=("activities/a/reinforcements",))
        assert numbers("CI302", pair) == ("not_met", 0.0, 0.0, 1.0, 0, 2)

    @pytest.mark.parametrize("field", ["place", "population"])
    def test_place_or_population_not_recorded_is_not_counted_and_widens(
        self, numbers: Numbers, found: Found, field: str
    ) -> None:
        nothing: dict[str, Any] = {field: None}
        other = activity("b", "q", **nothing)
        initiative = made(activity("a", "p"), other, complete=(ALL_LINKS,))
        assert numbers("CI302", initiative) == ("met", 1.0, 0.0, 1.0, 2, 2)
        one = found("CI302", initiative)
        assert one.unrecorded == ("activities/a", "activities/b")
        assert one.observed == (
            "2 of 2 activities duplicate no other. 2 more may: population, place or partners are not recorded."
        )
        assert one.next_step == (
            "Record population, place and partners of each activity, and what reinforces what."
        )

    def test_other_partners_are_needed(self, numbers: Numbers) -> None:
        shared = made(activity("a", "p", "q"), activity("b", "q"))
        assert numbers("CI302", shared) == ("met", 1.0, 1.0, 1.0, 2, 2)
        unrecorded = made(activity("a", "p"), activity("b"))
        assert numbers("CI302", unrecorded) == ("met", 1.0, 0.0, 1.0, 2, 2)

    def test_dates_must_overlap(self, numbers: Numbers, on: date) -> None:
        initiative = made(activity("a", "p", until=on), activity("b", "q", since=on), complete=(ALL_LINKS,))
        assert numbers("CI302", initiative)[0] == "not_met"


class TestReinforced:
    def test_either_direction_to_another_partner(self, numbers: Numbers) -> None:
        initiative = made(
            activity("a", "p", links=(("feeds_data", "b"),)), activity("b", "q"), complete=(ALL_LINKS,)
        )
        assert numbers("CI303", initiative) == ("met", 1.0, 1.0, 1.0, 2, 2)

    def test_linked_over_all(self, numbers: Numbers) -> None:
        initiative = made(
            activity("a", "p", links=(("depends_on", "b"),)), activity("b", "q"), activity("c", "p"),
            complete=(ALL_LINKS,),
        )  # fmt: skip
        assert numbers("CI303", initiative) == ("partly", TWO_THIRDS, TWO_THIRDS, TWO_THIRDS, 2, 3)

    def test_one_partners_own_links_and_hindering_do_not_count(self, numbers: Numbers) -> None:
        own = made(activity("a", "p", links=(("supports", "b"),)), activity("b", "p"), complete=(ALL_LINKS,))
        assert numbers("CI303", own) == ("not_met", 0.0, 0.0, 0.0, 0, 2)
        hindering = made(
            activity("a", "p", links=(("hinders", "b"),)), activity("b", "q"), complete=(ALL_LINKS,)
        )
        assert numbers("CI303", hindering) == ("not_met", 0.0, 0.0, 0.0, 0, 2)

    def test_empty_undeclared_links_raise_the_high_end(self, numbers: Numbers, found: Found) -> None:
        initiative = made(
            activity("a", "p", links=(("supports", "b"),)), activity("b", "q"), activity("c", "p"), activity("d", "q"),
            complete=("activities/d/reinforcements",),
        )  # fmt: skip
        # a and b of 4; c may record a link to d: all four at best.
        assert numbers("CI303", initiative) == ("partly", 0.5, 0.5, 1.0, 2, 4)
        assert found("CI303", initiative).unrecorded == (
            "activities/b/reinforcements",
            "activities/c/reinforcements",
        )

    def test_an_activity_that_is_joined_already_may_still_join_another(self, numbers: Numbers) -> None:
        initiative = made(
            activity("a", "p", links=(("supports", "b"),)),
            activity("b", "p", links=(("supports", "c"),)),
            activity("c", "q"),
        )
        assert numbers("CI303", initiative) == ("partly", rounded(2 / 3), rounded(2 / 3), 1.0, 2, 3)

    def test_no_links_recorded(self, numbers: Numbers, found: Found) -> None:
        initiative = made(activity("a", "p"), activity("b", "q"))
        assert numbers("CI303", initiative) == UNKNOWN
        assert found("CI303", initiative).unrecorded == (
            "activities/a/reinforcements",
            "activities/b/reinforcements",
        )
        declared = made(activity("a", "p"), activity("b", "q"), complete=(ALL_LINKS,))
        assert numbers("CI303", declared) == ("not_met", 0.0, 0.0, 0.0, 0, 2)

    def test_partners_not_recorded(self, numbers: Numbers) -> None:
        linked = activity("a", "p", links=(("supports", "b"),))
        # b's partners are not recorded: whether a and b are joined across partners is not known.
        assert numbers("CI303", made(linked, activity("b"), complete=(ALL_LINKS,))) == UNKNOWN
        three = made(linked, activity("b"), activity("c", "q"), complete=(ALL_LINKS,))
        assert numbers("CI303", three) == ("not_met", 0.0, 0.0, TWO_THIRDS, 0, 1)

    def test_a_single_activity_has_nothing_to_be_joined_to(self, numbers: Numbers) -> None:
        over = activity("b", "q", until=OVER)
        initiative = made(activity("a", "p", links=(("supports", "b"),)), over)
        assert numbers("CI303", initiative) == ("not_met", 0.0, 0.0, 0.0, 0, 1)


class TestConnectedness:
    def test_partners_in_the_largest_component(self, numbers: Numbers, found: Found) -> None:
        together = made(activity("a", "p", "q"))
        assert numbers("CI304", together) == ("met", 1.0, 1.0, 1.0, 2, 2)
        apart = made(activity("a", "p", "q"), activity("b", "r"))
        assert numbers("CI304", apart) == ("partly", TWO_THIRDS, TWO_THIRDS, TWO_THIRDS, 2, 3)
        assert found("CI304", apart).against == ("partners/r",)

    def test_partners_without_contributions_widen(self, numbers: Numbers, found: Found) -> None:
        # p and q of 2 partners with a contribution; r may stand alone (2/3) or join (3/3).
        initiative = attrs.evolve(
            made(activity("a", "p", "q")), partners=(Partner(id="p"), Partner(id="q"), Partner(id="r"))
        )
        assert numbers("CI304", initiative) == ("met", 1.0, TWO_THIRDS, 1.0, 2, 2)
        assert found("CI304", initiative).unrecorded == ("partners/r",)
        declared = attrs.evolve(initiative, complete=(ALL_PARTS,))
        assert numbers("CI304", declared) == ("partly", TWO_THIRDS, TWO_THIRDS, TWO_THIRDS, 2, 3)

    def test_whose_part_is_not_recorded_may_join_all_groups(self, numbers: Numbers) -> None:
        partners = tuple(Partner(id=id_) for id_ in "pqrs")
        apart = attrs.evolve(
            made(activity("a", "p"), activity("b", "q"), activity("c", "r")), partners=partners
        )
        assert numbers("CI304", apart) == ("partly", THIRD, 0.25, 1.0, 1, 3)
        assert numbers("CI304", attrs.evolve(apart, complete=(ALL_PARTS,)))[1:] == (0.25, 0.25, 0.25, 1, 4)

    def test_it_takes_two(self, numbers: Numbers, found: Found) -> None:
        alone = attrs.evolve(made(activity("a", "p")), partners=(Partner(id="p"),))
        assert numbers("CI304", alone) == NOT_APPLICABLE
        beside = attrs.evolve(alone, partners=(Partner(id="p"), Partner(id="q")))
        assert numbers("CI304", beside) == UNKNOWN
        assert found("CI304", beside).unrecorded == ("partners/q",)
        assert numbers("CI304", attrs.evolve(beside, complete=(ALL_PARTS,)))[1:] == (0.5, 0.5, 0.5, 1, 2)

    def test_an_activity_without_recorded_partners_may_join_all(self, numbers: Numbers, found: Found) -> None:
        initiative = made(activity("a", "p"), activity("b", "q"), activity("c"))
        assert numbers("CI304", initiative) == ("partly", 0.5, 0.5, 1.0, 1, 2)
        assert found("CI304", initiative).unrecorded == ("activities/c/contributions",)

    def test_no_contribution(self, numbers: Numbers) -> None:
        assert numbers("CI304", made(activity("a"))) == UNKNOWN
        assert numbers("CI304", made(activity("a"), complete=(ALL_PARTS,))) == (
            "not_met",
            0.0,
            0.0,
            0.0,
            0,
            2,
        )

    def test_no_partners(self, numbers: Numbers) -> None:
        nobody = Initiative(id="i", activities=(activity("a", outcomes=()),))
        assert numbers("CI304", nobody) == UNKNOWN
        assert numbers("CI304", attrs.evolve(nobody, complete=("partners",))) == NOTHING
        left = attrs.evolve(nobody, partners=(Partner(id="p", until=OVER),))
        assert numbers("CI304", left) == NOT_APPLICABLE


class TestResilience:
    def test_outcomes_kept_when_the_costliest_partner_leaves(self, numbers: Numbers, found: Found) -> None:
        # p alone carries o1 and o2, q shares o3: without p, 1 of 3 is kept.
        initiative = made(
            activity("a", "p", outcomes=("o1", "o2")), activity("b", "p", "q", outcomes=("o3",)),
            outcomes="o1 o2 o3 o4",
        )  # fmt: skip
        assert numbers("CI305", initiative) == ("partly", THIRD, THIRD, THIRD, 1, 3)
        one = found("CI305", initiative)
        assert one.observed == "1 of 3 outcomes would keep an activity if p left, the partner missed most."
        assert one.against == ("agenda/outcomes/o1", "agenda/outcomes/o2")

    def test_all_or_none_kept(self, numbers: Numbers, found: Found) -> None:
        both = made(activity("a", "p"), activity("b", "q"))
        assert numbers("CI305", both) == ("met", 1.0, 1.0, 1.0, 1, 1)
        assert (
            found("CI305", both).observed
            == "The 1 outcome that partners work towards would keep an activity if any one partner left."
        )
        assert numbers("CI305", made(activity("a", "p"))) == ("not_met", 0.0, 0.0, 0.0, 0, 1)

    def test_partners_not_recorded_lower_the_low_end(self, numbers: Numbers, found: Found) -> None:
        # o1 has p's and an open activity, o2 an open one only. As recorded nobody's leaving costs one;
        # at worst p carries all of them.
        initiative = made(
            activity("a", "p", "q", outcomes=("o1",)), activity("b", outcomes=("o1",)), activity("c", outcomes=("o2",)),
            outcomes="o1 o2",
        )  # fmt: skip
        assert numbers("CI305", initiative) == ("met", 1.0, 0.5, 1.0, 2, 2)
        one = found("CI305", initiative)
        assert one.unrecorded == ("activities/b/contributions", "activities/c/contributions")
        assert one.observed.endswith("For 2 activities the partners are not recorded.")
        filled = initiative.including(
            activity("b", "q", outcomes=("o1",)), activity("c", "p", outcomes=("o2",))
        )
        assert numbers("CI305", filled) == ("partly", 0.5, 0.5, 0.5, 1, 2)

    def test_no_partner_of_any_activity_recorded(self, numbers: Numbers) -> None:
        assert numbers("CI305", made(activity("a"))) == UNKNOWN
        nobody = made(activity("a"), complete=(ALL_PARTS,))
        assert numbers("CI305", nobody) == NOT_APPLICABLE

    def test_what_nobody_carries_is_lost_with_nobody(self, numbers: Numbers, found: Found) -> None:
        initiative = made(
            activity("a", "p", "q", outcomes=("o1",)), activity("b", outcomes=("o2",)),
            outcomes="o1 o2", complete=("activities/b/contributions",),
        )  # fmt: skip
        assert numbers("CI305", initiative) == ("met", 1.0, 1.0, 1.0, 1, 1)
        assert found("CI305", initiative).observed.endswith(
            "Of 1 more, nobody carries an activity any longer."
        )

    def test_no_outcomes(self, numbers: Numbers) -> None:
        nothing = Initiative(id="i", partners=(Partner(id="p"),), activities=(Activity(id="a"),))
        assert numbers("CI305", nothing) == UNKNOWN
        assert numbers("CI305", attrs.evolve(nothing, complete=("agenda/outcomes",))) == NOTHING

    def test_no_outcome_has_an_activity(self, numbers: Numbers) -> None:
        assert numbers("CI305", made(activity("a", "p", outcomes=()))) == NOT_APPLICABLE

    def test_no_partners(self, numbers: Numbers) -> None:
        nobody = attrs.evolve(made(activity("a"), complete=(ALL_PARTS,)), partners=())
        assert numbers("CI305", nobody) == UNKNOWN
        assert numbers("CI305", attrs.evolve(nobody, complete=("partners",))) == NOTHING
        left = attrs.evolve(nobody, partners=(Partner(id="p", until=OVER),))
        assert numbers("CI305", left) == NOT_APPLICABLE


def test_a_joint_plan_is_shown_by_dated_evidence(numbers: Numbers, on: date) -> None:
    initiative = Initiative(id="i", evidence=(Evidence(id="e", kind="plan", on=on),))
    assert numbers("CI306", initiative) == ("met", 1.0, 1.0, 1.0, 1, 1)


class TestTieQuality:
    def made(self, *ties: tuple[float | None, Range | None]) -> Initiative:
        return Initiative(
            id="i",
            partners=(Partner(id="p"), Partner(id="q")),
            ties=tuple(
                Tie(id=f"t{n}", from_id="p", to_id="q", intensity=value, scale=scale)
                for n, (value, scale) in enumerate(ties)
            ),
        )

    def test_the_mean_on_a_scale_from_0_to_1(self, numbers: Numbers, found: Found) -> None:
        frey, varda = Range(minimum=0, maximum=5), Range(minimum=1, maximum=4)
        # 4/5 and (2 - 1)/3; the mean is (0.8 + 1/3)/2.
        score = round((0.8 + 1 / 3) / 2, 12)
        initiative = self.made((4, frey), (2, varda))
        assert numbers("CI307", initiative) == ("partly", score, score, score, score, 1)
        assert found("CI307", initiative).evidence_kind == "perceived"
        assert numbers("CI307", self.made((5, frey)))[0] == "met"
        assert numbers("CI307", self.made((0, frey)))[0] == "not_met"

    @pytest.mark.parametrize(
        "tie",
        [
            (None, Range(minimum=0, maximum=5)),
            (3.0, None),
            (3.0, Range(minimum=0)),
            (3.0, Range(maximum=5)),
            (3.0, Range(minimum=3, maximum=3)),
        ],
    )
    def test_no_intensity_on_a_scale(self, numbers: Numbers, tie: tuple[float | None, Range | None]) -> None:
        assert numbers("CI307", self.made(tie)) == UNKNOWN

    def test_ties_of_partners_that_left_are_not_seen(self, numbers: Numbers) -> None:
        initiative = self.made((4.0, Range(minimum=0, maximum=5)))
        gone = attrs.evolve(initiative, partners=(Partner(id="p"), Partner(id="q", until=OVER)))
        assert numbers("CI307", gone) == UNKNOWN
