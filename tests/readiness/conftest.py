"""What the tests of the readiness checker share: one day, and a criterion's answer as numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest

from collective_impact.finding import Finding
from collective_impact.model.initiative import Initiative
from collective_impact.readiness.context import Context
from collective_impact.readiness.equity import EQUITY
from collective_impact.readiness.frameworks import FIVE_CONDITIONS
from collective_impact.readiness.preconditions import PRECONDITIONS

ALL = FIVE_CONDITIONS.including(EQUITY, PRECONDITIONS)
ON = date(2026, 6, 1)

Found = Callable[..., Finding]
Numbers = Callable[..., tuple[Any, ...]]


@pytest.fixture(scope="session")
def on() -> date:
    """The day on which every initiative of these tests is looked at."""
    return ON


@pytest.fixture(scope="session")
def found() -> Found:
    """Return the finding of one criterion about an initiative, with thresholds of one's own where given."""

    def finding(code: str, initiative: Initiative, day: date = ON, **thresholds: Any) -> Finding:
        criterion = attrs.evolve(ALL.criterion(code), **thresholds)
        return criterion.assess(initiative, Context(initiative, day))

    return finding


@pytest.fixture(scope="session")
def numbers(found: Found) -> Numbers:
    """Return status, score, low, high, numerator and denominator of one criterion's finding."""

    def answer(code: str, initiative: Initiative, day: date = ON, **thresholds: Any) -> tuple[Any, ...]:
        one = found(code, initiative, day, **thresholds)
        return one.status, one.score, one.low, one.high, one.numerator, one.denominator

    return answer
