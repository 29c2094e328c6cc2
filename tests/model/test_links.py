"""Links between records: each id once, each link to a record of its kind, no circles; what goes with what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.errors import Problem
from collective_impact.model.links import changes_of, link_problems, links_of, near_ids, without_ids
from collective_impact.record import Record, field_plan
from collective_impact.testing import initiatives

Refused = Callable[..., dict[str, str]]


@attrs.frozen(kw_only=True)
class LinkedClinic(ci.Partner):
    """A partner of a more particular kind, which links may point at as well."""

    twin_id: str | None = attrs.field(default=None, metadata={"refers_to": "LinkedClinic"})


@attrs.frozen(kw_only=True)
class LinkedWard(ci.Entity):
    """A stranger's entity that cannot be without a clinic."""

    clinic_id: str = attrs.field(metadata={"refers_to": "LinkedClinic"})
    nurse_ids: tuple[str, ...] = attrs.field(default=(), metadata={"refers_to": "LinkedWard"})


@attrs.frozen(kw_only=True)
class Hospital(ci.Initiative):
    wards: tuple[LinkedWard, ...] = ()
    main: LinkedWard | None = None


def found(node: Any, cls: type[Record] = ci.Initiative) -> list[Problem]:
    return list(link_problems(node, cls))


@given(initiatives())
def test_records_and_their_plain_data_have_the_same_links(initiative: ci.Initiative) -> None:
    plain = ci.to_data(initiative)
    ours = [
        (link.path, link.id, link.cls, link.refers_to, link.owner_id) for link in links_of(initiative, Record)
    ]
    theirs = [link[:3] + link[4:] for link in links_of(plain, ci.Initiative)]
    assert ours == theirs
    assert found(initiative) == found(plain) == []


def test_plain_data_of_any_shape_have_links_where_ids_stand() -> None:
    data: dict[str, Any] = {
        "id": 7,
        "partners": [3, {"id": "P", "part_of_id": ["P"]}, {"@type": "collective_impact.Tie", "id": "T"}],
        "agenda": [{"outcomes": [{"id": "O"}]}],
        "place": {"id": "L", "@type": 3},
        "evidence": {"id": "E"},
        "indicators": [{"id": "N", "reporter_ids": ["P", 4], "owner_id": None}],
    }
    assert [(link.path, link.id) for link in links_of(data, ci.Initiative)] == [
        ("place/id", "L"),
        ("partners/1/id", "P"),
        ("partners/1/part_of_id/0", "P"),
        ("partners/2/id", "T"),
        ("indicators/0/id", "N"),
        ("indicators/0/reporter_ids/0", "P"),
    ]


def test_an_id_stands_once_over_all_kinds(refused: Refused) -> None:
    twice = {"partners": (ci.Partner(id="A"),), "activities": (ci.Activity(id="A"),)}
    assert refused(ci.Initiative, id="I", **twice) == {"activities/0/id": "repeated_id"}
    assert refused(ci.Initiative, id="I", ties=(), partners=(ci.Partner(id="I"),)) == {
        "partners/0/id": "repeated_id"
    }
    [problem] = found({"id": "I", "partners": [{"id": "A"}, {"id": "A"}]})
    assert problem.message == "the id 'A' is already used at partners/0/id."


def test_a_place_may_be_mentioned_often_as_long_as_it_is_the_same(refused: Refused) -> None:
    town, county = ci.Place(id="L", name="Omaha", kind="city"), ci.Place(id="L", kind="county")
    rows = tuple(
        ci.Activity(id=f"A{n}", place=place) for n, place in enumerate([town, ci.Place(id="L"), town])
    )
    assert ci.Initiative(id="I", place=ci.Place(id="L", kind="city"), activities=rows).activities == rows
    assert refused(ci.Initiative, id="I", place=county, activities=rows) == {
        "activities/0/place/kind": "contradiction",
        "activities/2/place/kind": "contradiction",
    }
    [problem] = found(
        {"id": "I", "place": {"id": "L", "name": "x"}, "agenda": {"place": {"id": "L", "name": "y"}}}
    )
    assert problem.message == "'L' is 'y' here, but 'x' at place/name."
    assert refused(ci.Initiative, id="I", place=town, agenda=ci.Agenda(population=ci.Population(id="L"))) == {
        "agenda/population/id": "repeated_id"
    }


