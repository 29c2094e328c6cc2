"""Law 61: the command line says what the library says, whatever it is given, and never shows a traceback."""

from __future__ import annotations

import json
import warnings
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import collective_impact as ci
from collective_impact.cli import main
from collective_impact.interchange import iati

DAY = date(2026, 6, 1)
SMALL = {
    "id": "riverbend",
    "agenda": {"problem": "Few find work", "outcomes": [{"id": "work", "level": "population"}]},
    "partners": [{"id": "school", "sector": "education"}, {"id": "club", "sector": "nonprofit"}],
}


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("small.json").write_text(json.dumps(SMALL), encoding="utf-8")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("format", "@type", "id", "name", "since", "agenda", "partners", "complete", "activities", "colour")
DOCUMENTS = st.dictionaries(st.sampled_from(FIELDS), PLAIN, max_size=5).map(lambda data: SMALL | data)
CONTENTS = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60).map(str.encode),
    DOCUMENTS.map(lambda data: json.dumps(data).encode()),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(content=CONTENTS, ending=st.sampled_from(["json", "yaml", "toml", "xml", "txt"]))
def test_law_61_the_command_line_is_the_api(
    content: bytes, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = f"any.{ending}"
    Path(name).write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ci.CollectiveImpactWarning)
        try:
            value = iati.read(name).value if ending == "xml" else ci.read(name)
            expected, problems = str(ci.assess(value, on=DAY)), None
        except ci.CollectiveImpactError as error:
            expected, problems = "", error.problems
    code = main(["check", name, "--on", DAY.isoformat()])
    out, err = capsys.readouterr()
    assert (code, out) == (0 if problems is None else 2, expected)
    assert "Traceback" not in err
    assert "fault of collective_impact" not in err
    assert err.count("\n  - ") == len(problems) if problems is not None else True


WORDS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            "-",
            "--",
            "-x",
            "~",
            "~/a.json",
            "--on",
            "--framework",
            "equity",
            "a\nb.yaml",
            "@a",
            "CI101",
            "small.json",
            "=1",
        ]
    ),
    st.sampled_from(
        [
            "2026-06-01",
            "--format",
            "csv",
            "--fail-on",
            "begun",
            "-h",
            "--ratings",
            "--instrument",
            "\0",
            "\ud800.json",
        ]
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    command=st.sampled_from(["check", "explain", "survey", "schema", "-", ""]),
    words=st.lists(WORDS, max_size=5),
)
def test_law_61_no_arguments_give_a_traceback(
    command: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([command, *words])
    out, err = capsys.readouterr()
    assert code in (0, 1, 2)
    assert (code == 2) <= (out == "")
    assert "Traceback" not in err
    assert "fault of collective_impact" not in err
    assert "\x1b" not in err
