"""Who is who: entries of a landscape that are likely one, listed with a score and a reason, never merged here.

Identifiers speak first, then names in their plain form, then how alike they are spelled (rapidfuzz). What people
decide is kept in the landscape's document: `Landscape.merging`, `Landscape.keeping_apart`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

import attrs

from collective_impact.arithmetic import rounded
from collective_impact.errors import InvalidRecordError, LimitError, MissingExtraError
from collective_impact.fields import about
from collective_impact.landscape.identities import entries, same_pair
from collective_impact.landscape.names import numbers_in, plain_identifier, plain_name
from collective_impact.landscape.profile import landscape_of
from collective_impact.network.modes import known_word
from collective_impact.record import Record

if TYPE_CHECKING:
    from types import ModuleType

    from collective_impact.landscape.identities import Keyed, Kind
    from collective_impact.landscape.inventory import Landscape
    from collective_impact.model.initiative import Initiative

    Pair = tuple[str, str]

__all__ = ["LikelyMatch", "likely_matches", "told_apart"]

Basis = Literal["identifier", "name", "spelling"]
_ORDER: dict[str, int] = {"identifier": 0, "name": 1, "spelling": 2}
ALIKE = 0.88
MOST_NAMES = 20_000


@attrs.frozen(kw_only=True, repr=False, eq=False)
class LikelyMatch(Record):
    """Two entries that may stand for one thing. It is a question for those who know them."""

    writes_defaults: ClassVar[bool] = True

    one: str = attrs.field(metadata=about("The key of the one entry."))
    other: str = attrs.field(metadata=about("The key of the other."))
    one_name: str = attrs.field(metadata=about("What the one is called."))
    other_name: str = attrs.field(metadata=about("What the other is called."))
    score: float = attrs.field(
        metadata=about(
            "1 for one identifier or one plain name, else how alike the spelling is.", low=0, high=1
        )
    )
    basis: Basis = attrs.field(metadata=about("What the score rests on."))
    because: str = attrs.field(metadata=about("One plain sentence."))


class _Named(NamedTuple):
    """One name of an entry; an entry with other names has several."""

    plain: str
    name: str
    entry: int


class _Found(NamedTuple):
    score: float
    basis: Basis
    because: str


def likely_matches(
    subject: Landscape | Iterable[Initiative], kind: Kind = "organisation", *, minimum: float = ALIKE
) -> tuple[LikelyMatch, ...]:
    """Return the entries of a kind that are likely one: by identifier, by plain name, then by spelling.

    What is decided already, one way or the other, is left out. So are two entries to which one register gives
    different identifiers, and, by spelling, names whose numbers differ (School 12, School 13). `minimum` is
    the least score of a spelling that is listed (0.88: *convention*), from the indel distance of the sorted
    words (`rapidfuzz.fuzz.ratio`, Bachmann); 1 asks for identifiers and plain names only and needs no library.

    Raises:
        UnknownNameError: no such kind.
        InvalidRecordError: `minimum` is not above 0 and at most 1.
        LimitError: there are more than 20,000 names.
        MissingExtraError: rapidfuzz is not installed and `minimum` is below 1.
    """
    known_word(kind, ("organisation", "outcome", "strategy"), "kind")
    if not 0 < minimum <= 1:
        raise InvalidRecordError(f"The least score must lie above 0 and be at most 1, found {minimum}.")
    landscape = landscape_of(subject)
    held = sorted(entries(landscape, kind), key=lambda entry: entry.key)
    named = list(_names(held))
    if len(named) > MOST_NAMES:
        message = f"{len(named):,} names cannot be compared each with each; at most {MOST_NAMES:,} are."
        raise LimitError(f"{message} Compare some of the collaborations at a time.")
    decided = _Decided(landscape, held)
    found = _by_identifier(held, decided)
    for pair, match in (*_by_name(named, decided), *(_by_spelling(named, minimum) if minimum < 1 else ())):
        before = found.get(pair)
        if before is None or (_ORDER[before.basis], -before.score) > (_ORDER[match.basis], -match.score):
            found[pair] = match
    told = told_apart(held)
    return tuple(
        sorted(
            (
                LikelyMatch(
                    one=held[one].key,
                    other=held[other].key,
                    one_name=held[one].record.title,
                    other_name=held[other].record.title,
                    score=match.score,
                    basis=match.basis,
                    because=match.because,
                )
                for (one, other), match in found.items()
                if not decided.on(one, other) and (match.basis == "identifier" or not told(one, other))
            ),
            key=lambda match: (_ORDER[match.basis], -match.score, match.one, match.other),
        )
    )


def _names(held: Iterable[Keyed]) -> Iterator[_Named]:
    for position, entry in enumerate(held):
        stated = (entry.record.name, *getattr(entry.record, "other_names", ()))
        plain = {plain_name(name): name for name in reversed(stated) if name}
        yield from (_Named(text, name, position) for text, name in sorted(plain.items()) if text)


def _identifiers(entry: Keyed) -> Iterator[tuple[str, str, str]]:
    for identifier in entry.record.identifiers:
        yield identifier.scheme.casefold(), plain_identifier(identifier.value), identifier.scheme


def _by_identifier(held: list[Keyed], decided: _Decided) -> dict[tuple[int, int], _Found]:
    bearers: dict[tuple[str, str], dict[int, str]] = {}
    for position, entry in enumerate(held):
        for scheme, value, written in _identifiers(entry):
            if value:
                bearers.setdefault((scheme, value), {}).setdefault(position, written)
    found: dict[tuple[int, int], _Found] = {}
    for (_, value), positions in sorted(bearers.items()):
        for one, other in decided.open_pairs(positions):
            because = f"Both bear the identifier {value} of {positions[one]}."
            found.setdefault((one, other), _Found(1.0, "identifier", because))
    return found


def told_apart(held: list[Keyed]) -> Any:  # noqa: ANN401 - a function of two positions
    """Return a function that says whether one register gives two entries different identifiers."""
    registers: list[dict[str, set[str]]] = []
    for entry in held:
        mine: dict[str, set[str]] = {}
        for scheme, value, _ in _identifiers(entry):
            mine.setdefault(scheme, set()).add(value)
        registers.append(mine)

    def told(one: int, other: int) -> bool:
        both = registers[one].keys() & registers[other].keys()
        return any(registers[one][scheme].isdisjoint(registers[other][scheme]) for scheme in both)

    return told


def _by_name(named: list[_Named], decided: _Decided) -> Iterator[tuple[tuple[int, int], _Found]]:
    bearers: dict[str, dict[int, str]] = {}
    for name in named:
        bearers.setdefault(name.plain, {})[name.entry] = name.name
    for plain in sorted(bearers):
        positions = bearers[plain]
        for one, other in decided.open_pairs(positions):
            first, second = positions[one], positions[other]
            if first == second:
                because = f"Both are called '{first}'."
            else:
                because = f"'{first}' and '{second}' differ only in case, accents, small words or legal form."
            yield (one, other), _Found(1.0, "name", because)


def _by_spelling(named: list[_Named], minimum: float) -> Iterator[tuple[tuple[int, int], _Found]]:
    library = _rapidfuzz()
    ordered = sorted(named)
    plain = [name.plain for name in ordered]
    for position, one in enumerate(ordered):
        near = library.process.extract_iter(
            one.plain,
            plain[position + 1 :],
            scorer=library.fuzz.ratio,
            processor=None,
            score_cutoff=100 * minimum,
        )
        for text, percent, further in near:
            other = ordered[position + 1 + further]
            if text == one.plain or one.entry == other.entry or numbers_in(text) != numbers_in(one.plain):
                continue
            score = rounded(percent / 100)
            first, second = sorted((one, other), key=lambda name: name.entry)
            because = f"'{first.name}' and '{second.name}' are spelled alike ({round(100 * score)} of 100)."
            yield (first.entry, second.entry), _Found(score, "spelling", because)


class _Decided:
    """What people have decided on entries, by their positions, straight or through others."""

    def __init__(self, landscape: Landscape, held: Iterable[Keyed]) -> None:
        leader_of = landscape.leaders()
        self.leaders = [leader_of.get(entry.key, entry.key) for entry in held]
        self.apart = {
            same_pair(leader_of.get(row.one, row.one), leader_of.get(row.other, row.other))
            for row in landscape.decisions
            if not row.same
        }

    def on(self, one: int, other: int) -> bool:
        """Return whether two entries are decided on."""
        first, second = self.leaders[one], self.leaders[other]
        return first == second or same_pair(first, second) in self.apart

    def open_pairs(self, positions: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Yield each two that are not decided on, without a look at each two of those that are one."""
        groups: dict[str, list[int]] = {}
        for position in positions:
            groups.setdefault(self.leaders[position], []).append(position)
        for first, second in combinations(groups, 2):
            if same_pair(first, second) not in self.apart:
                for one, other in product(groups[first], groups[second]):
                    yield (one, other) if one < other else (other, one)


def _rapidfuzz() -> ModuleType:
    try:
        import rapidfuzz  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtraError(
            'Comparing spellings needs rapidfuzz, which is not installed: pip install "collective-impact[landscape]". '
            "Without it, minimum=1 lists identifiers and plain names."
        ) from error
    return rapidfuzz
