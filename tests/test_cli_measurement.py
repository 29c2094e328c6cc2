"""The commands `measure` and `audit`: every format, one indicator, a day, mistakes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import collective_impact as ci
from collective_impact import cli, measurement
from collective_impact.cli import main
from collective_impact.commands import measurement as commands

ILLUSTRATION = str(Path(cli.__file__).with_name("illustration.json"))
ON = ("--on", "2026-06-01")


@pytest.fixture
def initiative() -> ci.Initiative:
    found = ci.read(ILLUSTRATION)
    assert isinstance(found, ci.Initiative)
    return found


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def written(tmp_path: Path, **facts: Any) -> str:
    path = tmp_path / "small.json"
    ci.write(ci.Initiative(id="small", **facts), path)
    return str(path)


def test_all_indicators_in_a_table_and_in_sentences(
    capsys: pytest.CaptureFixture[str], initiative: ci.Initiative
) -> None:
    text = printed(capsys, "measure", ILLUSTRATION)
    assert "Progress of the shared measures\n" in text
    assert "worse than" in text
    flat = " ".join(text.split())
    for indicator in initiative.indicators:
        found = measurement.progress(indicator)
        assert found.sentence in flat
        assert all(group.sentence in flat for group in found.groups)
        assert (measurement.trend(indicator).sentence in flat) is (found.latest is not None)
    assert max(map(len, text.splitlines())) <= 100


def test_one_indicator_in_full(capsys: pytest.CaptureFixture[str], initiative: ci.Initiative) -> None:
    indicator = next(held for held in initiative.indicators if held.id == "graduation-rate")
    text = printed(capsys, "measure", ILLUSTRATION, "--indicator", "graduation-rate")
    assert text == f"{measurement.progress(indicator)}\n\n{measurement.trend(indicator)}\n"


def test_a_day_leaves_out_what_came_after(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "measure", ILLUSTRATION, "--on", "2024-12-31")
    assert "as of 2024-12-31" in text
    assert "81.7" not in text
    data = json.loads(printed(capsys, "measure", ILLUSTRATION, "--on", "2024-12-31", "--format", "json"))
    assert data["on"] == "2024-12-31"


def test_cautions_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held: dict[str, Any] = {
        "id": "i",
        "direction": "increase",
        "definition_changes": (date(2022, 1, 1),),
        "series": (ci.Series(periods=(2021, 2022), values=(1, 2)),),
    }
    text = printed(capsys, "measure", written(tmp_path, indicators=(ci.Indicator(**held),)))
    assert "The definition changed on 2022-01-01" in text


def test_json_holds_progress_and_trend(capsys: pytest.CaptureFixture[str], initiative: ci.Initiative) -> None:
    data = json.loads(printed(capsys, "measure", ILLUSTRATION, "--format", "json"))
    assert (data["format"], data["initiative_id"], data["on"]) == (ci.FORMAT, initiative.id, None)
    assert len(data["indicators"]) == len(initiative.indicators)
    first = data["indicators"][0]
    assert ci.from_data({"format": ci.FORMAT, **first["progress"]}, ci.Progress) == measurement.progress(
        initiative.indicators[0]
    )
    assert first["trend"]["turned"] == "on it"


def test_csv_has_a_row_for_each_indicator_and_for_each_group_with_a_target(
    capsys: pytest.CaptureFixture[str], initiative: ci.Initiative
) -> None:
    found = rows(printed(capsys, "measure", ILLUSTRATION, "--format", "csv"))
    assert len(found) == len(initiative.indicators) + 1
    headline, gap = found[:2]
    assert (headline["baseline_period"], headline["share_of_way"], headline["turned"]) == (
        "2021",
        "0.361538461538",
        "on it",
    )
    assert (gap["group"], gap["versus"], gap["turned"]) == ("family income: low", "family income: other", "")
    assert gap["verdict"] == "limited"


def test_no_indicators_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path)
    assert printed(capsys, "measure", path).endswith("\nNo indicators are recorded.\n")
    assert rows(printed(capsys, "measure", path, "--format", "csv")) == []
    assert main(["measure", path, "--indicator", "i"]) == 2
    assert capsys.readouterr().err == "There is no indicator with the id 'i'.\n"


def test_an_indicator_without_a_date_of_its_target_is_shown_without(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = ci.Indicator(id="i", targets=(ci.Target(value=7.5),))
    assert "7.5" in printed(capsys, "measure", written(tmp_path, indicators=(held,)))


def test_a_wrong_id_is_bad_input_and_the_right_one_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measure", ILLUSTRATION, "--indicator", "graduation-rat"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "There is no indicator with the id 'graduation-rat'. Did you mean 'graduation-rate'?\n"


@pytest.mark.parametrize("command", ["measure", "audit"])
@pytest.mark.parametrize(
    "arguments", [["no-such-file.json"], [ILLUSTRATION, "--on", "yesterday"], [ILLUSTRATION, "--format", "x"]]
)
def test_mistakes_are_bad_input(
    command: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, *arguments]) == 2
    assert capsys.readouterr().err


def test_the_audit_says_itself_and_shows_who_owes_figures(
    capsys: pytest.CaptureFixture[str], initiative: ci.Initiative
) -> None:
    report = measurement.audit(initiative, on=date(2026, 6, 1))
    text = printed(capsys, "audit", ILLUSTRATION, *ON)
    assert text.startswith(str(report))
    assert "Who sent figures, where some are open\n\nMatches that last a year\n" in text
    assert "Paid placements begun" not in text
    assert text.count("x filled, - missing") == 1
    assert max(map(len, text.splitlines())) <= 100


def test_of_many_grids_the_first_are_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "_MOST_GRIDS", 1)
    text = printed(capsys, "audit", ILLUSTRATION, *ON)
    assert "Who sent figures, where some are open (the first 1 of 4 measures)" in text
    assert text.count("Partner   ") == 1


def test_without_open_cells_the_audit_is_the_report_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, "audit", written(tmp_path))
    assert text == str(measurement.audit(ci.Initiative(id="small")))


def test_the_audit_as_data_is_the_report(
    capsys: pytest.CaptureFixture[str], initiative: ci.Initiative
) -> None:
    data = json.loads(printed(capsys, "audit", ILLUSTRATION, "--format", "json"))
    assert ci.from_data(data, ci.AuditReport) == measurement.audit(initiative)


def test_the_audit_as_csv_has_a_row_for_each_finding(
    capsys: pytest.CaptureFixture[str], initiative: ci.Initiative
) -> None:
    found = rows(printed(capsys, "audit", ILLUSTRATION, *ON, "--format", "csv"))
    report = measurement.audit(initiative, on=date(2026, 6, 1))
    assert [row["code"] for row in found] == [finding.code for finding in report.findings]
    assert found[0]["periods"] == "2024-Q2; 2025-Q4"
    assert found[0]["evidence"] == "indicators/pupils-with-mentor/series; partners/interfaith-neighbours"


def test_a_check_of_the_audit_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "explain", "ci711")
    assert text.startswith("CI711 Figures missing\nA check of the audit")
    assert "Source: Kania & Kramer (2011)" in text
    found = printed(capsys, "explain", "CI711", ILLUSTRATION, *ON)
    assert "East Bank Club has sent no figure" in found
    assert main(["explain", "CI7111"]) == 2
    assert "'CI711'" in capsys.readouterr().err


def test_a_title_cannot_fake_a_line_or_a_formula(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held = ci.Indicator(id="i", name="=1+1\x1b[2J\nVerdict: achieved", reporter_ids=("p",))
    path = written(tmp_path, indicators=(held,), partners=(ci.Partner(id="p"),))
    for command in ("measure", "audit"):
        assert "\x1b" not in printed(capsys, command, path)
    text = printed(capsys, "measure", path, "--format", "csv")
    assert rows(text)[0]["title"].startswith("'=1+1")


def test_other_commands_do_not_load_what_measures() -> None:
    program = (
        "import sys\n"
        "from collective_impact.cli import main\n"
        "main(['schema'])\n"
        "print(sorted(m for m in sys.modules if m.startswith('collective_impact.measurement.')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert done.stderr.strip() == "[]"
