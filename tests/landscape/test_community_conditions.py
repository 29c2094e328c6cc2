"""The five conditions at community level: every criterion, met and not met, known and unknown."""

from __future__ import annotations

import sys
from datetime import date
from itertools import combinations
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.errors import CollectiveImpactError, InvalidRecordError
from collective_impact.landscape.community import CommunityContext
from collective_impact.landscape.community_conditions import COMMUNITY_CONDITIONS
from collective_impact.landscape.community_criteria import CommunityCriterion
from collective_impact.landscape.inventory import (
    Body,
    Collaboration,
    IdentityDecision,
    Landscape,
    Organisation,
)
from collective_impact.landscape.same_names import same_names
from collective_impact.model.agenda import Agenda, Outcome
from collective_impact.model.convening import Channel, Convening, Meeting
from collective_impact.model.values import Cadence, Place, Population
from collective_impact.readiness.context import Context
from collective_impact.readiness.framework import Condition, Framework

ON = date(2026, 6, 1)
MONTHLY = Cadence(rule="FREQ=MONTHLY;BYMONTHDAY=1", first=date(2024, 1, 1))
ALL = Population(id="all", age_from=0, age_to=24)


def thin(id_: str, members: str = "", goals: str = "", **fields: Any) -> Collaboration:
    return Collaboration(id=id_, member_ids=tuple(members), outcome_ids=tuple(goals), **fields)


def here(*rows: Collaboration, **fields: Any) -> Landscape:
    members = {id_ for row in rows for id_ in row.member_ids}
    members |= {id_ for body in fields.get("bodies", ()) for id_ in body.member_ids}
    goals = sorted({id_ for row in rows for id_ in row.outcome_ids})
    outcomes = fields.pop("outcomes", tuple(Outcome(id=id_, name=f"Goal {id_}") for id_ in goals))
    organisations = tuple(Organisation(id=id_) for id_ in sorted(members))
    return Landscape(id="here", collaborations=rows, organisations=organisations, outcomes=outcomes, **fields)


def whole(**fields: Any) -> ci.Initiative:
    return ci.Initiative(id="whole", **fields)


def agreed(*outcomes: Outcome, population: Population | None = None) -> ci.Initiative:
    return whole(agenda=Agenda(population=population, outcomes=outcomes))


def ask(code: str, landscape: Landscape) -> ci.Finding:
    rules = Framework(
        key="one",
        title="One",
        conditions=(Condition(key="c", title="C", criteria=(COMMUNITY_CONDITIONS.criterion(code),)),),
    )
    (finding,) = ci.assess(landscape, rules, on=ON).findings
    assert finding.code == code
    return finding


def score(code: str, landscape: Landscape) -> tuple[Any, Any, Any]:
    found = ask(code, landscape)
    return found.score, found.low, found.high


UNKNOWN = (None, 0.0, 1.0)


def test_an_empty_landscape_knows_nothing_and_holds_nothing_against_anybody() -> None:
    report = ci.assess(here(), COMMUNITY_CONDITIONS, on=ON)
    assert [condition.key for condition in report.conditions] == [
        "community_agenda", "community_measurement", "community_reinforcement", "community_communication",
        "community_backbone",
    ]  # fmt: skip
    assert {finding.status for finding in report.findings} == {"unknown"}
    assert {(c.low, c.high, c.level) for c in report.conditions} == {(0.0, 1.0, None)}
    assert report.gate == "cannot tell"
    assert report.subject_until is None


def test_codes_titles_and_sources_are_complete_and_stable() -> None:
    criteria = [
        criterion for condition in COMMUNITY_CONDITIONS.conditions for criterion in condition.criteria
    ]
    assert [criterion.code for criterion in criteria] == [
        *("CI901", "CI902", "CI903", "CI904", "CI905"), *("CI911", "CI912", "CI913", "CI914"),
        *("CI921", "CI922", "CI923", "CI924", "CI925"), *("CI931", "CI932", "CI933", "CI934", "CI935"),
        *("CI941", "CI942", "CI943", "CI944", "CI945"),
    ]  # fmt: skip
    for criterion in criteria:
        assert criterion.title
        assert criterion.question.endswith("?")
        assert criterion.rule
        assert criterion.source
        assert criterion.record_step
    assert [c.code for c in criteria if c.critical] == ["CI901", "CI911", "CI921", "CI931", "CI941"]


