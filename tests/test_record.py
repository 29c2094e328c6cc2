"""A record checks itself, keeps what it does not know, cannot be changed, and is found again by its tag."""

from __future__ import annotations

import copy
import pickle
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.errors import InvalidRecordError, Problem
from collective_impact.record import (
    EMPTY,
    Record,
    class_of_tag,
    field_plan,
    freeze,
    has_own_fields,
    inner_records,
    registered,
    remembered,
    rows_of,
    tag_of,
    thaw,
)
from collective_impact.testing import partners, places, records

if TYPE_CHECKING:
    from decimal import Decimal

WRONG: Any = 7


@attrs.frozen(kw_only=True)
class Bed(ci.Partner):
    """A stranger's partner with a field of its own, and a name of the library's face in its annotations."""

    beds: int
    home: Place | None = None  # type: ignore[name-defined]  # noqa: F821 - a name of the face, not of this module
    grades: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    seen: int = attrs.field(init=False, default=0, eq=False)
    log: list[str] = attrs.field(init=False, factory=list, eq=False, hash=False)

    def check(self) -> Iterator[Problem]:
        yield from super().check()
        if self.beds == 13:
            yield Problem(path="beds", code="unlucky", message="13 is not taken here.")


@attrs.frozen(kw_only=True)
class Bare(Record):
    """A record with nothing but `extra`."""


class Quiet(ci.Partner):
    """A subclass that only behaves otherwise needs no decorator."""

    @property
    def title(self) -> str:
        return "Quiet"


class Forgotten(ci.Partner):
    """A subclass that declares a field and forgets the decorator."""

    beds: int = 0


def test_a_record_lists_all_that_is_wrong_with_its_fields() -> None:
    with pytest.raises(InvalidRecordError) as caught:
        ci.Partner(id=" ", sector="publik", roles=["a"], decision_seats=-1, extra=3)  # type: ignore[arg-type]
    assert [problem.path for problem in caught.value.problems] == [
        "id",
        "sector",
        "roles",
        "decision_seats",
        "extra",
    ]
    assert caught.value.message == "This Partner ( ) cannot be right."


def test_fields_are_checked_before_what_holds_between_them() -> None:
    with pytest.raises(InvalidRecordError) as caught:
        Bed(id="B", beds="13")  # type: ignore[arg-type]
    assert [problem.code for problem in caught.value.problems] == ["wrong_type"]
    with pytest.raises(InvalidRecordError) as caught:
        Bed(id="B", beds=13)
    assert [problem.code for problem in caught.value.problems] == ["unlucky"]


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: ci.Scale(key="agree", minimum=1, maximum=1), "This Scale (agree) cannot"),
        (lambda: ci.Criterion(code="X1", weight=-1), "This Criterion (X1) cannot"),
        (lambda: ci.Money(amount=1, currency="usd"), "This Money cannot"),
        (lambda: ci.Partner(id=WRONG), "This Partner cannot"),
    ],
)
def test_an_error_names_the_record(make: Any, named: str) -> None:
    with pytest.raises(InvalidRecordError, match=named.replace("(", r"\(").replace(")", r"\)")):
        make()


@given(records(Bed, beds=st.integers(0, 12)))
def test_evolving_nothing_gives_an_equal_record(bed: Bed) -> None:
    again = attrs.evolve(bed)
    assert again == bed
    assert hash(again) == hash(bed)
    assert again is not bed
    assert copy.copy(bed) == copy.deepcopy(bed) == bed


@given(partners(), partners())
def test_two_records_are_equal_when_class_and_fields_are(one: ci.Partner, other: ci.Partner) -> None:
    names = field_plan(ci.Partner)
    assert (one == other) is all(getattr(one, name) == getattr(other, name) for name in names)
    held = {name: getattr(one, name) for name in names}
    assert Quiet(**held) != one
    assert one != held
    assert one.__eq__(held) is NotImplemented


def test_evolving_checks_again_and_leaves_the_original_alone() -> None:
    before = Bed(id="B", beds=3)
    with pytest.raises(InvalidRecordError):
        attrs.evolve(before, beds=13)
    assert attrs.evolve(before, beds=4).beds == 4
    assert before.beds == 3


def test_nothing_in_a_record_can_be_changed() -> None:
    inner = {"a": [1, {"b": 2}]}
    record = Bed(id="B", beds=1, extra=inner, grades={"x": 1})
    inner["a"].append(3)
    assert record.extra == {"a": (1, {"b": 2})}
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        record.beds = 2  # type: ignore[misc]
    mappings: tuple[Any, ...] = (record.extra, record.extra["a"][1], record.grades)
    for held in mappings:
        with pytest.raises(TypeError):
            held["a"] = 1


