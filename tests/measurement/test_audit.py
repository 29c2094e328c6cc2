from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import attrs
import pytest
from tests.measurement.planted import CLEAN, FAULTS, ON, indicator, planted, series

import collective_impact as ci
from collective_impact.errors import InvalidRecordError, UnknownNameError
from collective_impact.measurement.audit import AuditReport, audit
from collective_impact.measurement.audit_rules import AUDIT_RULES, CHECKS, AuditRules
from collective_impact.model.agenda import Agenda, Outcome
from collective_impact.model.indicator import Indicator
from collective_impact.model.initiative import Initiative
from collective_impact.model.partner import Partner

ROOT = Path(__file__).parents[2]
EVERYTHING = planted(*FAULTS)
ALIKE_ONLY = {"CI701", "CI703", "CI704", "CI705"}


def told(report: AuditReport) -> list[tuple[str, tuple[str, ...], str]]:
    return [
        (found.code, found.evidence, " ".join(period.label for period in found.periods))
        for found in report.findings
    ]


def test_nothing_is_found_where_all_is_in_order_though_every_check_looked() -> None:
    report = audit(CLEAN, on=ON)
    assert report.findings == ()
    assert [check.code for check in report.checks] == list(CHECKS)
    assert {check.code for check in report.checks if check.status == "not_applicable"} == ALIKE_ONLY
    assert {check.status for check in report.checks if check.code not in ALIKE_ONLY} == {"met"}
    assert all(check.unrecorded == () for check in report.checks)
    assert "Nothing was found." in str(report)


@pytest.mark.parametrize("complete", [(), ("indicators",)])
def test_without_indicators_it_says_that_nothing_could_be_checked(complete: tuple[str, ...]) -> None:
    report = audit(Initiative(id="x", complete=complete), on=ON)
    told = "No indicators are recorded, so nothing could be checked."
    for text in (str(report), report._repr_html_()):
        assert told in text
        assert "Nothing was found." not in text


def test_one_finding_is_told_as_one() -> None:
    assert "\n1 finding: 0 cannot be right, 0 doubtful, 1 good to know.\n" in str(
        audit(Initiative(id="x", indicators=(Indicator(id="a"),)))
    )


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_exactly_where_it_was_planted(name: str) -> None:
    found = told(audit(planted(name), on=ON))
    expected = FAULTS[name].found
    assert len(found) == len(expected)
    for code, pointer, when in expected:
        assert any(code == c and pointer in evidence and when == w for c, evidence, w in found), found


def test_all_faults_together_are_found_and_no_other() -> None:
    report = audit(EVERYTHING, on=ON)
    assert len(report.findings) == sum(len(fault.found) for fault in FAULTS.values())
    assert set(report.counts) == set(CHECKS)
    assert sum(report.counts.values()) == len(report.findings)


def test_a_finding_can_be_checked_by_hand() -> None:
    (found,) = audit(planted("partners that do not add up"), on=ON).findings
    assert (found.expected, found.found, found.difference, found.unit) == (31, 32, 1, "visits")
    assert found.observed == (
        "Visits to sites by partner: the parts do not add up in 2025, of 3 compared. In 2025 they make 32, the total "
        "says 31: 1 too many."
    )
    assert (found.severity, found.status, found.effort, found.who) == (
        "warning",
        "not_met",
        "medium",
        "data working group",
    )
    assert found.rule
    assert found.source
    assert found.next_step
    (bare,) = audit(planted("copied figures"), on=ON).findings
    assert bare.difference is None


def test_a_check_tells_how_much_it_looked_at() -> None:
    check = next(c for c in audit(planted("a jump"), on=ON).checks if c.code == "CI753")
    assert (check.numerator, check.denominator, check.status) == (5, 6, "partly")
    assert check.score == pytest.approx(5 / 6)
    assert check.against == ("indicators/jump/series", "indicators/jump/definition_changes")
    assert check.observed == "Looked at 6, found 1."


def test_findings_by_severity() -> None:
    held = audit(EVERYTHING, on=ON).by_severity
    assert list(held) == ["error", "warning", "note"]
    assert {found.code for found in held["error"]} == {"CI725", "CI731", "CI742", "CI751", "CI752"}
    assert {found.code for found in held["note"]} == {"CI706", "CI726", "CI734", "CI771", "CI774"}


def test_what_is_only_not_recorded_is_no_fault() -> None:
    bare = Initiative(
        id="bare",
        agenda=Agenda(outcomes=(Outcome(id="O1"),)),
        indicators=(Indicator(id="I1", outcome_ids=("O1",)), Indicator(id="I2")),
    )
    report = audit(bare)
    assert {found.status for found in report.findings} == {"unknown"}
    assert {found.code for found in report.findings} == {"CI771"}
    check = next(c for c in report.checks if c.code == "CI771")
    assert (check.status, check.score, check.low, check.high) == ("unknown", None, 0, 1)
    assert check.observed == "Looked at 0, found 0. Not known for 2."
    assert "Not known for some" in str(report)
    assert "no figure is recorded" in str(report)
    told_all = audit(attrs.evolve(bare, complete=("indicators/*/series",)))
    assert {found.status for found in told_all.findings} == {"not_met"}
    assert "The records say that it has no series" in told_all.findings[0].observed


