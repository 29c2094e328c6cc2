"""Initiatives from their files: good ones come in, bad ones are told, and nothing outside the folder is opened."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import collective_impact as ci
from collective_impact.landscape.inventory import Collaboration, IdentityDecision, Landscape, Organisation
from collective_impact.landscape.opening import gathered, opened
from collective_impact.landscape.oversight import doubts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "community"
    home.mkdir()
    for id_ in ("one", "two"):
        ci.write(
            ci.Initiative(id=id_, name=id_.title(), partners=(ci.Partner(id="P", name=id_),)),
            home / f"{id_}.json",
        )
    ci.write(ci.Framework(key="f", title="F", version="1", conditions=()), home / "framework.json")
    (home / "broken.json").write_text("{", encoding="utf-8")
    (home / "wrong.json").write_text(
        '{"id": "x", "partners": [{"id": "P", "since": "soon"}]}', encoding="utf-8"
    )
    (tmp_path / "outside.json").write_text('{"id": "secret"}', encoding="utf-8")
    return home


def landscape(*files: str, **decisions: bool) -> Landscape:
    return Landscape(
        id="L",
        organisations=(Organisation(id="A"),),
        collaborations=tuple(Collaboration(id=f"C{at}", file=file) for at, file in enumerate(files)),
        decisions=tuple(
            IdentityDecision(one="A", other=key.replace("__", "/"), same=same)
            for key, same in decisions.items()
        ),
    )


def test_files_of_the_folder_come_in_and_bad_ones_are_told(folder: Path) -> None:
    files = ("one.json", "broken.json", "missing.json", "framework.json", "wrong.json", "../outside.json")
    found = opened(landscape(*files, "/etc/passwd", "a\0b.json"), folder)
    rows = found.value.collaborations
    assert rows[0].initiative is not None
    assert rows[0].file is None
    assert [row.file is not None for row in rows[1:]] == [True] * 7
    told = {problem.path: (problem.code, problem.where) for problem in found.problems}
    assert [told[f"collaborations/{at}/file"][0] for at in range(1, 8)] == [
        "bad_syntax",
        "not_found",
        "wrong_type",
        "wrong_type",
        "outside_folder",
        "outside_folder",
        "outside_folder",
    ]
    assert told["collaborations/4/file"][1] == "wrong.json, partners/0/since"
    assert told["collaborations/1/file"][1] == "broken.json, line 1, column 2"


def test_a_decision_about_what_the_file_holds_stays_and_another_is_left_out(folder: Path) -> None:
    found = opened(
        landscape("one.json", "two.json", "missing.json", C0__P=True, C1__Q=True, C2__P=False), folder
    )
    assert [row.other for row in found.value.decisions] == ["C0/P", "C2/P"]
    assert [(p.path, p.code) for p in found.problems] == [
        ("collaborations/2/file", "not_found"),
        ("decisions/1", "dangling_id"),
    ]


def test_initiatives_are_gathered_from_files_and_values(folder: Path) -> None:
    sources: list[str | Path | ci.Initiative] = [
        folder / "two.json",
        ci.Initiative(id="three"),
        str(folder / "one.json"),
        folder / "broken.json",
    ]
    sources.append(ci.Initiative(id="one"))
    found = gathered(sources, id="town", name="Town")
    assert [row.id for row in found.value.collaborations] == ["one", "three", "two"]
    assert (found.value.id, found.value.name) == ("town", "Town")
    assert [(p.path, p.code) for p in found.problems] == [
        ("sources/3", "bad_syntax"),
        ("sources/4", "repeated_id"),
    ]
    assert gathered([]).value == Landscape(id="landscape")


def test_of_a_file_with_very_many_mistakes_the_first_are_told(tmp_path: Path) -> None:
    rows = ", ".join('{"id": "P", "since": 3}' for _ in range(25))
    (tmp_path / "bad.json").write_text(f'{{"id": "x", "partners": [{rows}]}}', encoding="utf-8")
    found = gathered([tmp_path / "bad.json"])
    assert len(found.problems) == 21
    assert found.problems[-1].code == "unreadable"


def test_a_file_of_an_unknown_kind_is_told() -> None:
    (problem,) = gathered(["name.unknown"]).problems
    assert problem.code == "unknown_format"


def test_a_format_that_needs_an_extra_is_told_and_the_rest_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "three.yaml").write_text("id: three\n", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "yaml", None)
    found = gathered([folder / "three.yaml", folder / "one.json"])
    assert [row.id for row in found.value.collaborations] == ["one"]
    (problem,) = found.problems
    assert (problem.path, problem.code) == ("sources/0", "unreadable")
    assert "PyYAML" in problem.message


def test_an_entry_without_a_file_stays_as_it_is(folder: Path) -> None:
    held = Landscape(id="L", collaborations=(Collaboration(id="C"),))
    assert opened(held, folder).value == held


def test_one_file_for_two_entries_is_told(folder: Path) -> None:
    held = landscape("one.json", "two.json", "./one.json", "broken.json", "broken.json")
    found = opened(held, folder)
    (problem,) = [problem for problem in found.problems if problem.code == "repeated_file"]
    assert (problem.path, problem.severity, problem.where) == (
        "collaborations/2/file", "warning", "./one.json",
    )  # fmt: skip
    assert problem.message == "'C2' and 'C0' (collaborations/0) name one file."
    assert found.value.collaborations[2].initiative == found.value.collaborations[0].initiative
    assert [problem.path for problem in doubts(held) if problem.code == "repeated_file"] == [
        "collaborations/2/file",
        "collaborations/4/file",
    ]
