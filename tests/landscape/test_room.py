"""What the room shows: its names, each loaded when touched, and nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from types import FunctionType

import pytest

from collective_impact import landscape


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_name_is_there_and_is_kept_once_touched() -> None:
    for name in landscape.__all__:
        vars(landscape).pop(name, None)
        held = getattr(landscape, name)
        assert vars(landscape)[name] is held


def test_dir_lists_the_names() -> None:
    assert set(landscape.__all__) <= set(dir(landscape))
    assert sorted(landscape.__all__) == sorted(set(landscape.__all__))


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'overlap_of'"):
        _ = landscape.overlap_of


@pytest.mark.parametrize("name", ["coverage", "oversight"])
def test_a_function_is_not_hidden_by_the_file_of_its_name(name: str) -> None:
    code = (
        f"import collective_impact.landscape.{name}\n"
        f"from collective_impact import landscape\n"
        f"from collective_impact.landscape.{name} import {name} as named\n"
        f"print(landscape.{name} is named)"
    )
    assert run(code) == "True"
    assert isinstance(getattr(landscape, name), FunctionType)


def test_a_bare_import_loads_no_file_of_the_room() -> None:
    code = (
        "import sys, collective_impact.landscape\n"
        "room = 'collective_impact.landscape.'\n"
        "print([name for name in sys.modules if name.startswith(room) or name == 'attrs'])"
    )
    assert run(code) == "[]"


def test_comparing_waits_for_nothing_heavy() -> None:
    code = (
        "import sys\nfrom collective_impact import landscape\n"
        "held = landscape.Landscape(id='L')\n"
        "landscape.compare(held), landscape.coverage(held), landscape.bridging_partners(held)\n"
        "landscape.oversight(held), landscape.doubts(held), landscape.likely_matches(held, minimum=1)\n"
        "landscape.compare({'a': {'x', 'y'}, 'b': {'x'}})\n"
        "heavy = ('networkx', 'numpy', 'scipy', 'cattrs', 'pint', 'dateutil', 'logging', 'statistics', 'rapidfuzz')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    assert run(code) == "[]"
