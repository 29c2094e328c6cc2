"""Records to plain data and back: types as they are, all problems at once, strangers' classes, nothing lost."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NewType

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.codec import decode, encode
from collective_impact.errors import DocumentError, InvalidRecordError, Problem
from collective_impact.extensions import ENTRY_POINTS, open_extensions
from collective_impact.leftovers import kept_keys, unknown_keys
from collective_impact.period import Period
from collective_impact.record import Record, field_plan, inner_records, tag_of
from collective_impact.testing import fillings, initiatives, records

if TYPE_CHECKING:
    from collective_impact.codec import R


class Colour:
    """A stranger's type that a file can hold as a text."""

    def __init__(self, name: str) -> None:
        if not name.islower():
            raise ValueError(name and "write it small")
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Colour) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


@attrs.frozen
class Spot:
    """A stranger's attrs class that cattrs reads by itself."""

    x: int
    y: int = 0


@attrs.frozen(kw_only=True)
class CodecWard(ci.Entity):
    """A record that holds others of its own kind."""

    wards: tuple[CodecWard, ...] = ()
    next: CodecWard | None = None
    either: int | str | None = None
    grid: tuple[tuple[int, ...], ...] = ()
    days: tuple[date, ...] = ()
    spot: Spot | None = None
    spots: tuple[Spot, ...] = ()
    shelf: Mapping[str, Any] = attrs.field(factory=dict, hash=False)


Home = NewType("Home", ci.Place)


@attrs.frozen(kw_only=True)
class CodecClinic(ci.Partner):
    beds: int
    home: Home | None = None
    anything: Any = None


@attrs.frozen(kw_only=True)
class Painted(Record):
    colour: Colour | None = None


@attrs.frozen(kw_only=True)
class Housed(Record):
    colour: Spot | CodecWard | None = None


class Plainly(ci.Partner):
    """A subclass without fields of its own."""


class CodecForgotten(ci.Partner):
    """A subclass with a field but without the decorator."""

    beds: int = 0


def refused(data: object, cls: type[R], **options: Any) -> dict[str, str]:
    with pytest.raises(DocumentError) as caught:
        decode(data, cls, **options)
    assert caught.value.count == len(caught.value.problems)
    return {problem.path: problem.code for problem in caught.value.problems}


@given(records(CodecWard, spot=None, spots=()))
def test_a_record_may_hold_others_of_its_own_kind(ward: CodecWard) -> None:
    assert decode(encode(ward), CodecWard) == (ward, ())


def test_values_of_strangers_types_are_read_and_written() -> None:
    ward = CodecWard(
        id="W", spot=Spot(1, 2), spots=(Spot(3),), grid=((1, 2), (3,)), days=(date(2024, 2, 29),), either=3
    )
    data = encode(ward, CodecWard)
    assert data == {
        "id": "W", "either": 3, "grid": [[1, 2], [3]], "days": ["2024-02-29"], "spot": {"x": 1, "y": 2},
        "spots": [{"x": 3, "y": 0}],
    }  # fmt: skip
    assert decode(data, CodecWard) == (ward, ())


def test_a_strangers_type_that_fails_is_told_with_its_path() -> None:
    data = {"id": "W", "spot": {"y": 2}, "spots": [{"x": 1}, {}], "days": ["2024-02-30", 7]}
    assert refused(data, CodecWard) == {
        "spot": "wrong_type",
        "spots/1": "wrong_type",
        "days/0": "wrong_type",
        "days/1": "wrong_type",
    }


@pytest.mark.parametrize(
    ("cls", "named"),
    [(Painted, "Colour"), (Housed, "a mapping of Spot fields or a mapping of CodecWard fields")],
)
def test_a_type_that_no_document_can_hold_is_told_to_who_wrote_the_class(
    cls: type[Record], named: str
) -> None:
    for data in ({}, {"colour": "red"}):
        with pytest.raises(InvalidRecordError, match=f"No document can hold a field of the type {named}"):
            decode(data, cls)


