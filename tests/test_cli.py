"""Holds that the command line says what the library says, in sentences, with the right exit code."""

from __future__ import annotations

import csv
import importlib
import io
import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import warnings
from datetime import date
from pathlib import Path

import attrs
import pytest

import collective_impact as ci
from collective_impact import cli
from collective_impact.cli import main
from collective_impact.commands import outputs
from collective_impact.interchange import iati
from collective_impact.template import JSON_TEMPLATE, YAML_TEMPLATE

DAY = date(2026, 6, 1)
ON = ("--on", DAY.isoformat())
FRAMEWORKS = (ci.FIVE_CONDITIONS, ci.PRECONDITIONS, ci.EQUITY)
CODES = [r.code for framework in FRAMEWORKS for c in framework.conditions for r in c.criteria]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(cli.__file__).parents[1])}
ILLUSTRATION = Path(cli.__file__).with_name("illustration.json")
SMALL = {
    "id": "riverbend",
    "name": "Riverbend Onward",
    "agenda": {"problem": "Few find work", "outcomes": [{"id": "work", "level": "population"}]},
    "partners": [{"id": "school", "sector": "education"}, {"id": "club", "sector": "nonprofit"}],
}
XML = """<iati-activities version="2.03"><iati-activity>
<iati-identifier>XX-1-A</iati-identifier><reporting-org ref="XX-1"><narrative>Office</narrative></reporting-org>
<title><narrative>Riverbend</narrative></title>{orgs}</iati-activity></iati-activities>"""
ORG = '<participating-org role="4"><narrative>Partner {}</narrative></participating-org>'


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def small(tmp_path: Path) -> str:
    path = tmp_path / "small.json"
    path.write_text(json.dumps(SMALL), encoding="utf-8")
    return str(path)


# ---- demo ------------------------------------------------------------------------------------------------


def test_demo_says_that_it_is_an_illustration_and_what_to_try_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["demo"]) == 0
    out, err = capsys.readouterr()
    report = str(ci.assess(ci.read(ILLUSTRATION), on=DAY))
    first, rest = out.split("\n\n", 1)
    assert "illustration" in first
    assert "invented" in first
    assert rest.startswith(report)
    assert len(rest[len(report) :].splitlines()) == 5
    assert err == ""


def test_what_demo_proposes_works(capsys: pytest.CaptureFixture[str]) -> None:
    main(["demo"])
    proposed = [
        line for line in capsys.readouterr().out.splitlines() if line.startswith("  collective-impact")
    ]
    assert len(proposed) == 3
    for line in proposed:
        words = re.split(r" {2,}", line.strip())[0]
        assert main(shlex.split(words)[1:]) == 0
    assert "CI401" in str(ci.assess(ci.read(ILLUSTRATION), on=DAY))


# ---- check -----------------------------------------------------------------------------------------------


