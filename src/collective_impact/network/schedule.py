"""What must come before what: levels, earliest and latest starts, slack and the critical path, in weeks.

Only `depends_on` counts, with durations and lags as recorded. Dates are not read: the schedule says how long
things take one after the other, not when they were done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, ClassVar

import attrs

from collective_impact.arithmetic import rounded
from collective_impact.errors import excerpt
from collective_impact.fields import about
from collective_impact.network.cycles import knots, shortest_way
from collective_impact.network.incidence import incidence
from collective_impact.network.relations import quoted, titled
from collective_impact.record import EMPTY, Record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from collective_impact.model.activity import Activity
    from collective_impact.network.incidence import Incidence, Subject

    Weeks = int | Fraction

__all__ = ["Circle", "Schedule", "schedule"]

_SHOWN = 3


def _weeks(text: str, source: str | None = None) -> Mapping[str, float]:
    field: Mapping[str, float] = attrs.field(
        default=EMPTY, hash=False, metadata=about(text, unit="weeks", source=source)
    )
    return field


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Circle(Record):
    """Activities that wait for each other, so that none of them could begin."""

    writes_defaults: ClassVar[bool] = True

    activity_ids: tuple[str, ...] = attrs.field(
        metadata=about("All activities that wait for each other, sorted.")
    )
    way: tuple[str, ...] = attrs.field(
        metadata=about("A shortest way round: each waits for the next, and the last for the first.")
    )
    sentence: str = attrs.field(metadata=about("One plain sentence with the titles on that way."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Schedule(Record):
    """When each activity can begin and must begin, counted in weeks from the first beginning.

    The mappings go from activity ids, sorted. An activity that waits in a circle, or for one that does, is in
    none of them.
    """

    writes_defaults: ClassVar[bool] = True

    level: Mapping[str, int] = attrs.field(
        default=EMPTY,
        hash=False,
        metadata=about("How many activities must come before it, one after the other; 0 waits for none."),
    )
    earliest: Mapping[str, float] = _weeks("The earliest start.", "Kelley & Walker (1959)")
    latest: Mapping[str, float] = _weeks("The latest start that does not put off the finish.")
    slack: Mapping[str, float] = _weeks("Latest - earliest start.")
    critical_path: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "A chain of activities without slack that takes until the finish, in order; of several, the one "
            "with the first ids."
        ),
    )
    finish: float | None = attrs.field(
        default=None, metadata=about("When all can be done at the earliest.", unit="weeks", low=0)
    )
    unknown_duration_ids: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Activities whose duration is not recorded: they may take any time, here they take none."
        ),
    )
    circles: tuple[Circle, ...] = attrs.field(
        default=(), metadata=about("The groups of activities that wait for each other.")
    )
    unscheduled_ids: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Activities in a circle, or that wait for one in a circle.")
    )
    waiting_in_vain_ids: tuple[str, ...] = attrs.field(
        default=(),
        metadata=about(
            "Activities that depend on one which is not on the map and is not done either: it is cancelled, or not "
            "in force. The schedule does not wait for it."
        ),
    )
    reason: str | None = attrs.field(
        default=None,
        metadata=about("Why figures are missing, or what they leave out; nothing where all is known."),
    )


def schedule(subject: Subject, *, on: date | None = None) -> Schedule:
    """Return the schedule of the activities by the critical path method (Kelley & Walker, 1959).

    A dependent may begin when each activity that it depends on is done and the `lag` of that link has passed;
    an absent lag is none. Where a duration is not recorded, the activity is named in `unknown_duration_ids`:
    `earliest` and `finish` are then lower bounds, and `latest`, `slack` and `critical_path` may change either
    way with what gets recorded. Where no duration is recorded at all there are levels and no weeks. Circles
    are listed with their members, and the rest is answered without them. What an activity depends on that is not
    on the map holds nothing up; who waits for such a one is named, unless it was finished or over by then.
    """
    index = incidence(subject, on=on)
    activities = index.activities
    needs = _needs(index)
    order, circles = _order(needs)
    ids = [activity.id for activity in activities]
    level: dict[int, int] = {}
    for one in order:
        level[one] = max((level[need] + 1 for need in needs[one]), default=0)
    unknown = tuple(ids[one] for one, held in enumerate(activities) if held.duration is None)
    in_vain = tuple(ids[one] for one, held in enumerate(activities) if _waits_in_vain(index, held))
    reason = _reason(index, unknown, circles, len(activities) - len(order), in_vain)
    whole = Schedule(
        level={ids[one]: level[one] for one in sorted(order)},
        unknown_duration_ids=unknown,
        circles=tuple(_circle(index, needs, group) for group in circles),
        unscheduled_ids=tuple(ids[one] for one in range(len(ids)) if one not in level),
        waiting_in_vain_ids=in_vain,
        reason=reason,
    )
    if not order or len(unknown) == len(activities):
        return whole
    return _with_weeks(index, whole, needs, order)


def _with_weeks(
    index: Incidence, whole: Schedule, needs: Sequence[Mapping[int, Weeks]], order: Sequence[int]
) -> Schedule:
    ids = [activity.id for activity in index.activities]
    takes = [_exact(activity.duration) for activity in index.activities]
    earliest: dict[int, Weeks] = {}
    for one in order:
        earliest[one] = max((earliest[n] + takes[n] + lag for n, lag in needs[one].items()), default=0)
    finish = max(earliest[one] + takes[one] for one in order)
    latest = {one: finish - takes[one] for one in order}
    for one in reversed(order):
        for need, lag in needs[one].items():
            latest[need] = min(latest[need], latest[one] - lag - takes[need])
    here = min(one for one in order if earliest[one] + takes[one] == finish)
    path = [here]
    while binding := [n for n, lag in needs[here].items() if earliest[n] + takes[n] + lag == earliest[here]]:
        here = min(binding)
        path.append(here)
    rows = sorted(order)
    return attrs.evolve(
        whole,
        earliest={ids[one]: rounded(earliest[one]) for one in rows},
        latest={ids[one]: rounded(latest[one]) for one in rows},
        slack={ids[one]: rounded(latest[one] - earliest[one]) for one in rows},
        critical_path=tuple(ids[one] for one in reversed(path)),
        finish=rounded(finish),
    )


def _needs(index: Incidence) -> list[dict[int, Weeks]]:
    """Return, for each activity, what it depends on, with the longest lag that is recorded."""
    needs: list[dict[int, Weeks]] = []
    for activity in index.activities:
        own: dict[int, Weeks] = {}
        for link in activity.reinforcements:
            if link.kind == "depends_on" and link.activity_id in index.positions:
                need = index.positions[link.activity_id]
                own[need] = max(own.get(need, 0), _exact(link.lag))
        needs.append(dict(sorted(own.items())))
    return needs


def _waits_in_vain(index: Incidence, activity: Activity) -> bool:
    """Return whether an activity depends on one that is not on the map and is not done."""
    return any(
        link.kind == "depends_on"
        and link.activity_id not in index.positions
        and not _is_done(index.initiative.get(link.activity_id), index.on)
        for link in activity.reinforcements
    )


def _is_done(record: object, on: date | None) -> bool:
    status, until = getattr(record, "status", None), getattr(record, "until", None)
    is_over = until is not None and on is not None and until < on
    return status == "finished" or (is_over and status != "cancelled")


def _exact(weeks: float | None) -> Weeks:
    """Return a number of weeks as the decimal that is printed for it."""
    if weeks is None:
        return 0
    if weeks == int(weeks):
        return int(weeks)
    from fractions import Fraction  # noqa: PLC0415 - only parts of weeks pay for it

    return Fraction(repr(weeks))


def _order(needs: Sequence[Mapping[int, Weeks]]) -> tuple[list[int], list[list[int]]]:
    """Return the activities so that each comes after what it needs, and the groups that go round in a circle."""
    waits_for = [len(own) for own in needs]
    dependents: list[list[int]] = [[] for _ in needs]
    for one, own in enumerate(needs):
        for need in own:
            dependents[need].append(one)
    order = [one for one, count in enumerate(waits_for) if not count]
    for one in order:
        for dependent in dependents[one]:
            waits_for[dependent] -= 1
            if not waits_for[dependent]:
                order.append(dependent)
    return order, knots([list(own) for own in needs]) if len(order) < len(needs) else []


def _circle(index: Incidence, needs: Sequence[Mapping[int, Weeks]], group: Sequence[int]) -> Circle:
    way, _ = shortest_way([list(own) for own in needs], group[0], group[0], frozenset(group))
    titles = [quoted(titled(index.activities[one])) for one in way]
    shown = " waits for ".join(titles[: _SHOWN + 1])
    hidden = len(titles) - _SHOWN - 1
    more = f", and so on through {hidden} more," if hidden > 0 else ""
    return Circle(
        activity_ids=tuple(index.activities[one].id for one in group),
        way=tuple(index.activities[one].id for one in way),
        sentence=f"{shown}{more} waits for {titles[0]}: none of them could begin.",
    )


def _reason(
    index: Incidence,
    unknown: Sequence[str],
    circles: Sequence[Sequence[int]],
    unscheduled: int,
    in_vain: Sequence[str],
) -> str | None:
    if not index.activities:
        return "There is no activity on the map."
    said = []
    if circles:
        said.append(
            f"{unscheduled} activities wait in a circle, or for one that does, and have no place in the schedule."
        )
    if in_vain:
        said.append(f"What {_some(in_vain)} depends on is not on the map, and is not waited for.")
    if len(unknown) == len(index.activities):
        said.append("No duration is recorded, so there are no weeks.")
    elif unknown:
        said.append(
            f"The duration of {_some(unknown)} is not recorded: earliest starts and the finish are lower bounds, and "
            "the rest may change either way."
        )
    return " ".join(said) or None


def _some(ids: Sequence[str]) -> str:
    names = ", ".join(excerpt(id_) for id_ in ids[:_SHOWN])
    return names + (f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else "")
