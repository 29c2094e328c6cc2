"""What all tests share: how hard hypothesis looks, and where the real files are."""

from __future__ import annotations

import os
import shutil
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default",
    deadline=None,
    max_examples=60,
    derandomize=True,  # a run tells of the change at hand, not of its luck; `make deep` draws anew
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "deep", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

EXAMPLES = Path(__file__).parents[1] / "examples"
SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files beside the project; tests that read it skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the folder of real files is not here: {SHARED_DATA.parent.name}/{SHARED_DATA.name}")
    return SHARED_DATA


@pytest.fixture
def calls() -> Callable[[Callable[[], object]], int]:
    """Count the calls of functions that some work takes: what it costs, on whatever machine."""

    def count(work: Callable[[], object]) -> int:
        found = 0

        def see(_frame: FrameType, event: str, _argument: object) -> None:
            nonlocal found
            found += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(see)
        try:
            work()
        finally:
            sys.setprofile(before)
        return found

    return count


@pytest.fixture
def example_packages(tmp_path: Path) -> dict[str, tuple[Path, Path]]:
    """A copy of `examples` in `tmp_path`; for each package what goes on the path: announcement and source.

    The announcement holds the entry points of its `pyproject.toml`, as an installer would write them.
    """
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    found = {}
    for path in sorted((tmp_path / "examples").glob("*/pyproject.toml")):
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        name, version = project["name"], project["version"]
        info = tmp_path / "installed" / name / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        lines = [
            line
            for group, points in project.get("entry-points", {}).items()
            for line in (f"[{group}]", *(f"{key} = {value}" for key, value in points.items()))
        ]
        (info / "entry_points.txt").write_text("\n".join([*lines, ""]))
        found[path.parent.name] = (info.parent, path.parent / "src")
    return found
