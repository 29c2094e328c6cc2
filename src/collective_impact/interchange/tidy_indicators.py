"""What was gathered from a table to one initiative: indicators with their series, places and reporting partners.

A table says what was measured, not what was agreed: no outcome, target or direction is made up. What a metadata
file or the caller says of the one indicator of a table is filled in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from collective_impact.errors import excerpt
from collective_impact.interchange.ids import Ids
from collective_impact.interchange.tidy_periods import Periods
from collective_impact.interchange.tidy_series import SeriesMaker, period_texts
from collective_impact.interchange.tidy_units import unit_of
from collective_impact.model.agenda import Agenda, Outcome
from collective_impact.model.indicator import Indicator, Series
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.model.values import Place, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from collective_impact.interchange.tidy_gathered import Gathered
    from collective_impact.interchange.tidy_keys import Measured, Slot
    from collective_impact.interchange.tidy_problems import Tidings

    Fill = Callable[[Indicator], Indicator]

__all__ = ["Known", "initiative_of"]

OPEN_SDG_FILE = "indicator_"


class Known(NamedTuple):
    """What is known of the one indicator of a table besides its rows."""

    given: Indicator | None = None
    """The record that is to be filled."""
    fill: Fill | None = None
    """What adds to it what a metadata file says."""


def initiative_of(
    gathered: Gathered,
    tidings: Tidings,
    *,
    source: Source,
    known: Known,
    fiscal_year_starts: int | None,
) -> Initiative:
    """Return the initiative that holds the indicators of a table, sorted by id, series by what they are about.

    What is known of an indicator is of use only where the table is about one.
    """
    layout = gathered.layout
    reader = Periods(() if layout.is_own else period_texts(gathered), fiscal_year_starts)
    for code, message in reader.notes:
        tidings.tell(
            code, message, column=_period_name(gathered), severity="warning" if "ambig" in code else "note"
        )
    maker = SeriesMaker(reader, tidings, _period_name(gathered))
    stem = (source.file or "").rpartition(".")[0] or source.file or ""
    own = known.given.id if known.given is not None else stem.removeprefix(OPEN_SDG_FILE) or "indicator"
    bases = {measured.indicator or measured.column or own for measured in gathered.keys.measures.values()}
    if len(bases) > 1 and known != Known():
        message = (
            f"the table has {len(bases):,} indicators, so what is said of one indicator is not filled in."
        )
        tidings.tell(
            "several_indicators", message, severity="error", hint="Read the others from a table of their own."
        )
        known = Known()
    ids = Ids()
    outcomes, partners, places = _mentioned(known.given, ids)
    wanted = _wanted_ids(gathered, own, tidings)
    measures = sorted(wanted, key=lambda measured: wanted[measured])
    indicator_ids = {measured: ids.take(wanted[measured], "indicator") for measured in measures}
    for text in sorted(
        {slot.partner for slot in gathered.keys.slots.values() if slot.partner} - set(partners)
    ):
        partners[text] = Partner(id=ids.take(text, "partner"), name=text)
    for text in sorted(set(gathered.keys.places) - set(places)):
        said = gathered.keys.places[text]
        id_ = ids.take(text, "place")
        places[text] = Place(id=id_, name=said.get("place_name"), kind=said.get("place_kind"))
    made: dict[Measured, list[Series]] = {measured: [] for measured in measures}
    for slot in sorted(gathered.keys.slots.values(), key=_order):
        partner = partners[slot.partner].id if slot.partner else None
        place = places[slot.place] if slot.place else None
        for columns in maker.columns(slot):
            made[slot.measured].append(
                Series(
                    partner_id=partner,
                    place=place,
                    breakdown=slot.breakdown,
                    periods=columns.periods,
                    values=columns.values,
                    numerators=columns.numerators,
                    denominators=columns.denominators,
                    statuses=columns.statuses,
                    raw=columns.raw,
                )
            )
    indicators = [
        _indicator(
            measured,
            indicator_ids[measured],
            tuple(made[measured]),
            known,
            tidings,
            shows_unit=wanted[measured] != (measured.indicator or measured.column or own),
        )
        for measured in measures
    ]
    return Initiative(
        id=ids.take(stem or "initiative", "initiative"),
        agenda=Agenda(outcomes=outcomes),
        partners=tuple(partners.values()),
        indicators=tuple(indicators),
        source=attrs.evolve(source, version=layout.name),
    )


def _mentioned(
    given: Indicator | None, ids: Ids
) -> tuple[tuple[Outcome, ...], dict[str, Partner], dict[str, Place]]:
    """Return bare records for what the given indicator points at, so that it can stand in an initiative."""
    if given is None:
        return (), {}, {}
    outcomes = tuple(Outcome(id=ids.take(id_, "outcome")) for id_ in dict.fromkeys(given.outcome_ids))
    partner_ids = [*given.reporter_ids, *([given.owner_id] if given.owner_id else [])]
    partners: dict[str, Partner] = {}
    for id_ in partner_ids:
        if id_ not in partners:
            partners[id_] = Partner(id=ids.take(id_, "partner"))
    figures = [figure for figure in (*given.baselines, *given.targets) if figure.place is not None]
    places = {figure.place.id: figure.place for figure in figures if figure.place is not None}
    for id_ in places:
        ids.take(id_, "place")
    return outcomes, partners, places


def _period_name(gathered: Gathered) -> str:
    layout = gathered.layout
    return layout.header[layout.period] if layout.period is not None else ""


def _order(slot: Slot) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    return (slot.place or "", slot.partner or "", slot.items)


def _wanted_ids(gathered: Gathered, own: str, tidings: Tidings) -> dict[Measured, str]:
    """Return the id that each measure should have; a second unit of one indicator is told, and makes it another one."""
    by_base: dict[str, list[Measured]] = {}
    for measured in gathered.keys.measures.values():
        by_base.setdefault(measured.indicator or measured.column or own, []).append(measured)
    found: dict[Measured, str] = {}
    for base, held in by_base.items():
        for measured in held:
            found[measured] = base if len(held) == 1 else f"{base} {measured.unit_text or 'without unit'}"
        for measured in held[1:]:
            message = (
                f"'{excerpt(base)}' has the unit '{excerpt(held[0].unit_text)}' before and "
                f"'{excerpt(measured.unit_text)}' here; each becomes an indicator of its own."
            )
            column = _column_of(gathered, "unit")
            tidings.tell("several_units", message, row=measured.first_row, column=column)
    return found


def _column_of(gathered: Gathered, role: str) -> str:
    layout = gathered.layout
    return next((layout.header[position] for position, held in layout.key.items() if held == role), "")


def _indicator(  # noqa: PLR0913 - each is one thing that an indicator is made of
    measured: Measured,
    id_: str,
    series: tuple[Series, ...],
    known: Known,
    tidings: Tidings,
    *,
    shows_unit: bool,
) -> Indicator:
    told = unit_of(measured.unit_text)
    unit, measure = measured.unit, told.measure
    if unit is None and measured.sign is not None:
        sign = unit_of(measured.sign)
        unit, measure = sign.unit, sign.measure or ("currency" if measured.sign != "%" else None)
    if unit is not None and measure is None:
        measure = unit_of(unit).measure
    given, fill = known
    found = {"name": measured.name or measured.column, "unit": unit, "measure": measure}
    changes: dict[str, Any] = {
        "id": id_,
        "series": series,
        **{field: value for field, value in found.items() if value and getattr(given, field, None) is None},
    }
    if given is None:
        kept = {"tidy": {"unit": measured.unit_text}} if measured.unit_text and not unit else {}
        indicator = Indicator(**changes, extra=kept)
    else:
        indicator = attrs.evolve(given, **changes)
        if unit is not None and unit != indicator.unit:
            message = (
                f"the table is in {unit}, the indicator that was given in {indicator.unit}; the latter stays."
            )
            hint = "Convert the values, or give the indicator the unit of the table."
            tidings.tell("several_units", message, row=measured.first_row, severity="error", hint=hint)
    if fill is not None:
        indicator = fill(indicator)
    if shows_unit and measured.unit_text:
        shown = f"{indicator.name}: {measured.unit_text}" if indicator.name else measured.unit_text
        indicator = attrs.evolve(indicator, name=shown)
    return indicator
