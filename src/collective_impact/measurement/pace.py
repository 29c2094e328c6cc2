"""How fast a figure moves against how fast it has to: one pure function, numbers in, a judgement out.

The method is that of the national indicator platforms (Statistics Canada; Open SDG), with a linear one beside it
where growth rates say nothing. It knows no series and no indicator.
"""

from __future__ import annotations

from math import expm1, isfinite, log, nan
from typing import Any, ClassVar, Literal, NamedTuple

import attrs

from collective_impact.arithmetic import rounded, total
from collective_impact.errors import InvalidRecordError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.model.indicator import Direction
from collective_impact.record import Record

__all__ = [
    "BY_STEPS",
    "PUBLISHED",
    "Method",
    "Pace",
    "PaceRules",
    "PaceStatus",
    "pace",
    "refuse_unknown_words",
]

Method = Literal["auto", "compound", "linear"]
PaceStatus = Literal[
    "target_achieved", "substantial", "moderate", "limited", "deterioration", "not_computable"
]

PLATFORMS = "Statistics Canada; Open SDG"
BY_STEPS = "By equal steps a year (linear),"
DIRECTIONS = ("increase", "decrease", "maintain")
METHODS = ("auto", "compound", "linear")


@attrs.frozen(kw_only=True, repr=False, eq=False)
class PaceRules(Record):
    """Where the levels of progress are cut. A value on a cut belongs to the better level."""

    writes_defaults: ClassVar[bool] = True

    substantial: float = attrs.field(
        default=0.95,
        metadata=about("Pace held / pace needed, from which it is substantial.", source=PLATFORMS),
    )
    moderate: float = attrs.field(
        default=0.60, metadata=about("Pace held / pace needed, from which it is moderate.", source=PLATFORMS)
    )
    limited: float = attrs.field(
        default=0.0, metadata=about("Pace held / pace needed, from which it is limited.", source=PLATFORMS)
    )
    growth_substantial: float = attrs.field(
        default=0.015, metadata=about("The same without a target.", unit="share a year", source=PLATFORMS)
    )
    growth_moderate: float = attrs.field(
        default=0.005, metadata=about("The same without a target.", unit="share a year", source=PLATFORMS)
    )
    growth_limited: float = attrs.field(
        default=0.0, metadata=about("The same without a target.", unit="share a year", source=PLATFORMS)
    )
    limit_exponent: float = attrs.field(
        default=4.44,
        metadata=about("How the cuts shrink as the baseline comes near the limit.", low=0, source=PLATFORMS),
    )
    drift_substantial: float = attrs.field(
        default=0.005,
        metadata=about("The drift up to which a level is kept.", unit="share a year", source="convention"),
    )
    drift_moderate: float = attrs.field(
        default=0.010,
        metadata=about("The drift up to which it is kept roughly.", unit="share a year", source="convention"),
    )
    drift_limited: float = attrs.field(
        default=0.015,
        metadata=about("The drift up to which it is hardly kept.", unit="share a year", source="convention"),
    )
    base_year: int = attrs.field(
        default=2015,
        metadata=about(
            "The year whose figure, or the first after it, is the baseline where none is recorded.",
            unit="year",
            source=PLATFORMS,
        ),
    )
    target_year: int = attrs.field(
        default=2030,
        metadata=about("When a target is due where `pace` is not told.", unit="year", source=PLATFORMS),
    )
    zero_stands_for: float = attrs.field(
        default=0.001,
        metadata=about("What a 0 counts as where compound growth is asked for.", low=0, source=PLATFORMS),
    )


PUBLISHED = PaceRules()
"""The cuts as published, and ours for what is to be maintained."""


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Pace(Record):
    """How fast a figure has moved against how fast it has to."""

    writes_defaults: ClassVar[bool] = True

    ratio: float | None = attrs.field(
        default=None,
        metadata=about(
            "Pace held / pace needed, below 0 where it moves the wrong way. Without a target the growth a year "
            "in the good direction; to maintain, the drift a year as a number below 0."
        ),
    )
    observed: float | None = attrs.field(
        default=None,
        metadata=about(
            "The pace held: compound growth a year as a share, or linear change a year in the unit."
        ),
    )
    needed: float | None = attrs.field(
        default=None, metadata=about("The pace that reaches the target in time, told as `observed` is.")
    )
    status: PaceStatus = attrs.field(metadata=about("The level that the ratio falls in."))
    method: Literal["compound", "linear"] | None = attrs.field(
        default=None, metadata=about("How the paces were worked out.")
    )
    why: str | None = attrs.field(default=None, metadata=about("Why by that method, in a sentence."))
    cuts: tuple[float, ...] = attrs.field(
        default=(), metadata=about("From which ratio on it is substantial, moderate, limited.")
    )
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there is no ratio, where there is none.")
    )


