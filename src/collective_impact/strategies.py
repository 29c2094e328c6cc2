"""Hypothesis strategies: records of every kind, and initiatives of which one thing more is recorded.

Which laws are held with them is said in `testing`, through which other people reach them.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from functools import cache, partial
from itertools import count
from math import ceil, floor
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import attrs
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.blanks import blanks, fields_of, replaced
from collective_impact.model.answer import COLUMNS, columns_of
from collective_impact.model.instrument import Construct
from collective_impact.model.links import changes_of, links_of
from collective_impact.record import Record, field_plan, inner_records
from collective_impact.units import UNITS

__all__ = [
    "activities",
    "agenda_strategies",
    "agendas",
    "backbone_roles",
    "baselines",
    "cadences",
    "calendars",
    "channels",
    "contributions",
    "convenings",
    "days",
    "endorsements",
    "evidence",
    "fillings",
    "ids",
    "indicators",
    "initiatives",
    "instruments",
    "meetings",
    "numbers",
    "outcomes",
    "partners",
    "periods",
    "places",
    "populations",
    "rating_sets",
    "records",
    "reinforcements",
    "series",
    "targets",
    "texts",
    "ties",
    "units",
]

R = TypeVar("R", bound=Record)
Values = dict[str, Any]
_Strategy = st.SearchStrategy

AWKWARD = ("NO", "02134", "=1+1", "<b>&amp;", "a\nb ", "2024-03-31", "null", "\u202eback", "Zoë 😀", "", " ")
RULES = ("FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=1TU", "FREQ=WEEKLY;INTERVAL=2", "FREQ=YEARLY;COUNT=3")
KINDS = (
    "plan", "community_definition", "feedback", "equity_owner", "champion", "resources", "urgency", "convener",
    "backbone_candidate", "collaboration_history", "funder_alignment", "targeted_context")  # fmt: skip
CODES = tuple(f"CI{group}0{place}" for group in range(9) for place in range(1, 8))
GROUPS: tuple[Mapping[str, str], ...] = ({"sex": "girls"}, {"sex": "boys"}, {"income": "low", "age": "0-4"})
WORDS: Values = {"aliases": {"stimme zu": 4}, "dont_know": ("99",), "not_applicable": ("n/a",), "bands": ()}
LABELS = (
    *(("2026",), ("2024", "2025"), ("2022", "2023", "2025", "2026"), ("2022/23", "2023/24", "2024/25")),
    *(("2025-Q1", "2025-Q2", "2025-Q4"), ("2024-11", "2024-12", "2025-01"), ("2025-12-31", "2026")),
)


def texts() -> st.SearchStrategy[str]:
    """Return texts that any document can hold, awkward ones among them."""
    whole = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    return st.sampled_from(AWKWARD) | st.text(whole, max_size=12)


@cache
def ids() -> st.SearchStrategy[str]:
    """Return legal ids: printable, without blanks, '/' and '*'."""
    legal = st.characters(exclude_categories=["C", "Z"], exclude_characters="/*")
    return st.integers(0, 99).map(str) | st.text(legal, min_size=1, max_size=8)


def days() -> st.SearchStrategy[date]:
    """Return days of the years 2023 to 2026, and now and then one between 1900 and 2100."""
    near = st.integers(date(2023, 1, 1).toordinal(), date(2026, 12, 31).toordinal()).map(date.fromordinal)
    return st.one_of(near, near, near, near, st.dates(date(1900, 1, 1), date(2100, 12, 31)))


def numbers(*, low: float | None = None, high: float | None = None) -> st.SearchStrategy[float]:
    """Return finite numbers, whole ones among them, from `low` to `high` (by default within 1e12)."""
    first = -1e12 if low is None else float(low)
    last = max(first, 0.0) + 1e12 if high is None else float(high)
    whole = [st.integers(ceil(first), floor(last))] if ceil(first) <= last else []
    return st.one_of(*whole, st.floats(first, last))


def calendars() -> st.SearchStrategy[tuple[ci.Period, ...]]:
    """Return one to four increasing periods: years, years from April, quarters, months or mixed."""
    return st.sampled_from([tuple(map(ci.Period.parse, labels)) for labels in LABELS])


def periods() -> st.SearchStrategy[ci.Period]:
    """Return single periods of the years 2022 to 2026."""
    return st.sampled_from([ci.Period.parse(label) for labels in LABELS for label in labels])


def units() -> st.SearchStrategy[str]:
    """Return units of the library's vocabulary, currencies among them."""
    return st.sampled_from([*UNITS, "currency:USD", "currency:EUR", "currency:XOF"])


