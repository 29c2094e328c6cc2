"""An initiative whose numbers are in order, and faults to plant in it, each with what the audit must say of it.

Every fault is a handful of records of its own, so that any choice of faults can be planted together.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from collective_impact.model.agenda import Agenda, Outcome
from collective_impact.model.indicator import Baseline, Indicator, Series, Target
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.model.values import Identifier, Place, Population, Range
from collective_impact.period import Period
from collective_impact.record import Record

ON = date(2026, 6, 1)
YEARS = tuple(range(2020, 2026))
NORTH, SOUTH = Place(id="north", kind="district"), Place(id="south", kind="district")
GIRLS, BOYS = {"sex": "girls"}, {"sex": "boys"}


def periods(*labels: object) -> tuple[Period, ...]:
    return tuple(Period.parse(str(label)) for label in labels)


def series(*values: float | None, at: tuple[object, ...] = YEARS, **fields: Any) -> Series:
    """Return a series whose last value is of the last period of `at`."""
    return Series(periods=periods(*at[len(at) - len(values) :]), values=values, **fields)


def indicator(id_: str, *held: Series, **fields: Any) -> Indicator:
    """Return an indicator of visits that is in order, unless its fields say otherwise."""
    return Indicator(
        id=id_,
        series=held,
        **{
            "name": f"Visits to {id_}",
            "unit": "visits",
            "measure": "count",
            "level": "program",
            "frequency": 12,
            "counting": "contacts",
            **fields,
        },
    )


CLEAN = Initiative(
    id="clean",
    complete=("indicators/*/reporter_ids",),
    agenda=Agenda(
        outcomes=(
            Outcome(id="O1", name="Children read", level="population", population=Population(id="children")),
            Outcome(id="O2", name="Schools teach well", level="system", leads_to_ids=("O1",)),
        )
    ),
    partners=(
        Partner(id="P1", name="Library"),
        Partner(id="P2", name="School"),
        Partner(id="P3", name="Evening class", part_of_id="P2"),
        Partner(id="P4", name="Newcomer", since=date(2024, 1, 1)),
        Partner(id="P5", name="Leaver", until=date(2023, 12, 31)),
    ),
    indicators=(
        Indicator(
            id="reading",
            name="Children who read at grade level",
            outcome_ids=("O1",),
            level="population",
            measure="percent",
            unit="percent",
            direction="increase",
            frequency=12,
            about_people=True,
            limit=100,
            baselines=(Baseline(value=52, period=Period.parse("2020")),),
            targets=(
                Target(value=70, period=Period.parse("2030")),
                Target(value=-9, breakdown=GIRLS, versus=BOYS),
            ),
            series=(
                series(52, 55, 57.5, numerators=(52, 110, 115), denominators=(100, 200, 200)),
                series(60, 60, 60, breakdown=GIRLS, numerators=(30, 60, 60), denominators=(50, 100, 100)),
                series(44, 50, 55, breakdown=BOYS, numerators=(22, 50, 55), denominators=(50, 100, 100)),
            ),
        ),
        Indicator(
            id="teaching",
            name="Quality of teaching",
            outcome_ids=("O2",),
            level="system",
            measure="score",
            unit="score",
            frequency=24,
            valid_range=Range(minimum=1, maximum=5),
            series=(series(3, 3.5, at=(2022, 2024)),),
        ),
        indicator(
            "desks",
            series(30, 33, 31, 36, 35, 40),
            series(10, 11, 12, 12, 12, 15, partner_id="P1"),
            series(20, 22, 19, 24, 23, 25, partner_id="P2"),
            series(12, 13, 12, 15, 14, 15, place=NORTH),
            series(18, 20, 19, 21, 21, 25, place=SOUTH),
            reporter_ids=("P1", "P2"),
            accumulation="incremental",
            targets=(
                Target(value=100, period=Period.parse("2026-01-01/2027-12-31")),
                Target(value=50, period=Period.parse("2026")),
                Target(value=50, period=Period.parse("2027")),
                Target(value=20, period=Period.parse("2026"), place=NORTH),
                Target(value=30, period=Period.parse("2026"), place=SOUTH),
            ),
        ),
        Indicator(
            id="pupils",
            name="Pupils served",
            level="program",
            measure="count",
            unit="students",
            counting="people",
            frequency=12,
            reporter_ids=("P1", "P3"),
            series=(
                series(90, 95, 97),
                series(60, 61, 62, partner_id="P1"),
                series(50, 48, 52, partner_id="P3"),
            ),
        ),
        indicator("enrolled", series(10, 25, 40, 40), accumulation="cumulative", unit="enrolments"),
        indicator("newcomers", series(4, 5, partner_id="P4"), reporter_ids=("P4", "P5")),
    ),
)


class Fault(NamedTuple):
    """What is planted, and the findings that must come of it: code, a pointer among the evidence, periods."""

    records: tuple[Record, ...]
    found: tuple[tuple[str, str, str], ...]


def _pair(id_: str, name: str, one: dict[str, Any], other: dict[str, Any]) -> tuple[Record, ...]:
    return (
        indicator(f"{id_}-a", series(3, 4, 5), name=name, **one),
        indicator(f"{id_}-b", series(3, 4, 6, place=NORTH), name=name, **other),
    )


RATE: dict[str, Any] = {"unit": "percent", "measure": "percent"}
PEOPLE: dict[str, Any] = {"unit": "people", "counting": "people"}

FAULTS: dict[str, Fault] = {
    "another unit": Fault(
        _pair("unit", "Hours of help", {"unit": "hours"}, {"unit": "days"}),
        (("CI701", "indicators/unit-a/unit", ""),),
    ),
    "another frequency": Fault(
        _pair("often", "Calls", {"unit": "calls"}, {"unit": "calls", "frequency": 6}),
        (("CI702", "indicators/often-a/frequency", ""),),
    ),
    "periods of two lengths": Fault(
        (
            indicator(
                "lengths",
                series(3, 4, 5, partner_id="P1"),
                series(1, 2, 1, 1, at=("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"), partner_id="P2"),
            ),
        ),
        (("CI702", "indicators/lengths/series", ""),),
    ),
    "another denominator": Fault(
        _pair(
            "base",
            "Attendance rate",
            {**RATE, "counted": "enrolled children"},
            {**RATE, "counted": "all children"},
        ),
        (("CI703", "indicators/base-a/counted", ""),),
    ),
    "another population": Fault(
        _pair("whom", "Meals shared", {"counted": "children"}, {"counted": "adults"}),
        (("CI704", "indicators/whom-b/counted", ""),),
    ),
    "another level": Fault(
        _pair("levels", "Books read", {}, {"level": "population"}),
        (("CI704", "indicators/levels-b/level", ""),),
    ),
    "another population of outcomes": Fault(
        (
            Outcome(id="O8", level="program", population=Population(id="parents")),
            Outcome(id="O9", level="program", population=Population(id="infants")),
            *_pair("goals", "Home calls", {"outcome_ids": ("O8",)}, {"outcome_ids": ("O9",)}),
        ),
        (("CI704", "indicators/goals-a/outcome_ids", ""),),
    ),
    "another definition": Fault(
        _pair("words", "Talks", {"definition": "Talks given."}, {"definition": "Talks planned."}),
        (("CI705", "indicators/words-a/definition", ""),),
    ),
    "the words of a name in another order": Fault(
        (
            indicator("order-a", series(3, 4, 5), name="Graduation rate, high school", definition="One."),
            indicator("order-b", series(3, 4, 5), name="High-school graduation RATE", definition="Two."),
        ),
        (("CI705", "indicators/order-a/definition", ""),),
    ),
    "twice by identifier": Fault(
        (
            indicator("twice-a", series(3, 4, 5), identifiers=(Identifier(scheme="IRIS", value="OI1"),)),
            indicator("twice-b", series(3, 4, 5), identifiers=(Identifier(scheme="iris", value=" oi1"),)),
        ),
        (("CI706", "indicators/twice-a", ""),),
    ),
    "two names for one definition": Fault(
        (
            indicator("names-a", series(3, 4, 5), definition="Doors opened in a year."),
            indicator("names-b", series(3, 4, 5), definition="Doors opened, in a year"),
        ),
        (("CI706", "indicators/names-b", ""),),
    ),
    "a hole in what a partner sent": Fault(
        (
            indicator(
                "hole",
                series(7, 8, None, 9, 8, 9, partner_id="P1"),
                series(7, 8, 8, 9, 9, 7, partner_id="P2"),
                reporter_ids=("P1", "P2"),
            ),
        ),
        (("CI711", "partners/P1", "2022"),),
    ),
    "a partner that is late": Fault(
        (
            indicator(
                "late",
                series(7, 8, 9, 8, at=("2025-02", "2025-03", "2025-04", "2025-05"), partner_id="P1"),
                series(
                    *(7, 8, 8, 9, 9, 8, 8, 9, 7, 7, 8, 9, 9, 7, 8),
                    at=(*(f"2025-{m:02d}" for m in range(2, 13)), *(f"2026-{m:02d}" for m in range(1, 5))),
                    partner_id="P2",
                ),
                frequency=1,
                reporter_ids=("P1", "P2"),
            ),
        ),
        (
            (
                "CI711",
                "partners/P1",
                " ".join((*(f"2025-{m:02d}" for m in range(6, 13)), "2026-01", "2026-02", "2026-03")),
            ),
            ("CI712", "partners/P1", "2026-04"),
        ),
    ),
    "a partner that counts school years": Fault(
        (
            indicator(
                "school-years",
                series(7, 8, 9, at=("2023", "2024", "2025"), partner_id="P1"),
                series(5, 6, at=("2023-09-01/2024-08-31", "2024-09-01/2025-08-31"), partner_id="P2"),
                reporter_ids=("P1", "P2"),
            ),
        ),
        (("CI713", "partners/P2", "2023 2024 2025"),),
    ),
    "a partner that reports under another definition": Fault(
        (
            indicator(
                "other-a",
                series(7, 8, 9, partner_id="P1"),
                name="Tutoring",
                definition="Lessons held.",
                reporter_ids=("P1", "P2"),
            ),
            indicator(
                "other-b",
                series(5, 6, 6, partner_id="P2"),
                name="Tutoring",
                definition="Lessons planned.",
                reporter_ids=("P2",),
            ),
        ),
        (
            ("CI705", "indicators/other-a/definition", ""),
            ("CI713", "partners/P2", "2023 2024 2025"),
        ),
    ),
    "groups that do not add up": Fault(
        (
            indicator(
                "groups",
                series(30, 33, 31),
                series(15, 16, 15, breakdown=GIRLS),
                series(15, 17, 13, breakdown=BOYS),
            ),
        ),
        (("CI721", "indicators/groups/series", "2025"),),
    ),
    "crossed groups that do not add up": Fault(
        (
            indicator(
                "crossed",
                series(15, 16, breakdown=GIRLS),
                series(7, 8, breakdown={**GIRLS, "age": "young"}),
                series(8, 9, breakdown={**GIRLS, "age": "old"}),
            ),
        ),
        (("CI721", "indicators/crossed/series", "2025"),),
    ),
    "denominators that do not add up": Fault(
        (
            indicator(
                "bases",
                series(50, 50, numerators=(50, 50), denominators=(100, 100)),
                series(50, 50, breakdown=GIRLS, numerators=(25, 25), denominators=(50, 50)),
                series(50, 50, breakdown=BOYS, numerators=(25, 20), denominators=(50, 40)),
                **RATE,
            ),
        ),
        (("CI721", "indicators/bases/series", "2025"),),
    ),
    "partners that do not add up": Fault(
        (
            indicator(
                "sites",
                series(30, 33, 31),
                series(10, 11, 12, partner_id="P1"),
                series(20, 22, 20, partner_id="P2"),
                reporter_ids=("P1", "P2"),
            ),
        ),
        (("CI722", "indicators/sites/series", "2025"),),
    ),
    "places that do not add up": Fault(
        (
            indicator(
                "areas", series(30, 33, 31), series(16, 17, 16, place=NORTH), series(14, 16, 17, place=SOUTH)
            ),
        ),
        (("CI723", "indicators/areas/series", "2025"),),
    ),
    "a percentage outside its groups": Fault(
        (
            indicator(
                "outside",
                series(40, 70),
                series(30, 50, breakdown=GIRLS),
                series(50, 60, breakdown=BOYS),
                **RATE,
            ),
        ),
        (("CI724", "indicators/outside/series", "2025"),),
    ),
    "a percentage that is no quotient": Fault(
        (
            indicator(
                "quotient", series(50, 33.3, 40, numerators=(5, 3, 3), denominators=(10, 9, 10)), **RATE
            ),
        ),
        (("CI725", "indicators/quotient/series", "2025"),),
    ),
    "targets of groups": Fault(
        (
            indicator(
                "aims",
                series(30, 33),
                targets=(
                    Target(value=50, period=Period.parse("2027")),
                    Target(value=20, period=Period.parse("2027"), breakdown=GIRLS),
                    Target(value=25, period=Period.parse("2027"), breakdown=BOYS),
                ),
            ),
        ),
        (("CI726", "indicators/aims/targets", "2027"),),
    ),
    "targets over time": Fault(
        (
            indicator(
                "stages",
                series(30, 33),
                accumulation="incremental",
                targets=(
                    Target(value=90, period=Period.parse("2027")),
                    *(Target(value=25, period=Period.parse(f"2027-Q{quarter}")) for quarter in (1, 2, 3, 4)),
                ),
            ),
        ),
        (("CI726", "indicators/stages/targets", "2027"),),
    ),
    "a doubled series": Fault(
        (indicator("doubled", series(30, 33, place=NORTH), series(30, 34, place=NORTH)),),
        (("CI731", "indicators/doubled/series", ""),),
    ),
    "copied figures": Fault(
        (
            indicator(
                "copied",
                series(30, 33, 31, 29, partner_id="P1"),
                series(30, 33, 31, 29, partner_id="P2"),
            ),
        ),
        (("CI732", "partners/P2", "2022 2023 2024 2025"),),
    ),
    "a partner within another": Fault(
        (indicator("within", series(30, 33, partner_id="P2"), series(12, 13, partner_id="P3")),),
        (("CI733", "partners/P3", "2024 2025"),),
    ),
    "people added up over partners": Fault(
        (
            indicator(
                "added",
                series(30, 33),
                series(10, 11, partner_id="P1"),
                series(20, 22, partner_id="P4"),
                **PEOPLE,
            ),
        ),
        (("CI734", "indicators/added/series", "2024 2025"),),
    ),
    "people added up over programmes": Fault(
        (
            indicator(
                "programmes",
                series(30, 33),
                series(10, 11, breakdown={"Programme": "one"}),
                series(20, 22, breakdown={"Programme": "two"}),
                **PEOPLE,
            ),
        ),
        (("CI734", "indicators/programmes/series", "2024 2025"),),
    ),
    "cumulative beside incremental": Fault(
        _pair("sums", "Bags packed", {"accumulation": "cumulative"}, {"accumulation": "incremental"}),
        (("CI741", "indicators/sums-a/accumulation", ""),),
    ),
    "a running total among others": Fault(
        (
            indicator(
                "running",
                series(10, 22, 31, 44, partner_id="P1"),
                series(10, 12, 9, 13, partner_id="P2"),
                accumulation="incremental",
            ),
        ),
        (("CI741", "indicators/running/accumulation", ""),),
    ),
    "a running total that falls": Fault(
        (indicator("falling", series(10, 22, 21, 44), accumulation="cumulative"),),
        (("CI742", "indicators/falling/series", "2024"),),
    ),
    "more than 100 percent": Fault(
        (indicator("percent", series(98, 99, 101), **RATE),),
        (("CI751", "indicators/percent/series", "2025"),),
    ),
    "a negative count": Fault(
        (indicator("negative", series(1, -1, 1)),),
        (("CI751", "indicators/negative/series", "2024"),),
    ),
    "a rate above its base": Fault(
        (indicator("per-mille", series(900, 1100), unit="per_1000", measure="rate"),),
        (("CI751", "indicators/per-mille/series", "2025"),),
    ),
    "a target outside the range": Fault(
        (
            indicator(
                "too-high", series(90, 91), targets=(Target(value=120, period=Period.parse("2030")),), **RATE
            ),
        ),
        (("CI751", "indicators/too-high/targets", "2030"),),
    ),
    "a numerator above its base": Fault(
        (
            indicator(
                "above", series(50, 60, numerators=(5, 12), denominators=(10, 10)), valid_range=None, **RATE
            ),
        ),
        (("CI752", "indicators/above/series", "2025"), ("CI725", "indicators/above/series", "2025")),
    ),
    "a jump": Fault(
        (indicator("jump", series(101, 103, 102, 1040, 1043, 1041)),),
        (("CI753", "indicators/jump/series", "2023"),),
    ),
    "a slip of the pen": Fault(
        (indicator("slip", series(101, 103, 1020, 104, 103, 105)),),
        (("CI753", "indicators/slip/series", "2022 2023"),),
    ),
    "an old series": Fault(
        (indicator("old", series(7, 8, at=(2021, 2022))),),
        (("CI761", "indicators/old/series", "2022"),),
    ),
    "an indicator that nobody reports": Fault(
        (indicator("silent"),),
        (("CI771", "indicators/silent/series", ""),),
    ),
    "an indicator without a figure": Fault(
        (indicator("blank", series(None, None)),),
        (("CI771", "indicators/blank/series", ""),),
    ),
    "an outcome that nobody measures": Fault(
        (Outcome(id="O3", name="Parents read aloud", level="population"),),
        (("CI772", "agenda/outcomes/O3", ""),),
    ),
    "a population outcome measured by programmes": Fault(
        (
            Outcome(id="O4", name="Children are well", level="population"),
            indicator("clients", series(7, 8), outcome_ids=("O4",)),
        ),
        (("CI773", "agenda/outcomes/O4", ""),),
    ),
    "no measure of systems": Fault(
        (
            Outcome(id="O5", name="Children are safe", level="population"),
            indicator("safety", series(7, 8), outcome_ids=("O5",), level="population"),
        ),
        (("CI774", "agenda/outcomes/O5", ""),),
    ),
}


def planted(*names: str) -> Initiative:
    """Return the clean initiative with these faults."""
    return CLEAN.including(*(record for name in names for record in FAULTS[name].records))
