"""Acknowledge, align, sometimes consolidate: which collaborations of a landscape ought to talk with each other.

Thresholds turn an overlap into a question with its reason. Nothing is merged here, and nothing is called too
much: that is for those who sit at the tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Any, NamedTuple

from collective_impact.display import number
from collective_impact.landscape.groups import MOST_GROUPS, groups_of
from collective_impact.landscape.identities import same_pair
from collective_impact.landscape.overlap import compare
from collective_impact.landscape.profile import index_of
from collective_impact.landscape.stakes import stakes_of
from collective_impact.landscape.suggestion_records import Suggestion, SuggestionRules, Suggestions
from collective_impact.landscape.suggestion_wording import questions_of
from collective_impact.landscape.undecided import undecided_among
from collective_impact.readiness.scoring import all_of, any_of

if TYPE_CHECKING:
    from collective_impact.landscape.inventory import Landscape
    from collective_impact.landscape.overlap import PairOverlap, SharedSet
    from collective_impact.landscape.profile import LandscapeIndex
    from collective_impact.landscape.stakes import Stakes
    from collective_impact.landscape.suggestion_records import Acknowledgement, SuggestionKind
    from collective_impact.landscape.undecided import Undecided
    from collective_impact.model.initiative import Initiative
    from collective_impact.readiness.scoring import Mark

__all__ = ["Verdict", "suggestions", "verdict_on"]

_ORDER: tuple[SuggestionKind, ...] = ("consolidate", "nest", "align", "coordinate")
_A_GROUP = 3


class Verdict(NamedTuple):
    """What the rules say of one pair."""

    kind: SuggestionKind
    ids: tuple[str, str]
    """The two, sorted; of a nest the one that holds the other comes first."""
    because: str
    pair: PairOverlap

    @property
    def strength(self) -> float:
        """By what pairs of one kind are ranked: the Jaccard of goals where they align, else of rosters."""
        held = self.pair.outcomes if self.kind == "align" else self.pair.members
        return (held.jaccard if held else None) or 0.0


def suggestions(
    subject: Landscape | Iterable[Initiative] | LandscapeIndex,
    *,
    rules: SuggestionRules | None = None,
    on: date | None = None,
) -> Suggestions:
    """Return which collaborations ought to talk with each other, about what, and what is at stake.

    Something is asked of pairs that share a member, a goal or a strategy. A pair is left alone where enough is
    recorded of both to tell; likely matches by name or identifier that nobody has decided on are told beside what
    they may change (spellings that are only alike are not looked for here). Three or more of which each two are asked
    the same are one group: the largest first, of equal ones those whose weakest pairs share most (goals where they
    align, else members). Where groups overlap and names alone would have to choose between them, and where more than
    1,000 are possible, there are pairs only.

    `rules` holds the thresholds. `on` leaves out what is not in force on that day; meetings are counted in the twelve
    months from `on`, or from today where no day is given and meetings are recorded.

    Raises:
        LimitError: more than 5,000,000 pairs share something.
    """
    limits = rules or SuggestionRules()
    index = index_of(subject, on=on)
    day = on or index.on
    if day is None and any(profile.convenings for profile in index.profiles):
        day = date.today()  # noqa: DTZ011 - the caller gave no day; it is kept in the answer
    overlap = compare(index, draws=0, on=day)
    verdicts = [verdict_on(pair, limits) for pair in overlap.pairs]
    undecided = undecided_among(index)
    maker = _Maker(stakes_of(index, day), limits, undecided)
    found: list[Suggestion] = []
    for kind in _ORDER:
        found.extend(maker.groups_and_pairs(kind, [verdict for verdict in verdicts if verdict.kind == kind]))
    cannot_tell = [maker.pair(verdict) for verdict in verdicts if verdict.kind == "cannot_tell"]
    acknowledged = maker.stakes.acknowledgements()
    return Suggestions(
        suggestions=tuple(found),
        cannot_tell=tuple(cannot_tell),
        **_not_asked(index, verdicts, undecided),
        undecided_reason=undecided.reason,
        groups_reason=maker.groups_reason,
        acknowledged=acknowledged,
        titles={key: index.titles[key] for key in sorted(_named(found, acknowledged))},
        rules=limits,
        on=day,
        reason=overlap.reason,
    )


def _not_asked(index: LandscapeIndex, verdicts: Sequence[Verdict], undecided: Undecided) -> dict[str, Any]:
    """Return how many pairs there are of which nothing is asked, by the reason; those that share nothing unlisted."""
    known = {p.id for p in index.profiles if p.members is not None and p.outcomes is not None}
    listed = {same_pair(*verdict.ids) for verdict in verdicts}
    alone = {same_pair(*verdict.ids) for verdict in verdicts if verdict.kind == "leave_alone"}
    apart = comb(len(known), 2) - sum(known.issuperset(pair) for pair in listed)
    open_ = sum(pair in alone or (pair not in listed and known.issuperset(pair)) for pair in undecided.pairs)
    return {
        "unrecorded_pairs": comb(len(index.profiles), 2) - len(listed) - apart,
        "undecided_pairs": None if undecided.reason else open_,
        "left_alone": len(alone) + apart - open_,
    }


def _named(found: Iterable[Suggestion], acknowledged: Iterable[Acknowledgement]) -> set[str]:
    """Return the keys of goals and members that an answer names."""
    keys: set[str] = set()
    for row in found:
        gaps, lost = (row.gain.gaps if row.gain else ()), (row.loss.providers if row.loss else ())
        keys.update(cell.outcome_id for cell in (*gaps, *lost))
        keys.update(row.loss.voices if row.loss else ())
    for sole in acknowledged:
        keys.update(sole.sole_outcomes, sole.sole_members, (cell.outcome_id for cell in sole.sole_cells))
    return keys


def verdict_on(pair: PairOverlap, rules: SuggestionRules) -> Verdict:
    """Return what the rules say of one pair, by the first of them that holds.

    Consolidate: rosters and goals are largely the same. Nest: roster and goals of the one lie wholly within the
    other's. Neither is asked of two that are known to serve other people, or to work in other places. Align:
    the same goals, other people at the table. Coordinate: the same people at the table, other goals or other
    places. What is not recorded, and could make a difference, is `cannot_tell`.
    """
    members, outcomes = pair.members, pair.outcomes
    apart = any_of(
        held is not None and held.relation == "disjoint" for held in (pair.populations, pair.places)
    )
    together = not apart
    is_table: Mark = None
    if members is not None:
        is_table = min(members.one_count, members.other_count) >= rules.fewest_members
    inside = any_of(all_of((_within(members, turned), _within(outcomes, turned))) for turned in (False, True))
    marks: Mapping[SuggestionKind, Mark] = {
        "consolidate": all_of(
            (
                together,
                is_table,
                _at_least(members, rules.consolidate_members),
                _at_least(outcomes, rules.consolidate_outcomes),
            )
        ),
        "nest": all_of((together, is_table, inside)),
        "align": all_of(
            (_at_least(outcomes, rules.align_outcomes), _below(members, rules.align_members_below))
        ),
        "coordinate": all_of(
            (
                is_table,
                _at_least(members, rules.coordinate_members),
                any_of((apart, _below(outcomes, rules.coordinate_outcomes_below))),
            )
        ),
    }
    fitting: list[SuggestionKind] = [name for name in _ORDER if marks[name] is not False]
    kind: SuggestionKind = fitting[0] if fitting else "leave_alone"
    if kind != "leave_alone" and marks[kind] is None:
        kind = "cannot_tell"
    ids = (pair.one_id, pair.other_id)
    if kind == "nest" and not all_of((_within(members, True), _within(outcomes, True))):
        ids = (pair.other_id, pair.one_id)
    return Verdict(kind, ids, _because(kind, pair, apart=bool(apart)), pair)


def _at_least(held: SharedSet | None, limit: float) -> Mark:
    return None if held is None else held.jaccard is not None and held.jaccard >= limit


def _below(held: SharedSet | None, limit: float) -> Mark:
    return None if held is None else held.jaccard is not None and held.jaccard < limit


def _within(held: SharedSet | None, turned: bool) -> Mark:
    """Return whether the first set lies in the second, or, turned, the second in the first; not an empty one."""
    if held is None:
        return None
    inner = held.other_count if turned else held.one_count
    return inner > 0 and held.shared == inner


def _because(kind: SuggestionKind, pair: PairOverlap, *, apart: bool) -> str:
    """Return one or two sentences with the numbers that a verdict rests on."""
    parts = [_shared(pair.members, "members", "The rosters"), _shared(pair.outcomes, "goals", "The goals")]
    if apart:
        parts.append(
            "They are recorded for other people."
            if pair.populations and pair.populations.relation == "disjoint"
            else "They are recorded for other places."
        )
    if kind == "cannot_tell":
        parts.append("Once that is recorded, it can be told whether they ought to talk.")
    return " ".join(parts)


def _shared(held: SharedSet | None, what: str, start: str) -> str:
    if held is None:
        return f"{start} of the two are not both recorded."
    if held.jaccard is None:
        return f"Neither has any {what}."
    either = held.one_count + held.other_count - held.shared
    if held.relation == "identical":
        same = (
            f"All {either} {what} are the same" if either > 1 else f"The only {what[:-1]} of each is the same"
        )
        return f"{same} (Jaccard 1)."
    lies = ""
    if held.relation == "nested":
        smaller = min(held.one_count, held.other_count)
        are = f"all {smaller} of the smaller are" if smaller > 1 else "the only one of the smaller is"
        lies = f"; {are} in the larger"
    return f"They share {held.shared or 'none'} of {either} {what} (Jaccard {number(held.jaccard)}{lies})."


class _Maker:
    """Makes the suggestions of one landscape."""

    def __init__(self, stakes: Stakes, rules: SuggestionRules, undecided: Undecided) -> None:
        self.stakes = stakes
        self.rules = rules
        self.undecided = undecided
        self.groups_reason: str | None = None

    def groups_and_pairs(self, kind: SuggestionKind, held: Sequence[Verdict]) -> Iterator[Suggestion]:
        """Yield the groups of a kind, then the pairs that stand in none of them."""
        ranked = sorted(held, key=lambda verdict: (-verdict.strength, verdict.ids))
        by_ids = {frozenset(verdict.ids): verdict for verdict in ranked}
        grouped: set[frozenset[str]] = set()
        for ids in self._groups(kind, ranked):
            pairs = [(ids[0], inner) for inner in ids[1:]] if kind == "nest" else combinations(ids, 2)
            two = [frozenset(pair) for pair in pairs]
            yield self.group(kind, ids, [by_ids[pair] for pair in two])
            grouped.update(two)
        for verdict in ranked:
            if frozenset(verdict.ids) not in grouped:
                yield self.pair(verdict)

    def _groups(self, kind: SuggestionKind, ranked: Sequence[Verdict]) -> list[tuple[str, ...]]:
        if kind == "nest":
            return _nests(ranked)
        found = groups_of({verdict.ids: verdict.strength for verdict in ranked})
        if found is None:
            self.groups_reason = f"More than {MOST_GROUPS:,} groups are possible, so that pairs are told."
        return found or []

    def pair(self, verdict: Verdict) -> Suggestion:
        """Return what is asked of two; where that cannot be told, without gain and loss."""
        members, outcomes = verdict.pair.members, verdict.pair.outcomes
        alike = members.jaccard if members else None, outcomes.jaccard if outcomes else None
        return self._made(verdict.kind, verdict.ids, verdict.because, alike)

    def group(self, kind: SuggestionKind, ids: tuple[str, ...], inner: Sequence[Verdict]) -> Suggestion:
        """Return what is asked of three or more."""
        members = [
            v.pair.members.jaccard for v in inner if v.pair.members and v.pair.members.jaccard is not None
        ]
        goals = [
            v.pair.outcomes.jaccard for v in inner if v.pair.outcomes and v.pair.outcomes.jaccard is not None
        ]
        alike = min(members, default=None), min(goals, default=None)
        return self._made(kind, ids, self._because(kind, ids, members, goals), alike)

    def _because(
        self, kind: SuggestionKind, ids: tuple[str, ...], members: Sequence[float], goals: Sequence[float]
    ) -> str:
        lowest, highest = number(min(members, default=None)), number(max(members, default=None))
        least, most = number(min(goals, default=None)), number(max(goals, default=None))
        rules = self.rules
        return {
            "consolidate": f"Each two of the {len(ids)} share most of their members (Jaccard at least {lowest}; "
            f"asked from {number(rules.consolidate_members)} on) and of their goals (at least {least}).",
            "nest": f"Rosters and goals of {len(ids) - 1} lie wholly within those of {self._titles(ids)[0]}.",
            "align": f"Each two of the {len(ids)} share most of their goals (Jaccard at least {least}; "
            f"asked from {number(rules.align_outcomes)} on) and few of their members (at most {highest}).",
            "coordinate": f"The same people sit in each two of the {len(ids)} (Jaccard at least {lowest}; "
            f"asked from {number(rules.coordinate_members)} on), for other goals or in other places (goals: at most "
            f"{most}).",
        }[str(kind)]

    def _titles(self, ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.stakes.profiles[id_].collaboration.title for id_ in ids)

    def _made(
        self,
        kind: SuggestionKind,
        ids: tuple[str, ...],
        because: str,
        alike: tuple[float | None, float | None],
    ) -> Suggestion:
        is_asked = kind in _ORDER
        titles = self._titles(ids)
        undecided = self.undecided.among(ids)
        return Suggestion(
            kind=kind,
            collaboration_ids=ids,
            titles=titles,
            members_jaccard=alike[0],
            outcomes_jaccard=alike[1],
            because=f"{because}{_open_matches(undecided)}",
            gain=self.stakes.gain(kind, ids) if is_asked else None,
            loss=self.stakes.loss(kind, ids) if is_asked else None,
            undecided_matches=undecided,
            questions=questions_of(kind, titles),
        )


def _open_matches(count: int | None) -> str:
    if not count:
        return ""
    are = "likely match of names among them is" if count == 1 else "likely matches of names among them are"
    return f" {count:,} {are} not decided on: they may share more or less."


def _nests(ranked: Sequence[Verdict]) -> list[tuple[str, ...]]:
    """Return each collaboration that holds several others, with those that it holds."""
    held: dict[str, list[str]] = {}
    for verdict in ranked:
        held.setdefault(verdict.ids[0], []).append(verdict.ids[1])
    return [(outer, *sorted(inner)) for outer, inner in sorted(held.items()) if len(inner) + 1 >= _A_GROUP]