@cache
def _words_of(cls: Any, name: str) -> st.SearchStrategy[Any] | None:  # noqa: ANN401 - a record class
    """Return what a field of the library's own records holds where its type alone does not say it."""
    own: dict[tuple[type[Record], str], st.SearchStrategy[Any]] = {
        (ci.Initiative, "complete"): st.just(()),
        (ci.Indicator, "unit"): units(),
        (ci.Indicator, "frequency"): st.sampled_from((1, 3, 6, 12, 24)),
        (ci.Series, "periods"): calendars(),
        (ci.Money, "currency"): st.sampled_from(("USD", "EUR", "XOF")),
        (ci.Cadence, "rule"): st.sampled_from(RULES),
        (ci.Tie, "intensity"): numbers(low=0, high=5),
        (ci.Tie, "scale"): st.just(ci.Range(minimum=0, maximum=5)),
        (ci.Evidence, "kind"): st.sampled_from(KINDS) | texts(),
        (ci.Evidence, "supports"): st.lists(st.sampled_from(CODES), min_size=1, max_size=3).map(tuple),
        (ci.Scale, "minimum"): st.integers(-1, 1),
        (ci.Scale, "maximum"): st.integers(4, 10),
        (ci.Instrument, "scales"): st.tuples(records(ci.Scale, key="agree")),
        **{(ci.Scale, name): st.just(held) for name, held in WORDS.items()},
        (ci.Item, "construct"): st.sampled_from((None, "trust")),
        (ci.Instrument, "constructs"): st.tuples(records(Construct, key="trust")),
        (ci.Instrument, "items"): st.tuples(*(records(ci.Item, code=c, scale="agree") for c in CODES[:3])),
        (ci.Rating, "item"): st.sampled_from(CODES[:3]),
        (ci.Rating, "value"): numbers(low=1, high=4),
    }
    return next((own[known, name] for known in cls.__mro__ if (known, name) in own), None)


_PAIRS = (
    *((ci.Entity, "since", "until"), (ci.Partner, "lived_experience_seats", "decision_seats")),
    *((ci.Population, "age_from", "age_to"), (ci.Range, "minimum", "maximum")),
)


def _settle(cls: type[Record], values: Values, fixed: Values) -> None:
    """Make the values of one record agree; what is fixed stands, the other gives way."""
    for known, low, high in _PAIRS:
        first, last = values.get(low), values.get(high)
        if issubclass(cls, known) and first is not None and last is not None and last < first:
            given = fixed.get(low, fixed.get(high))
            values[low], values[high] = (last, first) if given is None else (given, given)
    if issubclass(cls, ci.Rating):
        value = None if values.get("code") and "value" not in fixed else values.get("value")
        values.update(value=value, code=(values.get("code") or "dont_know") if value is None else None)
    if issubclass(cls, ci.RatingSet):
        values.update(dict.fromkeys(COLUMNS.values(), ()) | columns_of(values.get("ratings", ())) | fixed)
    if issubclass(cls, ci.Series):
        labels = [period.label for period in values.get("periods", ())]
        for name in ("values", "numerators", "denominators", "statuses"):
            column = values.get(name) or ((None,) if name == "values" else ())
            values[name] = (column * len(labels))[: len(labels)]
        values["raw"] = dict(zip(labels, values.get("raw", {}).values(), strict=False))


