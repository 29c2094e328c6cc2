"""Which column of a table says what: by the preset of a known publisher, or by a map of one's own.

A role is the word for what a column says (`period`, `value`, `place`). Every column that has no role and is not
passed over is a breakdown. Cells are not looked at here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from collective_impact.errors import DocumentError, Problem, UnknownNameError, excerpt
from collective_impact.fields import did_you_mean
from collective_impact.interchange.tidy_periods import is_period
from collective_impact.interchange.tidy_presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collective_impact.interchange.tidy_problems import Tidings

__all__ = ["ROLES", "Layout", "lay_out"]

ROLES = (
    *(
        "period",
        "value",
        "indicator",
        "indicator_name",
        "unit",
        "multiplier",
        "place",
        "place_name",
        "place_kind",
    ),
    *("partner", "status", "numerator", "denominator", "raw", "breakdown", "ignore"),
)
"""What a column may say. `breakdown` and `ignore` may be several columns; so may `value`, `indicator` and `unit`."""

BESIDE = ("status", "numerator", "denominator", "raw")
FEW = 2
MOST_NAMED = 20


@attrs.frozen(kw_only=True)
class Layout:
    """The columns of one table by their position."""

    name: str
    header: tuple[str, ...]
    period: int | None = None
    values: tuple[tuple[int, str | None], ...] = ()
    """Each column of values, with the name of what it measures where there are several."""
    period_columns: tuple[int, ...] = ()
    """The columns of a wide table, each of which is one period."""
    beside: Mapping[str, int] = attrs.field(factory=dict)
    """Columns that say something of each single value: status, numerator, denominator, raw."""
    key: Mapping[int, str] = attrs.field(factory=dict)
    """Columns that tell series apart, with their roles."""
    totals: frozenset[str] = frozenset()
    has_labels: bool = False
    """Whether headers and cells are a code with its label, `SEX: Sex` and `F: Female`."""

    @property
    def is_own(self) -> bool:
        """Whether the table is one that this library hands out."""
        return self.name in ("observations", "matrix")


_SEVERAL = frozenset({"value", "indicator", "unit", "breakdown", "ignore"})
_OPEN_SDG_PLACE = "geocode"


def lay_out(
    header: tuple[str, ...], columns: str | Mapping[str, object] | None, tidings: Tidings, line: int
) -> Layout:
    """Return what each column says, by a preset's name, by a map from roles to names, or by recognising it.

    Raises:
        UnknownNameError: there is no such preset or role.
        DocumentError: a column of periods or of values is missing.
    """
    names, has_labels = _names(header)
    positions = _positions(header, names, tidings, line)
    if isinstance(columns, Mapping):
        layout = _mapped(header, positions, columns, tidings, line)
    else:
        name = columns or _recognised(names)
        if name not in PRESETS:
            message = f"There is no preset {excerpt(name)!r}. {did_you_mean(str(name), list(PRESETS))}"
            raise UnknownNameError(message)
        layout = _from_preset(header, positions, name, has_labels=has_labels)
    _demand(layout, tidings, line)
    _say(layout, tidings, line, was_given=columns is not None)
    return layout


def normal(name: str) -> str:
    """Return a column's name for comparison: case, underscores and blanks do not count."""
    return " ".join(name.replace("_", " ").casefold().split())


def _names(header: Sequence[str]) -> tuple[list[str], bool]:
    codes = [normal(name.partition(": ")[0]) for name in header]
    if "obs value" in codes and any(": " in name for name in header):
        return codes, True
    return [normal(name) for name in header], False


def _positions(header: Sequence[str], names: Sequence[str], tidings: Tidings, line: int) -> dict[str, int]:
    """Return the first position of each name; a second one, or a column without a name, is told and not read."""
    found: dict[str, int] = {}
    nameless: list[str] = []
    for position, (shown, name) in enumerate(zip(header, names, strict=True)):
        if not name:
            nameless.append(str(position + 1))
        elif name in found:
            message = (
                f"column {position + 1} bears the same name as column {found[name] + 1} and is not read."
            )
            hint = "Name the columns differently, or remove one of them."
            tidings.tell("repeated_column", message, line=line, column=shown, severity="error", hint=hint)
        else:
            found[name] = position
    if nameless:
        message = (
            f"{len(nameless):,} columns have no name and are not read: {', '.join(nameless[:MOST_NAMED])}."
        )
        tidings.tell("unnamed_column", message, line=line)
    return found


def _recognised(names: Sequence[str]) -> str:
    held = set(names)
    for name, preset in PRESETS.items():
        if preset.signs and held.issuperset(preset.signs) and _is_really(name, names):
            return name
    return "tidy" if held.intersection(PRESETS["tidy"].roles["period"]) else "wide"


def _is_really(name: str, names: Sequence[str]) -> bool:
    """Open SDG begins with the year and ends with the value; Our World in Data has a year or day after the entity."""
    if name == "open_sdg":
        return names[0] == "year" and names[-1] == "value"
    return name != "owid" or "year" in names or "day" in names


