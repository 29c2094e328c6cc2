"""What the tests of the model share: how a record that cannot be right tells what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from collective_impact.errors import InvalidRecordError

Refused = Callable[..., dict[str, str]]


@pytest.fixture
def refused() -> Refused:
    """Return the paths and codes of the problems that making a record raises."""

    def problems(make: Callable[..., Any], **fields: Any) -> dict[str, str]:
        with pytest.raises(InvalidRecordError) as caught:
            make(**fields)
        return {problem.path: problem.code for problem in caught.value.problems}

    return problems
