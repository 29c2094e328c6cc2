"""The published schema is the one that the records make, and takes whatever the library writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given

import collective_impact as ci
from collective_impact.record import field_plan
from collective_impact.schema import json_schema
from collective_impact.testing import initiatives, rating_sets

PUBLISHED = Path(ci.__file__).parent / "collective-impact.schema.json"


@attrs.frozen(kw_only=True)
class SchemaWing(ci.Entity):
    beds: int
    wings: tuple[SchemaWing, ...] = ()
    front: SchemaWing | None = None
    either: int | str | None = None
    anything: Any = None
    tally: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    share: float = attrs.field(default=0.5, metadata={"about": "A share.", "low": 0, "unit": "shares"})


@cache
def checker(cls: Any) -> Any:
    return jsonschema.Draft7Validator(json_schema(cls))


def faults(data: object, cls: Any = None) -> set[str]:
    return {"/".join(map(str, error.absolute_path)) for error in checker(cls).iter_errors(data)}


def test_the_published_schema_is_the_one_that_the_records_make() -> None:
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    assert PUBLISHED.read_text(encoding="utf-8") == text


def test_the_schema_is_a_schema() -> None:
    for cls in (None, ci.RatingSet, ci.Framework, ci.Finding, SchemaWing):
        jsonschema.Draft7Validator.check_schema(json_schema(cls))


@pytest.mark.parametrize("cls", [int, "Initiative", 3, ci.Initiative(id="I")])
def test_what_is_no_record_class_has_no_schema(cls: Any) -> None:
    with pytest.raises(ci.InvalidRecordError, match="cls is a record class, such as Initiative"):
        json_schema(cls)


def test_every_field_is_described() -> None:
    schema = json_schema()
    assert schema["title"] == "Initiative (collective-impact/1)"
    assert set(schema["properties"]) == {"format", "@type", *field_plan(ci.Initiative)} - {"extra"}
    for name, definition in schema["definitions"].items():
        assert definition["description"], name
        assert all(field["description"] for field in definition["properties"].values()), name


@given(initiatives())
def test_what_the_library_writes_is_valid(initiative: ci.Initiative) -> None:
    assert faults(ci.to_data(initiative)) == set()


@given(rating_sets())
def test_what_the_library_writes_of_ratings_is_valid(ratings: ci.RatingSet) -> None:
    assert faults(ci.to_data(ratings), ci.RatingSet) == set()


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"id": "I", "format": "collective-impact/2"}, "format"),
        ({"id": 7}, "id"),
        ({"id": ""}, "id"),
        ({"id": "x" * 201}, "id"),
        ({}, ""),
        ({"id": "I", "partners": {}}, "partners"),
        ({"id": "I", "partners": [{"id": "P", "sector": "publik"}]}, "partners/0/sector"),
        ({"id": "I", "partners": [{"id": "P", "decision_seats": -1}]}, "partners/0/decision_seats"),
        ({"id": "I", "partners": [{"id": "P", "decision_seats": 1.5}]}, "partners/0/decision_seats"),
        ({"id": "I", "backbone_roles": [{"id": "B"}]}, "backbone_roles/0"),
        ({"id": "I", "channels": [{"id": "C", "two_way": "yes"}]}, "channels/0/two_way"),
        ({"id": "I", "place": 3}, "place"),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(data: dict[str, Any], wrong: str) -> None:
    assert faults(data) == {wrong}
    with pytest.raises(ci.DocumentError):
        ci.read(data)


@pytest.mark.parametrize(
    "data",
    [
        {"id": "I", "colour": "red"},
        {"id": "I", "name": None, "place": None, "partners": None, "agenda": None},
        {
            "id": "I",
            "partners": [{"@type": "elsewhere.Clinic", "id": "P", "sector": None, "decision_seats": 3.0}],
        },
        {"id": "I", "indicators": [{"id": "N", "series": [{"periods": ["2024"], "values": [None]}]}]},
        {"id": "I", "indicators": [{"id": "N", "series": [{"periods": [2024], "values": [1]}]}]},
    ],
)
def test_what_may_be_left_open_is_taken(data: dict[str, Any]) -> None:
    assert faults(data) == set()


def test_a_strangers_class_has_a_schema_as_well() -> None:
    whole = {
        "@type": "x.Wing",
        "id": "W",
        "beds": 1,
        "wings": [{"id": "V", "beds": 2}],
        "either": [],
        "anything": {},
    }
    assert faults(whole, SchemaWing) == set()
    assert faults({"id": "W", "beds": "1", "front": {"beds": 1}, "tally": 3, "share": -1}, SchemaWing) == {
        "beds", "front", "tally", "share"
    }  # fmt: skip
    described = json_schema(SchemaWing)
    assert "description" not in described
    assert described["properties"]["share"]["description"] == "A share. Unit: shares."
    assert "Source: Friedman (2005)." in json_schema(ci.Outcome)["properties"]["level"]["description"]


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        *(({"id": id_}, "id") for id_ in (" a", "a ", "a/b", "a*", "a\tb", "/")),
        *(({"id": "I", "since": day}, "since") for day in ("2024-13-01", "2024-1-1", "2024-W01-1", "2024-01-32")),
        *(
            ({"id": "I", "channels": [{"id": "C", "cadence": {"rule": rule}}]}, "channels/0/cadence")
            for rule in ("monthly", "FREQ=MONTHLY;", "BYDAY=MO", "FREQ=")
        ),
        *(
            ({"id": "I", "indicators": [{"id": "N", "unit": unit}]}, "indicators/0/unit")
            for unit in ("peple", "currency:usd", "")
        ),
    ],
)  # fmt: skip
def test_what_is_misspelt_is_refused_by_the_schema_too(data: dict[str, Any], wrong: str) -> None:
    assert faults(data) == {wrong}
    with pytest.raises(ci.DocumentError):
        ci.read(data)


@pytest.mark.parametrize(
    "data",
    [
        *({"id": id_} for id_ in ("a", "a b", "é", "日本")),
        *(
            {"id": "I", "channels": [{"id": "C", "cadence": {"rule": rule}}]}
            for rule in ("FREQ=MONTHLY;BYDAY=1TU", "RRULE:INTERVAL=2;FREQ=WEEKLY", "rrule:freq=daily")
        ),
        *(
            {"id": "I", "indicators": [{"id": "N", "unit": unit}]}
            for unit in ("people", "currency:EUR", "pint:hectare", None)
        ),
    ],
)  # fmt: skip
def test_what_is_written_rightly_is_taken_by_the_schema_too(data: dict[str, Any]) -> None:
    assert faults(data) == set()
    assert ci.read(data).id == data["id"]