@given(records(Bed, beds=st.integers(0, 12)))
def test_a_record_pickles_with_all_it_holds(bed: Bed) -> None:
    object.__setattr__(bed, "seen", 5)
    again = pickle.loads(pickle.dumps(bed))  # noqa: S301 - pickled just now
    assert again == bed
    assert type(again.grades) is MappingProxyType
    assert (again.seen, again.log) == (0, [])


def test_any_kind_of_mapping_is_frozen() -> None:
    record = Bed(id="B", beds=1, extra=OrderedDict(a=[1]), grades=OrderedDict(x=1))
    assert type(record.extra) is type(record.grades) is MappingProxyType
    assert record.extra == {"a": (1,)}


def test_freezing_and_thawing_are_inverse() -> None:
    plain = {"a": [1, {"b": [None, "x"]}], "c": {}}
    assert thaw(freeze(plain)) == plain
    assert freeze({}) is EMPTY
    assert freeze(("a", ["b"])) == ("a", ("b",))
    assert thaw(3) == freeze(3) == 3


def test_a_record_shows_what_is_stated_and_counts_its_tables() -> None:
    partner = ci.Partner(id="P", roles=("funder",), codes=(ci.Code(scheme="S", value="1"),))
    assert repr(partner) == "Partner(id='P', roles=('funder',), codes=<1>)"
    assert repr(ci.Series()) == "Series()"


def test_a_record_that_empties_a_default_shows_it() -> None:
    assert repr(ci.Criterion(code="X1", evidence_kinds=())) == "Criterion(code='X1', evidence_kinds=())"


def test_what_is_written_last_stands_last() -> None:
    names = list(field_plan(Bed))
    assert names.index("id") < names.index("beds") < names.index("note")
    assert set(names[-4:]) == {"extra", "note", "identifiers", "codes"}
    assert not {"seen", "log"} & set(names)


def test_a_plan_tells_type_default_and_need() -> None:
    plan = field_plan(Bed)
    assert (plan["beds"].type, plan["beds"].required) == (int, True)
    assert plan["home"].type == ci.Place | None
    assert (plan["sector"].default, plan["sector"].required) == (None, False)
    assert (plan["grades"].is_mapping, plan["roles"].is_mapping) == (True, False)
    assert field_plan(Quiet) is field_plan(ci.Partner)
    assert field_plan(Bed) is plan
    assert plan["roles"] is field_plan(ci.Partner)["roles"]


def test_a_field_of_any_type_takes_anything() -> None:
    @attrs.frozen(kw_only=True)
    class Open(Record):
        held: Any = None

    assert Open(held={1: object}).held == {1: object}


def test_a_mapping_that_may_be_missing_is_a_mapping() -> None:
    @attrs.frozen(kw_only=True)
    class Maybe(Record):
        grades: Mapping[str, str] | None = None

    assert field_plan(Maybe)["grades"].is_mapping
    assert pickle.dumps(Maybe().__reduce__()[1][1][0]) == pickle.dumps(None)


def test_a_record_with_one_field_has_rows_as_well() -> None:
    values, rows = rows_of(Bare)
    assert values(Bare(extra={"a": 1})) == ({"a": 1},)
    assert [row[0] for row in rows] == ["extra"]


def test_what_is_remembered_of_a_class_is_asked_once() -> None:
    asked: list[type] = []

    def ask(cls: type[Record]) -> str:
        asked.append(cls)
        return cls.__name__

    assert [remembered(Bare, "_asked", ask), remembered(Bare, "_asked", ask)] == ["Bare", "Bare"]
    assert remembered(Bed, "_asked", ask) == "Bed"
    assert asked == [Bare, Bed]


def test_inner_records_are_found_with_their_kind() -> None:
    assert [inner.name for inner in inner_records(Bed)] == ["home", "identifiers", "codes"]
    assert {inner.name: inner.is_table for inner in inner_records(ci.Indicator)}["valid_range"] is False
    assert inner_records(ci.Money) == ()


def test_a_class_is_found_by_its_tag() -> None:
    assert tag_of(ci.Partner) == "collective_impact.Partner"
    assert registered(tag_of(Bed)) is class_of_tag(tag_of(Bed)) is Bed
    assert class_of_tag(tag_of(Quiet)) is Quiet
    assert class_of_tag("collective_impact.Tie") is ci.Tie
    for unknown in (
        "collective_impact.read",
        "collective_impact.Problem",
        "collective_impact.nothing",
        "x.Tie",
        "",
    ):
        assert class_of_tag(unknown) is None


