"""What the answers of this room wait for: nothing heavy."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("networkx", "numpy", "scipy", "cattrs", "pint", "dateutil", "json", "logging", "statistics")


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_answers_are_scored_without_anything_heavy() -> None:
    code = (
        "import sys\nfrom collective_impact import survey\n"
        "for name in survey.__all__: getattr(survey, name)\n"
        "from collective_impact.model.rating import RatingSet\n"
        "empty = RatingSet.from_records([], instrument=survey.STANDARDS_FOR_CHANGE)\n"
        "survey.score(empty, by='group'), survey.gap_analysis(empty), survey.compare_waves(empty, empty)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert run(code) == "[]"