class _Sum(NamedTuple):
    """The numbers of one question; `held` and `allowed` are years from the baseline."""

    base: float
    current: float
    target: float | None
    limit: float | None
    direction: Direction
    held: float
    allowed: float | None
    rules: PaceRules

    @property
    def sign(self) -> int:
        return -1 if self.direction == "decrease" else 1


class _Refusal(Exception):  # noqa: N818 - it never leaves this file
    """Why a pace cannot be worked out."""


def pace(  # noqa: PLR0913 - the numbers of one sum
    base: float,
    current: float,
    *,
    base_year: float,
    current_year: float,
    direction: Direction,
    target: float | None = None,
    target_year: float | None = None,
    limit: float | None = None,
    method: Method = "auto",
    rules: PaceRules = PUBLISHED,
) -> Pace:
    """Return how fast a figure moved from `base` to `current` against how fast it has to move.

    Compound, as published: a = (current/base)^(1/(current_year - base_year)) - 1, likewise r for the target;
    s = -1 below 0; the ratio is s·d·a / abs(r) with d = -1 to decrease. Linear: the same of changes a year. Without
    a target the ratio is the growth a year (linear: the change a year / abs(base)), and where a `limit` is given the
    cuts shrink by 1 - (base/limit)^4.44. To maintain, what counts is the yearly drift from the target, or from
    the baseline where there is none. Years may have fractions. A target without a year is due in 2030.

    `method="auto"` is compound where all numbers are above 0, and linear where one is 0 or below, or where a
    target lies on a scale with a limit. A target that is met is `target_achieved` whatever the ratio. What cannot
    be worked out is `not_computable` and bears a reason.

    Source: Statistics Canada's progress measure as published in Open SDG; cuts of `maintain`: convention.

    Raises:
        InvalidRecordError: a number is not finite, the direction or method is not one of the words, or figures
            lie farther apart than a float can tell.
    """
    refuse_unknown_words(direction, method)
    start = _number(base_year)
    due = _number(rules.target_year if target_year is None else target_year)
    asked = _Sum(
        base=_number(base),
        current=_number(current),
        target=None if target is None else _number(target),
        limit=None if limit is None else _number(limit),
        direction=direction,
        held=_number(current_year) - start,
        allowed=None if target is None else due - start,
        rules=rules,
    )
    used, why = _chosen(asked, method)
    found: dict[str, Any]
    try:
        found = _worked_out(asked, used)
    except _Refusal as refusal:
        found = {"status": "not_computable", "reason": str(refusal)}
    if _is_met(asked):
        found["status"] = "target_achieved"
    return Pace(**found, method=used, why=why)


def refuse_unknown_words(direction: str, method: str) -> None:
    """Raise where a direction or a method is not one of the words."""
    if direction not in DIRECTIONS:
        raise InvalidRecordError(
            f"'{excerpt(direction)}' is not a direction. {did_you_mean(str(direction), list(DIRECTIONS))}"
        )
    if method not in METHODS:
        raise InvalidRecordError(
            f"'{excerpt(method)}' is not a method. {did_you_mean(str(method), list(METHODS))}"
        )


def _number(found: object) -> float:
    """Return any real number, numpy's too, as a float."""
    if type(found) is float and isfinite(found):
        return found
    from numbers import Real  # noqa: PLC0415 - the first pace pays for it

    try:
        number = float(found) if isinstance(found, Real) and not isinstance(found, bool) else nan
    except OverflowError:
        number = nan
    if not isfinite(number):
        raise InvalidRecordError(f"A pace is worked out from finite numbers, found {excerpt(found)}.")
    return number


def _chosen(asked: _Sum, method: Method) -> tuple[Literal["compound", "linear"], str]:
    numbers = [number for number in (asked.base, asked.current, asked.target) if number is not None]
    if method == "compound":
        zero = asked.base == 0 or asked.target == 0
        told = f", and a 0 is taken as {asked.rules.zero_stands_for}" if zero else ""
        return method, f"By growth a year (compound), as was asked for{told}."
    if method == "linear":
        return method, f"{BY_STEPS} as was asked for."
    if 0 in numbers:
        return "linear", f"{BY_STEPS} because a figure is 0, and growth from or to nothing has no rate."
    if min(numbers) < 0 < max(numbers):
        return "linear", f"{BY_STEPS} because figures lie on both sides of 0, and such growth has no rate."
    if min(numbers) < 0:
        return "linear", f"{BY_STEPS} because figures lie below 0."
    if asked.target is not None and asked.limit is not None:
        return "linear", f"{BY_STEPS} because the figures have a limit and the target is a step towards it."
    return "compound", "By growth a year (compound) as published, because all figures are above 0."


