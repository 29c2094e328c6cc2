"""Which outcomes are lost when a partner leaves, and with whom most."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import attrs
import pytest

from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.model.activity import Activity, Contribution, Reinforcement
from collective_impact.model.agenda import Agenda, Outcome
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.network.departures import Departure, Falls, Rule, costliest, outcomes_lost
from collective_impact.network.incidence import incidence

Answers = dict[str, Any]


def activity(id_: str, partners: str, outcomes: str, needs: str = "") -> Activity:
    return Activity(
        id=id_,
        contributions=tuple(Contribution(partner_id=partner) for partner in partners.split()),
        outcome_ids=tuple(outcomes.split()),
        reinforcements=tuple(
            Reinforcement(kind="depends_on", activity_id=needed) for needed in needs.split()
        ),
    )


def initiative_of(*activities: Activity, complete: tuple[str, ...] = ()) -> Initiative:
    return Initiative(
        id="I",
        agenda=Agenda(outcomes=tuple(Outcome(id=f"O{number}") for number in range(1, 5))),
        partners=tuple(Partner(id=f"P{number}") for number in range(1, 4)),
        activities=activities,
        complete=complete,
    )


@pytest.mark.parametrize("rule", get_args(Rule))
def test_acceptance_3_departures_from_the_toy(toy: Initiative, toy_expected: Answers, rule: Rule) -> None:
    for partner_id, expected in toy_expected["if_partner_leaves"].items():
        assert list(outcomes_lost(toy, partner_id, rule)) == expected[f"outcomes_lost_{rule}"]
    assert outcomes_lost(toy, "P3", rule) == {"lenient": ("O4",), "strict": ("O1", "O4")}[rule]


def test_the_costliest_partner_of_the_toy_is_the_clinic(toy: Initiative) -> None:
    assert costliest(toy) == Departure("P3", ("O4",))


def test_the_lenient_rule_is_the_one_without_saying(toy: Initiative) -> None:
    assert outcomes_lost(incidence(toy), "P2") == outcomes_lost(toy, "P2", "lenient") == ()


def test_an_activity_lives_while_one_partner_is_left() -> None:
    initiative = initiative_of(activity("A1", "P1 P2", "O1"), activity("A2", "P1", "O1 O2"))
    assert outcomes_lost(initiative, "P1") == ("O2",)
    assert outcomes_lost(initiative, "P2") == ()


def test_by_the_strict_rule_what_waits_for_the_fallen_falls_along_the_whole_chain() -> None:
    initiative = initiative_of(
        activity("A1", "P2", "O1", needs="A2"),
        activity("A2", "P2", "O2", needs="A3 A4"),
        activity("A3", "P1", "O3"),
        activity("A4", "P1", "O3", needs="A3"),
    )
    assert outcomes_lost(initiative, "P1") == ("O3",)
    assert outcomes_lost(initiative, "P1", "strict") == ("O1", "O2", "O3")
    assert outcomes_lost(initiative, "P3", "strict") == ()


def test_a_circle_of_dependencies_lives_or_falls_together() -> None:
    initiative = initiative_of(activity("A1", "P1", "O1", needs="A2"), activity("A2", "P2", "O2", needs="A1"))
    assert outcomes_lost(initiative, "P1", "strict") == ("O1", "O2")
    assert outcomes_lost(initiative, "P3", "strict") == ()


def test_only_dependence_pulls_others_along(toy: Initiative) -> None:
    supported = attrs.evolve(
        initiative_of(
            activity("A1", "P1", "O1"),
            attrs.evolve(
                activity("A2", "P2", "O2"),
                reinforcements=(Reinforcement(kind="supports", activity_id="A1"),),
            ),
        )
    )
    assert outcomes_lost(supported, "P1", "strict") == ("O1",)
    assert outcomes_lost(toy, "P1", "strict") == ()


def test_an_activity_of_unrecorded_partners_lives_or_falls_as_asked() -> None:
    initiative = initiative_of(activity("A1", "P2", "O1"), activity("A2", "", "O1 O2"))
    assert outcomes_lost(initiative, "P2") == ()
    assert outcomes_lost(initiative, "P2", unrecorded_live=False) == ("O1", "O2")
    assert outcomes_lost(initiative, "P1", unrecorded_live=False) == ("O2",)
    assert costliest(initiative) == Departure("P1", ())
    assert costliest(initiative, unrecorded_live=False) == Departure("P2", ("O1", "O2"))


def test_an_activity_known_to_have_no_partner_holds_nothing_up() -> None:
    initiative = initiative_of(
        activity("A1", "P2", "O1"), activity("A2", "", "O1 O2"), complete=("activities/A2/contributions",)
    )
    assert outcomes_lost(initiative, "P2") == ("O1",)
    assert outcomes_lost(initiative, "P1") == ()
    assert costliest(initiative) == Departure("P2", ("O1",))


def test_what_is_dead_already_is_lost_with_nobody() -> None:
    initiative = initiative_of(
        activity("A1", "P1", "O1"), activity("A2", "P2", "O2", needs="A1"), activity("A3", "P3", "O3")
    ).including(Partner(id="P1", until=date(2025, 12, 31)))
    index = incidence(initiative, on=date(2026, 1, 1))
    assert outcomes_lost(index, "P3") == outcomes_lost(index, "P3", "strict") == ("O3",)
    # O2 waits in vain by the strict rule, so it is not lost with P3; with P2 it is lost by any rule.
    assert outcomes_lost(index, "P2") == outcomes_lost(index, "P2", "strict") == ("O2",)
    assert Falls(index, "lenient").lost_before == (0,)
    assert Falls(index, "strict").lost_before == (0, 1)


def test_equal_losses_are_settled_by_id() -> None:
    initiative = initiative_of(activity("A1", "P3", "O1"), activity("A2", "P2", "O2"))
    assert costliest(initiative) == Departure("P2", ("O2",))


def test_without_partners_nobody_is_costliest() -> None:
    assert costliest(Initiative(id="I", activities=(Activity(id="A1"),))) is None


def test_who_has_left_already_carries_nothing() -> None:
    initiative = initiative_of(activity("A1", "P1 P2", "O1"))
    gone = initiative.including(Partner(id="P1", until=date(2025, 12, 31)))
    index = incidence(gone, on=date(2026, 1, 1))
    assert outcomes_lost(index, "P2") == ("O1",)
    with pytest.raises(UnknownNameError, match="'P1' is not in force on 2026-01-01"):
        outcomes_lost(index, "P1")


def test_an_unknown_rule_is_refused(toy: Initiative) -> None:
    with pytest.raises(InvalidRecordError, match="'lenient' or 'strict', found 'harsh'"):
        outcomes_lost(toy, "P1", "harsh")  # type: ignore[arg-type]
