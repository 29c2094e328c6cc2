"""What all tests share: how hard hypothesis looks, and where the real files are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "deep", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files beside the project; tests that read it skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the folder of real files is not here: {SHARED_DATA.parent.name}/{SHARED_DATA.name}")
    return SHARED_DATA
