"""Activities: none reinforces itself, a strength is a share."""

from __future__ import annotations

from collections.abc import Callable

import collective_impact as ci

Refused = Callable[..., dict[str, str]]


def test_an_activity_cannot_reinforce_itself(refused: Refused) -> None:
    links = tuple(ci.Reinforcement(kind="supports", activity_id=other) for other in ("B", "A", "C", "A"))
    assert refused(ci.Activity, id="A", reinforcements=links) == {
        "reinforcements/1/activity_id": "self_reference",
        "reinforcements/3/activity_id": "self_reference",
    }
    assert ci.Activity(id="D", reinforcements=links).reinforcements == links


def test_a_strength_is_a_share_and_a_lag_is_not_negative(refused: Refused) -> None:
    fields = {"kind": "supports", "activity_id": "A", "strength": 1.5, "lag": -1}
    assert refused(ci.Reinforcement, **fields) == {"strength": "out_of_range", "lag": "out_of_range"}
    assert ci.Reinforcement(kind="hinders", activity_id="A", strength=1, lag=0).strength == 1
