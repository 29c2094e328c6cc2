"""Generated records are valid and varied, fillings record one thing, and the assertions catch what is broken."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact import testing
from collective_impact.blanks import bare
from collective_impact.model.links import links_of
from collective_impact.readiness.framework import CountedItem
from collective_impact.readiness.scoring import Tally
from collective_impact.record import Record, field_plan, inner_records

NAMED = {
    "activities": ci.Activity,
    "agenda_strategies": ci.Strategy,
    "agendas": ci.Agenda,
    "backbone_roles": ci.BackboneRole,
    "baselines": ci.Baseline,
    "cadences": ci.Cadence,
    "channels": ci.Channel,
    "contributions": ci.Contribution,
    "convenings": ci.Convening,
    "endorsements": ci.Endorsement,
    "evidence": ci.Evidence,
    "indicators": ci.Indicator,
    "initiatives": ci.Initiative,
    "instruments": ci.Instrument,
    "meetings": ci.Meeting,
    "outcomes": ci.Outcome,
    "partners": ci.Partner,
    "places": ci.Place,
    "populations": ci.Population,
    "rating_sets": ci.RatingSet,
    "reinforcements": ci.Reinforcement,
    "series": ci.Series,
    "targets": ci.Target,
    "ties": ci.Tie,
}
VALUES: dict[str, Any] = {
    "calendars": tuple,
    "days": date,
    "ids": str,
    "numbers": int | float,
    "periods": ci.Period,
    "texts": str,
    "units": str,
}


@attrs.frozen(kw_only=True)
class DrawnWing(ci.Entity):
    wards: tuple[DrawnWing, ...] = ()
    share: float = attrs.field(default=0.5, metadata={"low": 0.2, "high": 0.8})
    count: int | None = None
    either: str | bool | None = None
    tally: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    partner_id: str = attrs.field(metadata={"refers_to": "Partner"})


@attrs.frozen(kw_only=True)
class DrawnNetwork(ci.Initiative):
    wings: tuple[DrawnWing, ...] = ()
    front: DrawnWing | None = None


@pytest.mark.parametrize("name", sorted(NAMED))
def test_each_named_strategy_gives_records_of_its_kind(name: str) -> None:
    drawn: Callable[[], st.SearchStrategy[Record]] = getattr(testing, name)

    @settings(max_examples=25)
    @given(drawn())
    def check(record: Record) -> None:
        assert type(record) is NAMED[name]
        testing.assert_round_trips(record)

    check()


@pytest.mark.parametrize("name", sorted(VALUES))
def test_each_named_strategy_gives_values_of_its_kind(name: str) -> None:
    drawn: Callable[[], st.SearchStrategy[object]] = getattr(testing, name)

    @settings(max_examples=25)
    @given(drawn())
    def check(value: object) -> None:
        assert isinstance(value, VALUES[name])

    check()


def test_every_strategy_is_tried_here() -> None:
    others = {"records", "fillings", "assert_round_trips", "assert_is_a_fair_criterion"}
    assert set(testing.__all__) == {*NAMED, *VALUES, *others}


@given(testing.numbers(low=0.25, high=0.5), testing.numbers(low=2))
def test_numbers_keep_their_bounds(inside: float, above: float) -> None:
    assert 0.25 <= inside <= 0.5
    assert above >= 2


RICH: list[tuple[str, Callable[[ci.Initiative], object]]] = [
    ("nothing", lambda i: i == ci.Initiative(id=i.id)),
    ("a contribution", lambda i: any(a.contributions for a in i.activities)),
    ("a reinforcement", lambda i: any(a.reinforcements for a in i.activities)),
    ("a part of another", lambda i: any(a.part_of_id for a in i.activities)),
    ("figures", lambda i: any(len(s.periods) > 1 for n in i.indicators for s in n.series)),
    ("a target with a value", lambda i: any(t.value is not None for n in i.indicators for t in n.targets)),
    ("a meeting with a cadence", lambda i: any(c.meetings and c.cadence for c in i.convenings)),
    ("a decision that cites", lambda i: any(d.indicator_ids for d in decisions(i))),
    ("a tie", lambda i: i.ties),
    ("a role with functions", lambda i: any(r.functions for r in i.backbone_roles)),
    ("an endorsement", lambda i: i.agenda.endorsements),
    ("proof that is asked for", lambda i: any(e.kind == "champion" and e.on for e in i.evidence)),
    ("a pattern with *", lambda i: any("*" in p for p in i.complete)),
    ("a pattern with an id", lambda i: any(p.count("/") > 1 and "*" not in p for p in i.complete)),
    ("a place mentioned twice", lambda i: i.place and i.agenda.place and i.place.id == i.agenda.place.id),
    ("a mention by id", lambda i: i.place and i.place.kind and i.agenda.place == ci.Place(id=i.place.id)),
]


def decisions(initiative: ci.Initiative) -> Iterator[ci.Decision]:
    for convening in initiative.convenings:
        for meeting in convening.meetings:
            yield from meeting.decisions


def test_initiatives_run_from_empty_to_rich() -> None:
    seen: set[str] = set()

    @settings(max_examples=300, derandomize=False, database=None, phases=[Phase.generate])
    @given(testing.initiatives())
    def look(initiative: ci.Initiative) -> None:
        seen.update(what for what, holds in RICH if holds(initiative))

    for turn in range(10):
        if len(seen) < len(RICH):
            seed(turn)(look)()
    assert seen == {what for what, _ in RICH}


@given(testing.initiatives())
def test_links_point_at_another_record(initiative: ci.Initiative) -> None:
    for link in links_of(initiative, ci.Initiative):
        assert initiative.get(link.id).id == link.id
        assert link.is_definition or link.id != link.owner_id
    assert all(tie.from_id != tie.to_id for tie in initiative.ties)


@given(testing.records(DrawnWing), testing.records(DrawnNetwork))
def test_a_strangers_classes_are_drawn_as_well(wing: DrawnWing, network: DrawnNetwork) -> None:
    assert 0.2 <= wing.share <= 0.8
    testing.assert_round_trips(wing)
    testing.assert_round_trips(network)


@given(
    testing.initiatives(
        id="I", partners=(ci.Partner(id="Pa1-0"),), complete=("ties",), name=st.sampled_from(["A", "B"])
    )
)
def test_what_is_fixed_stands_and_is_linked_to(initiative: ci.Initiative) -> None:
    assert (initiative.id, initiative.complete) == ("I", ("ties",))
    assert initiative.name in ("A", "B")
    assert [partner.id for partner in initiative.partners] == ["Pa1-0"]
    assert {row.partner_id for row in initiative.agenda.endorsements} <= {"Pa1-0"}


@given(
    testing.initiatives(
        partners=st.tuples(
            testing.partners(id="north", part_of_id=None),
            testing.partners(id="south", part_of_id="north", sector=None),
        )
    )
)
def test_rows_that_are_fixed_by_strategies_stand_as_they_are(initiative: ci.Initiative) -> None:
    north, south = initiative.partners
    assert (north.id, north.part_of_id) == ("north", None)
    assert (south.id, south.part_of_id, south.sector) == ("south", "north", None)


@given(
    testing.partners(decision_seats=2),
    testing.partners(lived_experience_seats=2_000_000),
    testing.records(ci.Rating, code="dont_know"),
    testing.records(ci.Rating, value=None),
    testing.records(ci.Rating, value=2),
)
def test_what_is_drawn_gives_way_to_what_is_fixed(
    few: ci.Partner, many: ci.Partner, coded: ci.Rating, blank: ci.Rating, valued: ci.Rating
) -> None:
    assert few.decision_seats == 2
    assert many.lived_experience_seats == 2_000_000
    assert (coded.value, coded.code) == (None, "dont_know")
    assert blank.code is not None
    assert (valued.value, valued.code) == (2, None)


def differences(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Yield the path of each field that is not the same."""
    for name in field_plan(type(before)):
        was, now = getattr(before, name), getattr(after, name)
        inner = {found.name: found.is_table for found in inner_records(type(before))}
        if was == now:
            continue
        if inner.get(name) is True and was and len(was) == len(now):
            for place, (one, other) in enumerate(zip(was, now, strict=True)):
                yield from differences(one, other, f"{path}{name}/{place}/")
        elif inner.get(name) is False and was is not None:
            yield from differences(was, now, f"{path}{name}/")
        else:
            assert was in (None, ()), f"{path}{name} was recorded already"
            yield path + name


