from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from tests.measurement.planted import ON, YEARS, indicator, periods, series

from collective_impact.measurement.audit import AuditReport, audit
from collective_impact.measurement.audit_rules import AuditRules
from collective_impact.measurement.submission_grid import SubmissionGrid
from collective_impact.model.indicator import Indicator, Series
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner

PARTNERS = (Partner(id="P1", name="Library"), Partner(id="P2", name="School"))


def report_of(
    *held: Series, partners: tuple[Partner, ...] = PARTNERS, on: date = ON, **fields: Any
) -> AuditReport:
    initiative = Initiative(
        id="x",
        partners=partners,
        indicators=(indicator("I", *held, **{"reporter_ids": ("P1", "P2"), **fields}),),
    )
    return audit(initiative, on=on)


def cells(report: AuditReport) -> dict[str, str]:
    """Return the first letters of the words of each row; "other definition" is `o`, "not ..." `d`, `e`, `k`."""
    letters = {"not due": "d", "not expected": "e", "not known": "k"}
    return {
        row.partner_id: "".join(letters.get(cell, cell[0]) for cell in row.cells)
        for row in report.grid("I").rows
    }


def labels(report: AuditReport) -> list[str]:
    return [period.label for period in report.grid("I").periods]


def test_filled_missing_late_and_not_due() -> None:
    report = report_of(
        series(1, 2, 3, at=(2020, 2022, 2023), partner_id="P1"),
        series(1, 2, 3, 4, 5, partner_id="P2"),
        on=date(2026, 12, 31),
    )
    assert labels(report) == ["2020", "2021", "2022", "2023", "2024", "2025", "2026"]
    assert cells(report) == {"P1": "fmffmld", "P2": "kfffffd"}


def test_a_figure_is_late_from_the_day_that_it_is_due_until_the_next_is() -> None:
    def last(on: date) -> str:
        held = report_of(series(1, 2, at=(2023, 2024), partner_id="P1"), reporter_ids=("P1",), on=on)
        return held.grid("I").rows[0].cells[2] if len(labels(held)) > 2 else ""

    assert last(date(2025, 12, 30)) == ""
    assert last(date(2025, 12, 31)) == "not due"
    assert last(date(2026, 6, 29)) == "not due"
    assert last(date(2026, 6, 30)) == "late"
    assert last(date(2027, 6, 29)) == "late"
    assert last(date(2027, 6, 30)) == "missing"


def test_a_text_is_a_figure_and_a_blank_is_none() -> None:
    held = Series(
        partner_id="P1", periods=periods(2023, 2024, 2025), values=(None, None, 7), raw={"2023": "<5"}
    )
    assert cells(report_of(held, reporter_ids=("P1",))) == {"P1": "fmf"}


def test_what_came_from_all_together_may_hold_a_partner_that_sent_nothing() -> None:
    report = report_of(series(8, 9, at=(2023, 2025)), series(1, 2, 3, partner_id="P1"))
    assert cells(report) == {"P1": "fff", "P2": "klk"}
    assert report.counts == {"CI712": 1}


def test_before_and_after_a_partner_takes_part_nothing_is_expected() -> None:
    partners = (
        Partner(id="P1", since=date(2022, 3, 1), until=date(2024, 12, 31)),
        Partner(id="P2"),
    )
    report = report_of(
        series(1, at=(2023,), partner_id="P1"), series(1, 2, 3, 4, 5, 6, partner_id="P2"), partners=partners
    )
    assert cells(report) == {"P1": "eeefle", "P2": "ffffff"}


def test_a_partner_that_never_sent_anything_misses_all() -> None:
    report = report_of(series(1, 2, 3, partner_id="P1"))
    assert cells(report) == {"P1": "fff", "P2": "mld"}
    assert [(f.code, f.partner_id, str(f.periods[0])) for f in report.findings] == [
        ("CI711", "P2", "2023"),
        ("CI712", "P2", "2024"),
    ]


def test_nobody_is_blamed_where_it_is_not_recorded_who_is_expected() -> None:
    report = report_of(
        series(1, 2, 3, partner_id="P1"), series(1, 3, at=(2023, 2025), partner_id="P2"), reporter_ids=()
    )
    assert cells(report) == {"P1": "fff", "P2": "fkf"}
    assert report.findings == ()
    assert "not recorded" in str(report.grid("I").reason)
    check = next(c for c in report.checks if c.code == "CI711")
    assert check.unrecorded == ("indicators/I/reporter_ids",)


def test_who_sends_and_is_not_expected_owes_nothing() -> None:
    report = report_of(
        series(1, 2, 3, partner_id="P1"), series(1, 3, at=(2023, 2025), partner_id="P2"), reporter_ids=("P1",)
    )
    assert cells(report) == {"P1": "fff", "P2": "fef"}
    assert [row.expected for row in report.grid("I").rows] == [True, False]
    assert report.findings == ()


def test_without_a_frequency_only_holes_are_seen() -> None:
    report = report_of(
        series(1, 2, 3, 4, partner_id="P1"),
        series(2, 3, at=(2022, 2024), partner_id="P2"),
        series(3, at=("2023-04-01/2024-03-31",), place=None, breakdown={"sex": "girls"}, partner_id="P1"),
        frequency=None,
    )
    assert labels(report) == ["2022", "2023", "2024", "2025"]
    assert cells(report) == {"P1": "ffff", "P2": "fmfk"}
    assert "How often figures are due is not recorded" in str(report.grid("I").reason)
    check = next(c for c in report.checks if c.code == "CI712")
    assert check.unrecorded == ("indicators/I/frequency",)