def test_check_prints_the_report_and_nothing_else(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", small, *ON]) == 0
    assert capsys.readouterr() == (str(ci.assess(ci.read(small), on=DAY)), "")


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.key)
@pytest.mark.parametrize(
    "spelled", [str, str.upper, lambda key: key.replace("_", "-")], ids=["", "upper", "dash"]
)
def test_check_knows_the_frameworks_by_name(
    framework: ci.Framework, spelled: type[str], small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", small, *ON, "--framework", spelled(framework.key)]) == 0
    assert capsys.readouterr().out == str(ci.assess(ci.read(small), framework, on=DAY))


def test_check_takes_a_framework_from_a_file(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    ci.write(ci.EQUITY, "rules.yaml")
    assert main(["check", small, *ON, "--framework", "rules.yaml"]) == 0
    assert capsys.readouterr().out == str(ci.assess(ci.read(small), ci.EQUITY, on=DAY))


def test_check_takes_ratings(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    instrument = ci.Instrument(
        key="survey",
        kind="perceived",
        scales=(ci.Scale(key="five", minimum=1, maximum=5),),
        items=(ci.Item(code="q1", criterion="CI107", scale="five"),),
    )
    answers = tuple(ci.Rating(item="q1", rater=f"r{n}", value=4) for n in range(12))
    ratings = ci.RatingSet(instrument=instrument, ratings=answers)
    ci.write(ratings, "ratings.json")
    assert main(["check", small, *ON, "--ratings", "ratings.json"]) == 0
    out = capsys.readouterr().out
    assert out == str(ci.assess(ci.read(small), ratings=ratings, on=DAY))
    assert out != str(ci.assess(ci.read(small), on=DAY))


def test_check_as_json_is_the_report_as_data(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", small, *ON, "--format", "json"]) == 0
    report = ci.from_data(json.loads(capsys.readouterr().out), ci.ReadinessReport)
    assert report == ci.assess(ci.read(small), on=DAY)


def test_without_a_date_check_looks_at_today(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = date.today()  # noqa: DTZ011 - the calendar day of whoever asks
    assert main(["check", small, "--format", "json"]) == 0
    found = date.fromisoformat(json.loads(capsys.readouterr().out)["on"])
    assert before <= found <= date.today()  # noqa: DTZ011 - the same


def test_check_as_csv_has_a_row_for_each_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(ILLUSTRATION), *ON, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))
    report = ci.assess(ci.read(ILLUSTRATION), on=DAY)
    assert list(rows[0]) == [
        *("condition", "code", "title", "evidence_kind", "status", "score", "low", "high"),
        *("numerator", "denominator", "weight", "observed", "next_step"),
    ]
    titles = [c.title for c in report.conditions for _ in c.findings]
    for row, title, finding in zip(rows, titles, report.findings, strict=True):
        expected = {name: getattr(finding, name, title) for name in row}
        assert row == {name: "" if cell is None else str(cell) for name, cell in expected.items()}


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t=", "\r\n+", "\uff1d"])
def test_no_cell_is_taken_for_a_formula(small: str, mark: str, capsys: pytest.CaptureFixture[str]) -> None:
    condition = attrs.evolve(ci.EQUITY.conditions[0], title=f"{mark}1+1")
    ci.write(attrs.evolve(ci.EQUITY, conditions=(condition,)), "rules.json")
    assert main(["check", small, *ON, "--format", "csv", "--framework", "rules.json"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out, newline="")))
    assert {row[0] for row in rows[1:]} == {f"'{mark.strip()}1+1"}


def test_numbers_stay_numbers_in_a_table() -> None:
    assert [outputs._cell(value) for value in (-1.5, None, "")] == [-1.5, None, ""]


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (0, ("absent", "Absent")),
        (1, ("begun",)),
        (2, ("partly", "partly in place")),
        (3, ("in-place", "in place")),
    ],
)
def test_fail_on_gives_1_for_each_condition_below_or_unknown(
    level: int, words: tuple[str, ...], small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (small, str(ILLUSTRATION)):
        report = ci.assess(ci.read(path), on=DAY)
        below = [c.title for c in report.conditions if c.level is None or c.level < level]
        for word in (str(level), *words):
            assert main(["check", path, *ON, "--fail-on", word]) == (1 if below else 0)
            out, err = capsys.readouterr()
            assert out == str(report)
            assert [line[4:].partition(":")[0] for line in err.splitlines()[1:]] == below


def test_the_levels_tell_the_illustration_from_a_nearly_empty_file(small: str) -> None:
    assert main(["check", str(ILLUSTRATION), *ON, "--fail-on", "absent"]) == 0
    assert main(["check", str(ILLUSTRATION), *ON, "--fail-on", "in-place"]) == 1
    assert main(["check", small, *ON, "--fail-on", "absent"]) == 1
    assert main(["check", small, *ON]) == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--on", "2026"), "expected a date such as 2026-06-01, found '2026'"),
        (("--on", "20260601"), "expected a date"),
        (("--on", "2026-02-30"), "expected a date"),
        (("--on", "1\n2\x1b[31m"), "expected a date"),
        (("--fail-on", "good"), "expected absent, begun, partly, in-place or 0 to 3, found 'good'"),
        (("--format", "html"), "invalid choice"),
        (("--framework", "fives"), "There is no framework 'fives'. Known are five_conditions, preconditions"),
        (("--framework", ""), "There is no framework ''"),
        (("--ratings", ""), "cannot be read"),
        (
            ("--framework", "small.json"),
            "small.json: it holds a record of the kind Initiative, not a framework.",
        ),
        (
            ("--ratings", "small.json"),
            "small.json: it holds a record of the kind Initiative, not a set of ratings.",
        ),
        (("--fra", "equity"), "unrecognized arguments"),
    ],
)
def test_a_wrong_option_gives_2_and_a_sentence(
    options: tuple[str, ...], said: str, small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", small, *options]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "\x1b" not in err


def test_another_record_than_an_initiative_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    ci.write(ci.EQUITY, "rules.json")
    assert main(["check", "rules.json"]) == 2
    assert (
        capsys.readouterr().err == "rules.json: it holds a record of the kind Framework, not an initiative.\n"
    )


def test_all_mistakes_of_a_file_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    partners = [{"id": f"P{n}", "sector": 7, "since": "soon"} for n in range(60)]
    Path("bad.json").write_text(json.dumps({"id": "x", "partners": partners}), encoding="utf-8")
    assert main(["check", "bad.json"]) == 2
    out, err = capsys.readouterr()
    with pytest.raises(ci.DocumentError) as caught:
        ci.read("bad.json")
    assert out == ""
    assert err.splitlines() == [
        caught.value.message,
        *(f"  - {problem}" for problem in caught.value.problems),
    ]
    assert caught.value.count == 120


def test_of_very_many_mistakes_the_rest_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    partners = [{"id": f"P{n}", "sector": 7} for n in range(1_203)]
    Path("bad.json").write_text(json.dumps({"id": "x", "partners": partners}), encoding="utf-8")
    assert main(["check", "bad.json"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1_002
    assert lines[-1] == "  - ... and 203 more"


def test_a_warning_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    Path("odd.json").write_text(json.dumps(SMALL | {"colour\x1b[31m": 1, "shape": 2}), encoding="utf-8")
    assert main(["check", "odd.json", *ON]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Riverbend Onward\n")
    lines = err.splitlines()
    assert lines[0] == "odd.json: kept what no field has:"
    assert len(lines) == 3
    assert all(line.startswith("  - ") for line in lines[1:])
    assert "\x1b" not in err
    assert "Warning" not in err


def test_warnings_of_others_go_their_own_way(
    small: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def old(*_: object, **__: object) -> str:
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        return ""

    monkeypatch.setattr(ci, "assess", old)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert main(["check", small]) == 0
    assert [str(warning.message) for warning in seen] == ["old"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("count", [1, 30])
def test_check_reads_iati_and_tells_how(count: int, capsys: pytest.CaptureFixture[str]) -> None:
    orgs = "".join(ORG.format(n) for n in range(count))
    Path("a.XML").write_text(XML.format(orgs=orgs), encoding="utf-8")
    assert main(["check", "a.XML", *ON]) == 0
    out, err = capsys.readouterr()
    reading = iati.read("a.XML")
    head, *remarks = err.splitlines()
    assert out == str(ci.assess(reading.value, on=DAY))
    assert head == f"a.XML: remarks on how it was read ({len(reading.problems)}):"
    if count == 1:
        assert remarks == [f"  - {problem}" for problem in reading.problems]
    else:
        codes = list(dict.fromkeys(problem.code for problem in reading.problems))
        assert len(remarks) == len(codes) < len(reading.problems)
        assert any(f"(30 such remarks: {code})" in line for code in codes for line in remarks)
        assert any(line == f"  - {problem}" for problem in reading.problems for line in remarks)


def test_nothing_is_said_of_an_iati_file_without_remarks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reading = attrs.evolve(iati.read_bytes(XML.format(orgs="").encode()), problems=())
    monkeypatch.setattr(iati, "read", lambda _: reading)
    assert main(["check", "a.xml", *ON]) == 0
    assert capsys.readouterr().err == ""


def test_a_broken_iati_file_gives_2(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.xml").write_text("<!DOCTYPE a><a/>", encoding="utf-8")
    assert main(["check", "a.xml"]) == 2
    assert capsys.readouterr().out == ""


# ---- explain ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_explain_finds_each_code_in_any_case(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", code]) == 0
    out, err = capsys.readouterr()
    criterion = next(f.criterion(code) for f in FRAMEWORKS if code in str(ci.to_data(f)))
    joined = out.replace("\n", " ")
    assert out.startswith(f"{code} {criterion.title}\n")
    for words in (criterion.question, criterion.rule, criterion.source, criterion.record_step):
        assert words in joined
    assert criterion.next_step in joined
    assert ("critical" in out) == criterion.critical
    assert max(map(len, out.splitlines())) <= 80
    assert err == ""
    assert main(["explain", code.lower()]) == 0
    assert capsys.readouterr().out == out


def test_explain_gives_thresholds_with_their_sources(capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", "CI203"])
    assert "Threshold tolerance: 1.5. " in capsys.readouterr().out
    main(["explain", "CI106"])
    out = capsys.readouterr().out
    assert "Threshold kind: community_definition. " in out
    assert "Threshold window: 24 months. How old the evidence may be. Source: convention." in out


def test_explain_says_where_a_rule_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    gaps, systems, *_ = ci.EQUITY.conditions[0].criteria
    bare = attrs.evolve(gaps, code="ACME1", question="", rule="", record_step="", who=None)
    barer = attrs.evolve(systems, code="ACME2", next_step="")
    condition = attrs.evolve(ci.EQUITY.conditions[0], criteria=(bare, barer))
    ci.write(attrs.evolve(ci.EQUITY, key="own", conditions=(condition,)), "own.json")
    assert main(["explain", "acme1", "--framework", "own.json"]) == 0
    out = capsys.readouterr().out
    assert "Question: not stated\nRule: not stated\n" in out
    assert "Needs" not in out
    assert f"Next step where it is not met: {bare.next_step}\n" in out
    assert main(["explain", "acme2", "--framework", "own.json"]) == 0
    assert "Next step" not in capsys.readouterr().out
    assert main(["explain", "CI101", "--framework", "own.json"]) == 2


@pytest.mark.parametrize("code", ["CI101", "ci105", "CI801", "ci011"])
def test_explain_with_a_file_is_the_reports_explanation(
    code: str, small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    framework = next(f for f in FRAMEWORKS if code.upper() in str(ci.to_data(f)))
    assert main(["explain", code, small, *ON]) == 0
    expected = ci.assess(ci.read(small), framework, on=DAY).explain(code.upper())
    assert capsys.readouterr() == (expected, "")


def test_explain_of_an_unknown_code_names_near_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "C\n1O1"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("There is no criterion 'C\\n1O1'.")
    assert err.count("\n") == 1


# ---- new and schema --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"), [("a.yaml", YAML_TEMPLATE), ("b.YML", YAML_TEMPLATE), ("c.json", JSON_TEMPLATE)]
)
def test_new_writes_a_file_that_check_reads(name: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", name]) == 0
    out, err = capsys.readouterr()
    assert f"check {name}\n" in out
    assert err == ""
    assert Path(name).read_bytes().decode() == text
    ci.read(name, strict=True)
    assert main(["check", name]) == 0


def test_new_proposes_commands_that_a_shell_understands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "our folder"
    folder.mkdir()
    assert main(["new", str(folder / "it's.yaml")]) == 0
    commands = [shlex.split(line) for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert [command[1:] for command in commands] == [
        ["check", str(folder / "it's.yaml")],
        ["schema", ">", str(folder / "collective-impact.schema.json")],
    ]


@pytest.mark.parametrize("link", [False, True])
def test_new_never_overwrites(link: bool, capsys: pytest.CaptureFixture[str]) -> None:
    if link:
        Path("a.yaml").symlink_to("nowhere")
    else:
        Path("a.yaml").write_text("mine", encoding="utf-8")
    assert main(["new", "a.yaml"]) == 2
    assert capsys.readouterr() == ("", "a.yaml: it is there already. Choose another name.\n")
    assert not Path("nowhere").exists()
    assert link or Path("a.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "name", ["a.toml", "a", "a.xml", "", "no folder/a.yaml", "~/a.yaml", "a\0.yaml", "a.yaml/b.yaml"]
)
def test_new_refuses_a_name_that_cannot_be(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", name]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "fault of collective_impact" not in err
    assert list(tmp_path.iterdir()) == []


def test_schema_prints_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == ci.json_schema()
    assert err == ""


# ---- the door --------------------------------------------------------------------------------------------


def test_help_is_fine_and_names_each_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    for name in ("demo", "check", "explain", "new", "schema"):
        assert f"\n    {name} " in out
        assert main([name, "--help"]) == 0
    main(["check", "--help"])
    words = " ".join(capsys.readouterr().out.split())
    for level in ("absent (0)", "begun (1)", "partly (2)", "in-place (3)"):
        assert level in words


def test_without_a_command_the_help_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "demo" in err


def test_a_fault_of_the_library_is_owned_up_to(
    small: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr(ci, "assess", broken)
    assert main(["check", small]) == 2
    fault = (
        "This is a fault of collective_impact, not yours (ZeroDivisionError: by\\nzero). Please report it.\n"
    )
    assert capsys.readouterr() == ("", fault)


def test_an_interruption_is_quiet(
    small: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ci, "assess", interrupted)
    assert main(["check", small]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_goes_away_changes_neither_silence_nor_exit_code(
    small: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w", encoding="utf-8") as stream:  # noqa: PTH123 - a number, not a name
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["check", small, *ON, "--fail-on", "in-place"]) == 1
        assert main(["schema"]) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_a_full_disk_gives_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:  # noqa: ARG002 - nothing fits
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    assert main(["schema"]) == 2
    assert capsys.readouterr().err == "The answer cannot be written: No space left on device.\n"


def test_closed_streams_are_no_fault(small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["check", small, "--fail-on", "in-place"]) == 1
    assert main(["check", "nowhere.json"]) == 2


@pytest.mark.parametrize(
    ("started", "program"),
    [
        ("/x/collective_impact/__main__.py", "python -m collective_impact"),
        ("/x/bin/collective-impact", "collective-impact"),
    ],
)
def test_commands_are_proposed_in_the_way_that_the_user_came(
    started: str, program: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [started, "demo"])
    monkeypatch.setattr(shutil, "which", lambda name: f"/v/bin/{name}")
    monkeypatch.setattr(sys, "executable", "/v/bin/python")
    assert main() == 0
    assert f"\n  {program} explain CI401" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("executable", "proposed"), [("my env/bin/python", "'my env/bin/python'"), ("/p", "/p")]
)
def test_where_no_environment_is_active_its_python_is_named(
    executable: str, proposed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["/x/collective_impact/__main__.py", "demo"])
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(
        sys, "executable", executable if executable == "/p" else str(Path(executable).absolute())
    )
    assert main() == 0
    assert f"\n  {proposed} -m collective_impact explain CI401" in capsys.readouterr().out


def test_the_module_runs_the_command_line_only_when_it_is_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = importlib.import_module("collective_impact.__main__")
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(sys, "argv", ["collective-impact", "explain", "CI999"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(module.__file__), run_name="__main__")
    assert ended.value.code == 2


def test_the_output_is_utf_8_whatever_the_console_is() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "collective_impact", "demo"],
        capture_output=True,
        check=False,
        env=ENVIRONMENT | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "\u2588" in done.stdout.decode("utf-8")


def test_a_pipe_that_closes_early_is_silent_to_the_end() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "collective_impact", "demo"],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        env=ENVIRONMENT,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_help_is_light() -> None:
    heavy = ["cattrs", "pint", "networkx", "dateutil", "numpy", "yaml", "collective_impact.record"]
    code = (
        "import sys; from collective_impact.cli import main; main(['--help']); "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-c", code], capture_output=True, check=True, env=ENVIRONMENT
    )
    assert done.stdout.splitlines()[-1] == b"[]"
