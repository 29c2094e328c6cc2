"""Many assessments: the same rows with and without an executor, and no bad source ends the run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Self

import attrs
import pytest

import collective_impact as ci
from collective_impact.landscape.assess_many import assess_many
from collective_impact.landscape.assessment_rows import MOST_PROBLEMS, AssessmentRow
from collective_impact.landscape.community_conditions import COMMUNITY_CONDITIONS
from collective_impact.landscape.inventory import Landscape
from collective_impact.readiness.framework import Condition, Criterion, Framework

ON = date(2026, 6, 1)
TEXT = json.dumps({"id": "text", "agenda": {"problem": "A problem."}})
YAML_TEXT = "id: lines\nname: Lines\n"


@attrs.frozen(kw_only=True)
class Dangerous(Criterion):
    """A criterion that comes to grief over some initiatives."""

    code: str = "TEST901"

    def assess(self, subject: Any, context: Any) -> ci.Finding:
        del context
        if subject.id.startswith("bad"):
            raise ValueError(f"no luck with {subject.id}")
        return self.unknown("Nothing is known.", ["partners"])


DANGEROUS = Framework(
    key="dangerous",
    title="Dangerous",
    conditions=(Condition(key="danger", title="Danger", criteria=(Dangerous(),)),),
)


class Lethal(os.PathLike[str]):
    """A path that ends the process in which it is unpickled."""

    def __fspath__(self) -> str:
        return "lethal.json"

    def __reduce__(self) -> tuple[Any, ...]:
        return (os._exit, (1,))


@pytest.fixture
def sources(tmp_path: Path) -> list[Any]:
    """Good and bad sources of every kind, forty in all."""
    found: list[Any] = []
    for number in range(30):
        path = tmp_path / f"good-{number:02d}.json"
        data = {"format": "collective-impact/1", "id": f"good-{number:02d}", "partners": [{"id": "p"}]}
        path.write_text(json.dumps(data), encoding="utf-8")
        found.append(str(path) if number % 2 else path)
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    wrong = tmp_path / "wrong.json"
    wrong.write_text(
        json.dumps({"id": "wrong", "partners": [{"id": "p", "sector": 3}, {}]}), encoding="utf-8"
    )
    scale = {"key": "s", "minimum": 1, "maximum": 5}
    ratings = {
        "@type": "collective_impact.RatingSet",
        "instrument": {"key": "i", "kind": "rated", "scales": [scale]},
    }
    found[5:5] = [
        broken, wrong, str(tmp_path / "nowhere.json"), TEXT, YAML_TEXT, ratings, {"id": "plain"},
        ci.Initiative(id="record"), 5, '{"id": "odd", "partnrs": []}',
    ]  # fmt: skip
    return found


def bytes_of(rows: list[AssessmentRow]) -> bytes:
    return json.dumps([ci.to_data(row) for row in rows], sort_keys=True).encode()


def test_every_source_is_a_row_in_its_place(sources: list[Any]) -> None:
    rows = list(assess_many(sources, on=ON))
    assert [row.position for row in rows] == list(range(40))
    by_place = {row.position: row for row in rows}
    assert by_place[0].subject_id == "good-00"
    assert by_place[0].source == str(sources[0])
    assert [by_place[place].is_assessed for place in range(5, 15)] == [
        False, False, False, True, True, False, True, True, False, True,
    ]  # fmt: skip
    assert [problem.code for problem in by_place[6].problems] == ["wrong_type", "missing"]
    assert by_place[7].problems[0].hint is not None
    assert "Check how" in str(by_place[7].problems[0])
    assert (by_place[8].source, by_place[8].subject_id) == (None, "text")
    assert by_place[9].subject_title == "Lines"
    assert by_place[10].problems[0].code == "not_assessed"
    assert "Only an initiative" in by_place[10].problems[0].message
    assert by_place[12].subject_id == "record"
    assert by_place[13].problems[0].code == "unreadable"
    doubt = by_place[14].problems[0]
    assert (doubt.code, doubt.severity, doubt.path) == ("unknown_field", "warning", "partnrs")
    assert by_place[14].problem_count == 1


def test_a_row_says_what_the_report_says() -> None:
    initiative = ci.Initiative(id="one", name="One", partners=(ci.Partner(id="p", sector="public"),))
    (row,) = assess_many([initiative], on=ON)
    report = ci.assess(initiative, on=ON)
    assert (row.subject_title, row.framework, row.framework_version) == ("One", "five_conditions", "1")
    assert (row.gate, row.weakest, row.on) == (report.gate, report.weakest, ON)
    assert (row.in_place, row.may_be_in_place) == (len(report.in_place), len(report.may_be_in_place))
    names = ("key", "score", "low", "high", "coverage", "level", "level_low", "level_high")
    for mine, theirs in zip(row.conditions, report.conditions, strict=True):
        assert [getattr(mine, name) for name in names] == [getattr(theirs, name) for name in names]


def test_what_could_not_be_assessed_is_unknown_and_never_zero() -> None:
    (row,) = assess_many(["nowhere.json"], on=ON)
    assert [c.key for c in row.conditions] == [c.key for c in ci.FIVE_CONDITIONS.conditions]
    assert {(c.score, c.low, c.high, c.level) for c in row.conditions} == {(None, 0.0, 1.0, None)}
    assert (row.gate, row.in_place) == (None, None)


def test_all_rows_are_flat_with_the_same_columns_and_no_number_without_its_bounds(sources: list[Any]) -> None:
    flat = [row.flat() for row in assess_many(sources, on=ON)]
    assert len({tuple(row) for row in flat}) == 1
    for name in flat[0]:
        if name.endswith("_score"):
            key = name.removesuffix("_score")
            assert {f"{key}_low", f"{key}_high", f"{key}_coverage"} <= set(flat[0])
    assert (
        flat[7]["problems"]
        == "the document: There is no such file or folder. Check how the name and its folder are written."
    )
    assert flat[0]["problems"] is None
    assert flat[0]["on"] == "2026-06-01"


def test_a_row_keeps_the_first_problems_and_counts_them_all() -> None:
    (row,) = assess_many([{"id": "x", "partners": [{} for _ in range(50)]}], on=ON)
    assert len(row.problems) == MOST_PROBLEMS
    assert row.problem_count == 50


def test_a_row_round_trips_as_plain_data(sources: list[Any]) -> None:
    for row in assess_many(sources, on=ON):
        assert ci.from_data(ci.to_data(row), AssessmentRow) == row


@pytest.mark.parametrize("count", [0, 1, 40])
def test_threads_give_the_same_rows(sources: list[Any], count: int) -> None:
    plain = list(assess_many(sources[:count], on=ON))
    with ThreadPoolExecutor(3) as executor:
        assert list(assess_many(sources[:count], on=ON, executor=executor)) == plain


def test_processes_give_the_same_rows_and_bytes(sources: list[Any]) -> None:
    plain = list(assess_many(sources, on=ON))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        found = list(assess_many(iter(sources), on=ON, executor=executor))
    assert found == plain
    assert bytes_of(found) == bytes_of(plain)


DASK = """
import json, sys
from datetime import date
import collective_impact as ci
from collective_impact.landscape.assess_many import assess_many

