"""How far a verdict would hold under other weights, another mean, one criterion less, and other raters.

Figures of criteria come in, chances go out; the checker wires them to its reports. Chances that have a closed
form are worked out, the others are counted over draws by a seed. No other package is used, so the answer for a
seed cannot depend on which ones are installed.
"""

from __future__ import annotations

from math import fsum, inf, sqrt
from random import Random
from typing import TYPE_CHECKING, ClassVar, Literal, get_args

import attrs

from collective_impact.arithmetic import rounded, share
from collective_impact.errors import InvalidRecordError, UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.record import Record
from collective_impact.survey.verdict_draws import Counted, Panel, Study, panel_of, without
from collective_impact.survey.verdicts import (
    Aggregator,
    Scenario,
    VerdictRules,
    chances,
    check_figures,
    level,
    stated_score,
)
from collective_impact.survey.weights import dirichlet_moments

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from collective_impact.survey.verdicts import CriterionFigures

    Conditions = Mapping[str, Sequence[CriterionFigures]]

__all__ = ["ConditionChances", "Driver", "Robustness", "robustness"]

SURE = 0.8
"""The chance from which a condition is called the weakest; a convention."""
LEAST_CONCENTRATION = 0.1
"""Below this nearly all weight falls on one criterion; a convention."""


