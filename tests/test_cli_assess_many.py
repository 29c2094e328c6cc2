"""The command `assess-many`: the library's rows as CSV, JSON and Parquet, as they come, whatever the files hold."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

import collective_impact as ci
from collective_impact.cli import main
from collective_impact.commands import assess_many as commands
from collective_impact.commands import terminal

ON = ("--on", "2026-06-01")
DAY = date(2026, 6, 1)
SOURCE = str(Path(ci.__file__).parents[1])


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def of(*arguments: str, code: int = 0) -> str:
        assert main(["assess-many", *arguments, *ON]) == code
        return capsys.readouterr().out

    return of


def initiative(id_: str, **facts: Any) -> str:
    ci.write(ci.Initiative(id=id_, partners=(ci.Partner(id="p", sector="public"),), **facts), f"{id_}.json")
    return f"{id_}.json"


@pytest.fixture
def paths() -> list[str]:
    """Three good files, and three that are not."""
    Path("broken.json").write_text("{", encoding="utf-8")
    ci.write(ci.Scale(key="s", minimum=1, maximum=5), "scale.json")
    return [initiative("a"), "broken.json", initiative("b"), "nowhere.json", "scale.json", initiative("c")]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def as_texts(row: ci.AssessmentRow) -> dict[str, str]:
    return {name: "" if cell is None else str(cell) for name, cell in row.flat().items()}


# ---- rows ------------------------------------------------------------------------------------------------


def test_as_csv_the_rows_are_those_of_the_library(
    paths: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assess-many", *paths, *ON]) == 2
    out, err = capsys.readouterr()
    assert rows(out) == [as_texts(row) for row in ci.assess_many(paths, on=DAY)]
    head, *told = err.splitlines()
    assert head == "3 of 6 files could not be assessed; their rows say why:"
    assert [line.split(":")[0] for line in told] == ["  - broken.json", "  - nowhere.json", "  - scale.json"]


def test_good_files_alone_are_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess-many", initiative("a"), *ON]) == 0
    assert capsys.readouterr().err == ""


def test_without_a_date_the_day_is_today(capsys: pytest.CaptureFixture[str]) -> None:
    before = date.today()  # noqa: DTZ011 - the calendar day of whoever asks
    assert main(["assess-many", initiative("a")]) == 0
    found = date.fromisoformat(rows(capsys.readouterr().out)[0]["on"])
    assert before <= found <= date.today()  # noqa: DTZ011 - the same


def test_as_json_it_is_one_list_with_a_line_for_each_row(
    paths: list[str], printed: Callable[..., str]
) -> None:
    text = printed(*paths, "--format", "json", code=2)
    found = [ci.from_data(row, ci.AssessmentRow) for row in json.loads(text)]
    assert found == list(ci.assess_many(paths, on=DAY))
    first, *lines, last = text.splitlines()
    assert (first, last) == ("[", "]")
    assert [json.loads(line.removesuffix(","))["position"] for line in lines] == list(range(6))


def test_other_rules_are_asked_by_name(printed: Callable[..., str]) -> None:
    (row,) = rows(printed(initiative("a"), "--framework", "equity"))
    assert row["framework"] == "equity"
    assert "equity_score" in row


def test_the_same_file_twice_is_two_rows(printed: Callable[..., str]) -> None:
    path = initiative("a")
    assert [row["subject_id"] for row in rows(printed(path, path))] == ["a", "a"]


def test_a_folder_is_a_row_that_says_so(printed: Callable[..., str]) -> None:
    Path("folder.json").mkdir()
    (row,) = rows(printed("folder.json", code=2))
    assert "It is a folder, not a file." in row["problems"]


def test_a_name_is_never_taken_for_a_document(printed: Callable[..., str]) -> None:
    (row,) = rows(printed('{"id": "x"}', code=2))
    assert (row["source"], row["subject_id"]) == ('{"id": "x"}', "")


def test_of_many_bad_files_the_first_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess-many", *(f"no-{n}.json" for n in range(1_012)), *ON]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "1,012 of 1,012 files could not be assessed; their rows say why:"
    assert (len(lines), lines[-1]) == (12, "  - ... and 1,002 more")


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t=", "\r\n+", "\uff1d"])
def test_no_cell_is_taken_for_a_formula_and_no_name_fakes_a_row(
    mark: str, printed: Callable[..., str]
) -> None:
    path = initiative("a", name=f"{mark}1+1\n9,fake.json\x1b[2J")
    text = printed(path)
    assert "\x1b" not in text
    (row,) = rows(text)
    assert row["subject_title"].startswith(f"'{mark.strip()}1+1 9,fake.json")


def test_a_column_that_a_framework_names_is_no_formula(printed: Callable[..., str]) -> None:
    import attrs

    condition = attrs.evolve(ci.EQUITY.conditions[0], key="=cmd")
    ci.write(attrs.evolve(ci.EQUITY, conditions=(condition,)), "rules.json")
    assert "'=cmd_score" in rows(printed(initiative("a"), "--framework", "rules.json"))[0]


# ---- where rows go ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "json"])
def test_in_a_file_stands_what_would_be_printed(
    form: str, paths: list[str], printed: Callable[..., str]
) -> None:
    Path("rows.txt").write_text("old", encoding="utf-8")
    shown = printed(*paths, "--format", form, code=2)
    assert printed(*paths, "--format", form, "--to", "rows.txt", code=2) == ""
    assert Path("rows.txt").read_bytes() == shown.encode()
    assert list(Path().glob("*tmp")) == []


def test_parquet_has_the_cells_and_the_same_types_whatever_comes_first(
    paths: list[str], printed: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "_ROWS_AT_ONCE", 2)
    paths.sort(reverse=True)  # nowhere.json comes first, which has neither score nor level
    assert printed(*paths, "--format", "parquet", "--to", "rows.parquet", code=2) == ""
    table = pyarrow.parquet.read_table("rows.parquet")
    assert table.to_pylist() == [row.flat() for row in ci.assess_many(paths, on=DAY)]
    types = {field.name: str(field.type) for field in table.schema}
    assert (
        types["common_agenda_score"]
        == types["common_agenda_low"]
        == types["common_agenda_coverage"]
        == "double"
    )
    assert types["position"] == types["in_place"] == types["common_agenda_level_low"] == "int64"
    assert types["subject_title"] == types["on"] == types["problems"] == "string"
    assert pyarrow.parquet.ParquetFile("rows.parquet").num_row_groups == 3


def test_parquet_needs_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess-many", initiative("a"), "--format", "parquet"]) == 2
    assert capsys.readouterr() == (
        "",
        "Parquet is no text to look at. Name a file for it: --to rows.parquet.\n",
    )


def test_parquet_without_pyarrow_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main(["assess-many", initiative("a"), "--format", "parquet", "--to", "rows.parquet"]) == 2
    assert 'python -m pip install "collective-impact[landscape]"' in capsys.readouterr().err
    assert not Path("rows.parquet").exists()


def test_no_file_that_is_assessed_is_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    path = initiative("a")
    before = Path(path).read_bytes()
    os.link(path, "other-name.csv")
    assert main(["assess-many", "nowhere.json", path, "--to", "other-name.csv"]) == 2
    assert "it is one of the files to be assessed. Choose another name." in capsys.readouterr().err
    assert Path(path).read_bytes() == before


def test_a_file_that_cannot_be_saved_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess-many", initiative("a"), "--to", "no-folder/rows.csv"]) == 2
    assert "no-folder/rows.csv cannot be saved." in capsys.readouterr().err


class Pipe(io.StringIO):
    """Standard output whose reader is gone after one row, or whose disk is full."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error
        self.pieces = 0

    def write(self, text: str) -> int:
        self.pieces += 1
        if self.pieces > 2:
            raise self.error
        return super().write(text)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 0, ""),
        (OSError(errno.ENOSPC, "No space"), 2, "The answer cannot be written: No space.\n"),
        (OSError("odd"), 2, "The answer cannot be written: odd.\n"),
    ],
)
def test_where_nobody_reads_any_more_the_run_ends(
    error: OSError,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pipe = Pipe(error)
    monkeypatch.setattr(sys, "stdout", pipe)
    path = initiative("a")
    assert main(["assess-many", path, path, *(f"no-{n}.json" for n in range(50)), *ON]) == code
    assert pipe.pieces <= 4
    assert capsys.readouterr().err == said


def test_rows_are_written_as_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def lines() -> Iterator[str]:
        for text in ("one\n", "two\n"):
            made.append(text)
            yield text
            assert out.getvalue().endswith(text)

    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    terminal.flow(lines())
    assert out.getvalue() == "one\ntwo\n"
    assert made == ["one\n", "two\n"]


def test_without_any_standard_streams_it_still_ends_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["assess-many", initiative("a"), "nowhere.json", *ON]) == 2