def test_a_record_under_another_name_is_told_with_its_path() -> None:
    data = {"id": "C", "beds": 1, "home": {"id": "H"}, "anything": [1]}
    assert decode(data, CodecClinic)[0].home == ci.Place(id="H")
    assert decode(data, CodecClinic)[0].anything == [1]
    assert refused({**data, "home": {}}, CodecClinic) == {"home/id": "missing"}


def test_links_that_do_not_fit_are_told_once() -> None:
    data = {"id": "I", "backbone_roles": [{"id": "B", "partner_id": "P"}]}
    assert refused(data, ci.Initiative) == {"backbone_roles/0/partner_id": "dangling_id"}


def test_dates_and_periods_are_read_from_text() -> None:
    data = {"id": "A", "since": "2024-02-29", "until": None}
    assert decode(data, ci.Activity)[0] == ci.Activity(id="A", since=date(2024, 2, 29))
    for wrong in ("2024-2-29", "2024-02-30", "20240229", "2024-02-29T00:00", 20240229, True, ["2024-02-29"]):
        assert refused({**data, "since": wrong}, ci.Activity) == {"since": "wrong_type"}


def test_a_calendar_is_shared_and_what_is_none_is_told() -> None:
    columns = {"periods": ["2024", "2025"], "values": [1, None]}
    one, other = decode(columns, ci.Series)[0], decode(dict(columns), ci.Series)[0]
    assert one.periods is other.periods
    assert refused({**columns, "periods": "2024"}, ci.Series) == {"periods": "wrong_type"}
    assert refused({**columns, "periods": ["2024", 2025.0]}, ci.Series) == {"periods/1": "wrong_type"}
    assert decode({**columns, "periods": [2024, 2025]}, ci.Series)[0] == one
    assert refused({**columns, "periods": ["2024", "24"]}, ci.Series) == {"periods/1": "wrong_type"}
    assert refused({**columns, "periods": ["2025", "2024"]}, ci.Series) == {"periods/1": "not_increasing"}
    assert decode({"periods": ()}, ci.Series)[0] == ci.Series()


def read_or_none(plain: dict[str, object], cls: type[R]) -> R | None:
    try:
        return decode(plain, cls)[0]
    except DocumentError:
        return None


SINGLE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=4),
    st.just([]), st.just({}), st.just([{}]), st.just({"id": 3}),
)  # fmt: skip


@given(
    st.sampled_from([ci.Partner, ci.Indicator, ci.Series, ci.Activity, ci.Agenda, ci.RatingSet]), st.data()
)
def test_any_plain_data_are_read_or_refused_and_never_coerced(cls: type[Record], data: st.DataObject) -> None:
    keys = st.sampled_from([*field_plan(cls), "@type", "other"])
    plain = data.draw(st.dictionaries(keys, SINGLE, max_size=6))
    record = read_or_none(plain, cls)
    if record is None:
        return
    written = encode(record, cls)
    assert {key: value for key, value in written.items() if key in plain} == {
        key: plain[key] for key in written if key in plain
    }
    for key, value in plain.items():
        assert key in written or value in (None, [], {}) or value == field_plan(cls)[key].default


@pytest.mark.parametrize("data", [None, 3, "x", [], [{}]])
def test_what_is_no_mapping_is_no_record(data: object) -> None:
    assert refused(data, ci.Partner) == {"": "wrong_type"}


