"""The agenda: closed words for levels and kinds, an endorsement by somebody."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given

import collective_impact as ci
from collective_impact.testing import agendas

Refused = Callable[..., dict[str, str]]


def test_levels_and_kinds_are_closed_words(refused: Refused) -> None:
    assert refused(ci.Outcome, id="O", level="people", kind="result") == {
        "level": "unknown_word",
        "kind": "unknown_word",
    }
    assert refused(ci.Strategy, id="S", level="population") == {"level": "unknown_word"}


def test_an_endorsement_is_of_somebody(refused: Refused) -> None:
    assert refused(ci.Endorsement, partner_id="") == {"partner_id": "bad_id"}
    assert ci.Endorsement(partner_id="P").on is None


@given(agendas())
def test_an_agenda_alone_asks_nothing_of_its_links(agenda: ci.Agenda) -> None:
    assert list(agenda.check()) == []
