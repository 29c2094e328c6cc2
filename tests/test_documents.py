"""Reading and writing whole documents: the envelope, its version, doubts told once, nothing that stands in a file raises."""

from __future__ import annotations

import copy
import json
import warnings
from collections import OrderedDict
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.documents import FORMAT, read_with_notes
from collective_impact.record import Record
from collective_impact.testing import initiatives, rating_sets

SMALL = {"format": FORMAT, "id": "I", "name": "Ünï", "partners": [{"id": "P", "since": "2024-01-31"}]}
ODD = {**SMALL, "partners": [{"id": "P", "colour": "red"}], "nickname": 1}


def problems(source: Any, **options: Any) -> dict[str, str]:
    with pytest.raises(ci.DocumentError) as caught:
        ci.read(source, **options)
    return {problem.path: problem.code for problem in caught.value.problems}


@pytest.mark.parametrize("name", ["a.json", "a.yaml", "a.yml"])
def test_a_file_is_read_as_it_was_written(tmp_path: Path, name: str) -> None:
    before = ci.Initiative(id="I", name="Ünï", partners=(ci.Partner(id="P", since=date(2024, 1, 31)),))
    ci.write(before, tmp_path / name)
    assert ci.read(tmp_path / name) == ci.read(str(tmp_path / name)) == before
    first = (tmp_path / name).read_bytes()
    ci.write(ci.read(tmp_path / name), str(tmp_path / name))
    assert (tmp_path / name).read_bytes() == first
    assert FORMAT in first.decode()


def test_toml_is_read_and_not_written(tmp_path: Path) -> None:
    text = f'format = "{FORMAT}"\nid = "I"\nsince = 2024-03-01\n[[partners]]\nid = "P"\n'
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    expected = ci.Initiative(id="I", since=date(2024, 3, 1), partners=(ci.Partner(id="P"),))
    assert ci.read(tmp_path / "a.toml") == ci.read_text(text, "toml") == expected
    with pytest.raises(ci.DocumentError):
        ci.write(expected, tmp_path / "a.toml")
    assert (tmp_path / "a.toml").read_text(encoding="utf-8") == text


def test_a_mapping_is_read_and_left_alone() -> None:
    before = copy.deepcopy(SMALL)
    for source in (SMALL, MappingProxyType(SMALL), OrderedDict(SMALL)):
        assert ci.read(source).name == "Ünï"
    assert before == SMALL


def test_what_the_document_holds_is_said_by_its_type() -> None:
    assert ci.read({"id": "I"}) == ci.Initiative(id="I")
    assert ci.read({"@type": "collective_impact.Money", "amount": 1, "currency": "USD"}) == ci.Money(
        amount=1, currency="USD"
    )
    assert problems({"@type": 3, "id": "I"}) == {"@type": "wrong_type"}
    with pytest.warns(ci.CollectiveImpactWarning, match=r"elsewhere\.Thing"):
        found = ci.read({"@type": "elsewhere.Thing", "id": "I"}, extensions=())
    assert type(found) is ci.Initiative


@given(initiatives() | rating_sets())
def test_plain_data_come_back_as_the_same_record(record: Record) -> None:
    data = ci.to_data(record)
    assert next(iter(data)) == "format"
    assert ci.from_data(data, type(record)) == record
    assert ci.from_data(json.loads(json.dumps(data)), Record) == record
    assert ci.read(data) == record


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("collective-impact/2", "of version 2 of the format; this library knows version 1"),
        ("collective-impact/999999999999", "of version 999999999999 of the format"),
        ("collective-impact/0", "expected 'collective-impact/1', found 'collective-impact/0'"),
        ("collective-impact/٢", "expected 'collective-impact/1'"),
        ("collective-impact", "expected 'collective-impact/1'"),
        ("iati/2", "expected 'collective-impact/1', found 'iati/2'"),
        (2, "expected 'collective-impact/1', found '2'"),
        (None, "expected 'collective-impact/1', found 'None'"),
    ],
)
def test_another_version_is_refused_by_name(stated: object, told: str) -> None:
    data = {**SMALL, "format": stated}
    with pytest.raises(ci.DocumentError) as caught:
        ci.read(data)
    [problem] = caught.value.problems
    assert (problem.path, problem.code) == ("format", "unknown_format")
    assert told in problem.message
    assert problem.hint is not None
    assert problem.hint.startswith("Install a newer" if "of version" in told else "Begin the document with")
    assert ci.problems_in(data) == (problem,)
    with pytest.raises(ci.DocumentError):
        ci.from_data(data, ci.Initiative)


