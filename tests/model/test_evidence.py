"""Evidence: its kind is an open word that has to be there."""

from __future__ import annotations

from collections.abc import Callable

import collective_impact as ci

Refused = Callable[..., dict[str, str]]


def test_evidence_says_what_it_shows_in_any_words(refused: Refused) -> None:
    assert ci.Evidence(id="E", kind="our own kind", supports=("CI101", "P1")).on is None
    assert refused(ci.Evidence, id="E", kind=3, supports="CI101") == {
        "kind": "wrong_type",
        "supports": "wrong_type",
    }
