"""A plain second scorer: findings to conditions to the answers of a report, in fractions, straight from the rules.

It is written from the design alone and shares no line with the library, so that the two can disagree.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

CUTS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
COVERAGE_LIMIT = Fraction(1, 2)
PRACTISED = 2
IN_PLACE = 3


class Answer(NamedTuple):
    """A finding as numbers; the score is None where it is not known."""

    kind: str
    applies: bool
    score: Fraction | None
    low: Fraction
    high: Fraction
    weight: Fraction
    critical: bool


class Verdict(NamedTuple):
    """How far a condition is in place."""

    score: Fraction | None
    low: Fraction
    high: Fraction
    coverage: Fraction
    level: int | None
    level_low: int
    level_high: int
    perceived: Fraction | None
    rated: Fraction | None


def exact(number: float | None) -> Fraction | None:
    """Return the decimal that stands for a float."""
    return None if number is None else Fraction(str(number))


def printed(number: Fraction) -> Fraction:
    """Return a number at the 12 significant digits that leave the library: "same" is judged there."""
    return Fraction(f"{float(number):.11e}")


def known_mean(answers: list[Answer]) -> Fraction | None:
    """Return the weighted mean of the known scores; None where nothing that weighs is known."""
    above = below = Fraction(0)
    for answer in answers:
        if answer.score is not None:
            above += answer.weight * answer.score
            below += answer.weight
    return printed(above / below) if below else None


def level(score: Fraction) -> int:
    """Return the level from 0 to 3; a cut belongs to the upper one."""
    reached = 0
    for cut in CUTS:
        if score >= cut:
            reached += 1
    return reached


def condition(answers: list[Answer]) -> Verdict:
    """Return the verdict of one condition: rules 5 and 6."""
    counted = [a for a in answers if a.applies]
    heads = [a for a in counted if a.kind in ("structural", "documented")]
    whole = known = least = most = Fraction(0)
    for head in heads:
        whole += head.weight
        least += head.weight * head.low
        most += head.weight * head.high
        if head.score is not None:
            known += head.weight
    low = printed(least / whole) if whole else Fraction(0)
    high = printed(most / whole) if whole else Fraction(1)
    coverage = printed(known / whole) if whole else Fraction(0)
    score = known_mean(heads)

    is_held_down = may_be_held_down = is_surely_held_down = False
    for head in heads:
        if head.critical:
            is_held_down = is_held_down or head.score == 0
            may_be_held_down = may_be_held_down or head.low == 0
            is_surely_held_down = is_surely_held_down or head.high == 0

    reached: int | None
    if is_held_down:
        reached = 0
    elif score is None or coverage < COVERAGE_LIMIT:
        reached = None
    else:
        reached = level(score)
    return Verdict(
        score=score,
        low=low,
        high=high,
        coverage=coverage,
        level=reached,
        level_low=0 if may_be_held_down else level(low),
        level_high=0 if is_surely_held_down else level(high),
        perceived=known_mean([a for a in counted if a.kind == "perceived"]),
        rated=known_mean([a for a in counted if a.kind == "rated"]),
    )


def gate(verdicts: list[Verdict]) -> str:
    """Return whether all conditions reach level 2: yes, no, or cannot tell."""
    if not verdicts:
        return "cannot tell"
    if min(v.level_high for v in verdicts) < PRACTISED:
        return "no"
    if min(v.level_low for v in verdicts) >= PRACTISED:
        return "yes"
    return "cannot tell"


def in_place(verdicts: list[Verdict]) -> tuple[int, int]:
    """Return how many conditions are in place: surely, and at most."""
    sure = [v for v in verdicts if v.level_low == IN_PLACE]
    possible = [v for v in verdicts if v.level_high == IN_PLACE]
    return len(sure), len(possible)


def weakest(verdicts: list[Verdict]) -> list[int]:
    """Return the position of the weakest, or of all that may be: those that no other one lies surely below."""
    held = []
    for place, mine in enumerate(verdicts):
        if not any(other.high < mine.low for other in verdicts):
            held.append(place)
    return held