def test_an_empty_initiative() -> None:
    report = audit(Initiative(id="empty"))
    assert (report.findings, report.grids, report.on) == ((), (), None)
    assert {check.status for check in report.checks} == {"not_applicable"}
    assert "There is nothing to look at." in report.explain("CI701")
    assert audit(Initiative(id="empty"), on=ON).on == ON


def test_only_an_initiative_is_audited() -> None:
    with pytest.raises(InvalidRecordError, match="found Indicator"):
        audit(Indicator(id="I"))  # type: ignore[arg-type]


def test_without_a_day_the_latest_figure_is_it() -> None:
    assert audit(CLEAN).on == date(2025, 12, 31)
    old = Initiative(id="x", indicators=(indicator("a", series(1, 2, at=(2001, 2002))),))
    assert audit(old).findings == ()
    assert audit(old, on=ON).counts == {"CI761": 1}


def test_what_lies_after_the_day_is_not_seen() -> None:
    negative = indicator("a", series(5, 6, -1))
    initiative = Initiative(id="x", indicators=(negative,))
    assert audit(initiative).counts == {"CI751": 1}
    assert audit(initiative, on=date(2025, 6, 1)).counts == {}
    assert audit(initiative, on=date(1990, 1, 1)).counts == {"CI771": 1}


def test_thresholds_are_given() -> None:
    lenient = attrs.evolve(AUDIT_RULES, count_tolerance=1)
    assert audit(planted("partners that do not add up"), on=ON, rules=lenient).findings == ()
    end = date(2026, 12, 31)
    assert "CI712" not in audit(CLEAN, on=end).counts
    report = audit(CLEAN, on=end, rules=AuditRules(tolerance=1))
    assert "CI712" in report.counts
    assert report.rules.tolerance == 1


def test_plain_data_there_and_back() -> None:
    report = audit(EVERYTHING, on=ON)
    data = ci.to_data(report)
    assert ci.from_data(data, AuditReport) == report
    first = data["findings"][0]
    assert (first["code"], first["severity"], first["evidence"]) == (
        "CI701",
        "warning",
        ["indicators/unit-a/unit", "indicators/unit-b/unit"],
    )
    assert first["expected"] is None


def test_the_grid_of_an_indicator() -> None:
    report = audit(EVERYTHING, on=ON)
    assert report.grid("hole").count("missing") == 1
    with pytest.raises(UnknownNameError, match="'hale'. Did you mean 'hole'"):
        report.grid("hale")
    with pytest.raises(UnknownNameError, match=r"No partner reports an indicator 'hole'\.$"):
        audit(Initiative(id="x")).grid("hole")


def test_a_check_explains_itself() -> None:
    report = audit(EVERYTHING, on=ON)
    text = report.explain("CI722")
    for part in (
        "CI722 Partners that",
        "Rule: ",
        "Source: ",
        "Expected: 31 visits",
        "Difference: 1 visits",
        "Periods: 2025",
    ):
        assert part in text
    assert "Not recorded: indicators/silent/series" in report.explain("CI771")
    assert "Expected" not in report.explain("CI701")
    with pytest.raises(UnknownNameError, match="'ci7a1'. Did you mean 'CI7"):
        report.explain("ci7a1")


def test_a_notebook_shows_only_what_there_is() -> None:
    shown = audit(CLEAN, on=ON)._repr_html_()
    assert "<table>" not in shown
    assert "Nothing was found." in shown
    assert audit(EVERYTHING, on=ON)._repr_html_().count("<table>") == 2


def test_long_reports_are_cut() -> None:
    many = Initiative(
        id="x", complete=("indicators/*/series",), indicators=tuple(indicator(f"i{n}") for n in range(60))
    )
    report = audit(many)
    assert "... and 10 more" in str(report)
    assert "... and 10 more" in report._repr_html_()
    assert max(map(len, str(report).split("\n"))) <= 100


class _Shape(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(f"{tag} {attrs}")


def shape(report: AuditReport) -> list[str]:
    held = _Shape()
    held.feed(report._repr_html_())
    for grid in report.grids:
        held.feed(grid._repr_html_())
    return held.tags


HOSTILE = "<script>alert(1)</script>\u202e\x1b[31m\n'\"&" + "x" * 300


def test_hostile_titles_change_no_element_and_move_no_cursor() -> None:
    def named(title: str) -> AuditReport:
        records = [
            attrs.evolve(i, name=f"{title} {i.id}", definition=f"{title} {i.id}")
            for i in EVERYTHING.indicators
        ]
        partners = [Partner(id=p.id, name=title, part_of_id=p.part_of_id) for p in EVERYTHING.partners]
        return audit(EVERYTHING.including(*records, *partners), on=ON)

    hostile, plain = named(HOSTILE), named("x" * 100)
    assert shape(hostile) == shape(plain)
    text = "".join([str(hostile), *map(str, hostile.grids), *map(hostile.explain, CHECKS)])
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e]", text)
    assert ci.from_data(ci.to_data(hostile), AuditReport) == hostile


def test_codes_are_stable_and_say_all() -> None:
    assert all(re.fullmatch(r"CI7\d\d", code) for code in CHECKS)
    for check in CHECKS.values():
        assert all((check.title, check.rule, check.source, check.next_step))


def test_the_audit_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom tests.measurement.planted import CLEAN, ON\n"
        "from collective_impact.measurement.audit import audit\n"
        "str(audit(CLEAN, on=ON))\n"
        "print([n for n in ('numpy', 'scipy', 'networkx', 'pint', 'cattrs', 'pandas') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603 - our own
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
