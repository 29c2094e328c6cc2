"""What the room shows: its names, each loaded when touched, and nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

from collective_impact import network

NAMED_FILES = {path.stem for path in Path(network.__file__).parent.glob("*.py")}
HEAVY = ("networkx", "numpy", "scipy", "cattrs", "pint", "dateutil", "json", "logging", "statistics")


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_name_is_there_and_is_kept_once_touched() -> None:
    for name in network.__all__:
        vars(network).pop(name, None)
        held = getattr(network, name)
        assert vars(network)[name] is held
        assert held.__module__.startswith("collective_impact.network.")


def test_dir_lists_the_names() -> None:
    assert set(network.__all__) <= set(dir(network))
    assert network.__all__ == sorted(network.__all__)


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'centrality'"):
        _ = network.centrality


@pytest.mark.parametrize("name", [name for name in network.__all__ if name in NAMED_FILES])
def test_a_function_is_not_hidden_by_the_file_of_its_name(name: str) -> None:
    assert run(
        f"import collective_impact.network.{name}, collective_impact.network.departures\n"
        f"from collective_impact import network\n"
        f"from collective_impact.network.{name} import {name} as named\n"
        f"print(network.{name} is named, type(named).__name__)"
    ) == ("True function")
    assert isinstance(getattr(network, name), FunctionType)


def test_other_files_of_the_room_are_modules() -> None:
    import collective_impact.network.departures

    assert isinstance(collective_impact.network.departures, ModuleType)


def test_the_room_opens_without_anything_heavy() -> None:
    code = (
        "import sys\nfrom collective_impact import network\n"
        "for name in network.__all__: getattr(network, name)\n"
        "from collective_impact.model.initiative import Initiative\n"
        "empty = Initiative(id='I')\n"
        "drawn = network.map_activities(empty)\n"
        "for name in (\n"
        "    'backbone_load complementarity costliest coverage duplicate_activities duplication influence loops'\n"
        "    ' reinforced_activities resilience schedule smallest_cover'\n"
        ").split(): getattr(network, name)(drawn)\n"
        "list(network.relations(drawn)), str(drawn), drawn._repr_html_()\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert run(code) == "[]"


def test_a_bare_import_loads_no_file_of_the_room() -> None:
    code = (
        "import sys, collective_impact.network\n"
        "room = 'collective_impact.network.'\n"
        "print([name for name in sys.modules if name.startswith(room) or name == 'attrs'])"
    )
    assert run(code) == "[]"