def test_all_problems_are_told_at_once_with_their_paths() -> None:
    data = {
        "id": "I",
        "since": "2025-13-01",
        "nickname": "x",
        "partners": [
            {"id": "P", "sector": "publik", "since": "2025-01-01", "until": "2024-01-01"},
            {"name": "no id"},
            7,
            {"id": "P", "codes": [{"scheme": "S"}, {"scheme": "S", "value": 7}]},
        ],
        "agenda": {"outcomes": {}, "visions": 1},
        "indicators": [{"id": "N", "owner_id": "Q", "unit": "peple", "series": [{"periods": ["2024"]}]}],
    }
    assert refused(data, ci.Initiative) == {
        "since": "wrong_type",
        "partners/0/sector": "unknown_word",
        "partners/1/id": "missing",
        "partners/2": "wrong_type",
        "partners/3/codes/0/value": "missing",
        "partners/3/codes/1/value": "wrong_type",
        "partners/3/id": "repeated_id",
        "agenda/outcomes": "wrong_type",
        "agenda/visions": "unknown_field",
        "indicators/0/series/0/values": "unequal_columns",
        "indicators/0/owner_id": "dangling_id",
        "nickname": "unknown_field",
    }


def test_a_record_within_a_faulty_one_is_still_checked_alone() -> None:
    money = {"amount": "5", "currency": 3}
    assert refused({"id": "A", "budget": money}, ci.Activity) == {
        "budget/amount": "wrong_type",
        "budget/currency": "wrong_type",
    }


def test_null_is_absent() -> None:
    assert decode({"id": "P", "name": None, "roles": None}, ci.Partner)[0] == ci.Partner(id="P")
    assert refused({"id": None}, ci.Partner) == {"id": "missing"}


def test_only_what_is_stated_is_written() -> None:
    assert encode(ci.Partner(id="P"), ci.Partner) == {"id": "P"}
    assert encode(ci.Partner(id="P")) == {"@type": "collective_impact.Partner", "id": "P"}
    finding = ci.Finding(code="X1", title="t", status="unknown", observed="o", rule="r", source="s")
    assert encode(finding)["score"] is None
    assert encode(finding)["evidence"] == []


def test_a_subclass_bears_its_tag_where_another_was_declared() -> None:
    initiative = ci.Initiative(
        id="I", partners=(CodecClinic(id="C", beds=3), Plainly(id="Q"), ci.Partner(id="P"))
    )
    data = encode(initiative, ci.Initiative)
    tags = [partner.get("@type") for partner in data["partners"]]
    assert tags == [tag_of(CodecClinic), tag_of(Plainly), None]
    again, notes = decode(data, ci.Initiative)
    assert again == initiative
    assert [type(partner) for partner in again.partners] == [CodecClinic, Plainly, ci.Partner]
    assert notes == ()


def test_a_tag_that_says_what_is_known_is_not_kept() -> None:
    assert decode({"@type": "collective_impact.Partner", "id": "P"}, ci.Partner) == (ci.Partner(id="P"), ())


@pytest.mark.parametrize(
    ("tag", "code"), [(7, "wrong_type"), ("collective_impact.Tie", "wrong_type"), (None, "wrong_type")]
)
def test_a_tag_that_cannot_stand_here_is_told(tag: object, code: str) -> None:
    assert refused({"partners": [{"@type": tag, "id": "P"}], "id": "I"}, ci.Initiative) == {
        "partners/0/@type": code
    }


def test_an_undecorated_subclass_is_refused_when_it_is_written() -> None:
    with pytest.raises(
        InvalidRecordError, match=r"CodecForgotten is not a record class\. Put @attrs\.frozen"
    ):
        encode(CodecForgotten(id="F"))


def test_unknown_data_degrade_without_loss() -> None:
    row = {
        "@type": "elsewhere.Clinic",
        "id": "C",
        "name": "x",
        "beds": 3,
        "wings": [{"@type": "elsewhere.Wing"}],
    }
    data = {"@type": "collective_impact.Initiative", "id": "I", "partners": [row, {"id": "P"}]}
    initiative, notes = decode(data, ci.Initiative, extensions=())
    assert type(initiative.partners[0]) is ci.Partner
    assert [(note.path, note.code) for note in notes] == [
        ("partners/0/@type", "unknown_type"),
        ("partners/0/beds", "unknown_field"),
        ("partners/0/wings", "unknown_field"),
    ]
    assert encode(initiative) == data