@attrs.frozen(kw_only=True, repr=False, eq=False)
class ConditionChances(Record):
    """How likely each verdict on one condition is."""

    writes_defaults: ClassVar[bool] = True

    key: str = attrs.field(metadata=about("The machine name of the condition."))
    level: int | None = attrs.field(
        default=None,
        metadata=about("The level under the stated rules; nothing: not enough information.", low=0),
    )
    levels: tuple[float, ...] = attrs.field(
        metadata=about("The chance of each level, from the lowest up.", low=0, high=1)
    )
    unknown: float = attrs.field(metadata=about("The chance of not enough information.", low=0, high=1))
    weakest: float = attrs.field(
        metadata=about(
            "The chance that it is the weakest, whatever gets recorded: its highest score lies below the "
            "lowest of every other.",
            low=0,
            high=1,
        )
    )
    may_be_weakest: float = attrs.field(
        metadata=about("The chance that it cannot be told apart from the weakest, or is it.", low=0, high=1)
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Driver(Record):
    """One thing that could as well be otherwise, and what it alone does to one condition."""

    writes_defaults: ClassVar[bool] = True

    condition: str = attrs.field(metadata=about("The key of the condition."))
    kind: Literal["weights", "aggregator", "criterion", "raters"] = attrs.field(
        metadata=about("Drawn weights, another mean, one criterion left out, raters drawn again.")
    )
    name: str = attrs.field(default="", metadata=about("Which mean, or the code of the criterion."))
    change: float | None = attrs.field(
        default=None,
        metadata=about(
            "How far the score moves: by the standard deviation over weights or raters, by the difference "
            "otherwise; nothing where there is no score before or after.",
            low=0,
        ),
    )
    other_level: float = attrs.field(
        metadata=about("The chance that the level is another than stated.", low=0, high=1)
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Robustness(Record):
    """How far a verdict holds where what could as well be otherwise is otherwise (OECD/JRC, 2008)."""

    writes_defaults: ClassVar[bool] = True

    conditions: tuple[ConditionChances, ...] = attrs.field(
        default=(), metadata=about("One for each condition, in the order given.")
    )
    gate_yes: float | None = attrs.field(
        default=None,
        metadata=about(
            "The chance that every condition is practised, whatever gets recorded.", low=0, high=1
        ),
    )
    gate_no: float | None = attrs.field(
        default=None,
        metadata=about("The chance that some condition is not, whatever gets recorded.", low=0, high=1),
    )
    gate_cannot_tell: float | None = attrs.field(
        default=None, metadata=about("The chance that it depends on what is not recorded.", low=0, high=1)
    )
    drivers: tuple[Driver, ...] = attrs.field(
        default=(),
        metadata=about("What changes the verdict, the strongest first; what changes nothing is not here."),
    )
    levels_drawn: bool = attrs.field(
        default=False,
        metadata=about(
            "Whether the chances of levels and gate are counted over draws, or worked out exactly."
        ),
    )
    draws: int = attrs.field(default=0, metadata=about("How many draws were made.", low=0))
    seed: int = attrs.field(default=0, metadata=about("The seed of the draws."))
    raters: int = attrs.field(default=0, metadata=about("How many persons were drawn again.", low=0))
    withheld: tuple[str, ...] = attrs.field(
        default=(), metadata=about("Codes of criteria with too few raters, or none; they count as not known.")
    )
    reason: str | None = attrs.field(
        default=None, metadata=about("Why there are no chances, or why raters were not drawn again.")
    )

    @property
    def weakest(self) -> str | None:
        """The key of the condition that is the weakest in 8 of 10 draws or more (*convention*); else None."""
        sure = [held.key for held in self.conditions if held.weakest >= SURE]
        return sure[0] if sure and len(self.conditions) > 1 else None


def robustness(  # noqa: PLR0913 - each is one thing that could as well be otherwise
    conditions: Conditions,
    rules: VerdictRules,
    *,
    answers: Mapping[str, Mapping[str, float]] | None = None,
    organisations: Mapping[str, str] | None = None,
    fewest: int = 5,
    aggregators: Sequence[Aggregator] = ("arithmetic",),
    leave_one_out: bool = True,
    concentration: float = 1.0,
    draws: int = 10_000,
    seed: int = 0,
) -> Robustness:
    """Return the chance of each level, of the gate and of each weakest condition, and what drives them.

    `conditions` holds the figures of each condition's criteria, those that do not apply left out. Each draw
    takes other weights (Dirichlet around the stated ones: `concentration` 1 lets equal weights be any,
    *convention*), one of the `aggregators`, leaves one criterion or none out (each as likely), and draws the
    raters again.

    `answers` gives, for a criterion's code, each rater's own mean in [0, 1]; the criterion is then scored by
    the mean over raters. Where `organisations` names a rater's organisation, whole organisations are drawn. A
    criterion with fewer than `fewest` raters (*convention*; 2 for a rubric) counts as not known; fewer units
    than that are not drawn again, and the reason says so.

    Without raters the chances of levels and gate are exact; a chance of being the weakest is always counted
    over `draws`, and so is off by up to 1/sqrt(draws).

    Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 7.

    Raises:
        InvalidRecordError: a score, bound, answer, weight, cut or number of draws out of its range.
        UnknownNameError: there is no such aggregator, or answers are about a criterion that is not there.
    """
    for held in conditions.values():
        check_figures(held)
    _check_answers(conditions, answers or {})
    _check_choices(rules, aggregators, concentration, draws)
    if not conditions:
        return Robustness(seed=seed, reason="There is no condition, so there is no verdict.")
    scored, panel = panel_of(list(map(list, conditions.values())), answers or {}, organisations or {}, fewest)
    study = Study(scored, rules, aggregators, concentration, leave_one_out=leave_one_out)
    count = study.counted(panel, draws, Random(seed).random)  # noqa: S311 - nothing is kept secret by it
    if panel.units:
        names = range(len(rules.cuts) + 1)
        levels = [([share(c[name], draws) for name in names], share(c[None], draws)) for c in count.levels]
        yes, no = share(count.practised, draws), share(count.not_practised, draws)
    else:
        levels, yes, no = study.exact()
    keys = list(conditions)
    return Robustness(
        conditions=tuple(
            ConditionChances(
                key=key,
                level=level(study.full[place], stated_score(study.full[place]), rules),
                levels=tuple(levels[place][0]),
                unknown=levels[place][1],
                weakest=share(count.weakest[place], draws),
                may_be_weakest=share(count.may_be_weakest[place], draws),
            )
            for place, key in enumerate(keys)
        ),
        gate_yes=yes,
        gate_no=no,
        gate_cannot_tell=rounded(max(1 - yes - no, 0.0)),
        drivers=_ranked(
            driver
            for place, key in enumerate(keys)
            for driver in (*_of_rules(study, place, key), *_of_raters(count, panel, place, key, draws))
        ),
        levels_drawn=bool(panel.units),
        draws=draws,
        seed=seed,
        raters=panel.raters,
        withheld=panel.withheld,
        reason=panel.reason,
    )


def _ranked(drivers: Iterator[Driver]) -> tuple[Driver, ...]:
    """Return what changes anything, by how likely it changes a level, then by how far it moves a score."""
    moving = [driver for driver in drivers if driver.other_level or driver.change]
    return tuple(sorted(moving, key=lambda driver: (-driver.other_level, -(driver.change or 0.0))))


def _of_rules(study: Study, place: int, key: str) -> Iterator[Driver]:
    """Yield what other weights, other means and one criterion less do to a condition, each alone."""
    full, rules = study.full[place], study.rules
    score = stated_score(full)
    stated = level(full, score, rules)
    found = chances(full, "arithmetic", rules)
    same = found.unknown if stated is None else found.levels[stated]
    moments = dirichlet_moments(full.scores, full.known_shapes)
    yield Driver(
        condition=key,
        kind="weights",
        change=moments[1] if moments else None,
        other_level=rounded(1 - same),
    )
    others: list[tuple[Literal["aggregator", "criterion"], str, Scenario, Aggregator]] = [
        ("aggregator", name, full, name) for name in get_args(Aggregator)[1:]
    ]
    for gap, row in enumerate(study.figures[place]):
        others.append(
            ("criterion", row.code, study.laid_out(without(study.figures[place], gap)), "arithmetic")
        )
    for kind, name, held, aggregator in others:
        after = stated_score(held, aggregator)
        change = None if score is None or after is None else rounded(abs(after - score))
        is_other = level(held, after, rules) != stated
        yield Driver(condition=key, kind=kind, name=name, change=change, other_level=float(is_other))


def _of_raters(count: Counted, panel: Panel, place: int, key: str, draws: int) -> Iterator[Driver]:
    """Yield what other raters alone do to a condition that raters speak about."""
    if panel.units and any(place == at for at, _ in panel.places):
        scores = count.by_raters[place]
        middle = fsum(scores) / len(scores) if scores else 0.0
        spread = sqrt(fsum((score - middle) ** 2 for score in scores) / len(scores)) if scores else None
        yield Driver(
            condition=key,
            kind="raters",
            change=None if spread is None else rounded(spread),
            other_level=share(count.other_levels[place], draws),
        )


def _check_answers(conditions: Conditions, answers: Mapping[str, Mapping[str, float]]) -> None:
    codes = [row.code for rows in conditions.values() for row in rows]
    for code, given in answers.items():
        if code not in codes:
            raise UnknownNameError(
                f"No criterion has the code '{excerpt(code)}'. {did_you_mean(code, codes)}"
            )
        for value in given.values():
            if not 0 <= value <= 1:
                raise InvalidRecordError(
                    f"An answer about criterion '{excerpt(code)}' is {value}; bring answers to [0, 1] first."
                )


def _check_choices(
    rules: VerdictRules, aggregators: Sequence[Aggregator], concentration: float, draws: int
) -> None:
    if not 1 <= rules.practice_level <= len(rules.cuts) or list(rules.cuts) != sorted(rules.cuts):
        raise InvalidRecordError(
            "The cuts between levels must rise, and the level of practice must be one that they make."
        )
    for name in aggregators:
        if name not in get_args(Aggregator):
            known = [*get_args(Aggregator)]
            raise UnknownNameError(f"There is no mean '{excerpt(name)}'. {did_you_mean(str(name), known)}")
    if not aggregators or draws < 1 or not LEAST_CONCENTRATION <= concentration < inf:
        raise InvalidRecordError(
            f"Give at least one mean, one draw and a concentration of {LEAST_CONCENTRATION}; found "
            f"{len(aggregators)}, {draws} and {concentration}."
        )