def test_names_in_any_script_and_names_that_are_no_text() -> None:
    names: list[bytes] = ["\u5354\u50cd.json".encode(), b"caf\xe9.json"]
    for name in names:
        with open(name, "w", encoding="utf-8") as stream:  # noqa: PTH123 - a name of bytes
            stream.write('{"id": "x", "name": "Jõgeva"}')
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONPATH": SOURCE}
    for form in ("csv", "json"):
        command = [sys.executable, "-m", "collective_impact", "assess-many", *ON, "--format", form, *names]
        done = subprocess.run(command, capture_output=True, check=False, env=environment)  # noqa: S603 - our own program
        assert (done.returncode, done.stderr) == (0, b"")
        text = done.stdout.decode("utf-8")
        assert all(word in text for word in ("\u5354\u50cd.json", "caf?.json", "Jõgeva"))
    done = subprocess.run(  # noqa: S603 - our own program
        [*command[:-4], "--format", "parquet", "--to", "rows.parquet", *names], check=False, env=environment
    )
    assert done.returncode == 0
    table = pyarrow.parquet.read_table("rows.parquet")
    assert table["source"].to_pylist() == ["\u5354\u50cd.json", "caf?.json"]


# ---- processes -------------------------------------------------------------------------------------------


def test_workers_give_the_same_bytes(paths: list[str], printed: Callable[..., str]) -> None:
    for form in ("csv", "json"):
        alone = printed(*paths, "--format", form, code=2)
        assert printed(*paths, "--format", form, "--workers", "2", code=2) == alone