def test_an_unknown_criterion_is_refused() -> None:
    data = {"key": "k", "title": "t", "criteria": [{"@type": "elsewhere.Rule", "code": "E1"}]}
    assert refused(data, ci.Condition) == {"criteria/0/@type": "unknown_type"}


def test_a_class_that_is_defined_later_counts() -> None:
    data = {"@type": f"{__name__.partition('.')[0]}.Later", "id": "L", "stars": 4}
    assert type(decode(data, ci.Partner)[0]) is ci.Partner

    @attrs.frozen(kw_only=True)
    class Later(ci.Partner):
        stars: int = 0

    assert decode(data, ci.Partner)[0] == Later(id="L", stars=4)


def test_a_note_says_which_field_may_have_been_meant() -> None:
    _, notes = decode({"id": "P", "sectr": "public", "colour": 1}, ci.Partner)
    assert [note.hint for note in notes] == ["Did you mean 'sector'?", None]
    assert {note.severity for note in notes} == {"warning"}


def test_what_is_made_for_other_tools_is_kept_without_a_word() -> None:
    data = {
        "$schema": "https://example.org",
        "id": "I",
        "iati": {"a": [1]},
        "partners": [{"id": "P", "iati": 1}],
    }
    initiative, notes = decode(data, ci.Initiative)
    assert notes == ()
    assert encode(initiative, ci.Initiative) == {
        "id": "I", "partners": [{"id": "P", "iati": 1}], "$schema": "https://example.org", "iati": {"a": [1]}
    }  # fmt: skip
    _, notes = decode({"id": "I", "place": {"id": "L", "$schema": 1}}, ci.Initiative)
    assert [note.path for note in notes] == ["place/$schema"]


def sprinkled(record: Record, path: str = "") -> tuple[Record, list[str]]:
    """Return a record with an unknown key in each of its records, and the paths of the keys."""
    paths, changes = [f"{path}unheard"], {}
    for name, _, is_table in inner_records(type(record)):
        held = getattr(record, name)
        rows = held if is_table else (held,) if held is not None else ()
        below = [
            sprinkled(row, f"{path}{name}/{place}/" if is_table else f"{path}{name}/")
            for place, row in enumerate(rows)
        ]
        paths.extend(inner for _, found in below for inner in found)
        if below:
            changes[name] = tuple(row for row, _ in below) if is_table else below[0][0]
    return attrs.evolve(record, extra={"unheard": {"a": [None, 1.5]}}, **changes), paths


@given(initiatives())
def test_unknown_members_are_kept_and_told_at_every_level(initiative: ci.Initiative) -> None:
    one_place = attrs.evolve(initiative, place=None)
    marked, paths = sprinkled(one_place)
    again, notes = decode(encode(marked), ci.Initiative)
    assert again == marked
    assert sorted(note.path for note in notes) == sorted(paths)
    assert list(kept_keys(marked, "")) == list(notes)
    assert sorted(note.path for note in unknown_keys(encode(marked), ci.Initiative, "")) == sorted(paths)


def test_unknown_keys_are_looked_for_only_where_records_stand() -> None:
    data = {"id": "I", "partners": [3, {"@type": 4, "x": 1}], "agenda": 5, "place": {"y": 1}}
    assert [note.path for note in unknown_keys(data, ci.Initiative, "")] == ["place/y"]
    stranger = {"@type": tag_of(CodecClinic), "beds": 1, "cots": 2}
    assert [note.path for note in unknown_keys(stranger, ci.Partner, "")] == ["cots"]
    assert [note.path for note in unknown_keys(stranger, ci.Tie, "")] == []
    later = {"@type": "elsewhere.Rule", "code": "R", "x": 1}
    assert list(unknown_keys(later, ci.Criterion, "")) == []
    assert [note.path for note in unknown_keys(later, ci.Partner, "")] == ["code", "x"]