@given(testing.initiatives(), st.data())
def test_filling_records_one_thing_that_was_not_recorded(
    initiative: ci.Initiative, data: st.DataObject
) -> None:
    changed = list(differences(initiative, data.draw(testing.fillings(initiative))))
    assert len(changed) <= 1
    for path in changed:
        assert path.rpartition("/")[2] not in {
            "since",
            "until",
            "on",
            "first",
            "status",
            "outcome_ids",
            "note",
        }
        assert path not in initiative.complete


def test_any_gap_can_be_filled() -> None:
    sparse = ci.Initiative(
        id="I",
        agenda=ci.Agenda(outcomes=(ci.Outcome(id="O"),)),
        activities=(ci.Activity(id="A", contributions=(ci.Contribution(partner_id="P"),)),),
        indicators=(ci.Indicator(id="N"),),
        partners=(ci.Partner(id="P"),),
    )
    seen: set[str] = set()

    @settings(max_examples=1500, derandomize=True, database=None, phases=[Phase.generate])
    @given(testing.fillings(sparse))
    def look(filled: ci.Initiative) -> None:
        seen.update(differences(sparse, filled))

    look()
    wanted = {
        "evidence",
        "place",
        "source",
        "agenda/problem",
        "agenda/endorsements",
        "agenda/outcomes/0/level",
    }
    wanted |= {"activities/0/kind", "activities/0/population", "activities/0/contributions/0/role"}
    wanted |= {
        "indicators/0/series",
        "indicators/0/owner_id",
        "indicators/0/reporter_ids",
        "partners/0/sector",
    }
    assert wanted <= seen
    assert "activities/0/part_of_id" not in seen


