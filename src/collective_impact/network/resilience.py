"""How an initiative stands when a partner leaves: what ends, what waits in vain, and who would be missed most.

What falls is worked out in `departures`; here it is told for one partner and for all of them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

import attrs

from collective_impact.arithmetic import share
from collective_impact.fields import about
from collective_impact.network.co_delivery import co_delivery
from collective_impact.network.departures import Falls
from collective_impact.network.incidence import incidence
from collective_impact.network.relations import listed, quoted, titled
from collective_impact.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collective_impact.network.departures import Fall, Rule
    from collective_impact.network.incidence import Incidence, Subject

__all__ = ["PartnerLoss", "PartnerLosses", "fragmentation_field", "if_partner_leaves", "resilience"]


def fragmentation_field(text: str) -> float | None:
    """Return a field for how far a network falls apart: a share of pairs, or nothing."""
    field: float | None = attrs.field(
        default=None, metadata=about(text, low=0, high=1, source="Borgatti (2006)")
    )
    return field


@attrs.frozen(kw_only=True, repr=False, eq=False)
class PartnerLoss(Record):
    """What is lost when one partner leaves. All ids are sorted."""

    writes_defaults: ClassVar[bool] = True

    partner_id: str = attrs.field(metadata=about("The partner that leaves."))
    rule: Literal["lenient", "strict"] = attrs.field(
        metadata=about(
            "Lenient: an activity lives while one partner is left. Strict: all that it depends on must live too."
        )
    )
    outcomes_lost: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Outcomes that have activities, of which none lives once it has left, and some did before.",
            source="Provan & Kenis (2008)",
        ),
    )
    outcomes_possibly_lost: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Further outcomes that may be: the partners of some of their activities are not recorded."
        ),
    )
    activities_lost: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Activities that this partner carries alone.")
    )
    blocked: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Other activities that depend on these, straight or along a chain; by the strict rule they fall too."
        ),
    )
    fragmentation_before: float | None = fragmentation_field(
        "The share of pairs of partners that shared activities do not hold together, as it is; nothing for "
        "fewer than two partners."
    )
    fragmentation: float | None = fragmentation_field(
        "The same among the others once this partner has left; nothing for fewer than two others."
    )
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is no fragmentation, where that is not recorded.")
    )
    sentence: str = attrs.field(metadata=about("One plain sentence with the titles."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class PartnerLosses(Record):
    """What is lost with each partner: the one that would be missed most comes first."""

    writes_defaults: ClassVar[bool] = True

    rule: Literal["lenient", "strict"] = attrs.field(metadata=about("By which rule activities live."))
    rows: tuple[PartnerLoss, ...] = attrs.field(
        default=(),
        metadata=about(
            "Every partner on the map, by outcomes lost, then activities lost, then blocked ones, then id."
        ),
    )
    gap_to_second: int | None = attrs.field(
        default=None,
        metadata=about(
            "How many more outcomes are lost with the first than with the second; 0 is a tie. Nothing where there "
            "is no second.",
            unit="outcomes",
            low=0,
        ),
    )
    share: float | None = attrs.field(
        default=None,
        metadata=about(
            "Of the outcomes of which an activity lives, the share that keeps one whoever leaves: when the first does.",
            low=0,
            high=1,
        ),
    )
    lost_before: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Outcomes that have activities, none of which lives by the rule even while all partners stay."
        ),
    )
    reason: str | None = attrs.field(default=None, metadata=about("Why figures are missing, where they are."))


def if_partner_leaves(
    subject: Subject, partner: str, rule: Rule = "strict", *, on: date | None = None
) -> PartnerLoss:
    """Return what is lost when a partner leaves (Provan & Kenis, 2008, on networks that hang on one member).

    By the strict rule, unless said otherwise. An outcome that has only activities which are known to have no
    partner is lost before, and with no partner. One with an activity whose partners are not recorded may be lost.
    The network is that of shared activities; ties between partners are another question.

    Raises:
        UnknownNameError: no partner has this id, or it is not in force.
        InvalidRecordError: the rule is neither lenient nor strict.
    """
    index = incidence(subject, on=on)
    position = index.partner_at(partner)
    return next(iter(_losses(index, rule, (position,))))


def resilience(subject: Subject, rule: Rule = "strict", *, on: date | None = None) -> PartnerLosses:
    """Return what is lost with each partner, the one that would be missed most first (Provan & Kenis, 2008).

    `if_partner_leaves` says how it is worked out; both ask by the strict rule, unless said otherwise. Where the
    gap to the second is 0, nobody is missed most.

    Raises:
        InvalidRecordError: the rule is neither lenient nor strict.
    """
    index = incidence(subject, on=on)
    rows = sorted(_losses(index, rule, range(len(index.partners))), key=_by_weight)
    before = Falls(index, rule).lost_before
    lost_before = tuple(index.outcomes[outcome].id for outcome in before)
    served = sum(map(bool, index.activities_of_outcome)) - len(before)
    reason = None
    if not rows:
        reason = "There is no partner on the map."
    elif not served:
        reason = "No outcome has an activity that lives, so none can be lost."
    return PartnerLosses(
        rule=rule,
        rows=tuple(rows),
        gap_to_second=len(rows[0].outcomes_lost) - len(rows[1].outcomes_lost) if len(rows) > 1 else None,
        share=share(served - len(set(rows[0].outcomes_lost) - set(lost_before)), served)
        if rows and served
        else None,
        lost_before=lost_before,
        reason=reason,
    )


def _by_weight(loss: PartnerLoss) -> tuple[int, int, int, str]:
    lost, ended, blocked = map(len, (loss.outcomes_lost, loss.activities_lost, loss.blocked))
    return (-lost, -ended, -blocked, loss.partner_id)


def _losses(index: Incidence, rule: Rule, positions: Iterable[int]) -> Iterable[PartnerLoss]:
    least, most = Falls(index, rule), Falls(index, rule, unrecorded_live=False)
    network = co_delivery(index)
    outcomes, activities = index.outcomes, index.activities
    for position in positions:
        fall = least.of(position)
        known = set(fall.outcomes)
        maybe = [outcome for outcome in most.of(position).outcomes if outcome not in known]
        partner = index.partners[position]
        yield PartnerLoss(
            partner_id=partner.id,
            rule=rule,
            outcomes_lost=tuple([outcomes[outcome].id for outcome in fall.outcomes]),
            outcomes_possibly_lost=tuple([outcomes[outcome].id for outcome in maybe]),
            activities_lost=tuple([activities[one].id for one in fall.activities]),
            blocked=tuple([activities[one].id for one in fall.blocked]),
            fragmentation_before=network.fragmentation,
            fragmentation=network.without[position],
            reason=network.reason,
            sentence=_sentence(index, quoted(titled(partner)), fall, maybe),
        )


def _sentence(index: Incidence, title: str, fall: Fall, maybe: list[int]) -> str:
    lost = "no outcome is lost" if maybe == [] else "no outcome is surely lost"
    if fall.outcomes:
        lost = f"no activity towards {_titles(index, fall.outcomes)} lives on"
    ended, blocked = len(fall.activities), len(fall.blocked)
    ends = f"{ended} {'activity ends' if ended == 1 else 'activities end'}" if ended else "no activity ends"
    on_what = "it" if ended == 1 else "them"
    waits = f", and {blocked} more {'depends' if blocked == 1 else 'depend'} on {on_what}" if blocked else ""
    perhaps = (
        f" {_titles(index, maybe)} may be lost too: not all partners are recorded that carry what is done."
        if maybe
        else ""
    )
    return f"If the partner {title} leaves, {lost}; {ends}{waits}.{perhaps}"


def _titles(index: Incidence, outcomes: Iterable[int]) -> str:
    return listed(index.outcomes, sum(1 << outcome for outcome in outcomes))
