"""Acknowledge, align, sometimes consolidate: which collaborations of a landscape ought to talk with each other.

Thresholds turn an overlap into a question with its reason. Nothing is merged here, and nothing is called too
much: that is for those who sit at the tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from collective_impact.display import number
from collective_impact.landscape.groups import groups_of
from collective_impact.landscape.overlap import compare
from collective_impact.landscape.profile import index_of
from collective_impact.landscape.stakes import stakes_of
from collective_impact.landscape.suggestion_records import Suggestion, SuggestionRules, Suggestions
from collective_impact.landscape.suggestion_wording import questions_of
from collective_impact.readiness.scoring import all_of, any_of

if TYPE_CHECKING:
    from collective_impact.landscape.inventory import Landscape
    from collective_impact.landscape.overlap import PairOverlap, SharedSet
    from collective_impact.landscape.profile import LandscapeIndex
    from collective_impact.landscape.stakes import Stakes
    from collective_impact.landscape.suggestion_records import Acknowledgement, SuggestionKind
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

    Only pairs that share a member, a goal or a strategy are looked at. Three or more of which each two are
    asked the same are one group: the largest first, of equal ones those whose weakest pairs share most (goals where
    they align, else members). A pair stands in a later group only where names alone would have to choose between the
    two; where more than 1,000 groups are possible, there are pairs only. `rules` holds the thresholds. `on` leaves
    out what is not in force on that day; meetings are counted in the twelve months from `on`, or from today where no
    day is given and meetings are recorded.

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
    stakes = stakes_of(index, day)
    found: list[Suggestion] = []
    for kind in _ORDER:
        held = [verdict for verdict in verdicts if verdict.kind == kind]
        found.extend(_groups_and_pairs(kind, held, stakes, limits))
    cannot_tell = [_pair(verdict, stakes) for verdict in verdicts if verdict.kind == "cannot_tell"]
    acknowledged = stakes.acknowledgements()
    return Suggestions(
        suggestions=tuple(found),
        cannot_tell=tuple(cannot_tell),
        left_alone=sum(verdict.kind == "leave_alone" for verdict in verdicts)
        + overlap.pair_count
        - len(verdicts),
        acknowledged=acknowledged,
        titles={key: index.titles[key] for key in sorted(_named(found, acknowledged))},
        rules=limits,
        on=day,
        reason=overlap.reason,
    )


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


def _groups_and_pairs(
    kind: SuggestionKind, held: Sequence[Verdict], stakes: Stakes, rules: SuggestionRules
) -> Iterator[Suggestion]:
    """Yield the groups of a kind, then the pairs that stand in none of them."""
    ranked = sorted(held, key=lambda verdict: (-verdict.strength, verdict.ids))
    groups = _nests(ranked) if kind == "nest" else groups_of({row.ids: row.strength for row in ranked})
    by_ids = {frozenset(verdict.ids): verdict for verdict in ranked}
    for ids in groups:
        inner = [by_ids[pair] for two in combinations(ids, 2) if (pair := frozenset(two)) in by_ids]
        yield _group(kind, ids, inner, stakes, rules)
    grouped = {frozenset(two) for ids in groups for two in combinations(ids, 2)}
    for verdict in ranked:
        if frozenset(verdict.ids) not in grouped:
            yield _pair(verdict, stakes)


def _nests(ranked: Sequence[Verdict]) -> list[tuple[str, ...]]:
    """Return each collaboration that holds several others, with those that it holds."""
    held: dict[str, list[str]] = {}
    for verdict in ranked:
        held.setdefault(verdict.ids[0], []).append(verdict.ids[1])
    return [(outer, *sorted(inner)) for outer, inner in sorted(held.items()) if len(inner) + 1 >= _A_GROUP]


def _pair(verdict: Verdict, stakes: Stakes) -> Suggestion:
    is_asked = verdict.kind in _ORDER
    titles = tuple(stakes.profiles[id_].collaboration.title for id_ in verdict.ids)
    members, outcomes = verdict.pair.members, verdict.pair.outcomes
    return Suggestion(
        kind=verdict.kind,
        collaboration_ids=verdict.ids,
        titles=titles,
        because=verdict.because,
        members_jaccard=members.jaccard if members else None,
        outcomes_jaccard=outcomes.jaccard if outcomes else None,
        gain=stakes.gain(verdict.kind, verdict.ids) if is_asked else None,
        loss=stakes.loss(verdict.kind, verdict.ids) if is_asked else None,
        questions=questions_of(verdict.kind, titles),
    )


def _group(
    kind: SuggestionKind,
    ids: tuple[str, ...],
    inner: Sequence[Verdict],
    stakes: Stakes,
    rules: SuggestionRules,
) -> Suggestion:
    titles = tuple(stakes.profiles[id_].collaboration.title for id_ in ids)
    members = [v.pair.members.jaccard for v in inner if v.pair.members and v.pair.members.jaccard is not None]
    goals = [
        v.pair.outcomes.jaccard for v in inner if v.pair.outcomes and v.pair.outcomes.jaccard is not None
    ]
    lowest, highest = min(members, default=None), max(members, default=None)
    least, most = min(goals, default=None), max(goals, default=None)
    because = {
        "consolidate": f"Each two of the {len(ids)} share most of their members (Jaccard at least {number(lowest)}; "
        f"asked from {number(rules.consolidate_members)} on) and of their goals (at least {number(least)}).",
        "nest": f"Rosters and goals of {len(ids) - 1} lie wholly within those of {titles[0]}.",
        "align": f"Each two of the {len(ids)} share most of their goals (Jaccard at least {number(least)}; "
        f"asked from {number(rules.align_outcomes)} on) and few of their members (at most {number(highest)}).",
        "coordinate": f"The same people sit in each two of the {len(ids)} (Jaccard at least {number(lowest)}; "
        f"asked from {number(rules.coordinate_members)} on), for other goals or in other places (goals: at most "
        f"{number(most)}).",
    }[str(kind)]
    return Suggestion(
        kind=kind,
        collaboration_ids=ids,
        titles=titles,
        because=because,
        members_jaccard=lowest,
        outcomes_jaccard=least,
        gain=stakes.gain(kind, ids),
        loss=stakes.loss(kind, ids),
        questions=questions_of(kind, titles),
    )
