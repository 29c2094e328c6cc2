"""Partners and ties: seats within seats, intensities within their scale."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import collective_impact as ci

Refused = Callable[..., dict[str, str]]


def test_seats_of_lived_experience_are_among_the_seats(refused: Refused) -> None:
    assert ci.Partner(id="P", decision_seats=2, lived_experience_seats=2).decision_seats == 2
    assert ci.Partner(id="P", lived_experience_seats=2).decision_seats is None
    assert refused(ci.Partner, id="P", decision_seats=1, lived_experience_seats=2) == {
        "lived_experience_seats": "out_of_range"
    }
    assert refused(ci.Partner, id="P", decision_seats=1.0, lived_experience_seats=True) == {
        "decision_seats": "wrong_type",
        "lived_experience_seats": "wrong_type",
    }


@pytest.mark.parametrize(
    ("scale", "fits"),
    [
        (None, True),
        (ci.Range(), True),
        (ci.Range(minimum=0, maximum=5), True),
        (ci.Range(minimum=3), True),
        (ci.Range(maximum=3), True),
        (ci.Range(minimum=4), False),
        (ci.Range(maximum=2), False),
    ],
)
def test_an_intensity_lies_on_its_scale(refused: Refused, scale: ci.Range | None, fits: bool) -> None:
    fields = {"id": "T", "from_id": "P", "to_id": "Q", "scale": scale}
    assert ci.Tie(id="T", from_id="P", to_id="Q", scale=scale).intensity is None
    if fits:
        assert ci.Tie(id="T", from_id="P", to_id="Q", scale=scale, intensity=3).intensity == 3
    else:
        assert refused(ci.Tie, **fields, intensity=3) == {"intensity": "out_of_range"}


def test_seats_are_a_number_that_a_body_can_have(refused: Refused) -> None:
    assert ci.Partner(id="P", decision_seats=10**7, lived_experience_seats=0).decision_seats == 10**7
    assert refused(ci.Partner, id="P", decision_seats=10**24, lived_experience_seats=10**7 + 1) == {
        "decision_seats": "out_of_range",
        "lived_experience_seats": "out_of_range",
    }
