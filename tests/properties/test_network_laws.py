"""Laws of the room `network`, on generated initiatives and against slow definitions over the records."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any, get_args

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from collective_impact.model.activity import Activity, Contribution, Reinforcement, ReinforcementKind
from collective_impact.model.agenda import Agenda, Outcome, Strategy
from collective_impact.model.entity import in_force
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.model.values import Place, Population
from collective_impact.network.coverage import coverage
from collective_impact.network.departures import Rule, costliest, outcomes_lost
from collective_impact.network.duplication import duplicate_activities, duplication
from collective_impact.network.incidence import incidence
from collective_impact.network.relations import RelationKind, reinforced_activities, relations

DAY = date(2026, 6, 1)
DAYS = st.sampled_from([None, None, date(2026, 3, 1), DAY, date(2026, 9, 1)])
ON = st.sampled_from([None, DAY])
RULES = st.sampled_from(get_args(Rule))
KINDS = st.sampled_from(get_args(ReinforcementKind))
TITLES = st.sampled_from([None, None, "Tutors", "Żłobek", "x" * 300])


def some(draw: st.DrawFn, ids: list[str], most: int) -> tuple[str, ...]:
    return tuple(draw(st.lists(st.sampled_from(ids), max_size=most, unique=True))) if ids else ()


def span(draw: st.DrawFn) -> dict[str, Any]:
    since, until = draw(DAYS), draw(DAYS)
    if since is not None and until is not None and until < since:
        since, until = until, since
    return {"since": since, "until": until}


def chosen(draw: st.DrawFn, cls: type[Any], ids: list[str | None]) -> Any:
    id_ = draw(st.sampled_from(ids))
    return None if id_ is None else cls(id=id_)


@st.composite
def initiatives(draw: st.DrawFn, gaps: bool = True) -> Initiative:
    """Return an initiative in which everything is recorded, unless `gaps` may be left."""

    def ids(letter: str, most: int) -> list[str]:
        return [f"{letter}{number}" for number in range(draw(st.integers(0, most)))]

    partners, outcomes, strategies, activities = ids("P", 4), ids("O", 4), ids("S", 2), ids("A", 6)
    made = []
    for id_ in activities:
        others = [other for other in activities if other != id_]
        links = draw(st.lists(st.tuples(KINDS, st.sampled_from(others)), max_size=2)) if others else []
        made.append(
            Activity(
                id=id_,
                name=draw(TITLES),
                contributions=tuple(Contribution(partner_id=p) for p in some(draw, partners, 3)),
                outcome_ids=some(draw, outcomes, 2),
                strategy_ids=some(draw, strategies, 1),
                population=chosen(draw, Population, ["young", "young", "old", *([None] if gaps else [])]),
                place=chosen(draw, Place, ["north", "north", "south", *([None] if gaps else [])]),
                status=draw(st.sampled_from([None, None, None, "active", "cancelled"])),
                reinforcements=tuple(Reinforcement(kind=kind, activity_id=other) for kind, other in links),
                **span(draw),
            )
        )
    declared = (
        draw(st.lists(st.booleans(), min_size=len(made), max_size=len(made))) if gaps else [True] * len(made)
    )
    paths = [
        f"activities/{id_}/contributions"
        for id_, is_known in zip(activities, declared, strict=True)
        if is_known
    ]
    return Initiative(
        id="I",
        agenda=Agenda(
            outcomes=tuple(Outcome(id=id_) for id_ in outcomes),
            strategies=tuple(Strategy(id=id_, outcome_ids=some(draw, outcomes, 2)) for id_ in strategies),
        ),
        partners=tuple(Partner(id=id_, **span(draw)) for id_ in partners),
        activities=tuple(made),
        complete=(*paths, *(["activities"] if not gaps or draw(st.booleans()) else [])),
    )


class Slow:
    """The same questions, answered from the records by definition, one by one."""

    def __init__(self, initiative: Initiative, on: date | None) -> None:
        self.initiative = initiative
        held = [
            a for a in initiative.activities if (a.status != "cancelled" if on is None else in_force(a, on))
        ]
        self.activities = {activity.id: activity for activity in held}
        self.partners = [p.id for p in initiative.partners if on is None or in_force(p, on)]

    def outcomes(self, id_: str) -> set[str]:
        activity = self.activities[id_]
        served = {s.id: s.outcome_ids for s in self.initiative.agenda.strategies}
        return {*activity.outcome_ids, *(o for s in activity.strategy_ids for o in served[s])}

    def carriers(self, id_: str) -> set[str]:
        return {c.partner_id for c in self.activities[id_].contributions} & set(self.partners)

    def unrecorded(self, id_: str) -> bool:
        path = f"activities/{id_}/contributions"
        return not self.activities[id_].contributions and path not in self.initiative.complete

    def links(self, one: str, other: str) -> set[str]:
        return {link.kind for link in self.activities[one].reinforcements if link.activity_id == other}

    def duplicates(self, one: str, other: str) -> bool | None:
        """Return whether the two do the same beside each other, `None` where that cannot be told."""
        a, b = self.activities[one], self.activities[other]
        days = [x.since or date.min for x in (a, b)], [x.until or date.max for x in (a, b)]
        empty = [x for x in (one, other) if not self.carriers(x)]
        places = {x.place.id if x.place else None for x in (a, b)}
        groups = {x.population.id if x.population else None for x in (a, b)}
        told_apart = (
            not self.outcomes(one) & self.outcomes(other)
            or (len(places) > 1 and None not in places)
            or (len(groups) > 1 and None not in groups)
            or max(days[0]) > min(days[1])
            or self.carriers(one) & self.carriers(other)
            or any(not self.unrecorded(x) for x in empty)
        )
        if told_apart:
            return False
        return None if empty or None in places | groups else True

    def kind(self, one: str, other: str) -> str:
        said = self.links(one, other) | self.links(other, one)
        if said:
            return "hinders" if "hinders" in said else "follows" if "depends_on" in said else "reinforces"
        if self.duplicates(one, other) is not False:
            return "duplicates"
        a, b = self.activities[one], self.activities[other]
        shared = self.outcomes(one) & self.outcomes(other) or set(a.strategy_ids) & set(b.strategy_ids)
        return "complements" if shared else "unconnected"

    def lost(self, partner: str, rule: str, *, unrecorded_live: bool) -> list[str]:
        def served(partners: set[str], rule: str, *, unrecorded_live: bool) -> set[str]:
            """Return the outcomes of which some activity lives while these partners are left."""
            alive = {
                id_
                for id_ in self.activities
                if (unrecorded_live and self.unrecorded(id_)) or self.carriers(id_) & partners
            }
            while rule == "strict":
                blocked = {
                    id_
                    for id_ in alive
                    for other in self.activities
                    if "depends_on" in self.links(id_, other) and other not in alive
                }
                if not blocked:
                    break
                alive -= blocked
            return {o for id_ in alive for o in self.outcomes(id_)}

        all_, left = set(self.partners), set(self.partners) - {partner}
        return sorted(
            {
                outcome
                for way in {rule, "lenient"}
                for outcome in served(all_, way, unrecorded_live=True)
                - served(left, way, unrecorded_live=unrecorded_live)
            }
        )


def reordered(initiative: Initiative, draw: st.DataObject) -> Initiative:
    def shuffled(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(draw.draw(st.permutations(rows)))

    agenda = initiative.agenda
    rows = [
        attrs.evolve(
            row, contributions=shuffled(row.contributions), reinforcements=shuffled(row.reinforcements)
        )
        for row in initiative.activities
    ]
    return attrs.evolve(
        initiative,
        agenda=attrs.evolve(
            agenda, outcomes=shuffled(agenda.outcomes), strategies=shuffled(agenda.strategies)
        ),
        partners=shuffled(initiative.partners),
        activities=shuffled(tuple(rows)),
    )


def relabelled(initiative: Initiative, names: dict[str, str]) -> Initiative:
    def new(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names[id_] for id_ in ids)

    agenda = initiative.agenda
    return Initiative(
        id="I",
        agenda=Agenda(
            outcomes=tuple(attrs.evolve(o, id=names[o.id]) for o in agenda.outcomes),
            strategies=tuple(
                attrs.evolve(s, id=names[s.id], outcome_ids=new(s.outcome_ids)) for s in agenda.strategies
            ),
        ),
        partners=tuple(attrs.evolve(p, id=names[p.id]) for p in initiative.partners),
        activities=tuple(
            attrs.evolve(
                a,
                id=names[a.id],
                contributions=tuple(Contribution(partner_id=names[c.partner_id]) for c in a.contributions),
                outcome_ids=new(a.outcome_ids),
                strategy_ids=new(a.strategy_ids),
                reinforcements=tuple(
                    attrs.evolve(r, activity_id=names[r.activity_id]) for r in a.reinforcements
                ),
            )
            for a in initiative.activities
        ),
        complete=tuple(
            "/".join(names.get(word, word) for word in path.split("/")) for path in initiative.complete
        ),
    )


@given(initiatives(), ON, st.data())
def test_the_order_of_rows_changes_nothing(
    initiative: Initiative, on: date | None, data: st.DataObject
) -> None:
    other = reordered(initiative, data)
    assert coverage(other, on=on) == coverage(initiative, on=on)
    assert list(relations(other, on=on)) == list(relations(initiative, on=on))
    assert list(relations(other, on=on).unconnected()) == list(relations(initiative, on=on).unconnected())
    assert duplicate_activities(other, on=on) == duplicate_activities(initiative, on=on)
    assert reinforced_activities(other, on=on) == reinforced_activities(initiative, on=on)
    assert incidence(other, on=on).components() == incidence(initiative, on=on).components()
    assert costliest(incidence(other, on=on)) == costliest(incidence(initiative, on=on))


@given(initiatives(), ON, st.data())
def test_other_ids_change_nothing_but_names(
    initiative: Initiative, on: date | None, data: st.DataObject
) -> None:
    agenda = initiative.agenda
    rows = (*initiative.partners, *initiative.activities, *agenda.outcomes, *agenda.strategies)
    order = data.draw(st.permutations(range(len(rows))))
    names = {row.id: f"x{number}" for row, number in zip(rows, order, strict=True)}
    other = relabelled(initiative, names)

    def new(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(names[id_] for id_ in ids))

    before, after = coverage(initiative, on=on), coverage(other, on=on)
    assert (after.share, after.reason) == (before.share, before.reason)
    assert (after.covered, after.gaps) == (new(before.covered), new(before.gaps))
    assert after.single_provider == new(before.single_provider)
    assert after.not_carried == new(before.not_carried)
    assert after.activities_without_partner == new(before.activities_without_partner)
    assert after.uncommitted_partner_ids == new(before.uncommitted_partner_ids)
    assert after.activities_without_outcome == new(before.activities_without_outcome)
    assert {attrs.evolve(row, outcome_id=names[row.outcome_id]) for row in before.table} == set(after.table)
    for function in (duplicate_activities, reinforced_activities):
        assert tuple(map(new, function(initiative, on=on))) == tuple(function(other, on=on))
    groups = {frozenset(new(group)) for group in incidence(initiative, on=on).components()}
    assert set(map(frozenset, incidence(other, on=on).components())) == groups
    told = {(r.kind, r.sure, frozenset(new(r.activity_ids))) for r in relations(initiative, on=on)}
    assert {(r.kind, r.sure, frozenset(r.activity_ids)) for r in relations(other, on=on)} == told
    old_worst, new_worst = (costliest(incidence(one, on=on)) for one in (initiative, other))
    assert (old_worst is None) == (new_worst is None)
    if old_worst and new_worst:
        assert len(old_worst.outcome_ids) == len(new_worst.outcome_ids)


@given(initiatives(), st.data())
def test_adding_a_partner_to_an_activity_never_lowers_coverage(
    initiative: Initiative, data: st.DataObject
) -> None:
    if not (initiative.partners and initiative.activities):
        return
    partner = data.draw(st.sampled_from(initiative.partners))
    activity = data.draw(st.sampled_from(initiative.activities))
    joined = attrs.evolve(
        activity, contributions=(*activity.contributions, Contribution(partner_id=partner.id))
    )
    before, after = coverage(initiative), coverage(initiative.including(joined))
    assert after.gaps == before.gaps
    assert set(after.covered) >= set(before.covered)
    assert set(after.not_carried) <= set(before.not_carried)
    assert (after.share or 0) >= (before.share or 0)
    assert set(after.uncommitted_partner_ids) <= set(before.uncommitted_partner_ids)
    for old, new in zip(before.table, after.table, strict=True):
        assert new.activity_count == old.activity_count
        assert new.partner_count >= old.partner_count
        assert new.unrecorded_count <= old.unrecorded_count


@given(initiatives(), ON)
def test_each_outcome_is_covered_a_gap_or_not_carried(initiative: Initiative, on: date | None) -> None:
    found = coverage(initiative, on=on)
    if found.reason is None:
        parts = [*found.covered, *found.gaps, *found.not_carried]
        assert sorted(parts) == [outcome.id for outcome in incidence(initiative, on=on).outcomes]


@given(initiatives(), ON)
def test_what_nobody_carries_is_lost_with_nobody(initiative: Initiative, on: date | None) -> None:
    index = incidence(initiative, on=on)
    dead = set(coverage(index).not_carried)
    for partner in index.partners:
        for live in (True, False):
            for rule in get_args(Rule):
                assert dead.isdisjoint(outcomes_lost(index, partner.id, rule, unrecorded_live=live))


@given(initiatives(), ON)
def test_strict_losses_contain_lenient_ones(initiative: Initiative, on: date | None) -> None:
    index = incidence(initiative, on=on)
    for partner in index.partners:
        for live in (True, False):
            lenient = outcomes_lost(index, partner.id, "lenient", unrecorded_live=live)
            assert set(lenient) <= set(outcomes_lost(index, partner.id, "strict", unrecorded_live=live))


@given(initiatives(), ON, RULES, st.booleans())
def test_losses_equal_the_slow_definition(
    initiative: Initiative,
    on: date | None,
    rule: Rule,
    live: bool,
) -> None:
    index, slow = incidence(initiative, on=on), Slow(initiative, on)
    for partner in slow.partners:
        assert list(outcomes_lost(index, partner, rule, unrecorded_live=live)) == slow.lost(
            partner, rule, unrecorded_live=live
        )
    losses = {p: slow.lost(p, "lenient", unrecorded_live=live) for p in sorted(slow.partners)}
    worst = costliest(index, unrecorded_live=live)
    assert (worst is None) == (not losses)
    if worst is not None:
        first = max(losses, key=lambda partner: len(losses[partner]))
        assert (worst.partner_id, list(worst.outcome_ids)) == (first, losses[first])


@given(initiatives(), ON)
def test_relations_equal_the_slow_definition(initiative: Initiative, on: date | None) -> None:
    slow, fast = Slow(initiative, on), relations(initiative, on=on)
    connected = []
    for one, other in combinations(sorted(slow.activities), 2):
        relation = fast.between(other, one)
        assert relation.kind == slow.kind(one, other)
        assert sorted(relation.activity_ids) == [one, other]
        assert relation.sure == (relation.kind != "duplicates" or slow.duplicates(one, other) is True)
        assert set(relation.outcome_ids) == slow.outcomes(one) & slow.outcomes(other)
        assert "\n" not in relation.sentence
        if relation.kind != "unconnected":
            connected.append(relation)
    assert list(fast) == connected
    assert len(fast) == len(connected)
    counts = fast.pair_counts()
    told = [relation.kind for relation in (*connected, *fast.unconnected())]
    assert counts.kinds == fast.counts() == {kind: told.count(kind) for kind in get_args(RelationKind)}
    doubles = [
        slow.duplicates(one, other)
        for one, other in combinations(sorted(slow.activities), 2)
        if not (slow.links(one, other) | slow.links(other, one)) - {"hinders"}
    ]
    assert (counts.duplicates, counts.possible_duplicates) == (
        doubles.count(True),
        len(doubles) - doubles.count(False),
    )
    listed = duplication(initiative, on=on).uncoordinated
    assert (sum(pair.sure for pair in listed), len(listed)) == counts[1:]


@given(initiatives(), ON)
def test_duplicate_and_reinforced_activities_equal_the_slow_definition(
    initiative: Initiative, on: date | None
) -> None:
    slow = Slow(initiative, on)
    duplicates: dict[bool | None, set[str]] = {True: set(), None: set(), False: set()}
    reinforced: dict[bool | None, set[str]] = {True: set(), None: set(), False: set()}
    for one, other in combinations(sorted(slow.activities), 2):
        if not (slow.links(one, other) | slow.links(other, one)) - {"hinders"}:
            duplicates[slow.duplicates(one, other)] |= {one, other}
            continue
        for this, that in ((one, other), (other, one)):
            if slow.unrecorded(that) or (slow.unrecorded(this) and slow.carriers(that)):
                reinforced[None].add(this)
            else:
                reinforced[bool(slow.carriers(that) - slow.carriers(this))].add(this)
    for found, function in ((duplicates, duplicate_activities), (reinforced, reinforced_activities)):
        assert list(function(initiative, on=on).sure) == sorted(found[True])
        assert list(function(initiative, on=on).possible) == sorted(found[True] | found[None])


@given(initiatives(), ON)
def test_coverage_equals_the_slow_definition(initiative: Initiative, on: date | None) -> None:
    slow, found = Slow(initiative, on), coverage(initiative, on=on)
    if not initiative.activities and "activities" not in initiative.complete:
        assert found.share is None
        assert (found.covered, found.gaps, found.table) == ((), (), ())
        return
    towards = {
        o.id: [id_ for id_ in slow.activities if o.id in slow.outcomes(id_)]
        for o in initiative.agenda.outcomes
    }
    held = {o for o, ids in towards.items() if any(slow.unrecorded(id_) or slow.carriers(id_) for id_ in ids)}
    assert list(found.covered) == sorted(held)
    assert list(found.not_carried) == sorted(o for o in towards if towards[o] and o not in held)
    assert list(found.gaps) == sorted(o for o in towards if not towards[o])
    assert list(found.single_provider) == sorted(
        o
        for o, ids in towards.items()
        if len(set().union(*map(slow.carriers, ids))) == 1 and not any(map(slow.unrecorded, ids))
    )
    carrying = set().union(*map(slow.carriers, slow.activities))
    assert list(found.uncommitted_partner_ids) == sorted(set(slow.partners) - carrying)
    assert list(found.activities_without_outcome) == sorted(
        a for a in slow.activities if not slow.outcomes(a)
    )
    assert (found.share is None) == (found.reason is not None) == (not towards)
    if found.share is not None:
        assert abs(found.share - len(found.covered) / len(towards)) < 1e-11
    for outcome_id, ids in towards.items():
        rows = [row for row in found.table if row.outcome_id == outcome_id]
        assert sum(row.activity_count for row in rows) == len(ids)
        assert rows


@given(initiatives(), ON)
def test_components_equal_the_slow_definition(initiative: Initiative, on: date | None) -> None:
    slow = Slow(initiative, on)
    groups = [{partner} for partner in slow.partners]
    for id_ in slow.activities:
        touched = [group for group in groups if group & slow.carriers(id_)]
        groups = [group for group in groups if group not in touched] + (
            [set().union(*touched)] if touched else []
        )
    found = incidence(initiative, on=on).components()
    assert sorted(found) == sorted(tuple(sorted(group)) for group in groups)
    assert [len(group) for group in found] == sorted(map(len, groups), reverse=True)


@settings(max_examples=200)
@given(initiatives(gaps=False), st.data())
def test_filling_a_gap_lands_between_the_bounds(full: Initiative, data: st.DataObject) -> None:
    def forgotten(activity: Activity) -> Activity:
        absent: dict[str, Any] = {"population": None, "place": None, "contributions": ()}
        gone = data.draw(st.sets(st.sampled_from(sorted(absent))))
        return attrs.evolve(activity, **{field: absent[field] for field in gone})

    rows = tuple(map(forgotten, full.activities))
    known = {
        f"activities/{before.id}/contributions"
        for before, after in zip(full.activities, rows, strict=True)
        if before.contributions == after.contributions
    }
    vague = attrs.evolve(full, activities=rows, complete=(*sorted(known), "activities"))
    for function in (duplicate_activities, reinforced_activities):
        before, after = function(vague), function(full)
        assert set(before.sure) <= set(after.sure) <= set(after.possible) <= set(before.possible)
        assert after.sure == after.possible
    fewest, lost, most = costliest(vague), costliest(full), costliest(vague, unrecorded_live=False)
    if lost is not None and fewest is not None and most is not None:
        assert len(fewest.outcome_ids) <= len(lost.outcome_ids) <= len(most.outcome_ids)
    assert set(coverage(vague).single_provider) <= set(coverage(full).single_provider)


@given(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2), st.booleans())
def test_next_to_nothing_raises_nothing(partners: int, activities: int, outcomes: int, known: bool) -> None:
    initiative = Initiative(
        id="I",
        agenda=Agenda(outcomes=tuple(Outcome(id=f"O{number}") for number in range(outcomes))),
        partners=tuple(Partner(id=f"P{number}") for number in range(partners)),
        activities=tuple(Activity(id=f"A{number}") for number in range(activities)),
        complete=("activities",) if known else (),
    )
    found = coverage(initiative)
    assert (found.share is None) == bool(found.reason) == (not outcomes or not (activities or known))
    assert (len(relations(initiative)), len(list(relations(initiative).unconnected()))) == (
        0,
        int(activities == 2),
    )
    assert (costliest(initiative) is None) == (partners == 0)
    assert len(incidence(initiative).components()) == partners
    for function in (duplicate_activities, reinforced_activities):
        assert function(initiative) == ((), ())
