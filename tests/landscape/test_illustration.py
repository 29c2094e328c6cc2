"""The illustration: what is planted is found, and nothing else is suggested for merging."""

from __future__ import annotations

import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import collective_impact as ci
from collective_impact.landscape.community_conditions import COMMUNITY_CONDITIONS
from collective_impact.landscape.coverage import coverage
from collective_impact.landscape.inventory import Landscape
from collective_impact.landscape.matching import likely_matches
from collective_impact.landscape.roster import read_roster
from collective_impact.landscape.suggestions import suggestions
from collective_impact.landscape.what_if import what_if

FOLDER = Path(__file__).parents[2] / "examples" / "landscape"
ON = date(2026, 6, 1)


@pytest.fixture(scope="module")
def maker() -> Any:
    sys.path.insert(0, str(FOLDER))
    try:
        return import_module("make_illustration")
    finally:
        sys.path.remove(str(FOLDER))


@pytest.fixture(scope="module")
def roster() -> Landscape:
    return read_roster(FOLDER / "roster.csv").value


@pytest.fixture(scope="module")
def millbrook() -> Landscape:
    found = ci.read(FOLDER / "landscape.json", strict=True)
    assert isinstance(found, Landscape)
    return found


def pairs_of(landscape: Landscape, kind: Any) -> list[tuple[str, ...]]:
    return [row.titles for row in suggestions(landscape, on=ON).of_kind(kind)]


def test_the_files_are_what_the_script_makes(maker: Any, millbrook: Landscape) -> None:
    assert (FOLDER / "roster.csv").read_text(encoding="utf-8") == maker.roster_text(maker.groups())
    assert maker.landscape() == millbrook


def test_it_says_that_it_is_invented(maker: Any, millbrook: Landscape) -> None:
    assert "invented" in (millbrook.note or "")
    assert "invented" in millbrook.title
    assert "invented" in (millbrook.whole.note or "" if millbrook.whole else "")
    assert "invented" in (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "invented" in (maker.__doc__ or "")


def test_it_has_fifty_collaborations_of_four_hundred_organisations(maker: Any, roster: Landscape) -> None:
    groups = maker.groups()
    assert len(groups) == len(roster.collaborations) == 50
    assert len({member for group in groups for member in group.members}) == 400
    assert len(roster.organisations) == 440
    assert read_roster(FOLDER / "roster.csv").problems == ()


def test_the_spellings_hide_the_doubles_and_the_decisions_show_them(
    maker: Any, roster: Landscape, millbrook: Landscape
) -> None:
    planted = maker.PLANTED
    assert pairs_of(roster, "consolidate") == []
    assert pairs_of(millbrook, "consolidate") == [planted.doubles]
    assert pairs_of(millbrook, "nest") == [planted.nest]
    assert pairs_of(millbrook, "coordinate") == [planted.coordinate]
    assert suggestions(millbrook, on=ON).cannot_tell == ()


def test_the_gaps_are_found_and_no_others(maker: Any, millbrook: Landscape) -> None:
    report = ci.assess(millbrook, COMMUNITY_CONDITIONS, on=ON)
    (found,) = [finding for finding in report.findings if finding.code == "CI924"]
    missing = sorted(line.removesuffix(": no") for line in found.workings if line.endswith(": no"))
    titles = ("early years", "childhood", "early adolescence", "adolescence", "young adulthood")
    planted = sorted(f"{goal}, {titles[span]}, {place}" for goal, span, place in maker.PLANTED.gaps)
    assert missing == planted
    assert found.unrecorded == ()
    covered = coverage(millbrook, on=ON)
    gaps = [(covered.titles[cell.outcome_id], cell.span, cell.place) for cell in covered.having("gap")]
    assert sorted(f"{goal}, {span.replace('_', ' ')}, {place}" for goal, span, place in gaps) == missing


def test_every_second_spelling_is_listed_as_likely(maker: Any, roster: Landscape) -> None:
    pytest.importorskip("rapidfuzz", reason="rapidfuzz, the extra `landscape`, is not installed")
    by_name = {row.name: row.id for row in roster.organisations}
    spellings = maker.spellings(maker.groups())
    wanted = {
        frozenset((by_name[member], by_name[" ".join(text.split())]))
        for (_, member), text in spellings.items()
    }
    assert len(wanted) == 40
    found = {frozenset((match.one, match.other)) for match in likely_matches(roster)}
    assert wanted <= found
    assert len(found - wanted) < 10


def test_one_table_in_place_of_the_doubles_opens_no_gap(maker: Any, millbrook: Landscape) -> None:
    ids = {row.name: row.id for row in millbrook.collaborations}
    found = what_if(millbrook, merge=[ids[name] for name in maker.PLANTED.doubles], on=ON)
    assert (found.after.collaborations, found.after.members) == (49, found.before.members)
    assert found.before.gaps == found.after.gaps == 4
    assert found.gain.hours_per_month == 16
    assert pairs_of(found.landscape, "consolidate") == []


def test_the_community_is_assessed_as_it_was_written(millbrook: Landscape) -> None:
    report = ci.assess(millbrook, COMMUNITY_CONDITIONS, on=ON)
    assert report.in_place == ("community_agenda", "community_reinforcement")
    assert report.condition("community_measurement").level == 1
    assert report.condition("community_backbone").level == 2
