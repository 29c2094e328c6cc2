"""Values of every noun: what is the wrong way round, no currency, or no rule is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collective_impact as ci

Refused = Callable[..., dict[str, str]]


def test_ages_stand_the_right_way_round(refused: Refused) -> None:
    assert ci.Population(id="P", age_from=0, age_to=0).age_to == 0
    assert ci.Population(id="P", age_from=5.5).age_to is None
    assert refused(ci.Population, id="P", age_from=5, age_to=4) == {"age_to": "reversed_range"}
    assert refused(ci.Population, id="P", age_from=-1, age_to=131) == {
        "age_from": "out_of_range",
        "age_to": "out_of_range",
    }


def test_a_range_stands_the_right_way_round_and_may_be_open(refused: Refused) -> None:
    assert ci.Range() == ci.Range(minimum=None)
    assert ci.Range(minimum=1, maximum=1).maximum == 1
    assert ci.Range(maximum=-3).minimum is None
    assert refused(ci.Range, minimum=1, maximum=0) == {"maximum": "reversed_range"}


@given(st.text(max_size=5))
def test_a_currency_is_three_capitals(text: str) -> None:
    legal = len(text) == 3 and all("A" <= letter <= "Z" for letter in text)
    if legal:
        assert ci.Money(amount=1, currency=text).currency == text
    else:
        with pytest.raises(ci.InvalidRecordError, match="three capital letters"):
            ci.Money(amount=1, currency=text)


def test_a_cadence_has_a_rule_that_can_be_kept(refused: Refused) -> None:
    assert ci.Cadence(rule="FREQ=MONTHLY;BYDAY=1TU").first is None
    assert refused(ci.Cadence, rule="every month", first=date(24, 1, 1)) == {
        "rule": "bad_rule",
        "first": "out_of_range",
    }
    assert ci.Cadence(rule="FREQ=MONTHLY", first=date(1000, 1, 1)).first == date(1000, 1, 1)


def test_identifiers_and_codes_keep_their_text(refused: Refused) -> None:
    assert ci.Code(scheme="OECD-DAC", value="01120").value == "01120"
    assert ci.Identifier(scheme="GB-CHC", value="0123", uri="https://example.org").kind is None
    assert ci.Source(format="IATI").version is None
    assert refused(ci.Code, scheme="OECD-DAC", value=1120) == {"value": "wrong_type"}
