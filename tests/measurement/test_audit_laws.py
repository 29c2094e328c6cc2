"""Laws of the audit, tried on choices of planted faults and on generated initiatives."""

from __future__ import annotations

import random
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measurement.planted import FAULTS, ON, planted

import collective_impact as ci
from collective_impact.measurement.audit import AuditReport, audit
from collective_impact.model.indicator import Indicator, Series, Target
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner
from collective_impact.model.values import Place, Range
from collective_impact.period import Period
from collective_impact.record import Record, inner_records

choices = st.sets(st.sampled_from(sorted(FAULTS)), max_size=8)


def keys(report: AuditReport) -> set[tuple[str, str]]:
    return {(found.code, pointer) for found in report.findings for pointer in found.evidence}


@settings(max_examples=25)
@given(choices, choices)
def test_law_21_another_fault_removes_no_finding(some: set[str], more: set[str]) -> None:
    few = audit(planted(*sorted(some)), on=ON)
    many = audit(planted(*sorted(some | more)), on=ON)
    assert keys(few) <= keys(many)
    assert len(few.findings) == sum(len(FAULTS[name].found) for name in some)


def shuffled(record: Any, rng: random.Random) -> Any:
    """Return a record with the rows of every table in another order, columns of a series excepted."""
    changes: dict[str, Any] = {}
    for name, _, is_table in inner_records(type(record)):
        held = getattr(record, name)
        if is_table:
            rows = [shuffled(row, rng) for row in held]
            rng.shuffle(rows)
            changes[name] = tuple(rows)
        elif held is not None:
            changes[name] = shuffled(held, rng)
    if isinstance(record, Indicator):
        changes["reporter_ids"] = tuple(rng.sample(record.reporter_ids, len(record.reporter_ids)))
    return attrs.evolve(record, **changes) if changes else record


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_law_8_the_order_of_rows_changes_nothing(seed: int) -> None:
    everything = planted(*FAULTS)
    turned = shuffled(everything, random.Random(seed))  # noqa: S311 - a test
    assert ci.to_data(audit(turned, on=ON)) == ci.to_data(audit(everything, on=ON))


PARTNERS = tuple(Partner(id=f"P{n}", part_of_id=f"P{n - 1}" if n else None) for n in range(3))
words = st.sampled_from(("", "Visits", "visits made", "made visits", "Meals", "<b>"))
spans = st.sampled_from(
    (
        "1000",
        "2019",
        "2020",
        "2020-03",
        "2020-Q3",
        "2021",
        "2021/22",
        "2022-05-05",
        "2023-02-01/2024-01-31",
        "9999",
    )
)
numbers = st.one_of(
    st.none(),
    st.integers(-3, 120),
    st.floats(-1e12, 1e12, allow_nan=False),
    st.sampled_from((0.0, 1e-300, 50.0)),
)


@st.composite
def series_(draw: st.DrawFn) -> Series:
    found = sorted(
        {Period.parse(text) for text in draw(st.lists(spans, max_size=7))}, key=lambda p: (p.start, p.end)
    )
    kept: list[Period] = []
    for period in found:
        if not kept or (period.start > kept[-1].start and period.end > kept[-1].end):
            kept.append(period)
    columns = [tuple(draw(numbers) for _ in kept) for _ in range(3)]
    has_columns: bool = draw(st.booleans())
    has_text: bool = draw(st.booleans())
    return Series(
        partner_id=draw(st.sampled_from((None, "P0", "P1", "P2"))),
        place=draw(st.sampled_from((None, Place(id="north"), Place(id="south")))),
        breakdown=draw(
            st.sampled_from(({}, {"sex": "girls"}, {"sex": "boys"}, {"sex": "boys", "programme": "A"}))
        ),
        periods=tuple(kept),
        values=columns[0],
        numerators=columns[1] if has_columns else (),
        denominators=columns[2] if has_columns else (),
        raw={kept[0].label: "<5"} if kept and has_text else {},
    )


@st.composite
def indicators(draw: st.DrawFn, id_: str) -> Indicator:
    def maybe(*values: Any) -> Any:
        return draw(st.sampled_from((None, *values)))

    return Indicator(
        id=id_,
        name=draw(words),
        definition=draw(words),
        level=maybe("population", "program"),
        measure=maybe("count", "percent", "rate", "currency", "score", "ordinal"),
        unit=maybe(
            "people", "percent", "per_1000", "score", "currency:USD", "hours", "pint:hectare", "rank", "ratio"
        ),
        counted=draw(words),
        direction=maybe("increase", "decrease"),
        frequency=maybe(1, 12, 240),
        counting=maybe("people", "contacts"),
        accumulation=maybe("incremental", "cumulative"),
        about_people=maybe(True),
        limit=maybe(100),
        valid_range=maybe(Range(minimum=0), Range(maximum=1000)),
        reporter_ids=tuple(draw(st.sets(st.sampled_from(("P0", "P1", "P2"))))),
        targets=tuple(
            Target(value=draw(numbers), period=draw(st.none() | spans.map(Period.parse)))
            for _ in range(draw(st.integers(0, 4)))
        ),
        series=tuple(draw(st.lists(series_(), max_size=5))),
    )


@st.composite
def initiatives(draw: st.DrawFn) -> Initiative:
    count = draw(st.integers(0, 3))
    return Initiative(
        id="x", partners=PARTNERS, indicators=tuple(draw(indicators(f"I{place}")) for place in range(count))
    )


@given(initiatives(), st.none() | st.dates())
def test_laws_5_and_12_any_initiative_gives_a_report_that_travels(initiative: Initiative, on: Any) -> None:
    report = audit(initiative, on=on)
    assert ci.from_data(ci.to_data(report), Record) == report
    assert audit(shuffled(initiative, random.Random(1)), on=on) == report  # noqa: S311 - a test
    for check in report.checks:
        assert 0 <= check.low <= check.high <= 1
    assert "nan" not in str(report).split()
    for grid in report.grids:
        assert all(len(row.cells) == len(grid.periods) for row in grid.rows)
        assert str(grid)