def test_a_flood_of_problems_is_counted_without_more_looking() -> None:
    rows = [{"id": f"P{number}", "sector": "x", "odd": 1} for number in range(1_200)]
    with pytest.raises(DocumentError) as caught:
        decode({"id": "I", "partners": rows}, ci.Initiative)
    assert (caught.value.count, len(caught.value.problems)) == (1_200, 1_000)


@given(initiatives(), st.data())
def test_written_again_the_data_are_the_same(initiative: ci.Initiative, data: st.DataObject) -> None:
    filled = data.draw(fillings(initiative))
    plain = encode(filled)
    assert encode(decode(plain, ci.Initiative)[0]) == plain


# Packages that announce records by an entry point.


@pytest.fixture
def announced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path with announced packages: two whole, one broken, one that need not be opened."""
    clinic = (
        "import attrs, collective_impact as ci\n"
        "@attrs.frozen(kw_only=True)\nclass Clinic(ci.Partner):\n    beds: int\n"
        "@attrs.frozen(kw_only=True)\nclass Rule(ci.Criterion):\n    code: str = 'R1'\n"
    )
    modules = {
        "whole_pack": clinic,
        "kind_pack": clinic,
        "broken_pack": "raise RuntimeError('no beds')\n",
        "other_pack": "1 / 0\n",
    }
    for name, text in modules.items():
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8"
        )
        (folder / "entry_points.txt").write_text(f"[{ENTRY_POINTS}]\nrecords = {name}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    yield tmp_path
    for name in modules:
        sys.modules.pop(name, None)


SCRIPT = """
import sys, json
import collective_impact as ci
from collective_impact.codec import decode
data = json.loads(sys.argv[1])
allowed = json.loads(sys.argv[2])
record, notes = decode(data, ci.Partner, extensions=None if allowed is None else tuple(allowed))
print(type(record).__name__, len(notes), sorted({"whole_pack", "broken_pack", "other_pack"} & set(sys.modules)))
"""


@pytest.mark.parametrize(
    ("allowed", "printed"),
    [
        ("null", "Clinic 0 ['whole_pack']"),
        ('["whole_pack"]', "Clinic 0 ['whole_pack']"),
        ("[]", "Partner 2 []"),
        ('["other_pack"]', "Partner 2 []"),
    ],
)
def test_a_package_is_opened_for_a_tag_of_its_own_where_that_is_allowed(
    announced: Path, allowed: str, printed: str
) -> None:
    data = '{"@type": "whole_pack.Clinic", "id": "C", "beds": 3}'
    found = subprocess.run(  # noqa: S603 - our own lines
        [sys.executable, "-c", SCRIPT, data, allowed],
        cwd=announced,
        capture_output=True,
        check=True,
        text=True,
    )
    assert found.stdout.strip() == printed


def test_a_package_that_is_announced_is_found_and_opened_once(announced: Path) -> None:
    assert announced.is_dir()
    rule = {"key": "k", "title": "t", "criteria": [{"@type": "whole_pack.Rule"}]}
    condition, notes = decode(rule, ci.Condition)
    assert (type(condition.criteria[0]).__name__, condition.criteria[0].code, notes) == ("Rule", "R1", ())
    assert not open_extensions(rule, None)
    assert "other_pack" not in sys.modules


def test_a_package_is_opened_where_without_it_the_data_would_be_wrong(announced: Path) -> None:
    text = "import attrs, collective_impact as ci\n@attrs.frozen(kw_only=True)\nclass Plan(ci.Evidence):\n    kind: str = 'plan'\n"
    (announced / "other_pack.py").write_text(text, encoding="utf-8")
    found, _ = decode({"id": "I", "evidence": [{"@type": "other_pack.Plan", "id": "E"}]}, ci.Initiative)
    assert found.evidence[0].kind == "plan"


@pytest.mark.usefixtures("announced")
def test_a_document_may_be_of_a_kind_that_a_package_brings() -> None:
    data = {"@type": "kind_pack.Rule", "title": "t"}
    with pytest.raises(DocumentError):
        ci.read(data, extensions=())
    rule = ci.read(data)
    assert (type(rule).__name__, rule.code, rule.title) == ("Rule", "R1", "t")


def test_a_package_that_cannot_be_opened_is_named(announced: Path) -> None:
    assert announced.is_dir()
    with pytest.raises(DocumentError, match="'records' of broken_pack could not be opened: no beds"):
        decode({"id": "P", "codes": [{"@type": "broken_pack.Code"}]}, ci.Partner)


@pytest.mark.usefixtures("announced")
def test_a_tag_of_nobody_opens_nothing() -> None:
    data = {"@type": "nobody.Clinic", "id": "C", "more": [["x", {"@type": "nobody.Wing"}]]}
    assert not open_extensions(data, None)
    record, notes = decode(data, ci.Partner)
    assert type(record) is ci.Partner
    assert [note.path for note in notes] == ["@type", "more"]


def test_what_stands_between_records_is_looked_at_where_they_own_others() -> None:
    class Owner(ci.Initiative):
        @classmethod
        def check_links(cls, data: Record | Mapping[str, Any]) -> Iterator[Problem]:
            del data
            yield Problem(path="partners", code="owned", message="is not mine.")

    with pytest.raises(InvalidRecordError):
        Owner(id="O")
    assert refused({"id": "O", "since": 3}, Owner) == {"since": "wrong_type", "partners": "owned"}
    assert Period.parse("2024").label == "2024"


Rooms = NewType("Rooms", tuple[ci.Place, ...])


@attrs.frozen(kw_only=True)
class CodecCabin(Record):
    """A stranger's record with a field that cattrs reads by a hook of its own between ours."""

    homes: tuple[Home, ...] = ()
    mixed: tuple[Home | None, ...] = ()
    rooms: Rooms = ()  # type: ignore[assignment]


