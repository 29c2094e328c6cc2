"""The face is a table of names, and costs nothing to import."""

from __future__ import annotations

import subprocess
import sys

import pytest

import collective_impact as ci


@pytest.mark.parametrize("name", ci.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(ci, name) is getattr(ci, name)
    assert name in dir(ci)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'asses'"):
        ci.asses  # noqa: B018 - touching it is the test


def test_importing_loads_no_heavy_package() -> None:
    script = (
        "import sys; from collective_impact import Initiative, assess; "
        "print([m for m in ('cattrs', 'pint', 'networkx', 'dateutil', 'numpy') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)  # noqa: S603 - our own interpreter
    assert found.stdout.strip() == "[]"