def test_the_framework_round_trips_and_a_report_too() -> None:
    assert ci.from_data(ci.to_data(COMMUNITY_CONDITIONS), Framework) == COMMUNITY_CONDITIONS
    report = ci.assess(here(thin("x", "ab", "1")), COMMUNITY_CONDITIONS, on=ON)
    assert ci.from_data(ci.to_data(report), type(report)) == report
    assert "One agenda from birth to young adulthood" in str(report)
    assert "CI902" in report.explain("CI902")


def test_only_a_landscape_is_assessed_by_it_and_only_by_it() -> None:
    with pytest.raises(
        InvalidRecordError, match="'community_conditions' is about Landscape, found Initiative"
    ):
        ci.assess(ci.Initiative(id="x"), COMMUNITY_CONDITIONS, on=ON)
    with pytest.raises(
        InvalidRecordError, match="Only an initiative can be assessed by this framework, found Landscape"
    ):
        ci.assess(here(), on=ON)
    with pytest.raises(InvalidRecordError, match="is about Initiative and Landscape"):
        ci.assess(here(), COMMUNITY_CONDITIONS.including(ci.FIVE_CONDITIONS), on=ON)
    empty = Framework(key="none", title="None")
    assert ci.assess(ci.Initiative(id="x"), empty, on=ON).conditions == ()


def test_a_stranger_may_extend_the_landscape() -> None:
    @attrs.frozen(kw_only=True)
    class County(Landscape):
        households: int = 0

    report = ci.assess(County(id="c", households=5), COMMUNITY_CONDITIONS, on=ON)
    assert report.subject_id == "c"


def test_two_landscapes_are_compared_like_two_initiatives() -> None:
    before = ci.assess(here(thin("x")), COMMUNITY_CONDITIONS, on=ON)
    after = ci.assess(
        here(thin("x", overseen_by_ids=("b",)), bodies=(Body(id="b"),)), COMMUNITY_CONDITIONS, on=ON
    )
    changes = {change.code: change.kind for change in ci.compare(before, after).findings}
    assert changes["CI921"] == "now recorded"


def test_a_criterion_without_judge_says_so() -> None:
    bare = CommunityCriterion(code="MINE1")
    rules = Framework(key="f", title="F", conditions=(Condition(key="c", title="C", criteria=(bare,)),))
    with pytest.raises(CollectiveImpactError, match="'MINE1' has no `judge` of its own"):
        ci.assess(here(), rules, on=ON)


def test_what_people_say_stands_beside_what_the_records_show() -> None:
    scale = ci.Scale(key="s", minimum=1, maximum=5)
    items = (ci.Item(code="q1", scale="s", criterion="CI905"),)
    instrument = ci.Instrument(key="i", kind="perceived", scales=(scale,), items=items)
    ratings = ci.RatingSet(
        instrument=instrument,
        initiative_id="here",
        ratings=tuple(ci.Rating(item="q1", rater=f"r{place}", value=5) for place in range(5)),
    )
    report = ci.assess(here(), COMMUNITY_CONDITIONS, ratings=ratings, on=ON)
    assert report.condition("community_agenda").perceived == 1
    with pytest.raises(InvalidRecordError, match="not about 'there'"):
        ci.assess(Landscape(id="there"), COMMUNITY_CONDITIONS, ratings=ratings, on=ON)


# what is agreed for the whole


