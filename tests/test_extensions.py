"""The example packages hold what they promise: their own tests pass, with nothing installed but an announcement.

Each runs in a fresh interpreter, so that what one package defines is not known to the tests of another.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import collective_impact as ci
from collective_impact.plain import dump

EXAMPLES = Path(__file__).parents[1] / "examples"
PACKAGES = sorted(path.parent.name for path in EXAMPLES.glob("*/pyproject.toml"))
Places = dict[str, tuple[Path, Path]]

each_package = pytest.mark.parametrize("package", PACKAGES)

# A river with a clinic, a framework with a criterion of decision_log: what comes of them, and how they look again.
READER = """
import json, sys, warnings
import collective_impact as ci
warnings.simplefilter("ignore", ci.CollectiveImpactWarning)
found = ci.read(json.load(sys.stdin), extensions=None if sys.argv[1] == "all" else tuple(sys.argv[2:]))
again = ci.to_data(found)
print(json.dumps([type(found.partners[0]).__name__, again]))
"""

CLINIC = {
    "@type": "clinic_partners.Clinic",
    "id": "clinic",
    "beds": 40,
    "codes": [{"scheme": "x", "value": "NO"}],
}
RIVER = {"format": ci.FORMAT, "@type": "collective_impact.Initiative", "id": "river", "partners": [CLINIC]}


def run(arguments: list[str], folder: Path, places: tuple[Path, ...], text: str = "") -> tuple[int, str, str]:
    """Run Python in a folder with these places on its path; return exit code, output and errors."""
    path = os.pathsep.join(map(str, places))
    found = subprocess.run(  # noqa: S603 - our own lines
        [sys.executable, *arguments],
        cwd=folder, env={**os.environ, "PYTHONPATH": path}, input=text, capture_output=True, text=True, check=False,
        encoding="utf-8",
    )  # fmt: skip
    return found.returncode, found.stdout, found.stderr


def test_the_three_stories_are_there() -> None:
    assert PACKAGES == ["clinic_partners", "community_voice", "decision_log"]


@each_package
def test_the_package_passes_its_own_tests(package: str, tmp_path: Path, example_packages: Places) -> None:
    folder = tmp_path / "examples" / package
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-W",
        "error",
        "--import-mode=importlib",
        f"--rootdir={folder}",
    ]
    code, said, wrong = run(["-m", "pytest", *options, "tests"], folder, example_packages[package])
    assert code == 0, said + wrong
    assert " passed" in said
    assert "skipped" not in said


@each_package
def test_the_package_is_complete(package: str, example_packages: Places) -> None:
    announcement, source = example_packages[package]
    assert (source / package / "py.typed").is_file()
    assert (source.parent / "README.md").read_text(encoding="utf-8").startswith(f"# {package}\n")
    points = next(announcement.glob("*.dist-info/entry_points.txt")).read_text(encoding="utf-8")
    assert points == f"[collective_impact.extensions]\n{package} = {package}\n"


@pytest.mark.parametrize(
    ("allowed", "kind"),
    [(["all"], "Clinic"), (["some", "clinic_partners"], "Clinic"), (["some", "decision_log"], "Partner")],
    ids=["all", "that one", "another"],
)
def test_an_installed_package_is_opened_where_that_is_allowed(
    allowed: list[str], kind: str, tmp_path: Path, example_packages: Places
) -> None:
    places = example_packages["clinic_partners"]
    code, said, wrong = run(["-c", READER, *allowed], tmp_path, places, dump(RIVER, "json"))
    assert (code, wrong) == (0, "")
    assert said.startswith(f'["{kind}"')


def test_without_the_package_data_degrade_and_nothing_is_lost(tmp_path: Path) -> None:
    code, said, wrong = run(["-c", READER, "all"], tmp_path, (), dump(RIVER, "json"))
    assert (code, wrong) == (0, "")
    assert json.loads(said) == ["Partner", RIVER]


def test_without_the_package_rules_are_refused(tmp_path: Path) -> None:
    path = EXAMPLES / "decision_log" / "framework.json"
    arguments = [
        "-m",
        "collective_impact",
        "check",
        str(EXAMPLES / "illustration.yaml"),
        "--framework",
        str(path),
    ]
    code, said, wrong = run(arguments, tmp_path, ())
    assert (code, said) == (2, "")
    assert "criteria/0/@type: no Criterion is called 'decision_log.DecisionsRecorded' here" in wrong


def test_with_the_package_the_command_line_takes_its_rules(tmp_path: Path, example_packages: Places) -> None:
    options = ["--framework", "examples/decision_log/framework.json", "--on", "2026-06-01"]
    arguments = ["-m", "collective_impact", "check", "examples/illustration.yaml", *options]
    code, said, wrong = run(arguments, tmp_path, example_packages["decision_log"])
    assert (code, wrong) == (0, "")
    assert "Decision log (rules decision_log, version 1)" in said
    assert "LOG2 Every forum decides" in said


def test_an_extension_that_cannot_be_opened_is_named(tmp_path: Path, example_packages: Places) -> None:
    announcement, _ = example_packages["clinic_partners"]
    code, said, wrong = run(["-c", READER, "all"], tmp_path, (announcement,), dump(RIVER, "json"))
    assert (code, said) == (1, "")
    assert "The extension 'clinic_partners' of clinic-partners could not be opened" in wrong