def _from_preset(
    header: tuple[str, ...], positions: Mapping[str, int], name: str, *, has_labels: bool
) -> Layout:
    preset = PRESETS["tidy" if name == "wide" else name]
    is_wide = name in ("wide", "matrix")
    free = dict(positions)
    if name == "open_sdg" and _OPEN_SDG_PLACE not in free:
        preset = attrs.evolve(preset, roles={**preset.roles, "place_name": ()})
    roles: dict[str, list[int]] = {}
    periods: tuple[int, ...] = ()
    if is_wide:
        periods = tuple(free.pop(key) for key in list(free) if is_period(header[free[key]]))
        preset = attrs.evolve(preset, roles={**preset.roles, "period": (), "value": ()})
    for role, candidates in preset.roles.items():
        for candidate in candidates:
            if candidate in free and (role in ("unit", "ignore") or role not in roles):
                roles.setdefault(role, []).append(free.pop(candidate))
    if name == "owid":
        roles["value"] = sorted(free.values())
    else:
        roles["breakdown"] = sorted(free.values())
    return _made(name, header, roles, periods, preset.totals, has_labels=has_labels)


def _mapped(
    header: tuple[str, ...],
    positions: Mapping[str, int],
    columns: Mapping[str, object],
    tidings: Tidings,
    line: int,
) -> Layout:
    roles: dict[str, list[int]] = {}
    taken: set[int] = set()
    for role, named in columns.items():
        if role not in ROLES:
            message = f"There is no role {excerpt(role)!r}. {did_you_mean(str(role), list(ROLES))}"
            raise UnknownNameError(message)
        wanted = [named] if isinstance(named, str) else list(named) if isinstance(named, list | tuple) else []
        if not wanted or (len(wanted) > 1 and role not in _SEVERAL):
            message = f"The role {role!r} is given by the name of one column, found {excerpt(named)}."
            raise UnknownNameError(message)
        for name in wanted:
            position = positions.get(normal(str(name)))
            if position is None or position in taken:
                reason = "is not in the header" if position is None else "has another role already"
                message = f"the column {excerpt(name)!r}, which is to say the {role}, {reason}."
                hint = (
                    did_you_mean(str(name), [header[place] for place in positions.values()][:MOST_NAMED])
                    or None
                )
                tidings.tell(
                    "missing_column", message, line=line, column=str(name), severity="error", hint=hint
                )
            else:
                taken.add(position)
                roles.setdefault(role, []).append(position)
    rest = [position for position in sorted(positions.values()) if position not in taken]
    periods: tuple[int, ...] = ()
    if "period" not in columns:
        periods = tuple(position for position in rest if is_period(header[position]))
        rest = [position for position in rest if position not in periods]
    if "breakdown" not in columns:
        roles["breakdown"] = rest
    return _made("columns", header, roles, periods, ())


def _made(  # noqa: PLR0913 - each is one part of a layout
    name: str,
    header: tuple[str, ...],
    roles: Mapping[str, Sequence[int]],
    periods: tuple[int, ...],
    totals: tuple[str, ...],
    *,
    has_labels: bool = False,
) -> Layout:
    values = roles.get("value", ())
    several = len(values) > 1
    key = {
        position: role
        for role, held in roles.items()
        if role not in ("period", "value", "ignore", *BESIDE)
        for position in held
    }
    return Layout(
        name=name,
        header=header,
        period=roles["period"][0] if roles.get("period") else None,
        values=tuple(
            (position, header[position] if several or name == "owid" else None) for position in values
        ),
        period_columns=periods,
        beside={} if several or periods else {role: roles[role][0] for role in BESIDE if roles.get(role)},
        key=dict(sorted(key.items())),
        totals=frozenset(totals),
        has_labels=has_labels,
    )


def _demand(layout: Layout, tidings: Tidings, line: int) -> None:
    """Refuse a table without periods or without values: nothing in it could be read."""
    if layout.period_columns or (layout.period is not None and layout.values):
        return
    lacking = "values" if layout.period is not None else "periods"
    shown = ", ".join(excerpt(name) for name in layout.header[:MOST_NAMED])
    message = f"No column of {lacking} is known among: {shown}."
    hint = "Say which it is: columns={'period': 'Jahr', 'value': 'Wert'}."
    place = f"line {line}" if line else None
    where = ", ".join(part for part in (tidings.file, place) if part) or None
    problem = Problem(path="", message=message, code="missing_column", where=where, hint=hint)
    raise DocumentError("This table cannot be read.", [problem])


def _say(layout: Layout, tidings: Tidings, line: int, *, was_given: bool) -> None:
    """Tell what was made of the columns."""
    names = layout.header
    told = [
        f"{role} from {excerpt(names[position])}"
        for position, role in layout.key.items()
        if role != "breakdown"
    ]
    told += [f"{role} from {excerpt(names[position])}" for role, position in layout.beside.items()]
    if layout.period is not None:
        shown = " and ".join(excerpt(names[position]) for position, _ in layout.values[:FEW])
        told = [f"period from {excerpt(names[layout.period])}", f"value from {shown}", *told]
    else:
        first, last = names[layout.period_columns[0]], names[layout.period_columns[-1]]
        told = [
            f"periods in {len(layout.period_columns):,} columns from {excerpt(first)} to {excerpt(last)}",
            *told,
        ]
    broken = [excerpt(names[position]) for position, role in layout.key.items() if role == "breakdown"]
    told.append(f"breakdown by {', '.join(broken[:MOST_NAMED])}" if broken else "no breakdown")
    used = {layout.period, *layout.key, *layout.beside.values(), *layout.period_columns}
    used.update(position for position, _ in layout.values)
    passed = [excerpt(name) for position, name in enumerate(names) if position not in used and name]
    if passed:
        told.append(f"not read: {', '.join(passed[:MOST_NAMED])}")
    how = f"The columns are read as {layout.name}" if was_given else f"The table is taken for {layout.name}"
    hint = None if was_given else "Say otherwise by columns=."
    tidings.tell("columns", f"{how}: {'; '.join(told)}.", line=line, severity="note", hint=hint)
