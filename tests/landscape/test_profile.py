"""Profiles: thin entries and whole initiatives alike, and what is not recorded is None."""

from __future__ import annotations

from datetime import date

import collective_impact as ci
from collective_impact.landscape.inventory import Body, Collaboration, Landscape, Organisation
from collective_impact.landscape.profile import folded, index_of


def whole() -> ci.Initiative:
    return ci.Initiative(
        id="I",
        place=ci.Place(id="p", name="North"),
        partners=(ci.Partner(id="P1", name="Alpha"), ci.Partner(id="P2", until=date(2020, 1, 1))),
        agenda=ci.Agenda(
            place=ci.Place(id="q", name="South"),
            population=ci.Population(id="k", name="Kids", age_from=3, age_to=6),
            outcomes=(
                ci.Outcome(id="O", name="Ready", population=ci.Population(id="k"), place=ci.Place(id="p")),
            ),
            strategies=(ci.Strategy(id="S"),),
        ),
        activities=(ci.Activity(id="A", population=ci.Population(id="t", name="Teens", age_from=13)),),
        convenings=(
            ci.Convening(id="M1", member_ids=("P1", "P2")),
            ci.Convening(id="M2", until=date(2020, 1, 1)),
        ),
    )


def test_a_whole_initiative_and_what_its_entry_adds_make_one_profile() -> None:
    row = Collaboration(
        id="C",
        initiative=whole(),
        member_ids=("A",),
        places=(ci.Place(id="w"),),
        populations=(ci.Population(id="b", age_to=2),),
        settings=("In  School",),
        convenings=(ci.Convening(id="M1"),),
    )
    held = Landscape(
        id="L",
        organisations=(Organisation(id="A", name="A house"),),
        places=(ci.Place(id="w", name="West"),),
        collaborations=(row,),
    )
    index = index_of(held, on=date(2026, 1, 1))
    (profile,) = index.profiles
    assert profile.members == frozenset({"A", "C/P1"})
    assert profile.outcomes == frozenset({"C/O"})
    assert profile.strategies == frozenset({"C/S"})
    assert profile.places == frozenset({"north", "south", "west"})
    assert profile.populations == frozenset({"kids", "teens", "b"})
    assert profile.settings == frozenset({"in school"})
    assert profile.ages == ((0, 2), (3, 6), (13, 130))
    assert list(profile.convenings) == ["C/M1", "M1"]
    assert profile.sits == {"C/M1": {"C/P1"}, "M1": profile.members}
    assert index.titles == {"A": "A house", "C/P1": "Alpha", "C/P2": "P2", "C/O": "Ready", "C/S": "S"}
    assert index.place_titles == {"north": "North", "south": "South", "west": "West"}
    assert index.population_titles == {"kids": "Kids", "teens": "Teens", "b": "b"}
    assert repr(profile) == "Profile('C')"
    assert repr(index) == "LandscapeIndex(1 collaborations)"
    assert index_of(index) is index
    (undated,) = index_of(held).profiles
    assert list(undated.convenings) == ["C/M1", "C/M2", "M1"]
    assert undated.members == frozenset({"A", "C/P1", "C/P2"})


def test_what_is_not_recorded_is_none_and_what_is_known_to_be_nothing_is_empty() -> None:
    empty = Collaboration(id="C")
    (thin,) = index_of(Landscape(id="L", collaborations=(empty,))).profiles
    assert (thin.members, thin.outcomes, thin.strategies, thin.places) == (None, None, None, None)
    assert (thin.populations, thin.settings, thin.ages, thin.sits) == (None, None, None, {})
    known = Landscape(id="L", collaborations=(empty,), complete=("collaborations/C/member_ids",))
    assert index_of(known).profiles[0].members == frozenset()
    inside = ci.Initiative(id="I", complete=("partners", "agenda/outcomes"))
    (full,) = index_of([inside]).profiles
    assert (full.members, full.outcomes, full.strategies) == (frozenset(), frozenset(), None)


def test_decisions_and_the_day_count() -> None:
    rows = (
        Collaboration(id="C2", member_ids=("B",)),
        Collaboration(id="C1", member_ids=("A", "B"), since=date(2030, 1, 1)),
    )
    held = Landscape(
        id="L", organisations=(Organisation(id="A"), Organisation(id="B")), collaborations=rows
    ).merging("B", "A")
    assert [(profile.id, profile.members) for profile in index_of(held).profiles] == [
        ("C1", frozenset({"A"})),
        ("C2", frozenset({"A"})),
    ]
    assert [profile.id for profile in index_of(held, on=date(2026, 1, 1)).profiles] == ["C2"]
    assert index_of(held).titles == {"A": "A"}


def test_places_and_people_are_mentioned_anywhere() -> None:
    held = Landscape(
        id="L",
        place=ci.Place(id="t", name="Town"),
        bodies=(
            Body(
                id="B",
                places=(ci.Place(id="p", name="Park"),),
                populations=(ci.Population(id="y", name="Youth"),),
            ),
        ),
        outcomes=(ci.Outcome(id="G", place=ci.Place(id="p"), population=ci.Population(id="y")),),
        collaborations=(
            Collaboration(id="C", places=(ci.Place(id="p"),), populations=(ci.Population(id="y"),)),
        ),
    )
    (profile,) = index_of(held).profiles
    assert (profile.places, profile.populations) == (frozenset({"park"}), frozenset({"youth"}))
    assert folded("  A \n b ") == "a b"