def _is_met(asked: _Sum) -> bool:
    if asked.target is None or asked.direction == "maintain":
        return False
    return asked.sign * (asked.current - asked.target) >= 0


def _worked_out(asked: _Sum, used: Literal["compound", "linear"]) -> dict[str, Any]:
    """Return the fields of a pace that the numbers decide."""
    if asked.held <= 0:
        raise _Refusal("The latest figure is not later than the baseline: two points in time are needed.")
    if asked.direction == "maintain":
        return _maintained(asked, used)
    if asked.allowed is not None and asked.allowed <= 0:
        raise _Refusal("The target is due no later than the baseline.")
    base, target = asked.base, asked.target
    if used == "compound":
        base = base or asked.rules.zero_stands_for
        target = asked.rules.zero_stands_for if target == 0 else target
    observed = _yearly(base, asked.current, asked.held, used)
    needed = None
    if target is not None and asked.allowed is not None:
        needed = _yearly(base, target, asked.allowed, used)
    gained = asked.sign * observed * (-1 if used == "compound" and base < 0 else 1)
    against = abs(needed) if needed is not None else 1.0 if used == "compound" else abs(base)
    cuts = _cuts(asked, base)
    if against == 0:
        told = "The baseline is 0" if needed is None else "The baseline stands at the target"
        status = "deterioration" if gained < 0 else "not_computable"
        reason = f"{told}, so there is no pace to compare with."
        return {"observed": observed, "needed": needed, "status": status, "cuts": cuts, "reason": reason}
    ratio = _finite(gained / against)
    status = _level(ratio, cuts)
    return {"ratio": ratio, "observed": observed, "needed": needed, "status": status, "cuts": cuts}


def _maintained(asked: _Sum, used: Literal["compound", "linear"]) -> dict[str, Any]:
    """Judge the drift away from the level to keep: nearer to it than at the baseline is never deterioration."""
    rules = asked.rules
    level = asked.base if asked.target is None else asked.target
    if used == "compound":
        level = level or rules.zero_stands_for
    drift = _yearly(level, asked.current, asked.held, used)
    scale = 1.0 if used == "compound" else abs(level) or abs(asked.limit or 0)
    cuts = (-rules.drift_substantial, -rules.drift_moderate, -rules.drift_limited)
    if drift and not scale:
        raise _Refusal(
            "The level to keep is 0, so a drift from it has no size. State a limit to compare with."
        )
    ratio = _finite(-abs(drift) / (scale or 1.0))
    status = _level(ratio, cuts)
    if status == "deterioration" and asked.target is not None:
        farther = abs(asked.current - level) > abs(asked.base - level)
        status = "deterioration" if farther else "limited"
    is_due = asked.allowed is not None and asked.held >= asked.allowed
    if status == "substantial" and is_due:
        status = "target_achieved"
    return {"ratio": ratio, "observed": drift, "needed": 0.0, "status": status, "cuts": cuts}


def _yearly(start: float, end: float, years: float, used: Literal["compound", "linear"]) -> float:
    if used == "linear":
        return _finite(total((end, -start)) / years)
    if end == 0:
        return -1.0
    if (start < 0) != (end < 0):
        raise _Refusal("Figures on both sides of 0 have no growth rate. Ask for the linear method.")
    try:
        return _finite(expm1(log(end / start) / years))
    except (OverflowError, ValueError):
        raise _Refusal(
            "The figures are too far apart for a growth rate. Ask for the linear method."
        ) from None


def _cuts(asked: _Sum, base: float) -> tuple[float, float, float]:
    rules = asked.rules
    if asked.target is not None:
        return rules.substantial, rules.moderate, rules.limited
    shrunk = _shrunk(asked, base)
    return tuple(  # type: ignore[return-value]
        rounded(cut * shrunk)
        for cut in (rules.growth_substantial, rules.growth_moderate, rules.growth_limited)
    )


def _shrunk(asked: _Sum, base: float) -> float:
    """Return by how much the cuts shrink near the limit; a baseline beyond it, or across 0, shrinks nothing."""
    limit = asked.limit
    if not limit or not base or (base < 0) != (limit < 0) or asked.sign * (base - limit) > 0:
        return 1.0
    near = base / limit if abs(base) <= abs(limit) else 2 - base / limit
    return float(1 - max(near, 0.0) ** asked.rules.limit_exponent)


def _level(ratio: float, cuts: tuple[float, float, float]) -> PaceStatus:
    levels: tuple[PaceStatus, ...] = ("substantial", "moderate", "limited")
    for level, cut in zip(levels, cuts, strict=True):
        if ratio >= cut:
            return level
    return "deterioration"


def _finite(value: float) -> float:
    if not isfinite(value):
        raise _Refusal("The figures are too far apart for a pace to be told.")
    return rounded(value)