def test_the_whole_is_asked_what_an_initiative_is_asked() -> None:
    held = whole(agenda=Agenda(problem="Loss.", population=ALL), complete=("agenda/place", "place"))
    found = ask("CI901", here(whole=held))
    assert found.score == pytest.approx(2 / 3)
    assert found.critical
    assert found.evidence == ("whole/agenda/problem", "whole/agenda/population")
    assert found.against == ("whole/agenda/place",)
    assert found.rule.startswith("Of what is agreed for the whole:")
    assert ask("CI901", here()).unrecorded == ("whole",)
    assert ask("CI941", here(whole=held)).unrecorded == ("whole/backbone_roles",)


def test_dated_proof_stands_in_the_whole_and_may_name_the_code() -> None:
    proof = ci.Evidence(id="e", kind="other", supports=("CI943",), on=date(2026, 1, 1))
    found = ask("CI943", here(whole=whole(evidence=(proof,))))
    assert (found.status, found.evidence) == ("met", ("whole/evidence/e",))
    assert ask("CI925", here(whole=whole(evidence=(proof,), complete=("evidence",)))).status == "not_met"


def test_goals_of_the_whole_reach_from_birth_to_young_adulthood() -> None:
    def goal(id_: str, low: float | None, high: float | None) -> Outcome:
        return Outcome(id=id_, population=Population(id=f"p{id_}", age_from=low, age_to=high))

    assert score("CI902", here(whole=agreed(goal("a", 0, 4), goal("b", 15, None)))) == (0.6, 0.6, 0.6)
    assert score("CI902", here(whole=agreed(goal("a", None, 24)))) == (1, 1, 1)
    assert score("CI902", here(whole=agreed(Outcome(id="a"), population=ALL))) == (1, 1, 1)
    assert score("CI902", here(whole=agreed(goal("a", 0, 4), Outcome(id="b")))) == (1, 0.2, 1)
    assert score("CI902", here(whole=agreed(goal("a", 30, 40)))) == (0, 0, 0)
    assert score("CI902", here(whole=agreed(goal("a", None, None)))) == UNKNOWN
    assert score("CI902", here()) == UNKNOWN
    empty = ask("CI902", here(whole=whole()))
    assert (empty.status, empty.unrecorded) == ("unknown", ("whole/agenda/outcomes",))
    none = ask("CI902", here(whole=whole(complete=("agenda/outcomes",))))
    assert (none.status, none.against) == ("not_met", ("whole/agenda/outcomes",))


def test_goals_of_the_whole_are_pursued() -> None:
    goals = agreed(Outcome(id="1"), Outcome(id="own", name=" goal  2 "), Outcome(id="9", name="Nobody's"))
    rows = (thin("x", "", "1"), thin("y", "", "2"))
    assert score("CI903", here(*rows, whole=goals)) == (pytest.approx(2 / 3),) * 3
    found = ask("CI903", here(*rows, whole=goals))
    assert found.against == ("whole/agenda/outcomes/9",)
    silent = score("CI903", here(*rows, thin("z"), whole=goals))
    assert silent == (1, pytest.approx(2 / 3), 1)
    assert score("CI903", here(whole=goals)) == UNKNOWN
    assert score("CI903", here(*rows)) == UNKNOWN
    assert score("CI903", here(*rows, whole=whole())) == UNKNOWN


def test_a_decision_makes_a_goal_the_same_under_another_name() -> None:
    outcomes = (Outcome(id="1", name="Reading"), Outcome(id="2", name="Literacy"))
    held = here(thin("x", "", "2"), outcomes=outcomes, whole=agreed(Outcome(id="w", name="reading")))
    assert ask("CI903", held).status == "not_met"
    decided = held.including(IdentityDecision(one="1", other="2", same=True))
    assert ask("CI903", decided).status == "met"


