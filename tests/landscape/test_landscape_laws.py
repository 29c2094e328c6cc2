"""Laws of the landscape: order, relabelling, the unrelated, and what decisions may and may not change."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.landscape.bridging import bridging_partners
from collective_impact.landscape.coverage import coverage
from collective_impact.landscape.inventory import Collaboration, Landscape, Organisation
from collective_impact.landscape.matching import likely_matches
from collective_impact.landscape.overlap import compare
from collective_impact.landscape.oversight import oversight

DAY = date(2026, 1, 1)
NAMES = ("Alpha House", "alpha house", "Beta Inc", "Beta", "Gamma", "Delta")
MEMBERS = tuple(f"O{number}" for number in range(len(NAMES)))
RULES = ("FREQ=MONTHLY;BYDAY=1TU", "FREQ=MONTHLY", "FREQ=WEEKLY;BYDAY=TU")


@st.composite
def collaborations(draw: st.DrawFn, id_: str) -> Collaboration:
    ages = draw(st.none() | st.tuples(st.integers(0, 20), st.integers(0, 6)))
    groups = (ci.Population(id=f"k-{id_}", age_from=ages[0], age_to=sum(ages)),) if ages else ()
    rule = draw(st.none() | st.sampled_from(RULES))
    meets = (ci.Convening(id=f"m-{id_}", cadence=ci.Cadence(rule=rule)),) if rule else ()
    return Collaboration(
        id=id_,
        member_ids=tuple(draw(st.lists(st.sampled_from(MEMBERS), max_size=5))),
        outcome_ids=tuple(draw(st.lists(st.sampled_from(("G", "H")), max_size=2, unique=True))),
        populations=groups,
        places=tuple(
            ci.Place(id=place) for place in draw(st.lists(st.sampled_from(("n", "s")), unique=True))
        ),
        settings=tuple(draw(st.lists(st.sampled_from(("in school", "out of school")), unique=True))),
        convenings=meets,
        hours_per_meeting=draw(st.none() | st.sampled_from((1, 1.5))),
    )


@st.composite
def landscapes(draw: st.DrawFn) -> Landscape:
    rows = [draw(collaborations(f"C{number}")) for number in range(draw(st.integers(0, 5)))]
    held = Landscape(
        id="L",
        organisations=tuple(
            Organisation(id=id_, name=name) for id_, name in zip(MEMBERS, NAMES, strict=True)
        ),
        outcomes=(ci.Outcome(id="G"), ci.Outcome(id="H")),
        places=(ci.Place(id="n", name="North"), ci.Place(id="s", name="South")),
        collaborations=tuple(rows),
        complete=draw(st.sampled_from(((), ("collaborations/*/member_ids",)))),
    )
    for one, other in draw(
        st.lists(st.sampled_from((("O0", "O1"), ("O2", "O3"), ("O4", "O5"))), unique=True)
    ):
        held = held.merging(one, other)
    return held


def answers(held: Landscape) -> list[Any]:
    return [
        compare(held, on=DAY, draws=2),
        coverage(held),
        bridging_partners(held, on=DAY),
        likely_matches(held, minimum=1),
        oversight(held),
    ]


@given(landscapes())
def test_a_landscape_is_what_was_written(held: Landscape) -> None:
    assert ci.read(ci.to_data(held)) == held


@given(landscapes())
def test_the_order_of_records_changes_no_answer(held: Landscape) -> None:
    tables = ("collaborations", "organisations", "outcomes", "places", "decisions")
    changes: dict[str, Any] = {name: tuple(reversed(getattr(held, name))) for name in tables}
    turned = attrs.evolve(held, **changes)
    assert answers(turned) == answers(held)


@given(landscapes())
def test_other_ids_for_organisations_change_no_number(held: Landscape) -> None:
    renamed = attrs.evolve(
        held,
        organisations=tuple(attrs.evolve(row, id=f"x{row.id}") for row in held.organisations),
        collaborations=tuple(
            attrs.evolve(row, member_ids=tuple(f"x{id_}" for id_ in row.member_ids))
            for row in held.collaborations
        ),
        decisions=tuple(
            attrs.evolve(row, one=f"x{row.one}", other=f"x{row.other}") for row in held.decisions
        ),
    )
    before, after = compare(held, on=DAY, draws=2), compare(renamed, on=DAY, draws=2)
    assert [attrs.evolve(pair, shared_member_ids=()) for pair in before.pairs] == [
        attrs.evolve(pair, shared_member_ids=()) for pair in after.pairs
    ]
    assert coverage(held) == coverage(renamed)
    loads = [
        [
            (partner.organisation_id[-2:], partner.hours_per_month, partner.tables)
            for partner in found.partners
        ]
        for found in (bridging_partners(held, on=DAY), bridging_partners(renamed, on=DAY))
    ]
    assert loads[0] == loads[1]


@given(landscapes())
def test_an_unrelated_collaboration_changes_no_pair_and_no_load(held: Landscape) -> None:
    row = Collaboration(id="unrelated", member_ids=("nobody else",), outcome_ids=("other",))
    more = held.including(Organisation(id="nobody else"), ci.Outcome(id="other"), row)
    assert compare(more, on=DAY, draws=0).pairs == compare(held, on=DAY, draws=0).pairs
    assert bridging_partners(more, on=DAY).partners == bridging_partners(held, on=DAY).partners
    goals = coverage(held).outcome_ids
    assert [cell for cell in coverage(more).cells if cell.outcome_id in goals] == list(coverage(held).cells)


@given(landscapes(), collaborations("equal"))
def test_of_two_equal_collaborations_one_says_as_much_as_both(held: Landscape, row: Collaboration) -> None:
    once = held.including(row)
    meets = tuple(attrs.evolve(each, id=f"twin {each.id}") for each in row.convenings)
    twice = once.including(attrs.evolve(row, id="twin", convenings=meets))
    kept = [
        pair for pair in compare(twice, on=DAY, draws=0).pairs if "twin" not in (pair.one_id, pair.other_id)
    ]
    assert kept == list(compare(once, on=DAY, draws=0).pairs)
    for alone, both in zip(coverage(once).cells, coverage(twice).cells, strict=True):
        assert (alone.status in ("gap", "unknown")) == (both.status in ("gap", "unknown"))
        assert alone.organisation_count == both.organisation_count
        assert set(both.collaboration_ids) - {"twin"} == set(alone.collaboration_ids)


@given(landscapes())
def test_recording_a_place_or_an_age_never_opens_a_gap_that_was_served(held: Landscape) -> None:
    stated = attrs.evolve(
        held,
        collaborations=tuple(
            attrs.evolve(
                row,
                places=row.places or (ci.Place(id="n"),),
                populations=row.populations or (ci.Population(id=f"all {row.id}", age_from=0, age_to=30),),
            )
            for row in held.collaborations
        ),
    )
    for before, after in zip(coverage(held).cells, coverage(stated).cells, strict=True):
        assert set(before.collaboration_ids) <= set(after.collaboration_ids)
        assert set(after.collaboration_ids) <= set(before.collaboration_ids) | set(before.possible_ids)
        assert before.status != "gap" or after.status == "gap"


@given(landscapes())
def test_a_decision_joins_members_and_loses_none(held: Landscape) -> None:
    pairs = likely_matches(held, minimum=1)
    joined = held
    for match in pairs:
        joined = joined.merging(match.one, match.other)
    assert likely_matches(joined, minimum=1) == ()
    assert joined.organisations == held.organisations
    before = {(pair.one_id, pair.other_id) for pair in compare(held, on=DAY, draws=0).pairs}
    assert before <= {(pair.one_id, pair.other_id) for pair in compare(joined, on=DAY, draws=0).pairs}