def test_what_no_field_has_is_kept_and_told_once() -> None:
    with pytest.warns(ci.CollectiveImpactWarning) as caught:
        record = ci.read(ODD)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert str(caught[0].message).splitlines() == [
        "this mapping: kept what no field has:",
        "  - nickname: Initiative has no field 'nickname'; it is kept as it is. Did you mean 'name'?",
        "  - partners/0/colour: Partner has no field 'colour'; it is kept as it is.",
    ]
    assert ci.to_data(record)["nickname"] == 1


@pytest.mark.parametrize("form", ["mapping", "path", "json", "yaml"])
def test_notes_come_back_beside_the_record_where_a_warning_is_not_wanted(form: str, tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text(json.dumps(ODD), encoding="utf-8")
    sources: dict[str, Any] = {"mapping": ODD, "path": tmp_path / "odd.json"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        if form in sources:
            found, notes = read_with_notes(sources[form])
        else:
            found, notes = read_with_notes(json.dumps(ODD), form)  # type: ignore[arg-type]
    with pytest.warns(ci.CollectiveImpactWarning):
        assert found == ci.read(ODD)
    assert [note.path for note in notes] == [note.path for note in ci.problems_in(ODD)]
    assert {note.code for note in notes} == {"unknown_field"}


def test_many_doubts_are_counted(tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text(
        json.dumps({"id": "I", **{f"key_{n}": n for n in range(13)}}), encoding="utf-8"
    )
    with pytest.warns(
        ci.CollectiveImpactWarning, match=r"^odd\.json: kept .*\n(.*\n){10}  \.\.\. and 3 more$"
    ):
        ci.read(tmp_path / "odd.json")


def test_strict_reading_refuses_what_no_field_has() -> None:
    assert problems(ODD, strict=True) == {"nickname": "unknown_field", "partners/0/colour": "unknown_field"}
    with pytest.raises(ci.DocumentError, match="^this yaml text: it holds what no field has"):
        ci.read_text("id: I\ncolour: red\n", "yaml", strict=True)
    assert ci.read(SMALL, strict=True) == ci.read(SMALL)


def test_from_data_keeps_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ci.from_data(ODD, ci.Initiative).extra == {"nickname": 1}


def test_an_error_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "wrong.json").write_text('{"id": 7}', encoding="utf-8")
    with pytest.raises(ci.DocumentError, match=r"^wrong\.json: This Initiative cannot be read: a mistake\."):
        ci.read(tmp_path / "wrong.json")
    with pytest.raises(
        ci.DocumentError, match=r"^this mapping: This Initiative cannot be read: 2 mistakes\."
    ):
        ci.read({"id": 7, "name": 8})


def circle() -> dict[str, Any]:
    data: dict[str, Any] = {"id": "I"}
    data["partners"] = [{"id": "P", "extra_of_mine": data}]
    return data


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"id": "I", "since": date(2024, 1, 1)}, {"since": "not_plain"}),
        ({"id": "I", "partners": [{"id": "P", "note": object()}]}, {"partners/0/note": "not_plain"}),
        ({"id": "I", "x": float("nan")}, {"x": "not_finite"}),
        ({"id": "I", "x": [1, float("inf")]}, {"x/1": "not_finite"}),
        ({"id": "I", "x": 10**25}, {"x": "too_large_number"}),
        ({"id": "I", "x": "\ud800"}, {"x": "bad_text"}),
        ({"id": "I", 3: 4}, {"3": "not_plain"}),
        ({"id": "I", "x": {"a", "b"}}, {"x": "not_plain"}),
    ],
)
def test_a_mapping_that_no_document_can_hold_is_refused(data: dict[Any, Any], found: dict[str, str]) -> None:
    told = problems(data)
    assert list(told) == list(found)