def test_problems_behind_a_strangers_hook_are_told_and_counted() -> None:
    many = [{"id": 3, "kind": 4}] * 600
    with pytest.raises(DocumentError) as caught:
        decode({"homes": many, "mixed": [{}]}, CodecCabin)
    assert (len(caught.value.problems), caught.value.count) == (1_000, 1_201)
    assert caught.value.problems[3].path == "homes/1/kind"
    assert decode({"rooms": [{"id": "L"}]}, CodecCabin)[0].rooms == (ci.Place(id="L"),)
    assert refused({"rooms": [{}, {"id": 3}]}, CodecCabin) == {
        "rooms/0/id": "missing",
        "rooms/1/id": "wrong_type",
    }


def test_a_flood_is_counted_and_not_worked_out() -> None:
    rows: list[Any] = [{}] * 1_100 + [3] + [{"id": "Q"}] + [{"id": "R", "sector": 3, "codes": [{}]}]
    data = {"id": "I", "partners": rows, "ties": {}, "indicators": [{"id": "N", "unit": "no such"}]}
    with pytest.raises(DocumentError, match="at least 1,106 mistakes") as caught:
        decode({**data, "since": 3, "odd": 1}, ci.Initiative)
    assert (len(caught.value.problems), caught.value.count) == (1_000, 1_106)
    assert caught.value.problems[-1].path == "partners/999/id"


def test_notes_past_a_thousand_are_told_in_one() -> None:
    _, notes = decode({"id": "P", **{f"odd{n}": n for n in range(1_500)}}, ci.Partner)
    assert (len(notes), notes[-1].code, notes[-1].severity) == (1_001, "more_problems", "warning")
    assert notes[-1].message == "500 more problems are not listed."


def test_a_date_is_written_in_one_way() -> None:
    for wrong in ("2024-W01-1", "2024-W011"):
        assert refused({"id": "A", "since": wrong}, ci.Activity) == {"since": "wrong_type"}