def test_a_link_points_at_a_record_of_its_kind(refused: Refused) -> None:
    role = ci.BackboneRole(id="B", partner_id="partner-l")
    known = {"partners": (ci.Partner(id="partner-1"),), "activities": (ci.Activity(id="A"),)}
    assert refused(ci.Initiative, id="I", backbone_roles=(role,), **known) == {
        "backbone_roles/0/partner_id": "dangling_id"
    }
    [problem] = found({"id": "I", "partners": [{"id": "partner-1"}], "backbone_roles": [ci.to_data(role)]})
    assert problem.hint == "Did you mean 'partner-1'?"
    assert problem.where == "in 'B'"
    [problem] = found({"id": "I", "backbone_roles": [ci.to_data(role)]})
    assert problem.hint == "No Partner is recorded at all."
    [problem] = found({"id": "I", "activities": [{"id": "A"}], "ties": [{"from_id": "A"}]})
    assert problem.code == "wrong_kind_of_id"
    assert problem.message == "'A' is the id of a Activity (activities/0/id), not of a Partner."
    assert problem.where == "in 'I'"
    [problem] = found({"ties": [{"from_id": "A"}]})
    assert problem.where is None


def test_a_subclass_is_of_its_kind_and_of_its_own(refused: Refused) -> None:
    clinics = (LinkedClinic(id="C", twin_id="D"), LinkedClinic(id="D"))
    whole = Hospital(id="H", partners=clinics, wards=(LinkedWard(id="W", clinic_id="C"),))
    assert ci.read(ci.to_data(whole)) == whole
    assert refused(
        Hospital, id="H", partners=(ci.Partner(id="C"),), wards=(LinkedWard(id="W", clinic_id="C"),)
    ) == {"wards/0/clinic_id": "wrong_kind_of_id"}


@pytest.mark.parametrize(
    ("parts", "circles"),
    [
        ({"A": "B", "B": "C"}, 0),
        ({"A": "A"}, 1),
        ({"A": "B", "B": "A"}, 1),
        ({"A": "B", "B": "C", "C": "B", "D": "A"}, 1),
        ({"A": "B", "B": "A", "C": "D", "D": "C"}, 2),
    ],
)
def test_no_part_is_a_part_of_itself(parts: dict[str, str], circles: int) -> None:
    for table in ("partners", "activities"):
        rows = [{"id": id_, "part_of_id": parts.get(id_)} for id_ in "ABCD"]
        problems = found({"id": "I", table: rows})
        assert [problem.code for problem in problems] == ["circle"] * circles
        assert all(problem.message.startswith("goes round in a circle: ") for problem in problems)
        if circles:
            with pytest.raises(ci.DocumentError):
                ci.read({"id": "I", table: rows})


def test_a_circle_of_very_many_is_found() -> None:
    rows = [{"id": f"A{n}", "part_of_id": f"A{(n + 1) % 5000}"} for n in range(5000)]
    assert [problem.code for problem in found({"id": "I", "activities": rows})] == ["circle"]


def pieces() -> Hospital:
    """Return an initiative in which everything hangs on clinic C."""
    return Hospital(
        id="H",
        partners=(
            LinkedClinic(id="C"),
            LinkedClinic(id="D", twin_id="C"),
            ci.Partner(id="P", part_of_id="C"),
        ),
        wards=(LinkedWard(id="W", clinic_id="C"), LinkedWard(id="V", clinic_id="D", nurse_ids=("W", "V"))),
        main=LinkedWard(id="M", clinic_id="C"),
        agenda=ci.Agenda(endorsements=(ci.Endorsement(partner_id="C"), ci.Endorsement(partner_id="P"))),
        indicators=(
            ci.Indicator(
                id="N", owner_id="C", reporter_ids=("C", "D"), series=(ci.Series(partner_id="C"), ci.Series())
            ),
        ),
        activities=(ci.Activity(id="A", contributions=(ci.Contribution(partner_id="C"),)),),
        convenings=(ci.Convening(id="K", member_ids=("C", "P")),),
        backbone_roles=(ci.BackboneRole(id="B", partner_id="C"),),
        ties=(
            ci.Tie(id="T", from_id="C", to_id="D"),
            ci.Tie(id="U", from_id="D", to_id="P", reported_by_id="C"),
        ),
    )


def test_what_hangs_on_a_record_goes_with_it_and_the_rest_stays() -> None:
    before = pieces()
    changes, gone = without_ids(before, frozenset({"C"}))
    assert gone == {"C", "W", "M", "B", "T"}
    after = attrs.evolve(before, **changes)
    assert after == Hospital(
        id="H",
        partners=(LinkedClinic(id="D"), ci.Partner(id="P")),
        wards=(LinkedWard(id="V", clinic_id="D", nurse_ids=("V",)),),
        agenda=ci.Agenda(endorsements=(ci.Endorsement(partner_id="P"),)),
        indicators=(ci.Indicator(id="N", reporter_ids=("D",), series=(ci.Series(),)),),
        activities=(ci.Activity(id="A"),),
        convenings=(ci.Convening(id="K", member_ids=("P",)),),
        ties=(ci.Tie(id="U", from_id="D", to_id="P"),),
    )
    assert before == pieces()


