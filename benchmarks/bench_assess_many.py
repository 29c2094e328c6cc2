"""What many assessments cost: one process beside two, the rows of a Dask cluster, and the memory of 100,000."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from datetime import date
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from timing import seconds, show

import collective_impact as ci
from collective_impact.landscape.assess_many import assess_many

ON = date(2026, 6, 1)
DOCUMENTS = 5_000
MANY = 100_000


def document(number: int) -> dict[str, Any]:
    """Return the plain data of a small invented initiative: 12 partners, 20 activities, 6 indicators."""
    partners = [f"P{place}" for place in range(12)]
    outcomes = [f"O{place}" for place in range(4)]
    return {
        "format": "collective-impact/1",
        "id": f"initiative-{number}",
        "agenda": {
            "problem": "An invented problem.",
            "population": {"id": "everybody"},
            "outcomes": [{"id": id_, "level": "population"} for id_ in outcomes],
            "strategies": [{"id": "S", "outcome_ids": outcomes[: 1 + number % 4]}],
        },
        "partners": [
            {"id": id_, "sector": ("public", "health")[place % 2]} for place, id_ in enumerate(partners)
        ],
        "indicators": [
            {
                "id": f"I{place}",
                "outcome_ids": [outcomes[place % 4]],
                "level": "population",
                "frequency": 12,
                "series": [{"periods": ["2023", "2024", "2025"], "values": [1.0, 2.0, float(number % 7)]}],
            }
            for place in range(6)
        ],
        "activities": [
            {
                "id": f"A{place}",
                "contributions": [{"partner_id": partners[(place + step) % 12]} for step in range(2)],
                "outcome_ids": [outcomes[place % 4]],
            }
            for place in range(20)
        ],
    }


def small(number: int) -> str:
    """Return the text of an invented initiative of which little is recorded."""
    partners = [{"id": f"P{number}-{place}", "sector": "public"} for place in range(3)]
    return json.dumps(
        {"id": f"initiative-{number}", "agenda": {"problem": "Invented."}, "partners": partners}
    )


def written(folder: Path, count: int) -> list[str]:
    """Return the paths of so many documents."""
    paths = [folder / f"{number:06d}.json" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(json.dumps(document(number)), encoding="utf-8")
    return [str(path) for path in paths]


def fingerprint(sources: Iterable[Any], executor: Executor | None = None) -> str:
    """Return a digest of all rows, in their order."""
    state = blake2b()
    for row in assess_many(sources, on=ON, executor=executor):
        state.update(json.dumps(ci.to_data(row), sort_keys=True).encode())
    return state.hexdigest()


def consumed(sources: Iterable[Any], executor: Executor | None = None) -> None:
    """Take all rows and keep none."""
    for _ in assess_many(sources, on=ON, executor=executor):
        pass


def processor_seconds() -> float:
    """Return the processor time of this process and of those that it has waited for; other people's work adds none."""
    held = os.times()
    return held.user + held.system + held.children_user + held.children_system


def peak(count: int) -> float:
    """Return the peak of the memory in MB of a fresh process that assesses so many texts."""
    script = (
        "import resource\n"
        "from bench_assess_many import consumed, small\n"
        f"consumed(map(small, range({count})))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    command = [sys.executable, "-c", script]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return float(done.stdout)


def main() -> None:
    """Print the ratios; memory comes first, since a process inherits the peak of the one that starts it."""
    print(
        "Peak of the memory of a fresh process that assesses texts one after the other, MB; ratio to 1,000."
    )
    few = peak(1_000)
    print(f"1,000 documents: {few:.0f} MB")
    many = peak(MANY)
    show(f"{MANY:,} documents: {many:.0f} MB", many, few, 1.2)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        paths = written(folder, DOCUMENTS)
        consumed(paths[:200])
        print(f"{DOCUMENTS:,} documents, ratios to the plain loop over the same files.")
        before = processor_seconds()
        alone = seconds(lambda: consumed(paths), 1)
        between = processor_seconds()
        expected = fingerprint(paths)
        afterwards = processor_seconds()
        with ProcessPoolExecutor(2) as pool:
            consumed(paths[:200], pool)
            shared = seconds(lambda: consumed(paths, pool), 1)
        spent = processor_seconds() - afterwards
        with ProcessPoolExecutor(2) as pool:
            same = fingerprint(paths, pool) == expected
        show("two processes", shared, alone, 0.8)
        words = "  half of the processor time of all, start included: two free cores"
        show(words, spent / 2, between - before, 0.8)
        print(f"rows of two processes: {'the same' if same else 'DIFFERENT'}")
        bare = seconds(lambda: [ci.assess(ci.read(path), on=ON) for path in paths], 1)
        show("ci.read and ci.assess in a list, the reports kept", bare, alone)
        if find_spec("distributed") is None:
            print("Dask: not installed (extra `dask`), not measured.")
        else:
            from distributed import Client, LocalCluster  # noqa: PLC0415 - an extra

            options = {"dashboard_address": None, "worker_dashboard_address": None, "silence_logs": 50}
            cluster = stack.enter_context(LocalCluster(n_workers=2, threads_per_worker=1, **options))
            client = stack.enter_context(Client(cluster))
            executor = client.get_executor()
            consumed(paths[:200], executor)
            show("two workers of a Dask cluster", seconds(lambda: consumed(paths, executor), 1), alone)
            same = fingerprint(paths, executor) == expected
            print(f"rows of the Dask cluster: {'the same' if same else 'DIFFERENT'}")


if __name__ == "__main__":
    main()
