"""Every page is true: its examples run and print what they say, its links lead somewhere, its commands exist.

A page is run as one session of a console, in a folder that holds a copy of `examples/`.
"""

from __future__ import annotations

import doctest
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import collective_impact as ci
from collective_impact import cli

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
        *(path for path in (ROOT / "docs").rglob("*.md") if "_build" not in path.parts),
        *(ROOT / "examples").rglob("README.md"),
    ]
)
COMMANDS = {row[0] for row in cli._COMMANDS}
WRITTEN_BY_THE_BUILD = {
    ROOT / "docs" / name
    for name in (
        "criteria.md",
        *(
            f"pictures/{name}.png"
            for name in (
                "map",
                "coverage",
                "trend",
                "gap",
                "submissions",
                "profile",
                "importance",
                "answers",
                "overlap",
                "shared_sets",
                "community_coverage",
                "bridging",
            )
        ),
    )
}

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def blocks(text: str, language: str) -> Iterator[tuple[int, str]]:
    """Yield each fenced block of a language, one inside a list too, with the line where its code begins."""
    pattern = rf"^(?P<indent> *)```{language}\n(?P<code>.*?)^(?P=indent)```$"
    for found in re.finditer(pattern, text, flags=re.MULTILINE | re.DOTALL):
        code = re.sub(rf"^{found['indent']}", "", found["code"], flags=re.MULTILINE)
        yield text.count("\n", 0, found.start("code")), code


@pytest.fixture
def console(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example_packages: dict[str, tuple[Path, Path]]
) -> ModuleType:
    """A fresh `__main__` in a folder that holds the examples, where their packages can be imported."""
    monkeypatch.chdir(tmp_path)
    for name, places in example_packages.items():
        for place in places:
            monkeypatch.syspath_prepend(place)
        monkeypatch.delitem(sys.modules, name, raising=False)
    main = ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)
    return main


def test_examples_are_found_on_the_pages() -> None:
    shown = [code for page in PAGES for _, code in blocks(page.read_text(encoding="utf-8"), "python")]
    assert sum(">>>" in code for code in shown) >= 20
    assert sum(">>>" not in code for code in shown) >= 3


@each_page
def test_what_a_page_shows_is_what_happens(page: Path, console: ModuleType) -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    name = page.relative_to(ROOT).as_posix()
    said: list[str] = []
    for line, code in blocks(page.read_text(encoding="utf-8"), "python"):
        if ">>>" in code:
            assert "doctest:" not in code, f"line {line}: nothing is left out or taken loosely"
            test = parser.get_doctest(code, {}, name, str(page), line)
            test.globs = vars(console)
            runner.run(test, out=said.append, clear_globs=False)
    assert runner.failures == 0, "".join(said)


@each_page
def test_what_a_page_shows_without_a_prompt_is_python(page: Path) -> None:
    for line, code in blocks(page.read_text(encoding="utf-8"), "python"):
        if ">>>" in code:
            assert code.endswith("\n\n"), f"line {line}: leave the last line of the block blank"
        else:
            compile("\n" * line + code, str(page), "exec")


@each_page
def test_a_document_on_a_page_can_be_read(page: Path) -> None:
    for line, code in blocks(page.read_text(encoding="utf-8"), "yaml"):
        if code.startswith("format:"):
            assert ci.read_text(code, "yaml", strict=True), f"line {line}"


@each_page
def test_links_lead_to_files(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`(?!\])", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path = (page.parent / target.partition("#")[0]).resolve()
        is_there = "://" in target or path.exists() or path in WRITTEN_BY_THE_BUILD
        assert is_there, f"{target} is not there"


def test_every_public_name_is_in_the_reference() -> None:
    page = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\.\. auto\w+:: [\w.]*?(\w+)(?:\(\))?$", page, flags=re.MULTILINE))
    for room in re.findall(r"^rooms/(\w+)$", page, flags=re.MULTILINE):
        told |= {room, *importlib.import_module(f"collective_impact.{room}").__all__}
    for framework in (ci.FIVE_CONDITIONS, ci.PRECONDITIONS, ci.EQUITY, ci.COMMUNITY_CONDITIONS):
        told |= {
            type(criterion).__name__ for condition in framework.conditions for criterion in condition.criteria
        }
    assert set(ci.__all__) - told == {"__version__"}


@each_page
def test_commands_exist(page: Path) -> None:
    named = re.findall(
        r"(?:python -m collective_impact|\bcollective-impact) +([a-z]+(?:-[a-z]+)*)\b",
        page.read_text("utf-8"),
    )
    assert set(named) <= COMMANDS
