"""Links between the records of an initiative: which ids there are, what points at them, what does not fit.

One walk serves records and plain data alike, so that the links of a file with other mistakes are told too.
Nothing here knows a particular table; the fields say themselves what they point at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, repeat
from typing import Any, NamedTuple

import attrs

from collective_impact.errors import Found, Problem, excerpt
from collective_impact.fields import LONGEST_ID, did_you_mean
from collective_impact.model.entity import Entity
from collective_impact.record import Record, field_plan, inner_records, registered, remembered

__all__ = ["Link", "changes_of", "link_problems", "links_of", "near_ids", "without_ids"]

_TOLD_HINTS = 20
_COMPARED = 300
_SHOWN_IDS = 10
_SHOWN_OF_ID = 40
_SHOWN_OF_CIRCLE = 5


class Link(NamedTuple):
    """A place where an id stands: its own (`is_definition`) or that of another record."""

    path: str
    id: str
    cls: type[Record]
    holder: Any
    refers_to: str
    owner_id: str | None

    @property
    def is_definition(self) -> bool:
        """Whether this is the id of the record itself."""
        return self.refers_to == "self"


def _id_fields(cls: type[Record]) -> tuple[tuple[str, str], ...]:
    return remembered(cls, "_id_fields", _find_id_fields)


def _find_id_fields(cls: type[Record]) -> tuple[tuple[str, str], ...]:
    plans = field_plan(cls).items()
    return tuple((name, plan.metadata["refers_to"]) for name, plan in plans if "refers_to" in plan.metadata)


def _class_of(node: Any, declared: type[Record]) -> type[Record]:  # noqa: ANN401 - a record or plain data
    if isinstance(node, Record):
        return type(node)
    tag = node.get("@type")
    found = registered(tag) if isinstance(tag, str) else None
    return found if found is not None and issubclass(found, declared) else declared


def links_of(
    node: Record | Mapping[str, Any], declared: type[Record], path: str = "", owner_id: str | None = None
) -> Iterator[Link]:
    """Yield every id inside a record, or inside the plain data of one, with its path."""
    cls = _class_of(node, declared)
    for name, refers_to in _id_fields(cls):
        value = _held(node, name)
        if isinstance(value, str):
            owner_id = value if refers_to == "self" else owner_id
            yield Link(path + name, value, cls, node, refers_to, owner_id)
        elif value:
            for position, item in _rows(value, str):
                yield Link(f"{path}{name}/{position}", item, cls, node, refers_to, owner_id)
    for name, inner, is_table in inner_records(cls):
        value = _held(node, name)
        if not value:
            continue
        if is_table:
            for position, item in _rows(value, (Record, Mapping)):
                yield from links_of(item, inner, f"{path}{name}/{position}/", owner_id)
        elif isinstance(value, Record | Mapping):
            yield from links_of(value, inner, f"{path}{name}/", owner_id)


def _held(node: Any, name: str) -> Any:  # noqa: ANN401 - a record or plain data
    return getattr(node, name) if isinstance(node, Record) else node.get(name)


def _rows(value: Any, kinds: type | tuple[type, ...]) -> Iterator[tuple[int, Any]]:  # noqa: ANN401 - any field's value
    if isinstance(value, tuple | list):
        for position, item in enumerate(value):
            if isinstance(item, kinds):
                yield position, item


def link_problems(node: Record | Mapping[str, Any], declared: type[Record]) -> Iterator[Problem]:
    """Yield a problem for each repeated id, each id that points nowhere or at the wrong kind, each circle."""
    if isinstance(node, Record) and _all_is_well(node):
        return
    links = list(links_of(node, declared))
    held: dict[str, Link] = {}
    found = Found()
    for link in links:
        if link.is_definition:
            first = held.setdefault(link.id, link)
            if first is link:
                continue
            if found.is_full:
                found.hidden += 1
            else:
                found.take(_repeated(first, link))
    astray: list[tuple[Link, Link | None]] = []
    parents: dict[str, Link] = {}
    for link in links:
        if not link.is_definition:
            target = held.get(link.id)
            if target is None or link.refers_to not in _names_of(target.cls):
                astray.append((link, target))
            elif link.path.endswith("part_of_id") and link.owner_id is not None:
                parents[link.owner_id] = link
    _tell_of_astray(astray, held, found)
    found.take(_circles(parents))
    yield from found
    yield from (
        repeat(found[-1], found.hidden) if found.hidden else ()
    )  # what is past those kept is only counted


def _all_is_well(record: Record) -> bool:
    """Return whether the links surely hold, without noting where each stands; False asks for the long way."""
    held: dict[str, Record] = {}
    wanted: dict[str, set[str]] = {}
    waiting = [record]
    while waiting:
        node = waiting.pop()
        for name, refers_to in _id_fields(type(node)):
            value = getattr(node, name)
            if refers_to == "self":
                first = held.setdefault(value, node)
                if first is not node and not (first == node and getattr(first, "mentioned", False)):
                    return False
            elif value:
                if name == "part_of_id":
                    return False
                of_kind = wanted.setdefault(refers_to, set())
                of_kind.add(value) if isinstance(value, str) else of_kind.update(value)
        for name, _, is_table in inner_records(type(node)):
            value = getattr(node, name)
            if value:
                waiting.extend(value) if is_table else waiting.append(value)
    return all(
        id_ in held and refers_to in _names_of(type(held[id_]))
        for refers_to, ids in wanted.items()
        for id_ in ids
    )


def _names_of(cls: type[Record]) -> frozenset[str]:
    return remembered(cls, "_names", lambda of: frozenset(base.__name__ for base in of.__mro__))


def _where(link: Link) -> str | None:
    return f"in '{excerpt(link.owner_id)}'" if link.owner_id else None


def _repeated(first: Link, again: Link) -> Iterator[Problem]:
    if first.cls is again.cls and getattr(first.cls, "mentioned", False):
        before, now = _stated(first.holder), _stated(again.holder)
        for name in sorted(before.keys() & now.keys()):
            if before[name] != now[name]:
                message = (
                    f"'{excerpt(again.id)}' is '{excerpt(now[name])}' here, "
                    f"but '{excerpt(before[name])}' at {first.path.removesuffix('id')}{excerpt(name)}."
                )
                hint = "State it once; elsewhere the id alone is enough."
                yield Problem(
                    path=again.path[:-2] + excerpt(name), code="contradiction", message=message, hint=hint
                )
        return
    message = f"the id '{excerpt(again.id)}' is already used at {first.path}."
    hint = "Ids are unique over all kinds of records: give one of the two another id."
    yield Problem(path=again.path, code="repeated_id", message=message, hint=hint)


def _stated(node: Any) -> dict[str, Any]:  # noqa: ANN401 - a record or plain data
    if isinstance(node, Mapping):
        return {key: value for key, value in node.items() if key not in ("id", "@type") and value is not None}
    plans = field_plan(type(node)).items()
    return {
        name: getattr(node, name)
        for name, plan in plans
        if getattr(node, name) != plan.default and name != "id"
    }


def _tell_of_astray(astray: list[tuple[Link, Link | None]], held: Mapping[str, Link], found: Found) -> None:
    """Tell of ids that point nowhere or at the wrong kind.

    Where there is no record of a kind at all, that is told once for each class that points at it, and first.
    """
    kinds = {link.refers_to for link, _ in astray}
    known = {
        kind: [id_ for id_, holder in held.items() if kind in _names_of(holder.cls)] for kind in sorted(kinds)
    }
    alone: dict[tuple[type[Record], str], list[Link]] = {}
    for link, target in astray:
        if target is None and not known[link.refers_to]:
            alone.setdefault((link.cls, link.refers_to), []).append(link)
    for links in alone.values():
        more = f" The same holds for {len(links) - 1:,} more ids here." if len(links) > 1 else ""
        hint = f"No {links[0].refers_to} is recorded at all.{more}"
        found.take([_dangling(links[0], hint)])
    hints = _TOLD_HINTS
    for link, target in astray:
        if target is not None:
            if found.has_room():
                found.append(_of_wrong_kind(link, target))
        elif known[link.refers_to] and found.has_room():
            hint = near_ids(link.id, known[link.refers_to]) if hints else ""
            hints -= bool(hints)
            found.append(_dangling(link, hint or None))


def _of_wrong_kind(link: Link, target: Link) -> Problem:
    is_a = f"{target.cls.__name__} ({target.path})"
    message = f"'{excerpt(link.id)}' is the id of a {is_a}, not of a {link.refers_to}."
    return Problem(path=link.path, code="wrong_kind_of_id", message=message, where=_where(link))


def _dangling(link: Link, hint: str | None) -> Problem:
    message = f"there is no {link.refers_to} with the id '{excerpt(link.id)}'."
    return Problem(path=link.path, code="dangling_id", message=message, where=_where(link), hint=hint)


def near_ids(wanted: str, known: Iterable[str]) -> str:
    """Return a sentence that names the nearest of the known ids, or a few of them where none is near.

    Only ids of about the same length are compared, and no more than 300 of them.
    """
    length = min(len(wanted), LONGEST_ID)
    alike = (id_[:_SHOWN_OF_ID] for id_ in known if abs(len(id_) - length) <= max(2, length // 3))
    hint = did_you_mean(wanted, list(islice(alike, _COMPARED)))
    if hint.startswith("Did"):
        return hint
    first = [excerpt(id_[:_SHOWN_OF_ID]) for id_ in islice(known, _SHOWN_IDS + 1)]
    return f"Known: {', '.join(first[:_SHOWN_IDS])}{', ...' if len(first) > _SHOWN_IDS else '.'}"


def _circles(parents: Mapping[str, Link]) -> Iterator[Problem]:
    told: set[str] = set()
    for start in parents:
        seen: dict[str, None] = {}
        here = start
        while here in parents and here not in seen and here not in told:
            seen[here] = None
            here = parents[here].id
        if here in seen:
            way = list(seen)
            circle = way[way.index(here) :]
            message = f"goes round in a circle: {_way_round(circle)}."
            yield Problem(path=parents[here].path, code="circle", message=message)
        told.update(seen)


def _way_round(circle: list[str]) -> str:
    """Return the ids of a circle, one after the other; of a long one the first three and the last."""
    if len(circle) <= _SHOWN_OF_CIRCLE:
        return " is part of ".join(map(excerpt, [*circle, circle[0]]))
    first = " is part of ".join(map(excerpt, circle[:3]))
    return (
        f"{first}, then {len(circle) - 4:,} more, then {excerpt(circle[-1])} is part of {excerpt(circle[0])}"
    )


def changes_of(
    cls: type[Record], read: Callable[[str], Any], change: Callable[[Record], Record | None]
) -> dict[str, Any]:
    """Return the fields that differ once every inner record has been put through `change`; None leaves it out.

    `read` gives the value of a field, so that several rounds can be made before the whole is checked again.
    """
    changes: dict[str, Any] = {}
    for name, _, is_table in inner_records(cls):
        value = read(name)
        if not value:
            continue
        if is_table:
            rows = tuple(row for item in value if (row := change(_rebuilt(item, change))) is not None)
            if len(rows) != len(value) or any(row is not item for row, item in zip(rows, value, strict=True)):
                changes[name] = rows
        elif (held := change(_rebuilt(value, change))) is not value:
            changes[name] = field_plan(cls)[name].default if held is None else held
    return changes


def _rebuilt(record: Record, change: Callable[[Record], Record | None]) -> Record:
    changes = changes_of(type(record), lambda name: getattr(record, name), change)
    return attrs.evolve(record, **changes) if changes else record


def without_ids(record: Record, ids: frozenset[str]) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the fields of a record that change when those ids go, and all the ids that go with them.

    References in lists are dropped and optional ones emptied; a row that cannot be without its reference goes.
    """
    gone = set(ids)

    def change(inner: Record) -> Record | None:
        changes: dict[str, Any] = {}
        for name, refers_to in _id_fields(type(inner)):
            value, plan = getattr(inner, name), field_plan(type(inner))[name]
            if isinstance(value, tuple):
                kept = tuple(item for item in value if item not in gone)
                if len(kept) != len(value):
                    changes[name] = kept
            elif value in gone:
                if refers_to == "self" or plan.required or plan.metadata.get("binds"):
                    gone.update((inner.id,) if isinstance(inner, Entity) else ())
                    return None
                changes[name] = None
        return attrs.evolve(inner, **changes) if changes else inner

    changes: dict[str, Any] = {}

    def read(name: str) -> Any:  # noqa: ANN401 - any field's value
        return changes.get(name, getattr(record, name))

    size = -1
    while size != len(gone):
        size = len(gone)
        changes.update(changes_of(type(record), read, change))
    return changes, frozenset(gone)
