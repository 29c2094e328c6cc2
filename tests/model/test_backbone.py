"""Backbone roles: the six functions, time that is not negative."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import collective_impact as ci
from collective_impact.model.backbone import BackboneFunction

Refused = Callable[..., dict[str, str]]


def test_there_are_six_functions(refused: Refused) -> None:
    every = get_args(BackboneFunction)
    assert len(every) == 6
    assert ci.BackboneRole(id="B", partner_id="P", functions=every).functions == every
    assert refused(ci.BackboneRole, id="B", partner_id="P", functions=("policy", "money"), fte=-0.5) == {
        "functions/1": "unknown_word",
        "fte": "out_of_range",
    }