def test_collaborations_work_towards_the_whole() -> None:
    goals = agreed(Outcome(id="1"))
    rows = (thin("x", "", "1"), thin("y", "", "2"), thin("z"))
    assert score("CI904", here(*rows, whole=goals)) == (0.5, pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert score("CI904", here(*rows)) == UNKNOWN
    assert score("CI904", here(whole=goals)) == UNKNOWN
    assert score("CI904", here(whole=goals, complete=("collaborations",))) == (0, 0, 0)
    over = ask("CI904", here(thin("x", "", "1", until=date(2020, 1, 1)), whole=goals))
    assert over.status == "not_applicable"


def test_outcomes_are_linked_to_performance() -> None:
    def measured(*levels: Any, goal: str = "g") -> tuple[ci.Indicator, ...]:
        return tuple(
            ci.Indicator(id=f"{goal}{place}", outcome_ids=(goal,), level=level)
            for place, level in enumerate(levels)
        )

    goal = Outcome(id="g", level="population")
    for levels, wanted in (
        (("population", "system"), "met"),
        (("population", "program"), "met"),
        (("population",), "not_met"),
        (("system", "program"), "not_met"),
        (("population", None), "unknown"),
    ):
        held = attrs.evolve(agreed(goal), indicators=measured(*levels))
        assert ask("CI912", here(whole=held)).status == wanted
    assert ask("CI912", here(whole=agreed(goal))).status == "unknown"
    assert ask("CI912", here(whole=attrs.evolve(agreed(goal), complete=("indicators",)))).status == "not_met"
    assert ask("CI912", here()).status == "unknown"
    assert ask("CI912", here(whole=agreed(attrs.evolve(goal, level="program")))).status == "not_applicable"


# among the collaborations


def test_collaborations_answer_to_a_body() -> None:
    rows = (thin("x", overseen_by_ids=("b",)), thin("y"))
    bodies = (Body(id="b"),)
    assert score("CI921", here(*rows, bodies=bodies)) == (1, 0.5, 1)
    known = here(*rows, bodies=bodies, complete=("collaborations/y/overseen_by_ids",))
    assert score("CI921", known) == (0.5, 0.5, 0.5)
    none = here(thin("x"), complete=("collaborations/*/overseen_by_ids",))
    assert score("CI921", none) == (0, 0, 0)
    report = ci.assess(none, COMMUNITY_CONDITIONS, on=ON)
    assert report.condition("community_reinforcement").level == 0
    assert score("CI921", here()) == UNKNOWN


def test_collaborations_are_in_touch_through_their_members() -> None:
    rows = (thin("v", "ab"), thin("w", "bc"), thin("x", "cd"), thin("y", "q"), thin("z"))
    assert score("CI922", here(*rows)) == (0.75, 0.6, 0.8)
    assert score("CI922", here(thin("x", "a"), thin("y", "b"))) == (0, 0, 0)
    assert ask("CI922", here(thin("x", "a"))).status == "not_applicable"
    assert score("CI922", here()) == UNKNOWN
    joined = (thin("a1", "mn"), thin("a2", "no"), thin("b1", "pq"), thin("b2", "qr"), thin("c", "o", ""))
    assert score("CI922", here(*joined, thin("d", "op"))) == (1, 1, 1)
    assert score("CI922", here(*joined)) == (0.6, 0.6, 0.6)


def test_doubles_stand_side_by_side() -> None:
    rows = (thin("x", "abc", "1"), thin("y", "abc", "1"), thin("z", "def", "2"), thin("w", "ghi"))
    assert score("CI923", here(*rows)) == (pytest.approx(1 / 3), 0.25, 0.5)
    assert score("CI923", here(thin("x", "abc", "1"), thin("y", "abc", "1"))) == (0, 0, 0)
    assert score("CI923", here(thin("x", "abc", "1"))) == (1, 1, 1)
    doubtful = (thin("x", "abc", "1"), thin("y", "abc"))
    assert score("CI923", here(*doubtful)) == UNKNOWN
    assert score("CI923", here()) == UNKNOWN


def alike(*rows: Collaboration, names: str) -> Landscape:
    """Return a landscape in which the organisations of these letters bear one name."""
    held = here(*rows)
    organisations = tuple(
        attrs.evolve(row, name="Bee" if row.id in names else None) for row in held.organisations
    )
    return attrs.evolve(held, organisations=organisations)


def test_doubles_that_likely_matches_could_make_are_not_known() -> None:
    other = thin("z", "mno", "2")
    held = alike(thin("x", "abcd", "1"), thin("y", "abcefg", "1"), other, names="de")
    assert score("CI923", held) == (1, pytest.approx(1 / 3), 1)
    assert "decide on likely matches" in (ask("CI923", held).next_step or "")
    assert score("CI923", held.including(*same_names(held))) == (pytest.approx(1 / 3),) * 3
    assert score("CI923", held.keeping_apart("d", "e")) == (1, 1, 1)
    inside = alike(thin("x", "abch", "1"), thin("y", "abcde", "1"), names="de")
    assert score("CI923", inside) == UNKNOWN
    assert score("CI923", inside.including(*same_names(inside))) == (0, 0, 0)
    undone = alike(thin("x", "abc", "1"), thin("y", "abcde", "1"), names="ab")
    assert score("CI923", undone) == UNKNOWN
    assert score("CI923", undone.including(*same_names(undone))) == (1, 1, 1)
    silent = alike(thin("x", "abcd"), thin("y", "abcefg", "1"), names="de")
    assert score("CI923", silent) == UNKNOWN
    all_one = alike(thin("x", "abc", "1"), thin("y", "def", "1"), names="abcdef")
    assert score("CI923", all_one) == UNKNOWN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (thin("x", "abcd", "1"), thin("y", "aefg", "1")),  # too few members even if d and e are one
        (thin("x", "abcd", "1"), thin("y", "abce", "2")),  # other goals
        (thin("x", "ad", "1"), thin("y", "ae", "1")),  # two members are no table
        (
            thin("x", "abcd", "1", places=(Place(id="north"),)),
            thin("y", "abcefg", "1", places=(Place(id="south"),)),
        ),
        (
            thin("x", "abcd", "1", populations=(Population(id="babies"),)),
            thin("y", "abcefg", "1", populations=(Population(id="teens"),)),
        ),
    ],
)
def test_likely_matches_that_could_make_no_double_leave_it_known(
    one: Collaboration, other: Collaboration
) -> None:
    assert score("CI923", alike(one, other, names="de")) == (1, 1, 1)


