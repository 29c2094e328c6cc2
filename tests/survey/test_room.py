"""What the room shows: its names, each loaded when touched, and nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from types import FunctionType

import pytest

from collective_impact import survey

HEAVY = ("networkx", "numpy", "scipy", "cattrs", "pint", "dateutil", "json", "logging", "statistics")


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_name_is_there_and_is_kept_once_touched() -> None:
    for name in survey.__all__:
        vars(survey).pop(name, None)
        held = getattr(survey, name)
        assert vars(survey)[name] is held


def test_dir_lists_the_names() -> None:
    assert set(survey.__all__) <= set(dir(survey))


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'centrality'"):
        _ = survey.centrality


@pytest.mark.parametrize("name", ["doubts", "robustness"])
def test_a_function_is_not_hidden_by_the_file_of_its_name(name: str) -> None:
    code = (
        f"import collective_impact.survey.{name}\n"
        "from collective_impact import survey\n"
        f"from collective_impact.survey.{name} import {name} as named\n"
        f"print(survey.{name} is named)"
    )
    assert run(code) == "True"
    assert isinstance(getattr(survey, name), FunctionType)


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


def test_a_bare_import_loads_no_file_of_the_room() -> None:
    code = (
        "import sys, collective_impact.survey\n"
        "room = 'collective_impact.survey.'\n"
        "print([name for name in sys.modules if name.startswith(room) or name == 'attrs'])"
    )
    assert run(code) == "[]"