def test_a_circle_is_refused_and_ends() -> None:
    assert set(problems(circle()).values()) == {"too_deep"}
    assert {problem.code for problem in ci.problems_in(circle())} == {"too_deep"}


def test_limits_bound_what_is_read() -> None:
    assert problems({"id": "I" * 50}, limits=ci.Limits(text_length=10)) == {"id": "too_long"}
    with pytest.raises(ci.LimitError):
        ci.read_text('{"id": "I"}', "json", limits=ci.Limits(bytes=5))
    assert ci.read_text('{"id": "I"}', "json") == ci.Initiative(id="I")


@pytest.mark.parametrize("source", [3, None, ["id"], b'{"id": "I"}', ci.Initiative(id="I")])
def test_a_document_is_a_path_or_a_mapping(source: Any) -> None:
    with pytest.raises(ci.DocumentError, match="A document is a path or a mapping, found"):
        ci.read(source)
    assert [problem.code for problem in ci.problems_in(source)] == ["unreadable"]


def test_a_document_that_is_no_mapping_is_told() -> None:
    for text in ("[]", "3", '"I"', "null"):
        with pytest.raises(ci.DocumentError, match="expected a mapping of Initiative fields"):
            ci.read_text(text, "json")


def test_problems_are_told_without_raising(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text('{"id": ', encoding="utf-8")
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    assert ci.problems_in(SMALL) == ()
    assert [p.code for p in ci.problems_in({"id": "I"})] == ["no_format"]
    assert [(p.path, p.severity) for p in ci.problems_in({**ODD, "format": FORMAT})] == [
        ("nickname", "warning"),
        ("partners/0/colour", "warning"),
    ]
    assert [p.path for p in ci.problems_in({**SMALL, "id": 7, "colour": 1})] == ["id", "colour"]
    assert ci.problems_in(tmp_path / "broken.json")[0].code == "bad_syntax"
    assert ci.problems_in(tmp_path / "list.json")[0].code == "wrong_type"
    assert len(ci.problems_in(tmp_path / "not there.json")) == 1
    assert len(ci.problems_in(tmp_path)) == 1
    assert ci.problems_in({**SMALL, "@type": "elsewhere.Thing"}, extensions=())[0].code == "unknown_type"


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["id", "format", "@type", "partners", "agenda", "x"]), inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_no_data_make_the_question_for_problems_raise(data: object) -> None:
    for problem in ci.problems_in(data):  # type: ignore[arg-type]
        assert problem.message


def test_only_a_record_can_be_written(tmp_path: Path) -> None:
    wrong: Any = {"id": "I"}
    with pytest.raises(ci.InvalidRecordError, match="Only a record can be turned into plain data"):
        ci.to_data(wrong)
    with pytest.raises(ci.InvalidRecordError, match="A Source has a field 'format' of its own"):
        ci.to_data(ci.Source(format="IATI"))
    with pytest.raises(ci.InvalidRecordError, match="Choose another name"):
        ci.to_data(ci.Initiative(id="I", extra={"format": "x"}))
    with pytest.raises(ci.DocumentError):
        ci.write(ci.Initiative(id="I", name="\0"), tmp_path / "a.json")
    with pytest.raises(ci.DocumentError):
        ci.write(ci.Initiative(id="I"), tmp_path / "a.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_framework_that_does_not_say_so_is_told_how() -> None:
    with pytest.raises(ci.DocumentError, match="'@type': collective_impact.Framework"):
        ci.read({"key": "mine", "conditions": []})
    with pytest.raises(ci.DocumentError) as error:
        ci.read({"id": "I", "partners": {}})
    assert "@type" not in str(error.value)


def test_problems_past_a_thousand_are_told_in_one() -> None:
    odd = {f"odd{n}": n for n in range(1_500)}
    for data in ({**SMALL, **odd}, {**SMALL, "since": 3, **odd}, {"id": "I", **odd}):
        told = ci.problems_in(data)
        assert (len(told), told[-1].code) == (1_001, "more_problems")
    with pytest.warns(ci.CollectiveImpactWarning, match="and 1490 more"):
        ci.read({**SMALL, **odd})
    with pytest.raises(ci.DocumentError) as caught:
        ci.read({**SMALL, **odd}, strict=True)
    assert (len(caught.value.problems), caught.value.count) == (1_000, 1_500)


def test_a_refusal_does_not_say_that_anything_is_kept() -> None:
    for strict, data in ((False, {**ODD, "id": 3}), (True, ODD)):
        with pytest.raises(ci.DocumentError) as caught:
            ci.read(data, strict=strict)
        assert "has no field 'nickname'. Did" in str(caught.value)
        assert "kept as it is" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        circle(),
        {"id": "I", 3: 4},
        {"id": "I", "x": 10**5000},
        {"id": "I", "x": float("nan")},
        {"id": "I", "x": object()},
    ],
)
def test_from_data_takes_plain_data_only(data: Any) -> None:
    with pytest.raises(ci.DocumentError):
        ci.from_data(data, ci.Initiative)


