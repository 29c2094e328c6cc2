"""Kumu's JSON: its official shape, a round trip, and other people's maps read as far as they go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from collective_impact.errors import DocumentError, Problem
from collective_impact.interchange import kumu
from collective_impact.interchange.reading import Reading
from collective_impact.model.initiative import Initiative
from collective_impact.network import map_activities


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "our map.json"


def read(path: Path, data: Any) -> Reading[Initiative]:
    path.write_text(json.dumps(data), encoding="utf-8")
    return kumu.read(path)


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_collaboration_comes_back_whole(collaboration: Initiative, parts: Any, path: Path) -> None:
    left_out = kumu.write(map_activities(collaboration), path)
    assert [problem.message for problem in left_out] == [
        "The id and name of the initiative are not written; the name of the file stands for them when it is read."
    ]
    reading = kumu.read(path)
    assert reading.problems == ()
    assert parts(reading.value) == parts(collaboration)
    assert reading.value.id == "our map"
    assert reading.value.source is not None
    assert (reading.value.source.format, reading.value.source.file) == ("Kumu", "our map.json")


def test_the_shape_is_the_official_one(collaboration: Initiative) -> None:
    data = json.loads(kumu.text(collaboration)[0])
    assert list(data) == ["elements", "connections"]
    assert data["elements"][1] == {
        "id": "partner:office",
        "label": "office",
        "type": "partner",
        "sector": "nonprofit",
        "backbone": True,
        "backbone_functions": ["funding", "policy"],
    }
    assert data["connections"][3] == {
        "from": "partner:office",
        "to": "activity:book-van",
        "direction": "directed",
        "type": "delivers",
        "role": "leads",
        "description": "Until June",
    }
    ids = [element["id"] for element in data["elements"]]
    assert len(ids) == len(set(ids))
    assert {end for link in data["connections"] for end in (link["from"], link["to"])} <= set(ids)


def test_a_foreign_map_is_read_as_far_as_it_goes_and_its_fields_are_kept(path: Path) -> None:
    reading = read(
        path,
        {
            "elements": [
                {
                    "label": "Food bank",
                    "type": "Organization",
                    "tags": ["east"],
                    "description": "Open daily.",
                },
                {"_id": "e2", "attributes": {"label": "Meals", "element type": "Project", "Cost": 3}},
                {"id": "e3", "label": "Ann", "type": "Person"},
                {"id": 4, "label": "Less hunger", "type": "Goal"},
                {"type": "Goal", "label": " "},
                "Food bank",
            ],
            "connections": [
                {"from": "Food bank", "to": "Meals", "type": "cooks", "direction": "Undirected"},
                {"from": "e2", "to": "4", "direction": "sideways"},
                {"_id": "c3", "from": "e3", "to": "e2", "attributes": {"connection type": "eats"}},
                {"from": "e2", "to": "Nobody"},
                {"to": "e2"},
                7,
            ],
            "maps": [],
        },
    )
    (partner,) = reading.value.partners
    assert (partner.id, partner.name, partner.note) == ("Food bank", None, "Open daily.")
    assert partner.extra == {"network": {"tags": ("east",)}}
    (activity,) = reading.value.activities
    assert (activity.id, activity.name, activity.outcome_ids) == ("e2", "Meals", ("4",))
    assert activity.contributions[0].role == "cooks"
    assert activity.extra["network"] == {"Cost": 3}
    assert [(problem.code, problem.path) for problem in reading.problems] == [
        ("no_id", "elements/4"),
        ("wrong_type", "elements/5"),
        ("unknown_word", "connections/1/direction"),
        ("wrong_type", "connections/5"),
        ("not_read", "maps"),
        ("unknown_id", "connections/3"),
        ("unknown_id", "connections/4"),
        ("other_kind", "elements/0"),
        ("other_kind", "elements/1"),
        ("not_read", "elements/2"),
        ("other_kind", "elements/3"),
        ("other_relation", "connections/0"),
        ("not_read", "connections/2"),
    ]
    kumu.write(reading.value, path)
    again = kumu.read(path)
    assert again.value.partners == reading.value.partners
    assert again.value.activities == reading.value.activities
    assert again.problems == ()


def test_a_map_without_connections_is_read(path: Path) -> None:
    assert read(path, {"elements": []}).value.partners == ()
    reading = read(path, {"elements": [{"label": "A"}], "connections": {"from": "A"}})
    assert codes(reading.problems) == ["wrong_type", "no_kind"]


@pytest.mark.parametrize("data", [[], {}, {"elements": {}}, 3])
def test_what_is_no_map_is_refused(path: Path, data: Any) -> None:
    with pytest.raises(DocumentError, match="This is no Kumu file"):
        read(path, data)


def test_a_file_without_an_ending_gives_its_whole_name(tmp_path: Path) -> None:
    assert read(tmp_path / "map", {"elements": []}).value.id == "map"


def test_hostile_labels_stay_labels(path: Path) -> None:
    label = '</script>\u202e"}]\n' + "x" * 10_000
    reading = read(path, {"elements": [{"id": "p", "type": "partner", "label": label}]})
    assert reading.value.partners[0].name == label.strip()
    kumu.write(reading.value, path)
    assert kumu.read(path).value.partners == reading.value.partners