def test_a_double_stays_one_whatever_is_decided_on_matches_between_the_two() -> None:
    held = alike(thin("x", "abcd", "1"), thin("y", "abce", "1"), names="de")
    assert score("CI923", held) == (0, 0, 0)


def test_where_likely_matches_are_not_looked_for_doubles_are_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.modules["collective_impact.landscape.undecided"], "MOST_MATCHES", 0)
    assert score("CI923", alike(thin("x", "abd", "1"), thin("y", "e", "2"), names="de")) == UNKNOWN


@given(
    st.sets(st.sampled_from("abcdefgh")),
    st.sets(st.sampled_from("abcdefgh")),
    st.sampled_from(("de", "abc", "cdef")),
)
def test_law_deciding_on_matches_lands_inside_the_bounds(one: set[str], other: set[str], names: str) -> None:
    held = alike(thin("x", "".join(one), "1"), thin("y", "".join(other), "1"), names=names)
    before = ask("CI923", held)
    matches = same_names(held)
    for count in range(len(matches) + 1):
        for some in combinations(matches, count):
            after = ask("CI923", held.including(*some))
            assert before.low <= after.low <= after.high <= before.high


def test_goals_are_served_at_the_ages_and_places_that_they_are_about() -> None:
    young = Population(id="young", age_from=0, age_to=4)
    outcomes = (Outcome(id="1", name="Reading", population=Population(id="g", age_from=0, age_to=10)),)
    north, south = Place(id="north"), Place(id="south")
    served = thin("x", "", "1", populations=(young,), places=(north,))
    found = ask("CI924", here(served, outcomes=outcomes, places=(north, south)))
    assert (found.score, found.numerator, found.denominator) == (0.25, 1, 4)
    assert "Reading, early years, south" in found.observed
    vague = thin("y", "", "1", places=(south,))
    assert score("CI924", here(served, vague, outcomes=outcomes, places=(north, south))) == (0.5, 0.25, 0.75)
    assert score("CI924", here(served, outcomes=(Outcome(id="1"),))) == UNKNOWN
    assert score("CI924", here()) == UNKNOWN