def test_no_grid_without_partners_or_figures() -> None:
    assert report_of(series(1, 2), reporter_ids=()).grids == ()
    assert report_of().grids == ()
    empty = report_of(series(partner_id="P1"), reporter_ids=("P1",))
    assert (empty.grid("I").periods, empty.grid("I").rows[0].cells) == ((), ())
    initiative = Initiative(
        id="x", partners=PARTNERS, indicators=(indicator("I", series(None, partner_id="P1")),)
    )
    assert audit(initiative).grids == ()


@pytest.mark.parametrize(
    ("first", "frequency", "expected"),
    [
        ("2024-Q3", 3, ["2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"]),
        ("2026-01", 1, ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]),
        ("2023/24", 12, ["2023/24", "2024/25", "2025/26"]),
        ("2026-03-31", 1, ["2026-03-31", "2026-04-30", "2026-05-31"]),
        ("2023-09-01/2024-08-31", 12, ["2023-09-01/2024-08-31", "2024-09-01/2025-08-31"]),
        ("2024-Q1", 5, ["2024-Q1", "2024-06-01/2024-08-31", "2024-11-01/2025-01-31", "2025-Q2", "2025-09-01/2025-11-30", "2026-02-01/2026-04-30"]),
        ("2020", 24, ["2020", "2022", "2024"]),
    ],
)  # fmt: skip
def test_periods_are_written_on_as_they_were_begun(first: str, frequency: int, expected: list[str]) -> None:
    report = report_of(series(1, at=(first,), partner_id="P1"), reporter_ids=("P1",), frequency=frequency)
    assert labels(report) == expected


def test_only_so_many_periods_are_looked_at() -> None:
    months = [f"{year}-{month:02d}" for year in range(2010, 2026) for month in range(1, 13)]
    held = series(*range(len(months)), at=tuple(months), partner_id="P1")
    initiative = Initiative(
        id="x", partners=PARTNERS, indicators=(indicator("I", held, frequency=1, reporter_ids=("P1", "P2")),)
    )
    assert len(audit(initiative, on=ON).grid("I").periods) == 60
    few = audit(initiative, on=ON, rules=AuditRules(grid_periods=4))
    assert [str(period) for period in few.grid("I").periods] == ["2026-02", "2026-03", "2026-04", "2026-05"]


def test_the_ends_of_the_calendar() -> None:
    late = report_of(series(1, at=(9998,), partner_id="P1"), reporter_ids=("P1",), on=date.max)
    assert labels(late) == ["9998"]
    early = report_of(
        series(1, 2, at=(1000, 1001), partner_id="P1"),
        reporter_ids=("P1",),
        on=date(1003, 1, 1),
        frequency=240,
    )
    assert labels(early) == ["1001"]


def test_figures_under_an_indicator_that_agrees_are_none_by_another_definition() -> None:
    one = indicator("I", series(1, 2, partner_id="P1"), name="Talks", reporter_ids=("P1", "P2"))
    other = indicator("J", series(1, 3, partner_id="P2"), name="Talks")
    report = audit(Initiative(id="x", partners=PARTNERS, indicators=(one, other)), on=ON)
    assert cells(report)["P2"] == "ld"
    differing = attrs.evolve(other, unit="meetings")
    report = audit(Initiative(id="x", partners=PARTNERS, indicators=(one, differing)), on=ON)
    assert cells(report)["P2"] == "oo"


def test_a_large_group_of_indicators_that_are_alike_is_not_searched() -> None:
    many = [
        indicator(f"J{n}", series(1, 3, partner_id="P2"), name="Talks", unit="meetings") for n in range(50)
    ]
    one = indicator("I", series(1, 2, partner_id="P1"), name="Talks", reporter_ids=("P1", "P2"))
    report = audit(Initiative(id="x", partners=PARTNERS, indicators=(one, *many)), on=ON)
    assert cells(report)["P2"] == "ld"


def test_a_grid_says_itself() -> None:
    held = series(*range(60), at=tuple(f"{1960 + n}" for n in range(60)), partner_id="P1")
    grid = report_of(held, reporter_ids=("P1",), on=date(2019, 12, 31)).grid("I")
    assert "Library" in str(grid)
    assert "48 earlier periods are not shown." in str(grid)
    assert "<table>" in grid._repr_html_()
    assert (grid.count("filled"), grid.count("late")) == (60, 0)
    assert "x filled" in str(SubmissionGrid(indicator_id="I", title="I"))


def test_two_indicators_share_a_calendar() -> None:
    held = [Indicator(id=f"I{n}", frequency=12, series=(series(1, 2, partner_id="P1"),)) for n in range(2)]
    report = audit(Initiative(id="x", partners=PARTNERS, indicators=tuple(held)), on=ON)
    assert report.grids[0].periods == report.grids[1].periods == periods(*YEARS[-2:])


def test_the_series_of_all_is_that_of_the_only_partner_that_is_expected() -> None:
    assert cells(report_of(series(8, 9, at=(2023, 2025)), reporter_ids=("P1",))) == {"P1": "flf"}


@pytest.mark.parametrize("span", [{"since": date(2023, 1, 1)}, {"until": date(2022, 12, 31)}])
def test_a_figure_that_exists_is_shown_whether_or_not_the_partner_took_part(span: dict[str, date]) -> None:
    library = Partner(id="P1", name="Library", **span)
    totals = series(1, 2, 3, 4, 5)
    alone = report_of(totals, partners=(library,), reporter_ids=("P1",))
    assert set(cells(alone)["P1"][:5]) == {"f"}
    assert [found.code for found in alone.findings if found.code in ("CI711", "CI712", "CI713")] == []
    both = report_of(totals, partners=(library, PARTNERS[1]))
    assert "e" in cells(both)["P1"]
    assert "f" not in cells(both)["P1"]
