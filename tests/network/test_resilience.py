"""What is told of a partner that leaves, and of all partners."""

from __future__ import annotations

from typing import Any, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.network.records import activity, initiative

from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.network.departures import Rule, costliest, outcomes_lost
from collective_impact.network.resilience import if_partner_leaves, resilience

Answers = dict[str, Any]
RULES: tuple[Rule, ...] = get_args(Rule)


@pytest.mark.parametrize("rule", RULES)
def test_acceptance_3_departures_from_the_toy(toy: Initiative, toy_expected: Answers, rule: Rule) -> None:
    for partner_id, expected in toy_expected["if_partner_leaves"].items():
        loss = if_partner_leaves(toy, partner_id, rule)
        assert (loss.partner_id, loss.rule) == (partner_id, rule)
        assert list(loss.outcomes_lost) == expected[f"outcomes_lost_{rule}"]
        assert list(loss.activities_lost) == expected["activities_lost_lenient"]
        assert list(loss.blocked) == expected["activities_blocked_by_dependency"]
        assert loss.outcomes_possibly_lost == ()


def test_the_strict_rule_is_the_one_without_saying(toy: Initiative) -> None:
    assert if_partner_leaves(toy, "P2") == if_partner_leaves(toy, "P2", "strict")


def test_what_is_lost_is_told_in_one_sentence(toy: Initiative) -> None:
    for id_, told in {
        "P1": 'If the partner "Backbone office" leaves, no outcome is lost; 1 activity ends.',
        "P2": 'If the partner "School district" leaves, no activity towards "graduation" lives on; '
        "2 activities end, and 1 more depends on them.",
        "P3": 'If the partner "Health clinic" leaves, no activity towards "kindergarten readiness", '
        '"youth mental health" lives on; 1 activity ends, and 1 more depends on it.',
        "P5": 'If the partner "Employer council" leaves, no outcome is lost; no activity ends.',
    }.items():
        assert if_partner_leaves(toy, id_).sentence == told
    two = initiative(
        activity("A", "P1"),
        activity("B", "P2", links={"depends_on": "A"}),
        activity("C", "P2", links={"depends_on": "B"}),
    )
    assert if_partner_leaves(two, "P1").sentence.endswith("1 activity ends, and 2 more depend on it.")


def test_the_network_of_shared_activities_is_told_before_and_after(toy: Initiative) -> None:
    loss = if_partner_leaves(toy, "P4")
    assert (loss.fragmentation_before, loss.fragmentation) == (0.8, 1.0)


def test_unrecorded_partners_make_a_loss_possible() -> None:
    held = initiative(activity("A", "P1", "O1 O2"), activity("B", "", "O1"), activity("C", "", "O3"))
    loss = if_partner_leaves(held, "P1", "lenient")
    assert (loss.outcomes_lost, loss.outcomes_possibly_lost) == (("O2",), ("O1", "O3"))
    assert loss.sentence == (
        'If the partner "P1" leaves, no activity towards "O2" lives on; 1 activity ends. "O1", "O3" may be lost '
        "too: not all partners are recorded that carry what is done."
    )
    other = initiative(activity("A", "", "O1"), activity("B", "P1 P2"))
    assert if_partner_leaves(other, "P1").sentence == (
        'If the partner "P1" leaves, no outcome is surely lost; no activity ends. "O1" may be lost too: not all '
        "partners are recorded that carry what is done."
    )


def test_what_is_known_to_have_no_partner_is_lost_before() -> None:
    held = attrs.evolve(
        initiative(
            activity("A", "", "O1"),
            activity("B", "P1", "O2", links={"depends_on": "A"}),
            activity("C", "P2", "O2 O3"),
        ),
        complete=("activities/*/contributions",),
    )
    assert if_partner_leaves(held, "P1").outcomes_lost == ()
    assert if_partner_leaves(held, "P2").outcomes_lost == ("O2", "O3")
    assert if_partner_leaves(held, "P2", "lenient").outcomes_lost == ("O3",)
    assert '"O1"' not in if_partner_leaves(held, "P2").sentence
    assert (resilience(held).lost_before, resilience(held).share) == (("O1",), 0.0)


def test_what_waits_in_vain_before_is_told_apart_from_what_is_lost() -> None:
    held = attrs.evolve(
        initiative(
            activity("A", "", "O1"),
            activity("B", "P1", "O2", links={"depends_on": "A"}),
            activity("C", "P1 P2", "O3"),
        ),
        complete=("activities/*/contributions",),
    )
    found = resilience(held)
    assert [(row.partner_id, row.outcomes_lost) for row in found.rows] == [("P1", ("O2",)), ("P2", ())]
    assert (found.lost_before, found.share) == (("O1", "O2"), 1.0)
    lenient = resilience(held, "lenient")
    assert (lenient.lost_before, lenient.share) == (("O1",), 0.5)


