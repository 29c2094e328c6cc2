"""What holds for all documents: nothing is lost, bytes are canonical, every fault is told where it stands."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, get_args

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.plain import dump, parse
from collective_impact.testing import (
    assert_round_trips,
    fillings,
    initiatives,
    numbers,
    rating_sets,
    records,
    texts,
)

MODEL = [
    ci.Activity, ci.Agenda, ci.BackboneRole, ci.Baseline, ci.Cadence, ci.Channel, ci.Code, ci.Contribution, ci.Convening,
    ci.Decision, ci.Endorsement, ci.Evidence, ci.Identifier, ci.Indicator, ci.Instrument, ci.Item, ci.Meeting, ci.Money,
    ci.Outcome, ci.Partner, ci.Place, ci.Population, ci.Range, ci.Rating, ci.RatingSet, ci.Reinforcement, ci.Scale,
    ci.Series, ci.Strategy, ci.Target, ci.Tie,
]  # fmt: skip
ANY_NUMBER = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**25) + 1, 10**25 - 1),
    st.sampled_from(
        [0.0, -0.0, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1e16, 2.0**53]
    ),
)
Format = Literal["json", "yaml"]
PLAIN = st.recursive(
    st.none() | st.booleans() | ANY_NUMBER | texts(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts(), inner, max_size=3),
    max_leaves=8,
)


# Law 2 and 3: read(write(x)) == x, and what is written again has the same bytes.


@pytest.mark.parametrize("cls", MODEL, ids=lambda cls: cls.__name__)
def test_every_class_of_the_model_comes_back_and_has_one_form(cls: type[ci.Record]) -> None:
    @settings(max_examples=20)
    @given(records(cls))
    def check(record: ci.Record) -> None:
        assert_round_trips(record)

    check()


@given(initiatives())
def test_an_initiative_comes_back_from_a_file(initiative: ci.Initiative) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "initiative.json"
        ci.write(initiative, path)
        first = path.read_bytes()
        assert ci.read(path) == initiative
        ci.write(ci.read(path), path)
        assert path.read_bytes() == first


@given(initiatives())
def test_the_order_of_keys_in_a_file_changes_nothing(initiative: ci.Initiative) -> None:
    def turned(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: turned(value) for key, value in reversed(data.items())}
        return [turned(value) for value in data] if isinstance(data, list) else data

    data = ci.to_data(initiative)
    again = ci.read(turned(data))
    assert again == initiative
    assert dump(ci.to_data(again), "json") == dump(data, "json")


@given(ANY_NUMBER, ANY_NUMBER | st.none())
def test_every_number_up_to_the_limits_comes_back_exactly(value: float, missing: float | None) -> None:
    periods: Any = ("2024", "2025")
    before = ci.Series(periods=periods, values=(value, missing))
    for kind in get_args(Format):
        after = ci.from_data(parse(dump(ci.to_data(before), kind), kind, ci.Limits()), ci.Series)
        for was, now in zip(before.values, after.values, strict=True):
            assert (type(now), repr(now)) == (type(was), repr(was))


@given(texts(), st.dictionaries(texts(), texts(), max_size=3))
def test_every_text_that_a_document_can_hold_comes_back_exactly(text: str, words: dict[str, str]) -> None:
    figure = ci.Target(note=text, raw=text, breakdown=words)
    assert_round_trips(figure)


SCRIPT = """
import random, sys
import collective_impact as ci
from collective_impact.plain import dump, parse
rows = [f"P{n}" for n in range(30)]
one = ci.Initiative(
    id="I", partners=tuple(ci.Partner(id=row, roles=("b", "a")) for row in rows),
    indicators=(ci.Indicator(id="N", reporter_ids=tuple(rows), unit="people", series=tuple(
        ci.Series(partner_id=row, periods=("2024", "2025"), values=(n / 7, None), breakdown={"sex": "girls", "age": "0-4"},
        raw={"2025": "x", "2024": "y"}) for n, row in enumerate(rows))),),
    extra={key: {"z": 1, "a": [1, 2.5, None]} for key in ("zeta", "alpha", "iota")}, complete=("ties", "evidence"),
)
for kind in ("json", "yaml"):
    sys.stdout.write(dump(ci.to_data(one), kind))
