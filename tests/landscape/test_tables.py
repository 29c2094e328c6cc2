"""Answers as people look at them: what is shown, what is said to be left out, and that names stay text."""

from __future__ import annotations

import pytest

import collective_impact as ci
from collective_impact.landscape.bridging import bridging_partners
from collective_impact.landscape.coverage import coverage
from collective_impact.landscape.inventory import Collaboration, Landscape, Organisation
from collective_impact.landscape.overlap import compare


def landscape(name: str = "Alpha") -> Landscape:
    return Landscape(
        id="L",
        organisations=(Organisation(id="A", name=name),),
        outcomes=(ci.Outcome(id="G", name="Ready"), ci.Outcome(id="H")),
        collaborations=(
            Collaboration(
                id="C1",
                member_ids=("A",),
                outcome_ids=("G",),
                populations=(ci.Population(id="k", age_to=4),),
                places=(ci.Place(id="n", name="North"),),
            ),
            Collaboration(
                id="C2",
                member_ids=("A",),
                outcome_ids=("G",),
                populations=(ci.Population(id="y", age_from=4, age_to=7),),
                places=(ci.Place(id="n"),),
            ),
            Collaboration(id="C3", outcome_ids=("G",)),
        ),
    )


def test_an_overlap_is_shown_with_its_caution() -> None:
    text = str(compare(landscape(), draws=3))
    assert text.startswith("3 of 3 pairs share a member, a goal or a strategy")
    assert "1 of 1 and 1, identical" in text
    assert "not recorded" in text
    assert "not a finding" in text
    assert "The roster is not recorded of C3." in text
    assert "By chance:" not in str(compare(landscape(), draws=0))
    assert "no pair to compare" in str(compare({}))


def test_long_answers_say_what_they_leave_out() -> None:
    sets = {f"C{number}": {"x"} for number in range(8)}
    assert "8 more pairs are not shown." in str(compare(sets, draws=0))
    rows = tuple(Collaboration(id=f"C{number}") for number in range(23))
    assert "and 3 more." in str(compare(Landscape(id="L", collaborations=rows)))


def test_both_empty_is_said_in_words() -> None:
    held = Landscape(
        id="L",
        outcomes=(ci.Outcome(id="G"),),
        collaborations=tuple(Collaboration(id=id_, outcome_ids=("G",)) for id_ in ("C1", "C2")),
        complete=("collaborations/*/member_ids",),
    )
    assert "0 of 0 and 0, both empty" in str(compare(held))


def test_bridging_partners_are_shown_with_what_is_not_counted() -> None:
    text = str(bridging_partners(landscape()))
    assert text.startswith("1 of 1 members sit at 2 tables or more")
    assert "not known" in text


def test_coverage_is_a_grid_of_words() -> None:
    text = str(coverage(landscape(), crowded_from=2))
    assert text.startswith("20 % of 10 cells are served; 5 are gaps")
    for word in ("2, crowded", "1 only", "not known", "gap", "North"):
        assert word in text
    assert "2 " in str(coverage(landscape()))
    assert "not known of 0 cells" in str(coverage(Landscape(id="L")))


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", 'a" onload="x', "\x1b[31m\u202e"])
def test_names_stay_text(name: str) -> None:
    held = landscape(name)
    for found in (
        compare(held, draws=0),
        bridging_partners(held),
        coverage(held),
        coverage(Landscape(id="L")),
    ):
        page = found._repr_html_()
        assert "<script" not in page
        assert 'onload="' not in page
        assert "\x1b" not in str(found)
