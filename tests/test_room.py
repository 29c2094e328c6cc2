"""What every room shows: its names, each loaded when it is touched, and nothing before."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

from collective_impact.room import Room

ROOMS = ("interchange", "landscape", "measurement", "network", "reporting", "survey")


def room(name: str) -> Any:
    return importlib.import_module(f"collective_impact.{name}")


def hidden_by_files(name: str) -> list[str]:
    files = {path.stem for path in Path(room(name).__file__).parent.glob("*.py")}
    return [held for held, file in room(name)._FILES.items() if file and held in files]


@pytest.mark.parametrize("name", ROOMS)
def test_every_name_is_there_and_is_kept_once_touched(name: str) -> None:
    opened = room(name)
    assert isinstance(opened, Room)
    assert set(opened._FILES) == set(opened.__all__)
    for shown in opened.__all__:
        vars(opened).pop(shown, None)
        held = getattr(opened, shown)
        assert vars(opened)[shown] is held
        assert isinstance(held, ModuleType) == (opened._FILES[shown] is None)


@pytest.mark.parametrize("name", ROOMS)
def test_dir_lists_each_name_once_in_its_place(name: str) -> None:
    opened = room(name)
    assert set(opened.__all__) <= set(dir(opened))
    assert "Room" not in dir(opened)
    assert opened.__all__ == sorted(opened.__all__, key=lambda shown: (not shown.isupper(), shown))


@pytest.mark.parametrize("name", ROOMS)
def test_what_is_not_there_is_an_attribute_error(name: str) -> None:
    with pytest.raises(AttributeError, match=f"module 'collective_impact.{name}' has no attribute 'xyz'"):
        _ = room(name).xyz


@pytest.mark.parametrize("name", ROOMS)
def test_a_bare_import_loads_no_file_of_the_room(name: str) -> None:
    code = (
        f"import sys, collective_impact.{name}\n"
        f"print([held for held in sys.modules if held.startswith('collective_impact.{name}.') or held == 'attrs'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ROOMS)
def test_a_function_is_not_hidden_by_the_file_of_its_name(name: str) -> None:
    names = hidden_by_files(name)
    code = (
        f"import importlib\nfrom collective_impact import {name} as room\n"
        f"files = [importlib.import_module(f'collective_impact.{name}.{{held}}') for held in {names!r}]\n"
        f"print([held for held, file in zip({names!r}, files) if getattr(room, held) is not getattr(file, held)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout.strip() == "[]"
    assert all(isinstance(getattr(room(name), held), FunctionType) for held in names)


def test_files_that_bear_no_shown_name_are_modules() -> None:
    import collective_impact.network.departures

    assert isinstance(collective_impact.network.departures, ModuleType)
    assert hidden_by_files("network")