wrong = ci.to_data(one) | {"partners": [{"id": "P", "sectr": 1, "sector": "publik", "role": 2}], "evidnce": 1}
sys.stdout.write("\\n".join(map(str, ci.problems_in(wrong))))
"""


def test_bytes_and_problems_are_the_same_for_any_hash_seed() -> None:
    found = {
        subprocess.run(  # noqa: S603 - our own lines
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(found) == 1
    assert len(found.pop()) > 5_000


# Law 22: unknown members are kept or reported, never dropped.


@given(initiatives(), st.dictionaries(st.text("xyz", min_size=2, max_size=4), PLAIN, min_size=1, max_size=3))
def test_unknown_members_are_kept_and_reported_and_strictly_refused(
    initiative: ci.Initiative, unknown: dict[str, Any]
) -> None:
    data = {**ci.to_data(initiative), **unknown}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        record = ci.read(data)
    assert len(caught) == 1
    again = ci.to_data(record)
    assert dump(again, "json") == dump({**ci.to_data(initiative), **unknown}, "json")
    assert {problem.path for problem in ci.problems_in(data)} == set(unknown)
    with pytest.raises(ci.DocumentError) as refused:
        ci.read(data, strict=True)
    assert {problem.path for problem in refused.value.problems} == set(unknown)


# Law 38: evolve(x) == x; the original and all its parts stay as they are.


@given(initiatives(), st.data())
def test_edits_leave_the_original_alone(initiative: ci.Initiative, data: st.DataObject) -> None:
    before = copy.deepcopy(initiative)
    assert attrs.evolve(initiative) == initiative
    data.draw(fillings(initiative))
    initiative.including(ci.Partner(id="another one", name="x"))
    for partner in initiative.partners:
        initiative.without(partner.id)
    ci.to_data(initiative)["partners"] = []
    assert initiative == before


# Law 42 and 43: what is read strictly is read leniently as the same; what validates can be written and read.


@given(initiatives() | rating_sets())
def test_reading_strictly_and_leniently_give_the_same(record: ci.Record) -> None:
    data = ci.to_data(record)
    assert ci.read(data, strict=True) == ci.read(data) == record
    assert ci.problems_in(data) == ()


# Law 21: planted faults are told at exactly their paths; repairing one removes exactly that one.


def clean(count: int) -> dict[str, Any]:
    """Return a plain document with `count` rows of each kind, without a fault."""
    rows = range(count)
    return {
        "format": ci.FORMAT,
        "id": "I",
        "since": "2024-01-01",
        "agenda": {"outcomes": [{"id": f"O{n}", "level": "population"} for n in rows]},
        "partners": [
            {
                "id": f"P{n}",
                "sector": "public",
                "since": "2024-01-01",
                "decision_seats": 2,
                "codes": [{"scheme": "S", "value": "1"}],
            }
            for n in rows
        ],
        "indicators": [
            {
                "id": f"N{n}",
                "unit": "people",
                "owner_id": f"P{n}",
                "outcome_ids": [f"O{n}"],
                "series": [{"partner_id": f"P{n}", "periods": ["2024", "2025"], "values": [1, None]}],
            }
            for n in rows
        ],
        "activities": [
            {
                "id": f"A{n}",
                "budget": {"amount": 1, "currency": "USD"},
                "contributions": [{"partner_id": f"P{n}"}],
            }
            for n in rows
        ],
        "convenings": [{"id": f"K{n}", "cadence": {"rule": "FREQ=MONTHLY"}, "meetings": []} for n in rows],
    }


# Each fault: the place of the field in the row (`#` is the row), what is written there, and the code.
FAULTS: list[tuple[str, Any, str]] = [
    ("agenda/outcomes/#/level", "people", "unknown_word"),
    ("partners/#/sector", 7, "wrong_type"),
    ("partners/#/since", "2024-02-30", "wrong_type"),
    ("partners/#/decision_seats", -1, "out_of_range"),
    ("partners/#/decision_seats", "2", "wrong_type"),
    ("partners/#/codes/0/value", None, "missing"),
    ("partners/#/codes/0/scheme", 3.5, "wrong_type"),
    ("indicators/#/unit", "peple", "unknown_unit"),
    ("indicators/#/owner_id", "nobody", "dangling_id"),
    ("indicators/#/outcome_ids/0", "P0", "wrong_kind_of_id"),
    ("indicators/#/series/0/partner_id", "a/b", "bad_id"),
    ("indicators/#/series/0/values", [1], "unequal_columns"),
    ("indicators/#/series/0/values", "many", "wrong_type"),
    ("activities/#/budget/amount", True, "wrong_type"),
    ("activities/#/budget/currency", "usd", "bad_currency"),
    ("activities/#/contributions/0/partner_id", "nobody", "dangling_id"),
    ("convenings/#/cadence/rule", "monthly", "bad_rule"),
    ("convenings/#/meetings", 5, "wrong_type"),
]


def planted(data: dict[str, Any], path: str, value: Any) -> Callable[[], None]:
    """Put a value at a path, and return how to put back what stood there."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    held: Any = data
    for step in steps:
        held = held[step]
    before = held[last]
    held[last] = value
    return lambda: held.__setitem__(last, before)