@attrs.frozen
class _Drawing:
    """Draws records field by field, each optional field with a chance of `richness` in 100."""

    draw: st.DrawFn
    richness: int

    def fields(self, cls: Any, fixed: Values, depth: int = 0, wanted: str = "") -> Values:  # noqa: ANN401 - any class
        values = dict(fixed)
        for name, plan in field_plan(cls).items():
            chance = self.richness >> max(0, depth - 2) >> (3 if plan.metadata.get("last") else 0)
            is_certain = plan.required or name == wanted or isinstance(plan.default, Record)
            if name not in {*fixed, "extra"} and (is_certain or cls is ci.Instrument or self.chosen(chance)):
                own = _words_of(cls, name)
                values[name] = self.value(plan.type, plan.metadata, depth) if own is None else self.draw(own)
        _settle(cls, values, fixed)
        return values

    def chosen(self, chance: int) -> bool:
        return self.draw(st.integers(0, 99)) >= 100 - chance

    def value(self, kind: Any, facts: Mapping[str, Any], depth: int) -> Any:  # noqa: ANN401 - any type and its value
        origin, parts = get_origin(kind), get_args(kind)
        if origin in (Union, UnionType):
            held = [part for part in parts if part is not NoneType]
            return self.value(self.draw(st.sampled_from(held)) if held[1:] else held[0], facts, depth)
        if origin is tuple:
            gap = 20 if NoneType in get_args(parts[0]) else 0
            rows = range(self.draw(st.integers(1, 3 if depth else 4)))
            return tuple(
                None if gap and self.chosen(gap) else self.value(parts[0], facts, depth) for _ in rows
            )
        if isinstance(kind, type) and issubclass(kind, Record):
            return kind(**self.fields(kind, {}, depth + 1))
        if "refers_to" in facts:
            return f"{'id' if facts['refers_to'] == 'self' else 'to'}-{self.draw(ids())}"
        return self.draw(_single(kind, facts.get("low"), facts.get("high")))


@cache
def _single(kind: Any, low: float | None, high: float | None) -> st.SearchStrategy[Any]:  # noqa: ANN401 - any type
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal or (origin is Mapping and parts[1] in (Any, str)):
        return st.sampled_from(parts if origin is Literal else GROUPS)
    if origin is Mapping:
        return st.dictionaries(texts(), _single(parts[1], None, None), max_size=2)
    if kind is int:
        return numbers(low=-1000 if low is None else low, high=high).map(round)
    own = {str: texts(), date: days(), ci.Period: periods(), float: numbers(low=low, high=high)}
    return own[kind] if kind in own else st.from_type(kind)


class _Links:
    """Makes drawn records fit into one initiative: ids of their own, and links to what is there."""

    def __init__(self, cls: type[Record], known: Values) -> None:
        self.ids: dict[str, list[str]] = {"Entity": []}
        self.mentions: dict[type[Record], list[Any]] = {}
        self.children: set[str | None] = set()
        for link in links_of(known, cls):
            if link.is_definition:
                self.learn(link.cls, link.id, link.holder)
            elif link.path.endswith("part_of_id"):
                self.children.add(link.owner_id)

    def learn(self, cls: type[Record], id_: str, record: object) -> None:
        for known in cls.__mro__:
            self.ids.setdefault(known.__name__, []).append(id_)
        self.mentions.setdefault(cls, []).append(record)

    def name(self, record: Record) -> Record:
        """Give a record an id of its own; a place or population may be one that was mentioned before."""
        if not isinstance(record, ci.Entity):
            return record
        held, place = self.mentions.get(type(record), ()), sum(map(ord, record.id))
        if record.mentioned and len(held) > place % 3:
            before = held[place % len(held)]
            return ci.Place(id=before.id) if type(before) is ci.Place and place % 2 else before
        free = (f"{type(record).__name__[:2]}{number}{record.id[2:]}" for number in count(1))
        made = attrs.evolve(record, id=next(id_ for id_ in free if id_ not in self.ids["Entity"]))
        self.learn(type(made), made.id, made)
        return made

    def fit(self, cls: type[Record], values: Values, fixed: Container[str], owner: str | None = None) -> bool:
        """Point links at what is there; return False where one that cannot be missing finds nothing."""
        own, taken = values.get("id", owner), {values.get("id", owner)}
        for name, plan in field_plan(cls).items():
            held = values.get(name)
            if held and name not in fixed and plan.metadata.get("refers_to", "self") != "self":
                shut = taken | (self.children if name == "part_of_id" else set())
                free = [id_ for id_ in self.ids.get(plan.metadata["refers_to"], ()) if id_ not in shut]
                links = held if isinstance(held, tuple) else (held,)
                found = tuple(dict.fromkeys(free[sum(map(ord, link)) % len(free)] for link in links if free))
                values[name] = found if isinstance(held, tuple) else next(iter(found), None)
                taken.update(found if plan.required else ())
                self.children.update((own,) if found and name == "part_of_id" else ())
                if plan.required and not found:
                    return False
        for name, _, is_table in inner_records(cls):
            if values.get(name) and name not in fixed:
                rows = values[name] if is_table else (values[name],)
                kept = [type(r)(**v) for r in rows if self.fit(type(r), v := fields_of(r), (), own)]
                values[name] = tuple(kept) if is_table else next(iter(kept), None)
        return True

    def fitted(self, cls: type[R], values: Values, fixed: Values) -> R:
        drawn = {name: value for name, value in values.items() if name not in fixed}
        values.update(changes_of(cls, drawn.get, self.name))
        self.fit(cls, values, fixed)
        return cls(**values)


