"""Laws of network files, held for any initiative: what was read once is read again, and order changes nothing."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from collective_impact.interchange import edge_lists, graphml, kumu
from collective_impact.model.initiative import Initiative
from collective_impact.testing import initiatives

FORMATS = [
    pytest.param(kumu, "map.json", id="kumu"),
    pytest.param(graphml, "map.graphml", id="graphml"),
    pytest.param(edge_lists, "map.csv", id="edge lists"),
]


def carried(initiative: Initiative) -> dict[str, Any]:
    """Return what surely travels, as sets, so that neither order nor repetition counts."""
    links = [
        (activity.id, part.partner_id, "".join(filter(str.isalnum, part.role or "")))
        for activity in initiative.activities
        for part in activity.contributions
    ]
    reinforcements = [
        (activity.id, link.kind, link.activity_id, link.strength, link.lag)
        for activity in initiative.activities
        for link in activity.reinforcements
    ]
    return {
        "partners": {(partner.id, partner.sector, partner.since) for partner in initiative.partners},
        "contributions": set(links),
        "reinforcements": set(reinforcements),
        "activities": {
            (
                activity.id,
                frozenset(activity.outcome_ids),
                frozenset(activity.strategy_ids),
                activity.part_of_id,
                activity.status,
                activity.duration,
                activity.population and activity.population.id,
                activity.place and activity.place.id,
            )
            for activity in initiative.activities
        },
        "outcomes": {(held.id, held.level, held.kind) for held in initiative.agenda.outcomes},
        "leads to": {
            (held.id, other)
            for held in initiative.agenda.outcomes
            for other in held.leads_to_ids
            if other != held.id
        },
        "strategies": {(held.id, frozenset(held.outcome_ids)) for held in initiative.agenda.strategies},
        "indicators": {(held.id, frozenset(held.outcome_ids), held.unit) for held in initiative.indicators},
        "ties": {
            (tie.id, tie.from_id, tie.to_id, tie.intensity, tie.reported_by_id)
            for tie in initiative.ties
            if tie.from_id != tie.to_id
        },
        "backbone": {role.partner_id for role in initiative.backbone_roles},
    }


BRIEFLY = settings(max_examples=25, phases=(Phase.explicit, Phase.reuse, Phase.generate))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("networks")


@pytest.mark.parametrize(("module", "name"), FORMATS)
@BRIEFLY
@given(initiative=initiatives())
def test_what_a_network_has_a_place_for_comes_back(
    folder: Path, module: ModuleType, name: str, initiative: Initiative
) -> None:
    module.write(initiative, folder / name)
    assert carried(module.read(folder / name).value) == carried(initiative)


@pytest.mark.parametrize(("module", "name"), FORMATS)
@BRIEFLY
@given(initiative=initiatives())
def test_what_was_read_is_written_and_read_again_as_the_same(
    folder: Path, module: ModuleType, name: str, initiative: Initiative
) -> None:
    once = initiative
    for _ in range(2):  # characters that XML has no form for change, and with them the order of roles
        module.write(once, folder / name)
        once = module.read(folder / name).value
    left_out = module.write(once, folder / name)
    assert {problem.message for problem in left_out if problem.code != "not_written"} == set()
    assert attrs.evolve(module.read(folder / name).value, name=once.name) == once


@pytest.mark.parametrize(("module", "name"), FORMATS)
@BRIEFLY
@given(initiative=initiatives(), data=st.data())
def test_the_order_of_records_changes_no_byte(
    folder: Path, module: ModuleType, name: str, initiative: Initiative, data: st.DataObject
) -> None:
    module.write(initiative, folder / name)
    before = [path.read_bytes() for path in sorted(folder.glob("map*"))]
    tables = ("partners", "activities", "indicators", "ties", "backbone_roles")
    shuffled = {table: tuple(data.draw(st.permutations(getattr(initiative, table)))) for table in tables}
    module.write(attrs.evolve(initiative, **shuffled), folder / name)
    assert [path.read_bytes() for path in sorted(folder.glob("map*"))] == before