def test_ages_of_goals_may_be_those_of_the_whole() -> None:
    young = Population(id="young", age_from=0, age_to=4)
    served = thin("x", "", "1", populations=(young,))
    goal = Outcome(id="1", population=young)
    assert score("CI924", here(served, whole=agreed(goal))) == (1, 1, 1)
    assert score("CI924", here(served, whole=agreed(Outcome(id="1")))) == UNKNOWN
    assert score("CI924", here(served, whole=agreed(Outcome(id="1"), population=ALL))) == (0.2, 0.2, 0.2)
    outcomes = (Outcome(id="1", name="Goal 1", population=young),)
    held = here(served, outcomes=outcomes, whole=agreed(Outcome(id="1"), population=ALL))
    assert score("CI924", held) == (1, 1, 1)


def test_of_too_many_cells_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["collective_impact.landscape.coverage"], "MAXIMUM_CELLS", 2)
    outcomes = (Outcome(id="1", population=ALL),)
    assert score("CI924", here(thin("x", "", "1"), outcomes=outcomes)) == UNKNOWN


# communication


def test_channels_reach_within_across_and_out() -> None:
    def talking(*audiences: Any, **fields: Any) -> Landscape:
        channels = tuple(Channel(id=f"c{place}", audience=word) for place, word in enumerate(audiences))
        return here(whole=whole(channels=channels, **fields))

    assert score("CI932", talking("within", "across", "public")) == (1, 1, 1)
    assert score("CI932", talking("within", "public")) == (pytest.approx(2 / 3),) * 3
    assert score("CI932", talking("within", None)) == (1, pytest.approx(1 / 3), 1)
    assert (
        score("CI932", talking("within", None, complete=("channels/*/audience",)))
        == (pytest.approx(1 / 3),) * 3
    )
    assert ask("CI932", talking()).unrecorded == ("whole/channels",)
    assert ask("CI932", talking(complete=("channels",))).status == "not_met"
    assert score("CI932", here()) == UNKNOWN


def test_collaborations_meet() -> None:
    lately = Convening(id="m1", meetings=(Meeting(id="d1", on=date(2026, 3, 1), held=True),))
    long_ago = Convening(id="m2", meetings=(Meeting(id="d2", on=date(2020, 3, 1), held=True),))
    rows = (
        thin("v", convenings=(Convening(id="m3", cadence=MONTHLY),)),
        thin("w", convenings=(lately,)),
        thin("x", convenings=(long_ago,)),
        thin("y"),
    )
    assert score("CI933", here(*rows)) == (1, 0.5, 1)
    known = here(thin("y"), complete=("collaborations/*/convenings",))
    assert score("CI933", known) == (0, 0, 0)
    inside = ci.Initiative(id="i", complete=("convenings",))
    assert score("CI933", here(thin("z", initiative=inside))) == (0, 0, 0)
    open_ = ci.Initiative(id="i")
    assert score("CI933", here(thin("z", initiative=open_))) == UNKNOWN
    assert score("CI933", here()) == UNKNOWN


def test_collaborations_are_heard_above() -> None:
    bodies = (Body(id="B1", member_ids=("a",)), Body(id="B2"))
    rows = (
        thin("v", "ab", overseen_by_ids=("B1",)),
        thin("w", "cd", overseen_by_ids=("B1",)),
        thin("x", "cd", overseen_by_ids=("B2",)),
        thin("y", "", overseen_by_ids=("B1",)),
    )
    assert score("CI934", here(*rows, bodies=bodies)) == (0.5, 0.25, 0.75)
    known = here(*rows, bodies=bodies, complete=("bodies/*/member_ids",))
    assert score("CI934", known) == (pytest.approx(1 / 3), 0.25, 0.5)
    doubtful = here(rows[0], thin("z", "ab"), bodies=bodies)
    assert score("CI934", doubtful) == (1, 0.5, 1)
    free = here(rows[0], thin("z", "ab"), bodies=bodies, complete=("collaborations/z/overseen_by_ids",))
    assert score("CI934", free) == (1, 1, 1)
    alone = here(thin("z"), complete=("collaborations/*/overseen_by_ids",))
    assert ask("CI934", alone).status == "not_applicable"
    assert score("CI934", here()) == UNKNOWN


