"""What the room shows: a file for each format, loaded when it is touched."""

from __future__ import annotations

import subprocess
import sys

import pytest

from collective_impact import interchange


@pytest.mark.parametrize("name", interchange.__all__)
def test_a_format_is_there_when_it_is_touched_and_not_before(name: str) -> None:
    code = (
        "import sys\nfrom collective_impact import interchange\n"
        f"name = 'collective_impact.interchange.{name}'\n"
        "print(name in sys.modules)\n"
        f"print(interchange.{name} is sys.modules[name], callable(interchange.{name}.read))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout.split() == ["False", "True", "True"]
