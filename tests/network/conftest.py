"""The toy: an invented initiative small enough to be worked out by hand, and its answers by brute force."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from collective_impact.model.activity import Activity, Contribution, Reinforcement
from collective_impact.model.agenda import Agenda, Outcome
from collective_impact.model.backbone import BackboneRole
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.model.values import Place, Population

HERE = Path(__file__).parent
Answers = dict[str, Any]


def read(name: str) -> Answers:
    held: Answers = json.loads((HERE / name).read_text(encoding="utf-8"))
    return held


def reinforcements(data: Answers, activity_id: str) -> tuple[Reinforcement, ...]:
    needs = data["activities"][activity_id]["depends_on"]
    acts = [link for link in data["influences"] if link["source"] == activity_id]
    return (
        *(Reinforcement(kind="depends_on", activity_id=needed) for needed in needs),
        *(
            Reinforcement(kind="supports" if link["sign"] > 0 else "hinders", activity_id=link["target"])
            for link in acts
        ),
    )


@pytest.fixture(scope="session")
def toy() -> Initiative:
    data = read("toy_initiative.json")
    outcomes = [text.partition(" ") for text in data["outcomes"]]
    return Initiative(
        id="toy",
        agenda=Agenda(outcomes=tuple(Outcome(id=id_, name=name) for id_, _, name in outcomes)),
        partners=tuple(
            Partner(id=id_, name=row["name"], sector=row["sector"]) for id_, row in data["partners"].items()
        ),
        backbone_roles=tuple(
            BackboneRole(id=f"backbone of {id_}", partner_id=id_)
            for id_, row in data["partners"].items()
            if row["backbone"]
        ),
        activities=tuple(
            Activity(
                id=id_,
                contributions=tuple(Contribution(partner_id=partner) for partner in row["partners"]),
                outcome_ids=tuple(row["outcomes"]),
                population=Population(id=row["population"]),
                place=Place(id="everywhere" if row["area"] == "all" else row["area"]),
                duration=row["weeks"],
                reinforcements=reinforcements(data, id_),
            )
            for id_, row in data["activities"].items()
        ),
    )


@pytest.fixture(scope="session")
def toy_expected() -> Answers:
    return read("toy_expected.json")