def test_a_member_is_the_same_in_a_body_where_people_decided_so() -> None:
    row = thin("v", "b", overseen_by_ids=("B1",))
    held = here(row, bodies=(Body(id="B1", member_ids=("a",)),), complete=("bodies/*/member_ids",))
    assert ask("CI934", held).status == "not_met"
    assert ask("CI934", held.including(IdentityDecision(one="a", other="b", same=True))).status == "met"


def test_who_is_over_or_not_begun_is_not_seen() -> None:
    rows = (
        thin("x", overseen_by_ids=("b",)),
        thin("y", since=date(2027, 1, 1)),
        thin("z", until=date(2025, 1, 1)),
    )
    held = here(*rows, bodies=(Body(id="b"),))
    assert score("CI921", held) == (1, 1, 1)


def test_the_context_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[CommunityContext] = []
    init = CommunityContext.__init__

    def noted(self: CommunityContext, landscape: Landscape, context: Context) -> None:
        made.append(self)
        init(self, landscape, context)

    monkeypatch.setattr(CommunityContext, "__init__", noted)
    ci.assess(here(thin("x", "ab", "1")), COMMUNITY_CONDITIONS, on=ON)
    assert len(made) == 1


LETTERS = st.text("abcdef", max_size=4).map(lambda text: "".join(sorted(set(text))))
GOALS = st.text("12", max_size=2).map(lambda text: "".join(sorted(set(text))))
ROWS = st.lists(st.tuples(LETTERS, GOALS, st.booleans()), max_size=4)


def made(rows: list[tuple[str, str, bool]]) -> Landscape:
    bodies = (Body(id="B", member_ids=("a",)),)
    held = [
        thin(f"t{place}", members, goals, overseen_by_ids=("B",) if overseen else ())
        for place, (members, goals, overseen) in enumerate(rows)
    ]
    return here(*held, bodies=bodies, whole=agreed(Outcome(id="1"), population=ALL))


@given(ROWS)
def test_law_order_changes_nothing(rows: list[tuple[str, str, bool]]) -> None:
    held = made(rows)
    turned = attrs.evolve(held, collaborations=held.collaborations[::-1], outcomes=held.outcomes[::-1])
    one, other = (ci.assess(each, COMMUNITY_CONDITIONS, on=ON) for each in (held, turned))
    assert one.conditions == other.conditions


@given(ROWS, st.integers(0, 3), LETTERS, GOALS)
def test_law_what_gets_recorded_lies_within_the_bounds(
    rows: list[tuple[str, str, bool]], place: int, members: str, goals: str
) -> None:
    held = made(rows)
    if place >= len(rows):
        return
    row = held.collaborations[place]
    filled = attrs.evolve(
        row,
        member_ids=row.member_ids or tuple(members),
        outcome_ids=row.outcome_ids or tuple(goals),
        overseen_by_ids=row.overseen_by_ids or ("B",),
    )
    organisations = tuple(Organisation(id=id_) for id_ in "abcdef")
    base = attrs.evolve(held, organisations=organisations, outcomes=(Outcome(id="1"), Outcome(id="2")))
    before = ci.assess(base, COMMUNITY_CONDITIONS, on=ON)
    after = ci.assess(base.including(filled), COMMUNITY_CONDITIONS, on=ON)
    for was, now in zip(before.findings, after.findings, strict=True):
        if was.code in ("CI903", "CI904", "CI921", "CI933", "CI934"):
            assert was.low <= now.low <= now.high <= was.high
