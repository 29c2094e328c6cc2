"""Assessing, comparing and asking what if: where criteria, records and the date come together.

The only place of this room that reads the clock, and only where the caller gives no date.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from collective_impact.errors import CollectiveImpactError, InvalidRecordError, excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collective_impact.finding import Finding
    from collective_impact.model.entity import Entity
    from collective_impact.model.initiative import Initiative
    from collective_impact.model.rating import RatingSet
    from collective_impact.readiness.comparison import Comparison, ConditionChange
    from collective_impact.readiness.context import Context
    from collective_impact.readiness.framework import Criterion, Framework
    from collective_impact.readiness.report import ReadinessReport
    from collective_impact.readiness.spoken import Spoken
    from collective_impact.record import Record

__all__ = ["assess", "compare", "day_of", "rules_of", "what_if"]

EARLIEST_YEAR = 1000
"""Before it a day is a slip of the hand, and the windows of criteria could run out of the calendar."""


def assess(
    initiative: Entity,
    framework: Framework | None = None,
    *,
    ratings: RatingSet | None = None,
    on: date | None = None,
) -> ReadinessReport:
    """Return how far each condition is in place on a day, with the reason for every verdict.

    `framework` is the five conditions (Kania & Kramer, 2011) unless another is given; `on` is today unless
    given, and nothing that is dated later is seen. `ratings` add what people say or raters judge beside what
    the records show, with their intervals and agreement; they never move the headline. A framework about
    communities, such as COMMUNITY_CONDITIONS, takes a landscape in place of the initiative.

    Raises:
        InvalidRecordError: this is not what the framework is about, no framework, no date or one before the year
            1000, or the ratings are about another one.
        CollectiveImpactError: a criterion failed or gave something else than its finding; it is named.
    """
    import attrs  # noqa: PLC0415 - the first assessment pays for it

    from collective_impact.model.ordering import by_id  # noqa: PLC0415 - the same
    from collective_impact.readiness.context import Context  # noqa: PLC0415 - the same
    from collective_impact.readiness.report import ReadinessReport, condition_result  # noqa: PLC0415 - the same

    rules = rules_of(framework)
    _demand_subject(initiative, rules)
    day = day_of(on)
    said = None if ratings is None else _spoken(ratings, initiative, rules, day)
    subject = by_id(initiative)
    context = Context(subject, day)
    results = []
    for condition in rules.conditions:
        findings: list[Finding] = []
        whole = said and said.about_whole(condition)
        for criterion in condition.criteria:
            found = _finding(criterion, subject, context)
            spoken = said and said.about(criterion)
            if spoken is None or criterion.headline_kind or found.score is not None:
                findings.append(found)
            if spoken is not None:
                findings.append(spoken)
        if whole is not None:
            findings.append(whole)
        result = condition_result(condition, tuple(findings), rules)
        results.append(attrs.evolve(result, **said.beside(condition)) if said else result)
    return ReadinessReport.about_subject(initiative, rules, day, tuple(results))


def _demand_subject(subject: object, rules: Framework) -> None:
    """Refuse what a framework is not about: an initiative, unless its criteria name another kind of record."""
    from collective_impact.record import Record, tag_of  # noqa: PLC0415 - the first assessment pays for it

    own = "collective_impact.Initiative"
    criteria = (criterion for condition in rules.conditions for criterion in condition.criteria)
    wanted = sorted({getattr(criterion, "subject_tag", own) for criterion in criteria}) or [own]
    if set(wanted) <= {tag_of(cls) for cls in type(subject).__mro__}:
        return
    if wanted == [own]:
        hint = (
            "Give a framework that is about such a record."
            if isinstance(subject, Record)
            else "Read a file with read first."
        )
        message = f"Only an initiative can be assessed by this framework, found {excerpt(subject)}. {hint}"
    else:
        words = " and ".join(tag.rpartition(".")[2] for tag in wanted)
        message = f"The framework '{excerpt(rules.key)}' is about {words}, found {excerpt(subject)}."
    raise InvalidRecordError(message)


def rules_of(framework: Framework | None) -> Framework:
    """Return the framework that was given, or the five conditions.

    Raises:
        InvalidRecordError: what was given is no framework.
    """
    from collective_impact.readiness.framework import Framework  # noqa: PLC0415 - the criteria load here

    if framework is None:
        from collective_impact.readiness.frameworks import FIVE_CONDITIONS  # noqa: PLC0415 - the same

        return FIVE_CONDITIONS
    if not isinstance(framework, Framework):
        message = f"The rules are a framework, such as FIVE_CONDITIONS or EQUITY, found {excerpt(framework)}."
        raise InvalidRecordError(message)
    return framework


def day_of(on: date | None) -> date:
    """Return the day that was given, or today.

    Raises:
        InvalidRecordError: what was given is no date, or lies before the year 1000.
    """
    if on is None:
        return date.today()  # noqa: DTZ011 - the calendar day of whoever asks
    if type(on) is not date:
        raise InvalidRecordError(f"The day is a date, such as date(2026, 6, 1), found {excerpt(on)}.")
    if on.year < EARLIEST_YEAR:
        raise InvalidRecordError(
            f"The day lies in the year {EARLIEST_YEAR} or later, found {on}. Mind its year."
        )
    return on


def _finding(criterion: Criterion, subject: Entity, context: Context) -> Finding:
    from collective_impact.finding import Finding  # noqa: PLC0415 - the first assessment pays for it

    try:
        found: Any = criterion.assess(subject, context)
    except Exception as error:
        message = f"The criterion {criterion.code} ({type(criterion).__name__}) failed: {type(error).__name__}: {error}"
        raise CollectiveImpactError(message) from error
    if not isinstance(found, Finding) or found.code != criterion.code:
        message = (
            f"The criterion {criterion.code} ({type(criterion).__name__}) must return a Finding of its own code, "
            f"found {excerpt(found)}."
        )
        raise CollectiveImpactError(message)
    return found


def _spoken(ratings: RatingSet, subject: Entity, rules: Framework, on: date) -> Spoken:
    from collective_impact.readiness.robustness import check_about  # noqa: PLC0415 - only ratings pay for it
    from collective_impact.readiness.spoken import spoken  # noqa: PLC0415 - the same

    check_about(ratings, subject.id)
    said = spoken(ratings, rules, on)
    criteria = [criterion for condition in rules.conditions for criterion in condition.criteria]
    heard = {criterion.code for criterion in criteria if said.kind in criterion.evidence_kinds}
    heard.update(condition.key for condition in rules.conditions)
    unheard = sorted((said.criteria.keys() | said.conditions.keys()) - heard)
    if unheard:
        _tell_of_unheard(unheard, rules)
    return said


def _tell_of_unheard(codes: list[str], rules: Framework) -> None:
    """Warn of ratings that answer nothing here."""
    import warnings  # noqa: PLC0415 - only a doubt pays for it

    from collective_impact.errors import CollectiveImpactWarning  # noqa: PLC0415 - the same
    from collective_impact.fields import did_you_mean  # noqa: PLC0415 - the same

    known = [criterion.code for condition in rules.conditions for criterion in condition.criteria]
    keys = [condition.key for condition in rules.conditions]
    lines = [
        f"  - '{excerpt(code)}': "
        + (
            "ratings of this kind cannot answer it."
            if code in known
            else f"it is not asked. {did_you_mean(code, [*known, *keys])}"
        )
        for code in codes
    ]
    message = f"Ratings that answer no criterion or condition of {rules.key} are left out:"
    warnings.warn("\n".join([message, *lines]), CollectiveImpactWarning, stacklevel=4)


def compare(
    before: ReadinessReport, after: ReadinessReport, *, subjects: tuple[Entity, Entity] | None = None
) -> Comparison:
    """Return what differs between two reports.

    Where both records and rules differ, the two initiatives that were assessed tell them apart: the first one
    is assessed by the second one's rules in between.

    Raises:
        InvalidRecordError: the subjects are not those of the two reports.
    """
    from collective_impact.readiness.comparison import Comparison, changed_findings  # noqa: PLC0415 - only here

    between = _between(before, after, subjects)
    same_rules = before.framework == after.framework
    same_data = before.subject_digest == after.subject_digest
    parts = [
        "The records are the same." if same_data else "The records differ.",
        "The rules are the same." if same_rules else "The rules differ.",
        "The day is the same." if before.on == after.on else "The day is another one.",
    ]
    keys = dict.fromkeys(c.key for report in (before, after) for c in report.conditions)
    return Comparison(
        before_title=before.subject_title,
        before_on=before.on,
        after_title=after.subject_title,
        after_on=after.on,
        because=" ".join(parts),
        conditions=tuple(_condition_change(key, before, between, after) for key in keys),
        findings=changed_findings(before, after),
    )


def _between(
    before: ReadinessReport, after: ReadinessReport, subjects: tuple[Entity, Entity] | None
) -> ReadinessReport | None:
    """Return the report of the first records by the second rules, where it is known."""
    from collective_impact.digest import digest  # noqa: PLC0415 - only a comparison pays for it

    if subjects is not None:
        for subject, report, place in zip(subjects, (before, after), ("first", "second"), strict=True):
            if digest(subject) != report.subject_digest:
                message = f"The {place} subject is not the initiative that the {place} report is about."
                raise InvalidRecordError(message)
    if before.framework == after.framework:
        return before
    if before.subject_digest == after.subject_digest and before.on == after.on:
        return after
    return assess(subjects[0], after.framework, on=before.on) if subjects else None


def _condition_change(
    key: str, before: ReadinessReport, between: ReadinessReport | None, after: ReadinessReport
) -> ConditionChange:
    from collective_impact.readiness.comparison import ConditionChange  # noqa: PLC0415 - only a comparison pays

    was, mid, now = (
        next((c for c in report.conditions if c.key == key), None) if report else None
        for report in (before, between, after)
    )
    shown = now or was
    middle = mid.score if mid else None
    return ConditionChange(
        key=key,
        title=shown.title if shown else key,
        before=was.score if was else None,
        after=now.score if now else None,
        before_level=was.level if was else None,
        after_level=now.level if now else None,
        before_coverage=was.coverage if was else None,
        after_coverage=now.coverage if now else None,
        by_data=_difference(middle, now.score if now else None),
        by_rules=_difference(was.score if was else None, middle),
    )


def _difference(first: float | None, second: float | None) -> float | None:
    from collective_impact.arithmetic import rounded  # noqa: PLC0415 - beside its only use

    return None if first is None or second is None else rounded(second - first)


def what_if(
    initiative: Initiative,
    *records: Record,
    without: Iterable[str] = (),
    framework: Framework | None = None,
    ratings: RatingSet | None = None,
    on: date | None = None,
) -> Comparison:
    """Return what would differ with these records (added, or in place of the same id) and without those ids.

    What is taken away is known to be gone: a table that had rows and has none then counts as complete.

    Raises:
        InvalidRecordError: the changed records would not fit each other.
        UnknownNameError: no record has one of the ids in `without`.
    """
    from collective_impact.model.removal import once_gone  # noqa: PLC0415 - only this question pays for it

    day = day_of(on)
    kept = initiative.including(*records)
    changed = once_gone(kept, *without)
    before = assess(initiative, framework, ratings=ratings, on=day)
    after = assess(changed, framework, ratings=ratings, on=day)
    return compare(before, after)
