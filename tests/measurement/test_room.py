"""What the room shows: its names, each loaded when touched, and nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from types import FunctionType

import pytest

from collective_impact import measurement

HEAVY = (
    "networkx",
    "numpy",
    "scipy",
    "cattrs",
    "pint",
    "dateutil",
    "json",
    "logging",
    "statistics",
    "decimal",
)


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_name_is_there_and_is_kept_once_touched() -> None:
    for name in measurement.__all__:
        vars(measurement).pop(name, None)
        held = getattr(measurement, name)
        assert vars(measurement)[name] is held


def test_dir_lists_the_names() -> None:
    assert set(measurement.__all__) <= set(dir(measurement))
    assert list(measurement.__all__) == [
        *sorted(n for n in measurement.__all__ if n.isupper()),
        *sorted(n for n in measurement.__all__ if not n.isupper()),
    ]


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'centrality'"):
        _ = measurement.centrality


@pytest.mark.parametrize("name", ["pace", "progress", "trend"])
def test_a_function_is_not_hidden_by_the_file_of_its_name(name: str) -> None:
    assert run(
        f"import collective_impact.measurement.{name}, collective_impact.measurement.combining\n"
        f"from collective_impact import measurement\n"
        f"from collective_impact.measurement.{name} import {name} as named\n"
        f"print(measurement.{name} is named, type(named).__name__)"
    ) == ("True function")
    assert isinstance(getattr(measurement, name), FunctionType)


def test_progress_trends_gaps_and_sums_need_nothing_heavy() -> None:
    code = (
        "import sys\nfrom collective_impact.measurement import combine, gaps, pace, progress, roll_up, trend\n"
        "from collective_impact.model.indicator import Indicator, Series, Target\n"
        "held = Indicator(id='I', unit='percent', direction='increase', targets=(Target(value=9, period='2030'),), series=(\n"
        "    Series(periods=(2015, 2016, 2017, 2018, 2019), values=(1, 2, 3, 4, 5)),\n"
        "    Series(breakdown={'sex': 'girls'}, periods=(2019,), values=(5,)),\n"
        "    Series(breakdown={'sex': 'boys'}, periods=(2019,), values=(6,)),\n"
        "))\n"
        "print(progress(held).verdict, trend(held).turned, len(gaps(held).rows), combine([held]).reason is None)\n"
        "roll_up(held, over='partner')\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert run(code) == "on track on it 2 False\n[]"


def test_a_bare_import_loads_no_file_of_the_room() -> None:
    code = (
        "import sys, collective_impact.measurement\n"
        "room = 'collective_impact.measurement.'\n"
        "print([name for name in sys.modules if name.startswith(room) or name == 'attrs'])"
    )
    assert run(code) == "[]"