def test_without_recorded_contributions_no_fragmentation_is_known() -> None:
    nothing = initiative(partners=(Partner(id="P1"), Partner(id="P2"), Partner(id="P3")))
    for unknown in (nothing, attrs.evolve(nothing, activities=(activity("A"),))):
        loss = if_partner_leaves(unknown, "P1")
        assert (loss.fragmentation_before, loss.fragmentation) == (None, None)
        assert loss.reason == (
            "It is not recorded who delivers which activity, so it is not known what holds partners together."
        )
    known = if_partner_leaves(attrs.evolve(nothing, complete=("activities",)), "P1")
    assert (known.fragmentation_before, known.fragmentation, known.reason) == (1.0, 1.0, None)


def test_an_unknown_partner_or_rule_is_an_error_that_says_so(toy: Initiative) -> None:
    with pytest.raises(UnknownNameError, match="no partner with the id 'P9'"):
        if_partner_leaves(toy, "P9")
    rule: Any = "harsh"
    for ask in (lambda: if_partner_leaves(toy, "P1", rule), lambda: resilience(toy, rule)):
        with pytest.raises(InvalidRecordError, match="lenient' or 'strict', found 'harsh'"):
            ask()


def test_the_partner_missed_most_comes_first(toy: Initiative) -> None:
    assert resilience(toy) == resilience(toy, "strict")
    found = resilience(toy, "lenient")
    assert [row.partner_id for row in found.rows] == ["P3", "P2", "P1", "P4", "P5", "P6"]
    assert (found.rule, found.gap_to_second, found.share, found.reason) == ("lenient", 1, 0.75, None)
    strict = resilience(toy, "strict")
    assert [row.partner_id for row in strict.rows][:2] == ["P3", "P2"]
    assert (strict.gap_to_second, strict.share) == (1, 0.5)


def test_without_partners_or_outcomes_there_is_a_reason() -> None:
    nobody = resilience(initiative(activity("A", "", "O1")))
    assert (nobody.rows, nobody.gap_to_second, nobody.share) == ((), None, None)
    assert nobody.reason == "There is no partner on the map."
    idle = resilience(initiative(partners=(Partner(id="P1"),)))
    assert (len(idle.rows), idle.gap_to_second, idle.share) == (1, None, None)
    assert idle.reason == "No outcome has an activity that lives, so none can be lost."


ROWS = st.lists(
    st.tuples(
        st.sets(st.integers(0, 3), max_size=2),
        st.sets(st.integers(0, 3), max_size=2),
        st.sets(st.integers(0, 5), max_size=2),
    ),
    max_size=6,
)


def served_without(held: list[Any], gone: str | None, rule: str, all_told: bool) -> set[str]:
    """Return the outcomes of which an activity lives once a partner has left."""

    def lives(one: Any) -> bool:
        partners = {part.partner_id for part in one.contributions}
        return bool(partners - {gone}) if partners else not all_told

    living = {one.id for one in held if lives(one)}
    while rule == "strict":
        left = {
            one.id
            for one in held
            if one.id in living and all(link.activity_id in living for link in one.reinforcements)
        }
        if left == living:
            break
        living = left
    return {outcome for one in held if one.id in living for outcome in one.outcome_ids}


@given(ROWS, st.booleans(), st.sampled_from(RULES))
def test_what_falls_is_what_a_walk_over_all_activities_finds(
    rows: list[tuple[set[int], set[int], set[int]]],
    all_told: bool,
    rule: Rule,
) -> None:
    held = [
        activity(
            f"A{i}",
            " ".join(f"P{j}" for j in partners),
            " ".join(f"O{j}" for j in outcomes),
            {"depends_on": " ".join(f"A{j}" for j in needs if j < len(rows) and j != i)},
        )
        for i, (partners, outcomes, needs) in enumerate(rows)
    ]
    subject = initiative(*held, complete=("activities/*/contributions",) if all_told else ())
    found = resilience(subject, rule)
    for row in found.rows:
        lost = {
            outcome
            for way in {rule, "lenient"}
            for outcome in served_without(held, None, way, all_told)
            - served_without(held, row.partner_id, way, all_told)
        }
        assert row.outcomes_lost == outcomes_lost(subject, row.partner_id, rule) == tuple(sorted(lost))
    worst = costliest(subject)
    if rule == "lenient" and worst is not None:
        assert len(found.rows[0].outcomes_lost) == len(worst.outcome_ids)
