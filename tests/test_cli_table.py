"""Commands that read a table of figures in the place of an initiative."""

from __future__ import annotations

from pathlib import Path

import pytest

from collective_impact.cli import main


def test_a_table_of_figures_is_measured_and_what_was_assumed_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "reading.csv"
    path.write_text(
        "Year,Group,Value\n2020,,50\n2021,,52\n2020,Girls,55\n2021,Girls,oops\n", encoding="utf-8"
    )
    assert main(["measure", str(path)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("reading-initiative\nProgress of the shared measures")
    assert "The table is taken for open_sdg" in err
    assert "line 5, column Value" in err


@pytest.mark.parametrize("name", ["empty.csv", "empty.tsv"])
def test_an_empty_table_is_bad_input(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_text("", encoding="utf-8")
    assert main(["measure", str(tmp_path / name)]) == 2
    assert capsys.readouterr().err.startswith(f"{name}: ")