def records(cls: type[R], **fixed: Any) -> st.SearchStrategy[R]:  # noqa: ANN401 - any field's value, or a strategy
    """Return valid records of any class, one of your own included; `fixed` gives fields a value or a strategy.

    The links of an initiative point at what is there, those of any other record alone point anywhere. What is fixed
    stands as it is: rows that you fix in an initiative need ids that differ, and links that point at what is there.
    What your class demands between its own fields (in `check`) has to be met by what you fix.
    """
    return _records(cls, fixed)


@st.composite
def _records(draw: st.DrawFn, cls: type[R], fixed: Values) -> R:
    given = {key: draw(held) if isinstance(held, _Strategy) else held for key, held in fixed.items()}
    values = _Drawing(draw, draw(st.sampled_from((0, 35, 65, 90, 90)))).fields(cls, given)
    if not issubclass(cls, ci.Initiative):
        return cls(**values)
    links = _Links(cls, given)
    made = links.fitted(cls, values, given)
    paths = [path.split("/") for *_, path in blanks(made, made)]
    paths.extend([inner.name] for inner in inner_records(cls))
    starred = [["*" if word in links.ids["Entity"] else word for word in path] for path in paths]
    listed = st.lists(st.sampled_from(["/".join(path) for path in paths + starred]), max_size=4).map(tuple)
    return made if "complete" in given else attrs.evolve(made, complete=draw(listed))


initiatives = partial(records, ci.Initiative)
agendas, outcomes = partial(records, ci.Agenda), partial(records, ci.Outcome)
agenda_strategies, endorsements = partial(records, ci.Strategy), partial(records, ci.Endorsement)
partners, ties = partial(records, ci.Partner), partial(records, ci.Tie)
indicators, series = partial(records, ci.Indicator), partial(records, ci.Series)
baselines, targets = partial(records, ci.Baseline), partial(records, ci.Target)
activities, contributions = partial(records, ci.Activity), partial(records, ci.Contribution)
reinforcements, evidence = partial(records, ci.Reinforcement), partial(records, ci.Evidence)
convenings, meetings = partial(records, ci.Convening), partial(records, ci.Meeting)
channels, cadences = partial(records, ci.Channel), partial(records, ci.Cadence)
backbone_roles = partial(records, ci.BackboneRole)
places, populations = partial(records, ci.Place), partial(records, ci.Population)
instruments, rating_sets = partial(records, ci.Instrument), partial(records, ci.RatingSet)


@st.composite
def fillings(draw: st.DrawFn, initiative: ci.Initiative) -> ci.Initiative:
    """Return the same initiative with one thing recorded that was not: a field, or rows of an empty table.

    What `complete` declares is never filled, nor are dates and words that decide what is looked at (`since`,
    `until`, `on`, `first`, `status`) and links that are known even when empty. What finds nothing to link to, and
    what a record of your own refuses, leaves the initiative as it is.
    """
    record, name, _ = draw(st.sampled_from([*blanks(initiative, initiative)] or [(initiative, "", "")]))
    given = {key: value for key, value in fields_of(record).items() if key != name}
    values = _Drawing(draw, 65).fields(type(record), given, 1, name)
    try:
        filled: Any = _Links(type(initiative), fields_of(initiative)).fitted(type(record), values, given)
        return replaced(initiative, record, filled)
    except ci.InvalidRecordError:
        return initiative
