"""Criteria, conditions and frameworks: the rules of an assessment as data.

Only a criterion's `assess` is code; a condition and a framework can be written in a file. Which criteria the
five conditions have is said in the files of the conditions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import attrs

from collective_impact.errors import InvalidRecordError, Problem, UnknownNameError, excerpt
from collective_impact.fields import about, did_you_mean
from collective_impact.finding import Effort, EvidenceKind, Finding, status_of
from collective_impact.readiness.scoring import Mark, Tally, share_tally
from collective_impact.record import EMPTY, Record

if TYPE_CHECKING:
    from collective_impact.readiness.context import Context

__all__ = ["Condition", "Counted", "CountedItem", "Criterion", "Framework", "Tolerant", "Windowed"]

HEADLINE: tuple[EvidenceKind, ...] = ("structural", "documented")
SHOWN_TITLES = 3
_MARKS = {True: "yes", False: "no", None: "not recorded"}
KEEPER = "whoever keeps the records"


class CountedItem(NamedTuple):
    """One thing that a criterion counts: where it stands, what people call it, and whether it meets the rule."""

    pointer: str
    title: str
    mark: Mark
    counts: Mark = True


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Criterion(Record):
    """One question of a condition. Subclass it, give it a code of your own prefix, and write `assess`."""

    degrades: ClassVar[bool] = False

    code: str = attrs.field(
        metadata=about("The public, stable name; a stranger's begins with a prefix of their own.")
    )
    title: str = attrs.field(default="", metadata=about("What it is about, in a few words."))
    question: str = attrs.field(default="", metadata=about("What it asks."))
    rule: str = attrs.field(default="", metadata=about("How the score follows from what is counted."))
    source: str = attrs.field(
        default="convention", metadata=about("Where the rule comes from: author and year, or *convention*.")
    )
    evidence_kinds: tuple[EvidenceKind, ...] = attrs.field(
        default=("structural",), metadata=about("What can answer it.")
    )
    weight: float = attrs.field(
        default=1.0,
        metadata=about("How much it counts within its condition.", low=0, source="convention: equal"),
    )
    critical: bool = attrs.field(
        default=False, metadata=about("Whether a known 0 keeps the whole condition at the lowest level.")
    )
    next_step: str = attrs.field(
        default="", metadata=about("What to do where it is not met, as one request.")
    )
    record_step: str = attrs.field(default="", metadata=about("What to record where it is not known."))
    effort: Effort | None = attrs.field(default=None, metadata=about("How much work the next step is."))
    who: str | None = attrs.field(default=None, metadata=about("The role that would take it."))

    def assess(self, subject: Any, context: Context) -> Finding:  # noqa: ANN401 - what its framework is about
        """Return the finding about one subject; `context` carries the date and what criteria share."""
        raise NotImplementedError(
            f"The criterion {self.code!r} is a {type(self).__name__}, which has no `assess` of its own. Write one."
        )

    @property
    def headline_kind(self) -> EvidenceKind | None:
        """The kind of evidence that makes its headline finding; None where only people can answer."""
        return next((kind for kind in self.evidence_kinds if kind in HEADLINE), None)

    def finding(  # noqa: PLR0913 - each is one part of the answer
        self,
        tally: Tally | None,
        observed: str,
        *,
        evidence: Sequence[str] = (),
        against: Sequence[str] = (),
        unrecorded: Sequence[str] = (),
        workings: Sequence[str] = (),
        begin_with: str | None = None,
        kind: EvidenceKind | None = None,
    ) -> Finding:
        """Return a finding of this criterion; without a tally it does not apply to the subject."""
        score = tally.score if tally else None
        low, high = (tally.low, tally.high) if tally and score is not None else (0.0, 1.0)
        status = status_of(score) if tally else "not_applicable"
        step, is_record_step = self._step(status, begin_with, is_open=bool(unrecorded))
        return Finding(
            code=self.code,
            title=self.title or self.code,
            evidence_kind=kind or self.headline_kind or self.evidence_kinds[0],
            status=status,
            score=score,
            low=low,
            high=high,
            numerator=tally.numerator if tally else None,
            denominator=tally.denominator if tally else None,
            observed=observed,
            rule=self.rule,
            source=self.source,
            workings=tuple(workings),
            evidence=tuple(evidence),
            against=tuple(against),
            unrecorded=tuple(unrecorded),
            next_step=step,
            effort=("small" if is_record_step else self.effort) if step else None,
            who=(KEEPER if is_record_step else self.who) if step else None,
            weight=self.weight,
            critical=self.critical,
        )

    def _step(self, status: str, begin_with: str | None, *, is_open: bool) -> tuple[str | None, bool]:
        """Return the next step, and whether it is about recording."""
        if status == "not_applicable" or (status == "met" and not is_open):
            return None, False
        if status in ("unknown", "met") or not self.next_step:
            return self.record_step or self.next_step or None, bool(self.record_step)
        return self.next_step + (f" Begin with {begin_with}." if begin_with else ""), False

    def share(  # noqa: PLR0913 - each is one fact about what is counted
        self,
        items: Sequence[CountedItem],
        sentence: str,
        one: str | None = None,
        *,
        open_ended: bool = False,
        past: bool = False,
        itemised: bool = False,
    ) -> Finding:
        """Return the finding of a share: how many of the items that count meet the rule.

        `sentence` goes on after "3 of 5", and `one` in its place after "1 of 1". Items of which it is not recorded
        whether they count widen the bounds; where none surely counts, the answer is unknown, or does not apply. `past`
        says that the items are over, so that none of them is a thing to begin with; `itemised` that each is named in
        the workings, as they are wherever several items share a pointer.
        """
        items = [item for item in items if item.counts is not False]
        is_shared = len({item.pointer for item in items}) < len(items)
        sure = [item for item in items if item.counts]
        doubtful = [item for item in items if item.counts is None]
        if not sure and not doubtful and not open_ended:
            return self.finding(None, f"There is nothing to count: 0 of 0 {sentence}.")
        tally = share_tally(
            [item.mark for item in sure], [item.mark for item in doubtful], open_ended=open_ended
        )
        met = [item for item in sure if item.mark]
        against = [item for item in sure if item.mark is False]
        unrecorded = [item for item in (*sure, *doubtful) if item.mark is None or item.counts is None]
        whole = len(met) + len(against)
        observed = f"{len(met)} of {whole} {one if one and whole == 1 else sentence}."
        if not met and not against:
            observed = f"Nothing is recorded that tells how many {sentence}."
        if against:
            observed += f" {'Not so' if past else 'Not yet'}: {_titles(against)}."
        if unrecorded:
            observed += f" Not recorded: {_titles(unrecorded)}."
        return self.finding(
            tally,
            observed,
            evidence=_pointers(met),
            against=_pointers(against),
            unrecorded=_pointers(unrecorded),
            workings=[f"{i.title}: {_MARKS[None if i.counts is None else i.mark]}" for i in items]
            if itemised or is_shared
            else (),
            begin_with=against[0].title if against and not past else None,
        )

    def unknown(self, observed: str, unrecorded: Sequence[str]) -> Finding:
        """Return the finding that nothing is recorded which would answer the question."""
        return self.finding(Tally(None, 0.0, 1.0), observed, unrecorded=unrecorded)

    def none_of(self, table: str, context: Context) -> Finding:
        """Return the finding about an empty table: not met where it is known to be empty, else unknown."""
        words = table.rpartition("/")[2].replace("_", " ")
        if context.is_complete(table):
            return self.finding(
                Tally(0.0, 0.0, 0.0, 0, 0), f"The records say that there are no {words}.", against=[table]
            )
        return self.unknown(f"No {words} are recorded.", [table])


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Windowed(Criterion):
    """A criterion that looks back over a number of months."""

    window: int = attrs.field(
        default=12, metadata=about("How far back it looks.", unit="months", low=1, source="convention")
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Tolerant(Criterion):
    """A criterion for which a figure is fresh up to some multiple of its indicator's frequency."""

    tolerance: float = attrs.field(
        default=1.5,
        metadata=about("How many times the frequency a figure may be old.", low=0, source="convention"),
    )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Counted(Criterion):
    """A criterion that compares a number with one that is full, or still short enough."""

    full_at: int = attrs.field(metadata=about("The number for the full score.", low=1, source="convention"))