def main():
    from distributed import Client, LocalCluster
    sources = json.loads(sys.stdin.read())
    options = {"dashboard_address": None, "worker_dashboard_address": None, "silence_logs": 50}
    with LocalCluster(n_workers=2, threads_per_worker=1, **options) as cluster, Client(cluster) as client:
        rows = list(assess_many(sources, on=date(2026, 6, 1), executor=client.get_executor()))
    print(json.dumps([ci.to_data(row) for row in rows], sort_keys=True))

if __name__ == "__main__":
    main()
"""


def test_a_dask_cluster_gives_the_same_rows_order_and_bytes(sources: list[Any], tmp_path: Path) -> None:
    if find_spec("distributed") is None:
        pytest.skip("distributed, the extra `dask`, is not installed")
    sendable = [str(s) if isinstance(s, os.PathLike) else s for s in sources if not isinstance(s, ci.Record)]
    script = tmp_path / "on_dask.py"
    script.write_text(DASK, encoding="utf-8")
    command = [sys.executable, "-W", "ignore", str(script)]
    done = subprocess.run(  # noqa: S603 - our own script
        command,
        input=json.dumps(sendable),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    plain = list(assess_many(sendable, on=ON))
    assert done.stdout.strip().encode() == bytes_of(plain)


def test_it_is_lazy_and_takes_one_source_at_a_time() -> None:
    taken: list[int] = []

    def endless() -> Iterator[ci.Initiative]:
        while True:
            taken.append(len(taken))
            yield ci.Initiative(id=f"i{len(taken)}")

    rows = assess_many(endless(), on=ON)
    assert taken == []
    assert next(rows).subject_id == "i1"
    assert next(rows).subject_id == "i2"
    assert len(taken) == 2


def test_the_day_is_fixed_before_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    from collective_impact.readiness import assessment

    days = iter([date(2026, 1, 1), date(2026, 1, 2)])

    class Clock(date):
        @classmethod
        def today(cls) -> date:  # type: ignore[override]
            return next(days)

    monkeypatch.setattr(assessment, "date", Clock)
    rows = list(assess_many([ci.Initiative(id="a"), ci.Initiative(id="b")]))
    assert {row.on for row in rows} == {date(2026, 1, 1)}


def test_a_criterion_that_fails_is_a_problem_of_that_row_alone() -> None:
    sources = [ci.Initiative(id=name) for name in ("good", "bad", "fine")]
    rows = list(assess_many(sources, DANGEROUS, on=ON))
    assert [row.is_assessed for row in rows] == [True, False, True]
    assert "TEST901 (Dangerous) failed: ValueError: no luck with bad" in rows[1].problems[0].message


def test_an_error_of_another_kind_is_a_problem_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from collective_impact.readiness import assessment

    def failing(*_: object, **__: object) -> None:
        raise MemoryError("too much")

    monkeypatch.setattr(assessment, "assess", failing)
    (row,) = assess_many([ci.Initiative(id="a")], on=ON)
    assert row.problems[0].code == "internal"
    assert "MemoryError: too much" in row.problems[0].message


def test_an_executor_that_dies_gives_clear_problems_and_the_rest_is_answered() -> None:
    sources: list[Any] = [Lethal(), *(ci.Initiative(id=f"g{number}") for number in range(99))]
    rows: list[AssessmentRow] = []
    with (
        pytest.warns(ci.CollectiveImpactWarning, match="executor can no longer be used"),
        ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor,
    ):
        rows = list(assess_many(sources, on=ON, executor=executor))
    assert [row.position for row in rows] == list(range(100))
    lost = [row for row in rows if not row.is_assessed]
    assert rows[0].source == "lethal.json"
    assert rows[0] in lost
    assert {row.problems[0].code for row in lost} == {"worker_lost"}
    assert all("by itself" in (row.problems[0].hint or "") for row in lost)
    assert rows[-1].subject_id == "g98"
    assert len(lost) < 60


class Deaf(Executor):
    """An executor that was shut down."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        del fn, args, kwargs
        raise RuntimeError("cannot schedule new futures after shutdown")