@given(initiatives(), st.data())
def test_without_an_id_nothing_points_at_it(initiative: ci.Initiative, data: st.DataObject) -> None:
    own = [
        link.id
        for link in links_of(initiative, ci.Initiative)
        if link.is_definition and link.id != initiative.id
    ]
    ids = frozenset(data.draw(st.lists(st.sampled_from(own), max_size=3))) if own else frozenset()
    changes, gone = without_ids(initiative, ids)
    after = attrs.evolve(initiative, **changes, complete=())
    assert ids <= gone
    assert not gone & {link.id for link in links_of(after, ci.Initiative)}
    if not ids:
        assert changes == {}


def test_changes_are_what_differs_and_nothing_else() -> None:
    initiative = pieces()

    def read(name: str) -> Any:
        return getattr(initiative, name)

    assert changes_of(Hospital, read, lambda record: record) == {}
    renamed = changes_of(
        Hospital,
        read,
        lambda record: attrs.evolve(record, name="x") if isinstance(record, ci.Tie) else record,
    )
    assert list(renamed) == ["ties"]
    emptied = changes_of(
        Hospital, read, lambda record: None if isinstance(record, LinkedWard | ci.Agenda) else record
    )
    assert emptied == {"wards": (), "main": None, "agenda": field_plan(Hospital)["agenda"].default}


def chain(length: int) -> Iterator[ci.Activity]:
    for number in range(length):
        yield ci.Activity(
            id=f"A{number}", since=date(2026, 1, 1), part_of_id=f"A{number - 1}" if number else None
        )


def test_a_long_chain_of_parts_is_no_circle() -> None:
    assert found(ci.Initiative(id="I", activities=tuple(chain(2000)))) == []


def test_hints_are_given_for_the_first_and_are_short() -> None:
    rows = [{"id": f"partner-{n}" + "x" * 100} for n in range(1_000)]
    ties = [{"id": f"T{n}", "from_id": f"partner_{n}" + "x" * 100, "to_id": "n" * 40} for n in range(30)]
    problems = found({"id": "I", "partners": rows, "ties": ties})
    assert [bool(problem.hint) for problem in problems] == [True] * 20 + [False] * 40
    assert all(len(problem.hint or "") < 600 for problem in problems)
    assert (problems[1].hint or "").startswith("Known: partner-0x")
    assert near_ids("partner", ["partners"]) == "Did you mean 'partners'?"
    assert near_ids("x", ["abc", "def"]) == "Known: abc, def."


def test_a_flood_of_links_is_counted() -> None:
    twice = list(link_problems({"partners": [{"id": "P"}] * 1_200}, ci.Initiative))
    assert len(twice) == 1_199
    assert twice[999] is twice[1_198]
    rows = [{"id": f"B{n}", "partner_id": f"B{n - 1}" if n % 2 else "Q"} for n in range(1_300)]
    many = found({"id": "I", "partners": [{"id": "P"}], "backbone_roles": rows})
    assert len(many) == 1_300


def test_what_is_not_recorded_at_all_is_told_once_for_each_class() -> None:
    data = {
        "id": "I",
        "backbone_roles": [{"id": f"B{n}", "partner_id": f"P{n}"} for n in range(700)],
        "ties": [{"id": "T", "from_id": "P", "to_id": "B1"}],
    }
    problems = found(data)
    assert [(problem.path, problem.code) for problem in problems] == [
        ("backbone_roles/0/partner_id", "dangling_id"),
        ("ties/0/from_id", "dangling_id"),
        ("ties/0/to_id", "wrong_kind_of_id"),
    ]
    assert problems[0].hint == "No Partner is recorded at all. The same holds for 699 more ids here."


def test_a_long_circle_is_told_shortly() -> None:
    rows = [{"id": f"A{n}", "part_of_id": f"A{(n + 1) % 5000}"} for n in range(5000)]
    [problem] = found({"id": "I", "activities": rows})
    assert problem.message == (
        "goes round in a circle: A0 is part of A1 is part of A2, then 4,996 more, then A4999 is part of A0."
    )


def test_a_key_that_contradicts_is_a_short_step() -> None:
    key = "\x1b" + "x" * 500
    [problem] = found({"place": {"id": "L", key: 1}, "agenda": {"place": {"id": "L", key: 2}}})
    assert str(problem).isprintable()
    assert len(str(problem)) < 500