def test_what_is_declared_complete_is_never_filled() -> None:
    tables = (
        "partners",
        "indicators",
        "activities",
        "convenings",
        "channels",
        "backbone_roles",
        "ties",
        "evidence",
    )
    agenda = ("problem", "vision", "population", "place", "outcomes", "strategies", "endorsements")
    fields = ("name", "place", "source")
    full = ci.Initiative(id="I", complete=(*tables, *fields, *(f"agenda/{name}" for name in agenda)))

    @given(testing.fillings(full))
    def check(filled: ci.Initiative) -> None:
        assert filled == full

    check()


def test_no_circle_of_parts_is_made() -> None:
    rows = (ci.Activity(id="A"), ci.Activity(id="B", part_of_id="A"))

    @given(testing.fillings(ci.Initiative(id="I", activities=rows)))
    def check(filled: ci.Initiative) -> None:
        assert filled.id == "I"

    check()


@attrs.frozen(kw_only=True, eq=False)
class Forgetful(ci.Entity):
    """Never equal to anything, so that it does not survive a round trip."""

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = None  # type: ignore[assignment]


def exclaimed(name: str | None) -> str | None:
    return name and f"{name}!"


@attrs.frozen(kw_only=True)
class Drifting(ci.Entity):
    """Equal to any other of its class, whatever it holds."""

    name: str | None = attrs.field(default=None, converter=exclaimed)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    __hash__ = ci.Entity.__hash__


def test_a_record_that_changes_on_the_way_is_told() -> None:
    with pytest.raises(AssertionError, match="another value came back"):
        testing.assert_round_trips(Forgetful(id="F"))
    with pytest.raises(AssertionError, match="written otherwise"):
        testing.assert_round_trips(Drifting(id="D", name="x"))


