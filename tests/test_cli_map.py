"""The command `map`: every format, what is lost without a partner, and mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import collective_impact as ci
from collective_impact import cli
from collective_impact.cli import main
from collective_impact.commands import network as commands

ILLUSTRATION = str(Path(cli.__file__).with_name("illustration.json"))


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["map", *arguments]) == 0
    return capsys.readouterr().out


def test_the_text_is_the_summary_of_the_map(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, ILLUSTRATION)
    assert text.startswith("Map of activities: Riverbend Onward")
    assert "Young people feel well" in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_without_a_partner_the_loss_is_told_and_the_map_is_what_is_left(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = printed(capsys, ILLUSTRATION, "--without", "bridge-street-clinic")
    assert text.startswith('By the lenient rule: If the partner "Bridge Street Clinic" leaves')
    assert "\nBy the strict rule: " in text
    assert "Partners               11\n" in text
    assert "Activities whose partners are not recorded  0" in text


def test_a_map_of_a_day_leaves_out_what_is_not_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    assert "on 2026-06-01" in printed(capsys, ILLUSTRATION, "--on", "2026-06-01")


def test_json_holds_every_answer(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(printed(capsys, ILLUSTRATION, "--format", "json", "--without", "bridge-street-clinic"))
    assert "format" not in data
    assert data["map"] == 1
    assert [loss["rule"] for loss in data["if_partner_leaves"]] == ["lenient", "strict"]
    assert {"coverage", "duplication", "loops", "schedule", "influence", "resilience", "relations"} <= set(
        data
    )
    assert data["coverage"]["gaps"] == ["feeling-well"]
    told = data["relations"]
    assert len(told["connected"]) == sum(told["counts"].values()) - told["counts"]["unconnected"]
    assert told["left_out"] == 0


def test_the_json_of_a_map_is_no_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "map.json"
    path.write_text(printed(capsys, ILLUSTRATION, "--format", "json"), encoding="utf-8")
    with pytest.raises(ci.DocumentError):
        ci.read(path)


def test_very_many_relations_are_counted_and_the_first_are_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = json.loads(printed(capsys, ILLUSTRATION, "--format", "json"))["relations"]
    monkeypatch.setattr(commands, "MOST_RELATIONS", 7)
    part = json.loads(printed(capsys, ILLUSTRATION, "--format", "json"))["relations"]
    assert part["connected"] == whole["connected"][:7]
    assert (part["counts"], part["left_out"]) == (whole["counts"], len(whole["connected"]) - 7)


@pytest.mark.parametrize(
    ("format_", "title"),
    [
        ("mermaid", 'title: "Riverbend Onward (an illustration: plac\u2026 without Bridge Street Clinic"'),
        ("dot", '  label="Riverbend Onward (an illustration: plac\u2026 without Bridge Street Clinic";'),
        ("svg", "without Bridge Street Clinic</dc:title>"),
        ("graphml", "without Bridge Street Clinic</data>"),
        ("kumu", "{"),
    ],
)
def test_a_picture_or_graph_without_a_partner_says_who_left(
    format_: str, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", ILLUSTRATION, "--format", format_, "--without", "bridge-street-clinic"]) == 0
    out, err = capsys.readouterr()
    assert title in out
    assert err.startswith(
        "This is the map without Bridge Street Clinic:\n  - By the lenient rule: If the partner"
    )
    assert "\n  - By the strict rule: If the partner" in err


@pytest.mark.parametrize(
    ("format_", "start"), [("mermaid", "flowchart LR"), ("dot", "digraph"), ("svg", "<?xml"), ("kumu", "{")]
)
def test_other_formats(format_: str, start: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, ILLUSTRATION, "--format", format_).startswith(start)


def test_graphml_is_xml_and_says_what_it_leaves_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", ILLUSTRATION, "--format", "graphml"]) == 0
    out, err = capsys.readouterr()
    assert ET.fromstring(out).tag.endswith("graphml")  # noqa: S314 - our own text
    assert err.startswith("What this format has no place for:\n")


def test_a_format_that_holds_all_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "small.json"
    ci.write(ci.Initiative(id="small", partners=(ci.Partner(id="p"),)), path)
    assert main(["map", str(path), "--format", "graphml"]) == 0
    assert capsys.readouterr().err == ""


def test_an_unknown_partner_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", ILLUSTRATION, "--without", "bridge-street-clinik"]) == 2
    assert "There is no partner with the id 'bridge-street-clinik'. Did you mean" in capsys.readouterr().err


def test_one_partner_leaves_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", ILLUSTRATION, "--without", "town-library", "--without", "river-college"]) == 2
    assert "Give --without once" in capsys.readouterr().err
