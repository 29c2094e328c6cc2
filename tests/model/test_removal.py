"""What is taken away for good is known to be gone, wherever it stood."""

from __future__ import annotations

import collective_impact as ci
from collective_impact.model.removal import once_gone

INITIATIVE = ci.Initiative(
    id="i",
    agenda=ci.Agenda(outcomes=(ci.Outcome(id="o"),), strategies=(ci.Strategy(id="s", outcome_ids=("o",)),)),
    partners=(ci.Partner(id="p"), ci.Partner(id="q")),
    activities=(
        ci.Activity(id="a", contributions=(ci.Contribution(partner_id="p"),)),
        ci.Activity(id="b", contributions=(ci.Contribution(partner_id="p"), ci.Contribution(partner_id="q"))),
    ),
    backbone_roles=(ci.BackboneRole(id="r", partner_id="p"),),
    complete=("channels",),
)


def test_tables_that_are_left_empty_count_as_complete() -> None:
    left = once_gone(INITIATIVE, "p")
    assert left.complete == ("channels", "activities/a/contributions", "backbone_roles")
    assert [partner.id for partner in left.partners] == ["q"]


def test_the_agenda_is_looked_into() -> None:
    assert once_gone(INITIATIVE, "o").complete == (
        "channels",
        "agenda/outcomes",
        "agenda/strategies/s/outcome_ids",
    )


def test_where_nothing_is_left_empty_nothing_is_declared() -> None:
    assert once_gone(INITIATIVE, "q").complete == ("channels",)