def test_records_with_keys_of_their_own_round_trip_without_a_warning() -> None:
    testing.assert_round_trips(ci.Partner(id="P", extra={"colour": {"deep": [1, None]}}))


def test_yaml_is_left_out_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    testing.assert_round_trips(ci.Partner(id="P"))


@attrs.frozen(kw_only=True)
class Named(ci.Criterion):
    """The share of partners with a name; a partner without one is not recorded."""

    code: str = "T1"

    def assess(self, subject: Any, context: ci.Context) -> ci.Finding:
        if not subject.partners:
            return self.none_of("partners", context)
        marks = [True if partner.name else None for partner in subject.partners]
        return self.share([CountedItem("partners", "one", mark) for mark in marks], "partners have a name")


@attrs.frozen(kw_only=True)
class Zeroing(Named):
    def assess(self, subject: Any, context: ci.Context) -> ci.Finding:  # noqa: ARG002 - as it is asked
        score = sum(partner.name is not None for partner in subject.partners) / 100
        return self.finding(Tally(score, score, score), "What is not recorded counts as nothing.")


@attrs.frozen(kw_only=True)
class Failing(Named):
    def assess(self, subject: Any, context: ci.Context) -> ci.Finding:  # noqa: ARG002 - as it is asked
        found: ci.Finding = subject.partners[0].finding
        return found


@attrs.frozen(kw_only=True)
class Voiceless(Named):
    def assess(self, subject: Any, context: ci.Context) -> ci.Finding:  # noqa: ARG002 - as it is asked
        return None  # type: ignore[return-value]


@attrs.frozen(kw_only=True)
class Borrowed(Named):
    def assess(self, subject: Any, context: ci.Context) -> ci.Finding:
        return attrs.evolve(super().assess(subject, context), code="T2")


@attrs.frozen(kw_only=True)
class FirstOnly(Named):
    def assess(self, subject: Any, context: ci.Context) -> ci.Finding:  # noqa: ARG002 - as it is asked
        if not subject.partners or subject.partners[0].sector is None:
            return self.unknown("Nobody knows.", [])
        score = float(subject.partners[0].sector == "public")
        return self.finding(Tally(score, 0.0, 1.0), "The first of them counts.")


@attrs.frozen(kw_only=True)
class Restless(Named):
    asked: list[int] = attrs.field(factory=list, hash=False)

    def assess(self, subject: Any, context: ci.Context) -> ci.Finding:
        self.asked.append(1)
        return attrs.evolve(super().assess(subject, context), observed=f"Asked {len(self.asked)} times.")


@attrs.frozen(kw_only=True)
class Meddling(Named):
    def assess(self, subject: Any, context: ci.Context) -> ci.Finding:
        object.__setattr__(subject, "name", "mine")
        return super().assess(subject, context)


@attrs.frozen(kw_only=True)
class Boundless(ci.Finding):
    def check(self) -> Iterator[ci.Problem]:
        yield from ()


@attrs.frozen(kw_only=True)
class Overdone(Named):
    def assess(self, subject: Any, context: ci.Context) -> ci.Finding:
        found = super().assess(subject, context)
        held = {name: getattr(found, name) for name in field_plan(ci.Finding)}
        return Boundless(**{**held, "score": 1.0, "low": 0.0, "high": 0.5})


def test_a_fair_criterion_passes() -> None:
    testing.assert_is_a_fair_criterion(Named())
    testing.assert_is_a_fair_criterion(Zeroing(), initiatives=testing.initiatives(partners=()).map(closed))


@attrs.frozen(kw_only=True)
class FromHealth(Named):
    """The example of the page on testing: a sector that is not recorded counts as another sector."""

    def assess(self, subject: Any, context: ci.Context) -> ci.Finding:
        if not subject.partners:
            return self.none_of("partners", context)
        items = [CountedItem(f"partners/{p.id}", p.title, p.sector == "health") for p in context.partners]
        return self.share(items, "partners are from the health sector")