def test_from_data_takes_deep_data_no_deeper_than_a_file() -> None:
    deep: Any = {"id": "I"}
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(ci.LimitError):
        ci.from_data({"id": "I", "x": deep}, ci.Initiative)


@pytest.mark.parametrize("kind", [int, "Initiative", None, ci.Initiative(id="I")])
def test_from_data_makes_records_only(kind: Any) -> None:
    with pytest.raises(ci.InvalidRecordError, match="type is a record class"):
        ci.from_data(SMALL, kind)


def test_wrong_arguments_are_told_with_what_to_give(tmp_path: Path) -> None:
    wrong: Any
    for wrong in (None, b"{}", 3):
        with pytest.raises(ci.DocumentError, match="A text is expected, found"):
            ci.read_text(wrong, "json")
    for wrong in (None, 3):
        with pytest.raises(ci.DocumentError, match="named by a text or a path, found"):
            ci.write(ci.Initiative(id="I"), wrong)
    for wrong in (5, {}, (1,)):
        with pytest.raises(ci.DocumentError, match="extensions is a tuple of names"):
            ci.read({**SMALL, "@type": "foo.Bar"}, extensions=wrong)
        assert ci.problems_in(SMALL, extensions=wrong)[0].code == "unreadable"
    wrong = "clinic"
    with pytest.raises(ci.DocumentError, match=r"found clinic\. Write \('clinic',\)\."):
        ci.from_data(SMALL, ci.Initiative, extensions=wrong)
    wrong = 5
    with pytest.raises(ci.DocumentError, match=r"limits is made with Limits\(\.\.\.\), found 5"):
        ci.read({}, limits=wrong)
    wrong = "xml"
    with pytest.raises(ci.DocumentError, match="^this xml text: "):
        ci.read_text("<a/>", wrong)
    assert ci.problems_in({**SMALL, "format": 10**5000})[0].code == "too_large_number"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("utf16.json", "{}".encode("utf-16"), ci.DocumentError),
        ("broken.json", b"{", ci.DocumentError),
        ("broken.yaml", b"a: [", ci.DocumentError),
        ("large.yaml", b"a: 1" + b" " * 1_000_000, ci.LimitError),
        ("deep.json", b"[" * 100 + b"]" * 100, ci.LimitError),
    ],
)
def test_every_error_of_a_file_names_it(
    tmp_path: Path, name: str, data: bytes, kind: type[ci.DocumentError]
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(kind) as caught:
        ci.read(tmp_path / name)
    assert type(caught.value) is kind
    assert name in caught.value.message


def test_an_empty_path_is_told() -> None:
    with pytest.raises(ci.DocumentError, match="A file without a name cannot be read"):
        ci.read("")


def test_a_warning_is_printable(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31m.json").write_text(json.dumps({"id": "I", "\x1b[31m\n" + "x" * 500: 1}))
    with pytest.warns(ci.CollectiveImpactWarning) as caught:
        ci.read(tmp_path / "a\x1b[31m.json")
    text = str(caught[0].message)
    assert text.replace("\n", "").isprintable()
    assert (len(text.splitlines()), len(text) < 400) == (2, True)
