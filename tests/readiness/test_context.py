"""What is in force on a day, what counts as stated, and what is worked out once."""

from __future__ import annotations

from datetime import date, timedelta

from collective_impact.model.activity import Activity
from collective_impact.model.agenda import Agenda, Outcome, Strategy
from collective_impact.model.backbone import BackboneRole
from collective_impact.model.convening import Convening, Meeting
from collective_impact.model.evidence import Evidence
from collective_impact.model.indicator import Indicator
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.readiness.context import Context

ON = date(2026, 6, 1)
DAY = timedelta(days=1)


def test_records_are_in_force_from_since_to_until() -> None:
    partners = (
        Partner(id="undated"),
        Partner(id="begins", since=ON),
        Partner(id="ends", until=ON),
        Partner(id="later", since=ON + DAY),
        Partner(id="over", until=ON - DAY),
    )
    context = Context(Initiative(id="i", partners=partners), ON)
    assert [p.id for p in context.partners] == ["undated", "begins", "ends"]


def test_cancelled_activities_are_not_in_force() -> None:
    activities = (Activity(id="a"), Activity(id="b", status="cancelled"), Activity(id="c", status="planned"))
    context = Context(Initiative(id="i", activities=activities), ON)
    assert [a.id for a in context.activities] == ["a", "c"]


def test_roles_convenings_and_evidence_of_the_day() -> None:
    initiative = Initiative(
        id="i",
        partners=(Partner(id="p"),),
        backbone_roles=(
            BackboneRole(id="r", partner_id="p"),
            BackboneRole(id="s", partner_id="p", since=ON + DAY),
        ),
        convenings=(
            Convening(id="over", until=ON - DAY),
            Convening(id="now", since=ON),
            Convening(id="later", since=ON + DAY),
        ),
        evidence=(
            Evidence(id="e", kind="plan", on=ON),
            Evidence(id="f", kind="plan"),
            Evidence(id="g", kind="plan", on=ON + DAY),
        ),
    )
    context = Context(initiative, ON)
    assert [r.id for r in context.roles] == ["r"]
    assert [c.id for c in context.convenings] == ["over", "now"]
    assert [e.id for e in context.evidence] == ["e", "f"]


def test_stated_has_three_answers() -> None:
    context = Context(Initiative(id="i", complete=("convenings", "agenda/problem")), ON)
    assert context.stated("x", "agenda/problem") is True
    assert context.stated(0, "agenda/problem") is True
    assert context.stated(False, "agenda/problem") is True
    assert context.stated(None, "agenda/problem") is False
    assert context.stated((), "convenings") is False
    assert context.stated((), "partners") is None
    assert context.is_complete("convenings")
    assert not context.is_complete("partners")


def test_what_is_shared_is_made_once() -> None:
    context = Context(Initiative(id="i"), ON)
    made: list[int] = []

    def build() -> int:
        made.append(1)
        return 7

    assert [context.shared("own", build), context.shared("own", build)] == [7, 7]
    assert made == [1]
    assert context.since(12) == date(2025, 6, 1)


def test_goals_are_population_outcomes_and_those_that_may_be() -> None:
    outcomes = (
        Outcome(id="p", level="population"),
        Outcome(id="s", level="system"),
        Outcome(id="open"),
        Outcome(id="none"),
    )
    initiative = Initiative(
        id="i", agenda=Agenda(outcomes=outcomes), complete=("agenda/outcomes/none/level",)
    )
    assert [(o.id, counts) for o, counts in Context(initiative, ON).goals] == [("p", True), ("open", None)]


def test_what_serves_an_outcome() -> None:
    initiative = Initiative(
        id="i",
        agenda=Agenda(
            outcomes=(Outcome(id="o1"), Outcome(id="o2"), Outcome(id="o3")),
            strategies=(Strategy(id="s", outcome_ids=("o2",)),),
        ),
        indicators=(Indicator(id="n", outcome_ids=("o1", "o1", "o2")), Indicator(id="m")),
        activities=(
            Activity(id="a", outcome_ids=("o1",), strategy_ids=("s",)),
            Activity(id="late", outcome_ids=("o3",), since=ON + DAY),
        ),
    )
    context = Context(initiative, ON)
    assert context.outcomes_of(initiative.activities[0]) == {"o1", "o2"}
    assert context.served_outcome_ids == {"o1", "o2"}
    assert {key: [i.id for i in held] for key, held in context.indicators_by_outcome.items()} == {
        "o1": ["n"],
        "o2": ["n"],
    }


def test_nothing_serves_nothing() -> None:
    assert Context(Initiative(id="i"), ON).served_outcome_ids == frozenset()


def test_the_map_looks_at_the_same_day() -> None:
    initiative = Initiative(id="i", activities=(Activity(id="a"), Activity(id="late", since=ON + DAY)))
    context = Context(initiative, ON)
    assert [a.id for a in context.incidence.activities] == ["a"]
    assert context.relations.index.on == ON
    assert context.map is context.map
    assert context.incidence is context.relations.index is context.map.index


def test_meetings_of_the_window_edges() -> None:
    days = (date(2025, 6, 1), date(2025, 6, 2), ON, ON + DAY)
    convening = Convening(id="c", meetings=tuple(Meeting(id=f"m{n}", on=day) for n, day in enumerate(days)))
    context = Context(Initiative(id="i", convenings=(convening,)), ON)
    assert [m.id for m in context.meetings(convening)] == ["m1", "m2"]
    assert [m.id for m in context.meetings(convening, 13)] == ["m0", "m1", "m2"]