@attrs.frozen(kw_only=True)
class Neutral(Named):
    """A role of which it is not recorded whether it is neutral counts as one that is not."""

    def assess(self, subject: Any, context: ci.Context) -> ci.Finding:  # noqa: ARG002 - as it is asked
        items = [CountedItem(role.id, role.id, role.neutral is True) for role in context.roles]
        return self.share(items, "roles are neutral")


@pytest.mark.parametrize("criterion", [FromHealth(), Neutral()])
def test_what_hangs_on_one_of_few_words_is_found(criterion: ci.Criterion) -> None:
    told = []
    for _ in range(2):
        with pytest.raises(
            AssertionError, match=r"recording more made it 1.0, outside \[0.0, 0.0\]"
        ) as error:
            testing.assert_is_a_fair_criterion(criterion)
        told.append(str(error.value))
    assert told[0] == told[1]


def test_it_is_found_among_the_initiatives_of_ones_own_as_well() -> None:
    rivers = testing.initiatives(partners=(ci.Partner(id="P"),), complete=())
    with pytest.raises(AssertionError, match="recording more made it"):
        testing.assert_is_a_fair_criterion(FromHealth(), initiatives=rivers)


@attrs.frozen(kw_only=True)
class Shy(ci.Partner):
    def check(self) -> Iterator[ci.Problem]:
        yield from super().check()
        if self.sector == "health":
            yield ci.Problem(path="sector", code="refused", message="not health.")


def test_a_word_that_a_record_refuses_is_not_tried() -> None:
    shy = testing.initiatives(partners=(Shy(id="P"),), complete=())
    testing.assert_is_a_fair_criterion(FromHealth(), initiatives=shy)


def test_what_a_record_refuses_leaves_the_initiative_as_it_is() -> None:
    class Wordless(ci.Partner):
        def check(self) -> Iterator[ci.Problem]:
            yield from super().check()
            if self.sector is not None:
                yield ci.Problem(path="sector", code="refused", message="no sector.")

    held = ci.Initiative(id="i", partners=tuple(Wordless(id=f"P{n}") for n in range(20)))
    found: list[ci.Initiative] = []

    @settings(max_examples=300, derandomize=True, database=None, phases=[Phase.generate])
    @given(testing.fillings(held))
    def fill(filled: ci.Initiative) -> None:
        assert all(partner.sector is None for partner in filled.partners)
        found.append(filled)

    fill()
    assert sum(filled is held for filled in found) > 5
    assert sum(filled is not held for filled in found) > 50


def test_bare_initiatives_hold_what_criteria_look_at() -> None:
    made = bare(2)
    tables = [inner.name for inner in inner_records(ci.Initiative) if inner.is_table]
    empty = [name for name in tables if not getattr(made, name)]
    assert empty == ["ties", "identifiers", "codes"]


def closed(initiative: ci.Initiative) -> ci.Initiative:
    return attrs.evolve(initiative, complete=(*initiative.complete, "partners"))


@pytest.mark.parametrize(
    ("criterion", "told"),
    [
        (Zeroing(), "recording more made it"),
        (Failing(), "it failed: "),
        (Voiceless(), "it must return a Finding, found None"),
        (Borrowed(), "bears another code: 'T2'"),
        (FirstOnly(), "with the rows backwards"),
        (Restless(), "asked twice"),
        (Meddling(), "it changed the initiative"),
        (Overdone(), "not in order"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, ci.Criterion) else "",
)
def test_an_unfair_criterion_is_told_what_is_wrong(criterion: ci.Criterion, told: str) -> None:
    of_partners = testing.initiatives(
        **dict.fromkeys(("indicators", "activities", "convenings", "channels", "backbone_roles", "ties"), ()),
        agenda=ci.Agenda(),
        evidence=(),
    )
    with pytest.raises(AssertionError, match=told):
        testing.assert_is_a_fair_criterion(criterion, initiatives=of_partners)
