"""The room of pictures: names that load with the first touch, and nothing heavy before."""

from __future__ import annotations

import subprocess
import sys

import pytest

from collective_impact import reporting


def test_every_name_is_there_and_no_other() -> None:
    assert {name for name in dir(reporting) if not name.startswith("__")} >= set(reporting.__all__)
    for name in reporting.__all__:
        assert callable(getattr(reporting, name))
    with pytest.raises(AttributeError, match="no attribute 'plot'"):
        reporting.__getattr__("plot")


def test_neither_the_room_nor_a_diagram_loads_matplotlib_or_networkx() -> None:
    program = (
        "import sys, collective_impact as ci\n"
        "from collective_impact import reporting\n"
        "reporting.mermaid(ci.Initiative(id='x')); reporting.dot(ci.Initiative(id='x')); reporting.plot_map; reporting.plot_trend; reporting.plot_submissions\n"
        "print(sorted({'matplotlib', 'networkx', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert done.stdout.strip() == "[]"