def _pointers(items: Sequence[CountedItem]) -> list[str]:
    return list(dict.fromkeys(item.pointer for item in items))


def _titles(items: Sequence[CountedItem]) -> str:
    shown = ", ".join(item.title for item in items[:SHOWN_TITLES])
    more = len(items) - SHOWN_TITLES
    return f"{shown} and {more} more" if more > 0 else shown


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Condition(Record):
    """A condition: criteria that together say how far one thing is in place."""

    key: str = attrs.field(metadata=about("Its machine name."))
    title: str = attrs.field(metadata=about("What people call it."))
    source: str = attrs.field(default="convention", metadata=about("Where it comes from: author and year."))
    criteria: tuple[Criterion, ...] = attrs.field(default=(), metadata=about("Its criteria."))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Framework(Record):
    """Conditions, and the cuts and weights by which they become levels."""

    writes_defaults: ClassVar[bool] = True

    key: str = attrs.field(metadata=about("Its machine name."))
    title: str = attrs.field(metadata=about("What people call it."))
    version: str = attrs.field(default="1", metadata=about("The version of its rules."))
    conditions: tuple[Condition, ...] = attrs.field(default=(), metadata=about("Its conditions."))
    level_cuts: tuple[float, ...] = attrs.field(
        default=(0.25, 0.5, 0.75),
        metadata=about("Where levels 1, 2 and 3 begin; a cut belongs to the upper level.", low=0, high=1),
    )
    coverage_limit: float = attrs.field(
        default=0.5,
        metadata=about("The known share of the weight below which there is no level.", low=0, high=1),
    )
    practice_level: int = attrs.field(
        default=2, metadata=about("The level that every condition must reach for the gate.", low=0, high=3)
    )
    sources: Mapping[str, str] = attrs.field(
        default=EMPTY, hash=False, metadata=about("Where cuts, limit and weights come from, by field.")
    )

    def check(self) -> Iterator[Problem]:
        """Yield problems of repeated keys and codes and of cuts that do not increase."""
        yield from super().check()
        yield from _repeated("conditions", ((str(i), c.key) for i, c in enumerate(self.conditions)), "key")
        codes = (
            (f"{i}/criteria/{j}", criterion.code)
            for i, condition in enumerate(self.conditions)
            for j, criterion in enumerate(condition.criteria)
        )
        yield from _repeated("conditions", codes, "code")
        if list(self.level_cuts) != sorted(set(self.level_cuts)) or len(self.level_cuts) != 3:  # noqa: PLR2004 - levels 1, 2, 3
            message = f"three cuts that increase are needed, found {list(self.level_cuts)}."
            yield Problem(path="level_cuts", code="not_increasing", message=message)

    def including(self, *parts: Condition | Framework) -> Framework:
        """Return a framework with these conditions (or all of another framework); the same key is replaced.

        This one stays as it is; give the new one a `key` of its own by `attrs.evolve` before you publish it.

        Raises:
            InvalidRecordError: one of them is neither a condition nor a framework.
        """
        held = {condition.key: condition for condition in self.conditions}
        for part in parts:
            if not isinstance(part, Condition | Framework):
                raise InvalidRecordError(
                    f"A framework takes conditions and other frameworks, found {type(part).__name__}. Put a "
                    "criterion into the `criteria` of a condition."
                )
            new = part.conditions if isinstance(part, Framework) else (part,)
            held.update((condition.key, condition) for condition in new)
        return attrs.evolve(self, conditions=tuple(held.values()))

    def without(self, *names: str) -> Framework:
        """Return a framework without these conditions (by key) or criteria (by code).

        Raises:
            UnknownNameError: there is no such condition or criterion.
        """
        known = {c.key for c in self.conditions} | {r.code for c in self.conditions for r in c.criteria}
        for name in names:
            if name not in known:
                raise UnknownNameError(_unknown(name, sorted(known), self.key))
        kept = (
            attrs.evolve(condition, criteria=tuple(r for r in condition.criteria if r.code not in names))
            for condition in self.conditions
            if condition.key not in names
        )
        return attrs.evolve(self, conditions=tuple(kept))

    def condition(self, key: str) -> Condition:
        """Return the condition with this key.

        Raises:
            UnknownNameError: there is no such condition.
        """
        for condition in self.conditions:
            if condition.key == key:
                return condition
        raise UnknownNameError(_unknown(key, [c.key for c in self.conditions], self.key))

    def criterion(self, code: str) -> Criterion:
        """Return the criterion with this code.

        Raises:
            UnknownNameError: there is no such criterion.
        """
        held = {
            criterion.code: criterion for condition in self.conditions for criterion in condition.criteria
        }
        if code not in held:
            raise UnknownNameError(_unknown(code, list(held), self.key))
        return held[code]


def _unknown(name: str, known: list[str], framework: str) -> str:
    return f"The framework {framework!r} has no '{excerpt(name)}'. {did_you_mean(name, known)}"


def _repeated(table: str, names: Iterator[tuple[str, str]], field: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, name in names:
        if name in seen:
            message = f"'{excerpt(name)}' stands in this framework twice."
            yield Problem(path=f"{table}/{place}/{field}", code="repeated_id", message=message)
        seen.add(name)
