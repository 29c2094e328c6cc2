"""Holds what an extender of records relies on: clinics are read back, alone, in files, with and without us."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from clinic_partners import Clinic
from hypothesis import given

import collective_impact as ci
from collective_impact.testing import assert_round_trips, records

CLINIC = Clinic(id="clinic", name="Clinic by the bridge (invented)", sector="health", beds=40)
INITIATIVE = ci.Initiative(id="river", partners=(CLINIC, ci.Partner(id="school", sector="education")))

# Run where nobody has imported clinic_partners: read a file, say how the partner came out, write a copy.
READER = """
import sys, warnings, collective_impact as ci
warnings.simplefilter("ignore", ci.CollectiveImpactWarning)
source, copy, allowed = sys.argv[1:]
assert "clinic_partners" not in sys.modules
initiative = ci.read(source, extensions=None if allowed == "all" else ())
ci.write(initiative, copy)
print(type(initiative.partners[0]).__name__)
"""


@given(records(Clinic))
def test_every_clinic_is_read_back_as_it_was_written(clinic: Clinic) -> None:
    assert_round_trips(clinic)


@pytest.mark.parametrize("beds", [-1, 4.0, True, "40"])
def test_beds_are_a_count(beds: int) -> None:
    with pytest.raises(ci.InvalidRecordError, match="beds"):
        Clinic(id="clinic", beds=beds)


def test_a_file_without_beds_says_what_beds_are() -> None:
    data = {"id": "river", "partners": [{"@type": "clinic_partners.Clinic", "id": "clinic"}]}
    with pytest.raises(ci.DocumentError, match=r"partners/0/beds: is missing\. Beds for patients"):
        ci.read(data)


@pytest.mark.parametrize("suffix", ["json", "yaml"])
@pytest.mark.parametrize(("allowed", "expected"), [("all", "Clinic"), ("none", "Partner")])
def test_a_fresh_interpreter_finds_us_by_our_entry_point_and_loses_nothing_without_us(
    tmp_path: Path, suffix: str, allowed: str, expected: str
) -> None:
    source, copy = tmp_path / f"river.{suffix}", tmp_path / f"copy.{suffix}"
    ci.write(INITIATIVE, source)
    command = [sys.executable, "-c", READER, str(source), str(copy), allowed]
    found = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own lines
    assert found.stdout.strip() == expected
    assert copy.read_bytes() == source.read_bytes()
    assert ci.read(copy) == INITIATIVE


def test_a_clinic_counts_wherever_a_partner_counts() -> None:
    finding = next(f for f in ci.assess(INITIATIVE).findings if f.code == "CI105")
    assert "education, health" in finding.observed
    assert json.dumps(ci.to_data(INITIATIVE)).count("clinic_partners.Clinic") == 1