def test_a_class_whose_fields_attrs_has_not_made_is_told_apart() -> None:
    assert has_own_fields(Forgotten)
    assert not has_own_fields(Bed)
    assert registered(tag_of(Forgotten)) is None
    assert not has_own_fields(type("Plain", (), {}))


def test_two_classes_cannot_share_a_tag() -> None:
    def define(module: str) -> type[Record]:
        name = {"__module__": module, "__annotations__": {}}
        return attrs.frozen(kw_only=True)(type("Twin", (Record,), name))

    first = define("twins.one")
    assert define("twins.one") is not first
    with pytest.raises(InvalidRecordError, match="one in twins.one, one in twins.two. Rename one"):
        define("twins.two")
    assert tag_of(first) == "twins.Twin"


def test_a_type_that_is_not_there_at_run_time_is_told() -> None:
    @attrs.frozen(kw_only=True)
    class Priced(Record):
        price: Decimal | None = None

    with pytest.raises(
        InvalidRecordError, match=r"Priced has a field whose type cannot be looked up .*Decimal"
    ):
        Priced()


def test_types_may_be_given_as_they_are() -> None:
    optional: Any = attrs.field(type="str | None", default=None)  # type: ignore[call-overload]
    fields = {"count": attrs.field(type=int), "name": optional}
    made: Any = attrs.make_class("Made", fields, bases=(Record,), frozen=True, kw_only=True)
    assert made(count=3).count == 3
    with pytest.raises(InvalidRecordError, match="count: expected a whole number"):
        made(count="3")


def test_a_class_without_a_module_knows_the_face() -> None:
    lost = attrs.frozen(kw_only=True)(
        type(
            "Lost",
            (Record,),
            {"__module__": "gone.away", "__annotations__": {"place": "Place | None"}, "place": None},
        )
    )
    assert field_plan(lost)["place"].type == ci.Place | None


@given(places())
def test_a_record_has_no_links_to_check_unless_it_owns_others(place: ci.Place) -> None:
    assert list(ci.Place.check_links(place)) == []


def refusals(**extra: Any) -> dict[str, str]:
    with pytest.raises(InvalidRecordError) as caught:
        ci.Partner(id="P", extra=extra)
    return {problem.path: problem.code for problem in caught.value.problems}


def test_only_plain_data_are_kept_in_extra() -> None:
    assert refusals(a=[1, {"b": {1, 2}}], c=object()) == {"extra/a/1/b": "not_plain", "extra/c": "not_plain"}
    assert refusals(a={"b": {3: 4}}) == {"extra/a/b": "wrong_type"}
    keys: Any = {3: 4}
    with pytest.raises(InvalidRecordError) as caught:
        ci.Partner(id="P", extra=keys)
    assert [problem.path for problem in caught.value.problems] == ["extra"]
    with pytest.raises(InvalidRecordError):
        ci.Baseline(breakdown={"sex": set()})  # type: ignore[dict-item]


def test_what_holds_itself_or_is_too_deep_is_refused() -> None:
    ring: dict[str, Any] = {}
    ring["again"] = [ring]
    deep: Any = "x"
    for _ in range(5_000):
        deep = [deep]
    for value in (ring, deep):
        [code] = refusals(a=value).values()
        assert code == "too_deep"
    kept: Any = "x"
    for _ in range(150):
        kept = {"a": kept}
    partner = ci.Partner(id="P", extra=kept)
    assert pickle.loads(pickle.dumps(partner)) == partner  # noqa: S301 - our own


def test_values_of_other_types_stay_where_the_field_says_so() -> None:
    assert freeze({"a": MappingProxyType({}), "b": [object]})["b"] == (object,)
    with pytest.raises(InvalidRecordError, match="cannot be kept"):
        freeze([bytearray()])


@attrs.frozen(kw_only=True)
class Flooded(Record):
    def check(self) -> Iterator[Problem]:
        yield from super().check()
        for number in range(1_500):
            yield Problem(path=str(number), message="is wrong.")


def test_problems_of_one_record_are_counted() -> None:
    with pytest.raises(InvalidRecordError) as caught:
        Flooded()
    assert (len(caught.value.problems), caught.value.count) == (1_000, 1_500)
    with pytest.raises(ci.DocumentError) as document:
        ci.from_data({}, Flooded)
    assert (len(document.value.problems), document.value.count) == (1_000, 1_500)