def told(data: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ci.DocumentError) as caught:
        ci.read(data)
    assert caught.value.count == len(caught.value.problems)
    return {problem.path: problem.code for problem in caught.value.problems}


@given(st.lists(st.tuples(st.sampled_from(FAULTS), st.integers(0, 3)), min_size=1, max_size=12))
def test_planted_faults_are_told_where_they_stand_and_nowhere_else(
    chosen: list[tuple[tuple[str, Any, str], int]],
) -> None:
    data = clean(4)
    assert ci.problems_in(data) == ()
    wanted = {path.replace("#", str(row)): (value, code) for (path, value, code), row in chosen}
    repairs = {path: planted(data, path, value) for path, (value, _) in wanted.items()}
    expected = {path: code for path, (_, code) in wanted.items()}
    while expected:
        assert hidden_by_a_greater_fault(expected, told(data))
        path = next(iter(expected))
        repairs[path]()
        del expected[path]
    assert ci.problems_in(data) == ()


def hidden_by_a_greater_fault(expected: dict[str, str], found: dict[str, str]) -> bool:
    """Return whether all faults are told, save those between fields of a record whose single fields are wrong.

    A record is asked what holds between its fields only once each field is right by itself: `unequal_columns`,
    `bad_currency`, `bad_rule` and `unknown_unit` wait until then.
    """
    waiting = {"unequal_columns", "bad_currency", "bad_rule", "unknown_unit"}
    for path, code in expected.items():
        holder = path.rpartition("/")[0] + "/"
        others = [one for one in expected if one != path and one.startswith(holder)]
        if found.get(path) != code and not (code in waiting and others):
            return False
    return found.keys() <= expected.keys()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[0]} {fault[1]}")
def test_each_fault_alone_is_told_alone(fault: tuple[str, Any, str]) -> None:
    path, value, code = fault
    data = clean(3)
    planted(data, path.replace("#", "1"), value)
    assert told(data) == {path.replace("#", "1"): code}


def test_a_hundred_faults_are_told_at_a_hundred_paths() -> None:
    data = clean(100)
    expected = {}
    for row in range(100):
        path, value, code = FAULTS[row % len(FAULTS)]
        here = path.replace("#", str(row))
        planted(data, here, value)
        expected[here] = code
    found = told(data)
    assert len(found) == 100
    assert found == expected


def test_five_thousand_faults_are_counted_and_a_thousand_told() -> None:
    data = clean(5_000)
    for row in range(5_000):
        planted(data, f"partners/{row}/sector", "publik")
    with pytest.raises(ci.DocumentError) as caught:
        ci.read(data)
    assert caught.value.count == 5_000
    assert [problem.path for problem in caught.value.problems] == [
        f"partners/{n}/sector" for n in range(1_000)
    ]
    assert "and 4980 more" in str(caught.value)
    assert len(ci.problems_in(data)) == 1_001


@given(st.data())
def test_what_is_no_json_of_ours_never_ends_in_another_error(data: st.DataObject) -> None:
    plain = clean(2)
    path, _, _ = data.draw(st.sampled_from(FAULTS))
    planted(plain, path.replace("#", "1"), data.draw(PLAIN | numbers()))
    for problem in ci.problems_in(json.loads(json.dumps(plain))):
        assert len(str(problem)) <= 2_000