def test_what_has_not_begun_is_dropped_when_the_run_is_left() -> None:
    pools: list[Executor | None] = []

    def interrupted() -> None:
        with commands._processes(2) as pool:
            pools.append(pool)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    (pool,) = pools
    assert isinstance(pool, ProcessPoolExecutor)
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.submit(print)
    with commands._processes(1) as none:
        assert none is None


def test_a_name_that_is_no_text_is_shown_as_far_as_it_is(printed: Callable[..., str]) -> None:
    (row,) = rows(printed("caf\udce9.json", code=2))
    assert row["source"] == "caf?.json"


LETHAL = """
import os
import attrs
import collective_impact as ci

@attrs.frozen(kw_only=True)
class Lethal(ci.Criterion):
    code: str = "LETHAL1"

    def assess(self, subject, context):
        if subject.id == "bad":
            os._exit(1)
        return self.unknown("Nothing is known.", ["partners"])
"""


def test_a_worker_that_dies_is_told_and_the_rest_is_answered(tmp_path: Path) -> None:
    info = tmp_path / "lethal-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lethal\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(
        "[collective_impact.extensions]\nlethal = lethal\n", encoding="utf-8"
    )
    Path("lethal.py").write_text(LETHAL, encoding="utf-8")
    rules = {
        "@type": "collective_impact.Framework",
        "key": "lethal",
        "title": "Lethal",
        "conditions": [{"key": "death", "title": "Death", "criteria": [{"@type": "lethal.Lethal"}]}],
    }
    Path("rules.json").write_text(json.dumps(rules), encoding="utf-8")
    files = [initiative("bad"), *(initiative(f"good-{n:03d}") for n in range(90))]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([SOURCE, str(tmp_path)])}
    command = [
        *(sys.executable, "-m", "collective_impact", "assess-many", *files, *ON),
        *("--workers", "2", "--framework", "rules.json"),
    ]
    done = subprocess.run(command, capture_output=True, check=False, env=environment, timeout=100, text=True)  # noqa: S603 - our own program
    assert done.stdout, done.stderr
    assert done.returncode == 2
    found = rows(done.stdout)
    assert [row["position"] for row in found] == [str(number) for number in range(91)]
    lost = [row for row in found if not row["subject_id"]]
    assert found[0] in lost
    assert all(
        "the worker or the executor was lost while it had this source" in row["problems"] for row in lost
    )
    assert found[-1]["subject_id"] == "good-089"
    assert "The executor can no longer be used" in done.stderr
    assert f"{len(lost)} of 91 files could not be assessed" in done.stderr


# ---- progress --------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """A stream that people look at."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("error", "output", "to", "drawn"),
    [
        (Terminal, io.StringIO, None, "bar"),
        (Terminal, Terminal, "rows.csv", "bar"),
        (Terminal, Terminal, None, None),
        (io.StringIO, io.StringIO, None, None),
    ],
)
def test_a_bar_is_drawn_where_people_look_and_no_rows_run(
    error: type[io.StringIO],
    output: type[io.StringIO],
    to: str | None,
    drawn: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", error())
    monkeypatch.setattr(sys, "stdout", output())
    asked: list[object] = []

    def seen(*sources: object, **options: object) -> Any:
        asked.append(options["progress"])
        return real(*sources, **options | {"progress": None})  # type: ignore[arg-type]

    real: Any = ci.assess_many
    monkeypatch.setattr(ci, "assess_many", seen)
    path = initiative("a")
    assert main(["assess-many", path, *ON, *(("--to", to) if to else ())]) == 0
    assert asked == [drawn]


def test_a_bar_is_drawn_for_real(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    assert main(["assess-many", initiative("a"), *ON, "--to", "rows.csv"]) == 0
    assert len(rows(Path("rows.csv").read_text(encoding="utf-8"))) == 1


def test_without_tqdm_there_is_no_bar_and_no_complaint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert main(["assess-many", initiative("a"), *ON, "--to", "rows.csv"]) == 0


# ---- arguments -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "the following arguments are required: FILE"),
        (["a.json", "--workers", "0"], "expected a number of processes from 1 to 61, found '0'"),
        (["a.json", "--workers", "62"], "found '62'"),
        (["a.json", "--workers", "-1"], "expected"),
        (["a.json", "--workers", "9" * 5000], "expected a number of processes"),
        (["a.json", "--workers", "\u0663"], "expected a number of processes"),
        (["a.json", "--workers", "two"], "found 'two'"),
        (["a.json", "--format", "xlsx"], "invalid choice"),
        (["a.json", "--on", "soon"], "expected a date"),
        (["a.json", "--framework", "none"], "There is no framework 'none'"),
    ],
)
def test_wrong_arguments_are_bad_input(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assess-many", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
