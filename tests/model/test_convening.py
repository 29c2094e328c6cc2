"""Convenings and channels: a meeting has a day, a decision a text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import collective_impact as ci

Refused = Callable[..., dict[str, str]]


def test_a_meeting_has_a_day_and_a_decision_a_text(refused: Refused) -> None:
    assert ci.Meeting(id="M", on=date(2026, 1, 5)).held is None
    assert refused(ci.Meeting, id="M", on="2026-01-05") == {"on": "wrong_type"}
    assert refused(ci.Decision, text=None) == {"text": "wrong_type"}


def test_levels_and_audiences_are_closed_words(refused: Refused) -> None:
    assert refused(ci.Convening, id="C", level="board") == {"level": "unknown_word"}
    assert refused(ci.Channel, id="C", audience="all", two_way="yes") == {
        "audience": "unknown_word",
        "two_way": "wrong_type",
    }
