"""The initiative: what it holds by id, what is declared complete, and the two edits that give a new one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.model.links import links_of
from collective_impact.record import Record, field_plan, inner_records
from collective_impact.testing import initiatives

Refused = Callable[..., dict[str, str]]


@attrs.frozen(kw_only=True)
class BeddedClinic(ci.Partner):
    beds: int | None = None


def small(**fields: Any) -> ci.Initiative:
    held: dict[str, Any] = {
        "partners": (BeddedClinic(id="C"), ci.Partner(id="P")),
        "agenda": ci.Agenda(outcomes=(ci.Outcome(id="O"),)),
        "indicators": (ci.Indicator(id="N", targets=(ci.Target(),)),),
        "convenings": (ci.Convening(id="K", meetings=(ci.Meeting(id="M", on=date(2026, 1, 1)),)),),
    }
    return ci.Initiative(**{"id": "I", **held, **fields})


@pytest.mark.parametrize(
    "pattern",
    [
        "convenings",
        "agenda",
        "place",
        "place/kind",
        "agenda/problem",
        "agenda/outcomes",
        "agenda/outcomes/O/level",
        "agenda/outcomes/*/level",
        "agenda/strategies/*/level",
        "partners/*/beds",
        "partners/C/beds",
        "indicators/N/targets",
        "indicators/N/targets/*/value",
        "convenings/K/meetings/M/decisions",
        "convenings/*/meetings/*/decisions",
        "ties/*/intensity",
    ],
)
def test_complete_names_tables_and_fields(pattern: str) -> None:
    assert small(complete=(pattern,)).complete == (pattern,)


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("", "'' names no table or field."),
        ("partner", "Did you mean 'partners'?"),
        ("partners/P/beds", "names no table or field."),
        ("partners/*/bed", "Did you mean 'beds'?"),
        ("partners/X/sector", "names no record with the id 'X' in partners. Use an id, or * for all."),
        ("ties/X/intensity", "names no record with the id 'X' in ties."),
        ("name/first", "goes on after the field 'name'."),
        ("agenda/outcomes/O/level/x", "goes on after the field 'level'."),
        ("agenda/outcomes/O/place/x", "names no table or field."),
        ("indicators/N/targets/0/value", "names no record with the id '0' in targets."),
        ("partners/", "names no record with the id '' in partners."),
        ("*", "'*' names no table or field."),
        ("partners/P", "'partners/P' ends at a record. Name one of its tables or fields."),
        ("convenings/*/meetings/*", "ends at a record."),
    ],
)
def test_a_path_that_leads_nowhere_is_told(pattern: str, told: str) -> None:
    with pytest.raises(ci.InvalidRecordError) as caught:
        small(complete=("ties", pattern))
    [problem] = caught.value.problems
    assert (problem.path, problem.code) == ("complete/1", "unknown_path")
    assert told in str(problem)


def test_dates_of_an_initiative_stand_the_right_way_round(refused: Refused) -> None:
    dates = {"since": date(2026, 1, 2), "until": date(2026, 1, 1)}
    assert refused(ci.Initiative, id="I", **dates) == {"until": "reversed_dates"}


def test_what_is_complete_is_asked_by_path() -> None:
    initiative = small(
        complete=("ties", "partners/*/sector", "indicators/N/targets", "convenings/K/meetings/*/held")
    )
    for path in ("ties", "partners/C/sector", "partners/*/sector", "indicators/N/targets"):
        assert initiative.is_complete(path)
        assert initiative.is_complete(path)
    assert initiative.is_complete("convenings/K/meetings/M/held")
    for path in (
        "partners",
        "partners/C",
        "partners/C/roles",
        "indicators/X/targets",
        "convenings/L/meetings/M/held",
    ):
        assert not initiative.is_complete(path)
    assert not small().is_complete("ties")


@pytest.mark.parametrize("path", [3, None, ("activities", "A1"), ["ties"]])
def test_a_path_that_is_no_text_is_refused(path: Any) -> None:
    for initiative in (small(), small(complete=("ties",))):
        with pytest.raises(
            ci.InvalidRecordError, match="A path is a text, such as 'activities/A1/contributions', found"
        ):
            initiative.is_complete(path)


@given(initiatives())
def test_each_id_gets_its_record(initiative: ci.Initiative) -> None:
    for link in links_of(initiative, ci.Initiative):
        record = initiative.get(link.id)
        assert record.id == link.id
        assert link.refers_to in ("self", *(cls.__name__ for cls in type(record).__mro__))


def test_the_fullest_mention_of_a_place_is_got() -> None:
    full = ci.Place(id="L", name="Omaha", kind="city")
    rows = tuple(ci.Activity(id=f"A{n}", place=place) for n, place in enumerate([full, ci.Place(id="L")]))
    initiative = ci.Initiative(id="I", place=ci.Place(id="L", name="Omaha"), activities=rows)
    assert initiative.get("L") is full
    assert initiative.get("I") is initiative


def test_an_id_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(
        ci.UnknownNameError, match=r"no record with the id 'partner-2'\. Did you mean 'partner-1'\?"
    ):
        ci.Initiative(id="I", partners=(ci.Partner(id="partner-1"),)).get("partner-2")
    nothing: Any = None
    with pytest.raises(LookupError):
        small().get(nothing)


def rows_of(initiative: ci.Initiative) -> list[Record]:
    """Return the rows of all tables that `including` finds."""
    rows = [
        row for name, _, table in inner_records(ci.Initiative) if table for row in getattr(initiative, name)
    ]
    agenda = initiative.agenda
    return [*rows, *agenda.outcomes, *agenda.strategies]


@given(initiatives(), initiatives())
def test_what_is_included_is_there_and_twice_is_once(one: ci.Initiative, other: ci.Initiative) -> None:
    before = attrs.evolve(one)
    known = {link.id for link in links_of(one, ci.Initiative)}
    new = [
        record
        for record in rows_of(other)
        if isinstance(record, ci.Entity)
        and all(link.is_definition for link in links_of(record, type(record)))
        if not known & {link.id for link in links_of(record, type(record))}
    ]
    after = one.including(*new)
    for record in new:
        assert after.get(getattr(record, "id", "")) == record
    assert after.including(*new) == after
    assert len(rows_of(after)) == len(rows_of(one)) + len(new)
    assert one == before
    ids = [getattr(record, "id", "") for record in new]
    assert attrs.evolve(after.without(*ids), complete=()) == attrs.evolve(one, complete=())


@given(initiatives(), st.data())
def test_including_what_is_there_replaces_it_wherever_it_sits(
    initiative: ci.Initiative, data: st.DataObject
) -> None:
    holders = [link.holder for link in links_of(initiative, ci.Initiative) if link.is_definition][1:]
    if not holders:
        return
    chosen = data.draw(st.sampled_from(holders))
    renamed = attrs.evolve(chosen, note="another")
    after = initiative.including(renamed)
    assert after.get(chosen.id) == renamed
    assert len(rows_of(after)) == len(rows_of(initiative))
    assert initiative.including(chosen) == initiative or chosen.mentioned


def test_each_kind_finds_its_table() -> None:
    agenda = ci.Agenda(problem="x")
    after = small().including(
        ci.Strategy(id="S", outcome_ids=("O",)),
        ci.Endorsement(partner_id="P"),
        ci.Endorsement(partner_id="P"),
        ci.Outcome(id="O", name="new"),
        ci.Tie(id="T", from_id="P", to_id="C"),
        ci.Meeting(id="M", on=date(2026, 1, 1), held=True),
        ci.Partner(id="C", name="no clinic any more"),
        ci.Place(id="L"),
    )
    assert [row.partner_id for row in after.agenda.endorsements] == ["P", "P"]
    assert (after.agenda.outcomes[0].name, after.agenda.strategies[0].id) == ("new", "S")
    assert after.convenings[0].meetings[0].held
    assert [type(row) for row in after.partners] == [ci.Partner, ci.Partner]
    assert after.place == ci.Place(id="L")
    assert after.including(BeddedClinic(id="C", beds=3)).partners[0] == BeddedClinic(id="C", beds=3)
    assert ci.Initiative(id="I").including(agenda).agenda == agenda
    assert ci.Initiative(id="I").including() == ci.Initiative(id="I")


@pytest.mark.parametrize(
    "record",
    [
        ci.Meeting(id="X", on=date(2026, 1, 1)),
        ci.Contribution(partner_id="P"),
        ci.Population(id="X"),
        ci.Money(amount=1, currency="USD"),
    ],
)
def test_a_kind_without_a_table_is_told_where_it_goes(record: Record) -> None:
    with pytest.raises(ci.InvalidRecordError, match="Include the record that holds it instead"):
        small().including(record)


def test_what_does_not_fit_is_not_included() -> None:
    with pytest.raises(ci.InvalidRecordError, match="dangling|there is no Partner"):
        small().including(ci.Tie(id="T", from_id="P", to_id="X"))
    with pytest.raises(ci.InvalidRecordError, match="already used"):
        small().including(ci.Activity(id="P"))


def test_without_drops_the_paths_of_what_went() -> None:
    before = small(
        complete=(
            "partners/P/sector",
            "partners/*/roles",
            "convenings/K/meetings/M/held",
            "convenings/K/member_ids",
        ),
    )
    assert before.without("P", "M").complete == ("partners/*/roles", "convenings/K/member_ids")
    assert before.without("K").complete == ("partners/P/sector", "partners/*/roles")
    assert before.without() == before


def test_without_an_id_that_is_not_there_is_told() -> None:
    with pytest.raises(ci.UnknownNameError):
        small().without("P", "X")


def test_an_initiative_begins_with_an_empty_agenda() -> None:
    assert ci.Initiative(id="I").agenda == ci.Agenda()
    assert field_plan(ci.Initiative)["agenda"].default == ci.Agenda()


def test_many_threads_see_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "getswitchinterval", sys.getswitchinterval)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(20):
            rows = tuple(ci.Partner(id=f"P{n}") for n in range(300))
            whole = ci.Initiative(
                id="I", partners=rows, complete=tuple(f"partners/P{n}/roles" for n in range(300))
            )
            with ThreadPoolExecutor(8) as pool:
                asked = [pool.submit(whole.get, "P299") for _ in range(8)]
                told = [pool.submit(whole.is_complete, "partners/P299/roles") for _ in range(8)]
                assert all(future.result() == rows[299] for future in asked)
                assert all(future.result() for future in told)
    finally:
        sys.setswitchinterval(before)


@pytest.mark.parametrize("wrong", [["P"], {}, 3, None])
def test_an_id_is_a_text(wrong: Any) -> None:
    for ask in (small().get, small().without):
        with pytest.raises(ci.UnknownNameError, match="An id is a text, found"):
            ask(wrong)


def test_an_initiative_is_not_taken_out_of_itself() -> None:
    with pytest.raises(ci.InvalidRecordError, match="'I' is the initiative itself"):
        small().without("P", "I")


def test_many_paths_are_looked_at_once_each(calls: Callable[[Callable[[], object]], int]) -> None:
    rows = tuple(ci.Partner(id=f"P{n}") for n in range(3_000))
    right = tuple(f"partners/P{n}/sector" for n in range(3_000)) + ("partners/*/sector",) * 3_000
    assert calls(lambda: ci.Initiative(id="I", partners=rows, complete=right)) < 6_000 * 100
    with pytest.raises(ci.InvalidRecordError) as caught:
        ci.Initiative(id="I", complete=("x", *(f"partnr{n}" for n in range(1_200)), "x"))
    problems = caught.value.problems
    assert (len(problems), caught.value.count) == (1_000, 1_201)
    assert [bool(problem.hint) for problem in problems] == [True] * 20 + [False] * 980