def test_an_executor_that_takes_nothing_leaves_the_work_here(sources: list[Any]) -> None:
    with pytest.warns(ci.CollectiveImpactWarning, match="after shutdown"):
        rows = list(assess_many(sources, on=ON, executor=Deaf()))
    assert rows == list(assess_many(sources, on=ON))


def test_progress_is_told_after_each_row() -> None:
    told: list[tuple[int, int | None]] = []

    def step(done: int, count: int | None) -> None:
        told.append((done, count))

    sources = [ci.Initiative(id="a"), ci.Initiative(id="b")]
    assert len(list(assess_many(sources, on=ON, progress=step))) == 2
    assert told == [(1, 2), (2, 2)]
    assert len(list(assess_many(iter(sources), on=ON, progress=step))) == 2
    assert told[2:] == [(1, None), (2, None)]


class Bar:
    """Stands for tqdm, which is an extra."""

    made: list[Bar]

    def __init__(self, **options: object) -> None:
        self.options, self.steps, self.closed = options, 0, False
        Bar.made.append(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True

    def update(self) -> None:
        self.steps += 1


def test_a_bar_is_drawn_where_tqdm_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    Bar.made = []
    monkeypatch.setitem(sys.modules, "tqdm", type(sys)("tqdm"))
    monkeypatch.setattr(sys.modules["tqdm"], "tqdm", Bar, raising=False)
    assert len(list(assess_many([ci.Initiative(id="a")], on=ON, progress="bar"))) == 1
    (bar,) = Bar.made
    assert (bar.options["total"], bar.steps, bar.closed) == (1, 1, True)


def test_a_bar_without_tqdm_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with pytest.raises(ci.MissingExtraError, match=r"collective-impact\[landscape\]"):
        assess_many([], on=ON, progress="bar")


class Mute(Deaf):
    """An executor whose futures hold nothing."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        del fn, args, kwargs
        future: Future[Any] = Future()
        future.set_result(None)
        return future


def test_an_executor_that_gives_nothing_back_gives_rows_with_a_problem(sources: list[Any]) -> None:
    rows = list(assess_many(sources, on=ON, executor=Mute()))
    assert [row.position for row in rows] == list(range(len(sources)))
    assert {problem.code for row in rows for problem in row.problems} == {"worker_lost"}
    assert "it gave back None in the place of results" in rows[0].problems[0].message


@pytest.mark.parametrize("one", ["a.json", Path("a.json"), {"id": "a"}, ci.Initiative(id="a")])
def test_one_source_in_place_of_many_is_refused_at_once(one: Any) -> None:
    with pytest.raises(ci.InvalidRecordError, match="Put it in brackets"):
        assess_many(one, on=ON)
    nothing: Any = None
    with pytest.raises(ci.InvalidRecordError, match="Give a list of sources, found None"):
        ci.assess_many(nothing)


def test_wrong_arguments_are_refused_at_once() -> None:
    bad: Any = 5
    with pytest.raises(ci.InvalidRecordError, match="An executor has a method `submit`"):
        assess_many([], on=ON, executor=bad)
    with pytest.raises(ci.InvalidRecordError, match="Progress is a function"):
        assess_many([], on=ON, progress=bad)
    with pytest.raises(ci.InvalidRecordError, match="The rules are a framework"):
        assess_many([], bad, on=ON)
    with pytest.raises(ci.InvalidRecordError, match="The day is a date"):
        assess_many([], on=bad)


def test_landscapes_are_assessed_by_the_conditions_of_a_community() -> None:
    rows = list(assess_many([Landscape(id="here"), ci.Initiative(id="no")], COMMUNITY_CONDITIONS, on=ON))
    assert rows[0].subject_id == "here"
    assert "is about Landscape" in rows[1].problems[0].message
